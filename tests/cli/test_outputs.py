"""No command writes over what it reads, or over a file of another kind: every command, every kind of input."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from xuewei.cli.app import COMMANDS, main
from xuewei.cli.guarding import OUTPUTS

from commands import commands
from inside import run

DATA = Path(__file__).parent.parent.parent / "data"
Run = Callable[..., tuple[int, str]]

CANDIDATES = "candidates:\n  - {id: new, type: primary, earliest: 2026, seats: {primary: 540}}\n"
NAMES = "columns: {名称: name, 学段: stage, 计划年: planned, 学位: seats}\n"
LINES = {
    "gap": "gap --plan plan.yaml --scenario late.yaml --population population --year 2024",
    "ledger": "ledger --plan plan.yaml --scenario late.yaml --population population",
    "forecast": "forecast --plan plan.yaml --scenario late.yaml --population population",
    "schools": "schools --plan plan.yaml --scenario late.yaml --population population",
    "check": "check plan.yaml population --scenario late.yaml",
    "explain": "explain --year 2024 --stage primary --plan plan.yaml --scenario late.yaml --population population",
    "resources": "resources --plan plan.yaml --scenario late.yaml --population population",
    "track": "track --plan plan.yaml --scenario late.yaml --population population",
    "diff": "diff plan.yaml late.yaml --scenario fewer.yaml --population population",
    "compare": "compare late.yaml --plan plan.yaml --scenario fewer.yaml --population population",
    "sweep": "sweep --set opening_lag=0 --plan plan.yaml --scenario late.yaml --population population",
    "simulate": "simulate --draws 5 --plan plan.yaml --scenario late.yaml --population population",
    "optimise": "optimise --now 2021 --candidates candidates.yaml --plan plan.yaml --scenario late.yaml"
    " --population population",
    "convert-options": "convert-options --plan plan.yaml --scenario late.yaml --population population",
    "warn": "warn --from 2024 --plan plan.yaml --scenario late.yaml --population population",
    "site": "site --plan district/plan.yaml --year 2028 --stage primary --sites district/sites.csv"
    " --points district/population/points.csv",
    "backtest": "backtest china",
    "fit": "fit china --origin 2023",
    "chart": "chart gap --plan plan.yaml --scenario late.yaml --population population",
    "report": "report --plan plan.yaml --scenario late.yaml --population population --boundaries map.geojson",
    "verify": "verify gap.json",
    "estate": "estate --residents 5000",
    "import": "import list.csv --map names.yaml --population population",
    "schema": "schema plan",
}
"""A command line for each command that has an output, with every kind of file that it reads."""
MADE = '{"provenance": {"made": "2026-01-01", "version": "0.1.0", "command": "gap", "inputs": []}, "rows": []}'
ENDINGS = {"chart": ".png", "report": ".html", "optimise": ".yaml", "import": ".yaml", "schema": ".json"}
"""Endings of an output, where it is no table in CSV."""


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a file of each kind, which is where commands run."""
    small = DATA.parent / "examples" / "small_city"
    shutil.copytree(small / "population", tmp_path / "population")
    shutil.copytree(DATA / "china", tmp_path / "china")
    shutil.copy(small / "plan.yaml", tmp_path)
    shutil.copy(small / "scenarios" / "one_year_late.yaml", tmp_path / "late.yaml")
    shutil.copy(small / "scenarios" / "fewer_births.yaml", tmp_path / "fewer.yaml")
    for name in ("late.yaml", "fewer.yaml"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("../plan", "plan").replace("one_year_", ""), encoding="utf-8")
    (tmp_path / "candidates.yaml").write_text(CANDIDATES, encoding="utf-8")
    (tmp_path / "list.csv").write_text("名称,学段,计划年,学位\n一小,小学,2023,540\n", encoding="utf-8")
    (tmp_path / "names.yaml").write_text(NAMES, encoding="utf-8")
    (tmp_path / "map.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": []}), encoding="utf-8")
    shutil.copytree(DATA.parent / "examples" / "district", tmp_path / "district")
    (tmp_path / "gap.json").write_text(MADE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def xuewei(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program in this process: exit code and what it says on standard error."""

    def called(*words: str) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["xuewei", *words])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0), capsys.readouterr().err

    return called


def outputs_of(name: str) -> list[str]:
    """The options of a command that name a file to be written."""
    return [each.opts[0] for each in commands()[name].params if each.name in OUTPUTS]


WRITING = [(name, option) for name in COMMANDS for option in outputs_of(name)]


def test_every_command_that_writes_is_tried_here() -> None:
    """A new command with an output comes into the table above."""
    assert sorted(LINES) == sorted({name for name, _ in WRITING})


def inputs_of(line: str) -> list[str]:
    """The files that a command line names, and a file in each folder that it names."""
    named = [word for word in line.split() if "." in word and not word[0].isdigit()]
    return named + [f"{word}/assumptions.yaml" for word in line.split() if word == "population"]


def kept(folder: Path) -> dict[str, bytes]:
    """Every file of a folder."""
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.mark.parametrize(("name", "option"), WRITING)
def test_no_output_replaces_an_input(name: str, option: str, project: Path, xuewei: Run) -> None:
    """Exit 3 with one line that names the file and --force, or 2 where no output is called so, and every file as it
    was; a link is no way around it."""
    before = kept(project)
    link = f"link{ENDINGS.get(name, '.csv')}"
    for file in [*inputs_of(LINES[name]), *(["china/enrolment.csv"] if "china" in LINES[name] else [])]:
        os.symlink(file, link)
        for way in (file, link) if name not in ("chart", "report") else (link,):
            code, told = xuewei(*LINES[name].split(), *(["--yes"] if name == "import" else []), option, way)
            if (way, code) == (file, 2):
                assert file in told
                continue
            assert (code, told.count("\n")) == (3, 1), (way, told)
            assert told.startswith(f"{way}: ")
            assert "--force" in told or "--into" in told or option == "--save-map"
        os.unlink(link)
    assert kept(project) == before


@pytest.mark.parametrize("link", [os.symlink, os.link])
def test_a_file_that_is_read_only_on_the_way_is_not_replaced(
    link: Callable[..., None], project: Path, xuewei: Run
) -> None:
    """A scenario that another one extends is not on the command line, and is of the very kind that is written."""
    (project / "over.yaml").write_text("scenario: 上\nextends: late.yaml\n", encoding="utf-8")
    link(project / "late.yaml", project / "other.yaml")
    before = kept(project)
    for way in ("late.yaml", "other.yaml"):
        code, told = xuewei(
            "optimise", "--now", "2021", "--scenario", "over.yaml", "--population", "population", "--output", way
        )
        assert (code, told) == (3, f"{way}: 是本次运行读取的文件，不覆盖；确要覆盖请加 --force\n")
    assert kept(project) == before


KINDS = {
    "book": b"PK\x03\x04",
    "picture": b"\x89PNG\r\n\x1a\n",
    "paper": b"%PDF-1.7",
    "map": b'{"type": "FeatureCollection", "features": []}',
    "page": b"<!doctype html><title>x</title>",
    "plan": "plan: 甲\nschools: []\n".encode(),
    "people": b"area,sex,age_from,age_to,persons,date,basis,source\n",
    "list.csv": "学校,学位\n".encode("gb18030"),
    "data": b"SQLite format 3\0",
}


@pytest.mark.parametrize("format", ["table", "json", "csv", "md"])
def test_no_answer_replaces_a_file_of_another_kind(format: str, project: Path, xuewei: Run) -> None:
    """Nor one of the same kind of text, such as a list in CSV; what is there is named. Names without an ending leave
    the form to the option."""
    for name, raw in KINDS.items():
        if name == "list.csv" and format != "csv":
            continue
        (project / name).write_bytes(raw)
        code, told = xuewei("estate", "--residents", "5000", "--format", format, "--output", name, "--lang", "zh")
        assert (code, told.count("\n")) == (3, 1), (name, told)
        assert "--force" in told
        assert (project / name).read_bytes() == raw


@pytest.mark.parametrize("format", ["table", "json", "csv", "md"])
def test_an_answer_replaces_an_earlier_answer_and_an_empty_file(format: str, project: Path, xuewei: Run) -> None:
    """Whoever calculates again need not say --force."""
    (project / "out").touch()
    for words in (["gap"], ["gap", "--year", "2060"], ["forecast"]):
        assert xuewei(*words, "--format", format, "--output", "out") == (0, "")
    assert xuewei("estate", "--residents", "5000", "--format", format, "--output", os.devnull) == (0, "")


def test_pictures_reports_workbooks_schemas_and_schedules_replace_their_like(project: Path, xuewei: Run) -> None:
    """Twice each, and no other kind in between."""
    lines = {
        "a.png": "chart gap --plan plan.yaml",
        "a.svg": "chart gap --plan plan.yaml",
        "a.html": "report --plan plan.yaml",
        "a.xlsx": "ledger --plan plan.yaml",
        "a.json": "schema plan",
        "a.yaml": "optimise --now 2021 --plan plan.yaml --time-limit 5",
    }
    for name, line in lines.items():
        for _ in range(2):
            assert xuewei(*line.split(), "--output", name)[0] == 0, name
        before = Path(name).read_bytes()
        assert xuewei("gap", "--output", name)[0] in (2, 3), name
        assert Path(name).read_bytes() == before


def test_force_writes_over_anything(project: Path, xuewei: Run) -> None:
    """That is what was asked for, even where it is the plan that was read."""
    shutil.copy("plan.yaml", "mine")
    assert xuewei("gap", "--plan", "mine", "--output", "mine", "--force")[0] == 0
    assert "余缺" in (project / "mine").read_text(encoding="utf-8")
    (project / "old").write_bytes(KINDS["paper"])
    assert xuewei("gap", "--output", "old", "--force")[0] == 0


def test_a_file_marked_as_not_to_be_written_stays(project: Path, xuewei: Run) -> None:
    """Though whoever may write its folder could replace it; --force does."""
    (project / "kept.txt").write_text("余缺", encoding="utf-8")
    (project / "kept.txt").chmod(0o444)
    assert xuewei("gap", "--output", "kept.txt") == (3, "kept.txt: 无法写入：没有权限\n")
    assert xuewei("gap", "--output", "kept.txt", "--force")[0] == 0


def test_commands_that_change_a_plan_change_it(project: Path, xuewei: Run) -> None:
    """`plan set` and `import --into` need no --force."""
    assert xuewei("plan", "set", "west-primary", "opens=2027", "--plan", "plan.yaml")[0] == 0
    words = ["import", "list.csv", "--map", "names.yaml", "--into", "plan.yaml", "--population", "population", "--yes"]
    assert xuewei(*words)[0] == 0
    assert "一小" in (project / "plan.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "text", "format"),
    [
        ("main.py", "def main():\n    return 1\n", "table"),
        ("Makefile.mk", "all:\n\techo\n", "table"),
        ("plan.tex", "\\documentclass{article}\n", "md"),
        ("package.json", '{\n  "name": "x",\n  "version": "1.0.0"\n}\n', "json"),
        ("contacts.csv", "name,phone,address\nli,1,2\n", "csv"),
    ],
)
def test_what_is_no_answer_of_ours_stays(name: str, text: str, format: str, tmp_path: Path) -> None:
    """A program, a document, settings, somebody's table: each is another kind, though it is text as well."""
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = run("gap", "--year", "2023", "--format", format, "--output", tmp_path / name)
    assert (done.returncode, "--force" in done.stderr) == ((3, True) if name[-4:] in ("json", ".csv") else (2, False))
    assert (tmp_path / name).read_text(encoding="utf-8") == text


@pytest.mark.parametrize("format", ["table", "md", "json", "csv"])
def test_an_answer_may_be_written_again(format: str, tmp_path: Path) -> None:
    """Over itself, without a word."""
    for command in (["gap"], ["ledger"], ["ledger", "--by", "year"], ["forecast", "--by", "age"], ["check"], ["track"]):
        for _ in range(2):
            done = run(*command, "--format", format, "--output", tmp_path / "answer")
            assert done.returncode == 0, done.stderr
        (tmp_path / "answer").unlink()


@pytest.mark.parametrize("force", [(), ("--force",)])
@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize(
    "line",
    [
        "import list.csv --output {} --save-map {} --yes",
        "import list.csv --into {} --save-map {} --yes",
    ],
)
def test_two_outputs_of_one_name_are_refused(
    line: str, there: bool, force: tuple[str, ...], project: Path, xuewei: Run
) -> None:
    """Exit 3 at once with the name, by whatever path, even with --force; nothing is written."""
    if there:
        shutil.copy(project / "plan.yaml", project / "one.yaml")
    (project / "way").symlink_to(project)
    before = sorted(project.iterdir())
    ways = ("one.yaml", "./way/one.yaml")
    code, told = xuewei(*line.format(*ways).split(), *force)
    assert code == 3
    assert told in [f"{way}: 在命令行上被指定写入两次：请用不同的文件名\n" for way in ways]
    assert sorted(project.iterdir()) == before
    if there:
        assert (project / "one.yaml").read_bytes() == (project / "plan.yaml").read_bytes()


def test_two_outputs_of_one_device_are_not_refused_as_one_file(project: Path, xuewei: Run) -> None:
    """What is thrown away may be thrown away twice; that the map is there already is another matter."""
    words = ("import", "list.csv", "--output", os.devnull, "--save-map", os.devnull, "--yes")
    assert xuewei(*words)[1] == "/dev/null: 已存在，不覆盖\n"
