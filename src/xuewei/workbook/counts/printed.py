"""A table of people as it is printed: which rows are its head, what its columns are of, and what stands around it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field, replace
from itertools import pairwise
from pathlib import PurePath
from typing import Any

from xuewei.errors import Fault, InputError, Place
from xuewei.formats import codes
from xuewei.formats.book.sheet import BookSheet, blank, text_of
from xuewei.formats.book.sheet_xml import At
from xuewei.formats.places import AnyPath
from xuewei.language.shown import folded
from xuewei.late import dataclass
from xuewei.workbook.counts.coordinates import (
    BIRTH_YEAR,
    DIMENSIONS,
    MEASURE,
    OTHER,
    SCHOOL,
    Coordinates,
    is_other,
    label,
    said,
    together,
    two_years,
)
from xuewei.workbook.lists.grade_titles import Grades
from xuewei.workbook.lists.titles import DEPTHS, titles_over
from xuewei.workbook.read.heads import LOOKED_AT
from xuewei.workbook.read.labels import names_school
from xuewei.workbook.read.table_rows import is_numbering
from xuewei.workbook.text_rows import csv_rows

MOST = 0.6
"""The share of a column's labels that must be of one dimension where its title does not say it."""


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet or of a text by row and column from 0; ``place`` makes a cell of row, column and title,
    ``wrong`` are cells that hold no value by the kind of fault."""

    file: str
    sheet: str | None
    rows: Sequence[Sequence[Any]]
    place: Callable[[int, int, str], Place]
    merged: Sequence[tuple[At, At]] = ()
    wrong: Mapping[At, str] = field(default_factory=dict)

    def text(self, row: int, column: int) -> str:
        """A cell as text, empty where it is blank."""
        cells = self.rows[row]
        return cell_text(cells[column]) if column < len(cells) else ""


def cell_text(cell: Any) -> str:
    """A cell as text, numbers without the noise of their last digits.

    >>> cell_text(0.1 + 0.2), cell_text(1620.0), cell_text(None)
    ('0.3', '1620', '')
    """
    return f"{cell:.12g}" if isinstance(cell, float) and not cell.is_integer() else text_of(cell) or ""


def text_grid(place: AnyPath) -> Grid:
    """The grid of a table in text."""
    lines = csv_rows(place)

    def cell(row: int, column: int, title: str) -> Place:
        return Place(str(place), lines[row][0], column=column + 1, entry=title)

    return Grid(str(place), None, [cells for _, cells in lines], cell)


def sheet_grid(sheet: BookSheet) -> Grid:
    """The grid of a sheet, texts that are merged downwards in each of their rows."""
    rows = [[*row] for row in sheet.rows]
    for (top, left), (bottom, right) in sheet.merged:
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if right == left < len(rows[top]) and isinstance(rows[top][left], str) and left < len(rows[row]):
                rows[row][left] = rows[top][left]
    return Grid(sheet.file, sheet.name, rows, sheet.cell, sheet.merged, sheet.wrong)


@dataclass(frozen=True)
class Printed:
    """``labels`` are the dimensions of columns of labels, ``values`` what columns of persons are of, ``left`` titles of
    columns that are neither; ``titles`` by column; rows of the head from ``row``, others from ``first``; ``schools``:
    it names schools, ``born``: a column is of years of birth."""

    grid: Grid
    titles: Mapping[int, str]
    labels: Mapping[int, str]
    values: Mapping[int, Coordinates]
    left: tuple[str, ...]
    row: int
    first: int
    schools: bool = False
    born: bool = False

    @property
    def above(self) -> list[str]:
        """The texts above the head, and what the file and its sheet are called."""
        over = [self.grid.text(n, m) for n in range(self.row) for m in range(len(self.grid.rows[n]))]
        names = [PurePath(self.grid.file.replace("\\", "/")).stem, self.grid.sheet or ""]
        return [text for text in (*over, *names) if text]

    def said(self) -> str:
        """All that titles say, the head's among them."""
        return " ".join([*self.above, *self.titles.values()])

    def place(self, row: int, column: int) -> Place:
        """A cell by its row and column."""
        return self.grid.place(row, column, self.titles.get(column, ""))

    def texts(self, column: int) -> list[str]:
        """The labels of a column below the head."""
        return [text for n in range(self.first, len(self.grid.rows)) if (text := self.grid.text(n, column))]


