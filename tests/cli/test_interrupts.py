"""Ctrl-C ends a run within a second, with exit 130 and nothing half written; two runs never write one output."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from inside import run
from program import environment
from simulating import children_of, gone

SOON = 60.0
"""Seconds in which a run ends on a machine that is busy with other things; alone it is a quarter of one."""
START = 60.0


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A country of 300 areas, the ledger of another of 30 as a workbook, and folder and plan to work in."""
    folder = tmp_path_factory.mktemp("country")
    for name, areas in (("land", "300"), ("small", "30")):
        assert run("synth", folder / name, "--areas", areas).returncode == 0
    assert run("ledger", "--plan", folder / "small" / "plan.yaml", "--output", folder / "book.xlsx").returncode == 0
    return folder


def started(words: Sequence[str | Path], cwd: Path) -> subprocess.Popen[str]:
    """The program in a session of its own, as a terminal gives it."""
    command = [sys.executable, "-m", "xuewei", *map(str, words)]
    pipe = subprocess.PIPE
    return subprocess.Popen(
        command, cwd=cwd, env=environment(), stdout=pipe, stderr=pipe, encoding="utf-8", start_new_session=True
    )


def simulating(country: Path, draws: str) -> list[str | Path]:
    """A simulation of the country; the name of its output follows."""
    return ["simulate", "--plan", country / "land" / "plan.yaml", "--draws", draws, "--format", "csv", "--output"]


def until(seen: Callable[[], object], process: subprocess.Popen[str]) -> None:
    """Wait until something is seen of a process that works."""
    end = time.monotonic() + START
    while not seen():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < end
        time.sleep(0.005)


def interrupted(process: subprocess.Popen[str]) -> tuple[int, str, list[int]]:
    """The exit code, words on standard error and children of a process that its terminal interrupts."""
    children = children_of(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=SOON)
    return process.returncode, told, children


SHARES = ",".join(f"{n / 200:g}" for n in range(200))
LINES = {
    "simulate": "simulate --plan land/plan.yaml --draws 2000 --format csv --output OUT.csv",
    "workers": "simulate --plan land/plan.yaml --draws 2000 --format csv --workers 2 --output OUT.csv",
    "sweep": "sweep --plan land/plan.yaml --set opening_lag=0,1,2 --set population.births=low,medium --output OUT.txt",
    "many": f"sweep --plan small/plan.yaml --set delivered_share={SHARES} --set opening_lag=0,1,2 --output OUT.txt",
    "import": "import book.xlsx --output OUT.yaml --yes",
    "report": "report --plan land/plan.yaml --output OUT.html",
    "letter": "report --plan land/plan.yaml --output OUT.docx",
    "compare": "compare land/plan.yaml plan_2021_2025 --output OUT.txt",
    "ledger": "ledger --plan land/plan.yaml --output OUT.xlsx",
    "chart": "chart gap --output OUT.png",
    "optimise": "optimise --now 2021 --output OUT.yaml",
    "synth": "synth OUT --areas 8000",
}


def at_work(name: str, words: Sequence[str], country: Path, folder: Path) -> subprocess.Popen[str]:
    """A run that has begun to write into a folder, with its workers where it has some."""
    process = started(words, country)
    if name == "workers" or (name == "many" and (os.cpu_count() or 1) > 1):
        until(lambda: len(children_of(process.pid)) >= 1 + (name == "workers"), process)
    until(lambda: list(folder.iterdir()), process)
    return process


@pytest.mark.parametrize("name", LINES)
def test_ctrl_c_ends_a_run_and_leaves_nothing_half_written(name: str, country: Path, tmp_path: Path) -> None:
    """As soon as it is at work: exit 130, not a word, no output, no spare file, no process that goes on."""
    words = [word.replace("OUT", str(tmp_path / "out")) for word in LINES[name].split()]
    for _ in range(5):
        code, told, children = interrupted(at_work(name, words, country, tmp_path))
        if code != 0 or name == "optimise":
            break
        for each in tmp_path.iterdir():  # it was done before it heard of it: once more
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    if name != "optimise":  # which may end with the best schedule so far
        assert (code, told) == (130, "")
    assert all(map(gone, children))
    left = [each.name for each in tmp_path.iterdir()]
    assert [each for each in left if each != "out.csv.parts" and name != "optimise"] == []
    assert run("check", country / "land" / "plan.yaml").returncode in (0, 1)


