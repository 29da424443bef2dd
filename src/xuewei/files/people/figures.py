"""Figures from their written records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xuewei.model.assumptions import Figure, Series

DEFAULT = "default"
"""In a record that was not written: that it is the shipped one."""


def as_defaults(read: Any) -> Any:
    """Records of shipped figures as those that count where a folder writes none of its own."""
    if not isinstance(read, Mapping):
        return read
    inside = {key: as_defaults(each) for key, each in read.items()}
    return {**inside, DEFAULT: True} if {"basis", "source"} <= set(read) else inside


def figure_of(read: Mapping[str, Any]) -> Figure:
    """A figure from its record."""
    ends = read.get("range")
    return Figure(
        read["value"],
        read.get("unit", ""),
        range=(ends[0], ends[1]) if ends else None,
        clause=read.get("clause", ""),
        **whence_of(read),
    )


def series_of(read: Mapping[str, Any]) -> Series:
    """Numbers by year from their record."""
    return Series(read["values"], read.get("unit", ""), **whence_of(read))


def whence_of(read: Mapping[str, Any]) -> dict[str, Any]:
    """What a record rests on. The figure of one place is assumed where it stands in for another's.

    >>> whence_of({"basis": "published", "source": "运城规划：93 %", "local": "运城规划", "default": True})["basis"]
    'assumed'
    """
    default, local = bool(read.get(DEFAULT)), read.get("local", "")
    return {
        "basis": "assumed" if default and local else read["basis"],
        "source": read["source"],
        "source_en": read.get("source_en", ""),
        "local": local,
        "default": default,
    }
