"""What the XML of a sheet shows beyond its values: errors, formulas, hidden rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from xuewei.formats.archive import LAST_COLUMN, LAST_ROW
from xuewei.late import pattern

if TYPE_CHECKING:
    from numpy.typing import NDArray


Window = tuple[bytes, int, int]
"""A part of a text, and the places in it between which something is looked for."""
At = tuple[int, int]
"""Row and column of a cell, both from 0."""
Places: TypeAlias = "NDArray[np.int64]"

_CELL = pattern(rb"<(?:\w+:)?c\s[^<>]*?\br=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_AFTER_FORMULA = pattern(rb"(?:</(?:\w+:)?f>|<(?:\w+:)?f\b[^<>]*/>)(?!<(?:\w+:)?v>[^<])")
_PREFIXED = pattern(rb"</?\w+:(?:c|f|v|row)[\s>/]")
_SPACED = pattern(rb"\sr(?:\s+=\s*|=\s+)[\"']")
_PLACED = pattern(rb"<(?:\w+:)?(?:c|row)\s")
_FORMULA = pattern(rb"<(?:\w+:)?f[\s>/]")
_OF_CELL = pattern(rb"<c r=\"([A-Z]{1,3})([0-9]{1,7})\"[^<>]*><f[ >/]")
_TEXT_FORMULA = pattern(rb"<c r=\"[A-Z]{1,3}[0-9]{1,7}\"[^<>]* t=\"str\"><f>[^<]*(?=</f>)")
_ERROR = pattern(rb"\st=(?:\"e\"|'e')")
_HIDDEN = pattern(rb"<(?:\w+:)?(row|col)\s[^<>]{0,2000}>")
_ATTRIBUTE = pattern(rb"\b(r|min|max|hidden)=([\"'])([0-9a-z]{1,8})\2")
MOST_HIDDEN = 1_000
"""Columns of one range that are named as hidden."""
OVERLAP = 32
"""Bytes in which the place of a cell is whole."""
LONGEST_TAG = 10_000
"""Bytes before a formula's end in which the beginning of its cell is looked for."""
TAGS_BACK = 4
"""Tags that stand between the two at the most."""
DOUBTS = 1_000
"""Places of a window that may look like far ones without being any."""


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


def windows(pieces: Iterable[bytes]) -> Iterator[Window]:
    """A long text piece by piece, each with so much of its neighbours that a tag at its edge is whole.

    >>> [(text[low:high]) for text, low, high in windows([b"ab", b"c"])]
    [b'abc']
    """
    tail, low = b"", 0
    for piece in pieces:
        text = tail + piece
        high = len(text) - LONGEST_TAG
        if high <= low:
            tail = text
            continue
        yield text, low, high
        kept = max(high - LONGEST_TAG, 0)
        tail, low = text[kept:], high - kept
    yield tail, low, len(tail)


def reach(window: Window) -> tuple[int, int, str | None]:
    """Last row and column that cells seem to be in, and the first cell or row that lies beyond the end of any sheet.

    Only references in their usual form are seen: what reads the cells must be bounded by other means as well.

    >>> text = b'<row r="2"><c r="B2"/><c s="1" r="XFE2"/></row>'
    >>> reach((text, 0, 23)), reach((text, 0, len(text)))
    ((2, 2, None), (2, 16385, 'XFE2'))
    """
    text, low, high = window
    shown = np.frombuffer(text + bytes(OVERLAP), np.uint8)
    place = np.flatnonzero(shown[low:high] == ord("=")) + low
    place = place[place > 1]
    spaced = (shown[place - 1] <= 32) | (shown[place + 1] <= 32)
    others = [match.end() for match in _SPACED.finditer(text, low) if match.start() < high] if spaced.any() else []
    place = place[(shown[place - 1] == ord("r")) & (shown[place - 2] <= 32)]
    place = place[(shown[place + 1] == 34) | (shown[place + 1] == 39)] + 2  # behind " or '
    place = np.concatenate((place, np.array(others, np.int64)))
    rows, columns, inside = np.zeros(len(place), np.int64), np.zeros(len(place), np.int64), np.ones(len(place), bool)
    for n in range(10):  # all references at once, a character of each at a time
        char = shown[place + n].astype(np.int64)
        letter, digit = (char >= 65) & (char <= 90) & (rows == 0), (char >= 48) & (char <= 57)
        inside &= letter | digit
        if not inside.any():
            break
        columns = np.where(inside & letter, columns * 26 + char - 64, columns)
        rows = np.where(inside & digit, rows * 10 + char - 48, rows)
    last = int(rows.max(initial=0)), int(columns.max(initial=0))
    for far in place[(rows > LAST_ROW) | (columns > LAST_COLUMN)][:DOUBTS].tolist():
        start = text.rfind(b"<", max(far - LONGEST_TAG, 0), far)
        if start >= 0 and _PLACED.match(text, start):
            cell = text[far : far + OVERLAP].partition(text[far - 1 : far])[0].decode("ascii", "replace")
            return *last, cell
    return *last, None


def uncomputed(window: Window) -> Iterator[At | None]:
    """Cells whose formula has no value: no program has computed the file. None for each place that is no such cell.

    >>> list(uncomputed((text := b'<c r="B1"><f>1+1</f><v></v></c><c r="C1"><f>2</f><v>2</v></c>', 0, len(text))))
    [(0, 1)]
    >>> list(uncomputed((text := b'<c r="D1" t="str"><f>""</f><v></v></c>', 0, len(text))))
    [None]
    """
    text, low, high = window
    usual = _usual_ends(text)
    if usual is not None:
        places: Iterable[int] = usual[(usual >= low) & (usual < high)].tolist()
    else:
        places = (match.start() for match in _AFTER_FORMULA.finditer(text, low) if match.start() < high)
    for place in places:
        cell = None if usual is not None and _empty_text(text, place) else _before(text, place)
        yield None if cell is None or _text(cell[1]) else cell[0]


