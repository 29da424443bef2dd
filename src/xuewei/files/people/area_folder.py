"""How the areas of a population folder changed, and its pupils and births in the areas of today."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from xuewei.errors import Fault
from xuewei.files.people.area_rows import AREAS, Told, area_change, areas_key, check_areas, check_shares
from xuewei.files.people.people_tables import Rows, table_place, table_rows
from xuewei.files.written.place import AnyPath, exists, inside
from xuewei.files.written.shapes import Faults
from xuewei.model.assumptions import Assumptions
from xuewei.model.population import AreaChange, Population
from xuewei.model.restatement import restated

FILE = "areas.csv"


def area_changes(
    folder: AnyPath,
    pupils: Rows,
    births: Rows,
    places: Callable[[], Collection[str]],
    assumptions: Assumptions | None,
    broken: list[Fault],
) -> list[AreaChange]:
    """The changes in ``areas.csv``, none without it; faults go to ``broken``. ``places`` are areas of other tables;
    changes are held against pupils and births where these could be read."""
    read = not broken
    place = inside(folder, FILE)
    rows = table_rows(place if exists(place) else None, AREAS, areas_key, broken)
    if not rows or any(fault.place.file == str(place) for fault in broken):
        return []  # a row that could not be read would show as a missing share
    faults = Faults(str(place))
    check_shares(rows, faults)
    if read:
        told = [
            Told(row["area"], row["year"], os.path.basename(str(table_place(folder, name))), row["line"])
            for name, table in (("enrolment", pupils), ("births", births))
            for row in table
        ]
        scope = assumptions.scope if assumptions else {}
        check_areas(rows, told, {*places(), *scope, *(each.census_area for each in scope.values())}, faults)
    broken += faults.in_order()
    return [area_change(row) for row in rows]


def in_areas_of_today(population: Population, changes: Sequence[AreaChange]) -> Population:
    """The population with pupils and births restated by ``changes``."""
    if not changes:
        return population
    found = restated(population.enrolment, population.births, changes, population.assumptions.stages)
    return replace(
        population, enrolment=found.enrolment, births=found.births, areas=found.changes, lacking=found.lacking
    )
