"""The worked example of a review, step by step in a real repository."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).parent.parent.parent.parent
REVIEW = TOP / "examples" / "review"
TEXT = (REVIEW / "README.md").read_text(encoding="utf-8")
STEPS = [line.strip().split() for line in TEXT.splitlines() if line.startswith("    ")]
SHOWN = re.search(r"<!-- git diff -->\n```\n(.*?)```\n<!-- end -->", TEXT, re.DOTALL)
LINES, COLUMNS = 24, 80
"""A small terminal window."""


def run(words: list[str], at: Path) -> str:
    """One step of the example; what it prints."""
    words = [sys.executable, "-m", "xuewei", *words[1:]] if words[0] == "xuewei" else words
    env = {**os.environ, "COLUMNS": str(COLUMNS), "XUEWEI_LANG": "zh"}
    done = subprocess.run(words, cwd=at, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == (1 if "diff" in words and "xuewei" in words else 0), done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each step prints, by the step, in a repository with two more YAML files."""
    at = tmp_path_factory.mktemp("repository")
    for name in ("progress.yaml", "delay.patch"):
        shutil.copy(REVIEW / name, at)
    run(["git", "init", "-q", "-b", "main"], at)
    for key, value in (("user.name", "评审"), ("user.email", "review@example.org")):
        run(["git", "config", key, value], at)
    found = {" ".join(step): run(step, at) for step in STEPS}
    found["ext"] = run(["git", "show", "--ext-diff", "--format="], at)
    return found


def test_git_diff_says_which_children_lose_a_seat_and_when(printed: dict[str, str]) -> None:
    """The text beside the example is what git prints, and it holds the answer."""
    if os.environ.get("XUEWEI_GOLDEN") == "write":
        block = f"<!-- git diff -->\n```\n{printed['git diff']}```\n<!-- end -->"
        written = re.sub(r"<!-- git diff -->.*?<!-- end -->", lambda _: block, TEXT, flags=re.DOTALL)
        (REVIEW / "README.md").write_text(written, encoding="utf-8")
    else:
        assert SHOWN is not None
        assert printed["git diff"] == SHOWN[1]
    answer = printed["git diff"].replace("\n", "")
    assert "小学：2022 学年更多孩子没有学位，2022 年最多：268 → 1,888 人（多 1,620，" in answer
    assert "2007-09-01 至 2010-08-31 出生" in answer


def test_the_answer_fits_on_one_screen(printed: dict[str, str]) -> None:
    """A small window shows all of it, Chinese characters counted as two columns."""
    lines = printed["git diff"].splitlines()
    assert len(lines) < LINES
    assert max(sum(2 if ord(char) > 0x2E7F else 1 for char in line) for line in lines) <= COLUMNS


def test_git_show_speaks_the_same_language(printed: dict[str, str]) -> None:
    """Without ``--ext-diff`` git compares line by line: the lines are balances and schools, not YAML."""
    lines = printed["git show"].splitlines()
    assert any(line.startswith("-中心城区 小学 2022: ") and line.endswith("缺 268") for line in lines)
    assert any(line.startswith("+中心城区 小学 2022: ") and line.endswith("缺 1,888") for line in lines)
    assert any(line.startswith("+2021-nine-year-1: ") and "2023 年起" in line for line in lines)
    assert not any("opens:" in line for line in lines)
    assert printed["ext"] == printed["git diff"]


def test_the_markdown_can_be_pasted(printed: dict[str, str]) -> None:
    """Headings and tables, and the same answer."""
    text = printed["xuewei diff HEAD~1:progress.yaml HEAD:progress.yaml --format md"]
    assert text.startswith("### HEAD\\~1:progress.yaml → HEAD:progress.yaml")  # two of that sign would strike out
    assert "| 小学 | 2022 | 52,705 → 51,085 | 52,973 | 缺 268 → 缺 1,888 | +1,620 |" in text