def printed(grid: Grid, mapped: Mapping[str, str], grades: Grades) -> Printed | None:
    """The table in a grid; None where no row is a head that says anything of people. ``mapped`` are keys of columns by
    their titles. Raises InputError for a column of two years."""
    best: Printed | None = None
    score = 0
    for depth in DEPTHS:
        for row in range(min(LOOKED_AT, len(grid.rows) - depth)):
            if depth > 1 and any(_counts(grid, row + n) or _states_unit(grid, row + n) for n in range(depth)):
                continue
            if _is_title(grid, row, depth):
                continue
            found, used = _at(grid, row, depth, mapped, grades)
            others = sum(is_other(title) for title in found.left)
            worth = 2 * (len(found.values) + others) + 3 * len(found.labels)
            if used == depth and worth > score and found.values:
                best, score = found, worth
    if best is None:
        return None
    wrong = [
        Fault(best.grid.place(best.row, column, title), "", "people_two_years", {}, title)
        for column, title in best.titles.items()
        if column not in best.labels and two_years(title) and not _merged_over(best, column)
    ]
    if wrong:
        raise InputError(wrong)
    return _with_labels(best, grades)


def _merged_over(table: Printed, column: int) -> bool:
    """Whether the title of a column is but that over the whole table."""
    return all(table.titles.get(other) == table.titles[column] for other in table.values)


def _counts(grid: Grid, row: int) -> bool:
    """Whether a row holds numbers that are no years and do not run on from one to the next, as no title does."""
    numbers = [text for m in range(len(grid.rows[row])) if _is_number(text := grid.text(row, m))]
    return bool(numbers) and not _runs(numbers)


def _is_title(grid: Grid, row: int, depth: int) -> bool:
    """Whether the first row of a head holds but one text, over the first of its columns: the title of the table."""
    filled = [m for m in range(len(grid.rows[row])) if grid.text(row, m)]
    below = [m for n in range(row + 1, row + depth) for m in range(len(grid.rows[n])) if grid.text(n, m)]
    return depth > 1 and len(filled) == 1 and filled[0] <= min(below, default=0)


def _states_unit(grid: Grid, row: int) -> bool:
    """Whether a row is a line that states a unit."""
    return any(folded(grid.text(row, m)).startswith(("单位:", "计量单位:")) for m in range(len(grid.rows[row])))


def _is_number(text: str) -> bool:
    return folded(text).replace(",", "").replace(".", "").isdecimal() and codes.school_year(text) is None


def _runs(numbers: Sequence[str]) -> bool:
    whole = [int(folded(each)) for each in numbers if folded(each).isdecimal()]
    return len(whole) == len(numbers) > 1 and all(b == a + 1 for a, b in pairwise(whole))


def _at(grid: Grid, row: int, depth: int, mapped: Mapping[str, str], grades: Grades) -> tuple[Printed, int]:
    """The table whose head is in these rows, and how many of them say something."""
    columns = titles_over(grid.rows, grid.merged, row, depth)
    digits = _digits(grid, row, depth)
    titles, labels, values, left = dict[int, str](), dict[int, str](), dict[int, Coordinates](), list[str]()
    used = set[int]()
    upper: dict[int, set[str]] = {}
    seen: dict[int, set[str]] = {}
    schools = born = False
    for place, parts in columns.items():
        texts = [text for _, text in parts]
        title = "·".join(texts)
        titles[place] = title
        meant = _mapped(title, mapped)
        name = meant if isinstance(meant, str) else None if meant else label(texts[-1])
        if name is not None:
            born |= name == BIRTH_YEAR
            schools |= name == SCHOOL
            used.add(parts[-1][0])
            if name in (OTHER, SCHOOL):
                continue
            labels[place] = "year" if name == BIRTH_YEAR else name
            continue
        for n, each in parts:
            seen.setdefault(n, set()).add(each)
        told = meant if isinstance(meant, dict) and meant else None
        found = (told, frozenset({len(parts) - 1})) if told else together(texts, grades, digits)
        if found is None:
            left.append(title)
            continue
        values[place] = found[0]
        for n in found[1]:
            upper.setdefault(parts[n][0], set()).add(texts[n])
    used |= {n for n, texts in upper.items() if n == depth - 1 or len(seen[n]) > 1 or not _only_measures(texts)}
    return Printed(grid, titles, labels, values, tuple(left), row, row + depth, schools, born), len(used)


