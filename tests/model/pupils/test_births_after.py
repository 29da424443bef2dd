"""Births on record continued by those of the demographic engine."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from xuewei.model.pupils.births_after import joined, lent_births, of_one_period

from builders import level, population

NAN = np.nan
NOTHING = np.zeros(5, dtype=bool)


def row(*values: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """Births of five years."""
    return np.array(values, dtype=float)


@pytest.mark.parametrize(
    ("own", "known", "modelled", "found"),
    [
        # its own last year is a quarter of the census area's: a quarter of what the engine finds
        (row(10, 20, 25, NAN, NAN), row(80, 90, 100, NAN, NAN), row(NAN, NAN, 100, 80, 40), [10, 20, 25, 20, 10]),
        # births of the census area are known for longer than its own
        (row(10, 20, NAN, NAN, NAN), row(80, 80, 100, 60, NAN), row(NAN, NAN, 100, 60, 40), [10, 20, 25, 15, 10]),
        # the census area is not known in its last year: it stays as it was until the engine begins
        (row(10, NAN, NAN, NAN, NAN), row(NAN, NAN, 100, NAN, NAN), row(NAN, NAN, 100, 80, 40), [10, 10, 10, 8, 4]),
        # a year missing between known ones: 3/16 of 80, halfway between an eighth and a quarter
        (row(10, NAN, 25, NAN, NAN), row(80, 80, 100, NAN, NAN), row(NAN, NAN, 100, 80, 40), [10, 15, 25, 20, 10]),
        # which is not known of the census area either
        (row(10, NAN, 25, NAN, NAN), row(80, NAN, 100, NAN, NAN), row(NAN, NAN, 100, 80, 40), [10, NAN, 25, 20, 10]),
        # nothing is known of the census area
        (row(10, 20, NAN, NAN, NAN), row(*[NAN] * 5), row(*[NAN] * 5), [10, 20, 20, 20, 20]),
        # a census area without births gives no share
        (row(10, 20, NAN, NAN, NAN), row(0, 0, 0, 0, 0), row(0, 0, 0, 0, 0), [10, 20, 20, 20, 20]),
    ],
)
def test_births_go_on_from_the_last_year_of_their_own(
    own: np.ndarray, known: np.ndarray, modelled: np.ndarray, found: list[float]
) -> None:
    """In proportion to the census area, joined where both are known."""
    assert np.allclose(joined(own, known, modelled, NOTHING), found, equal_nan=True)


def test_a_written_year_is_the_engines_even_where_it_is_known() -> None:
    """Scaled as the others: own ÷ census area in that year; years after it join as if nothing had been written."""
    written = np.array([False, True, True, False, False])
    own, known = row(10, 20, 25, NAN, NAN), row(80, 80, 100, NAN, NAN)
    found = joined(own, known, row(NAN, 160, 200, 80, 40), written)
    assert np.allclose(found, [10, 40, 50, 20, 10])


def test_only_areas_without_births_of_their_own_borrow_some() -> None:
    """An area with rows keeps to them; one without a census area gets none."""
    from xuewei.model.assumptions import Figure, Scope

    births = population({"县": level(10)}, births={("县", 2020): 100.0, ("区", 2019): 7.0}).births
    scope = {name: Scope("县", Figure(0.5)) for name in ("区", "镇")}
    lent = lent_births(births, ["区", "镇", "村"], scope)
    assert [(each.area, each.year, each.births) for each in lent] == [("镇", 2020, 50.0)]


def test_twelve_months_that_end_in_different_months_become_calendar_years() -> None:
    """Of 2020, ten months of the row that ends in October and two of the year's own rate; others stay as they are."""
    births = population({"县": level(10)}, births={("县", 2019): 120.0, ("县", 2020): 60.0}).births
    assert of_one_period(births, {"县"}) == births
    assert of_one_period(births, {"区"}) == ()
    mixed = (births[0], replace(births[1], period_end=births[1].period_end.replace(month=10)))
    found = {each.year: each for each in of_one_period(mixed, {"县"})}
    assert {each.period_end.month for each in found.values()} == {12}
    assert found[2020].births == pytest.approx(60.0)
    assert found[2019].births == pytest.approx(120.0)


def test_a_calendar_year_holds_nothing_that_was_published_later() -> None:
    """The months that a later row covers take the rate of the row itself until that row is published."""
    births = population({"县": level(10)}, births={("县", 2020): 120.0, ("县", 2021): 60.0}).births
    early = replace(births[0], period_end=births[0].period_end.replace(month=10), published_year=2021)
    for late in (births[1], replace(births[1], births=6000.0)):
        first, second = of_one_period((early, replace(late, published_year=2023)), {"县"})
        assert first.births == pytest.approx(120.0)
        assert (first.published_year, second.published_year) == (2021, 2023)
