"""The standard streams of a run: a failed write is told apart from every other error, and told once."""

from __future__ import annotations

import io
import os
import sys
from typing import Any, TextIO


class UnprintedError(Exception):
    """Standard output cannot be written: its reader has gone, the disk is full, or it is closed. ``broken`` says why.

    No OSError, so that nobody on the way takes it for a fault of a file.
    """

    def __init__(self, broken: OSError) -> None:
        self.broken = broken
        super().__init__(str(broken))


class _Output(io.FileIO):
    """Standard output. After a failure the rest is thrown away: the interpreter flushes once more at its end."""

    failed = False

    def write(self, raw: Any) -> int:
        """As FileIO does; UnprintedError the first time that fails."""
        if self.failed:
            return memoryview(raw).nbytes
        try:
            return super().write(raw)
        except OSError as broken:
            self.failed = True
            raise UnprintedError(broken) from None


class _Errors(io.FileIO):
    """Standard error. What nobody can read is lost: there is no other place to say so."""

    def write(self, raw: Any) -> int:
        """As FileIO does, and in silence where that fails."""
        try:
            return super().write(raw)
        except OSError:
            return memoryview(raw).nbytes


def settle() -> None:
    """Give this process all three standard streams, whoever started it with some of them closed.

    A closed one is opened on the null device first: else the next file that is opened would get its number, and what is
    printed would end up in that. The one in the place of standard output cannot be written, which is then told.
    """
    for number, way in ((0, os.O_RDONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, way)
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(io.FileIO(0, closefd=False)))
    sys.stdout = _over(sys.stdout, _Output, 1, "strict")
    sys.stderr = _over(sys.stderr, _Errors, 2, "backslashreplace")


def _over(stream: TextIO | None, kind: type[io.FileIO], number: int, errors: str) -> TextIO:
    """The stream, written through ``kind``; one that is no plain file of the system stays as it is."""
    raw = getattr(stream, "buffer", None)
    raw = getattr(raw, "raw", raw)  # python -u has no buffer between
    if stream is not None and (type(raw) is not io.FileIO or raw.fileno() != number):
        return stream
    told: dict[str, Any] = {"errors": errors}
    if isinstance(stream, io.TextIOWrapper):
        stream.flush()
        told = {"encoding": stream.encoding, "errors": stream.errors}
        told["line_buffering"] = stream.line_buffering or stream.write_through
    return io.TextIOWrapper(io.BufferedWriter(kind(number, "wb", closefd=False)), **told)
