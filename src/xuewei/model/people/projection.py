"""The cohort-component step: people by sex and single age, one school year after another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import ModelError
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.people.fertility import ModelledBirths, rest_of_year
from xuewei.model.people.inhabitants import Inhabitants
from xuewei.model.people.migration import age_shares, path
from xuewei.model.people.mortality import life_table
from xuewei.model.population import SEXES

Floats = NDArray[np.float64]
AT_ONCE = 512
"""Areas that go through a year together: those of all areas of a country at once would be in no cache."""
HELD = 2**21
"""Numbers of people by year, area, sex and age that are kept (16 MiB): more are made again where somebody asks."""


@dataclass(frozen=True, eq=False, repr=False)
class Projection:
    """People of every census area at the cut-off of every school year, and what changed them.

    ``residents (year, area)``, and of them ``children (year, area, age)`` up to the oldest age of any stage;
    ``births``, ``deaths`` and ``net_migration (year, area)`` happened in the twelve months before the cut-off of that
    year (0 in the base year). ``births_by_year`` are calendar-year births and ``fertility`` the children per woman
    behind them ``(year, area)``; ``moves`` is net migration by calendar year, and ``moved_before`` the part of
    ``net_migration`` from the cut-off up to New Year, which belongs to the calendar year before. ``survival (sex, 1 +
    age)`` is that of newborns, then that of every age. ``held`` are :attr:`people`; None where they are not kept.
    """

    base_year: int
    areas: tuple[Inhabitants, ...]
    residents: Floats
    children: Floats
    births: Floats
    deaths: Floats
    net_migration: Floats
    births_by_year: Floats
    fertility: Floats
    moves: Floats
    moved_before: Floats
    survival: Floats
    held: Floats | None

    @cached_property
    def people(self) -> Floats:
        """People ``(year, area, sex, age)``, the last age open."""
        if self.held is not None:
            return self.held
        people = np.empty((len(self.residents), len(self.areas), *self.areas[0].people.shape))
        people[0] = [one.people for one in self.areas]
        sexes, rates = _sexes(self.areas), _rates(self.areas)
        for t in range(1, len(people)):
            _age(people[t - 1], self.survival, people[t])
            _bear(self.births[t], sexes, self.survival, people[t])
            _move(self.net_migration[t], rates, people[t])
        return people

    def part(self, places: Sequence[int], end: int) -> Projection:
        """The same of some of its areas, by their places, in the years before ``end``."""
        years = slice(0, end - self.base_year)
        tables = {name: getattr(self, name)[years, places] for name in _TABLES}
        held = None if self.held is None else self.held[years, places]
        return replace(self, areas=tuple(self.areas[n] for n in places), held=held, **tables)

    @property
    def last_age(self) -> int:
        """The open age."""
        return int(self.areas[0].people.shape[1]) - 1

    @property
    def years(self) -> range:
        """School years, base year first."""
        return range(self.base_year, self.base_year + len(self.residents))

    def imbalance(self) -> float:
        """The largest relative breach of people + births − deaths + net migration = people a year later."""
        total = self.residents
        expected = total[:-1] + self.births[1:] - self.deaths[1:] + self.net_migration[1:]
        return float(np.max(np.abs(total[1:] - expected) / np.maximum(total[1:], 1.0), initial=0.0))


_TABLES = (
    "residents", "children", "births", "deaths", "net_migration", "births_by_year", "fertility", "moves", "moved_before"
)  # fmt: skip
"""What a projection has by year and area."""


def nobody(years: range) -> Projection:
    """The projection of no census area: of a plan all of whose areas are known by their pupils and births alone.

    >>> nobody(range(2025, 2027)).people.shape
    (2, 0, 2, 1)
    """
    none = np.zeros((len(years), 0))
    everybody = np.zeros((len(years), 0, len(SEXES), 1))
    no_tables = none, everybody[:, :, 0], none, none, none, none, none, none, none
    return Projection(years.start, (), *no_tables, np.zeros((len(SEXES), 2)), everybody)


def project(areas: Sequence[Inhabitants], assumptions: Assumptions, horizon: int, *, held: int = HELD) -> Projection:
    """People of ``areas`` from their base year to ``horizon``.

    Known totals decide net migration as long as they last; afterwards the assumed path does. Yearly births or net
    migration that are written down (persons of all areas together) are shared out by people. People of more than
    ``held`` numbers are not kept: :attr:`Projection.people` then makes them from what happened to them.

    Raises ValueError where the areas' oldest ages differ, the horizon lies before the base year, or net migration
    takes more people away than there are.
    """
    if len({one.people.shape for one in areas}) != 1:
        raise ModelError("last_ages", ages=", ".join(map(str, sorted({one.people.shape[1] - 1 for one in areas}))))
    years = range(areas[0].base_year, horizon + 1)
    if not years:
        raise ModelError("early_end", horizon=horizon, base=areas[0].base_year)
    people = np.stack([one.people for one in areas])
    share = people.sum(axis=(1, 2)) / max(float(people.sum()), 1.0)
    births = ModelledBirths(areas, assumptions, years, share)
    whole = people.size * len(years) <= held
    found = _walk(areas, people, births, assumptions, years, None, whole=whole)
    written = {year: moves for year, moves in assumptions.migration.years.items() if year in years}
    if written:
        fixed = _with_moves(found, written, share, rest_of_year(assumptions))
        found = _walk(areas, people, births, assumptions, years, fixed, whole=whole)
    return found


def _walk(
    areas: Sequence[Inhabitants],
    start: Floats,
    births: ModelledBirths,
    assumptions: Assumptions,
    years: range,
    steps: tuple[Floats, Floats] | None,
    *,
    whole: bool,
) -> Projection:
    """One walk through the years; ``steps`` fixes net migration ``(year, area)`` and its part before New Year, None
    lets totals and path decide. Not ``whole``: only the people of two years are there at a time."""
    survival, sexes, rates = _survival(assumptions, start.shape[2] - 1), _sexes(areas), _rates(areas)
    people = np.zeros((len(years) if whole else 2, *start.shape))
    people[0] = start
    oldest = min(max((stage.ages.stop for stage in assumptions.stages), default=0), start.shape[2])
    residents, children = np.zeros((len(years), len(areas))), np.zeros((len(years), len(areas), oldest))
    born, died, moved, before, by_year, fertility = (np.zeros((len(years), len(areas))) for _ in range(6))
    totals, last_known = _known_totals(areas, years), np.array([one.last_known for one in areas])
    births.start()
    by_year[0], fertility[0] = births.of_year(0, start)
    residents[0], children[0] = start.sum(axis=(1, 2)), start[:, :, :oldest].sum(axis=1)
    parts, least = [slice(n, n + AT_ONCE) for n in range(0, len(areas), AT_ONCE)], np.zeros(len(areas))
    for t, year in enumerate(years[1:], start=1):
        for part in parts:
            last, aged = (people[at % len(people), part] for at in (t - 1, t))
            _age(last, survival, aged)
            by_year[t, part], fertility[t, part] = births.of_year(t, aged, part)
            born[t, part] = births.of_school_year(t, by_year, part)
            _bear(born[t, part], sexes[part], survival, aged)
            alive = aged.sum(axis=(1, 2))
            died[t, part] = residents[t - 1, part] + born[t, part] - alive
            if steps is None:
                of_part = alive, moved[:t, part], totals[:, part], last_known[part]
                moved[t, part], before[t, part] = _moves(*of_part, assumptions, year)
            else:
                moved[t, part], before[t, part] = (each[t, part] for each in steps)
            _move(moved[t, part], rates[part], aged)
            least[part] = aged.min(axis=(1, 2))
            residents[t, part], children[t, part] = aged.sum(axis=(1, 2)), aged[:, :, :oldest].sum(axis=1)
        if least.min(initial=0.0) < 0:
            raise ModelError("emptied", area=areas[int(np.argmin(least))].area, year=year)
    moves = _by_calendar_year(moved, before, rest_of_year(assumptions))
    tables = residents, children, born, died, moved, by_year, fertility, moves, before
    return Projection(years[0], tuple(areas), *tables, survival, people if whole else None)


def _survival(assumptions: Assumptions, last_age: int) -> Floats:
    """The share ``(sex, 1 + age)`` of newborns who live to the cut-off, then of every age who live on for a year."""
    tables = [life_table(assumptions.survival, sex, last_age) for sex in SEXES]
    return np.stack([np.append(table.birth, table.ages) for table in tables])


def _sexes(areas: Sequence[Inhabitants]) -> Floats:
    """The shares ``(area, sex)`` of newborns."""
    boys = np.array([one.boys for one in areas])
    return np.stack([boys, 1 - boys], axis=1)


def _rates(areas: Sequence[Inhabitants]) -> Floats:
    """Yearly net migration per person ``(area, age)``, as shares: the same of every age where it is not known."""
    return np.stack([np.ones(one.people.shape[1]) if one.moves is None else one.moves for one in areas])


def _age(last: Floats, survival: Floats, aged: Floats) -> None:
    """Put in those of the ``last`` year who live on, a year older."""
    aged[:, :, 0] = 0.0
    np.multiply(last[:, :, :-1], survival[:, 1:-1], out=aged[:, :, 1:])
    aged[:, :, -1] += last[:, :, -1] * survival[:, -1]


def _bear(born: Floats, sexes: Floats, survival: Floats, aged: Floats) -> None:
    """Put in those who were ``born (area,)`` and live at the cut-off."""
    aged[:, :, 0] = born[:, None] * sexes * survival[:, 0]


def _move(moved: Floats, rates: Floats, aged: Floats) -> None:
    """Add those who ``moved (area,)`` here, net, by their ages."""
    shares = age_shares(aged, rates)
    shares *= moved[:, None, None]
    aged += shares


def _known_totals(areas: Sequence[Inhabitants], years: range) -> Floats:
    """Persons ``(year, area)`` at the cut-off of every school year, as far as known; NaN elsewhere."""
    found = np.full((len(years), len(areas)), np.nan)
    for n, one in enumerate(areas):
        for year, persons in one.totals.items():
            if year in years:
                found[year - years.start, n] = persons
    return found


def _known_mean(moved: Floats, totals: Floats) -> Floats:
    """Mean net migration ``(area,)`` of the school years that known totals decide; 0 where there are none."""
    known = ~np.isnan(totals[: len(moved)])
    added = sum(
        (np.where(there, each, 0.0) for there, each in zip(known, moved, strict=True)), np.zeros(len(totals[0]))
    )
    return np.asarray(added / np.maximum(known.sum(axis=0), 1))


def _moves(
    alive: Floats, moved: Floats, totals: Floats, last_known: NDArray[np.int64], assumptions: Assumptions, year: int
) -> tuple[Floats, Floats]:
    """Net migration ``(area,)`` of the step that ends in ``year``, and its part before New Year: what a known total
    leaves unexplained of those who are ``alive (area,)``, evenly over the months, else the assumed path, each part at
    its own calendar year's rate."""
    rest, known = rest_of_year(assumptions), totals[len(moved)]
    mean = _known_mean(moved, totals)
    earlier, later = (path(assumptions.migration, mean, last_known, each) for each in (year - 1, year))
    unexplained = known - alive
    before = rest * np.where(np.isnan(known), earlier, unexplained)
    return np.where(np.isnan(known), before + (1 - rest) * later, unexplained), before


def _by_calendar_year(moved: Floats, before: Floats, rest: float) -> Floats:
    """Net migration ``(year, area)`` by calendar year: the months of the step that ends in the year, and those of the
    next step up to New Year. The first and the last year, of which only one of these is known, at the rate of it."""
    after = moved - before
    ahead = rest * after[-1:] / (1 - rest) if rest < 1 else moved[-1:]
    following = np.concatenate([before[1:], ahead])
    found: Floats = after + following
    if len(moved) > 1:
        found[0] = before[1] / rest if rest else moved[1]
    return found


def _with_moves(found: Projection, written: Mapping[int, float], share: Floats, rest: float) -> tuple[Floats, Floats]:
    """Net migration of the steps, and its part before New Year, when calendar years are those of ``written``: each
    part of a step is what its own calendar year says, so a written year is met to the person whatever lies around."""
    before, after = found.moved_before.copy(), found.net_migration - found.moved_before
    for year, moves in written.items():
        t = year - found.base_year
        after[t] = (1 - rest) * moves * share  # that of the base year is never taken
        if t + 1 < len(after):
            before[t + 1] = rest * moves * share
    return before + after, before
