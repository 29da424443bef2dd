"""The answer first: a sentence for every stage, what they rest on, and one table of years and stages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from rich.cells import cell_len

from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.closing_words import closings_sheet
from xuewei.answers.gap.conclusion import Conclusion, cards_sheet
from xuewei.answers.gap.reliance import Omission
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.answers.gap.view import gap
from xuewei.answers.gap.words import say
from xuewei.language.shown import visible
from xuewei.language.words import named
from xuewei.language.words import say as label
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow, Peak
from xuewei.model.plan import opening_year
from xuewei.tables.notes import COLOURS, balance_words, head, notes, plan_title
from xuewei.tables.palette import BAD
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Late, Sheet, View, text_of

if TYPE_CHECKING:
    from xuewei.model.bands import DemandBands

SHOWN_AREAS = 3
"""Areas that are listed one by one; of more, only the worst."""
WORST = 20
"""Areas that the list of the worst has."""
WIDTH = 80
"""Columns of the screen that a table of years and stages fits."""
BETWEEN = 2
"""Columns of the screen between two columns of a table."""
Cell = str | tuple[str, str]
Titled = tuple[str, Sequence[Cell]]
"""A column's title and its cells."""


def answer(
    found: Assessment,
    rows: Sequence[BalanceRow],
    lang: str,
    bands: DemandBands | None = None,
    today: date | None = None,
) -> View:
    """What ``gap`` shows at first: what lies ahead of ``today`` (None: of the last year that is no forecast) in a
    sentence, what that rests on and what to do, then years × stages; of many areas, the worst and their shortages."""
    areas = list(dict.fromkeys(row.area for row in rows))
    told = Conclusion.of(found, rows, bands, today)
    sheets = opening(told, lang)
    if len(areas) > SHOWN_AREAS:
        sheets += [*_worst(told.ahead, lang), *_all_areas(rows, lang)]
    else:
        for area in areas:
            own = [row for row in rows if row.area == area]
            if len(areas) > 1:
                sheets.append(Sheet(area, [], [], stage_sentences(found, own, lang)))
            sheets += _years(own, say("years", lang, area=area), lang)
    return View(
        sheets,
        Late(lambda: [row.record() for row in rows]),
        head(found),
        [say("detail", lang), *notes(found, lang, told=rows)],
        heading=told.message(lang),
    )


def in_full(
    found: Assessment,
    rows: Sequence[BalanceRow],
    lang: str,
    bands: DemandBands | None,
    today: date | None = None,
) -> View:
    """The blocks of ``gap`` with their bands, what lies ahead before them, every project that something is to be done
    with behind them, and every closing that adds to a shortage."""
    told = Conclusion.of(found, rows, bands, today)
    view = gap(found, rows, lang, by_stage=True, bands=bands)

    def sheets() -> list[Sheet]:
        projects = [*told.projects(lang), *([omission_sheet(told.spare, found, lang)] if told.spare.schools else [])]
        return [*opening(told, lang), *view.sheets, *projects, *closings_sheet(told.taken, told.ahead, lang)]

    return replace(view, sheets=Late(sheets), head={**view.head, **told.record()}, heading=told.message(lang))


def opening(told: Conclusion, lang: str) -> list[Sheet]:
    """The plan's name with a card a stage and the years before, planned and delivered as a pair, what to do."""
    ahead, cards = told.ahead, cards_sheet(told.ahead, lang)
    several = len(ahead.areas)
    grades = grade_sentences(ahead.found, told.rows, lang) if several == 1 or several > SHOWN_AREAS else []
    options = [say("do.unmet.command", lang)] if any(each.turned for each in told.unmet) else []
    parts = {"pair.title": told.delivered(lang), "do.title": [*told.to_do(lang), *options]}
    return [
        replace(
            cards,
            title=heading(ahead.found, lang),
            notes=[*told.closings(lang), *grades, *cards.notes],
            quiet=[told.past(lang)] if ahead.past else [],
        ),
        *(Sheet(say(title, lang), [], [], sentences) for title, sentences in parts.items() if sentences),
    ]


def heading(found: Assessment, lang: str) -> str:
    """What the answer is about."""
    scenario = " + ".join(found.plan.scenarios)
    return say(
        "heading.scenario" if scenario else "heading", lang, plan=plan_title(found.plan, lang), scenario=scenario
    )


def stage_sentences(found: Assessment, rows: Sequence[BalanceRow], lang: str) -> list[str]:
    """The course of every stage of one area in a sentence; one more where it has seats enough and a grade is short."""
    sentences = []
    for course in found.peaks(rows):
        own = [row for row in rows if row.stage == course.stage]
        sentences += [_course(course, own, lang), *grade_sentences(found, own, lang)]
    return sentences


def _course(course: Peak, rows: Sequence[BalanceRow], lang: str) -> str:
    short = [row.year for row in rows if row.balance < 0]
    kind = "never" if not short else "once" if len(short) == 1 else "span"
    shortage = say(kind, lang, years=spans(short), worst=course.worst_year, n=-course.worst_balance)
    peak = say("peak", lang, year=course.peak_year, n=course.peak_demand)
    at_peak = next(row.balance for row in rows if row.year == course.peak_year)
    key = "emptying" if course.last_balance > max(at_peak, 0) else "last"
    last = say(key, lang, year=course.last_year, balance=balance_words(course.last_balance, lang))
    return say("course", lang, stage=named("stage", course.stage, lang), short=shortage, peak=peak, last=last)


