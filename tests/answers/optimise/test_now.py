"""No year that has passed is chosen, what has begun or must be is built, and one function counts what it costs."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from xuewei.answers.compare.standings import cost_of
from xuewei.answers.optimise.answer import Answer, Request, optimise
from xuewei.answers.optimise.candidates import Present
from xuewei.answers.optimise.solve import Limits
from xuewei.answers.optimise.view import optimised
from xuewei.cli.app import program
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.plan import STATUSES, Plan, Progress
from xuewei.model.seats.costs import plan_cost
from xuewei.model.seats.in_use import base_year, kept

from builders import assumptions, level, plan, population, school
from choices import some_candidates
from program import TOP

MEANS = frozenset({"convert", "temporary", "large"})
CLASS_LIMIT = {"primary": 55.0, "middle": 60.0}


def asked(*words: str | Path) -> dict[str, Any]:
    """The JSON of an answer that was found."""
    done = CliRunner().invoke(program(), ["optimise", *map(str, words), "--format", "json"])
    assert done.exit_code == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def refused(*words: str) -> str:
    """What is said of a wrong command line, in one line."""
    done = CliRunner().invoke(program(), ["optimise", *words, "--lang", "en"])
    assert done.exit_code == 2, done.stdout
    return re.sub(r"\s+", " ", done.stderr)


def chosen(written: Plan, now: date, **more: Any) -> Answer:
    """The answer for a plan whose people grow in number."""
    people = population({"甲": [*level(90, 6), *level(60, 54)]}, assumed=assumptions(horizon=2032))
    found = optimise(written, people, Request(now=now, **more))
    assert isinstance(found, Answer)
    return found


@pytest.mark.parametrize("now", ["2019-05-01", "2021-01-01", "2021"])
def test_before_the_plan_nothing_has_passed(now: str) -> None:
    """Every year of the plan can still be chosen; without what must be built it is the cheapest schedule there is."""
    found = asked("--now", now)
    assert [each["value"] for each in found["objectives"]] == [3914, 97850, 302960]
    assert (found["now"], found["overdue"]) == (now if "-" in now else "2021-01-01", [])


def test_what_need_not_be_is_chosen_as_if_no_rule_asked_for_it(tmp_path: Path) -> None:
    """With `must: no` the kindergartens of estates are schools like others: less is spent."""
    rows = [f"  - {{id: 2021-estate-{n}, must: no}}" for n in range(1, 5)]
    text = "\n".join(["scenario: 可不建", "extends: plan_2021_2025", "change:", *rows])
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    found = asked("--now", "2021", "--scenario", tmp_path / "s.yaml")
    assert [each["value"] for each in found["objectives"]] == [3914, 95750, 297080]
    assert not [row for row in found["rows"] if row["kept"] == "estate"]


@pytest.mark.parametrize("now", ["2022-10-01", "2024-06-01", "2026-11-27", "2031"])
@pytest.mark.parametrize("means", [(), ("--allow", "convert,temporary", "--time-limit", "2")])
def test_nothing_is_chosen_in_a_year_that_has_passed(now: str, means: tuple[str, ...]) -> None:
    """Schools that nobody has begun take their months, what is being built may open next September, classes are set up
    and seats turn in years to come; balances and costs are told from the school year on that runs."""
    found = asked("--now", now, *means)
    day = date(int(now), 1, 1) if len(now) == 4 else date.fromisoformat(now)
    present = Present(day, 14, 2020)
    for row in found["rows"]:
        if row["opens"] is not None and row["reason"] not in ("turns_standing",):
            under_way = row["id"] == "2021-nine-year-1"
            temporary = row["reason"] == "temporary"
            soonest = present.next if under_way or temporary else present.begun_now
            assert row["opens"] >= (present.paid if row["reason"] == "turns_in_use" else soonest), row["id"]
        for turn in (row["turns"] or "").split("; "):
            assert not turn or int(turn[:4]) > day.year
    assert min(row["year"] for row in found["balances"]) == present.since
    assert len(found["overdue"]) > 0
    assert all(row["now"] == day.isoformat() for row in found["rows"])


def test_what_is_being_built_is_fixed_and_counts() -> None:
    """A school that had begun by the day opens as written, at its size, though nobody needs it; one that begins later,
    as its file says, is not cancelled, and may still be put off."""
    begun = (Progress("2023-03-01", "under_construction"),)
    idle = school("在建", planned=2023, status="under_construction", progress=begun)
    found = chosen(plan(idle, school("拟建", planned=2023)), date(2023, 6, 1))
    outcome = next(each for each in found.schedule.outcomes if each.candidate.school.id == "在建")
    assert (outcome.opens, dict(outcome.seats)) == (2024, {"primary": 540})
    assert outcome.candidate.latest == 2024
    before = chosen(plan(idle), date(2022, 6, 1)).schedule.outcomes[0].candidate
    assert (before.must, before.earliest, before.latest) == (True, 2024, 2032)


def test_a_school_in_use_stands_and_one_begun_too_late_opens_next_september() -> None:
    """What is in use is not to be chosen; what should have opened and has not opens as soon as it can, and is told."""
    late = school("晚", planned=2022, status="under_construction")
    found = chosen(plan(school("在用", planned=2021, status="in_use"), late), date(2025, 10, 15))
    assert [each.candidate.school.id for each in found.schedule.outcomes] == ["晚"]
    assert found.schedule.outcomes[0].opens == 2026
    assert [each.id for each in found.overdue] == ["晚"]
    assert found.case.standing[0, 1, 0] == 540
    assert [each.id for each in found.standing] == ["在用"]
    notes = optimised(found, "zh").sheets[0].notes
    assert "已建成或投用，照计：在用。" in notes
    assert "已在建，不撤不缩：晚。" in notes


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"type": "estate_kindergarten", "seats": {"kindergarten": 360}}, "estate"),
        ({"must": True}, "must"),
        ({"status": "under_construction"}, "begun"),
        ({"status": "under_construction", "must": False}, "begun"),
        ({"must": False}, ""),
        ({"type": "estate_kindergarten", "seats": {"kindergarten": 360}, "must": False}, ""),
    ],
)
def test_what_must_be_is_never_left_out(changes: dict[str, Any], why: str) -> None:
    """Where nobody needs a seat only it is built, as planned, at its whole size."""
    one = school("一", planned=2022, **changes)
    assert kept(one) == why
    people = population({"甲": level(1)}, assumed=assumptions(horizon=2032))
    found = optimise(plan(one, school("二", planned=2022), base_seats=None), people, Request(now=date(2021, 1, 1)))
    assert isinstance(found, Answer)
    opens = {each.candidate.school.id: each.opens for each in found.schedule.outcomes}
    assert opens == {"一": 2023 if why else None, "二": None}
    if why:
        assert dict(found.schedule.outcomes[0].seats) == dict(one.seats)


def test_budgets_are_not_held_against_what_developers_build() -> None:
    """A year without any money still has the kindergartens of its estates, and says so."""
    found = asked("--now", "2021", "--budget", "2021=0")
    assert {row["id"] for row in found["rows"] if row["opens"] == 2022} == {f"2021-estate-{n}" for n in range(1, 5)}
    costs = {row["year"]: row for row in found["costs"]}
    assert (costs[2021]["after"], costs[2021]["outside"], costs[2021]["budget"]) == (9000, 9000, 0)


def test_money_of_years_that_have_passed_is_refused() -> None:
    """By the option's name, with the year and the day; the budget of the year that runs is taken."""
    told = refused("--now", "2026-11-27", "--budget", "2025=100,2026=5")
    assert "--budget" in told
    assert "2025" in told
    assert "2026-11-27" in told
    assert asked("--now", "2026-11-27", "--budget", "2026=50000")["now"] == "2026-11-27"


