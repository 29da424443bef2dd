"""Many files into one folder: all of them or none, and a run that was killed is no obstacle to the next."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from xuewei.errors import Fault, InputError
from xuewei.files.spares import LOCK, PART, beside, held
from xuewei.interruption import uninterrupted

MOVED = ".moved"
"""In an unfinished folder: the numbers that the disk gives its files, by which they are known wherever they are."""


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
                raise InputError([Fault(str(folder), None, "", "not_directory")])
            top.parent.mkdir(parents=True, exist_ok=True)
            part, lock = (Path(beside(top if anew else top / "folder", each)) for each in (PART, LOCK))
            stack.enter_context(held(str(lock), folder))
            _undo(part, top)
            refuse(top)
        except OSError as broken:
            raise _unwritable(folder, broken) from None
        try:
            part.mkdir()
            yield part
            if anew:
                os.rename(part, top)
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
    return sorted(each for each in folder.rglob("*") if each.is_file())


def _move(part: Path, top: Path) -> None:
    """Move every file of ``part`` to its place in ``top``, where nothing is written over."""
    files = _files(part)
    (part / MOVED).write_text("\n".join(str(each.stat().st_ino) for each in files), encoding="ascii")
    for file in files:
        place = top / file.relative_to(part)
        place.parent.mkdir(parents=True, exist_ok=True)
        if os.path.lexists(place):
            raise InputError([Fault(str(place), None, "", "is_there")])
        os.rename(file, place)


def _undo(part: Path, top: Path) -> None:
    """Take away what a killed run left: its unfinished folder, and the files that it had moved already."""
    if not part.is_dir():
        return
    with suppress(OSError, ValueError):
        moved = {int(number) for number in (part / MOVED).read_text(encoding="ascii").split()}
        for file in _files(top):
            if file.stat().st_ino in moved:
                file.unlink()
    shutil.rmtree(part)


def _unwritable(folder: str | Path, broken: OSError) -> InputError:
    return InputError([Fault(str(folder), None, "", "unwritable", {"why": broken.strerror or str(broken)})])
