"""What awaits each stage in the school years after now: how it stands in words of five, and its tightest year."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.balance import RED, SURPLUS, YELLOW, BalanceRow
from xuewei.model.calendar import school_year
from xuewei.model.rounding import whole

if TYPE_CHECKING:
    from xuewei.model.bands import Band, DemandBands

SHORT, UNSURE, TIGHT, ENOUGH, SPARE = STATES = ("short", "short_if_high", "tight", "enough", "surplus")
"""What may await a stage, the worst first: short by the forecast, short only if demand is high, an alert though not
short, enough, and more than enough in every year."""


@dataclass(frozen=True, eq=False, repr=False)
class Ahead:
    """The school year ``now``, the ``rows`` of the years after it and the ``past`` ones up to it. ``over``: no
    year is ahead, and ``rows`` are those of the last. ``bands`` are those of demand (None: not asked for). ``dated``:
    ``now`` is that of a day, not the last of which the demand is no forecast."""

    found: Assessment
    now: int
    rows: Sequence[BalanceRow]
    past: Sequence[BalanceRow]
    bands: DemandBands | None
    over: bool
    dated: bool = False

    @classmethod
    def of(
        cls, found: Assessment, rows: Sequence[BalanceRow], bands: DemandBands | None = None, today: date | None = None
    ) -> Ahead:
        """Some ``rows`` as they are seen on a day; without one, from the last year whose demand is no forecast.

        Raises ValueError without rows.
        """
        if not rows:
            raise ValueError("nothing lies ahead without rows")
        known = (found.known_to(row.area, row.stage) for row in rows)
        now = min(known) if today is None else school_year(today)
        ahead, last = [row for row in rows if row.year > now], max(row.year for row in rows)
        if ahead:
            return cls(found, now, ahead, [row for row in rows if row.year <= now], bands, False, today is not None)
        held, past = ([row for row in rows if (row.year == last) is each] for each in (True, False))
        return cls(found, now, held, past, bands, True, today is not None)

    @cached_property
    def years(self) -> list[int]:
        """The years ahead, in order; of a plan that is over its last."""
        return sorted({row.year for row in self.rows})

    @property
    def assessed(self) -> range:
        """The years after ``now`` that the assessment has, be they shown or not; none where nothing is ahead of it."""
        known = self.found.known
        return range(max(self.now + 1, known.start), known.stop)

    @property
    def running(self) -> bool:
        """Whether the last year of all is the present one: no year is ahead, yet it is not past."""
        return self.over and self.years[-1] == self.now

    @property
    def past_kind(self) -> str:
        """How the ``past`` years are told: ``past.now`` where they are the present one alone, ``past.to_now`` where
        they end with it, ``past`` where they do not, or nobody says which day it is."""
        years = {row.year for row in self.past}
        if not self.dated or self.now not in years:
            return "past"
        return "past.now" if len(years) == 1 else "past.to_now"

    @cached_property
    def areas(self) -> list[str]:
        """The areas, in order."""
        return list(dict.fromkeys(row.area for row in self.rows))

    @cached_property
    def stages(self) -> list[str]:
        """The stages, youngest children first."""
        return list(dict.fromkeys(row.stage for row in self.rows))

    @cached_property
    def every(self) -> list[BalanceRow]:
        """The rows of its areas and years at every stage, those that nobody asked for too: what one stage can give to
        another does not depend on which of them are shown."""
        if len(self.rows) == len(self.years) * len(self.areas) * len(self.found.stages):
            return [*self.rows]
        return self.found.rows(years=self.years, areas=self.areas)

    def tightest(self, stage: str) -> BalanceRow:
        """The row of a stage with the least balance ahead by the forecast."""
        return min((row for row in self.rows if row.stage == stage), key=lambda row: row.balance)

    def band(self, row: BalanceRow) -> Band | None:
        """The band of a row's demand; None without one."""
        if self.bands is None:
            return None
        place = row.year, row.area, row.stage
        if place not in self._bands:  # asked for by every stage, card and sentence
            self._bands[place] = self.bands.band(*place)
        return self._bands[place]

    @cached_property
    def _bands(self) -> dict[tuple[int, str, str], Band | None]:
        """The bands that were asked for."""
        return {}

    def low(self, row: BalanceRow) -> int:
        """The balance of a row if demand is high; that of the forecast without a band."""
        band = self.band(row)
        return row.balance if band is None else row.seats - whole(band.high)


@dataclass(frozen=True, eq=False, repr=False)
class Prospect:
    """What awaits a ``stage``: its ``state``, the ``row`` that is worst in it (if short only when demand is high, that
    of the largest shortage then) and the ``balance`` there, of that kind.

    ``years`` and ``areas`` are in that state, ``more_years`` short besides if demand is high, and ``more_areas`` those
    that are short then alone.
    """

    stage: str
    state: str
    row: BalanceRow
    balance: int
    years: tuple[int, ...]
    areas: tuple[str, ...]
    more_years: tuple[int, ...] = ()
    more_areas: tuple[str, ...] = ()


