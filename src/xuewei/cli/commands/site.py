"""`site`: children with a school within reach, and where the next schools would serve most."""

from __future__ import annotations

import math
import os
from collections.abc import Sequence
from typing import Annotated

import typer

from xuewei.answers.optimise.files import read_candidates
from xuewei.answers.site.flows import COVER, OBJECTIVES
from xuewei.answers.site.site_files import candidates_text
from xuewei.answers.site.sited import Ground, Sited, ground, sited
from xuewei.answers.site.view import site as view
from xuewei.answers.site.words import say
from xuewei.cli.asked import assessed, day_asked, stages_asked, years_asked
from xuewei.cli.language import LANG
from xuewei.cli.options import Folder, Format, Lang, PlanFile, Scenarios, Stages, Year, completing, one_of, tell, within
from xuewei.cli.out import deliver
from xuewei.cli.progress import waiting
from xuewei.errors import Exit, Fault, InputError, Place
from xuewei.formats.coordinates import CONVERT
from xuewei.formats.place_tables import Around, check_distances, read_distances, read_points, read_sites
from xuewei.formats.places import exists, inside
from xuewei.formats.policy import policy_of
from xuewei.formats.writing import write_text
from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.calendar import school_year
from xuewei.model.living import Living, living
from xuewei.model.plan import opening_year
from xuewei.model.policy import Walking
from xuewei.model.siting import Distances, PointRow, SiteRow
from xuewei.tables.notes import turned_notes

BY = ("area", "zone")
YAML = (".yaml", ".yml")
SITES = "sites.csv"
ENOUGH = 100_000
"""Seats of a place that stands for a site of a stage without a smallest school."""


def site(
    sites: Annotated[
        str | None, typer.Option("--sites", metavar="FILE", help=tell("site.sites"), autocompletion=completing("files"))
    ] = None,
    count: Annotated[
        int | None, typer.Option("-k", "--count", metavar="N", min=1, max=100, help=tell("site.k"))
    ] = None,
    objective: Annotated[str, typer.Option("--objective", metavar="KIND", help=tell("site.objective"))] = COVER,
    stage: Stages = None,
    year: Year = None,
    now: Annotated[str | None, typer.Option("--now", metavar="DATE", help=tell("site.now"))] = None,
    by: Annotated[str | None, typer.Option("--by", metavar="KIND", help=tell("site.by"))] = None,
    points: Annotated[str | None, typer.Option("--points", metavar="FILE", help=tell("site.points"))] = None,
    distances: Annotated[str | None, typer.Option("--distances", metavar="FILE", help=tell("site.distances"))] = None,
    across: Annotated[bool, typer.Option("--across", help=tell("site.across"))] = False,
    convert: Annotated[bool, typer.Option(CONVERT, help=tell("site.convert"))] = False,
    time_limit: Annotated[float, typer.Option("--time-limit", metavar="S", min=0.1, help=tell("time_limit"))] = 60.0,
    gap: Annotated[float, typer.Option("--gap", metavar="SHARE", min=0, max=1, help=tell("optimise.gap"))] = 0.0,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    format: Format = "table",
    output: Annotated[str | None, typer.Option("--output", metavar="FILE", help=tell("site.output"))] = None,
    lang: Lang = LANG,
) -> None:
    kind = one_of(OBJECTIVES, "objective", objective)
    grouped = one_of(BY, "by", by) if by is not None else ""
    within("--time-limit", time_limit, 0.1, math.inf)
    within("--gap", gap, 0, 1)
    wanted = count if count is not None else 1 if sites is not None else None
    candidates = output is not None and output.lower().endswith(YAML)
    if candidates and wanted is None:
        raise typer.BadParameter(tell("bad.site_output"), param_hint="--output")
    day = day_asked(now, "--now")
    found = assessed(plan, scenario, population, year)
    today = min(max(school_year(day), found.known.start), found.years[-1])
    shown = years_asked(found, year, None, None)[0] if year is not None else _year(found, today)[0]
    why = "asked" if year is not None else _year(found, today)[1]
    walking = policy_of(found.population.folder or None).walking
    chosen = _stages(found, walking, stage)
    around = Around.of(found.plan, found.population, [each.name for each in found.stages])
    rows, places = _points(found, points, around, convert), _sites(found, sites, around, convert)
    if convert and not rows and not places:
        raise typer.BadParameter(tell("bad.site_convert"), param_hint=CONVERT)
    lives = living(found, rows, chosen, shown, today)
    if not lives.ids:
        raise InputError([Fault(Place(found.plan.file or "schools.csv"), "lon", "no_places")])
    asked = [one for one in places if any(size.get(each) for size in one.sizes for each in chosen)]
    ready, late = _in_time(asked, shown)
    told = _told(places, asked, chosen, lang)
    beside = _beside(found) if sites is None else ""
    told += [say("note.beside", lang, file=beside)] if beside else []
    told += turned_notes(found.plan, found.population, lang, asked=convert)
    if sites is None and wanted is not None:
        ready = _of_points(found, lives, chosen)
        told.append(say("note.points", lang, stage=named("stage", ready[0].type, lang)))
    matrix = _distances(found, distances)
    here = ground(found, lives, ready, walking, (today, shown), matrix, across)
    told += _how_far(here, matrix, places, lang)
    with waiting(say("waiting", lang)):
        answer = sited(here, wanted, kind, time_limit, gap) if wanted is not None and ready else None
    shown_view = view(here, answer, lang, now=today, by=grouped, told=told, late=late, why=why)
    if candidates and output is not None:
        if answer is None or not answer.picks:
            deliver(shown_view, format)
            raise typer.Exit(Exit.UNWELCOME)
        write_text(output, _candidates(answer, found, shown, lang, convert))
        deliver(shown_view, format)
    else:
        deliver(shown_view, format, output)


