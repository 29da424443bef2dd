"""Demand by stage with its bands; years on record have marks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xuewei.charts.ends import End, forecast_rule, name_ends, room_for
from xuewei.charts.geometry import ribbon
from xuewei.charts.paper import COLUMNS_PER_INCH, PAGE, SIDE, captioned, concluded, framed, heights, plain
from xuewei.charts.scene import NAME, Scene, band_edges, demand_by_year, demand_lines, left_words, panels, titled
from xuewei.charts.words import say
from xuewei.language.words import named
from xuewei.model.rounding import whole
from xuewei.tables.plain import plain_lines

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HIGH, LOW, ABREAST = 4.2, 2.7, 2
"""Inches that the panel of one area is high, and one of several; those in a row."""
MARGIN = 2.0
SHORT_NAME = 14
"""Columns that the name of a stage has beside its line."""


def demand_chart(scene: Scene, lang: str) -> Figure:
    """A panel for each area, a line for each stage."""
    single = len(scene.areas) == 1
    figure, axes = panels(len(scene.areas), 1 if single else ABREAST, HIGH if single else LOW, MARGIN)
    for place, area in zip(axes, scene.areas, strict=True):
        _panel(place, scene, area, lang, (PAGE if single else PAGE / ABREAST, HIGH if single else LOW))
    direct = [] if not single else [_name(stage, lang) for stage in scene.stages]
    side = say("children.unit", lang)
    told = plain_lines(demand_lines(scene, lang), lang)
    if scene.left:
        told.insert(0, left_words(scene, lang, "areas.wanted"))
    shown = {"n": len(scene.areas), "all": len(scene.areas) + len(scene.left)}
    title = titled("demand.title.some" if scene.left else "demand.title", scene.found.plan, lang, **shown)
    captioned(figure, title, told, direct, side)
    return figure


def recorded(scene: Scene, area: str, stage: str) -> list[int]:
    """The years shown whose demand is that of pupils on record."""
    known = scene.found.grounds(area, stage).known
    return [year for year in scene.years if year in known]


def _name(stage: str, lang: str) -> str:
    return plain(named("stage", stage, lang), NAME)


def _panel(axes: Axes, scene: Scene, area: str, lang: str, size: tuple[float, float]) -> None:
    single = len(scene.areas) == 1
    top, ends, peaks = 1.0, list[End](), list[str]()
    for stage in scene.stages:
        rows = demand_by_year(scene, scene.years, area, stage)
        colour = scene.colour(stage)
        where, low, high = band_edges(scene, area, stage)
        if where and scene.bands:
            band = say("band", lang, level=scene.bands.banding.level)
            axes.fill_between(*ribbon(where, low, high), color=colour, alpha=0.15, linewidth=0, label=band)
        mark = "" if len(rows) > 1 else "D"
        axes.plot(list(rows), list(rows.values()), color=colour, linewidth=2, marker=mark, label=_name(stage, lang))
        ends.append(End(plain(named("stage", stage, lang), SHORT_NAME), list(rows.values())[-1], scene.ink(stage)))
        peak = max(rows, key=lambda year: rows[year])
        peaks.append(
            say(
                "peak.of" if single else "peak.year",
                lang,
                stage=named("stage", stage, lang),
                year=peak,
                n=whole(rows[peak]),
            )
        )
        top = max([top, *rows.values(), *high])
    for stage in scene.stages:
        known = recorded(scene, area, stage)
        rows = demand_by_year(scene, known, area, stage)
        if rows:
            name = say("recorded", lang)
            axes.plot(list(rows), list(rows.values()), color=scene.colour(stage), marker="o", linestyle="", label=name)
    framed(axes, scene.years, size[0])
    heights(axes, 0, top * (1.12 if single else 1.05))
    ends = ends if single else []
    axes.set_xlim(scene.years[0] - 0.6, scene.years[-1] + room_for(ends, scene.years, size[0] - SIDE))
    until = min(scene.found.known_to(area, stage) for stage in scene.stages)
    forecast_rule(axes, until + 1, scene.years, "since" if single else "", lang)
    name_ends(axes, ends, scene.years, size[1] - 0.6)
    words = say("peaks", lang, parts=say("by.fan.list", lang).join(peaks))
    concluded(axes, plain(area, NAME), words, int(size[0] * COLUMNS_PER_INCH * 0.9))
