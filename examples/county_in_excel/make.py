"""Three workbooks as an education bureau has them, of a made-up county: its schools, its pupils, its births.

    python examples/county_in_excel/make.py            # writes them beside this file

A test holds the cells of the workbooks against what this writes.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.worksheet.worksheet import Worksheet

HERE = Path(__file__).parent
COUNTY = "东河县"
YEARS = (2024, 2025)
"""School years of the pupils; the list of schools is of the last one."""
BORN = dict(zip(range(2015, 2026), (1962, 2287, 2214, 1968, 1786, 1512, 1338, 1207, 1085, 1124, 1036), strict=True))
"""Births by calendar year."""
BOYS = 0.52
PUPILS = {
    "幼儿园": {"小班": (1075, 951), "中班": (1282, 1117), "大班": (1533, 1330)},
    "小学": {
        "一年级": (1912, 1718),
        "二年级": (2087, 1904),
        "三年级": (2034, 2081),
        "四年级": (1871, 2029),
        "五年级": (1925, 1866),
        "六年级": (1862, 1921),
    },
    "初中": {"七年级": (1786, 1834), "八年级": (1742, 1779), "九年级": (1701, 1731)},
}
"""Pupils by stage and grade in the two school years."""
TOWNS = {
    "城关镇": (
        ("东河县第一幼儿园", "公办", 12, 0, 0, 12),
        ("东河县第二幼儿园", "公办", 12, 0, 0, 12),
        ("东河县第三幼儿园", "公办", 12, 0, 0, 12),
        ("晨光幼儿园", "普惠性民办", 12, 0, 0, 12),
        ("小白杨幼儿园", "普惠性民办", 12, 0, 0, 12),
        ("育苗幼儿园", "民办", 12, 0, 0, 12),
        ("东河县第一小学", "公办", 0, 42, 0, 42),
        ("东河县第二小学", "公办", 0, 36, 0, 36),
        ("东河县第三小学", "公办", 0, 36, 0, 38),
        ("东河县第四小学", "公办", 0, 36, 0, 36),
        ("东河县第五小学", "公办", 0, 30, 0, 30),
        ("东河县第一中学", "公办", 0, 0, 30, 30),
        ("东河县第二中学", "公办", 0, 0, 27, 30),
        ("东河县实验学校", "公办", 0, 24, 18, 44),
    ),
    "柳林镇": (
        ("柳林镇中心幼儿园", "公办", 12, 0, 0, 12),
        ("阳光幼儿园", "普惠性民办", 9, 0, 0, 9),
        ("柳林镇中心小学", "公办", 0, 18, 0, 18),
        ("柳林镇第二小学", "公办", 0, 12, 0, 15),
        ("柳林镇初级中学", "公办", 0, 0, 12, 13),
    ),
    "石桥镇": (
        ("石桥镇中心幼儿园", "公办", 12, 0, 0, 12),
        ("石桥镇中心小学", "公办", 0, 18, 0, 18),
        ("石桥镇南岭小学", "公办", 0, 6, 0, 10),
        ("石桥镇初级中学", "公办", 0, 0, 9, 10),
    ),
    "双井镇": (
        ("双井镇中心幼儿园", "公办", 9, 0, 0, 9),
        ("双井镇中心小学", "公办", 0, 12, 0, 12),
        ("双井镇初级中学", "公办", 0, 0, 9, 9),
    ),
    "青山乡": (
        ("青山乡中心幼儿园", "公办", 6, 0, 0, 6),
        ("青山乡九年制学校", "公办", 0, 6, 3, 9),
        ("青山乡后沟小学", "公办", 0, 6, 0, 12),
    ),
    "马家湾乡": (
        ("马家湾乡中心幼儿园", "公办", 3, 0, 0, 3),
        ("马家湾乡中心小学", "公办", 0, 6, 0, 10),
        ("马家湾乡初级中学", "公办", 0, 0, 3, 4),
    ),
}
"""Schools by town: name, provision, classes of kindergarten, primary and middle, rooms."""
SEATS = (30, 45, 50)
"""Seats of a class by stage."""
TYPES = ("幼儿园", "小学", "初级中学", "九年一贯制学校")
LINE = Border(*[Side(style="thin")] * 4)


def main(into: Path = HERE) -> None:
    """Write the three workbooks into a folder."""
    for name, write in (("学校名单", schools), ("分年级在校生", pupils), ("出生人口", births)):
        book = Workbook()
        sheet = book.active
        assert isinstance(sheet, Worksheet)
        write(sheet)
        book.save(into / f"{name}.xlsx")


def schools(sheet: Worksheet) -> None:
    """The list of schools: two rows of head, a sum, notes below."""
    sheet.title = "学校名单"
    title(sheet, f"{COUNTY}中小学、幼儿园名单（{YEARS[-1]}学年，虚构）", 12)
    head = ["序号", "学校名称", "办学类型", "所在乡镇", "办学性质"]
    sheet.append([*head, "班数（个）", "", "", "学位（个）", "", "", "教室数（间）"])
    sheet.append([""] * 5 + ["幼儿园", "小学", "初中"] * 2)
    for column in "ABCDEL":
        sheet.merge_cells(f"{column}2:{column}3")
    sheet.merge_cells("F2:H2")
    sheet.merge_cells("I2:K2")
    totals = [0] * 7
    for n, (town, name, provision, *classes, rooms) in enumerate(_schools(), 1):
        kind = TYPES[3] if classes[1] and classes[2] else TYPES[next(i for i, some in enumerate(classes) if some)]
        sizes = [*classes, *(some * each for some, each in zip(classes, SEATS, strict=True)), rooms]
        sheet.append([n, name, kind, town, provision, *(size or None for size in sizes)])
        totals = [total + size for total, size in zip(totals, sizes, strict=True)]
    sheet.append(["合计", "", "", "", "", *totals])
    ruled(sheet, 2)
    sheet.append(["注：1. 学校、乡镇和数字均为虚构，仅供教程使用。"])
    sheet.append(["　　2. 学位按标准班额核定：幼儿园 30 人、小学 45 人、初中 50 人。"])
    widths(sheet, {"A": 6, "B": 24, "C": 16, "D": 12, "E": 12})


def _schools() -> list[tuple[str, str, str, int, int, int, int]]:
    return [(town, *school) for town, those in TOWNS.items() for school in those]


def pupils(sheet: Worksheet) -> None:
    """Pupils by grade: a column for each grade and sum, a row for each school year."""
    sheet.title = "在校生"
    columns = [(stage, grade) for stage, grades in PUPILS.items() for grade in (*grades, "小计")]
    title(sheet, f"{COUNTY}分年级在校（园）生数（虚构）", len(columns) + 2)
    sheet.append(["单位：人"])
    sheet.append(["学年", *("" if stage == before else stage for before, stage in _before(columns)), "合计"])
    sheet.append(["", *(grade for _, grade in columns), ""])
    sheet.merge_cells("A3:A4")
    last = len(columns) + 2
    sheet.merge_cells(start_row=3, end_row=4, start_column=last, end_column=last)
    start = 2
    for grades in PUPILS.values():
        sheet.merge_cells(start_row=3, end_row=3, start_column=start, end_column=start + len(grades))
        start += len(grades) + 1
    for n, year in enumerate(YEARS):
        row: list[int] = []
        for grades in PUPILS.values():
            counts = [each[n] for each in grades.values()]
            row += [*counts, sum(counts)]
        whole = sum(each[n] for grades in PUPILS.values() for each in grades.values())
        sheet.append([f"{year}—{year + 1}学年", *row, whole])
    ruled(sheet, 3)
    sheet.append([f"注：{YEARS[0]}、{YEARS[1]} 年 9 月学年初在校（园）生。"])
    widths(sheet, {"A": 16})


def _before(columns: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The stage of each column after that of the column before it."""
    stages = [stage for stage, _ in columns]
    return list(zip(["", *stages], stages, strict=False))


def births(sheet: Worksheet) -> None:
    """Births by calendar year, boys and girls apart."""
    sheet.title = "出生人口"
    title(sheet, f"{COUNTY}历年出生人口（虚构）", 4)
    sheet.append(["单位：人"])
    sheet.append(["年份", "出生人口", "男", "女"])
    for year, n in BORN.items():
        boys = round(n * BOYS)
        sheet.append([f"{year}年", n, boys, n - boys])
    ruled(sheet, 3)
    sheet.append(["注：按住院分娩与户籍登记核对。"])
    widths(sheet, {"A": 12, "B": 12})


def title(sheet: Worksheet, text: str, wide: int) -> None:
    """A title over the whole table."""
    sheet.append([text])
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=wide)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")


def ruled(sheet: Worksheet, first: int) -> None:
    """Lines around the cells from the first row of the head to the last row."""
    for row in sheet.iter_rows(min_row=first):
        for cell in row:
            cell.border = LINE
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def widths(sheet: Worksheet, wide: dict[str, int]) -> None:
    """Columns as wide as their texts."""
    for column, width in wide.items():
        sheet.column_dimensions[column].width = width


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
