"""What is written differently on two sides: a line for every project, and field by field."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from rich.cells import cell_len

from xuewei.answers.compare.difference import ADDED, CHANGED, MOVED, PARAMETER, PEOPLE, REMOVED, Change
from xuewei.answers.compare.estate_words import estate_parts, estate_title, estate_value, is_estate
from xuewei.answers.compare.parameter_words import Unwritten, label
from xuewei.answers.compare.words import named, say
from xuewei.language.words import LANGUAGES
from xuewei.model.parameters import A_YEAR, OneOf, called, parameter_of, per_cent
from xuewei.model.plan import Plan
from xuewei.model.school_fields import FieldKind, field_title, fields_of
from xuewei.tables.base_seats import since
from xuewei.tables.palette import BAD, DOUBTFUL, GOOD
from xuewei.tables.screen import BETWEEN, NAME, short_names
from xuewei.tables.view import Column, Sheet, View
from xuewei.tables.words import say as say_in_tables

YEARS = ("years", "year", *fields_of(FieldKind.YEAR))
"""Keys whose whole numbers are years, written without a separator."""


WINDOW = 80
"""Columns of the screen in which a project is one line."""
LEAST = 20
"""Columns that what changes of a project has at least, however long its name."""
COLOUR = {ADDED: GOOD, REMOVED: BAD, MOVED: DOUBTFUL}


def by_project(
    before: Plan,
    after: Plan,
    changes: Sequence[Change],
    lang: str,
    following: int = 0,
    estates: Mapping[str, str] | None = None,
) -> list[Sheet]:
    """A line for every project, estate, parameter and figure of people; those of which not all has room on a line of 80
    columns stand field by field in a second table. ``estates`` are their names by id."""
    groups = [list(group) for _, group in groupby(changes, lambda each: (_of_school(each), each.subject))]
    names = _names(before, after)
    heads = [_head(names, group, lang, estates or {}) for group in groups]
    same = Counter(head[1] for head in heads)
    heads = [(kind, f"{name} {key}", "") if key and same[name] > 1 else (kind, name, key) for kind, name, key in heads]
    one_line = short_names([name for _, name, _ in heads])
    wide = [max(cell_len(head[n]) for head in heads) for n in (0, 1)]
    wide = wide if one_line else [wide[0], NAME]
    room = max(WINDOW - sum(wide) - BETWEEN * len(wide), LEAST)
    told = [_told(group, room, lang) for group in groups]
    rows: list[list[str | tuple[str, str]]] = [
        [(kind, COLOUR.get(_kind(group), "")), name, key, what]
        for (kind, name, key), group, (what, _) in zip(heads, groups, told, strict=True)
    ]
    columns = [
        Column(say("diff.kind", lang), rank=0),
        Column(say("diff.subject", lang), rank=0),
        Column(say("diff.key", lang), rank=2),
        Column(say("diff.what", lang), rank=1),
    ]
    if not any(key for _, _, key in heads):
        del columns[2]
        rows = [[*row[:2], row[3]] for row in rows]
    notes = [say("diff.following", lang, n=following)] if following else []
    sheets = [Sheet(say("diff.changes", lang), columns, rows, notes, one_line=one_line)]
    shortened = [change for group, (_, whole) in zip(groups, told, strict=True) if not whole for change in group]
    if shortened:
        sheets.append(replace(_changes(before, after, shortened, lang), title=say("diff.fields", lang)))
    return sheets


def _of_school(change: Change) -> bool:
    return change.kind not in (PARAMETER, PEOPLE)


def _kind(group: Sequence[Change]) -> str:
    """What becomes of a project whose fields these are: that it moves matters more than that it changes."""
    return MOVED if any(change.kind == MOVED for change in group) else group[0].kind


def _head(
    names: Mapping[bool, Mapping[str, str]], group: Sequence[Change], lang: str, estates: Mapping[str, str]
) -> tuple[str, str, str]:
    """What becomes of a subject, what it is called, and its key: the id of a school or an estate, the name of a
    parameter."""
    one, kind = group[0], say(f"diff.{_kind(group)}", lang)
    if is_estate(one):
        key = one.subject.partition(".")[2]
        return _estate_kind(one, lang), f"{named('people', 'estates', lang)} {estates.get(key) or key}", key
    if one.kind == PEOPLE:
        return kind, _subject({}, one, lang), ""
    name = label(one.subject, lang) if one.kind == PARAMETER else names[one.kind == REMOVED].get(one.subject, "")
    return (kind, name, one.subject) if name else (kind, one.subject, "")


def _estate_kind(change: Change, lang: str) -> str:
    """What becomes of an estate."""
    kind = CHANGED if change.field else ADDED if change.before is None else REMOVED
    return say(f"diff.{kind}", lang)


def _told(group: Sequence[Change], room: int, lang: str) -> tuple[str, bool]:
    """What changes of a subject in at most so many columns, and whether that is all of it."""
    one = group[0]
    if is_estate(one) and not one.field:
        parts, between = estate_parts(one.after or one.before, lang), " · "
    elif one.kind in (ADDED, REMOVED):
        parts, between = list(filter(None, _parts(one.after or one.before, lang))), " · "
    else:
        ordered = sorted(group, key=lambda change: change.kind != MOVED)
        parts, between = [_step(change, lang) for change in ordered], say("diff.join", lang)
    for count in range(len(parts), 0, -1):
        more = say("diff.more", lang, n=len(parts) - count) if count < len(parts) else ""
        text = between.join(parts[:count]) + more
        if cell_len(text) <= room:
            return text, not more
    return say("diff.below", lang, n=len(parts)), False


def _step(change: Change, lang: str) -> str:
    """A field from what it was to what it is."""
    values = " → ".join(_value(change, value, lang) for value in (change.before, change.after))
    return f"{_field_of(change, lang)} {values}" if change.field else values


def _names(before: Plan, after: Plan) -> dict[bool, dict[str, str]]:
    """The names of schools by id: those of the side before, for schools that are gone, and those of both."""
    gone = {school.id: school.name or "" for school in before.schools}
    return {True: gone, False: gone | {school.id: school.name or "" for school in after.schools}}


def edits(before: Plan, after: Plan, changes: Iterable[Change], file: str, lang: str) -> View:
    """The view of what an edit of ``file`` changed."""
    sheet = _changes(before, after, list(changes), lang)
    return View([Sheet(file, sheet.columns, sheet.rows)], [])


def _changes(before: Plan, after: Plan, changes: Sequence[Change], lang: str) -> Sheet:
    ranks = {"kind": 1, "subject": 0, "field": 0, "before": 0, "after": 0}
    columns = [Column(say(f"diff.{name}", lang), rank=rank) for name, rank in ranks.items()]
    names = _names(before, after)
    rows: list[list[str | tuple[str, str]]] = [
        [
            (
                _estate_kind(change, lang) if is_estate(change) else say(f"diff.{change.kind}", lang),
                COLOUR.get(change.kind, ""),
            ),
            _subject(names[change.kind == REMOVED], change, lang),
            _field_of(change, lang),
            _value(change, change.before, lang),
            _value(change, change.after, lang),
        ]
        for change in changes
    ]
    return Sheet(say("diff.changes", lang), columns, rows)


def _parts(value: Any, lang: str) -> list[str]:
    """A school as planners tell it: since when, for whom, what it is, where."""
    seats = ", ".join(f"{named('stage', stage, lang)} {count:,}" for stage, count in value["seats"].items())
    return [since(value["opens"], lang), seats, named("type", value["type"], lang), value["area"]]


def _subject(names: Mapping[str, str], change: Change, lang: str) -> str:
    """A school by its id and its name in ``names``; a parameter or a table of people by its label and name."""
    if change.kind == PARAMETER:
        return f"{called(change.subject, lang)} {change.subject}".lstrip()
    if is_estate(change):
        return f"{named('people', 'estates', lang)} {change.subject.partition('.')[2]}"
    if change.kind == PEOPLE:
        return f"{named('people', change.subject.partition('.')[0], lang)} {change.subject}"
    return f"{change.subject} {names.get(change.subject, '')}".rstrip()


def _field_of(change: Change, lang: str) -> str:
    """What the key of a school or an estate is called."""
    titled = is_estate(change) and change.field
    return estate_title(change.field, lang) if titled else _field(change.field or "", lang)


def _field(field: str, lang: str) -> str:
    key, _, part = field.partition(".")
    of_stage = key in fields_of(FieldKind.SEATS, FieldKind.CLASSES)
    parts = (_titled(key, lang), named("stage", part, lang) if of_stage else _titled(part, lang))
    return " · ".join(each for each in parts if each)


def _titled(key: str, lang: str) -> str:
    """What a key of a school is called; a key of the file as it is where it is none."""
    title = field_title(key)
    return title[LANGUAGES.index(lang)] if title else named("school", key, lang)


def _value(change: Change, value: object, lang: str) -> str:
    """A written value as planners read it."""
    key = (change.field or change.subject).rpartition(".")[2]
    if isinstance(value, Unwritten):
        return say("diff.unwritten.acting", lang, value=_value(change, value.value, lang))
    if value is None:
        return say("diff.nothing" if _of_school(change) else "diff.unwritten", lang)
    if is_estate(change):
        return estate_value(change.field, value, lang) if change.field else " · ".join(estate_parts(value, lang))
    if isinstance(value, dict):
        opens, seats, *place = _parts(value, lang)
        return " · ".join(part for part in (*place, opens, seats) if part)
    if isinstance(value, tuple) and key == "convert":
        turns = (
            f"{year} {named('stage', one, lang)} → {named('stage', other, lang)} {seats or ''}"
            for year, one, other, seats in value
        )
        return ", ".join(turn.strip() for turn in turns)
    if isinstance(value, tuple) and key == "progress":
        return ", ".join(f"{day} {named('status', status, lang)}" for day, status, _ in value)
    if isinstance(value, bool):
        return (
            named(key, "yes" if value else "no", lang)
            if key == "must"
            else say_in_tables("yes" if value else "no", lang)
        )
    if isinstance(value, tuple) and key == "listed":
        return ", ".join(f"{area} {named('stage', stage, lang)}".strip() for area, stage in value)
    if isinstance(value, tuple):
        return "–".join(str(each) for each in value)
    parameter = parameter_of(change.subject) if change.kind == PARAMETER else None
    kind = parameter.kind if parameter else None
    if isinstance(value, int | float):
        if change.kind == PARAMETER and per_cent(change.subject):
            return f"{100 * value:,.10g}%"
        return str(value) if key in YEARS or kind == A_YEAR else f"{value:,.12g}"
    prefix = key if key in fields_of(FieldKind.NAME, FieldKind.CHOICE) else "basis"
    return named(kind.labels if isinstance(kind, OneOf) else prefix, str(value), lang)
