"""Bands in tables and records, and the notes on what they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from xuewei.language.words import named
from xuewei.model.assumptions import Uncertainty
from xuewei.model.bands import ERRORS, PEOPLE, RECORD, Band, DemandBands
from xuewei.model.pupils.error_growth import FEWEST
from xuewei.model.pupils.errors import FIRST_ORIGIN
from xuewei.model.pupils.grounds import GIVEN, Key
from xuewei.model.pupils.past_spread import BIRTHS, PastSpread
from xuewei.model.rounding import whole
from xuewei.tables.forecast_notes import together
from xuewei.tables.text import spans
from xuewei.tables.words import say

YEARS_FOR_ERRORS = FIRST_ORIGIN + 1 + FEWEST
"""Years of pupils in a row that it takes for as many past errors as a band needs."""


def band_words(band: Band | None) -> str:
    """A band in a cell of a table; a dash where nothing is known of it.

    >>> band_words(Band(1000.4, 1200.0, "record", False)), band_words(None)
    ('1,000–1,200', '—')
    """
    return "—" if band is None else f"{whole(band.low):,}–{whole(band.high):,}"


def ends(band: Band | None) -> dict[str, object]:
    """The keys of a band in a record; null where nothing is known of it."""
    low, high = (None, None) if band is None else (whole(band.low), whole(band.high))
    return {"low": low, "high": high, **whence(band)}


def whence(band: Band | None) -> dict[str, object]:
    """Those of them that say where it comes from."""
    if band is None:
        return {"band_source": None, "band_tested": None}
    return {"band_source": band.source, "band_tested": band.tested}


def band_notes(bands: DemandBands, records: Sequence[Mapping[str, object]], lang: str) -> list[str]:
    """What the bands in some records of a year, area and stage are, where they come from, which of them could not be
    tested, and what those lack that have none."""
    sources = {record["band_source"] for record in records}
    elsewhere = [say("note.band.given", lang)] if GIVEN in sources else []
    elsewhere += lacking_notes(bands, records, lang)
    notes, banding = [], bands.banding
    if RECORD in sources and banding.record is not None:
        notes += [say("note.band", lang, level=banding.level), *_record_notes(banding.record, lang)]
    far = [record for record in records if record["band_tested"] is False and record["band_source"] == RECORD]
    if far:
        notes.append(say("note.band.stretched", lang, year=min(int(str(record["year"])) for record in far)))
    if PEOPLE in sources and bands.unsure is not None:
        stages = dict.fromkeys(str(record["stage"]) for record in records if record["band_source"] == PEOPLE)
        whole = any(how.whole for how in bands.demand.grounds.values())
        notes += people_band_notes(bands.unsure, stages, banding.level, lang, whole=whole)
    return [*notes, *elsewhere]


def without_band_notes(bands: DemandBands, rows: Iterable[tuple[str, str, int]], lang: str) -> list[str]:
    """The stages of areas that have no band though they are forecast, of ``rows`` (area, stage, year) without one;
    those that lack errors or births on record are named apart, and so are balances that were set even."""
    grounds, bare = bands.demand.grounds, list(rows)
    even = dict.fromkeys((area, stage) for area, stage, year in bare if (year, area, stage) in bands.even)
    years = sorted({year for area, stage, year in bare if (year, area, stage) in bands.even})
    told = [say("note.band.even", lang, stages=together(even, lang), year=years[0])] if years else []
    keys = [
        (area, stage)
        for area, stage, year in bare
        for how in (grounds[area, stage],)
        if year > how.known_to
        and year not in how.given
        and (year, area, stage) not in bands.even
        and not bands.lacking(year, area, stage)
    ]
    some = {key: spans(year for *own, year in bare if (*own,) == key) for key in keys if _has_bands(bands, *key)}
    for when in dict.fromkeys(some.values()):
        own = dict.fromkeys(key for key, each in some.items() if each == when)
        told.append(say("note.band.without.years", lang, stages=together(own, lang), years=when))
    never = dict.fromkeys(key for key in keys if key not in some)
    return [*told, *([say("note.band.without", lang, stages=together(never, lang))] if never else [])]


def _has_bands(bands: DemandBands, area: str, stage: str) -> bool:
    """Whether demand of some year has a band."""
    return any(bands.band(year, area, stage) is not None for year in bands.demand.years)


def known_note(bands: DemandBands, rows: Iterable[Mapping[str, object]], lang: str) -> list[str]:
    """That years which are known have no band, where nothing else is among ``rows``."""
    grounds = bands.demand.grounds
    ahead = any(int(str(row["year"])) > grounds[str(row["area"]), str(row["stage"])].known_to for row in rows)
    return [] if ahead else [say("note.band.known", lang)]


def people_band_notes(
    unsure: Uncertainty, stages: Iterable[str], level: float, lang: str, *, whole: bool = False
) -> list[str]:
    """Of what a band of demand that comes of people is made, and by which keys it changes; those of ``stages`` that
    have no figure of their own at all. ``whole``: some other demand is forecast as a whole stage."""
    named_stages = {stage: named("stage", stage, lang) for stage in stages}
    known = [(name, unsure.level[stage].value) for stage, name in named_stages.items() if stage in unsure.level]
    levels = [f"{name} ±{value:.1%}" for name, value in known]
    without = [stage for stage in named_stages if stage not in {**unsure.level, **unsure.participation}]
    comma = say("stages", lang)
    note = say(
        "note.band.people",
        lang,
        level=level,
        nor=say("note.band.nor.whole", lang) if whole else "",
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


def few_errors(whose: str, lang: str) -> str:
    """That there are too few past errors for a band of some stages, and how many years of pupils it takes."""
    return say("note.band.few", lang, areas=whose, fewest=FEWEST, needed=YEARS_FOR_ERRORS)


def lacking_notes(bands: DemandBands, records: Sequence[Mapping[str, object]], lang: str) -> list[str]:
    """The areas and stages of which past errors, or births, are too few for a band."""
    found: dict[str, dict[Key, None]] = {}
    for record in records:
        if record["band_source"] is None:
            key = str(record["area"]), str(record["stage"])
            found.setdefault(bands.lacking(int(str(record["year"])), *key), {})[key] = None
    notes = []
    if ERRORS in found:
        notes.append(few_errors(together(list(found[ERRORS]), lang), lang))
    if BIRTHS in found:
        notes.append(say("note.band.unborn", lang, areas=together(list(found[BIRTHS]), lang), fewest=FEWEST))
    return notes
