"""Children due to enter the first grade of every stage: of the areas of a plan, and of the zones (学区) inside them.

An area has its register of children, else those of its zones together, else leavers of the stage before, else its
demand. A zone has its register, else leavers of its schools, else its births, else a share of its area's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import BESIDE
from xuewei.model.calendar import MONTHS
from xuewei.model.people.children import Monthly, registers
from xuewei.model.people.flows import carried, stays
from xuewei.model.population import BORN, COUNTED_KINDS, HUKOU, MIGRANT, RESIDENT
from xuewei.model.pupils.grounds import AT_HOME
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.model.seats.register import intakes, seats_by_school
from xuewei.model.sources_due import (
    Floats,
    births_of_places,
    going,
    leavers_of,
    nearest_known,
    own_demand,
    stage_before,
    whole_cohorts,
)
from xuewei.model.stages import Stage
from xuewei.model.zone_estates import before_estates, with_estates
from xuewei.model.zoning import Zoning, zoning

Codes = NDArray[np.int8]
LEAVERS, BIRTHS, SHARE, FORECAST = "leavers", "births", "share", "forecast"
SOURCES = ("", *COUNTED_KINDS, LEAVERS, BIRTHS, SHARE, FORECAST)
"""What children due rest on (empty: nothing is known), the best first."""
REST = "（其余）"
"""Behind the name of an area: those of its children who are in none of its zones."""
SLIGHT = 1e-6
"""Children, or a part of a share, below which nothing is left over."""


@dataclass(frozen=True, eq=False, repr=False)
class EntryChildren:
    """Children due to enter the first grade of each stage in September of each of ``years``.

    ``children[stage] (year, place)`` are those who are counted, unrounded, NaN where unknown; places are ``areas``,
    then ``zones``, of which each is ``part_of`` an area and all of an area sum to it. ``others[stage]`` likewise are
    children outside the count (随迁子女). ``sources[stage]`` say by which of :data:`SOURCES` each number came about;
    ``kinds[stage]`` what each register has of the same cohorts. ``over``: areas whose zones had more children by their
    own numbers than the area by its own, so that it is their sum: area, stage, year. ``born_to``: by zone, the last
    calendar year whose births are known whole; after it as many are born as in its last twelve months. ``untaught``:
    areas and stages of which no year has both births and entrants, so that every child born is due at the rate of
    participation. ``estates[stage] (year, place)``: those of the children who are there by new housing.
    """

    years: range
    areas: tuple[str, ...]
    zones: tuple[str, ...]
    part_of: Mapping[str, str]
    children: dict[str, Floats]
    others: dict[str, Floats]
    sources: dict[str, Codes]
    kinds: dict[str, dict[str, Floats]]
    over: tuple[tuple[str, str, int], ...] = ()
    born_to: Mapping[str, int] = field(default_factory=dict)
    untaught: frozenset[tuple[str, str]] = frozenset()
    estates: Mapping[str, Floats] = field(default_factory=dict)

    @cached_property
    def places(self) -> tuple[str, ...]:
        """Areas, then zones."""
        return (*self.areas, *self.zones)

    @cached_property
    def whence(self) -> dict[tuple[str, str], str]:
        """What children of a place and stage rest on, the best of all years (:meth:`source` says it of one year)."""
        found = {}
        for stage, codes in self.sources.items():
            best = np.where(codes > 0, codes, len(SOURCES)).min(axis=0) % len(SOURCES)
            found.update(
                {(place, stage): SOURCES[code] for place, code in zip(self.places, best.tolist(), strict=True)}
            )
        return found

    @cached_property
    def _place(self) -> dict[str, int]:
        return {place: n for n, place in enumerate(self.places)}

    def source(self, place: str, stage: str, year: int) -> str:
        """What children of a place and stage rest on in one year; empty where they are unknown. Raises KeyError or
        ValueError for what there is not."""
        return SOURCES[int(self.sources[stage][self.years.index(year), self._place[place]])]

    def until(self, place: str, stage: str) -> int | None:
        """The last year that what ``whence`` names reaches; None where it reaches the last of all, or there is none."""
        code = SOURCES.index(self.whence[place, stage])
        there = np.flatnonzero(self.sources[stage][:, self._place[place]] == code)
        return None if not code or there[-1] == len(self.years) - 1 else self.years[int(there[-1])]


@dataclass(eq=False, repr=False)
class _Stage:
    """The work on one stage: numbers ``(year, area)`` and ``(year, zone)``, and where they are from."""

    stage: Stage
    area: Floats
    area_codes: Codes
    zone: Floats
    zone_codes: Codes
    kinds: dict[str, Floats]
    others: Floats
    rest: Floats


def entry_children(found: Assessment) -> EntryChildren:
    """Children due to enter each stage, by area and by zone; docs/method.en.md works one out by hand.

    Zones are those of ``zones.csv``, else those that schools name. Which register counts is ``children.kind``; children
    outside it are counted too where ``children.migrants`` says so.
    """
    before = before_estates(found.demand)
    if before is not None:
        return with_estates(found, before, entry_children(replace(found, demand=before)))
    parts = zoning(found.plan, found.population, found.areas)
    places = {place: n for n, place in enumerate((*found.areas, *parts.zones))}
    known = registers(found.population.children, places)
    born = births_of_places(found, places)
    held = born.held((found.years.stop + 1) * MONTHS)
    offered = _places(found, parts) if np.isnan(parts.shares).any() else {}
    works, over, untaught = [], list[tuple[str, str, int]](), set[tuple[str, str]]()
    for stage in found.stages:
        by_cohort = whole_cohorts(found, stage)
        work = _own_numbers(found, parts, known if by_cohort else {}, stage)
        if by_cohort:
            untaught |= {(area, stage.name) for area in _zones_by_births(found, parts, (born, held), work)}
        over += [(area, stage.name, year) for area, year in _fitted(found, parts, work, offered)]
        _flowed(found, parts, work)
        works.append(work)
    known_to = {zone: born.known_to(places[zone]) for zone in parts.zones}
    born_to = {zone: (month + 1) // MONTHS - 1 for zone, month in known_to.items() if month is not None}
    return replace(_together(found, parts, works, over), born_to=born_to, untaught=frozenset(untaught))


def _own_numbers(found: Assessment, parts: Zoning, known: Mapping[str, Monthly], stage: Stage) -> _Stage:
    """What places of a stage have by registers and by leavers, and areas by their demand."""
    assumed, areas = found.assumptions, len(found.areas)
    shape = len(found.years), areas + len(parts.zones)
    kinds = {kind: each.entering(found.years, stage.entry_age, assumed.entry_cutoff) for kind, each in known.items()}
    kinds = {kind: each * going(found, stage)[:, None] for kind, each in kinds.items()}
    numbers, codes = np.full(shape, np.nan), np.zeros(shape, np.int8)
    for kind in COUNTED_KINDS if assumed.children.kind is None else (assumed.children.kind,):
        _put(numbers, codes, kinds.get(kind), SOURCES.index(kind))
    others = _others(kinds, codes)
    of_zones, unknown = parts.summed(others[:, areas:]), np.isnan(others[:, :areas]) & (parts.uncovered == 0)
    others[:, :areas][unknown] = of_zones[unknown]
    if assumed.children.migrants != BESIDE:
        numbers, others = numbers + np.nan_to_num(others), np.where(np.isnan(others), np.nan, 0.0)
    work = _Stage(
        stage,
        numbers[:, :areas].copy(),
        codes[:, :areas].copy(),
        numbers[:, areas:].copy(),
        codes[:, areas:].copy(),
        kinds,
        others,
        np.zeros((shape[0], areas)),
    )
    _areas_without_register(found, parts, work)
    return work


def _put(numbers: Floats, codes: Codes, new: Floats | None, code: int) -> None:
    """Fill unknown numbers with new ones where these are known."""
    if new is not None:
        here = np.isnan(numbers) & np.isfinite(new)
        numbers[here], codes[here] = new[here], code


def _others(kinds: Mapping[str, Floats], codes: Codes) -> Floats:
    """Children outside the count: those registered as migrant, else residents beyond the household register. None are
    outside a register of residents or of vaccinations, which has them already."""
    found = np.full(codes.shape, np.nan)
    if MIGRANT in kinds:
        found = kinds[MIGRANT].copy()
    if RESIDENT in kinds and HUKOU in kinds:
        beyond = np.maximum(kinds[RESIDENT] - kinds[HUKOU], 0)
        found = np.where(np.isnan(found), beyond, found)
    inside = ~np.isin(codes, [SOURCES.index(""), SOURCES.index(HUKOU), SOURCES.index(BORN)])
    found[inside & np.isfinite(found)] = 0.0
    return found


def _areas_without_register(found: Assessment, parts: Zoning, work: _Stage) -> None:
    """Areas: the sum of the registers of their zones where all have one, leavers of the stage before, their demand."""
    _sum_of_zones(parts, work)
    _put(work.area, work.area_codes, leavers_of(found, work.stage), SOURCES.index(LEAVERS))
    _put(work.area, work.area_codes, own_demand(found, work.stage), SOURCES.index(FORECAST))
    share = parts.leaver_shares(found.population, found.years, stage_before(found, work.stage))
    entering = np.isin(work.area_codes, [SOURCES.index(LEAVERS), SOURCES.index(FORECAST)])
    by_leavers = np.where(entering, work.area, np.nan)[:, parts.at] * share
    by_register = ~np.isnan(work.zone)
    _put(work.zone, work.zone_codes, by_leavers, SOURCES.index(LEAVERS))
    _stay_at_home(found, parts, work, by_register)


def _sum_of_zones(parts: Zoning, work: _Stage) -> None:
    """Areas of which nothing is known and whose zones, which leave nothing out, are all known: their sum."""
    added = parts.summed(work.zone)
    here = np.isnan(work.area) & np.isfinite(added) & (parts.uncovered == 0)
    work.area[here], work.area_codes[here] = added[here], parts.greatest(work.zone_codes)[here]


def _at_school(found: Assessment, work: _Stage) -> NDArray[np.bool_]:
    """Numbers ``(year, area)`` of pupils where they go to school: forecast from pupils on record."""
    record = [found.method(area, work.stage.name) not in AT_HOME for area in found.areas]
    at_school = (SOURCES.index(LEAVERS), SOURCES.index(FORECAST))
    return np.asarray(np.isin(work.area_codes, at_school) & np.array(record))


def _stay_at_home(found: Assessment, parts: Zoning, work: _Stage, by_register: NDArray[np.bool_]) -> None:
    """Registers of zones of an area whose number is of pupils where they go to school: without those who leave it."""
    kept = stays(found.population.flows, work.stage.name, found.areas)
    if (kept != 1).any():
        factor = np.where(_at_school(found, work), kept, 1.0)[:, parts.at]
        work.zone[by_register] *= factor[by_register]


def _zones_by_births(found: Assessment, parts: Zoning, births: tuple[Monthly, Monthly], work: _Stage) -> list[str]:
    """Zones with births of their own, as these go on: their cohort × what the area has to a birth in the nearest year
    of both. The areas without one, where it is the share of children who enter."""
    areas, stage = len(found.areas), work.stage
    born, held = births
    of_area, there, of_zone = (
        each.entering(found.years, stage.entry_age, found.assumptions.entry_cutoff)[:, part]
        for each, part in ((born, slice(areas)), (born, slice(areas, None)), (held, slice(areas, None)))
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = work.area / of_area
    plain = np.broadcast_to(going(found, stage)[:, None], ratio.shape)
    ratio = nearest_known(np.where(np.isfinite(ratio), ratio, np.nan))
    untaught = [area for n, area in enumerate(found.areas) if np.isnan(ratio[:, n]).all()]
    ratio = np.where(np.isfinite(ratio), ratio, plain)
    numbers = of_zone * ratio[:, parts.at]
    going_on = np.isnan(work.zone) & np.isnan(there) & np.isfinite(numbers)
    _put(work.zone, work.zone_codes, numbers, SOURCES.index(BIRTHS))
    _as_the_area(parts, work, going_on)
    return untaught


def _as_the_area(parts: Zoning, work: _Stage, going_on: NDArray[np.bool_]) -> None:
    """Zones that are ``going_on`` beyond their own births have together what is left of their area, where every zone
    of it has a number and no child is outside them: else those they lack, or have too many, would be nobody's."""
    held = parts.added(np.where(going_on, np.nan_to_num(work.zone), 0.0))
    known = parts.added(np.where(going_on, 0.0, np.nan_to_num(work.zone)))
    whole = (parts.added(np.isnan(work.zone).astype(np.float64)) == 0) & (parts.uncovered <= SLIGHT)
    left = work.area - known
    fits = whole & (held > 0) & np.isfinite(left) & (left > 0)
    factor = np.divide(left, held, out=np.ones(left.shape), where=fits)
    work.zone = np.where(going_on, work.zone * factor[:, parts.at], work.zone)


