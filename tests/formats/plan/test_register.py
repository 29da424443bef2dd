"""A register is the schools that a plan would write itself: read, changed, told of and counted as those are."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from xuewei.errors import InputError
from xuewei.formats.plan.read import read_plan
from xuewei.formats.plan.write import plan_text
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.plan import IN_USE, Plan, School

from inside import run
from program import TOP

CITY = TOP / "examples" / "small_city" / "population"
HEAD = """\
plan: 试
area: 东区
areas: [西区]
years: [2021, 2024]
population: population
base_seats: {year: 2020, seats: listed}
register: schools.csv
"""
OWN = """\
schools:
  - {id: 老二小, closes: 2023, merge_into: 东区一小}
  - {id: new-1, type: middle, planned: 2021, seats: {middle: 450}}
"""
REGISTER = """\
学校编号,校名,区域,学段,学位,班数,招生计划,办学性质,建校年,经度,纬度,备注
,东区一小,东区,小学,1000,,,公办,1958,111.0,35.0,
,老二小,东区,小学,,12,,公办,,,,
K1,东区幼儿园,东区,幼儿园,,,200,普惠性民办,2005,,,
W1,西区九年制,西区,小学,,24,,,1990,,,老校
W1,西区九年制,,初中,,18,,,,,,在城边
,西区园,西区,幼儿园,800,,,,,,,
N1,新校,东区,初中部,500,,,,2026年,,,
"""

EAST = ("东区", "primary")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan with a register, and people of its two areas."""
    shutil.copytree(CITY, tmp_path / "population")
    (tmp_path / "plan.yaml").write_text(HEAD + OWN, encoding="utf-8")
    (tmp_path / "schools.csv").write_text(REGISTER, encoding="utf-8")
    return tmp_path


def of(plan: Plan) -> dict[str, School]:
    """The schools of a plan by id."""
    return {school.id: school for school in plan.schools}


