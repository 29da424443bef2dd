"""Notes on demand that follows pupils on record, and on what could not."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.population import Population
from xuewei.model.pupils.grounds import BORN, GIVEN, GRADES, SCALED, WHOLE, Demand, Grounds, Key
from xuewei.model.pupils.sources import ITSELF
from xuewei.model.rounding import whole
from xuewei.model.seats.in_use import balanced_year
from xuewei.tables.move_notes import moves_somebody
from xuewei.tables.people_notes import some_of, zone_sum_notes
from xuewei.tables.stage_notes import unheard_notes
from xuewei.tables.text import spans
from xuewei.tables.words import say

if TYPE_CHECKING:
    from xuewei.model.pupils.progression import Forecast
    from xuewei.model.pupils.shocks import Shock

MOST = 12
"""Areas that one note names."""


def method_notes(assessment: Assessment, lang: str) -> list[str]:
    """The notes under a table; none where the population has no pupils on record."""
    demand = assessment.demand
    followed, refused = demand.followed, demand.refused
    lone = [*uncounted_notes(assessment, lang), *lone_notes(demand.grounds, lang), *given_notes(demand.grounds, lang)]
    if not (followed or refused):
        return [*([say("note.forced", lang)] if assessment.population.enrolment else []), *lone]
    notes, changed = [], demand.beyond.inflow if demand.beyond else {}
    for origin in demand.forecasts:
        for way in (GRADES, WHOLE):
            mine = [k for k, how in followed.items() if (how.way_in(), how.origin) == (way, origin)]
            acts = any(stage in changed for _, stage in mine)
            values = {"areas": together(mine, lang), "origin": origin, "act": say(f"note.in_record.{acts}", lang)}
            notes += [say(f"note.{way}", lang, **values)] if mine else []
    if notes and moves_somebody(assessment) and not (demand.beyond and demand.beyond.arrived):
        notes.append(say("note.moves.grades", lang))
    notes += _shocked(assessment, followed, lang)
    lonely = assessment.uncounted
    notes += followed_notes({k: replace(how, split=()) if k[0] in lonely else how for k, how in followed.items()}, lang)
    notes += nation_notes(assessment, followed, lang)
    ungraded = ungraded_years(assessment.population, followed)
    notes += [say("note.ungraded", lang, areas=_by_years(ungraded, lang))] if ungraded else []
    if refused:
        notes.append(say("note.refused", lang, areas=_refused(demand, refused, lang)))
    return [*notes, *lone]


def _shocked(assessment: Assessment, followed: Mapping[Key, Grounds], lang: str) -> list[str]:
    """The shocks that may matter ahead in stages that are followed from grade to grade, record by record."""
    notes, after = list[str](), assessment.assumptions.pupils.after_shock
    for origin, found in assessment.demand.forecasts.items():
        mine = {key: how for key, how in followed.items() if (how.method, how.origin) == (GRADES, origin)}
        stages, records = {stage for _, stage in mine}, {how.record for how in mine.values()}
        notes += shock_notes(found, after, lang, stages=stages, areas=records, every=False) if mine else []
    return notes


def shock_notes(
    found: Forecast,
    after: str,
    lang: str,
    *,
    stages: Collection[str],
    areas: Collection[str],
    every: bool = True,
) -> list[str]:
    """Years in which ``stages`` of all areas together were far from the years around, and what becomes ``after`` them
    of pupils of ``areas`` who stayed away; unless ``every`` is asked for only where these may matter ahead."""
    from xuewei.model.pupils.shocks import away, shocks

    told = [each for each in shocks(found.work) if each.stage in stages and not set(areas).isdisjoint(each.areas)]
    missing = {stage: whole(n) for stage, n in away(found.work, areas) if stage in stages and whole(n)}
    newest = [each for each in told if each.newest]
    if not told or not (every or missing or newest):
        return []
    notes = [say("note.shock", lang, some=some_of([_shock(each, lang) for each in reversed(told)], lang))]
    if newest:
        notes.append(say("note.shock.newest", lang, year=newest[0].year))
    if missing:
        names = say("stages", lang).join(named("stage", stage, lang) for stage in missing)
        words = {"n": sum(missing.values()), "stages": names, "next": found.origin + 1}
        notes.append(say(f"note.shock.{after}", lang, **words))
    return notes


def _shock(each: Shock, lang: str) -> str:
    """A year, stage and grades with how far they were off, and how many pupils that is."""
    grades = spans([grade for grade in each.grades if grade is not None])
    n = whole(abs(each.away))
    return say(
        "shock",
        lang,
        year=each.year,
        areas=each.areas[0] if len(each.areas) == 1 else say("shock.all", lang),
        stage=named("stage", each.stage, lang),
        grades=say("shock.grades" if len(each.grades) > 1 else "shock.grade", lang, grades=grades) if grades else "",
        change=each.change,
        n=say("shock.away" if each.away >= 0 else "shock.more", lang, n=n),
    )


def uncounted_notes(assessment: Assessment, lang: str) -> list[str]:
    """What is not known of areas where nobody was counted, and from when on their balance is known, where that is later
    than the plan says."""
    lonely = assessment.uncounted
    if not lonely:
        return []
    areas = say("stages", lang).join(_some([*lonely]))
    notes = [say("note.uncounted", lang, areas=areas), *unheard_notes(assessment, lang)]
    first, wanted = assessment.known.start, balanced_year(assessment.plan, assessment.years)
    if first > wanted:
        notes.append(say("note.certain", lang, areas=areas, first=first))
    apart = {key: sorted(how.split) for key, how in assessment.demand.grounds.items() if key[0] in lonely}
    split = _by_years(apart, lang)
    return [*notes, *([say("note.split.even", lang, areas=split)] if split else [])]


def unmoved_notes(sides: Iterable[Assessment], lang: str) -> list[str]:
    """Demand of several answers beside each other that does not follow paths and factors: that of areas where nobody
    was counted, and what was forecast elsewhere."""
    notes: dict[str, None] = {}
    for side in sides:
        notes |= dict.fromkeys([*uncounted_notes(side, lang), *given_notes(side.demand.grounds, lang)])
    return [*notes]


def lone_notes(grounds: Mapping[Key, Grounds], lang: str) -> list[str]:
    """Stages forecast from one year of pupils, and those from births alone."""
    single = [key for key, how in grounds.items() if how.single]
    born = [key for key, how in grounds.items() if how.method == BORN and not how.registers]
    registered = [key for key, how in grounds.items() if how.registers]
    notes = []
    for origin in sorted({grounds[key].origin for key in single}):
        keys = [key for key in single if grounds[key].origin == origin]
        notes.append(say("note.single", lang, areas=together(keys, lang), origin=origin))
    notes += [say("note.born", lang, areas=together(born, lang))] if born else []
    return [*notes, *([say("note.registered", lang, areas=together(registered, lang))] if registered else [])]


def given_notes(grounds: Mapping[Key, Grounds], lang: str) -> list[str]:
    """Years whose demand was forecast elsewhere, by whom, what does not act on it, and which have no band."""
    given = {key: how for key, how in grounds.items() if how.given}
    alike: dict[tuple[str, str], list[Key]] = {}
    bare = {key: sorted(year for year, each in how.given.items() if each.low is None) for key, how in given.items()}
    for key, how in given.items():
        by_source: dict[str, list[int]] = {}
        for year in sorted(how.given):
            by_source.setdefault(say("join", lang).join(how.given[year].sources), []).append(year)
        for source, years in by_source.items():
            alike.setdefault((source, spans(years)), []).append(key)
    notes = [
        say("note.given", lang, areas=together(keys, lang), years=years, source=source)
        for (source, years), keys in alike.items()
    ]
    without = _by_years(bare, lang)
    notes += [say("note.given.bare", lang, areas=without)] if without else []
    joined = [key for key, how in given.items() if how.method != GIVEN]
    return [*notes, *([say("note.given.joined", lang, areas=together(joined, lang))] if joined else [])]


def followed_notes(followed: Mapping[Key, Grounds], lang: str) -> list[str]:
    """Whose pupils demand follows and at what level, and what of them is not on record."""
    notes = [*_census_notes(followed, lang), *scaled_notes(followed, lang)]
    by_grades = {key: how for key, how in followed.items() if how.method == GRADES}
    filled, split = _years(by_grades, lambda how: how.filled, lang), _years(followed, lambda how: how.split, lang)
    notes += [say("note.filled", lang, areas=filled)] if filled else []
    notes += [say("note.split", lang, areas=split)] if split else []
    unborn = [key for key, how in followed.items() if how.source == ITSELF and not how.single]
    return [*notes, *([say("note.itself", lang, areas=together(unborn, lang))] if unborn else [])]


def scaled_notes(followed: Mapping[Key, Grounds], lang: str) -> list[str]:
    """Stages whose pupils only set the level of demand by ages: why, in which year, and by how much."""
    parts = []
    for (area, stage), how in followed.items():
        if how.method == SCALED:
            why = say(f"why.{how.why}", lang, origin=how.origin)
            parts.append(
                say("scaled", lang, area=area, stage=named("stage", stage, lang), why=why, years=_levels(how, lang))
            )
    return [say("note.scaled", lang, areas=say("join", lang).join(_some(parts)))] if parts else []


def ungraded_years(population: Population, followed: Mapping[Key, Grounds]) -> dict[Key, list[int]]:
    """The years in which pupils without a grade were put into the grades of a stage that demand follows."""
    found: dict[Key, set[int]] = {}
    for row in population.enrolment:
        if row.ungraded and row.grade is not None:
            found.setdefault((row.area, row.stage), set()).add(row.year)
    records = {key: (how.record, key[1]) for key, how in followed.items()}
    return {key: sorted(found[record]) for key, record in records.items() if record in found}


def _levels(how: Grounds, lang: str) -> str:
    """The years that other years are scaled to, with their pupils over demand by ages."""
    levels = {fill.like: fill for fill in how.filled.values()}
    return say("scaled.join", lang).join(
        say("scaled.year", lang, year=year, pupils=whole(fill.pupils), ages=whole(fill.ages), ratio=fill.ratio)
        for year, fill in sorted(levels.items())
    )


def method_note(assessment: Assessment, area: str, stage: str, lang: str) -> list[str]:
    """How pupils on record, if there are any at all, come into the demand of one stage of one area, where they are not
    followed from grade to grade."""
    how, key = assessment.grounds(area, stage), (area, stage)
    shocked = _shocked(assessment, {key: how}, lang)
    if area in assessment.uncounted or how.given:
        grounds = {key: how}
        return [
            *shocked,
            *zone_sum_notes(assessment.population, [area], lang),
            *uncounted_notes(assessment, lang),
            *lone_notes(grounds, lang),
            *given_notes(grounds, lang),
        ]
    if not assessment.population.enrolment:
        return []
    if how.record:
        return [*shocked, *scaled_notes({key: how}, lang)]
    if key in assessment.demand.refused:
        return [say("note.refused", lang, areas=_refused(assessment.demand, {key: how.why}, lang))]
    return method_notes(assessment, lang)


def together(keys: Iterable[Key], lang: str) -> str:
    """Areas with their stages; areas that have the same stages stand together."""
    stages: dict[str, list[str]] = {}
    for area, stage in keys:
        stages.setdefault(area, []).append(named("stage", stage, lang))
    alike: dict[tuple[str, ...], list[str]] = {}
    for area, names in stages.items():
        alike.setdefault(tuple(names), []).append(area)
    comma = say("stages", lang)
    return say("join", lang).join(
        say("named", lang, area=comma.join(_some(areas)), stages=comma.join(names)) for names, areas in alike.items()
    )


def _some(names: list[str]) -> list[str]:
    return names if len(names) <= MOST else [*names[:MOST], "…"]


def _census_notes(followed: Mapping[Key, Grounds], lang: str) -> list[str]:
    """Areas that follow the pupils of their census area."""
    found = {(area, how.record, how.share) for (area, _), how in followed.items() if how.record != area}
    return [say("note.census", lang, area=area, census=name, share=share) for area, name, share in sorted(found)]


def nation_notes(assessment: Assessment, followed: Mapping[Key, Grounds], lang: str) -> list[str]:
    """Years in which the nation's births stand for those of an area whose pupils go from grade to grade."""
    records = dict.fromkeys(how.record for how in followed.values() if how.method == GRADES)
    lent, alike = assessment.demand.lent, dict[str, list[str]]()
    for record in records:
        if record in lent:
            alike.setdefault(spans(lent[record]), []).append(record)
    areas = [
        say("named.years", lang, areas=say("stages", lang).join(_some(names)), years=years)
        for years, names in alike.items()
    ]
    nation = assessment.assumptions.nation
    return [say("note.nation", lang, areas=say("join", lang).join(areas), nation=nation)] if areas else []


def _years(followed: Mapping[Key, Grounds], years_of: Callable[[Grounds], Iterable[int]], lang: str) -> str:
    """Areas and stages by the years that ``years_of`` finds in them; empty where it finds none."""
    return _by_years({key: sorted(years_of(how)) for key, how in followed.items()}, lang)


def _by_years(found: Mapping[Key, list[int]], lang: str) -> str:
    """Areas and stages, those of the same years together; empty where there are no years."""
    alike: dict[str, list[Key]] = {}
    for key, years in found.items():
        if years:
            alike.setdefault(spans(years), []).append(key)
    return say("join", lang).join(f"{together(keys, lang)} {years}" for years, keys in alike.items())


def _refused(demand: Demand, refused: Mapping[Key, str], lang: str) -> str:
    alike: dict[str, list[Key]] = {}
    for key, why in refused.items():
        alike.setdefault(why, []).append(key)
    return say("join", lang).join(
        say("why", lang, areas=together(keys, lang), why=say(f"why.{why}", lang, origin=demand.origin))
        for why, keys in alike.items()
    )