def _fitted(found: Assessment, parts: Zoning, work: _Stage, offered: Mapping[str, Floats]) -> list[tuple[str, int]]:
    """Zones with numbers of their own keep them, the others share what is left of their area's; areas and years in
    which these are more than the area's, which then is their sum."""
    _sum_of_zones(parts, work)
    own, added = np.isfinite(work.zone), parts.added(np.nan_to_num(work.zone))
    over = parts.there & (added > work.area + SLIGHT)
    work.area = np.where(over, added, work.area)
    left = np.maximum(work.area - added, 0.0)
    weights = np.where(own, 0.0, _weights(parts, work, own, offered))
    total = parts.added(weights) + parts.uncovered
    shared = np.zeros(left.shape)
    np.divide(left, total, out=shared, where=total > 0)
    _put(work.zone, work.zone_codes, shared[:, parts.at] * weights, SOURCES.index(SHARE))
    work.rest = np.where(parts.there, np.where(total > 0, shared * parts.uncovered, left), 0.0)
    return [(found.areas[n], found.years[t]) for t, n in zip(*np.nonzero(over), strict=True)]


def _weights(parts: Zoning, work: _Stage, own: NDArray[np.bool_], offered: Mapping[str, Floats]) -> Floats:
    """What zones ``(year, zone)`` without numbers of their own share the rest of their area by: in areas of which no
    share is written, their numbers in the nearest year in which all that lack one have it."""
    weights = parts.weights(offered.get(work.stage.name), len(own))
    before = nearest_known(work.zone) if len(parts.zones) else work.zone
    unknown = ~own & (np.isnan(before) | ~np.isnan(parts.shares))
    ready = (parts.added(unknown.astype(np.float64)) == 0) & (
        parts.added(np.where(own, 0.0, np.nan_to_num(before))) > 0
    )
    return np.where(ready[:, parts.at], np.nan_to_num(before), weights)


