"""Seats that come and go by year and kind of school, and their running sum below."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from xuewei.charts.paper import captioned, framed, heights, plain
from xuewei.charts.scene import NAME, Scene, origin_lines, panels, titled
from xuewei.charts.words import say
from xuewei.language.words import named
from xuewei.model.seats.stock import apart
from xuewei.tables.palette import INK, SOFT, SPARE_FILL, colour_of, paler

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE, SMALL = (10.0, 2.9), (3.6, 2.5)
MARGIN = 1.7
Added = dict[str, dict[int, float]]


def added(scene: Scene, area: str) -> Added:
    """Seats of the stages shown by kind of school and year: what comes less what goes, beside the seats in use."""
    kinds = {school.id: school.type for school in scene.found.plan.schools}
    found: Added = {}
    _, beside = apart(scene.found.plan, scene.found.ledger, scene.found.known.start)
    for row in beside:
        if row.area == area and row.stage in scene.stages:
            of_kind = found.setdefault(kinds[row.school], {})
            of_kind[row.year] = of_kind.get(row.year, 0.0) + row.seats
    return found


def ledger_chart(scene: Scene, lang: str) -> Figure:
    """For each area what a year adds, and below it the running sum."""
    every = {area: added(scene, area) for area in scene.areas}
    colours = kind_colours(scene, dict.fromkeys(kind for of_area in every.values() for kind in of_area))
    areas = len(scene.areas)
    figure, axes = panels(2 * areas, areas, WIDE if areas == 1 else SMALL, MARGIN)
    for n, area in enumerate(scene.areas):
        _bars(axes[n], scene, every[area], colours, lang)
        axes[n].set_title(plain(area, NAME if areas < 4 else 22), fontsize=10)
        _sum(axes[areas + n], scene, every[area], lang)
    axes[0].set_ylabel(say("added", lang), fontsize=8.5)
    axes[areas].set_ylabel(say("sum", lang), fontsize=8.5)
    plan = scene.found.plan
    shown = ("、" if lang == "zh" else ", ").join(named("stage", stage, lang) for stage in scene.stages)
    lines = [plain(shown, 100), say("by.ledger", lang, lag=plan.opening_lag), *origin_lines(plan, lang)]
    captioned(figure, titled("ledger.title", plan, lang), lines)
    return figure


def kind_colours(scene: Scene, kinds: Iterable[str]) -> dict[str, str]:
    """The colours of kinds of school: that of the stage where a kind has seats of one stage alone, paler for a second
    kind of it; one of no stage for a kind of several."""
    types = {school.id: school.type for school in scene.found.plan.schools}
    stages: dict[str, set[str]] = {}
    for row in scene.found.ledger:
        stages.setdefault(types[row.school], set()).add(row.stage)
    found: dict[str, str] = {}
    taken: dict[str, int] = {}
    mixed = len(scene.found.stages)
    for kind in kinds:
        of_kind = stages[kind]
        own = scene.colour(next(iter(of_kind))) if len(of_kind) == 1 else colour_of(mixed)
        mixed += len(of_kind) > 1
        found[kind] = paler(own, min(0.75, 0.45 * taken.get(own, 0)))
        taken[own] = taken.get(own, 0) + 1
    return found


def _bars(axes: Axes, scene: Scene, seats: Added, colours: Mapping[str, str], lang: str) -> None:
    """Bars on one another: what comes above nought, what goes below."""
    above, below = dict.fromkeys(scene.years, 0.0), dict.fromkeys(scene.years, 0.0)
    for kind in colours:
        values = [seats.get(kind, {}).get(year, 0.0) for year in scene.years]
        feet = [above[y] if value >= 0 else below[y] for y, value in zip(scene.years, values, strict=True)]
        colour = colours[kind]
        name = plain(named("type", kind, lang), NAME)
        axes.bar(scene.years, values, bottom=feet, width=0.72, color=colour, label=name, zorder=2)
        for year, value in zip(scene.years, values, strict=True):
            (above if value >= 0 else below)[year] += value
    framed(axes, scene.years, (WIDE if len(scene.areas) == 1 else SMALL)[0])
    heights(axes, min(below.values()) * 1.12, max(above.values()) * 1.12)
    axes.axhline(0, color=INK, linewidth=0.8)
    if not seats:
        axes.text(0.5, 0.5, say("nothing", lang), transform=axes.transAxes, fontsize=10, ha="center", color=SOFT)
    axes.set_xlim(scene.years[0] - 0.6, scene.years[-1] + 0.6)
    if len(scene.areas) == 1:
        for sums, side in ((above, "bottom"), (below, "top")):
            for year, height in sums.items():
                if height:
                    axes.text(year, height, f"{height:,.0f}".replace("-", "−"), fontsize=7, ha="center", va=side)


def _sum(axes: Axes, scene: Scene, seats: Added, lang: str) -> None:
    """All that came and went up to each year."""
    sums = [sum(n for of_kind in seats.values() for y, n in of_kind.items() if y <= year) for year in scene.years]
    axes.step(scene.years, sums, where="mid", color=INK, linewidth=1.8, label=say("sum", lang))
    axes.fill_between(scene.years, sums, step="mid", color=SPARE_FILL, linewidth=0)
    framed(axes, scene.years, (WIDE if len(scene.areas) == 1 else SMALL)[0])
    heights(axes, min([0.0, *sums]), max([0.0, *sums]) * 1.1)
    axes.set_xlim(scene.years[0] - 0.6, scene.years[-1] + 0.6)
    if len(scene.areas) == 1 and sums:
        axes.text(scene.years[-1] + 0.4, sums[-1], f"{sums[-1]:,.0f}", fontsize=8, ha="right", va="bottom")
