"""Text onto the disk, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from xuewei.errors import Fault, InputError

NEW_FILE_MODE = 0o666
"""Rights of a new file, less the user's mask: a temporary file alone would be readable by its owner only."""


def write_text(path: str | Path, text: str, *, bom: bool = False) -> None:
    """Write text as UTF-8, with a byte order mark for Excel if ``bom``; line ends stay as they are.

    As :func:`write_bytes` does; text that UTF-8 cannot hold is refused as well.
    """
    try:
        raw = text.encode("utf-8-sig" if bom else "utf-8")
    except ValueError as broken:
        raise InputError([Fault(str(path), None, "", "unwritable", {"why": str(broken)})]) from None
    write_bytes(path, raw)


def write_bytes(path: str | Path, raw: bytes) -> None:
    """Write a whole file, as :func:`replacing` does."""
    with replacing(path) as spare, open(spare, "wb") as file:
        file.write(raw)


@contextmanager
def replacing(path: str | Path) -> Iterator[str]:
    """A new file to write into, which takes the place of ``path`` at the end.

    Readers see the old file or the whole new one. An existing file keeps its rights, and a link stays a link; a device
    or pipe such as ``/dev/stdout`` is written to, never replaced. Raises InputError, leaving nothing behind, where the
    place cannot be written, or the writing ends with an OSError or at text that UTF-8 cannot hold.
    """
    try:
        if os.path.isdir(path):
            raise InputError([Fault(str(path), None, "", "directory")])
        target = os.path.realpath(path)
        device = os.path.exists(path) and not os.path.isfile(path)
        handle, spare = tempfile.mkstemp(prefix=".xuewei-", dir=None if device else os.path.dirname(target))
        os.close(handle)
    except (OSError, ValueError) as broken:
        raise _unwritable(path, broken) from None
    try:
        yield spare
        if device:
            with open(spare, "rb") as whole, open(path, "wb") as file:
                shutil.copyfileobj(whole, file)
        else:
            _put(spare, target, path)
    except (OSError, UnicodeError) as broken:
        raise _unwritable(path, broken) from None
    finally:
        with suppress(OSError):
            os.unlink(spare)


def _put(spare: str, target: str, path: str | Path) -> None:
    """A finished file in the place of another."""
    with open(spare, "rb+") as file:
        os.fsync(file.fileno())
    os.chmod(spare, _mode(target))
    try:
        os.replace(spare, target)
    except PermissionError:
        raise InputError([Fault(str(path), None, "", "held")]) from None


def _unwritable(path: str | Path, broken: Exception) -> InputError:
    why = getattr(broken, "strerror", None) or str(broken)
    return InputError([Fault(str(path), None, "", "unwritable", {"why": why})])


def _mode(target: str) -> int:
    with suppress(FileNotFoundError):
        return os.stat(target).st_mode & 0o7777
    mask = os.umask(0)
    os.umask(mask)
    return NEW_FILE_MODE & ~mask
