"""Values of the population that a workbook shows, held against those of the population itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xuewei.errors import Place
from xuewei.files.books.columns import dotted
from xuewei.files.books.parameter_rows import Path
from xuewei.files.books.typed import Typed
from xuewei.model.assumptions import Assumptions
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
        true = _true(path, plan, assumptions)
        if true is not None and not (isinstance(value, int | float) and abs(value - true) <= CLOSE):
            yield Assumed(place, dotted(["assumptions", *path]), value, true, _setting(path))


def _true(path: Path, plan: Plan, assumptions: Assumptions) -> float | None:
    """The value of a path; None for one that there is not."""
    match path:
        case ("base_crowding",):
            return assumptions.base_crowding.value
        case ("warning", "yellow"):
            return assumptions.yellow.value
        case ("warning", "red"):
            return assumptions.red.value
        case ("warning", "surplus"):
            return assumptions.surplus.value
        case ("inflow", str(stage)):
            return assumptions.inflow[stage].value if stage in assumptions.inflow else 1.0
        case ("scope", str(area)):
            return assumptions.scope[area].share.value if area in assumptions.scope else 1.0
        case ("size_caps", str(kind)):
            return caps[kind].value if kind in (caps := assumptions.caps()) else None
        case ("stages", str(name), str(key), *item):
            stages = {each.name: each for each in together(assumptions.stages, plan.stages)}
            found = getattr(stages.get(name), key, None)
            if isinstance(found, tuple) and item and isinstance(item[0], int) and item[0] <= len(found):
                return float(found[item[0] - 1])
            return float(found) if isinstance(found, int) else None
    return None


def _setting(path: Path) -> str:
    """The key of ``set`` that changes a value.

    >>> _setting(("inflow", "middle")), _setting(("scope", "中心城区")), _setting(("stages", "primary", "class_size"))
    ('inflow.middle', 'population.scope', '')
    """
    if path[0] == "scope":
        return "population.scope"
    return dotted(path) if path[0] in ("base_crowding", "warning", "inflow") else ""