def _usual_ends(text: bytes) -> Places | None:
    """Where formulas end that an empty value stands behind; None where any is written in another form than ours."""
    shown = np.frombuffer(bytes(2) + text + bytes(OVERLAP), np.uint8)
    place = np.flatnonzero(shown == ord("f"))  # of all, which are few
    before, behind = shown[place - 1], shown[place + 1]
    alone = (behind == ord("/")) & (shown[place + 2] == ord(">"))
    if ((before == ord("<")) & (alone | (behind == ord(" ")))).any():
        return None  # some share the text of another
    place = place[(before == ord("/")) & (behind == ord(">")) & (shown[place - 2] == ord("<"))]
    valued = place[_stands(shown, place + 2, b"<v>")]
    if len(valued) < len(place) or (not len(place) and _PREFIXED.search(text)):
        return None
    empty: Places = valued[_stands(shown, valued + 5, b"</v>")]
    return empty - 4


def _stands(shown: NDArray[np.uint8], place: Places, words: bytes) -> NDArray[np.bool_]:
    """Whether some words stand in each of some places."""
    found = np.ones(len(place), bool)
    for n, char in enumerate(words):
        found &= shown[place + n] == char
    return found


def _empty_text(text: bytes, place: int) -> bool:
    """Whether a formula that ends in a place stands, as ours do, right in a cell of text: its value may be empty."""
    match = _TEXT_FORMULA.match(text, max(text.rfind(b"<c ", max(place - LONGEST_TAG, 0), place), 0))
    return match is not None and match.end() == place


def _text(tag: bytes) -> bool:
    """Whether a formula's value is text, which may be empty."""
    return re.search(rb"\bt=[\"']str[\"']", tag) is not None


def formulas(window: Window) -> Iterator[At | None]:
    """Cells that hold a formula; None for one that stands in no cell."""
    text, low, high = window
    usual = _usual_formulas(window)
    if usual is not None:
        return iter(usual)
    places = (match.start() for match in _FORMULA.finditer(text, low) if match.start() < high)
    cells = (_before(text, place) for place in places)
    return (cell and cell[0] for cell in cells)


def _usual_formulas(window: Window) -> list[At] | None:
    """The cells of a window that hold a formula, where each stands right behind the tag of its cell; else None."""
    text, low, high = window
    if b":f" in text:
        return None
    tags = sum(text.count(tag, low, min(high + 2, len(text))) for tag in (b"<f>", b"<f ", b"<f/"))
    start = max(text.rfind(b"<", 0, low), 0)
    found = [match for match in _OF_CELL.finditer(text, start) if low <= match.end() - 3 < high]
    if len(found) != tags:
        return None
    columns = {letters: column_of(letters.decode()) for letters in {match[1] for match in found}}
    return [(int(match[2]) - 1, columns[match[1]]) for match in found]


def hidden(window: Window) -> Iterator[tuple[int, int | None]]:
    """Rows (with None) and columns (with row 0) that are hidden, at most the first of a long range.

    >>> text = b'<col min="2" max="3" hidden="1"/><row r="4" hidden="1"><row r="5" hidden="0">'
    >>> list(hidden((text, 0, len(text))))
    [(0, 1), (0, 2), (3, None)]
    """
    text, low, high = window
    if b"hidden=" not in text:
        return
    for match in _HIDDEN.finditer(text, low):
        if match.start() >= high:
            return
        attributes = {key: value for key, _, value in _ATTRIBUTE.findall(match[0])}
        numbers = [int(each) for key in (b"r", b"min", b"max") if (each := attributes.get(key, b"")).isdigit()]
        if attributes.get(b"hidden") not in (b"1", b"true") or not numbers or max(numbers) > LAST_ROW:
            continue
        if match[1] == b"row":
            yield numbers[0] - 1, None
        elif len(numbers) == 2:
            first, last = numbers
            yield from ((0, column - 1) for column in range(first, min(last, first + MOST_HIDDEN, LAST_COLUMN) + 1))


def errors(window: Window) -> Iterator[At | None]:
    """Cells whose value is an error such as #REF!; None for one that does not say where it is.

    >>> [list(errors((text, 0, len(text)))) for text in (b'<c r="B2" t="e"><v>#REF!</v>', b"<c r='C2' t='e'><v/>")]
    [[(1, 1)], [(1, 2)]]
    """
    text, low, high = window
    if b' t="e"' not in text and b" t='e'" not in text:
        return iter(())
    places = (match.start() for match in _ERROR.finditer(text, low) if match.start() < high)
    cells = (_before(text, place) for place in places)
    return (cell and cell[0] for cell in cells)


def _before(text: bytes, place: int) -> tuple[At, bytes] | None:
    """The cell in which a place lies, with its tag; None if no tag before it names a cell."""
    least, start = max(place - LONGEST_TAG, 0), place
    for _ in range(TAGS_BACK):
        start = text.rfind(b"<", least, start)
        if start < 0:
            break
        match = _CELL.match(text, start)
        if match:
            at = int(match[2]) - 1, column_of(match[1].decode())
            return at, text[start : text.find(b">", match.end(), match.end() + LONGEST_TAG)]
    return None
