"""Staff on record, those who retire, and whom posts to come ask to be hired, or not replaced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from xuewei.errors import Spot
from xuewei.late import dataclass
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
    ``silent``: schools in use whose staff is not written, so that the sum of the others is not all. ``later``: how many
    more (negative: fewer) are there from a later year on than is carried on to it, as schools write them then."""

    staff: float | None
    year: int
    retires: Mapping[int, float]
    silent: tuple[str, ...] = ()
    later: Mapping[int, float] = field(default_factory=dict)


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
        gone, more = min(gone, left), sum(known.later.get(each, 0.0) for each in range(before + 1, year + 1))
        left, before = max(left - gone + whole(more), 0), year
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
    the area. Figures of other years are carried on to the year of the sum, and what schools write later goes on from
    it. None where no row says how many there are.

    >>> rows = [StaffRow("甲", each, "primary", 2026, n, None, "assumed", "") for each, n in (("s", 40), ("t", 30))]
    >>> found = on_record(rows, ["s", "t"], ["s", "t"], all_listed=True)
    >>> found.staff, on_record(rows, ["s", "t", "u"], ["s", "t", "u"], all_listed=True).silent
    (70.0, ('u',))
    >>> new = StaffRow("甲", "u", "primary", 2028, 12, None, "assumed", "")
    >>> found = on_record([*rows, new], ["s", "t", "u"], ["s", "t"], all_listed=True)
    >>> found.staff, found.year, found.later
    (70.0, 2026, {2028: 12.0})
    """
    own, parts = _of(rows, None), _Parts.of(rows, schools, in_use)
    told, gone = parts.staff, own.retires if own else {}
    silent = tuple(name for name in in_use if name not in told)
    complete = bool(told) and all_listed and not silent
    if own is not None and own.staff is not None and not (complete and parts.year > own.year):
        return replace(own, retires=gone or parts.added(), later=parts.carried(gone, own.year)[1])
    if not told:
        return None
    then, later = parts.carried(gone, parts.year)
    return OnRecord(then if complete else None, parts.year, gone or parts.added(), silent, later)


def of_school(rows: Sequence[StaffRow], school: str) -> OnRecord | None:
    """What rows of one stage say of a school, from the first year of which they say it."""
    own = _Parts.of(rows, [school], [school])
    if not own.staff:
        return None
    year = min(own.staff[school])
    then, later = own.carried({}, year)
    return OnRecord(then, year, own.added(), (), later)


def _of(rows: Sequence[StaffRow], school: str | None) -> OnRecord | None:
    """The last staff that rows of one place write, and all who retire there."""
    own = [row for row in rows if row.school == school]
    if not own:
        return None
    staff = {row.year: row.staff for row in own if row.staff is not None}
    year = max(staff, default=min(row.year for row in own))
    return OnRecord(staff.get(year), year, {row.year: row.retires for row in own if row.retires is not None})


@dataclass(frozen=True, repr=False)
class _Parts:
    """``staff`` and ``retires`` of the schools of an area that write them, each by year; and those ``in_use``."""

    staff: Mapping[str, Mapping[int, float]]
    retires: Mapping[str, Mapping[int, float]]
    in_use: Sequence[str]

    @classmethod
    def of(cls, rows: Sequence[StaffRow], schools: Sequence[str], in_use: Sequence[str]) -> _Parts:
        staff, retires = dict[str, dict[int, float]](), dict[str, dict[int, float]]()
        for row in rows:
            if row.school in schools and row.school is not None:
                for table, n in ((staff, row.staff), (retires, row.retires)):
                    if n is not None:
                        table.setdefault(row.school, {})[row.year] = float(n)
        return cls(staff, retires, in_use)

    @property
    def year(self) -> int:
        """The last year of the school in use that is the first to say no more, or that by which all have said it."""
        own = [each for name, each in self.staff.items() if name in self.in_use] or [*self.staff.values()]
        return max(min(max(each) for each in own), *(min(each) for each in own)) if own else 0

    def added(self) -> dict[int, float]:
        """All who retire from these schools, by year."""
        found = dict[int, float]()
        for each in self.retires.values():
            for year, n in each.items():
                found[year] = found.get(year, 0.0) + n
        return found

    def carried(self, of_area: Mapping[int, float], base: int) -> tuple[float, dict[int, float]]:
        """Staff of all these schools in the year ``base``, each carried on from its last figure, less who has retired
        (``of_area``, or those they write); and by later year how far figures differ from what is carried on."""
        now, later, then = dict[str, float](), dict[int, float](), 0.0
        years = [year for each in self.staff.values() for year in each]
        first = {name: each[min(each)] for name, each in self.staff.items() if name in self.in_use}
        for year in range(min(years, default=base), max(years, default=base) + 1):
            change = 0.0
            for name, each in self.staff.items():
                if year in each:
                    # of a school that stood before without a figure nobody knows what it adds
                    change += each[year] - now.get(name, each[year] if name in self.in_use else 0.0)
                    now[name] = each[year]
            if year == base:
                then = sum(now.values())
            elif year > base and change:
                later[year] = change
            gone = self._gone({**first, **now}, of_area, year)
            now = {name: max(n - gone.get(name, 0.0), 0.0) for name, n in now.items()}
        return then, later

    def _gone(self, size: Mapping[str, float], of_area: Mapping[int, float], year: int) -> dict[str, float]:
        """Who retires by school: as written; what the area has beyond that by the ``size`` of the others."""
        own = {name: self.retires[name][year] for name in size if year in self.retires.get(name, {})}
        if not of_area:
            return own
        total, written = of_area.get(year, 0.0), sum(own.values())
        if written > total:
            return {name: n * total / written for name, n in own.items()}
        rest = {name: n for name, n in size.items() if n and name not in own} or size
        each = (total - written) / sum(rest.values()) if any(rest.values()) else 0.0
        return own | {name: own.get(name, 0.0) + n * each for name, n in rest.items()}
