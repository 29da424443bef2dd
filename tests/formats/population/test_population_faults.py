"""What is wrong with a population folder is told all at once, file by file."""

from __future__ import annotations

from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats.population.folder import read_population
from xuewei.tables.people_notes import default_notes

CENSUS = """\
area,sex,age_from,age_to,persons,date,basis,source
甲,male,0,4,100,2020-11-01,published,普查
甲,male,5,,900,2020-11-01,published,普查
甲,female,0,4,90,2020-11-01,published,普查
甲,female,5,,910,2020-11-01,published,普查
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small good folder."""
    (tmp_path / "census.csv").write_text(CENSUS, encoding="utf-8")
    (tmp_path / "totals.csv").write_text(
        "area,date,persons,basis,source\n甲,2020-11-01,2000,published,普查\n", encoding="utf-8"
    )
    (tmp_path / "assumptions.yaml").write_text("horizon: 2030\n", encoding="utf-8")
    return tmp_path


def faults_of(folder: Path) -> list[str]:
    """The English lines of every fault, with the file's name only."""
    with pytest.raises(InputError) as wrong:
        read_population(folder)
    return [fault.text("en").removeprefix(f"{folder}/") for fault in wrong.value.faults]


def test_a_small_folder_is_read_and_the_rest_is_as_shipped(folder: Path) -> None:
    """An assumptions file of one key takes everything else from the shipped one, apart from its scope."""
    found = read_population(folder)
    assert found.assumptions.horizon == 2030
    assert [stage.name for stage in found.assumptions.stages] == ["kindergarten", "primary", "middle"]
    assert found.assumptions.scope == {}
    assert found.births == ()


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        (",persons,", ",person,", "census.csv:1: person: unknown column. Did you mean persons?"),
        ("甲,male,0,4,100", "甲,male,0,4,1O0", "census.csv:2: persons: must be a whole number from 0 to 10000000000 (found 1O0)"),
        ("甲,male,0,4,100,2020", "甲,male,0,4,100,0202", "census.csv:2: date: must be a date from 1900 to 2100 (found 0202-11-01)"),
        ("甲,male,0,4,100", "甲,male,0,4,-1", "census.csv:2: persons: must be a whole number from 0 to 10000000000 (found -1)"),
        ("甲,male,0,4,100", "甲,male,0,4,10.5", "census.csv:2: persons: must be a whole number from 0 to 10000000000 (found 10.5)"),
        ("甲,male,0,4", "甲,mle,0,4", "census.csv:2: sex: must be one of male, female (found mle). Did you mean male?"),
        ("甲,male,5,,900", "甲,male,6,,900", "census.csv:3: age_from: ages 5–5 of 甲 male 2020-11-01 are missing"),
        ("甲,male,5,,900", "甲,male,4,,900", "census.csv:3: age_from: ages of 甲 male 2020-11-01 overlap line 2"),
        ("甲,male,5,,900", "甲,male,5,99,900", "census.csv:3: age_to: the last group of 甲 male 2020-11-01 must leave age_to empty (found 99)"),
        ("甲,male,0,4,100", "甲,male,1,4,100", "census.csv:2: age_from: ages of 甲 male 2020-11-01 must begin at 0 (found 1)"),
        ("甲,male,0,4,100", "甲,male,0,4,101", "census.csv:2: persons: the census groups of 甲 add up to 2,001, not to the total of 2,000 (+1)"),
        ("2020-11-01,published,普查\n甲,male,5", "2020-11-31,published,普查\n甲,male,5", "census.csv:2: date: must be a date such as 2021-09-01 (found 2020-11-31)"),
        ("甲,male,0,4,100,2020-11-01,published", "甲,male,0,4,100,2020-11-01,publishd", "census.csv:2: basis: must be one of published, derived, assumed, projected (found publishd). Did you mean published?"),
        ("甲,male,0,4,100,2020-11-01,published,普查", "甲,male,0,4,100,2020-11-01,published", "census.csv:2: has 7 cells, but the header has 8"),
        ("甲,male,5,,900", '甲,male,5,,"9', None),
    ],
)  # fmt: skip
def test_a_slip_in_the_census_is_told_with_its_line(folder: Path, was: str, now: str, line: str | None) -> None:
    """One slip in a good census gives this line first."""
    assert was in CENSUS
    (folder / "census.csv").write_text(CENSUS.replace(was, now, 1), encoding="utf-8")
    lines = faults_of(folder)
    assert line is None or line in lines


