"""What figures rest on: assumptions as rows, and where the data come from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xuewei.language.source_titles import titled
from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Figure, Scope, Series
from xuewei.model.parameters import PARAMETERS
from xuewei.model.plan import BALANCED, BaseSeats, Plan
from xuewei.model.population import AreaChange, BirthsRow, CensusRow, ChildrenRow, EnrolmentRow, EstateRow, TotalRow
from xuewei.model.pupils.grounds import BORN
from xuewei.model.seats.in_use import WRITTEN
from xuewei.report.words import REPORT, say
from xuewei.tables.base_seats import stages_by_rule
from xuewei.tables.children_notes import flows_figure
from xuewei.tables.move_notes import without_totals
from xuewei.tables.notes import cited
from xuewei.tables.stage_notes import general_part
from xuewei.tables.text import spans
from xuewei.tables.words import say as say_in_tables

Row = CensusRow | BirthsRow | TotalRow | EnrolmentRow | ChildrenRow | EstateRow | AreaChange
PER_CENT = ("share", "ratio", "per year of age")
"""Units that are written in per cent."""
LAWFUL_CUTOFF = (8, 31)
"""The day on which ages count by 义务教育法, art. 11: children who are six by then enter school."""


@dataclass(frozen=True)
class Assumed:
    """One assumption: its name, its value with the unit, its range (empty where none is known), its basis as a word of
    the contract (``published``, ``derived``, ``assumed``, ``projected``) and its source (may be empty)."""

    name: str
    value: str
    range: str
    basis: str
    source: str


@dataclass(frozen=True)
class Source:
    """A source: what it is the source of, the years it speaks of (empty where it speaks of none), and its basis."""

    what: str
    years: str
    basis: str
    source: str


def assumptions(found: Assessment, lang: str) -> list[Assumed]:
    """Every assumption that decides seats, demand, their balance or an alert."""
    parts = (_of_seats, _of_pupils, _of_leavers, _of_estates, _of_people, _of_rules)
    return [each for part in parts for each in part(found, lang)]


def sources(found: Assessment, lang: str) -> list[str]:
    """The source of every figure of the population's tables, once."""
    people = found.population
    tables = (people.census, people.births, people.totals, people.enrolment, people.given)
    return list(dict.fromkeys(titled(row.source, lang, row.basis) for table in tables for row in table))


def plan_source(plan: Plan, lang: str = "zh") -> str:
    """Where the plan was published: title, date and section; empty where it does not say."""
    parts = {key: plan.source[key] for key in ("title", "date", "section") if key in plan.source}
    if "title" in parts:
        parts["title"] = titled(parts["title"], lang)
    return " ".join(parts.values())


def source_rows(found: Assessment, lang: str) -> list[Source]:
    """The sources of the plan and of the people that it is held against: those of its census areas and the nation."""
    people, plan = found.population, found.plan
    areas = {each.area for each in found.projection.areas} | {found.assumptions.nation, *found.areas}
    facts: list[tuple[str, int, Row]] = [
        *(("census", row.date.year, row) for row in people.census if row.area in areas),
        *(("births", row.year, row) for row in people.births if row.area in areas),
        *(("children", row.year, row) for row in people.children if row.area in areas),
        *(("totals", row.date.year, row) for row in people.totals if row.area in areas),
        *(("enrolment", row.year, row) for row in (*people.enrolment, *people.given) if row.area in areas),
        *(("estates", row.completes, row) for row in people.estates),
        *(("areas", row.year, row) for row in people.areas if row.target in areas),
    ]
    years: dict[tuple[str, str, str], set[int]] = {}
    for what, year, row in facts:
        years.setdefault((what, row.basis, row.source), set()).add(year)
    published = plan_source(plan, lang)
    own = [Source(say("source.plan", lang), "", "published", published)] if published else []
    if plan.base_seats and (plan.base_seats.seats or plan.base_seats.listed) and plan.base_seats.source:
        base = plan.base_seats
        own.append(
            Source(say("source.base", lang), str(base.year), base.basis, titled(base.source or "", lang, base.basis))
        )
    return own + [
        Source(say(f"source.{what}", lang), spans(sorted(found)), basis, titled(source, lang, basis))
        for (what, basis, source), found in years.items()
    ]


def _of_seats(found: Assessment, lang: str) -> Iterator[Assumed]:
    """What seats rest on: those in use before, and when and how those of the plan come."""
    plan, base = found.plan, found.plan.base_seats
    written = say("assumed.plan", lang)
    rules = stages_by_rule(found)
    for kind in rules if base else ():
        if base and kind != BALANCED:
            value = say("assumed.base.written", lang, year=base.year)
            value = value if kind == WRITTEN else say_in_tables("answer.listed", lang, year=base.year)
            yield Assumed(say("assumed.base", lang), value, "", base.basis, _base_source(base, written, lang))
    if BALANCED in rules:
        value = say("assumed.base.balanced", lang, year=found.known.start)
        yield Assumed(say("assumed.base", lang), value, "", "assumed", _base_source(base, written, lang))
        yield _figure(say("assumed.crowding", lang), found.assumptions.base_crowding, lang)
    lag = say("value.one_year" if plan.opening_lag == 1 else "unit.years", lang, n=plan.opening_lag)
    yield Assumed(say("assumed.lag", lang), lag, "", "assumed", written)
    yield Assumed(say("assumed.fill", lang), named("fill", plan.fill, lang), "", "assumed", written)
    if plan.delivered_share != 1:
        share = f"{plan.delivered_share:.4g}"
        yield Assumed(say("assumed.delivered", lang), share, "", "assumed", written)


