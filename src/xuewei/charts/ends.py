"""Names of lines where they end, and the rule at the first year that is a forecast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from xuewei.charts.geometry import ALONE, spread
from xuewei.charts.paper import SMALLEST
from xuewei.charts.words import say
from xuewei.late import dataclass
from xuewei.tables.palette import EDGE, SOFT

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LETTER, GAP, LINE = SMALLEST / 72, 0.25, 1.3 * SMALLEST / 72
"""Inches of a Chinese character, years between a line and its name, inches of a line of text."""


@dataclass(frozen=True)
class End:
    """The ``name`` of a line, the height at which it ends, and the colour of its text."""

    name: str
    value: float
    colour: str


def room_for(ends: Sequence[End], years: Sequence[int], width: float) -> float:
    """Years that a panel with ``width`` inches between its sides needs after its last year for the names of lines."""
    from rich.cells import cell_len

    inches = max((cell_len(each.name) / 2 * 1.1 * LETTER for each in ends), default=0.0)
    span = years[-1] - years[0] + 0.6
    return 0.6 if not ends else GAP + 0.1 + inches * (span + GAP) / max(width - inches, 0.5)


def name_ends(axes: Axes, ends: Sequence[End], years: Sequence[int], height: float) -> None:
    """The names after the last year of a panel that is so many inches high, none on another."""
    foot, top = axes.get_ylim()
    inch = (top - foot) / height
    half = LINE * inch / 2
    place = years[-1] + (GAP if len(years) > 1 else ALONE + 0.02)
    placed = spread([each.value for each in ends], LINE * inch, half, top - half)
    look: dict[str, Any] = {"fontsize": SMALLEST, "ha": "left", "va": "center", "zorder": 6}
    for each, y in zip(ends, placed, strict=True):
        axes.text(place, y, each.name, color=each.colour, **look)


def forecast_rule(axes: Axes, since: int, years: Sequence[int], key: str, lang: str) -> None:
    """A rule before the first year ``since`` which all is a forecast, with its words at the top of the panel (without a
    ``key`` in the legend); none where only such years are shown, or none."""
    if not years[0] < since <= years[-1]:
        return
    label = None if key else say("since.key", lang)
    top = axes.get_ylim()[1]
    axes.plot([since - 0.5] * 2, [0, top], color=EDGE, linewidth=0.9, linestyle=(0, (2, 2)), zorder=1.5, label=label)
    if not key:
        return
    left = since - 0.5 <= (years[0] + years[-1]) / 2
    look: dict[str, Any] = {"fontsize": SMALLEST, "color": SOFT, "va": "top", "zorder": 6}
    side, aligned = (since - 0.35, "left") if left else (since - 0.65, "right")
    axes.text(side, top * 0.985, say(key, lang, year=since), ha=aligned, **look)
