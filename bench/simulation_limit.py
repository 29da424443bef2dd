"""The kernel of `xuewei simulate` against its limits, and against a plain simulation.

    python bench/simulation_limit.py [--quick]

Limits: the same random numbers drawn alone (target: half their rate), and a copy of as many bytes as demand and seats
of all draws have. The plain simulation in numpy and pandas has one uncertainty of our five and no rounding that is
exact, and draws three numbers where ours draws thirty-five.
"""

from __future__ import annotations

from collections.abc import Iterator

from measure import program
from report import Setting, Yielded, alone, measured
from simulation import DRAWS, country

AREAS = 100


def results(setting: Setting) -> Iterator[Yielded]:
    """The kernel in turn with all three."""
    areas, draws = setting.size(AREAS, 2), setting.size(DRAWS, 10)
    folder = country(setting, areas)
    kernel, numbers, copy, frames = (
        program(name, "limits", work, folder, draws, at_least=0.5 if work == "numbers" else None)
        for name, work in (
            (f"draw and tally {areas} areas × {draws:,} draws", "kernel"),
            ("the same random numbers alone", "numbers"),
            ("numpy copy of all demand and seats", "copy"),
            ("one uncertainty in numpy and pandas", "frames"),
        )
    )
    found = measured(setting, "simulate", kernel, [numbers, copy, frames], runs=7)
    yield from found
    stages, years = 3, 16
    copied = min(each.seconds for each in found[1].others)
    volume = 2 * 2 * areas * stages * years * draws * 8  # demand and seats, read and written
    yield f"memory: {volume / copied / 1e9:.1f} GB/s read and written by numpy copy"
    yield f"kernel: {found[0].best / areas * 1e6:.0f} µs an area, the random numbers alone {min(each.seconds for each in found[0].others) / areas * 1e6:.0f} µs"


if __name__ == "__main__":
    alone(results)
