"""Lists of schools that people already have, laid over a plan or made into one."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from xuewei.errors import InputError
from xuewei.formats.plan.edit import in_order_of
from xuewei.formats.plan.read import read_plan
from xuewei.model.plan import Plan, School
from xuewei.model.stages import Stage
from xuewei.workbook.imported import Asked, read_import
from xuewei.workbook.lists.mapping import Mapped, mapping_text, read_mapping

from inside import run
from program import TOP
from spreadsheet import saved as resaved

HEAD = "名称,类型,计划年,小学学位,初中学位,责任单位"
ROWS = ("城北小学,小学,2026,1080,,教育局", "城南学校,九年一贯制,2027,1620,900,")
LIST = "\n".join([HEAD, *ROWS]) + "\n"
PLAN = """\
plan: 试      # 方案
area: 中心城区
years: [2021, 2025]
schools:
  - {id: a, name: 城北小学, type: primary, planned: 2022, seats: {primary: 540}}   # 已有
  - {id: b, name: 同名, type: primary, planned: 2022, seats: {primary: 540}}
  - {id: c, name: 同名, type: primary, planned: 2023, seats: {primary: 540}, responsible: 教育局}
"""


def write(folder: Path, text: str | bytes, name: str = "名单.csv") -> Path:
    """A file in a folder."""
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def read(path: Path, *, into: Path | None = None, area: str | None = "中心城区", **mapped: Any) -> Plan:
    """The plan that a list makes."""
    used = Mapped(**mapped) if mapped else None
    return read_import(Asked(str(path), str(into) if into else None, None, used, area), "").plan


def fault_lines(path: Path, into: Path | None = None, lang: str = "zh", **mapped: Any) -> list[str]:
    """The lines of the faults of a list, without its folder."""
    with pytest.raises(InputError) as wrong:
        read(path, into=into, area=None if into else "中心城区", **mapped)
    return [fault.text(lang).removeprefix(f"{path.parent}/") for fault in wrong.value.faults]


NORTH = School(
    "2026-primary-1", "primary", "中心城区", {"primary": 1080}, 2026, name="城北小学", responsible={"unit": "教育局"}
)
SOUTH = School("2027-nine-year-1", "nine_year", "中心城区", {"primary": 1620, "middle": 900}, 2027, name="城南学校")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_list_in_csv_becomes_a_plan(tmp_path: Path, encoding: str, separator: str, end: str) -> None:
    """Whatever wrote it; its years are those of its schools, ids are made, the plan is called like the file."""
    text = LIST.replace(",", separator).replace("\n", end)
    found = read(write(tmp_path, text.encode(encoding)))
    assert (found.name, found.area, found.years, found.schools) == ("名单", "中心城区", (2026, 2027), (NORTH, SOUTH))


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_list_in_a_workbook_becomes_a_plan(tmp_path: Path, kind: str) -> None:
    """Below a title, with a head of two rows, a total, and numbers as text."""
    book = openpyxl.Workbook()
    book.active.title = "封面"  # type: ignore[union-attr]
    sheet = book.create_sheet("拟建")
    for row in (
        ["拟建学校一览表"],
        [],
        ["序号", "项目名称", "学校类型", "计划年度", "学位", None, "责任单位"],
        [None, None, None, None, "小学", "初中", None],
        [1, 2, 3, 4, 5, 6, 7],
        [1, "城北小学", "小学", "2026年", "1,080", None, "教育局"],
        [2, "城南学校", "九年一贯制", 2027, 1620, 900, None],
        ["合计", None, None, None, 2700, 900, None],
    ):
        sheet.append(row)
    path = tmp_path / "名单.xlsx"
    book.save(path)
    found = read(path if kind == "xlsx" else resaved([path], tmp_path, kind)[0])
    assert found.schools == (NORTH, SOUTH)


def test_rows_of_stages_make_one_school(tmp_path: Path) -> None:
    """A column of stages with one of seats, or of classes."""
    text = "编号,名称,学段,学位,计划年\nx,城南学校,小学,1620,2027\nx,城南学校,初中,900,2027\n"
    (one,) = read(write(tmp_path, text)).schools
    assert (one.id, one.type, one.seats) == ("x", "nine_year", {"primary": 1620, "middle": 900})
    text = "编号,学段,班数,计划年\nx,小学,36,2027\nx,初中,18,2027\n"
    (one,) = read(write(tmp_path, text)).schools
    assert one.seats == {"primary": 1620, "middle": 900}


def test_a_list_updates_what_it_names_and_adds_the_rest(tmp_path: Path) -> None:
    """By name where it has no ids; nothing is removed, comments stay, empty cells say nothing."""
    into = write(tmp_path, PLAN, "plan.yaml")
    found = read_import(Asked(str(write(tmp_path, LIST)), str(into)), "")
    assert found.raw.decode() == PLAN.replace("planned: 2022, seats: {primary: 540}}   # 已有", "planned: 2026, seats: {primary: 1080}, responsible: {unit: 教育局}}   # 已有") + (
        "  - id: 2027-nine-year-1\n    name: 城南学校\n    type: nine_year\n    planned: 2027\n"
        "    seats: {primary: 1620, middle: 900}\n    status: planned\n"
    )  # fmt: skip
    text = "编号,责任人,举办者\nc,张三,city\n"
    found = read_import(Asked(str(write(tmp_path, text)), str(into)), "")
    assert found.plan.schools[2].responsible == {"unit": "教育局", "person": "张三"}
    assert found.plan.schools[2].founder == "city"
    assert len(found.plan.schools) == 3


def test_a_list_that_says_0_takes_the_seats_of_a_school_away(tmp_path: Path) -> None:
    """Where the school has such seats; elsewhere 0 says nothing."""
    into = write(tmp_path, PLAN.replace("{primary: 540}}   #", "{primary: 540, middle: 300}}   #"), "plan.yaml")
    plan = read(write(tmp_path, "名称,幼儿园学位,小学学位,初中学位\n城北小学,0,720,0\n"), into=into)
    assert plan.schools[0].seats == {"primary": 720}


def test_an_order_of_stages_other_than_that_of_ages_is_no_change() -> None:
    """The plan keeps its own."""
    young, old = Stage("young", 6, 3, 45), Stage("old", 9, 3, 45)
    before = Plan("试", "甲区", (), (2021, 2025), stages=(old, young))
    assert in_order_of(before, replace(before, stages=(young, old))) == before


def test_our_own_csv_of_schools_changes_nothing(tmp_path: Path) -> None:
    """`ledger --format csv` read back over its own plan; names that it disarms come back as they were."""
    into = Path(shutil.copy(TOP / "data" / "plan_2021_2025.yaml", tmp_path))
    into.write_text(into.read_text(encoding="utf-8").replace("name: 规划十小", "name: '=规划十小'"), encoding="utf-8")
    made = tmp_path / "schools.csv"
    assert run("ledger", "--plan", into, "--format", "csv", "--output", made).returncode == 0
    assert "'=规划十小" in made.read_text(encoding="utf-8-sig")
    found = read_import(Asked(str(made), str(into)), "")
    assert found.unchanged


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (HEAD + "\n城北小学,小学,明年,1080,,", ["名单.csv:2: 计划年: 应为 1850 至 2100 的整数（实为 明年）"]),
        (HEAD + "\n城北小学,小学,0,1080,,\n城南小学,小学,2026,1080,,", ["名单.csv:2: 计划年: 应为 1850 至 2100 的整数（实为 0）"]),
        (HEAD + "\n城北小学,小学,,1080,,", ["名单.csv:2: 名称: 没有计划年也没有投用学年，当前阶段也不是投用"]),
        (HEAD + "\n城北小学,小学,2026,,,", ["名单.csv:2: 名称: 没有填学位"]),
        (HEAD + "\n,小学,2026,1080,,", ["名单.csv:2: 名称: 这一行没有编号也没有名称"]),
        (HEAD + "\n城北小学,小学,2026,一千,,", ["名单.csv:2: 小学学位: 应为 0 至 20000 的整数（实为 一千）"]),
        (HEAD + "\n城北小学,小学,2026,#REF!,,", ["名单.csv:2: 小学学位: 单元格是错误值（实为 #REF!）"]),
        (HEAD + "\n甲,小学,2026,1,,\n甲,小学,2026,2,,", ["名单.csv:3: 小学学位: 同一项目的这个学段已在 2（实为 2）"]),
        (HEAD + "\n甲,小学,2026,1,,\n甲,小学,2027,,,", ["名单.csv:3: 计划年: 与同一项目的 2 不一致（实为 2027）"]),
        (HEAD + "\n甲,小学,2026,1", []),
        (HEAD + "\n甲,小学,2026,1,,,9", ["名单.csv:2: 有 7 格，表头有 6 格"]),
        ("名称,阶段,计划年,小学学位\n甲,在建中,2026,540", ["名单.csv:2: 阶段: 应为 拟建, 已批, 在建, 建成, 投用, 销号, 取消 之一（实为 在建中）。是否想写 在建？"]),
        ("名称,计划年,学位\n甲,2026,540", ["名单.csv:2: 学位: 不知是哪个学段的学位：加一列学段，或用 --map 列名=seats.primary（实为 540）"]),
        ("甲,乙\n1,2", ["名单.csv: 没有一列对得上：列名是 甲, 乙；用 --map 列名=键，人口表用 --kind 说明是哪一种"]),
        ("项目,计划年\n甲,2026", ["名单.csv: 没有一列是编号或名称：列名是 项目, 计划年；用 --map 列名=name"]),
        ("", ["名单.csv: 文件是空的"]),
    ],
)  # fmt: skip
def test_a_slip_is_told_at_its_line_and_column(tmp_path: Path, text: str, lines: list[str]) -> None:
    """By the title that the column has."""
    path = write(tmp_path, text)
    if lines:
        assert fault_lines(path) == lines
    else:
        assert read(path).schools[0].name == "甲"


def test_slips_of_every_row_are_told_in_one_run(tmp_path: Path) -> None:
    """What a row lacks, what cannot be read and what no plan may hold, each cell once, in the order of the list."""
    rows = "甲,小学,2026,,\n乙,小学,2026,五百,\n丙,小学,明年,500,\n丁,小学,,,\n戊,小学,,#REF!,2020\n,小学,2026,540,\n己,小学,2026,1,2020\n"
    list_ = write(tmp_path, "名称,类型,计划年,小学学位,撤销学年\n" + rows)
    into = write(tmp_path, PLAN, "plan.yaml")
    for plan in (None, into):
        assert [line.partition("（")[0] for line in fault_lines(list_, plan, columns={"撤销学年": "closes"})] == [
            "名单.csv:2: 名称: 没有填学位",
            "名单.csv:3: 小学学位: 应为 0 至 20000 的整数",
            "名单.csv:4: 计划年: 应为 1850 至 2100 的整数",
            "名单.csv:5: 名称: 没有填学位",
            "名单.csv:5: 名称: 没有计划年也没有投用学年，当前阶段也不是投用",
            "名单.csv:6: 小学学位: 单元格是错误值",
            "名单.csv:7: 名称: 这一行没有编号也没有名称",
            "名单.csv:8: 撤销学年: 早于投用年 2027",
        ]


def test_slips_over_a_plan_are_told_at_the_list_or_at_the_plan(tmp_path: Path) -> None:
    """Two schools of one name, an unknown type, a year that does not go with the plan's."""
    into = write(tmp_path, PLAN, "plan.yaml")
    assert fault_lines(write(tmp_path, "名称,计划年\n同名,2026\n"), into) == [
        "名单.csv:2: 名称: 方案里有几所同名学校（b, c）：加一列编号（实为 同名）"
    ]
    assert fault_lines(write(tmp_path, "编号,撤销学年\na,2020\n"), into, columns={"撤销学年": "closes"}) == [
        "名单.csv:2: 撤销学年: 早于投用年 2023（实为 2020）"
    ]
    assert fault_lines(write(tmp_path, "编号,类型,计划年,小学学位\nn,primry,2026,1\n"), into) == [
        "名单.csv:2: 类型: 没有这个学校类型（实为 primry）。是否想写 primary？"
    ]
    with pytest.raises(InputError) as wrong:
        read(write(tmp_path, "名称,计划年,小学学位\n甲,2026,540\n"), area=None)
    assert [fault.what("zh") for fault in wrong.value.faults] == ["不知区域：用 --area 指定，或加一列区域"]


