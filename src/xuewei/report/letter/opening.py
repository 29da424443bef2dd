"""The first page: what comes in the years ahead, its picture and its table, and how old the data are."""

from __future__ import annotations

import calendar
import os
from collections.abc import Iterator, Sequence
from datetime import date

from xuewei.answers.gap.conclusion import Conclusion, cards_sheet
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.formats.provenance import provenance
from xuewei.model.assessment import Assessment
from xuewei.report.letter.draft import Draft
from xuewei.report.letter.stages import Pictures
from xuewei.report.letter.words import say
from xuewei.tables.people_notes import last_births, last_totals
from xuewei.tables.plain import plain
from xuewei.tables.text import in_a_row, spans
from xuewei.tables.view import Sheet
from xuewei.version import __version__

MOST_STAGES = 6
"""Stages that the picture of the first page has."""
SHOWN_DIGITS = 8
"""Figures of a digest that a sentence shows."""


def write_opening(draft: Draft, found: Conclusion, pictures: Pictures, beside: Sequence[str] = ()) -> None:
    """The message and the table that it is read from, with the age of the data; a picture of every stage, on the same
    page; closings that are part of what is short, and grades that are short though their stage is not; what it all
    rests on, the years before, and what to do, with what stands ``beside`` it."""
    lang, ahead = draft.lang, found.ahead
    message, title = found.message(lang), say("ahead", lang, years=spans(ahead.years))
    draft.text(message)
    sheet = cards_sheet(ahead, lang)
    draft.table(Sheet(title, sheet.columns, sheet.rows, [say("unit", lang), *sheet.notes, dates(ahead.found, lang)]))
    grades = [plain(each, lang) for each in (*found.closings(lang), *grade_sentences(ahead.found, found.rows, lang))]
    places = [(row.area, row.stage) for row in map(ahead.tightest, ahead.stages)][:MOST_STAGES]
    draft.picture(pictures.key(places), title, in_a_row([message, *grades], lang))
    for sentence in grades:
        draft.text(sentence)
    for sentence in found.delivered(lang):
        draft.text(sentence)
    if ahead.past:
        draft.text(found.past(lang), quiet=True)
    to_do = found.to_do(lang)
    if to_do:
        draft.heading(1, say("head.to_do", lang))
    for sentence in (*to_do, *beside):
        draft.text(plain(sentence, lang))


def dates(found: Assessment, lang: str) -> str:
    """How old the data are: the day of the census, the last years with residents, births and pupils, the day of the
    plan; and the program's version."""
    parts = say("dates.join", lang).join(_dates(found, lang))
    return say("dates", lang, parts=parts, version=say("version", lang, version=__version__))


def _dates(found: Assessment, lang: str) -> Iterator[str]:
    people, areas = found.population, found.projection.areas
    names = {each.area for each in areas}
    counted = max((row.date for row in people.census if row.area in names), default=None)
    if counted is not None:
        yield say("dates.census", lang, day=day_words(counted, lang))
    for key, year in (("totals", last_totals(areas)), ("births", last_births(areas))):
        if year:
            yield say(f"dates.{key}", lang, year=year)
    recorded = {how.record for how in found.demand.grounds.values() if how.record}
    pupils = max((row.year for row in people.enrolment if row.area in recorded), default=None)
    yield say("dates.pupils.none", lang) if pupils is None else say("dates.pupils", lang, year=pupils)
    written = str(found.plan.source.get("date", ""))
    yield say("dates.plan", lang, date=_written(written, lang)) if written else say("dates.plan.none", lang)


def _written(day: str, lang: str) -> str:
    """A date as a plan writes it, 2021-12 or 2021-12-30, as people do."""
    parts = day.split("-")
    if lang == "en" or not all(part.isdecimal() for part in parts):
        return day
    return "".join(f"{int(part)}{unit}" for part, unit in zip(parts, "年月日", strict=False))


def day_words(day: date, lang: str) -> str:
    """A day as GB/T 9704-2012 7.3.5.4 has it: figures, the year in full, no noughts before month and day.

    >>> day_words(date(2026, 1, 5), "zh")
    '2026年1月5日'
    """
    return say("day", lang, year=day.year, month=day.month, day=day.day, month_name=calendar.month_name[day.month])


def made(found: Assessment, lang: str) -> list[str]:
    """When and by what version the report was made, and of which plan; nothing where inputs are not noted."""
    known = provenance()
    if known is None:
        return []
    name = os.path.basename(found.plan.file)
    digests = [digest for file, digest in known.inputs.items() if os.path.basename(file.split(":")[-1]) == name]
    plan = say("made.plan", lang, digest=digests[0][:SHOWN_DIGITS]) if name and digests else ""
    day = day_words(known.made, lang)
    return [say("made", lang, version=known.version, day=day, n=len(known.inputs), plan=plan)]
