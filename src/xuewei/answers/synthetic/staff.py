"""Staff of the schools of a made-up district, and how many of them retire in the years to come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.synthetic.country import BASIS, Columns, Table
from xuewei.answers.synthetic.district import LAST, District
from xuewei.model.streams import stream

Whole = NDArray[np.int64]
PER_CLASS = {"kindergarten": 2.8, "primary": 2.0, "middle": 3.4}
"""Staff of a class, about: a little under the norms where classes are full, over them where they are small."""
RETIRED = 0.028
"""The share of the staff that retires in a year: careers of some 35 years."""
RETIRING = range(LAST, LAST + 9)
"""School years for which it is known who retires."""


def made_staff(seed: int, found: District) -> tuple[dict[str, Whole], dict[str, Whole]]:
    """Staff in September of the last year, ``(school,)`` by stage, 0 where a school has not the stage; and those who
    retire in each of :data:`RETIRING`, ``(area, year)`` by stage."""
    areas = np.array([found.area_of[school.zones[0][0]] for school in found.schools])
    staff, retires = {}, {}
    for stage, classes in found.classes.items():
        drawn = stream(seed, f"staff {stage}")
        count = classes[:, -1].sum(axis=1)
        chance = drawn.uniform(0.92, 1.06, len(count))
        staff[stage] = np.ceil(count * PER_CLASS[stage] * chance).astype(np.int64)
        whole = np.bincount(areas, staff[stage], int(found.area_of.max()) + 1).astype(np.int64)
        retires[stage] = drawn.binomial(whole[:, None], RETIRED, (len(whole), len(RETIRING))).astype(np.int64)
    return staff, retires


def staff_table(
    seed: int, found: District, school: Callable[[int], str], area: Callable[[int], str], source: str
) -> Table:
    """A row for each school and stage with its staff, then a row for each area, stage and year with those who retire;
    ``school`` and ``area`` name those of a number from 1."""
    staff, retires = made_staff(seed, found)
    rows: list[dict[str, Any]] = []
    for each in found.schools:
        at = area(int(found.area_of[each.zones[0][0]]) + 1)
        for stage in each.stages:
            count = int(staff[stage][each.number - 1])
            rows.append({"area": at, "school": school(each.number), "stage": stage, "year": LAST, "staff": count})
    for stage, by_area in retires.items():
        for n, by_year in enumerate(by_area.tolist()):
            for year, count in zip(RETIRING, by_year, strict=True):
                rows.append({"area": area(n + 1), "stage": stage, "year": year, "retires": count})
    keys = ("area", "school", "stage", "year", "staff", "retires")
    columns: Columns = {key: [row.get(key) for row in rows] for key in keys}
    return Table("staff", iter([{**columns, "basis": [BASIS] * len(rows), "source": [source] * len(rows)}]))
