"""One number of a forecast by grades taken apart: what it starts from, and the ratio of every year since."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray

from xuewei.model.cohorts import later, window
from xuewei.model.feeders import BEFORE, BIRTHS, ENTRANTS, ENTRY, GRADES, ITSELF, WHOLE, Part, Work, feeder, feeders
from xuewei.model.progression import Forecast
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
NOTHING = 1e-9
RECORD, COHORTS = "record", "cohorts"


@dataclass(frozen=True)
class Step:
    """In ``year`` there are ``ratio`` times as many in ``grade`` (None: all) of ``stage`` as came."""

    year: int
    stage: str
    grade: int | None
    ratio: float


@dataclass(frozen=True)
class Chain:
    """``start`` persons and the ``steps``, in order of years, that make pupils of them.

    ``kind``: pupils on ``record`` of a ``stage`` and ``grade`` (None: the whole stage) in ``year``; ``births`` of the
    twelve months before the cut-off of ``year``; ``entrants`` of a stage in a year before its record, as derived; or
    ``cohorts``: those of ``source`` that are in a whole stage, the last of which entered in ``year``.
    """

    kind: str
    year: int
    stage: str
    grade: int | None
    start: float
    steps: tuple[Step, ...] = ()
    source: str = ""

    @property
    def pupils(self) -> float:
        """What the chain comes to: start × ratios."""
        return self.start * prod(step.ratio for step in self.steps)


def grade_chain(found: Forecast, area: str, stage: Stage, grade: int, year: int) -> Chain:
    """Pupils of one grade in one year, followed back to what is on record. Raises ValueError where they are unknown."""
    work, n, steps = found.work, found.history.areas.index(area), list[Step]()
    while True:
        t = year - work.years.start
        line = found.history.lines(stage).start + grade - 1
        if t <= work.now and np.isfinite(work.record[t, n, line]):
            start = float(work.record[t, n, line])
            return Chain(RECORD, year, stage.name, grade, start, tuple(reversed(steps)))
        ahead = max(t - work.now, 0)
        if grade > 1:
            ratio = float(_part(work, stage, GRADES).ratios.ahead(ahead)[n, grade - 2])
            ratio = _under_ceiling(ratio, work.pupils[t - 1, n, line - 1], work.pupils[t, n, line])
            steps.append(Step(year, stage.name, grade, ratio))
            grade, year = grade - 1, year - 1
            continue
        if t <= work.now and not np.isfinite(work.record[: t + 1, n, line]).any():
            start = float(work.entrants[stage.name][t, n])
            return Chain(ENTRANTS, year, stage.name, 1, start, tuple(reversed(steps)))
        source, ratio = _entrants_from(work, stage, t, n)
        steps.append(Step(year, stage.name, 1, ratio))
        if source == BIRTHS:
            born = t - stage.entry_age
            start = float(work.births[born, n])
            return Chain(BIRTHS, year - stage.entry_age, stage.name, None, start, tuple(reversed(steps)))
        before = feeder(work, stage) if source == BEFORE else None
        stage, grade, years = before or (stage, 1, 1)
        year -= years


def _part(work: Work, stage: Stage, name: str) -> Part:
    for part in work.parts:
        if (part.stage, part.part) == (stage.name, name):
            return part
    raise ValueError(f"{stage.name} has no {name} on record")


def _entrants_from(work: Work, stage: Stage, t: int, n: int) -> tuple[str, float]:
    """What entrants of year ``t`` came from, and the ratio to it: the first source that is known."""
    own = later(work.entrants[stage.name], 1)
    sources = {**feeders(work, stage), ITSELF: own}
    for part in work.parts:
        if (part.stage, part.part) == (stage.name, ENTRY):
            ratio = float(part.ratios.ahead(max(t - work.now, 0))[n, 0])
            if np.isfinite(ratio * sources[part.source][t, n]):
                line = work.history.lines(stage).start
                return part.source, _under_ceiling(ratio, sources[part.source][t, n], work.pupils[t, n, line])
    raise ValueError(f"nothing is known of those who enter {stage.name} in {work.years[t]}")


def entrants_from(found: Forecast, area: str, stage: Stage, year: int) -> str:
    """What the first grade of a stage, or a stage known only as a whole, is forecast from in a year; empty where the
    year is not after the origin."""
    work, n = found.work, found.history.areas.index(area)
    t = year - work.years.start
    if t <= work.now:
        return ""
    parts = work.pupils[t, n, found.history.lines(stage)]
    return _entrants_from(work, stage, t, n)[0] if np.isfinite(parts).all() else _part(work, stage, WHOLE).source


def whole_chain(found: Forecast, area: str, stage: Stage, year: int) -> Chain:
    """Pupils of a whole stage in one year: those on record, or the cohorts in it times their ratio."""
    work, n = found.work, found.history.areas.index(area)
    t, line = year - work.years.start, found.history.lines(stage).stop
    if t <= work.now:
        return Chain(RECORD, year, stage.name, None, float(work.record[t, n, line]))
    part = _part(work, stage, WHOLE)
    cohorts: dict[str, Floats] = {ENTRANTS: work.entrants[stage.name]} if stage.name in work.entrants else {}
    start = float(window({**cohorts, **feeders(work, stage)}[part.source], stage.grades)[t, n])
    ratio = _under_ceiling(float(part.ratios.ahead(t - work.now)[n, 0]), start, work.pupils[t, n, line])
    step = Step(year, stage.name, None, ratio)
    return Chain(COHORTS, year, stage.name, None, start, (step,), part.source)


def _under_ceiling(ratio: float, came: float, pupils: float) -> float:
    """The ratio of a step: what it comes to where pupils were held below ``ratio`` times those who ``came``."""
    held = came > 0 and ratio * came > pupils * (1 + NOTHING)
    return float(pupils / came) if held else ratio
