"""Pupils and births on record, what of them was known at an origin, and pupils who are in no grade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import ModelError
from xuewei.late import dataclass
from xuewei.model.calendar import MONTHS, months_after_cutoff
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.stages import Stage

if TYPE_CHECKING:
    from xuewei.model.pupils.mothers import Women

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
    >>> figures = [(None, 330, 30), (1, 200, None), (2, 100, None)]
    >>> rows = [EnrolmentRow("甲", 2023, "primary", g, n, "published", "", None, u) for g, n, u in figures]
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
    """The rows of one stage of an area, or of a school, in a year that were published in the same year, each with its
    place."""
    found: dict[tuple[object, ...], list[tuple[int, EnrolmentRow]]] = {}
    for n, row in enumerate(rows):
        key = row.area, row.school, row.year, row.stage, row.published_year or row.year
        found.setdefault(key, []).append((n, row))
    return found


Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Rows:
    """Rows of one file as columns: the ``year`` of a figure, the year in which it was ``published``, the
    index of its ``area`` and of its ``line`` (0 for births), and the figure itself in persons."""

    year: Whole
    published: Whole
    area: Whole
    line: Whole
    persons: Floats

    def where(self, kept: NDArray[np.bool_]) -> Rows:
        """The rows that ``kept`` marks."""
        return Rows(self.year[kept], self.published[kept], self.area[kept], self.line[kept], self.persons[kept])

    def table(self, years: range, areas: int, lines: int) -> Floats:
        """Persons ``(year, area, line)``; NaN where no row speaks; of several vintages the newest."""
        found = np.full((len(years), areas, lines), np.nan)
        inside = self.where((self.year >= years.start) & (self.year < years.stop))
        order = np.argsort(inside.published, kind="stable")
        at = inside.year[order] - years.start, inside.area[order], inside.line[order]
        found[at] = inside.persons[order]
        return found


@dataclass(frozen=True, eq=False, repr=False)
class EnrolmentHistory:
    """Every row of ``enrolment.csv`` and ``births.csv`` of the ``areas``, over ``stages`` in order of entry age.

    Lines are the grades of each stage, first to last, then the whole stage. ``before``: share of the births of a
    school year that are in the year's row before the one of the year in which it ends (4/12 for calendar years and a
    cut-off on 31 August).
    ``revised``: births count as they are known today; else each figure from the year in which it was published.
    ``end``: the last of the twelve months of a births row, counted from January of its year (over 12: of the year
    after). ``women``: those who were counted in the areas, where they were.
    """

    areas: tuple[str, ...]
    stages: tuple[Stage, ...]
    enrolment: Rows
    births: Rows
    before: float
    revised: bool = False
    end: int = MONTHS
    women: Women | None = None

    @property
    def years(self) -> range:
        """School years from the first to the last with a row."""
        return range(int(self.enrolment.year.min()), int(self.enrolment.year.max()) + 1)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where the areas stand."""
        return {area: n for n, area in enumerate(self.areas)}

    @property
    def width(self) -> int:
        """The number of lines."""
        return sum(stage.grades + 1 for stage in self.stages)

    def lines(self, stage: Stage) -> slice:
        """The lines of the grades of a stage; the line of the whole stage is ``lines(stage).stop``."""
        start = sum(each.grades + 1 for each in self.stages[: self.stages.index(stage)])
        return slice(start, start + stage.grades)

    @property
    def revisable(self) -> bool:
        """Whether births of some year are on record in several vintages."""
        return len(np.unique(np.stack([self.births.year, self.births.area]), axis=1).T) < len(self.births.year)

    def truth(self, years: range) -> Floats:
        """Pupils ``(year, area, line)`` as they are known today; NaN where there is no row. A whole stage is the sum of
        its grades where all of them are on record, else its own row."""
        found = self.enrolment.table(years, len(self.areas), self.width)
        for stage in self.stages:
            lines = self.lines(stage)
            added = found[:, :, lines].sum(axis=2)
            found[:, :, lines.stop] = np.where(np.isnan(added), found[:, :, lines.stop], added)
        return found

    def known_at(self, origin: int) -> KnownHistory:
        """What was on record when the pupils of ``origin`` had been counted."""
        return KnownHistory(self, origin)

    def today(self) -> KnownHistory:
        """Everything that is on record, in its newest vintage; the origin is the last year with a row."""
        return KnownHistory(self, self.years[-1], today=True)


