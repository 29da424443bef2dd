"""A workbook (xlsx, xlsm, xls, ods) from the disk: looked at with suspicion, then read by calamine."""

from __future__ import annotations

import re
from functools import cached_property
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

from xuewei.errors import Fault, InputError, nearest
from xuewei.files.books import sheet_xml
from xuewei.files.books.archive import Archive
from xuewei.files.books.book_sheet import BookSheet
from xuewei.files.books.limits import BOOK_LIMIT, CELLS_LIMIT
from xuewei.files.books.open_document import widest
from xuewei.files.written.place import Place, read_bytes

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a file: an archive; what Excel wrote before 2007, and a container for encrypted workbooks."""
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def is_workbook(raw: bytes) -> bool:
    """Whether a file is one of those that hold workbooks, by its first bytes."""
    return raw.startswith((ZIP, COMPOUND))


class Workbook:
    """A workbook that is safe to read. ``macros`` says whether it holds any; they are never run.

    Raises InputError, in one line, for a file that is no workbook, is encrypted, broken, or unfolds beyond the limits.
    """

    def __init__(self, place: Place) -> None:
        raw = read_bytes(place, BOOK_LIMIT)
        self.file = str(place)
        self._archive: Archive | None = None
        if raw.startswith(ZIP):
            self._archive = Archive(raw, self.file)
            self._check_archive(self._archive)
            self.macros = any(name.lower().endswith("vbaproject.bin") for name in self._archive.names)
        elif raw.startswith(COMPOUND):
            if "EncryptedPackage".encode("utf-16-le") in raw:
                raise self._fault("book_encrypted")
            self.macros = "_VBA_PROJECT".encode("utf-16-le") in raw
        else:
            raise self._fault("no_book")
        self._book: CalamineWorkbook = self._guarded(lambda: _opened(raw))
        self.names: tuple[str, ...] = tuple(self._book.sheet_names)

    def _check_archive(self, archive: Archive) -> None:
        """Refuse an archive that is another kind of file, or an OpenDocument that is encrypted or without end."""
        names = set(archive.names)
        if "content.xml" in names:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise self._fault("book_encrypted")
            if widest(archive.read("content.xml")) > CELLS_LIMIT:
                raise self._fault("book_cells", limit=CELLS_LIMIT)
        elif not any(name.lower() == "xl/workbook.xml" for name in names):
            raise self._fault("no_book")

    def _fault(self, kind: str, **values: object) -> InputError:
        return InputError([Fault(self.file, None, "", kind, values)])

    def _guarded(self, read: Any) -> Any:
        """What calamine reads; whatever it stumbles over is one fault. (Its panics are no ordinary exceptions.)"""
        try:
            return read()
        except (KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException as broken:
            kind = "book_encrypted" if type(broken).__name__ == "PasswordError" else "book_broken"
            raise self._fault(kind) from None

    def sheet(self, name: str) -> BookSheet:
        """A sheet by its exact name. Raises InputError where it is missing or too large."""
        if name not in self.names:
            near = nearest(name, self.names)
            raise InputError([Fault(self.file, None, "", "no_sheet", {"known": ", ".join(self.names)}, name, near)])
        xml = self._xml(name)
        if xml and sheet_xml.extent(xml, CELLS_LIMIT) > CELLS_LIMIT:
            raise self._fault("book_cells", limit=CELLS_LIMIT)
        number = self.names.index(name)
        sheet = self._guarded(lambda: self._book.get_sheet_by_name(name))
        rows = self._guarded(lambda: sheet.to_python(skip_empty_area=False))
        merged = self._guarded(lambda: sheet.merged_cell_ranges) or []
        wrong = dict.fromkeys(sheet_xml.errors(xml), "book_error")
        wrong.update(dict.fromkeys(sheet_xml.uncomputed(xml), "book_uncomputed"))
        return BookSheet(self.file, name, number, rows, merged, wrong, lambda: sheet_xml.formulas(self._xml(name)))

    def _xml(self, name: str) -> bytes:
        """The text of a sheet of an xlsx; empty for other kinds."""
        return self._archive.read(self._parts.get(name, "")) if self._archive else b""

    @cached_property
    def _parts(self) -> dict[str, str]:
        """The part of every sheet by its name."""
        assert self._archive is not None
        try:
            book = ElementTree.fromstring(self._archive.read("xl/workbook.xml"))
            links = ElementTree.fromstring(self._archive.read("xl/_rels/workbook.xml.rels"))
        except ElementTree.ParseError:
            return {}
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        return {
            sheet.get("name", ""): _part(targets.get(_relation(sheet), ""))
            for sheet in book.iter()
            if sheet.tag.rpartition("}")[2] == "sheet"
        }


def _relation(sheet: ElementTree.Element) -> str | None:
    """The link of a sheet to its part, in the usual or the strict form of the format."""
    return next((value for key, value in sheet.items() if key == _RELATION or key.endswith("}id")), None)


def _part(target: str) -> str:
    """A part by what points to it from the workbook.

    >>> _part("worksheets/sheet1.xml"), _part("/xl/worksheets/sheet1.xml")
    ('xl/worksheets/sheet1.xml', 'xl/worksheets/sheet1.xml')
    """
    return target[1:] if target.startswith("/") else "xl/" + re.sub(r"^\./", "", target)


def _opened(raw: bytes) -> CalamineWorkbook:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_filelike(BytesIO(raw))
