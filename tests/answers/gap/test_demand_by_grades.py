"""Demand of a plan that follows pupils on record: laws, fall-backs, and how births to come reach it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from xuewei.answers.explain.explanation import explain
from xuewei.errors import InputError
from xuewei.formats.population.folder import shipped_nation
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Assumptions, Figure, Scope
from xuewei.model.parameters import with_parameter
from xuewei.model.population import BirthsRow, EnrolmentRow, Population
from xuewei.model.pupils.chains import grade_chain, whole_chains
from xuewei.model.pupils.grounds import Demand
from xuewei.model.pupils.record import EnrolmentHistory
from xuewei.model.response import response
from xuewei.tables.notes import notes

from builders import assumptions, immortal, level, plan, population, pupils, school

YEARS = range(2017, 2024)
BORN = range(2005, 2024)
Counts = dict[tuple[str, int, str, int | None], int]


def recorded(counts: Counts, *others: str, **changes: object) -> Population:
    """甲 and ``others`` with 120 people at every age and sex, 200 births a year, and pupils on record."""
    assumed = replace(assumptions(), survival=immortal(), horizon=2034, **changes)  # type: ignore[arg-type]
    areas = ("甲", *others)
    births = {(area, year): 200.0 for area in areas for year in BORN}
    folk = population({area: level(120, 101) for area in areas}, births=births, assumed=assumed)
    return replace(folk, enrolment=pupils(counts))


def steady(area: str = "甲", years: range = YEARS, stage: str = "primary", grades: int = 6, base: int = 150) -> Counts:
    """The same pupils in every year, a little fewer in each grade."""
    return {(area, year, stage, grade): base - 2 * grade for year in years for grade in range(1, grades + 1)}


def assessed(people: Population, *areas: str, method: str | None = None) -> Assessment:
    """A plan with a school in 甲 and in each of ``areas``, held against people."""
    written = plan(school("一"), *(school(area, area) for area in areas))
    return xuewei.assess(written, people, method=method)


def primary(found: Assessment, area: str = "甲") -> list[int]:
    """Demand of primary in every year."""
    return [row.demand for row in found.rows(stages=["primary"], areas=[area])]


def of(found: Assessment) -> Demand:
    """A demand that was asked of pupils."""
    assert found.demand.followed or found.demand.refused
    return found.demand


def history(found: Assessment) -> EnrolmentHistory:
    """The pupils and births that demand follows."""
    assert found.demand.progression is not None
    return found.demand.progression.history


@settings(max_examples=10)
@given(st.integers(0, 10**6), st.sets(st.integers(2019, 2022)))
def test_demand_of_a_year_on_record_is_the_record(seed: int, missing: set[int]) -> None:
    """Grade by grade, whatever is missing between; other years are filled, and named."""
    chance = np.random.default_rng(seed)
    counts = {key: int(chance.integers(0, 300)) for key in steady() if key[1] not in missing}
    found = assessed(recorded(counts))
    how = of(found).followed["甲", "primary"]
    assert set(how.known) == set(range(2020, 2024)) - missing
    assert set(how.filled) == missing & set(range(2020, 2024))
    for year in how.known:
        shown = found.demand["primary"][found.years.index(year), 0]
        assert list(shown) == [counts["甲", year, "primary", grade] for grade in range(1, 7)]


def test_pupils_without_change_go_on_as_they_are() -> None:
    """From the base year to the horizon, as long as births do not change, whatever participation says."""
    people = recorded(steady())
    found = assessed(people)
    assert set(primary(found)[:10]) == {6 * 150 - 2 * 21}
    assumed = with_parameter(people.assumptions, "participation.primary", 0.5, areas=["甲"], source="test")
    assert primary(assessed(replace(people, assumptions=assumed))) == primary(found)


def test_method_and_origin_are_said_of_every_stage() -> None:
    """Grades where pupils are on record, ages elsewhere, in the rows, the frame and the assessment."""
    found = assessed(recorded(steady(), "乙"), "乙")
    assert of(found).origin == 2023
    assert {row.stage: row.method for row in found.rows(areas=["甲"])} == {
        "kindergarten": "ages", "primary": "grades", "middle": "ages",
    }  # fmt: skip
    assert {row.method for row in found.rows(areas=["乙"])} == {"ages"}
    assert set(found.to_frame()["method"]) == {"grades", "ages"}
    assert list(history(found).years) == list(YEARS)


def test_areas_by_ages_are_not_changed_by_the_record_of_another() -> None:
    """Ratios are pooled over areas with pupils on record; those without are left alone."""
    without = assessed(recorded({}, "乙"), "乙")
    assert {**without.demand.followed, **without.demand.refused} == {}
    found = assessed(recorded(steady(), "乙"), "乙")
    assert primary(found, "乙") == primary(without, "乙")
    assert primary(found) != primary(without)


def test_ages_can_be_forced() -> None:
    """As if there were no record at all."""
    found = assessed(recorded(steady()), method="ages")
    assert primary(found) == primary(assessed(recorded({})))
    assert {row.method for row in found.rows()} == {"ages"}
    with pytest.raises(ValueError, match="must be one of"):
        assessed(recorded(steady()), method="grade")


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ({}, "no_pupils"),
        (steady("乙"), "no_pupils"),
        (steady(years=range(2018, 2019)), "short_record"),
        (steady(years=range(2017, 2020)) | steady(stage="middle", grades=3), "ended_record"),
        ({("甲", year, "primary", grade): 50 for year in YEARS for grade in range(2, 7)}, "unreached_record"),
    ],
)
def test_a_record_that_says_nothing_of_the_years_shown_is_told_and_ages_are_used(counts: Counts, why: str) -> None:
    """Without a method the stage is by ages and says why; by force every such stage is a fault, all at once."""
    people = recorded(counts, "乙")
    found = assessed(people)
    if counts:
        assert of(found).refused["甲", "primary"] == why
    assert primary(found) == primary(assessed(people, method="ages"))
    with pytest.raises(InputError) as told:
        assessed(people, method="grades")
    kinds = {fault.field: fault.kind for fault in told.value.faults}
    assert kinds["甲.primary"] == why
    assert kinds["甲.kindergarten"] == "no_pupils"


LEVELS: list[tuple[Counts, str, dict[int, int]]] = [
    (steady(years=range(2023, 2024)), "short_record", {2023: 858}),
    ({("甲", 2021, "primary", None): 950}, "short_record", {2021: 950}),
    (steady(years=range(2017, 2022)) | steady(stage="middle", grades=3), "ended_record", {2020: 858, 2021: 858}),
    (
        {("甲", 2021, "primary", None): 950, ("甲", 2023, "primary", None): 750},
        "unreached_record",
        {2021: 950, 2023: 750},
    ),
]


@pytest.mark.parametrize(("counts", "why", "known"), LEVELS)
def test_pupils_that_cannot_be_followed_set_the_level_of_ages(counts: Counts, why: str, known: dict[int, int]) -> None:
    """A year on record is the record; each other one is by ages times pupils ÷ ages of the nearest, before and after
    it alike; by force of grades it is a fault."""
    people = replace(recorded(counts), births=())
    found, ages = assessed(people), assessed(people, method="ages")
    how = of(found).followed["甲", "primary"]
    assert (how.why, how.method, found.method("甲", "primary")) == (why, "scaled", "scaled")
    shown, plain = (each.demand["primary"][:, 0].sum(axis=1) for each in (found, ages))
    years = list(found.years)
    for t, year in enumerate(years):
        near = min(known, key=lambda each: (abs(each - year), each))
        if year in known:
            assert shown[t] == pytest.approx(known[year], abs=1e-9)
        assert shown[t] == pytest.approx(plain[t] * known[near] / plain[years.index(near)], rel=1e-12)
    assert found.known_to("甲", "primary") == max(known)
    with pytest.raises(InputError) as told:
        assessed(people, method="grades")
    assert {fault.field: fault.kind for fault in told.value.faults}["甲.primary"] == why


def test_chance_reaches_scaled_demand_at_its_level() -> None:
    """Births and moves after the record do to it what they do to ages, times the ratio; the record is certain."""
    people = recorded({("甲", 2022, "primary", None): 700})
    unsure = people.assumptions.uncertainty
    assert unsure is not None
    found, ages = assessed(people), assessed(people, method="ages")
    one, other = (response(each.demand, people, each.assumptions, unsure) for each in (found, ages))
    s, known = [stage.name for stage in found.stages].index("primary"), 3
    ratio = of(found).followed["甲", "primary"].filled[2030].ratio
    assert ratio != pytest.approx(1)
    assert one.births[0, s, known:] == pytest.approx(ratio * other.births[0, s, known:])
    assert one.moves[0, s, known:, known:] == pytest.approx(ratio * other.moves[0, s, known:, known:])
    assert not one.births[0, s, :known].any()
    assert not one.moves[0, s, :known].any()
    assert other.moves[0, s, known:, known:].any()


@settings(max_examples=10)
@given(st.integers(2020, 2030), st.integers(1, 5000), st.integers(0, 500), st.booleans())
def test_more_pupils_on_record_are_never_less_demand(year: int, count: int, more: int, share: bool) -> None:
    """One year of a whole stage, of the area or of its census area: the scaling is monotone in every year."""
    scope = {"甲": Scope("甲", Figure(0.25 if share else 1.0))}
    one, other = (
        assessed(recorded({("甲", year, "primary", None): pupils}, scope=scope)).demand["primary"].sum(axis=2)
        for pupils in (count, count + more)
    )
    assert (other >= one).all()
    assert other[year - 2020, 0] == pytest.approx(count + more)


def test_what_ages_are_scaled_by_is_said_with_the_area_and_the_file() -> None:
    """Under the table of gap, and of one number; the method stands in every row."""
    found = assessed(recorded({("甲", 2023, "primary", None): 900}))
    (line,) = (line for line in notes(found, "en") if "only set the level" in line)
    by_ages = assessed(recorded({})).row(2023, "甲", "primary").demand
    assert f"甲 primary (one year of pupils only; 2023: 900 pupils ÷ {by_ages:,} by ages = " in line
    assert "enrolment.csv" in line
    assert {row.method for row in found.rows(stages=["primary"])} == {"scaled"}


@pytest.mark.parametrize(("years", "known"), [(range(2010, 2019), ()), (range(2014, 2027), (2020, 2021, 2022))])
def test_a_record_may_end_before_the_base_year_or_after_the_horizon(years: range, known: tuple[int, ...]) -> None:
    """All years are forecast then, or none."""
    people = recorded(steady(years=years))
    assumed = replace(people.assumptions, horizon=2022)
    found = xuewei.assess(plan(school("一")), people, assumed)
    assert primary(found) == [858, 858, 858]
    assert of(found).followed["甲", "primary"].known == known
    assert of(found).origin == years[-1]


def test_grades_by_force_are_the_same_where_every_stage_is_on_record() -> None:
    """Nothing is refused, and nothing differs from what would have been done anyway."""
    counts = steady() | steady(stage="middle", grades=3) | steady(stage="kindergarten", grades=3)
    people = recorded(counts)
    forced = assessed(people, method="grades")
    assert primary(forced) == primary(assessed(people))
    assert {row.method for row in forced.rows()} == {"grades"}


def test_pupils_of_a_stage_that_there_is_not_are_faults() -> None:
    """All of them at once, whether they are used or not."""
    counts = steady() | {("甲", 2023, "senior", 1): 50, ("乙", 2023, "primary", 7): 50, ("乙", 2023, "primry", 1): 5}
    with pytest.raises(InputError) as told:
        assessed(recorded(counts))
    assert {fault.kind for fault in told.value.faults} == {"optional_stage", "no_stage", "whole"}
    assert {fault.found for fault in told.value.faults} == {"senior", "7", "primry"}


def test_a_balanced_base_year_before_the_record_does_not_jump() -> None:
    """The year before the record takes the level of the record, not that of the ages."""
    found = assessed(recorded(steady(years=range(2021, 2024))))
    assert primary(found)[0] == primary(found)[1]
    assert of(found).followed["甲", "primary"].filled[2020].like == 2021
    ages = primary(assessed(recorded({})))
    assert ages[0] != primary(found)[0]


def test_a_stage_known_only_as_a_whole_is_split_as_ages_split_it() -> None:
    """Its sum is the record; its grades are in proportion to the children of their ages."""
    counts: Counts = {("甲", year, "primary", None): 900 + 10 * (year - 2017) for year in YEARS}
    found = assessed(recorded(counts))
    ages = assessed(recorded({}))
    assert primary(found)[:4] == [930, 940, 950, 960]
    grades = [each.demand["primary"][:, 0] for each in (found, ages)]
    assert np.allclose(*(each / each.sum(axis=1, keepdims=True) for each in grades))
    assert of(found).followed["甲", "primary"].split == tuple(found.years)


def test_an_area_without_rows_takes_those_of_its_census_area() -> None:
    """Times its share; rows of its own name are taken as they are."""
    scope = {"区": Scope("甲", Figure(0.25))}
    people = recorded(steady(), scope=scope)
    found = xuewei.assess(plan(school("一", "区"), area="区"), people)
    assert found.demand["primary"][0, 0, 0] == pytest.approx(0.25 * 148)
    assert of(found).followed["区", "primary"].record == "甲"
    own = replace(people, enrolment=(*people.enrolment, *pupils(steady("区", base=100))))
    found = xuewei.assess(plan(school("一", "区"), area="区"), own)
    assert found.demand["primary"][0, 0, 0] == 98
    assert of(found).followed["区", "primary"].share == 1


def test_an_area_without_births_takes_its_share_of_those_of_its_census_area() -> None:
    """So that twice the births of the census area reach its entrants as well."""
    scope = {"区": Scope("甲", Figure(0.25))}
    people = recorded(steady("区"), scope=scope)
    rows = [replace(row, births=row.births * (2 if row.year >= 2019 else 1)) for row in people.births]
    written = plan(school("一", "区"), area="区")
    once, twice = (xuewei.assess(written, replace(people, births=tuple(each))) for each in (people.births, rows))
    assert once.demand["primary"][6, 0, 0] == pytest.approx(148)
    assert twice.demand["primary"][6, 0, 0] == pytest.approx(2 * 148)
    assert {row.area for row in of(once).births} == {"区"}


def with_births(people: Population, value: object, *years: int) -> Population:
    """People under another path of births, or other births of some years."""
    assumed: Assumptions = people.assumptions
    for name in [f"population.births.{year}" for year in years] or ["population.births"]:
        assumed = with_parameter(assumed, name, value, areas=["甲"], source="test")
    return replace(people, assumptions=assumed)


def test_paths_of_births_reach_those_who_are_not_born_yet() -> None:
    """The paths part in 2026: entrants of primary from 2032 on (born from September 2025) follow them."""
    people = recorded(steady())
    low, medium, high = (primary(assessed(with_births(people, path))) for path in ("low", "medium", "high"))
    assert low[:12] == medium[:12] == high[:12]
    assert all(one < two < three for one, two, three in zip(low[12:], medium[12:], high[12:], strict=True))


def test_births_of_a_year_that_a_scenario_writes_reach_their_entrants() -> None:
    """800 births in 2024 instead of some 200, of whom two thirds enter in 2030 and a third in 2031."""
    people = recorded(steady())
    plain, more = (assessed(each).demand["primary"][:, 0, 0] for each in (people, with_births(people, 800, 2024)))
    assert np.allclose(plain[:10], more[:10])
    change = (more - plain) / 148 * 200
    born = assessed(people).projection.births_by_year[4, 0]
    assert change[10] == pytest.approx(8 / 12 * (800 - born), rel=1e-6)


def test_births_known_after_the_last_pupils_count() -> None:
    """Births of 2023 are on record though pupils end in 2021."""
    people = recorded(steady(years=range(2017, 2022)))
    assert of(assessed(people)).origin == 2021
    rows = tuple(replace(row, births=400.0 if row.year == 2023 else row.births) for row in people.births)
    once, more = (assessed(replace(people, births=each)).demand["primary"][:, 0, 0] for each in (people.births, rows))
    assert np.allclose(once[:9], more[:9])
    assert more[9] == pytest.approx(148 * (4 / 12 * 200 + 8 / 12 * 400) / 200)


@settings(max_examples=8)
@given(st.integers(0, 10**6), st.booleans(), st.booleans())
def test_every_figure_can_be_followed_back_to_what_is_on_record(seed: int, whole: bool, births: bool) -> None:
    """Start × ratios is the forecast, for grades, for stages known as a whole, across stages and gaps."""
    chance = np.random.default_rng(seed)
    keys = [*steady(stage="kindergarten", grades=3), *steady(), *steady(stage="middle", grades=3)]
    if whole:
        keys = [("甲", year, stage, None if stage == "primary" else grade) for _, year, stage, grade in keys]
    counts = {key: int(chance.integers(50, 300)) for key in keys if chance.random() > 0.1 or key[1] in (2017, 2023)}
    people = recorded(counts)
    found = assessed(people if births else replace(people, births=()))
    forecast = of(found).progression
    assert forecast is not None
    for stage in forecast.history.stages:
        if found.method("甲", stage.name) == "grades":
            lines = forecast.history.lines(stage)
            for year in (2023, 2024, 2027, 2034):
                grades = forecast.pupils[year - 2023, 0, lines]
                if np.isfinite(grades).all():
                    chains = [grade_chain(forecast, "甲", stage, n, year).pupils for n in range(1, stage.grades + 1)]
                    assert np.allclose(chains, grades)
                else:
                    total = forecast.pupils[year - 2023, 0, lines.stop]
                    ways = whole_chains(forecast, "甲", stage, year)
                    assert sum(way.pupils for way in ways) == pytest.approx(total)
                    assert sum(way.weight for way in ways) == pytest.approx(1)


def test_an_explanation_multiplies_to_the_demand() -> None:
    """In a year on record, a year by ages, a forecast year, and for the share of a census area."""
    counts = {key: count + (key[1] * 7) % 5 for key, count in steady().items() if key[1] != 2021}
    people = recorded(counts, scope={"区": Scope("甲", Figure(0.4))})
    for area in ("甲", "区"):
        found = xuewei.assess(plan(school("一", area), area=area), people)
        for year in (2020, 2021, 2023, 2024, 2031):
            told = explain(found, year, area, "primary")
            traced = told.traced
            assert traced is not None
            if year == 2021:
                assert traced.fill is not None
                count = sum(line.people for line in told.ages) * told.factors.product * traced.fill.ratio
                assert count == pytest.approx(told.row.demand, abs=1)
                continue
            assert sum(line.pupils for line in traced.lines) == told.row.demand
            for line in traced.lines:
                assert line.chain.pupils * traced.share == pytest.approx(line.pupils, abs=1)
                assert line.source in ("学籍", "test", "")
            if year <= 2023:
                assert {line.source for line in traced.lines} == {"学籍"}
                assert {line.basis for line in traced.lines} == {"published"}


def test_the_newest_figure_of_a_year_counts_whenever_it_was_published() -> None:
    """What is on file today is known today."""
    people = recorded(steady())
    newer = EnrolmentRow("甲", 2022, "primary", 1, 190, "published", "学籍", 2025)
    found = assessed(replace(people, enrolment=(*people.enrolment, newer)))
    assert found.demand["primary"][2, 0, 0] == 190


def test_a_year_of_births_missing_between_known_ones_is_no_end_of_the_forecast() -> None:
    """It is put in as for the people, by the engine: entrants of that cohort are forecast, and so is all after it."""
    people = recorded(steady())
    rows = tuple(row for row in people.births if row.year != 2021)
    found = assessed(replace(people, births=rows))
    assert found.method("甲", "primary") == "grades"
    assert primary(found)[:10] == primary(assessed(people))[:10]


def test_entrants_without_births_on_record_follow_those_of_the_year_before_and_it_is_said() -> None:
    """Births from 2020 on say nothing of those who entered primary up to 2023: the path of births does not act."""
    people = recorded(steady())
    short = replace(people, births=tuple(row for row in people.births if row.year >= 2020))
    assert of(assessed(people)).followed["甲", "primary"].source == "births"
    found = assessed(short)
    assert of(found).followed["甲", "primary"].source == "itself"
    assert primary(found) == primary(assessed(with_births(short, "low")))
    assert any("whatever is born" in line for line in notes(found, "en"))
    assert not any("whatever is born" in line for line in notes(assessed(people), "en"))


def in_the_nation(people: Population, *lacking: int) -> Population:
    """People with the nation's births at hand, a sixty-thousandth of which are their own, but for ``lacking`` years."""
    nation = shipped_nation()[1]
    newest = {row.year: row.births for row in sorted(nation, key=lambda row: row.published_year or 0)}
    own = tuple(replace(row, births=newest[row.year] / 60_000) for row in people.births if row.year in newest)
    return replace(people, births=tuple(row for row in own if row.year not in lacking), lent_births=nation)


