"""Schools whose stages are not those that their kind usually holds: remarked on, never refused, and never counted
otherwise than their seats say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from xuewei.errors import nearest
from xuewei.model.plan import School
from xuewei.school_types import ALIKE, TYPES, type_key, type_names

_USUAL = frozenset(stage for row in TYPES.values() for stage in row.stages)


@dataclass(frozen=True)
class Mix:
    """A school that holds ``held`` where its kind usually holds ``usual`` (stages, in the order of its seats and of the
    table). ``usual`` is empty for a kind that nobody knows, which is probably ``near``."""

    school: School
    held: tuple[str, ...]
    usual: tuple[str, ...] = ()
    near: str | None = None


def mixes(schools: Sequence[School], stages: Collection[str], kinds: Collection[str] = ()) -> Iterator[Mix]:
    """Every new school whose stages are unusual for its kind, and the first of each kind that nobody knows.

    ``stages`` are those that there are: of a kind that usually holds another one as well, that one is not missed.
    ``kinds`` are known beside those of the table and the stages. A row that enlarges a school, or takes seats away,
    need not name what the school holds already.

    >>> both = School("a", "primary", "甲", {"primary": 540, "middle": 300})
    >>> [(one.held, one.usual) for one in mixes([both], ["primary", "middle"])]
    [(('primary', 'middle'), ('primary',))]
    >>> list(mixes([School("b", "complete_secondary", "甲", {"middle": 900, "senior": 900})], ["middle"]))
    []
    """
    there = {_meant(stage) for stage in stages}
    told: set[str] = set()
    for school in schools:
        if school.type in TYPES:
            held = {_meant(stage) for stage, seats in school.seats.items() if seats}
            usual = tuple(stage for stage in TYPES[school.type].stages if stage in there | held)
            whole = school.works != "extension" and not school.removes and held <= _USUAL
            if usual and held and ((held & _USUAL) - set(usual) or (whole and set(usual) - held)):
                yield Mix(school, tuple(stage for stage, seats in school.seats.items() if seats), usual)
        elif school.type not in {*stages, *kinds, *told}:
            told.add(school.type)
            yield Mix(school, tuple(school.seats), near=nearest(school.type, type_names(), ALIKE))


def _meant(stage: str) -> str:
    """The stage of the table that people call so: 高中 is ``senior``; any other is itself."""
    kind = type_key(stage)
    return kind if kind in _USUAL else stage
