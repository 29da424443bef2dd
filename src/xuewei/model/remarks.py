"""Remarks on what can be read and may be a slip: figures far from their neighbours, and shares that no stage has."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from xuewei.errors import Fault, Place, key_place, nearest
from xuewei.model.assumptions import Assumptions
from xuewei.model.calendar import first_year
from xuewei.model.people.children_per_woman import USUAL, reviewed
from xuewei.model.plan import IN_USE, Plan, School, opening_year
from xuewei.model.population import CensusRow, EnrolmentRow, Population
from xuewei.model.pupils.school_sums import BETWEEN, gaps
from xuewei.model.seats.delivery import reached
from xuewei.model.seats.in_use import WRITTEN, rule
from xuewei.model.stages import Stage
from xuewei.model.zone_remarks import children_remarks

JUMP = 5.0
"""How many times more, or less, than those around it a figure may be."""
NEAREST = 4
"""Figures around one that it is compared with."""
FEW = 20.0
"""Persons of whom a few more are many times more: figures of no more are not compared."""


COST = (0.5, 30.0)
"""万元 that a new seat costs."""
SIZES = 0.25
"""How far the mean of the class sizes of the grades may be from the stage's, as a share of it."""
CAPS = 4
"""How many times its cap (``size_caps``) a school may be."""
LARGEST = 8_000
"""Seats of a school for whose kind there is no cap."""
LONGEST = 20
"""Years from the first to the last of a plan."""
TABLES = ("census", "births", "totals", "enrolment", "children")


def odd_ones(series: Mapping[int, float], least: float = FEW) -> Iterator[tuple[int, float]]:
    """Places of a series (years, ages) whose figure is :data:`JUMP` times more or less than the middle of those around
    it and than one beside it, with that middle; of a series of two, the later with the earlier. Nothing is said of
    zero, and of pairs of which none reaches ``least``.

    >>> list(odd_ones({2020: 140, 2021: 1280, 2022: 118, 2023: 110})), list(odd_ones({2020: 140, 2021: 1280}))
    ([(2021, 118)], [(2021, 140)])
    """
    places = [each for each in sorted(series) if series[each] > 0]
    for n, place in enumerate(places[1:], 1) if len(places) == 2 else enumerate(places):
        figure = series[place]
        beside = [series[each] for each in (*places[max(n - 1, 0) : n], *places[n + 1 : n + 2])]
        if not any(_apart(figure, each) for each in beside):
            continue
        others = (*places[max(n - NEAREST, 0) : n], *places[n + 1 : n + 1 + NEAREST])
        around = sorted((abs(each - place), series[each]) for each in others)[:NEAREST]
        low, high = _middle([each for _, each in around])
        middle = high if figure > high else low
        if max(figure, middle) >= least and (figure > JUMP * high or figure * JUMP < low):
            yield place, middle


def _apart(one: float, other: float) -> bool:
    return max(one, other) > JUMP * min(one, other)


