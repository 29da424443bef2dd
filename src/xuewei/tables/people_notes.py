"""Notes on births and net migration: the path they follow, what a scenario writes, and what is hard to believe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from xuewei.language.words import named, say
from xuewei.model.assessment import Assessment
from xuewei.model.calendar import cutoff_moment
from xuewei.model.people.children_per_woman import USUAL, Unusual
from xuewei.model.people.inhabitants import Inhabitants
from xuewei.model.population import Population
from xuewei.model.rounding import whole
from xuewei.tables.area_notes import SOME, some_areas, some_of
from xuewei.tables.text import spans

MOST_NAMED = 6
"""Areas and years that the note names."""


def fertility_notes(found: Sequence[Unusual], lang: str) -> list[str]:
    """One note on all of them, or none."""
    if not found:
        return []
    told = [say("fertility.one", lang, **vars(each)) for each in found[:MOST_NAMED]]
    more = say("fertility.more", lang, n=len(found) - MOST_NAMED) if len(found) > MOST_NAMED else ""
    listed = ("；" if lang == "zh" else "; ").join(told) + more
    return [say("fertility.note", lang, low=USUAL[0], high=USUAL[1], found=listed)]


def without_totals(found: Assessment) -> list[Inhabitants]:
    """The census areas of which no total after the census is known, so that no path of net migration moves anybody."""
    return [one for one in found.projection.areas if not one.totals]


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
    return bool(found.assumptions.migration.years) or len(without_totals(found)) < len(found.projection.areas)


def last_births(areas: Iterable[Inhabitants]) -> str:
    """The last year in which births of the census areas are known: one, or from which to which."""
    return _range(one.births.years[-1] for one in areas)


def last_totals(areas: Iterable[Inhabitants]) -> str:
    """The year of the last known total: one, or from which to which; empty where no area has any."""
    return _range(one.last_known for one in areas if one.totals)


def _range(years: Iterable[int]) -> str:
    known = sorted(set(years))
    return "" if not known else str(known[0]) if len(known) == 1 else f"{known[0]}–{known[-1]}"


def paths_note(found: Assessment, areas: Sequence[Inhabitants], lang: str) -> str:
    """The paths of births and of net migration in census areas; of births alone where no path of net migration acts."""
    births = named("path", found.assumptions.fertility.path, lang)
    born, last = last_births(areas), last_totals(areas)
    if not last:
        return say("note.births", lang, births=births, last=born)
    migration = named("path", found.assumptions.migration.path, lang)
    key = "note.paths" if born == last else "note.paths.apart"
    return say(key, lang, births=births, migration=migration, born=born, last=last)


def flows_note(found: Assessment, areas: Sequence[Inhabitants], lang: str) -> str:
    """Of which months births and net migration are, and what the latter rests on in census areas with totals."""
    known = [one.last_known for one in areas if one.totals]
    if not known:
        return say("forecast.flows.alone", lang)
    past = [year for year in found.assumptions.migration.years if year <= max(known)]
    written = say("forecast.flows.written", lang, years=spans(sorted(past))) if past else ""
    return say("forecast.flows", lang, last=last_totals(areas), written=written)


def written_notes(found: Assessment, lang: str) -> list[str]:
    """Births and net migration that a scenario writes: years, persons and the scenario."""
    fertility, migration = found.assumptions.fertility, found.assumptions.migration
    told = [
        *_written("births", fertility.births, fertility.sources, lang),
        *_written("net_migration", migration.years, migration.sources, lang),
    ]
    return [say("note.written", lang, figures=some_of(told, lang))] if told else []


def _written(what: str, values: Mapping[int, float], sources: Mapping[int, str], lang: str) -> list[str]:
    """One part for all the years of the same figure and source."""
    groups: dict[tuple[float, str], list[int]] = {}
    for year in sorted(values):
        groups.setdefault((values[year], sources.get(year, "")), []).append(year)
    return [
        say(
            f"note.written.{what}",
            lang,
            years=spans(years),
            each=say("note.written.each", lang) if len(years) > 1 else "",
            n=whole(value),
            source=source,
        )
        for (value, source), years in groups.items()
    ]


def migration_notes(found: Assessment, lang: str) -> list[str]:
    """Where net migration is not known, what is counted instead, and which figure or parameter changes it."""
    unknown = without_totals(found)
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
