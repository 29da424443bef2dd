"""How demand changes with the share of its census area that an area is, where it is not in proportion to it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assessment import Assessment, assess
from xuewei.model.parameters import with_parameter
from xuewei.model.pupils.grounds import Demand
from xuewei.report.page.estates import bare_demand

Floats = NDArray[np.float64]
NOISE = 1e-7
"""Pupils that are none: what the order of adding leaves."""


def scaled(found: Assessment) -> list[bool]:
    """Whether demand grows with the share of its census area that an area is, stage by stage and area by area: all does
    but that of an area which has pupils on record under its own name."""
    return [found.grounds(area, kind.name).record != area for kind in found.stages for area in found.areas]


def unequal(found: Assessment) -> bool:
    """Whether :func:`scaled` may not be all: where a part of demand stays as it is whatever the share, since it comes
    of a record, of a forecast from elsewhere, of leavers or of people from other areas."""
    demand = found.demand
    arrived = demand.beyond is not None and bool(demand.beyond.arrived)
    given = any(how.given for how in demand.grounds.values())
    led = any(stage.after is not None for stage in found.stages) and bool(demand.forecasts)
    return bool(arrived or given or led or demand.flowed)


def by_scope(found: Assessment) -> list[Floats]:
    """Demand without estates ``(year,)`` if no area were anything of its census area, then what each adds at a share of
    1, stage by stage and area by area: two shares tell, for it is a straight line in them."""
    whole, half = (_at(found, share) for share in (1.0, 0.5))
    places = [(stage.name, n) for stage in found.stages for n in range(len(found.areas))]
    ends = [(whole[stage][:, n].sum(axis=1), half[stage][:, n].sum(axis=1)) for stage, n in places]
    each = [_clean(2 * (at_whole - at_half)) for at_whole, at_half in ends]
    rest = [_clean(at_whole - more) for (at_whole, _), more in zip(ends, each, strict=True)]
    return [*rest, *each]


def _at(found: Assessment, share: float) -> Demand:
    """Demand without estates with all areas at a share of their census areas."""
    own = with_parameter(found.assumptions, "population.scope", share, areas=found.areas, source="")
    people = replace(found.population, assumptions=own)
    return bare_demand(assess(found.plan, people, horizon=found.years[-1]))


def _clean(pupils: Floats) -> Floats:
    return np.where(np.abs(pupils) < NOISE, 0.0, pupils)
