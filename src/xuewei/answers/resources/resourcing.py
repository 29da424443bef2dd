"""Classes, posts, staff and money by year, of stages, areas or schools, put together for an answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, replace
from itertools import pairwise

import numpy as np

from xuewei.answers.resources.needed import (
    Building,
    Floats,
    SeatCost,
    StageNeeds,
    pupils_of_schools,
    seat_cost,
    spot_needs,
    spots_of,
    stage_needs,
)
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import SchoolPupils
from xuewei.model.plan import School, opening_year
from xuewei.model.resource_rules import ResourceRules
from xuewei.model.rounding import whole
from xuewei.model.seats.costs import PlanCost, plan_cost
from xuewei.model.seats.in_use import base_year, open_by
from xuewei.model.seats.register import held_stages
from xuewei.model.staff import OnRecord, Staffing, StaffRow, of_school, on_record, staffing

STAGE, AREA, SCHOOL = BY = ("stage", "area", "school")
"""What a row is of, beside its year: a stage, that of an area, that of a school."""
BOTH = "both"
"""What classes of a stage go by where those of some areas are by school and those of others are not."""
YUAN, CENT = 4, 2
"""Decimals of 万元 in rows, to a whole 元, and of 元."""


@dataclass(frozen=True)
class ResourceRow:
    """What pupils of a stage need in school ``year``, in all areas asked for, an ``area`` or a ``school`` (its id; None
    and ``rest`` for pupils of an area outside its schools). None is not known.

    ``pupils`` are those who want a seat; ``classes`` whole ones, counted by ``school``, ``area`` or ``both``;
    ``classes_held``: whole classes that the seats hold. ``posts``: those that count, beside those by either.
    ``staff``: on record, less who has retired since, ``balance``: staff − posts (negative: a shortage), ``short``: of
    areas that are short the shortages, added up, for nobody moves between areas (None of schools), ``retires``,
    ``hire``, ``not_replaced`` and ``spare`` as in :class:`~xuewei.model.staff.Staffing` (None of schools).
    ``running_wan``: 万元 of the school year; ``building_wan``: 万元 of the calendar year. ``running_per_seat``: 元 of
    running cost for each seat. ``new``: a school that was not in use when staff was counted, so that it has none of it
    yet: all its posts are to be filled."""

    year: int
    area: str | None
    school: str | None
    name: str | None
    stage: str
    seats: int
    pupils: int
    classes: int
    classes_by: str
    classes_held: int
    posts: int | None
    posts_by_pupils: int | None
    posts_by_classes: int | None
    staff: int | None = None
    balance: int | None = None
    short: int | None = None
    retires: int | None = None
    hire: int | None = None
    not_replaced: int | None = None
    spare: int | None = None
    running_wan: float | None = None
    building_wan: float = 0.0
    running_per_seat: float | None = None
    rest: bool = False
    new: bool = False

    @property
    def hired(self) -> int | None:
        """Who is hired in all Septembers up to this one, since any are."""
        return None if self.spare is None or self.balance is None else self.spare - self.balance


INSIDE = ("rest", "new")
"""What rows have for those who show them, beside the columns of machine output."""
COLUMNS = tuple(each.name for each in fields(ResourceRow) if each.name not in INSIDE)
"""Columns of machine output, in this order."""
_SUMS = ("seats", "pupils", "classes", "classes_held")
_STAFF = ("posts", "posts_by_pupils", "posts_by_classes", "staff", "balance", "short")
_KNOWN_SUMS = (*_STAFF, "retires", "hire", "not_replaced", "spare", "running_wan")


@dataclass(frozen=True)
class Move:
    """In ``year``, of ``area``'s staff of ``origin`` beyond its posts, ``most`` would fill what ``target`` lacks, had
    they the certificates: a possibility, counted nowhere. ``spare``: all whom ``origin`` has beyond its posts."""

    year: int
    area: str
    origin: str
    target: str
    most: int
    spare: int


@dataclass(frozen=True, eq=False, repr=False)
class Resources:
    """An assessment with all that its pupils need: rows of ``staff`` by school and stage,
    ``needs`` by stage, ``known`` staff and ``staffing`` by area and
    stage, ``schools`` with their pupils where these are on record or asked for. Staff is hired from ``since`` on."""

    found: Assessment
    rules: ResourceRules
    staff: Mapping[tuple[str, str], Sequence[StaffRow]]
    needs: Mapping[str, StageNeeds]
    known: Mapping[tuple[str, str], OnRecord]
    staffing: Mapping[tuple[str, str], Mapping[int, Staffing]]
    money: Building
    schools: SchoolPupils | None
    since: int = 0

    def rows(self, by: str, years: Iterable[int], stages: Sequence[str], areas: Sequence[str]) -> list[ResourceRow]:
        """The rows by stage, area and year, or by stage, school and year; years whose demand or seats are not known
        have none."""
        shown = [year for year in years if year in self.found.known]
        found: list[ResourceRow] = []
        for stage in stages:
            if by == SCHOOL:
                found += [row for year in shown for row in self._of_schools(stage, year, areas)]
            else:
                own = [self._of_area(stage, year, area) for area in areas for year in shown]
                known = [row for row in own if row is not None]
                found += known if by == AREA else _by_year(known)
        return found

    def _of_area(self, stage: str, year: int, area: str) -> ResourceRow | None:
        needs, t, n = self.needs[stage], self.found.years.index(year), self.found.areas.index(area)
        if not needs.told[t, n]:
            return None
        seats = self.found.row(year, area, stage).seats
        posts = [None if each is None else int(each[t, n]) for each in needs.posts]
        row = ResourceRow(
            *(year, area, None, None, stage, seats),
            pupils=int(needs.pupils[t, n]),
            classes=int(needs.classes[t, n]),
            classes_by=SCHOOL if needs.by_school[n] else AREA,
            classes_held=classes_held(self.found, stage, self.found.seats[stage][t, n]),
            posts=posts[0],
            posts_by_pupils=posts[1],
            posts_by_classes=posts[2],
            running_wan=None if needs.running is None else round(float(needs.running[t, n]), YUAN),
            building_wan=round(self.money.of_area.get((area, stage, year), 0.0), YUAN),
        )
        return with_rates(_with_staff(row, self.staffing.get((area, stage), {}).get(year)))

    def _of_schools(self, stage: str, year: int, areas: Sequence[str]) -> Iterator[ResourceRow]:
        """The schools of a stage in a year, then who is in none of them."""
        pupils, needs, t = self.schools, self.needs[stage], self.found.years.index(year)
        if pupils is None or stage not in pupils.pupils:
            return
        spots, group = spot_needs(self.found, self.rules, needs, pupils, t), spots_of(self.found)
        seats = _all_seats(self.found, pupils, stage, t)
        for n, at in enumerate(group.tolist()):
            area, school = self.found.areas[at], self.found.plan.schools[n] if n < len(pupils.schools) else None
            wan = self.money.wan.get((school.id, stage, year), 0.0) if school else 0.0
            there = whole(float(seats[n].sum()))
            if area not in areas or not needs.told[t, at] or not (spots.pupils[n] or there > 0 or wan):
                continue
            row = ResourceRow(
                *(year, area, school.id if school else None, (school.name or school.id) if school else None),
                *(stage, there),
                pupils=int(spots.pupils[n]),
                classes=int(spots.classes[n]),
                classes_by=SCHOOL,
                classes_held=classes_held(self.found, stage, seats[n]),
                posts=None if spots.posts is None else int(spots.posts[n]),
                posts_by_pupils=None if spots.by_pupils is None else int(spots.by_pupils[n]),
                posts_by_classes=None if spots.by_classes is None else int(spots.by_classes[n]),
                running_wan=None if spots.running is None else round(float(spots.running[n]), YUAN),
                building_wan=round(wan, YUAN),
                rest=school is None,
            )
            yield with_rates(self._with_own(row, school) if school else row)

    def _with_own(self, row: ResourceRow, school: School) -> ResourceRow:
        """The row of a school with its own staff on record; hiring is told of areas, within which staff move."""
        if row.posts is None:
            return row
        known = of_school(self.staff.get((school.id, row.stage), ()), school.id)
        if known is None:
            new = self._is_new(school, row.stage)
            return replace(row, staff=0, balance=-row.posts, new=True) if new else row
        own = staffing(known, {row.year: row.posts}).get(row.year)
        return row if own is None else replace(row, staff=own.staff, balance=own.balance)

    def _is_new(self, school: School, stage: str) -> bool:
        """Whether a school opens only after staff of its area was counted, whose sum has none of it therefore."""
        known = self.known.get((school.area, stage))
        return known is not None and opening_year(school, self.found.plan) > known.year

    def moves(self, years: Sequence[int], stages: Sequence[str], areas: Sequence[str]) -> list[Move]:
        """Whom stages that follow one another could lend each other, in the order of years."""
        names = [each.name for each in self.found.stages if not each.beside and each.name in stages]
        pairs = [pair for one, other in pairwise(names) for pair in ((one, other), (other, one))]
        found = []
        for year in years:
            for area in areas:
                for origin, target in pairs:
                    one, other = (self.staffing.get((area, each), {}).get(year) for each in (origin, target))
                    if one is not None and other is not None and one.balance > 0 > other.balance:
                        most = min(one.balance, -other.balance)
                        found.append(Move(year, area, origin, target, most, one.balance))
        return found

    def seat_costs(self, stages: Sequence[str], areas: Sequence[str]) -> list[SeatCost]:
        """What building costs by stage, of those in which anything is built."""
        every = (seat_cost(self.found, stage, self.money, areas) for stage in stages)
        return [each for each in every if each is not None]

    def spent(self) -> PlanCost:
        """What the whole plan costs to build, by calendar year."""
        return plan_cost(self.found.plan, self.found.assumptions.costs, base_year(self.found.plan))


def resources(
    found: Assessment,
    rules: ResourceRules,
    staff: Sequence[StaffRow] = (),
    *,
    by_school: bool = False,
    since: int = 0,
) -> Resources:
    """All that the pupils of an assessment need by some ``rules``, held against the ``staff`` on record. ``by_school``:
    rows of schools will be asked for, so that pupils are shared among schools where none are on record by school.
    Staff is hired from the year ``since`` on.

    >>> import xuewei
    >>> from xuewei.formats.population.resource_table import resource_rules
    >>> held = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    >>> row = resources(held, resource_rules({})).rows("stage", [2025], ["primary"], held.areas)[0]
    >>> row.posts == -(-row.pupils // 19), row.pupils == round(row.running_wan * 10_000 / 720), row.staff
    (True, True, None)
    """
    schools = pupils_of_schools(found, wanted=by_school)
    needs = {stage.name: stage_needs(found, rules, stage, schools) for stage in found.stages}
    known, held = {}, {}
    for n, area in enumerate(found.areas):
        for stage in needs:
            record = _record(found, staff, area, stage)
            if record is None:
                continue
            known[area, stage] = record
            posts, told = needs[stage].posts.posts, needs[stage].told[:, n]
            if posts is not None:
                by_year = {year: int(posts[t, n]) for t, year in enumerate(found.years) if told[t]}
                known_posts = {year: n for year, n in by_year.items() if year in found.known}
                held[area, stage] = staffing(record, known_posts, since)
    rows: dict[tuple[str, str], list[StaffRow]] = {}
    for row in staff:
        if row.school is not None:
            rows.setdefault((row.school, row.stage), []).append(row)
    return Resources(found, rules, rows, needs, known, held, Building(found), schools, since)


def _record(found: Assessment, staff: Sequence[StaffRow], area: str, stage: str) -> OnRecord | None:
    """What is on record of the staff of a stage of an area."""
    rows = [row for row in staff if (row.area, row.stage) == (area, stage)]
    if not rows:
        return None
    own = [school for school in found.plan.schools if school.area == area]
    last = {row.school: row.year for row in sorted(rows, key=lambda row: row.year) if row.staff is not None}
    listed, names = float(found.base[stage][found.areas.index(area)]) < 1, [school.id for school in own]

    def by_those_in_use(year: int) -> OnRecord | None:
        in_use = [each.id for each in own if stage in held_stages(each) and open_by(each, found.plan, year)]
        return on_record(rows, names, in_use, all_listed=listed)

    record: OnRecord | None = None
    for year in sorted({at for school, at in last.items() if school}) or [last.get(None, base_year(found.plan))]:
        record = by_those_in_use(year)
        while record and record.year > year:  # until then others may have opened, which have to be counted too
            year = record.year
            record = by_those_in_use(year)
        if record and record.staff is not None and record.year == year:
            break
    return record


def _all_seats(found: Assessment, pupils: SchoolPupils, stage: str, t: int) -> Floats:
    """Seats ``(spot, grade)`` of every school, and behind them those of areas in no listed school."""
    own, group = pupils.seats[stage][t], spots_of(found)[: len(pupils.schools)]
    listed = np.zeros_like(found.seats[stage][t])
    np.add.at(listed, group, own)
    return np.concatenate([own, found.seats[stage][t] - listed])


def classes_held(found: Assessment, stage: str, seats: Floats) -> int:
    """Whole classes that the seats of the grades of a stage hold together: a stage's classes may change their rooms."""
    sizes = np.array(found.stage(stage).sizes, dtype=np.float64)
    return int(np.floor(round(float((np.maximum(seats, 0.0) / sizes).sum()), 6)))


def _with_staff(row: ResourceRow, own: Staffing | None) -> ResourceRow:
    if own is None:
        return row
    values = {name: getattr(own, name) for name in ("staff", "balance", "retires", "hire", "not_replaced", "spare")}
    return replace(row, **values, short=max(-own.balance, 0))


def with_rates(row: ResourceRow) -> ResourceRow:
    """A row with what is a rate of its sums."""
    if row.running_wan is None or row.seats <= 0:
        return row
    return replace(row, running_per_seat=round(row.running_wan * 10_000 / row.seats, CENT))


def _by_year(rows: Sequence[ResourceRow]) -> list[ResourceRow]:
    """The rows of several areas of one stage, added up by year; of what is not known of one of them nothing is."""
    years: dict[int, list[ResourceRow]] = {}
    for row in rows:
        years.setdefault(row.year, []).append(row)
    return [_added(years[year]) for year in sorted(years)]


def _added(rows: Sequence[ResourceRow]) -> ResourceRow:
    values: dict[str, object] = {name: sum(getattr(row, name) for row in rows) for name in _SUMS}
    for name in _KNOWN_SUMS:
        parts = [getattr(row, name) for row in rows]
        values[name] = None if None in parts else round(sum(parts), YUAN)
    kinds = {row.classes_by for row in rows}
    area = rows[0].area if len(rows) == 1 else None
    by = kinds.pop() if len(kinds) == 1 else BOTH
    wan = round(sum(row.building_wan for row in rows), YUAN)
    return with_rates(replace(rows[0], area=area, classes_by=by, building_wan=wan, **values))  # type: ignore[arg-type]