def told(folder: Path, rows: Sequence[str], head: str = "id,name,area,stage,seats", plan: str = "") -> list[str]:
    """What is wrong with a register of these rows, and its plan."""
    (folder / "schools.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    (folder / "plan.yaml").write_text(HEAD + (plan or "schools: []\n"), encoding="utf-8")
    try:
        assess(*read_project(folder / "plan.yaml"))
    except InputError as wrong:
        return [each.text("en").replace(f"{folder}/", "") for each in wrong.faults]
    return []


def test_rows_of_a_school_become_one_and_the_plan_changes_it(folder: Path) -> None:
    """Stages together, what is said once of all, kinds by stages, and statuses by years."""
    found = read_plan(folder / "plan.yaml")
    schools = of(found)
    assert [school.id for school in found.schools] == ["东区一小", "老二小", "K1", "W1", "西区园", "N1", "new-1"]
    both = schools["W1"]
    assert (both.type, both.area, both.classes, both.opens) == (
        "nine_year",
        "西区",
        {"primary": 24, "middle": 18},
        1990,
    )
    assert (both.note, both.status) == ("老校；在城边", IN_USE)
    assert (schools["老二小"].closes, schools["老二小"].merge_into, schools["老二小"].status) == (
        2023,
        "东区一小",
        IN_USE,
    )
    assert (schools["K1"].provision, schools["K1"].intake) == ("inclusive", {"kindergarten": 200})
    assert (schools["N1"].status, schools["N1"].opens, schools["N1"].seats) == ("planned", 2026, {"middle": 500})
    assert (schools["东区一小"].lon, schools["东区一小"].lat) == (111.0, 35.0)
    assert found.register == "schools.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_register_is_read_in_every_encoding(folder: Path, encoding: str) -> None:
    """As every table is."""
    before = read_plan(folder / "plan.yaml").schools
    (folder / "schools.csv").write_bytes(REGISTER.replace("\n", "\r\n").encode(encoding))
    assert read_plan(folder / "plan.yaml").schools == before


def test_english_keys_and_chinese_heads_are_the_same(folder: Path) -> None:
    """Keys are the contract; heads and words of people's lists mean them."""
    before = read_plan(folder / "plan.yaml").schools
    text = "id,name,area,stage,seats,classes,intake,provision,opens,lon,lat,note\n" + REGISTER.split("\n", 1)[1]
    keys = {"小学,": "primary,", "幼儿园,,": "kindergarten,,", "幼儿园,8": "kindergarten,8", "初中部": "middle"}
    keys |= {"初中,": "middle,", "公办": "public", "普惠性民办": "inclusive", "2026年": "2026"}
    for old, new in keys.items():
        text = text.replace(old, new)
    (folder / "schools.csv").write_text(text, encoding="utf-8")
    assert read_plan(folder / "plan.yaml").schools == before


QUESTIONS = (
    "gap --format json",
    "ledger --format json",
    "explain --year 2023 --stage primary --format json",
    "track --as-of 2023-09-01 --format json",
    "simulate --draws 10 --format json",
    "convert-options --format json",
    "check --policy plan.yaml --format json",
    "gap --scenario scenario.yaml --format json",
    "ledger --scenario scenario.yaml --format json",
    "diff plan.yaml scenario.yaml --format json",
)
SCENARIO = """\
scenario: 再动
extends: plan.yaml
change:
  - {id: W1, classes: {middle: 20}, closes: 2030}
  - {id: 东区一小, seats: {primary: 900}}
remove: [西区园]
"""


def inputs(answer: dict[str, Any]) -> set[str]:
    """The files of the plan that JSON says it was made of; they are taken out of it."""
    names = {each["file"] for each in answer.pop("provenance")["inputs"]}
    return names & {"plan.yaml", "schools.csv"}


def test_a_register_is_the_same_as_its_schools_in_the_plan(folder: Path) -> None:
    """Every question has the same answer, under scenarios too."""
    (folder / "scenario.yaml").write_text(SCENARIO, encoding="utf-8")
    answers = [run(*words.split(), cwd=folder) for words in QUESTIONS]
    found = read_plan(folder / "plan.yaml")
    (folder / "plan.yaml").write_text(plan_text(replace(found, register=None)), encoding="utf-8")
    assert read_plan(folder / "plan.yaml") == replace(found, register=None)
    (folder / "schools.csv").unlink()
    for words, before in zip(QUESTIONS, answers, strict=True):
        after = run(*words.split(), cwd=folder)
        assert before.returncode == after.returncode in (0, 1), before.stderr
        one, other = (json.loads(each.stdout) for each in (before, after))
        assert [*map(inputs, (one, other))] == [{"plan.yaml", "schools.csv"}, {"plan.yaml"}]
        assert one == other, words


def balances(folder: Path) -> list[tuple[object, ...]]:
    """What every year, area and stage of a plan has, wants and lacks."""
    rows = assess(*read_project(folder / "plan.yaml")).rows()
    return [(row.year, row.area, row.stage, row.seats, row.demand, row.balance) for row in rows]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["东区", "西区"]),
            st.sampled_from(["kindergarten", "primary", "middle"]),
            st.integers(0, 900),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_a_register_equal_to_the_stock_balances_as_it_does(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, int]]
) -> None:
    """Seats in use written as numbers, and as a register that sums to them."""
    folder = tmp_path_factory.mktemp("stock")
    shutil.copytree(CITY, folder / "population")
    sums: dict[str, dict[str, int]] = {
        area: dict.fromkeys(("kindergarten", "primary", "middle"), 0) for area in ("东区", "西区")
    }
    for area, stage, seats in rows:
        sums[area][stage] += seats
    written = [f"S{n},,{area},{stage},{seats}" for n, (area, stage, seats) in enumerate(rows)]
    (folder / "schools.csv").write_text("\n".join(["id,name,area,stage,seats", *written]) + "\n", encoding="utf-8")
    own = "schools:\n  - {id: new-1, type: middle, planned: 2021, seats: {middle: 450}}\n"
    (folder / "plan.yaml").write_text(HEAD + own, encoding="utf-8")
    listed = balances(folder)
    head = HEAD.replace("listed", json.dumps(sums, ensure_ascii=False)).replace("register: schools.csv\n", "")
    (folder / "plan.yaml").write_text(head + own, encoding="utf-8")
    assert balances(folder) == listed


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (["a,,东区,primary,540", "a,,东区,primary,540"], ["schools.csv:3: stage: duplicates line 2 (found primary)"]),
        (["a,,东区,primry,540"], ["schools.csv:2: stage: is not a known stage (found primry). Did you mean primary?"]),
        (["a,,,primary,540"], ["schools.csv:2: area: has no area, and the plan has several (东区、西区)"]),
        (["a,,东区,,540"], ["schools.csv:2: stage: is required"]),
        ([",,东区,primary,540"], ["schools.csv:2: the row has neither an id nor a name"]),
        (["a,,东区,primary,"], ["schools.csv:2: seats: has no figure of its stage: write one of `seats`, `classes` and `intake`"]),
        (["a,,东区,primary,五"], ["schools.csv:2: seats: must be a whole number from 0 to 20000 (found 五)"]),
        (['a,,东区,primary,"1,080"'], ["schools.csv:2: seats: numbers must not have thousands separators (found 1,080)"]),
        (
            ["a,甲校,东区,primary,540", "a,乙校,东区,middle,300"],
            ["schools.csv:3: name: differs from 甲校, which line 2 says of the same school (found 乙校)"],
        ),
        (
            [",甲校,东区,primary,540", ",甲校,西区,primary,300"],
            ["schools.csv:3: id: is the name of a school of another area too (line 2): give both an id (found 甲校)"],
        ),
    ],
)  # fmt: skip
def test_bad_rows_are_told_at_their_cells(folder: Path, rows: list[str], said: list[str]) -> None:
    """Each with its line and its column, once."""
    assert told(folder, rows) == said


