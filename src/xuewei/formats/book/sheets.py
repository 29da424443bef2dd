"""A workbook (xlsx, xlsm, xls, ods) from the disk, checked before its cells are read in a process of their own.

Calamine lays a sheet out from its first cell to its last, and ends the whole process where that is more than there is.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from functools import cached_property
from xml.parsers.expat import ExpatError, ParserCreate

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.archive import (
    BOOK_LIMIT,
    COMPOUND,
    LAST_COLUMN,
    LAST_ROW,
    PARTS_LIMIT,
    SHEETS_LIMIT,
    ZIP,
    Archive,
    bounds,
)
from xuewei.formats.book import sheet_xml
from xuewei.formats.book.cells_reader import Apart
from xuewei.formats.book.ods_marks import Marks, marks
from xuewei.formats.book.sheet import BookSheet, Hidden
from xuewei.formats.book.sheet_xml import At, letters_of
from xuewei.formats.places import AnyPath, read_bytes

CONTENT = "content.xml"
"""The part of an OpenDocument that holds all its sheets."""
LOOKS = 3
"""How often a sheet is looked at: for its head, for its cells, for its formulas."""


def is_workbook(raw: bytes) -> bool:
    """Whether a file is one of those that hold workbooks, by its first bytes."""
    return raw.startswith((ZIP, COMPOUND))


class Workbook:
    """A workbook that is safe to read. ``macros`` says whether it holds any; they are never run. ``hidden`` are the
    hidden sheets, ``unseen`` these and those without cells.

    Raises InputError, in one line, for a file that is not a workbook, is encrypted, broken, or exceeds its limits.
    """

    def __init__(self, place: AnyPath) -> None:
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
        self._bounds = bounds(len(raw), self._archive.unfolded if self._archive else len(raw))
        self._cells: dict[str, int] = {}
        self._places = 0
        self._apart = Apart(raw, self._bounds, self.file)
        self.names, self.hidden, self.unseen = self._apart.names, self._apart.hidden, self._apart.unseen
        if len(self.names) > SHEETS_LIMIT:
            raise self._apart.fault("book_sheets", limit=SHEETS_LIMIT)

    def _check_archive(self, archive: Archive) -> None:
        """Refuse an archive that is another kind of file, or an OpenDocument that is encrypted."""
        if CONTENT in archive.names:
            if b"encryption-data" in archive.read("META-INF/manifest.xml"):
                raise self._fault("book_encrypted")
        elif not any(name.lower() == "xl/workbook.xml" for name in archive.names):
            raise self._fault("no_book")

    def _fault(self, kind: str, **values: object) -> InputError:
        return InputError([Fault(Place(self.file), "", kind, values)])

    def sheet(self, name: str, most: int | None = None) -> BookSheet:
        """A sheet by its exact name, or its first ``most`` rows.

        Raises InputError where it is missing, too large, or out of proportion to the file.
        """
        if name not in self.names:
            near = nearest(name, self.names)
            raise InputError([Fault(Place(self.file), "", "no_sheet", {"known": ", ".join(self.names)}, name, near)])
        self._apart.ask(name, most)  # which it reads while its text is looked at here
        wrong, reach = self._looked_at(name)
        try:
            height, width, merged = self._apart.size()
        except InputError as refused:
            if refused.faults[0].kind == "book_memory":
                self._check_size(name, *reach)
            raise
        self._check_size(name, height, width)
        if CONTENT in self._names:
            merged = self._marks.get(name, Marks()).merged
        self._check_merged(name, height, width, merged)
        rows = list(self._apart.rows(height))
        number = self.names.index(name)
        return BookSheet(
            self.file, name, number, rows, merged, wrong, lambda: self._formulas(name), lambda: self._hidden(name)
        )

    def _check_size(self, name: str, height: int, width: int) -> None:
        """Refuse a sheet that is larger than sheets are, or than its file may ask for."""
        if height > LAST_ROW or width > LAST_COLUMN:
            raise self._apart.fault("book_beyond", sheet=name, cell=f"{letters_of(width - 1)}{height}")
        self._cells[name] = height * width
        if sum(self._cells.values()) > self._bounds.cells:
            raise self._apart.fault("book_cells", sheet=name, rows=height, columns=width, limit=self._bounds.cells)

    def _check_merged(self, name: str, height: int, width: int, merged: Sequence[tuple[At, At]]) -> None:
        """Refuse a sheet in which the ranges that are merged lie over each other."""
        covered = sum(
            max(min(bottom + 1, height) - top, 0) * max(min(right + 1, width) - left, 0)
            for (top, left), (bottom, right) in merged
        )
        if covered > height * width:
            raise self._apart.fault("book_merges", sheet=name)

    def _looked_at(self, name: str) -> tuple[dict[At, str], At]:
        """The cells of a sheet with an error or a formula without a computed value, by the kind of fault, and how many
        rows and columns it seems to have.

        Raises InputError where its text names a cell that cannot be.
        """
        found: dict[At, str] = {}
        last = (0, 0)
        for window in sheet_xml.windows(self._pieces(name)):
            row, column, far = sheet_xml.reach(window)
            last = max(last[0], row), max(last[1], column)
            if far is not None:
                raise self._apart.fault("book_beyond", sheet=name, cell=far)
            found.update(dict.fromkeys(self._counted(sheet_xml.errors(window)), "book_error"))
            found.update(dict.fromkeys(self._counted(sheet_xml.uncomputed(window)), "book_uncomputed"))
            if len(found) > self._bounds.filled:
                raise self._apart.fault("book_proportion")
        return found, last

    def _formulas(self, name: str) -> set[At]:
        """The cells of a sheet that hold a formula."""
        windows = sheet_xml.windows(self._pieces(name))
        return {at for window in windows for at in self._counted(sheet_xml.formulas(window))}

    def _hidden(self, name: str) -> Hidden:
        """The hidden rows and columns of a sheet; those of an xls are not known."""
        if CONTENT in self._names:
            found = self._marks.get(name, Marks())
            return found.rows, found.columns
        rows, columns = set[int](), set[int]()
        for window in sheet_xml.windows(self._pieces(name)):
            for row, column in sheet_xml.hidden(window):
                (rows if column is None else columns).add(row if column is None else column)
        return sorted(rows), sorted(columns)

    def _counted(self, found: Iterator[At | None]) -> Iterator[At]:
        """The cells among what was found in all sheets, which may not be more than the file may hold."""
        for at in found:
            self._places += 1
            if self._places > self._bounds.filled * LOOKS:
                raise self._apart.fault("book_proportion")
            if at is not None:
                yield at

    def _pieces(self, name: str) -> Iterator[bytes]:
        """The text of a sheet of an xlsx, piece by piece; nothing for other kinds."""
        return self._archive.pieces(self._parts.get(name, "")) if self._archive else iter(())

    @property
    def _names(self) -> Container[str]:
        return self._archive.names if self._archive else ()

    @cached_property
    def _marks(self) -> dict[str, Marks]:
        """What an OpenDocument says of its sheets beside the values."""
        archive = self._archive
        assert archive is not None
        return marks(lambda: archive.pieces(CONTENT), self._bounds.filled)

    @cached_property
    def _parts(self) -> dict[str, str]:
        """The part of every sheet by its name."""
        assert self._archive is not None
        sheets = tags_of(self._archive.read("xl/workbook.xml"), "sheet")
        links = tags_of(self._archive.read("xl/_rels/workbook.xml.rels"), "Relationship")
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        return {sheet.get("name", ""): _part(targets.get(_relation(sheet), "")) for sheet in sheets}


def tags_of(xml: bytes, wanted: str) -> list[dict[str, str]]:
    """The attributes of every tag of a name, whatever its prefix; none where the text is no XML or declares entities.

    >>> tags_of(b'<a xmlns:x="y"><x:sheet name="b"/></a>', "sheet")
    [{'name': 'b'}]
    """
    found: list[dict[str, str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted and len(found) <= PARTS_LIMIT:
            found.append(attributes)

    def declared(*_: object) -> None:
        raise ValueError("entities")

    parser = ParserCreate()
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = declared
    try:
        parser.Parse(xml, True)
    except (ExpatError, ValueError):
        return []
    return found


def _relation(sheet: dict[str, str]) -> str | None:
    """The link of a sheet to its part, in the usual or the strict form of the format."""
    return next((value for key, value in sheet.items() if key.endswith(":id")), None)


def _part(target: str) -> str:
    """A part by what points to it from the workbook.

    >>> _part("worksheets/sheet1.xml"), _part("/xl/worksheets/sheet1.xml")
    ('xl/worksheets/sheet1.xml', 'xl/worksheets/sheet1.xml')
    """
    return target[1:] if target.startswith("/") else "xl/" + re.sub(r"^\./", "", target)
