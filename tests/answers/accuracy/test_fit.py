"""What is estimated: laws of the errors of ratios, their movement in a year, and the command."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.accuracy.backtest import disturbed
from xuewei.answers.accuracy.fitted import Fitted, FittedRatio, fitted_from, sureness, together
from xuewei.formats.population.folder import read_enrolment
from xuewei.model.population import EnrolmentRow
from xuewei.model.pupils.progression import forecast
from xuewei.model.pupils.ratios import (
    APART,
    ITSELF_ALONE,
    POOLING,
    SMOOTHING,
    STEADY,
    TOGETHER,
    Choice,
    Floats,
    distances,
    ratios,
    trust,
)
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.pupils.sources import ENTRY, GRADES, ITSELF, WHOLE
from xuewei.model.stages import Stage

from inside import run
from program import TOP

PRIMARY = Stage("primary", 6, 6, 45)
YEARS = range(2010, 2018)
CHINA = str(TOP / "data" / "china")


def fitted(history: EnrolmentHistory, origin: int) -> Fitted:
    """What is estimated at an origin from what a history knew then, held against the same a year earlier."""
    then = forecast(history.known_at(origin - 1), origin) if origin > history.years.start else None
    return fitted_from(forecast(history.known_at(origin), origin + 1), then)


def record(of: Callable[[str, int, int], int], *areas: str, years: range = YEARS) -> EnrolmentHistory:
    """Pupils of every grade of primary by area, year and grade."""
    rows = [
        EnrolmentRow(area, year, "primary", grade, of(area, year, grade), "published", "test")
        for area in areas
        for year in years
        for grade in range(1, 7)
    ]
    return enrolment_history(rows, [], [PRIMARY], (8, 31))


def wandering(seed: int, *areas: str, years: range = YEARS) -> EnrolmentHistory:
    """Pupils by chance: the first years are the same however many are asked for."""

    def count(area: str, year: int, grade: int) -> int:
        return int(np.random.default_rng([seed, ord(area[0]), year, grade]).integers(900, 1100))

    return record(count, *areas, years=years)


def of_grade(found: Fitted, grade: int | None, area: str | None = "甲") -> FittedRatio:
    """The one ratio of a grade."""
    (each,) = (each for each in found.ratios if (each.grade, each.area) == (grade, area))
    return each


@settings(max_examples=8)
@given(st.integers(1, 4), st.integers(1, 400))
def test_constant_ratios_are_found_with_no_error_and_no_movement(areas: int, born: int) -> None:
    """Each grade half of the grade below, in every area and year: the ratio is a half, surely, and was before."""
    history = record(lambda area, year, grade: born * 2 ** (6 - grade), *"甲乙丙丁"[:areas])
    found = fitted(history, 2017)
    assert {each.area for each in found.ratios} == {*"甲乙丙丁"[:areas], *([None] if areas > 1 else [])}
    for each in found.ratios:
        assert each.ratio == pytest.approx(1.0 if each.part == ENTRY else 0.5)
        assert (each.error, each.miss, each.change, each.trend) == pytest.approx((0, 0, 0, 0), abs=1e-12)
        assert (each.low, each.high) == pytest.approx((each.ratio, each.ratio))
        assert (each.first, each.last, each.years, each.broken) == (2011, 2017, 7, 0)


def by_hand(pupils: Floats, source: Floats, choice: Choice) -> float:
    """The jackknife of one area and line in a plain loop: each year in turn made a year without rows."""
    weights = trust(distances(pupils, source))
    left = []
    for t in range(len(pupils)):
        over = pupils.copy()
        over[t] = np.nan
        left.append(float(ratios(over, source, weights, choice).ahead(1)[0, 0]))
    return float(np.sqrt((len(left) - 1) / len(left) * sum((each - np.mean(left)) ** 2 for each in left)))


@settings(max_examples=20)
@given(st.integers(0, 10**6), st.sampled_from(SMOOTHING), st.sampled_from((0.0, 0.7)))
def test_the_standard_error_is_that_of_refitting_without_each_year(seed: int, smoothing: float, damping: float) -> None:
    """What is computed for all areas at once is what a loop finds for one."""
    chance = np.random.default_rng(seed)
    pupils, source = chance.integers(50, 150, (2, 9, 3, 2)).astype(float)
    choice = Choice(smoothing, 0.0, damping)
    found = sureness(pupils[:, :1, :1], source[:, :1, :1], choice)
    assert found.error[0, 0] == pytest.approx(by_hand(pupils[:, :1, :1], source[:, :1, :1], choice))


@settings(max_examples=10)
@given(st.integers(0, 10**6), st.sampled_from(SMOOTHING), st.sampled_from(POOLING))
def test_all_areas_together_are_as_one(seed: int, smoothing: float, pooling: float) -> None:
    """Their ratio lies among those of the areas, whatever these borrow; with all borrowed it is theirs."""
    chance = np.random.default_rng(seed)
    pupils, source = chance.integers(90, 110, (2, 7, 4, 3)).astype(float) * 10
    every = together(pupils, source, Choice(smoothing, pooling, 0.0))
    apart = sureness(pupils, source, Choice(smoothing, pooling, 0.0))
    assert every.ratio.shape == every.error.shape == every.miss.shape == (1, 3)
    assert (every.ratio >= apart.ratio.min(axis=0) - 1e-9).all()
    assert (every.ratio <= apart.ratio.max(axis=0) + 1e-9).all()
    if pooling == 1:
        assert np.allclose(every.ratio, apart.ratio)
        assert np.allclose(every.error, apart.error)


def test_the_mean_of_independent_years_has_the_error_that_books_give() -> None:
    """Years alike and sources alike: the standard deviation over the root of the years, and Student's interval."""
    shares = np.array([0.88, 0.93, 0.90, 0.87, 0.92])
    pupils, source = (100_000 * shares).reshape(5, 1, 1), np.full((5, 1, 1), 100_000.0)
    found = sureness(pupils, source, Choice(0.0, 0.0, 0.0))
    assert found.ratio[0, 0] == pytest.approx(shares.mean())
    assert found.error[0, 0] == pytest.approx(shares.std(ddof=1) / np.sqrt(5))
    assert found.reach[0, 0] == pytest.approx(2.776 * found.error[0, 0])


