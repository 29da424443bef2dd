"""Every table of every command in windows of every width: nothing is cut, and what has no room is named."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import IO, Any

import pytest

from windows import answer, columns, on_terminal, shown
from xuewei.language.words import say
from xuewei.tables.screen import BETWEEN, NARROW, layout, show, window
from xuewei.tables.view import Column, Sheet, View

from inside import run as run_here
from program import TOP, environment, run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
WIDTHS = (40, 60, 80, 100, 120, 200)
COUNTIES = ("--plan", "examples/counties/plan.yaml")
COMMANDS: dict[str, list[str]] = {
    "gap --year": ["gap", "--year", "2023"],
    "gap": ["gap", "--from", "2022", "--to", "2032"],
    "gap, counties": ["gap", *COUNTIES, "--year", "2026"],
    "gap, as delivered": ["gap", "--as-delivered", "--as-of", "2025-09-30", "--year", "2025"],
    "ledger": ["ledger"],
    "ledger, counties": ["ledger", *COUNTIES],
    "forecast": ["forecast"],
    "forecast --by grade": ["forecast", "--by", "grade"],
    "forecast --by age": ["forecast", "--by", "age"],
    "forecast china": ["forecast", "--population", "china", "--origin", "2018", "--to", "2024"],
    "forecast china --by grade": ["forecast", "--population", "china", "--by", "grade", "--to", "2027"],
    "check": ["check", "data/plan_2021_2025.yaml", "data/population", "examples/one_year_late.yaml"],
    "gap --by provision": ["gap", "--by", "provision"],
    "gap --by provision, a year": ["gap", "--by", "provision", "--year", "2025"],
    "check --policy": ["check", "--policy"],
    "explain": ["explain", "--year", "2023", "--stage", "primary"],
    "explain, births": ["explain", "--year", "2030", "--stage", "kindergarten"],
    "schools": ["schools", "--year", "2024"],
    "track": ["track", "--as-of", "2023-09-01", "--plan", "examples/progress/plan.yaml"],
    "diff": ["diff", "plan_2021_2025", "examples/one_year_late.yaml"],
    "diff, folders": ["diff", "tests/county_before", "tests/county"],
    "compare": ["compare", "examples/one_year_late.yaml", "examples/grade_by_grade.yaml"],
    "compare, counties": [
        *("compare", "examples/counties/scenarios/one_a_year.yaml", "examples/counties/scenarios/three_a_year.yaml"),
    ],
    "sweep": ["sweep", "--set", "opening_lag=0,1,2", "--set", "population.births=low,high"],
    "simulate": ["simulate", "--draws", "60", "--from", "2024"],
    "simulate, counties": ["simulate", *COUNTIES, "--year", "2026", "--draws", "30"],
    "optimise": ["optimise", "--now", "2021", "--budget", "2022=30000,2023=20000", "--budget-default", "15000"],
    "convert-options": ["convert-options", "--from", "2026"],
    "warn": ["warn", "--from", "2021"],
    "warn, detail": ["warn", "--from", "2021", "--by", "school", "--detail"],
    "warn, counties": ["warn", *COUNTIES, "--from", "2026", "--years", "7"],
    "backtest": ["backtest", "china", "--origins", "2014:2016", "--leads", "1:3"],
    "fit": ["fit", "china"],
    "estate": ["estate", "--area-m2", "150000", "--households", "5000"],
    "import, new": ["import", "{schools}", "--area", "盐湖区", "--output", "{folder}/new.yaml"],
    "import, people": ["import", "{people}", "--into", "{folder}/other", "--area", "盐湖区"],
    "import, changes": ["import", "{ledger}", "--into", "{plan}"],
    "plan set": ["plan", "set", "2022-middle-3", "opens=2025", "name=运城市盐湖区第三初级中学", "--plan", "{plan}"],
    "track close": [
        *("track", "close", "2022-nine-year-1", "--date", "2024-07-01", "--note", "已验收" * 9, "--plan", "{plan}"),
    ],
}


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A ledger of the shipped plan, and a plan that has moved on since."""
    folder = tmp_path_factory.mktemp("windows")
    plan = folder / "plan.yaml"
    shutil.copy(TOP / "data" / "plan_2021_2025.yaml", plan)
    shutil.copytree(TOP / "data" / "population", folder / "population")
    assert run_here("ledger", "--plan", plan, "--output", folder / "ledger.xlsx").returncode == 0
    for words in (
        ("2023-primary-1", "opens=2026"),
        ("2022-middle-1", "status=approved"),
        ("2021-primary-1", "fill=by_grade"),
        ("2022-nine-year-1", "status=in_use"),
    ):
        assert run_here("plan", "set", *words, "--plan", plan).returncode == 0
    schools = folder / "schools.csv"
    schools.write_text(
        "名称,类型,小学,初中,投用年\n第一小学,小学,1080,,2025\n第二初级中学,初中,,1200,2026\n", encoding="utf-8"
    )
    people = folder / "人口.csv"
    people.write_text("2020年人口普查\n年龄,合计,男,女\n0-4岁,30,16,14\n5岁及以上,66,34,32\n", encoding="utf-8")
    found = {"people": people, "ledger": folder / "ledger.xlsx", "plan": plan, "schools": schools, "folder": folder}
    return {name: str(path) for name, path in found.items()}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_table_is_whole_in_every_window(
    name: str, lang: str, places: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a real pseudo-terminal: no line is wider than the window, every name of a row and every figure shown stands
    there whole, and the columns shown and those named are all there are."""
    plan = tmp_path / "plan.yaml"
    shutil.copy(places["plan"], plan)
    words = [each.format(**{**places, "plan": str(plan)}) for each in COMMANDS[name]]
    found = answer(monkeypatch, WIDTHS, lang, *words)
    sheets = found.view.sheets
    assert any(sheet.rows for sheet in sheets)
    for width in WIDTHS:
        layouts = [asdict(layout(sheet, width)) for sheet in sheets]
        check(sheets, found.view.notes, layouts, found.windows[width], width, lang, found.view.heading)


LONG = (
    "运城市盐湖区北城街道办事处东留村第一九年一贯制实验学校"
    + "暨运城师范高等专科学校附属学校安邑校区（暂名）二期扩建工程项目部组"
)
MANY = Sheet(
    "表" * 70,
    [
        Column("编号", rank=0),
        Column("名称", rank=0),
        Column("依据与说明", rank=9),
        *(Column(f"第 {n} 年余缺", number=True, rank=n) for n in range(1, 13)),
    ],
    [
        [f"2021-nine-year-{n}-of-the-new-district", LONG, "见 1,234,567 号文件" * 4, *["1,234,567,890"] * 12]
        for n in range(3)
    ],
    ["合计 1,234,567,890 个；" * 9],
)


@pytest.mark.parametrize("width", [30, *WIDTHS])
def test_long_names_large_numbers_and_many_columns_are_never_cut(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name of 60 characters folds; figures of ten digits stand whole; what has no room is named."""
    monkeypatch.delenv("COLUMNS", raising=False)
    text = shown(width, lambda screen: show(View([MANY], []), screen, "zh", window(screen)))
    check([MANY], [], [asdict(layout(MANY, width))], text, width, "zh")
    assert layout(MANY, width).blocks == (width < NARROW)


@pytest.mark.parametrize("width", [60, 80])
def test_titles_fold_before_columns_go_and_columns_go_by_rank(width: int) -> None:
    """Columns come in by rank as long as they have room; a wide one that has none does not shut out a narrow one."""
    heads = [Column("学段", rank=0), Column("很长很长的栏目名称", number=True, rank=1)]
    heads += [Column("说明", number=True, rank=2), Column("余缺", number=True, rank=3)]
    found = layout(Sheet("", heads, [["小学", "1", "9" * 90, "-1"]]), width)
    assert found.left_out == ("说明",)
    many = [Column("学段", rank=0), *(Column("很长很长的栏目名称", number=True, rank=n) for n in (3, 1, 2))]
    small = layout(Sheet("", many, [["小学", "1", "2", "3"]]), 60)
    assert (small.places, small.left_out) == ((0, 1, 2, 3), ())


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_columns_show_where_all_are_asked_for(lang: str) -> None:
    """``--wide`` prints every column on one line, whatever the window; the text below the table keeps to it."""
    words = ["compare", "examples/one_year_late.yaml", "--lang", lang]
    _, whole = on_terminal(400, *words)
    code, text = on_terminal(60, *words, "--wide")
    assert code == 0
    lines, wide = (plain(each).split("\n") for each in (whole, text))
    whole_rule, rule = (next(n for n, line in enumerate(each) if set(line) == {"─"}) for each in (lines, wide))
    assert wide[rule - 1 : rule + 7] == lines[whole_rule - 1 : whole_rule + 7]
    assert say("left_out", lang, columns="")[:2] not in text
    assert columns(plain(text).split("\n")[-2]) <= 60


@pytest.mark.parametrize("words", [["gap", "--year", "2023"], ["compare", "examples/grade_by_grade.yaml"]])
def test_the_program_itself_keeps_to_its_window(words: list[str]) -> None:
    """The window is that of standard output; COLUMNS wins over it, and a pipe has none: there tables are whole."""
    for width in (40, 60, 80):
        code, text = on_terminal(width, *words)
        assert code == 0
        assert max(map(columns, plain(text).split("\n"))) <= width
        assert run(*words, COLUMNS=str(width)).stdout == plain(text)
    _, whole = on_terminal(160, *words)
    assert run(*words).stdout == plain(whole)


def test_a_pipe_and_a_file_hold_whole_tables(tmp_path: Path) -> None:
    """However wide a table is, none of its columns is left out where there is no window."""
    words = ["simulate", "--draws", "30", "--year", "2030", "--plan", "examples/counties/plan.yaml", "--lang", "en"]
    file = tmp_path / "shown.txt"
    assert run(*words, "--output", file, COLUMNS="60").returncode == 0
    text = file.read_text(encoding="utf-8")
    assert text.strip() == run(*words).stdout.strip()
    assert "what matters most" in text
    assert "Also" not in text
    stream = StringIO()
    show(View([MANY], []), stream, "zh")
    (line,) = {each.count("1,234,567,890") for each in stream.getvalue().split("\n")[3:] if each.startswith("2021")}
    assert line == 12


def check(
    sheets: Sequence[Sheet],
    notes: Sequence[str],
    layouts: Sequence[dict[str, Any]],
    text: str,
    width: int,
    lang: str,
    heading: str = "",
) -> None:
    """Read a window back and hold it against the tables that it shows."""
    lines = plain(text).split("\n")
    assert max(map(columns, lines)) <= width
    screen = Screen(lines)
    if heading:
        screen.text(heading)
    for sheet, laid in zip(sheets, layouts, strict=True):
        screen.text(sheet.title)
        if sheet.rows:
            if laid["blocks"]:
                assert width < NARROW or width < 80, sheet.title
                blocks(screen, sheet)
            else:
                table(screen, sheet, laid)
            titles = {each.full_title or each.title for each in sheet.columns}
            kept = {sheet.columns[n].full_title or sheet.columns[n].title for n in laid["places"]}
            assert kept | set(laid["left_out"]) == titles
            if laid["left_out"]:
                assert width >= NARROW
                screen.text(say("left_out", lang, columns=say("listed", lang).join(laid["left_out"])))
        for note in (*sheet.notes, *sheet.quiet):
            screen.text(note)
        screen.text("")
    for note in notes:
        screen.text(note)


class Screen:
    """Lines of a window, read from the top."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = list(lines)

    def take(self) -> str:
        """The next line."""
        assert self.lines
        return self.lines.pop(0)

    def text(self, wanted: str) -> None:
        """Take the lines of a text that is folded: every number of it is whole."""
        taken = [self.take()]
        while squeezed("".join(taken)) != squeezed(wanted):
            assert squeezed(wanted).startswith(squeezed("".join(taken))), (wanted, taken)
            taken.append(self.take())
        for number in re.findall(r"[\d,.]+", wanted):
            assert any(number in line for line in taken), (number, taken)


def plain(text: str) -> str:
    """What a terminal shows, without its colours."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


def squeezed(text: str) -> str:
    """Text without its spaces."""
    return "".join(text.split())


def cell_text(cell: Any) -> str:
    """The text of a cell that came through JSON."""
    return cell if isinstance(cell, str) else cell[0]


def sliced(line: str, widths: Sequence[int]) -> list[str]:
    """The parts of a line that stand in the columns of a table."""
    found, start = [], 0
    for width in widths:
        place, part = 0, ""
        for char in line:
            if start <= place < start + width:
                part += char
            place += columns(char)
        found.append(part.strip())
        start += width + BETWEEN
    return found


def table(screen: Screen, sheet: Sheet, laid: dict[str, Any]) -> None:
    """Titles over a rule, then every row: figures on its first line, names and texts down their column."""
    heads = [""] * len(laid["places"])
    while set(line := screen.take()) != {"─"}:
        heads = [head + part for head, part in zip(heads, sliced(line, laid["widths"]), strict=True)]
    assert [squeezed(head) for head in heads] == [squeezed(sheet.columns[n].title) for n in laid["places"]]
    for row in sheet.rows:
        wanted = [cell_text(row[n]) for n in laid["places"]]
        first = sliced(screen.take(), laid["widths"])
        for n, place in enumerate(laid["places"]):
            if sheet.columns[place].number:
                assert first[n] == wanted[n]
        parts = first
        while list(map(squeezed, parts)) != list(map(squeezed, wanted)):
            more = sliced(screen.take(), laid["widths"])
            parts = [part + other for part, other in zip(parts, more, strict=True)]
            assert all(squeezed(text).startswith(squeezed(part)) for part, text in zip(parts, wanted, strict=True)), (
                parts,
                wanted,
            )


def blocks(screen: Screen, sheet: Sheet) -> None:
    """Every row: its names, then each title and value."""
    names = [n for n, column in enumerate(sheet.columns) if column.rank == 0] or [0]
    for row in sheet.rows:
        told = [(sheet.columns[n], cell_text(row[n])) for n in names if cell_text(row[n])]
        screen.text(" · ".join(f"{one.full_title or one.title} {text}" if one.number else text for one, text in told))
        for n, column in enumerate(sheet.columns):
            wanted, title = cell_text(row[n]), column.full_title or column.title
            if n in names or not wanted:
                continue
            lines = [screen.take()]
            assert lines[0].startswith("  ")
            while sorted(squeezed("".join(lines))) != sorted(squeezed(title + wanted)):
                assert len(lines) < 60, (title, wanted, lines)
                lines.append(screen.take())
            for number in re.findall(r"[\d,.]+", wanted):
                assert any(number in line for line in lines)


def helps(width: int, lang: str) -> list[str]:
    """The help of the program and of each of its commands, in a window of ``width`` columns."""
    program = """
import sys
import click
from xuewei.cli.app import COMMANDS, program
from xuewei.cli.careful import HelpLines
click.Context.formatter_class = HelpLines
for name in ["", *(name for name, command in COMMANDS.items() if command.example)]:
    program().main([*name.split(), "--help"], "xuewei", standalone_mode=False)
    print("=" * 9)
"""
    variables = environment(COLUMNS=str(width), XUEWEI_LANG=lang)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", env=variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.split("=" * 9 + "\n")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 60, 80])
def test_help_keeps_to_its_window(width: int, lang: str) -> None:
    """A Chinese character takes two columns; every command's help stands there whole."""
    found = helps(width, lang)
    assert len(found) > 20
    assert max(columns(line) for text in found for line in text.splitlines()) <= width
    assert [squeezed(text) for text in found] == [squeezed(text) for text in helps(500, lang)]


def test_help_of_a_command_keeps_to_its_window() -> None:
    """So does the program itself."""
    code, text = on_terminal(40, "gap", "--help")
    assert code == 0
    assert max(map(columns, text.split("\n"))) <= 40
    assert "--population DIR\n      " in text


def test_what_is_said_beside_the_answer_keeps_to_its_window(tmp_path: Path) -> None:
    """Sentences fold; commands to be copied stay on one line."""
    folder = tmp_path / "我的城市"
    runs: list[list[str]] = [["init", str(folder)], ["synth", str(tmp_path / "s"), "--areas", "1"]]
    runs.append(["new", str(tmp_path / "夏县")])
    for words in (*runs, ["import", str(tmp_path / "没有.xlsx")]):
        code, text = on_terminal(40, *words)
        sentences = [line for line in plain(text).split("\n") if not line.startswith("  xuewei ")]
        if code == 0:
            assert max(map(columns, sentences)) <= 40
            assert "  xuewei check " in text
        else:
            assert text.count("\n") == 1  # a fault is one line, for programs that read it


def test_a_progress_bar_keeps_to_its_window() -> None:
    """Its share stands whole in a narrow window."""
    program = (
        "from xuewei.cli import progress; progress.PATIENCE = 0\nfor n in progress.watched(range(4), '模拟', 4): pass"
    )

    def write(screen: IO[str]) -> None:
        subprocess.run([sys.executable, "-c", program], stdout=screen, stderr=screen, env=environment(TERM="xterm"))

    text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown(40, write))
    bars = [line for line in re.split(r"[\r\n]+", text) if line.strip()]
    assert max(map(columns, bars)) <= 40
    assert any("100%" in line for line in bars)


