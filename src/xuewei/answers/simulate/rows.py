"""The rows of an answer under chance as arrays, one block at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.matters import SOURCES
from xuewei.answers.simulate.shocks import Floats
from xuewei.answers.simulate.tally import QUANTITIES, Block, gathered, quantiles
from xuewei.answers.simulate.tasks import EVERYWHERE
from xuewei.late import dataclass

QUANTILE_COLUMNS = ("p10", "p50", "p90")
COLUMNS = (
    *("year", "area", "stage", "quantity", *QUANTILE_COLUMNS, "p_short", "expected_shortage"),
    *("matters_most", *SOURCES),
)
"""Columns of machine output. Those from ``p_short`` on stand in rows of the balance only."""
DIGITS, SEAT_DIGITS = 4, 1
"""Decimals of shares, and of mean shortages."""
Row = dict[str, object]
Columns = dict[str, list[Any]]
"""Values of many rows by column, in the order of COLUMNS."""


@dataclass(frozen=True, eq=False, repr=False)
class Figures:
    """The rows of some ``areas`` as arrays, for ``cells`` of a stage and a year each; a row for each of QUANTITIES.

    ``quantiles (area, quantity, quantile, cell)`` in whole persons and seats; ``p_short`` and ``expected (area, cell)``
    and ``matters (area, source, cell)``, rounded, NaN where nothing is told; ``most (area, cell)`` the index among
    SOURCES, their number where none matters. Of cells that are ``hidden (cell,)`` demand alone is known."""

    areas: Sequence[str]
    cells: Sequence[tuple[str, int]]
    quantiles: NDArray[np.int64]
    p_short: Floats
    expected: Floats
    most: NDArray[np.intp]
    matters: Floats
    hidden: NDArray[np.bool_]


def all_figures(
    blocks: Iterable[Block], stages: Sequence[str], years: Sequence[int], since: int = 0
) -> Iterator[Figures]:
    """The rows of all areas, block by block, and, of several areas, last those of all together. Before ``since`` seats
    are unknown: there is demand alone."""
    areas, whole = 0, None
    for block in blocks:
        yield figures(block, stages, years, since)
        areas += len(block.tallies)
        if whole is None:
            whole = gathered([replace(block, tallies=())])
        else:
            whole.totals.join(block.totals)
    if whole is not None and areas > 1:
        yield total_figures(whole, stages, years, since)


def figures(block: Block, stages: Sequence[str], years: Sequence[int], since: int = 0) -> Figures:
    """The rows of every area of a block, for some of its stages and years: area by area, stage by stage, year by year,
    and in each year demand, seats and balance."""
    asked = cells(block, stages, years)
    at = [cell for cell, _, _ in asked]
    tallies = block.tallies
    matters = np.stack([one.matters[:, at] for one in tallies])
    return _without(
        since,
        [one.area for one in tallies],
        asked,
        np.stack([one.quantiles[:, :, at] for one in tallies]),
        np.stack([one.p_short[at] for one in tallies]),
        np.stack([one.expected[at] for one in tallies]),
        np.where(matters.max(axis=1) > 0, matters.argmax(axis=1), len(SOURCES)),
        matters.astype(np.float64),
    )


def total_figures(block: Block, stages: Sequence[str], years: Sequence[int], since: int = 0) -> Figures:
    """The rows of all areas together: a surplus in one area serves another in ``balance``, and none in the expected
    shortage, which adds up those of the areas; the probability is that of any area being short."""
    asked = cells(block, stages, years)
    at = [cell for cell, _, _ in asked]
    totals = block.totals
    demand, seats, missing = (each[at] for each in (totals.demand, totals.seats, totals.missing))
    values = np.rint(np.stack([quantiles(each) for each in (demand, seats, seats - demand)])).astype(np.int64)
    expected = missing.sum(axis=1) / missing.shape[1]
    short = np.where(np.isnan(expected), np.nan, np.count_nonzero(missing, axis=1) / missing.shape[1])
    none, unknown = np.full((1, len(at)), len(SOURCES)), np.full((1, len(SOURCES), len(at)), np.nan)
    return _without(since, [EVERYWHERE], asked, values[None], short[None], expected[None], none, unknown)


def _without(
    since: int,
    areas: Sequence[str],
    asked: Sequence[tuple[int, str, int]],
    quantiles: NDArray[np.int64],
    p_short: Floats,
    expected: Floats,
    most: NDArray[np.intp],
    matters: Floats,
) -> Figures:
    """Rounded figures without what rests on seats in years before ``since``."""
    hidden = np.array([year < since for _, _, year in asked], dtype=bool)
    p_short, expected = (np.where(hidden, np.nan, each) for each in (p_short, expected))
    most, matters = np.where(hidden, len(SOURCES), most), np.where(hidden, np.nan, matters)
    matters = matters.round(DIGITS) + 0.0  # no minus before a nought
    told = p_short.round(DIGITS), expected.round(SEAT_DIGITS), most, matters
    return Figures(areas, [(stage, year) for _, stage, year in asked], quantiles, *told, hidden)


def columns(found: Figures) -> Columns:
    """Figures as lists, None where nothing is told."""
    each, (areas, cells) = len(QUANTITIES), (len(found.areas), len(found.cells))
    made: Columns = {
        "year": [year for _, year in found.cells for _ in range(each)] * areas,
        "area": [area for area in found.areas for _ in range(each * cells)],
        "stage": [stage for stage, _ in found.cells for _ in range(each)] * areas,
        "quantity": [*QUANTITIES] * (areas * cells),
    }
    for n, name in enumerate(QUANTILE_COLUMNS):
        values = found.quantiles[:, :, n].swapaxes(1, 2).astype(object)  # area, cell, quantity
        values[:, found.hidden, 1:] = None
        made[name] = values.ravel().tolist()
    made["p_short"], made["expected_shortage"] = _balance(found.p_short), _balance(found.expected)
    made["matters_most"] = _balance(np.array([*SOURCES, None], dtype=object)[found.most])
    return made | {name: _balance(found.matters[:, n]) for n, name in enumerate(SOURCES)}


def rows(found: Figures) -> Iterator[Row]:
    """Figures as rows, one by one."""
    made = columns(found)
    for values in zip(*made.values(), strict=True):
        yield dict(zip(made, values, strict=True))


def cells(block: Block, stages: Sequence[str], years: Sequence[int]) -> list[tuple[int, str, int]]:
    """The cells of some stages and years, in the order of the answer: index, stage, year."""
    found = []
    for stage in stages:
        first = block.stages.index(stage) * len(block.years)
        found += [(first + block.years.index(year), stage, year) for year in years]
    return found


def _balance(values: np.ndarray[Any, Any]) -> list[Any]:
    """Values that rows of the balance alone have, among those of demand and seats that have none; None for NaN."""
    found = np.full((values.size, len(QUANTITIES)), None, dtype=object)
    told = values.ravel() == values.ravel()
    found[told, QUANTITIES.index("balance")] = values.ravel()[told]
    flat: list[Any] = found.ravel().tolist()
    return flat
