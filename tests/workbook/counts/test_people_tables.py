"""Tables of people as bureaus print them: the right rows, and a word for everything that is left out or taken.

The tables are made up; what they come to was computed by hand.
"""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from xuewei.cli.commands import import_
from xuewei.errors import InputError
from xuewei.formats.population.folder import read_population
from xuewei.workbook.counts.view import people_remarks, people_view
from xuewei.workbook.import_asked import Asked
from xuewei.workbook.imported_people import PeopleImport, read_people
from xuewei.workbook.lists.mapping import Mapped

from inside import run

Rows = Sequence[Sequence[Any]]
ROW_NAMES = {
    "census": ("area", "sex", "age_from", "age_to", "persons", "date"),
    "births": ("area", "year", "births"),
    "pupils": ("area", "year", "stage", "grade", "pupils"),
    "children": ("area", "birth_year", "age", "persons", "kind", "date"),
    "totals": ("area", "date", "persons"),
}


def xlsx(path: Path, rows: Rows, merged: Sequence[str] = (), sheet: str = "表1") -> Path:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    page = book.active
    assert isinstance(page, Worksheet)
    page.title = sheet
    for row in rows:
        page.append([*row])
    for each in merged:
        page.merge_cells(each)
    book.save(path)
    return path


def ods(path: Path, rows: Rows, *_: object) -> Path:
    """An OpenDocument of one sheet."""
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    names = " ".join(f'xmlns:{n}="{space}{n}:1.0"' for n in ("office", "table", "text"))
    lines = "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
    body = f'<table:table table:name="表1">{lines}</table:table>'
    xml = f"<office:document-content {names}><office:body><office:spreadsheet>{body}</office:spreadsheet></office:body>"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("META-INF/manifest.xml", "<manifest/>")
        file.writestr("content.xml", f'<?xml version="1.0" encoding="UTF-8"?>{xml}</office:document-content>')
    return path


def _cell(value: object) -> str:
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = f"<text:p>{escape(str(value))}</text:p>" if value else ""
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>' if text else "<table:table-cell/>"


def text(path: Path, rows: Rows, encoding: str = "utf-8", separator: str = ",") -> Path:
    """A table in text."""
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows(rows)
    path.write_bytes(file.getvalue().encode(encoding))
    return path


@dataclass(frozen=True)
class Case:
    """A table: the kind and the rows it is read as, and words of what is said of it."""

    rows: Rows
    kind: str
    wanted: Sequence[str]
    said: Sequence[str] = ()
    merged: Sequence[str] = ()
    file: str = "表.xlsx"
    asked: dict[str, Any] = field(default_factory=dict)
    encoding: str = "utf-8"
    separator: str = ","

    def write(self, folder: Path) -> Path:
        """The table as its file."""
        path = folder / self.file
        if path.suffix in (".csv", ".tsv", ".txt"):
            return text(path, self.rows, self.encoding, self.separator)
        return (ods if path.suffix == ".ods" else xlsx)(path, self.rows, self.merged)


def read(path: Path, into: Path, kind: str | None = None, **asked: Any) -> PeopleImport:
    """A table of people over those of a folder."""
    found = read_people(Asked(str(path), str(into), **asked), kind)
    assert found is not None
    return found


def shown(found: PeopleImport) -> list[str]:
    """The rows that are written, in short."""
    return [" ".join(row.get(name, "") or "-" for name in ROW_NAMES[found.kind]) for row in found.rows]


