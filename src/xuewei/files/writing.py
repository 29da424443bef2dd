"""Text onto the disk, whole or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from errno import EACCES
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.files.guard import current, forced, refuse_input, refuse_kind
from xuewei.files.kinds import kind_of_file
from xuewei.files.spares import beside, held

NEW_FILE_MODE = 0o666
"""Rights of a new file, less the user's mask: a spare file alone would be readable by its owner only."""
WRITABLE = 0o222
"""Rights of which a file has none that nobody may write."""
OPEN = ("/dev/fd/", "/dev/stdin", "/dev/stdout", "/dev/stderr", "/proc/")
"""How names begin that stand for what is open already, which may be a file."""
OPEN_FILES = "/proc/self/fd"
"""Where a system names the files that this process has open."""


def write_text(path: str | Path, text: str, *, bom: bool = False, change: bool = False) -> None:
    """Write text as UTF-8, with a byte order mark for Excel if ``bom``; line ends stay as they are.

    As :func:`write_bytes` does; text that UTF-8 cannot hold is refused as well.
    """
    try:
        raw = text.encode("utf-8-sig" if bom else "utf-8")
    except ValueError as broken:
        raise InputError([Fault(Place(str(path)), "", "unwritable", {"why": str(broken)})]) from None
    write_bytes(path, raw, change=change)


def write_bytes(path: str | Path, raw: bytes, *, change: bool = False) -> None:
    """Write a whole file, as :func:`replacing` does."""
    with replacing(path, change=change) as spare, open(spare, "wb") as file:
        file.write(raw)


@contextmanager
def replacing(path: str | Path, *, change: bool = False) -> Iterator[str]:
    """A new file to write into, which takes the place of ``path`` at the end.

    Readers see the old file or the whole new one. An existing file keeps its rights, and its owner where that is
    permitted, and a link stays a link; a device or pipe such as ``/dev/stdout`` is written to, never replaced. In a
    guarded run a file that was read, and one of another kind, is not replaced, unless it is to ``change``: what is
    written is then the file that was read, edited. Raises InputError, leaving nothing behind, where that is so, where
    the place cannot be written or another run is writing it, or the writing ends with an OSError or at text that UTF-8
    cannot hold.
    """
    with ExitStack() as stack:
        try:
            if os.path.isdir(path):
                raise InputError([Fault(Place(str(path)), "", "directory")])
            spare, finish = stack.enter_context(_to_device(path) if _is_device(path) else _to_file(path, change))
        except (OSError, ValueError) as broken:
            raise _unwritable(path, broken) from None
        try:
            yield spare
            finish()
        except (OSError, UnicodeError) as broken:
            raise _unwritable(path, broken) from None


@contextmanager
def claimed(path: str | Path) -> Iterator[None]:
    """The right to write ``path``, from now to the end: another run that would write it is refused meanwhile.

    Nothing is claimed of a device, nor of a place that cannot be written: whoever writes there is told so then. Raises
    InputError where another run that lives has claimed it, or is writing it.
    """
    run = current()
    with ExitStack() as stack:
        target = _target(path)
        if run is not None and target is not None and target not in run.claimed:
            with suppress(OSError):
                stack.enter_context(held(beside(target), path))
                run.claimed.add(target)
                stack.callback(run.claimed.discard, target)
        yield


Finish = Callable[[], None]


def _target(path: str | Path) -> str | None:
    """The file that is replaced; None for a folder or a device, and for what is no path."""
    with suppress(OSError, ValueError):
        return None if os.path.isdir(path) or _is_device(path) else os.path.realpath(path)
    return None


@contextmanager
def _to_file(path: str | Path, change: bool) -> Iterator[tuple[str, Finish]]:
    """A spare beside a file, and what puts it in its place."""
    if not change:
        refuse_input(path)
    target = os.path.realpath(path)
    run = current()
    if os.path.exists(target) and not os.stat(target).st_mode & WRITABLE and not forced():
        raise PermissionError(EACCES, os.strerror(EACCES))  # its owner has marked it as not to be written
    spare = beside(target)
    mine = run is not None and target in run.claimed
    with nullcontext(_nothing) if mine else held(spare, path) as let_go:

        def finish() -> None:
            if not change:
                refuse_kind(path, kind_of_file(spare))
            with open(spare, "rb+") as file:
                os.fsync(file.fileno())
            _make_alike(spare, target)
            let_go()
            try:
                os.replace(spare, target)
            except PermissionError:
                raise InputError([Fault(Place(str(path)), "", "held")]) from None

        yield spare, finish


def _nothing() -> None:
    pass


def _make_alike(spare: str, target: str) -> None:
    """Give a spare file the owner, where that is permitted, and the rights of what it replaces, or those of a new
    file."""
    try:
        old = os.stat(target)
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(spare, NEW_FILE_MODE & ~mask)
        return
    new = os.stat(spare)
    if hasattr(os, "chown") and (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        for owner in (old.st_uid, -1):  # whoever may not give a file away may still give it to a group
            with suppress(OSError):
                os.chown(spare, owner, old.st_gid)
                break
    os.chmod(spare, old.st_mode & 0o7777)


def _is_device(path: str | Path) -> bool:
    """Whether a path is no place for a file: a device, a pipe, or a name for what is open already."""
    return os.path.exists(path) and (not os.path.isfile(path) or os.path.abspath(path).startswith(OPEN))


@contextmanager
def _to_device(path: str | Path) -> Iterator[tuple[str, Finish]]:
    """A file without a name, which nothing leaves behind, and what copies it to a device."""
    import tempfile

    with ExitStack() as stack:
        if os.path.isdir(OPEN_FILES):
            spare = f"{OPEN_FILES}/{stack.enter_context(tempfile.TemporaryFile()).fileno()}"
        else:
            handle, spare = tempfile.mkstemp(prefix="xuewei-")
            os.close(handle)
            stack.callback(os.unlink, spare)

        def finish() -> None:
            with suppress(BrokenPipeError), open(spare, "rb") as whole, open(path, "ab") as file:
                shutil.copyfileobj(whole, file)

        yield spare, finish


def _unwritable(path: str | Path, broken: Exception) -> InputError:
    why = getattr(broken, "strerror", None) or str(broken)
    return InputError([Fault(Place(str(path)), "", "unwritable", {"why": why})])
