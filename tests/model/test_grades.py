"""Seats and demand by grade: they add up to the stage's, and follow classes, class sizes and schools that fill."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import ceil

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from xuewei.answers.explain.explanation import explain, of_grade
from xuewei.errors import InputError
from xuewei.formats.plan.read import plan_of
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.formats.yaml import read_yaml
from xuewei.model.assessment import Assessment, assess
from xuewei.model.balance import BASELINE, WARNINGS, warning
from xuewei.model.grades import CLASSES, FILL, PUPILS, SIZES, grade_table, known_grades, short_grades, warnings_of
from xuewei.model.plan import BaseSeats, Plan
from xuewei.model.remarks import size_remarks
from xuewei.model.rounding import whole_parts, whole_rows
from xuewei.model.stages import Stage, with_class_size

from builders import assumptions, level, plan, population, pupils, school


def shipped(*sizes: int) -> Assessment:
    """The shipped case, kindergartens with these class sizes."""
    people = xuewei.read_population()
    stages = tuple(
        replace(each, class_sizes=sizes) if each.name == "kindergarten" else each for each in people.assumptions.stages
    )
    return assess(xuewei.read_plan(), replace(people, assumptions=replace(people.assumptions, stages=stages)))


@pytest.mark.parametrize(
    ("sizes", "balances"), [((), (966, 435, -500)), ((25, 30, 35), (-388, 435, 854)), ((30, 30, 30), (966, 435, -500))]
)
def test_kindergartens_of_2022_have_seats_to_spare_and_a_grade_that_is_short(
    sizes: tuple[int, ...], balances: tuple[int, ...]
) -> None:
    """901 to spare; split evenly the third grade lacks 500, with a class size for every grade the first lacks 388."""
    found = shipped(*sizes)
    table = grade_table(found, "kindergarten", [2022], found.areas)
    assert tuple(table.balance[0, 0].tolist()) == balances
    assert table.balance.sum() == found.row(2022, "中心城区", "kindergarten").balance == 901
    assert table.classes_short[0, 0].tolist() == [
        ceil(max(-each, 0) / size) for each, size in zip(balances, sizes or (30,) * 3, strict=True)
    ]


def test_class_sizes_by_grade_are_shipped_for_kindergartens_and_move_no_seat_of_a_stage() -> None:
    """25, 30 and 35, of the mean 30 that counts classes; every total is as without."""
    (nursery,) = (each for each in read_assumptions().stages if each.name == "kindergarten")
    assert (nursery.class_sizes, sum(nursery.class_sizes) / 3) == ((25, 30, 35), nursery.class_size)
    assert [row.record() for row in shipped(25, 30, 35).rows()] == [row.record() for row in shipped().rows()]


@pytest.mark.parametrize("fill", ["all", "by_grade"])
def test_shipped_class_sizes_move_no_seat_where_schools_fill(fill: str) -> None:
    """A kindergarten that opens grade by grade gets a third of its seats a year; written sizes are those of grades."""
    nursery = school("k", seats={"kindergarten": 360}, opens=2022, fill=fill)
    people = population({"甲": level(300)})
    totals = []
    for default, sizes in ((True, (25, 30, 35)), (True, ()), (False, (25, 30, 35))):
        stages = tuple(
            replace(each, class_sizes=sizes, default=default) if each.name == "kindergarten" else each
            for each in people.assumptions.stages
        )
        found = assess(plan(nursery), replace(people, assumptions=replace(people.assumptions, stages=stages)))
        totals.append([row.seats for row in found.rows(range(2022, 2026), ["kindergarten"])])
    full = [360] * 4
    assert totals[0] == totals[1] == (full if fill == "all" else [120, 240, 360, 360])
    assert totals[2] == (full if fill == "all" else [100, 220, 360, 360])


@st.composite
def assessments(draw: st.DrawFn) -> Assessment:
    """A plan of a few schools with classes by grade, fillings and class sizes, over two areas."""
    sizes = draw(st.sampled_from([(), (20, 45, 45, 45, 45, 60), (45,) * 6]))
    stages = tuple(
        replace(each, class_sizes=sizes) if each.name == "primary" else each for each in assumptions().stages
    )
    classes = st.none() | st.lists(st.integers(0, 6), min_size=6, max_size=6).map(tuple) | st.integers(1, 30)
    schools = []
    for n in range(draw(st.integers(0, 4))):
        own, seats = draw(classes), draw(st.integers(0, 3001))
        schools.append(
            school(
                f"s{n}",
                draw(st.sampled_from("甲乙")),
                seats={"primary": seats},
                opens=draw(st.integers(2018, 2030)),
                fill=draw(st.sampled_from(["all", "by_grade"])),
                classes={} if own is None else {"primary": own},
                counted=False,
                closes=draw(st.none() | st.just(2033)),
            )
        )
    base = BaseSeats(2020, {"甲": {"primary": draw(st.integers(0, 5000))}}) if draw(st.booleans()) else None
    ages = {area: draw(st.lists(st.integers(100, 900), min_size=40, max_size=40)) for area in "甲乙"}
    return assess(
        plan(*schools, areas=("乙",), base_seats=base, delivered_share=draw(st.sampled_from([1.0, 0.9]))),
        population(ages, assumed=assumptions(stages=stages)),
    )


@settings(max_examples=40)
@given(assessments())
def test_grades_add_up_to_their_stage_in_whole_numbers(found: Assessment) -> None:
    """Seats, demand, balance and seats within the caps, of every year and area, are those of the stage's row."""
    for stage in found.stages:
        table = grade_table(found, stage.name, found.years, found.areas)
        for row in found.rows(stages=[stage.name]):
            n, t = table.areas.index(row.area), table.years.index(row.year)
            sums = [int(each[n, t].sum()) for each in (table.seats, table.demand, table.balance, table.usable)]
            assert sums == [row.seats, row.demand, row.balance, row.usable_seats]
            assert bool(table.baseline[n, t].all()) == (row.warning == BASELINE)
        exact = found.seats[stage.name].swapaxes(0, 1)
        assert (np.abs(table.seats - exact) < 1).all()


