"""The plan of a synthetic country as YAML: schools of all types, spread over its areas by people."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xuewei.model.streams import stream
from xuewei.model.synthetic_areas import SyntheticAreas, area_name
from xuewei.words.synthetic import say

TYPES = (
    "primary", "kindergarten", "middle", "nine_year", "estate_kindergarten", "kindergarten", "primary", "kindergarten",
)  # fmt: skip
"""Types in turn: the first five are all that there are here, kindergartens are the most."""
CLASSES = {
    "primary": {"primary": ((24, 30, 36), 45)},
    "middle": {"middle": ((18, 24, 30), 50)},
    "nine_year": {"primary": ((18, 24, 36), 45), "middle": ((9, 12, 18), 50)},
    "kindergarten": {"kindergarten": ((6, 9, 12), 30)},
    "estate_kindergarten": {"kindergarten": ((6, 9, 9), 30)},
}
"""Classes that a school of each type may have, stage by stage, and children in each."""
YEARS = range(2021, 2028)
STATUSES = {
    2021: ("in_use", "completed", "completed"),
    2022: ("in_use", "completed", "under_construction"),
    2023: ("completed", "under_construction", "under_construction"),
    2024: ("under_construction", "approved", "planned"),
}
"""How far schools of each year have come, a third each; later ones are planned."""


def plan_text(found: SyntheticAreas, seed: int, schools: int, lang: str) -> str:
    """``plan.yaml`` of the country ``found``: every area, seats in use balanced, ``schools`` schools."""
    names = [area_name(number + 1) for number in range(len(found.later))]
    head = [
        f"# {say('plan.head', lang, seed=seed)}",
        f"plan: {say('plan', lang)}",
        f"area: {names[0]}",
        "areas:",
        *(f"  - {name}" for name in names),
        f"years: [{YEARS[0]}, {YEARS[-1]}]",
        "population: .",
        f"base_seats: {{year: 2020, seats: balanced, basis: assumed, source: '{say('base', lang)}'}}",
        "schools:" if schools else "schools: []",
    ]
    return "\n".join([*head, *_schools(found, seed, schools, names, lang)]) + "\n"


def _schools(found: SyntheticAreas, seed: int, count: int, names: list[str], lang: str) -> Iterator[str]:
    """A line for each school. People stand in a row, area by area; schools take one of them at even steps."""
    people = np.cumsum(found.later.sum(axis=(1, 2)))
    steps = (np.arange(count) + stream(seed, "schools").random(count)) / max(count, 1)
    areas = np.searchsorted(people, steps * people[-1], side="right")
    lots = stream(seed, "schools", 1).integers(0, (len(YEARS), 3, 3), (count, 3)).tolist()
    for number, (area, (later, size, stand)) in enumerate(zip(areas.tolist(), lots, strict=True), start=1):
        kind, year = TYPES[(number - 1) % len(TYPES)], YEARS[later]
        seats = {stage: classes[size] * each for stage, (classes, each) in CLASSES[kind].items()}
        status = STATUSES.get(year, ("planned",) * 3)[stand]
        yield (
            f"  - {{id: synthetic-{number:04d}, name: {say('school', lang, number=number)}, type: {kind}, "
            f"area: {names[area]}, planned: {year}, "
            f"seats: {{{', '.join(f'{stage}: {n}' for stage, n in seats.items())}}}, status: {status}, "
            "basis: {seats: assumed, status: assumed}}"
        )
