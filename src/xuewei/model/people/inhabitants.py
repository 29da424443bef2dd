"""People of a census area on the cut-off day of the base year, and what is known of births, deaths and moves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import ModelError
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.calendar import MONTHS, cutoff_moment, month_of
from xuewei.model.people.alike import Alike, alike, by_area
from xuewei.model.people.births import (
    Amount,
    KnownBirths,
    births_of_age,
    cohort_weights,
    fill_gaps,
    known_births,
    with_nation,
)
from xuewei.model.people.migration import Counted, five_year, yearly_rates
from xuewei.model.population import SEXES, Population

Floats = NDArray[np.float64]

SPLIT_BY_BIRTHS_TO = 14
"""Groups that begin above this age are split evenly: deaths and moves have blurred the births."""


def single_ages(rows: Iterable[Counted], day: date, known: KnownBirths) -> NDArray[np.float64]:
    """Persons ``(sex, age)``, or ``(sex, age, area)`` of several areas, counted on ``day``; the last age is open. Each
    group keeps its total; groups of children are shared out by the births ``known``
    (:func:`xuewei.model.people.births.with_nation`)."""
    counted = [row for row in rows if row.date == day]
    last_age = max(row.age_from for row in counted)
    people = np.zeros((len(SEXES), last_age + 1, *np.shape(counted[0].persons)))
    moment = month_of(day)
    weights: dict[tuple[int, int], NDArray[np.float64]] = {}
    for row in counted:
        first, last = row.age_from, row.age_from if row.age_to is None else row.age_to
        if (first, last) not in weights:  # one look for both sexes
            ages = range(first, last + 1)
            by_births = len(ages) > 1 and first <= SPLIT_BY_BIRTHS_TO
            shares = cohort_weights(ages, moment, known) if by_births else np.full(len(ages), 1 / len(ages))
            weights[first, last] = shares.T if shares.ndim == people.ndim - 1 else shares[:, None]
        people[SEXES.index(row.sex), first : last + 1] += row.persons * weights[first, last]
    return people


@dataclass(frozen=True, repr=False)
class Split:
    """What the age groups of children were shared out by: the years of births of the area itself and of the nation
    (that in which the twelve months of an age end; of months of both, that of the most), and the groups (first and last
    age) that were split evenly."""

    own: tuple[int, ...] = ()
    nation: tuple[int, ...] = ()
    even: tuple[tuple[int, int], ...] = ()


def split_basis(rows: Iterable[Counted], day: date, own: KnownBirths, known: KnownBirths) -> Split:
    """What :func:`single_ages` shares the groups of children by, ``own`` being the births of the area itself (years put
    in between them are not its own); empty where they are counted in single ages."""
    return split_bases(rows, day, own, known, 1)[0]


def split_bases(rows: Iterable[Counted], day: date, own: KnownBirths, known: KnownBirths, count: int) -> list[Split]:
    """The same of so many areas at once."""
    counted = ((row.age_from, row.age_to) for row in rows if row.date == day and row.age_from <= SPLIT_BY_BIRTHS_TO)
    groups = sorted({(first, last) for first, last in counted if last is not None and first < last})
    moment = month_of(day)
    even = np.ones((len(groups), count), dtype=bool)
    for n, (first, last) in enumerate(groups):
        made = [births_of_age(known, age, moment) for age in range(first, last + 1)]
        if all(births is not None for births in made):
            even[n] = ~np.logical_or.reduce([np.not_equal(births, 0) for births in made])
    kinds: dict[tuple[bool, ...], Split] = {}
    for kind in (places := list(zip(*even.tolist(), strict=True)) or [()] * count):
        if kind not in kinds:
            kinds[kind] = _split(groups, kind, moment, own)
    return [kinds[kind] for kind in places]


def _split(groups: Sequence[tuple[int, int]], even: Sequence[bool], moment: float, own: KnownBirths) -> Split:
    """What age groups were shared out by, those apart that were split evenly."""
    of_area: set[int] = set()
    lent: set[int] = set()
    for (first, last), evenly in zip(groups, even, strict=True):
        for age in () if evenly else range(first, last + 1):
            end = round(moment) - age * MONTHS - 1
            known_here = own.counted(end - MONTHS + 1, end + 1)
            (of_area if 2 * known_here >= MONTHS else lent).add(end // MONTHS)
    alike = tuple(group for group, evenly in zip(groups, even, strict=True) if evenly)
    return Split(tuple(sorted(of_area)), tuple(sorted(lent)), alike)


def at_cutoff(
    people: NDArray[np.float64], day: date, cutoff: tuple[int, int], area: KnownBirths
) -> NDArray[np.float64]:
    """Persons ``(sex, age)``, or ``(sex, age, area)``, moved from the census day to the cut-off of the same year.

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
        infants = people[:, 0].sum(axis=0)
        births = infants * -share if born is None else born
        moved[:, 0] += births * np.where(
            infants != 0, people[:, 0] / np.where(infants != 0, infants, 1.0), 1 / len(SEXES)
        )
    return moved


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
    census, births, totals = by_area(population.census), by_area(population.births), by_area(population.totals)
    lent = census.get(assumptions.nation, population.lent_census)
    nation = Nation(
        cache(partial(five_year, tuple(lent))),
        known_births(births.get(assumptions.nation, population.lent_births)),
    )
    missing = next((area for area in areas if area not in census), None)
    if missing is not None:
        raise ModelError("no_census", area=missing)
    found: dict[str, Inhabitants] = {}
    for group in alike(areas, census, births, totals):
        found |= zip(group.areas, _together(group, nation, assumptions), strict=True)
    years = {one.base_year for one in found.values()}
    if len(years) > 1:
        raise ModelError("census_years", years=", ".join(map(str, sorted(years))))
    return [found[area] for area in areas]


