"""The ledger's sheets skip what XlsxWriter does for every formula: the book must be what it would be without that."""

from __future__ import annotations

from pathlib import Path

import pytest
from xlsxwriter.worksheet import Worksheet

from xuewei.workbook.write.page import PlainFormulas

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
