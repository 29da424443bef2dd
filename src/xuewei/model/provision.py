"""Seats by who they are for (办学性质): public, inclusive, private, or not written; and shares, between bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure
from xuewei.model.plan import PROVISIONS, School
from xuewei.model.policy import Listed
from xuewei.model.rounding import NOISE_DIGITS, whole_rows, wholes
from xuewei.model.seats.register import seats_by_school

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
STAGE = "kindergarten"
"""The stage whose shares have targets."""
UNKNOWN = "unknown"
KINDS = (*PROVISIONS, UNKNOWN)
"""What seats are, in the order of tables; the last where nothing says it."""
INCLUSIVE, PUBLIC = "inclusive", "public"
COUNTED = {INCLUSIVE: ("public", "inclusive"), PUBLIC: ("public",)}
"""Which provisions count towards which share: public places are inclusive too."""


@dataclass(frozen=True)
class Share:
    """Seats that count towards a share for certain (``counted``), and ``unknown`` ones, of all ``seats``.
    ``unknown_schools`` do not say what they are; ``unlisted`` of the unknown seats are in no listed school.
    ``basis`` is the weakest that the counted seats rest on (empty: none are counted)."""

    seats: int
    counted: int
    unknown: int
    unknown_schools: int
    basis: str = ""
    unlisted: int = 0

    @property
    def lowest(self) -> float:
        """The share (0 to 1) if none of the unknown seats count."""
        return self.counted / self.seats

    @property
    def highest(self) -> float:
        """The share (0 to 1) if all of the unknown seats count."""
        return (self.counted + self.unknown) / self.seats

    def reaches(self, target: float) -> bool | None:
        """Whether the share is ``target`` or more; None where the unknown seats decide it.

        >>> [Share(100, counted, 10, 1).reaches(0.55) for counted in (55, 50, 44)]
        [True, None, False]
        """
        return True if self.lowest >= target else None if self.highest >= target else False

    def wanted(self, target: float) -> int:
        """Seats that have to count beside those that do, for the share to be ``target``.

        >>> Share(7590, 0, 7590, 16).wanted(0.93)
        7059
        """
        return max(math.ceil(round(target * self.seats, 6)) - self.counted, 0)


def provision_of(school: School, government: Listed) -> tuple[str | None, str]:
    """What a school is (public, inclusive, private) and the basis of that: as written, else public where a government
    founds it (derived), else None.

    >>> provision_of(School("s", "kindergarten", "甲", founder="city"), Listed(("city",)))
    ('public', 'derived')
    """
    if school.provision is not None:
        return school.provision, school.basis.get("provision", "")
    return ("public", "derived") if school.founder in government.words else (None, "")


def weakest(bases: set[str]) -> str:
    """The weakest of some bases; empty where there is none.

    >>> weakest({"published", "derived", ""})
    'derived'
    """
    return next((each for each in ("assumed", "projected", "derived", "published") if each in bases), "")


@dataclass(frozen=True, eq=False, repr=False)
class ProvisionSeats:
    """Seats of one stage by what they are: ``seats (kind, year, area)`` over :data:`KINDS`, unrounded, in sum those of
    the stage. ``schools (year, area)`` are schools with seats that do not say what they are, ``unlisted (area,)`` the
    unknown seats that no listed school brings. ``basis`` is the weakest of what is known."""

    seats: Floats
    schools: Ints
    unlisted: Floats
    basis: str = ""

    @cached_property
    def whole(self) -> Ints:
        """The seats in whole numbers ``(kind, year, area)``, in sum the rounded seats of the stage."""
        last = np.moveaxis(self.seats, 0, 2)
        found: Ints = np.moveaxis(whole_rows(last.round(NOISE_DIGITS), wholes(last.sum(axis=2))), 2, 0)
        return found

    def share(self, name: str, t: int, areas: Sequence[int]) -> Share:
        """The ``inclusive`` or ``public`` share of the seats of the year ``t`` of some ``areas``, by their place."""
        seats = self.whole[:, t, list(areas)].sum(axis=1)
        return Share(
            seats=int(seats.sum()),
            counted=int(sum(seats[KINDS.index(each)] for each in COUNTED[name])),
            unknown=int(seats[KINDS.index(UNKNOWN)]),
            unknown_schools=int(self.schools[t, list(areas)].sum()),
            basis=self.basis,
            unlisted=int(wholes(self.unlisted[list(areas)]).sum()),
        )


def provision_seats(found: Assessment, government: Listed) -> dict[str, ProvisionSeats]:
    """The seats of every stage of an assessment by what they are. Schools of a ``government`` are public where they do
    not say it; seats in use that no listed school brings are unknown."""
    schools, areas = found.plan.schools, {area: n for n, area in enumerate(found.areas)}
    every = seats_by_school(found.ledger, found.years, [school.id for school in schools], found.stages)
    said = [provision_of(school, government) for school in schools]
    area = np.array([areas[school.area] for school in schools], dtype=np.int64)
    kind = np.array([KINDS.index(what or UNKNOWN) for what, _ in said], dtype=np.int64)
    held = {}
    for stage in found.stages:
        own = every[stage.name].sum(axis=2)
        seats = np.zeros((len(KINDS), len(found.years), len(found.areas)))
        open_ones = np.zeros((len(found.years), len(found.areas)), dtype=np.int64)
        np.add.at(seats.transpose(0, 2, 1), (kind, area), own.T)
        seats[-1] += found.base[stage.name]
        silent = kind == KINDS.index(UNKNOWN)
        np.add.at(open_ones.T, area[silent], (own[:, silent] > 0).T)
        basis = weakest({why for school, (_, why) in zip(schools, said, strict=True) if school.seats.get(stage.name)})
        held[stage.name] = ProvisionSeats(seats, open_ones, found.base[stage.name], basis)
    return held


def target_parts(targets: Mapping[str, Figure], stage: str) -> tuple[float | None, ...]:
    """The part of a stage's demand that each of :data:`KINDS` is to meet: public its target, inclusive what the target
    of both leaves, private the rest; None where no target says it.

    >>> [part and round(part, 2) for part in target_parts({"public": Figure(0.55), "inclusive": Figure(0.93)}, STAGE)]
    [0.55, 0.38, 0.07, None]
    """
    public, both = (targets[name].value if name in targets else None for name in (PUBLIC, INCLUSIVE))
    if stage != STAGE or public is None:
        return (None,) * len(KINDS)
    if both is None:
        return (public, None, None, None)
    return (public, max(both - public, 0.0), 1 - max(both, public), None)
