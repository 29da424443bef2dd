"""Areas that split, merged or changed their boundaries, and records of them in the areas of today."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from xuewei.late import dataclass
from xuewei.model.population import AreaChange, BirthsRow, EnrolmentRow, Lacking, Unwritten
from xuewei.model.stages import Stage

DERIVED = "derived"
NOTHING = 1e-9
"""Shares nearer to 1 than this are the whole of an area."""


@dataclass(frozen=True)
class Boundaries:
    """How areas changed; ``row_years``: the years of each area's rows."""

    changes: tuple[AreaChange, ...]
    row_years: Mapping[str, Collection[int]]
    _found: dict[tuple[str, int], dict[str, float]] = field(default_factory=dict, compare=False)

    @cached_property
    def years(self) -> list[int]:
        """Years of changes, the last first."""
        return sorted({each.year for each in self.changes}, reverse=True)

    @cached_property
    def _left(self) -> set[tuple[int, str]]:
        return {(each.year, each.origin) for each in self.changes}

    @cached_property
    def _into(self) -> Mapping[tuple[int, str], list[AreaChange]]:
        found: dict[tuple[int, str], list[AreaChange]] = {}
        for each in self.changes:
            if each.share > 0:
                found.setdefault((each.year, each.target), []).append(each)
        return found

    def existed(self, area: str, year: int) -> bool:
        """Whether an area was there just before ``year``: since it was last given up, if at all, it has a row or a
        change made it."""
        left = max((each for each in self.years if each < year and (each, area) in self._left), default=0)
        rows = any(left <= each < year for each in self.row_years.get(area, ()))
        return rows or any(left <= each < year and (each, area) in self._into for each in self.years)

    def origins(self, area: str, year: int) -> dict[str, float]:
        """The areas of ``year`` of which today's ``area`` is put together, with the share of each; an area that has not
        changed since is the whole of itself, and one that is no more has none.

        >>> change = AreaChange(2018, "甲", "乙", 0.4, "assumed", ""), AreaChange(2018, "甲", "甲", 0.6, "assumed", "")
        >>> Boundaries(change, {"甲": [2017], "乙": [2017]}).origins("乙", 2017)
        {'甲': 0.4, '乙': 1.0}
        """
        if (area, year) not in self._found:
            self._found[area, year] = self._origins(area, year)
        return self._found[area, year]

    def _origins(self, area: str, year: int) -> dict[str, float]:
        found = {area: 1.0}
        for change in self.years:
            if change <= year:
                break
            before: dict[str, float] = {}
            for name, share in found.items():
                for each in self._into.get((change, name), ()):
                    before[each.origin] = before.get(each.origin, 0.0) + share * each.share
                if (change, name) not in self._left and self.existed(name, change):
                    before[name] = before.get(name, 0.0) + share
            found = before
        return found

    def sources(self, area: str, year: int) -> list[str]:
        """Where it is written what today's ``area`` was in ``year``, the last change first."""
        names, found = {area}, []
        for change in self.years:
            if change > year:
                into = [each for name in sorted(names) for each in self._into.get((change, name), ())]
                found += [each.source for each in into]
                names |= {each.origin for each in into}
        return found

    def unchanged(self, area: str, year: int) -> bool:
        """Whether the figures of an area in ``year`` are those of today's area."""
        return self.origins(area, year) == {area: 1.0}


def today(area: str, changes: Iterable[AreaChange]) -> tuple[str, ...]:
    """The areas that an area of old has become, the one with most of it first; none for one that did not change.

    >>> renamed = AreaChange(2018, "甲", "乙", 1.0, "published", ""), AreaChange(2021, "乙", "丙", 1.0, "published", "")
    >>> today("甲", renamed)
    ('丙',)
    """
    found = {area: 1.0}
    ordered = sorted(changes, key=lambda each: each.year)
    for year in dict.fromkeys(each.year for each in ordered):
        here = [each for each in ordered if each.year == year and each.share > 0]
        moved = {name: share for name, share in found.items() if name not in {each.origin for each in here}}
        for each in here:
            if each.origin in found:
                moved[each.target] = moved.get(each.target, 0.0) + found[each.origin] * each.share
        found = moved
    return tuple(sorted((name for name in found if name != area), key=lambda name: -found[name]))


Row = TypeVar("Row", EnrolmentRow, BirthsRow)
Part = TypeVar("Part", bound=Hashable)


@dataclass(frozen=True)
class Restated:
    """Rows in the areas of today, the changes that concerned any of them, and the figures that could not be made."""

    enrolment: tuple[EnrolmentRow, ...]
    births: tuple[BirthsRow, ...]
    changes: tuple[AreaChange, ...] = ()
    lacking: tuple[Lacking, ...] = ()


def restated(
    enrolment: Sequence[EnrolmentRow],
    births: Sequence[BirthsRow],
    changes: Sequence[AreaChange],
    stages: Sequence[Stage],
) -> Restated:
    """Pupils and births of years before a change, in the areas of today; unrounded.

    A figure that needs several areas is made of the newest known of each, as often as one of them was published, and
    not at all while one is missing. A whole stage is the sum of its grades where all of them are on record.
    """
    if not changes:
        return Restated(tuple(enrolment), tuple(births))
    row_years: dict[str, set[int]] = {}
    for area, year in [*((row.area, row.year) for row in enrolment), *((row.area, row.year) for row in births)]:
        row_years.setdefault(area, set()).add(year)
    limits = Boundaries(tuple(changes), row_years)
    pupils, short = _moved(_with_sums_of_grades(enrolment, stages, limits), limits)
    born, unborn = _moved(births, limits)
    concerned = tuple(each for each in changes if each.share > 0 and limits.existed(each.origin, each.year))
    return Restated(tuple(pupils), tuple(born), concerned, (*short, *unborn))


