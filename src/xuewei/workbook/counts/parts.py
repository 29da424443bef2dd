"""Sums in a printed table, held against the parts they are of and left out where these are there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from xuewei.formats.codes import ALL
from xuewei.workbook.counts.figures import Figure
from xuewei.workbook.lists.table import ListNote

Key = tuple[tuple[str, Any], ...]
NEAR = 1e-6


def without_sums(figures: Sequence[Figure]) -> tuple[list[Figure], list[ListNote]]:
    """The figures without sums of others, and the notes: of sums that are left out, and of each that is not its parts.

    >>> from xuewei.errors import Place
    >>> of = [("male", 5), ("female", 4), ("all", 10)]
    >>> found, notes = without_sums([Figure({"sex": sex}, n, Place("a", n)) for sex, n in of])
    >>> [figure.persons for figure in found], [note.kind for note in notes]
    ([5, 4], ['unequal', 'sums'])
    """
    dimensions = sorted({name for figure in figures for name in figure.of})
    groups = {name: _by(figures, name) for name in dimensions}
    left: list[Figure] = []
    notes: list[ListNote] = []
    kept = []
    for figure in figures:
        sums = [parts for name in figure.of if (parts := _parts(figure, name, groups[name][figure.at(name)]))]
        if not sums:
            kept.append(figure)
            continue
        left.append(figure)
        wrong = next((added for parts in sums if (added := _differs(figure, parts)) is not None), None)
        if wrong is not None:
            values = {"shown": f"{figure.persons:,.12g}", "true": f"{wrong:,.12g}"}
            notes.append(ListNote("unequal", ((figure.place, ""),), values))
    if left:
        notes.append(ListNote("sums", tuple((figure.place, "") for figure in left)))
    return kept, notes


def _by(figures: Iterable[Figure], name: str) -> Mapping[Key, list[Figure]]:
    """Figures that are alike but for one dimension."""
    found: dict[Key, list[Figure]] = defaultdict(list)
    for figure in figures:
        if name in figure.of:
            found[figure.at(name)].append(figure)
    return found


def _parts(figure: Figure, name: str, others: Sequence[Figure]) -> list[Figure]:
    """The parts of a figure in one dimension among those that are alike in the others; none where it is no sum."""
    own = figure.of[name]
    if name == "age":
        return _ages(own, others)
    if name == "grade":
        if own == ALL:
            return _stages(others)
        return [each for each in others if own[1] is None and each.of[name] != ALL and _within(each.of[name], own[0])]
    return [each for each in others if each.of[name] != ALL] if own == ALL else []


def _within(grade: tuple[str, int | None], stage: str) -> bool:
    return grade[0] == stage and grade[1] is not None


def _stages(others: Sequence[Figure]) -> list[Figure]:
    """The grades of every stage, or the stage where it has none."""
    grades = [each for each in others if each.of["grade"] != ALL]
    by_grade = {each.of["grade"][0] for each in grades if each.of["grade"][1] is not None}
    return [each for each in grades if each.of["grade"][1] is not None or each.of["grade"][0] not in by_grade]


def _ages(own: Any, others: Sequence[Figure]) -> list[Figure]:
    """The narrowest groups that fill a group of ages, or all of them, without a gap."""
    first, last = (0, None) if own == ALL else own
    inside = [each for each in others if each.of["age"] not in (ALL, own)]
    at: dict[int, list[Figure]] = defaultdict(list)
    for each in inside:
        at[each.of["age"][0]].append(each)
    found = []
    place: int | None = min(at, default=first) if own == ALL else first
    while place is not None and place in at:
        narrow = min(at[place], key=lambda each: _width(each.of["age"]))
        end = narrow.of["age"][1]
        if last is not None and (end is None or end > last):
            return []
        found.append(narrow)
        if end is None or end == last:
            return found
        place = end + 1
    return found if own == ALL and found else []


def _width(age: tuple[int, int | None]) -> float:
    return float("inf") if age[1] is None else age[1] - age[0]


def _differs(figure: Figure, parts: Sequence[Figure]) -> int | float | None:
    """What parts come to, where a sum is not that; with a hidden part, where they come to more than it."""
    known = [part.persons for part in parts if part.persons is not None]
    added = sum(known)
    if figure.persons is None or abs(added - figure.persons) <= NEAR * max(abs(added), 1):
        return None
    return added if len(known) == len(parts) or added > figure.persons else None


def sexes_together(figures: Sequence[Figure]) -> tuple[list[Figure], list[ListNote]]:
    """Figures of both sexes where a table has no use for them apart: the sum of the two, or what is written for both
    where one of them is hidden or missing."""
    groups: dict[Key, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[figure.at("sex")].append(figure)
    found, notes, added = [], list[ListNote](), list[Figure]()
    held: list[Figure] = []
    for key, same in groups.items():
        sexes = {str(each.of.get("sex")): each for each in same}
        apart = [sexes[sex] for sex in ("male", "female") if sex in sexes]
        whole = next((each for each in same if each.of.get("sex", ALL) == ALL), None)
        known = [each.persons for each in apart if each.persons is not None]
        if len(known) == 2 and len(same) <= 3:
            total = sum(known)
            found.append(Figure(dict(key), total, apart[0].place))
            (added if whole is None else held).append(whole or apart[0])
            if whole is not None and (_differs(whole, apart)) is not None:
                values = {"shown": f"{whole.persons:,.12g}", "true": f"{total:,.12g}"}
                notes.append(ListNote("unequal", ((whole.place, ""),), values))
        elif whole is not None or not apart:
            found += [Figure(dict(each.at("sex")), each.persons, each.place) for each in same if each not in apart]
        else:
            hidden = next((each for each in apart if each.persons is None), None)
            found.append(Figure(dict(key), None, (hidden or apart[0]).place))
            if hidden is None:
                notes.append(ListNote("one_sex", ((apart[0].place, ""),)))
    if held:
        notes.append(ListNote("sums", tuple((each.place, "") for each in held)))
    if added:
        notes.append(ListNote("sexes", tuple((each.place, "") for each in added)))
    return found, notes


def left_whole(figures: Sequence[Figure]) -> tuple[list[Figure], list[ListNote]]:
    """Figures of single areas, ages, stages and years, and a note of sums whose parts are not there."""
    kept = [figure for figure in figures if ALL not in figure.of.values()]
    left = tuple((figure.place, "") for figure in figures if ALL in figure.of.values())
    return kept, [ListNote("sums_alone", left)] if left else []


def whole_of(figures: Sequence[Figure], dimensions: Iterable[str]) -> list[Figure]:
    """The figures of all ages, or of all of whatever other dimensions a kind of table does not tell apart."""
    found = [*figures]
    for name in dimensions:
        if any(name in each.of for each in found):
            found = [
                replace(each, of={key: own for key, own in each.of.items() if key != name})
                for each in found
                if each.of.get(name, ALL) == ALL
            ]
    return found
