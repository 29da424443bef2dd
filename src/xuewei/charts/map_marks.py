"""What is drawn on a panel of a map: outlines, schools, circles, estates, names, the legend's signs and the scale."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from xuewei.answers.warn.words import named as level_named
from xuewei.charts.map_places import DEGREE, Point, Shape, Spot, on_record
from xuewei.charts.map_scene import ENDS, MapScene, class_of, share
from xuewei.charts.map_words import say
from xuewei.charts.paper import SMALLEST, plain
from xuewei.charts.scene import NAME
from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.balance import BalanceRow
from xuewei.model.rounding import whole
from xuewei.model.seats.register import seats_by_school
from xuewei.tables.palette import ACCENT, CLASSES, INK, LEVELS, PAPER, SOFT, sheer

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MARKS = ("o", "s", "^", "D", "v", "h")
"""Marks of stages, by their place among those of the plan."""
HOUSE = [(-1, -0.25), (0, 1), (1, -0.25), (1, -1), (-1, -1), (-1, -0.25)]
DASHES = (0, (2, 1.2))
"""How the edge of a mark of what is planned is drawn."""
Box = tuple[float, float, float, float]
"""West, south, east and north."""
COVERED = 0.97
"""Part of the areas that zones in colour lie over, from which on nothing is seen of the areas."""


@dataclass(frozen=True, eq=False, repr=False)
class Panel:
    """One stage on a map: its ``axes`` of so many inches (``wide``, ``high``), the balance of its areas (``rows``), the
    ``levels`` of its zones, and square points of its ``largest`` mark."""

    axes: Axes
    shown: MapScene
    stage: str
    rows: Mapping[str, BalanceRow]
    levels: Mapping[str, str]
    wide: float
    high: float
    largest: float
    lang: str

    @property
    def inch(self) -> float:
        """Degrees east in an inch."""
        west, south, east, north = self.shown.places.box
        return max((east - west) / self.wide, (north - south) * self.shown.places.stretch / self.high)

    def around(self, lon: float, lat: float, size: float) -> Box:
        """The box of a mark of so many square points."""
        east = math.sqrt(size) / 2 / 72 * self.inch
        north = east / self.shown.places.stretch
        return lon - east, lat - north, lon + east, lat + north


def outlines(panel: Panel, shapes: Sequence[Shape]) -> None:
    """Areas in the class of their balance, zones in the level of their warning."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    for shape in shapes:
        path = Path.make_compound_path(*(Path(np.array(ring), closed=True) for ring in shape.rings))
        if shape.zone:
            fill = LEVELS[panel.levels[shape.name]].fill if shape.name in panel.levels else "none"
            panel.axes.add_patch(PathPatch(path, facecolor=fill, edgecolor=SOFT, linewidth=0.7, zorder=1.2))
        elif shape.name in panel.rows:
            colour = CLASSES[class_of(share(panel.rows[shape.name]))]
            panel.axes.add_patch(PathPatch(path, facecolor=colour, edgecolor=PAPER, linewidth=0.9, zorder=1))


def schools(panel: Panel) -> list[Box]:
    """Schools with seats of a stage in the year: where their marks are."""
    shown, stage, lang = panel.shown, panel.stage, panel.lang
    found, places = shown.scene.found, shown.places
    order = [each.name for each in found.stages].index(stage)
    years, ids = range(shown.year, shown.year + 1), [school.id for school in found.plan.schools]
    seats = seats_by_school(found.ledger, years, ids, found.stages)[stage][0].sum(axis=1)
    at = [
        (school, (lon, lat), whole(float(seats[n])))
        for n, lon, lat in places.schools
        for school in (found.plan.schools[n],)
    ]
    taken: list[Box] = []
    most = max((count for school, _, count in at), default=1) or 1
    colour, name = shown.scene.colour(stage), plain(named("stage", stage, lang), NAME)
    for there in (True, False):
        of_kind = [(point, count) for school, point, count in at if count > 0 and on_record(school, found) == there]
        if not of_kind:
            continue
        points, counts = [point for point, _ in of_kind], [count for _, count in of_kind]
        look: dict[str, Any] = {"marker": MARKS[order % len(MARKS)], "zorder": 5}
        if there:
            look |= {"facecolors": colour, "edgecolors": PAPER, "linewidths": 0.5}
        else:
            look |= {"facecolors": PAPER, "edgecolors": colour, "linewidths": 1.1, "linestyles": [DASHES]}
        sizes = [max(panel.largest * count / most, panel.largest / 12) for count in counts]
        key = say("key.there" if there else "key.planned", lang, stage=name)
        panel.axes.scatter([x for x, _ in points], [y for _, y in points], s=sizes, label=key, **look)
        _circles(panel, points, colour)
        taken += [panel.around(*point, size) for point, size in zip(points, sizes, strict=True)]
    return taken


