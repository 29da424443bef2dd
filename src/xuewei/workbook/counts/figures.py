"""The persons in a printed table, each with all that its column, its row and what stands above say of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import field
from decimal import Decimal
from typing import Any

from xuewei.errors import Fault, Place
from xuewei.formats import codes
from xuewei.formats.codes import ALL
from xuewei.language.faults import one_line
from xuewei.language.shown import folded
from xuewei.late import dataclass, pattern
from xuewei.workbook.counts.coordinates import MEASURE, Coordinates, is_area, is_other, said
from xuewei.workbook.counts.printed import Printed, cell_text, is_blank_row
from xuewei.workbook.lists.grade_titles import Grades
from xuewei.workbook.lists.sums import NOTE
from xuewei.workbook.lists.table import ListNote
from xuewei.workbook.read.table_rows import is_numbering

_UNIT = pattern(r"(?:计量)?单位:?(十|百|千|万|十万|百万|亿)?(?:个|名|人|位|persons?)?\)?")
_IN_TITLE = pattern(r"[(\[【](?:单位:?)?(十|百|千|万|十万|百万|亿)?(?:个|名|人|位|生|persons?)?[)\]】]$|(万)人$")
LONGEST_LINE = 24
"""Characters of a line of text that are shown."""
SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "亿": 10**8}
_PART_OF_YEAR = pattern("(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})月份?|第?[1-4一二三四]季度|[上下]半年")
_WHOLE = pattern("全[县市区省镇乡国]|本[县市区]|各[县市区]|[县市区]合计")


Grade = tuple[str, int | None]
"""A stage and the grade within it, None for the whole stage."""


@dataclass(frozen=True)
class Figure:
    """Persons in a cell and what they are ``of``, by dimension; None where the cell hides them."""

    of: Coordinates
    persons: int | float | None
    place: Place

    def at(self, *but: str) -> tuple[tuple[str, Any], ...]:
        """What it is of, without some dimensions: what figures that can be summed have alike."""
        return tuple(sorted((name, each) for name, each in self.of.items() if name not in but))


@dataclass
class Figures:
    """The figures of a table, what is wrong with it, and what is said of it; ``unit`` where it says one,
    ``fraction`` the first cell that holds no whole number though nothing says in which unit."""

    found: list[Figure] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[ListNote] = field(default_factory=list)
    fraction: tuple[Place, str] | None = None


def stated_unit(texts: Sequence[str]) -> str | None:
    """The scale that a line 单位：万人 states; None where no line states one.

    >>> stated_unit(["人口表", "单位：万人"]), stated_unit(["单位：人"]), stated_unit(["表（万人）"]), stated_unit([])
    ('万', '', '万', None)
    """
    for text in texts:
        found = folded(text)
        match = next(
            (each for each in (*_UNIT.finditer(found), _IN_TITLE.search(found)) if each and each[0] != "单位"), None
        )
        if match and (match[1] or "人" in match[0] or match.lastindex):
            return match[1] or (match[2] if match.re is _IN_TITLE else None) or ""
    return None


def read_figures(table: Printed, grades: Grades, unit: str | None, wanted: re.Pattern[str] | None = None) -> Figures:
    """Every figure of a table. ``unit`` is the scale that was given for it, None where none was; what a title says goes
    before. ``wanted`` rows are those of such a name, where a column names what each row counts."""
    found = Figures()
    general = unit if unit is not None else stated_unit(table.above)
    varying = {name for of in table.values.values() for name in of} - {"measure", "total"}
    section = _headed(table)
    before: dict[int, str] = {}
    head = [table.grid.text(table.first - 1, m) for m in range(len(table.grid.rows[table.first - 1]))]
    masked: list[tuple[Place, str]] = []
    rows_left: list[tuple[Place, str]] = []
    for row in range(table.first, len(table.grid.rows)):
        cells = [table.grid.text(row, m) for m in range(len(table.grid.rows[row]))]
        if is_blank_row(table.grid, row) or cells == head:
            if not any((row, m) in table.grid.wrong for m in table.values):
                continue
        elif row < table.first + 3 and is_numbering(table.grid.rows[row]):
            continue
        filled = [m for m in table.values if m < len(cells) and cells[m]]
        if not filled and not any((row, m) in table.grid.wrong for m in table.values):
            section = _section(table, cells, section, grades, found, row)
            continue
        if NOTE.fullmatch(next(filter(None, cells), "")):
            continue
        of = _labels(table, row, cells, before, grades, found)
        if of is None:
            continue
        named = str(of.pop(MEASURE, ""))
        if wanted is not None and (is_other(named) or not wanted.search(folded(named))):
            rows_left.append((table.place(row, min(table.labels)), named))
            continue
        own = stated_unit([named])
        scale = general if own is None else own
        for column in table.values:
            _figure(table, row, column, {**section, **of}, varying, grades, scale, found, masked)
    if rows_left:
        found.notes.append(ListNote("rows_left", tuple(rows_left)))
    if masked:
        found.notes.append(ListNote("masked", tuple(masked)))
    return found


def _headed(table: Printed) -> Coordinates:
    """What a row of text right above the head says of the first rows: their area, where nothing else names one."""
    texts = [text for cell in (table.grid.rows[table.row - 1] if table.row else ()) if (text := cell_text(cell))]
    if len(texts) == 1 and "area" not in table.labels.values() and is_area(texts[0]):
        return {"area": texts[0].strip(" :：")}
    return {}


def _section(
    table: Printed, cells: Sequence[str], section: Coordinates, grades: Grades, found: Figures, row: int
) -> Coordinates:
    """What rows below a row of text alone are of."""
    texts = [text for text in cells if text]
    one = said(re.sub("^[(（]?[一二三四五六七八九十]+[)）、.．]", "", texts[0]), grades) if len(texts) == 1 else None
    if not one and len(texts) == 1 and "area" not in table.labels.values() and is_area(texts[0]):
        return {"area": texts[0].strip(" :：")}
    if one and not set(one) & {"total", "measure"} and not set(one) & set(table.labels.values()):
        return {**section, **one}
    place = next(m for m, text in enumerate(cells) if text) if texts else 0
    if texts:
        found.notes.append(ListNote("lines", ((table.place(row, place), one_line(texts[0], LONGEST_LINE)),)))
    return section


def _labels(
    table: Printed, row: int, cells: Sequence[str], before: dict[int, str], grades: Grades, found: Figures
) -> Coordinates | None:
    """What the labels of a row say; None, with a fault, where one says nothing. A blank one is that of the row above,
    unless it is the last before the figures."""
    of: Coordinates = {}
    columns = sorted(table.labels)
    total = False
    for column in columns:
        text = cells[column] if column < len(cells) else ""
        name = table.labels[column]
        if not text:
            if total:
                of[name] = ALL
                continue
            if column != columns[-1]:
                text = before.get(column, "")
            elif not (name == "grade" and "grade" in of):  # a whole stage
                found.faults.append(Fault(table.place(row, column), "", "people_blank"))
                return None
        else:
            before[column] = text
            for later in columns:
                if later > column:
                    before.pop(later, None)
        if not text:
            continue
        value = _label(name, text, of, grades)
        if value is None:
            kind = "people_two_years" if name == "year" and re.search("[0-9]{4}.*[0-9]{4}", text) else "people_label"
            found.faults.append(Fault(table.place(row, column), "", kind, {"dimension": name}, text))
            return None
        total |= value == ALL or (name == "area" and codes.is_total(text))
        _put(of, name, value)
    return of


def _put(of: Coordinates, name: str, value: object) -> None:
    """Keep what a label says; a stage and its grade are one."""
    if name in ("stage", "grade"):
        of["grade"] = value
    elif isinstance(value, dict):
        of.update(value)
    else:
        of[name] = value


def _label(name: str, text: str, of: Coordinates, grades: Grades) -> Any:
    """What a label of a dimension says; None for what is none of it."""
    stage = of["grade"][0] if isinstance(of.get("grade"), tuple) else None
    if name == "area":
        bare = folded(text)
        if _PART_OF_YEAR.fullmatch(bare):
            return None
        if codes.is_total(text):
            rest = re.sub("(?:合计|小计|总计|共计|总数|合計|小計):?$", "", bare)
            whole = not rest or rest == bare or _WHOLE.fullmatch(rest)
            return ALL if whole else re.sub(r"[\s]*(合计|小计|总计)[:：]?$", "", text)
        return ALL if _WHOLE.fullmatch(bare) else text
    if codes.is_total(text) and name not in ("stage", "grade", MEASURE):
        return ALL
    if name == MEASURE:
        return text
    if name == "age":
        return codes.age(re.sub("^其中[:：]?", "", folded(text)))
    if name == "date":
        day = codes.day(text)
        return day if day else _year_as(text)
    if name == "year":
        year = codes.school_year(text)
        day = codes.day(text) if year is None else None
        return year if day is None else {"date": day}
    if name == "sex":
        return codes.sex(text)
    if name in ("stage", "grade") and codes.is_total(text):
        one = said(text, grades, stage)
        whole = one.get("grade") if one else None
        return whole or ((stage, None) if stage else ALL)
    if name in ("stage", "grade") and (folded(text).isdecimal() or stage):
        return codes.grade(text, dict(grades), stage)
    one = said(text, grades, stage)
    wanted = "grade" if name in ("stage", "grade") else name
    return one.get(wanted) if one else None


def _year_as(text: str) -> Coordinates | None:
    year = codes.school_year(text)
    return None if year is None else {"year": year}


def _figure(
    table: Printed,
    row: int,
    column: int,
    labels: Coordinates,
    varying: set[str],
    grades: Grades,
    general: str | None,
    found: Figures,
    masked: list[tuple[Place, str]],
) -> None:
    """Add the figure of one cell."""
    place = table.place(row, column)
    if (row, column) in table.grid.wrong:
        found.faults.append(Fault(place, "", table.grid.wrong[row, column]))
        return
    text = table.grid.text(row, column)
    count = codes.count(text)
    if count is None:
        found.faults.append(Fault(place, "", "people_count", {}, text))
        return
    if count.persons is None and not count.masked:
        return
    of = {name: each for name, each in table.values[column].items() if name not in ("measure", "total")}
    for name in varying - of.keys():
        of[name] = ALL
    for name, each in labels.items():
        if name == "grade" and isinstance(of.get(name), tuple) and isinstance(each, tuple) and each[1] is None:
            at = _grade_within(table.titles.get(column, ""), of[name], each[0], grades)
            if at is None and not count.persons:
                return  # an empty cell of a grade that the stage does not have
            if at is not None:
                of[name] = at
                continue
        if name in of and of[name] != each and ALL not in (of[name], each):
            found.faults.append(Fault(place, "", "people_twice", {"dimension": name}))
            return
        of[name] = each if of.get(name) in (None, ALL) else of[name]
    if count.masked:
        masked.append((place, text))
        found.found.append(Figure(of, None, place))
        return
    own = stated_unit([table.titles.get(column, "")])
    scale = 1 if count.scaled else SCALES[own if own is not None else general or ""]
    if own is None and general is None and isinstance(count.persons, float) and not count.scaled and not found.fraction:
        found.fraction = (place, text)
    found.found.append(Figure(of, _scaled(count.persons or 0, scale), place))


def _grade_within(title: str, at: Grade, stage: str, grades: Grades) -> Grade | None:
    """What grade a column is in rows of a stage: that which it is anyway, ``at``, or the one that its ``title`` names
    within the stage; None where it names one of another.

    >>> from xuewei.workbook.lists.grade_titles import USUAL
    >>> _grade_within("人数·一年级", ("primary", 1), "middle", USUAL)
    ('middle', 1)
    >>> _grade_within("小学·一年级", ("primary", 1), "middle", USUAL)
    """
    *upper, last = title.split("·")
    stages = [one["grade"][0] for text in upper if (one := said(text, grades)) and isinstance(one.get("grade"), tuple)]
    return at if at[0] == stage else codes.grade(last, dict(grades), stage) if not stages else None


def _scaled(persons: int | float, scale: int) -> int | float:
    """Persons of a number in thousands or the like, without the noise of decimals."""
    value = Decimal(str(persons)) * scale
    return int(value) if value == value.to_integral_value() else float(value)
