"""Errors of forecasts from every origin at every lead, beside those of plainer forecasts, and the coverage of bands."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.balance import BAND_LEVELS
from xuewei.model.pupils.errors import PastErrors
from xuewei.model.pupils.past_spread import PastSpread, births_years, logs_of, past_spread
from xuewei.model.pupils.progression import REACH, forecast
from xuewei.model.pupils.ratios import Choice, Ratios, ratios
from xuewei.model.pupils.record import EnrolmentHistory, KnownHistory
from xuewei.model.pupils.sources import later, school_births, window
from xuewei.model.stages import Stage

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
    """Grade progression whose ratios are not estimated: those of the last ``years``, all alike, or of all years; births
    stay what they last were."""

    def estimate(
        pupils: Floats, source: Floats, trust: Floats, ahead: Sequence[Floats], smoothing: Sequence[float]
    ) -> Ratios:
        counted = np.ones_like(trust)
        counted[: None if years is None else -years] = years is None
        return ratios(pupils, source, counted, choice)

    found = forecast(known, last, estimate, ceiling=np.inf, plain=True)
    return np.stack([found.of_stage(stage) for stage in known.history.stages], axis=2)


def _stages(known: KnownHistory, years: range) -> Floats:
    """Pupils on record ``(year, area, stage)``: the sum of the grades, else of the whole stage."""
    history = known.history
    return np.stack([_whole(known, years, history.lines(stage)) for stage in history.stages], axis=2)


def _whole(known: KnownHistory, years: range, lines: slice) -> Floats:
    pupils = known.pupils(years)
    added = pupils[:, :, lines].sum(axis=2)
    return np.where(np.isnan(added), pupils[:, :, lines.stop], added)


@dataclass(frozen=True)
class Cover:
    """The share of what came that bands of one ``level`` held, for a ``stage`` at one ``lead``.

    ``held_out``: bands from the errors of other years, none of which lies in the years of the forecast, so that no year
    counts in both. ``known_then``: bands from the errors that were known at the origin. Each with its number of points;
    None where there were too few errors for any band. ``half``: the mean half-width of the held-out bands, as a share
    of the forecast.
    """

    stage: str
    lead: int
    level: float
    held_out: float | None
    points: int
    half: float | None
    known_then: float | None
    points_then: int


@dataclass(frozen=True, eq=False, repr=False)
class Held:
    """What bands of one ``level`` held of a ``stage`` at one ``lead`` from one ``origin``: marks ``(area,)`` of those
    ``inside``, how many ``pupils (area,)`` were forecast, and how far the bands ``reach (area,)`` as logarithms; areas
    of which nothing came are left out. ``then``: by errors that were known at the origin; else by those of other
    years."""

    stage: str
    lead: int
    level: float
    then: bool
    origin: int
    inside: NDArray[np.bool_]
    pupils: Floats
    reach: Floats


def held(past: PastErrors) -> Iterator[Held]:
    """What bands held of every stage, from every origin with errors enough for any."""
    spread, origins = past_spread(past), np.array(past.origins)
    last = origins[:, None] + np.array(past.leads)
    births = np.array(births_years(past.history)[:-1])
    came = births[:, None] + np.arange(1, spread.changes.shape[1] + 1)
    for n, origin in enumerate(past.origins):
        then = spread.counting(last <= origin, came <= origin)
        for lead in past.leads:
            if not np.isfinite(past.errors[n, lead - 1]).any():
                continue
            end = origin + lead
            others = (last <= origin) | (origins[:, None] >= end), (came <= origin) | (births[:, None] >= end)
            for known, of in ((True, then), (False, spread.counting(*others))):
                for stage in past.history.stages:
                    yield from _held(of, n, lead, stage, known)


def _held(spread: PastSpread, n: int, lead: int, stage: Stage, then: bool) -> Iterator[Held]:
    """What the bands of each level held of a stage at a lead from the ``n``-th origin."""
    past, line = spread.past, spread.past.history.lines(stage).stop
    errors, pupils = (each[n, lead - 1, :, line] for each in (past.errors, past.pupils))
    there = np.isfinite(errors)
    off, pupils, behind = np.abs(logs_of(errors, pupils)[there]), pupils[there], spread.behind[n, there]
    for level in BAND_LEVELS:
        reach = np.full(len(pupils), np.nan)
        for each in np.unique(behind):
            found = spread.reaches(line, lead, level, float(each))
            if found is not None:
                reach = np.where(behind == each, np.sqrt(found[0] + found[1] / pupils), reach)
        known = np.isfinite(reach)
        if known.any():
            inside = off[known] <= reach[known]
            yield Held(stage.name, lead, level, then, past.origins[n], inside, pupils[known], reach[known])


def coverage(past: PastErrors) -> list[Cover]:
    """The coverage of every stage, lead and level that has any."""
    found: dict[tuple[str, int, float, bool], list[Held]] = {}
    for each in held(past):
        found.setdefault((each.stage, each.lead, each.level, each.then), []).append(each)
    covers = []
    for stage in past.history.stages:
        line = past.history.lines(stage).stop
        for lead in past.leads:
            if not np.isfinite(past.errors[:, lead - 1, :, line]).any():
                continue
            for level in BAND_LEVELS:
                apart, then = (found.get((stage.name, lead, level, known), []) for known in (False, True))
                covers.append(
                    Cover(
                        stage.name,
                        lead,
                        level,
                        *_share_of([each.inside for each in apart]),
                        _mean([np.sinh(each.reach) for each in apart]),
                        *_share_of([each.inside for each in then]),
                    )
                )
    return covers


def _share_of(marks: Sequence[NDArray[np.bool_]]) -> tuple[float | None, int]:
    return _mean(marks), sum(map(len, marks))


def _mean(values: Sequence[NDArray[np.generic]]) -> float | None:
    return float(np.concatenate(values).mean()) if values else None


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
    women = history.women
    if women is not None:
        late = ~women.known_in(moment)[:, None]
        women = replace(women, counted=np.where(late, 3 * women.counted[:, ::-1] + 17, women.counted))
    return replace(
        history,
        women=women,
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
