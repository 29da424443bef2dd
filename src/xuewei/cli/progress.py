"""How far long work is, on standard error, where that is a screen: not in a pipe, nor where NO_COLOR or CI is set."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from rich.status import Status

One = TypeVar("One")

PATIENCE = 1.0
"""Seconds before anything shows."""


def wanted() -> bool:
    """Whether anybody could see it, and does not ask for plain output."""
    return sys.stderr.isatty() and not os.environ.get("NO_COLOR") and not os.environ.get("CI")


def watched(items: Iterable[One], label: str, total: int) -> Iterator[One]:
    """The items one by one; after a second a bar says how many of ``total`` are done."""
    started, bar = monotonic(), None
    try:
        for n, item in enumerate(items):
            if bar is None and monotonic() - started > PATIENCE and wanted():
                from rich.console import Console
                from rich.progress import Progress

                bar = Progress(console=Console(stderr=True), transient=True)
                bar.start()
                task = bar.add_task(label, total=total, completed=n)
            yield item
            if bar is not None:
                bar.update(task, completed=n + 1)
    finally:
        if bar is not None:
            bar.stop()


@contextmanager
def telling(first: str = "") -> Iterator[Callable[[str], None]]:
    """While this lasts the line last told stands at the end of the screen, from a second on; nothing of it stays.
    ``first`` is told then where nothing else was."""
    started, one_by_one = monotonic(), Lock()
    shown: Status | None = None

    def tell(line: str) -> None:
        nonlocal shown
        with one_by_one:
            if shown is not None:
                shown.update(line)
            elif monotonic() - started >= PATIENCE and wanted():
                from rich.console import Console

                shown = Console(stderr=True, highlight=False, markup=False).status(line)
                shown.start()

    def begin() -> None:
        if shown is None:
            tell(first)

    later = Timer(PATIENCE, begin)
    later.daemon = True
    if first and wanted():
        later.start()
    try:
        yield tell
    finally:
        later.cancel()
        if later.is_alive():
            later.join()
        if shown is not None:
            shown.stop()


@contextmanager
def waiting(line: str) -> Iterator[None]:
    """While this lasts a line says so, from a second on."""
    with telling(line):
        yield
