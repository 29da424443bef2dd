"""Demand of a plan and its balance at the ends of their bands, and the warning that follows. Low is the smaller number:
the lowest balance is that at the highest demand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from xuewei.language.words import named
from xuewei.language.words import say as say_label
from xuewei.model.balance import BAND_KEYS, GREEN, RED, YELLOW, BalanceRow, Total
from xuewei.model.bands import Band, DemandBands
from xuewei.model.rounding import whole
from xuewei.model.shortages import Shortages
from xuewei.tables.band_notes import band_notes, whence, without_band_notes
from xuewei.tables.palette import BAD, LEVELS
from xuewei.tables.people_notes import some_of
from xuewei.tables.view import Column, Sheet
from xuewei.tables.words import say as say_in_tables

ALERT_COLOURS = {name: LEVELS[name].terminal for name in (GREEN, YELLOW, RED)}
Cell = str | tuple[str, str]
Banded = Sequence[tuple[BalanceRow, Band | None]]
"""Rows with their bands."""


def band_record(row: BalanceRow, band: Band | None) -> dict[str, object]:
    """The keys of a row's band; null where there is none."""
    return band_values(row.seats, band)


def band_values(seats: int, band: Band | None) -> dict[str, Any]:
    """The same of so many seats, whoever shows them: on the screen, in a document, a page, a workbook or a chart."""
    if band is None:
        return dict.fromkeys(BAND_KEYS)
    low, high = whole(band.low), whole(band.high)
    values = (low, high, seats - high, seats - low, band_warning(seats, low, high))
    return {**dict(zip(BAND_KEYS[:5], values, strict=True)), **whence(band)}


def band_warning(seats: int, low: int, high: int) -> str:
    """Red where even the low demand is short of seats, yellow where the high one is, else green.

    >>> band_warning(100, 101, 120), band_warning(100, 90, 101), band_warning(100, 90, 100)
    ('red', 'yellow', 'green')
    """
    return RED if seats < low else YELLOW if seats < high else GREEN


def with_bands(sheets: Sequence[Sheet], found: Banded, level: float, lang: str, *, by_stage: bool) -> list[Sheet]:
    """The tables of ``gap``, one for each stage and area (``by_stage``) or one of a single year, each with that of its
    bands below it."""
    known = [(row, band) for row, band in found if band is not None]
    if not by_stage:
        several = len({row.area for row, _ in found}) > 1
        names = [
            f"{row.area} {named('stage', row.stage, lang)}" if several else named("stage", row.stage, lang)
            for row, _ in known
        ]
        return [*sheets, _sheet(sheets[0].title, "stage", names, known, level, lang)]
    groups: dict[tuple[str, str], list[tuple[BalanceRow, Band]]] = {(row.area, row.stage): [] for row, _ in found}
    for row, band in known:
        groups[row.area, row.stage].append((row, band))
    both: list[Sheet] = []
    for sheet, part in zip(sheets, groups.values(), strict=True):
        both.append(sheet)
        if part:
            both.append(_sheet(sheet.title, "year", [str(row.year) for row, _ in part], part, level, lang))
    return both


def of_totals(
    bands: DemandBands, totals: Sequence[Total], rows: Sequence[BalanceRow], lang: str
) -> tuple[list[Sheet], list[str], list[dict[str, object]]]:
    """What totals over the areas of ``rows`` have of ``bands``: tables, notes, and the totals for machines."""
    areas, level = list(dict.fromkeys(row.area for row in rows)), bands.banding.level
    found, at_once = total_bands(bands, totals, areas), total_shortages(bands, totals, rows)
    sheets = [*totals_sheet(totals, found, level, lang), *shortages_sheet(totals, at_once, rows, level, lang)]
    records = [total_record(*each) for each in zip(totals, found, at_once, strict=True)]
    return sheets, total_notes(bands, totals, found, areas, lang), records


def total_bands(bands: DemandBands, totals: Sequence[Total], areas: Sequence[str]) -> list[Band | None]:
    """The band of each total over ``areas``."""
    return [bands.together(total.year, total.stage, areas) for total in totals]


def total_shortages(bands: DemandBands, totals: Sequence[Total], rows: Sequence[BalanceRow]) -> list[Shortages | None]:
    """How many areas of ``rows``, and how many seats, may be short at once, of each total."""
    seats: dict[tuple[int, str], dict[str, float]] = {}
    for row in rows:
        seats.setdefault((row.year, row.stage), {})[row.area] = row.seats
    return [bands.shortages(total.year, total.stage, seats[total.year, total.stage]) for total in totals]


def total_record(total: Total, band: Band | None, short: Shortages | None) -> dict[str, object]:
    """A total with the keys of its band, those of a row, and how many areas and seats may be short at once; the balance
    is netted."""
    (fewest, most), (least, largest) = (short.areas, short.missing) if short else ((None, None), (None, None))
    counts = {"areas_short_low": fewest, "areas_short_high": most}
    lacking = {
        "need_only_low": None if largest is None else -largest,
        "need_only_high": None if least is None else -least,
    }
    return {**asdict(total), **band_values(total.seats, band), **counts, **lacking}


