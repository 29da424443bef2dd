"""Registers of bureaus: classes and pupils by grade, zones, births, and the files that they become."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from xuewei.errors import InputError
from xuewei.formats.plan.read import read_plan
from xuewei.model.plan import Plan
from xuewei.model.population import EnrolmentRow
from xuewei.workbook.imported import Asked, Import, read_import
from xuewei.workbook.imported_view import remarks

from inside import run
from program import TOP
from spreadsheet import saved as resaved

EXAMPLE = TOP / "examples" / "lists" / "register.csv"
BIRTHS = TOP / "examples" / "lists" / "births.csv"
SIX = "一年级班数,二年级班数,三年级班数,四年级班数,五年级班数,六年级班数"


def write(folder: Path, text: str, name: str = "名册.csv") -> Path:
    """A file in a folder."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def imported(path: Path, **asked: Any) -> Import:
    """What an import of a list would write."""
    return read_import(Asked(str(path), area=asked.pop("area", "示例县"), **asked), "")


def rows_in(raw: bytes | Path) -> list[dict[str, str]]:
    """The rows of a table in CSV."""
    text = (raw if isinstance(raw, bytes) else raw.read_bytes()).decode()
    return [*csv.DictReader(text.splitlines())]


def faults(path: Path, **asked: Any) -> list[str]:
    """The lines of the faults of a list, without its folder."""
    with pytest.raises(InputError) as wrong:
        imported(path, **asked)
    return [fault.text("zh").replace(f"{path.parent}/", "") for fault in wrong.value.faults]


def said(found: Import, file: str = "F") -> list[str]:
    """What an import says beside its work."""
    return [*remarks(found, file, "zh")]


def classes(plan: Plan) -> dict[str, dict[str, Any]]:
    """Classes by name of school."""
    return {school.name or school.id: dict(school.classes) for school in plan.schools}


def pupils(found: Import) -> dict[tuple[str, str, str], int]:
    """Pupils by school, stage and grade."""
    (table,) = (each for each in found.tables if each.name == "enrolment")
    return {(row["school"], row["stage"], row["grade"]): int(row["pupils"]) for row in rows_in(table.raw)}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The register of the example as a workbook: merged titles over a title line and two rows of a head."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    for row in csv.reader(EXAMPLE.read_text(encoding="utf-8").splitlines()):
        sheet.append([int(cell) if cell.isdecimal() else cell or None for cell in row])
    for cells in ("A1:AE1", "A2:A3", "B2:B3", "C2:C3", "D2:D3", "E2:E3", "F2:R2", "S2:AE2"):
        sheet.merge_cells(cells)
    path = tmp_path_factory.mktemp("book") / "register.xlsx"
    made.save(path)
    return path


@pytest.mark.parametrize("kind", ["csv", "xlsx", "xls", "ods"])
def test_a_bureaus_list_becomes_a_plan_and_its_pupils(tmp_path: Path, book: Path, kind: str) -> None:
    """Classes stay by grade, schools are in use, their seats are the seats in use, and pupils are by school."""
    path = EXAMPLE if kind == "csv" else book if kind == "xlsx" else resaved([book], tmp_path, kind)[0]
    found = imported(path, output=str(tmp_path / "plan.yaml"))
    plan = found.plan
    assert classes(plan)["城关第一小学"] == {"primary": (5, 5, 5, 5, 4, 4)}
    assert classes(plan)["实验学校"] == {"primary": (2,) * 6, "middle": (4, 4, 4)}
    assert classes(plan)["南街幼儿园"] == {"kindergarten": (2, 2, 1)}
    assert [school.seats for school in plan.schools] == [{}] * 8
    assert {school.status for school in plan.schools} == {"in_use"}
    assert [school.zone for school in plan.schools][:4] == ["东片", "西片", "南片", "东片;南片"]
    assert [school.provision for school in plan.schools][4:7] == ["private", "public", "inclusive"]
    assert plan.schools[0].rooms == 32
    assert plan.base_seats is not None
    assert (plan.base_seats.year, plan.base_seats.listed, plan.population) == (2025, True, "population")
    counts = pupils(found)
    assert (counts["primary-1", "primary", "1"], counts["nine-year-1", "middle", "3"]) == (224, 188)
    assert (len(counts), sum(counts.values())) == (39, 5481)
    rows = rows_in(found.tables[0].raw)
    assert (rows[0]["classes"], rows[0]["year"], rows[0]["area"], rows[0]["basis"]) == (
        "5",
        "2025",
        "示例县",
        "published",
    )


