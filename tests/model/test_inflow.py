"""Laws of inflow where pupils are on record: they hold one already, and only what it is changed by acts on them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from xuewei.answers.explain.beyond import INFLOW
from xuewei.answers.explain.explanation import explain, of_grade
from xuewei.model.assumptions import Assumptions, Figure, Migration
from xuewei.model.demand import forecast_demand
from xuewei.model.parameters import with_parameter
from xuewei.model.population import EstateRow, FlowRow, Population
from xuewei.model.pupils.grounds import AGES, GRADES, SCALED, Demand
from xuewei.tables.beyond import beyond_notes

from builders import assumptions, estate, estate_rules, immortal, level, plan, population, pupils, school

STAGES = ("kindergarten", "primary", "middle")
AREAS = ["甲", "乙"]
LAST_ON_RECORD = 2022


def people(*rows: EstateRow, some: tuple[str, ...] = ("甲", "乙"), written: Migration | None = None) -> Population:
    """Two areas; pupils of ``some`` of them are on record."""
    usual = assumptions(horizon=2030)
    rules = estate_rules("extra", {1: 0.5, 2: 0.9}, {"kindergarten": 12, "primary": 24, "middle": 9})
    assumed = replace(usual, survival=immortal(), migration=written or usual.migration, estates=rules)
    births = {(area, year): 200.0 for area in AREAS for year in range(2000, 2024)}
    record: dict[tuple[str, int, str, int | None], int] = {
        (area, year, stage, grade): 200 + year - 2020 + grade
        for area in some
        for year in range(2019, LAST_ON_RECORD + 1)
        for stage, grades in (("kindergarten", 3), ("primary", 6), ("middle", 3))
        for grade in range(1, grades + 1)
    }
    found = population({"甲": level(100), "乙": level(50)}, births=births, assumed=assumed)
    return replace(found, enrolment=pupils(record), estates=rows)


def forecast(folk: Population, assumed: Assumptions | None = None) -> Demand:
    """Demand of both areas."""
    return forecast_demand(folk, assumed or folk.assumptions, AREAS, last=2030)


def other(folk: Population, value: float, stage: str = "primary") -> Assumptions:
    """What a scenario makes of the assumptions that sets the inflow of a stage."""
    return with_parameter(folk.assumptions, f"inflow.{stage}", value, areas=AREAS, source="情景")


def written(folk: Population, value: float, on_record: float | None = None) -> Assumptions:
    """What a folder says that writes the inflow of primary schools."""
    figure = Figure(value, "factor", "derived", "学籍", on_record=on_record)
    return replace(folk.assumptions, inflow={**folk.assumptions.inflow, "primary": figure})


def same(one: Demand, two: Demand) -> bool:
    """Whether two demands have the same bits."""
    return all(
        np.array_equal(one[stage], two[stage]) and np.array_equal(one.whole[stage], two.whole[stage])
        for stage in STAGES
    )


@pytest.mark.parametrize("value", [0.5, 1.0, 1.3])
def test_inflow_that_is_not_changed_changes_nothing(value: float) -> None:
    """To the last bit: a folder's figure is what its pupils on record hold, and so is one written to be the same."""
    folk = people()
    plain = forecast(folk)
    assert same(forecast(folk, written(folk, value)), plain)
    assert same(forecast(folk, written(folk, value, on_record=value)), plain)
    back = with_parameter(other(folk, value + 1), "inflow.primary", 1.0, areas=AREAS, source="情景")
    assert same(forecast(folk, back), plain)


@settings(max_examples=8, deadline=None)
@given(value=st.floats(0.1, 4), held=st.floats(0.1, 4))
def test_years_after_the_record_are_times_what_it_is_changed_by(value: float, held: float) -> None:
    """In every grade, and in nothing else: not in years on record, nor in another stage."""
    folk = people()
    plain, found = forecast(folk), forecast(folk, written(folk, value, held))
    after = LAST_ON_RECORD + 1 - plain.years.start
    assert {how.method for how in plain.grounds.values()} == {GRADES}
    assert found["primary"][after:] == pytest.approx(plain["primary"][after:] * value / held)
    assert found.whole["primary"] == pytest.approx(found["primary"].sum(axis=2))
    assert np.array_equal(found["primary"][:after], plain["primary"][:after])
    assert all(np.array_equal(found[stage], plain[stage]) for stage in ("kindergarten", "middle"))


@settings(max_examples=8, deadline=None)
@given(values=st.lists(st.floats(0, 5), min_size=2, max_size=2).map(sorted))
def test_more_inflow_never_means_fewer_pupils(values: list[float]) -> None:
    """By grades and by ages alike: 甲 follows its record, 乙 has none."""
    folk = people(some=("甲",))
    low, high = (forecast(folk, other(folk, value)) for value in values)
    assert {low.grounds[area, "primary"].method for area in AREAS} == {GRADES, AGES}
    assert all((high[stage] >= low[stage] - 1e-9).all() for stage in STAGES)


