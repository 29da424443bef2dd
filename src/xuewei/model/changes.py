"""What is written differently in one plan, with its people, than in another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import astuple, dataclass, fields, replace

from xuewei.model.assumptions import Assumptions
from xuewei.model.parameters import flat, parameters
from xuewei.model.plan import Plan, School, opening_written, opening_year
from xuewei.model.population import Population

ADDED, REMOVED, MOVED, CHANGED, PARAMETER, PEOPLE = "added", "removed", "moved", "changed", "parameter", "people"
WHY = (".basis", ".source", ".range", ".clause")
"""Ends of the names that say what a figure rests on."""


@dataclass(frozen=True)
class Change:
    """One thing that is written differently.

    ``kind``: a school ``added``, ``removed``, ``moved`` in time (``before`` and ``after`` are opening years) or
    ``changed``; a ``parameter``; a figure of ``people``. ``subject`` is the school's id or the name of the parameter,
    ``field`` the school's key. Values are plain; None where nothing is written.
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
    found = list(_differing(PARAMETER, one, other))
    values = [each.subject for each in found if not each.subject.endswith(WHY)]
    for each in found:
        figure = each.subject.rpartition(".")[0]
        known = any(name == figure or name.startswith(f"{figure}.") for name in values)
        if not (each.subject.endswith(WHY) and known):
            yield each


def _people(before: Population, after: Population) -> Iterator[Change]:
    """Figures of the population folder that differ: births, totals and enrolment one by one, censuses as a whole."""
    yield from _differing(PEOPLE, dict(_rows(before)), dict(_rows(after)))
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
    for pupils in population.enrolment:
        grade = f".{pupils.grade}" if pupils.grade else ""
        yield f"enrolment.{pupils.area}.{pupils.year}.{pupils.stage}{grade}", pupils.pupils


def following(before: Plan, after: Plan) -> int:
    """Schools whose opening year moves though nothing of it is written differently."""
    old = {school.id: school for school in before.schools}
    return sum(
        (school.planned, school.opens) == (old[school.id].planned, old[school.id].opens)
        and opening_year(school, after) != opening_year(old[school.id], before)
        for school in after.schools
        if school.id in old
    )
