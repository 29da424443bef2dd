"""The first page: what comes in the years ahead, its picture and its table, and how old the data are."""

from __future__ import annotations

import calendar
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from xuewei.answers.gap.bands_view import ALERT_COLOURS, band_record
from xuewei.answers.gap.summary import summary
from xuewei.formats.provenance import provenance
from xuewei.model.assessment import Assessment
from xuewei.model.balance import GREEN, BalanceRow
from xuewei.model.calendar import school_year
from xuewei.report.contents import Report
from xuewei.report.letter.draft import Draft
from xuewei.report.letter.stages import Pictures
from xuewei.report.letter.words import named, say
from xuewei.tables.notes import COLOURS, balance_words
from xuewei.tables.palette import BAD
from xuewei.tables.people_notes import last_births, last_totals
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet
from xuewei.version import __version__

MOST_STAGES = 6
"""Stages that the picture of the first page has."""
SHOWN_DIGITS = 8
"""Figures of a digest that a sentence shows."""
Cell = str | tuple[str, str]


@dataclass(frozen=True, eq=False, repr=False)
class Ahead:
    """The school year ``now``, and the ``rows`` of the years after it; of a report whose years are all past, of all."""

    report: Report
    now: int
    rows: Sequence[BalanceRow]

    @classmethod
    def of(cls, report: Report) -> Ahead:
        """By the report's day; without one, by the last year whose demand is no forecast."""
        found, rows = report.found, report.rows()
        years = sorted({row.year for row in rows})
        if report.today is not None:
            now = school_year(report.today)
        else:
            now = min(found.known_to(area, stage) for area in found.areas for stage in report.stages)
        now = min(max(now, years[0]), years[-1])
        ahead = [row for row in rows if row.year > now]
        return cls(report, now, ahead or rows)

    @property
    def years(self) -> list[int]:
        """The years ahead, in order."""
        return sorted({row.year for row in self.rows})

    def tightest(self) -> list[BalanceRow]:
        """The lowest balance of every stage, youngest children first."""
        stages = dict.fromkeys(row.stage for row in self.rows)
        return [min((row for row in self.rows if row.stage == stage), key=lambda row: row.balance) for stage in stages]

    def ends(self, row: BalanceRow) -> Mapping[str, Any]:
        """The keys of a row's band; null without one."""
        return band_record(row, self.report.bands.band(row.year, row.area, row.stage) if self.report.bands else None)

    def reach(self, row: BalanceRow) -> tuple[int, int] | None:
        """The balance at the upper and at the lower end of the band of demand; None without a band."""
        ends = self.ends(row)
        return None if ends["balance_low"] is None else (ends["balance_low"], ends["balance_high"])

    def risks(self) -> list[tuple[BalanceRow, int]]:
        """Years that are short if demand is high, though not by the forecast, with the balance they then have."""
        reached = ((row, self.reach(row)) for row in self.rows if row.balance >= 0)
        return [(row, reach[0]) for row, reach in reached if reach is not None and reach[0] < 0]


def write_opening(draft: Draft, ahead: Ahead, condition: Sequence[str], pictures: Pictures) -> None:
    """The conclusion and the ``condition`` under which it holds, a picture of every stage and the table that both are
    read from."""
    report, lang = ahead.report, draft.lang
    for sentence in (*conclusion(ahead, lang), *condition):
        draft.text(sentence)
    places = [(row.area, row.stage) for row in ahead.tightest()[:MOST_STAGES]]
    title = say("ahead", lang, years=spans(ahead.years))
    words = " ".join(conclusion(ahead, lang))
    draft.picture(pictures.key(places, ahead.now), title, words)
    sheet = key_sheet(ahead, title, lang)
    draft.table(Sheet(sheet.title, sheet.columns, sheet.rows, [*sheet.notes, dates(report.found, lang)]))


