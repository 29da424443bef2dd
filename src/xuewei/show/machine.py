"""A view for machines and pull requests: JSON, CSV, Markdown."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from xuewei.files.formulas import inert
from xuewei.show.view import Sheet, View, text_of


def as_json(view: View) -> str:
    """One object: what stands in ``head``, then ``rows``."""
    import json

    return json.dumps({**view.head, "rows": list(view.records)}, ensure_ascii=False, indent=2, allow_nan=False)


def as_csv(view: View) -> str:
    """The records with one header line. Text that a spreadsheet would run as a formula gets an apostrophe."""
    import csv
    import io

    columns = list(view.columns) or list(view.records[0] if view.records else ())
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for record in view.records:
        writer.writerow([_safe(record.get(column)) for column in columns])
    return stream.getvalue().rstrip("\n")


def _safe(value: object) -> object:
    if isinstance(value, str):
        return inert(value)
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"{value} is no number to write")
    return "" if value is None else value


def as_markdown(view: View) -> str:
    """Every sheet as a Markdown table under its title."""
    return "\n\n".join([*(_markdown(sheet) for sheet in view.sheets), *(_plain(note) for note in view.notes)])


def _markdown(sheet: Sheet) -> str:
    parts = [f"### {_plain(sheet.title)}"]
    if sheet.rows:
        lines = [
            _line([column.title for column in sheet.columns]),
            _line(["---:" if column.number else "---" for column in sheet.columns]),
            *(_line([text_of(cell) for cell in row]) for row in sheet.rows),
        ]
        parts.append("\n".join(lines))
    parts += [_plain(note) for note in sheet.notes]
    return "\n\n".join(parts)


def _plain(text: str) -> str:
    """Text that Markdown and HTML leave alone."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ")


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(_plain(cell) for cell in cells) + " |"
