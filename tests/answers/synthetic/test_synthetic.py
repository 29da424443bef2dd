"""A synthetic country is plausible, the same every time, and never looks like a real one."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.synthetic.areas import BIRTH_YEARS, BLOCK, SyntheticAreas, shapes, synthetic_areas
from xuewei.answers.synthetic.areas import DEFAULT_AREAS as ALL
from xuewei.answers.synthetic.country import TOWN, write_country
from xuewei.errors import InputError
from xuewei.formats.population.folder import read_population
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess

from inside import run

PARTS = ("later", "earlier", "births", "totals")


@pytest.fixture(scope="module")
def country() -> SyntheticAreas:
    """The whole country of seed 1."""
    return synthetic_areas(1, ALL, shapes(read_population(), TOWN))


@settings(max_examples=10)
@given(st.integers(1, 3 * BLOCK), st.integers(1, 3 * BLOCK), st.integers(0, 2**63))
def test_fewer_areas_are_the_first_of_more(one: int, other: int, seed: int) -> None:
    """What an area is does not depend on how many others there are."""
    around = shapes(read_population(), TOWN)
    a, b = synthetic_areas(seed, one, around), synthetic_areas(seed, other, around)
    for part in PARTS:
        assert np.array_equal(getattr(a, part)[: min(one, other)], getattr(b, part)[: min(one, other)])


def test_the_country_is_as_large_as_the_nation(country: SyntheticAreas) -> None:
    """2,844 areas hold about 1.41 billion people; half of them have fewer than about 400,000."""
    people = country.later.sum(axis=(1, 2))
    assert people.sum() == pytest.approx(1.41e9, rel=0.02)
    assert np.median(people) == pytest.approx(400_000, rel=0.05)


def test_its_ages_and_births_follow_the_nation(country: SyntheticAreas) -> None:
    """Shares by age are within a fifth of the nation's, births by year within a few hundredths of its course."""
    around = shapes(read_population(), TOWN)
    share = country.later.sum(axis=0) / country.later.sum()
    assert share == pytest.approx(around.nation, rel=0.2)
    born = country.births.sum(axis=0)
    for year in BIRTH_YEARS:
        course = around.births[year] / around.births[2020]
        assert born[BIRTH_YEARS.index(year)] / born[BIRTH_YEARS.index(2020)] == pytest.approx(course, rel=0.03)


def test_areas_differ(country: SyntheticAreas) -> None:
    """Children are not the same share everywhere; some areas grow and some shrink."""
    people = country.later.sum(axis=(1, 2))
    children = country.later[:, :, :4].sum(axis=(1, 2)) / people
    growth = people / country.earlier.sum(axis=(1, 2))
    assert np.percentile(children, 95) > 1.2 * np.percentile(children, 5)
    assert np.percentile(growth, 5) < 1 < np.percentile(growth, 50) < 1.15 < np.percentile(growth, 95)


def test_births_are_those_of_the_children_counted(country: SyntheticAreas) -> None:
    """Births of November 2019 to October 2020, less those who died, are the children aged 0, in every area."""
    at = BIRTH_YEARS.index
    born = (2 * country.births[:, at(2019)] + 10 * country.births[:, at(2020)]) / 12
    infants = country.later[:, :, 0].sum(axis=1)
    alive = shapes(read_population(), TOWN).survive_birth
    assert np.max(np.abs(born * alive - infants)) < 2


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    """Every file, in both formats."""
    for format in ("csv", "parquet"):
        one, same, other = (
            write_country(tmp_path / f"{format}{n}", 7, seed, format=format) for n, seed in enumerate((1, 1, 2))
        )
        assert [path.read_bytes() for path in one] == [path.read_bytes() for path in same]
        assert one[0].read_bytes() != other[0].read_bytes()


