"""Where seats left over in one stage would cover a shortage in another, year by year, in whole classes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import ceil

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.seats.ledger import rounded_seats
from xuewei.model.stages import Stage, may_turn

NURSERY, FIRST_STAGE = "nursery", "kindergarten"
"""托育: children too young for any stage. How many want a place is not known, so only rooms are counted."""


@dataclass(frozen=True)
class Turn:
    """In ``year``, ``classes`` rooms of stage ``origin`` that its surplus leaves empty could hold ``seats`` pupils of
    ``target``, of ``short`` who lack a seat. ``inside``: of these classes, those of schools that hold both stages and
    can shift them by themselves. ``short`` and ``seats`` are None for 托育, where demand is not known."""

    year: int
    area: str
    origin: str
    target: str
    spare: int
    classes: int
    seats: int | None
    short: int | None
    inside: int

    @property
    def left(self) -> int | None:
        """Who is short all the same."""
        return None if self.short is None or self.seats is None else self.short - self.seats


def turns(found: Assessment, years: Iterable[int], areas: Sequence[str]) -> list[Turn]:
    """Every pair of stages of an area in which one has whole classes to spare while the other is short, by pair and
    year, for stages that may turn into one another. Several pairs of a year may speak of the same
    surplus or shortage."""
    moments, answers = list(years), []
    for area in areas:
        balance = {(row.stage, row.year): row.balance for row in found.rows(years=moments, areas=[area])}
        kinds = [stage for stage in found.stages if not stage.beside]
        for origin in kinds:
            for target in kinds:
                inside = _inside(found, area, origin, target)
                for year in moments if may_turn(origin, target) else ():
                    spare, short = balance[origin.name, year], -balance[target.name, year]
                    one = _turn(origin, target, spare, short, inside[year])
                    answers += [Turn(year, area, origin.name, target.name, spare, *one)] if one else []
            for year in moments if origin.name == FIRST_STAGE else ():
                spare = balance[origin.name, year]
                classes = max(spare, 0) // origin.class_size
                if classes:
                    answers.append(Turn(year, area, origin.name, NURSERY, spare, classes, None, None, 0))
    return answers


def _turn(origin: Stage, target: Stage, spare: int, short: int, inside: int) -> tuple[int, int, int, int] | None:
    """Classes, seats, shortage and classes inside one school; None where nothing can turn.

    A room holds no more than the smaller class size of the two stages: it was built for one and is used by the other.
    """
    room = min(origin.class_size, target.class_size)
    classes = min(max(spare, 0) // origin.class_size, ceil(max(short, 0) / room))
    return (classes, min(classes * room, short), short, min(classes, inside)) if classes else None


def _inside(found: Assessment, area: str, origin: Stage, target: Stage) -> dict[int, int]:
    """Classes of a stage in the schools of an area that hold another one too, by year."""
    total = dict.fromkeys(found.years, 0.0)
    for school in found.plan.schools:
        both = school.seats.get(origin.name) and school.seats.get(target.name)
        if both and school.area == area and not school.cancelled:
            seats = rounded_seats(found.plan, found.stages, found.years, school)[found.stages.index(origin)]
            total = {year: total[year] + float(each) for year, each in zip(found.years, seats, strict=True)}
    return {year: int(max(each, 0.0) // origin.class_size) for year, each in total.items()}