def test_a_mapping_names_columns_words_and_what_is_left_out(tmp_path: Path) -> None:
    """A title that is not there gets the nearest; so does a target in a saved mapping."""
    text = "学校全称,办学层次,哪年建,能坐多少\n甲,完小,2026,540\n"
    columns = {"学校全称": "name", "办学层次": "type", "哪年建": "planned", "能坐多少": "seats"}
    path = write(tmp_path, text)
    used: dict[str, Any] = {"columns": columns, "words": {"type": {"完小": "primary"}}, "defaults": {"status": "在建"}}
    (one,) = read(path, **used).schools
    assert (one.name, one.type, one.planned, one.seats, one.status) == ("甲", "primary", 2026, {"primary": 540}, "under_construction")  # fmt: skip
    mapped = Mapped(columns, {"type": {"完小": "primary"}}, {"status": "在建"}, "表1", "split")
    assert read_mapping(write(tmp_path, mapping_text(mapped), "m.yaml")) == mapped
    assert fault_lines(path, columns=columns, sheet="表1") == ["名单.csv: CSV 没有工作表（实为 表1）"]
    assert fault_lines(path, columns={"学校": "name"}) == ["名单.csv: 缺少列 学校。是否想写 学校全称？"]
    bad = write(tmp_path, "columns: {a: planed, b: seats.}\nword: {}\n", "bad.yaml")
    with pytest.raises(InputError) as wrong:
        read_mapping(bad)
    assert [fault.text("zh").removeprefix(f"{tmp_path}/") for fault in wrong.value.faults] == [
        "bad.yaml:1: columns.a: 没有这个键（实为 planed）。是否想写 planned？",
        "bad.yaml:1: columns.b: 没有这个键（实为 seats.）。是否想写 seats？",
        "bad.yaml:2: word: 未知的键。是否想写 words？",
    ]


