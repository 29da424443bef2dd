"""A Chinese run speaks Chinese: help, wrong command lines, what parsers and the system say; an English one English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import click
import pytest
import typer

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.yaml import yaml_of
from xuewei.language.heads import head
from xuewei.language.libraries import COMMAND_LINE, reason

from inside import run

TOLD = {
    click: ("core", "decorators", "exceptions", "formatting", "parser", "types"),
    typer: ("core",),
}
"""Modules of the libraries that speak about a command line."""
NEVER = (
    "deprecat",
    "UUID",
    "filename",
    "declarations",
    "decls",
    "No options defined",
    "defined twice",
    "same flag",
    "Choose from",
    "%(prog)s",
    "Do you want",
    "Confirm",
    "Show the version",
    "does not match",
    "{len_type}",
    "Choice(",
    "start character",
)
"""Sentences about what our command line has none of: prompts, dates, paths that click opens, faults of a program."""
SAME = ("file", "directory", "path")
ENGLISH = re.compile(
    r"\b(Usage|Error|Options|Arguments|Commands|Missing|Invalid|Try|No such|Did you|required|default)\b"
)
CHINESE = re.compile(r"[一-鿿]")
WRONG = [
    ["gap", "--bogus"],
    ["gap", "--yeer", "2023"],
    ["gapp"],
    ["nothing"],
    ["gap", "--year", "x"],
    ["gap", "--year"],
    ["gap", "--strict=1"],
    ["gap", "extra"],
    ["gap", "extra", "more"],
    ["gap", "--format", "xx"],
    ["plan"],
    ["plan", "sett"],
    ["plan", "set"],
    ["explain"],
    ["chart"],
    ["simulate", "--draws", "0"],
    ["simulate", "--seed", "-1"],
    ["estate", "--area-m2", "many"],
    ["git", "install", "--undoo"],
    ["track", "closse"],
]


def _sentences() -> Iterator[str]:
    for library, names in TOLD.items():
        for name in names:
            tree = ast.parse((Path(str(library.__file__)).parent / f"{name}.py").read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
                    yield from (
                        each.value
                        for each in node.args
                        if isinstance(each, ast.Constant) and isinstance(each.value, str)
                    )


def test_every_sentence_of_the_libraries_has_a_chinese_one() -> None:
    """The catalogue holds what this version of click and typer can say here, with the same gaps to fill."""
    found = {text for text in _sentences() if text not in SAME and not any(word in text for word in NEVER)}
    assert len(found) > 25
    assert found <= set(COMMAND_LINE)
    for english, chinese in COMMAND_LINE.items():
        gaps = {name for _, name, _, _ in Formatter().parse(chinese) if name}
        assert gaps <= {name for _, name, _, _ in Formatter().parse(english) if name}, english


@pytest.mark.parametrize("words", WRONG, ids=" ".join)
def test_a_wrong_command_line_is_told_in_the_language_of_the_run(words: list[str]) -> None:
    """No English sentence in a Chinese run, no Chinese one in an English run, each hint once."""
    chinese, english = run(*words), run(*words, XUEWEI_LANG="en")
    assert chinese.returncode == english.returncode == 2
    told = chinese.stdout + chinese.stderr
    assert CHINESE.search(told)
    assert not ENGLISH.search(told), told
    assert "'" not in told
    assert told.count("是否想写") <= 1
    told = english.stdout + english.stderr
    assert ENGLISH.search(told)
    assert not CHINESE.search(told), told
    assert told.count("Did you mean") <= 1


@pytest.mark.parametrize(
    "words", [[], ["-h"], ["help"], ["gap", "-h"], ["help", "plan", "set"], ["git", "--help"]], ids=" ".join
)
def test_help_is_asked_for_in_every_way_and_speaks_one_language(words: list[str]) -> None:
    """Lines, not their escapes; nothing in English but names of options and values."""
    chinese, english = run(*words), run(*words, XUEWEI_LANG="en")
    told = chinese.stdout + chinese.stderr
    assert chinese.returncode == english.returncode == (0 if words else 2)
    assert "\\n" not in told
    assert len(told.splitlines()) > 6
    assert not ENGLISH.search(told)
    assert "选项" in told
    assert not CHINESE.search((english.stdout + english.stderr).replace("大班额", ""))


def test_the_language_stands_before_the_command_too() -> None:
    """`xuewei --lang en gap …` is an English run."""
    assert "year" in run("--lang", "en", "forecast", "--stage", "primary").stdout
    assert run("--lang", "fr", "gap").returncode == 2


@pytest.mark.parametrize(
    "text",
    ["a: b: c", "a:\n\tb: 1", "a: [1, 2", "a: {b: 1", "a: 'b", "a\nb: 1", "- a\nb: 1", "a: 1\n b: 2", "a: @b", "a: %b"],
)
def test_broken_yaml_is_explained_in_chinese(text: str) -> None:
    """What the parser says is wrong is said in words that tell how to mend it."""
    with pytest.raises(InputError) as wrong:
        yaml_of(text, "a.yaml")
    for fault in wrong.value.faults:
        assert not re.search(r"[a-z]{4,}", fault.text("zh").removeprefix("a.yaml")), fault.text("zh")
        assert not CHINESE.search(fault.text("en"))


def test_why_a_file_cannot_be_used_is_said_in_chinese(tmp_path: Path) -> None:
    """The system's sentences, JSON's and CSV's too; what nobody knows stays as it is."""
    assert Fault(Place("a"), "", "unwritable", {"why": "No space left on device"}).text("zh") == "a: 无法写入：磁盘已满"
    assert reason("',' expected after '\"'", "zh") == "引号之后应是 ,"
    assert reason("something new", "zh") == "something new"
    assert reason("Permission denied", "en") == "Permission denied"
    done = run("gap", "--format", "csv", "--output", tmp_path / "no" / "such.csv")
    assert (done.returncode, done.stderr) == (3, f"{tmp_path}/no/such.csv: 无法写入：没有这个文件或目录\n")


