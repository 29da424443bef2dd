"""What the page says of the plan as it is: planned and delivered, what to do, and each project with that."""

from __future__ import annotations

from collections.abc import Iterator

from xuewei.answers.gap.conclusion import Conclusion
from xuewei.answers.gap.recommended import Recommended
from xuewei.answers.gap.words import say as say_in_gap
from xuewei.language.words import named
from xuewei.language.words import say as label
from xuewei.model.assessment import Assessment
from xuewei.model.plan import School, opening_year
from xuewei.report.contents import Report
from xuewei.report.page.words import say


def advice(report: Report, lang: str) -> dict[str, object]:
    """Sentences as :mod:`xuewei.answers.gap.conclusion` has them, and every project of the advice in a table (None
    without any)."""
    found = report.found
    told = Conclusion.of(found, report.rows(), report.bands, report.today)
    projects = list(_projects(told.todo, lang)) if told.todo else []
    return {
        "pair": told.delivered(lang),
        "todo": told.to_do(lang),
        "projects": _table(projects, told.spare.last, found, lang) if projects else None,
    }


def _projects(found: Recommended, lang: str) -> Iterator[tuple[School, str]]:
    """Each project with what to do, in the order of the sentences."""
    for need in found.check:
        yield need.school, say("advice.check", lang)
    for need in found.begin:
        yield need.school, say("advice.begin", lang)
    for need in found.later:
        yield need.school, say("advice.later", lang, year=need.until)
    turned = {each.school.id: each for each in found.turn}
    for school in found.spare.schools:
        turn = turned.get(school.id)
        words = say("advice.turn", lang, stage=named("stage", turn.target, lang)) if turn else ""
        yield school, say("advice.spare", lang) + words


def _table(projects: list[tuple[School, str]], last: int, found: Assessment, lang: str) -> dict[str, object]:
    stages = [stage.name for stage in found.stages if any(stage.name in school.seats for school, _ in projects)]
    several = len(found.areas) > 1
    heads = [
        (label("name", lang), False),
        *([(label("area", lang), False)] if several else []),
        (label("opens", lang), True),
        *((named("stage", stage, lang), True) for stage in stages),
        (say_in_gap("do.title", lang), False),
        (label("status", lang), False),
    ]
    rows = [
        [
            school.name or school.id,
            *([school.area] if several else []),
            str(opening_year(school, found.plan)),
            *(f"{school.seats[stage]:,}" if stage in school.seats else "" for stage in stages),
            words,
            named("status", school.status, lang),
        ]
        for school, words in projects
    ]
    return {
        "title": say("advice.title", lang),
        "heads": heads,
        "rows": rows,
        "rule": say_in_gap("omit.rule", lang, last=last),
    }
