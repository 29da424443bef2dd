"""A list as titles and rows of cells, from CSV or from a sheet, each cell with its place."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from xuewei.errors import Cell, Fault, InputError, nearest
from xuewei.files.books.book_sheet import BookSheet
from xuewei.files.books.columns import ledger_columns
from xuewei.files.books.heads import LOOKED_AT, group_titles, joined, known_titles, normal, titles_at
from xuewei.files.books.rows import NUMBERED, is_numbering
from xuewei.files.books.typed import blank
from xuewei.files.books.vocabulary import STAGES
from xuewei.files.books.workbook import Workbook
from xuewei.files.formulas import armed
from xuewei.files.lists.mapping import TARGETS, is_target
from xuewei.files.written.place import Place
from xuewei.files.written.table import narrow_lines
from xuewei.files.written.text import CSV_LIMIT, read_text
from xuewei.words.book import say
from xuewei.words.labels import LABELS, LANGUAGES

PLAIN = ("seats", "classes", "stage")
"""Columns of the ledger that a list has without a group above them."""
SEPARATORS = ",;\t，；"
Places = Callable[[int, int, str], Cell]


@dataclass(frozen=True)
class ListTable:
    """``titles`` by column, ``rows`` below them by their number, ``place`` makes a cell from row, column, title;
    ``wrong`` are the kinds of fault of cells that hold no value."""

    file: str
    sheet: str | None
    titles: Mapping[int, str]
    rows: Sequence[tuple[int, Sequence[Any]]]
    place: Places
    wrong: Mapping[tuple[int, int], str]


def own_titles() -> dict[str, str]:
    """The target of every title that we know, in normal form: those of the ledger, of our tables, and bare keys.

    >>> found = own_titles()
    >>> found["项目名称"], found["学位·小学"], found["小学"], found["计划年"], found["seats.primary"]
    ('name', 'seats.primary', 'seats.primary', 'planned', 'seats.primary')
    """
    found: dict[str, str] = {}
    for stage in STAGES:
        found[f"seats.{stage}"], found[f"classes.{stage}"] = f"seats.{stage}", f"classes.{stage}"
        for lang in LANGUAGES:
            name = normal(say(stage, lang))
            found[name] = f"seats.{stage}"
            found[normal(joined(say("column.seats", lang), say(stage, lang)))] = f"seats.{stage}"
            found[normal(say("column.seats", lang)) + name] = found[name + normal(say("column.seats", lang))] = (
                f"seats.{stage}"
            )
    for key in TARGETS:
        found[key] = key
        for label in LABELS.get(key, ()) if key not in ("seats", "stage") else ():
            found[normal(label)] = key
    for lang in LANGUAGES:
        for key, target in (
            ("opening_year", "opens"),
            ("seats", "seats"),
            ("classes", "classes"),
            ("stage", "stage"),
            ("held", "counted"),
        ):
            found[normal(say(f"column.{key}", lang))] = target or key
    for (upper, lower), (key, _) in known_titles(ledger_columns(())).items():
        if is_target(key) and key not in ("classes", "counted"):
            found[joined(upper, lower)] = key
    return found


def read_csv(place: Place) -> ListTable:
    """A list in CSV: UTF-8 or GB18030, with commas, semicolons or tabs; its first row with two cells is the head."""
    text = read_text(place, CSV_LIMIT, expected=_expected())
    first = next((line for line in text.split("\n") if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(narrow_lines(text, place, separator), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, [armed(cell) for cell in cells]))
    except csv.Error as broken:
        raise InputError([Fault(str(place), reader.line_num, "", "csv", {"why": str(broken)})]) from None
    if not rows:
        raise InputError([Fault(str(place), None, "", "empty")])
    head = next((n for n, (_, cells) in enumerate(rows) if sum(bool(cell.strip()) for cell in cells) > 1), 0)
    width = len(rows[head][1])
    wide = [number for number, cells in rows[head + 1 :] if any(cell.strip() for cell in cells[width:])]
    if wide:
        cells = next(cells for number, cells in rows if number == wide[0])
        raise InputError([Fault(str(place), wide[0], "", "cells", {"wanted": width, "cells": len(cells)})])
    titles = {n: cell.strip() for n, cell in enumerate(rows[head][1]) if cell.strip()}
    below = [(number, [*cells, *[""] * (width - len(cells))]) for number, cells in rows[head + 1 :]]
    return ListTable(
        str(place), None, titles, below, lambda row, column, title: _csv_cell(str(place), row, column, title), {}
    )


def _csv_cell(file: str, line: int, column: int, title: str) -> Cell:
    return Cell(line * 10_000 + column, file, str(line), title)


def _expected() -> tuple[str, ...]:
    """Words of which one stands in the head of most lists: they tell UTF-8 from GB18030."""
    usual = ("学校", "学位", "项目", "年", "小学", "初中", "幼儿园")
    return (*usual, *(label for key in ("id", "name", "type", "stage", "planned") for label in LABELS[key]))


def read_sheet_list(book: Workbook, name: str | None, mapped: Mapping[str, str]) -> ListTable:
    """A list in a workbook: in the sheet ``name``, else the first with rows; its head is where most titles are."""
    sheets = (book.sheet(each) for each in ((name,) if name is not None else book.names))
    sheet = next((each for each in sheets if any(not blank(cell) for row in each.rows for cell in row)), None)
    if sheet is None:
        raise InputError([Fault(book.file, None, "", "empty")])
    known = {*own_titles(), *(normal(title) for title in mapped)}
    titles, first = _head(sheet, known)
    _unmerge(sheet, first)
    wrong = {n for n, _ in sheet.wrong}  # rows that hold nothing but errors are none that are empty
    rows = [
        (n, row)
        for n, row in enumerate(sheet.rows)
        if n >= first
        and (n in wrong or any(not blank(cell) for cell in row))
        and not (n < first + NUMBERED and is_numbering(row))
    ]
    width = max(len(row) for row in sheet.rows)
    rows += [(n, [None] * width) for n in sorted(wrong) if n >= max(first, len(sheet.rows))]
    return ListTable(book.file, sheet.name, titles, rows, sheet.cell, sheet.wrong)


def _head(sheet: BookSheet, known: set[str]) -> tuple[dict[int, str], int]:
    """Titles by column and the row behind them."""
    groups = group_titles(ledger_columns(()))
    best: tuple[int, dict[int, str], int] = (-1, {}, 0)
    for row in range(min(LOOKED_AT, len(sheet.rows))):
        for depth in (1, 2):
            titles = {place: joined(upper, under) for place, upper, under in titles_at(sheet.rows, row, depth, groups)}
            score = sum(normal(title) in known for title in titles.values())
            if score > best[0] and titles:
                best = (score, titles, row + depth)
    return best[1], best[2]


def _unmerge(sheet: BookSheet, first: int) -> None:
    """Give the value of a range that is merged downwards to all its rows."""
    for (top, left), (bottom, right) in sheet.merged:
        if top >= first and left == right and top < len(sheet.rows):
            for row in range(top, min(bottom + 1, len(sheet.rows))):
                sheet.rows[row][left] = sheet.rows[top][left]


def targets(table: ListTable, mapped: Mapping[str, str]) -> tuple[dict[int, str], tuple[str, ...]]:
    """The target of every column that has one, and the titles of the others.

    Raises InputError for a mapped title that is no column, and for two columns of one target.
    """
    by_title = {normal(title): title for title in table.titles.values()}
    wrong = []
    for title in mapped:
        if normal(title) not in by_title:
            near = nearest(title, table.titles.values())
            wrong.append(Fault(table.file, None, "", "missing_column", {"column": title}, None, near))
    asked = {normal(title): target for title, target in mapped.items()}
    own = {title: target for title, target in own_titles().items() if target not in asked.values()}
    found: dict[int, str] = {}
    left = []
    for place, title in table.titles.items():
        target = asked.get(normal(title)) or own.get(normal(title))
        if target is None:
            left.append(title)
        elif target in found.values():
            if normal(title) in asked:
                wrong.append(Fault(table.file, None, title, "list_twice", {"target": target}))
            left.append(title)
        else:
            found[place] = target
    if wrong:
        raise InputError(wrong)
    return found, tuple(left)
