"""What could turn from one stage to another, year by year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby

from xuewei.answers.convert_options.turning import NURSERY, Turn
from xuewei.answers.convert_options.words import named, say
from xuewei.language.words import say as say_label
from xuewei.model.assessment import Assessment
from xuewei.model.stages import Stage
from xuewei.tables.base_seats import years_told
from xuewei.tables.beyond import estates_in_short
from xuewei.tables.notes import plan_head, plan_title, whence
from xuewei.tables.stage_notes import unheard_notes
from xuewei.tables.view import Column, Sheet, View

COLUMNS = ("year", "area", "origin", "target", "spare", "classes", "seats", "short", "inside", "left")
HEADS = ("spare", "short", "classes", "brings", "left", "inside")


def turning(held: Assessment, found: Sequence[Turn], years: Sequence[int], lang: str) -> View:
    """The view: a table for each pair of stages of an area, of what turns in some ``years``."""
    plan = held.plan
    sheets = [
        _sheet(list(pair), lang) for _, pair in groupby(found, key=lambda one: (one.area, one.origin, one.target))
    ]
    records = [{**asdict(one), "left": one.left} for one in found]
    nursery = any(one.target == NURSERY for one in found)
    notes = [
        say("note.class", lang, sizes=_sizes(held.stages, lang)),
        say("note.once", lang),
        *([say("note.nursery", lang)] if nursery else []),
    ]
    if not found:
        notes = [*years_told(years, held.known, lang), say("none", lang)]
    estates = estates_in_short(held.demand, held.assumptions, lang, max(years, default=None))
    notes = [whence(plan, lang), *notes, *estates, *unheard_notes(held, lang)]
    return View(sheets, records, plan_head(plan), notes, COLUMNS, heading=plan_title(plan, lang))


def _sizes(stages: Sequence[Stage], lang: str) -> str:
    """The class size of every stage."""
    kinds = [stage for stage in stages if not stage.beside]
    return say_label("listed", lang).join(f"{named('stage', stage.name, lang)} {stage.class_size}" for stage in kinds)


def _sheet(found: Sequence[Turn], lang: str) -> Sheet:
    """One pair of stages, and the years in a row in which something can turn."""
    one = found[0]
    labels = {"origin": named("stage", one.origin, lang), "target": named("stage", one.target, lang)}
    columns = [Column(say_label("year", lang), rank=0), *(Column(say(head, lang), number=True) for head in HEADS)]
    rows = [[str(each.year), *(_number(value, lang) for value in _values(each))] for each in found]
    notes = []
    for _, run in groupby(enumerate(found), key=lambda pair: pair[1].year - pair[0]):
        years = [each for _, each in run]
        classes = [each.classes for each in years]
        ends = {"first": years[0].year, "last": years[-1].year}
        if len(years) > 1:
            notes.append(say("span", lang, **ends, least=min(classes), most=max(classes)))
    return Sheet(say("title", lang, area=one.area, **labels), columns, rows, notes)


def _values(one: Turn) -> tuple[int | None, ...]:
    return one.spare, one.short, one.classes, one.seats, one.left, one.inside


def _number(value: int | None, lang: str) -> str:
    return say("unknown", lang) if value is None else f"{value:,}"
