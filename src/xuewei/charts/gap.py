"""Seats as steps against demand as a line: shortage red, surplus grey, openings of schools below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from xuewei.charts.paper import SIDE, captioned, framed, heights, legend, plain
from xuewei.charts.scene import Scene, band_edges, demand_by_year, demand_lines, panel_name, panels, seats_lines, titled
from xuewei.charts.words import say
from xuewei.language.words import named as named_of
from xuewei.model.balance import BalanceRow
from xuewei.model.rounding import whole
from xuewei.model.seats.ledger import CONVERTS, OPENS
from xuewei.tables.palette import BAND_FILL, DEMAND, INK, SEATS, SHORT, SHORT_FILL, SPARE_FILL

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE, SMALL, PRINTED = (10.0, 2.7), (4.6, 2.5), (6.14, 2.75)
"""Inches of a panel of one area, of one of several, and of one between the margins of a printed page: its letters are
as large there as they are drawn."""
KEY, ABREAST, NAME_PER_INCH, LONG = (1.75, 1.55), 3, 8, 24
"""Inches that a row of small panels of one area is high, and of several; panels in a row, columns of a name for an
inch of a panel, and of a title beyond which it is smaller."""
MARGIN = 2.0
FOOT = 0.3
"""The part of a panel below nought, where openings stand with two lines of text below their mark."""
LINE = 0.09
"""What each further line takes."""
NAME = 12
"""Columns that the name of a school may have: below a year there is room for no more."""
SEATS_WIDTH = 0.34
"""Inches that the seats of a year take below it; where there is less room, only the number of schools stands there."""
MARKS = 0.13
"""Years between the middle of a year and its two marks, where seats both come and go."""
STEPS = 20
"""Points between two years where shading follows the line of demand."""


def gap_chart(scene: Scene, lang: str) -> Figure:
    """A panel for each stage of an area; of several areas a row for each."""
    single = len(scene.areas) == 1
    cells = [(area, stage) for area in scene.areas for stage in scene.stages]
    size = WIDE if single else SMALL
    figure, axes = panels(len(cells), 1 if single else len(scene.stages), size, MARGIN)
    for place, (area, stage) in zip(axes, cells, strict=True):
        _panel(place, scene, area, stage, lang, width=size[0], named=single)
        place.set_title(panel_name(area, stage, lang), fontsize=10)
    captioned(
        figure, titled("gap.title", scene.found.plan, lang), [*seats_lines(scene, lang), *demand_lines(scene, lang)]
    )
    figure.supylabel(say("seats.unit", lang), fontsize=9)
    return figure


def plain_gap(scene: Scene, lang: str) -> Figure:
    """The first area and stage of a scene for a page that has words of its own: without title and caption."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(PRINTED[0], PRINTED[1] + 0.4), layout="constrained")
    axes = figure.subplots()
    _panel(axes, scene, scene.areas[0], scene.stages[0], lang, width=PRINTED[0], named=False)
    axes.set_ylabel(say("seats.unit", lang), fontsize=8)
    legend(figure, 3)
    return figure