@pytest.mark.parametrize("lacking", [range(2018), range(2014, 2018), range(2012, 2019)])
def test_births_of_the_nation_stand_for_those_that_an_area_lacks_of_its_entrants(lacking: range) -> None:
    """Entrants follow births as if all were known, whether the first are missing or some between; it is said."""
    people = recorded(steady(years=range(2021, 2024)))
    every, some = (assessed(in_the_nation(people, *years)) for years in ((), lacking))
    assert of(every).followed["甲", "primary"].source == of(some).followed["甲", "primary"].source == "births"
    assert primary(some) == pytest.approx(primary(every), rel=0.002)
    assert primary(some)[-4] < 0.7 * primary(some)[3]
    assert of(every).lent == {}
    assert of(some).lent == {"甲": (2014, 2015, 2016, 2017)}
    assert any("甲 2014–2017 年的出生数 births.csv 没有，用全国出生" in line for line in notes(some, "zh"))
    assert any("甲 2014–2017 are not in births.csv" in line for line in notes(some, "en"))


@pytest.mark.parametrize(("first", "lent"), [(2014, ()), (2015, (2010, 2011, 2012, 2013, 2014))])
def test_three_years_of_births_of_entrants_need_none_of_the_nation(first: int, lent: tuple[int, ...]) -> None:
    """Ratios of an area's own births are surer than those of another's."""
    found = assessed(in_the_nation(recorded(steady()), *range(first)))
    assert of(found).lent.get("甲", ()) == lent


