"""Many files into one folder: all of them or none, and a run that was killed is no obstacle to the next."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.files.spares import LOCK, PART, beside, held
from xuewei.interruption import uninterrupted
from xuewei.temporary import number_of

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