def _places(found: Assessment, parts: Zoning) -> dict[str, Floats]:
    """Places of the first grade ``(year, zone)`` that schools offer to zones, by stage."""
    schools = [school.id for school in found.plan.schools]
    seats = seats_by_school(found.ledger, found.years, schools, found.stages)
    return {stage: parts.of_schools(each) for stage, each in intakes(found.plan, seats, found.stages).items()}


def _flowed(found: Assessment, parts: Zoning, work: _Stage) -> None:
    """Those who go to school in another area, or zone, carried there; the zones of an area go with it."""
    flows, name = found.population.flows, work.stage.name
    if not any(row.stage == name for row in flows):
        return
    flowed = found.demand.flowed.get(name)
    abroad = {area: pupils[:, 0] for area, pupils in flowed.abroad.items()} if flowed else {}
    after = carried(flows, name, found.areas, work.area, abroad)
    after = np.where(_at_school(found, work), work.area, after)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = np.where(work.area > 0, after / work.area, 1.0)
    fresh = np.where(work.area > 0, 0.0, after)  # who arrives where there was nobody
    work.zone = carried(flows, name, parts.zones, work.zone * factor[:, parts.at])
    work.rest = np.where(parts.there, work.rest * factor + np.nan_to_num(fresh), 0.0)
    work.area = np.where(parts.there & np.isfinite(after), parts.added(work.zone) + work.rest, after)


