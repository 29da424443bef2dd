"""Balance by grade: seats and demand of every grade of a stage in whole numbers that add up to the stage's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BASELINE, GREEN, RATE_DIGITS, RED, SURPLUS, WARNINGS, YELLOW, BalanceRow
from xuewei.model.plan import opening_year
from xuewei.model.pupils.grounds import GRADES
from xuewei.model.rounding import whole_rows, wholes
from xuewei.model.seats.in_use import balanced
from xuewei.model.seats.ledger import classes_by_grade, fills_by_grade
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
COLUMNS = (
    "year", "area", "stage", "grade", "seats", "demand", "balance", "rate", "warning", "classes_short", "usable_seats",
    "method",
)  # fmt: skip
"""Columns of machine output by grade: those of a stage, but for the siting rule, which knows no grades."""
CLASSES, FILL, SIZES, PUPILS = "classes", "fill", "sizes", "pupils"
"""What is known of grades: classes by grade of a school, schools that fill grade by grade, class sizes of the grades,
pupils on record by grade."""


@dataclass(frozen=True, eq=False, repr=False)
class GradeTable:
    """The grades of one stage: ``seats``, ``demand`` and ``usable`` in whole numbers, each ``(area, year, grade)``.

    Their sums over the grades are those of the stage's :class:`~xuewei.model.balance.BalanceRow`. ``rate`` is seats ÷
    demand (NaN without demand), unrounded; ``warning`` a place in :data:`~xuewei.model.balance.WARNINGS`; ``methods``
    are by area.
    """

    stage: Stage
    areas: tuple[str, ...]
    years: tuple[int, ...]
    seats: Ints
    demand: Ints
    usable: Ints
    rate: Floats
    warning: Ints
    methods: tuple[str, ...]

    @property
    def balance(self) -> Ints:
        """Seats − demand."""
        return self.seats - self.demand

    @property
    def classes_short(self) -> Ints:
        """Whole classes of a grade's own size that a shortage fills."""
        short: Ints = np.maximum(-self.balance, 0)
        found: Ints = -(-short // np.array(self.stage.sizes))
        return found

    @property
    def baseline(self) -> NDArray[np.bool_]:
        """Where the balance of a stage is even by assumption, so that those of its grades say nothing."""
        found: NDArray[np.bool_] = self.warning == WARNINGS.index(BASELINE)
        return found

    def __len__(self) -> int:
        return self.seats.size

    def records(self) -> Iterator[dict[str, object]]:
        """The rows as machines get them, by area, year and grade; ``rate`` with six decimals."""
        tables = (self.seats, self.demand, self.balance, self.rate, self.warning, self.classes_short, self.usable)
        stage = self.stage.name
        for n, (area, method) in enumerate(zip(self.areas, self.methods, strict=True)):
            for t, year in enumerate(self.years):
                lines = zip(*(table[n, t].tolist() for table in tables), strict=True)
                for grade, (seats, demand, balance, rate, word, classes, usable) in enumerate(lines, start=1):
                    yield {
                        "year": year,
                        "area": area,
                        "stage": stage,
                        "grade": grade,
                        "seats": seats,
                        "demand": demand,
                        "balance": balance,
                        "rate": round(rate, RATE_DIGITS) if rate == rate else None,
                        "warning": WARNINGS[word],
                        "classes_short": classes,
                        "usable_seats": usable,
                        "method": method,
                    }


def grade_table(found: Assessment, stage: str, years: Iterable[int], areas: Sequence[str]) -> GradeTable:
    """Seats and demand of a stage by grade, of the years whose seats are known. Raises KeyError or ValueError for a
    stage, area or year that was not assessed."""
    kind = found.stage(stage)
    moments = tuple(year for year in years if year in found.known)
    place = {area: n for n, area in enumerate(found.areas)}
    at = np.ix_([place[area] for area in areas], [found.years.index(year) for year in moments])
    parts = [table[stage].swapaxes(0, 1)[at] for table in (found.seats, found.demand, found.usable)]
    seats, demand, usable = (whole_rows(part, wholes(part.sum(axis=2))) for part in parts)
    rate = np.divide(parts[0], parts[1], out=np.full(parts[0].shape, np.nan), where=parts[1] > 0)
    limits = found.assumptions
    words = warnings_of(seats, demand, limits.yellow.value, limits.red.value, limits.surplus.value)
    even = seats.sum(axis=2) == demand.sum(axis=2)
    even &= np.array([[balanced(found.plan, area, stage)] for area in areas], dtype=bool).reshape(-1, 1)
    even &= np.array(moments, dtype=np.int64) == found.known.start
    words[even] = WARNINGS.index(BASELINE)
    methods = tuple(found.method(area, stage) for area in areas)
    return GradeTable(kind, tuple(areas), moments, seats, demand, usable, rate, words, methods)


def warnings_of(seats: Ints, demand: Ints, yellow: float, red: float, surplus: float) -> Ints:
    """:func:`~xuewei.model.balance.warning` of every pair of seats and demand, as places in ``WARNINGS``.

    >>> [WARNINGS[each] for each in warnings_of(np.array([100, 100, 0, 0]), np.array([90, 84, 1, 0]), 0.9, 1.0, 0.85)]
    ['yellow', 'surplus', 'red', 'green']
    """
    taken = np.divide(demand, seats, out=np.where(demand > 0, np.inf, np.nan), where=seats > 0)
    word = {name: WARNINGS.index(name) for name in (RED, YELLOW, SURPLUS, GREEN)}
    found: Ints = np.select(
        [taken >= red, taken >= yellow, taken < surplus], [word[RED], word[YELLOW], word[SURPLUS]], word[GREEN]
    )
    return found


def known_grades(found: Assessment) -> dict[tuple[str, str], tuple[str, ...]]:
    """What is known of the grades of an area's stage (:data:`CLASSES`, :data:`FILL`, :data:`SIZES`, :data:`PUPILS`);
    an area and stage of whose grades nobody wrote anything is not among them."""
    kinds = {stage.name: stage for stage in found.stages}
    known: dict[tuple[str, str], dict[str, None]] = {}
    for school in found.plan.schools:
        later = fills_by_grade(school, found.plan)
        if school.cancelled or not (later or school.classes):
            continue
        for name in [each for each in school.seats if each in kinds]:
            stage = kinds[name]
            if classes_by_grade(school, stage):
                known.setdefault((school.area, name), {})[CLASSES] = None
            filled = opening_year(school, found.plan) + stage.grades - 1
            if later and filled > found.known.start:
                known.setdefault((school.area, name), {})[FILL] = None
    written = [stage.name for stage in found.stages if stage.class_sizes and not stage.default]
    followed = [key for key, each in found.demand.followed.items() if each.method == GRADES]
    for key, what in [
        *(((area, name), SIZES) for name in written for area in found.areas),
        *((k, PUPILS) for k in followed),
    ]:
        known.setdefault(key, {})[what] = None
    return {key: tuple(each) for key, each in known.items()}


class ShortGrades(NamedTuple):
    """A year in which a stage has seats enough (``balance``) and some of its grades have not: by grade, how many seats
    they lack. ``known`` is what is known of its grades."""

    year: int
    area: str
    stage: str
    balance: int
    lacking: dict[int, int]
    known: tuple[str, ...]

    @property
    def most(self) -> int:
        """Seats that the shortest grade lacks."""
        return max(self.lacking.values())


def short_grades(found: Assessment, rows: Iterable[BalanceRow]) -> list[ShortGrades]:
    """Of ``rows`` that are not short, those with a grade that is, where anything is known of grades; a year that is
    balanced by assumption says nothing."""
    known = known_grades(found)
    asked: dict[str, list[BalanceRow]] = {}
    for row in rows if known else ():
        if row.balance >= 0 and row.warning != BASELINE and (row.area, row.stage) in known:
            asked.setdefault(row.stage, []).append(row)
    short = []
    for stage, own in asked.items():
        areas, years = list(dict.fromkeys(row.area for row in own)), sorted({row.year for row in own})
        balance = grade_table(found, stage, years, areas).balance
        place, at = {area: n for n, area in enumerate(areas)}, {year: t for t, year in enumerate(years)}
        lowest = balance.min(axis=2)
        for row in own:
            n, t = place[row.area], at[row.year]
            if lowest[n, t] < 0:
                lacking = {g: -each for g, each in enumerate(balance[n, t].tolist(), start=1) if each < 0}
                short.append(ShortGrades(row.year, row.area, stage, row.balance, lacking, known[row.area, stage]))
    return short