def _circles(panel: Panel, points: Sequence[Point], colour: str) -> None:
    """How far children of a stage walk to their school, in a straight line."""
    from matplotlib.collections import EllipseCollection

    shown = panel.shown
    metres = shown.places.reach(panel.stage) if shown.reach else None
    if metres is None:
        return
    high = 2 * metres / DEGREE
    size = [high * shown.places.stretch] * len(points), [high] * len(points), [0.0] * len(points)
    look: dict[str, Any] = {"units": "xy", "offsets": points, "offset_transform": panel.axes.transData, "zorder": 3}
    panel.axes.add_collection(EllipseCollection(*size, facecolors=colour, alpha=0.12, linewidths=0, **look))
    panel.axes.add_collection(EllipseCollection(*size, facecolors="none", edgecolors=colour, linewidths=0.6, **look))


def estates(panel: Panel, found: Sequence[Spot]) -> list[Box]:
    """Houses by dwellings, dashed where none is completed by the year."""
    from matplotlib.path import Path

    taken: list[Box] = []
    most = max((sum(each.sizes.values()) for each in found), default=1) or 1
    for there in (True, False):
        of_kind = [each for each in found if any(int(str(done)) <= panel.shown.year for done in each.sizes) == there]
        if of_kind:
            sizes = [max(panel.largest * sum(each.sizes.values()) / most, panel.largest / 6) for each in of_kind]
            look: dict[str, Any] = {"linewidths": 0.9, "linestyles": ["solid" if there else DASHES], "zorder": 4}
            key = say("key.estate" if there else "key.estate.planned", panel.lang)
            look |= {"facecolors": PAPER, "edgecolors": INK, "label": key}
            panel.axes.scatter(*_at(of_kind), s=sizes, marker=Path(HOUSE), **look)
            taken += [panel.around(each.lon, each.lat, size) for each, size in zip(of_kind, sizes, strict=True)]
    return taken


def sites(panel: Panel, found: Sequence[Spot]) -> list[Box]:
    """Where schools could stand, each with what it is called in short: where the marks and their names are."""
    from matplotlib.patheffects import withStroke

    if not found:
        return []
    look: dict[str, Any] = {"facecolors": PAPER, "edgecolors": ACCENT, "linewidths": 1.4, "zorder": 6}
    size = max(panel.largest / 2, 40)
    panel.axes.scatter(*_at(found), s=size, marker="P", label=say("key.site", panel.lang), **look)
    letter = SMALLEST / 72 * panel.inch
    taken = []
    for each in found:
        west, south, east, north = panel.around(each.lon, each.lat, size)
        wide = 0.62 * letter * len(each.short)
        right = east + wide <= panel.shown.places.box[2]
        name: dict[str, Any] = {
            "fontsize": SMALLEST,
            "fontweight": "bold",
            "color": ACCENT,
            "va": "center",
            "zorder": 9,
        }
        told = panel.axes.text(east if right else west, each.lat, each.short, ha="left" if right else "right", **name)
        told.set_path_effects([withStroke(linewidth=2, foreground=PAPER)])
        taken.append((west - (0 if right else wide), south, east + (wide if right else 0), north))
    return taken


