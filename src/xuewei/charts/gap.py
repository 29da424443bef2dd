"""Seats as steps against demand as a line: what is short and spare between them, what may be short if demand is high,
what is a forecast, what is on record as open, and what comes and goes below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.cells import cell_len

from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.bands_view import band_values
from xuewei.charts.ends import LETTER, End, forecast_rule, name_ends, room_for
from xuewei.charts.geometry import Point, between, ribbon, steps
from xuewei.charts.moves import draw_moves
from xuewei.charts.paper import (
    COLUMNS_PER_INCH,
    PAGE,
    PLANNED,
    SIDE,
    SMALLEST,
    around,
    below,
    captioned,
    framed,
    heights,
    legend,
    plain,
)
from xuewei.charts.scene import (
    Scene,
    band_edges,
    demand_by_year,
    demand_lines,
    held_lines,
    left_words,
    panel_name,
    panels,
    seats_lines,
    titled,
)
from xuewei.charts.words import say
from xuewei.language.words import named as named_of
from xuewei.model.balance import BalanceRow
from xuewei.model.rounding import whole
from xuewei.tables.palette import BAND_FILL, DEMAND, INK, PAPER, SEATS, SHORT, SHORT_FILL, SOFT, SPARE_FILL
from xuewei.tables.plain import plain_lines
from xuewei.tables.text import folded, spans

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HIGH, LOW, LOWEST, PRINTED = 3.0, 2.0, 1.4, 3.1
"""Inches that a panel of one area is high, one of several, one of many, and one between the margins of a printed
page."""
FEW_AREAS = 3
"""Areas of which a picture is no longer than a page with panels of several."""
KEY, ABREAST, NAME_PER_INCH = (1.75, 1.6), 3, 11
"""Inches that a row of small panels of one area is high, and of several; panels in a row, columns of a name for an
inch of a panel."""
MARGIN = 2.0
AXIS = 0.4
"""Inches of a small panel that the numbers beside it take."""
HEAD = 0.8
"""Inches of a panel that its name, its message and its years take."""
MOST_NAMED = 12
"""Hatched panels whose years a line names."""
NAME = 12
"""Columns that the name of a stage may have above a small panel."""
LARGE, SMALL, OVER = ("ahead.short", "ahead.spare"), ("key.short", "key.spare"), ("last.short", "last.spare")
"""What a large and a small panel say of the tightest year ahead, short and to spare; of the last where all are past."""
STEP_NAMES = ("seats", "demand", "seats.planned", "seats.held")
"""Lines that are named where they end."""


def gap_chart(scene: Scene, lang: str) -> Figure:
    """A panel for each stage of an area; of several areas a row for each."""
    single = len(scene.areas) == 1
    cells = [(area, stage) for area in scene.areas for stage in scene.stages]
    columns = 1 if single else min(len(scene.stages), ABREAST)
    high = HIGH if single else LOW if len(scene.areas) <= FEW_AREAS else LOWEST
    figure, axes = panels(len(cells), columns, high, MARGIN)
    for place, (area, stage) in zip(axes, cells, strict=True):
        _panel(place, scene, area, stage, lang, size=(PAGE / columns, high), small=not single)
        name = panel_name(area, stage, lang, None if single else int(PAGE / columns * NAME_PER_INCH))
        lines_told = max((text.get_text().count("\n") for text in place.texts), default=0)
        place.set_title(name, fontsize=10 if single else 8.5, loc="left", pad=17 + 11 * (0 if single else lines_told))
    named = [] if single else unsure_lines(scene, cells, lang)
    lines = [*named, *seats_lines(scene, lang), *held_lines(scene, lang), *demand_lines(scene, lang)]
    told = plain_lines(lines, lang)
    if scene.left:
        told.insert(0, left_words(scene, lang, "areas.tightest"))
    direct = [say(key, lang) for key in STEP_NAMES] if single else []
    shown = {"n": len(scene.areas), "all": len(scene.areas) + len(scene.left)}
    title = titled("gap.title.some" if scene.left else "gap.title", scene.found.plan, lang, **shown)
    captioned(figure, title, told, direct, say("seats.unit", lang))
    return figure


def plain_gap(scene: Scene, lang: str) -> Figure:
    """The first area and stage of a scene for a page that has words of its own: without title and caption."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(PAGE, PRINTED), layout="constrained")
    axes = figure.subplots()
    _panel(axes, scene, scene.areas[0], scene.stages[0], lang, size=(PAGE, PRINTED - 0.4), small=False)
    axes.set_ylabel(say("seats.unit", lang), fontsize=SMALLEST)
    held = held_lines(scene, lang)
    if held:
        below(figure, held)
    legend(figure, [say(key, lang) for key in STEP_NAMES])
    return figure


