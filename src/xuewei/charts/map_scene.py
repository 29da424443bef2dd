"""What a map of one year says of areas and zones: classes of balance ÷ demand, and levels of warnings."""

from __future__ import annotations

from collections.abc import Mapping

from xuewei.answers.warn.entries import LEVELS, UNLISTED, ZONE, entries
from xuewei.charts.map_places import MapPlaces
from xuewei.charts.map_words import say
from xuewei.charts.paper import plain
from xuewei.charts.scene import NAME, Scene
from xuewei.late import dataclass
from xuewei.model.balance import BalanceRow
from xuewei.model.zones import entry_children

ENDS = (-0.2, -0.1, 0.0, 0.1, 0.3)
"""Where the classes of balance ÷ demand end, the last but one included: those of the page."""


@dataclass(frozen=True, eq=False, repr=False)
class MapScene:
    """A scene of one year with the places that it shows; ``reach``: circles of how far children walk;
    ``why``: the row that is the tightest ahead, where that chose the year."""

    scene: Scene
    places: MapPlaces
    reach: bool = False
    why: BalanceRow | None = None

    @property
    def year(self) -> int:
        """The school year."""
        return self.scene.years[0]


def tightest(scene: Scene) -> BalanceRow:
    """The area, stage and year of a scene that are shortest, for their demand."""
    rows = scene.found.rows(scene.years, scene.stages, scene.areas)
    return min(rows, key=lambda row: (share(row), row.year))


def tightest_year(scene: Scene) -> int:
    """The year of a scene in which an area is shortest of a stage, for its demand."""
    return tightest(scene).year


def share(row: BalanceRow) -> float:
    """Balance ÷ demand; 0 where nobody wants a seat."""
    return row.balance / row.demand if row.demand > 0 else 0.0


def class_of(value: float) -> int:
    """The place of a share among the classes: a shortage is never in a grey one.

    >>> [class_of(each) for each in (-0.3, -0.2, -0.001, 0.0, 0.1, 0.5)]
    [0, 1, 2, 3, 4, 5]
    """
    return sum(value >= end for end in ENDS)


def zone_levels(shown: MapScene) -> Mapping[str, Mapping[str, str]]:
    """Levels of the warnings of zones in the year, by stage and zone; empty where there are no zones."""
    found = shown.scene.found
    due = entry_children(found)
    if not due.zones or shown.year not in found.known:
        return {}
    held = entries(found, [shown.year], ZONE, due)
    return {
        stage: {
            spot.name: "unknown" if code < 0 else LEVELS[code]
            for spot, code, there in zip(held.spots, codes[0].tolist(), held.shown[stage].tolist(), strict=True)
            if there and code != UNLISTED
        }
        for stage, codes in held.levels.items()
    }


def balance_told(row: BalanceRow, lang: str) -> str:
    """An area with its balance."""
    key = "even" if row.balance == 0 else "short" if row.balance < 0 else "spare"
    return say(f"balance.{key}", lang, area=plain(row.area, NAME), n=abs(row.balance))