def _only_measures(texts: Iterable[str]) -> bool:
    """Whether titles name what is counted and nothing else, as that of a whole table does."""
    return all(label(text) is None and (said(text) or {}).keys() <= {"measure", "kind", "total"} for text in texts)


def _digits(grid: Grid, row: int, depth: int) -> str | None:
    """Of what dimension bare numbers in a head are; None where they are none, as the columns' own numbers."""
    last = grid.rows[row + depth - 1]
    numbers = [m for m in range(len(last)) if _is_number(grid.text(row + depth - 1, m))]
    if not numbers:
        return None
    beside = [grid.text(row + depth - 1, m) for m in range(len(last)) if m not in numbers]
    over = {"".join(text for n, text in parts if n < depth - 1) for m, parts in _over(grid, row, depth) if m in numbers}
    says = "".join(over if len(over) == 1 else ()) + "".join(beside)
    if is_numbering(last) and not any(word in "".join(over) for word in ("年级", "岁", "年龄")):
        return None
    return "grade" if "年级" in says or "grade" in says else "age" if "岁" in says or "年龄" in says else None


def _over(grid: Grid, row: int, depth: int) -> list[tuple[int, list[tuple[int, str]]]]:
    return [*titles_over(grid.rows, grid.merged, row, depth).items()]


def _mapped(title: str, mapped: Mapping[str, str]) -> Coordinates | str | None:
    """What a title was mapped to: a dimension, or what its persons are of."""
    target = next((each for name, each in mapped.items() if folded(name) == folded(title)), None)
    if target is None:
        return None
    kind, _, rest = target.partition(".")
    if kind in DIMENSIONS or kind in (BIRTH_YEAR, OTHER, SCHOOL):
        return kind
    if kind in ("zone", "source"):
        return "area" if kind == "zone" else OTHER
    stage, _, grade = rest.partition(".")
    if kind == "births":
        return {"measure": kind, **({"year": int(rest)} if rest else {})}
    if kind == "pupils" and rest:
        return {"measure": kind, "grade": (stage, int(grade) if grade else None)}
    return {"measure": kind, **({"sex": rest} if rest in ("male", "female") else {})}


def _with_labels(table: Printed, grades: Grades) -> Printed:
    """The table with columns of labels whose titles do not say of what: what most of them are."""
    first = min(table.values)
    labels = dict(table.labels)
    left = list(table.left)
    schools = table.schools
    width = max(len(row) for row in table.grid.rows)
    for column in range(width):
        title = table.titles.get(column, "")
        if column in labels or column in table.values or is_other(title) or label(title) in (OTHER, SCHOOL):
            continue
        texts = [text for text in table.texts(column) if not codes.is_total(text)]
        if not texts or all(_is_number(text) for text in texts):
            continue
        name = _dimension(texts, grades)
        if name is None and column < first and "area" not in labels.values() and not schools:
            schools = 2 * sum(map(names_school, texts)) >= len(texts)
            name = "area" if max(map(len, texts)) <= 20 and len(labels) < 2 and not schools else None
        if name is not None and name not in labels.values() and column < first:
            labels[column] = name
            left = [each for each in left if each != title]
    return replace(table, labels=labels, left=tuple(left), schools=schools)


def _dimension(texts: Sequence[str], grades: Grades) -> str | None:
    """Of what dimension labels are, by what most of them say."""
    found: dict[str, int] = {}
    counted = others = 0
    for text in texts:
        one = together([text], grades)
        others += one is None and is_other(text)
        counted += one is not None and "measure" in one[0]
        for name in one[0] if one else ():
            found[name] = found.get(name, 0) + 1
    if counted and counted + others >= MOST * len(texts):
        return MEASURE
    best = max((name for name in found if name in DIMENSIONS), key=lambda name: found[name], default=None)
    return best if best is not None and found[best] >= MOST * len(texts) else None


def is_blank_row(grid: Grid, row: int) -> bool:
    """Whether a row holds nothing."""
    return all(blank(cell) for cell in grid.rows[row])