@pytest.mark.parametrize(
    ("other", "plan", "said"),
    [
        ("z,,东区,primary,540", "", []),
        ("z,,东区,middle,300", "", ["schools.csv:2: merge_into: holds none of the stages that close, so it cannot take their pupils (primary close; it holds middle) (found z)"]),
        ("z,,东区,middle,300", "{id: z, convert: [{year: 2022, from: middle, to: primary, seats: 100}]}", []),
        ("z,,东区,middle,300", "{id: z, classes: {primary: 6}}", []),
    ],
)  # fmt: skip
def test_a_merger_is_into_a_school_that_holds_a_stage_that_closes(
    folder: Path, other: str, plan: str, said: list[str]
) -> None:
    """Be it by seats, by classes or by a turn."""
    rows = ["a,,东区,primary,540,2023,z", f"{other},,"]
    found = told(folder, rows, "id,name,area,stage,seats,closes,merge_into", f"schools: [{plan}]\n")
    assert found == said


def test_pupils_of_a_merger_into_another_area_stay(folder: Path) -> None:
    """Told by `check`, and below the schools once it is done."""
    rows = [
        "a,甲校,东区,primary,540,2023,z",
        "z,,西区,primary,540,,",
        "b,,东区,primary,540,2023,c",
        "c,,东区,primary,5,,",
    ]
    assert told(folder, rows, "id,name,area,stage,seats,closes,merge_into") == []
    done = run("check", "plan.yaml", "population", "--format", "json", cwd=folder)
    found = [
        (each["line"], each["field"]) for each in json.loads(done.stdout)["remarks"] if each["kind"] == "odd_merge_area"
    ]
    assert found == [(2, "a.merge_into")]
    for year, words in (("2022", False), ("2023", True), ("2024", True)):
        done = run("schools", "--plan", "plan.yaml", "--year", year, cwd=folder)
        assert ("并入外区的学校，学生仍留在原区域：甲校（东区→西区）" in done.stdout.replace("\n", "")) == words


