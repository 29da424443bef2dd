"""Pupils who go to school in another area: what leaves one arrives in another, or outside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.model.population import FlowRow

Floats = NDArray[np.float64]
OUTSIDE = ""
"""The place that an empty cell means: none of those that are known."""


def flowing(flows: Iterable[FlowRow], stage: str, places: Collection[str]) -> set[str]:
    """The places among ``places`` that pupils of a stage leave or arrive in."""
    ends = {end for row in flows if row.stage == stage for end in (row.from_area, row.to_area)}
    return ends & set(places)


def from_outside(flows: Iterable[FlowRow], stage: str, places: Sequence[str], inflow: float) -> Floats:
    """Pupils of each place ``(place,)`` for each of its own before flows act: ``inflow``, which flows replace in those
    that they name.

    >>> rows = [FlowRow("甲", "乙", "middle", 0.1, "derived", "学籍")]
    >>> from_outside(rows, "middle", ["甲", "乙", "丙"], 1.5).tolist()
    [1.0, 1.0, 1.5]
    """
    ends = flowing(flows, stage, places)
    return np.array([1.0 if place in ends else inflow for place in places])


def stays(flows: Iterable[FlowRow], stage: str, places: Sequence[str]) -> Floats:
    """What becomes of one pupil of each place ``(place,)`` by those who leave it, and those from outside who come for
    every one of its own.

    >>> stays([FlowRow("甲", "乙", "middle", 0.1, "derived", "学籍")], "middle", ["甲", "乙"]).tolist()
    [0.9, 1.0]
    """
    found, at = np.ones(len(places)), {place: n for n, place in enumerate(places)}
    for row in flows:
        if row.stage == stage and row.from_area in at:
            found[at[row.from_area]] -= row.share
        elif row.stage == stage and row.from_area == OUTSIDE and row.to_area in at:
            found[at[row.to_area]] += row.share
    return found


def carried(
    flows: Sequence[FlowRow],
    stage: str,
    places: Sequence[str],
    pupils: Floats,
    others: Mapping[str, Floats] | None = None,
) -> Floats:
    """Pupils ``(year, place, …)`` where they go to school, from those where they live. ``others`` are pupils ``(year,
    …)`` of places that are not among ``places``; who comes from a place of which nothing is known is not counted.

    >>> ends = {("甲", "乙"): 0.1, ("", "甲"): 0.2}
    >>> rows = [FlowRow(*each, "middle", share, "derived", "学籍") for each, share in ends.items()]
    >>> carried(rows, "middle", ["甲", "乙"], np.array([[100.0, 50.0]])).tolist()
    [[110.0, 60.0]]
    """
    at = {place: n for n, place in enumerate(places)}
    found = pupils.copy()
    for row in flows:
        if row.stage != stage:
            continue
        if row.from_area in at:
            moved = pupils[:, at[row.from_area]] * row.share
            found[:, at[row.from_area]] -= moved
        elif row.from_area == OUTSIDE and row.to_area in at:
            moved = pupils[:, at[row.to_area]] * row.share
        else:
            moved = (others or {}).get(row.from_area, np.zeros(1)) * row.share
        if row.to_area in at:
            found[:, at[row.to_area]] += np.nan_to_num(moved)
    return found