CASES = {
    "a census by single ages and groups, with both sexes together": Case(
        [
            ["清河县第七次全国人口普查分年龄、性别人口"],
            ["", "", "", "单位：人"],
            ["年龄", "合计", "男", "女"],
            ["总　计", "1,096", 550, 546],
            ["0-4岁", 30, 16, 14],
            ["0岁", 6, 3, 3],
            ["1岁", 5, 2, 3],
            ["2岁", 6, 4, 2],
            ["3岁", 6, 3, 3],
            ["4岁", 7, 4, 3],
            ["5-9岁", 26, 14, 12],
            ["10岁及以上", "１，０４０", 520, 520],
            ["注：本表数据为常住人口。"],
        ],
        "census",
        [
            *("清河 male 0 0 3 2020-11-01", "清河 female 0 0 3 2020-11-01"),
            *("清河 male 1 1 2 2020-11-01", "清河 female 1 1 3 2020-11-01"),
            *("清河 male 2 2 4 2020-11-01", "清河 female 2 2 2 2020-11-01"),
            *("清河 male 3 3 3 2020-11-01", "清河 female 3 3 3 2020-11-01"),
            *("清河 male 4 4 4 2020-11-01", "清河 female 4 4 3 2020-11-01"),
            *("清河 male 5 9 14 2020-11-01", "清河 female 5 9 12 2020-11-01"),
            *("清河 male 10 - 520 2020-11-01", "清河 female 10 - 520 2020-11-01"),
        ],
        ["13 格合计已与各部分核对，不写入：表1!B4, 表1!C4", "按 2020-11-01", "未读 1 行文字：表1!A13"],
        ["A1:D1"],
        asked={"area": "清河"},
    ),
    "a census by area, sexes under ages, in GB18030 with semicolons": Case(
        [
            ["2010年11月1日人口普查资料", "", "", "", "", "", ""],
            ["地区", "0-14岁", "", "15-64岁", "", "65岁及以上", ""],
            ["", "男", "女", "男", "女", "男", "女"],
            ["东镇", "20", "18", "60", "61", "9", "11"],
            ["西镇", "10", "9", "30", "31", "4", "5"],
            ["全县合计", "30", "27", "90", "92", "13", "16"],
        ],
        "census",
        [
            *("东镇 male 0 14 20 2010-11-01", "东镇 female 0 14 18 2010-11-01", "东镇 male 15 64 60 2010-11-01"),
            *("东镇 female 15 64 61 2010-11-01", "东镇 male 65 - 9 2010-11-01", "东镇 female 65 - 11 2010-11-01"),
            *("西镇 male 0 14 10 2010-11-01", "西镇 female 0 14 9 2010-11-01", "西镇 male 15 64 30 2010-11-01"),
            *("西镇 female 15 64 31 2010-11-01", "西镇 male 65 - 4 2010-11-01", "西镇 female 65 - 5 2010-11-01"),
        ],
        ["6 格合计已与各部分核对", "按 2010-11-01（出自“2010年11月1日人口普查资料”）"],
        file="普查.csv",
        encoding="gb18030",
        separator=";",
    ),
    "births by zone, a column for each year, one hidden": Case(
        [
            ["2019—2021年各学区出生人口（人）"],
            ["学区", "2019年", "2020年", "2021年", "合计"],
            ["东片", 100, 90, "*", 270],
            ["西片", 50, 40, 30, 120],
            ["合计", 150, 130, 110, 390],
        ],
        "births",
        ["东片 2019 100", "东片 2020 90", "西片 2019 50", "西片 2020 40", "西片 2021 30"],
        ["1 格没有公布数字，不写入：表1!D3（*）。", "6 格合计已与各部分核对"],
        ["A1:E1"],
    ),
    "births by year and sex in 万, with deaths beside": Case(
        [
            ["历年出生、死亡人口", "", "", "", ""],
            ["单位：万人", "", "", "", ""],
            ["年份", "出生人口", "", "死亡人口", ""],
            ["", "男", "女", "男", "女"],
            ["2021年", 0.42, 0.39, 0.3, 0.2],
            ["2022年", 0.4, 0.3801, 0.3, 0.2],
        ],
        "births",
        ["清河 2021 8100", "清河 2022 7801"],
        ["2 处按男女相加：表1!B5, 表1!B6", "未读的列：死亡人口·男, 死亡人口·女"],
        ["A1:E1", "B3:C3", "D3:E3", "A3:A4"],
        asked={"area": "清河"},
    ),
    "births in a long table of tabs in UTF-16": Case(
        [["区域", "年份", "出生人数"], ["东片", "2020年", "1 020"], ["东片", "2021年", "—"], ["西片", "2020", "３５６人"]],
        "births",
        ["东片 2020 1020", "西片 2020 356"],
        ["1 格没有公布数字，不写入：第 3 行出生人数（—）"],
        file="births.txt",
        encoding="utf-16",
        separator="\t",
    ),
    "pupils by town, a column for each grade under its stage": Case(
        [
            ["2023—2024学年度各乡镇在校生情况"],
            ["乡镇", "小学", "", "", "", "", "", "", "初中", "", "", "", "合计"],
            ["", "小计", "一年级", "二年级", "三年级", "四年级", "五年级", "六年级", "小计", "七年级", "八年级", "九年级", ""],
            ["城关镇", 21, 1, 2, 3, 4, 5, 6, 24, 7, 8, 9, 45],
            ["河口乡", 27, 2, 3, 4, 5, 6, 7, 26, 8, 9, 10, 54],
            ["合计", 48, 3, 5, 7, 9, 11, 13, 51, 15, 17, 19, 99],
        ],
        "pupils",
        [
            *(f"城关镇 2023 primary {n} {n}" for n in range(1, 7)),
            *(f"城关镇 2023 middle {n} {n + 6}" for n in range(1, 4)),
            *(f"河口乡 2023 primary {n} {n + 1}" for n in range(1, 7)),
            *(f"河口乡 2023 middle {n} {n + 7}" for n in range(1, 4)),
        ],
        ["小计已与", "与各部分之和不符：写 26，各部分之和 27；写入的是各部分。"][1:],
        ["A1:M1", "A2:A3", "B2:H2", "I2:L2", "M2:M3"],
    ),
    "pupils by stage and grade in rows, years in columns": Case(
        [
            ["学段", "年级", "2022/23", "202324"],
            ["幼儿园", "小班", 30, 28],
            ["", "中班", 31, 30],
            ["", "大班", 32, 31],
            ["", "小计", 93, 89],
            ["初中", "初一", 50, 52],
            ["", "初二", 49, 50],
            ["", "初三", 48, "<10"],
            ["总计", "", 240, 221],
        ],
        "pupils",
        [
            *("清河 2022 kindergarten 1 30", "清河 2023 kindergarten 1 28", "清河 2022 kindergarten 2 31"),
            *("清河 2023 kindergarten 2 30", "清河 2022 kindergarten 3 32", "清河 2023 kindergarten 3 31"),
            *("清河 2022 middle 1 50", "清河 2023 middle 1 52", "清河 2022 middle 2 49", "清河 2023 middle 2 50"),
            "清河 2022 middle 3 48",
        ],
        ["1 格没有公布数字，不写入：表1!D8（<10）。", "4 格合计已与各部分核对"],
        asked={"area": "清河"},
    ),
    "pupils of whole stages in an OpenDocument, boys and girls": Case(
        [
            ["2024年秋季学期在校生数"],
            ["学段", "男生", "女生", "合计"],
            ["小学", 1200, 1100, 2300],
            ["普通高中", 300, 320, 620],
        ],
        "pupils",
        ["清河 2024 primary - 2300", "清河 2024 senior - 620"],
        ["2 格合计已与各部分核对", "按 2024 年"],
        file="在校生.ods",
        asked={"area": "清河"},
    ),
    "pupils in columns of bare grades": Case(
        [
            ["清河县小学分年级在校生（2023学年）"],
            ["", "年级", "", "", "", "", ""],
            ["学区", "1", "2", "3", "4", "5", "6"],
            ["东片", 10, 11, 12, 13, 14, 15],
            ["西片", 20, 21, 22, 23, 24, 25],
        ],
        "pupils",
        [f"{area} 2023 primary {n} {first + n}" for area, first in (("东片", 9), ("西片", 19)) for n in range(1, 7)],
        ["按 2023 年（出自"],
        ["A1:G1", "B2:G2"],
    ),
    "pupils of stages among figures of schools": Case(
        [
            ["2023-2024学年初教育事业统计"],
            ["项目", "学校数", "班级数", "毕业生数", "招生数", "在校生数", "教职工数"],
            ["幼儿园", 10, 60, 500, 520, 1500, 120],
            ["小学", 8, 90, 700, 720, 4200, 300],
            ["初中", 4, 48, 600, 610, 1800, 190],
            ["合计", 22, 198, 1800, 1850, 7500, 610],
        ],
        "pupils",
        ["清河 2023 kindergarten - 1500", "清河 2023 primary - 4200", "清河 2023 middle - 1800"],
        ["未读的列：学校数, 班级数, 毕业生数, 招生数, 教职工数", "1 格合计已与各部分核对，不写入：表1!F6"],
        ["A1:G1"],
        asked={"area": "清河"},
    ),
    "pupils of towns one below the other, the head again over each": Case(
        [
            ["2023学年各乡镇小学在校生"],
            ["城关镇"],
            ["年级", "男", "女", "合计"],
            ["一年级", 5, 6, 11],
            ["二年级", 7, 8, 15],
            ["河口乡"],
            ["年级", "男", "女", "合计"],
            ["一年级", 1, 2, 3],
            ["二年级", 3, 4, 8],
        ],
        "pupils",
        ["城关镇 2023 primary 1 11", "城关镇 2023 primary 2 15", "河口乡 2023 primary 1 3", "河口乡 2023 primary 2 7"],
        ["D9: 合计与各部分之和不符：写 8，各部分之和 7"],
    ),
    "a register of children by year of birth, zones merged downwards": Case(
        [
            ["户籍儿童（截至2024年8月31日）"],
            ["片区", "出生年份", "儿童数"],
            ["东片", "2018年", "1,020"],
            [None, "2019年", 980],
            ["西片", "2018年", 500],
            [None, "2019年", "…"],
        ],
        "children",
        [
            *("东片 2018 - 1020 hukou 2024-08-31", "东片 2019 - 980 hukou 2024-08-31"),
            "西片 2018 - 500 hukou 2024-08-31",
        ],
        ["按 2024-08-31（出自", "1 格没有公布数字"],
        ["A3:A4", "A5:A6"],
    ),
    "registers of children by age, a column for each": Case(
        [
            ["适龄儿童登记", "", "", ""],
            ["区域", "年龄", "户籍", "随迁子女"],
            ["东片", "6岁", 20, 5],
            ["东片", "7岁", 22, 6],
        ],
        "children",
        [
            *("东片 - 6 20 hukou 2024-09-01", "东片 - 6 5 migrant 2024-09-01"),
            *("东片 - 7 22 hukou 2024-09-01", "东片 - 7 6 migrant 2024-09-01"),
        ],
        asked={"mapped": Mapped(defaults={"date": "2024-09-01"})},
    ),
    "people at the ends of years in 万, men and women beside": Case(
        [
            ["全县年末常住人口", "", "单位：万人", ""],
            ["年份", "常住人口", "其中：男", "女"],
            ["2021年", 69.21, 35, 34.21],
            ["2022年", 69, 35, 33],
        ],
        "totals",
        ["清河 2021-12-31 692100", "清河 2022-12-31 680000"],
        ["与各部分之和不符：写 690,000，各部分之和 680,000"],
        asked={"area": "清河"},
    ),
    "people among other figures, a row each, years in columns": Case(
        [
            ["清河县人口情况"],
            ["指标", "2020年", "2021年", "2022年"],
            ["户数（户）", 100, 101, 102],
            ["年末常住人口（万人）", 12.1, 12.05, 11.98],
            ["城镇化率", 0.5, 0.51, 0.52],
            ["出生人口（人）", 812, 790, 755],
        ],
        "births",
        ["清河 2020 812", "清河 2021 790", "清河 2022 755"],
        ["未读 3 行别的指标：表1!A3（户数（户））, 表1!A4"],
        asked={"area": "清河", "kind": "births"},
    ),
    "people of towns on the days of two censuses, with a mark": Case(
        [["乡镇（街道）", "统计时点", "常住人口"], ["东镇", "2020/11/1", "41,200"], ["西镇", "44136", 20300], ["合计", "2020年11月1日零时", 61500]],
        "totals",
        ["东镇 2020-11-01 41200", "西镇 2020-11-01 20300"],
        ["1 格合计已与各部分核对"],
        file="人口.csv",
        encoding="utf-8-sig",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_printed_table_is_read_as_people_mean_it(case: Case, tmp_path: Path) -> None:
    """Its kind is told from its titles; everything left out or taken is named by its cell."""
    path = case.write(tmp_path)
    found = read(path, tmp_path / "people", **case.asked)
    assert (found.kind, shown(found)) == (case.kind, list(case.wanted))
    said = "\n".join(people_remarks(found, path.name, "zh"))
    assert [each for each in case.said if each not in said] == [], said
    assert all(row["basis"] == "published" and row["source"].startswith(path.name) for row in found.rows)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_was_written_is_not_written_again(case: Case, tmp_path: Path) -> None:
    """A second import of the same table changes nothing."""
    path = case.write(tmp_path)
    into = tmp_path / "people"
    read(path, into, **case.asked).write()
    assert read(path, into, **case.asked).change.unchanged


BAD: dict[str, tuple[Rows, dict[str, Any], str]] = {
    "a kind that cannot be told": ([["地区", "数值"], ["东片", 12]], {}, "看不出是哪一种人口表：用 --kind 指定"),
    "ages without a word of whom": (
        [["年龄", "男", "女"], ["6岁", 1, 2], ["7岁", 3, 4]],
        {"area": "东片"},
        "用 --kind 指定，如 census, children",
    ),
    "two years in a column": (
        [["学区", "2020年、2021年出生人口", "2022年出生人口"], ["东片", 12, 5]],
        {},
        "两个年份：请拆成每年一列（实为 2020年、2021年出生人口）",
    ),
    "two years in a label": ([["年份", "出生人口"], ["2020、2021", 12]], {"area": "东片"}, "A2: 年份: 一列（格）里有两个年份"),
    "万 that nobody states": ([["年份", "出生人口"], ["2020", 0.8]], {"area": "东片"}, "B2: 出生人口: 人数不是整数"),
    "a year that is none": (
        [["学区", "出生人口"], ["东片", 8]],
        {"mapped": Mapped(defaults={"year": "去年", "unit": "打"})},
        "year: 对应文件的 defaults 里写得不对（实为 去年）",
    ),
    "a mapped title that is not there": (
        [["学区", "2019年出生人口"], ["东片", 8]],
        {"mapped": Mapped({"学 区": "area", "2020年出生人口": "births.2020"})},
        "缺少列 2020年出生人口。是否想写 2019年出生人口？",
    ),
    "a key that tables of people do not have": (
        [["学区", "2019年出生人口"], ["东片", 8]],
        {"mapped": Mapped({"2019年出生人口": "seats.primary"})},
        "没有这个键（实为 seats.primary）",
    ),
    "two kinds in rows": (
        [["指标", "2020年"], ["出生人口", 8], ["常住人口", 900]],
        {"area": "东片"},
        "用 --kind 指定，如 births, totals",
    ),
    "no area": ([["年份", "出生人口"], ["2020", 8]], {}, "没有写区域：用 --area 指定，如 --area"),
    "months, which are no areas": (
        [["2023年出生人口月报"], ["月份", "男", "女"], ["1月", 110, 100], ["二月份", 100, 95]],
        {"area": "东片"},
        "A3: 月份: 看不懂这个标签（area）（实为 1月）",
    ),
    "no year": ([["学区", "出生人口"], ["东片", 8]], {}, "没有写哪一年：用 --year 指定"),
    "what is no number": ([["学区", "2020年出生人口"], ["东片", "约8"]], {}, "B2: 2020年出生人口: 不是人数（实为 约8）"),
    "a label that is no age": (
        [["年龄", "男", "女"], ["0-4岁", 1, 2], ["很老", 3, 4], ["5岁及以上", 1, 1]],
        {"area": "东片"},
        "A3: 年龄: 看不懂这个标签（age）（实为 很老）",
    ),
    "a census of both sexes": (
        [["2020年人口普查"], ["年龄", "人口数"], ["0-4岁", 3], ["5岁及以上", 4]],
        {"area": "东片"},
        "普查表要分男女",
    ),
    "a census with a gap": (
        [["2020年人口普查"], ["年龄", "男", "女"], ["0-4岁", 3, 3], ["10岁及以上", 4, 4]],
        {"area": "东片"},
        "B4: 男",
    ),
    "a row of nobody": ([["年份", "2020年出生人口"], ["2020", 3], ["", 4]], {"area": "东片"}, "A3: 年份: 这一行有数，却没有写是谁的"),
    "a stage with too many grades": (
        [["学段", "年级", "2023学年在校生"], ["初中", "初四", 3]],
        {"area": "东片"},
        "看不懂这个标签",
    ),
    "a grade of another stage than that of the row": (
        [["学段", "一年级", "小学二年级"], ["初中", 100, 90]],
        {"area": "东片", "year": 2024},
        "C2: 小学二年级: 行与列对 grade 的说法不同",
    ),
    "a grade that the stage of the row does not have": (
        [["学段", "一年级", "四年级"], ["初中", 100, 90]],
        {"area": "东片", "year": 2024},
        "C2: 四年级: 行与列对 grade 的说法不同",
    ),
    "no register": ([["2024年末儿童"], ["区域", "出生年份", "儿童数"], ["东片", 2018, 4]], {}, "没有写哪一种儿童登记"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "asked", "what"), BAD.values(), ids=BAD)
def test_a_table_that_says_too_little_is_refused(rows: Rows, asked: dict[str, Any], what: str, tmp_path: Path) -> None:
    """At the cell, with what would help; nothing is written."""
    path = xlsx(tmp_path / "t.xlsx", rows)
    with pytest.raises(InputError) as wrong:
        read(path, tmp_path / "people", **asked)
    assert what in "\n".join(fault.text("zh") for fault in wrong.value.faults)
    assert not (tmp_path / "people").exists()


def test_grades_of_columns_are_of_the_stage_of_their_row(tmp_path: Path) -> None:
    """一年级 in a row of middle school is its first grade; noughts of grades that it does not have are nobody."""
    rows: list[list[Any]] = [
        ["学段", "一年级", "二年级", "七年级", "合计"],
        ["小学", 60, 61, None, 121],
        ["初中", 90, 0, None, 90],
    ]
    rows += [["高中", 70, 71, 0, 141]]
    found = read(xlsx(tmp_path / "t.xlsx", rows), tmp_path / "people", "pupils", area="东片", year=2024)
    assert shown(found)[:4] == [
        "东片 2024 primary 1 60",
        "东片 2024 primary 2 61",
        "东片 2024 middle 1 90",
        "东片 2024 middle 2 0",
    ]


def test_days_that_are_made_of_years_are_said_in_one_line(tmp_path: Path) -> None:
    """However many years there are."""
    path = xlsx(tmp_path / "t.xlsx", [["年份", "年末常住人口（人）"], [2020, 900], [2021, 890], [2022, 880]])
    said = list(people_remarks(read(path, tmp_path / "people", area="东片"), "t.xlsx", "zh"))
    assert [each for each in said if "12-31" in each] == [
        "t.xlsx: 只写了 2020, 2021, 2022 年，按 12-31；不是请在对应文件的 defaults 里写 date。"
    ]


def test_a_list_of_schools_goes_to_a_plan_not_to_a_folder(tmp_path: Path) -> None:
    """The folder is there or not."""
    path = xlsx(tmp_path / "t.xlsx", [["2024学年在校生"], ["学校名称", "一年级", "二年级"], ["城关一小", 200, 210]])
    for into in (tmp_path, tmp_path / "people"):
        done = run("import", path, "--into", into)
        assert (done.returncode, done.stdout) == (3, "")
        assert "是台账或学校名单，不是人口表：--into 要写方案文件" in done.stderr


def test_a_kind_may_be_named(tmp_path: Path) -> None:
    """Where titles leave a doubt."""
    path = xlsx(tmp_path / "t.xlsx", [["年龄", "男", "女"], ["6岁", 1, 2], ["7岁", 3, 4]])
    mapped = Mapped(defaults={"kind": "hukou", "date": "2024-09-01"})
    found = read(path, tmp_path / "people", "children", area="东片", mapped=mapped)
    assert shown(found) == ["东片 - 6 3 hukou 2024-09-01", "东片 - 7 7 hukou 2024-09-01"]


def test_a_unit_may_be_given(tmp_path: Path) -> None:
    """A mapping says 万 where the table does not."""
    path = xlsx(tmp_path / "t.xlsx", [["年份", "出生人口"], ["2020", 0.8123]])
    found = read(path, tmp_path / "people", area="东片", mapped=Mapped(defaults={"unit": "万人"}))
    assert shown(found) == ["东片 2020 8123"]


def folder(path: Path, births: str) -> Path:
    """A population folder of births."""
    path.mkdir()
    (path / "births.csv").write_bytes(births.encode())
    return path


def test_rows_of_the_folder_stay_and_what_changes_is_shown(tmp_path: Path) -> None:
    """The same key is changed, old beside new; what was published earlier, other columns and other rows stay."""
    old = (
        "area,year,births,basis,source,published_year,period_end\r\n东片,2019,97,published,年鉴,2020,\r\n"
        "东片,2019,99,published,年鉴,,2019-12-31\r\n东片,2018,5,published,年鉴,,\r\n西片,2019,50,published,年鉴,,\r\n"
    )
    people = folder(tmp_path / "people", old)
    path = xlsx(
        tmp_path / "t.xlsx", [["学区", "2019年出生人口", "2020年出生人口"], ["东片", 100, 90], ["西片", 50, 40]]
    )
    found = read(path, people)
    shown_rows = "\n".join(people_view(found, "t.xlsx", "zh").sheets[0].notes)
    assert "东片 2019：births 99 → 100" in shown_rows
    assert "新增 2 行，替换 1 行，已有相同 1 行。" in shown_rows
    found.write()
    assert (people / "births.csv").read_bytes().decode() == (
        "area,year,births,basis,source,published_year,period_end\r\n东片,2019,97,published,年鉴,2020,\r\n"
        "东片,2019,100,published,t.xlsx 表1,,2019-12-31\r\n东片,2018,5,published,年鉴,,\r\n西片,2019,50,published,年鉴,,\r\n"
        "东片,2020,90,published,t.xlsx 表1,,\r\n西片,2020,40,published,t.xlsx 表1,,\r\n"
    )


def test_a_slip_in_a_name_is_told_and_a_new_name_is_noted(tmp_path: Path) -> None:
    """The nearest of the names that plan and people have."""
    people = folder(tmp_path / "people", "area,year,births,basis,source\n城关新区,2019,99,published,年鉴\n")
    path = xlsx(tmp_path / "t.xlsx", [["学区", "2019年出生人口"], ["城关新", 100]])
    with pytest.raises(InputError) as wrong:
        read(path, people)
    assert [fault.suggestion for fault in wrong.value.faults] == ["城关新区"]
    path = xlsx(tmp_path / "t.xlsx", [["学区", "2019年出生人口"], ["河口乡", 100]])
    assert "河口乡；照写" in "\n".join(people_remarks(read(path, people), "t.xlsx", "zh"))


COUNTS = st.integers(1, 5000)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=4), st.booleans())
def test_a_wide_table_is_a_long_one(found: list[tuple[int, ...]], sums: bool) -> None:
    """The same pupils give the same rows, written down either way, with or without sums."""
    grades = ("初一", "初二", "初三")
    areas = [f"第{n}片区" for n in "甲乙丙丁"[: len(found)]]
    wide: list[list[Any]] = [["片区", *grades, *(["合计"] if sums else [])]]
    wide += [[area, *row, *([sum(row)] if sums else [])] for area, row in zip(areas, found, strict=True)]
    if sums:
        wide.append(["合计", *map(sum, zip(*found, strict=True)), sum(map(sum, found))])
    long: list[list[Any]] = [["片区", "学段", "年级", "在校生数"]]
    for area, row in zip(areas, found, strict=True):
        long += [[area, "初中", grade, n] for grade, n in zip(grades, row, strict=True)]
    with tempfile.TemporaryDirectory() as spare:
        one, other = (text(Path(spare, f"{name}.csv"), rows) for name, rows in (("a", wide), ("b", long)))
        found_rows = [shown(read(path, Path(spare, "people"), year=2023)) for path in (one, other)]
    assert found_rows[0] == found_rows[1]
    assert len(found_rows[0]) == 3 * len(found)


