"""A progress bar for work that takes longer than people like to wait in silence."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from time import monotonic
from typing import TypeVar

One = TypeVar("One")

PATIENCE = 1.0
"""Seconds before a bar shows."""


def watched(items: Iterable[One], label: str, total: int) -> Iterator[One]:
    """The items one by one; after a second a bar on standard error says how many of ``total`` are done, if that is a
    terminal."""
    started, bar = monotonic(), None
    try:
        for n, item in enumerate(items):
            if bar is None and monotonic() - started > PATIENCE and sys.stderr.isatty():
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