def key_gap(scene: Scene, places: Sequence[tuple[str, str]], now: int, lang: str) -> Figure:
    """Some stages of areas side by side at the size of a printed page, each with the tightest year after ``now`` as its
    title: small enough to stand above a table."""
    from matplotlib.figure import Figure
    from rich.cells import cell_len

    rows = -(-len(places) // ABREAST)
    width = PRINTED[0] / min(len(places), ABREAST)
    figure = Figure(figsize=(PRINTED[0], KEY[len(scene.found.areas) > 1] * rows + 0.3), layout="constrained")
    grid = list(figure.subplots(rows, min(len(places), ABREAST), squeeze=False).flat)
    for spare in grid[len(places) :]:
        figure.delaxes(spare)
    for axes, (area, stage) in zip(grid, places, strict=False):
        _panel(axes, scene, area, stage, lang, width=width, named=False, small=True)
        own = scene.found.rows(scene.years, [stage], [area])
        tight = min([row for row in own if row.year > now] or own, key=lambda row: row.balance)
        axes.axvline(now, color=INK, linewidth=0.7, linestyle=":", zorder=1)
        axes.plot([tight.year], [tight.demand], marker="o", markersize=6, color=DEMAND, fillstyle="none", zorder=5)
        title = _key_title(scene, tight, width, lang)
        size = 8 if max(map(cell_len, title.split("\n"))) <= LONG else 7.2
        axes.set_title(title, fontsize=size, color=SHORT if tight.balance < 0 else INK)
    legend(figure, 5)
    return figure


def _key_title(scene: Scene, tight: BalanceRow, width: float, lang: str) -> str:
    """The stage, with its area where there are several, and its tightest year below it."""
    several = len(scene.found.areas) > 1
    name = plain(named_of("stage", tight.stage, lang), NAME)
    if several:
        name = say("panel", lang, area=plain(tight.area, int(width * NAME_PER_INCH)), stage=name)
    key = "key.short" if tight.balance < 0 else "key.spare"
    return f"{name}\n{say(key, lang, year=tight.year, n=abs(tight.balance))}"


def _panel(
    axes: Axes, scene: Scene, area: str, stage: str, lang: str, *, width: float, named: bool, small: bool = False
) -> None:
    """Seats, demand and openings of a panel so many inches wide; ``named`` with the names of schools, ``small`` without
    openings and labels."""
    rows = scene.found.rows(scene.years, [stage], [area])
    wanted = demand_by_year(scene, scene.years, area, stage)
    years, demand = list(wanted), list(wanted.values())
    known, seats = [row.year for row in rows], [row.seats for row in rows]
    if rows:
        _shade(axes, rows, lang)
    where, low, high = band_edges(scene, area, stage)
    if where and scene.bands:
        name = say("band", lang, level=scene.bands.banding.level)
        axes.fill_between(where, low, high, color=BAND_FILL, linewidth=0, label=name, zorder=2)
    axes.step(known, seats, where="mid", color=SEATS, linewidth=1.8, label=say("seats", lang), zorder=3)
    if len(known) == 1:
        # a step of one year has no length: a dash stands for it
        axes.plot(known, seats, linestyle="", marker="_", markersize=60, color=SEATS, markeredgewidth=1.8, zorder=3)
    axes.plot(years, demand, color=DEMAND, linewidth=2, marker="o", markersize=3, label=say("demand", lang), zorder=4)
    top = max([*seats, *demand, *high, 1])
    framed(axes, years, width)
    heights(axes, 0, top * (1.05 if small else 1.22 if named else 1.3))
    axes.set_xlim(years[0] - 0.6, years[-1] + 0.6)
    if small:
        return
    _openings(axes, scene, area, stage, lang, few=named or _roomy(len(years), width), named=named)
    _labels(axes, rows, wanted, lang)


def _roomy(years: int, width: float) -> bool:
    """Whether the seats of a year have room below it."""
    return (width - SIDE) / years >= SEATS_WIDTH


def _shade(axes: Axes, rows: Sequence[BalanceRow], lang: str) -> None:
    """Between the steps and the line: a year's seats reach half a year to both sides."""
    import numpy as np

    years = np.array([row.year for row in rows], dtype=float)
    points = np.unique(np.concatenate([np.linspace(years[0], years[-1], STEPS * (len(years) - 1) + 1), years]))
    if len(years) == 1:
        points = years + np.array([-0.3, 0.3])
    at = np.clip(np.floor(points - years[0] + 0.5).astype(int), 0, len(rows) - 1)
    seats = np.array([row.seats for row in rows], dtype=float)[at]
    demand = np.interp(points, years, [row.demand for row in rows])
    look: dict[str, Any] = {"linewidth": 0, "interpolate": True, "zorder": 2.5}
    axes.fill_between(
        points, seats, demand, where=demand > seats, color=SHORT_FILL, label=say("shortage", lang), **look
    )
    axes.fill_between(
        points, seats, demand, where=demand <= seats, color=SPARE_FILL, label=say("surplus", lang), **look
    )


Movements = dict[int, tuple[list[str], float]]
"""By year: schools by id, and seats."""


def openings(scene: Scene, area: str, stage: str) -> Movements:
    """Schools whose first seats of a stage come in a year, and the seats that open, or are converted to it, in that
    year. A school with seats that came before is not counted again."""
    return _movements(scene, area, stage, coming=True)


def closings(scene: Scene, area: str, stage: str) -> Movements:
    """Schools that lose seats of a stage in a year: closed, ended, removed or converted from it; and those seats."""
    return _movements(scene, area, stage, coming=False)


def _movements(scene: Scene, area: str, stage: str, *, coming: bool) -> Movements:
    found: Movements = {}
    counted: set[tuple[str, int]] = set()
    for row in scene.found.ledger:
        if (row.area, row.stage) == (area, stage) and (row.seats > 0 or row.reason == OPENS) == coming:
            schools, seats = found.get(row.year, ([], 0.0))
            mark = row.school, 0 if coming else row.year
            if mark not in counted and row.reason != (CONVERTS if coming else None):
                counted.add(mark)
                schools = [*schools, row.school]
            found[row.year] = schools, seats + row.seats
    return {year: each for year, each in found.items() if year in scene.years and year in scene.found.known}


def _openings(axes: Axes, scene: Scene, area: str, stage: str, lang: str, *, few: bool, named: bool) -> None:
    """Below nought: marks where seats come or go, with the number of schools, the seats, short names."""
    top = axes.get_ylim()[1]
    axes.axhline(0, color=INK, linewidth=0.8)
    texts: dict[int, list[str]] = {}
    coming, going = openings(scene, area, stage), closings(scene, area, stage)
    for moved, sign, mark, key, aside in ((coming, "+", "^", "opening", -MARKS), (going, "−", "v", "closing", MARKS)):
        label: str | None = say(key, lang)
        for year, (schools, seats) in moved.items():
            place = year + aside * (year in coming and year in going)
            look: dict[str, Any] = {"color": INK, "markersize": 4.5, "linestyle": "", "zorder": 5}
            axes.plot([place], [-top * 0.035], marker=mark, label=label, **look)
            label = None
            parts = [f"{sign}{abs(whole(seats)):,}"] if whole(seats) else []
            if named and schools:
                parts.append(_school_words(scene, schools, "opened" if sign == "+" else "closed", lang))
            elif not few:
                parts = [str(len(schools)) if sign == "+" else f"{sign}{len(schools)}"] if schools else []
            texts.setdefault(year, []).extend(parts)
    for year, parts in texts.items():
        axes.text(year, -top * 0.075, "\n".join(parts), fontsize=6.8, ha="center", va="top", color=INK, linespacing=1.2)
    lines = max(map(len, texts.values()), default=0)
    axes.set_ylim(-top * (FOOT + LINE * max(0, lines - 2)), top)


def _school_words(scene: Scene, schools: Sequence[str], key: str, lang: str) -> str:
    """The name of one school where it is short, else how many they are."""
    from rich.cells import cell_len

    names = [plain(school.name or "") for school in scene.found.plan.schools if school.id == schools[0]]
    short = [name for name in names if name and cell_len(name) <= NAME]
    return short[0] if len(schools) == len(short) == 1 else say(key, lang, n=len(schools))


def _labels(axes: Axes, rows: Sequence[BalanceRow], wanted: Mapping[int, float], lang: str) -> None:
    """The highest demand by year, and the largest shortage in ``rows`` where there is one."""
    top = axes.get_ylim()[1]
    peak, first, last = max(wanted, key=lambda year: wanted[year]), min(wanted), max(wanted)
    words = [say("peak", lang, n=whole(wanted[peak]), year=peak)]
    worst = min(rows, key=lambda row: row.balance, default=None)
    if worst is not None and worst.balance < 0:
        words.append(say("worst", lang, n=-worst.balance, year=worst.year))
    axes.plot([peak], [wanted[peak]], marker="o", markersize=7, color=DEMAND, fillstyle="none", zorder=5)
    left = peak <= (first + last) / 2
    look: dict[str, Any] = {"fontsize": 8, "va": "top", "color": DEMAND, "zorder": 6}
    side, aligned = (first - 0.4, "left") if left else (last + 0.4, "right")
    axes.text(side, top * 0.985, " · ".join(words), ha=aligned, **look)
