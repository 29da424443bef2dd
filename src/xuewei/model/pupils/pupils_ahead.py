"""Demand of areas from their pupils on record: the record itself, then grade progression, or ages at its level."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import Fault, InputError, Place, not_computed
from xuewei.model.assumptions import RETURN, Assumptions
from xuewei.model.people.projection import Projection
from xuewei.model.plan_stages import stage_fault
from xuewei.model.population import Population
from xuewei.model.pupils.chains import entrants_from
from xuewei.model.pupils.grounds import ENDED, GRADES, NO_PUPILS, SCALED, Demand, Fill, Floats, Grounds, Key
from xuewei.model.pupils.history import (
    births_of,
    continued_births,
    history_of,
    last_years,
    other_projections,
    years_of_nation,
)
from xuewei.model.pupils.progression import LEAST_YEARS, Forecast, forecast
from xuewei.model.pupils.record import KnownHistory
from xuewei.model.stages import Stage

SHORT, UNREACHED = "short_record", "unreached_record"
"""Why a stage cannot be forecast from its pupils where there are some: fewer years than two, or nothing on record that
they come from."""
Course = tuple[Grounds, Floats, Floats]
"""Grounds of one stage of one area, and its demand ``(year, grade)`` and, of the whole stage, ``(year,)``."""


def follow_pupils(found: Demand, known: Population, assumptions: Assumptions, since: int) -> Demand:
    """Demand by ages changed to follow pupils on record wherever these can be used. Areas without people have demand
    where grade progression reaches every year after ``since``.

    Raises InputError where rows of pupils cannot be used.
    """
    faults = list(strange_pupils(known, found.stages, assumptions.offered))
    if faults:
        raise InputError(faults)
    try:
        return _follow(found, known, assumptions, since)
    except ValueError as broken:
        raise InputError([not_computed(known.folder, broken)]) from broken


def _follow(found: Demand, known: Population, assumptions: Assumptions, since: int) -> Demand:
    """As :func:`follow_pupils`, of rows that name stages and grades that there are."""
    years_on_record: dict[Key, set[int]] = {}
    for row in known.enrolment:
        years_on_record.setdefault((row.area, row.stage), set()).add(row.year)
    last, forecasts, grounds = last_years(known), dict[int, Forecast](), dict(found.grounds)
    pupils, whole = ({name: each.copy() for name, each in table.items()} for table in (found.pupils, found.whole))
    uncounted = [area for n, area in enumerate(found.areas) if np.isnan(found.residents[:, n]).all()]
    alone = {name for area in uncounted for name in (area, assumptions.census_area(area))}
    others = other_projections(known, assumptions, {one.area for each in found.projections for one in each.areas})
    for n, area in enumerate(found.areas):
        begun = np.flatnonzero(np.isfinite(found.residents[:, n]))
        first = int(begun[0]) if len(begun) else None
        names = (area, assumptions.census_area(area))
        for stage in found.stages:
            key, name = (area, stage.name), stage.name
            record = next((each for each in names if (each, name) in years_on_record), None)
            if record is None:
                grounds[key] = replace(grounds[key], why=NO_PUPILS)
                continue
            origin = last[record]
            if origin not in forecasts:
                forecasts[origin] = progression(
                    known, assumptions, origin, found.projections, others, last=found.years[-1], alone=alone
                )
            share = 1.0 if record == area else float(found.scopes[n])
            followed = replace(grounds[key], method=GRADES, record=record, share=share, origin=origin)
            why = _reason(years_on_record[record, name], origin)
            if first is None:
                followed = replace(followed, single=why == SHORT)
                course = _alone(forecasts[origin], followed, stage, found.years, since)
                course = why or course if isinstance(course, str) else course
            else:
                ages = pupils[name][first:, n]
                course = _beside(forecasts[origin], followed, stage, ages, found.years[first:], why)
            if isinstance(course, str):
                ended = origin if first is None else grounds[key].origin
                grounds[key] = replace(grounds[key], why=course, origin=ended)
            else:
                grounds[key], pupils[name][first:, n], whole[name][first:, n] = course
    return replace(
        found,
        pupils=pupils,
        whole=whole,
        grounds=grounds,
        forecasts=dict(sorted(forecasts.items())),
        births=births_of(known, assumptions),
        lent=years_of_nation(known, assumptions),
    )


def progression(
    population: Population,
    assumptions: Assumptions,
    origin: int,
    projections: Sequence[Projection],
    others: Sequence[Projection] = (),
    *,
    last: int,
    alone: Collection[str] = (),
) -> Forecast:
    """Grade progression of every area of the record from ``origin`` to ``last``, by all that the population knows; of
    areas that are ``alone`` (nobody was counted there) from a single year, where there is no other.

    Births on record are continued by those of ``projections`` for the areas that lie in theirs, and by those of
    ``others``; elsewhere they stay what they last were. Raises ValueError as
    :func:`~xuewei.model.pupils.history.history_of` does.
    """
    history = history_of(population, assumptions, until=origin)
    ahead = continued_births(history, assumptions, projections, others)
    returning = assumptions.pupils.after_shock == RETURN
    known = KnownHistory(history, origin, today=True)
    return forecast(known, max(origin, last), births_ahead=ahead, alone=alone, returning=returning)


def completed(found: Demand) -> Demand:
    """A demand as a balance needs it: in areas without people, stages known only as a whole are split evenly over their
    grades, and it is known which years are on record and what entrants come from."""
    pupils, grounds = {name: each.copy() for name, each in found.pupils.items()}, dict(found.grounds)
    for n, area in enumerate(found.areas):
        for stage in found.stages if found.census[n] < 0 else ():
            how, grades, whole = grounds[area, stage.name], pupils[stage.name][:, n], found.whole[stage.name][:, n]
            split = np.isfinite(whole) & np.isnan(grades).any(axis=1)
            grades[split] = whole[split, None] / stage.grades
            if how.record:
                past = np.array([year <= how.origin for year in found.years])
                source = entrants_from(found.forecasts[how.origin], how.record, stage, found.years[-1])
                how = replace(how, known=_those(found.years, past & np.isfinite(whole)), source=source)
            grounds[area, stage.name] = replace(how, split=_those(found.years, split))
    beyond = found.beyond and replace(found.beyond, before=completed(found.beyond.before))
    return replace(found, pupils=pupils, grounds=grounds, beyond=beyond)


def strange_pupils(population: Population, stages: Sequence[Stage], optional: Sequence[str] = ()) -> Iterator[Fault]:
    """Stages and grades of pupils that ``stages`` do not have, once each; ``optional`` are stages to ask for."""
    grades, file = {stage.name: stage.grades for stage in stages}, _file(population)
    for stage, grade in sorted({(row.stage, row.grade or 1) for row in (*population.enrolment, *population.given)}):
        if stage not in grades:
            use = [name for name in grades if name in optional]
            yield stage_fault(Place(file), f"stage.{stage}", stage, grades, optional, use)
        elif grade > grades[stage]:
            yield Fault(Place(file), f"{stage}.{grade}", "whole", {"low": 1, "high": grades[stage]}, str(grade))


def refusals(found: Demand, population: Population) -> Iterator[Fault]:
    """Every area and stage whose demand cannot be forecast by grades alone, and why: those without any use of pupils,
    then those at whose level ages are."""
    short = ((key, found.grounds[key]) for key in found.silent)
    for (area, stage), each in sorted(short, key=lambda item: bool(item[1].record)):
        yield Fault(Place(_file(population)), f"{area}.{stage}", each.why, {"origin": found.origin})


def _file(population: Population) -> str:
    return f"{population.folder}/enrolment.csv" if population.folder else "enrolment.csv"


def _reason(years: set[int], origin: int) -> str:
    """Why pupils of these years are too few to be followed, empty where they are not."""
    if origin not in years:
        return ENDED
    return SHORT if len(years) < LEAST_YEARS else ""


def _alone(found: Forecast, grounds: Grounds, stage: Stage, years: range, since: int) -> Course | str:
    """One stage of an area without people; the reason where grade progression does not reach every year after
    ``since``."""
    pupils = pupils_of(found, grounds, stage, years)
    if np.isnan(pupils[max(since + 1 - years.start, 0) :, -1]).any():
        return UNREACHED
    late = np.array([year > found.origin for year in years])
    return replace(grounds, known_to=found.origin, whole=_whole(pupils[late])), pupils[:, :-1], pupils[:, -1]


def _beside(found: Forecast, grounds: Grounds, stage: Stage, ages: Floats, years: range, why: str) -> Course | str:
    """One stage of an area whose demand by ages is ``ages (year, grade)``, and ``why`` its pupils are too few, empty
    where they are not; the reason where no whole stage is on record in any of ``years``."""
    pupils = pupils_of(found, grounds, stage, years)
    late = np.array([year > found.origin for year in years])
    if not why and np.isnan(pupils[late, -1]).any():
        why = UNREACHED
    if why:
        pupils[late] = np.nan
    if not np.isfinite(pupils[:, -1]).any():
        return why or UNREACHED
    parts, whole = pupils[:, :-1], pupils[:, -1]
    of_ages = ages.sum(axis=1)
    shares = np.full_like(ages, 1 / ages.shape[1])
    np.divide(ages, of_ages[:, None], out=shares, where=of_ages[:, None] > 0)
    apart: NDArray[np.bool_] = np.isfinite(parts).min(axis=1)
    demand = np.where(apart[:, None], parts, whole[:, None] * shares)
    known = np.isfinite(whole) & ~late
    like = np.flatnonzero(known if known.any() else np.isfinite(whole))
    filled: dict[int, Fill] = {}
    for t in map(int, np.flatnonzero(np.isnan(whole))):
        near = int(like[np.argmin(np.abs(like - t))])
        filled[years[t]] = fill = Fill(years[near], float(whole[near]), float(of_ages[near]))
        demand[t] = ages[t] * fill.ratio
    known_years = _those(years, known)
    if why:
        grounds = replace(grounds, method=SCALED, why=why, known_to=max(grounds.known_to, *known_years))
    else:
        source = entrants_from(found, grounds.record, stage, years[-1])
        grounds = replace(grounds, known_to=found.origin, source=source, whole=_whole(pupils[late]))
    split = _those(years, np.isfinite(whole) & ~apart)
    return replace(grounds, known=known_years, filled=filled, split=split), demand, demand.sum(axis=1)


def _whole(ahead: Floats) -> bool:
    """Whether of pupils ``(year, line)`` ahead the whole stage is known in some year, and all of its grades in none."""
    known: NDArray[np.bool_] = np.isfinite(ahead)
    return bool(known[:, -1].any()) and not bool(known[:, :-1].all(axis=1).any())


def pupils_of(found: Forecast, grounds: Grounds, stage: Stage, years: range) -> Floats:
    """Pupils ``(year, line)`` of a stage, by grade and as a whole: on record up to the origin, forecast after it; NaN
    where there are none."""
    lines, place = found.history.lines(stage), found.history.places[grounds.record]
    return np.asarray(found.followed(years)[:, place, lines.start : lines.stop + 1] * grounds.share)


def _those(years: range, marked: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(years[int(t)] for t in np.flatnonzero(marked))
