"""What one plan, with its people, differs from another in: what is written, and what that does to every balance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from xuewei.assessment import Assessment
from xuewei.model.balance import BalanceRow, Peak
from xuewei.model.changes import Change, Written, changes, following


@dataclass(frozen=True)
class Effect:
    """Seats, demand and balance of one area, stage and year, before and after; None where that side has no such row."""

    year: int
    area: str
    stage: str
    seats_before: int | None
    seats_after: int | None
    demand_before: int | None
    demand_after: int | None
    balance_before: int | None
    balance_after: int | None

    def more_short(self) -> int:
        """How many more children are without a seat afterwards; negative: fewer; 0 where one side is not known."""
        if self.balance_before is None or self.balance_after is None:
            return 0
        return max(-self.balance_after, 0) - max(-self.balance_before, 0)

    def turns_short(self) -> int:
        """1 where a year of shortage comes, -1 where one goes, 0 where nothing turns or one side is not known."""
        if self.balance_before is None or self.balance_after is None:
            return 0
        return (self.balance_after < 0) - (self.balance_before < 0)


@dataclass(frozen=True)
class Course:
    """What becomes of the years of one area and stage: its peaks, and the years of shortage that come and go."""

    area: str
    stage: str
    before: Peak | None
    after: Peak | None
    gained: tuple[int, ...]
    lost: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Difference:
    """Everything between two assessments. ``following`` counts the schools that move only because the lag does."""

    before: Assessment
    after: Assessment
    changes: tuple[Change, ...]
    effects: tuple[Effect, ...]
    courses: tuple[Course, ...]
    following: int

    @property
    def equal(self) -> bool:
        """Whether both sides say the same."""
        return not (self.changes or self.effects)


def difference(before: Assessment, after: Assessment) -> Difference:
    """What changes from ``before`` to ``after``.

    >>> from xuewei import assess, read_plan, read_population
    >>> found = assess(read_plan(), read_population())
    >>> difference(found, found).equal
    True
    """
    effects = tuple(_effects(before, after))
    return Difference(
        before,
        after,
        changes(_written(before), _written(after)),
        effects,
        tuple(_courses(before, after, effects)),
        following(before.plan, after.plan),
    )


def _written(assessment: Assessment) -> Written:
    return assessment.plan, assessment.population, assessment.assumptions


def _effects(before: Assessment, after: Assessment) -> Iterator[Effect]:
    one, other = ({(row.stage, row.area, row.year): row for row in each.rows()} for each in (before, after))
    for key in _union(one, other):
        old, new = one.get(key), other.get(key)
        if _answer(old) != _answer(new):
            stage, area, year = key
            sides = [pair for each in zip(_answer(old), _answer(new), strict=True) for pair in each]
            yield Effect(year, area, stage, *sides)


def _answer(row: BalanceRow | None) -> tuple[int | None, int | None, int | None]:
    return (row.seats, row.demand, row.balance) if row else (None, None, None)


def _union(one: Iterable[tuple[str, str, int]], other: Iterable[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Keys of both, in their order of stages and areas, years ascending."""
    keys = list(dict.fromkeys([*one, *other]))
    stages, areas = ({key[n]: place for place, key in reversed(list(enumerate(keys)))} for n in (0, 1))
    return sorted(keys, key=lambda key: (stages[key[0]], areas[key[1]], key[2]))


def _courses(before: Assessment, after: Assessment, effects: Iterable[Effect]) -> Iterator[Course]:
    old, new = ({(peak.stage, peak.area): peak for peak in each.peaks(each.rows())} for each in (before, after))
    touched: dict[tuple[str, str], list[Effect]] = {}
    for effect in effects:
        touched.setdefault((effect.stage, effect.area), []).append(effect)
    for (stage, area), group in touched.items():
        gained, lost = (tuple(each.year for each in group if each.turns_short() == turn) for turn in (1, -1))
        yield Course(area, stage, old.get((stage, area)), new.get((stage, area)), gained, lost)
