"""Balance (余缺): seats − demand, what a shortage means in classes and schools, and when to warn."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import fields

from xuewei.late import dataclass
from xuewei.model.stages import Stage


@dataclass(frozen=True)
class NormBand:
    """Seats and schools that the rule wants for some number of residents, at both of its ends."""

    seats_low: float
    seats_high: float
    schools_low: float
    schools_high: float

    def position(self, seats: float) -> str:
        """``below``, ``inside`` or ``above`` the band."""
        if seats < self.seats_low:
            return "below"
        return "above" if seats > self.seats_high else "inside"


def norm_band(residents: float, stage: Stage) -> NormBand | None:
    """Seats for ``residents / ratio`` schools of the rule's smallest size; None where a stage has no rule.

    >>> norm_band(60000, Stage("primary", 6, 6, 45, 24, (15000, 20000)))
    NormBand(seats_low=3240.0, seats_high=4320.0, schools_low=3.0, schools_high=4.0)
    """
    if stage.residents_per_school is None or stage.school_seats is None:
        return None
    fewest, most = stage.residents_per_school
    low, high = residents / most, residents / fewest
    return NormBand(low * stage.school_seats, high * stage.school_seats, low, high)


BAND_KEYS = ("demand_low", "demand_high", "balance_low", "balance_high", "band_warning", "band_source", "band_tested")
"""Keys that a band adds to the answer: ``balance_low`` is the balance at the high demand."""
BAND_LEVELS = (0.5, 0.8, 0.95)
"""Shares of what comes that bands are to hold."""
RATE_DIGITS = 6
"""Decimals of seats ÷ demand in machine output, enough to show tenths of a per cent as tables do."""
GREEN, YELLOW, RED = "green", "yellow", "red"
SURPLUS, BASELINE = "surplus", "baseline"
WARNINGS = (RED, YELLOW, GREEN, SURPLUS, BASELINE)
"""What ``warning`` may be: ``surplus`` is more than enough, ``baseline`` a balance that is even by assumption."""


@dataclass(frozen=True)
class BalanceRow:
    """One year × area × stage of the answer, in whole persons and seats.

    ``balance = seats − demand`` of the whole numbers, so that the printed line adds up; negative is a shortage.
    ``rate`` is seats ÷ demand (None without demand), unrounded: whoever shows it rounds once. ``classes_short`` and
    ``schools_short`` are what closes the shortage: whole classes, and schools of the rule's smallest size (None
    without a rule). ``method`` is how the demand was forecast: grades or ages.
    """

    year: int
    area: str
    stage: str
    seats: int
    demand: int
    balance: int
    rate: float | None
    warning: str
    classes_short: int
    norm_low: int | None
    norm_high: int | None
    usable_seats: int
    schools_short: float | None = None
    schools_low: float | None = None
    schools_high: float | None = None
    norm_position: str | None = None
    method: str = "ages"

    def record(self) -> dict[str, object]:
        """The row as machines get it, ``rate`` with six decimals."""
        return {**vars(self), "rate": None if self.rate is None else round(self.rate, RATE_DIGITS)}


@dataclass(frozen=True)
class DemandRow:
    """Demand of one year × area × stage alone: a year before the base year, whose seats are unknown."""

    year: int
    area: str
    stage: str
    demand: int
    method: str = "ages"

    def record(self) -> dict[str, object]:
        """The row as machines get it: what rests on seats is not known (None)."""
        return {**dict.fromkeys(each.name for each in fields(BalanceRow)), **vars(self)}


def warning(seats: float, demand: float, yellow: float, red: float, surplus: float) -> str:
    """Red from ``red`` of the seats taken on, yellow from ``yellow``, a surplus below ``surplus``, else green. No seats
    and some demand is red; seats for nobody are a surplus.

    >>> [warning(100, demand, 0.9, 1.0, 0.85) for demand in (100, 90, 89, 85, 84)]
    ['red', 'yellow', 'green', 'green', 'surplus']
    >>> warning(0, 1, 0.9, 1.0, 0.85), warning(1, 0, 0.9, 1.0, 0.85), warning(0, 0, 0.9, 1.0, 0.85)
    ('red', 'surplus', 'green')
    """
    if seats <= 0:
        return RED if demand > 0 else GREEN
    taken = demand / seats
    if taken >= red:
        return RED
    if taken >= yellow:
        return YELLOW
    return SURPLUS if taken < surplus else GREEN


def classes_short(balance: int, stage: Stage) -> int:
    """Whole classes that a shortage fills; 0 without a shortage.

    >>> classes_short(-46, Stage("primary", 6, 6, 45)), classes_short(10, Stage("primary", 6, 6, 45))
    (2, 0)
    """
    return math.ceil(max(-balance, 0) / stage.class_size)


@dataclass(frozen=True)
class Total:
    """All areas of one year and stage. ``netted``: surplus in one area serves another. ``need_only``: it does not;
    minus the sum of the shortages."""

    year: int
    stage: str
    seats: int
    demand: int
    netted: int
    need_only: int


def totals(rows: Iterable[BalanceRow]) -> list[Total]:
    """Totals over the areas in ``rows``, by stage and year in the order of the rows."""
    found: dict[tuple[int, str], list[BalanceRow]] = {}
    for row in rows:
        found.setdefault((row.year, row.stage), []).append(row)
    return [
        Total(
            year,
            stage,
            sum(row.seats for row in group),
            sum(row.demand for row in group),
            sum(row.balance for row in group),
            sum(min(row.balance, 0) for row in group),
        )
        for (year, stage), group in found.items()
    ]


@dataclass(frozen=True)
class Peak:
    """The course of one area and stage in a line: the year of the largest demand, the first and last year of
    shortage (None without one), the worst balance and its year, the balance in the last year."""

    area: str
    stage: str
    peak_year: int
    peak_demand: int
    first_short: int | None
    last_short: int | None
    years_short: int
    worst_year: int
    worst_balance: int
    last_year: int
    last_balance: int


def peak(rows: Sequence[BalanceRow]) -> Peak:
    """The course of the rows of one area and stage, in order of year; the first of equal peaks counts.

    Raises ValueError without rows.
    """
    if not rows:
        raise ValueError("a peak needs at least one row")
    largest = max(rows, key=lambda row: row.demand)
    worst = min(rows, key=lambda row: row.balance)
    short = [row.year for row in rows if row.balance < 0]
    last = rows[-1]
    return Peak(
        area=last.area,
        stage=last.stage,
        peak_year=largest.year,
        peak_demand=largest.demand,
        first_short=short[0] if short else None,
        last_short=short[-1] if short else None,
        years_short=len(short),
        worst_year=worst.year,
        worst_balance=worst.balance,
        last_year=last.year,
        last_balance=last.balance,
    )


def peaks(rows: Iterable[BalanceRow]) -> list[Peak]:
    """The course of every area and stage in ``rows``, each of which has its years in order."""
    groups: dict[tuple[str, str], list[BalanceRow]] = {}
    for row in rows:
        groups.setdefault((row.stage, row.area), []).append(row)
    return [peak(group) for group in groups.values()]
