"""How much of a workbook is read: more is refused, because a small file can unfold without end."""

BOOK_LIMIT = 128 * 2**20
"""Bytes of the file. A ledger of 100,000 rows × 35 columns has 11 MB."""
UNFOLDED_LIMIT = 2**30
"""Bytes of all its parts once inflated, counted as they come out. That ledger has 151 MB."""
PARTS_LIMIT = 10_000
"""Parts (members of the archive)."""
CELLS_LIMIT = 20_000_000
"""Rows × columns of one sheet, up to the last cell that holds something. That ledger has 3.5 million."""