@settings(max_examples=40)
@given(assessments())
def test_what_is_short_though_its_stage_is_not_is_named_where_grades_are_known(found: Assessment) -> None:
    """Years with seats enough, a grade below zero, and something known of grades; nothing else."""
    rows, known = found.rows(), known_grades(found)
    told = {(each.year, each.area, each.stage): each for each in short_grades(found, rows)}
    for row in rows:
        table = grade_table(found, row.stage, [row.year], [row.area])
        lacking = {g: -n for g, n in enumerate(table.balance[0, 0].tolist(), start=1) if n < 0}
        wanted = bool(lacking) and row.balance >= 0 and row.warning != BASELINE and (row.area, row.stage) in known
        assert ((row.year, row.area, row.stage) in told) == wanted
        if wanted:
            each = told[row.year, row.area, row.stage]
            assert (each.lacking, each.balance) == (lacking, row.balance)


def test_a_stage_of_one_grade_is_its_grade() -> None:
    """Every column that both have is the same."""
    one = Stage("预科", 15, 1, 50)
    found = assess(plan(stages=(one,)), population({"甲": level(301)}))
    table = grade_table(found, "预科", found.years, found.areas)
    rows = [row.record() for row in found.rows(stages=["预科"])]
    for mine, theirs in zip(table.records(), rows, strict=True):
        assert {**theirs, **mine} == {**theirs, "grade": 1}


@given(
    st.lists(
        st.tuples(st.lists(st.floats(0, 5000), min_size=3, max_size=3), st.integers(0, 15_000)), min_size=1, max_size=6
    )
)
def test_rows_are_rounded_as_each_alone(rows: list[tuple[list[float], int]]) -> None:
    """All at once as one by one; each comes to its total."""
    parts, totals = (np.array(each) for each in zip(*rows, strict=True))
    found = whole_rows(parts, totals)
    assert found.tolist() == [whole_parts(part, total) for part, total in rows]
    assert found.sum(axis=1).tolist() == totals.tolist()


@given(st.lists(st.tuples(st.integers(-3, 400), st.integers(0, 400)), min_size=1))
def test_warnings_are_those_of_each_alone(pairs: list[tuple[int, int]]) -> None:
    """Of any seats and demand."""
    seats, demand = (np.array(each) for each in zip(*pairs, strict=True))
    found = [WARNINGS[each] for each in warnings_of(seats, demand, 0.9, 1.0, 0.85)]
    assert found == [warning(*pair, 0.9, 1.0, 0.85) for pair in pairs]


@settings(max_examples=25)
@given(assessments(), st.integers(2021, 2035), st.sampled_from("甲乙"), st.integers(1, 6))
def test_one_grade_taken_apart_adds_up_to_its_row(found: Assessment, year: int, area: str, grade: int) -> None:
    """Seats by school and children of its age are those of `gap --by grade`, and no line has more than its stage."""
    whole_stage = explain(found, year, area, "primary")
    one = of_grade(found, whole_stage, grade)
    row = list(grade_table(found, "primary", [year], [area]).records())[grade - 1]
    assert one.grade == row
    assert sum(line.seats for line in one.seats) == row["seats"]
    assert [line.pupils for line in one.ages] == [row["demand"]]
    assert [line.age for line in one.ages] == [5 + grade]
    every = [of_grade(found, whole_stage, each).seats for each in range(1, 7)]
    for n, line in enumerate(whole_stage.seats):
        assert abs(sum(grades[n].seats for grades in every) - line.seats) <= 6


