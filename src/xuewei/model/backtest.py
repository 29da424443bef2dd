"""How wrong forecasts would have been: every origin and lead, from nothing but what was known at the origin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.model.enrolment_history import EnrolmentHistory
from xuewei.model.rivals import METHODS, Method

Floats = NDArray[np.float64]


class LeakError(ValueError):
    """A forecast changed with what was not yet known at its origin."""


@dataclass(frozen=True)
class Score:
    """Errors of one ``method`` for a ``stage`` at one ``lead`` (years), over all areas and origins.

    ``mape`` is the mean of |forecast ÷ pupils − 1|, ``bias`` of forecast ÷ pupils − 1, ``too_high`` the share of
    forecasts above what came; all are fractions. Each origin counts the same: errors are averaged over its areas
    first. ``points``: forecasts that could be held against pupils on record.
    """

    stage: str
    lead: int
    method: str
    mape: float
    bias: float
    too_high: float
    points: int


@dataclass(frozen=True, eq=False, repr=False)
class Backtest:
    """Relative errors (forecast ÷ pupils − 1) by method, ``(origin, lead, area, stage)``; NaN where there was no
    forecast, no pupils came, or none are on record."""

    history: EnrolmentHistory
    origins: tuple[int, ...]
    leads: tuple[int, ...]
    errors: Mapping[str, Floats]

    def scores(self) -> list[Score]:
        """The scores of every stage, lead and method that has any."""
        return [
            found
            for n, stage in enumerate(self.history.stages)
            for at, lead in enumerate(self.leads)
            for method, errors in self.errors.items()
            if (found := _score(stage.name, lead, method, errors[:, at, :, n])) is not None
        ]


def backtest(
    history: EnrolmentHistory, origins: Iterable[int], leads: Iterable[int], methods: Mapping[str, Method] = METHODS
) -> Backtest:
    """Forecast from every origin with every method and hold it against what came.

    Every forecast is made a second time with all that came after its origin changed; LeakError where that shows.
    Raises ValueError for an origin before the first pupils on record.
    """
    starts, ahead = tuple(origins), tuple(leads)
    last = max(ahead)
    errors = {
        name: np.full((len(starts), len(ahead), len(history.areas), len(history.stages)), np.nan) for name in methods
    }
    stops = [history.lines(stage).stop for stage in history.stages]
    for n, origin in enumerate(starts):
        came = history.truth(range(origin, origin + last + 1))[:, :, stops]
        known, other = history.known_at(origin), disturbed(history, origin).known_at(origin)
        for name, method in methods.items():
            found = method(known, origin + last)
            if not np.array_equal(found, method(other, origin + last), equal_nan=True):
                raise LeakError(f"the forecast {name} from {origin} knows what came later")
            with np.errstate(divide="ignore", invalid="ignore"):
                wrong = np.where(came > 0, found / came - 1, np.nan)
            errors[name][n] = wrong[list(ahead)]
    return Backtest(history, starts, ahead, errors)


def disturbed(history: EnrolmentHistory, origin: int) -> EnrolmentHistory:
    """The same history with every figure changed that was not known at ``origin``."""
    moment = history.known_at(origin).moment
    births, pupils = history.births, history.enrolment
    unborn = (births.year > origin) | (~np.array(history.revised) & (births.published > moment))
    unseen = (pupils.year > origin) | (pupils.published > moment)
    return replace(
        history,
        births=replace(births, persons=np.where(unborn, 3 * births.persons + 17, births.persons)),
        enrolment=replace(pupils, persons=np.where(unseen, 3 * pupils.persons + 17, pupils.persons)),
    )


def _score(stage: str, lead: int, method: str, errors: Floats) -> Score | None:
    """The score of errors ``(origin, area)``; None where there are none."""
    known = np.isfinite(errors)
    heard = errors[known.any(axis=1)]
    if not len(heard):
        return None
    mape, bias, high = (
        float(np.nanmean(np.nanmean(values, axis=1)))
        for values in (np.abs(heard), heard, np.where(np.isnan(heard), np.nan, heard > 0))
    )
    return Score(stage, lead, method, mape, bias, high, int(known.sum()))
