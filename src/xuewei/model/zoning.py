"""Zones (学区) of the areas of a plan: which there are, which schools serve them, and what part of an area each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.people.of_zones import NEAR_ONE, with_areas, with_sums_of_zones, zones_of_areas
from xuewei.model.plan import Plan
from xuewei.model.population import EnrolmentRow, Population
from xuewei.model.seats.register import zones_of
from xuewei.model.stages import Stage

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, eq=False, repr=False)
class Zoning:
    """Zones with the index of their area ``at (zone,)`` and their written ``shares (zone,)`` of it, NaN where none is
    written; of ``schools``, those that serve a zone: which, which zone, and the share of their places. ``count`` is the
    number of areas."""

    zones: tuple[str, ...]
    at: Whole
    shares: Floats
    schools: tuple[str, ...]
    serving: Whole
    served: Whole
    part: Floats
    count: int

    def added(self, numbers: Floats) -> Floats:
        """Sums ``(year, area)`` of numbers ``(year, zone)``."""
        found = np.zeros((self.count, len(numbers)))
        np.add.at(found, self.at, numbers.T)
        return found.T

    def summed(self, numbers: Floats) -> Floats:
        """The same, NaN where a zone is unknown and where an area has none."""
        return np.where(self.there, self.added(numbers), np.nan)

    def greatest(self, codes: NDArray[np.int8]) -> NDArray[np.int8]:
        """The greatest code ``(year, area)`` of the zones of an area, 0 without any."""
        found = np.zeros((self.count, len(codes)), np.int8)
        np.maximum.at(found, self.at, codes.T)
        return found.T

    @property
    def there(self) -> NDArray[np.bool_]:
        """Which areas have zones."""
        return np.bincount(self.at, minlength=self.count) > 0

    @property
    def uncovered(self) -> Floats:
        """The share ``(area,)`` of each area that is in none of its zones: what written shares leave, where all of them
        are written."""
        unwritten = np.bincount(self.at, np.isnan(self.shares), self.count)
        rest = 1 - np.bincount(self.at, np.nan_to_num(self.shares), self.count)
        return np.where(self.there & (unwritten == 0) & (rest > NEAR_ONE), rest, 0.0)

    def weights(self, places: Floats | None, years: int) -> Floats:
        """The share ``(year, zone)`` of its area that each zone is: as written; the others share what is left by the
        ``places (year, zone)`` that schools offer them, evenly where these offer none."""
        written = np.bincount(self.at, np.nan_to_num(self.shares), self.count)
        unwritten = np.isnan(self.shares)
        found = np.broadcast_to(np.nan_to_num(self.shares), (years, len(self.zones))).copy()
        if unwritten.any():
            here = np.zeros(found.shape) if places is None else np.where(unwritten, places, 0.0)
            empty = self.added(here) <= 0
            here = np.where(empty[:, self.at] & unwritten, 1.0, here)
            total, portion = self.added(here), np.zeros(empty.shape)
            np.divide(np.maximum(1 - written, 0.0), total, out=portion, where=total > 0)
            found[:, unwritten] = (here * portion[:, self.at])[:, unwritten]
        return found

    def of_schools(self, numbers: Floats) -> Floats:
        """Numbers ``(year, school)`` by the zones ``(year, zone)`` that the schools serve."""
        found = np.zeros((len(self.zones), len(numbers)))
        np.add.at(found, self.served, (numbers[:, self.serving] * self.part).T)
        return found.T

    def leaver_shares(self, population: Population, years: range, before: Stage | None) -> Floats:
        """The share ``(year, zone)`` of those who leave stage ``before`` ahead of each September who are at schools of
        the zone, by pupils of schools on record, who go up a grade a year. NaN where a zone of the area has none."""
        rows = [row for row in population.of_schools if before and row.stage == before.name and row.grade is not None]
        shares = np.full((len(years), len(self.zones)), np.nan)
        if before is None or not rows:
            return shares
        leavers = self._leavers(rows, years, before.grades)
        known = self.of_schools(np.isfinite(leavers).astype(np.float64)) > 0
        here = np.where(known, self.of_schools(np.nan_to_num(leavers)), np.nan)
        total = self.added(here)[:, self.at]
        np.divide(here, total, out=shares, where=total > 0)
        return shares

    def _leavers(self, rows: Sequence[EnrolmentRow], years: range, grades: int) -> Floats:
        """Who leaves each school ``(year, school)`` ahead of each September: the last grade of the year before, or a
        lower one of the last year on record, as many years later."""
        place, last = {school: n for n, school in enumerate(self.schools)}, max(row.year for row in rows)
        found = np.full((len(years), len(self.schools)), np.nan)
        for row in sorted(rows, key=lambda row: row.published_year or 0):
            leaves = row.year + 1 + grades - (row.grade or grades)
            if leaves in years and row.school in place and (row.year == last or row.grade == grades):
                found[years.index(leaves), place[row.school]] = row.pupils
        return found


def named_zones(plan: Plan) -> dict[str, str]:
    """The zones that schools of a plan name, each with the area of the first school that does.

    >>> from xuewei.model.plan import School
    >>> named_zones(Plan("p", "甲", (School("s", "primary", "甲", zone="东片;西片"),), (2021, 2025)))
    {'东片': '甲', '西片': '甲'}
    """
    found: dict[str, str] = {}
    for school in plan.schools:
        for zone in zones_of(school):
            found.setdefault(zone, school.area)
    return found


def with_zone_sums(plan: Plan, population: Population) -> Population:
    """The population with births and registers of areas that have none of their own, the sums of those of their zones:
    the zones of ``zones.csv`` of which shares leave nothing out, else those that schools name; these also say in which
    area an estate lies."""
    if population.estates and not population.zones:
        population = replace(population, estates=with_areas(population.estates, named_zones(plan)))
    if population.zones:
        return with_sums_of_zones(population, zones_of_areas(population.zones))
    found: dict[str, list[str]] = {}
    for zone, area in named_zones(plan).items():
        found.setdefault(area, []).append(zone)
    return with_sums_of_zones(population, found) if found else population


def zoning(plan: Plan, population: Population, areas: Sequence[str]) -> Zoning:
    """The zones of ``areas``: those of the population, else those that schools of the plan name, each part of the area
    of the first school that names it."""
    at = {area: n for n, area in enumerate(areas)}
    if population.zones:
        rows = {row.area: (row.part_of, row.share) for row in population.zones if row.part_of in at}
    else:
        rows = {zone: (area, None) for zone, area in named_zones(plan).items() if area in at}
    order = {zone: n for n, zone in enumerate(rows)}
    served = [
        (n, order[zone], share)
        for n, school in enumerate(plan.schools)
        for zone, share in zones_of(school).items()
        if zone in order
    ]
    return Zoning(
        tuple(rows),
        np.array([at[area] for area, _ in rows.values()], np.int64),
        np.array([np.nan if share is None else share for _, share in rows.values()], np.float64),
        tuple(school.id for school in plan.schools),
        np.array([each[0] for each in served], np.int64),
        np.array([each[1] for each in served], np.int64),
        np.array([each[2] for each in served], np.float64),
        len(areas),
    )
