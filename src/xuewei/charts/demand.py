"""Demand by stage with its bands; years on record have marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xuewei.charts.paper import captioned, framed, heights, plain
from xuewei.charts.scene import NAME, Scene, band_edges, demand_by_year, demand_lines, panels, titled
from xuewei.charts.words import say
from xuewei.language.words import named
from xuewei.tables.palette import EDGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE, SMALL = (10.0, 4.6), (5.0, 3.0)
MARGIN = 2.0


def demand_chart(scene: Scene, lang: str) -> Figure:
    """A panel for each area, a line for each stage."""
    single = len(scene.areas) == 1
    figure, axes = panels(len(scene.areas), 1 if single else 2, WIDE if single else SMALL, MARGIN)
    for place, area in zip(axes, scene.areas, strict=True):
        _panel(place, scene, area, lang)
    captioned(figure, titled("demand.title", scene.found.plan, lang), demand_lines(scene, lang))
    figure.supylabel(say("children.unit", lang), fontsize=9)
    return figure


def recorded(scene: Scene, area: str, stage: str) -> list[int]:
    """The years shown whose demand is that of pupils on record."""
    known = scene.found.grounds(area, stage).known
    return [year for year in scene.years if year in known]


def _panel(axes: Axes, scene: Scene, area: str, lang: str) -> None:
    top = 1.0
    for stage in scene.stages:
        rows = demand_by_year(scene, scene.years, area, stage)
        colour = scene.colour(stage)
        where, low, high = band_edges(scene, area, stage)
        if where and scene.bands:
            axes.fill_between(where, low, high, color=colour, alpha=0.15, linewidth=0)
        axes.plot(
            list(rows), list(rows.values()), color=colour, linewidth=2, label=plain(named("stage", stage, lang), NAME)
        )
        top = max([top, *rows.values(), *high])
    for stage in scene.stages:
        known = recorded(scene, area, stage)
        rows = demand_by_year(scene, known, area, stage)
        if rows:
            name = say("recorded", lang)
            axes.plot(list(rows), list(rows.values()), color=scene.colour(stage), marker="o", linestyle="", label=name)
    if scene.bands:
        name = say("band", lang, level=scene.bands.banding.level)
        axes.fill_between([], [], [], color=EDGE, alpha=0.3, linewidth=0, label=name)
    framed(axes, scene.years, (WIDE if len(scene.areas) == 1 else SMALL)[0])
    heights(axes, 0, top * 1.05)
    axes.set_xlim(scene.years[0] - 0.6, scene.years[-1] + 0.6)
    axes.set_title(plain(area, NAME), fontsize=10)