def test_a_repeated_row_and_a_missing_sex_are_told(folder: Path) -> None:
    """A row that stands twice names its first line; a census of one sex is no census."""
    head, *rows = CENSUS.splitlines(keepends=True)
    (folder / "census.csv").write_text(head + rows[0] + rows[0] + rows[1], encoding="utf-8")
    assert faults_of(folder)[0] == "census.csv:3: duplicates line 2"
    (folder / "census.csv").write_text(head + rows[0] + rows[1], encoding="utf-8")
    assert "census.csv:2: sex: female of 甲 2020-11-01 is missing" in faults_of(folder)


def test_faults_of_all_files_come_together(folder: Path) -> None:
    """A folder is read to its end whatever its first file holds."""
    (folder / "census.csv").write_text(CENSUS.replace("persons", "people"), encoding="utf-8")
    (folder / "totals.csv").write_text("area,date,persons,basis\n", encoding="utf-8")
    (folder / "assumptions.yaml").write_text("participaton: {}\nwarning: {yellow: {value: 2}}\n", encoding="utf-8")
    lines = faults_of(folder)
    assert [line.split(":")[0] for line in lines] == ["census.csv"] * 2 + ["totals.csv"] + ["assumptions.yaml"] * 4
    assert lines[3] == "assumptions.yaml:1: participaton: unknown key. Did you mean participation?"


def test_gbk_headed_files_are_read(folder: Path) -> None:
    """GB18030 and BOM files read the same as UTF-8."""
    plain = read_population(folder)
    for encoding in ("gb18030", "utf-8-sig"):
        (folder / "census.csv").write_text(CENSUS, encoding=encoding)
        assert read_population(folder).census == plain.census


def test_missing_folders_and_files_say_so(folder: Path, tmp_path: Path) -> None:
    """A folder that is none, and a folder without its needed files."""
    assert faults_of(folder / "none")[0].endswith("no such file")
    assert "is not a directory" in faults_of(folder / "census.csv")[0]
    (folder / "census.csv").unlink()
    (folder / "assumptions.yaml").unlink()
    assert faults_of(folder) == ["census.csv: no such file"]


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n", "{}\n"])
def test_without_assumptions_all_are_as_shipped_and_that_is_said(folder: Path, text: str | None) -> None:
    """No file, an empty one, one with comments alone and an empty map: the shipped defaults, and no share of an area."""
    if text is None:
        (folder / "assumptions.yaml").unlink()
    else:
        (folder / "assumptions.yaml").write_text(text, encoding="utf-8")
    found = read_population(folder).assumptions
    (folder / "assumptions.yaml").write_text("horizon: 2035\n", encoding="utf-8")
    assert found == read_population(folder).assumptions
    assert not found.scope
    assert "随附的默认" in default_notes(found, "zh")[0]
    assert not default_notes(read_population(folder).assumptions, "zh")


@pytest.mark.parametrize("text", ["- a\n", "secret\n", "{\n", "{key: secret}\n"])
def test_another_file_is_still_no_file_of_assumptions(folder: Path, text: str) -> None:
    """Nothing of its text is shown."""
    (folder / "assumptions.yaml").write_text(text, encoding="utf-8")
    assert faults_of(folder) == ["assumptions.yaml: is not an assumptions file"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("entry_cutoff: 02-30", "assumptions.yaml:1: entry_cutoff: must be month-day, such as 08-31 (found 02-30)"),
        (
            "stages: {a: {entry_age: 3, grades: 3, class_size: 30}, b: {entry_age: 5, grades: 6, class_size: 45}}",
            "assumptions.yaml:1: stages.b: its ages overlap those of a",
        ),
        (
            "participation: {primry: {values: {2020: 1.0}, basis: assumed, source: x}}",
            "assumptions.yaml:1: participation.primry: is not a known stage. Did you mean primary?",
        ),
        (
            "scope: {甲: {census_area: 甲, share: {value: 1.5, basis: assumed, source: x}}}",
            "assumptions.yaml:1: scope.甲.share.value: must be a number from 0 to 1 (found 1.5)",
        ),
        (
            "participation: {primary: {values: {}, basis: assumed, source: x}}",
            "assumptions.yaml:1: participation.primary.values: is required",
        ),
    ],
)
def test_a_slip_in_the_assumptions_is_told(folder: Path, text: str, line: str) -> None:
    """Assumptions are checked for what no single key can show."""
    (folder / "assumptions.yaml").write_text(text + "\n", encoding="utf-8")
    assert line in faults_of(folder)
