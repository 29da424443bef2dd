"""Classes, teachers and money as commands count them: with the staff on record, hired from next September on."""

from __future__ import annotations

from xuewei.answers.resources.resourcing import Resources, resources
from xuewei.errors import read_both
from xuewei.formats.population.resource_table import check_retired, check_rural, rules_of, staff_of
from xuewei.formats.provenance import today
from xuewei.model.assessment import Assessment
from xuewei.model.calendar import school_year


def needed(found: Assessment, now: int | None = None, *, by_school: bool = False) -> Resources:
    """What the pupils need; staff is hired from the September after the school year ``now`` has begun (None:
    that of today): what is short in it is short today. ``by_school``: rows
    of schools will be asked for."""
    since = (school_year(today()) if now is None else now) + 1
    people, plan, assumptions = found.population, found.plan, found.assumptions
    areas = [*dict.fromkeys([*plan.all_areas(), *sorted(people.known_areas), *assumptions.scope])]
    staff, _ = read_both(
        lambda: staff_of(people.folder, plan, [each.name for each in found.stages]),
        lambda: check_rural(assumptions, areas),
    )
    held = resources(found, rules_of(assumptions), staff, by_school=by_school, since=since)
    check_retired(people.folder, plan, staff, held.known)
    return held
