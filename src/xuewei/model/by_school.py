"""Pupils of every school of a plan, by stage, grade and year: on record, then forecast, in sum those of their area."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.plan import School, stages_of
from xuewei.model.population import COUNTED_KINDS, EnrolmentRow
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.pupils.school_ratios import Places
from xuewei.model.pupils.schools_ahead import by_seats, followed, in_zones
from xuewei.model.seats.ledger import grade_shares, ledger
from xuewei.model.seats.mergers import heirs
from xuewei.model.seats.register import intakes, seats_by_school, zones_of
from xuewei.model.stages import Stage
from xuewei.model.zones import BIRTHS, LEAVERS, SOURCES, EntryChildren, entry_children

Floats = NDArray[np.float64]
OWN = (*COUNTED_KINDS, LEAVERS, BIRTHS)
"""What children of a zone can rest on so that its schools are held to them."""
RECORD, SHARE = "record", "share"
"""What pupils of a school follow: its own pupils on record, or a share of its area's by seats and intake."""


@dataclass(frozen=True, eq=False, repr=False)
class SchoolPupils:
    """Pupils of ``schools`` (ids, in the order of the plan) over ``years``: ``pupils[stage] (year, school, grade)``,
    unrounded, and ``rest[stage] (year, area, grade)`` who are in none of them. Schools and rest of an area are its
    demand; NaN where that is unknown. ``seats`` and ``intake`` (``(year, school)``) are what the schools offer.

    ``whence`` says of each school and stage whether its pupils follow its own record or are a ``share``; ``known`` are
    the years of which pupils of some school of an area are on record, by area and stage. Stages that are left out of
    the assessment are here where pupils of schools are on record, in those years alone.
    """

    schools: tuple[str, ...]
    years: range
    pupils: Mapping[str, Floats]
    rest: Mapping[str, Floats]
    seats: Mapping[str, Floats]
    intake: Mapping[str, Floats]
    whence: Mapping[tuple[str, str], str]
    known: Mapping[tuple[str, str], tuple[int, ...]]


def school_pupils(found: Assessment) -> SchoolPupils:
    """Pupils of every school of an assessment. Where an area has pupils of schools on record each school's grades go on
    and it takes its share of the entrants (:func:`xuewei.model.pupils.schools_ahead.followed`); elsewhere all pupils
    are shared by seats, in the first grade by intake."""
    ids = tuple(school.id for school in found.plan.schools)
    rows = by_stage(found.population.of_schools, ids)
    first = min([found.years.start, *(row.year for row in chain(*rows.values()))])
    years = range(first, found.years.stop)
    seats = seats_by_school(found.ledger, years, ids, found.stages)
    intake = intakes(found.plan, seats, found.stages)
    own = slice(found.years.start - first, None)
    pupils, rest, whence, known = {}, {}, dict[tuple[str, str], str](), dict[tuple[str, str], tuple[int, ...]]()
    history = _history(found) if rows else None
    zoned = _zoned(found)
    for stage in found.stages:
        places = _places(found, stage, seats[stage.name], intake[stage.name], years)
        totals = _totals(found, stage, years)
        every, due = by_seats(places, np.nan_to_num(totals)), _due(found, zoned, stage, years)
        if due is not None:
            every[:, :, 0] = [in_zones(places, *each) for each in zip(every[:, :, 0], due, strict=True)]
        every[np.isnan(totals)[:, places.area]] = np.nan
        record = _record(rows.get(stage.name, ()), ids, stage, years, totals[:, places.area])
        there = np.asarray(np.isfinite(record).any(axis=2))
        if there.any():
            of_areas = _area_record(history, found, stage, years)
            told = np.asarray(there.any(axis=0))
            record, known_areas = _with_rest(places, record, of_areas, told)
            followed_areas = np.asarray(known_areas.any(axis=0))[places.area]
            grown = followed(places, record, _filled(totals, record, places, known_areas), due)
            every[:, followed_areas] = np.where(np.isnan(every), np.nan, grown)[:, followed_areas]
            for n, area in enumerate(found.areas):
                known[area, stage.name] = tuple(years[int(t)] for t in np.flatnonzero(known_areas[:, n]))
        else:
            told = np.zeros(len(ids), dtype=bool)
        pupils[stage.name], rest[stage.name] = every[own, : len(ids)], every[own, len(ids) :]
        whence.update({(name, stage.name): RECORD if yes else SHARE for name, yes in zip(ids, told, strict=True)})
    offered = {name: each[own] for name, each in seats.items()}, {name: each[own] for name, each in intake.items()}
    answer = SchoolPupils(ids, found.years, pupils, rest, *offered, whence, known)
    return _with_left_out(answer, found, rows) if found.unheard else answer


