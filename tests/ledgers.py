"""Workbooks to test with: assessments that are worth a workbook, and what stands where in one."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from openpyxl.cell import Cell
from openpyxl.workbook import Workbook
from python_calamine import CalamineWorkbook

import xuewei
from xuewei.formats.population.estate_table import with_rules
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure, Scope, Series
from xuewei.model.plan import STATUSES, BaseSeats, Conversion, Plan, School, only, opening_year
from xuewei.model.seats.in_use import base_year, unsaid
from xuewei.model.stages import Stage, stages_of_type

from builders import assumptions, estate, population, pupils

TOP = Path(__file__).parent.parent
COUNTIES = TOP / "examples" / "counties"

MIXED = {
    "special": ("primary", "middle"),
    "体育学校": ("middle", "night"),
    "affiliated_kindergarten": ("kindergarten", "primary"),
}
"""Types whose stages are any, none that we know, or unusual."""


def tangled(seed: int) -> Assessment:
    """A made-up plan in which schools open by grade, close, end, turn and go, in two areas; seats in use are
    written, listed or balanced, and schools are among them or not."""
    chance = random.Random(seed)
    years = range(2020, 2032)
    night = Stage("night", 15, 2, 40)
    types = ("primary", "middle", "nine_year", "kindergarten", "night", *MIXED)
    schools = [_school(chance, n, chance.choice(types)) for n in range(14)]
    year = chance.choice([2019, 2020, 2022])
    bases = [
        BaseSeats(year, {"甲": {"primary": 9333, "middle": 0}}),
        BaseSeats(year, listed=True),
        BaseSeats(year, {"甲": {"middle": 9000}}, listed=(("乙", "middle"), ("乙", "primary"), ("甲", "primary"))),
        BaseSeats(year),
        None,
    ]
    plan = Plan(
        name=f"乱{seed}",
        area="甲",
        areas=("甲", "乙"),
        schools=tuple(schools),
        years=(2021, 2025),
        opening_lag=chance.choice([0, 1, 2]),
        fill=chance.choice(["all", "by_grade"]),
        delivered_share=chance.choice([1.0, 0.5, 0.77]),
        base_seats=bases[seed % len(bases)],
        stages=(night,),
    )
    plan = replace(plan, schools=tuple(_said(chance, school, plan) for school in schools))
    plain = assumptions()
    assumed = replace(
        plain,
        horizon=years[-1],
        scope={"甲": Scope("甲", Figure(chance.choice([1.0, 0.7])))},
        participation={**plain.participation, "kindergarten": Series({2020: 0.852, 2025: 0.998})},
        inflow={**plain.inflow, "middle": Figure(1.1)},
        base_crowding=Figure(chance.choice([1.0, 1.25])),
        size_caps={**plain.size_caps, "night": Figure(100.0)},
    )
    ages = {area: [chance.randint(20, 60) for _ in range(60)] for area in ("甲", "乙")}
    return xuewei.assess(plan, population(ages, assumed=assumed))


def _said(chance: random.Random, school: School, plan: Plan) -> School:
    """A school that says, where it must and sometimes else, whether the seats in use hold it; some have always been."""
    if chance.random() < 0.15 and not school.convert and school.closes is None and school.until is None:
        school = replace(school, planned=None, opens=None, status="in_use")
    if opening_year(school, plan) <= base_year(plan) and (
        unsaid(school, opening_year(school, plan), plan.base_seats) or chance.random() < 0.3
    ):
        return replace(school, counted=chance.choice([True, False]) and not _of_none(school, plan))
    return school


def _of_none(school: School, plan: Plan) -> bool:
    """Whether a school has seats of a stage of which no seats in use are written (0): they cannot hold it."""
    written = plan.base_seats.seats.get(school.area, {}) if plan.base_seats else {}
    stages = {*school.seats, *(turn.target for turn in school.convert)}
    return any(written.get(stage) == 0 for stage in stages)


def _school(chance: random.Random, n: int, kind: str) -> School:
    stages = MIXED.get(kind) or stages_of_type(kind)
    opens = chance.choice([None, chance.randint(2018, 2026)])
    planned = chance.randint(2020, 2025)
    begins = (opens or planned) + (0 if opens else 2)
    seats = {stage: chance.choice([45, 90, 270, 1351]) for stage in stages}
    ends = chance.choice([None, None, begins + chance.randint(1, 6)])
    turns: tuple[Conversion, ...] = ()
    if chance.random() < 0.5:
        other = "middle" if stages[0] != "middle" else "primary"
        year = begins + chance.randint(0, 3)
        part = chance.choice([None, seats[stages[0]] // 3, seats[stages[0]]])
        turns = (Conversion(year, stages[0], other, part),)
        if chance.random() < 0.5:
            turns += (Conversion(year + chance.randint(0, 3), other, stages[0], chance.choice([None, 15])),)
    return School(
        id=f"s{n}",
        type=kind,
        area=chance.choice(["甲", "乙"]),
        seats=seats,
        planned=planned,
        opens=opens,
        name=chance.choice([None, f"学校{n}"]),
        status=chance.choice(STATUSES),
        closes=ends,
        until=chance.choice([None, None, begins + chance.randint(0, 5)]),
        fill=chance.choice([None, "all", "by_grade"]),
        removes={stages[0]: 30} if chance.random() < 0.2 else {},
        convert=turns,
        cost_wan=chance.choice([None, 1234.5]),
    )


def marked() -> Assessment:
    """Ids and areas with marks that spreadsheets read as wildcards or comparisons."""
    areas = ("=甲", "甲*", "甲乙", "<甲")
    names = ("s?", "s1", "=s1", "s*", ">5", "~s")
    turn = (Conversion(2024, "primary", "middle", 90),)
    schools = (
        School(name, "nine_year", area, {"primary": 2000, "middle": 1000}, 2021) for area in areas for name in names
    )
    rows = tuple(replace(each, id=f"{each.id}{each.area}", convert=turn) for each in schools)
    written = Plan("标记", "=甲", rows, (2021, 2025))
    ages = {area: [30 + n] * 60 for n, area in enumerate(areas)}
    return xuewei.assess(written, population(ages, assumed=replace(assumptions(), horizon=2030)))


def followed() -> Assessment:
    """Demand by an area's own pupils, by those of a census area, by whole stages; in the fourth area by ages."""
    areas, years = ("甲", "乙", "丙", "丁"), range(2018, 2024)
    counts: dict[tuple[str, int, str, int | None], int] = {}
    for year in years:
        for grade in range(1, 7):
            if year != 2021:
                counts["甲", year, "primary", grade] = 90 + 3 * grade + (7 * year + grade) % 11
            counts["县", year, "primary", grade] = 210 + 5 * grade + (3 * year) % 13
        counts["丙", year, "primary", None] = 400 + 9 * (year - 2018)
    plain = assumptions()
    assumed = replace(
        plain,
        horizon=2032,
        scope={"乙": Scope("县", Figure(0.4)), "丙": Scope("县", Figure(0.3))},
        inflow={**plain.inflow, "primary": Figure(1.1)},
        base_crowding=Figure(1.25),
    )
    births = {(area, year): 130.0 + year % 7 for area in ("甲", "县") for year in range(2008, 2024)}
    people = population(
        {area: [60 + n] * 60 for n, area in enumerate(("甲", "县", "丁"))}, births=births, assumed=assumed
    )
    schools = tuple(School(f"s{n}", "primary", area, {"primary": 270}, 2021) for n, area in enumerate(areas))
    plan = Plan("在校生", "甲", schools, (2021, 2025), areas=areas[1:])
    return xuewei.assess(plan, replace(people, enrolment=pupils(counts)))


