"""Schools in use that close: who takes their pupils, how far they walk, and that nobody is short for it."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.optimise.answer import Answer, Request, optimise
from xuewei.answers.optimise.candidates import Candidate, candidate
from xuewei.answers.optimise.case import Case, case_of, without_candidates
from xuewei.answers.optimise.chosen_view import conclusion
from xuewei.answers.optimise.closing import CLOSE, MERGE, Asked, Move, closings
from xuewei.answers.optimise.closing_town import town_of
from xuewei.answers.optimise.closing_view import closed_sheet
from xuewei.answers.optimise.files import scenario_text
from xuewei.answers.optimise.keeping import Keep
from xuewei.answers.optimise.programme import COST, IDLE, UNMET, WALK, programme
from xuewei.answers.optimise.schedule import planned, schedule, worth
from xuewei.answers.optimise.solve import Limits, solve, solve_case
from xuewei.answers.optimise.view import optimised
from xuewei.answers.optimise.written import agree
from xuewei.formats.plan.write import plan_text
from xuewei.formats.policy import read_policy
from xuewei.formats.population.resource_table import resource_rules
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.assumptions import Costs
from xuewei.model.by_school import school_pupils
from xuewei.model.plan import BaseSeats, MustKeep, Plan, School
from xuewei.model.population import Population
from xuewei.model.seats.mergers import heirs

from builders import assumptions, plan, population, school
from inside import run
from program import TOP

RULES = read_policy()
DEGREE_M = 111_195.0
"""Metres of a degree of latitude."""


def at(name: str, metres: float | None, seats: int = 540, stage: str = "primary", **changes: Any) -> School:
    """A school of one stage in use, so many metres on foot north of the first."""
    place: dict[str, Any] = (
        {} if metres is None else {"lon": 111.0, "lat": 35.0 + metres / DEGREE_M / RULES.walking.detour.value}
    )
    told: dict[str, Any] = {
        "type": stage,
        "seats": {stage: seats},
        "planned": None,
        "opens": 2010,
        "status": "in_use",
        **place,
        **changes,
    }
    return school(name, **told)


def town(*schools: School, each: int = 20, **changes: Any) -> tuple[Plan, Population]:
    """A plan of listed schools, and so many boys and girls of every age."""
    people = population({"甲": [each] * 60}, assumed=assumptions(horizon=2026))
    return plan(*schools, base_seats=BaseSeats(2020, listed=True), **changes), people


def chosen(
    written: Plan,
    people: Population,
    means: frozenset[str] = frozenset({CLOSE}),
    named: frozenset[str] = frozenset(),
    keep: Keep | None = None,
) -> Answer:
    """The schedule where schools may close."""
    asked = Asked(means, RULES, named=named)
    found = optimise(written, people, Request(means=means, closing=asked, keep=keep or Keep()))
    assert isinstance(found, Answer)
    return found


def told(found: Answer) -> list[tuple[str, int, dict[str, float]]]:
    """What closes, when, and who takes which share."""
    return [(move.school, move.year, {each.school: each.share for each in move.to}) for move in found.schedule.closed]


def test_a_hardly_used_school_closes_into_the_nearest_with_room() -> None:
    """Of three of which one would do: two close, and nobody walks more than the rule lets."""
    found = chosen(*town(at("a", 0), at("b", 900), at("c", 1900), each=15))
    assert told(found) == [("a", 2021, {"b": 1.0}), ("c", 2021, {"b": 1.0})]
    assert [round(move.metres or 0) for move in found.schedule.closed] == pytest.approx([900, 1000], abs=3)


@pytest.mark.parametrize(
    ("schools", "why"),
    [
        ((at("a", 0), at("b", 2300)), "too_far"),
        ((at("a", None), at("b", None)), "no_place"),
        ((at("a", 0, provision="private"), at("b", 100)), "not_public"),
        ((at("a", 0, closes=2025), at("b", 100, seats=900)), "bound"),
        ((at("a", 0, seats=540), at("b", 100, seats=90)), "no_room"),
        ((at("a", 0, seats=135), at("b", 100, seats=180)), "used"),
    ],
)
def test_a_school_stays_for_one_reason(schools: tuple[School, ...], why: str) -> None:
    """It is too far, its place is not known, it is private, its row says already that it changes, nobody has room, or
    its seats are used."""
    found = chosen(*town(*schools, each=15))
    assert found.case.closings.stays["a"] == why
    assert "a" not in [name for name, _, _ in told(found)]


def test_a_zone_stands_for_a_place_that_is_not_known() -> None:
    """Schools without coordinates take pupils of a school of their zone; how far they walk is said not to be known."""
    found = chosen(*town(at("a", None, zone="东"), at("b", None, zone="西"), at("c", None, zone="东;西"), each=15))
    assert {name: set(to) for name, _, to in told(found)} in ({"a": {"c"}, "b": {"c"}},)
    assert all(move.metres is None for move in found.schedule.closed)
    view = optimised(found, "zh")
    assert any("路程不知道" in line for sheet in view.sheets for line in sheet.notes)


def test_what_must_be_kept_and_small_schools_stay() -> None:
    """By name, and by rule."""
    schools = at("a", 0), at("b", 100), at("c", 200)
    kept = chosen(*town(*schools, each=15, must_keep=MustKeep(("a",))))
    assert kept.case.closings.stays["a"] == "must_keep"
    small = chosen(*town(*schools, each=15), keep=Keep(small=600))
    assert small.case.closings.stays == dict.fromkeys("abc", "small")
    assert not small.schedule.closed


def test_small_schools_and_teaching_points_take_nobody_unless_a_row_merges_into_them() -> None:
    """Though they are nearer and have room; a row of the plan that names one as who takes pupils lets it."""
    point = at("b", 100, type="teaching_point")
    gone = at("d", 50, seats=45, closes=2021, merge_into="b")
    for schools, keep, taker in (
        ((at("b", 100),), Keep(), {"b"}),
        ((point,), Keep(), {"c"}),
        ((point, gone), Keep(), {"b"}),
        ((at("b", 100),), Keep(small=600), {"c"}),
    ):
        found = chosen(
            *town(at("a", 0, seats=700), *schools, at("c", 300, seats=700), each=15), named=frozenset({"a"}), keep=keep
        )
        ((_, _, to),) = told(found)
        assert set(to) == taker


def test_a_closing_that_saves_nothing_is_said_so_and_not_proposed_where_savings_count() -> None:
    """Running cost and posts go with the pupils: the headline says that nothing is saved, and with both counted it is
    proposed only by name."""
    written, people = town(at("a", 0), at("b", 900), each=15)
    for count, names, closed in ((set(), set(), 1), ({"running", "posts"}, set(), 0), ({"running", "posts"}, {"a"}, 1)):
        asked = Asked(frozenset({CLOSE}), RULES, resource_rules({}), named=frozenset(names), count=frozenset(count))
        found = optimise(written, people, Request(means=frozenset({CLOSE}), closing=asked))
        assert isinstance(found, Answer)
        assert len(found.schedule.closed) == closed
        assert ("不省经费、编制" in conclusion(found, "zh")) == bool(closed)
        assert ("no_saving" in found.case.closings.stays.values()) != bool(closed)


def test_larger_classes_of_who_takes_pupils_are_told() -> None:
    """Seats suffice in all, but not in every grade: its fullest is told with its year and the class size."""
    people = population({"甲": [30 if age == 4 else 10 for age in range(60)]}, assumed=assumptions(horizon=2026))
    written = plan(at("a", 0, seats=270), at("b", 100, seats=270), base_seats=BaseSeats(2020, listed=True))
    found = chosen(written, people, named=frozenset({"a"}))
    (move,) = found.schedule.closed
    sheet = "\n".join(closed_sheet(found, Asked(frozenset({CLOSE}), RULES), "zh").notes)
    over = school_pupils(found.after)
    there, first = over.schools.index("b"), move.year - over.years.start
    fullest = over.pupils["primary"][first:, there].max()
    assert fullest > 45.5
    assert f"每班 {fullest:.0f} 人，超过班额 45" in sheet


def test_named_schools_alone_close_private_ones_too() -> None:
    """And no others, though they are as empty."""
    schools = at("a", 0, provision="private"), at("b", 100), at("c", 200)
    found = chosen(*town(*schools, each=15), named=frozenset({"a"}))
    assert [name for name, _, _ in told(found)] == ["a"]


def test_a_merger_has_one_school_and_a_closing_may_have_several() -> None:
    """Where no school alone has room for all."""
    schools = at("a", 0, seats=1000), at("b", 100, seats=270), at("c", 300, seats=270)
    written, people = town(*schools, each=35)
    assert told(chosen(written, people, frozenset({MERGE}), frozenset({"a"}))) == []
    several = chosen(written, people, named=frozenset({"a"}))
    ((name, _, to),) = told(several)
    assert name == "a"
    assert set(to) == {"b", "c"}
    assert sum(to.values()) == pytest.approx(1)
    assert to["b"] >= to["c"]


def test_a_size_cap_bounds_who_takes_pupils() -> None:
    """Room there is, but the school would be larger than its kind may be."""
    caps = assumptions(horizon=2026).caps()
    cap = int(caps["primary"].value)
    schools = at("a", 0, seats=cap), at("b", 100, seats=3 * cap)
    pupils = round(cap * 0.8 / 12)
    people = population({"甲": [pupils] * 60}, assumed=assumptions(horizon=2026))
    written = plan(*schools, base_seats=BaseSeats(2020, listed=True))
    assert not chosen(written, people, named=frozenset({"a"})).schedule.closed or all(
        sum(int(each.pupils.sum(axis=0).max()) for each in move.to) <= cap
        for move in chosen(written, people, named=frozenset({"a"})).schedule.closed
    )


def some_case(seed: int) -> tuple[Plan, Population, Case]:
    """Up to four schools in a row, one that may be built, and every way in which they may close."""
    dice = random.Random(seed)
    schools = [
        at(f"s{n}", dice.choice((None, dice.randint(0, 30) * 100)), dice.choice((90, 180, 270, 540)),
           zone=dice.choice((None, "东", "西")), opens=2010)
        for n in range(dice.randint(2, 4))
    ]  # fmt: skip
    new = school("new", planned=None, opens=2022, seats={"primary": dice.choice((135, 270))}, cost_wan=900.0)
    written, people = town(*schools, new, each=dice.randint(2, 45))
    found: list[Candidate] = [candidate(new, 2022, 2023, [new.seats], Costs())] if dice.random() < 0.6 else []
    if not found:
        written = replace(written, schools=tuple(schools))
    rest = assess(without_candidates(written, found), people)
    given_case = case_of(rest, found, {})
    named = frozenset(each.id for each in schools) if dice.random() < 0.5 else frozenset()
    asked = Asked(frozenset({CLOSE}), RULES, named=named, first=2024)
    ways = closings(rest, town_of(rest, given_case.years, RULES.walking), Keep(), asked, {}, frozenset())
    return written, people, replace(given_case, closings=ways)


def allowed(given_case: Case, moves: tuple[Move, ...], seats: np.ndarray) -> bool:
    """Whether closings hold to every rule, told in other words than the programme's."""
    years = np.array(given_case.years)
    gone = {move.school for move in moves}
    taken: dict[str, np.ndarray] = {}
    for move in moves:
        for each in move.to:
            if each.school in gone:
                return False
            now = np.where(years >= move.year, each.pupils, 0)
            taken[each.school] = taken.get(each.school, 0) + np.vstack([now, now.sum(axis=0)])
        short = seats[move.area] < given_case.demand[move.area]
        if (short & (move.table < 0)).any():
            return False
    return all(np.all(many <= given_case.closings.rooms[name]) for name, many in taken.items())


