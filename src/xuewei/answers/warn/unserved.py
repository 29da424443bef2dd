"""Children of places that no warning counts: births of zones that no school names."""

from __future__ import annotations

from xuewei.answers.warn.entries import Entries
from xuewei.answers.warn.words import say
from xuewei.model.rounding import whole

NAMED = 5
"""Places that the note names."""


def unserved_notes(found: Entries, lang: str) -> list[str]:
    """Places of births that no school names as its zone, where zones are those that schools name, each with its last
    births; nothing where there is none."""
    people, due = found.found.population, found.due
    if people.zones or not due.zones:
        return []
    known, last = {*due.places, found.found.assumptions.nation}, dict[str, tuple[int, float]]()
    for row in people.births:
        if row.area not in known:
            last[row.area] = max(last.get(row.area, (row.year, row.births)), (row.year, row.births))
    parts = [say("note.unserved.of", lang, place=place, year=year, n=whole(n)) for place, (year, n) in last.items()]
    names = say("list", lang).join(parts[:NAMED])
    if len(parts) > NAMED:
        names = say("more", lang, names=names)
    return [say("note.unserved", lang, names=names)] if parts else []
