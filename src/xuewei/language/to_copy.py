"""What is printed for people to copy into their shell: words of a command line, and how to install what is missing.

A printed command has to work where it is pasted: in bash and zsh as in the cmd.exe and PowerShell of an office. None
but double quotes are quotes in all four.
"""

from __future__ import annotations

import re

from xuewei.late import pattern

_PLAIN = pattern(r"[\w@%+=:,./\\-]+")
"""Words of letters in any script, figures and these signs need no quotes."""
_ACTING = pattern(r'["$`!]|\\(?=["$`!\\]|$)')
"""What still acts between double quotes."""


def argument(word: str) -> str:
    r"""One word of a command line as people paste it: bare, in double quotes, or as the shells of Unix need it.

    >>> print(argument("我县/plan.yaml"), argument("My Files/plan.yaml"), argument("C:\\县\\plan.yaml"), argument("$HOME"))
    我县/plan.yaml "My Files/plan.yaml" C:\县\plan.yaml '$HOME'
    """
    if _PLAIN.fullmatch(word) and not (word.startswith("-") or "\\\\" in word):
        return word
    if _ACTING.search(word):
        from shlex import quote

        return quote(word)
    return f'"{word}"'


def below(folder: str, name: str = "") -> str:
    """A folder, or a file in it, as :func:`argument` writes it.

    >>> print(below("我县/"), below("My County", "plan.yaml"))
    我县 "My County/plan.yaml"
    """
    top = folder.rstrip("/")
    return argument(f"{top}/{name}" if name else top or "/")


def install(extra: str) -> str:
    """The command that installs what an extra of this package needs.

    In a clone, ``pip install ".[charts]"``; where the package came out of a wheel there is no clone, and the index may
    have nothing, or another's work, under our name: then the libraries themselves, with their versions.

    >>> install("parquet").startswith("pip install ")
    True
    """
    import importlib.metadata  # which only those wait for who lack something
    import json

    package = importlib.metadata.distribution("xuewei")
    if "dir_info" in json.loads(package.read_text("direct_url.json") or "{}"):
        return f'pip install ".[{extra}]"'
    wanted = (each.partition(";") for each in package.requires or ())
    names = sorted({need.strip() for need, _, when in wanted if re.search(rf"extra\s*==\s*['\"]{extra}['\"]", when)})
    return "pip install " + " ".join(f'"{name}"' for name in names)
