"""One grade of a school: the answer in sentences, then year by year."""

from __future__ import annotations

from dataclasses import asdict

from xuewei.answers.explain.of_school import OfSchool, SchoolYear
from xuewei.answers.explain.pupils_view import amount, start_of_chain
from xuewei.answers.explain.words import say
from xuewei.language.words import named
from xuewei.language.words import say as say_label
from xuewei.model.assessment import Assessment
from xuewei.tables.notes import head, register_whence, whence
from xuewei.tables.people_notes import SOME, school_notes
from xuewei.tables.view import Column, Sheet, View
from xuewei.tables.words import say as say_in_tables


def school_view(found: Assessment, one: OfSchool, lang: str) -> View:
    """The view; records are the years."""
    school, stage = one.school, named("stage", one.stage.name, lang)
    grade = say_in_tables("grade.nth", lang, n=one.grade)
    title = say("title", lang, school=school.name or school.id, stage=stage, grade=grade)
    offers = "intake" if one.grade == 1 else "seats"
    columns = [
        Column(say_label("year", lang), rank=0),
        Column(say("column.pupils", lang), number=True, rank=1),
        Column(say("column.area", lang), number=True, rank=1),
        Column(say("column.share", lang), number=True, rank=1),
        Column(say(f"column.{offers}", lang), number=True, rank=1),
        Column(say_label("basis", lang), rank=2),
    ]
    rows = [
        [
            str(each.year),
            f"{each.pupils:,}",
            f"{each.area_pupils:,}",
            _percent(each.share, lang),
            f"{each.offered:,}",
            named("basis", each.basis, lang),
        ]
        for each in one.years
    ]
    names = {"school": school.id, "stage": one.stage.name, "grade": one.grade}
    records: list[dict[str, object]] = [{**names, **asdict(each)} for each in one.years]
    zones = [asdict(each) for each in one.zones]
    chain = None if one.chain is None else one.chain.told()
    notes = [whence(found.plan, lang), *register_whence(found.plan, [school], lang), say("note.share", lang)]
    notes += school_notes(found, lang, {(school.area, one.stage.name)})
    sheets = [Sheet(title, (), (), _answer(found, one, offers, lang)), Sheet("", columns, rows)]
    return View(sheets, records, {**head(found), "zones": zones, "chain": chain}, notes)


def _percent(share: float | None, lang: str) -> str:
    return say("no_share", lang) if share is None else f"{100 * share:.1f} %"


def _answer(found: Assessment, one: OfSchool, offers: str, lang: str) -> list[str]:
    last: SchoolYear = one.years[-1]
    left = last.offered - last.pupils
    balance = say("left" if left >= 0 else "short", lang, n=abs(left))
    area = one.school.area
    lines = [
        say(
            "answer",
            lang,
            year=last.year,
            pupils=last.pupils,
            basis=named("basis", last.basis, lang),
            area=area,
            every=last.area_pupils,
            share=_percent(last.share, lang),
            offered=say(offers, lang, n=last.offered, balance=balance),
        )
    ]
    if one.chain is None:
        lines.append(say("ages", lang, area=area, year=last.year, stage=one.stage.name))
    else:
        ratios = "".join(say("times", lang, ratio=step.ratio, year=step.year) for step in one.chain.steps)
        if one.record_share != 1:
            ratios += f" × {one.record_share:g}"
        start = start_of_chain(one.chain, lang)
        lines.append(say("chain", lang, area=area, start=start, n=amount(one.chain.start), ratios=ratios))
    if one.beyond:
        lines.append(say("beyond", lang, area=area, n=f"{one.beyond:+,.1f}"))
    called = {school.id: school.name or school.id for school in found.plan.schools}
    for zone in one.zones:
        parts = [say("of_zone", lang, school=called[name], n=n) for name, n in zone.by_school.items()]
        more = say("more", lang) if len(parts) > SOME else ""
        values = {"zone": zone.zone, "part": f"{100 * zone.part:.6g} %", "n": zone.pupils}
        lines.append(say("zone", lang, schools=say("join", lang).join(parts[:SOME]) + more, **values))
    return lines