def test_a_usual_budget_is_of_the_years_to_come() -> None:
    """`--budget-default` begins with the year of the day."""
    found = asked("--now", "2026-11-27", "--budget-default", "30000")
    assert next(row["year"] for row in found["costs"] if row["budget"] is not None) >= 2026


@pytest.mark.parametrize("written", ["2036-09-01", "2050"])
def test_a_day_after_the_last_school_year_is_refused(written: str) -> None:
    """There is nothing to choose, and the option that extends the years is named."""
    told = refused("--now", written)
    assert "2035" in told
    assert "--to" in told


@pytest.mark.parametrize("written", ["2026-13-01", "26", "heute", "0000", "2026-9-1", "２０２６"])
def test_what_is_no_day_is_refused(written: str) -> None:
    """A date or a year, nothing else."""
    assert "--now" in refused("--now", written)


def test_years_that_have_passed_are_no_contract_of_the_function() -> None:
    """The pure function says so with ValueError."""
    with pytest.raises(ValueError, match="have passed"):
        chosen(plan(school("一")), date(2040, 1, 1))


def test_candidates_say_how_soon_they_can_open(tmp_path: Path) -> None:
    """A written `earliest` counts, but for years that have passed; without one a school takes its months."""
    text = (
        "candidates:\n"
        "  - {id: told, type: middle, seats: {middle: 900}, earliest: 2027, must: yes, latest: 2027}\n"
        "  - {id: past, type: middle, seats: {middle: 900}, earliest: 2023, must: yes, latest: 2027}\n"
        "  - {id: plain, type: middle, seats: {middle: 900}, planned: 2023, must: yes}\n"
    )
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    found = asked("--now", "2026-11-27", "--candidates", tmp_path / "c.yaml")
    opens = {row["id"]: row["opens"] for row in found["rows"]}
    assert (opens["told"], opens["past"]) == (2027, 2027)
    assert opens["plain"] >= 2028