def test_the_example_is_read_and_its_mapping_saved(tmp_path: Path) -> None:
    """`--map` and `--save-map`; what was used reads the list again; unread columns are named."""
    folder = TOP / "examples" / "lists"
    words = ("import", folder / "schools.csv", "--yes", "--output", tmp_path / "a.yaml")
    done = run(*words, "--map", folder / "mapping.yaml", "--save-map", tmp_path / "used.yaml")
    assert done.returncode == 0, done.stderr
    assert done.stderr.endswith("schools.csv: 未读的列 开工日期；要读请用 --map 列名=键。\n")
    plan = read_plan(tmp_path / "a.yaml")
    assert [(one.id, dict(one.seats)) for one in plan.schools] == [
        ("2026-primary-1", {"primary": 1620}),
        ("2027-nine-year-1", {"primary": 1620, "middle": 1200}),
        ("2026-kindergarten-1", {"kindergarten": 360}),
    ]
    done = run("import", folder / "schools.csv", "--into", tmp_path / "a.yaml", "--map", tmp_path / "used.yaml")
    assert (done.returncode, "内容相同" in done.stdout) == (0, True)
    done = run(*words, "--save-map", folder / "mapping.yaml", "--lang", "en")
    assert (done.returncode, done.stderr) == (3, f"{folder}/mapping.yaml: already exists and is not overwritten\n")
    done = run("import", folder / "schools.csv", "--map", "投资=cost", "--lang", "en")
    assert done.returncode == 2
    assert "must be TITLE=KEY (found 投资=cost). Did you mean cost_wan?" in done.stderr


