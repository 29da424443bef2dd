"""Bands of demand and quantiles of draws are one: with sure seats, 10 and 90 % of draws are the ends of 80 % bands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from quantiles import LAST, STAGES, assessed, banded, drawn, recorded, sure
from xuewei.answers.simulate.matters import SOURCES
from xuewei.answers.simulate.shocks import erring
from xuewei.answers.simulate.tally import gathered
from xuewei.answers.simulate.tasks import Sampling, answer, tasks
from xuewei.formats.plan.read import read_plan
from xuewei.formats.population.blocks import parts
from xuewei.formats.population.folder import read_population
from xuewei.model.assessment import Assessment, assess
from xuewei.model.assumptions import Figure
from xuewei.model.bands import demand_bands
from xuewei.model.pupils.past_spread import BIRTHS
from xuewei.model.record_error import PARTS, record_error, record_spreads
from xuewei.model.spread import student

from builders import plan, school


def shipped() -> Assessment:
    """The shipped case with sure seats."""
    counted = read_population()
    return assess(read_plan(), replace(counted, assumptions=sure(counted.assumptions)))


CASES: Mapping[str, Callable[[], Assessment]] = {
    "shipped": shipped,
    "three areas with pupils": lambda: assessed(recorded(900, 400, 150), "区0", "区1", "区2"),
    "one area with pupils": lambda: assessed(recorded(700), "区0"),
    "births beyond the record": lambda: assessed(recorded(700, 300, births_to=2019), "区0", "区1"),
    "primary on record alone": lambda: assessed(recorded(900, 400, stages=("primary",)), "区0", "区1"),
    "senior after middle on record": lambda: assessed(recorded(900, 400), "区0", "区1", use_stages=("senior",)),
}


@pytest.mark.parametrize("case", CASES)
def test_quantiles_of_draws_are_the_ends_of_bands(case: str) -> None:
    """10 and 90 % of 5,000 draws of demand are no further from the ends of the 80 % band than a tenth of its
    half-width (a quantile has a standard error of 0.02 of it, and more where few years are behind it; and the root of
    squares is not quite a sum). What has no band does not vary."""
    found = CASES[case]()
    bands, apart = demand_bands(found.demand, found.population, found.assumptions, 0.8), []
    for _, band, drawn_below in banded(found, bands, drawn(found)):
        ends, half = np.array([band.low, band.high]), (band.high - band.low) / 2
        apart.append(np.abs(drawn_below[[0, 2]] - ends).max() / max(half, 8))
    assert len(apart) > 2 * 8
    assert max(apart) < 0.1


def test_every_part_of_the_error_of_pupils_is_drawn() -> None:
    """What all areas share, what is an area's own and births not known yet: each moves the draws as far as it is said
    to, and the source that it counts for is named."""
    found = CASES["births beyond the record"]()
    unsure = found.assumptions.uncertainty
    error = record_error(found.demand, record_spreads(found.demand, unsure))
    assert (error.deviations[:, :, :, found.years.index(2030)].max(axis=(1, 2)) > 0.005).all()
    assert (error.deviations[:, :, :, : found.years.index(LAST) + 1] == 0).all()
    matters = drawn(found, draws=600).tallies[0].matters.reshape(len(SOURCES), len(found.stages), -1)
    t, primary = found.years.index(2026), [stage.name for stage in found.stages].index("primary")
    assert matters[SOURCES.index("forecast"), primary, t] > 0.85
    later = found.years.index(2031), [stage.name for stage in found.stages].index("kindergarten")
    assert matters[SOURCES.index("births"), later[1], later[0]] > 0.1
    assert error.parts == PARTS
    assert error.deviations[PARTS.index(BIRTHS), 0, later[1], later[0]] > 0


def test_areas_are_off_together_by_what_they_share() -> None:
    """Where the error of all areas is most of it, the sum over areas is nearly as unsure as one area: the root of
    squares would be a good deal narrower."""
    found = assessed(recorded(*[800] * 6), *(f"区{n}" for n in range(6)))
    block = drawn(found, draws=2000)
    s, t = [stage.name for stage in found.stages].index("primary"), found.years.index(2027)
    cell = s * len(found.years) + t
    low, high = np.quantile(block.totals.demand[cell], [0.1, 0.9])
    alone = [one.quantiles[0, 2, cell] - one.quantiles[0, 0, cell] for one in block.tallies]
    together = (high - low) / sum(alone)
    assert 1.15 / np.sqrt(6) < together < 1


def test_an_area_alone_has_the_draws_that_it_has_beside_others_where_nothing_is_learnt_of_them() -> None:
    """The same seeds whatever stands before it: another order of areas changes no bit."""
    people = recorded(900, 400, 150)
    one, other = (
        drawn(assessed(people, *areas), draws=200) for areas in (("区0", "区1", "区2"), ("区2", "区0", "区1"))
    )
    by_area = {each.area: each.quantiles.tobytes() for each in other.tallies}
    assert {each.area: each.quantiles.tobytes() for each in one.tallies} == by_area


def test_tasks_of_any_size_draw_the_same_errors() -> None:
    """Areas with pupils in tasks of one, two and three areas: what they share is one, to the last bit."""
    names = ["区0", "区1", "区2"]
    people = recorded(900, 400, 150)
    written, sampling = plan(*(school(f"s{area}", area=area) for area in names), area="区0"), Sampling(200, 5, 2033)
    found = [
        gathered(answer(task) for task in tasks(written, people.assumptions, parts(people, names, size), sampling))
        for size in (1, 2, 3)
    ]
    one, two, three = ([*(each.quantiles.tobytes() for each in x.tallies), x.totals.demand.tobytes()] for x in found)
    assert one == two == three


def test_a_walk_has_its_deviation_in_each_year_and_neighbours_agree() -> None:
    """By 100,000 normals: as wide as it says in every year, the next year along with it; with four degrees of freedom
    80 % lie within Student's 1.533 deviations."""
    normals = np.random.default_rng(1).standard_normal((5 + 30, 100_000), dtype=np.float32)
    deviations = np.array([0.0, 0.02, 0.03, 0.05, 0.05])
    path = erring(normals, deviations, 0)
    assert path.std(axis=1) == pytest.approx(deviations, rel=0.02)
    together = np.asarray(np.corrcoef(path[1:]))
    assert together[0, 1] == pytest.approx(np.sqrt(1 / 2), abs=0.01)
    assert together[2, 3] == pytest.approx(np.sqrt(3 / 4), abs=0.01)
    heavy = erring(normals, deviations, 4)
    reach = float(student(np.array(4.0), 0.8)) * deviations[4]
    assert (np.abs(heavy[4]) <= reach).mean() == pytest.approx(0.8, abs=0.01)