def test_a_list_and_births_make_a_plan_in_two_commands(tmp_path: Path) -> None:
    """The pupils and the register are written beside the plan, births by zone after it; a second time nothing is."""
    plan = tmp_path / "plan.yaml"
    words = ("import", EXAMPLE, "--area", "示例县", "--register", tmp_path / "schools.csv", "--output", plan)
    done = run(*words)
    assert done.returncode == 1
    assert [*tmp_path.iterdir()] == []
    done = run(*words, "--yes")
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "population" / "enrolment.csv", tmp_path / "schools.csv", plan)
    assert done.stdout.endswith(f"已写入 {'、'.join(map(str, written))}。\n")
    assert "register: schools.csv\n" in plan.read_text(encoding="utf-8")
    assert plan.read_text(encoding="utf-8").endswith("schools: []\n")
    for language, sentence in (
        ("zh", "未计入 1 行合计：第 6 行学区（合计）。"),
        ("en", "rows of sums, left out (1): line 6 学区 (合计)."),
    ):
        done = run("import", BIRTHS, "--into", plan, "--lang", language)
        assert done.returncode == 1
        assert sentence in done.stderr
    assert run("import", BIRTHS, "--into", plan, "--yes").returncode == 0
    rows = rows_in(tmp_path / "population" / "births.csv")
    assert [(row["area"], row["year"], row["births"]) for row in rows][:2] == [
        ("东片", "2019", "246"),
        ("东片", "2020", "221"),
    ]
    assert len(rows) == 15
    before = {path: path.read_bytes() for path in (*written, tmp_path / "population" / "births.csv")}
    for file in (EXAMPLE, BIRTHS):
        done = run("import", file, "--into", plan, "--yes")
        assert (done.returncode, done.stdout.endswith("内容相同，文件未动。\n")) == (0, True)
    assert before == {path: path.read_bytes() for path in before}


def test_a_register_is_in_the_key_form(tmp_path: Path) -> None:
    """A row for each school and stage, classes by grade in columns of their own."""
    found = imported(EXAMPLE, output=str(tmp_path / "plan.yaml"), register=str(tmp_path / "schools.csv"))
    (table,) = (each for each in found.tables if each.name == "register")
    head = table.raw.decode().splitlines()[0]
    assert head == (
        "id,name,area,zone,type,stage,seats,classes,intake,provision,founder,opens,closes,address,lon,lat,rooms,basis,"
        "source,note,classes_1,classes_2,classes_3,classes_4,classes_5,classes_6"
    )
    rows = rows_in(table.raw)
    wanted = "nine-year-1,实验学校,示例县,西片,nine_year,primary,,12,,private,,,,,,,36,,register.csv,,2,2,2,2,2,2"
    assert table.raw.decode().splitlines()[5] == wanted
    assert [(row["id"], row["stage"]) for row in rows[4:6]] == [("nine-year-1", "primary"), ("nine-year-1", "middle")]