def _moved(rows: Sequence[Row], limits: Boundaries) -> tuple[list[Row], list[Lacking]]:
    """Rows of areas that did not change as they are, then the others put together anew."""
    kept: list[Row] = [row for row in rows if limits.unchanged(row.area, row.year)]
    areas = dict.fromkeys([*(row.area for row in kept), *(each.target for each in limits.changes)])
    short: list[Lacking] = []
    for found in _by(rows, _figure, _area).values():
        example = next(iter(found.values()))[0]
        for area in areas:
            parts = limits.origins(area, example.year)
            if parts == {area: 1.0} or not parts.keys() & found.keys():
                continue
            sources = limits.sources(area, example.year)
            kept += [
                replace(row, area=area, source=joined(row.source, *sources)) for row in sums_of_parts(parts, found)
            ]
            without = tuple(name for name in parts if name not in found)
            if without:
                stage, grade = (example.stage, example.grade) if isinstance(example, EnrolmentRow) else (None, None)
                short.append(Lacking(area, example.year, stage, grade, without))
    return kept, short


def sums_of_parts(parts: Mapping[Part, float], found: Mapping[Part, Sequence[Row]]) -> Iterator[Row]:
    """A row for each time at which a part of a sum was published, once all parts are known: the newest of each."""
    rows = [row for name in parts for row in found.get(name, ())]
    for moment in sorted({_known(row) for row in rows}):
        newest = {
            name: max((row for row in reversed(found.get(name, ())) if _known(row) <= moment), key=_known, default=None)
            for name in parts
        }
        used = [(row, parts[name]) for name, row in newest.items() if row is not None]
        if len(used) < len(parts):
            continue
        whole = all(abs(share - 1) < NOTHING for _, share in used)
        bases = {row.basis for row, _ in used}
        first = used[0][0]
        yield replace(
            _with_amount(first, sum(_amount(row) * share for row, share in used)),
            basis=bases.pop() if whole and len(bases) == 1 else DERIVED,
            source=joined(*(row.source for row, _ in used)),
            published_year=None if all(row.published_year is None for row, _ in used) else moment,
        )


def _with_sums_of_grades(
    rows: Sequence[EnrolmentRow], stages: Sequence[Stage], limits: Boundaries
) -> Sequence[EnrolmentRow]:
    """Rows in which the whole stage of an area that changed is the sum of its grades, if all are on record, wherever
    another area has the whole stage alone: so that the two can be added."""
    grades = {stage.name: stage.grades for stage in stages}
    changed = [row for row in rows if not limits.unchanged(row.area, row.year)]
    wanted = {(row.year, row.stage) for row in changed if row.grade is None}
    sums: dict[Hashable, list[EnrolmentRow]] = {}
    for key, found in _by([row for row in changed if (row.year, row.stage) in wanted], _stage, _grade).items():
        every: list[int | None] = [*range(1, grades.get(str(key[-1]), 0) + 1)]
        parts = dict.fromkeys(every, 1.0)
        if parts and parts.keys() <= found.keys():
            sums[key] = [replace(row, grade=None) for row in sums_of_parts(parts, found)]
    kept = [row for row in rows if row.grade is not None or _stage(row) not in sums]
    return [*kept, *chain.from_iterable(sums.values())]


def _by(
    rows: Iterable[Row], key: Callable[[Row], tuple[Hashable, ...]], part: Callable[[Row], Part]
) -> dict[tuple[Hashable, ...], dict[Part, list[Row]]]:
    """Rows by key, then by part, in the order of the file."""
    found: dict[tuple[Hashable, ...], dict[Part, list[Row]]] = {}
    for row in rows:
        found.setdefault(key(row), {}).setdefault(part(row), []).append(row)
    return found


def _area(row: Row) -> str:
    return row.area


def _grade(row: EnrolmentRow) -> int | None:
    return row.grade


def _stage(row: EnrolmentRow) -> tuple[Hashable, ...]:
    return row.area, row.year, row.stage


def _figure(row: Row) -> tuple[Hashable, ...]:
    """What a row is about, apart from its area."""
    return (row.year, row.stage, row.grade) if isinstance(row, EnrolmentRow) else (row.year, row.period_end)


def _known(row: Row) -> int:
    """The year in which a figure became known."""
    return row.published_year or (row.year if isinstance(row, EnrolmentRow) else row.period_end.year)


def _amount(row: Row) -> float:
    return row.pupils if isinstance(row, EnrolmentRow) else row.births


def _with_amount(row: Row, amount: float) -> Row:
    changed: dict[str, Any] = {"pupils" if isinstance(row, EnrolmentRow) else "births": amount}
    return replace(row, **changed)


def joined(*sources: str) -> str:
    """Several sources in one, each once; unwritten as soon as one of them is."""
    all_of_them = "；".join(dict.fromkeys(sources))
    return Unwritten(all_of_them) if any(isinstance(each, Unwritten) for each in sources) else all_of_them
