"""A repository whose branch was written by somebody who wants its review to run code or to write and print files.

:func:`hostile_repository` builds it, :data:`REVIEWS` are the commands of a review, and :func:`executed` tells which of
its files ran. Every hostile file, when it is executed, leaves a mark with its name outside the repository.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from program import environment

XUEWEI = str(Path(sys.executable).with_name("xuewei"))
"""The installed command."""
OURS = ("xuewei", "typer", "click", "yaml", "numpy", "rich", "pandas", "openpyxl", "highspy", "matplotlib", "pyarrow")
THEIRS = ("json", "pickle", "multiprocessing", "concurrent", "encodings", "codecs", "tempfile", "csv", "difflib", "re")
STARTED = ("os", "io", "site", "sitecustomize", "usercustomize", "runpy", "typing", "signal", "socket", "subprocess")
BESIDE = ("conftest", "setup", "pip", "pre_commit", "docx", "dask", "distributed", "threadpoolctl", "evil")
MODULES = (*OURS, *THEIRS, *STARTED, *BESIDE)
"""Modules that the branch has files of: those we import, those of Python, those that Python looks for by itself."""
PACKAGES = ("xuewei", "yaml", "multiprocessing", "encodings")
"""Of these, the ones that the branch has a second time, as packages."""
ENDINGS = ("--output=victim.yaml", "-rf.yaml", "--plan=x.yaml", "--.yaml", "--lang=en.yaml", "--help.yaml", "-.yaml")
STRANGE = (
    "a b.yaml",
    "new\nline.yaml",
    "it's.yaml",
    'two "words".yaml',
    "$(touch ran).yaml",
    "`touch ran`.yaml",
    "; touch ran;.yaml",
    "\x1b[2J.yaml",
    "2:plan.yaml",
)
"""Names of plans that shells, git or a terminal may take for something else."""
SECRET = "root:x:0:0:SECRET-OF-ANOTHER-FILE:/root:/bin/sh"
"""The text of a file outside the repository that no review may print."""
VICTIM = "victim: as it was\n"
PLAN = """\
plan: 试
area: 东区
years: [2021, 2024]
population: people
base_seats: {year: 2020, seats: {primary: 200, middle: 0}}
schools:
  - {id: a, type: primary, planned: 2021, seats: {primary: 540}}
  - {id: b, type: middle, planned: 2022, seats: {middle: 450}}
"""
LATE = "scenario: 迟\nextends: plan.yaml\nchange:\n  - {id: a, opens: 2024}\n"
CENSUS = "area,sex,age_from,age_to,persons,date,basis,source\n" + "".join(
    f"东区,{sex},{age},{'' if age == 60 else age},{50 if age < 60 else 900},2020-09-01,assumed,test\n"
    for sex in ("male", "female")
    for age in range(61)
)


@dataclass(frozen=True)
class Hostile:
    """The repository at ``top``, the folder ``marks`` for what ran, and a ``secret`` file outside."""

    top: Path
    marks: Path
    secret: Path


SOME = ("plan.yaml", "late.yaml", "*_link.yaml", "*above.yaml", "*absolute.yaml", "*.py", "victim.yaml")
"""What the other ways to ask git for changes are asked for: each plan costs a process, and one way shows them all."""
FEW = ("plan.yaml", "*_link.yaml", "*.py", "victim.yaml")
"""What those ways are asked for that show by the same program what another has shown."""
REVIEWS: tuple[tuple[str, ...], ...] = (
    ("git", "diff"),
    ("git", "diff", "--cached", "--", *FEW),
    ("git", "show", "--", *SOME),
    ("git", "show", "--ext-diff", "--", *FEW),
    ("git", "log", "-p", "--", *FEW),
    (XUEWEI, "diff", "HEAD~1:plan.yaml", "HEAD:plan.yaml"),
    (XUEWEI, "diff", ":plan.yaml", "plan.yaml"),
    (XUEWEI, "diff", "HEAD:plan.yaml", "late.yaml"),
    (XUEWEI, "check"),
    (XUEWEI, "check", "plan.yaml", "late.yaml", "people"),
    (XUEWEI, "check", "--policy", "plan.yaml"),
    (XUEWEI, "gap", "--plan", "plan.yaml"),
    (XUEWEI, "compare", "plan.yaml", "late.yaml"),
    (XUEWEI, "sweep", "--plan", "plan.yaml", "--set", "opening_lag=1,2"),
    (XUEWEI, "simulate", "--plan", "plan.yaml", "--draws", "100", "--workers", "2"),
    (XUEWEI, "chart", "gap", "--plan", "plan.yaml", "--output", "../gap.svg"),
    (XUEWEI, "report", "--plan", "plan.yaml", "--output", "../report.docx"),
    (XUEWEI, "report", "--plan", "plan.yaml", "--output", "../report.html"),
    (XUEWEI, "ledger", "--plan", "plan.yaml", "--output", "../ledger.xlsx"),
    (XUEWEI, "optimise", "--now", "2021", "--plan", "plan.yaml"),
    (XUEWEI, "track", "--plan", "plan.yaml", "--as-of", "2023-09-01"),
)
"""The commands of a review, run at the top of the repository."""
HOOK = (str(Path(sys.executable).with_name("pre-commit")), "try-repo", ".", "xuewei-check", "--all-files")
"""The hook, run by pre-commit itself."""


def run(words: Sequence[str], at: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A command of a review; its output, in English."""
    more = {"PATH": os.pathsep.join((str(Path(XUEWEI).parent), os.environ["PATH"])), **variables}
    return subprocess.run(
        words,
        cwd=at,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        env=environment(XUEWEI_LANG="en", GIT_PAGER="cat", **more),
    )


