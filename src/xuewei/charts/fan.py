"""The balance under chance as a fan of quantiles with the band of `gap` around it, and below it how likely a shortage
is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.gap.bands_view import band_values
from xuewei.answers.simulate.matters import SOURCES
from xuewei.answers.simulate.rows import cells
from xuewei.answers.simulate.shocks import Floats
from xuewei.answers.simulate.tally import QUANTITIES, Block
from xuewei.answers.simulate.tasks import Sampling
from xuewei.answers.simulate.words import say as say_in_draws
from xuewei.charts.paper import COLUMNS_PER_INCH, PAGE, SMALLEST, captioned, concluded, framed, heights
from xuewei.charts.scene import Scene, band_lines, beyond_lines, origin_lines, panel_name, panels, titled
from xuewei.charts.words import say
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.bands import DemandBands
from xuewei.model.plan import Plan
from xuewei.tables.palette import GRID, INK, PAPER, SHORT, SHORT_GROUND, SOFT, colour_of
from xuewei.tables.text import spans

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HIGH, ABREAST = 2.0, 3
"""Inches that a panel is high; stages in a row."""
MARGIN = 1.7
AXIS, NAME_PER_INCH = 0.55, 14
"""Inches of a panel that the numbers beside it take, and columns of its name for an inch of the rest."""


@dataclass(frozen=True, eq=False, repr=False)
class Draws:
    """An answer under chance, the parts of it that are drawn, and what it is without chance: its balance and ``bands``
    of demand (None: none is known)."""

    plan: Plan
    sampling: Sampling
    block: Block
    stages: Sequence[str]
    years: Sequence[int]
    found: Assessment
    bands: DemandBands | None = None


def fan_chart(draws: Draws, lang: str) -> Figure:
    """Two panels for each stage of each area, one above the other."""
    columns = min(len(draws.stages), ABREAST)
    blocks = -(-len(draws.stages) // columns)
    figure, axes = panels(2 * columns * blocks * len(draws.block.tallies), columns, HIGH, MARGIN)
    width = PAGE / columns
    unused = set(range(len(axes)))
    for n, one in enumerate(draws.block.tallies):
        for s, stage in enumerate(draws.stages):
            at = [cell for cell, _, _ in cells(draws.block, [stage], draws.years)]
            low, middle, high = one.quantiles[QUANTITIES.index("balance")][:, at]
            place = 2 * columns * (n * blocks + s // columns) + s % columns
            above, below = axes[place], axes[place + columns]
            unused -= {place, place + columns}
            colour = colour_of([each.name for each in draws.found.stages].index(stage))
            _fan(above, draws.years, (low, middle, high), (colour, width), lang)
            _band(above, draws, one.area, stage, lang)
            name = panel_name(one.area, stage, lang, int((width - AXIS) * NAME_PER_INCH))
            concluded(
                above,
                name,
                _message(draws, one.area, stage, one.p_short[at], lang),
                int((width - AXIS) * COLUMNS_PER_INCH),
            )
            _chance(below, draws.years, 100 * one.p_short[at], width, lang)
            if s % columns == 0:
                above.set_ylabel(say("balance.unit", lang), fontsize=SMALLEST)
                below.set_ylabel(say("short.chance", lang), fontsize=SMALLEST)
    for spare in unused:
        figure.delaxes(axes[spare])
    sources = say("by.fan.list", lang).join(say_in_draws(source, lang) for source in SOURCES)
    lines = [
        say("by.fan", lang, draws=draws.sampling.draws, seed=draws.sampling.seed, sources=sources),
        *([say("by.unknown", lang)] if _lacking(draws) else []),
        *beyond_lines(draws.found, draws.years, lang),
        *_band_lines(draws, lang),
        *origin_lines(draws.plan, lang),
    ]
    captioned(figure, titled("fan.title", draws.plan, lang), lines)
    return figure


def _lacking(draws: Draws) -> bool:
    """Whether the chance of a shortage is unknown anywhere in the picture."""
    at = [cell for cell, _, _ in cells(draws.block, draws.stages, draws.years)]
    return any(bool(np.isnan(one.p_short[at]).any()) for one in draws.block.tallies)


def _message(draws: Draws, area: str, stage: str, chance: Floats, lang: str) -> str:
    """The forecast year in which a shortage is likeliest, and how likely; of known years where no other is drawn. NaN:
    no errors could be drawn, so the chance is unknown."""
    known = draws.found.known_to(area, stage)
    pairs = list(zip(chance.tolist(), draws.years, strict=True))
    ahead = [each for each in pairs if each[1] > known]
    held = [each for each in ahead or pairs if not math.isnan(each[0])]
    unknown = [year for most, year in ahead or pairs if math.isnan(most)]
    if not held:
        return say("chance.unknown", lang)
    most, year = max(held, key=lambda each: each[0])
    key = "likeliest" if most >= 0.005 else "likeliest.hardly" if most or unknown else "sure"
    told = say(key if ahead else f"{key}.past", lang, year=year, chance=most)
    return say("chance.some", lang, told=told, years=spans(unknown)) if unknown else told


def _fan(
    axes: Axes, years: Sequence[int], three: Sequence[NDArray[np.int64]], look: tuple[str, float], lang: str
) -> None:
    """The fan in the colour of its stage, in a panel so many inches wide."""
    colour, width = look
    low, middle, high = three
    bottom, top = min(0.0, *map(float, low)), max(0.0, *map(float, high))
    axes.fill_between(years, low, high, color=colour, alpha=0.25, linewidth=0, label=say("spread", lang))
    axes.plot(years, middle, color=colour, linewidth=1.6, marker="o", markersize=2, label=say("median", lang))
    framed(axes, years, width)
    heights(axes, bottom, top * 1.05, 4)
    foot = axes.get_ylim()[0]
    if foot < 0:
        axes.axhspan(foot, 0, color=SHORT_GROUND, linewidth=0, zorder=0, label=say("shortage", lang))
    axes.axhline(0, color=INK, linewidth=1)
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)


def balance_ends(draws: Draws, area: str, stage: str) -> tuple[list[int], list[int], list[int]]:
    """Years that are forecasts, and the balance at the high and at the low end of their demand, seats as planned."""
    rows = draws.found.rows(draws.years, [stage], [area])
    pairs = ((row, draws.bands.band(row.year, area, stage) if draws.bands else None) for row in rows)
    ends = [(row.year, band_values(row.seats, band)) for row, band in pairs if band]
    return (
        [year for year, _ in ends],
        [values["balance_low"] for _, values in ends],
        [values["balance_high"] for _, values in ends],
    )


def _band(axes: Axes, draws: Draws, area: str, stage: str, lang: str) -> None:
    """The balance at both ends of the band of demand, as `gap` has it."""
    years, low, high = balance_ends(draws, area, stage)
    if draws.bands is None or not years:
        return
    label: str | None = say("band.balance", lang, level=draws.bands.banding.level)
    for edge in (low, high):
        axes.plot(years, edge, color=INK, linewidth=1, linestyle=(0, (4, 2)), label=label)
        label = None
    bottom, top = axes.get_ylim()
    axes.set_ylim(min(bottom, *low), max(top, *(each * 1.05 for each in high)))


def _band_lines(draws: Draws, lang: str) -> list[str]:
    """What the bands are and where they come from, and why a fan differs from them."""
    areas = [one.area for one in draws.block.tallies]
    notes = band_lines(Scene(draws.found, areas, draws.stages, draws.years, draws.bands), lang)
    return [say("by.band", lang), *notes] if notes else []


def _chance(axes: Axes, years: Sequence[int], percent: Floats, width: float, lang: str) -> None:
    axes.bar(years, percent, width=0.72, color=SHORT, label=say("short.chance", lang), zorder=2)
    framed(axes, years, width)
    heights(axes, 0, 100, 4)
    unknown = np.isnan(percent)
    label: str | None = say("chance.key", lang)
    for year in np.asarray(years)[unknown].tolist():
        axes.bar(year, 100, width=1, facecolor="none", edgecolor=GRID, hatch="////", linewidth=0, label=label)
        label = None
    key = "chance.unknown.panel" if unknown.all() else "never" if not percent.any() else None
    if key:
        told = axes.text(0.5, 0.5, say(key, lang), transform=axes.transAxes, fontsize=SMALLEST, ha="center", color=SOFT)
        told.set_bbox({"facecolor": PAPER, "edgecolor": "none", "pad": 2})
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
