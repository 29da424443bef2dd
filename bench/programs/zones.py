"""Warnings of a made-up country with a school in every zone, from the plan and the children to the file.

python -m programs.zones ZONES YEARS csv|json
"""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date

import numpy as np

from xuewei.answers.warn.entries import ZONE, entries
from xuewei.answers.warn.remedies import remedies
from xuewei.answers.warn.view import Asked, Warnings, warn
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.model.assessment import Assessment, assess
from xuewei.model.plan import BaseSeats, Plan, School
from xuewei.model.population import CensusRow, Population
from xuewei.model.zones import SOURCES, EntryChildren
from xuewei.tables.view import as_csv, as_json

from programs.clock import tell

FIRST, AREAS, LAST_AGE = 2026, 100, 85
CLASSES = {"kindergarten": 6, "primary": 18, "middle": 9}


def country(zones: int, years: int) -> tuple[Assessment, EntryChildren]:
    """Areas of as many zones each; a school with every stage in each zone; children about as many as its places."""
    chance = np.random.default_rng(1)
    areas = [f"区{n:03d}" for n in range(min(AREAS, zones))]
    place = [(f"学区{n:05d}", areas[n * len(areas) // zones]) for n in range(zones)]
    schools = tuple(
        School(f"s{n}", "primary", area, status="in_use", classes=CLASSES, zone=zone, rooms=34)
        for n, (zone, area) in enumerate(place)
    )
    census = tuple(
        CensusRow(area, sex, age, None if age == LAST_AGE else age, 900, date(2020, 11, 1), "assumed", "bench")
        for area in areas
        for sex in ("male", "female")
        for age in range(LAST_AGE + 1)
    )
    people = Population(census, (), (), (), replace(read_assumptions(), scope={}))
    plan = Plan("bench", areas[0], schools, (FIRST, FIRST + years), base_seats=BaseSeats(FIRST, listed=True))
    found = assess(plan, people, horizon=FIRST + years)
    children = {}
    part = np.array([areas.index(area) for _, area in place])
    for stage in found.stages:
        places = CLASSES[stage.name] // stage.grades * stage.sizes[0]
        own = chance.integers(places // 2, places * 5 // 4, (len(found.years), zones)).astype(float)
        whole = np.zeros((len(found.years), len(areas)))
        np.add.at(whole.T, part, own.T)
        children[stage.name] = np.concatenate((whole, own), axis=1)
    return found, EntryChildren(
        years=found.years,
        areas=found.areas,
        zones=tuple(zone for zone, _ in place),
        part_of=dict(place),
        children=children,
        others={stage: np.full_like(each, np.nan) for stage, each in children.items()},
        sources={stage: np.full(each.shape, SOURCES.index("hukou"), np.int8) for stage, each in children.items()},
        kinds={stage: {} for stage in children},
    )


def answered(zones: int, years: int, form: str) -> int:
    """Characters of the answer."""
    found, due = country(zones, years)
    held = entries(found, range(FIRST + 1, FIRST + 1 + years), ZONE, due)
    view = warn(Warnings.of(held, remedies(held), Asked()), "zh")
    return len(as_json(view) if form == "json" else as_csv(view))


def main() -> None:
    """Time the whole of it."""
    zones, years, form = sys.argv[1:]
    tell(lambda: answered(int(zones), int(years), form), warm=False)


if __name__ == "__main__":
    main()