def test_next_years_list_is_laid_over_the_register(tmp_path: Path) -> None:
    """Schools are met by name, what differs is shown, new ones are added, columns that it does not have stay, the plan too."""
    plan, schools = tmp_path / "plan.yaml", tmp_path / "schools.csv"
    assert run("import", EXAMPLE, "--area", "示例县", "--register", schools, "--output", plan, "--yes").returncode == 0
    lines = schools.read_text(encoding="utf-8").replace(",primary,primary,", ",teaching_point,primary,", 1).splitlines()
    schools.write_text(
        "\n".join([lines[0] + ",cost_wan", *(line + ",123" for line in lines[1:])]) + "\n", encoding="utf-8"
    )
    before = plan.read_bytes()
    text = f"学校,学区,学段,{SIX}\n城关第一小学,东片,小学,6,5,5,5,5,4\n北街小学,东片,小学,1,,,,,\n"
    done = run("import", write(tmp_path, text, "2026学年.csv"), "--into", plan, "--yes")
    assert done.returncode == 0, done.stderr
    assert "新增 1 行，替换 1 行，已有相同 0 行。" in done.stdout
    assert "classes_1 5 → 6, classes_5 4 → 5, classes 28 → 30" in done.stdout
    assert "名单是 2026 学年的，方案的 base_seats.year 仍为 2025" in done.stderr
    assert plan.read_bytes() == before
    rows = rows_in(schools)
    assert (rows[0]["classes"], rows[0]["rooms"], rows[0]["cost_wan"]) == ("30", "32", "123")
    assert rows[0]["type"] == "teaching_point"  # the list does not say it
    assert (rows[-1]["id"], rows[-1]["name"], rows[-1]["classes_1"], rows[-1]["area"]) == (
        "primary-4",
        "北街小学",
        "1",
        "示例县",
    )
    done = run("import", tmp_path / "2026学年.csv", "--into", plan, "--register", tmp_path / "other.csv")
    assert (done.returncode, "不是这一个" in done.stderr) == (3, True)


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        (SIX, "2,2,2,2,1,1", {"primary": (2, 2, 2, 2, 1, 1)}),
        ("小学·一年级,二年级,三年级,四年级,五年级,六年级", "2,2,2,2,1,1", {"primary": (2, 2, 2, 2, 1, 1)}),
        ("初一班数,初二班数,初三班数", "8,8,9", {"middle": (8, 8, 9)}),
        ("七年级班级数,八年级班级数,九年级班级数", "8,8,9", {"middle": (8, 8, 9)}),
        ("学段,classes_1,classes_2,classes_3", "初中,8,8,9", {"middle": (8, 8, 9)}),
        ("学段,一年级班数,二年级班数,三年级班数", "初中,8,8,9", {"middle": (8, 8, 9)}),
        ("小班班数,中班班数,大班班数", "2,2,1", {"kindergarten": (2, 2, 1)}),
        ("小班,中班,大班", "2班,2班,1班", {"kindergarten": (2, 2, 1)}),
        ("grade 7 classes,grade 8 classes,grade 9 classes", "8,8,9", {"middle": (8, 8, 9)}),
        ("学段,班数,招生计划", "小学,12,90", {"primary": 12}),
    ],
)
def test_grades_are_known_by_their_titles(tmp_path: Path, head: str, row: str, expected: dict[str, Any]) -> None:
    """In the words of people's lists; a grade without a stage is that of its row."""
    path = write(tmp_path, f"学校,{head}\n甲校,{row}\n")
    assert classes(imported(path).plan) == {"甲校": expected}


def test_a_row_for_each_school_and_stage(tmp_path: Path) -> None:
    """Classes, pupils and intake are those of the row's stage; seats that are written stay beside classes."""
    text = "学校,学段,班数,学位,在校生数,招生计划\n甲校,小学,12,600,520,90\n甲校,初中,9,,430,150\n"
    found = imported(write(tmp_path, text), year=2025)
    (school,) = found.plan.schools
    assert (school.type, school.classes, school.seats) == ("nine_year", {"primary": 12, "middle": 9}, {"primary": 600})
    assert school.intake == {"primary": 90, "middle": 150}
    assert pupils(found) == {("nine-year-1", "primary", ""): 520, ("nine-year-1", "middle", ""): 430}


def test_classes_of_a_list_without_anything_new_become_seats_as_before(tmp_path: Path) -> None:
    """Lists of projects know classes as a size; so that their plans read as they always did."""
    (school,) = imported(write(tmp_path, "学校,计划年,小学班数\n甲小学,2026,36\n"), area="中心城区").plan.schools
    assert (school.seats, school.classes) == ({"primary": 1620}, {})


def test_totals_are_held_against_their_grades(tmp_path: Path) -> None:
    """Those of the grades count, and the cell that differs is named."""
    text = f"学校,{SIX},班级总数,一年级人数,在校生数\n甲小学,2,2,2,2,2,2,13,80,480\n"
    found = imported(write(tmp_path, text), year=2025)
    assert pupils(found) == {("primary-1", "primary", "1"): 80}
    notes = said(found)
    assert "F:2: 班数合计 13 与各年级之和 12 不符；按各年级计。" in notes
    assert "F:2: 学生合计 480 与各年级之和 80 不符；按各年级计。" in notes


