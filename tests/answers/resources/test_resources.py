"""`resources`: classes, posts, staff and money by hand, by stage, area and school; what is missing is said."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.resources.resourcing import COLUMNS, Resources, resources
from xuewei.answers.resources.view import Shown, view
from xuewei.formats.population.resource_table import resource_rules, rules_of, staff_known
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.assumptions import Figure
from xuewei.model.resource_rules import POSTS_BY, PostRule
from xuewei.model.resources import posts_needed, whole_classes
from xuewei.model.seats.costs import plan_cost
from xuewei.model.seats.in_use import base_year
from xuewei.model.staff import OnRecord, StaffRow, on_record, staffing

from inside import run
from program import TOP

PLAN = """\
plan: 试
area: 甲
years: [2026, 2028]
population: people
base_seats: {year: 2025, seats: listed}
schools:
  - {id: s, name: 城东小学, type: primary, status: in_use, seats: {primary: 270}}
  - {id: t, name: 城西小学, type: primary, opens: 2027, seats: {primary: 540}, cost_wan: 2700}
"""
STAGE = "stages: {primary: {entry_age: 6, grades: 6, class_size: 45}}\nhorizon: 2028\n"
PUPILS = {2025: [45] * 6, 2026: [46, 45, 90, 91, 0, 0], 2027: [90] * 6, 2028: [10] * 6}
STAFF = """\
area,school,stage,year,staff,retires,basis,source
甲,,primary,2025,20,3,published,台账
甲,,primary,2026,,1,published,台账
甲,,primary,2027,,2,published,台账
"""


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One stage of one area, with pupils of one year on record and those of three that were forecast elsewhere."""
    people = tmp_path / "people"
    people.mkdir()
    rows = [
        f"甲,{year},primary,{grade},{n},{'published' if year == 2025 else 'projected'},学籍\n"
        for year, grades in PUPILS.items()
        for grade, n in enumerate(grades, start=1)
    ]
    head = "area,year,stage,grade,pupils,basis,source\n"
    (people / "enrolment.csv").write_text(head + "".join(rows), encoding="utf-8")
    (people / "assumptions.yaml").write_text(STAGE, encoding="utf-8")
    (people / "staff.csv").write_text(STAFF, encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows_of(*words: str) -> list[dict[str, Any]]:
    """The rows of an answer in JSON."""
    done = run("resources", *words, "--format", "json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)["rows"]
    return found


@pytest.mark.usefixtures("city")
def test_classes_posts_and_money_by_hand() -> None:
    """Grades of 46, 45, 90 and 91 pupils are 2, 1, 2 and 3 classes; 272 pupils need 15 posts of 19, and 720 元 each."""
    found = {row["year"]: row for row in rows_of()}
    assert [row["pupils"] for row in found.values()] == [270, 272, 540, 60]
    assert [row["classes"] for row in found.values()] == [6, 8, 12, 6]
    assert [row["posts"] for row in found.values()] == [15, 15, 29, 4]
    assert [row["running_wan"] for row in found.values()] == [19.44, 19.584, 38.88, 4.32]
    assert [row["building_wan"] for row in found.values()] == [0, 2700, 0, 0]
    assert [row["classes_held"] for row in found.values()] == [6, 6, 18, 18]
    assert found[2026]["running_per_seat"] == 725.33
    assert {row["classes_by"] for row in found.values()} == {"area"}


@pytest.mark.usefixtures("city")
def test_staff_year_by_year_by_hand() -> None:
    """Twenty, of whom three, one and two retire: a peak of 29 posts asks for thirteen more, who then
    stay; nobody is hired in a September that has passed."""
    keys = ("staff", "balance", "retires", "hire", "not_replaced", "spare")
    assert [tuple(row[key] for key in keys) for row in rows_of()] == [
        (20, 5, 0, None, None, None),
        (17, 2, 3, None, None, None),
        (16, -13, 1, 13, 0, 0),
        (14, 10, 2, 0, 2, 23),
    ]


@pytest.mark.usefixtures("city")
def test_the_answer_first_in_both_languages() -> None:
    """Who is short and when, where there is no room, what it costs, and which budget does not suffice."""
    chinese = run("resources", "--budget", "2026=2000,2027=5").stdout
    assert "小学：教职工 2027 年缺 13 名；2028 年富余 10 名；" in chinese
    assert "逐年招聘共 13 名，其中 13 名到 2028 年已用不着" in chinese
    assert "小学 2026 年班数多于学位能容的 2 班" in chinese
    assert "预算不够的年份：2026 年超 700 万元。" in chinese
    english = run("resources", "--lang", "en", "--year", "2027").stdout
    assert "primary, 2027: staff, 13 short." in english
    assert "2,700 × 10,000 yuan in 2026" in english


def test_what_is_missing_is_said_with_its_key(city: Path) -> None:
    """Without staff, needs alone; without retirements, that staff does not fall; without boarders, that they are not
    counted."""
    (city / "people" / "staff.csv").unlink()
    done = run("resources")
    assert "小学：要教职工 15 名（2026 年），2028 年 4 名，2027 年最多，29 名。" in done.stdout
    assert "没有在编人数" in done.stdout
    assert "staff.csv" in done.stdout
    assert "resources.boarding.primary" in done.stdout
    assert {row["staff"] for row in rows_of()} == {None}
    text = STAFF.replace("20,3", "20,").rsplit("甲", 2)[0]
    (city / "people" / "staff.csv").write_text(text, encoding="utf-8")
    assert "没有写退休（retires）" in run("resources").stdout


def test_staff_of_schools_is_all_only_where_every_school_says_it(city: Path) -> None:
    """The staff of one of two schools in use is not that of the area: it is unknown, and the other school is named."""
    other = "  - {id: u, name: 城南小学, type: primary, status: in_use, seats: {primary: 90}}\n"
    (city / "plan.yaml").write_text(PLAN + other, encoding="utf-8")
    head, *_ = STAFF.splitlines()
    (city / "people" / "staff.csv").write_text(f"{head}\n,s,primary,2025,18,,published,台账\n", encoding="utf-8")
    done = run("resources", "--year", "2025")
    assert "1 所在用学校没有在编人数（城南小学），合计未知" in done.stdout
    assert [row["staff"] for row in rows_of("--year", "2025")] == [None]
    (city / "people" / "staff.csv").write_text(
        f"{head}\n,s,primary,2025,18,,published,台账\n,u,primary,2025,4,,published,台账\n", encoding="utf-8"
    )
    assert [row["staff"] for row in rows_of("--year", "2025")] == [22]
    assert {row["school"]: row["staff"] for row in rows_of("--by", "school", "--year", "2025")} == {"s": 18, "u": 4}


def by_school(city: Path, more: str = "") -> None:
    """Two schools of 10 and 20 pupils in each grade, on record by school."""
    text = "  - {id: u, name: 城南小学, type: primary, status: in_use, seats: {primary: 270}}\n"
    (city / "plan.yaml").write_text(PLAN + text, encoding="utf-8")
    rows = [
        f"甲,2025,primary,{grade},{n},published,学籍,{school}\n"
        for school, n in (("s", 10), ("u", 20))
        for grade in range(1, 7)
    ]
    head = "area,year,stage,grade,pupils,basis,source,school\n"
    (city / "people" / "enrolment.csv").write_text(head + "".join(rows), encoding="utf-8")
    (city / "people" / "births.csv").write_text(
        "area,year,births,basis,source\n" + "".join(f"甲,{year},30,published,公报\n" for year in range(2012, 2023)),
        encoding="utf-8",
    )
    (city / "people" / "assumptions.yaml").write_text(STAGE + more, encoding="utf-8")


def test_classes_of_schools_are_those_of_every_school(city: Path) -> None:
    """Six grades of 10 and 20 are six classes in each of two schools, which one school for all would not need."""
    by_school(city)
    row = rows_of("--year", "2025")[0]
    assert (row["pupils"], row["classes"], row["classes_by"]) == (180, 12, "school")
    each = rows_of("--by", "school", "--year", "2025")
    assert [(one["school"], one["classes"], one["posts"]) for one in each] == [("s", 6, 3), ("u", 6, 7)]
    assert row["posts"] == 10
    shown = run("resources", "--year", "2025").stdout
    assert "小学有 1 所学校按学生算的编制少于班数（城东小学，2025 年）" in shown
    assert "resources.rural" in shown


def test_small_rural_schools_are_funded_as_of_a_hundred(city: Path) -> None:
    """Sixty pupils of one school count as 100 where its area is rural, and as 60 where it is not."""
    by_school(city)
    assert rows_of("--year", "2025")[0]["running_wan"] == 12.96
    by_school(city, "resources: {rural: [甲]}\n")
    assert rows_of("--year", "2025")[0]["running_wan"] == 15.84
    assert [row["running_wan"] for row in rows_of("--year", "2025", "--by", "school")] == [7.2, 8.64]
    shown = run("resources", "--year", "2025").stdout.replace("\n", "")
    assert "甲是农村（resources.rural）：不足 100 人的小学、初中按 100 人核定" in shown
    assert "2025 年有 1 所" in shown
    assert "哪些区域是农村" not in shown


def test_rates_of_a_folder_go_before_the_shipped_ones(city: Path) -> None:
    """What it writes counts, what it leaves out is as shipped; boarders bring more."""
    own = """\
resources:
  posts: {primary: {by: most, posts_per_class: {value: 2.5, unit: posts per class, basis: assumed, source: 试}}}
  running: {primary: {value: 1000, unit: 元, basis: assumed, source: 试}}
  boarding: {primary: {value: 0.5, unit: share, basis: assumed, source: 试}}
"""
    (city / "people" / "assumptions.yaml").write_text(STAGE + own, encoding="utf-8")
    found = rows_of("--year", "2026")[0]
    assert (found["posts"], found["posts_by_pupils"], found["posts_by_classes"]) == (20, 15, 20)
    assert found["running_wan"] == round(272 * 1150 / 10_000, 4)
    shown = run("resources").stdout.replace("\n", "")
    assert "小学的寄宿生：50% 寄宿（假设：试；resources.boarding.primary），每人另加 300 元" in shown
    assert "没有计" not in shown
    assert "每班2.5名教职工：假设：试" in shown.replace(" ", "")


def test_a_rural_area_that_there_is_not_is_a_fault_where_it_stands(city: Path) -> None:
    """A slip in its name would leave the rule out in silence."""
    by_school(city, "resources: {rural: [甲乙]}\n")
    done = run("resources")
    assert done.returncode == 3
    assert "assumptions.yaml:3: resources.rural: 方案和人口里都没有这个区域（实为 甲乙）" in done.stderr


@pytest.mark.parametrize("year", [2024, 2025])
def test_the_latest_staff_of_a_school_counts(city: Path, year: int) -> None:
    """A table of an earlier year does not go before the register of the year of the seats in use."""
    plan = PLAN.replace("schools:\n", "register: schools.csv\nschools:\n").replace(
        "  - {id: s, name: 城东小学, type: primary, status: in_use, seats: {primary: 270}}\n", ""
    )
    (city / "plan.yaml").write_text(plan, encoding="utf-8")
    (city / "schools.csv").write_text(REGISTER.format(18), encoding="utf-8")
    head, *_ = STAFF.splitlines()
    (city / "people" / "staff.csv").write_text(f"{head}\n,s,primary,{year},20,,published,台账\n", encoding="utf-8")
    assert [row["staff"] for row in rows_of("--year", "2025")] == [22 if year == 2024 else 24]


def test_faults_of_staff_are_told_all_at_once(city: Path) -> None:
    """With their lines, in words; nothing is shown."""
    lines = """\
area,school,stage,year,staff,retires,basis,source
,,primary,2025,20,,published,台账
甲,,primary,2026,,,published,台账
乙,,primary,2025,20,,published,台账
,x,primary,2025,20,,published,台账
甲,s,middle,2025,20,,published,台账
甲,,primary,2027,5,6,published,台账
甲,,primary,2025,20.5,,published,台账
"""
    (city / "people" / "staff.csv").write_text(lines, encoding="utf-8")
    done = run("resources")
    assert (done.returncode, done.stdout) == (3, "")
    for line, what in (
        (2, "area: 没有写是谁的"),
        (3, "staff: 没有写多少"),
        (7, "retires: 退休的多于在编的 5 人"),
        (8, "staff: "),
    ):
        assert f"staff.csv:{line}: {what}" in done.stderr, done.stderr
    good = lines.splitlines()
    (city / "people" / "staff.csv").write_text("\n".join([good[0], *good[3:6]]) + "\n", encoding="utf-8")
    told = run("resources", "--lang", "en").stderr
    assert "staff.csv:2: area: is no area of the plan (found 乙)" in told
    assert "staff.csv:3: school: school not found in the plan (found x)" in told
    assert "staff.csv:4: stage: is not a known stage (found middle)" in told


def test_an_area_has_no_fewer_staff_than_its_schools(city: Path) -> None:
    """Two figures that contradict each other are told."""
    (city / "people" / "staff.csv").write_text(STAFF + ",s,primary,2025,30,,published,台账\n", encoding="utf-8")
    done = run("resources")
    assert done.returncode == 3
    assert "staff.csv:2: staff: 少于甲各校 2025 年之和 30（实为 20）" in done.stderr


@pytest.mark.parametrize(("retires", "faulty"), [(4, False), (5, False), (6, True)])
def test_no_more_retire_over_the_years_than_were_on_record(city: Path, retires: int, faulty: bool) -> None:
    """Those of all years since staff was written add up; a later staff begins anew."""
    head, *_ = STAFF.splitlines()
    rows = [f"甲,,primary,2025,20,15,published,台账\n甲,,primary,2026,,{retires},published,台账"]
    (city / "people" / "staff.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    done = run("resources")
    told = "staff.csv:3: retires: 与 2025 年以来各年的退休相加为 21 人，多于 2025 年在编的 20 人（实为 6）"
    assert (done.returncode == 3, told in done.stderr) == (faulty, faulty), done.stderr
    later = f"甲,,primary,2026,20,{retires},published,台账"
    (city / "people" / "staff.csv").write_text(
        "\n".join([head, rows[0].split("\n")[0], later]) + "\n", encoding="utf-8"
    )
    assert run("resources").returncode == 0


def test_faults_of_rates_are_told_where_they_stand(city: Path) -> None:
    """A stage that there is not, a rate below one, and posts by a rate that nobody wrote."""
    own = """\
resources:
  posts: {primary: {by: classes}, prmary: {by: pupils}}
  running: {primary: {value: -1, basis: assumed, source: 试}}
"""
    (city / "people" / "assumptions.yaml").write_text(STAGE + own, encoding="utf-8")
    done = run("resources", "--lang", "en")
    assert done.returncode == 3
    assert "resources.posts.primary.posts_per_class: is required" in done.stderr
    assert "resources.posts.prmary: is not a known stage (found prmary). Did you mean primary?" in done.stderr
    assert "resources.running.primary.value" in done.stderr


@pytest.mark.usefixtures("city")
def test_rows_as_csv_and_the_years_that_can_be_asked_for() -> None:
    """The columns of the contract; a year that nobody forecast, a place that there is not, and a wrong budget are
    refused."""
    text = run("resources", "--format", "csv").stdout
    assert next(csv.reader(io.StringIO(text))) == list(COLUMNS)
    for words in (
        ("--year", "2020"),
        ("--by", "zone"),
        ("--area", "丙"),
        ("--budget", "2026"),
        ("--budget", "2026=-1"),
    ):
        assert run("resources", *words).returncode == 2, words


def held(folder: Path, *, by_school: bool = False, staff: tuple[StaffRow, ...] = ()) -> Resources:
    """All that the pupils of a project need."""
    plan, people = read_project(str(folder / "plan.yaml"), (), None)
    return resources(assess(plan, people), rules_of(people.assumptions), staff, by_school=by_school)


@pytest.fixture(scope="module")
def district() -> Resources:
    """The made-up district, with pupils by school."""
    return held(TOP / "examples" / "district")


SUMS = ("seats", "pupils", "classes", "posts", "posts_by_pupils", "posts_by_classes")


@pytest.mark.parametrize("year", [2026, 2028, 2035])
def test_sums_by_school_are_those_by_area_and_by_stage(district: Resources, year: int) -> None:
    """Where pupils are on record by school all three are counted alike."""
    stages = [stage.name for stage in district.found.stages]
    for stage in stages:
        whole, area, schools = (
            district.rows(by, [year], [stage], district.found.areas) for by in ("stage", "area", "school")
        )
        for key in SUMS:
            sums = [sum(getattr(row, key) or 0 for row in each) for each in (whole, area, schools)]
            assert len({*sums}) == 1, (stage, key, sums)
        wan = [sum(row.running_wan or 0 for row in each) for each in (whole, area, schools)]
        assert wan[0] == pytest.approx(wan[2], abs=0.0001 * len(schools))


def test_building_cost_by_stage_is_that_of_the_plan() -> None:
    """What stages cost adds up to what compare and optimise say of the plan."""
    import xuewei

    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    counted = resources(found, resource_rules({}))
    spent = plan_cost(found.plan, found.assumptions.costs, base_year(found.plan))
    by_year: dict[int, float] = {}
    for (_, _, year), wan in counted.money.of_area.items():
        by_year[year] = by_year.get(year, 0.0) + wan
    assert by_year == pytest.approx(dict(spent.by_year))
    every = counted.seat_costs([stage.name for stage in found.stages], found.areas)
    assert sum(each.building_wan for each in every) == pytest.approx(spent.wan)
    assert all(0 <= each.seats_used <= each.seats for each in every)


def test_moves_between_stages_are_named_and_counted_nowhere(district: Resources) -> None:
    """Middle lacks what primary has beyond its posts: the smaller of the two could move, and hiring stays as it is."""
    posts = {
        stage: district.rows("stage", [2026], [stage], district.found.areas)[0].posts or 0 for stage in district.needs
    }
    area = district.found.areas[0]
    row = StaffRow(area, None, "primary", 2026, posts["primary"] + 30, None, "assumed", "")
    short = replace(row, stage="middle", staff=posts["middle"] - 20)
    found = resources(district.found, district.rules, (row, short))
    moves = found.moves([2026], list(found.needs), found.found.areas)
    assert [(each.origin, each.target, each.most) for each in moves] == [("primary", "middle", 20)]
    middle = found.rows("stage", [2026], ["middle"], found.found.areas)[0]
    assert (middle.balance, middle.hire) == (-20, 20)


COUNTS = st.lists(st.integers(0, 400), min_size=6, max_size=6)
RULES = st.builds(
    PostRule,
    st.sampled_from(POSTS_BY),
    st.floats(1, 40).map(Figure),
    st.floats(0, 6).map(Figure),
)


@settings(max_examples=200)
@given(COUNTS, st.integers(0, 5), st.integers(0, 50), RULES)
def test_classes_and_posts_never_fall_when_pupils_come(grades: list[int], at: int, more: int, rule: PostRule) -> None:
    """One more pupil needs no fewer classes and no fewer posts; nobody needs none."""

    def needed(pupils: list[int]) -> tuple[int, int]:
        classes = whole_classes(np.array(pupils, dtype=float), (45,) * 6).sum()
        posts = posts_needed(rule, np.array([sum(pupils)]), np.array([classes])).posts
        assert posts is not None
        return int(classes), int(posts[0])

    before = needed(grades)
    grades[at] += more
    after = needed(grades)
    assert before[0] <= after[0]
    assert before[1] <= after[1]
    assert needed([0] * 6) == (0, 0)


@settings(max_examples=200)
@given(
    st.integers(0, 500),
    st.lists(st.integers(0, 30), min_size=8, max_size=8),
    st.lists(st.integers(0, 500), min_size=8, max_size=8),
)
def test_staff_adds_up_from_year_to_year(staff: int, retires: list[int], posts: list[int]) -> None:
    """Posts are always filled; who is there is who was there, less who retired, plus who was hired; nobody is hired
    beyond what is short."""
    years = range(2026, 2034)
    known = OnRecord(staff, 2026, dict(zip(years, retires, strict=True)))
    found = staffing(known, dict(zip(years, posts, strict=True)))
    there = staff
    for year, wanted in zip(years, posts, strict=True):
        one = found[year]
        assert None not in (one.hire, one.spare, one.not_replaced)
        hire, spare, kept = one.hire or 0, one.spare or 0, one.not_replaced or 0
        there += hire - one.retires
        assert spare == there - wanted >= 0
        assert hire == 0 or spare == 0
        assert 0 <= kept <= one.retires
        assert one.balance == one.staff - wanted


def test_staff_on_record_of_an_area_goes_before_that_of_its_schools() -> None:
    """And schools of an area with others beside them are not all."""
    rows = [
        StaffRow("甲", "s", "primary", 2026, 40, 2, "assumed", ""),
        StaffRow("甲", None, "primary", 2026, 90, None, "assumed", ""),
    ]
    whole = on_record(rows, ["s"], ["s"], all_listed=True)
    assert whole is not None
    assert (whole.staff, whole.retires) == (90, {2026: 2})
    parts = on_record(rows[:1], ["s"], ["s"], all_listed=False)
    assert parts is not None
    assert parts.staff is None


def of(school: str | None, year: int, staff: int | None, retires: int | None = None) -> StaffRow:
    """A row of primary staff of one area."""
    return StaffRow("甲", school, "primary", year, staff, retires, "assumed", "")


def by_year(record: OnRecord | None, last: int = 2030) -> dict[int, int]:
    """Staff on record by year."""
    assert record is not None
    return {year: each.staff for year, each in staffing(record, dict.fromkeys(range(2024, last), 0)).items()}


AREA_RETIRES = (of(None, 2026, None, 27), of(None, 2027, None, 34))


def test_a_school_to_come_takes_no_retirement_away() -> None:
    """985 less 27 and 34 are 924, to whom a new school of 2028 adds its 40; the years before it are known."""
    rows = [of("s", 2026, 500), of("t", 2026, 485), of("n", 2028, 40), *AREA_RETIRES]
    record = on_record(rows, ["s", "t", "n"], ["s", "t"], all_listed=True)
    assert by_year(record) == {2026: 985, 2027: 958, 2028: 964, 2029: 964}


def test_a_later_figure_of_a_school_goes_on_from_the_others() -> None:
    """Of the 27 two are taken to be of s (73 of 985), so that its 70 are one fewer than carried on; what it writes of
    its own retirements is taken in place of a share."""
    rows = [of("s", 2026, 73), of("t", 2026, 912), of("s", 2027, 70), *AREA_RETIRES]
    record = on_record(rows, ["s", "t"], ["s", "t"], all_listed=True)
    assert by_year(record, 2028) == {2026: 985, 2027: 957}
    record = on_record([*rows, of("s", 2026, 73, 3)], ["s", "t"], ["s", "t"], all_listed=True)
    assert by_year(record, 2028) == {2026: 985, 2027: 958}


def test_figures_of_different_years_are_carried_to_the_last_of_them() -> None:
    """Forty of 2025, two of whom retire, are 38 in 2026."""
    rows = [of("s", 2025, 40, 2), of("t", 2026, 30)]
    assert by_year(on_record(rows, ["s", "t"], ["s", "t"], all_listed=True), 2028) == {2026: 68, 2027: 68}


def test_a_new_school_adds_to_the_figure_of_its_area_too() -> None:
    """The area's 990 hold beyond the schools' 985; of a school that stood before without a figure nothing is added."""
    rows = [of(None, 2026, 990), of("s", 2026, 985), of("n", 2028, 40), of("u", 2028, 7)]
    record = on_record(rows, ["s", "n", "u"], ["s", "u"], all_listed=False)
    assert by_year(record) == {2026: 990, 2027: 990, 2028: 1030, 2029: 1030}


@settings(max_examples=200)
@given(st.data())
def test_where_all_schools_write_anew_their_sum_counts(data: st.DataObject) -> None:
    """Whatever is carried on to it, and whoever retires where: in a year of which all schools say theirs it is that.
    No figure of a school alone counts twice, nor takes those of others away."""
    names, n = ["s", "t", "u"], st.integers(100, 400)
    rows = [of(name, 2025, data.draw(n), data.draw(st.integers(0, 9) | st.none())) for name in names]
    rows += [of("s", 2026, data.draw(n))]
    rows += [of(None, year, None, data.draw(st.integers(0, 40))) for year in (2025, 2026) if data.draw(st.booleans())]
    early = on_record(rows, names, names, all_listed=True)
    assert early is not None
    assert early.year == 2025
    anew = [of(name, 2027, data.draw(n)) for name in names]
    part = by_year(on_record([*rows, *anew[:2]], names, names, all_listed=True))
    assert {year: part[year] for year in (2025, 2026)} == {year: by_year(early)[year] for year in (2025, 2026)}
    last = OnRecord(early.staff, 2025, early.retires, (), on_record_later([*rows, *anew], names))
    assert abs(by_year(last)[2027] - sum(row.staff or 0 for row in anew)) <= 1


def on_record_later(rows: list[StaffRow], names: list[str]) -> Any:
    """What later figures add where a school that is to close keeps the count in the first year."""
    closing = on_record([*rows, of("z", 2025, 0)], [*names, "z"], [*names, "z"], all_listed=True)
    assert closing is not None
    return closing.later


def test_staff_of_a_new_school_in_a_table(city: Path) -> None:
    """The years before it stay known, the answer says how figures are joined, and schools are told from their first."""
    head, *_ = STAFF.splitlines()
    other = "  - {id: u, name: 城南小学, type: primary, status: in_use, seats: {primary: 90}}\n"
    (city / "plan.yaml").write_text(PLAN + other, encoding="utf-8")
    each = ",{},primary,{},{},{},assumed,拟\n"
    rows = [("s", 2025, 18, ""), ("u", 2025, 2, 1), ("t", 2027, 9, ""), ("s", 2028, 15, "")]
    text = f"{head}\n甲,,primary,2025,,3,published,台账\n" + "".join(each.format(*row) for row in rows)
    (city / "people" / "staff.csv").write_text(text, encoding="utf-8")
    assert [row["staff"] for row in rows_of()] == [20, 17, 26, 25]
    schools = rows_of("--by", "school", "--year", "2025")
    assert {row["school"]: row["staff"] for row in schools}["s"] == 18
    shown = "".join(run("resources").stdout.split())
    assert "小学的在编从2025年的合计接着算，2027–2028年有学校另写了数" in shown
    assert "此前各年未知" not in shown


@pytest.mark.parametrize(("retires", "faulty"), [(18, False), (19, True)])
def test_no_more_retire_of_an_area_than_its_schools_have(city: Path, retires: int, faulty: bool) -> None:
    """Also where the area writes no staff of its own."""
    head, *_ = STAFF.splitlines()
    lines = [head, ",s,primary,2025,18,,published,台账", f"甲,,primary,2025,,{retires},published,台账"]
    (city / "people" / "staff.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run("resources")
    told = "staff.csv:3: retires: 与 2025 年以来各年的退休相加为 19 人，多于甲到那时在编的 18 人（实为 19）"
    assert (done.returncode == 3, told in done.stderr) == (faulty, faulty), done.stderr


@pytest.mark.parametrize(("spare", "told"), [(30, True), (60, False)])
def test_people_who_are_offered_twice_are_told(district: Resources, spare: int, told: bool) -> None:
    """What primary has to spare would do for kindergarten or middle, and for both only where there is enough."""
    found = district.found
    posts = {stage: district.rows("area", [2026], [stage], found.areas)[0].posts or 0 for stage in district.needs}
    more = {"primary": spare, "kindergarten": -25, "middle": -20}
    staff = [
        StaffRow(found.areas[0], None, stage, 2026, posts[stage] + n, None, "assumed", "") for stage, n in more.items()
    ]
    shown = view(resources(found, district.rules, staff), Shown("stage", [2026], list(more), found.areas), "zh")
    text = "".join(shown.sheets[0].notes)
    assert "可由小学富余的转 20 名" in text
    assert (
        "小学富余的是同一批人，不能两处都转：2026 年幼儿园、初中可转的合计多于富余的，2026 年合计 45 名，富余只有 30 名"
        in text
    ) == told


REGISTER = """\
编号,学校名称,学段,学位,教职工数
s,城东小学,小学,270,{}
u,城南小学,小学,90,4
"""


def test_staff_of_the_register_counts_unless_the_folder_says_another(city: Path) -> None:
    """A column of the register is the staff of the year of the seats in use; staff.csv goes before it, school by
    school; what is no number is told with its cell."""
    plan = PLAN.replace("schools:\n", "register: schools.csv\nschools:\n").replace(
        "  - {id: s, name: 城东小学, type: primary, status: in_use, seats: {primary: 270}}\n", ""
    )
    (city / "plan.yaml").write_text(plan, encoding="utf-8")
    (city / "schools.csv").write_text(REGISTER.format(18), encoding="utf-8")
    (city / "people" / "staff.csv").unlink()
    assert [row["staff"] for row in rows_of("--year", "2025")] == [22]
    head, *_ = STAFF.splitlines()
    (city / "people" / "staff.csv").write_text(f"{head}\n,s,primary,2025,20,1,published,台账\n", encoding="utf-8")
    assert [row["staff"] for row in rows_of("--year", "2025")] == [24]
    assert [row["staff"] for row in rows_of("--year", "2026")] == [23]
    (city / "schools.csv").write_text(REGISTER.format("十八"), encoding="utf-8")
    done = run("gap")
    assert done.returncode == 3
    assert done.stderr == "schools.csv:2: 教职工数: 应为 0 至 100000 的整数（实为 十八）\n"


def test_nobody_is_hired_before_the_year_of_today() -> None:
    """What was short in years that have passed is short today: it is to be hired now, and not to be taken for done."""
    found = staffing(OnRecord(10, 2024, {2024: 1}), {2024: 14, 2025: 13, 2026: 12}, since=2026)
    assert [(each.staff, each.balance, each.hire, each.spare) for each in found.values()] == [
        (10, -4, None, None),
        (9, -4, None, None),
        (9, -3, 3, 0),
    ]


def test_an_area_that_is_short_is_named_though_the_sum_is_not() -> None:
    """One has far too many, the other lacks some: the stage as a whole has enough."""
    plan, people = read_project(str(TOP / "examples" / "counties" / "plan.yaml"), (), None)
    found = assess(plan, people)
    areas = found.areas
    posts = {
        row.area: row.posts or 0
        for row in resources(found, resource_rules({})).rows("area", [2026], ["primary"], areas)
    }
    staff = [
        StaffRow(area, None, "primary", 2026, posts[area] + (900 if n else -7), None, "assumed", "")
        for n, area in enumerate(areas)
    ]
    shown = view(resources(found, resource_rules({}), staff), Shown("stage", [2026], ["primary"], areas), "zh")
    sentences = "".join(shown.sheets[0].notes)
    assert f"小学缺教职工的区域：{areas[0]}（2026 年缺 7 名）。" in sentences
    assert "小学：2026 年教职工缺 7 名" in sentences
    row = resources(found, resource_rules({}), staff).rows("stage", [2026], ["primary"], areas)[0]
    spare = 900 * (len(areas) - 1)
    assert (row.balance, row.short) == (spare - 7, 7)
    assert any(
        ("缺 7 余 " + f"{spare:,}", "red") == cell for sheet in shown.sheets for line in sheet.rows for cell in line
    )


def test_whole_classes_are_none_too_many_where_everybody_has_a_seat() -> None:
    """Seats of 2020 are the demand of 2020: that no class is quite full is no want of rooms."""
    row = rows_of("--year", "2020", "--stage", "primary")[0]
    assert row["seats"] == row["pupils"]
    assert row["classes"] > row["classes_held"]
    assert "班数多于学位能容" not in run("resources", "--year", "2020").stdout


def test_a_school_that_is_to_come_has_no_staff_yet_and_is_counted_so(city: Path) -> None:
    """All its posts are to be filled, so that the schools add up to their area; of one that stood when staff was
    counted and says nothing nothing is known."""
    by_school(city)
    table, words = city / "people" / "staff.csv", ("--year", "2027")
    head, row = "area,school,stage,year,staff,retires,basis,source\n", ",{},primary,{},20,,published,台账\n"
    table.write_text(head + row.format("s", 2025) + row.format("u", 2025), encoding="utf-8")
    schools = {row["school"]: row for row in rows_of("--by", "school", *words) if row["school"]}
    (area,) = rows_of("--by", "area", *words)
    assert (schools["t"]["staff"], schools["t"]["balance"]) == (0, -schools["t"]["posts"])
    assert schools["t"]["posts"] > 0
    assert sum(each["staff"] for each in schools.values()) == area["staff"] == 40
    assert "new" not in schools["t"]
    shown = run("resources", "--by", "school", *words).stdout
    assert shown.count("0（新设）") == 1
    assert "1 所学校在编人数统计之后才开办（城西小学）" in shown.replace("\n", "")
    assert "新设" not in run("resources", "--by", "area", *words).stdout
    table.write_text(head + row.format("s", 2027) + row.format("u", 2027), encoding="utf-8")
    schools = {row["school"]: row for row in rows_of("--by", "school", *words) if row["school"]}
    assert schools["t"]["staff"] is None


def test_who_is_hired_in_a_year_stands_beside_all_who_are(district: Resources) -> None:
    """Told apart from the balance, which adds up over the years as if nobody were hired."""
    found, hired = district.found, 0
    staffed = resources(found, district.rules, staff_known(found), since=2027)
    for row in staffed.rows("stage", range(2026, 2036), ["middle"], found.areas):
        hired += row.hire or 0
        assert row.hired == (hired if row.year > 2026 else None)
    assert hired > 100
    words = ("--plan", TOP / "examples" / "district" / "plan.yaml", "--stage", "middle")
    shown = run("resources", *words).stdout
    assert "招聘  累计招聘" in shown
    assert "退休、招聘、不补是当年的；余缺按一名不招算，逐年累计" in shown.replace("\n", "")
    assert "hired in all" in run("resources", *words, "--by", "area", "--year", "2029", "--lang", "en").stdout
