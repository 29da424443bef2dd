"""Registers of children, zones and flows in a folder: read from CSV and Parquet, and every fault with its line."""

from __future__ import annotations

import subprocess
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook
from pyarrow import csv, parquet

import xuewei
from xuewei.answers.check.fitting import remarks
from xuewei.errors import InputError
from xuewei.formats.any_file import read_all
from xuewei.formats.population.blocks import in_batches, population_blocks
from xuewei.formats.population.folder import read_enrolment, read_population
from xuewei.formats.project import read_project
from xuewei.model.population import ChildrenRow, FlowRow, Population, ZoneRow
from xuewei.model.response import _per_child
from xuewei.report.sources import assumptions
from xuewei.workbook.write.book import write_book

from inside import run

CENSUS = "area,sex,age_from,age_to,persons,date,basis,source\n" + "".join(
    f"{area},{sex},{age},{'' if age == 40 else age},20,2020-11-01,published,普查\n"
    for area in ("东山县", "西山县")
    for sex in ("male", "female")
    for age in range(41)
)
CHILDREN = "area,birth_year,persons,kind,date,basis,source\n"
AGED = "area,birth_year,age,persons,kind,date,basis,source,period_end\n"
ZONES = "area,part_of,share,basis,source\n"
FLOWS = "from_area,to_area,stage,share,basis,source\n"
PLAN = """\
plan: 试
area: 东山县
areas: [西山县]
years: [2021, 2025]
population: people
schools:
  - {id: a, type: primary, area: 东山县, seats: {primary: 540}, opens: 2022, zone: 东一片}
  - {id: b, type: primary, area: 西山县, seats: {primary: 540}, opens: 2022, zone: 西一片}
"""


@pytest.fixture
def people(tmp_path: Path) -> Path:
    """A good folder beside a plan."""
    folder = tmp_path / "people"
    folder.mkdir()
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    put(folder, census=CENSUS, children=CHILDREN + "东一片,2019,40,户籍,2025-12-31,published,公安\n")
    put(folder, zones=ZONES + "东一片,东山县,,published,划分\n西一片,西山县,0.5,assumed,划分\n")
    return put(folder, flows=FLOWS + "东山县,西山县,middle,0.1,derived,学籍\n,东山县,middle,0.2,derived,学籍\n")


def put(folder: Path, **tables: str) -> Path:
    """Write tables into a folder."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def said(folder: Path, lang: str = "en") -> list[str]:
    """The lines of every fault of a folder, with the file's name only."""
    with pytest.raises(InputError) as wrong:
        read_population(folder)
    return [fault.text(lang).removeprefix(f"{folder}/") for fault in wrong.value.faults]


def beside(people: Path) -> list[str]:
    """The faults of the plan held against the folder."""
    with pytest.raises(InputError) as wrong:
        xuewei.assess(*read_project(people.parent / "plan.yaml"))
    return [fault.text("en").replace(f"{people.parent}/", "") for fault in wrong.value.faults]


def tables(found: Population) -> tuple[object, ...]:
    """What a folder has of children."""
    return found.children, found.zones, found.flows


def test_rows_are_read_as_they_are_written(people: Path) -> None:
    """The year of birth ends on 31 December where nothing else is written; an empty end of a flow is outside."""
    found = read_population(people)
    about = "hukou", date(2025, 12, 31), "published", "公安", date(2019, 12, 31)
    assert found.children == (ChildrenRow("东一片", 2019, 40, *about),)
    assert found.zones[1] == ZoneRow("西一片", "西山县", 0.5, "assumed", "划分")
    assert found.flows[1] == FlowRow("", "东山县", "middle", 0.2, "derived", "学籍")
    lines = [[row.line for row in found.children], [row.line for row in found.zones], [row.line for row in found.flows]]
    assert lines == [[2], [2, 3], [2, 3]]