@dataclass(frozen=True, eq=False, repr=False)
class KnownHistory:
    """A history seen from ``origin``: nothing of a later year and nothing that was published later, unless it is seen
    from ``today``.

    Asking for a later year raises ValueError.
    """

    history: EnrolmentHistory
    origin: int
    today: bool = False

    @property
    def moment(self) -> int:
        """The year up to whose end figures had been published: the origin, or the year in which its first pupils were
        published where the file says that they came later."""
        rows = self.history.enrolment
        published = rows.published[rows.year == self.origin]
        return max(self.origin, int(published.min())) if len(published) else self.origin

    def pupils(self, years: range) -> Floats:
        """Pupils ``(year, area, line)``; NaN where none are known."""
        self._refuse(years)
        rows, history = self.history.enrolment, self.history
        known = rows.where((rows.year <= self.origin) & (self.today | (rows.published <= self.moment)))
        return known.table(years, len(history.areas), history.width)

    def births(self, years: range) -> Floats:
        """Births ``(year, area)`` of calendar years; NaN where none are known."""
        self._refuse(years)
        return self.history.births.where(self._born()).table(years, len(self.history.areas), 1)[:, :, 0]

    def alone(self) -> EnrolmentHistory:
        """The history as if nothing else existed: what was not known at the origin is left out."""
        rows, born = self.history.enrolment, self.history.births
        known = (rows.year <= self.origin) & (self.today | (rows.published <= self.moment))
        women = self.women()
        return replace(self.history, enrolment=rows.where(known), births=born.where(self._born()), women=women)

    def women(self) -> Women | None:
        """Women of the censuses that are known, whom births to come follow; None where nobody was counted."""
        women = self.history.women
        return women if women is None or self.today else women.where(women.known_in(self.moment))

    def _born(self) -> NDArray[np.bool_]:
        """Which rows of births are known."""
        rows = self.history.births
        known: NDArray[np.bool_] = rows.year <= self.origin
        return known if self.history.revised or self.today else known & (rows.published <= self.moment)

    def _refuse(self, years: range) -> None:
        if years.stop - 1 > self.origin:
            raise ValueError(f"{years.stop - 1} lies after the origin {self.origin}")


def enrolment_history(
    enrolment: Sequence[EnrolmentRow], births: Iterable[BirthsRow], stages: Sequence[Stage], cutoff: tuple[int, int]
) -> EnrolmentHistory:
    """The history in the rows of a population folder; a figure without ``published_year`` was known in the year that it
    speaks of (births: in the year in which their twelve months end).

    Areas are those with pupils on record. Raises ValueError without rows, for a stage or grade that ``stages`` does
    not have, and where births are of twelve months that end in different months of the year.
    """
    if not enrolment:
        raise ValueError("there are no pupils on record")
    ordered = tuple(sorted(stages, key=lambda stage: stage.entry_age))
    areas = tuple(dict.fromkeys(row.area for row in enrolment))
    place = {area: n for n, area in enumerate(areas)}
    born = [row for row in births if row.area in place]
    ends = {row.period_end.month for row in born} or {MONTHS}
    if len(ends) > 1:
        raise ModelError("birth_months", months=", ".join(map(str, sorted(ends))))
    (end,) = ends
    # twelve months that end before the cut-off begin in the school year before
    back = 1 if end < MONTHS - months_after_cutoff(cutoff) else 0
    before = (end - MONTHS + months_after_cutoff(cutoff)) % MONTHS / MONTHS
    empty = EnrolmentHistory(areas, ordered, _rows([]), _rows([]), before, end=end + MONTHS * back)
    line: dict[tuple[str, int | None], int] = {}
    for stage in ordered:
        at = empty.lines(stage)
        line.update({(stage.name, grade + 1): at.start + grade for grade in range(stage.grades)})
        line[stage.name, None] = at.stop
    strange = [row for row in enrolment if (row.stage, row.grade) not in line]
    if strange:
        raise ValueError(f"there is no {strange[0].stage} grade {strange[0].grade}")
    return replace(
        empty,
        enrolment=_rows(
            (row.year, row.published_year or row.year, place[row.area], line[row.stage, row.grade], row.pupils)
            for row in enrolment
        ),
        births=_rows(
            (row.period_end.year - back, row.published_year or row.period_end.year, place[row.area], 0, row.births)
            for row in born
        ),
    )


def _rows(rows: Iterable[tuple[int, int, int, int, float]]) -> Rows:
    found = np.array(list(rows), dtype=float).reshape(-1, 5)
    year, published, area, line = (found[:, n].astype(np.int64) for n in range(4))
    return Rows(year, published, area, line, found[:, 4])
