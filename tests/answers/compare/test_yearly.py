"""The yearly round: what moved the balance between the projects of two years, and what came of the forecast."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.compare.arrived import BORN, ENTRANTS, OF_STAGE, RESIDENTS, Arrived, arrived
from xuewei.answers.compare.exchange import AREAS, BIRTHS, CHILDREN, METHOD, MOVES, PARTS, PUPILS, SEATS
from xuewei.answers.compare.yearly import Round, yearly
from xuewei.answers.compare.yearly_view import yearly_view
from xuewei.model.assessment import Assessment, assess
from xuewei.model.assumptions import Figure, Scope
from xuewei.model.bands import demand_bands
from xuewei.model.plan import BaseSeats, Plan
from xuewei.model.population import AreaChange, BirthsRow, ChildrenRow, Population

from builders import assumptions, level, plan, population, pupils, school
from inside import run
from program import TOP

Project = tuple[Plan, Population]


def record(
    size: float = 100.0, *, first: int = 2016, last: int = 2023, areas: tuple[str, ...] = ("甲",)
) -> dict[Any, int]:
    """Pupils of every grade of every stage, so many in each and a few more every year."""
    grades = {"kindergarten": 3, "primary": 6, "middle": 3}
    return {
        (area, year, stage, grade): round(size + 2 * (year - 2016) + grade)
        for area in areas
        for year in range(first, last + 1)
        for stage, count in grades.items()
        for grade in range(1, count + 1)
    }


def project(
    *,
    births: float = 60.0,
    total: int | None = 3000,
    size: float | None = None,
    last: int = 2023,
    inflow: float = 1.0,
    seats: int = 540,
    ages: int = 25,
    areas: tuple[str, ...] = ("甲",),
) -> Project:
    """A project of some areas, each of the same people; ``size`` None: no pupils on record."""
    assumed = assumptions(inflow={"middle": Figure(inflow, "", "assumed", "test")})
    people = population(
        {area: level(ages) for area in areas},
        births={(area, year): births for area in areas for year in range(2015, 2024)},
        totals={(area, date(2022, 12, 31)): total for area in areas} if total else None,
        assumed=assumed,
    )
    if size is not None:
        people = replace(people, enrolment=pupils(record(size, last=last, areas=areas)))
    first = areas[0]
    schools = (school(f"s{n}", area, seats={"primary": seats}) for n, area in enumerate(areas))
    return plan(*schools, area=first), people


def found(one: Project, other: Project) -> Round:
    """The round between two projects that have something in common."""
    made = yearly(assess(*one), assess(*other))
    assert made is not None
    return made


PROJECTS = st.builds(
    project,
    births=st.integers(20, 90).map(float),
    total=st.sampled_from([None, 2800, 3000, 3333]),
    size=st.sampled_from([None, 40.0, 57.5, 101.0]),
    last=st.sampled_from([2022, 2023]),
    inflow=st.sampled_from([0.9, 1.0, 1.17]),
    seats=st.integers(0, 900),
    ages=st.integers(20, 30),
)


@settings(max_examples=8, deadline=None)
@given(PROJECTS, PROJECTS)
def test_the_parts_of_every_line_are_its_whole_change(one: Project, other: Project) -> None:
    """Whatever changed, and the ends are the balances that each project gives alone."""
    sides = assess(*one), assess(*other)
    made = yearly(*sides)
    assert made is not None
    rows = [{(row.stage, row.area, row.year): row for row in side.rows()} for side in sides]
    lines = list(made.lines())
    assert len(lines) == len(made.stages) * len(made.years) * len(made.areas)
    for line in lines:
        key = line.stage, line.area, line.year
        assert (line.before, line.after) == tuple(each[key].balance for each in rows)
        assert (line.seats_before, line.demand_after) == (rows[0][key].seats, rows[1][key].demand)
        assert sum(line.parts.values()) == line.change == line.after - line.before


@settings(max_examples=4, deadline=None)
@given(PROJECTS, PROJECTS)
def test_swapped_sides_negate_every_change(one: Project, other: Project) -> None:
    """The change, not its parts: these depend on the order in which inputs come in."""
    there, back = found(one, other), found(other, one)
    changes = [[(line.stage, line.year, line.change) for line in each.lines()] for each in (there, back)]
    assert changes[0] == [(stage, year, -change) for stage, year, change in changes[1]]


@settings(max_examples=3, deadline=None)
@given(PROJECTS)
def test_a_project_held_against_itself_says_nothing(one: Project) -> None:
    """No line, no input and no part differs."""
    made = found(one, one)
    assert made.equal
    assert not made.written
    assert not made.joined
    assert not any(each.any() for each in made.parts.values())


def with_people(change: Callable[[Population], Population]) -> Callable[[Project], Project]:
    """A change of people alone."""
    return lambda each: (each[0], change(each[1]))


def migrating(people: Population, path: str) -> Population:
    """The people with another path of net migration."""
    assumed = people.assumptions
    return replace(people, assumptions=replace(assumed, migration=replace(assumed.migration, path=path)))


CHILD = ChildrenRow("甲", 2021, 77, "hukou", date(2023, 9, 1), "published", "test", date(2021, 12, 31))
ALONE: dict[str, tuple[str, Project, Callable[[Project], Project]]] = {
    "births": (BIRTHS, project(), lambda each: (each[0], project(births=70)[1])),
    "totals": (MOVES, project(), lambda each: (each[0], project(total=3200)[1])),
    "census": (MOVES, project(), lambda each: (each[0], project(ages=28)[1])),
    "net migration": (MOVES, project(), with_people(lambda people: migrating(people, "high"))),
    "pupils": (PUPILS, project(size=100, last=2022), lambda each: (each[0], project(size=100)[1])),
    "assumptions": (METHOD, project(), lambda each: (each[0], project(inflow=1.2)[1])),
    "seats": (SEATS, project(), lambda each: (project(seats=1000)[0], each[1])),
    "lag": (SEATS, project(), lambda each: (replace(each[0], opening_lag=3), each[1])),
}


@pytest.mark.parametrize("what", ALONE)
def test_one_input_alone_is_the_whole_change(what: str) -> None:
    """All other parts are nothing, and it is the only input that is said to differ."""
    part, one, change = ALONE[what]
    made = found(one, change(one))
    assert made.parts[part].any()
    assert not any(made.parts[name].any() for name in PARTS if name != part)
    assert list(made.written) == [part]


def test_inputs_come_in_one_after_another_in_the_order_that_is_told() -> None:
    """Each part is the difference between two assessments that anybody can make by hand."""
    one, other = project(size=100, last=2022), project(births=75, total=3300, size=104, inflow=1.3, seats=700)
    made = found(one, other)
    people, new = one[1], other[1]
    steps: list[tuple[str, Project]] = []
    people = replace(people, births=new.births)
    steps.append((BIRTHS, (one[0], people)))
    people = replace(people, totals=new.totals, census=new.census)
    steps.append((MOVES, (one[0], people)))
    people = replace(people, enrolment=new.enrolment)
    steps.append((PUPILS, (one[0], people)))
    people = replace(people, assumptions=new.assumptions)
    steps.append((METHOD, (one[0], people)))
    steps.append((SEATS, (other[0], people)))
    here = assess(*one)
    for name, mixture in steps:
        there = assess(*mixture)
        for s, stage in enumerate(made.stages):
            for y, year in enumerate(made.years):
                moved = there.row(year, "甲", stage).balance - here.row(year, "甲", stage).balance
                assert made.parts[name][s, y, 0] == moved
        here = there
    assert PARTS == (BIRTHS, MOVES, PUPILS, CHILDREN, METHOD, SEATS, AREAS)


def test_children_of_a_register_are_a_part_of_their_own() -> None:
    """Where nobody was counted, the register is what demand of entrants rests on."""
    one = project(size=100)
    bare = replace(one[1], census=(), totals=())
    made = found((one[0], bare), (one[0], replace(bare, children=(CHILD,))))
    assert list(made.written) == [CHILDREN]
    assert not any(made.parts[name].any() for name in PARTS if name != CHILDREN)


def test_what_cannot_come_in_alone_is_part_of_the_next() -> None:
    """Without last year's census and before this year's pupils nothing is known of most stages: people and pupils are
    one part, the reason is kept, and the sum holds."""
    one, other = project(), project(size=100, births=70)
    made = found(one, (other[0], replace(other[1], census=(), totals=())))
    assert [(each.parts, each.into) for each in made.joined] == [((MOVES,), PUPILS)]
    assert made.parts[PUPILS].any()
    assert not made.parts[MOVES].any()
    for line in made.lines():
        assert sum(line.parts.values()) == line.change


def test_years_ahead_are_those_that_were_forecast_without_an_even_base_year() -> None:
    """What was on record last year is no forecast, and a balance that is even because it is taken to be so says
    nothing."""
    one, other = project(size=100, last=2022), project(size=100)
    made = found(one, other)
    assert made.known_to("primary") == 2022
    assert made.ahead("primary") == [year for year in made.years if year > 2022]
    even = replace(other[0], base_seats=None, years=(2024, 2028))
    made = found((replace(even, schools=()), one[1]), (replace(even, schools=()), other[1]))
    assert made.years.start == 2023
    assert made.ahead("primary")[0] == 2024


def test_areas_of_one_side_are_not_compared_and_their_part_is_told() -> None:
    """The rest is compared as ever; an area that came with a plan is among the seats of nobody else."""
    one, other = project(), project(areas=("甲", "乙"), births=66)
    made = found(one, other)
    assert made.areas == ("甲",)
    assert made.apart
    for line in made.lines():
        assert sum(line.parts.values()) == line.change
    back = found(other, one)
    assert [line.change for line in back.lines()] == [-line.change for line in made.lines()]


def merged(into: dict[str, str], other: Project, *, shares: float = 1.0) -> Project:
    """This year's project, whose areas.csv says what became of last year's areas."""
    changes = tuple(AreaChange(2023, old, new, shares, "published", "test") for old, new in into.items())
    return other[0], replace(other[1], areas=changes)


def test_merged_areas_are_compared_with_the_sum_of_their_parts() -> None:
    """Two areas of the same people, pupils and births became one: nothing but their names changed, so nothing moves
    but by rounding, which is the part of areas."""
    one = project(areas=("甲", "乙"), size=100)
    whole = project(areas=("丙",), size=200)
    both = population({"丙": level(50)}, births={("丙", year): 120.0 for year in range(2015, 2024)})
    doubled = {("丙", *key[1:]): 2 * n for key, n in record().items()}
    people = replace(
        both,
        totals=tuple(replace(row, area="丙", persons=6000) for row in one[1].totals[:1]),
        assumptions=one[1].assumptions,
        enrolment=pupils(doubled),
    )
    lone = school("s0", "丙", seats={"primary": 540}), school("s1", "丙", seats={"primary": 540})
    made = found(one, merged({"甲": "丙", "乙": "丙"}, (plan(*lone, area="丙"), people)))
    assert whole[0].all_areas() == made.areas == ("丙",)
    before = assess(*one)
    for line in made.lines():
        assert line.before == sum(before.row(line.year, area, line.stage).balance for area in "甲乙")
        assert sum(line.parts.values()) == line.change
        assert abs(line.change) <= 2
    assert made.into == {"甲": "丙", "乙": "丙"}
    assert not made.taken_apart


def test_a_renamed_area_changes_nothing() -> None:
    """The same project under another name."""
    other = merged({"甲": "丁"}, project(areas=("丁",), size=100))
    made = found(project(size=100), other)
    assert made.areas == ("丁",)
    assert all(not line.change and not any(line.parts.values()) for line in made.lines())
    assert not made.equal
    assert came(project(size=100, last=2022), merged({"甲": "丁"}, project(areas=("丁",), size=100)))


def test_written_seats_of_merged_areas_add_up_and_others_cannot() -> None:
    """Seats of one part that are written and of another that are taken to be even are no sum: neither is compared."""
    one = project(areas=("甲", "乙", "戊"))
    counts = {area: {"kindergarten": 10 * n, "primary": 100 * n, "middle": n} for n, area in enumerate("甲乙戊", 1)}
    written = replace(one[0], base_seats=BaseSeats(2020, counts))
    other = merged({"甲": "丙", "乙": "丙"}, project(areas=("丙", "戊")))
    then = found((written, one[1]), other).then.plan.base_seats
    assert then is not None
    assert then.seats == {"丙": {"kindergarten": 30, "primary": 300, "middle": 3}, "戊": counts["戊"]}
    mixed = replace(one[0], base_seats=BaseSeats(2020, {"甲": counts["甲"], "戊": counts["戊"]}))
    made = found((mixed, one[1]), other)
    assert made.areas == ("戊",)
    assert made.taken_apart == ("甲", "乙")


def test_counts_of_merged_areas_add_up_only_where_every_part_was_counted() -> None:
    """Everybody of one part on a day is not everybody of the whole."""
    one = project(areas=("甲", "乙"))
    alone = (one[0], replace(one[1], totals=tuple(row for row in one[1].totals if row.area == "甲")))
    other = merged({"甲": "丙", "乙": "丙"}, project(areas=("丙",)))
    both, part = (found(each, other).then.population for each in (one, alone))
    assert [(row.area, row.persons) for row in both.totals] == [("丙", 6000)]
    assert part.totals == ()
    assert {(row.area, row.persons) for row in part.census} == {("丙", 50)}


def test_an_area_that_was_taken_apart_is_not_compared() -> None:
    """Half of it went to another: nobody knows whose seats those are."""
    one, other = project(areas=("甲", "乙")), merged({"甲": "丁"}, project(areas=("乙", "丁")), shares=0.5)
    made = found(one, other)
    assert made.areas == ("乙",)
    assert made.taken_apart == ("甲",)


def test_what_a_second_area_takes_from_the_first_is_the_part_of_areas() -> None:
    """Births that are written for all areas together are shared out, so an area that only this year's plan has takes
    some away from the one that both have."""
    one, other = project(), project(areas=("甲", "乙"))
    born = replace(other[1].assumptions.fertility, births={2026: 150.0})
    there = replace(other[1], assumptions=replace(other[1].assumptions, fertility=born))
    made = found(one, (other[0], there))
    assert made.parts[METHOD].any()
    assert made.parts[AREAS].any()
    for line in made.lines():
        assert sum(line.parts.values()) == line.change


def test_without_anything_in_common_there_is_no_round() -> None:
    """Other areas altogether."""
    assert yearly(assess(*project()), assess(*project(areas=("乙",)))) is None


def came(one: Project, other: Project) -> list[Arrived]:
    """What came of the forecast of ``one``."""
    made = found(one, other)
    return arrived(
        made.then, made.after, demand_bands(made.then.demand, made.then.population, made.then.assumptions, 0.8)
    )


def test_pupils_that_came_stand_beside_the_forecast_of_last_year() -> None:
    """Of the year after last year's record, by stage and by entry grade, and no other; of so many years of pupils the
    forecast had a band."""
    one, other = project(size=100, last=2022), project(size=100)
    one = one[0], replace(one[1], enrolment=pupils(record(100, first=2008, last=2022)))
    before = assess(*one)
    lines = came(one, other)
    t = before.years.index(2023)
    assert [(each.figure, each.stage, each.year) for each in lines] == [
        (figure, stage, 2023) for figure in (OF_STAGE, ENTRANTS) for stage in ("kindergarten", "primary", "middle")
    ]
    for each in lines:
        grades = before.demand[str(each.stage)][t, 0]
        counted = [n for (_, year, stage, _), n in record().items() if (year, stage) == (2023, each.stage)]
        whole, real = (grades.sum(), sum(counted)) if each.figure == OF_STAGE else (grades[0], counted[0])
        assert (each.forecast, each.came) == (round(float(whole)), real)
        assert each.difference == each.came - each.forecast
        assert each.low is None or each.inside == (each.low <= each.came <= (each.high or 0))
    assert any(each.inside is not None for each in lines)


def test_births_and_everybody_stand_beside_their_forecast() -> None:
    """Births of the calendar year; everybody on the day of the count, between the cut-offs around it."""
    one = project(total=None)
    rows = tuple(row for row in one[1].births if row.year < 2023)
    before = (one[0], replace(one[1], births=rows))
    lines = came(before, project(total=3000))
    found_then: Assessment = assess(*before)
    people = found_then.projection
    assert [(each.figure, each.year, each.came) for each in lines] == [(BORN, 2023, 60), (RESIDENTS, 2022, 3000)]
    assert lines[0].forecast == round(float(people.births_by_year[2023 - people.base_year, 0]))
    ends = people.people[2022 - people.base_year : 2024 - people.base_year, 0].sum(axis=(1, 2))
    assert min(ends) - 1 <= lines[1].forecast <= max(ends) + 1
    days = (date(2022, 12, 31) - date(2022, 9, 1)).days
    assert lines[1].forecast == pytest.approx(float(np.interp(days, [0, 365], ends)), abs=1)
    assert lines[1].inside is None


def test_births_of_other_twelve_months_are_parts_of_two_calendar_years() -> None:
    """To the end of August: eight months of one year and four of the year before."""
    one = project(total=None)
    before = (one[0], replace(one[1], births=tuple(row for row in one[1].births if row.year < 2022)))
    august = BirthsRow("甲", 2023, 50.0, "published", "test", date(2023, 8, 31))
    (line,) = came(before, (one[0], replace(before[1], births=(*before[1].births, august))))
    people = assess(*before).projection
    born = people.births_by_year[:, 0]
    t = 2023 - people.base_year
    assert (line.came, line.forecast) == (50, round(float(8 / 12 * born[t] + 4 / 12 * born[t - 1])))


def test_pupils_of_a_census_area_count_by_the_share_of_the_planned_area() -> None:
    """Half of the county is planned, and so are half of its pupils."""
    half = {"甲": Scope("县", Figure(0.5, "share", "assumed", "test"))}
    sides = []
    for last in (2022, 2023):
        counted = population({"县": level(25)}, births={("县", year): 60.0 for year in range(2015, 2024)})
        rows = pupils(record(100, last=last, areas=("县",)))
        assumed = replace(counted.assumptions, scope=half)
        sides.append((project()[0], replace(counted, enrolment=rows, assumptions=assumed)))
    lines = {(each.figure, each.stage): each for each in came(sides[0], sides[1])}
    every = [n for (_, year, stage, _), n in record(areas=("县",)).items() if (year, stage) == (2023, "primary")]
    assert lines[OF_STAGE, "primary"].came == round(sum(every) / 2)
    assert abs(lines[OF_STAGE, "primary"].difference) < 0.1 * sum(every)


def test_births_where_nobody_was_counted_are_taken_to_stay() -> None:
    """The forecast is what was last born there."""
    one = project(size=100)
    bare = replace(one[1], census=(), totals=())
    before = replace(bare, births=tuple(row for row in bare.births if row.year < 2023))
    after = replace(bare, births=(*before.births, BirthsRow("甲", 2023, 44.0, "published", "test", date(2023, 12, 31))))
    (line,) = came((one[0], before), (one[0], after))
    assert (line.figure, line.forecast, line.came) == (BORN, 60, 44)


def test_nothing_has_come_where_nothing_new_is_on_record() -> None:
    """The same folder, and one whose births were only revised."""
    assert came(project(size=100), project(size=100)) == []
    assert came(project(), project(births=61)) == []


SIDES = ("last", "this")


def shown(one: Project, other: Project, lang: str = "zh", **asked: Any) -> tuple[list[str], list[str]]:
    """The sentences and the notes between two projects."""
    made = found(one, other)
    view = yearly_view(made, came(one, other), SIDES, lang, **asked)
    return list(view.sheets[0].notes), list(view.notes)


def test_sentences_say_more_less_the_same_and_what_cancels_out() -> None:
    """With the largest part first; one area alone is not named."""
    one = project()
    fewer, _ = shown(one, (project(seats=500)[0], one[1]), stages=["primary"])
    assert re.fullmatch("2[0-9]{3} 年小学余缺比去年的预测少 40（.+ → .+）：学位 -40。", fewer[0])
    more, _ = shown(one, (project(seats=600)[0], one[1]), "en", stages=["primary"])
    assert re.fullmatch(
        r"Primary, 2[0-9]{3}: the balance is 60 higher than forecast last year \(.+\): seats \+60\.", more[0]
    )
    same, _ = shown(one, (project(seats=600)[0], one[1]), stages=["middle"])
    assert "与去年的预测一样" in same[0]
    pair = school("s0", seats={"primary": 300}), school("s1", seats={"primary": 240})
    split, _ = shown(one, (plan(*pair), one[1]), stages=["primary"])
    assert "与去年的预测一样" in split[0]


def test_parts_that_cancel_out_are_named() -> None:
    """As many seats more as pupils."""
    one, other = project(size=100, last=2022), project(size=100)
    year = 2026
    made = found(one, other)
    (line,) = made.totals("primary", [year])
    assert line.change
    level_out = (project(seats=540 - line.change)[0], other[1])
    answer, _ = shown(one, level_out, years=[year], stages=["primary"])
    assert "几项相抵" in answer[0]
    assert f"学位 {-line.change:+,}" in answer[0]


def test_notes_say_what_the_split_rests_on() -> None:
    """The order; another method, base year, area or stage; and seats that are taken to be even."""
    one, other = project(), project(size=100)
    _, notes = shown(one, other)
    assert any("依次换成今年的出生（births.csv）、人口与净迁入" in note for note in notes)
    assert any("小学的预测方法从适龄儿童变为年级推进" in note for note in notes)
    assert other[0].base_seats is not None
    later = replace(other[0], base_seats=replace(other[0].base_seats, year=2021))
    _, notes = shown(one, (later, other[1]))
    assert any("基年从 2020 变为 2021" in note for note in notes)
    assert any("只比较两边都有余缺的学年：2021" in note for note in notes)
    even = replace(other[0], base_seats=None)
    _, notes = shown((even, one[1]), (even, other[1]))
    assert any("取作与需求持平" in note for note in notes)
    _, notes = shown(one, project(areas=("甲", "乙")))
    assert any("只有一边有的区域没有比较：乙" in note and "areas.csv" in note for note in notes)


def test_a_forecast_without_anything_to_hold_it_against_says_so() -> None:
    """Only where something else differs: the same folder twice has nothing to say."""
    answer, _ = shown(project(), project(inflow=1.3))
    assert answer[-1].startswith("去年的预测还无从对照")
    assert len(shown(project(), project())[0]) == 1


# on the command line


@pytest.fixture
def two_years(tmp_path: Path) -> Path:
    """Last year's county, and this year's with the pupils and births of 2025 and a larger school."""
    for name, folder in (("last", "county_before"), ("this", "county")):
        shutil.copytree(TOP / "tests" / folder, tmp_path / name)
    return tmp_path


def test_the_sentence_names_the_largest_part_first(two_years: Path) -> None:
    """In Chinese and in English, with the balance before and after, and exit code 1 as there are changes."""
    done = run("diff", "last", "this", "--stage", "middle", cwd=two_years)
    assert done.returncode == 1
    assert done.stdout.splitlines()[:3] == [
        "last → this：一年之间",
        "2031 年全部 2 个区域 · 初中余缺比去年的预测少 30（缺 129 → 缺 159）：在校生 -30。",
        "去年预测 2025 年在校生：初中 838，实有 835（-3, -0.4%）。",
    ]
    english = run("diff", "last", "this", "--stage", "primary", "--year", "2028", "--lang", "en", cwd=two_years)
    assert english.stdout.splitlines()[1] == (
        "Primary over all 2 areas, 2028: the balance is 285 higher than forecast last year "
        "(spare 565 → spare 850): seats +270, pupils +15."
    )


def test_records_hold_every_year_and_the_parts_add_up(two_years: Path) -> None:
    """JSON and CSV alike; what came is in JSON, and standard error says so under CSV. Of so few years of pupils last
    year's forecast had no band."""
    told = json.loads(run("diff", "last", "this", "--format", "json", cwd=two_years).stdout)
    rows = told["rows"]
    assert len(rows) == 3 * 2 * 11
    for row in rows:
        assert sum(row[f"by_{name}"] for name in told["order"]) == row["change"]
        assert row["change"] == row["balance_after"] - row["balance_before"]
    assert {name: len(each) for name, each in told["changes"].items()} == {
        "births": 2,
        "pupils": 9,
        "seats": 1,
    }
    assert [(each["figure"], each["stage"], each["inside"]) for each in told["arrived"]][:2] == [
        ("pupils", "primary", None),
        ("pupils", "middle", None),
    ]
    table = run("diff", "last", "this", "--format", "csv", "--area", "东片", "--from", "2030", cwd=two_years)
    lines = list(csv.DictReader(table.stdout.splitlines()))
    assert {line["area"] for line in lines} == {"东片"}
    assert min(line["year"] for line in lines) == "2030"
    assert "arrived" in table.stderr


