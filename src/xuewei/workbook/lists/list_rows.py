"""The rows of a list, put together to the facts of each school."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import field, replace
from typing import Any

from xuewei.errors import Fault, Place
from xuewei.formats.book.sheet import ERROR_WORDS, Typed, blank, number_of, text_of, year_of_month
from xuewei.formats.yaml import Node
from xuewei.late import dataclass
from xuewei.model.school_fields import FieldKind
from xuewei.model.stages import Stage
from xuewei.workbook.columns import Vocabulary
from xuewei.workbook.lists.graded import Found, Graded
from xuewei.workbook.lists.mapping import BY_STAGE, OF_STAGES, SPLIT, is_amount, is_count, is_new, is_number
from xuewei.workbook.lists.sizes import Sizes, even, shared_numbers
from xuewei.workbook.lists.sums import COUNT, DOUBT, LINE, SCHOOL, SUM, Row, RowKind, row_kinds, sum_like, unequal
from xuewei.workbook.lists.table import ListNote, ListTable, place_in_list
from xuewei.workbook.read.labels import CLASSES, WAN, YUAN, Unit, money, names_school, size, unit_of
from xuewei.workbook.read.table_rows import WORDS, kind_of, reader

NOTHING = frozenset({"-", "--", "—", "——", "–", "－", "/", "／", "\\", "无"})
"""What people write into a cell of numbers to say that there is none."""
LAST_OPENING = 9
"""The month in which schools open for the school year of their year at the latest; one that opens later has to say."""
LONGEST_LABEL = 20
"""Characters of a line of text that are shown."""


@dataclass
class Listed:
    """What a list says of one school: its ``facts`` by key, its ``seats`` by stage, what it has by ``graded`` classes,
    intake and pupils, where it is named first, and the stages of which it has ``none``: it says 0; ``spoilt``:
    something in its rows could not be read, so that what is missing may stand there."""

    place: Place
    facts: dict[str, Node] = field(default_factory=dict)
    seats: dict[str, Node] = field(default_factory=dict)
    none: set[str] = field(default_factory=set)
    spoilt: bool = False
    graded: Found = field(default_factory=Found)

    @property
    def maps(self) -> dict[str, dict[str, Node]]:
        """What it has by stage, by key of a plan."""
        found = {"seats": self.seats, "classes": self.graded.classes, "intake": self.graded.intake}
        return {key: stages for key, stages in found.items() if stages}

    @property
    def stages(self) -> list[str]:
        """The stages of its seats, classes and intake."""
        return list(dict.fromkeys(stage for stages in self.maps.values() for stage in stages))


@dataclass
class Reading:
    """What is read so far of all tables: schools by id or name, rows of ``births``, ``faults`` in the order of the
    list, and what is to be said of the rest."""

    found: dict[tuple[str, str], Listed] = field(default_factory=dict)
    births: list[dict[str, Node]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[ListNote] = field(default_factory=list)

    def schools(self) -> list[Listed]:
        """Every school once, in the order of the list, as far as it could be read."""
        return list(self.found.values())


@dataclass
class ListRows:
    """A table being read. ``columns`` are targets by column, ``asked`` those that were mapped, ``defaults`` values
    by target where a row has none, ``stages`` those of the plan by name, ``merged`` what to do with a number that is
    merged over several schools."""

    table: ListTable
    columns: Mapping[int, str]
    asked: frozenset[int]
    words: Vocabulary
    defaults: Mapping[str, str]
    stages: Mapping[str, Stage]
    lang: str
    reading: Reading
    merged: str | None = None
    _kinds: dict[int, RowKind] = field(default_factory=dict)
    _parts: dict[tuple[int, int], Any] = field(default_factory=dict)
    _places: dict[tuple[int, str], int] = field(default_factory=dict)
    _held: list[Row] = field(default_factory=list)
    _unshared: set[int] = field(default_factory=set)

    def read(self) -> None:
        """Read every row; what cannot be read is a fault."""
        kinds = row_kinds(self.table, self.columns)
        self._kinds = {number: kinds.kind(number, cells) for number, cells in self.table.rows}
        self._share()
        sizes = Sizes(
            self.table.file, {n: each.class_size for n, each in self.stages.items()}, self.words, self.reading
        )
        known = frozenset(self.columns.values())
        graded = Graded(known, self.stages, self.words, self.reading, any(map(is_new, known)))
        for number, cells in self.table.rows:
            kind = self._kinds[number]
            key = self._school(number, cells, sizes, graded) if kind.kind == SCHOOL else None
            if kind.kind == LINE:
                self._note("lines", number, kind.place, _short(kind.label))
            elif kind.kind != SCHOOL or key is not None:
                self._held.append(self._row_of_numbers(number, cells, kind, key))
        self._hold()

    def note_fault(
        self, place: Place, kind: str, shown: object = None, near: str | None = None, **values: object
    ) -> None:
        """Note a fault of a cell."""
        text = None if shown is None else str(shown)
        self.reading.faults.append(Fault(place, "", kind, values, text, near))

    def _note(self, kind: str, number: int, place: int, remark: str = "", **values: object) -> None:
        self.reading.notes.append(ListNote(kind, ((self.table.cell(number, place), remark),), values))

    def _school(self, number: int, cells: Sequence[Any], sizes: Sizes, graded: Graded) -> tuple[str, str] | None:
        """Read the row of a school; which one it is of."""
        before = len(self.reading.faults)
        nodes = self._row(number, cells)
        if not nodes:
            return None
        if not {"id", "name"} & set(self.columns.values()):
            self.reading.births.append(nodes)
            return "area", str(number)
        key = next(((name, str(nodes[name].value)) for name in ("id", "name") if name in nodes), None)
        if key is None:
            self.note_fault(self.table.cell(number, min(self.columns)), "list_nameless")
            return None
        school = self.reading.found.setdefault(key, Listed(place_in_list(nodes[key[0]])))
        for name in ("id", "name", *(name for name in nodes if name not in ("id", "name"))):
            if name in nodes and name.partition(".")[0] not in (*OF_STAGES, "stage", "year", "births"):
                self._fact(school, name, nodes[name])
        kind = school.facts.get("type")
        sizes.add(school.seats, kind, graded.add(school.graded, kind, nodes), school.none)
        school.spoilt |= number in self._unshared or len(self.reading.faults) > before
        return key

    def _share(self) -> None:
        """Look at numbers in merged cells: a fault where one is over several schools and the mapping does not split
        it."""
        names: dict[int, str] = {}
        for number, cells in self.table.rows:
            if self._kinds[number].kind == SCHOOL:
                named = (cells[place] for place, target in self.columns.items() if target in ("name", "id"))
                names[number] = next((text for cell in named if (text := text_of(cell))), "")
        for each in shared_numbers(self.table, self.columns, {row: name for row, name in names.items() if name}):
            value = number_of(each.value)
            top, left = each.at
            if self.merged == SPLIT and len(each.columns) == 1 and isinstance(value, int | float):
                shares = even(value, len(each.rows))
                self._parts |= {(row, left): share for row, share in zip(each.rows, shares, strict=True)}
                self._note("split", top, left, f"{value:,} = {' + '.join(f'{share:,}' for share in shares)}")
                continue
            self._unshared.update(each.rows)
            last = self.table.cell(each.rows[-1], each.columns[-1])
            kind = "list_merged" if len(each.columns) == 1 else "list_merged_columns"
            titles = ", ".join(self.table.head.titles[place] for place in each.columns)
            values = {"schools": ", ".join(each.schools), "last": str(last), "titles": titles}
            self.note_fault(self.table.cell(top, left), kind, text_of(each.value), **values)

    def _row(self, number: int, cells: Sequence[Any]) -> dict[str, Node]:
        """The values of a row by target; empty for one with nothing of its own."""
        found: dict[str, Node] = {}
        for place, target in self.columns.items():
            cell = self._parts.get((number, place), cells[place])
            where = self.table.cell(number, place)
            kind = self.table.wrong.get((number, place))
            if isinstance(cell, str) and ERROR_WORDS.fullmatch(cell.strip()):
                kind = "book_error"
            if kind is not None:
                self.note_fault(where, kind, text_of(cell))
            elif not blank(cell) and not (is_number(target) and text_of(cell) in NOTHING):
                self._put(found, place, target, cell, where)
        if not found:
            texts = [place for place, cell in enumerate(cells) if isinstance(cell, str) and not blank(cell)]
            if texts and not any((number, place) in self.table.wrong for place in self.columns):
                self._note("lines", number, texts[0], _short(cells[texts[0]]))
            return {}
        for target, written in self.defaults.items():
            if target not in found:
                beside = place_in_list(next(iter(found.values())))
                value = self._value(target, written, beside)
                if value is not None:
                    found[target] = Node(value, beside)
        return found

    def _put(self, found: dict[str, Node], place: int, target: str, cell: Any, where: Place) -> None:
        """Put what a cell says under its target, a size also under that of its classes."""
        unit = self._unit(place, target)
        kind, dot, stage = target.partition(".")
        if is_amount(target):
            found[target] = Node(self._cost(cell, place, unit, where), where)
        elif is_count(target):
            found[target] = Node(_count(target, cell, unit), where)
        elif kind in BY_STAGE:
            seats, classes = size(cell, unit if kind == "seats" else unit_of("班"))
            if kind == "classes" and isinstance(seats, str):
                classes, seats = seats, None
            if unit and unit.counts != CLASSES and unit.factor != 1 and kind == "seats":
                self.reading.notes.append(ListNote("persons", ((where, ""),), {"unit": unit.written}))
            for key, value in (("seats", seats), ("classes", classes)):
                if value is not None:
                    found.setdefault(key + dot + stage, Node(value, where))
        else:
            value = self._value(target, cell, where)
            if value is not None:
                found[target] = Node(value, where)

    def _unit(self, place: int, target: str) -> Unit | None:
        """The unit of a column: in its title, else in a line above the head."""
        own = self.table.head.meanings[place].unit
        if is_amount(target):
            return own if own and own.counts == YUAN else self.table.money
        return own if own and own.counts != YUAN else self.table.sizes

    def _cost(self, cell: Any, place: int, unit: Unit | None, where: Place) -> Typed:
        """An amount in 万元: by the unit in the cell, in the title, in a line above; what was converted is said."""
        value, own = money(cell, unit)
        used = unit_of(own) if own else unit
        if isinstance(value, int | float):
            if not used and place not in self.asked:
                self.reading.notes.append(ListNote("cost_guessed", ((where, ""),)))
            elif used and used.factor != WAN:
                remark = f"{text_of(cell)} → {value:,}"
                self.reading.notes.append(ListNote("cost_unit", ((where, remark),), {"unit": used.written}))
        return value

    def _value(self, target: str, cell: Any, where: Place) -> Typed:
        """A cell's value as the format has it; None, with a fault, for an unknown word."""
        if target not in WORDS:
            if target == "zone":
                return ";".join(re.split(r"\s*[;；、，,\n]\s*", text_of(cell) or ""))
            if target in ("planned", "opens"):
                return year_of_month(cell, LAST_OPENING if target == "opens" else 12)
            return number_of(cell) if is_number(target) else reader(target)(cell)
        text = text_of(cell) or ""
        found = self.words.key(target, text)
        if found is None:
            known, near = ", ".join(self.words.known(target, self.lang)), self.words.near(target, text, self.lang)
            self.note_fault(where, "choice", text, near, known=known)
        return found

    def _fact(self, school: Listed, name: str, node: Node) -> None:
        """Note what a row says; a later row may not say otherwise."""
        first = school.facts.setdefault(name, node)
        if first.value != node.value:
            self.note_fault(place_in_list(node), "book_differs", node.value, other=str(first.line))

    def _row_of_numbers(self, number: int, cells: Sequence[Any], kind: RowKind, key: object) -> Row:
        """A row as sums are held against it."""
        values: dict[str, float] = {}
        facts = set[str]()
        for place, target in self.columns.items():
            cell = self._parts.get((number, place), cells[place])
            if is_number(target):
                for name, value in self._numbers(place, target, cell).items():
                    if isinstance(value, int | float) and not isinstance(value, bool):
                        if not is_amount(name) or self._counts(number, place, name, key):
                            values.setdefault(name, value)
                        self._places.setdefault((number, name), place)
            elif target in ("planned", "opens", "area", "type", "stage") and not blank(cell):
                year = year_of_month(cell) if kind_of(target) is FieldKind.YEAR else text_of(cell)
                facts.add(str(year).casefold())
        return Row(number, kind.label, values, kind.kind != SCHOOL, frozenset(facts), key)

    def _counts(self, number: int, place: int, name: str, key: object) -> bool:
        """Whether an amount goes into the plan: one that a row says again of the same school does not."""
        school = self.reading.found.get(key) if isinstance(key, tuple) else None
        amount = school.facts.get(name) if school else None
        return amount is None or amount.line == self.table.cell(number, place)

    def _numbers(self, place: int, target: str, cell: Any) -> dict[str, Typed]:
        """The numbers that a cell holds, by key."""
        unit = self._unit(place, target)
        if is_amount(target):
            return {target: money(cell, unit)[0]}
        if is_count(target):
            return {target: _count(target, cell, unit)}
        kind, dot, stage = target.partition(".")
        seats, classes = size(cell, unit if kind == "seats" else unit_of("班"))
        return {f"seats{dot}{stage}": seats, f"classes{dot}{stage}": classes}

    def _alike(self, row: Row, of_schools: Collection[str]) -> Row:
        """A row of sums as its column has it: where all rows write 36班, its bare number is one of classes."""
        values: dict[str, float] = {}
        for key, value in row.values.items():
            kind, dot, stage = key.partition(".")
            other = {"seats": "classes", "classes": "seats"}.get(kind, "") + dot + stage
            used = other if key not in of_schools and other in of_schools else key
            self._places.setdefault((row.number, used), self._places[row.number, key])
            values.setdefault(used, value)
        return replace(row, values=values)

    def _doubt(self, number: int) -> None:
        """Note a row as doubtful that has the sum of others, unless its name, its type or its id says that it is a
        school."""
        cells = dict(self.table.rows)[number]
        filled = {key: place for place, key in self.columns.items() if not blank(cells[place])}
        name = text_of(cells[filled["name"]]) if "name" in filled else None
        if name and not {"id", "type"} & filled.keys() and not names_school(name):
            self.note_fault(self.table.cell(number, filled["name"]), "list_doubtful", name)

    def _hold(self) -> None:
        """Hold the sums against the rows that they sum; what might be one is one where it fits, else a fault."""
        of_schools = {key for number, key in self._places if self._kinds[number].kind == SCHOOL}
        self._held = [self._alike(row, of_schools) if row.sums else row for row in self._held]
        doubtful = {n: row for n, row in enumerate(self._held) if self._kinds[row.number].kind == DOUBT}
        held, equal = unequal(self._held, doubtful)
        for n in sum_like(self._held):
            self._doubt(self._held[n].number)
        for n, row in enumerate(self._held):
            kind = self._kinds[row.number]
            if n in doubtful and n not in equal:
                self.note_fault(self.table.cell(row.number, kind.place), "list_doubtful", kind.label)
            elif kind.kind in (SUM, DOUBT):
                self._note("sums", row.number, kind.place, _short(kind.label))
        for one in held:
            kind = self._kinds[one.row.number]
            place = self._places.get((one.row.number, one.key), kind.place)
            values = {"label": _short(kind.label), "shown": f"{one.shown:,.12g}", "true": f"{one.true:,.12g}"}
            self._note("count" if one.key == COUNT else "unequal", one.row.number, place, "", **values)


def _count(target: str, cell: Any, unit: Unit | None) -> Typed:
    """One number of classes, of persons or of rooms; what is none comes back as text."""
    if target.startswith("classes"):
        persons, classes = size(cell, unit_of("班"))
        return persons if classes is None else classes
    persons, classes = size(cell, None if unit and unit.counts == CLASSES else unit)
    return text_of(cell) if persons is None else persons


def _short(text: object) -> str:
    """The beginning of a text, in one line."""
    found = " ".join(str(text).split())
    return found if len(found) <= LONGEST_LABEL else found[: LONGEST_LABEL - 1] + "…"
