"""Draws at some ranks, and quantiles between them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHORT = 2**16 - 1
"""The largest whole number of 16 bits."""
Numbers = NDArray[Any]


def ranks_of(size: int, shares: Sequence[float]) -> list[int]:
    """The ranks, counted from 0, between which the quantiles of ``size`` draws lie: of each share the one below it and
    the one above.

    >>> ranks_of(1000, [0.1, 0.5])
    [99, 100, 499, 500]
    """
    last = size - 1
    return [near for share in shares for near in (int(share * last), min(int(share * last) + 1, last))]


def at_ranks(draws: Numbers, ranks: Sequence[int]) -> Numbers:
    """Those of whole ``draws (cell, draw)`` at some ``ranks``, ``(cell, rank)``; −1 is the rank of the highest.

    >>> at_ranks(np.array([[1, -1, 0], [70_000, 70_002, 70_001]]), [0, -1]).tolist()
    [[-1, 1], [70000, 70002]]
    """
    low, apart = np.zeros((1, 1), dtype=draws.dtype), draws
    if _long(draws):
        low = draws.min(axis=1, keepdims=True)
        apart = draws - low
        if _long(apart):
            return np.sort(draws, axis=1)[:, ranks]
    # byte by byte, on any processor in less time than 32 bits by comparing
    ordered = apart.astype(np.uint16)
    ordered.sort(axis=1, kind="stable")
    found: Numbers = ordered[:, ranks] + low
    return found


def _long(numbers: Numbers) -> bool:
    """Whether any whole number has more than 16 bits, or a sign."""
    return bool(np.bitwise_or.reduce(numbers, axis=None) & ~SHORT)


def between(at: Numbers, size: int, shares: Sequence[float]) -> NDArray[np.float64]:
    """Quantiles ``(…, share)`` of ``size`` draws from those ``at (…, rank)`` the :func:`ranks_of` the shares, in
    straight lines between them."""
    apart = np.array([share * (size - 1) - int(share * (size - 1)) for share in shares])
    below, above = (at[..., n::2].astype(np.float64) for n in (0, 1))
    return below + apart * (above - below)
