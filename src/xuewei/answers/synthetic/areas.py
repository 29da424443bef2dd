"""People of invented areas, drawn around real censuses."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.people.births import known_births
from xuewei.model.people.mortality import life_table
from xuewei.model.population import SEXES, Population
from xuewei.model.streams import stream

Floats = NDArray[np.float64]

GROUPS = ((0, 0), (1, 4), *((age, age + 4) for age in range(5, 85, 5)), (85, None))
"""Age groups of the later census, first and last age; the earlier one has 0–4 in the place of the first two."""
EARLIER = ((0, 4), *GROUPS[2:])
CENSUS_DAYS = (date(2010, 11, 1), date(2020, 11, 1))
BIRTH_YEARS = range(2011, 2024)
NATION_BIRTH_YEARS = range(2000, 2024)
"""The nation's births reach back so that children of the census can be shared out to single ages by them."""
TOTAL_DAYS = (date(2021, 12, 31), date(2022, 12, 31), date(2023, 12, 31))


DEFAULT_AREAS = 2844
MEDIAN_SIZE, SIZE_SPREAD = 400_000, 0.655
"""A log-normal size whose mean, median · exp(spread² ÷ 2), times 2,844 areas is 1.41 billion."""


@dataclass(frozen=True, eq=False, repr=False)
class Shapes:
    """What areas are drawn around: shares ``(sex, group)`` of the nation and of a town that people move to in 2020,
    persons a cohort had in 2010 for one it has in 2020 ``(sex, earlier group)``, the nation's births by year, yearly
    deaths per person ``(sex, group)``, and the share of the newly born who live to be counted at 0."""

    nation: Floats
    town: Floats
    back: Floats
    births: dict[int, float]
    deaths: Floats
    survive_birth: float


def shapes(people: Population, town: str) -> Shapes:
    """The shapes in a population that holds the nation and ``town`` in both censuses.

    Raises ValueError where groups differ from :data:`GROUPS`.
    """
    nation = people.assumptions.nation
    now, was = _persons(people, nation, CENSUS_DAYS[1], GROUPS), _persons(people, nation, CENSUS_DAYS[0], EARLIER)
    of_town = _persons(people, town, CENSUS_DAYS[1], GROUPS)
    born = known_births(row for row in people.births if row.area == nation)
    tables = [life_table(people.assumptions.survival, sex, 85) for sex in SEXES]
    ages = [range(low, 86 if high is None else high + 1) for low, high in GROUPS]
    deaths = np.array([[1 - table.ages[list(group)].mean() for group in ages] for table in tables])
    back = was[:, :-3] / now[:, 3:-1]
    return Shapes(
        nation=now / now.sum(),
        town=of_town / of_town.sum(),
        back=np.concatenate([back, was[:, -3:] / now[:, -1:]], axis=1),
        births={year: born.in_year(year) or 0.0 for year in NATION_BIRTH_YEARS},
        deaths=deaths,
        survive_birth=float(np.mean([table.birth for table in tables])),
    )


def _persons(people: Population, area: str, day: date, groups: tuple[tuple[int, int | None], ...]) -> Floats:
    """Persons ``(sex, group)`` of one area and census."""
    found = np.zeros((len(SEXES), len(groups)))
    for row in people.census:
        if row.area == area and row.date == day:
            inside = [
                n for n, (low, high) in enumerate(groups) if low <= row.age_from <= (120 if high is None else high)
            ]
            found[SEXES.index(row.sex), inside[0]] += row.persons
    if not found.all():
        raise ValueError(f"{area} {day} has not the age groups that shapes are taken from")
    return found


Whole = NDArray[np.int64]

BLOCK = 256
"""Areas drawn at once. The last block is drawn whole and cut, so that an area never depends on how many follow."""

_MIDDLE = np.array([0.5 * (low + (low + 10 if high is None else high + 1)) for low, high in GROUPS])
_YOUNG = np.clip((40 - _MIDDLE) / 40, -1, 1)
_MOVES = np.select([(_MIDDLE >= 20) & (_MIDDLE < 40), _MIDDLE < 20, _MIDDLE < 60], [1.0, 0.5, 0.4], 0.15)
"""How much of a place's pull each age group shows: most at 20–39, half of it in the children who come along."""
_at = BIRTH_YEARS.index
_LOTS = (1, 1, 1, 1, len(GROUPS), len(BIRTH_YEARS), len(TOTAL_DAYS))


@dataclass(frozen=True, eq=False, repr=False)
class SyntheticAreas:
    """Whole persons of synthetic areas: ``later (area, sex, group)`` and ``earlier`` of the two censuses, ``births
    (area, year)`` and ``totals (area, day)``. ``nation_births (nation's year,)`` is their sum, before its first year in
    the course of the nation that shapes were taken from."""

    later: Whole
    earlier: Whole
    births: Whole
    totals: Whole
    nation_births: Whole


def area_name(number: int) -> str:
    """What area ``number`` (from 1) is called: a name that no real place has.

    >>> area_name(1), area_name(12345)
    ('合成县0001', '合成县12345')
    """
    return f"合成县{number:04d}"


