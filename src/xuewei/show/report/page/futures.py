"""Demand under every path of births and of net migration, in a form that a page can compute with."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.assessment import Assessment, assess
from xuewei.errors import InputError
from xuewei.model.assumptions import PATHS


class SeriesPool:
    """Series of float64 by number, each kept once.

    >>> pool = SeriesPool()
    >>> [pool.number(np.array(each)) for each in ([1.0, 2.0], [3.0, 4.0], [1.0, 2.0])], len(pool.encoded())
    ([0, 1, 0], 44)
    """

    def __init__(self) -> None:
        self._known: dict[bytes, int] = {}

    def number(self, series: NDArray[np.float64]) -> int:
        """The number of a series, a new one where it is not there yet."""
        return self._known.setdefault(series.astype("<f8").tobytes(), len(self._known))

    def encoded(self) -> str:
        """All series in the order of their numbers: little-endian doubles in base64, so that every bit arrives."""
        return b64encode(b"".join(self._known)).decode("ascii")


def futures(found: Assessment) -> dict[str, object]:
    """Demand ``(stage, area, year)`` of years with known seats, all grades together, unrounded, by path of births and
    of net migration: ``at[births][net migration]`` are numbers of series in ``pool``, stage by stage and area by area;
    None where a path cannot be computed.

    >>> import xuewei
    >>> told = futures(xuewei.assess(xuewei.read_plan(), xuewei.read_population()))
    >>> sorted(told["at"]), len(told["at"]["low"]["high"])
    (['high', 'low', 'medium'], 3)
    """
    pool = SeriesPool()
    paths = {births: {moves: _numbers(found, births, moves, pool) for moves in PATHS} for births in PATHS}
    return {"pool": pool.encoded(), "at": paths}


def _numbers(found: Assessment, births: str, moves: str, pool: SeriesPool) -> list[int] | None:
    try:
        other = _under(found, births, moves)
    except InputError:
        return None
    since = found.known.start - found.years.start
    return [
        pool.number(other.demand[kind.name][since:, n].sum(axis=1)) for kind in found.stages for n in _places(found)
    ]


def _under(found: Assessment, births: str, moves: str) -> Assessment:
    """The same plan under another path of births and of net migration, as a scenario would have it."""
    now = found.assumptions
    if (births, moves) == (now.fertility.path, now.migration.path):
        return found
    changed = replace(now, fertility=replace(now.fertility, path=births), migration=replace(now.migration, path=moves))
    return assess(found.plan, replace(found.population, assumptions=changed), horizon=found.years[-1])


def scaled(found: Assessment) -> list[bool]:
    """Whether demand grows with the share of its census area that an area is, stage by stage and area by area: all does
    but that of an area which has pupils on record under its own name."""
    return [found.grounds(area, kind.name).record != area for kind in found.stages for area in found.areas]


def _places(found: Assessment) -> Sequence[int]:
    return range(len(found.areas))
