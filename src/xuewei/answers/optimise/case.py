"""The case of a choice in numbers: demand, standing seats, candidates, and means other than schools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field, replace
from math import ceil

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.optimise.candidates import Candidate, Seats, track
from xuewei.answers.optimise.closing import MOVES, NONE_CLOSE, Closings
from xuewei.answers.optimise.keeping import Keep
from xuewei.answers.optimise.nearby import Nearby
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Costs
from xuewei.model.plan import Plan, School, opening_year
from xuewei.model.rounding import NOISE_DIGITS, wholes
from xuewei.model.seats.costs import CENT
from xuewei.model.seats.in_use import in_stock
from xuewei.model.seats.ledger import delivered_share, fills_by_grade, rounded_seats
from xuewei.model.stages import TURNS, Stage

TEMPORARY, CONVERT = "temporary", "convert"
BY_NAME = tuple((origin, target) for origin, target in TURNS if target != "kindergarten")
"""From which stage to which 轨 of schools in use that are known by name may turn: to kindergartens nothing is chosen to
turn."""
UNNAMED = tuple(pair for pair in BY_NAME if set(pair) <= {"primary", "middle"})
"""The same, of all other seats: between the stages of compulsory school, whose rooms are alike."""
LARGE = "large"
MEANS = (CONVERT, TEMPORARY, LARGE, *MOVES)


@dataclass(frozen=True)
class Lever:
    """Units that may be had, each of ``seats`` seats of one stage of an area (both by index).

    ``temporary``: classes, there in the years in which they are paid for, ``wan`` 万元 a class and year. ``convert``:
    轨 that turn for good to ``gain`` seats of ``target``, ``wan`` 万元 each in the year before; those of ``school``
    (id; empty: of the seats in use before the plan), ``most`` of them, or those of the candidates of ``group``,
    ``tracks`` in one of each of its sizes. There are none before the school year ``first``.
    """

    kind: str
    area: int
    stage: int
    seats: float
    wan: float
    most: int
    target: int = -1
    gain: float = 0.0
    school: str = ""
    first: int = 0
    group: int = -1
    tracks: tuple[int, ...] = ()


Floats = NDArray[np.float64]
NOTHING_KEPT = Keep()
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
class Around:
    """What lies around sites: ``near`` by site and stage (indices of places within the distance), ``children (stage,
    place)``, each in its year with most of them, ``most`` by site and stage the children near it for whom schools that
    stand have no seat, in the year with most of these, ``within`` all children near it in that year, and ``metres`` the
    distance of each stage, by index, that has one. ``standing``: the schools, by area and stage, ``unplaced`` those of
    them without coordinates, and ``unlisted`` seats of no school by name, by stage, none of which is taken off."""

    near: Mapping[tuple[str, int], Wholes]
    children: Floats
    most: Mapping[tuple[str, int], float]
    within: Mapping[tuple[str, int], float]
    metres: Mapping[int, float]
    standing: Nearby = field(default_factory=dict)
    unplaced: tuple[str, ...] = ()
    unlisted: Mapping[str, float] = field(default_factory=dict)

    def reached(self, site: str, stage: int) -> tuple[float, float] | None:
        """Children of a stage within the distance of a site, and those of them for whom the schools there have no
        seat; None where the stage has no distance."""
        place = site, stage
        return (self.within[place], self.most[place]) if place in self.most else None


@dataclass(frozen=True, eq=False, repr=False)
class Case:
    """A choice to be made. Cells are ``(area, stage, year)``: ``demand`` in whole persons, ``standing`` the seats that
    are there whatever is chosen. ``budget``: 万元 that may be spent in a calendar year, without an entry as much as
    one likes. ``levers`` are means other than schools; ``squeeze (stage,)`` the share by which classes may be larger
    than the norm as a last resort. ``closings`` are the ways in which schools in use may close, ``around`` is
    what lies around sites.
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
    keep: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    withheld: tuple[tuple[Lever, str], ...] = ()
    closings: Closings = NONE_CLOSE
    around: Around | None = None

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


def with_means(
    case: Case,
    costs: Costs,
    allowed: frozenset[str],
    class_limit: Mapping[str, float],
    base: Floats | None = None,
    soonest: tuple[int, int] = (0, 0),
    keep: Keep = NOTHING_KEPT,
) -> Case:
    """The case with the means that are ``allowed``: convert, temporary, large.

    ``class_limit``: pupils in the largest class of a stage that will do as a last resort; other stages have none.
    ``base (area, stage)``: seats in use before the plan, whose whole 轨 may turn too. ``soonest``: the first school
    years in which classes can still be set up, and in which seats can turn. ``keep``: what must be kept.
    """
    levers: list[Lever] = []
    withheld: list[tuple[Lever, str]] = []
    if TEMPORARY in allowed:
        levers += _temporary(case, costs.temporary_class.value)
    if CONVERT in allowed:
        levers += [] if base is None else _in_use(case, base, costs.conversion.value)
        for school, lever in _standing(case, costs.conversion.value):
            why = keep.why(school)
            if why:
                withheld.append((lever, why))
            else:
                levers.append(lever)
        levers += _candidates(case, costs.conversion.value, keep)
    levers = [replace(each, first=max(each.first, soonest[each.kind == CONVERT])) for each in levers]
    squeeze = [max(0.0, class_limit.get(stage.name, 0.0) / stage.class_size - 1) for stage in case.stages]
    return replace(
        case,
        levers=tuple(levers),
        squeeze=np.array(squeeze if LARGE in allowed else [0.0] * len(squeeze)),
        keep=seats_kept(case, keep),
        withheld=tuple(withheld),
    )


