"""The backtest: errors by stage and lead beside those of plainer forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from xuewei.answers.accuracy.backtest import Backtest, Cover, Score
from xuewei.language.words import named
from xuewei.model.assumptions import STAY
from xuewei.model.balance import BAND_LEVELS
from xuewei.model.population import Population
from xuewei.model.pupils.record import EnrolmentHistory
from xuewei.model.pupils.review import Broken, Gap, Turnover, Unborn
from xuewei.tables.band_notes import few_errors
from xuewei.tables.forecast_notes import shock_notes
from xuewei.tables.people_notes import area_notes, area_records, turnover_notes, unwritten_notes
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View
from xuewei.tables.words import method_title, say
from xuewei.version import __version__

if TYPE_CHECKING:
    from xuewei.model.pupils.progression import Forecast

COLUMNS = ("births", "stage", "lead", "method", "mape", "bias", "too_high", "points")
HOLDS = tuple(f"{name}_{level * 100:.0f}" for level in BAND_LEVELS for name in ("holds", "holds_then", "half"))
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
    last: Forecast | None = None,
) -> View:
    """Every test in tables by stage, with the coverage of its bands: one test for each way to know births. ``rows`` say
    how areas were restated, ``last`` is a forecast from the last year on record."""
    sheets, records, worse = [], [], []
    for test, held in zip(tests, covers, strict=True):
        births = say(births_of(test), lang)
        scores = test.scores()
        for stage in dict.fromkeys(score.stage for score in scores):
            of_stage = [score for score in scores if score.stage == stage]
            sheets.append(_sheet(stage, births, of_stage, held, list(test.errors), lang))
            worse += _worse(stage, births, of_stage, lang)
        records += [_record("revised" if test.history.revised else "known", score, held) for score in scores]
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
        say(_columns_note(records), lang),
        say("note.known", lang, origins=span(first.origins)),
        *_band_notes(tests, covers, lang),
        *_unmade(tests, lang),
        *([say("note.revised", lang)] if len(tests) > 1 else []),
        *worse,
        *(_shock_notes(last, lang) if last else []),
        *review_notes(gaps, broken, lang),
        *births_notes(unborn, lang),
        *area_notes(rows.areas, rows.lacking, lang),
        *unwritten_notes(rows, lang),
        *turnover_notes(turnovers, lang),
    ]
    return View(sheets, records, head, notes, [*COLUMNS, *HOLDS])


def _shock_notes(last: Forecast, lang: str) -> list[str]:
    """Years in which all areas together were far from the years around."""
    stages = [stage.name for stage in last.history.stages]
    return shock_notes(last, STAY, lang, stages=stages, areas=last.history.areas)


def _of_bands(history: EnrolmentHistory, covers: Sequence[Sequence[Cover]], lang: str) -> list[str]:
    """Of what bands are made, and the stages of which past errors are too few for any."""
    held = {each.stage: 0 for part in covers for each in part}
    for each in (each for part in covers for each in part):
        held[each.stage] += each.points + each.points_then
    bare = say("comma", lang).join(named("stage", stage, lang) for stage, points in held.items() if not points)
    parts = say("bands.one" if len(history.areas) == 1 else "bands.several", lang)
    births = say("bands.births", lang) if len(history.births.year) else ""
    return [
        *([say("note.bands", lang, parts=parts, births=births)] if any(held.values()) else []),
        *([few_errors(bare, lang)] if bare else []),
    ]


def review_notes(gaps: Sequence[Gap], broken: Sequence[Broken], lang: str) -> list[str]:
    """What the record leaves out and what in it was believed less."""
    notes = []
    if gaps:
        grades: dict[tuple[str, str, tuple[int, ...]], list[int | None]] = {}
        for gap in gaps:
            grades.setdefault((gap.area, gap.stage, gap.years), []).append(gap.grade)
        named = [
            say("gap", lang, area=area, years=span(years), **_line(stage, each, lang))
            for (area, stage, years), missing in grades.items()
            for each in _runs(missing)
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


def births_notes(unborn: Sequence[Unborn], lang: str) -> list[str]:
    """Births that are not on record between years that are."""
    named = [say("unborn", lang, area=each.area, years=span(each.years)) for each in unborn]
    return [say("note.unborn", lang, gaps=_some(named, lang))] if named else []


def _sheet(
    stage: str, births: str, scores: Sequence[Score], held: Sequence[Cover], methods: Sequence[str], lang: str
) -> Sheet:
    """The errors of a stage; methods without a forecast have no column, nor have bands where there are none."""
    made = {score.method for score in scores}
    bands = {each.lead: each for each in held if each.points and (each.stage, each.level) == (stage, SHOWN)}
    bands = {lead: each for lead, each in bands.items() if any(score.lead == lead for score in scores)}
    own = ("bias", "too_high", "points") if OURS in made else ()
    titles = {
        "lead": say("lead", lang),
        **{method: method_title(method, lang) for method in methods if method in made},
        **{key: say(key, lang, level=SHOWN) for key in (*own, *(("holds", "half") if bands else ()))},
    }
    columns = [Column(title, number=True, rank=RANKS.get(key, 3)) for key, title in titles.items()]
    rows = []
    for lead in dict.fromkeys(score.lead for score in scores):
        found = {score.method: score for score in scores if score.lead == lead}
        ours, band = found.get(OURS), bands.get(lead)
        cells = {
            "lead": str(lead),
            **{method: f"{score.mape:.2%}" for method, score in found.items()},
            **(
                {"bias": f"{ours.bias:+.2%}", "too_high": f"{ours.too_high:.0%}", "points": str(ours.points)}
                if ours
                else {}
            ),
            **({"holds": _share(band.held_out, 0), "half": _share(band.half, 1)} if band else {}),
        }
        rows.append([cells.get(key, "—") for key in titles])
    return Sheet(say("title", lang, stage=named("stage", stage, lang), births=births), columns, rows)


def _columns_note(records: Sequence[dict[str, object]]) -> str:
    """The sentence on the columns of the tables; that there is nothing in them."""
    if not records:
        return "note.nothing"
    return "note.errors" if any(each["method"] == OURS for each in records) else "note.errors.others"


def births_of(test: Backtest) -> str:
    """The word for how a test knows births, or that it has none."""
    if not len(test.history.births.year):
        return "births.none"
    return "births.revised" if test.history.revised else "births.known"


def _share(value: float | None, digits: int) -> str:
    return "—" if value is None else f"{value:.{digits}%}"


def _band_notes(tests: Sequence[Backtest], covers: Sequence[Sequence[Cover]], lang: str) -> list[str]:
    """Of what bands are made and what they hold; the stages that have none, because there are too few errors."""
    found = [note for test, held in zip(tests, covers, strict=True) for note in _together(test, held, lang)]
    return [*_of_bands(tests[0].history, covers, lang), *found]


def _together(test: Backtest, held: Sequence[Cover], lang: str) -> list[str]:
    """What the bands of each level hold over all stages, areas and origins together at the first leads with any."""
    notes = []
    for level in BAND_LEVELS:
        near = [each for each in held if each.level == level and each.lead in test.leads and each.lead <= NEAR]
        near = near or [each for each in held if each.level == level and each.lead in test.leads]
        points, then = sum(each.points for each in near), sum(each.points_then for each in near)
        if not points:
            continue
        leads = sorted({each.lead for each in near if each.points})
        known = sum((each.known_then or 0) * each.points_then for each in near)
        key = "note.together" if len(leads) > 1 else "note.together.one"
        values = {
            "near": spans(leads),
            "inside": sum((each.held_out or 0) * each.points for each in near) / points,
            "then": say("together.then", lang, known=known / then, points=then) if then else "",
        }
        notes.append(say(key, lang, births=say(births_of(test), lang), level=level, points=points, **values))
    return notes


def _unmade(tests: Sequence[Backtest], lang: str) -> list[str]:
    """Stages of which pupils came and that had no forecast of ours."""
    made = dict.fromkeys((score.stage, score.method == OURS) for test in tests for score in test.scores())
    lacking = dict.fromkeys(stage for stage, _ in made if (stage, True) not in made)
    names = say("join", lang).join(named("stage", stage, lang) for stage in lacking)
    return [say("note.unmade", lang, stages=names)] if lacking else []


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
    """Leads at which a plainer method would have been nearer, method by method."""
    mape = {(score.method, score.lead): score.mape for score in scores}
    leads: dict[str, list[int]] = {}
    for (method, lead), error in mape.items():
        if method != OURS and (ours := mape.get((OURS, lead))) is not None and round(ours, 4) > round(error, 4):
            leads.setdefault(method, []).append(lead)
    others = [
        say(
            "worse.than" if len(each) > 1 else "worse.than.one",
            lang,
            method=method_title(method, lang),
            leads=spans(each),
        )
        for method, each in leads.items()
    ]
    name = say("worse.stage", lang, stage=named("stage", stage, lang), births=births)
    return [say("note.worse", lang, stage=name, others=say("mix.and", lang).join(others))] if others else []


def _runs(grades: Sequence[int | None]) -> list[int | str | None]:
    """Grades in a row as a span, others one by one.

    >>> _runs([1, 2, 3, 6, None])
    ['1–3', 6, None]
    """
    found: list[int | str | None] = []
    known = sorted(grade for grade in grades if grade is not None)
    for _, group in groupby(known, key=lambda grade: grade - known.index(grade)):
        run = list(group)
        found += [f"{run[0]}–{run[-1]}"] if len(run) > 1 else run
    return [*found, *([None] if None in grades else [])]


def _line(stage: str, grade: int | str | None, lang: str) -> dict[str, str]:
    """Stage and grade, or grades, as people say them."""
    key = "grade.all" if grade is None else "grade.span" if isinstance(grade, str) else "grade.nth"
    return {"stage": named("stage", stage, lang), "grade": say(key, lang, n=grade)}


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
