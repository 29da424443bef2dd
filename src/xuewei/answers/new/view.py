"""What is missing in a new project and how much it matters, the figure that matters most first."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.answers.new.missing import AHEAD, BORN, LAG, MOVES, PUPILS, RANGES, SEATS, Effect
from xuewei.answers.new.words import named, say
from xuewei.model.assessment import Assessment
from xuewei.tables.notes import balance_words
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View

RELATIVE = (SEATS, BORN, MOVES)
"""Ranges that are told as so many per cent more or less."""


def missing(found: Assessment, effects: Sequence[Effect], lang: str) -> View:
    """What matters in a sentence, then a table, then how each figure is filled in and where its range is from."""
    telling = [each for each in effects if each.most]
    silent = [each for each in effects if not each.most]
    columns = [
        Column(say("missing.figure", lang), rank=0),
        Column(say("missing.range", lang), rank=2),
        Column(say("missing.now", lang)),
        Column(say("missing.balance", lang), number=True),
        Column(say("missing.low", lang), number=True),
        Column(say("missing.high", lang), number=True),
        Column(say("missing.most", lang), number=True, rank=3),
    ]
    rows = [_row(each, len(found.areas) > 1, lang) for each in telling]
    notes = [
        *([say("missing.read", lang)] if telling else []),
        *([_without_effect(silent, lang)] if silent else []),
    ]
    fill = [f"{n}. {_fill(each, lang)}" for n, each in enumerate(telling, start=1)]
    untried = "missing.untried" if found.population.births else "missing.no_births"
    answer = _first(telling, lang) if effects else say(untried, lang)
    sheets = [
        Sheet(answer, columns if telling else [], rows, notes),
        *([Sheet(say("missing.fill", lang), [], [], fill)] if fill else []),
    ]
    return View(sheets, [], heading=say("missing.title", lang))


def _first(telling: Sequence[Effect], lang: str) -> str:
    """The answer: which missing figure moves the balance most, and how far."""
    if not telling:
        return say("missing.none", lang)
    first = telling[0]
    if not first.tightest:
        return say("missing.later", lang, figure=say(f"of.{first.trial.key}", lang), n=first.most)
    ends = [each for each in (first.low, first.high) if each is not None]
    return say(
        "missing.first",
        lang,
        figure=say(f"of.{first.trial.key}", lang),
        range=_range(first, lang),
        stage=named("stage", first.now.stage, lang),
        year=first.now.year,
        now=balance_words(first.now.balance, lang),
        ends=say("missing.to", lang).join(balance_words(each.balance, lang) for each in ends),
    )


def _row(effect: Effect, several: bool, lang: str) -> list[str]:
    """One line of the table."""
    now, far = effect.now, effect.furthest
    where = say("missing.where", lang, stage=named("stage", now.stage, lang), year=now.year)
    ends = ["—" if each is None else balance_words(each.balance, lang) for each in (effect.low, effect.high)]
    return [
        say(f"of.{effect.trial.key}", lang),
        _range(effect, lang),
        say("missing.of", lang, area=now.area, where=where) if several else where,
        balance_words(now.balance, lang),
        *ends,
        say("missing.most.of", lang, year=far.year, n=abs(effect.most)),
    ]


def _range(effect: Effect, lang: str) -> str:
    """Between what a figure was tried; factors are those of the stage that is told."""
    trial = effect.trial
    low, high = trial.values
    if trial.key == AHEAD:
        return say("range.paths", lang)
    if trial.key in RELATIVE:
        return say("range.share" if trial.key != MOVES else "range.yearly", lang, by=high)
    if trial.key == PUPILS:
        setting = _setting(effect)
        return say("range.factor", lang, low=trial.low[setting], high=trial.high[setting])
    return say("range.years" if trial.key == LAG else "range.ends", lang, low=low, high=high)


def _setting(effect: Effect) -> str:
    """The parameter that sets a figure; of several stages, that of the stage that is told."""
    names = list(effect.trial.low)
    return next((name for name in names if name.endswith(f".{effect.now.stage}")), names[0])


def _fill(effect: Effect, lang: str) -> str:
    """How a figure is filled in, the key that sets it, and where its range is from."""
    trial = effect.trial
    figures = RANGES.get(trial.key)
    basis = named("basis", figures.basis if figures else "assumed", lang)
    years = spans([int(each) for each in trial.of]) if trial.key == BORN else trial.of[0] if trial.of else ""
    return say(
        "missing.filled",
        lang,
        figure=say(f"of.{trial.key}", lang),
        fill=say(f"fill.{trial.key}", lang, years=years, setting=_setting(effect)),
        range=_range(effect, lang),
        why=say(f"why.{trial.key}", lang),
        basis=basis,
    )


def _without_effect(silent: Sequence[Effect], lang: str) -> str:
    names = say("list", lang).join(say(f"of.{each.trial.key}", lang) for each in silent)
    return say("missing.silent", lang, figures=names)