def test_a_record_too_short_for_a_band_leaves_births_to_wander() -> None:
    """Five years of pupils tell of no error: demand of those who were born is sure, of the others as births wander."""
    people = recorded(900, 400, births_to=2023)
    short = replace(people, enrolment=tuple(row for row in people.enrolment if row.year > LAST - 5))
    found = assessed(short, "区0", "区1")
    one = drawn(found, draws=300).tallies[0].quantiles[0].reshape(3, len(found.stages), len(found.years))
    s = [stage.name for stage in found.stages].index("kindergarten")
    moved = [year for t, year in enumerate(found.years) if one[0, s, t] < one[2, s, t]]
    assert moved
    assert moved[0] >= LAST + 1 + STAGES["kindergarten"][0]


def test_births_of_no_step_and_levels_that_are_sure_leave_only_the_records_error() -> None:
    """Where a plan's stages all follow pupils, figures of people change nothing but what is not born yet."""
    people = recorded(900, 400)
    unsure = people.assumptions.uncertainty
    assert unsure is not None
    still = replace(unsure, level=dict.fromkeys(STAGES, Figure(0.2)), participation=dict.fromkeys(STAGES, Figure(0.2)))
    other = replace(people, assumptions=replace(people.assumptions, uncertainty=still))
    one, two = (drawn(assessed(each, "区0", "区1"), draws=200) for each in (people, other))
    assert [each.quantiles.tobytes() for each in one.tallies] == [each.quantiles.tobytes() for each in two.tallies]
