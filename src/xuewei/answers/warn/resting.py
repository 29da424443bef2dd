"""What warnings of entry grades rest on: levels, children, stock, and what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np

from xuewei.answers.warn.entries import BLUE, ORANGE, SCHOOL, UNKNOWN, UNLISTED, Entries
from xuewei.answers.warn.words import named, say
from xuewei.model.assumptions import ENTRY_LEVELS
from xuewei.model.population import COUNTED_KINDS
from xuewei.model.pupils.grounds import AT_HOME
from xuewei.model.rounding import whole
from xuewei.tables.base_seats import base_words
from xuewei.tables.beyond import beyond_notes
from xuewei.tables.children_notes import flow_words
from xuewei.tables.forecast_notes import lone_notes, nation_notes
from xuewei.tables.notes import cited, scenario_notes, whence
from xuewei.tables.people_notes import default_notes, some_of, unwritten_notes, zone_sum_notes
from xuewei.tables.stage_notes import COMPULSORY, unheard_notes
from xuewei.tables.text import in_a_row, spans

NAMED = 5
"""Places that a sentence names."""
Kept = Mapping[str, Sequence[int]]
"""The spots that are shown, by stage."""
BySource = dict[tuple[str, str], dict[int, list[int]]]
"""By source and stage: spots, each with its years."""


def listed(names: Sequence[str], count: int, lang: str) -> str:
    """Some of ``count`` names in words."""
    shown = say("list", lang).join(names[:NAMED])
    return say("more", lang, names=shown) if count > NAMED else shown


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


def resting(found: Entries, kept: Kept, lang: str, today: date | None) -> list[str]:
    """What the answer rests on, in lines below it. ``today``: the day after which the years come (None: asked for)."""
    plan = found.found.plan
    others = any((found.others[stage][:, spots] > 0).any() for stage, spots in kept.items())
    return [
        whence(plan, lang),
        *scenario_notes(plan, lang),
        _years(found, lang, today),
        *levels_notes(found, kept, lang),
        *_children(found, kept, lang),
        *_people(found, kept, lang),
        *_bands(found, kept, lang),
        *([say("note.others", lang)] if others else []),
        *_others_elsewhere(found, kept, lang),
        say("note.intake", lang),
        *_stock(found, kept, lang),
        *_without_places(found, kept, lang),
        *unlisted_notes(found, kept, lang),
        *unserved_notes(found, lang),
        *([say("note.school.pupils" if found.by_pupils else "note.school", lang)] if found.by == SCHOOL else []),
        *(_without_school(found, kept, lang) if found.by == SCHOOL else ()),
        say("note.rooms", lang),
    ]


def _bands(found: Entries, kept: Kept, lang: str) -> Iterator[str]:
    """What the band of children is, of the stages that have any."""
    unsure = found.unsure
    if unsure is None:
        return
    known = [stage for stage, spots in kept.items() if np.isfinite(unsure.high[stage][:, list(spots)]).any()]
    if known:
        names = say("list", lang).join(named("stage", stage, lang) for stage in known)
        yield say("note.unsure", lang, level=f"{unsure.level:.0%}", stages=names)


def _without_school(found: Entries, kept: Kept, lang: str) -> Iterator[str]:
    """Zones with children of a stage and no places, which go to other schools of the area."""
    at, first = [found.found.years.index(year) for year in found.years], len(found.found.areas)
    for stage, spots in kept.items():
        children, places = found.due.children[stage][at][:, first:], found.offers.of_places[stage][:, first:]
        there = np.isin(found.offers.zone_area, found.at_area[list(spots)])
        empty = np.flatnonzero(((np.nan_to_num(children) > 0) & (places <= 0)).any(axis=0) & there)
        if len(empty):
            names = [found.offers.zones[n] for n in empty]
            values = {"stage": named("stage", stage, lang), "names": listed(names, len(names), lang)}
            yield say("note.school.without", lang, **values)


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
        yield say("note.others.elsewhere", lang, names=listed(zones, len(zones), lang))


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
        yield say("note.unknown", lang, names=listed(names, len(names), lang))


def _people(found: Entries, kept: Kept, lang: str) -> list[str]:
    """Births that are sums of zones, demand from one year of pupils or from births alone, and defaults."""
    assessed = found.found
    areas = list(dict.fromkeys(found.spots[n].area for spots in kept.values() for n in spots))
    grounds = {(area, stage): assessed.grounds(area, stage) for area in areas for stage in kept if kept[stage]}
    notes = zone_sum_notes(assessed.population, areas, lang)
    return [
        *notes,
        *unheard_notes(assessed, lang),
        *beyond_notes(assessed.demand, assessed.assumptions, lang, max(found.years, default=None)),
        *nation_notes(assessed, {key: how for key, how in grounds.items() if how.record}, lang),
        *lone_notes(grounds, lang),
        *default_notes(assessed.assumptions, lang),
        *unwritten_notes(assessed.population, lang),
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
    areas = {
        (found.spots[n].area, stage)
        for (source, stage), places in by_source.items()
        for n in places
        if source == "births"
    }
    names = [
        f"{area}{named('stage', stage, lang)}"
        for stage in stages
        for area in found.found.areas
        if (area, stage) in areas & found.due.untaught
    ]
    if names:
        yield say("note.untaught", lang, names=listed(names, len(names), lang))


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
        base = in_a_row(stock_words(found, kept, lang), lang)
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
