"""A thousand scenarios in `sweep`, by one process and by two, against each as if there were no other.

    python bench/scenarios.py [--quick]

Wall time inside a process that has read the plan; the second process is started within that time.
"""

from __future__ import annotations

from collections.abc import Iterator

from measure import program
from report import Setting, Yielded, alone, measured

SHARES, OTHERS = 20, 50


def results(setting: Setting) -> Iterator[Yielded]:
    """Both in turn with what they are held against."""
    shares = setting.size(SHARES, 1)
    count = f"{shares * OTHERS:,} scenarios"
    by_itself = program("each by itself", "sweeping", "alone", 1, shares)
    one = program(f"{count}, one process, wall", "sweeping", "together", 1, shares)
    two = program(f"{count}, two processes, wall", "sweeping", "together", 2, shares)
    yield from measured(setting, "scenarios", one, [by_itself], runs=3)
    yield from measured(setting, "scenarios", two, [one], runs=3)


if __name__ == "__main__":
    alone(results)
