"""Tasks on their way to another process: rows as columns, which are smaller and packed four times as fast."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import fields, replace
from operator import attrgetter
from typing import Any

from xuewei.model.population import BirthsRow, CensusRow, EnrolmentRow, Population, TotalRow
from xuewei.simulation.blocks import Block
from xuewei.simulation.tasks import Task, answer

TABLES: dict[str, type] = {"census": CensusRow, "births": BirthsRow, "totals": TotalRow, "enrolment": EnrolmentRow}
"""The tables of a population and what their rows are."""


def packed(task: Task) -> bytes:
    """A task as bytes that :func:`unpacked` understands, in the same version of xuewei."""
    columns = {name: _columns(getattr(task.population, name), row) for name, row in TABLES.items()}
    bare = replace(task, population=replace(task.population, census=(), births=(), totals=(), enrolment=()))
    return pickle.dumps((bare, columns), protocol=pickle.HIGHEST_PROTOCOL)


def unpacked(raw: bytes) -> Task:
    """The task that was packed."""
    bare, columns = pickle.loads(raw)
    tables: dict[str, Any] = {name: tuple(map(TABLES[name], *columns[name])) for name in TABLES if columns[name]}
    population: Population = replace(bare.population, **tables)
    task: Task = replace(bare, population=population)
    return task


def answered(raw: bytes) -> Block:
    """The answer of a packed task."""
    return answer(unpacked(raw))


def _columns(rows: Sequence[object], row: type) -> list[tuple[object, ...]]:
    return list(zip(*map(attrgetter(*(each.name for each in fields(row))), rows), strict=True))
