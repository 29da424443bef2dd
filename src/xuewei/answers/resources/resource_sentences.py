"""The answer of `resources` in sentences: who is short of staff and when, where there is no room, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xuewei.answers.resources.resourcing import STAGE, Move, ResourceRow, Resources
from xuewei.answers.resources.words import WORDS, named, say
from xuewei.tables.text import spans

PLACES = 8
"""Stages, or areas and stages, that the answer has a sentence for."""


def place_of(area: str | None, stage: str, lang: str) -> str:
    """A stage, with its area where it is of one."""
    name = named("stage", stage, lang)
    return say("place", lang, area=area, stage=name) if area else name


def who(stage: str, lang: str) -> str:
    """What those who fill posts of a stage are called."""
    return say(f"who.{stage}" if f"who.{stage}" in WORDS.table else "who", lang)


def answers(
    held: Resources, by: str, years: Sequence[int], stages: Sequence[str], areas: Sequence[str], lang: str
) -> list[str]:
    """The sentences on staff, rooms and running cost of what is asked for, by stage or by area."""
    several = by != STAGE and len(held.found.areas) > 1
    rows = held.rows("area" if several else STAGE, years, stages, areas)
    groups: dict[tuple[str | None, str], list[ResourceRow]] = {}
    for row in rows:
        groups.setdefault((row.area if several else None, row.stage), []).append(row)
    lines = [_staff(place_of(*key, lang), own, lang) for key, own in groups.items()]
    lines += [_rooms(place_of(*key, lang), own, lang) for key, own in groups.items()]
    shown = [line for line in lines if line]
    moves = _moves(held.moves(years, stages, areas), lang, several=len(held.found.areas) > 1)
    return [*shown[: 2 * PLACES], *moves[:PLACES], *_running(rows, lang)]


def _staff(place: str, rows: Sequence[ResourceRow], lang: str) -> str:
    """Who is short, when and by how much; without staff on record what is needed."""
    known = [row for row in rows if row.balance is not None]
    values = {"place": place, "who": who(rows[0].stage, lang)}
    if not known:
        return _needs(values, [row for row in rows if row.posts is not None], lang)
    balances = {row.year: row.balance or 0 for row in known}
    short = [year for year, n in balances.items() if n < 0]
    first, last = min(balances), max(balances)
    if first == last:
        return say("staff.one", lang, **values, year=first, end=_end(balances[last], lang))
    values |= {"years": say("years", lang, first=first, last=last), "last": last, "booked": _booked(known, lang)}
    if not short:
        return say("staff.never", lang, **values, spare=balances[last])
    year = min(short, key=lambda each: balances[each])
    values |= {"year": year, "most": -balances[year]}
    if len(short) == len(balances):
        return say("staff.always", lang, **values, end=-balances[last])
    return say("staff.some", lang, **values, short=spans(short), end=_end(balances[last], lang))


def _end(balance: int, lang: str) -> str:
    key = "short" if balance < 0 else "spare" if balance > 0 else "even"
    return say(f"end.{key}", lang, n=abs(balance))


def _booked(rows: Sequence[ResourceRow], lang: str) -> str:
    """How many are to be hired and not replaced in all years."""
    sums = {"hire": sum(row.hire or 0 for row in rows), "leave": sum(row.not_replaced or 0 for row in rows)}
    return "".join(say(f"booked.{key}", lang, n=n) for key, n in sums.items() if n)


def _needs(values: Mapping[str, object], rows: Sequence[ResourceRow], lang: str) -> str:
    posts = {row.year: row.posts or 0 for row in rows}
    if not posts:
        return ""
    first, last = min(posts), max(posts)
    if first == last:
        return say("needs.one", lang, **values, year=first, n=posts[first])
    most = max(posts, key=lambda year: posts[year])
    ends = {"first": first, "first_n": posts[first], "last": last, "last_n": posts[last]}
    return say("needs", lang, **values, **ends, year=most, most=posts[most])


def _rooms(place: str, rows: Sequence[ResourceRow], lang: str) -> str:
    """The years with more classes than seats hold."""
    over = {row.year: row.classes - row.classes_held for row in rows if row.classes > row.classes_held}
    if not over:
        return ""
    year = max(over, key=lambda each: over[each])
    if len(rows) == 1:
        return say("rooms.one", lang, place=place, year=year, most=over[year])
    return say("rooms", lang, place=place, short=spans(over), year=year, most=over[year])


def _moves(found: Sequence[Move], lang: str, *, several: bool) -> list[str]:
    """A sentence for each pair of stages of an area."""
    groups: dict[tuple[str, str, str], list[Move]] = {}
    for each in found:
        groups.setdefault((each.area, each.origin, each.target), []).append(each)
    lines = []
    for (area, origin, target), own in groups.items():
        best = max(own, key=lambda each: each.most)
        values = {"origin": named("stage", origin, lang), "year": best.year, "most": best.most}
        when = spans(each.year for each in own)
        lines.append(
            say(
                "move",
                lang,
                place=place_of(area if several else None, target, lang),
                years=f" {when} 年" if lang == "zh" else when,
                **values,
            )
        )
    return lines


def _running(rows: Sequence[ResourceRow], lang: str) -> list[str]:
    """Running cost of all that is shown, in the first year and the last."""
    sums: dict[int, float] = {}
    for row in rows:
        if row.running_wan is not None:
            sums[row.year] = sums.get(row.year, 0.0) + row.running_wan
    if not sums:
        return []
    first, last = min(sums), max(sums)
    silent = dict.fromkeys(row.stage for row in rows if row.running_wan is None)
    names = say("join", lang).join(named("stage", stage, lang) for stage in silent)
    values = {
        "first": first,
        "first_wan": sums[first],
        "without": say("running.without", lang, stages=names) if silent else "",
    }
    if first == last:
        return [say("running.one", lang, **values)]
    return [say("running", lang, **values, last=last, last_wan=sums[last])]
