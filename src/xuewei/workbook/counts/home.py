"""Where rows of an imported table of people go, and which areas are known there."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.own_project import own_people, people_around, plan_around
from xuewei.formats.places import CSV_LIMIT, AnyPath, beside, decoded, exists, inside, read_bytes
from xuewei.formats.plan.read import read_plan
from xuewei.formats.population.assumptions import folder_assumptions, read_assumptions
from xuewei.formats.population.tables import CSV, TABLES
from xuewei.formats.population.zone_tables import ZONE_TABLES
from xuewei.late import dataclass
from xuewei.model.plan import Plan, stages_of
from xuewei.model.stages import Stage, together
from xuewei.model.zoning import named_zones
from xuewei.workbook.import_asked import Asked
from xuewei.workbook.lists.grade_titles import Grades


@dataclass(frozen=True)
class Home:
    """Where rows go: the ``folder``, the plan it is of (None: not known), and the stages of both."""

    folder: AnyPath
    plan: Plan | None
    stages: Sequence[Stage]

    @property
    def grades(self) -> Grades:
        """The stages with their grades."""
        return tuple((stage.name, stage.grades) for stage in self.stages)


def home_of(asked: Asked, to_folder: bool) -> Home:
    """Where rows go: the folder that is named, that of the plan, else that of the project around."""
    plan: Plan | None = None
    if to_folder:
        folder: AnyPath | None = asked.into
        around = plan_around()
        if around is not None and (own := people_around()) is not None and _same(own, str(folder)):
            plan = _plan(around)
    else:
        place = asked.into or plan_around()
        plan = None if place is None else read_plan(place)
        if plan is not None and plan.population is None and asked.population is None:
            raise InputError([Fault(Place(str(place)), "", "people_folder")])
        named = beside(str(place), plan.population) if plan and plan.population else None
        folder = asked.population or (people_around() if asked.into is None and place is not None else named)
    if folder is None:
        raise InputError([Fault(Place(asked.file), "", "people_into")])
    assumed = folder_assumptions(folder) if exists(inside(folder, "assumptions.yaml")) else read_assumptions()
    stages = stages_of(plan, assumed) if plan else assumed.stages
    return Home(folder, plan, together([each.stage for each in assumed.optional], stages))


def _same(one: AnyPath, other: str) -> bool:
    return os.path.realpath(str(one)) == os.path.realpath(other)


def _plan(place: str) -> Plan | None:
    """A plan that is of use for the names of its areas alone."""
    with suppress(InputError):
        return read_plan(place)
    return None


def plan_above(folder: AnyPath) -> Plan | None:
    """The plan above a folder of people that names it as its own, wherever the working directory is; None without
    one."""
    with suppress(InputError):
        above = plan_around(Path(os.path.realpath(str(folder))).parent)
        own = None if above is None else own_people(above)
        if above is not None and own is not None and _same(own, str(folder)):
            return _plan(above)
    return None


def known_areas(home: Home) -> list[str]:
    """The areas and zones that the plan and the tables of the folder name."""
    found: dict[str, None] = {}
    if home.plan is not None:
        found |= dict.fromkeys(home.plan.all_areas())
        found |= dict.fromkeys(named_zones(home.plan))
    for name in (*TABLES, *ZONE_TABLES):
        place = inside(home.folder, name + CSV)
        if exists(place):
            text, _ = decoded(read_bytes(place, CSV_LIMIT), str(place), ("area",))
            for row in csv.DictReader(io.StringIO(text)):
                found |= dict.fromkeys(each for key in ("area", "part_of") if (each := (row.get(key) or "").strip()))
    return [*found]
