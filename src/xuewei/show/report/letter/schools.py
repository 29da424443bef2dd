"""The list of schools in a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xuewei.model.plan import Plan, School
from xuewei.omission import Omission
from xuewei.show.answer import omission_sheet
from xuewei.show.base_seats import opened
from xuewei.show.report.contents import Report
from xuewei.show.report.letter.draft import Draft
from xuewei.show.report.letter.widths import size_for
from xuewei.show.report.sources import plan_source
from xuewei.show.view import Column, Sheet
from xuewei.words.labels import named
from xuewei.words.labels import say as label
from xuewei.words.letter import say

MOST_SCHOOLS = 200
"""Schools that a document lists."""


def write_schools(draft: Draft, report: Report, spare: Omission) -> None:
    """Every school with its years and seats, and the plan's source; then those that could be left out."""
    lang, plan = draft.lang, report.found.plan
    draft.heading(1, say("head.schools", lang))
    if not plan.schools:
        draft.text(say("schools.empty", lang))
        return
    source = plan_source(plan)
    cancelled = sum(school.cancelled for school in plan.schools)
    key = "schools.lead" if cancelled else "schools.lead.none"
    told = [say("source.of_plan", lang, source=source)] if source else []
    draft.text(say(key, lang, n=len(plan.schools), cancelled=cancelled), told)
    draft.table(_sheet(plan, report.stages, draft))
    if spare.schools:
        sheet = omission_sheet(spare, report.found, lang)
        draft.table(replace(sheet, rows=sheet.rows[:MOST_SCHOOLS]))


def _sheet(plan: Plan, stages: list[str], draft: Draft) -> Sheet:
    """The list with a column for each stage, or with one for all seats where so many have no room."""
    wide, room = _list(plan, stages, draft.lang, apart=True), draft.template.room
    fits = size_for(wide.columns, wide.rows, room=room) in room.sizes[:2]
    return wide if fits else _list(plan, stages, draft.lang, apart=False)


def _list(plan: Plan, stages: list[str], lang: str, *, apart: bool) -> Sheet:
    several = len({school.area for school in plan.schools}) > 1
    founded = any(school.founder for school in plan.schools)
    places = stages if apart else ["seats"]
    heads = ["type", *(["area"] if several else []), "planned", "opens", *places, *(["founder"] if founded else [])]
    numbers = {"planned", "opens", *stages}
    columns = [
        Column(say("column.number", lang), number=True),
        Column(say("column.school", lang)),
        *(
            Column(say("column.seats", lang) if head == "seats" else label(head, lang), number=head in numbers)
            for head in [*heads, "status", "basis"]
        ),
    ]
    rows = []
    for n, school in enumerate(plan.schools[:MOST_SCHOOLS], start=1):
        cells = {
            "type": named("type", school.type, lang),
            "area": school.area,
            "planned": str(school.planned or ""),
            "opens": opened(school, plan, lang),
            **{stage: f"{n:,}" if n else "" for stage in stages for n in (_added(school, stage),)},
            "seats": _seats({stage: _added(school, stage) for stage in stages}, lang),
            "founder": named("founder", school.founder, lang) if school.founder else "",
        }
        basis = school.basis.get("seats", "")
        ends = [named("status", school.status, lang), named("basis", basis, lang) if basis else ""]
        rows.append([str(n), school.name or school.id, *(cells[head] for head in heads), *ends])
    counted = [school for school in plan.schools if not school.cancelled]
    added = {stage: sum(_added(school, stage) for school in counted) for stage in stages}
    sums = {**{stage: f"{n:,}" for stage, n in added.items()}, "seats": _seats(added, lang)}
    rows.append(["", label("total", lang), *(sums.get(head, "") for head in heads), "", ""])
    some = [say("schools.some", lang, most=MOST_SCHOOLS)] if len(plan.schools) > MOST_SCHOOLS else []
    rule = [] if plan.delivery else [label("ledger.rule", lang, lag=plan.opening_lag)]
    return Sheet(say("schools.title", lang), columns, rows, [*rule, *some])


def _added(school: School, stage: str) -> int:
    return school.seats.get(stage, 0) - school.removes.get(stage, 0)


def _seats(seats: Mapping[str, int], lang: str) -> str:
    """Seats by stage in a line."""
    told = (say("seats.of", lang, stage=label(stage, lang), n=n) for stage, n in seats.items() if n)
    return say("list", lang).join(told)
