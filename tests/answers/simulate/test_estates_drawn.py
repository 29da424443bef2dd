"""Laws of new estates under chance: yields, courses and completion are drawn, and those within migration only move."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import xuewei
from clusters import process, scheduler, worker
from xuewei.answers.simulate.dice import dice
from xuewei.answers.simulate.engines.cluster import Cluster
from xuewei.answers.simulate.engines.processes import Processes
from xuewei.answers.simulate.estates import OF_ESTATES, DrawnEstates, area_estates, estate_chances
from xuewei.answers.simulate.matters import SOURCES
from xuewei.answers.simulate.tally import Block, simulated
from xuewei.answers.simulate.tasks import Sampling, Task
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Chances, Figure, Migration, Series, Wander
from xuewei.model.estate_rules import EstateRules
from xuewei.model.estates import curve_of
from xuewei.model.population import EstateRow, Population

from builders import assumptions, estate, estate_rules, immortal, level, plan, population, pupils, school
from simulated import blocks, by_area, sums

DRAWS = 2000
CURVES = {
    "slow": Series({1: 0.1, 2: 0.4, 4: 0.6}),
    "usual": Series({1: 0.3, 2: 0.6, 4: 0.8}),
    "fast": Series({1: 0.5, 2: 0.8, 4: 1.0}),
}
AREAS = ("甲", "乙")
NOBODY = Figure(0.0)


def rules(counted: str = "extra", spread: float = 0.25) -> EstateRules:
    """What is assumed of estates, with three courses."""
    found = estate_rules(counted, None, {"kindergarten": 12, "primary": 24, "middle": 9})
    return replace(found, curves=CURVES, yield_spread=Figure(spread), estate_spread=Figure(spread))


def people(
    *rows: EstateRow, counted: str = "extra", spread: float = 0.25, delay: Chances | None = None, graded: bool = False
) -> Population:
    """Two areas into which 4,000 move a year, where nothing but estates is unsure."""
    unsure = read_assumptions().uncertainty
    assert unsure is not None
    still = replace(unsure, participation={}, level={}, opening_delay=delay or Chances({0.0: 1.0}))
    still = replace(still, births=Wander(NOBODY, NOBODY), net_migration=Wander(NOBODY, NOBODY))
    usual = assumptions(horizon=2032)
    moves = Migration(usual.migration.fades_by, years=dict.fromkeys(range(2021, 2033), 4000.0))
    assumed = replace(usual, survival=immortal(), migration=moves, estates=rules(counted, spread), uncertainty=still)
    births = {(area, year): 200.0 for area in AREAS for year in range(2000, 2024)}
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


ROWS = (estate("a", dwellings=900.0, completes=2024), estate("b", area="乙", dwellings=500.0, completes=2025))
LATE = Chances({0.0: 0.5, 1.0: 0.3, 3.0: 0.2})


def assessed(folk: Population) -> Assessment:
    """A plan of both areas with schools that are there."""
    schools = [school(area, area=area, status="completed", opens=2021) for area in AREAS]
    return xuewei.assess(plan(*schools, years=(2021, 2032)), folk, horizon=2032)


def moved(found: Assessment, draws: int = DRAWS, seed: int = 1) -> list[DrawnEstates]:
    """What estates change in each area."""
    drawn = area_estates(found, estate_chances(found, seed, draws, min(draws, 250)))
    return [each.drawn() for each in drawn if each is not None]


def block(found: Assessment, draws: int = DRAWS) -> Block:
    """Every area under chance."""
    unsure = found.assumptions.uncertainty
    assert unsure is not None
    return simulated(found, dice(1, draws, len(found.years), unsure))


@pytest.mark.parametrize("counted", ["extra", "within_migration"])
@pytest.mark.parametrize("graded", [False, True])
def test_nothing_unsure_is_the_medium_answer_to_the_last_bit(counted: str, graded: bool) -> None:
    """No spread of yields, shares written for the estates, and no delays."""
    rows = [replace(row, occupancy=((1, 0.4), (3, 0.9))) for row in ROWS]
    for each in moved(assessed(people(*rows, counted=counted, spread=0.0, graded=graded)), 50):
        assert not each.every.any()
        assert not any(held.any() for held in each.held.values())


def test_an_estate_of_no_dwellings_is_not_there() -> None:
    """The bits of an answer without it; nor does it touch those of another area."""
    none = estate("c", dwellings=0.0, completes=2024)
    with_it, without = (block(assessed(people(*rows, delay=LATE)), 200) for rows in ((*ROWS, none), ROWS))
    assert by_area([with_it]) == by_area([without])
    other = block(assessed(people(ROWS[0], delay=LATE)), 200)
    assert by_area([other])["甲"] == by_area([without])["甲"]


def test_twice_the_dwellings_move_twice_as_much() -> None:
    """In every draw: chance is that of the estate and not of its size."""
    twice = [replace(row, dwellings=2 * (row.dwellings or 0.0)) for row in ROWS]
    once, double = (moved(assessed(people(*rows, delay=LATE))) for rows in (ROWS, twice))
    for one, two in zip(once, double, strict=True):
        assert two.every == pytest.approx(2 * one.every, abs=1e-3)


@pytest.mark.parametrize("graded", [False, True])
def test_within_migration_moves_no_total_in_any_draw(graded: bool) -> None:
    """Yields, courses and delays change where pupils are, in every grade, stage and year, and never how many."""
    found = assessed(people(*ROWS, counted="within_migration", delay=LATE, graded=graded))
    one, two = (each.every for each in moved(found))
    assert np.abs(one).max() > 5
    assert one + two == pytest.approx(np.zeros(one.shape), abs=1e-6)
    totals = block(found, 300).totals.demand
    assert np.ptp(totals, axis=1).max() <= len(AREAS)  # whole persons in each area


def test_yields_are_log_normal_with_a_mean_of_one() -> None:
    """Shares and completion are sure: what is drawn ÷ what is usual, of an estate alone."""
    row = replace(ROWS[0], occupancy=((1, 0.8),))
    found = assessed(people(row))
    estates = found.demand.beyond.estates if found.demand.beyond else None
    assert estates is not None
    usual = estates.pupils("primary")[0, -1]
    drawn = 1 + moved(found, 20_000)[0].every[1, -1] / usual
    assert drawn.mean() == pytest.approx(1, abs=0.01)
    assert drawn.std() == pytest.approx(((1 + 0.25**2) ** 2 - 1) ** 0.5, rel=0.03)
    assert np.log(drawn).std() == pytest.approx((2 * np.log1p(0.25**2)) ** 0.5, rel=0.03)


def test_yields_of_two_estates_have_a_part_in_common() -> None:
    """Half of the variance of the logarithm, where both spreads are alike."""
    rows = [replace(row, occupancy=((1, 0.8),)) for row in ROWS]
    found = assessed(people(*rows))
    one, two = (
        1 + each.every[1, -1] / each_usual for each, each_usual in zip(moved(found, 20_000), usual(found), strict=True)
    )
    assert np.corrcoef(np.log(one), np.log(two))[0, 1] == pytest.approx(0.5, abs=0.03)


def usual(found: Assessment) -> Sequence[float]:
    """Primary pupils of each part in the last year."""
    estates = found.demand.beyond.estates if found.demand.beyond else None
    assert estates is not None
    return [float(each) for each in estates.pupils("primary")[:, -1]]


def test_estates_fill_between_the_slow_and_the_fast_course() -> None:
    """Evenly: a year after completion 10 to 50 % are lived in, half of the draws below the usual 30 %."""
    found = assessed(people(ROWS[0], spread=0.0))
    t = found.years.index(2025)
    share = 0.3 + moved(found, 20_000)[0].every[1, t] / (900 * 0.24)
    assert share.min() == pytest.approx(0.1, abs=0.01)
    assert share.max() == pytest.approx(0.5, abs=0.01)
    assert np.quantile(share, [0.25, 0.5, 0.75]) == pytest.approx([0.2, 0.3, 0.4], abs=0.01)


def test_a_late_completion_is_the_same_estate_later() -> None:
    """Every draw is two years late: demand is that of an estate written two years later."""
    row = replace(ROWS[0], occupancy=((1, 0.4), (3, 0.9)))
    found = assessed(people(row, spread=0.0, delay=Chances({0.0: 0.0, 2.0: 1.0})))
    later = assessed(people(replace(row, completes=row.completes + 2), spread=0.0))
    (drawn,) = moved(found, 20)
    for s, stage in enumerate(found.stages):
        apart = (later.demand.whole[stage.name] - found.demand.whole[stage.name])[:, 0]
        assert drawn.every[s] == pytest.approx(np.repeat(apart[:, None], 20, axis=1), abs=1e-3)


def test_what_stands_already_is_not_late() -> None:
    """Completed by the last year on record: only how many live there is unsure."""
    row = replace(ROWS[0], completes=2021, occupancy=((1, 0.2), (3, 0.9)))
    assert not moved(assessed(people(row, spread=0.0, delay=LATE, graded=True)), 100)[0].every.any()


def test_what_matters_most_is_the_source_that_is_unsure() -> None:
    """With all others at rest the whole spread goes with it."""
    fixed = [replace(row, occupancy=((1, 0.4), (3, 0.9))) for row in ROWS]
    cases = {
        "estate_yields": people(*fixed),
        "estate_occupancy": people(*ROWS, spread=0.0),
        "estate_delay": people(*fixed, spread=0.0, delay=LATE),
    }
    assert tuple(cases) == OF_ESTATES
    for source, folk in cases.items():
        found = block(assessed(folk), 500)
        cell = list(found.stages).index("primary") * len(found.years) + found.years.index(2027)
        for tally in found.tallies:
            assert tally.matters[SOURCES.index(source), cell] > 0.95
            assert all(tally.matters[SOURCES.index(each), cell] < 0.05 for each in OF_ESTATES if each != source)


def test_courses_keep_their_end_for_estates_that_name_one() -> None:
    """Around the course that is named, never below none or above all."""
    from xuewei.model.estate_outcomes import courses_of

    for name in CURVES:
        slow, own, fast = courses_of(rules(), replace(ROWS[0], occupancy=name))
        assert own == curve_of(rules(), replace(ROWS[0], occupancy=name))
        for year in (1, 2, 4):
            low, here, high = (each[year] for each in (slow, own, fast))
            assert 0 <= low <= here <= high <= 1
            assert (low, high) == pytest.approx((max(here - 0.2, 0), min(here + 0.2, 1)))


def of_estates(counted: str) -> Task:
    """Two areas with estates, beside migration or within it."""
    folk = people(*ROWS, counted=counted, delay=LATE)
    written = plan(school("s", planned=2022), school("z", area="乙"), years=(2021, 2032))
    return Task(0, written, folk, Sampling(200, 1, 2032))


def test_two_processes_draw_the_bits_of_one() -> None:
    """Estates within migration and beside it."""
    for counted in ("extra", "within_migration"):
        todo = [of_estates(counted)]
        here, apart = blocks(todo), blocks([*todo, replace(todo[0], number=1)], Processes(2))[:1]
        assert by_area(here) == by_area(apart)
        assert sums(here) == sums(apart)


def test_two_workers_of_dask_draw_the_bits_of_one_process(tmp_path: Path) -> None:
    """Estates within migration and beside it, over a real scheduler."""
    todo = [replace(of_estates(counted), number=n) for n, counted in enumerate(("extra", "within_migration"))]
    with scheduler(tmp_path) as address, process(*worker(address)), process(*worker(address)):
        apart = blocks(todo, Cluster(address))
    for here, there in zip(map(alone, todo), apart, strict=True):
        assert by_area([here]) == by_area([there])
        assert sums([here]) == sums([there])
    assert by_area(apart[:1]) != by_area(apart[1:])


def alone(task: Task) -> Block:
    """The answer of a task in this process."""
    return blocks([replace(task, number=0)])[0]
