"""The backtest: errors by stage and lead beside those of plainer forecasts."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei import __version__
from xuewei.model.backtest import Backtest, Score
from xuewei.model.record_review import Broken, Gap
from xuewei.show.view import Column, Sheet, View
from xuewei.words.backtest import say

COLUMNS = ("births", "stage", "lead", "method", "mape", "bias", "too_high", "points")
DIGITS = 5
"""Decimals of fractions in records."""
SOME = 6
"""Gaps and broken ratios that the notes name; JSON has all."""
OURS, NAIVE = "grades", "naive"


def backtest(tests: Sequence[Backtest], gaps: Sequence[Gap], broken: Sequence[Broken], lang: str) -> View:
    """Every test in tables by stage: one test for each way to know births."""
    sheets, records, worse = [], [], []
    for test in tests:
        births = "revised" if test.history.revised else "known"
        scores = test.scores()
        for stage in dict.fromkeys(score.stage for score in scores):
            of_stage = [score for score in scores if score.stage == stage]
            sheets.append(_sheet(stage, births, of_stage, list(test.errors), lang))
            worse += _worse(stage, births, of_stage, lang)
        records += [_record(births, score) for score in scores]
    first = tests[0]
    head = {
        "version": __version__,
        "origins": list(first.origins),
        "leads": list(first.leads),
        "gaps": [{**vars(gap), "years": list(gap.years)} for gap in gaps],
        "broken": [{**vars(each), "ratio": round(each.ratio, 4), "usual": round(each.usual, 4)} for each in broken],
    }
    notes = [
        say("note.errors", lang),
        say("note.known", lang, origins=span(first.origins)),
        *([say("note.revised", lang)] if len(tests) > 1 else []),
        *worse,
        *review_notes(gaps, broken, lang),
    ]
    return View(sheets, records, head, notes, COLUMNS)


def review_notes(gaps: Sequence[Gap], broken: Sequence[Broken], lang: str) -> list[str]:
    """What the record leaves out and what in it was believed less."""
    notes = []
    if gaps:
        named = [
            say("gap", lang, area=gap.area, years=span(gap.years), **_line(gap.stage, gap.grade, lang)) for gap in gaps
        ]
        notes.append(say("note.gaps", lang, gaps=_some(named, lang)))
    if broken:
        named = [
            say(
                "broken",
                lang,
                year=each.year,
                area=each.area,
                **_line(each.stage, each.grade, lang),
                ratio=each.ratio,
                usual=each.usual,
            )
            for each in broken
        ]
        notes.append(say("note.broken", lang, n=len(broken), some=_some(named, lang)))
    return notes


def _sheet(stage: str, births: str, scores: Sequence[Score], methods: Sequence[str], lang: str) -> Sheet:
    titles = ["lead", *methods, "bias", "too_high", "points"]
    columns = [Column(say(title, lang), number=True) for title in titles]
    rows = []
    for lead in dict.fromkeys(score.lead for score in scores):
        found = {score.method: score for score in scores if score.lead == lead}
        ours = found.get(OURS)
        rows.append(
            [
                str(lead),
                *(f"{found[method].mape:.2%}" if method in found else "—" for method in methods),
                *([f"{ours.bias:+.2%}", f"{ours.too_high:.0%}", str(ours.points)] if ours else ["—"] * 3),
            ]
        )
    title = say("title", lang, stage=say(stage, lang), births=say(f"births.{births}", lang))
    return Sheet(title, columns, rows)


def _record(births: str, score: Score) -> dict[str, object]:
    return {
        "births": births,
        "stage": score.stage,
        "lead": score.lead,
        "method": score.method,
        "mape": round(score.mape, DIGITS),
        "bias": round(score.bias, DIGITS),
        "too_high": round(score.too_high, DIGITS),
        "points": score.points,
    }


def _worse(stage: str, births: str, scores: Sequence[Score], lang: str) -> list[str]:
    """Leads at which the last value alone would have been nearer."""
    mape = {(score.method, score.lead): score.mape for score in scores}
    leads = [lead for method, lead in mape if method == OURS and mape[OURS, lead] > mape.get((NAIVE, lead), 1e9)]
    name = f"{say(stage, lang)} ({say(f'births.{births}', lang)})" if leads else ""
    return [say("note.worse", lang, stage=name, leads=span(leads))] if leads else []


def _line(stage: str, grade: int | None, lang: str) -> dict[str, str]:
    """Stage and grade as people say them."""
    nth = say("grade.all", lang) if grade is None else say("grade.nth", lang, n=grade)
    return {"stage": say(stage, lang), "grade": nth}


def span(years: Sequence[int]) -> str:
    """Years in a row as a span, else one by one.

    >>> span([2014, 2015, 2016]), span([2014, 2016])
    ('2014–2016', '2014, 2016')
    """
    if len(years) > 2 and list(years) == list(range(years[0], years[-1] + 1)):
        return f"{years[0]}–{years[-1]}"
    return ", ".join(map(str, years))


def _some(named: Sequence[str], lang: str) -> str:
    return say("join", lang).join(named[:SOME]) + (say("more", lang) if len(named) > SOME else "")
