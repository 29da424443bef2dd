"""Areas whose tables are alike are computed together, to the last digit as each would be alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.formats.population.folder import read_population
from xuewei.model.people import alike as grouping
from xuewei.model.people.alike import alike, by_area
from xuewei.model.people.births import KnownBirths, twelve_months
from xuewei.model.people.inhabitants import Inhabitants, inhabitants, splits
from xuewei.model.population import BirthsRow, CensusRow, Population, TotalRow

GROUPS = [(0, 4), (5, 9), (10, 14), (15, 19), (20, 39), (40, 59), (60, None)]
DAYS = (date(2010, 11, 1), date(2020, 11, 1))
COUNTS = st.integers(0, 5000)


@st.composite
def country(draw: st.DrawFn) -> Population:
    """Some areas with the same lines and some without births, with a gap in them, or counted once; some are empty."""
    census, births, totals = [], [], []
    names = [f"区{n}" for n in range(draw(st.integers(1, 5)))]
    for area in names:
        days = DAYS[draw(st.integers(0, 1)) :]
        census += [
            CensusRow(area, sex, first, last, draw(COUNTS), day, "assumed", "")
            for day in days
            for sex in ("male", "female")
            for first, last in GROUPS
        ]
        for year in draw(st.sampled_from([(), range(2008, 2021), (2015, 2018), (2019, 2020)])):
            births.append(BirthsRow(area, year, float(draw(COUNTS)), "assumed", "", date(year, 12, 31)))
        for year in draw(st.sampled_from([(), (2021,), (2021, 2023)])):
            totals.append(TotalRow(area, date(year, 12, 31), draw(COUNTS), "assumed", ""))
    shipped = read_population()
    return replace(shipped, census=tuple(census), births=tuple(births), totals=tuple(totals), enrolment=())


def told(one: Inhabitants) -> list[Any]:
    """Everything that an area's people are, arrays as their bytes."""
    moves = None if one.moves is None else one.moves.tobytes()
    births = one.births.first, tuple(one.births.monthly), one.births.filled, one.births.years
    split = one.split.own, one.split.nation, one.split.even
    return [one.area, one.people.tobytes(), births, one.boys, moves, one.totals, one.last_known, split]


@settings(max_examples=60, deadline=None)
@given(country())
def test_together_as_alone(people: Population) -> None:
    """People, births, moves, totals and what groups were shared out by."""
    areas = tuple(dict.fromkeys(row.area for row in people.census))
    together = inhabitants(people, areas, people.assumptions)
    alone = [inhabitants(people, (area,), people.assumptions)[0] for area in areas]
    assert [told(one) for one in together] == [told(one) for one in alone]
    assert splits(people) == {one.area: one.split for one in alone}
    ends = [2020 * 12, 2020 * 12 + 8, 2021 * 12]
    found = twelve_months([one.births for one in alone], ends)
    wanted = [[one.births.between(end - 12, end) for one in alone] for end in ends]
    assert np.array_equal(found, np.array(wanted, dtype=float), equal_nan=True)


def test_only_areas_with_the_same_lines_are_together(monkeypatch: Any) -> None:
    """Each once, in whatever groups; and no group is larger than what is computed at once."""
    day, other = DAYS
    rows = [
        CensusRow(area, "male", 0, None, n, when, "", "")
        for n, (area, when) in enumerate([("甲", day), ("乙", other), ("丙", day), ("丁", day)])
    ]
    monkeypatch.setattr(grouping, "AT_ONCE", 2)
    found = list(alike(["甲", "乙", "丙", "丁", "甲"], by_area(rows), {}, {}))
    assert [group.areas for group in found] == [("甲", "丙"), ("丁",), ("乙",)]
    assert np.asarray(found[0].census[0].persons).tolist() == [0, 2]
    assert found[2].census[0] is rows[1]


def test_births_that_nobody_knows_stay_unknown() -> None:
    """Of areas apart, months without births are None, not nought."""
    both = KnownBirths(12, [np.array([1.0, 2.0])] * 11 + [None]).apart(2)
    assert [one.between(12, 24) for one in both] == [None, None]
    assert [one.between(12, 14) for one in both] == [2.0, 4.0]
