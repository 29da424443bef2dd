"""The answer first: a sentence for every stage, what they rest on, and one table of years and stages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from rich.cells import cell_len

from xuewei.answers.gap.reliance import Omission, Reliance, omission, reliance
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.answers.gap.summary import over_areas, unsure
from xuewei.answers.gap.view import gap
from xuewei.answers.gap.words import say
from xuewei.language.shown import visible
from xuewei.language.words import named
from xuewei.language.words import say as label
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow, Peak
from xuewei.model.plan import School, opening_year
from xuewei.tables.base_seats import years_told
from xuewei.tables.notes import COLOURS, balance_words, head, notes, plan_title
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View, text_of

if TYPE_CHECKING:
    from xuewei.model.bands import DemandBands

SHOWN_AREAS = 3
"""Areas that are listed one by one; of more, only the worst."""
WORST = 20
"""Areas that the list of the worst has."""
NAMED = 3
"""Projects that a sentence names."""
WIDTH = 80
"""Columns of the screen that a table of years and stages fits."""
BETWEEN = 2
"""Columns of the screen between two columns of a table."""
Cell = str | tuple[str, str]
Titled = tuple[str, Sequence[Cell]]
"""A column's title and its cells."""


@dataclass(frozen=True, eq=False, repr=False)
class Resting:
    """What an answer rests on (None: nothing to say), and which projects could be left out."""

    both: Reliance | None
    spare: Omission

    @classmethod
    def of(cls, found: Assessment, rows: Sequence[BalanceRow]) -> Resting:
        """Of the areas and stages in ``rows``."""
        areas, stages = list(dict.fromkeys(row.area for row in rows)), list(dict.fromkeys(row.stage for row in rows))
        return cls(reliance(found, stages, areas), omission(found, areas))

    def sentences(self, found: Assessment, lang: str) -> list[str]:
        """In words; nothing where there is nothing to say."""
        return [
            *(reliance_sentences(self.both, found, lang) if self.both else []),
            *([omission_sentence(self.spare, lang)] if self.spare.schools else []),
        ]

    def record(self) -> dict[str, object]:
        """For machines: both readings, and the ids of what could be left out."""
        both = None
        if self.both is not None:
            both = {**vars(self.both), "day": self.both.day.isoformat(), "begun": [each.id for each in self.both.begun]}
        return {"rests_on": both, "could_be_left_out": [each.id for each in self.spare.schools]}


def answer(found: Assessment, rows: Sequence[BalanceRow], lang: str) -> View:
    """What ``gap`` shows at first: sentences, then years × stages; of many areas, the worst and their shortages."""
    areas = list(dict.fromkeys(row.area for row in rows))
    sheets = [opening(found, rows, Resting.of(found, rows), lang)]
    if len(areas) > SHOWN_AREAS:
        sheets += [*_worst(rows, lang), *_all_areas(rows, lang)]
    else:
        for area in areas:
            own = [row for row in rows if row.area == area]
            if len(areas) > 1:
                sheets.append(Sheet(area, [], [], stage_sentences(found, own, lang)))
            sheets += _years(own, say("years", lang, area=area), lang)
    return View(
        sheets, [row.record() for row in rows], head(found), [say("detail", lang), *notes(found, lang, told=rows)]
    )


def in_full(found: Assessment, rows: Sequence[BalanceRow], lang: str, bands: DemandBands | None) -> View:
    """The blocks of ``gap`` with their bands, the answer in words before them, what could be left out behind them."""
    view, resting = gap(found, rows, lang, by_stage=True, bands=bands), Resting.of(found, rows)
    spare = [omission_sheet(resting.spare, found, lang)] if resting.spare.schools else []
    sheets = [opening(found, rows, resting, lang, bands), *view.sheets, *spare]
    return replace(view, sheets=sheets, head={**view.head, **resting.record()}, heading="")


def opening(
    found: Assessment, rows: Sequence[BalanceRow], resting: Resting, lang: str, bands: DemandBands | None = None
) -> Sheet:
    """The heading and the answer in words: what is short and when, what may be by its ``bands``, what that rests on,
    what could be left out."""
    several, years = len({row.area for row in rows}) > 1, {row.year for row in rows}
    sentences = list(over_areas(found, rows, lang)) if several else stage_sentences(found, rows, lang)
    if several and len({row.area for row in rows}) > SHOWN_AREAS:
        sentences += grade_sentences(found, rows, lang)
    elif not several:
        sentences[:0] = years_told(years, found.known, lang)
    sentences += unsure(rows, bands, lang)
    rest = resting.sentences(found, lang)
    if rest:
        rest[int(resting.both is not None) : 0] = years_told(years, found.known, lang, "years.whole")
    return Sheet(heading(found, lang), [], [], [*sentences, *rest])


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


def reliance_sentences(found: Reliance, assessment: Assessment, lang: str) -> list[str]:
    """Both readings: every project as planned, and only those that are known to be in use."""
    rests = "rests.one" if found.projects == 1 else "rests"
    known = say(f"{rests}.some" if found.known else f"{rests}.none", lang, n=found.known)
    condition = say("without.some" if found.counted else "without.none", lang, day=found.day, n=found.counted)
    short = found.shorter()
    first, last = assessment.plan.years
    if not short:
        sentence = say("without.enough", lang, condition=condition, first=first, last=last)
    else:
        parts = partial(_parts, stages=short, lang=lang)
        begun = ""
        if found.begun:
            names = _names(found.begun, lang)
            begun = say("begun", lang, n=len(found.begun), names=names, parts=parts(found.with_begun))
        sentence = say(
            "without",
            lang,
            condition=condition,
            year=found.year,
            parts=parts(found.delivered),
            planned=parts(found.planned),
            begun=begun,
        )
    stated = say(f"{rests}.stated", lang, n=found.stated) if found.stated else ""
    return [say(rests, lang, n=found.projects, known=known, stated=stated), sentence]


def _parts(balances: dict[str, int], *, stages: Sequence[str], lang: str) -> str:
    """Balances of some stages in words."""
    return say("list", lang).join(
        say(
            "of",
            lang,
            stage=named("stage", stage, lang),
            balance=balance_words(balances[stage], lang) if balances[stage] else say("enough", lang),
        )
        for stage in stages
    )


def _names(schools: Sequence[School], lang: str) -> str:
    named_ = say("list", lang).join(school.name or school.id for school in schools[:NAMED])
    return say("more", lang, names=named_) if len(schools) > NAMED else named_


def omission_sentence(found: Omission, lang: str) -> str:
    """Which projects could be left out, the first few by name."""
    return say(
        "omit",
        lang,
        candidates=found.candidates,
        n=len(found.schools),
        last=found.last,
        names=_names(found.schools, lang),
        seats=sum(sum(school.seats.values()) for school in found.schools),
        unknown=say("omit.unknown", lang, n=found.unknown) if found.unknown else "",
    )


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


def _worst(rows: Sequence[BalanceRow], lang: str) -> Iterator[Sheet]:
    """The areas that are shortest in their tightest year, by stage, and how many there are besides."""
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
    yield from split(say("urgent", lang), label("area", lang), shown, columns)
    if rest:
        short = sum(any(row.balance < 0 for row in courses[area].values()) for area in rest)
        yield Sheet(say("urgent.more", lang, n=len(rest), short=short), [], [])


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
        reds = ["red" if n else "" for n, _ in by_year.values()]
        columns.append((named("stage", stage, lang), list(zip(aligned(cells), reds, strict=True))))
    return split(say("all", lang), label("year", lang), years, columns)