def test_a_row_of_errors_alone_is_told_and_not_left_out(tmp_path: Path) -> None:
    """A list that looks into another sheet: every cell that should be read has its fault."""
    book = xlsxwriter.Workbook(str(tmp_path / "list.xlsx"))
    sheet = book.add_worksheet("名单")
    rows: list[list[str | int] | None] = [
        ["名称", "类型", "计划年", "小学学位"],
        ["甲小学", "小学", 2024, 540],
        None,
        ["丙小学", "小学", 2024, 540],
    ]
    for n, row in enumerate(rows):
        for place in range(4):
            if row is None:
                sheet.write_formula(n, place, f"Sheet2!A{n + 1}", None, "#REF!")
            else:
                sheet.write(n, place, row[place])
    sheet.write_formula(9, 0, "Sheet2!A9", None, "#REF!")  # below everything else
    book.close()
    with pytest.raises(InputError) as wrong:
        read_import(Asked(str(tmp_path / "list.xlsx"), output=str(tmp_path / "o.yaml"), area="甲"), "")
    assert [str(fault.place) for fault in wrong.value.faults] == [
        f"名单!{cell}" for cell in ("A3", "B3", "C3", "D3", "A10")
    ]


def test_thousands_of_schools_without_ids_get_one_each(tmp_path: Path) -> None:
    """Counted on from the last one of the same year and type."""
    rows = "".join(f"学校{n},小学,2024,540\n" for n in range(3000))
    (tmp_path / "list.csv").write_text("名称,类型,计划年,小学\n" + rows, encoding="utf-8")
    found = read_import(Asked(str(tmp_path / "list.csv"), output=str(tmp_path / "o.yaml"), area="中心城区"), "")
    assert [school.id for school in found.plan.schools] == [f"2024-primary-{n}" for n in range(1, 3001)]
