"""What the titles of people's lists mean, in one row or up to three: the key of each column and its unit."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any

from xuewei.formats.book.sheet import blank, text_of, year_of
from xuewei.formats.book.sheet_xml import At
from xuewei.language.words import LABELS, LANGUAGES, named
from xuewei.late import dataclass, pattern
from xuewei.model.school_fields import INPUTS, ONLY_LISTED, SCHOOL_FIELDS
from xuewei.workbook.columns import STAGES, column_title, ledger_columns
from xuewei.workbook.lists.grade_titles import USUAL, Grades, of_people, register_target
from xuewei.workbook.lists.mapping import TARGETS, is_number
from xuewei.workbook.read.heads import LOOKED_AT, joined, known_titles
from xuewei.workbook.read.labels import CLASSES, Unit, normal, without_unit

Part = tuple[int, str]
"""A title of one row of a head: the number of the row in the head, and the text."""
SIZES: Mapping[str, tuple[str, ...]] = {
    each.name: (each.title[0], *each.also, each.name) for each in SCHOOL_FIELDS if each.name in ("seats", "classes")
}
_INTAKE = {"intake": ("招生计划", "招生计划数", "计划招生数", "intake")}
_SAYS_NOTHING = pattern("情况|信息|统计|一览|明细|登记|附表|学年|年度|overview|register")
"""Titles over whole tables."""
GENERIC = pattern("(建设|办学|规划|设计|新增|拟建)?(规模|内容|学位|学位数|班数)|学段|其中|seats|size")
"""Titles over several columns that say nothing beyond the titles below them; a stage below is one of seats."""
_MARKS = pattern(r"^\s*[*＊]+|[*＊]+\s*$|[(（\[【](?:必选|必填|选填|可选|required|optional|间)[)）\]】]", re.I)
"""What forms put to a title that must or may be filled in, and the unit of rooms, which have no other."""
PLAIN = ("seats", "classes", "stage")
"""Columns of the ledger that a list has without a group above them."""
THERE = pattern("现|原有|已有|既有|existing|current")
"""Of what is there already: seats in use are no seats of a plan."""
OF_PEOPLE_TITLES = {
    "births": ("出生人数", "出生人口", "出生数", "出生人口数"),
    "year": ("年份", "出生年份", "出生年", "学年度"),
    "source": ("数据来源",),
}
"""Titles of columns that only tables of pupils and of births have."""


@dataclass(frozen=True)
class Meaning:
    """The key of a column (empty: none) and the unit of its numbers; ``rows`` of the head that say so, and ``loose``
    where a title above was passed over that might tell this column from another."""

    target: str
    unit: Unit | None = None
    rows: frozenset[int] = frozenset()
    loose: bool = False


@cache
def own_titles(stages: tuple[str, ...] = ()) -> Mapping[str, str]:
    """The target of every title that we know, in normal form: those of the ledger, of our tables, and bare keys;
    ``stages`` are those of the plan and its people.

    >>> found = own_titles()
    >>> found["项目名称"], found["学位·小学"], found["小学"], found["计划年"], found["小学·班数"]
    ('name', 'seats.primary', 'seats.primary', 'planned', 'classes.primary')
    """
    found: dict[str, str] = {}
    for stage in dict.fromkeys((*STAGES, *stages)):
        found[f"seats.{stage}"], found[f"classes.{stage}"] = f"seats.{stage}", f"classes.{stage}"
        for lang in LANGUAGES:
            name = normal(named("stage", stage, lang))
            found[name] = f"seats.{stage}"
            for kind, words in (*SIZES.items(), *_INTAKE.items()):
                own = (column_title(kind, lang),) if kind in SIZES else ()
                for word in map(normal, (*words, *own)):
                    for title in (word + name, name + word, joined(word, name), joined(name, word)):
                        found[title] = f"{kind}.{stage}"
    for key in TARGETS:
        found[key] = key
        for label in LABELS.get(key, ()) if key not in ("seats", "stage") else ():
            found[normal(label)] = key
    for kind, words in SIZES.items():
        found |= {normal(word): kind for word in words if word != "班"}
    found |= {normal(word): each.target for each in INPUTS for word in each.field.also}
    found |= {normal(word): each.name for each in ONLY_LISTED for word in (*each.title, *each.also)}
    found |= {normal(word): key for key, words in OF_PEOPLE_TITLES.items() for word in words}
    for lang in LANGUAGES:
        for key, target in (("opening_year", "opens"), *((each, each) for each in PLAIN)):
            found[normal(column_title(key, lang))] = target
    targets_of = {"stage": "stage", **{each.key: each.target for each in INPUTS if each.target}}
    for (upper, lower), (key, _) in known_titles(ledger_columns(())).items():
        if key in targets_of:
            found[joined(upper, lower)] = targets_of[key]
    return found


def title_of(parts: Sequence[Part]) -> str:
    """The titles of a column as one.

    >>> title_of([(0, "小学"), (1, "学位")])
    '小学·学位'
    """
    return "·".join(text for _, text in parts)


@dataclass(frozen=True)
class Titles:
    """``asked`` are targets by the normal titles that were mapped, ``own`` those that we know beside them; ``grades``
    are the stages with their grades, ``born``: the table is one of births."""

    asked: Mapping[str, str]
    own: Mapping[str, str]
    grades: Grades = USUAL
    born: bool = False


def titles(mapped: Mapping[str, str], grades: Grades = USUAL, *, born: bool = False) -> Titles:
    """The titles to look for, where some were mapped."""
    asked = {normal(title): target for title, target in mapped.items()}
    known = own_titles(tuple(stage for stage, _ in grades))
    return Titles(asked, {title: key for title, key in known.items() if key not in asked.values()}, grades, born)


def meaning(parts: Sequence[Part], look: Titles) -> Meaning:
    """What a column is by its titles, upper first.

    >>> look = titles({})
    >>> meaning([(0, "小学"), (1, "班数（个）")], look).target, meaning([(0, "规模（班）"), (1, "初中")], look).target
    ('classes.primary', 'classes.middle')
    >>> meaning([(0, "现有"), (1, "学位")], look).target, meaning([(0, "名称")], look).target
    ('', 'name')
    """
    every = frozenset(row for row, _ in parts)
    if (target := look.asked.get(normal(title_of(parts)))) is not None:
        return Meaning(target, _unit(parts), every)
    known = look.own
    parts = [(row, _MARKS.sub("", text).strip() or text) for row, text in parts]
    if (of_register := _of_register(parts, look)) is not None:
        return of_register
    for first, tail in _tails(parts):
        texts = [text for _, text in tail]
        plain = [without_unit(text)[0] for text in texts]
        found = known.get(normal("·".join(texts))) or known.get(normal("·".join(plain)))
        if found is None:
            continue
        dropped = [without_unit(text)[0] for _, text in parts[:first]]
        numbers = is_number(found)
        if numbers and any(of_people(text) for text in dropped):
            return Meaning("")
        if numbers and any(THERE.search(text.casefold()) for text in dropped):
            return Meaning("")
        unit = _unit(parts)
        if unit and unit.counts == CLASSES and found.startswith("seats"):
            found = "classes" + found.removeprefix("seats")
        loose = numbers and not all(GENERIC.fullmatch(normal(text)) for text in dropped)
        used = [row for row, text in parts[:first] if (bare := without_unit(text))[1] and GENERIC.fullmatch(bare[0])]
        return Meaning(found, unit, frozenset([*used, *(row for row, _ in tail)]), loose)
    return Meaning("")


def _of_register(parts: Sequence[Part], look: Titles) -> Meaning | None:
    """What a column of a register is by its titles; titles above that are no part of it are passed over only where
    they say nothing."""
    for first in range(len(parts)):
        tail, unit = parts[first:], _unit(parts[first:])
        target = register_target([without_unit(text)[0] for _, text in tail], unit, look.grades, born=look.born)
        if target is not None and target not in look.asked.values():
            return Meaning(target, unit, frozenset(row for row, _ in tail))
        if not _SAYS_NOTHING.search(normal(parts[first][1])):
            return None
    return None


def _tails(parts: Sequence[Part]) -> Iterator[tuple[int, Sequence[Part]]]:
    """All titles, then without the first, and so on; a stage and its kind of size may have a title between them."""
    for first in range(len(parts)):
        yield first, parts[first:]
        if len(parts) - first > 2:
            yield first, (parts[first], parts[-1])


def _unit(parts: Sequence[Part]) -> Unit | None:
    """The unit of a column: that of the lowest title which says one."""
    return next((unit for _, text in reversed(parts) if (unit := without_unit(text)[1])), None)


Merged = Sequence[tuple[At, At]]
DEPTHS = (3, 2, 1)


@dataclass(frozen=True)
class ListHead:
    """``titles`` and ``meanings`` by column; ``row`` is the first of its rows, ``first`` the one behind them."""

    titles: Mapping[int, str]
    meanings: Mapping[int, Meaning]
    row: int
    first: int

    @property
    def score(self) -> int:
        """How many keys it has."""
        return len({each.target for each in self.meanings.values() if each.target})


def find_list_head(rows: Sequence[Sequence[Any]], merged: Merged, look: Titles) -> ListHead:
    """The head with most columns that we know; the first row of two cells where no title is known.

    >>> from xuewei.workbook.lists.titles import titles
    >>> rows = [["一览表", "", ""], ["名称", "小学", ""], ["", "班数", "学位"], ["甲", 12.0, 540.0]]
    >>> find_list_head(rows, [], titles({})).titles
    {0: '名称', 1: '小学·班数', 2: '小学·学位'}
    """
    merged = [each for each in merged if each[0][0] < LOOKED_AT]
    best: ListHead | None = None
    for depth in DEPTHS:
        for row in range(min(LOOKED_AT, len(rows) - depth + 1)):
            if depth > 1 and any(_numbers(each) for each in rows[row : row + depth]):
                continue
            head = _head(rows, merged, row, depth, look)
            meant = {row for each in head.meanings.values() for row in each.rows}
            if head.score > (best.score if best else 0) and len(meant) == depth:
                best = head
    if best is not None:
        return best
    plain = next((n for n, row in enumerate(rows[:LOOKED_AT]) if _filled(row) > 1), None)
    if plain is None:
        plain = next((n for n, row in enumerate(rows[:LOOKED_AT]) if _filled(row)), 0)
    return _head(rows, merged, plain, 1, look)


def _head(rows: Sequence[Sequence[Any]], merged: Merged, row: int, depth: int, look: Titles) -> ListHead:
    columns = titles_over(rows, merged, row, depth)
    titles = {place: title_of(parts) for place, parts in columns.items()}
    meant = cache(partial(meaning, look=look))  # of the same titles once, should they stand over thousands of columns
    meanings = {place: meant(tuple(parts)) for place, parts in columns.items()}
    return ListHead(titles, meanings, row, row + depth)


def titles_over(rows: Sequence[Sequence[Any]], merged: Merged, row: int, depth: int) -> dict[int, list[Part]]:
    """The titles of every column that has one in the ``depth`` rows from ``row``, upper first.

    >>> titles_over([["小学", ""], ["男", "女"]], [], 0, 2)
    {0: [(0, '小学'), (1, '男')], 1: [(0, '小学'), (1, '女')]}
    """
    lines = [_spread(rows[row + n : row + depth], _across(merged, row + n)) for n in range(depth)]
    found: dict[int, list[Part]] = {}
    for place in range(max((len(line) for line in lines), default=0)):
        parts: list[Part] = []
        for n, line in enumerate(lines):
            text = line[place] if place < len(line) else ""
            under = any(place < len(rows[row + m]) and not blank(rows[row + m][place]) for m in range(n + 1, depth))
            own = place < len(rows[row + n]) and not blank(rows[row + n][place])
            if text and (own or under) and not (parts and parts[-1][1] == text):
                parts.append((n, text))
        if parts:
            found[place] = parts
    return found


def _across(merged: Merged, row: int) -> dict[int, int]:
    """The last column of every title of a row that is merged over several."""
    return {left: right for (top, left), (bottom, right) in merged if top <= row <= bottom and right > left}


def _spread(rows: Sequence[Sequence[Any]], across: Mapping[int, int]) -> list[str]:
    """The titles of the first of some rows, each over the columns that it stands for: those that it is merged over,
    else, where titles stand below it, all that have such titles up to the next one of its row."""
    found = [text_of(cell) or "" for cell in rows[0]] if rows else []
    below = [any(place < len(row) and not blank(row[place]) for row in rows[1:]) for place in range(len(found))]
    title, until = "", -1
    for place, text in enumerate(found):
        if text:
            title, until = text, across.get(place, len(found) if below[place] else -1)
        elif place <= until and below[place]:
            found[place] = title
        elif until == len(found):
            until = -1
    return found


def _filled(row: Sequence[Any]) -> int:
    return sum(not blank(cell) for cell in row)


def _numbers(row: Sequence[Any]) -> bool:
    """Whether a row holds a number, which no title is."""
    return any(isinstance(year_of(cell), int | float) for cell in row if not blank(cell))
