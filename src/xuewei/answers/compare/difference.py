"""The difference between two plans with their people: what is written, and its effect on every balance."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, fields, replace

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Assumptions
from xuewei.model.balance import BalanceRow, Peak
from xuewei.model.parameters import flat, parameters
from xuewei.model.plan import Plan, School, opening_written, opening_year
from xuewei.model.population import EstateRow, Population
from xuewei.model.staff import StaffRow

ADDED, REMOVED, MOVED, CHANGED, PARAMETER, PEOPLE = "added", "removed", "moved", "changed", "parameter", "people"
OF_ESTATE = (
    *("dwellings", "floor_area_m2", "completes", "occupancy", "kind", "area", "zone", "name", "approved"),
    *("lon", "lat", "basis", "source"),
)
"""Keys of an estate, what matters most first."""
WHY = (".basis", ".source", ".range", ".clause")
"""Ends of the names that say what a figure rests on."""


@dataclass(frozen=True)
class Change:
    """One thing that is written differently.

    ``kind``: a school ``added``, ``removed``, ``moved`` in time (``before`` and ``after`` are opening years) or
    ``changed``; a ``parameter``; a figure of ``people``, or a key of an estate of theirs. ``subject`` is the school's
    id or the name of the parameter, ``field`` the key of the school or estate. Values are plain; None where nothing is
    written.
    """

    kind: str
    subject: str
    field: str
    before: object
    after: object

    def mirrored(self) -> Change:
        """The same change seen from the other side."""
        kind = {ADDED: REMOVED, REMOVED: ADDED}.get(self.kind, self.kind)
        return replace(self, kind=kind, before=self.after, after=self.before)


Written = tuple[Plan, Population, Assumptions]


def changes(before: Written, after: Written) -> tuple[Change, ...]:
    """Everything that is written differently: schools by id, then parameters, then figures of people.

    The order of rows and keys in the files, and how they are quoted, say nothing.
    """
    return (
        *plan_changes(before[0], after[0]),
        *_parameters(before, after),
        *_people(before[1], after[1]),
    )


def plan_changes(before: Plan, after: Plan) -> Iterator[Change]:
    """Schools that are written differently, by id."""
    old, new = ({school.id: school for school in plan.schools} for plan in (before, after))
    for name in sorted({*old, *new}):
        if name not in old:
            yield Change(ADDED, name, "", None, _summary(new[name], after))
        elif name not in new:
            yield Change(REMOVED, name, "", _summary(old[name], before), None)
        else:
            yield from _school(old[name], new[name], before, after)


def _summary(school: School, plan: Plan) -> dict[str, object]:
    return {
        "type": school.type,
        "area": school.area,
        "opens": opening_written(school, plan),
        "seats": dict(school.seats),
        "status": school.status,
    }


def _school(old: School, new: School, before: Plan, after: Plan) -> Iterator[Change]:
    """The written keys of a school that differ; its years as one move where that moves its opening."""
    written = (old.planned, old.opens) != (new.planned, new.opens)
    opened = opening_written(old, before), opening_written(new, after)
    moved = written and opened[0] != opened[1]
    if moved:
        yield Change(MOVED, old.id, "opens", *opened)
    for each in fields(School):
        if each.compare and not (moved and each.name in ("planned", "opens")):
            one, other = (dict(_values(school, each.name)) for school in (old, new))
            yield from _differing(CHANGED, one, other, old.id)


def _values(school: School, name: str) -> Iterator[tuple[str, object]]:
    """The values under one key of a school; conversions as (year, from, to, seats), steps as (date, status, note)."""
    value = getattr(school, name)
    yield from flat(tuple(astuple(each) for each in value) if isinstance(value, tuple) else value, name)


def _differing(
    kind: str, one: Mapping[str, object], other: Mapping[str, object], subject: str | None = None
) -> Iterator[Change]:
    """A change for every name whose value differs; ``subject`` None: the name is the subject."""
    for name in sorted({*one, *other}):
        if one.get(name) != other.get(name):
            yield Change(kind, subject or name, name if subject else "", one.get(name), other.get(name))


def _parameters(before: Written, after: Written) -> Iterator[Change]:
    """Parameters that differ; what a figure rests on only where the figure itself is the same."""
    one, other = ({**parameters(each[0]), **parameters(each[2])} for each in (before, after))
    if before[2].estates is None or after[2].estates is None:  # what is assumed of estates acts on one side alone
        one, other = ({k: v for k, v in each.items() if not k.startswith("estates.")} for each in (one, other))
    found = list(_differing(PARAMETER, one, other))
    values = [each.subject for each in found if not each.subject.endswith(WHY)]
    for each in found:
        figure = each.subject.rpartition(".")[0]
        known = any(name == figure or name.startswith(f"{figure}.") for name in values)
        if not (each.subject.endswith(WHY) and known):
            yield each


def _people(before: Population, after: Population) -> Iterator[Change]:
    """Figures of people that differ: births, totals and enrolment one by one, estates by key, censuses as a whole."""
    yield from _differing(PEOPLE, dict(_rows(before)), dict(_rows(after)))
    yield from _estates(before, after)
    counted, recounted = _counts(before), _counts(after)
    for name in sorted({*counted, *recounted}):
        old, new = counted.get(name), recounted.get(name)
        if old != new:
            yield Change(PEOPLE, name, "", *(sum(each.values()) if each else None for each in (old, new)))


def _counts(population: Population) -> dict[str, dict[tuple[str, int], int]]:
    """Persons by sex and age of every census."""
    found: dict[str, dict[tuple[str, int], int]] = {}
    for row in population.census:
        found.setdefault(f"census.{row.area}.{row.date}", {})[row.sex, row.age_from] = row.persons
    return found


def _rows(population: Population) -> Iterator[tuple[str, object]]:
    for born in population.births:
        vintage = f".{born.published_year}" if born.published_year else ""
        yield f"births.{born.area}.{born.year}{vintage}", born.births
    for total in population.totals:
        yield f"totals.{total.area}.{total.date}", total.persons
    for pupils in (*population.enrolment, *population.of_schools, *population.given):
        grade = f".{pupils.grade}" if pupils.grade else ""
        yield f"enrolment.{pupils.school or pupils.area}.{pupils.year}.{pupils.stage}{grade}", pupils.pupils
    for row in population.children:
        yield f"children.{row.area}.{row.kind}.{row.period_end}.{row.day}", row.persons
    for zone in population.zones:
        yield f"zones.{zone.part_of}.{zone.area}", True if zone.share is None else zone.share
    for flow in population.flows:
        yield f"flows.{flow.from_area}.{flow.to_area}.{flow.stage}", flow.share


def _estates(before: Population, after: Population) -> Iterator[Change]:
    """Estates that differ, by id: one that is there on one side alone as a whole, any other key by key."""
    old, new = (_by_estate(side.estates) for side in (before, after))
    for name in sorted({*old, *new}):
        subject, one, other = f"estates.{name}", old.get(name), new.get(name)
        if one is None or other is None:
            yield Change(PEOPLE, subject, "", one, other)
        else:
            found = _differing(PEOPLE, one, other, subject)
            yield from sorted(found, key=lambda each: OF_ESTATE.index(each.field))


def _by_estate(rows: Iterable[EstateRow]) -> dict[str, dict[str, object]]:
    """What is written of every estate, its parts together."""
    groups: dict[str, list[EstateRow]] = {}
    for row in rows:
        groups.setdefault(row.id, []).append(row)
    return {name: _estate(parts) for name, parts in groups.items()}


def _estate(parts: Sequence[EstateRow]) -> dict[str, object]:
    """What is written of the parts of an estate, by key; no key where nothing is."""
    found: dict[str, object] = {}
    for name in ("name", "area", "zone", "kind", "approved", "lon", "lat", "basis", "source"):
        values = list(dict.fromkeys(value for part in parts if (value := getattr(part, name)) not in (None, "")))
        if values:
            found[name] = values[0] if len(values) == 1 else "; ".join(map(str, values))
    for name in ("dwellings", "floor_area_m2"):
        sizes = [value for part in parts if (value := getattr(part, name)) is not None]
        if sizes:
            found[name] = round(sum(sizes), 1)
    courses = list(dict.fromkeys(_course(part) for part in parts if part.occupancy))
    if courses:
        found["occupancy"] = "; ".join(courses)
    by_year = [(part.completes, part.dwellings) for part in parts]
    said = [f"{year}: {count:,.10g}" if count is not None else str(year) for year, count in by_year]
    found["completes"] = by_year[0][0] if len(by_year) == 1 else ", ".join(said)
    return found


def _course(part: EstateRow) -> str:
    """The course by which a part fills, as it is written."""
    course = part.occupancy
    return course if isinstance(course, str) else ", ".join(f"{since}: {share:g}" for since, share in course)


def following(before: Plan, after: Plan) -> int:
    """Schools whose opening year moves though nothing of it is written differently."""
    old = {school.id: school for school in before.schools}
    return sum(
        (school.planned, school.opens) == (old[school.id].planned, old[school.id].opens)
        and opening_year(school, after) != opening_year(old[school.id], before)
        for school in after.schools
        if school.id in old
    )


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


Staff = tuple[Sequence[StaffRow], Sequence[StaffRow]]


def difference(before: Assessment, after: Assessment, *, staff: Staff = ((), ())) -> Difference:
    """What changes from ``before`` to ``after``; ``staff`` is that on record on either side.

    >>> from xuewei import assess, read_plan, read_population
    >>> found = assess(read_plan(), read_population())
    >>> difference(found, found).equal
    True
    """
    effects = tuple(_effects(before, after))
    return Difference(
        before,
        after,
        (*changes(_written(before), _written(after)), *_staff(*staff)),
        effects,
        tuple(_courses(before, after, effects)),
        following(before.plan, after.plan),
    )


def _staff(before: Sequence[StaffRow], after: Sequence[StaffRow]) -> Iterator[Change]:
    """Staff on record that differs, and who retires, by school or area, stage and year."""
    yield from _differing(PEOPLE, dict(_filled(before)), dict(_filled(after)))


def _filled(rows: Sequence[StaffRow]) -> Iterator[tuple[str, object]]:
    for row in rows:
        place = f"{row.school or row.area}.{row.year}.{row.stage}"
        if row.staff is not None:
            yield f"staff.{place}", row.staff
        if row.retires is not None:
            yield f"retires.{place}", row.retires


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