def conclusion(ahead: Ahead, lang: str) -> list[str]:
    """What is short in the years ahead by the forecast, and what is if demand is high; past years are not in it. Which
    areas are tightest is left to the table below it."""
    found = ahead.report.found
    several = len(found.areas) > 1
    told = [summary(found, ahead.years, lang)[0]]
    risks: dict[str, list[tuple[BalanceRow, int]]] = {}
    for row, balance in ahead.risks():
        risks.setdefault(row.stage, []).append((row, balance))
    parts = []
    for stage, held in risks.items():
        worst, balance = min(held, key=lambda each: each[1])
        areas = {row.area for row, _ in held}
        values = {"stage": named("stage", stage, lang), "worst": worst.year}
        if several:
            parts.append(say("risk.of.areas", lang, n=len(areas), area=worst.area, most=-balance, **values))
        else:
            years = say("list", lang).join(spans(sorted(row.year for row, _ in held)).split(", "))
            parts.append(say("risk.of", lang, years=years, n=-balance, **values))
    if parts:
        return [*told, say("risk", lang, parts=say("join", lang).join(parts))]
    if any(ahead.reach(row) is None for row in ahead.rows):
        return told
    short = any(row.balance < 0 for row in ahead.rows)
    return [*told, say("risk.none.other" if short else "risk.none", lang)]


def key_sheet(ahead: Ahead, title: str, lang: str) -> Sheet:
    """A row for each stage: now, the tightest year ahead with its band and its alert, the last year; of several areas
    how many are short, the tightest of them, and the shortages of the last year together."""
    found, report = ahead.report.found, ahead.report
    several, last = len(found.areas) > 1, ahead.years[-1]
    tightest = ahead.tightest()
    banded = any(ahead.reach(row) for row in tightest)
    cells = [_key_row(ahead, row, several=several, banded=banded, lang=lang) for row in tightest]
    level = report.bands.banding.level if report.bands else 0
    columns = [
        Column(say("stage", lang)),
        *(
            [Column(say("column.short_areas", lang), number=True), Column(say("column.place", lang))]
            if several
            else [Column(say("column.now", lang, year=ahead.now), number=True)]
        ),
        Column(say("column.tightest", lang), number=True),
        *([Column(say("column.reach", lang, level=level), number=True)] if banded else []),
        Column(say("column.alert", lang)),
        *([] if several else [Column(say("column.now", lang, year=last), number=True)]),
    ]
    return Sheet(title, columns, cells, [say("unit", lang)])


def _key_row(ahead: Ahead, row: BalanceRow, *, several: bool, banded: bool, lang: str) -> list[Cell]:
    found = ahead.report.found
    own = [each for each in found.rows(ahead.report.years, [row.stage]) if several or each.area == row.area]
    at = {each.year: each for each in own}
    reach = ahead.reach(row)
    words, colour = named("warning", row.warning, lang), COLOURS[row.warning]
    alert = ahead.ends(row)["band_warning"]
    if row.balance >= 0 and alert not in (None, GREEN):
        words, colour = say(f"band.{alert}", lang), ALERT_COLOURS[alert]
    tight = say("in", lang, year=row.year, balance=balance_words(row.balance, lang))
    if several:
        short = {each.area for each in ahead.rows if each.stage == row.stage and each.balance < 0}
        first: list[Cell] = [say("of_areas", lang, n=len(short), all=len(found.areas)), row.area]
    else:
        first = [_balance(at.get(ahead.now), lang)]
    return [
        named("stage", row.stage, lang),
        *first,
        (tight, BAD if row.balance < 0 else ""),
        *([_reach_words(reach, lang)] if banded else []),
        (words, colour),
        *([] if several else [_balance(at.get(ahead.years[-1]), lang)]),
    ]


def _balance(row: BalanceRow | None, lang: str) -> Cell:
    if row is None:
        return "—"
    return balance_words(row.balance, lang), BAD if row.balance < 0 else ""


def _reach_words(reach: tuple[int, int] | None, lang: str) -> Cell:
    if reach is None:
        return "—"
    low, high = (balance_words(each, lang) for each in reach)
    return say("reach", lang, low=low, high=high), BAD if reach[0] < 0 else ""


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
