"""The seconds that a program prints of its own work."""

from __future__ import annotations

import time
from collections.abc import Callable


def tell(work: Callable[[], object], warm: bool = True) -> None:
    """Print the processor seconds of ``work``, done once before where it is ``warm``: imports and caches are there.

    Processor time, not wall time: with one numeric thread they are the same on an idle machine, and others do not
    count on a busy one.
    """
    if warm:
        work()
    started = time.process_time()
    work()
    print(f"{time.process_time() - started:.9f}")
