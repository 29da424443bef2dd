"""How a parameter is set: what stands where its steps end, replaced, and what set it kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from xuewei.errors import Place
from xuewei.model.assumptions import Assumptions, Fertility, Figure, Scope, Series
from xuewei.model.stages import Stage, with_class_size


class Cause(NamedTuple):
    """What changes a value: the name of a scenario, all areas of its plan, and the line that says so."""

    source: str
    areas: tuple[str, ...]
    at: Place | None


def found_at(inside: Any, step: Any, usual: Figure | None) -> Any:
    """What stands one step further inside; ``usual``, or None, where there is nothing."""
    if isinstance(inside, Mapping):
        return inside.get(step, usual)
    if isinstance(inside, tuple):
        return next((each for each in inside if each.name == step), None)
    return getattr(inside, step, None)


def replaced(inside: Any, steps: list[Any], value: Any, source: str, usual: Figure | None) -> Any:
    """The same with another value where the steps end; a figure is then assumed. Raises ValueError where they lead
    nowhere."""
    if not steps:
        return another(inside, value, source) if isinstance(inside, Figure) else value
    if inside is None:
        raise ValueError(f"nothing is assumed that has {steps[0]!r}")
    new = replaced(found_at(inside, steps[0], usual), steps[1:], value, source, usual)
    if isinstance(inside, Mapping):
        return {**inside, steps[0]: new}
    if isinstance(inside, tuple):
        return tuple(new if each.name == steps[0] else each for each in inside)
    return replace(inside, **{steps[0]: new})


def another(figure: Figure, value: float, source: str) -> Figure:
    """A figure with another value, assumed; the same figure where the value is its own."""
    return figure if figure.value == value else Figure(value, figure.unit, "assumed", source, figure.range)


def of_inflow(assumptions: Assumptions, steps: list[Any], value: float, cause: Cause) -> Assumptions:
    """Inflow of a stage. What stood there before is what pupils on record hold of it, so that a change changes what
    follows them too."""
    stage = steps[1]
    lent = next((each.inflow for each in assumptions.optional if each.stage.name == stage), None)
    before = assumptions.inflow.get(stage) or lent or Figure(1.0, "factor")
    after = another(before, value, cause.source)
    if after is not before:
        held = before.value if before.on_record is None else before.on_record
        after = replace(after, on_record=held)
    return replace(assumptions, inflow={**assumptions.inflow, stage: after})


def in_year(assumptions: Assumptions, steps: list[Any], value: float, cause: Cause) -> Assumptions:
    """Persons of one calendar year, with what set them."""
    section, field, year = steps
    part = getattr(assumptions, section)
    changed = {field: {**getattr(part, field), year: value}, "sources": {**part.sources, year: cause.source}}
    if isinstance(part, Fertility) and cause.at is not None:
        changed["places"] = {**part.places, year: cause.at}
    return replace(assumptions, **{section: replace(part, **changed)})


def in_all_areas(assumptions: Assumptions, steps: list[Any], value: float, cause: Cause) -> Assumptions:
    """The share that every area is of its census area."""
    known = {area: Scope(area, Figure(1.0, "share", "derived")) for area in cause.areas} | dict(assumptions.scope)
    changed = {
        area: replace(known[area], share=another(known[area].share, value, cause.source)) for area in cause.areas
    }
    return replace(assumptions, scope={**assumptions.scope, **changed})


def in_all_years(assumptions: Assumptions, steps: list[Any], value: float, cause: Cause) -> Assumptions:
    """One level for every year of a series."""
    series = found_at(found_at(assumptions, steps[0], None), steps[-1], None) or Series({}, "share")
    if set(series.values.values()) != {value}:
        first = min(series.values, default=assumptions.horizon)
        series = Series({first: value}, series.unit, "assumed", cause.source)
    changed: Assumptions = replaced(assumptions, steps, series, cause.source, None)
    return changed


def of_class(assumptions: Assumptions, steps: list[Any], value: int, cause: Cause) -> Assumptions:
    """The class size of a stage, shipped, optional or the folder's; one that only the plan has is set there."""

    def resized(stage: Stage) -> Stage:
        return with_class_size(stage, value, cause.source) if stage.name == steps[1] else stage

    optional = tuple(replace(each, stage=resized(each.stage)) for each in assumptions.optional)
    return replace(assumptions, stages=tuple(map(resized, assumptions.stages)), optional=optional)


def of_estates(assumptions: Assumptions, steps: list[Any], value: Any, cause: Cause) -> Assumptions:
    """What is assumed of estates; where there are none, nothing changes. Pupils of a stage: as many in every year after
    completion, whatever the kind of estate."""
    rules = assumptions.estates
    if rules is None:
        return assumptions
    if steps[1] != "yields":
        changed = replaced(rules, steps[1:], value, cause.source, None)
        return replace(assumptions, estates=changed)
    stage = steps[2]
    before = rules.yields.get(stage) or Series({}, "pupils per 100 dwellings")
    if stage in rules.yields and {*before.values.values()} == {value} and not rules.has_own(stage):
        return assumptions
    own = {kind: {name: each for name, each in of.items() if name != stage} for kind, of in rules.by_kind.items()}
    series = Series({1: value}, before.unit, "assumed", cause.source)
    changed = replace(rules, yields={**rules.yields, stage: series}, by_kind=own)
    return replace(assumptions, estates=changed)
