"""What both forms of the report show: the plan as it is, and the scenarios beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xuewei.assessment import Assessment
from xuewei.banding import DemandBands
from xuewei.comparison import BASE, Standing, standings
from xuewei.model.balance import BalanceRow


@dataclass(frozen=True, eq=False, repr=False)
class Report:
    """``worlds`` by name: the plan as it is first (``base``), then each scenario. ``years`` are the school years shown,
    in order; ``bands`` those of the plan as it is, None where no year is a forecast."""

    worlds: Sequence[tuple[str, Assessment]]
    years: Sequence[int]
    bands: DemandBands | None = None

    @property
    def found(self) -> Assessment:
        """The plan as it is."""
        return self.worlds[0][1]

    @property
    def stages(self) -> list[str]:
        """All stages, youngest children first."""
        return [each.name for each in self.found.stages]

    @property
    def compared(self) -> bool:
        """Whether scenarios stand beside the plan."""
        return len(self.worlds) > 1

    def rows(self) -> list[BalanceRow]:
        """The answer of the plan as it is, by stage, area and year."""
        return self.found.rows(self.years)

    def lines(self) -> list[Standing]:
        """How each stage fares in each scenario over the years shown, the plan as it is (``base``) first; nothing of a
        scenario that has none of these years."""
        return [
            line
            for name, world in self.worlds
            for years in ([year for year in self.years if year in world.known],)
            if years
            for line in standings(name, world, [each.name for each in world.stages], world.areas, years)
        ]


__all__ = ["BASE", "Report"]
