"""Seats in use before a plan (the stock) in numbers, and the rows of the ledger that are inside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.plan import BALANCED, LISTED, BaseSeats, Plan
from xuewei.model.seats.in_use import WRITTEN, base_year, rule
from xuewei.model.seats.ledger import LedgerRow


@dataclass(frozen=True, eq=False, repr=False)
class Stock:
    """Seats in use before a plan ``(area,)``, by stage. ``seats``: all of them; ``inside``: those of them that the
    ledger's rows bring; ``rest``: the others, on which the ledger's running sum stands (``seats - inside``)."""

    seats: Mapping[str, NDArray[np.float64]]
    inside: Mapping[str, NDArray[np.float64]]

    @property
    def rest(self) -> dict[str, NDArray[np.float64]]:
        """Seats in use that are not in the ledger, by stage."""
        return {stage: seats - self.inside[stage] for stage, seats in self.seats.items()}


def stock(
    plan: Plan,
    areas: Sequence[str],
    balanced: Mapping[str, NDArray[np.float64]],
    rows: Sequence[LedgerRow],
    year: int,
) -> Stock:
    """The seats in use before a plan: as written, as listed, or ``balanced[stage] (area,)``.

    ``rows`` are the plan's ledger, ``year`` is :func:`balanced_year`. Of listed schools, what stands in the base year
    is the stock; beside balanced seats every school open by then is inside, unless it is said not to be ``counted``;
    beside written seats only those that are ``counted``.
    """
    base = plan.base_seats
    at = {area: n for n, area in enumerate(areas)}
    rules = {stage: [rule(base, area, stage) for area in areas] for stage in balanced}
    inside = {stage: np.zeros(len(areas)) for stage in balanced}
    within, _ = apart(plan, rows, year)
    for row in within:
        inside[row.stage][at[row.area]] += row.seats
    seats = {stage: _all(base, areas, stage, rules[stage], found, inside[stage]) for stage, found in balanced.items()}
    return Stock(seats, inside)


def apart(plan: Plan, rows: Sequence[LedgerRow], year: int) -> tuple[list[LedgerRow], list[LedgerRow]]:
    """The rows of a plan's ledger that are inside its seats in use, and those that come on top of them."""
    counted = {school.id: school.counted for school in plan.schools}
    found: tuple[list[LedgerRow], list[LedgerRow]] = ([], [])
    for row in rows:
        kind, said = rule(plan.base_seats, row.area, row.stage), counted[row.school]
        first = year if kind == BALANCED else min(year, base_year(plan))
        within = row.year <= first and (kind == LISTED or said or (kind == BALANCED and said is not False))
        found[0 if within else 1].append(row)
    return found


def _all(
    base: BaseSeats | None,
    areas: Sequence[str],
    stage: str,
    rules: Sequence[str],
    balanced: NDArray[np.float64],
    inside: NDArray[np.float64],
) -> NDArray[np.float64]:
    """All seats of a stage in use, by area."""
    found = np.where([kind == LISTED for kind in rules], inside, balanced)
    for n, area in enumerate(areas):
        if base is not None and rules[n] == WRITTEN:
            found[n] = base.seats[area][stage]
    return found
