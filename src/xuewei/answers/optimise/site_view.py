"""Sites: how many children live within the distance of each, what was chosen there, and by which rule."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor, inf

from xuewei.answers.optimise.answer import Answer
from xuewei.answers.optimise.candidates import needs, seats_for
from xuewei.answers.optimise.schedule import Outcome
from xuewei.answers.optimise.site_reasons import TOO_FEW, left_of
from xuewei.answers.optimise.site_words import say
from xuewei.language.words import named
from xuewei.language.words import say as say_label
from xuewei.model.living import ESTATE, POINT, SCHOOL, ZONE
from xuewei.tables.view import Column, Sheet

Row = dict[str, object]
NAMED = 3
"""Schools that a sentence names."""


Near = tuple[int, int]
"""Children within the distance of a site, and those of them for whom schools that stand there have no seat."""


def sites_of(found: Answer) -> list[tuple[Outcome, int, Near | None]]:
    """Every site and stage of which it could have seats, by index, with the children near it, in whole numbers (None:
    the stage has no distance)."""
    rows = []
    for each in found.schedule.outcomes:
        one = each.candidate
        if one.site and found.case.around is not None:
            for k, stage in enumerate(found.case.stages):
                if any(size.get(stage.name) for size in one.sizes):
                    near = found.case.around.reached(one.school.id, k)
                    rows.append((each, k, None if near is None else (floor(near[0]), floor(near[1]))))
    return rows


def sites_sheet(found: Answer, lang: str) -> Sheet:
    """A row for every site and stage, below a sentence for each that is taken, and the rule."""
    columns = [
        Column(say("site", lang), rank=0),
        Column(say_label("stage", lang), rank=0),
        Column(say("radius", lang), number=True, rank=2),
        Column(say("near", lang), number=True),
        Column(say("left", lang), number=True),
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
                "" if near is None else f"{near[0]:,}",
                "" if near is None else f"{near[1]:,}",
                "/".join(f"{size.get(stage.name, 0):,}" for size in one.sizes),
                f"{each.seats.get(stage.name, 0):,}" if each.opens else say("none", lang),
                str(each.opens or ""),
                one.school.id,
            ]
        )
        if near is None or rule is None:
            continue
        every, unseated = near
        values = {"name": name, "stage": kind, "metres": rule.value, "near": every, "left": unseated}
        least = min(size.get(stage.name, 0) for size in one.sizes)
        fits = {"least": least, "need": needs(least, stage), "fits": seats_for(unseated, stage)}
        if each.opens:
            seats = each.seats.get(stage.name, 0)
            beside = ".beside" if unseated < every else ""
            told = say(f"site.taken{beside}", lang, **values, year=each.opens, seats=seats, wan=each.wan)
            taken.append(told + _empty(seats, unseated, lang))
        elif unseated < fits["need"]:
            left.append(say(f"site.too_few{left_of(every, unseated)}", lang, **values, **fits))
    lines = taken or [say("site.none", lang)]
    return Sheet(say("title.sites", lang), columns, rows, [*lines, *left, *_rules(found, lang)])


def _empty(seats: int, unseated: int, lang: str) -> str:
    """The seats of a site for which there is no child near it."""
    return say("site.spare", lang, n=seats - unseated) if seats > unseated else ""


def no_site(found: Answer) -> bool:
    """Whether there are sites to choose from, and none is taken."""
    sites = [each for each in found.schedule.outcomes if each.candidate.site]
    return bool(sites) and all(each.opens is None for each in sites)


def empty_sites(found: Answer, lang: str) -> list[str]:
    """Where no site is taken, the rule by which sites stay empty that ``site`` may take, with the stage and the two
    numbers of those that miss it by least, and the size that could be taken; nothing where it is not for that rule."""
    if not no_site(found):
        return []
    if not _short(found):
        return _enough(found, lang)
    barred = {
        each.candidate.school.id
        for each, why in zip(found.schedule.outcomes, found.reasons, strict=True)
        if why.kind == TOO_FEW
    }
    over: dict[str, list[tuple[float, str]]] = {}
    for each, k, near in sites_of(found):
        one, stage = each.candidate, found.case.stages[k]
        least = min(one.sizes, key=lambda size: sum(size.values())).get(stage.name, 0)
        need = needs(least, stage)
        if one.school.id in barred and near is not None and near[1] < need:
            values = {"name": one.school.name or one.school.id, "stage": named("stage", stage.name, lang)}
            fits = {"least": least, "need": need, "left": near[1], "fits": seats_for(near[1], stage)}
            told = say("site.over", lang, **values, **fits)
            over.setdefault(one.school.id, []).append((need / near[1] if near[1] else inf, told))
    by_least = sorted((each for each in over.values() if max(each)[0] < inf), key=lambda each: max(each)[0])
    if not by_least:
        return []
    names = [told for each in by_least[:NAMED] for _, told in each]
    return [say("site.unlike", lang, names=say("site.then", lang).join(names))]


def _short(found: Answer) -> bool:
    """Whether seats stay short in any area and stage of which a site could have seats."""
    places = {(found.case.areas.index(each.candidate.school.area), k) for each, k, _ in sites_of(found)}
    return any(bool(found.worth.unmet[place].any()) for place in places)


def _enough(found: Answer, lang: str) -> list[str]:
    """Where seats of areas suffice, the site with most children near it who have none within reach."""
    left = [(near[1], each.candidate.school, k) for each, k, near in sites_of(found) if near is not None and near[1]]
    if not left:
        return []
    most, school, k = max(left, key=lambda one: one[0])
    stage = named("stage", found.case.stages[k].name, lang)
    return [say("site.enough", lang, name=school.name or school.id, stage=stage, left=most)]


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
    return [rule, *_uncounted(found, lang), *_homes(found, lang)]


def _uncounted(found: Answer, lang: str) -> list[str]:
    """Seats that are not taken off: of schools without coordinates, and of no school by name."""
    about, joined = found.case.around, say("answer.list", lang)
    assert about is not None
    lines = []
    if about.unplaced:
        more = say("site.and_more", lang, n=len(about.unplaced)) if len(about.unplaced) > NAMED else ""
        lines.append(say("site.unplaced", lang, names=joined.join(about.unplaced[:NAMED]) + more))
    bare = [(each, n) for each, n in about.unlisted.items() if any(each in size for size in _sizes(found))]
    if bare:
        seats = joined.join(say("site.seats", lang, stage=named("stage", each, lang), n=n) for each, n in bare)
        lines.append(say("site.unlisted", lang, seats=seats))
    return lines


def _sizes(found: Answer) -> list[Mapping[str, int]]:
    """Every size of every site."""
    return [size for each in found.case.candidates if each.site for size in each.sizes]


def _homes(found: Answer, lang: str) -> list[str]:
    """Where children are taken to live, and who of them nowhere."""
    homes, joined = found.homes, say("answer.list", lang)
    assert homes is not None
    kinds = (ESTATE, POINT, ZONE, SCHOOL)
    places = [say(f"site.{kind}", lang, n=homes.count(kind)) for kind in kinds if homes.count(kind)]
    lines = [say("site.homes", lang, places=joined.join(places))]
    asked = {stage for size in _sizes(found) for stage in size}
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
                "children": None if near is None else near[0],
                "unseated": None if near is None else near[1],
                "opens": each.opens,
                "seats": each.seats.get(stage, 0),
            }
        )
    return rows
