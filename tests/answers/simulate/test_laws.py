"""Laws of answers under chance, on small plans whose numbers can be followed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.simulate.dice import dice
from xuewei.answers.simulate.matters import SOURCES
from xuewei.answers.simulate.shocks import growth
from xuewei.answers.simulate.tally import Block, gathered, simulated
from xuewei.answers.simulate.tasks import Sampling, answer, tasks
from xuewei.formats.plan.read import read_plan
from xuewei.formats.population.blocks import parts
from xuewei.formats.population.folder import read_population
from xuewei.model.assessment import Assessment, assess
from xuewei.model.assumptions import Chances, Figure, Uncertainty, Wander
from xuewei.model.plan import Plan
from xuewei.model.population import Population
from xuewei.model.response import Response, response

from builders import assumptions, level, plan, population, school
from program import TOP

STAGES = ("kindergarten", "primary", "middle")
ASKED = ("senior", "vocational", "special")
"""Stages that a plan asks for, which come of the leavers of middle school and of its children."""
NEVER, ALL = Chances({0.0: 1.0}), Chances({1.0: 1.0})


def uncertainty(**changes: object) -> Uncertainty:
    """Nothing is uncertain, but for ``changes``."""
    sure = Wander(Figure(0.0), Figure(0.9), Figure(0.5))
    nothing = Uncertainty(sure, sure, dict.fromkeys(STAGES, Figure(0.0)), NEVER, ALL)
    return replace(nothing, **changes)  # type: ignore[arg-type]


def wander(step: float, persistence: float = 0.9, common: float = 0.5) -> Wander:
    """A path with these figures."""
    return Wander(Figure(step), Figure(persistence), Figure(common))


def people(*areas: str, unsure: Uncertainty) -> Population:
    """As many people at every age, and births of 2020, in every area."""
    return population(
        {area: level(400 + 100 * n) for n, area in enumerate(areas)},
        births={(area, 2020): 800.0 + 200 * n for n, area in enumerate(areas)},
        assumed=assumptions(uncertainty=unsure, horizon=2035),
    )


def drawn(found: Assessment, unsure: Uncertainty, draws: int = 400, seed: int = 1) -> Block:
    """The answer of an assessment."""
    return simulated(found, dice(seed, draws, len(found.years), unsure))


def answering(found: Assessment, unsure: Uncertainty) -> Response:
    """The response of an assessment."""
    return response(found.demand, found.population, found.assumptions, unsure)


def whole(block: Block) -> list[object]:
    """All figures of a block, to the last bit."""
    parts = [(one.area, one.quantiles.tobytes(), one.p_short.tobytes(), one.matters.tobytes()) for one in block.tallies]
    return [*parts, *(each.tobytes() for each in (block.totals.demand, block.totals.seats, block.totals.missing))]


def shipped() -> tuple[Plan, Population]:
    """The shipped case."""
    return read_plan(), read_population()


def test_without_variance_the_answer_is_the_deterministic_one_exactly() -> None:
    """In the shipped case every quantile of seats, demand and balance is the figure that gap prints."""
    written, counted = shipped()
    found = assess(written, counted)
    one = drawn(found, uncertainty(), draws=7).tallies[0]
    for cell, (stage, year) in enumerate((stage, year) for stage in STAGES for year in found.years):
        row = found.row(year, "中心城区", stage)
        assert set(one.quantiles[0, :, cell]) == {row.demand}
        assert set(one.quantiles[1, :, cell]) == {row.seats}
        assert set(one.quantiles[2, :, cell]) == {row.balance}
        assert one.p_short[cell] == (row.balance < 0)
        assert one.expected[cell] == max(-row.balance, 0)
    assert (one.matters == 0).all()


def test_the_median_of_many_draws_tends_to_the_deterministic_answer() -> None:
    """Births, net migration and participation move demand to both sides alike: with 20,000 draws its median is within
    half a percent (births are log-normal, so their median, not their mean, is the medium answer)."""
    written, counted = shipped()
    assert counted.assumptions.uncertainty is not None
    found = assess(written, counted)
    one = drawn(found, counted.assumptions.uncertainty, draws=20_000).tallies[0]
    medium = np.concatenate([found.demand[stage].sum(axis=2)[:, 0] for stage in STAGES])
    assert np.abs(one.quantiles[0, 1] / medium - 1).max() < 0.006


def test_quantiles_are_ordered_and_what_is_known_does_not_vary() -> None:
    """In every cell; years with known people have one demand."""
    written, counted = shipped()
    assert counted.assumptions.uncertainty is not None
    found = assess(written, counted)
    one = drawn(found, counted.assumptions.uncertainty).tallies[0]
    assert (np.diff(one.quantiles, axis=1) >= 0).all()
    demand = one.quantiles[0].reshape(3, len(STAGES), len(found.years))
    known = [year <= 2023 for year in found.years]
    assert (demand[0, :, known] == demand[2, :, known]).all()


@settings(max_examples=12)
@given(
    st.lists(st.tuples(st.integers(2021, 2028), st.integers(1, 5)), min_size=1, max_size=5),
    st.sampled_from([{0.0: 0.5, 1.0: 0.5}, {0.0: 0.2, 2.0: 0.8}, {3.0: 1.0}]),
    st.booleans(),
)
def test_more_delay_never_raises_seats(rows: list[tuple[int, int]], delays: dict[float, float], by_grade: bool) -> None:
    """With any delays on, no quantile of any year is above what it is without them."""
    schools = [
        school(f"s{n}", planned=year, seats={"primary": 90 * size}, fill="by_grade" if by_grade else "all")
        for n, (year, size) in enumerate(rows)
    ]
    found = assess(plan(*schools), people("甲", unsure=uncertainty()), horizon=2035)
    before = drawn(found, uncertainty()).tallies[0].quantiles[1]
    after = drawn(found, uncertainty(opening_delay=Chances(delays))).tallies[0].quantiles[1]
    assert (after <= before).all()
    assert (after < before).any() == (max(delays) > 0)


@settings(max_examples=10)
@given(st.integers(2021, 2030), st.integers(1, 30), st.integers(0, 2**40))
def test_added_seats_never_make_a_shortage_likelier(year: int, size: int, seed: int) -> None:
    """Every school is late by a stream of its own, so one more school changes nothing else: draw by draw, and so in
    the probability and the mean of every year."""
    unsure = uncertainty(
        births=wander(0.1), net_migration=wander(0.01), opening_delay=Chances({0.0: 0.6, 1.0: 0.4}),
        delivered_share=Chances({1.0: 0.5, 0.8: 0.5}),
    )  # fmt: skip
    counted = people("甲", unsure=unsure)
    some = [school("a", planned=2022, seats={"primary": 4000}), school("c", planned=2024, seats={"primary": 900})]
    more = school("b", planned=year, seats={"primary": 45 * size})
    one, other = (
        drawn(assess(plan(*each), counted), unsure, seed=seed).tallies[0] for each in (some, [some[0], more, some[1]])
    )
    assert (other.p_short <= one.p_short).all()
    assert (other.expected <= one.expected).all()


def test_births_move_only_those_who_are_not_born_yet() -> None:
    """With uncertain births alone: kindergarten from the fourth year after the last known births on, primary from the
    seventh, middle schools not at all within the horizon; everything is said to depend on births."""
    unsure = uncertainty(births=wander(0.1))
    found = assess(plan(school("a")), people("甲", unsure=unsure), horizon=2032)
    one = drawn(found, unsure).tallies[0]
    moves = (one.quantiles[0, 2] > one.quantiles[0, 0]).reshape(3, len(found.years))
    first = [next((year for year, moved in zip(found.years, row, strict=True) if moved), None) for row in moves]
    # the first unknown births, of January to August 2021, are three years old in 2024 and six in 2027
    assert first == [2024, 2027, None]
    assert one.matters[SOURCES.index("births")].max() == pytest.approx(1)


def test_a_path_of_births_is_answered_as_the_engine_answers_it() -> None:
    """Births of every year a tenth higher by the response are the births of a scenario written a tenth higher, to the
    rounding of persons."""
    asking, counted = plan(school("a"), use_stages=ASKED), people("甲", unsure=uncertainty())
    found = assess(asking, counted, horizon=2040)
    births = {year: 1.1 * float(found.projection.births_by_year[year - 2020, 0]) for year in range(2021, 2041)}
    fertility = replace(counted.assumptions.fertility, births=births)
    other = assess(asking, counted, replace(counted.assumptions, fertility=fertility), horizon=2040)
    answered = 0.1 * answering(found, uncertainty()).births[0].sum(axis=2)
    assert [stage.name for stage in found.stages] == [*STAGES, *ASKED]
    for n, stage in enumerate((*STAGES, *ASKED)):
        change = (other.demand[stage] - found.demand[stage]).sum(axis=2)[:, 0]
        assert answered[n] == pytest.approx(change, abs=0.5)
        assert change.any()


def test_a_path_of_net_migration_is_answered_as_the_engine_answers_it() -> None:
    """Moves of 2026 alone, and the children born to those who moved, are those of a scenario to the first order."""
    asking, unsure = plan(school("a"), use_stages=ASKED), uncertainty(net_migration=wander(0.01))
    counted = people("甲", unsure=unsure)
    found = assess(asking, counted, horizon=2030)
    t = found.years.index(2026)
    answered = answering(found, unsure).moves[0, :, :, t]
    moved = 0.01 * float(found.projection.people[t, 0].sum())
    # a step ends on 31 August: its moves are a third of one calendar year and two thirds of the next
    years = dict.fromkeys(range(2021, 2031), 0.0)
    changed = replace(
        counted.assumptions, migration=replace(counted.assumptions.migration, years=years | {2026: moved})
    )
    level_one = replace(counted.assumptions, migration=replace(counted.assumptions.migration, years=years))
    one, other = (assess(asking, counted, each, horizon=2030) for each in (level_one, changed))
    rest = 4 / 12
    again = answering(found, unsure).moves[0, :, :, t + 1]
    for n, stage in enumerate((*STAGES, *ASKED)):
        change = (other.demand[stage] - one.demand[stage]).sum(axis=2)[:, 0]
        expected = (1 - rest) * answered[n] + rest * again[n]
        assert expected == pytest.approx(change, rel=0.03, abs=0.5)
        assert change.any()


def test_areas_do_not_touch() -> None:
    """Adding, removing and reordering areas changes no bit of another area's answer."""
    unsure = uncertainty(
        births=wander(0.1), net_migration=wander(0.01), opening_delay=Chances({0.0: 0.6, 1.0: 0.4}),
        participation=dict.fromkeys(STAGES, Figure(0.02)),
    )  # fmt: skip

    def answers(*areas: str) -> dict[str, bytes]:
        schools = [school(f"s{area}", area=area, planned=2023) for area in areas]
        counted = people("甲", "乙", "丙", "丁", unsure=unsure)
        block = drawn(assess(plan(*schools, area=areas[0]), counted), unsure)
        return {one.area: one.quantiles.tobytes() + one.p_short.tobytes() for one in block.tallies}

    every = answers("甲", "乙", "丙", "丁")
    for some in (("甲",), ("丁", "乙"), ("丙", "乙", "甲")):
        assert answers(*some) == {area: every[area] for area in some}


