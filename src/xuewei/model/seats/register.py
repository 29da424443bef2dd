"""Schools as they are: seats from their classes, the zones that they serve, seats by school and grade, and intake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import is_

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import Fault, Place
from xuewei.late import dataclass
from xuewei.model.plan import Plan, School
from xuewei.model.rounding import NOISE_DIGITS, whole
from xuewei.model.seats.ledger import LedgerRow, first_grade, grade_shares
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
DERIVED = "derived"


@dataclass(frozen=True)
class Served:
    """A zone that a school serves, and the ``share`` (0 to 1) of its places that are the zone's (None: not written)."""

    zone: str
    share: float | None = None


def served(written: str | None) -> tuple[Served, ...]:
    """The zones in what a school writes, in its order; shares that are no numbers count as not written.

    >>> served("东片:0.6；西片：40%"), served(None)
    ((Served(zone='东片', share=0.6), Served(zone='西片', share=0.4)), ())
    """
    found = []
    for part in _parts(written):
        name, _, share = (each.strip() for each in part.partition(":"))
        if name:
            found.append(Served(name, _share(share) if share else None))
    return tuple(found)


def _share(text: str) -> float | None:
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None


def zone_slips(written: str | None) -> Iterator[tuple[str, str]]:
    """What is wrong with the zones that a school writes: kind of fault, and what was found.

    >>> [kind for kind, _ in zone_slips("东片:0.6;西片:0.5")], [kind for kind, _ in zone_slips("东片:多半;东片")]
    (['zone_shares'], ['zone_share', 'zone_twice'])
    """
    names: set[str] = set()
    shares = 0.0
    for part in _parts(written):
        name, _, share = (each.strip() for each in part.partition(":"))
        value = _share(share) if share else 0.0
        if not name and share:
            yield "zone_name", part.strip()
        elif name in names:
            yield "zone_twice", name
        if value is None or not 0 <= value <= 1 or (share and not value):
            yield "zone_share", part.strip()
        else:
            shares += value
        names.add(name)
    if shares > 1 + 1e-9:
        yield "zone_shares", f"{shares:g}"


def _parts(written: str | None) -> list[str]:
    return [part for part in (written or "").replace("；", ";").replace("：", ":").split(";") if part.strip()]


def zones_of(school: School) -> dict[str, float]:
    """The zones that a school serves, each with the share of its places; what is not written is what the written
    shares leave, evenly (``assumed``).

    >>> [zones_of(School("s", "primary", "甲", zone=each)) for each in ("东片;西片", "东片:0.25")]
    [{'东片': 0.5, '西片': 0.5}, {'东片': 0.25}]
    """
    if not school.zone:
        return {}
    found = served(school.zone)
    open_ones = sum(each.share is None for each in found)
    rest = max(1.0 - sum(each.share or 0.0 for each in found), 0.0)
    return {each.zone: rest / open_ones if each.share is None else each.share for each in found}


def with_seats(plan: Plan, stages: Sequence[Stage]) -> Plan:
    """The plan with the seats that follow from classes, or from intake, where a school writes neither seats nor an end
    of them: classes × class size, intake × grades; they are ``derived``. Stages that there are not are left out.

    >>> one = School("s", "primary", "甲", classes={"primary": 12}, opens=2000)
    >>> with_seats(Plan("p", "甲", (one,), (2021, 2025)), [Stage("primary", 6, 6, 45)]).schools[0].seats
    {'primary': 540}
    """
    known = {stage.name: stage for stage in stages}
    schools = tuple(_filled(school, known) for school in plan.schools)
    return plan if all(map(is_, schools, plan.schools)) else replace(plan, schools=schools)


def as_written(plan: Plan, seated: Plan, raw: Plan) -> Plan:
    """A changed ``plan`` without the seats that :func:`with_seats` put into ``seated``, which its file (``raw``) does
    not write, where they are still the same."""
    bare, whole = ({school.id: school for school in each.schools} for each in (raw, seated))
    schools = tuple(_bare(each, whole.get(each.id, each), bare.get(each.id, each)) for each in plan.schools)
    return replace(plan, schools=schools)


def _bare(school: School, whole: School, bare: School) -> School:
    follow = {stage: n for stage, n in whole.seats.items() if stage not in bare.seats}
    seats = {stage: n for stage, n in school.seats.items() if follow.get(stage) != n}
    if len(seats) == len(school.seats):
        return school
    return replace(school, seats=seats, basis=bare.basis if school.basis == whole.basis else school.basis)


def _filled(school: School, stages: Mapping[str, Stage]) -> School:
    if not (school.classes or school.intake):
        return school
    derived = {
        name: seats_of(stages[name], school.classes.get(name), school.intake.get(name))
        for name in {**school.classes, **school.intake}
        if name not in school.seats and name in stages
    }
    if not derived:
        return school
    return replace(school, seats={**school.seats, **derived}, basis={"seats": DERIVED, **school.basis})