def test_a_folder_comes_back_from_a_wide_workbook(tmp_path: Path) -> None:
    """The census of a folder, laid out by age and sex, is that folder's again."""
    people = read_population()
    area = people.census[0].area
    rows = [row for row in people.census if row.area == area]
    last = max(row.date for row in rows)
    by_age: dict[tuple[int, int | None], dict[str, int]] = {}
    for row in rows:
        if row.date == last:
            by_age.setdefault((row.age_from, row.age_to), {})[row.sex] = row.persons
    wide: list[list[Any]] = [["年龄", "男", "女", "合计"]]
    for (first, end), sexes in by_age.items():
        label = f"{first}岁及以上" if end is None else f"{first}岁" if first == end else f"{first}-{end}岁"
        wide.append([label, sexes["male"], sexes["female"], sum(sexes.values())])
    path = xlsx(tmp_path / "人口普查.xlsx", wide)
    found = read(path, tmp_path / "people", area=area, mapped=Mapped(defaults={"date": last.isoformat()}))
    assert {(row["sex"], int(row["age_from"]), row["age_to"], int(row["persons"])) for row in found.rows} == {
        (sex, first, "" if end is None else str(end), n)
        for (first, end), sexes in by_age.items()
        for sex, n in sexes.items()
    }


def test_the_command_shows_asks_and_writes(tmp_path: Path) -> None:
    """Without a terminal nobody says yes; with --yes it is written, and the mapping is saved."""
    path = xlsx(tmp_path / "t.xlsx", [["学区", "2019年出生人口"], ["东片", 100]])
    people, saved = tmp_path / "people", tmp_path / "map.yaml"
    done = run("import", path, "--into", people)
    assert done.returncode == 1
    assert "出生人数表：1 行" in done.stdout
    assert "确认请加 --yes" in done.stderr
    assert not people.exists()
    done = run("import", path, "--into", people, "--yes", "--save-map", saved, "--lang", "en")
    assert done.returncode == 0
    assert (people / "births.csv").read_text(encoding="utf-8").splitlines() == [
        "area,year,births,basis,source",
        "东片,2019,100,published,t.xlsx 表1",
    ]
    assert "births" in saved.read_text(encoding="utf-8")
    assert run("import", path, "--into", people, "--map", saved).returncode == 0


