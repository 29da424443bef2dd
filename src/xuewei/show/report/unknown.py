"""What a report does not know, said as plainly as what it knows."""

from __future__ import annotations

from xuewei.assessment import Assessment
from xuewei.model.plan import BALANCED
from xuewei.show.base_seats import stages_by_rule
from xuewei.show.migration import migration_notes
from xuewei.words.report import say


def unknown(found: Assessment, lang: str) -> list[str]:
    """A sentence or two on each thing that the answer leaves open: seats in use, facts of schools, when they open, the
    years ahead, where in an area children live, and whether means keep pace."""
    plan, told = found.plan, []
    if BALANCED in stages_by_rule(found):
        told.append(say("unknown.base", lang, year=found.known.start))
    schools = [school for school in plan.schools if not school.cancelled]
    counts = {
        "names": sum(not school.name for school in schools),
        "founders": sum(not school.founder for school in schools),
        "seats": sum(school.basis.get("seats") in ("derived", "assumed") for school in schools),
    }
    parts = [say(f"unknown.{what}", lang, n=n) for what, n in counts.items() if n]
    if parts:
        told.append(say("unknown.schools", lang, n=len(schools), parts=say("join", lang).join(parts)))
    if schools:
        told.append(say("unknown.opening", lang, lag=plan.opening_lag))
    told += migration_notes(found, lang)
    last = min(found.known_to(area, stage.name) for area in found.areas for stage in found.stages)
    return [*told, *(say(f"unknown.{key}", lang, last=last) for key in ("ahead", "inside", "means"))]
