"""Listed schools that turn seats from stage to stage, and what must be kept of them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.optimise.answer import Answer, Request, optimise
from xuewei.answers.optimise.case import case_of, with_means
from xuewei.answers.optimise.files import read_candidates, scenario_text
from xuewei.answers.optimise.keeping import Keep
from xuewei.answers.optimise.programme import UNMET, programme
from xuewei.answers.optimise.start import meets
from xuewei.answers.optimise.view import optimised
from xuewei.errors import InputError
from xuewei.formats.plan.read import read_plan
from xuewei.formats.plan.write import plan_text
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.assumptions import Costs
from xuewei.model.plan import BaseSeats, MustKeep, Plan, School, asked_for, stages_of
from xuewei.model.population import Population
from xuewei.model.stages import Stage

from builders import assumptions, plan, population, school
from inside import run

CONVERT = frozenset({"convert"})


def register(*schools: School, **changes: Any) -> Plan:
    """A plan whose seats in use are those of its own schools."""
    return plan(*schools, base_seats=BaseSeats(2020, listed=True), **changes)


def listed(name: str, **seats: int) -> School:
    """A school in use."""
    return school(name, type=next(iter(seats)), seats=seats, planned=None, opens=2010, status="in_use")


def town() -> tuple[Plan, Population]:
    """Two kindergartens, a primary and a middle school; fewer children come, and those there are grow older."""
    people = population({"甲": [20] * 3 + [55] * 12 + [20] * 45}, assumed=assumptions(horizon=2026))
    return register(
        listed("k1", kindergarten=270),
        listed("k2", kindergarten=180),
        listed("p", primary=540),
        listed("m", middle=300),
    ), people


def choice(written: Plan, people: Population, means: frozenset[str] = CONVERT, keep: Keep | None = None) -> Answer:
    """The schedule with these means."""
    found = optimise(written, people, Request(means=means, keep=keep or Keep()))
    assert isinstance(found, Answer)
    return found


def turned(found: Answer) -> dict[str, list[tuple[int, str, str, int | None]]]:
    """What turns, by school."""
    return {
        one.id: [(turn.year, turn.origin, turn.target, turn.seats) for turn in turns]
        for one, turns in found.schedule.turned
    }


def test_kindergartens_turn_to_primary_schools_as_their_children_grow_older() -> None:
    """660 children of 6 to 11 want 540 seats; the kindergartens have 3 rooms a 轨, of 30 places each."""
    found = choice(*town())
    assert found.values_before[UNMET] > found.worth.values[UNMET]
    origins = {(origin, target) for turns in turned(found).values() for _, origin, target, _ in turns}
    assert ("kindergarten", "primary") in origins
    assert all((seats or 0) % 90 == 0 for turns in turned(found).values() for _, _, _, seats in turns if turns)
    for lang, word in (("zh", "转学段"), ("en", "turn seats in")):
        view = optimised(found, lang)
        assert word in str(view.head["conclusion"])
        assert "k1" in str(view.head["conclusion"]) or "k2" in str(view.head["conclusion"])


def test_middle_schools_turn_to_senior_ones_where_the_plan_asks_for_them() -> None:
    """No room holds more than the smaller class of the two stages: 150 seats of middle school stay 150."""
    people = population({"甲": [10] * 12 + [60] * 10 + [10] * 38}, assumed=assumptions(horizon=2026))
    written = register(listed("m", middle=600), use_stages=("senior",))
    people = replace(people, assumptions=asked_for(written, people.assumptions))
    found = choice(written, people)
    assert {(origin, target) for _, origin, target, _ in turned(found)["m"]} == {("middle", "senior")}


def test_rooms_of_larger_classes_hold_fewer_of_a_stage_of_smaller_ones() -> None:
    """A 轨 of middle school, three rooms of 50, becomes 135 seats of primary school, three rooms of 45."""
    people = population({"甲": [70] * 12 + [10] * 48}, assumed=assumptions(horizon=2021))
    found = choice(register(listed("p", primary=540), listed("m", middle=300)), people)
    rows = found.schedule.besides
    assert [(dict(row.removes), dict(row.seats), row.name) for row in rows] == [
        ({"middle": 150}, {"primary": 135}, "m")
    ]
    assert "m " in str(optimised(found, "zh").head["conclusion"])


def test_seats_of_a_school_turn_only_once() -> None:
    """Middle school seats may go up or down, but no more of them to both than there are."""
    people = population({"甲": [60] * 60}, assumed=assumptions(horizon=2021))
    written = register(listed("m", middle=300), stages=(Stage("senior", 15, 3, 50),))
    given_case = with_means(case_of(assess(written, people), []), Costs(), CONVERT, {})
    problem = programme(given_case)
    assert [(lever.school, lever.most) for lever in given_case.levers] == [("m", 2), ("m", 2)]
    for units, fits in (((1, 1), True), ((2, 0), True), ((2, 1), False)):
        values = np.zeros(problem.columns.count)
        for columns, n in zip(problem.levers, units, strict=True):
            values[columns[-1]] = n
        problem.needs.fill(values)
        assert meets(problem, values) == fits


def test_a_school_that_must_be_kept_is_left_alone_and_named() -> None:
    """With both kindergartens kept nothing turns from them, and the answer says what that costs."""
    written, people = town()
    found = choice(written, people, keep=Keep(MustKeep(("k1", "k2"))))
    assert {"k1", "k2"}.isdisjoint(turned(found))
    assert [each.schools for each in found.limits if each.kind == "must_keep"] == [("k1", "k2")]
    assert "k1、k2有空余学位可转，但写明不得动（must_keep）" in str(optimised(found, "zh").sheets[-1].notes)


def test_seats_that_must_stay_stay_and_are_named_where_they_bind() -> None:
    """All but 90 seats of kindergartens must stay: one 轨 turns, and no more."""
    written, people = town()
    found = choice(written, people, keep=Keep(MustKeep(seats={"甲": {"kindergarten": 360}})))
    assert found.after.seats["kindergarten"].sum(axis=2).min() == 360
    assert "floor" in {each.kind for each in found.limits}
    assert "要留的学位" in str(optimised(found, "zh").sheets[-1].notes)


def test_small_schools_are_left_alone_by_rule() -> None:
    """Were it fewer than 200 seats, the smaller kindergarten would stay; fewer than 280, both would. The rule is told
    with its source."""
    written, people = town()
    keep = Keep(small=200, source="国办发〔2018〕27号", clause="引言", basis="published")
    assert {"k1", "k2"} & set(turned(choice(written, people, keep=keep))) == {"k1"}
    found = choice(written, people, keep=replace(keep, small=280))
    assert {"k1", "k2"}.isdisjoint(turned(found))
    assert [each.schools for each in found.limits if each.kind == "small"] == [("k1", "k2")]
    assert "国办发〔2018〕27号" in str(optimised(found, "zh").notes)
    assert Keep(small=100, pupils={"k1": 80}).why(written.schools[0]) == "small"


def test_a_planned_school_that_must_be_kept_is_built_as_written() -> None:
    """Nobody needs it, and it is built: it is among what must be kept."""
    people = population({"甲": [10] * 60}, assumed=assumptions(horizon=2024))
    written = register(listed("p", primary=540), school("new", opens=2022), must_keep=MustKeep(("new",)))
    found = choice(written, people, frozenset())
    assert [(each.opens, each.candidate.kept) for each in found.schedule.outcomes] == [(2022, "must_keep")]


@given(
    ages=st.lists(st.integers(5, 70), min_size=15, max_size=15),
    seats=st.tuples(*(st.integers(0, 6) for _ in range(3))),
    floor=st.integers(0, 900),
)
@settings(max_examples=8, deadline=None)
def test_more_means_never_leave_more_children_without_a_seat_and_what_must_stay_stays(
    ages: list[int], seats: tuple[int, int, int], floor: int
) -> None:
    """Conversions allowed: no more pupil-years are unmet. Seats that must stay do, in every year."""
    people = population({"甲": [*ages, *[20] * 45]}, assumed=assumptions(horizon=2024))
    written = register(
        listed("k", kindergarten=90 * seats[0]), listed("p", primary=270 * seats[1]), listed("m", middle=150 * seats[2])
    )
    without, free = choice(written, people, frozenset()), choice(written, people)
    kept = choice(written, people, keep=Keep(MustKeep(("m",), {"甲": {"primary": floor}})))
    assert free.worth.values[UNMET] <= kept.worth.values[UNMET] <= without.worth.values[UNMET]
    least = np.minimum(floor, without.after.seats["primary"].sum(axis=2))
    assert (kept.after.seats["primary"].sum(axis=2) >= least - 1e-6).all()
    assert "m" not in turned(kept)
    total = sum(kept.after.seats[stage.name].sum() for stage in kept.after.stages)
    assert total <= sum(without.after.seats[stage.name].sum() for stage in without.after.stages) + 1e-6


def test_what_turns_is_written_as_a_scenario_and_read_back(tmp_path: Path) -> None:
    """The plan with what must be kept, and the scenario over it, are the plan that was checked."""
    written, people = town()
    (tmp_path / "plan.yaml").write_text(
        plan_text(replace(written, must_keep=MustKeep(("k2",), {"甲": {"middle": 150}}))), encoding="utf-8"
    )
    given_plan = read_plan(tmp_path / "plan.yaml")
    assert given_plan.must_keep == MustKeep(("k2",), {"甲": {"middle": 150}})
    found = choice(given_plan, people)
    text = scenario_text(found.schedule, given_plan, "排程", "plan.yaml")
    (tmp_path / "chosen.yaml").write_text(text, encoding="utf-8")
    again, _ = read_project(None, [tmp_path / "chosen.yaml"])
    assert {each.id: each for each in again.schools} == {each.id: each for each in found.chosen.schools}


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("must_keep: [k9]", ["must_keep[1]"]),
        ("must_keep: {schools: [k1, k9], seats: {乙: {primary: 5}}}", ["must_keep.schools[2]", "must_keep.seats.乙"]),
    ],
)
def test_what_must_be_kept_and_is_not_there_is_a_fault(text: str, fields: list[str], tmp_path: Path) -> None:
    """Schools by id and areas of the plan, in a plan as in a file of candidates."""
    place = tmp_path / "plan.yaml"
    place.write_text(f"{plan_text(town()[0])}\n{text}\n", encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_plan(place)
    assert [fault.field for fault in wrong.value.faults] == fields
    place.write_text(plan_text(town()[0]), encoding="utf-8")
    (tmp_path / "c.yaml").write_text(f"candidates: []\n{text}\n", encoding="utf-8")
    done = run("optimise", "--plan", place, "--candidates", tmp_path / "c.yaml", "--now", "2021")
    assert done.returncode == 3
    assert all(field in done.stderr for field in fields)


def test_a_stage_of_which_seats_must_be_kept_is_one_that_there_is(tmp_path: Path) -> None:
    """A slip of the pen is a fault at its line, in a file of candidates as in a plan."""
    (tmp_path / "c.yaml").write_text(
        "candidates: []\nmust_keep:\n  seats:\n    甲:\n      primay: 90\n", encoding="utf-8"
    )
    (tmp_path / "plan.yaml").write_text(plan_text(town()[0]), encoding="utf-8")
    done = run("optimise", "--plan", tmp_path / "plan.yaml", "--candidates", tmp_path / "c.yaml", "--now", "2021")
    assert done.returncode == 3
    assert "c.yaml:5: must_keep.seats.甲.primay" in done.stderr
    text = plan_text(replace(town()[0], must_keep=MustKeep(seats={"甲": {"primay": 90}})))
    (tmp_path / "plan.yaml").write_text(text, encoding="utf-8")
    done = run("gap", "--plan", tmp_path / "plan.yaml")
    assert done.returncode == 3
    assert "must_keep.seats.甲.primay" in done.stderr


def test_a_file_of_candidates_may_allow_what_the_command_line_does(tmp_path: Path) -> None:
    """`allow: [convert]` in the file is `--allow convert`; a word that is no means is a fault."""
    (tmp_path / "c.yaml").write_text("candidates: []\nallow: [convert]\nmust_keep: {}\n", encoding="utf-8")
    words = ("optimise", "--now", "2021", "--candidates", tmp_path / "c.yaml", "--gap", "0.05")
    assert "现有学位" in run(*words).stdout
    (tmp_path / "c.yaml").write_text("candidates: []\nallow: [closing]\n", encoding="utf-8")
    assert run(*words).returncode == 3


def test_an_empty_list_leaves_the_schools_of_the_plan_to_be_chosen(tmp_path: Path) -> None:
    """As without a file; and a school of which classes alone are written has the sizes of its seats."""
    words = ("optimise", "--now", "2021", "--gap", "0.05", "--format", "json")
    (tmp_path / "c.yaml").write_text("candidates: []\n", encoding="utf-8")
    without, empty = (json.loads(run(*words, *more).stdout) for more in ((), ("--candidates", tmp_path / "c.yaml")))
    assert without["rows"] == empty["rows"] != []
    text = "candidates:\n- {id: z, type: primary, classes: {primary: 24}, earliest: 2024, sizes: [2]}\n"
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    written, people = read_project(None)
    stages, costs = stages_of(written, people.assumptions), people.assumptions.costs
    (one,) = read_candidates(tmp_path / "c.yaml", written, stages, 2030, costs).candidates
    assert one.sizes == ({"primary": 1080}, {"primary": 540})
