"""Demand forecast from an earlier year, with the method of every row."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei import __version__
from xuewei.model.record_review import broken, gaps
from xuewei.model.rounding import whole, whole_parts
from xuewei.outlook import AGES, GRADES, Course, Outlook
from xuewei.show.backtest import review_notes
from xuewei.show.view import Column, Sheet, View
from xuewei.words.backtest import say

BY = ("stage", "grade")


def outlook(
    found: Outlook, lang: str, *, years: Sequence[int], stages: Sequence[str], areas: Sequence[str], by: str
) -> View:
    """Demand of ``stages`` ``by`` stage or grade in ``areas`` and ``years``. Records of a stage that is known only as a
    whole have an empty grade."""
    make = _by_grade if by == "grade" else _by_stage
    sheets: list[Sheet] = []
    records: list[dict[str, object]] = []
    for area in areas:
        courses = [found.courses[area, stage] for stage in stages if (area, stage) in found.courses]
        if courses:
            more, rows = make(found, courses, lang, years)
            sheets += more
            records += rows
    head = {"origin": found.origin, "version": __version__, "silent": [list(pair) for pair in found.silent]}
    columns = ["year", "area", "stage", *(["grade"] if by == "grade" else []), "demand", "method"]
    silent = _silent(found, areas, stages, lang)
    left_out = say("left_out", lang, areas=silent) if silent else ""
    return View(sheets, records, head, _notes(found, areas, stages, lang), columns, left_out)


def _silent(found: Outlook, areas: Sequence[str], stages: Sequence[str], lang: str) -> str:
    """Areas and stages that were asked for and have no forecast."""
    pairs = [(area, stage) for area, stage in found.silent if area in areas and stage in stages]
    return say("join", lang).join(f"{area} {say(stage, lang)}" for area, stage in pairs)


Parts = tuple[list[Sheet], list[dict[str, object]]]


def _by_stage(found: Outlook, courses: Sequence[Course], lang: str, years: Sequence[int]) -> Parts:
    """One table for an area; its method stands behind each stage."""
    area = courses[0].area
    titles = [f"{say(each.stage, lang)} ({say(f'method.{each.method}', lang)})" for each in courses]
    columns = [Column(say("year", lang)), *(Column(title, number=True) for title in titles)]
    rows, records = [], []
    for year in years:
        demand = [whole(float(each.whole[year - found.years.start])) for each in courses]
        rows.append([str(year), *(f"{pupils:,}" for pupils in demand)])
        records += [
            {"year": year, "area": area, "stage": each.stage, "demand": pupils, "method": each.method}
            for each, pupils in zip(courses, demand, strict=True)
        ]
    return [Sheet(say("forecast.title", lang, area=area, origin=found.origin), columns, rows)], records


def _by_grade(found: Outlook, courses: Sequence[Course], lang: str, years: Sequence[int]) -> Parts:
    """A table for each stage of an area."""
    sheets, records = [], []
    for each in courses:
        rows = []
        for year in years:
            parts, total = grade_parts(each, year - found.years.start)
            rows.append([str(year), *(f"{pupils:,}" for pupils in parts.values()), f"{total:,}"])
            named: list[tuple[int | None, int]] = [
                *parts.items(),
                *([] if each.grades is not None else [(None, total)]),
            ]
            records += [
                {"year": year, "area": each.area, "stage": each.stage, "grade": grade, "demand": pupils}
                | {"method": each.method}
                for grade, pupils in named
            ]
        heads = [*(str(grade) for grade in parts), say("forecast.whole", lang)]
        columns = [Column(say("year", lang)), *(Column(title, number=True) for title in heads)]
        title = say("forecast.grade", lang, area=each.area, stage=say(each.stage, lang), origin=found.origin)
        sheets.append(Sheet(f"{title} ({say(f'method.{each.method}', lang)})", columns, rows))
    return sheets, records


def grade_parts(course: Course, t: int) -> tuple[dict[int, int], int]:
    """Whole pupils by grade, as far as grades are known, and of the whole stage, in one year of a course."""
    total = whole(float(course.whole[t]))
    if course.grades is not None:
        return dict(enumerate(whole_parts(course.grades[t], total), start=1)), total
    return ({1: whole(float(course.entrants[t]))} if course.entrants is not None else {}), total


def _notes(found: Outlook, areas: Sequence[str], stages: Sequence[str], lang: str) -> list[str]:
    """The method, and what the record lacks."""
    shown = [each for (area, stage), each in found.courses.items() if area in areas and stage in stages]
    methods = {each.method for each in shown}
    notes = [say("note.unit", lang)]
    if GRADES in methods:
        notes.append(say("note.forecast.grades", lang, first=found.first, origin=found.origin))
    join = say("join", lang)
    if found.first is not None and AGES in methods:
        by_ages = dict.fromkeys(f"{each.area} {say(each.stage, lang)}" for each in shown if each.method == AGES)
        notes.append(say("note.forecast.ages", lang, areas=join.join(by_ages)))
    silent = _silent(found, areas, stages, lang)
    if silent:
        notes.append(say("note.forecast.none", lang, areas=silent))
    if found.progression is not None:
        lacking = [gap for gap in gaps(found.progression.history) if min(gap.years) <= found.origin]
        notes += review_notes(lacking, broken(found.progression), lang)
    return notes
