"""A difference in planners' terms, and a plan with its answer as lines that a line diff can compare."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, fields

from xuewei.answers.compare.changes_view import by_project
from xuewei.answers.compare.difference import (
    PEOPLE,
    Course,
    Difference,
    Effect,
)
from xuewei.answers.compare.parameter_words import as_read
from xuewei.answers.compare.words import named, say
from xuewei.language.words import named as label_of
from xuewei.language.words import say as label
from xuewei.model.assessment import Assessment
from xuewei.model.calendar import born_between
from xuewei.model.parameters import parameters
from xuewei.model.plan import Plan, School, opening_written
from xuewei.tables.base_seats import since
from xuewei.tables.beyond import side_cautions
from xuewei.tables.forecast_notes import unmoved_notes
from xuewei.tables.move_notes import side_notes, without_totals
from xuewei.tables.notes import balance_words, head
from xuewei.tables.palette import BAD, GOOD
from xuewei.tables.people_notes import some_areas
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View


def digest(assessment: Assessment, lang: str) -> Iterator[str]:
    """One line for every balance, school (by id) and parameter (by name), each complete in itself."""
    plan = assessment.plan
    yield " + ".join((plan.name, *plan.scenarios))
    for row in assessment.rows():
        yield " ".join(
            (
                f"{row.area} {label_of('stage', row.stage, lang)} {row.year}:",
                f"{label('seats', lang)} {row.seats:,}, {label('demand', lang)} {row.demand:,},",
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
    seats = [f"{label_of('stage', stage, lang)} {count:,}" for stage, count in school.seats.items()]
    removed = [
        f"{label('school.removes', lang)} {label_of('stage', stage, lang)} {count:,}"
        for stage, count in school.removes.items()
    ]
    turned = [
        f"{turn.year} {label_of('stage', turn.origin, lang)} → {label_of('stage', turn.target, lang)}"
        for turn in school.convert
    ]
    ends = [
        f"{label_of('school', name, lang)} {year}"
        for name, year in (("closes", school.closes), ("until", school.until))
        if year is not None
    ]
    parts = [
        label_of("type", school.type, lang),
        school.area,
        since(opening_written(school, plan), lang),
        *seats,
        *removed,
        *turned,
        *ends,
        *([label_of("fill", school.fill, lang)] if school.fill else []),
        label_of("status", school.status, lang),
        *(text for text in (school.name, school.founder, school.note) if text),
        *([say("diff.cost", lang, wan=school.cost_wan)] if school.cost_wan is not None else []),
    ]
    return f"{school.id}: {', '.join(parts)}"


EFFECT_RANKS = {"year": 0, "seats": 2, "demand": 3, "balance": 0, "diff.without": 4}
"""How soon columns of effects are left out: the last first."""


def diff(found: Difference, names: tuple[str, str], lang: str) -> View:
    """The view of a difference between two sides that people call ``names``."""
    several = len({effect.area for effect in found.effects}) > 1 or len(found.after.areas) > 1
    title = say("diff.title", lang, before=names[0], after=names[1])
    answers = [words for course in found.courses for words in _answers(found, course, lang, several=several)]
    if found.equal:
        answers = [say("diff.equal", lang)]
    elif not found.effects:
        answers = [say("diff.no_effect", lang)]
    if not found.equal:
        answers = [*side_cautions([*zip(names, (found.before, found.after), strict=True)], lang), *answers]
    answers += [*_staff(found, lang), *_no_totals(found, lang)]
    sheets = [Sheet(title, (), (), answers)]
    if found.changes:
        rows = (*found.before.population.estates, *found.after.population.estates)
        named_so = {row.id: row.name for row in rows}
        sheets += by_project(found.before.plan, found.after.plan, as_read(found), lang, found.following, named_so)
    if found.effects:
        sheets.append(_effects(found.effects, lang, several=several))
    columns = [each.name for each in fields(Effect)]
    extra = {
        "before": _side(found.before.plan.name, found.before.plan.scenarios, names[0]),
        "after": _side(found.after.plan.name, found.after.plan.scenarios, names[1]),
        "equal": found.equal,
        "changes": [asdict(change) for change in found.changes],
        "courses": [asdict(course) for course in found.courses],
    }
    notes = [] if found.equal else [say("note.unit", lang), say("note.diff", lang)]
    notes += [] if found.equal else side_notes([found.before, found.after], lang)
    notes += [] if found.equal else unmoved_notes([found.before, found.after], lang)
    return View(sheets, [asdict(effect) for effect in found.effects], {**head(found.after), **extra}, notes, columns)


def _staff(found: Difference, lang: str) -> list[str]:
    """Where to see what other staff on record changes, of which seats and demand know nothing."""
    n = sum(each.subject.startswith(("staff.", "retires.")) for each in found.changes if each.kind == PEOPLE)
    return [say("diff.staff", lang, n=n)] if n else []


def _no_totals(found: Difference, lang: str) -> list[str]:
    """A note where a change of the path of net migration has no effect, because no area has totals after the census."""
    unknown = without_totals(found.after)
    if len(unknown) < len(found.after.projection.areas) or not unknown:
        return []
    if not any(each.subject == "population.net_migration" for each in found.changes):
        return []
    return [say("diff.no_totals", lang, areas=some_areas([one.area for one in unknown], lang))]


def _side(plan: str, scenarios: Sequence[str], name: str) -> dict[str, object]:
    return {"file": name, "plan": plan, "scenario": " + ".join(scenarios) or None}


def _answers(found: Difference, course: Course, lang: str, *, several: bool) -> list[str]:
    """Which children of one stage lose or gain a seat, and when; what moves without that."""
    stage = named("stage", course.stage, lang)
    who = f"{course.area} · {stage}" if several else stage
    effects = [each for each in found.effects if (each.area, each.stage) == (course.area, course.stage)]
    worse, better = ([each for each in effects if sign * each.more_short() > 0] for sign in (1, -1))
    lines = [
        _who_loses(found, group, key, who, lang)
        for key, group in (("diff.worse", worse), ("diff.better", better))
        if group
    ]
    if not lines:
        lines = [say("diff.steady", lang, who=who)]
    parts = [
        say(key, lang, years=spans(years))
        for key, years in (("diff.gained", course.gained), ("diff.lost", course.lost))
        if years
    ]
    old, new = course.before, course.after
    if old and new and old.peak_year != new.peak_year:
        parts.append(say("diff.peak", lang, before=old.peak_year, after=new.peak_year))
    if old and new and old.worst_year != new.worst_year:
        ends = (f"{each.worst_year} {balance_words(each.worst_balance, lang)}" for each in (old, new))
        parts.append(say("diff.worst", lang, change=" → ".join(ends)))
    return [*lines, *(["  " + say("diff.join", lang).join(parts)] if parts else [])]


def _who_loses(found: Difference, group: Sequence[Effect], key: str, who: str, lang: str) -> str:
    """One sentence on the years in which more (or fewer) children than before are without a seat."""
    worst = max(group, key=lambda effect: abs(effect.more_short()))
    kind = found.after.stage(worst.stage) if worst.balance_after is not None else found.before.stage(worst.stage)
    first, last = born_between(worst.year, kind.ages, found.after.assumptions.entry_cutoff)
    return say(
        key,
        lang,
        who=who,
        years=spans([effect.year for effect in group]),
        worst=worst.year,
        before=max(-(worst.balance_before or 0), 0),
        after=max(-(worst.balance_after or 0), 0),
        n=abs(worst.more_short()),
        first=first,
        last=last,
        classes=-(-abs(worst.more_short()) // kind.class_size),
    )


def _arrow(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _effects(effects: Sequence[Effect], lang: str, *, several: bool) -> Sheet:
    columns = [
        *([Column(say("area", lang), rank=0)] if several else []),
        Column(say("stage", lang), rank=0),
        *(Column(say(name, lang), number=True, rank=rank) for name, rank in EFFECT_RANKS.items()),
    ]
    return Sheet(say("diff.effects", lang), columns, [_effect(effect, lang, several=several) for effect in effects])


def _effect(effect: Effect, lang: str, *, several: bool) -> list[str | tuple[str, str]]:
    more = effect.more_short()
    pairs = (
        (effect.seats_before, effect.seats_after),
        (effect.demand_before, effect.demand_after),
    )
    return [
        *([effect.area] if several else []),
        named("stage", effect.stage, lang),
        str(effect.year),
        *(_arrow(*(say("diff.nothing", lang) if each is None else f"{each:,}" for each in pair)) for pair in pairs),
        _arrow(
            *(
                say("diff.nothing", lang) if each is None else balance_words(each, lang)
                for each in (effect.balance_before, effect.balance_after)
            )
        ),
        (f"{more:+,}" if more else "", BAD if more > 0 else GOOD),
    ]
