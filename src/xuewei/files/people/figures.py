"""Figures from their written records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xuewei.model.assumptions import Figure


def figure_of(read: Mapping[str, Any]) -> Figure:
    """A figure from its record."""
    ends = read.get("range")
    return Figure(
        read["value"],
        read.get("unit", ""),
        read["basis"],
        read["source"],
        (ends[0], ends[1]) if ends else None,
        read.get("clause", ""),
    )
