"""Every stage of a document: its course in words, its picture, and its balance year by year with bands."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.banding import Band
from xuewei.model.balance import BalanceRow, Peak
from xuewei.model.rounding import whole
from xuewei.show.gap import course_words, schools_short
from xuewei.show.gap_bands import band_warning
from xuewei.show.plan_notes import COLOURS, balance_words
from xuewei.show.report.contents import Report
from xuewei.show.report.letter.draft import Draft
from xuewei.show.report.letter.pictures import Pictures
from xuewei.show.report.sources import plan_source
from xuewei.show.spans import spans
from xuewei.show.view import Column, Sheet
from xuewei.words.labels import named
from xuewei.words.labels import say as label
from xuewei.words.letter import say

MOST_AREAS, SHOWN = 40, 3
"""Areas that a table lists, and those that are told year by year with a picture."""
MOST_SOURCES = 6
"""Sources that one footnote names."""
BAND_COLOURS = {"green": "green", "yellow": "yellow", "red": "red"}


def write_stages(draft: Draft, report: Report, pictures: Pictures) -> None:
    """A part for every stage; of several areas first all of them, then the worst year by year."""
    lang, rows = draft.lang, report.rows()
    draft.heading(1, say("head.stages", lang))
    for stage in report.stages:
        of_stage = [row for row in rows if row.stage == stage]
        courses = sorted(report.found.peaks(of_stage), key=lambda course: course.worst_balance)
        draft.heading(2, label(stage, lang))
        shown = courses[:SHOWN]
        if len(courses) > 1:
            _areas(draft, report, of_stage, courses, stage)
        for course in shown:
            if len(courses) > 1:
                draft.heading(3, course.area)
            _years(draft, report, [row for row in of_stage if row.area == course.area], course, pictures)


def _areas(draft: Draft, report: Report, rows: Sequence[BalanceRow], courses: Sequence[Peak], stage: str) -> None:
    """All areas of a stage, the worst first, and their totals."""
    lang = draft.lang
    short = sum(course.first_short is not None for course in courses)
    names = say("list", lang).join(course.area for course in courses[:SHOWN])
    key = "course.areas" if len(courses) <= MOST_AREAS else "course.many"
    draft.text(say(key, lang, n=len(courses), short=short, listed=MOST_AREAS, shown=names, stage=stage))
    name = label(stage, lang)
    draft.table(_area_sheet(rows, courses[:MOST_AREAS], say("table.areas", lang, stage=name), lang))
    totals = report.found.totals(rows)
    heads = ("year", "seats", "demand", "netted", "need_only")
    cells: list[list[str | tuple[str, str]]] = [
        [
            str(total.year),
            f"{total.seats:,}",
            f"{total.demand:,}",
            _signed(total.netted, lang),
            _signed(total.need_only, lang),
        ]
        for total in totals
    ]
    columns = [Column(label(head, lang), number=head != "year") for head in heads]
    notes = [say("unit", lang), label("note.totals", lang)]
    draft.table(Sheet(say("table.totals", lang, stage=name), columns, cells, notes))


def _area_sheet(rows: Sequence[BalanceRow], courses: Sequence[Peak], title: str, lang: str) -> Sheet:
    years: dict[str, list[int]] = {}
    for row in rows:
        if row.balance < 0:
            years.setdefault(row.area, []).append(row.year)
    cells: list[list[str | tuple[str, str]]] = []
    for course in courses:
        worst = say("in", lang, year=course.worst_year, balance=balance_words(course.worst_balance, lang))
        cells.append(
            [
                course.area,
                spans(years.get(course.area, ())) or say("never", lang),
                (worst, "red" if course.worst_balance < 0 else ""),
                say("in", lang, year=course.last_year, balance=balance_words(course.last_balance, lang)),
                say("peak", lang, year=course.peak_year, n=course.peak_demand),
            ]
        )
    heads = ("column.short", "column.worst", "column.end", "column.peak")
    columns = [Column(label("area", lang)), *(Column(say(head, lang), number=head != heads[0]) for head in heads)]
    return Sheet(title, columns, cells, [say("unit", lang)])


def _signed(balance: int, lang: str) -> tuple[str, str]:
    return balance_words(balance, lang), "red" if balance < 0 else ""


def _years(draft: Draft, report: Report, rows: Sequence[BalanceRow], course: Peak, pictures: Pictures) -> None:
    """One stage of one area: its course, its picture, its years."""
    lang, stage = draft.lang, label(course.stage, draft.lang)
    told = course_words(course, lang)
    worst = min(rows, key=lambda row: row.balance)
    close = [_close(worst, lang)] if worst.balance < 0 else []
    draft.text("".join([told, *([" "] if lang == "en" and close else []), *close]))
    cited = _cited(report, lang)
    title = say("picture.gap", lang, area=course.area, stage=stage)
    draft.picture(
        pictures.gap(course.area, course.stage), title, say("picture.told", lang, area=course.area, course=told), cited
    )
    title = say("table.years", lang, area=course.area, stage=stage)
    draft.table(_year_sheet(report, rows, title, lang), sources=cited)


def _close(row: BalanceRow, lang: str) -> str:
    return say("close", lang, year=row.year, classes=row.classes_short, schools=schools_short(row, lang))


def _cited(report: Report, lang: str) -> list[str]:
    """What the figures of a stage come from: the plan's document, and the people of its census areas."""
    plan = plan_source(report.found.plan)
    known = {row.source: None for row in report.found.population.census}
    people = say("list", lang).join(list(known)[:MOST_SOURCES])
    told = [say("source.of_plan", lang, source=plan)] if plan else []
    return [*told, *([say("source.of_people", lang, sources=people)] if people else [])]


def _year_sheet(report: Report, rows: Sequence[BalanceRow], title: str, lang: str) -> Sheet:
    """The balance year by year, with bands where any year has one."""
    bands = report.bands
    found = [bands.band(row.year, row.area, row.stage) if bands else None for row in rows]
    heads = ["seats", "demand", "balance", "rate", "warning"]
    columns = [Column(label("year", lang)), *(Column(label(head, lang), number=True) for head in heads[:-1])]
    columns.append(Column(label("warning", lang)))
    if bands and any(found):
        columns += [
            Column(say("column.band", lang, level=bands.banding.level), number=True),
            Column(say("column.least", lang), number=True),
            Column(say("column.most", lang), number=True),
            Column(say("band.warning", lang)),
        ]
    cells = []
    for row, band in zip(rows, found, strict=True):
        line: list[str | tuple[str, str]] = [
            str(row.year),
            f"{row.seats:,}",
            f"{row.demand:,}",
            _signed(row.balance, lang),
            "" if row.rate is None else f"{row.rate:.1%}",
            (named("warning", row.warning, lang), COLOURS[row.warning]),
        ]
        cells.append([*line, *(_band_cells(row, band, lang) if any(found) else [])])
    return Sheet(title, columns, cells, [say("unit", lang)])


def _band_cells(row: BalanceRow, band: Band | None, lang: str) -> list[str | tuple[str, str]]:
    if band is None:
        return ["—"] * 4
    low, high = whole(band.low), whole(band.high)
    alert = band_warning(row.seats, low, high)
    ends = say("ends", lang, low=low, high=high)
    least, most = row.seats - high, row.seats - low
    return [
        ends,
        (f"{least:+,}", "red" if least < 0 else ""),
        f"{most:+,}",
        (say(f"band.{alert}", lang), BAND_COLOURS[alert]),
    ]