def sized() -> Assessment:
    """Schools that open grade by grade, with class sizes that somebody wrote."""
    plan, people = read_project(scenarios=[TOP / "examples" / "grade_by_grade.yaml"])
    sizes = {"kindergarten": (25, 30, 35), "primary": (40, 45, 45, 45, 45, 50)}
    stages = tuple(
        replace(each, class_sizes=sizes.get(each.name, ()), default=False) for each in people.assumptions.stages
    )
    return xuewei.assess(plan, replace(people, assumptions=replace(people.assumptions, stages=stages)))


def classed(seed: int) -> Assessment:
    """A tangled plan whose schools have classes by grade, or most of them, with class sizes that somebody wrote."""
    chance, found = random.Random(seed), tangled(seed)
    sizes = {"kindergarten": (25, 30, 35), "primary": (40, 45, 45, 45, 45, 50)} if seed % 2 else {}
    assumed = found.population.assumptions
    kinds = (replace(each, class_sizes=sizes.get(each.name, ()), default=False) for each in assumed.stages)
    grades = {each.name: each.grades for each in found.stages}
    schools = []
    for school in found.plan.schools:
        known = [stage for stage in school.seats if chance.random() < 0.8]
        classes = {stage: tuple(chance.randint(0, 4) for _ in range(grades[stage])) for stage in known}
        schools.append(replace(school, classes={stage: own for stage, own in classes.items() if any(own)}))
    people = replace(found.population, assumptions=replace(assumed, stages=tuple(kinds)))
    return xuewei.assess(replace(found.plan, schools=tuple(schools)), people)


def housed() -> Assessment:
    """The shipped plan with new estates, completed from 2025 to 2027."""
    plan, people = read_project()
    rows = tuple(estate(f"e{n}", area="中心城区", completes=2025 + n, dwellings=3000.0) for n in range(3))
    return xuewei.assess(plan, replace(people, estates=rows, assumptions=with_rules(people.assumptions)))


