"""The whole way of a planner: an Excel list of schools and births by zone become warnings, in four commands."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl import Workbook

from xuewei.formats.plan.read import read_plan

from inside import run

GRADES = {
    "小学": ["一年级", "二年级", "三年级", "四年级", "五年级", "六年级"],
    "初中": ["七年级", "八年级", "九年级"],
    "幼儿园": ["小班", "中班", "大班"],
}
GROUPS = [(stage, what) for stage in GRADES for what in ("班级数", "在校生数")]
HEADS = ["序号", "学校名称", "办学类型", "学区", "举办者", "教室数"]
Cells = dict[tuple[str, str], list[int]]


def of(**stages: tuple[list[int], list[int]]) -> Cells:
    """Classes and pupils by grade of the stages of a school."""
    return {
        (stage, what): each
        for stage, pair in stages.items()
        for what, each in zip(("班级数", "在校生数"), pair, strict=True)
    }


SCHOOLS: list[tuple[str, str, str, int, Cells]] = [
    ("城关一小", "小学", "东片", 26, of(小学=([4] * 6, [165, 170, 175, 170, 176, 168]))),
    ("河东小学", "小学", "东片", 7, of(小学=([1] * 6, [40, 42, 44, 41, 44, 43]))),
    ("城关二小", "小学", "西片", 18, of(小学=([3] * 6, [110, 130, 126, 131, 125, 122]))),
    (
        "临河实验学校",
        "九年一贯制学校",
        "南片",
        30,
        of(小学=([2] * 6, [90, 88, 84, 79, 77, 80]), 初中=([3] * 3, [140, 138, 135])),
    ),
    ("临河一中", "初中", "东片;西片", 24, of(初中=([8] * 3, [392, 388, 380]))),
    ("县幼儿园", "幼儿园", "东片", 12, of(幼儿园=([4, 4, 4], [98, 110, 126]))),
    ("西街幼儿园", "幼儿园", "西片", 9, of(幼儿园=([3, 3, 3], [70, 85, 92]))),
]
BORN = {
    "东片": [240, 240, 270, 240, 225, 210, 210, 210],
    "西片": [120, 120, 135, 120, 120, 105, 105, 105],
    "南片": [90] * 8,
}
"""Births of 2018 to 2025."""


def roll(place: Path, schools: Iterable[tuple[str, str, str, int, Cells]] = SCHOOLS) -> Path:
    """A bureau's list: titles of groups merged over grades, a line above, a sum below."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "学校名册"
    sheet.append(["临河县2025学年中小学、幼儿园基本情况一览表"])
    above, below = list(HEADS), [""] * len(HEADS)
    for stage, what in GROUPS:
        above += [f"{stage}{what}"] + [""] * (len(GRADES[stage]) - 1)
        below += GRADES[stage]
    sheet.append(above)
    sheet.append(below)
    for n, (name, kind, zone, rooms, cells) in enumerate(schools, start=1):
        row: list[object] = [n, name, kind, zone, "公办", rooms]
        for stage, what in GROUPS:
            row += cells.get((stage, what), [None] * len(GRADES[stage]))
        sheet.append(row)
    sheet.append(["合计"])
    for n in range(1, len(HEADS) + 1):
        sheet.merge_cells(start_row=2, end_row=3, start_column=n, end_column=n)
    start = len(HEADS) + 1
    for stage, _ in GROUPS:
        width = len(GRADES[stage])
        sheet.merge_cells(start_row=2, end_row=2, start_column=start, end_column=start + width - 1)
        start += width
    book.save(place / "名册.xlsx")
    return place


def births(place: Path, born: dict[str, list[int]] = BORN) -> None:
    """A table of zones and years."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["临河县各学区出生人数"])
    sheet.append(["学区", *(f"{year}年" for year in range(2018, 2026))])
    for zone, counts in born.items():
        sheet.append([zone, *counts])
    book.save(place / "出生.xlsx")


def taken(place: Path, *words: str) -> str:
    """What a command says, which must go well."""
    done = run(*words, cwd=place, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    return done.stdout


def flat(said: str) -> str:
    """Without blanks and breaks of lines."""
    return "".join(said.split())


def imported(place: Path) -> Path:
    """The first two commands."""
    roll(place)
    births(place)
    taken(
        place, "import", "名册.xlsx", "--register", "schools.csv", "--area", "临河县", "--output", "plan.yaml", "--yes"
    )
    taken(place, "import", "出生.xlsx", "--into", "plan.yaml", "--yes")
    return place


@pytest.fixture(scope="module")
def road(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder after the imports."""
    return imported(tmp_path_factory.mktemp("road"))


