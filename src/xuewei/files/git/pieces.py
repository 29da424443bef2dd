"""Text of any size, a piece at a time."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import IO

PIECE = 2**16
"""Bytes that are read at once."""


def pieces(file: IO[bytes]) -> Iterator[str]:
    r"""The text of a file in UTF-8, the ends of lines being those that git knows, and one at the end of the last line.

    >>> from io import BytesIO
    >>> "".join(pieces(BytesIO("a\r\nb\u2028c\rd".encode())))
    'a\nb\u2028c\rd\n'
    """
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    held, last = "", "\n"
    while raw := file.read(PIECE):
        text = held + decoder.decode(raw)
        held = "\r" if text.endswith("\r") else ""
        text = text.removesuffix("\r").replace("\r\n", "\n")
        last = text[-1:] or last
        yield text
    text = held + decoder.decode(b"", True)
    yield text + ("" if (text[-1:] or last) == "\n" else "\n")
