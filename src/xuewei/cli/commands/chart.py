"""`chart`: a plan as a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from xuewei.answers.simulate.engines.engine import one_thread_here
from xuewei.answers.simulate.tasks import Sampling, Task, answer
from xuewei.charts.demand import demand_chart
from xuewei.charts.fan import Draws, fan_chart
from xuewei.charts.gap import gap_chart
from xuewei.charts.ledger import ledger_chart
from xuewei.charts.map import map_chart
from xuewei.charts.map_scene import MapScene, tightest
from xuewei.charts.paper import can_draw, drawn, lettered
from xuewei.charts.pyramid import pyramid_chart
from xuewei.charts.scene import MOST_AREAS, Scene, held_of, most_wanted, tightest_areas
from xuewei.charts.words import say
from xuewei.cli.asked import (
    areas_asked,
    balances_among,
    bands_asked,
    held,
    horizon,
    level_asked,
    of_areas,
    reading,
    stages_asked,
    years_among,
    years_asked,
)
from xuewei.cli.language import LANG
from xuewei.cli.map_asked import BoundariesCrs, BoundariesFile, Convert, MapAsked, SitesFile, map_of, system_asked
from xuewei.cli.options import (
    MOST_DRAWS,
    MOST_SEED,
    Areas,
    First,
    Folder,
    Lang,
    Last,
    PlanFile,
    Scenarios,
    Stages,
    Year,
    one_of,
    tell,
)
from xuewei.cli.out import deliver_aside
from xuewei.formats.project import read_project
from xuewei.formats.provenance import today
from xuewei.formats.writing import write_bytes
from xuewei.language.to_copy import install
from xuewei.model.assessment import Assessment
from xuewei.model.calendar import school_year
from xuewei.model.plan import Plan
from xuewei.model.population import Population

if TYPE_CHECKING:
    from matplotlib.figure import Figure

KINDS = ("gap", "demand", "ledger", "pyramid", "fan", "map")
DRAWS, SEED, BAND = 1000, 1, "80"
Build = Callable[[str], "Figure"]


def chart(
    kind: Annotated[str, typer.Argument(metavar="KIND", help=tell("chart.kind"))],
    output: Annotated[str, typer.Option("--output", metavar="FILE", help=tell("chart.output"))],
    year: Year = None,
    first: First = None,
    last: Last = None,
    stage: Stages = None,
    area: Areas = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    band: Annotated[str | None, typer.Option("--band", metavar="PERCENT", help=tell("band"))] = None,
    draws: Annotated[
        int | None, typer.Option("--draws", metavar="N", min=1, max=MOST_DRAWS, help=tell("chart.draws"))
    ] = None,
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", min=0, max=MOST_SEED, help=tell("chart.seed"))
    ] = None,
    boundaries: BoundariesFile = None,
    boundaries_crs: BoundariesCrs = None,
    sites: SitesFile = None,
    convert: Convert = False,
    reach: Annotated[bool, typer.Option("--reach", help=tell("chart.reach"))] = False,
    lang: Lang = LANG,
) -> None:
    one_of(KINDS, "KIND", kind)
    own: dict[str, object] = {"boundaries": boundaries, "boundaries-crs": boundaries_crs, "sites": sites}
    own |= {"convert-gcj02": convert or None, "reach": reach or None}
    _fitting(kind, fan={"draws": draws, "seed": seed}, map=own)
    if year is not None and kind not in ("pyramid", "map"):
        raise typer.BadParameter(tell("bad.chart_option", kinds="pyramid, map"), param_hint="--year")
    on_map = MapAsked(boundaries, system_asked(boundaries, boundaries_crs), sites, convert)
    if kind not in ("gap", "demand") and band is not None:
        raise typer.BadParameter(tell("bad.chart_option", kinds="gap, demand"), param_hint="--band")
    if kind == "pyramid" and (first is not None or last is not None):
        raise typer.BadParameter(tell("bad.chart_years"), param_hint="--from" if first is not None else "--to")
    level = level_asked(BAND if band is None else band)
    if not can_draw():
        raise typer.BadParameter(tell("bad.no_charts", install=install("charts")), param_hint="--output")
    with reading():
        written, people = read_project(plan, scenario or (), population)
    if kind != "map" and (kind not in ("gap", "demand") or area is not None):
        _few(written, area)
    until = horizon(people.assumptions.horizon, year, last)
    if kind == "fan":
        thrown = (DRAWS if draws is None else draws, SEED if seed is None else seed, until)
        build = _fan(written, people, thrown, (first, last), stage, area, level)
    elif kind == "map":
        found = held((written, people), until)
        build = _map(found, (year, first, last), stage, area, (on_map, reach))
    else:
        build = _plan_chart(kind, written, people, until, (year, first, last), stage, area, level)
    _deliver(build, output, lang)


def _fitting(kind: str, **own: dict[str, object]) -> None:
    """Exit 2 for options of another kind of chart."""
    for other, options in own.items():
        for name, value in options.items():
            if value is not None and kind != other:
                raise typer.BadParameter(tell("bad.chart_option", kinds=other), param_hint=f"--{name}")


def _few(plan: Plan, asked: Sequence[str] | None) -> None:
    """Exit 2 where more areas would be drawn than a picture holds."""
    known = plan.all_areas()
    count = len({one_of(known, "area", name) for name in asked or known})
    if count > MOST_AREAS:
        raise typer.BadParameter(tell("bad.chart_areas", most=MOST_AREAS, found=count), param_hint="--area")


def _plan_chart(
    kind: str,
    plan: Plan,
    people: Population,
    until: int,
    span: tuple[int | None, int | None, int | None],
    stage: Sequence[str] | None,
    area: Sequence[str] | None,
    level: float,
) -> Build:
    """A chart of an assessment, still to be lettered in a language."""
    found = held((plan, people), until)
    year, first, last = span
    if kind == "pyramid" and year is None:
        year = plan.years[1] if plan.years[1] in found.years else found.years[0]
    of_people = kind in ("demand", "pyramid")
    years = years_among(found.years, year, first, last) if of_people else years_asked(found, year, first, last)
    bands = bands_asked(found, level) if kind in ("gap", "demand") else None
    areas, stages = areas_asked(found, area), stages_asked(found, stage)
    every = areas
    if kind in ("gap", "demand") and len(every) > MOST_AREAS:
        if kind == "gap":
            areas = tightest_areas(found, stages, years, today(), MOST_AREAS)
        else:
            areas = most_wanted(found, stages, years, MOST_AREAS)
    left = [each for each in every if each not in areas]
    pair = held_of(found, stages, areas) if kind == "gap" else None
    scene = Scene(found, areas, stages, years, bands, pair, today(), left)
    draw = {"gap": gap_chart, "demand": demand_chart, "ledger": ledger_chart, "pyramid": pyramid_chart}[kind]
    return lambda lang: draw(scene, lang)


def _map(
    found: Assessment,
    span: tuple[int | None, int | None, int | None],
    stage: Sequence[str] | None,
    area: Sequence[str] | None,
    drawn_on: tuple[MapAsked, bool],
) -> Build:
    """A map of one year: the one asked for, else the tightest ahead."""
    asked, reach = drawn_on
    areas, years = areas_asked(found, area), years_asked(found, *span)
    places = map_of(found, asked, areas)
    if places is None:
        raise typer.BadParameter(tell("bad.no_places"), param_hint="KIND")
    ahead = [each for each in years if each > school_year(today())] or list(years)
    scene = Scene(found, areas, stages_asked(found, stage), ahead, today=today())
    row = tightest(scene)
    shown = MapScene(replace(scene, years=[row.year]), places, reach, row if len(set(ahead)) > 1 else None)
    return lambda lang: map_chart(shown, lang)


def _fan(
    plan: Plan,
    people: Population,
    thrown: tuple[int, int, int],
    span: tuple[int | None, int | None],
    stage: Sequence[str] | None,
    area: Sequence[str] | None,
    level: float,
) -> Build:
    """A chart of what `simulate` answers, still to be lettered in a language."""
    asked, sampling = of_areas(plan, area), Sampling(*thrown)
    with one_thread_here():
        block = answer(Task(0, asked, people, sampling))
    wanted = {one_of(block.stages, "stage", each) for each in stage or block.stages}
    years = balances_among(block.years, block.since, *span)
    found = held((asked, people), sampling.horizon)
    stages = [name for name in block.stages if name in wanted]
    draws = Draws(asked, sampling, block, stages, years, found, bands_asked(found, level))
    return lambda lang: fan_chart(draws, lang)


def _deliver(build: Build, output: str, lang: str) -> None:
    """Write a chart as a picture, whole or not at all; standard error says where it cannot be in the language that was
    asked for, and which characters no face has."""
    picture = lettered(build, lang)
    write_bytes(output, drawn(picture.figure, output[-4:].lower()))
    if picture.lang != lang:
        deliver_aside(say("english", lang))
    elif picture.missing:
        deliver_aside(say("lacking", lang, found=" ".join(sorted(picture.missing))))
