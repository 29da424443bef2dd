"""Classes, teachers and money as commands count them: with the staff on record, hired from today on."""

from __future__ import annotations

from xuewei.answers.resources.resourcing import Resources, resources
from xuewei.formats.population.resource_table import rules_of, staff_of
from xuewei.formats.provenance import today
from xuewei.model.assessment import Assessment
from xuewei.model.calendar import school_year


def needed(found: Assessment, now: int | None = None, *, by_school: bool = False) -> Resources:
    """What the pupils need; staff is hired from the school year ``now`` on (None: that of today). ``by_school``: rows
    of schools will be asked for."""
    since = school_year(today()) if now is None else now
    staff = staff_of(found.population.folder, found.plan, [each.name for each in found.stages])
    return resources(found, rules_of(found.assumptions), staff, by_school=by_school, since=since)
