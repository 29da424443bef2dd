"""Lists of schools as people have them: the right schools, and a word for everything that is left out or guessed.

The numbers were computed by hand. A school is its name, year, seats by stage (k, p, m) and cost in 万元.
"""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from xuewei.errors import InputError
from xuewei.workbook.imported import Asked, Import, read_import
from xuewei.workbook.imported_view import remarks
from xuewei.workbook.lists.mapping import Mapped

from spreadsheet import saved as resaved

STAGES = {"k": "kindergarten", "p": "primary", "m": "middle"}
Rows = Sequence[Sequence[Any]]
Expected = tuple[str, int | None, dict[str, int], float | None]


@dataclass(frozen=True)
class Sheet:
    """A sheet: its rows, merged ranges, whether it is hidden, and what is hidden in it."""

    rows: Rows
    name: str = "名单"
    merged: Sequence[str] = ()
    hidden: bool = False
    hidden_rows: Sequence[int] = ()
    hidden_columns: Sequence[str] = ()


@dataclass(frozen=True)
class Case:
    """A list, its schools, what is said, or the ``faults`` it has; ``mapped`` are the parts of a mapping."""

    sheets: Sequence[Sheet]
    schools: Sequence[Expected] = ()
    said: Sequence[str] = ()
    faults: Sequence[str] = ()
    mapped: dict[str, Any] = field(default_factory=dict)


def case(rows: Rows, schools: Sequence[Expected] = (), said: Sequence[str] = (), **more: Any) -> Case:
    """A list in one sheet."""
    looks = {key: more.pop(key) for key in ("merged", "hidden_rows", "hidden_columns") if key in more}
    return Case([Sheet(rows, **looks)], schools, said, **more)


def written(one: Case, path: Path) -> Path:
    """The list as a workbook."""
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    book.remove(book.active)
    for sheet in one.sheets:
        page = book.create_sheet(sheet.name)
        for row in sheet.rows:
            page.append(list(row))
        for cells in sheet.merged:
            page.merge_cells(cells)
        for number in sheet.hidden_rows:
            page.row_dimensions[number].hidden = True
        for letter in sheet.hidden_columns:
            page.column_dimensions[letter].hidden = True
        if sheet.hidden:
            page.sheet_state = "hidden"
    book.active = next(n for n, sheet in enumerate(one.sheets) if not sheet.hidden)
    book.save(path)
    return path


HEAD = ["名称", "计划年", "小学", "初中"]
A, B = ("甲小学", 2024, {"p": 540}, None), ("乙中学", 2025, {"m": 900}, None)
NO = None
"""An empty cell."""

