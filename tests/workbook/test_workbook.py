"""What stands in the workbook besides its numbers: text that stays text, fonts, lists, print, and the same bytes."""

from __future__ import annotations

import re
import time
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pandas
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.utils.escape import unescape

import xuewei
from xuewei.answers.gap.answer_view import stage_sentences
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.cli.asked import bands_asked
from xuewei.errors import InputError
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.project import read_project
from xuewei.language.words import named
from xuewei.model.balance import WARNINGS
from xuewei.model.plan import School
from xuewei.tables.palette import DEMAND, SEATS, SHORT, SPARE, digits, paler
from xuewei.workbook.columns import ledger_columns
from xuewei.workbook.read.plan_book import read_book
from xuewei.workbook.write.book import write_book

from builders import level, plan, population, school
from inside import run

SHEETS = [
    *("首页", "说明", "项目台账", "进度", "参数", "需求预测", "年度学位", "结论推算"),
    *("余缺表", "分年级", "班级教师经费", "图表", "核对"),
]
TABLES = ["项目台账", "年度学位", "需求预测", "余缺表"]
RISKY = ["=1+1", "+86", "-甲", "@小学", "\t制表", "<b>甲</b>", "甲&乙", '"甲"', " 前后空格 ", "一行\n二行"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped plan's workbook, written by the program."""
    path = tmp_path_factory.mktemp("book") / "学位台账.xlsx"
    done = run("ledger", "--output", path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    return path


def written(tmp_path: Path, *schools: School) -> Path:
    """A workbook of some schools."""
    path = tmp_path / "some.xlsx"
    write_book(xuewei.assess(plan(*schools), population({"甲": level(50)})), path, "zh")
    return path


def test_the_same_plan_gives_the_same_bytes(book: Path, tmp_path: Path) -> None:
    """Neither the clock nor the run leaves a mark."""
    time.sleep(2.1)
    run("ledger", "--output", tmp_path / "again.xlsx", TZ="Asia/Shanghai")
    assert (tmp_path / "again.xlsx").read_bytes() == book.read_bytes()


def test_the_sheets_stand_in_their_order_in_both_languages(book: Path, tmp_path: Path) -> None:
    """Chinese first; English on request."""
    run("ledger", "--output", tmp_path / "en.xlsx", "--lang", "en")
    assert openpyxl.load_workbook(book).sheetnames == SHEETS
    english = openpyxl.load_workbook(tmp_path / "en.xlsx")
    assert english.sheetnames[:3] == ["Overview", "Notes", "Ledger"]
    for sheet in english:
        titles = [cell.value for row in sheet.iter_rows(min_row=3, max_row=4) for cell in row if cell.value]
        assert not [title for title in titles if re.search("[一-鿿]", str(title))], sheet.title


def test_the_notes_open_with_the_answer_in_words(book: Path) -> None:
    """What lies ahead as on the first sheet, and a sentence a stage."""
    found = xuewei.assess(*read_project())
    told = Conclusion.of(found, found.rows(), bands_asked(found), date.today())
    notes = [told.message("zh"), told.past("zh"), *stage_sentences(found, found.rows(), "zh")]
    cells = [row[1].value for row in openpyxl.load_workbook(book)["说明"].iter_rows()]
    assert [each for each in cells if each in notes] == notes
    assert len(notes) == 5


def test_every_warning_has_a_colour(book: Path) -> None:
    """The column of warnings is coloured by each of its five words, and no two colours are alike."""
    sheet = openpyxl.load_workbook(book)["余缺表"]
    rules = [rule for ranges in sheet.conditional_formatting for rule in ranges.rules]
    fills = {
        word: rule.dxf.fill.bgColor.rgb
        for rule in rules
        for word in WARNINGS
        if f'"{named("warning", word, "zh")}"' in rule.formula[0]
    }
    assert set(fills) == set(WARNINGS)
    assert len(set(fills.values())) == 5


def test_pandas_sees_numbers_without_computing(book: Path) -> None:
    """Every formula has a value: what previews and pandas show is the engine's answer."""
    frame = pandas.read_excel(book, sheet_name="余缺表", engine="openpyxl", header=None, skiprows=5)
    found = xuewei.assess(*read_project())
    assert frame[3].tolist() == [row.seats for row in found.rows()]
    assert frame[5].tolist() == [row.balance for row in found.rows()]
    written, stored = openpyxl.load_workbook(book), openpyxl.load_workbook(book, data_only=True)
    empty = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in written
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f" and stored[sheet.title][cell.coordinate].value is None
    ]
    keys = [column.key for column in ledger_columns(["kindergarten", "primary", "middle"])]
    part = get_column_letter(keys.index("part") + 1)  # a school of one stage has no parts
    spare = rf"项目台账!([A-Z]+(4[4-9]|5[0-9]|6[0-9])|{part}[0-9]+)$|进度!B|结论推算!"
    assert [place for place in empty if not re.match(spare, place)] == []


def test_the_ledger_has_a_row_for_every_stage_part(book: Path) -> None:
    """32 schools, five of them of two stages; sums in the total row meet the printed totals."""
    sheet = openpyxl.load_workbook(book, data_only=True)["项目台账"]
    rows = [row for row in sheet.iter_rows(min_row=7, values_only=True) if row[1]]
    assert len(rows) == 37
    assert len({row[1] for row in rows}) == 32
    assert [cell.value for cell in sheet[6] if cell.value is not None] == ["合计", 7590, 24300, 14700, 11000]
    heads = [cell.value for cell in sheet[3]]
    wanted = [
        "序号",
        "项目名称",
        "学段",
        "学校类型",
        "建设性质",
        "计划年度",
        "投用学年",
        "规模",
        "学位",
        "投资（万元）",
    ]
    wanted += ["举办者", "责任单位", "责任人", "完成时限", "当前阶段", "销号状态", "依据", "备注"]
    assert [head for head in heads if head in wanted] == wanted
    numbers = [str(cell.value) for cell in sheet[5] if cell.value is not None]
    assert numbers == [str(n) for n in range(1, len(numbers) + 1)]


def test_what_people_see_is_set_up_for_them(book: Path) -> None:
    """Frozen panes, filter, A4 across with repeated heads, lists, colours, charts, fonts that Office and WPS have."""
    found = openpyxl.load_workbook(book)
    for name in TABLES:
        sheet = found[name]
        assert (sheet.page_setup.orientation, str(sheet.page_setup.paperSize)) == ("landscape", "9"), name
        assert sheet.print_title_rows == "$1:$5", name
        assert all((sheet.freeze_panes, sheet.auto_filter.ref, sheet.merged_cells.ranges)), name
    ledger = found["项目台账"]
    lists = {str(each.formula1) for each in ledger.data_validations.dataValidation if each.type == "list"}
    shown = {
        tuple(str(cell.value) for (cell,) in found["参数"][source.replace("参数!", "").replace("$", "")])
        for source in lists
        if "!" in source
    }
    assert '"是,否"' in lists
    assert {("幼儿园", "小学", "初中"), ("拟建", "已批", "在建", "建成", "投用", "销号", "取消")} <= shown
    assert len(found["余缺表"].conditional_formatting) >= 2
    fonts = {cell.font.name for sheet in found for row in sheet.iter_rows() for cell in row if cell.value is not None}
    assert fonts == {"仿宋", "黑体"}
    with zipfile.ZipFile(book) as parts:
        names = parts.namelist()
        assert len([name for name in names if name.startswith("xl/charts/chart")]) == 4
        sheets = b"".join(parts.read(name) for name in names if name.startswith("xl/worksheets/sheet"))
    assert b'cm="1"' not in sheets  # no dynamic arrays
    assert b't="array"' not in sheets
    assert found["余缺表"]["F7"].number_format == '"余 "#,##0;[Red]"缺 "#,##0;"持平"'


def test_text_that_looks_like_a_formula_is_text(tmp_path: Path) -> None:
    """In a cell of its own, marked so that it stays text when somebody edits it; in CSV behind an apostrophe."""
    path = written(tmp_path, *(school(f"s{n}", name=name, note=name) for n, name in enumerate(RISKY)))
    sheet = openpyxl.load_workbook(path)["项目台账"]
    cells = [sheet.cell(row, 3) for row in range(7, 7 + len(RISKY))]
    assert [cell.value for cell in cells] == RISKY
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [name.startswith(("=", "+", "-", "@", "\t")) for name in RISKY]
    yaml = tmp_path / "plan.yaml"
    head = "plan: 试\narea: 中心城区\nyears: [2021, 2025]\nschools:\n"
    yaml.write_text(
        head + '  - {id: "=s", name: "@小学", type: primary, planned: 2021, seats: {primary: 9}}', encoding="utf-8"
    )
    assert "\n'=s,'@小学," in run("ledger", "--plan", yaml, "--format", "csv").stdout


def test_control_characters_survive(tmp_path: Path) -> None:
    """XML has no place for them: they stand escaped, as the format of Excel has it."""
    path = written(tmp_path, school("s", name="铃\x07声", note="_x0041_"))
    sheet = openpyxl.load_workbook(path)["项目台账"]
    assert unescape(str(sheet.cell(7, 3).value)) == "铃\x07声"


def test_what_no_cell_holds_is_refused(tmp_path: Path) -> None:
    """Text over Excel's limit would be dropped in silence; the fault names school and key, and nothing is written."""
    with pytest.raises(InputError) as wrong:
        written(tmp_path, school("s", note="长" * 32_768))
    assert "schools[s].note: is too long for a cell: the limit is 32,767 characters" in str(wrong.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "words", [["--stage", "primary"], ["--year", "2023"], ["--from", "2022"], ["--area", "中心城区"]]
)
def test_a_workbook_is_never_a_part_of_the_ledger(words: list[str], tmp_path: Path) -> None:
    """A part read back would take the other schools out of the plan."""
    done = run("ledger", *words, "--output", tmp_path / "part.xlsx")
    assert done.returncode == 2
    assert "工作簿总是整本" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_and_a_later_horizon_go_into_the_workbook(tmp_path: Path) -> None:
    """The workbook is that of the plan under its scenarios, as far as the year asked for."""
    scenario = Path(__file__).parent.parent.parent / "examples" / "one_year_late.yaml"
    run("ledger", "--scenario", scenario, "--to", "2040", "--output", tmp_path / "late.xlsx")
    found = openpyxl.load_workbook(tmp_path / "late.xlsx", data_only=True)
    assert found["余缺表"].max_row == 5 + 3 * 21
    assert "一年" in "".join(str(row[1].value) for row in found["说明"].iter_rows())


def test_a_large_ledger_holds_the_same_written_row_by_row(tmp_path: Path) -> None:
    """Value for value and formula for formula; only empty cells and frames are left out."""
    found = xuewei.assess(*read_project())
    cells = []
    for by_row in (False, True):
        path = tmp_path / f"{by_row}.xlsx"
        write_book(found, path, "zh", by_row=by_row)
        book = openpyxl.load_workbook(path)
        rows = [row for sheet in book for row in sheet.iter_rows()]
        cells.append({(c.parent.title, c.coordinate): c.value for row in rows for c in row if c.value is not None})
        assert read_book(Workbook(path)).plan == found.plan
    assert cells[0] == cells[1]


def test_progress_and_conversions_have_sheets(tmp_path: Path) -> None:
    """Dated steps as dates; conversions only where there are some."""
    from xuewei.model.plan import Conversion, Progress

    one = school("s", status="approved", progress=(Progress("2023-05-06", "approved", "批文"),), due="2024-08-31")
    turning = replace(one, id="t", convert=(Conversion(2025, "primary", "middle"),))
    found = openpyxl.load_workbook(written(tmp_path, one, turning))
    assert found.sheetnames[2:6] == ["项目台账", "转学段", "进度", "参数"]
    row = [cell.value for cell in found["进度"][6]]
    assert (row[0], str(row[2])[:10], row[3], row[4]) == ("s", "2023-05-06", "已批", "批文")
    assert found["进度"]["C6"].number_format == "yyyy-mm-dd"


def test_charts_colour_a_shortage_red_and_seats_as_everywhere(tmp_path: Path) -> None:
    """Seats are ink, demand is blue, a shortage red, a surplus grey; what is drawn is the netted balance of the year."""
    found, book = xuewei.assess(*read_project()), tmp_path / "book.xlsx"
    write_book(found, book, "zh")
    with zipfile.ZipFile(book) as parts:
        charts = [parts.read(f"xl/charts/chart{n}.xml").decode() for n in range(1, len(found.stages) + 1)]
    colours = {"可用学位": SEATS, "学位需求": DEMAND, "缺口": paler(SHORT, 0.58), "空余": paler(SPARE, 0.76)}
    for chart in charts:
        looks = dict(re.findall(r"<c:tx><c:v>(.*?)</c:v></c:tx>(.*?)<c:cat>", chart))
        assert [name for name, colour in colours.items() if f'val="{digits(colour)}"' not in looks[name]] == []
    rows = list(openpyxl.load_workbook(book, data_only=True)["图表"].iter_rows(min_row=6, values_only=True))
    at = 1 + 4 * len(found.stages)
    for row, year in zip(rows, found.known, strict=False):
        for n, total in enumerate(found.totals(found.rows([year]))):
            drawn = row[at + 3 * n : at + 3 * n + 3]
            assert drawn == (min(total.seats, total.demand), max(total.netted, 0), max(-total.netted, 0))
