"""Ways to forecast that are held against each other: ours, and plainer ones that anybody could use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.accuracy.backtest import Method, cohort_ages, last_ratios, mean_ratios, naive, progression
from xuewei.model.pupils.progression import CEILING, forecast
from xuewei.model.pupils.ratios import SMOOTHING, Choice, Ratios, fit, ratios
from xuewei.model.pupils.record import KnownHistory
from xuewei.model.pupils.sources import ITSELF, Estimate

from forecast.filtering import filtered
from forecast.truth import Truth

Floats = NDArray[np.float64]
OURS, POOLED = "as it is", "one smoothing"
KINDS = ("pupils", "sources")


def of_stages(known: KnownHistory, last: int, estimate: Estimate, ceiling: float = np.inf) -> Floats:
    """Whole stages ``(year, area, stage)`` by grade progression with another estimate of its ratios."""
    found = forecast(known, last, estimate, ceiling, plain=True)
    return np.stack([found.of_stage(stage) for stage in known.history.stages], axis=2)


def smoothed(weight: float) -> Method:
    """Grade progression whose ratios are smoothed with one weight of the newest year, each area by itself."""

    def estimate(
        pupils: Floats, source: Floats, trust: Floats, ahead: Sequence[Floats], smoothing: Sequence[float]
    ) -> Ratios:
        return ratios(pupils, source, np.ones_like(trust), Choice(weight, 0.0, 0.0))

    return lambda known, last: of_stages(known, last, estimate)


class Known(Ratios):
    """Ratios of who knows the truth: those that last, and what the last year ``left``, which fades."""

    def __init__(self, levels: Floats, left: Floats, lasts: float) -> None:
        super().__init__(levels, np.zeros((len(levels), levels.shape[2])), Choice(1.0, 0.0, 0.0))
        object.__setattr__(self, "left", left)
        object.__setattr__(self, "lasts", lasts)

    left: Floats
    lasts: float

    def ahead(self, years: int) -> Floats:
        return np.asarray(self.levels[-1] * np.exp(self.left * self.lasts**years))


def pooled(known: KnownHistory, last: int) -> Floats:
    """Grade progression with one smoothing for what all areas share and what each does, and entrants without births
    followed by their own ratios: how it was before both were taken apart."""

    def estimate(
        pupils: Floats, source: Floats, trust: Floats, ahead: Sequence[Floats], smoothing: Sequence[float]
    ) -> Ratios:
        return fit(pupils, source, trust, ahead, smoothing or SMOOTHING)

    return of_stages(known, last, estimate, CEILING)


def knowing(truth: Truth) -> Method:
    """Grade progression by the ratios that last, as they truly stood at the origin: nobody can know the years to come
    better, but for what births and the last year's pupils tell by chance."""

    def method(known: KnownHistory, last: int) -> Floats:
        places = iter(range(len(truth.lines)))

        def estimate(
            pupils: Floats, source: Floats, trust: Floats, ahead: Sequence[Floats], smoothing: Sequence[float]
        ) -> Ratios:
            mine = [next(places) for _ in range(pupils.shape[2])]
            levels = np.exp(truth.levels[: len(pupils), :, mine])
            return Known(levels, truth.left[len(pupils) - 1], truth.made.lasts)

        return of_stages(known, last, estimate)

    return method


def told_variances(truth: Truth) -> Method:
    """Grade progression by the ratios that who knows how far things move makes of the record: what no way to estimate
    them can better, on average."""

    def method(known: KnownHistory, last: int) -> Floats:
        parts = [part for part in forecast(known, last).parts if part.source != ITSELF]
        pupils, sources = (np.concatenate([getattr(part, name) for part in parts], axis=2) for name in KINDS)
        levels, left = filtered(pupils, sources, truth.made)
        places = iter(range(len(truth.lines)))

        def estimate(
            pupils: Floats, source: Floats, trust: Floats, ahead: Sequence[Floats], smoothing: Sequence[float]
        ) -> Ratios:
            mine = np.exp(levels[:, [next(places) for _ in range(pupils.shape[2])]])
            return Known(np.broadcast_to(mine, pupils.shape), left, truth.made.lasts)

        return of_stages(known, last, estimate)

    return method


SIMPLE: Mapping[str, Method] = {
    "last value": naive,
    "last ratios": last_ratios,
    "three-year ratios": mean_ratios,
    "smoothing 0.3": smoothed(0.3),
    "smoothing 0.6": smoothed(0.6),
    "children by births": cohort_ages,
}
"""What must not be better than ours on any record."""
METHODS: Mapping[str, Method] = {OURS: progression, POOLED: pooled, **SIMPLE}
