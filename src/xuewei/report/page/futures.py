"""Demand and its bands under every path of births and of net migration that a page can show."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace

from xuewei.answers.gap.ahead import KNOWN, WITHOUT
from xuewei.errors import InputError
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment, assess
from xuewei.model.assumptions import PATHS
from xuewei.model.bands import ERRORS, Band, DemandBands, demand_bands
from xuewei.model.pupils.grounds import GIVEN
from xuewei.report.page.estates import bare_demand, pools
from xuewei.report.page.pool import SeriesPool
from xuewei.report.page.scopes import by_scope, unequal
from xuewei.tables.band_notes import YEARS_FOR_ERRORS

Ends = tuple[float, float] | None
"""The ends of a band as factors on demand; None without a band."""


@dataclass(frozen=True, eq=False, repr=False)
class Futures:
    """What :func:`futures` finds, as plain values: ``demand``, its ``bands`` (None: the plan has none), and who
    ``arrives`` of whom estates within net migration are a part (None: none can be)."""

    demand: dict[str, object]
    bands: dict[str, object] | None
    arrives: dict[str, object] | None


def futures(found: Assessment, bands: DemandBands | None) -> Futures:
    """Demand and its bands of years with known seats under every path of births and of net migration; no bands where
    the plan as it is has none.

    Of demand without estates ``(stage, area, year)``, all grades together, unrounded, ``at[births][net migration]`` are
    numbers of series in ``pool``, stage by stage and area by area; where demand is not in proportion to the share of
    its census area that an area is, ``scoped`` are those of demand at no share and of what a share of 1 adds to it. Of
    bands they are numbers of rows in ``kinds``, whose ends are factors on demand, and so are ``all``, those of all
    areas together by stage. None where a path cannot be computed.

    >>> import xuewei
    >>> found = futures(xuewei.assess(xuewei.read_plan(), xuewei.read_population()), None)
    >>> sorted(found.demand["at"]), len(found.demand["at"]["low"]["high"]), found.bands, found.arrives
    (['high', 'low', 'medium'], 3, None, None)
    """
    pool, moving, rows = SeriesPool(), SeriesPool(), _Rows()
    series, at, together, scoped, arrives = (_by_path() for _ in range(5))
    apart = unequal(found)
    for births, moves, other in _worlds(found):
        since, bare = found.known.start - found.years.start, bare_demand(other)
        places = [(stage.name, n) for stage in found.stages for n in range(len(found.areas))]
        series[births][moves] = [pool.number(bare[stage][since:, n].sum(axis=1)) for stage, n in places]
        arrives[births][moves] = pools(other, bare, moving)
        if apart:
            scoped[births][moves] = [pool.number(each[since:]) for each in by_scope(other)]
        if bands is not None:
            own = bands if other is found else _bands(other, bands)
            at[births][moves] = [rows.number(_of_area(other, own, stage, n)) for stage, n in places]
            together[births][moves] = [rows.number(_of_all(other, own, stage.name)) for stage in found.stages]
    demand: dict[str, object] = {"pool": pool.encoded(), "at": series, "scoped": scoped if apart else None}
    coming: dict[str, object] | None = {"pool": moving.encoded(), "at": arrives} if moving.encoded() else None
    if bands is None:
        return Futures(demand, None, coming)
    reasons = [_reasons(found, bands, stage.name, area) for stage in found.stages for area in found.areas]
    told: dict[str, object] = {
        "level": bands.banding.level,
        "kinds": [*rows.known],
        "at": at,
        "all": together,
        **_numbered(reasons),
    }
    told["needed"] = YEARS_FOR_ERRORS
    return Futures(demand, told, coming)


def _reasons(found: Assessment, bands: DemandBands, stage: str, area: str) -> tuple[str | None, ...]:
    """Why each known year of a stage of an area has no band; None where it has one."""
    how = found.grounds(area, stage)

    def reason(year: int) -> str | None:
        if bands.band(year, area, stage) is not None:
            return None
        if (year, area, stage) in bands.even:
            return "even"
        if year in how.given:
            return GIVEN
        if year <= how.known_to:
            return KNOWN
        if how.single:
            return ERRORS
        return bands.lacking(year, area, stage) or (WITHOUT if bands.unsure else "unsure")

    return tuple(reason(year) for year in found.known)


def _numbered(rows: list[tuple[str | None, ...]]) -> dict[str, object]:
    """Each row once, and the number of each."""
    known = list(dict.fromkeys(rows))
    return {"reasons": known, "lacking": [known.index(each) for each in rows]}


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