@pytest.mark.parametrize(("numbers", "kind"), [("5,5,5,4,4,4", "classes"), ("220,210,200,180,170,160", "pupils")])
def test_grades_that_no_title_explains_are_taken_by_their_numbers_and_said(
    tmp_path: Path, numbers: str, kind: str
) -> None:
    """Classes are few, pupils are many; a column mapped by hand is believed."""
    path = write(tmp_path, f"学校,学段,学位,一年级,二年级,三年级,四年级,五年级,六年级\n甲小学,小学,1200,{numbers}\n")
    found = imported(path, year=2025)
    assert (kind == "classes") == bool(found.plan.schools[0].classes)
    assert (kind == "pupils") == bool(found.tables)
    assert any("没有写明是班数还是人数" in line for line in said(found))


def people_of(folder: Path) -> Path:
    """A plan of three schools in two areas, in a folder with people of its own."""
    text = """\
plan: 试
area: 城东
areas: [城西]
years: [2026, 2030]
population: people
base_seats: {year: 2025, seats: listed}
schools:
  - {id: a, name: 甲小学, type: primary, zone: 东片, seats: {primary: 540}, status: in_use}
  - {id: b, name: 乙小学, type: primary, area: 城西, zone: 西片, seats: {primary: 540}, status: in_use}
  - {id: c, name: 丙中学, type: middle, seats: {middle: 900}, status: in_use}
"""
    return write(folder, text, "plan.yaml")


def test_pupils_alone_go_to_the_people_of_the_plan(tmp_path: Path) -> None:
    """By the area of their school; the same a second time is nothing, another figure is a fault without --force."""
    plan = people_of(tmp_path)
    path = write(tmp_path, "学校,一年级人数,二年级人数\n甲小学,90,85\n乙小学,45,44\n")
    assert faults(path, into=str(plan)) == ["名册.csv: 不知学生数是哪一学年：用 --year 指定"]
    done = run("import", path, "--into", plan, "--year", "2025", "--yes")
    assert done.returncode == 0, done.stderr
    table = tmp_path / "people" / "enrolment.csv"
    assert [[row[key] for key in ("area", "grade", "pupils", "school")] for row in rows_in(table)] == [
        ["城东", "1", "90", "a"],
        ["城东", "2", "85", "a"],
        ["城西", "1", "45", "b"],
        ["城西", "2", "44", "b"],
    ]
    assert "文件未动" in run("import", path, "--into", plan, "--year", "2025").stdout
    before = table.read_bytes()
    write(tmp_path, "学校,一年级人数,二年级人数\n甲小学,91,85\n")
    done = run("import", path, "--into", plan, "--year", "2025", "--yes")
    assert (done.returncode, table.read_bytes()) == (3, before)
    assert f"与 {table}:2 已有的 90 不同：要替换请加 --force（实为 91）" in done.stderr
    done = run("import", path, "--into", plan, "--year", "2025", "--yes", "--force")
    assert done.returncode == 0, done.stderr
    assert "pupils 90 → 91" in done.stdout
    assert rows_in(table)[0]["pupils"] == "91"
    assert len(rows_in(table)) == 4


