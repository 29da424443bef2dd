"""Pupils of single schools and of areas on record: taken apart, moved to the areas of today, added up, held against
each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xuewei.errors import Fault, Place, nearest
from xuewei.late import dataclass
from xuewei.model.people.areas import today
from xuewei.model.plan import Plan
from xuewei.model.population import AreaChange, EnrolmentRow, Population
from xuewei.model.pupils.record import ROUNDED
from xuewei.model.stages import Stage

DERIVED = "derived"
ENOUGH = 0.5
"""The share of an area's pupils whose grades must be known for the others to be spread like them: a convention."""
Rows = Sequence[EnrolmentRow]
Figure = tuple[str, int, str]
"""An area, a year and a stage."""


def apart(rows: Rows) -> tuple[tuple[EnrolmentRow, ...], tuple[EnrolmentRow, ...]]:
    """Rows of areas, and rows of single schools."""
    if not any(row.school for row in rows):
        return tuple(rows), ()
    return tuple(row for row in rows if not row.school), tuple(row for row in rows if row.school)


@dataclass(frozen=True)
class Astray:
    """A row of a school that stands in an area which is not the school's of today, ``area``; of several such areas the
    record does not say which (``among``)."""

    row: EnrolmentRow
    area: str
    among: tuple[str, ...] = ()


def moved(rows: Rows, changes: Sequence[AreaChange]) -> tuple[tuple[EnrolmentRow, ...], list[Astray]]:
    """Rows of schools in the area of today of each school, which is that of its newest row, as it has changed since;
    and those of which this cannot be true."""
    if not changes and len({(row.school, row.area) for row in rows}) == len({row.school for row in rows}):
        return tuple(rows), []
    newest: dict[str, EnrolmentRow] = {}
    for row in rows:
        if row.school and row.year >= newest.get(row.school, row).year:
            newest[row.school] = row
    where: dict[str, str] = {}
    astray: dict[str, Astray] = {}
    for school, row in newest.items():
        among = _since(row.area, row.year, changes)
        where[school] = among[0]
        if len(among) > 1:
            astray[school] = Astray(row, row.area, among)
    for row in rows:
        area = where[str(row.school)]
        if row.area not in (area, newest[str(row.school)].area) and area not in _since(row.area, row.year, changes):
            astray.setdefault(str(row.school), Astray(row, area))
    kept = (row if row.area == where[str(row.school)] else replace(row, area=where[str(row.school)]) for row in rows)
    return tuple(kept), list(astray.values())


def _since(area: str, year: int, changes: Sequence[AreaChange]) -> tuple[str, ...]:
    """The areas that an area of a year may be in today."""
    later = [each for each in changes if each.year > year]
    if not any(each.origin == area and each.share > 0 for each in later):
        return (area,)
    return (*today(area, later), *([area] if any(x.origin == x.target == area for x in later) else []))


def with_sums(areas: Rows, schools: Rows, stages: Sequence[Stage]) -> tuple[EnrolmentRow, ...]:
    """Rows of areas, with the sums of their schools where an area has none of its own.

    Where some schools give grades and others a whole stage alone, these are spread over the grades like the others, if
    the others have :data:`ENOUGH` of the pupils; else only the whole stage is added up. Pupils of an area's own whole
    stage who are in no listed school are spread so too.

    >>> rows = [EnrolmentRow("甲", 2023, "primary", 1, n, "published", "", school=s) for s, n in (("a", 40), ("b", 50))]
    >>> [(row.grade, row.pupils, row.school) for row in with_sums([], rows, [Stage("primary", 6, 6, 45)])]
    [(1, 90.0, None)]
    """
    if not schools:
        return tuple(areas)
    own: dict[Figure, dict[int | None, float]] = {}
    for row in areas:
        own.setdefault((row.area, row.year, row.stage), {})[row.grade] = row.pupils
    grades = {stage.name: stage.grades for stage in stages}
    found = list(areas)
    for key, group in figures(schools).items():
        found += _sums(key, group, own.get(key, {}), grades.get(key[2], 0))
    return tuple(found)


def figures(schools: Rows) -> dict[Figure, list[EnrolmentRow]]:
    """The newest rows of schools by area, year and stage."""
    newest: dict[tuple[str, int, str, str | None, int | None], EnrolmentRow] = {}
    for row in schools:
        key = row.area, row.year, row.stage, row.school, row.grade
        before = newest.get(key)
        if before is None or (row.published_year or row.year) >= (before.published_year or before.year):
            newest[key] = row
    found: dict[Figure, list[EnrolmentRow]] = {}
    for row in newest.values():
        found.setdefault((row.area, row.year, row.stage), []).append(row)
    return found


@dataclass(frozen=True)
class Added:
    """Pupils of the schools of an area: in ``all``, of whom ``graded`` by grade."""

    all: float
    graded: dict[int, float]

    @property
    def known(self) -> float:
        """Those whose grade is known."""
        return sum(self.graded.values())