def test_the_same_folder_twice_is_equal_and_years_need_folders(two_years: Path) -> None:
    """Exit code 0, 1 and 2: nothing differs, something does, and an option that is for folders."""
    same = run("diff", "last", "last", cwd=two_years)
    assert (same.returncode, same.stdout.splitlines()[1]) == (0, "内容相同。")
    plans = run("diff", "last/plan.yaml", "this/plan.yaml", "--year", "2028", cwd=two_years)
    assert plans.returncode == 2
    assert "项目目录" in plans.stderr
    assert run("diff", "last", "this", "--year", "2020", cwd=two_years).returncode == 2
    assert "2040 年全部 2 个区域 · 小学" in run("diff", "last", "this", "--year", "2040", cwd=two_years).stdout
    assert run("diff", "last", "this/plan.yaml", cwd=two_years).returncode == 1


def test_folders_without_a_common_area_are_told_apart(two_years: Path) -> None:
    """Both names, and that nothing can be compared."""
    done = run("diff", "last", TOP / "examples" / "small_city", cwd=two_years)
    assert done.returncode == 1
    assert "东片、西片 与 东区、西区" in done.stdout


def test_a_folder_of_an_earlier_commit_is_a_side(two_years: Path) -> None:
    """`HEAD:folder` is last year's project where the folder was changed since."""
    from subprocess import run as start

    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "x")):
        start(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=two_years, check=True)
    shutil.rmtree(two_years / "last")
    shutil.move(two_years / "this", two_years / "last")
    done = run("diff", "HEAD:last", "last", "--stage", "middle", cwd=two_years)
    assert "2031 年全部 2 个区域 · 初中余缺比去年的预测少 30" in done.stdout
    top = two_years / "last"
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "x")):
        start(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=top, check=True)
    assert run("diff", "HEAD:.", ".", cwd=top).returncode == 0


def test_the_balance_stays_when_columns_do_not_fit() -> None:
    """The smallest parts go first, and are named; the balance before and after is what everybody looks for."""
    told = run("diff", TOP / "tests/county_before", TOP / "tests/county", "--lang", "en", COLUMNS="68").stdout
    head = next(line for line in told.splitlines() if line.startswith("stage "))
    assert "balance, then → now" in head
    assert "seats" in head
    assert "births" not in head
    assert re.search(r"Also births: see --wide", told.replace("\n", " "))