def test_a_removal_is_the_cause_of_a_merger_into_nothing(folder: Path) -> None:
    """At the line of the scenario, not at that of the plan or of the register; nothing where the merger goes as well."""
    head = "id,name,area,stage,seats,closes,merge_into"
    assert told(folder, ["a,,东区,primary,540,2023,z", "z,,东区,primary,540,,", "b,,东区,primary,540,,"], head) == []
    start = "scenario: 撤\nextends: plan.yaml\n"
    for name, text in (("bad", "remove:\n  - z\n"), ("good", "remove:\n  - z\nchange:\n  - {id: a, merge_into: b}\n")):
        (folder / f"{name}.yaml").write_text(start + text, encoding="utf-8")
    done = run("gap", "--scenario", "bad.yaml", "--lang", "en", cwd=folder)
    said = "bad.yaml:4: remove[1]: schools[a].merge_into: school not found in the plan (found z)"
    assert (done.returncode, said in " ".join(done.stderr.split())) == (3, True), done.stderr
    assert run("gap", "--scenario", "good.yaml", cwd=folder).returncode == 0


@pytest.mark.parametrize(
    ("head", "row", "said"),
    [
        ("closes,merge_into", "2023,b", "merge_into: school not found in the plan (found b)"),
        ("closes,merge_into", "2023,a", "merge_into: is the school itself (found a)"),
        (
            "closes,merge_into",
            ",z",
            "merge_into: says which school it merges into, but not when: write `closes` (found z)",
        ),
        (
            "closes,merge_into",
            "2024,z",
            "merge_into: is not there when they merge in 2024 (its closes: 2023) (found z)",
        ),
        ("lon,lat", "111,", "lon: stands without `lat` (found 111)"),
        ("lon,lat", "abc,35", "lon: must be a number from -180 to 180 (found abc)"),
        ("zone,note", "东片:0.7;西片:0.4,", "zone: has shares that add up to more than 1 (found 1.1)"),
        (
            "zone,note",
            "东片:多,",
            "zone: must have shares above 0 and up to 1, such as east:0.6 or east:60% (found 东片:多)",
        ),
        ("zone,note", "东片;东片,", "zone: names a zone twice (found 东片)"),
        (
            "provision,note",
            "公立,",
            "provision: must be one of public 公办, inclusive 普惠性民办, private 民办 (found 公立)",
        ),
        ("classes_1,classes_3", "2,2", "classes_2: is required"),
        ("classes_1,classes_2", "2,2", "stage: has classes of 2 grades, but primary has 6"),
        ("电话,note", "110,", None),
    ],
)
def test_bad_columns_are_told(folder: Path, head: str, row: str, said: str | None) -> None:
    """Of the school itself, of its place and its mergers."""
    rows = [f"a,,东区,primary,540,{row}", "z,,东区,primary,540" + "," * head.count(",") + ","]
    if "closes" in head:
        rows[1] = "z,,东区,primary,540,2023,"
    found = told(folder, rows, f"id,name,area,stage,seats,{head}")
    assert found == ([f"schools.csv:2: {said}"] if said else ["schools.csv:1: 电话: unknown column"])


def test_classes_by_grade_must_sum(folder: Path) -> None:
    """Where the classes of a stage are written as well."""
    head = "id,area,stage,classes," + ",".join(f"classes_{n}" for n in range(1, 4))
    assert told(folder, ["k,东区,kindergarten,6,2,2,2"], head) == []
    assert of(read_plan(folder / "plan.yaml"))["k"].classes == {"kindergarten": (2, 2, 2)}
    assert told(folder, ["k,东区,kindergarten,7,2,2,2"], head) == [
        "schools.csv:2: classes: is not the sum of the classes by grade, 6 (found 7)"
    ]


def test_faults_of_register_and_plan_are_told_together(folder: Path) -> None:
    """The plan's own rows at their lines, a row that changes nothing known with the nearest."""
    own = "schools:\n  - {id: 东区一, closes: 2030}\n  - {id: a, closes: x}\n  - {id: a, opens: 1990}\n"
    found = told(folder, ["a,,东区,primary,-5", ",东区一小,东区,primary,500"], plan=own)
    assert [each.split(" (")[0] for each in found] == [
        "plan.yaml:9: schools[东区一].id: is not in the register; the row of a new school needs `type` and `seats`",
        "plan.yaml:10: schools[a].closes: must be a whole number from 1850 to 2100",
        "plan.yaml:11: schools[a].id: duplicate id",
        "schools.csv:2: seats: seats cannot be negative; write `closes` or `removes` to take seats away",
    ]
    assert "Did you mean 东区一小?" in found[0]


