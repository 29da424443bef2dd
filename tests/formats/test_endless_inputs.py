"""Inputs without an end, or with far more than anybody writes: refused at once, in one sentence."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path

import pytest

from xuewei.errors import MOST_LOOKED_AT, Fault, InputError, Place, nearest
from xuewei.formats.csv import MOST_COLUMNS, Cell, read_table, words
from xuewei.formats.places import read_bytes
from xuewei.formats.population.folder import read_population
from xuewei.formats.project import read_project
from xuewei.formats.scenario.read import MOST_LAYERS, stack
from xuewei.formats.shapes import Faults
from xuewei.formats.yaml import MOST_NODES, read_yaml, yaml_of
from xuewei.model.assessment import assess
from xuewei.workbook.imported import Asked, read_import
from xuewei.workbook.lists.table import read_csv

from inside import run


def fault_line(wrong: pytest.ExceptionInfo[InputError]) -> str:
    """The one fault in English."""
    (fault,) = wrong.value.faults
    return fault.text("en")


PIPE = "is a pipe, a device or a socket, not a file: save it as a file first"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_a_pipe_a_socket_and_a_device_are_not_opened(tmp_path: Path) -> None:
    """Nobody writes into the pipe: opening it would wait for ever; /dev/zero has no end."""
    os.mkfifo(tmp_path / "pipe.yaml")
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(tmp_path / "door.yaml"))
        for name in (tmp_path / "pipe.yaml", tmp_path / "door.yaml", "/dev/zero", "/dev/null"):
            with pytest.raises(InputError) as wrong:
                read_yaml(name)
            assert fault_line(wrong) == f"{name}: {PIPE}"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
@pytest.mark.parametrize(
    "words", [["gap", "--plan"], ["check"], ["gap", "--scenario"], ["import"], ["diff", "plan_2021_2025"]]
)
def test_every_command_refuses_a_pipe(tmp_path: Path, words: list[str]) -> None:
    """Exit 3, whatever option takes the file; also what the shell makes of <(…)."""
    pipe = tmp_path / ("pipe.csv" if words == ["import"] else "pipe.yaml")
    os.mkfifo(pipe)
    done = run(*words, pipe, "--lang", "en")
    assert (done.returncode, PIPE in done.stderr) == (3, True), done.stderr


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes with names")
def test_tables_of_people_are_files_too(tmp_path: Path) -> None:
    """A pipe in the place of a table, of assumptions, and of Parquet."""
    folder = tmp_path / "people"
    folder.mkdir()
    for name in ("census.parquet", "births.csv", "assumptions.yaml"):
        os.mkfifo(folder / name)
        assert stat.S_ISFIFO((folder / name).stat().st_mode)
    with pytest.raises(InputError) as wrong:
        read_population(folder)
    assert {fault.kind for fault in wrong.value.faults} == {"not_regular"}
    assert len(wrong.value.faults) == 3


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("", '"": has no file name'),
        (".", ".: is a directory, not a file"),
        ("/", "/: is a directory, not a file"),
        ("..", "..: is a directory, not a file"),
        ("x" * 5000, f"{'x' * 5000}: cannot be read: File name too long"),
        ("a/b.csv", "a/b.csv: no such file"),
    ],
)
def test_what_is_no_file_is_not_imported(name: str, what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing, folders, a name too long, nothing there."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError) as wrong:
        read_import(Asked(name), "")
    assert fault_line(wrong) == what


def test_names_that_no_file_can_have_are_told(tmp_path: Path) -> None:
    """A character that ends names, a link that leads to itself, a name of 5,000 letters, nothing at all."""
    (tmp_path / "loop.yaml").symlink_to(tmp_path / "loop.yaml")
    for written in ('"a\\0b"', "loop.yaml", "x" * 5000, '"."', '"/"'):
        (tmp_path / "s.yaml").write_text(f"scenario: 试\nextends: {written}\n", encoding="utf-8")
        with pytest.raises(InputError):
            stack(None, [tmp_path / "s.yaml"])
    with pytest.raises(InputError):
        read_project(tmp_path / "loop.yaml")
    with pytest.raises(InputError) as wrong:
        read_project("")
    assert fault_line(wrong) == '"": has no file name'


def test_more_values_than_anybody_writes_are_not_read() -> None:
    """Before the first of them is."""
    with pytest.raises(InputError) as wrong:
        yaml_of("x: [" + "1," * MOST_NODES + "1]", "f.yaml")
    assert fault_line(wrong) == "f.yaml: holds more than 5,000,000 values"


def test_a_table_of_too_many_columns_is_not_read(tmp_path: Path) -> None:
    """A thousand are read; a row of many times as many cells is refused before it is cut up."""
    path = tmp_path / "t.csv"
    columns = {f"c{n}": Cell(words) for n in range(MOST_COLUMNS)}
    head = ",".join(columns)
    path.write_text(f"{head}\n{head}\n", encoding="utf-8")
    assert len(read_table(path, columns, Faults(str(path)))) == 1
    for text, line in ((f"{head},more\n", 1), (f"{head}\n" + "," * 10**6, 2)):
        path.write_text(text, encoding="utf-8")
        for read in (lambda: read_table(path, columns, Faults(str(path))), lambda: read_csv(path, {})):
            with pytest.raises(InputError) as wrong:
                read()
            assert fault_line(wrong) == f"{path}:{line}: has more than 1,000 columns"


def chain(folder: Path, length: int) -> Path:
    """Scenarios that extend one another, each with a change of its own."""
    for n in range(length):
        below = f"s{n - 1}.yaml" if n else "plan_2021_2025"
        (folder / f"s{n}.yaml").write_text(
            f"scenario: 第{n}\nextends: {below}\nset: {{opening_lag: {n % 3}}}\n"
            f"change: [{{id: 2022-middle-3, note: 第{n}}}]\n",
            encoding="utf-8",
        )
    return folder / f"s{length - 1}.yaml"


def test_a_thousand_scenarios_may_extend_each_other_and_no_more(tmp_path: Path) -> None:
    """The last one counts; one more is refused at its line."""
    plan, people = read_project(None, [chain(tmp_path, MOST_LAYERS)])
    assert plan.opening_lag == (MOST_LAYERS - 1) % 3
    assert next(school.note for school in plan.schools if school.id == "2022-middle-3") == f"第{MOST_LAYERS - 1}"
    assert assess(plan, people).years
    with pytest.raises(InputError) as wrong:
        stack(None, [chain(tmp_path, MOST_LAYERS + 1)])
    assert fault_line(wrong).endswith("s1.yaml:2: extends: is one of more than 1,000 scenarios that extend one another")


def test_a_long_circle_of_scenarios_is_told_in_short(tmp_path: Path) -> None:
    """Twenty files of the circle are named."""
    last = chain(tmp_path, 100)
    (tmp_path / "s0.yaml").write_text(f"scenario: 零\nextends: {last.name}\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        stack(None, [last])
    assert fault_line(wrong).count(" -> ") == 21


def test_only_the_first_of_many_unknown_words_have_a_suggestion() -> None:
    """Among 20,000 schools a few; once faults are told, the next ones again."""
    schools = [f"school-{n:05}" for n in range(20_000)]
    InputError([])
    found = [nearest(f"schoool-{n:05}", schools) for n in range(300)]
    assert found[0] == "school-00000"
    assert sum(each is not None for each in found) <= MOST_LOOKED_AT // len(schools) + 1
    InputError([Fault(Place("f"), "", "empty")])
    assert nearest("schoool-00007", schools) == "school-00007"


def test_no_near_word_is_sought_for_a_long_one() -> None:
    """It is none of ours, however much of it is."""
    InputError([])
    assert nearest("primary" * 10**6, ["primary" * 10**6 + "x"]) is None


def test_the_memory_that_is_asked_for_is_that_of_the_file(tmp_path: Path) -> None:
    """However high the limit, a small file takes little; a file that does not say its size is read whole."""
    small = tmp_path / "small.csv"
    small.write_bytes(b"a,b\n")
    assert read_bytes(small, 2**62) == b"a,b\n"
    assert read_bytes("/proc/self/status", 2**20).endswith(b"\n")
