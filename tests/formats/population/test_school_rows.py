"""Rows of single schools in enrolment.csv: taken apart, added up to their areas, held against them, restated."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats.population.folder import read_enrolment, read_population
from xuewei.formats.population.tables import ENROLMENT
from xuewei.model.assessment import assess
from xuewei.model.population import EnrolmentRow, Population
from xuewei.model.pupils.school_sums import AFTER, BEFORE, BETWEEN, gaps

from builders import plan, school

CENSUS = "area,sex,age_from,age_to,persons,date,basis,source\n" + "".join(
    f"{area},{sex},{age},{'' if age == 60 else age},100,2020-11-01,published,普查\n"
    for area in ("甲", "乙")
    for sex in ("male", "female")
    for age in range(61)
)
HEAD = "area,year,stage,grade,pupils,basis,source,school,classes\n"
Line = tuple[str, int, int | None, float, str]
"""Area, year, grade, pupils and school (empty: the area's own)."""


def folder(at: Path, *lines: Line | str, changes: str = "") -> Path:
    """A folder with these pupils of primary; a line may be written out."""
    written = [
        each
        if isinstance(each, str)
        else f"{each[0]},{each[1]},primary,{each[2] or ''},{each[3]},published,学籍,{each[4]},"
        for each in lines
    ]
    at.mkdir(exist_ok=True)
    (at / "census.csv").write_text(CENSUS, encoding="utf-8")
    (at / "assumptions.yaml").write_text("horizon: 2030\n", encoding="utf-8")
    (at / "enrolment.csv").write_text(HEAD + "\n".join(written) + "\n", encoding="utf-8")
    if changes:
        (at / "areas.csv").write_text("year,from,to,share,basis,source\n" + changes, encoding="utf-8")
    return at


def graded(area: str, year: int, name: str, counts: list[int]) -> list[Line]:
    """All grades of a school or, without a name, of an area."""
    return [(area, year, grade, n, name) for grade, n in enumerate(counts, start=1)]


def faults(at: Path) -> list[str]:
    """What is wrong with a folder, in English, in both ways to read it."""
    found = []
    for read in (read_population, read_enrolment):
        with pytest.raises(InputError) as wrong:
            read(at)
        found.append([each.text("en").removeprefix(f"{at}/") for each in wrong.value.faults])
    assert found[0] == found[1]
    return found[0]


def sums(people: Population, area: str = "甲") -> dict[tuple[int, int | None], float]:
    """Pupils of an area by year and grade."""
    return {(row.year, row.grade): row.pupils for row in people.enrolment if row.area == area}


SIX = [10, 20, 30, 40, 50, 60]


def test_schools_are_taken_apart_and_added_up(tmp_path: Path) -> None:
    """Both readers: an area without rows of its own has the sums of its schools, which stay rows of their own."""
    at = folder(tmp_path / "p", *graded("甲", 2023, "a", SIX), *graded("甲", 2023, "b", [1] * 6))
    for people in (read_population(at), read_enrolment(at).rows):
        assert sums(people) == {(2023, grade): n + 1 for grade, n in enumerate(SIX, start=1)}
        assert [row.school for row in people.of_schools] == ["a"] * 6 + ["b"] * 6
        assert {row.school for row in people.enrolment} == {None}
        assert people.of_schools[0].line == 2


def test_a_folder_in_parquet_is_read_alike(tmp_path: Path) -> None:
    """The same rows, with their numbers as lines."""
    csv = pytest.importorskip("pyarrow.csv")
    parquet = pytest.importorskip("pyarrow.parquet")
    at = folder(tmp_path / "p", *graded("甲", 2023, "a", SIX), *graded("甲", 2023, "b", [1] * 6))
    before = read_population(at)
    for name in ("census", "enrolment"):
        parquet.write_table(csv.read_csv(at / f"{name}.csv"), at / f"{name}.parquet")
        (at / f"{name}.csv").unlink()
    after = read_population(at)
    assert (after.enrolment, after.of_schools) == (before.enrolment, before.of_schools)
    assert [row.line for row in after.of_schools] == list(range(1, 13))


def test_an_area_keeps_rows_of_its_own(tmp_path: Path) -> None:
    """What the area writes counts, and may be more than its schools; only what it lacks is added up."""
    own = graded("甲", 2023, "", [100] * 5)
    at = folder(tmp_path / "p", *own, *graded("甲", 2023, "a", SIX), *graded("甲", 2022, "a", SIX))
    found = sums(read_population(at))
    assert [found[2023, grade] for grade in range(1, 7)] == [100] * 5 + [60]
    assert [found[2022, grade] for grade in range(1, 7)] == SIX


def test_a_whole_stage_of_an_area_is_spread_like_its_schools(tmp_path: Path) -> None:
    """The area knows its whole stage alone, 10 % more than its schools: each grade is 10 % more, so that it is kept."""
    at = folder(tmp_path / "p", ("甲", 2023, None, 231, ""), *graded("甲", 2023, "a", SIX))
    found = sums(read_population(at))
    assert [found[2023, grade] for grade in range(1, 7)] == pytest.approx([1.1 * n for n in SIX])


def test_schools_that_give_the_whole_stage_alone_are_spread_like_the_others(tmp_path: Path) -> None:
    """Or, where they are most, only the whole stage is added up."""
    few = folder(tmp_path / "few", *graded("甲", 2023, "a", SIX), ("甲", 2023, None, 21, "b"))
    assert [sums(read_population(few))[2023, grade] for grade in range(1, 7)] == pytest.approx([1.1 * n for n in SIX])
    many = folder(tmp_path / "many", *graded("甲", 2023, "a", SIX), ("甲", 2023, None, 2100, "b"))
    assert sums(read_population(many)) == {(2023, None): 2310}


def test_an_area_with_fewer_pupils_than_its_schools_is_a_fault(tmp_path: Path) -> None:
    """At the area's own row, grade and whole stage alike."""
    at = folder(tmp_path / "p", ("甲", 2023, 1, 7, ""), ("甲", 2023, None, 200, ""), *graded("甲", 2023, "a", SIX))
    assert faults(at) == [
        "enrolment.csv:2: pupils: 甲 has 3 pupils fewer in 2023 than its schools together (10) (found 7)",
        "enrolment.csv:3: pupils: 甲 has 10 pupils fewer in 2023 than its schools together (210) (found 200)",
    ]


def test_classes_have_to_make_sense(tmp_path: Path) -> None:
    """Whole, no more than pupils, and some where there are pupils."""
    at = folder(
        tmp_path / "p",
        "甲,2023,primary,1,40,published,学籍,a,1.5",
        "甲,2023,primary,2,40,published,学籍,a,41",
        "甲,2023,primary,3,40,published,学籍,a,0",
        "甲,2023,primary,4,40,published,学籍,a,1",
    )
    odd = "classes: must be a whole number of classes, no more than there are pupils (40)"
    assert faults(at) == [
        f"enrolment.csv:2: {odd} (found 1.5)",
        f"enrolment.csv:3: {odd} (found 41)",
        "enrolment.csv:4: classes: 40 pupils cannot be in no class: leave it empty where it is not known (found 0)",
    ]


def test_a_school_is_in_one_area(tmp_path: Path) -> None:
    """A slip of the area is told at its line."""
    at = folder(tmp_path / "p", ("甲", 2022, 1, 40, "a"), ("乙", 2023, 1, 40, "b"), ("乙", 2023, 1, 40, "a"))
    assert faults(at) == [
        "enrolment.csv:2: area: the school a is in 乙 in other years: a school is in one area; "
        "changes of areas belong into areas.csv (found 甲)"
    ]


def test_the_whole_stage_of_a_school_is_held_against_its_grades(tmp_path: Path) -> None:
    """As that of an area is, and not against those of another school."""
    at = folder(
        tmp_path / "p", ("甲", 2023, None, 100, "a"), *graded("甲", 2023, "a", SIX), *graded("甲", 2023, "b", SIX)
    )
    assert faults(at) == [
        "enrolment.csv:2: pupils: the whole stage of 甲 in 2023 has 110 pupils fewer than its grades and ungraded together "
        "(210) (found 100)"
    ]


def test_schools_follow_their_area_of_today(tmp_path: Path) -> None:
    """甲 gave a part to 乙 in 2023. A school that is in 乙 since then has always counted there, whatever the share."""
    lines = [*graded("甲", 2022, "a", SIX), *graded("甲", 2022, "b", [1] * 6), *graded("乙", 2023, "b", [1] * 6)]
    at = folder(
        tmp_path / "p",
        *lines,
        *graded("甲", 2023, "a", SIX),
        changes="2023,甲,乙,0.3,published,区划\n2023,甲,甲,0.7,published,区划\n",
    )
    people = read_population(at)
    assert {(row.school, row.area) for row in people.of_schools} == {("a", "甲"), ("b", "乙")}
    assert [sums(people, "甲")[2022, grade] for grade in range(1, 7)] == SIX
    assert [sums(people, "乙")[2022, grade] for grade in range(1, 7)] == [1] * 6


def test_a_school_of_an_area_that_was_split_since_is_a_fault(tmp_path: Path) -> None:
    """Nothing says in which part it is, unless its rows name its area of today."""
    changes = "2024,甲,乙,0.3,published,区划\n2024,甲,丙,0.7,published,区划\n"
    at = folder(tmp_path / "p", *graded("甲", 2023, "a", SIX), changes=changes)
    (found,) = [each for each in faults(at) if "enrolment.csv:7" in each]
    assert found == (
        "enrolment.csv:7: area: 甲 has become 丙, 乙, and nothing says which of them the school a is in: "
        "write its area of today in its rows (found 甲)"
    )
    renamed = folder(tmp_path / "r", *graded("甲", 2023, "a", SIX), changes="2024,甲,乙,1,published,区划\n")
    assert {row.area for row in read_population(renamed).of_schools} == {"乙"}


def test_pupils_of_a_school_that_the_plan_does_not_have_are_a_fault(tmp_path: Path) -> None:
    """With the nearest id; so is a school that the plan has in another area. Under a scenario that removes a school
    its pupils stay among those of the area."""
    at = folder(tmp_path / "p", *graded("甲", 2023, "east-1", SIX), *graded("甲", 2023, "west", SIX))
    people = read_population(at)
    written = plan(school("east-1", "乙"), school("wset"), areas=("甲", "乙"))
    with pytest.raises(InputError) as wrong:
        assess(written, people)
    assert [each.text("en").removeprefix(f"{at}/") for each in wrong.value.faults] == [
        "enrolment.csv:2: area: the plan has the school east-1 in 乙 (found 甲)",
        "enrolment.csv:8: school: school not found in the plan (found west). Did you mean wset?",
    ]
    assert assess(replace(plan(school("east-1"), areas=("甲",)), scenarios=("fewer",)), people)


def test_years_that_a_school_lacks_are_found() -> None:
    """Between years that it has, before the first and after the last, while others go on."""
    years = {"a": [2019, 2020, 2021, 2022], "b": [2019, 2021, 2022], "c": [2021, 2022], "d": [2019, 2020]}
    rows = [
        EnrolmentRow("甲", year, "primary", None, 9, "published", "", school=name)
        for name, found in years.items()
        for year in found
    ]
    assert [(each.school, each.kind, each.years) for each in gaps(rows)] == [
        ("b", BETWEEN, (2020,)),
        ("c", BEFORE, (2019, 2020)),
        ("d", AFTER, (2021, 2022)),
    ]


def test_the_columns_are_those_of_the_contract() -> None:
    """`school` and `classes`, and the ends of a band, stand behind the others."""
    assert list(ENROLMENT)[-4:] == ["school", "classes", "low", "high"]
