"""Who has a school within reach and where the next would serve most: the answer in sentences, then the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from xuewei.answers.site.locating import COVER
from xuewei.answers.site.sited import SAME, Ground, Pick, Sited
from xuewei.answers.site.within import Line, lines, seated_shares
from xuewei.answers.site.words import named, say
from xuewei.model.living import ESTATE, POINT, SCHOOL, ZONE
from xuewei.model.rounding import whole
from xuewei.tables.notes import head, plan_title, whence
from xuewei.tables.stage_notes import unheard_notes
from xuewei.tables.view import Column, Sheet, View

NAMED, MOST = 3, 20
"""Places that a sentence names, and sites that a table shows."""
COLUMNS = ("stage", "area", "zone", "metres", "service", "seated", "children", "today", "plan", "sites")


def site(
    here: Ground,
    found: Sited | None,
    lang: str,
    *,
    now: int,
    by: str = "",
    told: Sequence[str] = (),
) -> View:
    """The view; ``told`` are notes on what was read."""
    picks = found.picks if found else ()
    every = lines(here, [pick.site for pick in picks], by)
    seated = _seated(here, picks) if not by else []
    rows = [*every, *seated]
    answer = [*(_chosen(found, lang) if found else []), *_reach(here, rows, lang, by)]
    title = say("title", lang, plan=plan_title(here.found.plan, lang), year=here.year)
    sheets = [Sheet(title, (), (), answer)]
    if found and here.sites:
        sheets.append(_sites(here, found, lang))
    sheets.append(_coverage(rows, lang, by, bool(picks)))
    about = {
        **head(here.found),
        "year": here.year,
        "now": now,
        "objective": found.objective if found else None,
        "proven": found.proven if found else None,
        "gap": round(found.gap, 6) if found else None,
        "chosen": [_record(pick) for pick in picks],
        "alone": {name: round(each, 1) for name, each in found.alone.items()} if found else {},
    }
    return View(
        sheets,
        [_line(row) for row in rows],
        about,
        [whence(here.found.plan, lang), *_notes(here, now, lang), *told],
        COLUMNS,
    )


def _record(pick: Pick) -> dict[str, object]:
    return {
        "site": pick.site.id,
        "name": pick.site.name or pick.site.id,
        "seats": dict(pick.seats),
        "wan": pick.wan,
        "gains": round(pick.gains, 1),
        "children": round(pick.total, 1),
        "serves": [{"place": place, "stage": stage, "children": round(n, 1)} for place, stage, n in pick.serves],
        "rival": pick.rival.id if pick.rival else None,
        "lead": round(pick.lead, 1),
    }


def _line(row: Line) -> dict[str, object]:
    found = {**asdict(row), "service": row.rule, "today": row.now}
    for key in ("children", "today", "plan", "sites"):
        found[key] = None if found[key] is None else round(found[key], 1 if key == "children" else 6)
    return {key: found[key] for key in COLUMNS}


def _seated(here: Ground, picks: Sequence[Pick]) -> list[Line]:
    shares = seated_shares(here, picks)
    return [
        Line(
            stage, "", "", here.rules.service[stage].value, True, float(here.living.children[stage].sum()), *each, True
        )
        for stage, each in shares.items()
    ]


def _name(one: Pick) -> str:
    return one.site.name or one.site.id


def _percent(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.1f} %"


def _reach(here: Ground, rows: Sequence[Line], lang: str, by: str) -> list[str]:
    """How many children have a school within the service distance of each stage, and a seat there."""
    answer = []
    for row in () if by else rows:
        if row.rule:
            sites = "" if row.sites is None else say("answer.sites", lang, sites=_percent(row.sites))
            values = {"metres": row.metres, "now": _percent(row.now), "plan": _percent(row.plan), "sites": sites}
            stage = named("stage", row.stage, lang)
            key = "answer.seated" if row.seated else "answer.reach"
            answer.append(
                (row.stage, say(key, lang, year=here.year, children=whole(row.children), stage=stage, **values))
            )
    return [
        "".join(text if lang == "zh" else f"{text} " for of, text in answer if of == stage).strip()
        for stage in here.stages
        if any(of == stage for of, _ in answer)
    ]


def _chosen(found: Sited, lang: str) -> list[str]:
    """Which sites to take and why, a line each."""
    picks, cover = found.picks, found.objective == COVER
    about = {
        "before": whole(found.before.seated),
        "after": whole(found.after.seated),
        "children": whole(found.children),
    }
    if not picks:
        return [say("chosen.none", lang, **about)]
    names = say("chosen.one", lang, names=say("join", lang).join(map(_name, picks)))
    means = {
        key: whole(value.metres / value.seated) if value.seated > 0 else 0
        for key, value in (("metres", found.after), ("metres_before", found.before))
    }
    first = (
        say("chosen.cover", lang, names=names, **about)
        if cover
        else say("chosen.walk", lang, names=names, **about, **means)
    )
    proof = (
        say("proof.optimal", lang, n=len(picks))
        if found.proven
        else say("proof.gap", lang, gap=f"{100 * found.gap:.1f} %")
    )
    fewer = say("chosen.fewer", lang, wanted=found.wanted, n=len(picks)) if len(picks) < found.wanted else ""
    space = "" if lang == "zh" else " "
    answer = [space.join(filter(None, (first, fewer, proof)))]
    for n, pick in enumerate(picks, start=1):
        key = "pick.cover" if cover else "pick.walk"
        told = say(
            key,
            lang,
            n=n,
            name=_name(pick),
            seats=_seats(pick, lang),
            gains=whole(pick.gains),
            total=whole(pick.total),
            serves=_serves(found.here, pick, lang),
        )
        answer.append(f"{told}{space}{_rival(pick, cover, lang)}")
    return answer


def _seats(pick: Pick, lang: str) -> str:
    parts = [say("seats.of", lang, stage=named("stage", stage, lang), n=n) for stage, n in pick.seats.items() if n]
    return say("join", lang).join(parts)


def _serves(here: Ground, pick: Pick, lang: str) -> str:
    key = "pick.serves.stage" if len(here.stages) > 1 else "pick.serves"
    parts = [
        say(key, lang, place=place, stage=named("stage", stage, lang), children=whole(n))
        for place, stage, n in pick.serves[:NAMED]
    ]
    return say("join", lang).join(parts) + (say("more", lang) if len(pick.serves) > NAMED else "")


def _rival(pick: Pick, cover: bool, lang: str) -> str:
    if pick.rival is None:
        return say("pick.only", lang)
    name = pick.rival.name or pick.rival.id
    if cover and pick.lead <= SAME:
        return say("pick.alike", lang, rival=name)
    if cover:
        return say("pick.rival", lang, rival=name, lead=whole(pick.lead))
    if pick.lead_seated > SAME:
        return say("pick.rival.unseated", lang, rival=name, lead=whole(pick.lead_seated))
    return say("pick.rival.walk", lang, rival=name, lead=whole(pick.lead / 1000))


def _sites(here: Ground, found: Sited, lang: str) -> Sheet:
    """Every site: those taken in their order, then the others by what they would add alone."""
    taken = {pick.site.id: pick for pick in found.picks}
    others = sorted((one for one in here.sites if one.id not in taken), key=lambda one: -found.alone.get(one.id, 0.0))
    cover = found.objective == COVER
    priced = any(wan is not None for one in here.sites for wan in one.wan)
    columns = [
        Column(say("order", lang), number=True, rank=0),
        Column(say("site", lang), rank=0),
        Column(say("seats", lang), number=True, rank=1),
        *([Column(say("gains", lang), number=True, rank=1)] if cover else []),
        *([] if cover else [Column(say("total", lang), number=True, rank=2)]),
        *([Column(say("alone", lang), number=True, rank=1)] if cover else []),
        *([Column(say("cost", lang), number=True, rank=2)] if priced else []),
    ]
    cells = []
    for n, pick in enumerate(found.picks, start=1):
        wan = say("unknown", lang) if pick.wan is None else f"{pick.wan:,.0f}"
        alone = f"{whole(found.alone.get(pick.site.id, 0.0)):,}"
        counts = [f"{whole(pick.gains):,}", alone] if cover else [f"{whole(pick.total):,}"]
        cells.append([f"{n}", _name(pick), f"{sum(pick.seats.values()):,}", *counts, *([wan] if priced else [])])
    for one in others[: MOST - len(cells)]:
        sizes = " / ".join(f"{sum(size.values()):,}" for size in one.sizes)
        wan = " / ".join(say("unknown", lang) if each is None else f"{each:,.0f}" for each in one.wan)
        counts = ["", f"{whole(found.alone.get(one.id, 0.0)):,}"] if cover else [""]
        cells.append(["", one.name or one.id, sizes, *counts, *([wan] if priced else [])])
    stages = say("join", lang).join(named("stage", stage, lang) for stage in here.stages)
    left = len(here.sites) - len(cells)
    notes = [say("note.order", lang), *([say("note.left", lang, n=left)] if left > 0 else [])]
    return Sheet(say("title.sites", lang, stages=stages), columns, cells, notes)


def _coverage(rows: Sequence[Line], lang: str, by: str, chosen: bool) -> Sheet:
    places = [Column(say(by, lang), rank=0)] if by else []
    columns = [
        *places,
        Column(say("stage", lang), rank=0),
        Column(say("children", lang), number=True, rank=2),
        Column(say("within", lang), rank=0),
        Column(say("now", lang), number=True, rank=1),
        Column(say("plan", lang), number=True, rank=1),
        *([Column(say("sites", lang), number=True, rank=1)] if chosen else []),
    ]
    ordered = sorted(rows, key=lambda row: [each.stage for each in rows].index(row.stage))
    cells = []
    for row in ordered:
        key = "seated" if row.seated else "rule" if row.rule else "metres"
        place = [(row.zone if by == "zone" else row.area) or row.area] if by else []
        shares = [_percent(row.now), _percent(row.plan), *([_percent(row.sites)] if chosen else [])]
        cells.append(
            [
                *place,
                named("stage", row.stage, lang),
                f"{whole(row.children):,}",
                say(key, lang, metres=row.metres),
                *shares,
            ]
        )
    return Sheet("", columns, cells)


def _some(names: Sequence[str], lang: str) -> str:
    return say("join", lang).join(names[:NAMED]) + (say("more", lang) if len(names) > NAMED else "")


def _notes(here: Ground, now: int, lang: str) -> list[str]:
    """What the answer rests on, and what is not in it."""
    lives = here.living
    kinds = [kind for kind in (POINT, ESTATE, ZONE, SCHOOL) if kind in lives.kinds]
    how = say("join", lang).join(say(f"how.{kind}", lang) for kind in kinds)
    notes = [say("note.children", lang, year=here.year, how=how), say("note.now", lang, now=now, year=here.year)]
    service = [
        f"{named('stage', stage, lang)} {say('metres', lang, metres=here.rules.service[stage].value)}"
        for stage in here.stages
        if stage in here.rules.service
    ]
    notes += [say("note.service", lang, parts=say("join", lang).join(service))] if service else []
    notes.append(say("note.across" if here.across else "note.area", lang))
    notes.append(say("note.seats", lang))
    for key, names in (
        ("guessed", lives.guessed),
        ("middles", lives.middles),
        ("plain", lives.plain),
        ("lost", lives.lost),
    ):
        if names:
            notes.append(say(f"note.{key}", lang, names=_some(names, lang)))
    for (area, stage), n in lives.nowhere.items():
        notes.append(say("note.nowhere", lang, area=area, stage=named("stage", stage, lang), n=whole(n)))
    if here.unplaced:
        notes.append(say("note.unplaced", lang, n=len(here.unplaced), names=_some(here.unplaced, lang)))
    if here.unlisted:
        parts = [
            say("seats.of", lang, stage=named("stage", stage, lang), n=whole(n)) for stage, n in here.unlisted.items()
        ]
        notes.append(say("note.unlisted", lang, parts=say("join", lang).join(parts)))
    return notes + unheard_notes(here.found, lang)
