"""What schools offer, and what their pupils on record teach: how their grades go on and what share of entrants comes.

Arrays run over schools and behind them over one remainder an area: the pupils in no listed school.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.pupils.ratios import STEPS, distances, fit, trust

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
EVENING = (0.0, 0.1, 0.2, 0.3, 0.5)
"""How much of the difference between a grade and its school's others is lost in a year: shares that are tried."""


@dataclass(frozen=True, eq=False, repr=False)
class Places:
    """What schools, and the remainders behind them, offer of one stage: ``seats (year, school, grade)`` and ``intake
    (year, school)``, none negative; ``area (school,)`` is the index of each one's area, the remainders' being 0, 1, …
    in their order. ``member``, ``group`` and ``part`` are alike in length: a school, a zone that it serves in its area,
    and the share of its places that are the zone's; ``heir (school,)`` who takes its pupils when it closes, -1 where
    nothing says it; ``heirs`` who take them where there are several, each with its share."""

    seats: Floats
    intake: Floats
    area: Whole
    member: Whole
    group: Whole
    part: Floats
    heir: Whole
    heirs: Mapping[int, tuple[tuple[int, float], ...]] = field(default_factory=dict)

    @property
    def areas(self) -> int:
        """How many areas there are."""
        return int(self.area.max(initial=-1)) + 1

    def by_area(self, values: Floats) -> Floats:
        """Sums ``(area, …)`` of values ``(school, …)``."""
        return sums(values, self.area, self.areas)

    def rest(self, area: int) -> int:
        """The remainder of an area."""
        return len(self.area) - self.areas + area


def sums(values: Floats, index: Whole, length: int) -> Floats:
    """Sums of rows of ``values`` that have the same index.

    >>> sums(np.array([1.0, 2.0, 4.0]), np.array([0, 1, 0]), 2)
    array([5., 2.])
    """
    found = np.zeros((length, *values.shape[1:]))
    np.add.at(found, index, values)
    return found


def places_on_record(places: Places, record: Floats) -> NDArray[np.bool_]:
    """Whether ``(year, area)`` any school of an area is on record in a year."""
    there = np.asarray(np.isfinite(record[:, : len(places.area) - places.areas]).any(axis=2))
    inside = places.area[: there.shape[1]]
    return np.stack([sums(each.astype(float), inside, places.areas) > 0 for each in there])


def with_merged(places: Places, record: Floats) -> Floats:
    """The record with the pupils of schools that closed before its end among those of the school that took them, as if
    both had always been one: so the year in which they joined teaches nothing."""
    found = record.copy()
    last = np.where(np.isfinite(record).any(axis=2), np.arange(len(record))[:, None], -1).max(axis=0)
    ended = (places.heir >= 0) & (last >= 0) & ~(places.seats[-1].max(axis=1) > 0) & (last < last[places.heir])
    for s in sorted(map(int, np.flatnonzero(ended)), key=last.__getitem__):
        heir, rows = places.heir[s], np.asarray(np.isfinite(found[:, s]).any(axis=1))
        both = np.nan_to_num(found[:, heir]) + np.nan_to_num(found[:, s])
        found[:, heir] = np.where(rows[:, None], both, found[:, heir])
        found[:, s] = np.nan
    return found


def progression(places: Places, record: Floats, last: int) -> Floats:
    """Ratios ``(school, grade - 1)`` of each grade to the one below a year before, beside those of its area."""
    past = record[: last + 1]
    if len(past) < 2 or past.shape[2] < 2:
        return np.ones((past.shape[1], past.shape[2] - 1))
    pupils, came = past[1:, :, 1:], past[:-1, :, :-1]
    both = np.isfinite(pupils) & np.isfinite(came)
    over, under = (
        np.stack([places.by_area(np.where(each, year, 0.0)) for each, year in zip(both, values, strict=True)])
        for values in (pupils, came)
    )
    usual = np.divide(over, under, out=np.ones_like(over), where=(under > 0) & (over > 0))
    source = came * usual[:, places.area]
    if not (both & (source > 0)).any():
        return np.ones(pupils.shape[1:])
    ratios = fit(pupils, source, _trust(pupils, source)).levels[-1]
    return np.asarray(np.where(np.isfinite(ratios), ratios, 1.0))


