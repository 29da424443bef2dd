"""Years in which pupils of all areas together were far from what was to be expected, and those who stayed away then."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.pupils.common import course_of_all, shared, sums_of_all
from xuewei.model.pupils.ratios import LEAST, Pairs, distances, logarithms, trust, usual
from xuewei.model.pupils.sources import BEFORE, ENTRY, GRADES, ITSELF, WHOLE, Part, Work, feeder
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
LEAST_CHANGE = 0.02
"""The least share of pupils that is told of (assumed): of a nation's, less stands out, and says nothing."""
MOST_TIMES = 2.0
"""Times, or one part in so many, beyond which a year is taken for a slip of whoever wrote it (assumed)."""
RARE = 3.6
"""Standard deviations that a normal error exceeds three times in ten thousand: a record of twelve years has some
hundred ratios, and at most one such record in twenty is to show a year where there was none."""
INDEPENDENT = 0.7
"""Share of differences from neighbours that count as independent, because neighbours share years."""
MOST_YEARS = 4
"""Of so many years one may be told of."""


@dataclass(frozen=True)
class Shock:
    """A ``year`` in which there were ``pupils`` in some ``grades`` (None: the whole stage) of a ``stage``, in all
    ``areas`` with any together, where ``expected`` were to be expected from the years around it. ``newest``: no later
    year is on record, so that nobody can tell a single year from a new level."""

    year: int
    stage: str
    grades: tuple[int | None, ...]
    areas: tuple[str, ...]
    pupils: float
    expected: float
    newest: bool

    @property
    def away(self) -> float:
        """Pupils who stayed away; negative where more came."""
        return self.expected - self.pupils

    @property
    def change(self) -> float:
        """By which share there were more, or (negative) fewer."""
        return self.pupils / self.expected - 1


def shocks(work: Work) -> list[Shock]:
    """Every such year on record at the origin of a forecast, once a stage, in order of years."""
    found = []
    for stage in work.history.stages:
        by_year: dict[int, list[tuple[Part, Floats]]] = {}
        for part in (each for each in work.parts if each.stage == stage.name):
            left = left_by(part)
            for t in np.flatnonzero((left != 1).any(axis=1)):
                by_year.setdefault(part.first + int(t), []).append((part, left[t]))
        found += [_shock(work, stage, year, parts) for year, parts in by_year.items()]
    return sorted(found, key=lambda each: each.year)


def _shock(work: Work, stage: Stage, year: int, parts: Iterable[tuple[Part, Floats]]) -> Shock:
    """The shock of a stage and year from the parts that show it, each with what it left ``(line,)``."""
    grades: dict[int | None, None] = {}
    there = np.zeros(len(work.history.areas), dtype=bool)
    came = expected = 0.0
    for part, left in parts:
        pupils = np.where(_known(part)[year - part.first], part.pupils[year - part.first], 0.0)[:, left != 1]
        came += float(pupils.sum())
        expected += float((pupils / left[left != 1]).sum())
        there |= (pupils > 0).any(axis=1)
        grades |= dict.fromkeys(grade for grade, each in zip(part.grades, left, strict=True) if each != 1)
    areas = tuple(area for area, here in zip(work.history.areas, there, strict=True) if here)
    return Shock(year, stage.name, tuple(grades), areas, came, expected, year == work.years[work.now])


def _known(part: Part) -> NDArray[np.bool_]:
    return np.asarray(np.isfinite(part.pupils * part.sources) & (part.sources > 0))


