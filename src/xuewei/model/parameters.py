"""Parameters by the dotted names that scenarios use: one set, and all of them read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from xuewei.errors import Place
from xuewei.model.assumptions import Assumptions, Chances, Figure, Scope, Series, Uncertainty, Wander
from xuewei.model.plan import Plan
from xuewei.model.stages import Stage

_CALLED = {
    "name": "plan",
    "fertility.path": "population.births",
    "fertility.births": "population.births",
    "migration.path": "population.net_migration",
    "migration.years": "population.net_migration",
    "scope": "population.scope",
    "yellow": "warning.yellow",
    "red": "warning.red",
    "surplus": "warning.surplus",
    "building_months": "tracking.building_months",
    "soon_months": "tracking.soon_months",
    "base_seats.seats": "base_seats",
}
"""Where the path of a field differs from the name that planners write."""


def with_parameter(
    assumptions: Assumptions, name: str, value: Any, *, areas: Iterable[str], source: str, at: Place | None = None
) -> Assumptions:
    """The assumptions with one parameter changed; figures that change are assumed, by ``source``; ``at`` says where it
    is written.

    ``population.scope`` is the share of their census area of all ``areas``. Raises ValueError for a name that is no
    parameter of people.

    >>> from xuewei.files.people.assumptions_file import read_assumptions
    >>> with_parameter(read_assumptions(), "inflow.middle", 1.1, areas=[], source="test").inflow["middle"].value
    1.1
    """
    match name.split("."):
        case ["base_crowding"]:
            return replace(assumptions, base_crowding=_figure(assumptions.base_crowding, value, source))
        case ["horizon"]:
            return replace(assumptions, horizon=value)
        case ["entry_cutoff"]:
            return replace(assumptions, entry_cutoff=value)
        case ["population", "births"]:
            return replace(assumptions, fertility=replace(assumptions.fertility, path=value))
        case ["population", "births", year]:
            fertility = assumptions.fertility
            births = {**fertility.births, int(year): value}
            places = fertility.places if at is None else {**fertility.places, int(year): at}
            sources = {**fertility.sources, int(year): source}
            return replace(assumptions, fertility=replace(fertility, births=births, sources=sources, places=places))
        case ["population", "net_migration"]:
            return replace(assumptions, migration=replace(assumptions.migration, path=value))
        case ["population", "net_migration", year]:
            migration = assumptions.migration
            moves, sources = {**migration.years, int(year): value}, {**migration.sources, int(year): source}
            return replace(assumptions, migration=replace(migration, years=moves, sources=sources))
        case ["population", "scope"]:
            scope = {area: _scope(assumptions, area, value, source) for area in areas}
            return replace(assumptions, scope={**assumptions.scope, **scope})
        case ["participation", stage]:
            series = assumptions.participation.get(stage, Series({}, "share"))
            if set(series.values.values()) != {value}:
                first = min(series.values, default=assumptions.horizon)
                series = Series({first: value}, series.unit, "assumed", source)
            return replace(assumptions, participation={**assumptions.participation, stage: series})
        case ["inflow", stage]:
            figure = _figure(assumptions.inflow.get(stage, Figure(1.0, "factor")), value, source)
            return replace(assumptions, inflow={**assumptions.inflow, stage: figure})
        case ["uncertainty", name, *keys] if assumptions.uncertainty is not None:
            return replace(assumptions, uncertainty=_unsure(assumptions.uncertainty, name, keys, value, source))
        case ["warning", "yellow"]:
            return replace(assumptions, yellow=_figure(assumptions.yellow, value, source))
        case ["warning", "red"]:
            return replace(assumptions, red=_figure(assumptions.red, value, source))
        case ["warning", "surplus"]:
            return replace(assumptions, surplus=_figure(assumptions.surplus, value, source))
    raise ValueError(f"{name!r} is no parameter of people")


def _figure(figure: Figure, value: float, source: str) -> Figure:
    """A figure with another value, assumed; the same figure where the value is its own."""
    return figure if figure.value == value else Figure(value, figure.unit, "assumed", source, figure.range)


def _unsure(uncertainty: Uncertainty, name: str, keys: Sequence[str], value: float, source: str) -> Uncertainty:
    """The uncertainty with one figure of ``births``, ``net_migration`` or ``participation`` changed."""
    part, (key,) = getattr(uncertainty, name), keys
    if isinstance(part, Wander):
        changed: Any = replace(part, **{key: _figure(getattr(part, key), value, source)})
    else:
        changed = {**part, key: _figure(part.get(key, Figure(0.0, "share")), value, source)}
    return replace(uncertainty, **{name: changed})


def _scope(assumptions: Assumptions, area: str, share: float, source: str) -> Scope:
    scope = assumptions.scope.get(area) or Scope(area, Figure(1.0, "share", "derived"))
    return Scope(scope.census_area, _figure(scope.share, share, source))


def parameters(written: Plan | Assumptions) -> dict[str, object]:
    """Every value of a plan (apart from its schools) or of assumptions by dotted name, with basis and source.

    >>> parameters(Plan("p", "甲", (), (2021, 2025)))["opening_lag"]
    1
    """
    hidden = {"schools", "file", "written", "people", "scenarios", "delivery"}
    return {
        _called(name): value
        for each in fields(written)
        if each.name not in hidden
        for name, value in flat(getattr(written, each.name), each.name)
    }


def _called(path: str) -> str:
    for inside, name in _CALLED.items():
        if path == inside or path.startswith(f"{inside}."):
            return name + path.removeprefix(inside)
    return path


def flat(value: object, path: str) -> Iterator[tuple[str, object]]:
    """The single values inside, each with its path."""
    if isinstance(value, Figure | Series | Chances):
        yield from flat(value.value if isinstance(value, Figure) else value.values, path)
        yield f"{path}.basis", value.basis
        yield f"{path}.source", value.source
        if isinstance(value, Figure) and value.range:
            yield f"{path}.range", value.range
        if isinstance(value, Figure) and value.clause:
            yield f"{path}.clause", value.clause
    elif is_dataclass(value):
        for each in fields(value):
            if each.compare:
                yield from flat(getattr(value, each.name), f"{path}.{each.name}")
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from flat(each, f"{path}.{key}")
    elif isinstance(value, tuple) and all(isinstance(each, Stage) for each in value):
        for each in value:
            yield from flat(each, f"{path}.{each.name}")
    elif value is not None and value != ():
        yield path, value
