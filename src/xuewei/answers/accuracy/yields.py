"""Pupils per 100 dwellings as one's own estates have them, drawn to what is assumed, with their errors."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from xuewei.answers.accuracy.words import named, say
from xuewei.late import dataclass
from xuewei.model.assumptions import Figure
from xuewei.model.estate_rules import EstateRules
from xuewei.model.estates import dwellings_of, occupied
from xuewei.model.population import EstateCount, EstateRow
from xuewei.tables.people_notes import some_of
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View
from xuewei.version import __version__

PRIOR = 4
"""Estates as which the assumed spread between estates counts."""
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

    Own yields are all pupils ÷ all dwellings lived in; their error is that of :func:`_own_error`. What is assumed
    counts with ``yield_spread`` as its error, so that each weighs by the inverse of its squared error (empirical
    Bayes).
    """
    spread, between = (each.value if each else 0.0 for each in (rules.yield_spread, rules.estate_spread))
    found = []
    for stage in stages:
        usual = rules.yields.get(stage)
        own: dict[str, list[tuple[float, float, bool]]] = {}
        for each, lived in _lived(counts, rows, rules):
            if each.stage == stage and lived > 0:
                own.setdefault(each.id, []).append((each.pupils, lived, each.occupied is None))
        if usual is not None and own:
            expected = usual.at(max(usual.values))
            found.append(_fitted(stage, list(own.values()), expected, spread * expected, between * expected))
    return found


def _lived(
    counts: Sequence[EstateCount], rows: Sequence[EstateRow], rules: EstateRules
) -> Iterator[tuple[EstateCount, float]]:
    """Each count with the dwellings lived in: as counted, else by the course that is assumed."""
    parts: dict[str, list[EstateRow]] = {}
    for row in rows:
        parts.setdefault(row.id, []).append(row)
    for each in counts:
        course = (dwellings_of(rules, part) * occupied(rules, part, each.year) for part in parts[each.id])
        yield each, sum(course) if each.occupied is None else each.occupied


def left_out(
    counts: Sequence[EstateCount], rows: Sequence[EstateRow], rules: EstateRules, stages: Sequence[str]
) -> tuple[list[EstateCount], list[str]]:
    """What :func:`fitted_yields` cannot use: pupils in estates where by the course nobody lives yet and dwellings lived
    in are not counted, and stages on record for which no yield is assumed."""
    asked = [(each, lived) for each, lived in _lived(counts, rows, rules) if each.stage in stages]
    unlived = [each for each, lived in asked if each.occupied is None and each.pupils > 0 and lived <= 0]
    return unlived, list(dict.fromkeys(each.stage for each, _ in asked if each.stage not in rules.yields))


def _own_error(ratio: float, pupils: Sequence[float], lived: Sequence[float], between: float) -> float:
    """The standard error of a ``ratio`` of pupils per 100 dwellings of some estates, from their pupils and their
    dwellings lived in: not below that of counting the pupils. One estate is off by what the estates show (each left
    out in turn) and what is assumed, ``between`` and its count; the latter weighs as much as :data:`PRIOR` estates."""
    every, homes, n = sum(pupils), sum(lived), len(pupils)
    counted = 1e4 * max(every, 1.0) / homes**2
    alike = homes**2 / sum(each**2 for each in lived)  # estates of one size that tell as much
    left = [100 * (every - p) / (homes - d) for p, d in zip(pupils, lived, strict=True)] if n > 1 else []
    mean = sum(left) / n if left else ratio
    jackknife = (n - 1) / n * sum((each - mean) ** 2 for each in left)
    assumed = between**2 / alike + counted
    return math.sqrt(max(counted, (PRIOR * assumed + (n - 1) * jackknife) / (PRIOR + n - 1)))


def _fitted(
    stage: str, own: Sequence[Sequence[tuple[float, float, bool]]], usual: float, spread: float, between: float
) -> FittedYield:
    """One stage, from the pupils and the dwellings of each year of each estate."""
    pupils = [sum(p for p, _, _ in years) / len(years) for years in own]
    lived = [sum(d for _, d, _ in years) / len(years) for years in own]
    every, homes, n = sum(pupils), sum(lived), len(own)
    ratio = 100 * every / homes
    error = _own_error(ratio, pupils, lived, between)
    weight = spread**2 / (spread**2 + error**2)
    both = math.sqrt(1 / (1 / error**2 + 1 / spread**2)) if spread > 0 else 0.0
    guessed = sum(any(guess for _, _, guess in years) for years in own)
    shrunk = weight * ratio + (1 - weight) * usual
    return FittedYield(stage, n, homes, every, ratio, error, usual, weight, shrunk, both, guessed)


def estates_words(counts: Sequence[EstateCount], rows: Sequence[EstateRow], lang: str) -> str:
    """The estates of some counts by name, each with its years."""
    names = {row.id: row.name or row.id for row in rows}
    years: dict[str, set[int]] = {}
    for each in counts:
        years.setdefault(names[each.id], set()).add(each.year)
    return some_of([say("yields.of", lang, name=name, years=spans(sorted(of))) for name, of in years.items()], lang)


def yields_view(
    found: Sequence[FittedYield], rules: EstateRules, lang: str, unlived: str = "", silent: Sequence[str] = ()
) -> View:
    """The view; records are the stages. ``unlived`` are estates in words, and ``silent`` stages, that were left out."""
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
    notes = [say("yields.how", lang, **_spreads(rules, lang))]
    guessed = max((one.guessed for one in found), default=0)
    if guessed:
        notes.append(say("yields.guessed", lang, n=guessed))
    if unlived:
        notes.append(say("yields.unlived", lang, estates=unlived))
    if silent:
        names = [named("stage", name, lang) for name in silent]
        notes.append(say("yields.silent", lang, stages=some_of(names, lang), first=silent[0]))
    first = found[0]
    notes.append(say("yields.write", lang, stage=first.stage, value=round(first.yield_per_100, 1)))
    records = [asdict(one) for one in found]
    return View([Sheet(say("yields.title", lang), columns, rows)], records, {"version": __version__}, notes, COLUMNS)


def _spreads(rules: EstateRules, lang: str) -> dict[str, object]:
    """How unsure yields are taken to be, with its basis: of places, and of estates of a place."""
    found: dict[str, object] = {"prior": PRIOR}
    for name, figure in {"spread": rules.yield_spread, "between": rules.estate_spread}.items():
        each = figure or Figure(0.0)
        found |= {name: each.value, f"{name}_basis": named("basis", each.basis, lang)}
    return found