def test_a_grade_on_record_is_explained_by_its_own_chain() -> None:
    """Pupils of the grade alone; seats of the school by its classes."""
    rows: Mapping[tuple[str, int, str, int | None], int] = {
        ("甲", year, "primary", g): 600 for year in (2020, 2021, 2022) for g in range(1, 7)
    }
    people = replace(population({"甲": level(300)}), enrolment=pupils(rows))
    one = school("a", seats={"primary": 540}, opens=2021, classes={"primary": (7, 1, 1, 1, 1, 1)})
    found = assess(plan(one), people)
    first = of_grade(found, explain(found, 2023, "甲", "primary"), 1)
    assert first.traced is not None
    assert [line.grade for line in first.traced.lines] == [1]
    assert [(line.seats, line.whole) for line in first.seats if line.school] == [(315, 540)]


def test_what_is_known_of_grades() -> None:
    """Classes by grade, a school that fills, class sizes of one's own, pupils on record by grade; else nothing."""
    everywhere = level(300)

    def known(*schools: object, **changes: object) -> set[str]:
        assumed = changes.pop("assumed", assumptions())
        found = assess(plan(*schools, **changes), population({"甲": everywhere}, assumed=assumed))  # type: ignore[arg-type]
        return set(known_grades(found).get(("甲", "primary"), ()))

    assert known(school("a")) == set()
    assert known(school("a", classes={"primary": 12})) == set()
    assert known(school("a", classes={"primary": (2,) * 6})) == {CLASSES}
    assert known(school("a", fill="by_grade")) == {FILL}
    assert known(school("a", opens=1990, status="in_use", counted=False, fill="by_grade")) == set()
    assert known(school("a", classes={"primary": (2,) * 6}, status="cancelled")) == set()
    own = Stage("primary", 6, 6, 45, class_sizes=(40, 45, 45, 45, 45, 50))
    assert known(stages=(own,)) == {SIZES}
    rows: Mapping[tuple[str, int, str, int | None], int] = {
        ("甲", year, "primary", g): 600 for year in (2020, 2021, 2022) for g in range(1, 7)
    }
    people = replace(population({"甲": everywhere}), enrolment=pupils(rows))
    assert PUPILS in known_grades(assess(plan(), people))["甲", "primary"]


def test_class_sizes_are_one_for_every_grade(tmp_path: object) -> None:
    """In plans and in assumptions, of stages and of those that are asked for; the key and its line are told."""
    from pathlib import Path

    folder = Path(str(tmp_path))
    stage = "{entry_age: 15, grades: 3, class_size: 50, class_sizes: [50, 50]}"
    written = folder / "plan.yaml"
    written.write_text(f"plan: 试\narea: 甲\nyears: [2021, 2025]\nstages:\n  高中: {stage}\nschools: []\n", "utf-8")
    with pytest.raises(InputError) as told:
        plan_of(read_yaml(written), str(written))
    assert [each.text("en").removeprefix(f"{folder}/") for each in told.value.faults] == [
        "plan.yaml:5: stages.高中.class_sizes: must give one class size for each grade, 3 in all (found 2)"
    ]
    for key in ("stages", "optional_stages"):
        assumed = folder / "assumptions.yaml"
        assumed.write_text(f"{key}:\n  高中: {stage}\n", "utf-8")
        with pytest.raises(InputError) as told:
            read_assumptions(assumed)
        assert f"{key}.高中.class_sizes" in str(told.value)


def test_class_sizes_far_from_the_class_size_are_a_remark() -> None:
    """More than a quarter from the size that classes are counted with; the shipped ones are passed over."""
    near, far = Stage("a", 3, 3, 30, class_sizes=(25, 30, 35)), Stage("b", 3, 3, 30, class_sizes=(45, 50, 55))
    plan = Plan("p", "甲", (), (2021, 2025), file="plan.yaml", spots={"stages.b": 4})
    (remark,) = size_remarks([near, far, replace(far, default=True)], plan)
    assert "mean of 50" in remark.text("en")
    assert (remark.field, remark.place.line) == ("stages.b.class_sizes", 4)


@given(st.integers(1, 100))
def test_another_class_size_scales_those_of_the_grades(size: int) -> None:
    """In proportion, in whole pupils; the same size changes nothing."""
    nursery = Stage("kindergarten", 3, 3, 30, class_sizes=(25, 30, 35))
    found = with_class_size(nursery, size, "情景")
    assert found.class_size == size
    assert all(
        abs(each - before * size / 30) <= 1 for each, before in zip(found.class_sizes, nursery.class_sizes, strict=True)
    )
    assert (found is nursery) == (size == 30)
