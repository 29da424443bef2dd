"""A list as titles and rows of cells, from CSV or a workbook; years under unknown titles; notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.book.sheet import BookSheet, blank, text_of, year_of_month
from xuewei.formats.book.sheet_xml import At, letters_of
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.places import AnyPath
from xuewei.formats.yaml import Node
from xuewei.late import dataclass
from xuewei.workbook.lists.grade_titles import USUAL, Grades, says_births
from xuewei.workbook.lists.mapping import BY_STAGE, TARGETS, UNREAD, is_number
from xuewei.workbook.lists.titles import ListHead, Titles, find_list_head, titles
from xuewei.workbook.read.heads import LOOKED_AT
from xuewei.workbook.read.labels import Unit, normal, stated
from xuewei.workbook.read.table_rows import NUMBERED, is_numbering
from xuewei.workbook.text_rows import csv_rows


@dataclass(frozen=True)
class ListNote:
    """A note on a list: its ``kind`` (``import.list.KIND`` of the words), the ``cells`` it is about, each with
    what is said of it there (empty: nothing), and the values that its sentence needs."""

    kind: str
    cells: tuple[tuple[Place, str], ...] = ()
    values: Mapping[str, object] = field(default_factory=dict)


def place_in_list(node: Node) -> Place:
    """The cell of a list from which a value is."""
    assert isinstance(node.line, Place)
    return node.line


def gathered(notes: list[ListNote]) -> list[ListNote]:
    """Notes of one kind and the same values as one, in the order of the first.

    >>> one, other = (ListNote("sums", ((Place("a", n), "小计"),)) for n in (1, 2))
    >>> [len(note.cells) for note in gathered([one, other])]
    [2]
    """
    first: dict[tuple[str, str], ListNote] = {}
    cells: dict[tuple[str, str], list[tuple[Place, str]]] = {}
    for note in notes:
        key = (note.kind, repr(sorted(note.values.items())))
        first.setdefault(key, note)
        cells.setdefault(key, []).extend(note.cells)
    return [ListNote(note.kind, tuple(cells[key]), note.values) for key, note in first.items()]


Places = Callable[[int, int, str], Place]
OF_A_FORM = {"id", "name", "area", "stage", "type", "works", "planned", "opens", "closes", "until", "must", "counted"}
BESIDE = frozenset(TARGETS) - OF_A_FORM - {*BY_STAGE}
"""Columns that one sheet may have and another of the same form not."""


@dataclass(frozen=True)
class ListTable:
    """``head`` has titles and meanings by column, ``rows`` stand below it by their number, ``place`` makes a cell from
    row, column, title; ``wrong`` are the kinds of fault of cells that hold no value, ``merged`` the ranges below the
    head, ``money`` and ``sizes`` are the units that lines above it state, ``above`` these lines."""

    file: str
    sheet: str | None
    head: ListHead
    rows: Sequence[tuple[int, Sequence[Any]]]
    place: Places
    wrong: Mapping[tuple[int, int], str]
    merged: Sequence[tuple[At, At]] = ()
    money: Unit | None = None
    sizes: Unit | None = None
    above: tuple[str, ...] = ()

    def cell(self, row: int, column: int) -> Place:
        """A cell by its row and column, under the title that it has."""
        return self.place(row, column, self.head.titles.get(column, ""))


def read_csv(place: AnyPath, mapped: Mapping[str, str], grades: Grades = USUAL) -> ListTable:
    """A list in CSV: UTF-8 or GB18030, with commas, semicolons or tabs. ``grades`` are those of plan and people."""
    rows = csv_rows(place)
    born = _of_births(Path(str(place)).stem, (cells for _, cells in rows[:LOOKED_AT]))
    head = find_list_head([cells for _, cells in rows], (), titles(mapped, grades, born=born))
    width = max(len(cells) for _, cells in rows[head.row : head.first])
    wide = [number for number, cells in rows[head.first :] if any(cell.strip() for cell in cells[width:])]
    if wide:
        cells = next(cells for number, cells in rows if number == wide[0])
        raise InputError([Fault(Place(str(place), wide[0]), "", "cells", {"wanted": width, "cells": len(cells)})])
    below = [
        (number, [*cells, *[""] * (width - len(cells))])
        for n, (number, cells) in enumerate(rows[head.first :])
        if not (n < NUMBERED and is_numbering(cells))
    ]
    over = [cells for _, cells in rows[: head.row]]
    file = str(place)

    def cell(line: int, column: int, title: str) -> Place:
        return Place(file, line, column=column + 1, entry=title)

    return ListTable(file, None, head, below, cell, {}, (), *_stated(over), _texts(over))


def _of_births(name: str, rows: Iterable[Sequence[Any]]) -> bool:
    """Whether a table is one of births by its name or a text in its first rows: bare years are then their columns."""
    return says_births(name) or any(says_births(text) for text in _texts(rows))


def _texts(rows: Iterable[Sequence[Any]]) -> tuple[str, ...]:
    return tuple(cell.strip() for row in rows for cell in row if isinstance(cell, str) and not blank(cell))


def read_sheet_lists(
    book: Workbook, name: str | None, mapped: Mapping[str, str], grades: Grades = USUAL
) -> tuple[list[ListTable], list[ListNote]]:
    """The lists of a workbook: that of the sheet ``name``, else those of all visible sheets of one form, the first of
    which decides; and which sheets are not read."""
    names = [name] if name is not None else [each for each in book.names if each not in book.unseen]
    found: list[tuple[BookSheet, ListHead]] = []
    look = titles(mapped, grades)
    for each in names:
        sheet = book.sheet(each)
        if any(not blank(cell) for row in sheet.rows for cell in row):
            born = _of_births(f"{Path(book.file).stem} {each}", sheet.rows[:LOOKED_AT])
            look = titles(mapped, grades, born=born)
            found.append((sheet, find_list_head(sheet.rows, sheet.merged, look)))
    hidden = [each for each in book.names if each in book.hidden]
    if not found:
        kind = "list_hidden" if hidden and name is None else "empty"
        raise InputError([Fault(Place(book.file), "", kind, {"known": ", ".join(hidden)})])
    main = max(found, key=lambda each: (_is_list(each[1], look), -each[0].number))
    read = [each for each in found if each is main or (_is_list(main[1], look) and _form(each[1]) == _form(main[1]))]
    notes = _sheets_said(found, read, hidden, look) if name is None else []
    tables = []
    for sheet, head in read:
        notes += _hidden_said(sheet)
        tables.append(_table(sheet, head))
    return tables, notes


def _is_list(head: ListHead, look: Titles) -> bool:
    """Whether a head is that of a list of schools: it names them and says something more, or it was mapped."""
    keys = _keys(head)
    return bool(keys & {"id", "name"}) and (len(keys) > 1 or bool(look.asked))


def _keys(head: ListHead) -> set[str]:
    return {each.target for each in head.meanings.values() if each.target}


def _form(head: ListHead) -> frozenset[str]:
    """What two sheets of the same form have in common."""
    return frozenset(_keys(head) - BESIDE)


def _sheets_said(
    found: Sequence[tuple[BookSheet, ListHead]],
    read: Sequence[tuple[BookSheet, ListHead]],
    hidden: Sequence[str],
    look: Titles,
) -> list[ListNote]:
    """Which sheets are read together, and which are not."""
    notes = []
    if len(read) > 1:
        notes.append(ListNote("sheets_read", (), {"sheets": ", ".join(sheet.name for sheet, _ in read)}))
    known = {sheet.name for sheet, _ in read}
    left = [(sheet.name, _is_list(head, look)) for sheet, head in found if sheet.name not in known]
    for kind, wanted in (("sheets_form", True), ("sheets_left", False)):
        names = [name for name, is_list in left if is_list is wanted]
        if names:
            notes.append(ListNote(kind, (), {"sheets": ", ".join(names), "sheet": names[0]}))
    if hidden:
        notes.append(ListNote("sheets_hidden", (), {"sheets": ", ".join(hidden), "sheet": hidden[0]}))
    return notes


def _hidden_said(sheet: BookSheet) -> list[ListNote]:
    """Notes of hidden rows and columns, which are read all the same."""
    rows, columns = sheet.hidden
    width = max((len(row) for row in sheet.rows), default=0)
    filled = [n for n in rows if n < len(sheet.rows) and any(not blank(cell) for cell in sheet.rows[n])]
    named = [n for n in columns if n < width and any(n < len(row) and not blank(row[n]) for row in sheet.rows)]
    notes = []
    if filled:
        notes.append(ListNote("rows_hidden", (), {"sheet": sheet.name, "rows": _spans([n + 1 for n in filled])}))
    if named:
        letters = ", ".join(letters_of(n) for n in named)
        notes.append(ListNote("columns_hidden", (), {"sheet": sheet.name, "columns": letters}))
    return notes


def _spans(numbers: Sequence[int]) -> str:
    """Numbers in short.

    >>> _spans([3, 5, 6, 7])
    '3, 5-7'
    """
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)


def _table(sheet: BookSheet, head: ListHead) -> ListTable:
    """The table of a sheet below its head."""
    merged = [each for each in sheet.merged if each[1][0] >= head.first and each[0][0] < len(sheet.rows)]
    _fill_down(sheet, head, merged)
    wrong = {n for n, _ in sheet.wrong}  # rows that hold nothing but errors are none that are empty
    rows = [
        (n, row)
        for n, row in enumerate(sheet.rows)
        if n >= head.first
        and (n in wrong or any(not blank(cell) for cell in row))
        and not (n < head.first + NUMBERED and is_numbering(row))
    ]
    width = max(len(row) for row in sheet.rows)
    rows += [(n, [None] * width) for n in sorted(wrong) if n >= max(head.first, len(sheet.rows))]
    over = sheet.rows[: head.row]
    return ListTable(sheet.file, sheet.name, head, rows, sheet.cell, sheet.wrong, merged, *_stated(over), _texts(over))


def _fill_down(sheet: BookSheet, head: ListHead, merged: Sequence[tuple[At, At]]) -> None:
    """Give a text that is merged downwards to all its rows. Numbers stay where they stand: they cannot be shared."""
    for (top, left), (bottom, _) in merged:
        target = head.meanings[left].target if left in head.meanings else ""
        if top >= head.first and not is_number(target) and left < len(sheet.rows[top]):
            for row in range(top, min(bottom + 1, len(sheet.rows))):
                sheet.rows[row][left] = sheet.rows[top][left]


def _stated(rows: Sequence[Sequence[Any]]) -> tuple[Unit | None, Unit | None]:
    """The units of money and of size that lines above a head state."""
    units = [stated(cell) for row in rows for cell in row if isinstance(cell, str)]
    money, sizes = ([each[n] for each in units if each[n]] for n in (0, 1))
    return (money[0] if money else None), (sizes[0] if sizes else None)


def targets(table: ListTable, mapped: Mapping[str, str]) -> tuple[dict[int, str], tuple[str, ...]]:
    """The target of every column that has one, and the titles of the others.

    Raises InputError for a mapped title that is no column, for two columns of one target that was mapped, and for two
    columns of numbers that both seem to be the same.
    """
    head = table.head
    by_title = {normal(title): title for title in head.titles.values()}
    wrong = []
    for title in mapped:
        if normal(title) not in by_title:
            near = nearest(title, head.titles.values())
            wrong.append(Fault(Place(table.file), "", "missing_column", {"column": title}, None, near))
    asked = {normal(title) for title in mapped}
    found: dict[int, str] = {}
    left = []
    for place, title in head.titles.items():
        target = head.meanings[place].target
        first = next((other for other, each in found.items() if each == target), None) if target else None
        if not target or target == UNREAD:
            left.append(title)
            continue
        if first is not None:
            left.append(title)
        else:
            found[place] = target
        if first is not None and normal(title) in asked:
            wrong.append(Fault(Place(table.file), title, "list_twice", {"target": target}))
        elif first is not None and target == "name" and normal(title) == normal(head.titles[first]):
            at, other = table.place(head.row, place, title), table.place(head.row, first, title)
            wrong.append(Fault(at, "", "list_beside", {"other": str(other)}))
        elif first is not None and is_number(target):
            values = {"other": head.titles[first], "target": target}
            wrong.append(Fault(Place(table.file), title, "list_which", values))
    if wrong:
        raise InputError(wrong)
    return found, tuple(left)


FIRST, LAST = 1990, 2100
"""Numbers between these are years where a column holds nothing else."""


def unread_years(table: ListTable, columns: Mapping[int, str]) -> Iterator[Fault]:
    """A fault for each column without a target (``columns`` has those by place) that holds nothing but years."""
    for place, title in table.head.titles.items():
        cells = [(number, row[place]) for number, row in table.rows if place < len(row) and not blank(row[place])]
        if place not in columns and cells and all(_is_year(cell) for _, cell in cells):
            number, cell = cells[0]
            yield Fault(table.cell(number, place), "", "list_years", {"column": title}, text_of(cell))


def unread_years_once(faults: Sequence[Fault], dated: Sequence[Fault]) -> list[Fault]:
    """The faults with those of unread years in place of every row that lacks one."""
    if not any(fault.kind == "list_year" for fault in faults):
        return list(faults)
    return [*dated, *(fault for fault in faults if not dated or fault.kind != "list_year")]


def missing_sizes_once(faults: Sequence[Fault], schools: int, file: str, left: Sequence[str]) -> list[Fault]:
    """The faults with one in place of those of every school (there are ``schools``) that lacks its seats or its type,
    where columns of these titles are ``left`` unread."""
    lacking = [fault for fault in faults if fault.kind in ("list_type", "book_no_seats")]
    if not left or schools < 2 or len(lacking) < schools:
        return list(faults)
    once = Fault(Place(file), "", "list_no_sizes", {"columns": ", ".join(left)})
    return [once, *(fault for fault in faults if fault not in lacking)]


def _is_year(cell: object) -> bool:
    value = year_of_month(cell)
    return isinstance(value, int) and not isinstance(value, bool) and FIRST <= value <= LAST
