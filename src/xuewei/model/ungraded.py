"""Pupils of a whole stage who are in no grade, put into its grades; and whole stages that do not add up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from xuewei.model.population import EnrolmentRow
from xuewei.model.stages import Stage

DERIVED = "derived"
ROUNDED = 0.5
"""Persons by which a printed figure may be off."""


@dataclass(frozen=True)
class Misfit:
    """A row of a whole stage (its place ``n`` among the rows) that is not its grades on record, ``added``, and the
    pupils that it says to be ungraded. ``over``: it is larger than they are."""

    n: int
    pupils: float
    added: float
    over: bool


def with_ungraded(rows: Sequence[EnrolmentRow], stages: Sequence[Stage]) -> tuple[EnrolmentRow, ...]:
    """The rows with ungraded pupils in the grades of their stage, in proportion to them, where all grades are on
    record: ``ungraded`` of a grade says how many. Elsewhere the whole stage holds them as it is.

    >>> stage = Stage("primary", 6, 2, 45)
    >>> told = [(None, 330, 30), (1, 200, None), (2, 100, None)]
    >>> rows = [EnrolmentRow("甲", 2023, "primary", g, n, "published", "", None, u) for g, n, u in told]
    >>> [(row.grade, row.pupils, row.ungraded) for row in with_ungraded(rows, [stage])]
    [(None, 330, 30), (1, 220.0, 20.0), (2, 110.0, 10.0)]
    """
    if not any(row.ungraded for row in rows):
        return tuple(rows)
    counts = {stage.name: stage.grades for stage in stages}
    found = list(rows)
    for group in _together(rows).values():
        extra = next((row.ungraded for _, row in group if row.grade is None), None)
        grades = [(n, row) for n, row in group if row.grade is not None]
        added = sum(row.pupils for _, row in grades)
        if extra and added > 0 and len(grades) == counts.get(group[0][1].stage):
            for n, row in grades:
                part = row.pupils / added * extra
                found[n] = replace(row, pupils=row.pupils + part, ungraded=part, basis=DERIVED)
    return tuple(found)


def misfits(rows: Sequence[EnrolmentRow], stages: Sequence[Stage]) -> Iterator[Misfit]:
    """Every row of a whole stage that is less than its grades on record, or more where all of them are; each printed
    figure may be half a person off. Figures published in different years are not held against each other."""
    counts = {stage.name: stage.grades for stage in stages}
    for group in _together(rows).values():
        grades = [row.pupils for _, row in group if row.grade is not None]
        slack = ROUNDED * (len(grades) + 1)
        for n, row in group:
            if row.grade is None and grades:
                added = sum(grades) + (row.ungraded or 0)
                over = row.pupils > added + slack and len(grades) == counts.get(row.stage)
                if over or row.pupils < added - slack:
                    yield Misfit(n, row.pupils, added, over)


def _together(rows: Iterable[EnrolmentRow]) -> dict[tuple[object, ...], list[tuple[int, EnrolmentRow]]]:
    """The rows of one stage of an area in a year that were published in the same year, each with its place."""
    found: dict[tuple[object, ...], list[tuple[int, EnrolmentRow]]] = {}
    for n, row in enumerate(rows):
        key = row.area, row.year, row.stage, row.published_year or row.year
        found.setdefault(key, []).append((n, row))
    return found
