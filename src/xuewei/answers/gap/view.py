"""The table planners know: seats, demand and balance by stage and year, and the answer in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.language.words import named, say
from xuewei.model.assessment import CONTRACT, Assessment
from xuewei.model.balance import BAND_KEYS, BalanceRow, Peak, Total
from xuewei.tables.notes import COLOURS, balance_words, head, notes, plan_title
from xuewei.tables.palette import BAD
from xuewei.tables.view import Column, Late, Sheet, View

if TYPE_CHECKING:
    from xuewei.model.bands import DemandBands


NOTHING = "—"


def gap(
    assessment: Assessment, rows: Sequence[BalanceRow], lang: str, *, by_stage: bool, bands: DemandBands | None = None
) -> View:
    """The view of ``rows``: one table for one year, or one block per stage and area with its course in words; below
    each its ``bands``, where there are any."""
    several = len({row.area for row in rows}) > 1
    found = [(row, bands.band(row.year, row.area, row.stage) if bands else None) for row in rows]
    courses = Late(lambda: assessment.peaks(rows))
    sentences = notes(assessment, lang, rows)
    totals = assessment.totals(rows) if several else []
    last = [_totals(totals, lang)] if totals else []
    told: list[dict[str, object]] = [dict(vars(total)) for total in totals]
    if bands is not None:
        from xuewei.answers.gap import bands_view

        sentences += bands_view.gap_band_notes(bands, found, lang)
        if totals:
            of_totals, more, told = bands_view.of_totals(bands, totals, rows, lang)
            last += of_totals
            sentences += more
    banded = any(band for _, band in found)

    def sheets() -> list[Sheet]:
        own = _blocks(assessment, rows, courses, lang) if by_stage else [_one_year(assessment, rows, lang, several)]
        if bands is not None and banded:
            own = bands_view.with_bands(own, found, bands.banding.level, lang, by_stage=by_stage)
        return [*own, *last]

    def records() -> list[dict[str, object]]:
        without = dict.fromkeys(BAND_KEYS)
        return [{**row.record(), **(bands_view.band_record(row, band) if banded else without)} for row, band in found]

    columns = [*dict.fromkeys([*CONTRACT, *(rows[0].record() if rows else ()), *(BAND_KEYS if rows else ())])]
    extra: dict[str, object] = {"peaks": Late(lambda: [dict(vars(each)) for each in courses])}
    if bands is not None:
        extra["band"] = bands.banding.level
    if totals:
        extra["totals"] = told
    heading = plan_title(assessment.plan, lang)
    return View(Late(sheets), Late(records), {**head(assessment), **extra}, sentences, columns, heading=heading)


def _columns(first: str, lang: str, *, area: bool) -> list[Column]:
    names = {"seats": 4, "demand": 3, "balance": 1, "rate": 5}
    return [
        *([Column(say("area", lang), rank=0)] if area else []),
        Column(say(first, lang), rank=0),
        *(Column(say(name, lang), number=True, rank=rank) for name, rank in names.items()),
        Column(say("warning", lang), rank=2),
        Column(say("norm", lang), number=True, rank=7),
        Column(say("norm_schools", lang), number=True, rank=8),
        Column(say("usable_seats", lang), number=True, rank=6),
    ]


def _cells(row: BalanceRow, lang: str, no_norm: str = "") -> list[str | tuple[str, str]]:
    """A line of the table; ``no_norm`` stands where there is no norm band."""
    short = BAD if row.balance < 0 else ""
    norm = schools = no_norm
    if row.norm_low is not None and row.norm_high is not None and row.norm_position is not None:
        norm = f"{_ends(row.norm_low, row.norm_high)} {named('norm_position', row.norm_position, lang)}"
        schools = f"{row.schools_low:.0f}–{row.schools_high:.0f}"
        if row.schools_low == row.schools_high:
            schools = f"{row.schools_low:.0f}"
    return [
        f"{row.seats:,}",
        f"{row.demand:,}",
        (balance_words(row.balance, lang), short),
        "" if row.rate is None else f"{row.rate:.1%}",
        (named("warning", row.warning, lang), COLOURS[row.warning]),
        norm,
        schools,
        f"{row.usable_seats:,}",
    ]


def _ends(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _one_year(found: Assessment, rows: Sequence[BalanceRow], lang: str, several: bool) -> Sheet:
    uncounted = set(found.uncounted)
    cells = [
        [
            *([row.area] if several else []),
            named("stage", row.stage, lang),
            *_cells(row, lang, NOTHING if row.area in uncounted else ""),
        ]
        for row in rows
    ]
    title = say("gap.year", lang, year=rows[0].year) if rows else ""
    if rows and not several:
        title = f"{rows[0].area} · {title}"
    closing = [_close(row, lang, several=several) for row in rows if row.balance < 0]
    return Sheet(title, _columns("stage", lang, area=several), cells, [*closing, *grade_sentences(found, rows, lang)])


def _close(row: BalanceRow, lang: str, *, several: bool) -> str:
    """What would close a shortage, in classes and in schools of standard size; of ``several`` areas, whose it is."""
    stage = named("stage", row.stage, lang)
    of = say("gap.stage", lang, area=row.area, stage=stage) if several else stage
    schools = schools_short(row, lang)
    return say("gap.close", lang, stage=of, year=row.year, classes=row.classes_short, schools=schools)


def schools_short(row: BalanceRow, lang: str) -> str:
    """A shortage in schools of standard size; nothing where it is less than a tenth of one, or none is known."""
    return say("gap.close.schools", lang, schools=row.schools_short) if row.schools_short else ""


def _blocks(assessment: Assessment, rows: Sequence[BalanceRow], courses: Sequence[Peak], lang: str) -> list[Sheet]:
    sheets = []
    blocks: dict[tuple[str, str], list[BalanceRow]] = {}
    for row in rows:
        blocks.setdefault((row.area, row.stage), []).append(row)
    uncounted = set(assessment.uncounted)
    for course in courses:
        none = NOTHING if course.area in uncounted else ""
        cells = [[str(row.year), *_cells(row, lang, none)] for row in blocks[course.area, course.stage]]
        title = say("gap.stage", lang, area=course.area, stage=named("stage", course.stage, lang))
        sheets.append(Sheet(title, _columns("year", lang, area=False), cells, [course_words(course, lang)]))
    return sheets


def course_words(course: Peak, lang: str) -> str:
    """The answer of one stage in one sentence."""
    if course.first_short is None:
        short = say("gap.never", lang)
    elif course.first_short == course.last_short:
        short = say("gap.once", lang, first=course.first_short)
    else:
        short = say(
            "gap.span",
            lang,
            first=course.first_short,
            last=course.last_short,
            years=course.years_short,
            worst=course.worst_year,
            n=-course.worst_balance,
        )
    return say(
        "gap.course",
        lang,
        stage=named("stage", course.stage, lang),
        peak_year=course.peak_year,
        peak=course.peak_demand,
        short=short,
        last_year=course.last_year,
        last=balance_words(course.last_balance, lang),
    )


def _totals(totals: Sequence[Total], lang: str) -> Sheet:
    columns = [
        Column(say("stage", lang), rank=0),
        Column(say("year", lang), number=True, rank=0),
        *(Column(say(name, lang), number=True, rank=2) for name in ("seats", "demand")),
        *(Column(say(name, lang), number=True, rank=1) for name in ("netted", "need_only")),
    ]
    cells: list[list[str | tuple[str, str]]] = [
        [
            named("stage", total.stage, lang),
            str(total.year),
            f"{total.seats:,}",
            f"{total.demand:,}",
            balance_words(total.netted, lang),
            balance_words(total.need_only, lang) if total.need_only else say("not_short", lang),
        ]
        for total in totals
    ]
    return Sheet(say("gap.totals", lang), columns, cells, [say("note.totals", lang)])
