"""The set-up of a repository: git shows plans and scenarios in planners' terms, and pre-commit can check them."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.files.git.command import git, top_of_repository
from xuewei.files.git.state import BEGIN, BLOCKS, CALLED, END, ISOLATED, SECTION, called
from xuewei.files.writing import write_bytes
from xuewei.files.written.place import read_bytes
from xuewei.files.written.text import YAML_LIMIT, decoded

_BLOCK = re.compile(rf"^{BEGIN}\r?$.*?^{END}(\r?\n)?".encode(), re.MULTILINE | re.DOTALL)


def install() -> list[str]:
    """Write the blocks and the configuration; the files that changed, from the top of the repository.

    What an earlier version wrote is replaced; a second time changes nothing. Raises InputError outside a repository,
    where a file cannot be written, and where this package is to be imported from the variable PYTHONPATH alone.
    """
    top = top_of_repository()
    flags = _flags()
    changed = [name for name, block in BLOCKS.items() if _write(top / name, f"{BEGIN}\n{block}{END}\n")]
    program = shlex.quote(Path(sys.executable).as_posix())
    for key, word in CALLED.items():
        git("config", "--replace-all", f"{SECTION}.{key}", " ".join([program, *called(flags, word)]), at=top)
    return changed


def undo() -> list[str]:
    """Take the blocks and the configuration out again; a file that holds nothing else goes."""
    top = top_of_repository()
    changed = [name for name in BLOCKS if _write(top / name, "")]
    git("config", "--remove-section", SECTION, at=top)
    return changed


def _flags() -> tuple[str, ...]:
    """The strictest flags with which Python still finds this package."""
    for flags in ISOLATED:
        if subprocess.run([sys.executable, *flags, "-c", "import xuewei.cli.app"], capture_output=True).returncode == 0:
            return flags
    raise InputError([Fault(Place("xuewei"), "", "not_isolated")])


def _write(path: Path, block: str) -> bool:
    """Put ``block`` in the place of the one that is there, or at the end; whether that changed the file.

    It gets the ends of lines that the file has; what is around it stays byte by byte.
    """
    if path.is_symlink():  # it may lead anywhere
        raise InputError([Fault(Place(str(path)), "", "link")])
    old = read_bytes(path, YAML_LIMIT) if path.exists() else b""
    decoded(old, str(path))  # where it is no text, a block would be none either
    end = b"\r\n" if b"\r\n" in old else b"\n"
    ours = block.encode().replace(b"\n", end)
    there = _BLOCK.search(old)
    if there:
        new = old[: there.start()] + ours + old[there.end() :]
    else:
        new = old + (end if ours and old and not old.endswith(b"\n") else b"") + ours
    if new == old:
        return False
    if new.strip():
        write_bytes(path, new, change=True)
    else:
        path.unlink()
    return True
