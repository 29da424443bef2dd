"""Engines, which answer tasks: what each offers, this process as one, blocks in the order of their tasks, and what
worker processes inherit and do first."""

from __future__ import annotations

import os
import shutil
import stat
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from multiprocessing import parent_process
from threading import Thread
from typing import Protocol

from xuewei.answers.simulate.tally import Block
from xuewei.answers.simulate.tasks import Task, answer
from xuewei.errors import InputError

Outcome = Block | Exception
Finished = Callable[[int, Block], None]
ONE_THREAD = dict.fromkeys(
    ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1"
)
"""Variables that numeric libraries read when they are loaded."""
SAFE_PATH = "PYTHONSAFEPATH"
"""Without it a Python that is started with ``-c``, as those of multiprocessing are, imports from the current folder
first, before any code of ours runs."""


THREADS, OPEN_FILES = "/proc/self/task", "/proc/self/fd"
"""Folders in which Linux has an entry for each thread and each open file of this process."""
STANDARD = 2
"""The last of the standard streams."""


@contextmanager
def good_children() -> Iterator[None]:
    """Processes that are started meanwhile import nothing from the current folder, and have one thread unless the
    user's environment says otherwise."""
    added = {name: value for name, value in ONE_THREAD.items() if name not in os.environ}
    if not os.environ.get(SAFE_PATH):
        added[SAFE_PATH] = "1"
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def one_thread_here() -> AbstractContextManager[object]:
    """This process has one thread meanwhile, where threadpoolctl is installed; numpy has been loaded already. The
    program itself needs no such help: ``xuewei.cli`` says so before numpy is loaded."""
    try:
        from threadpoolctl import threadpool_limits
    except ModuleNotFoundError:
        return nullcontext()
    limits: AbstractContextManager[object] = threadpool_limits(1)
    return limits


def copyable() -> bool:
    """Whether this process has one thread, whoever starts them, so that a copy of it is whole: what other threads hold
    would be held in it for ever. False where the system does not say."""
    try:
        return len(os.listdir(THREADS)) == 1
    except OSError:
        return False


def begin(folder: str | None = None, copied: bool = False) -> None:
    """End with the process that started this one, however that ended, and take away the ``folder`` it worked with, if
    any: nobody would take the answers. One that is ``copied`` from it lets go of its files."""
    if copied:
        _let_go()
    Thread(target=_end_with_parent, args=(folder,), daemon=True).start()


def _let_go() -> None:
    """Close the files that this process was born with: a lock on one holds until the last who has it open is gone."""
    for name in os.listdir(OPEN_FILES):
        with suppress(OSError):
            if int(name) > STANDARD and stat.S_ISREG(os.fstat(int(name)).st_mode):
                os.close(int(name))


def _end_with_parent(folder: str | None) -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        if folder is not None:
            shutil.rmtree(folder, ignore_errors=True)
        os._exit(1)


class Engine(AbstractContextManager["Engine"], Protocol):
    """What answers tasks. At its end it drops everything that it was sent and has not answered."""

    @property
    def room(self) -> int:
        """Tasks that may be sent and not yet taken: memory does not grow with the number of all tasks."""

    def send(self, task: Task) -> None:
        """Take on a task."""

    def received(self) -> list[tuple[int, Outcome]]:
        """The numbers and outcomes of some tasks that were sent, at least one: waits for it."""


class ThisProcess(AbstractContextManager["ThisProcess"]):
    """This process, one task after another."""

    room = 1

    def __enter__(self) -> ThisProcess:
        self._thread = one_thread_here()
        self._thread.__enter__()
        return self

    def __exit__(self, *how: object) -> None:
        self._thread.__exit__(None, None, None)

    def send(self, task: Task) -> None:
        """Take on a task."""
        self._task = task

    def received(self) -> list[tuple[int, Outcome]]:
        """Its outcome, computed now."""
        try:
            return [(self._task.number, answer(self._task))]
        except Exception as wrong:
            return [(self._task.number, wrong)]


def keep_nothing(number: int, block: Block) -> None:
    """Nothing is kept of a finished block."""


@contextmanager
def running(
    tasks: Iterable[Task], engine: AbstractContextManager[Engine], finished: Finished = keep_nothing
) -> Iterator[Iterator[Block]]:
    """The blocks of tasks in their order; ``finished`` is called, in this process, with each as soon as it is there.
    An ``engine`` that was entered before, so that it starts while something is read, comes as ``nullcontext(engine)``.

    Where the work inside ends early, by Ctrl-C too, nobody goes on with it. Of several tasks that fail, the error of
    the first one is raised, as in one process; blocks before it have been given.
    """
    with engine as begun, closing(_in_order(iter(tasks), begun, finished)) as blocks:
        yield blocks


def _in_order(tasks: Iterator[Task], engine: Engine, finished: Finished) -> Generator[Block, None, None]:
    order: deque[int] = deque()
    there: dict[int, Outcome] = {}
    at_end: InputError | None = None
    more = True
    while True:
        while more and len(order) < engine.room:
            try:
                task = next(tasks, None)
            except InputError as wrong:
                task, at_end = None, wrong
            more = task is not None
            if task is not None:
                engine.send(task)
                order.append(task.number)
        if not order:
            break
        while order[0] not in there:
            for number, outcome in engine.received():
                there[number] = outcome
                if isinstance(outcome, Block):
                    finished(number, outcome)
        first = there.pop(order.popleft())
        if isinstance(first, Exception):
            raise first
        yield first
    if at_end is not None:
        raise at_end
