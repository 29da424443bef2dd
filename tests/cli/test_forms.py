"""What a file is called decides what is written into it, for every command; what cannot be written is refused first."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

from xuewei.formats.guard import kind_of_file

from inside import Run, run

SMALL = Path(__file__).parent.parent.parent / "examples" / "small_city"
TABLES = {
    "gap": "gap --year 2024",
    "ledger": "ledger",
    "forecast": "forecast",
    "schools": "schools --year 2024",
    "check": "check",
    "policy": "check --policy",
    "explain": "explain --year 2024 --stage primary",
    "track": "track --as-of 2024-09-01",
    "diff": "diff plan.yaml scenarios/one_year_late.yaml",
    "compare": "compare scenarios/one_year_late.yaml",
    "sweep": "sweep --set opening_lag=0,1",
    "simulate": "simulate --draws 10",
    "convert-options": "convert-options",
    "warn": "warn --from 2024",
    "backtest": "backtest china --origins 2018:2019 --leads 1:2",
    "fit": "fit china",
    "estate": "estate --residents 5000",
}
KINDS = {".csv": "CSV", ".json": "JSON", ".md": "text", ".txt": "text", ".xlsx": "table xlsx", ".parquet": "Parquet"}
OWN = {
    "chart gap": (".png", ".svg", ".pdf"),
    "report": (".docx", ".html"),
    "optimise": (".yaml", ".yml"),
    "schema plan": (".json",),
    "import list.csv": (".yaml", ".yml"),
}
BESIDE_TABLES = {"backtest": (".png", ".svg", ".pdf"), "warn": (".docx",)}
"""Endings of commands that write tables and something else."""
UNKNOWN = (".yaml", ".json", ".docx", ".ods", ".xls", ".jpg", ".gz", ".tsv", ".htm", ".")


@pytest.fixture(autouse=True)
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project, which is where commands run."""
    shutil.copytree(SMALL, tmp_path / "city")
    monkeypatch.chdir(tmp_path / "city")
    (tmp_path / "city" / "list.csv").write_text("名称,学段,计划年,学位\n一小,小学,2023,540\n", encoding="utf-8")
    return tmp_path / "city"


def rows_of(path: str) -> list[list[object]]:
    """The cells of the first sheet of a workbook."""
    book = load_workbook(path)
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


@pytest.mark.parametrize(("n", "line"), [*enumerate(TABLES.values())], ids=TABLES)
def test_every_table_is_written_in_the_form_of_its_name(n: int, line: str, xuewei: Run) -> None:
    """Six forms of the same rows; whoever calculates again need not say --force, which each command is asked in one of
    the forms, and each form by several."""
    import pandas

    ledger, again = line == "ledger", list(KINDS)[n % len(KINDS)]
    for ending, kind in KINDS.items():
        for _ in range(2 if ending == again else 1):
            code, out, err = xuewei(*line.split(), "--output", f"out{ending}")
            assert (code in (0, 1), out) == (True, ""), err
        assert kind_of_file(f"out{ending}") == ("xlsx" if ledger and ending == ".xlsx" else kind)
    rows = json.loads(Path("out.json").read_text(encoding="utf-8"))["rows"]
    assert len(pandas.read_parquet("out.parquet")) == len(rows)
    if not ledger:
        head, *body = rows_of("out.xlsx")
        assert (len(body), None in head) == (len(rows), False)
    with open("out.csv", encoding="utf-8-sig", newline="") as file:
        assert len(list(csv.DictReader(file))) == len(rows)


def test_a_sheet_holds_numbers_under_a_head_that_stays(xuewei: Run) -> None:
    """With widths, a filter, the words that tables use, and what the figures rest on in a sheet of its own."""
    assert xuewei("gap", "--year", "2024", "--output", "out.xlsx") == (0, "", "")
    rows = json.loads(xuewei("gap", "--year", "2024", "--format", "json")[1])["rows"]
    head, *body = rows_of("out.xlsx")
    assert head[:8] == ["学年", "区域", "学段", "可用学位", "学位需求", "余缺", "满足率", "预警"]
    for cells, row in zip(body, rows, strict=True):
        assert cells[:6] == [2024, row["area"], cells[2], row["seats"], row["demand"], row["balance"]]
        assert cells[6] == pytest.approx(row["rate"])
    sheet = load_workbook("out.xlsx").worksheets[0]
    assert (sheet.freeze_panes, sheet.auto_filter.ref is not None) == ("A2", True)
    assert (sheet["A2"].number_format, sheet["G2"].number_format) == ("0", "0.0%")
    assert all(8 <= sheet.column_dimensions[name].width <= 50 for name in "ABCDEFGH")
    notes = [row[0] for row in load_workbook("out.xlsx").worksheets[1].values]
    assert notes[0] == "小城学校建设方案"
    assert "方案：plan.yaml；人口：population。" in notes
    assert run("gap", "--year", "2024", "--output", "en.xlsx", "--lang", "en").returncode == 0
    assert rows_of("en.xlsx")[0][:3] == ["year", "area", "stage"]


