"""Warnings of 20,000 zones, each with a school of three stages: over three and over ten years.

    python bench/entry_grades.py [--quick]

The whole of it: seats, places and children of every zone, levels, remedies, rows. Targets: 20 s, 1 GiB.
"""

from __future__ import annotations

from collections.abc import Iterator

from measure import program
from report import Limit, Setting, Yielded, alone, measured

ZONES, FEWEST = (5_000, 20_000), 100
LIMITS = [Limit(20, "s"), Limit(1024, "MiB")]


def results(setting: Setting) -> Iterator[Yielded]:
    """Two sizes, to see that time is linear, and ten years."""
    for zones in (FEWEST,) if setting.quick else ZONES:
        job = program(f"{zones:,} zones × 3 years, JSON", "zones", zones, 3, "json", most=3)
        yield from measured(setting, "warn", job, limits=LIMITS)
    zones = setting.size(ZONES[-1], FEWEST)
    job = program(f"{zones:,} zones × 10 years, CSV", "zones", zones, 10, "csv", most=3)
    yield from measured(setting, "warn", job, limits=LIMITS)


if __name__ == "__main__":
    alone(results)
