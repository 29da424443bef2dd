"""The answer in three sentences: what is short and when, what is left over or worst, and what it is measured from; in a
fourth, what may be short besides by the bands of demand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xuewei.answers.gap.words import say
from xuewei.language.words import named
from xuewei.language.words import say as label
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow, Peak
from xuewei.model.rounding import whole
from xuewei.tables.base_seats import base_words
from xuewei.tables.text import spans

if TYPE_CHECKING:
    from xuewei.model.bands import DemandBands


def summary(found: Assessment, years: Sequence[int], lang: str, bands: DemandBands | None = None) -> list[str]:
    """Three sentences on an assessment over some school years, numbers with their units; with ``bands`` one more where
    something may be short besides.

    >>> import xuewei
    >>> found = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    >>> summary(found, [2022, 2023], "zh")[0]
    '中心城区 2022–2023 学年：小学 2022 年缺 268 个学位；幼儿园、初中各年不缺。'
    """
    rows = found.rows(years)
    more = unsure(rows, bands, lang)
    if len(found.areas) == 1:
        return [_short(found, rows, lang), _spare(found, rows, lang), _peaks(found, rows, lang), *more]
    return [*over_areas(found, rows, lang), *more]


def over_areas(found: Assessment, rows: Sequence[BalanceRow], lang: str) -> tuple[str, str, str]:
    """Several areas: how many of those in ``rows`` are short, where most, and by how much all together."""
    return _areas(rows, lang), _worst(rows, lang), _together(found, rows, lang)


def unsure(rows: Sequence[BalanceRow], bands: DemandBands | None, lang: str) -> list[str]:
    """What has seats enough for the demand but not for the high end of its band: of one area when, by stage, of several
    how many that are short in no year. Nothing where there is nothing of it."""
    if bands is None:
        return []
    short = {(row.area, row.stage) for row in rows if row.balance < 0}
    several = len({row.area for row in rows}) > 1
    found: dict[str, list[tuple[int, BalanceRow]]] = {}
    for row in rows:
        band = bands.band(row.year, row.area, row.stage) if row.balance >= 0 else None
        least = row.seats - whole(band.high) if band else 0
        if least < 0 and not (several and (row.area, row.stage) in short):
            found.setdefault(row.stage, []).append((least, row))
    parts = []
    for stage, lines in found.items():
        least, worst = min(lines, key=lambda line: line[0])
        values = {"stage": named("stage", stage, lang), "worst": worst.year, "n": -least}
        if several:
            values |= {"areas": len({row.area for _, row in lines}), "area": worst.area}
        else:
            values["years"] = spans(row.year for _, row in lines)
        parts.append(say("answer.unsure.areas" if several else "answer.unsure.of", lang, **values))
    level = f"{bands.banding.level:.0%}"
    return [say("answer.unsure", lang, level=level, parts=say("answer.join", lang).join(parts))] if parts else []


def _stages(rows: Sequence[BalanceRow]) -> list[str]:
    return list(dict.fromkeys(row.stage for row in rows))


def _short(found: Assessment, rows: Sequence[BalanceRow], lang: str) -> str:
    """One area: when each stage is short and by how much at most."""
    courses = found.peaks(rows)
    parts = [_shortage(course, lang) for course in courses if course.first_short is not None]
    rest = [named("stage", course.stage, lang) for course in courses if course.first_short is None]
    if not parts:
        parts = [say("answer.none", lang)]
    elif rest:
        parts.append(say("answer.rest", lang, stages=say("answer.list", lang).join(rest)))
    return _over("answer.short", rows, lang, area=found.areas[0], parts=say("answer.join", lang).join(parts))


def _shortage(course: Peak, lang: str) -> str:
    stage = named("stage", course.stage, lang)
    if course.years_short == 1:
        return say("answer.once", lang, stage=stage, year=course.worst_year, n=-course.worst_balance)
    return say(
        "answer.span",
        lang,
        stage=stage,
        first=course.first_short,
        last=course.last_short,
        years=course.years_short,
        worst=course.worst_year,
        n=-course.worst_balance,
    )


def _spare(found: Assessment, rows: Sequence[BalanceRow], lang: str) -> str:
    """One area: the year in which each stage has most to spare."""
    parts = []
    for stage in found.stages:
        most = max((row for row in rows if row.stage == stage.name), key=lambda row: row.balance)
        if most.balance > 0:
            name = named("stage", stage.name, lang)
            parts.append(say("answer.most", lang, stage=name, year=most.year, n=most.balance))
    if not parts:
        return say("answer.no_spare", lang)
    return say("answer.spare", lang, parts=say("answer.join", lang).join(parts))


def _peaks(found: Assessment, rows: Sequence[BalanceRow], lang: str) -> str:
    """One area: when demand is highest, and what the balance is measured from."""
    parts = [
        say(
            "answer.peak.of",
            lang,
            stage=named("stage", course.stage, lang),
            year=course.peak_year,
            n=course.peak_demand,
        )
        for course in found.peaks(rows)
    ]
    return say("answer.peak", lang, parts=say("answer.join", lang).join(parts), base=_base(found, lang))


def _areas(rows: Sequence[BalanceRow], lang: str) -> str:
    """Several areas: how many are short in some year, by stage."""
    short = {(row.area, row.stage) for row in rows if row.balance < 0}
    areas, count = len({area for area, _ in short}), len({row.area for row in rows})
    if not areas:
        return _over("answer.areas.none", rows, lang, areas=count)
    counts = {stage: sum(name == stage for _, name in short) for stage in _stages(rows)}
    parts = [say("answer.areas.of", lang, stage=named("stage", stage, lang), n=n) for stage, n in counts.items()]
    return _over("answer.areas", rows, lang, areas=count, short=areas, parts=say("answer.list", lang).join(parts))


def _worst(rows: Sequence[BalanceRow], lang: str) -> str:
    """Several areas: the largest shortage of each stage and whose it is; without one, where it is tightest."""
    worst = [min((row for row in rows if row.stage == stage), key=lambda row: row.balance) for stage in _stages(rows)]
    short = sorted((row for row in worst if row.balance < 0), key=lambda row: row.balance)
    if short:
        parts = [say("answer.worst.of", lang, **_place(row, lang), n=-row.balance) for row in short]
        return say("answer.worst", lang, parts=say("answer.join", lang).join(parts))
    tightest = min(worst, key=lambda row: row.balance)
    left = tightest.balance
    balance = say("answer.tightest.spare", lang, n=left) if left else label("even", lang)
    return say("answer.tightest", lang, **_place(tightest, lang), balance=balance)


def _place(row: BalanceRow, lang: str) -> dict[str, object]:
    return {"area": row.area, "stage": named("stage", row.stage, lang), "year": row.year}


def _together(found: Assessment, rows: Sequence[BalanceRow], lang: str) -> str:
    """Several areas: the year in which their shortages add up to most, and what the balance is measured from."""
    totals, parts = found.totals(rows), []
    for stage in _stages(rows):
        most = min((total for total in totals if total.stage == stage), key=lambda total: total.need_only)
        if most.need_only < 0:
            name = named("stage", stage, lang)
            parts.append(say("answer.all.of", lang, stage=name, year=most.year, n=-most.need_only))
    joined = say("answer.join", lang).join(parts) or say("answer.all.none", lang)
    return say("answer.all", lang, parts=joined, base=_base(found, lang))


def _over(key: str, rows: Sequence[BalanceRow], lang: str, **values: object) -> str:
    return say(key, lang, years=spans(sorted({row.year for row in rows})), **values)


def _base(found: Assessment, lang: str) -> str:
    """What the balance is measured from."""
    return say("answer.join", lang).join(base_words(found, lang, "answer"))
