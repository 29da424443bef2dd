"""What is wrong with the data of a folder is told by its file's name, with exit 3, by whatever command reads it."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from inside import run
from program import TOP

HEAD = "area,year,stage,grade,pupils,basis,source\n"


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Folders with a year of pupils, with six years that skip one each, and with nothing; and a file."""
    for name, years in (("one", [2020]), ("gaps", [*range(2010, 2022, 2)]), ("empty", [])):
        (tmp_path / name).mkdir()
        rows = [f"甲,{year},primary,{grade},100,published,簿" for year in years for grade in range(1, 7)]
        if rows:
            (tmp_path / name / "enrolment.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    copytree(TOP / "examples" / "small_city" / "population", tmp_path / "census")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("backtest one", "one/enrolment.csv: 在校生只有 2020 年，回测至少要五年"),
        ("fit one", "one/enrolment.csv: 在校生只有 2020 年，至少要连续两年才有比率"),
        ("fit gaps", "gaps/enrolment.csv: 2020 年没有可估计的比率"),
        (
            "forecast --population census --method grades",
            "census/enrolment.csv: 没有这个文件（也没有 enrolment.parquet）",
        ),
        ("backtest empty", "empty/enrolment.csv: 没有这个文件"),
        ("backtest nowhere", "nowhere: 没有这个文件"),
        ("fit file", "file: 不是目录"),
        ("forecast --population empty", "empty/census.csv: 没有这个文件"),
        ("verify x.json --folder nowhere", "nowhere: 没有这个文件"),
        ("verify x.json --folder file", "file: 不是目录"),
        ("check nowhere", "nowhere: 没有这个文件"),
        ("synth file", "file: 不是目录"),
    ],
)
def test_the_file_is_named_and_the_exit_is_that_of_data(place: Path, words: str, told: str) -> None:
    """And nothing is said of how the command is called, for that was right."""
    done = run(*words.split(), cwd=place)
    assert done.returncode == 3
    assert done.stderr.startswith(told)
    assert "xuewei" not in done.stderr
    assert done.stdout == ""
