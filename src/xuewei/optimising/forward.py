"""A choice made year by year: what a year brings in whole schools, later years still in parts (relax and fix)."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from xuewei.optimising.case import Floats
from xuewei.optimising.engine import Search, best_columns, loaded
from xuewei.optimising.programme import Programme
from xuewei.optimising.rows import Numbers
from xuewei.optimising.running import run, watched

if TYPE_CHECKING:
    import highspy

SHARE = 0.75
"""The part of the time that may be spent here."""
PART = 2.0
"""How many years' part of the time that is left each year in turn may take: most need far less."""
YEAR_GAP = 5e-4
"""The gap at which a year is good enough: what it gives away is less than a later search wins back."""
LEAST, ENOUGH = 0.05, 1.0
"""Seconds that each year has at least, and those after the last, when nothing but sums is left."""


def forward(programme: Programme, task: Search) -> Floats | None:
    """The columns of a choice; None where what was decided for early years leaves later ones without any.

    In each year the schools that open in it and the units that are had in it are whole numbers, those of earlier years
    stay as they were decided, those of later years may be parts: so a year knows what later ones would do. While
    parts may be built the largest size of a group stands for all.
    """
    import highspy

    until = time.perf_counter() + SHARE * task.seconds
    engine = loaded(programme, replace(task, gap=YEAR_GAP))
    engine.setOptionValue("presolve", "choose")
    watch = watched(engine, task.stop)
    whole, parts = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
    when, upper = years_of(programme), programme.columns.upper if task.upper is None else task.upper
    nothing, values = np.zeros_like(upper), np.zeros_like(upper)
    _kind(engine, np.flatnonzero(when), parts)
    _bound(engine, smaller_sizes(programme), nothing, nothing)
    years = sorted(set(when[when > 0].tolist()))
    for n, year in enumerate(years):
        now = np.flatnonzero(when == year)
        _bound(engine, now, nothing, upper)
        _kind(engine, now, whole)
        if (
            not run(engine, watch, max((until - time.perf_counter()) * min(1.0, PART / (len(years) - n)), LEAST))
            or task.stop.asked
        ):
            return None
        found = best_columns(engine)
        if found is not None:
            values[now] = np.rint(found[now])
        elif time.perf_counter() > until:
            return None
        _bound(engine, now, values, values)
        _kind(engine, now, parts)
    rest = max(until - time.perf_counter(), min(ENOUGH, (1 - SHARE) * task.seconds))
    return best_columns(engine) if run(engine, watch, rest) and not task.stop.asked else None


def years_of(programme: Programme) -> Numbers:
    """The year in which a column is decided; 0 for those that follow from others."""
    found = np.zeros(programme.columns.count, dtype=np.int64)
    for group, block in zip(programme.case.groups, programme.opens, strict=True):
        found[block] = np.array(group.years, dtype=np.int64)
    for units in programme.levers:
        found[units] = np.array(programme.case.years)
    return found


def smaller_sizes(programme: Programme) -> Numbers:
    """The columns of all sizes of a group but its largest."""
    found = []
    for group, block in zip(programme.case.groups, programme.opens, strict=True):
        if block.size:
            found += np.delete(block, group.largest, axis=0).ravel().tolist()
    return np.array(found, dtype=np.int64)


def _bound(engine: highspy.Highs, columns: Numbers, lower: Floats, upper: Floats) -> None:
    """Hold columns between two bounds, of which there is one for each column of the programme."""
    engine.changeColsBounds(len(columns), columns.astype(np.int32), lower[columns], upper[columns])


def _kind(engine: highspy.Highs, columns: Numbers, kind: highspy.HighsVarType) -> None:
    """Make columns whole numbers, or parts."""
    kinds = np.full(len(columns), int(kind), dtype=np.uint8)
    engine.changeColsIntegrality(len(columns), columns.astype(np.int32), kinds)
