"""Laws that hold for every plan and population."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from xuewei.answers.explain.explanation import explain
from xuewei.formats.population.folder import read_population
from xuewei.model.assumptions import Assumptions
from xuewei.model.people.births import KnownBirths, known_births, with_nation
from xuewei.model.people.inhabitants import at_cutoff, single_ages
from xuewei.model.plan import Conversion, Plan, School
from xuewei.model.rounding import whole_parts
from xuewei.model.seats.ledger import ledger, seats_by_year

from builders import assumptions, level, plan, population, school

AGES = st.lists(st.integers(200, 5000), min_size=30, max_size=60)
STAGES = assumptions().stages


@st.composite
def schools(draw: st.DrawFn) -> School:
    """A primary or nine-year school with any life."""
    kind = draw(st.sampled_from(["primary", "nine_year"]))
    seats = {"primary": draw(st.integers(0, 3000))}
    if kind == "nine_year":
        seats["middle"] = draw(st.integers(0, 2000))
    opens = draw(st.integers(2019, 2034))
    turn = draw(st.integers(0, 8))
    convert = (
        (Conversion(opens + turn, "primary", "middle", draw(st.none() | st.integers(1, 500))),) if turn < 4 else ()
    )
    return School(
        id=draw(st.text("abcdefgh", min_size=6, max_size=12)),
        type=kind,
        area=draw(st.sampled_from(["甲", "乙"])),
        seats=seats,
        opens=opens,
        fill=draw(st.sampled_from(["all", "by_grade"])),
        closes=draw(st.none() | st.integers(opens + 1, 2040)),
        convert=convert,
    )


def people(**changes: object) -> Assumptions:
    """Assumptions of a run, with changes."""
    return assumptions(**changes)


@settings(max_examples=30)
@given(AGES, st.integers(-300, 3000), st.sampled_from(["low", "medium", "high"]))
def test_people_are_conserved_in_every_step(ages: list[int], growth: int, path: str) -> None:
    """People a year later are people plus births minus deaths plus net migration, to 1e-9; where totals say that more
    leave than there are, or that few women have very many children, nothing is computed."""
    total = 2 * sum(ages)
    assumed = assumptions()
    assumed = replace(assumed, fertility=replace(assumed.fertility, path=path))
    folk = population({"甲": ages}, totals={("甲", date(2023, 12, 31)): total + growth}, assumed=assumed)
    refusal = None
    try:
        assert xuewei.assess(plan(), folk).projection.imbalance() < 1e-9
    except xuewei.InputError as refused:
        refusal = str(refused)
    assert refusal is None or "takes more people" in refusal or "children per woman" in refusal


def test_people_are_conserved_in_the_shipped_case() -> None:
    """The real run to 2060 keeps its people."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population(), horizon=2060)
    assert found.projection.imbalance() < 1e-9


