"""HiGHS behind one function: a programme and one objective in, the best columns and the bound out."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from xuewei.optimising.case import Floats
from xuewei.optimising.programme import Programme
from xuewei.optimising.rows import Entries, entries, together
from xuewei.optimising.running import Stop, run, watched

if TYPE_CHECKING:
    import highspy

OPTIMAL, GAP, TIME, INTERRUPTED, INFEASIBLE = "optimal", "gap", "time", "interrupted", "infeasible"
NO_STEP = 1e-6


@dataclass(frozen=True, eq=False, repr=False)
class Ended:
    """How a search ended, its bound (None: not known), its best columns (None: none found), and the duals of its rows
    where everything was continuous."""

    how: str
    bound: float | None
    values: Floats | None
    duals: Floats | None = None


@dataclass(frozen=True, eq=False, repr=False)
class Search:
    """What one search is to do: coefficients of the objective (least is best), the ``step`` in which it goes (0: none),
    rows to hold besides those of the programme, closer upper bounds of its columns, a solution to begin with, and when
    to end."""

    objective: Floats
    step: float = 0.0
    held: Sequence[tuple[Floats, float]] = ()
    upper: Floats | None = None
    begin: Floats | None = None
    seconds: float = math.inf
    gap: float = 0.0
    relaxed: bool = False
    stop: Stop = field(default_factory=Stop)


def search(programme: Programme, task: Search) -> Ended:
    """One search of the programme for the least of an objective."""
    import highspy

    if not programme.columns.count:
        return Ended(OPTIMAL, 0.0, np.zeros(0), np.zeros(0))
    until = time.perf_counter() + task.seconds
    engine = loaded(programme, task)
    watch = watched(engine, task.stop)
    if task.begin is not None:
        known = highspy.HighsSolution()
        known.col_value = task.begin.tolist()
        engine.setSolution(known)
    if not run(engine, watch, until - time.perf_counter()):
        best = None if task.relaxed or watch.best is None else watch.best
        return Ended(INTERRUPTED if task.stop.asked else TIME, _finite(watch.bound), best)
    status, info = engine.getModelStatus(), engine.getInfo()
    if status == highspy.HighsModelStatus.kInfeasible:
        return Ended(INFEASIBLE, None, None)
    values = best_columns(engine)
    if task.relaxed:
        if status != highspy.HighsModelStatus.kOptimal:
            return Ended(TIME, None, None)
        return Ended(OPTIMAL, info.objective_function_value, values, np.array(engine.getSolution().row_dual))
    proven = info.mip_dual_bound if programme.columns.integer.any() else info.objective_function_value
    bound = _finite(proven)
    if status == highspy.HighsModelStatus.kOptimal:
        return Ended(OPTIMAL if task.gap <= 0 else GAP, bound, values)
    return Ended(INTERRUPTED if task.stop.asked else TIME, bound, values)


def _finite(bound: float | None) -> float | None:
    """A bound; None where nothing is proven yet."""
    return bound if bound is not None and math.isfinite(bound) else None


def best_columns(engine: highspy.Highs) -> Floats | None:
    """The columns of the best solution that a solver has found; None where it has none."""
    import highspy

    solution, status = engine.getSolution(), engine.getInfo().primal_solution_status
    found = bool(solution.value_valid) and status == highspy.SolutionStatus.kSolutionStatusFeasible
    return np.array(solution.col_value) if found else None


def _held(programme: Programme, task: Search) -> tuple[Entries, Floats, Floats]:
    """All rows: those of the programme, then those of the task, with their bounds."""
    rows, lower, upper = programme.rows.held()
    more = [
        entries(programme.rows.count + n, np.flatnonzero(of), of[np.flatnonzero(of)])
        for n, (of, _) in enumerate(task.held)
    ]
    bounds = np.array([most for _, most in task.held])
    return together(rows, *more), np.r_[lower, np.full(len(bounds), -np.inf)], np.r_[upper, bounds]


def loaded(programme: Programme, task: Search) -> highspy.Highs:
    """A silent solver that holds the programme with the task's objective and gap."""
    import highspy

    engine = highspy.Highs()  # type: ignore[no-untyped-call]
    engine.silent()
    parts, lower, upper = _held(programme, task)
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = programme.columns.count, len(lower)
    lp.col_cost_, lp.col_lower_ = task.objective, np.zeros(programme.columns.count)
    lp.col_upper_ = programme.columns.upper if task.upper is None else task.upper
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(parts.at, np.arange(len(lower) + 1)).astype(np.int32)
    lp.a_matrix_.index_ = parts.column.astype(np.int32)
    lp.a_matrix_.value_ = parts.value
    if not task.relaxed:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in programme.columns.integer.tolist()]
    engine.passModel(lp)
    # cuts find more in the rows as they are than in what is made of them
    engine.setOptionValue("presolve", "off")
    engine.setOptionValue("mip_rel_gap", task.gap)
    engine.setOptionValue("mip_abs_gap", max(0.99 * task.step, NO_STEP))
    return engine
