"""What is late, by responsible unit and by stage, in words and tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from xuewei.answers.track.tracking import (
    GREEN,
    NOT_BEGUN,
    RED,
    YELLOW,
    Project,
    StageLine,
    Tracking,
    months_left,
    next_date,
    opening_day,
)
from xuewei.answers.track.words import named, say
from xuewei.language.words import named as label_of
from xuewei.model.calendar import school_year
from xuewei.model.seats.delivery import undated
from xuewei.tables.notes import COLOURS, plan_head, plan_title, scenario_notes, whence
from xuewei.tables.palette import BAD
from xuewei.tables.screen import short_names
from xuewei.tables.view import Column, Sheet, View, text_of

UNITS, SCHOOLS = 3, 2
"""Responsible units that are named, those with most late projects, and the schools of each, the longest late."""


def track_answer(found: Tracking, stages: Sequence[StageLine], lang: str) -> list[str]:
    """What is late and whose, what seats are missing by now, and how all projects stand."""
    return [_late_words(found, lang), _seats(found, stages, lang), _counts(found, lang)]


def _late_words(found: Tracking, lang: str) -> str:
    """The late projects by responsible unit."""
    late = [one for one in found.late() if one.colour == RED]
    if not late:
        return say("track.on_time", lang)
    units = [line.unit for line in found.by_unit() if line.red]
    late_units = [_unit(unit, [one for one in late if one.unit == unit], lang) for unit in units[:UNITS]]
    others = [one for one in late if one.unit in units[UNITS:]]
    more = say("track.more_units", lang, units=len(units) - UNITS, n=len(others)) if others else ""
    return say(
        "track.late_of",
        lang,
        n=len(late),
        seats=sum(sum(one.school.seats.values()) for one in late),
        units=say("track.join_units", lang).join(late_units) + more,
    )


def _unit(unit: str | None, late: Sequence[Project], lang: str) -> str:
    """The late projects of one unit, the longest late by name."""
    longest = [
        say("track.days", lang, school=one.school.name or one.school.id, days=one.days_late) for one in late[:SCHOOLS]
    ]
    schools = say("track.join", lang).join(longest) + (say("track.more", lang) if len(late) > SCHOOLS else "")
    return say("track.unit_late", lang, unit=unit or say("track.nobody", lang), n=len(late), schools=schools)


def _seats(found: Tracking, stages: Sequence[StageLine], lang: str) -> str:
    """Seats that should be there by now, and those that are missing by stage."""
    missing = [line for line in stages if line.missing]
    parts = [say("track.stage", lang, stage=label_of("stage", line.stage, lang), n=line.missing) for line in missing]
    return say(
        "track.seats",
        lang,
        year=school_year(found.day),
        planned=sum(line.planned for line in stages),
        come=sum(line.come for line in stages),
        missing=sum(line.missing for line in stages),
        stages=say("track.seats_of", lang, stages=say("track.join_stages", lang).join(parts)) if parts else "",
    )


def _counts(found: Tracking, lang: str) -> str:
    """How all projects stand."""
    colours = [one.colour for one in found.projects]
    return say(
        "track.counts",
        lang,
        projects=len(colours),
        in_use=sum(one.in_use for one in found.projects),
        closed=len(found.closed_out()),
        **{colour: colours.count(colour) for colour in (RED, YELLOW, GREEN)},
        cancelled=say("track.cancelled", lang, n=found.cancelled) if found.cancelled else "",
    )


Row = list[str | tuple[str, str]]
LATE = {
    "column.colour": 0,
    "column.unit": 4,
    "name": 0,
    "id": 3,
    "area": 8,
    "status": 6,
    "column.due": 9,
    "opens": 5,
    "column.days_late": 1,
}
"""Columns of what is late, and how soon they are left out: the last first."""


def track(found: Tracking, lang: str) -> View:
    """The view: the answer in a sentence, what is late, units, stages, and what is closed out."""
    stages = found.by_stage()
    sheets = [
        Sheet(
            say("track.title", lang, plan=plan_title(found.plan, lang), day=found.day),
            (),
            (),
            track_answer(found, stages, lang),
        ),
        _late(found, lang),
        _units(found, lang),
        _stages(stages, school_year(found.day), lang),
        _closed(found, lang),
    ]
    without_date = sum(undated(one.school) for one in found.projects)
    head = {
        **plan_head(found.plan),
        "as_of": found.day.isoformat(),
        "cancelled": found.cancelled,
        "undated": without_date,
        "units": [asdict(line) for line in found.by_unit()],
        "stages": [asdict(line) for line in stages],
    }
    notes = [
        whence(found.plan, lang),
        say("note.day", lang, day=found.day),
        *scenario_notes(found.plan, lang),
        *([say("note.undated", lang, n=without_date)] if without_date else []),
        _colours(found, lang),
    ]
    day = {"as_of": found.day.isoformat()}
    records = [{**_record(one, found.stages), **day} for one in found.projects]
    return View(sheets, records, head, notes, _columns(found.stages))


def _late(found: Tracking, lang: str) -> Sheet:
    """The red and yellow projects, a line each; columns that nothing stands in are left out."""
    late = found.late()
    stages = [stage for stage in found.stages if any(one.school.seats.get(stage) for one in late)]
    shown = {
        "column.unit": any(one.school.responsible for one in found.projects),
        "area": len({one.school.area for one in found.projects}) > 1,
        "column.due": any(one.school.due for one in late),
    }
    kept = [name for name in LATE if shown.get(name, True)]
    columns = [
        *(Column(say(name, lang), number=name in ("opens", "column.days_late"), rank=LATE[name]) for name in kept),
        *(Column(named("stage", stage, lang), number=True, rank=7) for stage in stages),
        Column(say("column.reasons", lang), rank=2),
    ]
    same = Counter(one.school.name for one in late)
    rows: list[Row] = []
    for one in late:
        name = one.school.name or one.school.id
        cells: dict[str, str | tuple[str, str]] = {
            "column.colour": (named("warning", one.colour, lang), COLOURS[one.colour]),
            "column.unit": _responsible(one, lang),
            "id": one.school.id,
            "name": f"{name} {one.school.id}" if one.school.name and same[name] > 1 else name,
            "area": one.school.area,
            "status": named("status", one.status, lang),
            "column.due": one.school.due or "",
            "opens": str(one.opens),
            "column.days_late": f"{one.days_late:,}" if one.days_late else "",
        }
        seats = [one.school.seats.get(stage, 0) for stage in stages]
        numbers = (f"{count:,}" if count else "" for count in seats)
        rows.append([*(cells[name] for name in kept), *numbers, _wrong(one, found.day, lang)])
    notes = [] if rows else [say("track.none", lang)]
    names = [text_of(row[kept.index("name")]) for row in rows]
    return Sheet(say("track.late", lang), columns, rows, notes, one_line=short_names(names))


def _responsible(project: Project, lang: str) -> str:
    """The unit, and who it is that answers for it."""
    parts = [project.unit or say("track.no_unit", lang), project.school.responsible.get("person")]
    return " · ".join(part for part in parts if part)


def _wrong(project: Project, day: date, lang: str) -> str:
    """Why a project is not green."""
    coming, months = next_date(project, day), months_left(opening_day(project), day)
    values = {
        "months": months,
        "coming": coming,
        "days": (coming - day).days if coming else 0,
    }
    words = (
        say("reason.opening_month" if reason == NOT_BEGUN and months <= 0 else f"reason.{reason}", lang, **values)
        for reason in project.reasons
    )
    return say("reason.join", lang).join(words)


def _units(found: Tracking, lang: str) -> Sheet:
    counts = {"projects": 4, "in_use": 5, "closed_out": 7, RED: 1, YELLOW: 3, GREEN: 6, "seats_late": 2}
    titles = {
        say(f"warning.{name}" if name in COLOURS else f"column.{name}", lang): rank for name, rank in counts.items()
    }
    columns = [Column(title, number=True, rank=rank) for title, rank in titles.items()]
    columns.insert(0, Column(say("column.unit", lang), rank=0))
    rows: list[Row] = []
    for line in found.by_unit():
        cells = [(f"{getattr(line, name):,}" if getattr(line, name) else "", COLOURS.get(name, "")) for name in counts]
        rows.append([line.unit or say("track.no_unit", lang), *cells])
    return Sheet(say("track.units", lang), columns, rows)


def _stages(lines: Sequence[StageLine], year: int, lang: str) -> Sheet:
    early = any(line.early for line in lines)
    names = {"planned": 3, "come": 2, "missing": 1, **({"early": 4} if early else {})}
    columns = [Column(say(f"column.{name}", lang), number=True, rank=rank) for name, rank in names.items()]
    columns.insert(0, Column(say("stage", lang), rank=0))
    rows: list[Row] = []
    for line in lines:
        cells = [(f"{getattr(line, name):,}", BAD if name == "missing" and line.missing else "") for name in names]
        rows.append([named("stage", line.stage, lang), *cells])
    return Sheet(say("track.stages", lang, year=year), columns, rows, [say("note.early", lang)] if early else [])


def _closed(found: Tracking, lang: str) -> Sheet:
    names = {"column.date": 1, "name": 0, "id": 2, "column.unit": 3}
    rows: list[Row] = [
        [
            one.closed_out or say("track.no_date", lang),
            one.school.name or one.school.id,
            one.school.id,
            _responsible(one, lang),
        ]
        for one in found.closed_out()
    ]
    columns = [Column(say(name, lang), rank=rank) for name, rank in names.items()]
    notes = [] if rows else [say("track.no_closed", lang)]
    return Sheet(say("track.closed", lang), columns, rows, notes, one_line=True)


def _colours(found: Tracking, lang: str) -> str:
    building, soon = found.assumptions.building_months, found.assumptions.soon_months
    return say(
        "note.colours",
        lang,
        building=building.value,
        building_basis=named("basis", building.basis, lang),
        soon=soon.value,
        soon_basis=named("basis", soon.basis, lang),
    )


def _columns(stages: Sequence[str]) -> list[str]:
    first = ("id", "name", "area", "unit", "person", "status", "due", "opens", "days_late", "colour", "reasons")
    return [*first, *stages, "closed_out", "as_of"]


def _record(one: Project, stages: Sequence[str]) -> dict[str, object]:
    return {
        "id": one.school.id,
        "name": one.school.name,
        "area": one.school.area,
        "unit": one.unit,
        "person": one.school.responsible.get("person"),
        "status": one.status,
        "due": one.school.due,
        "opens": one.opens,
        "days_late": one.days_late,
        "colour": one.colour,
        "reasons": " ".join(one.reasons),
        **{stage: one.school.seats.get(stage, 0) for stage in stages},
        "closed_out": one.closed_out,
    }