def test_without_any_births_entrants_follow_themselves_and_births_csv_is_named() -> None:
    """The nation's births stand for some years of an area, never for all."""
    people = in_the_nation(recorded(steady(years=range(2021, 2024))))
    found = assessed(replace(people, births=()))
    assert of(found).followed["甲", "primary"].source == "itself"
    assert of(found).lent == {}
    assert any(
        "甲小学" in line and "births.csv" in line and "新生只随自己历年的新生" in line for line in notes(found, "zh")
    )


def test_births_of_the_nation_are_no_hindsight() -> None:
    """They are known when both the nation's were published and the births of the area that they are measured by."""
    people = in_the_nation(recorded(steady(years=range(2021, 2024))), *range(2018))
    years = range(2014, 2018)
    assert np.isfinite(history(assessed(people)).known_at(2021).births(years)).all()
    later = tuple(replace(row, published_year=2022) for row in people.births)
    late = history(assessed(replace(people, births=later)))
    assert np.isnan(late.known_at(2021).births(years)).all()
    assert np.isfinite(late.known_at(2022).births(years)).all()


@pytest.mark.parametrize("births", [range(2005, 2024), range(2018, 2024), range(0)])
@pytest.mark.parametrize("stages", [("primary",), ("primary", "middle"), ("kindergarten", "primary", "middle")])
def test_chance_moves_nothing_that_a_scenario_leaves_where_it_is(births: range, stages: tuple[str, ...]) -> None:
    """Births a tenth higher, or moves, change the response in the years and stages in which they change demand, by as
    much; children who move do not act on grades."""
    counts: Counts = {}
    for name in stages:
        counts |= steady(stage=name, grades=6 if name == "primary" else 3)
    people = recorded(counts)
    people = replace(people, births=tuple(row for row in people.births if row.year in births))
    unsure = people.assumptions.uncertainty
    assert unsure is not None
    found = assessed(people)
    told = response(found.demand, people, found.assumptions, unsure)
    first = 2024 if births else 2021
    born = {year: 1.1 * float(found.projection.births_by_year[year - 2020, 0]) for year in range(first, 2035)}
    fertility = replace(people.assumptions.fertility, births=born)
    more = assessed(replace(people, assumptions=replace(people.assumptions, fertility=fertility)))
    moved = dict.fromkeys(range(2024, 2035), 50.0)
    migration = replace(people.assumptions.migration, years=moved)
    came = assessed(replace(people, assumptions=replace(people.assumptions, migration=migration)))
    for n, stage in enumerate(found.stages):
        if found.method("甲", stage.name) != "grades":
            continue
        change, arrived = ((x.demand[stage.name] - found.demand[stage.name]).sum(axis=2)[:, 0] for x in (more, came))
        assert 0.1 * told.births[0, n].sum(axis=1) == pytest.approx(change, abs=1e-6)
        assert not told.moves[0, n][np.abs(arrived) < 1e-9].any()


