"""Work on many scenarios by this process and others of this machine beside it, with the answers of one alone."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from xuewei.answers.simulate.engines.engine import begin, good_children
from xuewei.answers.simulate.engines.processes import track_quietly
from xuewei.formats.writing import uninterrupted

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

Work = Callable[[Sequence[Any]], list[Any]]
"""Answers some items, in their order."""
Make = Callable[..., Work]

MANY = 200
"""Items from which a second process pays for its start."""
MOST = 4
"""Processes in all: more would start later than the others are done."""
PART = 20
"""Items that a process takes at a time."""
AHEAD = 2
"""Parts in flight for each other process: one that it answers, and one for it to go on with."""
_made: list[Work] = []
"""What another process answers with; empty in the first one."""


def processes(count: int) -> int:
    """How many processes answer ``count`` items: one where they are few, and no more than there are cores.

    >>> processes(MANY - 1)
    1
    """
    return 1 if count < MANY else min(MOST, os.cpu_count() or 1, count // (MANY // 2))


def answered(make: Make, given: tuple[Any, ...], items: Sequence[Any], workers: int) -> Generator[Any, None, None]:
    """The answers of ``make(*given)`` to ``items``, one for each, in order; what fails is raised in its place.

    With more than one of ``workers``, the others are started afresh and make their own of what is given; where that
    cannot be sent, all is answered here. To close it ends the others.
    """
    work, parts = make(*given), [items[n : n + PART] for n in range(0, len(items), PART)]
    raw = _packed((make, given), parts[:1]) if workers > 1 else None
    if raw is None:
        for item in items:
            yield from work([item])
        return
    with _others(workers - 1, raw) as pool:
        yield from _in_order(pool, (workers - 1) * AHEAD, work, parts)


def _packed(given: object, items: object) -> bytes | None:
    """What is given as bytes; None where it, or the items, cannot be sent."""
    try:
        pickle.dumps(items)
        return pickle.dumps(given, protocol=pickle.HIGHEST_PROTOCOL)
    except Exception:  # whatever an object that cannot be sent says of it
        return None


@contextmanager
def _others(count: int, raw: bytes) -> Iterator[ProcessPoolExecutor]:
    """Processes beside this one; after an early end none of them goes on."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import active_children, get_context

    track_quietly()
    before = set(active_children())
    with good_children():
        pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_begin, initargs=(raw,))
        try:
            yield pool
        except BaseException:
            for child in set(active_children()) - before:
                child.kill()
            raise
        finally:
            pool.shutdown(cancel_futures=True)


def _begin(raw: bytes) -> None:
    """Begin in another process."""
    begin()
    make, given = pickle.loads(raw)
    _made[:] = [make(*given)]


def _answer(items: Sequence[Any]) -> list[Any]:
    """The answers of another process."""
    return _made[0](items)


def _in_order(pool: ProcessPoolExecutor, room: int, work: Work, parts: Sequence[Sequence[Any]]) -> Iterator[Any]:
    """Answers part by part. Whoever is free takes the next part, this process too; what fails elsewhere, or is lost
    with its process, is answered here once more, where it is raised as in one process."""
    rest = list(range(len(parts)))
    flying: dict[int, Future[list[Any]]] = {}
    there: dict[int, list[Any] | Exception] = {}
    for n, part in enumerate(parts):
        while n not in there:
            _send(pool, room, rest, flying, parts)
            if n in flying and (not rest or flying[n].done()):
                wrong = flying[n].exception()
                there[n] = _here(work, part) if wrong else flying[n].result()
                del flying[n]
            else:
                mine = rest.pop(0)
                there[mine] = _here(work, parts[mine])
        found = there.pop(n)
        if isinstance(found, Exception):
            raise found
        yield from found


def _send(
    pool: ProcessPoolExecutor,
    room: int,
    rest: list[int],
    flying: dict[int, Future[list[Any]]],
    parts: Sequence[Sequence[Any]],
) -> None:
    """Send parts as long as there is room; none where a process has died."""
    from concurrent.futures.process import BrokenProcessPool

    while rest and sum(not each.done() for each in flying.values()) < room:
        try:
            with uninterrupted():  # Ctrl-C goes to every process of a terminal: this one ends the others
                flying[rest[0]] = pool.submit(_answer, parts[rest[0]])
        except BrokenProcessPool:
            return
        del rest[0]


def _here(work: Work, part: Sequence[Any]) -> list[Any] | Exception:
    """The answers of this process to a part, or what is wrong in it."""
    try:
        return work(part)
    except Exception as wrong:
        return wrong
