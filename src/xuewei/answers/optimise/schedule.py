"""A choice, the schedule that it means (which school opens when and how large), and the plan that follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from typing import Any

import numpy as np

from xuewei.answers.optimise.candidates import Candidate, Seats
from xuewei.answers.optimise.case import TEMPORARY, Case, Floats, Lever
from xuewei.answers.optimise.cells import Numbers
from xuewei.answers.optimise.closing import Move
from xuewei.answers.optimise.closing_saved import POSTS, RUNNING
from xuewei.answers.optimise.programme import COST, IDLE, LARGE, UNMET, WALK, Programme
from xuewei.language.school_types import NINE_YEAR
from xuewei.late import dataclass
from xuewei.model.plan import CANCELLED, Conversion, Plan, School, opening_year
from xuewei.model.rounding import exact, wholes
from xuewei.model.seats.costs import CENT, building_wan
from xuewei.model.seats.in_use import base_year
from xuewei.model.seats.mergers import written_heirs


@dataclass(frozen=True, eq=False, repr=False)
class Choice:
    """``opens[group] (size, opening)``: how many of a group open; ``units[lever] (year,)``: classes that are there, or
    轨 that have turned by then; ``closed (move,)``: which schools close, and how."""

    opens: tuple[Numbers, ...]
    units: tuple[Numbers, ...]
    closed: Numbers = field(default_factory=lambda: np.zeros(0, dtype=np.int64))


@dataclass(frozen=True, eq=False, repr=False)
class Worth:
    """What a choice comes to: seats by cell ``(area, stage, year)``, what is missing there after ``large`` seats in
    larger classes, 万元 by calendar year, and the value of each objective. Of the cost ``saved`` 万元 of running
    schools are taken off, where they are counted."""

    seats: Numbers
    unmet: Numbers
    large: Numbers
    wan: dict[int, float]
    values: dict[str, float]
    saved: float = 0.0

    @property
    def built(self) -> float:
        """万元 that is spent on building, turning and temporary classes."""
        return round(self.values[COST] + self.saved, CENT)


def chosen(programme: Programme, values: Floats) -> Choice:
    """The choice that a solution of the programme stands for."""
    whole_values = np.rint(values).astype(np.int64)
    opens, units = (tuple(whole_values[each] for each in held) for held in (programme.opens, programme.levers))
    return Choice(opens, units, whole_values[programme.moves])


def worth(case: Case, choice: Choice) -> Worth:
    """What a choice comes to, rounded as ``assess`` rounds."""
    seats = case.standing.copy()
    for group, opens in zip(case.groups, choice.opens, strict=True):
        seats[group.area] += np.einsum("sk,skty->ty", opens.astype(np.float64), group.tables)
    for lever, units in zip(case.levers, choice.units, strict=True):
        sign = 1.0 if lever.kind == TEMPORARY else -1.0
        seats[lever.area, lever.stage] += sign * lever.seats * units
        if lever.kind != TEMPORARY:
            seats[lever.area, lever.target] += lever.gain * units
    closed = closed_ways(case, choice)
    for move in closed:
        seats[move.area] += move.table
    counted = wholes(seats)
    short = np.maximum(case.demand - counted, 0)
    squeeze = case.squeeze if len(case.squeeze) else np.zeros(len(case.stages))
    room = np.floor((np.maximum(seats, 0.0) * squeeze[:, None]).round(6)).astype(np.int64)
    large = np.minimum(short, room)
    wan = spending(case, choice)
    values = {
        UNMET: float((short - large).sum()),
        LARGE: float(large.sum()),
        COST: exact(sum(wan.values())),
        IDLE: float(np.maximum(counted - case.demand, 0).sum()),
    }
    if case.closings.moves:
        values[WALK] = float(sum(move.walked(case.years) for move in closed))
        values[POSTS] = float(-sum(int(move.saved.posts.sum()) for move in closed))
    less = exact(sum(round(float(move.saved.wan.sum()), CENT) for move in closed))
    less = less if RUNNING in case.closings.count else 0.0
    values[COST] = exact(values[COST] - less)
    return Worth(counted, short - large, large, wan, values, less)


def closed_ways(case: Case, choice: Choice) -> list[Move]:
    """How the schools close that do."""
    return [case.closings.moves[n] for n in np.flatnonzero(choice.closed)]


def spending(case: Case, choice: Choice) -> dict[int, float]:
    """万元 by calendar year, years without any left out."""
    found: dict[int, float] = {}
    for group, opens in zip(case.groups, choice.opens, strict=True):
        for s, k in zip(*np.nonzero(opens), strict=True):
            year = group.years[int(k)] - 1
            found[year] = found.get(year, 0.0) + group.wan[int(s)] * int(opens[s, k])
    for lever, units in zip(case.levers, choice.units, strict=True):
        paid = units if lever.kind == TEMPORARY else np.diff(units, prepend=0)
        for t in np.flatnonzero(paid):
            year = case.years[int(t)] - (0 if lever.kind == TEMPORARY else 1)
            found[year] = found.get(year, 0.0) + lever.wan * int(paid[t])
    return {year: round(found[year], CENT) for year in sorted(found)}


@dataclass(frozen=True, eq=False, repr=False)
class Outcome:
    """What becomes of a candidate: it ``opens`` with ``seats`` by stage for ``wan`` 万元, or not at all (None)."""

    candidate: Candidate
    opens: int | None
    seats: Seats
    wan: float
    turns: tuple[Conversion, ...] = ()


@dataclass(frozen=True, eq=False, repr=False)
class Schedule:
    """The outcome of every candidate, and what is done ``besides``: rows of temporary classes and of seats in use that
    turn, and schools that turn. ``moved`` are schools that are not to be chosen, and cannot open as early as the plan
    has them: they open later, or, where it is too late, not at all. ``closed`` are schools in use that close."""

    outcomes: tuple[Outcome, ...]
    besides: tuple[School, ...] = ()
    turned: tuple[tuple[School, tuple[Conversion, ...]], ...] = ()
    moved: tuple[School, ...] = ()
    closed: tuple[Move, ...] = ()


def outcomes(case: Case, choice: Choice) -> list[Outcome]:
    """The outcome of every candidate, group by group; of equal ones the first open first."""
    found = []
    for g, (group, opens) in enumerate(zip(case.groups, choice.opens, strict=True)):
        picked = [(int(k), int(s)) for s, k in zip(*np.nonzero(opens), strict=True) for _ in range(int(opens[s, k]))]
        here = [
            Outcome(each, group.years[k], group.sizes[s], group.wan[s])
            for each, (k, s) in zip(group.members, sorted(picked), strict=False)
        ]
        here += [Outcome(each, None, {}, 0.0) for each in group.members[len(picked) :]]
        found += _turning(case, choice, g, here)
    return found


def _turning(case: Case, choice: Choice, g: int, here: Sequence[Outcome]) -> list[Outcome]:
    """The outcomes of a group with what turns, shared out to its schools in the order in which they open."""
    turns: list[list[Conversion]] = [[] for _ in here]
    for lever, units in zip(case.levers, choice.units, strict=True):
        if lever.group != g or lever.gain != lever.seats:
            continue
        origin, target = case.stages[lever.stage].name, case.stages[lever.target].name
        left = [int(each.seats.get(origin, 0) // lever.seats) for each in here]
        for year, more in zip(case.years, np.diff(units, prepend=0).tolist(), strict=True):
            for n, each in enumerate(here):
                part = min(more, left[n]) if each.opens is not None and each.opens <= year else 0
                if part:
                    turns[n].append(Conversion(year, origin, target, round(part * lever.seats)))
                    left[n], more = left[n] - part, more - part
    return [replace(each, turns=in_order(turn)) for each, turn in zip(here, turns, strict=True)]


def in_order(turns: Sequence[Conversion]) -> tuple[Conversion, ...]:
    """Conversions, the earliest first."""
    return tuple(sorted(turns, key=lambda turn: turn.year))


def schedule(case: Case, choice: Choice) -> Schedule:
    """The schedule of a choice."""
    rows: list[School] = []
    turned: dict[str, list[Conversion]] = {}
    for lever, units in zip(case.levers, choice.units, strict=True):
        stage = case.stages[lever.stage]
        if lever.kind == TEMPORARY:
            rows += _temporary(case, case.areas[lever.area], stage.name, stage.class_size, units.tolist(), lever.wan)
        elif lever.group < 0 or lever.gain != lever.seats:
            target = case.stages[lever.target].name
            for year, more in zip(case.years, np.diff(units, prepend=0).tolist(), strict=True):
                if more and lever.school and lever.gain == lever.seats:
                    turn = Conversion(year, stage.name, target, round(more * lever.seats))
                    turned.setdefault(lever.school, []).append(turn)
                elif more:
                    rows.append(_beside_seats(case, lever, year, more))
    open_now = {school.id: school for school in case.plan.schools}
    return Schedule(
        tuple(outcomes(case, choice)),
        tuple(rows),
        tuple((open_now[name], in_order(turns)) for name, turns in turned.items()),
        closed=tuple(closed_ways(case, choice)),
    )


def _beside_seats(case: Case, lever: Lever, year: int, units: int) -> School:
    """A row for seats that turn in ``year``: those in use before the plan, of no certain school, or those of a school
    whose rooms hold fewer of the new stage than of the old one."""
    area, origin, target = case.areas[lever.area], case.stages[lever.stage].name, case.stages[lever.target].name
    known = {school.id: school for school in case.plan.schools}
    of = case.groups[lever.group].members[0].school if lever.group >= 0 else known.get(lever.school)
    place = f"{of.id}-" if of else _place(case, area)
    return School(
        id=f"convert-{place}{origin}-{target}-{year}",
        name=(of.name or of.id) if of else None,
        type=NINE_YEAR,
        area=area,
        seats={target: round(units * lever.gain)},
        removes={origin: round(units * lever.seats)},
        opens=year,
        fill="all",
        works="extension",
        cost_wan=round(units * lever.wan, CENT),
        counted=_beside(case.plan, year),
    )


def _beside(plan: Plan, opens: int) -> bool | None:
    """``counted`` of a row new to the plan: False, not in the seats in use, if it opens by the base year."""
    return False if opens <= base_year(plan) else None


def _place(case: Case, area: str) -> str:
    """The area in an id, where it is not the first."""
    return "" if area == case.areas[0] else f"{area}-"


def _temporary(case: Case, area: str, stage: str, size: int, units: list[int], wan: float) -> list[School]:
    """Rows of temporary classes, one for all that begin and end together."""
    found = []
    for first, last, classes in spans(units):
        begins, ends = case.years[first], case.years[last]
        found.append(
            School(
                id=f"temporary-{_place(case, area)}{stage}-{begins}-{ends}",
                type=stage,
                area=area,
                seats={stage: classes * size},
                opens=begins,
                until=ends,
                fill="all",
                works="extension",
                cost_wan=round(classes * wan * (ends - begins + 1), CENT),
                counted=_beside(case.plan, begins),
            )
        )
    return found


def spans(units: Sequence[int]) -> list[tuple[int, int, int]]:
    """Counts by year as blocks that begin and end: first and last index, and how many.

    >>> spans([1, 3, 2, 0, 1])
    [(0, 2, 1), (1, 1, 1), (1, 2, 1), (4, 4, 1)]
    """
    found: dict[tuple[int, int], int] = {}
    for height in range(1, max(units, default=0) + 1):
        first: int | None = None
        for t, count in enumerate((*units, 0)):
            if count >= height and first is None:
                first = t
            elif count < height and first is not None:
                found[first, t - 1] = found.get((first, t - 1), 0) + 1
                first = None
    return [(*ends, count) for ends, count in sorted(found.items())]


def change(outcome: Outcome, plan: Plan) -> dict[str, Any]:
    """What a schedule changes in a school of the plan, by key; empty where it is as written."""
    school = outcome.candidate.school
    if outcome.opens is None:
        return {"status": CANCELLED}
    found: dict[str, Any] = {}
    if outcome.opens != opening_year(school, plan):
        found["opens"] = outcome.opens
    if dict(outcome.seats) != dict(school.seats):
        found["seats"] = dict(outcome.seats)
        if school.cost_wan is not None:
            found["cost_wan"] = building_wan(school, outcome.seats, 0.0)
    if outcome.turns:
        found["convert"] = outcome.turns
    return found


def closing(move: Move) -> dict[str, Any]:
    """What is written of a school that closes, by key."""
    shares = {each.school: each.share for each in move.to}
    return {"closes": move.year, **({"merge_into": written_heirs(shares)} if shares else {})}


def changed(school: School, written: Mapping[str, Any]) -> School:
    """A school with what changes; a figure that changes loses its basis."""
    basis = {key: each for key, each in school.basis.items() if key not in written}
    return replace(school, **written, basis=basis)


def planned(case: Case, plan: Plan, found: Schedule) -> Plan:
    """The plan as a schedule has it: ``plan`` is the one with its candidates."""
    by_id = {each.candidate.school.id: each for each in found.outcomes}
    turned = {school.id: turns for school, turns in found.turned}
    closed = {move.school: closing(move) for move in found.closed}
    schools = []
    for school in plan.schools:
        outcome = by_id.get(school.id)
        if outcome is None:
            turns = turned.get(school.id, ())
            written = {"convert": turns} if turns else closed.get(school.id, {})
            schools.append(changed(school, written) if written else school)
        elif not outcome.candidate.added or outcome.opens is None:
            schools.append(changed(school, change(outcome, plan)))
    schools += [added_row(each, plan) for each in found.outcomes if each.candidate.added and each.opens is not None]
    return replace(plan, schools=(*schools, *found.besides))


def added_row(outcome: Outcome, plan: Plan) -> School:
    """The whole row of a school that the plan does not have yet."""
    school = outcome.candidate.school
    if outcome.opens is not None and school.counted is None:
        school = replace(school, counted=_beside(plan, outcome.opens))
    cost = building_wan(school, outcome.seats, 0.0) if school.cost_wan is not None else None
    cost = outcome.wan if outcome.candidate.site else cost
    turns = (*school.convert, *outcome.turns)
    return replace(school, opens=outcome.opens, seats=dict(outcome.seats), cost_wan=cost, convert=turns)
