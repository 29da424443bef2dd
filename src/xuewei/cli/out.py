"""From a view to the terminal: the one place that writes to standard output."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TextIO

import typer

from xuewei.cli.guarding import all_columns, labelled
from xuewei.cli.language import LANG
from xuewei.cli.options import tell
from xuewei.show.view import View
from xuewei.words.shown import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from matplotlib.figure import Figure

    from xuewei.assessment import Assessment
    from xuewei.model.backtest import Backtest
    from xuewei.model.balance import BalanceRow
    from xuewei.show.report.contents import Report


def deliver(view: View, format: str, output: str | None = None) -> None:
    """Print a view, or write it to the file ``output``: whole or not at all, CSV with a mark so that Excel reads it.

    Tables fit the window of standard output; in a pipe and in a file they are whole. A console that lacks a character
    gets a question mark instead of a crash. What the records of CSV leave out goes to standard error, and so do the
    notes of a CSV without rows: they say why; so does what is said beside the records, where only they are written.
    """
    titles = titles_asked(format)
    told = [*([view.left_out] if view.left_out else []), *(view.notes if not view.records else ())]
    aside = [*(told if format == "csv" else ()), *(view.aside if format in ("csv", "parquet") else ())]
    if aside:
        deliver_aside(*aside)
    if output is None and format == "table":
        from xuewei.show.screen import show, window

        forgive()
        show(view, sys.stdout, LANG, window(sys.stdout), wide=all_columns())
        return
    if output is not None and format in FILES:
        _deliver_file(view, format, output)
        return
    deliver_text(_text(view, format, titles), output, bom=format == "csv")


def titles_asked(format: str) -> str | None:
    """The language of the titles that the columns of CSV have instead of keys, None for keys; exit 2 where they are
    asked for in another format."""
    if labelled() and format != "csv":
        raise typer.BadParameter(tell("bad.labels"), param_hint="--labels")
    return LANG if labelled() else None


FILES = ("xlsx", "parquet")
"""Formats that are no text."""


def _deliver_file(view: View, format: str, output: str) -> None:
    """Write the records as a sheet or as Parquet, whole or not at all."""
    from xuewei.files.writing import replacing
    from xuewei.show.table_file import write_parquet, write_sheet

    if format == "parquet":
        from xuewei.files.written.parquet import need_pyarrow

        need_pyarrow(output)
    with replacing(output) as spare:
        if format == "parquet":
            write_parquet(view, spare)
        else:
            write_sheet(view, spare, LANG, target=output)


def deliver_text(text: str, output: str | None, *, bom: bool = False) -> None:
    """Print text, or write it to a file, with a mark before it if ``bom``."""
    if output is None:
        forgive()
        print(visible(text, keep="\n"))
        return
    from xuewei.files.writing import write_text

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
    from xuewei.show.folding import lines
    from xuewei.show.screen import window

    width = window(stream)
    for sentence in map(visible, sentences):
        print(*(lines(sentence, width) if width else [sentence]), sep="\n", file=stream)


def deliver_book(assessment: Assessment, output: str, lang: str) -> None:
    """Write the ledger as a workbook: whole or not at all."""
    from xuewei.files.writing import replacing
    from xuewei.show.workbook.book import write_book

    with replacing(output) as spare:
        write_book(assessment, spare, lang)


def deliver_errors(tests: Sequence[Backtest], source: str, output: str, lang: str) -> None:
    """Write the errors of a backtest as a picture, whole or not at all; standard error says where it cannot be in the
    language that was asked for."""
    from xuewei.files.writing import write_bytes
    from xuewei.show.charts.errors import lettering, picture
    from xuewei.show.charts.paper import drawn
    from xuewei.words.backtest import say

    source = visible(source)
    letters = lettering(tests, source, lang)
    figure = picture(tests, source, letters)
    write_bytes(output, drawn(figure, output[-4:].lower()))
    if letters.lang != lang or letters.missing:
        deliver_aside(say("chart.english", lang))


def deliver_chart(build: Callable[[str], Figure], output: str, lang: str) -> None:
    """Write a chart of a plan as a picture, whole or not at all; standard error says where it cannot be in the language
    that was asked for, and which characters no face has."""
    from xuewei.files.writing import write_bytes
    from xuewei.show.charts.paper import drawn, lettered
    from xuewei.words.charts import say

    picture = lettered(build, lang)
    write_bytes(output, drawn(picture.figure, output[-4:].lower()))
    if picture.lang != lang:
        deliver_aside(say("english", lang))
    elif picture.missing:
        deliver_aside(say("lacking", lang, found=" ".join(sorted(picture.missing))))


def deliver_report(report: Report, output: str, lang: str, boundaries: Mapping[str, object] | None = None) -> None:
    """Write a report in the form that its file's name asks for, whole or not at all; ``boundaries`` are for a page."""
    if output.lower().endswith(".html"):
        from xuewei.files.writing import write_text
        from xuewei.show.report.page.document import page

        write_text(output, page(report, lang, boundaries))
        return
    from xuewei.files.writing import replacing
    from xuewei.show.report.letter.document import write_document

    with replacing(output) as spare:
        lacking = write_document(report, spare, lang)
    if lacking:
        deliver_aside(lacking)


def deliver_quick(rows: Sequence[BalanceRow], notes: Sequence[str], output: str | None, lang: str) -> None:
    """Print bars and what they rest on, or write them to a file."""
    from xuewei.show.quick import marks_for, quick, screen_width

    marks = marks_for(sys.stdout.encoding if output is None else "utf-8")
    deliver_text(quick(rows, notes, lang, width=screen_width(), marks=marks), output)


def forgive() -> None:
    """Let the console show a question mark for a character that it lacks."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")


def _text(view: View, format: str, titles: str | None) -> str:
    """The view as text in a format."""
    if format == "table":
        from io import StringIO

        from xuewei.show.screen import show

        stream = StringIO()
        show(view, stream, LANG, wide=all_columns())
        return stream.getvalue().rstrip()
    from xuewei.show.machine import as_csv, as_json, as_markdown

    if format == "csv":
        return as_csv(view, titles)
    return {"json": as_json, "md": as_markdown}[format](view)
