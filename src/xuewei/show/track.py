"""What is late, by responsible unit and by stage, and what is closed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from xuewei.model.calendar import school_year
from xuewei.model.lateness import GREEN, NOT_BEGUN, RED, YELLOW, Project, months_left, next_date, opening_day
from xuewei.model.progress import undated
from xuewei.show.plan_notes import COLOURS, plan_head
from xuewei.show.track_answer import track_answer
from xuewei.show.view import Column, Sheet, View
from xuewei.show.whence import plan_title, whence
from xuewei.tracking import StageLine, Tracking
from xuewei.words.track import named, say

Row = list[str | tuple[str, str]]
LATE = {
    "column.colour": 0,
    "column.unit": 3,
    "name": 0,
    "id": 0,
    "area": 7,
    "status": 5,
    "column.due": 8,
    "opens": 4,
    "column.days_late": 2,
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
    scenarios = " + ".join(found.plan.scenarios)
    notes = [
        whence(found.plan, lang),
        say("note.day", lang, day=found.day),
        *([say("note.scenario", lang, scenario=scenarios)] if scenarios else []),
        *([say("note.undated", lang, n=without_date)] if without_date else []),
        _colours(found, lang),
    ]
    day = {"as_of": found.day.isoformat()}
    records = [{**_record(one, found.stages), **day} for one in found.projects]
    return View(sheets, records, head, notes, _columns(found.stages))


def _late(found: Tracking, lang: str) -> Sheet:
    """The red and yellow projects; columns that nothing stands in are left out."""
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
        *(Column(say(stage, lang), number=True, rank=6) for stage in stages),
        Column(say("column.reasons", lang), rank=1),
    ]
    rows: list[Row] = []
    for one in late:
        cells: dict[str, str | tuple[str, str]] = {
            "column.colour": (say(one.colour, lang), COLOURS[one.colour]),
            "column.unit": _responsible(one, lang),
            "id": one.school.id,
            "name": one.school.name or "",
            "area": one.school.area,
            "status": named("status", one.status, lang),
            "column.due": one.school.due or "",
            "opens": str(one.opens),
            "column.days_late": f"{one.days_late:,}" if one.days_late else "",
        }
        seats = [one.school.seats.get(stage, 0) for stage in stages]
        numbers = (f"{count:,}" if count else "" for count in seats)
        rows.append([*(cells[name] for name in kept), *numbers, _wrong(one, found.day, lang)])
    return Sheet(say("track.late", lang), columns, rows, [] if rows else [say("track.none", lang)])


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
    titles = {say(name if name in COLOURS else f"column.{name}", lang): rank for name, rank in counts.items()}
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
        cells = [(f"{getattr(line, name):,}", "red" if name == "missing" and line.missing else "") for name in names]
        rows.append([say(line.stage, lang), *cells])
    return Sheet(say("track.stages", lang, year=year), columns, rows, [say("note.early", lang)] if early else [])


def _closed(found: Tracking, lang: str) -> Sheet:
    names = {"column.date": 1, "name": 0, "id": 0, "column.unit": 2}
    rows: list[Row] = [
        [
            one.closed_out or say("track.no_date", lang),
            one.school.name or "",
            one.school.id,
            _responsible(one, lang),
        ]
        for one in found.closed_out()
    ]
    columns = [Column(say(name, lang), rank=rank) for name, rank in names.items()]
    return Sheet(say("track.closed", lang), columns, rows, [] if rows else [say("track.no_closed", lang)])


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