def omission_sheet(found: Omission, assessment: Assessment, lang: str) -> Sheet:
    """Every project that could be left out, and how they were chosen."""
    stages = [stage.name for stage in assessment.stages if any(stage.name in each.seats for each in found.schools)]
    several = len(assessment.areas) > 1
    columns = [
        Column(label("name", lang)),
        *([Column(label("area", lang))] if several else []),
        Column(label("opens", lang), number=True),
        *(Column(named("stage", stage, lang), number=True) for stage in stages),
        Column(label("status", lang)),
    ]
    rows: list[list[Cell]] = [
        [
            school.name or school.id,
            *([school.area] if several else []),
            str(opening_year(school, assessment.plan)),
            *(f"{school.seats[stage]:,}" if stage in school.seats else "" for stage in stages),
            named("status", school.status, lang),
        ]
        for school in found.schools
    ]
    return Sheet(say("omit.title", lang), columns, rows, [say("omit.rule", lang, last=found.last)])


def _years(rows: Sequence[BalanceRow], title: str, lang: str) -> Iterator[Sheet]:
    """Years × stages of one area, in as many tables as the window asks for; figures stand below each other."""
    by_stage: dict[str, list[BalanceRow]] = {}
    for row in rows:
        by_stage.setdefault(row.stage, []).append(row)
    years = [str(year) for year in dict.fromkeys(row.year for row in rows)]
    columns = [(named("stage", stage, lang), _stage_cells(group, lang)) for stage, group in by_stage.items()]
    return split(title, label("year", lang), years, columns)


def _stage_cells(rows: Sequence[BalanceRow], lang: str) -> list[Cell]:
    figures = aligned([balance_words(row.balance, lang) for row in rows])
    return [
        (f"{figure} {named('warning', row.warning, lang)}", COLOURS[row.warning])
        for figure, row in zip(figures, rows, strict=True)
    ]


def aligned(texts: Sequence[str]) -> list[str]:
    """Texts set to the right in their own width."""
    width = max(cell_len(text) for text in texts)
    return [" " * (width - cell_len(text)) + text for text in texts]


def split(title: str, first: str, names: Sequence[str], columns: Sequence[Titled]) -> Iterator[Sheet]:
    """A table with a column of names, in parts that fit :data:`WIDTH`; no column is left out."""
    own = max(cell_len(visible(text)) for text in (first, *names))
    parts: list[list[Titled]] = []
    room = 0
    for column in columns:
        width = BETWEEN + max(cell_len(visible(text_of(text))) for text in (column[0], *column[1]))
        if not parts or room < width:
            parts.append([])
            room = WIDTH - own
        parts[-1].append(column)
        room -= width
    for part in parts:
        rows = [[name, *(cells[n] for _, cells in part)] for n, name in enumerate(names)]
        yield Sheet(title, [Column(first, rank=0), *(Column(each) for each, _ in part)], rows)


def _worst(ahead: Ahead, lang: str) -> Iterator[Sheet]:
    """The areas that are shortest in their tightest year ahead, by stage, and how many there are besides."""
    rows, key = ahead.rows, "urgent.over" if ahead.over else "urgent"
    courses: dict[str, dict[str, BalanceRow]] = {}
    for row in rows:
        own = courses.setdefault(row.area, {})
        if row.stage not in own or row.balance < own[row.stage].balance:
            own[row.stage] = row
    ordered = sorted(courses, key=lambda area: min(row.balance for row in courses[area].values()))
    shown, rest = ordered[:WORST], ordered[WORST:]
    columns: list[Titled] = []
    for stage in dict.fromkeys(row.stage for row in rows):
        tightest = [courses[area][stage] for area in shown]
        figures = aligned([balance_words(row.balance, lang) for row in tightest])
        cells: list[Cell] = [
            (say("urgent.cell", lang, balance=figure, year=row.year), COLOURS[row.warning])
            for figure, row in zip(figures, tightest, strict=True)
        ]
        columns.append((named("stage", stage, lang), cells))
    yield from split(say(key, lang, year=ahead.years[-1]), label("area", lang), shown, columns)
    if rest:
        short = sum(any(row.balance < 0 for row in courses[area].values()) for area in rest)
        yield Sheet(say(f"{key}.more", lang, n=len(rest), short=short), [], [])


def _all_areas(rows: Sequence[BalanceRow], lang: str) -> Iterator[Sheet]:
    """Shortages added up by year and stage, and how many areas have one."""
    sums: dict[str, dict[int, tuple[int, int]]] = {}
    for row in rows:
        seats, areas = sums.setdefault(row.stage, {}).get(row.year, (0, 0))
        sums[row.stage][row.year] = seats + max(-row.balance, 0), areas + (row.balance < 0)
    years = [str(year) for year in dict.fromkeys(row.year for row in rows)]
    columns: list[Titled] = []
    for stage, by_year in sums.items():
        cells = [say("all.cell", lang, n=n, areas=areas) if n else say("enough", lang) for n, areas in by_year.values()]
        reds = [BAD if n else "" for n, _ in by_year.values()]
        columns.append((named("stage", stage, lang), list(zip(aligned(cells), reds, strict=True))))
    return split(say("all", lang), label("year", lang), years, columns)
