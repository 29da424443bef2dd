"""The seconds that a program prints of its own work."""

from __future__ import annotations

import time
from collections.abc import Callable


def tell(work: Callable[[], object], warm: bool = True, clock: Callable[[], float] = time.process_time) -> None:
    """Print the processor seconds of ``work``, done once before where it is ``warm``: imports and caches are there.

    Processor time, not wall time: with one numeric thread they are the same on an idle machine, and others do not
    count on a busy one. Where other processes do the work, ``time.perf_counter`` is the clock.
    """
    if warm:
        work()
    started = clock()
    work()
    print(f"{clock() - started:.9f}")
