"""`xuewei import` as its users meet it: what it shows, asks, writes and leaves alone."""

from __future__ import annotations

import os
import pty
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from xuewei.formats.plan.read import read_plan
from xuewei.model.plan import Plan

from books import at, book_of, doctored, saved, sheet_of
from inside import run
from program import TOP, environment

SHIPPED = TOP / "data" / "plan_2021_2025.yaml"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A copy of the shipped plan."""
    return Path(shutil.copy(SHIPPED, tmp_path / "plan.yaml"))


def edited(folder: Path, plan: Plan | None = None) -> Path:
    """The shipped ledger after an edit: a primary school (row 9) is smaller and opens two years later."""
    book = book_of(plan or read_plan())
    at(sheet_of(book, "ledger"), "小学", 9).value = 1350
    at(sheet_of(book, "ledger"), "写明", 9).value = "2024年"
    return saved(book, folder)


def test_an_unchanged_ledger_changes_nothing(tmp_path: Path, plan: Path) -> None:
    """Exit 0, and the file is not even written."""
    inode = plan.stat().st_ino
    done = run("import", saved(book_of(read_plan()), tmp_path), "--into", plan, "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"{tmp_path}/台账.xlsx says the same as {plan}; the file is as it was.\n"
    assert plan.stat().st_ino == inode


def test_changes_are_shown_and_written_only_when_asked(tmp_path: Path, plan: Path) -> None:
    """Without a terminal nobody can be asked: exit 1, and nothing is lost. Then only the lines that differ change."""
    book = edited(tmp_path)
    done = run("import", book, "--into", plan)
    assert done.returncode == 1
    assert done.stderr == f"未写入 {plan}：确认请加 --yes。\n"
    assert "2021-primary-1" in done.stdout
    assert "小学：2022–2023 学年更多孩子没有学位" in done.stdout or "小学：2022 学年更多孩子没有学位" in done.stdout
    assert plan.read_bytes() == SHIPPED.read_bytes()
    done = run("import", book, "--into", plan, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.endswith(f"已写入 {plan}。\n")
    old, new = (path.read_text(encoding="utf-8").split("\n") for path in (SHIPPED, plan))
    assert [line for line in old if line not in new] == []
    at_row = new.index("  - id: 2021-primary-1")
    assert new[at_row + 3 : at_row + 6] == ["    planned: 2021", "    opens: 2024", "    seats: {primary: 1350}"]
    assert len(new) == len(old) + 1
    assert run("import", book, "--into", plan).returncode == 0


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 1), ("\n", 1)])
def test_a_person_at_the_terminal_is_asked(tmp_path: Path, plan: Path, answer: str, code: int) -> None:
    """Only yes is yes."""
    ours, theirs = pty.openpty()
    words = [sys.executable, "-m", "xuewei", "import", str(edited(tmp_path)), "--into", str(plan)]
    os.write(ours, answer.encode())
    done = subprocess.run(words, stdin=theirs, capture_output=True, encoding="utf-8", env=environment())
    os.close(theirs)
    os.close(ours)
    assert done.returncode == code
    assert f"写入 {plan}？[y/N] " in done.stderr
    assert (plan.read_bytes() != SHIPPED.read_bytes()) == (code == 0)


def test_a_new_plan_is_written_beside_and_never_over_a_file(tmp_path: Path) -> None:
    """The shipped plan is what one of its name is held against; another is shown in short."""
    book = saved(book_of(read_plan()), tmp_path)
    done = run("import", book, "--yes")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"plan_2021_2025 → {book}\n内容相同。")
    assert read_plan(tmp_path / "台账.yaml") == read_plan()
    done = run("import", book, "--yes", "--lang", "en")
    assert done.returncode == 3
    assert done.stderr == f"{tmp_path}/台账.yaml: already exists: update it with --into\n"
    other = saved(book_of(replace(read_plan(), name="别的")), tmp_path, "别的.xlsx")
    done = run("import", other, "--output", tmp_path / "b.yaml", "--yes", "--lang", "en")
    assert done.returncode == 0
    assert "There is no earlier plan to compare it with." in done.stdout
    shown = [line.split() for line in done.stdout.splitlines() if line.startswith("primary")]
    assert shown == [["primary", "11", "24,300", "0"]]
    assert run("import", other, "--output", "x.yaml", "--into", "y.yaml").returncode == 2


def test_schools_that_are_gone_from_the_ledger_are_removed(tmp_path: Path, plan: Path) -> None:
    """And the comparison shows it."""
    whole = read_plan()
    book = saved(book_of(replace(whole, schools=whole.schools[:-1])), tmp_path)
    done = run("import", book, "--into", plan, "--yes", "--lang", "en")
    assert done.returncode == 0
    assert any(line.split()[:2] == ["removed", "2025-kindergarten-3"] for line in done.stdout.splitlines())
    assert read_plan(plan) == replace(whole, schools=whole.schools[:-1])


def test_what_is_not_read_is_said(tmp_path: Path, plan: Path) -> None:
    """Macros, columns of one's own, and values of the population that somebody changed."""
    book = book_of(read_plan(), assumed={"base_crowding": 1.2, "size_caps.primary": 3000})
    sheet_of(book, "ledger")["BA3"], sheet_of(book, "ledger")["BA9"] = "经办人", "李四"
    sheet_of(book, "ledger")["BB3"], sheet_of(book, "ledger")["BB9"] = "自算", "=1+1"
    path = doctored(saved(book, tmp_path, "台账.xlsm"), {"xl/vbaProject.bin": b"x"})
    done = run("import", path, "--into", plan)
    assert done.returncode == 0
    assert done.stderr.replace(str(path), "F").splitlines() == [
        "F: 含有宏：未运行，也不读取。",
        "F: 项目台账：未读自加的列 经办人。",
        "F:参数!C55: assumptions.base_crowding 由 1 改为 1.2，"
        "不属于方案，未写入；可写进情景 set: {base_crowding: 1.2}。",
        "F:参数!C56: assumptions.size_caps.primary 由 2000 改为 3000，"
        "不属于方案，未写入；应改人口目录的 assumptions.yaml。",
    ]