def test_a_table_keeps_its_columns_its_encoding_and_its_other_rows(tmp_path: Path) -> None:
    """Rows of areas are none of their schools; columns that are missing are added behind."""
    plan = people_of(tmp_path)
    table = write(tmp_path, "", "people/enrolment.csv")
    old = "area,year,stage,grade,pupils,basis,source\r\n城东,2025,primary,1,300,published,年鉴\r\n"
    table.write_bytes(old.encode("gb18030"))
    path = write(tmp_path, "学校,学段,在校生数\n甲小学,小学,530\n")
    assert run("import", path, "--into", plan, "--year", "2025", "--yes").returncode == 0
    assert table.read_bytes().decode("gb18030") == (
        "area,year,stage,grade,pupils,basis,source,school\r\n城东,2025,primary,1,300,published,年鉴,\r\n"
        "城东,2025,primary,,530,published,名册.csv,a\r\n"
    )


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("学校,一年级人数\n甲小学校,90\n", ["名册.csv:2: 学校: 方案里没有这所学校（实为 甲小学校）。是否想写 甲小学？"]),
        ("学校,学段,一年级人数\n丙中学,初中,九十\n", ["名册.csv:2: 一年级人数: 应为 0 至 20000 的整数（实为 九十）"]),
        ("学校,学段,在校生数\n甲小学,小学,5\n甲小学,小学,6\n", ["名册.csv:3: 在校生数: 同一项目的这个学段已在 2（实为 6）"]),
        (f"学校,{SIX}\n丁小学,1,1,1,1,1,1\n", ["名册.csv:2: 学校: 没有写区域，而名单有几个区域"]),
        ("学校,区域,一年级班数,二年级班数\n丁小学,城东,1,1\n", ["名册.csv:2: 一年级班数: 缺少 primary 的年级列：3, 4, 5, 6"]),
        ("学校,学段,初一班数,初二班数,初三班数,初四班数\n丙中学,初中,8,8,8,8\n", ["名册.csv:2: 初四班数: middle 只有 3 个年级（实为 4）"]),
        ("学区,年份,出生人数\n东片,2020,60\n,2021,60\n东片,,60\n东片,2022,六十\n", [
            "名册.csv:3: 出生人数: 没有写学区或区域",
            "名册.csv:4: 出生人数: 不知是哪一年的出生：应为四位年份",
            "名册.csv:5: 出生人数: 应为 0 至 10000000000 的整数（实为 六十）",
        ]),
        ("学区,年份,出生人数\n东片,2020,60\n东片,2020,61\n", ["名册.csv:3: 出生人数: 与同一名单第 2 行的 60 不同（实为 61）"]),
    ],
)  # fmt: skip
def test_bad_input_is_told_at_its_cell(tmp_path: Path, text: str, lines: list[str]) -> None:
    """Everything at once, and nothing is written."""
    assert faults(write(tmp_path, text), into=str(people_of(tmp_path)), year=2025) == lines
    assert not (tmp_path / "people").exists()


def test_pupils_of_nobody_knows_which_plan_are_a_fault(tmp_path: Path) -> None:
    """Alone they make no plan; a plan without people of its own has no place for them."""
    path = write(tmp_path, "学校,一年级人数\n甲小学,90\n")
    assert faults(path, year=2025) == ["名册.csv: 只有学生数或出生人数，没有学校的规模：用 --into 指定方案"]
    plan = people_of(tmp_path)
    plan.write_text(plan.read_text(encoding="utf-8").replace("population: people\n", ""), encoding="utf-8")
    assert faults(path, into=str(plan), year=2025)[-1].endswith(
        "没有写自己的人口目录（population:）：用 --population 指定"
    )


def test_nothing_is_written_where_one_file_cannot_be(tmp_path: Path) -> None:
    """Neither the plan nor the register, where the pupils have no place."""
    (tmp_path / "population" / "enrolment.csv").mkdir(parents=True)
    done = run(
        "import",
        EXAMPLE,
        "--area",
        "示例县",
        "--register",
        tmp_path / "s.csv",
        "--output",
        tmp_path / "p.yaml",
        "--yes",
    )
    assert done.returncode == 3
    assert [path.name for path in tmp_path.iterdir()] == ["population"]


def test_what_is_of_a_school_alone(tmp_path: Path) -> None:
    """Where it lies, its rooms, and which school it goes into; shares of zones are kept."""
    text = "编号,学校,学段,班数,经度,纬度,地址,教室数,并入学校,撤销年,施教区\na,甲小学,小学,6,111.02,35.03,某路1号,8,b,2030,东片:0.6；西片:0.4\nb,乙小学,小学,6,,,,,,,\n"
    found = imported(write(tmp_path, text))
    one = found.plan.schools[0]
    assert (one.lon, one.lat, one.address, one.rooms, one.merge_into) == (111.02, 35.03, "某路1号", 8, "b")
    assert one.zone == "东片:0.6;西片:0.4"
    assert "F: 1 所没有写学区：第 3 行编号。" in said(found)


def test_a_list_over_a_plan_that_lists_its_schools(tmp_path: Path) -> None:
    """Classes are laid over the school, its seats stay, new schools are in use, and that is said once."""
    plan = people_of(tmp_path)
    text = f"学校,区域,投用年,{SIX}\n甲小学,城东,,2,2,2,2,2,2\n丁小学,城西,,1,1,1,1,1,1\n戊小学,城西,2028,1,1,1,1,1,1\n"
    found = imported(write(tmp_path, text), into=str(plan))
    by_name = {school.name: school for school in found.plan.schools}
    assert (by_name["甲小学"].classes, by_name["甲小学"].seats) == ({"primary": (2,) * 6}, {"primary": 540})
    assert (by_name["丁小学"].status, by_name["戊小学"].opens, by_name["戊小学"].status) == ("in_use", 2028, "planned")
    assert "F: 2 所没有年份与状态，按在用学校读入。" in said(found)
    done = run("import", tmp_path / "名册.csv", "--into", plan)
    assert "新文件" not in done.stdout
    assert "新增 2 所：丁小学, 戊小学\n改动 1 所：甲小学\n" in done.stdout
    found.write()
    assert read_plan(plan) == found.plan


