"""Areas that split, merged, changed their boundaries or their names: what today's areas are made of."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from xuewei.model.population import AreaChange


@dataclass(frozen=True)
class Boundaries:
    """How areas changed; ``told``: the years of which any row of an area speaks."""

    changes: tuple[AreaChange, ...]
    told: Mapping[str, Collection[int]]
    _found: dict[tuple[str, int], dict[str, float]] = field(default_factory=dict, compare=False)

    @cached_property
    def years(self) -> list[int]:
        """Years of changes, the last first."""
        return sorted({each.year for each in self.changes}, reverse=True)

    @cached_property
    def _left(self) -> set[tuple[int, str]]:
        return {(each.year, each.origin) for each in self.changes}

    @cached_property
    def _into(self) -> Mapping[tuple[int, str], list[AreaChange]]:
        found: dict[tuple[int, str], list[AreaChange]] = {}
        for each in self.changes:
            if each.share > 0:
                found.setdefault((each.year, each.target), []).append(each)
        return found

    def existed(self, area: str, year: int) -> bool:
        """Whether an area was there just before ``year``: since it last gave itself up, if ever it did, a row speaks of
        it or a change made it."""
        left = max((each for each in self.years if each < year and (each, area) in self._left), default=0)
        rows = any(left <= each < year for each in self.told.get(area, ()))
        return rows or any(left <= each < year and (each, area) in self._into for each in self.years)

    def origins(self, area: str, year: int) -> dict[str, float]:
        """The areas of ``year`` of which today's ``area`` is put together, with the share of each; an area that has not
        changed since is the whole of itself, and one that is no more has none.

        >>> change = AreaChange(2018, "甲", "乙", 0.4, "assumed", ""), AreaChange(2018, "甲", "甲", 0.6, "assumed", "")
        >>> Boundaries(change, {"甲": [2017], "乙": [2017]}).origins("乙", 2017)
        {'甲': 0.4, '乙': 1.0}
        """
        if (area, year) not in self._found:
            self._found[area, year] = self._origins(area, year)
        return self._found[area, year]

    def _origins(self, area: str, year: int) -> dict[str, float]:
        found = {area: 1.0}
        for change in self.years:
            if change <= year:
                break
            before: dict[str, float] = {}
            for name, share in found.items():
                for each in self._into.get((change, name), ()):
                    before[each.origin] = before.get(each.origin, 0.0) + share * each.share
                if (change, name) not in self._left and self.existed(name, change):
                    before[name] = before.get(name, 0.0) + share
            found = before
        return found

    def sources(self, area: str, year: int) -> list[str]:
        """Where it is written what today's ``area`` was in ``year``, the last change first."""
        names, found = {area}, []
        for change in self.years:
            if change > year:
                into = [each for name in sorted(names) for each in self._into.get((change, name), ())]
                found += [each.source for each in into]
                names |= {each.origin for each in into}
        return found

    def unchanged(self, area: str, year: int) -> bool:
        """Whether the figures of an area in ``year`` are those of today's area."""
        return self.origins(area, year) == {area: 1.0}


def today(area: str, changes: Iterable[AreaChange]) -> tuple[str, ...]:
    """The areas that an area of old has become, the one with most of it first; none for one that did not change.

    >>> renamed = AreaChange(2018, "甲", "乙", 1.0, "published", ""), AreaChange(2021, "乙", "丙", 1.0, "published", "")
    >>> today("甲", renamed)
    ('丙',)
    """
    found = {area: 1.0}
    ordered = sorted(changes, key=lambda each: each.year)
    for year in dict.fromkeys(each.year for each in ordered):
        here = [each for each in ordered if each.year == year and each.share > 0]
        moved = {name: share for name, share in found.items() if name not in {each.origin for each in here}}
        for each in here:
            if each.origin in found:
                moved[each.target] = moved.get(each.target, 0.0) + found[each.origin] * each.share
        found = moved
    return tuple(sorted((name for name in found if name != area), key=lambda name: -found[name]))
