"""The forecast: demand by stage or grade, or people by age, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from xuewei.errors import InputError, ModelError, not_computed
from xuewei.language.heads import head as column_head
from xuewei.language.words import named, say
from xuewei.model.assessment import Assessment
from xuewei.model.rounding import whole, whole_parts
from xuewei.tables.band_notes import band_notes, band_words, ends, known_note, without_band_notes
from xuewei.tables.beyond import beyond_notes
from xuewei.tables.move_notes import migration_notes
from xuewei.tables.notes import head, horizon_notes, method_notes, plan_title, schooling_notes, whence
from xuewei.tables.people_notes import counted_in, flows_note, people_notes, written_notes
from xuewei.tables.stage_notes import leavers_notes
from xuewei.tables.view import Column, Sheet, View
from xuewei.tables.words import say as say_in_tables

if TYPE_CHECKING:
    from xuewei.model.bands import DemandBands

Parts = tuple[list[Sheet], list[dict[str, object]]]
SHOWN_AGES = range(18)
"""Ages on the screen; machines get all."""
BY = ("stage", "grade", "age")
SPLIT_STAGE = "kindergarten"


def forecast(
    assessment: Assessment,
    lang: str,
    *,
    years: Sequence[int],
    stages: Sequence[str],
    areas: Sequence[str],
    by: str,
    bands: DemandBands | None = None,
) -> View:
    """Demand of ``stages`` ``by`` stage or grade, or people by age, in ``areas`` and ``years``; with ``bands``, which
    people by age have none of, a table of them behind each of the others."""
    make = {"stage": _by_stage, "grade": _by_grade, "age": _by_age}[by]
    sheets: list[Sheet] = []
    records: list[dict[str, object]] = []
    for area in areas:
        more, rows = make(assessment, lang, list(years), list(stages), area)
        if bands is not None:
            rows = [_banded(record, bands) for record in rows]
            more = [*more, *_bands_of(area, stages, years, bands, lang)]
        sheets += more
        records += rows
    counted = counted_in(assessment, areas)
    methods = [*schooling_notes(assessment, lang), *method_notes(assessment, lang)] if by != "age" else []
    last = max(years, default=None)
    if by != "age":
        methods += beyond_notes(assessment.demand, assessment.assumptions, lang, last)
        methods += leavers_notes(assessment, lang, stages, last)
    flows = [flows_note(assessment, counted, lang)] if counted else []
    moves = [*migration_notes(assessment, lang, areas), *written_notes(assessment, lang)]
    plan = assessment.plan
    notes = [whence(plan, lang), say("note.unit", lang), *horizon_notes(assessment, lang), *methods, *flows, *moves]
    notes += people_notes(assessment, lang, areas, None if by == "age" else last)
    if bands is not None:
        notes += _band_notes(bands, areas, stages, years, lang)
    return View(sheets, records, head(assessment), notes, heading=plan_title(plan, lang))


def _banded(record: dict[str, object], bands: DemandBands) -> dict[str, object]:
    """A record of a stage, or of a grade, with the keys of its band."""
    year, area, stage = int(str(record["year"])), str(record["area"]), str(record["stage"])
    grade = record.get("grade")
    if grade is None:
        return {**record, **ends(bands.band(year, area, stage))}
    pupils = float(str(record["demand"]))
    return {**record, **ends(bands.band(year, area, stage, int(str(grade)), pupils))}


def _bands_of(area: str, stages: Sequence[str], years: Sequence[int], bands: DemandBands, lang: str) -> list[Sheet]:
    """The table of an area's bands, of the years that have any; nothing where none has."""
    found = {year: [bands.band(year, area, stage) for stage in stages] for year in years}
    rows = [[str(year), *map(band_words, row)] for year, row in found.items() if any(row)]
    columns = [Column(say("year", lang), rank=0)]
    columns += [Column(named("stage", stage, lang), number=True, rank=1) for stage in stages]
    title = say("forecast.stage", lang, area=area)
    title = say_in_tables("band.title", lang, title=title, level=bands.banding.level)
    return [Sheet(title, columns, rows)] if rows else []


def _band_notes(
    bands: DemandBands, areas: Sequence[str], stages: Sequence[str], years: Sequence[int], lang: str
) -> list[str]:
    """What the bands of whole stages are, and what those lack that have none."""
    keys = [(year, area, stage) for area in areas for stage in stages for year in years]
    found = [
        {"year": year, "area": area, "stage": stage, **ends(bands.band(year, area, stage))}
        for year, area, stage in keys
    ]
    bare = [
        (area, stage, year)
        for (year, area, stage), record in zip(keys, found, strict=True)
        if record["band_source"] is None
    ]
    return [
        *band_notes(bands, found, lang),
        *without_band_notes(bands, bare, lang),
        *known_note(bands, found, lang),
    ]


