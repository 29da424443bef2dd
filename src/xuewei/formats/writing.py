"""Files written whole or not at all, by way of a spare file beside the target; Ctrl-C waits for a step to end."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import stat
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext, suppress
from errno import EACCES
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.guard import current, forced, kind_of_file, refuse_input, refuse_kind
from xuewei.formats.places import in_package


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C takes effect only at the end; processes started meanwhile ignore it."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


try:
    import fcntl
except ModuleNotFoundError:  # Windows, where a file that is open cannot be taken away: that is lock enough
    fcntl = None  # type: ignore[assignment]

PART, LOCK = "xuewei-part", "xuewei-lock"
LONGEST = 255
"""Bytes of a name that file systems take."""
OWNER_ONLY = 0o600


def beside(target: str | Path, ending: str = PART) -> str:
    """The path of what stands beside a target: its name with a dot before it, or a short word where that is too long.

    >>> beside("out/余缺.csv")
    'out/.余缺.csv.xuewei-part'
    """
    folder, name = os.path.split(target)
    if len(os.fsencode(name)) + len(ending) + 2 > LONGEST:
        from hashlib import blake2b

        name = blake2b(os.fsencode(name), digest_size=16).hexdigest()
    return os.path.join(folder, f".{name}.{ending}")


@contextmanager
def held(path: str, target: str | Path) -> Iterator[Callable[[], None]]:
    """The file at ``path``, new or taken over and empty, which nobody else can hold meanwhile.

    At the end it is taken away, if it still stands there. What is given is to be called before the file is moved:
    where there are no locks, it is open until then. Raises InputError, of ``target``, where another run holds it, and
    OSError where it cannot be made.
    """
    opened: list[int] = []

    def let_go() -> None:
        if fcntl is None and opened:
            os.close(opened.pop())

    try:
        with uninterrupted():
            opened.append(_taken(path, target))
        yield let_go
    finally:
        mine = [*opened]
        let_go()
        if mine and (fcntl is None or _is(mine[0], path)):
            with suppress(OSError):
                os.unlink(path)
        if opened:
            os.close(opened.pop())


def _taken(path: str, target: str | Path) -> int:
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    while True:
        _cleared(path, target)
        handle = os.open(path, flags if fcntl else flags | os.O_EXCL, OWNER_ONLY)
        try:
            _lock(handle, target)
            if _is(handle, path):  # else its last holder took it away in between
                if fcntl is not None:
                    os.ftruncate(handle, 0)
                    os.fchmod(handle, OWNER_ONLY)
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _cleared(path: str, target: str | Path) -> None:
    """Take away what cannot be a spare of ours: through a link another file would be written to. Where there are no
    locks, every spare is taken away, which fails for one that is open."""
    try:
        there = os.lstat(path)
        if stat.S_ISDIR(there.st_mode):
            raise InputError([Fault(Place(path), "", "is_there")])
        if fcntl is None or not stat.S_ISREG(there.st_mode) or there.st_nlink > 1:
            os.unlink(path)
    except FileNotFoundError:
        return
    except PermissionError:
        if fcntl is None:
            raise _busy(target) from None
        raise


def _lock(handle: int, target: str | Path) -> None:
    if fcntl is None:
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as broken:
        if broken.errno in (errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES):
            raise _busy(target) from None
        # a file system without locks: the fixed name alone has to do


def _is(handle: int, path: str) -> bool:
    """Whether the open file is the one that stands at ``path``, and there alone."""
    try:
        there = os.fstat(handle)
        return fcntl is None or (os.path.samestat(there, os.lstat(path)) and there.st_nlink == 1)
    except OSError:
        return False


def _busy(target: str | Path) -> InputError:
    return InputError([Fault(Place(str(target)), "", "busy")])


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

    Devices, and places that cannot be written, are not claimed: writing there raises its own fault. Raises
    InputError where another run that lives has claimed it, or is writing it, and for a file of the installed program.
    """
    run = current()
    with ExitStack() as stack:
        target = _target(path)
        if target is not None:
            _refuse_package(target)
        if run is not None and target is not None and target not in run.claimed:
            with suppress(OSError):
                stack.enter_context(held(beside(target), path))
                run.claimed.add(target)
                stack.callback(run.claimed.discard, target)
        yield


Finish = Callable[[], None]


def _refuse_package(path: str | Path) -> None:
    """Raise InputError for a file of the installed program, which is nobody's own and which an update replaces."""
    if in_package(path):
        raise InputError([Fault(Place(str(path)), "", "in_package")])


def _target(path: str | Path) -> str | None:
    """The file that is replaced; None for a folder or a device, and for what is no path."""
    with suppress(OSError, ValueError):
        return None if os.path.isdir(path) or _is_device(path) else os.path.realpath(path)
    return None


@contextmanager
def _to_file(path: str | Path, change: bool) -> Iterator[tuple[str, Finish]]:
    """A spare beside a file, and what puts it in its place."""
    _refuse_package(path)
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
