"""What could turn from one stage to another, by hand."""

from __future__ import annotations

import json

from xuewei.answers.convert_options.turning import turns
from xuewei.model.assessment import assess

from builders import assumptions, plan, population, school
from inside import run


def test_empty_rooms_of_one_stage_hold_classes_of_another() -> None:
    """100 children an age: 600 pupils want 900 primary seats, 300 want 200 middle seats. 300 spare seats are 6 rooms
    of 45; 100 who are short need 3 rooms of 45, the smaller size; 5 rooms are in a 九年一贯制 school."""
    written = plan(
        school("p", seats={"primary": 675}, opens=2020, status="in_use"),
        school("n", type="nine_year", seats={"primary": 225, "middle": 200}, opens=2020, status="in_use"),
    )
    people = population({"甲": [50] * 60}, assumed=assumptions(horizon=2021))
    found = {(one.origin, one.target): one for one in turns(assess(written, people), [2020], ["甲"])}
    one = found["primary", "middle"]
    assert (one.spare, one.short, one.classes, one.seats, one.left, one.inside) == (300, 100, 3, 100, 0, 3)
    assert ("middle", "primary") not in found
    assert found["primary", "kindergarten"].seats == 6 * 30


def test_less_than_a_class_of_surplus_turns_nothing() -> None:
    """44 spare primary seats are no room."""
    written = plan(school("p", seats={"primary": 644}, opens=2020, status="in_use"))
    people = population({"甲": [50] * 60}, assumed=assumptions(horizon=2021))
    assert turns(assess(written, people), [2020], ["甲"]) == []


def test_empty_kindergarten_rooms_are_told_for_nursery_places() -> None:
    """In the shipped case kindergartens empty first: rooms for 托育, whose demand is not known."""
    rows = json.loads(run("convert-options", "--year", "2030", "--format", "json").stdout)["rows"]
    assert [(row["target"], row["classes"], row["short"]) for row in rows] == [("nursery", 14809 // 30, None)]
    assert run("convert-options", "--year", "2021", "--lang", "en").stdout.count("\nIn no year") == 1
