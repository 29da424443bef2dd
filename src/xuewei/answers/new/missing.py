"""What a new project does not know, and how much it matters: the model run with each missing figure lower and higher.

Every missing figure has a plausible range: those of :data:`RANGES`, or the ``range`` that stands beside the figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from xuewei.errors import InputError
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure
from xuewei.model.balance import BalanceRow
from xuewei.model.plan import opening_year
from xuewei.model.pupils.grounds import AGES
from xuewei.model.rounding import whole
from xuewei.model.seats.in_use import balanced, base_year

Settings = Mapping[str, str | int | float]
"""Parameters of a scenario by dotted name."""
SEATS, MOVES, BORN, AHEAD, PUPILS, PART, SHARE, LAG = (
    "seats", "moves", "born", "ahead", "pupils", "participation", "share", "lag",
)  # fmt: skip
"""What may be missing."""
KINDERGARTEN = "kindergarten"


class Range(NamedTuple):
    """Between which bounds a figure that nobody knows may lie; what they are of is its ``unit``. Where it is from
    stands under ``why.KEY`` of the words."""

    low: float
    high: float
    unit: str
    basis: str


RANGES: Mapping[str, Range] = {
    SEATS: Range(-0.10, 0.10, "share of the demand of the base year", "assumed"),
    MOVES: Range(-0.01, 0.01, "share of the residents, arriving in a year", "assumed"),
    BORN: Range(-0.10, 0.10, "share of the births of a year", "assumed"),
    PART: Range(0.85, 1.0, "share of the children of the stage's ages", "assumed"),
    SHARE: Range(-0.10, 0.10, "share of the figure, at most all", "assumed"),
    LAG: Range(0, 2, "years", "assumed"),
}


@dataclass(frozen=True)
class Trial:
    """A missing figure: what a scenario sets for its ``low`` and its ``high`` value, what these are (``values``), and
    the years or stages (``of``) that it is about."""

    key: str
    low: Settings
    high: Settings
    values: tuple[float, float]
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """What a missing figure does: the tightest year of the stage on which it tells most, as it is ``now`` and at both
    ends (None: that end cannot be computed), and the row in which the balance changes most, by ``most`` seats."""

    trial: Trial
    now: BalanceRow
    low: BalanceRow | None
    high: BalanceRow | None
    furthest: BalanceRow
    most: int

    @property
    def tightest(self) -> int:
        """By how many seats the tightest year changes at most."""
        return max(abs(each.balance - self.now.balance) for each in (self.low, self.high, self.now) if each)


def trials(found: Assessment) -> list[Trial]:
    """The missing figures of a project, each with its range."""
    return [
        *_seats(found),
        *_people(found),
        *_pupils(found),
        *_participation(found),
        *_share(found),
        *_lag(found),
    ]


def effects(found: Assessment, run: Callable[[Settings], Assessment]) -> list[Effect]:
    """The effect of every missing figure, that on the tightest year first, then that on any year; those without any are
    last. ``run`` assesses the project with parameters set."""
    now = [row for row in found.rows(list(found.known)) if not _by_definition(found, row)]
    lines = [_effect(trial, now, [_ended(run, each) for each in (trial.low, trial.high)]) for trial in trials(found)]
    return sorted(lines, key=lambda one: (-one.tightest, -one.most))


def _by_definition(found: Assessment, row: BalanceRow) -> bool:
    """Whether a balance is nought because its seats are taken to be what its children need."""
    return row.year == found.known.start and balanced(found.plan, row.area, row.stage)


def _ended(run: Callable[[Settings], Assessment], settings: Settings) -> Assessment | None:
    """A project with parameters set; None where they do not go together with what is known."""
    try:
        return run(settings)
    except InputError:
        return None


def _effect(trial: Trial, now: Sequence[BalanceRow], ends: Sequence[Assessment | None]) -> Effect:
    places = list(dict.fromkeys((row.area, row.stage) for row in now))
    courses = []
    for area, stage in places:
        own = [row for row in now if (row.area, row.stage) == (area, stage)]
        years = [row.year for row in own]
        others = [None if end is None else end.rows(years, [stage], [area]) for end in ends]
        changes = [
            (abs(one.balance - before.balance), one.balance - before.balance, before)
            for other in others
            if other is not None
            for before, one in zip(own, other, strict=True)
        ]
        size, most, row = max(changes, key=lambda each: each[0], default=(0, 0, own[0]))
        low, high = (None if other is None else min(other, key=_balance) for other in others)
        courses.append((Effect(trial, min(own, key=_balance), low, high, row, most), size))
    best, _ = max(courses, key=lambda each: (each[0].tightest, each[1]))
    far, _ = max(courses, key=lambda each: each[1])
    return Effect(trial, best.now, best.low, best.high, far.furthest, far.most)


def _balance(row: BalanceRow) -> int:
    return row.balance


def _relative(key: str) -> tuple[float, float]:
    return RANGES[key].low, RANGES[key].high


def _seats(found: Assessment) -> Iterator[Trial]:
    """Seats in use that are taken to be what the children of the base year need."""
    area = found.plan.area
    stages = [each.name for each in found.stages if balanced(found.plan, area, each.name)]
    if not stages:
        return
    needed = {row.stage: row.demand for row in found.rows([found.known.start], stages, [area])}
    low, high = ({f"base_seats.{each}": whole(n * (1 + by)) for each, n in needed.items()} for by in _relative(SEATS))
    yield Trial(SEATS, low, high, _relative(SEATS), tuple(stages))


def _people(found: Assessment) -> Iterator[Trial]:
    """Moves and births that nobody has counted; nothing of areas without a census."""
    shown = found.projection
    if not shown.areas:
        return
    start, last = shown.base_year, shown.years.stop - 1
    moved = range(max([start, *(year for one in shown.areas for year in one.totals)]) + 1, last + 1)
    if moved:
        low, high = (
            {
                f"population.net_migration.{year}": float(
                    shown.moves[year - start].sum() + by * shown.people[year - start].sum()
                )
                for year in moved
            }
            for by in _relative(MOVES)
        )
        yield Trial(MOVES, low, high, _relative(MOVES), (str(moved.start), str(last)))
    born, known = _unpublished(found, start)
    if born:
        low, high = (
            {f"population.births.{year}": float(shown.births_by_year[year - start].sum() * (1 + by)) for year in born}
            for by in _relative(BORN)
        )
        yield Trial(BORN, low, high, _relative(BORN), tuple(map(str, born)))
    if known < last:
        yield Trial(
            AHEAD, {"population.births": "low"}, {"population.births": "high"}, (0, 0), (str(known + 1), str(last))
        )


def _unpublished(found: Assessment, start: int) -> tuple[list[int], int]:
    """The calendar years after the census in which children have been born of whom no local figure is published, and
    the last year of which births are known, locally or of the nation."""
    names = {one.area for one in found.projection.areas}
    people = found.population
    own = [row for row in people.births if row.area in names]
    nation = [row for row in (*people.births, *people.lent_births) if row.area == found.assumptions.nation]
    known = max((row.year for row in (*own, *nation)), default=start)
    told = {row.year for row in own if row.basis == "published"}
    return [year for year in range(start + 1, min(known, found.years.stop - 1) + 1) if year not in told], known


def _by_ages(found: Assessment) -> list[str]:
    """The stages whose demand is by ages in some area, so that no pupils are on record."""
    return [each.name for each in found.stages if any(found.method(area, each.name) == AGES for area in found.areas)]


def _pupils(found: Assessment) -> Iterator[Trial]:
    """Pupils who are not on record: by how much they may be more or fewer than the children of their ages."""
    known = {each: found.assumptions.inflow.get(each, Figure(1.0, "factor")) for each in _by_ages(found)}
    wide = {stage: figure.range for stage, figure in known.items() if figure.range}
    if wide:
        low, high = ({f"inflow.{stage}": ends[side] for stage, ends in wide.items()} for side in (0, 1))
        values = min(ends[0] for ends in wide.values()), max(ends[1] for ends in wide.values())
        yield Trial(PUPILS, low, high, values, tuple(wide))


def _participation(found: Assessment) -> Iterator[Trial]:
    """The share of children who go to kindergarten, which nobody has to."""
    if KINDERGARTEN in _by_ages(found):
        name = f"participation.{KINDERGARTEN}"
        low, high = _relative(PART)
        yield Trial(PART, {name: low}, {name: high}, (low, high), (KINDERGARTEN,))


def _share(found: Assessment) -> Iterator[Trial]:
    """The share of its census area that the area is, where nobody counted it."""
    scope = found.assumptions.scope.get(found.plan.area)
    if scope is None or len(found.areas) > 1 or found.counted(found.plan.area) is None:
        return
    share = scope.share.value
    if share < 1 or scope.share.basis == "assumed":
        low, high = share * (1 + RANGES[SHARE].low), min(share * (1 + RANGES[SHARE].high), 1.0)
        yield Trial(SHARE, {"population.scope": low}, {"population.scope": high}, (low, high))


def _lag(found: Assessment) -> Iterator[Trial]:
    """How long after the planned year a project takes pupils, where some are still to come."""
    since = base_year(found.plan)
    if any(each.opens is None and opening_year(each, found.plan) > since for each in found.plan.schools):
        low, high = RANGES[LAG].low, RANGES[LAG].high
        yield Trial(LAG, {"opening_lag": int(low)}, {"opening_lag": int(high)}, (low, high))
