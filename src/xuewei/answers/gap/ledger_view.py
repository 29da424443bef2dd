"""The seat ledger as a list of schools and as the running sum of seats by stage and year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xuewei.answers.gap.added import difference
from xuewei.language.words import named, say
from xuewei.model.assessment import Assessment
from xuewei.model.plan import CANCELLED, Plan, School, opening_written, stages_of
from xuewei.model.rounding import whole_parts
from xuewei.model.stages import Stage
from xuewei.tables.base_seats import opened
from xuewei.tables.notes import delivered_notes, head, plan_title, whence
from xuewei.tables.stage_notes import unheard_notes
from xuewei.tables.view import Column, Sheet, View


def ledger(
    assessment: Assessment, lang: str, *, years: Sequence[int], stages: Sequence[str], areas: Sequence[str], by: str
) -> View:
    """Schools that hold one of ``stages`` in one of ``areas``, and the seats they add by year.

    ``by`` chooses the records for machines: ``school`` or ``year``.
    """
    kinds = [assessment.stage(name) for name in stages]
    if assessment.unheard and len(kinds) == len(assessment.stages):  # a list of schools needs no demand
        every = stages_of(assessment.plan, assessment.assumptions)
        held = {name for school in assessment.plan.schools for name in (*school.seats, *school.removes)}
        listed = [each for each in every if each in kinds or each.name in held]
    else:
        listed = kinds
    named_stages = [each.name for each in listed]
    schools = [
        school
        for school in assessment.plan.schools
        if school.area in areas
        and {*school.seats, *school.removes, *(each.target for each in school.convert)} & set(named_stages)
    ]
    sums = _sums(assessment, kinds, years, areas)
    records = _school_records(assessment.plan, schools, named_stages) if by == "school" else sums
    extra = {"seats_by_year": sums} if by == "school" else {}
    running = _running(sums, kinds, years, lang)
    differ = difference(assessment, schools, sums, kinds, lang)
    return View(
        [_list(assessment.plan, schools, listed, lang), replace(running, notes=[*running.notes, *differ])],
        records,
        {**head(assessment), **extra},
        [
            whence(assessment.plan, lang),
            *delivered_notes(assessment.plan, lang),
            *unheard_notes(assessment, lang),
            say("note.unit", lang),
        ],
    )


OLDER = ("provision", "closes")
MORE = ("zone", "merge_into", "rooms", "address", "lon", "lat")
"""Fields of a school that are in the records only where one of the shown has them; ``OLDER`` beside others alone."""


def _school_records(plan: Plan, schools: Sequence[School], stages: Sequence[str]) -> list[dict[str, object]]:
    found = [dict(_more(school, stages)) for school in schools]
    used = _used(found, stages)
    return [
        {
            "id": school.id,
            "name": school.name,
            "type": school.type,
            "area": school.area,
            "founder": school.founder,
            "status": school.status,
            "planned": school.planned,
            "opens": opening_written(school, plan),
            **{stage: school.seats.get(stage, 0) - school.removes.get(stage, 0) for stage in stages},
            "basis": school.basis.get("seats"),
            **{key: more.get(key) for key in used},
        }
        for school, more in zip(schools, found, strict=True)
    ]


def _used(found: Sequence[Mapping[str, object]], stages: Sequence[str]) -> list[str]:
    """The keys of what any school says, in the order of the columns."""
    there = {key for each in found for key, value in each.items() if value is not None}
    if there <= {*OLDER}:
        return []
    last = max((int(key.rpartition("_")[2]) for key in there if key.rpartition("_")[2].isdigit()), default=0)
    of_stages = [key for stage in stages for key in _of_stage(stage, last) if key in there]
    return [*(key for key in (*MORE, *OLDER) if key in there), *of_stages]


def _of_stage(stage: str, grades: int) -> Iterator[str]:
    """Keys of what only some schools say of a stage: classes before intake, in all before those of the first grade."""
    yield f"classes_{stage}"
    yield from (f"classes_{stage}_{n}" for n in range(1, grades + 1))
    yield f"intake_{stage}"


def _more(school: School, stages: Sequence[str]) -> Iterator[tuple[str, object]]:
    """What only some schools say, by key: classes and intake of each stage, classes of each grade where they are
    known."""
    for name in (*MORE, *OLDER):
        yield name, getattr(school, name)
    for stage in stages:
        classes = school.classes.get(stage)
        by_grade = classes if isinstance(classes, tuple) else ()
        yield f"classes_{stage}", sum(by_grade) if by_grade else classes
        yield from ((f"classes_{stage}_{n}", each) for n, each in enumerate(by_grade, start=1))
        yield f"intake_{stage}", school.intake.get(stage)


def _list(plan: Plan, schools: Sequence[School], stages: Sequence[Stage], lang: str) -> Sheet:
    several = len({school.area for school in schools}) > 1
    columns = [
        Column(say("id", lang), rank=0),
        Column(say("name", lang), rank=0),
        Column(say("type", lang), rank=3),
        *([Column(say("area", lang), rank=4)] if several else []),
        Column(say("planned", lang), number=True, rank=6),
        Column(say("opens", lang), number=True, rank=1),
        *(Column(named("stage", stage.name, lang), number=True, rank=2) for stage in stages),
        Column(say("founder", lang), rank=8),
        Column(say("status", lang), rank=5),
        Column(say("basis", lang), rank=7),
    ]
    rows = []
    for school in schools:
        seats = [school.seats.get(stage.name, 0) - school.removes.get(stage.name, 0) for stage in stages]
        rows.append(
            [
                school.id,
                school.name or "",
                named("type", school.type, lang),
                *([school.area] if several else []),
                str(school.planned or ""),
                named("status", CANCELLED, lang) if school.cancelled else opened(school, plan, lang),
                *(f"{count:,}" if count else "" for count in seats),
                named("founder", school.founder, lang) if school.founder else "",
                named("status", school.status, lang),
                named("basis", school.basis.get("seats", ""), lang) if school.basis.get("seats") else "",
            ]
        )
    counted = [school for school in schools if not school.cancelled]
    sums = [
        sum(school.seats.get(stage.name, 0) - school.removes.get(stage.name, 0) for school in counted)
        for stage in stages
    ]
    rows.append(
        [
            say("total", lang),
            "",
            str(len(counted)),
            *([""] if several else []),
            "",
            "",
            *(f"{count:,}" for count in sums),
            "",
            "",
            "",
        ]
    )
    rule = [] if plan.delivery else [say("ledger.rule", lang, lag=plan.opening_lag)]
    return Sheet(say("ledger.title", lang, plan=plan_title(plan, lang)), columns, rows, rule)


def _sums(
    assessment: Assessment, stages: Sequence[Stage], years: Sequence[int], areas: Sequence[str]
) -> list[dict[str, object]]:
    """Seats that the ledger has added by each year to those in use before, by area and stage, in whole seats."""
    found: list[dict[str, object]] = []
    for year in years:
        for area in areas:
            for stage in stages:
                n, t = assessment.areas.index(area), assessment.years.index(year)
                seats = assessment.seats[stage.name][t, n].sum() - assessment.stock.seats[stage.name][n]
                added = whole_parts([float(seats)])[0] if year in assessment.known else None
                found.append({"year": year, "area": area, "stage": stage.name, "seats_added": added})
    return found


def _running(sums: Sequence[dict[str, object]], stages: Sequence[Stage], years: Sequence[int], lang: str) -> Sheet:
    columns = [
        Column(say("year", lang), rank=0),
        *(Column(named("stage", stage.name, lang), number=True) for stage in stages),
    ]
    added: dict[tuple[object, object], int] = {}
    for record in sums:
        if record["seats_added"] is not None:
            key = record["year"], record["stage"]
            added[key] = added.get(key, 0) + int(str(record["seats_added"]))
    rows = [
        [str(year), *(f"{added[year, stage.name]:,}" if (year, stage.name) in added else "" for stage in stages)]
        for year in years
    ]
    return Sheet(say("ledger.sums", lang), columns, rows)
