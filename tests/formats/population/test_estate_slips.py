"""Slips in estates and in systems of coordinates: what is told of them, by which command."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from xuewei.charts.map_notes import map_notes
from xuewei.cli.map_asked import MapAsked, map_of
from xuewei.formats.coordinates import to_gcj02
from xuewei.formats.csv import BadCellError
from xuewei.formats.population.estate_table import completes
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess

from inside import run
from program import TOP

ESTATES = Path("population", "estates.csv")
TABLES = ("population/zones.csv", "population/estates.csv", "schools.csv")
"""Tables with coordinates that every command reads."""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the district, in which commands run."""
    shutil.copytree(TOP / "examples" / "district", tmp_path / "d")
    monkeypatch.chdir(tmp_path / "d")
    return tmp_path / "d"


def exchanged(path: Path, before: str, after: str) -> None:
    """Exchange some text of a file."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def with_column(path: Path, name: str, value: str) -> None:
    """Give a table one more column, of one value."""
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{head},{name}", *(f"{row},{value}" for row in rows), ""]), encoding="utf-8")


@pytest.mark.parametrize(
    "text", ["2027年9月", "2027-09", "2027.9", "2027/9/30", "2027-09-30", "2027年12月31日", "2027年"]
)
def test_of_a_month_of_completion_the_year_is_read(text: str) -> None:
    """The calendar year, whatever the month."""
    assert completes(text) == ((2027, None),)


@pytest.mark.parametrize("text", ["2027-13", "2026-2028", "2027.0", "2027-09/30", "2027年底", "1027-09"])
def test_what_is_no_month_is_refused(text: str) -> None:
    """Spans of years and months that there are not."""
    with pytest.raises(BadCellError):
        completes(text)


def in_gcj02(path: Path) -> None:
    """Write the places of a table in GCJ-02, with the column that says so."""
    head, *rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    at = head.index("lon"), head.index("lat")
    for row in rows:
        if row[at[0]]:
            lon, lat = to_gcj02(float(row[at[0]]), float(row[at[1]]))
            row[at[0]], row[at[1]] = f"{lon:.9f}", f"{lat:.9f}"
    path.write_text("\n".join(",".join(row) for row in ([*head, "crs"], *([*row, "GCJ02"] for row in rows))) + "\n")


def places(folder: Path) -> list[tuple[str, float, float]]:
    """Where zones, estates and schools of a project lie."""
    plan, people = read_project(str(folder / "plan.yaml"))
    named = [(row.area, row.lon, row.lat) for row in people.zones]
    named += [(each.id, each.lon, each.lat) for rows in (people.estates, plan.schools) for each in rows]
    return [(name, lon, lat) for name, lon, lat in named if lon is not None and lat is not None]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_all_commands_in_gcj02_is_turned_and_that_is_said(place: Path, table: str) -> None:
    """To a centimetre; said with its name wherever something is measured or drawn, and only there."""
    before, name = places(place), Path(table).name
    site = ("site", "--sites", "sites.csv", "--stage", "middle", "--year", "2030", "-k", "1", "--lang", "en")
    plain = run(*site).stdout
    in_gcj02(place / table)
    after = places(place)
    assert [each[0] for each in after] == [each[0] for each in before]
    far = [
        abs(a - b) for one, other in zip(before, after, strict=True) for a, b in zip(one[1:], other[1:], strict=True)
    ]
    assert max(far) < 1e-7
    told = f"the crs of {name} is GCJ02"
    turned = run(*site).stdout
    assert told in " ".join(turned.split())
    assert turned[: turned.index("Plan:")] == plain[: plain.index("Plan:")]
    assert told not in " ".join(plain.split())
    plan, people = read_project("plan.yaml")
    found = map_of(assess(plan, people), MapAsked())
    assert found is not None
    assert any(told in note for note in map_notes(found, "en"))
    assert "GCJ" not in run("gap", "--lang", "en").stdout
    assert run("check").returncode == 0


@pytest.mark.parametrize("table", TABLES)
def test_a_table_in_two_systems_is_refused(place: Path, table: str) -> None:
    """With both, at the first row of the other one."""
    in_gcj02(place / table)
    text = (place / table).read_text(encoding="utf-8")
    (place / table).write_text(text.replace("GCJ02", "WGS84", 1), encoding="utf-8")
    done = run("check", "--lang", "en")
    assert done.returncode == 3
    assert f"{table}:3: crs: differs from WGS84 in line 2" in done.stderr


def test_an_imported_list_does_not_mix_its_system_with_that_of_the_table(place: Path) -> None:
    """A list that does not say that it is in GCJ-02 is not laid over a table that does."""
    in_gcj02(place / ESTATES)
    before = (place / ESTATES).read_bytes()
    text = "编号,小区名称,街道,户数,交房,经度,纬度\ne03,东湖,合成区,300,2027,108.01,35.02\n"
    (place / "l.csv").write_text(text, encoding="utf-8")
    done = run("import", "l.csv", "--kind", "estates", "--into", "plan.yaml", "--yes", "--lang", "en")
    assert done.returncode == 3
    assert "estates.csv, GCJ02: give the list a column crs" in done.stderr
    assert (place / ESTATES).read_bytes() == before


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize(("title", "system"), [("crs", "WGS84"), ("坐标系", "国家2000")])
def test_others_are_read_and_change_nothing(place: Path, table: str, title: str, system: str) -> None:
    """WGS84, and CGCS2000 which is the same to a metre."""
    before = run("gap", "--format", "csv").stdout
    with_column(place / table, title, system)
    assert run("gap", "--format", "csv").stdout == before


@pytest.mark.parametrize("table", TABLES)
def test_a_misspelt_system_is_told_with_its_line(place: Path, table: str) -> None:
    """With the one that was probably meant."""
    with_column(place / table, "crs", "CGCS200")
    err = run("check", "--lang", "en").stderr
    assert re.search(
        rf"{re.escape(table)}:2: crs: must be one of WGS84, CGCS2000, GCJ02; [0-9]+ rows are so \(found CGCS200\)\. Did you mean CGCS2000\?",
        err,
    )


@pytest.mark.parametrize(("homes", "odd"), [("600", False), ("12000000", True)])
def test_an_estate_with_more_pupils_than_fit_its_area_is_a_remark(place: Path, homes: str, odd: bool) -> None:
    """Against the children of its area without it."""
    exchanged(place / ESTATES, "合成第06学区,600", f"合成第06学区,{homes}")
    remarks = json.loads(run("check", "--format", "json").stdout)["remarks"]
    found = [each for each in remarks if each["kind"] == "odd_estate"]
    assert [(each["line"], each["field"], each["found"]) for each in found] == [(4, "dwellings", "12,000,000")] * odd


def test_a_list_as_it_was_handed_over_is_pointed_to_import(place: Path) -> None:
    """Its titles are Chinese, and it has no ids."""
    (place / ESTATES).write_text("小区名称,街道,户数,交房时间\n东湖,合成区,300,2027年6月\n", encoding="utf-8")
    done = run("check")
    assert done.returncode == 3
    assert "xuewei import 小区.csv --kind estates" in done.stderr


@pytest.mark.parametrize("head", ["name,area,dwellings,basis,source", "编号,小区,区域,套数,竣工"])
def test_other_tables_are_not(place: Path, head: str) -> None:
    """One in keys that lacks some, and one in Chinese that lacks none."""
    (place / ESTATES).write_text(f"{head}\n" + ",".join(["x"] * (head.count(",") + 1)) + "\n", encoding="utf-8")
    assert "import" not in run("check").stderr


@pytest.mark.parametrize(("year", "late"), [("2034", False), ("2035", True), ("2050", True)])
def test_an_estate_in_which_nobody_lives_yet_is_named(place: Path, year: str, late: bool) -> None:
    """It adds nothing up to the last year that is shown, 2035, and that is said."""
    exchanged(place / ESTATES, "600,,affordable,2027", f"600,,affordable,{year}")
    notes = " ".join(run("gap", "--lang", "en").stdout.split())
    told = "In 1 of them nobody lives by 2035, so that they add no pupils yet (completes): 合成第03小区." in notes
    assert told == late


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("compare", "fewer.yaml"), "New estates (8"),
        (("sweep", "--set", "estates.yields.primary=10,40"), "New estates (8"),
        (("convert-options",), "New estates (8"),
        (("resources",), "New estates (8"),
        (("schools",), "not by zone of the estate"),
        (("resources", "--by", "school"), "not by zone of the estate"),
    ],
)
def test_answers_in_which_estates_count_say_so(place: Path, words: tuple[str, ...], said: str) -> None:
    """Nothing of it where there are none."""
    text = "scenario: fewer\nextends: plan.yaml\nset: {estates.yields.primary: 10}\n"
    (place / "fewer.yaml").write_text(text, encoding="utf-8")
    assert said in " ".join(run(*words, "--lang", "en").stdout.split())
    (place / ESTATES).unlink()
    (place / "fewer.yaml").write_text(text.replace("estates.yields.primary: 10", "opening_lag: 2"), encoding="utf-8")
    words = tuple("opening_lag=1,2" if word.startswith("estates.") else word for word in words)
    done = run(*words, "--lang", "en").stdout
    assert done
    assert said not in " ".join(done.split())


@pytest.mark.parametrize("words", [("check",), ("gap",)])
def test_places_that_nobody_knows_are_told_beside_other_faults(place: Path, words: tuple[str, ...]) -> None:
    """Not only once these are mended; what the plan or the folder names is no fault."""
    exchanged(place / ESTATES, "e02,合成第02小区,合成区", "e02,合成第02小区,合成县")
    exchanged(place / ESTATES, "合成第06学区,600", "合成第66学区,6x0")
    lines = run(*words, "--lang", "en").stderr.splitlines()
    assert [line.partition("(")[0].partition("estates.csv:")[2].strip() for line in lines] == [
        "3: zone: is a zone of 合成区",
        "3: area: is no area or zone of the plan or its people",
        "4: dwellings: must be a number from 0 to 10000000000",
        "4: zone: is not a zone of zones.csv",
    ]


def test_a_plan_with_faults_of_its_own_hides_none_of_estates(place: Path) -> None:
    """Both are told, each once."""
    exchanged(place / ESTATES, "合成第06学区,600", "合成第06学区,6x0")
    exchanged(place / "plan.yaml", "years: [2027, 2030]", "years: [2027]")
    err = run("gap", "--lang", "en").stderr
    assert err.count("dwellings") == 1
    assert err.count("years") == 1


SLIPS = {
    "kind": ("合成第03学区,1000,,commodity", "合成第03学区,1000,,商铺"),
    "course": ("180000,commodity,2027,,", "180000,commodity,2027,快速,"),
    "zone": ("合成区,合成第06学区,600", "合成区,合成第66学区,600"),
    "area": ("合成区,合成第11学区,500,,resettlement", "合成市,,500,,resettlement"),
    "of another area": ("合成区,合成第10学区,400", "合成第01学区,合成第10学区,400"),
    "far": (",108.043,", ",121.01,"),
    "exchanged": (",108.0111,35.0268,", ",35.0268,108.0111,"),
    "about": ("合成第11学区,500,,affordable", "合成第11学区,约500,,affordable"),
}
"""Slips in estates, in a row each: of a cell, of rows alone, beside other tables and beside the plan."""


def faults(command: str = "gap") -> list[str]:
    """The lines of estates and of assumptions and births that a command ends with."""
    done = run(command, "--lang", "en", *(["population", "plan.yaml"] if command == "check" else []))
    assert (done.returncode, done.stdout) == (3, "")
    files = ("estates", "assumptions.yaml", "births.csv")
    return [line for line in done.stderr.splitlines() if any(file in line for file in files)]


@pytest.mark.parametrize("command", ["gap", "check"])
def test_all_slips_of_estates_are_told_at_once(place: Path, command: str) -> None:
    """Each as it is told alone, in the order of the table; none waits until another is mended."""
    before, alone = (place / ESTATES).read_text(encoding="utf-8"), []
    for slip in SLIPS.values():
        exchanged(place / ESTATES, *slip)
        alone += faults(command)
        (place / ESTATES).write_text(before, encoding="utf-8")
    assert len(alone) == len(SLIPS)
    for slip in SLIPS.values():
        exchanged(place / ESTATES, *slip)
    told = faults(command)
    assert sorted(told) == sorted(alone)
    lines = [int(line.split(":")[1]) for line in told]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("assumptions.yaml", "  entry:", "  entri:"),
        ("births.csv", "合成区,2011,3272", "合成区,2011,viele"),
    ],
)
def test_slips_of_estates_do_not_wait_for_other_files(place: Path, file: str, old: str, new: str) -> None:
    """Where a table, or what is assumed, has faults of its own."""
    for slip in SLIPS.values():
        exchanged(place / ESTATES, *slip)
    own = faults()
    exchanged(place / "population" / file, old, new)
    told = faults()
    assert [line for line in told if "estates.csv" in line] == own
    assert len(told) == len(own) + 1


def test_slips_of_a_plan_s_own_estates_beside_the_folder_are_told_at_once(place: Path) -> None:
    """A course that there is not, an area that nobody knows, and a place far off."""
    (place / ESTATES).unlink()
    rows = (
        "  - {id: a, area: 合成区, dwellings: 9, completes: 2027, occupancy: 快速}",
        "  - {id: b, area: 合成市, dwellings: 9, completes: 2027}",
        "  - {id: c, area: 合成区, dwellings: 9, completes: 2027, lon: 121.01, lat: 35}",
    )
    exchanged(place / "plan.yaml", "schools:\n", "\n".join(["estates:", *rows, "schools:", ""]))
    assert [line.split(": ")[1] for line in faults()] == [
        "estates[a].occupancy",
        "estates[b].area",
        "estates[c].lon",
    ]
