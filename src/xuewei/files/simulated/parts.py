"""The folder of finished blocks beside an output: ``OUTPUT.parts/block-00017.npz``, until the output is whole."""

from __future__ import annotations

import json
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from xuewei.errors import Fault, InputError, Place
from xuewei.files.simulated.block_file import is_block, read_block, write_block
from xuewei.files.simulated.fingerprint import Fingerprint
from xuewei.files.writing import write_text
from xuewei.simulation.blocks import Block
from xuewei.simulation.tasks import Task
from xuewei.words.shown import in_json

RUN = "run.json"
"""The file of a folder that says of which run it is."""
SAID = {"xuewei", "numpy", "draws", "seed"}
"""What it says of every run."""
NAMES = re.compile(r"run\.json|block-[0-9]{5,}\.npz|\.(run\.json|block-[0-9]{5,}\.npz)\.xuewei-part")
"""What lies in such a folder: finished blocks, and what a kill leaves of one that was being written."""


class Answers(Protocol):
    """Tasks answered in their order, each told as soon as it is finished: ``simulation.engines.order.running``."""

    def __call__(
        self, tasks: Iterable[Task], *, finished: Callable[[int, Block], None]
    ) -> AbstractContextManager[Iterator[Block]]:
        """The blocks of tasks."""


@dataclass(frozen=True)
class Parts:
    """The finished blocks of one run, by number, in ``folder``."""

    folder: Path
    digest: str
    finished: frozenset[int]

    def path(self, number: int) -> Path:
        """Where a block lies."""
        return self.folder / f"block-{number:05d}.npz"

    def keep(self, number: int, block: Block) -> None:
        """Write a block that is finished. Raises InputError where it cannot be written; others stay."""
        write_block(self.path(number), block, self.digest)

    def block(self, number: int) -> Block:
        """A block that was finished before. Raises InputError where it has gone since."""
        found = read_block(self.path(number), self.digest)
        if found is None:
            raise InputError([Fault(Place(str(self.path(number))), "", "unreadable", {"why": "npz"})])
        return found

    def remove(self) -> None:
        """Take the folder away, with what is ours in it: its blocks have been gathered into an output."""
        with suppress(OSError):
            for name in filter(NAMES.fullmatch, os.listdir(self.folder)):
                (self.folder / name).unlink()
            self.folder.rmdir()


def parts(output: Path, run: Fingerprint, *, resume: bool) -> Parts:
    """The folder of finished blocks of ``run`` beside ``output``, made where it is not there.

    With ``resume`` blocks that are in it are taken, damaged ones left out. Raises InputError where it belongs to
    another run, or holds blocks that nobody asked to go on with: hours of work may lie in it.
    """
    folder = output.with_name(output.name + ".parts")
    said = folder / RUN
    if os.path.lexists(folder):
        _check(folder)
        before = _run_of(folder)
        there = sorted(folder.glob("block-*.npz"))
        if before is not None and before != run and there:
            raise _fault(folder, "parts_differ", what=", ".join(run.differing(before)))
        if there and not resume:
            raise _fault(folder, "parts_there", n=len(there))
        if before == run:
            done = frozenset(int(each.stem[6:]) for each in there if is_block(each, run.digest))
            return Parts(folder, run.digest, done)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as wrong:
        raise _fault(folder, "unwritable", why=wrong.strerror or str(wrong)) from None
    write_text(said, in_json(json.dumps(dict(run.says), ensure_ascii=False, indent=1)) + "\n", change=True)
    return Parts(folder, run.digest, frozenset())


@contextmanager
def stored(tasks: Iterable[Task], kept: Parts, answers: Answers) -> Iterator[Iterator[Block]]:
    """The blocks of all tasks in their order: finished ones from ``kept``, the others answered and kept at once.

    ``with stored(tasks, parts(output, run, resume=True), partial(running, crew=Processes(4))) as blocks: …``
    """
    order: deque[int] = deque()

    def unfinished() -> Iterator[Task]:
        for task in tasks:
            order.append(task.number)
            if task.number not in kept.finished:
                yield task

    with answers(unfinished(), finished=kept.keep) as answered:
        yield _merged(answered, order, kept)


def _merged(answered: Iterator[Block], order: deque[int], kept: Parts) -> Iterator[Block]:
    for block in answered:
        while order[0] in kept.finished:
            yield kept.block(order.popleft())
        order.popleft()
        yield block
    yield from map(kept.block, order)


def _run_of(folder: Path) -> Fingerprint | None:
    """What the folder says of its run; None where it says nothing yet."""
    try:
        says = json.loads((folder / RUN).read_text(encoding="utf-8"))
        if set(says) >= SAID:
            return Fingerprint({str(name): str(value) for name, value in says.items()})
    except FileNotFoundError:
        if not any(folder.glob("block-*.npz")):  # a kill leaves spare files behind
            return None
    except (OSError, ValueError, TypeError, AttributeError):
        pass
    raise _fault(folder, "not_parts")


def _check(folder: Path) -> None:
    """Raise InputError where a folder is a link, or holds anything else than files that we write into such a one."""
    try:
        with os.scandir(folder) as there:
            strange = not all(NAMES.fullmatch(each.name) and each.is_file(follow_symlinks=False) for each in there)
    except OSError:
        strange = True
    if strange or folder.is_symlink():
        raise _fault(folder, "not_parts")


def _fault(folder: Path, kind: str, **values: object) -> InputError:
    return InputError([Fault(Place(str(folder)), "", kind, values)])
