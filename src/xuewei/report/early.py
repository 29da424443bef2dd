"""What a report shows beside the balance where its plan knows more: alerts of entry grades, the use of schools, the
balance by grade. A plan that knows none of it has none of these."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from xuewei.answers.gap.by_grade import by_grade
from xuewei.answers.schools.standing import SORTS, Standing, standings, year_shown
from xuewei.answers.schools.view import schools, year_chosen
from xuewei.answers.warn.entries import AREA, ZONE, Entries, entries, first_september
from xuewei.answers.warn.remedies import remedies
from xuewei.answers.warn.unsure import with_bands
from xuewei.answers.warn.view import Asked, Warnings
from xuewei.formats.policy import read_policy
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import school_pupils
from xuewei.model.grades import CLASSES, PUPILS, SIZES, grade_table, known_grades
from xuewei.model.zones import entry_children
from xuewei.report.contents import Report
from xuewei.tables.view import View

AHEAD = 3
"""Septembers that a report warns of."""


def knows_entries(found: Assessment) -> bool:
    """Whether anybody wrote what warnings of entry grades rest on: zones, registers of children, a register of schools,
    pupils by school, classes or intake of a school."""
    plan, people = found.plan, found.population
    written = any(school.zone or school.intake or school.classes for school in plan.schools)
    return bool(people.zones or people.children or people.of_schools or plan.register or written)


def warned(report: Report) -> list[Warnings]:
    """Warnings of the next Septembers, by zone where there are zones, then by area; empty where nothing is known of
    entry grades. A plan that ends before them is warned of its own last years."""
    found = report.found
    if report.today is None or not knows_entries(found):
        return []
    start = first_september(report.today)
    years = [year for year in range(start, start + AHEAD) if year in found.known] or list(found.known)[-AHEAD:]
    due, held = entry_children(found), []
    for by in (ZONE, AREA) if due.zones else (AREA,):
        counted = entries(found, years, by, due)
        counted = with_bands(counted, report.bands) if report.bands else counted
        held.append(Warnings.of(counted, remedies(counted), Asked()))
    return [each for each in held if any(each.kept.values())]


def is_ahead(report: Report, found: Entries) -> bool:
    """Whether the years warned of are those that come after the report's day, and not the last of an old plan."""
    return report.today is not None and found.years[0] >= first_september(report.today)


def tightest(found: Entries, stage: str, spots: Sequence[int]) -> list[int]:
    """Spots by their worst level, then by their most children for a place."""
    levels, children = found.levels[stage][:, spots].max(axis=0), found.children[stage][:, spots]
    ratio = np.nan_to_num(children / np.maximum(found.intake[stage][:, spots], 1)).max(axis=0)
    return [spots[n] for n in np.lexsort((-ratio, -levels)).tolist()]


@dataclass(frozen=True, eq=False, repr=False)
class Use:
    """The schools of a plan in one year, the fullest first, and what `schools` says of them."""

    rows: Sequence[Standing]
    view: View
    year: int


def used(found: Assessment, lang: str, today: date | None = None) -> Use | None:
    """How full every school is on a day; None where there is neither a register nor pupils by school."""
    if not (found.plan.register or found.population.of_schools):
        return None
    pupils = school_pupils(found)
    year = year_shown(found, pupils)
    rows = sorted(standings(found, pupils, year, read_policy().crowding), key=SORTS["utilisation"])
    view = schools(found, pupils, rows, year, lang, chosen=year_chosen(found, pupils, year), today=today)
    return Use(rows, view, year) if rows else None


def graded(report: Report, lang: str) -> View | None:
    """What `gap --by grade` says of the stages of whose grades pupils, classes or class sizes are written; None where
    there are none."""
    found = report.found
    known = {key for key, what in known_grades(found).items() if {CLASSES, PUPILS, SIZES} & {*what}}
    stages = [stage for stage in report.stages if any(stage == each for _, each in known)]
    areas = tuple(area for area in found.areas if any(area == each for each, _ in known))
    years = [year for year in report.years if year in found.known]
    if not stages or not years:
        return None
    tables = [grade_table(found, stage, years, areas) for stage in stages]
    return by_grade(found, tables, lang, one_year=False)
