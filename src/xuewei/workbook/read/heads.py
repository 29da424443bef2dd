"""The head of a table, found by its titles, wherever it stands, in any order, among columns of other kinds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.book.sheet import BookSheet, blank, text_of
from xuewei.language.words import LANGUAGES
from xuewei.late import dataclass
from xuewei.workbook.columns import CLASSES_OF, BookColumn, column_title
from xuewei.workbook.read.labels import normal

LOOKED_AT = 30
"""Rows in which a head is looked for."""
SEATS = "seats."
Titles = tuple[str, str]


@dataclass(frozen=True)
class Head:
    """Where a table's columns are. ``columns`` by key, ``titles`` as they stand there by place, ``own`` those that
    are not of the contract; ``first`` is the row behind the head; ``lang`` the language of its titles."""

    columns: Mapping[str, int]
    titles: Mapping[int, str]
    own: Mapping[int, str]
    first: int
    lang: str

    def title(self, key: str) -> str:
        """What people call a column."""
        return self.titles.get(self.columns.get(key, -1), key)

    @cached_property
    def of_seats(self) -> tuple[str, ...]:
        """The keys of seats by stage."""
        return tuple(key for key in self.columns if key.startswith(SEATS))

    @cached_property
    def of_grades(self) -> tuple[str, ...]:
        """The keys of classes by grade, from the first grade on."""
        keys = (key for key in self.columns if key.startswith(CLASSES_OF))
        return tuple(sorted(keys, key=lambda key: int(key.removeprefix(CLASSES_OF))))

    @cached_property
    def of_figures(self) -> tuple[str, ...]:
        """The keys of which seats may follow."""
        return tuple(key for key in ("classes", "intake", *self.of_grades) if key in self.columns)


def known_titles(columns: Iterable[BookColumn]) -> dict[Titles, tuple[str, str]]:
    """Key and language by the two titles of a column, in every language; ``seats.`` stands for any stage.

    >>> known_titles([BookColumn("id")])["编号", ""]
    ('id', 'zh')
    """
    found: dict[Titles, tuple[str, str]] = {}
    for lang in LANGUAGES:
        for column in columns:
            upper, lower = column.titles(lang)
            found.setdefault((normal(upper), normal(lower)), (column.key, lang))
    return found


def find_head(sheet: BookSheet, columns: Sequence[BookColumn], stages: Mapping[str, str]) -> Head | None:
    """The head of a sheet: the row (or two) with most of the titles of ``columns``; None where no two are there.

    ``stages`` are the keys of stages by their normal titles: below the title of seats, any other is a stage by its own
    name.
    """
    known = known_titles(columns)
    groups = group_titles(columns)
    best: Head | None = None
    for row in range(min(LOOKED_AT, len(sheet.rows))):
        for depth in (2, 1):
            head = _head(sheet.rows, row, depth, known, groups, stages)
            if len(head.columns) > len(best.columns if best else ()):
                best = head
    return best if best and len(best.columns) > 1 else None


def joined(upper: str, under: str) -> str:
    """Two titles of a column as one.

    >>> joined("学位", "小学"), joined("编号", "")
    ('学位·小学', '编号')
    """
    return "·".join(part for part in (upper, under) if part)


def titles_at(rows: Sequence[Sequence[Any]], row: int, depth: int, groups: set[str]) -> Iterator[tuple[int, str, str]]:
    """Place, upper and lower title of the columns of a head of one row or two; the title of a group goes rightwards."""
    lower = rows[row + 1] if depth == 2 and row + 1 < len(rows) else [""] * len(rows[row])
    group = ""
    for place, (high, low) in enumerate(zip(rows[row], lower, strict=False)):
        if not blank(high):
            group = text_of(high) or ""
        upper = group if not blank(high) or (not blank(low) and normal(group) in groups) else ""
        under = text_of(low) or ""
        if upper or under:
            yield place, upper, under


def group_titles(columns: Iterable[BookColumn]) -> set[str]:
    """The normal titles that stand over several columns."""
    over = {"seats", *(column.group for column in columns if column.group)}
    return {normal(column_title(group, lang)) for group in over for lang in LANGUAGES}


def _head(
    rows: Sequence[Sequence[Any]],
    row: int,
    depth: int,
    known: Mapping[Titles, tuple[str, str]],
    groups: set[str],
    stages: Mapping[str, str],
) -> Head:
    columns: dict[str, int] = {}
    titles: dict[int, str] = {}
    own: dict[int, str] = {}
    langs: list[str] = []
    for place, upper, under in titles_at(rows, row, depth, groups):
        titles[place] = joined(upper, under)
        key, lang = _key(upper, under, known, stages)
        if key and key not in columns:
            columns[key] = place
            langs.append(lang)
        else:
            own[place] = titles[place]
    lang = max(LANGUAGES, key=langs.count) if langs else LANGUAGES[0]
    return Head(columns, titles, own, row + depth, lang)


def _key(upper: str, under: str, known: Mapping[Titles, tuple[str, str]], stages: Mapping[str, str]) -> tuple[str, str]:
    """The key of a column by its titles, and their language; empty for a column of another kind."""
    if not under and "·" in upper:
        upper, _, under = upper.partition("·")
    found = known.get((normal(upper), normal(under)))
    if found:
        return found
    for lang in LANGUAGES:
        if under and normal(upper) == normal(column_title("seats", lang)):
            return SEATS + stages.get(normal(under), under), lang
    return "", LANGUAGES[0]


def missing(sheet: BookSheet, head: Head, needed: Iterable[BookColumn]) -> list[Fault]:
    """A fault for every needed column that is not there, with the title among the unknown ones that is nearest."""
    found = []
    for column in needed:
        if column.key not in head.columns:
            title = joined(*column.titles(head.lang))
            near = nearest(title, head.own.values())
            at = next((place for place, own in head.own.items() if own == near), None)
            cell = sheet.cell(head.first - 1, at, "")
            if near is None:
                found.append(Fault(cell, "", "missing_column", {"column": title}))
            else:
                found.append(Fault(cell, "", "renamed_column", {"column": title}, near))
    return found


def need_head(
    sheet: BookSheet, columns: Sequence[BookColumn], stages: Mapping[str, str], more: Sequence[BookColumn] = ()
) -> Head:
    """The head of a sheet that must have one; of ``more`` columns it may have any. Raises InputError with every column
    that is missing."""
    head = find_head(sheet, [*columns, *more], stages)
    if head is None:
        titles = ", ".join(joined(*column.titles(LANGUAGES[0])) for column in columns[:4])
        raise InputError([Fault(Place(sheet.file), "", "no_head", {"sheet": sheet.name, "known": titles})])
    wrong = missing(sheet, head, [column for column in columns if not column.formula and column.key != "number"])
    if wrong:
        raise InputError(wrong)
    return head