def left_by(part: Part) -> Floats:
    """Pupils ÷ those to be expected ``(year, line)`` in years that are :func:`outstanding` in all areas together, by
    LEAST_CHANGE at least and no slip, where the middle area goes the same way; 1 elsewhere. Entrants followed from
    themselves are held against those of the years around, and their newest year is none: fewer may have been born."""
    known = Pairs(part.pupils, part.sources, trust(distances(part.pupils, part.sources)))
    over, under = course_of_all(known) if part.source == ITSELF else sums_of_all(known)
    logs, own = logarithms(over, under), logarithms(part.pupils, part.sources)
    change = (logs - usual(logs))[:, 0]
    far = outstanding(over, under)
    if part.source == ITSELF:
        far[-1], own = False, np.cumsum(np.nan_to_num(own), axis=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # lines without any area
        middle = np.nanmedian(own - usual(own), axis=1)
    left = np.exp(np.nan_to_num(change))
    told = (np.abs(left - 1) >= LEAST_CHANGE) & (left <= MOST_TIMES) & (left >= 1 / MOST_TIMES)
    return np.where(far & told & (middle * change > 0), left, 1.0)


def outstanding(pupils: Floats, source: Floats) -> NDArray[np.bool_]:
    """Which years ``(year, line)`` of all areas together, ``(year, 1, line)``, stand out from those around them by more
    than all other years make believable (Student's t), alone or by what all lines are off in common; the clearest
    first, and then without it.

    >>> source = np.full((10, 1, 1), 1e6); pupils = source * np.resize([0.95, 0.951, 0.949], 10)[:, None, None]
    >>> pupils[6] *= 0.95
    >>> np.flatnonzero(outstanding(pupils, source)[:, 0])
    array([6])
    """
    logs = logarithms(pupils, source)[:, 0]
    counted = np.maximum(np.nan_to_num(pupils[:, 0]), LEAST)
    found, out = np.zeros(logs.shape, dtype=bool), np.zeros(len(logs), dtype=bool)
    for _ in range(len(logs) // MOST_YEARS):
        off = _off_neighbours(logs, out)
        alone = _beyond(off, 1 / np.sqrt(counted), out)
        every = shared(off[:, None])[:, 0] if logs.shape[1] > 1 else np.full((len(logs), 1), np.nan)
        together = _beyond(every, 1 / np.sqrt(counted.sum(axis=1, keepdims=True)), out)
        worst = np.maximum(alone, together).max(axis=1)
        t = int(worst.argmax())
        if worst[t] <= 1:
            break
        out[t] = True
        found[t] = np.isfinite(logs[t]) & ((alone[t] > 1) | (together[t] > 1))
    return found


def _off_neighbours(logs: Floats, out: NDArray[np.bool_]) -> Floats:
    """Logarithms ``(year, line)`` less the mean of the nearest on each side, at most two years off and not ``out
    (year,)``, divided by what makes such differences vary alike; NaN without any."""
    kept = np.where(out[:, None], np.nan, logs)
    nothing = np.full((2, logs.shape[1]), np.nan)
    wide = np.concatenate([nothing, kept, nothing])
    low, high = (
        np.where(np.isfinite(near), near, further)
        for near, further in ((wide[1:-3], wide[:-4]), (wide[3:-1], wide[4:]))
    )
    both = np.isfinite(low + high)
    around = np.where(both, (low + high) / 2, np.where(np.isfinite(low), low, high))
    return np.asarray((logs - around) / np.sqrt(np.where(both, 1.5, 2.0)))


def _beyond(off: Floats, chance: Floats, out: NDArray[np.bool_]) -> Floats:
    """How far each year lies off ``(year, line)``, in what is believable by the years that neither it nor one that is
    ``out (year,)`` touches, at least by ``chance``, which is known; 0 where nothing else is."""
    years = np.arange(len(off))
    others = (np.abs(years[:, None] - years) > 1) & ~out
    known = np.isfinite(off)
    squares, count = (others @ each.sum(axis=1) for each in (np.where(known, off, 0.0) ** 2, known))
    seen = np.sqrt(squares / np.maximum(count, 1)) * _believable(INDEPENDENT * count)
    far = np.abs(np.nan_to_num(off)) / np.maximum(seen[:, None], RARE * chance)
    return np.where(out[:, None] | (count[:, None] == 0), 0.0, far)


def _believable(freedom: Floats) -> Floats:
    """RARE for Student's t of so many degrees of freedom, three at least (Cornish and Fisher 1937).

    >>> _believable(np.array([5.0, 30.0, np.inf])).round(2)
    array([8.43, 4.07, 3.6 ])
    """
    z, d = RARE, np.maximum(freedom, 3.0)
    first, second = (z**3 + z) / 4, (5 * z**5 + 16 * z**3 + 3 * z) / 96
    third = (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384
    return np.asarray(z + first / d + second / d**2 + third / d**3)


def left_of(work: Work, stage: Stage) -> Floats:
    """Of each cohort ``(year, area, grade)`` on record the share, at most 1, that is there of those who would be
    without such years since it entered, or, where it comes from the stage before, since it entered that. What a later
    year brings back is no longer away."""
    if stage.name in work.left:
        return work.left[stage.name]
    left = np.ones((work.now + 1 - work.first, len(work.history.areas), stage.grades))
    mine = [part for part in work.parts if part.stage == stage.name]
    for part in (each for each in mine if each.part == ENTRY):
        left[:, :, 0] = np.where(_known(part)[:, :, 0], left_by(part), left[:, :, 0])
        before = _leavers(work, stage, part)
        if before is not None:
            left[1:, :, 0] *= left_of(work, before)[:-1, :, -1]
    left = np.minimum(left, 1.0)
    for part in (each for each in mine if each.part == GRADES):
        step = np.where(_known(part), left_by(part)[:, None], 1.0)
        for t in range(1, len(left)):
            left[t, :, 1:] = np.minimum(step[t] * left[t - 1, :, :-1], 1.0)
    work.left[stage.name] = left
    return left


def _leavers(work: Work, stage: Stage, part: Part) -> Stage | None:
    """The stage whose leavers of the year before enter by a part; None where they come from elsewhere."""
    before = feeder(work, stage) if part.source == BEFORE else None
    return before[0] if before is not None and before[2] == 1 else None


def coming_back(work: Work, stage: Stage, part: Part) -> Part:
    """A part of a forecast, the last of its work so far, in whose first year those who are away come back, each to the
    grade of its cohort, where that is asked for."""
    if not work.returning:
        return part
    if part.part == GRADES:
        left = left_of(work, stage)[-1, :, :-1]
    else:
        before = _leavers(work, stage, part)
        left = np.ones((len(work.history.areas), 1)) if before is None else left_of(work, before)[-1, :, -1:]
    return replace(part, ratios=replace(part.ratios, again=1 / left)) if (left < 1).any() else part


def away(work: Work, areas: Collection[str]) -> Iterator[tuple[str, float]]:
    """By stage, pupils of some areas who stayed away in such years, were not seen since, and would still be in it."""
    asked = np.array([area in areas for area in work.history.areas])
    for stage in work.history.stages:
        lines = work.history.lines(stage)
        if not any(part.stage == stage.name and part.part != WHOLE for part in work.parts):
            continue
        there = np.nan_to_num(work.record[work.now, :, lines.start : lines.stop])
        missing = float((there * (1 / left_of(work, stage)[-1] - 1))[asked].sum())
        if missing > 0:
            yield stage.name, missing