def test_known_totals_are_met_at_every_known_cutoff() -> None:
    """Net migration is what the published totals leave unexplained, so the totals are met exactly."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    (area,) = found.projection.areas
    assert sorted(area.totals) == [2021, 2022, 2023]
    for year, persons in area.totals.items():
        assert found.projection.people[year - 2020].sum() == pytest.approx(persons, rel=1e-12)


def test_groups_keep_their_totals_when_split_into_single_ages() -> None:
    """Every census group of every area is the sum of its single ages."""
    folk = read_population()
    for area in ("盐湖区", "全国"):
        rows = [row for row in folk.census if row.area == area]
        births = known_births(row for row in folk.births if row.area == area)
        nation = known_births(row for row in folk.births if row.area == "全国")
        for day in folk.census_dates(area):
            single = single_ages(rows, day, with_nation(births, nation))
            for row in (row for row in rows if row.date == day):
                ages = slice(row.age_from, None if row.age_to is None else row.age_to + 1)
                assert single[["male", "female"].index(row.sex), ages].sum() == pytest.approx(row.persons, rel=1e-12)


@given(st.lists(st.floats(0, 1e6), min_size=3, max_size=90), st.integers(1, 12))
def test_moving_to_the_cutoff_loses_only_those_not_yet_born(ages: list[float], month: int) -> None:
    """Of people counted m months after the cut-off, m/12 of age 0 were not born; nobody else is lost."""
    counted = np.array([ages, ages])
    moved = at_cutoff(counted, date(2020, month, 1), (8, 31), KnownBirths())
    months = month - 9
    assert moved.sum() == pytest.approx(counted.sum() - months / 12 * counted[:, 0].sum(), abs=1e-3)


@given(st.lists(st.floats(0, 1e5), min_size=1, max_size=40))
def test_whole_parts_add_up_and_stay_near(parts: list[float]) -> None:
    """Rounded lines meet the rounded total, and no line moves by a whole person."""
    rounded = whole_parts(parts)
    assert sum(rounded) == round(float(np.sum(parts)))
    assert all(abs(near - exact) <= 1 for near, exact in zip(rounded, parts, strict=True))


@settings(max_examples=30)
@given(st.lists(schools(), max_size=6, unique_by=lambda each: each.id), st.integers(1, 2000))
def test_more_seats_never_lower_a_balance(rows: list[School], more: int) -> None:
    """A school more leaves every balance at least where it was, and raises its own by its seats."""
    folk = population({"甲": level(500), "乙": level(300)})
    extra = school("extra", seats={"primary": more}, opens=2024)
    before = xuewei.assess(plan(*rows, areas=("乙",)), folk).rows()
    after = xuewei.assess(plan(*rows, extra, areas=("乙",)), folk).rows()
    raised = [late.balance - early.balance for early, late in zip(before, after, strict=True)]
    assert min(raised) >= 0
    assert abs(max(raised) - more) <= 1  # rounding half to even, where part of a school has turned


@settings(max_examples=60)
@given(schools())
def test_a_school_never_has_fewer_seats_than_none(row: School) -> None:
    """Whatever closes or converts, the running sum of one school is between none and all of its seats."""
    rows = ledger(Plan("p", "甲", (row,), (2021, 2025)), STAGES, {})
    sums = seats_by_year(rows, range(2019, 2045), ("甲", "乙"), STAGES)
    every = np.concatenate([sums[stage.name] for stage in STAGES], axis=2)
    assert every.min() >= -1e-9
    assert every.sum(axis=(1, 2)).max() <= sum(row.seats.values()) + 1e-6
    if row.closes is not None:
        assert np.allclose(every[row.closes - 2019 :], 0)


@settings(max_examples=60)
@given(st.lists(schools(), max_size=6, unique_by=lambda each: each.id))
def test_seats_by_year_are_the_running_sum_of_the_ledger(rows: list[School]) -> None:
    """The vectorised sum equals adding up the ledger by hand, year by year."""
    entries = ledger(Plan("p", "甲", tuple(rows), (2021, 2025)), STAGES, {})
    years = range(2019, 2045)
    sums = seats_by_year(entries, years, ("甲", "乙"), STAGES)
    for stage in STAGES:
        for n, area in enumerate(("甲", "乙")):
            for year in years:
                by_hand = sum(e.seats for e in entries if (e.area, e.stage) == (area, stage.name) and e.year <= year)
                assert sums[stage.name][year - years.start, n].sum() == pytest.approx(by_hand, abs=1e-6)


@settings(max_examples=20)
@given(AGES.filter(lambda ages: len(ages) == 40) | st.just(level(700, 40)), st.integers(100, 900))
def test_areas_do_not_touch(ages: list[int], other: int) -> None:
    """An area's answer is the same whoever its neighbours are."""
    mine = school("a", opens=2022)
    alone = xuewei.assess(plan(mine), population({"甲": ages}))
    beside = xuewei.assess(plan(mine, school("b", area="乙")), population({"甲": ages, "乙": level(other, 40)}))
    assert [row.record() for row in beside.rows(areas=["甲"])] == [row.record() for row in alone.rows()]


@settings(max_examples=20)
@given(st.integers(0, 6))
def test_a_longer_lag_never_raises_seats(lag: int) -> None:
    """Opening later never gives more seats in any year."""
    folk, real = xuewei.read_population(), xuewei.read_plan()
    sooner = xuewei.assess(replace(real, opening_lag=lag), folk).rows()
    later = xuewei.assess(replace(real, opening_lag=lag + 1), folk).rows()
    assert all(late.seats <= early.seats for early, late in zip(sooner, later, strict=True))


