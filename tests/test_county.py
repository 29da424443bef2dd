"""A county of one's own from an empty folder to its answer: groups of five years, two years of births, a list in Excel.

Every number is worked out again here, from the census, the births and the list, with no part of the program but its
life table (which has tests of its own) and the nation's births.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from openpyxl import Workbook
from rich.cells import cell_len

from xuewei.formats.population.assumptions import read_assumptions
from xuewei.model.people.mortality import life_table

from inside import run
from program import TOP

SEXES = ("male", "female")
GROUPS = {  # persons of each sex on 1 November 2020, by the first age of five; 85 and older
    "male": (9_120, 12_480, 11_900, *(10_300,) * 14, 4_000),
    "female": (8_210, 10_950, 10_640, *(10_100,) * 14, 5_200),
}
BIRTHS = {2019: 3_050, 2020: 2_440}
"""What the county's bulletins print."""
SCHOOLS = (  # name, kind, seats, planned
    ("城东小学", "小学", 1_620, 2021),
    ("城西中学", "初中", 1_500, 2022),
    ("城南幼儿园", "幼儿园", 360, 2021),
)
PLANNED = {"primary": (2022, 1_620), "middle": (2023, 1_500), "kindergarten": (2022, 360)}
"""First September with pupils, a year after the planned one, and seats."""
STAGES = {"kindergarten": range(3, 6), "primary": range(6, 12), "middle": range(12, 15)}
NAMES = {"kindergarten": "幼儿园", "primary": "小学", "middle": "初中"}
FIRST = 2020


def participation(stage: str, year: int) -> float:
    """As the new project's assumptions write it: 0.9 in 2020 to 1.0 in 2025."""
    return min(0.9 + 0.02 * (year - 2020), 1.0) if stage == "kindergarten" else 1.0


def births() -> dict[int, float]:
    """The county's where they are known, else the nation's at its share of them in the nearest known year."""
    with open(TOP / "data" / "population" / "births.csv", encoding="utf-8") as file:
        nation = {int(row["year"]): float(row["births"]) for row in csv.DictReader(file) if row["area"] == "全国"}
    found = dict[int, float](BIRTHS)
    for year in range(2004, 2019):
        found[year] = nation[year] * BIRTHS[2019] / nation[2019]
    return found


def children(sex: str) -> list[float]:
    """Of ages 0 to 15 on the census day: each group shared out by the births of the twelve months of each age."""
    born = births()
    of_age = [2 / 12 * born[2019 - age] + 10 / 12 * born[2020 - age] for age in range(15)]
    ages = []
    for n, persons in enumerate(GROUPS[sex][:3]):
        part = of_age[5 * n : 5 * n + 5]
        ages += [persons * each / sum(part) for each in part]
    return [*ages, GROUPS[sex][3] / 5]


def demand() -> dict[tuple[str, int], float]:
    """Pupils by stage and year, for cohorts that were counted: without anybody born after August 2020."""
    survival = read_assumptions().survival
    found: dict[tuple[str, int], float] = defaultdict(float)
    for sex in SEXES:
        counted, alive = children(sex), life_table(survival, sex, 85).ages
        # two months after the cut-off: a sixth of each age was still a year younger
        people = [10 / 12 * counted[age] + 2 / 12 * counted[age + 1] for age in range(15)]
        for year in range(FIRST, 2031):
            for stage, ages in STAGES.items():
                if year - ages.start <= FIRST:  # its youngest were born before September 2020
                    found[stage, year] += sum(people[age] for age in ages) * participation(stage, year)
            people = [float("nan"), *(float(people[age] * alive[age]) for age in range(14))]
    return found