def best_of_all(given_case: Case) -> tuple[float, ...]:
    """What is missing, the cost, what is idle and how far all walk, in the best of all choices."""
    by_school: dict[str, list[Move]] = {}
    for move in given_case.closings.moves:
        by_school.setdefault(move.school, []).append(move)
    builds = [(np.zeros(given_case.standing.shape), 0.0)]
    for group in given_case.groups:
        for k in range(len(group.years)):
            brought = np.zeros(given_case.standing.shape)
            brought[group.area] = group.tables[0, k]
            builds.append((brought, group.wan[0]))
    found = []
    for some in product(*([None, *moves] for moves in by_school.values())):
        closed = tuple(move for move in some if move is not None)
        for brought, wan in builds:
            seats = given_case.standing + brought
            for move in closed:
                seats[move.area] += move.table
            if not allowed(given_case, closed, seats):
                continue
            balance = seats - given_case.demand
            walk = sum(move.walked(given_case.years) for move in closed)
            found.append((-np.minimum(balance, 0).sum(), wan, np.maximum(balance, 0).sum(), float(walk)))
    return tuple(map(float, min(found)))


@pytest.mark.parametrize("seed", range(40))
def test_the_optimum_is_the_best_of_all_closings(seed: int) -> None:
    """Of every school closing in every year in every way, or not, and one that may be built beside them."""
    written, people, given_case = some_case(seed)
    best = best_of_all(given_case)
    for found in (solve(programme(given_case)), solve_case(given_case, Limits())):
        assert found.proven
        assert found.choice is not None
        what = worth(given_case, found.choice)
        names = (UNMET, COST, IDLE, WALK)[: 4 if given_case.closings.moves else 3]
        assert [what.values[name] for name in names] == pytest.approx(best[: len(names)], abs=1e-6)
        after = assess(planned(given_case, written, schedule(given_case, found.choice)), people)
        agree(given_case, what, after)


