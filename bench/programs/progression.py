"""Grade progression of made-up pupils: ``forecast``, ``loops``, ``backtest`` or ``coverage`` of so many areas.

python -m programs.progression WORK AREAS
"""

from __future__ import annotations

import sys
from datetime import date

import numpy as np

from xuewei.answers.accuracy.backtest import backtest, coverage
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.errors import past_errors
from xuewei.model.pupils.progression import forecast
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.stages import Stage

from programs.clock import tell

AHEAD = 10
STAGES = (Stage("primary", 6, 6, 45), Stage("middle", 12, 3, 50), Stage("senior", 15, 3, 50))


def made_up(areas: int, years: range) -> EnrolmentHistory:
    """About a hundred pupils a grade, and as many births."""
    chance = np.random.default_rng(1)
    pupils = [
        EnrolmentRow(f"区{area}", year, stage.name, grade, int(chance.poisson(100)), "assumed", "bench")
        for area in range(areas)
        for year in years
        for stage in STAGES
        for grade in range(1, stage.grades + 1)
    ]
    births = [
        BirthsRow(f"区{area}", year, 100.0, "assumed", "bench", date(year, 12, 31))
        for area in range(areas)
        for year in range(years.start - 10, years.stop)
    ]
    return enrolment_history(pupils, births, STAGES, (8, 31))


def plain_loops(pupils: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[list[float]]:
    """Last-year ratios grade by grade in plain loops, entrants as last year: ``pupils (year, area, grade)``."""
    rolled = []
    for area in range(pupils.shape[1]):
        before, here = pupils[-2, area].tolist(), pupils[-1, area].tolist()
        ratios = [there / max(start, 1.0) for start, there in zip(before, here[1:], strict=False)]
        for _ in range(AHEAD):
            here = [here[0], *(count * ratio for count, ratio in zip(here, ratios, strict=False))]
        rolled.append(here)
    return rolled


def main() -> None:
    """Time the work asked for."""
    work, areas = sys.argv[1], int(sys.argv[2])
    if work in ("forecast", "loops"):
        history = made_up(areas, range(2005, 2012))
        last = history.years.stop - 1
        pupils = history.truth(history.years)
        if work == "loops":
            tell(lambda: plain_loops(pupils))
        else:
            tell(lambda: forecast(history.known_at(last), last + AHEAD))
        return
    longer, origins = made_up(areas, range(2005, 2020)), range(2011, 2019)
    if work == "backtest":
        tell(lambda: backtest(longer, origins, range(1, 8)), warm=False)
    else:
        tell(lambda: coverage(past_errors(longer, 7, origins)), warm=False)


if __name__ == "__main__":
    main()
