"""What synthetic areas are drawn around: age groups, deaths and births of real censuses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xuewei.model.births import known_births
from xuewei.model.life_table import life_table
from xuewei.model.population import SEXES, Population

Floats = NDArray[np.float64]

GROUPS = ((0, 0), (1, 4), *((age, age + 4) for age in range(5, 85, 5)), (85, None))
"""Age groups of the later census, first and last age; the earlier one has 0–4 in the place of the first two."""
EARLIER = ((0, 4), *GROUPS[2:])
CENSUS_DAYS = (date(2010, 11, 1), date(2020, 11, 1))
BIRTH_YEARS = range(2011, 2024)
NATION_BIRTH_YEARS = range(2000, 2024)
"""The nation's births reach back so that children of the census can be shared out to single ages by them."""
TOTAL_DAYS = (date(2021, 12, 31), date(2022, 12, 31), date(2023, 12, 31))


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