def test_births_of_school_years_go_on_as_well() -> None:
    """Twelve months that end in August, or in June, are continued by the same months of the engine."""
    people = recorded(steady())
    for month, day, same in ((8, 31, 10), (6, 30, 9)):
        rows = tuple(_ending(row, month, day) for row in people.births)
        found = assessed(replace(people, births=rows))
        assert primary(found)[:same] == primary(assessed(people))[:same]
        assert primary(assessed(with_births(replace(people, births=rows), "low")))[-1] < primary(found)[-1]


def _ending(row: BirthsRow, month: int, day: int) -> BirthsRow:
    return replace(row, period_end=row.period_end.replace(month=month, day=day))


@pytest.mark.parametrize(("record", "loaded"), [(False, False), (True, True)])
def test_a_population_without_pupils_imports_nothing_for_them(record: bool, loaded: bool) -> None:
    """Start-up time is a feature: grade progression is loaded where it is used."""
    code = (
        "import sys, xuewei; from dataclasses import replace; from xuewei.model.population import EnrolmentRow as Row;"
        "plan, people = xuewei.read_plan(), xuewei.read_population();"
        "rows = tuple(Row('盐湖区', y, 'primary', None, 70000 + y, 'assumed', '') for y in (2019, 2020)) * USED;"
        "from xuewei.answers.gap.view import gap; found = xuewei.assess(plan, replace(people, enrolment=rows));"
        "gap(found, found.rows(), 'zh', by_stage=True);"
        "print([name for name in sys.modules if 'progression' in name or 'pupils_ahead' in name])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code.replace("USED", str(int(record)))], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (done.stdout.strip() != "[]") == loaded
