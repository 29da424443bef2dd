"""The schools of a plan, checked against each other and against their own kind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from xuewei.errors import nearest
from xuewei.files.shapes import Faults
from xuewei.model.plan import Conversion, School
from xuewei.model.stages import stages_of_type


def school_rows(
    read: Sequence[dict[str, Any]],
    area: str,
    lag: int,
    types: Sequence[str],
    founders: Mapping[str, int],
    faults: Faults,
) -> tuple[School, ...]:
    """Schools from records; every fault is noted, and rows with faults still come back as far as they go.

    ``types`` are the kinds of school there are; ``founders`` those that the plan prints (empty: any will do).
    """
    schools = []
    first: dict[str, int] = {}
    for row in read:
        school = _school(row, area)
        schools.append(school)
        where = f"schools.{school.id or '?'}"
        if school.id and school.id in first:
            faults.note(row["line"], f"{where}.id", "same_id", found=school.id, first=first[school.id])
        first.setdefault(school.id, row["line"])
        _kind(school, where, types, faults)
        _years(school, where, lag, faults)
        if founders and school.founder is not None and school.founder not in founders:
            near = nearest(school.founder, founders)
            faults.note(school.line, f"{where}.founder", "founder", found=school.founder, near=near)
    return tuple(schools)


def _school(row: dict[str, Any], area: str) -> School:
    responsible = row.get("responsible")
    if isinstance(responsible, dict):
        responsible = " ".join(str(responsible[key]) for key in ("unit", "person") if key in responsible)
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
        status=row.get("status", "planned"),
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
        line=row["line"],
    )


def _kind(school: School, where: str, types: Sequence[str], faults: Faults) -> None:
    """The kind of school, and whether its seats are of that kind's stages."""
    if school.type and school.type not in types:
        near = nearest(school.type, types)
        faults.note(school.line, f"{where}.type", "choice", found=school.type, near=near, known=", ".join(types))
        return
    known = stages_of_type(school.type)
    for stage in (*school.seats, *school.removes):
        if school.type and stage not in known:
            near = nearest(stage, known)
            words = {"type": school.type, "known": ", ".join(known)}
            faults.note(school.line, f"{where}.seats.{stage}", "stage_of_type", found=stage, near=near, **words)
    if not school.seats and not school.removes:
        faults.note(school.line, f"{where}.seats", "no_seats")


def _years(school: School, where: str, lag: int, faults: Faults) -> None:
    """Whether what happens to a school happens after it opens, and converts no more than is there."""
    if school.opens is None and school.planned is None:
        faults.note(school.line, where, "no_opening")
        return
    opens = school.opens if school.opens is not None else (school.planned or 0) + lag
    if school.closes is not None and school.closes <= opens:
        faults.note(school.line, f"{where}.closes", "before_opening", found=school.closes, opens=opens)
    if school.until is not None and school.until < opens:
        faults.note(school.line, f"{where}.until", "before_opening", found=school.until, opens=opens)
    there = dict(school.seats)
    for turn in sorted(school.convert, key=lambda turn: turn.year):
        if turn.year < opens:
            faults.note(school.line, f"{where}.convert.year", "before_opening", found=turn.year, opens=opens)
        stands = there.get(turn.origin, 0)
        turned = stands if turn.seats is None else turn.seats
        if turned > stands or not stands:
            faults.note(school.line, f"{where}.convert.seats", "too_many_converted", found=turned, there=stands)
        there[turn.origin] = stands - turned
        there[turn.target] = there.get(turn.target, 0) + turned
