"""Pupils of new housing among the children due to enter: in the area of an estate, and in its zone (学区)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assessment import Assessment
from xuewei.model.pupils.grounds import Demand

if TYPE_CHECKING:
    from xuewei.model.estates import EstatePupils
    from xuewei.model.zones import EntryChildren

Floats = NDArray[np.float64]


def before_estates(demand: Demand) -> Demand | None:
    """The demand without its estates, on the same grounds; None where it has none."""
    beyond = demand.beyond
    if beyond is None or beyond.estates is None:
        return None
    return beyond.without_estates


def with_estates(found: Assessment, before: Demand, base: EntryChildren) -> EntryChildren:
    """Children due, ``base``, with those of estates: an area changes as its first grade does; a zone by the pupils of
    its own estates, and by its part, as large as that of its children, of what no zone has: pupils of estates that name
    none, and those who would have moved here and move to an estate elsewhere."""
    assert found.demand.beyond is not None
    estates = found.demand.beyond.estates
    assert estates is not None
    place = {name: n for n, name in enumerate(base.places)}
    areas = len(base.areas)
    zones = np.array([place.get(row.zone, -1) for row in estates.rows], np.int64)
    parts = np.array([place[base.part_of[name]] for name in base.places[areas:]], np.int64)
    children, changed = {}, {}
    for stage in found.stages:
        name, here = stage.name, base.children[stage.name]
        change = np.nan_to_num(found.demand[name][:, :, 0] - before[name][:, :, 0])
        own = _own(estates, name, stage.grades, zones, here.shape)
        left = change - _by_area(own[:, areas:], parts, areas)
        known = np.nan_to_num(here[:, areas:])
        whole = _by_area(known, parts, areas)
        share = np.divide(known, whole[:, parts], out=np.zeros_like(known), where=whole[:, parts] > 0)
        more = np.hstack([change, own[:, areas:] + left[:, parts] * share])
        children[name], changed[name] = np.maximum(here + more, 0.0), more
    return replace(base, children=children, estates=changed)


def _own(estates: EstatePupils, stage: str, grades: int, zones: NDArray[np.int64], shape: tuple[int, ...]) -> Floats:
    """Pupils ``(year, place)`` of the first grade in the estates of each place; of those within migration as many as
    there are arrivals for."""
    found = np.zeros(shape)
    if stage in estates.filled:
        pupils = estates.pupils(stage) / grades
        if stage in estates.moved:
            pupils = np.where(estates.within[:, None], pupils * estates.moved[stage], pupils)
        np.add.at(found.T, zones[zones >= 0], pupils[zones >= 0])
    return found


def _by_area(numbers: Floats, parts: NDArray[np.int64], areas: int) -> Floats:
    """Sums ``(year, area)`` of numbers ``(year, zone)``."""
    found = np.zeros((areas, len(numbers)))
    np.add.at(found, parts, numbers.T)
    return found.T
