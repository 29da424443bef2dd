"""What every answer to a plan says of it: its head, its files and sources, and the notes under a table."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Protocol

from xuewei.formats.places import SHIPPED_PLAN, SHIPPED_POPULATION, shipped
from xuewei.language.source_titles import titled
from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Costs, Figure
from xuewei.model.balance import BASELINE, GREEN, RED, SURPLUS, YELLOW, BalanceRow
from xuewei.model.people.children_per_woman import unusual
from xuewei.model.plan import BALANCED, Delivery, Mix, Plan, School, mixes
from xuewei.model.population import Population
from xuewei.tables.base_seats import base_words, stages_by_rule
from xuewei.tables.beyond import beyond_notes
from xuewei.tables.move_notes import migration_notes
from xuewei.tables.palette import LEVELS
from xuewei.tables.people_notes import (
    SOME,
    counted_in,
    fertility_notes,
    paths_notes,
    people_notes,
    some_areas,
    some_of,
    written_notes,
)
from xuewei.tables.stage_notes import age_notes, leavers_notes, participation_notes, size_notes
from xuewei.tables.view import View
from xuewei.tables.words import say
from xuewei.version import __version__

if TYPE_CHECKING:
    from xuewei.model.seats.costs import PlanCost

SCHOOLS_NAMED = 5
"""Schools that a remark names."""
COLOURS = {name: LEVELS[name].terminal for name in (GREEN, YELLOW, RED, SURPLUS, BASELINE)}
"""The colour of a warning's word."""


def dated(view: View, delivery: Delivery, lang: str) -> View:
    """A view with the day in the title of each of its tables and in each of its rows."""
    titles = [
        say("delivery.title", lang, title=sheet.title, day=delivery.date) if sheet.title else ""
        for sheet in view.sheets
    ]
    sheets = [replace(sheet, title=title) for sheet, title in zip(view.sheets, titles, strict=True)]
    records = [{**record, "as_delivered": delivery.date} for record in view.records]
    columns = [*view.columns, "as_delivered"] if view.columns else ()
    return replace(view, sheets=sheets, records=records, columns=columns)


def cost_note(found: PlanCost, costs: Costs, lang: str) -> str:
    """How many schools of a plan say what they cost, and how many are estimated, by which key; where it builds
    nothing, how schools would be."""
    if found.nothing:
        return say("cost.unwritten", lang, **_figure(costs.seat, lang))
    values = {"written": found.written, "estimated": found.estimated, "all": found.written + found.estimated}
    sentences = [
        say("cost.estimated" if found.estimated else "cost.written", lang, **values, **_figure(costs.seat, lang))
    ]
    if found.turned:
        sentences.append(say("cost.turned", lang, n=found.turned, **_figure(costs.conversion, lang)))
    return say("cost.joined", lang).join(sentences)


def _figure(figure: Figure, lang: str) -> dict[str, object]:
    low, high = figure.range or (figure.value, figure.value)
    return {"wan": figure.value, "basis": say(f"basis.{figure.basis}", lang), "low": low, "high": high}


def plan_title(plan: Plan, lang: str) -> str:
    """What a plan is called; of the shipped one also that it is an example, and where one's own goes."""
    return say("title.shipped", lang, plan=plan.name) if plan.file == str(shipped(SHIPPED_PLAN)) else plan.name


def plan_file(plan: Plan) -> str | None:
    """The file of a plan as it is shown; None for the shipped one and for one that was never in a file."""
    return None if plan.file in ("", str(shipped(SHIPPED_PLAN))) else _near(plan.file)


def whence(plan: Plan, lang: str) -> str:
    """The file of a plan, and the folder of the people that it is held against where it is known."""
    ours = say("whence.shipped", lang)
    shown = plan_file(plan) or ours
    if not plan.people:
        return say("note.whence.plan", lang, plan=shown)
    people = ours if plan.people == str(shipped(SHIPPED_POPULATION)) else _near(plan.people)
    return say("note.whence", lang, plan=shown, people=people)


def register_whence(plan: Plan, schools: Iterable[School], lang: str) -> list[str]:
    """The files of the register that some of these schools stand in."""
    rows = (row for school in schools for row in plan.registered.get(school.id, {}).values())
    return [say("note.whence.register", lang, register=_near(file)) for file in dict.fromkeys(row.file for row in rows)]


def people_whence(folder: object, lang: str) -> str:
    """The folder whose people or figures an answer is about, where it is about no plan."""
    return say("note.whence.people", lang, people=_near(str(folder)))


def shipped_instead(file: str, lang: str) -> str:
    """That figures are the shipped ones, because ``file`` of the project around cannot be used."""
    return say("note.whence.instead", lang, file=_near(file))


