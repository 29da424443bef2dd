"""A thousand scenarios over the shipped plan, as the command answers them; wall seconds.

python -m programs.sweeping together|alone WORKERS SHARES

``alone``: each as if there were no other, as a scenario by itself is. A tenth of the scenarios differ in their demand.
"""

from __future__ import annotations

import sys
import time

from xuewei.answers.compare.grid import grid
from xuewei.answers.compare.standings import standings
from xuewei.cli.commands.sweep import standing
from xuewei.cli.workers import answered
from xuewei.formats.project import open_project, with_layers
from xuewei.model.assessment import assess
from xuewei.model.once import Once

from programs.clock import tell


def main() -> None:
    """Time all scenarios, in order."""
    how, workers, shares = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    base, written, people = open_project(None, (), None)
    first = assess(written, people)
    stages, areas = [stage.name for stage in first.stages], list(first.areas)
    values = {
        "delivered_share": [f"{(n + 1) / shares:g}" for n in range(shares)],
        "opening_lag": ["0", "1", "2", "3", "4"],
        "population.births": ["low", "high"],
        "inflow.middle": ["1", "1.05", "1.1", "1.15", "1.2"],
    }
    layers = [layer for _, layer in grid(values)]

    def alone() -> None:
        for layer in layers:
            assert standings(layer.name, assess(*with_layers(base.under(layer), written, people)), stages, areas)

    def together() -> None:
        given = base, written, people, None, stages, areas, Once(), "zh"
        assert len(list(answered(standing, given, layers, workers))) == len(layers)

    tell(alone if how == "alone" else together, warm=False, clock=time.perf_counter)


if __name__ == "__main__":
    main()
