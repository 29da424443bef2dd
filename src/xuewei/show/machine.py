"""A view for machines and pull requests: JSON, CSV, Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from xuewei.files.formulas import inert
from xuewei.show.marked import marked, paragraph
from xuewei.show.view import Sheet, View, text_of
from xuewei.words.heads import head
from xuewei.words.shown import in_json, visible


def as_json(view: View) -> str:
    """One object: what stands in ``head``, then ``rows``."""
    import json

    return in_json(json.dumps({**view.head, "rows": list(view.records)}, ensure_ascii=False, indent=2, allow_nan=False))


def as_csv(view: View, lang: str | None = None) -> str:
    """The records with one header line, keys or what they are called in ``lang``, each on one line.

    Text that a spreadsheet would run as a formula gets an apostrophe; characters that act, ends of lines too, stand
    escaped.
    """
    import csv
    import io

    columns = list(view.columns) or list(view.records[0] if view.records else ())
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([cell(head(column, lang) if lang else column) for column in columns])
    for record in view.records:
        writer.writerow([cell(record.get(column)) for column in columns])
    return stream.getvalue().rstrip("\n")


def cell(value: object) -> object:
    """A value as a cell of CSV: numbers as they are, anything else as text that does nothing. ValueError for a number
    that is none."""
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{value} is no number to write")
    if value is None or isinstance(value, int | float):
        return "" if value is None else value
    return inert(visible(str(value)))


def as_markdown(view: View) -> str:
    """Every sheet as a Markdown table under its title."""
    heading = [f"## {marked(view.heading)}"] if view.heading else []
    return "\n\n".join(
        [*heading, *(_markdown(sheet) for sheet in view.sheets), *(paragraph(note) for note in view.notes)]
    )


def _markdown(sheet: Sheet) -> str:
    parts = [f"### {marked(sheet.title)}"]
    if sheet.rows:
        lines = [
            _line([marked(column.title) for column in sheet.columns]),
            _line(["---:" if column.number else "---" for column in sheet.columns]),
            *(_line([marked(text_of(each)) for each in row]) for row in sheet.rows),
        ]
        parts.append("\n".join(lines))
    parts += [paragraph(note) for note in sheet.notes]
    return "\n\n".join(parts)


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"
