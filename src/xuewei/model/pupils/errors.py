"""The errors that a forecast would have made on the record, and the bands they give by lead and stage."""

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


CLIPPED = 0.9
"""Quantile above which squared errors count as much as at it, where the share of chance in them is estimated."""
ROUNDS = 10
"""Rounds of reweighting of that estimate, many more than it needs."""
FEWEST = 4
"""Errors without which no band is given, whatever its level."""
FEWEST_SIZES = 10
"""Fewest errors from which the effect of area size is estimated."""


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


@dataclass(frozen=True)
class Scale:
    """Spread of relative errors by size of area: the root of ``common`` + ``chance`` ÷ pupils."""

    common: float
    chance: float

    def of(self, pupils: Floats) -> Floats:
        """The spread ``(…)`` where so many pupils are forecast.

        >>> Scale(0.0, 4.0).of(np.array([100.0, 400.0]))
        array([0.2, 0.1])
        """
        return np.asarray(np.sqrt(self.common + self.chance / pupils))


def scale_of(errors: Floats, pupils: Floats) -> Scale:
    """The scale that squared ``errors`` follow best, both parts at least 0, by least squares weighted with their own
    fit; the largest squares are clipped. All alike where there are too few, or areas of one size.

    >>> pupils = np.repeat([50.0, 5000.0], 2000)
    >>> found = scale_of(np.random.default_rng(1).normal(0, Scale(0.0004, 1.0).of(pupils)), pupils)
    >>> small, large = found.of(np.array([50.0, 5000.0]))
    >>> round(small / large)
    6
    """
    if len(errors) < FEWEST_SIZES or np.ptp(pupils) == 0:
        return Scale(1.0, 0.0)
    squares = errors**2
    terms: Floats = np.stack([np.ones_like(pupils), 1 / pupils], axis=1)
    fitted: Floats = np.ones_like(pupils)
    parts: Floats = np.zeros(2)
    for _ in range(ROUNDS):
        relative = squares / fitted
        wanted = np.minimum(relative, np.quantile(relative, CLIPPED)) * fitted
        parts = _least_squares(terms / fitted[:, None], wanted / fitted)
        fitted = (terms * parts).sum(axis=1)
        if not (fitted > 0).all():
            return Scale(1.0, 0.0)
    return Scale(float(parts[0]), float(parts[1]))


def _least_squares(terms: Floats, wanted: Floats) -> Floats:
    """The two parts ``terms @ parts ≈ wanted``, neither below 0: where one would be, the other alone."""
    parts: Floats = np.asarray(np.linalg.lstsq(terms, wanted, rcond=None)[0], dtype=np.float64)
    if parts.min() >= 0:
        return parts
    kept = terms[:, int(parts.argmax())]
    return np.where(parts == parts.max(), (kept @ wanted) / (kept @ kept), 0.0)


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


@dataclass(frozen=True)
class Width:
    """A band of one lead and line: half-width in units of ``scale``, and the number of past errors behind it; ``level``
    of them lie inside."""

    scale: Scale
    half: float
    points: int


def width(past: PastErrors, line: int, lead: int, level: float, origins: Sequence[int], *, sized: bool = True) -> Width:
    """The band from the errors at ``lead`` of the forecasts from ``origins`` (indices), by area size if ``sized``.

    Where these are too few for the level, the other lines of the kind (grades, or whole stages) are asked as well.
    """
    errors, pupils = _known(past, [line], lead, origins)
    if len(errors) < enough(level):
        errors, pupils = _known(past, _kind(past, line), lead, origins)
    scale = scale_of(errors, pupils) if sized else Scale(1.0, 0.0)
    half = conformal(np.abs(errors) / scale.of(pupils), level) if len(errors) >= enough(level) else math.inf
    return Width(scale, half, len(errors))


def _known(past: PastErrors, lines: Sequence[int], lead: int, origins: Sequence[int]) -> tuple[Floats, Floats]:
    at = np.ix_(list(origins), [lead - 1], range(past.errors.shape[2]), list(lines))
    errors, pupils = past.errors[at].ravel(), past.pupils[at].ravel()
    there = np.isfinite(errors)
    return errors[there], pupils[there]


def _kind(past: PastErrors, line: int) -> list[int]:
    """The lines of all whole stages for the line of one, else those of all grades."""
    wholes = [past.history.lines(stage).stop for stage in past.history.stages]
    return wholes if line in wholes else [each for each in range(past.history.width) if each not in wholes]
