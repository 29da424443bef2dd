"""A list laid over a plan: schools it names are updated in what it says, others are added, none goes."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.plan.read import plan_of
from xuewei.formats.plan.shapes import SCHOOL, STAGES, YEAR
from xuewei.formats.yaml import Node
from xuewei.language.school_types import type_of
from xuewei.model.calendar import school_year
from xuewei.model.plan import IN_USE, LISTED, OPENED, Plan
from xuewei.model.school_fields import INPUTS
from xuewei.workbook.lists.list_rows import Listed
from xuewei.workbook.lists.table import place_in_list

PLANNED_YEARS = 5
"""Years of the plan that is made of a list of schools in use alone."""
PARTS = {each.target: (each.field.name, each.column.inside) for each in INPUTS if each.column.inside}
"""Targets that stand inside a key of a school: that key, and the one in its map."""

ABSENCES = ("required", "no_seats", "no_opening")
"""Faults of the plan that are told in the list's own words, or follow where a cell could not be read."""


def updated_plan(
    node: Node,
    plan: Plan,
    listed: Sequence[Listed],
    faults: Sequence[Fault] = (),
    *,
    register: bool = False,
    undated: bool = False,
) -> Plan:
    """The plan of ``node`` with what a list says; of a ``register`` new schools are in use; where the plan lists its
    seats in use, or schools may be ``undated``, so are those that give neither years nor a status.

    Raises InputError with every fault, those of the list's own ``faults`` among them, at the cell that causes it.
    """
    rows = node.value["schools"] if isinstance(node.value, dict) else Node([], 0)
    assert isinstance(rows.value, list)
    ids = {school.id: n for n, school in enumerate(plan.schools)}
    names: dict[str, list[int]] = {}
    for n, school in enumerate(plan.schools):
        names.setdefault(school.name or "", []).append(n)
    listed_there = plan.base_seats is not None and bool(plan.base_seats.listed)
    wrong = list(faults)
    new: list[Listed] = []
    for one in listed:
        name, own = (one.facts.get(key) for key in ("name", "id"))
        same = names.get(str(name.value), []) if name else []
        if own is not None and str(own.value) in ids:
            _change(rows.value[ids[str(own.value)]], plan.schools[ids[str(own.value)]].responsible, one, plan)
        elif own is None and len(same) == 1:
            _change(rows.value[same[0]], plan.schools[same[0]].responsible, one, plan)
        elif own is None and name is not None and len(same) > 1:
            found = ", ".join(plan.schools[n].id for n in same)
            wrong.append(Fault(place_in_list(name), "", "list_ambiguous", {"known": found}, str(name.value)))
        else:
            new.append(one)
    several = len(plan.all_areas()) > 1
    wrong += _areas(new, listed) if several else []
    wrong += _add(rows.value, set(ids), new, plan.opening_lag, register=register, undated=undated or listed_there)
    return _together(node, plan.file, listed, wrong)


def new_plan(
    name: str,
    area: str | None,
    listed: Sequence[Listed],
    file: str,
    faults: Sequence[Fault] = (),
    *,
    register: bool = False,
    undated: bool = False,
    year: int | None = None,
    taken: Collection[str] = (),
    now: date | None = None,
) -> Plan:
    """A plan of the schools of a list alone; its years are those of its projects, its area ``area``, else the first
    there is; where schools in use all name theirs, the first of these.

    Schools in use without a planned year are no projects but the seats in use: the plan lists them, in ``year``, else
    in the year before its projects, or in the school year of ``now`` (default: today) where it has none. Schools that
    may be ``undated`` are in use where they give no years, or one of opening until then. A school without an id gets
    one that is not ``taken``. Raises InputError with every fault, those of the list's own ``faults`` among them.
    """
    areas = [str(one.facts["area"].value) for one in listed if "area" in one.facts]
    wrong = list(faults)
    first = area or (areas[0] if areas else None)
    if first is None:
        first = file
        wrong.append(Fault(Place(file), "", "list_area"))
    today = school_year(now or date.today())
    there = [register or _in_use(one.facts) or (undated and _stands(one.facts, year or today)) for one in listed]
    if any(there) and len(areas) == len(listed) and first not in areas:
        first = areas[0]
    rows: list[Node] = []
    wrong += _areas(listed, listed) if len(set(areas)) > 1 else []
    wrong += _add(rows, {*taken}, listed, 1, register=register, undated=undated)
    years = [
        node.value
        for one, in_use in zip(listed, there, strict=True)
        for key in (() if in_use else ("planned", "opens"))
        if (node := one.facts.get(key)) and isinstance(node.value, int) and YEAR.low <= node.value <= YEAR.high
    ]
    if wrong and not rows:
        raise InputError(_in_order(wrong))
    span = [min(years, default=2021), max(years, default=2025)]
    base: dict[str, Node] = {}
    if any(there):
        year = year or (span[0] - 1 if years else today)
        span = span if years else [year + 1, year + PLANNED_YEARS]
        base["base_seats"] = Node({"year": Node(year, 0), "seats": _listed(listed, there, first)}, 0)
    head = {"plan": Node(name, 0), "area": Node(first, 0), "years": Node([Node(year, 0) for year in span], 0), **base}
    return _together(Node({**head, "schools": Node(rows, 0)}, 0), file, listed, wrong)


