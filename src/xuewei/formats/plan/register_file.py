"""The schools of a register (学校名册), a row for each school and stage, as rows of a plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import field, replace
from typing import Any

from xuewei.errors import Fault, Place, nearest
from xuewei.formats.book.sheet import truth_of, year_of
from xuewei.formats.coordinates import GCJ02, crs, in_wgs84
from xuewei.formats.csv import UNREAD, BadCellError, refuse_thousands
from xuewei.formats.places import AnyPath
from xuewei.formats.plan.register import Spots, Staff
from xuewei.formats.plan.register_table import Line, register_lines
from xuewei.formats.plan.register_words import COLUMNS, CRS, FIELDS, FIGURES, JOINED, OF_ROW, STAFF, meant
from xuewei.formats.plan.rows import inside, rows_of
from xuewei.formats.plan.shapes import STAGES
from xuewei.formats.shapes import Faults, Whole
from xuewei.formats.yaml import Node, plain_word
from xuewei.garbage import garbage_collection_paused
from xuewei.language.school_types import type_of
from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.plan import BASES
from xuewei.model.school_fields import SCHOOL_FIELDS, FieldKind

MANY = Whole(0, 100_000)
"""Staff that a stage of a school may have."""
DIGITS = 10
"""Digits of a number that is none of ours."""


@dataclass(slots=True)
class _School:
    """What the rows read so far say of one school: of all of it, of its stages, and where they name these."""

    at: Place
    values: dict[str, Node] = field(default_factory=dict)
    figures: dict[str, dict[str, Node]] = field(default_factory=lambda: {each: {} for each in FIGURES})
    bases: dict[str, Node] = field(default_factory=dict)
    stages: dict[str, Place] = field(default_factory=dict)
    staff: dict[str, int] = field(default_factory=dict)


@garbage_collection_paused()
def read_register(place: AnyPath, plan: Node) -> tuple[list[Node], Spots, Staff, bool, list[Fault]]:
    """The schools of a register as rows of the ``plan`` that names it, in the order of the file; where it names
    their stages; their staff by stage; whether coordinates were turned from GCJ-02; and what is wrong that the shapes
    of a plan's rows cannot tell.

    Raises InputError where the file as a whole cannot be read.
    """
    faults = Faults(str(place))
    lines, turned = _in_wgs84(register_lines(place, faults), faults)
    schools: dict[str, _School] = {}
    reader = _Reader(faults, (*inside(inside(plan).get("stages")),))
    area = inside(plan).get("area")
    default = "" if area is None else str(area.value)
    areas: dict[str, dict[str, Line]] = {}
    for key, line in _keyed(lines, default, faults):
        one = schools.setdefault(key, _School(replace(line.at(), entry=key)))
        reader.row(one, line)
        areas.setdefault(key, {}).setdefault(line.cells.get("area", ""), line)
    several = {default, *(str(each.value) for each in rows_of(inside(plan).get("areas")))}
    several |= {each for names in areas.values() for each in names if each}
    for names in areas.values():
        if len(several - {""}) > 1 and "" in names and len(names) == 1:
            faults.note(names[""].at("area"), "area", "register_area", areas="、".join(sorted(several - {""})[:5]))
    spots = {key: one.stages for key, one in schools.items()}
    staff = {key: one.staff for key, one in schools.items() if one.staff}
    return [_node(key, one) for key, one in schools.items()], spots, staff, turned, faults.found


def _in_wgs84(lines: Sequence[Line], faults: Faults) -> tuple[list[Line], bool]:
    """The rows without their system of coordinates, in WGS84, and whether they were turned; noted are systems that are
    not read, and two of them."""
    if not any(CRS in line.table.columns for line in lines):
        return list(lines), False
    rows: list[dict[str, Any]] = []
    for line in lines:
        row: dict[str, Any] = {
            "lon": _degrees(line.cells.get("lon")),
            "lat": _degrees(line.cells.get("lat")),
            "crs": None,
        }
        if CRS in line.cells:
            row["crs"] = UNREAD
            try:
                row["crs"] = crs(line.cells[CRS])
            except BadCellError as bad:
                near = bad.values.pop("near", None)
                near = near() if callable(near) else near
                found = str(near) if near else None
                faults.note(line.at(CRS), CRS, bad.kind, found=line.cells[CRS], near=found, **bad.values)
        rows.append({**row, "line": line.at(CRS)})
    turned, kept = in_wgs84(rows, faults, None).name == GCJ02, list[Line]()
    for line, row in zip(lines, rows, strict=True):
        cells = {name: text for name, text in line.cells.items() if name != CRS}
        if turned and None not in (row["lon"], row["lat"]):
            cells |= {name: f"{row[name]:.9f}" for name in ("lon", "lat")}
        kept.append(line._replace(cells=cells))
    return kept, turned


def _degrees(text: str | None) -> float | None:
    """A cell as degrees; None where it is none, which is told elsewhere."""
    try:
        return None if text is None else float(text)
    except ValueError:
        return None


def _keyed(lines: Sequence[Line], area: str, faults: Faults) -> Iterator[tuple[str, Line]]:
    """Every row with the id of its school: the one written, else that of the school of the same name in the same area,
    else the name. ``area`` is that of rows without one."""
    ids: dict[tuple[str, str], dict[str, None]] = {}
    places: dict[str, dict[str, Line]] = {}
    for line in lines:
        cells = line.cells
        name, where = cells.get("name", ""), cells.get("area", area)
        if "id" in cells:
            ids.setdefault((name, where), {})[cells["id"]] = None
        if name and ("area" in cells or "id" not in cells):
            places.setdefault(name, {}).setdefault(where, line)
    for line in lines:
        cells = line.cells
        name = cells.get("name", "")
        if "id" in cells:
            yield cells["id"], line
            continue
        if not name:
            faults.note(line.at(), "", "list_nameless")
            continue
        there = places[name]
        where = cells.get("area") or (next(iter(there)) if len(there) == 1 else area)
        known = list(ids.get((name, where), ()))
        if len(known) > 1:
            faults.note(line.at("id"), "id", "schools_of_name", ids=", ".join(known), found=name)
        elif known:
            yield known[0], line
        elif where != next(iter(there)):
            first = next(iter(there.values())).at()
            faults.note(line.at("id"), "id", "register_same_name", found=name, first=first)
        else:
            yield name, line


@dataclass(slots=True)
class _Reader:
    """Reads rows into schools; ``own`` are the stages that the plan names itself."""

    faults: Faults
    own: tuple[str, ...]

    def node(self, line: Line, column: str, text: str) -> Node:
        """A cell as a value of a plan's row; what it cannot be is left for the shape of that row to tell."""
        at = line.at(column)
        match COLUMNS.get(column, FieldKind.CLASSES):
            case FieldKind.TEXT:
                return Node(text, at)
            case FieldKind.NAME:
                return Node(meant(column, text, self.own), at)
            case FieldKind.CHOICE | FieldKind.BASES:
                return self.choice(at, column, text)
            case FieldKind.TRUTH:
                return Node(truth_of(text), at)
            case FieldKind.YEAR:
                return Node(year_of(text), at)
        if text.isascii() and text.isdigit() and text[0] != "0" and len(text) < DIGITS:
            return Node(int(text), at)  # what nearly every number is
        try:
            refuse_thousands(text)
        except BadCellError as bad:
            self.faults.note(at, column, bad.kind, found=text)
            text = re.sub("[^0-9.-]", "", text)
        return Node(plain_word(text), at)

    def choice(self, at: Place, column: str, text: str) -> Node:
        """One of a few words, in either language."""
        known, word = FIELDS[column].words, meant(column, text)
        if word not in known:
            labels = {label: each for each in known for label in (each, named(column, each, "zh"))}
            said = ", ".join(f"{each} {named(column, each, 'zh')}" for each in known)
            self.faults.note(at, column, "choice", found=text, near=nearest(text, labels), known=said)
            word = known[0]
        return Node(word, at)

    def row(self, one: _School, line: Line) -> None:
        """Read one row into its school."""
        for column, text in line.cells.items():
            if column in OF_ROW or column.startswith("classes_"):
                continue
            node = self.node(line, column, text)
            known = one.values.get(column)
            if column in JOINED and known is not None and text not in str(known.value).split("；"):
                one.values[column] = Node(f"{known.value}；{text}", known.line)
            elif known is None:
                one.values[column] = node
            elif column not in JOINED and known.value != node.value:
                first, other = known.line, known.value
                self.faults.note(node.line, column, "register_differs", found=text, first=first, other=other)
        self._figures(one, line)

    def _figures(self, one: _School, line: Line) -> None:
        """What a row says of its stage."""
        cells = line.cells
        if "stage" not in cells:
            if "stage" in line.table.columns:
                self.faults.note(line.at("stage"), "stage", "required")
            return
        stage = meant("stage", cells["stage"], self.own)
        if stage in one.stages:
            first = one.stages[stage]
            self.faults.note(line.at("stage"), "stage", "repeated_row", found=cells["stage"], first=first)
            return
        one.stages[stage] = line.at("stage")
        if (
            STAFF in cells
            and (staff := MANY.read(self.node(line, STAFF, cells[STAFF]), STAFF, self.faults)) is not None
        ):
            one.staff[stage] = staff
        said = {each: self.node(line, each, cells[each]) for each in FIGURES if each in cells}
        grades = self._grades(line)
        if grades:
            self._check_sum(grades, said.get("classes"))
            said["classes"] = Node(grades, grades[0].line)
        if not said:
            self.faults.note(line.at("seats"), "seats", "register_figure")
        for name, node in said.items():
            one.figures[name][stage] = node
        if "basis" in cells:
            node = self.node(line, "basis", cells["basis"])
            for name in said:
                known = one.bases.get(name)
                if known is None or _weaker(node.value, known.value):
                    one.bases[name] = node

    def _grades(self, line: Line) -> list[Node]:
        """The classes of a row by grade, up to the last grade that is written."""
        cells = line.cells
        written = {int(each[8:]): each for each in cells if each.startswith("classes_")}
        for grade in range(1, max(written, default=0)):
            if grade not in written:
                self.faults.note(line.at(f"classes_{grade}"), f"classes_{grade}", "required")
        return [self.node(line, written[each], cells[written[each]]) for each in sorted(written)]

    def _check_sum(self, grades: Sequence[Node], classes: Node | None) -> None:
        counts = [each.value for each in grades if isinstance(each.value, int)]
        if classes is not None and len(counts) == len(grades) and sum(counts) != classes.value:
            self.faults.note(classes.line, "classes", "classes_sum", found=classes.value, added=sum(counts))


