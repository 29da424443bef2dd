"""Sites: how many children live within the distance of each, what was chosen there, and by which rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import floor

from xuewei.answers.optimise.answer import Answer
from xuewei.answers.optimise.reasons import BEYOND, SURPLUS, UNBUILT, Reason
from xuewei.answers.optimise.schedule import Outcome
from xuewei.answers.optimise.site_reasons import (
    SHARED,
    TOO_FEW,
    Fit,
    fits_of,
    fits_told,
    left_of,
    short_stages,
)
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
    the stage has no distance, or the site cannot open by the last year)."""
    rows = []
    last = found.case.years[-1]
    for each in found.schedule.outcomes:
        one = each.candidate
        if one.site and found.case.around is not None:
            for k, stage in enumerate(found.case.stages):
                if any(size.get(stage.name) for size in one.sizes):
                    near = found.case.around.reached(one.school.id, k) if one.earliest <= last else None
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
    rows, taken = [], list[str]()
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
        if near is not None and rule is not None and each.opens:
            every, unseated = near
            seats, beside = each.seats.get(stage.name, 0), ".beside" if unseated < every else ""
            values = {"name": name, "stage": kind, "metres": rule.value, "near": every, "left": unseated}
            told = say(f"site.taken{beside}", lang, **values, year=each.opens, seats=seats, wan=each.wan)
            taken.append(told + _empty(seats, unseated, lang))
    lines = taken or [say("site.none", lang)]
    return Sheet(say("title.sites", lang), columns, rows, [*lines, *_barred(found, lang), *_rules(found, lang)])


def _barred(found: Answer, lang: str) -> list[str]:
    """A line for every site that cannot be taken: all its stages, those first that are short, or that it is not judged;
    the smallest seats of a stage are those of any of its sizes."""
    lines = []
    for each, why in zip(found.schedule.outcomes, found.reasons, strict=True):
        one = each.candidate
        name, last = one.school.name or one.school.id, found.case.years[-1]
        if not one.site or each.opens is not None:
            continue
        if one.earliest > last:
            lines.append(say("site.late", lang, name=name, earliest=one.earliest, last=last))
            continue
        least = {stage.name: min((size.get(stage.name, 0) for size in one.sizes), default=0)
                 for stage in found.case.stages}  # fmt: skip
        fits = fits_of(found.case, one.school.id, least, short_stages(why))
        if not all(fit.met for fit in fits):
            lines.append(say("site.too_few", lang, name=name, fits=fits_words(fits, lang)))
    return lines


def fits_words(fits: Sequence[Fit], lang: str) -> str:
    """How every stage of a site goes with the children near it."""
    parts = []
    for each in fits:
        key = "fit.met" if each.met else f"fit{left_of(each.near, each.left)}"
        values = {"metres": each.metres, "near": each.near, "left": each.left, "least": each.least}
        stage = named("stage", each.stage, lang)
        parts.append(say(key, lang, stage=stage, **values, need=each.need, fits=each.fits))
    return say("site.then", lang).join(parts)


def _empty(seats: int, unseated: int, lang: str) -> str:
    """The seats of a site for which there is no child near it."""
    return say("site.spare", lang, n=seats - unseated) if seats > unseated else ""


def no_site(found: Answer) -> bool:
    """Whether there are sites to choose from, and none is taken."""
    sites = [each for each in found.schedule.outcomes if each.candidate.site]
    return bool(sites) and all(each.opens is None for each in sites)


def left_sites(found: Answer, lang: str) -> list[str]:
    """Why sites stay empty that `site` may take, as children near them have no seat within reach, those with most of
    them first: for want of children for their smallest size, with the numbers of each stage and the size that could be
    taken; because these are counted for another site; because seats of the area suffice; or for another reason."""
    near: dict[str, dict[int, int]] = {}
    for each, k, reached in sites_of(found):
        if each.opens is None and reached is not None and reached[1]:
            near.setdefault(each.candidate.school.id, {})[k] = reached[1]
    pairs = [
        (each, why, near[each.candidate.school.id])
        for each, why in zip(found.schedule.outcomes, found.reasons, strict=True)
        if each.candidate.school.id in near
    ]
    pairs.sort(key=lambda pair: -sum(pair[2].values()))
    over = [text for each, why, _ in pairs if why.kind == TOO_FEW for text in [_over(each, why, lang)] if text]
    more = [say("site.over.others", lang, n=len(over))] if len(over) > NAMED else []
    lines = [say("site.unlike", lang, names=say("site.then", lang).join([*over[:NAMED], *more]))] if over else []
    told = {SURPLUS: "enough" if no_site(found) else "enough.some", SHARED: "shared", UNBUILT: "barred"}
    for kind, key in told.items():
        for each, why, left in [pair for pair in pairs if pair[1].kind == kind][:1]:
            k = max(left, key=lambda k: left[k])
            stage, others = named("stage", found.case.stages[k].name, lang), why.values.get("others", ())
            listed = say("answer.list", lang).join(others) if isinstance(others, tuple) else ""
            name = each.candidate.school.name or each.candidate.school.id
            values = _enough(found, why, name, lang) if kind == SURPLUS else {}
            lines.append(say(f"site.{key}", lang, name=name, stage=stage, left=left[k], others=listed, **values))
    return lines


def _enough(found: Answer, why: Reason, name: str, lang: str) -> Row:
    """From when on seats of the area suffice, and what is not taken for that: every site that is judged, or the one of
    this name, where others stay empty for other reasons, or are taken."""
    pairs = zip(found.schedule.outcomes, found.reasons, strict=True)
    judged = [each for one, each in pairs if one.candidate.site and each.kind != BEYOND]
    if any(each.kind != SURPLUS for each in judged):
        return {"year": why.values["year"], "none": say("site.none.one", lang, name=name)}
    sites = sum(each.candidate.site for each in found.schedule.outcomes)
    none = say("site.none.all" if len(judged) == sites else "site.none.judged", lang)
    return {"year": max(int(str(each.values["year"])) for each in judged), "none": none}


def _over(each: Outcome, why: Reason, lang: str) -> str:
    """The stages of a site whose smallest size has too few children near it."""
    name = each.candidate.school.name or each.candidate.school.id
    parts = [
        say("site.over.more" if n else "site.over", lang, stage=named("stage", fit.stage, lang), name=name,
            least=fit.least, need=fit.need, left=fit.left, fits=fit.fits)
        for n, fit in enumerate(fit for fit in fits_told(why) if not fit.met)
    ]  # fmt: skip
    return say("site.stages", lang).join(parts)


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