def test_the_same_scenario_does_the_same_by_grades_and_by_ages() -> None:
    """A fifth more in every grade of both areas after the record."""
    folk = people(some=("甲",))
    plain, found = forecast(folk), forecast(folk, other(folk, 1.2))
    after = LAST_ON_RECORD + 1 - plain.years.start
    assert found["primary"][after:] == pytest.approx(1.2 * plain["primary"][after:])


def test_of_several_scenarios_the_record_holds_what_the_first_found() -> None:
    """One upon another, each puts another value: the last counts, held against what was written before any."""
    folk = people()
    first = with_parameter(written(folk, 1.1), "inflow.primary", 1.5, areas=AREAS, source="一")
    last = with_parameter(first, "inflow.primary", 1.3, areas=AREAS, source="二")
    assert last.inflow["primary"].on_record == 1.1
    plain, found = forecast(folk), forecast(folk, last)
    assert found["primary"][-1] == pytest.approx(plain["primary"][-1] * 1.3 / 1.1)


def test_pupils_at_whose_level_ages_are_answer_too() -> None:
    """A record that cannot be followed lends its level; inflow is on both sides of that ratio and would fall out."""
    folk = people()
    folk = replace(folk, enrolment=tuple(row for row in folk.enrolment if row.year == 2020 or row.area == "甲"))
    plain, found = forecast(folk), forecast(folk, other(folk, 1.2))
    assert {plain.grounds[area, "primary"].method for area in AREAS} == {GRADES, SCALED}
    assert found["primary"][-1] == pytest.approx(1.2 * plain["primary"][-1])


@pytest.mark.parametrize("some", [("甲", "乙"), ()])
def test_where_flows_say_who_comes_inflow_says_nothing(some: tuple[str, ...]) -> None:
    """Pupils only go from 甲 to 乙: whatever inflow says, as many children are at school in both together."""
    folk = people(some=some)
    if not some:
        folk = replace(folk, enrolment=())
    flows = (FlowRow("甲", "乙", "primary", 0.1, "derived", "学籍"),)
    moved = replace(folk, flows=flows)
    assert same(forecast(moved, other(moved, 1.7)), forecast(moved))
    assert forecast(moved)["primary"].sum(axis=1) == pytest.approx(forecast(folk)["primary"].sum(axis=1))


def test_leavers_have_who_came_before() -> None:
    """Pupils who come to middle schools leave them for senior ones a year later; senior inflow is its own."""
    folk = people()
    asked = replace(folk, assumptions=folk.assumptions.asked_for(["senior"]))
    plain, found = forecast(asked), forecast(asked, other(asked, 1.2, "middle"))
    assert found["senior"][-1] == pytest.approx(1.2 * plain["senior"][-1])
    assert found["senior"][LAST_ON_RECORD + 1 - 2020] == pytest.approx(plain["senior"][LAST_ON_RECORD + 1 - 2020])


def test_estates_are_beside_it_and_arrivals_come_with_it() -> None:
    """Pupils for each dwelling are counted where they live; who moves in follows inflow once, as by ages."""
    moves = Migration(assumptions().migration.fades_by, years=dict.fromkeys(range(2023, 2031), 600.0))
    rows = (estate(dwellings=1000.0, completes=2023),)
    folk, bare = people(*rows, written=moves), people(written=moves)
    more = forecast(folk, other(folk, 1.2))["primary"] - forecast(bare, other(bare, 1.2))["primary"]
    assert more == pytest.approx(forecast(folk)["primary"] - forecast(bare)["primary"])
    assert forecast(bare, other(bare, 1.2))["primary"][-1] == pytest.approx(1.2 * forecast(bare)["primary"][-1])


def test_an_explanation_has_a_line_for_it() -> None:
    """Of the stage and of a grade; forecast and lines add up to the demand."""
    folk = people(estate(dwellings=500.0, completes=2023))
    changed = replace(folk, assumptions=other(folk, 1.25))
    found = xuewei.assess(plan(school("s"), school("z", area="乙")), changed)
    whole = explain(found, 2027, "甲", "primary")
    for one in (whole, of_grade(found, whole, 2)):
        assert one.beyond is not None
        total = whole.row.demand if one.grade is None else int(str(one.grade["demand"]))
        assert one.beyond.forecast + sum(line.pupils for line in one.beyond.lines) == total
        line = next(each for each in one.beyond.lines if each.kind == INFLOW)
        assert (line.id, line.times, line.basis, line.source) == ("inflow.primary", 1.25, "assumed", "情景")
        assert line.pupils == pytest.approx(one.beyond.forecast / 4, abs=1)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_notes_name_the_key_and_what_the_record_holds(lang: str) -> None:
    """What a scenario changes is told, and what a folder writes that does not act; nothing of what cannot matter."""
    folk = people()
    told = [" ".join(beyond_notes(forecast(folk, each), each, lang)) for each in (other(folk, 1.2), written(folk, 1.3))]
    assert all("inflow.primary" in each for each in told)
    assert "1.2" in told[0]
    assert "on_record" in told[1]
    assert not beyond_notes(forecast(folk), folk.assumptions, lang)
