"""Every stage of a document: its course in words, its picture, its balance; and the list of schools."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from xuewei.answers.gap.answer_view import omission_sheet
from xuewei.answers.gap.bands_view import ALERT_COLOURS, band_values, total_bands, total_notes
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.answers.gap.view import course_words, schools_short
from xuewei.answers.gap.words import say as say_in_answer
from xuewei.charts.gap import key_gap, plain_gap
from xuewei.charts.paper import drawn, lettered
from xuewei.charts.scene import Scene, held_of
from xuewei.charts.words import say as say_in_chart
from xuewei.language.source_titles import titled
from xuewei.language.words import named
from xuewei.language.words import say as label
from xuewei.model.balance import BAND_KEYS, BalanceRow, Peak
from xuewei.model.plan import Plan, School
from xuewei.report.contents import Report
from xuewei.report.letter.draft import Draft
from xuewei.report.letter.tables import size_for
from xuewei.report.letter.words import say
from xuewei.report.sources import plan_source
from xuewei.tables.base_seats import opened
from xuewei.tables.notes import COLOURS, balance_words
from xuewei.tables.palette import BAD
from xuewei.tables.text import in_a_row, spans
from xuewei.tables.view import Column, Sheet

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_AREAS, SHOWN = 40, 3
"""Areas that a table lists, and those that are shown year by year with a picture."""
MOST_SOURCES = 6
"""Sources that one footnote names."""
DOTS = 220
"""Dots an inch of a picture: letters of 7 points stay sharp in print."""
MOST_SCHOOLS = 200
"""Schools that a document lists."""


class Pictures:
    """Draws the pictures of a report in a language, and keeps which characters no face had."""

    def __init__(self, report: Report, lang: str) -> None:
        self.report, self.lang = report, lang
        self.missing: set[str] = set()
        self.held = held_of(report.found)
        self.in_english = False

    def gap(self, area: str, stage: str) -> bytes:
        """Seats against demand of a stage of an area, as PNG."""
        report = self.report
        scene = Scene(report.found, [area], [stage], report.years, report.bands, self.held, report.today)
        return self._drawn(lambda lang: plain_gap(scene, lang))

    def key(self, places: Sequence[tuple[str, str]]) -> bytes:
        """Some stages of their areas side by side, as PNG."""
        report = self.report
        areas = [area for area, _ in places]
        scene = Scene(report.found, areas, report.stages, report.years, report.bands, self.held, report.today)
        return self._drawn(lambda lang: key_gap(scene, places, lang))

    def _drawn(self, draw: Callable[[str], Figure]) -> bytes:
        picture = lettered(draw, self.lang)
        self.in_english |= picture.lang != self.lang
        self.missing |= picture.missing
        return drawn(picture.figure, ".png", DOTS)

    def remarks(self) -> list[str]:
        """What a reader should know of the letters in the pictures."""
        if self.in_english:
            return [say_in_chart("english", self.lang)]
        return [say_in_chart("lacking", self.lang, found=" ".join(sorted(self.missing)))] if self.missing else []


def write_schools(draft: Draft, report: Report, told: Conclusion) -> None:
    """Every school with its years and seats, and the plan's source; then those that something is to be done with."""
    lang, plan = draft.lang, report.found.plan
    if not plan.schools:
        draft.text(say("schools.empty", lang))
        return
    source = plan_source(plan, lang)
    cancelled = sum(school.cancelled for school in plan.schools)
    key = "schools.lead" if cancelled else "schools.lead.none"
    cited = [say("source.of_plan", lang, source=source)] if source else []
    draft.text(say(key, lang, n=len(plan.schools), cancelled=cancelled), cited)
    draft.table(_sheet(plan, report.stages, draft))
    spare = [omission_sheet(told.spare, report.found, lang)] if told.spare.schools else []
    for sheet in (*told.projects(lang), *spare):
        draft.table(replace(sheet, rows=sheet.rows[:MOST_SCHOOLS]))


def _sheet(plan: Plan, stages: list[str], draft: Draft) -> Sheet:
    """The list with a column for each stage, or with one for all seats where so many have no room."""
    wide, room = _list(plan, stages, draft.lang, apart=True), draft.template.room
    fits = size_for(wide.columns, wide.rows, room=room) in room.sizes[:2]
    return wide if fits else _list(plan, stages, draft.lang, apart=False)


def _course(school: School, plan: Plan, lang: str) -> str:
    """When a school opens, and when it closes."""
    since = opened(school, plan, lang)
    return since if school.closes is None else say("schools.closes", lang, opens=since, year=school.closes)