def test_unknown_stages_asked_for_are_told(folder: Path) -> None:
    """Stages of `use_stages` that neither the people nor the plan know."""
    assert told(folder, ["a,,东区,primary,540"], plan="use_stages: [senoir]\nschools: []\n") == [
        "plan.yaml:8: use_stages[1]: is not a known stage (found senoir). Did you mean senior?"
    ]


def test_a_register_beside_written_seats_is_no_guess(folder: Path) -> None:
    """Whether its schools are among them has to be said, once for all."""
    head = HEAD.replace("listed", "{primary: 1000}")
    (folder / "plan.yaml").write_text(head + "schools: []\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        assess(*read_project(folder / "plan.yaml"))
    assert [(each.kind, each.values["n"]) for each in wrong.value.faults] == [("register_unsaid", 2)]
    rows = ["a,东区,primary,540,1990,是", "b,东区,primary,300,2000,no", "c,东区,primary,300,2023,"]
    (folder / "schools.csv").write_text("id,area,stage,seats,opens,counted\n" + "\n".join(rows), encoding="utf-8")
    seats = {
        row.year: row.seats
        for row in assess(*read_project(folder / "plan.yaml")).rows()
        if (row.area, row.stage) == EAST
    }
    assert [seats[year] for year in (2020, 2022, 2023)] == [1300, 1300, 1600]


def test_what_cannot_be_a_register_shows_nothing_of_its_text(folder: Path) -> None:
    """A file of somebody else's."""
    (folder / "schools.csv").write_text("password,secret\nhunter2,x\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_plan(folder / "plan.yaml")
    assert [each.kind for each in wrong.value.faults] == ["no_register_file"]
    (folder / "schools.csv").unlink()
    with pytest.raises(InputError) as wrong:
        read_plan(folder / "plan.yaml")
    assert [each.kind for each in wrong.value.faults] == ["missing_file"]


def test_a_school_of_the_register_is_changed_by_a_row_of_the_plan(folder: Path) -> None:
    """`plan set` and `track close` add or extend the row; the register stays as it is."""
    assert run("plan", "set", "东区一小", "closes=2027", "--plan", "plan.yaml", cwd=folder).returncode == 0
    assert run("plan", "set", "老二小", "note=旧", "--plan", "plan.yaml", cwd=folder).returncode == 0
    assert run("track", "close", "西区园", "--date", "2024-07-01", "--plan", "plan.yaml", cwd=folder).returncode == 0
    text = (folder / "plan.yaml").read_text(encoding="utf-8")
    assert text.startswith(HEAD + OWN.replace("一小}", "一小, note: 旧}"))
    assert text.count("\n  - ") == 4
    assert "  - {id: 东区一小, closes: 2027}\n" in text
    assert (folder / "schools.csv").read_text(encoding="utf-8") == REGISTER
    schools = of(read_plan(folder / "plan.yaml"))
    assert (schools["东区一小"].closes, schools["老二小"].note, schools["西区园"].status) == (2027, "旧", "closed_out")


def test_check_says_what_a_register_holds(folder: Path) -> None:
    """Schools, seats by stage, and what follows from classes and intake."""
    done = run("check", "plan.yaml", "population", "--lang", "zh", cwd=folder)
    line = (
        "学校名册 schools.csv：6 所；小学 3 所 2,620 个学位、幼儿园 2 所 1,520 个学位、初中 2 所 1,400 个学位。"
        "其中 3 处学位由班数推算、1 处由招生计划推算。"
    )
    assert line in done.stdout
    whole = run("check", "plan.yaml", "population", "--lang", "zh", "--format", "json", cwd=folder)
    assert json.loads(whole.stdout)["registers"] == [
        {
            "file": "schools.csv",
            "schools": 6,
            "stages": {
                "primary": {"schools": 3, "seats": 2620},
                "kindergarten": {"schools": 2, "seats": 1520},
                "middle": {"schools": 2, "seats": 1400},
            },
            "derived": {"classes": 3, "intake": 1},
        }
    ]


def test_a_register_is_checked_alone(folder: Path) -> None:
    """Without a plan, and told apart from tables of people."""
    assert run("check", "schools.csv", cwd=folder).returncode == 0
    (folder / "other.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    done = run("check", "--skip-others", "other.csv", "schools.csv", "--format", "json", cwd=folder)
    assert json.loads(done.stdout)["files"] == [{"kind": "register", "file": "schools.csv"}]
    (folder / "schools.csv").write_text(REGISTER.replace("1000", "-1"), encoding="utf-8")
    done = run("check", "schools.csv", "--lang", "en", cwd=folder)
    assert (done.returncode, done.stderr.split(":")[:3]) == (3, ["schools.csv", "2", " 学位"])


def test_remarks_on_a_register(folder: Path) -> None:
    """Coordinates that are swapped or abroad, one name twice, seats that are not the classes at their size."""
    rows = [
        "a,甲校,东区,primary,540,,35,111",
        "b,甲校,东区,primary,540,12,100,60",
        "c,丙校,东区,primary,600,12,111,35",
    ]
    assert told(folder, rows, "id,name,area,stage,seats,classes,lon,lat") == []
    done = run("check", "plan.yaml", "population", "--lang", "en", "--format", "json", cwd=folder)
    found = [(each["line"], each["field"], each["kind"]) for each in json.loads(done.stdout)["remarks"]]
    assert [each for each in found if each[2] != "odd_base"] == [
        (2, "a.lon", "odd_swapped"),
        (3, "b.lon", "odd_place"),
        (3, "b.name", "odd_same_name"),
        (4, "c.seats.primary", "odd_class_seats"),
    ]


def test_remarks_on_classes_that_cannot_be_and_on_a_zone_that_is_missing(folder: Path) -> None:
    """More classes than rooms, five and a hundred pupils a class on record, and one school of three without a zone."""
    rows = [
        "a,甲校,东区,primary,,48,29,东片,public",
        "b,乙校,东区,primary,,12,12,,public",
        "c,丙校,东区,primary,,12,20,东片,public",
        "d,丁校,东区,primary,,12,20,,private",
    ]
    assert told(folder, rows, "id,name,area,stage,seats,classes,rooms,zone,provision") == []
    table = folder / "population" / "enrolment.csv"
    own = [("a", 240, 48), ("b", 1200, 12), ("c", 500, 12), ("d", 480, 12)]
    table.write_text(
        "area,year,stage,grade,pupils,basis,source,school,classes\n"
        + "".join(f"东区,2023,primary,,{n},published,学籍,{name},{classes}\n" for name, n, classes in own),
        encoding="utf-8",
    )
    done = run("check", "plan.yaml", "population", "--lang", "en", "--format", "json", cwd=folder)
    found = [(each["line"], each["field"], each["kind"]) for each in json.loads(done.stdout or done.stderr)["remarks"]]
    wanted = ("odd_rooms", "odd_pupils_a_class", "odd_no_zone")
    assert [each for each in found if each[2] in wanted] == [
        (2, "a.classes", "odd_rooms"),
        (2, "a.classes.primary", "odd_pupils_a_class"),
        (3, "b.classes.primary", "odd_pupils_a_class"),
        (3, "b.zone", "odd_no_zone"),
    ]


def book_of(path: Path, text: str, *, above: Sequence[str] = (), merged: Sequence[str] = ()) -> None:
    """A workbook of the rows of a text, numbers as numbers, with lines above and merged cells."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "名册"
    for line in above:
        sheet.append([line])
    for row in csv.reader(text.splitlines()):
        sheet.append([float(cell) if cell.replace(".", "", 1).isdigit() else cell or None for cell in row])
    for cells in merged:
        sheet.merge_cells(cells)
    notes = book.create_sheet("说明")
    notes.append(["填表说明"])
    book.save(path)


def test_a_sheet_is_read_as_the_same_rows_in_csv(folder: Path) -> None:
    """Below a title, a name merged over the stages of its school, the other sheets passed over."""
    before = read_plan(folder / "plan.yaml").schools
    text = REGISTER.replace("W1,西区九年制,,初中", ",,,初中")
    book_of(folder / "schools.xlsx", text, above=["在用学校名册"], merged=["A6:A7", "B6:B7"])
    (folder / "plan.yaml").write_text((HEAD + OWN).replace("schools.csv", "schools.xlsx"), encoding="utf-8")
    assert read_plan(folder / "plan.yaml").schools == before


def test_faults_of_a_sheet_are_told_at_its_cells(folder: Path) -> None:
    """As Excel calls them; numbers that are merged over rows are nobody's."""
    rows = ["甲,东区,小学,-5,,", "乙,东区,小学,540,,", "丙,东区,小学,,6.5,明年", "丁,东区,小学,540,,", ",东区,小学,,,"]
    text = "\n".join(["校名,区域,学段,学位,班数,投用年", *rows])
    book_of(folder / "schools.xlsx", text, merged=["D5:D6"])
    (folder / "plan.yaml").write_text((HEAD + "schools: []\n").replace("schools.csv", "schools.xlsx"), encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_plan(folder / "plan.yaml")
    assert [each.text("en").replace(f"{folder}/", "").split(" (")[0] for each in wrong.value.faults] == [
        "schools.xlsx:名册!D2: 学位: seats cannot be negative; write `closes` or `removes` to take seats away",
        "schools.xlsx:名册!E4: 班数: must be a whole number from 0 to 500",
        "schools.xlsx:名册!F4: 投用年: must be a whole number from 1850 to 2100",
        "schools.xlsx:名册!D5: 学位: merged cells cannot hold seats or cost",
        "schools.xlsx:名册!A6: the row has neither an id nor a name",
    ]


def test_a_workbook_that_holds_no_register_is_told(folder: Path) -> None:
    """With nothing of what it holds."""
    book_of(folder / "schools.xlsx", "密码,电话\nhunter2,110\n")
    (folder / "plan.yaml").write_text((HEAD + "schools: []\n").replace("schools.csv", "schools.xlsx"), encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_plan(folder / "plan.yaml")
    assert [each.kind for each in wrong.value.faults] == ["no_register_file"]


def test_a_ledger_goes_out_and_comes_back_over_a_register(folder: Path) -> None:
    """Unchanged it changes nothing; a change of a school of the register becomes a row, and none can be taken out."""
    before = (folder / "plan.yaml").read_text(encoding="utf-8")
    assert run("ledger", "--plan", "plan.yaml", "--output", "ledger.xlsx", cwd=folder).returncode == 0
    assert run("import", "ledger.xlsx", "--into", "plan.yaml", "--yes", cwd=folder).returncode == 0
    assert (folder / "plan.yaml").read_text(encoding="utf-8") == before
    book = load_workbook(folder / "ledger.xlsx")
    sheet = book["学校名册"]
    row = next(n for n in range(1, 40) if sheet.cell(n, 2).value == "东区一小")
    column = next(n for n in range(1, 40) if sheet.cell(row, n).value == 1000)
    sheet.cell(row, column).value = 1200
    book.save(folder / "changed.xlsx")
    done = run("import", "changed.xlsx", "--into", "plan.yaml", "--yes", cwd=folder)
    assert done.returncode == 0, done.stderr
    after = (folder / "plan.yaml").read_text(encoding="utf-8")
    assert after == before + "  - id: 东区一小\n    seats: {primary: 1200}\n"
    other = next(n for n in range(1, 40) if sheet.cell(n, 2).value == "西区园")
    for each in sheet[other]:
        each.value = None
    book.save(folder / "gone.xlsx")
    done = run("import", "gone.xlsx", "--into", "plan.yaml", "--yes", "--lang", "en", cwd=folder)
    assert done.returncode == 3
    assert "schools[西区园]: is in the register schools.csv and cannot be taken out" in done.stderr
    assert (folder / "plan.yaml").read_text(encoding="utf-8") == after


def test_a_list_is_laid_over_a_register(folder: Path) -> None:
    """What it says of schools of the register becomes rows of the plan."""
    text = "学校名称,学校类型,区域,小学学位,投用年,当前阶段\n东区一小,小学,东区,1100,1958,投用\n"
    (folder / "list.csv").write_text(text, encoding="utf-8")
    before = (folder / "plan.yaml").read_text(encoding="utf-8")
    done = run("import", "list.csv", "--into", "plan.yaml", "--yes", cwd=folder)
    assert done.returncode == 0, done.stderr
    after = (folder / "plan.yaml").read_text(encoding="utf-8")
    assert after == before + "  - id: 东区一小\n    seats: {primary: 1100}\n"


def test_a_revision_has_its_own_register(folder: Path) -> None:
    """`diff` of two revisions, and of one with what lies on the disk, tells what changed in the register alone."""
    commit = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-qm", "eins"]
    for words in (["git", "init", "-q"], ["git", "add", "-A"], commit):
        subprocess.run(words, cwd=folder, check=True, capture_output=True)
    (folder / "schools.csv").write_text(REGISTER.replace("1000", "1200"), encoding="utf-8")
    done = run("diff", "HEAD:plan.yaml", "plan.yaml", "--format", "json", cwd=folder)
    assert done.returncode == 1, done.stderr
    assert [(each["subject"], each["before"], each["after"]) for each in json.loads(done.stdout)["changes"]] == [
        ("东区一小", 1000, 1200)
    ]


def test_a_register_outside_the_repository_is_not_read_unasked(folder: Path) -> None:
    """A plan that nobody named reads nothing outside its repository, and a hook nothing at all."""
    inner = folder / "inner"
    shutil.copytree(CITY, inner / "population")
    head = HEAD.replace("schools.csv", "../schools.csv")
    (inner / "plan.yaml").write_text(head + "schools: []\n", encoding="utf-8")
    subprocess.run(["git", "init", "-q"], cwd=inner, check=True, capture_output=True)
    done = run("gap", "--lang", "en", cwd=inner)
    assert done.returncode == 3
    assert "../schools.csv: is outside the project" in done.stderr
    done = run("check", "--skip-others", "plan.yaml", "--lang", "en", cwd=inner)
    assert done.returncode == 3
    assert "../schools.csv: is outside the repository" in done.stderr
    assert run("gap", "--plan", "plan.yaml", cwd=inner).returncode == 0


def test_seats_that_follow_from_classes_may_turn(folder: Path) -> None:
    """As many as there are, which is told once the class size is known; more are a fault at the row."""
    (folder / "schools.csv").write_text("id,area,stage,classes\nc,东区,primary,12\n", encoding="utf-8")
    row = "schools:\n  - {{id: c, convert: [{{year: 2027, from: primary, to: middle, seats: {}}}]}}\n"
    plan, seats = folder / "plan.yaml", list[list[Any]]()
    for turned in (270, 541):
        plan.write_text(HEAD + row.format(turned), encoding="utf-8")
        try:
            found = assess(*read_project(plan))
            seats.append([found.row(2027, "东区", each).seats for each in ("primary", "middle")])
        except InputError as wrong:
            seats.append([(each.kind, each.found, each.values["there"]) for each in wrong.faults])
    assert seats == [[270, 270], [("too_many_converted", "541", 540)]]


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("b:0.6;c", []),
        ("b；c", []),
        ("b;b", ["merge_into: names a school twice (found b)"]),
        ("b:0.6;c:0.3", ["merge_into: must have shares that make 1, such as s16:0.6;s17:0.4 (found 0.9)"]),
        ("b:0.6;c:much", ["merge_into: must have shares that make 1, such as s16:0.6;s17:0.4 (found c:much)"]),
        ("b;x;a", ["merge_into: school not found in the plan (found x)", "merge_into: is the school itself (found a)"]),
    ],
)
def test_several_schools_may_take_the_pupils(cell: str, wanted: list[str], folder: Path) -> None:
    """Each of them is held to what one alone is held to, and their shares make a whole."""
    rows = [f'a,,东区,primary,540,2024,"{cell}"', "b,,东区,primary,540,,", "c,,东区,primary,540,,"]
    found = told(folder, rows, "id,name,area,stage,seats,closes,merge_into")
    assert found == [f"schools.csv:2: {each}" for each in wanted]


def test_an_empty_line_of_a_register_is_no_school(folder: Path) -> None:
    """Wherever it stands."""
    assert told(folder, ["a,,东区,primary,540", "", "b,,东区,primary,540", ""]) == []
