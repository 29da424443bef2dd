"""From a view to the terminal, the one place that writes to standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from io import StringIO
from typing import TextIO

import typer

from xuewei.cli.guarding import all_columns, labelled
from xuewei.cli.language import LANG
from xuewei.cli.options import tell
from xuewei.formats.writing import replacing, write_text
from xuewei.language.shown import visible
from xuewei.tables.screen import show, window
from xuewei.tables.text import lines
from xuewei.tables.view import Late, View, in_pieces

FILES = ("xlsx", "parquet")
"""Formats that are no text."""


def deliver(view: View, format: str, output: str | None = None) -> None:
    """Print a view, or write it to the file ``output``: whole or not at all, CSV with a mark so that Excel reads it.

    Tables fit the window of standard output; in a pipe and in a file they are whole. A console that lacks a character
    gets a question mark instead of a crash. Standard error has what the records of CSV leave out, the notes of a CSV
    without rows, which say why, and the lines beside the records where only those are written.
    """
    titles = titles_asked(format)
    if format == "json":
        view = replace(view, head=with_provenance(view.head))
    aside = [*(view.aside if format in ("csv", "parquet") else ())]
    if format == "csv":
        aside = [*([view.left_out] if view.left_out else []), *(view.notes if not view.records else ()), *aside]
    if aside:
        deliver_aside(*aside)
    if output is None and format == "table":
        forgive()
        show(view, sys.stdout, LANG, window(sys.stdout), wide=all_columns())
        return
    if output is not None and format in FILES:
        from xuewei.workbook.table_file import write_file  # brings xlsxwriter and numpy

        head = {key: [*each] if isinstance(each, Late) else each for key, each in view.head.items()}
        write_file(replace(view, head=head), format, output, LANG)
        return
    pieces = in_pieces(view, format, titles)
    if pieces is not None:
        _deliver_pieces(pieces, output, bom=format == "csv")
        return
    deliver_text(_text(view, format, titles), output, bom=format == "csv")


def with_provenance(head: Mapping[str, object]) -> dict[str, object]:
    """What stands beside the rows of JSON, with what they were made of before whatever is long."""
    from xuewei.formats.provenance import KEY, provenance  # a table on the screen needs none

    found, parts = provenance(), list(head.items())
    if found is None:
        return dict(parts)
    place = next((n for n, (_, value) in enumerate(parts) if isinstance(value, list | tuple | dict | Late)), len(parts))
    return dict([*parts[:place], (KEY, found.plain()), *parts[place:]])


def _deliver_pieces(pieces: Iterator[str], output: str | None, *, bom: bool) -> None:
    """Print text piece by piece, or write it to a file, whole or not at all."""
    if output is None:
        forgive()
        sys.stdout.writelines(pieces)
        return
    encoding = "utf-8-sig" if bom else "utf-8"
    with replacing(output) as spare, open(spare, "w", encoding=encoding, newline="") as file:
        file.writelines(pieces)


def titles_asked(format: str) -> str | None:
    """The language of the titles that the columns of CSV have instead of keys, None for keys; exit 2 where they are
    asked for in another format."""
    if labelled() and format != "csv":
        raise typer.BadParameter(tell("bad.labels"), param_hint="--labels")
    return LANG if labelled() else None


def deliver_text(text: str, output: str | None, *, bom: bool = False) -> None:
    """Print text, or write it to a file, with a mark before it if ``bom``."""
    if output is None:
        forgive()
        print(visible(text, keep="\n"))
        return
    write_text(output, text + "\n", bom=bom)


def deliver_aside(*lines: str) -> None:
    """Print lines to standard error: what a reader should know that is no part of the answer."""
    forgive()
    _say(lines, sys.stderr)


def deliver_words(*sentences: str) -> None:
    """Print sentences, a line each, folded where there is a window."""
    forgive()
    _say(sentences, sys.stdout)


def _say(sentences: Sequence[str], stream: TextIO) -> None:
    width = window(stream)
    for sentence in map(visible, sentences):
        print(*(lines(sentence, width) if width else [sentence]), sep="\n", file=stream)


def forgive() -> None:
    """Let the console show a question mark for a character that it lacks."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def _text(view: View, format: str, titles: str | None) -> str:
    """The view as text in a format."""
    if format == "table":
        stream = StringIO()
        show(view, stream, LANG, wide=all_columns())
        return stream.getvalue().rstrip()
    from xuewei.tables.view import as_csv, as_json, as_markdown  # a table on the screen needs none

    if format == "csv":
        return as_csv(view, titles)
    return {"json": as_json, "md": as_markdown}[format](view)
