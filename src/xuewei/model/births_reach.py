"""Which pupils of a forecast by grades births still decide: those whose chain of grades begins with births."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from xuewei.model.calendar import MONTHS
from xuewei.model.cohorts import later
from xuewei.model.feeders import BEFORE, BIRTHS, ENTRY, ITSELF, WHOLE, Work, feeder, feeders
from xuewei.model.progression import Forecast
from xuewei.model.stages import Stage

Marks = NDArray[np.bool_]


def births_reach(found: Forecast) -> dict[str, Marks]:
    """By stage, whether pupils ``(year, area, grade)`` of each year after the origin are a number times births: not
    those on record, nor those who follow the entrants of the year before. Years are those of ``found.work``."""
    reach: dict[str, Marks] = {}
    entered: dict[str, Marks] = {}
    for stage in found.history.stages:
        fed = _fed(found.work, stage, reach, entered)
        entered[stage.name] = _entered(found.work, stage, fed)
        reach[stage.name] = _grades(found.work, stage, fed, entered[stage.name])
    return reach


def _fed(work: Work, stage: Stage, reach: Mapping[str, Marks], entered: Mapping[str, Marks]) -> dict[str, Marks]:
    """Whether births decide each source ``(year, area)`` that entrants of a stage can come from."""
    found = {BIRTHS: np.ones((len(work.years), len(work.history.areas)), dtype=bool)}
    before = feeder(work, stage)
    if before is not None:
        each, grade, years = before
        leavers = reach[each.name][:, :, -1] if (grade, years) == (each.grades, 1) else entered[each.name]
        found[BEFORE] = later(leavers.astype(float), years) == 1
    return found


def _entered(work: Work, stage: Stage, fed: Mapping[str, Marks]) -> Marks:
    """Whether births decide the entrants ``(year, area)``, whose source is the first that is known."""
    marks = np.zeros((len(work.years), len(work.history.areas)), dtype=bool)
    if stage.name not in work.entrants:
        return marks
    own = later(work.entrants[stage.name], 1)
    sources = {**feeders(work, stage), ITSELF: own}
    parts = [part for part in work.parts if (part.stage, part.part) == (stage.name, ENTRY)]
    for t in range(work.now + 1, len(work.years)):
        open_yet = np.ones(marks.shape[1], dtype=bool)
        for part in parts:
            known = open_yet & np.isfinite(part.ratios.ahead(t - work.now)[:, 0] * sources[part.source][t])
            marks[t, known] = (marks[t - 1] if part.source == ITSELF else fed[part.source][t])[known]
            open_yet &= ~known
    return marks


def _grades(work: Work, stage: Stage, fed: Mapping[str, Marks], entered: Marks) -> Marks:
    """Whether births decide pupils ``(year, area, grade)``: as those who entered with them, or, where the stage is
    known only as a whole, as the cohorts that it is forecast from."""
    whole = next((part.source for part in work.parts if (part.stage, part.part) == (stage.name, WHOLE)), None)
    cohorts = fed.get(whole, entered) if whole else entered
    after = np.arange(len(work.years))[:, None, None] > work.now
    marks = np.stack([later(entered.astype(float), n) == 1 for n in range(stage.grades)], axis=2)
    of_whole = np.stack([later(cohorts.astype(float), n) == 1 for n in range(stage.grades)], axis=2)
    alone = np.isnan(work.pupils[:, :, work.history.lines(stage)]).any(axis=2, keepdims=True)
    found: Marks = np.where(alone, of_whole, marks) & after
    return found


def births_known_to(found: Forecast, area: str) -> int:
    """The last calendar year whose births an area of a forecast knows whole; 0 without births of its own."""
    rows, history = found.history.births, found.history
    years = rows.year[rows.area == history.areas.index(area)]
    return int(years.max()) + history.end // MONTHS - 1 if len(years) else 0
