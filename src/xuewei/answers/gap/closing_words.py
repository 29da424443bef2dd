"""Closings that are part of a shortage ahead, in words: beside the shortage, and what could be put off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from xuewei.answers.gap.advice import NAMED, and_words, if_high_words, names_words, years_words
from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.closings import Closing, turns_after
from xuewei.answers.gap.closings_kept import kept_grades, kept_if_high
from xuewei.language.words import Words, named
from xuewei.language.words import say as label
from xuewei.model.seats.ledger import CONVERTS
from xuewei.tables.text import in_a_row
from xuewei.tables.view import Column, Sheet

CLOSINGS: dict[str, tuple[str, str]] = {
    # beside the shortage
    "closing.one": ("{parts}。", "{parts}."),
    "closing.all": ("学位减少带来的缺口（各校单独算）：{parts}。", "Seats that go, and what is short for it (each on its own): {parts}."),
    "closing.more": ("{parts}；等 {n:,} 处", "{parts}; and others ({n:,} in all)"),
    "closing.join": ("；", "; "),
    "closing.of": (
        "{name} {gone} 年{how}，{high}{area}{stage} {years} 年因此多缺，最多 {worst} 年缺的 {of:,} 个学位里占 {n:,} 个",
        "{name} {how} in {gone}, which {high}makes {area}{stage} shorter in {years}, most in {worst} by {n:,} of the {of:,} seats short",
    ),
    "closing.of.once": (
        "{name} {gone} 年{how}，{high}{area}{stage} {worst} 年因此多缺，缺的 {of:,} 个学位里占 {n:,} 个",
        "{name} {how} in {gone}, which {high}makes {area}{stage} shorter in {worst} by {n:,} of the {of:,} seats short",
    ),
    "closing.area": ("{area}", "{area} "),
    "closing.high": ("若需求偏高，", "if demand is high "),
    "closing.closes": ("撤销", "closes"),
    "closing.ends": ("到期停用", "ends"),
    "closing.removes": ("核减学位", "takes seats away"),
    "closing.converts": ("改办别的学段", "turns into another stage"),
    # all of them, in a table
    "table": ("学位减少带来的缺口（各校单独算）", "Seats that go, and what is short for it (each on its own)"),
    "table.how": ("减少", "how"),
    "table.gone": ("从哪年", "from"),
    "table.short": ("因此多缺", "short for it"),
    "table.short.of": ("{high}{stage} {years} 年，最多 {n:,} 个", "{stage} {years}, {high}up to {n:,} seats"),
    "table.until": ("可推迟到", "could go in"),
    "table.until.none": ("不减", "never"),
    "table.rule": (
        "可推迟到：各校都照此推迟时，最早从哪年减少不再添缺口；“不减”：到 {last} 学年（或它撤销、改回以前）仍需要；“—”：推迟无助于缺口，或会使别的学段更缺，或同一所学校先减的一次已推迟。",
        "could go in: the first year in which seats can go without adding to what is short, all put off like that; “never”: still needed in {last} (or until it closes or turns back); “—”: to put it off fills nothing, another stage would be shorter, or the same school takes seats away earlier and that is put off.",
    ),
    # what could be put off
    "later": (
        "其余照方案，可以推迟：{names}；{less}{high}。",
        "All else as planned, seats could be kept longer: {names}. Then {less}{high}.",
    ),
    "later.grades": ("推迟以后，总数够了仍有年级缺：{told}", "Kept so, the whole is enough and grades are short all the same: {told}"),
    "later.closes": ("{name}到 {year} 年再撤（closes: {year}）", "{name} to close in {year} (closes: {year})"),
    "later.ends": ("{name}用到 {last} 学年（until: {last}）", "{name} to be used up to {last} (until: {last})"),
    "later.removes": ("{name}到 {year} 年再减（removes 那行的 opens: {year}）", "{name} to take seats away in {year} (opens beside removes: {year})"),
    "later.converts": ("{name}到 {year} 年再改（convert 里 {turns}那次：year 改为 {year}）", "{name} to turn in {year} (convert: {turns}, make its year {year})"),
    "later.closes.last": ("{name}不撤，到 {last} 学年仍需要（删去 closes）", "{name} not to close, still needed in {last} (take closes out)"),
    "later.ends.last": ("{name}用到 {last} 学年，那时仍需要（until: {last}）", "{name} to be used up to {last}, still needed then (until: {last})"),
    "later.removes.last": ("{name}不减，到 {last} 学年仍需要（删去 removes；只为核减的，删去整行）", "{name} to take none away, still needed in {last} (take removes out, or the whole row where it does nothing else)"),
    "later.converts.last": ("{name}不改，到 {last} 学年仍需要（删去 convert 里的 {turns}）", "{name} not to turn, still needed in {last} (convert: take out {turns})"),
    "turn": ("{year} 年{origin}改{target}", "{origin} to {target} in {year}"),
    "less": (
        "{high}{stage} {years} 年少缺，最多 {worst} 年少缺 {n:,} 个",
        "{high}{stage} is short by less in {years}, by up to {n:,} seats ({worst})",
    ),
    "less.once": ("{high}{stage} {worst} 年少缺 {n:,} 个学位", "{high}{stage} is short by {n:,} seats less in {worst}"),
}  # fmt: skip

say = Words(CLOSINGS).say


def closing_sentences(found: Sequence[Closing], lang: str, *, several: bool) -> list[str]:
    """Which closings are part of the shortages ahead of one area or of ``several``, and how much of them is theirs;
    nothing without any."""
    if not found:
        return []
    joined = say("closing.join", lang).join(_part(each, lang, several=several) for each in found[:NAMED])
    if len(found) > NAMED:
        joined = say("closing.more", lang, parts=joined, n=len(found))
    return [say("closing.one" if len(found) == 1 else "closing.all", lang, parts=joined)]


def _part(found: Closing, lang: str, *, several: bool) -> str:
    return say(
        "closing.of.once" if len(found.years) == 1 else "closing.of",
        lang,
        name=_name(found),
        gone=found.gone,
        how=say(f"closing.{found.kind}", lang),
        high=say("closing.high", lang) if found.unsure else "",
        area=say("closing.area", lang, area=found.school.area) if several else "",
        stage=named("stage", found.stage, lang),
        years=years_words(found.years, lang),
        worst=found.worst,
        of=found.of,
        n=found.seats,
    )


def closings_sheet(found: Sequence[Closing], ahead: Ahead, lang: str) -> list[Sheet]:
    """Every closing that is part of a shortage ahead, in a table; nothing without any."""
    if not found:
        return []
    several, last = len(ahead.areas) > 1, ahead.found.known.stop - 1
    columns = [
        Column(label("name", lang), rank=0),
        *([Column(label("area", lang), rank=2)] if several else []),
        Column(say("table.how", lang), rank=3),
        Column(say("table.gone", lang), number=True),
        Column(say("table.until", lang), number=True),
        Column(say("table.short", lang), rank=1),
    ]
    rows: list[list[str | tuple[str, str]]] = [
        [
            _name(each),
            *([each.school.area] if several else []),
            say(f"closing.{each.kind}", lang),
            str(each.gone),
            ("—" if not each.later else say("table.until.none", lang) if each.until is None else str(each.until)),
            _short(each, lang),
        ]
        for each in found
    ]
    return [Sheet(say("table", lang), columns, rows, [say("table.rule", lang, last=last)])]


def _short(found: Closing, lang: str) -> str:
    return say(
        "table.short.of",
        lang,
        high=say("closing.high", lang) if found.unsure else "",
        stage=named("stage", found.stage, lang),
        years=years_words(found.years, lang),
        n=found.seats,
    )


def later_sentences(found: Sequence[Closing], ahead: Ahead, lang: str) -> list[str]:
    """Which seats could be kept longer, until when, and what that takes off the shortages; nothing where it takes off
    nothing."""
    late = [each for each in found if each.later]
    if not late:
        return []
    names = names_words([_until(each, lang) for each in late], lang)
    less = say("closing.join", lang).join(_less(late, ahead, lang))
    kept = kept_if_high(ahead, found)
    told = say("later", lang, names=names, less=less, high=if_high_words(kept.short, kept.untried, lang))
    grades = kept_grades(ahead, found, lang)
    more = say("later.grades", lang, told=in_a_row(grades, lang)) if grades else ""
    return [in_a_row([told, more], lang)]


def _until(found: Closing, lang: str) -> str:
    key = f"later.{found.kind}"
    if found.until is None:
        return say(f"{key}.last", lang, name=_name(found), last=found.last, turns=_turns(found, lang))
    turns = _turns(found, lang, alone=True)
    return say(key, lang, name=_name(found), year=found.until, last=found.until - 1, turns=turns)


def _turns(found: Closing, lang: str, *, alone: bool = False) -> str:
    """The conversion that takes the seats away, and, unless it is named ``alone``, those that turn what it brings: a
    school may have others. Empty of what is none."""
    if found.kind != CONVERTS:
        return ""
    n = found.taking.turn
    turns = [found.school.convert[n], *([] if alone else turns_after(found.school, n))]
    stages = (
        {"origin": named("stage", each.origin, lang), "target": named("stage", each.target, lang)} for each in turns
    )
    return and_words([say("turn", lang, year=t.year, **names) for t, names in zip(turns, stages, strict=True)], lang)


def _less(late: Sequence[Closing], ahead: Ahead, lang: str) -> Iterator[str]:
    """What shortages lose in the years shown, a stage after the other: by the forecast, then if demand is high."""
    stages, assessed = [each.name for each in ahead.found.stages], ahead.assessed
    shown = np.array([year in ahead.years for year in assessed])
    for high in (False, True):
        total = sum((each.gives_high if high else each.gives for each in late), np.zeros_like(late[0].gives))
        for stage, seats in zip(stages, np.where(shown, total, 0), strict=True):
            years = [assessed[n] for n in np.flatnonzero(seats).tolist()]
            if years and stage in ahead.stages:
                yield say(
                    "less.once" if len(years) == 1 else "less",
                    lang,
                    high=say("closing.high", lang) if high else "",
                    stage=named("stage", stage, lang),
                    years=years_words(years, lang),
                    worst=assessed[int(seats.argmax())],
                    n=int(seats.max()),
                )


def _name(found: Closing) -> str:
    return found.school.name or found.school.id
