"""A disk that fills in the middle of an output: one sentence with the bare reason, whatever the form."""

from __future__ import annotations

import gc
import resource
import warnings
from errno import EFBIG
from pathlib import Path

import pytest

from letters import lent
from xuewei.language.libraries import SYSTEM

from inside import run

LINES = {
    "gap.pdf": "chart gap",
    "gap.png": "chart gap",
    "gap.svg": "chart gap",
    "errors.pdf": "backtest china --origins 2018:2019 --leads 1:2",
    "report.docx": "report",
    "ledger.xlsx": "ledger",
    "people.parquet": "simulate --draws 20 --format parquet",
}
SIZES = (100, 4_000, 24_000, 30_000)
"""Bytes that a file may have: between two of them each writer is at another of its steps."""


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LINES)
def test_a_file_that_cannot_grow_is_told_in_one_sentence(name: str, size: int, tmp_path: Path) -> None:
    """Exit 3, the reason as the system gives it, nothing left; or the whole file, where it is small enough."""
    output = tmp_path / name
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)  # XlsxWriter does not close its own spare files then
            with lent():
                done = run(*LINES[name].split(), "--output", output, cwd=tmp_path)
            gc.collect()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    if done.returncode == 0:
        assert output.stat().st_size <= size
        return
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(str(output))
    assert done.stderr.endswith(f": 无法写入：{SYSTEM[EFBIG]}\n")
    assert done.stderr.count("\n") == 1
    assert not output.exists()
