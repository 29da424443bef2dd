"""The set-up of a repository: git shows plans and scenarios in planners' terms, and pre-commit can check them."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

from xuewei.files.git.command import git, top_of_repository
from xuewei.files.writing import write_text
from xuewei.files.written.text import YAML_LIMIT, read_text

BEGIN, END = "# xuewei >>>", "# xuewei <<<"
_BLOCK = re.compile(f"^{BEGIN}$.*?^{END}\n?", re.MULTILINE | re.DOTALL)
SECTION = "diff.xuewei"
BLOCKS = {
    ".gitattributes": "*.yaml diff=xuewei\n*.yml diff=xuewei\n",
    ".pre-commit-hooks.yaml": r"""- id: xuewei-check
  name: xuewei check
  description: 核对方案、情景与人口文件 · checks plans, scenarios and population files
  entry: xuewei check --skip-others
  language: system
  files: \.(yaml|yml|csv)$
""",
}
"""What is written into each file, between two marks. The driver shows any other YAML as git would."""


def install() -> list[str]:
    """Write the blocks and the configuration; the files that changed, from the top of the repository.

    A second time changes nothing. Raises InputError outside a repository, and where a file cannot be written.
    """
    top = top_of_repository()
    changed = [name for name, block in BLOCKS.items() if _write(top / name, f"{BEGIN}\n{block}{END}\n")]
    program = f"{shlex.quote(Path(sys.executable).as_posix())} -m xuewei git"
    for key, word in (("command", "driver"), ("textconv", "text")):
        git("config", f"{SECTION}.{key}", f"{program} {word}", at=top)
    return changed


def undo() -> list[str]:
    """Take the blocks and the configuration out again; a file that holds nothing else goes."""
    top = top_of_repository()
    changed = [name for name in BLOCKS if _write(top / name, "")]
    git("config", "--remove-section", SECTION, at=top)
    return changed


def _write(path: Path, block: str) -> bool:
    """Put ``block`` in the place of the one that is there, or at the end; whether that changed the file."""
    old = read_text(path, YAML_LIMIT) if path.exists() else ""
    there = _BLOCK.search(old)
    if there:
        new = old[: there.start()] + block + old[there.end() :]
    else:
        new = old + ("\n" if block and old and not old.endswith("\n") else "") + block
    if new == old:
        return False
    if new.strip():
        write_text(path, new, change=True)
    else:
        path.unlink()
    return True
