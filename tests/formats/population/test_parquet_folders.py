"""Population folders in Parquet hold what CSV holds, are checked as it is, and can be read block by block."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xuewei.answers.synthetic.country import write_country
from xuewei.errors import InputError
from xuewei.formats.any_file import read_all
from xuewei.formats.git.revision import revision
from xuewei.formats.population.blocks import population_blocks
from xuewei.formats.population.folder import read_enrolment, read_population, read_record
from xuewei.formats.population.tables import TABLES
from xuewei.language.to_copy import install
from xuewei.model.population import Population

from inside import run
from program import TOP, environment

SHIPPED = TOP / "data" / "population"
WHOLE = ("age_from", "age_to", "persons", "year", "published_year", "grade")
NUMBERS = ("births", "pupils")
DAYS = ("date", "period_end")
Table = dict[str, list[Any]]


def table_of(path: Path) -> Table:
    """A CSV table as columns of Python values."""
    frame = pandas.read_csv(path, dtype=str, keep_default_na=False)
    read: dict[str, Callable[[str], Any]] = {
        **dict.fromkeys(WHOLE, int),
        **dict.fromkeys(NUMBERS, float),
        **dict.fromkeys(DAYS, date.fromisoformat),
    }
    return {
        str(name): [read.get(str(name), str)(cell) if cell else None for cell in frame[name]] for name in frame.columns
    }


def types_of(name: str) -> pyarrow.DataType:
    """The plain type of a column."""
    if name in WHOLE:
        return pyarrow.int64()
    return pyarrow.float64() if name in NUMBERS else pyarrow.date32() if name in DAYS else pyarrow.string()


def write(path: Path, table: Table, types: dict[str, pyarrow.DataType] | None = None, **options: Any) -> None:
    """A Parquet file of a table."""
    types = types or {}
    arrays = {name: pyarrow.array(column, types.get(name, types_of(name))) for name, column in table.items()}
    pyarrow.parquet.write_table(pyarrow.table(arrays), path, **options)


def as_parquet(csv: Path, to: Path) -> Path:
    """A folder with the tables of another one in Parquet."""
    to.mkdir()
    for name in TABLES:
        if (csv / f"{name}.csv").exists():
            write(to / f"{name}.parquet", table_of(csv / f"{name}.csv"))
    (to / "assumptions.yaml").write_bytes((csv / "assumptions.yaml").read_bytes())
    return to


def rows_of(people: Population) -> list[tuple[Any, ...]]:
    """All rows, table by table."""
    return [getattr(people, name) for name in TABLES]


CENSUS: Table = {
    "area": ["甲"] * 4,
    "sex": ["male", "male", "female", "female"],
    "age_from": [0, 5, 0, 5],
    "age_to": [4, None, 4, None],
    "persons": [100, 900, 90, 910],
    "date": [date(2020, 11, 1)] * 4,
    "basis": ["published"] * 4,
    "source": ["普查"] * 4,
}
TOTALS: Table = {
    "area": ["甲"],
    "date": [date(2020, 11, 1)],
    "persons": [2000],
    "basis": ["published"],
    "source": ["普查"],
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small good folder in Parquet."""
    write(tmp_path / "census.parquet", CENSUS)
    write(tmp_path / "totals.parquet", TOTALS)
    (tmp_path / "assumptions.yaml").write_text("horizon: 2030\n", encoding="utf-8")
    return tmp_path


def faults_of(folder: Path) -> list[str]:
    """The English lines of every fault, with the file's name only."""
    with pytest.raises(InputError) as wrong:
        read_population(folder)
    return [fault.text("en").removeprefix(f"{folder}/") for fault in wrong.value.faults]


def changed(name: str, place: int, value: object) -> Table:
    """The census with one cell changed."""
    return {**CENSUS, name: [*CENSUS[name][:place], value, *CENSUS[name][place + 1 :]]}


