"""Notes on demand that follows pupils on record, on what could not, and on bands."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Uncertainty
from xuewei.model.bands import ERRORS, PEOPLE, RECORD, Band, DemandBands
from xuewei.model.population import Population
from xuewei.model.pupils.error_growth import FEWEST
from xuewei.model.pupils.errors import FIRST_ORIGIN
from xuewei.model.pupils.grounds import BORN, GIVEN, GRADES, SCALED, Demand, Grounds, Key
from xuewei.model.pupils.past_spread import BIRTHS, PastSpread
from xuewei.model.pupils.sources import ITSELF
from xuewei.model.rounding import whole
from xuewei.model.seats.in_use import balanced_year
from xuewei.tables.people_notes import moves_somebody, some_of, zone_sum_notes
from xuewei.tables.stage_notes import unheard_notes
from xuewei.tables.text import spans
from xuewei.tables.words import say

if TYPE_CHECKING:
    from xuewei.model.pupils.progression import Forecast
    from xuewei.model.pupils.shocks import Shock

MOST = 12
"""Areas that one note names."""


def band_words(band: Band | None) -> str:
    """A band in a cell of a table; a dash where nothing is known of it.

    >>> band_words(Band(1000.4, 1200.0, "record", False)), band_words(None)
    ('1,000–1,200', '—')
    """
    return "—" if band is None else f"{whole(band.low):,}–{whole(band.high):,}"


def ends(band: Band | None) -> dict[str, object]:
    """The keys of a band in a record; null where nothing is known of it."""
    if band is None:
        return {"low": None, "high": None, "band_source": None, "band_tested": None}
    return {
        "low": whole(band.low),
        "high": whole(band.high),
        "band_source": band.source,
        "band_tested": band.tested,
    }


def band_notes(bands: DemandBands, records: Sequence[Mapping[str, object]], lang: str) -> list[str]:
    """What the bands in some records of a year, area and stage are, where they come from, which of them could not be
    tested, and what those lack that have none."""
    sources = {record["band_source"] for record in records}
    elsewhere = [say("note.band.given", lang)] if GIVEN in sources else []
    elsewhere += _lacking_notes(bands, records, lang)
    notes, banding = [], bands.banding
    if RECORD in sources and banding.record is not None:
        notes += [say("note.band", lang, level=banding.level), *_record_notes(banding.record, lang)]
    far = [record for record in records if record["band_tested"] is False and record["band_source"] == RECORD]
    if far:
        notes.append(say("note.band.stretched", lang, year=min(int(str(record["year"])) for record in far)))
    if PEOPLE in sources and bands.unsure is not None:
        stages = dict.fromkeys(str(record["stage"]) for record in records if record["band_source"] == PEOPLE)
        notes += people_band_notes(bands.unsure, stages, banding.level, lang)
    return [*notes, *elsewhere]


def without_band_notes(bands: DemandBands, rows: Iterable[tuple[str, str, int]], lang: str) -> list[str]:
    """The stages of areas that have no band though they are forecast, of ``rows`` (area, stage, year) without one;
    those that lack errors or births on record are named apart."""
    grounds = bands.demand.grounds
    keys = [
        (area, stage)
        for area, stage, year in rows
        for how in (grounds[area, stage],)
        if year > how.known_to and year not in how.given and not bands.lacking(year, area, stage)
    ]
    return [say("note.band.without", lang, stages=_together(dict.fromkeys(keys), lang))] if keys else []


def people_band_notes(unsure: Uncertainty, stages: Iterable[str], level: float, lang: str) -> list[str]:
    """Of what a band of demand that comes of people is made, and by which keys it changes; those of ``stages`` that
    have no figure of their own at all."""
    named_stages = {stage: named("stage", stage, lang) for stage in stages}
    known = [(name, unsure.level[stage].value) for stage, name in named_stages.items() if stage in unsure.level]
    levels = [f"{name} ±{value:.1%}" for name, value in known]
    without = [stage for stage in named_stages if stage not in {**unsure.level, **unsure.participation}]
    comma = say("stages", lang)
    note = say(
        "note.band.people",
        lang,
        level=level,
        births=unsure.births.step.value,
        moves=unsure.net_migration.step.value,
        levels=comma.join(levels) or "0",
    )
    keys = comma.join(f"uncertainty.level.{stage}" for stage in without)
    names = comma.join(named_stages[stage] for stage in without)
    return [note, *([say("note.band.level", lang, stages=names, keys=keys)] if without else [])]


def _record_notes(found: PastSpread, lang: str) -> list[str]:
    """Of what the bands of a record are made, and of how many years."""
    origins, births = found.past.origins, found.of_births
    parts = "one" if len(found.past.history.areas) == 1 else "several"
    told = [say(f"note.band.{parts}", lang, first=origins[0], last=origins[-1], years=len(origins))]
    if births is not None:
        told.append(say("note.band.births", lang, years=births.years))
    elif len(found.births):
        told.append(say("note.band.births.assumed", lang))
    return told


def _lacking_notes(bands: DemandBands, records: Sequence[Mapping[str, object]], lang: str) -> list[str]:
    """The areas and stages of which past errors, or births, are too few for a band."""
    found: dict[str, dict[Key, None]] = {}
    for record in records:
        if record["band_source"] is None:
            key = str(record["area"]), str(record["stage"])
            found.setdefault(bands.lacking(int(str(record["year"])), *key), {})[key] = None
    notes, needed = [], FIRST_ORIGIN + 1 + FEWEST
    if ERRORS in found:
        areas = _together(list(found[ERRORS]), lang)
        notes.append(say("note.band.few", lang, areas=areas, fewest=FEWEST, needed=needed))
    if BIRTHS in found:
        notes.append(say("note.band.unborn", lang, areas=_together(list(found[BIRTHS]), lang), fewest=FEWEST))
    return notes


def method_notes(assessment: Assessment, lang: str) -> list[str]:
    """The notes under a table; none where the population has no pupils on record."""
    demand = assessment.demand
    followed, refused = demand.followed, demand.refused
    lone = [*uncounted_notes(assessment, lang), *lone_notes(demand.grounds, lang), *given_notes(demand.grounds, lang)]
    if not (followed or refused):
        return [*([say("note.forced", lang)] if assessment.population.enrolment else []), *lone]
    notes = []
    for origin in demand.forecasts:
        by_grades = [k for k, how in followed.items() if (how.method, how.origin) == (GRADES, origin)]
        if by_grades:
            notes.append(say("note.grades", lang, areas=_together(by_grades, lang), origin=origin))
    if notes and moves_somebody(assessment):
        notes.append(say("note.moves.grades", lang))
    for origin, found in demand.forecasts.items():
        mine = {key: how for key, how in followed.items() if (how.method, how.origin) == (GRADES, origin)}
        stages, records = {stage for _, stage in mine}, {how.record for how in mine.values()}
        after = assessment.assumptions.pupils.after_shock
        notes += shock_notes(found, after, lang, stages=stages, areas=records, every=False) if mine else []
    lonely = assessment.uncounted
    notes += followed_notes({k: replace(how, split=()) if k[0] in lonely else how for k, how in followed.items()}, lang)
    notes += nation_notes(assessment, followed, lang)
    ungraded = ungraded_years(assessment.population, followed)
    notes += [say("note.ungraded", lang, areas=_by_years(ungraded, lang))] if ungraded else []
    if refused:
        notes.append(say("note.refused", lang, areas=_refused(demand, refused, lang)))
    return [*notes, *lone]


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
        notes.append(say("note.single", lang, areas=_together(keys, lang), origin=origin))
    notes += [say("note.born", lang, areas=_together(born, lang))] if born else []
    return [*notes, *([say("note.registered", lang, areas=_together(registered, lang))] if registered else [])]


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
        say("note.given", lang, areas=_together(keys, lang), years=years, source=source)
        for (source, years), keys in alike.items()
    ]
    without = _by_years(bare, lang)
    notes += [say("note.given.bare", lang, areas=without)] if without else []
    joined = [key for key, how in given.items() if how.method != GIVEN]
    return [*notes, *([say("note.given.joined", lang, areas=_together(joined, lang))] if joined else [])]


def followed_notes(followed: Mapping[Key, Grounds], lang: str) -> list[str]:
    """Whose pupils demand follows and at what level, and what of them is not on record."""
    notes = [*_census_notes(followed, lang), *scaled_notes(followed, lang)]
    by_grades = {key: how for key, how in followed.items() if how.method == GRADES}
    filled, split = _years(by_grades, lambda how: how.filled, lang), _years(followed, lambda how: how.split, lang)
    notes += [say("note.filled", lang, areas=filled)] if filled else []
    notes += [say("note.split", lang, areas=split)] if split else []
    unborn = [key for key, how in followed.items() if how.source == ITSELF and not how.single]
    return [*notes, *([say("note.itself", lang, areas=_together(unborn, lang))] if unborn else [])]


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
    if area in assessment.uncounted or how.given:
        grounds = {key: how}
        return [
            *zone_sum_notes(assessment.population, [area], lang),
            *uncounted_notes(assessment, lang),
            *lone_notes(grounds, lang),
            *given_notes(grounds, lang),
        ]
    if not assessment.population.enrolment:
        return []
    if how.record:
        return scaled_notes({key: how}, lang)
    if key in assessment.demand.refused:
        return [say("note.refused", lang, areas=_refused(assessment.demand, {key: how.why}, lang))]
    return method_notes(assessment, lang)


def _together(keys: Iterable[Key], lang: str) -> str:
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
    return say("join", lang).join(f"{_together(keys, lang)} {years}" for years, keys in alike.items())


def _refused(demand: Demand, refused: Mapping[Key, str], lang: str) -> str:
    alike: dict[str, list[Key]] = {}
    for key, why in refused.items():
        alike.setdefault(why, []).append(key)
    return say("join", lang).join(
        say("why", lang, areas=_together(keys, lang), why=say(f"why.{why}", lang, origin=demand.origin))
        for why, keys in alike.items()
    )
