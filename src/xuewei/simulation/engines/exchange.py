"""Tasks and blocks of several processes change hands as files of a folder.

Through a pipe they would be larger than what the system writes at once: a process killed in the middle of one would
leave the other end waiting for ever. The few bytes that do go through pipes arrive as a whole or not at all.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.simulation.blocks import Block
from xuewei.simulation.engines.parcels import answered, packed
from xuewei.simulation.tasks import Task


def put(folder: str, task: Task) -> None:
    """Lay down a task."""
    with _told(folder):
        _task(folder, task.number).write_bytes(packed(task))


def answer_put(folder: str, number: int) -> None:
    """Answer the task that was laid down, and lay down its block."""
    with _told(folder):
        raw = _task(folder, number).read_bytes()
    block = pickle.dumps(answered(raw), protocol=pickle.HIGHEST_PROTOCOL)
    with _told(folder):
        _block(folder, number).write_bytes(block)


def taken(folder: str, number: int) -> Block:
    """The block of a task, taken away with its task."""
    with _told(folder):
        raw = _block(folder, number).read_bytes()
        _block(folder, number).unlink()
        _task(folder, number).unlink()
    block: Block = pickle.loads(raw)
    return block


def _task(folder: str, number: int) -> Path:
    return Path(folder, f"task-{number}")


def _block(folder: str, number: int) -> Path:
    return Path(folder, f"block-{number}")


@contextmanager
def _told(folder: str) -> Iterator[None]:
    try:
        yield
    except OSError as wrong:
        raise InputError([Fault(Place(folder), "", "unwritable", {"why": wrong.strerror or str(wrong)})]) from None
