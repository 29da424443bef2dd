"""Blocks in the order of their tasks, whoever answers them and whatever is finished first."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from typing import Protocol

from xuewei.answers.simulate.engines.worker import one_thread_here
from xuewei.answers.simulate.tally import Block
from xuewei.answers.simulate.tasks import Task, answer
from xuewei.errors import InputError

Outcome = Block | Exception
Finished = Callable[[int, Block], None]


class Crew(AbstractContextManager["Crew"], Protocol):
    """Whoever answers tasks. At its end it lets go of everything it was sent and has not answered."""

    @property
    def room(self) -> int:
        """Tasks that may be sent and not yet taken: memory does not grow with the number of all tasks."""

    def send(self, task: Task) -> None:
        """Take on a task."""

    def received(self) -> list[tuple[int, Outcome]]:
        """The numbers and outcomes of some tasks that were sent, at least one: waits for it."""


class Here(AbstractContextManager["Here"]):
    """This process, one task after another."""

    room = 1

    def __enter__(self) -> Here:
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
def running(tasks: Iterable[Task], crew: Crew, finished: Finished = keep_nothing) -> Iterator[Iterator[Block]]:
    """The blocks of tasks in their order; ``finished`` is called, in this process, with each as soon as it is there.

    Where the work inside ends early, by Ctrl-C too, nobody goes on with it. Of several tasks that fail, the error of
    the first one is raised, as in one process; blocks before it have been given.
    """
    with crew, closing(_in_order(iter(tasks), crew, finished)) as blocks:
        yield blocks


def _in_order(tasks: Iterator[Task], crew: Crew, finished: Finished) -> Generator[Block, None, None]:
    order: deque[int] = deque()
    there: dict[int, Outcome] = {}
    at_end: InputError | None = None
    more = True
    while True:
        while more and len(order) < crew.room:
            try:
                task = next(tasks, None)
            except InputError as wrong:
                task, at_end = None, wrong
            more = task is not None
            if task is not None:
                crew.send(task)
                order.append(task.number)
        if not order:
            break
        while order[0] not in there:
            for number, outcome in crew.received():
                there[number] = outcome
                if isinstance(outcome, Block):
                    finished(number, outcome)
        first = there.pop(order.popleft())
        if isinstance(first, Exception):
            raise first
        yield first
    if at_end is not None:
        raise at_end
