"""The process that reads the cells of a workbook, as its owner sees it: what is asked of it, and what it answers.

It is bounded by the system where that can be (not on Windows), ends with this one, and leaves nothing behind.
"""

from __future__ import annotations

import marshal
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any
from weakref import finalize

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.archive import Bounds
from xuewei.formats.book.sheet_xml import At

PROGRAM = Path(__file__).with_name("cells_apart.py")
OUT_OF_TIME = ("SIGXCPU", "SIGALRM", "SIGKILL")
"""What the system ends a process with that computes, or waits, for too long."""
KINDS = {"date": date, "datetime": datetime, "time": time, "timedelta": timedelta, "bool": bool}


class Apart:
    """A workbook open in another process. Raises InputError, in one line, wherever that cannot read it."""

    def __init__(self, raw: bytes, bounds: Bounds, file: str) -> None:
        self.file, self._bounds = file, bounds
        words = (_folder(), bounds.memory, bounds.seconds, bounds.patience, len(raw))
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", str(PROGRAM), *map(str, words)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._end = finalize(self, _end, self._process)
        self._text = self._filled = 0
        self._send(raw)
        _, names, hidden, others = self._answer()
        self.names: tuple[str, ...] = tuple(names)
        self.hidden, self.unseen = frozenset[str](hidden), frozenset[str](hidden + others)

    def ask(self, name: str, rows: int | None) -> None:
        """Ask for a sheet, of which the first ``rows`` (None: all) are wanted next; its size is answered first."""
        body = marshal.dumps((name, rows))
        self._send(len(body).to_bytes(8, "big") + body)

    def size(self) -> tuple[int, int, list[tuple[At, At]]]:
        """Rows, columns and merged ranges of the sheet that was asked for."""
        height, width, merged = self._answer()
        return height, width, merged

    def rows(self, height: int) -> Iterator[list[Any]]:
        """The rows of the sheet whose size was asked for last."""
        if height:
            body = marshal.dumps("rows")
            self._send(len(body).to_bytes(8, "big") + body)
        known, made = dict[Any, Any](), dict[Any, Any]()
        while True:
            batch, odd, filled = self._answer()
            self._filled += filled
            if self._filled > self._bounds.filled or self._text > self._bounds.text:
                raise self.fault("book_proportion")
            if not batch:
                return
            batch = [list(map(known.setdefault, cells, cells)) for cells in batch]  # what stands in many cells is one
            for row, column in odd:
                pair = batch[row][column]
                if pair not in made:
                    made[pair] = KINDS[pair[0]](*pair[1])
                batch[row][column] = made[pair]
            yield from batch

    def fault(self, kind: str, **values: object) -> InputError:
        """A fault of the file as a whole; the other process is not needed any more."""
        self._end()
        return InputError([Fault(Place(self.file), "", kind, values)])

    def _send(self, raw: bytes) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError, OSError):  # then there is no answer, which says why
            self._process.stdin.write(raw)
            self._process.stdin.flush()

    def _answer(self) -> Any:
        """The next answer. Raises InputError if it says that the file cannot be read, or if there is none."""
        assert self._process.stdout is not None
        length = self._process.stdout.read(8)
        size = int.from_bytes(length, "big")
        body = self._process.stdout.read(size) if len(length) == 8 else b""
        if not body or len(body) < size:
            raise self._ended()
        self._text += size
        found = marshal.loads(body)
        if len(found) == 1:
            raise self._told(found[0])
        return found

    def _told(self, error: str) -> InputError:
        """What an error of the other process means."""
        if error == "MemoryError":
            return self.fault("book_memory", limit=self._bounds.memory // 2**20)
        return self.fault("book_encrypted" if error == "PasswordError" else "book_broken")

    def _ended(self) -> InputError:
        """Why there is no answer: the time ran out, or the memory."""
        code = self._process.wait()
        if code < 0 and signal.Signals(-code).name in OUT_OF_TIME:
            return self.fault("book_time", limit=self._bounds.seconds)
        return self._told("MemoryError")


def _folder() -> str:
    """The folder that holds calamine; never the one that the user works in."""
    places = [place for place in sys.path if place not in ("", os.getcwd())]
    found = PathFinder.find_spec("python_calamine", places)
    if found is None or found.origin is None:
        raise ImportError("python_calamine")
    return str(Path(found.origin).resolve().parent.parent)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the other process, whatever it does."""
    process.kill()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
    process.wait()