def added_up(group: Rows) -> Added:
    """The schools of one area, year and stage added up: of each its whole stage where it is written and more, else its
    grades."""
    graded: dict[int, float] = {}
    whole: dict[str | None, float] = {}
    parts: dict[str | None, float] = {}
    for row in group:
        if row.grade is None:
            whole[row.school] = row.pupils
        else:
            graded[row.grade] = graded.get(row.grade, 0.0) + row.pupils
            parts[row.school] = parts.get(row.school, 0.0) + row.pupils
    every = sum(max(whole.get(school, 0.0), parts.get(school, 0.0)) for school in {**whole, **parts})
    return Added(every, graded)


def _sums(key: Figure, group: Rows, own: Mapping[int | None, float], grades: int) -> Iterator[EnrolmentRow]:
    """The rows that an area lacks of one year and stage."""
    added = added_up(group)
    asked = [grade for grade in sorted(added.graded) if grade not in own]
    stage = own.get(None, added.all)
    every = len(added.graded) == grades
    spread = 1.0
    if added.known > 0 and not own.keys() - {None} and (every or added.all > added.known):
        spread = max(stage, added.known) / added.known
    basis = group[0].basis if spread == 1 and len({row.basis for row in group}) == 1 else DERIVED
    published = [row.published_year for row in group if row.published_year is not None]
    first = replace(
        group[0],
        school=None,
        classes=None,
        ungraded=None,
        line=0,
        basis=basis,
        published_year=max(published, default=None),
    )
    if added.known and added.known >= ENOUGH * stage:
        yield from (replace(first, grade=grade, pupils=float(added.graded[grade] * spread)) for grade in asked)
    if None not in own and not own and (not every or added.known < ENOUGH * stage) and added.all > added.known:
        yield replace(first, grade=None, pupils=float(added.all), basis=group[0].basis)


@dataclass(frozen=True)
class Over:
    """A row of an area that is less than its schools, ``added``."""

    row: EnrolmentRow
    added: float


def over_areas(areas: Rows, schools: Rows) -> Iterator[Over]:
    """Every row of an area that is less than the sum of its schools; each printed figure may be half a person off."""
    own = {(row.area, row.year, row.stage) for row in areas}
    groups = figures([row for row in schools if (row.area, row.year, row.stage) in own]) if own else {}
    for row in areas:
        group = groups.get((row.area, row.year, row.stage))
        if group is not None:
            parts = group if row.grade is None else [each for each in group if each.grade == row.grade]
            added = added_up(parts).all
            if row.pupils < added - ROUNDED * (len(parts) + 1):
                yield Over(row, added)


@dataclass(frozen=True)
class Gap:
    """A school that has no pupils of a stage on record in ``years`` in which other schools of its area have: ``kind``
    is ``between`` years that it has, ``before`` its first or ``after`` its last."""

    school: str
    area: str
    stage: str
    kind: str
    years: tuple[int, ...]


BETWEEN, BEFORE, AFTER = "between", "before", "after"


def gaps(schools: Rows) -> list[Gap]:
    """Years that schools lack, which make sums of areas that rise and fall without anybody coming or going."""
    there: dict[tuple[str, str], dict[str, set[int]]] = {}
    for row in schools:
        there.setdefault((row.area, row.stage), {}).setdefault(str(row.school), set()).add(row.year)
    found = []
    for (area, stage), by_school in there.items():
        every = set[int]().union(*by_school.values())
        for school, years in by_school.items():
            if years != every:
                first, last = min(years), max(years)
                parts = {
                    BETWEEN: [year for year in every - years if first < year < last],
                    BEFORE: [year for year in every if year < first],
                    AFTER: [year for year in every if year > last],
                }
                found += [Gap(school, area, stage, kind, tuple(sorted(each))) for kind, each in parts.items() if each]
    return found


def strange_schools(plan: Plan, population: Population) -> list[Fault]:
    """Schools with pupils on record that the plan does not have, unless a scenario or a day left them out, and those
    that it has in another area; each once."""
    areas = {school.id: school.area for school in plan.schools}
    first = {row.school: row for row in reversed(population.of_schools)} if population.of_schools else {}
    whole = not plan.scenarios and plan.delivery is None
    file, found = f"{population.folder}/enrolment.csv" if population.folder else "enrolment.csv", []
    for school, row in first.items():
        name = str(school)
        if name not in areas:
            if whole:
                found.append(Fault(Place(file, row.line), "school", "no_school", {}, name, nearest(name, areas)))
        elif areas[name] != row.area:
            values = {"school": name, "area": areas[name]}
            found.append(Fault(Place(file, row.line), "area", "school_elsewhere", values, row.area))
    return sorted(found, key=lambda fault: fault.place.line)
