"""How near the proven optimum the choice of a schedule comes, and how soon: ``python bench/optimise.py``.

Made-up cases of 200 candidates, 15 years and 3 stages in one area and in ten, with budgets that do not suffice; the gap
of what is missing after 10 and 30 s, beside the same model (a binary for each school, size and opening year) given to
the same solver as it is. First the whole process for the shipped plan.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from dataclasses import replace

import highspy
import numpy as np

from xuewei.answers.optimise.candidates import candidate, whole_tracks
from xuewei.answers.optimise.case import Case, Group, opened
from xuewei.answers.optimise.programme import UNMET, programme
from xuewei.answers.optimise.solve import Limits, solve
from xuewei.model.assumptions import Costs
from xuewei.model.plan import Plan, School
from xuewei.model.seats.ledger import rounded_seats
from xuewei.model.stages import Stage

from measure import Job, run

STAGES = (Stage("kindergarten", 3, 3, 30, 6), Stage("primary", 6, 6, 45, 24), Stage("middle", 12, 3, 50, 18))
KINDS = {
    "kindergarten": ("kindergarten",),
    "primary": ("primary",),
    "middle": ("middle",),
    "nine_year": ("primary", "middle"),
}
TRACK = {stage.name: stage.grades * stage.class_size for stage in STAGES}
TRACKS = {"kindergarten": (3, 6), "primary": (4, 8), "middle": (6, 10), "nine_year": (4, 8)}
PEAKS = {"kindergarten": 2, "primary": 5, "middle": 9}


def made_up(seed: int, share: float = 0.5, schools: int = 200, years: int = 15, areas: int = 10) -> Case:
    """A case: demand of each stage rises to a peak and falls, seats do not suffice, and budgets pay for about a
    ``share`` of all candidates."""
    dice = random.Random(seed)
    span, names = range(2021, 2021 + years), tuple(f"区{n}" for n in range(areas))
    plan = Plan("试", names[0], (), (2021, 2025), areas=names[1:])
    found = []
    for n in range(schools):
        kind = dice.choice(sorted(KINDS))
        tracks = dice.randint(*TRACKS[kind])
        seats = {stage: tracks * TRACK[stage] for stage in KINDS[kind]}
        school = School(
            f"s{n}", kind, dice.choice(names), seats, cost_wan=round(sum(seats.values()) * dice.uniform(3.5, 7.4))
        )
        first = dice.randint(2022, 2030)
        found.append(candidate(school, first, span.stop - 1, whole_tracks(school, STAGES), Costs()))
    groups = []
    for each in found:
        opening = range(each.earliest, each.latest + 1)
        tables = np.array(
            [
                [rounded_seats(plan, STAGES, span, opened(each.school, year, size)) for year in opening]
                for size in each.sizes
            ]
        )
        groups.append(Group((each,), names.index(each.school.area), opening, each.sizes, each.wan, tables, must=False))
    standing = np.zeros((areas, len(STAGES), years))
    demand = np.zeros_like(standing, dtype=np.int64)
    for a in range(areas):
        for s, stage in enumerate(STAGES):
            level = dice.uniform(2000, 6000) * stage.grades / 3 * 10 / areas
            rise, peak = dice.uniform(0.3, 0.8), PEAKS[stage.name] + dice.randint(-1, 2)
            standing[a, s] = round(level)
            demand[a, s] = [round(level * (1 + rise * np.exp(-(((t - peak) / 4) ** 2)))) for t in range(years)]
    need = sum(group.wan[0] for group in groups)
    budget = {year: round(need * share / years * dice.uniform(0.5, 1.5)) for year in range(2020, 2020 + years)}
    return Case(plan, names, STAGES, span, demand, standing, tuple(groups), budget)


def plain(case: Case) -> highspy.Highs:
    """The plain model: a binary for each school, size and opening year."""
    engine = highspy.Highs()  # type: ignore[no-untyped-call]
    engine.silent()
    cells: dict[tuple[int, int, int], dict[int, float]] = {}
    money: dict[int, dict[int, float]] = {}
    once, n = [], 0
    for group in case.groups:
        mine = {}
        for s in range(len(group.sizes)):
            for k, year in enumerate(group.years):
                for stage, t in zip(*np.nonzero(group.tables[s, k]), strict=True):
                    cells.setdefault((group.area, int(stage), int(t)), {})[n] = float(group.tables[s, k, stage, t])
                money.setdefault(year - 1, {})[n] = group.wan[s]
                mine[n] = 1.0
                n += 1
        once.append(mine)
    schools = n
    rows = [(mine, -np.inf, 1.0) for mine in once]
    rows += [(money[year], -np.inf, most) for year, most in case.budget.items() if year in money]
    for cell in np.ndindex(case.demand.shape):
        short = float(case.demand[cell] - case.standing[cell])
        if short > 0:
            rows.append(({**cells.get(cell, {}), n: 1.0}, short, np.inf))
            n += 1
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = n, len(rows)
    lp.col_cost_ = np.r_[np.zeros(schools), np.ones(n - schools)]
    lp.col_lower_, lp.col_upper_ = np.zeros(n), np.r_[np.ones(schools), np.full(n - schools, np.inf)]
    lp.row_lower_, lp.row_upper_ = np.array([row[1] for row in rows]), np.array([row[2] for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.cumsum([0, *(len(row[0]) for row in rows)]).astype(np.int32)
    lp.a_matrix_.index_ = np.array([c for row in rows for c in row[0]], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([v for row in rows for v in row[0].values()])
    kinds = (highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous)
    lp.integrality_ = [kinds[c >= schools] for c in range(n)]
    engine.passModel(lp)
    return engine


def main() -> None:
    given = argparse.ArgumentParser()
    given.add_argument("--cases", type=int, default=10)
    given.add_argument("--share", type=float, default=0.5)
    given.add_argument("--areas", type=int, nargs="+", default=[1, 10])
    given.add_argument("--plain", action="store_true")
    asked = given.parse_args()
    command = [sys.executable, "-m", "xuewei", "optimise", "--now", "2021"]
    job = Job("optimise", tuple(command))
    times = sorted(run(job).seconds for _ in range(5))
    print(f"shipped plan, whole process to proven optimality: {times[2]:.2f} s (median of 5)", flush=True)
    for areas in asked.areas:
        for seed in range(asked.cases):
            print(
                f"{areas} areas, {seed}: {told(made_up(seed, asked.share, areas=areas), plainly=asked.plain)}",
                flush=True,
            )


def told(case: Case, *, plainly: bool) -> str:
    """What is missing, its gap and the time after 10 and 30 s."""
    line = []
    for seconds in (10.0, 30.0):
        begun = time.perf_counter()
        problem = programme(case)
        problem = replace(problem, objectives={UNMET: problem.objectives[UNMET]})
        level = solve(problem, Limits(seconds - (time.perf_counter() - begun))).levels[0]
        line.append(f"{level.value:,.0f} {level.gap:.3%} {level.ended} {time.perf_counter() - begun:.1f}s")
    for seconds in (10.0, 30.0) if plainly else ():
        engine = plain(case)
        engine.setOptionValue("time_limit", seconds)
        engine.run()
        info = engine.getInfo()
        line.append(f"plain {info.objective_function_value:,.0f} {info.mip_gap:.3%}")
    return " | ".join(line)


if __name__ == "__main__":
    main()
