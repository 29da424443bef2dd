"""Demand and the ledger of many scenarios over one plan: what a scenario leaves as it is, is computed once.

A result is kept by what it rests on: the tables of people and schools (the same objects) and what is assumed (the same
values). Names of what set a value are no part of it: where two scenarios set the same, both bear those of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from xuewei.model.assumptions import Assumptions
from xuewei.model.demand import forecast_demand
from xuewei.model.people.children_per_woman import projected
from xuewei.model.people.inhabitants import Inhabitants, inhabitants
from xuewei.model.people.projection import Projection
from xuewei.model.plan import Plan
from xuewei.model.population import Population
from xuewei.model.pupils.grounds import Demand
from xuewei.model.seats.ledger import LedgerRow, ledger
from xuewei.model.stages import Stage
from xuewei.model.zoning import named_zones, with_zone_sums

Found = TypeVar("Found")

SAYINGS = {"source", "source_en", "resized"}
"""Fields that say where a value comes from."""
OF_SEATS = {
    "yellow", "red", "surplus", "entry", "building_months", "soon_months", "costs", "resources", "base_crowding",
}  # fmt: skip
"""Fields of what is assumed that are of seats and of what they cost: demand does not know them."""
OF_PEOPLE = ("stages", "survival", "fertility", "migration", "entry_cutoff", "nation")
"""Fields of what is assumed from which people follow."""
OF_PLAN = tuple(each.name for each in fields(Plan) if each.name not in ("scenarios", "spots"))
TABLES = tuple(each.name for each in fields(Population) if each.name != "assumptions")
ROOM = 100_000
"""Areas × years whose results are kept, some 200 MiB; beyond them the latest alone."""
OBJECTS = 20_000
"""Objects whose number is known, of which more are forgotten with all else."""


class Once:
    """Computes what :func:`~xuewei.model.assessment.assess` wants of people, each distinct thing once.

    >>> from xuewei import read_plan, read_population
    >>> from xuewei.model.assessment import assess
    >>> plan, people, once = read_plan(), read_population(), Once()
    >>> one, other = (assess(each, people, once=once) for each in (plan, replace(plan, delivered_share=0.5)))
    >>> one.demand is other.demand
    True
    """

    def __init__(self) -> None:
        self._forget()

    def __reduce__(self) -> tuple[type[Once], tuple[()]]:
        """Another process begins anew: it has other objects."""
        return Once, ()

    def _forget(self) -> None:
        self._seen: dict[int, tuple[object, tuple[int]]] = {}
        self._numbers: dict[object, int] = {}
        self._found: dict[object, Any] = {}
        self._latest: dict[str, tuple[object, Any]] = {}
        self._room = ROOM

    def zone_sums(self, plan: Plan, population: Population) -> Population:
        """As :func:`~xuewei.model.zoning.with_zone_sums`."""
        if len(self._seen) > OBJECTS:
            self._forget()
        asked = (tuple(named_zones(plan).items()), self._tables(population))
        found = self._kept("zones", asked, 0, lambda: with_zone_sums(plan, population))
        return replace(found, assumptions=population.assumptions)

    def demand(
        self,
        population: Population,
        assumptions: Assumptions,
        areas: Sequence[str],
        *,
        last: int,
        first: int,
        method: str | None,
    ) -> Demand:
        """As :func:`~xuewei.model.demand.forecast_demand`."""
        names = [each.name for each in fields(Assumptions) if each.compare and each.name not in OF_SEATS]
        assumed = [self._parts(each, names) for each in (assumptions, population.assumptions)]
        asked = (self._tables(population), *assumed, tuple(areas), last, first, method)
        size = len(areas) * max(last - first, 1)
        return self._kept(
            "demand",
            asked,
            size,
            lambda: forecast_demand(
                population, assumptions, areas, last=last, first=first, method=method, people=self._people
            ),
        )

    def ledger(self, plan: Plan, stages: Sequence[Stage], caps: Mapping[str, float]) -> list[LedgerRow]:
        """As :func:`~xuewei.model.seats.ledger.ledger`."""
        asked = (self._plan(plan), self._number(stages), *caps.items())
        return self._kept("ledger", asked, len(plan.schools), lambda: ledger(plan, stages, caps))

    def _people(self, population: Population, areas: Sequence[str], assumptions: Assumptions, last: int) -> Projection:
        """As :func:`~xuewei.model.people.children_per_woman.projected`."""
        asked = (self._tables(population), self._parts(assumptions, OF_PEOPLE), tuple(areas), last)
        size = len(areas) * 10
        return self._kept(
            "people", asked, size, lambda: projected(population, areas, assumptions, last, counted=self._inhabitants)
        )

    def _inhabitants(
        self, population: Population, areas: tuple[str, ...], assumptions: Assumptions
    ) -> list[Inhabitants]:
        asked = (self._tables(population), self._parts(assumptions, ("entry_cutoff", "nation")), areas)
        return self._kept("inhabitants", asked, len(areas), lambda: inhabitants(population, areas, assumptions))

    def _kept(self, kind: str, asked: object, size: int, compute: Callable[[], Found]) -> Found:
        """What was found for the same question, or is found now; what fails is not kept."""
        found: Found
        if (kind, asked) in self._found:
            found = self._found[kind, asked]
            return found
        if kind in self._latest and self._latest[kind][0] == asked:
            found = self._latest[kind][1]
            return found
        found = compute()
        if size <= self._room:
            self._room -= size
            self._found[kind, asked] = found
        else:
            self._latest[kind] = asked, found
        return found

    def _tables(self, population: Population) -> tuple[object, ...]:
        """The tables of people as the objects that they are."""
        return tuple(self._number(getattr(population, name), whole=True) for name in TABLES)

    def _plan(self, plan: Plan) -> tuple[object, ...]:
        """What a plan says, its lists as the objects that they are."""
        return tuple(self._number(getattr(plan, name), whole=True) for name in OF_PLAN)

    def _parts(self, assumptions: Assumptions, names: Sequence[str]) -> tuple[object, ...]:
        return tuple(self._number(getattr(assumptions, name)) for name in names)

    def _number(self, thing: Any, *, whole: bool = False) -> object:
        """A number for each distinct thing: equal only for the same values in the same order, or, of ``whole`` ones,
        for the same object. Numbers and words stand for themselves, as they are written."""
        if thing is None or isinstance(thing, str | int | float):
            return repr(thing)
        known = self._seen.get(id(thing))
        if known is not None:
            return known[1]
        parts: object
        if whole:
            parts = ("object", id(thing))
        elif is_dataclass(thing):
            names = [each.name for each in fields(thing) if each.compare and each.name not in SAYINGS]
            parts = (type(thing), *(self._number(getattr(thing, name)) for name in names))
        elif isinstance(thing, Mapping):
            parts = ("map", *((self._number(key), self._number(each)) for key, each in thing.items()))
        elif isinstance(thing, list | tuple):
            parts = ("list", *(self._number(each) for each in thing))
        else:
            parts = ("object", id(thing))
        number = (self._numbers.setdefault(parts, len(self._numbers)),)
        self._seen[id(thing)] = thing, number  # which keeps it alive, so that no other has its id
        return number
