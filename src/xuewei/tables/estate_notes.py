"""What demand has beyond its forecast, in words: pupils of new estates, and who comes by written net migration."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from xuewei.language.words import named
from xuewei.model.arrivals import usual_moves, written_ahead
from xuewei.model.assumptions import Assumptions, Figure, Series
from xuewei.model.estate_rules import EstateRules
from xuewei.model.parameters import CURVES
from xuewei.model.population import EstateRow
from xuewei.model.pupils.grounds import Beyond, Demand
from xuewei.model.rounding import whole
from xuewei.tables.people_notes import some_of
from xuewei.tables.text import spans
from xuewei.tables.words import say

if TYPE_CHECKING:
    from xuewei.model.estates import EstatePupils

SLIGHT = 0.5
"""Pupils below which nothing is said to be left out."""


def beyond_notes(demand: Demand, assumptions: Assumptions, lang: str, year: int | None = None) -> list[str]:
    """What is added to a forecast up to ``year`` (None: the last), what it rests on, and which key changes it; nothing
    where nothing is."""
    beyond, held = demand.beyond, _held(demand, assumptions, lang)
    if beyond is None:
        return held
    t = demand.years.index(year) if year is not None and year in demand.years else -1
    inflow = _inflow(demand, assumptions, beyond, lang)
    return [
        *held,
        *inflow,
        *_arrived(demand, assumptions, beyond, t, lang),
        *_estates(demand, assumptions, beyond, t, lang),
    ]


def estates_in_short(demand: Demand, assumptions: Assumptions, lang: str, year: int | None = None) -> list[str]:
    """Which estates there are up to ``year`` (None: the last), and how their pupils count; nothing where there are
    none. For answers that are not about demand."""
    beyond, rules = demand.beyond, assumptions.estates
    if beyond is None or beyond.estates is None or rules is None:
        return []
    found, t = beyond.estates, demand.years.index(year) if year is not None and year in demand.years else -1
    return [
        *_beside(demand, assumptions, found.beside, lang),
        *(_which(demand, found, t, lang) if found.rows else ()),
        *(_counted(demand, found, rules, t, lang) if found.rows else ()),
    ]


def spread_notes(demand: Demand, lang: str) -> list[str]:
    """That pupils of estates which name a zone go to all schools of their area by its shares, where some do."""
    if demand.beyond is None or demand.beyond.estates is None:
        return []
    found = demand.beyond.estates
    pupils = np.sum([found.pupils(name).sum(axis=1) for name in found.filled], axis=0)
    named_so = {row.id: row.name or row.id for row, n in zip(found.rows, pupils, strict=True) if row.zone and n > 0}
    names = some_of([*named_so.values()], lang)
    return [say("note.estates.spread", lang, n=len(named_so), names=names)] if named_so else []


def _held(demand: Demand, assumptions: Assumptions, lang: str) -> list[str]:
    """Stages of which inflow is written that does not act, for pupils on record have it already."""
    notes = []
    for stage in dict.fromkeys(stage for _, stage in demand.followed):
        inflow = assumptions.inflow.get(stage)
        if inflow is not None and inflow.value != 1 and inflow.on_record is None:
            values = {"value": inflow.value, "basis": named("basis", inflow.basis, lang), "name": stage}
            notes.append(say("note.inflow.held", lang, stage=named("stage", stage, lang), **values))
    return notes


def _inflow(demand: Demand, assumptions: Assumptions, beyond: Beyond, lang: str) -> Iterator[str]:
    """Stages on record whose inflow is another than the record holds."""
    for stage, times in beyond.inflow.items():
        figure = assumptions.inflow[stage]
        acts = [demand.years[t] for t in np.flatnonzero((times != 1).any(axis=1)).tolist()]
        held = figure.on_record or figure.value
        values = {"times": figure.value / held, "value": figure.value, "held": held, "years": spans(acts)}
        values |= {"basis": named("basis", figure.basis, lang), "name": stage}
        yield say("note.inflow", lang, stage=named("stage", stage, lang), **values)


def _arrived(demand: Demand, assumptions: Assumptions, beyond: Beyond, t: int, lang: str) -> Iterator[str]:
    """Who comes by written net migration where demand follows grades."""
    if not beyond.arrived:
        return
    written = written_ahead(beyond.before, assumptions)
    sums = {name: float(each[t].sum()) for name, each in beyond.arrived.items()}
    parts = _by_stage(demand, sums, lang)
    usual = usual_moves(beyond.before)
    key = (
        "note.arrived"
        if any(one.totals for each in demand.projections for one in each.areas)
        else "note.arrived.unknown"
    )
    values = {"years": spans(sorted(written)), "usual": whole(usual), "parts": parts, "year": demand.years[t]}
    yield say(key, lang, **values)


def _by_stage(demand: Demand, sums: Mapping[str, float], lang: str, key: str = "estates.stage") -> str:
    """Pupils of each stage in a row, as ``key`` says them: with their sign."""
    names = [stage.name for stage in demand.stages if stage.name in sums]
    parts = [say(key, lang, stage=named("stage", name, lang), n=whole(sums[name])) for name in names]
    return say("comma", lang).join(parts)


def _estates(demand: Demand, assumptions: Assumptions, beyond: Beyond, t: int, lang: str) -> Iterator[str]:
    """Which estates there are, how they count, and what that rests on."""
    found, rules = beyond.estates, assumptions.estates
    if found is None or rules is None:
        return
    yield from _beside(demand, assumptions, found.beside, lang)
    if not found.rows:
        return
    yield from _which(demand, found, t, lang)
    yield from _counted(demand, found, rules, t, lang)
    yield from _rest(demand, found, rules, lang)
    silent = [each for each in demand.stages if each.name not in found.filled and not (each.after or each.beside)]
    if silent:
        names = [named("stage", each.name, lang) for each in silent]
        yield say("note.estates.silent", lang, stages=say("comma", lang).join(names), first=silent[0].name)
    given = sorted({year for how in demand.grounds.values() for year in how.given})
    if given:
        yield say("note.estates.given", lang, years=spans(given))


def _beside(demand: Demand, assumptions: Assumptions, rows: Sequence[EstateRow], lang: str) -> Iterator[str]:
    """Estates in none of the areas; those of a census area that holds some with the key that puts them into these."""
    held: dict[str, list[str]] = {}
    for area in demand.areas:
        if assumptions.census_area(area) != area:
            held.setdefault(assumptions.census_area(area), []).append(area)
    groups: dict[str, dict[str, str]] = {}
    for row in rows:
        groups.setdefault(row.area if row.area in held else "", {})[row.id] = row.name or row.id
    for census, named_so in groups.items():
        values = {"n": len(named_so), "names": some_of([*named_so.values()], lang)}
        if not census:
            yield say("note.estates.beside", lang, **values)
            continue
        file = say("comma", lang).join(dict.fromkeys(row.file for row in rows if row.area == census))
        areas = say("comma", lang).join(held[census])
        yield say("note.estates.census", lang, census=census, areas=areas, first=held[census][0], file=file, **values)


def _counted(demand: Demand, found: EstatePupils, rules: EstateRules, t: int, lang: str) -> Iterator[str]:
    """Whether their pupils come on top of the forecast or are those who move in, and how that came about."""
    within, extra = (len({row.id for row in _those(found, mark)}) for mark in (True, False))
    how = "set" if rules.counted else "unset"
    if extra:
        yield say(f"note.estates.extra.{how}", lang, n=extra)
    if within:
        yield say(f"note.estates.within.{how}", lang, n=within)
    left = _left(found, t)
    if sum(left.values()) > SLIGHT:
        parts = _by_stage(demand, {name: n for name, n in left.items() if n > SLIGHT}, lang, "estates.left")
        yield say("note.estates.few", lang, parts=parts, year=demand.years[t])


def _which(demand: Demand, found: EstatePupils, t: int, lang: str) -> Iterator[str]:
    """How many estates there are, what they add, and which are completed too late for that."""
    left = _left(found, t)
    sums = {name: float(found.pupils(name)[:, t].sum()) - left[name] for name in found.filled}
    known = {demand.grounds[area, name].known_to for name in found.filled for area in demand.areas}
    values = {"n": len({row.id for row in found.rows}), "dwellings": whole(float(found.dwellings.sum()))}
    values |= {"year": demand.years[t], "since": max(known, default=0)}
    done = spans(sorted({row.completes for row in found.rows}))
    file = say("comma", lang).join(dict.fromkeys(row.file for row in found.rows))
    yield say("note.estates", lang, file=file, done=done, parts=_by_stage(demand, sums, lang), **values)
    late = {row.id: row.name or row.id for row in _late(demand, found, t)}
    if late:
        yield say("note.estates.late", lang, n=len(late), names=some_of([*late.values()], lang), year=demand.years[t])


def _late(demand: Demand, found: EstatePupils, t: int) -> list[EstateRow]:
    """Parts that are completed so late that nobody lives in them by the year that is shown."""
    until = demand.years.index(demand.years[t]) + 1
    lived = np.sum([each[:, :until].sum(axis=1) for each in found.filled.values()], axis=0)
    return [row for row, n in zip(found.rows, lived, strict=True) if n == 0 and row.completes >= demand.years[t]]


def _left(found: EstatePupils, t: int) -> dict[str, float]:
    """By stage the pupils within migration in a year for whom too few arrive."""
    some = {name: 1 - each[t] for name, each in found.moved.items()}
    return {name: float(found.pupils(name)[found.within, t].sum()) * some.get(name, 0.0) for name in found.filled}


def _those(found: EstatePupils, within: bool) -> list[EstateRow]:
    return [row for row, mark in zip(found.rows, found.within.tolist(), strict=True) if mark == within]


def _rest(demand: Demand, found: EstatePupils, rules: EstateRules, lang: str) -> Iterator[str]:
    """Yields, courses and floor area, each with its basis and the key that changes it."""
    yields, lent = [], False
    for stage in demand.stages:
        kinds = {row.kind for row in found.rows}
        each = [series for kind in kinds if (series := rules.series(kind, stage.name)) is not None]
        if stage.name in found.filled and each:
            lent = lent or any(series.default for series in each)
            own = sorted({_values(series) for series in each})
            values = {"stage": named("stage", stage.name, lang), "basis": named("basis", each[0].basis, lang)}
            yields.append(say("estates.yield", lang, values=" / ".join(own), **values))
    key = "note.estates.yields.lent" if lent else "note.estates.yields"
    yield say(key, lang, yields=say("comma", lang).join(yields))
    factors = {row.kind: rules.kinds[row.kind] for row in found.rows if row.kind in rules.kinds}
    unlike = {kind: each for kind, each in factors.items() if each.value != 1}
    if unlike:
        parts = [_factor(kind, each, lang) for kind, each in unlike.items()]
        yield say("note.estates.kinds", lang, kinds=say("comma", lang).join(parts))
    courses = dict.fromkeys(row.occupancy or rules.occupancy for row in found.rows)
    names = [name for name in courses if isinstance(name, str)]
    if names:
        parts = [_course(name, rules.curves[name], lang) for name in names]
        yield say("note.estates.courses", lang, courses=say("join", lang).join(parts))
    sized = {row.id for row in found.rows if row.dwellings is None}
    if sized:
        size = rules.dwelling_m2
        yield say("note.estates.sized", lang, n=len(sized), m2=size.value, basis=named("basis", size.basis, lang))


def _values(series: Series) -> str:
    """Pupils per 100 dwellings by years since completion, one number where it is the same in all."""
    if len({*series.values.values()}) == 1:
        return f"{next(iter(series.values.values())):g}"
    return ", ".join(f"{year}: {value:g}" for year, value in sorted(series.values.items()))


def _factor(kind: str, figure: Figure, lang: str) -> str:
    title, basis = say(f"estates.kind.{kind}", lang), named("basis", figure.basis, lang)
    return say("estates.factor", lang, kind=title, value=figure.value, basis=basis)


def _course(name: str, series: Series, lang: str) -> str:
    """A course with its shares and its basis."""
    shares = "/".join(f"{100 * share:g}" for _, share in sorted(series.values.items()))
    values = {"first": min(series.values), "basis": named("basis", series.basis, lang)}
    return say(
        "estates.course", lang, name=named("occupancy", name, lang) if name in CURVES else name, shares=shares, **values
    )
