"""The zip archive of a workbook or document, unpacked within limits that depend on its size."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from xuewei.errors import Fault, InputError, Place
from xuewei.late import dataclass

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
"""What workbooks are called: what is called so and is none is told when it is opened."""
BOOK_LIMIT = 128 * 2**20
"""Bytes of the file."""
UNFOLDED_LIMIT = 2**30
"""Bytes of all its parts once inflated, counted as they come out."""
UNFOLDED_AT_LEAST, UNFOLDED_TIMES = 48 * 2**20, 60
"""Bytes that any file may unfold to, and how many times its own bytes a larger one may: such a ledger has 12 as xlsx
and 30 as ods, while a bomb has 1,000."""
PARTS_LIMIT = 10_000
"""Parts (members of the archive)."""
SMALL_PART = 16 * 2**20
"""Bytes of a part that says what is where, once inflated."""
SHEETS_LIMIT = 1_000
CELLS_LIMIT = 8_000_000
"""Rows × columns of all sheets that are read, up to the last cell with a value. Such a ledger has 3.9 million."""
CELLS_AT_LEAST, CELLS_TIMES = 1_000_000, 4
"""Such cells that any file may have, and how many for each of its bytes: such a ledger has a quarter of one."""
FILLED_AT_LEAST, FILLED_TIMES = 300_000, 2
"""Cells that hold something: in any file, and for each of its bytes. Such a ledger has a tenth of one."""
TEXT_AT_LEAST, TEXT_TIMES = 48 * 2**20, 16
"""Bytes of what the cells hold, where one text may stand in many: in any file, and for each of its bytes."""
LAST_ROW, LAST_COLUMN = 2**20, 2**14
"""Rows and columns of a sheet: no spreadsheet goes beyond XFD1048576."""
MEMORY_AT_LEAST, SECONDS_AT_LEAST = 192 * 2**20, 3
"""Of the process that reads the cells, in bytes of address space and seconds of computing."""
UNFOLDED_A_SECOND = 12 * 2**20
"""Bytes once inflated for which it gets a second more: a slow machine reads twice as many."""

WAITED = 4
"""Seconds of the clock for each such further second: other programs want the machine as well."""


@dataclass(frozen=True)
class Bounds:
    """What a file may ask for: bytes of ``memory`` and ``seconds`` of the process that reads its cells, which answers
    within ``patience`` seconds of the clock; ``cells`` of its sheets, ``filled`` ones among them, bytes of ``text`` in
    these."""

    memory: int
    seconds: int
    patience: int
    cells: int
    filled: int
    text: int


def bounds(size: int, unfolded: int) -> Bounds:
    """What a file may ask for that has ``size`` bytes and ``unfolded`` ones once inflated.

    >>> bounds(10_000, 100_000).cells, bounds(25_000_000, 285_000_000).cells
    (1000000, 8000000)
    """
    seconds = max(SECONDS_AT_LEAST, unfolded // UNFOLDED_A_SECOND)
    return Bounds(
        MEMORY_AT_LEAST + 3 * size + max(unfolded, UNFOLDED_AT_LEAST) * 3 // 2,
        seconds,
        SECONDS_AT_LEAST + 1 + WAITED * (seconds - SECONDS_AT_LEAST),
        min(max(CELLS_AT_LEAST, CELLS_TIMES * size), CELLS_LIMIT),
        max(FILLED_AT_LEAST, FILLED_TIMES * size),
        max(TEXT_AT_LEAST, TEXT_TIMES * size),
    )


def unfolded_limit(size: int) -> int:
    """Bytes to which a file of ``size`` bytes may unfold."""
    return min(max(UNFOLDED_AT_LEAST, UNFOLDED_TIMES * size), UNFOLDED_LIMIT)


ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a file: an archive; what Excel wrote before 2007, and a container for encrypted workbooks."""

CHUNK = 2**22
ENCRYPTED = 0x1
"""Bit of a member's flags."""
LISTED = b"PK\x01\x02"
"""What the entry of a part in the list of them begins with."""
DAMAGES = (BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError, KeyError)


class Archive:
    """The parts of a workbook in memory, each within its size limit.

    Raises InputError where the file is no archive, is encrypted, or unfolds beyond what a file of its size may.
    ``unfolded`` are the bytes of all parts.
    """

    def __init__(self, raw: bytes, file: str) -> None:
        self.file, self._limit = file, unfolded_limit(len(raw))
        if raw.count(LISTED) > PARTS_LIMIT:
            raise self.fault("book_parts", limit=PARTS_LIMIT)
        try:
            self._zip = ZipFile(BytesIO(raw))
            members = self._zip.infolist()
        except DAMAGES:
            raise self.fault("book_broken") from None
        self.names = dict.fromkeys(member.filename for member in members)
        if len({_plain(name) for name in self.names}) < len(members):
            raise self.fault("book_broken")
        if any(member.flag_bits & ENCRYPTED for member in members):
            raise self.fault("book_encrypted")
        self.unfolded = 0
        for name, member in zip(self.names, members, strict=True):
            if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise self.fault("book_broken")
            for piece in self.pieces(name):
                self.unfolded += len(piece)
                if self.unfolded > self._limit:
                    raise self.fault("book_unfolds", limit=self._limit // 2**20)

    def fault(self, kind: str, **values: object) -> InputError:
        """A fault of the file as a whole."""
        return InputError([Fault(Place(self.file), "", kind, values)])

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part piece by piece, as many bytes as it really has, whatever size it declares.

        Yields nothing if there is no such part.
        """
        if name not in self.names:
            return
        try:
            info = self._zip.getinfo(name)
            info.file_size = self._limit * 2
            with self._zip.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except DAMAGES:
            raise self.fault("book_broken") from None

    def read(self, name: str) -> bytes:
        """A small part; empty if there is no such part."""
        found = bytearray()
        for piece in self.pieces(name):
            found += piece
            if len(found) > SMALL_PART:
                raise self.fault("book_unfolds", limit=SMALL_PART // 2**20)
        return bytes(found)


def _plain(name: str) -> str:
    """A part's name as readers compare it, which differ in case and slashes.

    >>> _plain("/XL\\\\workbook.xml")
    'xl/workbook.xml'
    """
    return name.replace("\\", "/").lstrip("/").casefold()
