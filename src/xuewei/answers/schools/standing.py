"""Every school and stage in one year: seats, pupils, use, classes that are too large, and what is over the size cap."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import RECORD, SchoolPupils, by_stage
from xuewei.model.plan import IN_USE, School, opening_written, opening_year, stages_of
from xuewei.model.policy import Crowding
from xuewei.model.population import EnrolmentRow
from xuewei.model.rounding import whole, whole_groups, whole_parts
from xuewei.model.seats.in_use import base_year
from xuewei.model.seats.ledger import CONVERTS, REMOVES, LedgerRow
from xuewei.model.seats.register import served
from xuewei.model.stages import Stage

FORECAST = "forecast"
OPENS, CLOSES = "opens", "closes"
FULL, LOW = 1.0, 0.6
"""Use of seats above which a school is too full, and below which it is hardly used. The lower is assumed: Ontario calls
less than 60 % underused (FAO 2024-12-17)."""


@dataclass(frozen=True)
class Standing:
    """A stage of a school in ``year``. ``basis`` of its pupils: on ``record``, its own ``forecast``, or a ``share`` of
    its area's. ``class_size`` is pupils ÷ ``classes``; the classes of a grade that has 56 or more, or 66 or more, in
    each on average are ``large``, or ``very large`` too. All three are None where classes are not known, the
    latter where the stage is not counted so. ``over_cap`` are pupils of the whole school beyond its size cap (None:
    there is none). ``change``: opens or closes in that year. ``classes_year``: the year of classes on record, or of
    those that a school in use writes: they go up with their cohorts since; ``classes_turned``: they are in proportion
    to the seats that still stand."""

    year: int
    area: str
    zone: str | None
    school: str
    name: str | None
    stage: str
    seats: int
    pupils: int
    utilisation: float | None
    class_size: float | None
    classes: int | None
    large_classes: int | None
    very_large_classes: int | None
    over_cap: int | None
    basis: str
    change: str | None
    classes_year: int | None = None
    classes_turned: bool = False


def year_shown(found: Assessment, pupils: SchoolPupils) -> int:
    """The last year with pupils of schools on record; else the base year; else, where no school is open by then, the
    one in which all schools of the plan are."""
    years = [year for known in pupils.known.values() for year in known if year in found.years]
    if years:
        return max(years)
    schools = [school for school in found.plan.schools if not school.cancelled]
    opened = [opening_year(school, found.plan) for school in schools]
    if not opened or min(opened) <= found.known.start:
        return found.known.start
    return min(max(opened), found.years[-1])


def standings(found: Assessment, pupils: SchoolPupils, year: int, crowding: Crowding) -> list[Standing]:
    """Every school and stage that has seats or pupils in a year, or opens or closes in it, in the order of the plan; of
    stages that the assessment is without those with pupils on record in that year."""
    t, rows = (
        found.years.index(year),
        by_stage((row for row in found.population.of_schools if row.year == year), pupils.schools),
    )
    recorded = {stage: _by_school(each) for stage, each in rows.items()}
    classed = _last_classes(found.population.of_schools, year)
    caps, answers, base = found.assumptions.caps(), [], base_year(found.plan)
    stages = [stage for stage in stages_of(found.plan, found.assumptions) if stage.name in pupils.pupils]
    turns, counted = _turns(found.ledger), {name: whole_pupils(found, pupils, name, t)[0] for name in pupils.pupils}
    for n, school in enumerate(found.plan.schools):
        if school.cancelled:
            continue
        change = _change(found, school, year)
        every = sum(float(np.nansum(of_stage[t, n])) for of_stage in pupils.pupils.values())
        cap = caps.get(school.type)
        over = None if cap is None else max(whole(every) - whole(cap.value), 0)
        for stage in stages:
            grades = pupils.pupils[stage.name][t, n]
            seats = whole(float(pupils.seats[stage.name][t, n].sum()))
            written = recorded.get(stage.name, {}).get(school.id, [])
            many = int(counted[stage.name][n])
            holds = stage.name in school.seats and change is not None
            if written or (stage.name not in found.unheard and (seats > 0 or many > 0 or holds)):
                last = classed.get((school.id, stage.name), ()) if seats > 0 or written else ()
                told = last[0].year if last else base if school.status == IN_USE else year
                classes = _classes(school, stage, last, max(year - told, 0), standing=seats > 0)
                since = last[0].year if last and classes.all is not None else None
                classes, turned = _of_seats(classes, seats, turns.get((school.id, stage.name), ()), since, year)
                answers.append(
                    Standing(
                        year=year,
                        area=school.area,
                        zone=";".join(each.zone for each in served(school.zone)) or None,
                        school=school.id,
                        name=school.name,
                        stage=stage.name,
                        seats=seats,
                        pupils=many,
                        utilisation=many / seats if seats > 0 else None,
                        class_size=many / classes.all if classes.all else None,
                        classes=classes.all,
                        large_classes=_above(grades, classes, crowding, stage.name, crowding.large.value),
                        very_large_classes=_above(grades, classes, crowding, stage.name, crowding.very_large.value),
                        over_cap=over,
                        basis=_basis(pupils, school, stage, year, written),
                        change=change,
                        classes_year=told if (last or told < year) and classes.all is not None else None,
                        classes_turned=turned,
                    )
                )
    return answers


def whole_pupils(found: Assessment, pupils: SchoolPupils, stage: str, t: int) -> tuple[list[int], list[int]]:
    """Pupils of a stage in the ``t``-th year in every school, and in every area those in none of them, in whole pupils
    that add up to each area's."""
    parts = np.nansum(np.concatenate([pupils.pupils[stage][t], pupils.rest[stage][t]]), axis=1)
    area = {name: n for n, name in enumerate(found.areas)}
    group = np.array([*(area[school.area] for school in found.plan.schools), *area.values()], dtype=np.int64)
    every: list[int] = whole_groups(parts[None], group)[0].tolist()
    return every[: len(pupils.schools)], every[len(pupils.schools) :]


