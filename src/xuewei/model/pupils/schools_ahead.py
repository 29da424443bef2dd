"""Pupils of single schools ahead: their grades go on, entrants come in their share, schools open, close and merge.

Arrays run over schools and behind them over one remainder an area: the pupils in no listed school.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from xuewei.model.pupils.school_ratios import (
    Places,
    entrants_shares,
    evened,
    evening_out,
    places_on_record,
    progression,
    sums,
    usual_share,
    with_merged,
)

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
LIKE = 1e-9
"""Relative difference up to which a sum is the total that it should be."""


def by_seats(places: Places, totals: Floats) -> Floats:
    """Pupils ``(year, school, grade)`` where nobody is on record: ``totals (year, area, grade)`` shared by seats, of
    the first grade by intake. Where nothing is offered all are the remainder's."""
    offered = places.seats.copy()
    offered[:, :, 0] = places.intake
    return np.stack([_shared(places, offer, total) for offer, total in zip(offered, totals, strict=True)])


def _shared(places: Places, weights: Floats, totals: Floats) -> Floats:
    """``totals (area, grade)`` shared by ``weights (school, grade)``; the remainder's where they are all 0."""
    added = places.by_area(weights)
    found = weights * np.divide(totals, added, out=np.zeros_like(added), where=added > 0)[places.area]
    found[-places.areas :] += np.where(added > 0, 0.0, totals)
    return np.asarray(found)


def followed(places: Places, record: Floats, totals: Floats, zones: Floats | None = None) -> Floats:
    """Pupils ``(year, school, grade)`` of areas with a ``record`` of schools, NaN where there is none, up to the last
    year; ``totals (year, area, grade)`` are those of areas, NaN where unknown (then schools are not held to them).

    A school's grades follow the grades below as they did on record beside its area's; its share of entrants is that on
    record, smoothed, beside its share of the intake. In each year all are scaled to the totals. ``zones (year, zone)``
    are the children of the zones of ``places`` who are due, NaN where schools are not held to them.
    """
    known = places_on_record(places, record)
    last = len(record) - 1 - int(np.argmax(known.max(axis=1)[::-1]))
    merged = with_merged(places, record)
    ratio, weight = progression(places, merged, last), entrants_shares(places, merged, known, last)
    evening = evening_out(places, merged, ratio, last)
    found, now = np.full_like(record, np.nan), np.zeros(record.shape[1:])
    begun, listed = np.zeros(places.areas, dtype=bool), np.arange(len(places.area)) < len(places.area) - places.areas
    opened = np.zeros(len(places.area), dtype=bool)
    for t in range(len(record)):
        here, open_ = known[t][places.area], np.asarray((places.seats[t] > 0).any(axis=1))
        begun |= known[t]
        ahead = ~here & begun[places.area] & listed
        if t:
            weight = _changed_intake(weight, places.intake[t - 1], places.intake[t], ahead)
        aged = np.zeros_like(now)
        aged[:, 1:], aged[:, 0] = now[:, :-1] * ratio, weight
        state = _scaled(places, aged, totals[t], begun, places.seats[t])
        if evening:
            even = evened(places, state[:, 1:], usual_share(places, now))
            state[:, 1:] += evening * (even - state[:, 1:])
        new = open_ & ~opened & ahead & (now.sum(axis=1) == 0)
        gone = ~open_ & opened & ahead & ((state.sum(axis=1) > 0) | (weight > 0))
        if new.any():
            state, weight = _opened(places, t, state, weight, new)
        for s in np.flatnonzero(gone):
            _close(places, t, state, weight, int(s), gone)
        now = _scaled(
            places, np.where(here[:, None], np.nan_to_num(record[t]), state), totals[t], begun, places.seats[t]
        )
        if zones is not None:
            now[:, 0] = np.where(here, now[:, 0], in_zones(places, now[:, 0], zones[t]))
        opened |= open_
        found[t] = np.where(begun[places.area][:, None], now, np.nan)
    return _carried_back(places, found, totals)


def _changed_intake(weight: Floats, before: Floats, after: Floats, which: NDArray[np.bool_]) -> Floats:
    """Shares of entrants that grow and shrink with the intake."""
    change = np.divide(after, before, out=np.ones_like(after), where=(before > 0) & (after > 0))
    return np.where(which, weight * change, weight)


