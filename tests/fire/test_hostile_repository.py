"""A branch that somebody hostile wrote is reviewed: none of its lines runs, no file changes, no foreign text shows."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from fire.hostile_repository import (
    HOOK,
    PACKAGES,
    REVIEWS,
    XUEWEI,
    Hostile,
    contents,
    executed,
    git,
    hostile_repository,
    put,
    run,
    trap,
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Hostile:
    """The repository, built once: a review changes nothing."""
    return hostile_repository(tmp_path_factory.mktemp("fire"))


def test_the_traps_work(hostile: Hostile) -> None:
    """Python that imports from the current folder first steps into them."""
    run([sys.executable, "-m", "xuewei", "gap"], hostile.top)
    assert executed(hostile) == ["xuewei"]
    for name in ("json", "typer", "usercustomize"):
        run([sys.executable, "-c", f"import {name}"], hostile.top)
        assert executed(hostile) == [name]
    assert set(PACKAGES) < {each.name for each in hostile.top.iterdir()}


@pytest.mark.parametrize("words", REVIEWS, ids=[" ".join((Path(words[0]).name, *words[1:])) for words in REVIEWS])
def test_a_review_runs_nothing_and_writes_nothing(hostile: Hostile, words: tuple[str, ...]) -> None:
    """git ends well, and so do we; files stay as they are; nothing of a file outside the repository is printed."""
    before = contents(hostile.top)
    done = run(words, hostile.top)
    assert executed(hostile) == []
    assert done.returncode in ((0,) if words[0] == "git" else (0, 1)), done.stderr
    assert contents(hostile.top) == before
    for said in (done.stdout, done.stderr):
        assert "SECRET" not in said
        assert "Traceback" not in said
    if words[0] == "git":
        assert "What changes" in done.stdout or "+b: middle" in done.stdout, "the driver spoke"


def test_the_hook_takes_names_for_names(hostile: Hostile, tmp_path: Path) -> None:
    """pre-commit runs it on every file of the branch, those that are called as options among them."""
    before = contents(hostile.top)
    done = run(HOOK, hostile.top, PRE_COMMIT_HOME=str(tmp_path / "home"))
    assert executed(hostile) == []
    assert contents(hostile.top) == before
    assert (done.returncode, "exit code: 3" in done.stdout) == (1, True), done.stdout + done.stderr
    assert "SECRET" not in done.stdout
    assert "Traceback" not in done.stdout
    assert done.stdout.count("is outside the repository") >= 4


def test_a_plan_called_as_an_option_is_checked(hostile: Hostile) -> None:
    """After ``--`` an option is a file, also for the language."""
    names = ["--output=victim.yaml", "-rf.yaml", "--plan=x.yaml", "--.yaml", "--lang=zh"]
    put(hostile.top / names[-1], "a: 1\n")
    done = run([XUEWEI, "check", "--skip-others", "--", *names], hostile.top)
    (hostile.top / names[-1]).unlink()
    assert (done.returncode, done.stderr) == (0, "")
    assert all(name in done.stdout for name in names[:-1])
    assert "Printed totals" in done.stdout or "plan" in done.stdout


def test_a_link_in_the_branch_leads_the_set_up_nowhere(tmp_path: Path) -> None:
    """``git install`` writes to no link: it may lead to a file outside."""
    git(tmp_path, "init", "-q", "repository")
    target = tmp_path / "profile"
    target.write_text("mine\n", encoding="utf-8")
    (tmp_path / "repository" / ".gitattributes").symlink_to(target)
    done = run([XUEWEI, "git", "install"], tmp_path / "repository")
    assert (done.returncode, target.read_text(encoding="utf-8")) == (3, "mine\n")
    assert "is a link and is not written to" in done.stderr


def test_git_is_not_taken_from_the_branch(hostile: Hostile) -> None:
    """Nor where the list of folders with programs has an empty entry, which stands for the current folder."""
    done = run([XUEWEI, "diff", "HEAD~1:plan.yaml", "HEAD:plan.yaml"], hostile.top, PATH=f":{os.environ['PATH']}")
    assert (done.returncode, executed(hostile)) == (1, [])


def test_workers_import_nothing_from_the_folder(tmp_path: Path) -> None:
    """Each module alone: a trap that ends a process early would hide those after it."""
    marks = tmp_path / "marks"
    marks.mkdir()
    names = ("pickle", "json", "numpy", "multiprocessing", "xuewei", "encodings", "runpy", "tempfile", "sitecustomize")
    for name in names:
        put(tmp_path / "folder" / f"{name}.py", trap(marks))
    done = run([XUEWEI, "simulate", "--draws", "100", "--workers", "2"], tmp_path / "folder")
    assert (done.returncode, sorted(marks.iterdir())) == (0, []), done.stderr