def spread(seed: int) -> Plan:
    """A plan of any schools: in use, begun, turning, closing, with and without a cost."""
    written, _, _, _ = some_candidates(seed)
    dice = random.Random(f"costs {seed}")
    schools = []
    for each in written.schools:
        status = dice.choice((*STATUSES[:5], "planned", "cancelled"))
        must = dice.choice((None, None, True, False))
        schools.append(replace(each, status=status, must=must))
    return replace(written, schools=tuple(schools))


@pytest.mark.parametrize("seed", range(30))
def test_the_cost_of_a_schedule_is_that_of_the_scenario_it_writes(seed: int, tmp_path: Path) -> None:
    """Over random plans, days and means: what the choice says it spends is what `compare` counts of its scenario, and
    what it says of the plan is what `compare` counts of that."""
    from xuewei.answers.optimise.files import scenario_text
    from xuewei.formats.plan.write import plan_text

    dice = random.Random(seed)
    written = spread(seed)
    (tmp_path / "plan.yaml").write_text(plan_text(written), encoding="utf-8")
    written, _ = read_project(tmp_path / "plan.yaml", (), None)
    ages = {area: [dice.randint(10, 90) for _ in range(60)] for area in "甲乙"}
    people = population(ages, assumed=assumptions(horizon=2029))
    means = dice.choice((frozenset[str](), MEANS))
    request = Request(
        now=date(dice.randint(2019, 2025), dice.randint(1, 12), 15),
        means=means,
        class_limit=CLASS_LIMIT if means else {},
        limits=Limits(2.0),
    )
    found = optimise(written, people, request)
    if not isinstance(found, Answer):
        assert found.clash is not None
        return
    text = scenario_text(found.schedule, written, "选", "plan.yaml")
    (tmp_path / "chosen.yaml").write_text(text, encoding="utf-8")
    again, _ = read_project(None, [str(tmp_path / "chosen.yaml")], None)
    costs = people.assumptions.costs
    assert plan_cost(again, costs, base_year(again)).wan == pytest.approx(found.worth.values["cost"], abs=0.05)
    assert cost_of(found.after).wan == pytest.approx(sum(found.worth.wan.values()), abs=0.05)
    assert cost_of(assess(written, people)).wan == plan_cost(written, costs, base_year(written)).wan
    values = {each.name: each for each in found.solved.levels}
    assert values["cost"].value == pytest.approx(found.worth.values["cost"], abs=0.05)


