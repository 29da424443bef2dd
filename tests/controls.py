"""Settings of a page's controls, and what the engine answers to them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xuewei.model.assessment import Assessment, assess
from xuewei.model.parameters import with_parameter
from xuewei.model.population import EstateRow

PATHS = ("low", "medium", "high")
Setting = tuple[int, str, str, float | None, Sequence[str]]
"""Opening lag, paths of births and of net migration, share of the census area, ids of schools switched off."""

EstateSetting = tuple[int, float, bool]
"""Years later, the share of an estate that is built, whether it is."""


def anywhere(chance: random.Random, found: Assessment) -> Setting:
    """The controls somewhere: any delay, any paths, perhaps a share, up to four schools off."""
    ids = [school.id for school in found.plan.schools]
    off = chance.sample(ids, min(len(ids), 4))
    scope = chance.choice([None, 0.5, 0.731, 1.0])
    return chance.randrange(5), chance.choice(PATHS), chance.choice(PATHS), scope, off


def moved(
    found: Assessment,
    lag: int,
    births: str,
    moves: str,
    scope: float | None,
    off: Sequence[str],
    estates: Mapping[str, EstateSetting] | None = None,
) -> Assessment:
    """The engine's answer to a setting of the controls."""
    assumptions = found.assumptions
    for name, value in (("population.births", births), ("population.net_migration", moves)):
        assumptions = with_parameter(assumptions, name, value, areas=[], source="test")
    if scope is not None:
        assumptions = with_parameter(assumptions, "population.scope", scope, areas=found.areas, source="test")
    schools = tuple(replace(each, status="cancelled") if each.id in off else each for each in found.plan.schools)
    plan = replace(found.plan, opening_lag=lag, schools=schools)
    rows = estates_moved(found, estates or {})
    people = replace(found.population, assumptions=assumptions, estates=rows)
    return assess(plan, people, horizon=found.years[-1])


def estates_moved(found: Assessment, settings: Mapping[str, EstateSetting]) -> tuple[EstateRow, ...]:
    """The rows of estates as somebody would edit them by hand: what is still to come later, smaller, or struck out."""
    rows = []
    for row in found.population.estates:
        lag, share, on = settings.get(row.id, (0, 1.0, True))
        area = {zone.area: zone.part_of for zone in found.population.zones}.get(row.area, row.area)
        rules = found.assumptions.estates
        assert rules
        stages = [stage.name for stage in found.stages if stage.after is None and stage.name in rules.stages]
        if area not in found.areas or row.completes <= max(found.known_to(area, stage) for stage in stages):
            rows.append(row)
        elif on:
            dwellings, floor = (None if each is None else each * share for each in (row.dwellings, row.floor_area_m2))
            rows.append(replace(row, completes=row.completes + lag, dwellings=dwellings, floor_area_m2=floor))
    return tuple(rows)


def estates_anywhere(chance: random.Random, found: Assessment) -> dict[str, EstateSetting]:
    """Controls of all estates somewhere."""
    ids = dict.fromkeys(row.id for row in found.population.estates)
    return {each: (chance.randrange(6), chance.choice([0.0, 0.35, 1.0]), chance.random() < 0.8) for each in ids}


def on_page(data: Mapping[str, Any], settings: Mapping[str, EstateSetting]) -> list[dict[str, object]]:
    """The same as a page holds them, in the order of its list."""
    found = [settings.get(each["id"], (0, 1.0, True)) for each in data["estates"]["list"]]
    return [{"lag": lag, "share": share, "on": on} for lag, share, on in found]
