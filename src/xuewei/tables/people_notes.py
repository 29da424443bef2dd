"""Notes on the people of areas: changes of areas, split census ages, births and net migration."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from xuewei.language.source_titles import titled
from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Assumptions
from xuewei.model.people.children_per_woman import USUAL, Unusual
from xuewei.model.people.inhabitants import Inhabitants, Split
from xuewei.model.plan import Plan, School, opening_year
from xuewei.model.population import AreaChange, Lacking, Population
from xuewei.model.pupils.school_sums import AFTER, BEFORE, BETWEEN, Gap, gaps
from xuewei.model.rounding import whole
from xuewei.tables.birth_notes import birth_gap_notes
from xuewei.tables.text import spans
from xuewei.tables.words import say

if TYPE_CHECKING:
    from xuewei.model.pupils.review import Turnover

SOME = 6
"""Areas, changes and figures that a note names; JSON has all."""


def some_areas(areas: Sequence[str], lang: str) -> str:
    """Areas in a row, the first of them where they are many."""
    return say("comma", lang).join(areas[:SOME]) + (say("more", lang) if len(areas) > SOME else "")


def some_of(parts: Sequence[str], lang: str) -> str:
    """Parts of a sentence in a row, the first of them where they are many."""
    return say("join", lang).join(parts[:SOME]) + (say("more", lang) if len(parts) > SOME else "")


def area_notes(changes: Sequence[AreaChange], lacking: Sequence[Lacking], lang: str) -> list[str]:
    """How pupils and births were restated, and which figures could not be."""
    notes = []
    groups: dict[tuple[int, str], list[AreaChange]] = {}
    for change in changes:
        groups.setdefault((change.year, change.origin), []).append(change)
    if groups:
        changed = [_change(group, lang) for group in groups.values()]
        notes.append(say("note.restated", lang, changes=some_of(changed, lang)))
    years: dict[tuple[str, str | None, tuple[str, ...]], set[int]] = {}
    for each in lacking:
        years.setdefault((each.area, each.stage, each.without), set()).add(each.year)
    if years:
        parts = [
            say(
                "lacking",
                lang,
                area=area,
                what=named("stage", stage, lang) if stage else say("births", lang),
                years=spans(sorted(found)),
                without=say("comma", lang).join(without),
            )
            for (area, stage, without), found in years.items()
        ]
        notes.append(say("note.lacking", lang, figures=some_of(parts, lang)))
    return notes


def _change(group: Sequence[AreaChange], lang: str) -> str:
    parts = [say("part", lang, target=each.target, share=f"{100 * each.share:.6g}%") for each in group]
    sources = dict.fromkeys(each.source for each in group)
    return say(
        "change",
        lang,
        year=group[0].year,
        origin=group[0].origin,
        parts=say("comma", lang).join(parts),
        source=say("join", lang).join(titled(each, lang) for each in sources),
    )


def turnover_notes(turnovers: Sequence[Turnover], lang: str) -> list[str]:
    """Years in which some areas end and others begin without a word on how they belong together."""
    parts = [
        say("turnover", lang, year=each.year, ended=some_areas(each.ended, lang), begun=some_areas(each.begun, lang))
        for each in turnovers
    ]
    return [say("note.turnover", lang, turnovers=some_of(parts, lang))] if parts else []


def area_records(changes: Sequence[AreaChange], lacking: Sequence[Lacking]) -> dict[str, list[dict[str, object]]]:
    """The same for machines: every change that was used and every figure that could not be made."""
    return {
        "restated": [
            {"year": each.year, "from": each.origin, "to": each.target, "share": each.share}
            | {"basis": each.basis, "source": each.source}
            for each in changes
        ],
        "lacking": [{**vars(each), "without": list(each.without)} for each in lacking],
    }


def leading_to(changes: Sequence[AreaChange], areas: Collection[str]) -> list[AreaChange]:
    """The changes by which the past of ``areas`` was restated, with those before them."""
    names, found = set(areas), set()
    for each in sorted(changes, key=lambda each: -each.year):
        if each.target in names:
            found.add(each)
            names.add(each.origin)
    return [each for each in changes if each in found]


def counted_in(found: Assessment, areas: Iterable[str] | None = None) -> list[Inhabitants]:
    """The census areas in which some areas of a plan lie (None: all census areas)."""
    if areas is None:
        return [*found.projection.areas]
    asked = {*areas}
    own = (found.counted(area) for area in found.areas if area in asked)
    return [*{one.area: one for one in own if one}.values()]


def people_notes(
    assessment: Assessment, lang: str, areas: Sequence[str] | None = None, last: int | None = None
) -> list[str]:
    """By whose births the age groups of the census areas of some ``areas`` (None: all) were shared out, how these
    births were restated, which are missing, and which could not be; ``last``: the last school year shown (None: of
    all)."""
    counted, people = counted_in(assessment, areas), assessment.population
    names = {each.area for each in counted}
    lacking = [each for each in people.lacking if each.stage is None and each.area in names]
    splits = {each.area: each.split for each in counted}
    asked = None if areas is None else {(row.area, row.stage) for row in people.of_schools if row.area in areas}
    return [
        *default_notes(assessment.assumptions, lang),
        *unwritten_notes(people, lang),
        *split_notes(splits, assessment.assumptions.nation, lang),
        *area_notes(leading_to(people.areas, names), lacking, lang),
        *birth_gap_notes(assessment, lang, areas, last),
        *zone_sum_notes(people, assessment.areas if areas is None else areas, lang),
        *school_notes(assessment, lang, asked),
    ]


def zone_sum_notes(people: Population, areas: Iterable[str], lang: str) -> list[str]:
    """Areas whose births or registers of children are sums of their zones, and those that have none because a zone has
    none."""
    shown = [*areas]
    summed = [area for area in shown if area in people.summed]
    notes = [say("note.zones.summed", lang, areas=some_areas(summed, lang))] if summed else []
    lacking = [
        say("note.zones.without", lang, area=area, zones=some_areas(zones, lang))
        for area, zones in people.unsummed
        if area in shown
    ]
    return [*notes, *([say("note.zones.unsummed", lang, areas=some_of(lacking, lang))] if lacking else [])]


def school_notes(assessment: Assessment, lang: str, asked: Collection[tuple[str, str]] | None = None) -> list[str]:
    """That pupils of areas and stages (``asked``; None: all) are sums of schools, and which years schools lack, unless
    they were not open yet or closed by then; none where no pupils are on record by school."""
    rows = assessment.population.of_schools
    if not rows:
        return []
    schools, plan = {school.id: school for school in assessment.plan.schools}, assessment.plan
    wanted = asked if asked is not None else {(row.area, row.stage) for row in rows}
    where = {
        (area, stage): say("school_stage", lang, area=area, stage=named("stage", stage, lang)) for area, stage in wanted
    }
    own = {(row.area, row.stage) for row in assessment.population.enrolment if row.line}
    alone = [row for row in rows if (row.area, row.stage) in wanted and (row.area, row.stage) not in own]
    notes = []
    if alone:
        places = sorted({(row.area, row.stage) for row in alone})
        listed = len({row.school for row in alone})
        notes.append(say("note.school_sums", lang, where=some_of([where[each] for each in places], lang), n=listed))
    some: dict[tuple[str, str], dict[str, None]] = {}
    for each in gaps(rows):
        school = schools.get(each.school)
        if (each.area, each.stage) in wanted and school is not None and not _explained(each, school, plan):
            name, place = school.name or school.id, (each.area, each.stage)
            if each.kind == BETWEEN:
                notes.append(say("note.school_gap", lang, where=where[place], school=name, years=spans(each.years)))
            else:
                some.setdefault(place, {})[name] = None
    for place, names in some.items():
        told = some_areas(list(names), lang)
        notes.append(say("note.school_later", lang, where=where[place], n=len(names), names=told))
    return notes


def _explained(gap: Gap, school: School, plan: Plan) -> bool:
    """Whether a school was not open yet, or closed already, in the years that it lacks."""
    if gap.kind == BEFORE:
        return opening_year(school, plan) > gap.years[-1]
    ends = [year for year in (school.closes, None if school.until is None else school.until + 1) if year is not None]
    return gap.kind == AFTER and bool(ends) and min(ends) <= gap.years[0]


def default_notes(assumptions: Assumptions, lang: str) -> list[str]:
    """That all assumptions are as shipped, where a folder writes none."""
    return [] if assumptions.written else [say("note.defaults", lang)]


def unwritten_notes(people: Population, lang: str) -> list[str]:
    """The tables that do not say where their rows are from or on what they rest, and how they can."""
    return [
        say(f"note.unwritten.{'.'.join(missing)}", lang, files=say("comma", lang).join(_files(people, names)))
        for missing, names in people.unwritten.items()
    ]


def _files(people: Population, names: Sequence[str]) -> Iterator[str]:
    """The files of tables; estates may be written in a plan."""
    for name in names:
        yield from dict.fromkeys(row.file for row in people.estates) if name == "estates" else (f"{name}.csv",)


def split_notes(splits: Mapping[str, Split], nation: str, lang: str) -> list[str]:
    """By whose births the age groups of children were shared out in each area, where that is not its own alone; the
    areas of which the same is true together."""
    alike: dict[Split, list[str]] = {}
    for area, split in splits.items():
        if split.nation or split.even:
            alike.setdefault(split, []).append(area)
    notes = []
    for split, areas in alike.items():
        names = {"areas": some_areas(areas, lang), "nation": nation}
        if split.own and split.nation:
            notes.append(say("split.both", lang, own=spans(split.own), lent=spans(split.nation), **names))
        elif split.nation:
            notes.append(say("split.nation", lang, lent=spans(split.nation), **names))
        if split.even:
            ages = say("comma", lang).join(f"{first}–{last}" for first, last in split.even)
            notes.append(say("split.even", lang, ages=ages, **names))
    return notes


def fertility_notes(unusual: Sequence[Unusual], lang: str, counted: Iterable[Inhabitants]) -> list[str]:
    """One note on all that is unusual in some census areas, or none."""
    names = {one.area for one in counted}
    found = [each for each in unusual if each.area in names]
    if not found:
        return []
    parts = [say("fertility.one", lang, **vars(each)) for each in found[:SOME]]
    more = say("fertility.more", lang, n=len(found) - SOME) if len(found) > SOME else ""
    listed = ("；" if lang == "zh" else "; ").join(parts) + more
    return [say("fertility.note", lang, low=USUAL[0], high=USUAL[1], found=listed)]


def last_births(areas: Iterable[Inhabitants]) -> str:
    """The last year in which births of the census areas are known: one, or from which to which."""
    return _range(one.births.years[-1] for one in areas)


def last_totals(areas: Iterable[Inhabitants]) -> str:
    """The year of the last known total: one, or from which to which; empty where no area has any."""
    return _range(one.last_known for one in areas if one.totals)


def _range(years: Iterable[int]) -> str:
    known = sorted(set(years))
    return "" if not known else str(known[0]) if len(known) == 1 else f"{known[0]}–{known[-1]}"


def paths_notes(found: Assessment, areas: Sequence[Inhabitants], lang: str) -> list[str]:
    """The paths of births and of net migration in census areas, where there are any; of births alone where no path of
    net migration acts."""
    if not areas:
        return []
    births = named("path", found.assumptions.fertility.path, lang)
    born, last = last_births(areas), last_totals(areas)
    if not last:
        return [say("note.births", lang, births=births, last=born)]
    migration = named("path", found.assumptions.migration.path, lang)
    key = "note.paths" if born == last else "note.paths.apart"
    return [say(key, lang, births=births, migration=migration, born=born, last=last)]


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
    parts = [
        *_written("births", fertility.births, fertility.sources, lang),
        *_written("net_migration", migration.years, migration.sources, lang),
    ]
    return [say("note.written", lang, figures=some_of(parts, lang))] if parts else []


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
