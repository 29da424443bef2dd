"""The rows of the parameters' sheet: what formulas refer to, and everything of the plan beside its schools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xuewei.language.school_types import TYPES, type_key
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure
from xuewei.model.parameters import OF_PLAN, PARAMETERS, Count, OneOf
from xuewei.model.plan import BALANCED, BASES, LISTED, Plan
from xuewei.model.resource_rules import ResourceRules
from xuewei.model.seats.in_use import WRITTEN, rule
from xuewei.tables.notes import cited
from xuewei.tables.words import say as say_in_tables
from xuewei.workbook.columns import ASSUMED, KNOWN, VOCABULARY, WORDS_OF, column_title, dotted
from xuewei.workbook.words import named, say

REST = "base_rest"
"""What formulas call the seats in use before the plan that no listed school brings, with area and stage."""
FIRST_PARAMETER = 5
"""The row of the first section's title."""


@dataclass(frozen=True)
class Parameter:
    """One row: its key, what people call it, its value (None: not written) and what that rests on.

    ``called`` is what formulas of other sheets call it where that is not its key; ``choices`` are all it may be, or
    what it may be beside a number where it is ``open``.
    """

    key: str
    label: str
    value: str | float | None
    unit: str = ""
    basis: str = ""
    source: str = ""
    choices: tuple[str, ...] = ()
    called: str = ""
    open: bool = False

    @property
    def name(self) -> str:
        """What formulas call it."""
        return self.called or self.key


@dataclass(frozen=True)
class Section:
    """Rows under one title."""

    title: str
    rows: tuple[Parameter, ...]


def sections(assessment: Assessment, lang: str, now: int, rates: ResourceRules) -> list[Section]:
    """Every section, in order; blocks that formulas search stand together. ``now`` is the school year after which the
    conclusion looks, ``rates`` are those of posts and of running cost."""
    plan = assessment.plan
    found = {
        "plan": _plan(plan, lang),
        "counting": [*_counting(plan, lang), _this_year(now, lang)],
        "base": _base(assessment, lang),
        "stages": list(_stages(assessment, lang)),
        "assumptions": list(_assumptions(assessment, lang)),
        "resources": list(_rates(rates, assessment, lang)),
        "published": list(_published(plan, lang)),
        "words": list(_words(assessment, lang)),
    }
    return [Section(say(f"parameters.{name}", lang), tuple(rows)) for name, rows in found.items() if rows]


def _plan(plan: Plan, lang: str) -> list[Parameter]:
    def row(key: str, value: str | float | None) -> Parameter:
        return Parameter(key, named("parameters", key.partition("[")[0], lang), value)

    return [
        row("plan", plan.name),
        *(row(dotted(["source", key]), value) for key, value in plan.source.items()),
        row("area", plan.area),
        *(row(dotted(["areas", n]), area) for n, area in enumerate(plan.areas, start=1)),
        *(
            row(dotted(["use_stages", n]), named("stage", each, lang))
            for n, each in enumerate(plan.use_stages, start=1)
        ),
        *(row(dotted(["years", n]), year) for n, year in enumerate(plan.years, start=1)),
        row("population", plan.population),
    ]


def _counting(plan: Plan, lang: str) -> Iterator[Parameter]:
    for each in OF_PLAN:
        unit = say(f"unit.{each.kind.unit}", lang) if isinstance(each.kind, Count) and each.kind.unit else ""
        value, words = getattr(plan, each.name), list[str]()
        if isinstance(each.kind, OneOf):
            value, *words = (named(each.kind.labels, word, lang) for word in (value, *each.kind.known))
        yield Parameter(each.name, each.title(lang), value, unit, choices=tuple(words))


def _this_year(now: int, lang: str) -> Parameter:
    return Parameter(f"{ASSUMED}.this_year", say("parameters.this_year", lang), now, called="this_year")