def _year(found: Assessment, today: int) -> tuple[int, str]:
    """The school year that is shown where none is asked for, and why: the last in which a school of the plan opens, or
    the next but one, the sooner that one begun today could be open, where that is later."""
    opens = [opening_year(one, found.plan) for one in found.plan.schools if not one.cancelled]
    last = max((year for year in opens if year in found.years), default=today)
    if max(last, today + 2) > found.years[-1]:
        return found.years[-1], "last"
    return (last, "opens") if last >= today + 2 else (today + 2, "next")


def _beside(found: Assessment) -> str:
    """The table of sites that lies beside the plan; empty where there is none."""
    where = os.path.join(os.path.dirname(found.plan.file), SITES) if found.plan.file else ""
    return where if where and exists(where) else ""


def _stages(found: Assessment, walking: Walking, asked: Sequence[str] | None) -> list[str]:
    """The stages asked for; else those that have a service distance."""
    known = stages_asked(found, asked)
    chosen = [name for name in known if name in walking.service]
    if not chosen or (asked and len(chosen) < len(known)):
        without = ", ".join(name for name in known if name not in walking.service)
        raise typer.BadParameter(tell("bad.site_stage", stages=without), param_hint="--stage")
    return chosen


def _points(found: Assessment, place: str | None, around: Around, convert: bool) -> tuple[PointRow, ...]:
    """Points of the file that is named, else of the population folder, none where it has none."""
    own = inside(found.population.folder, "points.csv") if found.population.folder else ""
    where = place if place is not None else own if own and exists(own) else None
    return () if where is None else read_points(where, around, convert)


def _sites(found: Assessment, place: str | None, around: Around, convert: bool) -> tuple[SiteRow, ...]:
    """Sites of a table, or of a file of candidates."""
    if place is None:
        return ()
    if not place.lower().endswith(YAML):
        return read_sites(place, around, convert)
    if convert:
        raise typer.BadParameter(tell("bad.site_convert_yaml"), param_hint=CONVERT)
    stages, last = found.stages, found.years[-1]
    choices = read_candidates(place, found.plan, stages, last, found.assumptions.costs)
    faults = [
        Fault(Place.of(one.school.line, place), f"candidates[{one.school.id}].lon", "candidate_place")
        for one in choices.candidates
        if one.school.lon is None or one.school.lat is None
    ]
    if faults:
        raise InputError(faults)
    return tuple(
        SiteRow(
            id=one.school.id,
            name=one.school.name or "",
            area=one.school.area,
            zone=one.school.zone or "",
            type=one.school.type,
            sizes=one.sizes,
            wan=one.wan,
            earliest=one.earliest,
            lon=one.school.lon or 0.0,
            lat=one.school.lat or 0.0,
            basis=one.school.basis.get("seats", "assumed"),
            source=one.school.source or os.path.basename(place),
            note=one.school.note or "",
        )
        for one in choices.candidates
    )


