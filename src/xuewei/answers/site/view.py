"""Who has a school within reach and where the next would serve most: the answer in sentences, then the tables."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from xuewei.answers.site.flows import COVER
from xuewei.answers.site.rounded import gains_of, more_than
from xuewei.answers.site.sited import SAME, Ground, Pick, Sited
from xuewei.answers.site.within import Line, lines, seated_shares
from xuewei.answers.site.words import named, say
from xuewei.model.living import ESTATE, POINT, SCHOOL, ZONE
from xuewei.model.rounding import whole
from xuewei.model.siting import SiteRow
from xuewei.tables.notes import head, plan_title, whence
from xuewei.tables.stage_notes import unheard_notes
from xuewei.tables.text import in_a_row
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
    late: Sequence[SiteRow] = (),
    why: str = "asked",
) -> View:
    """The view; ``told`` are notes on what was read, ``late`` the sites that cannot be open in the year shown; ``why``
    it is this year: asked, opens, next or last."""
    picks = found.picks if found else ()
    every = lines(here, [pick.site for pick in picks], by)
    seated = _seated(here, picks) if not by else []
    rows = [*every, *seated]
    waiting = _late(here, late, why, lang) if late else ""
    answer = [*(_chosen(found, waiting, lang) if found else filter(None, [waiting])), *_reach(here, rows, lang, by)]
    title = say("title", lang, plan=plan_title(here.found.plan, lang), year=here.year)
    sheets = [Sheet(title, (), (), answer)]
    if (found and here.sites) or late:
        sheets.append(_sites(here, found, late, lang))
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
        "late": [{"site": one.id, "name": one.name or one.id, "earliest": one.earliest} for one in late],
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
        in_a_row((text for of, text in answer if of == stage), lang)
        for stage in here.stages
        if any(of == stage for of, _ in answer)
    ]


def _late(here: Ground, late: Sequence[SiteRow], why: str, lang: str) -> str:
    """Which sites cannot be open in the year shown, why it is this year, and how to choose from them."""
    names = [say("late.one", lang, name=one.name or one.id, earliest=one.earliest) for one in late]
    first, last = max(one.earliest or 0 for one in late), here.found.years[-1]
    how = say("late.how" if first <= last else "late.years", lang, first=first)
    because = say(f"why.{why}", lang, year=here.year)
    return say("chosen.late", lang, names=_some(names, lang), year=here.year, why=because, how=how)


def _fewer(found: Sited, lang: str) -> str:
    """Why fewer sites were taken than asked for; empty where they were not."""
    n, ready = len(found.picks), len(found.here.sites)
    if n >= found.wanted:
        return ""
    key = "chosen.ready" if n == ready else "chosen.fewer"
    return say(key, lang, wanted=found.wanted, n=n, year=found.here.year)


def _chosen(found: Sited, late: str, lang: str) -> list[str]:
    """Which sites to take and why, a line each; ``late`` is what is said of sites that cannot be open."""
    picks, cover = found.picks, found.objective == COVER
    about = {
        "before": whole(found.before.seated),
        "after": whole(found.after.seated),
        "children": whole(found.children),
    }
    means = {
        key: whole(value.metres / value.seated) if value.seated > 0 else 0
        for key, value in (("metres", found.after), ("metres_before", found.before))
    }
    space = "" if lang == "zh" else " "
    if not picks:
        none = say("chosen.none" if cover else "chosen.none.walk", lang, **about, **means)
        return [space.join(filter(None, (none, late)))]
    names = say("chosen.one", lang, names=say("join", lang).join(map(_name, picks)))
    first = (
        say("chosen.cover", lang, names=names, **about)
        if cover
        else say("chosen.walk", lang, names=names, **about, **means)
    )
    proof = (
        say("proof.optimal" if len(picks) > 1 else "proof.optimal.one", lang, n=len(picks))
        if found.proven
        else say(f"proof.{found.ended}", lang, gap=f"{math.ceil(round(found.gap * 1e4, 6)) / 100:.2f} %")
    )
    gains = gains_of(found)
    answer = [space.join(filter(None, (first, _fewer(found, lang), late, proof)))]
    for n, pick in enumerate(picks, start=1):
        key = "pick.cover" if cover else "pick.walk"
        told = say(
            key,
            lang,
            n=n,
            name=_name(pick),
            seats=_seats(found.here, pick, lang),
            gains=gains[n - 1],
            total=gains[n - 1] if cover and abs(pick.total - pick.gains) <= SAME else whole(pick.total),
            serves=_serves(found.here, pick, lang),
        )
        answer.append(f"{told}{space}{_rival(found, pick, lang)}")
    return answer


def _seats(here: Ground, pick: Pick, lang: str) -> str:
    """The seats of the stages asked for."""
    parts = [
        say("seats.of", lang, stage=named("stage", stage, lang), n=pick.seats[stage])
        for stage in here.stages
        if pick.seats.get(stage)
    ]
    return say("join", lang).join(parts)


def _serves(here: Ground, pick: Pick, lang: str) -> str:
    key = "pick.serves.stage" if len(here.stages) > 1 else "pick.serves"
    parts = [
        say(key, lang, place=place, stage=named("stage", stage, lang), children=whole(n))
        for place, stage, n in pick.serves[:NAMED]
    ]
    return say("join", lang).join(parts) + (say("more", lang) if len(pick.serves) > NAMED else "")


def _rival(found: Sited, pick: Pick, lang: str) -> str:
    cover = found.objective == COVER
    if pick.rival is None:
        return say("pick.only", lang)
    name = pick.rival.name or pick.rival.id
    if cover and pick.lead <= SAME:
        return say("pick.alike", lang, rival=name)
    if cover:
        return say("pick.rival", lang, rival=name, lead=more_than(found.after.seated - pick.lead, pick.lead))
    if pick.lead_seated > SAME:
        return say("pick.rival.unseated", lang, rival=name, lead=whole(pick.lead_seated))
    return say("pick.rival.walk", lang, rival=name, lead=whole(pick.lead / 1000))


def _sites(here: Ground, found: Sited | None, late: Sequence[SiteRow], lang: str) -> Sheet:
    """Every site: those taken in their order, those that cannot be open, then the others by what they would add alone;
    seats are those of the stages asked for."""
    picks, cover = found.picks if found else (), found is None or found.objective == COVER
    added = found.alone if found else {}
    taken = {pick.site.id for pick in picks}
    others = sorted((one for one in here.sites if one.id not in taken), key=lambda one: -added.get(one.id, 0.0))
    priced = any(wan is not None for one in (*here.sites, *late) for wan in one.wan)
    columns = [
        Column(say("order", lang), number=True, rank=0),
        Column(say("site", lang), rank=0),
        *([Column(say("earliest", lang), number=True, rank=0)] if late else []),
        Column(say("seats", lang), number=True, rank=1),
        *([Column(say("gains", lang), number=True, rank=1)] if cover else []),
        *([] if cover else [Column(say("total", lang), number=True, rank=2)]),
        *([Column(say("alone", lang), number=True, rank=1)] if cover else []),
        *([Column(say("cost", lang), number=True, rank=2)] if priced else []),
    ]

    def cells_of(order: str, one: SiteRow, wan: Sequence[float | None], seats: str, counts: Sequence[str]) -> list[str]:
        earliest = [str(one.earliest or "")] if late else []
        cost = " / ".join(say("unknown", lang) if each is None else f"{each:,.0f}" for each in wan)
        return [order, one.name or one.id, *earliest, seats, *counts, *([cost] if priced else [])]

    cells = []
    base, gains = (found.before.seated, gains_of(found)) if found else (0.0, [])
    for n, pick in enumerate(picks, start=1):
        alone = f"{more_than(base, added.get(pick.site.id, 0.0)):,}"
        counts = [f"{gains[n - 1]:,}", alone] if cover else [f"{whole(pick.total):,}"]
        cells.append(cells_of(f"{n}", pick.site, [pick.wan], f"{_asked(here, pick.seats):,}", counts))
    for one in [*late, *others][: MOST - len(cells)]:
        sizes = " / ".join(f"{_asked(here, size):,}" for size in one.sizes)
        alone = f"{more_than(base, added[one.id]):,}" if one.id in added else ""
        cells.append(cells_of("", one, one.wan, sizes, ["", alone] if cover else [""]))
    stages = say("join", lang).join(named("stage", stage, lang) for stage in here.stages)
    left = len(here.sites) + len(late) - len(cells)
    notes = [say("note.order", lang)] if picks else []
    return Sheet(
        say("title.sites", lang, stages=stages),
        columns,
        cells,
        [*notes, *([say("note.left", lang, n=left)] if left > 0 else [])],
    )


def _asked(here: Ground, seats: Mapping[str, int]) -> int:
    """Seats of the stages asked for."""
    return sum(seats.get(stage, 0) for stage in here.stages)


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
        ("seated", lives.seated),
        ("alone", lives.alone),
        ("lost", lives.lost),
    ):
        if names:
            notes.append(say(f"note.{key}", lang, names=_some(names, lang)))
    for area, stage, zones in lives.plain:
        key, about = "note.plain" if zones else "note.plain.zone", {"area": area, "stage": named("stage", stage, lang)}
        notes.append(say(key, lang, zones=_some(zones, lang), **about))
    for (area, stage), n in lives.nowhere.items():
        key = "note.uncounted" if (area, stage) in lives.uncounted else "note.nowhere"
        notes.append(say(key, lang, area=area, stage=named("stage", stage, lang), n=whole(n), column=stage))
    if here.unplaced:
        notes.append(say("note.unplaced", lang, n=len(here.unplaced), names=_some(here.unplaced, lang)))
    if here.unlisted:
        parts = [
            say("seats.of", lang, stage=named("stage", stage, lang), n=whole(n)) for stage, n in here.unlisted.items()
        ]
        notes.append(say("note.unlisted", lang, parts=say("join", lang).join(parts)))
    return notes + unheard_notes(here.found, lang)
