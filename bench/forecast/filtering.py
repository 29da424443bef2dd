"""A forecaster who knows how far things move in a made-up record, and nothing else: the best that can be reached.

The logarithm of a ratio is, in year t, area a and grade g, what all areas share (a walk and a year's own change of each
grade, and what a year does to all grades), what the area's grade does by itself (where it stands, and a walk), and what
a year does to all grades of the area. All are normal, so that the likeliest course is a linear system; it is solved
block by block, each exactly while the others stand still, until nothing moves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xuewei.model.pupils.ratios import LEAST

from forecast.truth import Made

Floats = NDArray[np.float64]
ROUNDS, SWEEPS = 3, 40
"""Rounds in which the chance of counting is put where ratios are by then, and sweeps over all blocks in each."""
NOTHING = 1e-12
"""A variance that is none."""
WIDE = 1.0
"""Standard deviation of a level of which nothing is known beforehand (logarithm)."""


def filtered(pupils: Floats, source: Floats, made: Made) -> tuple[Floats, Floats]:
    """Logarithms of the ratios that last ``(area, line)`` as they are believed to stand in the last year, and what
    years left there of what they do to all grades ``(area, 1)``, from ``pupils`` and ``source`` ``(year, area, line)``.
    """
    known = np.isfinite(pupils) & np.isfinite(source) & (source > 0)
    counted, came = np.where(known, pupils, 0.0), np.where(known, source, 1.0)
    shape = pupils.shape
    shared, local = np.zeros((shape[0], 1, shape[2])), np.zeros(shape)
    once, of_area = np.zeros((shape[0], 1, 1)), np.zeros((shape[0], shape[1], 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        guess = np.log(np.maximum(counted.sum(axis=(0, 1)), LEAST) / np.where(known, source, 0.0).sum(axis=(0, 1)))
    at = np.broadcast_to(guess, shape)
    for _ in range(ROUNDS):
        mean = came * np.exp(at)
        weight = np.where(known, mean, 0.0)
        seen = np.where(known, at + (counted - mean) / mean, 0.0)
        for _ in range(SWEEPS):
            shared, once, own = _common(seen - local - of_area, weight, made)
            rest = seen - own
            local = _walk(rest - of_area, weight, made.local**2, made.local_walk**2)
            of_area = _years(rest - local, weight, made)
        at = own + local + of_area
    return (shared + local)[-1], (once + of_area)[-1]


def _common(seen: Floats, weight: Floats, made: Made) -> tuple[Floats, Floats, Floats]:
    """What all areas share of each grade and of all, as far as they last, and all of it with a year's own change."""
    years, grades = seen.shape[0], seen.shape[2]
    held = weight.sum(axis=1)
    value = np.divide((seen * weight).sum(axis=1), held, out=np.zeros_like(held), where=held > 0)
    year = max(made.common_year**2, NOTHING)
    heard = np.where(held > 0, 1 / (1 / np.maximum(held, NOTHING) + year), 0.0)
    walk = _precision(years, WIDE**2, made.common_walk**2)
    matrix = np.zeros((years * (grades + 1), years * (grades + 1)))
    right = np.zeros(len(matrix))
    every = slice(years * grades, None)
    for g in range(grades):
        mine = slice(g * years, (g + 1) * years)
        matrix[mine, mine] = walk + np.diag(heard[:, g])
        matrix[mine, every] = matrix[every, mine] = np.diag(heard[:, g])
        right[mine] = heard[:, g] * value[:, g]
    matrix[every, every] = _fading(years, made.every**2, made.lasts) + np.diag(heard.sum(axis=1))
    right[every] = (heard * value).sum(axis=1)
    found: Floats = np.asarray(np.linalg.solve(matrix, right), dtype=np.float64)
    levels, once = found[: years * grades].reshape(grades, years).T, found[every][:, None]
    left = np.where(held > 0, (value - levels - once) * year * heard, 0.0)
    return levels[:, None], once[:, None], np.asarray((levels + once + left)[:, None])


def _walk(seen: Floats, weight: Floats, start: float, step: float) -> Floats:
    """Walks ``(year, …)`` that begin about 0 with variance ``start`` and move by ``step`` a year."""
    return _solved(_precision(len(seen), start, step), seen, weight)


def _years(seen: Floats, weight: Floats, made: Made) -> Floats:
    """What years did to all grades of an area ``(year, area, 1)``."""
    held = weight.sum(axis=2, keepdims=True)
    value = np.divide((seen * weight).sum(axis=2, keepdims=True), held, out=np.zeros_like(held), where=held > 0)
    return _solved(_fading(len(seen), made.area_year**2, made.lasts), value, held)


def _precision(years: int, start: float, step: float) -> Floats:
    """The inverse of the covariance ``(year, year)`` of a walk."""
    change = np.eye(years) - np.eye(years, k=-1)
    return np.asarray(change.T @ np.diag(1 / np.maximum([start, *[step] * (years - 1)], NOTHING)) @ change)


def _fading(years: int, each: float, lasts: float) -> Floats:
    """The same of what is new in every year and fades."""
    change = np.eye(years) - lasts * np.eye(years, k=-1)
    first = each / (1 - lasts**2)
    return np.asarray(change.T @ np.diag(1 / np.maximum([first, *[each] * (years - 1)], NOTHING)) @ change)


def _solved(precision: Floats, seen: Floats, weight: Floats) -> Floats:
    """The likeliest course ``(year, …)`` given what is seen with some weight: elimination year by year."""
    below, diagonal = np.diag(precision, -1), np.diag(precision)
    held = np.zeros_like(seen)
    right = weight * seen
    held[0] = diagonal[0] + weight[0]
    for t in range(1, len(seen)):
        share = below[t - 1] / held[t - 1]
        held[t] = diagonal[t] + weight[t] - share * below[t - 1]
        right[t] = right[t] - share * right[t - 1]
    found = np.zeros_like(seen)
    found[-1] = right[-1] / held[-1]
    for t in range(len(seen) - 2, -1, -1):
        found[t] = (right[t] - below[t] * found[t + 1]) / held[t]
    return found