def begun() -> Assessment:
    """The seats in use are those of 2021, but nobody knows the pupils of the second area before 2024: its balanced
    seats are the demand of 2024, with a school that opens between the two years inside them."""
    years = {"甲": range(2020, 2025), "乙": range(2024, 2025)}
    counts: dict[tuple[str, int, str, int | None], int] = {
        (area, year, "primary", grade): 90 + 3 * grade + (7 * year + grade) % 11
        for area, known in years.items()
        for year in known
        for grade in range(1, 7)
    }
    births = {(area, year): 130.0 - 3 * (year - 2010) for area in years for year in range(2008, 2025)}
    people = population({"丙": [60] * 60}, births=births, assumed=replace(assumptions(), horizon=2032))
    rows = tuple(School(f"s{n}", "primary", "乙", {"primary": 270}, opens=year) for n, year in enumerate((2023, 2027)))
    old = School("s9", "primary", "甲", {"primary": 540}, status="in_use")
    base = BaseSeats(2021, {}, listed=(("甲", "primary"),))
    plan = Plan("后起", "甲", (old, *rows), (2022, 2026), areas=("乙",), base_seats=base)
    return xuewei.assess(plan, replace(people, enrolment=pupils(counts)))


def few() -> Assessment:
    """Four of the counties: several areas where twelve would say the same, and take LibreOffice eight seconds."""
    plan, people = read_project(scenarios=[COUNTIES / "scenarios" / "three_a_year.yaml"])
    return xuewei.assess(only(plan, {*plan.all_areas()[:4]}), people)


_CASES: dict[str, Callable[[], Assessment]] = {
    "shipped": lambda: xuewei.assess(*read_project()),
    "late": lambda: xuewei.assess(*read_project(scenarios=[TOP / "examples" / "one_year_late.yaml"])),
    "by_grade": lambda: xuewei.assess(*read_project(scenarios=[TOP / "examples" / "grade_by_grade.yaml"])),
    "sized": lambda: sized(),
    "turned": lambda: xuewei.assess(*read_project(scenarios=[TOP / "examples" / "primary_to_middle.yaml"])),
    "counties": lambda: xuewei.assess(*read_project(scenarios=[COUNTIES / "scenarios" / "three_a_year.yaml"])),
    "marked": lambda: marked(),
    "followed": lambda: followed(),
    "housed": lambda: housed(),
    "few": few,
    **{f"tangled_{seed}": partial(tangled, seed) for seed in range(8)},
    **{f"classed_{seed}": partial(classed, seed) for seed in range(3)},
}
CASES: dict[str, Callable[[], Assessment]] = {name: cache(made) for name, made in _CASES.items()}
"""Assessments by name, each computed once."""


def balances(path: Path) -> list[tuple[object, ...]]:
    """Stage, area, year, seats, demand, balance, classes short and seats within caps of a workbook."""
    with closing(CalamineWorkbook.from_path(str(path))) as book:
        rows = book.get_sheet_by_name("余缺表").to_python(skip_empty_area=False)[5:]
    return [tuple(_value(each) for each in (*row[:6], row[8], row[12])) for row in rows if row[0] != ""]


def _value(cell: object) -> object:
    """A cell as the engine has it: whole numbers are whole, and nothing is None."""
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return None if cell == "" else cell


def expected(found: Assessment) -> list[tuple[object, ...]]:
    """The same from the engine."""
    from xuewei.language.words import named

    return [
        (
            named("stage", row.stage, "zh"),
            row.area,
            row.year,
            row.seats,
            row.demand,
            row.balance,
            row.classes_short,
            row.usable_seats,
        )
        for row in found.rows()
    ]


def column(book: Workbook, sheet: str, upper: str, lower: str | None = None) -> int:
    """The number of a column by its titles."""
    heads = list(book[sheet].iter_rows(min_row=3, max_row=4, values_only=True))
    group = ""
    for n, (one, other) in enumerate(zip(*heads, strict=True), start=1):
        group = str(one) if one is not None else group
        if group == upper and other == lower:
            return n
    raise AssertionError((upper, lower))


def cell_of(book: Workbook, school: str, upper: str, lower: str | None = None, part: int = 0) -> Cell:
    """A cell of the ledger in the row of a school (its first part, or a later one)."""
    sheet = book["项目台账"]
    ids = column(book, "项目台账", "编号")
    rows = [row for row in range(7, sheet.max_row + 1) if sheet.cell(row, ids).value == school]
    found = sheet.cell(rows[part], column(book, "项目台账", upper, lower))
    assert isinstance(found, Cell)
    return found


def parameter(book: Workbook, key: str) -> Cell:
    """The value's cell of a parameter."""
    for row in book["参数"].iter_rows(min_row=5):
        if row[0].value == key:
            assert isinstance(row[2], Cell)
            return row[2]
    raise AssertionError(key)
