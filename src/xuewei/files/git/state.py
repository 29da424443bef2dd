"""What the set-up of a repository consists of, and whether it is as it should be; git itself is not asked."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

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
_CALLED = re.compile(r'^\s*\[diff "xuewei"\]\s*$(.*?)(?=^\s*\[|\Z)', re.MULTILINE | re.DOTALL)
_ENTRY = re.compile(r"^[ \t]*(\w+)[ \t]*=[ \t]*(.*?)[ \t]*$", re.MULTILINE)


def called(flags: tuple[str, ...], word: str) -> list[str]:
    """What follows Python in the command that git calls; git adds names of files, which may begin with ``-``."""
    return [*flags, "-m", "xuewei", "git", word, "--"]


def repository_around(folder: Path) -> Path | None:
    """The top of the working tree that holds ``folder``; None outside one."""
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), None)


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
