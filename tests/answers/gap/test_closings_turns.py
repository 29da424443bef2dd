"""Conversions that add to a shortage: those that take seats away alone, each by its own name, one put off at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from xuewei.answers.gap.closings import Closing, put_off, turns_after
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.model.assessment import Assessment, assess, with_plan
from xuewei.model.plan import BaseSeats, Conversion, Plan, School
from xuewei.tables.plain import plain

from builders import level, population

DAY = date(2022, 1, 1)


def old(name: str = "old", gone: int | None = None, seats: int = 270, **changes: object) -> School:
    """A primary school that stood before the plan, among the seats in use then."""
    plain = School(name, "primary", "甲", {"primary": seats}, opens=2010, status="in_use", counted=True, closes=gone)
    return replace(plain, **changes)  # type: ignore[arg-type]


def with_seats(*schools: School, primary: int = 700, middle: int = 500, kindergarten: int = 270) -> Assessment:
    """One area with 540 primary pupils, fewer once those born from 2022 on come to school."""
    base = BaseSeats(2020, {"甲": {"kindergarten": kindergarten, "primary": primary, "middle": middle}})
    births = {("甲", year): 90.0 if year < 2022 else 40.0 for year in range(2018, 2030)}
    people = population({"甲": level(45)}, births=births)
    return assess(Plan("p", "甲", schools, (2021, 2030), base_seats=base), people, horizon=2030)


def concluded(held: Assessment) -> Conclusion:
    """What is said of it in 2022, without bands."""
    return Conclusion.of(held, held.rows(), None, DAY)


def short(held: Assessment) -> dict[tuple[str, int], int]:
    """Seats that lack by stage and year, of the years ahead."""
    return {(row.stage, row.year): max(-row.balance, 0) for row in held.rows() if row.year > DAY.year - 1}


def test_a_conversion_that_brings_seats_is_not_blamed() -> None:
    """90 middle seats turn to primary in 2024; 270 of primary leave in 2026. Without the former more would lack."""
    brings, takes = Conversion(2024, "middle", "primary", 90), Conversion(2026, "primary", "kindergarten", 270)
    school = replace(old(), type="nine_year", seats={"primary": 270, "middle": 200}, convert=(brings, takes))
    held = with_seats(school, middle=900)
    (one,) = concluded(held).taken
    assert (one.kind, one.gone, one.taking.turn, one.stage) == ("converts", 2026, 1, "primary")
    assert turns_after(school, 0) == []
    assert put_off(school, "converts", 2031, 0).convert == (replace(brings, year=2031), takes)
    (said,) = (each for each in concluded(held).to_do("zh") if "convert" in each)
    assert "2026 年小学改幼儿园" in said
    assert "2024" not in said.split("；")[0]


def test_a_conversion_is_no_part_of_what_another_stage_lacks() -> None:
    """All 200 middle seats turn to primary in 2024, so that nothing is left to turn to kindergarten in 2026, which is
    short then: the first took no kindergarten seats."""
    turns = (Conversion(2024, "middle", "primary"), Conversion(2026, "middle", "kindergarten"))
    school = replace(old(), type="middle", seats={"middle": 200}, convert=turns)
    held = with_seats(school, middle=900, kindergarten=100)
    assert held.row(2026, "甲", "kindergarten").balance < 0
    assert concluded(held).taken == []


def test_what_turns_onward_is_not_put_off_beyond_that() -> None:
    """Primary turns to middle and that, which the school has no other of, to kindergarten: the first cannot be later
    than the second, so both are named."""
    turns = (Conversion(2024, "primary", "middle"), Conversion(2026, "middle", "kindergarten"))
    school = old(convert=turns, name="校")
    held = with_seats(school)
    (one,) = (each for each in concluded(held).taken if each.gone == 2024)
    assert (one.until, one.last) == (None, 2030)
    assert one.put_off(school, 2031).convert == ()
    kept = with_plan(held, replace(held.plan, schools=(one.put_off(school, 2031),)))
    planned, then = short(held), short(kept)
    assert int(one.gives.sum()) == sum(planned.values()) - sum(then.values()) > 0
    (zh,) = (each for each in concluded(held).to_do("zh") if "convert" in each)
    (en,) = (each for each in concluded(held).to_do("en") if "convert" in each)
    assert "（删去 convert 里的 2024 年小学改初中、2026 年初中改幼儿园）" in zh
    assert "(convert: take out primary to middle in 2024 and middle to kindergarten in 2026)" in en
    assert "convert" not in plain(zh, "zh") + plain(en, "en")


@pytest.mark.parametrize("more", [None, 2029])
def test_of_several_turns_that_to_put_off_is_named(more: int | None) -> None:
    """A school that turns twice: the year stands beside the turn that it is of."""
    first = Conversion(2024, "primary", "middle", 200)
    turns = (first, *([] if more is None else [Conversion(more, "primary", "kindergarten", 10)]))
    told = concluded(with_seats(old(convert=turns)))
    until = next(each.until for each in told.taken if each.taking.turn == 0)
    assert until is not None
    assert f"（convert 里 2024 年小学改初中那次：year 改为 {until}）" in told.to_do("zh")[0]
    assert f"(convert: primary to middle in 2024, make its year {until})" in told.to_do("en")[0]


def test_a_harmless_first_that_is_not_put_off_leaves_the_next_to_be() -> None:
    """A few seats turn in 2024, which another school kept serves whole; the closing of 2026 is put off then."""
    school = old("a", gone=2026, seats=270, convert=(Conversion(2024, "primary", "kindergarten", 45),))
    other = old("b", gone=2024, seats=20)
    taken = concluded(held := with_seats(school, other, primary=590)).taken
    by_key = {(each.school.id, each.kind): each for each in taken}
    assert (by_key["b", "closes"].later, by_key["a", "converts"].later) == (True, False)
    closing = by_key["a", "closes"]
    assert closing.later
    assert closing.gives.any()
    late = tuple(_late(each, held) for each in (closing, by_key["b", "closes"]))
    then = short(with_plan(held, replace(held.plan, schools=late)))
    planned = short(held)
    assert sum(int(each.gives.sum()) for each in taken) == sum(planned.values()) - sum(then.values())


def _late(each: Closing, held: Assessment) -> School:
    return each.put_off(each.school, held.known.stop)
