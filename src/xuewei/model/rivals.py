"""Plainer forecasts that grade progression is held against."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.model.cohorts import later, school_births, window
from xuewei.model.enrolment_history import KnownHistory
from xuewei.model.grade_ratios import Choice, Ratios, ratios
from xuewei.model.progression import REACH, forecast

Floats = NDArray[np.float64]
Method = Callable[[KnownHistory, int], Floats]
"""Pupils ``(year, area, stage)`` of whole stages from the origin of what is known to the last year asked for."""
YEARS = 3
"""Years of the mean ratio that planners use."""


def progression(known: KnownHistory, last: int) -> Floats:
    """Grade progression with everything estimated from the record."""
    found = forecast(known, last)
    return np.stack([found.of_stage(stage) for stage in known.history.stages], axis=2)


def naive(known: KnownHistory, last: int) -> Floats:
    """The last pupils on record, year after year."""
    here = _stages(known, range(known.origin, known.origin + 1))
    return np.repeat(here, last - known.origin + 1, axis=0)


def cohort_ages(known: KnownHistory, last: int) -> Floats:
    """Children of a stage's ages by births, times the participation of the origin: nobody is followed from grade to
    grade."""
    history, years = known.history, range(known.origin - REACH, last + 1)
    births = np.full((len(years), len(history.areas)), np.nan)
    births[: REACH + 1] = known.births(range(years.start, known.origin + 1))
    cohorts = school_births(births, history.before)
    pupils = _stages(known, range(known.origin, known.origin + 1))[0]
    found = []
    for n, stage in enumerate(history.stages):
        children = window(later(cohorts, stage.entry_age), stage.grades)[REACH:]
        with np.errstate(divide="ignore", invalid="ignore"):
            found.append(children * (pupils[:, n] / children[0]))
    return np.stack(found, axis=2)


def last_ratios(known: KnownHistory, last: int) -> Floats:
    """Grade progression by the ratios of the last year alone, each area by itself."""
    return _plain(known, last, Choice(1.0, 0.0, 0.0), None)


def mean_ratios(known: KnownHistory, last: int) -> Floats:
    """Grade progression by the ratios of the last three years together, each area by itself."""
    return _plain(known, last, Choice(0.0, 0.0, 0.0), YEARS)


METHODS: Mapping[str, Method] = {
    "grades": progression,
    "naive": naive,
    "ages": cohort_ages,
    "last_ratios": last_ratios,
    "mean_ratios": mean_ratios,
}
"""What a backtest compares; the first is ours."""


def _plain(known: KnownHistory, last: int, choice: Choice, years: int | None) -> Floats:
    """Grade progression whose ratios are not estimated: those of the last ``years``, all alike, or of all years."""

    def estimate(
        pupils: Floats, source: Floats, trust: Floats, ahead: Sequence[Floats], smoothing: Sequence[float]
    ) -> Ratios:
        counted = np.ones_like(trust)
        counted[: None if years is None else -years] = years is None
        return ratios(pupils, source, counted, choice)

    found = forecast(known, last, estimate, ceiling=np.inf)
    return np.stack([found.of_stage(stage) for stage in known.history.stages], axis=2)


def _stages(known: KnownHistory, years: range) -> Floats:
    """Pupils on record ``(year, area, stage)``: the sum of the grades, else of the whole stage."""
    history = known.history
    return np.stack([_whole(known, years, history.lines(stage)) for stage in history.stages], axis=2)


def _whole(known: KnownHistory, years: range, lines: slice) -> Floats:
    pupils = known.pupils(years)
    added = pupils[:, :, lines].sum(axis=2)
    return np.where(np.isnan(added), pupils[:, :, lines.stop], added)
