"""Writing that does not come to its end: the old workbook stays whole."""

from __future__ import annotations

import os
import resource
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from inside import run
from program import environment

SMALL = 20_000
"""Bytes that a process may write to one file: less than a workbook has."""


def start(*words: str | Path, before: Callable[[], None] | None = None) -> subprocess.Popen[str]:
    """The program started and not waited for."""
    command = [sys.executable, "-m", "xuewei", *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, stdout=pipe, stderr=pipe, encoding="utf-8", env=environment(), preexec_fn=before, cwd="/"
    )


def test_a_file_that_cannot_grow_leaves_the_old_workbook(tmp_path: Path) -> None:
    """As on a full disk: one line says so, exit 3, the old file whole and nothing beside it."""
    path = tmp_path / "学位台账.xlsx"
    run("ledger", "--to", "2040", "--output", path)
    old = path.read_bytes()
    small = start(
        *("ledger", "--output", path), before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, SMALL))
    )
    out, message = small.communicate()
    assert (small.returncode, out) == (3, "")
    assert message.startswith(f"{path}: 无法写入：")
    assert message.count("\n") == 1
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_another_program_holds_is_told(tmp_path: Path) -> None:
    """As one that is open in Excel on Windows: it cannot be replaced, stays whole, and nothing is left beside it."""
    path = tmp_path / "学位台账.xlsx"
    run("ledger", "--to", "2040", "--output", path)
    old = path.read_bytes()
    held = subprocess.run(["chattr", "+i", path], capture_output=True, check=False)
    if held.returncode:
        why = "files cannot be made immutable here (root and ext4 can)"
        if os.environ.get("XUEWEI_CI"):
            pytest.fail(why)
        pytest.skip(why)
    try:
        done = run("ledger", "--output", path)
    finally:
        subprocess.run(["chattr", "-i", path], check=True)
    assert done.returncode == 3
    assert done.stderr == f"{path}: 不能替换，原文件未动：可能正在 Excel 或 WPS 中打开，请关闭后再试\n"
    assert path.read_bytes() == old
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    """A folder that is not there, and a folder in the place of the file."""
    assert run("ledger", "--output", tmp_path / "no" / "x.xlsx").returncode == 3
    (tmp_path / "x.xlsx").mkdir()
    assert "是目录" in run("ledger", "--output", tmp_path / "x.xlsx").stderr


def test_a_pipe_is_written_to_and_not_replaced(tmp_path: Path) -> None:
    """A named pipe that ends in .xlsx takes the workbook and stays a pipe."""
    pipe = tmp_path / "pipe.xlsx"
    os.mkfifo(pipe)
    process = start("ledger", "--output", pipe)
    raw = pipe.read_bytes()
    process.communicate()
    assert process.returncode == 0
    assert raw.startswith(b"PK")
    assert stat.S_ISFIFO(pipe.stat().st_mode)
