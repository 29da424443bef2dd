"""The rows of schools in the workbook with the values that their formulas come to, and pupils on record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.plan import Plan, School, opening_year
from xuewei.model.seats.in_use import existing
from xuewei.model.seats.ledger import (
    Turned,
    classes_by_grade,
    delivered_share,
    fills_by_grade,
    school_shares,
    share_within_cap,
    turned_seats,
)
from xuewei.model.stages import Stage

NEVER = 9999
"""The year of what does not end."""


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A stage part of a school: ``seats`` of ``stage`` that open (``removes``: that go), negative where they go.

    ``first``: the school's first row, where its cost stands. ``counted`` is the share of the seats that counts,
    ``grades`` how many grades a school that fills grade by grade comes to have (None: all open at once), ``within`` the
    share within the size cap; seats may have fractions.
    """

    school: School
    stage: Stage
    seats: int
    removes: bool
    first: bool
    opening: int
    ends: int
    counted: float
    grades: int | None
    within: float

    @property
    def all_grades(self) -> float:
        """Seats that count from the opening year on."""
        return self.seats * self.counted if self.grades is None else 0.0

    @property
    def each_grade(self) -> float:
        """Seats that count of each grade that opens, one a year, where no classes say which grade has how many."""
        even = self.grades is not None and not self.by_class
        return self.seats * self.counted / self.stage.grades if even else 0.0

    @property
    def by_class(self) -> tuple[int, ...]:
        """The classes of every grade; empty where they are not known."""
        if self.removes or not self.school.classes:
            return ()
        return classes_by_grade(self.school, self.stage) or ()

    @property
    def of_grades(self) -> list[float]:
        """Seats that count of every grade, by classes by grade; empty without these."""
        shares = school_shares(self.school, self.stage).tolist() if self.by_class else []
        return [self.seats * self.counted * share for share in shares]


class Lines:
    """The rows of some ``schools``, in their order, made anew whenever they are gone through: those of a large plan
    together would take half as much memory as the plan. Schools without a row are left out."""

    def __init__(self, assessment: Assessment, schools: Iterable[School]) -> None:
        self.assessment, self.schools = assessment, [each for each in schools if each.seats or each.removes]
        self._count = sum(len(each.seats) + len(each.removes) for each in self.schools)

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[LedgerLine]:
        caps = {kind: cap.value for kind, cap in self.assessment.assumptions.caps().items()}
        kinds = {stage.name: stage for stage in self.assessment.stages}
        for school in self.schools:
            yield from _school(self.assessment.plan, school, kinds, caps)

    def blocks(self, rows: int) -> Iterator[list[LedgerLine]]:
        """So many ``rows`` at a time."""
        lines = iter(self)
        while some := [*islice(lines, rows)]:
            yield some


def _school(plan: Plan, school: School, kinds: Mapping[str, Stage], caps: Mapping[str, float]) -> Iterator[LedgerLine]:
    delivered, within = delivered_share(school, plan), share_within_cap(school, caps)
    ends = min(school.closes or NEVER, NEVER if school.until is None else school.until + 1)
    opening = opening_year(school, plan)
    parts = [(name, seats, False) for name, seats in school.seats.items()]
    parts += [(name, -seats, True) for name, seats in school.removes.items()]
    turns = turned_seats(school, plan, kinds) if school.convert and not school.cancelled else []
    later = fills_by_grade(school, plan)
    for n, (name, seats, removes) in enumerate(parts):
        stage = kinds[name]
        yield LedgerLine(
            school=school,
            stage=stage,
            seats=seats,
            removes=removes,
            first=n == 0,
            opening=opening,
            ends=ends,
            counted=0.0 if school.cancelled else 1.0 if removes else delivered,
            grades=_grades(turns, stage, opening) if later and not removes else None,
            within=1.0 if removes else within,
        )


def whole_turn(turns: Sequence[Turned], stage: str) -> int:
    """The first year in which all seats of a stage turn to another, or never."""
    return next((each.conversion.year for each in turns if each.conversion.origin == stage and each.whole), NEVER)


def _grades(turns: Sequence[Turned], stage: Stage, opening: int) -> int:
    """How many grades open: no more once all that is there turns to another stage."""
    return max(0, min(stage.grades, whole_turn(turns, stage.name) - opening + 1))


class Pupils(NamedTuple):
    """Pupils on record in the last ``year`` that has any by school, by school and stage."""

    year: int
    counts: Mapping[tuple[str, str], float]


def pupils_on_record(assessment: Assessment) -> Pupils:
    """The pupils by school of the last year of which there are any."""
    rows = assessment.population.of_schools
    year = max((row.year for row in rows), default=0)
    whole: dict[tuple[str, str], float] = {}
    by_grade: dict[tuple[str, str], float] = {}
    for row in rows:
        if row.year == year and row.school:
            counts, key = whole if row.grade is None else by_grade, (row.school, row.stage)
            counts[key] = counts.get(key, 0) + row.pupils
    return Pupils(year, {**by_grade, **whole})


def stands_in_register(school: School, plan: Plan) -> bool:
    """Whether a school is one in use, which stands in the register, and no project, which stands in the ledger."""
    project = school.works != "new" or school.removes or school.convert or not school.seats
    return not project and existing(school, plan)
