"""The archive that a workbook is: unfolded under watch, so that a bomb is told and not run into."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from xuewei.errors import Fault, InputError, Place
from xuewei.files.books.limits import PARTS_LIMIT, SMALL_PART, unfolded_limit

ZIP, COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""First bytes of a file: an archive; what Excel wrote before 2007, and a container for encrypted workbooks."""

CHUNK = 2**22
ENCRYPTED = 0x1
"""Bit of a member's flags."""
LISTED = b"PK\x01\x02"
"""What the entry of a part in the list of them begins with."""
DAMAGES = (BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError, KeyError)


class Archive:
    """The parts of a workbook in memory, each of which is known to be of a bearable size.

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
        """A part piece by piece, as many bytes as it really has; what it declares is not believed.

        Nothing where there is none of that name.
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
        """A small part; empty where there is none of that name."""
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