def test_pupils_of_an_enrolment_row_have_their_school() -> None:
    """The columns that are written are those that the people's rows keep."""
    assert {"school", "classes"} <= set(EnrolmentRow.__slots__)


OF_PUPILS = SIX.replace("班数", "人数")
TWO = (
    f"学校名称,县区,学段,{SIX},{OF_PUPILS}\n甲校,甲县,小学{',2' * 6}{',80' * 6}\n乙校,乙县,小学{',1' * 6}{',40' * 6}\n"
)


@pytest.mark.parametrize(
    ("area", "left"), [(None, []), ("乙县", []), ("某市", ["F: 各行都写了区域，没有学校在 某市：方案不列这个区域。"])]
)
def test_a_register_of_several_areas_is_a_plan_of_them(tmp_path: Path, area: str | None, left: list[str]) -> None:
    """The plan names every area that has schools, and none that has not, whatever --area says."""
    target, place = tmp_path / "plan.yaml", tmp_path / "schools.csv"
    found = imported(write(tmp_path, TWO), area=area, register=str(place), output=str(target), year=2025)
    assert [line for line in said(found) if "区域" in line] == left
    found.write()
    plan = read_plan(target)
    assert plan.all_areas() == (("乙县", "甲县") if area == "乙县" else ("甲县", "乙县"))
    assert plan.base_seats is not None
    assert all(plan.base_seats.lists(each, "primary") for each in plan.all_areas())
    assert [(school.name, school.area) for school in plan.schools] == [("甲校", "甲县"), ("乙校", "乙县")]
    done = run("check", target)
    assert (done.returncode, "某市" in done.stdout + done.stderr) == (0, False)


def test_an_area_that_is_asked_for_is_that_of_rows_without_one(tmp_path: Path) -> None:
    """As the default area, beside those that other rows name."""
    found = imported(write(tmp_path, TWO.replace("甲校,甲县", "甲校,")), area="某市", year=2025)
    assert [line.split(": ", 2)[-1] for line in said(found) if "没有学校在" in line] == []
    assert [school.area for school in found.plan.schools] == ["某市", "乙县"]


def test_pupils_alone_find_the_schools_of_a_register_by_name(tmp_path: Path) -> None:
    """A school of the register is one, and not two of the same name."""
    target, place = tmp_path / "plan.yaml", tmp_path / "schools.csv"
    imported(write(tmp_path, TWO), register=str(place), output=str(target), year=2025).write()
    found = imported(write(tmp_path, "学校名称,学段,一年级人数\n乙校,小学,45\n", "p.csv"), into=str(target), year=2026)
    (table,) = found.tables
    assert [(row["school"], row["area"], row["pupils"]) for row in table.added] == [("primary-2", "乙县", "45")]


@pytest.mark.parametrize(
    ("classes", "count", "kept", "note"),
    [("-", "240", "", "240 / 0"), ("", "240", "", "240 / 0"), ("3", "0", "", "0 / 3"), ("0", "0", "0", ""), ("5", "240", "5", "")],
)  # fmt: skip
def test_pupils_in_no_class_leave_a_folder_that_can_be_read(
    tmp_path: Path, classes: str, count: str, kept: str, note: str
) -> None:
    """Neither they nor classes of nobody are written beside each other; the cell is named, the school is as listed."""
    target, place = tmp_path / "plan.yaml", tmp_path / "schools.csv"
    path = write(tmp_path, f"学校,学段,{SIX},{OF_PUPILS}\n甲校,小学,{classes}{',5' * 5},{count}{',200' * 5}\n")
    found = imported(path, register=str(place), output=str(target), year=2025)
    where = f"F: 1 处学生与班数有一个是 0，enrolment.csv 不写这些班数；学校的班数照名单（缺的作 0），请核对（学生 / 班）：第 2 行一年级人数（{note}）。"
    assert [line for line in said(found) if "有一个是 0" in line] == ([where] if note else [])
    found.write()
    assert rows_in(tmp_path / "population" / "enrolment.csv")[0]["classes"] == kept
    assert rows_in(place)[0]["classes_1"] == (classes if classes.isdecimal() else "0")
    done = run("check", target)
    assert done.returncode == 0, done.stderr
    for command in ("warn", "schools"):
        done = run(command, "--plan", target)
        assert (done.returncode, "学" in done.stdout) == (0, True), done.stderr


