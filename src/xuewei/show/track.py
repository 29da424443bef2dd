"""What is late, by responsible unit and by stage, and what is closed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date

from xuewei.model.calendar import school_year
from xuewei.model.lateness import GREEN, NOT_BEGUN, RED, YELLOW, Project, months_left, next_date, opening_day
from xuewei.model.progress import undated
from xuewei.show.gap import COLOURS, plan_head
from xuewei.show.view import Column, Sheet, View
from xuewei.tracking import StageLine, Tracking
from xuewei.words.track import named, say

Row = list[str | tuple[str, str]]


def track(found: Tracking, lang: str) -> View:
    """The view: the answer in a sentence, what is late, units, stages, and what is closed out."""
    stages = found.by_stage()
    sheets = [
        Sheet(say("track.title", lang, plan=found.plan.name, day=found.day), (), (), [_answer(found, stages, lang)]),
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
        say("note.day", lang, day=found.day),
        *([say("note.scenario", lang, scenario=scenarios)] if scenarios else []),
        *([say("note.undated", lang, n=without_date)] if without_date else []),
        _colours(found, lang),
    ]
    day = {"as_of": found.day.isoformat()}
    records = [{**_record(one, found.stages), **day} for one in found.projects]
    return View(sheets, records, head, notes, _columns(found.stages))


def _answer(found: Tracking, stages: Sequence[StageLine], lang: str) -> str:
    colours = [one.colour for one in found.projects]
    return say(
        "track.answer",
        lang,
        projects=len(colours),
        in_use=sum(one.in_use for one in found.projects),
        closed=len(found.closed_out()),
        **{colour: colours.count(colour) for colour in (RED, YELLOW, GREEN)},
        cancelled=say("track.cancelled", lang, n=found.cancelled) if found.cancelled else "",
        year=school_year(found.day),
        planned=sum(line.planned for line in stages),
        come=sum(line.come for line in stages),
        missing=sum(line.missing for line in stages),
    )


def _late(found: Tracking, lang: str) -> Sheet:
    """The red and yellow projects; columns that nothing stands in are left out."""
    late = found.late()
    stages = [stage for stage in found.stages if any(one.school.seats.get(stage) for one in late)]
    shown = {
        "column.unit": any(one.school.responsible for one in found.projects),
        "area": len({one.school.area for one in found.projects}) > 1,
        "column.due": any(one.school.due for one in late),
    }
    names = ("column.colour", "column.unit", "id", "name", "area", "status", "column.due", "opens", "column.days_late")
    kept = [name for name in names if shown.get(name, True)]
    columns = [
        *(Column(say(name, lang), number=name in ("opens", "column.days_late")) for name in kept),
        *(Column(say(stage, lang), number=True) for stage in stages),
        Column(say("column.reasons", lang)),
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
    counts = ("projects", "in_use", "closed_out", RED, YELLOW, GREEN, "seats_late")
    titles = [say(name if name in COLOURS else f"column.{name}", lang) for name in counts]
    columns = [Column(say("column.unit", lang)), *(Column(title, number=True) for title in titles)]
    rows: list[Row] = []
    for line in found.by_unit():
        cells = [(f"{getattr(line, name):,}" if getattr(line, name) else "", COLOURS.get(name, "")) for name in counts]
        rows.append([line.unit or say("track.no_unit", lang), *cells])
    return Sheet(say("track.units", lang), columns, rows)


def _stages(lines: Sequence[StageLine], year: int, lang: str) -> Sheet:
    early = any(line.early for line in lines)
    names = ("planned", "come", "missing", *(["early"] if early else []))
    columns = [Column(say("stage", lang)), *(Column(say(f"column.{name}", lang), number=True) for name in names)]
    rows: list[Row] = []
    for line in lines:
        cells = [(f"{getattr(line, name):,}", "red" if name == "missing" and line.missing else "") for name in names]
        rows.append([say(line.stage, lang), *cells])
    return Sheet(say("track.stages", lang, year=year), columns, rows, [say("note.early", lang)] if early else [])


def _closed(found: Tracking, lang: str) -> Sheet:
    names = ("column.date", "id", "name", "column.unit")
    rows: list[Row] = [
        [
            one.closed_out or say("track.no_date", lang),
            one.school.id,
            one.school.name or "",
            _responsible(one, lang),
        ]
        for one in found.closed_out()
    ]
    columns = [Column(say(name, lang)) for name in names]
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
