"""Names of areas and zones on a panel of a map, where there is room for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from xuewei.charts.map_marks import Box, Panel, names_areas
from xuewei.charts.map_places import short_names
from xuewei.charts.map_scene import MapScene, balance_told, class_of, share
from xuewei.charts.map_words import say
from xuewei.charts.paper import SMALLEST, plain
from xuewei.charts.scene import NAME
from xuewei.late import dataclass
from xuewei.tables.palette import CLASSES, EDGE, INK, LEVELS, PAPER, SOFT

ORDER = ("red", "orange", "yellow", "blue", "green")
SHIFTS = (0, 1, -1, 2, -2, 3, -3)
"""Heights of a name that it may stand above or below its place."""
SHEER = 0.6
"""How opaque a name is that has to lie on marks."""


@dataclass(frozen=True)
class _Label:
    text: str
    lon: float
    lat: float
    fill: str
    ink: str
    edge: str
    rank: float


def _wanted(panel: Panel, shorter: Mapping[str, str]) -> list[_Label]:
    """Names of areas with their balance, and of zones, the most urgent first."""
    shown, rows, lang = panel.shown, panel.rows, panel.lang
    found = []
    middles = {each.name: (each.lon, each.lat) for each in shown.places.areas}
    for shape in shown.places.shapes:
        if not shape.zone:
            xs, ys = zip(*max(shape.rings, key=len), strict=True)
            middles[shape.name] = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    for area, (lon, lat) in middles.items() if names_areas(panel) else ():
        if area in rows:
            step = class_of(share(rows[area]))
            ink = PAPER if step < 2 else INK
            text = balance_told(rows[area], lang)
            found.append(_Label(text, lon, lat, CLASSES[step], ink, SOFT, share(rows[area]) - 10))
    for spot in shown.places.zones:
        level = panel.levels.get(spot.name)
        look = LEVELS[level] if level else None
        rank = ORDER.index(level) if level in ORDER else len(ORDER)
        colours = (look.fill, look.ink, look.mark) if look else (PAPER, SOFT, EDGE)
        found.append(_Label(plain(shorter[spot.name], NAME), spot.lon, spot.lat, *colours, rank))
    return sorted(found, key=lambda each: each.rank)


def shortened_line(shown: MapScene, single: bool, lang: str) -> str:
    """What short names of zones stand for, where panels are small; nothing where none is."""
    pairs = {} if single else short_names([each.name for each in shown.places.zones])
    for name, short in pairs.items():
        if short != name:
            return say("shortened", lang, short=plain(short, NAME), name=plain(name, NAME))
    return ""


def names(panel: Panel, marks: Sequence[Box]) -> None:
    """Names where there is room, beside marks rather than on them, sheer where they must; the others as a small
    square."""
    west, _, east, _ = panel.shown.places.box
    zones = [each.name for each in panel.shown.places.zones]
    small = len(panel.shown.scene.stages) > 1
    shorter = short_names(zones) if small else {each: each for each in zones}
    taken: list[Box] = []
    for each in _wanted(panel, shorter):
        boxes = [box for box in _boxes(panel, each) if not any(_meet(box, other) for other in taken)]
        look: dict[str, Any] = {"linewidth": 0.6, "zorder": 8}
        if not boxes or boxes[0][2] - boxes[0][0] >= east - west:
            panel.axes.scatter(each.lon, each.lat, s=16, marker="s", facecolor=each.fill, edgecolor=each.edge, **look)
            continue
        hidden = [sum(_meet(box, mark) for mark in marks) for box in boxes]
        box = boxes[hidden.index(min(hidden))]
        taken.append(box)
        frame = {"boxstyle": "round,pad=0.15", "facecolor": each.fill, "edgecolor": each.edge, "linewidth": 0.6}
        frame["alpha"] = SHEER if min(hidden) else 1
        place = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        panel.axes.annotate(
            each.text, place, ha="center", va="center", fontsize=SMALLEST, color=each.ink, bbox=frame, zorder=8
        )


def _boxes(panel: Panel, each: _Label) -> Iterator[Box]:
    """Where a name may stand, the nearest to its place first."""
    from rich.cells import cell_len

    west, south, east, north = panel.shown.places.box
    letter = SMALLEST / 72 * panel.inch
    tall = 0.85 * letter / panel.shown.places.stretch
    half = (cell_len(each.text) * 0.27 + 0.4) * letter
    steps = [(across, up) for across in (0, 1, -1) for up in SHIFTS]
    for across, up in sorted(steps, key=lambda step: 2 * abs(step[0]) + abs(step[1])):
        x = min(max(each.lon + across * half, west + half), east - half)
        y = each.lat + 2 * up * tall
        if south < y - tall and y + tall < north:
            yield x - half, y - tall, x + half, y + tall


def _meet(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]
