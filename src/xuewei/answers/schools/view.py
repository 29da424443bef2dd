"""How full every school is: the answer in sentences, then a line for each stage of a school."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, fields
from datetime import date

from xuewei.answers.schools.standing import CLOSES, FULL, LOW, OPENS, Standing, whole_pupils
from xuewei.answers.schools.words import say
from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import SHARE, SchoolPupils
from xuewei.model.calendar import school_year
from xuewei.model.plan import OPENED, Plan, School, opening_written
from xuewei.model.seats.mergers import heirs
from xuewei.tables.beyond import spread_notes
from xuewei.tables.notes import head, plan_title, whence
from xuewei.tables.palette import AMPLE, BAD
from xuewei.tables.people_notes import school_notes
from xuewei.tables.stage_notes import unheard_notes
from xuewei.tables.view import Column, Sheet, View

SHOWN, WORST, NAMED = 20, 3, 5
"""Lines of the table on a screen, schools that are named as the fullest, and others that a sentence names."""
COLUMNS = tuple(each.name for each in fields(Standing) if each.name not in ("classes_year", "classes_turned"))


def schools(
    found: Assessment,
    pupils: SchoolPupils,
    rows: Sequence[Standing],
    year: int,
    lang: str,
    *,
    chosen: str = "",
    filtered: bool = False,
    today: date | None = None,
) -> View:
    """The view. ``rows`` are those asked for, in their order; ``chosen`` says how the year was chosen where nobody
    asked for one, ``filtered`` that only some areas, zones or stages were asked for. By ``today`` a school is late
    that was to open and is not on record as open (None: no year is past)."""
    title = say("title", lang, plan=plan_title(found.plan, lang), year=year)
    lines = [
        *([say(f"year.{chosen}", lang, year=year)] if chosen else []),
        *_answer(rows, year, lang, filtered=filtered),
        *_changes(found.plan, rows, lang, due=today is not None and year <= school_year(today)),
        *(_late(found.plan, rows, min(year - 1, school_year(today)), lang) if today is not None else []),
    ]
    sheets = [Sheet(title, (), (), lines)]
    if rows:
        sheets.append(use_table(rows, lang))
    about = {**head(found), "year": year, "known": _known(pupils)}
    notes = [whence(found.plan, lang), *(_notes(found, pupils, rows, year, lang) if rows else [])]
    return View(sheets, [_record(one) for one in rows], about, notes, COLUMNS)


def _record(one: Standing) -> dict[str, object]:
    return {key: value for key, value in asdict(one).items() if key in COLUMNS}


def _known(pupils: SchoolPupils) -> list[dict[str, object]]:
    """The years with pupils of schools on record, by area and stage."""
    return [
        {"area": area, "stage": stage, "years": list(years)} for (area, stage), years in pupils.known.items() if years
    ]


def _answer(rows: Sequence[Standing], year: int, lang: str, *, filtered: bool) -> list[str]:
    if not rows:
        return [say("none.asked" if filtered else "none", lang, year=year)]
    used = [one for one in rows if one.utilisation is not None]
    full = {one.school for one in used if (one.utilisation or 0.0) > FULL}
    low = {one.school for one in used if (one.utilisation or 0.0) < LOW}
    counts = {"all": len({one.school for one in rows if one.seats or one.pupils}), "full": len(full), "low": len(low)}
    worst = sorted((one for one in used if one.school in full), key=lambda one: -(one.utilisation or 0.0))[:WORST]
    names = say("join", lang).join(
        say("worst", lang, name=_name(one), stage=named("stage", one.stage, lang), rate=_percent(one)) for one in worst
    )
    end = "answer.end" if not worst else "answer.one" if len(worst) == 1 else "answer.worst"
    lines = [say("answer.full", lang, **counts) + say(end, lang, names=names)]
    counted = [one for one in rows if one.large_classes is not None]
    if counted:
        large, very = (sum(getattr(one, key) for one in counted) for key in ("large_classes", "very_large_classes"))
        lines.append(say("classes.some", lang, large=large, very=very, all=sum(one.classes or 0 for one in counted)))
    over = {one.school: _name(one) for one in rows if one.over_cap}
    if over:
        lines.append(say("cap", lang, n=len(over), names=_some(list(over.values()), lang)))
    return lines


def _changes(plan: Plan, rows: Sequence[Standing], lang: str, *, due: bool) -> list[str]:
    """What opens and closes in the year; of a school that is not on record as open what is known of it, once it is
    ``due``."""
    by_id = {school.id: school for school in plan.schools}
    told = list(dict.fromkeys(_change(by_id[one.school], one, lang, due=due) for one in rows if one.change))
    return [say("changes", lang, names=_some(told, lang))] if told else []


def _change(school: School, one: Standing, lang: str, *, due: bool) -> str:
    key = str(one.change)
    if key == OPENS and school.status not in OPENED:
        key = "opens.planned" if not due else "opens.begun" if school.progress else "opens.due"
    return say(key, lang, name=_name(one), status=named("status", school.status, lang))


def _late(plan: Plan, rows: Sequence[Standing], last: int, lang: str) -> list[str]:
    """Which of the schools are not on record as open though they were to open by the ``last`` year, those due first
    before the others: some by name, and how many there are."""
    asked = {one.school for one in rows}
    due = [(opening_written(each, plan), each) for each in plan.schools if each.id in asked]
    late = [(year, each) for year, each in due if year is not None and year <= last and each.status not in OPENED]
    names = [
        say("late.one", lang, name=each.name or each.id, year=year, status=named("status", each.status, lang))
        for year, each in sorted(late, key=lambda one: one[0])
    ]
    more = say("late.more", lang, n=len(names) - WORST) if len(names) > WORST else ""
    told = say("join", lang).join(names[:WORST]) + more
    return [say("late", lang, n=len(names), names=told, share=100 * plan.delivered_share)] if names else []


def _some(names: Sequence[str], lang: str) -> str:
    return say("join", lang).join(names[:NAMED]) + (say("more", lang) if len(names) > NAMED else "")


def _name(one: Standing) -> str:
    return one.name or one.school


def _percent(one: Standing) -> str:
    return say("unknown", "en") if one.utilisation is None else f"{100 * one.utilisation:,.0f}"


def year_chosen(found: Assessment, pupils: SchoolPupils, year: int) -> str:
    """Why a year is shown that nobody asked for: the last on ``record``, the ``base`` year, or that in which ``all``
    schools are open."""
    return "record" if any(pupils.known.values()) else "base" if year == found.known.start else "all"


def use_table(rows: Sequence[Standing], lang: str, most: int = SHOWN) -> Sheet:
    """The first rows, at ``most`` so many; a column that says nothing, or the same of all, is left out: the notes say
    it."""
    columns = {
        "school": Column(say("school", lang), rank=0),
        "stage": Column(say("stage", lang), rank=0),
        "seats": Column(say("seats", lang), number=True, rank=1),
        "pupils": Column(say("pupils", lang), number=True, rank=1),
        "utilisation": Column(say("utilisation", lang), number=True, rank=1),
        "class_size": Column(say("class_size", lang), number=True, rank=2),
        "large": Column(say("large", lang), number=True, rank=3),
        "very_large": Column(say("very_large", lang), number=True, rank=4),
        "over_cap": Column(say("over_cap", lang), number=True, rank=5),
        "basis": Column(say("basis", lang), rank=2),
        "zone": Column(say("zone", lang), rank=7),
        "area": Column(say("area", lang), rank=6),
    }
    shown = rows[:most]
    silent = {
        "class_size": all(one.class_size is None for one in shown),
        "large": all(one.large_classes is None for one in shown),
        "very_large": all(not one.very_large_classes for one in shown),
        "over_cap": all(not one.over_cap for one in shown),
        "basis": len({one.basis for one in shown}) == 1,
        "zone": all(one.zone is None for one in shown),
        "area": len({one.area for one in shown}) == 1,
    }
    kept = [key for key in columns if not silent.get(key)]
    notes = [say("shown", lang, n=len(rows), shown=most)] if len(rows) > most else []
    lines = [_line(one, lang) for one in shown]
    return Sheet("", [columns[key] for key in kept], [[line[key] for key in kept] for line in lines], notes)


def _line(one: Standing, lang: str) -> dict[str, str | tuple[str, str]]:
    rate = one.utilisation
    colour = "" if rate is None else BAD if rate > FULL else AMPLE if rate < LOW else ""
    unknown, gone = say("unknown", lang), say("gone", lang) if one.change == CLOSES and not one.pupils else ""

    def number(value: int | None) -> str:
        return unknown if value is None else f"{value:,}"

    return {
        "school": _name(one),
        "stage": named("stage", one.stage, lang),
        "seats": f"{one.seats:,}",
        "pupils": f"{one.pupils:,}",
        "utilisation": (f"{100 * rate:,.0f} %" if rate is not None else gone or unknown, colour),
        "class_size": unknown if one.class_size is None else f"{one.class_size:.1f}",
        "large": number(one.large_classes),
        "very_large": number(one.very_large_classes),
        "over_cap": say("no_cap", lang) if one.over_cap is None else number(one.over_cap),
        "basis": say(f"basis.{one.basis}", lang),
        "zone": one.zone or "",
        "area": one.area,
    }


def _notes(found: Assessment, pupils: SchoolPupils, rows: Sequence[Standing], year: int, lang: str) -> list[str]:
    notes = []
    if any(one.basis != SHARE for one in rows):
        notes.append(say("note.record", lang))
    shared = {one.school for one in rows if one.basis == SHARE}
    if shared:
        notes.append(say("note.share", lang, n=len(shared)))
    unknown = {one.school for one in rows if one.classes is None and one.pupils}
    if unknown:
        notes.append(say("classes.unknown", lang, n=len(unknown)))
    last = sum(one.classes_year not in (None, year) for one in rows)
    if last:
        notes.append(say("note.classes.last", lang, n=last))
    turned = sum(one.classes_turned for one in rows)
    if turned:
        notes.append(say("note.classes.turned", lang, n=turned))
    if any(one.large_classes for one in rows):
        notes.append(say("note.classes", lang))
    notes += _far_mergers(found.plan, {one.area for one in rows}, year, lang)
    t, asked = found.years.index(year), dict.fromkeys((one.area, one.stage) for one in rows)
    outside = {stage: whole_pupils(found, pupils, stage, t)[1] for _, stage in asked}
    for area, stage in asked:
        rest = outside[stage][found.areas.index(area)]
        if rest > 0 and pupils.known.get((area, stage)):
            notes.append(say("note.rest", lang, area=area, stage=named("stage", stage, lang), n=rest))
    notes += spread_notes(found.demand, lang)
    return notes + unheard_notes(found, lang) + school_notes(found, lang, asked)


def _far_mergers(plan: Plan, asked: Collection[str], year: int, lang: str) -> list[str]:
    """Whose pupils stay in their area, as the school into which theirs has merged by ``year`` is in another."""
    areas, names = {school.id: school.area for school in plan.schools}, []
    for school in plan.schools:
        gone = school.closes is not None and school.closes <= year and not school.cancelled
        for heir in heirs(school.merge_into) if gone and school.area in asked else ():
            other = areas.get(heir, school.area)
            if other != school.area:
                names.append(say("merger", lang, name=school.name or school.id, area=school.area, other=other))
    return [say("note.mergers", lang, n=len(names), names=_some(names, lang))] if names else []
