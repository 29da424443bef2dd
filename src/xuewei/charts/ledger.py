"""Seats that come and go by year and stage, and their running sum below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xuewei.charts.geometry import steps
from xuewei.charts.paper import (
    COLUMNS_PER_INCH,
    PAGE,
    PLANNED,
    SMALLEST,
    captioned,
    concluded,
    framed,
    heights,
    numeral,
    plain,
)
from xuewei.charts.scene import NAME, Scene, origin_lines, panels, titled
from xuewei.charts.words import say
from xuewei.language.words import named
from xuewei.model.rounding import whole
from xuewei.model.seats.stock import apart
from xuewei.tables.palette import INK, SEATS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HIGH, LOW, ABREAST = 2.8, 2.1, 3
"""Inches that a panel of one area is high, and one of several; areas in a row."""
MARGIN = 1.7
LETTER, LINE = 0.064, 0.08
"""Inches of a figure of a number, and the part of a panel that a line of text is high."""
Added = dict[tuple[str, bool], dict[int, float]]
"""By stage, whether they come (or go), and year."""


def added(scene: Scene, area: str) -> Added:
    """Seats of the stages shown that come, and those that go (less than nought), beside the seats in use."""
    found: Added = {}
    _, beside = apart(scene.found.plan, scene.found.ledger, scene.found.known.start)
    for row in beside:
        if row.area == area and row.stage in scene.stages:
            of_kind = found.setdefault((row.stage, row.seats >= 0), {})
            of_kind[row.year] = of_kind.get(row.year, 0.0) + row.seats
    return found


def ledger_chart(scene: Scene, lang: str) -> Figure:
    """For each area what a year adds, and below it the running sum."""
    areas = len(scene.areas)
    columns = min(areas, ABREAST)
    blocks = -(-areas // columns)
    figure, axes = panels(2 * columns * blocks, columns, HIGH if areas == 1 else LOW, MARGIN)
    for n, area in enumerate(scene.areas):
        place = 2 * columns * (n // columns) + n % columns
        seats = added(scene, area)
        _bars(axes[place], scene, seats, lang)
        name = plain(area, NAME if areas == 1 else NAME * 2 // (columns + 1))
        concluded(axes[place], name, _message(scene, seats, lang), int(PAGE / columns * COLUMNS_PER_INCH * 0.9))
        _sum(axes[place + columns], scene, seats, lang)
        if n % columns == 0:
            axes[place].set_ylabel(say("added", lang), fontsize=SMALLEST)
            axes[place + columns].set_ylabel(say("sum", lang), fontsize=SMALLEST)
    for n in range(areas, columns * blocks):
        for spare in (0, columns):
            figure.delaxes(axes[2 * columns * (n // columns) + n % columns + spare])
    plan = scene.found.plan
    lines = [say("by.ledger", lang, lag=plan.opening_lag), *origin_lines(plan, lang)]
    captioned(figure, titled("ledger.title", plan, lang), lines, [say("sum", lang)])
    return figure


def _bars(axes: Axes, scene: Scene, seats: Added, lang: str) -> None:
    """Bars on one another, a colour a stage: what comes above nought, what goes below."""
    above, below = dict.fromkeys(scene.years, 0.0), dict.fromkeys(scene.years, 0.0)
    for stage in scene.stages:
        name = plain(named("stage", stage, lang), NAME)
        look: dict[str, Any] = {"width": 0.72, "color": scene.colour(stage), "label": name, "zorder": 2}
        for comes, sums in ((True, above), (False, below)):
            values = [seats.get((stage, comes), {}).get(year, 0.0) for year in scene.years]
            axes.bar(scene.years, values, bottom=list(sums.values()), **look)
            for year, value in zip(scene.years, values, strict=True):
                sums[year] += value
    width = _framed(axes, scene)
    heights(axes, min(below.values()) * 1.14, max(above.values()) * 1.14, 5 if len(scene.areas) == 1 else 3)
    axes.axhline(0, color=INK, linewidth=0.8)
    per_year = (width - 0.8) / (len(scene.years) + 0.2)
    for sums, side in ((above, "bottom"), (below, "top")):
        room = axes.get_ylim()[1] * LINE
        reached: dict[float, float] = {}
        for year, height in sums.items():
            half = len(numeral(height)) * LETTER / per_year / 2
            clear = all(year - half > end or abs(height - at) > room for at, end in reached.items())
            if height and clear:
                _number(axes, year, height, "center", side)
                reached[height] = year + half


def _sums(scene: Scene, seats: Added) -> list[float]:
    """All that came and went up to each year."""
    return [sum(n for of_kind in seats.values() for y, n in of_kind.items() if y <= year) for year in scene.years]


def _message(scene: Scene, seats: Added, lang: str) -> str:
    """Seats added in all by the last year that changes anything, and the year that adds most."""
    by_year = dict.fromkeys(scene.years, 0.0)
    for of_kind in seats.values():
        by_year |= {year: by_year[year] + n for year, n in of_kind.items() if year in by_year}
    most = max(by_year, key=lambda year: by_year[year])
    if by_year[most] <= 0:
        return say("nothing", lang)
    total, last = numeral(whole(_sums(scene, seats)[-1])), max(year for year, n in by_year.items() if n)
    return say("ledger.message", lang, last=last, n=total, most=most, added=numeral(whole(by_year[most])))


def _sum(axes: Axes, scene: Scene, seats: Added, lang: str) -> None:
    """The running sum, as planned: dashed."""
    sums = _sums(scene, seats)
    places, stairs = zip(*steps(scene.years, sums), strict=True)
    axes.plot(places, stairs, color=SEATS, linewidth=1.8, linestyle=PLANNED, label=say("sum", lang))
    _framed(axes, scene)
    heights(axes, min([0.0, *sums]), max([0.0, *sums]) * 1.14, 5 if len(scene.areas) == 1 else 3)
    if sums:
        _number(axes, scene.years[-1] + 0.4, sums[-1], "right", "bottom")


def _number(axes: Axes, x: float, height: float, aligned: str, side: str) -> None:
    """A number on what is that high, or below it."""
    look: dict[str, Any] = {"fontsize": SMALLEST, "ha": aligned, "va": side, "textcoords": "offset points"}
    axes.annotate(numeral(height), (x, height), (0, 1.5 if side == "bottom" else -1.5), **look)


def _framed(axes: Axes, scene: Scene) -> float:
    """Years below a panel; its width in inches."""
    width = PAGE / min(len(scene.areas), ABREAST)
    framed(axes, scene.years, width)
    axes.set_xlim(scene.years[0] - 0.6, scene.years[-1] + 0.6)
    return width
