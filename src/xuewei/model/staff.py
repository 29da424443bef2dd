"""Staff on record, those who retire, and whom posts to come ask to be hired, or not replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from xuewei.errors import Spot
from xuewei.model.rounding import whole


@dataclass(frozen=True, slots=True, repr=False)
class StaffRow:
    """Posts of a stage that are filled in September of ``year`` (``staff``) and how many of those who fill them retire
    in that school year (``retires``), in ``school`` (its id) or, where that is None, in all of ``area``. None: not
    written. ``line`` is where the row stands in its file, or a place in another; 0 where nobody knows."""

    area: str
    school: str | None
    stage: str
    year: int
    staff: float | None
    retires: float | None
    basis: str
    source: str
    line: Spot = field(default=0, compare=False)


@dataclass(frozen=True, repr=False)
class OnRecord:
    """``staff`` of September ``year`` (None: not known) and how many ``retires`` in the school years after it, by year.
    ``silent``: schools in use whose staff is not written, so that the sum of the others is not all."""

    staff: float | None
    year: int
    retires: Mapping[int, float]
    silent: tuple[str, ...] = ()


@dataclass(frozen=True, repr=False)
class Staffing:
    """Staff of one place and stage in one year. ``staff``: on record, less those who have retired since; ``retires``:
    of these, those since last September; ``balance``: staff − posts, nobody being hired (negative: a shortage).

    From some year on posts are filled as they are needed: ``hire`` this September, once hired they stay;
    ``not_replaced``: of those who retired since last September, those whose posts nobody has to fill; ``spare``: beyond
    the posts after that. None in years before that."""

    staff: int
    retires: int
    balance: int
    hire: int | None
    not_replaced: int | None
    spare: int | None


def staffing(known: OnRecord, posts: Mapping[int, int], since: int = 0) -> dict[int, Staffing]:
    """Staff by year against the ``posts`` of the years that follow one another, from that of the record on; hired is
    from the year ``since`` on.

    >>> found = staffing(OnRecord(100, 2026, {2026: 6, 2027: 4}), {2026: 98, 2027: 97, 2028: 90})
    >>> [(each.staff, each.balance, each.hire, each.not_replaced, each.spare) for each in found.values()]
    [(100, 2, 0, 0, 2), (94, -3, 3, 3, 0), (90, 0, 0, 4, 3)]
    """
    if known.staff is None:
        return {}
    found: dict[int, Staffing] = {}
    years = sorted(year for year in posts if year >= known.year)
    left, hired = whole(known.staff), 0
    before = known.year
    for year in years:
        gone = whole(sum(known.retires.get(each, 0.0) for each in range(before, year)))
        gone, before = min(gone, left), year
        left -= gone
        if year < since:
            found[year] = Staffing(left, gone, left - posts[year], None, None, None)
            continue
        hire = max(posts[year] - left - hired, 0)
        hired += hire
        kept = gone - min(gone, hire)
        found[year] = Staffing(left, gone, left - posts[year], hire, kept, left + hired - posts[year])
    return found


def on_record(
    rows: Sequence[StaffRow], schools: Sequence[str], in_use: Sequence[str], *, all_listed: bool
) -> OnRecord | None:
    """What rows of one area and stage say of it: those of the whole area, else the sum of its ``schools`` (ids), where
    all those ``in_use`` say theirs and there are no others (``all_listed``), which also goes before an older one of
    the area. None where no row says how many there are.

    >>> rows = [StaffRow("甲", each, "primary", 2026, n, None, "assumed", "") for each, n in (("s", 40), ("t", 30))]
    >>> found = on_record(rows, ["s", "t"], ["s", "t"], all_listed=True)
    >>> found.staff, on_record(rows, ["s", "t", "u"], ["s", "t", "u"], all_listed=True).silent
    (70.0, ('u',))
    """
    own = _of(rows, None)
    parts = {name: each for name in schools if (each := _of(rows, name)) is not None}
    told = {name: each for name, each in parts.items() if each.staff is not None}
    retires: dict[int, float] = {}
    for each in parts.values():
        for year, n in each.retires.items():
            retires[year] = retires.get(year, 0.0) + n
    listed = bool(told) and all_listed and all(name in told for name in in_use)
    newer = listed and own is not None and max(each.year for each in told.values()) > own.year
    if own is not None and own.staff is not None and not newer:
        return OnRecord(own.staff, own.year, own.retires or retires)
    if not told:
        return None
    year = max(each.year for each in told.values())
    silent = tuple(name for name in in_use if name not in told)
    then = sum(_less(each, year) for each in told.values())
    whole_area = all_listed and not silent
    return OnRecord(then if whole_area else None, year, own.retires if own else retires, silent)


def of_school(rows: Sequence[StaffRow], school: str) -> OnRecord | None:
    """What rows of one stage say of a school."""
    found = _of(rows, school)
    return None if found is None or found.staff is None else found


def _of(rows: Sequence[StaffRow], school: str | None) -> OnRecord | None:
    """The last staff that rows of one place write, and all who retire there."""
    own = [row for row in rows if row.school == school]
    if not own:
        return None
    staff = {row.year: row.staff for row in own if row.staff is not None}
    year = max(staff, default=min(row.year for row in own))
    return OnRecord(staff.get(year), year, {row.year: row.retires for row in own if row.retires is not None})


def _less(one: OnRecord, year: int) -> float:
    """Staff of a record in a later year, less those who have retired."""
    gone = sum(one.retires.get(each, 0.0) for each in range(one.year, year))
    return float(max((one.staff or 0.0) - gone, 0.0))