def test_stages_and_areas_are_found_as_people_write_them() -> None:
    """小学 is primary, 运城市中心城区 is 中心城区; a word that could be several things is refused."""
    plain = run("gap", "--stage", "primary", "--area", "中心城区", "--format", "csv").stdout
    assert plain.count("\n") > 10
    for stage, area in (("小学", "中心城区"), ("Primary", " 中心城区 "), ("primary", "运城市中心城区")):
        assert run("gap", "--stage", stage, "--area", area, "--format", "csv").stdout == plain
    assert run("forecast", "--stage", "学", "--format", "csv").returncode == 2


def test_a_school_is_found_by_its_name_where_one_school_has_it(tmp_path: Path) -> None:
    """`plan set` and `track close` take names; a name of two schools is refused with their ids."""
    plan = tmp_path / "p.yaml"
    rows = ["{id: a1, name: 甲地小学, type: primary, planned: 2022, seats: {primary: 900}}"]
    rows += [f"{{id: b{n}, name: 乙校, type: primary, planned: 2022, seats: {{primary: 90}}}}" for n in (1, 2)]
    plan.write_text(
        "plan: x\narea: 中心城区\nyears: [2021, 2025]\nschools:\n" + "".join(f"  - {row}\n" for row in rows), "utf-8"
    )
    assert run("plan", "set", "甲地小学", "opens=2024", "--plan", plan).returncode == 0
    assert "opens: 2024" in plan.read_text("utf-8").splitlines()[4]
    both = run("plan", "set", "乙校", "opens=2024", "--plan", plan)
    assert both.returncode == 3
    assert "b1, b2" in both.stderr
    near = run("plan", "set", "甲地小", "opens=2024", "--plan", plan)
    assert near.returncode == 3
    assert "甲地小学" in near.stderr


TOP = Path(__file__).parent.parent.parent
COLUMNS = [
    ["gap", "--band", "80", "--to", "2022"],
    ["ledger"],
    ["ledger", "--by", "year"],
    ["forecast"],
    ["gap", "--by", "provision"],
    ["forecast", "--by", "grade"],
    ["forecast", "--by", "age"],
    ["forecast", "--population", TOP / "data/china"],
    ["check"],
    ["check", "--policy"],
    ["explain", "--year", "2023", "--stage", "primary"],
    ["track", "--as-of", "2023-09-01"],
    ["diff", "plan_2021_2025", TOP / "examples/one_year_late.yaml"],
    ["diff", TOP / "tests/county_before", TOP / "tests/county"],
    ["compare", TOP / "examples/one_year_late.yaml"],
    ["sweep", "--set", "opening_lag=0,1"],
    ["simulate", "--draws", "20"],
    ["convert-options"],
    ["warn", "--from", "2021"],
    ["optimise", "--now", "2021", "--time-limit", "5"],
    ["backtest", TOP / "data/china", "--origins", "2018"],
    ["fit", TOP / "data/china", "--origin", "2023"],
    ["estate", "--area-m2", "150000", "--residents", "5000"],
]


@pytest.mark.parametrize("words", COLUMNS, ids=lambda words: " ".join(map(str, words[:2])))
def test_labels_give_every_column_of_csv_a_name(words: list[str | Path]) -> None:
    """`--labels` changes the head alone, and leaves no key in it."""
    keys = run(*words, "--format", "csv").stdout.splitlines()
    titles = run(*words, "--format", "csv", "--labels").stdout.splitlines()
    assert keys[1:] == titles[1:]
    assert titles[0] == ",".join(head(key, "zh") for key in keys[0].split(","))
    assert all(CHINESE.search(title) for title in titles[0].split(",")), titles[0]
    assert len(set(titles[0].split(","))) == len(titles[0].split(","))


def test_labels_belong_to_csv() -> None:
    """With another format they are refused, not passed over."""
    assert run("gap", "--labels").returncode == 2