def test_common_and_local_parts_multiply_to_the_level_and_each_has_its_error() -> None:
    """Of several areas; the row of all areas is the common part. An area that always has a tenth more has no error of
    its own in that, whatever the years do to all."""
    swing = {year: 1 + 0.02 * ((7 * year) % 5 - 2) for year in YEARS}
    more = {"甲": 1.1, "乙": 0.9, "丙": 1.0}

    def count(area: str, year: int, grade: int) -> int:
        return round(100_000 * (swing[year] * more[area] if grade == 2 else 1))

    found = fitted(record(count, *more), 2017)
    every = of_grade(found, 2, None)
    assert (every.error or 0) > 0.003
    assert (every.common, every.local) == (None, None)
    for area in more:
        each = of_grade(found, 2, area)
        assert each.common == pytest.approx(every.ratio)
        assert (each.common or 0) * (each.local or 0) == pytest.approx(each.level)
        assert each.local == pytest.approx(more[area], abs=0.005)
        assert each.local_error == pytest.approx(0, abs=0.001)
    alone = of_grade(fitted(record(count, "甲"), 2017), 2)
    assert (alone.common, alone.local, alone.local_error) == (None, None, None)


def test_one_pair_of_years_gives_a_ratio_and_no_error() -> None:
    """Nothing is said of a scatter that nobody saw."""
    each = of_grade(fitted(wandering(1, "甲", years=range(2010, 2012)), 2011), 3)
    assert (each.error, each.low, each.high, each.miss, each.before, each.change) == (None,) * 6
    assert (each.first, each.last, each.years) == (2011, 2011, 1)


def test_ratios_are_those_of_the_forecast() -> None:
    """Every ratio that is shown, times its source, gives the pupils of the first year ahead."""
    history = wandering(3, "甲", "乙")
    found, ahead = fitted(history, 2017), forecast(history.known_at(2017), 2018).pupils
    for n, area in enumerate(history.areas):
        for grade in range(1, 7):
            each = of_grade(found, grade, area)
            source = ahead[0, n, 0] if grade == 1 else ahead[0, n, grade - 2]
            assert each.source == (ITSELF if grade == 1 else "before")
            assert each.ratio * source == pytest.approx(ahead[1, n, grade - 1])
            assert each.level * (1 + each.trend) == pytest.approx(each.ratio)