def test_more_classes_than_pupils_are_a_fault_of_the_list(tmp_path: Path) -> None:
    """As they would be in the table that is written."""
    path = write(tmp_path, f"学校,学段,{SIX},{OF_PUPILS}\n甲校,小学{',5' * 6},3{',200' * 5}\n")
    assert faults(path, year=2025) == ["名册.csv:2: 一年级人数: 班数应为整数，且不多于学生数（3）（实为 5）"]


NEXT = (
    "名册里原来没有的 1 所：丙校。",
    "名册里有 1 所不在这份名单里，照旧留着：乙校。停办的写 closes；改了名的会另算一所新校。",
)


@pytest.mark.parametrize(
    ("row", "notes"),
    [
        (f"丙校,甲县,小学{',1' * 6}{',40' * 6}", NEXT),
        (f"乙校,甲县,小学{',1' * 6}{',40' * 6}", ()),
        (f"丁校,甲县,初中,4,4,4,,,{',9' * 3},,,", ("名册里原来没有的 1 所：丁校。", NEXT[1])),
    ],
)
def test_next_years_list_names_who_is_new_and_who_is_missing(tmp_path: Path, row: str, notes: tuple[str, ...]) -> None:
    """A school of another stage, one of another area and one that is shut are not missed."""
    target, place = tmp_path / "plan.yaml", tmp_path / "schools.csv"
    text = (
        TWO.replace("乙县", "甲县")
        + f"戊校,甲县,初中{',4' * 3},,,{',180' * 3},,,\n己校,乙县,小学{',1' * 6}{',40' * 6}\n"
    )
    text = (
        text.replace("学校名称,", "学校名称,撤销年,").replace("校,", "校,,")
        + f"庚校,2026,甲县,小学{',1' * 6}{',40' * 6}\n"
    )
    imported(write(tmp_path, text), register=str(place), output=str(target), year=2025).write()
    head, first = TWO.splitlines()[:2]
    found = imported(write(tmp_path, f"{head}\n{first}\n{row}\n", "next.csv"), into=str(target), year=2026)
    wanted = [f"F: {each}" for each in notes]
    if "初中" in row:
        wanted[1] = wanted[1].replace("1 所不", "2 所不").replace("乙校", "乙校, 戊校")
    assert [line for line in said(found) if "名册里" in line] == wanted


HEADS = "学校名称,所在区域,学段,一年级班数,二年级班数,三年级班数,四年级班数,五年级班数,六年级班数"
PUPILS = ",一年级人数,二年级人数,三年级人数,四年级人数,五年级人数,六年级人数"
OLD = ["一小,甲县,小学,2,2,2,2,2,2", "二小,甲县,小学,1,1,1,1,1,1"]


