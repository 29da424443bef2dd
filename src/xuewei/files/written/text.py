"""Files as text: found, small enough, and in an encoding we know."""

from __future__ import annotations

from collections.abc import Collection

from xuewei.errors import Fault, InputError, Place
from xuewei.files.written.place import AnyPath, read_bytes

YAML_LIMIT = 64 * 2**20
CSV_LIMIT = 64 * 2**20
"""Largest files read, in bytes: a plan of 5,000 schools has 1 MB, a census of 2,800 counties 10 MB."""


def read_text(place: AnyPath, limit: int, expected: Collection[str] = ()) -> str:
    """The text of a file in UTF-8 (with or without BOM) or GB18030, with Unix line ends.

    ``expected`` are words of which the first line must hold one where UTF-8 is right: GBK bytes of some Chinese words
    are valid UTF-8 by chance. Raises InputError for a file that is missing, too large, binary or unreadable.
    """
    text, _ = decoded(read_bytes(place, limit), str(place), expected)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def decoded(raw: bytes, file: str, expected: Collection[str] = ()) -> tuple[str, str]:
    """The text of ``raw`` with its own line ends, and its encoding; that whose first line holds an expected word wins.

    Raises InputError where no encoding fits.
    """
    if b"\0" in raw:
        raise InputError([Fault(Place(file), "", "binary")])
    found = []
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            found.append((raw.decode(encoding), encoding))
        except UnicodeDecodeError:
            continue
    if not found:
        raise InputError([Fault(Place(file), "", "encoding")])
    fitting = (pair for pair in found if any(word in pair[0].split("\n", 1)[0] for word in expected))
    text, encoding = next(fitting, found[0])
    marked = raw.startswith(b"\xef\xbb\xbf") or encoding != "utf-8-sig"
    return text, encoding if marked else "utf-8"
