"""Means other than new schools: temporary classes, and 轨 that turn from one stage to another."""

from __future__ import annotations

from dataclasses import dataclass

TEMPORARY, CONVERT = "temporary", "convert"
TURNS = (("primary", "middle"), ("middle", "primary"))
"""From which stage to which 轨 may turn."""


@dataclass(frozen=True)
class Lever:
    """Units that may be had, each of ``seats`` seats of one stage of an area (both by index).

    ``temporary``: classes, there in the years in which they are paid for, ``wan`` 万元 a class and year. ``convert``:
    轨 that turn to ``target`` for good, ``wan`` 万元 each in the year before; those of ``school`` (id; empty: of the
    seats in use before the plan), ``most`` of them, or those of the candidates of ``group``, ``tracks`` in one of each
    of its sizes. There are none before the school year ``first``.
    """

    kind: str
    area: int
    stage: int
    seats: float
    wan: float
    most: int
    target: int = -1
    school: str = ""
    first: int = 0
    group: int = -1
    tracks: tuple[int, ...] = ()
