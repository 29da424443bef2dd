"""One zone by hand: a school opens, another closes (docs/method.en.md, section 9)."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from xuewei.model.assessment import assess
from xuewei.model.by_school import school_pupils
from xuewei.model.plan import Plan, School
from xuewei.model.population import BirthsRow, EnrolmentRow, Population
from xuewei.model.pupils.school_ratios import Places, with_merged
from xuewei.model.pupils.school_sums import with_sums
from xuewei.model.pupils.schools_ahead import by_seats, followed
from xuewei.model.stages import Stage

from builders import assumptions, census, level
from program import TOP

ROLLS = TOP / ".." / "shared" / "facts" / "school_rolls"


def places() -> Places:
    """Two grades: 甲 has 80 places in each, 乙 40 until it closes in 2027, 丙 40, opened grade by grade from 2026 on.

    All are of one zone. Years 2025 to 2027; behind the schools the remainder of the area, without any."""
    seats = np.zeros((3, 4, 2))
    seats[:, 0] = 80
    seats[:2, 1] = 40
    seats[1:, 2, 0] = seats[2:, 2, 1] = 40
    whole = np.zeros(4, dtype=np.int64)
    zone = np.arange(3), whole[:3], np.ones(3)
    return Places(seats, seats[:, :, 0], whole, *zone, heir=whole - 1)


TOTALS = np.array([[[90.0, 90.0]], [[120.0, 90.0]], [[120.0, 120.0]]])


def test_a_zone_by_hand() -> None:
    """The table of docs/method.en.md."""
    record = np.full((3, 4, 2), np.nan)
    record[0] = [[60, 60], [30, 30], [np.nan, np.nan], [0, 0]]
    found = followed(places(), record, TOTALS)
    assert found[:, :3].round(6).tolist() == [
        [[60, 60], [30, 30], [0, 0]],
        [[60, 60], [30, 30], [30, 0]],
        [[80, 80], [0, 0], [40, 40]],
    ]
    assert not found[:, 3].any()


def test_a_zone_by_hand_without_a_record() -> None:
    """By places alone: 120 entrants on 160 places are three on four, and those of grade 2 stay where it is open."""
    found = by_seats(places(), TOTALS)
    assert found[1, :3].tolist() == [[60, 60], [30, 30], [30, 0]]


def test_pupils_of_a_school_that_closes_go_where_there_is_room() -> None:
    """Thirty go to a school with ten places left and one with fifty as one to five, though both are as large."""
    base = places()
    seats = np.full((2, 4, 1), 100.0)
    seats[1, 1] = seats[:, 3] = 0
    of_one_grade = replace(base, seats=seats, intake=seats[:, :, 0])
    record = np.full((2, 4, 1), np.nan)
    record[0, :, 0] = [90, 30, 50, 0]
    steady = np.full((2, 1, 1), 170.0)
    assert followed(of_one_grade, record, steady)[1, :, 0].round(6).tolist() == [95, 0, 75, 0]


def test_a_merger_on_record_is_undone() -> None:
    """The school that took the other has had its pupils all along, the other none."""
    base = replace(places(), heir=np.array([-1, 0, -1, -1]))
    record = np.full((3, 4, 2), np.nan)
    record[:, 0], record[0, 1] = 60, 30
    found = with_merged(base, record)
    assert found[:, 0].tolist() == [[90, 90], [60, 60], [60, 60]]
    assert np.isnan(found[:, 1]).all()


def errors() -> dict[str, list[float]]:
    """Errors of schools in per cent of their pupils at leads 1 to 3, targets before 2020, by our forecast, by the last
    value and by the school's last share of its district's forecast."""
    if not ROLLS.exists():
        pytest.skip("the rolls of this district are not part of the project")
    counts: Counter[tuple[str, int, int]] = Counter()
    with open(ROLLS / "enrollment_school_grade.csv", encoding="utf-8") as file:
        for line in csv.DictReader(file):
            counts[line["school"], int(line["year"]), int(line["grade"]) + 1] += int(line["students"])
    with open(ROLLS / "births.csv", encoding="utf-8") as file:
        births = {int(line["year"]): float(line["births"]) for line in csv.DictReader(file)}
    stage, names = Stage("primary", 5, 6, 25), sorted({name for name, _, _ in counts})
    totals: Counter[tuple[str, int]] = Counter()
    for (name, year, _), n in counts.items():
        totals[name, year] += n
    wrong: defaultdict[tuple[str, int], float] = defaultdict(float)
    came: Counter[int] = Counter()
    for origin in range(2003, 2019):
        rows = [
            EnrolmentRow("D", year, "primary", grade, n, "published", "rolls", school=name)
            for (name, year, grade), n in counts.items()
            if year <= origin
        ]
        people = Population(
            tuple(census("D", level(500, 90), date(1998, 9, 1))),
            tuple(BirthsRow("D", y, n, "published", "", date(y, 12, 31)) for y, n in births.items() if y <= origin),
            (),
            with_sums((), rows, (stage,)),
            replace(assumptions(horizon=origin + 3), stages=(stage,)),
            of_schools=tuple(rows),
        )
        schools = tuple(School(name, "primary", "D", status="in_use") for name in names)
        got = school_pupils(assess(Plan("p", "D", schools, (origin, origin + 1)), people))
        for year in range(origin + 1, min(origin + 4, 2020)):
            ours = got.pupils["primary"][got.years.index(year)].sum(axis=1)
            last = sum(totals[name, origin] for name in names)
            for n, name in enumerate(names):
                if totals[name, origin] and totals[name, year]:
                    share = totals[name, origin] / last * ours.sum()
                    for way, said in (("ours", ours[n]), ("last", totals[name, origin]), ("share", share)):
                        wrong[way, year - origin] += abs(said - totals[name, year])
                    came[year - origin] += totals[name, year]
    return {way: [100 * wrong[way, lead] / came[lead] for lead in (1, 2, 3)] for way in ("ours", "last", "share")}


def test_schools_of_a_real_district() -> None:
    """Nearer than the last value and than a plain share at every lead."""
    found = errors()
    assert found["ours"] == pytest.approx([4.09, 5.24, 6.35], abs=0.05)
    assert found["last"] == pytest.approx([4.17, 5.49, 6.79], abs=0.01)
    assert found["share"] == pytest.approx([4.16, 5.27, 6.37], abs=0.02)
    for way in ("last", "share"):
        assert (np.array(found["ours"]) < found[way]).all()
