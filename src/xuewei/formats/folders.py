"""Several files written into one folder, all or none; and temporary folders."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.writing import LOCK, PART, beside, held, uninterrupted

try:
    import fcntl
except ModuleNotFoundError:  # Windows: nothing tells there whether a folder is in use
    fcntl = None  # type: ignore[assignment]

PREFIX = "xuewei-"
HELD = ".held"
"""The file of a folder that its run has locked; it holds the folder's own number on the disk, by which a folder is
known to be ours: whoever calls a folder of theirs so, or brings one with such a file, does not know its number."""
YOUNG = 60.0
"""Seconds in which a folder may be without that file: its run has only just made it."""


@contextmanager
def temporary_folder() -> Iterator[str]:
    """A new folder in the system's place for such; those of runs that were killed are taken away first.

    Raises OSError where there is no room for it.
    """
    _sweep(Path(tempfile.gettempdir()))
    with ExitStack() as stack:
        with uninterrupted():
            folder = tempfile.mkdtemp(prefix=PREFIX)
            stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if fcntl is not None:
            file = stack.enter_context(open(os.path.join(folder, HELD), "wb"))
            with suppress(OSError):  # a file system without locks
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                file.write(number_of(Path(folder)))
                file.flush()
        yield folder


def _sweep(place: Path) -> None:
    """Remove this user's temporary folders that no run holds."""
    if fcntl is None:
        return
    for folder in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            there = folder.lstat()
            if there.st_uid == os.getuid() and stat.S_ISDIR(there.st_mode):
                if _is_left(folder):
                    shutil.rmtree(folder, ignore_errors=True)
                elif time.time() - there.st_mtime > YOUNG:
                    os.rmdir(folder)  # which only an empty one lets happen


def number_of(folder: Path) -> bytes:
    """The number that the disk gives a folder: another folder of the same name, or a copy of it, has another."""
    there = folder.lstat()
    return f"{there.st_dev}:{there.st_ino}\n".encode("ascii")


def _is_left(folder: Path) -> bool:
    """Whether a folder is one of ours and the run that made it has ended. Raises BlockingIOError where it lives."""
    try:
        with open(os.open(folder / HELD, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return file.read(100) == number_of(folder)
    except FileNotFoundError:
        return False


MARK = ".xuewei"
"""In an unfinished folder: the number that the disk gives it, by which it is known to be ours and not somebody's of
that name; then a line for each of its files once they are moved: its number, its time of change and where it goes."""


@contextmanager
def filling(folder: str | Path, refuse: Callable[[Path], None]) -> Iterator[Path]:
    """A folder to write into, whose files are in ``folder`` at the end, and not before.

    It is made beside a folder that is still to be made, and inside one that is there. What a killed run left of its
    files is taken away first; then ``refuse`` may raise InputError where something is in the way. Raises InputError
    where another run that lives fills the folder, and where it cannot be written.
    """
    top = Path(os.path.realpath(folder))
    anew = not os.path.lexists(top)
    with ExitStack() as stack:
        try:
            if not anew and not top.is_dir():
                raise InputError([Fault(Place(str(folder)), "", "not_directory")])
            top.parent.mkdir(parents=True, exist_ok=True)
            part, lock = (Path(beside(top if anew else top / "folder", each)) for each in (PART, LOCK))
            stack.enter_context(held(str(lock), folder))
            _undo(part, top)
            refuse(top)
        except OSError as broken:
            raise _unwritable(folder, broken) from None
        try:
            part.mkdir()
            (part / MARK).write_bytes(number_of(part))
            yield part
            if anew:
                os.rename(part, top)
                (top / MARK).unlink()
            else:
                _move(part, top)
                with uninterrupted():
                    shutil.rmtree(part)
        except BaseException as broken:
            _undo(part, top)
            if isinstance(broken, OSError):
                raise _unwritable(folder, broken) from None
            raise


def refuse_full(where: Path, folder: Path) -> None:
    """Raise InputError for a folder that is not empty, but for what stands there while it is filled."""
    if where.is_dir() and any(not each.name.endswith(LOCK) for each in where.iterdir()):
        raise InputError([Fault(Place(str(folder)), "", "not_empty")])


def _files(folder: Path) -> list[Path]:
    return sorted(each for each in folder.rglob("*") if each.is_file() and each != folder / MARK)


def _move(part: Path, top: Path) -> None:
    """Move every file of ``part`` to its place in ``top``, where nothing is written over."""
    files = _files(part)
    with open(part / MARK, "ab") as mark:
        mark.writelines(_line(each, each.relative_to(part)) for each in files)
    for file in files:
        place = top / file.relative_to(part)
        through_link = os.path.realpath(place.parent) != str(place.parent)
        if not through_link:
            place.parent.mkdir(parents=True, exist_ok=True)
        if through_link or os.path.lexists(place):
            raise InputError([Fault(Place(str(place)), "", "is_there")])
        os.rename(file, place)


def _undo(part: Path, top: Path) -> None:
    """Take away what a killed run left: its unfinished folder, and the files that it had moved already."""
    if not os.path.lexists(part):
        return
    with suppress(OSError):
        if os.lstat(part / MARK).st_size == 0 and len(os.listdir(part)) == 1:
            (part / MARK).unlink()
    with suppress(OSError):
        os.rmdir(part)  # a run that was killed at once
        return
    lines = _lines(part)
    if lines is None:
        raise InputError([Fault(Place(str(part)), "", "is_there")])
    for line in lines:
        name = Path(os.fsdecode(line.split(b" ", 2)[-1].rstrip(b"\n")))
        file = top / name
        with suppress(OSError):
            if line == _line(file, name):
                file.unlink()
    shutil.rmtree(part)


def _line(file: Path, name: Path) -> bytes:
    """A file as the mark names it: whatever else stands in its place later has another number or time."""
    there = file.lstat()
    return b"%d %d %s\n" % (there.st_ino, there.st_mtime_ns, os.fsencode(name))


def _lines(part: Path) -> list[bytes] | None:
    """The files that were to be moved, as the mark of an unfinished folder has them; None where it is none of ours."""
    try:
        head, *lines = (part / MARK).read_bytes().splitlines(keepends=True)
        return lines if not part.is_symlink() and head == number_of(part) else None
    except (OSError, ValueError):
        return None


def _unwritable(folder: str | Path, broken: OSError) -> InputError:
    return InputError([Fault(Place(str(folder)), "", "unwritable", {"why": broken.strerror or str(broken)})])