def test_tasks_of_any_size_give_the_same_bits() -> None:
    """The answer of all areas, and their totals, are the same in tasks of 1, 2 and 5 areas as in one."""
    unsure = uncertainty(births=wander(0.1), net_migration=wander(0.01), opening_delay=Chances({0.0: 0.5, 2.0: 0.5}))
    names = ["甲", "乙", "丙", "丁", "戊"]
    counted = people(*names, unsure=unsure)
    written = plan(*(school(f"s{area}", area=area) for area in names))
    sampling = Sampling(300, 5, 2035)
    found = [
        whole(
            gathered(
                answer(task) for task in tasks(written, counted.assumptions, parts(counted, names, size), sampling)
            )
        )
        for size in (1, 2, 5)
    ]
    assert found[0] == found[1] == found[2]


def test_two_runs_with_one_seed_are_the_same_and_another_seed_is_another() -> None:
    """To the last bit."""
    written, counted = shipped()
    assert counted.assumptions.uncertainty is not None
    found = assess(written, counted)
    runs = [whole(drawn(found, counted.assumptions.uncertainty, draws=50, seed=seed)) for seed in (3, 3, 4)]
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


def test_a_shortage_by_hand() -> None:
    """One school of 100 seats is late by a year with a chance of one half, for 60 pupils from 2022 on: in 2022 half of
    the draws are short of 60 seats, so 30 on average; in 2023 none is."""
    unsure = uncertainty(opening_delay=Chances({0.0: 0.5, 1.0: 0.5}))
    counted = population({"甲": [5] * 60}, assumed=assumptions(uncertainty=unsure, horizon=2024))
    written = plan(school("a", seats={"primary": 100}))
    one = drawn(assess(written, counted), unsure, draws=20_000).tallies[0]
    cell = 5 + 2  # primary 2022
    demand = int(one.quantiles[0, 1, cell])
    assert one.p_short[cell] == pytest.approx(0.5, abs=0.02)
    assert one.expected[cell] == pytest.approx(demand / 2, rel=0.04)
    assert one.p_short[cell + 1] == 0
    assert one.matters[SOURCES.index("opening_delay"), cell] == 1


