"""Age groups of children are shared out by births: the area's own, else the nation's that come with the package."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import xuewei
from xuewei.formats.population.folder import shipped_nation
from xuewei.model.calendar import month_of
from xuewei.model.people.births import births_of_age, known_births, with_nation
from xuewei.model.people.inhabitants import Split, single_ages, split_basis, splits

from builders import CUTOFF_DAY, census, level
from inside import run

TOP = Path(__file__).parent.parent.parent.parent
NATION = known_births(shipped_nation()[1])
HEAD = "area,sex,age_from,age_to,persons,date,basis,source\n"
DAY = "2020-11-01"


def folder(at: Path, groups: str, births: str = "", assumptions: str = "horizon: 2030\n") -> Path:
    """A people folder of one county with ``groups`` (first-last=persons of each sex) and births (year=number)."""
    rows = []
    for group in groups.split():
        ages, _, persons = group.partition("=")
        first, _, last = ages.partition("-")
        rows += [f"县,{sex},{first},{last},{persons},{DAY},published,普查\n" for sex in ("male", "female")]
    (at / "census.csv").write_text(HEAD + "".join(rows), encoding="utf-8")
    (at / "assumptions.yaml").write_text(assumptions, encoding="utf-8")
    if births:
        lines = "".join(f"县,{each.replace('=', ',')},published,公报\n" for each in births.split())
        (at / "births.csv").write_text("area,year,births,basis,source\n" + lines, encoding="utf-8")
    return at


def children(at: Path) -> list[float]:
    """Children of ages 0 to 14 of both sexes on the census day."""
    people = xuewei.read_population(at)
    own = known_births(row for row in people.births if row.area == "县")
    counted = single_ages(people.census, people.census[0].date, with_nation(own, known_births(people.lent_births)))
    return [float(each) for each in counted.sum(axis=0)[:15]]


def national(ages: range) -> list[float]:
    """The nation's births of the twelve months before each of some census ages."""
    moment = month_of(xuewei.read_population().census_dates("全国")[-1])
    return [births_of_age(NATION, age, moment) or 0.0 for age in ages]


def test_the_shipped_case_needs_no_rows_of_the_nation(tmp_path: Path) -> None:
    """Without them, as in every folder that people make, each answer is what it is with them."""
    shutil.copytree(TOP / "data" / "population", tmp_path / "people")
    for name in ("births.csv", "census.csv", "totals.csv"):
        file = tmp_path / "people" / name
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if not line.startswith("全国")), encoding="utf-8")
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population(tmp_path / "people"))
    assert found.row(2022, "中心城区", "primary").balance == -268
    assert found.rows() == xuewei.assess(xuewei.read_plan(), xuewei.read_population()).rows()


def test_one_group_of_children_follows_the_births_of_the_nation(tmp_path: Path) -> None:
    """0–14 in one group: as many of each age as the nation had births, so that 2016 is not 2020."""
    found = children(folder(tmp_path, "0-14=15000 15-64=50000 65=10000"))
    births = national(range(15))
    assert found == pytest.approx([30_000 * each / sum(births) for each in births])
    assert found[4] > 1.4 * found[0]


def test_births_that_are_known_are_used_and_the_nation_stands_for_the_rest(tmp_path: Path) -> None:
    """Five to nine years of age: births of 2012 to 2014 are the county's; those of 2011 and 2015, in its share."""
    found = children(folder(tmp_path, "0-4=5000 5-9=5000 10-14=5000 15=9000", "2012=1200 2013=600 2014=900"))
    ours = {10: None, 9: None, 8: None, 7: None, 6: None}
    moment = month_of(xuewei.read_population().census_dates("全国")[-1])
    own = known_births(xuewei.read_population(tmp_path).births)
    shares = [births_of_age(own, age, moment) for age in ours]
    assert shares[:1] == [None]
    assert births_of_age(own, 7, moment) == pytest.approx(600 * 10 / 12 + 1200 * 2 / 12)
    made = [births_of_age(with_nation(own, NATION), age, moment) or 0.0 for age in range(5, 10)]
    assert found[5:10] == pytest.approx([10_000 * each / sum(made) for each in made])
    assert made[0] == pytest.approx(national(range(5, 6))[0] * 900 / (NATION.in_year(2014) or 0), rel=0.02)


def test_what_a_county_was_shared_out_by_is_said(tmp_path: Path) -> None:
    """Own years and the nation's by name in `gap`, `explain` and `check`; nothing where ages are counted singly."""
    at = folder(tmp_path, "0-4=5000 5-9=5000 10-14=5000 15-19=5000 20-39=9000 40-64=9000 65=900", "2018=1000 2019=900")
    split = splits(xuewei.read_population(at))["县"]
    assert split.own == (2018, 2019)  # ten months of the twelve up to October 2018 are of that year
    assert split.nation == (2006, 2007, 2008, 2009, 2010, 2011, 2012, 2013, 2014, 2015, 2016, 2017, 2020)
    plan = tmp_path / "plan.yaml"
    plan.write_text("plan: 试\narea: 县\nyears: [2021, 2022]\npopulation: .\nschools: []\n", encoding="utf-8")
    sentence = "县普查的年龄组按出生数分到各岁：2018–2019 年用本地出生，2006–2017, 2020 年用全国出生"
    for words in (["gap"], ["explain", "--year", "2022", "--stage", "primary"]):
        assert sentence in run(*words, "--plan", plan).stdout.replace("\n", "")
    assert sentence in run("check", plan, at).stdout.replace("\n", "")


def test_a_year_put_in_between_own_births_is_not_one_of_them(tmp_path: Path) -> None:
    """Births of 2020 lie between rows of 2019 and 2022 and come along the nation's, so the nation lent them."""
    born = "2018=1000 2019=900 2022=700"
    at = folder(tmp_path, "0-4=5000 5-9=5000 10-14=5000 15-19=5000 20-39=9000 40-64=9000 65=900", born)
    split = splits(xuewei.read_population(at))["县"]
    assert split.own == (2018, 2019)
    assert split.nation[-1] == 2020


def test_another_nation_has_to_bring_its_births_and_an_even_split_is_said(tmp_path: Path) -> None:
    """Where `nation` names another country, China's births say nothing; groups are split evenly, and that is told."""
    at = folder(tmp_path, "0-14=15000 15-64=50000 65=10000", assumptions="horizon: 2030\nnation: 老挝\n")
    assert children(at) == pytest.approx([2000.0] * 15)
    assert splits(xuewei.read_population(at))["县"].even == ((0, 14),)
    plan = tmp_path / "plan.yaml"
    plan.write_text("plan: 试\narea: 县\nyears: [2021, 2022]\npopulation: .\nschools: []\n", encoding="utf-8")
    assert "0–14 岁组平均分到各岁" in run("gap", "--plan", plan).stdout.replace("\n", "")
    assert "nation：老挝" in run("gap", "--plan", plan).stdout.replace("\n", "")


def test_single_ages_need_no_births() -> None:
    """A census in single ages is taken as it is: nothing was shared out."""
    rows = census("县", level(100))
    assert split_basis(rows, CUTOFF_DAY, NATION, NATION) == Split()
