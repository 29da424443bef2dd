"""What a demand has beyond its forecast, line by line: pupils of each estate, and who comes by written migration."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow, DemandRow
from xuewei.model.population import EXTRA, WITHIN
from xuewei.model.rounding import whole_parts

if TYPE_CHECKING:
    from xuewei.model.estates import EstatePupils

ESTATE, INFLOW, ARRIVED, MOVED = "estate", "inflow", "arrived", "moved"
"""Kinds of lines: a part of an estate, those who come by another inflow than pupils on record hold, or by written net
migration, those who come elsewhere instead."""
SLIGHT = 1e-9


@dataclass(frozen=True)
class BeyondLine:
    """Whole ``pupils`` that come on top of a forecast, or do not come (negative). Of a part of an estate (None in
    other lines): ``dwellings``, the share of them ``filled`` since the last year that is no forecast, and pupils
    ``each`` of the stage (or grade) for one of these; their product is the pupils, unrounded, times ``part``, for whom
    there are arrivals enough. ``times``: of another inflow (``id`` is its key), what it makes of the forecast."""

    kind: str
    pupils: int
    id: str = ""
    name: str = ""
    completes: int | None = None
    dwellings: float | None = None
    filled: float | None = None
    each: float | None = None
    part: float = 1.0
    counted: str = ""
    basis: str = "assumed"
    source: str = ""
    times: float | None = None


@dataclass(frozen=True)
class BeyondForecast:
    """The ``lines`` beyond a forecast of ``forecast`` pupils; together they are the demand. ``since``: the last year
    that is no forecast."""

    forecast: int
    lines: tuple[BeyondLine, ...]
    since: int


def beyond_forecast(
    assessment: Assessment, row: BalanceRow | DemandRow, total: int, grade: int | None = None
) -> BeyondForecast | None:
    """What ``total`` pupils of a row, or of one of its grades, are beyond the forecast; None where they are all of it,
    and of a stage that follows another, whose leavers have it."""
    beyond, stage = assessment.demand.beyond, assessment.stage(row.stage)
    if beyond is None or (stage.after is not None and stage.name not in beyond.inflow):
        return None
    t, n = assessment.years.index(row.year), assessment.areas.index(row.area)
    grades = slice(None) if grade is None else slice(grade - 1, grade)
    own = float(beyond.before[stage.name][t, n, grades].sum())
    every = float(assessment.demand[stage.name][t, n, grades].sum())
    if abs(every - own) < SLIGHT:
        return None
    parts: list[tuple[float, dict[str, object]]] = []
    if stage.name in beyond.inflow and (times := float(beyond.inflow[stage.name][t, n])) != 1:
        key, figure = f"inflow.{stage.name}", assessment.assumptions.inflow[stage.name]
        said = {"kind": INFLOW, "id": key, "times": times, "basis": figure.basis, "source": figure.source}
        parts.append((own * (times - 1), said))
    if stage.name in beyond.arrived:
        parts.append((float(beyond.arrived[stage.name][t, n, grades].sum()), {"kind": ARRIVED}))
    if beyond.estates is not None and stage.name in beyond.estates.filled:
        share = 1.0 if grade is None else 1 / stage.grades
        parts += _estates(beyond.estates, stage.name, t, n, share)
    left = every - own - sum(pupils for pupils, _ in parts)
    if abs(left) > SLIGHT:
        parts.append((left, {"kind": MOVED}))
    forecast, *counts = whole_parts(np.array([own, *(pupils for pupils, _ in parts)]), total)
    lines = (BeyondLine(pupils=count, **said) for count, (_, said) in zip(counts, parts, strict=True))  # type: ignore[arg-type]
    return BeyondForecast(forecast, tuple(lines), assessment.known_to(row.area, row.stage))


def _estates(found: EstatePupils, stage: str, t: int, n: int, share: float) -> list[tuple[float, dict[str, object]]]:
    """The pupils of every part of an estate in an area and year, with what they are the product of."""
    answer: list[tuple[float, dict[str, object]]] = []
    for k, row in enumerate(found.rows):
        filled, each = float(found.filled[stage][k, t]), float(found.each[stage][k, t]) * share
        count = float(found.dwellings[k])
        if found.at[k] != n or not count * filled * each:
            continue
        part = float(found.moved[stage][t]) if found.within[k] and stage in found.moved else 1.0
        said: dict[str, object] = {
            "kind": ESTATE, "id": row.id, "name": row.name, "completes": row.completes, "dwellings": count,
            "filled": filled, "each": each, "part": part, "counted": WITHIN if found.within[k] else EXTRA,
            "basis": row.basis, "source": row.source,
        }  # fmt: skip
        answer.append((count * filled * each * part, said))
    return answer


def beyond_records(found: BeyondForecast) -> list[dict[str, object]]:
    """A record for each line, as machines get it."""
    return [
        {
            "kind": "demand",
            "id": f"estate-{line.id}-{line.completes}" if line.kind == ESTATE else line.kind,
            "amount": line.pupils,
            "basis": line.basis,
            "source": line.source,
        }
        for line in found.lines
    ]


def beyond_extra(found: BeyondForecast) -> dict[str, object]:
    """What JSON adds: the lines unrounded, and the forecast that they come on top of."""
    return {"forecast": found.forecast, "beyond": [asdict(line) for line in found.lines]}
