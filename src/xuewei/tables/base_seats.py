"""What the seats in use before a plan are, in words, and demand of the years before."""

from __future__ import annotations

from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import replace

from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.balance import DemandRow
from xuewei.model.plan import BALANCED, LISTED, OPENED, Plan, School, opening_written
from xuewei.model.rounding import whole
from xuewei.model.seats.in_use import WRITTEN, base_year, open_by, rule
from xuewei.tables.file_words import say as say_inside
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View
from xuewei.tables.words import say

NAMED = 3
"""Schools that a sentence names."""


def with_earlier(shown: View, found: Assessment, earlier: Sequence[DemandRow], lang: str) -> View:
    """A view of balances with the demand of earlier years before its first table; the view itself where there are
    none."""
    if not earlier:
        return shown
    keys = shown.columns or list(earlier[0].record())
    records = [*shown.records, *({**dict.fromkeys(keys), **_known(row, keys)} for row in earlier)]
    stages = [stage.name for stage in found.stages]
    records.sort(key=lambda one: (stages.index(str(one["stage"])), found.areas.index(str(one["area"])), one["year"]))
    kept = [sheet for sheet in shown.sheets if sheet.rows or not sheet.columns]
    words = next((n for n, sheet in enumerate(kept) if sheet.columns), len(kept))
    sheets = [*kept[:words], earlier_sheet(found, earlier, lang), *kept[words:]]
    return replace(shown, sheets=sheets, records=records, columns=keys)


def _known(row: DemandRow, keys: Sequence[str]) -> Mapping[str, object]:
    return {key: value for key, value in row.record().items() if key in keys}


def earlier_sheet(found: Assessment, earlier: Sequence[DemandRow], lang: str) -> Sheet:
    """A line for every year and area, a column for every stage."""
    stages = list(dict.fromkeys(row.stage for row in earlier))
    several = len({row.area for row in earlier}) > 1
    columns = [
        *([Column(say("area", lang))] if several else []),
        Column(say("year", lang)),
        *(Column(named("stage", stage, lang), number=True) for stage in stages),
    ]
    by_place: dict[tuple[str, int], dict[str, int]] = {}
    for row in earlier:
        by_place.setdefault((row.area, row.year), {})[row.stage] = row.demand
    rows = [
        [
            *([area] if several else []),
            str(year),
            *(f"{wanted[stage]:,}" if stage in wanted else "" for stage in stages),
        ]
        for (area, year), wanted in by_place.items()
    ]
    return Sheet(say("before", lang, first=found.known.start), columns, rows)


def earlier_lines(found: Assessment, earlier: Sequence[DemandRow], lang: str) -> list[str]:
    """The same as lines of text."""
    if not earlier:
        return []
    courses: dict[tuple[str, str], list[str]] = {}
    for row in earlier:
        courses.setdefault((row.area, row.stage), []).append(f"{row.year} {row.demand:,}")
    lines = [
        f"{area} {named('stage', stage, lang)} {say('comma', lang).join(years)}"
        for (area, stage), years in courses.items()
    ]
    return [say("before", lang, first=found.known.start), *lines]


RULES = (WRITTEN, LISTED, BALANCED)


def stages_by_rule(
    found: Assessment, stages: Container[str] | None = None, areas: Sequence[str] | None = None
) -> dict[str, list[str]]:
    """The ``stages`` whose seats in use are written, listed or balanced in some of ``areas`` (None: all), by rule;
    rules without one are left out."""
    asked = [kind.name for kind in found.stages if stages is None or kind.name in stages]
    places = found.areas if areas is None else areas
    held = {stage: {rule(found.plan.base_seats, area, stage) for area in places} for stage in asked}
    return {each: some for each in RULES if (some := [stage for stage in asked if each in held[stage]])}