@pytest.mark.parametrize("heads", ["keys", "chinese"])
def test_the_second_year_shows_who_is_new_who_is_gone_and_who_changed(tmp_path: Path, heads: str) -> None:
    """Whoever wrote the register: one with Chinese heads stays as it is, and the plan's own rows change it. Pupils of
    the new year stand beside those of the old."""
    target, place = tmp_path / "plan.yaml", tmp_path / "schools.csv"
    first = write(tmp_path, "\n".join([HEADS + PUPILS, *(row + ",80" * 6 for row in OLD)]) + "\n", "first.csv")
    if heads == "keys":
        imported(first, register=str(place), output=str(target), year=2025).write()
    else:
        write(tmp_path, "\n".join([HEADS, *OLD]) + "\n", "schools.csv")
        (tmp_path / "population").mkdir()
        target.write_text(
            "plan: 试\narea: 甲县\nyears: [2025, 2030]\npopulation: population\nregister: schools.csv\n"
            "base_seats: {year: 2025, seats: {primary: listed}}\nschools: []\n",
            encoding="utf-8",
        )
        imported(first, into=str(target), year=2025).write()
    kept = place.read_bytes()
    rows = ["一小,甲县,小学,3,2,2,2,2,2" + ",90" * 6, "三小,甲县,小学,2,0,0,0,0,0" + ",70" + ",0" * 5]
    second = write(tmp_path, "\n".join([HEADS + PUPILS, *rows]) + "\n", "second.csv")
    found = imported(second, into=str(target), year=2026)
    told = said(found)
    for line in (
        "名册里原来没有的 1 所：三小。",
        "其中没有写投用年的，2025 学年起就计其学位；后来才开的补写 opens。",
        "名册里有 1 所不在这份名单里，照旧留着：二小。停办的写 closes；改了名的会另算一所新校。",
        "名单是 2026 学年的，方案的 base_seats.year 仍为 2025：以名单为准请改为 2026。",
    ):
        assert f"F: {line}" in told
    found.write()
    assert (place.read_bytes() == kept) == (heads == "chinese")
    schools = {school.name: school.classes["primary"] for school in read_plan(target).schools}
    assert schools == {"一小": (3, 2, 2, 2, 2, 2), "二小": (1,) * 6, "三小": (2, 0, 0, 0, 0, 0)}
    years = [row["year"] for row in rows_in(tmp_path / "population" / "enrolment.csv")]
    assert {year: years.count(year) for year in years} == {"2025": 12, "2026": 12}


@pytest.mark.parametrize("register", [False, True])
def test_a_list_with_a_stage_that_the_plan_does_not_ask_for_says_which_line_asks_for_it(
    tmp_path: Path, register: bool
) -> None:
    """And leaves the plan and its register as they were; with that line it is taken."""
    target, place = tmp_path / "plan.yaml", tmp_path / "schools.csv"
    if register:
        text = "\n".join([HEADS + PUPILS, *(row + ",80" * 6 for row in OLD)]) + "\n"
        imported(write(tmp_path, text, "first.csv"), register=str(place), output=str(target), year=2025).write()
    else:
        target.write_text("plan: 试\narea: 甲县\nyears: [2025, 2030]\nschools: []\n", encoding="utf-8")
    more = write(
        tmp_path, "学校名称,所在区域,学段,班数\n一中,甲县,初中,6\n一高,甲县,高中,30\n二高,甲县,高中,30\n", "more.csv"
    )
    wanted = "more.csv:3: 学校名称: 这是可选学段，方案没有要它：请在方案里写 use_stages: [senior]（实为 senior）"
    assert faults(more, into=str(target), year=2026) == [wanted]
    target.write_text(target.read_text(encoding="utf-8") + "use_stages: [senior]\n", encoding="utf-8")
    imported(more, into=str(target), year=2026).write()
    names = [school.name for school in read_plan(target).schools]
    assert {"一高", "二高"} <= {*names}


def test_a_school_in_use_without_pupils_of_the_newest_year_is_remarked(tmp_path: Path) -> None:
    """Once for an area and a stage, by name; not one that is shut, and none where no other school has pupils."""
    target, place = tmp_path / "plan.yaml", tmp_path / "schools.csv"
    imported(write(tmp_path, TWO.replace("乙县", "甲县")), register=str(place), output=str(target), year=2025).write()
    wanted = "stage: 甲县 2026 学年他校有小学在校生，名册里在用的这 1 所没有：补上在校生，停办的写 closes（实为 乙校）"
    assert "在用的这" not in run("check", target).stdout
    newer = write(tmp_path, "\n".join(TWO.splitlines()[:2]).replace(",80", ",81") + "\n", "next.csv")
    imported(newer, into=str(target), year=2026).write()
    done = run("check", target, "--format", "json")
    told = [each for each in json.loads(done.stdout)["remarks"] if each["kind"] == "odd_absent"]
    assert [(each["said"], Path(each["file"]).name, each["line"]) for each in told] == [(wanted, "schools.csv", 3)]
    rows = rows_in(place)
    rows[1]["closes"] = "2026"
    lines = [",".join(rows[0]), *(",".join(each.values()) for each in rows)]
    write(tmp_path, "\n".join(lines) + "\n", "schools.csv")
    assert "odd_absent" not in run("check", target, "--format", "json").stdout
