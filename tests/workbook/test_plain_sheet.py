"""The ledger's sheets skip what XlsxWriter does for every formula and row: the book must be what it would be without."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZipFile

import pytest
from xlsxwriter.worksheet import Worksheet

from xuewei.workbook.write import plain_sheet
from xuewei.workbook.write.book import workbook_of
from xuewei.workbook.write.plain_sheet import PlainFormulas

from inside import run


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_book_is_byte_for_byte_what_the_library_itself_writes(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With every formula translated and every cell's place looked at, as in a worksheet of the library's own."""
    quick, usual = tmp_path / "quick.xlsx", tmp_path / "usual.xlsx"
    assert run("ledger", "--lang", lang, "--output", quick).returncode == 0
    for name in ("write_string", "write_number", "write_formula", "_prepare_formula"):
        monkeypatch.setattr(PlainFormulas, name, getattr(Worksheet, name))
    assert run("ledger", "--lang", lang, "--output", usual).returncode == 0
    assert quick.read_bytes() == usual.read_bytes()


def packed(*, large: bool) -> ZipFile:
    """A book of many rows alike."""
    whole = BytesIO()
    with workbook_of(whole, "zh", title="t", large=large) as page:
        sheet = page("表")
        for n in range(1, 2_001):
            sheet.row(n, [(f"学校{n}", "text"), (n * n, "whole")])
    return ZipFile(whole)


def test_rows_of_a_large_book_reach_its_sheet_as_they_stand_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """To the byte what the library writes, and the book's every part."""
    quick = packed(large=True)
    monkeypatch.setattr(PlainFormulas, "_write_optimized_sheet_data", Worksheet._write_optimized_sheet_data)
    usual = packed(large=True)
    assert quick.namelist() == usual.namelist()
    assert all(quick.read(name) == usual.read(name) for name in quick.namelist())


def test_a_large_book_is_packed_less_hard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The level is that of large books alone."""

    def size(*, large: bool) -> int:
        return sum(each.compress_size for each in packed(large=large).infolist())

    small, large = size(large=False), size(large=True)
    monkeypatch.setattr(plain_sheet, "LEVEL", 9)
    assert size(large=True) < large
    assert size(large=False) == small


def test_a_book_goes_to_its_file_without_being_held(tmp_path: Path) -> None:
    """What is packed takes no memory: the file is larger than all that its making takes at once."""
    path, chance = tmp_path / "book.xlsx", Random(0)
    tracemalloc.start()
    try:
        with workbook_of(path, "zh", title="t", large=True) as page:
            sheet = page("表")
            for n in range(1, 401):
                sheet.row(n, [(chance.randbytes(10_000).hex(), "text")])
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < path.stat().st_size


def test_a_book_that_comes_to_no_end_leaves_the_old_file(tmp_path: Path) -> None:
    """What an error cuts short is written nowhere."""
    path = tmp_path / "book.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(KeyError), workbook_of(path, "zh", title="t", large=True) as page:
        page("表").row(1, [("头", "no such look")])
    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]
