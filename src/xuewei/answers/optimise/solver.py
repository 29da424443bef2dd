"""HiGHS behind one function, in a process that is left behind when it does not stop in time."""

from __future__ import annotations

import atexit
import math
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from xuewei.answers.optimise.case import Floats
from xuewei.answers.optimise.cells import Entries, Marks, entries, together
from xuewei.answers.optimise.programme import Programme
from xuewei.late import dataclass

if TYPE_CHECKING:
    import highspy

GRACE = 0.4
"""Seconds in which a solver that was asked to stop may do so, before it is left behind."""
LOOK = 0.05
"""Seconds between two looks at whether it should stop."""
LEFT: list[threading.Thread] = []
"""Solvers left behind."""


@dataclass(frozen=True)
class Course:
    """How far a search is: the objective by ``name``, its ``best`` value and ``bound`` so far (None: none yet), and how
    many ``rounds`` of choosing some schools anew there were."""

    name: str
    best: float | None = None
    bound: float | None = None
    rounds: int = 0


@dataclass(eq=False, repr=False)
class Stop:
    """Whether somebody ``asked`` for the end, by Ctrl-C; and whether there is an ``answer`` by then, ``judged`` as was
    asked for: without one there is nothing to wait for, and Ctrl-C ends the program. ``tell`` is told how far the
    search is, ``look`` says it."""

    asked: bool = False
    answer: bool = False
    judged: bool = True
    tell: Callable[[Course], None] | None = None
    look: Callable[[float | None], Course] | None = None

    def told(self, bound: float | None) -> None:
        """Tell how far the search is, whose solver has proven ``bound``."""
        if self.tell is not None and self.look is not None:
            self.tell(self.look(bound))


@dataclass(eq=False, repr=False)
class Watch:
    """A solver in its search: when it has to stop, and the best columns and the bound that it has reported."""

    stop: Stop
    until: float = math.inf
    best: Floats | None = None
    bound: float | None = None
    left: bool = False
    beside: Beside | None = None

    def over(self) -> bool:
        """Whether the solver should stop."""
        near = self.beside is not None and self.bound is not None and self.beside.enough(self.bound)
        return near or self.left or self.stop.asked or time.perf_counter() >= self.until


class Beside(Protocol):
    """What else searches for the same, at the same time."""

    def better(self, value: float) -> Floats | None:
        """Columns better than ``value``; None where it has none."""

    def enough(self, bound: float) -> bool:
        """Whether its best is as near to a bound as was asked for."""


def watched(engine: highspy.Highs, stop: Stop, beside: Beside | None = None) -> Watch:
    """A watch over all searches of a solver, which takes what is found ``beside`` it."""
    watch = Watch(stop, beside=beside)

    def take(event: Any) -> None:
        found = None if beside is None else beside.better(float(event.data_out.mip_primal_bound))
        if found is not None:
            event.data_in.setSolution(found)

    def ask(event: Any) -> None:
        event.data_in.user_interrupt = watch.over()  # it stays from one search to the next

    def ask_bound(event: Any) -> None:
        watch.bound = float(event.data_out.mip_dual_bound)
        ask(event)

    def note(event: Any) -> None:
        watch.best = np.array(event.data_out.mip_solution)

    engine.cbSimplexInterrupt.subscribe(ask)
    engine.cbMipInterrupt.subscribe(ask_bound)
    engine.cbMipImprovingSolution.subscribe(note)
    if beside is not None:
        engine.cbMipUserSolution.subscribe(take)
    return watch


def run(engine: highspy.Highs, watch: Watch, seconds: float = math.inf) -> bool:
    """Let a solver search for so many seconds at most. Whether it ended: one that was left behind, because it looked up
    from its work too late, must not be asked anything any more; what it had found is in ``watch``."""
    begun = time.perf_counter()
    watch.until, watch.best, watch.bound = begun + seconds, None, None
    if math.isfinite(seconds):
        engine.setOptionValue("time_limit", max(seconds, 0.01))
    thread = threading.Thread(target=engine.run, daemon=True)
    thread.start()
    try:
        _see_out(thread, watch)
    finally:
        if thread.is_alive():
            watch.left = True
            if not LEFT:
                atexit.register(wait)
            LEFT.append(thread)
    return not watch.left


