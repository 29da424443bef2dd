"""How the program ends when nobody reads it, its disk is full, its streams are closed, or somebody presses Ctrl-C."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from xuewei.cli.app import COMMANDS
from xuewei.cli.endings import MOST_FAULTS

from program import environment

DATA = Path(__file__).parent.parent.parent / "data"
PROGRAM = f'"{sys.executable}" -m xuewei'

MADE = '{"provenance": {"made": "2026-01-01", "version": "0.1.0", "command": "gap", "inputs": []}, "rows": []}'
LINES = {
    "gap": "gap --year 2023",
    "ledger": "ledger",
    "forecast": "forecast",
    "schools": "schools",
    "resources": "resources --year 2026",
    "check": "check",
    "explain": "explain --year 2023 --stage primary",
    "track": "track",
    "track close": "track close west-primary --date 2024-07-01 --plan plan.yaml",
    "diff": "diff plan_2021_2025 plan_2021_2025",
    "compare": "compare plan_2021_2025",
    "sweep": "sweep --set opening_lag=0",
    "simulate": "simulate --draws 5",
    "optimise": "optimise --now 2021 --time-limit 5",
    "convert-options": "convert-options",
    "warn": "warn --from 2024",
    "site": "site --plan district/plan.yaml --year 2028 --stage primary --sites district/sites.csv",
    "backtest": "backtest china --leads 1 --origins 2019",
    "fit": "fit china --origin 2023",
    "chart": "chart gap --output gap.png",
    "report": "report --output report.html",
    "verify": "verify gap.json",
    "estate": "estate --residents 5000",
    "import": "import list.csv --area 东区 --output new.yaml --yes",
    "new": "new county --census-area 夏县 --base-year 2025",
    "init": "init city",
    "synth": "synth country --areas 5",
    "schema": "schema plan",
    "plan set": "plan set west-primary opens=2027 --plan plan.yaml",
    "git install": "git install",
    "git driver": "git driver plan.yaml plan.yaml . 100644 plan.yaml . 100644",
    "git text": "git text plan.yaml",
}
"""A cheap command line for each command."""
QUIET = ("chart", "report")
"""Commands that print nothing where all goes well."""
FEW = [LINES[name] for name in ("gap", "sweep", "simulate", "chart", "report", "import", "schema", "git text")]
"""One of each way in which commands print."""
OTHERS = ("--help", "--version", "gap --help", "gap --format json", "gap --format csv", "--show-completion bash")


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a plan and a list, in a repository of its own."""
    folder = tmp_path_factory.mktemp("project")
    shutil.copy(DATA.parent / "examples" / "small_city" / "plan.yaml", folder)
    shutil.copytree(DATA.parent / "examples" / "small_city" / "population", folder / "population")
    (folder / "list.csv").write_text("名称,类型,计划年,小学学位\n一小,primary,2023,540\n", encoding="utf-8")
    shutil.copytree(DATA.parent / "examples" / "district", folder / "district")
    (folder / "gap.json").write_text(MADE, encoding="utf-8")
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


def ended(line: str, where: str, project: Path, folder: Path, **variables: str) -> tuple[int, str]:
    """The exit code of a command line whose streams go ``where``, and what came on standard error."""
    shutil.copytree(project, folder / "work")
    script = f"{PROGRAM} {line} {where}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(
        ["bash", "-c", script], cwd=folder / "work", env=environment(**variables), capture_output=True, encoding="utf-8"
    )
    assert not list((folder / "work").rglob("*xuewei-*"))
    return done.returncode, done.stderr


def test_every_command_is_tried_here() -> None:
    """A new command comes into the table above."""
    assert list(LINES) == list(COMMANDS)


@pytest.mark.parametrize("line", [*LINES.values(), *OTHERS])
def test_what_cannot_be_printed_ends_with_3_and_a_line(line: str, project: Path, tmp_path: Path) -> None:
    """Standard output on a full disk."""
    code, told = ended(line, "> /dev/full", project, tmp_path, PYTHONUNBUFFERED="")
    if line.split()[0] in QUIET:
        assert code == 0
    else:
        assert code == 3
        assert told.splitlines()[-1] == "标准输出: 无法写入：磁盘已满"
    assert "Traceback" not in told
    assert "Exception ignored" not in told


@pytest.mark.parametrize("line", [*FEW, *OTHERS])
def test_a_closed_standard_output_ends_with_3_and_a_closed_standard_error_changes_nothing(
    line: str, project: Path, tmp_path: Path
) -> None:
    """With both closed nothing is said, and the exit code tells."""
    code, told = ended(line, ">&- 2>&-", project, tmp_path)
    assert (code, told) == (0 if line.split()[0] in QUIET else 3, "")


