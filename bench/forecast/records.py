"""Records of pupils that methods are tried on: made-up ones, the nation's, and folders of those who have them."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from xuewei.formats.population.folder import read_enrolment
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.errors import origins_of
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.stages import Stage

from forecast.truth import SETS, Truth, truth

CLOSED = 2020
"""The year in which schools closed: what came in it or later is left out where rolls are tried without it."""


@dataclass(frozen=True, eq=False, repr=False)
class Record:
    """A ``history`` to forecast, from which ``origins``, under a ``name``; ``truth`` where it is known; ``before``: the
    first year that is not held against forecasts (None: all are). ``apart``: stages are told one by one."""

    name: str
    history: EnrolmentHistory
    origins: Sequence[int]
    truth: Truth | None = None
    before: int | None = None
    apart: bool = False


def made(names: Sequence[str], seeds: int, every: int, first: int = 1) -> Iterator[Record]:
    """The made-up records, each so many times from a ``first`` seed on; of origins every so many."""
    for name in names:
        for seed in range(first, first + seeds):
            found = truth(SETS[name], seed)
            yield Record(name, found.history, origins_of(found.history)[::every], found)


def nation() -> Iterator[Record]:
    """The nation's pupils, with births as they are known today and as they were known at the time."""
    history = read_enrolment("china").history
    for name, revised in (("nation, births of today", True), ("nation, births as known", False)):
        yield Record(name, replace(history, revised=revised), origins_of(history), apart=True)


def folder(path: Path, every: int) -> Record:
    """The pupils of any population folder."""
    history = read_enrolment(str(path)).history
    return Record(path.name, history, origins_of(history)[::every], apart=True)


def rolls(path: Path) -> Iterator[Record]:
    """A district's rolls by school and grade (``enrollment_school_grade.csv`` and ``births.csv``): all its schools as
    one area, with and without its births, and school by school."""
    with open(path / "births.csv", encoding="utf-8") as file:
        births = {int(row["year"]): float(row["births"]) for row in csv.DictReader(file)}
    for name, by_school, born in (("rolls", False, True), ("rolls, no births", False, False), ("schools", True, False)):
        pupils: Counter[tuple[str, int, int]] = Counter()
        with open(path / "enrollment_school_grade.csv", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                area = row["school"] if by_school else "D"
                pupils[area, int(row["year"]), int(row["grade"]) + 1] += int(row["students"])
        history = enrolment_history(
            [EnrolmentRow(*key[:2], "primary", key[2], n, "published", "rolls") for key, n in pupils.items()],
            [BirthsRow("D", year, n, "published", "rolls", date(year, 12, 31)) for year, n in births.items() if born],
            [Stage("primary", 5, 6, 25)],
            (8, 31),
        )
        yield Record(name, history, range(2003, 2019), before=CLOSED)
