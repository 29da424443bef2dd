"""Bands that a record itself gives: every error that a forecast would have made on it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from xuewei.model.band_levels import LEVELS
from xuewei.model.band_table import Half, TableRow, stretched, widest
from xuewei.model.bands import Width, width
from xuewei.model.enrolment_history import EnrolmentHistory
from xuewei.model.past_errors import Lines, PastErrors, past_errors

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