def entries(place: Path, *words: str) -> dict[tuple[str, str, int], dict[str, object]]:
    """Rows of warnings by stage, place and year."""
    rows = json.loads(taken(place, "warn", "--from", "2027", "--format", "json", *words))["rows"]
    return {(row["stage"], row["school"] or row["zone"] or row["area"], row["year"]): row for row in rows}


def test_a_zone_by_hand(road: Path) -> None:
    """Of the 450 born in all zones from September 2018 to August 2019 405 entered in 2025: 165 + 40 + 110 + 90, nine of
    ten. Who enters in 2027 in 东片 was born from September 2020 to August 2021: 270 × 4/12 + 240 × 8/12 = 250, × 0.9 =
    225; in 2028 230 × 0.9 = 207, in 2029 215 × 0.9 = 193.5. Its schools have 4 + 1 classes of 45: 225. So the first is
    red (100 %), the second yellow (92 %), the third green. Zones and area are whole numbers that add up."""
    rows = entries(road, "--by", "zone")
    east = [rows["primary", "东片", year] for year in (2027, 2028, 2029)]
    assert [row["intake"] for row in east] == [225, 225, 225]
    assert [row["children"] for row in east][:2] == [225, 207]
    assert east[2]["children"] in (193, 194)
    assert [row["level"] for row in east] == ["red", "yellow", "green"]
    assert {row["whence"] for row in east} == {"births"}
    areas = entries(road, "--by", "area")
    for year, born in ((2027, 465), (2028, 440), (2029, 415)):
        zones = [int(str(rows["primary", zone, year]["children"])) for zone in BORN]
        assert sum(zones) == areas["primary", "临河县", year]["children"]
        assert areas["primary", "临河县", year]["children"] == pytest.approx(born * 0.9, abs=1)


def test_middle_takes_the_leavers_of_each_zone(road: Path) -> None:
    """Grade 5 of 2025 leaves in 2027, grade 4 in 2028; 176 + 44 in 东片."""
    rows = entries(road, "--by", "zone")
    assert [rows["middle", "东片", year]["children"] for year in (2027, 2028)] == [220, 170 + 41]
    assert rows["middle", "南片", 2027]["children"] == 77


def test_zones_stay_as_they_were_born_after_the_last_known_year(road: Path) -> None:
    """Who enters kindergarten in 2029 is born until August 2026: as many as in 2025, in each zone, and it is said."""
    rows = entries(road, "--by", "zone")
    east, west = (rows["kindergarten", zone, 2029]["children"] for zone in ("东片", "西片"))
    assert east == pytest.approx(2 * west, abs=1)  # type: ignore[operator]
    assert rows["kindergarten", "东片", 2028]["children"] == east
    said = flat(taken(road, "warn", "--from", "2027"))
    assert "出生数到2025年为止，以后按最后十二个月计（假设）" in said
    assert "临河县的出生数、儿童登记，没有自己的那一份取所属各学区之和" in said
    assert "只有一年在校生（2025年）" in said
    assert "（其余）" not in said
    assert "新生随出生" not in said.replace("新生随出生数", "")


def test_births_that_the_nation_lends_are_told_under_warnings_too(tmp_path: Path) -> None:
    """Who entered in 2025 was born from September 2018 on: without those of 2018 the nation's stand in."""
    place = imported(tmp_path)
    table = place / "population" / "births.csv"
    lines = [line for line in table.read_text(encoding="utf-8").splitlines() if ",2018," not in line]
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "新生随出生：临河县2018年的出生数births.csv没有，用全国出生" in flat(taken(place, "warn"))


@pytest.mark.parametrize(
    "words",
    [
        ("warn",),
        ("warn", "--by", "school"),
        ("gap",),
        ("gap", "--by", "grade", "--year", "2027"),
        ("schools",),
        ("ledger",),
        ("check",),
        ("forecast",),
        ("explain", "--year", "2027", "--stage", "primary"),
        ("report", "--output", "report.html", "--force"),
        ("report", "--output", "report.docx", "--force"),
        ("ledger", "--output", "ledger.xlsx", "--force"),
    ],
    ids=" ".join,
)
def test_every_question_is_answered(road: Path, words: tuple[str, ...]) -> None:
    """At 80 columns."""
    wide = [line for line in taken(road, *words).splitlines() if sum(1 + (ord(each) > 0x2E7F) for each in line) > 80]
    assert not wide


def test_births_of_some_zones_are_not_added_up_and_it_is_said(tmp_path: Path) -> None:
    """A sum without one of its parts would be too small."""
    roll(tmp_path)
    births(tmp_path, {zone: counts for zone, counts in BORN.items() if zone != "南片"})
    taken(tmp_path, "import", "名册.xlsx", "--register", "s.csv", "--area", "临河县", "--output", "plan.yaml", "--yes")
    taken(tmp_path, "import", "出生.xlsx", "--into", "plan.yaml", "--yes")
    said = flat(taken(tmp_path, "gap"))
    assert "不能相加：临河县（缺南片）" in said
    assert "取所属各学区之和" not in said


