"""A stage known only as a whole, by each of the cohorts that can forecast it: births, those who came from the stage
before, or its own entrants; and how much each of these forecasts weighs."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from xuewei.model.pupils.ratios import logarithms
from xuewei.model.pupils.sources import (
    ENTRANTS,
    JUDGED,
    WHOLE,
    Combined,
    Part,
    Work,
    entrants_ahead,
    feeders,
    part_of,
    window,
)
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
UNHEARD = 4
"""Years that the record is given beforehand, as if all forecasts had erred alike in them."""
BESIDE = 1
"""Leads on each side that are heard with each lead, so that weights change smoothly with it."""


def cohorts_of(work: Work, stage: Stage) -> dict[str, Floats]:
    """Those in the ages of a stage ``(year, area)``, by each source that there is."""
    offered = {name: window(each, stage.grades) for name, each in feeders(work, stage).items()}
    if stage.name in work.entrants:
        offered[ENTRANTS] = window(work.entrants[stage.name], stage.grades)
    return offered


def combined(work: Work, stage: Stage, whole: Floats) -> Combined | None:
    """The forecasts of a stage of which ``whole (year, area)`` is on record; None where nothing can make any."""
    past = slice(work.first, work.now + 1)
    offered = {
        name: each for name, each in cohorts_of(work, stage).items() if np.isfinite(whole[past] * each[past]).any()
    }
    if not offered:
        return None
    ahead = {ENTRANTS: entrants_ahead(work, stage)} if ENTRANTS in offered else {}
    parts = tuple(
        part_of(work, stage, WHOLE, name, whole[:, :, None], each[:, :, None], ahead.get(name, ()))
        for name, each in offered.items()
    )
    if work.plain:
        parts = parts[:1]
    wrong = np.stack([_errors(part, whole[past], offered[part.source][past], ahead, past) for part in parts], axis=1)
    return _weighed(parts, wrong)


def _errors(part: Part, whole: Floats, cohorts: Floats, ahead: Mapping[str, list[Floats]], past: slice) -> Floats:
    """Errors ``(lead, year, area)`` that a part would have made on the record, as logarithms."""
    found = []
    for lead in range(1, JUDGED + 1):
        came = ahead[part.source][lead - 1][past] if part.source in ahead else cohorts
        found.append(logarithms(_was(part, lead) * came, whole))
    return np.stack(found)


def _was(part: Part, lead: int) -> Floats:
    """Ratios ``(year, area)`` that would have been forecast for each year so many years before it."""
    levels = part.ratios.levels
    return part.ratios.was_ahead(lead)[:, :, 0] if lead < len(levels) else np.full(levels.shape[:2], np.nan)


def _weighed(parts: tuple[Part, ...], wrong: Floats) -> Combined:
    """The parts with their weights: the inverse of their squared errors ``wrong (lead, part, year, area)`` as a share
    of those of all, with those of the leads beside, where all of them are known; years count alike."""
    known = np.asarray(np.isfinite(wrong).all(axis=1))  # (lead, year, area)
    squares = np.where(known[:, None], wrong, 0.0) ** 2
    areas = known.sum(axis=2)
    by_year = squares.sum(axis=3) / np.maximum(areas, 1)[:, None]
    years = (areas > 0).sum(axis=1)
    means = by_year.sum(axis=2) / np.maximum(years, 1)[:, None]
    every = means.sum(axis=1, keepdims=True)
    equal = np.full_like(means, 1 / len(parts))
    shares = np.divide(means, every, out=equal.copy(), where=every > 0)
    weights = np.empty_like(means)
    for n in range(len(means)):
        near = slice(max(n - BESIDE, 0), n + BESIDE + 1)
        heard = years[near, None] / (2 * BESIDE + 1)
        seen = (UNHEARD * equal[n] + (heard * shares[near]).sum(axis=0)) / (UNHEARD + heard.sum())
        weights[n] = (1 / seen) / (1 / seen).sum()
    errors = np.where(years[:, None] > 0, np.sqrt(means), np.nan)
    return Combined(parts, weights, errors, years)


def by_part(work: Work, stage: Stage, mixed: Combined, t: int) -> tuple[Floats, Floats]:
    """A whole stage by each part ``(part, area)`` in a year after the origin, and how much each of them counts."""
    lead, cohorts = t - work.now, cohorts_of(work, stage)
    each = np.stack([part.ratios.ahead(lead)[:, 0] * cohorts[part.source][t] for part in mixed.parts])
    return each, mixed.shares(lead, np.isfinite(each))