def seats_of(stage: Stage, classes: int | tuple[int, ...] | None, intake: int | None = None) -> int:
    """Seats of a stage from its classes, or else from its intake, in whole seats.

    >>> nursery = Stage("kindergarten", 3, 3, 30, class_sizes=(25, 30, 35))
    >>> seats_of(nursery, 6), seats_of(nursery, (3, 2, 2)), seats_of(nursery, None, 50)
    (180, 205, 180)
    """
    sizes = stage.sizes
    if isinstance(classes, tuple):
        return sum(n * size for n, size in zip(classes, sizes, strict=False))
    if classes is not None:
        return whole(classes * sum(sizes) / len(sizes))
    return whole((intake or 0) * sum(sizes) / sizes[0])


def strange_grades(plan: Plan, stages: Sequence[Stage]) -> Iterator[Fault]:
    """A fault for every school whose classes by grade are not of as many grades as their stage has."""
    grades = {stage.name: stage.grades for stage in stages}
    for school in plan.schools:
        for stage, classes in school.classes.items():
            if isinstance(classes, tuple) and len(classes) != grades.get(stage, len(classes)):
                values = {"n": len(classes), "grades": grades[stage], "pupils_of": (stage, None)}
                where = f"schools[{school.id}].classes.{stage}"
                at = plan.registered.get(school.id, {}).get(stage, Place.of(school.line, plan.file))
                yield Fault(at, where, "classes_grades", values)


def held_stages(school: School) -> set[str]:
    """The stages of which a school has seats, written or by its classes or intake."""
    return {*school.seats, *school.classes, *school.intake}


def excess_turns(school: School) -> Iterator[tuple[int, int]]:
    """Of each turn of more seats than a school then has of the stage, or of none: the seats that turn, and those there.

    >>> from xuewei.model.plan import Conversion
    >>> turns = (Conversion(2027, "primary", "middle", 300), Conversion(2028, "primary", "middle"))
    >>> list(excess_turns(School("s", "primary", "甲", {"primary": 270}, convert=turns)))
    [(300, 270)]
    """
    seats = dict(school.seats)
    for turn in sorted(school.convert, key=lambda turn: turn.year):
        there = seats.get(turn.origin, 0)
        turned = there if turn.seats is None else turn.seats
        if turned > there or not there:
            yield turned, there
            continue
        seats[turn.origin], seats[turn.target] = there - turned, seats.get(turn.target, 0) + turned


def seats_by_school(
    rows: Iterable[LedgerRow], years: range, schools: Sequence[str], stages: Sequence[Stage]
) -> dict[str, Floats]:
    """Seats of the ledger by stage, each ``(year, school, grade)``: the running sum of each school's rows.

    Rows before the first year stand from the first year on; rows after the last year are not in it yet.
    """
    order, shares = {school: n for n, school in enumerate(schools)}, {x.name: grade_shares(x) for x in stages}
    found = {stage.name: np.zeros((len(years), len(schools), stage.grades)) for stage in stages}
    for row in rows:
        if row.year < years.stop and row.school in order:
            at = found[row.stage][max(row.year - years.start, 0), order[row.school]]
            if row.grade is None:
                at += row.seats * shares[row.stage]
            else:
                at[row.grade - 1] += row.seats
    return {stage: np.cumsum(seats, axis=0).round(NOISE_DIGITS) for stage, seats in found.items()}


def intakes(plan: Plan, seats: Mapping[str, Floats], stages: Sequence[Stage]) -> dict[str, Floats]:
    """Places of the first grade that every school of a plan offers, by stage, each ``(year, school)``, unrounded.

    ``seats`` are those of :func:`seats_by_school` of all its schools. As much as a school writes (``intake``), or whole
    classes of the first grade where it writes its classes; else its seats of the first grade. What has not opened yet,
    closes or turns counts as its seats do: those of the first grade, where it has any at all, else all of them.
    """
    found = {}
    for stage in stages:
        factor = np.array([_factor(school, stage) for school in plan.schools])
        found[stage.name] = seats[stage.name][:, :, 0] * factor
        for n, school in enumerate(plan.schools):
            if school.seats.get(stage.name) and not first_grade(school, stage):
                share = seats[stage.name][:, n].sum(axis=1) / school.seats[stage.name]
                found[stage.name][:, n] = share * offered(school, stage)
    return found


def _factor(school: School, stage: Stage) -> float:
    """Places that a school offers in the first grade of a stage ÷ its seats of that grade; 1 without these."""
    design = school.seats.get(stage.name, 0) * first_grade(school, stage)
    return offered(school, stage) / design if design else 1.0


def offered(school: School, stage: Stage) -> float:
    """Places of the first grade of a stage that a school offers in a year, once it is whole.

    Of classes that are not evenly spread, whole ones count, at least one.

    >>> primary = Stage("primary", 6, 6, 45)
    >>> offered(School("s", "primary", "甲", {"primary": 900}, classes={"primary": 20}), primary)
    135.0
    """
    if stage.name in school.intake:
        return float(school.intake[stage.name])
    classes = school.classes.get(stage.name)
    if isinstance(classes, tuple):
        return float(classes[0] * stage.sizes[0])
    if classes and stage.grades > 1 and classes % stage.grades:
        return float(max(classes // stage.grades, 1) * stage.sizes[0])
    return school.seats.get(stage.name, 0) * first_grade(school, stage)
