"""`xuewei simulate` over several processes, interrupted and gone on with."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from inside import run
from program import environment


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A synthetic country of 330 areas: six blocks."""
    folder = tmp_path_factory.mktemp("country") / "c"
    assert run("synth", "--areas", "330", "--seed", "1", folder).returncode == 0
    return folder


def words(country: Path, output: Path, *more: str) -> list[str]:
    """The words of a run whose answer becomes a CSV file."""
    plan = ["--plan", str(country / "plan.yaml"), "--format", "csv", "--output", str(output)]
    return ["simulate", *plan, "--draws", "400", *more]


def test_killed_and_gone_on_with_the_file_is_that_of_an_undisturbed_run(country: Path, tmp_path: Path) -> None:
    """One process undisturbed, against two that are killed as soon as a block is there, and then go on."""
    assert run(*words(country, tmp_path / "whole.csv")).returncode == 0
    output = tmp_path / "out.csv"
    folder = tmp_path / "out.csv.parts"
    command = [sys.executable, "-m", "xuewei", *words(country, output, "--workers", "2")]
    with subprocess.Popen(command, env=environment()) as process:
        while not list(folder.glob("block-*.npz")):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    assert not output.exists()
    again = run(*words(country, output, "--workers", "2"))
    assert again.returncode == 3
    assert "--resume" in again.stderr
    assert run(*words(country, output, "--workers", "2", "--resume", "--seed", "2")).returncode == 3
    assert run(*words(country, output, "--resume")).returncode == 0
    assert output.read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert not folder.exists()


def test_a_wrong_stage_leaves_no_blocks_that_stand_in_the_way(country: Path, tmp_path: Path) -> None:
    """Exit 2, and the right command line needs no --resume."""
    output = tmp_path / "out.csv"
    wrong = run(*words(country, output, "--area", "合成县0001", "--stage", "primry"))
    assert wrong.returncode == 2
    assert list(tmp_path.iterdir()) == []
    assert run(*words(country, output, "--area", "合成县0001", "--stage", "primary")).returncode == 0
    assert [each.name for each in tmp_path.iterdir()] == ["out.csv"]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--workers", "0"],
        ["--workers", "257"],
        ["--engine", "spark"],
        ["--engine", "dask"],
        ["--engine", "dask", "--scheduler", "tcp://127.0.0.1:1", "--workers", "2"],
        ["--scheduler", "tcp://127.0.0.1:1"],
        ["--resume"],
    ],
)
def test_options_that_do_not_go_together_are_a_wrong_command_line(wrong: list[str]) -> None:
    """Exit 2 with the option that is wrong."""
    done = run("simulate", "--draws", "10", *wrong)
    assert (done.returncode, done.stdout) == (2, "")
    assert any(f"{each}：" in done.stderr for each in wrong if each.startswith("--"))
