"""Seats and classes of the rows of a list, and numbers that stand in merged cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xuewei.errors import Fault
from xuewei.formats.book.sheet import blank, number_of
from xuewei.formats.book.sheet_xml import At
from xuewei.formats.yaml import Node
from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.stages import stages_of_type
from xuewei.workbook.columns import Vocabulary
from xuewei.workbook.lists.mapping import BY_STAGE, is_number
from xuewei.workbook.lists.table import ListNote, ListTable, place_in_list

if TYPE_CHECKING:
    from xuewei.workbook.lists.list_rows import Reading


@dataclass(frozen=True)
class Shared:
    """A number in the cell ``at`` that is merged over ``rows`` of ``schools`` and over ``columns`` of numbers."""

    at: At
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    schools: tuple[str, ...]
    value: Any


def shared_numbers(table: ListTable, columns: Mapping[int, str], schools: Mapping[int, str]) -> Iterator[Shared]:
    """Every number that is merged over rows of several schools (named by row in ``schools``), over rows of several
    stages, or over several columns of numbers."""
    by_row = dict(table.rows)
    last, furthest = max(by_row, default=0), max(columns, default=0)
    stage = next((place for place, target in columns.items() if target == "stage"), None)
    for (top, left), (bottom, right) in table.merged:
        places = range(left, min(right, furthest) + 1)
        across = tuple(place for place in places if is_number(columns.get(place, "")))
        cells = by_row.get(top, ())
        if not across or top not in by_row or left >= len(cells) or blank(cells[left]):
            continue
        number = isinstance(number_of(cells[left]), int | float)
        if not number and left not in across:
            continue
        if not number and len({columns[place].partition(".")[2] for place in across}) == 1:
            across = across[:1]  # one cell may say classes and seats of a stage
        rows = tuple(row for row in range(top, min(bottom, last) + 1) if row in schools)
        names = tuple(dict.fromkeys(schools[row] for row in rows))
        bare = columns.get(left) in ("seats", "classes") and stage is not None
        stages = {str(by_row[row][stage]) for row in rows} if bare and stage is not None else set[str]()
        if rows and (len(names) > 1 or len(across) > 1 or len(stages) > 1):
            yield Shared((top, left), rows, across, names, cells[left])


def even(value: int | float, parts: int) -> Sequence[float]:
    """A number in equal parts: whole ones where it is whole, the first of them larger where it must be.

    >>> even(1000, 3), even(7.5, 2)
    ([334, 333, 333], [3.75, 3.75])
    """
    if isinstance(value, int):
        whole, more = divmod(value, parts)
        return [whole + (n < more) for n in range(parts)]
    share = round(value / parts, 4)
    return [round(value - share * (parts - 1), 4), *[share] * (parts - 1)]


Sized = dict[str, dict[str, Node]]
"""Nodes of seats and of classes by stage."""


@dataclass(frozen=True)
class Sizes:
    """Reads the sizes of rows of ``file``; ``sizes`` are pupils in a class by stage."""

    file: str
    sizes: Mapping[str, int]
    words: Vocabulary
    reading: Reading

    def add(
        self, seats: dict[str, Node], kind: Node | None, cells: Mapping[str, Node], none: set[str] | None = None
    ) -> None:
        """Add a row's sizes to the ``seats`` of its school, which is of a ``kind``; ``none`` are the stages of which it
        says that there are 0."""
        found, own = self._by_stage(kind, cells)
        for stage, each in found.items():
            if none is not None and any(node.value == 0 for node in each.values()):
                none.add(stage)
        for stage, each in found.items():
            self._add(seats, stage, each, own=stage == own)

    def _by_stage(self, kind: Node | None, cells: Mapping[str, Node]) -> tuple[Sized, str]:
        """What a row says by stage, each with ``seats`` or ``classes`` or both, and the one it calls its own."""
        found: Sized = {}
        own = ""
        plain: dict[str, Node] = {}
        for target, node in cells.items():
            key, dot, stage = target.partition(".")
            if key not in BY_STAGE:
                continue
            if dot:
                found.setdefault(stage, {})[key] = node
            else:
                plain[key] = node
        stages = {key: {stage: each[key] for stage, each in found.items() if key in each} for key in plain}
        for key, node in plain.items():
            if stages[key] and "stage" not in cells:
                self._total(node, stages[key])
                continue
            own = own or self._own_stage(kind, cells, node)
            if not own:
                break
            found.setdefault(own, {}).setdefault(key, node)
        return found, own

    def _total(self, node: Node, parts: Mapping[str, Node]) -> None:
        """Hold a number of the whole school against those of its stages."""
        values = [part.value for part in parts.values() if isinstance(part.value, int | float)]
        true = sum(values)
        if isinstance(node.value, int | float) and len(values) == len(parts) and node.value != true:
            self._note("stages", node, "", shown=f"{node.value:,}", true=f"{true:,}")

    def _add(self, seats: dict[str, Node], stage: str, found: Mapping[str, Node], *, own: bool) -> None:
        """Add what a row says of one stage; among columns of stages that are not its ``own``, 0 says nothing."""
        node, classes = found.get("seats"), found.get("classes")
        count = classes.value if classes else None
        number = isinstance(count, int | float) and not isinstance(count, bool)
        if node is None and classes is not None:
            if number and stage not in self.sizes:
                self.reading.faults.append(Fault(place_in_list(classes), "", "no_stage", {}, stage))
                return
            node = Node(count * self.sizes[stage], classes.line) if number else classes  # type: ignore[operator]
            if number and count:
                self._note("from_classes", classes, f"{count:,} × {self.sizes[stage]} = {node.value:,}")
        elif node is not None and classes is not None and number:
            self._hold(node, classes, stage)
        if node is None or (node.value == 0 and not own):
            return
        first = seats.setdefault(stage, node)
        if first.line != node.line:
            values = {"first": str(first.line)}
            self.reading.faults.append(Fault(place_in_list(node), "", "book_repeated", values, str(node.value)))

    def _hold(self, node: Node, classes: Node, stage: str) -> None:
        """Hold seats against classes, which a plan does not keep."""
        count, own = classes.value, node.value
        self._note("classes_left", classes, "")
        if stage in self.sizes and isinstance(own, int | float) and isinstance(count, int | float):
            due = count * self.sizes[stage]
            if own != due:
                self._note("classes_differ", node, f"{own:,} ≠ {count:,} × {self.sizes[stage]} = {due:,}")

    def _own_stage(self, kind: Node | None, cells: Mapping[str, Node], node: Node) -> str:
        """The stage that a row's seats are of: as it says, else the only one of its type."""
        if "stage" in cells:
            return str(cells["stage"].value)
        stages = stages_of_type(str(kind.value)) if kind else ()
        if len(stages) == 1:  # a stage of the plan may be called as people call ours: 高中 for `senior`
            called = self.words.key("stage", named("type", stages[0], "zh")) or stages[0]
            return called if called in self.sizes or stages[0] not in self.sizes else stages[0]
        self.reading.faults.append(Fault(place_in_list(node), "", "list_stage", {}, str(node.value)))
        return ""

    def _note(self, kind: str, node: Node, remark: str, **values: object) -> None:
        self.reading.notes.append(ListNote(kind, ((place_in_list(node), remark),), values))
