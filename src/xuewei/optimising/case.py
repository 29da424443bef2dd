"""What is to be chosen, as numbers: cells of demand and standing seats, and what each candidate would bring to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from xuewei.assessment import Assessment
from xuewei.model.ledger import rounded_seats
from xuewei.model.plan import Plan, School
from xuewei.model.rounding import NOISE_DIGITS, wholes
from xuewei.model.stages import Stage
from xuewei.optimising.candidates import Candidate, Seats
from xuewei.optimising.levers import Lever

Floats = NDArray[np.float64]
Wholes = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Group:
    """Candidates that can stand in for each other: so many of them, not which, open in a year.

    ``years`` are the opening years there are, ``tables (size, opening, stage, year)`` the seats that one of them
    brings to its ``area``, ``wan`` its cost at each size. ``must``: all of them are to open. ``elsewhere``: their cost
    is not of the budgets.
    """

    members: tuple[Candidate, ...]
    area: int
    years: range
    sizes: tuple[Seats, ...]
    wan: tuple[float, ...]
    tables: Floats
    must: bool
    elsewhere: bool = False

    @property
    def largest(self) -> int:
        """The index of its largest size."""
        return max(range(len(self.sizes)), key=lambda s: sum(self.sizes[s].values()))


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """A choice to be made. Cells are ``(area, stage, year)``: ``demand`` in whole persons, ``standing`` the seats that
    are there whatever is chosen. ``budget``: 万元 that may be spent in a calendar year, without an entry as much as
    one likes. ``levers`` are means other than schools; ``squeeze (stage,)`` the share by which classes may be larger
    than the norm as a last resort.
    """

    plan: Plan
    areas: tuple[str, ...]
    stages: tuple[Stage, ...]
    years: range
    demand: Wholes
    standing: Floats
    groups: tuple[Group, ...]
    budget: Mapping[int, float] = field(default_factory=dict)
    levers: tuple[Lever, ...] = ()
    squeeze: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """All candidates, group by group."""
        return tuple(each for group in self.groups for each in group.members)


def without_candidates(plan: Plan, candidates: Sequence[Candidate]) -> Plan:
    """The plan without the schools that are still to be chosen; its areas stay, in their order."""
    chosen = {each.school.id for each in candidates}
    kept = tuple(school for school in plan.schools if school.id not in chosen)
    areas = (*plan.all_areas(), *(each.school.area for each in candidates))
    return replace(plan, schools=kept, areas=tuple(dict.fromkeys(areas))[1:])


def case_of(
    found: Assessment,
    candidates: Sequence[Candidate],
    budget: Mapping[int, float] | None = None,
    since: int | None = None,
) -> Case:
    """The case of an assessment of the plan without its candidates (:func:`without_candidates`), in the years from
    ``since`` on."""
    years = counted(found, since)
    first = years.start - found.years.start
    demand = [found.demand[stage.name][first:].sum(axis=2).T for stage in found.stages]
    seats = [found.seats[stage.name][first:].sum(axis=2).T for stage in found.stages]
    wanted = np.stack(demand, axis=1)
    return Case(
        plan=found.plan,
        areas=found.areas,
        stages=found.stages,
        years=years,
        demand=wholes(wanted),
        standing=np.stack(seats, axis=1).round(NOISE_DIGITS),
        groups=tuple(grouped(found, candidates, years)),
        budget=budget or {},
    )


def counted(found: Assessment, since: int | None = None) -> range:
    """The school years that count: from that of the seats in use before the plan on; earlier ones say nothing of it.
    Nor do those before ``since``, which have passed."""
    first = found.known.start if since is None else max(found.known.start, since)
    return range(min(first, found.years.stop - 1), found.years.stop)


def grouped(found: Assessment, candidates: Sequence[Candidate], years: range) -> list[Group]:
    """Candidates that are alike put together, in the order in which the first of each comes."""
    alike: dict[tuple[object, ...], list[Candidate]] = {}
    for each in candidates:
        alike.setdefault(each.alike(), []).append(each)
    groups = []
    for members in alike.values():
        one = members[0]
        opening = one.within(years)
        tables = np.zeros((len(one.sizes), len(opening), len(found.stages), len(years)))
        for s, size in enumerate(one.sizes):
            for k, year in enumerate(opening):
                tables[s, k] = rounded_seats(found.plan, found.stages, years, opened(one.school, year, size))
        area = found.areas.index(one.school.area)
        groups.append(Group(tuple(members), area, opening, one.sizes, one.wan, tables, one.must, one.elsewhere))
    return groups


def opened(school: School, year: int, seats: Seats) -> School:
    """A school that opens in ``year`` with these seats."""
    return replace(school, opens=year, seats=seats)


def by_cell(case: Case, found: Assessment, tables: Mapping[str, Floats]) -> Wholes:
    """Seats or demand of an assessment ``(year, area, grade)`` by stage, in whole numbers by cell of a case."""
    since, places = case.years.start - found.years.start, [found.areas.index(area) for area in case.areas]
    sums = [tables[stage.name].sum(axis=2)[since:, places].T for stage in case.stages]
    return wholes(np.stack(sums, axis=1))