def _base_source(base: BaseSeats | None, written: str, lang: str) -> str:
    """Where seats in use are from; that the plan says so, where it names no source."""
    return titled(base.source, lang, base.basis) if base and base.source else written


def _of_pupils(found: Assessment, lang: str) -> Iterator[Assumed]:
    """What makes children of an age pupils of a stage."""
    assumptions, acting = found.assumptions, {each.name: not found.only_pupils(each.name) for each in found.stages}
    for stage in acting:
        for key, one in (
            ("participation", assumptions.share_of(stage)),
            ("inflow", assumptions.inflow.get(stage)),
        ):
            if one is None:
                continue
            name = say(f"assumed.{key}", lang, stage=named("stage", stage, lang))
            changed = key == "inflow" and found.demand.beyond and stage in found.demand.beyond.inflow
            name = name if acting[stage] or changed else say("assumed.not_acting", lang, name=name)
            yield _series(name, one, lang) if isinstance(one, Series) else _figure(name, one, lang)
        rows = [row for row in found.population.flows if row.stage == stage]
        if stage in found.demand.flowed and acting[stage]:
            name = say("assumed.flows", lang, stage=named("stage", stage, lang))
            one = flows_figure(rows, 1.0, lang)
            yield Assumed(name, say("assumed.flows.value", lang, n=len(rows)), "", one.basis, one.source)


def _of_leavers(found: Assessment, lang: str) -> Iterator[Assumed]:
    """What makes pupils of the leavers of a stage: who goes on after compulsory school, and how many of a grade come up
    to the next."""
    assumed = found.assumptions
    after = [stage.name for stage in found.stages if stage.after is not None and not found.only_pupils(stage.name)]
    if assumed.senior is not None and any(general_part(found, stage) is not None for stage in after):
        yield _series(named("explain", "gross", lang), assumed.senior.gross_rate, lang)
        yield _series(named("explain", "general", lang), assumed.senior.general_share, lang)
    for stage in after:
        if stage in assumed.grade_step:
            name = say("assumed.step", lang, stage=named("stage", stage, lang))
            yield _figure(name, assumed.grade_step[stage], lang)


def _of_estates(found: Assessment, lang: str) -> Iterator[Assumed]:
    """What makes pupils of new dwellings, where there are estates."""
    beyond, rules = found.demand.beyond, found.assumptions.estates
    if beyond is None or beyond.estates is None or rules is None:
        return
    rows = beyond.estates.rows
    for stage in (stage.name for stage in found.stages if stage.name in beyond.estates.filled):
        yields = [rules.series(kind, stage) for kind in dict.fromkeys(row.kind for row in rows)]
        name = say("assumed.yield", lang, stage=named("stage", stage, lang))
        yield from (_per_year(name, each, lang) for each in {id(each): each for each in yields if each}.values())
    for course in dict.fromkeys(row.occupancy or rules.occupancy for row in rows):
        if isinstance(course, str):
            yield _per_year(say("assumed.course", lang, name=course), rules.curves[course], lang)
    if any(row.dwellings is None for row in rows):
        yield _figure(say("assumed.dwelling", lang), replace(rules.dwelling_m2, unit="m²"), lang)


def _per_year(name: str, series: Series, lang: str) -> Assumed:
    """Numbers by years since completion."""
    values = ", ".join(f"{year}: {value:g}" for year, value in sorted(series.values.items()))
    return Assumed(name, values, "", series.basis, cited(series, lang))


def _of_people(found: Assessment, lang: str) -> Iterator[Assumed]:
    """What people are projected with, and what stands for ratios that nobody knows."""
    methods = {how.method for how in found.demand.grounds.values()}
    if any(how.single for how in found.demand.grounds.values()):
        yield Assumed(say("assumed.one_year", lang), "1.0", "", "assumed", say("assumed.one_year.source", lang))
    if found.projection.areas:
        yield from _of_counted(found, lang)
    if found.projection.areas or BORN in methods:
        yield from _of_survival(found, lang)


