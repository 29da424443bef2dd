"""Whether bands hold what they should: every forecast of the record against bands that knew nothing of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.model.band_levels import LEVELS
from xuewei.model.bands import width
from xuewei.model.past_errors import PastErrors

Floats = NDArray[np.float64]

Kept = Callable[[int, int, int], bool]
"""Whether the errors at a lead from one origin may make the band of the forecast from another."""


@dataclass(frozen=True)
class Cover:
    """The share of what came that bands of one ``level`` held, for a ``stage`` at one ``lead``.

    ``held_out``: bands from the errors of the other origins, at least ``lead`` years away, so that no year counts in
    both. ``known_then``: bands from the errors that were known at the origin. Each with its number of points; None
    where there were too few errors for any band. ``half``: the mean half-width of the held-out bands, as a share of
    the forecast.
    """

    stage: str
    lead: int
    level: float
    held_out: float | None
    points: int
    half: float | None
    known_then: float | None
    points_then: int


def apart(one: int, other: int, lead: int) -> bool:
    """Whether two forecasts look at different years: origins ``lead`` years or more from each other."""
    return abs(one - other) >= lead


def finished(one: int, other: int, lead: int) -> bool:
    """Whether the error from the origin ``other`` was known at the origin ``one``."""
    return other + lead <= one


def coverage(past: PastErrors) -> list[Cover]:
    """The coverage of every stage, lead and level that has any."""
    found = []
    for stage in past.history.stages:
        line = past.history.lines(stage).stop
        for lead in past.leads:
            if not np.isfinite(past.errors[:, lead - 1, :, line]).any():
                continue
            for level in LEVELS:
                inside, halves = _held(past, line, lead, level, apart)
                then, _ = _held(past, line, lead, level, finished)
                found.append(
                    Cover(
                        stage.name,
                        lead,
                        level,
                        float(inside.mean()) if len(inside) else None,
                        len(inside),
                        float(halves.mean()) if len(halves) else None,
                        float(then.mean()) if len(then) else None,
                        len(then),
                    )
                )
    return found


def _held(past: PastErrors, line: int, lead: int, level: float, kept: Kept) -> tuple[Floats, Floats]:
    """Which points lay in their band (1 or 0), and the half-widths of the bands, of all origins with a band."""
    inside, halves = [], []
    for n, origin in enumerate(past.origins):
        others = [k for k, other in enumerate(past.origins) if kept(origin, other, lead)]
        errors, pupils = (each[n, lead - 1, :, line] for each in (past.errors, past.pupils))
        there = np.isfinite(errors)
        if not others or not there.any():
            continue
        band = width(past, line, lead, level, others)
        if np.isfinite(band.half):
            half = band.half * band.scale.of(pupils[there])
            inside.append(np.abs(errors[there]) <= half)
            halves.append(half)
    nothing = np.zeros(0)
    return np.concatenate([nothing, *inside]), np.concatenate([nothing, *halves])
