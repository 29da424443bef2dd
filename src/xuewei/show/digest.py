"""A plan, its parameters and its answer as lines of text that a line diff can compare."""

from __future__ import annotations

from collections.abc import Iterator

from xuewei.assessment import Assessment
from xuewei.model.parameters import parameters
from xuewei.model.plan import Plan, School, opening_written
from xuewei.show.base_seats import since
from xuewei.show.plan_notes import balance_words
from xuewei.words.labels import named, say


def digest(assessment: Assessment, lang: str) -> Iterator[str]:
    """One line for every balance, school (by id) and parameter (by name), each complete in itself."""
    plan = assessment.plan
    yield " + ".join((plan.name, *plan.scenarios))
    for row in assessment.rows():
        yield " ".join(
            (
                f"{row.area} {say(row.stage, lang)} {row.year}:",
                f"{say('seats', lang)} {row.seats:,}, {say('demand', lang)} {row.demand:,},",
                balance_words(row.balance, lang),
            )
        )
    for school in sorted(plan.schools, key=lambda school: school.id):
        yield _school(school, plan, lang)
    values = {**parameters(plan), **parameters(assessment.assumptions)}
    for name in sorted(values):
        value = values[name]
        yield f"{name}: {', '.join(map(str, value)) if isinstance(value, tuple) else value}"


def _school(school: School, plan: Plan, lang: str) -> str:
    seats = [f"{say(stage, lang)} {count:,}" for stage, count in school.seats.items()]
    removed = [f"{say('school.removes', lang)} {say(stage, lang)} {count:,}" for stage, count in school.removes.items()]
    turned = [f"{turn.year} {say(turn.origin, lang)} → {say(turn.target, lang)}" for turn in school.convert]
    ends = [
        f"{named('school', name, lang)} {year}"
        for name, year in (("closes", school.closes), ("until", school.until))
        if year is not None
    ]
    parts = [
        named("type", school.type, lang),
        school.area,
        since(opening_written(school, plan), lang),
        *seats,
        *removed,
        *turned,
        *ends,
        *([named("fill", school.fill, lang)] if school.fill else []),
        named("status", school.status, lang),
        *(text for text in (school.name, school.founder, school.note) if text),
        *([f"{school.cost_wan:,.0f} 万元"] if school.cost_wan is not None else []),
    ]
    return f"{school.id}: {', '.join(parts)}"