CASES: dict[str, Case] = {
    "months_of_building_and_of_opening": case(
        [
            ["校名", "学校类别", "建设性质", "计划年", "计划投用", "小学"],
            ["甲小学", "小学", "扩建", "2024年3月", "2026年9月", 540],
            ["丙小学", "小学", "新建", "2025-11", "2027-08", 360],
        ],
        [("甲小学", 2024, {"p": 540}, None), ("丙小学", 2025, {"p": 360}, None)],
    ),
    "a_month_of_opening_after_september": case(
        [["校名", "计划年", "计划投用", "小学"], ["甲小学", 2024, "2026年10月", 540]],
        faults=["名单!C2: 计划投用: 应为 1850 至 2100 的整数（实为 2026年10月）"],
    ),
    "total_with_colon": case(
        [HEAD, ["甲小学", 2024, 540, NO], ["乙中学", 2025, NO, 900], ["合计：", NO, 540, 900]],
        [A, B],
        ["未计入 1 行合计：名单!A4（合计：）。"],
    ),
    "year_merged_over_its_subtotal": case(
        [
            ["计划年", "名称", "小学", "初中"],
            [2024, "甲小学", 540, NO],
            [NO, "丙小学", 360, NO],
            [NO, "小计", 900, NO],
            [2025, "乙中学", NO, 900],
            [NO, "小计", NO, 900],
            ["全市合计", NO, 900, 900],
        ],
        [A, ("丙小学", 2024, {"p": 360}, None), B],
        ["未计入 3 行合计：名单!B4（小计）, 名单!B6（小计）, 名单!A7（全市合计）。"],
        merged=["A2:A4", "A5:A6"],
    ),
    "town_subtotals_and_counts": case(
        [
            ["序号", "区域", *HEAD],
            ["一", "城东镇", "城东镇小计", NO, 900, NO],
            [1, "城东镇", "甲小学", 2024, 540, NO],
            [2, "城东镇", "丙小学", 2024, 360, NO],
            ["二", "城西镇", "城西镇小计", NO, NO, 900],
            [3, "城西镇", "乙中学", 2025, NO, 900],
            ["合 计（3所）", NO, NO, NO, 900, 900],
        ],
        [A, ("丙小学", 2024, {"p": 360}, None), B],
        ["未计入 3 行合计：名单!C2（城东镇小计）, 名单!C5（城西镇小计）, 名单!A7（合 计（3所））。", "未读的列 序号；要读请用 --map 列名=键。"],
        merged=["A7:D7"],
    ),
    "sum_that_does_not_add_up": case(
        [["项目名称", "计划年", "小学"], ["甲小学", 2024, 540], ["丙小学", 2024, 360], ["共计", NO, 1000], ["总计4所", NO, NO]],
        [A, ("丙小学", 2024, {"p": 360}, None)],
        [
            "未计入 2 行合计：名单!A4（共计）, 名单!A5（总计4所）。",
            "名单!C4: “共计”与所列各行之和不符：写 1,000，各行之和 900。",
            "名单!A5: “总计4所”与所列校数不符：写 4 所，所列 2 所。",
        ],
    ),
    "count_that_is_wrong": case(
        [["项目名称", "计划年", "小学"], ["甲小学", 2024, 540], ["丙小学", 2024, 360], ["合计（3所）", NO, 900]],
        [A, ("丙小学", 2024, {"p": 360}, None)],
        ["未计入 1 行合计：名单!A4（合计（3所））。", "名单!A4: “合计（3所）”与所列校数不符：写 3 所，所列 2 所。"],
    ),
    "english_totals": case(
        [
            ["name", "planned", "seats.primary", "seats.middle"],
            ["North School", 2024, 540, NO],
            ["Subtotal 2024", NO, 540, NO],
            ["South School", 2025, NO, 900],
            ["Subtotal 2025", NO, NO, 900],
            ["Grand total", NO, 540, 900],
        ],
        [("North School", 2024, {"p": 540}, None), ("South School", 2025, {"m": 900}, None)],
        ["未计入 3 行合计：名单!A3（Subtotal 2024）, 名单!A5（Subtotal 2025）, 名单!A6（Grand total）。"],
    ),
    "names_that_only_look_like_sums": case(
        [
            ["名称", "类型", "计划年", "小学", "初中"],
            ["计算机路小学（总校）", "小学", 2024, 540, NO],
            ["汇总路小学", "小学", 2024, 360, NO],
            ["合计小学", "小学", 2024, 270, NO],
            ["Total Learning Academy", "初中", 2025, NO, 900],
        ],
        [
            ("计算机路小学（总校）", 2024, {"p": 540}, None),
            ("汇总路小学", 2024, {"p": 360}, None),
            ("合计小学", 2024, {"p": 270}, None),
            ("Total Learning Academy", 2025, {"m": 900}, None),
        ],
    ),
    "row_that_may_be_either": case(
        [["计划年", "名称", "小学"], [2024, "甲小学", 540], [NO, "丙小学", 360], [NO, "合计小学", 270]],
        merged=["A2:A4"],
        faults=["名单!B4: 名称: 看不出是学校还是合计：是学校请写全校名并填学校类型；是合计请写作“合计”或“…小计”，不填编号（实为 合计小学）"],
    ),
    "row_that_the_numbers_tell": case(
        [["计划年", "名称", "小学"], [2024, "甲小学", 540], [NO, "丙小学", 360], [NO, "合计小学", 900]],
        [A, ("丙小学", 2024, {"p": 360}, None)],
        ["未计入 1 行合计：名单!B4（合计小学）。"],
        merged=["A2:A4"],
    ),
    "headings_with_sums_above": case(
        [
            ["序号", "名称", "计划年", "小学", "初中"],
            ["一", "主城区", NO, 900, NO],
            [1, "甲小学", 2024, 540, NO],
            [2, "丙小学", 2024, 360, NO],
            ["二", "开发区", NO, NO, 900],
            [1, "乙中学", 2025, NO, 900],
        ],
        [A, ("丙小学", 2024, {"p": 360}, None), B],
        ["未计入 2 行合计：名单!A2（主城区）, 名单!A5（开发区）。", "未读的列 序号；要读请用 --map 列名=键。"],
    ),
    "headings_and_notes_in_lines": case(
        [
            ["2024—2025 年拟建学校一览表", NO, NO, NO],
            ["填报单位：教育局", NO, NO, "单位：个"],
            HEAD,
            ["一、小学", NO, NO, NO],
            ["甲小学", 2024, 540, NO],
            ["二、初中", NO, NO, NO],
            ["乙中学", 2025, NO, 900],
            ["注：以批复为准。", NO, NO, NO],
            ["填表人：张三", NO, "审核人：李四", NO],
        ],
        [A, B],
        ["未读 4 行文字：名单!A4（一、小学）, 名单!A6（二、初中）, 名单!A8（注：以批复为准。）, 名单!A9（填表人：张三）。"],
        merged=["A1:D1", "A4:D4", "A6:D6", "A8:D8"],
    ),
    "of_which": case(
        [HEAD, ["总计", NO, 540, 900], ["其中：主城区", NO, 540, NO], ["甲小学", 2024, 540, NO], ["乙中学", 2025, NO, 900]],
        [A, B],
        ["未计入 2 行合计：名单!A2（总计）, 名单!A3（其中：主城区）。"],
    ),
    "one_number_over_two_schools": case(
        [["名称", "计划年", "小学", "投资（万元）"], ["甲小学", 2024, 900, 5000], ["丙小学", 2024, NO, NO]],
        merged=["C2:C3", "D2:D3"],
        faults=[
            "名单!C2: 小学: 一个数合并到 名单!C3，横跨几所学校或几个学段（甲小学, 丙小学）：请分开填写；确要平均分摊，在对应文件里写 merged: split（实为 900）",
            "名单!D2: 投资（万元）: 一个数合并到 名单!D3，横跨几所学校或几个学段（甲小学, 丙小学）：请分开填写；确要平均分摊，在对应文件里写 merged: split（实为 5000）",
        ],
    ),
    "one_number_shared_on_request": case(
        [["名称", "计划年", "小学", "投资（万元）"], ["甲小学", 2024, 901, 5000], ["丙小学", 2024, NO, NO], ["合计", NO, 901, 5000]],
        [("甲小学", 2024, {"p": 451}, 2500), ("丙小学", 2024, {"p": 450}, 2500)],
        ["合并的数已平均分摊：名单!C2（901 = 451 + 450）, 名单!D2（5,000 = 2,500 + 2,500）。", "未计入 1 行合计：名单!A4（合计）。"],
        merged=["C2:C3", "D2:D3"],
        mapped={"merged": "split"},
    ),
    "one_number_over_two_stages": case(
        [HEAD, ["甲学校", 2024, 1440, NO]],
        merged=["C2:D2"],
        faults=["名单!C2: 小学: 一个数合并在几列上（小学, 初中）：请分开填写（实为 1440）"],
    ),
    "cost_of_a_school_in_two_rows": case(
        [
            ["名称", "学段", "学位", "计划年", "总投资"],
            ["城南学校", "小学", 1080, 2026, "1.2亿元"],
            [NO, "初中", 900, NO, NO],
            ["甲小学", "小学", 540, 2024, "3,500万元"],
        ],
        [("城南学校", 2026, {"p": 1080, "m": 900}, 12000), ("甲小学", 2024, {"p": 540}, 3500)],
        ["投资由亿元换算为万元：名单!E2（1.2亿元 → 12,000）。"],
        merged=["A2:A3", "D2:D3", "E2:E3"],
    ),
    "hidden_first_sheet": Case(
        [
            Sheet([HEAD, ["旧小学", 2020, 999, NO]], "旧表", hidden=True),
            Sheet([HEAD, ["甲小学", 2024, 540, NO]]),
        ],
        [A],
        ["隐藏的工作表未读：旧表；要读请用 --sheet 旧表。"],
    ),
    "hidden_sheet_by_name": Case(
        [Sheet([HEAD, ["乙中学", 2025, NO, 900]], "旧表", hidden=True), Sheet([HEAD, ["甲小学", 2024, 540, NO]])],
        [B],
        mapped={"sheet": "旧表"},
    ),
    "two_sheets_of_one_form": Case(
        [
            Sheet([["说明：本表由各镇填报"]], "封面"),
            Sheet([HEAD, ["甲小学", 2024, 540, NO], ["合计", NO, 540, 0]], "城东"),
            Sheet([["城西拟建学校"], [*HEAD, "备注"], ["乙中学", 2025, NO, 900, "二期"]], "城西", merged=["A1:E1"]),
        ],
        [A, B],
        ["同样格式的工作表一并读入：城东, 城西；只读一张用 --sheet。", "不是名单的工作表未读：封面。", "未计入 1 行合计：城东!A3（合计）。"],
    ),
    "a_sheet_of_another_form": Case(
        [Sheet([HEAD, ["甲小学", 2024, 540, NO]]), Sheet([["学校", "名称", "小学"], ["x", "老小学", 800]], "现有")],
        [A],
        ["格式不同的工作表未读：现有；要读请用 --sheet 现有。"],
    ),
    "hidden_rows_and_columns": case(
        [HEAD, ["甲小学", 2024, 540, NO], ["丁小学", 2024, 270, NO], ["乙中学", 2025, NO, 900]],
        [A, ("丁小学", 2024, {"p": 270}, None), B],
        ["名单：隐藏的行也已读入：3。", "名单：隐藏的列也已读入：D。"],
        hidden_rows=[3],
        hidden_columns=["D"],
    ),
    "hundred_millions_in_the_title": case(
        [["名称", "计划年", "小学", "投资/亿元"], ["甲小学", 2024, 540, 0.35], ["丙小学", 2024, 360, "2000万元"], ["合计", NO, 900, 0.55]],
        [("甲小学", 2024, {"p": 540}, 3500), ("丙小学", 2024, {"p": 360}, 2000)],
        ["投资由亿元换算为万元：名单!D2（0.35 → 3,500）。", "未计入 1 行合计：名单!A4（合计）。"],
    ),
    "unit_above_the_list": case(
        [["拟建学校（单位：个、亿元）"], ["名称", "计划年", "小学", "投资"], ["甲小学", 2024, 540, 1.5]],
        [("甲小学", 2024, {"p": 540}, 15000)],
        ["投资由亿元换算为万元：名单!D3（1.5 → 15,000）。"],
        merged=["A1:D1"],
    ),
    "yuan_and_no_unit": Case(
        [
            Sheet([["名称", "计划年", "小学", "投资（元）"], ["甲小学", 2024, 540, 35000000]], "城东"),
            Sheet([["名称", "计划年", "小学", "总投资"], ["丙小学", 2024, 360, 2000]], "城西"),
        ],
        [("甲小学", 2024, {"p": 540}, 3500), ("丙小学", 2024, {"p": 360}, 2000)],
        [
            "同样格式的工作表一并读入：城东, 城西；只读一张用 --sheet。",
            "投资由元换算为万元：城东!D2（35000000 → 3,500）。",
            "投资没有写单位，按万元：城西!D2。",
        ],
    ),
    "sizes_in_classes_and_hundreds": case(
        [
            ["名称", "计划年", "小学（百人）", "建设规模（班）", NO],
            [NO, NO, NO, "幼儿园", "初中"],
            ["甲小学", 2024, 5.4, NO, NO],
            ["乙中学", 2025, NO, NO, 18],
            ["丁幼儿园", 2025, NO, "12个班", NO],
        ],
        [A, B, ("丁幼儿园", 2025, {"k": 360}, None)],
        [
            "学位按“百人”换算：名单!C3。",
            "2 处学位由班数 × 班额推得：名单!E4（18 × 50 = 900）, 名单!D5（12 × 30 = 360）。",
        ],
        merged=["A1:A2", "B1:B2", "C1:C2", "D1:E1"],
    ),
    "classes_beside_seats": case(
        [["名称", "计划年", "学段", "班数", "学位"], ["甲小学", 2024, "小学", 12, 540], ["乙中学", 2025, "初中", 18, 1000], ["合计", NO, NO, 30, 1540]],
        [A, ("乙中学", 2025, {"m": 1000}, None)],
        [
            "班数与学位并列，取学位；2 处班数不写入方案：名单!D2, 名单!D3。",
            "1 处学位与班数 × 班额不同：名单!E3（1,000 ≠ 18 × 50 = 900）。",
            "未计入 1 行合计：名单!A4（合计）。",
        ],
    ),
    "group_title_without_merging": case(
        [
            ["名称", "计划年", "小学", NO, "初中", NO, "备注"],
            [NO, NO, "班数", "学位", "班数", "学位", NO],
            ["甲小学", 2024, 12, 540, NO, NO, "一期"],
            ["乙中学", 2025, NO, NO, 18, 900, NO],
        ],
        [A, B],
        ["班数与学位并列，取学位；2 处班数不写入方案：名单!C3, 名单!E4。"],
    ),
    "group_title_merged_over_three_rows": case(
        [
            ["名称", "计划年", "建设规模", NO, NO, NO, "投资（万元）"],
            [NO, NO, "小学", NO, "初中", NO, NO],
            [NO, NO, "班数", "学位（个）", "班数", "学位（个）", NO],
            ["甲小学", 2024, 12, 540, NO, NO, 3000],
            ["乙中学", 2025, "—", "—", 18, 900, "/"],
        ],
        [("甲小学", 2024, {"p": 540}, 3000), B],
        ["班数与学位并列，取学位；2 处班数不写入方案：名单!C4, 名单!E5。"],
        merged=["A1:A3", "B1:B3", "C1:F1", "C2:D2", "E2:F2", "G1:G3"],
    ),
    "classes_and_seats_in_one_cell": case(
        [["名称", "计划年", "小学"], ["甲小学", 2024, "12班/540个学位"], ["丙小学", 2024, "360人"]],
        [A, ("丙小学", 2024, {"p": 360}, None)],
        ["班数与学位并列，取学位；1 处班数不写入方案：名单!C2。"],
    ),
    "parts_without_colon_and_a_cell_over_classes_and_seats": case(
        [
            ["名称", "计划年", "小学", NO],
            [NO, NO, "班数", "学位"],
            ["甲小学", 2024, "12个班，540个学位", NO],
            ["丙小学", 2024, 8, 360],
            ["总计", NO, 20, 900],
            ["其中小学", NO, 20, 900],
        ],
        [A, ("丙小学", 2024, {"p": 360}, None)],
        [
            "班数与学位并列，取学位；2 处班数不写入方案：名单!C3, 名单!C4。",
            "未计入 2 行合计：名单!A5（总计）, 名单!A6（其中小学）。",
        ],
        merged=["A1:A2", "B1:B2", "C1:D1", "C3:D3"],
    ),
    "size_stated_above": case(
        [["拟建学校（单位：百人、万元）"], ["名称", "计划年", "小学", "投资"], ["甲小学", 2024, 5.4, 3000], ["平均", NO, 5.4, 3000]],
        [("甲小学", 2024, {"p": 540}, 3000)],
        ["学位按“百人”换算：名单!C3。", "未计入 1 行合计：名单!A4（平均）。"],
        merged=["A1:D1"],
    ),
    "classes_stated_above": case(
        [["拟建学校（单位：班）"], HEAD, ["甲小学", 2024, 12, NO], ["总计", NO, 12, NO]],
        [A],
        ["1 处学位由班数 × 班额推得：名单!C3（12 × 45 = 540）。", "未计入 1 行合计：名单!A4（总计）。"],
        merged=["A1:D1"],
    ),
    "sums_with_ids": case(
        [["编号", *HEAD], ["a", "甲小学", 2024, 540, NO], ["b", "丙小学", 2024, 360, NO], ["c", "城东小计", NO, 900, NO]],
        [A, ("丙小学", 2024, {"p": 360}, None)],
        ["未计入 1 行合计：名单!B4（城东小计）。"],
    ),
    "a_school_with_an_id_that_is_called_like_a_sum": case(
        [["编号", *HEAD], ["a", "甲小学", 2024, 540, NO], ["b", "乙小计", 2024, 360, NO]],
        faults=["名单!B3: 名称: 看不出是学校还是合计：是学校请写全校名并填学校类型；是合计请写作“合计”或“…小计”，不填编号（实为 乙小计）"],
    ),
    "all_seats_beside_those_of_stages": case(
        [["名称", "计划年", "学位", "小学学位", "初中学位"], ["城南学校", 2026, 1980, 1080, 900], ["甲小学", 2024, 500, 540, NO]],
        [("城南学校", 2026, {"p": 1080, "m": 900}, None), A],
        ["名单!C3: 学位总数 500 与各学段之和 540 不符；按各学段计。"],
    ),
    "seats_there_and_seats_to_come": case(
        [["名称", "计划年", "现有", NO, "新增", NO], [NO, NO, "小学", "初中", "小学", "初中"], ["甲小学", 2024, 300, NO, 540, NO]],
        [A],
        ["未读的列 现有·小学, 现有·初中；要读请用 --map 列名=键。"],
    ),
    "two_columns_that_may_be_it": case(
        [["名称", "计划年", "一期", "二期"], [NO, NO, "小学", "小学"], ["甲小学", 2024, 300, 540]],
        faults=["二期·小学: 与“一期·小学”看来都是 seats.primary：用 --map 列名=seats.primary 指定一列"],
    ),
    "years_under_usual_titles": case(
        [["学校名称", "拟投用年度", "年度", "小学"], ["甲小学", 2025, 2023, 540]],
        [("甲小学", 2023, {"p": 540}, None)],
    ),
    "years_under_a_title_that_nobody_knows": case(
        [["学校名称", "落成", "小学"], ["甲小学", 2025, 540], ["丙小学", "2026年9月", 360]],
        faults=["名单!B2: 落成: 这一列像是年份，却不知是哪一年：用 --map 落成=opens（投用）或 --map 落成=planned（计划）；是在用学校名册，请加一列“当前阶段”（实为 2025）"],
    ),
    "a_register": case(
        [["学校名称", "小学"], ["甲小学", 540], ["丙小学", 2025]],
        [("甲小学", None, {"p": 540}, None), ("丙小学", None, {"p": 2025}, None)],
        ["没有年份与状态，按在用学校名册读入。"],
    ),
    "columns_numbered_by_signs": case(
        [["序号", "学校名称", "计划年", "小学", "投资（万元）", "备注"], ["甲", "乙", "丙", 1, 2, 3], [1, "甲小学", 2024, 540, 3500, NO]],
        [("甲小学", 2024, {"p": 540}, 3500)],
        ["未读的列 序号；要读请用 --map 列名=键。"],
    ),
    "sums_by_other_names": case(
        [
            HEAD,
            ["甲小学", 2024, 540, NO],
            ["2024年合计1所", NO, 540, NO],
            ["乙中学", 2025, NO, 900],
            ["小結", NO, NO, 900],
            ["全县", NO, 540, 900],
            ["共2所", NO, 540, 900],
            ["城区2所", NO, 540, 900],
            ["總計", NO, 540, 900],
            ["Σ", NO, 540, 900],
        ],
        [A, B],
        ["未计入 7 行合计：名单!A3（2024年合计1所）, 名单!A5（小結）, 名单!A6（全县）, 名单!A7（共2所）, 名单!A8（城区2所）, 名单!A9（總計）, 名单!A10（Σ）。"],
    ),
    "a_row_that_is_the_sum_of_those_above": case(
        [["名称", "小学"], ["甲小学", 540], ["丙小学", 360], ["所列项目", 900]],
        faults=["名单!A4: 名称: 看不出是学校还是合计：是学校请写全校名并填学校类型；是合计请写作“合计”或“…小计”，不填编号（实为 所列项目）"],
    ),
    "other_texts_that_end_like_sums": case(
        [
            ["资金来源", "名称", "类型", "计划年", "小学", "备注"],
            ["专项债累计", "甲小学", "小学", 2024, 540, "两期合计"],
            [NO, "丙小学", "小学", 2024, 360, "两期合计"],
            ["合计", 2, NO, NO, 900, NO],
        ],
        [A, ("丙小学", 2024, {"p": 360}, None)],
        ["未计入 1 行合计：名单!A4（合计）。", "未读的列 资金来源；要读请用 --map 列名=键。"],
    ),
    "classes_of_a_school_in_two_rows": case(
        [["名称", "计划年", "小学·班数"], ["甲小学", 2024, 12], ["甲小学", 2024, 12]],
        faults=["名单!C3: 小学·班数: 同一项目的这个学段已在 名单!C2（实为 540）"],
    ),
    "cost_of_a_school_told_twice": case(
        [["名称", "计划年", "学段", "学位", "投资（万元）"], ["城南学校", 2026, "小学", 540, 3000], ["城南学校", 2026, "初中", 900, 3000], ["合计", NO, NO, 1440, 6000]],
        [("城南学校", 2026, {"p": 540, "m": 900}, 3000)],
        ["未计入 1 行合计：名单!A4（合计）。", "名单!E4: “合计”与所列各行之和不符：写 6,000，各行之和 3,000。"],
    ),
    "two_tables_side_by_side": case(
        [["学校名称", "计划年", "小学", "学校名称", "初中"], ["甲小学", 2024, 540, "乙中学", 900]],
        faults=["名单!D1: 学校名称: 与 名单!A1 是同名的列，像是两张表左右并排：请上下接成一张表，或分到两张工作表"],
    ),
    "usual_titles_of_forms": case(
        [["乡镇", "*学校（必填）", "办学类型", "年度*", "新增学位数"], ["城东镇", "甲小学", "小学", 2024, 540], ["城东镇", "乙中学", "初中", 2025, 900]],
        [A, B],
    ),
    "sizes_that_no_row_says": case(
        [["名称", "计划年", "某数"], ["甲小学", 2024, 540], ["丙小学", 2024, 360]],
        faults=["各行都没有读到学位：未读的列是 某数；用 --map 列名=seats.primary 等指定"],
    ),
}  # fmt: skip