def _at(spots: Sequence[Spot]) -> tuple[list[float], list[float]]:
    return [each.lon for each in spots], [each.lat for each in spots]


def keys(panel: Panel) -> None:
    """Signs of what colours say, for the legend: classes where areas are drawn, levels of zones."""
    axes, shown, levels, lang = panel.axes, panel.shown, panel.levels, panel.lang
    look: dict[str, Any] = {"marker": "s", "s": 60, "linewidths": 0.7}
    where: tuple[list[float], list[float]] = ([], [])
    if shown.reach and any(shown.places.reach(stage) is not None for stage in shown.scene.stages):
        axes.scatter(
            *where, marker="o", s=90, facecolors=sheer(INK, 0.06), edgecolors=SOFT, label=say("key.reach", lang)
        )
    drawn = {*(each.name for each in shown.places.zones), *(each.name for each in shown.places.shapes)}
    used = {level for zone, level in levels.items() if zone in drawn}
    for level in LEVELS:
        if level in used:
            name = say("key.zone", lang, level=level_named("level", level, lang))
            axes.scatter(*where, facecolors=LEVELS[level].fill, edgecolors=LEVELS[level].mark, label=name, **look)
    if names_areas(panel) or not covered(panel):
        for n, text in enumerate(_classes(lang)):
            axes.scatter(*where, facecolors=CLASSES[n], edgecolors=SOFT, label=text, **look)


def names_areas(panel: Panel) -> bool:
    """Whether areas are named, in the colour of their class."""
    return len(panel.rows) > 1 or not panel.shown.places.zones


def covered(panel: Panel) -> bool:
    """Whether nothing is seen of the areas' colours: none has an outline, or zones in colour lie over all."""
    shapes = panel.shown.places.shapes
    areas = sum(surface(each) for each in shapes if not each.zone)
    return sum(surface(each) for each in shapes if each.zone and each.name in panel.levels) >= COVERED * areas


def surface(shape: Shape) -> float:
    """The surface of an outline in square degrees, without its holes.

    >>> surface(Shape("", False, (((0, 0), (2, 0), (2, 1), (0, 1), (0, 0)),)))
    2.0
    """
    return sum(x * v - u * y for ring in shape.rings for (x, y), (u, v) in pairwise(ring)) / 2


def _classes(lang: str) -> Iterator[str]:
    """What each class of balance ÷ demand is called, the first with what is divided."""
    ends = [round(end * 100) for end in ENDS]
    yield say("shares", lang, text=say("below", lang, n=ends[0]))
    for low, high in pairwise(ends):
        yield say("between", lang, low=low, high=high)
    yield say("above", lang, n=ends[-1])


def scale(panel: Panel) -> None:
    """A round length, and where north is."""
    axes, places, lang = panel.axes, panel.shown.places, panel.lang
    axes.plot(0.97, 0.965, marker="^", color=INK, markersize=6, transform=axes.transAxes, zorder=9)
    look: dict[str, Any] = {"fontsize": SMALLEST, "zorder": 9}
    axes.text(0.97, 0.935, say("north", lang), ha="center", va="top", transform=axes.transAxes, **look)
    if not places.degrees:
        return
    west, south, east, north = places.box
    metre = places.stretch / DEGREE
    most = (east - west) / 4 / metre
    power = 10 ** math.floor(math.log10(most))
    metres = next(each * power for each in (5, 2, 1) if each * power <= most)
    x, y = west + (east - west) * 0.02, south + (north - south) * 0.025
    axes.plot([x, x + metres * metre], [y, y], color=INK, linewidth=1.6, zorder=9, solid_capstyle="butt")
    text = say("metres", lang, n=f"{metres:g}") if metres < 1000 else say("km", lang, n=f"{metres / 1000:,g}")
    axes.annotate(text, (x, y), (0, 3), textcoords="offset points", **look)