def test_long_tables_come_in_pieces_and_colours_end_with_their_cells() -> None:
    """Every row once and in order, whatever goes to the screen at once; spaces at an end are not written."""
    rows: list[list[str | tuple[str, str]]] = [
        [f"县{n}", (f"{n:,}", "red" if n % 2 else ""), "　"] for n in range(2500)
    ]
    view = View([Sheet("表", [Column("区域", rank=0), Column("学位", number=True), Column("注")], rows)], [])
    plain_text = StringIO()
    show(view, plain_text, "zh")
    lines = plain_text.getvalue().split("\n")[3:-2]
    assert [line.split()[0] for line in lines] == [f"县{n}" for n in range(2500)]
    assert not any(line != line.rstrip() for line in lines)

    def write(screen: IO[str]) -> None:
        show(view, screen, "zh", 80)

    coloured = shown(80, write).replace("\r\n", "\n").split("\n")[3:-2]
    assert [plain(line) for line in coloured] == lines
    assert all(("\x1b[31m" in line) == (n % 2 == 1) for n, line in enumerate(coloured))
    assert coloured[1].endswith("\x1b[31m    1\x1b[0m") or coloured[1].endswith("\x1b[31m1\x1b[0m")


def test_who_waits_is_told_what_for_on_a_terminal_alone() -> None:
    """After a while, on standard error; in a pipe nothing."""
    program = (
        "import time; from xuewei.cli import progress as far; far.PATIENCE = 0\n"
        "with far.waiting('读取方案和人口'): time.sleep(0.5)"
    )

    def write(screen: IO[str]) -> None:
        subprocess.run([sys.executable, "-c", program], stdout=screen, stderr=screen, env=environment(TERM="xterm"))

    assert "读取方案和人口" in shown(80, write)
    piped = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env=environment())
    assert (piped.stdout, piped.stderr) == ("", "")
