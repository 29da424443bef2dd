"""Bands of demand that comes of people: laws, cases by hand, and the draws that they are the quantiles of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quantiles import banded
from xuewei.answers.simulate.dice import dice
from xuewei.answers.simulate.tally import simulated
from xuewei.formats.plan.read import read_plan
from xuewei.formats.population.folder import read_population
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.model.assumptions import Chances, Figure, Uncertainty, Wander
from xuewei.model.bands import Band, DemandBands, demand_bands
from xuewei.model.people_spread import people_spread, spread_of_people
from xuewei.model.population import Population
from xuewei.model.record_error import record_error, record_spreads
from xuewei.model.response import response
from xuewei.model.spread import Spread

from builders import assumptions, level, plan, population, school
from program import TOP

STAGES = ("kindergarten", "primary", "middle")
Z = 1.2816
"""Standard deviations on each side of an 80 % band."""


def wander(step: float, persistence: float = 0.9, common: float = 0.5) -> Wander:
    """A path with these figures."""
    return Wander(Figure(step), Figure(persistence), Figure(common))


def unsure(
    births: float = 0.0, moves: float = 0.0, went: float = 0.0, height: float = 0.0, persistence: float = 0.9
) -> Uncertainty:
    """What is unsure of demand; seats are sure."""
    every = (dict.fromkeys(STAGES, Figure(each)) for each in (went, height))
    return Uncertainty(
        wander(births, persistence), wander(moves, persistence), next(every), Chances({0.0: 1.0}), Chances({1.0: 1.0}),
        next(every),
    )  # fmt: skip


def people(uncertainty: Uncertainty, *areas: str) -> Population:
    """As many people at every age and births of 2020 in every area."""
    names = areas or ("甲",)
    return population(
        {area: level(400 + 100 * n) for n, area in enumerate(names)},
        births={(area, 2020): 800.0 + 200 * n for n, area in enumerate(names)},
        assumed=assumptions(uncertainty=uncertainty, horizon=2035),
    )


def assessed(uncertainty: Uncertainty, *areas: str) -> Assessment:
    """A plan of one school held against these people."""
    names = areas or ("甲",)
    return assess(
        plan(*(school(f"s{n}", area=area) for n, area in enumerate(names)), area=names[0]), people(uncertainty, *names)
    )


def bands_of(found: Assessment, share: float = 0.8) -> DemandBands:
    """The bands of an assessment."""
    return demand_bands(found.demand, found.population, found.assumptions, share)


def band(found: Assessment, year: int, stage: str, share: float = 0.8, area: str = "甲") -> Band:
    """One band, which there is."""
    one = bands_of(found, share).band(year, area, stage)
    assert one is not None
    return one


def wide(found: Assessment, year: int, stage: str) -> tuple[float, float]:
    """The ends of a band as shares of the demand."""
    one, pupils = band(found, year, stage), float(found.demand.whole[stage][year - found.years.start, 0])
    return one.low / pupils, one.high / pupils


def spread_of(found: Assessment) -> Spread:
    """The parts of the error."""
    uncertainty = found.assumptions.uncertainty
    assert uncertainty is not None
    answer = response(found.demand, found.population, found.assumptions, uncertainty)
    return people_spread(found.demand, answer, uncertainty, record_error(found.demand, {}))


@pytest.mark.parametrize("name", ["small_city/plan.yaml", "district/plan.yaml", "primary_to_middle.yaml"])
def test_of_a_part_of_the_areas_and_years_as_of_all(name: str) -> None:
    """Areas by their people, on record, after one another: some at a time, and up to a year, each has the error that it
    has among all and up to the horizon."""
    place = TOP / "examples" / name
    found = assess(*(read_project(place) if place.name == "plan.yaml" else read_project(None, [place])))
    records = record_spreads(found.demand, found.assumptions.uncertainty)
    of = found.demand, found.population, found.assumptions, records
    whole = spread_of_people(*of)
    for end, at_once in ((2029, 2), (found.years.stop, 3)):
        part, years = spread_of_people(*of, end, at_once), end - found.years.start
        for one, other in zip(*((x.deviations, x.degrees, x.shares) for x in (part, whole)), strict=True):
            cells = np.broadcast_to(other, whole.deviations.shape)[..., :years]
            assert np.broadcast_to(one, cells.shape) == pytest.approx(cells, rel=1e-12, nan_ok=True)


def test_where_nothing_is_unsure_the_band_is_the_demand() -> None:
    """To the last digit that matters, from 2021 on; 2020 is known and has none."""
    found = assessed(unsure())
    bands = bands_of(found)
    for stage in STAGES:
        assert bands.band(2020, "甲", stage) is None
        for year in range(2021, 2036):
            one, pupils = bands.band(year, "甲", stage), found.demand.whole[stage][year - 2020, 0]
            assert one is not None
            assert (one.low, one.high) == pytest.approx((pupils, pupils))
            assert (one.source, one.tested) == ("people", False)


def test_the_level_by_hand() -> None:
    """A level that is 10 % off: from 1 − 1.2816 × 0.1 to 1 + 1.2816 × 0.1 of the demand, in every year ahead."""
    found = assessed(unsure(height=0.1))
    for year in (2021, 2035):
        assert wide(found, year, "primary") == pytest.approx((np.exp(np.log1p(-Z * 0.1)), 1 + Z * 0.1), abs=1e-4)


def test_births_by_hand() -> None:
    """Kindergarten of 2030 holds three cohorts born after 2020, all unknown, on a path without memory: a child of
    three was born from September 2026 to August 2027, and so on. By calendar years the three cohorts are 4, 12, 12 and
    8 months of 36, so that the standard deviation of their logarithm is 0.1 × √(4² + 12² + 12² + 8²) ÷ 36."""
    found = assessed(unsure(births=0.1, persistence=0.0))
    deviation = 0.1 * np.sqrt(4**2 + 12**2 + 12**2 + 8**2) / 36
    low, high = wide(found, 2030, "kindergarten")
    assert (np.log(low), np.log(high)) == pytest.approx((-Z * deviation, Z * deviation), rel=0.02)
    assert wide(found, 2023, "kindergarten") == pytest.approx((1.0, 1.0))  # all of them born by 2020
    assert wide(found, 2032, "middle") == pytest.approx((1.0, 1.0))


def test_moves_by_hand() -> None:
    """Middle schools of 2021: one step of net migration brings its share of all residents, of whom the pupils are as
    large a part as they are of the people: the step, relative to the pupils (they are spread evenly over all ages)."""
    found = assessed(unsure(moves=0.01))
    low, high = wide(found, 2021, "middle")
    assert (low + high) / 2 == pytest.approx(1, abs=1e-3)
    assert (high - low) / 2 == pytest.approx(Z * 0.01, rel=0.1)


def test_parts_are_added_as_squares() -> None:
    """3 % and 4 % make 5 %, to the first order."""
    found = assessed(unsure(went=0.03, height=0.04))
    assert np.log(spread_of(found).factors(0.8)[1][0, 1, 5]) == pytest.approx(Z * 0.05, rel=0.03)


@settings(max_examples=20, deadline=None)
@given(
    st.tuples(*(st.floats(0, 0.1) for _ in range(4))),
    st.integers(0, 3),
    st.floats(0.001, 0.1),
    st.sampled_from([0.5, 0.8, 0.95]),
)
def test_more_that_is_unsure_never_narrows_a_band(
    figures: tuple[float, ...], which: int, more: float, share: float
) -> None:
    """Of births, net migration, participation or level, in any stage and year; and a higher level is wider."""
    raised = [each + more * (n == which) for n, each in enumerate(figures)]
    one, other = (spread_of(assessed(unsure(*each))) for each in (figures, raised))
    for spread in (one, other):
        assert (spread.deviations[:, :, :, 0] == 0).all()
    (low, high), (lower, higher) = one.factors(share), other.factors(share)
    assert (lower <= low + 1e-12).all()
    assert (higher >= high - 1e-12).all()
    wider = [spread[1] for spread in (one.factors(each) for each in (0.5, 0.8, 0.95))]
    assert (np.diff(wider, axis=0) >= 0).all()
    assert ((low >= 0) & (low <= 1) & (high >= 1)).all()


def test_an_area_has_the_same_band_whatever_stands_beside_it() -> None:
    """Alone, first or last."""
    figures = unsure(0.09, 0.003, 0.01, 0.03)
    alone = band(assessed(figures, "甲"), 2030, "primary")
    beside = band(assessed(figures, "甲", "乙"), 2030, "primary")
    assert (alone.low, alone.high) == pytest.approx((beside.low, beside.high), rel=1e-12)


def test_a_part_of_an_area_has_its_part_of_the_band() -> None:
    """As of pupils that are shown of all: the ends in proportion, and nothing of no pupils."""
    found = assessed(unsure(0.09, 0.003, 0.01, 0.03))
    bands = bands_of(found)
    whole, half = (
        bands.band(2030, "甲", "primary"),
        bands.band(2030, "甲", "primary", pupils=float(found.demand.whole["primary"][10, 0]) / 2),
    )
    assert whole is not None
    assert half is not None
    assert (2 * half.low, 2 * half.high) == pytest.approx((whole.low, whole.high))
    assert bands.band(2030, "甲", "primary", grade=1) is None


def test_stages_without_a_figure_for_their_level_take_that_of_the_stage_they_follow() -> None:
    """普高 follows middle school, whose level is 5 % off."""
    figures = replace(unsure(), level={"middle": Figure(0.05)})
    asking = plan(school("a"), use_stages=("senior",))
    found = assess(asking, people(figures))
    spread = spread_of(found)
    parts = dict(zip(spread.parts, spread.deviations, strict=True))
    names = [stage.name for stage in found.stages]
    assert parts["level"][0, names.index("senior"), 5] == pytest.approx(0.05)
    assert parts["level"][0, names.index("primary"), 5] == 0


def test_a_lognormal_share_leaves_the_rest_as_it_is() -> None:
    """Half of demand times e to the ±1.2816 × 0.4; a part that adds pupils reaches as far to both sides; nothing is
    less than none."""
    spread = Spread(
        ("births",), np.array([[0.2, 0.2, 2.0]]), np.full((1, 3), np.inf), np.array([[0.5, np.inf, np.inf]])
    )
    low, high = spread.factors(0.8)
    assert low[:2] == pytest.approx([0.5 + 0.5 * np.exp(-Z * 0.4), 1 - Z * 0.2], abs=1e-4)
    assert high[:2] == pytest.approx([0.5 + 0.5 * np.exp(Z * 0.4), 1 + Z * 0.2], abs=1e-4)
    assert 0 <= low[2] < 1e-6


def shipped(*, sure_seats: bool) -> Assessment:
    """The shipped case, with seats that come as planned if so."""
    written, counted = read_plan(), read_population()
    uncertainty = counted.assumptions.uncertainty
    assert uncertainty is not None
    if sure_seats:
        uncertainty = replace(uncertainty, opening_delay=Chances({0.0: 1.0}), delivered_share=Chances({1.0: 1.0}))
    return assess(written, replace(counted, assumptions=replace(counted.assumptions, uncertainty=uncertainty)))


def below(found: Assessment, draws: int = 5000, seed: int = 3) -> list[tuple[str, str, int, float, float]]:
    """Area, stage and year of every band of 80 %, and the shares of draws of demand below its ends."""
    uncertainty = found.assumptions.uncertainty
    assert uncertainty is not None
    shares: list[tuple[str, str, int, float, float]] = []
    bands = bands_of(found)
    answers = simulated(found, dice(seed, draws, len(found.years), uncertainty))
    for cell, band, below_it in banded(found, bands, answers):
        half = max((band.high - band.low) / 2, 10)
        shares.append((*cell, (below_it[0] - band.low) / half, (below_it[2] - band.high) / half))
    return shares


@pytest.mark.parametrize("of", ["shipped", "two areas"])
def test_the_quantiles_of_draws_are_the_ends_of_the_band(of: str) -> None:
    """With sure seats 10 and 90 % of 5,000 draws of demand are no further from the ends than a tenth of half the band:
    four standard errors of a quantile are 0.075 of that, and the root of squares is not quite a sum."""
    found = shipped(sure_seats=True) if of == "shipped" else assessed(unsure(0.09, 0.003, 0.01, 0.03), "甲", "乙")
    apart = below(found)
    assert len(apart) >= 3 * 12
    assert max(max(abs(low), abs(high)) for *_, low, high in apart) < 0.1


def test_children_who_are_born_are_sure_to_a_few_percent() -> None:
    """Middle schools of 2028 in the shipped case, whose children were in the census: within 6 %."""
    found = shipped(sure_seats=False)
    one = band(found, 2028, "middle", area="中心城区")
    pupils = float(found.demand.whole["middle"][8, 0])
    assert 0.03 < (one.high - one.low) / 2 / pupils < 0.06
