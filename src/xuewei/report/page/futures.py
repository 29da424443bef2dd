"""Demand and its bands under every path of births and of net migration that a page can show."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import InputError
from xuewei.model.assessment import Assessment, assess
from xuewei.model.assumptions import PATHS
from xuewei.model.bands import Band, DemandBands, demand_bands

Ends = tuple[float, float] | None
"""The ends of a band as factors on demand; None without a band."""


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


def futures(found: Assessment, bands: DemandBands | None) -> tuple[dict[str, object], dict[str, object] | None]:
    """Demand and its bands of years with known seats under every path of births and of net migration; no bands where
    the plan as it is has none.

    Of demand ``(stage, area, year)``, all grades together, unrounded, ``at[births][net migration]`` are numbers of
    series in ``pool``, stage by stage and area by area. Of bands they are numbers of rows in ``kinds``, whose ends are
    factors on demand, and so are ``all``, those of all areas together by stage. None where a path cannot be computed.

    >>> import xuewei
    >>> demand, bands = futures(xuewei.assess(xuewei.read_plan(), xuewei.read_population()), None)
    >>> sorted(demand["at"]), len(demand["at"]["low"]["high"]), bands
    (['high', 'low', 'medium'], 3, None)
    """
    pool, rows = SeriesPool(), _Rows()
    series, at, together = _by_path(), _by_path(), _by_path()
    for births, moves, other in _worlds(found):
        since = found.known.start - found.years.start
        places = [(stage.name, n) for stage in found.stages for n in range(len(found.areas))]
        series[births][moves] = [pool.number(other.demand[stage][since:, n].sum(axis=1)) for stage, n in places]
        if bands is not None:
            own = bands if other is found else _bands(other, bands)
            at[births][moves] = [rows.number(_of_area(other, own, stage, n)) for stage, n in places]
            together[births][moves] = [rows.number(_of_all(other, own, stage.name)) for stage in found.stages]
    demand: dict[str, object] = {"pool": pool.encoded(), "at": series}
    if bands is None:
        return demand, None
    return demand, {"level": bands.banding.level, "kinds": [*rows.known], "at": at, "all": together}


def _by_path() -> dict[str, dict[str, list[int] | None]]:
    return {births: dict.fromkeys(PATHS) for births in PATHS}


@dataclass(frozen=True)
class _Rows:
    """Ends by year, each row once."""

    known: dict[tuple[Ends, ...], int] = field(default_factory=dict)

    def number(self, row: tuple[Ends, ...]) -> int:
        return self.known.setdefault(row, len(self.known))


def _worlds(found: Assessment) -> Iterator[tuple[str, str, Assessment]]:
    """The same plan under every path of births and of net migration that can be computed, as a scenario would have it;
    one after the other, for a plan may have many areas."""
    own = found.assumptions
    for births in PATHS:
        for moves in PATHS:
            if (births, moves) == (own.fertility.path, own.migration.path):
                yield births, moves, found
                continue
            fertility, migration = replace(own.fertility, path=births), replace(own.migration, path=moves)
            people = replace(found.population, assumptions=replace(own, fertility=fertility, migration=migration))
            try:
                other = assess(found.plan, people, horizon=found.years[-1])
            except InputError:
                continue
            yield births, moves, other


def _bands(other: Assessment, own: DemandBands) -> DemandBands:
    """The bands of a plan under another path, of the same level and even where the plan's own are."""
    found = demand_bands(other.demand, other.population, other.assumptions, own.banding.level)
    return replace(found, even=own.even)


def _of_area(found: Assessment, bands: DemandBands, stage: str, n: int) -> tuple[Ends, ...]:
    pupils = found.demand[stage][:, n].sum(axis=1)
    return tuple(
        _factors(bands.band(year, found.areas[n], stage), float(pupils[found.years.index(year)]))
        for year in found.known
    )


def _of_all(found: Assessment, bands: DemandBands, stage: str) -> tuple[Ends, ...]:
    return tuple(
        _factors(bands.together(year, stage), float(found.demand[stage][found.years.index(year)].sum()))
        for year in found.known
    )


def _factors(band: Band | None, pupils: float) -> Ends:
    """The ends of a band as factors on demand; None without a band or pupils."""
    return (round(band.low / pupils, 9), round(band.high / pupils, 9)) if band and pupils > 0 else None