def _near(path: str) -> str:
    """A path from the working directory, where it lies below it; else as it is."""
    try:
        whole, here = Path(os.path.abspath(path)), Path.cwd()
    except (OSError, ValueError):  # no such name, or no such folder any more
        return path
    return whole.relative_to(here).as_posix() if whole.is_relative_to(here) else path


class Sourced(Protocol):
    """A figure, numbers by year, or a rule: what it rests on (see :class:`~xuewei.model.assumptions.Figure`)."""

    @property
    def basis(self) -> str:
        """published, derived, assumed or projected."""

    @property
    def source(self) -> str:
        """As written."""

    @property
    def source_en(self) -> str:
        """In English; empty where it is not written."""

    @property
    def local(self) -> str:
        """Whose figure it is; empty for one of the nation, of a rule, or of nobody in particular."""

    @property
    def default(self) -> bool:
        """Whether it is the shipped one."""


def cited(one: Sourced, lang: str) -> str:
    """The source, in English where it is asked for and written; of a default that it is one, and whose. A rule of the
    nation is everybody's own.

    >>> from xuewei.model.assumptions import Figure
    >>> print(cited(Figure(0.93, source="运城规划：普惠 93 %", local="运城规划", default=True), "zh"))
    示例默认（运城规划）：普惠 93 %
    >>> print(cited(Figure(0.0054, basis="published", source="国家卫生健康委", default=True), "zh"))
    全国默认：国家卫生健康委
    """
    source = one.source_en if lang == "en" and one.source_en else one.source
    if not one.default:
        return source if source == one.source_en else titled(source, lang)
    if one.local:
        return say("cited.local", lang, place=one.local, source=source.removeprefix(f"{one.local}："))
    if getattr(one, "clause", ""):
        return source
    return say("cited.assumed" if one.basis == "assumed" else "cited.nation", lang, source=source)


def head(assessment: Assessment) -> dict[str, object]:
    """What stands beside the rows in JSON."""
    left = {"left_out": list(assessment.unheard)} if assessment.unheard else {}
    return {**plan_head(assessment.plan), **left}


def plan_head(plan: Plan) -> dict[str, object]:
    """The keys of a plan in JSON."""
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
    """What is counted, and on which date, where only what is in use counts; nothing elsewhere."""
    found = plan.delivery
    if found is None:
        return []
    undated = say("delivery.undated", lang, n=found.undated) if found.undated else ""
    counts = {"counted": found.counted, "left_out": found.left_out}
    return [say("delivery.note", lang, day=found.date, undated=undated, **counts)]


def method_notes(assessment: Assessment, lang: str) -> list[str]:
    """How demand was forecast where pupils are on record; nothing elsewhere."""
    people = assessment.population
    if not (people.enrolment or people.given or assessment.uncounted):
        return []
    from xuewei.tables import forecast_notes as method

    return method.method_notes(assessment, lang)


def _people(assessment: Assessment, lang: str, areas: Collection[str]) -> str:
    """Whose people some areas have: those with a census of their own, then each share of another's."""
    own: list[str] = []
    shares: list[str] = []
    for n, area in enumerate(assessment.areas):
        if area not in areas:
            continue
        one, share = assessment.counted(area), float(assessment.scopes[n])
        if one is None:
            continue
        census = one.area
        if census == area and share == 1:
            own.append(area)
        elif len(shares) <= SOME:
            scope = assessment.assumptions.scope.get(area)
            basis = named("basis", scope.share.basis if scope else "derived", lang)
            shares.append(say("note.share", lang, area=area, census=census, share=share, basis=basis))
    kind = "note.own" if len(own) == 1 else "note.own.several"
    first = [say(kind, lang, area=some_areas(own, lang))] if own else []
    lonely = [area for area in assessment.uncounted if area in areas]
    none = [say("people.none", lang, areas=some_areas(lonely, lang))] if lonely else []
    return some_of([*first, *shares, *none], lang)


def schooling_notes(assessment: Assessment, lang: str) -> list[str]:
    """Where pupils go to school in another area; nothing without flows."""
    if not assessment.demand.flowed:
        return []
    from xuewei.tables.children_notes import flow_notes

    return flow_notes(assessment, lang)


def warning_note(found: Assessment, lang: str) -> str:
    """From which demand ÷ seats a warning begins, and what that rests on; what a baseline is, where a year is taken as
    balanced."""
    limits = {name: getattr(found.assumptions, name) for name in (RED, YELLOW, SURPLUS)}
    baseline = say("note.warning.baseline", lang) if BALANCED in stages_by_rule(found) else ""
    bases = {f"{name}_basis": named("basis", each.basis, lang) for name, each in limits.items()}
    values = {name: each.value for name, each in limits.items()}
    return say("note.warning", lang, **values, **bases, baseline=baseline)


