"""What a robust choice is made for is the high end of the band of `gap`."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xuewei.answers.optimise.robust import Robust, chances
from xuewei.cli.asked import bands_asked
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess

DRAWS = 4000
OFF = 0.015
"""By how much the ninth of ten draws may differ from the band: sampling, and ends that are not quite those of a sum."""


def test_nine_draws_of_ten_lie_below_the_high_end_of_the_band() -> None:
    """Of the shipped plan, every stage and year that is a forecast: one computation, two ways."""
    found = assess(*read_project())
    bands, high = bands_asked(found), chances(found, Robust(DRAWS), found.known.start).high
    years = range(found.years.stop - high.shape[-1], found.years.stop)
    compared = 0
    for s, stage in enumerate(found.stages):
        for t, year in enumerate(years):
            band = bands.band(year, found.areas[0], stage.name)
            if band is not None:
                assert high[0, s, t] == pytest.approx(band.high, rel=OFF), (stage.name, year)
                compared += 1
    assert compared > 30


def test_a_shortage_is_likelier_than_one_in_ten_where_the_band_says_that_there_may_be_one() -> None:
    """With sure seats, at every cell that is not within sampling of the limit."""
    plan, people = read_project()
    found = assess(replace(plan, schools=tuple(replace(each, status="in_use") for each in plan.schools)), people)
    bands, drawn = bands_asked(found), chances(found, Robust(DRAWS), found.known.start)
    years = range(found.years.stop - drawn.high.shape[-1], found.years.stop)
    for s, stage in enumerate(found.stages):
        for t, year in enumerate(years):
            row, band = found.row(year, found.areas[0], stage.name), bands.band(year, found.areas[0], stage.name)
            if band is not None and abs(row.seats - band.high) > OFF * band.high:
                assert (drawn.p_short[0, s, t] > 0.1) == (row.seats < band.high), (stage.name, year)