def test_ages_and_periods_say_when_children_were_born(people: Path) -> None:
    """Five years old on 31 August 2025: born from September 2019 to August 2020; kinds may be in Chinese."""
    rows = "东一片,,5,40,随迁子女,2025-08-31,published,公安,\n东一片,2020,,41,出生登记,2025-08-31,published,公安,2020-08-31\n"
    leap = "东一片,,1,2,born,2024-02-29,published,公安,\n"
    one, other, third = read_population(put(people, children=AGED + rows + leap)).children
    assert (one.kind, one.year, one.period_end) == ("migrant", 2020, date(2020, 8, 31))
    assert (other.kind, other.year, other.period_end) == ("born", 2020, date(2020, 8, 31))
    assert third.period_end == date(2023, 2, 28)


def test_parquet_says_the_same(people: Path) -> None:
    """Each table in either form, shares as numbers; both forms of one table are a fault."""
    put(
        people,
        children=AGED
        + "东一片,,5,40,户籍,2025-08-31,published,公安,\n东一片,2021,,4,hukou,2025-08-31,published,公安,\n",
    )
    before = tables(read_population(people))
    for name in ("children", "zones", "flows"):
        parquet.write_table(csv.read_csv(people / f"{name}.csv"), people / f"{name}.parquet")
        (people / f"{name}.csv").rename(people / f"{name}.away")
    found = read_population(people)
    assert tables(found) == before
    (people / "zones.away").rename(people / "zones.csv")
    assert said(people) == ["zones.parquet: is the same table as zones.csv: keep one of them"]


def test_folders_read_block_by_block_have_them_whole(people: Path) -> None:
    """Also where all people are in Parquet; flows lead from one block to another, so such a folder is not read in
    parts."""
    whole = tables(read_population(people))
    assert [tables(block) for block in population_blocks(people, None, 1)] == [whole, whole]
    parquet.write_table(csv.read_csv(people / "census.csv"), people / "census.parquet")
    (people / "census.csv").unlink()
    assert [tables(block) for block in population_blocks(people, None, 1)] == [whole, whole]
    assert not in_batches(people)
    (people / "flows.csv").unlink()
    assert in_batches(people)
    put(people, zones=ZONES + "东一片,东山区,,published,划分\n")
    with pytest.raises(InputError, match=r"zones\.csv:2: part_of: .*东山区"):
        list(population_blocks(people, None, 1))


