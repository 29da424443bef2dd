"""The backtest: errors by stage and lead beside those of plainer forecasts."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.answers.accuracy.backtest import Backtest, Cover, Score
from xuewei.language.words import named
from xuewei.model.bands import LEVELS
from xuewei.model.population import Population
from xuewei.model.pupils.error_growth import FEWEST
from xuewei.model.pupils.errors import FIRST_ORIGIN
from xuewei.model.pupils.review import Broken, Gap, Turnover, Unborn
from xuewei.tables.people_notes import area_notes, area_records, turnover_notes, unwritten_notes
from xuewei.tables.view import Column, Sheet, View
from xuewei.tables.words import method_title, say
from xuewei.version import __version__

COLUMNS = ("births", "stage", "lead", "method", "mape", "bias", "too_high", "points")
HOLDS = tuple(f"{name}_{level * 100:.0f}" for level in LEVELS for name in ("holds", "holds_then", "half"))
"""Columns of bands behind them: what they hold, held out and with errors known then, and their mean half-width."""
DIGITS = 5
"""Decimals of fractions in records."""
SOME = 6
"""Gaps and broken ratios that the notes name; JSON has all."""
OURS, NAIVE = "grades", "naive"
SHOWN = 0.8
"""The level of the bands in the tables; machines get all."""
RANKS = {"lead": 0, OURS: 1, NAIVE: 2, "holds": 4, "half": 5, "bias": 6, "too_high": 7, "points": 8}
"""How soon columns are left out: the last first; other methods before the bands."""
NEAR = 4
"""Leads over which the notes add up what bands hold."""


def backtest(
    tests: Sequence[Backtest],
    covers: Sequence[Sequence[Cover]],
    gaps: Sequence[Gap],
    broken: Sequence[Broken],
    lang: str,
    *,
    rows: Population,
    turnovers: Sequence[Turnover] = (),
    unborn: Sequence[Unborn] = (),
) -> View:
    """Every test in tables by stage, with the coverage of its bands: one test for each way to know births. ``rows`` say
    how areas were restated."""
    sheets, records, worse = [], [], []
    for test, held in zip(tests, covers, strict=True):
        births = "revised" if test.history.revised else "known"
        scores = test.scores()
        for stage in dict.fromkeys(score.stage for score in scores):
            of_stage = [score for score in scores if score.stage == stage]
            sheets.append(_sheet(stage, births, of_stage, held, list(test.errors), lang))
            worse += _worse(stage, births, of_stage, lang)
        records += [_record(births, score, held) for score in scores]
    first = tests[0]
    head = {
        "version": __version__,
        "origins": list(first.origins),
        "leads": list(first.leads),
        "gaps": [{**vars(gap), "years": list(gap.years)} for gap in gaps],
        "broken": [{**vars(each), "ratio": round(each.ratio, 4), "usual": round(each.usual, 4)} for each in broken],
        "unborn": [{**vars(each), "years": list(each.years)} for each in unborn],
        **area_records(rows.areas, rows.lacking),
    }
    notes = [
        say("note.errors" if records else "note.nothing", lang),
        say("note.known", lang, origins=span(first.origins)),
        *_of_bands(covers, lang),
        *(note for test, held in zip(tests, covers, strict=True) for note in _together(test, held, lang)),
        *([say("note.revised", lang)] if len(tests) > 1 else []),
        *worse,
        *review_notes(gaps, broken, lang),
        *births_notes(unborn, lang),
        *area_notes(rows.areas, rows.lacking, lang),
        *unwritten_notes(rows, lang),
        *turnover_notes(turnovers, lang),
    ]
    return View(sheets, records, head, notes, [*COLUMNS, *HOLDS])


def _of_bands(covers: Sequence[Sequence[Cover]], lang: str) -> list[str]:
    """Of what bands are made, and the stages of which past errors are too few for any."""
    held = {each.stage: 0 for part in covers for each in part}
    for each in (each for part in covers for each in part):
        held[each.stage] += each.points + each.points_then
    bare = say("comma", lang).join(named("stage", stage, lang) for stage, points in held.items() if not points)
    needed = FIRST_ORIGIN + 1 + FEWEST
    return [
        *([say("note.bands", lang)] if any(held.values()) else []),
        *([say("note.band.few", lang, areas=bare, fewest=FEWEST, needed=needed)] if bare else []),
    ]


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
                area=each.area or say("broken.all", lang),
                **_line(each.stage, each.grade, lang),
                ratio=each.ratio,
                usual=each.usual,
            )
            for each in broken
        ]
        notes.append(say("note.broken", lang, n=len(broken), some=_some(named, lang)))
    return notes


def births_notes(unborn: Sequence[Unborn], lang: str) -> list[str]:
    """Births that are not on record between years that are."""
    named = [say("unborn", lang, area=each.area, years=span(each.years)) for each in unborn]
    return [say("note.unborn", lang, gaps=_some(named, lang))] if named else []


def _sheet(
    stage: str, births: str, scores: Sequence[Score], held: Sequence[Cover], methods: Sequence[str], lang: str
) -> Sheet:
    titles = {
        "lead": say("lead", lang),
        **{method: method_title(method, lang) for method in methods},
        **{key: say(key, lang, level=SHOWN) for key in ("bias", "too_high", "points", "holds", "half")},
    }
    columns = [Column(title, number=True, rank=RANKS.get(key, 3)) for key, title in titles.items()]
    rows = []
    for lead in dict.fromkeys(score.lead for score in scores):
        found = {score.method: score for score in scores if score.lead == lead}
        ours = found.get(OURS)
        band = next((each for each in held if (each.stage, each.lead, each.level) == (stage, lead, SHOWN)), None)
        rows.append(
            [
                str(lead),
                *(f"{found[method].mape:.2%}" if method in found else "—" for method in methods),
                *([f"{ours.bias:+.2%}", f"{ours.too_high:.0%}", str(ours.points)] if ours else ["—"] * 3),
                *([_share(band.held_out, 0), _share(band.half, 1)] if band else ["—"] * 2),
            ]
        )
    title = say("title", lang, stage=named("stage", stage, lang), births=say(f"births.{births}", lang))
    return Sheet(title, columns, rows)


def _share(value: float | None, digits: int) -> str:
    return "—" if value is None else f"{value:.{digits}%}"


def _together(test: Backtest, held: Sequence[Cover], lang: str) -> list[str]:
    """What the bands of each level hold over all stages, areas and origins together at the first leads."""
    births = say(f"births.{'revised' if test.history.revised else 'known'}", lang)
    notes = []
    for level in LEVELS:
        near = [each for each in held if each.level == level and each.lead <= NEAR]
        points, then = sum(each.points for each in near), sum(each.points_then for each in near)
        if not points:
            continue
        inside = sum((each.held_out or 0) * each.points for each in near) / points
        known = sum((each.known_then or 0) * each.points_then for each in near) / then if then else None
        notes.append(
            say(
                "note.together",
                lang,
                births=births,
                level=level,
                near=NEAR,
                inside=inside,
                points=points,
                then=_share(known, 1),
                points_then=then,
            )
        )
    return notes


def _record(births: str, score: Score, held: Sequence[Cover]) -> dict[str, object]:
    record: dict[str, object] = {
        "births": births,
        "stage": score.stage,
        "lead": score.lead,
        "method": score.method,
        "mape": round(score.mape, DIGITS),
        "bias": round(score.bias, DIGITS),
        "too_high": round(score.too_high, DIGITS),
        "points": score.points,
        **dict.fromkeys(HOLDS),
    }
    for band in held if score.method == OURS else ():
        if (band.stage, band.lead) == (score.stage, score.lead):
            level = f"{band.level * 100:.0f}"
            values = {"holds": band.held_out, "holds_then": band.known_then, "half": band.half}
            record |= {f"{name}_{level}": None if x is None else round(x, DIGITS) for name, x in values.items()}
    return record


def _worse(stage: str, births: str, scores: Sequence[Score], lang: str) -> list[str]:
    """Leads at which the last value alone would have been nearer."""
    mape = {(score.method, score.lead): score.mape for score in scores}
    leads = [lead for method, lead in mape if method == OURS and mape[OURS, lead] > mape.get((NAIVE, lead), 1e9)]
    name = f"{named('stage', stage, lang)} ({say(f'births.{births}', lang)})" if leads else ""
    return [say("note.worse", lang, stage=name, leads=span(leads))] if leads else []


def _line(stage: str, grade: int | None, lang: str) -> dict[str, str]:
    """Stage and grade as people say them."""
    nth = say("grade.all", lang) if grade is None else say("grade.nth", lang, n=grade)
    return {"stage": named("stage", stage, lang), "grade": nth}


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
