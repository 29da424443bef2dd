"""The set-up of a repository: what it consists of, whether it is as it should be, and how it is made."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.git.revision import git, top_of_repository
from xuewei.formats.places import YAML_LIMIT, decoded, read_bytes
from xuewei.formats.writing import write_bytes
from xuewei.late import pattern

BEGIN, END = "# xuewei >>>", "# xuewei <<<"
SECTION = "diff.xuewei"
HOOKS = ".pre-commit-hooks.yaml"
BLOCKS = {
    ".gitattributes": "*.yaml diff=xuewei\n*.yml diff=xuewei\n",
    HOOKS: r"""- id: xuewei-check
  name: xuewei check
  description: 核对方案、情景与人口文件 · checks plans, scenarios and population files
  entry: xuewei check --skip-others --
  language: system
  files: \.(yaml|yml|csv)$
""",
}
"""What is written into each file, between two marks. The driver shows any other YAML as git would."""
CALLED = {"command": "driver", "textconv": "text"}
"""What git calls, by the key of the configuration."""
ISOLATED = (("-I",), ("-E", "-P"))
"""How Python is told to import nothing from the current folder, which is the top of somebody's branch when git calls;
the second where our package was installed for one user alone."""
_CALLED = pattern(r'^\s*\[diff "xuewei"\]\s*$(.*?)(?=^\s*\[|\Z)', re.MULTILINE | re.DOTALL)
_ENTRY = pattern(r"^[ \t]*(\w+)[ \t]*=[ \t]*(.*?)[ \t]*$", re.MULTILINE)


def called(flags: tuple[str, ...], word: str) -> list[str]:
    """What follows Python in the command that git calls; git adds names of files, which may begin with ``-``."""
    return [*flags, "-m", "xuewei", "git", word, "--"]


def outdated(top: Path) -> bool:
    """Whether an earlier version set up the repository at ``top``, or a Python that is gone: its review may run what a
    branch holds, or take names of files for options."""
    section = _CALLED.search(_read(_config(top / ".git")))
    written = dict(_ENTRY.findall(section[1])) if section else {}
    if any(key in written and not _good(written[key], word) for key, word in CALLED.items()):
        return True
    hooks = _read(top / HOOKS)
    return BEGIN in hooks and BLOCKS[HOOKS] not in hooks


def _good(written: str, word: str) -> bool:
    """Whether git calls us in isolation, by a Python that is there; ``written`` as in git's own file."""
    try:
        words = shlex.split(re.sub(r"\\(.)|\"", r"\1", written))
    except ValueError:
        return False
    return words[1:] in [called(flags, word) for flags in ISOLATED] and Path(words[0]).is_file()


def _config(place: Path) -> Path:
    """The configuration of a repository: a linked working tree has a file that says where."""
    if place.is_dir():
        return place / "config"
    there = place.parent / _read(place).removeprefix("gitdir:").strip()
    return there / (_read(there / "commondir").strip() or ".") / "config"


def _read(path: Path) -> str:
    """The text of a file, empty where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except (OSError, ValueError):
        return ""


_BLOCK = pattern(rf"^{BEGIN}\r?$.*?^{END}(\r?\n)?".encode(), re.MULTILINE | re.DOTALL)


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