def test_a_record_that_is_one_year_longer_moves_from_where_it_was() -> None:
    """What stood a year earlier is what was fitted then, choices and ratios; what was not there is new."""
    history = wandering(4, "甲", "乙")
    late = enrolment_history(
        [
            *(EnrolmentRow("丙", year, "primary", 1, 50 + year % 3, "published", "test") for year in (2016, 2017)),
            *(
                EnrolmentRow(area, year, "primary", grade, 1000 + 7 * (year % 5) + grade, "published", "test")
                for area in "甲乙"
                for year in YEARS
                for grade in range(1, 7)
            ),
        ],
        [],
        [PRIMARY],
        (8, 31),
    )
    for record in (history, late):
        now, then = fitted(record, 2017), fitted(record, 2016)
        old = {(each.area, each.part, each.grade): each.ratio for each in then.ratios}
        for each in now.ratios:
            assert each.before == old.get((each.area, each.part, each.grade))
        for choice, earlier in zip(now.choices, then.choices, strict=True):
            assert choice.before == (earlier.source, earlier.choice)
    assert of_grade(fitted(late, 2017), 1, "丙").change is None
    jump = record_with_a_jump()
    assert of_grade(fitted(jump, 2017), 2).change == pytest.approx(0.3, abs=0.05)


def record_with_a_jump() -> EnrolmentHistory:
    """Grade 2 is 0.6 of grade 1 in the first year on record and 0.9, then 1.5 of it in the next."""
    share = {2010: 0.6, 2015: 0.6, 2016: 0.9, 2017: 1.5}
    return record(
        lambda area, year, grade: round(10_000 * (share[year] if grade == 2 else 1)), "甲", years=range(2015, 2018)
    )


def test_nothing_that_came_later_moves_a_fit() -> None:
    """The fit of an origin is the same to the last bit when every later figure is changed."""
    china = read_enrolment("china").history
    for history, origin in ((wandering(6, "甲", "乙"), 2014), (china, 2018)):
        found, other = fitted(history, origin), fitted(disturbed(history, origin), origin)
        assert found.ratios == other.ratios
        assert found.choices == other.choices


def test_as_many_ways_are_as_good_as_within_one_standard_error() -> None:
    """The chosen way is among those as good; where one smoothing serves for all it is the first as they were offered,
    where the common part is taken apart the least wrong."""
    for history in (wandering(7, "甲", "乙", "丙"), read_enrolment("china").history):
        for each in fitted(history, history.years[-1]).choices:
            tried = {TOGETHER: 1 if each.part == WHOLE else 28, APART: 7, ITSELF_ALONE: 1, STEADY: 1}
            assert 1 <= len(each.as_good) <= each.tried == tried[each.choice.way]
            assert each.choice in each.as_good
            assert each.choice.way == APART or each.as_good[0] == each.choice
            assert each.choice.pooling in each.pooled_as_good


