"""What is wrong, or looks wrong, in registers of children, zones and flows, alone and beside a plan."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import combinations

from xuewei.errors import Fault, Place, nearest
from xuewei.model.calendar import cutoff_moment
from xuewei.model.estate_faults import estate_faults
from xuewei.model.people.children import born_before, month_after
from xuewei.model.plan import Plan, School
from xuewei.model.population import MIGRANT, ChildrenRow, Population
from xuewei.model.seats.register import zones_of
from xuewei.model.stages import Stage
from xuewei.model.zoning import named_zones

TIMES = 3.0
"""How many times more children one register of a cohort may have than another."""
FEW = 20.0
"""Children of whom a few more are many times more."""


def zone_faults(plan: Plan, population: Population, stages: Sequence[Stage]) -> Iterator[Fault]:
    """Zones of schools that ``zones.csv`` does not have, or of one name in two areas, zones that are planned areas,
    children of places that nobody knows, flows of stages that there are not, and estates that do not fit."""
    zones, areas = dict.fromkeys(row.area for row in population.zones), plan.all_areas()
    for row in population.zones:
        if row.area in areas:
            yield Fault(Place(_file(population, "zones"), row.line), "area", "zone_planned", {"area": row.area})
    yield from _zones_of_schools(plan, zones)
    known = {*areas, *population.assumptions.scope, *zones, *(row.part_of for row in population.zones)}
    known |= {
        *({} if zones else named_zones(plan)),
        *(scope.census_area for scope in population.assumptions.scope.values()),
    }
    known |= {row.area for rows in (population.census, population.totals, population.enrolment) for row in rows}
    for child in _first_rows(population.children):
        if child.area not in known:
            near = nearest(child.area, known)
            place = Place(_file(population, "children"), child.line)
            yield Fault(place, "area", "no_child_area", {}, child.area, near)
    names = dict.fromkeys([*(stage.name for stage in stages), *population.assumptions.offered])
    for flow in population.flows:
        if flow.stage not in names:
            place = Place(_file(population, "flows"), flow.line)
            yield Fault(place, "stage", "no_stage", {}, flow.stage, nearest(flow.stage, names))
    yield from estate_faults(plan, population)


def _zones_of_schools(plan: Plan, zones: Collection[str]) -> Iterator[Fault]:
    """Zones of schools that ``zones`` do not have; where there are none, those of one name in two areas."""
    first: dict[str, School] = {}
    for school in plan.schools:
        place, where = Place.of(school.line, plan.file), f"schools[{school.id}].zone"
        for zone in zones_of(school):
            before = first.setdefault(zone, school)
            if zones and zone not in zones:
                yield Fault(place, where, "no_zone", {}, zone, nearest(zone, zones))
            elif not zones and before.area != school.area:
                yield Fault(place, where, "zone_apart", {"area": before.area, "school": before.id}, zone)


def _first_rows(rows: Sequence[ChildrenRow]) -> Iterator[ChildrenRow]:
    """The first row of every place."""
    seen: set[str] = set()
    for row in rows:
        if row.area not in seen:
            seen.add(row.area)
            yield row


def zone_remarks(plan: Plan, population: Population) -> Iterator[Fault]:
    """Zones of the plan's areas that no school serves, where schools name any."""
    areas, named = {*plan.all_areas()}, named_zones(plan)
    for row in population.zones if named else ():
        if row.part_of in areas and row.area not in named:
            yield Fault(Place(_file(population, "zones"), row.line), "area", "odd_zone", {}, row.area)


def children_remarks(population: Population) -> Iterator[Fault]:
    """Rows of registers that are not used: of twelve months that were not over, of children too old for every stage;
    and registers of one cohort that differ greatly."""
    assumptions, file = population.assumptions, _file(population, "children")
    stages = [*assumptions.stages, *(each.stage for each in assumptions.optional)]
    oldest = max((stage.ages.stop for stage in stages), default=0)
    cohorts: dict[tuple[str, object], dict[str, ChildrenRow]] = {}
    for row in sorted(population.children, key=lambda row: row.day):
        if row.day < row.period_end:
            values = {"end": row.period_end, "day": row.day}
            yield Fault(Place(file, row.line), "date", "odd_register", values, str(row.day))
            continue
        year = row.day.year + int(row.day >= cutoff_moment(row.day.year, assumptions.entry_cutoff))
        if month_after(row.period_end) <= born_before(year, oldest, assumptions.entry_cutoff):
            yield Fault(Place(file, row.line), "birth_year", "odd_birth_year", {"age": oldest}, str(row.year))
        if row.kind != MIGRANT:
            cohorts.setdefault((row.area, row.period_end), {})[row.kind] = row
    for kinds in cohorts.values():
        for one, other in combinations(sorted(kinds.values(), key=lambda row: row.line), 2):
            low, high = sorted((one.persons, other.persons))
            if high >= FEW and high > TIMES * low:
                about = {"area": one.area, "year": one.year, "other": one.persons}
                yield Fault(Place(file, other.line), "persons", "odd_kinds", about, f"{other.persons:,.10g}")


def _file(population: Population, table: str) -> str:
    return f"{population.folder}/{table}.csv" if population.folder else f"{table}.csv"
