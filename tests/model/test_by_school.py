"""Pupils of single schools: they sum to their area in every grade and year, and nobody is lost when a school closes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.model.assessment import Assessment, assess
from xuewei.model.by_school import RECORD, SHARE, SchoolPupils, school_pupils
from xuewei.model.plan import Plan, School
from xuewei.model.population import EnrolmentRow, Population
from xuewei.model.pupils.school_sums import with_sums

from builders import assumptions, level, plan, population, school

GRADES, YEARS = 6, range(2018, 2024)
Counts = Mapping[str, Mapping[int, list[int]]]
"""Pupils of the grades of primary, by school and year."""


def listed(name: str, area: str = "甲", seats: int = 600, **changes: object) -> School:
    """A primary school that has always been in use."""
    written = {"opens": None, "planned": None, "status": "in_use", "counted": True, "seats": {"primary": seats}}
    return school(name, area, **{**written, **changes})


def rows(counts: Counts, areas: Mapping[str, str] | None = None) -> list[EnrolmentRow]:
    """Rows of schools; their area is 甲 unless ``areas`` says another."""
    return [
        EnrolmentRow((areas or {}).get(name, "甲"), year, "primary", grade, n, "published", "学籍", school=name)
        for name, years in counts.items()
        for year, grades in years.items()
        for grade, n in enumerate(grades, start=1)
    ]


def people(
    schools: list[EnrolmentRow], own: tuple[EnrolmentRow, ...] = (), areas: tuple[str, ...] = ("甲",)
) -> Population:
    """People of some areas with rows of schools, and of areas themselves."""
    bare = population(
        {area: level(200) for area in areas},
        births={(area, year): 400.0 for area in areas for year in range(2005, 2021)},
        assumed=assumptions(horizon=2030),
    )
    every = with_sums(own, schools, bare.assumptions.stages)
    return replace(bare, enrolment=every, of_schools=tuple(schools))


def held(found: Assessment, got: SchoolPupils) -> None:
    """Schools and remainder of every area are its demand, in every year and grade, and none of them is less than 0."""
    areas = [found.areas.index(each.area) for each in found.plan.schools]
    for stage in found.stages:
        added = got.rest[stage.name].copy()
        for n, area in enumerate(areas):
            added[:, area] += got.pupils[stage.name][:, n]
        wanted = found.demand[stage.name]
        assert np.allclose(added, wanted, rtol=1e-9, atol=1e-7, equal_nan=True)
        assert (np.nan_to_num(got.pupils[stage.name]) >= -1e-9).all()
        assert (np.nan_to_num(got.rest[stage.name]) >= -1e-9).all()


def of(got: SchoolPupils, name: str, year: int) -> list[float]:
    """Pupils of the grades of a primary school in a year."""
    return [round(float(n), 6) for n in got.pupils["primary"][got.years.index(year), got.schools.index(name)]]


class Estate(NamedTuple):
    """A plan and its people, shown by what was drawn of them."""

    plan: Plan
    people: Population
    drawn: str

    def __repr__(self) -> str:
        return self.drawn


@st.composite
def estates(draw: st.DrawFn) -> Estate:
    """Some schools of two areas and three zones, some with pupils on record, some that open, close and merge."""
    names = [f"s{n}" for n in range(draw(st.integers(1, 7)))]
    areas = {name: draw(st.sampled_from(["甲", "乙"])) for name in names}
    zones = st.sampled_from([None, "东", "西", "东;西", "东:0.3;西:0.5", "南:0.4"])
    schools = []
    for name in names:
        zone = draw(zones)  # a zone of one area alone: those of 乙 have its name before theirs
        if zone and areas[name] == "乙":
            zone = re.sub("[东西南]", "乙\\g<0>", zone)
        changes: dict[str, Any] = {"zone": zone, "seats": draw(st.sampled_from([0, 240, 900]))}
        if draw(st.booleans()):
            changes |= {"opens": draw(st.integers(2021, 2028)), "status": "planned"}
            changes["fill"] = draw(st.sampled_from([None, "by_grade"]))
        if draw(st.booleans()):
            changes["closes"] = draw(st.integers(2022, 2029))
            changes["merge_into"] = draw(st.sampled_from([None, *names]))
        schools.append(listed(name, areas[name], **changes))
    counts = {
        name: {
            year: draw(st.lists(st.integers(0, 90), min_size=GRADES, max_size=GRADES))
            for year in draw(st.sampled_from([YEARS, range(2020, 2024), range(2023, 2024), range(0)]))
        }
        for name in names
    }
    whole = plan(*schools, areas=("甲", "乙"))
    shown = str([(x.id, x.area, x.seats, x.opens, x.fill, x.closes, x.merge_into, x.zone) for x in schools])
    known = people(rows(counts, areas), areas=("甲", "乙"))
    return Estate(replace(whole, base_seats=None), known, f"{shown} {counts}")


@settings(max_examples=25, deadline=None)
@given(estates(), st.sampled_from([None, "ages"]))
def test_schools_sum_to_their_area(estate: Estate, method: str | None) -> None:
    """Whatever opens, closes and merges, and whatever is on record: schools and remainder are the demand."""
    found = assess(estate.plan, estate.people, method=method)
    held(found, school_pupils(found))


@settings(max_examples=10, deadline=None)
@given(estates(), st.integers(1, 5))
def test_more_schools_never_change_the_demand_of_an_area(estate: Estate, more: int) -> None:
    """Demand of an area is that of its people and pupils, however many schools share it."""
    written, known, _ = estate
    before = assess(written, known)
    added = [listed(f"new{n}", opens=2024 + n, status="planned") for n in range(more)]
    after = assess(replace(written, schools=(*written.schools, *added)), known)
    held(after, school_pupils(after))
    for stage in before.stages:
        assert np.array_equal(before.demand[stage.name], after.demand[stage.name], equal_nan=True)


STEADY = {"a": dict.fromkeys(YEARS, [60] * 6), "b": dict.fromkeys(YEARS, [30] * 6), "c": dict.fromkeys(YEARS, [10] * 6)}


def answer(
    *schools: School, counts: Counts = STEADY, own: tuple[EnrolmentRow, ...] = ()
) -> tuple[Assessment, SchoolPupils]:
    """The pupils of some schools of 甲."""
    found = assess(replace(plan(*schools), base_seats=None), people(rows(counts), own))
    got = school_pupils(found)
    held(found, got)
    return found, got


def test_pupils_on_record_are_as_they_are() -> None:
    """In years on record every school has the pupils that it has; what it follows is said."""
    _, got = answer(listed("a"), listed("b"), listed("c"), listed("d", opens=2026, status="planned"))
    assert [of(got, name, 2023) for name in "abcd"] == [[60.0] * 6, [30.0] * 6, [10.0] * 6, [0.0] * 6]
    assert [got.whence[name, "primary"] for name in "ad"] == [RECORD, SHARE]
    assert got.known["甲", "primary"] == tuple(YEARS)


def test_a_steady_school_keeps_its_share() -> None:
    """Schools that never changed share the demand of their area as ever: 6 to 3 to 1."""
    found, got = answer(listed("a"), listed("b"), listed("c"))
    wanted = found.demand["primary"][got.years.index(2028), 0]
    assert of(got, "b", 2028) == pytest.approx(list(wanted * 0.3), abs=1e-5)


def test_a_school_that_closes_sends_its_pupils_where_it_merges() -> None:
    """Grade by grade, all of them, in the year it closes and after."""
    plain = answer(listed("a"), listed("b"), listed("c"))[1]
    merged = answer(listed("a", seats=10), listed("b"), listed("c", closes=2025, merge_into="a"))[1]
    for year in (2025, 2029):
        assert of(merged, "c", year) == [0.0] * 6
        together = np.add(of(plain, "a", year), of(plain, "c", year))
        assert of(merged, "a", year) == pytest.approx(list(together), abs=1e-5)


def test_a_school_that_closes_sends_its_pupils_to_its_zone_where_there_is_room() -> None:
    """Of the two others the one of its zone gets them; without room there, they are shared by seats."""
    plain = answer(listed("a"), listed("b"), listed("c"))[1]
    zoned = answer(listed("a"), listed("b", zone="东"), listed("c", zone="东", closes=2025))[1]
    assert of(zoned, "a", 2025) == pytest.approx(of(plain, "a", 2025), abs=1e-5)
    together = np.add(of(plain, "b", 2025), of(plain, "c", 2025))
    assert of(zoned, "b", 2025) == pytest.approx(list(together), abs=1e-5)
    full = answer(listed("a", seats=60), listed("b", seats=30), listed("c", closes=2025))[1]
    gets = np.subtract(of(full, "a", 2025), of(plain, "a", 2025)) / of(plain, "c", 2025)
    assert list(gets) == pytest.approx([2 / 3] * 6, abs=1e-5)


def test_a_school_that_opens_takes_entrants_by_its_intake() -> None:
    """A fifth school of a hundred places a grade takes from the schools of its zone alone; one that fills by grade has
    nobody in grades that it has not opened."""
    plain = answer(listed("a"), listed("b"), listed("c"))[1]
    new = listed("d", opens=2024, status="planned", fill="by_grade", zone="东")
    opened = answer(listed("a"), listed("b", zone="东"), listed("c"), new)[1]
    entrants = of(plain, "b", 2024)[0]
    assert of(opened, "d", 2024) == pytest.approx([entrants / 2, 0, 0, 0, 0, 0], abs=1e-5)
    assert of(opened, "b", 2024)[0] == pytest.approx(entrants / 2, abs=1e-5)
    assert of(opened, "d", 2025)[1] > 0
    assert of(opened, "d", 2025)[2:] == [0.0] * 4
    assert of(opened, "a", 2024) == pytest.approx(of(plain, "a", 2024), abs=1e-5)


def test_a_school_that_opens_whole_takes_of_every_grade() -> None:
    """Where a plan fills a school at once, all its grades are filled by their part of the seats."""
    opened = answer(listed("a"), listed("b"), listed("c", seats=0), listed("d", opens=2024, status="planned"))[1]
    assert of(opened, "d", 2024) == pytest.approx([100 * 100 / (200 + 100 + 10)] * 6, rel=0.1)


def test_pupils_of_an_area_beyond_its_schools_stay_beyond_them() -> None:
    """An area's own row may be larger than its schools: the difference is a remainder that goes on by itself."""
    own = tuple(EnrolmentRow("甲", year, "primary", g, 150, "published", "公报") for year in YEARS for g in range(1, 7))
    found, got = answer(listed("a"), listed("b"), listed("c"), own=own)
    assert of(got, "a", 2023) == [60.0] * 6
    assert got.rest["primary"][got.years.index(2023), 0] == pytest.approx([50.0] * 6)
    ahead = got.years.index(2028)
    assert got.rest["primary"][ahead, 0] == pytest.approx(found.demand["primary"][ahead, 0] / 3)