def shortages_sheet(
    totals: Sequence[Total], found: Sequence[Shortages | None], rows: Sequence[BalanceRow], level: float, lang: str
) -> list[Sheet]:
    """A table of how many areas, and how many seats, may be short at once, of years in which any may be."""
    short: dict[tuple[int, str], int] = {}
    for row in rows:
        short[row.year, row.stage] = short.get((row.year, row.stage), 0) + (row.balance < 0)
    heads = ("areas.short", "areas.short.band", "missing", "missing.band")
    columns = [
        Column(say_label("stage", lang), rank=0),
        Column(say_label("year", lang), number=True, rank=0),
        *(Column(say_in_tables(f"total.{each}", lang), number=True, rank=1 + n % 2) for n, each in enumerate(heads)),
    ]
    cells: list[list[Cell]] = [
        [
            named("stage", total.stage, lang),
            str(total.year),
            f"{short[total.year, total.stage]:,}",
            _from_to(*each.areas),
            f"{-total.need_only:,}",
            _from_to(*each.missing),
        ]
        for total, each in zip(totals, found, strict=True)
        if each is not None and (each.missing[1] or total.need_only)
    ]
    note = say_in_tables("note.total.short", lang)
    return [Sheet(say_in_tables("total.short", lang, level=level), columns, cells, [note])] if cells else []


def _from_to(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def totals_sheet(totals: Sequence[Total], found: Sequence[Band | None], level: float, lang: str) -> list[Sheet]:
    """A table of the bands of totals over areas; none where no total has one."""
    known = [(total, band) for total, band in zip(totals, found, strict=True) if band is not None]
    if not known:
        return []
    sheet = _sheet(say_label("gap.totals", lang), "year", [str(total.year) for total, _ in known], known, level, lang)
    stages = [named("stage", total.stage, lang) for total, _ in known]
    columns = [Column(say_label("stage", lang), rank=0), *sheet.columns]
    cells = [[stage, *row] for stage, row in zip(stages, sheet.rows, strict=True)]
    return [replace(sheet, columns=columns, rows=cells)]


def total_notes(
    bands: DemandBands, totals: Sequence[Total], found: Sequence[Band | None], areas: Sequence[str], lang: str
) -> list[str]:
    """What the bands of totals are made of, and which stages have none for want of that of some areas."""
    notes = [say_in_tables("note.band.total", lang)] if any(found) else []
    without: dict[str, dict[str, None]] = {}
    for total, band in zip(totals, found, strict=True):
        if band is None:
            for area in bands.unbanded(total.year, total.stage, areas):
                without.setdefault(total.stage, {})[area] = None
    for stage, names in without.items():
        shown = some_of([*names], lang)
        notes.append(say_in_tables("note.band.total.without", lang, stage=named("stage", stage, lang), areas=shown))
    return notes


def _sheet(
    title: str,
    first: str,
    names: Sequence[str],
    rows: Sequence[tuple[BalanceRow | Total, Band]],
    level: float,
    lang: str,
) -> Sheet:
    """A table of bands; ``names`` stand in the column ``first``."""
    heads = {"low": 5, "middle": 4, "high": 5, "balance.low": 2, "balance.middle": 3, "balance.high": 2, "warning": 1}
    columns = [Column(say_in_tables(f"band.{head}", lang), number=True, rank=rank) for head, rank in heads.items()]
    columns.insert(0, Column(say_label(first, lang), rank=0))
    alerts = {each: (say_in_tables(f"band.{each}", lang), colour) for each, colour in ALERT_COLOURS.items()}
    cells: list[list[Cell]] = []
    for name, (row, band) in zip(names, rows, strict=True):
        ends_of = band_values(row.seats, band)
        low, high, least, most, alert = (ends_of[key] for key in BAND_KEYS[:5])
        balances = _signed(least), _signed(row.seats - row.demand), _signed(most)
        cells.append([name, f"{low:,}", f"{row.demand:,}", f"{high:,}", *balances, alerts[alert]])
    return Sheet(say_in_tables("band.title", lang, title=title, level=level), columns, cells)


def _signed(balance: int) -> Cell:
    return f"{balance:+,}", BAD if balance < 0 else ""


def gap_band_notes(bands: DemandBands, found: Banded, lang: str) -> list[str]:
    """What the bands of some rows are and where they come from, and what those lack that have none."""
    records = [{"year": row.year, "area": row.area, "stage": row.stage, **whence(band)} for row, band in found]
    notes = band_notes(bands, records, lang)
    rows = [(row.area, row.stage, row.year) for row, band in found if band is None and row.demand > 0]
    warned = [say_in_tables("note.band.warning", lang)] if any(band for _, band in found) else []
    return [*notes, *without_band_notes(bands, rows, lang), *warned]
