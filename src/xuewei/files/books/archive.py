"""The archive that a workbook is: unfolded under watch, so that a bomb is told and not run into."""

from __future__ import annotations

import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile

from xuewei.errors import Fault, InputError
from xuewei.files.books.limits import PARTS_LIMIT, UNFOLDED_LIMIT

CHUNK = 2**20
ENCRYPTED = 0x1
"""Bit of a member's flags."""


class Archive:
    """The parts of a workbook in memory, each of which is known to be of a bearable size.

    Raises InputError where the file is no archive, is encrypted, or unfolds beyond the limits.
    """

    def __init__(self, raw: bytes, file: str) -> None:
        self.file = file
        try:
            self._zip = ZipFile(BytesIO(raw))
            members = self._zip.infolist()
        except (BadZipFile, ValueError, NotImplementedError, OSError, RuntimeError):
            raise self.fault("book_broken") from None
        if len(members) > PARTS_LIMIT:
            raise self.fault("book_unfolds")
        self.names = [member.filename for member in members]
        if any(member.flag_bits & ENCRYPTED for member in members):
            raise self.fault("book_encrypted")
        left = UNFOLDED_LIMIT
        for name, member in zip(self.names, members, strict=True):
            if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
                raise self.fault("book_broken")
            left -= self._unfold(name, left)

    def fault(self, kind: str) -> InputError:
        """A fault of the file as a whole."""
        return InputError([Fault(self.file, None, "", kind, {"limit": UNFOLDED_LIMIT // 2**20})])

    def _unfold(self, name: str, left: int, into: list[bytes] | None = None) -> int:
        """The bytes that a member really has; what it declares is not believed."""
        found = 0
        try:
            info = self._zip.getinfo(name)
            info.file_size = UNFOLDED_LIMIT * 2
            with self._zip.open(info) as stream:
                while chunk := stream.read(CHUNK):
                    found += len(chunk)
                    if found > left:
                        raise self.fault("book_unfolds")
                    if into is not None:
                        into.append(chunk)
        except (BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError, KeyError):
            raise self.fault("book_broken") from None
        return found

    def read(self, name: str) -> bytes:
        """A part; empty where there is none of that name."""
        if name not in self.names:
            return b""
        chunks: list[bytes] = []
        self._unfold(name, UNFOLDED_LIMIT, chunks)
        return b"".join(chunks)
