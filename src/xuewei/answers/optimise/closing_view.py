"""Schools that close: a sentence and a row for each, who stays and why, and by which rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xuewei.answers.optimise.answer import Answer
from xuewei.answers.optimise.candidates import KEPT
from xuewei.answers.optimise.closing import (
    BOUND,
    HALF,
    NO_PLACE,
    NO_ROOM,
    NO_SAVING,
    NOT_PUBLIC,
    SPILLS,
    TOO_FAR,
    UNKNOWN,
    USED,
    Asked,
    Move,
)
from xuewei.answers.optimise.closing_saved import COUNTS
from xuewei.answers.optimise.keeping import SMALL
from xuewei.answers.optimise.words import say
from xuewei.language.words import named
from xuewei.language.words import say as say_label
from xuewei.model.by_school import SchoolPupils, school_pupils
from xuewei.model.plan import School
from xuewei.tables.view import Column, Sheet

Row = dict[str, object]
NEEDED, TAKES, TAKEN, NO_GAIN = "needed", "takes", "taken", "no_gain"
NEEDS = (NEEDED, TAKES, TAKEN, NO_GAIN)
"""Why schools stay that could close, in the order in which it is told."""
FEW = 4
"""Schools that a sentence names; of more it says how many there are."""
WHYS = (KEPT, SMALL, NOT_PUBLIC, BOUND, UNKNOWN, NO_PLACE, TOO_FAR, NO_ROOM, SPILLS, NO_SAVING, USED)
"""Why schools stay, in the order in which it is told."""


def _names(found: Answer) -> dict[str, str]:
    return {school.id: school.name or school.id for school in found.plan.schools}


def _of(found: Answer, move: Move) -> School:
    return next(school for school in found.plan.schools if school.id == move.school)


def pupils_moved(found: Answer, move: Move) -> list[int]:
    """Pupils who go to each school that takes some, in the year in which theirs closes."""
    first = move.at(found.case.years)
    return [int(each.pupils[:, first].sum()) for each in move.to]


def freed_seats(found: Answer, move: Move) -> int:
    """Seats that are freed."""
    return round(-float(move.table[:, move.at(found.case.years)].sum()))


def freed_rooms(found: Answer, move: Move) -> tuple[int, str]:
    """Rooms that are freed, and how they are known: ``rooms`` as written, ``classes`` as many as its classes, or
    ``seats`` by the class sizes of its stages."""
    school = _of(found, move)
    if school.rooms is not None:
        return school.rooms, "rooms"
    classes = [sum(each) if isinstance(each, tuple) else each for each in school.classes.values()]
    if classes:
        return sum(classes), "classes"
    sizes = {stage.name: stage.class_size for stage in found.case.stages}
    return sum(-(-seats // sizes[stage]) for stage, seats in school.seats.items() if stage in sizes), "seats"


def closed_sheet(found: Answer, asked: Asked, lang: str) -> Sheet:
    """Every school that closes, in a row and a sentence; below who stays, and by which rules."""
    columns = [
        Column(say("school", lang), rank=0),
        Column(say("closes", lang), number=True),
        Column(say("takers", lang)),
        Column(say("moved", lang), number=True),
        Column(say("walk", lang), number=True),
        Column(say("freed", lang), number=True, rank=2),
        Column(say_label("id", lang), rank=3),
    ]
    names, rows = _names(found), []
    for move in found.schedule.closed:
        many = pupils_moved(found, move)
        for n, (taker, pupils) in enumerate(zip(move.to, many, strict=True)):
            first = [names[move.school], str(move.year)] if not n else ["", ""]
            metres = say("unknown", lang) if taker.metres is None else f"{taker.metres:,.0f}"
            last = [f"{freed_seats(found, move):,}", move.school] if not n else ["", ""]
            rows.append([*first, names[taker.school], f"{pupils:,}", metres, *last])
    lines = _closings(found, lang)
    return Sheet(
        say("title.closed", lang),
        columns if rows else [],
        rows,
        [*lines, *_stays(found, asked, lang), *_rules(found, asked, lang)],
    )


def _closings(found: Answer, lang: str) -> list[str]:
    """What is said of each school that closes; of none, that there is none."""
    if not found.schedule.closed:
        return [say("closed.none", lang)]
    told = school_pupils(found.after)
    return [
        line
        for move in found.schedule.closed
        for line in (sentence(found, move, lang), _saves(found, move, lang), *_classes(found, move, told, lang))
    ]


def sentence(found: Answer, move: Move, lang: str) -> str:
    """Who goes where, how far at most, and what is freed."""
    names, many = _names(found), pupils_moved(found, move)
    parts = []
    for taker, pupils in zip(move.to, many, strict=True):
        key = "closed.to" if taker.metres is not None else "closed.to_zone"
        parts.append(say(key, lang, name=names[taker.school], n=pupils, metres=taker.metres))
    rooms, known = freed_rooms(found, move)
    values = {"name": names[move.school], "year": move.year, "n": sum(many), "seats": freed_seats(found, move)}
    to = say("answer.list", lang).join(parts)
    return say("closed", lang, **values, to=to, rooms=rooms, known=say(f"closed.rooms.{known}", lang))


def _classes(found: Answer, move: Move, told: SchoolPupils, lang: str) -> list[str]:
    """Schools that take its pupils and then have more a class than the class size, in the fullest grade and year."""
    since, fullest = max(move.year - told.years.start, 0), dict[str, tuple[float, dict[str, object]]]()
    for stage in found.after.stages:
        for name in (each.school for each in move.to):
            at = told.schools.index(name)
            pupils, seats = (np.nan_to_num(each[stage.name][since:, at]) for each in (told.pupils, told.seats))
            sizes = np.array(stage.sizes)[: seats.shape[1]]
            many = np.where(seats > HALF, pupils / np.maximum(seats, 1.0) * sizes, 0.0)
            over = np.where(many > sizes + HALF, many, 0.0)
            if over.max() > fullest.get(name, (0.0,))[0]:
                t, grade = (int(n) for n in np.unravel_index(int(over.argmax()), over.shape))
                values = {"year": told.years[since + t], "grade": grade + 1, "size": stage.sizes[grade]}
                fullest[name] = float(over.max()), {**values, "stage": named("stage", stage.name, lang)}
    names = _names(found)
    return [say("closed.classes", lang, name=names[name], n=n, **values) for name, (n, values) in fullest.items()]


def _saves(found: Answer, move: Move, lang: str) -> str:
    """What a closing saves in its first year."""
    first = move.at(found.case.years)
    wan, posts = float(move.saved.wan[first]), int(move.saved.posts[first])
    own = found.closing.rules.fixed if found.closing and found.closing.rules else None
    money = say("saves.wan" if own is None else "saves.wan.fixed", lang, wan=wan) if wan else say("saves.no_wan", lang)
    told = say("saves.posts" if posts > 0 else "saves.more_posts", lang, n=abs(posts)) if posts else ""
    return say("saves", lang, year=move.year, money=money, posts=told)


def _counted(found: Answer, asked: Asked, lang: str) -> str:
    """How savings are counted, and whether they are part of the objectives."""
    assert asked.rules is not None
    joined = say("answer.list", lang)
    kinds = joined.join(say(f"count.{each}", lang) for each in COUNTS if each in asked.count)
    counted = say("closing.counted", lang, names=kinds) if kinds else say("closing.uncounted", lang)
    areas = asked.rules.rural
    rural = say("closing.no_rural", lang) if not areas else say("closing.rural", lang, names=joined.join(areas))
    own = asked.rules.fixed
    values = {} if own is None else {"n": own.value, "basis": say_label(f"basis.{own.basis}", lang)}
    fixed = say("closing.no_fixed" if own is None else "closing.fixed", lang, **values)
    return say("closing.saves", lang, small=asked.rules.small_school.value, rural=rural, fixed=fixed, counted=counted)


def _stays(found: Answer, asked: Asked, lang: str) -> list[str]:
    """Why schools stay, those of one reason together; of all that are used as they should be there is no word, unless
    they were named."""
    by_why: dict[str, list[str]] = {}
    names = _names(found)
    gone = {move.school for move in found.schedule.closed}
    for name, why in found.case.closings.stays.items():
        by_why.setdefault(why, []).append(names[name])
    able = {move.school for move in found.case.closings.moves} - gone
    lines = [
        say(f"stays.{why}", lang, names=_listed(by_why[why], lang), small=found.keep.small)
        for why in WHYS
        if why in by_why and (why != USED or asked.named)
    ]
    by_need: dict[str, list[str]] = {}
    for name in (each.id for each in found.plan.schools if each.id in able):
        why, told = _needed(found, name, names[name], lang)
        by_need.setdefault(why, []).append(told)
    lines += [say(f"stays.{why}", lang, names=_listed(by_need[why], lang)) for why in NEEDS if why in by_need]
    return lines


def _needed(found: Answer, school: str, name: str, lang: str) -> tuple[str, str]:
    """Why a school that could close does not, and what it is called in the sentence that says so."""
    closed = found.schedule.closed
    ways = [move for move in found.case.closings.moves if move.school == school]
    if any(each.school == school for move in closed for each in move.to):
        return TAKES, name
    short = [_short(found, move) for move in ways]
    if all(each is not None for each in short):
        stage, year, n = next(each for each in short if each is not None)
        return NEEDED, say("stays.needed.of", lang, name=name, stage=named("stage", stage, lang), year=year, n=n)
    free = [move for move, each in zip(ways, short, strict=True) if each is None]
    return (TAKEN if all(_full(found, move) for move in free) else NO_GAIN), name


def _short(found: Answer, move: Move) -> tuple[str, int, int] | None:
    """The first stage and year of a closing in which somebody would be short, and how many; None where nobody is."""
    case = found.case
    balance = found.worth.seats[move.area] + move.table - case.demand[move.area]
    at = np.argwhere((balance.T < 0) & (move.table.T < 0))
    if not len(at):
        return None
    t, k = at[0].tolist()
    return case.stages[k].name, case.years[t], round(-float(balance[k, t]))


def _full(found: Answer, move: Move) -> bool:
    """Whether who would take the pupils of a closing closes as well, or has too little room beside others' pupils."""
    case, closed = found.case, found.schedule.closed
    years = np.array(case.years)
    for taker in move.to:
        if taker.school in {each.school for each in closed}:
            return True
        room = case.closings.rooms[taker.school].astype(np.int64)
        sent = [(move.year, taker.pupils)]
        sent += [(other.year, each.pupils) for other in closed for each in other.to if each.school == taker.school]
        for year, pupils in sent:
            every = np.concatenate([pupils, pupils.sum(axis=0, keepdims=True)])
            room = room - np.where(years >= year, every, 0)
        if len(sent) > 1 and (room < 0).any():
            return True
    return False