def test_no_row_can_be_taken_for_real(tmp_path: Path) -> None:
    """Every area is called 合成, every basis is assumed, every source says that it is synthetic."""
    write_country(tmp_path / "c", 12)
    for name in ("census", "births", "totals"):
        with open(tmp_path / "c" / f"{name}.csv", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        assert {row["basis"] for row in rows} == {"assumed"}
        assert all(row["area"].startswith("合成") and "synthetic" in row["source"] for row in rows)
    plan = (tmp_path / "c" / "plan.yaml").read_text(encoding="utf-8")
    assert "synthetic" in plan.splitlines()[1]
    assert "合成" in (tmp_path / "c" / "README.md").read_text(encoding="utf-8").splitlines()[0]


def test_the_nation_is_the_sum_of_its_areas(tmp_path: Path) -> None:
    """In both censuses and in the births of every year that areas have."""
    write_country(tmp_path / "c", 12)
    people = read_population(tmp_path / "c")
    sums: Counter[object] = Counter()
    for row in people.census:
        sums[row.area == "合成全国", row.date, row.sex, row.age_from] += row.persons
    for birth in people.births:
        if birth.year in BIRTH_YEARS:
            sums[birth.area == "合成全国", birth.year] += int(birth.births)
    assert len({key[0] for key in sums}) == 2  # type: ignore[index]
    assert all(sums[True, *key[1:]] == sums[False, *key[1:]] for key in sums)  # type: ignore[index]


@pytest.mark.parametrize("schools", [0, 1, 5, 8, 300])
def test_the_plan_is_assessed_with_any_number_of_schools(tmp_path: Path, schools: int) -> None:
    """Every area is in the answer, its base balanced; five schools are of five types."""
    write_country(tmp_path / "c", 40, schools=schools)
    plan, people = read_project(tmp_path / "c" / "plan.yaml")
    found = assess(plan, people)
    assert len(found.areas) == 40
    assert len(plan.schools) == schools
    assert len({school.type for school in plan.schools}) == min(schools, 5)
    assert {school.planned for school in plan.schools} <= set(range(2021, 2028))
    assert found.projection.imbalance() < 1e-9
    assert all(row.balance == 0 for row in found.rows(years=[2020]))
    if schools == 300:
        assert {"completed", "under_construction", "planned", "in_use"} <= {each.status for each in plan.schools}
        assert len({school.area for school in plan.schools}) > 35


def test_large_areas_have_more_schools(tmp_path: Path) -> None:
    """Schools are spread by people: the number in an area is its share of them, to one."""
    write_country(tmp_path / "c", 40, schools=300)
    plan, people = read_project(tmp_path / "c" / "plan.yaml")
    persons: Counter[str] = Counter()
    for row in people.census:
        if row.date.year == 2020 and row.area != "合成全国":
            persons[row.area] += row.persons
    schools = Counter(school.area for school in plan.schools)
    for area, number in persons.items():
        assert abs(schools[area] - 300 * number / persons.total()) < 2


def test_every_planned_area_holds_up_over_the_years(tmp_path: Path) -> None:
    """No area runs out of people at some age, however it moves: 500 areas, to 2050."""
    write_country(tmp_path / "c", 500)
    plan, people = read_project(tmp_path / "c" / "plan.yaml")
    assert assess(plan, people, horizon=2050).projection.people.min() >= 0


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    """Exit 3, and nothing is written; an empty folder, and one that is not there yet, are filled."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "note.txt").write_text("mine", encoding="utf-8")
    done = run("synth", "--areas", "2", tmp_path / "full", "--lang", "en", XUEWEI_LANG="en")
    assert done.returncode == 3
    assert "is not empty" in done.stderr
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["note.txt"]
    (tmp_path / "empty").mkdir()
    assert run("synth", "--areas", "2", tmp_path / "empty").returncode == 0
    assert run("synth", "--areas", "2", tmp_path / "a" / "b").returncode == 0
    assert run("gap", "--plan", tmp_path / "a" / "b" / "plan.yaml", "--year", "2030").returncode == 0
    assert run("check", tmp_path / "empty", tmp_path / "empty" / "plan.yaml").returncode == 0
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(InputError, match="is not a directory"):
        write_country(tmp_path / "file", 2)


@pytest.mark.parametrize(
    "words",
    [
        ["--areas", "0"],
        ["--areas", "100001"],
        ["--areas", "10001"],
        ["--areas", "x"],
        ["--seed", "-1"],
        ["--schools", "-1"],
        ["--format", "xlsx"],
    ],
)
def test_what_cannot_be_made_is_a_wrong_command_line(tmp_path: Path, words: list[str]) -> None:
    """Exit 2, and nothing is written; more areas than a CSV can hold are refused as CSV."""
    done = run("synth", *words, tmp_path / "c")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "c").exists()


def test_the_country_speaks_either_language(tmp_path: Path) -> None:
    """README and plan in English; the data are the same."""
    write_country(tmp_path / "zh", 3)
    write_country(tmp_path / "en", 3, lang="en")
    assert (tmp_path / "en" / "README.md").read_text(encoding="utf-8").startswith("# Synthetic data")
    assert (tmp_path / "en" / "census.csv").read_bytes() == (tmp_path / "zh" / "census.csv").read_bytes()
    assert read_project(tmp_path / "en" / "plan.yaml")[0].name == "Synthetic plan 2021–2027"
