"""Demand forecast from an earlier year, with the method of every row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from xuewei.answers.accuracy.backtest_view import births_notes, review_notes
from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.bands import DemandBands
from xuewei.model.population import Lacking, Population
from xuewei.model.pupils.births_after import known_women
from xuewei.model.pupils.grounds import AGES, GRADES, Demand, Grounds, Key
from xuewei.model.pupils.progression import CEILING, Forecast
from xuewei.model.pupils.review import broken, gaps, turnovers, unborn
from xuewei.model.rounding import whole, whole_parts
from xuewei.tables.band_notes import band_notes, band_words, ends, without_band_notes
from xuewei.tables.beyond import beyond_notes
from xuewei.tables.forecast_notes import followed_notes, given_notes, lone_notes, shock_notes
from xuewei.tables.people_notes import area_notes, area_records, leading_to, turnover_notes, unwritten_notes
from xuewei.tables.view import Column, Sheet, View
from xuewei.tables.words import say
from xuewei.version import __version__

Parts = tuple[list[Sheet], list[dict[str, object]]]
BY = ("stage", "grade")


@dataclass(frozen=True, eq=False, repr=False)
class Asked:
    """What is shown of a demand with ``bands``, forecast after ``origin``: ``years``, ``stages`` and ``areas``.
    ``then``: only what was known at the origin counts, of all that is in ``people``."""

    bands: DemandBands
    people: Population
    origin: int
    then: bool
    years: Sequence[int]
    stages: Sequence[str]
    areas: Sequence[str]

    @property
    def found(self) -> Demand:
        """The demand."""
        return self.bands.demand

    @property
    def shown(self) -> dict[Key, Grounds]:
        """What demand of the areas and stages shown rests on, those of which nothing is known left out."""
        grounds = self.found.grounds.items()
        return {key: how for key, how in grounds if how.method and key[0] in self.areas and key[1] in self.stages}


def outlook(asked: Asked, lang: str, *, by: str) -> View:
    """Demand ``by`` stage or grade, with its bands. Records of a stage that is known only as a whole have an empty
    grade."""
    found, level, people = asked.found, asked.bands.banding.level, asked.people
    make = _by_grade if by == "grade" else _by_stage
    sheets: list[Sheet] = []
    records: list[dict[str, object]] = []
    for area in asked.areas:
        stages = [stage for stage in asked.stages if (area, stage) in asked.shown]
        if stages:
            more, rows = make(asked, area, stages, lang)
            sheets += more
            records += rows
    changes = leading_to(people.areas, asked.areas)
    lacking = [each for each in people.lacking if each.area in asked.areas]
    head = {
        "origin": asked.origin,
        "version": __version__,
        "band": level,
        "silent": [list(pair) for pair in found.silent],
        "capped": [list(pair) for pair in _capped(asked)],
        **area_records(changes, lacking),
    }
    columns = ["year", "area", "stage", *(["grade"] if by == "grade" else []), "demand", "method"]
    columns += ["low", "high", "band_source", "band_tested"]
    notes = [
        *_notes(asked, lacking, lang),
        *beyond_notes(found, people.assumptions, lang, max(asked.years, default=None)),
        *band_notes(asked.bands, records, lang),
        *without_band_notes(asked.bands, _bare(records), lang),
        *area_notes(changes, lacking, lang),
        *unwritten_notes(people, lang),
        *_record_notes(asked, lang),
    ]
    silent = _silent(asked, lang)
    left_out = say("left_out", lang, areas=silent) if silent else ""
    return View(sheets, records, head, notes, columns, left_out)


def _bare(records: Sequence[Mapping[str, object]]) -> list[tuple[str, str, int]]:
    """Area, stage and year of records of whole stages without a band."""
    bare = [each for each in records if each.get("grade") is None and each["band_source"] is None and each["demand"]]
    return [(str(each["area"]), str(each["stage"]), int(str(each["year"]))) for each in bare]


def _silent(asked: Asked, lang: str) -> str:
    """Areas and stages that were asked for and have no forecast."""
    pairs = [(area, stage) for area, stage in asked.found.silent if area in asked.areas and stage in asked.stages]
    return say("join", lang).join(f"{area} {named('stage', stage, lang)}" for area, stage in pairs)


def _by_stage(asked: Asked, area: str, stages: Sequence[str], lang: str) -> Parts:
    """One table for an area; its method stands behind each stage."""
    columns = [Column(say("year", lang), rank=0)]
    methods = {name: asked.found.grounds[area, name].way_in() for name in stages}
    for name, method in methods.items():
        stage, title = named("stage", name, lang), say("band", lang, level=asked.bands.banding.level)
        columns.append(Column(f"{stage} ({say(f'method.{method}', lang)})", number=True, rank=1))
        columns.append(Column(title, number=True, rank=2, full_title=f"{stage} {title}"))
    n, rows, records = asked.found.areas.index(area), [], []
    for year in asked.years:
        row, t = [str(year)], asked.found.years.index(year)
        for name in methods:
            pupils = whole(float(asked.found.whole[name][t, n]))
            band = asked.bands.band(year, area, name)
            row += [f"{pupils:,}", band_words(band)]
            how = asked.found.grounds[area, name].method_in(year)
            record = {"year": year, "area": area, "stage": name, "demand": pupils, "method": how}
            records.append({**record, **ends(band)})
        rows.append(row)
    return [Sheet(say("forecast.title", lang, area=area, origin=asked.origin), columns, rows)], records


def _by_grade(asked: Asked, area: str, stages: Sequence[str], lang: str) -> Parts:
    """A table for each stage of an area."""
    sheets, records = [], []
    for stage in stages:
        how, rows, parts = asked.found.grounds[area, stage], [], dict[int, int]()
        for year in asked.years:
            parts, total, split = grade_parts(asked, area, stage, year)
            band = band_words(asked.bands.band(year, area, stage))
            rows.append([str(year), *(f"{pupils:,}" for pupils in parts.values()), f"{total:,}", band])
            by_grade: list[tuple[int | None, int]] = [*parts.items(), *([] if split else [(None, total)])]
            records += [
                {"year": year, "area": area, "stage": stage, "grade": grade, "demand": pupils}
                | {
                    "method": how.method_in(year),
                    **ends(asked.bands.band(year, area, stage, grade, pupils if grade else None)),
                }
                for grade, pupils in by_grade
            ]
        columns = [Column(say("year", lang), rank=0)]
        columns += [Column(str(grade), number=True, rank=1 + grade) for grade in parts]
        columns.append(Column(say("forecast.whole", lang), number=True, rank=1))
        columns.append(Column(say("band", lang, level=asked.bands.banding.level), number=True, rank=1))
        title = say("forecast.grade", lang, area=area, stage=named("stage", stage, lang), origin=asked.origin)
        sheets.append(Sheet(f"{title} ({say(f'method.{how.way_in()}', lang)})", columns, rows))
    return sheets, records


def grade_parts(asked: Asked, area: str, stage: str, year: int) -> tuple[dict[int, int], int, bool]:
    """Whole pupils by grade, as far as grades are known in every year after the origin, and of the whole stage, in one
    year; and whether these are all of its grades."""
    found, n = asked.found, asked.found.areas.index(area)
    after, t = found[stage][asked.origin + 1 - found.years.start :, n], found.years.index(year)
    total = whole(float(found.whole[stage][t, n]))
    grades = found[stage][t, n]
    if np.isfinite(after).all():
        return dict(enumerate(whole_parts(grades, total), start=1)), total, True
    return ({1: whole(float(grades[0]))} if np.isfinite(after[:, 0]).all() else {}), total, False


def _record_notes(asked: Asked, lang: str) -> list[str]:
    """Births that are missing, grades that were held, areas that seem to have changed."""
    if asked.found.progression is None:
        return []
    history = asked.found.progression.history
    born = [each for each in unborn(history, asked.origin) if each.area in asked.areas]
    capped = _capped(asked)
    held = say("join", lang).join(f"{area} {named('stage', stage, lang)}" for area, stage in capped)
    return [
        *births_notes(born, lang),
        *([say("note.capped", lang, areas=held, times=CEILING)] if capped else []),
        *turnover_notes([each for each in turnovers(history) if each.year <= asked.origin], lang),
    ]


def _capped(asked: Asked) -> list[Key]:
    """The areas and stages shown of which a grade was held at CEILING."""
    shown = {key for key, how in asked.shown.items() if how.method == GRADES}
    pairs = dict.fromkeys(pair for each in asked.found.forecasts.values() for pair in each.capped)
    return [pair for pair in pairs if pair in shown]


def _births_note(asked: Asked, progression: Forecast, lang: str) -> list[str]:
    """Areas without people, whose births follow the women of a census or stay what they last were, where children who
    are shown were born after those on record."""
    found, history = asked.found, progression.history
    youngest = min((stage.entry_age for stage in found.stages if stage.name in asked.stages), default=0)
    held, women = list[str](), list[str]()
    counted = known_women(progression)
    for area in np.array(found.areas)[found.census < 0].tolist():
        if area in asked.areas and area in history.areas:
            born = history.births.year[history.births.area == history.areas.index(area)]
            born = born[born <= asked.origin]
            if len(born) and asked.years[-1] - youngest > born.max():
                (women if area in counted else held).append(area)
    said = (("held", held), ("women", women))
    return [say(f"note.forecast.{key}", lang, areas=say("join", lang).join(areas)) for key, areas in said if areas]


def _notes(asked: Asked, lacking: Sequence[Lacking], lang: str) -> list[str]:
    """The method, and what the record lacks."""
    shown, progression = asked.shown, asked.found.progression
    methods = {each.method for each in shown.values()}
    first = min((row.year for row in asked.people.enrolment), default=None)
    notes = [say("note.unit", lang)]
    learnt = {each.way_in() for each in shown.values() if each.method == GRADES and not each.single}
    if learnt and progression is not None:
        how, last = ("then", asked.origin) if asked.then else ("today", progression.origin)
        known = say(f"note.forecast.{how}", lang, origin=last)
        notes += [say(f"note.forecast.{way}", lang, first=first, origin=last, known=known) for way in sorted(learnt)]
    join = say("join", lang)
    if first is not None and AGES in methods:
        by_ages = [
            f"{area} {named('stage', stage, lang)}" for (area, stage), each in shown.items() if each.method == AGES
        ]
        notes.append(say("note.forecast.ages", lang, areas=join.join(by_ages)))
    notes += followed_notes({key: how for key, how in shown.items() if how.record}, lang)
    notes += [*lone_notes(shown, lang), *given_notes(shown, lang)]
    silent = _silent(asked, lang)
    if silent:
        notes.append(say("note.forecast.none", lang, areas=silent))
    if progression is not None:
        notes += _births_note(asked, progression, lang)
        missing = [gap for gap in gaps(progression.history, lacking) if min(gap.years) <= asked.origin]
        after = asked.people.assumptions.pupils.after_shock
        notes += shock_notes(progression, after, lang, stages=asked.stages, areas=asked.areas)
        notes += review_notes(missing, broken(progression), lang)
    return notes