def _base(assessment: Assessment, lang: str) -> list[Parameter]:
    base, seats = assessment.plan.base_seats, say("unit.seats", lang)
    written = base.seats if base else {}
    rows = [
        Parameter("base_seats.year", say("parameters.base_seats.year", lang), base.year if base else None),
        _basis(base.basis if base else None, lang),
        Parameter("base_seats.source", say("parameters.base_seats.source", lang), base.source if base else None),
    ]
    choices = tuple(named("rule", each, lang) for each in (BALANCED, LISTED))
    for area in assessment.areas:
        for stage in assessment.stages:
            key = dotted(["base_seats", "seats", area, stage.name])
            label = f"{area} · {named('stage', stage.name, lang)}"
            kind = rule(base, area, stage.name)
            value = written[area][stage.name] if kind == WRITTEN else named("rule", kind, lang)
            rows.append(
                Parameter(key, label, value, seats, choices=choices, called=f"base.{area}.{stage.name}", open=True)
            )
    used = Parameter(
        f"{ASSUMED}.base_year", say("parameters.base_year", lang), assessment.known.start, called="base_year"
    )
    return [
        *rows,
        used,
        *_rest(assessment, lang),
        *_of_people("base", assessment, lang),
    ]


def _basis(basis: str | None, lang: str) -> Parameter:
    choices = tuple(named("basis", each, lang) for each in BASES)
    value = None if basis is None else named("basis", basis, lang)
    return Parameter("base_seats.basis", say("parameters.base_seats.basis", lang), value, choices=choices)


def _rest(assessment: Assessment, lang: str) -> Iterator[Parameter]:
    """Seats in use that no listed school brings."""
    for n, area in enumerate(assessment.areas):
        for stage in assessment.stages:
            label = say("parameters.base_rest", lang, area=area, stage=named("stage", stage.name, lang))
            value, called = float(assessment.base[stage.name][n]), f"{REST}.{area}.{stage.name}"
            key = dotted([ASSUMED, REST, area, stage.name])
            yield Parameter(key, label, value, say("unit.seats", lang), called=called)


def _figure(path: Sequence[str], label: str, figure: Figure | float | None, lang: str) -> Parameter:
    key, called = dotted([ASSUMED, *path]), ".".join(path)
    if not isinstance(figure, Figure):
        return Parameter(key, label, figure, called=called)
    basis = named("basis", figure.basis, lang)
    return Parameter(
        key, label, figure.value, named("unit", figure.unit, lang), basis, cited(figure, lang), called=called
    )


def _of_people(section: str, assessment: Assessment, lang: str) -> Iterator[Parameter]:
    """The parameters of people that stand in a section, those of stages once for each."""
    for each in PARAMETERS:
        if each.of == "people" and each.sheet == section:
            for stage in [one.name for one in assessment.stages] if each.per else [""]:
                label = f"{named('stage', stage, lang)} · {each.title(lang)}" if stage else each.title(lang)
                if each.name == "inflow.STAGE" and assessment.only_pupils(stage):
                    label = say_in_tables("book.inflow", lang, label=label)
                path = [stage if step == each.per else step for step in each.name.split(".")]
                yield _figure(path, label, each.value(assessment.assumptions, stage), lang)


STAGE_KEYS: Mapping[str, tuple[str | int, ...]] = {
    "class_size": ("class_size",),
    "grades": ("grades",),
    "entry_age": ("entry_age",),
    "smallest_school": ("smallest_school",),
    "fewest_residents": ("residents_per_school", 1),
    "most_residents": ("residents_per_school", 2),
}
"""What formulas call an attribute of a stage, and where it is written."""


def _stages(assessment: Assessment, lang: str) -> Iterator[Parameter]:
    """What is said of stages, attribute by attribute, so that each is a block over the stages."""
    own = {stage.name for stage in assessment.plan.stages}
    for called, (attribute, *item) in STAGE_KEYS.items():
        for stage in assessment.stages:
            value = getattr(stage, str(attribute))
            for n in item:
                value = value[int(n) - 1] if value else None
            path = ["stages", stage.name, attribute, *item]
            label = f"{named('stage', stage.name, lang)} · {say(f'parameters.{called}', lang)}"
            key = dotted(path if stage.name in own else [ASSUMED, *path])
            yield Parameter(key, label, value, called=f"{called}.{stage.name}")
    yield from _of_people("stages", assessment, lang)


