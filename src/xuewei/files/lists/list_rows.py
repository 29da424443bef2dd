"""The rows of a list as what they say of each school."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xuewei.errors import Cell, Fault, InputError, fault_at
from xuewei.files.books.rows import DAYS, TRUTHS, WORDS, YEARS
from xuewei.files.books.typed import ERROR_WORDS, Typed, blank, day_of, number_of, text_of, truth_of, year_of
from xuewei.files.books.vocabulary import Vocabulary, says_total
from xuewei.files.lists.list_table import ListTable
from xuewei.files.lists.mapping import BY_STAGE
from xuewei.files.written.nodes import Node
from xuewei.model.stages import stages_of_type


@dataclass
class Listed:
    """What a list says of one school: its ``facts`` by key, its ``seats`` by stage, and where it is named first."""

    place: Cell
    facts: dict[str, Node] = field(default_factory=dict)
    seats: dict[str, Node] = field(default_factory=dict)


@dataclass
class ListRows:
    """A list being read. ``columns`` are targets by column, ``defaults`` values by target where a row has none,
    ``sizes`` pupils in a class by stage; ``faults`` what is wrong, in the order of the list."""

    table: ListTable
    columns: Mapping[int, str]
    words: Vocabulary
    defaults: Mapping[str, str]
    sizes: Mapping[str, int]
    lang: str
    faults: list[Fault] = field(default_factory=list)

    def schools(self) -> list[Listed]:
        """Every school once, in the order of the list. Raises InputError with every fault."""
        found: dict[tuple[str, str], Listed] = {}
        for number, cells in self.table.rows:
            said = self._row(number, cells)
            if not said:
                continue
            key = next(((name, str(said[name].value)) for name in ("id", "name") if name in said), None)
            if key is None:
                place = self.table.place(number, min(self.columns), self.table.titles[min(self.columns)])
                self.note(place, "list_nameless")
                continue
            school = found.setdefault(key, Listed(said[key[0]].line))  # type: ignore[arg-type]
            for name in ("id", "name", *(name for name in said if name not in ("id", "name"))):
                if name in said and not name.startswith(BY_STAGE) and name != "stage":
                    self._fact(school, name, said[name])
            self._seats(school, said)
        if self.faults:
            raise InputError(sorted(self.faults, key=lambda fault: fault.line or 0))
        return list(found.values())

    def note(
        self, place: Cell | int, kind: str, shown: object = None, near: str | None = None, **values: object
    ) -> None:
        """Note a fault of a cell."""
        text = None if shown is None else str(shown)
        self.faults.append(fault_at(self.table.file, place, "", kind, values, text, near))

    def _row(self, number: int, cells: Any) -> dict[str, Node]:
        """The values of a row by target; empty for a row of a total, or with nothing of its own."""
        named = [cells[place] for place, target in self.columns.items() if target in ("id", "name")]
        if says_total(named) or (cells and says_total(cells[:1])):
            return {}
        found: dict[str, Node] = {}
        for place, target in self.columns.items():
            cell = cells[place]
            kind = self.table.wrong.get((number, place))
            if isinstance(cell, str) and ERROR_WORDS.fullmatch(cell.strip()):
                kind = "book_error"
            if kind is not None:
                self.note(self.table.place(number, place, self.table.titles[place]), kind, text_of(cell))
            elif not blank(cell):
                where = self.table.place(number, place, self.table.titles[place])
                value = self._value(target, cell, where)
                if value is not None:
                    found[target] = Node(value, where)
        if not found:
            return {}
        for target, written in self.defaults.items():
            if target not in found:
                beside = next(iter(found.values())).line
                value = self._value(target, written, beside)
                if value is not None:
                    found[target] = Node(value, beside)
        return found

    def _value(self, target: str, cell: Any, where: int) -> Typed:
        """A cell's value as the format has it; None, with a fault, for a word that nobody knows."""
        if target in YEARS:
            return year_of(cell)
        if target in DAYS:
            return day_of(cell)
        if target in TRUTHS:
            return truth_of(cell)
        if target == "cost_wan" or target.startswith(BY_STAGE):
            return number_of(cell)
        text = text_of(cell) or ""
        if target not in WORDS:
            return text
        found = self.words.key(target, text)
        if found is None:
            known, near = ", ".join(self.words.known(target, self.lang)), self.words.near(target, text, self.lang)
            self.note(where, "choice", text, near, known=known)
        return found

    def _fact(self, school: Listed, name: str, node: Node) -> None:
        """Note what a row says; a later row may not say otherwise."""
        first = school.facts.setdefault(name, node)
        if first.value != node.value:
            self.note(node.line, "book_differs", node.value, other=str(first.line))

    def _seats(self, school: Listed, said: Mapping[str, Node]) -> None:
        """Add a row's seats: by stage, or of its own stage; classes count with the class size of their stage."""
        for target, node in said.items():
            kind, dot, stage = target.partition(".")
            if kind not in BY_STAGE:
                continue
            if not dot:
                stage = self._own_stage(school, said, node)
                if not stage:
                    continue
            value = node.value
            if kind == "classes" and isinstance(value, int | float):
                if stage not in self.sizes:
                    self.note(node.line, "no_stage", stage)
                    continue
                value = value * self.sizes[stage]
            if not dot or value != 0:
                first = school.seats.setdefault(stage, Node(value, node.line))
                if first.line != node.line and (kind == "seats" or first.value != value):
                    self.note(node.line, "book_repeated", node.value, first=str(first.line))

    def _own_stage(self, school: Listed, said: Mapping[str, Node], node: Node) -> str:
        """The stage that a row's seats are of: as it says, else the only one of its type."""
        if "stage" in said:
            return str(said["stage"].value)
        kind = school.facts.get("type")
        stages = stages_of_type(str(kind.value)) if kind else ()
        if len(stages) == 1:
            return stages[0]
        self.note(node.line, "list_stage", node.value)
        return ""
