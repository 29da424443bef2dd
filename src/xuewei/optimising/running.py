"""A solver that is left behind when it does not stop in time: Ctrl-C and deadlines are kept to whatever it is doing."""

from __future__ import annotations

import atexit
import math
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from xuewei.optimising.case import Floats

if TYPE_CHECKING:
    import highspy

GRACE = 0.4
"""Seconds in which a solver that was asked to stop may do so, before it is left behind."""
LOOK = 0.05
"""Seconds between two looks at whether it should stop."""
LEFT: list[threading.Thread] = []
"""Solvers left behind."""


@dataclass(eq=False, repr=False)
class Stop:
    """Whether somebody ``asked`` for the end, by Ctrl-C; and whether there is an ``answer`` by then, ``judged`` as was
    asked for: without one there is nothing to wait for, and Ctrl-C ends the program."""

    asked: bool = False
    answer: bool = False
    judged: bool = True


@dataclass(eq=False, repr=False)
class Watch:
    """A solver in its search: when it has to stop, and the best columns and the bound that it has told of."""

    stop: Stop
    until: float = math.inf
    best: Floats | None = None
    bound: float | None = None
    left: bool = False

    def over(self) -> bool:
        """Whether the solver should stop."""
        return self.left or self.stop.asked or time.perf_counter() >= self.until


def watched(engine: highspy.Highs, stop: Stop) -> Watch:
    """A watch over all searches of a solver."""
    watch = Watch(stop)

    def ask(told: Any) -> None:
        told.data_in.user_interrupt = watch.over()  # it stays from one search to the next

    def ask_bound(told: Any) -> None:
        watch.bound = float(told.data_out.mip_dual_bound)
        ask(told)

    def note(told: Any) -> None:
        watch.best = np.array(told.data_out.mip_solution)

    engine.cbSimplexInterrupt.subscribe(ask)
    engine.cbMipInterrupt.subscribe(ask_bound)
    engine.cbMipImprovingSolution.subscribe(note)
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
