"""Half-widths of bands: from a record, or from a table that another record gave."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from xuewei.model.pupils.errors import Lines, PastErrors, Width, past_errors, width
from xuewei.model.pupils.record import EnrolmentHistory

LEVELS = (0.5, 0.8, 0.95)
"""Shares of what comes that bands are to hold."""
CHANCE = dict(zip(LEVELS, (0.6745, 1.2816, 1.96), strict=True))
"""Standard normal quantiles of the levels: chance alone moves a count of n by their multiples of √n."""


@dataclass(frozen=True)
class Half:
    """A half-width as a share of the forecast. ``stretched``: the lead is longer than any that could be tested, and the
    half-width of the longest that could was widened in proportion."""

    share: float
    stretched: bool = False


@dataclass(frozen=True)
class TableRow:
    """The half-width (a share of the forecast) of a ``method``, ``stage``, ``lead`` and ``level`` on another record;
    ``points`` errors are behind it."""

    method: str
    stage: str
    lead: int
    level: float
    half: float
    points: int


@dataclass(frozen=True)
class TableBands:
    """Bands of another record, to which the chance of small numbers is added. ``source`` names that record."""

    rows: tuple[TableRow, ...]
    source: str

    def half(self, method: str, stage: str, lead: int, level: float, pupils: float) -> Half | None:
        """The half-width for so many ``pupils`` of a whole stage; None for a stage that the table lacks.

        >>> table = TableBands((TableRow("ages", "primary", 1, 0.5, 0.03, 9),), "")
        >>> found = table.half("ages", "primary", 2, 0.5, pupils=400)
        >>> round(found.share, 3), found.stretched  # twice the root of 0.03² + 0.6745²/400
        (0.09, True)
        """
        if pupils <= 0:
            return None

        def at(level: float) -> Half | None:
            chance = CHANCE[level] / math.sqrt(pupils)
            found = {
                row.lead: math.hypot(row.half, chance)
                for row in self.rows
                if (row.method, row.stage, row.level) == (method, stage, level)
            }
            return stretched(lead, found.get, max(found, default=0))

        return widest(level, at)


def widest(level: float, at: Callable[[float], Half | None]) -> Half | None:
    """The widest of the half-widths ``at`` a level and those below it, whose errors may have come from other stages: a
    band holds those of lower levels. None where there is none at the level itself."""
    halves: Sequence[Half | None] = [at(each) for each in LEVELS if each <= level]
    known = [half for half in halves if half is not None]
    return max(known, key=lambda half: half.share) if halves[-1] is not None else None


def stretched(lead: int, tested: Callable[[int], float | None], longest: int) -> Half | None:
    """The half-width of a lead, no less than that of any shorter one, or that of the longest that was tested times how
    much longer this one is.

    >>> stretched(6, {1: 0.125, 2: 0.25, 3: 0.5}.get, 3)
    Half(share=1.0, stretched=True)
    """
    known = {each: half for each in range(1, min(lead, longest) + 1) if (half := tested(each)) is not None}
    if not known:
        return None
    last = max(known)
    return Half(max(known.values()) * lead / last, stretched=last < lead)


LEADS = 12
"""Years ahead up to which a record is asked for its errors."""


@dataclass(frozen=True, eq=False, repr=False)
class RecordBands:
    """Bands of the lines of a record, from the errors of grade progression on it."""

    past: PastErrors
    _widths: dict[tuple[int, int, float], Width] = field(default_factory=dict)

    def half(self, line: int, lead: int, level: float, pupils: float) -> Half | None:
        """The half-width for so many ``pupils`` of a line; None where no lead could be tested."""
        longest = self.past.leads.stop - 1
        return widest(level, lambda each: stretched(lead, lambda at: self._tested(line, at, each, pupils), longest))

    def _tested(self, line: int, lead: int, level: float, pupils: float) -> float | None:
        key = line, lead, level
        if key not in self._widths:
            self._widths[key] = width(self.past, line, lead, level, range(len(self.past.origins)))
        found = self._widths[key]
        if not math.isfinite(found.half) or pupils <= 0:
            return None
        return found.half * math.sqrt(found.scale.common + found.scale.chance / pupils)


def record_bands(history: EnrolmentHistory) -> RecordBands:
    """The bands of all that a history holds; from an earlier origin, of ``known.alone()``."""
    return RecordBands(past_errors(history, LEADS))


def table_rows(history: EnrolmentHistory, method: str, lines: Lines) -> list[TableRow]:
    """The half-widths of every whole stage, lead and level of a record, where there are errors enough for any."""
    past = past_errors(history, LEADS, method=lines)
    found = []
    for stage in history.stages:
        line = history.lines(stage).stop
        for lead in past.leads:
            if not np.isfinite(past.errors[:, lead - 1, :, line]).any():
                continue
            for level in LEVELS:
                each = width(past, line, lead, level, range(len(past.origins)), sized=False)
                if math.isfinite(each.half):
                    found.append(TableRow(method, stage.name, lead, level, each.half, each.points))
    return found
