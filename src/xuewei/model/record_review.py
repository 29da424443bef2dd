"""What a record of pupils leaves out, and what in it does not belong to the rest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from xuewei.model.broken_years import FAR, distances, logarithms, usual
from xuewei.model.enrolment_history import EnrolmentHistory
from xuewei.model.progression import Forecast


@dataclass(frozen=True)
class Gap:
    """``years`` without pupils of a ``stage`` and ``grade`` (None: the whole stage) between its first on record and the
    end of the record. An explicit zero is no gap."""

    area: str
    stage: str
    grade: int | None
    years: tuple[int, ...]


@dataclass(frozen=True)
class Broken:
    """A ratio far from those around it: the pupils of ``stage`` and ``grade`` (None: the whole stage) in ``year`` were
    ``ratio`` times those they came from, where ``usual`` times was to be expected."""

    year: int
    area: str
    stage: str
    grade: int | None
    ratio: float
    usual: float


def gaps(history: EnrolmentHistory) -> list[Gap]:
    """Every gap of a record, area by area."""
    years = history.years
    known = np.isfinite(history.enrolment.table(years, len(history.areas), history.width))
    found = []
    for n, area in enumerate(history.areas):
        for stage in history.stages:
            lines = history.lines(stage)
            for line in range(lines.start, lines.stop + 1):
                (there,) = np.nonzero(known[:, n, line])
                missing = [] if not len(there) else [t for t in range(there[0], len(years)) if not known[t, n, line]]
                if missing:
                    grade = None if line == lines.stop else line - lines.start + 1
                    found.append(Gap(area, stage.name, grade, tuple(years.start + t for t in missing)))
    return found


def broken(forecast: Forecast) -> list[Broken]:
    """Every ratio on record at the origin of a forecast that was trusted less than the others, in order of years."""
    found: list[Broken] = []
    for part in forecast.parts:
        far = distances(part.pupils, part.sources)
        with np.errstate(divide="ignore", invalid="ignore"):
            ratios = part.pupils / part.sources
        expected = np.exp(usual(logarithms(part.pupils, part.sources)))
        for t, n, line in zip(*np.nonzero(far > FAR), strict=True):
            found.append(
                Broken(
                    part.first + int(t),
                    forecast.history.areas[n],
                    part.stage,
                    part.grades[line],
                    float(ratios[t, n, line]),
                    float(expected[t, n, line]),
                )
            )
    return sorted(found, key=lambda each: (each.year, each.area))
