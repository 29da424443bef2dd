"""Whole stages beside their grades: what does not add up is told, and pupils without a grade may be named."""

from __future__ import annotations

from pathlib import Path

import pytest

import xuewei
from xuewei.errors import InputError
from xuewei.formats.population.folder import read_enrolment, read_population
from xuewei.tables.notes import notes

from builders import plan, school

CENSUS = "area,sex,age_from,age_to,persons,date,basis,source\n" + "".join(
    f"甲,{sex},{age},{'' if age == 60 else age},100,2020-11-01,published,普查\n"
    for sex in ("male", "female")
    for age in range(61)
)
HEAD = "area,year,stage,grade,pupils,basis,source,published_year,ungraded\n"
GRADES = [200, 210, 190, 205, 195, 180]


def rows(year: int, whole: str = "", *, grades: list[int] = GRADES, published: str = "") -> str:
    """Six grades of primary, and the whole stage (its pupils, and those without a grade) if there is one."""
    found = [f"甲,{year},primary,{n},{count},published,学籍,{published}," for n, count in enumerate(grades, 1)]
    if whole:
        count, _, ungraded = whole.partition("/")
        found.insert(0, f"甲,{year},primary,,{count},published,公报,{published},{ungraded}")
    return "\n".join(found) + "\n"


def fault_lines(folder: Path, text: str) -> list[str]:
    """The English lines of every fault of a folder with these pupils, which are those of its pupils alone."""
    (folder / "enrolment.csv").write_text(HEAD + text, encoding="utf-8")
    faults: list[str] = []
    for read in (read_population, read_enrolment):
        (folder / "census.csv").write_text(CENSUS, encoding="utf-8")
        (folder / "assumptions.yaml").write_text("horizon: 2030\n", encoding="utf-8")
        try:
            read(folder)
            found = []
        except InputError as wrong:
            found = [fault.text("en").removeprefix(f"{folder}/") for fault in wrong.faults]
        assert not faults or faults == found
        faults = found
    return faults


MORE = (
    "enrolment.csv:2: pupils: the whole stage of 甲 in 2023 has 20 pupils more than its grades (1,180): "
    "write pupils without a grade in the column ungraded of this row (found 1200)"
)
LESS = "enrolment.csv:2: pupils: the whole stage of 甲 in 2023 has 80 pupils fewer than its grades and ungraded together (1,180) (found 1100)"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (rows(2023), []),
        (rows(2023, "1180"), []),
        (rows(2023, "1183"), []),
        (rows(2023, "1200/20"), []),
        (rows(2023, "1200"), [MORE]),
        (rows(2023, "1100"), [LESS]),
        (rows(2023, "1200", grades=GRADES[:5]), []),
        (rows(2023, "900", grades=GRADES[:5]), [LESS.replace("1180", "1000").replace("80 pupils fewer", "100 pupils fewer").replace("1,180", "1,000").replace("1100", "900")]),
        (rows(2023, published="2023") + "甲,2023,primary,,1200,published,公报,2025,\n", []),
        (rows(2023, "1200/1300"), ["enrolment.csv:2: ungraded: is more than the whole stage (found 1300)", LESS.replace("80 pupils fewer", "1,280 pupils fewer").replace("1,180", "2,480").replace("1100", "1200")]),
        ("甲,2023,primary,1,200,published,学籍,,5\n", ["enrolment.csv:2: ungraded: belongs to the row of a whole stage (empty grade) (found 5)"]),
        (rows(2022, "1200").replace("2022", "2023") + rows(2022, "1100"), [MORE, LESS.replace(":2:", ":9:").replace("2023", "2022")]),
    ],
)  # fmt: skip
def test_a_whole_stage_that_is_not_its_grades_is_told(tmp_path: Path, text: str, lines: list[str]) -> None:
    """With its line and both numbers, all at once, by every reader; rounding, unknown grades and revisions are none."""
    assert fault_lines(tmp_path, text) == lines


def test_pupils_without_a_grade_are_in_the_demand(tmp_path: Path) -> None:
    """The whole stage is the demand of its year; its grades hold them in proportion, and so does what follows."""
    assert fault_lines(tmp_path, rows(2022, "1240/60") + rows(2023, "1239/59")) == []
    people = read_population(tmp_path)
    found = xuewei.assess(plan(school("一")), people)
    shown = {row.year: row.demand for row in found.rows(stages=["primary"])}
    assert (shown[2022], shown[2023]) == (1240, 1239)
    grades = found.demand["primary"][found.years.index(2023), 0]
    assert grades == pytest.approx([count * 1239 / 1180 for count in GRADES])
    assert found.method("甲", "primary") == "grades"
    assert "Pupils without a grade are in their stages: 甲 primary 2022–2023" in "\n".join(notes(found, "en"))
    assert fault_lines(tmp_path, rows(2022) + rows(2023)) == []
    plain = xuewei.assess(plan(school("一")), read_population(tmp_path))
    assert {row.year: row.demand for row in plain.rows(stages=["primary"])}[2023] == 1180
    assert "without a grade" not in "\n".join(notes(plain, "en"))