def _in_time(sites: Sequence[SiteRow], year: int) -> tuple[list[SiteRow], list[SiteRow]]:
    """Sites that could be open in a year, and those that could not."""
    late = [one for one in sites if one.earliest is not None and one.earliest > year]
    return [one for one in sites if one not in late], late


def _of_points(found: Assessment, lives: Living, stages: Sequence[str]) -> list[SiteRow]:
    """Places where children live as sites, each of the smallest school of the siting rule, of the first stage with
    children anywhere."""
    stage = next((name for name in stages if lives.children[name].sum() > 0), stages[0])
    size = {stage: found.stage(stage).school_seats or ENOUGH}
    return [
        SiteRow(
            id=f"@{name}",
            name=lives.names[n],
            area=lives.areas[n],
            zone=lives.zones[n],
            type=stage,
            sizes=(size,),
            wan=(None,),
            earliest=None,
            lon=float(lives.spots[n, 0]),
            lat=float(lives.spots[n, 1]),
            basis="assumed",
            source="",
        )
        for n, name in enumerate(lives.ids)
    ]


def _distances(found: Assessment, place: str | None) -> Distances | None:
    """Distances of the file that is named, else of the population folder."""
    own = inside(found.population.folder, "distances.csv") if found.population.folder else ""
    where = place if place is not None else own if own and exists(own) else None
    return None if where is None else read_distances(where)


def _how_far(here: Ground, matrix: Distances | None, sites: Sequence[SiteRow], lang: str) -> list[str]:
    """How walks are measured; InputError for holes in what is given. ``sites`` may stand there, chosen from or not."""
    detour = here.rules.detour
    if matrix is None:
        return [say("note.straight", lang, detour=detour.value, basis=named("basis", detour.basis, lang))]
    targets = [here.found.plan.schools[n].id for n in here.schools] + [one.id.removeprefix("@") for one in here.sites]
    known = [one.id for one in here.found.plan.schools] + list(here.living.ids) + [one.id for one in sites]
    check_distances(matrix, list(here.living.ids), targets, known)
    return [say("note.matrix", lang, file=matrix.file)]


def _told(places: Sequence[SiteRow], asked: Sequence[SiteRow], stages: Sequence[str], lang: str) -> list[str]:
    """Notes on sites that have no seats of the stages asked for and on costs that are missing."""
    notes = []
    other = [one.name or one.id for one in places if one not in asked]
    if other:
        of = say("join", lang).join(named("stage", name, lang) for name in stages)
        names = say("join", lang).join(other[:3]) + (say("more", lang) if len(other) > 3 else "")
        notes.append(say("note.other", lang, stages=of, names=names))
    free = [one.name or one.id for one in asked if any(wan is None for wan in one.wan)]
    if free:
        notes.append(
            say(
                "note.cost", lang, names=say("join", lang).join(free[:3]) + (say("more", lang) if len(free) > 3 else "")
            )
        )
    return notes


def _candidates(answer: Sited, found: Assessment, year: int, lang: str, convert: bool) -> str:
    """The sites that were chosen, as a file of candidates, which says where they were turned into WGS84
    (``convert``)."""
    picks = answer.picks
    names = say("join", lang).join(pick.site.name or pick.site.id for pick in picks)
    seats = {pick.site.id: pick.seats for pick in picks}
    told = [say("comment", lang, names=names), *turned_notes(found.plan, found.population, lang, asked=convert)]
    comment = ("。" if lang == "zh" else ". ").join(told)
    return candidates_text([pick.site for pick in picks], found.plan, year, comment, seats)