def _scaled(places: Places, values: Floats, totals: Floats, asked: NDArray[np.bool_], seats: Floats) -> Floats:
    """Values ``(school, grade)`` scaled to the ``totals (area, grade)`` of the areas ``asked``, by seats
    where there are no values; as they are where no total is known."""
    added = places.by_area(values)
    wanted = np.isfinite(totals) & asked[:, None]
    total = np.where(wanted, totals, added)
    alike = np.abs(added - total) <= LIKE * np.maximum(total, 1.0)
    factor = np.where(alike, 1.0, np.divide(total, added, out=np.zeros_like(added), where=added > 0))
    found = values * factor[places.area]
    empty = wanted & (added <= 0) & (total > 0)
    if empty.any():
        found += _shared(places, seats, np.where(empty, total, 0.0))
    return np.asarray(found)


def _opened(places: Places, t: int, state: Floats, weight: Floats, new: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Pupils and shares of entrants when the ``new`` schools have taken theirs from the others of their zones, else of
    their area: in the first grade as many as their part of the intake, in other grades that they open at once of the
    seats."""
    mixed = state.copy()
    mixed[:, 0] = weight
    offered = places.seats[t].copy()
    offered[:, 0] = places.intake[t]
    offered[places.rest(0) :] = 0  # a remainder offers what it holds: nobody knows its seats
    there = ~new & ((offered > 0) | (mixed > 0)).any(axis=1)
    capacity = np.where((offered > 0) | new[:, None], offered, np.where(there[:, None], state, 0.0))
    zones = int(places.group.max(initial=-1)) + 1
    taken, left = mixed.copy(), np.ones_like(mixed) * new[:, None]
    if zones:
        part = places.part[:, None]
        held, old = (
            sums(np.where(which[places.member][:, None], values[places.member] * part, 0.0), places.group, zones)
            for which, values in ((~new, mixed), (new | there, capacity))
        )
        fresh = sums(np.where(new[places.member][:, None], capacity[places.member] * part, 0.0), places.group, zones)
        served = held > 0
        share = np.divide(fresh, old, out=np.zeros_like(fresh), where=(old > 0) & served)
        each = np.divide(held, old, out=np.zeros_like(held), where=(old > 0) & served)
        gives = sums(part * share[places.group], places.member, len(mixed)) * ~new[:, None]
        gets = sums(part * each[places.group], places.member, len(mixed)) * capacity
        taken = np.where(new[:, None], gets, mixed * (1 - gives))
        left -= sums(part * served[places.group], places.member, len(mixed))
        left = np.where(new[:, None], np.clip(left, 0.0, 1.0), 0.0)
    if (left > LIKE).any():
        fresh = places.by_area(capacity * left)
        every = places.by_area(np.where(new[:, None], 0.0, capacity)) + fresh
        share = np.divide(fresh, every, out=np.zeros_like(fresh), where=every > 0)
        held = places.by_area(np.where(new[:, None], 0.0, taken))
        each = np.divide(held, every, out=np.zeros_like(held), where=every > 0)
        got = capacity * left * each[places.area]
        taken = np.where(new[:, None], taken + got, taken * (1 - share[places.area]))
    entry = taken[:, 0]
    added, before = places.by_area(entry), places.by_area(state[:, 0])
    found = taken.copy()
    found[:, 0] = entry * np.divide(before, added, out=np.zeros_like(before), where=added > 0)[places.area]
    return found, entry


def _close(places: Places, t: int, state: Floats, weight: Floats, s: int, gone: NDArray[np.bool_]) -> None:
    """Move the pupils of a school that has closed, and its share of entrants, in ``state`` and ``weight``: to the
    school that it merges into, or the several, in their shares; else to those of its zones, then of its area, with
    room, then in proportion to seats; who finds none is in no listed school."""
    moving = state[s].copy()
    moving[0] = max(moving[0], 0.0)
    given = np.zeros_like(state)
    alive = ~gone & (places.seats[t] > 0).any(axis=1)
    alive[places.rest(0) :] = False
    takers = [
        (heir, share)
        for heir, share in places.heirs.get(s, ((int(places.heir[s]), 1.0),))
        if heir >= 0 and alive[heir] and places.area[heir] == places.area[s]
    ]
    every = sum(share for _, share in takers)
    if every > 0:
        for heir, share in takers:
            given[heir] = moving * (share / every)
    else:
        left = moving.copy()
        for at in np.flatnonzero(places.member == s):
            mates = np.flatnonzero((places.group == places.group[at]) & (places.member != s))
            share = moving * places.part[at]
            left -= share - _placed(places, t, state, given, share, places.member[mates], places.part[mates], alive)
        inside = np.flatnonzero((places.area == places.area[s]) & (np.arange(len(alive)) != s))
        left = _placed(places, t, state, given, left, inside, np.ones(len(inside)), alive)
        given[places.rest(int(places.area[s]))] += left
    state += given
    state[s] = 0.0
    went = given[:, 0] / moving[0] if moving[0] > 0 else _entry_part(given, places, s)
    weight += weight[s] * went
    weight[s] = 0.0


def _entry_part(given: Floats, places: Places, s: int) -> Floats:
    """Where a share of entrants goes of a school that would have had none this year."""
    total = given.sum()
    found = given.sum(axis=1) / total if total > 0 else np.zeros(len(given))
    if total <= 0:
        found[places.rest(int(places.area[s]))] = 1.0
    return np.asarray(found)


def _placed(
    places: Places,
    t: int,
    state: Floats,
    given: Floats,
    moving: Floats,
    which: Whole,
    part: Floats,
    alive: NDArray[np.bool_],
) -> Floats:
    """``moving (grade,)`` put among schools into ``given``, in their room first; who finds no open grade is left."""
    which, part = which[alive[which]], part[alive[which]]
    if not len(which) or not moving.any():
        return moving
    seats = places.seats[t][which] * part[:, None]
    room = np.maximum(places.seats[t][which] - state[which] - given[which], 0.0) * part[:, None]
    rooms, every = room.sum(axis=0), seats.sum(axis=0)
    into = np.where(every > 0, np.minimum(moving, rooms), 0.0)
    over = np.where(every > 0, moving - into, 0.0)
    given[which] += room * np.divide(into, rooms, out=np.zeros_like(into), where=rooms > 0)
    given[which] += seats * np.divide(over, every, out=np.zeros_like(over), where=every > 0)
    return np.asarray(moving - into - over)


def in_zones(places: Places, entrants: Floats, due: Floats) -> Floats:
    """Entrants ``(school,)`` of areas all of whose zones have known children ``due (zone,)``: those of each school from
    a zone are its part of them; those of the area stay as many."""
    zones, area_of = len(due), np.zeros(len(due), dtype=np.int64)
    area_of[places.group] = places.area[places.member]
    of_zone = entrants[places.member] * places.part
    held = sums(of_zone, places.group, zones)
    every = places.by_area(entrants[:, None])[:, 0]
    inside, wanted = sums(held, area_of, places.areas), sums(np.nan_to_num(due), area_of, places.areas)
    loose = sums((np.isnan(due) | ((held <= 0) & (np.nan_to_num(due) > 0))).astype(float), area_of, places.areas)
    bound = (loose == 0) & (wanted > 0) & (np.abs(inside - every) <= LIKE * np.maximum(every, 1.0))
    scale = np.divide(every, wanted, out=np.zeros_like(every), where=wanted > 0)
    factor = np.divide(np.nan_to_num(due) * scale[area_of], held, out=np.zeros_like(held), where=held > 0)
    found = sums(of_zone * factor[places.group], places.member, len(entrants))
    return np.asarray(np.where(bound[places.area], found, entrants))


def _carried_back(places: Places, found: Floats, totals: Floats) -> Floats:
    """The years before the first on record, shared as in that one."""
    for a in range(places.areas):
        inside = np.flatnonzero(places.area == a)
        there = np.isfinite(found[:, inside]).all(axis=(1, 2))
        first = int(np.argmax(there))
        for t in range(first if there.any() else 0):
            added = found[first, inside].sum(axis=0)
            share = np.divide(found[first, inside], added, out=np.zeros_like(found[t, inside]), where=added > 0)
            share[-1] += added <= 0
            found[t, inside] = share * totals[t, a]
    return found
