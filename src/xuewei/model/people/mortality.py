"""Survival from one school year to the next, from a life table that meets a few published figures."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import ModelError
from xuewei.late import dataclass
from xuewei.model.assumptions import Survival

OLDEST = 120
INFANT_DEATHS_AT = 0.1
"""Mean age at death of those who die in their first year, in years: most die in the first weeks."""


@dataclass(frozen=True, eq=False, repr=False)
class LifeTable:
    """Shares that live on. ``birth``: of those born in a school year, alive at its end, aged 0. ``ages[a]``: of those
    aged ``a``, alive one year later; the last entry is for the open age and older."""

    birth: float
    ages: NDArray[np.float64]


def life_table(survival: Survival, sex: str, last_age: int) -> LifeTable:
    """The life table of one sex up to the open age ``last_age``.

    Infant and under-five mortality are met as written; deaths from 5 on grow by ``ageing_rate`` a year of age
    (Gompertz), at the level that gives the written life expectancy at birth. Raises ValueError where no level does.
    """
    expected = survival.life_expectancy[sex].value
    figures = survival.infant_mortality.value, survival.under_five_mortality.value, survival.ageing_rate.value
    lived = _person_years(*figures, _level(*figures, expected))
    if abs(lived.sum() - expected) > 0.01:
        raise ModelError("no_life_table", expected=expected, sex=sex)
    ages = lived[1 : last_age + 1] / lived[:last_age]
    older = lived[last_age + 1 :].sum() / lived[last_age:].sum()
    return LifeTable(birth=float(lived[0]), ages=np.append(ages, older))


@lru_cache(maxsize=256)
def _level(infant: float, under_five: float, ageing: float, expected: float) -> float:
    """The level of mortality from 5 on that gives a life expectancy, as near as there is one."""
    low, high = 1e-18, 1e-1
    for _ in range(40):
        level = float(np.sqrt(low * high))
        if _person_years(infant, under_five, ageing, level).sum() > expected:
            low = level
        else:
            high = level
    return float(np.sqrt(low * high))


def _person_years(infant: float, under_five: float, ageing: float, level: float) -> NDArray[np.float64]:
    """Years lived at each age 0..OLDEST by one person born; their sum is the life expectancy."""
    child = 1 - (1 - under_five) / (1 - infant)
    grown = np.arange(5, OLDEST)
    rate = level * np.exp(ageing * (grown - 5))
    dying = np.concatenate([[infant], np.full(4, 1 - (1 - child) ** 0.25), 1 - np.exp(-rate), [1.0]])
    alive = np.concatenate([[1.0], np.cumprod(1 - dying)])
    lived: NDArray[np.float64] = (alive[:-1] + alive[1:]) / 2
    lived[0] = 1 - (1 - INFANT_DEATHS_AT) * infant
    return lived