def _listed(names: Sequence[str], lang: str) -> str:
    first = say("answer.list", lang).join(names[:FEW])
    return first if len(names) <= FEW else say("answer.more", lang, names=first, n=len(names))


def _rules(found: Answer, asked: Asked, lang: str) -> list[str]:
    """How far pupils may walk, how it is measured, and when a school is empty enough to be proposed."""
    walking, rule, names = asked.policy.walking, asked.policy.closing, _names(found)
    limits = []
    for stage in found.case.stages:
        figure = walking.closing(stage.name)
        if figure is not None:
            basis = say_label(f"basis.{figure.basis}", lang)
            name = named("stage", stage.name, lang)
            limits.append(say("closing.limit", lang, stage=name, metres=figure.value, basis=basis))
    detour = say("closing.detour", lang, detour=walking.detour.value, limits=say("answer.list", lang).join(limits))
    lines = [detour]
    if not asked.named:
        basis = say_label(f"basis.{rule.use.basis}", lang)
        lines.append(say("closing.use", lang, use=100 * rule.use.value, years=rule.years.value, basis=basis))
    shared = [names[move.school] for move in found.schedule.closed if move.school in found.case.closings.shared]
    lines += [say("closing.shared", lang, names=_listed(shared, lang))] if shared else []
    lines += [_counted(found, asked, lang)] if found.schedule.closed and asked.rules is not None else []
    return [*lines, say("closing.area", lang)]


