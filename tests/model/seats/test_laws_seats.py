"""Laws of seats: the ledger and what is late."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xuewei.answers.check.proof import prove
from xuewei.answers.compare.difference import Change, following, plan_changes
from xuewei.answers.policy.findings import share
from xuewei.answers.track.tracking import NOT_BEGUN, NOT_OPEN, PAST_DUE, SOON
from xuewei.answers.track.tracking import project as standing
from xuewei.errors import Place
from xuewei.model.assumptions import Costs
from xuewei.model.parameters import parameters, with_parameter
from xuewei.model.plan import (
    STATUSES,
    BaseSeats,
    Conversion,
    Delivery,
    Plan,
    Progress,
    Published,
    School,
    mixes,
    opening_written,
)
from xuewei.model.policy import Listed
from xuewei.model.remarks import base_remarks, odd_ones, plan_remarks, pupil_remarks
from xuewei.model.seats.costs import building_wan, plan_cost
from xuewei.model.seats.delivery import as_delivered
from xuewei.model.seats.in_use import open_by
from xuewei.model.seats.ledger import ledger
from xuewei.model.seats.register import intakes
from xuewei.model.stages import Stage

from builders import assumptions, plan, population, pupils, school

ASSUMED = assumptions()
STAGES = ASSUMED.stages


# the ledger


@given(st.integers(1, 3000), st.integers(1, 900), st.integers(100, 2500))
def test_what_a_row_removes_is_not_within_the_cap_of_its_school(seats: int, removed: int, cap: int) -> None:
    """Each school's own seats count up to its size cap; seats that it takes away are seats in use of which no school is
    known, and those are not cut."""
    row = school("s", seats={"primary": seats}, removes={"primary": removed})
    opens, removes = ledger(plan(row), STAGES, {"primary": float(cap)})
    assert (opens.seats, removes.seats) == (seats, -removed)
    assert opens.usable == pytest.approx(min(seats, cap))
    assert removes.usable == -removed


@pytest.mark.parametrize(
    ("status", "counted"), [("planned", 270), ("completed", 270), ("in_use", 540), ("closed_out", 540)]
)
def test_seats_in_use_count_whole_and_the_others_with_the_delivered_share(status: str, counted: int) -> None:
    """Seats not yet open count with `delivered_share`; a school that takes pupils has all of its seats."""
    written = plan(school("s", status=status), delivered_share=0.5)
    assert [row.seats for row in ledger(written, STAGES, {})] == [counted]


def test_the_opening_year_is_written_unless_a_school_has_always_been_in_use() -> None:
    """As written, else the planned year and the lag; nobody knows when a school in use without either opened."""
    written = plan(opening_lag=2)
    schools = school("a"), school("b", opens=2027), school("c", planned=None, status="in_use")
    assert [opening_written(each, written) for each in schools] == [2023, 2027, None]


def test_seats_as_delivered_leave_out_a_school_not_in_use_whatever_stages_it_lacks() -> None:
    """No other school than those in use counts; rows that only remove are as written."""
    seats = {"primary": 540, "middle": 0}
    rows = school("a", seats=seats), school("b", seats={"primary": 0}, removes={"primary": 90})
    found = as_delivered(plan(*rows), date(2024, 9, 1))
    assert [each.id for each in found.schools] == ["b"]
    assert found.delivery == Delivery("2024-09-01", 0, 1, 0)


def test_a_school_stands_from_its_opening_to_its_last_year() -> None:
    """`closes` is the first year without it, `until` the last year with it; cancelled schools have no seats."""
    rows = school("a", opens=2021, closes=2024), school("b", opens=2021, until=2024), school("c", status="cancelled")
    stands = [[year for year in range(2019, 2028) if open_by(each, plan(*rows), year)] for each in rows]
    assert stands == [[2021, 2022, 2023], [2021, 2022, 2023, 2024], []]


def test_parameters_go_by_the_names_that_planners_write() -> None:
    """The name of a plan is `plan`; limits of warnings are under `warning`, months of building under `tracking`."""
    written = parameters(plan(name="规划"))
    assert written["plan"] == "规划"
    assert "name" not in written
    found = parameters(ASSUMED)
    assert (found["warning.yellow"], found["warning.yellow.basis"]) == (ASSUMED.yellow.value, ASSUMED.yellow.basis)
    assert found["population.births"] == ASSUMED.fertility.path
    assert found["tracking.building_months"] == ASSUMED.building_months.value
    assert not {"yellow", "fertility.path", "building_months"} & set(found)


def test_a_school_that_follows_the_lag_of_its_plan_is_written_as_before() -> None:
    """What is written differently is a change; a year that moves because another is written of the whole plan is
    counted, and no change of the school. A school whose own year moves, moves."""
    rows = school("follows"), school("stays", opens=2023), school("moves")
    before = plan(*rows)
    after = replace(before, opening_lag=2, schools=(*rows[:2], replace(rows[2], planned=2022)))
    found = list(plan_changes(before, after))
    assert found == [Change("moved", "moves", "opens", 2022, 2024)]
    assert following(before, after) == 1


def test_printed_years_are_held_against_the_schools_and_seats_printed_of_all() -> None:
    """Every printed total against the rows, and the printed parts against the printed wholes: the years say one school
    and 740 seats, the whole two schools and 810 seats, as the rows do."""
    by_year = {2021: {"schools": 1, "primary": 540}, 2022: {"primary": 200}}
    printed = Published(schools=2, seats={"primary": 810}, by_year=by_year)
    rows = school("a"), school("b", seats={"primary": 270}, planned=2022), school("c", seats={}, removes={"primary": 9})
    found = [(each.group, each.item, each.printed, each.added) for each in prove(plan(*rows, published=printed))]
    assert found == [
        ("all", "schools", 2, 2),
        ("all", "primary", 810, 810),
        ("year", "schools", 1, 1),
        ("year", "primary", 540, 540),
        ("year", "primary", 200, 270),
        ("printed", "schools", 2, 1),
        ("printed", "primary", 810, 740),
    ]


def test_a_year_that_nobody_wrote_down_has_no_line() -> None:
    """Births of a calendar year set from a line of a file are told where they stand; set in code they stand nowhere."""
    at = Place("旱.yaml", 3, entry="set.population.births.2027")
    for place in (at, None):
        found = with_parameter(ASSUMED, "population.births.2027", 9.0, areas=[], source="test", at=place).fertility
        assert found.births == {2027: 9.0}
        assert found.places.get(2027) == place
        assert (2027 in found.places) == (place is not None)


# remarks


def test_one_figure_of_two_is_odd_where_either_counts_more_than_a_few() -> None:
    """Five times as many as those beside it; of figures that are all few a few more say nothing."""
    assert list(odd_ones({2020: 10, 2021: 100})) == [(2021, 10)]
    assert list(odd_ones({2020: 100, 2021: 10})) == [(2021, 100)]
    assert list(odd_ones({2020: 3, 2021: 19})) == []
    assert list(odd_ones({2020: 30, 2021: 150})) == []


@pytest.mark.parametrize(("year", "count", "odd"), [(2030, 1000, True), (2031, 1000, False), (2030, 60, False)])
def test_pupils_are_held_against_the_children_of_a_census_near_to_them(year: int, count: int, odd: bool) -> None:
    """Many times the 20 children of the age of their grade whom a census at most ten years away counted."""
    folk = replace(population({"甲": [10] * 100}), enrolment=pupils({("甲", year, "primary", 1): count}))
    assert [fault.kind for fault in pupil_remarks(folk, "", ())] == (["odd_share"] if odd else [])


@pytest.mark.parametrize(
    ("day", "status", "told"),
    [
        ("2022-09-30", "in_use", []),
        ("2022-10-01", "in_use", [("odd_in_use", "2022-10-01")]),
        ("2022-10-01", "completed", []),
        ("2022-10-01", "cancelled", []),
    ],
)
def test_a_school_in_use_after_the_september_it_is_counted_from_is_remarked_on(
    day: str, status: str, told: list[tuple[str, str]]
) -> None:
    """A step that says in use later than 30 September of the opening year does not go with that year."""
    step = Progress(day, "completed" if status == "completed" else "in_use")
    row = school("s", progress=(step,), status=status)
    found = plan_remarks(plan(row, school("no steps")), ["primary", "kindergarten", "middle"], {})
    assert [(fault.kind, fault.found) for fault in found] == told


@pytest.mark.parametrize(("seats", "odd"), [(99, True), (100, False), (1600, False), (1601, True), (0, True)])
def test_written_seats_are_odd_from_four_times_the_demand_or_a_quarter_of_it(seats: int, odd: bool) -> None:
    """Of a demand of 400 neither 100 nor 1,600 seats in use are remarked on."""
    written = replace(plan(), base_seats=BaseSeats(2020, {"甲": {"primary": seats}}))
    found = list(base_remarks(written, [each for each in STAGES if each.name == "primary"], lambda *_: 400.0))
    assert [fault.kind for fault in found] == (["odd_base"] if odd else [])


@pytest.mark.parametrize(("kind", "seats", "odd"), [("a", 8000, 0), ("a", 8001, 1), ("b", 4000, 0), ("b", 4001, 1)])
def test_a_school_is_odd_above_four_times_its_cap_or_8000_seats(kind: str, seats: int, odd: int) -> None:
    """The caps are those of kinds: one of 1,000 for b, none for a."""
    row = school("s", type=kind, seats={"primary": seats})
    found = list(plan_remarks(plan(row), ["primary", "kindergarten", "middle"], {"b": 1000.0}))
    assert [fault.kind for fault in found] == ["odd_size"] * odd


@pytest.mark.parametrize(
    ("changes", "held"),
    [
        ({"seats": {"primary": 540}}, [("primary",)]),
        ({"seats": {"primary": 540, "middle": 300}}, []),
        ({"seats": {"primary": 540}, "works": "extension"}, []),
        ({"seats": {"primary": 540}, "removes": {"middle": 90}}, []),
        ({"seats": {"primary": 540, "夜校": 90}}, []),
    ],
)
def test_a_new_nine_year_school_holds_both_of_its_stages(changes: Any, held: list[tuple[str, ...]]) -> None:
    """A row that enlarges a school, or takes seats away, need not name what the school holds already, and nobody knows
    what a school with a stage of its own should hold."""
    row = school("s", type="nine_year", **changes)
    assert [each.held for each in mixes([row], ["primary", "middle", "夜校"])] == held


# costs and shares


def test_a_plan_costs_nothing_only_where_nothing_is_built_and_nothing_turns() -> None:
    """Schools that say their cost, schools that are estimated by the seat, and seats that turn cost something each."""
    turns = (Conversion(2025, "primary", "middle", 90),)
    there = school("there", planned=None, opens=1990, convert=turns)
    rows = school("written", cost_wan=0.0), school("estimated"), there, replace(there, convert=())
    assert [plan_cost(plan(each), Costs(), 2020).nothing for each in rows] == [False, False, False, True]
    assert plan_cost(plan(), Costs(), 2020).nothing


def test_a_school_costs_what_it_writes_in_proportion_to_the_seats_built() -> None:
    """Half of its seats cost half; what writes a cost and no seats says nothing of a seat, so that each is 5 万元."""
    built = {"primary": 270}
    assert building_wan(school("s", cost_wan=3000.0), built, 5.0) == 1500
    assert building_wan(school("s"), built, 5.0) == 1350
    assert building_wan(school("s", seats={}, cost_wan=3000.0), built, 5.0) == 1350


def test_shares_of_kindergarten_seats_are_of_kindergarten_seats_alone() -> None:
    """At least what is known to count ÷ all, at most known and unknown ÷ all; other schools have no part in it."""
    schools = [
        school("public", seats={"kindergarten": 180}, founder="city"),
        school("unknown", seats={"kindergarten": 90, "primary": 540}, founder="donor"),
        school("private", seats={"kindergarten": 90}, provision="private"),
        school("primary", founder="city"),
    ]
    found = share(schools, "inclusive", Listed(("city",)))
    assert (found.seats, found.counted, found.unknown, found.unknown_schools) == (360, 180, 90, 1)
    assert (found.lowest, found.highest) == (0.5, 0.75)


# what is late

DAYS = st.dates(date(2021, 1, 1), date(2026, 12, 31))


@given(DAYS, st.none() | DAYS, st.sampled_from(STATUSES[:4]), st.integers(2022, 2025))
def test_a_project_is_late_or_hardly_in_time_by_its_dates_alone(
    day: date, due: date | None, status: str, opens: int
) -> None:
    """Red after its due date while not completed, or after 30 September of its opening year. Warnings are of dates that
    can still be met: under 14 months to 1 September with nothing begun, else under 3 months to the due date or the
    opening with nothing completed."""
    row = school("s", planned=None, opens=opens, due=due.isoformat() if due else None, status=status)
    row = replace(row, progress=(Progress("2020-01-01", status),))
    found = standing(row, plan(row), day, ASSUMED)
    begun, built = status in ("under_construction", "completed"), status == "completed"
    opening, last = date(opens, 9, 1), date(opens, 9, 30)

    def months(to: date) -> float:
        return (to.year - day.year) * 12 + to.month - day.month + (to.day - day.day) * 12 / 365.25

    late = {PAST_DUE: due is not None and not built and day > due, NOT_OPEN: day > last}
    not_begun = day <= last and not begun and months(opening) < 14
    coming = [each for each in (opening if day < opening else last, due) if each is not None and each >= day]
    soon = not built and not not_begun and bool(coming) and months(min(coming)) < 3
    expected = [reason for reason, said in {**late, NOT_BEGUN: not_begun, SOON: soon}.items() if said]
    assert list(found.reasons) == expected
    passed = [(day - each).days for each, said in ((due, late[PAST_DUE]), (last, late[NOT_OPEN])) if each and said]
    assert found.days_late == max(passed, default=0)


@pytest.mark.parametrize(("intake", "expected"), [({"primary": 90}, 90.0), ({}, 0.0)])
def test_places_of_a_school_whose_first_grade_has_no_class(intake: dict[str, int], expected: float) -> None:
    """Its intake where it writes one, else none."""
    stage = Stage("primary", 6, 6, 45)
    school = School("s", "primary", "甲", {"primary": 450}, classes={"primary": (0, 2, 2, 2, 2, 2)}, intake=intake)
    seats = {"primary": np.array([[[0.0, 90, 90, 90, 90, 90]]])}
    assert intakes(Plan("p", "甲", (school,), (2026, 2026)), seats, [stage])["primary"].tolist() == [[expected]]