def _middle(figures: list[float]) -> tuple[float, float]:
    """The two figures in the middle, of an odd number the same one twice."""
    ordered = sorted(figures)
    return ordered[(len(ordered) - 1) // 2], ordered[len(ordered) // 2]


TIMES = 4.0
"""How many times more, or less, than the children of its ages pupils or seats in use may be."""
NEAR = 10
"""Years from a census in which pupils are held against it."""
OLDEST = 80
"""Ages from which every year of age has far fewer people than the one before."""
ATTENDING = (0.3, 1.2)
"""Pupils per child of a stage of compulsory age."""
ANY = (0.2, 2.0)
"""Pupils per child of any other stage."""
Ages = dict[int, float]


def base_remarks(plan: Plan, stages: Iterable[Stage], demand: Callable[[str, str], float]) -> Iterator[Fault]:
    """Written seats in use before the plan that are many times more or less than the demand (of an area, a stage) of
    their year, or none where there is demand."""
    base = plan.base_seats
    for area in plan.all_areas():
        for stage in stages:
            if base is None or rule(base, area, stage.name) != WRITTEN:
                continue
            seats, wanted = base.seats[area][stage.name], demand(area, stage.name)
            if _far_apart(seats, wanted):
                field = f"base_seats.seats.{area}.{stage.name}"
                values = {"pupils_of": (stage.name, None), "area": area, "year": base.year, "demand": wanted}
                yield Fault(plan.place(field), field, "odd_base", values, f"{seats:,}")


def census_remarks(population: Population, file: str) -> Iterator[Fault]:
    """Age groups of a census with many times more or fewer people to a year of age than those around them."""
    series: dict[tuple[str, date, str], dict[int, CensusRow]] = {}
    for row in population.census:
        if row.age_to is not None and row.age_from < OLDEST:
            series.setdefault((row.area, row.date, row.sex), {})[row.age_from] = row
    for (area, day, sex), rows in series.items():
        for age, beside in odd_ones({age: row.persons / _width(row) for age, row in rows.items()}):
            row = rows[age]
            ages = str(age) if row.age_to == age else f"{age}–{row.age_to}"
            values = {"area": area, "date": day, "sex": sex, "ages": ages, "beside": beside * _width(row)}
            yield Fault(Place(file), "persons", "odd_age", values, f"{row.persons:,}")


def pupil_remarks(population: Population, file: str, remarked: Iterable[EnrolmentRow]) -> Iterator[Fault]:
    """Pupils that are many times more or fewer than the children of their ages whom the census nearest to them counted,
    or more than everybody; each stage and grade of an area once. ``remarked`` rows have a remark already."""
    counted = _by_age(population)
    stages = {stage.name: stage for stage in population.assumptions.stages if not stage.beside}
    done = {(row.area, row.stage, row.grade) for row in remarked}
    for row in population.enrolment:
        here, stage = (row.area, row.stage, row.grade), stages.get(row.stage)
        scope = population.assumptions.scope.get(row.area)
        census = counted.get(population.assumptions.census_area(row.area), {})
        day = min(census, key=lambda each: abs(each.year - row.year), default=None)
        if here in done or stage is None or day is None or abs(day.year - row.year) > NEAR:
            continue
        share = scope.share.value if scope else 1.0
        ages = stage.ages if row.grade is None else stage.ages[row.grade - 1 : row.grade]
        children, people = (share * sum(census[day].get(age, 0.0) for age in each) for each in (ages, census[day]))
        if _far_apart(row.pupils, children) if children else row.pupils > people:
            done.add(here)
            values = {"pupils_of": (row.stage, row.grade), "area": row.area, "year": row.year}
            values |= {"date": day, "children": children, "people": people}
            yield Fault(Place(file, row.line), "pupils", "odd_share", values, f"{row.pupils:,.10g}")


def attendance_remarks(assumptions: Assumptions) -> Iterator[Fault]:
    """Shares of the children of a stage who go to school that no stage has."""
    for stage in assumptions.stages:
        series = None if stage.beside else assumptions.participation.get(stage.name)
        low, high = ATTENDING if stage.compulsory else ANY
        for year, share in series.values.items() if series and not series.default else ():
            if not low <= share <= high:
                values = {"pupils_of": (stage.name, None), "low": low, "high": high}
                field = f"participation.{stage.name}.values.{year}"
                yield Fault(key_place(assumptions, field), field, "odd_attendance", values, f"{share:g}")


def size_remarks(stages: Iterable[Stage], written: Plan | Assumptions, key: str = "stages") -> Iterator[Fault]:
    """Class sizes of the grades of a stage whose mean is far from its class size, which counts classes; they are
    ``written`` under ``key``."""
    for stage in stages:
        mean = sum(stage.sizes) / stage.grades
        if not stage.default and abs(mean / stage.class_size - 1) > SIZES:
            values = {"pupils_of": (stage.name, None), "mean": mean, "size": stage.class_size}
            sizes = ", ".join(map(str, stage.class_sizes))
            where = f"{key}.{stage.name}.class_sizes"
            yield Fault(key_place(written, where), where, "odd_sizes", values, f"[{sizes}]")


def _by_age(population: Population) -> Mapping[str, Mapping[date, Ages]]:
    """People of both sexes by single age, of every census of an area; the open last group at its first age."""
    found: dict[str, dict[date, Ages]] = {}
    for row in population.census if population.enrolment else ():
        ages = found.setdefault(row.area, {}).setdefault(row.date, {})
        for age in range(row.age_from, row.age_from + _width(row)):
            ages[age] = ages.get(age, 0.0) + row.persons / _width(row)
    return found


def _width(row: CensusRow) -> int:
    """Years of age of a group."""
    return 1 if row.age_to is None else row.age_to - row.age_from + 1


def _far_apart(figure: float, children: float) -> bool:
    """Whether one of the two is :data:`TIMES` times the other, and more than a few."""
    return max(figure, children) >= FEW and not children / TIMES <= figure <= children * TIMES


def plan_remarks(plan: Plan, stages: Iterable[str], caps: Mapping[str, float]) -> Iterator[Fault]:
    """What looks wrong in a plan: costs, sizes, years, and totals of what is no stage. ``caps``: seats by kind."""
    known = [*stages, *(stage.name for stage in plan.stages)]
    first, last = plan.years
    if last - first > LONGEST:
        yield Fault(plan.place("years"), "years", "odd_years", {"most": LONGEST}, f"{first}–{last}")
    yield from size_remarks(plan.stages, plan)
    for school in plan.schools:
        for field, kind, found, values in _school(school, plan, caps):
            yield Fault(Place.of(school.line, plan.file), f"schools[{school.id}].{field}", kind, values, found)
    printed = {"published.seats": plan.published.seats}
    printed |= {f"published.by_year.{year}": seats for year, seats in plan.published.by_year.items()}
    for where, seats in printed.items():
        for stage in seats:
            if stage not in (*known, "schools"):
                at, near = f"{where}.{stage}", nearest(stage, known)
                yield Fault(plan.place(at), at, "odd_stage", {"stage": stage}, None, near)


def _school(
    school: School, plan: Plan, caps: Mapping[str, float]
) -> Iterator[tuple[str, str, str, Mapping[str, object]]]:
    """Field, kind, figure and bounds of each remark on a school."""
    seats = sum(school.seats.values())
    if school.cost_wan is not None and seats and not COST[0] <= school.cost_wan / seats <= COST[1]:
        each = school.cost_wan / seats
        yield "cost_wan", "odd_cost", f"{school.cost_wan:,.15g}", {"each": each, "low": COST[0], "high": COST[1]}
    most = CAPS * caps[school.type] if school.type in caps else LARGEST
    if seats > most:
        yield "seats", "odd_size", f"{seats:,}", {"most": most}
    first, last = plan.years
    if school.planned is not None and not first <= school.planned <= last:
        yield "planned", "odd_planned", str(school.planned), {"first": first, "last": last}
    if school.planned is not None and school.opens is not None and school.opens < school.planned:
        yield "opens", "odd_opens", str(school.opens), {"planned": school.planned}
    since = reached(school, IN_USE)
    if since is not None and not school.cancelled:
        opens, came = opening_year(school, plan), first_year(date.fromisoformat(since))
        if came > opens:
            yield "progress", "odd_in_use", since, {"opens": opens, "came": came}


def people_remarks(population: Population, areas: Iterable[str] = ()) -> Iterator[Fault]:
    """What looks wrong in a population folder: jumps in a series, births that the women there are hardly bear, areas
    that only one table knows, shares that go to school. ``areas`` are those of the plans that are held against it.

    Raises InputError for births that nobody believes.
    """
    yield from _alone(population, tuple(areas))
    births: dict[str, dict[int, tuple[float, int]]] = {}
    for row in population.births:
        births.setdefault(row.area, {})[row.year] = (row.births, row.line)
    unbelieved = list(reviewed(population)) if population.census else []
    strange = {(each.area, each.year) for each in unbelieved}
    odd: set[tuple[str, int]] = set()
    for area, years in births.items():
        # of two years the women tell which is wrong, of more the years around
        sure = years if len(years) > 2 else {year: each for year, each in years.items() if (area, year) not in strange}
        for year, beside in odd_ones({year: figure for year, (figure, _) in sure.items()}):
            odd.add((area, year))
            figure, line = years[year]
            values = {"area": area, "year": year, "beside": beside}
            yield Fault(Place(_file(population, "births"), line), "births", "odd_births", values, f"{figure:,.10g}")
    for unusual in unbelieved:
        if (unusual.area, unusual.year) in odd:
            continue
        line = births.get(unusual.area, {}).get(unusual.year, (0.0, 0))[1]
        values = {"area": unusual.area, "year": unusual.year, "children": unusual.children}
        values |= {"low": USUAL[0], "high": USUAL[1]}
        yield Fault(
            Place(_file(population, "births"), line), "births", "odd_fertility", values, f"{unusual.births:,.0f}"
        )
    yield from census_remarks(population, _file(population, "census"))
    yield from _strange_totals(population)
    yield from attendance_remarks(population.assumptions)
    assumed = population.assumptions
    yield from size_remarks(assumed.stages, assumed)
    yield from size_remarks([each.stage for each in assumed.optional], assumed, "optional_stages")
    yield from _strange_pupils(population)
    yield from children_remarks(population)


def _alone(population: Population, planned: Sequence[str]) -> Iterator[Fault]:
    """Areas that one table has and nothing else knows, with the nearest that is known."""
    assumptions = population.assumptions
    held = {name: dict.fromkeys(row.area for row in getattr(population, name)) for name in TABLES}
    others = {*planned, assumptions.nation, *assumptions.scope}
    others |= {scope.census_area for scope in assumptions.scope.values()}
    others |= {area for change in population.areas for area in (change.origin, change.target)}
    others |= {area for row in population.zones for area in (row.area, row.part_of)}
    lines = {
        name: {row.area: row.line for row in reversed(getattr(population, name))} for name in ("births", "children")
    }
    for table, areas in held.items():
        known = others.union(*(held[name] for name in TABLES if name != table))
        elsewhere = known - {assumptions.nation}
        for area in areas:
            if elsewhere and area not in known:
                near = nearest(area, sorted(elsewhere)) or _part(area, elsewhere)
                line = lines.get(table, {}).get(area, 0)
                yield Fault(Place(_file(population, table), line), "area", "odd_area", {}, area, near)


def _part(area: str, known: Iterable[str]) -> str | None:
    """The one known area that a short name begins: 涪陵 of 涪陵区."""
    found = [each for each in known if each.startswith(area) or area.startswith(each)]
    return found[0] if len(found) == 1 else None


def _strange_totals(population: Population) -> Iterator[Fault]:
    """Residents that are several times, or a small part of, those that a census of the same area counted."""
    counted: dict[str, float] = {}
    newest = {row.area: row.date for row in sorted(population.census, key=lambda row: row.date)}
    for row in population.census:
        if row.date == newest[row.area]:
            counted[row.area] = counted.get(row.area, 0.0) + row.persons
    for total in population.totals:
        here = counted.get(total.area, 0.0)
        if here and not here / JUMP <= total.persons <= here * JUMP:
            values = {"area": total.area, "date": total.date, "counted": here}
            yield Fault(Place(_file(population, "totals")), "persons", "odd_total", values, f"{total.persons:,}")


def _strange_pupils(population: Population) -> Iterator[Fault]:
    """Pupils of a stage or grade that are several times more or less than in the years around, or than the children
    there are."""
    series: dict[tuple[str, str, int | None], dict[int, EnrolmentRow]] = {}
    file = _file(population, "enrolment")
    for row in population.enrolment:
        series.setdefault((row.area, row.stage, row.grade), {})[row.year] = row
    remarked: list[EnrolmentRow] = []
    for (area, stage, grade), rows in series.items():
        for year, beside in odd_ones({year: row.pupils for year, row in rows.items()}):
            row = rows[year]
            remarked.append(row)
            values = {"area": area, "pupils_of": (stage, grade), "year": year, "beside": beside}
            yield Fault(Place(file, row.line), "pupils", "odd_pupils", values, f"{row.pupils:,.10g}")
    first = {(row.school, row.stage): row.line for row in reversed(population.of_schools)}
    for gap in gaps(population.of_schools):
        if gap.kind == BETWEEN:
            values = {"area": gap.area, "school": gap.school, "years": ", ".join(map(str, gap.years))}
            yield Fault(Place(file, first[gap.school, gap.stage]), "year", "odd_school", values)
    yield from pupil_remarks(population, file, remarked)


def _file(population: Population, table: str) -> str:
    if table == "births" and population.births_file:
        return population.births_file
    return f"{population.folder}/{table}.csv" if population.folder else f"{table}.csv"
