"""What a report does not know, said as plainly as what it knows."""

from __future__ import annotations

from xuewei.assessment import Assessment
from xuewei.model.plan import BALANCED
from xuewei.show.base_seats import stages_by_rule
from xuewei.show.migration import last_births, last_totals, migration_notes
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
    return [*told, _ahead(found, lang), *(say(f"unknown.{key}", lang) for key in ("inside", "means"))]


def _ahead(found: Assessment, lang: str) -> str:
    """From when births, moves (where any are known) and pupils are forecast, those of the same year together."""
    areas = found.projection.areas
    pupils = min(found.known_to(area, stage.name) for area in found.areas for stage in found.stages)
    since: dict[str, list[str]] = {}
    for what, last in (("births", last_births(areas)), ("moves", last_totals(areas)), ("pupils", str(pupils))):
        if last:
            since.setdefault(last, []).append(say(f"unknown.ahead.{what}", lang))
    parts = [say("unknown.ahead.part", lang, last=last, what=_listed(what, lang)) for last, what in since.items()]
    told = say("unknown.ahead.parts", lang).join(parts)
    return say("unknown.ahead", lang, parts=told[0].upper() + told[1:])


def _listed(names: list[str], lang: str) -> str:
    """Words in a row, "and" before the last of them."""
    *before, last = names
    if not before:
        return last
    return say("unknown.ahead.and", lang, before=say("unknown.ahead.join", lang).join(before), last=last)
