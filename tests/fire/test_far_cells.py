"""Small workbooks that ask for a machine are refused in one line, with little memory, in little time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats.book.sheets import Workbook
from xuewei.formats.plan.read import read_plan
from xuewei.workbook.read.plan_book import read_book

from books import book_of, saved
from fire import far_cells
from fire.measured import Took, forked
from program import environment

MEBIBYTES, TIMES = 500, 3
"""What the program may take to refuse a file: at the peak, and of computing, in times of what an honest list takes."""
LOADED = ("xuewei.cli.commands.import_", "xuewei.workbook.imported", "xuewei.workbook.read.plan_book")
"""What every import of a workbook needs."""
PLANTED = ("marshal", "signal", "datetime", "io", "python_calamine", "resource", "sitecustomize", "typing")


def imported(books: Iterable[far_cells.Book], folder: Path) -> Iterator[tuple[str, int, list[str], str]]:
    """Each book's name, the exit code of its import, the lines it printed, and what it took too much of."""
    with forked(*LOADED) as took:

        def run(name: str, raw: bytes) -> tuple[Took, Path]:
            own = folder / name
            own.mkdir()
            (own / name).write_bytes(raw)
            return took(("import", name, "--area", "中心城区", "--output", "new.yaml", "--yes"), own), own

        honest, _ = run("honest.xlsx", far_cells.honest(5_000))
        assert honest.code == 0
        for name, raw in books:
            found, own = run(name, raw)
            too_much = found.mebibytes > MEBIBYTES or found.seconds > TIMES * honest.seconds
            left = list((own / "temporary").iterdir())
            took_ = f"{found.mebibytes:.0f} MiB, {found.seconds:.1f} s ({honest.seconds:.1f} s for a list), {left}"
            yield name, found.code, found.told.splitlines(), took_ if too_much or left else ""


def test_a_hostile_workbook_is_refused_in_one_line_within_bounds(tmp_path: Path) -> None:
    """Exit 3, nothing written, 500 MiB and three times an honest list at the most, nothing left behind."""
    wrong = []
    books = (each for each in far_cells.refused() if not each[0].startswith("far ") or "far A20000000" in each[0])
    for name, code, lines, too_much in imported(books, tmp_path):
        if (code, len(lines), too_much) != (3, 1, "") or not lines[0].startswith(f"{name}: "):
            wrong.append((name, code, lines[:3], too_much))
    assert not wrong


def test_a_harmless_oddity_stays_within_the_same_bounds(tmp_path: Path) -> None:
    """It is read, or told by faults: never a traceback."""
    for name, code, lines, too_much in imported(far_cells.harmless(), tmp_path):
        assert code in (0, 3), (name, lines)
        assert (name, too_much, "Traceback" in "".join(lines)) == (name, "", False)


def test_a_cell_at_every_far_place_is_refused_however_it_is_written(tmp_path: Path) -> None:
    """Before anything is laid out."""
    for n, (name, raw) in enumerate(far_cells.far()):
        path = tmp_path / f"{n}.xlsx"
        path.write_bytes(raw)
        book = Workbook(path)
        with pytest.raises(InputError) as told:
            book.sheet(book.names[0])
        assert len(told.value.faults) == 1, name


def test_a_far_cell_is_named(tmp_path: Path) -> None:
    """So that people can delete it."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(far_cells.xlsx(far_cells.sheet(far_cells.FORMS["usual"].format(ref="A20000000"))))
    with pytest.raises(InputError) as told:
        Workbook(path).sheet("名单")
    (fault,) = told.value.faults
    assert fault.text("zh") == f"{path}: 工作表“名单”的 A20000000 超出了工作表的末格 XFD1048576"
    assert fault.text("en").endswith("in the sheet “名单” A20000000 is beyond XFD1048576, the last cell of a sheet")


def test_the_process_that_reads_cells_loads_nothing_from_the_folder_one_works_in(tmp_path: Path) -> None:
    """Modules of the names that it imports lie there, and would leave a mark."""
    saved(book_of(read_plan()), tmp_path, "ledger.xlsx")
    for name in PLANTED:
        (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'mark')!r}, 'w')\n")
    command = [sys.executable, "-P", "-m", "xuewei", "import", "ledger.xlsx", "--output", "new.yaml", "--yes"]
    done = subprocess.run(command, cwd=tmp_path, env=environment(), capture_output=True, check=False)
    assert done.returncode == 0
    assert not (tmp_path / "mark").exists()


def test_no_process_is_left_when_a_workbook_is_done_with(tmp_path: Path) -> None:
    """Whether it was read or refused; others may have left children of theirs to this process before."""
    before = _children()
    read_book(Workbook(saved(book_of(read_plan()), tmp_path)))
    path = tmp_path / "far.xlsx"
    path.write_bytes(far_cells.xlsx(far_cells.sheet(far_cells.FORMS["blanks"].format(ref="XFD1048576"))))
    with pytest.raises(InputError):
        Workbook(path).sheet("名单")
    assert _children() <= before


def _children() -> set[str]:
    """The processes that this one has begun and not seen the end of."""
    tasks = Path("/proc/self/task").iterdir()
    return {child for task in tasks for child in (task / "children").read_text(encoding="ascii").split()}
