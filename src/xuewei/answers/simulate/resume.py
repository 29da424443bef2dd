"""The finished blocks of a run beside its output, from which an interrupted run goes on."""

from __future__ import annotations

import json
import os
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from tokenize import TokenError
from typing import Any, Protocol
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.simulate.tally import Block, Tally, Totals
from xuewei.answers.simulate.tasks import Task
from xuewei.errors import Fault, InputError, Place
from xuewei.formats.writing import write_bytes, write_text
from xuewei.language.shown import in_json
from xuewei.late import dataclass, pattern
from xuewei.version import __version__

DAMAGED = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    EOFError,
    RuntimeError,
    BadZipFile,
    TokenError,
    zlib.error,
)
"""What zipfile, zlib, json and numpy raise at a file that is damaged."""
TALLIES, TOTALS = "tallies.", "totals."
_ARRAYS = [each.name for each in fields(Tally) if each.name != "area"]
_SUMS = [each.name for each in fields(Totals)]


def write_block(path: Path, block: Block, digest: str) -> None:
    """Write a block; the file is there as a whole, or not at all. Raises InputError where it cannot be written."""
    head: dict[str, object] = {"digest": digest, "stages": block.stages, "since": block.since}
    head["years"] = [block.years.start, block.years.stop]
    head["areas"] = [each.area for each in block.tallies]
    arrays: dict[str, NDArray[Any]] = {"head": np.frombuffer(json.dumps(head).encode(), dtype=np.uint8)}
    for name in _ARRAYS:
        arrays[TALLIES + name] = np.stack([getattr(each, name) for each in block.tallies])
    for name in _SUMS:
        arrays[TOTALS + name] = _narrowed(getattr(block.totals, name))
    whole = BytesIO()  # a ZipFile cannot be closed on a full disk
    np.savez(whole, **arrays)  # type: ignore[arg-type]
    write_bytes(path, whole.getvalue(), change=True)


def read_block(path: Path, digest: str) -> Block | None:
    """The block of a file; None where it is of another run, damaged, or no block."""
    try:
        with np.load(path, allow_pickle=False) as found:
            head = json.loads(found["head"].tobytes())
            if head["digest"] != digest:
                return None
            tallies = _tallies(head["areas"], {name: found[TALLIES + name] for name in _ARRAYS})
            sums = {name: found[TOTALS + name].astype(np.float64) for name in _SUMS}
        return Block(range(*head["years"]), tuple(head["stages"]), tallies, Totals(**sums), head["since"])
    except DAMAGED:
        return None


def is_block(path: Path, digest: str) -> bool:
    """Whether a file is a whole block of this run; only its head is unpacked."""
    try:
        with np.load(path, allow_pickle=False) as found:
            return bool(json.loads(found["head"].tobytes())["digest"] == digest)
    except DAMAGED:
        return False


def _tallies(areas: Sequence[str], arrays: dict[str, NDArray[Any]]) -> tuple[Tally, ...]:
    return tuple(Tally(area, **{name: array[n] for name, array in arrays.items()}) for n, area in enumerate(areas))


def _narrowed(sums: NDArray[np.float64]) -> NDArray[Any]:
    """Whole numbers in half the room, where they fit."""
    narrow = np.clip(np.nan_to_num(sums), -(2**31), 2**31 - 1).astype(np.int32)  # NaN stays with the wide ones
    return narrow if np.array_equal(narrow, sums) else sums


LENGTH = 20
"""Bytes of a fingerprint."""


@dataclass(frozen=True)
class Fingerprint:
    """``says``: by name, everything that the answers depend on: arguments as text, files as hashes of their bytes."""

    says: Mapping[str, str]

    @property
    def digest(self) -> str:
        """All of it in one word."""
        return _hash(json.dumps(sorted(self.says.items()), ensure_ascii=False).encode())

    def differing(self, other: Fingerprint) -> list[str]:
        """The names of what differs, with the values of arguments on both sides, ``other``'s first.

        >>> Fingerprint({"seed": "1", "plan": "#a"}).differing(Fingerprint({"seed": "2", "plan": "#b"}))
        ['seed: 2 → 1', 'plan']
        """
        names = dict.fromkeys((*self.says, *other.says))
        return [_told(name, other.says.get(name), self.says.get(name)) for name in names if self._differs(other, name)]

    def _differs(self, other: Fingerprint, name: str) -> bool:
        return self.says.get(name) != other.says.get(name)


def fingerprint(arguments: Mapping[str, object], contents: Mapping[str, bytes | Path]) -> Fingerprint:
    """The fingerprint of this version of xuewei and numpy, ``arguments`` by name (draws, seed, block, …) and
    ``contents``, bytes or the file that holds them, by what they are called in messages.

    Raises InputError where a file cannot be read.
    """
    import numpy as np

    says = {"xuewei": __version__, "numpy": np.__version__}
    says |= {name: str(value) for name, value in arguments.items()}
    for name, content in contents.items():
        try:
            says[name] = "#" + _hash(content if isinstance(content, bytes) else content.read_bytes())
        except OSError as wrong:
            why = {"why": wrong.strerror or str(wrong)}
            raise InputError([Fault(Place(str(content)), "", "unreadable", why)]) from None
    return Fingerprint(says)


def content(value: object) -> bytes:
    """What a value holds: of dataclasses the fields that make them equal, so neither files nor lines.

    >>> content({"a": (1, 2.5)})
    b"[['a', [1, 2.5]]]"
    """
    return repr(_plain(value)).encode("utf-8", "surrogatepass")


def _plain(value: Any) -> object:
    if isinstance(value, str | int | float) or value is None:
        return value
    kind: Any = type(value)
    names = _compared(kind)
    if names is not None:
        return [type(value).__name__, *(_plain(getattr(value, name)) for name in names)]
    if isinstance(value, Mapping):
        return [[key, _plain(each)] for key, each in value.items()]
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    return value


@cache
def _compared(kind: Any) -> tuple[str, ...] | None:
    """The fields that make dataclasses of a kind equal; None for what is no dataclass."""
    return tuple(each.name for each in fields(kind) if each.compare) if is_dataclass(kind) else None


def _hash(raw: bytes) -> str:
    return blake2b(raw, digest_size=LENGTH).hexdigest()


def _told(name: str, before: str | None, now: str | None) -> str:
    if any(value is not None and value.startswith("#") for value in (before, now)):
        return name
    return f"{name}: {before or '—'} → {now or '—'}"


RUN = "run.json"
"""The file of a folder that says of which run it is."""
SAID = {"xuewei", "numpy", "draws", "seed"}
"""What it says of every run."""
NAMES = pattern(r"run\.json|block-[0-9]{5,}\.npz|\.(run\.json|block-[0-9]{5,}\.npz)\.xuewei-part")
"""What lies in such a folder: finished blocks, and what a kill leaves of one that was being written."""


class Answers(Protocol):
    """Tasks answered in their order, each handed over as soon as it is finished, as by ``engines.engine.running``."""

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
    run_file = folder / RUN
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
    write_text(run_file, in_json(json.dumps(dict(run.says), ensure_ascii=False, indent=1)) + "\n", change=True)
    return Parts(folder, run.digest, frozenset())


@contextmanager
def stored(tasks: Iterable[Task], kept: Parts, answers: Answers) -> Iterator[Iterator[Block]]:
    """The blocks of all tasks in their order: finished ones from ``kept``, the others answered and kept at once.

    ``with stored(tasks, parts(output, run, resume=True), partial(running, engine=Processes(4))) as blocks: …``
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
