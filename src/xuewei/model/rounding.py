"""Rounding of persons and seats to whole numbers, half to even, at the end of a calculation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

NOISE_DIGITS = 9
"""Decimals below which a sum of seats or persons is but the noise of floating arithmetic."""


NEAR = 1e-6
"""From a half no further than this, noise may decide how a number is rounded; further off it cannot."""


def exact(value: float) -> float:
    """The number without the noise that the order of adding leaves: a half is a half however it was added up.

    >>> exact(0.1 + 0.2 + 0.2)
    0.5
    """
    return round(value, NOISE_DIGITS)


def exact_all(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """:func:`exact` of every number of an array.

    >>> exact_all(np.array([0.1 + 0.2 + 0.2, 1234.0000000005])).tolist()
    [0.5, 1234.0]
    """
    steps = values * 10.0**NOISE_DIGITS
    found = np.rint(steps)
    # a product may be off by half its last digit: so near to a half numbers are rounded one by one
    near = ~(np.abs(np.abs(steps - found) - 0.5) > np.abs(steps) * 2.0**-52)
    found /= 10.0**NOISE_DIGITS
    found[near] = [exact(each) for each in values[near].tolist()]
    return found


def whole(value: float) -> int:
    """Nearest whole number, half to even.

    >>> whole(0.5), whole(1.5), whole(2.4)
    (0, 2, 2)
    """
    return round(exact(value))


def wholes(values: NDArray[np.float64]) -> NDArray[np.int64]:
    """:func:`whole` of every number of an array.

    >>> wholes(np.array([[0.5, 1.5], [2.4, 0.1 + 0.2 + 0.2]])).tolist()
    [[0, 2], [2, 0]]
    """
    found = np.rint(values)
    with np.errstate(invalid="ignore"):  # what is no number is taken for a half, and refused as one
        halves = ~(np.abs(np.abs(found - values) - 0.5) >= NEAR)
    if halves.any():
        found[halves] = [whole(each) for each in values[halves].tolist()]
    return found.astype(np.int64)


def whole_parts(parts: Sequence[float] | NDArray[np.float64], total: int | None = None) -> list[int]:
    """Whole numbers near ``parts`` that add up to ``total`` (default: the rounded sum of the parts).

    Each part is rounded down and the rest goes to the largest fractions (largest remainder), so lines that a
    person adds up meet the printed total exactly. No part moves by 1 or more unless ``total`` is far off.

    >>> whole_parts([1.5, 1.5, 1.0])
    [2, 1, 1]
    """
    exact = np.asarray(parts, dtype=np.float64)
    if total is None:
        total = whole(float(exact.sum()))
    found: list[int] = whole_rows(exact, np.array(total)).tolist()
    return found


def whole_rows(parts: NDArray[np.float64], totals: NDArray[np.int64]) -> NDArray[np.int64]:
    """:func:`whole_parts` of every row of an array: the parts along the last axis add up to ``totals``, which have one
    axis less. Of equal fractions the first goes first, however the parts were added up.

    >>> whole_rows(np.array([[1.5, 1.5, 1.0], [0.4, 0.4, 0.4], [0.3, 0.1 + 0.2, 0.4]]), np.array([4, 1, 2])).tolist()
    [[2, 1, 1], [1, 0, 0], [1, 0, 1]]
    >>> whole_rows(np.array([86.45, 86.45, -3.55]), np.array(169)).tolist()
    [87, 86, -4]
    """
    parts = parts.round(NOISE_DIGITS)
    floor = np.floor(parts)
    found = floor.astype(np.int64)
    if not parts.shape[-1]:
        return found
    each, rest = np.divmod(totals - found.sum(axis=-1), parts.shape[-1])
    lacking = (floor - parts).round(NOISE_DIGITS)
    rank = np.argsort(np.argsort(lacking, axis=-1, kind="stable"), axis=-1, kind="stable")
    result: NDArray[np.int64] = found + each[..., None] + (rank < rest[..., None])
    return result


def whole_groups(
    parts: NDArray[np.float64], group: NDArray[np.int64], totals: NDArray[np.int64] | None = None
) -> NDArray[np.int64]:
    """:func:`whole_parts` of every group at once: ``parts (year, part)`` of which those of one ``group (part,)`` add up
    to ``totals (year, group)`` (default: their rounded sums).

    >>> whole_groups(np.array([[1.5, 1.5, 2.5, 0.4]]), np.array([0, 0, 1, 1])).tolist()
    [[2, 1, 3, 0]]
    """
    exact_parts = np.round(parts, NOISE_DIGITS)
    years, count = exact_parts.shape
    groups = int(group.max()) + 1 if totals is None and count else 0 if totals is None else totals.shape[1]
    if totals is None:
        sums = np.zeros((years, groups))
        np.add.at(sums.T, group, exact_parts.T)
        totals = wholes(sums)
    floor = np.floor(exact_parts)
    found = floor.astype(np.int64)
    members = np.bincount(group, minlength=groups)
    start = np.concatenate(([0], np.cumsum(members)[:-1])) if groups else np.zeros(0, dtype=np.int64)
    for t in range(years):
        held = np.bincount(group, weights=floor[t], minlength=groups).astype(np.int64)
        each, rest = np.divmod(totals[t] - held, np.maximum(members, 1))
        order = np.lexsort(((floor[t] - exact_parts[t]).round(NOISE_DIGITS), group))
        rank = np.empty(count, dtype=np.int64)
        rank[order] = np.arange(count) - start[group[order]]
        found[t] += each[group] + (rank < rest[group])
    return found
