"""The rows of an answer under chance as columns, one block at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from xuewei.answers.simulate.matters import SOURCES
from xuewei.answers.simulate.tally import QUANTITIES, Block, gathered, quantiles
from xuewei.answers.simulate.tasks import EVERYWHERE

COLUMNS = (
    *("year", "area", "stage", "quantity", "p10", "p50", "p90", "p_short", "expected_shortage"),
    *("matters_most", *SOURCES),
)
"""Columns of machine output. Those from ``p_short`` on stand in rows of the balance only."""
DIGITS, SEAT_DIGITS = 4, 1
"""Decimals of shares, and of mean shortages."""
Row = dict[str, object]
Columns = dict[str, list[Any]]
"""Values of many rows by column, in the order of COLUMNS."""


def all_columns(
    blocks: Iterable[Block], stages: Sequence[str], years: Sequence[int], since: int = 0
) -> Iterator[Columns]:
    """The rows of all areas, block by block, and, of several areas, last those of all together. Before ``since`` seats
    are unknown: there is demand alone."""
    areas, whole = 0, None
    for block in blocks:
        yield demand_alone(columns(block, stages, years), since)
        areas += len(block.tallies)
        part = replace(block, tallies=())
        whole = part if whole is None else gathered([whole, part])
    if whole is not None and areas > 1:
        yield demand_alone(total_columns(whole, stages, years), since)


def columns(block: Block, stages: Sequence[str], years: Sequence[int]) -> Columns:
    """The rows of every area of a block, for some of its stages and years: area by area, stage by stage, year by year,
    and in each year demand, seats and balance."""
    asked = cells(block, stages, years)
    at = [cell for cell, _, _ in asked]
    tallies = block.tallies
    found = _heads([one.area for one in tallies], asked)
    values = np.stack([one.quantiles[:, :, at] for one in tallies])  # area, quantity, quantile, cell
    for n, name in enumerate(("p10", "p50", "p90")):
        found[name] = values[:, :, n].swapaxes(1, 2).ravel().tolist()
    matters = np.stack([one.matters[:, at] for one in tallies])  # area, source, cell
    most = np.where(matters.max(axis=1) > 0, matters.argmax(axis=1), len(SOURCES))
    found["p_short"] = _balance(np.stack([one.p_short[at] for one in tallies]).round(DIGITS))
    found["expected_shortage"] = _balance(np.stack([one.expected[at] for one in tallies]).round(SEAT_DIGITS))
    found["matters_most"] = _balance(np.array([*SOURCES, None], dtype=object)[most])
    parts = matters.astype(np.float64).round(DIGITS) + 0.0  # no minus before a nought
    return found | {name: _balance(parts[:, n]) for n, name in enumerate(SOURCES)}


def total_columns(block: Block, stages: Sequence[str], years: Sequence[int]) -> Columns:
    """The rows of all areas together: a surplus in one area serves another in ``balance``, and none in the expected
    shortage, which adds up those of the areas; the probability is that of any area being short."""
    asked = cells(block, stages, years)
    at = [cell for cell, _, _ in asked]
    totals = block.totals
    demand, seats, missing = (each[at] for each in (totals.demand, totals.seats, totals.missing))
    found = _heads([EVERYWHERE], asked)
    values = np.rint(np.stack([quantiles(each) for each in (demand, seats, seats - demand)])).astype(np.int64)
    for n, name in enumerate(("p10", "p50", "p90")):
        found[name] = values[:, n].T.ravel().tolist()
    expected = missing.sum(axis=1) / missing.shape[1]
    short = np.where(np.isnan(expected), np.nan, np.count_nonzero(missing, axis=1) / missing.shape[1])
    found["p_short"] = _balance(short.round(DIGITS))
    found["expected_shortage"] = _balance(expected.round(SEAT_DIGITS))
    nothing = [None] * len(found["year"])
    return found | dict.fromkeys(("matters_most", *SOURCES), nothing)


def demand_alone(found: Columns, since: int) -> Columns:
    """Columns without what rests on seats in years before ``since``."""
    pairs = zip(found["year"], found["quantity"], strict=True)
    hidden = [year < since and quantity != "demand" for year, quantity in pairs]
    if not any(hidden):
        return found
    kept = {name: found[name] for name in ("year", "area", "stage", "quantity")}
    return {
        name: kept.get(name) or [None if gone else value for gone, value in zip(hidden, values, strict=True)]
        for name, values in found.items()
    }


def rows(found: Columns) -> Iterator[Row]:
    """Columns as rows, one by one."""
    for values in zip(*found.values(), strict=True):
        yield dict(zip(found, values, strict=True))


def cells(block: Block, stages: Sequence[str], years: Sequence[int]) -> list[tuple[int, str, int]]:
    """The cells of some stages and years, in the order of the answer: index, stage, year."""
    found = []
    for stage in stages:
        first = block.stages.index(stage) * len(block.years)
        found += [(first + block.years.index(year), stage, year) for year in years]
    return found


def _heads(areas: Sequence[str], asked: Sequence[tuple[int, str, int]]) -> Columns:
    """What the rows of some areas speak of."""
    each = len(QUANTITIES)
    return {
        "year": [year for _, _, year in asked for _ in range(each)] * len(areas),
        "area": [area for area in areas for _ in range(each * len(asked))],
        "stage": [stage for _, stage, _ in asked for _ in range(each)] * len(areas),
        "quantity": [*QUANTITIES] * (len(areas) * len(asked)),
    }


def _balance(values: np.ndarray[Any, Any]) -> list[Any]:
    """Values that rows of the balance alone have, among those of demand and seats that have none; None for NaN."""
    found = np.full((values.size, len(QUANTITIES)), None, dtype=object)
    told = values.ravel() == values.ravel()
    found[told, QUANTITIES.index("balance")] = values.ravel()[told]
    flat: list[Any] = found.ravel().tolist()
    return flat
