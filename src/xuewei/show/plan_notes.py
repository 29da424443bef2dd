"""What every answer to a plan says of it: its head in JSON, a balance in words, and the notes under a table."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei import __version__
from xuewei.assessment import Assessment
from xuewei.model.assumptions import Assumptions
from xuewei.model.balance import BASELINE, GREEN, RED, SURPLUS, YELLOW, BalanceRow
from xuewei.model.fertility import unusual
from xuewei.model.plan import Plan
from xuewei.model.stages import Stage, shared_ages
from xuewei.show.area_notes import SOME, people_notes, some_areas, some_of
from xuewei.show.base_seats import base_words
from xuewei.show.delivery import delivery_notes
from xuewei.show.fertility import fertility_notes
from xuewei.show.migration import migration_notes, paths_note, written_notes
from xuewei.show.whence import plan_file, whence
from xuewei.words.areas import say as say_of_areas
from xuewei.words.labels import named, say

COMPULSORY = ("primary", "middle")
"""Stages of which all children go to school unless something else is written."""
COLOURS = {GREEN: "green", YELLOW: "yellow", RED: "red", SURPLUS: "cyan", BASELINE: ""}
"""The colour of a warning's word."""


def head(assessment: Assessment) -> dict[str, object]:
    """What stands beside the rows in JSON."""
    return plan_head(assessment.plan)


def plan_head(plan: Plan) -> dict[str, object]:
    """What is said of a plan in JSON."""
    delivered = {"as_delivered": plan.delivery.date} if plan.delivery else {}
    scenario = " + ".join(plan.scenarios) or None
    return {"plan": plan.name, "scenario": scenario, "version": __version__, "plan_file": plan_file(plan), **delivered}


def balance_words(balance: int, lang: str) -> str:
    """A balance as planners say it: 缺 for a shortage, 余 for a surplus.

    >>> balance_words(-20, "zh"), balance_words(7, "zh"), balance_words(0, "zh")
    ('缺 20', '余 7', '持平')
    """
    if balance == 0:
        return say("even", lang)
    return say("short" if balance < 0 else "spare", lang, n=abs(balance))


def delivered_notes(plan: Plan, lang: str) -> list[str]:
    """What is counted where only what is in use counts; nothing elsewhere."""
    if plan.delivery is None:
        return []
    return delivery_notes(plan.delivery, lang)


def method_notes(assessment: Assessment, lang: str) -> list[str]:
    """How demand was forecast where pupils are on record; nothing elsewhere."""
    if not assessment.population.enrolment:
        return []
    from xuewei.show import method

    return method.method_notes(assessment, lang)


def _people(assessment: Assessment, lang: str) -> str:
    """Whose people the areas have: those with a census of their own, then each share of another's."""
    own: list[str] = []
    shares: list[str] = []
    for n, area in enumerate(assessment.areas):
        census, share = assessment.projection.areas[int(assessment.census[n])].area, float(assessment.scopes[n])
        if census == area and share == 1:
            own.append(area)
        elif len(shares) <= SOME:
            scope = assessment.assumptions.scope.get(area)
            basis = named("basis", scope.share.basis if scope else "derived", lang)
            shares.append(say("note.share", lang, area=area, census=census, share=share, basis=basis))
    kind = "note.own" if len(own) == 1 else "note.own.several"
    told = [say(kind, lang, area=some_areas(own, lang))] if own else []
    return some_of([*told, *shares], lang)


def participation_notes(assessment: Assessment, lang: str) -> list[str]:
    """Stages by ages of which nobody wrote how many children go to school, so that all of them count."""
    written = {*assessment.assumptions.participation, *COMPULSORY}
    stages = [each for each in (kind.name for kind in assessment.stages) if each not in written]
    stages = [each for each in stages if not assessment.only_pupils(each)]
    if not stages:
        return []
    names = say_of_areas("comma", lang).join(say(stage, lang) for stage in stages)
    return [say("note.participation", lang, stages=names, name=f"participation.{stages[0]}")]


def warning_note(assumptions: Assumptions, lang: str) -> str:
    """From which demand ÷ seats a warning begins, and what that rests on."""
    limits = {name: getattr(assumptions, name) for name in (RED, YELLOW, SURPLUS)}
    bases = {f"{name}_basis": named("basis", each.basis, lang) for name, each in limits.items()}
    return say("note.warning", lang, **{name: each.value for name, each in limits.items()}, **bases)


def age_notes(stages: Sequence[Stage], lang: str) -> list[str]:
    """A remark on every two stages that take children of the same ages."""
    found = []
    for one, other, ages in shared_ages(stages):
        told = f"{ages[0]}–{ages[-1]}" if len(ages) > 1 else ages[0]
        found.append(say("note.ages", lang, one=say(one.name, lang), other=say(other.name, lang), ages=told))
    return found


def notes(assessment: Assessment, lang: str, rows: Sequence[BalanceRow] = ()) -> list[str]:
    """What the figures rest on, in a few lines under the table; seats in use are those of ``rows`` (none: all)."""
    stages, areas = {row.stage for row in rows}, list(dict.fromkeys(row.area for row in rows))
    plan = assessment.plan
    scenarios = " + ".join(plan.scenarios)
    return [
        whence(plan, lang),
        *([say("note.scenario", lang, scenario=scenarios)] if scenarios else []),
        *delivered_notes(plan, lang),
        say("note.unit", lang),
        *base_words(assessment, lang, stages=stages or None, areas=areas or None),
        say(
            "note.lag_delivered" if plan.delivery else "note.lag",
            lang,
            lag=plan.opening_lag,
            fill=named("fill", plan.fill, lang),
            people=_people(assessment, lang),
        ),
        paths_note(assessment, assessment.projection.areas, lang),
        warning_note(assessment.assumptions, lang),
        *migration_notes(assessment, lang),
        *written_notes(assessment, lang),
        *participation_notes(assessment, lang),
        *age_notes(assessment.stages, lang),
        *method_notes(assessment, lang),
        say("note.usable", lang),
        *people_notes(assessment, lang),
        *fertility_notes(unusual(assessment.projection, last_known=True), lang),
    ]
