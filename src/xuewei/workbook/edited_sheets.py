"""Sheets of a ledger that comes back which are not read: what was edited in them is told."""

from __future__ import annotations

from collections.abc import Iterator

from xuewei.answers.resources.words import say as in_resources
from xuewei.errors import Place
from xuewei.formats.archive import BOOK_LIMIT
from xuewei.formats.book.sheet import BookSheet, text_of
from xuewei.formats.book.sheets import Workbook, is_workbook
from xuewei.formats.places import read_bytes
from xuewei.language.words import LANGUAGES
from xuewei.model.assumptions import Assumptions
from xuewei.model.estates import dwellings_of
from xuewei.model.population import EstateRow, Population
from xuewei.workbook.estates.words import say
from xuewei.workbook.words import say as in_book
from xuewei.workbook.write.estate_sheet import course_name, kind_name

KEYS = ("id", "kind", "dwellings", "completes", "course")
"""Columns that are held against what is written of estates."""
CLOSE = 0.01


def edited_remarks(file: str, people: Population | None, lang: str) -> Iterator[str]:
    """Lines for standard error that name what was edited in a ledger that is a workbook and is not read: cells of
    estates that say another thing than the estates of its people, and cells of staff that say another thing than when
    they were written."""
    if not is_workbook(read_bytes(file, BOOK_LIMIT)):
        return
    book = Workbook(file)
    for own in LANGUAGES:
        estates, staff = in_book("sheet.estates", own), in_book("sheet.resources", own)
        if people is not None and people.estates and estates in book.names:
            source = ", ".join(dict.fromkeys(row.file for row in people.estates))
            yield from _told(file, "estates.edited", _edited(book.sheet(estates), people, own), lang, file=source)
        if staff in book.names:
            yield from _told(file, "staff.edited", _staff(book.sheet(staff), own), lang)


def _told(book: str, key: str, places: Iterator[Place], lang: str, **values: str) -> Iterator[str]:
    """The line that names some cells, where there are any."""
    cells = [str(place) for place in places]
    if cells:
        yield f"{book}: {say(key, lang, n=len(cells), cells=', '.join(cells[:10]), **values)}"


def _edited(sheet: BookSheet, people: Population, lang: str) -> Iterator[Place]:
    """The cells that differ, each with its place: parts are found by their id and their order."""
    titles = {in_book(f"estates.{key}", lang): key for key in KEYS}
    head = next((n for n, row in enumerate(sheet.rows[:10]) if {*map(text_of, row)} >= {*titles}), None)
    if head is None:
        return
    columns = {titles[text]: n for n, cell in enumerate(sheet.rows[head]) if (text := text_of(cell) or "") in titles}
    parts: dict[str, list[tuple[str, float, int, str | None]]] = {}
    for row in people.estates:
        kind, course = kind_name(row.kind, lang), _course(people.assumptions, row, lang)
        parts.setdefault(row.id, []).append((kind, _dwellings(people.assumptions, row), row.completes, course))
    named = (
        {course_name(name, lang) for name in people.assumptions.estates.curves} if people.assumptions.estates else ()
    )
    for n in range(head + 1, len(sheet.rows)):
        cells = sheet.rows[n]
        held = {key: cells[column] if column < len(cells) else None for key, column in columns.items()}
        own = parts.get(text_of(held["id"]) or "", [])
        if not own:
            continue
        kind, dwellings, completes, course = own.pop(0)
        for key, wanted in (("dwellings", dwellings), ("completes", completes)):
            found = held[key]
            if not (isinstance(found, int | float) and abs(found - wanted) < CLOSE):
                yield sheet.cell(n, columns[key], "")
        if text_of(held["kind"]) != kind:
            yield sheet.cell(n, columns["kind"], "")
        said = text_of(held["course"]) or ""
        if said != course if course is not None else said in named:
            yield sheet.cell(n, columns["course"], "")


def _course(assumptions: Assumptions, row: EstateRow, lang: str) -> str | None:
    """What the course of a part is called in the sheet; None of one of its own, which has no name but its id."""
    if assumptions.estates is None or not isinstance(row.occupancy, str):
        return None
    return course_name(row.occupancy or assumptions.estates.occupancy, lang)


def _dwellings(assumptions: Assumptions, row: EstateRow) -> float:
    return 0.0 if assumptions.estates is None else dwellings_of(assumptions.estates, row)


def _staff(sheet: BookSheet, lang: str) -> Iterator[Place]:
    """The cells of staff that differ from the column of what was written."""
    titles = in_resources("staff", lang), in_book("resources.staff_written", lang)
    columns: list[int | None] = [None, None]
    for n, row in enumerate(sheet.rows):
        words = [text_of(cell) for cell in row]
        if None in columns:
            columns = [words.index(title) if title in words else at for title, at in zip(titles, columns, strict=True)]
            continue
        staff, written = (row[at] if at is not None and at < len(row) else None for at in columns)
        if isinstance(written, int | float) and staff != written and columns[0] is not None:
            yield sheet.cell(n, columns[0], "")
