"""A made-up district is plausible, of one piece, the same every time, and never looks like a real one."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn import made, nation
from xuewei.answers.synthetic.district import COHORTS, WRITTEN
from xuewei.answers.synthetic.district_files import write_district
from xuewei.errors import InputError
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.model.by_school import school_pupils
from xuewei.model.seats.register import served
from xuewei.model.zones import entry_children

from inside import run


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The district of seed 3, on the disk."""
    top = tmp_path_factory.mktemp("district") / "d"
    write_district(top, 12, 3)
    return top


@pytest.fixture(scope="module")
def found(folder: Path) -> Assessment:
    """Its answer."""
    plan, people = read_project(folder / "plan.yaml")
    return assess(plan, people)


def rows(path: Path) -> list[dict[str, str]]:
    """A CSV as it is written."""
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(file))


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 2**63), st.integers(1, 40), st.integers(5, 120), st.integers(1, 10), st.data())
def test_whoever_is_born_somewhere_has_a_school_of_every_stage(
    seed: int, zones: int, schools: int, years: int, data: st.DataObject
) -> None:
    """Every zone is served in every stage, by schools of its area alone, shares at most 1; no number is negative, and
    classes are there where pupils are; the number of zones, schools, areas and years is as asked."""
    areas = data.draw(st.integers(1, min(zones, schools // 5)))
    one = made(seed, zones, schools, areas, years)
    assert (len(one.schools), len(one.area_of), len(set(one.area_of.tolist()))) == (schools, zones, areas)
    for stage in ("kindergarten", "primary", "middle"):
        serving = [school for school in one.schools if stage in school.stages]
        assert {zone for school in serving for zone, _ in school.zones} == set(range(zones))
        assert one.pupils[stage].shape[:2] == (schools, years)
        assert ((one.pupils[stage] > 0) == (one.classes[stage] > 0)).all()
        assert one.pupils[stage].min() >= 0
        assert one.pupils[stage][:, -1].sum() > 0
    for school in one.schools:
        assert len({int(one.area_of[zone]) for zone, _ in school.zones}) == 1
        assert sum(share or 0 for _, share in school.zones) <= 1
    assert min(one.births.min(), one.hukou.min(), one.migrant.min()) >= 0


def test_births_fall_as_the_nation_has_them() -> None:
    """The sum over many zones has the nation's course to a twentieth; some zones grow against it."""
    one, course = made(zones=600, schools=3000, areas=20), nation()
    born, at = one.births.sum(axis=0) / one.births[:, WRITTEN.index(2017)].sum(), WRITTEN.index
    ratio = [born[at(year)] / course[year] * course[2017] for year in (2014, 2020, 2023)]
    assert ratio == pytest.approx([0.97, 1.08, 1.15], abs=0.08)
    own = one.births[:, at(2023)] / one.births[:, at(2017)]
    assert np.median(own) == pytest.approx(course[2023] / course[2017], abs=0.05)
    assert 0.03 < (own > 0.8).mean() < 0.25


def test_entrants_are_the_children_of_their_zone() -> None:
    """Registered children of an entry cohort (those who were born, and those who came) are who enters primary school,
    to two in a hundred; a school goes up a grade a year at a ratio near 1."""
    one = made(zones=100, schools=500)
    first = one.births[:, WRITTEN.index(2019)] * (4 / 12) + one.births[:, WRITTEN.index(2020)] * (8 / 12)
    entering = one.pupils["primary"][:, -1, 0].sum()
    come = (one.hukou + one.migrant)[:, COHORTS.index(2021)].sum()
    next_ = one.births[:, WRITTEN.index(2020)] * (4 / 12) + one.births[:, WRITTEN.index(2021)] * (8 / 12)
    assert entering / first.sum() == pytest.approx(come / next_.sum(), rel=0.02)
    for pupils in one.pupils.values():
        steps = pupils[:, 1:, 1:].sum(axis=0) / pupils[:, :-1, :-1].sum(axis=0)
        assert steps[:, 1:] == pytest.approx(1, abs=0.02)
    step = one.pupils["middle"][:, -1, 0].sum() / one.pupils["primary"][:, -2, 5].sum()
    assert step == pytest.approx(1, abs=0.02)


def test_schools_are_of_all_sizes(found: Assessment) -> None:
    """A few small points, some over the size cap, large classes, all sorts of kindergartens, a nine-year school that
    serves two zones with shares, a school that opened within the record."""
    plan = found.plan
    size = {school.id: sum(school.seats.values()) for school in plan.schools}
    assert sum(n <= 270 for n in size.values()) > 5
    assert max(size.values()) > 1800
    classes = rows(Path(found.population.folder) / "enrolment.csv")
    assert sum(int(row["pupils"]) > 55 * int(row["classes"]) for row in classes if row["stage"] != "kindergarten") > 20
    kinds = Counter(school.provision for school in plan.schools if school.type == "kindergarten")
    assert set(kinds) == {"public", "inclusive", "private"}
    two = [school for school in plan.schools if school.type == "nine_year" and len(served(school.zone)) == 2]
    assert two
    assert {each.share for school in two for each in served(school.zone)} == {0.8, 0.2}
    assert [school.opens for school in plan.schools if school.opens] == [2023, 2028]
    assert all(105 < (school.lon or 110) < 112 and 33 < (school.lat or 35) < 38 for school in plan.schools)
    assert all(school.rooms for school in plan.schools)


def test_zones_and_schools_sum_to_the_district(found: Assessment) -> None:
    """In every year of the answer: pupils of the schools are the district's, whoever closes."""
    schools = school_pupils(found)
    for stage, pupils in schools.pupils.items():
        of_schools = pupils[-len(found.years) :].sum(axis=1)
        assert of_schools == pytest.approx(found.demand[stage][:, 0])
    closed = next(n for n, school in enumerate(found.plan.schools) if school.merge_into)
    at = schools.years.index(2028)
    assert schools.pupils["primary"][at - 1, closed].sum() > 0 == schools.pupils["primary"][at, closed].sum()
    children = entry_children(found)
    assert (len(children.areas), len(children.zones)) == (1, 12)
    for stage in ("kindergarten", "primary", "middle"):  # with pupils of new estates, each in its zone
        area, *zones = children.children[stage][children.years.index(2027)]
        assert sum(zones) == pytest.approx(area)
    of_zones = [row for row in found.population.children if row.area in children.zones]
    hukou = [row for row in of_zones if (row.kind, row.year) == ("hukou", 2021)]
    at = children.years.index(2027)
    assert children.estates is not None
    alone = children.children["primary"][at, 0] - children.estates["primary"][at, 0]
    assert alone == pytest.approx(sum(row.persons for row in hukou))


def test_no_row_can_be_taken_for_real(folder: Path) -> None:
    """Every area, zone and school is called 合成, every basis is assumed, every source says that it is synthetic."""
    tables = [*folder.glob("*.csv"), *(folder / "population").glob("*.csv")]
    assert len(tables) == 9
    for path in tables:
        found = rows(path)
        assert {row["basis"] for row in found} == {"assumed"}
        assert all("synthetic" in row["source"] and row["area"].startswith("合成") for row in found)
    for name in ("schools.csv", "sites.csv", "population/estates.csv", "population/points.csv"):
        assert all(row["name"].startswith("合成") for row in rows(folder / name))
    for name in ("plan.yaml", "README.md", "population/assumptions.yaml"):
        assert "合成" in (folder / name).read_text(encoding="utf-8").splitlines()[0]


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    """Every file, in both formats; in English the data are the same."""
    for format in ("csv", "parquet"):
        one, same, other, english = (
            write_district(tmp_path / f"{format}{n}", 4, seed, format=format, lang=lang)
            for n, (seed, lang) in enumerate(((1, "zh"), (1, "zh"), (2, "zh"), (1, "en")))
        )
        assert [path.read_bytes() for path in one] == [path.read_bytes() for path in same]
        assert one[0].read_bytes() != other[0].read_bytes()
        assert [path.read_bytes() for path in one[:-3]] == [path.read_bytes() for path in english[:-3]]
        assert english[-1].read_text(encoding="utf-8").startswith("# Synthetic")
        plan, people = read_project(one[-1])
        assert assess(plan, people).areas == ("合成区",)


@pytest.mark.parametrize(
    "words",
    [
        ["--zones", "1"],
        ["--zones", "3", "--schools", "9", "--pupil-years", "1"],
        ["--zones", "10", "--schools", "5"],
        ["--zones", "6", "--areas", "3", "--format", "parquet", "--pupil-years", "10"],
        ["--zones", "2", "--estates", "30", "--sites", "9"],
    ],
    ids=" ".join,
)
def test_any_district_is_answered(tmp_path: Path, words: list[str]) -> None:
    """The commands that `synth` names run in what it wrote, without a word on standard error."""
    done = run("synth", *words, tmp_path / "d")
    assert done.returncode == 0
    named = [line.split()[1:] for line in done.stdout.splitlines() if line.startswith("  xuewei ")]
    assert [each[0] for each in named] == ["check", "schools", "warn"]
    for each in named:
        ended = run(*each)
        assert (ended.returncode, ended.stderr) == (0, ""), each


@pytest.mark.parametrize(
    "words",
    [
        ["--zones", "0"],
        ["--zones", "20001"],
        ["--zones", "2", "--schools", "4"],
        ["--zones", "2", "--areas", "3"],
        ["--zones", "20", "--schools", "9", "--areas", "2"],
        ["--zones", "2", "--pupil-years", "0"],
        ["--zones", "2", "--pupil-years", "11"],
        ["--pupil-years", "3"],
        ["--estates", "3"],
        ["--sites", "0"],
        ["--zones", "2", "--estates", "10001"],
        ["--zones", "2", "--sites", "10001"],
    ],
    ids=" ".join,
)
def test_what_cannot_be_made_is_a_wrong_command_line(tmp_path: Path, words: list[str]) -> None:
    """Exit 2, and nothing is written."""
    done = run("synth", *words, tmp_path / "c")
    assert (done.returncode, done.stdout) == (2, "")
    assert not (tmp_path / "c").exists()


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path) -> None:
    """As for a country."""
    (tmp_path / "note.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="is not empty"):
        write_district(tmp_path, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["note.txt"]
