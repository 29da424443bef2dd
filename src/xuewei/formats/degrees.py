"""Columns of tables that say where something lies: degrees in China, and their system of coordinates."""

from __future__ import annotations

from dataclasses import replace

from xuewei.formats.coordinates import CRS
from xuewei.formats.csv import BadCellError, Cell, UpTo
from xuewei.late import dataclass
from xuewei.model.places import EAST, NORTH


@dataclass(frozen=True)
class Degrees(UpTo):
    """A reader of degrees between two bounds; a value between the ``other`` two seems to belong into the other
    column."""

    kind: str = ""
    other: tuple[float, float] = (0.0, 0.0)

    def __call__(self, text: str) -> float:
        """The number; BadCellError for anything else."""
        if not text.strip():
            raise BadCellError("required")
        try:
            value = float(text) if text.isascii() and "_" not in text else 0.0
        except ValueError:
            value = 0.0
        if not self.low <= value <= self.high:
            raise BadCellError("place_swapped" if self.other[0] <= value <= self.other[1] else self.kind)
        return value


PLACE = {
    "lon": Cell(Degrees(EAST[1], EAST[0], "place_east", NORTH)),
    "lat": Cell(Degrees(NORTH[1], NORTH[0], "place_north", EAST)),
    "crs": CRS,
}
SOMEWHERE = {name: replace(cell, optional=True) for name, cell in PLACE.items()}
"""The same where a place need not be written."""
