"""Last year's project in the areas of today: renamed and merged as this year's ``areas.csv`` has it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Assumptions, Scope
from xuewei.model.people.areas import DERIVED, NOTHING, restated
from xuewei.model.plan import EVERY, BaseSeats, Plan
from xuewei.model.population import AreaChange, CensusRow, ChildrenRow, EnrolmentRow, Population, TotalRow
from xuewei.model.seats.in_use import rule
from xuewei.model.stages import Stage

AFTER_ALL = 9999
"""The year from which on every row belongs to today's area: last year's record is made anew as a whole."""
Row = TypeVar("Row", CensusRow, TotalRow, ChildrenRow, EnrolmentRow)


@dataclass(frozen=True, eq=False, repr=False)
class Regrouped:
    """A project in the areas of today. ``into``: what every area that changed has become; ``apart``: those of which
    only a part went anywhere, so that they stay as they were."""

    plan: Plan
    people: Population
    into: Mapping[str, str]
    apart: tuple[str, ...]


def regrouped(before: Assessment, after: Assessment) -> Regrouped:
    """The project of ``before`` in the areas of ``after``, as far as whole areas were renamed or merged since; as it is
    where none was, and where the seats or the people of merged areas are written in ways that do not add up."""
    plan, people = before.plan, replace(before.population, assumptions=before.assumptions)
    into, apart = _since(people.areas, after.population.areas)
    into = {area: new for area, new in into.items() if area in before.areas}
    apart = tuple(area for area in apart if area in before.areas)
    if not into:
        return Regrouped(plan, people, {}, apart)
    parts: dict[str, list[str]] = {}
    for area in before.areas:
        parts.setdefault(into.get(area, area), []).append(area)
    seats, scope = _base(plan, parts, before.stages), _scope(before.assumptions, parts)
    if (seats is None and plan.base_seats is not None) or scope is None:
        return Regrouped(plan, people, {}, (*apart, *into))
    schools = tuple(replace(each, area=into.get(each.area, each.area)) for each in plan.schools)
    first, *others = parts
    moved = replace(plan, area=first, areas=tuple(others), schools=schools, base_seats=seats)
    assumed = replace(before.assumptions, scope=scope)
    return Regrouped(moved, replace(_people(people, into, parts, before.stages), assumptions=assumed), into, apart)


def _since(old: Sequence[AreaChange], new: Sequence[AreaChange]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What areas have become by the changes that last year's project does not have, and those that were taken apart."""
    fresh = sorted((each for each in new if each not in old and each.share > 0), key=lambda each: each.year)
    apart = {each.origin for each in fresh if each.share < 1 - NOTHING}
    into: dict[str, str] = {}
    for each in fresh:
        if each.origin not in apart:
            into = {area: each.target if here == each.origin else here for area, here in into.items()}
            into[each.origin] = each.target
    lost = {area for area, here in into.items() if here in apart}
    kept = {area: here for area, here in into.items() if area not in lost and area != here}
    return kept, tuple(dict.fromkeys([*sorted(apart), *sorted(lost)]))


def _base(plan: Plan, parts: Mapping[str, Sequence[str]], stages: Sequence[Stage]) -> BaseSeats | None:
    """The seats in use before the plan in the areas of today; None where one part says them otherwise than another."""
    base = plan.base_seats
    if base is None:
        return None
    seats: dict[str, dict[str, int]] = {}
    listed: set[tuple[str, str]] = set()
    for area, members in parts.items():
        for stage in (each.name for each in stages):
            if len({rule(base, each, stage) for each in members}) > 1:
                return None
            written = [base.seats.get(each, {}).get(stage) for each in members]
            if None not in written:
                seats.setdefault(area, {})[stage] = sum(n for n in written if n is not None)
            if not isinstance(base.listed, bool) and base.lists(members[0], stage):
                listed.add((area, stage))
        if not isinstance(base.listed, bool) and all((each, EVERY) in base.listed for each in members):
            listed = {each for each in listed if each[0] != area} | {(area, EVERY)}
    return replace(base, seats=seats, listed=base.listed if isinstance(base.listed, bool) else tuple(sorted(listed)))


def _scope(assumed: Assumptions, parts: Mapping[str, Sequence[str]]) -> dict[str, Scope] | None:
    """The shares of census areas that the areas of today hold; None where the parts lie in different ones."""
    found: dict[str, Scope] = {}
    for area, members in parts.items():
        held = [assumed.scope.get(each) for each in members]
        known = [each for each in held if each is not None]
        if not known:
            continue
        if len(known) < len(held) or len({each.census_area for each in known}) > 1:
            return None
        share = replace(known[0].share, value=sum(each.share.value for each in known))
        found[area] = replace(known[0], share=share)
    return found


def _people(
    people: Population, into: Mapping[str, str], parts: Mapping[str, Sequence[str]], stages: Sequence[Stage]
) -> Population:
    """The people in the areas of today. Counts are added where all parts were counted alike on the same day."""
    moves = tuple(AreaChange(AFTER_ALL, old, new, 1.0, DERIVED, "") for old, new in into.items())
    found = restated(people.enrolment, people.births, moves, stages)
    return replace(
        people,
        enrolment=found.enrolment,
        births=found.births,
        lacking=(*people.lacking, *found.lacking),
        census=_added(people.census, parts, "persons", lambda row: (row.date, row.sex, row.age_from, row.age_to)),
        totals=_added(people.totals, parts, "persons", lambda row: row.date),
        children=_added(people.children, parts, "persons", lambda row: (row.year, row.kind, row.day, row.period_end)),
        given=_added(people.given, parts, "pupils", lambda row: (row.year, row.stage, row.grade)),
        of_schools=tuple(replace(row, area=into.get(row.area, row.area)) for row in people.of_schools),
        zones=tuple(replace(row, part_of=into.get(row.part_of, row.part_of)) for row in people.zones),
        flows=tuple(
            replace(
                row,
                from_area=into.get(row.from_area, row.from_area),
                to_area=into.get(row.to_area, row.to_area),
            )
            for row in people.flows
        ),
        estates=tuple(replace(row, area=into.get(row.area, row.area)) for row in people.estates),
    )


def _added(
    rows: Iterable[Row], parts: Mapping[str, Sequence[str]], amount: str, key: Callable[[Any], Hashable]
) -> tuple[Row, ...]:
    """Rows by area of today and ``key``, added up where every part of the area has one."""
    into = {old: new for new, members in parts.items() for old in members}
    groups: dict[tuple[str, Hashable], list[Row]] = {}
    for row in rows:
        groups.setdefault((into.get(row.area, row.area), key(row)), []).append(row)
    found: list[Row] = []
    for (area, _), group in groups.items():
        members: Sequence[str] = parts.get(area, [area])
        if len(members) == 1:
            found += [replace(row, area=area) for row in group]
        elif {row.area for row in group} == {*members}:
            total: dict[str, Any] = {"area": area, amount: sum(getattr(row, amount) for row in group)}
            found.append(replace(group[0], **total))
    return tuple(found)
