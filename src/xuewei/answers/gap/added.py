"""Why the running sum of seats added is not the total of the list of schools above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from xuewei.answers.gap.words import say
from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.plan import OPENED, School, opening_year
from xuewei.model.seats.in_use import base_year, open_by
from xuewei.model.seats.ledger import fills_by_grade
from xuewei.model.seats.stock import apart
from xuewei.model.stages import Stage


def difference(
    found: Assessment,
    schools: Sequence[School],
    sums: Sequence[Mapping[str, object]],
    stages: Sequence[Stage],
    lang: str,
) -> list[str]:
    """A sentence with the stages whose ``sums`` of the last year known are not what the ``schools`` write, and what the
    two count differently; nothing where they agree."""
    year = max((int(str(each["year"])) for each in sums if each["seats_added"] is not None), default=None)
    if year is None:
        return []
    there = [each for each in schools if not each.cancelled]
    parts = []
    for stage in stages:
        total = sum(each.seats.get(stage.name, 0) - each.removes.get(stage.name, 0) for each in there)
        added = sum(
            int(str(each["seats_added"])) for each in sums if each["year"] == year and each["stage"] == stage.name
        )
        if added != total:
            parts.append(say("added.part", lang, stage=named("stage", stage.name, lang), added=added, total=total))
    if not parts:
        return []
    reasons = say("answer.join", lang).join(_reasons(found, there, {stage.name: stage for stage in stages}, year, lang))
    why = say("added.why", lang, reasons=reasons) if reasons else ""
    return [say("added.differ", lang, year=year, parts=say("answer.join", lang).join(parts), why=why)]


def _reasons(
    found: Assessment, schools: Sequence[School], stages: Mapping[str, Stage], year: int, lang: str
) -> Iterator[str]:
    """What the two count differently, with how many schools and the keys that say so."""
    plan = found.plan
    opening = {each.id: opening_year(each, plan) for each in schools}
    ended = {each.id for each in schools if (each.closes or year + 1) <= year or (each.until or year) < year}
    later = {name for name, opens in opening.items() if opens > year}
    standing = [each for each in schools if each.id not in ended | later]
    turned = [each for each in standing if any(turn.year <= year for turn in each.convert)]
    filling = [
        each
        for each in standing
        if fills_by_grade(each, plan)
        and any(name in stages and opening[each.id] + stages[name].grades - 1 > year for name in each.seats)
    ]
    yield from _before(found, schools, lang)
    counts = ("ends", len(ended)), ("later", len(later)), ("turn", len(turned)), ("filling", len(filling))
    for key, count in counts:
        if count:
            yield say(f"added.{key}", lang, n=count)
    if plan.delivered_share != 1 and any(each.status not in OPENED for each in standing):
        yield say("added.share", lang, share=plan.delivered_share)


def _before(found: Assessment, schools: Sequence[School], lang: str) -> Iterator[str]:
    """How many of the schools are inside the seats in use, and which of them open only after the base year as written,
    because the balance of their area is that of a later one."""
    plan, first = found.plan, found.known.start
    inside = {row.school for row in apart(plan, found.ledger, first)[0]}
    before = [each for each in schools if each.id in inside and open_by(each, plan, first)]
    if before:
        moved = [each.name or each.id for each in before if not open_by(each, plan, base_year(plan))]
        names = say("answer.join", lang).join(moved)
        more = say("added.moved", lang, year=first, base=base_year(plan), n=len(moved), names=names) if moved else ""
        yield say("added.stock", lang, n=len(before)) + more
