"""Notes on net migration: of which census areas it is not known, and what is counted instead."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from xuewei.model.assessment import Assessment
from xuewei.model.calendar import cutoff_moment
from xuewei.model.people.inhabitants import Inhabitants
from xuewei.model.population import Population
from xuewei.model.rounding import whole
from xuewei.tables.people_notes import SOME, counted_in, some_areas
from xuewei.tables.text import spans
from xuewei.tables.words import say


def without_totals(found: Assessment, areas: Iterable[str] | None = None) -> list[Inhabitants]:
    """The census areas (those of ``areas``; None: all) of which no total after the census is known, so that no path of
    net migration moves anybody."""
    return [one for one in counted_in(found, areas) if not one.totals]


def uncounted(people: Population, areas: Iterable[str]) -> list[str]:
    """The same before anything is projected, by name: those of the census areas in which ``areas`` of a plan lie. None
    where people are read in parts, so that the census of some is not at hand."""
    day: dict[str, date] = {}
    last: dict[str, date] = {}
    for days, rows in ((day, people.census), (last, people.totals)):
        for row in rows:
            days[row.area] = max(row.date, days.get(row.area, row.date))
    cutoff = people.assumptions.entry_cutoff
    wanted = dict.fromkeys(people.assumptions.census_area(area) for area in areas)
    if not wanted.keys() <= day.keys():
        return []
    return [area for area in wanted if area not in last or last[area] < cutoff_moment(day[area].year + 1, cutoff)]


def moves_somebody(found: Assessment) -> bool:
    """Whether anybody moves: by a path, which begins with a known total, or by a written year."""
    counted = found.projection.areas
    return bool(counted and found.assumptions.migration.years) or len(without_totals(found)) < len(counted)


def migration_notes(found: Assessment, lang: str, areas: Iterable[str] | None = None) -> list[str]:
    """Where net migration of some ``areas`` (None: all) is not known, what is counted instead, and which figure or
    parameter changes it."""
    unknown = without_totals(found, areas)
    years = found.assumptions.migration.years
    counted = say("note.moves.written", lang, years=spans(sorted(years))) if years else say("note.moves.none", lang)
    hints = [
        say("note.moves.census", lang, area=one.area, n=whole(float((one.people * one.moves).sum())))
        for one in unknown[:SOME]
        if one.moves is not None
    ]
    return _unknown([one.area for one in unknown], counted, "".join(hints), lang)


def side_notes(sides: Iterable[Assessment], lang: str) -> list[str]:
    """What :func:`migration_notes` says under several answers, whatever the scenarios of each write."""
    areas = dict.fromkeys(one.area for side in sides for one in without_totals(side))
    return _unknown([*areas], say("note.moves.sides", lang), "", lang)


def uncounted_notes(people: Population, areas: Iterable[str], lang: str) -> list[str]:
    """What :func:`migration_notes` says, before anything is projected."""
    years = people.assumptions.migration.years
    counted = say("note.moves.written", lang, years=spans(sorted(years))) if years else say("note.moves.none", lang)
    return _unknown(uncounted(people, areas), counted, "", lang)


def _unknown(areas: Sequence[str], counted: str, hints: str, lang: str) -> list[str]:
    if not areas:
        return []
    return [say("note.moves", lang, areas=some_areas(areas, lang), counted=counted, hints=hints)]
