"""How much of a workbook is read: more is refused, because a small file can unfold without end.

A ledger of 100,000 rows × 39 columns is what has to be read: as xlsx 11 to 25 MB that unfold to 150 to 290 MB, as ods
25 MB that unfold to 750 MB. Files that are smaller may ask for less.
"""

from __future__ import annotations

from dataclasses import dataclass

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
