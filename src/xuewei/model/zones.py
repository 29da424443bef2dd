"""Children who are due to enter the first grade of a stage, by area and zone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from xuewei.model.assessment import Assessment

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class EntryChildren:
    """Children counted by stage, ``(year, place)``, unrounded; places are ``areas``, then ``zones``, each a part of an
    area. ``others``: children outside the count. NaN is unknown. ``whence``: by place and stage, what they are from."""

    years: range
    areas: tuple[str, ...]
    zones: tuple[str, ...]
    part_of: Mapping[str, str]
    children: Mapping[str, Floats]
    others: Mapping[str, Floats]
    whence: Mapping[tuple[str, str], str]

    def source(self, place: str, stage: str, year: int) -> str:
        """What children of a place and stage are from in one year; empty where they are unknown."""
        return self.whence.get((place, stage), "")


def entry_children(found: Assessment) -> EntryChildren:
    """The children of every area: the demand of the first grade."""
    children = {stage: pupils[:, :, 0] for stage, pupils in found.demand.items()}
    return EntryChildren(
        years=found.years,
        areas=found.areas,
        zones=(),
        part_of={},
        children=children,
        others={stage: np.full_like(each, np.nan) for stage, each in children.items()},
        whence={(area, stage): "forecast" for area in found.areas for stage in children},
    )
