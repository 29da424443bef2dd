"""Years as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby


def spans(years: Iterable[int]) -> str:
    """Years with runs drawn together.

    >>> spans([2023, 2024, 2025, 2030])
    '2023–2025, 2030'
    """
    runs = [[year for _, year in run] for _, run in groupby(enumerate(years), lambda pair: pair[1] - pair[0])]
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)
