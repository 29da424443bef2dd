"""What a forecast by grades rests on: choices, ratios, their errors, and how far they moved."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from statistics import median

from xuewei.answers.accuracy.backtest_view import review_notes
from xuewei.answers.accuracy.fitted import Fitted, FittedChoice, FittedRatio, FittedWeight
from xuewei.answers.accuracy.words import say
from xuewei.language.words import named
from xuewei.model.assumptions import STAY
from xuewei.model.pupils.ratios import APART, ITSELF_ALONE, STEADY, Choice
from xuewei.model.pupils.review import broken, gaps
from xuewei.tables.forecast_notes import shock_notes
from xuewei.tables.view import Column, Sheet, View
from xuewei.version import __version__

MOST = 6
"""Areas that the screen lists one by one."""
DIGITS = 6
"""Decimals of ratios in records."""
NONE = "—"
WAYS = (APART, ITSELF_ALONE, STEADY)
"""Ways to estimate that a note tells of."""
COLUMNS = (
    *("area", "stage", "part", "grade", "source", "ratio", "error", "low", "high", "miss", "level", "trend"),
    *("first", "last", "years", "broken", "before", "change", "smoothing", "pooling", "damping"),
    *("common", "local", "local_error"),
)


def fit(found: Fitted, lang: str, *, stages: Collection[str], areas: Collection[str], after: str = STAY) -> View:
    """The choices and ratios of ``stages`` and ``areas``; all areas together are among them where none is left out.
    ``after``: what becomes of pupils who stayed away in a year far from the others."""
    every = set(areas) >= set(found.forecast.history.areas)
    ratios = [
        each for each in found.ratios if each.stage in stages and (each.area in areas or (every and not each.area))
    ]
    parts = {(each.stage, each.part, each.source) for each in ratios}
    choices = [each for each in found.choices if (each.stage, each.part, each.source) in parts]
    chosen = {(each.stage, each.part, each.source): each.choice for each in choices}
    many = len({each.area for each in ratios if each.area is not None}) > MOST
    origin = found.forecast.origin
    weights = [each for each in found.weights if each.stage in stages]
    sheets = [_choices(choices, origin, lang)] if choices else []
    sheets += [_weights(weights, origin, lang)] if weights else []
    for stage in dict.fromkeys(each.stage for each in ratios):
        of_stage = [each for each in ratios if each.stage == stage]
        title = say("ratios", lang, stage=named("stage", stage, lang), origin=origin, next=origin + 1)
        sheets.append(_together(title, of_stage, lang) if many else _one_by_one(title, of_stage, lang))
    head = {
        "origin": origin,
        "earlier": found.earlier,
        "version": __version__,
        "choices": [_choice_record(each) for each in choices],
        **({"weights": [_weight_record(each) for each in weights]} if weights else {}),
    }
    records = [_record(each, chosen[each.stage, each.part, each.source]) for each in ratios]
    return View(sheets, records, head, _notes(found, lang, stages, areas, many=many, after=after), COLUMNS)


def _choices(choices: Sequence[FittedChoice], origin: int, lang: str) -> Sheet:
    titles = ["smoothing", "pooling", "damping", "loss", "judged", "as_good"]
    columns = [Column(say(each, lang), rank=0) for each in ("stage", "part", "per")]
    columns += [Column(say(each, lang), number=True, rank=rank) for rank, each in enumerate(titles, 1)]
    rows = []
    for each in choices:
        old = each.before
        source = say(f"source.{each.source}", lang)
        was = source if old is None else say(f"source.{old[0]}", lang)
        now, then = each.choice, None if old is None else old[1]
        good = say("of", lang, n=len(each.as_good), of=each.tried)
        pooled = f"; {len(each.pooled_as_good)}" if len(each.pooled_as_good) > 1 else ""
        rows.append(
            [
                named("stage", each.stage, lang),
                say(f"part.{each.part}", lang) + (f" ({say('new', lang)})" if old is None else ""),
                _moved(was, source, lang),
                _moved(None if then is None else f"{then.smoothing:g}", f"{now.smoothing:g}", lang),
                _moved(None if then is None else f"{then.pooling:g}", f"{now.pooling:g}", lang),
                _moved(None if then is None else f"{then.damping:g}", f"{now.damping:g}", lang),
                NONE if each.loss is None else f"{each.loss:,.2f}",
                f"{now.judged:,}",
                good + pooled,
            ]
        )
    return Sheet(say("choices", lang, origin=origin), columns, rows)


def _weights(weights: Sequence[FittedWeight], origin: int, lang: str) -> Sheet:
    """What each forecast of a whole stage counts, by lead, and what it was wrong by."""
    leads = range(1, len(weights[0].weight) + 1)
    columns = [Column(say(each, lang), rank=0) for each in ("stage", "per")]
    columns += [Column(say("lead.nth", lang, n=lead), number=True, rank=0) for lead in leads]
    columns += [Column(say("lead.error", lang, n=lead), number=True, rank=1) for lead in (leads[0], leads[-1])]
    rows = [
        [
            named("stage", each.stage, lang),
            say(f"source.{each.source}", lang),
            *(f"{weight:.0%}" for weight in each.weight),
            *(NONE if error is None else f"{100 * error:.1f} %" for error in (each.error[0], each.error[-1])),
        ]
        for each in weights
    ]
    years = max(max(each.years) for each in weights)
    return Sheet(say("weights", lang, origin=origin), columns, rows, [say("note.weights", lang, years=years)])


def _weight_record(each: FittedWeight) -> dict[str, object]:
    return {
        "stage": each.stage,
        "source": each.source,
        "weight": [_rounded(weight) for weight in each.weight],
        "error": [_rounded(error) for error in each.error],
        "years": list(each.years),
        "basis": "derived",
    }


def _moved(then: str | None, now: str, lang: str) -> str:
    return now if then in (None, now) else say("moved", lang, then=then, now=now)


def _one_by_one(title: str, ratios: Sequence[FittedRatio], lang: str) -> Sheet:
    """A row for every area and grade, the grades of an area together."""
    order = list(dict.fromkeys(each.area for each in ratios))
    ratios = sorted(ratios, key=lambda each: (order.index(each.area), each.grade or 99))
    apart = any(each.common is not None for each in ratios)
    parts = [Column(say("common", lang), number=True, rank=2), Column(say("local", lang), number=True, rank=2)]
    rows = [[_name(each, lang), *_cells(each, lang), *(_parts(each) if apart else ())] for each in ratios]
    return Sheet(title, [*_columns(lang), *(parts if apart else ())], rows)


def _parts(each: FittedRatio) -> tuple[str, str]:
    """The common part, and the local one with its standard error."""
    if each.common is None or each.local is None:
        return NONE, NONE
    if each.local == 1 and not each.local_error:
        return f"{each.common:.4f}", "1"
    error = "" if each.local_error is None else f" ± {each.local_error:.3f}"
    return f"{each.common:.4f}", f"{each.local:.3f}{error}"


def _together(title: str, ratios: Sequence[FittedRatio], lang: str) -> Sheet:
    """A row for every grade: the ratio of all areas, and how far the areas lie from one another."""
    rows = []
    for pooled in (each for each in ratios if each.area is None):
        key = pooled.part, pooled.grade, pooled.source
        spread = [each.ratio for each in ratios if each.area and (each.part, each.grade, each.source) == key]
        low, middle, high = min(spread), median(spread), max(spread)
        rows.append([_name(pooled, lang), *_cells(pooled, lang), f"{low:.3f}–{middle:.3f}–{high:.3f}"])
    return Sheet(title, [*_columns(lang), Column(say("spread", lang), number=True, rank=1)], rows)


def _columns(lang: str) -> list[Column]:
    words = ("area", "grade", "per")
    numbers = {"ratio": 1, "error": 2, "interval": 3, "miss": 5, "trend": 6, "window": 7, "years": 8, "broken": 9}
    numbers |= {"then": 10, "change": 4}
    return [
        *(Column(say(each, lang), rank=0) for each in words),
        *(Column(say(each, lang), number=True, rank=rank) for each, rank in numbers.items()),
    ]


def _name(each: FittedRatio, lang: str) -> str:
    return each.area or say("all", lang)


def _cells(each: FittedRatio, lang: str) -> list[str]:
    change = each.change
    return [
        say("part.whole", lang) if each.grade is None else str(each.grade),
        say(f"source.{each.source}", lang),
        f"{each.ratio:.4f}",
        NONE if each.error is None else f"{each.error:.4f}",
        NONE if each.low is None else f"{each.low:.3f}–{each.high:.3f}",
        NONE if each.miss is None else f"{each.miss:.4f}",
        f"{each.trend:+.2%}" if each.trend else NONE,
        NONE if each.first is None else f"{each.first}–{each.last}",
        str(each.years),
        str(each.broken or NONE),
        NONE if each.before is None else f"{each.before:.4f}",
        say("new", lang) if change is None else f"{change:+.4f}",
    ]


def _record(each: FittedRatio, choice: Choice) -> dict[str, object]:
    found = {name: value for name, value in vars(each).items() if name in COLUMNS}
    found |= {"change": each.change, "smoothing": choice.smoothing, "pooling": choice.pooling}
    found["damping"] = choice.damping
    return {name: _rounded(found[name]) for name in COLUMNS}


def _rounded(value: object) -> object:
    return round(value, DIGITS) if isinstance(value, float) else value


def _choice_record(each: FittedChoice) -> dict[str, object]:
    return {
        "stage": each.stage,
        "part": each.part,
        "source": each.source,
        **_chosen(each.choice),
        "loss": _rounded(each.loss),
        "judged": each.choice.judged,
        "tried": each.tried,
        "as_good": [_chosen(choice) for choice in each.as_good],
        "pooled_as_good": list(each.pooled_as_good),
        "before": None if each.before is None else {"source": each.before[0], **_chosen(each.before[1])},
    }


def _chosen(choice: Choice) -> dict[str, object]:
    chosen = {"smoothing": choice.smoothing, "pooling": choice.pooling, "damping": choice.damping}
    return {**chosen, "way": choice.way}


def _notes(
    found: Fitted, lang: str, stages: Collection[str], areas: Collection[str], *, many: bool, after: str
) -> list[str]:
    origin = found.forecast.origin
    lacking = [gap for gap in gaps(found.forecast.history) if min(gap.years) <= origin]
    odd = broken(found.forecast)
    apart = any(each.local is not None for each in found.ratios if each.stage in stages and each.area in areas)
    return [
        say("note.ratio", lang),
        say("note.choices", lang),
        *(
            say(f"note.way.{way}", lang)
            for way in WAYS
            if any(each.choice.way == way for each in found.choices if each.stage in stages)
        ),
        *([say("note.parts", lang)] if apart and not many else []),
        say("note.window", lang),
        say("note.first", lang) if found.earlier is None else say("note.moved", lang, earlier=found.earlier),
        *([say("note.spread", lang, most=MOST)] if many else []),
        *shock_notes(found.forecast, after, lang, stages=stages, areas=areas),
        *review_notes(
            [each for each in lacking if each.stage in stages and each.area in areas],
            [each for each in odd if each.stage in stages and each.area in areas],
            lang,
        ),
    ]
