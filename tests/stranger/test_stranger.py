"""A stranger's county through every command: tables as its bureau has them, taken in by the program's own doors.

``XUEWEI_GOLDEN=write pytest tests/stranger`` writes what is said anew into tests/golden/stranger. The county is
made up.
"""

from __future__ import annotations

import json
import re
import subprocess
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document
from openpyxl.worksheet.worksheet import Worksheet

from test_golden import WRITE
from xuewei.cli.app import COMMANDS

from inside import run
from program import TOP

GOLDEN = TOP / "tests" / "golden" / "stranger"
DAY = datetime(2026, 9, 10, tzinfo=UTC)
MEN = (9320, 10710, 10360, 8640, 6900, 8050, 10240, 9870, 8930, 9640, 11350, 11020, 8130, 7790, 5880, 3870, 2390, 1330)
WOMEN = (8650, 9840, 9240, 7830, 6610, 7790, 9960, 9480, 8700, 9520, 11190, 10840, 8050, 7860, 6080, 4230, 2890, 2060)
BIRTHS = (4320, 4150, 4090, 3980, 3720, 3560, 3310, 3020, 2760, 2540)
"""Of 2014 to 2023."""
SCHOOLS = (
    ("清河县学校建设项目表（2024—2028年）",),
    ("序号", "学校名称", "学校类别", "建设性质", "新增学位（个）", None, None, "计划年", "计划投用", "总投资（万元）"),
    (None, None, None, None, "幼儿园", "小学", "初中"),
    (1, "城关第三小学", "小学", "新建", None, 1080, None, "2024年", "2025年9月", 6800),
    (2, "清河县第四初级中学", "初中", "新建", None, None, 1500, "2024年", "2026年9月", 12500),
    (3, "东镇九年一贯制学校", "九年一贯制学校", "新建", None, 1080, 750, "2026年", "2028年9月", 13600),
    (4, "滨河幼儿园", "幼儿园", "新建", 360, None, None, "2024年", "2025年9月", 1900),
    (5, "城关第二小学扩建", "小学", "改扩建", None, 540, None, "2025年", "2026年9月", 2100),
    (None, "合计", None, None, 360, 2700, 2250, None, None, 36900),
)
PUPILS = (
    ("2021—2023学年清河县分年级在校生（人）",),
    ("学年", "小学", None, None, None, None, None, "初中", None, None),
    (None, "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "七年级", "八年级", "九年级"),
    ("2021—2022学年", 4290, 4390, 4420, 4450, 4380, 4210, 3990, 3900, 3860),
    ("2022—2023学年", 4150, 4270, 4380, 4400, 4430, 4370, 4180, 3960, 3890),
    ("2023—2024学年", 4060, 4120, 4260, 4360, 4390, 4410, 4340, 4150, 3940),
)
SCENARIOS = {
    "晚一年.yaml": "scenario: 晚一年\nextends: plan.yaml\nset:\n  opening_lag: 2\n",
    "少生.yaml": "scenario: 少生，不建滨河幼儿园\nextends: plan.yaml\nset:\n  population.births: low\n"
    "change:\n  - {id: 2024-kindergarten-1, status: cancelled}\n",
}
MOST, LONGEST = 12, 130
"""Rows of a sheet, and lines of an answer, that are held."""
SEATS = "幼儿园=9100,小学=24300,初中=11900"


@dataclass(frozen=True)
class Step:
    """A command line in the county's folder; ``files`` that it writes and that are opened; texts that are written
    ``before``, and what the plan is ``kept`` as."""

    line: str
    files: tuple[str, ...] = ()
    where: str = "清河县"
    before: Mapping[str, str] = field(default_factory=dict)
    kept: str = ""


STEPS = {
    "import_census": Step("import 普查.xlsx --into 人口 --area 清河县 --yes", where="."),
    "import_births": Step("import 出生.csv --into 人口 --area 清河县 --yes", where="."),
    "new": Step(
        f"new 清河县 --census 人口/census.csv --births 人口/births.csv --seats {SEATS} --base-year 2023",
        ("plan.yaml",),
        where=".",
    ),
    "import_schools": Step("import ../学校.xlsx --into plan.yaml --yes", ("plan.yaml",)),
    "check": Step("check", before=SCENARIOS),
    "check_policy": Step("check --policy"),
    "check_upgrade": Step("check --upgrade"),
    "gap": Step("gap"),
    "gap_late_en": Step("gap --scenario 晚一年.yaml --lang en"),
    "gap_detail": Step("gap --year 2026 --detail"),
    "ledger": Step("ledger"),
    "ledger_book": Step("ledger --output 学位台账.xlsx", ("学位台账.xlsx",)),
    "forecast_en": Step("forecast --lang en"),
    "forecast_grade": Step("forecast --by grade --stage middle"),
    "schools": Step("schools"),
    "resources": Step("resources --budget 2027=10000"),
    "site": Step("site --year 2028"),
    "explain": Step("explain --year 2026 --stage middle"),
    "explain_en": Step("explain --year 2028 --stage kindergarten --lang en"),
    "plan_set": Step("plan set 2024-primary-1 status=in_use --plan plan.yaml", kept="earlier.yaml"),
    "track": Step("track --as-of 2026-09-01"),
    "track_close_en": Step("track close 2024-primary-1 --date 2026-03-01 --plan plan.yaml --lang en"),
    "diff": Step("diff plan.yaml 晚一年.yaml"),
    "compare_en": Step("compare 晚一年.yaml 少生.yaml --lang en"),
    "sweep": Step("sweep --set opening_lag=0,1,2 --set population.births=low,medium,high --stage middle"),
    "simulate_en": Step("simulate --draws 200 --from 2024 --to 2030 --lang en"),
    "optimise": Step("optimise --now 2026 --budget 2026=14000,2027=6000 --output 排程.yaml", ("排程.yaml",)),
    "convert_options": Step("convert-options --from 2024"),
    "warn": Step("warn --from 2026"),
    "warn_notice": Step(
        "warn --from 2026 --date 2026-09-10 --sign 清河县教育局 --output 预警通告.docx", ("预警通告.docx",)
    ),
    "backtest_bare": Step("backtest"),
    "fit_bare_en": Step("fit population --lang en"),
    "chart": Step("chart gap --output 余缺.svg", ("余缺.svg",)),
    "report_page": Step("report --output 报告.html --scenario 晚一年.yaml --scenario 少生.yaml", ("报告.html",)),
    "report_document_en": Step("report --output report.docx --scenario 晚一年.yaml --lang en", ("report.docx",)),
    "verify": Step("verify 报告.html"),
    "estate_en": Step("estate --area-m2 150000 --residents 5000 --lang en"),
    "import_pupils": Step("import ../在校生.xlsx --into population --area 清河县 --yes"),
    "verify_later": Step("verify 报告.html"),
    "gap_pupils": Step("gap --from 2024 --to 2030"),
    "backtest": Step("backtest population --origins 2022 --leads 1"),
    "fit_en": Step("fit population --origin 2023 --stage middle --lang en"),
    "schema": Step("schema scenario"),
    "init_en": Step("init 另一县 --lang en", where="."),
    "synth": Step("synth 试算 --areas 3 --seed 1", where="."),
    "git_install": Step("git install"),
    "git_text": Step("git text plan.yaml"),
    "git_driver": Step("git driver plan.yaml earlier.yaml . 100644 plan.yaml . 100644"),
}
"""What is done in the county, in this order."""


def sheet(path: Path, rows: Sequence[Sequence[Any]], merged: str) -> None:
    """A workbook of one sheet with merged heads."""
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    for row in rows:
        page.append([*row])
    for each in merged.split():
        page.merge_cells(each)
    book.save(path)


def county(folder: Path) -> None:
    """The tables of 清河县 as its bureaus have them."""
    groups = [f"{age}-{age + 4}岁" for age in range(0, 85, 5)] + ["85岁及以上"]
    ages = tuple((age, men + women, men, women) for age, men, women in zip(groups, MEN, WOMEN, strict=True))
    head = (("表4-1 清河县第七次全国人口普查分年龄、性别的常住人口",), (None, None, None, "单位：人"))
    total = ("总　计", sum(MEN) + sum(WOMEN), sum(MEN), sum(WOMEN))
    note = ("注：标准时点为2020年11月1日零时。",)
    sheet(folder / "普查.xlsx", (*head, ("年龄", "合计", "男", "女"), total, *ages, note), "A1:D1")
    rows = "".join(f"{2014 + n}年;{births:,}\n" for n, births in enumerate(BIRTHS))
    (folder / "出生.csv").write_text(f"年份;出生人口（人）\n{rows}", encoding="gb18030")
    sheet(folder / "学校.xlsx", SCHOOLS, "A1:J1 A2:A3 B2:B3 C2:C3 D2:D3 E2:G2 H2:H3 I2:I3 J2:J3")
    sheet(folder / "在校生.xlsx", PUPILS, "A1:J1 A2:A3 B2:G2 H2:J2")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    """What the program says at every step, and the text of the files that it writes."""
    folder = tmp_path_factory.mktemp("stranger")
    county(folder)
    said = {}
    for name, step in STEPS.items():
        where = folder / step.where
        for file, text in step.before.items():
            (where / file).write_text(text, encoding="utf-8")
        if step.kept:
            (where / step.kept).write_bytes((where / "plan.yaml").read_bytes())
        if name == "git_install":
            subprocess.run(["git", "init", "-q", where], check=True)
        epoch = str(int(DAY.timestamp()))
        done = run(*step.line.split(), cwd=where, COLUMNS="80", SOURCE_DATE_EPOCH=epoch)
        lines = done.stdout.splitlines(keepends=True)
        more = [] if len(lines) <= LONGEST else [f"({len(lines)} lines)\n"]
        parts = [f"$ xuewei {step.line}\n", *lines[:LONGEST], *more]
        parts += [f"[stderr]\n{done.stderr}"] if done.stderr else []
        parts += [f"[exit {done.returncode}]\n"] if done.returncode else []
        parts += [f"[{file}]\n{text_of(where / ('清河县' if name == 'new' else '.') / file)}\n" for file in step.files]
        text = settled("".join(parts))
        said[name] = re.sub(r"\b[0-9a-f]{12}\b", "DIGEST", text) if name.startswith("verify") else text
    return said


def settled(text: str) -> str:
    """An answer without the day on which it was given, and spaces at the ends of lines."""
    text = text.replace(date.today().isoformat(), "DAY")
    return "".join(line.rstrip() + "\n" for line in text.splitlines())


def text_of(path: Path) -> str:
    """A file in short: cells of a workbook, paragraphs and tables of a document, what a page or a picture says."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path)
        return "\n".join(f"## {page.title} {page.dimensions}\n{_cells(page)}" for page in book.worksheets)
    if path.suffix == ".docx":
        document = Document(str(path))
        rows = [" | ".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
        assert zipfile.ZipFile(path).testzip() is None
        return "\n".join([each.text for each in document.paragraphs if each.text] + rows)
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".svg":
        return "\n".join(re.findall(r"<!-- (.*?) -->", text))
    if path.suffix == ".html":
        page = Visible()
        page.feed(text)
        data = json.loads(re.findall('<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)[0])
        schools = [f"{each['id']} {each['name']} {each.get('opens', '')} {each['seats']}" for each in data["schools"]]
        worlds = [str(each["name"]) for each in data["worlds"]]
        advice = [*data["resting"]["pair"], *data["resting"]["todo"]]
        return "\n".join([*page.said, *advice, *data["notes"], *schools, *worlds])
    return text


def _cells(page: Worksheet) -> str:
    rows = ("|".join(map(_cell, row)) for row in page.iter_rows(values_only=True))
    return "\n".join([row for row in rows if row.strip("|")][:MOST])


def _cell(value: object) -> str:
    """A cell in short: that it computes, not how; fractions of people not to the last digit."""
    if isinstance(value, float):
        return f"{value:.6g}"
    return "" if value is None else "=" if str(value).startswith("=") else str(value)


class Visible(HTMLParser):
    """The words of a page outside its script and style."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Enter a tag; what is in some is not shown."""
        self.hidden += tag in ("script", "style")

    def handle_endtag(self, tag: str) -> None:
        """Leave a tag."""
        self.hidden -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        """Keep the words that are shown."""
        if not self.hidden and data.strip():
            self.said.append(" ".join(data.split()))


def called() -> Iterator[str]:
    """The commands that the steps call."""
    for step in STEPS.values():
        words = step.line.split()
        yield " ".join(words[:2]) if " ".join(words[:2]) in COMMANDS else words[0]


def test_every_command_is_called() -> None:
    """A new command comes into the steps; a third of them are in English."""
    assert set(called()) == set(COMMANDS)
    english = {name for name, step in zip(called(), STEPS.values(), strict=True) if "--lang en" in step.line}
    assert len(english) >= len(COMMANDS) // 3


@pytest.mark.parametrize("name", STEPS)
def test_a_step_says_what_was_reviewed(name: str, answers: Mapping[str, str]) -> None:
    """Every printed character, and the text of the files."""
    path = GOLDEN / f"{name}.txt"
    if WRITE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(answers[name], encoding="utf-8")
    assert answers[name] == path.read_text(encoding="utf-8")


def test_nothing_is_cut_at_80_columns(answers: Mapping[str, str]) -> None:
    """No figure or name ends in an ellipsis where the window is narrow."""
    assert [name for name, text in answers.items() if "…" in text.partition("\n[")[0].replace("Y=N,…", "")] == []
