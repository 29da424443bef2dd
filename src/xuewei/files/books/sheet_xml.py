"""What a sheet's own text shows that its values do not: how far it reaches, formulas nobody computed, and errors.

The text of a big sheet has 150 MB; numpy and plain searches look at it, an XML parser only where they do not suffice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from xml.parsers.expat import ExpatError, ParserCreate

import numpy as np

At = tuple[int, int]
"""Row and column of a cell, both from 0."""

_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'][^>]*>")
_AFTER_FORMULA = re.compile(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^>]*/>)(?!<(?:\w+:)?v>[^<])")
_OTHER_FORMULAS = (b"<f ", b"<f/>")
"""Formulas that share another's text: a second look is needed, as where tags have a prefix."""
HEAD = 4_000
"""Bytes in which the first tag of a sheet stands."""
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERROR = re.compile(rb"\st=(?:\"e\"|'e')")
BLOCK, OVERLAP = 2**20, 32
"""Bytes looked at in one go, and how many more, so that a cell's place at the end of one is whole."""
LONGEST_TAG = 10_000
"""Bytes before a formula's end in which the beginning of its cell is looked for."""


def column_of(letters: str) -> int:
    """The place of a column, from 0.

    >>> column_of("A"), column_of("AA"), column_of("XFD")
    (0, 26, 16383)
    """
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - 64
    return found - 1


def letters_of(column: int) -> str:
    """The letters of a column.

    >>> letters_of(0), letters_of(26), letters_of(16383)
    ('A', 'AA', 'XFD')
    """
    found, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        found = chr(65 + letter) + found
    return found


def extent(xml: bytes, limit: int) -> int:
    """Rows × columns up to the last cell: an upper bound where that is at most ``limit``, else the exact figure.

    >>> extent(b'<sheetData><row r="2"><c r="C2"><v>1</v></c><c r="ZZ9"/></row></sheetData>', 10)
    6
    """
    rows = columns = 0
    for start in range(0, len(xml), BLOCK):
        reach = _reach(np.frombuffer(xml[start : start + BLOCK + OVERLAP], np.uint8))
        if reach is None:
            return _exact(xml)
        rows, columns = max(rows, reach[0]), max(columns, reach[1])
    return rows * columns if rows * columns <= limit else _exact(xml)


def _reach(text: Any) -> tuple[int, int] | None:
    """Last row and last column of the cells in a block, empty ones too; None where one does not say where it is."""
    if len(text) <= OVERLAP:
        return 0, 0
    place = np.flatnonzero(text[: -OVERLAP + 1] == ord("="))
    place = place[(place > 1) & (text[place - 1] == ord("r")) & (text[place - 2] <= 32)]
    place = place[(text[place + 1] == 34) | (text[place + 1] == 39)] + 2
    place = place[(text[place] >= 65) & (text[place] <= 90)]
    tags = np.flatnonzero(text[: -OVERLAP + 1] == ord("c"))
    tags = tags[(tags > 0) & ((text[tags - 1] == ord("<")) | (text[tags - 1] == ord(":"))) & (text[tags + 1] <= 62)]
    if len(tags[text[tags + 1] != 58]) > len(place) + 1:
        return None
    rows, columns = np.zeros(len(place), np.int64), np.zeros(len(place), np.int64)
    for n in range(10):
        char = text[place + n].astype(np.int64)
        letter, digit = (char >= 65) & (char <= 90) & (rows == 0), (char >= 48) & (char <= 57)
        columns = np.where(letter, columns * 26 + char - 64, columns)
        rows = np.where(digit, rows * 10 + char - 48, rows)
        if not (letter | digit).any():
            break
    return int(rows.max(initial=0)), int(columns.max(initial=0))


def _exact(xml: bytes) -> int:
    """The same with an XML parser, counting only cells that hold something. A text that is no XML has none.

    >>> _exact(b"<sheetData><row><c/><c><v>1</v></c></row><row><c><v>2</v></c></row></sheetData>")
    4
    """
    place, last, holds = [-1, -1], [0, 0], ("v", "is", "f", "t")

    def start(name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "row":
            place[:] = [int(attributes["r"]) - 1 if attributes.get("r", "").isdigit() else place[0] + 1, -1]
        elif kind == "c":
            match = re.fullmatch("([A-Z]{1,3})([0-9]{1,7})", attributes.get("r", ""))
            place[:] = [int(match[2]) - 1, column_of(match[1])] if match else [place[0], place[1] + 1]
        elif kind in holds:
            last[:] = [max(last[0], place[0] + 1), max(last[1], place[1] + 1)]

    parser = ParserCreate()
    parser.StartElementHandler = start
    with suppress(ExpatError):
        parser.Parse(xml, True)
    return last[0] * last[1]


def uncomputed(xml: bytes) -> set[At]:
    """Cells whose formula has no value: no program has computed the file.

    >>> uncomputed(b'<c r="B1"><f>1+1</f><v></v></c><c r="C1"><f>2</f><v>2</v></c>')
    {(0, 1)}
    >>> uncomputed(b'<c r="D1" t="str"><f>""</f><v></v></c>')
    set()
    """
    plain = b":worksheet" not in xml[:HEAD] and not any(tag in xml for tag in _OTHER_FORMULAS)
    plain = plain and xml.count(b"</f>") == xml.count(b"</f><v>")
    places = _found(xml, b"</f><v></v>") if plain else (match.start() for match in _AFTER_FORMULA.finditer(xml))
    return {at for place in places for at, tag in _before(xml, place) if not _text(tag)}


def _found(xml: bytes, words: bytes) -> Iterator[int]:
    """Where some words stand."""
    place = xml.find(words)
    while place >= 0:
        yield place
        place = xml.find(words, place + 1)


def _text(tag: bytes) -> bool:
    """Whether a formula's value is text, which may be empty."""
    return re.search(rb"\bt=[\"']str[\"']", tag) is not None


def formulas(xml: bytes) -> set[At]:
    """Cells that hold a formula."""
    return {at for match in _FORMULA.finditer(xml) for at, _ in _before(xml, match.start())}


def errors(xml: bytes) -> set[At]:
    """Cells whose value is an error such as #REF!.

    >>> errors(b'<c r="B2" t="e"><v>#REF!</v></c>')
    {(1, 1)}
    """
    if b' t="e"' not in xml and b" t='e'" not in xml:
        return set()
    return {at for match in _ERROR.finditer(xml) for at, _ in _before(xml, match.start(), LONGEST_TAG)}


def _before(xml: bytes, place: int, more: int = 0) -> Iterator[tuple[At, bytes]]:
    """The cell in which a place lies, with its tag, which ends at most ``more`` bytes behind the place."""
    start = max(xml.rfind(opener, max(place - LONGEST_TAG, 0), place) for opener in (b"<c ", b":c "))
    if start >= 0 and xml[start : start + 1] == b":":
        start = xml.rfind(b"<", 0, start)
    match = _CELL.match(xml, start, place + more) if start >= 0 else None
    if match:
        yield (int(match[2]) - 1, column_of(match[1].decode())), match[0]
