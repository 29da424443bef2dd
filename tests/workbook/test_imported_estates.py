"""Tables of estates as bureaus have them: understood, shown, written, and every slip told at its cell."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from xuewei.formats.population.folder import read_population

from inside import run
from program import TOP

HEAD = (
    "序号",
    "楼盘名称",
    "所在学区",
    "总户数（户）",
    "建筑面积（万㎡）",
    "预计交房时间",
    "住房类型",
    "入住率",
    "开发商",
)
ROWS: Sequence[Sequence[Any]] = (
    (1, "东湖壹号", "合成第01学区", 1200, 14.4, datetime(2027, 6, 30), "普通商品住宅", "", "甲"),
    (2, "北苑小区", "合成区", "860套", "9.5", "2028年底", "拆迁安置房", "65%", "乙"),
    (3, "人才公寓", "合成第02学区", None, 6, "2026.9", "人才公寓", None, "丙"),
    ("", "合计", "", 2060, "", "", "", "", ""),
)
WANTED = {
    "东湖壹号": ("", "合成第01学区", 1200.0, 144000.0, "commodity", 2027, ""),
    "北苑小区": ("合成区", "", 860.0, 95000.0, "resettlement", 2028, ((1, 0.65),)),
    "人才公寓": ("", "合成第02学区", None, 60000.0, "talent", 2026, ""),
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The district of the examples, a copy."""
    shutil.copytree(TOP / "examples" / "district", tmp_path / "district")
    (tmp_path / "district" / "population" / "estates.csv").unlink()
    return tmp_path / "district"


def book(project: Path, rows: Sequence[Sequence[Any]], head: Sequence[str] = HEAD) -> Path:
    """A workbook with a title above a table."""
    made, place = Workbook(), project / "楼盘.xlsx"
    sheet = made.active
    assert sheet is not None
    for row in (["在建楼盘一览表"], [], head, *rows):
        sheet.append(list(row))
    made.save(place)
    return place


def taken(project: Path) -> dict[str, tuple[Any, ...]]:
    """The estates of a project's people by name."""
    rows = read_population(project / "population").estates
    names = ("area", "zone", "dwellings", "floor_area_m2", "kind", "completes", "occupancy")
    return {row.name: tuple(getattr(row, name) for name in names) for row in rows}


def asked(project: Path, file: Path, *words: str) -> Any:
    """What import says of a file, for the folder of a project's people."""
    return run("import", file, "--into", project / "population", *words)


def test_a_workbook_becomes_the_table(project: Path) -> None:
    """What each title was taken for is shown; sums are left out; once written it is there already."""
    file = book(project, ROWS)
    shown = asked(project, file)
    assert shown.returncode == 1
    assert not (project / "population" / "estates.csv").exists()
    said = "".join(shown.stdout.split())
    assert "3行、2,060套" in said
    for pair in ("总户数（户）→dwellings", "预计交房时间→completes", "所在学区→zone", "住房类型→kind"):
        assert pair in said
    assert "未读的列：开发商" in shown.stderr
    assert "合计行不写入（1 行）" in shown.stderr
    assert asked(project, file, "--yes").returncode == 0
    assert taken(project) == WANTED
    assert "内容相同" in asked(project, file).stdout


def test_a_table_in_gbk_is_the_same(project: Path) -> None:
    """With the units of its titles."""
    file = project / "楼盘.csv"
    with file.open("w", encoding="gbk", newline="") as text:
        head = [title.replace("㎡", "平方米") for title in HEAD]
        rows = [[f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else cell for cell in row] for row in ROWS]
        csv.writer(text).writerows([head, *rows])
    assert asked(project, file, "--yes").returncode == 0
    assert taken(project) == WANTED


