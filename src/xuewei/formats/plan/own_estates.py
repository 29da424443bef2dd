"""New housing that a plan writes itself, or that a scenario changes: read as the table of estates is, and written."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from xuewei.errors import Fault, InputError, Place, Spot, in_order, nearest
from xuewei.formats.csv import UNREAD, BadCellError, Cell
from xuewei.formats.places import AnyPath
from xuewei.formats.population.tables import estate_tables, table_place
from xuewei.formats.shapes import Faults, item_place
from xuewei.formats.yaml import Node
from xuewei.model.assumptions import Assumptions
from xuewei.model.estate_faults import estate_faults
from xuewei.model.plan import Plan
from xuewei.model.population import EstateRow, Population, Unwritten

KEY = "estates"


def estate_rows(
    read: Sequence[Mapping[str, Any]], areas: Collection[str], faults: Faults, key: str = KEY
) -> tuple[EstateRow, ...]:
    """The parts of estates from records of a plan; every fault is noted at its key.

    ``areas`` are those of the plan: where it has one alone, an estate that says nothing lies in it.
    """
    if not read:
        return ()
    table = estate_tables()
    only, rows, first = next(iter(areas)) if len(areas) == 1 else None, list[dict[str, Any]](), dict[str, Spot]()
    wheres = [item_place(key, n, record.get("id")) for n, record in enumerate(read, start=1)]
    for record, where in zip(read, wheres, strict=True):
        name = record.get("id", "")
        if name in first:
            faults.note(_spot(record, "id"), f"{where}.id", "same_id", found=name, first=_line(first[name]))
        first.setdefault(name, record["line"])
        row = {column: _cell(record, column, cell, where, faults) for column, cell in table.COLUMNS.items()}
        if row["area"] is row["zone"] is None and not {"area", "zone"} & record["bad"]:
            row["area"] = only
        rows.append({**row, "line": len(rows)})
    slips = Faults("")
    table.alone(rows, slips)
    for slip in slips.found:
        if slip.kind == "estate_apart":
            continue  # two records of one id are told already
        record, where = read[slip.place.line], wheres[slip.place.line]
        faults.found.append(
            replace(slip, place=Place.of(_spot(record, slip.path), faults.file), path=f"{where}.{slip.path}")
        )
    sound = [(row, record) for row, record in zip(rows, read, strict=True) if UNREAD not in row.values()]
    placed = ({**row, "line": Place.of(record["line"], faults.file)} for row, record in sound)
    return tuple(part for row in placed for part in table.estate_parts(row, table.COURSES))


def _spot(record: Mapping[str, Any], name: str) -> Spot:
    spot: Spot = record["lines"].get(name, record["line"])
    return spot


def _line(spot: Spot) -> object:
    return spot if isinstance(spot, int) else str(Place.of(spot, ""))


def _cell(record: Mapping[str, Any], name: str, cell: Cell, where: str, faults: Faults) -> Any:
    """The value of a key as the table reads its cell; None where it is not written, UNREAD where it is wrong."""
    if name in record["bad"]:
        return UNREAD
    written = record.get(name)
    if written is None:
        unsaid = {"basis": "assumed", "source": KEY}
        return Unwritten(unsaid[name]) if name in unsaid else None
    text = _text(written)
    try:
        return cell.read(text.strip())
    except BadCellError as bad:
        near = bad.values.pop("near", None)
        near = near() if callable(near) else near
        found = str(near) if near else None
        faults.note(_spot(record, name), f"{where}.{name}", bad.kind, found=text, near=found, **bad.values)
        return UNREAD


def _text(written: object) -> str:
    """A value of a plan as a cell holds it.

    >>> _text({2026: 300.0, 2027: 500.0}), _text(("0.3", "0.5"))
    ('2026: 300, 2027: 500', '0.3; 0.5')
    """
    if isinstance(written, Mapping):
        return ", ".join(f"{key}: {_text(value)}" for key, value in written.items())
    if isinstance(written, float):
        return f"{written:.15g}"
    return "; ".join(map(str, written)) if isinstance(written, tuple) else str(written)


def estate_documents(rows: Iterable[EstateRow]) -> list[dict[str, Any]]:
    """Estates by key as a plan writes them: parts that stand together, and say the same but for when and how many, are
    one.

    >>> row = EstateRow("e1", "东湖", "甲", "", 300.0, None, "", 2026, "", "assumed", "规划")
    >>> estate_documents([row, replace(row, dwellings=500.0, completes=2027)])[0]["completes"]
    {'2026': 300, '2027': 500}
    """
    return [_document(list(parts)) for _, parts in groupby(rows, _same)]


def _same(row: EstateRow) -> EstateRow:
    bare = None if row.dwellings is None else 0.0
    floor = None if row.floor_area_m2 is None else 0.0
    alone = row.completes if row.dwellings is None else 0  # of floor area alone a year has no part of its own
    return replace(row, dwellings=bare, floor_area_m2=floor, completes=alone)


def _document(parts: Sequence[EstateRow]) -> dict[str, Any]:
    row, floors = parts[0], [each.floor_area_m2 for each in parts if each.floor_area_m2 is not None]
    several = len(parts) > 1
    by_year = {str(each.completes): _number(each.dwellings) for each in parts}
    found: dict[str, Any] = {
        "id": row.id,
        "name": row.name,
        "area": row.area,
        "zone": row.zone,
        "dwellings": None if several else _number(row.dwellings),
        "floor_area_m2": _number(sum(floors)) if floors else None,
        "kind": row.kind,
        "completes": by_year if several else row.completes,
        "occupancy": row.occupancy
        if isinstance(row.occupancy, str)
        else {str(since): _number(share) for since, share in row.occupancy},
        "approved": row.approved,
        "lon": row.lon,
        "lat": row.lat,
        "basis": None if isinstance(row.basis, Unwritten) else row.basis,
        "source": None if isinstance(row.source, Unwritten) else row.source,
    }
    return {name: value for name, value in found.items() if value not in (None, "")}


def _number(value: float | None) -> float | int | None:
    """A number as people write it, without a fraction where it has none."""
    return int(value) if value is not None and value == int(value) else value


def estate_node(rows: Sequence[EstateRow], file: str) -> Node:
    """An estate of a folder as a node that a scenario may change."""
    spot = Place.of(rows[0].line, file)
    found = _document(rows)

    def node(value: object) -> Node:
        return Node({key: node(each) for key, each in value.items()} if isinstance(value, dict) else value, spot)  # type: ignore[arg-type]

    return node(found)


def with_estates(people: Population, plan: Plan, spot: Place | None = None) -> Population:
    """The people of a plan with the estates that it writes. Raises InputError where the folder has estates too, and for
    courses of occupancy that there are not."""
    if not plan.estates:
        return people
    if people.estates:
        other = str(estates_file(people))
        raise InputError([Fault(spot or Place(plan.file), KEY, "estates_twice", {"other": other})])
    return laid(people, plan.estates, plan)


def laid(people: Population, rows: Sequence[EstateRow], plan: Plan) -> Population:
    """The people with other estates, whose file is that of the ``plan`` where they name none; as :func:`with_estates`
    does, and with these faults all others of estates beside the plan."""
    file, table = plan.file, estate_tables()
    assumed: Assumptions = table.with_rules(people.assumptions)
    assert assumed.estates is not None
    curves, wrong, found = assumed.estates.curves, list[Fault](), list[EstateRow]()
    for row in rows:
        course = row.occupancy
        if isinstance(course, str) and course and course not in curves:
            if course not in table.COURSES:
                names = *curves, *table.KNOWN_COURSES
                values = {"known": ", ".join(names)}
                where = f"{item_place(KEY, 0, row.id)}.occupancy"
                wrong.append(Fault(Place.of(row.line, file), where, "choice", values, course, nearest(course, names)))
            course = table.COURSES.get(course, course)
        found.append(replace(row, occupancy=course))
    if wrong:
        wrong += estate_faults(plan, replace(people, estates=tuple(found)))
        raise InputError(in_order(wrong))
    return replace(people, estates=tuple(found), assumptions=assumed)


def estates_file(people: Population) -> AnyPath:
    """The table of estates of a folder."""
    return table_place(people.folder, KEY)