def _list(plan: Plan, stages: list[str], lang: str, *, apart: bool) -> Sheet:
    several = len({school.area for school in plan.schools}) > 1
    founded = any(school.founder for school in plan.schools)
    places = stages if apart else ["seats"]
    heads = ["type", *(["area"] if several else []), "planned", "opens", *places, *(["founder"] if founded else [])]
    numbers = {"planned", "opens", *stages}
    names = {stage: named("stage", stage, lang) for stage in stages} | {"seats": say("column.seats", lang)}
    columns = [
        Column(say("column.number", lang), number=True),
        Column(say("column.school", lang)),
        *(Column(names.get(head) or label(head, lang), number=head in numbers) for head in [*heads, "status", "basis"]),
    ]
    rows = []
    for n, school in enumerate(plan.schools[:MOST_SCHOOLS], start=1):
        cells = {
            "type": named("type", school.type, lang),
            "area": school.area,
            "planned": str(school.planned or ""),
            "opens": _course(school, plan, lang),
            **{stage: f"{n:,}" if n else "" for stage in stages for n in (_added(school, stage),)},
            "seats": _seats({stage: _added(school, stage) for stage in stages}, lang),
            "founder": named("founder", school.founder, lang) if school.founder else "",
        }
        basis = school.basis.get("seats", "")
        ends = [named("status", school.status, lang), named("basis", basis, lang) if basis else ""]
        rows.append([str(n), school.name or school.id, *(cells[head] for head in heads), *ends])
    counted = [school for school in plan.schools if not school.cancelled]
    added = {stage: sum(_added(school, stage) for school in counted) for stage in stages}
    sums = {**{stage: f"{n:,}" for stage, n in added.items()}, "seats": _seats(added, lang)}
    rows.append(["", label("total", lang), *(sums.get(head, "") for head in heads), "", ""])
    some = [say("schools.some", lang, most=MOST_SCHOOLS)] if len(plan.schools) > MOST_SCHOOLS else []
    rule = [] if plan.delivery else [label("ledger.rule", lang, lag=plan.opening_lag)]
    return Sheet(say("schools.title", lang), columns, rows, [*rule, *some])


def _added(school: School, stage: str) -> int:
    return school.seats.get(stage, 0) - school.removes.get(stage, 0)


def _seats(seats: Mapping[str, int], lang: str) -> str:
    """Seats by stage in a line."""
    parts = (say("seats.of", lang, stage=named("stage", stage, lang), n=n) for stage, n in seats.items() if n)
    return say("list", lang).join(parts)


def write_stages(draft: Draft, report: Report, pictures: Pictures) -> None:
    """A part for every stage; of several areas first all of them, then the worst year by year."""
    lang, rows = draft.lang, report.rows()
    for stage in report.stages:
        of_stage = [row for row in rows if row.stage == stage]
        courses = sorted(report.found.peaks(of_stage), key=lambda course: course.worst_balance)
        draft.heading(1, named("stage", stage, lang))
        shown = courses[:SHOWN]
        if len(courses) > 1:
            _areas(draft, report, of_stage, courses, stage)
        for course in shown:
            if len(courses) > 1:
                draft.heading(2, course.area)
            _years(draft, report, [row for row in of_stage if row.area == course.area], course, pictures)


def _areas(draft: Draft, report: Report, rows: Sequence[BalanceRow], courses: Sequence[Peak], stage: str) -> None:
    """All areas of a stage, the worst first, and their totals."""
    lang = draft.lang
    short = sum(course.first_short is not None for course in courses)
    names = say("list", lang).join(course.area for course in courses[:SHOWN])
    key = "course.areas" if len(courses) <= MOST_AREAS else "course.many"
    draft.text(say(key, lang, n=len(courses), short=short, listed=MOST_AREAS, shown=names))
    name = named("stage", stage, lang)
    draft.table(_area_sheet(rows, courses[:MOST_AREAS], say("table.areas", lang, stage=name), lang))
    draft.table(_total_sheet(report, rows, say("table.totals", lang, stage=name), lang))


def _total_sheet(report: Report, rows: Sequence[BalanceRow], title: str, lang: str) -> Sheet:
    """All areas of a stage together by year, with the bands of these sums where any has one."""
    totals, areas, bands = report.found.totals(rows), list(dict.fromkeys(row.area for row in rows)), report.bands
    found = total_bands(bands, totals, areas) if bands else [None] * len(totals)
    heads = ("year", "seats", "demand", "netted", "need_only")
    columns = [Column(label(head, lang), number=head != "year") for head in heads]
    notes = [say("unit", lang), label("note.totals", lang)]
    if bands and any(found):
        columns += _band_columns(bands.banding.level, lang)
        notes += total_notes(bands, totals, found, areas, lang)
    cells: list[list[str | tuple[str, str]]] = []
    for total, band in zip(totals, found, strict=True):
        line: list[str | tuple[str, str]] = [str(total.year), f"{total.seats:,}", f"{total.demand:,}"]
        ends = _band_cells(band_values(total.seats, band), lang) if any(found) else []
        cells.append([*line, _signed(total.netted, lang), _needed(total.need_only, lang), *ends])
    return Sheet(title, columns, cells, notes)