def test_small_cases_close_schools_in_many_ways() -> None:
    """So that the comparison above says something: schools close alone, together, into one and into several."""
    counts = [solve(programme(some_case(seed)[2])).choice for seed in range(80)]
    closed = [int(each.closed.sum()) for each in counts if each is not None]
    assert sum(n == 1 for n in closed) > 5
    assert sum(n > 1 for n in closed) > 5
    ways = [len(move.to) for seed in range(80) for move in some_case(seed)[2].closings.moves]
    assert ways.count(2) > 5


@settings(max_examples=10, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 40), st.sampled_from([90, 180, 270, 540])), min_size=2, max_size=6),
    st.integers(2, 40),
)
def test_closing_leaves_nobody_short_loses_no_pupil_and_lets_nobody_walk_too_far(
    rows: list[tuple[int, int]], each: int
) -> None:
    """Against the same choice without it; and who takes pupils has room for them by the pupils of every school."""
    schools = [at(f"s{n}", 100 * metres, seats) for n, (metres, seats) in enumerate(rows)]
    written, people = town(*schools, each=each)
    plain = optimise(written, people, Request())
    found = chosen(written, people, named=frozenset(one.id for one in schools))
    assert isinstance(plain, Answer)
    assert found.worth.values[UNMET] == plain.worth.values[UNMET]
    assert found.worth.values[IDLE] <= plain.worth.values[IDLE]
    rule = RULES.walking.closing("primary")
    assert rule is not None
    for move in found.schedule.closed:
        assert np.array_equal(sum(one.pupils for one in move.to), move.pupils)
        assert move.metres is not None
        assert move.metres <= rule.value
    after = school_pupils(found.after)
    for move in found.schedule.closed:
        t = after.years.index(move.year)
        for one in move.to:
            n = after.schools.index(one.school)
            many, seats = (each["primary"][t:, n].sum(axis=1) for each in (after.pupils, after.seats))
            assert np.all(many <= seats + 0.5)


