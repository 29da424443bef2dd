"""An engine of several processes of this machine, which exchange tasks and blocks as files of a folder."""

from __future__ import annotations

import os
import pickle
import sys
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import fields, replace
from multiprocessing import active_children, get_context
from operator import attrgetter
from pathlib import Path
from typing import Any

from xuewei.answers.simulate.engines.engine import Outcome, begin, copyable, good_children
from xuewei.answers.simulate.tally import Block
from xuewei.answers.simulate.tasks import Task, answer
from xuewei.errors import Fault, InputError, Place
from xuewei.formats.folders import temporary_folder
from xuewei.formats.writing import uninterrupted
from xuewei.garbage import garbage_collection_paused
from xuewei.model.population import BirthsRow, CensusRow, EnrolmentRow, Population, TotalRow, rows_made

TABLES: dict[str, type] = {"census": CensusRow, "births": BirthsRow, "totals": TotalRow, "enrolment": EnrolmentRow}
"""The tables of a population and what their rows are."""


@garbage_collection_paused()
def packed(task: Task) -> bytes:
    """A task as bytes that :func:`unpacked` understands, in the same version of xuewei."""
    columns = {name: _columns(getattr(task.population, name), row) for name, row in TABLES.items()}
    alone = replace(task.population, census=(), births=(), totals=(), enrolment=())
    bare = replace(task, population=alone)
    return pickle.dumps((bare, columns), protocol=pickle.HIGHEST_PROTOCOL)


@garbage_collection_paused()
def unpacked(raw: bytes) -> Task:
    """The task that was packed."""
    bare, columns = pickle.loads(raw)
    tables: dict[str, Any] = {name: tuple(rows_made(TABLES[name], columns[name])) for name in TABLES if columns[name]}
    population: Population = replace(bare.population, **tables)
    task: Task = replace(bare, population=population)
    return task


def answered(raw: bytes) -> Block:
    """The answer of a packed task."""
    return answer(unpacked(raw))


def _columns(rows: Sequence[object], row: type) -> dict[str, tuple[object, ...]]:
    names = [each.name for each in fields(row)]
    return dict(zip(names, zip(*map(attrgetter(*names), rows), strict=True), strict=bool(rows)))


def ready() -> None:
    """Nothing: a process that was sent it has started."""


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


DEATHS = 3
"""Deaths of its process after which a task is given up. Before the last one it is answered alone, so that a death is
its own and not that of a task beside it."""
AHEAD = 3
"""Tasks in flight for each process: one that it answers, and some for it to go on with."""
QUIET = "ignore:resource_tracker"
"""What to warn of, as ``python -W`` takes it."""
NAMED = 5
"""Areas of a task that is given up which are named."""


class Processes(AbstractContextManager["Processes"]):
    """``workers`` processes with one numeric thread each, which start when it is entered: as copies of this one, which
    has loaded what they need, where that is safe; else, and in the place of one that died, afresh."""

    def __init__(self, workers: int) -> None:
        self.room = AHEAD * workers
        self._workers = workers
        self._held = ExitStack()
        self._flying: dict[Future[None], Task] = {}
        self._waiting: deque[Task] = deque()
        self._suspects: deque[Task] = deque()
        self._deaths: Counter[int] = Counter()

    def __enter__(self) -> Processes:
        self._held.enter_context(good_children())
        track_quietly()
        self._folder = self._held.enter_context(temporary_folder())
        self._others = set(active_children())
        self._pool = self._new_pool(copies=copyable())
        for _ in range(self._workers):
            with uninterrupted(), suppress(BrokenProcessPool):
                self._pool.submit(ready)
        return self

    def __exit__(self, *how: object) -> None:
        if self._flying or self._suspects or any(each is not None for each in how):
            for child in set(active_children()) - self._others:
                child.kill()
        self._pool.shutdown(cancel_futures=True)
        self._held.close()

    def _new_pool(self, *, copies: bool = False) -> ProcessPoolExecutor:
        how = get_context("fork" if copies else "spawn")
        return ProcessPoolExecutor(self._workers, how, initializer=begin, initargs=(self._folder, copies))

    def send(self, task: Task) -> None:
        """Take on a task."""
        put(self._folder, task)
        self._waiting.append(task)
        self._launch()

    def received(self) -> list[tuple[int, Outcome]]:
        """The outcomes of tasks that are finished, at least one."""
        found: list[tuple[int, Outcome]] = []
        while not found:
            self._launch()
            done, _ = wait(self._flying, return_when=FIRST_COMPLETED)
            found, lost = self._outcomes(done)
            if lost:
                also, too = self._outcomes(wait(self._flying).done)
                found += also + self._again(lost + too)
        return found

    def _launch(self) -> None:
        """Send what waits: suspects one at a time, the others only when no suspect is left."""
        while self._suspects or self._waiting:
            if self._flying and (self._suspects or any(map(self._suspect, self._flying.values()))):
                return
            task = (self._suspects or self._waiting).popleft()
            with uninterrupted():  # Ctrl-C goes to every process of a terminal: this one ends the others
                try:
                    future = self._pool.submit(answer_put, self._folder, task.number)
                except BrokenProcessPool as broken:  # died since the last look: the others in flight will tell
                    future = Future()
                    future.set_exception(broken)
            self._flying[future] = task

    def _suspect(self, task: Task) -> bool:
        return self._deaths[task.number] == DEATHS - 1

    def _outcomes(self, done: set[Future[None]]) -> tuple[list[tuple[int, Outcome]], list[Task]]:
        """Outcomes of futures that are done, and the tasks of those that died with a process."""
        found: list[tuple[int, Outcome]] = []
        lost: list[Task] = []
        for future in done:
            task = self._flying.pop(future)
            wrong = future.exception()
            if isinstance(wrong, BrokenProcessPool):
                lost.append(task)
            elif isinstance(wrong, Exception):
                found.append((task.number, wrong))
            elif wrong is not None:
                raise wrong
            else:
                found.append((task.number, taken(self._folder, task.number)))
        return found, lost

    def _again(self, lost: list[Task]) -> list[tuple[int, Outcome]]:
        """A new pool for lost tasks; outcomes of those that are given up."""
        self._pool.shutdown()
        self._pool = self._new_pool()
        given_up: list[tuple[int, Outcome]] = []
        for task in sorted(lost, key=lambda each: each.number, reverse=True):
            self._deaths[task.number] += 1
            if self._deaths[task.number] >= DEATHS:
                given_up.append((task.number, died(task)))
            elif self._suspect(task):
                self._suspects.appendleft(task)
            else:
                self._waiting.appendleft(task)
        return given_up


def track_quietly() -> None:
    """Start Python's own process that clears away after a killed run, without its messages. Windows has none."""
    if os.name != "posix":
        return
    from multiprocessing.resource_tracker import ensure_running

    sys.warnoptions.append(QUIET)
    try:
        ensure_running()
    finally:
        sys.warnoptions.remove(QUIET)


def died(task: Task) -> InputError:
    """The error of a task that no process survives."""
    areas = task.plan.all_areas()
    some = "、".join(areas[:NAMED]) + ("…" if len(areas) > NAMED else "")
    return InputError([Fault(Place(task.plan.file), "area", "worker_died", {"n": DEATHS, "areas": some})])