def _weaker(one: object, other: object) -> bool:
    """Whether a basis is weaker than another: the weakest is that of a school."""
    return one not in BASES or (other in BASES and BASES.index(str(one)) > BASES.index(str(other)))


def _node(key: str, one: _School) -> Node:
    """A school as the row of a plan."""
    row: dict[str, Node] = {"id": Node(key, one.values["id"].line if "id" in one.values else one.at), **one.values}
    for name, by_stage in one.figures.items():
        if by_stage:
            row[name] = Node(dict(by_stage), next(iter(by_stage.values())).line)
    if one.bases:
        row["basis"] = Node(dict(one.bases), next(iter(one.bases.values())).line)
    if not any(one.figures.values()):  # told already: nothing more is to be said of it
        row["seats"] = Node({STAGES[0]: Node(0, one.at)}, one.at)
    if "type" not in row:
        row["type"] = Node(type_of({stage: _size(one, stage) for stage in one.stages or STAGES[:1]}), one.at)
    return Node({each.name: row[each.name] for each in SCHOOL_FIELDS if each.name in row}, one.at)


def _size(one: _School, stage: str) -> float:
    """How much there is of a stage, by the first figure of it."""
    found = next((one.figures[each][stage].value for each in FIGURES if stage in one.figures[each]), 0)
    parts = [each.value for each in found] if isinstance(found, list) else [found]
    return float(sum(each for each in parts if isinstance(each, int | float)))