def test_growth_is_the_exponential_without_its_library() -> None:
    """Within a ten-thousandth, and exactly nothing at nothing."""
    paths = np.linspace(-1.2, 1.2, 1001, dtype=np.float32)
    assert np.abs((1 + growth(paths)) / np.exp(paths.astype(float)) - 1).max() < 1e-4
    assert growth(np.zeros(1, np.float32))[0] == 0


def test_pupils_on_record_are_certain() -> None:
    """In the invented town with pupils, demand of recorded years is the record in every draw, and neither participation
    nor children who move act on a stage that follows its pupils; those not yet born are uncertain all the same."""
    written, counted = (
        read_plan(TOP / "examples" / "small_city" / "plan.yaml"),
        read_population(TOP / "examples" / "pupils"),
    )
    went = dict.fromkeys(STAGES, Figure(0.05))
    unsure = uncertainty(births=wander(0.1), net_migration=wander(0.01), participation=went)
    found = assess(written, counted)
    for one in drawn(found, unsure).tallies:
        demand = one.quantiles[0].reshape(3, len(STAGES), len(found.years))
        for s, stage in enumerate(STAGES):
            if found.method(one.area, stage) == "grades":
                known = np.array([year <= found.known_to(one.area, stage) for year in found.years])
                assert (demand[0, s, known] == demand[2, s, known]).all()
                unborn = np.array([year - found.stages[s].entry_age > 2023 for year in found.years])  # the last births
                assert ((demand[0, s] < demand[2, s]) == unborn).all()
                parts = one.matters.reshape(len(SOURCES), len(STAGES), -1)
                assert (parts[SOURCES.index("participation"), s] == 0).all()


def test_births_written_for_one_year_leave_the_others_uncertain() -> None:
    """A scenario that writes births of 2032 settles that year's alone."""
    unsure = uncertainty(births=wander(0.1))
    counted = people("甲", unsure=unsure)
    fertility = replace(counted.assumptions.fertility, births={2032: 800.0})
    fixed = replace(counted.assumptions, fertility=fertility)
    free, held = (
        drawn(assess(plan(school("a")), counted, each), unsure).tallies[0].quantiles[0].reshape(3, 3, -1)[:, 0]
        for each in (counted.assumptions, fixed)
    )
    spread_free, spread_held = free[2] - free[0], held[2] - held[0]
    assert (spread_free[8:11] == spread_held[8:11]).all()  # 2028 to 2030: nobody of 2032 is there yet
    assert spread_held[15] < spread_free[15]  # 2035
