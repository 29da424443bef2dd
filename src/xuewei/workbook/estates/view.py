"""What an imported table of estates was understood to be, before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xuewei.formats.csv import BadCellError
from xuewei.formats.population.estate_table import completes
from xuewei.model.population import ESTATE_KINDS
from xuewei.tables.view import Column, Sheet, View
from xuewei.tables.words import say as say_in_tables
from xuewei.workbook.estates.imported_estates import EstateImport
from xuewei.workbook.estates.words import WORDS, say
from xuewei.workbook.imported_view import LONGEST, noted, replaced_line
from xuewei.workbook.words import say as in_book

FIRST = 8
"""Rows that are shown as they will be written."""
COLUMNS = ("name", "place", "size", "kind", "completes")
RANKS = {"name": 0, "place": 1, "size": 0, "kind": 3, "completes": 0}


def estates_view(found: EstateImport, file: str, lang: str) -> View:
    """What each title was taken for, the first rows as they will be written, and what of the folder's table changes."""
    change = found.change
    columns = [Column(say(f"estates.column.{name}", lang), number=name == "size", rank=RANKS[name]) for name in COLUMNS]
    rows = [_row(row, lang) for row in found.rows[:FIRST]]
    notes = [_taken(found, lang)]
    if len(found.rows) > FIRST:
        notes.append(say("estates.first", lang, n=FIRST, more=len(found.rows) - FIRST))
    floors = sum(not dwellings_in(row) and bool(row.get("floor_area_m2")) for row in found.rows)
    notes += [say("estates.floors", lang, n=floors)] if floors else []
    whence = {name: ", ".join(dict.fromkeys(row[name] for row in found.rows)) for name in ("basis", "source")}
    notes.append(say("estates.whence", lang, **whence))
    if change.anew:
        notes.append(in_book("import.people.anew", lang))
    counts = {"added": len(change.added), "replaced": len(change.replaced), "same": change.same}
    notes.append(in_book("import.people.counts", lang, **counts))
    notes += [replaced_line(old, new, lang) for old, new in change.replaced[:LONGEST]]
    if len(change.replaced) > LONGEST:
        notes.append(in_book("import.list.more", lang, n=len(change.replaced)))
    values = {"rows": len(found.rows), "dwellings": round(sum(map(dwellings_in, found.rows)))}
    title = say("estates.understood", lang, file=file, path=change.path, **values)
    return View([Sheet(title, columns, rows, notes)], [], {}, [])


def _taken(found: EstateImport, lang: str) -> str:
    pairs = [say("estates.one", lang, title=title, name=name) for title, name in found.taken]
    return say("estates.taken", lang, taken=say("estates.between", lang).join(pairs))


def dwellings_in(row: Mapping[str, str]) -> float:
    """The dwellings of a row that was read without a fault; 0 where it has floor area alone."""
    try:
        parts = [count for _, count in completes(row.get("completes", "")) if count is not None]
    except BadCellError:
        parts = []
    return sum(parts) if parts else float(row.get("dwellings") or 0)


def _row(row: Mapping[str, str], lang: str) -> list[str | tuple[str, str]]:
    """An estate in words; square metres where it has no dwellings."""
    count, kind = dwellings_in(row), row.get("kind", "")
    floor = f"{float(row['floor_area_m2']):,.10g} m²" if row.get("floor_area_m2") else ""
    return [
        row.get("name") or row.get("id", ""),
        row.get("zone") or row.get("area", ""),
        f"{count:,.10g}" if count or row.get("dwellings") else floor,
        say_in_tables(f"estates.kind.{kind}", lang) if kind in ESTATE_KINDS else kind,
        row.get("completes", ""),
    ]


def estates_remarks(found: EstateImport, file: str, lang: str) -> Iterator[str]:
    """What a table leaves out or takes, a line each, for standard error."""
    yield from (f"{file}{line}" for note in found.notes for line in noted(note, lang, WORDS, "estates"))