CONTRACT = ("学段", "来自", "去向", "预警", "预测方法", "依据", "阶段", "类型", "颜色", "核对", "规则")
"""Heads of columns whose words are those of the contract."""


@pytest.mark.parametrize("line", [each for name, each in TABLES.items() if name != "ledger"])
def test_a_sheet_speaks_the_language_of_the_run(line: str, xuewei: Run) -> None:
    """Heads are those of CSV with labels, words of the contract are words; what is true or false stays so; the notes
    are each told once and name no table that is not in the file."""
    assert xuewei(*line.split(), "--output", "out.xlsx")[0] in (0, 1)
    assert xuewei(*line.split(), "--output", "out.csv", "--labels")[0] in (0, 1)
    assert xuewei(*line.split(), "--output", "out.json")[0] in (0, 1)
    head, *body = rows_of("out.xlsx")
    with open("out.csv", encoding="utf-8-sig", newline="") as file:
        assert head == next(csv.reader(file))
    for n, title in enumerate(head):
        words = {str(row[n]) for row in body if isinstance(row[n], str)}
        assert not (title in CONTRACT and any(re.search("[a-z]", word) for word in words)), (title, words)
    rows = json.loads(Path("out.json").read_text(encoding="utf-8"))["rows"]
    for cells, row in zip(body, rows, strict=True):
        assert sum(isinstance(cell, bool) for cell in cells) == sum(isinstance(value, bool) for value in row.values())
    book = load_workbook("out.xlsx")
    notes = [row[0].value for row in book.worksheets[1].iter_rows()]
    assert len(notes) == len(set(notes))
    assert not [row[0].value for row in book.worksheets[1].iter_rows(min_row=2) if row[0].font.bold]


def test_no_name_becomes_a_formula_in_a_sheet(city: Path, xuewei: Run) -> None:
    """Text is text whatever it begins with, and characters that act stand as escapes."""
    text = (city / "plan.yaml").read_text(encoding="utf-8")
    (city / "plan.yaml").write_text(text.replace("西区九年一贯制学校", '"=1+1\\u202E"'), encoding="utf-8")
    assert xuewei("track", "--output", "out.xlsx")[0] == 0
    cells = [cell for row in load_workbook("out.xlsx").worksheets[0].iter_rows() for cell in row]
    (found,) = [cell for cell in cells if str(cell.value).startswith("=1+1")]
    assert (found.data_type, found.quotePrefix, "\u202e" in str(found.value)) == ("s", True, False)
    with zipfile.ZipFile("out.xlsx") as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


@pytest.mark.parametrize("line", [*TABLES.values(), *OWN])
def test_an_ending_that_a_command_has_not_is_refused_before_any_work(line: str, city: Path, xuewei: Run) -> None:
    """Exit 2 with the endings that it has; nothing is read, though the plan is broken, and nothing is written."""
    endings = OWN.get(line, (*KINDS, *BESIDE_TABLES.get(line.split()[0], ())))
    for wrong in {*UNKNOWN, ".png", ".xlsx"} - {*endings}:
        code, out, err = xuewei(*line.split(), "--output", f"out{wrong}")
        assert (code, out) == (2, ""), (wrong, err)
        assert all(each in err for each in (f"out{wrong}", *endings))
    assert not list(city.glob("out*"))


@pytest.mark.parametrize(
    ("format", "name"),
    [
        ("json", "out.csv"),
        ("table", "out.csv"),
        ("csv", "out.xlsx"),
        ("md", "out.txt"),
        ("json", "out.parquet"),
        ("csv", "OUT.JSON"),
    ],
)
def test_a_format_and_a_name_that_clash_are_refused(format: str, name: str, city: Path, xuewei: Run) -> None:
    """Exit 2, and nothing is written."""
    code, out, err = xuewei("gap", "--format", format, "--output", name)
    assert (code, out) == (2, "")
    assert f"--format {format}" in err
    assert not (city / name).exists()
    assert xuewei("backtest", "china", "--format", "csv", "--output", "out.png")[0] == 2


def test_a_format_and_a_name_that_agree_and_a_name_without_an_ending(city: Path, xuewei: Run) -> None:
    """The option alone decides where the name says nothing."""
    for format, name in (("csv", "a.csv"), ("json", "A.JSON"), ("chart", "a.txt"), ("json", "answer"), ("md", "b.d/c")):
        (city / name).parent.mkdir(exist_ok=True)
        assert xuewei("gap", "--format", format, "--output", name) == (0, "", ""), name
    assert json.loads((city / "answer").read_text(encoding="utf-8"))["rows"]
    assert xuewei("gap", "--output", "table")[0] == 0
    assert "余缺" in (city / "table").read_text(encoding="utf-8")


def test_a_table_does_not_replace_a_ledger_that_people_work_in(xuewei: Run) -> None:
    """Though both are called .xlsx; a ledger replaces a ledger."""
    for _ in range(2):
        assert xuewei("ledger", "--output", "a.xlsx")[0] == 0
    code, _, err = xuewei("gap", "--output", "a.xlsx")
    assert (code, "--force" in err) == (3, True)