def test_a_broken_year_is_counted_and_an_area_that_borrows_has_no_years() -> None:
    """A closed grade gives no ratio of its own; it takes that of the others, and it is seen that it does."""
    rows = [
        EnrolmentRow(area, year, "primary", grade, 100 + grade, "published", "test")
        for area in "甲乙"
        for year in YEARS
        for grade in range(1, 7)
        if (area, grade) != ("乙", 3) or year == 2017
    ]
    rows = [
        EnrolmentRow("甲", 2013, "primary", 2, 1020, "published", "test")
        if (row.area, row.year, row.grade) == ("甲", 2013, 2)
        else row
        for row in rows
    ]
    found = fitted(enrolment_history(rows, [], [PRIMARY], (8, 31)), 2017)
    assert of_grade(found, 2).broken == 1
    assert of_grade(found, 2, None).broken == 1
    borrowed = of_grade(found, 4, "乙")
    assert (borrowed.years, borrowed.first, borrowed.part) == (0, None, GRADES)
    assert borrowed.ratio == pytest.approx(104 / 103, abs=0.01)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Eight areas of one stage, eight years."""
    rows = [
        f"区{n},{year},primary,{grade},{900 + (7 * n + 13 * year + 29 * grade) % 200},published,学籍"
        for n in range(8)
        for year in YEARS
        for grade in range(1, 7)
    ]
    header = "area,year,stage,grade,pupils,basis,source"
    (tmp_path / "enrolment.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return tmp_path


def test_many_areas_are_shown_together_and_listed_for_machines(folder: Path) -> None:
    """The screen has a row for every grade with the spread of the areas; CSV and JSON have every area."""
    shown = run("fit", folder, "--lang", "en").stdout
    assert "More than 6 areas" in shown
    assert "has its standard error beside it" not in " ".join(shown.split()), "there is no such column"
    assert sum(line.startswith("all areas ") for line in shown.splitlines()) == 6
    rows = list(csv.DictReader(io.StringIO(run("fit", folder, "--format", "csv").stdout)))
    assert len(rows) == 6 * 9
    assert sum(row["area"] == "" for row in rows) == 6
    found = json.loads(run("fit", folder, "--format", "json").stdout)
    assert list(found) == ["origin", "earlier", "version", "provenance", "choices", "rows"]
    assert [str(row["ratio"]) for row in found["rows"]] == [row["ratio"] for row in rows]
    two = run("fit", folder, "--area", "区1", "--area", "区3", "--format", "csv").stdout
    assert {row["area"] for row in csv.DictReader(io.StringIO(two))} == {"区1", "区3"}


def test_grades_of_an_area_stand_together(folder: Path) -> None:
    """Entrants above the grades that follow them, though they are estimated apart; all areas together first."""
    shown = run("fit", folder, "--area", "区1", "--area", "区3", "--lang", "en").stdout.partition("Ratios of")[2]
    rows = [tuple(line.split()[:2]) for line in shown.splitlines() if line.startswith("区")]
    assert rows == [(area, str(grade)) for area in ("区1", "区3") for grade in range(1, 7)]


def test_a_local_part_that_is_pooled_away_has_no_error_to_show(folder: Path) -> None:
    """It is 1 because areas are not told apart, which is no estimate; the note says so."""
    two = run("fit", folder, "--area", "区1", "--area", "区3", "--lang", "en", "--wide").stdout
    chosen = json.loads(run("fit", folder, "--format", "json").stdout)["choices"]
    assert [each["pooling"] for each in chosen if each["part"] == "grades"] == [1.0]
    assert "1.000 ± 0.000" not in two
    assert "With pooling 1 areas are not told apart" in " ".join(two.split())
    assert "has its standard error beside it" in " ".join(two.split())


@pytest.mark.parametrize(
    ("words", "status", "told"),
    [
        ([CHINA, "--stage", "midle"], 2, "found midle). Did you mean middle?"),
        ([CHINA, "--area", "全園"], 2, "must be one of 全国 (found 全園)"),
        ([CHINA, "--origin", "2030"], 2, "a school year lies between 2012 and 2025 (found 2030)"),
        ([CHINA, "--origin", "2011"], 2, "a school year lies between 2012 and 2025 (found 2011)"),
        (["nowhere"], 3, "nowhere"),
        ([CHINA, "--format", "xml"], 2, "must be one of table, json, csv, md"),
    ],
)
def test_what_cannot_be_fitted_is_refused(words: list[str], status: int, told: str) -> None:
    """Exit 2 for the wrong question, 3 for a folder that is not there; a sentence, never a traceback."""
    done = run("fit", *words, "--lang", "en")
    assert (done.returncode, done.stdout) == (status, "")
    assert told in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_record_too_short_for_a_ratio_says_so(folder: Path) -> None:
    """One year is too little, and so are years with gaps between them."""
    path = folder / "enrolment.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    for kept, told in (
        ((2017,), "pupils are on record for 2017 only; a ratio needs two years in a row"),
        ((2010, 2014), "no ratio can be estimated in 2014"),
    ):
        chosen = [line for line in lines[1:] if int(line.split(",")[1]) in kept]
        path.write_text("\n".join([lines[0], *chosen]) + "\n", encoding="utf-8")
        done = run("fit", folder, "--lang", "en")
        assert done.returncode == 3
        assert told in " ".join(done.stderr.split())
        assert done.stderr.startswith(f"{folder}/enrolment.csv: ")  # and no word of how the command is called
