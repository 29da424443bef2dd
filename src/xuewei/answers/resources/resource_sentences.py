"""The answer of `resources` in sentences: who is short of staff and when, where there is no room, and what it costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xuewei.answers.resources.resourcing import AREA, STAGE, Move, ResourceRow, Resources
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


Group = dict[tuple[str | None, str], list[ResourceRow]]
"""Rows by area and stage, or by stage."""


def answers(
    held: Resources, by: str, years: Sequence[int], stages: Sequence[str], areas: Sequence[str], lang: str
) -> list[str]:
    """The sentences on staff, rooms and running cost of what is asked for: by stage, or, of few areas, by area."""
    apart = by != STAGE and 1 < len(areas) * len(stages) <= PLACES and len(held.found.areas) > 1
    of_areas = held.rows(AREA, years, stages, areas)
    rows = of_areas if apart else held.rows(STAGE, years, stages, areas)
    groups, parts = _grouped(rows, apart=apart), _grouped(of_areas, apart=apart)
    lines = [_staff(place_of(*key, lang), own, held.since, lang) for key, own in groups.items()]
    if not apart and len(areas) > 1:
        lines += [_short_areas(stage, own, lang) for (_, stage), own in parts.items()]
    lines += [_rooms(place_of(*key, lang), own, lang) for key, own in parts.items()]
    found, several = held.moves(years, stages, areas), len(held.found.areas) > 1
    moves, same = (told(found, lang, several=several)[:PLACES] for told in (_moves, _same))
    return [*(line for line in lines if line), *moves, *same, *_running(rows, lang)]


def _grouped(rows: Sequence[ResourceRow], *, apart: bool) -> Group:
    groups: Group = {}
    for row in rows:
        groups.setdefault((row.area if apart else None, row.stage), []).append(row)
    return groups


def _short_areas(stage: str, rows: Sequence[ResourceRow], lang: str) -> str:
    """The areas that are short of staff, each in its worst year, the shortest first: a sum hides them."""
    worst: dict[str, ResourceRow] = {}
    for row in rows:
        if row.area and (row.balance or 0) < 0 and (row.balance or 0) < (_balance(worst.get(row.area))):
            worst[row.area] = row
    if not worst:
        return ""
    found = sorted(worst.values(), key=lambda row: row.balance or 0)
    names = [say("areas.one", lang, area=row.area, year=row.year, n=-(row.balance or 0)) for row in found[:PLACES]]
    more = say("more", lang, n=len(found)) if len(found) > PLACES else ""
    listed = say("join", lang).join(names) + more
    return say("areas", lang, stage=named("stage", stage, lang), who=who(stage, lang), names=listed)


def _balance(row: ResourceRow | None) -> int:
    return 0 if row is None else row.balance or 0


def _staff(place: str, rows: Sequence[ResourceRow], since: int, lang: str) -> str:
    """Who is short, when and by how much, areas that are short added up; without staff on record what is needed."""
    known = [row for row in rows if row.balance is not None]
    values: dict[str, object] = {"place": place, "who": who(rows[0].stage, lang)}
    if not known:
        return _needs(values, [row for row in rows if row.posts is not None], lang)
    balances = {row.year: _lacking(row) for row in known}
    short = [year for year, n in balances.items() if n < 0]
    first, last = min(balances), max(balances)
    if first == last:
        return say("staff.one", lang, **values, year=first, end=_end(balances[last], lang))
    booked = _today(known, since, lang) + _booked(known, lang)
    values |= {"years": say("years", lang, first=first, last=last), "last": last, "booked": booked}
    if not short:
        return say("staff.never", lang, **values, spare=balances[last])
    year = min(short, key=lambda each: balances[each])
    values |= {"year": year, "most": -balances[year]}
    if len(short) == len(balances):
        return say("staff.always", lang, **values, end=-balances[last])
    if len(short) == 1:
        return say("staff.once", lang, **values, end=_end(balances[last], lang))
    return say("staff.some", lang, **values, short=spans(short), end=_end(balances[last], lang))


def _lacking(row: ResourceRow) -> int:
    """The balance of a row; where areas are short, theirs alone, for what others have to spare stays there."""
    return -row.short if row.short else row.balance or 0


def _today(rows: Sequence[ResourceRow], since: int, lang: str) -> str:
    """How many are short already in the last year before any are hired."""
    now = next((row for row in rows if row.year == since - 1), None)
    return say("booked.now", lang, n=now.short, year=now.year) if now is not None and now.short else ""


def _end(balance: int, lang: str) -> str:
    key = "short" if balance < 0 else "spare" if balance > 0 else "even"
    return say(f"end.{key}", lang, n=abs(balance))


def _booked(rows: Sequence[ResourceRow], lang: str) -> str:
    """How many are to be hired and not replaced in all years."""
    hire, leave, last = sum(row.hire or 0 for row in rows), sum(row.not_replaced or 0 for row in rows), rows[-1]
    parts = [say("booked.hire", lang, n=hire)] if hire else []
    passing = min(hire, last.spare or 0) if last.area else 0
    parts += [say("booked.passing", lang, n=passing, last=last.year)] if passing else []
    return "".join([*parts, *([say("booked.leave", lang, n=leave)] if leave else [])])


def _needs(values: Mapping[str, object], rows: Sequence[ResourceRow], lang: str) -> str:
    posts = {row.year: row.posts or 0 for row in rows}
    if not posts:
        return ""
    first, last = min(posts), max(posts)
    if first == last:
        return say("needs.one", lang, **values, year=first, n=posts[first])
    most = max(posts, key=lambda year: posts[year])
    ends = {"first": first, "first_n": posts[first], "last": last, "last_n": posts[last]}
    if most in (first, last):
        return say("needs.ends", lang, **values, **ends)
    return say("needs", lang, **values, **ends, year=most, most=posts[most])


def crowded(row: ResourceRow) -> bool:
    """Whether pupils are more than seats, and their classes more than these hold: where pupils have their seats, whole
    classes of every grade are more only because they are whole."""
    return row.pupils > row.seats and row.classes > row.classes_held


def _rooms(place: str, rows: Sequence[ResourceRow], lang: str) -> str:
    """The years with more classes than seats hold, of rows by area."""
    over: dict[int, int] = {}
    for row in rows:
        if crowded(row):  # an area with rooms to spare lends none to another
            over[row.year] = over.get(row.year, 0) + row.classes - row.classes_held
    if not over:
        return ""
    year = max(sorted(over), key=lambda each: over[each])
    apart = say("rooms.apart", lang) if len({row.area for row in rows}) > 1 else ""
    if len(over) == 1:
        return say("rooms.one", lang, place=place, year=year, most=over[year], apart=apart)
    return say("rooms", lang, place=place, short=spans(over), year=year, most=over[year], apart=apart)


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


def _same(found: Sequence[Move], lang: str, *, several: bool) -> list[str]:
    """A sentence for each stage of an area of whom two others would have the same people."""
    groups: dict[tuple[str, str], dict[int, list[Move]]] = {}
    for each in found:
        groups.setdefault((each.area, each.origin), {}).setdefault(each.year, []).append(each)
    lines = []
    for (area, origin), by_year in groups.items():
        over = {year: own for year, own in by_year.items() if sum(each.most for each in own) > own[0].spare}
        if not over:
            continue
        year = max(over, key=lambda at: sum(each.most for each in over[at]) - over[at][0].spare)
        names = dict.fromkeys(each.target for own in over.values() for each in own)
        values: dict[str, object] = {"targets": say("join", lang).join(named("stage", each, lang) for each in names)}
        values |= {"year": year, "sum": sum(each.most for each in over[year]), "spare": over[year][0].spare}
        place = place_of(area if several else None, origin, lang)
        lines.append(say("move.same", lang, place=place, years=spans(over), **values))
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