KINDS = ("xlsx", "xls", "ods")
UNTOLD = "也已读入"
"""What is said of hidden rows and columns, which an xls does not tell."""


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory) -> Mapping[tuple[str, str], Path]:
    """Every list in every kind of workbook."""
    folder = tmp_path_factory.mktemp("lists")
    first = [written(one, folder / f"{name}.xlsx") for name, one in CASES.items()]
    kinds = {"xlsx": first, **{kind: resaved(first, folder, kind) for kind in ("xls", "ods")}}
    return {(name, kind): path for kind in kinds for name, path in zip(CASES, kinds[kind], strict=True)}


def read(path: Path, one: Case) -> Import:
    """The import of a list."""
    mapped = Mapped(**one.mapped) if one.mapped else None
    return read_import(Asked(str(path), None, str(path.with_suffix(".yaml")), mapped, "甲区"), "")


def holds(path: Path, one: Case) -> None:
    """Hold what a file says against the schools, the words and the faults that it should have."""
    if one.faults:
        with pytest.raises(InputError) as wrong:
            read(path, one)
        assert [fault.text("zh").removeprefix(f"{path}:").strip() for fault in wrong.value.faults] == list(one.faults)
        return
    found = read(path, one)
    schools = [(each.name, each.planned, dict(each.seats), each.cost_wan) for each in found.plan.schools]
    assert schools == [
        (name, year, {STAGES[key]: n for key, n in seats.items()}, cost) for name, year, seats, cost in one.schools
    ]
    said = [line.removeprefix(f"{path}:").strip() for line in remarks(found, str(path), "zh")]
    assert said == [line for line in one.said if path.suffix != ".xls" or UNTOLD not in line]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", CASES)