def closed_records(found: Answer, lang: str) -> list[Row]:
    """A row for every school that closes."""
    rows: list[Row] = []
    for move in found.schedule.closed:
        school = _of(found, move)
        rows.append(
            {
                "id": school.id,
                "name": school.name,
                "area": school.area,
                "type": school.type,
                "seats_before": freed_seats(found, move),
                "seats": 0,
                "cost_wan": 0.0,
                "reason": "closes",
                "why": sentence(found, move, lang),
                "closes": move.year,
                "merge_into": "; ".join(f"{each.school}:{each.share:.6g}" for each in move.to),
            }
        )
    return rows


def closed_head(found: Answer) -> Row:
    """What machines get beside the rows: every closing with who takes whom and how far, and why others stay."""
    closed = []
    for move in found.schedule.closed:
        rooms, known = freed_rooms(found, move)
        takers = zip(move.to, pupils_moved(found, move), strict=True)
        closed.append(
            {
                "id": move.school,
                "year": move.year,
                "pupils": int(move.pupils[:, move.at(found.case.years)].sum()),
                "seats": freed_seats(found, move),
                "rooms": rooms,
                "rooms_known": known,
                "saved_wan": round(float(move.saved.wan[move.at(found.case.years)]), 2),
                "saved_posts": int(move.saved.posts[move.at(found.case.years)]),
                "to": [
                    {
                        "id": each.school,
                        "share": each.share,
                        "pupils": many,
                        "metres": None if each.metres is None else round(each.metres),
                    }
                    for each, many in takers
                ],
            }
        )
    stays = [{"id": name, "why": why} for name, why in found.case.closings.stays.items()]
    return {"closings": closed, "stays": stays}