def test_an_interrupted_simulation_goes_on_where_it_was(country: Path, tmp_path: Path) -> None:
    """Blocks that were finished are whole: the output is that of a run which nothing interrupts."""
    words = simulating(country, "300")
    assert run(*words, tmp_path / "whole.csv").returncode == 0
    process = started([*words, tmp_path / "out.csv"], tmp_path)
    until(lambda: list(tmp_path.glob("out.csv.parts/block-*.npz")), process)
    assert interrupted(process)[:2] == (130, "")
    done = run(*words, tmp_path / "out.csv", "--resume")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["out.csv", "whole.csv"]


@pytest.mark.parametrize("link", ["", "link"])
def test_a_second_run_on_the_same_output_is_refused_while_the_first_lives(
    link: str, country: Path, tmp_path: Path
) -> None:
    """With exit 3 and a sentence, by any of the output's names; once the first has gone, it may."""
    output = tmp_path / "out.csv"
    words = simulating(country, "2000")
    other = tmp_path / link if link else output
    if link:
        other.symlink_to(output)
    process = started([*words, output], tmp_path)
    until(lambda: (tmp_path / "out.csv.parts").exists(), process)  # which it makes once it holds the output
    process.send_signal(signal.SIGSTOP)  # it lives, however quick the machine
    try:
        for line in ([*words, other], [*words, other, "--resume"], ["gap", "--format", "csv", "--output", other]):
            done = run(*line)
            assert (done.returncode, done.stderr) == (3, f"{other}: 另一次运行正在写它：请等它结束\n")
    finally:
        process.kill()
        process.communicate()
    assert run("gap", "--format", "csv", "--output", other).returncode == 0
    assert not list(tmp_path.glob(".*"))


def test_two_runs_never_fill_one_folder(tmp_path: Path) -> None:
    """The second `synth` is refused while the first lives; a killed one is no obstacle."""
    process = started(["synth", "land", "--areas", "8000"], tmp_path)
    until(lambda: (tmp_path / ".land.xuewei-part").exists(), process)
    process.send_signal(signal.SIGSTOP)
    done = run("synth", "land", "--areas", "5", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (3, "land: 另一次运行正在写它：请等它结束\n")
    process.kill()
    process.communicate()
    assert run("synth", "land", "--areas", "5", cwd=tmp_path).returncode == 0
    assert [each.name for each in tmp_path.iterdir()] == ["land"]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_an_end_from_outside_hurts_nobody(number: signal.Signals, country: Path, tmp_path: Path) -> None:
    """The workers end with their run, and the next one takes over what is left."""
    output = tmp_path / "out.csv"
    words = simulating(country, "2000")
    process = started([*words, output, "--workers", "2"], tmp_path)
    until(lambda: len(children_of(process.pid)) >= 2, process)
    children = children_of(process.pid)
    process.send_signal(number)
    _, wrong = process.communicate(timeout=SOON)
    assert process.returncode == -number
    assert all(map(gone, children))
    assert "resource_tracker" not in str(wrong)
    assert not output.exists()
    assert run("gap", "--format", "csv", "--output", output).returncode == 0


@pytest.mark.parametrize("module", ["click", "numpy"])
def test_ctrl_c_while_the_program_is_loaded_says_nothing(module: str, tmp_path: Path) -> None:
    """Exit 130 and no traceback of an import."""
    program = (
        "import signal, sys\n"
        "sys.argv = ['xuewei', 'gap']\n"
        "class Met:\n"
        "    def find_spec(self, name, *more):\n"
        f"        if name == {module!r}:\n"
        "            signal.raise_signal(signal.SIGINT)\n"
        "sys.meta_path.insert(0, Met())\n"
        "from xuewei.cli.app import main\n"
        "main()\n"
    )
    words = [sys.executable, "-c", program]
    done = subprocess.run(words, capture_output=True, encoding="utf-8", env=environment(), cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "")
