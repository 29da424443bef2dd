"""A stage that is not short while some of its grades are, in a sentence: which grades, and how seats come to them."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.answers.gap.words import say
from xuewei.language.words import grade_name, named
from xuewei.language.words import say as label
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow
from xuewei.model.grades import ShortGrades, short_grades
from xuewei.tables.grade_notes import class_sizes, why_grades
from xuewei.tables.text import in_a_row, spans

NAMED_AREAS = 3
"""Areas that a sentence on many names."""


def grade_sentences(
    found: Assessment, rows: Sequence[BalanceRow], lang: str, *, several: bool | None = None
) -> list[str]:
    """A sentence for every area and stage of ``rows`` with seats to spare and a grade that is short; of many areas one,
    with the worst. Nothing where nothing is known of grades. ``several``: areas are named (None: where rows have
    some)."""
    short: dict[tuple[str, str], list[ShortGrades]] = {}
    for each in short_grades(found, rows):
        short.setdefault((each.area, each.stage), []).append(each)
    several = len({row.area for row in rows}) > 1 if several is None else several
    if len({area for area, _ in short}) <= NAMED_AREAS:
        return [_sentence(found, years, lang, several=several) for years in short.values()]
    worst = sorted(short.values(), key=lambda years: -max(each.most for each in years))[:NAMED_AREAS]
    sentences = in_a_row((_sentence(found, years, lang, several=True) for years in worst), lang)
    return [say("grades.areas", lang, n=len({area for area, _ in short}), worst=sentences)]


def _sentence(found: Assessment, years: Sequence[ShortGrades], lang: str, *, several: bool) -> str:
    worst = max(years, key=lambda each: each.most)
    kind = found.stage(worst.stage)
    stage = named("stage", worst.stage, lang)
    lacking = []
    for grade, n in worst.lacking.items():
        name = grade_name(worst.stage, grade, kind.grades, lang)
        if grade == 1 and kind.grades > 1:
            name = say("grades.entry", lang, grade=name)
        lacking.append(say("grades.lacks", lang, grade=name, n=n))
    rest = spans(each.year for each in years if each is not worst)
    return say(
        "grades.short" if worst.balance else "grades.short.even",
        lang,
        stage=say("grades.short.area", lang, area=worst.area, stage=stage) if several else stage,
        year=worst.year,
        balance=label("spare", lang, n=worst.balance),
        lacking=say("list", lang).join(lacking),
        why=why_grades(class_sizes(found, worst.stage), worst.known, lang),
        more=say("grades.more", lang, years=rest) if rest else "",
    )