def type_notes(plan: Plan, stages: Collection[str], lang: str) -> list[str]:
    """A remark on unusual mixes of stages and one on kinds that nobody knows, where there are any; ``stages`` are the
    names of those that there are."""
    found = list(mixes(plan.schools, stages, plan.published.by_type))
    unusual, unknown = [one for one in found if one.usual], [one for one in found if not one.usual]
    return [
        say(f"{key}.note", lang, found=_mixes(parts, lang))
        for key, parts in (("mix", unusual), ("type", unknown))
        if parts
    ]


def _mixes(found: Sequence[Mix], lang: str) -> str:
    """Schools with what is odd of each, the first of them where they are many."""
    more = say("mix.more", lang, n=len(found) - SCHOOLS_NAMED) if len(found) > SCHOOLS_NAMED else ""
    return say("mix.join", lang).join(_mix(one, lang) for one in found[:SCHOOLS_NAMED]) + more


def _mix(one: Mix, lang: str) -> str:
    school, kind = one.school.name or one.school.id, named("type", one.school.type, lang)
    if not one.usual:
        key = "type.near" if one.near else "type.one"
        return say(key, lang, type=kind, school=school, near=one.near)
    held, usual = (
        say("mix.and", lang).join(named("stage", each, lang) for each in part) for part in (one.held, one.usual)
    )
    return say("mix.one", lang, school=school, type=kind, held=held, usual=usual)


def _asked(rows: Sequence[BalanceRow]) -> tuple[set[str], int | None]:
    """The stages of some rows, and their last year; None without any."""
    return {row.stage for row in rows}, max((row.year for row in rows), default=None)


def scenario_notes(plan: Plan, lang: str) -> list[str]:
    """The scenarios that lie on a plan; nothing where none does."""
    scenarios = " + ".join(plan.scenarios)
    return [say("note.scenario", lang, scenario=scenarios)] if scenarios else []


def horizon_notes(assessment: Assessment, lang: str) -> list[str]:
    """That years beyond the horizon were asked for, and with which key it moves."""
    last = assessment.assumptions.horizon
    return [say("note.beyond", lang, first=last + 1, horizon=last)] if assessment.years[-1] > last else []


def notes(
    assessment: Assessment, lang: str, rows: Sequence[BalanceRow] = (), *, told: Sequence[BalanceRow] = ()
) -> list[str]:
    """What the figures rest on, in a few lines under the table; seats in use are those of ``rows`` (none: all), people
    and stages that follow others those of ``rows`` or ``told`` (none: all)."""
    stages, areas = {row.stage for row in rows}, list(dict.fromkeys(row.area for row in rows))
    shown = list(dict.fromkeys(row.area for row in rows or told)) or list(assessment.areas)
    plan, counted = assessment.plan, counted_in(assessment, shown)
    return [
        whence(plan, lang),
        *scenario_notes(plan, lang),
        *delivered_notes(plan, lang),
        say("note.unit", lang),
        *base_words(assessment, lang, stages=stages or None, areas=areas or None),
        say(
            "note.lag_delivered" if plan.delivery else "note.lag",
            lang,
            lag=plan.opening_lag,
            fill=named("fill", plan.fill, lang),
            people=_people(assessment, lang, {*shown}),
        ),
        *paths_notes(assessment, counted, lang),
        *horizon_notes(assessment, lang),
        warning_note(assessment, lang),
        *migration_notes(assessment, lang, shown),
        *written_notes(assessment, lang),
        *size_notes(assessment.stages, lang),
        *participation_notes(assessment, lang),
        *schooling_notes(assessment, lang),
        *beyond_notes(assessment.demand, assessment.assumptions, lang, _asked(rows or told)[1]),
        *leavers_notes(assessment, lang, *_asked(rows or told)),
        *age_notes(assessment.stages, lang),
        *method_notes(assessment, lang),
        say("note.usable" if any(each.any() for each in assessment.base.values()) else "note.usable.listed", lang),
        *people_notes(assessment, lang, shown, _asked(rows or told)[1]),
        *fertility_notes(unusual(assessment.projection, last_known=True), lang, counted),
    ]


def turned_files(plan: Plan, people: Population) -> list[str]:
    """The tables of a plan and its people whose coordinates were written in GCJ-02."""
    return [*([PurePath(str(plan.register)).name] if plan.turned else []), *people.turned]


def turned_notes(plan: Plan, people: Population, lang: str, *, asked: bool = False) -> list[str]:
    """That coordinates were turned from GCJ-02: of which tables, and of those of which that was ``asked``."""
    files = [*turned_files(plan, people), *([say("note.converted.asked", lang)] if asked else [])]
    return [say("note.converted", lang, files=say("comma", lang).join(files))] if files else []
