"""What opens only after the last year that is looked at, of which nothing is judged."""

from __future__ import annotations

from xuewei.answers.optimise.answer import Answer
from xuewei.answers.optimise.reasons import BEYOND
from xuewei.answers.optimise.schedule import Outcome
from xuewei.answers.optimise.site_words import say
from xuewei.model.plan import School, opening_year
from xuewei.model.seats.in_use import UNDER_WAY

NAMED = 4
"""Schools that a sentence names."""


def too_late(found: Answer) -> list[Outcome]:
    """The candidates that could open no sooner than after the last year."""
    pairs = zip(found.schedule.outcomes, found.reasons, strict=True)
    return [each for each, why in pairs if why.kind == BEYOND]


def dropped(found: Answer) -> list[Outcome]:
    """The candidates that do not open though they could."""
    late = too_late(found)
    return [each for each in found.schedule.outcomes if each.opens is None and each not in late]


def beyond_lines(found: Answer, lang: str) -> list[str]:
    """That nothing is judged of candidates and schools that open after the last year, how soon they could, and what
    lets them be judged; of those that were to be open sooner also when. Nothing where there are none."""
    last, plan = found.case.years[-1], found.before.plan
    written = {each.id: opening_year(each, found.plan) for each in found.overdue}
    late = [(each.candidate.school, each.candidate.earliest) for each in too_late(found)]
    years = [(each, opening_year(each, plan)) for each in found.beyond]
    overdue = [(each, year) for each, year in years if each.id in written]
    standing = [(each, year) for each, year in years if each.id not in written]
    lines = []
    for kind, schools in (("late", late), ("overdue", overdue), ("standing", standing)):
        if schools:
            told = [
                say(f"beyond.{kind}.of", lang, name=_name(each, kind, lang), year=year, was=written.get(each.id, year))
                for each, year in schools
            ]
            more = say("site.and_more", lang, n=len(told)) if len(told) > NAMED else ""
            names = say("answer.list", lang).join(told[:NAMED]) + more
            first, every = (end(year for _, year in schools) for end in (min, max))
            key = f"beyond.{kind}.apart" if kind == "late" and first < every else f"beyond.{kind}"
            lines.append(say(key, lang, names=names, last=last, first=first, all=every))
    return lines


def _name(school: School, kind: str, lang: str) -> str:
    """A school by its name, and that it is being built where it stays as planned."""
    name = school.name or school.id
    return say("beyond.begun", lang, name=name) if kind == "standing" and school.status == UNDER_WAY else name