def _band_columns(level: float, lang: str) -> list[Column]:
    """The columns of bands in tables by year."""
    return [
        Column(say("band.demand", lang, level=level), number=True),
        Column(say("band.balance.low", lang), number=True),
        Column(say("band.balance.high", lang), number=True),
        Column(say("band.warning", lang)),
    ]


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
                (worst, BAD if course.worst_balance < 0 else ""),
                say("in", lang, year=course.last_year, balance=balance_words(course.last_balance, lang)),
                say("peak", lang, year=course.peak_year, n=course.peak_demand),
            ]
        )
    heads = ("column.short", "column.worst", "column.end", "column.peak")
    columns = [Column(label("area", lang)), *(Column(say(head, lang), number=head != heads[0]) for head in heads)]
    return Sheet(title, columns, cells, [say("unit", lang)])


def _signed(balance: int, lang: str) -> tuple[str, str]:
    return balance_words(balance, lang), BAD if balance < 0 else ""


def _needed(need_only: int, lang: str) -> tuple[str, str]:
    """Shortages added up without what is to spare elsewhere: nobody is short where they are nothing."""
    return _signed(need_only, lang) if need_only else (say_in_answer("enough", lang), "")


def _years(draft: Draft, report: Report, rows: Sequence[BalanceRow], course: Peak, pictures: Pictures) -> None:
    """One stage of one area: its course, its picture, its years."""
    lang, stage = draft.lang, named("stage", course.stage, draft.lang)
    sentence = course_words(course, lang)
    worst = min(rows, key=lambda row: row.balance)
    close = [_close(worst, lang)] if worst.balance < 0 else []
    draft.text(in_a_row([sentence, *close], lang))
    cited = _cited(report, lang)
    title = say("picture.gap", lang, area=course.area, stage=stage)
    draft.picture(
        pictures.gap(course.area, course.stage),
        title,
        say("picture.told", lang, area=course.area, course=sentence),
        cited,
    )
    title = say("table.years", lang, area=course.area, stage=stage)
    draft.table(_year_sheet(report, rows, title, lang), sources=cited)


def _close(row: BalanceRow, lang: str) -> str:
    return say("close", lang, year=row.year, classes=row.classes_short, schools=schools_short(row, lang))


def _cited(report: Report, lang: str) -> list[str]:
    """What the figures of a stage come from: the plan's document, and the people of its census areas."""
    plan = plan_source(report.found.plan, lang)
    people = report.found.population
    known = {row.source: None for row in people.census}
    known = known or {row.source: None for table in (people.enrolment, people.given, people.births) for row in table}
    sources = say("list", lang).join(titled(each, lang) for each in list(known)[:MOST_SOURCES])
    cited = [say("source.of_plan", lang, source=plan)] if plan else []
    return [*cited, *([say("source.of_people", lang, sources=sources)] if sources else [])]


def _year_sheet(report: Report, rows: Sequence[BalanceRow], title: str, lang: str) -> Sheet:
    """The balance year by year, with bands where any year has one."""
    bands = report.bands
    found = [bands.band(row.year, row.area, row.stage) if bands else None for row in rows]
    heads = ["seats", "demand", "balance", "rate", "warning"]
    columns = [Column(label("year", lang)), *(Column(label(head, lang), number=True) for head in heads[:-1])]
    columns.append(Column(label("warning", lang)))
    if bands and any(found):
        columns += _band_columns(bands.banding.level, lang)
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
        cells.append([*line, *(_band_cells(band_values(row.seats, band), lang) if any(found) else [])])
    return Sheet(title, columns, cells, [say("unit", lang)])


def _band_cells(ends: Mapping[str, Any], lang: str) -> list[str | tuple[str, str]]:
    """The columns of a band, by its keys."""
    low, high, least, most, alert = (ends[key] for key in BAND_KEYS[:5])
    if alert is None:
        return ["—"] * 4
    return [
        say("ends", lang, low=low, high=high),
        _signed(least, lang),
        _signed(most, lang),
        (say(f"band.{alert}", lang), ALERT_COLOURS[alert]),
    ]
