"""How far forecasts of pupils may be off, in independent parts: what past ones were off by in common and each area
alone, and, for children who were not yet born, what births did."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import field, replace
from functools import cached_property

import numpy as np

from xuewei.late import dataclass
from xuewei.model.pupils.error_growth import COMMON, LOCAL, Floats, Growth, Learnt, Marks, learnt
from xuewei.model.pupils.errors import PastErrors, past_errors
from xuewei.model.pupils.record import EnrolmentHistory, KnownHistory, Whole
from xuewei.model.spread import student

BIRTHS = "births"
"""The part of an error that births make, beside what all areas have in common and what each does alone."""
LEADS = 12
"""Years ahead up to which a record is asked for its errors."""
HALF = 0.5
"""Persons added to both sides of a quotient, so that nobody has a logarithm too."""


@dataclass(frozen=True)
class Term:
    """The square of one ``part`` of an error at a lead: ``steady`` + ``chance`` ÷ pupils."""

    part: str
    steady: float
    chance: float
    degrees: float


@dataclass(frozen=True, eq=False, repr=False)
class PastSpread:
    """Parts of the errors of a record's lines. ``logs (origin, lead, area, line)`` are logarithms of pupils ÷ forecast
    of those who were born at the origin, NaN for the others and where unknown, ``counted (origin, lead)`` those that
    teach. ``changes (year, years on, area)`` are logarithms of changes of ``births (year, area)``, ``counted_births
    (year, years on)`` likewise. ``behind (origin, area)`` are years by which the last births known at an origin lay
    before it, -∞ without births. ``assumed``: the deviation of births so many years on, where theirs are too few to
    tell; without it nothing is said."""

    past: PastErrors
    logs: Floats
    counted: Marks
    behind: Floats
    births: Floats
    changes: Floats
    counted_births: Marks
    assumed: Callable[[float], float] | None = None
    _learnt: dict[int, Learnt | None] = field(default_factory=dict)
    _terms: dict[tuple[int, int, float], tuple[Term, ...]] = field(default_factory=dict)
    _reaches: dict[tuple[int, int, float, float], tuple[float, float] | None] = field(default_factory=dict)

    def counting(self, counted: Marks, births: Marks) -> PastSpread:
        """The same, taught by other errors and changes of births."""
        return replace(self, counted=counted, counted_births=births, _learnt={}, _terms={}, _reaches={})

    def of_line(self, line: int) -> Learnt | None:
        """What past errors of children who were born say of a line; None for too few."""
        if line not in self._learnt:
            self._learnt[line] = learnt(self.logs[..., line], self.past.pupils[..., line], self.counted)
        return self._learnt[line]

    @cached_property
    def of_births(self) -> Learnt | None:
        """The same of births that are held at those of the last year known."""
        before = np.broadcast_to(self.births[:, None], self.changes.shape)
        return learnt(self.changes, before, self.counted_births)

    @cached_property
    def now(self) -> Floats:
        """The same ``(area,)`` of the last births and pupils on record."""
        rows, last = self.past.history.births, self.past.history.years.stop - 1
        return last - _newest(rows.area, rows.year, len(self.past.history.areas))

    def years(self, line: int) -> int:
        """Years of errors that are known of a line."""
        return int((np.isfinite(self.logs[..., line]).any(axis=2) & self.counted).sum(axis=0).max(initial=0))

    def tested(self, line: int, lead: int) -> bool:
        """Whether a forecast so far ahead could be held against what came."""
        return lead in self.past.leads and bool(np.isfinite(self.past.errors[:, lead - 1, :, line]).any())

    def terms(self, line: int, lead: int, behind: float) -> tuple[Term, ...]:
        """The parts at a lead of at least 1, of an area whose births lie so many years behind its pupils; none where
        there are too few errors."""
        key = line, lead, behind
        if key not in self._terms:
            self._terms[key] = self._parts(*key)
        return self._terms[key]

    def _parts(self, line: int, lead: int, behind: float) -> tuple[Term, ...]:
        found = self.of_line(line)
        if found is None:
            return ()
        parts = [_term(COMMON, found.common, found.common.grown(lead))]
        if found.local is not None:
            parts.append(_term(LOCAL, found.local, found.local.grown(lead)))
        ahead = lead + behind - ages(self.past.history)[line]
        if ahead.max() <= 0:
            return tuple(parts)
        births = self._births(ahead)
        return () if births is None else (*parts, births)

    def _births(self, ahead: Floats) -> Term | None:
        """The part of births, for cohorts that were born ``ahead (grade,)`` years after the last births on record."""
        before = self.past.history.before

        def mean(deviation: Callable[[float], float]) -> float:
            return float(np.mean([before * deviation(n - 1) + (1 - before) * deviation(n) for n in ahead]))

        found, assumed = self.of_births, self.assumed
        if found is None:
            return None if assumed is None else Term(BIRTHS, mean(lambda n: assumed(max(n, 0.0))) ** 2, 0.0, np.inf)
        common = mean(found.common.grown) ** 2
        if found.local is None:
            return Term(BIRTHS, common, 0.0, found.common.degrees)
        local = _term(LOCAL, found.local, mean(found.local.grown))
        return Term(BIRTHS, common + local.steady, local.chance * len(ahead), found.common.degrees)

    def reach(self, line: int, lead: int, level: float, pupils: float, area: str = "") -> float | None:
        """How far, as a logarithm, a band of a ``level`` reaches on each side; None where there are too few errors, or
        nobody is forecast."""
        found = self.reaches(line, lead, level, self.behind_now(area))
        return None if found is None or pupils <= 0 else math.sqrt(found[0] + found[1] / pupils)

    def reaches(self, line: int, lead: int, level: float, behind: float) -> tuple[float, float] | None:
        """The square of that reach: the first + the second ÷ pupils."""
        key = line, lead, level, behind
        if key not in self._reaches:
            terms = self.terms(line, lead, behind)
            units = student(np.array([term.degrees for term in terms]), level) ** 2
            steady, chance = (
                sum(unit * getattr(term, name) for unit, term in zip(units.tolist(), terms, strict=True))
                for name in ("steady", "chance")
            )
            self._reaches[key] = (steady, chance) if terms else None
        return self._reaches[key]

    def behind_now(self, area: str) -> float:
        """The years by which the births of an area lie behind now; without its name, as in most."""
        place = self._places.get(area)
        return float(np.median(self.now) if place is None else self.now[place])

    @cached_property
    def _places(self) -> dict[str, int]:
        """Where the areas of the record stand."""
        return {area: n for n, area in enumerate(self.past.history.areas)}


def _term(part: str, growth: Growth, times: float) -> Term:
    return Term(part, times**2 * growth.steady, times**2 * growth.chance, growth.degrees)


def ages(history: EnrolmentHistory) -> list[Floats]:
    """The ages ``(grade,)`` in every line: one of a grade, all of a whole stage."""
    found: list[Floats] = []
    for stage in history.stages:
        every = np.array(stage.ages, dtype=np.float64)
        found += [*every[:, None], every]
    return found


def _newest(place: Whole, years: Whole, areas: int) -> Floats:
    """The last of the ``years`` of each ``place``; ∞ without any, so that nothing lies behind it."""
    found = np.full(areas, -np.inf)
    np.maximum.at(found, place, years)
    return np.where(np.isfinite(found), found, np.inf)


def logs_of(errors: Floats, pupils: Floats) -> Floats:
    """Relative errors of forecasts of so many ``pupils`` as logarithms of what came ÷ forecast.

    >>> logs_of(np.array([0.0, -1.0]), np.array([100.0, 9.5])).round(3)
    array([ 0.   , -2.996])
    """
    return np.asarray(np.log((pupils * (1 + errors) + HALF) / (pupils + HALF)))


def past_spread(past: PastErrors, assumed: Callable[[float], float] | None = None) -> PastSpread:
    """The parts of all errors of a record."""
    history = past.history
    logs = logs_of(past.errors, past.pupils)
    known = [_behind_at(history.known_at(origin)) for origin in past.origins]
    behind = np.array(known).reshape(len(known), len(history.areas))
    youngest = np.array([each.min() for each in ages(history)])
    ahead = np.array(past.leads)[:, None] + behind[:, None]
    logs[ahead[..., None] > youngest] = np.nan
    births, changes = _changes(history)
    every = np.ones(logs.shape[:2], dtype=bool), np.ones(changes.shape[:2], dtype=bool)
    return PastSpread(past, logs, every[0], behind, births, changes, every[1], assumed)


def _behind_at(known: KnownHistory) -> Floats:
    """Years ``(area,)`` by which the last births that were known at an origin lie before it."""
    rows = known.alone().births
    return known.origin - _newest(rows.area, rows.year, len(known.history.areas))


def _changes(history: EnrolmentHistory) -> tuple[Floats, Floats]:
    """Births ``(year, area)`` of all years but the last, and the logarithms of how many times as many they were later,
    ``(year, years on, area)``, from one year on."""
    years = births_years(history)
    births = history.births.table(years, len(history.areas), 1)[:, :, 0]
    found = np.full((max(len(years) - 1, 0), LEADS, len(history.areas)), np.nan)
    for n in range(1, min(LEADS, len(years) - 1) + 1):
        found[: len(years) - n, n - 1] = np.log((births[n:] + HALF) / (births[:-n] + HALF))
    return np.nan_to_num(births[: len(found)]), found


def births_years(history: EnrolmentHistory) -> range:
    """The years from the first to the last with births on record; none without any."""
    rows = history.births.year
    return range(int(rows.min()), int(rows.max()) + 1) if len(rows) else range(0)


def record_spread(history: EnrolmentHistory, assumed: Callable[[float], float] | None = None) -> PastSpread:
    """The parts of the errors of grade progression on all that a history holds; from an earlier origin, of
    ``known.alone()``."""
    return past_spread(past_errors(history, LEADS), assumed)
