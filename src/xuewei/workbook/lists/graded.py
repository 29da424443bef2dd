"""Classes and pupils by grade, intake and pupils of the rows of a register, held against their totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from typing import TYPE_CHECKING

from xuewei.errors import Fault
from xuewei.formats.book.sheet import number_of
from xuewei.formats.yaml import Node
from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.stages import Stage, stages_of_type
from xuewei.workbook.columns import Vocabulary
from xuewei.workbook.lists.mapping import OF_PEOPLE, UNSAID, is_graded, parts_of
from xuewei.workbook.lists.table import ListNote, ListTable, place_in_list
from xuewei.workbook.read.labels import CLASSES, PERSONS

if TYPE_CHECKING:
    from xuewei.workbook.lists.list_rows import Reading

MOST_CLASSES = 25
"""Numbers of grades that are all up to this are taken for classes, where no title says what they count."""
MOST_PUPILS = 20_000
_SAYING = {"classes": ("班级", "班数"), "pupils": ("学生", "在校", "人数")}
"""Words above a table that say what it counts."""
Pupils = tuple[int | None, str, int | None]
"""A year (None: that of the list), a stage and a grade (None: the whole stage) of pupils."""


def settled(table: ListTable) -> tuple[ListTable, list[ListNote]]:
    """The table with every column of grades counting classes or pupils, and which were taken for one of them; without
    tables of people, columns of years and sources are none of ours."""
    meanings = dict(table.head.meanings)
    unsaid = [place for place, each in meanings.items() if parts_of(each.target)[0] == UNSAID]
    notes = []
    if unsaid:
        kind, sure = _counted(table, unsaid)
        for place in unsaid:
            meanings[place] = replace(meanings[place], target=kind + meanings[place].target.removeprefix(UNSAID))
        if not sure:
            titles = ", ".join(table.head.titles[place] for place in unsaid)
            notes.append(ListNote(f"grades_{kind}", (), {"columns": titles}))
    if not any(parts_of(each.target)[0] in OF_PEOPLE for each in meanings.values()):
        for place, each in meanings.items():
            if each.target in ("year", "source"):
                meanings[place] = replace(each, target="")
    return replace(table, head=replace(table.head, meanings=meanings)), notes


def _counted(table: ListTable, unsaid: Iterable[int]) -> tuple[str, bool]:
    """What columns of grades count: what the other columns leave, what a line above says, else by their numbers; and
    whether that is sure."""
    kinds = {parts_of(each.target)[0] for each in table.head.meanings.values() if is_graded(each.target)} - {UNSAID}
    if len(kinds) == 1:
        return ("pupils" if "classes" in kinds else "classes"), True
    stated = {CLASSES: "classes", PERSONS: "pupils"}.get(table.sizes.counts, "") if table.sizes else ""
    above = " ".join(table.above)
    says = {kind for kind, words in _SAYING.items() if any(word in above for word in words)}
    if stated or len(says) == 1:
        return stated or says.pop(), True
    numbers = (number_of(cells[place]) for _, cells in table.rows for place in unsaid)
    most = max((each for each in numbers if isinstance(each, int | float)), default=0)
    return ("classes" if most <= MOST_CLASSES else "pupils"), False


@dataclass
class Found:
    """What a register says of one school by stage: ``classes`` (a number, or a list by grade), ``intake``, and its
    ``pupils``."""

    classes: dict[str, Node] = field(default_factory=dict)
    intake: dict[str, Node] = field(default_factory=dict)
    pupils: dict[Pupils, Node] = field(default_factory=dict)


@dataclass(frozen=True)
class Graded:
    """Reads what rows say by grade. ``columns`` are the targets of the table, ``kept``: classes of a whole stage are
    kept as such."""

    columns: frozenset[str]
    stages: Mapping[str, Stage]
    words: Vocabulary
    reading: Reading
    kept: bool

    def add(self, school: Found, kind: Node | None, cells: Mapping[str, Node]) -> dict[str, Node]:
        """Add what a row says to its school, which is of a ``kind``; the cells that are left for seats."""
        own = self._own(kind, cells)
        rest = {target: node for target, node in cells.items() if not self._mine(target)}
        by_grade: dict[tuple[str, str], dict[int, Node]] = {}
        totals: dict[tuple[str, str], Node] = {}
        for target, node in cells.items():
            if self._mine(target) and self._whole(node, target):
                what, stage, grade = parts_of(target)
                if grade is None:
                    totals[what, stage] = node
                elif at := self._grade(node, stage, grade, own):
                    self._once(by_grade.setdefault((what, at[0]), {}), at[1], node)
        year = cells["year"].value if "year" in cells else None
        self._put(school, by_grade, own, year if isinstance(year, int) else None, cells)
        self._add_totals(school, totals, by_grade, own, year if isinstance(year, int) else None, rest)
        return rest

    def _mine(self, target: str) -> bool:
        what, _, grade = parts_of(target)
        return grade is not None or what in ("pupils", "intake") or (what == "classes" and self.kept)

    def _own(self, kind: Node | None, cells: Mapping[str, Node]) -> str:
        """The stage of a row: as it says, else the only one of its type; empty where neither says it."""
        if "stage" in cells:
            return str(cells["stage"].value)
        stages = stages_of_type(str(kind.value)) if kind else ()
        if len(stages) != 1:
            return ""
        known = stages[0] in self.stages
        return stages[0] if known else self.words.key("stage", named("type", stages[0], "zh")) or stages[0]

    def _whole(self, node: Node, target: str) -> bool:
        value, high = node.value, 500 if target.startswith("classes") else MOST_PUPILS
        good = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= high
        if not good:
            self._fault(node, "whole", str(value), low=0, high=high)
        return good

    def _grade(self, node: Node, stage: str, grade: int, own: str) -> tuple[str, int] | None:
        """The stage and the grade of a column, counted from the first of the row's stage where it names none; None,
        with a fault, where there is no such grade and somebody is in it."""
        first = next((name for name in ("primary", *self.stages) if name in self.stages), "")
        at = stage or own or first
        known = self.stages.get(at)
        if known is not None and grade <= known.grades:
            return at, grade
        if node.value:
            if known is None:
                self._fault(node, "no_stage", at)
            else:
                self._fault(node, "list_grade", str(grade), stage=at, grades=known.grades)
        return None

    def _once(self, found: dict[int, Node], grade: int, node: Node) -> None:
        first = found.setdefault(grade, node)
        if first is not node:
            if first.value and node.value:
                self._fault(node, "list_grade_twice", str(node.value), other=str(first.line))
            elif node.value:
                found[grade] = node

    def _put(
        self,
        school: Found,
        by_grade: Mapping[tuple[str, str], Mapping[int, Node]],
        own: str,
        year: int | None,
        cells: Mapping[str, Node],
    ) -> None:
        """Put classes and pupils of grades to the school; a stage of which all are 0 is none of its own."""
        for (what, stage), grades in by_grade.items():
            there = any(node.value for node in grades.values())
            if what == "pupils":
                if there or stage == own or any(node.value for node in by_grade.get(("classes", stage), {}).values()):
                    for grade, node in grades.items():
                        self._pupils(school, (year, stage, grade), node)
                continue
            if not there:
                continue
            first = next(iter(grades.values()))
            absent = [grade for grade in range(1, self.stages[stage].grades + 1) if not self._has(stage, grade, own)]
            if absent:
                self._fault(first, "list_grades", None, stage=stage, known=", ".join(map(str, absent)))
                continue
            counts = [grades.get(grade, Node(0, first.line)) for grade in range(1, self.stages[stage].grades + 1)]
            self._stage_once(school.classes, stage, Node(counts, first.line))

    def _has(self, stage: str, grade: int, own: str) -> bool:
        """Whether there is a column of a grade."""
        plain = f"classes.{grade}" in self.columns and stage in (own, "" if own else "primary", own or "primary")
        return plain or f"classes.{stage}.{grade}" in self.columns

    def _add_totals(
        self,
        school: Found,
        totals: Mapping[tuple[str, str], Node],
        by_grade: Mapping[tuple[str, str], Mapping[int, Node]],
        own: str,
        year: int | None,
        rest: Mapping[str, Node],
    ) -> None:
        """Hold numbers of whole stages, and of whole schools, against those of their grades; where there are none,
        they are the school's."""
        said = {stage for what, stage in totals if stage} | {stage for _, stage in by_grade}
        said |= {parts_of(target)[1] for target, node in rest.items() if parts_of(target)[0] == "seats" and node.value}
        for (what, stage), node in totals.items():
            whole = not stage and not own
            at = stage or own
            parts = {
                each: sum(int(one.value) for one in grades.values() if isinstance(one.value, int))
                for (kind, each), grades in by_grade.items()
                if kind == what and (whole or each == at)
            }
            if whole and not parts:
                named_ones = [total for (kind, each), total in totals.items() if kind == what and each]
                if named_ones:
                    self._hold(node, what, sum(int(one.value) for one in named_ones if isinstance(one.value, int)))
                    continue
                at = next(iter(said - {""})) if len(said - {""}) == 1 else ""
                if not at:
                    if node.value and what == "pupils":
                        self.reading.notes.append(ListNote("pupils_whose", ((place_in_list(node), str(node.value)),)))
                    elif node.value:
                        self._fault(node, "list_whose", str(node.value), target=f"{what}.primary")
                    continue
            if parts and any(parts.values()):
                self._hold(node, what, sum(parts.values()))
            elif what == "pupils":
                if node.value or at == own:
                    self._pupils(school, (year, at, None), node)
            elif node.value:
                self._stage_once(school.intake if what == "intake" else school.classes, at, node)

    def _hold(self, node: Node, what: str, true: int) -> None:
        if node.value != true:
            values = {"shown": f"{node.value:,}", "true": f"{true:,}"}
            self.reading.notes.append(ListNote(f"{what}_sum", ((place_in_list(node), ""),), values))

    def _pupils(self, school: Found, key: Pupils, node: Node) -> None:
        first = school.pupils.setdefault(key, node)
        if first.line != node.line:
            self._fault(node, "book_repeated", str(node.value), first=str(first.line))

    def _stage_once(self, found: dict[str, Node], stage: str, node: Node) -> None:
        if stage not in self.stages:
            self._fault(node, "no_stage", stage)
            return
        first = found.setdefault(stage, node)
        if first.line != node.line:
            self._fault(node, "book_repeated", None, first=str(first.line))

    def _fault(self, node: Node, kind: str, shown: str | None, **values: object) -> None:
        self.reading.faults.append(Fault(place_in_list(node), "", kind, values, shown))