def test_a_list_has_its_schools_and_tells_the_rest(name: str, kind: str, books: Mapping[tuple[str, str], Path]) -> None:
    """The same in whichever kind of workbook it is kept."""
    holds(books[name, kind], CASES[name])


FLAT = [
    name
    for name, one in CASES.items()
    if len(one.sheets) == 1
    and not any("名单：" in line for line in one.said)
    and not one.sheets[0].merged
    and "一期" not in str(one.sheets[0].rows[0])
]


@pytest.mark.parametrize("name", FLAT)
def test_a_list_without_merged_cells_has_the_same_schools_in_csv(name: str, tmp_path: Path) -> None:
    """Its cells are called by their lines."""
    one, path = CASES[name], tmp_path / "名单.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(one.sheets[0].rows)
    if one.faults:
        with pytest.raises(InputError):
            read(path, one)
        return
    found = read(path, one)
    assert [(each.name, dict(each.seats)) for each in found.plan.schools] == [
        (name, {STAGES[key]: n for key, n in seats.items()}) for name, _, seats, _ in one.schools
    ]
    assert len(list(remarks(found, str(path), "zh"))) == len(one.said)


def test_what_is_said_in_english_and_of_many_cells(tmp_path: Path) -> None:
    """By line and title in a text; the first eight of many, and how many there are."""
    rows: list[list[Any]] = [
        ["name", "planned", "primary seats", "cost"],
        *([f"School {n}", 2024, "12班", 5] for n in range(10)),
    ]
    rows += [["Grand total (9 schools)", "", 130, 50]]
    path = tmp_path / "list.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    said = [line.removeprefix(f"{path}") for line in remarks(read(path, Case([])), str(path), "en")]
    places = ", ".join(f"line {n} primary seats (12 × 45 = 540)" for n in range(2, 10))
    assert said == [
        ": cost has no unit and is taken as 10,000 yuan: "
        + ", ".join(f"line {n} cost" for n in range(2, 10))
        + " … 10 in all.",
        f": seats made of classes × class size (10): {places} … 10 in all.",
        ": rows of sums, left out (1): line 12 name (Grand total (9 scho…).",
        ":12: “Grand total (9 scho…” is not the sum of its rows: it says 130, they come to 120.",
        ":12: “Grand total (9 scho…” says 9 schools, 10 are listed.",
    ]


