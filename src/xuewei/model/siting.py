"""Places as written: points where children live, sites where a school could stand, and distances between places."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass

EVERY_STAGE = ""
"""Stands for children of a point that are written for all stages alike."""


@dataclass(frozen=True, slots=True, repr=False)
class PointRow:
    """Where children live: ``children`` by stage, or under :data:`EVERY_STAGE` for all stages alike. They say how the
    demand of an area, or of its ``zone`` (empty: not said), is spread, not how large it is. ``lon``, ``lat``: degrees,
    WGS84."""

    id: str
    name: str
    area: str
    zone: str
    lon: float
    lat: float
    children: Mapping[str, float]
    basis: str
    source: str
    line: int = field(default=0, compare=False)

    def weight(self, stage: str) -> float | None:
        """Children of a stage; None where the row says nothing of it.

        >>> one = PointRow("p", "", "甲", "", 111.0, 35.0, {"primary": 40, EVERY_STAGE: 100}, "assumed", "")
        >>> one.weight("primary"), one.weight("middle")
        (40, 100)
        """
        return self.children.get(stage, self.children.get(EVERY_STAGE))


@dataclass(frozen=True, slots=True, repr=False)
class SiteRow:
    """Where a school could stand: ``sizes`` are its seats by stage, one of which is chosen, ``wan`` what each costs in
    万元 (None: not said). ``earliest``: the first school year in which it could open (None: not said)."""

    id: str
    name: str
    area: str
    zone: str
    type: str
    sizes: tuple[Mapping[str, int], ...]
    wan: tuple[float | None, ...]
    earliest: int | None
    lon: float
    lat: float
    basis: str
    source: str
    note: str = ""
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, eq=False, repr=False)
class Distances:
    """Metres on foot ``metres (from, to)``, NaN where none is written; ``file`` is where they stand."""

    origins: tuple[str, ...]
    targets: tuple[str, ...]
    metres: NDArray[np.float64]
    file: str = ""

    def between(self, origins: list[str], targets: list[str]) -> NDArray[np.float64]:
        """Metres ``(from, to)`` between some places by their ids; NaN where none is written.

        >>> found = Distances(("p", "q"), ("s",), np.array([[100.0], [250.0]]))
        >>> found.between(["q", "x"], ["s"]).tolist()
        [[250.0], [nan]]
        """
        at, to = ({name: n for n, name in enumerate(names)} for names in (self.origins, self.targets))
        rows, columns = [at.get(name, -1) for name in origins], [to.get(name, -1) for name in targets]
        wide = np.pad(self.metres, ((0, 1), (0, 1)), constant_values=np.nan)
        return np.asarray(wide[np.ix_(rows, columns)])
