"""Notes on stages: who goes to school, whose leavers enter, which children count in two of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Assumptions, Figure, Series
from xuewei.model.people.flows import flowing
from xuewei.model.plan import Plan, stages_of
from xuewei.model.pupils.grounds import LEAVERS
from xuewei.model.stages import Stage, shared_ages
from xuewei.tables.words import say

COMPULSORY = ("primary", "middle")
"""Stages of which all children go to school unless something else is written."""
ONE = Figure(1.0)
"""What acts where nothing is assumed."""


def participation_notes(assessment: Assessment, lang: str) -> list[str]:
    """Stages by ages of which nobody wrote how many children go to school, so that all of them count."""
    assumed = assessment.assumptions
    stages = [each.name for each in assessment.stages if each.name not in COMPULSORY]
    stages = [each for each in stages if assumed.share_of(each) is None]
    stages = [each for each in stages if not assessment.only_pupils(each)]
    if not stages:
        return []
    names = say("comma", lang).join(named("stage", stage, lang) for stage in stages)
    return [say("note.participation", lang, stages=names, name=f"participation.{stages[0]}")]


def leavers_notes(
    assessment: Assessment, lang: str, stages: Collection[str] = (), year: int | None = None
) -> list[str]:
    """Of stages after another, and those beside others, among ``stages`` (none: all), what their demand is in ``year``
    (None: the last), and the keys that change it."""
    shown = [each for each in assessment.stages if not stages or each.name in stages]
    year = assessment.years[-1] if year is None else year
    after = [each for each in shown if _follows(assessment, each)]
    first = assessment.years[0]
    guessed = dict.fromkeys(each.after for each in after if each.after and not _all_on_record(assessment, each.after))
    before = say("comma", lang).join(named("stage", stage, lang) for stage in guessed)
    return [
        *(_leavers_note(assessment, each, year, lang) for each in after),
        *([say("note.leavers.first", lang, before=before, year=first)] if guessed else []),
        *(_beside_note(assessment, each, year, lang) for each in shown if each.beside),
    ]


def asked_notes(plan: Plan, stages: Collection[str], lang: str) -> list[str]:
    """Where to read what demand of the optional stages among ``stages`` rests on, for an answer without room."""
    names = [named("stage", stage, lang) for stage in plan.use_stages if stage in stages]
    return [say("note.asked", lang, stages=say("comma", lang).join(names))] if names else []


def _all_on_record(assessment: Assessment, stage: str) -> bool:
    """Whether pupils of a stage are on record in all areas."""
    return all(assessment.grounds(area, stage).record for area in assessment.areas)


def _follows(assessment: Assessment, stage: Stage) -> bool:
    """Whether a stage follows the leavers of another in any area."""
    return any(assessment.method(area, stage.name) == LEAVERS for area in assessment.areas)


def _leavers_note(assessment: Assessment, stage: Stage, year: int, lang: str) -> str:
    """Who enters a stage: leavers × participation × inflow, with what these rest on."""
    assumed, name = assessment.assumptions, stage.name
    rate, inflow, step = assumed.share_of(name), assumed.inflow.get(name, ONE), assumed.grade_step.get(name, ONE)
    by_inflow = _by_inflow(assessment, name)
    words: dict[str, object] = {
        "stage": named("stage", name, lang),
        "before": named("stage", stage.after or "", lang),
        "ages": f"{stage.ages[0]}–{stage.ages[-1]}",
        "year": year,
        "rate": rate.at(year) if rate else 1.0,
        "parts": _parts(assessment, name, year, lang),
        "basis": _basis(rate, lang),
        "step": step.value,
        "come": _come(inflow, lang) if by_inflow else say("note.leavers.flows", lang),
        "keys": ", ".join([*_keys(assessment, name), *([f"inflow.{name}"] if by_inflow else [])]) or "flows.csv",
    }
    return say("note.leavers", lang, **words)


def _by_inflow(assessment: Assessment, stage: str) -> bool:
    """Whether inflow says in any area who comes from outside to a stage after another; not where flows do in all."""
    ends = flowing(assessment.population.flows, stage, assessment.areas)
    return any(assessment.method(area, stage) == LEAVERS and area not in ends for area in assessment.areas)


def _come(inflow: Figure, lang: str) -> str:
    """Who comes from outside, by inflow."""
    low, high = inflow.range or (inflow.value, inflow.value)
    between = say("note.leavers.range", lang, low=low, high=high) if low < high else ""
    values = {"inflow": inflow.value, "inflow_basis": _basis(inflow, lang), "range": between}
    return say("note.leavers.inflow", lang, **values)


def _parts(assessment: Assessment, stage: str, year: int, lang: str) -> str:
    """Of what a share is made: gross enrolment and the general share."""
    general, going = general_part(assessment, stage), assessment.assumptions.senior
    if general is None or going is None:
        return ""
    share = going.general_share.at(year)
    values = {"gross": going.gross_rate.at(year), "share": share if general else 1 - share}
    return say("note.leavers.general" if general else "note.leavers.rest", lang, **values)


def general_part(assessment: Assessment, stage: str) -> bool | None:
    """Whether a stage takes the general part of those who go on after compulsory school (True), or the rest; None where
    its participation is written, or nothing of the kind is assumed."""
    assumed = assessment.assumptions
    if stage in assumed.participation or assumed.share_of(stage) is None:
        return None
    return next(each.general for each in assumed.optional if each.stage.name == stage)


def _keys(assessment: Assessment, stage: str) -> tuple[str, ...]:
    """The keys that set how many of the leavers enter."""
    if general_part(assessment, stage) is None:
        return (f"participation.{stage}",)
    return "senior.gross_rate", "senior.general_share"


def _beside_note(assessment: Assessment, stage: Stage, year: int, lang: str) -> str:
    """What share of the children of other stages a stage beside them takes, and that they count there too."""
    rate = assessment.assumptions.share_of(stage.name)
    words: dict[str, object] = {
        "stage": named("stage", stage.name, lang),
        "ages": f"{stage.ages[0]}–{stage.ages[-1]}",
        "rate": rate.at(year) if rate else 1.0,
        "basis": _basis(rate, lang),
        "name": stage.name,
    }
    return say("note.beside", lang, **words) + (say("note.beside.special", lang) if stage.name == "special" else "")


def _basis(one: Figure | Series | None, lang: str) -> str:
    return named("basis", one.basis if one else "assumed", lang)


def age_notes(stages: Sequence[Stage], lang: str) -> list[str]:
    """A remark on every two stages that take children of the same ages."""
    found = []
    for one, other, ages in shared_ages(stages):
        shared = f"{ages[0]}–{ages[-1]}" if len(ages) > 1 else ages[0]
        found.append(
            say(
                "note.ages",
                lang,
                one=named("stage", one.name, lang),
                other=named("stage", other.name, lang),
                ages=shared,
            )
        )
    return found


def unheard_notes(assessment: Assessment, lang: str) -> list[str]:
    """Stages that are left out because nothing is known of them: what schools of the plan have of each, and what would
    tell its demand."""
    notes = []
    for stage, faults in assessment.unheard.items():
        held = [school for school in assessment.plan.schools if school.seats.get(stage) and not school.cancelled]
        seats = sum(school.seats[stage] for school in held)
        there = say("unheard.schools", lang, n=len(held), seats=seats) if held else ""
        born = faults[0].values["born"]
        some = any(row.stage == stage for row in assessment.population.enrolment)
        notes.append(
            say(
                "note.unheard.whole" if some else "note.unheard",
                lang,
                stage=named("stage", stage, lang),
                schools=there,
                born=born,
            )
        )
    return notes


def left_out_notes(plan: Plan, assumptions: Assumptions, known: Collection[str], lang: str) -> list[str]:
    """Which stages of a plan an answer is without, and where to read why, for an answer without an assessment."""
    left = [stage.name for stage in stages_of(plan, assumptions) if stage.name not in known]
    names = say("comma", lang).join(named("stage", stage, lang) for stage in left)
    return [say("note.unheard.elsewhere", lang, stages=names)] if left else []


def size_notes(stages: Sequence[Stage], lang: str) -> list[str]:
    """Class sizes that a scenario sets, and what follows from them."""
    set_ = [each for each in stages if each.resized]
    if not set_:
        return []
    sizes = say("comma", lang).join(
        say("size.of", lang, stage=named("stage", each.name, lang), size=each.class_size, source=each.resized)
        for each in set_
    )
    return [say("note.sizes", lang, sizes=sizes)]
