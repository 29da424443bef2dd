"""Seats in use before a plan: counted once, listed, and not known in the years before them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from xuewei.answers.explain.explanation import explain
from xuewei.answers.optimise.candidates import of_plan
from xuewei.answers.simulate.openings import openings
from xuewei.answers.track.tracking import track
from xuewei.errors import InputError
from xuewei.formats.plan.read import read_plan
from xuewei.formats.plan.write import plan_text
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Costs
from xuewei.model.plan import ALWAYS, BaseSeats, Plan, Progress, School, opening_year
from xuewei.model.population import Population
from xuewei.model.seats.delivery import as_delivered
from xuewei.model.seats.in_use import base_year
from xuewei.tables.base_seats import base_words
from xuewei.workbook.imported import Asked, read_import

from builders import assumptions, level, plan, population, school
from inside import run

BASE = 2023
STAGES = assumptions().stages
NOBODY = {"kindergarten": 0, "primary": 0, "middle": 0}
TEXT = """plan: 试
area: 中心城区
years: [2024, 2028]
base_seats: {{year: 2023, seats: {seats}}}
schools:
  - {{id: a, name: 老校, type: primary, opens: 1958, seats: {{primary: 2400}}{a}}}
  - {{id: b, name: 新校, type: primary, planned: 2021, seats: {{primary: 1800}}{b}}}
  - {{id: c, type: primary, planned: 2024, seats: {{primary: 900}}}}
