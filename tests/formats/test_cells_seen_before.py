"""Cells that come again in a column of CSV are read once, and told of as often as they are wrong."""

from __future__ import annotations

from pathlib import Path

from xuewei.formats.csv import Cell, Whole, read_table, words
from xuewei.formats.shapes import Faults


def test_cells_that_come_again_have_their_values_and_wrong_ones_a_fault_in_every_line(tmp_path: Path) -> None:
    """The same text is a number in one column and a name in another, with spaces or without."""
    place = tmp_path / "rows.csv"
    place.write_text("a,b\n1,1\n 1 ,1\nx,1\n1,\nx,2\n1,1\n", encoding="utf-8")
    faults = Faults(str(place))
    rows = read_table(place, {"a": Cell(Whole(0, 9)), "b": Cell(words, optional=True)}, faults)
    assert [(row["a"], row["b"], row["line"]) for row in rows] == [(1, "1", 2), (1, "1", 3), (1, None, 5), (1, "1", 7)]
    assert [fault.place.line for fault in faults.found] == [4, 6]
