"""Demand that was forecast elsewhere: rows of pupils of years to come, which go before any forecast of our own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import InputError
from xuewei.model.assumptions import Assumptions
from xuewei.model.population import EnrolmentRow, Population
from xuewei.model.pupils.grounds import GIVEN, Demand, Given, Grounds, Key
from xuewei.model.pupils.pupils_ahead import strange_pupils

Floats = NDArray[np.float64]
Rows = Mapping[int | None, EnrolmentRow]
"""Rows of one stage of an area in one year by grade; None: the whole stage."""


def with_given(found: Demand, known: Population, assumptions: Assumptions, since: int) -> Demand:
    """A demand with the rows that are given in their years: of the area itself, else its share of those of its census
    area. A stage of which nothing else is known needs every year after ``since``.

    Raises InputError for stages and grades that there are not.
    """
    faults = list(strange_pupils(known, found.stages))
    if faults:
        raise InputError(faults)
    by_key: dict[Key, dict[int, dict[int | None, EnrolmentRow]]] = {}
    for row in sorted(known.given, key=lambda row: row.published_year or 0):
        by_key.setdefault((row.area, row.stage), {}).setdefault(row.year, {})[row.grade] = row
    pupils, whole = ({name: each.copy() for name, each in table.items()} for table in (found.pupils, found.whole))
    grounds: dict[Key, Grounds] = dict(found.grounds)
    for area, name in grounds:
        owner = next((each for each in (area, assumptions.census_area(area)) if (each, name) in by_key), None)
        if owner is None:
            continue
        n = found.areas.index(area)
        share = 1.0 if owner == area else float(found.scopes[n])
        given: dict[int, Given] = {}
        course = pupils[name][:, n]
        for t, year in enumerate(found.years):
            rows = by_key[owner, name].get(year)
            if rows:
                course[t], given[year] = _year(rows, course[t], owner, share)
                whole[name][t, n] = course[t].sum()
        grounds[area, name] = _grounds(grounds[area, name], given, whole[name][:, n], found.years, since)
    return replace(found, pupils=pupils, whole=whole, grounds=grounds)


def _grounds(before: Grounds, given: Mapping[int, Given], whole: Floats, years: range, since: int) -> Grounds:
    """Grounds with what is given; silent still where nothing else is known and some year after ``since`` has none."""
    if before.method or not given:
        return replace(before, given=given)
    if np.isnan(whole[max(since + 1 - years.start, 0) :]).any():
        return replace(before, why=GIVEN, given=given)
    return Grounds(GIVEN, min(given) - 1, given=given)


def _year(rows: Rows, own: Floats, owner: str, share: float) -> tuple[Floats, Given]:
    """Pupils by grade and the grounds of a year; a whole stage is spread over its grades as they are in our ``own``
    forecast, evenly where there is none."""
    grades = [rows[grade] for grade in sorted(grade for grade in rows if grade is not None)]
    sources = tuple(dict.fromkeys(row.source for row in rows.values()))
    bands = {
        row.grade: (row.low * share, row.high * share)
        for row in grades
        if row.grade is not None and row.low is not None and row.high is not None
    }
    if grades:
        pupils = np.array([row.pupils for row in grades])
    else:
        total = float(own.sum())
        pupils = rows[None].pupils * (own / total if total > 0 else np.full(len(own), 1 / len(own)))
    ends = _ends(rows.get(None), len(grades), bands, share)
    return pupils * share, Given(owner, share, sources, *ends, bands, not grades)


def _ends(
    whole: EnrolmentRow | None, grades: int, bands: Mapping[int, tuple[float, float]], share: float
) -> tuple[float | None, float | None]:
    """The band of the whole stage: its own, else those of all its grades added up."""
    if whole is not None and whole.low is not None and whole.high is not None:
        return whole.low * share, whole.high * share
    if grades and len(bands) == grades:
        low, high = (sum(ends) for ends in zip(*bands.values(), strict=True))
        return low, high
    return None, None