def test_births_of_a_zone_that_no_school_serves_are_named(tmp_path: Path) -> None:
    """Its children stand in no row."""
    place = imported(tmp_path)
    assert "其儿童没有计入" not in flat(taken(place, "warn"))
    table = place / "population" / "births.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("南片", "北片"), encoding="utf-8")
    assert "其儿童没有计入：北片（2025年出生90人）。是学区就写进zones.csv。" in flat(taken(place, "warn"))


def left_out(place: Path) -> Path:
    """The folder without pupils of kindergartens and without births."""
    imported(place)
    (place / "population" / "births.csv").unlink()
    table = place / "population" / "enrolment.csv"
    with table.open(encoding="utf-8", newline="") as file:
        lines = [line for line in csv.reader(file) if line[2] != "kindergarten"]
    table.write_text("".join(",".join(line) + "\n" for line in lines), encoding="utf-8")
    return place


@pytest.mark.parametrize(
    "words", [("warn",), ("gap",), ("gap", "--by", "grade"), ("schools",), ("ledger",), ("forecast",), ("check",)]
)
def test_a_stage_of_which_nothing_is_known_leaves_the_others_their_answer(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    """It is named with the seats that schools have of it and with what would tell its demand."""
    said = flat(taken(left_out(tmp_path), *words))
    if words == ("check",):
        assert "临河县.kindergarten:没有普查，也没有在校生" in said
    else:
        assert "幼儿园未列，需求未知：没有在校生、出生数或儿童登记（方案里2所学校有其学位630个）" in said


def test_a_zone_without_births_leaves_the_others_without_the_ratio_that_there_was(tmp_path: Path) -> None:
    """Their births enter at the rate of participation, and that is said where they are shown."""
    place = imported(tmp_path)
    words = ("explain", "--year", "2027", "--stage", "primary", "--zone", "东片")
    assert "没有同一年的出生数与新生" not in flat(taken(place, "warn")) + flat(taken(place, *words))
    rows = "".join(f"{zone},临河县,published,划片\n" for zone in ("东片", "西片", "南片", "北片"))
    (place / "population" / "zones.csv").write_text(f"area,part_of,basis,source\n{rows}", encoding="utf-8")
    said = flat(taken(place, "warn", "--stage", "primary"))
    assert "临河县小学：没有同一年的出生数与新生可比，出生的儿童按入学（园）率入学（园）" in said
    assert "出生250人×入学（园）率1.0000（临河县没有同一年的出生数与新生，不知道实际比率）=250" in flat(
        taken(place, *words)
    )


def test_children_of_a_zone_whose_school_closes_are_due_at_other_schools(tmp_path: Path) -> None:
    """By school they are as many as by zone, and which zone has no school is said."""
    place = imported(tmp_path)
    plan = place / "plan.yaml"
    (west,) = (school.id for school in read_plan(plan).schools if school.name == "城关二小")
    text = plan.read_text(encoding="utf-8")
    plan.write_text(text.replace("schools: []", f"schools:\n  - {{id: {west}, closes: 2027}}"), encoding="utf-8")
    words = ("warn", "--stage", "primary", "--from", "2026", "--format", "json")
    sums = {by: dict.fromkeys((2026, 2027, 2028), 0) for by in ("zone", "school")}
    for by, each in sums.items():
        for row in json.loads(taken(place, *words, "--by", by))["rows"]:
            each[row["year"]] += row["children"]
    assert all(abs(count - sums["school"][year]) <= 2 for year, count in sums["zone"].items())
    assert sums["zone"][2027] > 400
    said = flat(taken(place, "warn", "--stage", "primary", "--by", "school"))
    assert "小学：西片有的年份没有学校，其儿童按同区域各校所占分到这些学校。" in said


def test_asking_for_that_stage_alone_is_a_fault(tmp_path: Path) -> None:
    """Beside another it is told; a workbook, from which the plan is read back, must not lose its seats."""
    place = left_out(tmp_path)
    for words in (
        ("gap", "--stage", "kindergarten"),
        ("warn", "--stage", "kindergarten"),
        ("ledger", "--output", "a.xlsx"),
    ):
        done = run(*words, cwd=place)
        assert (done.returncode, "kindergarten: 没有普查，也没有在校生" in done.stderr) == (3, True)
    assert not (place / "a.xlsx").exists()
    assert "幼儿园未列" in taken(place, "gap", "--stage", "kindergarten", "--stage", "primary")
    school = ("explain", "--year", "2027", "--stage", "primary", "--school", "城关一小")
    for each in (("gap",), ("gap", "--by", "grade"), ("schools",), ("warn",), school):
        assert json.loads(taken(place, *each, "--format", "json"))["left_out"] == ["kindergarten"]


def test_a_zone_is_explained_step_by_step(road: Path) -> None:
    """The births of its cohort, the entrants to a birth, what its schools bring, and the level; as in the warning."""
    words = ("explain", "--year", "2027", "--stage", "primary", "--zone", "东片")
    said = flat(taken(road, *words))
    assert "2027年9月，东片应入小学225人，招生计划225位：持平，儿童÷计划100.0%，红。" in said
    assert (
        "2020-09-01至2021-08-31出生250人×每名出生0.9000名新生（临河县的起始年级÷其出生数）=225；临河县共418.5。" in said
    )
    assert "城关一小180100%180河东小学45100%45" in said
    told = json.loads(taken(road, *words, "--format", "json"))
    assert (told["cohort"], told["at_home"], told["level"]) == (250, 225, "red")
    assert sum(row["places"] for row in told["rows"]) == told["intake"] == 225
    leavers = flat(taken(road, "explain", "--year", "2027", "--stage", "middle", "--zone", "东片"))
    for each in (("--school", "城关一小"), ("--area", "临河县")):
        told_of = flat(taken(road, "explain", "--year", "2027", "--stage", "primary", *each))
        assert "学校名册：schools.csv。" in told_of
    assert "上一学段的毕业生422人×本学区学校的毕业生所占52.13%=220" in leavers
    half = json.loads(
        taken(road, "explain", "--year", "2027", "--stage", "middle", "--zone", "东片", "--format", "json")
    )
    assert [(row["intake"], row["part"], row["places"]) for row in half["rows"]] == [(400, 0.5, 200)]


def test_what_explain_cannot_tell_is_said(road: Path) -> None:
    """A stage has to be said only where there are several."""
    assert "县幼儿园 · 幼儿园" in taken(road, "explain", "--year", "2027", "--school", "县幼儿园")
    for words, said in (
        (("--school", "临河实验学校"), "写明学段：primary, middle"),
        (("--school", "县幼儿园", "--stage", "primary"), "县幼儿园没有小学（有 kindergarten）"),
        (("--zone", "东片"), "写明学段：kindergarten, primary, middle"),
        (("--zone", "东", "--stage", "primary"), "是否想写 东片"),
        (("--zone", "东片", "--school", "县幼儿园"), "--zone 与 --school 只写一个"),
        (("--zone", "东片", "--stage", "primary", "--grade", "2"), "--grade"),
    ):
        done = run("explain", "--year", "2027", *words, cwd=road)
        assert (done.returncode, said in done.stderr.replace("\n", "")) == (2, True)


def registered(place: Path) -> Path:
    """The folder with registers of children by zone in place of pupils and births."""
    imported(place)
    folder = place / "population"
    for name in ("births", "enrolment"):
        (folder / f"{name}.csv").unlink()
    lines = ["area,birth_year,persons,kind,date,basis,source,period_end"]
    for zone, count in (("东片", 240), ("西片", 120), ("南片", 90)):
        lines += [f"{zone},{year},{count},户籍,2026-08-31,published,公安,{year}-08-31" for year in range(2010, 2027)]
    (folder / "children.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return place


def test_registers_of_children_alone_are_enough(tmp_path: Path) -> None:
    """450 of each age in all zones: six ages of primary school, three of middle school, all of whom come; and so they
    are due in 2027 to 2029. The last cohort goes on."""
    place = registered(tmp_path)
    rows = json.loads(taken(place, "gap", "--from", "2026", "--to", "2032", "--format", "json"))["rows"]
    demand = {(row["stage"], row["year"]): row["demand"] for row in rows}
    assert {demand["primary", year] for year in range(2026, 2033)} == {2700}
    assert {demand["middle", year] for year in range(2026, 2033)} == {1350}
    assert {row["method"] for row in rows} == {"births"}
    due = entries(place, "--by", "zone")
    assert [due["primary", "东片", year]["children"] for year in (2027, 2028, 2029)] == [240] * 3
    assert due["primary", "东片", 2027]["whence"] == "hukou"
    said = flat(taken(place, "gap"))
    assert "按children.csv的儿童登记×入学（园）率" in said
    assert "2021学年前一年出生的在册" in flat(taken(place, "explain", "--year", "2027", "--stage", "primary", "--wide"))
    assert "缺学位有多大可能" in taken(place, "simulate", "--draws", "20")
    assert "户籍登记里2020-09-01至2021-08-31出生的240人；临河县共450" in flat(
        taken(place, "explain", "--year", "2027", "--stage", "primary", "--zone", "东片")
    )
