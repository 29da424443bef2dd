"""Population as written: census, births, yearly totals, enrolment; one frozen row per line of a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from xuewei.model.assumptions import Assumptions

SEXES = ("male", "female")


@dataclass(frozen=True, slots=True)
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


@dataclass(frozen=True, slots=True)
class BirthsRow:
    """Births of twelve months ending at ``period_end`` (31 December of ``year`` by default).

    ``published_year`` is the vintage: the year in which this figure became known.
    """

    area: str
    year: int
    births: float
    basis: str
    source: str
    period_end: date
    published_year: int | None = None


@dataclass(frozen=True, slots=True)
class TotalRow:
    """Everybody in an area on one day."""

    area: str
    date: date
    persons: int
    basis: str
    source: str


@dataclass(frozen=True, slots=True)
class EnrolmentRow:
    """Pupils at the start of school year ``year``; ``grade`` None means the whole stage."""

    area: str
    year: int
    stage: str
    grade: int | None
    pupils: int
    basis: str
    source: str
    published_year: int | None = None


@dataclass(frozen=True)
class Population:
    """A population folder: what is known of the people of every area, and what is assumed of them."""

    census: tuple[CensusRow, ...]
    births: tuple[BirthsRow, ...]
    totals: tuple[TotalRow, ...]
    enrolment: tuple[EnrolmentRow, ...]
    assumptions: Assumptions
    folder: str = field(default="", compare=False)

    def census_dates(self, area: str) -> tuple[date, ...]:
        """Days on which this area was counted, oldest first."""
        return tuple(sorted({row.date for row in self.census if row.area == area}))
