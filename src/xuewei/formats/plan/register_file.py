"""The file of a register (学校名册): schools in CSV, a row for each school and stage, as rows of a plan."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from xuewei.errors import Fault, InputError, Place, Spot, nearest
from xuewei.formats.csv import BadCellError, narrow_lines, refuse_thousands
from xuewei.formats.places import CSV_LIMIT, AnyPath, read_text
from xuewei.formats.plan.register_words import COLUMNS, FIELDS, FIGURES, JOINED, OF_ROW, column_of, meant, titles
from xuewei.formats.plan.rows import inside, rows_of
from xuewei.formats.plan.shapes import STAGES
from xuewei.formats.shapes import Faults
from xuewei.formats.yaml import Node, plain_word
from xuewei.language.school_types import type_of
from xuewei.language.shown import folded
from xuewei.language.words import named
from xuewei.model.plan import BASES
from xuewei.model.school_fields import SCHOOL_FIELDS, FieldKind

_YEAR = re.compile(r"((?:18|19|20|21)[0-9]{2})年(?:0?9月)?")
DIGITS = 10
"""Digits of a number that is none of ours."""
TRUE, FALSE = ("true", "yes", "是"), ("false", "no", "否")


class Line(NamedTuple):
    """A row of the file: its line, and its cells by column (those that are not empty)."""

    number: int
    cells: Mapping[str, str]


@dataclass(slots=True)
class _School:
    """What the rows read so far say of one school. ``first`` are the lines that said it, ``grades`` classes by stage
    and grade."""

    at: Place
    values: dict[str, Node] = field(default_factory=dict)
    first: dict[str, Spot] = field(default_factory=dict)
    figures: dict[str, dict[str, Node]] = field(default_factory=lambda: {each: {} for each in FIGURES})
    bases: dict[str, Node] = field(default_factory=dict)
    stages: dict[str, Place] = field(default_factory=dict)


Spots = Mapping[str, Mapping[str, Place]]
"""Where a register names the stages of its schools, by id."""


def read_register(place: AnyPath, plan: Node) -> tuple[list[Node], Spots, list[Fault]]:
    """The schools of a register in CSV as rows of the ``plan`` that names it, in the order of the file; where it names
    their stages; and what is wrong that the shapes of a plan's rows cannot tell.

    Raises InputError where the file as a whole cannot be read.
    """
    faults = Faults(str(place))
    head, lines = _lines(place, faults)
    schools: dict[str, _School] = {}
    reader = _Reader(str(place), head, faults, (*inside(inside(plan).get("stages")),))
    area = inside(plan).get("area")
    default = "" if area is None else str(area.value)
    areas: dict[str, dict[str, int]] = {}
    for key, line in _keyed(lines, default, faults):
        one = schools.setdefault(key, _School(Place(str(place), line.number, entry=key)))
        reader.row(one, line)
        areas.setdefault(key, {}).setdefault(line.cells.get("area", ""), line.number)
    several = {default, *(str(each.value) for each in rows_of(inside(plan).get("areas")))}
    several |= {each for names in areas.values() for each in names if each}
    for names in areas.values():
        if len(several - {""}) > 1 and "" in names and len(names) == 1:
            at = reader.at(names[""], "area")
            faults.note(at, "area", "register_area", areas="、".join(sorted(several - {""})[:5]))
    spots = {key: one.stages for key, one in schools.items()}
    return [_node(key, one) for key, one in schools.items()], spots, faults.found


def is_register(place: AnyPath) -> bool:
    """Whether a CSV file has the head of a register: a school, a stage and a figure of it."""
    head = {column for _, column in _head(read_text(place, CSV_LIMIT).split("\n", 1)[0])}
    figures = head & {*FIGURES} or any(each.startswith("classes_") for each in head)
    return bool({"id", "name"} & head and "stage" in head and figures)


def _head(line: str) -> list[tuple[str, str]]:
    """The titles in the first line of a file, each with its column."""
    cells = next(csv.reader([line]), [])
    return [(title, column_of(title)) for title in (cell.strip() for cell in cells)]


def _lines(place: AnyPath, faults: Faults) -> tuple[dict[str, tuple[int, str]], list[Line]]:
    """The columns of a file, each with its number and title, and its rows. Raises InputError for what is no register,
    with nothing of its text."""
    text = read_text(place, CSV_LIMIT, expected=("name", "id", "学校", "名"))
    reader = csv.reader(narrow_lines(text, place), strict=True)
    lines: list[Line] = []
    columns: dict[str, tuple[int, str]] = {}
    try:
        head = [(title, column_of(title)) for title in (cell.strip() for cell in next(reader, []))]
        if not any(title for title, _ in head):
            raise InputError([Fault(Place(str(place)), "", "empty")])
        if 2 * sum(bool(column) for _, column in head) < min(len(head), 4):
            raise InputError([Fault(Place(str(place)), "", "no_register_file")])
        for n, (title, column) in enumerate(head, start=1):
            if not column:
                near = nearest(folded(title), titles())
                faults.note(1, title or str(n), "unknown_column", near=titles()[near] if near else None)
            elif column in columns:
                faults.note(1, title, "repeated_column")
            else:
                columns[column] = n, title
        _check_head(columns, faults)
        for cells in reader:
            if len(cells) != len(head) and any(cells):
                faults.note(reader.line_num, "", "cells", wanted=len(head), cells=len(cells))
            elif any(cells):
                found = {column: text for column, (n, _) in columns.items() if (text := cells[n - 1].strip())}
                if found:
                    lines.append(Line(reader.line_num, found))
    except csv.Error as broken:
        faults.note(reader.line_num, "", "csv", why=str(broken))
    if not lines and not faults.found:
        faults.note(0, "", "no_rows")
    return columns, lines


def _check_head(columns: Mapping[str, object], faults: Faults) -> None:
    """Note columns that a register cannot do without."""
    for needed in (("id", "name"), ("stage",), (*FIGURES, "classes_1")):
        if not set(needed) & set(columns):
            shown = " | ".join(each for each in needed if each != "classes_1")
            faults.note(1, shown, "missing_column", column=shown)


def _keyed(lines: Sequence[Line], area: str, faults: Faults) -> Iterator[tuple[str, Line]]:
    """Every row with the id of its school: the one written, else that of the school of the same name in the same area,
    else the name. ``area`` is that of rows without one."""
    ids: dict[tuple[str, str], dict[str, None]] = {}
    places: dict[str, dict[str, int]] = {}
    for number, cells in lines:
        name, where = cells.get("name", ""), cells.get("area", area)
        if "id" in cells:
            ids.setdefault((name, where), {})[cells["id"]] = None
        if name and ("area" in cells or "id" not in cells):
            places.setdefault(name, {}).setdefault(where, number)
    for line in lines:
        number, cells = line
        name = cells.get("name", "")
        if "id" in cells:
            yield cells["id"], line
            continue
        if not name:
            faults.note(number, "", "list_nameless")
            continue
        there = places[name]
        where = cells.get("area") or (next(iter(there)) if len(there) == 1 else area)
        known = list(ids.get((name, where), ()))
        if len(known) > 1:
            faults.note(number, "id", "schools_of_name", ids=", ".join(known), found=name)
        elif known:
            yield known[0], line
        elif where != next(iter(there)):
            first = next(iter(there.values()))
            faults.note(number, "id", "register_same_name", found=name, first=first)
        else:
            yield name, line


@dataclass(slots=True)
class _Reader:
    """Reads the rows of one ``file`` into schools; ``head`` has number and title of every column, ``own`` are the
    stages that the plan names itself."""

    file: str
    head: Mapping[str, tuple[int, str]]
    faults: Faults
    own: tuple[str, ...]

    def at(self, line: int, column: str) -> Place:
        """The place of a cell."""
        number, title = self.head.get(column, (0, column))
        return Place(self.file, line, column=number, entry=title)

    def node(self, line: int, column: str, text: str) -> Node:
        """A cell as a value of a plan's row; what it cannot be is left for the shape of that row to tell."""
        at = self.at(line, column)
        match COLUMNS.get(column, FieldKind.CLASSES):
            case FieldKind.TEXT:
                return Node(text, at)
            case FieldKind.NAME:
                return Node(meant(column, text, self.own), at)
            case FieldKind.CHOICE | FieldKind.BASES:
                return self.choice(at, column, text)
            case FieldKind.TRUTH:
                word = folded(text)
                return Node(word in TRUE if word in (*TRUE, *FALSE) else text, at)
        if text.isascii() and text.isdigit() and text[0] != "0" and len(text) < DIGITS:
            return Node(int(text), at)  # what nearly every number is
        if found := _YEAR.fullmatch(folded(text)):
            return Node(int(found[1]) if COLUMNS.get(column) is FieldKind.YEAR else text, at)
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
        number, cells = line
        for column, text in cells.items():
            if column in OF_ROW or column.startswith("classes_"):
                continue
            node = self.node(number, column, text)
            known = one.values.get(column)
            if column in JOINED and known is not None and text not in str(known.value).split("；"):
                one.values[column] = Node(f"{known.value}；{text}", known.line)
            elif known is None:
                one.values[column], one.first[column] = node, number
            elif column not in JOINED and known.value != node.value:
                first = one.first[column]
                self.faults.note(node.line, column, "register_differs", found=text, first=first, other=known.value)
        self._figures(one, line)

    def _figures(self, one: _School, line: Line) -> None:
        """What a row says of its stage."""
        number, cells = line
        if "stage" not in cells:
            if "stage" in self.head:
                self.faults.note(self.at(number, "stage"), "stage", "required")
            return
        stage = meant("stage", cells["stage"], self.own)
        if stage in one.stages:
            first = one.stages[stage].line
            self.faults.note(self.at(number, "stage"), "stage", "repeated_row", found=cells["stage"], first=first)
            return
        one.stages[stage] = self.at(number, "stage")
        said = {each: self.node(number, each, cells[each]) for each in FIGURES if each in cells}
        grades = self._grades(line)
        if grades:
            self._check_sum(number, grades, said.get("classes"))
            said["classes"] = Node(grades, grades[0].line)
        if not said:
            self.faults.note(self.at(number, "seats"), "seats", "register_figure")
        for name, node in said.items():
            one.figures[name][stage] = node
        if "basis" in cells:
            node = self.node(number, "basis", cells["basis"])
            for name in said:
                known = one.bases.get(name)
                if known is None or _weaker(node.value, known.value):
                    one.bases[name] = node

    def _grades(self, line: Line) -> list[Node]:
        """The classes of a row by grade, up to the last grade that is written."""
        number, cells = line
        written = {int(each[8:]): each for each in cells if each.startswith("classes_")}
        for grade in range(1, max(written, default=0)):
            if grade not in written:
                self.faults.note(self.at(number, f"classes_{grade}"), f"classes_{grade}", "required")
        return [self.node(number, written[each], cells[written[each]]) for each in sorted(written)]

    def _check_sum(self, line: int, grades: Sequence[Node], classes: Node | None) -> None:
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
