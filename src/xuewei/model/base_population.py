"""People by sex and single age at the cut-off day of the base year, from a census in age groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import ModelError
from xuewei.model.births import KnownBirths, births_of_age, cohort_weights
from xuewei.model.calendar import MONTHS, cutoff_moment, month_of
from xuewei.model.population import SEXES, CensusRow

SPLIT_BY_BIRTHS_TO = 14
"""Groups that begin above this age are split evenly: deaths and moves have blurred the births."""


def single_ages(rows: Iterable[CensusRow], day: date, known: KnownBirths) -> NDArray[np.float64]:
    """Persons ``(sex, age)`` of one area counted on ``day``; the last age is open. Each group keeps its total; groups
    of children are shared out by the births ``known`` (:func:`xuewei.model.births.with_nation`)."""
    counted = [row for row in rows if row.date == day]
    last_age = max(row.age_from for row in counted)
    people = np.zeros((len(SEXES), last_age + 1))
    moment = month_of(day)
    weights: dict[tuple[int, int], NDArray[np.float64]] = {}
    for row in counted:
        to = row.age_from if row.age_to is None else row.age_to
        split: float | NDArray[np.float64] = 1 / (to + 1 - row.age_from)
        if row.age_from <= SPLIT_BY_BIRTHS_TO and row.age_to is not None:
            group = row.age_from, to
            if group not in weights:  # one look for both sexes
                weights[group] = cohort_weights(range(row.age_from, to + 1), moment, known)
            split = weights[group]
        people[SEXES.index(row.sex), row.age_from : to + 1] += row.persons * split
    return people


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
            months = range(last - MONTHS + 1, last + 1)
            known_here = sum(month in own.by_month and month // MONTHS not in own.filled for month in months)
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