def county(folder: Path) -> Path:
    """The project, as somebody makes it who has read no more than what `init` and `import` print."""
    assert run("init", "县", cwd=folder).returncode == 0
    here = folder / "县"
    rows = [
        f"甲县,{sex},{5 * n},{'' if n == 17 else 5 * n + 4},{persons},2020-11-01,published,第七次人口普查"
        for sex in SEXES
        for n, persons in enumerate(GROUPS[sex])
    ]
    head = "area,sex,age_from,age_to,persons,date,basis,source"
    (here / "population" / "census.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    lines = [f"甲县,{year},{count},published,统计公报" for year, count in BIRTHS.items()]
    (here / "population" / "births.csv").write_text("\n".join(["area,year,births,basis,source", *lines, ""]), "utf-8")
    (here / "plan.yaml").unlink()
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["甲县学校建设计划"])
    sheet.append(["序号", "学校名称", "所在区域", "类型", "学位", "计划年"])
    for n, (name, kind, seats, planned) in enumerate(SCHOOLS, start=1):
        sheet.append([n, name, "甲县", kind, seats, planned])
    sheet.append(["", "合计", "", "", sum(each[2] for each in SCHOOLS), ""])
    book.save(here / "名单.xlsx")
    done = run("import", "名单.xlsx", "--output", "plan.yaml", "--yes", cwd=here)
    assert done.returncode == 0, done.stderr
    assert "population: population" in (here / "plan.yaml").read_text(encoding="utf-8")
    return here


def printed(text: str) -> dict[int, list[str]]:
    """The rows of a table that begin with a year."""
    rows = (line.split() for line in text.splitlines() if re.match(r"20\d\d ", line))
    return {int(first): rest for first, *rest in rows}


def numbers(cells: Sequence[str]) -> list[int]:
    """The numbers among some cells."""
    return [int(each.replace(",", "")) for each in cells if re.fullmatch(r"[\d,]+", each)]


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The county."""
    return county(tmp_path_factory.mktemp("mine"))


def test_the_first_answer_is_that_of_a_calculation_by_hand(here: Path) -> None:
    """`xuewei gap` in the folder, 80 columns, no option: the balance of every stage and year."""
    done = run("gap", cwd=here, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    table, wanted = printed(done.stdout), demand()
    stages = list(STAGES)
    assert min(table) == FIRST
    for (stage, year), pupils in wanted.items():
        opens, seats = PLANNED[stage]
        # nobody wrote the seats in use: those of 2020 are taken to be as many as its pupils
        balance = wanted[stage, FIRST] + (seats if year >= opens else 0) - pupils
        words = table[year]
        told = [n for n, word in enumerate(words) if word in ("缺", "余", "持平")]
        word = words[told[stages.index(stage)]]
        size = 0 if word == "持平" else numbers(words[told[stages.index(stage)] :])[0]
        shown = -size if word == "缺" else size
        assert abs(shown - balance) <= 1, (stage, year, shown, balance)


def test_demand_alone_is_that_of_a_calculation_by_hand(here: Path) -> None:
    """`xuewei forecast` in the folder, 80 columns, no option: pupils of every stage and year, to the person."""
    done = run("forecast", cwd=here, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    table, wanted = printed(done.stdout), demand()
    columns: Mapping[str, int] = {stage: n for n, stage in enumerate(STAGES)}
    for (stage, year), pupils in wanted.items():
        assert abs(numbers(table[year])[columns[stage]] - pupils) <= 0.5 + 1e-6, (stage, year)


def test_what_is_known_and_what_is_not_is_said(here: Path) -> None:
    """Whose births shared out the groups, that moves are not known, which files were read, what the list left out."""
    done = run("gap", cwd=here, COLUMNS="80")
    said = "".join(done.stdout.split())
    assert "方案：plan.yaml；人口：population" in said
    assert "全国" in said
    assert "净迁入未知" in said
    assert all(cell_len(line) <= 80 for line in done.stdout.splitlines())
    assert run("check", cwd=here).returncode == 0
    again = run("import", "名单.xlsx", "--output", "neu.yaml", "--yes", cwd=here)
    assert "合计" in again.stdout + again.stderr