def test_the_schedule_of_the_shipped_plan_costs_what_compare_says(tmp_path: Path) -> None:
    """229,850 and 97,850 万元 in both, 31 of 32 schools estimated."""
    found = asked("--now", "2021", "--output", tmp_path / "s.yaml")
    done = CliRunner().invoke(program(), ["compare", str(tmp_path / "s.yaml"), "--format", "json"])
    lines = {row["scenario"]: row for row in json.loads(done.stdout)["rows"]}
    told = next(each for each in found["objectives"] if each["objective"] == "cost")
    assert [lines[name]["cost_wan"] for name in lines] == [told["before"], told["value"]] == [229850, 97850]
    assert lines["base"]["cost_estimated"] == 31


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "more", [(), ("--now", "2026-11-27"), ("--budget", "2021=20000", "--allow", "convert", "--gap", "0.05")]
)
def test_the_answer_opens_in_words_and_fits_eighty_columns(
    lang: str, more: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The plan, the day, what to do by name, what is short and what it costs come before any table; no figure is cut,
    no line is wider than the window, and what has no room is named."""
    from rich.cells import cell_len

    monkeypatch.setenv("COLUMNS", "80")
    words = ["optimise", "--lang", lang, *(() if "2026-11-27" in more else ("--now", "2021")), *more]
    out = CliRunner().invoke(program(), words).stdout
    assert max(cell_len(line) for line in out.splitlines()) <= 80
    lines = out.splitlines()
    day = "2026-11-27" if "2026-11-27" in more else "2021-01-01"
    assert day in "".join(lines[:3])
    first = next(n for n, line in enumerate(lines) if line.startswith("──"))
    opening = "\n".join(lines[:first])
    told = next(line for line in lines if line.startswith("结论：" if lang == "zh" else "In short: "))
    assert lines.index(told) < next(n for n, line in enumerate(lines) if "32 所里建" in line or "Of 32 schools" in line)
    assert ("32 所里建" if lang == "zh" else "Of 32 schools") in opening
    assert ("缺学位：原方案" if lang == "zh" else "Short of seats: as planned") in opening
    assert ("投资 229,850 →" if lang == "zh" else "Cost 229,850 →") in opening
    assert "2021-" not in opening.replace(day, "")
    assert "costs.seat" in out.replace("\n", "")
    for figure in ("1,620+1,200", "2,430+1,650"):
        assert figure in out


def test_a_scenario_says_on_which_day_it_was_chosen(tmp_path: Path) -> None:
    """In its note, so that whoever finds it knows."""
    asked("--now", "2024-06-01", "--output", tmp_path / "s.yaml")
    assert "note: 按 2024-06-01 选出（--now）\n" in (tmp_path / "s.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize("place", ["examples/README.md", "docs", "src/xuewei/cli/app.py"])
def test_every_documented_choice_gives_its_day(place: str) -> None:
    """An example whose answer depends on the day it is read would be no example."""
    files = [TOP / place] if (TOP / place).is_file() else sorted((TOP / place).glob("*.md"))
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            for command in re.findall(r"xuewei optimise(?: [^`|\n]*)?", line):
                if "--" in command:
                    assert "--now" in command, f"{file.name}: {command}"


def test_schools_that_are_not_to_be_chosen_open_no_sooner_than_they_can(tmp_path: Path) -> None:
    """With candidates of a file the plan's own schools stay as they are, but for years that have passed: the scenario
    moves them, and `gap` then shows the balances of the answer."""
    text = "candidates:\n  - {id: new, type: middle, seats: {middle: 900}, earliest: 2028}\n"
    (tmp_path / "c.yaml").write_text(text, encoding="utf-8")
    found = asked("--now", "2026-11-27", "--candidates", tmp_path / "c.yaml", "--output", tmp_path / "s.yaml")
    again = assess(*read_project(None, [str(tmp_path / "s.yaml")], None))
    told = {(row["year"], row["stage"]): row["balance"] for row in found["balances"]}
    rows = again.rows(years=sorted({year for year, _ in told}))
    assert told == {(row.year, row.stage): row.balance for row in rows}
    assert {each.opens for each in again.plan.schools if each.status == "planned"} <= {2028}
