"""Where China lies."""

from __future__ import annotations

EAST, NORTH = (73.0, 136.0), (3.0, 54.0)
"""Whole degrees between which every place of China lies (73°E to 135°05′E, about 3°50′N to 53°33′N)."""


def in_china(lon: float, lat: float) -> bool:
    """Whether degrees lie between these.

    >>> in_china(111.0, 35.0), in_china(35.0, 111.0)
    (True, False)
    """
    return EAST[0] <= lon <= EAST[1] and NORTH[0] <= lat <= NORTH[1]
