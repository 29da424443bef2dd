"""Draws at some ranks, found without putting all of them in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

FEW = 64
"""Draws that are quickly put in order."""
Numbers = NDArray[Any]


def ranks_of(size: int, shares: Sequence[float]) -> list[int]:
    """The ranks, counted from 0, between which the quantiles of ``size`` draws lie, from below and from above.

    >>> ranks_of(1000, [0.1, 0.5])
    [99, 100, 499, 500, 899, 900]
    """
    last = size - 1
    low = [int(share * last) for share in shares]
    near = {*low, *(min(rank + 1, last) for rank in low)}
    return sorted(near | {last - rank for rank in near})


def at_ranks(draws: Numbers, ranks: Sequence[int]) -> dict[int, Numbers]:
    """The draws ``(cell,)`` at some ``ranks``, which are in order, of ``draws (cell, draw)``, which are moved about.

    >>> at_ranks(np.arange(100)[None, ::-1].copy(), [9, 10, 49])
    {9: array([9]), 10: array([10]), 49: array([49])}
    """
    ordered = draws
    if draws.shape[-1] < FEW:
        ordered.sort(axis=-1)
        return {rank: ordered[:, rank] for rank in ranks}
    placed: list[int] = []
    for rank in ranks:
        if not placed or rank != placed[-1] + 1:  # the one after a rank is the least of those behind it
            placed.append(rank)
    _place(ordered, placed)
    found = {}
    for rank in ranks:
        upto = next((each + 1 for each in placed if each > rank), ordered.shape[-1])
        found[rank] = ordered[:, rank] if rank in placed else ordered[:, rank:upto].min(axis=1)
    return found


def _place(part: Numbers, ranks: Sequence[int]) -> None:
    """Bring the draws at ``ranks`` to their places, those below them before and those above behind: the middle one
    first, so that the others have less to go through."""
    if not ranks:
        return
    middle = len(ranks) // 2
    rank = ranks[middle]
    part.partition(rank, axis=1)
    _place(part[:, :rank], ranks[:middle])
    _place(part[:, rank + 1 :], [each - rank - 1 for each in ranks[middle + 1 :]])


def between(at: Mapping[int, Numbers], size: int, shares: Sequence[float]) -> NDArray[np.float64]:
    """Quantiles ``(share, cell)`` of ``size`` draws of which those ``at`` some ranks are known, in straight lines
    between the draws around them."""
    last = size - 1
    low = [int(share * last) for share in shares]
    apart = np.array([[share * last - rank] for share, rank in zip(shares, low, strict=True)])
    below = np.array([at[rank] for rank in low], dtype=np.float64)
    above = np.array([at[min(rank + 1, last)] for rank in low], dtype=np.float64)
    return below + apart * (above - below)
