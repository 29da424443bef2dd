"""Tables of estates as bureaus have them: understood, shown, written, and every slip told at its cell."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import permutations
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


PLAIN = ("小区名称", "所属镇", "套数", "交付年份")


def plain(project: Path, rows: Sequence[Sequence[Any]], head: Sequence[str] = PLAIN) -> Path:
    """A list in CSV."""
    file = project / "名单.csv"
    file.write_text("\n".join([",".join(head), *(",".join(map(str, row)) for row in rows), ""]), encoding="utf-8")
    return file


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A project of two areas."""
    shutil.copytree(TOP / "examples" / "small_city", tmp_path / "city")
    return tmp_path / "city"


def test_a_column_that_says_where_is_told_once(city: Path) -> None:
    """One that is not found, one that there is not, and one of which no name is known; each name of others once with
    its rows."""
    towns = [("甲", "东镇", 300, 2027), ("乙", "东镇", 300, 2027), ("丙", "西镇", 300, 2027)]
    words = ("--into", city / "plan.yaml", "--yes", "--lang", "en")

    def lines(rows: Sequence[Sequence[Any]], head: Sequence[str] = PLAIN, *more: str) -> list[str]:
        done = run("import", plain(city, rows, head), "--kind", "estates", *words, *more)
        assert (done.returncode == 3) == (not done.stdout)
        return [line.rpartition("名单.csv")[2] for line in done.stderr.splitlines()] if done.returncode else []

    (told,) = lines(towns, ("小区名称", "地点", "套数", "交付年份"))
    assert "so that 3 rows are nowhere; columns that are not read: 地点." in told
    (told,) = lines([(name, *rest) for name, _, *rest in towns], ("小区名称", "套数", "交付年份"))
    assert "no column says in which area or zone they lie, so that 3 rows are nowhere" in told
    (told,) = lines(towns)
    assert told.startswith(":2: 所属镇: none of the 2 names in 3 rows")
    assert "(known: 东区, 西区)" in told
    assert told.endswith("(found 东镇, 西镇)")
    one, other = lines([*towns, ("丁", "东区", 300, 2027)])
    assert one.startswith(":2: 所属镇: is no area or zone of the plan or its people (2 rows) (found 东镇)")
    assert other.startswith(":4: 所属镇: is no area or zone of the plan or its people (found 西镇)")
    assert lines(towns, PLAIN, "--map", "所属镇=other", "--area", "东区") == []
    assert {each[0] for each in taken(city).values()} == {"东区"}


def test_estates_of_one_name_stay_several(project: Path) -> None:
    """With ids of their own, which are said; written again, in whatever order, they are the same. A row that is there
    twice is told, and where a table has ids its rows of one id are parts."""
    rows = [("滨河", "合成区", 300, 2027), ("滨河", "合成区", 500, 2027), ("滨河", "合成第01学区", 90, 2028)]
    done = asked(project, plain(project, rows), "--yes")
    assert "同名的小区各算一个" in done.stderr
    found = read_population(project / "population").estates
    assert {(row.id, row.name, row.dwellings) for row in found} == {
        ("滨河", "滨河", 90),
        ("滨河-2", "滨河", 300),
        ("滨河-3", "滨河", 500),
    }
    for order in permutations(rows):
        assert "内容相同" in asked(project, plain(project, list(order)), "--yes").stdout
    done = asked(project, plain(project, [*rows, rows[1]]), "--yes", "--lang", "en")
    assert done.returncode == 3
    assert ":5: says just what row 3 does" in done.stderr
    (project / "population" / "estates.csv").unlink()
    numbered = [(1, *rows[0]), (1, *rows[1][:3], 2028), (2, *rows[2])]
    assert asked(project, plain(project, numbered, ("编号", *PLAIN)), "--yes").returncode == 0
    assert [row.id for row in read_population(project / "population").estates] == ["1", "1", "2"]


def test_a_part_that_stays_beside_the_list_is_told(project: Path) -> None:
    """An estate that is completed a year later than the table has would count twice."""
    assert "别的竣工年份" not in asked(project, plain(project, [("东湖", "合成区", 300, 2027)]), "--yes").stderr
    told = asked(project, plain(project, [("东湖", "合成区", 300, 2028)]), "--yes").stderr
    assert "是别的竣工年份：东湖 2027 300；若是改期" in told.replace("\n", "")


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
    assert f"estates: there are estates in {plan} already" in done.stderr
    assert not (project / "population" / "estates.csv").exists()
    done = asked(project, book(project, ROWS), "--yes")
    assert done.returncode == 3
    assert "plan.yaml：两处只留一处" in done.stderr
    assert not (project / "population" / "estates.csv").exists()


def test_an_unknown_table_may_be_one_of_estates(project: Path) -> None:
    """Whoever is told to name the kind sees all kinds."""
    done = asked(project, book(project, [["甲", 1, 2]], ["甲", "乙", "丙"]))
    assert done.returncode == 3
    assert "totals, estates" in done.stderr


def test_a_list_of_schools_stays_one(project: Path) -> None:
    """Though it has dwellings beside its schools."""
    rows = [["一小", "小学", 540, 2027, 800]]
    done = asked(project, book(project, rows, ["学校名称", "学段", "学位", "竣工时间", "周边户数"]))
    assert "小区表" not in done.stdout