@pytest.mark.parametrize("line", [*FEW, *OTHERS])
def test_a_reader_that_goes_away_had_what_it_wanted(line: str, project: Path, tmp_path: Path) -> None:
    """Always exit 0, whatever the format, and not a word about it."""
    code, told = ended(line, "| true", project, tmp_path)
    assert code == 0
    assert "Broken pipe" not in told
    assert "Exception ignored" not in told


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_the_closed_streams_of_a_run_are_told_in_either_language(
    unbuffered: str, project: Path, tmp_path: Path
) -> None:
    """In English too, and where Python does not hold back what it prints."""
    code, told = ended("gap --lang en", ">&- <&-", project, tmp_path, PYTHONUNBUFFERED=unbuffered)
    assert (code, told) == (3, "standard output: cannot be written: Bad file descriptor\n")


def test_faults_on_a_full_disk_still_end_with_3(project: Path, tmp_path: Path) -> None:
    """Nobody can read them; the exit code tells."""
    assert ended("gap --plan none.yaml", "2> /dev/full", project, tmp_path) == (3, "")


def test_a_strict_answer_keeps_its_exit_code(project: Path, tmp_path: Path) -> None:
    """Exit 1 for a shortage where it can be printed; 3 where it cannot."""
    assert ended("gap --year 2021 --strict", "> /dev/null", project, tmp_path)[0] == 1
    shutil.rmtree(tmp_path / "work")
    assert ended("gap --year 2021 --strict", "> /dev/full", project, tmp_path)[0] == 3


def test_only_so_many_faults_are_printed_unless_all_are_asked_for(tmp_path: Path) -> None:
    """The others are counted."""
    shutil.copytree(DATA / "population", tmp_path / "people")
    rows = "".join(f"甲,x,{n},{n},1,2020-11-01,published,试\n" for n in range(1, 101) for _ in range(30))
    (tmp_path / "people" / "census.csv").write_text(
        f"area,sex,age_from,age_to,persons,date,basis,source\n{rows}", encoding="utf-8"
    )
    line = [sys.executable, "-m", "xuewei", "gap", "--population", str(tmp_path / "people"), "--lang"]
    some = subprocess.run([*line, "en"], capture_output=True, encoding="utf-8", env=environment())
    every = subprocess.run([*line, "zh", "--all-faults"], capture_output=True, encoding="utf-8", env=environment())
    assert (some.returncode, every.returncode) == (3, 3)
    *told, more = some.stderr.splitlines()
    assert len(told) == MOST_FAULTS
    assert more == f"… and {len(every.stderr.splitlines()) - MOST_FAULTS:,} more (--all-faults shows them)"


def test_a_memory_that_does_not_do_is_told(tmp_path: Path) -> None:
    """Exit 3 with a sentence; so do calls inside calls without end."""
    script = (
        "import sys\n"
        "from xuewei.cli.endings import ended\n"
        "def deep(): deep()\n"
        "print(ended(lambda: bytearray(1 << 60)), ended(deep))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", env=environment())
    assert done.stdout == "3 3\n"
    assert [line.split("，")[0] for line in done.stderr.splitlines()] == ["内存不够", "输入嵌套过深"]


def test_a_fault_of_the_program_stays_visible() -> None:
    """Nothing hides a traceback."""
    script = "from xuewei.cli.endings import ended\nended(lambda: 1 / 0)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", env=environment())
    assert "ZeroDivisionError" in done.stderr


def test_a_run_in_the_background_does_not_hear_ctrl_c(project: Path, tmp_path: Path) -> None:
    """A shell starts it with the signal ignored, and so it stays."""
    shutil.copytree(project, tmp_path / "work")
    process = subprocess.Popen(
        [sys.executable, "-m", "xuewei", "simulate", "--draws", "20000", "--output", "out.csv", "--format", "csv"],
        cwd=tmp_path / "work",
        env=environment(),
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN),
    )
    while not any((tmp_path / "work").glob(".out.csv.*")) and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 0
    assert (tmp_path / "work" / "out.csv").is_file()


def test_what_libraries_leave_for_the_end_is_done(tmp_path: Path) -> None:
    """matplotlib makes a folder where it cannot write its own, and takes it away at the end."""
    room = tmp_path / "room"
    room.mkdir()
    words = ("chart", "gap", "--output", tmp_path / "gap.png")
    shut = environment(TMPDIR=str(room), MPLCONFIGDIR=f"{os.devnull}/none", HOME=f"{os.devnull}/none")
    done = subprocess.run([sys.executable, "-m", "xuewei", *words], capture_output=True, env=shut, cwd=tmp_path)
    assert done.returncode == 0
    assert (tmp_path / "gap.png").exists()
    assert [*room.iterdir()] == []


def test_who_watches_a_run_sees_its_end(tmp_path: Path) -> None:
    """A profile is written when the program has ended."""
    watched = [sys.executable, "-m", "cProfile", "-o", str(tmp_path / "run.prof"), "-m", "xuewei", "--version"]
    assert subprocess.run(watched, capture_output=True, env=environment(), cwd=tmp_path).returncode == 0
    assert (tmp_path / "run.prof").stat().st_size > 0
