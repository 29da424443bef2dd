"""The cells of rows of schools, column by column: what people fill in, and what the formulas come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from xuewei.model.plan import CANCELLED, School
from xuewei.model.school_fields import FieldKind, Input
from xuewei.workbook.columns import (
    CLASSES_OF,
    OF_GRADE,
    OF_GRADE_WITHIN,
    REMOVAL,
    REMOVALS,
    BookColumn,
    basis_title,
)
from xuewei.workbook.read.schools import AMOUNTS, FACTS
from xuewei.workbook.words import named, say
from xuewei.workbook.write.layout import Table
from xuewei.workbook.write.lines import LedgerLine, Lines
from xuewei.workbook.write.page import BLOCK, Cells, Column, Value

SIGN_OFF = {CANCELLED: "none", "closed_out": "closed", "in_use": "ready"}
"""What is said of the sign-off by status; of any other it is open."""
AS_WRITTEN: Mapping[FieldKind, Callable[[str, Any, str], Value]] = {
    **dict.fromkeys((FieldKind.NAME, FieldKind.CHOICE), named),
    FieldKind.YES_NO: lambda key, value, lang: named(key, "yes" if value else "no", lang),
    FieldKind.TRUTH: lambda key, value, lang: say(f"held.{value}", lang),
    FieldKind.DAY: lambda key, value, lang: date.fromisoformat(value),
    FieldKind.BASES: lambda key, value, lang: _bases(value, lang),
}
"""How people write what is not written as it is, by the key of its column and the language."""


def blocks(table: Table, lines: Lines) -> Iterator[tuple[int, list[int], Sequence[LedgerLine]]]:
    """The rows of a table in parts: the row of the first, the numbers of their schools, and they themselves. Rows of
    one school have one number."""
    row, number = table.first, 0
    for some in lines.blocks(BLOCK):
        numbers = [number := number + line.first for line in some]
        yield row, numbers, some
        row += len(some)


def side_by_side(cells: Cells, columns: Sequence[BookColumn], kinds: Sequence[str], rows: int) -> list[Column]:
    """The columns of some rows from left to right, those without cells too."""
    empty = [None] * rows
    return [(cells.get(column.key, empty), [kind] * rows) for column, kind in zip(columns, kinds, strict=True)]


def by_column(rows: Iterable[Mapping[str, Value]]) -> Cells:
    """Rows as columns; a row need not have all of them."""
    held = [*rows]
    return {key: [row.get(key) for row in held] for key in dict.fromkeys(key for row in held for key in row)}


def said(schools: Sequence[School]) -> list[Input]:
    """What any of some schools says of the whole of it."""
    return [each for each in FACTS if any(getattr(school, each.field.name) is not None for school in schools)]


def written(lines: Sequence[LedgerLine], numbers: Sequence[int], lang: str, facts: Sequence[Input]) -> Cells:
    """What people fill in, apart from seats: of the whole school the ``facts`` of :func:`said`."""
    works = {word: named("works", word, lang) for word in {*map(_works, lines)}}
    stages = {
        stage.name: named("stage", stage.name, lang)
        for stage in {id(line.stage): line.stage for line in lines}.values()
    }
    return {
        **{each.key: _facts(lines, each, lang) for each in facts},
        **{key: [getattr(line.school, key) if line.first else None for line in lines] for key in AMOUNTS},
        "number": numbers,
        "id": [line.school.id for line in lines],
        "stage": [stages[line.stage.name] for line in lines],
        "works": [works[_works(line)] for line in lines],
        **by_column(map(of_stage, lines)),
    }


def of_stage(line: LedgerLine) -> dict[str, Value]:
    """Classes and intake of the stage of a row: of classes by grade those of each grade alone."""
    school, stage = line.school, line.stage.name
    if line.removes or not (school.classes or school.intake):
        return {}
    classes = school.classes.get(stage)
    if isinstance(classes, tuple):
        by_grade = {f"{CLASSES_OF}{n}": each for n, each in enumerate(classes, start=1)}
        return {**by_grade, "intake": school.intake.get(stage)}
    return {"classes": classes, "intake": school.intake.get(stage)}


def _facts(lines: Sequence[LedgerLine], each: Input, lang: str) -> list[Value]:
    """A fact of the schools of some rows as people write it."""
    values: list[Any] = [*map(attrgetter(f"school.{each.field.name}"), lines)]
    if each.column.inside:
        values = [value.get(each.column.inside) for value in values]
    how = AS_WRITTEN.get(each.kind)
    if how is None:
        return values
    if each.kind is FieldKind.BASES:
        return [how(each.key, value, lang) for value in values]
    words = {value: None if value is None else how(each.key, value, lang) for value in {*values}}
    return [words[value] for value in values]


def _bases(held: Mapping[str, str], lang: str) -> str | None:
    """What figures other than seats rest on."""
    parts = (f"{basis_title(key, lang)}={named('basis', basis, lang)}" for key, basis in held.items() if key != "seats")
    return "; ".join(parts) or None


def _works(line: LedgerLine) -> str:
    """The word for the works of a row; a school that only takes seats away says its own works in that word."""
    if not line.removes:
        return line.school.works
    words = {of_school: word for word, of_school in REMOVALS.items() if not line.school.seats}
    return words.get(line.school.works, REMOVAL)


def values_of(lines: Sequence[LedgerLine], lang: str) -> dict[str, Sequence[float | str]]:
    """What the formulas of some rows come to, by column."""
    classes = [line.seats / line.stage.class_size for line in lines]
    signs = {
        status: say(f"sign_off.{SIGN_OFF.get(status, 'open')}", lang)
        for status in {line.school.status for line in lines}
    }
    found: dict[str, Sequence[float | str]] = {
        "part": [_part(line, lang) for line in lines],
        "opening": [line.opening for line in lines],
        "place": [line.school.area for line in lines],
        "class_count": classes,
        "streams": [count / line.stage.grades for count, line in zip(classes, lines, strict=True)],
        "sign_off": [signs[line.school.status] for line in lines],
        "counted": [line.counted for line in lines],
        "ends": [line.ends for line in lines],
        "grades": [line.grades or 0 for line in lines],
        "all_grades": [line.all_grades for line in lines],
        "each_grade": [line.each_grade for line in lines],
        "within": [line.within for line in lines],
        "all_within": [line.all_grades * line.within for line in lines],
        "each_within": [line.each_grade * line.within for line in lines],
    }
    graded = [line.of_grades for line in lines]
    for n in range(max(map(len, graded), default=0)):
        seats = [each[n] if n < len(each) else 0 for each in graded]
        found[f"{OF_GRADE}{n + 1}"] = seats
        within = [each * line.within if each else each for each, line in zip(seats, lines, strict=True)]
        found[f"{OF_GRADE_WITHIN}{n + 1}"] = within
    return found


def _part(line: LedgerLine, lang: str) -> str:
    """What a stage of a school of several is called."""
    several = len(line.school.seats) > 1 and sum(n > 0 for n in line.school.seats.values()) > 1
    return named("stage", line.stage.name, lang) + say("part.of", lang) if several else ""