def grade_demand(assessment: Assessment, year: int, area: str, stage: str) -> list[int]:
    """Whole pupils by grade that add up to the demand that ``gap`` prints."""
    pupils = assessment.demand[stage][assessment.years.index(year), assessment.areas.index(area)]
    return whole_parts(pupils, whole(float(pupils.sum())))


def _by_stage(assessment: Assessment, lang: str, years: list[int], stages: list[str], area: str) -> Parts:
    n = assessment.areas.index(area)
    targets = assessment.assumptions.targets if SPLIT_STAGE in stages else {}
    records: list[dict[str, object]] = []
    rows = []
    for year in years:
        t = assessment.years.index(year)
        sums = {stage: float(assessment.demand[stage][t, n].sum()) for stage in stages}
        demand = {stage: whole(count) for stage, count in sums.items() if np.isfinite(count)}
        young = demand.get(SPLIT_STAGE)
        split = {name: None if young is None else whole(young * figure.value) for name, figure in targets.items()}
        rows.append(
            [
                str(year),
                *(f"{demand[stage]:,}" if stage in demand else "" for stage in stages),
                *("" if part is None else f"{part:,}" for part in split.values()),
                *_people(assessment, t, n),
            ]
        )
        for stage, pupils in demand.items():
            extra = split if stage == SPLIT_STAGE else dict.fromkeys(split)
            records.append(
                {"year": year, "area": area, "stage": stage, "demand": pupils, **extra}
                | {"method": assessment.grounds(area, stage).method_in(year)}
            )
    flow_ranks = {"residents": 3, "births": 2, "net_migration": 3}
    columns = [
        Column(say("year", lang), rank=0),
        *(Column(named("stage", stage, lang), number=True, rank=1) for stage in stages),
        *(Column(column_head(name, lang), number=True, rank=4) for name in targets),
        *(Column(say(name, lang), number=True, rank=rank) for name, rank in flow_ranks.items()),
    ]
    shares = {name: figure.value for name, figure in targets.items()}
    others = next((figure.local for figure in targets.values() if figure.default), None)
    key = "forecast.targets" if others is None else "forecast.targets.default"
    notes = [say(key, lang, place=others, **shares)] if {"inclusive", "public"} <= set(shares) else []
    return [Sheet(say("forecast.stage", lang, area=area), columns, rows, notes)], records


def _people(assessment: Assessment, t: int, n: int) -> list[str]:
    """Residents of an area, births and net migration of a year; dashes where nobody was counted."""
    census, scope, people = int(assessment.census[n]), float(assessment.scopes[n]), assessment.projection
    if census < 0:
        return ["—"] * 3
    residents = whole(float(assessment.residents[t, n]))
    if t == 0:
        return [f"{residents:,}", "", ""]
    births, moves = (float(each[t, census]) * scope for each in (people.births, people.net_migration))
    return [f"{residents:,}", f"{whole(births):,}", f"{whole(moves):+,}"]


def _by_grade(assessment: Assessment, lang: str, years: list[int], stages: list[str], area: str) -> Parts:
    sheets, records = [], []
    for name in stages:
        stage = assessment.stage(name)
        columns = [Column(say("year", lang), rank=0)]
        columns += [Column(str(grade), number=True, rank=1 + grade) for grade in range(1, stage.grades + 1)]
        rows = []
        for year in years:
            if not np.isfinite(
                assessment.demand[name][assessment.years.index(year), assessment.areas.index(area)]
            ).all():
                continue  # before the first year that is known
            pupils = grade_demand(assessment, year, area, name)
            rows.append([str(year), *(f"{count:,}" for count in pupils), f"{sum(pupils):,}"])
            for grade, count in enumerate(pupils, start=1):
                records.append(
                    {"year": year, "area": area, "stage": name, "grade": grade, "demand": count}
                    | {"method": assessment.grounds(area, name).method_in(year)}
                )
        columns.append(Column(say("total", lang), number=True, rank=1))
        sheets.append(Sheet(say("forecast.grade", lang, area=area, stage=named("stage", name, lang)), columns, rows))
    return sheets, records


def _by_age(assessment: Assessment, lang: str, years: list[int], stages: list[str], area: str) -> Parts:
    n = assessment.areas.index(area)
    census = int(assessment.census[n])
    if census < 0:
        raise InputError([not_computed(assessment.population.folder, ModelError("no_census", area=area))])
    people = assessment.projection.people[:, census].sum(axis=1) * assessment.scopes[n]
    rows, records = [], []
    for year in years:
        persons = whole_parts(people[assessment.years.index(year)])
        rows.append([str(year), *(f"{persons[age]:,}" for age in SHOWN_AGES)])
        for age, count in enumerate(persons):
            records.append({"year": year, "area": area, "age": age, "persons": count})
    columns = [Column(say("year", lang), rank=0), *(Column(str(age), number=True) for age in SHOWN_AGES)]
    return [Sheet(say("forecast.age", lang, area=area), columns, rows)], records