def worst_of_areas(rows: Iterable[BalanceRow]) -> list[BalanceRow]:
    """The row of the least balance of each area, the least first."""
    worst: dict[str, BalanceRow] = {}
    for row in rows:
        if row.area not in worst or row.balance < worst[row.area].balance:
            worst[row.area] = row
    return sorted(worst.values(), key=lambda row: row.balance)


def prospects(ahead: Ahead) -> list[Prospect]:
    """What awaits every stage, youngest children first; of several areas the worst that awaits any of them."""
    return [_prospect(ahead, [row for row in ahead.rows if row.stage == stage]) for stage in ahead.stages]


def _prospect(ahead: Ahead, rows: Sequence[BalanceRow]) -> Prospect:
    short = [row for row in rows if row.balance < 0]
    lows = {(row.area, row.year): ahead.low(row) for row in rows if row.balance >= 0} if ahead.bands else {}
    unsure = [row for row in rows if lows.get((row.area, row.year), 0) < 0]
    alert = [row for row in rows if row.balance >= 0 and row.warning in (YELLOW, RED)]
    if short:
        worst = min(short, key=lambda row: row.balance)
        areas = _areas(short)
        more = [area for area in _areas(unsure) if area not in areas]
        return Prospect(
            worst.stage, SHORT, worst, worst.balance, _years(short), areas, _years(unsure, short), tuple(more)
        )
    if unsure:
        worst = min(unsure, key=lambda row: lows[row.area, row.year])
        return Prospect(worst.stage, UNSURE, worst, lows[worst.area, worst.year], _years(unsure), _areas(unsure))
    held = alert or rows
    worst = min(held, key=lambda row: row.balance)
    state = TIGHT if alert else SPARE if all(row.warning == SURPLUS for row in rows) else ENOUGH
    return Prospect(worst.stage, state, worst, worst.balance, _years(held), _areas(held))


def _years(rows: Sequence[BalanceRow], without: Sequence[BalanceRow] = ()) -> tuple[int, ...]:
    return tuple(sorted({row.year for row in rows} - {row.year for row in without}))


def _areas(rows: Sequence[BalanceRow]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.area for row in rows))


@dataclass(frozen=True, eq=False, repr=False)
class Card:
    """A stage in three moments. Of one area: the rows of ``now`` and of the ``last`` year (None: not computed). Of
    several: how many of ``areas`` are ``short`` ahead, and ``together``, the shortages of the last year added up (0 or
    less). ``tightest`` is the row of :func:`told_row`, ``band`` that of its demand; ``lacking`` says why there is
    none."""

    prospect: Prospect
    now: BalanceRow | None
    tightest: BalanceRow
    band: Band | None
    lacking: str
    last: BalanceRow | None
    short: int
    areas: int
    together: int


NOT_ASKED, KNOWN, WITHOUT = "not_asked", "known", "without"
"""Why a year has no band: nobody asked for bands, its demand is no forecast, or nothing tells how sure it is (beside
``errors`` and ``births``, of which there are too few)."""


def cards(ahead: Ahead) -> list[Card]:
    """A card for every stage, youngest children first."""
    return [_card(ahead, each) for each in prospects(ahead)]


def told_row(ahead: Ahead, prospect: Prospect) -> BalanceRow:
    """The row that a card tells: of one area the tightest year by the forecast, of several the place that the sentence
    names, for the fewest seats to spare may be those of a small area that has enough."""
    return ahead.tightest(prospect.stage) if len(ahead.areas) == 1 else prospect.row


def _card(ahead: Ahead, prospect: Prospect) -> Card:
    found = ahead.found
    own = [each for each in ahead.rows if each.stage == prospect.stage]
    row = told_row(ahead, prospect)
    last = max(each.year for each in own)
    alone = len(ahead.areas) == 1
    at_last = [each for each in own if each.year == last]
    band = ahead.band(row)
    return Card(
        prospect=prospect,
        now=found.row(ahead.now, row.area, row.stage) if alone and ahead.now in found.known else None,
        tightest=row,
        band=band,
        lacking=lacking(ahead, row),
        last=at_last[0] if alone else None,
        short=len({each.area for each in own if each.balance < 0}),
        areas=len(ahead.areas),
        together=sum(min(each.balance, 0) for each in at_last),
    )


def lacking(ahead: Ahead, row: BalanceRow) -> str:
    """Why a year has no band; empty where it has one."""
    if ahead.bands is None:
        return NOT_ASKED
    if ahead.band(row) is not None:
        return ""
    if row.year <= ahead.found.known_to(row.area, row.stage):
        return KNOWN
    return ahead.bands.lacking(row.year, row.area, row.stage) or WITHOUT
