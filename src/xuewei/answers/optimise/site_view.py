"""Sites: how many children live within the distance of each, what was chosen there, and by which rule."""

from __future__ import annotations

from math import floor

from xuewei.answers.optimise.answer import Answer
from xuewei.answers.optimise.schedule import Outcome
from xuewei.answers.optimise.words import say
from xuewei.language.words import named
from xuewei.language.words import say as say_label
from xuewei.model.living import ESTATE, POINT, SCHOOL, ZONE
from xuewei.tables.view import Column, Sheet

Row = dict[str, object]


def sites_of(found: Answer) -> list[tuple[Outcome, int, int | None]]:
    """Every site and stage of which it could have seats, by index, with the children within the stage's
    distance, in whole numbers."""
    rows = []
    for each in found.schedule.outcomes:
        one = each.candidate
        if one.site and found.case.around is not None:
            for k, stage in enumerate(found.case.stages):
                if any(size.get(stage.name) for size in one.sizes):
                    near = found.case.around.reached(one.school.id, k)
                    rows.append((each, k, None if near is None else floor(near)))
    return rows


def sites_sheet(found: Answer, lang: str) -> Sheet:
    """A row for every site and stage, below a sentence for each that is taken, and the rule."""
    columns = [
        Column(say("site", lang), rank=0),
        Column(say_label("stage", lang), rank=0),
        Column(say("radius", lang), number=True, rank=2),
        Column(say("near", lang), number=True),
        Column(say("sizes", lang), number=True, rank=1),
        Column(say("chosen", lang), number=True),
        Column(say("opening", lang), number=True),
        Column(say_label("id", lang), rank=3),
    ]
    assert found.walking is not None
    rows, taken, left = [], list[str](), list[str]()
    for each, k, near in sites_of(found):
        one, stage = each.candidate, found.case.stages[k]
        rule = found.walking.service.get(stage.name)
        name, kind = one.school.name or one.school.id, named("stage", stage.name, lang)
        rows.append(
            [
                name,
                kind,
                "" if rule is None else f"{rule.value:,.0f}",
                "" if near is None else f"{near:,.0f}",
                "/".join(f"{size.get(stage.name, 0):,}" for size in one.sizes),
                f"{each.seats.get(stage.name, 0):,}" if each.opens else say("none", lang),
                str(each.opens or ""),
                one.school.id,
            ]
        )
        if near is None or rule is None:
            continue
        values = {"name": name, "stage": kind, "metres": rule.value, "near": near}
        if each.opens:
            seats = each.seats.get(stage.name, 0)
            taken.append(say("site.taken", lang, **values, year=each.opens, seats=seats, wan=each.wan))
        elif near < min(size.get(stage.name, 0) for size in one.sizes):
            key = "site.too_few" if near >= 1 else "site.too_few.none"
            left.append(say(key, lang, **values, least=min(size.get(stage.name, 0) for size in one.sizes)))
    lines = taken or [say("site.none", lang)]
    return Sheet(say("title.sites", lang), columns, rows, [*lines, *left, *_rules(found, lang)])


def _rules(found: Answer, lang: str) -> list[str]:
    """How near is near, and where children are taken to live."""
    assert found.walking is not None
    assert found.homes is not None
    limits = []
    for stage in found.case.stages:
        figure = found.walking.service.get(stage.name)
        if figure is not None:
            basis = say_label(f"basis.{figure.basis}", lang)
            name = named("stage", stage.name, lang)
            limits.append(say("closing.limit", lang, stage=name, metres=figure.value, basis=basis))
    way = say("site.given" if found.distances else "site.straight", lang, detour=found.walking.detour.value)
    rule = say("site.rule", lang, limits=say("answer.list", lang).join(limits), way=way)
    return [rule, *_homes(found, lang)]


def _homes(found: Answer, lang: str) -> list[str]:
    """Where children are taken to live, and who of them nowhere."""
    homes, joined = found.homes, say("answer.list", lang)
    assert homes is not None
    kinds = (ESTATE, POINT, ZONE, SCHOOL)
    places = [say(f"site.{kind}", lang, n=homes.count(kind)) for kind in kinds if homes.count(kind)]
    lines = [say("site.homes", lang, places=joined.join(places))]
    asked = {stage for each in found.case.candidates if each.site for size in each.sizes for stage in size}
    for (area, stage), n in homes.nowhere.items():
        if stage in asked and round(n):
            lines.append(say("site.nowhere", lang, area=area, stage=named("stage", stage, lang), n=n))
    return [*lines, *([say("site.lost", lang, names=joined.join(homes.lost))] if homes.lost else [])]


def sites_head(found: Answer) -> list[Row]:
    """The same for machines."""
    assert found.walking is not None
    rows: list[Row] = []
    for each, k, near in sites_of(found):
        stage = found.case.stages[k].name
        rule = found.walking.service.get(stage)
        rows.append(
            {
                "id": each.candidate.school.id,
                "stage": stage,
                "metres": None if rule is None else rule.value,
                "children": near,
                "opens": each.opens,
                "seats": each.seats.get(stage, 0),
            }
        )
    return rows
