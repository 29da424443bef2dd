"""What an imported table of people was understood to be, before it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from xuewei.language.words import named as named_everywhere
from xuewei.tables.view import Column, Sheet, View
from xuewei.workbook.counts.rows import persons_of
from xuewei.workbook.counts.words import WORDS, say
from xuewei.workbook.imported_people import PeopleImport
from xuewei.workbook.imported_view import LONGEST, NAMED, noted, replaced_line
from xuewei.workbook.words import say as in_book

FIRST = 8
"""Rows that are shown as they will be written."""
SHOWN: Mapping[str, tuple[str, ...]] = {
    "census": ("area", "sex", "age_from", "age_to", "persons", "date"),
    "births": ("area", "year", "births"),
    "pupils": ("area", "year", "stage", "grade", "pupils"),
    "children": ("area", "birth_year", "age", "persons", "kind", "date"),
    "totals": ("area", "date", "persons"),
}
SUMMED: Mapping[str, tuple[str, ...]] = {
    "census": ("sex",),
    "births": ("year",),
    "pupils": ("year", "stage"),
    "children": ("kind",),
    "totals": ("date",),
}
"""By what the rows of a kind are added up; pupils of several years are no sum."""
PEOPLE = ("persons", "births", "pupils")
FIGURES = (*PEOPLE, "age_from", "age_to", "age", "grade")
WORDED = {"sex": "people", "stage": "stage", "kind": "children"}
"""Columns whose codes have a name."""


def people_view(found: PeopleImport, file: str, lang: str) -> View:
    """The first rows as they will be written, what all come to, and what of the folder's table changes."""
    change = found.change
    columns = [Column(_title(name, found.kind, lang), number=name in FIGURES, rank=0) for name in SHOWN[found.kind]]
    rows = [[_shown(name, row, lang) for name in SHOWN[found.kind]] for row in found.rows[:FIRST]]
    notes = []
    if len(found.rows) > FIRST:
        notes.append(say("people.first", lang, n=FIRST, more=len(found.rows) - FIRST))
    notes.append(people_sums(found, lang))
    sources = dict.fromkeys(row["source"] for row in found.rows)
    bases = dict.fromkeys(row["basis"] for row in found.rows)
    notes.append(say("people.whence", lang, basis=", ".join(bases), source=", ".join(sources)))
    if change.anew:
        notes.append(in_book("import.people.anew", lang))
    counts = {"added": len(change.added), "replaced": len(change.replaced), "same": change.same}
    notes.append(in_book("import.people.counts", lang, **counts))
    notes += [replaced_line(old, new, lang) for old, new in change.replaced[:LONGEST]]
    if len(change.replaced) > LONGEST:
        notes.append(in_book("import.list.more", lang, n=len(change.replaced)))
    return View([Sheet(people_understood(found, file, change.path, lang), columns, rows, notes)], [], {}, [])


def people_understood(found: PeopleImport, file: str, path: str, lang: str) -> str:
    """What kind of table a file holds, and to which ``path`` its rows go."""
    values = {"file": file, "kind": say(f"people.kind.{found.kind}", lang), "rows": len(found.rows)}
    return say("people.understood", lang, **values, path=path)


def people_sums(found: PeopleImport, lang: str) -> str:
    """What the rows of each sex, year, stage or register come to, as a sentence."""
    return say("people.added", lang, sums=say("people.listed", lang).join(_sums(found, lang)))


def _title(name: str, kind: str, lang: str) -> str:
    """What a column is called; that of pupils by year is of school years."""
    return say("people.column.school_year" if (name, kind) == ("year", "pupils") else f"people.column.{name}", lang)


def _shown(name: str, row: Mapping[str, str], lang: str) -> str:
    """A cell in words, people with thousands apart."""
    text = row.get(name, "")
    if name in PEOPLE and text:
        return f"{persons_of(row):,.12g}"
    if name in WORDED and text:
        return say(f"people.{text}", lang) if name == "sex" else named_everywhere(WORDED[name], text, lang)
    return text


def _sums(found: PeopleImport, lang: str) -> Iterator[str]:
    """What the rows of each sex, year, year and stage, or register come to."""
    sums: dict[tuple[str, ...], float] = {}
    for row in found.rows:
        key = tuple(_told(name, row, found.kind, lang) for name in SUMMED[found.kind])
        sums[key] = sums.get(key, 0) + persons_of(row)
    for key, persons in [*sums.items()][: 2 * NAMED]:
        yield say("people.sum", lang, what=" ".join(key), persons=f"{persons:,.12g}")
    if len(sums) > 2 * NAMED:
        yield say("people.sums_more", lang, n=len(sums) - 2 * NAMED)


def _told(name: str, row: Mapping[str, str], kind: str, lang: str) -> str:
    if name == "year":
        return say("people.school_year" if kind == "pupils" else "people.year", lang, year=row[name])
    return _shown(name, row, lang)


def people_remarks(found: PeopleImport, file: str, lang: str) -> Iterator[str]:
    """What a table leaves out or takes, a line each, for standard error."""
    yield from (f"{file}{line}" for note in found.notes for line in noted(note, lang, WORDS, "people"))