def test_folders_of_pupils_and_revisions_have_them(people: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a census, and as git has them."""
    repository = people.parent
    for words in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "a"]):
        subprocess.run(["git", *words], cwd=repository, check=True)
    before = tables(read_population(people))
    put(people, zones=ZONES + "东一片,东山县,,published,划分\n西一片,西山县,0.4,assumed,划分\n")
    monkeypatch.chdir(repository)
    done = run("diff", "HEAD:plan.yaml", "plan.yaml", "--lang", "en")
    assert "zone zones.西山县.西一片" in done.stdout
    put(people, zones=ZONES + "东一片,东山县,,published,划分\n西一片,西山县,0.5,assumed,划分\n")
    pupils = "area,year,stage,grade,pupils,basis,source\n"
    put(people, enrolment=pupils + "".join(f"{a},2025,primary,1,40,published,学籍\n" for a in ("东山县", "西山县")))
    (people / "census.csv").unlink()
    assert tables(read_enrolment(people).rows) == before


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ("东一片,2018,3,40,hukou,2025-12-31,published,公安,", "birth_year: give birth_year or age, not both"),
        ("东一片,,,40,hukou,2025-12-31,published,公安,", "birth_year: write birth_year or age (completed years on the day of the register), one of the two"),
        ("东一片,2018,,40,户几,2025-12-31,published,公安,", "kind: must be one of hukou, resident, born, vaccinated, migrant, 户籍, 常住, 出生登记, 预防接种, 随迁 (found 户几)"),
        ("东一片,2018,,40,hukuo,2025-12-31,published,公安,", "kind: must be one of hukou, resident, born, vaccinated, migrant, 户籍, 常住, 出生登记, 预防接种, 随迁 (found hukuo). Did you mean hukou?"),
        ("东一片,,3,40,hukou,2025-12-31,published,公安,2022-08-31", "period_end: belongs to a row with birth_year: those of an age were born in the twelve months that their age and the date give"),
        ("东一片,2015,,40,hukou,2025-12-31,published,公安,2018-08-31", "period_end: must be in 2015 or the year after: the twelve months of birth end there (found 2018-08-31)"),
        ("东一片,2018,,-1,hukou,2025-12-31,published,公安,", "persons: must be a number from 0 to 10000000000 (found -1)"),
    ],
)  # fmt: skip
def test_rows_of_children_that_say_too_much_or_too_little_are_faults(people: Path, row: str, line: str) -> None:
    """Each with its line."""
    assert said(put(people, children=f"{AGED}{row}\n")) == [f"children.csv:2: {line}"]


def test_a_cohort_stands_once_in_a_register(people: Path) -> None:
    """However it is written: by year of birth, by its end, by age."""
    rows = [
        "东一片,2020,,40,hukou,2025-08-31,published,公安,2020-08-31",
        "东一片,,5,40,户籍,2025-08-31,published,公安,",
        "东一片,2020,,40,hukou,2025-08-31,published,公安,",
        "东一片,2020,,40,hukou,2024-08-31,published,公安,2020-08-31",
    ]
    assert said(put(people, children=AGED + "\n".join(rows) + "\n")) == ["children.csv:3: duplicates line 2"]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["东一片,东山县,,published,划", "东一片,西山县,,published,划"], ["3: part_of: puts the zone into a second area: line 2 has 东山县 (found 西山县)"]),
        (["东一片,东山县,,published,划", "东一片,东山县,,published,划"], ["3: duplicates line 2"]),
        (["东山县,东山县,,published,划"], ["2: part_of: is the zone itself (found 东山县)"]),
        (["东一片,东山区,,published,划"], ["2: part_of: is no area that the folder has people, pupils or children of (a zone is part of an area, not of a zone) (found 东山区). Did you mean 东山县?"]),
        (["东一片,东山县,,published,划", "小片,东一片,,published,划"], ["3: part_of: is no area that the folder has people, pupils or children of (a zone is part of an area, not of a zone) (found 东一片)"]),
        (["东一片,东山县,0.6,published,划", "东二片,东山县,0.5,published,划"], ["3: share: makes the shares of the zones of 东山县 more than 1 (1.1)"]),
        (["东一片,东山县,1.5,published,划"], ["2: share: must be a number from 0 to 1 (found 1.5)"]),
    ],
)  # fmt: skip
def test_zones_that_cannot_be_are_faults(people: Path, rows: list[str], lines: list[str]) -> None:
    """Of two areas, of themselves, of none, of more than their area."""
    (people / "children.csv").unlink()
    assert said(put(people, zones=ZONES + "\n".join(rows) + "\n")) == [f"zones.csv:{line}" for line in lines]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (["东山县,西山县,middle,0.6,derived,学", "东山县,,middle,0.6,derived,学"], ["3: share: makes the shares that leave 东山县 more than 1 (1.2)"]),
        (["东山县,西山县,middle,0.6,derived,学", "东山县,西山县,middle,0.1,derived,学"], ["3: duplicates line 2"]),
        ([",,middle,0.6,derived,学"], ["2: from_area: must name an area, or to_area must: both are empty"]),
        (["东山县,东山县,middle,0.6,derived,学"], ["2: to_area: is where they come from (found 东山县)"]),
        (["东山县,西山区,middle,0.6,derived,学"], ["2: to_area: is no area or zone of the folder (leave it empty for outside) (found 西山区). Did you mean 西山县?"]),
        (["东山县,西一片,middle,0.6,derived,学"], ["2: to_area: must be of the same kind as the other end: both areas, or both zones (found 西一片)"]),
    ],
)  # fmt: skip
def test_flows_that_cannot_be_are_faults(people: Path, rows: list[str], lines: list[str]) -> None:
    """More than all, from or to nowhere, between an area and a zone."""
    assert said(put(people, flows=FLOWS + "\n".join(rows) + "\n")) == [f"flows.csv:{line}" for line in lines]


def test_faults_of_all_tables_are_told_at_once(people: Path) -> None:
    """Also beside those of the census, and a row is checked though another cell of it cannot be read."""
    put(people, census=CENSUS.replace("2020-11-01", "2020-13-01", 1), zones=f"{ZONES}东山县,东山县,x,published,划\n")
    put(
        people, children=f"{AGED}东一片,2018,3,40,hukou,2025,published,公安,\n", flows=f"{FLOWS},,middle,2,derived,学\n"
    )
    assert [line.partition(": ")[0] + line.split(": ")[1] for line in said(people)] == [
        "census.csv:2date",
        "children.csv:2date",
        "children.csv:2birth_year",
        "zones.csv:2share",
        "zones.csv:2part_of",
        "flows.csv:2share",
        "flows.csv:2from_area",
    ]


def test_a_plan_and_its_folder_know_the_same_zones(people: Path) -> None:
    """Zones of schools that zones.csv does not have, children of places that nobody knows, stages that there are
    not."""
    put(people, zones=ZONES + "东一片,东山县,,published,划分\n西片,西山县,,published,划分\n")
    put(people, children=CHILDREN + "东二片,2019,40,户籍,2025-12-31,published,公安\n")
    put(people, flows=FLOWS + "东山县,西山县,midle,0.1,derived,学籍\n")
    unknown = "is no area or zone that anything else knows: a zone stands in zones.csv, or as `zone` of a school"
    assert beside(people) == [
        "plan.yaml:8: schools[b].zone: is not a zone of zones.csv (found 西一片). Did you mean 西片?",
        f"people/children.csv:2: area: {unknown} (found 东二片). Did you mean 东一片?",
        "people/flows.csv:2: stage: is not a known stage (found midle). Did you mean middle?",
    ]
    put(people, zones=ZONES + "西山县,东山县,,published,划分\n", flows=FLOWS + "东山县,,middle,0.1,derived,学籍\n")
    assert any(
        "zones.csv:2: area: is a zone of the same name as the planned area 西山县" in line for line in beside(people)
    )


def test_zones_of_one_name_in_two_areas_are_told_apart(people: Path) -> None:
    """Without zones.csv, a zone is where the schools are that name it; with it, the file says so."""
    plan = people.parent / "plan.yaml"
    plan.write_text(PLAN.replace("西一片", "东一片"), encoding="utf-8")
    xuewei.assess(*read_project(plan))
    for name in ("zones", "children", "flows"):
        (people / f"{name}.csv").unlink()
    what = "is a zone of 东山县 by school a: give the zone here a name of its own, or write zones.csv"
    assert beside(people) == [f"plan.yaml:8: schools[b].zone: {what} (found 东一片)"]


def test_what_looks_wrong_is_remarked(people: Path) -> None:
    """A zone without a school, registers that are not over, too old or apart, children of a place that only they
    know."""
    rows = [
        "东一片,2018,400,resident,2025-12-31,published,公安",
        "东一片,2018,40,户籍,2025-12-31,published,公安",
        "东一片,2025,40,户籍,2025-06-30,published,公安",
        "东一片,2005,40,户籍,2025-12-31,published,公安",
        "东一片,2018,4,随迁,2025-12-31,published,公安",
    ]
    put(people, children=CHILDREN + "\n".join(rows) + "\n")
    put(
        people,
        zones=ZONES
        + "".join(
            f"{z},{a},,published,划\n" for z, a in (("东一片", "东山县"), ("西一片", "西山县"), ("北片", "东山县"))
        ),
    )
    paths = [str(people.parent / "plan.yaml"), str(people)]
    found = remarks(read_all(paths), paths)
    assert [(each.kind, each.place.line, each.found) for each in found] == [
        ("odd_zone", 4, "北片"),
        ("odd_register", 4, "2025-06-30"),
        ("odd_birth_year", 5, "2005"),
        ("odd_kinds", 3, "40"),
    ]
    put(people, children=CHILDREN + "东三片,2018,40,户籍,2025-12-31,published,公安\n")
    (people.parent / "plan.yaml").unlink()
    assert [each.kind for each in remarks(read_all([str(people)]), [str(people)])] == ["odd_area"]


def test_check_says_what_registers_of_the_same_cohorts_have(people: Path) -> None:
    """Over the cohorts that both have; the one that counts first."""
    rows = [
        f"东一片,{year},{n},{kind},2025-12-31,published,公安"
        for year, n, kind in ((2018, 40, "born"), (2019, 44, "born"), (2019, 50, "户籍"))
    ]
    put(people, children=CHILDREN + "\n".join(rows) + "\n")
    done = run("check", str(people), "--lang", "en")
    assert "of the same cohorts 50 by the household register, 44 by the birth register" in done.stdout.replace(
        "\n", " "
    )
    (people / "assumptions.yaml").write_text("children: {kind: born, migrants: counted}\n", encoding="utf-8")
    done = run("check", str(people), "--lang", "en")
    told = done.stdout.replace("\n", " ")
    assert "of the same cohorts 44 by the birth register, 50 by the household register" in told
    assert "children due are counted by birth register (children.kind), children of migrants counted with it" in told


def test_check_says_in_one_line_what_there_is(people: Path) -> None:
    """Registers, zones, flows, and by which keys they count; a folder without them says nothing of it."""
    done = run("check", str(people), "--lang", "en")
    assert "Children and zones: household register (areas or zones: 1), born 2019" in done.stdout.replace("\n", " ")
    for said_too in ("children.kind", "children.migrants", "2 flows"):
        assert said_too in done.stdout
    for name in ("children", "zones", "flows"):
        (people / f"{name}.csv").unlink()
    assert "zones" not in run("check", str(people), "--lang", "en").stdout


def test_answers_say_where_flows_act(people: Path) -> None:
    """Under the table, and as a factor that explains the demand."""
    plan = str(people.parent / "plan.yaml")
    for line in (("gap", "--year", "2026", "--stage", "middle"), ("forecast",)):
        told = run(*line, "--plan", plan, "--lang", "en").stdout
        assert "by flows.csv in place of inflow: 东山县 to 西山县 10.0%; outside to 东山县 20.0%" in told.replace(
            "\n", " "
        )
    shown = run(
        "explain", "--plan", plan, "--year", "2026", "--area", "西山县", "--stage", "middle", "--lang", "en"
    ).stdout
    assert "flows: at school here ÷ living here" in shown
    assert "1.1000" in shown
    assert "东山县 to 西山县 10.0% (“学籍” (in Chinese))" in shown
    found = xuewei.assess(*read_project(people.parent / "plan.yaml"))
    (row,) = [each for each in assumptions(found, "en") if "flows" in each.name]
    assert (row.value, row.basis) == ("2 flows", "derived")


def test_the_workbook_and_the_draws_take_flows_in_place_of_inflow(people: Path) -> None:
    """A formula gives what the engine does; a child who moves is as many pupils as flows say."""
    found = xuewei.assess(*read_project(people.parent / "plan.yaml"))
    book = people.parent / "book.xlsx"
    write_book(found, str(book), "zh")
    sheet = load_workbook(book)["需求预测"]
    rows = [[str(cell.value) for cell in row] for row in sheet.iter_rows() if row[0].value == "西山县"]
    last = [float(row[-2].rpartition("*")[2]) for row in rows]
    assert last == pytest.approx([1.1] * len(found.years))
    values = load_workbook(book, data_only=True)["需求预测"]
    assert [row[-1].value for row in values.iter_rows() if row[0].value == "西山县"] == pytest.approx(
        [sum(float(each[t, 1].sum()) for each in found.demand.values()) for t in range(len(found.years))]
    )
    per_child = _per_child(found.demand, found.assumptions, found.stage("middle"))
    assert per_child == pytest.approx(np.full(per_child.shape, 1.1))