def test_without_a_folder_that_of_the_project_is_meant(tmp_path: Path) -> None:
    """Where there is none, how a project is begun is said."""
    path = xlsx(tmp_path / "t.xlsx", [["学区", "2019年出生人口"], ["东片", 100]])
    done = run("import", path, "--yes", cwd=tmp_path)
    assert done.returncode == 3
    assert "xuewei init" in done.stderr
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "plan: 我县\narea: 东片\nyears: [2020, 2022]\npopulation: population\nschools: []\n", encoding="utf-8"
    )
    folder(tmp_path / "population", "area,year,births,basis,source\n东片,2018,99,published,年鉴\n")
    done = run("import", path, "--yes", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "东片,2019,100" in (tmp_path / "population" / "births.csv").read_text(encoding="utf-8")


def test_a_kind_that_there_is_not_is_refused(tmp_path: Path) -> None:
    """With the nearest one."""
    done = run("import", tmp_path / "t.xlsx", "--kind", "birth", "--lang", "en")
    assert done.returncode == 2
    assert "births" in done.stderr


def test_a_census_has_the_people_of_all_ages_too(tmp_path: Path) -> None:
    """Asked for totals, its row of all ages is read and no other."""
    rows: Rows = [
        ["2020年人口普查"],
        ["年龄", "合计", "男", "女"],
        ["总计", 9, 4, 5],
        ["0-4岁", 3, 1, 2],
        ["5岁及以上", 6, 3, 3],
    ]
    path = xlsx(tmp_path / "t.xlsx", rows)
    assert shown(read(path, tmp_path / "people", "totals", area="东片")) == ["东片 2020-11-01 9"]


@pytest.mark.parametrize(("year", "said"), [(None, "按 2023 年（出自"), (2022, "按 2022 年，而表上写的是 2023")])
def test_a_year_that_is_given_goes_before_that_of_the_title(year: int | None, said: str, tmp_path: Path) -> None:
    """And the contradiction is said; the mapping that is saved does not hold it for the table of another year."""
    path = xlsx(tmp_path / "t.xlsx", [["2023年各学区出生人口"], ["学区", "出生人口"], ["东片", 8]], ["A1:B1"])
    found = read(path, tmp_path / "people", year=year)
    assert shown(found) == [f"东片 {year or 2023} 8"]
    assert said in "\n".join(people_remarks(found, "t.xlsx", "zh"))
    assert dict(found.mapping.defaults) == {"table": "births"}


def test_columns_may_be_mapped(tmp_path: Path) -> None:
    """A title that says nothing is what the mapping says; one that is not to be read is left."""
    path = xlsx(tmp_path / "t.xlsx", [["片", "甲栏", "乙栏", "丙栏"], ["东片", 2020, 8, 3]])
    mapped = Mapped({"片": "area", "甲栏": "year", "乙栏": "births", "丙栏": "other"})
    assert shown(read(path, tmp_path / "people", "births", mapped=mapped)) == ["东片 2020 8"]


def test_what_is_unsure_is_asked_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At a terminal; the answer is used, and an answer that helps nothing is the fault that it was."""
    path = xlsx(tmp_path / "t.xlsx", [["年份", "出生人口"], ["2020", 0.8]])
    asked = Asked(str(path), str(tmp_path / "people"), area="东片")
    monkeypatch.setattr(import_, "_at_terminal", lambda: True)
    monkeypatch.setattr("sys.stdin", io.StringIO("万\n"))
    found = import_._people(asked, None, "zh")
    assert found is not None
    assert (shown(found), found.mapping.defaults["unit"]) == (["东片 2020 8000"], "万")
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    with pytest.raises(InputError, match="whole number"):
        import_._people(asked, None, "zh")


def test_a_plan_names_the_folder_and_the_areas(tmp_path: Path) -> None:
    """Its only area is that of a table without one; births go to the plan as lists do."""
    plan = tmp_path / "plan.yaml"
    plan.write_text("plan: 我县\narea: 东片\nyears: [2020, 2022]\npopulation: people\nschools: []\n", encoding="utf-8")
    path = xlsx(tmp_path / "t.xlsx", [["2023学年"], ["年级", "在校生"], ["初一", 5], ["初二", 6]])
    found = read(path, plan)
    assert shown(found) == ["东片 2023 middle 1 5", "东片 2023 middle 2 6"]
    assert found.change.path == str(tmp_path / "people" / "enrolment.csv")
    assert "按 东片" in "\n".join(people_remarks(found, "t.xlsx", "zh"))


def test_a_sheet_for_each_town(tmp_path: Path) -> None:
    """Each is of the area that it is called by; one of another kind is named and left."""
    book = openpyxl.Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "填表说明"
    first.append(["请按户籍登记填写"])
    for n, name in enumerate(("城关镇", "河口乡")):
        sheet = book.create_sheet(name)
        rows: Rows = [["2020年11月1日零时"], ["年龄", "男", "女"], ["0-4岁", 5 + n, 4], ["5岁及以上", 50, 40]]
        for row in rows:
            sheet.append([*row])
    book.save(tmp_path / "人口.xlsx")
    found = read(tmp_path / "人口.xlsx", tmp_path / "people")
    assert shown(found)[0] == "城关镇 male 0 4 5 2020-11-01"
    assert shown(found)[4] == "河口乡 male 0 4 6 2020-11-01"
    assert "未读的工作表：填表说明" in "\n".join(people_remarks(found, "人口.xlsx", "zh"))


def test_pupils_of_schools_are_a_list_whatever_their_column_is_called(tmp_path: Path) -> None:
    """A school is no area; what lists of schools say of it is told there."""
    rows: Rows = [["2023学年在校生"], ["单位", "一年级", "二年级"], ["城关第一小学", 40, 41], ["河口中心小学", 20, 21]]
    path = xlsx(tmp_path / "t.xlsx", rows, ["A1:C1"])
    assert read_people(Asked(str(path), str(tmp_path / "people")), None) is None


def test_a_hidden_sheet_is_named(tmp_path: Path) -> None:
    """It is not read."""
    book = openpyxl.Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "旧表"
    for sheet, births in ((first, 7), (book.create_sheet("新表"), 8)):
        sheet.append(["学区", "2020年出生人口"])
        sheet.append(["东片", births])
    first.sheet_state = "hidden"
    book.active = 1
    book.save(tmp_path / "t.xlsx")
    found = read(tmp_path / "t.xlsx", tmp_path / "people")
    assert shown(found) == ["东片 2020 8"]
    assert "未读的工作表：旧表" in "\n".join(people_remarks(found, "t.xlsx", "zh"))


ZONED = """plan: 我县
area: 我县
years: [2024, 2026]
population: people
schools:
  - {id: a, type: primary, zone: 东片, opens: 2020, seats: {primary: 540}}
  - {id: b, type: primary, zone: 西片, opens: 2020, seats: {primary: 540}}
  - {id: c, type: middle, zone: 东片, opens: 2020, seats: {middle: 540}}
"""


def test_pupils_by_zone_are_added_up_to_their_area(tmp_path: Path) -> None:
    """The record is of areas: rows of zones beside it would be nobody's. A zone whose schools have no such stage need
    not be there."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(ZONED, encoding="utf-8")
    (tmp_path / "people").mkdir()
    (tmp_path / "people" / "enrolment.csv").write_text(
        "area,year,stage,grade,pupils,basis,source\n我县,2024,primary,1,90,published,册\n", encoding="utf-8"
    )
    head = ["学年", "学区", "学段", "年级", "在校生"]
    rows = [["2025学年", zone, "小学", "一年级", n] for zone, n in (("东片", 60), ("西片", 41))]
    path = xlsx(tmp_path / "t.xlsx", [head, *rows, ["2025学年", "东片", "初中", "初一", 70]])
    found = read(path, plan, "pupils")
    assert shown(found) == ["我县 2025 primary 1 101", "我县 2025 middle 1 70"]
    assert "东片、西片 的在校生并为 我县" in "\n".join(people_remarks(found, "t.xlsx", "zh"))
    run("import", path, "--into", tmp_path / "people", "--yes", cwd=tmp_path)
    assert "我县,2025,primary,1,101," in (tmp_path / "people" / "enrolment.csv").read_text(encoding="utf-8")


def test_pupils_of_an_area_beside_its_zones_count_once(tmp_path: Path) -> None:
    """A row of the area among those of its zones is what it says, whatever they come to: that is told."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(ZONED, encoding="utf-8")
    head = ["学年", "区域", "学段", "年级", "在校生"]
    lines = [("我县", 101), ("东片", 60), ("西片", 41)]
    path = xlsx(tmp_path / "t.xlsx", [head, *(["2025学年", area, "小学", "一年级", n] for area, n in lines)])
    found = read(path, plan, "pupils")
    assert shown(found) == ["我县 2025 primary 1 101"]
    assert "我县 有自己的在校生，东片、西片 的不写入" in "\n".join(people_remarks(found, "t.xlsx", "zh"))
    path = xlsx(tmp_path / "u.xlsx", [head, *(["2025学年", area, "小学", "一年级", n + 1] for area, n in lines)])
    found = read(path, plan, "pupils")
    assert shown(found) == ["我县 2025 primary 1 102"]
    assert "合计 103，不等于 102" in "\n".join(people_remarks(found, "u.xlsx", "zh"))


def test_a_grade_that_one_zone_hides_is_left_out(tmp_path: Path) -> None:
    """The sum of the others would pass for that of all."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(ZONED, encoding="utf-8")
    head = ["学年", "学区", "学段", "一年级", "二年级"]
    path = xlsx(
        tmp_path / "t.xlsx", [head, ["2025学年", "东片", "小学", 60, 61], ["2025学年", "西片", "小学", 41, "*"]]
    )
    found = read(path, plan, "pupils")
    assert shown(found) == ["我县 2025 primary 1 101"]
    assert "2 年级没有 西片 的" in "\n".join(people_remarks(found, "t.xlsx", "zh"))


def test_pupils_of_some_zones_alone_are_a_fault(tmp_path: Path) -> None:
    """Their sum would be too small, and nobody would know."""
    plan = tmp_path / "plan.yaml"
    plan.write_text(ZONED, encoding="utf-8")
    path = xlsx(
        tmp_path / "t.xlsx", [["学年", "学区", "学段", "年级", "在校生"], ["2025学年", "东片", "小学", "一年级", 60]]
    )
    with pytest.raises(InputError) as wrong:
        read(path, plan, "pupils")
    assert "缺 西片" in wrong.value.faults[0].text("zh")


def test_births_without_zones_go_to_a_plan_too(tmp_path: Path) -> None:
    """They are of its only area; those of zones are read as lists are."""
    plan = tmp_path / "plan.yaml"
    plan.write_text("plan: 我县\narea: 东片\nyears: [2020, 2022]\npopulation: people\nschools: []\n", encoding="utf-8")
    path = xlsx(tmp_path / "t.xlsx", [["出生人口"], ["年份", "男", "女"], ["2021年", 5, 6]], ["A1:C1"])
    assert shown(read(path, plan)) == ["东片 2021 11"]
    zones = xlsx(tmp_path / "z.xlsx", [["学区", "2021年出生人口"], ["东片", 5]])
    assert read_people(Asked(str(zones), str(plan)), None) is None
