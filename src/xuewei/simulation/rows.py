"""The rows of an answer under chance, as machines get them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from xuewei.simulation.blocks import Block, gathered
from xuewei.simulation.frozen import SOURCES
from xuewei.simulation.tally import QUANTITIES, Tally, quantiles

COLUMNS = (
    *("year", "area", "stage", "quantity", "p10", "p50", "p90", "p_short", "expected_shortage"),
    *("matters_most", *SOURCES),
)
"""Columns of machine output. Those from ``p_short`` on stand in rows of the balance only."""
EVERYWHERE = "*"
"""The area of rows that add up all areas."""
DIGITS = 4
Row = dict[str, object]


def all_rows(blocks: Iterable[Block], stages: Sequence[str], years: Sequence[int]) -> Iterator[Row]:
    """The rows of all areas, block by block, and, of several areas, last those of all together."""
    areas, whole = 0, None
    for block in blocks:
        yield from rows(block, stages, years)
        areas += len(block.tallies)
        part = replace(block, tallies=())
        whole = part if whole is None else gathered([whole, part])
    if whole is not None and areas > 1:
        yield from total_rows(whole, stages, years)


def rows(block: Block, stages: Sequence[str], years: Sequence[int]) -> Iterator[Row]:
    """The rows of every area of a block, for some of its stages and years."""
    for one in block.tallies:
        for cell, stage, year in cells(block, stages, years):
            for n, quantity in enumerate(QUANTITIES):
                low, middle, high = (int(value) for value in one.quantiles[n, :, cell])
                row: Row = {"year": year, "area": one.area, "stage": stage, "quantity": quantity}
                row |= {"p10": low, "p50": middle, "p90": high}
                yield row | _chance(one, cell) if quantity == "balance" else row


def cells(block: Block, stages: Sequence[str], years: Sequence[int]) -> Iterator[tuple[int, str, int]]:
    """The cells of some stages and years, in the order of the answer: index, stage, year."""
    for stage in stages:
        first = block.stages.index(stage) * len(block.years)
        for year in years:
            yield first + block.years.index(year), stage, year


def total_rows(block: Block, stages: Sequence[str], years: Sequence[int]) -> Iterator[Row]:
    """The rows of all areas together: a surplus in one area serves another in ``balance``, and none in the expected
    shortage, which adds up those of the areas; the probability is that of any area being short."""
    totals = block.totals
    quantities = {"demand": totals.demand, "seats": totals.seats, "balance": totals.seats - totals.demand}
    found = {name: np.rint(quantiles(draws)).astype(np.int64) for name, draws in quantities.items()}
    draws = totals.missing.shape[1]
    for cell, stage, year in cells(block, stages, years):
        for quantity, values in found.items():
            low, middle, high = (int(value) for value in values[:, cell])
            row: Row = {"year": year, "area": EVERYWHERE, "stage": stage, "quantity": quantity}
            row |= {"p10": low, "p50": middle, "p90": high}
            if quantity == "balance":
                missing = totals.missing[cell]
                row["p_short"] = round(np.count_nonzero(missing) / draws, DIGITS)
                row["expected_shortage"] = round(float(missing.sum()) / draws, 1)
            yield row


def matters_most(one: Tally, cell: int) -> str | None:
    """The source without which the balance of a cell would be surest; None where nothing is uncertain."""
    parts = one.matters[:, cell]
    return SOURCES[int(parts.argmax())] if parts.max() > 0 else None


def _chance(one: Tally, cell: int) -> Row:
    parts = {name: round(float(part), DIGITS) for name, part in zip(SOURCES, one.matters[:, cell], strict=True)}
    return {
        "p_short": round(float(one.p_short[cell]), DIGITS),
        "expected_shortage": round(float(one.expected[cell]), 1),
        "matters_most": matters_most(one, cell),
        **parts,
    }
