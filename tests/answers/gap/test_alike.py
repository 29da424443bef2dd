"""Projects alike are tried together: what is left out, and what turns, is what trying them one by one finds."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from math import inf, nan
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.gap import recommended as turning
from xuewei.answers.gap import reliance
from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.conclusion_record import recommended_record
from xuewei.answers.gap.reliance import courses_without
from xuewei.model.assessment import Assessment, assess
from xuewei.model.plan import BaseSeats, Conversion, Plan, School
from xuewei.model.rounding import whole, wholes
from xuewei.model.seats.ledger import alike, school_seats

from builders import level, population

TOLD = {
    "id", "name", "type", "area", "founder", "works", "provision", "progress", "intake", "zone", "merge_into",
    "cost_wan", "responsible", "due", "must", "basis", "rooms", "address", "lon", "lat", "source", "note", "counted",
    "line",
}  # fmt: skip
"""Fields that do not decide which seats a school brings: what is asked of its area, type, `must` and `counted` is asked
apart from that."""


@st.composite
def kinds(draw: st.DrawFn) -> School:
    """A project of which there may be several."""
    stage = draw(st.sampled_from(["primary", "middle", "kindergarten"]))
    opens = draw(st.integers(2025, 2033))
    turns = stage == "primary" and draw(st.booleans()) and (Conversion(opens + 3, "primary", "middle"),)
    return School(
        id="", type="nine_year", area=draw(st.sampled_from(["甲", "乙"])),
        seats={stage: draw(st.integers(1, 12)) * 90}, opens=opens, convert=turns or (),
        fill=draw(st.sampled_from([None, "by_grade"])), status=draw(st.sampled_from(["planned", "approved"])),
        must=draw(st.sampled_from([None, None, True])), closes=draw(st.sampled_from([None, None, opens + 6])),
    )  # fmt: skip


def assessed(data: st.DataObject) -> Assessment:
    """Two areas, with up to six projects of each of some kinds."""
    of_kind = data.draw(st.lists(st.tuples(kinds(), st.integers(1, 6)), min_size=1, max_size=4))
    mixed = data.draw(st.permutations([kind for kind, count in of_kind for _ in range(count)]))
    held = tuple(replace(each, id=str(n)) for n, each in enumerate(mixed))
    people = population({"甲": level(data.draw(st.sampled_from([150, 300]))), "乙": [*range(5, 305, 5)]})
    base = BaseSeats(2024, data.draw(st.sampled_from([{}, {"甲": {"primary": 900, "middle": 0}}])))
    share = data.draw(st.sampled_from([1.0, 0.85]))
    plan = Plan("p", "甲", held, (2025, 2029), areas=("甲", "乙"), base_seats=base, delivered_share=share)
    return assess(plan, people, horizon=2036)


@settings(max_examples=60)
@given(st.data())
def test_together_they_are_what_they_are_one_by_one(data: st.DataObject) -> None:
    """The same projects in the same order, the same courses to the last bit, and the same advice."""
    found = assessed(data)
    ahead = Ahead.of(found, found.rows(), None, date(2026, 11, 28))
    most = data.draw(st.sampled_from([2, 4096]))

    def all_of_it() -> tuple[object, ...]:
        spare, courses, candidates, brings = courses_without(found)
        told = turning.recommended(ahead)
        assert told is not None
        arrays = {area: [each.tobytes() for each in course] for area, course in courses.items()}
        seats = {each.id: brings[each.id].tobytes() for each in candidates}
        return [each.id for each in spare.schools], spare.candidates, arrays, seats, recommended_record(told)

    with patch.object(reliance, "AT_ONCE", most):
        together = all_of_it()
    with (
        patch.object(reliance, "alike", lambda school: (school.id,)),
        patch.object(turning, "alike", lambda school: (school.id,)),
    ):
        assert all_of_it() == together


def test_every_field_that_decides_seats_tells_schools_apart() -> None:
    """A field is either told apart, or known not to decide; each of the first kind changes what is told."""
    one = School("s", "nine_year", "甲", {"primary": 270}, opens=2026)
    others: dict[str, Any] = {
        "seats": {"primary": 540}, "removes": {"primary": 90}, "classes": {"primary": 6}, "planned": 2025,
        "opens": 2027, "closes": 2031, "until": 2032, "status": "in_use", "fill": "by_grade",
        "convert": (Conversion(2029, "primary", "middle"),),
    }  # fmt: skip
    assert {each.name for each in fields(School)} == {*others, *TOLD}
    for key, value in others.items():
        assert alike(replace(one, **{key: value})) != alike(one), key


@given(st.data())
def test_schools_alike_bring_the_same(data: st.DataObject) -> None:
    """Whatever else is written of them."""
    one = data.draw(kinds())
    other = replace(
        one, id="t", type="primary", area="丙", founder="x", must=True, counted=True, note="y", cost_wan=9.0
    )
    found = assess(Plan("p", "甲", (), (2025, 2029)), population({"甲": level(150)}))
    plan = replace(found.plan, delivered_share=0.9)
    assert alike(one) == alike(other)
    first, second = (school_seats(each, plan, found.stages, range(2024, 2036)) for each in (one, other))
    assert (first == second).all()


NEAR_HALVES = st.tuples(st.integers(-10_000, 10_000), st.sampled_from([0, 1e-10, -1e-10, 6e-10, -6e-10, 1e-7, 0.2]))


@given(st.lists(NEAR_HALVES.map(lambda each: each[0] / 2 + each[1]) | st.floats(-1e9, 1e9), max_size=20))
def test_an_array_is_rounded_as_its_numbers_are(values: list[float]) -> None:
    """To the last half, with and without noise."""
    assert wholes(np.array(values, dtype=np.float64)).tolist() == [whole(each) for each in values]


@pytest.mark.parametrize("value", [nan, inf, -inf])
def test_what_is_no_number_is_not_rounded(value: float) -> None:
    """It would become some number in silence."""
    with pytest.raises((ValueError, OverflowError)):
        wholes(np.array([1.0, value]))
