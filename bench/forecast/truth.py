"""Made-up records of pupils whose truth is known: how ratios came about, and what could be known of them at best.

The logarithm of a ratio is a sum: what all areas share of a grade (a walk, and a year's own change), what a year does
to every grade (again shared), what an area's grade does for itself (where it stands, and a walk), and what a year does
to all grades of an area; a part of what a year does lasts into the next. Pupils are then counted by chance (Poisson).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.model.pupils.record import EnrolmentHistory, Rows
from xuewei.model.pupils.sources import school_births
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
FIRST = 2000
"""The first year on record."""
STAGES = (Stage("primary", 6, 6, 45), Stage("middle", 12, 3, 50), Stage("senior", 15, 3, 50))
SHARE = 1 / 3
"""Births of a school year that are in the calendar year before."""


@dataclass(frozen=True)
class Made:
    """How a record is made. ``size``: pupils of a middle grade, between areas spread by ``spread`` (logarithm);
    standard deviations a year: ``common_walk`` and ``common_year`` of a grade everywhere, ``every`` of all grades
    everywhere, ``local_walk`` of an area's grade that stands ``local`` off the others, ``area_year`` of all grades of
    an area; ``lasts`` is the share of what a year does to all grades, everywhere or in an area, that is left a year
    later. ``births``: change of births a year, ``wander`` its spread by area. ``shock``: a year (counted from the
    first) in which every ratio falls by ``shock_size``. ``split``: a year in which half of the areas lose a fifth of
    their pupils to the others. ``known_births``: whether births are on record."""

    areas: int
    size: float
    years: int = 14
    spread: float = 0.5
    common_walk: float = 0.004
    common_year: float = 0.006
    every: float = 0.006
    local: float = 0.02
    local_walk: float = 0.003
    area_year: float = 0.01
    lasts: float = 0.0
    births: float = -0.01
    wander: float = 0.02
    shock: int | None = None
    shock_size: float = 0.1
    split: int | None = None
    known_births: bool = True
    stages: tuple[Stage, ...] = STAGES

    @property
    def usual(self) -> bool:
        """Whether variances say all that happens: no year is out of the ordinary."""
        return self.shock is None and self.split is None


SETS = {
    "large areas": Made(150, 1500.0, 12),
    "large, no births": Made(32, 1500.0, known_births=False),
    "middle areas": Made(13, 600.0),
    "small areas": Made(40, 25.0, births=-0.03, wander=0.05, local=0.04, area_year=0.02),
    "small, no births": Made(40, 25.0, births=-0.03, wander=0.05, local=0.04, area_year=0.02, known_births=False),
    "three small areas": Made(3, 25.0, births=-0.03, wander=0.04, area_year=0.02),
    "three areas": Made(3, 500.0),
    "quiet": Made(30, 800.0, common_walk=0.0, common_year=0.0, every=0.0, local_walk=0.0, area_year=0.0),
    "drifting": Made(30, 800.0, common_year=0.001, every=0.0, local_walk=0.012, area_year=0.0),
    "common years": Made(30, 800.0, common_walk=0.01, common_year=0.012, every=0.012, local_walk=0.001),
    "years that last": Made(30, 1200.0, lasts=0.7, every=0.008, area_year=0.006, common_year=0.004),
    "years that last, no births": Made(
        30, 1200.0, lasts=0.7, every=0.008, area_year=0.006, common_year=0.004, known_births=False
    ),
    "small, years that last": Made(
        40, 40.0, lasts=0.7, every=0.01, area_year=0.02, births=-0.03, wander=0.04, known_births=False
    ),
    "counties": Made(13, 1200.0, 12, lasts=0.6, every=0.01, area_year=0.008, common_walk=0.006),
    "common shock": Made(20, 800.0, shock=9),
    "splits": Made(20, 800.0, split=8),
    "one area": Made(1, 800.0, 16),
    "one small area": Made(1, 60.0, 16, births=-0.03),
}
"""The records that methods are tried on."""


@dataclass(frozen=True, eq=False, repr=False)
class Truth:
    """A made record, and the logarithms ``(year, area, line)`` of its ratios that last, ``levels``, by place in
    ``lines``, the lines of grades without whole stages; ``left (year, area, 1)`` is what years did to all grades, which
    fades."""

    history: EnrolmentHistory
    levels: Floats
    left: Floats
    lines: tuple[int, ...]
    made: Made


def truth(made: Made, seed: int) -> Truth:
    """A record by the rules, the same for the same seed."""
    chance = np.random.default_rng(seed)
    grades = sum(stage.grades for stage in made.stages)
    reach = made.stages[0].entry_age + 1
    years = made.years + grades
    shape = years, made.areas, grades

    def normal(deviation: float, *size: int) -> Floats:
        return np.asarray(chance.normal(0.0, 1.0, size) * deviation)

    base = np.log(np.linspace(1.0, 0.99, grades))
    walk = normal(made.common_walk, years, 1, grades).cumsum(axis=0)
    local = normal(made.local, 1, made.areas, grades) + normal(made.local_walk, *shape).cumsum(axis=0)
    once = normal(made.common_year, years, 1, grades)
    left = normal(made.every, years, 1, 1) + normal(made.area_year, years, made.areas, 1)
    for t in range(1, years):
        left[t] += made.lasts * left[t - 1]
    once = once + np.zeros(shape)
    if made.shock is not None:
        once[grades + made.shock] += np.log(1 - made.shock_size)
    if made.split is not None:
        moved = np.log(np.where(np.arange(made.areas) % 2 == 1, 0.8, 1.2))
        once[grades + made.split] += moved.reshape(-1, 1)
    levels = base + walk + local
    sizes = made.size * np.exp(normal(made.spread, made.areas) - made.spread**2 / 2)
    course = normal(made.wander, years + reach, made.areas).cumsum(axis=0) + normal(made.wander, years + reach, 1)
    births = sizes * np.exp(made.births * np.arange(-years - reach, 0)[:, None] + course - course.mean(axis=0))
    cohorts = school_births(births, SHARE)[1:]
    pupils = np.zeros(shape)
    pupils[0] = cohorts[0, :, None]
    for t in range(years):
        came = np.concatenate([cohorts[t + 1, :, None], pupils[t - 1][:, :-1]], axis=1) if t else pupils[0]
        pupils[t] = chance.poisson(came * np.exp(levels[t] + left[t] + once[t]))
    return _on_record(made, pupils[grades:], births, levels[grades:], left[grades:])


def _on_record(made: Made, pupils: Floats, births: Floats, levels: Floats, left: Floats) -> Truth:
    """The history of pupils ``(year, area, grade)`` and births ``(year, area)`` that end together."""
    areas = tuple(f"区{n + 1}" for n in range(made.areas))
    last = FIRST + len(pupils) - 1
    none = np.zeros(0, dtype=np.int64)
    empty = Rows(none, none, none, none, np.zeros(0))
    history = EnrolmentHistory(areas, made.stages, empty, empty, SHARE)
    spans = [history.lines(stage) for stage in made.stages]
    lines = tuple(line for span in spans for line in range(span.start, span.stop))
    t, n, g = (each.ravel() for each in np.indices(pupils.shape))
    year = FIRST + t
    enrolment = Rows(year, year, n, np.array(lines)[g], pupils.ravel())
    born = empty
    if made.known_births:
        t, n = (each.ravel() for each in np.indices(births.shape))
        year = last + 1 - len(births) + t  # the last cohort was born as the last pupils were counted
        born = Rows(year, year, n, np.zeros_like(n), births.ravel())
    return Truth(replace(history, enrolment=enrolment, births=born), levels, left, lines, made)
