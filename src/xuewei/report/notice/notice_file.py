"""A notice of warnings as a Word document: what was counted, who is warned, what is done, in the official form.

It is public: small numbers of children are masked, and it names no files and no keys.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from xuewei.answers.warn.entries import BLUE, LEVELS, UNKNOWN, UNLISTED, WARNED
from xuewei.answers.warn.resting import flows_in, sources_of, stock_words
from xuewei.answers.warn.sentences import answer_sentences, place_title, remedy_words
from xuewei.answers.warn.view import COLOURS, Warnings
from xuewei.answers.warn.words import named as named_in_answer
from xuewei.answers.warn.words import say as say_in_answer
from xuewei.model.assumptions import ENTRY_LEVELS
from xuewei.model.stages import Stage
from xuewei.report.early import tightest
from xuewei.report.letter.draft import Draft
from xuewei.report.letter.template import open_template
from xuewei.report.notice.words import named, say
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet

FEWEST = 10
"""Children below whom a number is not published: somebody could tell who they are."""
MOST_AREAS = 3
"""Areas that the notice names."""
Cell = str | tuple[str, str]


def write_notice(held: Warnings, path: str, lang: str, sign: str | None = None, day: date | None = None) -> None:
    """Write what is held as a notice, signed by ``sign`` on ``day`` (None: a place to write it)."""
    found = held.found
    held, bare = _without_unlisted(held)
    stages = [stage for stage in found.stages if held.kept.get(stage.name)]
    values = {
        "years": spans(found.years),
        "stages": say("list", lang).join(named("stage", stage.name, lang) for stage in stages),
    }
    lines = [say(key, lang, **values) for key in ("title", "title.second")]
    draft = Draft(lang, "".join(lines) if lang == "zh" else ": ".join(lines), open_template(lang))
    draft.title(lines)
    draft.text(say("lead", lang, areas=_areas(held, lang), **values))
    draft.heading(1, say("head.count", lang))
    for line in counting(held, stages, lang):
        draft.text(line)
    draft.heading(1, say("head.state", lang))
    for line in answer_sentences(found, held.kept, lang):
        draft.text(line)
    if bare:
        draft.text(say("unlisted", lang, stages=say("list", lang).join(named("stage", each, lang) for each in bare)))
    for stage in stages:
        write_table(draft, held, stage)
    draft.heading(1, say("head.means", lang))
    for line in means(held, lang):
        draft.text(line)
    draft.text(say("caution", lang))
    draft.text(say("end", lang))
    draft.signed(sign or say("sign", lang), _day(day, lang))
    draft.save(path)


def _without_unlisted(held: Warnings) -> tuple[Warnings, list[str]]:
    """What is held without the stages of which no school is listed in any year, and these; all of it where there are no
    others."""
    bare = [
        stage
        for stage, spots in held.kept.items()
        if spots and (held.found.levels[stage][:, list(spots)] == UNLISTED).all()
    ]
    if not bare or all(stage in bare for stage, spots in held.kept.items() if spots):
        return held, []
    return replace(held, kept={stage: spots for stage, spots in held.kept.items() if stage not in bare}), bare


def _day(day: date | None, lang: str) -> str:
    if day is None:
        return say("day.open", lang)
    return say("day", lang, year=day.year, month=day.month, day=day.day, month_name=calendar.month_name[day.month])


def _areas(held: Warnings, lang: str) -> str:
    """The areas that the notice is about."""
    spots = held.found.spots
    names = list(dict.fromkeys(spots[n].area for kept in held.kept.values() for n in kept))
    shown = say("list", lang).join(names[:MOST_AREAS])
    return say("areas.more", lang, names=shown, n=len(names)) if len(names) > MOST_AREAS else shown


def counting(held: Warnings, stages: list[Stage], lang: str) -> Iterator[str]:
    """What was counted and when, and from which share on there is an alert."""
    found = held.found
    by_source: dict[str, list[str]] = {}
    sources = sources_of(found, held.kept)
    for source, stage in sources:
        by_source.setdefault(source, []).append(named("stage", stage, lang))
    days = {row.kind: row.day for row in sorted(found.found.population.children, key=lambda row: row.day)}
    for source, names in by_source.items():
        words = {"stages": say("list", lang).join(names), "source": named_in_answer("source", source, lang)}
        if source in days:
            yield say("count.register", lang, day=_day(days[source], lang), **words)
        else:
            yield say("count.other", lang, **words)
    for each, flows in flows_in(found, sources, lang):
        yield say("count.flows", lang, stage=each, flows=flows)
    sizes = [say("count.size", lang, stage=named("stage", each.name, lang), n=each.sizes[0]) for each in stages]
    yield say("count.intake", lang, sizes=say("list", lang).join(sizes))
    yield from (say("count.stock", lang, base=line) for line in stock_words(found, held.kept, lang))
    limits = found.found.assumptions.entry
    used = [name for name in reversed(ENTRY_LEVELS) if name in limits and limits[name].value]
    words_of_levels = [
        say(
            "count.surplus" if name == BLUE else "count.level",
            lang,
            value=limits[name].value,
            level=named_in_answer("level", name, lang),
        )
        for name in used
    ]
    yield say("count.levels", lang, limits=say("list", lang).join(words_of_levels))
    numbers = [
        each[stage.name][:, held.kept[stage.name]] for stage in stages for each in (found.children, found.others)
    ]
    if any((each > 0).any() for each in numbers[1::2]):
        yield say("count.others", lang)
    if found.unsure and any(found.possible[stage.name][:, held.kept[stage.name]].any() for stage in stages):
        yield say("count.band", lang, level=f"{found.unsure.level:.0%}")
    if any((each < FEWEST).any() for each in numbers[::2]) or any(
        ((each > 0) & (each < FEWEST)).any() for each in numbers[1::2]
    ):
        yield say("count.masked", lang, n=FEWEST)


def write_table(draft: Draft, held: Warnings, stage: Stage, most: int | None = None) -> None:
    """The places of a stage that have an alert in any year, and how many have none; of more than ``most`` (None: all)
    the tightest, with how many more there are."""
    found, lang, name = held.found, draft.lang, named("stage", stage.name, draft.lang)
    spots = held.kept[stage.name]
    levels = found.levels[stage.name][:, spots]
    warned = (levels >= LEVELS.index(WARNED[0])).any(axis=0)
    beside = (found.others[stage.name][:, spots] > 0).any(axis=0)
    told = warned | beside | (levels == UNKNOWN).all(axis=0)
    shown = [spots[n] for n in np.flatnonzero(told).tolist()]
    if not shown:
        return
    columns = [
        Column(place_title(found, lang)),
        *(Column(str(year), number=True) for year in found.years),
    ]
    if most is not None and len(shown) > most:
        shown = tightest(found, stage.name, shown)
    rows = [
        [found.spots[n].name, *(_cell(held, stage, t, n, lang) for t in range(len(found.years)))] for n in shown[:most]
    ]
    unit = say_in_answer(f"unit.{found.by}", lang)
    draft.table(Sheet(say("table", lang, stage=name), columns, rows, [say("table.note", lang)]))
    if len(rows) < len(shown):
        draft.text(
            say("more.others" if beside.any() else "more", lang, stage=name, n=len(shown) - len(rows), unit=unit)
        )
    bare = ~told & (levels == UNLISTED).any(axis=0)
    for key, which in (("others.unlisted", bare), ("others", ~told & ~bare)):
        if which.any():
            draft.text(say(key, lang, stage=name, n=int(which.sum()), unit=unit))


def _cell(held: Warnings, stage: Stage, t: int, n: int, lang: str) -> Cell:
    """Children, places and level of one place and year, without a number of few children."""
    row = held.found.row(stage, t, n)
    others = "" if not row.others else _told(row.others, lang)
    if row.level is None:
        cell = named_in_answer("level", row.word, lang)
        return say("cell.others", lang, cell=cell, n=others) if others else cell
    children = _told(row.children or 0, lang)
    words = {"children": children, "intake": f"{row.intake:,}", "level": named_in_answer("level", row.level, lang)}
    key = "cell" if row.level in (*WARNED, BLUE) else "cell.green"
    cell = say(key, lang, **words)
    if others:
        cell = say("cell.others", lang, cell=cell, n=others)
    return cell, COLOURS[row.level] if row.level in WARNED else ""


def _told(children: int, lang: str) -> str:
    """A number of children, unless it is of few."""
    return say("masked", lang, n=FEWEST) if children < FEWEST else f"{children:,}"


def means(held: Warnings, lang: str) -> list[str]:
    """What closes each shortage, without numbers of children."""
    found = held.found
    lines = [
        say(
            "means.line",
            lang,
            year=found.years[t],
            stage=named("stage", stage, lang),
            place=found.spots[n].name,
            remedy=remedy_words(held.remedies[stage, t, n], lang, found.by, public=True),
        )
        for stage, t, n in held.short()
    ]
    raised = any(found.raised[stage][:, spots].any() for stage, spots in held.kept.items() if len(spots))
    return lines or [say("means.others" if raised else "means.none", lang)]