@pytest.mark.parametrize("csv", [SHIPPED, TOP / "examples" / "counties" / "population"])
def test_parquet_holds_what_csv_holds(tmp_path: Path, csv: Path) -> None:
    """The shipped folders give the same rows in either form."""
    assert rows_of(read_population(as_parquet(csv, tmp_path / "p"))) == rows_of(read_population(csv))


def test_pupils_on_record_may_be_in_parquet(tmp_path: Path) -> None:
    """The shipped folder of national pupils gives the same history, by every way of reading it."""
    (tmp_path / "p").mkdir()
    for name in ("births", "enrolment"):
        write(tmp_path / "p" / f"{name}.parquet", table_of(TOP / "data" / "china" / f"{name}.csv"))
    assert rows_of(read_enrolment(tmp_path / "p").rows) == rows_of(read_enrolment("china").rows)
    assert not read_record(tmp_path / "p").rows.census
    assert read_all([str(tmp_path / "p")])[2] == [("enrolment", str(tmp_path / "p"))]
    words = ["forecast", "--format", "csv", "--population"]
    assert run(*words, tmp_path / "p").stdout == run(*words, "china", cwd=tmp_path).stdout


def test_a_folder_may_mix_forms(tmp_path: Path) -> None:
    """One table in CSV and the rest in Parquet."""
    mixed = as_parquet(SHIPPED, tmp_path / "p")
    (mixed / "births.parquet").unlink()
    (mixed / "births.csv").write_bytes((SHIPPED / "births.csv").read_bytes())
    assert rows_of(read_population(mixed)) == rows_of(read_population(SHIPPED))


def test_what_pandas_writes_is_read(tmp_path: Path) -> None:
    """Whole numbers that became floating ones because some are missing, days that became moments, words by code."""
    (tmp_path / "assumptions.yaml").write_text("horizon: 2030\n", encoding="utf-8")
    frame = pandas.read_csv(SHIPPED / "census.csv", parse_dates=["date"])
    assert frame["age_to"].dtype.kind == "f"
    frame["area"] = frame["area"].astype("category")
    frame.to_parquet(tmp_path / "census.parquet")
    assert read_population(tmp_path).census == read_population(SHIPPED).census


@pytest.mark.parametrize(
    ("slip", "line"),
    [
        (changed("sex", 0, "mle"), "census.parquet:1: sex: must be one of male, female (found mle). Did you mean male?"),
        (changed("persons", 0, -1), "census.parquet:1: persons: must be a whole number from 0 to 10000000000 (found -1)"),
        (changed("persons", 1, None), "census.parquet:2: persons: must be a whole number from 0 to 10000000000"),
        (changed("area", 2, " "), "census.parquet:3: area: must not be empty"),
        (changed("area", 2, None), "census.parquet:3: area: must not be empty"),
        (changed("basis", 3, "publishd"), "census.parquet:4: basis: must be one of published, derived, assumed, projected (found publishd). Did you mean published?"),
        (changed("age_from", 1, 6), "census.parquet:2: age_from: ages 5–5 of 甲 male 2020-11-01 are missing"),
        (changed("age_from", 1, 4), "census.parquet:2: age_from: ages of 甲 male 2020-11-01 overlap line 1"),
        (changed("age_to", 1, 99), "census.parquet:2: age_to: the last group of 甲 male 2020-11-01 must leave age_to empty (found 99)"),
        (changed("age_to", 0, None), "census.parquet:1: age_to: only the last group may leave age_to empty"),
        (changed("age_from", 0, 1), "census.parquet:1: age_from: ages of 甲 male 2020-11-01 must begin at 0 (found 1)"),
        (changed("age_from", 1, 0), "census.parquet:2: duplicates line 1"),
        (changed("persons", 0, 101), "census.parquet:1: persons: the census groups of 甲 add up to 2,001, not to the total of 2,000 (+1)"),
        ({name: column[:2] for name, column in CENSUS.items()}, "census.parquet:1: sex: female of 甲 2020-11-01 is missing"),
        ({name: column[:0] for name, column in CENSUS.items()}, "census.parquet: has no rows"),
        ({name: column for name, column in CENSUS.items() if name != "sex"}, "census.parquet: sex: column sex is missing"),
        ({"areaa" if name == "area" else name: column for name, column in CENSUS.items()}, "census.parquet: areaa: unknown column. Did you mean area?"),
    ],
)  # fmt: skip
def test_a_slip_is_told_as_in_csv_with_its_row(folder: Path, slip: Table, line: str) -> None:
    """Rows are counted from 1, the head is none; columns as a whole have no row."""
    write(folder / "census.parquet", slip)
    assert line in faults_of(folder)