def test_explanations_add_up_to_the_answer_in_every_year_and_stage() -> None:
    """Line by line, the explanation of every row is that row."""
    real = replace(xuewei.read_plan(), fill="by_grade", delivered_share=0.77)
    found = xuewei.assess(real, xuewei.read_population(), horizon=2045)
    for row in found.rows():
        taken_apart = explain(found, row.year, row.area, row.stage)
        assert sum(line.seats for line in taken_apart.seats) == row.seats
        assert sum(line.pupils for line in taken_apart.ages) == row.demand
        for line in taken_apart.ages:
            assert line.start + line.change == line.people
            assert line.pupils == pytest.approx(line.people * taken_apart.factors.product, abs=1.5)


def test_people_and_pupils_are_the_same_numbers_where_every_factor_is_one() -> None:
    """They are rounded together, so that a column of one adds up to the total of the other."""
    city = Path(__file__).parent.parent.parent / "examples/small_city"
    found = xuewei.assess(xuewei.read_plan(city / "plan.yaml"), xuewei.read_population(city / "population"))
    told = [explain(found, row.year, row.area, row.stage) for row in found.rows(stages=["primary", "middle"])]
    same = [each.ages for each in told if each.ages and each.factors.product == 1]
    assert same
    assert all(line.people == line.pupils for lines in same for line in lines)


def test_zero_lag_reproduces_the_plans_own_counting() -> None:
    """With no lag, seats added by 2025 are the printed totals, year by year."""
    real = replace(xuewei.read_plan(), opening_lag=0)
    found = xuewei.assess(real, xuewei.read_population())
    for stage, printed in real.published.seats.items():
        base = found.row(2020, "中心城区", stage).seats
        assert found.row(2025, "中心城区", stage).seats - base == printed


def with_moves(path: str, years: dict[int, float]) -> xuewei.Assessment:
    """The shipped case with a path of net migration and calendar years of it written."""
    folk = xuewei.read_population()
    moves = replace(folk.assumptions.migration, path=path, years=years)
    return xuewei.assess(xuewei.read_plan(), folk, replace(folk.assumptions, migration=moves))


@given(
    written=st.dictionaries(st.integers(2020, 2035), st.integers(-9_000, 30_000), min_size=1, max_size=8),
    path=st.sampled_from(["low", "medium", "high"]),
)
def test_a_written_year_of_net_migration_is_met_to_the_person(written: dict[int, float], path: str) -> None:
    """The months of two steps that lie in a calendar year add up to what is written for it, whatever the years around
    it; all other months are what they were."""
    usual, found = with_moves(path, {}).projection, with_moves(path, written).projection
    for t, year in enumerate(found.years):
        parts = [found.net_migration[t] - found.moved_before[t]] if t else []
        parts += [found.moved_before[t + 1]] if t + 1 < len(found.years) else []
        months = (8 if t else 0) + (4 if t + 1 < len(found.years) else 0)
        if year in written:
            assert sum(map(sum, parts)) == pytest.approx(written[year] * months / 12, abs=1e-6)
            assert found.moves[t].sum() == pytest.approx(written[year], abs=1e-6)
        else:
            assert found.moves[t] == pytest.approx(usual.moves[t])


def test_where_no_year_has_net_migration_cohorts_only_die() -> None:
    """Nobody arrives: aged 3 to 13, 盐湖区 only loses people, and primary of 2023 is below the 51,566 of no deaths."""
    found = with_moves("low", dict.fromkeys(range(2020, 2024), 0.0))
    people = found.projection.people[:, 0].sum(axis=1)
    assert (people[1:, 1:15] <= people[:-1, 0:14]).all()
    assert not found.projection.net_migration.any()
    assert 51_400 < found.row(2023, "中心城区", "primary").demand < 51_566


def test_written_net_migration_arrives_in_its_calendar_year() -> None:
    """A change of one calendar year's net migration moves exactly that many people by the second cut-off after."""
    folk = xuewei.read_population()
    first = xuewei.assess(xuewei.read_plan(), folk)
    usual = float(first.projection.moves[2027 - 2020, 0])
    assumed = replace(folk.assumptions, migration=replace(folk.assumptions.migration, years={2027: usual + 1200}))
    second = xuewei.assess(xuewei.read_plan(), folk, assumed)
    more = second.projection.net_migration - first.projection.net_migration
    assert more[2027 - 2020, 0] == pytest.approx(800)
    assert more[2028 - 2020, 0] == pytest.approx(400)
    assert more.sum() == pytest.approx(1200)