def _together(node: Node, file: str, listed: Sequence[Listed], wrong: Sequence[Fault]) -> Plan:
    """The plan of a node. Raises InputError with what the list showed to be ``wrong`` before, and what the plan shows
    in other cells, in the order of the list."""
    try:
        plan = plan_of(node, file)
    except InputError as also:
        known = {each.place for each in wrong if each.place.line}
        absent = known | {one.place for one in listed if one.spoilt}
        shown = [each for each in also.faults if each.place not in (absent if each.kind in ABSENCES else known)]
        raise InputError(_in_order([*wrong, *shown])) from None
    if wrong:
        raise InputError(_in_order(wrong))
    return plan


def _in_order(faults: Sequence[Fault]) -> list[Fault]:
    """Faults in the order of the list, those of other files behind them."""
    return sorted(faults, key=lambda fault: (bool(fault.place.line) and not fault.place.column, fault.place))


def _listed(listed: Sequence[Listed], there: Sequence[bool], area: str) -> Node:
    """What a plan writes of its seats in use where a list holds them: of the stages that the list has, they are the
    listed ones; a list of every usual stage is all that there is."""
    stages: dict[str, None] = {}
    areas: dict[str, None] = {area: None}
    for one, in_use in zip(listed, there, strict=True):
        if in_use:
            stages.update(dict.fromkeys(one.stages))
        if "area" in one.facts:
            areas[str(one.facts["area"].value)] = None
    if set(STAGES) <= set(stages):
        return Node(LISTED, 0)
    inner = {stage: Node(LISTED, 0) for stage in stages}
    return Node(inner if len(areas) == 1 else {each: Node(dict(inner), 0) for each in areas}, 0)


def _in_use(facts: Mapping[str, Node]) -> bool:
    """Whether a row of a list is a school in use, and no project."""
    status = facts.get("status")
    return "planned" not in facts and status is not None and status.value in OPENED


def _stands(facts: Mapping[str, Node], year: int) -> bool:
    """Whether a school that says nothing of a plan is there in a school year."""
    opens = facts.get("opens")
    return not {"planned", "status"} & facts.keys() and (opens is None or not _later(opens.value, year))


def _later(value: object, year: int) -> bool:
    return isinstance(value, int) and value > year


def _change(row: Node, responsible: Mapping[str, str], one: Listed, plan: Plan) -> None:
    """Lay what a list says over the row of a school."""
    assert isinstance(row.value, dict)
    if isinstance((row.value.get("responsible") or Node(None, 0)).value, str):
        row.value["responsible"] = Node({key: Node(each, row.line) for key, each in responsible.items()}, row.line)
    facts = dict(one.facts)
    planned, opens = facts.get("planned", row.value.get("planned")), facts.get("opens")
    usual = (
        planned is not None
        and isinstance(planned.value, int)
        and opens
        and opens.value == planned.value + plan.opening_lag
    )
    if usual and "opens" not in row.value:
        facts.pop("opens")
    if one.facts.get("area") and "area" not in row.value and one.facts["area"].value == plan.area:
        facts.pop("area")
    _lay(row.value, facts, one.maps)
    there = row.value.get("seats")
    if there is not None and isinstance(there.value, dict):
        gone = one.none - one.seats.keys()
        row.value["seats"] = Node({stage: node for stage, node in there.value.items() if stage not in gone}, there.line)


