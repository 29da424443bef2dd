"""Grade progression of 150 areas against what could be used instead, and the full backtest with its bands.

    python bench/backtest.py [--quick]

Made-up pupils of 12 grades in three stages over 7 years, births of every area. Fit and forecast (target: 50 ms) stand
beside last-year ratios in plain loops, which estimate nothing, and exponential smoothing of every series by
statsmodels, which knows nothing of cohorts. The backtest has 8 origins, 7 leads and five methods, each forecast twice
for the guard (target: 5 s).
"""

from __future__ import annotations

from collections.abc import Iterator

from measure import program
from report import Limit, Setting, Yielded, alone, measured

AREAS, FEW = 150, 2


def results(setting: Setting) -> Iterator[Yielded]:
    """A forecast beside the loops and the smoothing, and a backtest."""
    areas = setting.size(AREAS, FEW)
    ours = program(f"fit and forecast of {areas} areas × 12 grades, 10 years", "progression", "forecast", areas)
    loops = program("last-year ratios in loops", "progression", "loops", areas)
    smooth = program(
        "statsmodels SimpleExpSmoothing, each series", "smoothing", areas,
        python=setting.alternatives, needs="statsmodels", most=2,
    )  # fmt: skip
    yield from measured(setting, "grades", ours, [loops, smooth], [Limit(0.05, "s")])
    for name, work in (("backtest of 8 origins", "backtest"), ("coverage of its bands", "coverage")):
        job = program(f"{name}, {areas} areas", "progression", work, areas)
        yield from measured(setting, "grades", job, limits=[Limit(5, "s")] if work == "backtest" else (), runs=2)


if __name__ == "__main__":
    alone(results)