def _with_left_out(answer: SchoolPupils, found: Assessment, rows: Mapping[str, Sequence[EnrolmentRow]]) -> SchoolPupils:
    """The same with the stages that the assessment is without: what is on record of schools needs no forecast."""
    every, ids, years = stages_of(found.plan, found.assumptions), answer.schools, found.years
    left = [stage for stage in every if stage.name in found.unheard and stage.name in rows]
    caps = {kind: cap.value for kind, cap in found.assumptions.caps().items()}
    names = {stage.name for stage in left}
    added = seats_by_school([row for row in ledger(found.plan, every, caps) if row.stage in names], years, ids, left)
    pupils, rest, known = dict(answer.pupils), dict(answer.rest), dict(answer.known)
    home = np.array([school.area for school in found.plan.schools])
    for stage in left:
        name, own = (
            stage.name,
            _record(rows[stage.name], ids, stage, years, np.zeros((len(years), len(ids), stage.grades))),
        )
        every_pupil = {(row.year, row.area): row.pupils for row in found.population.enrolment if row.stage == name}
        pupils[name], rest[name] = own, np.full((len(years), len(found.areas), stage.grades), np.nan)
        for n, area in enumerate(found.areas):
            listed = own[:, home == area]
            told = np.flatnonzero(np.isfinite(listed).any(axis=(1, 2)))
            known[area, name] = tuple(years[int(t)] for t in told)
            for t in told:
                beyond = every_pupil.get((years[int(t)], area), 0.0) - float(np.nansum(listed[t]))
                rest[name][t, n] = max(beyond, 0.0) * grade_shares(stage)
    seats, intake = {**answer.seats, **added}, {**answer.intake, **intakes(found.plan, added, left)}
    whence = {**answer.whence, **{(school, name): RECORD for school in ids for name in names}}
    return replace(answer, pupils=pupils, rest=rest, seats=seats, intake=intake, whence=whence, known=known)


def _zoned(found: Assessment) -> EntryChildren | None:
    """Children due of zones; None where no zone that a school names has births or a register."""
    people = found.population
    own = {row.area for row in people.births} | {row.area for row in people.children}
    named = (zone for school in found.plan.schools if school.zone for zone in zones_of(school))
    return entry_children(found) if any(zone in own for zone in named) else None


def _due(found: Assessment, due: EntryChildren | None, stage: Stage, years: range) -> Floats | None:
    """Children due to enter a stage ``(year, zone)`` of the zones that schools name, in the order of :func:`_zones`,
    where a zone's own register, births or leavers tell them; NaN elsewhere."""
    if due is None:
        return None
    zoned = [school for school in found.plan.schools if school.zone]
    names = list(dict.fromkeys((school.area, zone) for school in zoned for zone in zones_of(school)))
    told, place = due.sources[stage.name], {zone: n for n, zone in enumerate(due.places)}
    known = np.where(np.isin(told, [SOURCES.index(each) for each in OWN]), due.children[stage.name], np.nan)
    every = np.full((len(years), len(names)), np.nan)
    for n, (area, zone) in enumerate(names):
        if due.part_of.get(zone) == area:
            every[found.years.start - years.start :, n] = known[:, place[zone]]
    return every


def by_stage(rows: Iterable[EnrolmentRow], schools: Sequence[str]) -> dict[str, list[EnrolmentRow]]:
    """Rows of some schools by stage, of each figure the last published last."""
    listed, found = set(schools), dict[str, list[EnrolmentRow]]()
    for row in sorted(rows, key=lambda row: row.published_year or row.year):
        if row.school in listed:
            found.setdefault(row.stage, []).append(row)
    return found


def _history(found: Assessment) -> EnrolmentHistory | None:
    """The pupils on record of the areas."""
    if found.demand.progression is not None:
        return found.demand.progression.history
    grades = {stage.name: stage.grades for stage in found.stages}
    rows = [row for row in found.population.enrolment if (row.grade or 0) <= grades.get(row.stage, -1)]
    return enrolment_history(rows, (), found.stages, found.assumptions.entry_cutoff) if rows else None


def _area_record(history: EnrolmentHistory | None, found: Assessment, stage: Stage, years: range) -> Floats:
    """Pupils on record ``(year, area, grade)`` of the areas; NaN where there are none."""
    every = np.full((len(years), len(found.areas), stage.grades), np.nan)
    if history is not None and stage in history.stages:
        truth, place = history.truth(years)[:, :, history.lines(stage)], {a: n for n, a in enumerate(history.areas)}
        for n, area in enumerate(found.areas):
            if area in place:
                every[:, n] = truth[:, place[area]]
    return every


def _places(found: Assessment, stage: Stage, seats: Floats, intake: Floats, years: range) -> Places:
    """What the schools offer of a stage, and behind them what the areas offer beyond them."""
    schools, areas = found.plan.schools, {area: n for n, area in enumerate(found.areas)}
    there = np.maximum(seats, 0.0)
    rest = np.repeat((found.base[stage.name][:, None] * grade_shares(stage))[None], len(years), axis=0)
    area = np.array([areas[school.area] for school in schools], dtype=np.int64)
    for n in range(len(areas)):
        rest[:, n] += np.minimum(seats, 0.0)[:, area == n].sum(axis=1)
    rest = np.maximum(rest, 0.0)
    member, group, part = _zones(schools)
    order = {school.id: n for n, school in enumerate(schools)}
    heir = [
        [(order[name], share) for name, share in heirs(school.merge_into).items() if name in order]
        for school in schools
    ]
    return Places(
        np.concatenate([there, rest], axis=1),
        np.concatenate([np.maximum(intake, 0.0), rest[:, :, 0]], axis=1),
        np.append(area, np.arange(len(areas))),
        member,
        group,
        part,
        np.array([each[0][0] if len(each) == 1 else -1 for each in heir] + [-1] * len(areas), dtype=np.int64),
        {n: tuple(each) for n, each in enumerate(heir) if len(each) > 1},
    )


