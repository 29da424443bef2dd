"""What closings rest on: pupils, seats and room of every school, and how far it is from each to each."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import SHARE, school_pupils
from xuewei.model.plan import School
from xuewei.model.policy import Walking
from xuewei.model.rounding import NOISE_DIGITS, whole_groups
from xuewei.model.stages import Stage
from xuewei.model.walking import walk_m

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Town:
    """What closings rest on, from an assessment of the plan without its candidates: schools in the order of the plan,
    ``pupils`` and ``seats`` ``(school, stage, year)``, ``known`` whether those pupils are, ``grades`` of each stage
    ``(year, school, grade)`` the pupils and the seats, ``metres`` on foot ``(school, school)``, NaN where a place is
    not known, ``rooms`` and ``most`` that they hold ``(school, stage + 1, year)``: of each stage, and behind these of
    the whole school by its size cap; ``shared``: schools whose pupils are a share of their area's, as none of their own
    are on record."""

    schools: tuple[School, ...]
    kinds: tuple[Stage, ...]
    years: range
    pupils: Wholes
    seats: Wholes
    known: NDArray[np.bool_]
    grades: tuple[tuple[Floats, Floats], ...]
    metres: Floats
    rooms: Wholes
    most: Floats
    shared: frozenset[str]

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages by name."""
        return tuple(stage.name for stage in self.kinds)


def town_of(found: Assessment, years: range, walking: Walking) -> Town:
    """What closings rest on, in some years of an assessment."""
    told, since = school_pupils(found), years.start - found.years.start
    schools, areas = found.plan.schools, {area: n for n, area in enumerate(found.areas)}
    group = np.array([*(areas[school.area] for school in schools), *areas.values()], dtype=np.int64)
    pupils, seats, known, grades = [], [], [], []
    for stage in found.stages:
        every = np.concatenate([told.pupils[stage.name], told.rest[stage.name]], axis=1)[since:].sum(axis=2)
        pupils.append(whole_groups(np.nan_to_num(every), group)[:, : len(schools)].T)
        known.append(np.isfinite(every[:, : len(schools)]).all(axis=0))
        seats.append(np.floor(told.seats[stage.name][since:].sum(axis=2).round(NOISE_DIGITS)).astype(np.int64).T)
        grades.append((np.nan_to_num(told.pupils[stage.name][since:]), told.seats[stage.name][since:]))
    here = np.array([[_degrees(school.lon), _degrees(school.lat)] for school in schools]).reshape(-1, 2)
    caps = {kind: each.value for kind, each in found.assumptions.caps().items()}
    many, free = np.stack(pupils, axis=1), np.maximum(np.stack(seats, axis=1) - np.stack(pupils, axis=1), 0)
    total = many.sum(axis=1)
    most = np.array([caps.get(school.type, np.inf) for school in schools])[:, None]
    under = np.where(np.isfinite(most), np.floor(np.maximum(most - total, 0.0)), free.sum(axis=1))
    rooms = np.concatenate([free, under[:, None, :].astype(np.int64)], axis=1)
    metres = walk_m(walking, here, here)
    there = np.stack(seats, axis=1), np.stack(known, axis=1), tuple(grades)
    shared = {x.id for x in schools if any(told.whence.get((x.id, name)) == SHARE for name in x.seats)}
    limits = np.concatenate([np.stack(seats, axis=1), np.broadcast_to(most, total.shape)[:, None, :]], axis=1)
    return Town(schools, found.stages, years, many, *there, metres, rooms, limits, frozenset(shared))


def _degrees(value: float | None) -> float:
    return np.nan if value is None else value
