"""Warnings of entry grades in words: who is warned and when, what closes a shortage, what it all rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.warn.entries import BLUE, LEVELS, ORANGE, SCHOOL, UNKNOWN, UNLISTED, WARNED, ZONE, Entries
from xuewei.answers.warn.remedies import CLASS, ELSEWHERE, NEIGHBOUR, PLAN, Remedy, Step
from xuewei.answers.warn.unserved import unserved_notes
from xuewei.answers.warn.words import named, say
from xuewei.model.assessment import balanced
from xuewei.model.assumptions import ENTRY_LEVELS
from xuewei.model.population import COUNTED_KINDS
from xuewei.model.pupils.grounds import AT_HOME
from xuewei.model.rounding import whole
from xuewei.model.seats.in_use import base_year
from xuewei.tables.base_seats import base_words
from xuewei.tables.children_notes import flow_words
from xuewei.tables.forecast_notes import lone_notes, nation_notes
from xuewei.tables.notes import cited, whence
from xuewei.tables.people_notes import default_notes, some_of, zone_sum_notes
from xuewei.tables.stage_notes import COMPULSORY, unheard_notes
from xuewei.tables.text import spans

NAMED = 5
"""Places that a sentence names."""
Levels = NDArray[np.int8]
Kept = Mapping[str, Sequence[int]]
"""The spots that are shown, by stage."""
BySource = dict[tuple[str, str], dict[int, list[int]]]
"""By source and stage: spots, each with its years."""


def answer_sentences(found: Entries, kept: Kept, lang: str) -> list[str]:
    """A sentence for every year: of each stage the places with a warning, the worst level first, by name; one for all
    years together where there is none."""
    stages = [stage for stage, spots in kept.items() if len(spots)]
    if not stages:
        return [say("nothing", lang)]
    even = [*_even(found, kept, lang)]
    codes = [found.levels[stage][:, kept[stage]] for stage in stages]
    if not any((each >= LEVELS.index(WARNED[0])).any() or (each == UNLISTED).any() for each in codes):
        names = say("list", lang).join(named("stage", stage, lang) for stage in stages)
        return [*even, say("all_quiet", lang, years=spans(found.years), stages=names), *_raised(found, kept, lang)]
    join = say("join", lang)
    return [
        *even,
        *(
            say(
                "in_year",
                lang,
                year=year,
                parts=join.join(_stage(found, t, stage, kept[stage], found.levels[stage], lang) for stage in stages),
            )
            for t, year in enumerate(found.years)
        ),
        *_raised(found, kept, lang),
    ]


def _even(found: Entries, kept: Kept, lang: str) -> Iterator[str]:
    """Stages of which levels rest on schools and on seats in use that are assumed to be as many as the children."""
    names = []
    for stage, spots in kept.items():
        areas = np.unique(found.at_area[list(spots)]) if len(spots) else np.zeros(0, np.int64)
        stock = [balanced(found.found.plan, found.found.areas[n], stage) for n in areas.tolist()]
        mixed = np.array(stock, dtype=bool) & (found.offers.unlisted[stage][areas] > 0) & ~found.bare[stage][:, areas]
        if mixed.any() and found.by != SCHOOL:
            names.append(named("stage", stage, lang))
    if names:
        yield say("even", lang, stages=say("list", lang).join(names), year=base_year(found.found.plan))


def _raised(found: Entries, kept: Kept, lang: str) -> Iterator[str]:
    """A sentence for every year in which children outside the count, counted too, would make a warning or a worse
    one."""
    for t, year in enumerate(found.years):
        parts = [
            _stage(found, t, stage, spots, found.raised[stage], lang)
            for stage, spots in kept.items()
            if len(spots) and found.raised[stage][t, spots].any()
        ]
        if parts:
            yield say("raised", lang, year=year, parts=say("join", lang).join(parts))


def _stage(found: Entries, t: int, stage: str, spots: Sequence[int], levels: Levels, lang: str) -> str:
    """One stage in one year, by ``levels (year, spot)``."""
    codes, parts = levels[t, spots], []
    for level in reversed(WARNED):
        held = [spots[n] for n in np.flatnonzero(codes == LEVELS.index(level)).tolist()]
        if held:
            ratio = found.children[stage][t, held] / np.maximum(found.intake[stage][t, held], 1)
            names = [found.spots[held[n]].name for n in np.argsort(-ratio, kind="stable")[:NAMED].tolist()]
            parts.append(
                say(
                    "of_level" if len(held) <= NAMED else "of_level.many",
                    lang,
                    level=named("level", level, lang),
                    n=len(held),
                    unit=say(f"unit.{found.by}", lang),
                    names=_listed(names, len(held), lang),
                )
            )
    title, bare = named("stage", stage, lang), int((codes == UNLISTED).sum())
    if bare:
        if bare == len(codes):
            return say("unlisted", lang, stage=title)
        parts.append(say("unlisted.some", lang, n=bare, unit=say(f"unit.{found.by}", lang)))
    return (
        say("of_stage", lang, stage=title, parts=say("list", lang).join(parts))
        if parts
        else say("no_alert", lang, stage=title)
    )


def _listed(names: Sequence[str], count: int, lang: str) -> str:
    shown = say("list", lang).join(names[:NAMED])
    return say("more", lang, names=shown) if count > NAMED else shown


def remedy_words(remedy: Remedy, lang: str, unit: str, *, public: bool = False) -> str:
    """What closes a shortage, in words without a full stop; ``public``: without numbers of children."""
    by_kind = {
        kind: [step for step in remedy.steps if step.kind == kind] for kind in (CLASS, NEIGHBOUR, ELSEWHERE, PLAN)
    }
    list_, parts = say("list", lang), []
    if by_kind[CLASS]:
        places = list_.join(say("remedy.class.of", lang, place=step.place, n=step.classes) for step in by_kind[CLASS])
        parts.append(say("remedy.class", lang, n=sum(step.classes for step in by_kind[CLASS]), places=places))
    parts += [
        say("remedy.neighbour.public" if public else "remedy.neighbour", lang, place=step.place, n=step.children)
        for step in by_kind[NEIGHBOUR]
    ]
    helped = bool(parts)
    if by_kind[PLAN]:
        first = by_kind[PLAN][0]
        places = _listed([step.place for step in by_kind[PLAN]], len(by_kind[PLAN]), lang)
        total = sum(step.children for step in by_kind[PLAN])
        parts.append(say("remedy.plan", lang, year=first.year, places=places, n=total))
        parts.append(say("remedy.before", lang, n=remedy.left))
    elif remedy.left:
        key = (
            "remedy.public"
            if public
            else "remedy.still"
            if helped
            else "remedy.inside"
            if by_kind[ELSEWHERE]
            else "remedy.none"
        )
        parts.append(say(key, lang, n=remedy.left, unit=say(f"remedy.unit.{unit}", lang)))
    if by_kind[ELSEWHERE]:
        places = list_.join(_elsewhere(step, lang, public) for step in by_kind[ELSEWHERE])
        parts.append(say("remedy.elsewhere", lang, places=places))
    return say("join", lang).join(parts)


def _elsewhere(step: Step, lang: str, public: bool) -> str:
    return step.place if public else say("remedy.elsewhere.of", lang, place=step.place, n=step.children)


def resting(found: Entries, kept: Kept, lang: str, today: date | None) -> list[str]:
    """What the answer rests on, in lines below it. ``today``: the day after which the years come (None: asked for)."""
    plan = found.found.plan
    scenario = " + ".join(plan.scenarios)
    others = any((found.others[stage][:, spots] > 0).any() for stage, spots in kept.items())
    return [
        whence(plan, lang),
        *([say("note.scenario", lang, scenario=scenario)] if scenario else []),
        _years(found, lang, today),
        *levels_notes(found, kept, lang),
        *_children(found, kept, lang),
        *_people(found, kept, lang),
        *([say("note.others", lang)] if others else []),
        *_others_elsewhere(found, kept, lang),
        say("note.intake", lang),
        *_stock(found, kept, lang),
        *_without_places(found, kept, lang),
        *unlisted_notes(found, kept, lang),
        *unserved_notes(found, lang),
        *([say("note.school.pupils" if found.by_pupils else "note.school", lang)] if found.by == SCHOOL else []),
        say("note.rooms", lang),
    ]


def _others_elsewhere(found: Entries, kept: Kept, lang: str) -> Iterator[str]:
    """Zones and areas with children outside the count that stand beside no row: of schools, and of areas of which not
    all is known."""
    due, at = found.due, [found.found.years.index(year) for year in found.years]
    names: dict[str, None] = {}
    for stage, spots in kept.items():
        bare = {found.spots[n].area for n in spots if np.isnan(found.others[stage][:, n]).any()}
        shown = {found.spots[n].zone or found.spots[n].area for n in spots if found.by != SCHOOL}
        for n in np.flatnonzero((due.others[stage][at] > 0).any(axis=0)).tolist():
            place = due.places[n]
            if place not in shown and due.part_of.get(place, place) in bare:
                names[place] = None
    zones = [name for name in names if name in due.part_of] or list(names)
    if zones:
        yield say("note.others.elsewhere", lang, names=_listed(zones, len(zones), lang))


def _years(found: Entries, lang: str, today: date | None) -> str:
    values = {"years": spans(found.years), "n": len(found.years)}
    return say("note.years.asked", lang, **values) if today is None else say("note.years", lang, day=today, **values)


def levels_notes(found: Entries, kept: Kept, lang: str) -> list[str]:
    """From which children ÷ intake each level begins, and what that rests on; levels that are not used."""
    limits, parts = found.found.assumptions.entry, []
    used = [name for name in ENTRY_LEVELS if name in limits and limits[name].value]
    for name in reversed(used):
        figure, key = limits[name], "note.limit.blue" if name == BLUE else "note.limit"
        values = {"basis": named("basis", figure.basis, lang), "source": cited(figure, lang)}
        parts.append(say(key, lang, value=figure.value, level=named("level", name, lang), **values))
    unused = [name for name in (ORANGE, BLUE) if name not in used]
    names, keys = (
        say("list", lang).join(each)
        for each in ([named("level", one, lang) for one in unused], [f"warning.entry.{one}" for one in unused])
    )
    last = [say("note.unused", lang, levels=names, names=keys)] if unused else []
    borrowed = [stage for stage in kept if kept[stage] and stage not in COMPULSORY]
    rule = []
    if borrowed and any(limits[name].basis == "published" for name in used):
        rule = [say("note.rule", lang, stages=say("list", lang).join(named("stage", each, lang) for each in borrowed))]
    return [say("note.levels", lang, limits=say("list", lang).join(parts)), *rule, *last]


def _children(found: Entries, kept: Kept, lang: str) -> Iterator[str]:
    """What children are known from, each source once with the places and years that have it; whose are not known."""
    by_source = sources_of(found, kept)
    unknown = [
        found.spots[n].name
        for stage, spots in kept.items()
        for n in spots
        if (found.levels[stage][:, n] == UNKNOWN).any()
    ]
    unit, everywhere, parts = say(f"unit.{found.by}", lang), dict[str, list[str]](), list[str]()
    for (source, stage), places in by_source.items():
        title, years = named("stage", stage, lang), sorted({year for each in places.values() for year in each})
        if len(places) == len(kept[stage]) and all(len(each) == len(found.years) for each in places.values()):
            everywhere.setdefault(source, []).append(title)
        else:
            values = {"stage": title, "source": named("source", source, lang), "years": spans(years)}
            parts.append(say("note.children.of", lang, n=len(places), unit=unit, **values))
    wholly = [
        say("note.children.all", lang, stages=say("list", lang).join(titles), source=named("source", source, lang))
        for source, titles in everywhere.items()
    ]
    if wholly or parts:
        yield say("note.children", lang, parts=say("join", lang).join([*wholly, *parts]))
    yield from (say("note.flows", lang, stage=each, flows=flows) for each, flows in flows_in(found, by_source, lang))
    yield from _births(found, by_source, lang)
    if any(source == "forecast" for source, _ in by_source):
        yield say("note.forecast", lang)
    if unknown:
        names = list(dict.fromkeys(unknown))
        yield say("note.unknown", lang, names=_listed(names, len(names), lang))


def _people(found: Entries, kept: Kept, lang: str) -> list[str]:
    """Births that are sums of zones, demand from one year of pupils or from births alone, and defaults."""
    assessed = found.found
    areas = list(dict.fromkeys(found.spots[n].area for spots in kept.values() for n in spots))
    grounds = {(area, stage): assessed.grounds(area, stage) for area in areas for stage in kept if kept[stage]}
    notes = zone_sum_notes(assessed.population, areas, lang)
    return [
        *notes,
        *unheard_notes(assessed, lang),
        *nation_notes(assessed, {key: how for key, how in grounds.items() if how.record}, lang),
        *lone_notes(grounds, lang),
        *default_notes(assessed.assumptions, lang),
    ]


def flows_in(found: Entries, by_source: BySource, lang: str) -> Iterator[tuple[str, str]]:
    """Stages and the flows that are in their children: not those of areas where pupils are counted at school."""
    for stage in dict.fromkeys(stage for _, stage in by_source):
        ends = {
            place
            for (source, each), spots in by_source.items()
            for spot in (found.spots[n] for n in spots)
            if each == stage and (source in COUNTED_KINDS or found.found.method(spot.area, stage) in AT_HOME)
            for place in (spot.area, spot.zone)
        }
        flows = [row for row in found.found.population.flows if row.stage == stage]
        acting = [row for row in flows if row.from_area in ends or row.to_area in ends]
        if acting:
            yield named("stage", stage, lang), some_of(flow_words(acting, lang), lang)


def _births(found: Entries, by_source: BySource, lang: str) -> Iterator[str]:
    """Up to when births of zones are known, where children are due who are born later."""
    due, stages = found.due.born_to, {stage.name: stage for stage in found.stages}
    ends = {
        due[zone]
        for (source, stage), places in by_source.items()
        for n, years in places.items()
        if source == "births"
        and (zone := found.spots[n].zone or "") in due
        and max(years) - stages[stage].entry_age > due[zone]
    }
    if ends:
        yield say("note.births", lang, last=min(ends))


def sources_of(found: Entries, kept: Kept) -> BySource:
    """By source and stage: the spots whose children are from it, each with the years."""
    by_source: BySource = {}
    for stage, spots in kept.items():
        for n in spots:
            for t, year in enumerate(found.years):
                source = found.source(stage, t, n)
                if source and found.levels[stage][t, n] != UNKNOWN:
                    by_source.setdefault((source, stage), {}).setdefault(n, []).append(year)
    return by_source


def _stock(found: Entries, kept: Kept, lang: str) -> Iterator[str]:
    """Places of the stock that no listed school brings, and those that belong to no zone."""
    areas = sorted({int(found.at_area[n]) for spots in kept.values() for n in spots})
    parts = [
        say("note.stock.of", lang, stage=named("stage", stage, lang), n=places)
        for stage in kept
        if (places := whole(float(found.offers.unlisted[stage][areas].sum())))
    ]
    if parts:
        base = " ".join(stock_words(found, kept, lang))
        yield say("note.stock", lang, parts=say("list", lang).join(parts), base=base)
    loose = whole(sum(float(found.offers.loose[stage][0, areas].sum()) for stage in kept))
    if found.by != "area" and found.offers.zones and loose:
        yield say("note.loose", lang, n=loose, first=found.years[0])


def _without_places(found: Entries, kept: Kept, lang: str) -> list[str]:
    """Stages that nobody has any places of."""
    stages = [stage for stage, spots in kept.items() if spots and not found.area_intake[stage].any()]
    names = say("list", lang).join(named("stage", stage, lang) for stage in stages)
    return [say("note.no_places", lang, stages=names)] if stages else []


def unlisted_notes(found: Entries, kept: Kept, lang: str) -> list[str]:
    """Stages that have no level, for no school is listed and no seats are written."""
    stages = [stage for stage, spots in kept.items() if (found.levels[stage][:, list(spots)] == UNLISTED).any()]
    names = say("list", lang).join(named("stage", stage, lang) for stage in stages)
    return [say("note.unlisted", lang, stages=names)] if stages else []


def stock_words(found: Entries, kept: Kept, lang: str) -> list[str]:
    """How the seats in use that no listed school brings are known; nothing where there are none."""
    areas = sorted({int(found.at_area[n]) for spots in kept.values() for n in spots})
    stages = {stage for stage in kept if found.offers.unlisted[stage][areas].any()}
    names = [found.found.areas[n] for n in areas]
    return base_words(found.found, lang, stages=stages, areas=names) if stages else []


def place_title(found: Entries, lang: str) -> str:
    """What the column of places is called."""
    return say(f"column.{found.by if found.by != ZONE else 'zone'}", lang)
