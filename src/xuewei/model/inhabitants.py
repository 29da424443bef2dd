"""One census area on the eve of the projection: its people, births, mortality and what is known of its moves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache, partial
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import ModelError
from xuewei.model.assumptions import Assumptions
from xuewei.model.base_population import Split, at_cutoff, single_ages, split_basis
from xuewei.model.births import KnownBirths, fill_gaps, known_births, with_nation
from xuewei.model.calendar import MONTHS, cutoff_moment, month_of
from xuewei.model.migration import five_year, yearly_rates
from xuewei.model.population import BirthsRow, CensusRow, Population

Row = TypeVar("Row", CensusRow, BirthsRow)


@dataclass(frozen=True, eq=False, repr=False)
class Inhabitants:
    """What the projection needs of one census area.

    ``people``: persons ``(sex, age)`` at the cut-off of ``base_year``. ``boys``: share of males at birth.
    ``moves``: yearly net migration per person by age from two censuses, None where everybody is as likely to move.
    ``totals``: persons by school year at its cut-off, as far as known; ``last_known`` the year of the last total.
    ``split``: what the age groups of its children were shared out by.
    """

    area: str
    base_year: int
    census_day: date
    people: NDArray[np.float64]
    births: KnownBirths
    boys: float
    moves: NDArray[np.float64] | None
    totals: dict[int, float]
    last_known: int
    split: Split


def inhabitants(population: Population, areas: tuple[str, ...], assumptions: Assumptions) -> list[Inhabitants]:
    """The census areas ``areas``, each from its latest census.

    Raises ValueError where an area has no census, or areas were last counted in different years.
    """
    census, births = _by_area(population.census), _by_area(population.births)
    totals: dict[str, dict[date, float]] = {}
    for total in population.totals:
        totals.setdefault(total.area, {})[total.date] = float(total.persons)
    nation = cache(partial(five_year, tuple(census.get(assumptions.nation, population.lent_census))))
    nation_births = known_births(births.get(assumptions.nation, population.lent_births))
    found = []
    for area in areas:
        if area not in census:
            raise ModelError("no_census", area=area)
        found.append(
            _one(
                area,
                tuple(census[area]),
                known_births(births.get(area, ())),
                nation,
                nation_births,
                totals.get(area, {}),
                assumptions,
            )
        )
    years = {one.base_year for one in found}
    if len(years) > 1:
        raise ModelError("census_years", years=", ".join(map(str, sorted(years))))
    return found


def _by_area(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Rows by their area, in their order."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.area, []).append(row)
    return found


def splits(population: Population) -> dict[str, Split]:
    """What the age groups of children in the latest census of every area but the nation are shared out by."""
    nation = population.assumptions.nation
    census, births = _by_area(population.census), _by_area(population.births)
    known = known_births(births.get(nation, population.lent_births))
    found = {}
    for area, rows in census.items():
        if area != nation:
            own = fill_gaps(known_births(births.get(area, ())), known)
            found[area] = split_basis(rows, max(row.date for row in rows), own, with_nation(own, known))
    return found


def _one(
    area: str,
    rows: tuple[CensusRow, ...],
    births: KnownBirths,
    nation: Callable[[date], Mapping[int, float]],
    nation_births: KnownBirths,
    totals: Mapping[date, float],
    assumptions: Assumptions,
) -> Inhabitants:
    days = tuple(sorted({row.date for row in rows}))
    day = days[-1]
    births = fill_gaps(births, nation_births)
    split_by = with_nation(births, nation_births)
    counted, split = single_ages(rows, day, split_by), split_basis(rows, day, births, split_by)
    if not births.years:
        births = _births_from_census(counted, day)
    people = at_cutoff(counted, day, assumptions.entry_cutoff, births)
    infants = counted[:, 0]
    rates = yearly_rates(rows, nation, days, counted.shape[1] - 1)
    known = {**totals, day: float(counted.sum())}
    return Inhabitants(
        area=area,
        base_year=day.year,
        census_day=day,
        people=people,
        births=births,
        boys=float(infants[0] / infants.sum()) if infants.sum() else 0.5,
        moves=rates,
        totals=_at_cutoffs(known, day, assumptions.entry_cutoff),
        last_known=max(known).year,
        split=split,
    )


def _births_from_census(counted: NDArray[np.float64], day: date) -> KnownBirths:
    """Births of the census year where none are written: the children aged 0 (deaths in the first year left out)."""
    monthly = float(counted[:, 0].sum()) / MONTHS
    start = round(month_of(day)) - MONTHS
    end = (day.year + 1) * MONTHS
    return KnownBirths(dict.fromkeys(range(start, end), monthly), years=(day.year,))


def _at_cutoffs(known: dict[date, float], base: date, cutoff: tuple[int, int]) -> dict[int, float]:
    """Totals at the cut-off of each school year after the base year, in straight lines between the known days."""
    days = sorted(day for day in known if day >= base)
    found: dict[int, float] = {}
    for year in range(base.year + 1, days[-1].year + 1):
        moment = cutoff_moment(year, cutoff)
        if moment <= days[-1]:
            found[year] = float(
                np.interp(moment.toordinal(), [day.toordinal() for day in days], [known[day] for day in days])
            )
    return found