def test_schools_without_a_record_share_what_is_beyond_those_with_one() -> None:
    """150 pupils a grade in the area, 60 of them in a: two schools, and the 300 seats of nobody's, have the others by
    their seats."""
    own = tuple(EnrolmentRow("甲", year, "primary", g, 150, "published", "公报") for year in YEARS for g in range(1, 7))
    others = listed("d", seats=300, counted=False), listed("e", seats=600, counted=False)
    _, got = answer(listed("a"), *others, counts={"a": STEADY["a"]}, own=own)
    assert of(got, "a", 2023) == [60.0] * 6
    rest = got.rest["primary"][got.years.index(2023), 0]
    assert rest == pytest.approx(of(got, "d", 2023))
    assert np.add(of(got, "d", 2023), rest) == pytest.approx(of(got, "e", 2023))
    assert 2 * rest + of(got, "e", 2023) == pytest.approx([90.0] * 6)


def test_schools_without_a_record_share_by_seats_and_intake() -> None:
    """Nobody on record: pupils are shared by seats, those of the first grade by intake."""
    found = assess(
        plan(listed("a", seats=600, counted=False, intake={"primary": 300}), listed("b", seats=600, counted=False)),
        people([]),
    )
    got = school_pupils(found)
    held(found, got)
    t = got.years.index(2024)
    wanted = found.demand["primary"][t, 0]
    assert got.pupils["primary"][t, 0] / wanted == pytest.approx([0.75, *[0.5] * 5])
    assert set(got.whence.values()) == {SHARE}