def git(at: Path, *words: str) -> str:
    """What git prints; it must end well."""
    done = run(["git", *words], at)
    assert done.returncode == 0, done.stderr
    return done.stdout


def trap(marks: Path) -> str:
    """Python that leaves a mark; it imports only what is built in, so that nothing of the branch stands in for it."""
    return f"import posix\nposix.close(posix.open({str(marks)!r} + '/' + __name__, posix.O_CREAT | posix.O_WRONLY))\n"


def hostile_files(secret: Path, marks: Path) -> Iterator[tuple[str, str]]:
    """The hostile files of the branch: path and text."""
    python = trap(marks)
    yield from ((f"{name}.py", python) for name in MODULES)
    yield from ((f"{name}/__init__.py", python) for name in PACKAGES)
    yield "xuewei/cli/app.py", python
    yield "evil.pth", f"import sys; exec({python!r})\n"
    yield "git", f"#!/bin/sh\ntouch '{marks}/git'\n"
    yield "pyproject.toml", '[tool.pytest.ini_options]\naddopts = "-p evil"\n'
    yield "matplotlibrc", "backend: module://evil\ntext.usetex: True\n"
    yield "pyvenv.cfg", "home = .\n"
    yield from ((name, PLAN) for name in (*ENDINGS, *STRANGE))
    yield "absolute.yaml", f"scenario: 外\nextends: {secret}\n"
    yield "above.yaml", f"scenario: 外\nextends: ../{secret.name}\n"
    yield "over_link.yaml", "scenario: 外\nextends: link.yaml\n"
    yield "through_link.yaml", f"scenario: 外\nextends: door/{secret.name}\n"
    yield "people_absolute.yaml", PLAN.replace("population: people", f"population: {secret.parent}")
    yield "people_above.yaml", PLAN.replace("population: people", "population: ..")
    yield "people_link.yaml", PLAN.replace("population: people", "population: linked")
    yield "linked/assumptions.yaml", "horizon: 2030\n"


def hostile_links(secret: Path) -> Iterator[tuple[str, Path]]:
    """The links of the branch, all of which lead out of it: path and target."""
    yield "link.yaml", secret
    yield "door", secret.parent
    yield "linked/census.csv", secret


def hostile_repository(folder: Path) -> Hostile:
    """Build it below ``folder``: a good plan with its people, a commit with the hostile files that also changes every
    plan, and further changes that are staged and that are not. Reviewing is set up as ``xuewei git install`` does."""
    top, marks, secret = folder / "repository", folder / "marks", folder / "secret.yaml"
    top.mkdir(parents=True)
    marks.mkdir()
    secret.write_text(f"{SECRET}\n" * 3, encoding="utf-8")
    git(top, "init", "-q", "-b", "main")
    for key, value in (("user.name", "test"), ("user.email", "test@example.org")):
        git(top, "config", key, value)
    for name, text in {
        "plan.yaml": PLAN,
        "late.yaml": LATE,
        "people/census.csv": CENSUS,
        "people/assumptions.yaml": "horizon: 2030\n",
        "victim.yaml": VICTIM,
    }.items():
        put(top / name, text)
    _commit(top, "good")
    assert run([XUEWEI, "git", "install"], top).returncode == 0
    for name, text in hostile_files(secret, marks):
        put(top / name, text)
    (top / "git").chmod(0o755)
    for name, target in hostile_links(secret):
        (top / name).symlink_to(target)
    _change(top, "planned: 2022", "planned: 2023")
    _commit(top, "hostile")
    _change(top, "planned: 2023", "planned: 2024")
    git(top, "add", "-A")
    _change(top, "primary: 540", "primary: 500")
    return Hostile(top, marks, secret)


def executed(repository: Hostile) -> list[str]:
    """What left a mark since the last call."""
    found = sorted(os.listdir(repository.marks))
    for name in found:
        (repository.marks / name).unlink()
    return [*found, *(["ran"] if (repository.top / "ran").exists() else [])]


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder that is no link and not git's own."""
    return {
        str(path): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.is_symlink() and ".git" not in path.parts
    }


def put(path: Path, text: str) -> None:
    """Write a file, its folders with it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _change(top: Path, old: str, new: str) -> None:
    """Write the plans anew with ``new`` in the place of ``old``."""
    for path in top.glob("*.yaml"):
        if not path.is_symlink():
            path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def _commit(top: Path, message: str) -> None:
    git(top, "add", "-A")
    git(top, "commit", "-q", "-m", message)
