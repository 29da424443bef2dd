"""The schools of a plan, checked against each other and against their own kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from xuewei.errors import Line, nearest
from xuewei.files.written.shapes import Faults
from xuewei.model.in_use import unsaid
from xuewei.model.plan import ALWAYS, CANCELLED, IN_USE, STATUSES, UNDATED, BaseSeats, Conversion, Progress, School
from xuewei.model.stages import stages_of_type


@dataclass(frozen=True)
class Opening:
    """Years from ``planned`` to the first September, and the line that says so (None: nothing is written); the seats
    in use before the plan, and their year where nothing is written of them."""

    lag: int
    line: int | None = None
    base: BaseSeats | None = None
    before: int = 0

    @property
    def base_year(self) -> int:
        """The school year of the seats in use before the plan."""
        return self.before if self.base is None else self.base.year


def school_rows(
    read: Sequence[dict[str, Any]],
    area: str,
    opening: Opening,
    types: Sequence[str],
    founders: Mapping[str, int],
    faults: Faults,
) -> tuple[School, ...]:
    """Schools from records; every fault is noted, and rows with faults still come back as far as they go.

    ``types`` are the kinds of school there are; ``founders`` those that the plan prints (empty: any will do).
    """
    schools = []
    first: dict[str, int] = {}
    for n, row in enumerate(read, start=1):
        school = _school(row, area, opening)
        schools.append(school)
        slips = _Slips(row, f"schools[{n}]", faults)
        if school.id and school.id in first:
            slips.note("id", "same_id", found=school.id, first=first[school.id])
        first.setdefault(school.id, row["line"])
        if row["good"]:
            _kind(school, types, slips)
            _years(school, opening, slips)
            _progress(school, slips)
        if founders and school.founder is not None and school.founder not in founders:
            slips.note("founder", "founder", found=school.founder, near=nearest(school.founder, founders))
    return tuple(schools)


@dataclass(frozen=True)
class _Slips:
    """Notes faults at the line of a key of one school; where a scenario changed the row, at the scenario's line."""

    row: Mapping[str, Any]
    where: str
    faults: Faults

    def note(
        self,
        field: str,
        kind: str,
        *,
        found: object = None,
        near: str | None = None,
        cause: int | None = None,
        **values: object,
    ) -> None:
        line = self.row["lines"].get(field.split(".")[0].partition("[")[0], self.row["line"])
        for blame in (cause, self.row["line"]):
            if isinstance(blame, Line) and not isinstance(line, Line):
                line = blame
        path = f"{self.where}.{field}" if field else self.where
        self.faults.note(line, path, kind, found=found, near=near, **values)


def _school(row: dict[str, Any], area: str, opening: Opening) -> School:
    responsible = row.get("responsible", {})
    if isinstance(responsible, dict):
        responsible = {key: responsible[key] for key in ("unit", "person") if key in responsible}
    else:
        responsible = {"unit": responsible}
    steps = [each for each in row.get("progress", ()) if {"date", "status"} <= set(each)]
    progress = tuple(Progress(each["date"], each["status"], each.get("note")) for each in steps)
    turns = (each for each in row.get("convert", ()) if {"year", "from", "to"} <= set(each))
    return School(
        id=row.get("id", ""),
        type=row.get("type", ""),
        area=row.get("area", area),
        seats=row.get("seats", {}),
        planned=row.get("planned"),
        opens=row.get("opens"),
        name=row.get("name"),
        founder=row.get("founder"),
        works=row.get("works", "new"),
        provision=row.get("provision"),
        status=row.get("status", progress[-1].status if progress else _status(row, area, opening)),
        progress=progress,
        closes=row.get("closes"),
        until=row.get("until"),
        fill=row.get("fill"),
        removes=row.get("removes", {}),
        convert=tuple(Conversion(each["year"], each["from"], each["to"], each.get("seats")) for each in turns),
        cost_wan=row.get("cost_wan"),
        responsible=responsible,
        due=row.get("due"),
        basis=row.get("basis", {}),
        note=row.get("note"),
        counted=row.get("counted"),
        line=row["line"],
    )


def _status(row: dict[str, Any], area: str, opening: Opening) -> str:
    """The status of a school that says nothing of it: in use where it is no project but one of the schools in use
    before the plan, by its opening year or, where those are listed, by giving no year at all."""
    if row.get("planned") is None:
        opens, base = row.get("opens"), opening.base
        if opens is not None:
            return IN_USE if opens <= opening.base_year else STATUSES[0]
        if base is not None and any(base.lists(row.get("area", area), stage) for stage in row.get("seats", {})):
            return IN_USE
    return STATUSES[0]


def _kind(school: School, types: Sequence[str], slips: _Slips) -> None:
    """The kind of school, and whether its seats are of that kind's stages."""
    if school.type not in types:
        near = nearest(school.type, types)
        slips.note("type", "choice", found=school.type, near=near, known=", ".join(types))
        return
    known = stages_of_type(school.type)
    for key, seats in (("seats", school.seats), ("removes", school.removes)):
        for stage in seats:
            if stage not in known:
                near, listed = nearest(stage, known), ", ".join(known)
                slips.note(f"{key}.{stage}", "stage_of_type", found=stage, near=near, type=school.type, known=listed)
    if not school.seats and not school.removes:
        slips.note("seats", "no_seats")


def _years(school: School, opening: Opening, slips: _Slips) -> None:
    """Whether what happens to a school happens after it opens, and converts no more than is there."""
    if school.opens is None and school.planned is None and school.status not in UNDATED:
        slips.note("", "no_opening")
        return
    opens = school.opens
    if opens is None:
        opens = ALWAYS if school.planned is None else school.planned + opening.lag
    cause = opening.line if school.opens is None else None
    if school.closes is not None and school.closes <= opens:
        slips.note("closes", "before_opening", found=school.closes, opens=opens, cause=cause)
    if school.until is not None and school.until < opens:
        slips.note("until", "before_opening", found=school.until, opens=opens, cause=cause)
    if school.counted and not school.cancelled and opens > opening.base_year:
        slips.note("counted", "counted_later", found=True, cause=cause, opens=opens, year=opening.base_year)
    if unsaid(school, opens, opening.base):
        slips.note("counted", "counted_unsaid", cause=cause, year=opening.base_year)
    there = dict(school.seats)
    for turn in sorted(school.convert, key=lambda turn: turn.year):
        if turn.year < opens:
            slips.note("convert.year", "before_opening", found=turn.year, opens=opens, cause=cause)
        stands = there.get(turn.origin, 0)
        turned = stands if turn.seats is None else turn.seats
        if turned > stands or not stands:
            slips.note("convert.seats", "too_many_converted", found=turned, there=stands)
        there[turn.origin] = stands - turned
        there[turn.target] = there.get(turn.target, 0) + turned


def _progress(school: School, slips: _Slips) -> None:
    """Whether the steps are in the order of their dates, none goes back, and the last is the status.

    A school may be cancelled without a date, as scenarios do.
    """
    for n, (earlier, later) in enumerate(pairwise(school.progress), start=2):
        if later.date < earlier.date:
            slips.note(f"progress[{n}].date", "progress_order", found=later.date, before=earlier.date)
        elif earlier.status == CANCELLED or STATUSES.index(later.status) < STATUSES.index(earlier.status):
            slips.note(f"progress[{n}].status", "progress_back", found=later.status, before=earlier.status)
    if school.progress and not school.cancelled and school.progress[-1].status != school.status:
        slips.note("status", "status_differs", found=school.status, last=school.progress[-1].status)
