"""The errors that a forecast would have made on the record, and the half-widths that hold them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.model.pupils.progression import forecast
from xuewei.model.pupils.record import EnrolmentHistory, KnownHistory

Floats = NDArray[np.float64]
Lines = Callable[[KnownHistory, int], Floats]
"""Pupils ``(year, area, line)`` from the origin of what is known to the last year asked for."""
FIRST_ORIGIN = 3
"""Years after the first on record before which no ratio has been judged."""

FEWEST = 4
"""Errors without which no band is given, whatever its level."""


@dataclass(frozen=True, eq=False, repr=False)
class PastErrors:
    """Relative errors (pupils ÷ forecast − 1) of the forecasts from every one of ``origins``, ``(origin, lead, area,
    line)`` from lead 1 on, and the ``pupils`` that were forecast; NaN where either is unknown. Lines as in
    :class:`~xuewei.model.pupils.record.EnrolmentHistory`."""

    history: EnrolmentHistory
    origins: tuple[int, ...]
    errors: Floats
    pupils: Floats

    @property
    def leads(self) -> range:
        """Years ahead, from 1."""
        return range(1, self.errors.shape[1] + 1)


def origins_of(history: EnrolmentHistory) -> range:
    """The origins that can be tested: from the third year after the first on record to the last but one."""
    return range(history.years.start + FIRST_ORIGIN, history.years.stop - 1)


def progressed(known: KnownHistory, last: int) -> Floats:
    """Pupils of every line by grade progression."""
    return forecast(known, last).pupils


def in_lines(whole_stages: Lines) -> Lines:
    """A way to forecast whole stages ``(year, area, stage)`` as one that leaves their grades unknown."""

    def found(known: KnownHistory, last: int) -> Floats:
        history, stages = known.history, whole_stages(known, last)
        pupils = np.full((*stages.shape[:2], history.width), np.nan)
        pupils[:, :, [history.lines(stage).stop for stage in history.stages]] = stages
        return pupils

    return found


def past_errors(
    history: EnrolmentHistory, leads: int, origins: Sequence[int] | None = None, method: Lines = progressed
) -> PastErrors:
    """Errors of one to so many ``leads`` from every origin (all that can be tested, if none are named), each forecast
    with what was known then. A lead that ends after the last year on record has no error."""
    starts = tuple(origins_of(history) if origins is None else origins)
    shape = (len(starts), leads, len(history.areas), history.width)
    errors, pupils = np.full(shape, np.nan), np.full(shape, np.nan)
    for n, origin in enumerate(starts):
        last = min(origin + leads, history.years.stop - 1)
        came = history.truth(range(origin + 1, last + 1))
        expected = method(history.known_at(origin), last)[1:]
        known = np.isfinite(came) & (expected > 0)
        pupils[n, : len(came)] = np.where(known, expected, np.nan)
        errors[n, : len(came)] = np.divide(came, expected, out=np.full_like(came, np.nan), where=known) - 1
    return PastErrors(history, starts, errors, pupils)


def conformal(scores: Floats, level: float) -> float:
    """The half-width that holds a share ``level`` of what is exchangeable with ``scores`` (absolute errors): the
    smallest of them but for ⌈(n + 1)·level⌉ − 1; infinite where there are too few to tell.

    >>> conformal(np.array([3.0, 1.0, 2.0, 4.0]), 0.8), conformal(np.array([1.0, 2.0, 3.0]), 0.8)
    (4.0, inf)
    """
    rank = math.ceil((len(scores) + 1) * level - 1e-9)
    return float(np.partition(scores, rank - 1)[rank - 1]) if rank <= len(scores) else math.inf


def enough(level: float) -> int:
    """The number of errors without which there is no band: those that :func:`conformal` needs, and at least FEWEST.

    >>> [enough(level) for level in (0.5, 0.8, 0.95)]
    [4, 4, 19]
    """
    return max(math.ceil(1 / (1 - level) - 1e-9) - 1, FEWEST)


def half_width(past: PastErrors, line: int, lead: int, level: float) -> tuple[float, int]:
    """The half-width that holds a share ``level`` of the errors of a line at a lead, and how many these are; of those
    of all lines of its kind (grades, or whole stages) where they are too few, infinite where these are too."""
    for lines in ([line], _kind(past, line)):
        errors = past.errors[:, lead - 1][..., lines].ravel()
        errors = errors[np.isfinite(errors)]
        if len(errors) >= enough(level):
            return conformal(np.abs(errors), level), len(errors)
    return math.inf, len(errors)


def _kind(past: PastErrors, line: int) -> list[int]:
    """The lines of all whole stages for the line of one, else those of all grades."""
    wholes = [past.history.lines(stage).stop for stage in past.history.stages]
    return wholes if line in wholes else [each for each in range(past.history.width) if each not in wholes]