def _assumptions(assessment: Assessment, lang: str) -> Iterator[Parameter]:
    assumptions = assessment.assumptions
    for area in assessment.areas:
        scope = assumptions.scope.get(area)
        one = assessment.counted(area)
        census = one.area if one else assumptions.census_area(area)
        figure = scope.share if scope else Figure(1.0, "share", "derived")
        label = say("parameters.scope", lang, area=area, census=census)
        yield _figure(["scope", area], label, figure, lang)
    caps = assumptions.caps()
    for kind in types(assessment):
        label = say("parameters.cap", lang, type=named("type", kind, lang))
        yield _figure(["size_caps", kind], label, caps.get(kind), lang)
    yield from _of_people("assumptions", assessment, lang)


def _rates(rates: ResourceRules, assessment: Assessment, lang: str) -> Iterator[Parameter]:
    """What posts and running cost go by: pupils of a post, posts of a class, 元 a pupil."""
    for stage in (each.name for each in assessment.stages):
        rule, yuan = rates.posts.get(stage), rates.running.get(stage)
        for name in ("pupils_per_post", "posts_per_class"):
            figure = getattr(rule, name, None)
            if figure is not None:
                yield _rate(["resources", "posts", stage, name], name, stage, figure, lang)
        if yuan is not None:
            yield _running(rates, stage, yuan, lang)


def _running(rates: ResourceRules, stage: str, yuan: Figure, lang: str) -> Parameter:
    """Running cost of a pupil; where boarders are counted they are shared among all, and the sum is derived."""
    share, path = rates.boarding.get(stage), ["resources", "running", stage]
    if share is None:
        return _rate(path, "running", stage, yuan, lang)
    basis = "assumed" if "assumed" in (yuan.basis, share.basis, rates.boarder.basis) else "derived"
    source = f"{yuan.source}；{share.source}；{rates.boarder.source}"
    whole = replace(yuan, value=rates.yuan(stage) or yuan.value, basis=basis, source=source)
    values = {"plain": yuan.value, "share": f"{share.value:.0%}", "rate": rates.boarder.value}
    label = f"{named('stage', stage, lang)} · {say('parameters.running.boarders', lang, **values)}"
    return replace(_figure(path, label, whole, lang), called=f"running.{stage}")


def _rate(path: Sequence[str], called: str, stage: str, figure: Figure, lang: str) -> Parameter:
    label = f"{named('stage', stage, lang)} · {say(f'parameters.{called}', lang)}"
    return replace(_figure(path, label, figure, lang), called=f"{called}.{stage}")


def types(assessment: Assessment) -> list[str]:
    """Every kind of school that a row may name."""
    plan = assessment.plan
    own = (*(type_key(stage.name) for stage in assessment.stages), *plan.published.by_type)
    return list(dict.fromkeys([*TYPES, *own, *(school.type for school in plan.schools)]))


def _published(plan: Plan, lang: str) -> Iterator[Parameter]:
    printed = plan.published
    if printed.schools is not None:
        yield _printed(["schools"], printed.schools, lang)
    for group in ("seats", "by_type", "by_founder"):
        for name, count in getattr(printed, group).items():
            yield _printed([group, name], count, lang)
    for year, items in printed.by_year.items():
        for name, count in items.items():
            yield _printed(["by_year", str(year), name], count, lang)


def _printed(path: Sequence[str | int], count: int, lang: str) -> Parameter:
    kinds = {"by_type": "type", "by_founder": "founder"}
    group, name = str(path[0]), str(path[-1])
    words = [say("schools", lang) if name == "schools" else named(kinds.get(group, "stage"), name, lang)]
    words = [str(path[1]), *words] if group == "by_year" else words
    return Parameter(dotted(["published", *path]), " · ".join([say("printed", lang), *words]), count)


def _words(assessment: Assessment, lang: str) -> Iterator[Parameter]:
    """How the words of ledger cells are written; drop-down lists and formulas point here."""
    plan = assessment.plan
    founders = [*plan.published.by_founder, *(school.founder for school in plan.schools if school.founder)]
    known: Mapping[str, Sequence[str]] = {
        **KNOWN,
        "stage": [stage.name for stage in assessment.stages],
        "type": types(assessment),
        "founder": list(dict.fromkeys(founders)),
    }
    for kind in VOCABULARY:
        for name in known[kind]:
            key = dotted([WORDS_OF, kind, name])
            yield Parameter(key, column_title(kind, lang), named(kind, name, lang), called=f"words.{kind}.{name}")
