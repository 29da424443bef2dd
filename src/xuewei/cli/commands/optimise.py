"""`optimise`: the schedule that leaves the fewest seats short."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated

import typer

from xuewei.answers.optimise.answer import Answer, Request
from xuewei.answers.optimise.answer import optimise as choose
from xuewei.answers.optimise.case import LARGE, MEANS
from xuewei.answers.optimise.chosen_view import nothing
from xuewei.answers.optimise.closing import MOVES, Asked
from xuewei.answers.optimise.closing_saved import COUNTS
from xuewei.answers.optimise.course_view import course_line
from xuewei.answers.optimise.files import Choices, read_candidates, reference, scenario_text
from xuewei.answers.optimise.programme import COST, IDLE, UNMET
from xuewei.answers.optimise.robust import NoSchedule, Robust
from xuewei.answers.optimise.solve import Limits
from xuewei.answers.optimise.view import optimised
from xuewei.answers.optimise.words import say
from xuewei.answers.optimise.written import DisagreementError
from xuewei.cli.asked import day_asked, horizon, reading
from xuewei.cli.choice import class_limit, small_kept
from xuewei.cli.language import LANG
from xuewei.cli.money import MOST_WAN, number_of, parts_of, wan_by_year
from xuewei.cli.options import (
    Folder,
    Format,
    Lang,
    Last,
    PlanFile,
    Scenarios,
    Seed,
    completing,
    no_choice,
    one_of,
    tell,
    within,
)
from xuewei.cli.out import deliver, deliver_aside, titles_asked
from xuewei.cli.progress import telling, waiting
from xuewei.cli.sited import PlaceFiles, sited
from xuewei.errors import Exit, InputError
from xuewei.formats.guard import refuse_input
from xuewei.formats.policy import policy_of
from xuewei.formats.population.resource_table import rules_of
from xuewei.formats.project import plans_below, read_project
from xuewei.formats.writing import write_text
from xuewei.model.calendar import school_year
from xuewei.model.misfits import horizon_faults
from xuewei.model.plan import MustKeep, Plan, stages_of
from xuewei.model.population import Population
from xuewei.tables.notes import turned_notes

MOST_WEIGHT = 10**6
"""The largest weight of an objective."""
FEW = 8
"""Schools that are named where one is not known."""


def optimise(
    now: Annotated[str | None, typer.Option("--now", metavar="DATE", help=tell("now"))] = None,
    budget: Annotated[list[str] | None, typer.Option("--budget", metavar="Y=N,…", help=tell("budget"))] = None,
    usual: Annotated[float | None, typer.Option("--budget-default", metavar="N", min=0, help=tell("usual"))] = None,
    candidates: Annotated[
        str | None,
        typer.Option("--candidates", metavar="FILE", help=tell("candidates"), autocompletion=completing("files")),
    ] = None,
    sites: Annotated[
        str | None,
        typer.Option("--sites", metavar="FILE", help=tell("optimise.sites"), autocompletion=completing("files")),
    ] = None,
    points: Annotated[
        str | None,
        typer.Option("--points", metavar="FILE", help=tell("optimise.points"), autocompletion=completing("files")),
    ] = None,
    distances: Annotated[
        str | None,
        typer.Option(
            "--distances", metavar="FILE", help=tell("optimise.distances"), autocompletion=completing("files")
        ),
    ] = None,
    convert_gcj02: Annotated[bool, typer.Option("--convert-gcj02", help=tell("optimise.gcj02"))] = False,
    allow: Annotated[list[str] | None, typer.Option("--allow", metavar="MEANS", help=tell("allow"))] = None,
    close: Annotated[list[str] | None, typer.Option("--close", metavar="IDS", help=tell("close"))] = None,
    count: Annotated[list[str] | None, typer.Option("--count", metavar="KINDS", help=tell("count"))] = None,
    within_caps: Annotated[bool, typer.Option("--within-caps", help=tell("within_caps"))] = False,
    weights: Annotated[list[str] | None, typer.Option("--weights", metavar="W", help=tell("weights"))] = None,
    time_limit: Annotated[float, typer.Option("--time-limit", metavar="S", min=0.1, help=tell("time_limit"))] = 60.0,
    gap: Annotated[float, typer.Option("--gap", metavar="SHARE", min=0, max=1, help=tell("optimise.gap"))] = 0.0,
    robust: Annotated[
        int | None, typer.Option("--robust", metavar="N", min=10, max=100_000, help=tell("robust"))
    ] = None,
    seed: Seed = 1,
    last: Last = None,
    plan: PlanFile = None,
    scenario: Scenarios = None,
    population: Folder = None,
    format: Format = "table",
    output: Annotated[str | None, typer.Option("--output", metavar="FILE", help=tell("optimise.output"))] = None,
    lang: Lang = LANG,
) -> None:
    if output is not None and len(scenario or ()) > 1:
        raise typer.BadParameter(tell("bad.layers"), param_hint="--scenario")
    titles_asked(format)
    within("--time-limit", time_limit, 0.1, math.inf)
    within("--gap", gap, 0, 1)
    if usual is not None:
        within("--budget-default", usual, 0, MOST_WAN)
    today = _moment(now)
    spendable = _by_year(budget, today)
    limits = Limits(time_limit, gap, _weights(weights))
    with reading():
        written, people = read_project(plan, scenario or (), population, to_hold=True)
        below = () if robust is None else plans_below(plan, scenario or (), population)
    if output is not None:
        refuse_input(output)
    if faults := horizon_faults(written, people, people.assumptions.horizon):
        raise InputError(faults)
    until = horizon(people.assumptions.horizon, last)
    if last is not None and last < until:
        raise typer.BadParameter(tell("bad.sooner", last=until), param_hint="--to")
    if school_year(today) > until:
        raise typer.BadParameter(tell("bad.now", day=today, last=until), param_hint="--now")
    means = [one_of(MEANS, "allow", each.strip()) for each in parts_of(allow)]
    choices = _choices(candidates, written, people, until)
    means += choices.allow if choices else ()
    closing = _closing(means, close, count, written, people)
    with waiting(say("course.reading", lang)):
        places = sited(PlaceFiles(sites, points, distances, convert_gcj02), written, people, until)
    more = places.candidates if places else ()
    request = Request(
        now=today,
        candidates=(*(choices.candidates if choices else ()), *more) or None,
        means=frozenset(means),
        class_limit=class_limit() if LARGE in means else {},
        budget=spendable,
        usual=usual,
        within_caps=within_caps,
        horizon=until,
        limits=limits,
        rivals=below,
        keep=small_kept(MustKeep() if choices is None else choices.keep, people),
        closing=closing,
        homes=places.homes if places else None,
        walking=policy_of(people.folder or None).walking if places else None,
        distances=places.distances if places else None,
        robust=None if robust is None else Robust(robust, seed),
    )
    try:
        with telling(say("course.reading", lang)) as tell_line:
            told = replace(request, tell=lambda course: tell_line(course_line(course, lang)))
            found = choose(written, people, told)
    except DisagreementError as wrong:
        deliver_aside(say("internal", lang, what=wrong))
        raise typer.Exit(Exit.INTERNAL) from None
    if isinstance(found, NoSchedule):
        deliver(nothing(found, lang, written), format)
        raise typer.Exit(Exit.UNWELCOME)
    converted = turned_notes(written, people, lang, asked=convert_gcj02) if places else []
    if output is not None:
        _write(found, plan, scenario or (), output, lang, " ".join((say("comment", lang), *converted)))
    deliver(optimised(found, lang, converted), format)


def _choices(place: str | None, plan: Plan, people: Population, last: int) -> Choices | None:
    """What a file of candidates says; None without one. Where it has no candidates they are those of the plan."""
    if place is None:
        return None
    assumed = people.assumptions
    return read_candidates(place, plan, stages_of(plan, assumed), last, assumed.costs)


def _closing(
    means: Sequence[str], close: Sequence[str] | None, count: Sequence[str] | None, plan: Plan, people: Population
) -> Asked | None:
    """Which schools in use may close: those named in ``close``, else all that the rules let; None where none may. Exit
    2 for one that the plan does not have, or where nothing allows that a school closes."""
    asked = frozenset(means) & frozenset(MOVES)
    names = {school.name: school.id for school in plan.schools if school.name}
    known = dict.fromkeys(school.id for school in plan.schools)
    named = {names.get(each.strip(), each.strip()) for each in parts_of(close)}
    if named and not asked:
        raise typer.BadParameter(tell("bad.close"), param_hint="--close")
    for name in sorted(named - known.keys()):
        raise no_choice(name, [*known, *names], "--close", FEW)
    kinds = frozenset(one_of(COUNTS, "count", each.strip()) for each in parts_of(count))
    if kinds and not asked:
        raise typer.BadParameter(tell("bad.close"), param_hint="--count")
    if not asked:
        return None
    rules = rules_of(people.assumptions)
    return Asked(asked, policy_of(people.folder or None), rules, frozenset(named), count=kinds)


def _write(found: Answer, named: str | None, scenario: Sequence[str], output: str, lang: str, comment: str) -> None:
    """Write the schedule as a scenario below a ``comment``, and say so."""
    extends = reference(named, scenario[0] if scenario else None, output)
    note = say("chosen_on", lang, day=found.present.day)
    text = scenario_text(found.schedule, found.plan, say("scenario", lang), extends, comment, note)
    write_text(output, text)
    deliver_aside(say("note.output", lang, file=output))


def _by_year(written: Sequence[str] | None, now: date) -> dict[int, float]:
    """万元 by year from ``2022=30000,2023=0``; exit 2 for anything else, and for years that have passed."""
    found = wan_by_year(written)
    for year in found:
        if year < now.year:
            raise typer.BadParameter(tell("bad.spent", year=year, day=now), param_hint="--budget")
    return found


def _weights(written: Sequence[str] | None) -> dict[str, float] | None:
    """Weights by objective from ``unmet=1000,cost=1,idle=0.1``; exit 2 for anything else."""
    if not written:
        return None
    found: dict[str, float] = {}
    for pair in parts_of(written):
        name, equals, weight = pair.strip().partition("=")
        if not equals or name not in (UNMET, COST, IDLE) or name in found:
            raise typer.BadParameter(tell("bad.weights", found=pair), param_hint="--weights")
        found[name] = number_of(weight, pair, "weights", MOST_WEIGHT)
    if not any(found.values()):
        raise typer.BadParameter(tell("bad.weights", found=",".join(written)), param_hint="--weights")
    return found


def _moment(written: str | None) -> date:
    """The day of ``--now``: a date, a year for its first day, today where none is given; exit 2 for anything else."""
    if written is not None and len(written) == 4 and written.isascii() and written.isdigit() and written != "0000":
        return date(int(written), 1, 1)
    return day_asked(written, "--now")
