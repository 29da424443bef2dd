"""Demand as it was forecast, and what that of each area and stage rests on."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.people.flows import carried, flowing
from xuewei.model.people.projection import Projection
from xuewei.model.population import BirthsRow, FlowRow
from xuewei.model.stages import Stage

if TYPE_CHECKING:
    from xuewei.model.estates import EstatePupils
    from xuewei.model.pupils.progression import Forecast

Floats = NDArray[np.float64]
Key = tuple[str, str]
"""An area and a stage."""
GRADES, AGES, SCALED, BORN, GIVEN, LEAVERS = "grades", "ages", "scaled", "births", "given", "leavers"
WHOLE = "whole"
"""What a stage is called that follows pupils of whom only the whole stage is known; its method is that of GRADES."""
AT_HOME = (AGES, BORN, LEAVERS)
"""Methods that say where pupils live, or left the stage before, so that flows act; the others where they are at school.
"""
NO_PUPILS, ENDED = "no_pupils", "ended_record"
"""Why a stage has no use of pupils: there are none on record, or none in its last year."""
METHODS = (GRADES, AGES)
"""How demand is forecast: by grade progression from pupils on record, or by the ages of the people. Where pupils do not
suffice for the first, ages are scaled to the level of those that are on record; where nobody was counted either, ages
are those of the children who were born (``births``). What was forecast elsewhere and is on file is ``given``. A stage
that follows another without pupils of its own on record comes of the leavers of the other
(:mod:`xuewei.model.pupils.leavers`)."""


@dataclass(frozen=True)
class Fill:
    """A year without pupils: the demand by ages times ``ratio``, which is ``pupils`` ÷ the demand by ``ages`` in year
    ``like``, 0 where that is 0."""

    like: int
    pupils: float
    ages: float

    @property
    def ratio(self) -> float:
        """Pupils for each child who would be one by age.

        >>> Fill(2023, 900.0, 1000.0).ratio
        0.9
        """
        return self.pupils / self.ages if self.ages > 0 else 0.0


@dataclass(frozen=True)
class Given:
    """Demand of a year that was forecast elsewhere: its band from ``low`` to ``high``, and of single grades in
    ``grades`` (None: it has none), and its ``sources``; rows of ``area`` (itself or its census area) are taken times
    ``share``. ``split``: only the whole stage is given."""

    area: str
    share: float
    sources: tuple[str, ...]
    low: float | None = None
    high: float | None = None
    grades: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    split: bool = False


@dataclass(frozen=True)
class Grounds:
    """What demand of one stage of one area rests on. ``method``: grades, ages, scaled, which is by ages at the level of
    the pupils on record, births, which is by the ages of those who were born, no more, or leavers; empty where nothing
    is known. ``known_to``: the last year whose demand is no forecast.
    ``why``: what keeps its pupils from being followed from grade to grade; empty where nothing does, and where pupils
    were not asked.

    Rows of ``record``, the area itself or its census area (empty: demand has no use of pupils), are taken times
    ``share``, up to ``origin``, the last year of the record. ``known``: years on record among those of the demand;
    ``filled``: years by ages; ``split``: years of which only the whole stage is known, so that its grades are split as
    ages split them. ``source``: what those who enter it in the last year are forecast from (see feeders), empty where
    that year is on record. ``single``: one year alone is on record, so that grades follow each other at 1.
    ``given``: by year, demand that was forecast elsewhere and is on file. ``registers``: kinds of registers of children
    from which demand by births takes children that they have. ``whole``: pupils are followed, and nothing is known of
    their grades after the origin, so that the stage is forecast as a whole.
    """

    method: str
    known_to: int = 0
    why: str = ""
    record: str = ""
    share: float = 1.0
    origin: int = 0
    known: tuple[int, ...] = ()
    filled: Mapping[int, Fill] = field(default_factory=dict)
    split: tuple[int, ...] = ()
    source: str = ""
    single: bool = False
    given: Mapping[int, Given] = field(default_factory=dict)
    registers: tuple[str, ...] = ()
    whole: bool = False

    def way_in(self, year: int | None = None) -> str:
        """What demand of a year (None: of those ahead) is called for people: as :meth:`method_in`, but a stage that is
        forecast as a whole follows no grades."""
        method = self.method if year is None else self.method_in(year)
        return WHOLE if method == GRADES and self.whole else method

    def method_in(self, year: int) -> str:
        """How demand of a year came about: ``given`` where it is on file, else :attr:`method`."""
        return GIVEN if year in self.given else self.method


@dataclass(frozen=True, eq=False, repr=False)
class Flowed:
    """Demand of a stage of which pupils go to school in other areas. ``own (year, area, grade)``: pupils where they
    live, or, of a stage after another, where they left that one; ``ratio (year, area)``: how many are at school there
    for each of them, in place of ``inflow``; NaN in areas that nobody leaves or comes to. ``silent``: areas from which
    pupils come and of whose people nothing is known, so that these are not counted. ``abroad``: pupils ``(year,
    grade)`` of the other areas that are not planned."""

    own: Floats
    ratio: Floats
    silent: tuple[str, ...] = ()
    abroad: Mapping[str, Floats] = field(default_factory=dict)


@dataclass(frozen=True, eq=False, repr=False)
class Beyond:
    """What a demand has beyond the forecast ``before``: by stage what it is times by another ``inflow (year, area)``
    than pupils on record hold, those who ``arrived (year, area, grade)`` by written net migration, beyond what pupils
    on record hold of it, and pupils of ``estates`` (None: there are none)."""

    before: Demand
    arrived: Mapping[str, Floats] = field(default_factory=dict)
    estates: EstatePupils | None = None
    inflow: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def without_estates(self) -> Demand:
        """The demand but for its estates, and for what they change in stages that follow others."""
        found = self.before.times(self.inflow) if self.inflow else self.before
        return found.plus(self.arrived) if self.arrived else found


@dataclass(frozen=True, eq=False, repr=False)
class Demand(Mapping[str, Floats]):
    """Demand of ``areas`` by stage: ``demand["primary"]`` are pupils ``(year, area, grade)``, unrounded, and
    ``whole["primary"]`` those of the whole stage ``(year, area)``. NaN is unknown: all of an area before its people
    were counted, and grades of an area without people whose stage is known only as a whole. ``grounds`` has every area
    and stage.

    ``projections`` are the people behind it, those of areas counted in the same year together; ``census (area,)`` is
    the place of an area's census area in its own one, -1 where nobody was counted, ``scopes (area,)`` its share of it,
    ``residents (year, area)`` its people. ``forecasts``: by the last year on record of some area, which is the origin
    of all that follows that record. ``births``: rows that these used, of calendar years where they ended in different
    months; ``lent``: by area of the record, years whose births are the nation's.
    ``flowed``: the stages of which pupils go to school in other areas. ``beyond``: what was added to a forecast (None:
    nothing).
    """

    years: range
    areas: tuple[str, ...]
    stages: tuple[Stage, ...]
    pupils: Mapping[str, Floats]
    whole: Mapping[str, Floats]
    grounds: Mapping[Key, Grounds]
    projections: tuple[Projection, ...]
    census: NDArray[np.int64]
    scopes: Floats
    residents: Floats
    forecasts: Mapping[int, Forecast] = field(default_factory=dict)
    births: tuple[BirthsRow, ...] = ()
    lent: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    flowed: Mapping[str, Flowed] = field(default_factory=dict)
    beyond: Beyond | None = None

    def __getitem__(self, stage: str) -> Floats:
        return self.pupils[stage]

    def __iter__(self) -> Iterator[str]:
        return iter(self.pupils)

    def __len__(self) -> int:
        return len(self.pupils)

    def inflow(self, stage: str, year: int, area: str) -> float | None:
        """Pupils at school in an area for each one who lives there, where flows say so, else None."""
        if stage not in self.flowed:
            return None
        ratio = float(self.flowed[stage].ratio[self.years.index(year), self.areas.index(area)])
        return None if np.isnan(ratio) else ratio

    def carried(self, stage: str, own: Floats, flows: Sequence[FlowRow]) -> Demand:
        """The demand with pupils of a flowed stage, of whom ``own (year, area, grade)`` live in each area, where they
        go to school; areas with pupils on record keep those."""
        flowed, ends = self.flowed[stage], flowing(flows, stage, self.areas)
        after = carried(flows, stage, self.areas, own, flowed.abroad)
        before, whole = own.sum(axis=2), after.sum(axis=2)
        acts = np.array([area in ends for area in self.areas]) & (before > 0)
        ratio = np.where(acts, whole, np.nan) / np.where(acts, before, 1.0)
        stay = np.array([bool(self.grounds[area, stage].record) for area in self.areas])
        unknown = {area for n, area in enumerate(self.areas) if np.isnan(own[:, n]).all()}
        coming = {row.from_area for row in flows if row.stage == stage and row.to_area in self.areas}
        silent = {*flowed.silent}.difference(self.areas) | (coming & unknown)
        return replace(
            self,
            pupils={**self.pupils, stage: np.where(stay[:, None], self.pupils[stage], after)},
            whole={**self.whole, stage: np.where(stay, self.whole[stage], whole)},
            flowed={**self.flowed, stage: replace(flowed, own=own, ratio=ratio, silent=tuple(sorted(silent)))},
        )

    @cached_property
    def certain(self) -> range:
        """The years from the first on which demand of every area and stage is known; none where some never is."""
        known = np.array([np.isfinite(each).all(axis=1) for each in self.whole.values()]).all(axis=0)
        lacking = np.flatnonzero(~known)
        return range(self.years.start + (int(lacking[-1]) + 1 if len(lacking) else 0), self.years.stop)

    @property
    def origin(self) -> int | None:
        """The last year on record of any of the areas; None without pupils."""
        return max(self.forecasts, default=None)

    @property
    def progression(self) -> Forecast | None:
        """The forecast by grades from the last year on record; None without pupils."""
        return None if self.origin is None else self.forecasts[self.origin]

    @property
    def followed(self) -> dict[Key, Grounds]:
        """The areas and stages whose demand follows pupils, or is at their level."""
        return {key: each for key, each in self.grounds.items() if each.record}

    @property
    def refused(self) -> dict[Key, str]:
        """Why of the areas and stages that have no use of pupils, where pupils were asked, their own or leavers."""
        alone = {key: each for key, each in self.grounds.items() if not each.record and each.method != LEAVERS}
        return {key: each.why for key, each in alone.items() if each.why}

    def without(self, stages: Collection[str]) -> Demand:
        """The same without some stages."""
        kept = {stage.name: stage for stage in self.stages if stage.name not in stages}
        return replace(
            self,
            stages=tuple(kept.values()),
            pupils={name: self.pupils[name] for name in kept},
            whole={name: self.whole[name] for name in kept},
            grounds={key: how for key, how in self.grounds.items() if key[1] in kept},
            flowed={name: each for name, each in self.flowed.items() if name in kept},
            beyond=self.beyond and replace(self.beyond, before=self.beyond.before.without(stages)),
        )

    def plus(self, more: Mapping[str, Floats]) -> Demand:
        """The same with more pupils ``(year, area, grade)`` of some stages; what is unknown stays so."""
        return replace(
            self,
            pupils={**self.pupils, **{name: self.pupils[name] + each for name, each in more.items()}},
            whole={**self.whole, **{name: self.whole[name] + each.sum(axis=2) for name, each in more.items()}},
        )

    def times(self, factors: Mapping[str, Floats]) -> Demand:
        """The same with the pupils of some stages times factors ``(year, area)``."""
        return replace(
            self,
            pupils={**self.pupils, **{name: self.pupils[name] * each[..., None] for name, each in factors.items()}},
            whole={**self.whole, **{name: self.whole[name] * each for name, each in factors.items()}},
        )

    @property
    def silent(self) -> tuple[Key, ...]:
        """The areas and stages of which nothing is known."""
        every = ((area, stage.name) for area in self.areas for stage in self.stages)
        return tuple(key for key in every if not self.grounds[key].method)