@pytest.mark.parametrize(
    ("column", "values", "type", "line"),
    [
        ("persons", ["100", "900", "90", "910"], pyarrow.string(), "persons: must be a column of whole numbers (found string)"),
        ("persons", [True] * 4, pyarrow.bool_(), "persons: must be a column of whole numbers (found bool)"),
        ("date", ["2020-11-01"] * 4, pyarrow.string(), "date: must be a column of dates (found string)"),
        ("area", [1] * 4, pyarrow.int64(), "area: must be a column of text (found int64)"),
    ],
)  # fmt: skip
def test_a_column_of_another_type_is_told(folder: Path, column: str, values: list[Any], type: Any, line: str) -> None:
    """The column and what it holds; nothing is guessed from text."""
    write(folder / "census.parquet", {**CENSUS, column: values}, {column: type})
    assert faults_of(folder) == [f"census.parquet: {line}"]


@pytest.mark.parametrize(
    ("column", "values", "type", "line"),
    [
        ("persons", [100.5, 900, 90, 910], pyarrow.float64(), "census.parquet:1: persons: must be a whole number from 0 to 10000000000 (found 100.5)"),
        ("persons", [float("inf"), 900, 90, 910], pyarrow.float64(), "census.parquet:1: persons: must be a whole number from 0 to 10000000000 (found inf)"),
        ("persons", [2**64 - 1, 900, 90, 910], pyarrow.uint64(), "census.parquet:1: persons: must be a whole number from 0 to 10000000000 (found 4611686018427387904)"),
        ("date", [datetime(2020, 11, 1, 12)] * 4, pyarrow.timestamp("ns"), "census.parquet:1: date: must be a date such as 2021-09-01 (found 2020-11-01 12:00:00)"),
    ],
)  # fmt: skip
def test_a_value_that_its_type_allows_and_we_do_not_is_told(
    folder: Path, column: str, values: list[Any], type: Any, line: str
) -> None:
    """Fractions of persons, endless numbers, moments inside a day."""
    write(folder / "census.parquet", {**CENSUS, column: values}, {column: type})
    assert line in faults_of(folder)


@pytest.mark.filterwarnings("error")
def test_endless_numbers_are_faults_and_no_warnings(folder: Path) -> None:
    """Neither the comparing of their places nor the adding up says anything beside the faults."""
    endless = float("inf")
    slips = {"age_from": [0, endless, endless, 5], "persons": [endless, 900, -endless, 910]}
    write(folder / "census.parquet", {**CENSUS, **slips}, dict.fromkeys(slips, pyarrow.float64()))
    found = [line.partition(" must")[0] for line in faults_of(folder)]
    assert found == [f"census.parquet:{n}" for n in ("1: persons:", "2: age_from:", "3: age_from:", "3: persons:")]


def test_the_same_table_in_both_forms_is_a_fault(folder: Path) -> None:
    """Nobody can know which one counts."""
    (folder / "census.csv").write_text("area\n", encoding="utf-8")
    assert faults_of(folder) == ["census.parquet: is the same table as census.csv: keep one of them"]
    with pytest.raises(InputError, match=r"census\.csv"):
        list(population_blocks(folder, ["甲"], 1))


