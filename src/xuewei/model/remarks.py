"""What can be read and may still be a slip: figures that look wrong beside their neighbours, names that stand alone.

Remarks are faults in form, with file, line and what was found, and nothing is refused for them. The bounds are ours
(assumed): wide enough for every plan and folder that is shipped, narrow enough for a nought too many.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from xuewei.errors import Fault, Place, nearest
from xuewei.model.calendar import first_year
from xuewei.model.fertility import USUAL, reviewed
from xuewei.model.held_against import attendance_remarks, census_remarks, pupil_remarks
from xuewei.model.plan import IN_USE, Plan, School, opening_year
from xuewei.model.population import EnrolmentRow, Population
from xuewei.model.progress import reached
from xuewei.model.series import JUMP, odd_ones

COST = (0.5, 30.0)
"""万元 that a new seat costs."""
CAPS = 4
"""How many times its cap (``size_caps``) a school may be."""
LARGEST = 8_000
"""Seats of a school for whose kind there is no cap."""
LONGEST = 20
"""Years from the first to the last of a plan."""
TABLES = ("census", "births", "totals", "enrolment")


def plan_remarks(plan: Plan, stages: Iterable[str], caps: Mapping[str, float]) -> Iterator[Fault]:
    """What looks wrong in a plan: costs, sizes, years, and totals of what is no stage. ``caps``: seats by kind."""
    known = [*stages, *(stage.name for stage in plan.stages)]
    first, last = plan.years
    if last - first > LONGEST:
        yield Fault(Place(plan.file), "years", "odd_years", {"most": LONGEST}, f"{first}–{last}")
    for school in plan.schools:
        for field, kind, found, values in _school(school, plan, caps):
            yield Fault(Place.of(school.line, plan.file), f"schools[{school.id}].{field}", kind, values, found)
    printed = {"published.seats": plan.published.seats}
    printed |= {f"published.by_year.{year}": seats for year, seats in plan.published.by_year.items()}
    for where, seats in printed.items():
        for stage in seats:
            if stage not in (*known, "schools"):
                yield Fault(
                    Place(plan.file), f"{where}.{stage}", "odd_stage", {"stage": stage}, None, nearest(stage, known)
                )


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
    yield from _strange_pupils(population)


def _alone(population: Population, planned: Sequence[str]) -> Iterator[Fault]:
    """Areas that one table has and nothing else knows, with the nearest that is known."""
    assumptions = population.assumptions
    held = {name: dict.fromkeys(row.area for row in getattr(population, name)) for name in TABLES}
    others = {*planned, assumptions.nation, *assumptions.scope}
    others |= {scope.census_area for scope in assumptions.scope.values()}
    others |= {area for change in population.areas for area in (change.origin, change.target)}
    lines = {row.area: row.line for row in reversed(population.births)}
    for table, areas in held.items():
        known = others.union(*(held[name] for name in TABLES if name != table))
        elsewhere = known - {assumptions.nation}
        for area in areas:
            if elsewhere and area not in known:
                near = nearest(area, sorted(elsewhere)) or _part(area, elsewhere)
                line = lines.get(area, 0) if table == "births" else 0
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
    told: list[EnrolmentRow] = []
    for (area, stage, grade), rows in series.items():
        for year, beside in odd_ones({year: row.pupils for year, row in rows.items()}):
            row = rows[year]
            told.append(row)
            values = {"area": area, "pupils_of": (stage, grade), "year": year, "beside": beside}
            yield Fault(Place(file, row.line), "pupils", "odd_pupils", values, f"{row.pupils:,.10g}")
    yield from pupil_remarks(population, file, told)


def _file(population: Population, table: str) -> str:
    if table == "births" and population.births_file:
        return population.births_file
    return f"{population.folder}/{table}.csv" if population.folder else f"{table}.csv"
