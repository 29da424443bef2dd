"""What is wrong with areas.csv is told all at once, with its lines, whichever way the folder is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats.population.folder import read_enrolment, read_population

PUPILS = "area,year,stage,grade,pupils,basis,source\n" + "".join(
    f"{area},{year},primary,1,100,published,学籍\n"
    for area, years in (
        ("城关镇", (2016, 2017)),
        ("东城区", (2018, 2019)),
        ("西城区", (2018, 2019)),
        ("河东区", range(2016, 2020)),
    )
    for year in years
)
BIRTHS = "area,year,births,basis,source\n城关镇,2017,90,published,公报\n"
HEAD = "year,from,to,share,basis,source\n"
SPLIT = "2018,城关镇,东城区,0.6,derived,公告\n2018,城关镇,西城区,0.4,derived,公告\n"
CENSUS = "area,sex,age_from,age_to,persons,date,basis,source\n" + "".join(
    f"东城区,{sex},0,,900,2020-11-01,published,普查\n" for sex in ("male", "female")
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with people and pupils, both before and after a split."""
    for name, text in (
        ("census.csv", CENSUS),
        ("enrolment.csv", PUPILS),
        ("births.csv", BIRTHS),
        ("areas.csv", HEAD + SPLIT),
        ("assumptions.yaml", "scope: {}\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def faults_of(folder: Path, read: Callable[[Path], object]) -> list[str]:
    """The English lines of every fault, with the file's name only."""
    with pytest.raises(InputError) as wrong:
        read(folder)
    return [fault.text("en").removeprefix(f"{folder}/") for fault in wrong.value.faults]


@pytest.mark.parametrize(
    ("rows", "lines"),
    [
        (SPLIT.replace("0.4", "0.39"), ["areas.csv:2: share: the shares of 城关镇 in 2018 must add up to 1, not 0.99"]),
        (SPLIT.replace("0.6", "1.6"), ["areas.csv:2: share: must be a number from 0 to 1 (found 1.6)"]),
        (SPLIT.replace("0.6", "-0.6"), ["areas.csv:2: share: must be a number from 0 to 1 (found -0.6)"]),
        (SPLIT.replace("0.6", "60%"), ["areas.csv:2: share: must be a number from 0 to 1 (found 60%)"]),
        (SPLIT.replace("0.6", "nan"), ["areas.csv:2: share: must be a number from 0 to 1 (found nan)"]),
        (SPLIT.replace("2018", "1899"), [f"areas.csv:{line}: year: must be a whole number from 1900 to 2100 (found 1899)" for line in (2, 3)]),
        (SPLIT + SPLIT.splitlines()[0], ["areas.csv:4: duplicates line 2", ]),
        (SPLIT.replace("西城区", "西城"), ["areas.csv:3: to: is not an area of the pupils or births (found 西城). Did you mean 西城区?"]),
        (SPLIT.replace("城关镇", "城关"), [f"areas.csv:{line}: from: is not an area of the pupils or births (found 城关). Did you mean 城关镇?" for line in (2, 3)]),
        ("2017,城关镇,东城区,,published,公告\n", ["areas.csv:2: from: 城关镇 has rows in 2017 or later (enrolment.csv:3): if it keeps a part, add a row from 城关镇 to 城关镇 with that share"]),
        (
            "2018,城关镇,东城区,,published,公告\n2018,东城区,西城区,,published,公告\n2018,西城区,城关镇,,published,公告\n",
            [
                "areas.csv:2: to: leads back to itself within one year (城关镇 → 东城区 → 西城区 → 城关镇): where areas exchange parts, give each a row for the share it keeps (城关镇 to 城关镇)",
                "areas.csv:3: to: leads back to itself within one year (东城区 → 西城区 → 城关镇 → 东城区): where areas exchange parts, give each a row for the share it keeps (东城区 to 东城区)",
                "areas.csv:3: from: 东城区 has rows in 2018 or later (enrolment.csv:4): if it keeps a part, add a row from 东城区 to 东城区 with that share",
                "areas.csv:4: to: leads back to itself within one year (西城区 → 城关镇 → 东城区 → 西城区): where areas exchange parts, give each a row for the share it keeps (西城区 to 西城区)",
                "areas.csv:4: from: 西城区 has rows in 2018 or later (enrolment.csv:6): if it keeps a part, add a row from 西城区 to 西城区 with that share",
            ],
        ),
        (
            "2018,城关镇,东城区,0.5,derived,公告\n2018,河东,西城区,0.4,derived,公告\n",
            [
                "areas.csv:2: share: the shares of 城关镇 in 2018 must add up to 1, not 0.5",
                "areas.csv:3: share: the shares of 河东 in 2018 must add up to 1, not 0.4",
                "areas.csv:3: from: is not an area of the pupils or births (found 河东). Did you mean 河东区?",
            ],
        ),
        ("", ["areas.csv: has no rows"]),
    ],
)  # fmt: skip
@pytest.mark.parametrize("read", [read_population, read_enrolment])
def test_a_slip_in_the_changes_is_told_with_its_line(
    folder: Path, read: Callable[[Path], object], rows: str, lines: list[str]
) -> None:
    """People and pupils are read alike, and both tell everything at once."""
    (folder / "areas.csv").write_text(HEAD + rows, encoding="utf-8")
    assert faults_of(folder, read) == lines


@pytest.mark.parametrize("read", [read_population, read_enrolment])
def test_faults_of_the_changes_come_with_those_of_other_files(folder: Path, read: Callable[[Path], object]) -> None:
    """Shares are added up whatever the other tables hold; areas are not looked for in a table that cannot be read."""
    (folder / "enrolment.csv").write_text(PUPILS.replace("pupils", "pupil"), encoding="utf-8")
    (folder / "areas.csv").write_text(HEAD + SPLIT.replace("0.4", "0.5").replace("西城区", "西城"), encoding="utf-8")
    lines = faults_of(folder, read)
    assert [line.split(":")[0] for line in lines] == ["enrolment.csv"] * 2 + ["areas.csv"]
    assert "must add up to 1, not 1.1" in lines[-1]


@pytest.mark.parametrize("read", [read_population, read_enrolment])
@pytest.mark.parametrize(
    "rows",
    [
        SPLIT,
        SPLIT.replace("0.6", "0.5999996"),  # within the tolerance
        "2018,河东区,河东区,0.9,derived,公告\n2018,河东区,东城区,0.1,derived,公告\n" + SPLIT,
        "2019,河东区,河东区,0.9,derived,公告\n2019,河东区,东城区,0.1,derived,公告\n"
        "2019,东城区,东城区,0.8,derived,公告\n2019,东城区,河东区,0.2,derived,公告\n",  # neighbours exchange parts
        "2012,城关镇,新城,,published,公告\n2015,新城,城关镇,,published,公告\n",  # a name that comes back
        "2018,城关镇,中间,,published,公告\n2019,中间,河东区,,published,公告\n",  # known from the changes alone
        "2020,河东区,新城区,,published,公告\n",  # yet to come
    ],
)
def test_what_can_happen_to_areas_is_accepted(folder: Path, read: Callable[[Path], object], rows: str) -> None:
    """Splits, exchanges, names that come back, areas that lasted a year, and changes to come."""
    (folder / "areas.csv").write_text(HEAD + rows, encoding="utf-8")
    read(folder)


def test_an_area_known_from_the_census_alone_is_known_to_pupils(folder: Path) -> None:
    """The split's western part has people and no pupils yet; whoever reads the pupils alone accepts it as well."""
    kept = [line for line in PUPILS.splitlines() if "东城区" not in line]
    (folder / "enrolment.csv").write_text("\n".join(kept) + "\n", encoding="utf-8")
    assert "东城区" in {row.area for row in read_population(folder).enrolment}
    assert "东城区" in read_enrolment(folder).history.areas


def test_both_readers_restate_alike(folder: Path) -> None:
    """Whoever asks for people or for pupils gets the same rows."""
    people, pupils = read_population(folder), read_enrolment(folder).rows
    assert people.enrolment == pupils.enrolment
    assert people.births == pupils.births
    assert (people.areas, people.lacking) == (pupils.areas, pupils.lacking)
    assert {row.area for row in people.enrolment} == {"东城区", "西城区", "河东区"}
