"""What a page computes with: stages, schools, base seats, demand and its bands under every path, scenarios beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from xuewei.answers.compare.standings import BASE, cost_of
from xuewei.answers.gap.reliance import reliance
from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.calendar import school_year
from xuewei.model.plan import School
from xuewei.model.seats.costs import plan_cost
from xuewei.model.seats.delivery import as_delivered, undated
from xuewei.model.seats.in_use import base_year, existing, rule
from xuewei.model.seats.ledger import share_within_cap
from xuewei.report.contents import Report
from xuewei.report.page.estates import estates
from xuewei.report.page.futures import futures
from xuewei.report.page.scopes import scaled
from xuewei.report.words import say
from xuewei.tables.base_seats import base_words
from xuewei.tables.notes import cost_note
from xuewei.tables.words import say as say_in_tables

Figures = dict[str, object]


def figures(report: Report, lang: str) -> Figures:
    """All numbers and names of a report, as plain values."""
    found = report.found
    plan, assumptions = found.plan, found.assumptions
    ahead = futures(found, report.bands)
    more = estates(found)
    return {
        "years": list(found.known),
        "shown": [max(report.years[0], found.known.start), report.years[-1]],
        "now": None if report.today is None else school_year(report.today),
        "areas": list(found.areas),
        "stages": [
            {
                "name": kind.name,
                "label": named("stage", kind.name, lang),
                "grades": kind.grades,
                "classSize": kind.class_size,
            }
            for kind in found.stages
        ],
        "plan": {
            "lag": plan.opening_lag,
            "fill": plan.fill,
            "delivered": plan.delivered_share,
            "births": assumptions.fertility.path,
            "migration": assumptions.migration.path,
            "cost": _cost(found),
            "costNote": cost_note(cost_of(found), assumptions.costs, lang),
        },
        "shares": found.scopes.tolist(),
        "base": _base(found, lang),
        "alerts": {name: getattr(assumptions, name).value for name in ("yellow", "red", "surplus")},
        "schools": [_school(school, found, lang) for school in plan.schools],
        "held": _held(found, lang),
        "demand": ahead.demand,
        "scaled": scaled(found),
        "known": [found.known_to(area, kind.name) for kind in found.stages for area in found.areas],
        "bands": ahead.bands,
        "estates": None if more is None else {**more, "arrives": ahead.arrives},
        "worlds": [_world(name, world, report.years) for name, world in report.worlds if name != BASE],
    }


def _base(found: Assessment, lang: str) -> Figures:
    """Seats in use before the plan, by stage and area: their ``rule``, and the seats where they are ``written``;
    balanced ones are the demand of ``year`` ÷ ``crowding``."""
    base = found.plan.base_seats
    written = base.seats if base else {}
    places = [(area, kind.name) for kind in found.stages for area in found.areas]
    return {
        "year": found.known.start,
        "told": base_year(found.plan),
        "rules": [rule(base, *place) for place in places],
        "written": [written.get(area, {}).get(stage) for area, stage in places],
        "words": say("join", lang).join(base_words(found, lang, "answer")),
        "always": say_in_tables("always", lang),
        "crowding": found.assumptions.base_crowding.value,
    }


def _school(school: School, found: Assessment, lang: str) -> Figures:
    """A school as the page's ledger needs it, and as its list shows it."""
    caps = {kind: cap.value for kind, cap in found.assumptions.caps().items()}
    fields = {
        "id": school.id,
        "name": school.name,
        "type": named("type", school.type, lang),
        "area": found.areas.index(school.area),
        "seats": dict(school.seats),
        "removes": dict(school.removes),
        "planned": school.planned,
        "opens": school.opens,
        "closes": school.closes,
        "until": school.until,
        "fill": school.fill,
        "convert": [
            {"year": each.year, "origin": each.origin, "target": each.target, "seats": each.seats}
            for each in school.convert
        ],
        "counted": school.counted,
        "existing": existing(school, found.plan) or None,
        "cancelled": school.cancelled,
        "status": school.status,
        "statusLabel": named("status", school.status, lang),
        "within": share_within_cap(school, caps),
        "founder": named("founder", school.founder, lang) if school.founder else None,
        "cost": school.cost_wan,
        "wan": plan_cost(replace(found.plan, schools=(school,)), found.assumptions.costs, base_year(found.plan)).wan
        or None,
        "basis": school.basis.get("seats"),
        "basisLabel": named("basis", school.basis["seats"], lang) if "seats" in school.basis else None,
        "note": school.note,
    }
    return {key: value for key, value in fields.items() if value not in (None, {}, [])}


def _held(found: Assessment, lang: str) -> Figures | None:
    """The schools on record as open, as the page's ledger needs them, and how many projects of the plan have no record
    of progress; None where every project's progress is known, or none is to come."""
    both = reliance(found)
    if both is None:
        return None
    written = {school.id: school for school in found.plan.schools}
    schools = []
    for school in as_delivered(found.plan, both.day).schools:
        own = written[school.id]
        if undated(own):
            # it opens, and turns after that, as written: the page's controls may put both off
            school = replace(school, opens=own.opens, convert=own.convert)
        schools.append(_school(school, found, lang))
    return {"schools": schools, "counted": both.counted, "unknown": both.unknown}


def _cost(found: Assessment) -> float | None:
    """What a plan costs in 万元; None where nothing is built."""
    cost = cost_of(found)
    return None if cost.nothing else cost.wan


def _world(name: str, world: Assessment, years: Sequence[int]) -> Figures:
    """A scenario beside the plan, in whole seats and children of the years shown."""
    shown = [year for year in years if year in world.known]
    rows = world.rows(shown)
    return {
        "name": name,
        "years": shown,
        "areas": list(world.areas),
        "stages": [{"name": kind.name} for kind in world.stages],
        "seats": [row.seats for row in rows],
        "demand": [row.demand for row in rows],
        "cost": _cost(world),
    }