def _see_out(thread: threading.Thread, watch: Watch) -> None:
    """Stay until a solver has ended, or should have a while ago."""
    over = math.inf
    while thread.is_alive() and time.perf_counter() <= over + GRACE:
        thread.join(LOOK)
        if threading.current_thread() is threading.main_thread():
            watch.stop.told(_finite(watch.bound))
        over = min(over, time.perf_counter()) if watch.over() else over


def wait() -> None:
    """Wait for the solvers that were left behind: a program must not end in the middle of their work."""
    for thread in LEFT:
        thread.join()


@contextmanager
def heeding() -> Iterator[Stop]:
    """While this lasts Ctrl-C asks for the best so far, and a second one, or the first while there is none, ends the
    program as usual."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = signal.getsignal(signal.SIGINT)

    def ask(number: int, frame: Any) -> None:
        stop.asked = True
        signal.signal(signal.SIGINT, before)
        if not (stop.answer and stop.judged):
            raise KeyboardInterrupt

    signal.signal(signal.SIGINT, ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


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
    rows to hold besides those of the programme, closer upper bounds of its columns, a solution to begin with, when to
    end, and what searches ``beside`` it."""

    objective: Floats
    step: float = 0.0
    held: Sequence[tuple[Floats, float]] = ()
    upper: Floats | None = None
    begin: Floats | None = None
    seconds: float = math.inf
    gap: float = 0.0
    relaxed: bool = False
    stop: Stop = field(default_factory=Stop)
    beside: Beside | None = None

    @property
    def near(self) -> float:
        """How far apart two values of the objective are that count as one: nearly a step."""
        return max(0.99 * self.step, NO_STEP)


def search(programme: Programme, task: Search) -> Ended:
    """One search of the programme for the least of an objective."""
    import highspy

    if not programme.columns.count:
        return Ended(OPTIMAL, 0.0, np.zeros(0), np.zeros(0))
    until = time.perf_counter() + task.seconds
    engine = loaded(programme, task)
    watch = watched(engine, task.stop, task.beside)
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
    if task.beside is not None and bound is not None and task.beside.enough(bound):
        return Ended(OPTIMAL, bound, values)
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


def rows_of(programme: Programme, task: Search) -> tuple[Entries, Floats, Floats]:
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
    most = programme.columns.upper if task.upper is None else task.upper
    integer = None if task.relaxed else programme.columns.integer
    engine = engine_of(task.objective, most, rows_of(programme, task), integer)
    # cuts find more in the rows as they are than in what is made of them
    engine.setOptionValue("presolve", "off")
    engine.setOptionValue("mip_rel_gap", task.gap)
    engine.setOptionValue("mip_abs_gap", task.near)
    return engine


def engine_of(
    objective: Floats, most: Floats, rows: tuple[Entries, Floats, Floats], integer: Marks | None
) -> highspy.Highs:
    """A silent solver that holds an objective, its columns from 0 to ``most``, and ``rows`` between their bounds;
    ``integer`` columns are whole numbers (None: none is)."""
    import highspy

    parts, lower, upper = rows
    engine = highspy.Highs()  # type: ignore[no-untyped-call]
    engine.silent()
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(objective), len(lower)
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = objective, np.zeros(len(objective)), most
    lp.row_lower_, lp.row_upper_ = lower, upper
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.searchsorted(parts.at, np.arange(len(lower) + 1)).astype(np.int32)
    lp.a_matrix_.index_, lp.a_matrix_.value_ = parts.column.astype(np.int32), parts.value
    if integer is not None:
        kinds = (highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger)
        lp.integrality_ = [kinds[whole] for whole in integer.tolist()]
    engine.passModel(lp)
    return engine
