"""Gaps of a record of pupils, and ratios in it that are far from those around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.population import Lacking
from xuewei.model.pupils.progression import Forecast
from xuewei.model.pupils.ratios import FAR, distances, logarithms, usual
from xuewei.model.pupils.record import EnrolmentHistory
from xuewei.model.pupils.shocks import left_by
from xuewei.model.pupils.sources import Part

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Gap:
    """``years`` without pupils of a ``stage`` and ``grade`` (None: the whole stage) between its first on record and the
    end of the record. An explicit zero is no gap."""

    area: str
    stage: str
    grade: int | None
    years: tuple[int, ...]


@dataclass(frozen=True)
class Unborn:
    """``years`` without births of an ``area`` between years that have them: a straight line stands in for them, for
    those who are yet to enter."""

    area: str
    years: tuple[int, ...]


@dataclass(frozen=True)
class Broken:
    """A ratio far from those around it: the pupils of ``area``, ``stage`` and ``grade`` (None: the whole stage) in
    ``year`` were ``ratio`` times those they came from, where ``usual`` times was to be expected."""

    year: int
    area: str
    stage: str
    grade: int | None
    ratio: float
    usual: float


@dataclass(frozen=True)
class Turnover:
    """Areas whose record ends before ``year`` and areas whose record begins in it: a sign that areas split, merged or
    took other names."""

    year: int
    ended: tuple[str, ...]
    begun: tuple[str, ...]


def gaps(history: EnrolmentHistory, lacking: Iterable[Lacking] = ()) -> list[Gap]:
    """Every gap of a record, area by area. A figure that is ``lacking`` one of the areas it is made of is a gap even
    before the first on record, and so is a grade that never is where others are and the whole stage is not."""
    lost = {(each.area, each.stage, each.grade, each.year) for each in lacking if each.stage is not None}
    first = min((year for *_, year in lost), default=history.years.start)
    years = range(min(first, history.years.start), history.years.stop)
    known = np.isfinite(history.enrolment.table(years, len(history.areas), history.width))
    found = []
    for n, area in enumerate(history.areas):
        for stage in history.stages:
            lines = history.lines(stage)
            begun = _begun(known[:, n, lines.start : lines.stop + 1])
            for line in range(lines.start, lines.stop + 1):
                grade = None if line == lines.stop else line - lines.start + 1
                there = [
                    t for t, year in enumerate(years) if known[t, n, line] or (area, stage.name, grade, year) in lost
                ]
                first_year = there[0] if there else begun if grade else len(years)
                summed = np.asarray(known[:, n, lines].all(axis=1) if grade is None else known[:, n, line])
                missing = [t for t in range(first_year, len(years)) if not (known[t, n, line] or summed[t])]
                if missing:
                    found.append(Gap(area, stage.name, grade, tuple(years.start + t for t in missing)))
    return found


def _begun(known: NDArray[np.bool_]) -> int:
    """The index of the first year with some grades of a stage on record, which then needs the others as well; past the
    end where there are none, or where the whole stage is on record. ``known`` is ``(year, line)``, the stage last."""
    (there,) = np.nonzero(known[:, :-1].any(axis=1))
    return int(there[0]) if len(there) and not known[:, -1].any() else len(known)


def unborn(history: EnrolmentHistory, origin: int | None = None) -> list[Unborn]:
    """Every gap in the births of a history, as far as births up to ``origin`` show it."""
    births = history.births
    found = []
    for n, area in enumerate(history.areas):
        known = births.year[births.area == n]
        known = known[known <= (history.years[-1] if origin is None else origin)]
        missing = sorted(set(range(known.min(), known.max())) - set(known.tolist())) if len(known) else []
        if missing:
            found.append(Unborn(area, tuple(missing)))
    return found


def turnovers(history: EnrolmentHistory) -> list[Turnover]:
    """Every year before which the record of some areas ends and in which that of others begins."""
    pupils = history.enrolment
    spans = {
        area: (int(pupils.year[pupils.area == n].min()), int(pupils.year[pupils.area == n].max()))
        for n, area in enumerate(history.areas)
    }
    found = []
    for year in history.years[1:]:
        ended = tuple(area for area, (_, last) in spans.items() if last == year - 1)
        begun = tuple(area for area, (first, _) in spans.items() if first == year)
        if ended and begun:
            found.append(Turnover(year, ended, begun))
    return found


def broken(forecast: Forecast) -> list[Broken]:
    """Every ratio on record at the origin of a forecast that is far from those around it by its own, in order of years:
    what a year did to all areas together (:func:`~xuewei.model.pupils.shocks.shocks`) is taken out."""
    found = [each for part in forecast.parts for each in _far(part, forecast.history.areas)]
    return sorted(found, key=lambda each: (each.year, each.area))


def _far(part: Part, areas: Sequence[str]) -> Iterator[Broken]:
    """The ratios ``(year, area, line)`` of a part that are far from those around them."""
    left = left_by(part)[:, None]
    sources = part.sources * left
    far = distances(part.pupils, sources)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios = part.pupils / part.sources
    expected = np.exp(usual(logarithms(part.pupils, sources))) * left
    for t, n, line in zip(*np.nonzero(far > FAR), strict=True):
        yield Broken(
            part.first + int(t),
            areas[n],
            part.stage,
            part.grades[line],
            float(ratios[t, n, line]),
            float(expected[t, n, line]),
        )
