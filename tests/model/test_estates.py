"""Laws of new estates: pupils beyond a forecast, whatever it rests on, and those who only move within net migration."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import xuewei
from xuewei.answers.explain.explanation import explain, of_grade
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Migration
from xuewei.model.demand import forecast_demand
from xuewei.model.estate_outcomes import outcomes
from xuewei.model.population import ChildrenRow, EstateRow, Population, ZoneRow
from xuewei.model.pupils.grounds import AGES, GRADES
from xuewei.model.zones import entry_children

from builders import assumptions, estate, estate_rules, immortal, level, plan, population, pupils, school

STAGES = ("kindergarten", "primary", "middle")
ROWS = st.lists(
    st.builds(
        lambda n, area, dwellings, year, kind: estate(
            f"e{n}", area=area, dwellings=dwellings, completes=year, kind=kind
        ),
        st.integers(0, 99),
        st.sampled_from(["甲", "乙"]),
        st.floats(0, 5000),
        st.integers(2015, 2029),
        st.sampled_from(["", "commodity", "affordable"]),
    ),
    max_size=5,
)


def people(
    *rows: EstateRow, graded: bool = False, counted: str | None = "extra", migration: Migration | None = None
) -> Population:
    """Two areas with their estates; ``graded``: with pupils on record, so that demand follows grades."""
    usual = assumptions(horizon=2030)
    assumed = replace(
        usual,
        survival=immortal(),
        migration=migration or usual.migration,
        estates=estate_rules(counted, {1: 0.5, 2: 0.9}, {"kindergarten": 12, "primary": 24, "middle": 9}),
    )
    births = {(area, year): 200.0 for area in ("甲", "乙") for year in range(2000, 2024)}
    found = population({"甲": level(100), "乙": level(50)}, births=births, assumed=assumed)
    if graded:
        record: dict[tuple[str, int, str, int | None], int] = {
            (area, year, stage, grade): count
            for area, count in (("甲", 210), ("乙", 105))
            for year in range(2019, 2023)
            for stage, grades in (("kindergarten", 3), ("primary", 6), ("middle", 3))
            for grade in range(1, grades + 1)
        }
        found = replace(found, enrolment=pupils(record))
    return replace(found, estates=rows)


def demand(folk: Population) -> dict[str, NDArray[np.float64]]:
    """Demand of both areas by stage."""
    return dict(forecast_demand(folk, folk.assumptions, ["甲", "乙"], last=2030))


def assessed(folk: Population, *names: str) -> Assessment:
    """A plan of both areas with a school that serves each zone of ``names``."""
    schools = [school(f"s{n}", zone=name) for n, name in enumerate(names)]
    return xuewei.assess(plan(*schools, school("z", area="乙")), folk)


@pytest.mark.parametrize("graded", [False, True])
@settings(max_examples=8, deadline=None)
@given(rows=ROWS)
def test_demand_is_never_lower_and_grows_with_dwellings(graded: bool, rows: list[EstateRow]) -> None:
    """Twice the dwellings, twice the pupils; two halves are one; none is nothing."""
    none = demand(people(graded=graded))
    once = demand(people(*rows, graded=graded))
    twice = demand(people(*(replace(row, dwellings=2 * (row.dwellings or 0)) for row in rows), graded=graded))
    halves = [replace(row, id=row.id + part, dwellings=(row.dwellings or 0) / 2) for row in rows for part in "xy"]
    parts = demand(people(*halves, graded=graded))
    for stage in STAGES:
        more = once[stage] - none[stage]
        assert (more >= -1e-9).all()
        assert twice[stage] - none[stage] == pytest.approx(2 * more)
        assert parts[stage] == pytest.approx(once[stage])


@pytest.mark.parametrize("graded", [False, True])
def test_an_estate_of_no_dwellings_changes_nothing(graded: bool) -> None:
    """To the last bit; nor does one that was full before the last known year."""
    none = demand(people(graded=graded))
    for row in (estate(dwellings=0.0), estate(completes=2010), estate(completes=2031)):
        found = demand(people(row, graded=graded))
        assert all((found[stage] == none[stage]).all() for stage in STAGES)


@pytest.mark.parametrize("graded", [False, True])
@settings(max_examples=8, deadline=None)
@given(rows=ROWS, moved=st.floats(0, 400))
def test_within_migration_moves_no_total(graded: bool, rows: list[EstateRow], moved: float) -> None:
    """People are conserved in every grade and year, and no area has fewer than none."""
    migration = replace(assumptions().migration, years=dict.fromkeys(range(2021, 2031), moved))
    none = demand(people(graded=graded, migration=migration))
    found = demand(people(*rows, graded=graded, counted="within_migration", migration=migration))
    for stage in STAGES:
        assert found[stage].sum(axis=1) == pytest.approx(none[stage].sum(axis=1))
        assert (found[stage] >= -1e-9).all()


def test_within_migration_brings_them_where_the_estate_is() -> None:
    """An estate in 乙 draws from the arrivals of both, those of 甲 being more than half, for it has more people."""
    migration = replace(assumptions().migration, years=dict.fromkeys(range(2021, 2031), 3000.0))
    none = demand(people(migration=migration))
    row = estate(area="乙", dwellings=500.0, completes=2021)
    found = demand(people(row, counted="within_migration", migration=migration))
    left, came = (found["primary"] - none["primary"]).sum(axis=2)[-1]
    assert left == pytest.approx(-came)
    assert 0.5 * 108 < came < 108  # 500 × 0.9 × 24/100 live there


def test_a_cohort_that_moved_in_goes_up_a_grade_a_year() -> None:
    """Nobody else comes once the estate is full: who is in grade 2 in 2024 is in grade 3 in 2025."""
    none = demand(people())["primary"]
    more = demand(people(estate(dwellings=1000.0)))["primary"] - none
    by_year = more[:, 0]
    assert by_year[2024 - 2020, 1] == pytest.approx(by_year[2025 - 2020, 2]) == pytest.approx(36)
    assert by_year[2023 - 2020, 1] == pytest.approx(20)  # 1,000 × 0.5 × 24/100 ÷ 6


def test_families_who_live_there_already_are_not_counted_again() -> None:
    """Half of it filled in 2022, the last year with pupils on record: the other 40 % come after."""
    none, row = demand(people(graded=True)), estate(dwellings=1000.0, completes=2021)
    more = (demand(people(row, graded=True))["primary"] - none["primary"])[:, 0].sum(axis=1)
    assert more[2022 - 2020] == 0
    assert more[2023 - 2020 :] == pytest.approx(1000 * (0.9 - 0.5) * 0.24)


def test_they_count_within_migration_where_it_is_written_for_all_their_years() -> None:
    """A year of filling that is not written makes them extra; so does what is set."""
    row = estate(dwellings=1000.0, completes=2023)
    for years, within in ((range(2024, 2027), True), (range(2025, 2027), False)):
        migration = replace(assumptions().migration, years=dict.fromkeys(years, 500.0))
        found = forecast_demand(
            folk := people(row, counted=None, migration=migration), folk.assumptions, ["甲", "乙"], last=2030
        )
        assert found.beyond is not None
        assert found.beyond.estates is not None
        assert found.beyond.estates.within.tolist() == [within]


def test_zones_have_the_children_of_their_estates() -> None:
    """All of an area sum to it still; an estate that names no zone is shared by all."""
    zones = tuple(ZoneRow(name, "甲", None, "published", "划分") for name in ("东片", "西片"))
    registers = tuple(
        ChildrenRow(name, year, 50, "hukou", date(2023, 8, 31), "published", "公安", date(year, 8, 31))
        for name in ("东片", "西片")
        for year in range(2014, 2023)
    )
    one = estate(dwellings=1200.0, area="", zone="东片")
    folk = replace(people(one, estate("b", dwellings=600.0)), zones=zones, children=registers)
    before = entry_children(assessed(replace(folk, estates=()), "东片", "西片"))
    found = entry_children(assessed(folk, "东片", "西片"))
    t = found.years.index(2024)
    names = found.places
    more = dict(zip(names, (found.children["primary"] - before.children["primary"])[t].tolist(), strict=True))
    assert more["东片"] == pytest.approx(1200 * 0.9 * 0.04 + 600 * 0.9 * 0.04 / 2)
    assert more["西片"] == pytest.approx(600 * 0.9 * 0.04 / 2)
    assert more["甲"] == pytest.approx(more["东片"] + more["西片"])


@pytest.mark.parametrize("graded", [False, True])
def test_an_explanation_multiplies_out_to_the_pupil(graded: bool) -> None:
    """Of the stage and of every grade; the lines add up to the row."""
    rows = (estate(dwellings=777.0, completes=2023), estate("b", dwellings=311.0, completes=2024))
    found = assessed(people(*rows, graded=graded))
    for stage in STAGES:
        whole = explain(found, 2027, "甲", stage)
        assert whole.row.method == (GRADES if graded else AGES)
        for one in (whole, *(of_grade(found, whole, grade) for grade in range(1, 4))):
            assert one.beyond is not None
            total = whole.row.demand if one.grade is None else int(str(one.grade["demand"]))
            lines = one.traced.lines if one.traced else one.ages
            assert sum(line.pupils for line in lines) == one.beyond.forecast
            assert one.beyond.forecast + sum(line.pupils for line in one.beyond.lines) == total
            for line in one.beyond.lines:
                assert line.dwellings is not None
                assert line.filled is not None
                assert line.each is not None
                assert abs(line.dwellings * line.filled * line.each - line.pupils) < 1


def test_written_migration_moves_demand_by_grades() -> None:
    """600 a year arrive in the grades of their age and go up with them; births are not counted twice; nothing changes
    where as many are written as the years on record had."""
    none = demand(people(graded=True))
    moved = demand(people(graded=True, migration=Migration(assumptions().migration.fades_by, years={2023: 600.0})))
    more = (moved["primary"] - none["primary"])[:, 0]
    assert more[2023 - 2020].sum() > 0
    assert (more[: 2023 - 2020] == 0).all()
    came = forecast_demand(
        folk := people(graded=True, migration=Migration(assumptions().migration.fades_by, years={2023: 600.0})),
        folk.assumptions,
        ["甲", "乙"],
        last=2030,
    ).beyond
    assert came is not None
    assert came.arrived["kindergarten"][2030 - 2020, 0, 0] == pytest.approx(0)  # born in 2027, four years later
    grown = more[2025 - 2020, 2] - more[2024 - 2020, 1]
    assert grown == pytest.approx(0, abs=0.3)


def test_what_the_record_had_does_not_act_again() -> None:
    """Totals say that nobody moved; writing that nobody moves is the same to the last bit."""
    calm = Migration(assumptions().migration.fades_by, years={2024: 0.0})
    none, same = demand(people(graded=True)), demand(people(graded=True, migration=calm))
    assert all((none[stage] == same[stage]).all() for stage in STAGES)


def test_a_later_completion_is_the_same_estate_later() -> None:
    """What an estate brings when it is late is what one written so many years later brings."""
    row = estate(dwellings=1000.0, completes=2024)
    found, later = (
        forecast_demand(folk := people(each), folk.assumptions, ["甲", "乙"], last=2030)
        for each in (row, replace(row, completes=2026))
    )
    rules, estates = people().assumptions.estates, found.beyond.estates if found.beyond else None
    assert rules is not None
    assert estates is not None
    more = outcomes(found, estates, rules, [0, 2]).more.reshape(2, 3, *estates.filled["primary"].shape[:1], -1, 11)
    assert not more[0].any()
    for s, stage in enumerate(found.stages):
        assert more[1, 1, 0, s] == pytest.approx((later.whole[stage.name] - found.whole[stage.name])[:, 0])
