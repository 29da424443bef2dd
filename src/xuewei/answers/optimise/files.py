"""Candidates from their YAML file, and a schedule written as a scenario."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from xuewei.answers.optimise.candidates import Candidate, Seats, candidate, track, whole_tracks
from xuewei.answers.optimise.case import MEANS
from xuewei.answers.optimise.schedule import Schedule, added_row, change, closing
from xuewei.errors import nearest
from xuewei.formats.kinds import Kind
from xuewei.formats.places import BUILT_IN, AnyPath
from xuewei.formats.plan.read import check_kept, must_keep_of
from xuewei.formats.plan.schools import Opening, school_rows
from xuewei.formats.plan.shapes import MUST_KEEP, SCHOOL, SEATS, STAGES, YEAR
from xuewei.formats.plan.write import school_document
from xuewei.formats.records import Key, Record
from xuewei.formats.shapes import (
    Choice,
    Either,
    Faults,
    ListOf,
    MapOf,
    Whole,
    item_place,
)
from xuewei.formats.yaml import entry, read_yaml
from xuewei.language.shown import visible
from xuewei.late import dataclass
from xuewei.model.assumptions import Costs
from xuewei.model.plan import CANCELLED, Conversion, MustKeep, Plan, School, opening_year
from xuewei.model.seats.in_use import kept
from xuewei.model.seats.register import with_seats
from xuewei.model.stages import Stage, stages_of_type


def scenario_text(
    found: Schedule, plan: Plan, name: str, extends: str, comment: str = "", note: str | None = None
) -> str:
    """The scenario of a schedule over ``plan``; ``extends`` is how it names the plan, ``comment`` stands above it, and
    ``note`` in it.

    Schools that stay as written are not in it.
    """
    known = {school.id for school in plan.schools}
    changes, adds, gone = [], [], []
    for each in found.outcomes:
        one = each.candidate
        if one.added and each.opens is not None:
            gone += [one.school.id] if one.school.id in known else []
            adds.append(school_document(added_row(each, plan), plan.area))
        elif one.school.id in known:
            written = change(each, plan)
            if written:
                changes.append({"id": one.school.id, **_document(written)})
    turned = {school.id: _document({"convert": turns}) for school, turns in found.turned}
    moved = {each.id: {"status": CANCELLED} if each.cancelled else {"opens": each.opens} for each in found.moved}
    closed = {move.school: closing(move) for move in found.closed}
    besides = dict.fromkeys((*moved, *turned, *closed))
    changes += [{"id": name, **moved.get(name, {}), **turned.get(name, {}), **closed.get(name, {})} for name in besides]
    adds += [school_document(school, plan.area) for school in found.besides]
    document: dict[str, Any] = {
        "scenario": name,
        "extends": extends,
        "note": note,
        "remove": gone,
        "change": changes,
        "add": adds,
    }
    lines = [f"# {visible(line)}" for line in comment.split("\n") if line]
    lines += [entry(key, value, 0) for key, value in document.items() if value]
    return "\n".join(lines) + "\n"


def _document(written: Mapping[str, Any]) -> dict[str, Any]:
    """Changes as they are written."""
    turns: tuple[Conversion, ...] = written.get("convert", ())
    found = dict(written)
    if turns:
        found["convert"] = [
            {"year": each.year, "from": each.origin, "to": each.target, "seats": each.seats} for each in turns
        ]
    return found


def reference(plan: str | None, scenario: str | None, output: str | None) -> str:
    """How a scenario written to ``output`` names what it lies over: a shipped plan by its name, else by a path relative
    to the output.

    >>> reference(None, None, "out.yaml"), reference("a/plan.yaml", None, "a/b/out.yaml")
    ('plan_2021_2025', '../plan.yaml')
    """
    below = scenario or plan
    if below is None:
        return next(iter(BUILT_IN))
    if below in BUILT_IN:
        return below
    folder = os.path.dirname(os.path.abspath(output)) if output else os.getcwd()
    try:
        return os.path.relpath(below, folder).replace(os.sep, "/")
    except ValueError:  # another drive
        return os.path.abspath(below)


CANDIDATE = Record(
    {
        **SCHOOL.keys,
        "earliest": Key(YEAR, says="最早投用学年，缺省为写明的投用年"),
        "latest": Key(YEAR, says="最晚投用学年，缺省为预测末年"),
        "sizes": Key(ListOf(Either(Whole(1, 100), MapOf(SEATS, usual=STAGES))), says="可选规模：轨数，或各学段学位"),
    }
)
CANDIDATES = Record(
    {
        "candidates": Key(ListOf(CANDIDATE), True, says="备选学校"),
        "allow": Key(ListOf(Choice(MEANS)), says="建校以外可用的办法，同 --allow"),
        "must_keep": Key(MUST_KEEP, says="不得动的学校与学位，同方案的 must_keep"),
    }
)
KIND = Kind("no_candidates_file", tuple(CANDIDATES.keys))


@dataclass(frozen=True)
class Choices:
    """What a file says of a choice: ``candidates`` in its order (none: those of the plan), which means besides schools
    it ``allow``s, and what must be kept."""

    candidates: tuple[Candidate, ...]
    allow: tuple[str, ...]
    keep: MustKeep


def read_candidates(place: AnyPath, plan: Plan, stages: Sequence[Stage], last: int, costs: Costs) -> Choices:
    """What a YAML file says of a choice for ``plan``; its candidates may open up to ``last``.

    ``costs`` are those of schools that do not say their own. Raises InputError with every fault.
    """
    node = read_yaml(place, KIND)
    faults = Faults(str(place))
    document = CANDIDATES.read(node, "", faults) or {"bad": {"must_keep"}}
    read = document.get("candidates", [])
    rows = [_with_opening(row) for row in read]
    types = {*(stage.name for stage in stages), *plan.published.by_type, *(school.type for school in plan.schools)}
    founders: Mapping[str, int] = {}
    schools = school_rows(rows, plan.area, Opening(plan.opening_lag), types, founders, faults)
    schools = with_seats(replace(plan, schools=schools), stages).schools
    areas = plan.all_areas()
    for n, (row, school) in enumerate(zip(read, schools, strict=True), start=1):
        where = item_place("candidates", n, school.id)
        if school.area not in areas:
            line = row["lines"].get("area", row["line"])
            faults.note(line, f"{where}.area", "plan_area", found=school.area, near=nearest(school.area, areas))
        if "earliest" in row and "latest" in row and row["latest"] < row["earliest"]:
            values = {"found": row["latest"], "earliest": row["earliest"]}
            faults.note(row["lines"]["latest"], f"{where}.latest", "before_earliest", **values)
        _stages(row, school, where, [stage.name for stage in stages], faults)
        if row["bad"].isdisjoint(("seats", "convert", "sizes")):
            _sizes(row, school, where, {stage.name: stage for stage in stages}, faults)
    kept = must_keep_of(document.get("must_keep")) if "must_keep" not in document["bad"] else MustKeep()
    ids = [each.id for each in (*plan.schools, *schools)]
    check_kept(kept, ids, areas, node, faults, [stage.name for stage in stages])
    faults.stop()
    found = (_candidate(row, school, plan, stages, last, costs) for row, school in zip(read, schools, strict=True))
    return Choices(tuple(found), tuple(document.get("allow", ())), kept)


def _stages(row: Mapping[str, Any], school: School, where: str, names: Sequence[str], faults: Faults) -> None:
    """Whether every stage that a candidate holds, or turns, is one that there is."""
    used = [("seats", f"seats.{stage}", stage) for stage in school.seats]
    used += [("removes", f"removes.{stage}", stage) for stage in school.removes]
    for n, turn in enumerate(school.convert, start=1):
        used += [("convert", f"convert[{n}].from", turn.origin), ("convert", f"convert[{n}].to", turn.target)]
    for key, field, stage in used:
        if stage not in names:
            line = row["lines"].get(key, row["line"])
            faults.note(line, f"{where}.{field}", "no_stage", found=stage, near=nearest(stage, names))


def _sizes(row: Mapping[str, Any], school: School, where: str, known: Mapping[str, Stage], faults: Faults) -> None:
    """Whether each size has seats, of stages that the school or its type has, and enough of them for what turns."""
    line, own = row["lines"].get("sizes", row["line"]), {*school.seats, *stages_of_type(school.type)}
    for n, written in enumerate(row.get("sizes", ()), start=1):
        path = f"{where}.sizes[{n}]"
        for stage in () if isinstance(written, int) else written:
            if stage not in own or stage not in known:
                listed = ", ".join(each for each in known if each in own)
                near = nearest(stage, own)
                faults.note(line, f"{path}.{stage}", "stage_of_school", found=stage, near=near, known=listed)
        if not all(stage in known for stage in school.seats):
            continue
        left = dict(_size(written, school, known))
        if not any(left.values()):
            faults.note(line, path, "size_no_seats")
            continue
        for turn in sorted(school.convert, key=lambda turn: turn.year):
            there = left.get(turn.origin, 0)
            turned = there if turn.seats is None else turn.seats
            if turned > there:
                faults.note(line, path, "too_many_converted", found=turned, there=there)
                break
            left[turn.origin], left[turn.target] = there - turned, left.get(turn.target, 0) + turned


def _with_opening(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row whose ``earliest`` stands for its opening year where it gives none."""
    if "earliest" in row and "opens" not in row and "planned" not in row:
        return {**row, "opens": row["earliest"]}
    return {**row, "bad": {*row["bad"], "opens"}} if "earliest" in row["bad"] else dict(row)


def _candidate(
    row: Mapping[str, Any], school: School, plan: Plan, stages: Sequence[Stage], last: int, costs: Costs
) -> Candidate:
    known = {stage.name: stage for stage in stages}
    sizes: Sequence[Seats] = [_size(each, school, known) for each in row.get("sizes", ())]
    if not sizes:
        sizes = whole_tracks(school, stages)
    elif dict(school.seats) not in sizes:
        sizes = [dict(school.seats), *sizes]
    earliest, latest = row.get("earliest", opening_year(school, plan)), row.get("latest", last)
    why = kept(school)
    own = row.get("latest")
    found = candidate(school, earliest, latest, sizes, costs, must=bool(why), added=True, latest_written=own)
    return replace(found, kept=why, earliest_written="earliest" in row)


def _size(written: int | Mapping[str, int], school: School, stages: Mapping[str, Stage]) -> Seats:
    """Seats by stage of a size in 轨, or as they are written."""
    if isinstance(written, int):
        return {name: written * track(stages[name]) for name in school.seats}
    return dict(written)