def seats_kept(case: Case, keep: Keep) -> Floats:
    """Seats that must stay, ``(area, stage)``."""
    by_area = [keep.must.seats.get(area, {}) for area in case.areas]
    return np.array([[float(wanted.get(stage.name, 0)) for stage in case.stages] for wanted in by_area])


def _temporary(case: Case, wan: float) -> Iterator[Lever]:
    """Temporary classes wherever seats can be short."""
    for a in range(len(case.areas)):
        for s, stage in enumerate(case.stages):
            short = float((case.demand[a, s] - case.standing[a, s]).max())
            seats = stage.class_size * case.plan.delivered_share
            if short > 0 and seats > 0:
                yield Lever(TEMPORARY, a, s, seats, round(wan, CENT), ceil(short / seats))


def _in_use(case: Case, base: Floats, wan: float) -> Iterator[Lever]:
    """轨 of the seats in use before the plan, from the year after it on; none where not all new seats count."""
    for a, s in np.ndindex(base.shape):
        most = int(base[a, s] // track(case.stages[s]))
        if most > 0 and case.plan.delivered_share == 1.0:
            for lever in _turns(case, a, s, wan, UNNAMED):
                yield replace(lever, most=most, first=case.years.start + 1)


def _standing(case: Case, wan: float) -> Iterator[tuple[School, Lever]]:
    """轨 of the schools that are there whatever is chosen; where not all new seats count, none that needs a row of its
    own because a room holds fewer of the new stage."""
    for school in case.plan.schools:
        if school.cancelled or not _plain(case.plan, school):
            continue
        for lever in _turns_of(case, school, wan, BY_NAME):
            most = int(school.seats[case.stages[lever.stage].name] // track(case.stages[lever.stage]))
            if most and (lever.gain == lever.seats or case.plan.delivered_share == 1.0):
                first = opening_year(school, case.plan)
                first = max(first, case.years.start + 1) if in_stock(school, case.plan) else first
                yield school, replace(lever, most=most, school=school.id, first=first)


def _candidates(case: Case, wan: float, keep: Keep) -> Iterator[Lever]:
    """轨 of the candidates once they are open, but for sites."""
    for g, group in enumerate(case.groups):
        school = group.members[0].school
        if not _plain(case.plan, school) or not group.sizes or not len(group.years):
            continue
        if any(each.school.id in keep.must.schools for each in group.members):
            continue
        if group.members[0].site:  # it opens for the children near it, by stage: what turned would serve others
            continue
        for lever in _turns_of(case, school, wan, UNNAMED):
            stage = case.stages[lever.stage]
            tracks = tuple(int(size.get(stage.name, 0) // track(stage)) for size in group.sizes)
            if max(tracks):
                yield replace(lever, most=len(group.members) * max(tracks), group=g, tracks=tracks)


Pairs = Sequence[tuple[str, str]]


def _turns_of(case: Case, school: School, wan: float, pairs: Pairs) -> Iterator[Lever]:
    """Every way in which 轨 of a school may turn, without how many there are."""
    for s, stage in enumerate(case.stages):
        if school.seats.get(stage.name):
            yield from _turns(case, case.areas.index(school.area), s, wan, pairs)


def _turns(case: Case, area: int, stage: int, wan: float, pairs: Pairs) -> Iterator[Lever]:
    """Every way in which a 轨 of a stage of an area may turn. A room holds the smaller class size of the two stages."""
    origin, names = case.stages[stage], [each.name for each in case.stages]
    for name, target in pairs:
        if name == origin.name and target in names:
            to = case.stages[names.index(target)]
            gain = origin.grades * min(origin.class_size, to.class_size)
            lever = Lever(CONVERT, area, stage, track(origin), round(gain * wan, CENT), 0)
            yield replace(lever, target=names.index(target), gain=gain)


def _plain(plan: Plan, school: School) -> bool:
    """Whether a school's seats stand from its opening on as they are: it neither fills by grade nor turns, ends or
    closes, and all its seats count."""
    ends = school.convert or school.closes is not None or school.until is not None
    return not ends and not fills_by_grade(school, plan) and delivered_share(school, plan) == 1.0