def _zones(schools: Sequence[School]) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Every zone that a school serves: the school, the zone in its area, and the zone's share of the places."""
    names: dict[tuple[str, str], int] = {}
    found = [
        (n, names.setdefault((school.area, zone), len(names)), share)
        for n, school in enumerate(schools)
        for zone, share in (zones_of(school) if school.zone else {}).items()
    ]
    member, group, part = zip(*found, strict=True) if found else ((), (), ())
    return np.array(member, dtype=np.int64), np.array(group, dtype=np.int64), np.array(part, dtype=np.float64)


def _totals(found: Assessment, stage: Stage, years: range) -> Floats:
    """Demand ``(year, area, grade)``, NaN before it is known; of a stage known only as a whole, its grades evenly."""
    graded = graded_demand(found, stage)
    before = np.full((len(years) - len(graded), *graded.shape[1:]), np.nan)
    return np.concatenate([before, graded])


def graded_demand(found: Assessment, stage: Stage) -> Floats:
    """Demand ``(year, area, grade)`` of the years of an assessment, unrounded; the grades of a stage that is known only
    as a whole are even."""
    demand = found.demand[stage.name]
    return np.where(np.isnan(demand), found.demand.whole[stage.name][:, :, None] * grade_shares(stage), demand)


def _record(rows: Iterable[EnrolmentRow], schools: Sequence[str], stage: Stage, years: range, usual: Floats) -> Floats:
    """Pupils on record ``(year, school, grade)``; NaN where a school has no row of a year. Pupils whose grade is not
    known are in the grades of their school, or where none is known in proportion to the ``usual`` of its area."""
    place, grades = {name: n for n, name in enumerate(schools)}, stage.grades
    found = np.full((len(years), len(schools), grades + 1), np.nan)
    for row in rows:
        if row.year in years and (row.grade or 0) <= grades:
            found[row.year - years.start, place[str(row.school)], grades if row.grade is None else row.grade - 1] = (
                row.pupils
            )
    there, whole = np.isfinite(found).any(axis=2), found[:, :, -1]
    parts = np.nan_to_num(found[:, :, :-1])
    added = parts.sum(axis=2)
    shares = np.nan_to_num(usual[:, : len(schools)])
    sums = shares.sum(axis=2, keepdims=True)
    even = np.broadcast_to(grade_shares(stage), shares.shape)
    shares = np.divide(shares, sums, out=even.copy(), where=sums > 0)
    shares = np.divide(parts, added[:, :, None], out=shares, where=added[:, :, None] > 0)
    parts += shares * np.maximum(np.nan_to_num(whole - added), 0.0)[:, :, None]
    none = np.isnan(found[:, :, :-1]).all(axis=2) & np.isfinite(whole)
    parts[none] = (shares * np.nan_to_num(whole)[:, :, None])[none]
    return np.where(there[:, :, None], parts, np.nan)


def _with_rest(
    places: Places, record: Floats, of_areas: Floats, told: NDArray[np.bool_]
) -> tuple[Floats, NDArray[np.bool_]]:
    """The record of schools with the remainders behind it, and the years ``(year, area)`` that are on record. Open
    schools of which nothing is on record share a remainder by their seats."""
    listed = len(places.area) - places.areas
    every = np.concatenate([record, np.full((len(record), places.areas, record.shape[2]), np.nan)], axis=1)
    counted = np.stack([places.by_area(np.nan_to_num(each)) for each in every])
    there = np.stack([places.by_area(each.any(axis=1).astype(float)) > 0 for each in np.isfinite(every)])
    left = np.where(there[:, :, None], np.maximum(np.nan_to_num(of_areas - counted), 0.0), np.nan)
    silent = np.append(~told, np.ones(places.areas, dtype=bool))
    offers = np.where(silent[:, None], places.seats, 0.0)
    every[:, listed:] = left
    for t in range(len(every)):
        added = places.by_area(offers[t])
        share = np.divide(offers[t], added[places.area], out=np.zeros_like(offers[t]), where=added[places.area] > 0)
        share[listed:] += added <= 0
        some = np.flatnonzero(silent & (np.nan_to_num(left[t]).sum(axis=1) > 0)[places.area])
        every[t, some] = (share * left[t][places.area])[some]
    return every, there


def _filled(totals: Floats, record: Floats, places: Places, known: NDArray[np.bool_]) -> Floats:
    """Totals with those of years before any demand: pupils on record, in years between as in the year before."""
    counted = np.stack([places.by_area(np.nan_to_num(each)) for each in record])
    found = np.where(np.isnan(totals) & known[:, :, None], counted, totals)
    for t in range(1, len(found)):
        found[t] = np.where(np.isnan(found[t]), found[t - 1], found[t])
    return found
