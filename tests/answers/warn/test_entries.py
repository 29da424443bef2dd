"""Children of entry grades against the places offered: laws, and cases that can be worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warned import COUNTS, YEARS, due, found_of, primary
from xuewei.answers.warn.entries import AREA, SCHOOL, ZONE, Entries, entries, first_september, level_codes
from xuewei.answers.warn.remedies import CLASS, ELSEWHERE, NEIGHBOUR, NONE, PLAN, Pool, Remedy, remedies
from xuewei.model.assessment import Assessment, assess
from xuewei.model.assumptions import Figure
from xuewei.model.stages import Stage

from builders import assumptions, level, plan, population, school


def held(
    found: Assessment, by: str, counts: COUNTS, zones: tuple[str, ...] = ()
) -> tuple[Entries, dict[tuple[int, str], Remedy]]:
    """Entries of primary schools, and their remedies by year and name."""
    shown = entries(found, YEARS, by, due(found, counts, zones=zones))
    named = {(YEARS[t], shown.spots[n].name): each for (_, t, n), each in remedies(shown).items()}
    return shown, named


def row(shown: Entries, year: int, name: str) -> tuple[object, ...]:
    """Children, places, balance, ratio, level and classes short of one place."""
    each = next(each for each in shown.rows() if (each.year, each.spot.name, each.stage) == (year, name, "primary"))
    return each.children, each.intake, each.balance, each.ratio, each.level, each.classes_short


def test_children_stand_against_the_classes_of_the_first_grade() -> None:
    """Twelve classes in six grades are two of 45; 100 children are 10 too many, which is one class."""
    shown, _ = held(found_of(primary("s", 12)), AREA, {"甲": [100, 90, 80]})
    assert row(shown, 2027, "甲") == (100, 90, -10, 1.111111, "red", 1)
    assert row(shown, 2028, "甲") == (90, 90, 0, 1.0, "red", 0)
    assert row(shown, 2029, "甲") == (80, 90, 10, 0.888889, "green", 0)


def test_children_without_any_places_are_red_and_nobody_is_green() -> None:
    """A ratio is not known there."""
    shown, named = held(found_of(primary("s", 6, opens=2028)), AREA, {"甲": [3, 0, 0]})
    assert row(shown, 2027, "甲") == (3, 0, -3, None, "red", 1)
    assert row(shown, 2028, "甲")[:5] == (0, 45, 45, 0.0, "green")
    assert (named[2027, "甲"].kind, named[2027, "甲"].year, named[2027, "甲"].left) == (PLAN, 2028, 1)


def test_what_is_not_known_has_no_level() -> None:
    """Nor a balance, nor a remedy."""
    shown, named = held(found_of(primary("s")), AREA, {"甲": [float("nan"), 90, 90]})
    assert row(shown, 2027, "甲") == (None, 45, None, None, None, None)
    assert (2027, "甲") not in named


def test_what_a_school_writes_as_its_intake_counts() -> None:
    """Twelve classes would be 90 places; 80 are offered."""
    shown, _ = held(found_of(primary("s", 12, intake={"primary": 80})), AREA, {"甲": [80, 0, 0]})
    assert row(shown, 2027, "甲")[:3] == (80, 80, 0)


def test_a_school_counts_from_its_opening_to_its_closing() -> None:
    """As its seats do."""
    shown, _ = held(found_of(primary("a", 6, opens=2028), primary("b", 6, closes=2029)), AREA, {"甲": [1, 1, 1]})
    assert [int(each) for each in shown.intake["primary"][:, 0]] == [45, 90, 45]


def test_zones_of_an_area_sum_to_it_and_loose_places_are_split_by_their_shares() -> None:
    """A school of two zones gives 60 % to the one; one of no zone and the stock go by the shares of the zones."""
    schools = primary("a", zone="东片:0.6;西片:0.4"), primary("b"), primary("c", zone="西片")
    counts: COUNTS = {"东片": [50, 50, 50], "西片": [60, 60, 60]}
    found = found_of(*schools, zones={"东片": 0.2, "西片": 0.8})
    shown, _ = held(found, ZONE, counts, ("东片", "西片"))
    assert [row(shown, 2027, zone)[:2] for zone in ("东片", "西片")] == [(50, 36), (60, 99)]
    assert shown.area_intake["primary"][0, 0] == 135
    unsaid, _ = held(found_of(*schools, zones={"东片": None, "西片": None}), ZONE, counts, ("东片", "西片"))
    assert row(unsaid, 2027, "东片")[1] == round(27 + 45 * 50 / 110)


@given(
    counts=st.lists(st.integers(0, 400), min_size=3, max_size=3),
    classes=st.lists(st.integers(0, 30), min_size=3, max_size=3),
    share=st.floats(0, 1),
)
def test_zones_and_schools_sum_to_their_area_in_whole_numbers(
    counts: list[int], classes: list[int], share: float
) -> None:
    """Children and places; those of schools too, where no place is without a school."""
    zones = ("东片", "中片", "西片")
    written = (f"东片:{share:.3f};中片:{1 - share:.3f}", "中片", "西片;东片")
    found = found_of(
        *(primary(f"s{n}", c, zone=z) for n, (c, z) in enumerate(zip(classes, written, strict=True))),
        zones=dict.fromkeys(zones),
    )
    numbers: COUNTS = {zone: [float(n) / 3] * 3 for zone, n in zip(zones, counts, strict=True)}
    by_zone, _ = held(found, ZONE, numbers, zones)
    by_area, _ = held(found, AREA, numbers, zones)
    for each in ("children", "intake"):
        assert (getattr(by_zone, each)["primary"].sum(axis=1) == getattr(by_area, each)["primary"][:, 0]).all()
    if all(classes):
        by_school, _ = held(found, SCHOOL, numbers, zones)
        assert abs(by_school.intake["primary"].sum(axis=1) - by_area.intake["primary"][:, 0]).max() <= 1
        assert abs(by_school.children["primary"].sum(axis=1) - by_area.children["primary"][:, 0]).max() <= 1


@given(counts=st.lists(st.lists(st.integers(0, 400), min_size=3, max_size=3), min_size=2, max_size=2))
def test_rows_of_a_year_do_not_depend_on_the_years_shown(counts: list[list[int]]) -> None:
    """Places of no zone are shared by the children of each year, however many years stand beside it."""
    zones = ("东片", "西片")
    found = found_of(primary("a", zone="东片"), primary("b", 30), zones=dict.fromkeys(zones))
    children = due(
        found, {zone: [float(n) for n in each] for zone, each in zip(zones, counts, strict=True)}, "primary", zones
    )
    for by in (ZONE, SCHOOL):
        together = list(entries(found, YEARS, by, children).rows())
        for year in YEARS:
            rows = {each.spot.name: each for each in together if each.year == year and each.stage == "primary"}
            alone = [each for each in entries(found, [year], by, children).rows() if each.stage == "primary"]
            assert all(rows[each.spot.name] == each for each in alone)
    shared = entries(found, YEARS, ZONE, children)
    for t, (east, west) in enumerate(zip(*counts, strict=True)):
        part = east / (east + west) if east + west else 0.5
        assert abs(int(shared.intake["primary"][t, 0]) - (45 + 225 * part)) <= 1


def test_a_stage_of_one_grade_is_as_gap_has_it() -> None:
    """Seats are places, demand is children, the balance is the same, in every year and with the stock."""
    one = Stage("primary", 6, 1, 45)
    people = population({"甲": level(50), "乙": level(30)}, assumed=replace(assumptions(), stages=(one,)))
    schools = primary("a", 2, opens=2023, closes=2026), school("b", area="乙", seats={"primary": 70})
    written = plan(*schools, base_seats=None)
    found = assess(written, people, horizon=2030)
    years = [year for year in found.known if year >= 2021]
    shown = entries(found, years, AREA)
    gap = {(each.year, each.area): (each.demand, each.seats, each.balance) for each in found.rows(years)}
    assert gap == {(each.year, each.spot.area): (each.children, each.intake, each.balance) for each in shown.rows()}


def test_levels_are_data() -> None:
    """Orange and blue are used where they are set, and only there."""
    counts, places = np.array([[50.0, 92, 96, 100]]), np.array([[100, 100, 100, 100]])
    assert level_codes(counts, places, {"yellow": 0.9, "red": 1.0}).tolist() == [[0, 2, 2, 4]]
    all_levels = {"blue": 0.6, "yellow": 0.9, "orange": 0.95, "red": 1.0}
    assert level_codes(counts, places, all_levels).tolist() == [[1, 2, 3, 4]]
    found = found_of(primary("s", 12))
    entry = {**found.assumptions.entry, "blue": Figure(0.6)}
    shown, _ = held(replace(found, assumptions=replace(found.assumptions, entry=entry)), AREA, {"甲": [9, 60, 90]})
    assert [each.level for each in shown.rows() if each.stage == "primary"] == ["blue", "green", "red"]


def test_a_class_more_is_named_first_then_a_neighbour_then_the_plan() -> None:
    """A room for one of two classes, a neighbour for the rest of the children; without either a school to come."""
    east = primary("a", 6, zone="东片", name="东一小", rooms=7)
    west = primary("b", 12, zone="西片", name="西一小")
    found = found_of(east, west, primary("c", 6, zone="东片", name="东二小", opens=2029))
    counts: COUNTS = {"东片": [100, 100, 100], "西片": [70, 90, 90]}
    _, named = held(found, ZONE, counts, ("东片", "西片"))
    first = named[2027, "东片"]
    assert [(step.kind, step.place, step.classes, step.children) for step in first.steps] == [
        (CLASS, "东一小", 1, 0),
        (NEIGHBOUR, "西片", 0, 10),
    ]
    assert (first.classes, first.left) == (2, 0)
    second = named[2028, "东片"]  # the room is taken since 2027, the neighbour full
    assert [(step.kind, step.place, step.year) for step in second.steps] == [(PLAN, "东二小", 2029)]
    assert (second.classes, second.left) == (2, 2)
    assert (named[2029, "东片"].kind, named[2029, "东片"].left) == (NONE, 1)


def test_a_neighbour_takes_no_more_than_leaves_it_without_a_warning() -> None:
    """Of 90 places 80 are under the yellow limit of 0.9; what one zone takes is not there for the other."""
    schools = primary("a", 6, zone="东片"), primary("b", 6, zone="中片"), primary("c", 12, zone="西片")
    zones = ("东片", "中片", "西片")
    _, named = held(found_of(*schools), ZONE, {"东片": [60, 0, 0], "中片": [53, 0, 0], "西片": [60, 0, 0]}, zones)
    assert [step.children for step in named[2027, "东片"].steps] == [15]
    assert [step.children for step in named[2027, "中片"].steps] == [5]
    assert (named[2027, "东片"].left, named[2027, "中片"].left) == (0, 1)


def test_what_an_added_class_leaves_is_room_for_others() -> None:
    """Two children bring a class of 45 to 东片, of 90 places in all 81 may be filled but one: 33 of 西片 fit there."""
    found = found_of(primary("a", 6, zone="东片", rooms=7), primary("b", 6, zone="西片"))
    _, named = held(found, ZONE, {"东片": [47, 0, 0], "西片": [70, 0, 0]}, ("东片", "西片"))
    assert [(step.kind, step.classes) for step in named[2027, "东片"].steps] == [(CLASS, 1)]
    west = named[2027, "西片"]
    assert [(step.kind, step.place, step.children) for step in west.steps] == [(NEIGHBOUR, "东片", 25)]
    assert west.left == 0


def test_another_area_is_only_named() -> None:
    """Its places are no remedy: children would have to leave their area."""
    _, named = held(found_of(primary("a", 6), primary("b", 12, area="乙")), AREA, {"甲": [60, 0, 0], "乙": [10, 0, 0]})
    (step,) = named[2027, "甲"].steps
    assert (step.kind, step.place, step.children, named[2027, "甲"].left) == (ELSEWHERE, "乙", 70, 1)


@pytest.mark.parametrize(("rooms", "kind"), [(None, NONE), (6, NONE), (7, CLASS)])
def test_a_class_is_added_only_where_a_room_is_written_and_free(rooms: int | None, kind: str) -> None:
    """Six classes have six rooms."""
    _, named = held(found_of(primary("a", 6, rooms=rooms)), AREA, {"甲": [46, 0, 0]})
    assert named[2027, "甲"].kind == kind


def test_the_next_september_is_the_first() -> None:
    """From September on, that of the next year."""
    assert [first_september(date(2026, month, 1)) for month in (1, 8, 9, 12)] == [2026, 2026, 2027, 2027]


def test_children_of_schools_go_by_those_who_are_expected_there() -> None:
    """Of 90 children of a zone two schools of one class each get what their pupils share; some go to neither."""
    found = found_of(primary("a", zone="东片"), primary("b", zone="东片"))
    zones = ("东片",)
    children = due(found, {"东片": [90, 90, 90]}, zones=zones)
    pupils, beyond = np.tile([60.0, 20.0], (len(found.years), 1)), np.full((len(found.years), 1), 10.0)
    nobody = np.zeros_like(pupils), np.zeros_like(beyond)
    going = {stage.name: (pupils, beyond) if stage.name == "primary" else nobody for stage in found.stages}
    shown = entries(found, YEARS, SCHOOL, children, going)
    assert shown.children["primary"][0].tolist() == [60, 20]
    assert shown.intake["primary"][0].tolist() == [45, 45]
    assert shown.by_pupils
    even = entries(found, YEARS, SCHOOL, children)
    assert even.children["primary"][0].tolist() == [45, 45]


def test_an_area_is_not_named_as_elsewhere_to_its_own_zones() -> None:
    """Three neighbours take five each; the fourth keeps its room, and so does the area, which is no other place."""
    zones = ("东片", "一片", "二片", "三片", "四片")
    found = found_of(*(primary(zone, 6, zone=zone) for zone in zones))
    counts: COUNTS = {"东片": [61, 0, 0], **dict.fromkeys(zones[1:], [35.0] * 3)}
    _, named = held(found, ZONE, counts, zones)
    steps = named[2027, "东片"].steps
    assert [(step.kind, step.children) for step in steps] == [(NEIGHBOUR, 5)] * 3
    assert named[2027, "东片"].left == 1


@given(
    st.lists(st.sets(st.sampled_from("东西南北")), min_size=1, max_size=12),
    st.lists(st.tuples(st.sets(st.sampled_from("东西南北")), st.sampled_from("取回等")), max_size=6),
)
def test_neighbours_of_the_own_zones_come_first_and_nobody_else_changes_place(
    serving: list[set[str]], rounds: list[tuple[set[str], str]]
) -> None:
    """As if all of them were put in order anew for every school, those of its zones first."""
    of_zone = {zone: [n for n, zones in enumerate(serving) if zone in zones] for zone in "东西南北"}
    pool, expected = Pool(np.zeros((0, 0), np.int64), of_zone), list(range(len(serving)))
    for n in expected:
        pool.put("primary", 0, 0, n, 5)
    (near,) = pool.near.values()
    for zones, then in rounds:
        pool.own_first(near, sorted(zones))
        expected.sort(key=lambda n: not zones & serving[n])
        assert list(near) == expected
        if expected and then == "取":
            near.pop(expected.pop(0))  # the first one is full
        elif then == "回" and len(near) < len(serving):
            back = next(n for n in range(len(serving)) if n not in near)
            pool.put("primary", 0, 0, back, 5)
            expected.append(back)


def test_a_neighbour_is_named_once_with_all_its_room() -> None:
    """Where levels begin above 1, a zone that is short may have room all the same: 50 children at 45 places, where
    53 warn of nothing yet. With a class more 107 do: 57 is all the room there is, in which the 3 are."""
    found = found_of(primary("a", 6, zone="东片", rooms=7), primary("b", 6, zone="西片"))
    entry = {**found.assumptions.entry, "yellow": Figure(1.2), "orange": Figure(0.0), "red": Figure(1.4)}
    found = replace(found, assumptions=replace(found.assumptions, entry=entry))
    _, named = held(found, ZONE, {"东片": [50, 0, 0], "西片": [102, 0, 0]}, ("东片", "西片"))
    assert [(step.kind, step.place, step.children) for step in named[2027, "西片"].steps] == [(NEIGHBOUR, "东片", 57)]
