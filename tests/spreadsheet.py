"""LibreOffice as the people meet it: workbooks opened, computed anew and saved by a real spreadsheet."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from python_calamine import CalamineWorkbook

from needed import needed

ALWAYS, NEVER = 0, 1
"""When LibreOffice computes anew on opening; as it comes it trusts stored values, and a test would check nothing."""
_SETTING = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>{mode}</value></prop></item>
</oor:items>
"""


def program() -> str:
    """The spreadsheet; skips the test where there is none, except where everything has to run."""
    return needed("no LibreOffice on this machine (Debian: libreoffice-calc-nogui)", "soffice", "libreoffice")


@cache
def profile(mode: int = ALWAYS) -> str:
    """The option that names the settings of this process: those of a spreadsheet that has run before start sooner."""
    folder = Path(tempfile.mkdtemp(prefix="profile-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "user").mkdir()
    (folder / "user" / "registrymodifications.xcu").write_text(_SETTING.format(mode=mode), encoding="utf-8")
    return f"-env:UserInstallation={folder.as_uri()}"


def saved(books: list[Path], folder: Path, kind: str = "xlsx", mode: int = ALWAYS) -> list[Path]:
    """The workbooks as LibreOffice saves them into ``folder``, computed anew unless ``mode`` says never. A start takes
    two seconds and a workbook one: what is converted together is converted sooner."""
    out = folder / f"saved-{kind}-{mode}"
    words = [program(), profile(mode), "--headless", "--convert-to", kind]
    done = subprocess.run([*words, "--outdir", out, *books], capture_output=True, encoding="utf-8", check=False)
    found = [out / f"{book.stem}.{kind}" for book in books]
    missing = [path.name for path in found if not path.exists()]
    assert not missing, (missing, done.stdout, done.stderr)
    return found


NEAR = 1e-6
"""Relative difference of unrounded sums that the order of adding may make; whole numbers have to be equal."""


def formulas(book: Path) -> Iterator[tuple[str, str, object]]:
    """Sheet, cell and stored value of every formula of a workbook."""
    stored = values(book)
    with closing(openpyxl.load_workbook(book, read_only=True)) as found:
        for sheet in found:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.data_type == "f":
                    yield sheet.title, cell.coordinate, stored.get((sheet.title, cell.coordinate))


def values(book: Path) -> dict[tuple[str, str], object]:
    """The stored value of every cell that has one, by sheet and place. calamine reads them seven times as fast, but
    knows no errors: a workbook with one of them (#N/A) is read by openpyxl."""
    if not _has_errors(book):
        return dict(_read_fast(book))
    with closing(openpyxl.load_workbook(book, data_only=True, read_only=True)) as found:
        cells = ((sheet.title, cell) for sheet in found for row in sheet.iter_rows() for cell in row)
        return {
            (name, cell.coordinate): cell.value
            for name, cell in cells
            if cell.data_type != "n" or cell.value is not None
        }


def _has_errors(book: Path) -> bool:
    with zipfile.ZipFile(book) as package:
        sheets = (each for each in package.namelist() if each.startswith("xl/worksheets/"))
        return any(b't="e"' in package.read(each) for each in sheets)


def _read_fast(book: Path) -> Iterator[tuple[tuple[str, str], object]]:
    with closing(CalamineWorkbook.from_path(str(book))) as found:
        for name in found.sheet_names:
            rows = found.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for n, row in enumerate(rows, start=1):
                for column, value in enumerate(row, start=1):
                    if value != "":
                        whole = isinstance(value, float) and value.is_integer()
                        place = f"{get_column_letter(column)}{n}"
                        yield (name, place), int(value) if whole else value  # type: ignore[arg-type]


def differing(book: Path, computed: Path) -> tuple[int, list[str]]:
    """How many formulas there are, and those whose stored value LibreOffice does not find."""
    found = values(computed)
    count, wrong = 0, []
    for sheet, place, stored in formulas(book):
        count += 1
        value = found.get((sheet, place))
        if not _same(stored, value):
            wrong.append(f"{sheet}!{place}: {stored!r} stored, {value!r} computed")
    return count, wrong


def _same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        whole = isinstance(one, int) and isinstance(other, int)
        return one == other if whole else abs(one - other) <= NEAR * max(1.0, abs(one))
    return (one or "") == (other or "")
