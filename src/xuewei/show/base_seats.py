"""What the seats in use before a plan are, in words."""

from __future__ import annotations

from xuewei.assessment import Assessment, base_year
from xuewei.model.in_use import WRITTEN, in_stock, rule
from xuewei.model.plan import BALANCED, LISTED, Plan, School, opening_written
from xuewei.model.rounding import whole
from xuewei.words.areas import say as say_of_areas
from xuewei.words.base_seats import say
from xuewei.words.labels import named
from xuewei.words.labels import say as label

RULES = (WRITTEN, LISTED, BALANCED)


def stages_by_rule(found: Assessment) -> dict[str, list[str]]:
    """The stages whose seats in use are written, listed or balanced in some area, by rule; rules without one are left
    out."""
    return {
        each: stages
        for each in RULES
        if (stages := [kind.name for kind in found.stages if _somewhere(found, kind.name, each)])
    }


def _somewhere(found: Assessment, stage: str, wanted: str) -> bool:
    return any(rule(found.plan.base_seats, area, stage) == wanted for area in found.areas)


def base_words(found: Assessment, lang: str, form: str = "note") -> list[str]:
    """A sentence for every way in which seats in use are known; ``form`` is ``note``, or ``answer``: half a sentence.

    >>> import xuewei
    >>> base_words(xuewei.assess(xuewei.read_plan(), xuewei.read_population()), "en", "answer")[0][:35]
    'seats in use are not published and '
    """
    rules = stages_by_rule(found)
    told = [_words(found, each, stages, lang, form) for each, stages in rules.items()]
    if len(told) == 1:
        return told
    heads = [_where(found, each, stages, lang) for each, stages in rules.items()]
    return [say("of", lang, stages=head, words=words) for head, words in zip(heads, told, strict=True)]


def _where(found: Assessment, kind: str, stages: list[str], lang: str) -> str:
    """The stages of a rule; where it is not that of every area, the areas before their stages."""
    base = found.plan.base_seats
    places: dict[tuple[str, ...], list[str]] = {}
    for stage in stages:
        areas = tuple(area for area in found.areas if rule(base, area, stage) == kind)
        places.setdefault(areas, []).append(stage)
    parts = [
        _list(held, lang)
        if len(areas) == len(found.areas)
        else say("where", lang, areas=say_of_areas("comma", lang).join(areas), stages=_list(held, lang))
        for areas, held in places.items()
    ]
    return say_of_areas("comma", lang).join(parts)


def _list(stages: list[str], lang: str) -> str:
    return say_of_areas("comma", lang).join(label(stage, lang) for stage in stages)


def _words(found: Assessment, kind: str, stages: list[str], lang: str, form: str) -> str:
    base, year = found.plan.base_seats, found.known.start
    basis = named("basis", base.basis if base else "assumed", lang)
    inside = sum(in_stock(school, found.plan) and bool({*school.seats} & {*stages}) for school in found.plan.schools)
    if kind == LISTED:
        sums = [(stage, whole(float(found.stock.seats[stage].sum()))) for stage in stages]
        seats = say_of_areas("comma", lang).join(f"{label(stage, lang)} {count:,}" for stage, count in sums)
        return say(f"{form}.listed", lang, year=base_year(found.plan), n=inside, seats=seats)
    if form == "answer":
        from xuewei.words.report import say as answer

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
