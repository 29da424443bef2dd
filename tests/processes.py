"""Work for several processes: a process that is started afresh finds it by its name, and a test module it does not."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

from xuewei.cli.workers import Work
from xuewei.errors import Fault, InputError, Place


def doubling(worst: int) -> Work:
    """Doubles numbers, with the process that did; one of them, and those from 900 on, are wrong."""

    def work(items: Sequence[int]) -> list[Any]:
        if worst in items or max(items) >= 900:
            first = min(item for item in items if item == worst or item >= 900)
            raise InputError([Fault(Place("numbers"), "", "number", {}, str(first))])
        return [(2 * item, os.getpid()) for item in items]

    return work


def dying(parent: int) -> Work:
    """Doubles numbers in the first process, and ends every other."""

    def work(items: Sequence[int]) -> list[Any]:
        if os.getpid() != parent:
            os._exit(3)
        return [2 * item for item in items]

    return work


def slow() -> Work:
    """Doubles numbers, slowly enough that another process begins meanwhile."""
    from time import sleep

    def work(items: Sequence[int]) -> list[Any]:
        sleep(0.01 * len(items))
        return [(2 * item, os.getpid()) for item in items]

    return work
