"""分年级: the columns of its sheet, and the areas that it has."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xuewei.model.assessment import Assessment
from xuewei.model.grades import grade_table

MOST_GRADED, MOST_SUMMED = 4_000, 20_000_000
"""Rows of the sheet of grades, and rows times rows of schools that they add up, which a spreadsheet computes in
seconds: of more areas it has those whose shortest grade lacks most."""
GRADED = ("own", "exact_seats", "exact_demand")


def graded(grade: int) -> str:
    """The key of seats of a grade of its own that turn.

    >>> graded(2)
    'graded_2'
    """
    return f"graded_{grade}"


def grade_keys(most: int) -> list[str]:
    """The columns of the sheet of grades, for stages of up to ``most`` of them."""
    numbers = range(1, most + 1)
    balance, seats, demand = ([f"{key}_{n}" for n in (*numbers, "all")] for key in ("balance", "seats", "demand"))
    shown = ["stage", "area", "year", *balance, "tightest", "finding", *seats, *demand, "check"]
    steps = [f"{key}_{n}" for key in GRADED for n in numbers]
    return [*shown, "exact_seats", "exact_demand", "rest_seats", "rest_demand", *steps]


def graded_areas(found: Assessment, lines: int) -> Sequence[str]:
    """The areas of the sheet of grades, in their order; ``lines`` are the rows of schools."""
    most = min(MOST_GRADED, MOST_SUMMED // max(lines, 1))
    most = max(most // max(len(found.known) * len(found.stages), 1), 1)
    if len(found.areas) <= most:
        return found.areas
    tables = [grade_table(found, stage.name, found.known, found.areas) for stage in found.stages]
    lows = [np.where(each.baseline, 0, each.balance).min(axis=(1, 2)) for each in tables]
    worst = np.argsort(np.min(lows, axis=0), kind="stable")[:most]
    return [found.areas[n] for n in sorted(worst.tolist())]
