"""XlsxWriter's workbook and worksheet without what takes most of the time of a large book."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import nullcontext
from io import BytesIO
from itertools import product
from pathlib import Path
from types import FunctionType
from typing import Any, Literal
from zipfile import ZipFile

from xlsxwriter import Workbook, workbook
from xlsxwriter.worksheet import Worksheet

from xuewei.workbook.write.layout import ROW

MARK = ROW.encode()
LEVEL = 3
"""How hard a large book is packed: a third of the time of the usual level, for a seventh more bytes."""
COPIED = 1 << 20
"""Bytes that are copied at a time."""


class _Packed(ZipFile):
    """An archive that stays unfinished where it could not be: ZipFile would try it once more when it goes, on a full
    disk too, and tell of its failure."""

    def __del__(self) -> None:
        pass


class LargeBook(Workbook):  # type: ignore[misc] # XlsxWriter has no types
    """A workbook that is packed quickly where it is written row by row. Its file is opened when all is there to be
    packed, and not before."""

    def _store_workbook(self) -> None:
        level = LEVEL if self.constant_memory else None
        whole: str | Path | BytesIO = self.filename
        with nullcontext(whole) if isinstance(whole, BytesIO) else open(whole, "wb") as file:

            def pack(_: object, mode: Literal["w"], **how: Any) -> ZipFile:
                return _Packed(file, mode, compresslevel=level, **how)  # XlsxWriter gives no level itself

            FunctionType(Workbook._store_workbook.__code__, {**vars(workbook), "ZipFile": pack})(self)

    def leave(self) -> None:
        """Write nothing: what there is so far is packed into nowhere, which takes its parts off the disk."""
        self.filename = BytesIO()


class PlainFormulas(Worksheet):  # type: ignore[misc]
    """A worksheet whose formulas need no translation: they use no function younger than the format itself.

    XlsxWriter would look for each of forty younger ones in every formula, which takes most of the time of a large book.
    """

    # as they are behind their decorator, which would read A1 for every cell: rows and columns are numbers here
    write_string = Worksheet.write_string.__wrapped__
    write_number = Worksheet.write_number.__wrapped__
    write_formula = Worksheet.write_formula.__wrapped__

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def begin_row(self, row: int) -> None:
        """Write all rows before a whole one, from 0, of which nothing may be written yet."""
        if row <= self.previous_row and self.table[row]:
            raise ValueError(f"row {row + 1} is written already")
        self._write_single_row(row)

    def write_rows(self, row: int, columns: Sequence[int], rows: Sequence[bytes]) -> None:
        """Whole rows, from 0, as the XML of their cells, with ROW for the number of each; ``columns`` are those that
        hold any. Only in a book that is written row by row, once the first was begun."""
        numbered = ((cells, b"%d" % n) for n, cells in enumerate(rows, start=row + 1) if cells)
        self.fh.flush()
        self.fh.buffer.writelines(b'<row r="%b">%b</row>' % (n, cells.replace(MARK, n)) for cells, n in numbered)
        filled = [n for n, cells in enumerate(rows, start=row) if cells]
        for n, column in product(filled[:1] + filled[-1:], columns):
            self._check_dimensions(n, column)
        self.previous_row: int = row + len(rows) - 1

    def found(self, value: float | str) -> float | str:
        """What a formula found, as XML can hold it: XlsxWriter escapes only text of cells that are no formula."""
        return self._escape_control_characters(value) if isinstance(value, str) else value

    def _write_optimized_sheet_data(self) -> None:
        """Put the rows that stand on the disk into the sheet as they are; XlsxWriter would decode and encode them."""
        if self.dim_rowmin is None:
            self._xml_empty_tag("sheetData")
            return
        self._xml_start_tag("sheetData")
        for each in (self.fh, self.row_data_fh):
            each.flush()
        self.row_data_fh.seek(0)
        shutil.copyfileobj(self.row_data_fh.buffer, self.fh.buffer, COPIED)
        self.row_data_fh.close()
        os.unlink(self.row_data_filename)
        self._xml_end_tag("sheetData")
