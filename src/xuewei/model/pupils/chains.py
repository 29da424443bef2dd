"""One number of a forecast by its factors: a start on record, and the ratios that lead from it."""

from __future__ import annotations

from dataclasses import asdict, replace
from math import prod

import numpy as np

from xuewei.late import dataclass
from xuewei.model.pupils.combined import by_part, cohorts_of
from xuewei.model.pupils.progression import Forecast
from xuewei.model.pupils.ratios import Ratios
from xuewei.model.pupils.sources import (
    BEFORE,
    BIRTHS,
    ENTRANTS,
    ENTRY,
    GRADES,
    Part,
    Work,
    feeder,
)
from xuewei.model.stages import Stage

RECORD, COHORTS, GIVEN = "record", "cohorts", "given"
NOTHING = 1e-9


@dataclass(frozen=True)
class Step:
    """In ``year`` there are ``ratio`` times as many in ``grade`` (None: all) of ``stage`` as came; ``back``: because
    those who stayed away come back."""

    year: int
    stage: str
    grade: int | None
    ratio: float
    back: bool = False


@dataclass(frozen=True)
class Chain:
    """``start`` persons and the ``steps``, in order of years, that make pupils of them.

    ``kind``: pupils on ``record`` of a ``stage`` and ``grade`` (None: the whole stage) in ``year``; ``births`` of the
    twelve months before the cut-off of ``year``; ``entrants`` of a stage in a year before its record, as derived;
    pupils who were forecast elsewhere, ``given``; or ``cohorts``: those of ``source`` that are in a whole stage, the
    last of which entered in ``year``. ``weight``: what the chain counts where several make up a number.
    """

    kind: str
    year: int
    stage: str
    grade: int | None
    start: float
    steps: tuple[Step, ...] = ()
    source: str = ""
    weight: float = 1.0

    @property
    def pupils(self) -> float:
        """What the chain comes to: weight × start × ratios."""
        return self.weight * self.start * prod(step.ratio for step in self.steps)

    def told(self) -> dict[str, object]:
        """The chain as a record: with its weight where there are others, and steps say ``back`` only where pupils come
        back in them."""
        unsaid = [("back", False), ("weight", 1.0)]
        return asdict(self, dict_factory=lambda pairs: {key: each for key, each in pairs if (key, each) not in unsaid})


def grade_chain(found: Forecast, area: str, stage: Stage, grade: int, year: int) -> Chain:
    """Pupils of one grade in one year, followed back to what is on record. Raises ValueError where they are unknown."""
    work, n, steps = found.work, found.history.places[area], list[Step]()
    while True:
        t = year - work.years.start
        line = found.history.lines(stage).start + grade - 1
        if t <= work.now and np.isfinite(work.record[t, n, line]):
            start = float(work.record[t, n, line])
            return Chain(RECORD, year, stage.name, grade, start, tuple(reversed(steps)))
        ahead = max(t - work.now, 0)
        if grade > 1:
            ratios = _part(work, stage, GRADES).ratios
            ratio = float(ratios.ahead(ahead)[n, grade - 2])
            ratio = _under_ceiling(ratio, work.pupils[t - 1, n, line - 1], work.pupils[t, n, line])
            steps += _steps(Step(year, stage.name, grade, ratio), ratios, ahead, n, grade - 2)
            grade, year = grade - 1, year - 1
            continue
        if t <= work.now and not np.isfinite(work.record[: t + 1, n, line]).any():
            start = float(work.entrants[stage.name][t, n])
            return Chain(ENTRANTS, year, stage.name, 1, start, tuple(reversed(steps)))
        source, ratio = _entrants_from(found, stage, t, n)
        (part,) = (each for each in work.parts if (each.stage, each.part, each.source) == (stage.name, ENTRY, source))
        steps += _steps(Step(year, stage.name, 1, ratio), part.ratios, ahead, n, 0)
        if source == BIRTHS:
            born = t - stage.entry_age
            start = float(work.births[born, n])
            return Chain(BIRTHS, year - stage.entry_age, stage.name, None, start, tuple(reversed(steps)))
        before = feeder(work, stage) if source == BEFORE else None
        stage, grade, years = before or (stage, 1, 1)
        year -= years


def _steps(step: Step, ratios: Ratios, ahead: int, area: int, line: int) -> list[Step]:
    """A step, the last first: where some of it is those who come back, they are a step of their own."""
    again = 1.0 if ratios.again is None or ahead != 1 else float(ratios.again[area, line])
    return [step] if again == 1 else [replace(step, ratio=again, back=True), replace(step, ratio=step.ratio / again)]


def _part(work: Work, stage: Stage, name: str) -> Part:
    for part in work.parts:
        if (part.stage, part.part) == (stage.name, name):
            return part
    raise ValueError(f"{stage.name} has no {name} on record")


def _entrants_from(found: Forecast, stage: Stage, t: int, n: int) -> tuple[str, float]:
    """What entrants of year ``t`` came from, and the ratio to it: the first source that is known."""
    work = found.work
    for part in work.parts:
        if (part.stage, part.part) == (stage.name, ENTRY):
            came = found.came(stage, part.source, t, n)
            ratio = float(part.ratios.ahead(max(t - work.now, 0))[n, 0])
            if np.isfinite(ratio * came):
                line = work.history.lines(stage).start
                return part.source, _under_ceiling(ratio, came, work.pupils[t, n, line])
    raise ValueError(f"nothing is known of those who enter {stage.name} in {work.years[t]}")


def entrants_from(found: Forecast, area: str, stage: Stage, year: int) -> str:
    """What the first grade of a stage, or a stage known only as a whole, is forecast from in a year (what counts most,
    where there are several); empty where the year is not after the origin."""
    work, n = found.work, found.history.places[area]
    t = year - work.years.start
    if t <= work.now:
        return ""
    parts = work.pupils[t, n, found.history.lines(stage)]
    if np.isfinite(parts).all():
        return _entrants_from(found, stage, t, n)[0]
    mixed = work.combined[stage.name]
    return mixed.parts[int(np.argmax(by_part(work, stage, mixed, t)[1][:, n]))].source


def whole_chains(found: Forecast, area: str, stage: Stage, year: int) -> tuple[Chain, ...]:
    """Pupils of a whole stage in one year: those on record, or each of the cohorts that make it, by its weight."""
    work, n = found.work, found.history.places[area]
    t, line = year - work.years.start, found.history.lines(stage).stop
    if t <= work.now:
        return (Chain(RECORD, year, stage.name, None, float(work.record[t, n, line])),)
    mixed, cohorts = work.combined[stage.name], cohorts_of(work, stage)
    each, shares = by_part(work, stage, mixed, t)
    there = [k for k in range(len(mixed.parts)) if shares[k, n] > 0]
    total = float(sum(each[k, n] * shares[k, n] for k in there))
    held = _under_ceiling(1.0, total, work.pupils[t, n, line])
    chains = []
    for k in there:
        source = mixed.parts[k].source
        ratio = held * float(mixed.parts[k].ratios.ahead(t - work.now)[n, 0])
        step, start = Step(year, stage.name, None, ratio), float(cohorts[source][t, n])
        chains.append(Chain(COHORTS, year, stage.name, None, start, (step,), source, float(shares[k, n])))
    return tuple(chains)


def _under_ceiling(ratio: float, came: float, pupils: float) -> float:
    """The ratio of a step: what it comes to where pupils were held below ``ratio`` times those who ``came``."""
    held = came > 0 and ratio * came > pupils * (1 + NOTHING)
    return float(pupils / came) if held else ratio