def _outside(parts: Zoning, work: _Stage) -> Floats:
    """Children outside the count of every place: none where it is of pupils or of all residents."""
    in_area = work.area_codes[:, parts.at]
    codes = np.hstack([work.area_codes, np.where(work.zone_codes == SOURCES.index(SHARE), in_area, work.zone_codes)])
    everybody = np.isin(codes, [SOURCES.index(each) for each in (LEAVERS, BIRTHS, FORECAST)])
    return np.where(everybody & np.isfinite(work.others), 0.0, work.others)


def _together(found: Assessment, parts: Zoning, works: list[_Stage], over: list[tuple[str, str, int]]) -> EntryChildren:
    """All stages, with the rest of each area that has one behind its zones."""
    resting = np.flatnonzero(
        np.any([np.nan_to_num(work.rest).max(axis=0, initial=0) > SLIGHT for work in works], axis=0)
    )
    names = tuple(f"{found.areas[n]}{REST}" for n in resting)
    unknown, share = np.full((len(found.years), len(names)), np.nan), SOURCES.index(SHARE)
    children, others, sources, kinds = {}, {}, {}, {}
    for work in works:
        name, rest = work.stage.name, work.rest[:, resting]
        children[name] = np.hstack([work.area, work.zone, rest]).round(NOISE_DIGITS)
        others[name] = np.hstack([_outside(parts, work), unknown])
        codes = np.where(np.isfinite(rest), share, 0).astype(np.int8)
        sources[name] = np.hstack([work.area_codes, work.zone_codes, codes])
        kinds[name] = {kind: np.hstack([each, unknown]) for kind, each in work.kinds.items()}
    whole = dict(zip(parts.zones, (found.areas[n] for n in parts.at), strict=True))
    whole |= {name: found.areas[n] for name, n in zip(names, resting, strict=True)}
    return EntryChildren(
        found.years, found.areas, (*parts.zones, *names), whole, children, others, sources, kinds, tuple(over)
    )
