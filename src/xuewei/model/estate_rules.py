"""What is assumed of new housing (小区): how it fills, and how many pupils live in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from xuewei.late import dataclass
from xuewei.model.assumptions import Figure, Series


@dataclass(frozen=True, repr=False)
class EstateRules:
    """``counted``: how pupils of estates count (None: within net migration where it is written for all the years in
    which an estate fills, else extra). ``occupancy`` names one of ``curves``: shares (0 to 1) of the dwellings that are
    lived in by years since completion, none before the first. ``dwelling_m2``: m² of a dwelling where only floor area
    is written. ``yields``: pupils of a stage per 100 dwellings that are lived in, by years since completion;
    ``kinds``: what they are times by kind of estate; ``by_kind``: yields of a kind in place of both. ``yield_spread``:
    how far the yields of a place may lie from these, ``estate_spread`` those of an estate from its place's, relative
    standard deviations (None: not said)."""

    counted: str | None
    occupancy: str
    curves: Mapping[str, Series]
    dwelling_m2: Figure
    yields: Mapping[str, Series]
    kinds: Mapping[str, Figure] = field(default_factory=dict)
    by_kind: Mapping[str, Mapping[str, Series]] = field(default_factory=dict)
    yield_spread: Figure | None = None
    estate_spread: Figure | None = None

    @property
    def stages(self) -> frozenset[str]:
        """The stages of which some yield is assumed."""
        return frozenset([*self.yields, *(name for each in self.by_kind.values() for name in each)])

    def has_own(self, stage: str) -> bool:
        """Whether some kind has yields of its own for a stage."""
        return any(stage in each for each in self.by_kind.values())

    def series(self, kind: str, stage: str) -> Series | None:
        """Yields of a stage in estates of a kind, before the factor of the kind; None where nothing is assumed."""
        return self.by_kind.get(kind, {}).get(stage) or self.yields.get(stage)

    def factor(self, kind: str, stage: str) -> float:
        """What the yields of all kinds are times in estates of a kind; 1 where it has yields of its own.

        >>> rules = EstateRules(None, "", {}, Figure(120), {}, {"talent": Figure(0.5)})
        >>> rules.factor("talent", "primary"), rules.factor("", "primary")
        (0.5, 1.0)
        """
        if stage in self.by_kind.get(kind, {}) or kind not in self.kinds:
            return 1.0
        return self.kinds[kind].value
