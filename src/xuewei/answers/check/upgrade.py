"""What changed since the first version that touches a plan and its people: `check --upgrade`.

A change is one row: whether it changes numbers and how to know whether it touches a project. A row is added with every
entry of CHANGELOG.md that says which numbers change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from xuewei.answers.check.words import say
from xuewei.formats.places import exists, inside
from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.people.inhabitants import splits
from xuewei.model.plan import Plan, stages_of
from xuewei.model.population import Population
from xuewei.tables.palette import DOUBTFUL
from xuewei.tables.view import Column, Sheet, View
from xuewei.version import __version__

FIRST = "0.1.0"
"""The version since which changes are listed."""


@dataclass(frozen=True)
class Change:
    """One change since :data:`FIRST`. ``touches`` gives what it touches in a project (areas, stages, keys), nothing
    where it does not; ``numbers`` says whether figures change. What it is and what to do about it stand in ``words``
    under ``key`` and ``key.todo``."""

    key: str
    numbers: bool
    touches: Callable[[Plan, Population], Iterable[str]]


def _net_migration(plan: Plan, people: Population) -> Iterable[str]:
    return [f"population.net_migration.{year}" for year in sorted(people.assumptions.migration.years)]


def _moves_of_pupils(plan: Plan, people: Population) -> Iterable[str]:
    last = max((row.year for row in people.enrolment), default=None)
    years = people.assumptions.migration.years if last is not None and people.census else ()
    return [f"population.net_migration.{year}" for year in sorted(years) if year > (last or 0)]


def _inflow_of_pupils(plan: Plan, people: Population) -> Iterable[str]:
    recorded = {row.stage for row in people.enrolment}
    figures = people.assumptions.inflow.items()
    return [
        f"inflow.{stage}" for stage, each in figures if each.on_record not in (None, each.value) and stage in recorded
    ]


def _groups(plan: Plan, people: Population) -> Iterable[str]:
    areas = set(plan.all_areas()) | {scope.census_area for scope in people.assumptions.scope.values()}
    return [
        area
        for area, split in splits(people).items()
        if area in areas and (split.own or (split.nation and people.lent_births))
    ]


def _pupils(plan: Plan, people: Population) -> Iterable[str]:
    return dict.fromkeys(row.area for row in people.enrolment if row.area != people.assumptions.nation)


def _one_year(plan: Plan, people: Population) -> Iterable[str]:
    years: dict[str, set[int]] = {}
    for row in people.enrolment:
        years.setdefault(row.area, set()).add(row.year)
    return [area for area, found in years.items() if len(found) == 1]


def _scoped(plan: Plan, people: Population) -> Iterable[str]:
    counted = set(_pupils(plan, people))
    return [area for area, scope in people.assumptions.scope.items() if scope.census_area in counted - {area}]


def _defaults(plan: Plan, people: Population) -> Iterable[str]:
    assumed = people.assumptions
    if not assumed.written:
        return ["assumptions.yaml"]
    named = (("participation", assumed.participation), ("inflow", assumed.inflow), ("size_caps", assumed.size_caps))
    return [key for key, figures in named if any(figure.default for figure in figures.values())]


def _no_totals(plan: Plan, people: Population) -> Iterable[str]:
    known = {row.area for row in people.totals}
    counted = dict.fromkeys(row.area for row in people.census if row.area != people.assumptions.nation)
    return [area for area in counted if area not in known]


def _classes(plan: Plan, people: Population) -> Iterable[str]:
    used = {stage for school in plan.schools for stage in school.seats}
    return [each.name for each in stages_of(plan, people.assumptions) if each.class_sizes and each.name in used]


def _births(plan: Plan, people: Population) -> Iterable[str]:
    odd = {row.area for row in people.births if (row.period_end.month, row.period_end.day) != (12, 31)}
    return sorted(odd) if people.assumptions.fertility.births else ()


def _bands(plan: Plan, people: Population) -> Iterable[str]:
    unsure, place = people.assumptions.uncertainty, inside(people.folder, "bands.csv") if people.folder else None
    lent = unsure is not None and any(each.default for each in unsure.level.values())
    there = place is not None and exists(place)
    return [*(["bands.csv"] if there else []), *(["uncertainty.level"] if lent else [])]


CHANGES = (
    Change("net_migration", True, _net_migration),
    Change("census_groups", True, _groups),
    Change("pupils", True, _pupils),
    Change("one_year", True, _one_year),
    Change("census_area_pupils", True, _scoped),
    Change("people_bands", True, _bands),
    Change("twelve_months", True, _births),
    Change("moves_of_pupils", True, _moves_of_pupils),
    Change("inflow_of_pupils", True, _inflow_of_pupils),
    Change("defaults", False, _defaults),
    Change("no_totals", False, _no_totals),
    Change("class_sizes", False, _classes),
)
"""Those that change numbers first."""
NAMED = 3
"""Things touched that are named."""


def touched(plan: Plan, people: Population) -> list[tuple[Change, list[str]]]:
    """The changes that touch a project, with what they touch."""
    found = ((change, list(change.touches(plan, people))) for change in CHANGES)
    return [(change, what) for change, what in found if what]


def upgrade(projects: Sequence[tuple[Plan, Population]], lang: str) -> View:
    """What `check --upgrade` shows of every plan with its people."""

    sheets, records, notes = [], [], []
    for plan, people in projects:
        found = touched(plan, people)
        name = " + ".join([plan.name, *plan.scenarios])
        numbers = sum(change.numbers for change, _ in found)
        first = say("some" if found else "none", lang, first=FIRST, n=len(found), plan=name)
        first += say("of_numbers" if numbers else "no_numbers", lang, n=numbers) if found else ""
        columns = [
            Column(say(key, lang), rank=rank) for rank, key in enumerate(("change", "touched", "numbers", "todo"))
        ]
        rows: list[list[str | tuple[str, str]]] = []
        for change, what in found:
            names = say("list", lang).join(named("stage", each, lang) for each in what[:NAMED])
            names = names if len(what) <= NAMED else say("more", lang, names=names, n=len(what))
            yes = (say("yes", lang), DOUBTFUL) if change.numbers else say("no", lang)
            rows.append([say(change.key, lang), names, yes, say(f"{change.key}.todo", lang)])
            records.append(
                {
                    "plan": plan.name, "scenario": "+".join(plan.scenarios), "since": FIRST, "change": change.key,
                    "numbers": change.numbers, "touches": what, "said": say(change.key, lang),
                    "todo": say(f"{change.key}.todo", lang),
                }
            )  # fmt: skip
        sheets.append(Sheet(first, columns if rows else (), rows))
    notes.append(say("always", lang))
    return View(sheets, records, {"version": __version__, "since": FIRST}, notes)
