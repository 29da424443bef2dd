"""The cohort-component step: people by sex and single age, one school year after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, partial

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
AT_ONCE = 1000
"""Areas whose moves are counted together: those of all areas of a country at once would be in no cache."""
HELD = 2**24
"""Numbers of people by year, area, sex and age that are kept (128 MiB): more are made again where somebody asks."""


@dataclass(frozen=True, eq=False, repr=False)
class Projection:
    """People of every census area at the cut-off of every school year, and what changed them.

    ``residents (year, area)``, and of them ``children (year, area, age)`` up to the oldest age of any stage;
    ``births``, ``deaths`` and ``net_migration (year, area)`` happened in the twelve months before the cut-off of that
    year (0 in the base year). ``births_by_year`` are calendar-year births and ``fertility`` the children per woman
    behind them ``(year, area)``; ``moves`` is net migration by calendar year, and ``moved_before`` the part of
    ``net_migration`` from the cut-off up to New Year, which belongs to the calendar year before. ``course`` is
    :attr:`people`, or what makes them.
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
    course: Floats | Callable[[], Projection]

    @cached_property
    def people(self) -> Floats:
        """People ``(year, area, sex, age)``, the last age open."""
        return self.course().people if callable(self.course) else self.course

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


def nobody(years: range) -> Projection:
    """The projection of no census area: of a plan all of whose areas are known by their pupils and births alone.

    >>> nobody(range(2025, 2027)).people.shape
    (2, 0, 2, 1)
    """
    none = np.zeros((len(years), 0))
    everybody = np.zeros((len(years), 0, len(SEXES), 1))
    return Projection(years.start, (), none, everybody[:, :, 0], none, none, none, none, none, none, none, everybody)


def project(areas: Sequence[Inhabitants], assumptions: Assumptions, horizon: int, *, held: int = HELD) -> Projection:
    """People of ``areas`` from their base year to ``horizon``.

    Known totals decide net migration as long as they last; afterwards the assumed path does. Yearly births or net
    migration that are written down (persons of all areas together) are shared out by people. People of more than
    ``held`` numbers are not kept: :attr:`Projection.people` then walks through the years once more.

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
    last_age = start.shape[2] - 1
    tables = [life_table(assumptions.survival, sex, last_age) for sex in SEXES]
    survive, survive_birth = np.stack([table.ages for table in tables]), np.array([table.birth for table in tables])
    boys = np.array([one.boys for one in areas])
    sexes = np.stack([boys, 1 - boys], axis=1)
    rates = np.stack([np.ones(last_age + 1) if one.moves is None else one.moves for one in areas])
    people = np.zeros((len(years) if whole else 2, *start.shape))
    people[0] = start
    oldest = min(max((stage.ages.stop for stage in assumptions.stages), default=0), start.shape[2])
    residents, children = np.zeros((len(years), len(areas))), np.zeros((len(years), len(areas), oldest))
    born, died, moved, before, by_year, fertility = (np.zeros((len(years), len(areas))) for _ in range(6))
    totals, last_known = _known_totals(areas, years), np.array([one.last_known for one in areas])
    births.start()
    by_year[0], fertility[0] = births.of_year(0, start)
    residents[0], children[0] = start.sum(axis=(1, 2)), start[:, :, :oldest].sum(axis=1)
    for t, year in enumerate(years[1:], start=1):
        last, aged = people[(t - 1) % len(people)], people[t % len(people)]
        aged[:, :, 0] = 0.0
        np.multiply(last[:, :, :-1], survive[:, :-1], out=aged[:, :, 1:])
        aged[:, :, -1] += last[:, :, -1] * survive[:, -1]
        by_year[t], fertility[t] = births.of_year(t, aged)
        born[t] = births.of_school_year(t, by_year)
        newborn = born[t][:, None] * sexes
        aged[:, :, 0] = newborn * survive_birth
        died[t] = residents[t - 1] + born[t] - aged.sum(axis=(1, 2))
        if steps is None:
            moved[t], before[t] = _moves(aged, moved[:t], totals, last_known, assumptions, year)
        else:
            moved[t], before[t] = steps[0][t], steps[1][t]
        for first in range(0, len(areas), AT_ONCE):
            part = slice(first, first + AT_ONCE)
            aged[part] += moved[t, part, None, None] * age_shares(aged[part], rates[part])
        if aged.min() < 0:
            where = areas[int(np.argmin(aged.min(axis=(1, 2))))].area
            raise ModelError("emptied", area=where, year=year)
        residents[t], children[t] = aged.sum(axis=(1, 2)), aged[:, :, :oldest].sum(axis=1)
    moves = _by_calendar_year(moved, before, rest_of_year(assumptions))
    course = people if whole else partial(_walk, areas, start, births, assumptions, years, steps, whole=True)
    return Projection(
        years[0], tuple(areas), residents, children, born, died, moved, by_year, fertility, moves, before, course
    )


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
    aged: Floats, moved: Floats, totals: Floats, last_known: NDArray[np.int64], assumptions: Assumptions, year: int
) -> tuple[Floats, Floats]:
    """Net migration ``(area,)`` of the step that ends in ``year``, and its part before New Year: what a known total
    leaves unexplained, evenly over the months, else the assumed path, each part at its own calendar year's rate."""
    rest, known = rest_of_year(assumptions), totals[len(moved)]
    mean = _known_mean(moved, totals)
    earlier, later = (path(assumptions.migration, mean, last_known, each) for each in (year - 1, year))
    unexplained = known - aged.reshape(len(aged), -1).sum(axis=1)
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
