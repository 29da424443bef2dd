"""What classes, posts, staff and running cost rest on, and what is missing of them, with the keys that change it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from xuewei.answers.resources.resource_sentences import place_of, who
from xuewei.answers.resources.resourcing import AREA, SCHOOL, ResourceRow, Resources
from xuewei.answers.resources.words import named, say
from xuewei.language.words import say as say_label
from xuewei.model.assumptions import Figure
from xuewei.model.resource_rules import BY_CLASSES, BY_PUPILS, PostRule
from xuewei.tables.notes import cited
from xuewei.tables.text import spans

NAMED = 3
"""Schools that a sentence names."""
Places = Sequence[tuple[str, str]]
"""Areas with a stage."""


def resource_notes(held: Resources, by: str, rows: Sequence[ResourceRow], places: Places, lang: str) -> list[str]:
    """The notes of what is shown: how it is counted, what is not known, and each rate with its source."""
    stages = list(dict.fromkeys(stage for _, stage in places))
    notes = [*_staff(held, rows, places, lang), say("note.demand", lang), *_classes(held, places, lang)]
    if by == SCHOOL:
        notes += _apart(held, rows, places, lang)
    elif len({area for area, _ in places}) > 1:
        notes.append(say("note.areas", lang))
    return [*notes, *_small(held, rows, places, lang), *_rates(held, stages, lang)]


def _staff(held: Resources, rows: Sequence[ResourceRow], places: Places, lang: str) -> Iterator[str]:
    """What staff is on record, and what is missing of it."""
    counted = [key for key in places if held.needs[key[1]].posts.posts is not None]
    missing = [key for key in counted if key not in held.known]
    several = len(held.found.areas) > 1

    def names(keys: Places) -> str:
        shown = (
            keys
            if several and len(keys) < len(counted)
            else [("", stage) for stage in dict.fromkeys(s for _, s in keys)]
        )
        return say("join", lang).join(place_of(area, stage, lang) for area, stage in shown)

    if missing:
        yield say("note.no_staff", lang, names=names(missing))
    schools = {school.id: school.name or school.id for school in held.found.plan.schools}
    for key in counted:
        record = held.known.get(key)
        if record is None or record.staff is not None:
            continue
        place = place_of(key[0] if several else None, key[1], lang)
        if record.silent:
            some = say("join", lang).join(schools[each] for each in record.silent[:NAMED])
            more = " …" if len(record.silent) > NAMED else ""
            yield say("note.silent", lang, place=place, n=len(record.silent), names=some + more)
        else:
            yield say("note.unlisted", lang, place=place)
    known = {key: held.known[key] for key in counted if key in held.known and held.known[key].staff is not None}
    if not known:
        return
    yield say(
        "note.staff", lang, years=spans(sorted({year for each in known.values() for year in (each.year, *each.later)}))
    )
    new = list(dict.fromkeys(row.name or "" for row in rows if row.new))
    if new:
        names_of = say("join", lang).join(new[:NAMED]) + (" …" if len(new) > NAMED else "")
        yield say("note.new", lang, n=len(new), names=names_of)
    if held.since:
        yield say("note.hire", lang, year=held.since)
    silent = [key for key, each in known.items() if not each.retires]
    if silent:
        yield say("note.no_retires", lang, names=names(silent))
    for key, each in known.items():
        place = place_of(key[0] if several else None, key[1], lang)
        if each.retires and max(each.retires) + 1 < held.found.years[-1]:
            yield say("note.retires_end", lang, place=place, year=max(each.retires))
        if each.later:
            yield say("note.joined", lang, place=place, year=each.year, later=spans(each.later))
        if any(row.year < each.year for row in rows):
            yield say("note.later", lang, place=place, year=each.year)


def _classes(held: Resources, places: Places, lang: str) -> Iterator[str]:
    """How classes are counted where."""
    found = held.found
    for kind in (SCHOOL, AREA):
        own = [
            (area, stage)
            for area, stage in places
            if bool(held.needs[stage].by_school[found.areas.index(area)]) == (kind == SCHOOL)
        ]
        if own:
            stages = dict.fromkeys(stage for _, stage in own)
            all_of = len(own) == len(stages) * len({area for area, _ in places})
            shown: list[tuple[str | None, str]] = [(None, stage) for stage in stages] if all_of else [*own]
            yield say(
                f"note.classes.{kind}",
                lang,
                places=say("join", lang).join(place_of(area, stage, lang) for area, stage in shown),
            )


def _apart(held: Resources, rows: Sequence[ResourceRow], places: Places, lang: str) -> Iterator[str]:
    """Where the schools together have more classes than their area in whole."""
    several = len(held.found.areas) > 1
    for year in dict.fromkeys(row.year for row in rows):
        for area, stage in places:
            own = [row for row in rows if (row.year, row.area, row.stage) == (year, area, stage)]
            whole = next(iter(held.rows(AREA, [year], [stage], [area])), None)
            if whole is None or not own:
                continue
            classes = sum(row.classes for row in own)
            posts = sum(row.posts or 0 for row in own)
            more = say("note.apart.posts", lang, n=posts) if whole.posts is not None and posts != whole.posts else ""
            if classes != whole.classes:
                values = {"n": classes, "more": classes - whole.classes, "posts": more, "year": year}
                yield say("note.apart", lang, place=place_of(area if several else None, stage, lang), **values)


def _small(held: Resources, rows: Sequence[ResourceRow], places: Places, lang: str) -> Iterator[str]:
    """Small schools that may be rural, where nobody said which areas are; and rural ones without pupils by school."""
    rules, found, year = held.rules, held.found, max((row.year for row in rows), default=None)
    yield from _few(held, year, places, lang)
    asked = {stage for _, stage in places}
    compulsory = [each for each in found.stages if each.compulsory and not each.beside and each.name in asked]
    if year is None or not compulsory:
        return
    least = rules.small_school.value
    if rules.rural is None and held.schools is not None:
        areas = list(dict.fromkeys(area for area, _ in places))
        each = held.rows(SCHOOL, [year], [stage.name for stage in compulsory], areas)
        small = sum(row.school is not None and 0 < row.pupils < least for row in each)
        if small:
            yield say("note.rural", lang, n=least, count=small, year=year)
    names = [stage.name for stage in compulsory]
    bare = [
        (area, stage)
        for area, stage in places
        if area in (rules.rural or ()) and stage in names and not held.needs[stage].by_school[found.areas.index(area)]
    ]
    rural_here = [area for area in dict.fromkeys(area for area, _ in places) if area in (rules.rural or ())]
    if rural_here and held.schools is not None and len(bare) < len(rural_here) * len(names):
        each = held.rows(SCHOOL, [year], names, rural_here)
        small = sum(row.school is not None and 0 < row.pupils < least for row in each)
        shown = {"n": least, "count": small, "year": year, **_whence(rules.small_school, lang)}
        yield say("note.rural.counted", lang, areas=say("join", lang).join(rural_here), **shown)
    if bare:
        rural = say("join", lang).join(dict.fromkeys(area for area, _ in bare))
        stages = say("join", lang).join(named("stage", stage, lang) for stage in dict.fromkeys(s for _, s in bare))
        yield say("note.rural.unlisted", lang, areas=rural, stages=stages, n=least)


def _few(held: Resources, year: int | None, places: Places, lang: str) -> Iterator[str]:
    """Schools that have fewer posts than classes, where posts go by pupils and classes by school."""
    for stage in dict.fromkeys(stage for _, stage in places):
        rule, found = held.rules.posts.get(stage), held.found
        told = [area for area, kind in places if kind == stage]
        told = [area for area in told if held.needs[stage].by_school[found.areas.index(area)]]
        if year is None or not told or rule is None or rule.by != BY_PUPILS:
            continue
        rows = held.rows(SCHOOL, [year], [stage], told)
        few = [row.name or "" for row in rows if row.school is not None and (row.posts or 0) < row.classes]
        if few:
            names = say("join", lang).join(few[:NAMED]) + (" …" if len(few) > NAMED else "")
            place = named("stage", stage, lang)
            yield say("note.few", lang, place=place, n=len(few), names=names, year=year, name=stage)


def _rates(held: Resources, stages: Sequence[str], lang: str) -> Iterator[str]:
    """Every rate of the stages shown with its basis, source and key; and those that there are not."""
    rules = held.rules
    for stage in stages:
        rule = rules.posts.get(stage)
        if rule is not None and rule.counts:
            yield from _post_note(rule, stage, lang)
    if "kindergarten" in stages:
        yield say("note.kindergarten", lang)
    silent = [stage for stage in stages if held.needs[stage].posts.posts is None]
    if silent:
        names = say("join", lang).join(named("stage", stage, lang) for stage in silent)
        yield say("note.no_posts", lang, stages=names, first=silent[0])
    for stage in stages:
        rate = rules.running.get(stage)
        if rate is not None:
            values = {"n": rate.value, "name": stage, **_whence(rate, lang)}
            yield say("note.running", lang, stage=named("stage", stage, lang), **values)
    for stage in stages:
        share = rules.boarding.get(stage)
        if share is not None and stage in rules.running:
            of_rate = {f"rate_{key}": word for key, word in _whence(rules.boarder, lang).items()}
            values = {"n": rules.boarder.value, "share": f"{share.value:.0%}", "name": stage, **_whence(share, lang)}
            yield say("note.boarders", lang, stage=named("stage", stage, lang), **values, **of_rate)
    boarded = [stage for stage in stages if stage in rules.running and stage not in rules.boarding]
    boarded = [stage for stage in boarded if stage not in ("kindergarten", "special")]
    if boarded:
        names = say("join", lang).join(named("stage", stage, lang) for stage in boarded)
        yield say("note.boarding", lang, stages=names, n=rules.boarder.value, first=boarded[-1])


def _post_note(rule: PostRule, stage: str, lang: str) -> Iterator[str]:
    """What posts of a stage go by, and what stands beside it."""
    noun = who(stage, lang)
    said = {
        BY_PUPILS: (rule.pupils_per_post, "pupils"),
        BY_CLASSES: (rule.posts_per_class, "classes"),
    }
    parts = {
        by: say(f"rule.{key}", lang, n=each.value, who=noun) for by, (each, key) in said.items() if each is not None
    }
    main, more = rule.by if rule.by in parts else None, ""
    if main is None:
        one, other = (*parts.values(), "")[:2]
        text = say("rule.most", lang, one=one, other=other) if other else one
        figure = rule.pupils_per_post or rule.posts_per_class
        if other and rule.posts_per_class is not None:
            more = say("rule.also", lang, rule=other, **_whence(rule.posts_per_class, lang))
    else:
        beside = next((text for by, text in parts.items() if by != main), "")
        text = say("rule.beside", lang, rule=parts[main], other=beside) if beside else parts[main]
        figure = said[main][0]
    if figure is not None:
        values = {"rule": text, "name": stage, "more": more, **_whence(figure, lang)}
        yield say("note.posts", lang, stage=named("stage", stage, lang), **values)


def _whence(figure: Figure, lang: str) -> dict[str, object]:
    return {"basis": say_label(f"basis.{figure.basis}", lang), "source": cited(figure, lang)}