def synthetic_areas(seed: int, count: int, around: Shapes) -> SyntheticAreas:
    """The first ``count`` areas of the country of ``seed``."""
    blocks = [_block(seed, first, around) for first in range(1, count + 1, BLOCK)]
    later, earlier, births, totals = (np.concatenate(parts)[:count] for parts in zip(*blocks, strict=True))
    own = births.sum(axis=0)
    scale = float(own[0]) / around.births[BIRTH_YEARS[0]]
    before = [round(around.births[year] * scale) for year in range(NATION_BIRTH_YEARS[0], BIRTH_YEARS[0])]
    return SyntheticAreas(later, earlier, births, totals, np.concatenate([np.array(before, dtype=np.int64), own]))


def _block(seed: int, first: int, around: Shapes) -> tuple[Whole, Whole, Whole, Whole]:
    """The areas ``first`` to ``first + BLOCK - 1``."""
    lots = np.array([stream(seed, area_name(n)).standard_normal(sum(_LOTS)) for n in range(first, first + BLOCK)])
    size, young, pull, course, groups, births, totals = np.split(lots, np.cumsum(_LOTS)[:-1], axis=1)
    pulled = 0.1 * np.clip(0.4 * size + 0.9 * pull, -2.5, 3.5)
    relative = _course(course, births, around)
    people = _later(MEDIAN_SIZE * np.exp(SIZE_SPREAD * size[:, 0]), young, pulled, groups, around)
    later = _with_infants(people, relative)
    level = later[:, :, 0].sum(axis=1) / around.survive_birth / _infants(relative)
    born = np.rint(level[:, None] * relative).astype(np.int64)
    moves = pulled[:, :, None] * _MOVES
    return later, _earlier(later, moves, around), born, _totals(later, born, moves, totals, around)


def _later(size: Floats, young: Floats, pulled: Floats, noise: Floats, around: Shapes) -> Floats:
    """People ``(area, sex, group)`` of 2020: between nation and town, younger or older, with movers at 20–39."""
    town = 0.35 / (1 + np.exp(0.5 - 10 * pulled))
    mixed = np.log(around.nation) + town[:, :, None] * (np.log(around.town) - np.log(around.nation))
    change = 0.15 * young * _YOUNG + pulled * _MOVES + 0.03 * noise
    people = np.exp(mixed + change[:, None, :])
    found: Floats = people * (size / people.sum(axis=(1, 2)))[:, None, None]
    return found


def _course(tilt: Floats, noise: Floats, around: Shapes) -> Floats:
    """Births ``(area, year)`` relative to the nation's of 2020: its own course, a little steeper or flatter."""
    nation = np.array([around.births[year] for year in BIRTH_YEARS]) / around.births[2020]
    years = np.array(BIRTH_YEARS) - 2020
    found: Floats = nation * np.exp(0.012 * tilt * years + 0.02 * noise)
    return found


def _infants(births: Floats) -> Floats:
    """Births ``(area,)`` of the twelve months before the later census."""
    found: Floats = (2 * births[:, _at(2019)] + 10 * births[:, _at(2020)]) / 12
    return found


def _with_infants(later: Floats, relative: Floats) -> Whole:
    """Whole people, those under five shared out to 0 and 1–4 by the births that made them."""
    infants = _infants(relative)
    older = relative[:, _at(2016) : _at(2019)].sum(axis=1)
    older = older + (2 * relative[:, _at(2015)] + 10 * relative[:, _at(2019)]) / 12
    under_five = later[:, :, :2].sum(axis=2)
    share = (infants / (infants + older))[:, None]
    young = np.stack([under_five * share, under_five * (1 - share)], axis=2)
    found: Whole = np.rint(np.concatenate([young, later[:, :, 2:]], axis=2)).astype(np.int64)
    return found


def _earlier(later: Whole, moves: Floats, around: Shapes) -> Whole:
    """People of 2010: those of 2020 ten years younger, without those who have come and with those who have died."""
    stayed = later / np.exp(moves)
    oldest = np.repeat(stayed[:, :, -1:], 3, axis=2)
    cohorts = np.concatenate([stayed[:, :, 3:-1], oldest], axis=2)
    found: Whole = np.rint(cohorts * around.back).astype(np.int64)
    return found


def _totals(later: Whole, born: Whole, moves: Floats, noise: Floats, around: Shapes) -> Whole:
    """Everybody at the end of 2021, 2022 and 2023: births, deaths, and people coming as in the ten years before."""
    deaths = (later * around.deaths).sum(axis=(1, 2))
    coming = (later * np.expm1(moves / 10)).sum(axis=(1, 2))
    found, now = [], later.sum(axis=(1, 2)).astype(float)
    for n, years in enumerate((14 / 12, 1.0, 1.0)):
        births = born[:, -3 + n] + (2 / 12 * born[:, -4] if n == 0 else 0.0)
        now = now + births - years * deaths + years * coming * (1 + 0.1 * noise[:, n])
        found.append(np.rint(now).astype(np.int64))
    return np.stack(found, axis=1)