"""


def folk() -> Population:
    """Two areas whose census is of 2020, three years before the base year."""
    return population({"甲": level(500), "乙": level(300)}, assumed=assumptions(horizon=2030))


def found(*schools: School, base: BaseSeats | None) -> Assessment:
    """Schools of two areas held against :func:`folk`, with seats in use of :data:`BASE`."""
    written = plan(*schools, areas=("乙",), base_seats=base, years=(2024, 2028))
    return xuewei.assess(written, folk())


def balances(one: Assessment) -> list[int]:
    """Every balance."""
    return [row.balance for row in one.rows()]


@st.composite
def early(draw: st.DrawFn) -> School:
    """A school that is open in the base year and stays."""
    stages = draw(st.sampled_from([("primary",), ("primary", "middle")]))
    return School(
        id=draw(st.text("abcdefgh", min_size=6, max_size=12)),
        type="nine_year" if len(stages) > 1 else "primary",
        area=draw(st.sampled_from(["甲", "乙"])),
        seats={stage: draw(st.integers(0, 3000)) for stage in stages},
        opens=draw(st.none() | st.integers(1850, BASE)),
        status="in_use",
    )


SCHOOLS = st.lists(early(), max_size=5, unique_by=lambda each: each.id)


def sums(schools: Sequence[School]) -> dict[str, dict[str, int]]:
    """Seats of schools by area and stage."""
    totals = {area: dict(NOBODY) for area in ("甲", "乙")}
    for each in schools:
        for stage, seats in each.seats.items():
            totals[each.area][stage] += seats
    return totals


@settings(max_examples=10)
@given(SCHOOLS)
def test_listed_schools_are_worth_what_is_written_of_their_sum(schools: list[School]) -> None:
    """A plan that lists its schools in use balances as one that writes their sum and has no such rows."""
    later = school("later", seats={"primary": 540}, opens=2026)
    listed = found(*schools, later, base=BaseSeats(BASE, listed=True))
    written = found(later, base=BaseSeats(BASE, sums(schools)))
    assert balances(listed) == balances(written)


@settings(max_examples=10)
@given(SCHOOLS, st.integers(0, 2000), st.booleans())
def test_schools_of_the_stock_add_nothing_and_others_exactly_their_seats(
    schools: list[School], seats: int, balanced: bool
) -> None:
    """Those counted in written seats, or open beside balanced ones, change no balance; one that is not counted raises
    every balance of its area and stage by its seats."""
    base = BaseSeats(BASE) if balanced else BaseSeats(BASE, sums(schools))
    held = schools if balanced else [replace(each, counted=True) for each in schools]
    other = school("other", seats={"primary": seats}, opens=BASE, counted=False)
    bare, full, more = (found(*each, base=base) for each in ([], held, [*held, other]))
    assert balances(bare) == balances(full)
    for one, raised in zip(full.rows(), more.rows(), strict=True):
        assert raised.balance - one.balance == (seats if (one.area, one.stage) == ("甲", "primary") else 0)


@settings(max_examples=10)
@given(SCHOOLS, st.integers(1, 2000), st.sampled_from([True, False, None]), st.integers(1990, 2029))
def test_more_seats_never_lower_a_balance(schools: list[School], more: int, listed: bool | None, opens: int) -> None:
    """Whatever the seats in use are, a school more leaves every balance at least where it was."""
    base = None if listed is None else BaseSeats(BASE, listed=listed)
    extra = school("extra", seats={"primary": more}, planned=None, opens=opens)
    before, after = balances(found(*schools, base=base)), balances(found(*schools, extra, base=base))
    assert min(late - early_ for early_, late in zip(before, after, strict=True)) >= 0


def write(folder: Path, seats: str = "balanced", a: str = "", b: str = "") -> Path:
    """The plan of TEXT in a file."""
    path = folder / "p.yaml"
    path.write_text(TEXT.format(seats=seats, a=a, b=b), encoding="utf-8")
    return path


def primary(path: Path, year: int = BASE) -> int:
    """Primary seats of a year of the plan in a file."""
    one = xuewei.assess(read_plan(path), xuewei.read_population())
    return one.row(year, "中心城区", "primary").seats


def test_schools_open_by_the_base_year_are_not_added_to_written_seats(tmp_path: Path) -> None:
    """13,200 seats with two schools of 2,400 and 1,800 in them are 13,200, and with one beside them 15,000."""
    assert primary(write(tmp_path, "{primary: 13200}", ", counted: true", ", counted: true")) == 13_200
    assert primary(write(tmp_path, "{primary: 13200}", ", counted: true", ", counted: false")) == 15_000
    assert primary(write(tmp_path, "listed")) == 4_200
    assert primary(write(tmp_path, "{primary: listed}")) == 4_200
    assert primary(write(tmp_path, "{中心城区: listed}")) == 4_200
    assert primary(write(tmp_path), 2025) == primary(write(tmp_path)) + 900


def test_written_seats_that_may_hold_a_school_twice_are_a_fault(tmp_path: Path) -> None:
    """Both schools are told at their lines, with what to write; none where no seats are written of their stage."""
    with pytest.raises(InputError) as refused:
        read_plan(write(tmp_path, "{primary: 13200}"))
    lines = str(refused.value).splitlines()
    assert [line.split(": ")[0].rpartition("/")[2] for line in lines] == ["p.yaml:6", "p.yaml:7"]
    assert all(word in lines[0] for word in ("counted: true", "counted: false", "listed"))
    assert read_plan(write(tmp_path, "{middle: 9000}")).schools
    with pytest.raises(InputError, match="fewer than the schools"):
        xuewei.assess(read_plan(write(tmp_path, "{primary: 3000}", ", counted: true", ", counted: true")), _people())
    with pytest.raises(InputError, match="opens in 2022 and cannot"):
        read_plan(_later(tmp_path))


def _people() -> Population:
    return xuewei.read_population()


def _later(folder: Path) -> Path:
    path = write(folder, "{primary: 13200}", ", counted: true", ", counted: true")
    path.write_text(path.read_text(encoding="utf-8").replace("year: 2023", "year: 2021"), encoding="utf-8")
    return path


def test_a_plan_made_in_code_is_held_to_the_same() -> None:
    """Without a file there is no line, but the same fault."""
    with pytest.raises(InputError, match=r"schools\[old\].counted"):
        found(school("old", opens=2000), base=BaseSeats(BASE, {"甲": {"primary": 900}}))


def test_a_listed_school_needs_no_year_and_years_begin_in_1850(tmp_path: Path) -> None:
    """In a plan that lists its schools one without years has always been; elsewhere its status has to say so."""
    path = write(tmp_path, "listed")
    text = path.read_text(encoding="utf-8").replace("opens: 1958, ", "")
    path.write_text(text, encoding="utf-8")
    old = read_plan(path).schools[0]
    assert (old.status, opening_year(old, read_plan(path))) == ("in_use", ALWAYS)
    assert primary(path) == 4_200
    path.write_text(text.replace("listed", "balanced"), encoding="utf-8")
    with pytest.raises(InputError, match="status: in_use"):
        read_plan(path)
    assert read_plan(write(tmp_path, "listed", ", closes: 2030")).schools[0].opens == 1958
    path.write_text(write(tmp_path).read_text(encoding="utf-8").replace("1958", "1849"), encoding="utf-8")
    with pytest.raises(InputError, match="from 1850 to 2100"):
        read_plan(path)


def test_what_is_written_of_seats_in_use_comes_back(tmp_path: Path) -> None:
    """Words by plan, by stage and by area, and what is counted."""
    for seats in ("listed", "{primary: listed, middle: 900}", "{中心城区: listed}", "balanced"):
        one = read_plan(write(tmp_path, seats, ", counted: false", ""))
        other = tmp_path / "again.yaml"
        other.write_text(plan_text(one), encoding="utf-8")
        assert read_plan(other) == replace(one, file="")


def gap(path: Path, *options: str) -> str:
    """The table of primary schools."""
    return run("gap", "--plan", path, "--stage", "primary", *options).stdout


def test_years_before_the_base_year_have_demand_alone(tmp_path: Path) -> None:
    """They are not shown unless they are asked for, and then without seats, balance, rate and warning."""
    path = write(tmp_path)
    rows = list(csv.DictReader(io.StringIO(gap(path, "--format", "csv"))))
    assert rows[0]["year"] == "2023"
    rows = list(csv.DictReader(io.StringIO(gap(path, "--from", "2021", "--to", "2023", "--format", "csv"))))
    assert [(row["year"], bool(row["demand"]), row["seats"] == "") for row in rows] == [
        ("2021", True, True),
        ("2022", True, True),
        ("2023", True, False),
    ]
    assert {rows[0][key] for key in ("balance", "rate", "warning", "classes_short", "usable_seats")} == {""}
    answer = json.loads(gap(path, "--year", "2021", "--format", "json"))
    assert answer["rows"][0]["balance"] is None
    assert answer["rows"][0]["demand"] > 0
    assert "2023 年之前没有已知的现有学位" in gap(path, "--from", "2021", "--to", "2024")
    assert "no balance" in gap(path, "--from", "2021", "--format", "chart", "--lang", "en")
    late = run("gap", "--plan", path, "--to", "2021")
    assert late.returncode == 2
    assert "2023" in late.stderr


def test_no_answer_calls_the_years_before_the_base_year_a_shortage(tmp_path: Path) -> None:
    """Sentences, comparison, simulation, means and explanation begin with the base year, or tell demand alone."""
    path = write(tmp_path)
    one = xuewei.assess(read_plan(path), xuewei.read_population())
    assert {row.year for row in one.rows()} == set(range(2023, 2036))
    assert min(one.known) == 2023
    assert all(peak.first_short is None or peak.first_short > 2023 for peak in one.peaks(one.rows()))
    with pytest.raises(ValueError, match="not known"):
        one.row(2021, "中心城区", "primary")
    told = explain(one, 2021, "中心城区", "primary")
    assert told.seats == ()
    assert sum(line.pupils for line in told.ages) == told.row.demand
    drawn = json.loads(run("simulate", "--plan", path, "--from", "2022", "--to", "2023", "--draws", "20",
                           "--stage", "primary", "--format", "json").stdout)["rows"]  # fmt: skip
    assert [(row["year"], row["quantity"], row["p50"] is None) for row in drawn[:3]] == [
        (2022, "demand", False),
        (2022, "seats", True),
        (2022, "balance", True),
    ]
    assert run("convert-options", "--plan", path, "--year", "2021").returncode == 2
    assert run("report", "--plan", path, "--to", "2022", "--output", tmp_path / "r.html").returncode == 2
    shown = json.loads(run("ledger", "--plan", path, "--by", "year", "--from", "2022", "--format", "json").stdout)
    added = {(row["year"], row["stage"]): row["seats_added"] for row in shown["rows"]}
    assert (added[2022, "primary"], added[2023, "primary"], added[2025, "primary"]) == (None, 0, 900)


def test_a_census_after_the_base_year_is_where_balance_begins() -> None:
    """Seats of 2018 balanced by a census of 2020 hold what opened by 2020."""
    old = school("old", opens=2019)
    with_it, bare = (found(*each, base=BaseSeats(2018)) for each in ([old], []))
    assert balances(with_it) == balances(bare)
    assert with_it.known.start == 2020


def test_schools_in_use_are_neither_late_nor_chosen() -> None:
    """Whatever status such a school has, no delay is drawn, no search cancels it, and it is no project."""
    old = school("old", opens=2019, planned=None)
    new = school("new", planned=2025)
    one = found(old, new, base=BaseSeats(BASE, listed=True))
    assert [name for each in openings(one, [0, 1]) for name in each.schools] == ["new"]
    assert [each.school.id for each in of_plan(one.plan, STAGES, 2030, Costs(), base_year(one.plan))] == ["new"]
    assert [each.school.id for each in track(one.plan, assumptions(), date(2026, 1, 1)).projects] == ["new"]


def test_what_came_earlier_than_planned_is_not_in_written_seats() -> None:
    """A school planned for 2025 that opened in 2023 adds to the seats written of 2023; one counted in them does not."""
    steps = (Progress("2023-09-01", "in_use"),)
    came = school("came", planned=2024, progress=steps, status="in_use")
    held = school("held", planned=2021, progress=steps, status="in_use", counted=True)
    base = BaseSeats(BASE, {"甲": {"primary": 1000}})
    written = plan(came, held, base_seats=base, years=(2024, 2028))
    one = xuewei.assess(as_delivered(written, date(2024, 1, 1)), population({"甲": level(500)}))
    assert [one.row(year, "甲", "primary").seats for year in (2023, 2024)] == [1540, 1540]


def test_a_scenario_says_no_more_than_a_plan_could(tmp_path: Path) -> None:
    """A stage of seats that are all listed cannot be set; one of a plan that writes them by stage can be listed."""
    write(tmp_path, "listed")
    scenario = tmp_path / "s.yaml"
    scenario.write_text("scenario: s\nextends: p.yaml\nset: {base_seats.primary: 500}\n", encoding="utf-8")
    answer = run("gap", "--scenario", scenario, "--lang", "en")
    assert answer.returncode == 3
    assert "s.yaml:3: set.base_seats.primary: is the sum of the listed schools" in answer.stderr
    write(tmp_path, "{primary: 13200}", ", counted: true", ", counted: true")
    scenario.write_text("scenario: s\nextends: p.yaml\nset: {base_seats.primary: listed}\n", encoding="utf-8")
    rows: list[dict[str, Any]] = json.loads(
        run("gap", "--scenario", scenario, "--year", "2023", "--format", "json").stdout
    )["rows"]
    assert [row["seats"] for row in rows if row["stage"] == "primary"] == [4200]


def test_a_list_of_schools_in_use_becomes_the_seats_in_use(tmp_path: Path) -> None:
    """Without years and statuses it is a register; with them, rows in use are the stock and the others projects."""
    bare = tmp_path / "名册.csv"
    bare.write_text("名称,学段,班数\n一小,小学,24\n一中,初中,20\n", encoding="utf-8")
    one = read_import(Asked(str(bare), area="中心城区"), "").plan
    assert [each.status for each in one.schools] == ["in_use", "in_use"]
    assert one.base_seats is not None
    assert one.base_seats.listed == (("中心城区", "middle"), ("中心城区", "primary"))
    mixed = tmp_path / "清单.csv"
    mixed.write_text(
        "名称,学段,学位,计划年,投用学年,当前阶段,计入现有\n一小,小学,1080,,1958,投用,\n二小,小学,810,,,投用,否\n新小,小学,900,2024,,拟建,\n",
        encoding="utf-8",
    )
    other = read_import(Asked(str(mixed), area="中心城区"), "").plan
    assert (other.years, other.base_seats and other.base_seats.year) == ((2024, 2024), 2023)
    assert [each.counted for each in other.schools] == [None, False, None]
    assert xuewei.assess(other, xuewei.read_population()).row(2023, "中心城区", "primary").seats == 1890


def test_a_workbook_of_listed_schools_changes_nothing(tmp_path: Path) -> None:
    """Its words, its empty years and its computed cells come back as the plan that it was made from."""
    for n, seats in enumerate(("listed", "{primary: listed}", "{中心城区: listed}")):
        path, book = write(tmp_path, seats, ", status: in_use", ", counted: false"), tmp_path / f"{n}.xlsx"
        path.write_text(path.read_text(encoding="utf-8").replace("opens: 1958, ", ""), encoding="utf-8")
        assert run("ledger", "--plan", path, "--output", book).returncode == 0
        assert read_import(Asked(str(book), str(path)), "").unchanged


def test_a_plan_without_the_new_words_is_as_before() -> None:
    """The shipped case begins in its base year, with nothing inside its seats in use."""
    one: Plan = read_plan()
    answer = xuewei.assess(one, xuewei.read_population())
    assert answer.known == answer.years
    assert all(not each.any() for each in answer.stock.inside.values())


def test_notes_name_the_areas_of_which_a_stage_has_no_written_seats() -> None:
    """Written in one area and balanced in another: each note says of which area it speaks."""
    city = Path(__file__).parent.parent.parent.parent / "examples/small_city"
    whole = xuewei.read_plan(city / "plan.yaml")
    assert whole.base_seats is not None
    seats = {area: dict(stages) for area, stages in whole.base_seats.seats.items()}
    del seats["东区"]["kindergarten"]
    plan = replace(whole, base_seats=replace(whole.base_seats, seats=seats))
    written, balanced = base_words(xuewei.assess(plan, xuewei.read_population(city / "population")), "zh")
    assert balanced.startswith("东区（幼儿园）：")
    assert written.startswith("西区（幼儿园）、小学、初中：")
    found = xuewei.assess(plan, xuewei.read_population(city / "population"))
    (alone,) = base_words(found, "zh", stages=["primary"])
    (there,) = base_words(found, "zh", areas=["西区"])
    assert alone == there == "现有学位：按方案所写（假设）。"
