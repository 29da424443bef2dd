"""Settings of a page's controls, and what the engine answers to them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from xuewei.model.assessment import Assessment, assess
from xuewei.model.parameters import with_parameter

PATHS = ("low", "medium", "high")
Setting = tuple[int, str, str, float | None, Sequence[str]]
"""Opening lag, paths of births and of net migration, share of the census area, ids of schools switched off."""


def anywhere(chance: random.Random, found: Assessment) -> Setting:
    """The controls somewhere: any delay, any paths, perhaps a share, up to four schools off."""
    ids = [school.id for school in found.plan.schools]
    off = chance.sample(ids, min(len(ids), 4))
    scope = chance.choice([None, 0.5, 0.731, 1.0])
    return chance.randrange(5), chance.choice(PATHS), chance.choice(PATHS), scope, off


def moved(found: Assessment, lag: int, births: str, moves: str, scope: float | None, off: Sequence[str]) -> Assessment:
    """The engine's answer to a setting of the controls."""
    assumptions = found.assumptions
    for name, value in (("population.births", births), ("population.net_migration", moves)):
        assumptions = with_parameter(assumptions, name, value, areas=[], source="test")
    if scope is not None:
        assumptions = with_parameter(assumptions, "population.scope", scope, areas=found.areas, source="test")
    schools = tuple(replace(each, status="cancelled") if each.id in off else each for each in found.plan.schools)
    plan = replace(found.plan, opening_lag=lag, schools=schools)
    return assess(plan, replace(found.population, assumptions=assumptions), horizon=found.years[-1])
