"""How a run ends: its exit code, its last line, and standard streams that cannot be written."""

from __future__ import annotations

import atexit
import io
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from errno import EPIPE
from typing import Any, NoReturn, TextIO

import click
from click.exceptions import NoArgsIsHelpError

from xuewei.cli import _end
from xuewei.cli.language import LANG
from xuewei.errors import Exit, Fault, InputError, Place
from xuewei.language.helps import help_text
from xuewei.language.libraries import smooth

MOST_FAULTS = 1000
"""Faults that are printed unless all are asked for."""


class UnprintedError(Exception):
    """Standard output cannot be written: its reader has gone, the disk is full, or it is closed. ``broken`` says why.

    Not an OSError: handlers of faults in files must let it pass.
    """

    def __init__(self, broken: OSError) -> None:
        self.broken = broken
        super().__init__(str(broken))


class _Output(io.FileIO):
    """Standard output. After a failure the rest is dropped: the interpreter flushes once more at its end."""

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
    """Standard error. What cannot be written is dropped."""

    def write(self, raw: Any) -> int:
        """As FileIO does; nothing where that fails."""
        try:
            return super().write(raw)
        except OSError:
            return memoryview(raw).nbytes


def settle() -> None:
    """Give this process all three standard streams, whoever started it with some of them closed.

    A closed one is opened on the null device first: else the next file that is opened would get its number, and what is
    printed would end up in that. The one in the place of standard output cannot be written, and the run says so.
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
    options: dict[str, Any] = {"errors": errors}
    if isinstance(stream, io.TextIOWrapper):
        stream.flush()
        options = {"encoding": stream.encoding, "errors": stream.errors}
        options["line_buffering"] = stream.line_buffering or stream.write_through
    return io.TextIOWrapper(io.BufferedWriter(kind(number, "wb", closefd=False)), **options)


def hear() -> None:
    """From now on let Ctrl-C raise KeyboardInterrupt; where it is ignored, as in the background, it stays so."""
    if signal.getsignal(signal.SIGINT) is _end:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def ended(work: Callable[[], object], every_fault: Callable[[], bool] = lambda: False) -> int:
    """The exit code of ``work``, with everything printed that is to be printed.

    0 where the reader of standard output has gone: it has what it wanted. 3 with a line on standard error where
    standard output cannot be written, where an input cannot be used (its faults, at most ``MOST_FAULTS`` unless
    ``every_fault``), or where the memory of the machine or of Python's calls does not do for it. 130 after Ctrl-C.
    Anything else is a fault of the program and stays visible.
    """
    code = _outcome(work, every_fault)
    try:
        sys.stdout.flush()
    except UnprintedError as unprinted:
        code = _unprinted(unprinted) if code in (Exit.DONE, Exit.UNWELCOME) else code
    return code


def _outcome(work: Callable[[], object], every_fault: Callable[[], bool]) -> int:
    try:
        found = work()
        return found if isinstance(found, int) else Exit.DONE
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else Exit.DONE if end.code is None else Exit.UNWELCOME
    except click.ClickException as wrong:
        return _shown(wrong)
    except InputError as wrong:
        sys.stderr.writelines(fault_lines(wrong.faults, LANG, every=every_fault()))
        return Exit.INPUT
    except UnprintedError as unprinted:
        return _unprinted(unprinted)
    except (KeyboardInterrupt, click.Abort):
        return interrupted()
    except (MemoryError, RecursionError) as wrong:
        what = "ending.memory" if isinstance(wrong, MemoryError) else "ending.deep"
    print(help_text(what, LANG), file=sys.stderr)  # here, where nothing holds the memory any more
    return Exit.INPUT


def _shown(wrong: click.ClickException) -> int:
    """Tell what is wrong with a command line."""
    if LANG == "zh" and not isinstance(wrong, NoArgsIsHelpError):
        message = smooth(wrong.format_message())
        wrong.format_message = lambda: message  # type: ignore[method-assign]
    wrong.show()
    return wrong.exit_code


def fault_lines(faults: Sequence[Fault], lang: str, *, every: bool = False) -> Iterator[str]:
    """A line for each fault, and one on how many more there are.

    >>> faults = [Fault(Place("a.csv", n), "", "empty") for n in range(1, 1003)]
    >>> *_, last, more = fault_lines(faults, "en")
    >>> print(last + more, end="")
    a.csv:1000: is empty
    … and 2 more (--all-faults shows them)
    """
    shown = faults if every else faults[:MOST_FAULTS]
    for fault in shown:
        yield f"{fault.text(lang)}\n"
    if len(shown) < len(faults):
        yield help_text("ending.more", lang, n=len(faults) - len(shown)) + "\n"


def interrupted() -> int:
    """The exit code after Ctrl-C; further ones are ignored."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    return Exit.INTERRUPTED


def busy() -> bool:
    """Whether a thread that nobody waits for is still at work, such as a solver that did not stop when it was asked."""
    return any(thread.daemon for thread in threading.enumerate())


def alone() -> bool:
    """Whether nothing is left but this thread: no other, no process that was started for a part of the work, and nobody
    who watches this one."""
    watched = sys.getprofile() or sys.gettrace()
    return threading.active_count() == 1 and "multiprocessing.util" not in sys.modules and not watched


def put_away() -> None:
    """Do what libraries leave for the end, such as removing their temporary folders."""
    atexit._run_exitfuncs()


def leave(code: int) -> NoReturn:
    """End the process at once. All that was begun has been put away, and nothing is waited for: Python would take every
    object and module apart, join the threads of libraries, and end itself by the signal where that came while one of
    them ran Python code."""
    sys.stderr.flush()
    os._exit(code)


def _unprinted(unprinted: UnprintedError) -> int:
    if unprinted.broken.errno == EPIPE:
        return Exit.DONE
    why = unprinted.broken.strerror or str(unprinted.broken)
    print(Fault(Place(help_text("ending.stdout", LANG)), "", "unwritable", {"why": why}).text(LANG), file=sys.stderr)
    return Exit.INPUT
