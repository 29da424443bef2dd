"""Which candidate sites to take, as a report shows it: chosen today, without budgets or further wishes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import typer

from xuewei.answers.optimise.answer import Request, optimise
from xuewei.answers.optimise.case import LARGE, MEANS
from xuewei.answers.optimise.choice_view import chosen_sites
from xuewei.answers.optimise.closing import MOVES, Asked
from xuewei.answers.optimise.course_view import course_line
from xuewei.answers.optimise.keeping import Keep
from xuewei.answers.optimise.solve import Limits
from xuewei.answers.optimise.words import say
from xuewei.answers.optimise.written import DisagreementError
from xuewei.cli.asked import horizon
from xuewei.cli.map_asked import MapAsked
from xuewei.cli.options import one_of, tell
from xuewei.cli.out import deliver_aside
from xuewei.cli.progress import telling, waiting
from xuewei.cli.sited import PlaceFiles, sited
from xuewei.errors import Exit
from xuewei.formats.policy import policy_of, read_policy
from xuewei.formats.population.resource_table import rules_of
from xuewei.formats.provenance import today
from xuewei.model.calendar import school_year
from xuewei.model.plan import MustKeep, Plan
from xuewei.model.population import Population
from xuewei.tables.view import View

SECONDS = 60.0
"""Of the search at most, as the command has them."""


def small_kept(must: MustKeep, people: Population) -> Keep:
    """What must be kept beside what the plan says: ``must``, and small schools by rule."""
    small = policy_of(people.folder or None).small_school
    return Keep(must, small.value, small.source, small.clause, small.basis)


def class_limit() -> dict[str, float]:
    """Pupils of the largest class that is not yet a large one (大班额), by stage."""
    crowding = read_policy().crowding
    return dict.fromkeys(crowding.stages, crowding.large.value - 1)


def chosen(plan: Plan, people: Population, asked: MapAsked, allow: Sequence[str], lang: str) -> Callable[[str], View]:
    """What is shown, in a language, of the sites that are chosen where seats are short, and what else is let
    (``allow``); progress is told in ``lang``. Raises InputError with what is
    wrong with the tables; exit 2 where nobody knows where children live, or all years are past."""
    now, until = today(), horizon(people.assumptions.horizon, None)
    if school_year(now) > until:
        raise typer.BadParameter(tell("bad.sites_past", last=until), param_hint="--sites")
    means = [one_of(MEANS, "allow", each.strip()) for each in allow]
    moves = frozenset(means) & frozenset(MOVES)
    with waiting(say("course.reading", lang)):
        places = sited(PlaceFiles(asked.sites, None, None, asked.convert), plan, people, until)
    assert places is not None
    rules = policy_of(people.folder or None)
    request = Request(
        now=now,
        candidates=places.candidates,
        means=frozenset(means),
        class_limit=class_limit() if LARGE in means else {},
        horizon=until,
        limits=Limits(SECONDS),
        keep=small_kept(MustKeep(), people),
        closing=Asked(moves, rules, rules_of(people.assumptions), frozenset(), count=frozenset()) if moves else None,
        homes=places.homes,
        walking=rules.walking,
        distances=places.distances,
    )
    try:
        with telling(say("course.reading", lang)) as tell_line:
            told = replace(request, tell=lambda course: tell_line(course_line(course, lang)))
            found = optimise(plan, people, told)
    except DisagreementError as wrong:
        deliver_aside(say("internal", lang, what=wrong))
        raise typer.Exit(Exit.INTERNAL) from None
    return lambda lang: chosen_sites(found, plan, lang)
