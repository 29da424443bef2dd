"""Rules of policy: their limits, with clause and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from xuewei.late import dataclass
from xuewei.model.assumptions import Figure


@dataclass(frozen=True)
class ClassNorm:
    """Pupils that a class of a stage may hold: ``every`` where no grade is named (in kindergartens: mixed ages),
    ``grades`` by grade from 1 where they differ."""

    every: Figure
    grades: Mapping[int, Figure] = field(default_factory=dict)


@dataclass(frozen=True)
class Crowding:
    """Pupils from which a class in use is counted as ``large`` (大班额) or ``very_large`` (超大班额), in ``stages``."""

    stages: tuple[str, ...]
    large: Figure
    very_large: Figure


@dataclass(frozen=True)
class Listed:
    """Words of the plan's format that a rule is about, and where they stand, as in :class:`~.assumptions.Figure`."""

    words: tuple[str, ...]
    basis: str = "assumed"
    clause: str = ""
    source: str = ""
    source_en: str = ""
    local: str = ""
    default: bool = False


@dataclass(frozen=True)
class EstateRule:
    """When an estate must provide a kindergarten (小区配建): from ``area_m2`` m² of floor space or ``residents``
    persons. The others turn an estate into children: seats per 1,000 residents, m² per resident, and people per
    household."""

    area_m2: Figure
    residents: Figure
    seats_per_1000: Figure
    m2_per_resident: Figure
    people_per_household: Figure


@dataclass(frozen=True)
class Span:
    """How many schools a rule asks for: ``least``, and as many as it speaks of (``most``); more than that breaks
    nothing."""

    least: Figure
    most: Figure


@dataclass(frozen=True)
class SpecialRule:
    """A county of so many ``residents`` or more has so many special ``schools`` from the school year ``by`` on."""

    residents: Figure
    schools: Figure
    by: Figure


@dataclass(frozen=True)
class RateRule:
    """The least gross enrolment in senior stages (``share``, 0 to 1) in the year ``by``."""

    share: Figure
    by: Figure


@dataclass(frozen=True)
class Walking:
    """How far children walk. ``detour``: metres walked for a metre in a straight line. ``service``: by stage, the
    metres within which its children should have a school (服务半径); ``rings``: metres of which shares of children are
    told. ``farthest``: by stage, the metres that a child may walk once a school closes; of others see :meth:`closing`.
    """

    detour: Figure
    service: Mapping[str, Figure]
    rings: tuple[Figure, ...]
    farthest: Mapping[str, Figure] = field(default_factory=dict)

    def closing(self, stage: str) -> Figure | None:
        """The metres that a child of a stage may walk once its school closes: ``farthest``, else ``service``; None
        where neither is written."""
        return self.farthest.get(stage) or self.service.get(stage)


@dataclass(frozen=True)
class ClosingRule:
    """A school in use may be proposed to close in a year when its pupils are less than ``use`` of its seats in each of
    so many ``years`` from that one on."""

    use: Figure
    years: Figure


@dataclass(frozen=True)
class Policy:
    """Every rule. ``class_size`` is by stage; ``government`` are founders whose schools are public;
    ``estate_provision`` is what an estate's kindergarten may be. ``yearly_new`` are kindergartens or schools that a
    county builds each year of a plan, ``quality_senior`` its public 普高 of quality, ``gross_rate`` of 高中. A school
    of fewer pupils than ``small_school`` is a small one, which nobody closes or turns; ``walking`` is how far children
    walk, and ``closing`` when a school is so empty that it may close. Size caps and targets stand in the
    assumptions."""

    class_size: Mapping[str, ClassNorm]
    crowding: Crowding
    government: Listed
    estate_provision: Listed
    estate: EstateRule
    yearly_new: Span
    special_school: SpecialRule
    quality_senior: Span
    gross_rate: RateRule
    small_school: Figure
    walking: Walking
    closing: ClosingRule
