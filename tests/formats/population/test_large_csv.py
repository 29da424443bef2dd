"""Large CSV tables are read as arrays: the same people, and the same faults, as read cell by cell."""

import shutil
from collections.abc import Callable
from dataclasses import astuple
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xuewei.errors import InputError
from xuewei.formats.places import shipped
from xuewei.formats.population import csv_people
from xuewei.formats.population import folder as folders
from xuewei.formats.population.folder import read_population
from xuewei.formats.population.tables import TABLES

EXAMPLES = Path(__file__).parents[3] / "examples"
FOLDERS = {
    "pupils": EXAMPLES / "pupils",
    "shipped": shipped("population"),
    "counties": EXAMPLES / "counties" / "thirteen",
}
ODD = [
    "",
    " ",
    "x",
    "-1",
    "1.5",
    "1e3",
    "nan",
    "inf",
    "+5",
    "007",
    "１２",
    "1,200",
    '"5"',
    "2019",
    "2099",
    "2020-11-01",
]
ODD += [
    "20201101",
    "2020-11-31",
    "male",
    "男",
    "小学",
    "primary",
    "全部",
    "null",
    "NA",
    "0x10",
    "published",
    "\t3",
    "3 ",
]


def _read(folder: Path) -> object:
    try:
        found = read_population(folder)
    except InputError as wrong:
        return [str(fault) for fault in wrong.faults]
    rows = (found.census, found.births, found.totals, found.enrolment, found.given)
    return [[_cells(row) for row in table] for table in rows]


def _cells(row: Any) -> list[tuple[object, type]]:
    return [(value, type(value)) for value in astuple(row)]


def _same(folder: Path, patch: pytest.MonkeyPatch) -> object:
    patch.setattr(folders, "LARGE", 2**62)
    by_cell = _read(folder)
    patch.setattr(folders, "LARGE", 0)
    assert _read(folder) == by_cell
    return by_cell


def _tables(folder: Path, made: Path) -> Path:
    made.mkdir(exist_ok=True)
    for path in folder.iterdir():
        if path.stem in TABLES or path.name == "assumptions.yaml":
            shutil.copy(path, made)
    return made


@pytest.mark.parametrize("name", FOLDERS)
def test_good_tables_are_read_alike(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped folders are plain enough, and every row, with its line and the type of each cell, is as before."""
    made = _tables(FOLDERS[name], tmp_path / "made")
    monkeypatch.setattr(folders, "LARGE", 0)
    assert folders.large_csv(made)
    assert csv_people.large_rows(made) is not None, "the lane is not taken"
    assert isinstance(_same(made, monkeypatch), list)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_cell_that_is_changed_is_told_alike(data: st.DataObject, tmp_path: Path) -> None:
    """Up to three cells of any table, the head among them, hold what people write."""
    shutil.rmtree(tmp_path / "made", ignore_errors=True)
    made = _tables(FOLDERS["pupils"], tmp_path / "made")
    _tables(FOLDERS["shipped"], made) if data.draw(st.booleans()) else None
    for _ in range(data.draw(st.integers(1, 3))):
        table = data.draw(st.sampled_from(sorted(made.glob("*.csv"))))
        lines = [line.split(",") for line in table.read_text("utf-8").splitlines()]
        row = lines[data.draw(st.integers(0, min(len(lines) - 1, 40)))]
        row[data.draw(st.integers(0, len(row) - 1))] = data.draw(st.sampled_from(ODD))
        table.write_text("\n".join(map(",".join, lines)) + "\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        _same(made, patch)


FORMS: dict[str, Callable[[bytes], bytes]] = {
    "byte order mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "ends of lines of Windows": lambda raw: raw.replace(b"\n", b"\r\n"),
    "ends of lines of old": lambda raw: raw.replace(b"\n", b"\r"),
    "an empty line": lambda raw: raw.replace(b"\n", b"\n\n", 3),
    "empty cells in a line": lambda raw: raw + b",,,,,,\n",
    "no end": lambda raw: raw[:-1],
    "GBK": lambda raw: raw.decode("utf-8").encode("gb18030"),
    "a broken character": lambda raw: raw[:-3] + b"\xff\n",
    "a row twice": lambda raw: raw + raw.splitlines(keepends=True)[-1],
    "Chinese heads": lambda raw: raw.replace(b"area", "区域".encode(), 1),
    "a column twice": lambda raw: raw.replace(b"source", b"basis", 1),
    "no source": lambda raw: raw.replace("虚构".encode(), b""),
    "quotes": lambda raw: raw.replace("虚构".encode(), '"虚，""构"""'.encode()),
    "numbers as programs write them": lambda raw: raw.replace(b",1", b",0x1", 1),
    "the same in capitals": lambda raw: raw.replace(b",1", b",0X1", 1),
    "nothing": lambda raw: b"",
    "a head alone": lambda raw: raw.splitlines(keepends=True)[0],
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("table", ["census", "births", "enrolment"])
def test_every_form_of_a_table_is_read_alike(
    form: str, table: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files are as offices' programs write them."""
    made = _tables(FOLDERS["pupils"], tmp_path / "made")
    path = made / f"{table}.csv"
    path.write_bytes(FORMS[form](path.read_bytes()))
    _same(made, monkeypatch)
