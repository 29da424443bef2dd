"""What opens only after the last year that is looked at, of which nothing is judged."""

from __future__ import annotations

from xuewei.answers.optimise.answer import Answer
from xuewei.answers.optimise.reasons import BEYOND
from xuewei.answers.optimise.schedule import Outcome
from xuewei.answers.optimise.site_words import say
from xuewei.model.plan import opening_year
from xuewei.model.seats.in_use import UNDER_WAY

NAMED = 4
"""Schools that a sentence names."""


def too_late(found: Answer) -> list[Outcome]:
    """The candidates that could open no sooner than after the last year."""
    pairs = zip(found.schedule.outcomes, found.reasons, strict=True)
    return [each for each, why in pairs if why.kind == BEYOND]


def dropped(found: Answer) -> list[Outcome]:
    """The candidates that do not open though they could."""
    late = [each.candidate.school.id for each in too_late(found)]
    return [each for each in found.schedule.outcomes if each.opens is None and each.candidate.school.id not in late]


def beyond_lines(found: Answer, lang: str) -> list[str]:
    """That nothing is judged of candidates and schools that open after the last year, how soon they could, and what
    lets them be judged; nothing where there are none."""
    last, plan = found.case.years[-1], found.before.plan
    late = {each.candidate.school.name or each.candidate.school.id: each.candidate.earliest for each in too_late(found)}
    begun = {
        say("beyond.begun" if each.status == UNDER_WAY else "beyond.planned", lang, name=each.name or each.id): year
        for each, year in ((each, opening_year(each, plan)) for each in found.beyond)
    }
    lines = []
    for key, names in (("late", late), ("standing", begun)):
        if names:
            of = "beyond.of" if key == "late" else "beyond.opens"
            told = [say(of, lang, name=name, year=year) for name, year in names.items()]
            more = say("site.and_more", lang, n=len(told)) if len(told) > NAMED else ""
            listed = say("answer.list", lang).join(told[:NAMED]) + more
            lines.append(say(f"beyond.{key}", lang, names=listed, last=last, first=min(names.values())))
    return lines