def _last_classes(rows: Iterable[EnrolmentRow], year: int) -> dict[tuple[str, str], list[EnrolmentRow]]:
    """The rows with classes of the last year up to ``year`` that has any, by school and stage."""
    found: dict[tuple[str, str], list[EnrolmentRow]] = {}
    for row in rows:
        if row.classes is not None and row.year <= year:
            held = found.setdefault((str(row.school), row.stage), [])
            if held and held[0].year < row.year:
                held.clear()
            if not held or held[0].year == row.year:
                held.append(row)
    return found


def _by_school(rows: Iterable[EnrolmentRow]) -> dict[str, list[EnrolmentRow]]:
    found: dict[str, list[EnrolmentRow]] = {}
    for row in rows:
        found.setdefault(str(row.school), []).append(row)
    return found


def _change(found: Assessment, school: School, year: int) -> str | None:
    ends = {school.closes, None if school.until is None else school.until + 1}
    return CLOSES if year in ends else OPENS if opening_written(school, found.plan) == year else None


def _basis(pupils: SchoolPupils, school: School, stage: Stage, year: int, written: Sequence[EnrolmentRow]) -> str:
    if written:
        return RECORD
    whence = pupils.whence[school.id, stage.name]
    return FORECAST if whence == RECORD else whence


@dataclass(frozen=True)
class Classes:
    """Classes of a stage: ``all`` of them (None: not known), and by grade where that is known."""

    all: int | None
    by_grade: Mapping[int, float]


def _classes(school: School, stage: Stage, written: Sequence[EnrolmentRow], ahead: int, *, standing: bool) -> Classes:
    """Classes on record, else those that the school writes, while it stands; both ``ahead`` years before."""
    by_grade = {row.grade: row.classes for row in written if row.grade is not None and row.classes is not None}
    every = [row.classes for row in written if row.grade is None and row.classes is not None]
    own = school.classes.get(stage.name) if standing else None
    if not written and isinstance(own, tuple):
        by_grade = dict(enumerate(map(float, own), start=1))
    if by_grade:
        gone_up = _gone_up(by_grade, school, stage, ahead)
        return Classes(whole(sum(gone_up.values()) if ahead or not every else every[-1]), gone_up)
    if every:
        return Classes(whole(every[-1]), {})
    return Classes(sum(own) if isinstance(own, tuple) else own, {})


def _gone_up(by_grade: Mapping[int, float], school: School, stage: Stage, ahead: int) -> dict[int, float]:
    """Classes of each grade so many years later: those of a cohort go up with it; of cohorts that enter since, whole
    classes of what the school takes in, where it writes that, else as many as the first grade had."""
    places = school.intake.get(stage.name)
    entering = by_grade.get(1) if places is None else float(max(whole(places / stage.sizes[0]), 1 if places else 0))
    found = {grade: entering if grade <= ahead else by_grade.get(grade - ahead) for grade in range(1, stage.grades + 1)}
    return {grade: n for grade, n in found.items() if n is not None}


def _turns(rows: Iterable[LedgerRow]) -> dict[tuple[str, str], list[LedgerRow]]:
    """Seats of stages that turn or are removed while a school goes on, by school and stage."""
    found: dict[tuple[str, str], list[LedgerRow]] = {}
    for row in rows:
        if row.reason in (CONVERTS, REMOVES):
            found.setdefault((row.school, row.stage), []).append(row)
    return found


def _of_seats(
    classes: Classes, seats: int, turns: Sequence[LedgerRow], since: int | None, year: int
) -> tuple[Classes, bool]:
    """The classes of the ``seats`` that stand in ``year`` after seats turned or were removed ``since`` the year of the
    classes on record (None: since the school opened), in proportion, and whether they differ; not known where no seats
    stood before."""
    changed = sum(each.seats for each in turns if each.year <= year and (since is None or each.year > since))
    before = seats - changed
    if classes.all is None or not seats or abs(changed) < 1:
        return classes, False
    if before < 1:
        return Classes(None, {}), False
    every = max(whole(classes.all * seats / before), 1)
    parts = whole_parts([n * seats / before for n in classes.by_grade.values()], every) if classes.by_grade else ()
    return Classes(every, dict(zip(classes.by_grade, map(float, parts), strict=True))), every != classes.all


def _above(grades: np.ndarray, classes: Classes, crowding: Crowding, stage: str, limit: float) -> int | None:
    """Classes of grades, or of the stage where those of grades are not known, with so many pupils on average."""
    if classes.all is None or stage not in crowding.stages:
        return None
    if not classes.by_grade:
        return classes.all if classes.all and whole(float(np.nansum(grades))) / classes.all >= limit else 0
    return whole(sum(n for grade, n in classes.by_grade.items() if n and whole(float(grades[grade - 1])) / n >= limit))


def _shortage(one: Standing) -> float:
    return one.pupils - one.seats


SORTS: dict[str, Callable[[Standing], tuple[object, ...]]] = {
    "utilisation": lambda one: (one.utilisation is None, -(one.utilisation or 0.0)),
    "shortage": lambda one: (-_shortage(one),),
    "pupils": lambda one: (-one.pupils,),
    "seats": lambda one: (-one.seats,),
    "class_size": lambda one: (one.class_size is None, -(one.class_size or 0.0)),
    "name": lambda one: (one.name or one.school,),
}
"""Orders of schools, the fullest first; names in theirs."""