def _of_counted(found: Assessment, lang: str) -> Iterator[Assumed]:
    """What people who were counted go on with: shares, births and moves."""
    yield from _scopes(found, lang)
    assumptions, written = found.assumptions, say("assumed.plan", lang)
    fertility, migration = assumptions.fertility, assumptions.migration
    path = named("path", fertility.path, lang)
    yield _series(say("assumed.births", lang, path=path), fertility.paths[fertility.path], lang)
    if fertility.births:
        yield Assumed(say("assumed.births.written", lang), _by_year(fertility.births, lang), "", "assumed", written)
    ages = fertility.shape.values
    highest = max(ages, key=lambda age: ages[age])
    value = say("assumed.shape.value", lang, first=min(ages), last=max(ages), age=highest)
    yield Assumed(say("assumed.shape", lang), value, "", fertility.shape.basis, cited(fertility.shape, lang))
    if len(without_totals(found)) < len(found.projection.areas):
        value = say(f"assumed.migration.{migration.path}", lang, year=f"{migration.fades_by.value:.0f}")
        path = named("path", migration.path, lang)
        row = _figure(say("assumed.migration", lang, path=path), migration.fades_by, lang, "year")
        yield replace(row, value=value) if migration.path == "medium" else replace(row, value=value, range="")
    if migration.years:
        yield Assumed(say("assumed.migration.written", lang), _by_year(migration.years, lang), "", "assumed", written)


def _of_survival(found: Assessment, lang: str) -> Iterator[Assumed]:
    """How many live on."""
    survival = found.assumptions.survival
    yield _figure(say("assumed.infant", lang), survival.infant_mortality, lang)
    yield _figure(say("assumed.under_five", lang), survival.under_five_mortality, lang)
    for sex, figure in survival.life_expectancy.items():
        yield _figure(say("assumed.life", lang, sex=say(sex, lang)), figure, lang, "life")
    yield _figure(say("assumed.ageing", lang), survival.ageing_rate, lang)


def _scopes(found: Assessment, lang: str) -> Iterator[Assumed]:
    """The share of its census area that an area is; areas with the same figure in one row."""
    alike: dict[Figure, list[tuple[str, str]]] = {}
    for area in found.areas:
        one = found.counted(area)
        if one is None:
            continue
        census = one.area
        scope = found.assumptions.scope.get(area) or Scope(area, Figure(1.0, "share", "derived"))
        alike.setdefault(scope.share, []).append((area, census))
    for figure, places in alike.items():
        (area, census), n = places[0], len(places)
        if n == 1 and area == census and figure.value == 1:
            continue
        key = "assumed.scope" if n == 1 else "assumed.scope.many"
        yield _figure(say(key, lang, area=area, census=census, n=n), figure, lang)


def _of_rules(found: Assessment, lang: str) -> Iterator[Assumed]:
    """What warns and what caps."""
    assumptions = found.assumptions
    for each in PARAMETERS:
        if each.sheet == "assumptions" and isinstance(figure := each.value(assumptions), Figure):
            yield _figure(each.title(lang), figure, lang)
    caps = assumptions.caps()
    for kind in dict.fromkeys(school.type for school in found.plan.schools):
        if kind in caps:
            name = say("assumed.cap", lang, type=named("type", kind, lang))
            yield _figure(name, caps[kind], lang)
    month, day = assumptions.entry_cutoff
    value = say("assumed.cutoff.value", lang, month=month, day=day)
    lawful = (month, day) == LAWFUL_CUTOFF
    source = say("assumed.cutoff.source", lang) if lawful else say("assumed.plan", lang)
    yield Assumed(say("assumed.cutoff", lang), value, "", "published" if lawful else "assumed", source)


def _figure(name: str, figure: Figure, lang: str, unit: str = "") -> Assumed:
    """A row of one number; ``unit`` where the figure's own would not be understood."""
    kind = unit or figure.unit
    low, high = (_number(end, kind) for end in figure.range) if figure.range else ("", "")
    reach = say("assumed.range", lang, low=low, high=high) if figure.range else ""
    return Assumed(name, _with_unit(figure.value, kind, lang), reach, figure.basis, cited(figure, lang))


def _series(name: str, series: Series, lang: str) -> Assumed:
    """A row of numbers by year; one number where the years do not differ."""
    values = series.values
    if len(set(values.values())) == 1:
        value = _with_unit(next(iter(values.values())), series.unit, lang)
    else:
        by_year = ((year, _with_unit(one, series.unit, lang)) for year, one in sorted(values.items()))
        value = say("list", lang).join(say("value.at", lang, year=year, value=one) for year, one in by_year)
    return Assumed(name, value, "", series.basis, cited(series, lang))


def _by_year(values: Mapping[int, float], lang: str) -> str:
    return say("list", lang).join(
        say("value.at", lang, year=year, value=say("unit.persons", lang, n=f"{n:,.0f}"))
        for year, n in sorted(values.items())
    )


def _number(value: float, unit: str) -> str:
    """A number as its unit is written: shares and ratios in per cent, deaths per thousand, a year without a comma."""
    if unit in PER_CENT:
        return f"{100 * value:.4g}%"
    if unit == "deaths per birth":
        return f"{1000 * value:.4g}‰"
    return f"{value:.0f}" if unit == "year" else f"{value:,.10g}"


def _with_unit(value: float, unit: str, lang: str) -> str:
    number = _number(value, unit)
    if f"unit.{unit}" in REPORT:
        return say(f"unit.{unit}", lang, n=number)
    return say("value.other", lang, n=number, unit=unit) if unit else number


def distinct(rows: Sequence[Assumed] | Sequence[Source]) -> list[str]:
    """Every source that rows name, once, in their order."""
    return list(dict.fromkeys(row.source for row in rows if row.source))
