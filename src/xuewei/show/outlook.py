"""Demand forecast from an earlier year, with the method of every row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xuewei import __version__
from xuewei.banding import Band, Bandings
from xuewei.model.demand import AGES, GRADES
from xuewei.model.population import AreaChange, Lacking
from xuewei.model.progression import CEILING, Forecast
from xuewei.model.record_review import broken, gaps, turnovers, unborn
from xuewei.model.rounding import whole, whole_parts
from xuewei.outlook import Course, Outlook
from xuewei.show.area_notes import area_notes, area_records, leading_to, turnover_notes
from xuewei.show.backtest import births_notes, review_notes
from xuewei.show.bands import band_notes, band_words, ends
from xuewei.show.method import followed_notes
from xuewei.show.view import Column, Sheet, View
from xuewei.words.backtest import say

BY = ("stage", "grade")


@dataclass(frozen=True)
class Asked:
    """The forecast that is shown, and where its bands come from."""

    found: Outlook
    bandings: Bandings
    years: Sequence[int]

    def band(self, course: Course, grade: int | None, year: int, pupils: float) -> Band | None:
        """The band of a grade, or of the whole stage (None)."""
        stage = next(each for each in self.found.stages if each.name == course.stage)
        banding, lead = self.bandings.of(course.record), year - course.known_to
        if grade is None:
            return banding.stage(course.method, stage, lead, pupils, course.share)
        return banding.grade(course.method, stage, grade, lead, pupils, course.share)


def outlook(
    found: Outlook,
    bandings: Bandings,
    lang: str,
    *,
    years: Sequence[int],
    stages: Sequence[str],
    areas: Sequence[str],
    by: str,
    changes: Sequence[AreaChange] = (),
    lacking: Sequence[Lacking] = (),
) -> View:
    """Demand of ``stages`` ``by`` stage or grade in ``areas`` and ``years``, with its bands. Records of a stage that is
    known only as a whole have an empty grade. ``changes`` and ``lacking`` say how pupils and births were restated."""
    asked, banding = Asked(found, bandings, years), bandings.main
    make = _by_grade if by == "grade" else _by_stage
    sheets: list[Sheet] = []
    records: list[dict[str, object]] = []
    for area in areas:
        courses = [found.courses[area, stage] for stage in stages if (area, stage) in found.courses]
        if courses:
            more, rows = make(asked, courses, lang)
            sheets += more
            records += rows
    changes, lacking = leading_to(changes, areas), [each for each in lacking if each.area in areas]
    head = {
        "origin": found.origin,
        "version": __version__,
        "band": banding.level,
        "silent": [list(pair) for pair in found.silent],
        "capped": [list(pair) for pair in _capped(found, areas, stages)],
        **area_records(changes, lacking),
    }
    columns = ["year", "area", "stage", *(["grade"] if by == "grade" else []), "demand", "method", "low", "high"]
    notes = [
        *_notes(found, areas, stages, years, lacking, lang),
        *band_notes(banding, records, lang),
        *area_notes(changes, lacking, lang),
        *_record_notes(found, areas, stages, lang),
    ]
    silent = _silent(found, areas, stages, lang)
    left_out = say("left_out", lang, areas=silent) if silent else ""
    return View(sheets, records, head, notes, columns, left_out)


def _silent(found: Outlook, areas: Sequence[str], stages: Sequence[str], lang: str) -> str:
    """Areas and stages that were asked for and have no forecast."""
    pairs = [(area, stage) for area, stage in found.silent if area in areas and stage in stages]
    return say("join", lang).join(f"{area} {say(stage, lang)}" for area, stage in pairs)


Parts = tuple[list[Sheet], list[dict[str, object]]]


def _by_stage(asked: Asked, courses: Sequence[Course], lang: str) -> Parts:
    """One table for an area; its method stands behind each stage."""
    area, origin = courses[0].area, asked.found.origin
    columns = [Column(say("year", lang), rank=0)]
    for each in courses:
        stage, title = say(each.stage, lang), say("band", lang, level=asked.bandings.main.level)
        columns.append(Column(f"{stage} ({say(f'method.{each.method}', lang)})", number=True, rank=1))
        columns.append(Column(title, number=True, rank=2, told=f"{stage} {title}"))
    rows, records = [], []
    for year in asked.years:
        row = [str(year)]
        for each in courses:
            pupils = float(each.whole[year - origin - 1])
            band = asked.band(each, None, year, pupils)
            row += [f"{whole(pupils):,}", band_words(band)]
            record = {"year": year, "area": area, "stage": each.stage, "demand": whole(pupils), "method": each.method}
            records.append({**record, **ends(band)})
        rows.append(row)
    return [Sheet(say("forecast.title", lang, area=area, origin=origin), columns, rows)], records


def _by_grade(asked: Asked, courses: Sequence[Course], lang: str) -> Parts:
    """A table for each stage of an area."""
    origin = asked.found.origin
    sheets, records = [], []
    for each in courses:
        rows = []
        for year in asked.years:
            parts, total = grade_parts(each, year - origin - 1)
            rows.append([str(year), *(f"{pupils:,}" for pupils in parts.values()), f"{total:,}"])
            named: list[tuple[int | None, int]] = [
                *parts.items(),
                *([] if each.grades is not None else [(None, total)]),
            ]
            records += [
                {"year": year, "area": each.area, "stage": each.stage, "grade": grade, "demand": pupils}
                | {"method": each.method, **ends(asked.band(each, grade, year, pupils))}
                for grade, pupils in named
            ]
        columns = [Column(say("year", lang), rank=0)]
        columns += [Column(str(grade), number=True, rank=1 + grade) for grade in parts]
        columns.append(Column(say("forecast.whole", lang), number=True, rank=1))
        title = say("forecast.grade", lang, area=each.area, stage=say(each.stage, lang), origin=origin)
        sheets.append(Sheet(f"{title} ({say(f'method.{each.method}', lang)})", columns, rows))
    return sheets, records


def grade_parts(course: Course, t: int) -> tuple[dict[int, int], int]:
    """Whole pupils by grade, as far as grades are known, and of the whole stage, in one year of a course."""
    total = whole(float(course.whole[t]))
    if course.grades is not None:
        return dict(enumerate(whole_parts(course.grades[t], total), start=1)), total
    return ({1: whole(float(course.entrants[t]))} if course.entrants is not None else {}), total


def _record_notes(found: Outlook, areas: Sequence[str], stages: Sequence[str], lang: str) -> list[str]:
    """Births that are missing, grades that were held, areas that seem to have changed."""
    if found.progression is None:
        return []
    history = found.progression.history
    born = [each for each in unborn(history, found.origin) if each.area in areas]
    capped = _capped(found, areas, stages)
    named = say("join", lang).join(f"{area} {say(stage, lang)}" for area, stage in capped)
    return [
        *births_notes(born, lang),
        *([say("note.capped", lang, areas=named, times=CEILING)] if capped else []),
        *turnover_notes([each for each in turnovers(history) if each.year <= found.origin], lang),
    ]


def _capped(found: Outlook, areas: Sequence[str], stages: Sequence[str]) -> list[tuple[str, str]]:
    """The areas and stages shown of which a grade was held at CEILING."""
    pairs = dict.fromkeys(pair for each in found.forecasts for pair in each.capped)
    shown = {key for key, each in found.courses.items() if each.method == GRADES}
    return [(area, stage) for area, stage in pairs if area in areas and stage in stages and (area, stage) in shown]


def _births_note(
    found: Outlook,
    progression: Forecast,
    areas: Sequence[str],
    stages: Sequence[str],
    years: Sequence[int],
    lang: str,
) -> list[str]:
    """Areas whose births stay what they last were, where children who are shown were born after those on record."""
    history = progression.history
    youngest = min((stage.entry_age for stage in found.stages if stage.name in stages), default=0)
    held = []
    for area in found.held:
        born = history.births.year[history.births.area == history.areas.index(area)]
        born = born[born <= found.origin]
        if area in areas and len(born) and years[-1] - youngest > born.max():
            held.append(area)
    return [say("note.forecast.held", lang, areas=say("join", lang).join(held))] if held else []


def _notes(
    found: Outlook,
    areas: Sequence[str],
    stages: Sequence[str],
    years: Sequence[int],
    lacking: Sequence[Lacking],
    lang: str,
) -> list[str]:
    """The method, and what the record lacks."""
    shown = [each for (area, stage), each in found.courses.items() if area in areas and stage in stages]
    methods = {each.method for each in shown}
    notes = [say("note.unit", lang)]
    if GRADES in methods and found.progression is not None:
        how, last = ("grades", found.origin) if found.then else ("today", found.progression.origin)
        notes.append(say(f"note.forecast.{how}", lang, first=found.first, origin=last))
    join = say("join", lang)
    if found.first is not None and AGES in methods:
        by_ages = dict.fromkeys(f"{each.area} {say(each.stage, lang)}" for each in shown if each.method == AGES)
        notes.append(say("note.forecast.ages", lang, areas=join.join(by_ages)))
    kept = {(each.area, each.stage) for each in shown if each.record is not None}
    notes += followed_notes(
        {key: how for each in found.pupils for key, how in each.followed.items() if key in kept}, lang
    )
    silent = _silent(found, areas, stages, lang)
    if silent:
        notes.append(say("note.forecast.none", lang, areas=silent))
    if found.progression is not None:
        notes += _births_note(found, found.progression, areas, stages, years, lang)
        missing = [gap for gap in gaps(found.progression.history, lacking) if min(gap.years) <= found.origin]
        notes += review_notes(missing, broken(found.progression), lang)
    return notes
