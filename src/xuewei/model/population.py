"""Population as written: census, births, yearly totals, enrolment; one frozen row per line of a file."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from datetime import date
from functools import cached_property
from itertools import chain, repeat
from pathlib import PurePath
from typing import Any

from xuewei.errors import Place, Spot
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions

SEXES = ("male", "female")


class Unwritten(str):
    """A basis or a source that nobody wrote: it is what stands for it, and known as such.

    >>> Unwritten("assumed") == "assumed", isinstance("assumed", Unwritten)
    (True, False)
    """

    __slots__ = ()


def rows_made(kind: type, columns: Mapping[str, Sequence[Any]]) -> list[Any]:
    """Rows of a ``kind`` that has slots from the values of each of its fields: one by one they would take longer than
    everything else.

    >>> [row.persons for row in rows_made(TotalRow, {"area": ["盐湖区"], "persons": [884_420]})]
    [884420]
    """
    found: list[Any] = [*map(object.__new__, repeat(kind, len(next(iter(columns.values())))))]
    for name, cells in columns.items():
        deque(map(getattr(kind, name).__set__, found, cells), maxlen=0)
    return found


@dataclass(frozen=True, slots=True, repr=False)
class CensusRow:
    """Persons of one sex in an age group on the census day. ``age_to`` None: the open last group."""

    area: str
    sex: str
    age_from: int
    age_to: int | None
    persons: int
    date: date
    basis: str
    source: str


@dataclass(frozen=True, slots=True, repr=False)
class BirthsRow:
    """Births of twelve months ending at ``period_end`` (31 December of ``year`` by default).

    ``published_year`` is the vintage: the year in which this figure became known. ``line`` is where the row stands in
    its file; 0 where nobody knows.
    """

    area: str
    year: int
    births: float
    basis: str
    source: str
    period_end: date
    published_year: int | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, repr=False)
class TotalRow:
    """Everybody in an area on one day."""

    area: str
    date: date
    persons: int
    basis: str
    source: str


@dataclass(frozen=True, slots=True, repr=False)
class EnrolmentRow:
    """Pupils at the start of school year ``year``; ``grade`` None means the whole stage, of whom ``ungraded`` are in no
    grade; of a grade, those of them that were put into it. ``school`` is the id of the school whose pupils alone they
    are (None: the area's), ``classes`` the classes that they are in. ``low`` and ``high`` are the band of pupils who
    were forecast elsewhere (None: it has none). ``line`` is where the row stands in its file; 0 where nobody knows."""

    area: str
    year: int
    stage: str
    grade: int | None
    pupils: float
    basis: str
    source: str
    published_year: int | None = None
    ungraded: float | None = None
    school: str | None = None
    classes: float | None = None
    low: float | None = None
    high: float | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, repr=False)
class ChildrenRow:
    """Children of an area, or of a zone, in a register: those born in the twelve months that end at ``period_end`` (31
    December of ``year``, the year of birth, by default), who were ``persons`` on ``day``. ``kind``: one of
    :data:`CHILDREN_KINDS`."""

    area: str
    year: int
    persons: float
    kind: str
    day: date
    basis: str
    source: str
    period_end: date
    line: int = field(default=0, compare=False)


HUKOU, RESIDENT, BORN, VACCINATED, MIGRANT = "hukou", "resident", "born", "vaccinated", "migrant"
COUNTED_KINDS = (HUKOU, RESIDENT, BORN, VACCINATED)
"""Registers that can be counted, the first that there is going before the others: 户籍, 常住, 出生登记, 预防接种."""
CHILDREN_KINDS = (*COUNTED_KINDS, MIGRANT)
"""Registers of children; the last, 随迁子女, is of those outside the household register."""


@dataclass(frozen=True, slots=True, repr=False)
class ZoneRow:
    """A zone (学区) is part of an area; ``share`` (0 to 1) of its children are the zone's (None: not known). ``lon``
    and ``lat``: degrees of its centre (None: not said)."""

    area: str
    part_of: str
    share: float | None
    basis: str
    source: str
    lon: float | None = None
    lat: float | None = None
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, repr=False)
class FlowRow:
    """Of those of ``from_area`` who enter ``stage``, ``share`` (0 to 1) go to school in ``to_area`` (empty: outside;
    an empty ``from_area``: from outside, as a share of those of ``to_area``)."""

    from_area: str
    to_area: str
    stage: str
    share: float
    basis: str
    source: str
    line: int = field(default=0, compare=False)


EXTRA, WITHIN = "extra", "within_migration"
ESTATES_COUNTED = (EXTRA, WITHIN)
"""How pupils of new estates count: beside the forecast, or as those who move to an area by net migration."""
COMMODITY, AFFORDABLE, RESETTLEMENT, TALENT = "commodity", "affordable", "resettlement", "talent"
ESTATE_KINDS = (COMMODITY, AFFORDABLE, RESETTLEMENT, TALENT)
"""Kinds of estates: 商品房, 保障房, 安置房, 人才房."""


@dataclass(frozen=True, slots=True, repr=False)
class EstateRow:
    """Dwellings of an estate (小区) that are completed in calendar year ``completes``: ``dwellings``, or where None
    those of their ``floor_area_m2``. It lies in ``area``, and in ``zone`` of it (empty: not said). ``kind``: one of
    :data:`ESTATE_KINDS` (empty: not said). ``occupancy``: the name of a course (empty: the usual one), or shares 0 to 1
    by years since completion. ``approved``: the year of approval, ``lon`` and ``lat`` degrees (None: not said)."""

    id: str
    name: str
    area: str
    zone: str
    dwellings: float | None
    floor_area_m2: float | None
    kind: str
    completes: int
    occupancy: str | tuple[tuple[int, float], ...]
    basis: str
    source: str
    approved: int | None = None
    lon: float | None = None
    lat: float | None = None
    line: Spot = field(default=0, compare=False)

    @property
    def file(self) -> str:
        """The name of the file that it is written in: that of the table, unless a plan or a scenario wrote it."""
        return PurePath(self.line.file.replace("\\", "/")).name if isinstance(self.line, Place) else "estates.csv"


@dataclass(frozen=True, slots=True, repr=False)
class EstateCount:
    """``pupils`` of a stage who live in an estate at the start of school year ``year``, and its dwellings that are
    lived in, ``occupied`` (None: not counted)."""

    id: str
    year: int
    stage: str
    pupils: float
    occupied: float | None
    basis: str
    source: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, repr=False)
class AreaChange:
    """From school year ``year`` on, ``share`` (0 to 1) of the pupils and births of ``origin`` belong to ``target``."""

    year: int
    origin: str
    target: str
    share: float
    basis: str
    source: str


@dataclass(frozen=True, repr=False)
class Lacking:
    """A figure of ``area`` that cannot be put together: ``without`` are the old areas of which ``year`` has no row.
    ``stage`` None: births; ``grade`` None: the whole stage."""

    area: str
    year: int
    stage: str | None
    grade: int | None
    without: tuple[str, ...]


@dataclass(frozen=True, repr=False)
class Population:
    """A population folder: what is known of the people of every area, and what is assumed of them. ``births_file`` is
    where births are written, in the folder.

    ``births`` and ``enrolment`` are of the areas of today: ``areas`` are the changes by which older rows were restated,
    ``lacking`` the figures that this left without one of their parts. ``lent_census`` and ``lent_births`` are rows of
    the nation (``assumptions.nation``) that come with the package, where the folder has none of its own.
    ``of_schools`` are the pupils of single schools, whose sums are in ``enrolment``; ``children`` registers of
    children, ``zones`` the parts of areas that schools serve, ``flows`` pupils who go to school in another area,
    ``estates`` new housing.
    ``given`` are pupils of years to come who were forecast elsewhere (``basis: projected``): demand, never record.
    ``partial``: the people of other areas are in another part. ``summed``: areas whose births or registers are the sums
    of those of their zones; ``unsummed``: areas that have none because some of their zones have none, and these.
    ``turned``: the files whose coordinates were written in GCJ-02 and were turned into WGS84 when they were read.
    """

    census: tuple[CensusRow, ...]
    births: tuple[BirthsRow, ...]
    totals: tuple[TotalRow, ...]
    enrolment: tuple[EnrolmentRow, ...]
    assumptions: Assumptions
    folder: str = field(default="", compare=False)
    births_file: str = field(default="", compare=False)
    areas: tuple[AreaChange, ...] = ()
    lacking: tuple[Lacking, ...] = ()
    lent_census: tuple[CensusRow, ...] = field(default=(), compare=False)
    lent_births: tuple[BirthsRow, ...] = field(default=(), compare=False)
    of_schools: tuple[EnrolmentRow, ...] = ()
    children: tuple[ChildrenRow, ...] = ()
    zones: tuple[ZoneRow, ...] = ()
    flows: tuple[FlowRow, ...] = ()
    given: tuple[EnrolmentRow, ...] = ()
    estates: tuple[EstateRow, ...] = ()
    partial: bool = field(default=False, compare=False)
    summed: tuple[str, ...] = field(default=(), compare=False)
    unsummed: tuple[tuple[str, tuple[str, ...]], ...] = field(default=(), compare=False)
    turned: tuple[str, ...] = field(default=(), compare=False)

    def census_dates(self, area: str) -> tuple[date, ...]:
        """Days on which this area was counted, oldest first."""
        return tuple(sorted({row.date for row in self.census if row.area == area}))

    @cached_property
    def known_areas(self) -> frozenset[str]:
        """Areas with people, pupils, births or children on file."""
        tables = (self.census, self.enrolment, self.births, self.children, self.given)
        return frozenset(row.area for table in tables for row in table)

    @cached_property
    def unwritten(self) -> dict[tuple[str, ...], list[str]]:
        """The tables in which rows do not say where they are from or on what they rest, by which of the two."""
        tables: dict[str, Iterable[Any]] = {
            "census": self.census,
            "births": self.births,
            "totals": self.totals,
            "enrolment": chain(self.enrolment, self.given),
            "children": self.children,
            "zones": self.zones,
            "flows": self.flows,
            "estates": self.estates,
            "areas": self.areas,
        }
        found: dict[tuple[str, ...], list[str]] = {}
        for name, rows in tables.items():
            kinds = {(type(row.basis), type(row.source)) for row in rows}
            missing = {
                name
                for pair in kinds
                for name, kind in zip(("basis", "source"), pair, strict=True)
                if kind is Unwritten
            }
            if missing:
                found.setdefault(tuple(sorted(missing, reverse=True)), []).append(name)
        return found

    def knows(self, *areas: str) -> bool:
        """Whether any of some areas has people, pupils, births or children on file."""
        return not self.known_areas.isdisjoint(areas)

    @cached_property
    def last_censuses(self) -> dict[str, int]:
        """The year of the last census of every area that has one."""
        found: dict[str, date] = {}
        for row in self.census:
            if row.area not in found or found[row.area] < row.date:
                found[row.area] = row.date
        return {area: day.year for area, day in found.items()}
