"""Staff under scenarios: rows that stand in the place of those on record, or beside them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.population.resource_table import StaffPlaces, check_staff_over, odd_staff
from xuewei.formats.scenario.read import Layer
from xuewei.formats.shapes import Faults
from xuewei.model.plan import Plan
from xuewei.model.population import Unwritten
from xuewei.model.staff import StaffRow

NAMES = ("area", "school", "stage", "year", "staff", "retires", "basis", "source")


def plan_with_staff(plan: Plan, layers: Collection[Layer], stages: Collection[str], folder: str) -> Plan:
    """A plan with the staff that scenarios write, held to that on record in the ``folder`` of its people (empty: none).
    Raises InputError as :func:`staff_under` does, and where both together cannot be."""
    found = replace(plan, staff_over=staff_under(layers, plan, stages))
    if folder:
        check_staff_over(folder, found, stages)
    return found


def staff_under(layers: Collection[Layer], plan: Plan, stages: Collection[str]) -> tuple[StaffRow, ...]:
    """The staff that scenarios write, lowest first, of the areas, schools and ``stages`` of a plan. Raises InputError
    with every fault."""
    found, wrong, places = list[StaffRow](), list[Fault](), StaffPlaces(plan, stages)
    for layer in layers:
        faults, seen = Faults(str(layer.place)), set[object]()
        for n, written in enumerate(layer.staff, start=1):
            if written["good"]:
                row: dict[str, Any] = {name: written.get(name) for name in NAMES} | {"line": written["line"]}
                path = f"staff[{n}]."
                odd_staff(row, faults, path)
                school = places.school_of(row, faults, path)
                key = row["school"] or row["area"], row["school"] is None, row["stage"], row["year"]
                if key in seen:
                    faults.note(row["line"], f"staff[{n}]", "staff_twice")
                seen.add(key)
                at = Place.of(row["line"], str(layer.place), f"staff[{n}]")
                found.append(_row(row, school.area if school else row["area"] or "", at))
        wrong += faults.in_order()
    if wrong:
        raise InputError(wrong)
    return tuple(found)


def _row(row: Mapping[str, Any], area: str, at: Place) -> StaffRow:
    """A row of a scenario, in its area; without a basis it is assumed, without a source of its file."""
    basis, source = row["basis"] or Unwritten("assumed"), row["source"] or Unwritten(at.file)
    said = row["year"], row["staff"], row["retires"]
    return StaffRow(area, row["school"], row["stage"], *said, basis, source, at)
