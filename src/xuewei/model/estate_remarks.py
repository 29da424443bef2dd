"""Estates that are probably mistyped: with more pupils than fits the children of the area in which they lie."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from xuewei.errors import Fault, Place
from xuewei.model.assessment import Assessment

PART = 0.5
"""Pupils of one estate as a part of all others of a stage in its area, beyond which they are looked at again."""
FEW = 50.0
"""Pupils of an estate that are never many."""


def estate_remarks(found: Assessment) -> Iterator[Fault]:
    """Estates whose pupils of a stage are, in the year with most of them, more than :data:`PART` of the area's own,
    each once, at its first row."""
    beyond = found.demand.beyond
    if beyond is None or beyond.estates is None:
        return
    estates, own = beyond.estates, beyond.without_estates
    file = f"{found.population.folder}/estates.csv"
    groups: dict[str, list[int]] = {}
    for n, row in enumerate(estates.rows):
        groups.setdefault(row.id, []).append(n)
    for name, parts in groups.items():
        row, at = estates.rows[parts[0]], int(estates.at[parts[0]])
        for stage in estates.filled:
            pupils = estates.pupils(stage)[parts].sum(axis=0)
            t = int(np.argmax(pupils))
            others = float(own[stage][t, at].sum())
            if pupils[t] < FEW or pupils[t] <= PART * others:
                continue
            where = f"estates[{name}].dwellings" if isinstance(row.line, Place) else "dwellings"
            values = {"area": found.areas[at], "pupils_of": (stage, None), "year": found.demand.years[t]}
            values |= {"pupils": round(float(pupils[t])), "others": round(others)}
            homes = f"{float(estates.dwellings[parts].sum()):,.10g}"
            yield Fault(Place.of(row.line, file), where, "odd_estate", values, homes)
            break
