"""What the seats in use before a plan are, in words."""

from __future__ import annotations

from collections.abc import Container, Sequence

from xuewei.assessment import Assessment, base_year
from xuewei.model.in_use import WRITTEN, in_stock, rule
from xuewei.model.plan import BALANCED, LISTED, Plan, School, opening_written
from xuewei.model.rounding import whole
from xuewei.words.areas import say as say_of_areas
from xuewei.words.base_seats import say
from xuewei.words.labels import named
from xuewei.words.labels import say as label
from xuewei.words.report import say as answer

RULES = (WRITTEN, LISTED, BALANCED)


def stages_by_rule(
    found: Assessment, stages: Container[str] | None = None, areas: Sequence[str] | None = None
) -> dict[str, list[str]]:
    """The ``stages`` whose seats in use are written, listed or balanced in some of ``areas`` (None: all), by rule;
    rules without one are left out."""
    asked = [kind.name for kind in found.stages if stages is None or kind.name in stages]
    places = found.areas if areas is None else areas
    return {
        each: held
        for each in RULES
        if (
            held := [
                stage for stage in asked if any(rule(found.plan.base_seats, area, stage) == each for area in places)
            ]
        )
    }


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
    told = [_words(found, each, held, places, lang, form) for each, held in rules.items()]
    if len(told) == 1:
        return told
    heads = [_where(found, each, held, places, lang) for each, held in rules.items()]
    return [say("of", lang, stages=head, words=words) for head, words in zip(heads, told, strict=True)]


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
        else say("where", lang, areas=say_of_areas("comma", lang).join(areas), stages=_list(held, lang))
        for areas, held in places.items()
    ]
    return say_of_areas("comma", lang).join(parts)


def _list(stages: list[str], lang: str) -> str:
    return say_of_areas("comma", lang).join(label(stage, lang) for stage in stages)


def _words(found: Assessment, kind: str, stages: list[str], areas: Sequence[str], lang: str, form: str) -> str:
    base, year = found.plan.base_seats, found.known.start
    basis = named("basis", base.basis if base else "assumed", lang)
    inside = sum(
        in_stock(school, found.plan) and school.area in areas and bool({*school.seats} & {*stages})
        for school in found.plan.schools
    )
    if kind == LISTED:
        at = [found.areas.index(area) for area in areas]
        sums = [(stage, whole(float(found.stock.seats[stage][at].sum()))) for stage in stages]
        seats = say_of_areas("comma", lang).join(f"{label(stage, lang)} {count:,}" for stage, count in sums)
        return say(f"{form}.listed", lang, year=base_year(found.plan), n=inside, seats=seats)
    if form == "answer":
        return answer(f"answer.{kind}", lang, **({"basis": basis} if kind == WRITTEN else {"year": year}))
    told = label(f"note.base_{kind}", lang, basis=basis, year=year)
    return told + say("inside", lang, year=year, n=inside) if inside and kind == BALANCED else told


def opened(school: School, plan: Plan, lang: str) -> str:
    """The opening year of a school, or that it has long been open."""
    year = opening_written(school, plan)
    return say("always", lang) if year is None else str(year)


def since(year: object, lang: str) -> str:
    """From which year on a school is open; None: it has long been."""
    return say("always", lang) if year is None else label("diff.from", lang, year=year)
