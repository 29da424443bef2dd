"""Cells that held a formula when the workbook was written: how many of them somebody typed over, as a formula."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from xuewei.formats.book.sheet_xml import letters_of
from xuewei.workbook.write.layout import Table
from xuewei.workbook.write.page import Page, Run

MOST = 60
"""Blocks of cells that one formula counts one by one; a column in more pieces is counted as a whole."""
YEAR_USED = "opening"
"""The one computed column of schools that people may type over: the opening year that is used."""
LEFT_OUT = ("name", "seats", "classes", YEAR_USED)
"""Columns of tables of schools, by what their keys begin with, whose formulas may be typed over: seats and classes are
filled in, and a name is a help for the eye."""


class Block(NamedTuple):
    """Cells of some columns, from 0, and some rows, from 1."""

    columns: Run
    rows: Run

    def cells(self, sheet: str) -> str:
        """The cells as formulas of other sheets call them.

        >>> Block((0, 1), (6, 9)).cells("余缺表")
        '余缺表!$A$6:$B$9'
        """
        (left, right), (top, bottom) = self
        return f"{sheet}!${letters_of(left)}${top}:${letters_of(right)}${bottom}"


def blocks(columns: Mapping[int, Sequence[Run]]) -> list[Block]:
    """Cells, given as runs of rows in each column, in as few blocks as columns beside each other make.

    >>> blocks({0: [(6, 9)], 1: [(6, 9), (12, 12)], 3: [(6, 9)]})
    [Block(columns=(0, 1), rows=(6, 9)), Block(columns=(3, 3), rows=(6, 9)), Block(columns=(1, 1), rows=(12, 12))]
    """
    found: dict[Run, list[int]] = {}
    for column in sorted(columns):
        for run in columns[column]:
            found.setdefault(run, []).append(column)
    held = []
    for run, of_run in found.items():
        for _, beside in groupby(enumerate(of_run), lambda each: each[1] - each[0]):
            places = [column for _, column in beside]
            held.append(Block((places[0], places[-1]), run))
    return held


def typed_over(sheet: str, page: Page, table: Table | None) -> str:
    """The formula that counts the cells of a sheet that are no formulas any more. In a ``table`` of schools, whose rows
    come and go, only its computed columns count, and only rows with an id."""
    columns = page.formulas
    if table is None:
        return _counts(sheet, columns)
    own = {place: [run for run in runs if run[1] < table.first] for place, runs in columns.items()}
    ids = table.down("id")
    every = (table.first, table.last)
    asked = [place for place, runs in columns.items() if every in runs and _computed(table.keys[place])]
    held = blocks({place: [every] for place in asked})
    parts = [f'SUMPRODUCT(({ids}<>"")*NOT(_xlfn.ISFORMULA({each.cells(sheet)})))' for each in held]
    return "+".join([*parts, *([_counts(sheet, own)] if any(own.values()) else [])])


def year_typed_over(table: Table) -> str:
    """The formula that counts the opening years of a table of schools that somebody typed."""
    return f'SUMPRODUCT(({table.down("id")}<>"")*NOT(_xlfn.ISFORMULA({table.down(YEAR_USED)})))'


def written_values(table: Table, page: Page, skip: int) -> str:
    """The sum of the numbers of a table that were no formulas when written, behind its first ``skip`` columns."""
    values, broken = dict[int, list[Run]](), []
    for place in range(skip, len(table.keys)):
        runs = [*_between(page.formulas.get(place, ()), table)]
        if len(runs) > 2:
            broken.append(table.down(table.keys[place]))
        elif runs:
            values[place] = runs
    whole = [each.cells(table.sheet) for each in blocks(values)]
    parts = [f"SUM({','.join(whole[n : n + MOST])})" for n in range(0, len(whole), MOST)]
    return "+".join([*parts, *(f"SUMPRODUCT(--NOT(_xlfn.ISFORMULA({each})),{each})" for each in broken)]) or "0"


def _between(runs: Iterable[Run], table: Table) -> Iterator[Run]:
    """The rows of a table that are in none of the runs."""
    start = table.first
    for first, last in runs:
        if first > start:
            yield start, first - 1
        start = last + 1
    if start <= table.last:
        yield start, table.last


def _computed(key: str) -> bool:
    return key.partition(".")[0] not in LEFT_OUT


def _counts(sheet: str, columns: Mapping[int, Sequence[Run]]) -> str:
    """Cells that are no formulas any more, block by block, or where there are too many blocks as a difference."""
    held = blocks(columns)
    if len(held) <= MOST:
        return "+".join(f"SUMPRODUCT(--NOT(_xlfn.ISFORMULA({each.cells(sheet)})))" for each in held)
    parts = []
    for place, runs in columns.items():
        count = sum(last - first + 1 for first, last in runs)
        cells = Block((place, place), (runs[0][0], runs[-1][1])).cells(sheet)
        parts.append(f"{count}-SUMPRODUCT(--_xlfn.ISFORMULA({cells}))")
    return "+".join(parts)