def test_a_school_that_merged_before_the_record_ended_leaves_its_share_to_its_heir() -> None:
    """a took over c in 2022: from then on it has a seventh more, and that is no growth which goes on."""
    counts = {
        "a": {year: [60] * 6 if year < 2022 else [70] * 6 for year in YEARS},
        "b": STEADY["b"],
        "c": dict.fromkeys(range(2018, 2022), [10] * 6),
    }
    found, got = answer(listed("a"), listed("b"), listed("c", closes=2022, merge_into="a"), counts=counts)
    wanted = found.demand["primary"][got.years.index(2028), 0]
    assert of(got, "a", 2028) == pytest.approx(list(wanted * 0.7), abs=1e-5)


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.lists(st.integers(1, 90), min_size=GRADES, max_size=GRADES), min_size=2, max_size=6),
    st.sampled_from([None, "东", "西"]),
    st.sampled_from([None, "s1"]),
    st.integers(10, 900),
)
def test_closing_a_school_moves_its_pupils_and_loses_none(
    sizes: list[list[int]], zone: str | None, heir: str | None, seats: int
) -> None:
    """In every grade and year the others have together what they would have had and what it would have: none are less,
    and as long as others are open nobody is outside them."""
    counts = {f"s{n}": dict.fromkeys(YEARS, grades) for n, grades in enumerate(sizes)}
    others = [listed(name, seats=seats, zone=("东", "西")[n % 2]) for n, name in enumerate(counts) if n]
    plain = answer(listed("s0", zone=zone), *others, counts=counts)[1]
    closed = answer(listed("s0", zone=zone, closes=2026, merge_into=heir), *others, counts=counts)[1]
    t = plain.years.index(2026)
    before, after = plain.pupils["primary"], closed.pupils["primary"]
    assert not after[t:, 0].any()
    assert np.allclose(after[:t], before[:t])
    assert np.allclose(after[t:].sum(axis=1), before[t:].sum(axis=1))
    assert (after[t, 1:] >= before[t, 1:] - 1e-6).all()
    if heir:
        assert np.allclose(after[t, 1], before[t, 0] + before[t, 1])
        assert np.allclose(after[t, 2:], before[t, 2:])


def test_several_schools_take_the_pupils_of_one_that_closes_in_their_shares() -> None:
    """Six tenths and four tenths of each grade; nobody else gains or loses one."""
    counts = {f"s{n}": dict.fromkeys(YEARS, [20] * 6) for n in range(4)}
    others = [listed(f"s{n}") for n in range(1, 4)]
    plain = answer(listed("s0"), *others, counts=counts)[1]
    closed = answer(listed("s0", closes=2026, merge_into="s1:0.6;s2"), *others, counts=counts)[1]
    t = plain.years.index(2026)
    before, after = plain.pupils["primary"][t], closed.pupils["primary"][t]
    assert np.allclose(after[1], before[1] + 0.6 * before[0])
    assert np.allclose(after[2], before[2] + 0.4 * before[0])
    assert np.allclose(after[3], before[3])
