"""Values of the population that a workbook shows, held against those of the population itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xuewei.errors import Place
from xuewei.files.books.columns import dotted
from xuewei.files.books.parameter_rows import Path
from xuewei.files.books.typed import Typed
from xuewei.model.assumptions import Assumptions, Figure
from xuewei.model.parameters import name_of, parameter_of
from xuewei.model.plan import Plan
from xuewei.model.stages import together

CLOSE = 1e-9
"""Values that differ by less are the same."""


@dataclass(frozen=True)
class Assumed:
    """A value that is another one in the workbook. ``setting`` is the key of a scenario's ``set`` that would say so;
    empty where none can."""

    place: Place
    key: str
    shown: Typed
    true: float
    setting: str


def changed(shown: Mapping[Path, tuple[Typed, Place]], plan: Plan, assumptions: Assumptions) -> Iterator[Assumed]:
    """Every value in ``shown`` that is not the one of the population (or of the plan's own stages)."""
    for path, (value, place) in shown.items():
        true, setting = _true(path, plan, assumptions)
        if true is not None and not (isinstance(value, int | float) and abs(value - true) <= CLOSE):
            yield Assumed(place, dotted(["assumptions", *path]), value, true, setting)


def _true(path: Path, plan: Plan, assumptions: Assumptions) -> tuple[float | None, str]:
    """The value of a path, None for one that there is not, and the key of ``set`` that changes it."""
    name = name_of(dotted(path))
    parameter = parameter_of(name)
    setting = name if parameter else ""
    match path:
        case ("scope", str(area)):
            return assumptions.scope[area].share.value if area in assumptions.scope else 1.0, "population.scope"
        case ("size_caps", str(kind)):
            return caps[kind].value if kind in (caps := assumptions.caps()) else None, setting
        case ("stages", str(stage), str(key), *item):
            stages = {each.name: each for each in together(assumptions.stages, plan.stages)}
            found = getattr(stages.get(stage), key, None)
            if isinstance(found, tuple) and item and isinstance(item[0], int) and item[0] <= len(found):
                return float(found[item[0] - 1]), setting
            return float(found) if isinstance(found, int) else None, setting
    if parameter is None or not parameter.sheet:
        return None, ""
    found = parameter.value(assumptions, name.rpartition(".")[2])
    found = found.value if isinstance(found, Figure) else found
    return found if isinstance(found, int | float) else None, setting
