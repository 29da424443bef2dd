"""The workbook as a whole: its sheets in their order, what a sheet cannot hold, and the file that they make."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from operator import attrgetter
from pathlib import Path

from xlsxwriter import Workbook
from xlsxwriter.exceptions import FileCreateError

from xuewei.answers.resources.resourcing import Resources
from xuewei.errors import Fault, InputError, Place
from xuewei.formats.folders import temporary_folder
from xuewei.formats.provenance import provenance
from xuewei.garbage import garbage_collection_paused
from xuewei.model.assessment import Assessment
from xuewei.model.bands import DemandBands
from xuewei.model.plan import Plan, School
from xuewei.model.school_fields import FieldKind, fields_of
from xuewei.tables.palette import TABS
from xuewei.workbook.words import say
from xuewei.workbook.write.ahead_sheet import write_ahead
from xuewei.workbook.write.balance import write_balance
from xuewei.workbook.write.chart_sheet import write_charts
from xuewei.workbook.write.checks import Inputs, write_checks
from xuewei.workbook.write.estate_sheet import estates_of, write_estates
from xuewei.workbook.write.front import sheets_of, write_front
from xuewei.workbook.write.grade_sheet import write_grades
from xuewei.workbook.write.layout import Layout, layout
from xuewei.workbook.write.ledger_sheet import write_ledger
from xuewei.workbook.write.page import TEXT_FONT, Page, Styles
from xuewei.workbook.write.plain_sheet import LargeBook, PlainFormulas
from xuewei.workbook.write.records import write_conversions, write_notes, write_parameters, write_progress
from xuewei.workbook.write.register_sheet import write_register
from xuewei.workbook.write.resource_sheet import write_resources
from xuewei.workbook.write.yearly import write_demand, write_seats

LONGEST_TEXT = 32_767
MOST_ROWS = 1_048_576
"""Characters of a cell and rows of a sheet in the format of Excel."""

TEXTS = fields_of(FieldKind.TEXT, FieldKind.NAME)
"""The fields of a school that hold a text."""


def refuse_too_large(plan: Plan, rows: int) -> None:
    """Raise InputError for every text that no cell holds, or where ``rows`` are more than a sheet has."""
    long = [key for key in TEXTS if any(len(text or "") > LONGEST_TEXT for text in map(attrgetter(key), plan.schools))]
    faults = [
        Fault(Place.of(school.line, plan.file), f"schools[{school.id}].{key}", "too_long", {"limit": LONGEST_TEXT})
        for school in plan.schools
        for key, text in _texts(school, long)
        if len(text) > LONGEST_TEXT
    ]
    if rows > MOST_ROWS:
        faults.append(Fault(plan.place("schools"), "schools", "too_many_rows", {"limit": MOST_ROWS}))
    if faults:
        raise InputError(faults)


def _texts(school: School, fields: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What is written of a school as text, in some ``fields`` and in the parts of others."""
    for key in fields:
        yield key, getattr(school, key) or ""
    yield from school.responsible.items()
    for step in school.progress:
        yield "progress", step.note or ""


LARGE = 5_000
"""Ledger rows from which a book is written row by row."""
MADE = datetime(2021, 12, 1)
"""The file's own date: always the same, so that the same plan gives the same bytes."""


@garbage_collection_paused()
def write_book(
    assessment: Assessment,
    path: str | Path,
    lang: str,
    *,
    bands: DemandBands | None = None,
    by_row: bool | None = None,
    today: date | None = None,
    held: Resources | None = None,
) -> None:
    """Write the ledger's workbook to ``path``, with ``bands`` of demand beside the balance.

    ``by_row`` writes each row to the disk at once, in little memory and without frames around empty cells (None: where
    the ledger is large). ``today`` is the day after which the conclusion looks (None: the last year that is no
    forecast). ``held``: what its pupils need (None: by the rates of its assumptions, without staff on record).
    Raises OSError where the file cannot be written, InputError where the plan holds more than a sheet can.
    """
    plan = layout(assessment, lang, bands, today, held)
    listed = plan.register.last if plan.register else 0
    refuse_too_large(assessment.plan, max(plan.ledger.last, plan.balance.last, listed))
    large = len(plan.lines) + len(plan.listed) > LARGE if by_row is None else by_row
    with workbook_of(path, lang, title=assessment.plan.name, large=large) as page:
        _write(page, plan)


@contextmanager
def workbook_of(
    whole: str | Path | BytesIO, lang: str, *, title: str, large: bool, category: str = ""
) -> Iterator[Callable[[str], Page]]:
    """A workbook that is written to ``whole`` at the end, if that is reached; what is given makes a sheet of a name. A
    ``large`` one is written row by row."""
    with temporary_folder() as room:
        font = {"font_name": TEXT_FONT, "font_size": 10}
        workbook = LargeBook(whole, {"constant_memory": large, "default_format_properties": font, "tmpdir": room})
        about = {"category": category} if category else {}
        workbook.set_properties({"title": title, "author": "xuewei", "created": MADE, **about})
        found = provenance()
        for name, piece in found.pieces() if found else ():
            workbook.set_custom_property(name, piece, "text")
        workbook.set_calc_mode("auto")
        styles = Styles(workbook, lang)

        def page(name: str) -> Page:
            sheet = workbook.add_worksheet(name, PlainFormulas)
            sheet.hide_gridlines(2)
            return Page(sheet, styles, frames=not large, book=workbook)

        try:
            yield page
        except BaseException:
            workbook.leave()
            raise
        finally:
            _close(workbook)


def _close(workbook: Workbook) -> None:
    try:
        workbook.close()
        return
    except FileCreateError as broken:
        why = broken.args[0].errno, broken.args[0].strerror
    raise OSError(*why)  # a new one, out of the handler: the old one would keep the unfinished ZipFile


def _write(made: Callable[[str], Page], plan: Layout) -> None:
    """Every sheet in its order; the first one and that of the checks last, for they tell what the others come to."""
    pages = {key: made(say(f"sheet.{key}", plan.lang)) for key, _ in sheets_of(plan)}
    for key, group in sheets_of(plan):
        pages[key].sheet.set_tab_color(TABS[group])
    marks = {"ledger": write_ledger(pages["ledger"], plan)}
    write_notes(pages["notes"], plan)
    if plan.register:
        marks["register"] = write_register(pages["register"], plan, plan.register)
    if plan.conversions:
        marks["conversions"] = write_conversions(pages["conversions"], plan, plan.conversions)
    write_progress(pages["progress"], plan)
    estates = estates_of(plan.assessment, plan.lang)
    if estates:
        write_estates(pages["estates"], plan, estates)
    write_parameters(pages["parameters"], plan)
    inputs = Inputs(marks, write_demand(pages["demand"], plan), pages)
    write_seats(pages["seats"], plan)
    write_ahead(pages["ahead"], plan)
    write_balance(pages["balance"], plan)
    write_grades(pages["grades"], plan)
    write_resources(pages["resources"], plan)
    book = pages["charts"].book
    assert book is not None
    write_charts(pages["charts"], plan, book)
    write_front(pages["front"], plan, inputs)
    write_checks(pages["checks"], plan, inputs)
    for name, cell in (*plan.named.items(), *(estates.names() if estates else ())):
        book.define_name(name, f"={cell}")
    pages["front"].sheet.activate()
