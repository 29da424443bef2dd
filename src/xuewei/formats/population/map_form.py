"""Tables of a folder in the form of a map file: which file is one, and the module that reads it where there is any."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from xuewei.formats.places import AnyPath

MAPS = (".geojson", ".gpkg", ".shp")
"""Forms of a table of places in files of a map."""


def is_of_map(place: AnyPath | None) -> bool:
    """Whether a table's file is one of a map.

    >>> is_of_map("estates.gpkg"), is_of_map("estates.csv"), is_of_map(None)
    (True, False, False)
    """
    return str(place).endswith(MAPS)


def map_tables() -> Any:
    """The module that reads files of a map, which only folders with some need."""
    return import_module("xuewei.formats.map_table")
