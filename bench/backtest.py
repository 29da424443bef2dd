"""Grade progression of 150 areas against the same work by hand, and the full backtest against one forecast.

    python bench/backtest.py

Made-up pupils of 12 grades in three stages over 7 years, births of every area. Prints the median of 9 runs of fit and
forecast (target: 50 ms) beside last-year ratios in plain loops, which estimate nothing, what ``fit`` shows (every ratio
refitted without each year, at two origins; target: 1 s), and a backtest of 8 origins, 7 leads and five methods, each
forecast twice for the guard, with the coverage of its bands (target: 5 s).
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date

import numpy as np

from xuewei.fitted import fitted as every_ratio
from xuewei.model.backtest import backtest
from xuewei.model.coverage import coverage
from xuewei.model.enrolment_history import EnrolmentHistory, enrolment_history
from xuewei.model.past_errors import past_errors
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.progression import forecast
from xuewei.model.stages import Stage

AREAS, RUNS, AHEAD = 150, 9, 10
STAGES = (Stage("primary", 6, 6, 45), Stage("middle", 12, 3, 50), Stage("senior", 15, 3, 50))


def made_up(years: range) -> EnrolmentHistory:
    """About a hundred pupils a grade, and as many births."""
    chance = np.random.default_rng(1)
    pupils = [
        EnrolmentRow(f"区{area}", year, stage.name, grade, int(chance.poisson(100)), "assumed", "bench")
        for area in range(AREAS)
        for year in years
        for stage in STAGES
        for grade in range(1, stage.grades + 1)
    ]
    births = [
        BirthsRow(f"区{area}", year, 100.0, "assumed", "bench", date(year, 12, 31))
        for area in range(AREAS)
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


def median(work: Callable[[], object], runs: int) -> float:
    """Seconds of the median run."""
    seconds = []
    for _ in range(runs):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def main() -> None:
    """Time a forecast, the loops and a backtest."""
    history = made_up(range(2005, 2012))
    last = history.years.stop - 1
    pupils = history.truth(history.years)
    fitted = median(lambda: forecast(history.known_at(last), last + AHEAD), RUNS)
    plain = median(lambda: plain_loops(pupils), RUNS)
    longer = made_up(range(2005, 2020))
    shown = median(lambda: every_ratio(longer, longer.years[-1]), 3)
    origins = range(2011, 2019)
    tested = median(lambda: backtest(longer, origins, range(1, 8)), 1)
    covered = median(lambda: coverage(past_errors(longer, 7, origins)), 1)
    print(f"fit and forecast of {AREAS} areas  {fitted * 1e3:.0f} ms")
    print(f"last-year ratios in loops    {plain * 1e3:.1f} ms   ratio {fitted / plain:.1f}")
    print(f"every ratio, 15 years        {shown:.2f} s   ratio to one forecast {shown / fitted:.0f}")
    print(f"backtest of 8 origins        {tested:.2f} s   ratio to one forecast {tested / fitted:.0f}")
    print(f"coverage of its bands        {covered:.2f} s   ratio to one forecast {covered / fitted:.0f}")


if __name__ == "__main__":
    main()
