"""The estate rule (小区配建): which limb bites, and how many kindergarten seats an estate yields."""

from __future__ import annotations

import math
from dataclasses import dataclass

from xuewei.model.policy import EstateRule

AREA, RESIDENTS = "area", "residents"
PLACES = 6
"""Decimal places kept before anything is rounded up: 2.84 × 25,000 is 71,000 residents and not a hair more."""


@dataclass(frozen=True)
class Limb:
    """One limb of the rule. ``given`` and ``threshold`` are m² (area) or persons (residents); ``residents`` are the
    persons that it stands for, ``seats`` the seats for their children, before they become whole classes.

    ``classes`` are whole classes, ``class_seats`` their seats, ``kindergartens`` as many as hold them.
    """

    name: str
    given: float
    threshold: float
    residents: float
    seats: float
    classes: int
    class_seats: int
    kindergartens: int

    @property
    def bites(self) -> bool:
        """Whether this limb alone asks for a kindergarten."""
        return self.given >= self.threshold


@dataclass(frozen=True)
class Estate:
    """An estate held against the rule: the limbs that are given, area first."""

    limbs: tuple[Limb, ...]

    @property
    def required(self) -> bool:
        """Whether the rule asks for a kindergarten at all."""
        return any(limb.bites for limb in self.limbs)

    @property
    def deciding(self) -> Limb:
        """The limb that stands for the most children: whoever provides must provide for the larger."""
        return max(self.limbs, key=lambda limb: limb.seats)


def estate(
    rule: EstateRule,
    *,
    area_m2: float | None = None,
    residents: float | None = None,
    class_size: int = 30,
    cap: int = 360,
) -> Estate:
    """Hold an estate of ``area_m2`` m² of floor space, or ``residents`` persons, or both, against the rule.

    ``class_size`` are children of one class, ``cap`` children of one kindergarten. Raises ValueError where neither
    is given.

    >>> from xuewei.files.policy_file import read_policy
    >>> found = estate(read_policy().estate, area_m2=150_000, residents=12_000)
    >>> [(limb.name, limb.bites, limb.seats) for limb in found.limbs]
    [('area', True, 180.0), ('residents', True, 432.0)]
    >>> found.deciding.classes, found.deciding.class_seats, found.deciding.kindergartens
    (15, 450, 2)
    """
    limbs = []
    if area_m2 is not None:
        stands_for = area_m2 / rule.m2_per_resident.value
        limbs.append(_limb(AREA, area_m2, rule.area_m2.value, stands_for, rule, class_size, cap))
    if residents is not None:
        limbs.append(_limb(RESIDENTS, residents, rule.residents.value, residents, rule, class_size, cap))
    if not limbs:
        raise ValueError("an estate needs an area, residents, or both")
    return Estate(tuple(limbs))


def residents_of(households: float, rule: EstateRule) -> float:
    """The people of some households.

    >>> from xuewei.files.policy_file import read_policy
    >>> residents_of(25_000, read_policy().estate)
    71000.0
    """
    return round(households * rule.people_per_household.value, PLACES)


def _limb(
    name: str, given: float, threshold: float, residents: float, rule: EstateRule, class_size: int, cap: int
) -> Limb:
    seats = round(residents * rule.seats_per_1000.value / 1000, PLACES)
    classes = math.ceil(seats / class_size)
    return Limb(
        name=name,
        given=given,
        threshold=threshold,
        residents=residents,
        seats=seats,
        classes=classes,
        class_seats=classes * class_size,
        kindergartens=math.ceil(classes * class_size / cap),
    )