def test_a_fault_that_only_the_people_show_is_told_at_its_cell(tmp_path: Path, plan: Path) -> None:
    """An area that nobody counted."""
    book = book_of(read_plan())
    for row in (7, 8):
        at(sheet_of(book, "ledger"), "区域", row).value = "中心城"
    path = saved(book, tmp_path)
    done = run("import", path, "--into", plan, "--yes")
    assert done.returncode == 3
    assert done.stderr == f"{path}:项目台账!D7: 区域: 人口数据没有这个区域（实为 中心城）。是否想写 中心城区？\n"
    assert plan.read_bytes() == SHIPPED.read_bytes()


def test_faults_of_the_plan_and_of_the_workbook_come_together(tmp_path: Path) -> None:
    """Neither hides the other's."""
    done = run("import", tmp_path / "a.xlsx", "--into", tmp_path / "b.yaml", "--lang", "en")
    assert done.returncode == 3
    assert done.stderr.splitlines() == [f"{tmp_path}/b.yaml: no such file", f"{tmp_path}/a.xlsx: no such file"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_encoding_and_line_ends_of_the_plan_stay(tmp_path: Path, plan: Path, encoding: str) -> None:
    """A plan from Windows stays one."""
    raw = SHIPPED.read_text(encoding="utf-8").replace("\n", "\r\n").encode(encoding)
    plan.write_bytes(raw)
    assert run("import", edited(tmp_path), "--into", plan, "--yes").returncode == 0
    seats = "    seats: {primary: 1620}\r\n"
    smaller = "    opens: 2024\r\n    seats: {primary: 1350}\r\n"
    wanted = raw.decode(encoding).replace(seats, smaller, 1)
    assert plan.read_bytes().decode(encoding) == wanted


@pytest.mark.parametrize("moment", ["os.replace", "os.fsync"])
def test_a_process_that_is_killed_while_writing_leaves_the_old_plan_whole(
    tmp_path: Path, plan: Path, moment: str
) -> None:
    """Whether it dies before its file is on the disk or before that takes its place."""
    program = (
        "import os, signal, sys\n"
        f"{moment} = lambda *words: os.kill(os.getpid(), signal.SIGKILL)\n"
        f"sys.argv[1:] = ['import', {str(edited(tmp_path))!r}, '--into', {str(plan)!r}, '--yes']\n"
        "from xuewei.cli.app import main\n"
        "main()\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, env=environment())
    assert done.returncode == -9
    assert plan.read_bytes() == SHIPPED.read_bytes()
    assert run("import", edited(tmp_path), "--into", plan, "--yes").returncode == 0


def test_a_plan_with_people_of_its_own_is_held_against_them(tmp_path: Path) -> None:
    """Its folder is looked for beside the file that is written; a folder that is not there is said."""
    city = Path(shutil.copytree(TOP / "examples" / "small_city", tmp_path / "city"))
    own = read_plan(city / "plan.yaml")
    path = saved(book_of(replace(own, population=own.population or "population")), tmp_path)
    done = run("import", path, "--into", city / "plan.yaml")
    assert done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    done = run("import", path, "--output", tmp_path / "new.yaml", "--yes", "--lang", "en")
    assert done.returncode == 0
    assert "the plan's population folder" in done.stderr
