"""What the titles of people's lists mean: the key of each column, and the unit of its numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from xuewei.files.books.columns import column_title, ledger_columns
from xuewei.files.books.heads import joined, known_titles
from xuewei.files.books.totals import normal
from xuewei.files.books.vocabulary import STAGES
from xuewei.files.lists.mapping import TARGETS, is_number
from xuewei.files.lists.units import CLASSES, Unit, without_unit
from xuewei.model.school_fields import INPUTS
from xuewei.words.labels import LABELS, LANGUAGES, say

Part = tuple[int, str]
"""A title of one row of a head: the number of the row in the head, and the text."""
SIZES: Mapping[str, tuple[str, ...]] = {
    "seats": ("学位", "学位数", "学位规模", "新增学位", "新增学位数", "规模", "办学规模", "seats"),
    "classes": ("班数", "班级数", "班", "办班规模", "classes"),
}
GENERIC = re.compile("(建设|办学|规划|设计|新增|拟建)?(规模|内容|学位|学位数|班数)|学段|其中|seats|size")
"""Titles over several columns that say nothing beyond the titles below them; a stage below is one of seats."""
_MARKS = re.compile(r"^\s*[*＊]+|[*＊]+\s*$|[(（\[【](?:必选|必填|选填|可选|required|optional)[)）\]】]", re.I)
"""What forms put to a title that must or may be filled in."""
PLAIN = ("seats", "classes", "stage")
"""Columns of the ledger that a list has without a group above them."""
THERE = re.compile("现|原有|已有|既有|existing|current")
"""Of what is there already: seats in use are no seats of a plan."""


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
            name = normal(say(stage, lang))
            found[name] = f"seats.{stage}"
            for kind, words in SIZES.items():
                for word in map(normal, (*words, column_title(kind, lang))):
                    for title in (word + name, name + word, joined(word, name), joined(name, word)):
                        found[title] = f"{kind}.{stage}"
    for key in TARGETS:
        found[key] = key
        for label in LABELS.get(key, ()) if key not in ("seats", "stage") else ():
            found[normal(label)] = key
    for kind, words in SIZES.items():
        found |= {normal(word): kind for word in words if word != "班"}
    found |= {normal(word): each.target for each in INPUTS for word in each.field.also}
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
    """``asked`` are targets by the normal titles that somebody mapped, ``own`` those that we know beside them."""

    asked: Mapping[str, str]
    own: Mapping[str, str]


def titles(mapped: Mapping[str, str], stages: tuple[str, ...] = ()) -> Titles:
    """The titles to look for, where somebody mapped some."""
    asked = {normal(title): target for title, target in mapped.items()}
    return Titles(asked, {title: key for title, key in own_titles(stages).items() if key not in asked.values()})


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
    for first, tail in _tails(parts):
        texts = [text for _, text in tail]
        plain = [without_unit(text)[0] for text in texts]
        found = known.get(normal("·".join(texts))) or known.get(normal("·".join(plain)))
        if found is None:
            continue
        dropped = [without_unit(text)[0] for _, text in parts[:first]]
        numbers = is_number(found)
        if numbers and any(THERE.search(text.casefold()) for text in dropped):
            return Meaning("")
        unit = _unit(parts)
        if unit and unit.counts == CLASSES and found.startswith("seats"):
            found = "classes" + found.removeprefix("seats")
        loose = numbers and not all(GENERIC.fullmatch(normal(text)) for text in dropped)
        used = [row for row, text in parts[:first] if (bare := without_unit(text))[1] and GENERIC.fullmatch(bare[0])]
        return Meaning(found, unit, frozenset([*used, *(row for row, _ in tail)]), loose)
    return Meaning("")


def _tails(parts: Sequence[Part]) -> Iterator[tuple[int, Sequence[Part]]]:
    """All titles, then without the first, and so on; a stage and its kind of size may have a title between them."""
    for first in range(len(parts)):
        yield first, parts[first:]
        if len(parts) - first > 2:
            yield first, (parts[first], parts[-1])


def _unit(parts: Sequence[Part]) -> Unit | None:
    """The unit of a column: that of the lowest title which says one."""
    return next((unit for _, text in reversed(parts) if (unit := without_unit(text)[1])), None)
