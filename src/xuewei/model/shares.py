"""Shares of kindergarten seats in inclusive (普惠) and public (公办) places, between bounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xuewei.model.plan import School
from xuewei.model.policy import Listed

STAGE = "kindergarten"
COUNTED = {"inclusive": ("public", "inclusive"), "public": ("public",)}
"""Which provisions count towards which share: public places are inclusive too."""


@dataclass(frozen=True)
class Share:
    """Seats that count towards a share for certain (``counted``), and ``unknown`` ones of which nobody says, of all
    ``seats``. ``basis`` is the weakest that the counted seats rest on (empty: none are counted)."""

    seats: int
    counted: int
    unknown: int
    unknown_schools: int
    basis: str = ""

    @property
    def lowest(self) -> float:
        """The share (0 to 1) if none of the unknown seats count."""
        return self.counted / self.seats

    @property
    def highest(self) -> float:
        """The share (0 to 1) if all of the unknown seats count."""
        return (self.counted + self.unknown) / self.seats


def provision_of(school: School, government: Listed) -> tuple[str | None, str]:
    """What a school is (public, inclusive, private) and the basis of that: as written, else public where a government
    founds it (derived), else None.

    >>> from xuewei.model.plan import School
    >>> provision_of(School("s", "kindergarten", "甲", founder="city"), Listed(("city",)))
    ('public', 'derived')
    """
    if school.provision is not None:
        return school.provision, school.basis.get("provision", "")
    return ("public", "derived") if school.founder in government.words else (None, "")


def share(schools: Sequence[School], name: str, government: Listed) -> Share:
    """The share of kindergarten seats that are ``inclusive`` or ``public``.

    >>> from xuewei.model.plan import School
    >>> two = [School(each, "kindergarten", "甲", {"kindergarten": 180}, founder=each) for each in ("city", "donor")]
    >>> found = share(two, "public", Listed(("city",)))
    >>> found.lowest, found.highest
    (0.5, 1.0)
    """
    rows = [(school.seats.get(STAGE, 0), *provision_of(school, government)) for school in schools]
    rows = [row for row in rows if row[0]]
    counted = [(seats, basis) for seats, found, basis in rows if found in COUNTED[name]]
    unknown = [seats for seats, found, _ in rows if found is None]
    bases = {basis for _, basis in counted}
    return Share(
        seats=sum(seats for seats, _, _ in rows),
        counted=sum(seats for seats, _ in counted),
        unknown=sum(unknown),
        unknown_schools=len(unknown),
        basis=next((each for each in ("assumed", "projected", "derived", "published") if each in bases), ""),
    )
