"""What a chart of a plan shows, the panels it is drawn in, and the lines of its caption."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from xuewei.answers.gap.ahead import Ahead, worst_of_areas
from xuewei.answers.gap.reliance import reliance
from xuewei.charts.paper import PAGE, plain
from xuewei.charts.words import say
from xuewei.language.source_titles import titled as source_titled
from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment, with_plan
from xuewei.model.bands import DemandBands
from xuewei.model.plan import Plan
from xuewei.model.seats.delivery import as_delivered
from xuewei.tables.band_notes import band_notes, ends, without_band_notes
from xuewei.tables.base_seats import base_words
from xuewei.tables.move_notes import migration_notes
from xuewei.tables.notes import delivered_notes, horizon_notes, method_notes
from xuewei.tables.palette import colour_of, ink_of
from xuewei.tables.people_notes import counted_in, paths_notes, written_notes
from xuewei.tables.plain import plain_lines
from xuewei.tables.text import lines, width_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_AREAS = 6
"""Areas that one picture holds."""
MOST_LEFT = 6
"""Areas that are not drawn and named all the same."""
NAME = 34
"""Columns of a name above a panel."""
MOST_LINES = 3
"""Lines of a name above a small panel."""


@dataclass(frozen=True, eq=False, repr=False)
class Held:
    """A plan as far as it is on record as open; of its projects ``counted`` are, ``unknown`` have no record of
    progress, and ``begun`` have one, or a status, but are not open, as those in building."""

    found: Assessment
    counted: int
    unknown: int
    begun: int = 0


def held_of(found: Assessment, stages: Sequence[str] | None = None, areas: Sequence[str] | None = None) -> Held | None:
    """What of a plan is on record as open, as `gap` tells it; None where nothing in question is open to doubt: no seats
    of an area, though none be short for it."""
    both = reliance(found, stages, areas, apart=True)
    if both is None:
        return None
    bare = with_plan(found, as_delivered(found.plan, both.day))
    return Held(bare, both.counted, both.unknown, both.projects - both.counted - both.unknown)


@dataclass(frozen=True, eq=False, repr=False)
class Scene:
    """The parts of an assessment that are drawn: ``areas``, ``stages`` and school ``years``. What lies ahead is seen
    from ``today`` (None: from the last year that is no forecast). ``left``: areas that there is no room for."""

    found: Assessment
    areas: Sequence[str]
    stages: Sequence[str]
    years: Sequence[int]
    bands: DemandBands | None = None
    held: Held | None = None
    today: date | None = None
    left: Sequence[str] = ()

    def held_seats(self, area: str, stage: str, years: Sequence[int]) -> list[int] | None:
        """The seats of years that are on record as open; None where they are those of the plan, or nobody asked."""
        if self.held is None:
            return None
        planned, held = (
            [row.seats for row in found.rows(years, [stage], [area])] for found in (self.found, self.held.found)
        )
        return None if held == planned else held

    @cached_property
    def paired(self) -> bool:
        """Whether in any panel what is on record as open differs from the plan."""
        years = [year for year in self.years if year in self.found.known]
        cells = ((area, stage) for area in self.areas for stage in self.stages)
        return any(self.held_seats(area, stage, years) is not None for area, stage in cells)

    def colour(self, stage: str) -> str:
        """The colour of a stage, the same in every picture."""
        return colour_of([each.name for each in self.found.stages].index(stage))

    def ink(self, stage: str) -> str:
        """The colour of text about a stage."""
        return ink_of([each.name for each in self.found.stages].index(stage))


def tightest_areas(
    found: Assessment, stages: Sequence[str], years: Sequence[int], today: date | None, most: int
) -> list[str]:
    """So many areas, those with the largest shortage ahead at one of some stages first, then those with least to
    spare."""
    rows = found.rows(years, stages)
    ahead = Ahead.of(found, rows, None, today).rows if rows else rows
    return [row.area for row in worst_of_areas(ahead)][:most] or list(found.areas)[:most]


def most_wanted(found: Assessment, stages: Sequence[str], years: Sequence[int], most: int) -> list[str]:
    """So many areas, those first whose stages want most seats together in some year."""
    at = [found.years.index(year) for year in years]
    wanted = np.array([found.demand[stage][at].sum(axis=2) for stage in stages]).sum(axis=0).max(axis=0)
    return [found.areas[n] for n in np.argsort(-wanted, kind="stable")[:most].tolist()]


def left_words(scene: Scene, lang: str, key: str) -> str:
    """Which areas are not drawn, the first of them by name, in words that say by ``key`` which come first."""
    names = say("by.fan.list", lang).join(plain(name, NAME) for name in scene.left[:MOST_LEFT])
    more = say("areas.left.more", lang, n=len(scene.left)) if len(scene.left) > MOST_LEFT else ""
    return say("areas.left", lang, first=say(key, lang), names=names, more=more, most=MOST_AREAS)


def beyond_lines(found: Assessment, years: Sequence[int], lang: str) -> list[str]:
    """That some of the years that are drawn lie beyond the horizon; nothing where none does."""
    drawn = any(year > found.assumptions.horizon for year in years)
    return plain_lines(horizon_notes(found, lang), lang) if drawn else []


def panel_name(area: str, stage: str, lang: str, columns: int | None = None) -> str:
    """What stands above the panel of an area and stage; where it is wider than so many columns the stage stands on a
    line of its own, below the lines of the area.

    >>> panel_name("柳林乡（含原白杨、石门两乡）", "primary", "zh", 22)
    '柳林乡（含原白杨、石门\\n两乡）\\n小学'
    """
    told = plain(named("stage", stage, lang), NAME)
    one_line = say("panel", lang, area=plain(area, NAME), stage=told)
    if columns is None or (width_of(one_line) <= columns and width_of(area) <= NAME):
        return one_line
    return "\n".join([*lines(plain(area, MOST_LINES * columns), columns), told])


def panels(count: int, columns: int, height: float, margin: float) -> tuple[Figure, list[Axes]]:
    """A figure as wide as a printed page, of ``count`` panels so many inches high, side by side; ``margin`` for title,
    legend and caption."""
    from matplotlib.figure import Figure

    rows = -(-count // columns)
    figure = Figure(figsize=(PAGE, height * rows + margin), layout="constrained")
    engine = figure.get_layout_engine()
    assert engine is not None
    engine.set(w_pad=0.08, h_pad=0.08)  # type: ignore[call-arg]
    grid = list(figure.subplots(rows, columns, squeeze=False).flat)
    for spare in grid[count:]:
        figure.delaxes(spare)
    return figure, grid[:count]


def titled(key: str, plan: Plan, lang: str, **values: object) -> str:
    """The title of a picture: what it shows, and of which plan."""
    return say("titled", lang, title=say(key, lang, **values), plan=plan.name)


def origin_lines(plan: Plan, lang: str) -> list[str]:
    """Where the plan of a picture comes from, and the scenarios laid over it."""
    parts = {key: plan.source[key] for key in ("title", "date", "section") if key in plan.source}
    parts |= {"title": source_titled(parts["title"], lang)} if "title" in parts else {}
    source = plain(" ".join(parts.values()), 100)
    laid = plain(" + ".join(plan.scenarios), 100)
    lines = [say("note.scenario", lang, scenario=laid)] if laid else []
    return [*lines, *delivered_notes(plan, lang), *([say("by.source", lang, source=source)] if source else [])]


def seats_lines(scene: Scene, lang: str) -> list[str]:
    """Units, and what the seats in use before the plan rest on."""
    return [say("note.unit", lang), *base_words(scene.found, lang)]


def held_lines(scene: Scene, lang: str) -> list[str]:
    """How many projects are on record as open, and of how many nothing is; nothing where no panel shows it."""
    if scene.held is None or not scene.paired:
        return []
    held = scene.held
    key = "held.begun" if held.begun > 0 else "held"
    return [say(key, lang, n=held.counted, unknown=held.unknown, begun=held.begun)]


def demand_lines(scene: Scene, lang: str) -> list[str]:
    """What demand and its bands rest on, and where the plan comes from."""
    found = scene.found
    return [
        *beyond_lines(found, scene.years, lang),
        *paths_notes(found, counted_in(found, scene.areas), lang),
        *migration_notes(found, lang, scene.areas),
        *written_notes(found, lang),
        *band_lines(scene, lang),
        *method_notes(found, lang),
        *origin_lines(found.plan, lang),
    ]


def band_lines(scene: Scene, lang: str) -> list[str]:
    """What the bands in a picture are and where they come from; nothing where there are none."""
    if scene.bands is None:
        return []
    records = [
        {"year": year, "area": area, "stage": stage, **ends(scene.bands.band(year, area, stage))}
        for area in scene.areas
        for stage in scene.stages
        for year in scene.years
    ]
    bare = [
        (area, stage, year)
        for area in scene.areas
        for stage in scene.stages
        for year, wanted in demand_by_year(scene, scene.years, area, stage).items()
        if wanted > 0 and scene.bands.band(year, area, stage) is None
    ]
    return [*band_notes(scene.bands, records, lang), *without_band_notes(scene.bands, bare, lang)]


def demand_by_year(scene: Scene, years: Sequence[int], area: str, stage: str) -> dict[int, float]:
    """Demand of some years, those before the seats in use are known among them."""
    before, after = scene.found.earlier(years, [stage], [area]), scene.found.rows(years, [stage], [area])
    return {row.year: float(row.demand) for row in before} | {row.year: float(row.demand) for row in after}


def band_edges(scene: Scene, area: str, stage: str) -> tuple[list[int], list[float], list[float]]:
    """Years, low and high of the band of a demand, from the last year that has none, where it begins."""
    demand = demand_by_year(scene, scene.years, area, stage)
    found = {year: scene.bands.band(year, area, stage) if scene.bands else None for year in scene.years}
    known = [year for year in scene.years if found[year] is not None]
    if not known:
        return [], [], []
    years = [year for year in scene.years if year >= known[0] or (year == known[0] - 1 and year in demand)]
    bands = [found[year] for year in years]
    lows = [band.low if band else demand[year] for year, band in zip(years, bands, strict=True)]
    return years, lows, [band.high if band else demand[year] for year, band in zip(years, bands, strict=True)]