def test_what_a_closing_saves_is_what_the_two_schools_need_less_as_one() -> None:
    """Classes of a kindergarten by grade: two of ten children in each of three grades need three classes together, six
    alone, at three posts a class. Of a primary school nothing, but for one in the country of fewer than 100 pupils."""
    rules = resource_rules({"rural": ["甲"]})
    nurseries = at("a", 0, 90, "kindergarten"), at("b", 100, 90, "kindergarten")
    schools = *nurseries, at("p", 0), at("q", 100)
    written, people = town(*schools, each=10)
    asked = Asked(frozenset({MERGE}), RULES, rules, named=frozenset({"a", "p"}))
    found = optimise(written, people, Request(means=frozenset({MERGE}), closing=asked))
    assert isinstance(found, Answer)
    gain = {move.school: (move.saved.posts[1].item(), move.saved.wan[1].item()) for move in found.schedule.closed}
    assert gain == {"a": (9, 0.0), "p": (0, round((200 - 120) * 720 / 10_000, 2))}
    country = assess(written, people)
    plain = case_of(country, (), {})
    counted = replace(asked, first=2021, count=frozenset({"running", "posts"}))
    ways = closings(country, town_of(country, plain.years, RULES.walking), Keep(), counted, {}, frozenset())
    best = solve(programme(replace(plain, closings=ways)))
    assert [level.name for level in best.levels] == ["unmet", "cost", "posts", "idle", "walk"]
    assert best.choice is not None
    what = worth(replace(plain, closings=ways), best.choice)
    assert what.values[COST] == pytest.approx(-5.76 * len(plain.years[1:]), abs=0.2)
    assert what.built == 0


def test_what_a_school_costs_whatever_its_pupils_is_saved_where_an_office_says_it() -> None:
    """By default nobody says so, which is told with the key; with 30 万元 a year it is saved beside the rest."""
    said = []
    for more in ({}, {"fixed": {"value": 30, "unit": "万元", "basis": "derived", "source": "决算", "line": 1}}):
        asked = Asked(frozenset({MERGE}), RULES, resource_rules(more), named=frozenset({"p"}))
        written, people = town(at("p", 0), at("q", 100), each=10)
        found = optimise(written, people, Request(means=frozenset({MERGE}), closing=asked))
        assert isinstance(found, Answer)
        move = found.schedule.closed[0]
        at_ = move.at(found.case.years)
        notes = {lang: "\n".join(closed_sheet(found, asked, lang).notes) for lang in ("zh", "en")}
        said.append((move.saved.wan[at_], move.saved.wan[:at_].sum(), notes))
        assert all("resources.fixed" in each for each in notes.values())
    assert [each[:2] for each in said] == [(0.0, 0.0), (30.0, 0.0)]
    assert "没有公布的数，未计" in said[0][2]["zh"]
    assert "30 × 10,000 yuan" in said[1][2]["en"]
    assert "固定开支 30.0 万元" in said[1][2]["zh"]


