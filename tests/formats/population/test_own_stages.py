"""Stages that a population folder declares by itself, or a plan declares anew, in every command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats.plan.edit import edit_plan
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.parameters import PARAMETERS, STAGE
from xuewei.model.stages import Stage

from builders import assumptions, plan, population, school
from inside import run
from program import TOP

STAGES = {"4-year-old": (4, 1, 20), "K_5": (5, 6, 25), "6-8": (11, 3, 28), "高中": (14, 4, 50)}
PLAN = """plan: 试
area: 甲
years: [2021, 2025]
population: people
base_seats: {year: 2020, seats: {4-year-old: 100, K_5: 500, 6-8: 300, 高中: 400}}
published:
  seats: {K_5: 150, 6-8: 84, 高中: 200, 4-year-old: 20}
  by_type: {实验学校: 1, K_5: 1, 完全中学: 1}
schools:
  - {id: a, name: 东校, type: 实验学校, planned: 2021, seats: {4-year-old: 20, K_5: 100, 6-8: 84}, cost_wan: 900}
  - {id: b, name: 西校, type: K_5, planned: 2022, seats: {K_5: 50}}
  - {id: c, name: 南校, type: 完全中学, planned: 2022, seats: {高中: 200}}
"""
HUNDRED, OLDEST = 100, 80
"""Children of every age in the census: 50 boys and 50 girls."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A plan and its people: a hundred children of every age, stages of the folder's own."""
    people = tmp_path / "people"
    people.mkdir()
    rows = [
        f"甲,{sex},{age},{'' if age == OLDEST else age},50,2020-09-01,published,x"
        for sex in ("male", "female")
        for age in range(OLDEST + 1)
    ]
    head = "area,sex,age_from,age_to,persons,date,basis,source"
    (people / "census.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    stages = "\n".join(
        f"  {name}: {{entry_age: {age}, grades: {grades}, class_size: {size}}}"
        for name, (age, grades, size) in STAGES.items()
    )
    text = (
        f"horizon: 2026\nstages:\n{stages}\nparticipation:\n"
        "  K_5: {basis: assumed, source: x, values: {2020: 0.9}}\n"
        "  高中: {basis: assumed, source: x, values: {2020: 0.8}}\n"
        "inflow:\n  6-8: {value: 1.1, basis: assumed, source: x}\n"
        "uncertainty:\n  participation:\n    高中: {value: 0.02, basis: assumed, source: x}\n"
        "size_caps:\n  K_5: {value: 40, basis: assumed, source: x}\n"
        "  完全中学: {value: 150, basis: assumed, source: x}\n"
    )
    (people / "assumptions.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path


def answer(*words: str | Path) -> list[dict[str, object]]:
    """The rows of a command in JSON."""
    done = run(*words, "--format", "json")
    assert done.returncode == 0, done.stderr
    rows: list[dict[str, object]] = json.loads(done.stdout)["rows"]
    return rows


def test_seats_demand_and_caps_of_a_folders_own_stages_are_those_by_hand(folder: Path) -> None:
    """Children of its ages × participation × inflow; seats in use and of schools by stage; caps by type."""
    found = assess(*read_project(str(folder / "plan.yaml")))
    assert [stage.name for stage in found.stages] == list(STAGES)
    rows = {row.stage: row for row in found.rows(years=[2020])}
    demand = {"4-year-old": 100, "K_5": 600 * 0.9, "6-8": 300 * 1.1, "高中": 400 * 0.8}
    assert {name: row.demand for name, row in rows.items()} == {name: round(one) for name, one in demand.items()}
    rows = {row.stage: row for row in found.rows(years=[2023])}
    assert {name: row.seats for name, row in rows.items()} == {"4-year-old": 120, "K_5": 650, "6-8": 384, "高中": 600}
    assert {name: row.usable_seats for name, row in rows.items()} == {
        "4-year-old": 120, "K_5": 640, "6-8": 384, "高中": 550
    }  # fmt: skip


def test_printed_totals_know_own_stages_and_types(folder: Path) -> None:
    """Every printed total is held against the rows."""
    done = run("check", folder / "plan.yaml", folder / "people", "--format", "json")
    checks = json.loads(done.stdout)["rows"]
    assert [each["agrees"] for each in checks] == [True] * 7
    assert {each["name"] for each in checks if each["group"] == "type"} == {"实验学校", "K_5", "complete_secondary"}


@pytest.mark.parametrize("stage", STAGES)
def test_scenarios_set_every_parameter_of_an_own_stage(folder: Path, stage: str) -> None:
    """All that a scenario may say of a stage it may say of these, and a name near one of them is told."""
    values = {"base_seats": 5, "participation": 0.5, "inflow": 1.5, "grade_step": 0.9, "class_size": 41}
    values |= {"uncertainty.participation": 0.1, "uncertainty.level": 0.2, "estates.yields": 30}
    assert set(values) == {each.name.removesuffix(".STAGE") for each in PARAMETERS if each.per == STAGE}
    settings = "".join(f"  {key}.{stage}: {value}\n" for key, value in values.items())
    head = "scenario: 试\nextends: plan.yaml\nset:\n"
    (folder / "s.yaml").write_text(head + settings, encoding="utf-8")
    changed, people = read_project(scenarios=[str(folder / "s.yaml")])
    assumed = people.assumptions
    assert changed.base_seats is not None
    assert changed.base_seats.seats["甲"][stage] == 5
    assert set(assumed.participation[stage].values.values()) == {0.5}
    assert (assumed.inflow[stage].value, assumed.uncertainty.participation[stage].value) == (1.5, 0.1)  # type: ignore[union-attr]
    assert assumed.uncertainty.level[stage].value == 0.2  # type: ignore[union-attr]
    assert {each.class_size for each in assumed.stages if each.name == stage} == {41}
    (folder / "s.yaml").write_text(head + f"  inflow.{stage}x: 1\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_project(scenarios=[str(folder / "s.yaml")])
    assert [(fault.kind, fault.suggestion) for fault in wrong.value.faults] == [("no_stage", stage)]


def test_a_sweep_and_a_choice_know_own_stages(folder: Path) -> None:
    """Parameters swept by stage; schools chosen with seats of such stages."""
    plan_file = folder / "plan.yaml"
    rows = answer("sweep", "--plan", plan_file, "--set", "participation.K_5=0.5,1")
    assert {row["stage"] for row in rows} == set(STAGES)
    candidates = folder / "c.yaml"
    candidates.write_text(
        "candidates:\n  - {id: n, type: 完全中学, opens: 2022, seats: {6-8: 84, 高中: 200}, sizes: [1, {6-8: 84}]}\n",
        encoding="utf-8",
    )
    rows = answer("optimise", "--plan", plan_file, "--candidates", candidates)
    assert [row["id"] for row in rows] == ["n"]
    candidates.write_text(candidates.read_text(encoding="utf-8").replace("高中: 200", "初中: 200"), encoding="utf-8")
    done = run("optimise", "--plan", plan_file, "--candidates", candidates)
    assert (done.returncode, "seats.初中: 没有这个学段" in done.stderr) == (3, True)


def test_lists_name_own_stages_in_titles_and_in_cells(folder: Path) -> None:
    """A column a stage, or a row a stage; 高中部 is 高中; a type without stages of ours is taken as it is."""
    wide = folder / "wide.csv"
    wide.write_text("名称,计划年,K_5,学位·6-8,高中学位\n甲校,2024,100,84,\n乙校,2024,,,200\n", encoding="utf-8")
    done = run(
        "import", wide, "--population", folder / "people", "--area", "甲", "--output", folder / "w.yaml", "--yes"
    )
    assert done.returncode == 0, done.stderr
    found, _ = read_project(str(folder / "w.yaml"), (), str(folder / "people"))
    assert [(each.type, dict(each.seats)) for each in found.schools] == [
        ("K_5", {"K_5": 100, "6-8": 84}),
        ("senior", {"高中": 200}),
    ]
    long = folder / "long.csv"
    long.write_text(
        "名称,学段,类型,计划年,学位\n东校,高中部,完中,2024,150\n东校,6-8,完中,2024,84\n特校,K_5,特殊教育学校,2024,40\n高校,,高级中学,2024,50\n",
        encoding="utf-8",
    )
    done = run("import", long, "--into", folder / "plan.yaml", "--yes", "--lang", "en")
    assert done.returncode == 0, done.stderr
    found, _ = read_project(str(folder / "plan.yaml"))
    assert [(each.name, each.type, dict(each.seats)) for each in found.schools[3:]] == [
        ("特校", "special", {"K_5": 40}),
        ("高校", "senior", {"高中": 50}),
    ]
    east = found.schools[0]
    assert (east.type, dict(east.seats)) == (
        "complete_secondary",
        {"4-year-old": 20, "K_5": 100, "6-8": 84, "高中": 150},
    )


def test_an_unusual_mix_is_remarked_on_where_import_meets_it(folder: Path) -> None:
    """The remark goes to standard error and the import goes on."""
    csv = folder / "l.csv"
    csv.write_text("名称,类型,计划年,幼儿园学位,小学学位\n甲校,小学,2024,90,270\n", encoding="utf-8")
    done = run("import", csv, "--area", "中心城区", "--output", folder / "l.yaml", "--yes")
    assert done.returncode == 0
    assert "甲校为小学而有幼儿园、小学（常为小学）" in done.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_workbook_brings_own_stages_and_types_back_as_they_are(folder: Path, lang: str) -> None:
    """Written and read back, nothing changes."""
    book = folder / "l.xlsx"
    assert run("ledger", "--plan", folder / "plan.yaml", "--output", book, "--lang", lang).returncode == 0
    done = run("import", book, "--into", folder / "plan.yaml")
    assert (done.returncode, "内容相同" in done.stdout) == (0, True), done.stderr


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_of_own_stages_fit_eighty_columns_with_whole_names(folder: Path, lang: str) -> None:
    """No line is wider, and each stage is named in one piece."""
    for words in (
        ("gap", "--plan", folder / "plan.yaml", "--year", "2023"),
        ("explain", "--plan", folder / "plan.yaml", "--year", "2023", "--stage", "4-year-old"),
        ("forecast", "--plan", folder / "plan.yaml", "--year", "2024"),
    ):
        shown = run(*words, "--lang", lang, COLUMNS="80").stdout
        assert max(sum(2 if ord(sign) > 0x2E80 else 1 for sign in line) for line in shown.splitlines()) <= 80
        for stage in STAGES if words[0] != "explain" else ["4-year-old"]:
            assert stage in shown


@pytest.mark.parametrize("output", ["page.html", "letter.docx"])
def test_reports_name_own_stages(folder: Path, output: str) -> None:
    """The page and the document are written."""
    done = run("report", "--plan", folder / "plan.yaml", "--output", folder / output)
    assert done.returncode == 0, done.stderr
    assert (folder / output).stat().st_size > 10_000


def test_charts_simulation_and_progress_know_own_stages(folder: Path) -> None:
    """Every chart of a plan, draws of one stage, late projects by stage."""
    for kind in ("gap", "demand", "ledger"):
        done = run("chart", kind, "--plan", folder / "plan.yaml", "--stage", "K_5", "--output", folder / f"{kind}.svg")
        assert done.returncode == 0, done.stderr
    rows = answer("simulate", "--plan", folder / "plan.yaml", "--draws", "20", "--stage", "4-year-old")
    assert {row["stage"] for row in rows} == {"4-year-old"}
    done = run("track", "--plan", folder / "plan.yaml", "--as-of", "2024-01-01", "--format", "json")
    assert [each["stage"] for each in json.loads(done.stdout)["stages"]] == list(STAGES)


def test_a_stage_that_there_is_not_is_told_by_check_and_by_editing(folder: Path) -> None:
    """With the nearest there is, at the school; before anything is written."""
    path = folder / "plan.yaml"
    with pytest.raises(InputError) as wrong:
        edit_plan(path, "b", {"seats.K5": "3"})
    assert [(fault.kind, fault.suggestion) for fault in wrong.value.faults] == [("no_stage", "K_5")]
    assert path.read_text(encoding="utf-8") == PLAN
    path.write_text(PLAN.replace("seats: {K_5: 50}", "seats: {K5: 50}"), encoding="utf-8")
    done = run("check", path, "--lang", "en")
    assert done.returncode == 3
    assert "plan.yaml:11: schools[b].seats.K5: is not a known stage (found K5). Did you mean K_5?" in done.stderr


def test_a_plan_may_give_a_shipped_stage_other_ages() -> None:
    """Primary of seven grades from age four: one stage of that name, of the plan's ages; double ages are said."""
    seven = Stage("primary", 4, 7, 30)
    people = population({"甲": [50] * 60}, assumed=assumptions(horizon=2023))
    found = assess(plan(school("p", seats={"primary": 700}), stages=(seven,)), people)
    assert [stage.name for stage in found.stages] == ["kindergarten", "primary", "middle"]
    assert found.row(2021, "甲", "primary").demand == 7 * HUNDRED
    assert found.row(2022, "甲", "primary").seats == 700


def test_ages_in_two_stages_are_said(tmp_path: Path) -> None:
    """Where a plan's primary begins at four, kindergarten's children of four and five count in both."""
    text = (
        "plan: 试\narea: 中心城区\nyears: [2021, 2025]\nstages: {primary: {entry_age: 4, grades: 7, class_size: 30}}\n"
        "schools:\n  - {id: a, type: primary, planned: 2021, seats: {primary: 700}}\n"
    )
    (tmp_path / "p.yaml").write_text(text, encoding="utf-8")
    shown = run("gap", "--plan", tmp_path / "p.yaml", "--year", "2023").stdout
    assert "幼儿园与小学都收 4–5 岁：这些儿童在两个学段都计入。" in shown
    shown = run("gap", "--plan", tmp_path / "p.yaml", "--year", "2023", "--lang", "en").stdout
    assert "kindergarten and primary both take ages 4–5" in shown
    assert "都收" not in run("gap", "--year", "2023").stdout


def test_a_folder_may_leave_out_a_shipped_stage(folder: Path) -> None:
    """Kindergartens are nowhere to be seen, and nobody misses 初中 in a 九年一贯制 school where there is none."""
    path = folder / "people" / "assumptions.yaml"
    text = path.read_text(encoding="utf-8")
    kept = "stages:\n  primary: {entry_age: 6, grades: 6, class_size: 45}\n"
    path.write_text(text[: text.index("stages:")] + kept, encoding="utf-8")
    (folder / "plan.yaml").write_text(
        "plan: 试\narea: 甲\nyears: [2021, 2025]\npopulation: people\nschools:\n"
        "  - {id: a, type: nine_year, planned: 2021, seats: {primary: 270}}\n",
        encoding="utf-8",
    )
    rows = answer("gap", "--plan", folder / "plan.yaml")
    assert {row["stage"] for row in rows} == {"primary"}
    done = run("check", folder / "plan.yaml", folder / "people")
    assert (done.returncode, "不常见" in done.stdout) == (0, False)


def test_the_schema_takes_any_stage_and_type() -> None:
    """Editors offer the usual ones and take others."""
    schema = json.loads((TOP / "data" / "schema" / "plan.json").read_text(encoding="utf-8"))
    row = schema["properties"]["schools"]["items"]["properties"]
    assert "complete_secondary" in row["type"]["anyOf"][0]["enum"]
    assert row["type"]["anyOf"][1]["type"] == ["string", "number"]
    assert row["seats"]["additionalProperties"]["type"] == "integer"


def test_class_sizes_of_usual_stages_need_not_be_written(tmp_path: Path) -> None:
    """They are the shipped ones, those of the grades where there are as many; a stage of another name must have one."""
    file = tmp_path / "assumptions.yaml"
    file.write_text(
        "stages:\n  kindergarten: {entry_age: 3, grades: 3}\n  primary: {entry_age: 6, grades: 5}\n"
        "  middle: {entry_age: 11, grades: 4, class_size: 40}\n",
        encoding="utf-8",
    )
    assert [(each.name, each.grades, each.sizes) for each in read_assumptions(file).stages] == [
        ("kindergarten", 3, (25, 30, 35)),
        ("primary", 5, (45,) * 5),
        ("middle", 4, (40,) * 4),
    ]
    file.write_text("stages:\n  K_5: {entry_age: 5, grades: 6}\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_assumptions(file)
    assert [fault.path for fault in wrong.value.faults] == ["stages.K_5.class_size"]
