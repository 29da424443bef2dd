"""A map of one year, a panel a stage: the balance of areas, warnings of zones, schools, estates, sites, and on demand
how far children of a stage may walk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from xuewei.charts.map_marks import Panel, estates, keys, outlines, scale, schools, sites
from xuewei.charts.map_names import names, shortened_line
from xuewei.charts.map_notes import map_notes
from xuewei.charts.map_places import with_circles
from xuewei.charts.map_scene import MapScene, balance_told, share, zone_levels
from xuewei.charts.map_words import say
from xuewei.charts.paper import COLUMNS_PER_INCH, PAGE, captioned, concluded, plain
from xuewei.charts.scene import NAME, beyond_lines, origin_lines, panels
from xuewei.charts.words import say as say_on_charts
from xuewei.language.words import named
from xuewei.model.balance import BalanceRow
from xuewei.tables.palette import EDGE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SINGLE, SMALL = 5.8, 3.0
"""Inches that the panel of one stage is high, and one of several."""
MARGIN, ABREAST, SIDE = 1.9, 2, 0.35
TOLD = 3
"""Areas short of seats that a panel names."""
LARGEST = (130.0, 55.0)
"""Square points of the largest mark, alone and among several panels."""


def map_chart(shown: MapScene, lang: str) -> Figure:
    """A panel for each stage."""
    scene = shown.scene
    if shown.reach:
        shown = replace(shown, places=with_circles(shown.places, scene.found.plan.schools, scene.stages))
    single = len(scene.stages) == 1
    columns = 1 if single else ABREAST
    figure, axes = panels(len(scene.stages), columns, SINGLE if single else SMALL, MARGIN)
    levels = zone_levels(shown)
    wide, high = PAGE / columns - SIDE, (SINGLE if single else SMALL) - SIDE
    for place, stage in zip(axes, scene.stages, strict=True):
        rows = {row.area: row for row in scene.found.rows([shown.year], [stage], scene.areas)}
        largest = LARGEST[0 if single else 1]
        _drawn(Panel(place, shown, stage, rows, levels.get(stage, {}), wide, high, largest, lang))
        name = plain(named("stage", stage, lang), NAME)
        concluded(place, name, _message(list(rows.values()), lang), int(PAGE / columns * COLUMNS_PER_INCH * 0.9))
    plan = scene.found.plan
    told = map_notes(shown.places, lang, reach=shown.reach)
    short = [line for line in [shortened_line(shown, single, lang)] if line]
    about = [*_why(shown, lang), *beyond_lines(scene.found, [shown.year], lang)]
    lines = [say_on_charts("note.unit", lang), *about, *short, *told, *origin_lines(plan, lang)]
    captioned(figure, f"{say('title', lang, year=shown.year)} · {plan.name}", lines)
    return figure


def _why(shown: MapScene, lang: str) -> list[str]:
    """Why it is this year, where nobody asked for it."""
    row = shown.why
    if row is None:
        return []
    area, stage = plain(row.area, NAME), plain(named("stage", row.stage, lang), NAME)
    return [say("year.why", lang, year=row.year, area=area, stage=stage, share=share(row))]


def _message(rows: Sequence[BalanceRow], lang: str) -> str:
    """The balance of the one area, or which areas are short."""
    if len(rows) == 1:
        return balance_told(rows[0], lang)
    short = sorted((row for row in rows if row.balance < 0), key=lambda row: row.balance)
    if not short:
        return say("short.none", lang)
    parts = say("names", lang).join(f"{plain(row.area, NAME)} {-row.balance:,}" for row in short[:TOLD])
    more = len(short) - TOLD
    return say("short.more" if more > 0 else "short.some", lang, parts=parts, more=more)


def _drawn(panel: Panel) -> None:
    """One stage: outlines below, then circles, estates, schools, sites, names."""
    axes, places = panel.axes, panel.shown.places
    west, south, east, north = places.box
    axes.set_xlim(west, east)
    axes.set_ylim(south, north)
    axes.set_aspect(places.stretch)
    axes.set_xticks([])
    axes.set_yticks([])
    axes.spines[:].set_color(EDGE)
    outlines(panel, places.shapes)
    marks = [*schools(panel), *estates(panel, places.estates)]
    marks += sites(panel, places.sites)
    names(panel, marks)
    keys(panel)
    scale(panel)
