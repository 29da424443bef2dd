"""What must be kept whatever is chosen: schools, seats of a stage of an area, and small schools by rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace

from xuewei.answers.optimise.candidates import KEPT, Candidate
from xuewei.late import dataclass
from xuewei.model.plan import MustKeep, School
from xuewei.model.population import EnrolmentRow

POINT = "teaching_point"
SMALL = "small"
"""Why seats of a school may not turn, where it is not among what must be kept (KEPT): it is small."""


@dataclass(frozen=True)
class Keep:
    """``must`` is what the plan and the candidates' file say must stay. ``small``: a school with fewer ``pupils`` (by
    id, those of its last year on record), or seats, is left as it is (0: no such rule); ``source``, ``clause`` and
    ``basis`` are those of the rule."""

    must: MustKeep = field(default_factory=MustKeep)
    small: float = 0.0
    source: str = ""
    clause: str = ""
    basis: str = "assumed"
    pupils: Mapping[str, int] = field(default_factory=dict)

    def why(self, school: School) -> str:
        """Why nothing of a school may turn: KEPT, SMALL or nothing.

        >>> one = School("村小", "primary", "甲", {"primary": 90})
        >>> Keep(small=100).why(one), Keep(MustKeep(("村小",))).why(one), Keep().why(one)
        ('small', 'must_keep', '')
        """
        if school.id in self.must.schools:
            return KEPT
        return SMALL if self._few(school) else ""

    def is_small(self, school: School) -> bool:
        """Whether a school has fewer pupils, or seats, than the rule says, or is a teaching point: kept by name or not.

        >>> one = School("点", "teaching_point", "甲", {"primary": 270})
        >>> Keep().is_small(one), Keep(small=100).is_small(School("村小", "primary", "甲", {"primary": 90}))
        (True, True)
        """
        return self._few(school) or school.type == POINT

    def _few(self, school: School) -> bool:
        seats = sum(school.seats.values())
        return min(seats, self.pupils.get(school.id, seats)) < self.small


def together(one: MustKeep, other: MustKeep) -> MustKeep:
    """What two of them keep: the schools of both, and of each stage of an area the larger number of seats.

    >>> both = together(MustKeep(("a",), {"甲": {"primary": 500}}), MustKeep(("b",), {"甲": {"primary": 400}}))
    >>> both.schools, dict(both.seats["甲"])
    (('a', 'b'), {'primary': 500})
    """
    seats = {area: dict(stages) for area, stages in one.seats.items()}
    for area, stages in other.seats.items():
        mine = seats.setdefault(area, {})
        mine.update({stage: max(n, mine.get(stage, 0)) for stage, n in stages.items()})
    return MustKeep(tuple(dict.fromkeys((*one.schools, *other.schools))), seats)


def last_pupils(rows: Sequence[EnrolmentRow]) -> dict[str, int]:
    """Pupils of each school in its last year on record, by id."""
    last: dict[str, int] = {}
    sums: dict[tuple[str, int], float] = {}
    for row in rows:
        name = row.school or ""
        last[name] = max(last.get(name, row.year), row.year)
        sums[name, row.year] = sums.get((name, row.year), 0.0) + row.pupils
    return {name: round(sums[name, year]) for name, year in last.items()}


def held_back(found: Sequence[Candidate], keep: Keep) -> list[Candidate]:
    """The candidates, of which those that must be kept are built as they are written."""
    return [
        replace(each, must=True, kept=each.kept or KEPT, sizes=each.sizes[:1], wan=each.wan[:1])
        if each.school.id in keep.must.schools
        else each
        for each in found
    ]