def entrants_shares(places: Places, record: Floats, known: NDArray[np.bool_], last: int) -> Floats:
    """Shares ``(school,)`` of the entrants of each area after the last year of the record: on record, beside the share
    of all pupils that a school has."""
    past, entrants = record[: last + 1], record[: last + 1, :, 0]
    usual = np.stack([usual_share(places, year) for year in past])
    totals = np.stack([places.by_area(np.nan_to_num(each))[places.area] for each in entrants])
    totals = np.where(known[: last + 1][:, places.area], totals, np.nan)
    source = totals * usual
    there = np.isfinite(entrants) & (source > 0)
    final = np.nan_to_num(_last_known(usual, known[: last + 1], places.area))  # none of who has gone from the record
    if not there.any():
        return final
    ahead = [np.full_like(source, np.nan) for _ in range(STEPS)]
    for n, each in enumerate(ahead, start=1):
        each[n:] = totals[n:] * usual[:-n]
    found = fit(
        np.where(there, entrants, np.nan)[:, :, None],
        source[:, :, None],
        _trust(entrants, source)[:, :, None],
        [each[:, :, None] for each in ahead],
    )
    ratios = np.nan_to_num(found.levels[-1, :, 0], nan=1.0)
    return np.asarray(ratios * final)


def usual_share(places: Places, pupils: Floats) -> Floats:
    """The share ``(school,)`` of its area's pupils ``(school, grade)`` that a school has, by what it has in a grade of
    those that it has opened; NaN where it is not on record."""
    opened = (np.nan_to_num(pupils) > 0).sum(axis=1)
    mean = np.nan_to_num(pupils).sum(axis=1) / np.maximum(opened, 1)
    every = places.by_area(mean)[places.area]
    share = np.divide(mean, every, out=np.zeros_like(mean), where=every > 0)
    return np.where(np.isfinite(pupils[:, 0]), share, np.nan)


def evening_out(places: Places, record: Floats, ratio: Floats, last: int) -> float:
    """How far grades that are larger or smaller than their school's others even out in a year, of those tried the one
    that would have erred least a year ahead: people choose the school with room."""
    past = record[: last + 1]
    errors = dict.fromkeys(EVENING, 0.0)
    for t in range(1, len(past)):
        there = np.isfinite(past[t, :, 1:]) & np.isfinite(past[t - 1, :, :-1])
        pupils, came = (np.where(there, each, 0.0) for each in (past[t, :, 1:], past[t - 1, :, :-1] * ratio))
        totals, sent = places.by_area(pupils), places.by_area(came)
        came *= np.divide(totals, sent, out=np.zeros_like(sent), where=sent > 0)[places.area]
        share = usual_share(places, past[t - 1])
        even = evened(places, came, share)
        weight = 1 / np.sqrt(np.maximum(pupils, 1.0))
        for each in EVENING:
            errors[each] += float((np.abs(came + each * (even - came) - pupils) * weight).sum())
    return min(EVENING, key=errors.__getitem__)


def evened(places: Places, pupils: Floats, share: Floats) -> Floats:
    """Pupils ``(school, grade)`` of an area as they would be if each of its schools had its ``share`` of every grade in
    which it has any."""
    weights = np.where(pupils > 0, np.nan_to_num(share)[:, None], 0.0)
    added = places.by_area(weights)
    every = np.divide(places.by_area(pupils), added, out=np.zeros_like(added), where=added > 0)
    return np.asarray(np.where((added > 0)[places.area], weights * every[places.area], pupils))


def _trust(pupils: Floats, source: Floats) -> Floats:
    wide = (pupils, source) if pupils.ndim == 3 else (pupils[:, :, None], source[:, :, None])
    return trust(distances(wide[0].copy(), wide[1].copy())).reshape(pupils.shape)


def _last_known(values: Floats, known: NDArray[np.bool_], area: Whole) -> Floats:
    """Of values ``(year, school)`` those of the last year in which the area of each is known."""
    last = len(known) - 1 - np.argmax(known[::-1], axis=0)
    return np.asarray(values[last[area], np.arange(len(area))])