def test_no_school_closes_in_a_stage_that_is_short() -> None:
    """Where more children are to be reckoned with than are forecast, as a robust choice does, one that could close
    stays: what is missing in all would be no more, but somebody would be short of a seat of his own stage."""
    written, people = town(at("a", 0, seats=540), at("b", 100, seats=540), each=15)
    rest = assess(written, people)
    asked = Asked(frozenset({CLOSE}), RULES, first=2021)
    plain = case_of(rest, (), {})
    ways = closings(rest, town_of(rest, plain.years, RULES.walking), Keep(), asked, {}, frozenset())
    for demand, closed in ((540, 1), (541, 0)):
        primary = np.array([stage.name == "primary" for stage in plain.stages])
        more = np.where(primary[None, :, None], demand, plain.demand)
        found = solve(programme(replace(plain, closings=ways, demand=more)))
        assert found.choice is not None
        assert found.choice.closed.sum() == closed


def test_the_scenario_that_is_written_says_who_takes_whom() -> None:
    """`closes` and `merge_into`, as a plan has them."""
    written, people = town(at("a", 0), at("b", 900), at("c", 1900), each=15)
    found = chosen(written, people)
    text = scenario_text(found.schedule, written, "撤并", "plan.yaml")
    assert "  - id: a\n    closes: 2021\n    merge_into: b\n" in text


def test_the_example_closes_schools_and_its_scenario_says_so(tmp_path: Path) -> None:
    """The whole way by the command: the scenario that it writes has the balances and the schools that it told."""
    out = tmp_path / "s.yaml"
    words = ("--now", "2026", "--plan", TOP / "examples/district/plan.yaml", "--format", "json")
    found = json.loads(run("optimise", *words, "--allow", "close", "--output", out).stdout)
    assert found["closings"]
    again = {school.id: school for school in read_project(None, [out])[0].schools}
    for one in found["closings"]:
        assert again[one["id"]].closes == one["year"]
        assert heirs(again[one["id"]].merge_into) == pytest.approx({each["id"]: each["share"] for each in one["to"]})
    rows = json.loads(run("gap", "--scenario", out, "--format", "json").stdout)["rows"]
    balance = {(row["year"], row["stage"], row["area"]): row["balance"] for row in rows}
    for row in found["balances"]:
        assert balance[row["year"], row["stage"], row["area"]] == row["balance"]
    for one in found["closings"]:
        year = str(one["year"])
        schools = json.loads(run("schools", "--scenario", out, "--year", year, "--format", "json").stdout)["rows"]
        told_of = {row["school"]: row for row in schools}
        assert told_of[one["id"]]["pupils"] == 0
        for each in one["to"]:
            assert told_of[each["id"]]["pupils"] <= told_of[each["id"]]["seats"]


def test_the_command_line_names_what_it_does_not_know(tmp_path: Path) -> None:
    """A school that the plan has not, and `--close` where nothing may close."""
    path = tmp_path / "plan.yaml"
    path.write_text(plan_text(plan(at("abc", 0, area="盐湖区"), area="盐湖区")), encoding="utf-8")
    done = run("optimise", "--plan", path, "--now", "2021", "--allow", "close", "--close", "abd", "--lang", "en")
    assert done.returncode == 2
    assert "abc" in done.stderr
    done = run("optimise", "--plan", path, "--now", "2021", "--close", "abc", "--lang", "en")
    assert done.returncode == 2
    assert "--allow close" in done.stderr


def test_machines_get_every_closing_and_why_others_stay() -> None:
    """With who takes whom, how far, and what is freed."""
    written, people = town(at("a", 0, rooms=14), at("b", 900), at("p", 950, provision="private"), each=15)
    view = optimised(chosen(written, people), "en")
    head = json.loads(json.dumps(view.head))
    (one,) = head["closings"]
    assert (one["id"], one["seats"], one["rooms"], one["rooms_known"]) in (
        ("a", 540, 14, "rooms"),
        ("b", 540, 12, "seats"),
    )
    assert {"id": "p", "why": "not_public"} in head["stays"]
    assert view.records[-1]["closes"] == 2021
