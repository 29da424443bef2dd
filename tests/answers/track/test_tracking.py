"""Progress: what is late, what has come, and seats as delivered."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from xuewei.answers.track.tracking import COLOURS, GREEN, RED, YELLOW, next_date, track
from xuewei.answers.track.tracking import project as standing
from xuewei.formats.plan.read import read_plan
from xuewei.model.assumptions import Figure
from xuewei.model.plan import OPENED, STATUSES, Conversion, Plan, Progress, School
from xuewei.model.seats.delivery import as_delivered, status_at
from xuewei.model.seats.ledger import ledger, seats_by_year

from builders import assumptions, level, plan, population, school
from inside import run
from program import TOP

ASSUMED = assumptions()
EXAMPLE = TOP / "examples" / "progress" / "plan.yaml"
DAY = date(2023, 9, 1)
DAYS = st.dates(date(2019, 1, 1), date(2030, 12, 31))
CHAIN = STATUSES[:-1]


def steps(*written: tuple[str, str]) -> tuple[Progress, ...]:
    """Dated steps."""
    return tuple(Progress(day, status) for day, status in written)


@st.composite
def built(draw: st.DrawFn) -> School:
    """A school with any progress there can be, dated or not, cancelled at the end or not."""
    statuses = sorted(draw(st.lists(st.sampled_from(CHAIN), max_size=5)), key=CHAIN.index)
    days = sorted(draw(st.lists(DAYS, min_size=len(statuses), max_size=len(statuses))))
    progress = tuple(Progress(day.isoformat(), status) for day, status in zip(days, statuses, strict=True))
    due = draw(st.none() | DAYS)
    seats = {"primary": draw(st.integers(0, 2000)), "middle": draw(st.integers(0, 2000))}
    return School(
        id=draw(st.text("abcdefgh", min_size=6, max_size=12)),
        type="nine_year",
        area=draw(st.sampled_from(["甲", "乙"])),
        seats=seats,
        planned=draw(st.integers(2018, 2028)),
        progress=progress,
        status=draw(st.sampled_from([progress[-1].status, "cancelled"] if progress else STATUSES)),
        due=due.isoformat() if due else None,
        responsible=draw(st.sampled_from([{}, {"unit": "一局"}, {"unit": "二局", "person": "科长"}])),
        fill=draw(st.sampled_from(["all", "by_grade"])),
    )


PLANS = st.builds(
    lambda rows: plan(*rows, areas=("乙",)), st.lists(built(), max_size=6, unique_by=lambda each: each.id)
)


def seats_of(written: Plan) -> Any:
    """Seats that the ledger adds, (year, area, grade) of all stages side by side."""
    rows = ledger(written, ASSUMED.stages, {})
    sums = seats_by_year(rows, range(2018, 2045), ("甲", "乙"), ASSUMED.stages)
    return [sums[name].sum(axis=2) for name in ("primary", "middle")]


# laws


@settings(max_examples=150)
@given(PLANS, DAYS)
def test_every_project_has_one_colour_and_one_unit(written: Plan, day: date) -> None:
    """Colours and units add up to the projects; seats planned by now are those that came and those that did not."""
    found = track(written, ASSUMED, day)
    lines = found.by_unit()
    assert sum(line.projects for line in lines) == len(found.projects)
    for line in lines:
        assert line.red + line.yellow + line.green == line.projects
        assert line.closed_out <= line.in_use <= line.projects
    for row in found.by_stage():
        assert row.planned == row.come + row.missing
        in_use = [one.school for one in found.projects if one.in_use]
        seats = sum(one.seats.get(row.stage, 0) for one in in_use)
        assert row.come + row.early <= seats
        assert row.come + row.early == seats or any(one.fill == "by_grade" for one in in_use)
    assert [one.colour for one in found.late()] == sorted(
        (one.colour for one in found.projects if one.colour != GREEN), key=COLOURS.index
    )


@settings(max_examples=150)
@given(built(), DAYS)
def test_a_school_in_use_is_never_late(row: School, day: date) -> None:
    """What takes pupils is green; what is red counts its days, what is not counts none."""
    found = standing(row, plan(row), day, ASSUMED)
    if found.in_use:
        assert found.colour == GREEN
    assert (found.days_late > 0) == (found.colour == RED)
    if found.colour == YELLOW:
        coming = next_date(found, day)
        assert coming is not None
        assert coming >= day


@settings(max_examples=150)
@given(built(), DAYS, st.integers(0, 900))
def test_a_status_never_goes_back_with_time(row: School, day: date, later: int) -> None:
    """A later day finds a project at the same status or further on; without a step it does not get less late."""
    early, late = (status_at(row, each) for each in (day, day + timedelta(later)))
    assert STATUSES.index(early) <= STATUSES.index(late)
    if early == late and early != "cancelled":
        first, second = (standing(row, plan(row), each, ASSUMED) for each in (day, day + timedelta(later)))
        assert first.days_late <= second.days_late


@settings(max_examples=100)
@given(PLANS, DAYS, st.integers(0, 900))
def test_a_later_day_never_lowers_seats_as_delivered(written: Plan, day: date, later: int) -> None:
    """What is in use stays, and counts from the same year whoever asks later."""
    before, after = (seats_of(as_delivered(written, each)) for each in (day, day + timedelta(later)))
    for one, other in zip(before, after, strict=True):
        assert (other - one).min() >= -1e-9


@settings(max_examples=100)
@given(PLANS, DAYS)
def test_seats_as_delivered_are_never_more_than_all_that_are_planned(written: Plan, day: date) -> None:
    """Areas and printed totals stay; what counts is in use."""
    found = as_delivered(written, day)
    for stage, seats in zip(("primary", "middle"), seats_of(found), strict=True):
        assert seats.sum(axis=1).max() <= sum(row.seats[stage] for row in written.schools) + 1e-6
    assert found.all_areas() == written.all_areas()
    assert found.published == written.published
    assert {row.status for row in found.schools if any(row.seats.values())} <= set(OPENED)


@settings(max_examples=100)
@given(PLANS, DAYS)
def test_as_delivered_twice_is_as_delivered_once(written: Plan, day: date) -> None:
    """What has come has come."""
    once = as_delivered(written, day)
    assert as_delivered(once, day) == once


# cases that can be checked by hand


@pytest.mark.parametrize(
    ("changes", "day", "colour", "reasons", "late"),
    [
        # due 2022-06-30, opens in September 2022
        ({}, "2021-06-30", GREEN, (), 0),
        ({}, "2021-07-02", YELLOW, ("not_begun",), 0),  # under 14 months to 2022-09-01
        ({"progress": steps(("2021-03-01", "under_construction"))}, "2021-07-02", GREEN, (), 0),
        ({"progress": steps(("2021-03-01", "under_construction"))}, "2022-03-30", GREEN, (), 0),
        ({"progress": steps(("2021-03-01", "under_construction"))}, "2022-04-01", YELLOW, ("soon",), 0),
        ({"progress": steps(("2021-03-01", "under_construction"))}, "2022-06-30", YELLOW, ("soon",), 0),
        ({"progress": steps(("2021-03-01", "under_construction"))}, "2022-07-01", RED, ("past_due", "soon"), 1),
        ({}, "2022-07-01", RED, ("past_due", "not_begun"), 1),
        ({"progress": steps(("2022-06-30", "completed"))}, "2022-07-01", GREEN, (), 0),
        ({"progress": steps(("2022-06-30", "completed"))}, "2022-09-30", GREEN, (), 0),
        ({"progress": steps(("2022-06-30", "completed"))}, "2022-10-01", RED, ("not_open",), 1),
        ({}, "2022-10-01", RED, ("past_due", "not_open"), 93),
        ({"progress": steps(("2022-09-20", "in_use"))}, "2022-10-01", GREEN, (), 0),
        ({"progress": steps(("2022-09-20", "in_use"))}, "2022-09-19", RED, ("past_due", "not_begun"), 81),
        ({"due": None}, "2022-09-30", YELLOW, ("not_begun",), 0),
        ({"status": "in_use"}, "2019-01-01", GREEN, (), 0),
        ({"due": None, "opens": 2023}, "2022-05-01", GREEN, (), 0),
        ({"opens": 2025}, "2022-04-01", YELLOW, ("soon",), 0),
    ],
)
def test_colours_by_hand(changes: dict[str, Any], day: str, colour: str, reasons: tuple[str, ...], late: int) -> None:
    """One school planned for 2021, due on 30 June 2022, on days around its dates."""
    row = school("s", **{"due": "2022-06-30", **changes})
    if row.progress:
        row = replace(row, status=row.progress[-1].status)
    found = standing(row, plan(row), date.fromisoformat(day), ASSUMED)
    assert (found.colour, found.reasons, found.days_late) == (colour, reasons, late)


def test_the_months_are_assumptions() -> None:
    """Of 20 building months, 16 are too few; of 14 they are enough."""
    row = school("s", opens=2023)
    longer = replace(ASSUMED, building_months=Figure(20.0))
    colours = [standing(row, plan(row), date(2022, 5, 1), assumed).colour for assumed in (ASSUMED, longer)]
    assert colours == [GREEN, YELLOW]


def test_rows_that_bring_no_seats_are_no_projects() -> None:
    """A removal and a cancelled school are not late; one cancelled later is until then."""
    away = school("r", seats={}, removes={"primary": 90}, opens=2021)
    gone = school("c", status="cancelled", progress=steps(("2022-01-01", "approved"), ("2023-01-01", "cancelled")))
    dropped = school("d", status="cancelled", progress=steps(("2022-01-01", "approved")))
    found = [track(plan(away, gone, dropped), ASSUMED, date(year, 12, 1)) for year in (2022, 2023)]
    assert [[one.school.id for one in each.projects] for each in found] == [["c"], []]
    assert [each.cancelled for each in found] == [1, 2]


def test_schools_that_have_gone_are_no_projects_and_due_seats_are_those_of_the_year() -> None:
    """A closed school and temporary seats that have ended are not late; what turned is due in the stage it turned to;
    a school that fills grade by grade is due as far as it has grades."""
    found = track(read_plan(TOP / "examples/small_city/plan.yaml"), ASSUMED, date(2026, 9, 1))
    assert [(one.school.id, one.colour) for one in found.projects] == [("west-primary", GREEN), ("west-nine-year", RED)]
    lines = {line.stage: (line.planned, line.come, line.missing) for line in found.by_stage()}
    assert lines == {"primary": (585, 450, 135), "middle": (585, 0, 585)}
    before = track(read_plan(TOP / "examples/small_city/plan.yaml"), ASSUMED, date(2024, 9, 1))
    missing = {line.stage: line.missing for line in before.by_stage()}
    assert missing == {"kindergarten": 180, "primary": 540, "middle": 450}
    turned = school("a", seats={"primary": 540}, planned=2020, convert=(Conversion(2022, "primary", "middle"),))
    (line,) = [one for one in track(plan(turned), ASSUMED, DAY).by_stage() if one.stage == "middle"]
    assert line.missing == 540


def test_what_came_early_does_not_hide_what_is_missing() -> None:
    """540 seats a year too soon, 270 that did not come."""
    early = school("e", planned=2023, status="in_use", progress=steps(("2023-08-20", "in_use")))
    missing = school("m", seats={"primary": 270})
    (line,) = track(plan(early, missing), ASSUMED, DAY).by_stage()
    assert (line.planned, line.come, line.missing, line.early) == (270, 0, 270, 540)


@pytest.mark.parametrize(
    ("progress", "status", "year"),
    [
        (steps(("2022-09-30", "in_use")), "in_use", 2022),
        (steps(("2022-10-01", "in_use")), "in_use", 2023),
        (steps(("2022-02-20", "in_use"), ("2023-05-01", "closed_out")), "closed_out", 2022),
        (steps(("2021-10-01", "completed"), ("2023-05-01", "closed_out")), "closed_out", 2023),
        (steps(("2023-05-01", "closed_out")), "closed_out", 2022),
        ((), "in_use", 2022),
        (steps(("2024-02-01", "in_use")), "in_use", None),
        ((), "completed", None),
    ],
)
def test_delivered_seats_count_from_the_year_in_which_they_came(
    progress: tuple[Progress, ...], status: str, year: int | None
) -> None:
    """A school planned for 2021 and so to open in 2022, asked on 1 September 2023."""
    row = school("s", progress=progress, status=status)
    found = as_delivered(plan(row, delivered_share=0.5), DAY)
    assert [each.opens for each in found.schools] == ([] if year is None else [year])
    sums = [float(each) for each in seats_of(found)[0].sum(axis=1)]
    assert sums == [540.0 if year is not None and each >= year else 0.0 for each in range(2018, 2045)]
    told = found.delivery
    assert told is not None
    assert (told.counted, told.left_out, told.undated) == (
        int(year is not None),
        int(year is None),
        int(year == 2022 and status_at(row, date(2020, 1, 1)) in OPENED),
    )


def test_removals_stay_and_other_schools_wait() -> None:
    """A row that only removes is as written; what a relocation removes stays until it is in use."""
    away = school("r", seats={}, removes={"primary": 90}, opens=2022)
    moved = school("m", removes={"primary": 200}, status="approved")
    folk = population({"甲": level(500)})
    base = xuewei.assess(plan(), folk).row(2024, "甲", "primary").seats
    assert xuewei.assess(as_delivered(plan(away, moved), DAY), folk).row(2024, "甲", "primary").seats == base - 90


def test_the_shipped_plan_has_delivered_nothing_that_is_published() -> None:
    """Its one dated step is the start of building; balances as delivered are those without any planned school."""
    real, folk = xuewei.read_plan(), xuewei.read_population()
    (dated,) = [row for row in real.schools if row.progress]
    assert (dated.id, dated.progress[0].date, dated.status) == ("2021-nine-year-1", "2022-02-09", "under_construction")
    delivered = xuewei.assess(as_delivered(real, DAY), folk).rows()
    assert delivered == xuewei.assess(replace(real, schools=()), folk).rows()


# the command line


def rows_of(*words: str) -> list[dict[str, Any]]:
    """The JSON rows of a command on the example."""
    done = run(*words, "--plan", str(EXAMPLE), "--format", "json")
    found: list[dict[str, Any]] = json.loads(done.stdout)["rows"]
    return found


def test_the_records_are_one_row_a_school() -> None:
    """JSON and CSV tell the same; the head holds units and stages."""
    rows = rows_of("track", "--as-of", "2023-09-01")
    assert {row["id"]: row["colour"] for row in rows if row["colour"] != "green"} == {
        "east-estate": "red",
        "west-nine-year": "red",
        "west-kindergarten": "yellow",
        "west-middle": "yellow",
    }
    assert [(row["id"], row["closed_out"]) for row in rows if row["closed_out"]] == [("east-primary", "2023-03-15")]
    words = ("track", "--as-of", "2023-09-01", "--plan", str(EXAMPLE), "--format")
    lines = list(csv.DictReader(io.StringIO(run(*words, "csv").stdout)))
    assert [{key: "" if value is None else str(value) for key, value in row.items()} for row in rows] == lines
    head = json.loads(run(*words, "json").stdout)
    assert (head["as_of"], head["cancelled"], head["undated"]) == ("2023-09-01", 1, 1)
    assert [unit["unit"] for unit in head["units"]] == ["城市建设公司", "西区教育局", "东区教育局", None]


def test_strict_and_choices_of_units_and_areas() -> None:
    """--strict ends with 1 where anything shown is red; units and areas are chosen by name."""
    words = ("--as-of", "2023-09-01", "--plan", str(EXAMPLE))
    assert run("track", *words).returncode == 0
    assert run("track", *words, "--strict").returncode == 1
    assert run("track", *words, "--strict", "--unit", "东区教育局").returncode == 0
    rows = rows_of("track", "--as-of", "2023-09-01", "--unit", "西区教育局", "--area", "西区")
    assert {row["unit"] for row in rows} == {"西区教育局"}


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["track", "--as-of", "2023-13-01"], "must be a date such as 2023-09-01 (found 2023-13-01)"),
        (["track", "--as-of", "20230901"], "must be a date such as 2023-09-01 (found 20230901)"),
        (["track", "--unit", "东区教育", "--plan", str(EXAMPLE)], "Did you mean 东区教育局?"),
        (["track", "--unit", "东区教育局"], "the plan names no responsible unit"),
        (["track", "--area", "中心成区"], "Did you mean 中心城区?"),
        (["track", "clos"], "close"),
        (["gap", "--as-of", "2023-09-01"], "goes with --as-delivered only"),
        (["ledger", "--as-of", "2023-09-01"], "goes with --as-delivered only"),
        (["gap", "--as-delivered", "--as-of", "soon"], "must be a date such as 2023-09-01 (found soon)"),
    ],
)
def test_a_wrong_command_line_ends_with_2(words: list[str], line: str) -> None:
    """It says what is wrong, and prints nothing else."""
    done = run(*words, XUEWEI_LANG="en")
    assert (done.returncode, done.stdout) == (2, "")
    assert line in done.stderr


def test_track_without_a_date_is_as_of_today() -> None:
    """The clock is read where nothing is written; `gap --as-delivered` too."""
    days = {date.today().isoformat()}
    head = json.loads(run("track", "--format", "json").stdout)
    gap = json.loads(run("gap", "--as-delivered", "--format", "json").stdout)
    days.add(date.today().isoformat())
    assert {head["as_of"], gap["as_delivered"]} <= days


def test_gap_and_ledger_say_what_they_count() -> None:
    """The day in every title and every row, a note that names the option and its default, the date in JSON, and three
    schools in the ledger; without the option nothing new."""
    words = ("--as-delivered", "--as-of", "2023-09-01", "--plan", str(EXAMPLE), "--lang", "en")
    for command in ("gap", "ledger"):
        told = run(command, *words).stdout
        assert "only those in use on 2023-09-01 (--as-of, by default today) count" in told
        assert "(in use on 2023-09-01)" in told
        rows = list(csv.DictReader(io.StringIO(run(command, *words, "--format", "csv").stdout)))
        assert {row["as_delivered"] for row in rows} == {"2023-09-01"}
    track_words = ("track", "--as-of", "2023-09-01", "--plan", str(EXAMPLE), "--lang", "en")
    assert "As of 2023-09-01 (--as-of, by default today)." in run(*track_words).stdout
    assert "2023-09-01" in run(*track_words).stdout.splitlines()[0]
    assert [row["id"] for row in rows_of("ledger", "--as-delivered", "--as-of", "2023-09-01")] == [
        "east-primary",
        "east-extension",
        "west-temporary",
    ]
    assert "as_delivered" not in json.loads(run("gap", "--format", "json").stdout)
    both = [rows_of("gap", *more) for more in ((), ("--as-delivered", "--as-of", "2023-09-01"))]
    assert {row["area"] for row in both[0]} == {row["area"] for row in both[1]}
    assert all(one["seats"] >= other["seats"] for one, other in zip(*both, strict=True))


def test_the_help_of_track_lists_close() -> None:
    """The command is a group as well."""
    assert "close  " in run("track", "--help").stdout
    assert read_plan(EXAMPLE).population == "../small_city/population"
