"""The whole calculation as one pure function: demand of people, seats of a plan, and their balance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, fields, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from xuewei.errors import Fault, InputError
from xuewei.late import dataclass
from xuewei.model.assumptions import Assumptions
from xuewei.model.balance import (
    BASELINE,
    BalanceRow,
    DemandRow,
    Peak,
    Total,
    classes_short,
    norm_band,
    peaks,
    totals,
    warning,
)
from xuewei.model.demand import forecast_demand
from xuewei.model.misfits import check_together, left_out
from xuewei.model.people.inhabitants import Inhabitants
from xuewei.model.people.projection import Projection, nobody
from xuewei.model.plan import Plan, asked_for, stages_of
from xuewei.model.population import Population
from xuewei.model.pupils.grounds import GRADES, Demand, Grounds
from xuewei.model.rounding import NOISE_DIGITS, whole, wholes
from xuewei.model.seats.in_use import WRITTEN, balanced, balanced_year, base_year, rule
from xuewei.model.seats.ledger import LedgerRow, ledger, seats_by_year, with_base
from xuewei.model.seats.register import with_seats
from xuewei.model.seats.stock import Stock, stock
from xuewei.model.stages import Stage
from xuewei.model.zoning import with_zone_sums

if TYPE_CHECKING:
    from pandas import DataFrame

    from xuewei.model.once import Once

Floats = NDArray[np.float64]
Years = Iterable[int] | None
Names = Iterable[str] | None
Counted = Callable[[Plan, Sequence[Stage], Mapping[str, float]], list[LedgerRow]]
CONTRACT = (
    "year", "area", "stage", "seats", "demand", "balance", "rate", "warning",
    "classes_short", "norm_low", "norm_high", "usable_seats",
)  # fmt: skip
"""Columns of machine output, in this order; more follow behind them."""


@dataclass(frozen=True, eq=False, repr=False)
class Assessment:
    """A plan held against its population, with every step that led to the answer.

    ``years``: school years from the base year to the horizon. ``demand`` is as it was forecast; ``demand[stage]`` and
    ``seats[stage]`` are ``(year, area, grade)``, unrounded, over ``areas``; ``usable[stage]`` the part of the seats
    within the size caps.
    ``base[stage] (area,)`` are the seats in use before the plan that no listed school brings; the ledger stands on
    them, and ``stock`` says how they follow. In years before ``known`` nobody knows the seats: what the tables hold
    there means nothing. ``residents (year, area)``.
    ``scopes`` and ``census (area,)`` say what share of which census area (an index of ``projection``) an area is: -1
    where nobody was counted, so that only pupils and births are known; its ``residents`` are then NaN (see
    :meth:`counted`). ``unheard``: stages that are left out because nothing is known of them in any area, with what is
    missing of each.
    """

    plan: Plan
    population: Population
    assumptions: Assumptions
    years: range
    areas: tuple[str, ...]
    stages: tuple[Stage, ...]
    projection: Projection
    scopes: Floats
    census: NDArray[np.int64]
    residents: Floats
    demand: Demand
    seats: dict[str, Floats]
    usable: dict[str, Floats]
    base: dict[str, Floats]
    stock: Stock
    ledger: tuple[LedgerRow, ...]
    unheard: Mapping[str, tuple[Fault, ...]] = field(default_factory=dict)

    @property
    def known(self) -> range:
        """The school years whose balance is known: from the base year on, and where demand of every area is."""
        return range(balanced_year(self.plan, self.demand.certain), self.years.stop)

    def counted(self, area: str) -> Inhabitants | None:
        """The people of the census area in which an area lies; None where nobody was counted."""
        return self._people[area]

    @cached_property
    def _people(self) -> dict[str, Inhabitants | None]:
        """What :meth:`counted` says of every area."""
        places = zip(self.areas, self.census.tolist(), strict=True)
        return {area: None if census < 0 else self.projection.areas[census] for area, census in places}

    @cached_property
    def uncounted(self) -> tuple[str, ...]:
        """The areas in which nobody was counted."""
        return tuple(area for area, one in self._people.items() if one is None)

    def grounds(self, area: str, stage: str) -> Grounds:
        """What demand of a stage of an area rests on."""
        return self.demand.grounds[area, stage]

    def method(self, area: str, stage: str) -> str:
        """How demand of a stage of an area was forecast (see :class:`~xuewei.model.pupils.grounds.Grounds`)."""
        return self.demand.grounds[area, stage].method

    def known_to(self, area: str, stage: str) -> int:
        """The last year whose demand is no forecast: with pupils on record, or by ages with known people."""
        return self.demand.grounds[area, stage].known_to

    def only_pupils(self, stage: str) -> bool:
        """Whether demand of a stage follows pupils on record in every area, so that no factor of ages sets it."""
        return all(self.grounds(area, stage).record for area in self.areas)

    def stage(self, name: str) -> Stage:
        """The stage called ``name``; KeyError where there is none."""
        return {stage.name: stage for stage in self.stages}[name]

    def rows(self, years: Years = None, stages: Names = None, areas: Names = None) -> list[BalanceRow]:
        """The answer by stage, area and year, in whole numbers; None means all.

        Years before :attr:`known` have no seats, hence no rows (:meth:`earlier` has their demand). Raises KeyError or
        ValueError for a stage, area or year that was not assessed.
        """
        t, n = self._places(years, areas)
        return [
            self._row(kind, *cell)
            for kind in ([self.stage(name) for name in stages] if stages is not None else self.stages)
            for cell in self._cells(kind.name, t, n)
        ]

    def totals_of(self, stage: str, years: Years = None, areas: Names = None) -> list[Total]:
        """The :meth:`totals` of the :meth:`rows` of one stage, by year, without making the rows."""
        t, n = self._places(years, areas)
        seats, demand = (wholes(table[stage][np.ix_(t, n)].sum(axis=2)) for table in (self.seats, self.demand))
        columns = seats, demand, seats - demand, np.minimum(seats - demand, 0)
        sums = zip(*(each.sum(axis=1).tolist() for each in columns), strict=True)
        return [Total(self.years[at], stage, *each) for at, each in zip(t, sums, strict=True)]

    def _places(self, years: Years, areas: Names) -> tuple[list[int], list[int]]:
        """Where years of which seats are known, and areas, stand in the tables; None means all."""
        at_area, unknown = {area: n for n, area in enumerate(self.areas)}, self._unknown
        moments = (year for year in (self.years if years is None else years) if year not in unknown)
        places = (at_area[area] for area in (self.areas if areas is None else areas))
        return [self.years.index(year) for year in moments], list(places)

    def _cells(self, stage: str, t: Sequence[int], n: Sequence[int]) -> Iterator[tuple[Any, ...]]:
        """Year and area, area by area, with seats and demand, unrounded and whole, and whole seats within the caps."""
        tables, cells = (self.seats, self.demand, self.usable), np.ix_(t, n)
        seats, pupils, usable = (table[stage][cells].sum(axis=2).T.ravel() for table in tables)
        columns = (each.tolist() for each in (seats, wholes(seats), pupils, wholes(pupils), wholes(usable)))
        yield from zip([*t] * len(n), np.repeat(n, len(t)).tolist(), *columns, strict=True)

    @property
    def _unknown(self) -> range:
        """The computed years before the base year."""
        return range(self.years.start, self.known.start)

    def earlier(self, years: Years = None, stages: Names = None, areas: Names = None) -> list[DemandRow]:
        """Demand of the years among ``years`` of which no seats are known, in the order of :meth:`rows`."""
        moments = [year for year in (self.years if years is None else years) if year in self._unknown]
        places = list(self.areas if areas is None else areas) if moments else []
        at_area = {area: n for n, area in enumerate(self.areas)} if moments else {}
        return [
            DemandRow(year, area, name, whole(float(count.sum())), self.grounds(area, name).method_in(year))
            for name in ([each.name for each in self.stages] if stages is None else stages)
            for area in places
            for pupils in (self.demand[name][:, at_area[area]],)
            for year in moments
            for count in (pupils[year - self.years.start],)
            if np.isfinite(count).all()
        ]

    def row(self, year: int, area: str, stage: str) -> BalanceRow:
        """One line of the answer. Raises as :meth:`rows` does, and ValueError for a year whose seats are not known."""
        if year in self._unknown:
            raise ValueError(f"the seats of {year} are not known: the plan's begin in {self.known.start}")
        t, n, kind = self.years.index(year), self.areas.index(area), self.stage(stage)
        return self._row(kind, *next(self._cells(stage, [t], [n])))

    def _row(
        self, kind: Stage, t: int, n: int, seats: float, shown: int, pupils: float, wanted: int, usable: int
    ) -> BalanceRow:
        year, area, stage, balance = self.years[t], self.areas[n], kind.name, shown - wanted
        band = norm_band(float(self.residents[t, n]), kind) if self.census[n] >= 0 else None
        return BalanceRow(
            year=year,
            area=area,
            stage=stage,
            seats=shown,
            demand=wanted,
            balance=balance,
            rate=seats / pupils if pupils > 0 else None,
            warning=self._warning(year, area, stage, shown, wanted),
            classes_short=classes_short(balance, kind),
            norm_low=whole(band.seats_low) if band else None,
            norm_high=whole(band.seats_high) if band else None,
            usable_seats=usable,
            schools_short=round(max(-balance, 0) / kind.school_seats, 1) if kind.school_seats else None,
            schools_low=round(band.schools_low, 1) if band else None,
            schools_high=round(band.schools_high, 1) if band else None,
            norm_position=band.position(seats) if band else None,
            method=self.grounds(area, stage).method_in(year),
        )

    def _warning(self, year: int, area: str, stage: str, seats: int, demand: int) -> str:
        """The warning of a line; a balance that is even because it was taken to be so is no warning."""
        if seats == demand and year == self.known.start and balanced(self.plan, area, stage):
            return BASELINE
        limits = self.assumptions
        return warning(seats, demand, limits.yellow.value, limits.red.value, limits.surplus.value)

    def totals(self, rows: Iterable[BalanceRow]) -> list[Total]:
        """Totals over areas of ``rows`` in two forms, netted and need only."""
        return totals(rows)

    def peaks(self, rows: Sequence[BalanceRow]) -> list[Peak]:
        """The course of every area and stage in ``rows``."""
        return peaks(rows)

    def to_frame(self) -> DataFrame:
        """All rows as a pandas frame, in the columns of docs/formats.en.md (and more behind them).

        >>> import xuewei
        >>> frame = xuewei.assess(xuewei.read_plan(), xuewei.read_population()).to_frame()
        >>> list(frame.columns[:6])
        ['year', 'area', 'stage', 'seats', 'demand', 'balance']
        """
        import pandas

        records = [row.record() for row in self.rows()]
        return pandas.DataFrame(records, columns=[each.name for each in fields(BalanceRow)])


def assess(
    plan: Plan,
    population: Population,
    assumptions: Assumptions | None = None,
    *,
    horizon: int | None = None,
    method: str | None = None,
    bare: bool = False,
    once: Once | None = None,
) -> Assessment:
    """Hold a plan against its population.

    ``assumptions`` default to those of the population folder, ``horizon`` (the last school year) to theirs.
    ``method`` is how demand is forecast: ``grades`` from pupils on record, ``ages``, or None: by grades where it can.
    Areas without a census have a balance from their pupils and births, or from demand that is given. A stage of which
    nothing is known in any area is left out (``unheard``) while others are known; if ``bare``, any without a forecast.
    ``once`` keeps what many scenarios share. Raises InputError, with every fault, where plan and population do not fit
    together, and where grades are asked for and the record does not suffice; ValueError for an unknown method.
    """
    assumptions = asked_for(plan, assumptions or population.assumptions)
    stages = stages_of(plan, assumptions)
    plan = with_seats(plan, stages)
    areas, last = plan.all_areas(), assumptions.horizon if horizon is None else horizon
    zone_sums, forecast = (once.zone_sums, once.demand) if once else (with_zone_sums, forecast_demand)
    population = zone_sums(plan, population)
    check_together(plan, population, assumptions, stages, last)
    since = base_year(plan)
    assumed = replace(assumptions, stages=stages)
    wanted = forecast(population, assumed, areas, last=last, first=since, method=method)
    if method == GRADES and wanted.silent:
        from xuewei.model.pupils.pupils_ahead import refusals

        raise InputError(refusals(wanted, population))
    left = left_out(plan, population, wanted, method, bare=bare) if wanted.silent else {}
    wanted = wanted.without(left) if left else wanted
    if (wanted.census < 0).any():
        from xuewei.model.pupils.pupils_ahead import completed

        wanted = completed(wanted)
    return Assessment(
        plan=plan,
        population=population,
        assumptions=assumptions,
        years=wanted.years,
        areas=areas,
        stages=tuple(stage for stage in stages if stage.name not in left),
        projection=wanted.projections[0] if wanted.projections else nobody(wanted.years),
        scopes=wanted.scopes,
        census=wanted.census,
        residents=wanted.residents,
        demand=wanted,
        unheard=left,
        **_seats(plan, wanted, assumptions, once.ledger if once else ledger),
    )


def with_plan(found: Assessment, plan: Plan) -> Assessment:
    """The same people held against another plan of the same areas, stages and base seats: only seats are counted anew.

    Raises ValueError where areas or stages are others.
    """
    if plan.all_areas() != found.areas or (plan.stages, plan.use_stages) != (found.plan.stages, found.plan.use_stages):
        raise ValueError("the other plan must have the same areas and stages")
    return replace(found, plan=plan, **_seats(plan, found.demand, found.assumptions, ledger))


def _seats(plan: Plan, wanted: Demand, assumptions: Assumptions, counted: Counted) -> dict[str, Any]:
    """The seats of a plan, ``counted`` as :func:`ledger` does, as an assessment holds them."""
    (areas, stages, years), every = (wanted.areas, wanted.stages, wanted.years), stages_of(plan, assumptions)
    rows = counted(plan, every, {kind: cap.value for kind, cap in assumptions.caps().items()})
    rows = rows if len(every) == len(stages) else [row for row in rows if row.stage in wanted]
    before = _stock(plan, wanted, rows, assumptions)
    base = before.rest
    seats, usable = (
        with_base(seats_by_year(rows, years, areas, stages, usable=part), base, stages) for part in (False, True)
    )
    return {"seats": seats, "usable": usable, "base": base, "stock": before, "ledger": tuple(rows)}


def _stock(plan: Plan, wanted: Demand, rows: Sequence[LedgerRow], assumptions: Assumptions) -> Stock:
    """Seats in use before the plan, balanced being the demand of the base year ÷ crowding. Raises InputError where
    schools that are counted in written seats have more."""
    year, crowding = balanced_year(plan, wanted.certain), assumptions.base_crowding.value
    even = {stage: each[year - wanted.years.start].sum(axis=1) / crowding for stage, each in wanted.items()}
    found = stock(plan, wanted.areas, even, rows, year)
    over = [
        Fault(
            plan.place(f"base_seats.seats.{area}.{stage}"),
            f"base_seats.seats.{area}.{stage}",
            "counted_over",
            {"seats": whole(float(found.seats[stage][n])), "inside": whole(float(found.inside[stage][n]))},
        )
        for stage in wanted
        for n, area in enumerate(wanted.areas)
        if rule(plan.base_seats, area, stage) == WRITTEN and round(float(found.rest[stage][n]), NOISE_DIGITS) < 0
    ]
    if over:
        raise InputError(over)
    return found
