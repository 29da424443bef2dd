"""People of a census area on the cut-off day of the base year, and what is known of births, deaths and moves."""

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
from xuewei.model.calendar import MONTHS, cutoff_moment, month_of
from xuewei.model.people.births import KnownBirths, births_of_age, cohort_weights, fill_gaps, known_births, with_nation
from xuewei.model.people.migration import five_year, yearly_rates
from xuewei.model.population import SEXES, BirthsRow, CensusRow, Population

SPLIT_BY_BIRTHS_TO = 14
"""Groups that begin above this age are split evenly: deaths and moves have blurred the births."""


def single_ages(rows: Iterable[CensusRow], day: date, known: KnownBirths) -> NDArray[np.float64]:
    """Persons ``(sex, age)`` of one area counted on ``day``; the last age is open. Each group keeps its total; groups
    of children are shared out by the births ``known`` (:func:`xuewei.model.people.births.with_nation`)."""
    counted = [row for row in rows if row.date == day]
    last_age = max(row.age_from for row in counted)
    people = [[0.0] * (last_age + 1) for _ in SEXES]
    moment = month_of(day)
    weights: dict[tuple[int, int], list[float]] = {}
    for row in counted:
        first, last = row.age_from, row.age_from if row.age_to is None else row.age_to
        if (first, last) not in weights:  # one look for both sexes
            ages = range(first, last + 1)
            by_births = len(ages) > 1 and first <= SPLIT_BY_BIRTHS_TO
            weights[first, last] = (
                cohort_weights(ages, moment, known).tolist() if by_births else [1 / len(ages)] * len(ages)
            )
        of_sex = people[SEXES.index(row.sex)]
        for age, weight in enumerate(weights[first, last], start=first):
            of_sex[age] += row.persons * weight
    return np.array(people)


@dataclass(frozen=True, repr=False)
class Split:
    """What the age groups of children were shared out by: the years of births of the area itself and of the nation
    (that in which the twelve months of an age end; of months of both, that of the most), and the groups (first and last
    age) that were split evenly."""

    own: tuple[int, ...] = ()
    nation: tuple[int, ...] = ()
    even: tuple[tuple[int, int], ...] = ()


def split_basis(rows: Iterable[CensusRow], day: date, own: KnownBirths, known: KnownBirths) -> Split:
    """What :func:`single_ages` shares the groups of children by, ``own`` being the births of the area itself (years put
    in between them are not its own); empty where they are counted in single ages."""
    counted = ((row.age_from, row.age_to) for row in rows if row.date == day and row.age_from <= SPLIT_BY_BIRTHS_TO)
    groups = {(first, last) for first, last in counted if last is not None and first < last}
    moment = month_of(day)
    of_area: set[int] = set()
    lent: set[int] = set()
    even = []
    for first, last in sorted(groups):
        ages = range(first, last + 1)
        made = [births_of_age(known, age, moment) for age in ages]
        if None in made or not any(made):
            even.append((first, last))
            continue
        for age in ages:
            last = round(moment) - age * MONTHS - 1
            known_here = own.counted(last - MONTHS + 1, last + 1)
            (of_area if 2 * known_here >= MONTHS else lent).add(last // MONTHS)
    return Split(tuple(sorted(of_area)), tuple(sorted(lent)), tuple(even))


def at_cutoff(
    people: NDArray[np.float64], day: date, cutoff: tuple[int, int], area: KnownBirths
) -> NDArray[np.float64]:
    """Persons ``(sex, age)`` moved from the census day to the cut-off of the same year.

    With the census ``m`` months after the cut-off, of those aged ``a + 1`` a share ``m / 12`` was still ``a``, and
    ``m / 12`` of those aged 0 were not born: ``P[a] = (1 - m/12) C[a] + (m/12) C[a+1]``. Where the cut-off comes
    after the census the same runs forward, with the births of those months. The open age keeps its people.

    Raises ValueError where census and cut-off are more than a year apart.
    """
    moment = cutoff_moment(day.year, cutoff)
    share = (month_of(day) - month_of(moment)) / MONTHS
    if abs(share) > 1:
        raise ModelError("far_cutoff", day=day, moment=moment)
    moved = people.copy()
    closed = slice(0, people.shape[1] - 1)
    flow = abs(share) * people[:, closed]
    moved[:, closed] -= flow
    if share >= 0:
        moved[:, : people.shape[1] - 2] += flow[:, 1:]
    else:
        moved[:, 1:] += flow
        born = area.between(round(month_of(day)), round(month_of(moment)))
        infants = float(people[:, 0].sum())
        births = infants * -share if born is None else born
        moved[:, 0] += births * (people[:, 0] / infants if infants else np.full(len(SEXES), 1 / len(SEXES)))
    return moved


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
    return KnownBirths(start, [monthly] * (end - start), years=(day.year,))


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
