"""The errors that a forecast would have made on the record."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.pupils.progression import forecast
from xuewei.model.pupils.record import EnrolmentHistory, KnownHistory

Floats = NDArray[np.float64]
Lines = Callable[[KnownHistory, int], Floats]
"""Pupils ``(year, area, line)`` from the origin of what is known to the last year asked for."""
FIRST_ORIGIN = 3
"""Years after the first on record before which no ratio has been judged."""


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