def test_a_damaged_or_foreign_file_is_told(folder: Path) -> None:
    """Text, half a file, a broken page: a fault each, never a traceback."""
    good = (folder / "census.parquet").read_bytes()
    broken = bytearray(good)
    broken[4:200] = bytes(196)
    for raw in (b"", b"area,sex\n", good[: len(good) // 2], good[:-8] + b"\0" * 4 + b"PAR1", bytes(broken)):
        (folder / "census.parquet").write_bytes(raw)
        (line,) = faults_of(folder)[:1]
        assert line.startswith("census.parquet: is not a Parquet file, or is damaged: ")
        with pytest.raises(InputError):
            list(population_blocks(folder, ["甲"], 1))


def test_text_that_is_not_utf8_is_told(folder: Path) -> None:
    """Bytes called text by a careless writer."""
    raw = pyarrow.array([b"\xbc\xd7"] * 4, pyarrow.binary())
    names = pyarrow.Array.from_buffers(pyarrow.string(), 4, raw.buffers())
    arrays = {name: pyarrow.array(column, types_of(name)) for name, column in CENSUS.items()}
    pyarrow.parquet.write_table(pyarrow.table({**arrays, "area": names}), folder / "census.parquet")
    assert faults_of(folder)[0].startswith("census.parquet: is not a Parquet file, or is damaged: ")
    with pytest.raises(InputError, match="is damaged"):
        list(population_blocks(folder, ["甲"], 1))


def test_without_pyarrow_it_is_said_how_to_get_it(folder: Path, tmp_path: Path) -> None:
    """Exit 3 and one line, for reading and for writing; CSV needs none."""
    program = (
        "import sys, importlib.util as u; found = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'pyarrow' else found(name, *more)\n"
        "sys.argv[1:] = {}\n"
        "from xuewei.cli.app import main\nmain()"
    )
    for words in (["check", str(folder)], ["synth", "--format", "parquet", str(tmp_path / "new")]):
        done = subprocess.run(
            [sys.executable, "-c", program.format(words)],
            capture_output=True,
            encoding="utf-8",
            env=environment(XUEWEI_LANG="en"),
        )
        assert done.returncode == 3
        assert install("parquet") in done.stderr
        assert "Traceback" not in done.stderr
    assert not (tmp_path / "new").exists()


def test_csv_is_read_without_loading_pyarrow() -> None:
    """Who does not use Parquet does not pay for it."""
    program = (
        "import sys; sys.argv[1:] = ['check']\nfrom xuewei.cli.app import main\n"
        "try: main()\nexcept SystemExit: pass\nassert 'pyarrow' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_commands_take_folders_in_parquet(tmp_path: Path) -> None:
    """check and gap answer from Parquet as from CSV; a table's file stands for its folder."""
    write_country(tmp_path / "c", 6)
    write_country(tmp_path / "p", 6, format="parquet")
    one, other = (
        run("gap", "--plan", tmp_path / "c" / "plan.yaml", "--population", tmp_path / each, "--format", "csv")
        for each in "cp"
    )
    assert one.returncode == other.returncode == 0
    assert one.stdout == other.stdout
    assert run("gap", "--plan", tmp_path / "p" / "plan.yaml", "--format", "csv").stdout == one.stdout
    assert run("check", tmp_path / "p").returncode == 0
    assert run("check", tmp_path / "p" / "census.parquet").returncode == 0
    write(tmp_path / "p" / "totals.parquet", {**TOTALS, "persons": [-1]})
    done = run("check", tmp_path / "p", XUEWEI_LANG="en")
    assert done.returncode == 3
    assert "totals.parquet:1: persons:" in done.stderr


def test_a_revision_in_git_may_hold_parquet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that is not on the disk is read from its bytes."""
    people = as_parquet(SHIPPED, tmp_path / "people")
    who = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "."], [*who, "commit", "-qm", "one"]):
        subprocess.run(["git", *words], cwd=tmp_path, check=True, capture_output=True)
    (people / "census.parquet").unlink()
    monkeypatch.chdir(tmp_path)
    stored = revision("HEAD:people/assumptions.yaml").folder()
    assert rows_of(read_population(stored)) == rows_of(read_population(SHIPPED))


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty areas in Parquet, in CSV, and in Parquet of few rows a group."""
    top = tmp_path_factory.mktemp("country")
    write_country(top / "parquet", 20, format="parquet")
    write_country(top / "csv", 20)
    (top / "small").mkdir()
    for name in ("census", "births", "totals"):
        table = pyarrow.parquet.read_table(top / "parquet" / f"{name}.parquet")
        pyarrow.parquet.write_table(table, top / "small" / f"{name}.parquet", row_group_size=101)
    (top / "small" / "assumptions.yaml").write_bytes((top / "csv" / "assumptions.yaml").read_bytes())
    return top


NAMES = [f"合成县{number:04d}" for number in range(1, 21)]


@settings(max_examples=25)
@given(st.lists(st.sampled_from([*NAMES, "合成全国"]), unique=True), st.integers(1, 25))
def test_blocks_of_any_size_hold_the_rows_of_their_areas_and_the_nation(
    country: Path, areas: list[str], size: int
) -> None:
    """Every named area is in one block, in the order of the census, whole; CSV and Parquet give the same blocks."""
    whole = read_population(country / "csv")
    found = [list(population_blocks(country / form, areas, size)) for form in ("csv", "parquet", "small")]
    for blocks in found:
        assert [rows_of(block) for block in blocks] == [rows_of(block) for block in found[0]]
        assert [block.assumptions.nation for block in blocks] == ["合成全国"] * len(blocks)
    order = [area for area in ["合成全国", *NAMES] if area in areas]
    parts = [order[n : n + size] for n in range(0, len(order), size)]
    assert len(parts) == len(found[0])
    for names, block in zip(parts, found[0], strict=True):
        for name in ("census", "births", "totals"):
            rows = [row for row in getattr(whole, name) if row.area in {*names, "合成全国"}]
            assert list(getattr(block, name)) == rows


def test_tables_may_have_their_areas_in_another_order(country: Path, tmp_path: Path) -> None:
    """Blocks follow the census; the other files are searched, back and forth."""
    for name in ("census", "births", "totals"):
        table = pyarrow.parquet.read_table(country / "small" / f"{name}.parquet")
        if name != "census":
            table = table.take(np.argsort(table["area"].to_numpy(zero_copy_only=False), kind="stable")[::-1])
        pyarrow.parquet.write_table(table, tmp_path / f"{name}.parquet", row_group_size=10)
    (tmp_path / "assumptions.yaml").write_bytes((country / "csv" / "assumptions.yaml").read_bytes())
    found, wanted = (list(population_blocks(each, NAMES, 3)) for each in (tmp_path, country / "csv"))
    for block, other in zip(found, wanted, strict=True):
        for one, same in zip(rows_of(block), rows_of(other), strict=True):
            assert set(one) == set(same)


def test_rows_of_an_area_that_stand_apart_are_told(folder: Path) -> None:
    """One fault that names the area and both places; read whole, order does not matter."""
    both = {name: [*column, *column] for name, column in CENSUS.items()}
    both["area"] = ["甲", "甲", "乙", "乙", "甲", "甲", "乙", "乙"]
    both["sex"] = ["male"] * 4 + ["female"] * 4
    write(folder / "census.parquet", both)
    (folder / "totals.parquet").unlink()
    with pytest.raises(InputError) as wrong:
        list(population_blocks(folder, ["甲", "乙"], 1))
    (fault,) = wrong.value.faults
    assert fault.text("en").endswith(
        "census.parquet:5: area: rows of 甲 are not together: other areas come after row 2"
    )
    assert len(read_population(folder).census) == 8


def test_a_slip_in_a_block_is_told_when_its_turn_comes(country: Path, tmp_path: Path) -> None:
    """The blocks before it are given; the row is that of the file."""
    table = pyarrow.parquet.read_table(country / "parquet" / "census.parquet")
    persons = table["persons"].to_pylist()
    place = table["area"].to_pylist().index("合成县0009") + 3
    persons[place] = -5
    table = table.set_column(table.schema.get_field_index("persons"), "persons", pyarrow.array(persons))
    pyarrow.parquet.write_table(table, tmp_path / "census.parquet")
    (tmp_path / "assumptions.yaml").write_bytes((country / "csv" / "assumptions.yaml").read_bytes())
    blocks = population_blocks(tmp_path, NAMES, 4)
    next(blocks), next(blocks)
    with pytest.raises(InputError, match=rf"census\.parquet:{place + 1}: persons: .*found -5"):
        next(blocks)


def test_a_name_that_is_not_in_the_census_is_told(country: Path) -> None:
    """With the nearest one that is, in either form."""
    for form in ("csv", "parquet"):
        with pytest.raises(
            InputError, match=r"is not an area of the population data.*合成县00200.*Did you mean 合成县0020"
        ):
            list(population_blocks(country / form, ["合成县00200"], 4))
    with pytest.raises(ValueError, match="at least one"):
        population_blocks(country / "csv", NAMES, 0)


SLIPS = st.one_of(
    st.tuples(st.sampled_from(["age_from", "age_to", "persons"]), st.sampled_from([0, 1, 4, 5, 9, 100, 121, -1])),
    st.tuples(st.just("age_to"), st.none()),
    st.tuples(st.just("sex"), st.sampled_from(["male", "female", "mle", " male ", ""])),
    st.tuples(st.just("area"), st.sampled_from(["甲", "乙", "丙", ""])),
    st.tuples(st.just("date"), st.sampled_from([date(2020, 11, 1), date(2010, 11, 1)])),
    st.tuples(st.just("basis"), st.sampled_from(["assumed", "x"])),
)


@settings(max_examples=150)
@given(
    st.lists(st.tuples(SLIPS, st.integers(0, 11)), max_size=4),
    st.lists(st.integers(0, 11), max_size=2),
    st.sampled_from([2000, 2000, 2001, -1]),
)
@example([(("age_from", 5), 0)], [], 2000)
@example([(("sex", "female"), 0), (("basis", "x"), 0)], [], 2000)
def test_every_fault_of_csv_is_one_of_parquet(
    tmp_path_factory: pytest.TempPathFactory, slips: list[tuple[tuple[str, Any], int]], left_out: list[int], total: int
) -> None:
    """Whatever is changed or left out, both forms tell the same of the same rows, or give the same people."""
    table: Table = {name: [*column, *column, *column] for name, column in CENSUS.items()}
    table["area"] = ["甲"] * 8 + ["乙"] * 4
    table["date"] = [date(2010, 11, 1)] * 4 + [date(2020, 11, 1)] * 8
    for (name, value), place in slips:
        table[name][place] = value
    table = {name: [cell for n, cell in enumerate(column) if n not in left_out] for name, column in table.items()}
    top = tmp_path_factory.mktemp("slips")
    found: list[Any] = []
    for form in ("csv", "parquet"):
        (top / form).mkdir()
        (top / form / "assumptions.yaml").write_text("horizon: 2030\n", encoding="utf-8")
        for name, columns in (("census", table), ("totals", {**TOTALS, "persons": [total]})):
            if form == "csv":
                pandas.DataFrame({key: pandas.Series(cells, dtype=object) for key, cells in columns.items()}).to_csv(
                    top / form / f"{name}.csv", index=False
                )
            else:
                write(top / form / f"{name}.parquet", columns)
        try:
            found.append(rows_of(read_population(top / form)))
        except InputError as wrong:
            first = 2 if form == "csv" else 1
            found.append(
                {(Path(f.place.file).stem, f.place.line - first, f.field, f.kind, f.found) for f in wrong.faults}
            )
    assert found[0] == found[1]