BLOCKS = ("小计", "合计", "第{n}片区小计", "小 计：", "Subtotal")
WHOLE = ("总计", "合计（{n}所）", "全县合计", "Grand total", "共计{n}所")


@settings(max_examples=30)
@given(
    st.lists(st.lists(st.integers(1, 2000), min_size=1, max_size=4), min_size=1, max_size=4),
    st.sampled_from(BLOCKS),
    st.sampled_from(WHOLE),
    st.booleans(),
    st.none() | st.integers(1, 50),
)
def test_sums_wherever_they_stand_are_no_schools_and_a_wrong_one_is_told(
    blocks: list[list[int]], part: str, whole: str, above: bool, slip: int | None
) -> None:
    """Below their rows or above them; with one wrong number there is one line more, at that number."""
    names = iter(f"学校{n}" for n in range(100))
    schools = [[(next(names), size) for size in block] for block in blocks]
    count, total = sum(map(len, blocks)), sum(map(sum, blocks))
    rows: list[tuple[str, object, int]] = []
    for n, block in enumerate(schools, start=1):
        sums = [(part.format(n=n), "", sum(size for _, size in block))]
        own = [(name, 2024, size) for name, size in block]
        rows += [*sums, *own] if above else [*own, *sums]
    last = (whole.format(n=count), "", total + (slip or 0))
    rows = [last, *rows] if above else [*rows, last]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.csv"
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows([("名称", "计划年", "小学"), *rows])
        found = read(path, Case([]))
    assert [(each.name, each.seats["primary"]) for each in found.plan.schools] == [
        one for block in schools for one in block
    ]
    assert sum(len(note.cells) for note in found.notes if note.kind == "sums") == len(blocks) + 1
    wrong = [(note.kind, str(cell)) for note in found.notes if note.kind != "sums" for cell, _ in note.cells]
    assert wrong == ([("unequal", "2" if above else str(len(rows) + 1))] if slip else [])


def test_the_year_of_opening_is_that_of_a_month_until_september(tmp_path: Path) -> None:
    """Not the planned year and the usual lag; an extension may be called 扩建."""
    rows = [*CASES["months_of_building_and_of_opening"].sheets[0].rows]
    path = written(case(rows), tmp_path / "list.xlsx")
    first, second = read_import(Asked(str(path), area="东区"), "").plan.schools
    assert (first.opens, first.works, second.opens, second.works) == (2026, "extension", 2027, "new")