def key_gap(scene: Scene, places: Sequence[tuple[str, str]], lang: str) -> Figure:
    """Some stages of areas side by side at the size of a printed page, each with the tightest year ahead as its title:
    small enough to stand above a table."""
    from matplotlib.figure import Figure

    rows = -(-len(places) // ABREAST)
    width = PAGE / min(len(places), ABREAST)
    figure = Figure(figsize=(PAGE, KEY[len(scene.found.areas) > 1] * rows + 0.5), layout="constrained")
    grid = list(figure.subplots(rows, min(len(places), ABREAST), squeeze=False).flat)
    for spare in grid[len(places) :]:
        figure.delaxes(spare)
    for axes, (area, stage) in zip(grid, places, strict=False):
        _panel(axes, scene, area, stage, lang, size=(width, KEY[0]), small=True, told=False)
        ahead = _ahead(scene, scene.found.rows(scene.years, [stage], [area]))
        tight = ahead.tightest(stage)
        axes.plot([tight.year], [tight.demand], marker="o", markersize=6, color=DEMAND, fillstyle="none", zorder=5)
        title = _key_title(scene, ahead, width, lang)
        axes.set_title(title, fontsize=SMALLEST, color=SHORT if tight.balance < 0 else INK, loc="left")
    lines = unsure_lines(scene, places[: len(grid)], lang)
    told = below(figure, lines) if lines else 0
    around(figure, legend(figure), told, rows=2, lines=1)
    return figure


def unsure_lines(scene: Scene, places: Sequence[tuple[str, str]], lang: str) -> list[str]:
    """The years of what is hatched in small panels, which have no room to name them; nothing where nothing is."""
    several = len({area for area, _ in places}) > 1
    parts = []
    for area, stage in places:
        years = [row.year for row in scene.found.rows(scene.years, [stage], [area]) if _unsure(scene, row)]
        if years:
            name = plain(named_of("stage", stage, lang), NAME)
            if several:
                name = say("panel", lang, area=plain(area, NAME), stage=name)
            parts.append(say("unsure.of", lang, name=name, years=spans(years)))
    if not parts:
        return []
    more = [say("unsure.more", lang, n=len(parts) - MOST_NAMED)] if len(parts) > MOST_NAMED else []
    return [say("unsure.line", lang, parts=say("unsure.join", lang).join([*parts[:MOST_NAMED], *more]))]


def _key_title(scene: Scene, ahead: Ahead, width: float, lang: str) -> str:
    """The stage, with its area where there are several, and its tightest year below it."""
    several = len(scene.found.areas) > 1
    row = ahead.rows[0]
    name = plain(named_of("stage", row.stage, lang), NAME)
    if several:
        name = panel_name(row.area, row.stage, lang, int(width * NAME_PER_INCH))
    return f"{name}\n{_told(ahead, lang, SMALL)}"


def _ahead(scene: Scene, rows: Sequence[BalanceRow]) -> Ahead:
    """What lies ahead of the rows of a panel, as `gap` has it."""
    return Ahead.of(scene.found, rows, scene.bands, scene.today)


def _told(ahead: Ahead, lang: str, keys: tuple[str, str] = LARGE) -> str:
    row = ahead.tightest(ahead.rows[0].stage)
    return say((OVER if ahead.over else keys)[row.balance >= 0], lang, year=row.year, n=abs(row.balance))


def _panel(
    axes: Axes,
    scene: Scene,
    area: str,
    stage: str,
    lang: str,
    *,
    size: tuple[float, float],
    small: bool,
    told: bool = True,
) -> None:
    """Seats, demand and what moves of a panel of a ``size`` in inches; ``small`` without names of lines and of what
    moves, ``told`` with its message above it."""
    rows = scene.found.rows(scene.years, [stage], [area])
    wanted = demand_by_year(scene, scene.years, area, stage)
    years, demand = list(wanted), list(wanted.values())
    known, seats = [row.year for row in rows], [row.seats for row in rows]
    held = scene.held_seats(area, stage, known)
    where, low, high = band_edges(scene, area, stage)
    top = max([*seats, *(held or ()), *demand, *high, 1])
    framed(axes, years, size[0])
    heights(axes, 0, top * (1.05 if small else 1.22), 3 if small else 5)
    unsure = _surfaces(axes, scene, rows, dict(zip(where, high, strict=True)), lang)
    if where and scene.bands:
        name = say("band", lang, level=scene.bands.banding.level)
        axes.fill_between(*ribbon(where, low, high), color=BAND_FILL, linewidth=0, label=name, zorder=2)
    same = say("seats.held" if scene.paired else "seats", lang)
    _steps(axes, known, seats, held, (same, lang), width=1.2 if small else 1.8)
    look: dict[str, Any] = {"linewidth": 1.4, "markersize": 2} if small else {"linewidth": 2, "markersize": 3}
    axes.plot(years, demand, color=DEMAND, marker="o", label=say("demand", lang), zorder=4, **look)
    ends = [] if small else _ends(known, seats, held, demand, lang)
    right = room_for(ends, years, size[0] - SIDE)
    axes.set_xlim(years[0] - 0.6, years[-1] + right)
    inches = (size[0] - SIDE) / (years[-1] - years[0] + 0.6 + right), size[1] - HEAD
    draw_moves(axes, scene, area, stage, lang, year_size=inches, small=small)
    forecast_rule(axes, scene.found.known_to(area, stage) + 1, years, "" if small else "since", lang)
    name_ends(axes, ends, years, size[1] - HEAD)
    if unsure and not small:
        edges = {"high": dict(zip(where, high, strict=True)), "low": dict(zip(where, low, strict=True))}
        _name_unsure(axes, unsure, [wanted, *edges.values()], [seats, *([held] if held else [])], inches, lang)
    if told:
        words = _message(scene, rows, wanted, lang, SMALL if small else LARGE)
        text = folded(words[0], int((size[0] - AXIS) * COLUMNS_PER_INCH)) if small else " · ".join(words)
        axes.annotate(text, (0, 1), (0, 4), "axes fraction", textcoords="offset points", fontsize=SMALLEST, color=SOFT)


def _steps(
    axes: Axes,
    known: Sequence[int],
    seats: Sequence[float],
    held: Sequence[float] | None,
    told: tuple[str, str],
    *,
    width: float,
) -> None:
    """Seats as steps, called what is ``told`` (with the language); where what is on record as open differs, that is
    solid and what is planned dashed."""
    same, lang = told
    pair = say("seats.planned", lang), say("seats.held", lang)
    for name, values, dash in (
        [(same, seats, "-")] if held is None else [(pair[0], seats, PLANNED), (pair[1], held, "-")]
    ):
        if values:
            look: dict[str, Any] = {"linewidth": width, "linestyle": dash, "zorder": 3}
            axes.plot(*zip(*steps(known, values), strict=True), color=SEATS, label=name, **look)


def _surfaces(
    axes: Axes, scene: Scene, rows: Sequence[BalanceRow], high: Mapping[int, float], lang: str
) -> list[BalanceRow]:
    """What is short and spare as planned, and hatched what is short only at the high end of the band: its rows."""
    years, seats = [row.year for row in rows], [float(row.seats) for row in rows]
    demand: list[float | None] = [float(row.demand) for row in rows]
    unsure = [row for row in rows if _unsure(scene, row)]
    may = {row.year for row in unsure}
    if not rows:
        return unsure
    _area(axes, between(years, seats, demand, above=False), say("surplus", lang), facecolor=SPARE_FILL)
    _area(axes, between(years, seats, demand, above=True), say("shortage", lang), facecolor=SHORT_FILL)
    hatched = between(years, seats, [high.get(year) for year in years], above=True, fits=may.__contains__)
    look: dict[str, Any] = {"facecolor": "none", "edgecolor": SHORT, "hatch": "/////"}
    _area(axes, hatched, say("unsure.key", lang), **look)
    return unsure


def _unsure(scene: Scene, row: BalanceRow) -> bool:
    """Whether seats are enough for the demand, and not for the high end of its band."""
    band = scene.bands.band(row.year, row.area, row.stage) if scene.bands else None
    return row.balance >= 0 and band is not None and band_values(row.seats, band)["balance_low"] < 0


def _area(axes: Axes, outlines: Sequence[Sequence[Point]], name: str, **look: Any) -> None:
    from matplotlib.collections import PolyCollection

    if outlines:
        axes.add_collection(
            PolyCollection(outlines, label=name, linewidth=0.6 if "hatch" in look else 0, zorder=2.5, **look)
        )


def _ends(
    known: Sequence[int], seats: Sequence[float], held: Sequence[float] | None, demand: Sequence[float], lang: str
) -> list[End]:
    """The names of lines, where they end."""
    found = [End(say("end.demand", lang), demand[-1], DEMAND)]
    if known:
        found.append(End(say("end.seats" if held is None else "end.planned", lang), seats[-1], SEATS))
    return [*found, *([End(say("end.held", lang), held[-1], SEATS)] if held else [])]


def _name_unsure(
    axes: Axes,
    unsure: Sequence[BalanceRow],
    curves: Sequence[Mapping[int, float]],
    stairs: Sequence[Sequence[float]],
    inches: tuple[float, float],
    lang: str,
) -> None:
    """The years of the hatched stretch, as near to it as they cross no line: of ``curves`` by year (demand, then the
    high and the low end of its band) and of ``stairs`` of seats. A year and the panel are so many ``inches``."""
    from matplotlib.patheffects import withStroke

    text = say("unsure", lang, years=spans([row.year for row in unsure]))
    years = sorted(curves[0])
    foot, top = axes.get_ylim()
    wide, tall = cell_len(text) * LETTER * 0.55 / inches[0], 1.2 * LETTER * (top - foot) / inches[1]
    middle = (unsure[0].year + unsure[-1].year) / 2
    centre = min(max(middle, years[0] + wide / 2), max(axes.get_xlim()[1] - wide / 2, years[0]))
    across = np.linspace(centre - wide / 2, centre + wide / 2, 41)
    lines = [np.interp(across, sorted(each), [each[year] for year in sorted(each)]) for each in curves if each]
    at = np.clip(np.round(across).astype(int) - years[-1] - 1, -len(stairs[0]), -1)
    lines += [np.asarray(each, dtype=float)[at] for each in stairs]
    spans_of = [(float(each.min()), float(each.max())) for each in lines]
    hatch = [float(row.seats) for row in unsure] + [curves[1][row.year] for row in unsure]
    room = tall * 0.25
    places = [edge for low, high in spans_of for edge in (low - tall - room, high + room)]
    free = [
        y for y in places if 0 <= y <= top * 0.93 - tall and all(high <= y or low >= y + tall for low, high in spans_of)
    ]
    y = min(free, key=lambda each: max(min(hatch) - each - tall, each - max(hatch)), default=max(hatch) + room)
    look: dict[str, Any] = {"fontsize": SMALLEST, "ha": "center", "va": "bottom", "color": SHORT, "zorder": 6}
    label = axes.text(centre, y, text, **look)
    label.set_path_effects([withStroke(linewidth=1.5, foreground=PAPER)])


def _message(
    scene: Scene, rows: Sequence[BalanceRow], wanted: Mapping[int, float], lang: str, keys: tuple[str, str]
) -> list[str]:
    """What a panel says, what lies ahead first: the tightest year ahead, the largest shortage before, the highest
    demand."""
    words = []
    if rows:
        ahead = _ahead(scene, rows)
        words.append(_told(ahead, lang, keys))
        worst = min(ahead.past, key=lambda row: row.balance, default=None)
        if worst is not None and worst.balance < 0:
            words.append(say("worst.past", lang, n=-worst.balance, year=worst.year))
    peak = max(wanted, key=lambda year: wanted[year])
    return [*words, say("peak", lang, n=whole(wanted[peak]), year=peak)]