def test_every_slip_is_told_at_its_cell(project: Path) -> None:
    """All at once, nothing written."""
    head = ("小区名称", "街道", "套数", "建筑面积", "竣工时间", "类型", "经度", "纬度")
    rows = (
        ("甲", "西街", 0.12, "", "2027", "别墅", 35.0, 111.0),
        ("乙", "合成区", 800, 9.6, "明年", "宿舍", "", ""),
        ("丙", "合成区", 800, "", "一期2026、二期2028", "商品房", 111.0, ""),
    )
    done = asked(project, book(project, rows, head), "--lang", "en")
    assert done.returncode == 3
    assert not (project / "population" / "estates.csv").exists()
    cells = {line.partition("Sheet!")[2].partition(":")[0] for line in done.stderr.splitlines() if "Sheet!" in line}
    assert cells >= {"B4", "C4", "G4", "E5", "F5", "E6", "H6"}


def test_sums_are_left_out_wherever_they_say_so(project: Path) -> None:
    """Under the number of the row, too; dwellings with words ask for a plain number."""
    head = ("序号", "小区名称", "街道", "户数", "交房")
    rows: list[tuple[Any, ...]] = [
        (1, "甲", "合成区", 800, 2027),
        ("小计", "", "", 800, ""),
        ("合计", "", "", 800, 2027),
    ]
    done = asked(project, book(project, rows, head))
    assert "合计行不写入（2 行）" in done.stderr
    assert "1行、800套" in "".join(done.stdout.split())
    done = asked(project, book(project, [(1, "甲", "合成区", "约800户", 2027)], head))
    assert done.returncode == 3
    assert "应为套数，写数字就行" in done.stderr


def test_a_head_of_two_rows_and_rows_of_no_dwellings(project: Path) -> None:
    """A title over two columns stands above theirs; 0 dwellings are written, and told with the remark beside them."""
    head = ("序号", "小区名称", "街道", "规模", "", "竣工年份", "备注")
    rows: list[tuple[Any, ...]] = [
        ("", "", "", "套数", "建筑面积", "", ""),
        (1, "甲", "合成区", 800, "", 2027, ""),
        (2, "乙", "合成区", 0, "", 2028, "规划取消"),
    ]
    done = asked(project, book(project, rows, head))
    assert done.returncode == 1, done.stderr  # nothing is written without --yes
    flat = "".join(done.stderr.split())
    assert "套数是0的行照写" in flat
    assert "乙（规划取消）" in flat
    assert "2行、800套" in "".join(done.stdout.split())
    assert "套数→dwellings" in "".join(done.stdout.split())


@pytest.mark.parametrize(
    ("maps", "code"),
    [
        ({}, 3),
        ({"归属": "area", "规模": "dwellings", "何时": "completes", "地块号": "name"}, 0),
        ({"归属": "area", "规模": "dwellings", "何时": "completes", "地块": "name"}, 3),
    ],
)
def test_other_titles_are_mapped(project: Path, maps: Mapping[str, str], code: int) -> None:
    """Without a mapping a table that is asked for says what is needed; a title that is not there is told."""
    file = book(project, [["丁", "合成区", 500, 2029]], ["地块号", "归属", "规模", "何时"])
    words = [word for title, key in maps.items() for word in ("--map", f"{title}={key}")]
    done = asked(project, file, "--kind", "estates", "--yes", *words)
    assert done.returncode == code
    if not code:
        assert taken(project) == {"丁": ("合成区", "", 500.0, None, "", 2029, "")}


def test_a_plan_that_writes_estates_takes_no_table_of_them(project: Path) -> None:
    """They would be in two places."""
    plan = project / "plan.yaml"
    own = "estates:\n  - {id: e1, dwellings: 800, completes: 2027}\nschools:\n"
    plan.write_text(plan.read_text(encoding="utf-8").replace("schools:\n", own, 1), encoding="utf-8")
    done = run("import", book(project, ROWS), "--into", plan, "--yes", "--lang", "en")
    assert done.returncode == 3
    assert "estates: there are estates in" in done.stderr
    assert not (project / "population" / "estates.csv").exists()


def test_a_list_of_schools_stays_one(project: Path) -> None:
    """Though it has dwellings beside its schools."""
    rows = [["一小", "小学", 540, 2027, 800]]
    done = asked(project, book(project, rows, ["学校名称", "学段", "学位", "竣工时间", "周边户数"]))
    assert "小区表" not in done.stdout
