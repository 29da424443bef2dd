"""Classes in use as they are on record by school: pupils ÷ classes, of the entry grade and of all, against norms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xuewei.answers.policy.finding import (
    BREAKS,
    CLASSES_IN_USE,
    ENTRY_CLASS,
    LARGE_CLASS,
    MEETS,
    UNKNOWN,
    VERY_LARGE_CLASS,
    Finding,
)
from xuewei.late import dataclass
from xuewei.model.assumptions import Figure
from xuewei.model.plan import Plan, School
from xuewei.model.policy import ClassNorm, Policy
from xuewei.model.population import EnrolmentRow
from xuewei.model.rounding import whole
from xuewei.model.seats.in_use import open_by
from xuewei.model.stages import Stage

PLACES = 2
"""Decimal places of pupils per class."""
FORECAST = "projected"
"""Basis of pupils who are forecast elsewhere: they are no record."""


@dataclass(frozen=True)
class Recorded:
    """A stage of a school in the last ``year`` with pupils and classes: pupils and classes of all its grades, and by
    grade where both are known. ``basis`` is derived where the classes are those that the school writes."""

    year: int
    pupils: float
    classes: float
    grades: Mapping[int, tuple[float, float]]
    basis: str

    @property
    def mean(self) -> float:
        """Pupils of a class, on average."""
        return round(self.pupils / self.classes, PLACES)

    @property
    def entry(self) -> float | None:
        """The same of the first grade; None where it is not known."""
        pupils, classes = self.grades.get(1, (0.0, 0.0))
        return round(pupils / classes, PLACES) if classes else None

    def above(self, limit: float) -> tuple[float, int]:
        """The largest mean of a grade (of the stage, where grades are not known), and the classes of those grades
        whose mean is ``limit`` or more.

        >>> Recorded(2025, 220, 4, {1: (112, 2), 2: (108, 2)}, "published").above(56)
        (56.0, 2)
        """
        parts = [(pupils, classes) for pupils, classes in self.grades.values() if classes]
        parts = parts or [(self.pupils, self.classes)]
        means = [(round(pupils / classes, PLACES), classes) for pupils, classes in parts]
        return max(mean for mean, _ in means), whole(sum(classes for mean, classes in means if mean >= limit))


def pupils_of(rows: Sequence[EnrolmentRow]) -> dict[str, float]:
    """Pupils on record of every school, of each of its stages in the last year with any.

    >>> from dataclasses import replace
    >>> row = EnrolmentRow("甲", 2025, "primary", 1, 90, "published", "", school="s")
    >>> pupils_of([row, replace(row, grade=2, pupils=80), replace(row, year=2024, pupils=95)])
    {'s': 170}
    """
    held: dict[tuple[str, str], dict[int, dict[int | None, float]]] = {}
    for row in sorted(rows, key=lambda row: row.published_year or row.year):
        if row.school is not None and row.basis != FORECAST:
            held.setdefault((row.school, row.stage), {}).setdefault(row.year, {})[row.grade] = row.pupils
    found: dict[str, float] = {}
    for (school, _), years in held.items():
        last = years[max(years)]
        found[school] = found.get(school, 0) + (last[None] if None in last else sum(last.values()))
    return found


def recorded(plan: Plan, stages: Sequence[Stage], rows: Sequence[EnrolmentRow]) -> dict[tuple[str, str], Recorded]:
    """By school and stage what is on record of its classes: of the last year with pupils, the figures published last.
    Where the rows say no classes, those that the school writes."""
    schools, names = {school.id: school for school in plan.schools}, {stage.name for stage in stages}
    held: dict[tuple[str, str], dict[int, dict[int | None, EnrolmentRow]]] = {}
    for row in sorted(rows, key=lambda row: row.published_year or row.year):
        if row.school in schools and row.stage in names and row.basis != FORECAST:
            held.setdefault((row.school, row.stage), {}).setdefault(row.year, {})[row.grade] = row
    found = {}
    for (school, stage), years in held.items():
        each = (_recorded(year, years[year], schools[school], stage) for year in sorted(years, reverse=True))
        known = next((one for one in each if one is not None), None)
        if known is not None:
            found[school, stage] = known
    return found


def _recorded(year: int, rows: Mapping[int | None, EnrolmentRow], school: School, stage: str) -> Recorded | None:
    """One year of one stage of a school; None without pupils or classes."""
    by_grade = {grade: row for grade, row in rows.items() if grade is not None}
    every, own = rows.get(None), school.classes.get(stage)
    pupils = every.pupils if every is not None else sum(row.pupils for row in by_grade.values())
    basis = next(iter(rows.values())).basis
    classes = {grade: row.classes for grade, row in by_grade.items() if row.classes is not None}
    total = every.classes if every is not None else None
    if total is None and classes and len(classes) == len(by_grade):
        total = sum(classes.values())
    if total is None and not classes and own is not None:
        basis = "derived"
        if isinstance(own, tuple):
            classes = {grade: float(n) for grade, n in enumerate(own, start=1) if grade in by_grade}
        total = float(sum(own) if isinstance(own, tuple) else own)
    if not total or not pupils:
        return None
    grades = {grade: (by_grade[grade].pupils, n) for grade, n in classes.items() if n}
    return Recorded(year, pupils, total, grades, basis)


def class_findings(
    plan: Plan, stages: Sequence[Stage], policy: Policy, rows: Sequence[EnrolmentRow]
) -> Iterator[Finding]:
    """Sizes of classes by school, of the entry grade and of all, and large classes, of every stage with a record; a
    school in use without one is not decidable. Of a stage without any record one line says so."""
    known = recorded(plan, stages, rows)
    for rule in (ENTRY_CLASS, CLASSES_IN_USE, LARGE_CLASS, VERY_LARGE_CLASS):
        for stage in stages:
            limit, kind = _limit(rule, stage, policy), stage.name
            years = [one.year for (_, name), one in known.items() if name == kind]
            if not years and rule in (ENTRY_CLASS, CLASSES_IN_USE) and limit is not None:
                yield Finding(rule, kind, UNKNOWN, None, limit, missing="missing.classes")
            for school in plan.schools if years else ():
                one = known.get((school.id, kind))
                if one is not None:
                    yield from _held(rule, school, stage, one, policy)
                elif limit is not None and school.seats.get(kind) and open_by(school, plan, max(years)):
                    yield Finding(rule, kind, UNKNOWN, None, limit, school, year=max(years), missing="missing.classes")


def _limit(rule: str, stage: Stage, policy: Policy) -> Figure | None:
    """The limit of a rule, where a stage has one: of the first grade its own norm, where grades differ."""
    if rule in (LARGE_CLASS, VERY_LARGE_CLASS):
        if stage.name not in policy.crowding.stages:
            return None
        return policy.crowding.large if rule == LARGE_CLASS else policy.crowding.very_large
    norm = policy.class_size.get(stage.name)
    if norm is None:
        return None
    return norm.grades.get(1, norm.every) if rule == ENTRY_CLASS else norm.every


def _fullest(one: Recorded, norm: ClassNorm) -> tuple[float, Figure]:
    """Of grades with norms of their own the mean of the one that is fullest by its norm, and that norm."""
    means = [(pupils / n, norm.grades.get(grade, norm.every)) for grade, (pupils, n) in one.grades.items()]
    mean, limit = max(means, key=lambda each: each[0] / each[1].value)
    return round(mean, PLACES), limit


def _held(rule: str, school: School, stage: Stage, one: Recorded, policy: Policy) -> Iterator[Finding]:
    """One rule held against one school."""
    limit = _limit(rule, stage, policy)
    basis, year, kind = one.basis, one.year, stage.name
    if rule in (LARGE_CLASS, VERY_LARGE_CLASS):
        if limit is not None:
            worst, classes = one.above(limit.value)
            verdict, values = BREAKS if classes else MEETS, {"classes": classes}
            yield Finding(rule, kind, verdict, worst, limit, school, basis=basis, values=values, year=year)
        return
    size = one.entry if rule == ENTRY_CLASS else one.mean
    norm = policy.class_size.get(kind)
    if rule == CLASSES_IN_USE and norm is not None and norm.grades and one.grades:
        size, limit = _fullest(one, norm)
    if size is None or limit is None:
        missing = "missing.classes" if size is None else ""
        yield Finding(rule, kind, UNKNOWN, size, limit, school, basis=basis, year=year, missing=missing)
        return
    verdict = BREAKS if size > limit.value else MEETS
    yield Finding(rule, kind, verdict, size, limit, school, basis=basis, year=year)