def base_words(
    found: Assessment,
    lang: str,
    form: str = "note",
    *,
    stages: Container[str] | None = None,
    areas: Sequence[str] | None = None,
) -> list[str]:
    """A sentence for every way in which seats in use of ``stages`` and ``areas`` (None: all) are known; ``form`` is
    ``note``, or ``answer``: half a sentence.

    >>> import xuewei
    >>> base_words(xuewei.assess(xuewei.read_plan(), xuewei.read_population()), "en", "answer")[0][:35]
    'seats in use are not published and '
    """
    places = found.areas if areas is None else areas
    rules = stages_by_rule(found, stages, places)
    sentences = [_words(found, each, held, places, lang, form) for each, held in rules.items()]
    if len(sentences) == 1:
        return sentences
    heads = [_where(found, each, held, places, lang) for each, held in rules.items()]
    return [say("of", lang, stages=head, words=words) for head, words in zip(heads, sentences, strict=True)]


def _where(found: Assessment, kind: str, stages: list[str], asked: Sequence[str], lang: str) -> str:
    """The stages of a rule; where it is not that of every area, the areas before their stages."""
    base = found.plan.base_seats
    places: dict[tuple[str, ...], list[str]] = {}
    for stage in stages:
        areas = tuple(area for area in asked if rule(base, area, stage) == kind)
        places.setdefault(areas, []).append(stage)
    parts = [
        _list(held, lang)
        if len(areas) == len(asked)
        else say("where", lang, areas=say("comma", lang).join(areas), stages=_list(held, lang))
        for areas, held in places.items()
    ]
    return say("comma", lang).join(parts)


def _list(stages: list[str], lang: str) -> str:
    return say("comma", lang).join(named("stage", stage, lang) for stage in stages)


def _words(found: Assessment, kind: str, stages: list[str], areas: Sequence[str], lang: str, form: str) -> str:
    base, year = found.plan.base_seats, found.known.start
    basis = named("basis", base.basis if base else "assumed", lang)
    of_rule = {stage: [area for area in areas if rule(base, area, stage) == kind] for stage in stages}
    first = year if kind == BALANCED else base_year(found.plan)
    inside = [
        school
        for school in found.plan.schools
        if school.counted is not False
        and open_by(school, found.plan, first)
        and any(school.area in of_rule[stage] for stage in school.seats if stage in of_rule)
    ]
    other = _not_open(inside, lang)
    if kind == LISTED:
        at = {stage: [found.areas.index(area) for area in held] for stage, held in of_rule.items()}
        sums = [(stage, whole(float(found.stock.seats[stage][at[stage]].sum()))) for stage in stages]
        seats = say("comma", lang).join(f"{named('stage', stage, lang)} {count:,}" for stage, count in sums)
        told = say(f"{form}.listed", lang, year=base_year(found.plan), n=len(inside), seats=seats)
        return told if form == "answer" else told + other
    if form == "answer":
        return say(f"answer.{kind}", lang, **({"basis": basis} if kind == WRITTEN else {"year": year}))
    sentence = say(f"note.base_{kind}", lang, basis=basis, year=year)
    if not inside or kind != BALANCED:
        return sentence
    say_so, key = (say_inside, "inside.planned") if other else (say, "inside")
    return sentence + say_so(key, lang, year=year, n=len(inside)) + other


def _not_open(schools: Sequence[School], lang: str) -> str:
    """Which of the schools that are counted as open have another status; empty where none has."""
    other = [each for each in schools if each.status not in OPENED]
    if not other:
        return ""
    names = [
        say_inside("inside.of", lang, name=each.name or each.id, status=named("status", each.status, lang))
        for each in other[:NAMED]
    ]
    told = say("comma", lang).join(names)
    told = say_inside("inside.more", lang, names=told) if len(other) > NAMED else told
    return say_inside("inside.not_open", lang, n=len(other), names=told)


def opened(school: School, plan: Plan, lang: str) -> str:
    """The opening year of a school, or that it has long been open."""
    year = opening_written(school, plan)
    return say("always", lang) if year is None else str(year)


def years_told(shown: Collection[int], known: range, lang: str) -> list[str]:
    """The line before sentences on the years shown; none where those are all that are known.

    >>> years_told([2028, 2029], range(2020, 2036), "en"), years_told([2020, 2021], range(2020, 2022), "en")
    (['What follows speaks of 2028–2029 alone.'], [])
    """
    if {*shown} >= {*known}:
        return []
    return [say("years.part", lang, years=spans(sorted(shown)))]


def since(year: object, lang: str) -> str:
    """From which year on a school is open; None: it has long been."""
    return say("always", lang) if year is None else say("diff.from", lang, year=year)
