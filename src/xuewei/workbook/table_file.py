"""The records of a view as a file: a plain sheet, or Parquet."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from math import isfinite
from pathlib import Path
from typing import Any

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.guard import TABLE_CATEGORY
from xuewei.formats.parquet import need_pyarrow
from xuewei.formats.provenance import sentences
from xuewei.formats.writing import replacing
from xuewei.language.heads import head
from xuewei.language.shown import in_json, visible
from xuewei.language.words import say
from xuewei.model.school_fields import FieldKind, fields_of
from xuewei.tables.view import View
from xuewei.workbook.words import say as say_in_book
from xuewei.workbook.write.book import LONGEST_TEXT, MOST_ROWS, workbook_of
from xuewei.workbook.write.page import BLOCK, Page

SHARES = ("rate", "p_short", "ratio", "share", "utilisation")
"""Columns of shares, shown in per cent; the cell holds the number."""
YEARS = ("year", "origin_year", *fields_of(FieldKind.YEAR))
"""Columns of years, and endings of their names: no comma in them."""
NAMED = {
    **{name: name for name in ("stage", "basis", "warning", "method", "rule", "verdict", "norm_position")},
    **{name: name for name in fields_of(FieldKind.NAME, FieldKind.CHOICE)},
    "origin": "stage",
    "target": "stage",
    "colour": "warning",
    "band_warning": "warning",
    "level": "level",
    "remedy_kind": "remedy_kind",
    "whence": "source",
}
"""Columns whose words are those of the contract, each with the prefix of their labels."""
ROOMS = {
    "method": "tables.words",
    "rule": "answers.policy.words",
    "verdict": "answers.policy.words",
    "origin": "answers.convert_options.words",
    "target": "answers.convert_options.words",
    "level": "answers.warn.words",
    "remedy_kind": "answers.warn.words",
    "whence": "answers.warn.words",
}
"""Where the words of a column stand, if not among those that all rooms share."""
WIDEST, NARROWEST = 48, 8
"""Width of a column, in characters."""
LOOKED_AT = 1000
"""Rows by which the width of a column is chosen."""


def columns_of(view: View) -> list[str]:
    """The columns of the records, in their order: those that the view names, else those of the first record."""
    return list(view.columns) or list(view.records[0] if view.records else ())


def write_file(view: View, format: str, target: str, lang: str) -> None:
    """Write the records as a sheet or as Parquet, whole or not at all."""
    if format == "parquet":
        need_pyarrow(target)
    with replacing(target) as spare:
        if format == "parquet":
            write_parquet(view, spare)
        else:
            write_sheet(view, spare, lang, target=target)


def write_sheet(view: View, path: str | Path, lang: str, *, target: str) -> None:
    """Write the records as a workbook with one plain sheet, and what they rest on as another.

    Numbers are numbers, text is text whatever it begins with. Raises OSError where the file cannot be written,
    InputError, for ``target``, where a sheet has not so many rows.
    """
    if len(view.records) >= MOST_ROWS:
        raise InputError([Fault(Place(target), "", "too_many_rows", {"limit": MOST_ROWS})])
    with workbook_of(path, lang, title=visible(_title(view)), large=True, category=TABLE_CATEGORY) as page:
        _write_records(page(say("sheet.table", lang)), view, lang)
        _write_notes(page(say("sheet.notes", lang)), view, lang)


def _title(view: View) -> str:
    """What the answer is about: its heading, else the title of what is shown first."""
    return view.heading or (view.sheets[0].title if view.sheets else "")


def _write_records(page: Page, view: View, lang: str) -> None:
    columns = columns_of(view)
    titles = [visible(head(column, lang)) for column in columns]
    for n, (column, title) in enumerate(zip(columns, titles, strict=True)):
        shown = [_text(_value(record.get(column), column, lang)) for record in view.records[:LOOKED_AT]]
        width = max((_width(text) for text in (title, *shown)), default=NARROWEST)
        page.sheet.set_column(n, n, min(max(width + 2, NARROWEST), WIDEST))
    page.row(1, [(title, "head") for title in titles])
    for start in range(0, len(view.records), BLOCK):
        some = view.records[start : start + BLOCK]
        cells = ([_cell(record.get(column), column, lang) for record in some] for column in columns)
        page.rows(2 + start, [([value for value, _ in each], [kind for _, kind in each]) for each in cells])
    if columns:
        page.sheet.freeze_panes(1, 0)
        page.sheet.autofilter(0, 0, max(len(view.records), 1), len(columns) - 1)
        page.prints(rows=len(view.records) + 1, columns=len(columns), page=say_in_book("print.page", lang), top=1)


def _write_notes(page: Page, view: View, lang: str) -> None:
    """What the answer is about, then every note once. The tables of a screen are not in this file, nor their names, but
    for the one that a message stands above."""
    page.sheet.set_column(0, 0, 110)
    title = _title(view)
    told = (
        line for sheet in view.sheets for line in (*([sheet.title] if sheet.quiet else []), *sheet.notes, *sheet.quiet)
    )
    notes = dict.fromkeys([*told, *view.notes, *sentences(lang)])
    lines = [*([(title, "section")] if title else []), *((note, "text") for note in notes)]
    for row, (line, kind) in enumerate(lines, start=1):
        page.row(row, [(_cut(visible(line)), kind)], (110,))


def _value(value: object, column: str, lang: str) -> object:
    """A value of a record as a cell holds it: words of the contract as tables say them."""
    if not isinstance(value, str) or column not in NAMED:
        return value
    words = import_module(f"xuewei.{ROOMS.get(column, 'language.words')}")
    return str(words.named(NAMED[column], value, lang))


def _cell(value: object, column: str, lang: str) -> tuple[Any, str]:
    found = _value(value, column, lang)
    if isinstance(found, bool):
        return found, "text"
    if isinstance(found, int | float):
        if not isfinite(found):
            raise ValueError(f"{found} is no number to write")
        year = any(column == each or column.endswith(f"_{each}") for each in YEARS)
        kind = "year" if year else "share" if column in SHARES else "whole" if isinstance(found, int) else "plain"
        return found, kind
    return (None, "text") if found is None else (_cut(_text(found)), "text")


def _text(value: object) -> str:
    """Any value as text that does nothing; lists and the like as JSON."""
    if isinstance(value, float):
        return f"{value:.6g}"
    whole = isinstance(value, str | int) or value is None
    return visible(str("" if value is None else value) if whole else in_json(json.dumps(value, ensure_ascii=False)))


def _cut(text: str) -> str:
    """As much of a text as a cell holds."""
    return text if len(text) <= LONGEST_TEXT else f"{text[: LONGEST_TEXT - 1]}…"


def _width(text: str) -> int:
    """Columns that a text takes; a wide character takes two."""
    return sum(2 if ord(mark) > 0x2E7F else 1 for mark in text)


def write_parquet(view: View, path: str | Path) -> None:
    """Write the records as Parquet, with what stands beside them in JSON as text in its metadata. Needs pyarrow."""
    import pyarrow as arrow
    import pyarrow.parquet as parquet

    columns = columns_of(view)
    found = {column: list(_plain(view.records, column)) for column in columns}
    about = {str(key): in_json(json.dumps(value, ensure_ascii=False)) for key, value in view.head.items()}
    schema = arrow.schema([(column, _type(found[column])) for column in columns], metadata=about)
    with open(path, "wb") as file, parquet.ParquetWriter(file, schema) as writer:
        writer.write_table(arrow.table(found, schema=schema))


def _plain(records: Sequence[Mapping[str, object]], column: str) -> Iterator[object]:
    """The values of a column in one type: where they are of several, or no plain values, as text."""
    values = [record.get(column) for record in records]
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int} or kinds <= {int, float} or kinds <= {bool}:
        for value in values:
            if isinstance(value, float) and not isfinite(value):
                raise ValueError(f"{value} is no number to write")
            yield float(value) if isinstance(value, int) and float in kinds else value
        return
    for value in values:
        text = value if isinstance(value, str) else _text(value)
        yield None if value is None else text.encode("utf-8", "backslashreplace").decode()


def _type(values: Sequence[object]) -> object:
    import pyarrow as arrow

    kinds = {type(value) for value in values if value is not None}
    known = {int: arrow.int64(), float: arrow.float64(), bool: arrow.bool_()}
    return known.get(kinds.pop(), arrow.string()) if len(kinds) == 1 else arrow.string()