def _usual(planned: Node | None, opens: Node | None, lag: int) -> bool:
    """Whether the opening year is the one that the planned year gives: it need not be written."""
    return bool(planned and opens and isinstance(planned.value, int) and opens.value == planned.value + lag)


def _lay(row: dict[str, Node], facts: Mapping[str, Node], maps: Mapping[str, Mapping[str, Node]]) -> None:
    for key, node in facts.items():
        if key not in PARTS:
            row[key] = node
        else:
            outer, inside = PARTS[key]
            inner = row.get(outer)
            entries = inner.value if inner is not None and isinstance(inner.value, dict) else {}
            row[outer] = Node({**entries, inside: node}, node.line)
    for key, stages in maps.items():
        there = row.get(key)
        entries = there.value if there is not None and isinstance(there.value, dict) else {}
        row[key] = Node({**entries, **stages}, next(iter(stages.values())).line)


def _add(
    rows: list[Node],
    taken: set[str],
    listed: Sequence[Listed],
    lag: int,
    *,
    register: bool = False,
    undated: bool = False,
) -> list[Fault]:
    """Add rows for new schools; the faults of those that lack what a school needs. ``undated``: one without years and
    status is in use."""
    wrong: list[Fault] = []
    taken |= {str(one.facts["id"].value) for one in listed if "id" in one.facts}
    numbers: dict[str, int] = {}
    for one in listed:
        facts = dict(one.facts)
        kind = facts.get("type") or _type(one)
        absent = [] if one.maps else ["book_no_seats" if kind else "list_type"]
        if kind is not None:
            facts["type"] = kind
        if register or (undated and not {"planned", "opens", "status"} & facts.keys()):
            facts["status"] = facts.get("status", Node(IN_USE, one.place))
        if not {"planned", "opens"} & facts.keys() and not _in_use(facts):
            absent.append("list_year")
        wrong += [Fault(one.place, "", each) for each in absent if not one.spoilt]
        planned, opens = facts.get("planned"), facts.get("opens")
        if _usual(planned, opens, lag):
            facts.pop("opens")
        if "id" not in facts:
            facts["id"] = Node(_id(facts, taken, numbers), one.place)
        taken.add(str(facts["id"].value))
        row: dict[str, Node] = {}
        _lay(row, facts, one.maps)
        rows.append(Node({key: row[key] for key in SCHOOL.keys if key in row}, one.place))
    return wrong


def _areas(new: Sequence[Listed], listed: Sequence[Listed]) -> list[Fault]:
    """Schools that do not say which of several areas they are in, where the others of the list, or registers, do."""
    said = any("area" in one.facts for one in listed)
    return [
        Fault(one.place, "", "list_no_area") for one in new if "area" not in one.facts and (said or one.graded.classes)
    ]


def _type(one: Listed) -> Node | None:
    """The type of a school by the stages that it holds; None without stages."""
    counts = {stage: _count(one.seats.get(stage)) or _count(one.graded.classes.get(stage)) for stage in one.stages}
    return Node(type_of(counts), one.place) if counts else None


def _count(node: Node | None) -> float:
    if node is not None and isinstance(node.value, list):
        return sum(_count(each) for each in node.value)
    return node.value if node is not None and isinstance(node.value, int | float) else 0.0


def _id(facts: Mapping[str, Node], taken: set[str], numbers: dict[str, int]) -> str:
    """An id that is free: year, type and a counter, such as ``2024-primary-1``; ``numbers`` are the last ones given."""
    year = facts.get("planned") or facts.get("opens")
    kind = facts["type"].value if "type" in facts else ""
    start = re.sub(r"[\s_]+", "-", f"{year.value}-{kind}" if year else str(kind))
    n = numbers.get(start, 0) + 1
    while f"{start}-{n}" in taken:
        n += 1
    numbers[start] = n
    return f"{start}-{n}"