def splits(population: Population) -> dict[str, Split]:
    """What the age groups of children in the latest census of every area but the nation are shared out by."""
    nation = population.assumptions.nation
    census, births = by_area(population.census), by_area(population.births)
    known = known_births(births.get(nation, population.lent_births))
    found: dict[str, Split] = {}
    for group in alike([area for area in census if area != nation], census, births, {}):
        own = fill_gaps(known_births(group.births), known)
        day = max(row.date for row in group.census)
        kinds = split_bases(group.census, day, own, with_nation(own, known), len(group.areas))
        found |= zip(group.areas, kinds, strict=True)
    return {area: found[area] for area in census if area != nation}


@dataclass(frozen=True, eq=False, repr=False)
class Nation:
    """Persons of the nation on a census day by five-year group, and its births."""

    five_year: Callable[[date], Mapping[int, float]]
    births: KnownBirths


def _together(group: Alike, nation: Nation, assumptions: Assumptions) -> list[Inhabitants]:
    """Areas whose tables are alike, all at once."""
    rows, count = group.census, len(group.areas)
    days = tuple(sorted({row.date for row in rows}))
    day = days[-1]
    births = fill_gaps(known_births(group.births), nation.births)
    split_by = with_nation(births, nation.births)
    counted, split = single_ages(rows, day, split_by), split_bases(rows, day, births, split_by, count)
    if not births.years:
        births = _births_from_census(counted, day)
    people, counted = (
        np.ascontiguousarray(np.moveaxis(each.reshape(*each.shape[:2], count), -1, 0))
        for each in (at_cutoff(counted, day, assumptions.entry_cutoff, births), counted)
    )
    rates = yearly_rates(rows, nation.five_year, days, counted.shape[2] - 1)
    moves: Sequence[Floats | None] = [None] * count
    if rates is not None:
        of_areas = np.ascontiguousarray(rates.reshape(len(rates), count).T)
        moves = [None if np.isnan(each).any() else each for each in of_areas]
    boys, infants = counted[:, 0, 0], counted[:, :, 0].sum(axis=1)
    shares = np.where(infants != 0, boys / np.where(infants != 0, infants, 1.0), 0.5).tolist()
    known = {**group.totals, day: counted.reshape(count, -1).sum(axis=1)}
    totals = _at_cutoffs(known, day, assumptions.entry_cutoff, count)
    last_known, own = max(known).year, births.apart(count)
    return [
        Inhabitants(area, day.year, day, people[n], own[n], shares[n], moves[n], totals[n], last_known, split[n])
        for n, area in enumerate(group.areas)
    ]


def _births_from_census(counted: Floats, day: date) -> KnownBirths:
    """Births of the census year where none are written: the children aged 0 (deaths in the first year left out)."""
    monthly = counted[:, 0].sum(axis=0) / MONTHS
    start = round(month_of(day)) - MONTHS
    end = (day.year + 1) * MONTHS
    return KnownBirths(start, [monthly] * (end - start), years=(day.year,))


def _at_cutoffs(
    known: Mapping[date, Amount], base: date, cutoff: tuple[int, int], count: int
) -> list[dict[int, float]]:
    """Totals at the cut-off of each school year after the base year, in straight lines between the known days."""
    days = sorted(day for day in known if day >= base)
    found: dict[int, list[float]] = {}
    for year in range(base.year + 1, days[-1].year + 1):
        moment = cutoff_moment(year, cutoff)
        if moment <= days[-1]:
            n = max(bisect_right(days, moment) - 1, 0)
            there = known[days[n]]
            if days[n] < moment:
                slope = (known[days[n + 1]] - there) / (days[n + 1] - days[n]).days
                there = slope * (moment - days[n]).days + there
            found[year] = np.broadcast_to(there, count).tolist()
    return [dict(zip(found, each, strict=True)) for each in zip(*found.values(), strict=True)] or [{}] * count
