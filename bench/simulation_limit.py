"""The kernel of `xuewei simulate` against its limits, and against a plain simulation.

    python bench/simulation_limit.py [--quick]

Limits: as many normals of numpy's generator drawn alone (target: half their rate), and a copy of as many bytes as
demand and seats of all draws have. The plain simulation in numpy and pandas has one uncertainty of our five and no
rounding that is exact, and draws three numbers where ours draws twenty-seven.
"""

from __future__ import annotations

from collections.abc import Iterator

from measure import program
from report import Setting, Yielded, alone, measured
from simulation import DRAWS, country

AREAS = 100
QUANTITIES, STAGES, YEARS = 2, 3, 16
"""Demand and seats of a synthetic country, 2020 to 2035."""


def results(setting: Setting) -> Iterator[Yielded]:
    """The kernel in turn with all three."""
    areas, draws = setting.size(AREAS, 2), setting.size(DRAWS, 10)
    folder = country(setting, areas)
    kernel, numbers, copy, frames = (
        program(name, "limits", work, folder, draws, at_least=0.5 if work == "numbers" else None)
        for name, work in (
            (f"draw and tally {areas} areas × {draws:,} draws", "kernel"),
            ("as many normals of numpy alone", "numbers"),
            ("numpy copy of all demand and seats", "copy"),
            ("one uncertainty in numpy and pandas", "frames"),
        )
    )
    found = measured(setting, "simulate", kernel, [numbers, copy, frames], runs=7)
    yield from found
    drawn, copied = (min(run.seconds for run in row.others) for row in found[:2])
    yield f"simulate: {_micro(found[0].best, areas)} µs an area, as many normals of numpy alone {_micro(drawn, areas)}"
    volume = 2 * QUANTITIES * areas * STAGES * YEARS * draws * 8  # read and written, eight bytes each
    yield f"memory: {volume / copied / 1e9:.1f} GB/s read and written by numpy copy"


def _micro(seconds: float, areas: int) -> str:
    return f"{seconds / areas * 1e6:,.0f}"


if __name__ == "__main__":
    alone(results)
