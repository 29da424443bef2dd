"""Files as text: found, small enough, and in an encoding we know."""

from __future__ import annotations

from collections.abc import Collection

from xuewei.errors import Fault, InputError
from xuewei.files.written.place import Place, read_bytes

YAML_LIMIT = 16 * 2**20
CSV_LIMIT = 64 * 2**20
"""Largest files read, in bytes: a plan of 5,000 schools has 1 MB, a census of 2,800 counties 10 MB."""


def read_text(place: Place, limit: int, expected: Collection[str] = ()) -> str:
    """The text of a file in UTF-8 (with or without BOM) or GB18030, with Unix line ends.

    ``expected`` are words of which the first line must hold one where UTF-8 is right: GBK bytes of some Chinese words
    are valid UTF-8 by chance. Raises InputError for a file that is missing, too large, binary or unreadable.
    """
    raw = read_bytes(place, limit)
    if b"\0" in raw:
        raise InputError([Fault(str(place), None, "", "binary")])
    text = _decode(raw, expected)
    if text is None:
        raise InputError([Fault(str(place), None, "", "encoding")])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(raw: bytes, expected: Collection[str]) -> str | None:
    """The text, or None where no encoding fits; the encoding whose first line holds an expected word wins."""
    found = []
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            found.append(raw.decode(encoding))
        except UnicodeDecodeError:
            continue
    for text in found:
        first = text.split("\n", 1)[0]
        if any(word in first for word in expected):
            return text
    return found[0] if found else None
