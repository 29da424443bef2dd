"""Pupils per 100 dwellings as one's own estates have them, drawn to what is assumed, with their errors."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from xuewei.answers.accuracy.words import named, say
from xuewei.model.assumptions import Figure
from xuewei.model.estate_rules import EstateRules
from xuewei.model.estates import dwellings_of, occupied
from xuewei.model.population import EstateCount, EstateRow
from xuewei.tables.view import Column, Sheet, View
from xuewei.version import __version__

COLUMNS = ("stage", "estates", "dwellings", "pupils", "own", "own_error", "usual", "weight", "yield_per_100", "error")


@dataclass(frozen=True)
class FittedYield:
    """Pupils of a ``stage`` per 100 dwellings that are lived in. ``own``: those of ``estates`` with ``dwellings`` and
    ``pupils`` (means of their years, added up), with its standard error; ``usual`` what is assumed; ``yield_per_100``
    the mean of both, ``weight`` (0 to 1) on its own, with its error. ``guessed``: in how many estates the dwellings
    lived in were not counted and follow the course."""

    stage: str
    estates: int
    dwellings: float
    pupils: float
    own: float
    own_error: float
    usual: float
    weight: float
    yield_per_100: float
    error: float
    guessed: int


def fitted_yields(
    counts: Sequence[EstateCount], rows: Sequence[EstateRow], rules: EstateRules, stages: Sequence[str]
) -> list[FittedYield]:
    """The yields of every stage of which estates have pupils on record and something is assumed.

    Own yields are all pupils ÷ all dwellings lived in; their error is the larger of the jackknife over estates and that
    of counting the pupils. What is assumed counts with ``yield_spread`` as its error, so that each weighs by the
    inverse of its squared error (empirical Bayes).
    """
    parts: dict[str, list[EstateRow]] = {}
    for row in rows:
        parts.setdefault(row.id, []).append(row)
    found, spread = [], rules.yield_spread.value if rules.yield_spread else 0.0
    for stage in stages:
        usual = rules.yields.get(stage)
        own: dict[str, list[tuple[float, float, bool]]] = {}
        for each in counts:
            lived = _lived(each, parts[each.id], rules) if each.occupied is None else each.occupied
            if each.stage == stage and lived > 0:
                own.setdefault(each.id, []).append((each.pupils, lived, each.occupied is None))
        if usual is not None and own:
            expected = usual.at(max(usual.values))
            found.append(_fitted(stage, list(own.values()), expected, spread * expected))
    return found


def _lived(count: EstateCount, parts: Sequence[EstateRow], rules: EstateRules) -> float:
    """Dwellings of an estate that are lived in by the course that is assumed."""
    return sum(dwellings_of(rules, part) * occupied(rules, part, count.year) for part in parts)


def _fitted(stage: str, own: Sequence[Sequence[tuple[float, float, bool]]], usual: float, spread: float) -> FittedYield:
    """One stage, from the pupils and the dwellings of each year of each estate."""
    pupils = [sum(p for p, _, _ in years) / len(years) for years in own]
    lived = [sum(d for _, d, _ in years) / len(years) for years in own]
    every, homes, n = sum(pupils), sum(lived), len(own)
    ratio = 100 * every / homes
    counted = 100 * math.sqrt(max(every, 1.0)) / homes
    left = [100 * (every - p) / (homes - d) for p, d in zip(pupils, lived, strict=True)] if n > 1 else []
    mean = sum(left) / n if left else ratio
    jackknife = math.sqrt((n - 1) / n * sum((each - mean) ** 2 for each in left))
    error = max(jackknife, counted)
    weight = spread**2 / (spread**2 + error**2)
    both = math.sqrt(1 / (1 / error**2 + 1 / spread**2)) if spread > 0 else 0.0
    guessed = sum(any(guess for _, _, guess in years) for years in own)
    shrunk = weight * ratio + (1 - weight) * usual
    return FittedYield(stage, n, homes, every, ratio, error, usual, weight, shrunk, both, guessed)


def yields_view(found: Sequence[FittedYield], rules: EstateRules, lang: str) -> View:
    """The view; records are the stages."""
    ranks = {"estates": 6, "dwellings": 5, "pupils": 4, "own": 2, "usual": 3, "weight": 7, "yield": 1}
    columns = [Column(say("stage", lang), rank=0)]
    columns += [Column(say(f"yields.{name}", lang), number=True, rank=rank) for name, rank in ranks.items()]
    rows: list[list[str | tuple[str, str]]] = [
        [
            named("stage", one.stage, lang),
            str(one.estates),
            f"{one.dwellings:,.0f}",
            f"{one.pupils:,.0f}",
            f"{one.own:.1f} ± {one.own_error:.1f}",
            f"{one.usual:.1f}",
            f"{one.weight:.0%}",
            f"{one.yield_per_100:.1f} ± {one.error:.1f}",
        ]
        for one in found
    ]
    spread = rules.yield_spread or Figure(0.0)
    notes = [say("yields.how", lang, spread=spread.value, basis=named("basis", spread.basis, lang))]
    guessed = max((one.guessed for one in found), default=0)
    if guessed:
        notes.append(say("yields.guessed", lang, n=guessed))
    first = found[0]
    notes.append(say("yields.write", lang, stage=first.stage, value=round(first.yield_per_100, 1)))
    records = [asdict(one) for one in found]
    return View([Sheet(say("yields.title", lang), columns, rows)], records, {"version": __version__}, notes, COLUMNS)
