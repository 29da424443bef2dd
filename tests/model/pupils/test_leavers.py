"""Stages that follow another: a case by hand, and what holds for every one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from xuewei.errors import InputError
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.model.assumptions import Assumptions, Figure, GoingOn, Scope, Series
from xuewei.model.parameters import with_parameter
from xuewei.model.plan import Plan
from xuewei.model.population import BirthsRow, Population
from xuewei.model.pupils.grounds import AGES, GRADES, LEAVERS
from xuewei.model.pupils.leavers import ALIKE, DEMAND, NATION, RECORD, leavers
from xuewei.model.stages import Stage, shared_ages

from builders import assumptions, immortal, plan, population, pupils

ASKED = ("senior", "vocational", "special")
Rows = dict[tuple[str, int, str, int | None], int]
HALF = {12: 300, 13: 400, 14: 500}
"""Boys, and as many girls, by age in 2020: 600, 800 and 1,000 in the three grades of middle school."""


def people(half: dict[int, int], assumed: Assumptions) -> Population:
    """A population of one area with so many boys and girls by age, and two hundred at every other age."""
    return population({"甲": [half.get(age, 100) for age in range(81)]}, assumed=assumed)


def assumed(gross: float = 0.9, general: float = 0.6, step: float = 0.99) -> Assumptions:
    """Nobody dies or moves; rates as they are given, all years the same."""
    found = replace(assumptions(), survival=immortal(), horizon=2024)
    found = replace(found, senior=GoingOn(Series({2020: gross}), Series({2020: general})))
    steps = {stage: Figure(step) for stage in ASKED}
    return replace(found, grade_step=steps)


def asking(*stages: str) -> Plan:
    """A plan that asks for stages."""
    return replace(plan(), use_stages=stages)


def test_pupils_of_senior_are_leavers_times_rate_times_share_times_steps() -> None:
    """2023 by hand: 600 left middle school in 2022, 800 in 2021, 1,000 in 2020. Of each 0.9 × 0.6 = 0.54 entered senior
    a year later: 324, 432, 540; the second grade has 432 × 0.99 = 427.68, the third 540 × 0.99² = 529.254 pupils."""
    found = xuewei.assess(asking("senior", "vocational"), people(HALF, assumed()))
    t = found.years.index(2023)
    assert found.demand["senior"][t, 0] == pytest.approx([324, 427.68, 529.254])
    assert found.row(2023, "甲", "senior").demand == 1281
    others = [share * 0.9 * 0.4 for share in (600, 800 * 0.99, 1000 * 0.99**2)]
    assert found.demand["vocational"][t, 0] == pytest.approx(others)
    assert found.method("甲", "senior") == LEAVERS


def test_those_from_outside_act_once() -> None:
    """Inflow of middle and of senior both multiply; scope acts through middle alone."""
    plain = assumed()
    doubled = replace(plain, inflow={**plain.inflow, "middle": Figure(1.5), "senior": Figure(2.0)})
    one, other = (xuewei.assess(asking("senior"), people(HALF, each)).demand["senior"] for each in (plain, doubled))
    assert other == pytest.approx(3.0 * one)
    half = replace(plain, scope={"甲": Scope("甲", Figure(0.5))})
    assert xuewei.assess(asking("senior"), people(HALF, half)).demand["senior"] == pytest.approx(0.5 * one)


def test_special_is_a_share_of_the_children_of_compulsory_age_who_stay_in_their_stages() -> None:
    """1,200 in primary and 2,400 in middle, of whom 0.16 % are in a special school: 5.76; nobody is taken out."""
    with_it, without = (xuewei.assess(each, people(HALF, assumed())) for each in (asking("special"), plan()))
    assert with_it.demand["special"][0, 0].sum() == pytest.approx(0.0016 * (1200 + 2400))
    assert with_it.row(2020, "甲", "primary") == without.row(2020, "甲", "primary")
    assert with_it.method("甲", "special") == AGES
    assert list(shared_ages(with_it.stages)) == []


def test_a_plan_that_asks_for_no_stage_is_as_before() -> None:
    """What is shipped of optional stages does not reach it, nor a plan that has a stage of such a name of its own."""
    folk = people(HALF, assumed())
    own = Stage("senior", 15, 3, 50)
    found = xuewei.assess(replace(plan(), stages=(own,)), folk)
    assert found.demand["senior"][0, 0] == pytest.approx([200, 200, 200])
    assert found.assumptions is folk.assumptions
    assert found.assumptions.share_of("senior") is None
    asked = xuewei.assess(replace(plan(), stages=(own,), use_stages=("senior",)), folk)
    assert asked.demand["senior"] == pytest.approx(found.demand["senior"])
    assert asked.assumptions is folk.assumptions


counts = st.fixed_dictionaries({age: st.integers(0, 900) for age in range(3, 15)})


@settings(max_examples=25)
@given(counts)
def test_with_rate_share_and_step_of_one_entrants_are_the_leavers_and_go_on_whole(half: dict[int, int]) -> None:
    """Nobody is lost and nobody added between middle and senior."""
    found = xuewei.assess(asking("senior"), people(half, assumed(1.0, 1.0, 1.0)))
    senior, middle = found.demand["senior"], found.demand["middle"]
    assert senior[1:, :, 0] == pytest.approx(middle[:-1, :, -1])
    assert senior[1:, :, 1:] == pytest.approx(senior[:-1, :, :-1])


@settings(max_examples=25)
@given(counts, st.integers(3, 14), st.integers(1, 500))
def test_more_leavers_never_lower_demand(half: dict[int, int], age: int, more: int) -> None:
    """One age larger, in every year and grade after it."""
    few, many = (
        xuewei.assess(asking(*ASKED), people(each, assumed())).demand
        for each in (half, {**half, age: half[age] + more})
    )
    for stage in ASKED:
        assert (many[stage] >= few[stage] - 1e-9).all()


@settings(max_examples=25)
@given(counts, st.floats(0, 1), st.floats(0, 1))
def test_general_and_vocational_together_are_all_who_go_on(half: dict[int, int], gross: float, general: float) -> None:
    """The share only shifts entrants from one to the other."""
    found = xuewei.assess(asking("senior", "vocational"), people(half, assumed(gross, general, 1.0)))
    both = found.demand["senior"] + found.demand["vocational"]
    assert both[1:, :, 0] == pytest.approx(gross * found.demand["middle"][:-1, :, -1])


def test_leavers_before_the_first_year_are_those_of_it_by_the_nations_births() -> None:
    """Who left in 2019 was born from September 2004 to August 2005, a year before those who left in 2020."""
    folk = people(HALF, assumed())
    births = {year: 1000.0 + 100 * (year - 2000) for year in range(2000, 2010)}
    born = [BirthsRow("全国", year, each, "published", "试", date(year, 12, 31)) for year, each in births.items()]
    lent = replace(folk, lent_births=tuple(born))
    found = xuewei.assess(asking("senior"), lent)
    came = leavers(found.demand, found.stage("senior"), lent, found.assumptions)
    assert list(came.years[:4]) == [2017, 2018, 2019, 2020]
    cohort = {year: (4 * births[year - 15] + 8 * births[year - 14]) / 12 for year in range(2017, 2021)}
    wanted = [1000 * each / cohort[2020] for each in cohort.values()]
    assert came.pupils[:4, 0] == pytest.approx(wanted)
    assert list(came.whence[:4, 0]) == [NATION] * 3 + [DEMAND]
    alike = leavers(found.demand, found.stage("senior"), folk, found.assumptions)
    assert alike.pupils[:4, 0] == pytest.approx([1000] * 4)
    assert list(alike.whence[:3, 0]) == [ALIKE] * 3


def test_leavers_on_record_go_before_births() -> None:
    """Pupils of middle school by grade in 2018 to 2020: those of the last grade enter a year later."""
    rows: Rows = {
        ("甲", year, "middle", grade): 100 * (year - 2015) + grade for year in (2018, 2019, 2020) for grade in (1, 2, 3)
    }
    folk = replace(people(HALF, assumed(1.0, 1.0, 1.0)), enrolment=pupils(rows))
    found = xuewei.assess(asking("senior"), folk)
    assert found.method("甲", "middle") == GRADES
    assert found.method("甲", "senior") == LEAVERS
    came = leavers(found.demand, found.stage("senior"), folk, found.assumptions)
    assert list(came.whence[:4, 0]) == [ALIKE, RECORD, RECORD, DEMAND]
    assert found.demand["senior"][0, 0] == pytest.approx([403, 303, 303])
    assert found.demand["senior"][1, 0] == pytest.approx([503, 403, 303])
    with pytest.raises(InputError) as refused:
        xuewei.assess(asking("senior"), folk, method=GRADES)
    assert [fault.field for fault in refused.value.faults] == ["甲.kindergarten", "甲.primary"]


def test_pupils_of_senior_on_record_are_followed() -> None:
    """Its own record decides, fed by the stage before."""
    rows: Rows = {
        ("甲", year, stage, grade): 100 + 10 * (year - 2018) + grade
        for year in (2018, 2019, 2020)
        for stage in ("middle", "senior")
        for grade in (1, 2, 3)
    }
    found = xuewei.assess(asking("senior"), replace(people(HALF, assumed()), enrolment=pupils(rows)))
    assert found.method("甲", "senior") == GRADES
    assert found.demand["senior"][0, 0] == pytest.approx([121, 122, 123])
    assert found.grounds("甲", "senior").source == "before"


def test_special_schools_neither_feed_senior_nor_are_fed_by_kindergartens() -> None:
    """Both are of the ages that follow one another, but whoever leaves either is in another stage as well."""
    rows: Rows = {
        ("甲", year, stage, grade): 50 + 5 * (year - 2015)
        for year in range(2015, 2021)
        for stage, grades in (("special", 9), ("senior", 3), ("kindergarten", 3))
        for grade in range(1, grades + 1)
    }
    found = xuewei.assess(asking("senior", "special"), replace(people(HALF, assumed()), enrolment=pupils(rows)))
    assert {stage: found.grounds("甲", stage).source for stage in ("senior", "special")} == {
        "senior": "itself",
        "special": "itself",
    }
    assert found.method("甲", "middle") == AGES
    assert ("甲", "middle") in found.demand.refused


def test_leavers_of_children_by_ages_are_not_told_as_pupils_without_a_record() -> None:
    """Where some stage has pupils on record and neither middle nor senior has, senior is by leavers all the same."""
    rows: Rows = {("甲", year, "primary", grade): 900 for year in (2018, 2019, 2020) for grade in range(1, 7)}
    folk = replace(people(HALF, assumed()), enrolment=pupils(rows))
    found = xuewei.assess(asking("senior"), folk)
    assert found.method("甲", "senior") == LEAVERS
    assert ("甲", "senior") not in found.demand.refused
    with pytest.raises(InputError) as refused:
        xuewei.assess(asking("senior"), folk, method=GRADES)
    assert [fault.field for fault in refused.value.faults] == ["甲.kindergarten", "甲.middle", "甲.senior"]


def test_pupils_of_a_stage_that_nobody_asks_for_say_how_to_ask() -> None:
    """The fault names the key."""
    rows: Rows = {("甲", year, "senior", grade): 100 for year in (2019, 2020) for grade in (1, 2, 3)}
    with pytest.raises(InputError) as wrong:
        xuewei.assess(plan(), replace(people(HALF, assumed()), enrolment=pupils(rows)))
    (fault,) = wrong.value.faults
    assert (fault.kind, fault.values["use"]) == ("optional_stage", "senior")


@pytest.mark.parametrize(
    ("stage", "kind", "near"),
    [
        (Stage("高中", 15, 3, 50, after="midle"), "no_stage", "middle"),
        (Stage("高中", 15, 3, 50, after="高中"), "after_itself", None),
        (Stage("高中", 12, 3, 50, after="middle"), "after_itself", None),
        (Stage("大学", 18, 4, 50, after="senior"), "optional_stage", None),
    ],
)
def test_a_stage_comes_after_one_that_there_is_and_that_is_entered_younger(
    stage: Stage, kind: str, near: str | None
) -> None:
    """Otherwise it is told, with what is probably meant."""
    with pytest.raises(InputError) as wrong:
        xuewei.assess(replace(plan(), stages=(stage,)), people(HALF, assumed()))
    assert [(fault.kind, fault.suggestion) for fault in wrong.value.faults] == [(kind, near)]


def test_a_stage_after_senior_follows_its_leavers() -> None:
    """Stages may follow one another; without a participation every leaver enters."""
    college = Stage("大学", 18, 4, 50, after="senior")
    found = xuewei.assess(replace(asking("senior"), stages=(college,)), people(HALF, assumed()))
    assert found.demand["大学"][1:, 0, 0] == pytest.approx(found.demand["senior"][:-1, 0, 2])


def test_scenarios_set_the_rate_the_share_and_the_step() -> None:
    """Each by its name; what is set is assumed, and so is what follows of it."""
    found = read_assumptions().asked_for(ASKED)
    for name, value in (("senior.gross_rate", 0.95), ("senior.general_share", 0.7), ("grade_step.senior", 1.0)):
        found = with_parameter(found, name, value, areas=["甲"], source="试")
    rate, rest = found.share_of("senior"), found.share_of("vocational")
    assert rate is not None
    assert rest is not None
    assert [rate.at(2030), rest.at(2030)] == pytest.approx([0.665, 0.285])
    assert rate.basis == "assumed"
    assert found.grade_step["senior"].value == 1
    set_whole = with_parameter(found, "participation.senior", 0.5, areas=["甲"], source="试").share_of("senior")
    assert set_whole is not None
    assert set_whole.at(2030) == 0.5


def test_shipped_figures_are_those_of_the_sources() -> None:
    """普高 1,074.9 and 中职 526.5 entrants of 2025, gross enrolment 92.0 %; pupils of three years by the steps."""
    found = read_assumptions().asked_for(ASKED)
    assert found.senior is not None
    assert found.senior.general_share.at(2025) == pytest.approx(1074.9 / (1074.9 + 526.5), abs=0.0005)
    entrants = {"senior": (1074.9, 1036.2, 967.8), "vocational": (526.5, 575.6, 616.5)}
    enrolled = {"senior": 3039.5, "vocational": 1537.8}
    for stage, years in entrants.items():
        step = found.grade_step[stage].value
        assert np.dot(years, [1, step, step**2]) == pytest.approx(enrolled[stage], rel=0.01)
    assert found.caps()["senior"].value == 3000
    assert "senior" not in read_assumptions().caps()
