"""Files as text: found, small enough, and in an encoding we know."""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path

from xuewei.errors import Fault, InputError

YAML_LIMIT = 16 * 2**20
CSV_LIMIT = 64 * 2**20
"""Largest files read, in bytes: a plan of 5,000 schools has 1 MB, a census of 2,800 counties 10 MB."""


def read_text(path: str | Path, limit: int, expected: Collection[str] = ()) -> str:
    """The text of a file in UTF-8 (with or without BOM) or GB18030, with Unix line ends.

    ``expected`` are words of which the first line must hold one where UTF-8 is right: GBK bytes of some Chinese words
    are valid UTF-8 by chance. Raises InputError for a file that is missing, too large, binary or unreadable.
    """
    raw = _read_bytes(path, limit)
    if b"\0" in raw:
        raise InputError([Fault(str(path), None, "", "binary")])
    text = _decode(raw, expected)
    if text is None:
        raise InputError([Fault(str(path), None, "", "encoding")])
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_bytes(path: str | Path, limit: int) -> bytes:
    try:
        if os.path.isdir(path):
            raise InputError([Fault(str(path), None, "", "directory")])
        with open(path, "rb") as file:
            raw = file.read(limit + 1)
        if len(raw) > limit:
            raise InputError([Fault(str(path), None, "", "too_large", {"size": os.path.getsize(path), "limit": limit})])
        return raw
    except FileNotFoundError:
        raise InputError([Fault(str(path), None, "", "missing_file")]) from None
    except PermissionError:
        raise InputError([Fault(str(path), None, "", "no_permission")]) from None
    except (OSError, ValueError) as broken:
        raise InputError([Fault(str(path), None, "", "unreadable", {"why": str(broken)})]) from None


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
