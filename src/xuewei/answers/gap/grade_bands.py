"""Bands of grades: beside every grade of one year, as years × grades of more, and in records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from xuewei.answers.gap.answer_view import Cell, split
from xuewei.answers.gap.bands_view import ALERT_COLOURS, band_values
from xuewei.answers.gap.words import say
from xuewei.language.words import grade_name, named
from xuewei.language.words import say as label
from xuewei.model.balance import BAND_KEYS
from xuewei.model.grades import GradeTable
from xuewei.tables.band_notes import band_notes, band_words, ends
from xuewei.tables.forecast_notes import together
from xuewei.tables.palette import BAD
from xuewei.tables.view import Sheet, text_of
from xuewei.tables.words import say as say_in_tables

if TYPE_CHECKING:
    from xuewei.model.bands import Band, DemandBands


def with_band(row: Mapping[str, object], bands: DemandBands) -> Mapping[str, object]:
    """A row with the columns of its band."""
    year, grade, seats, demand = (cast(int, row[key]) for key in ("year", "grade", "seats", "demand"))
    band = bands.band(year, str(row["area"]), str(row["stage"]), grade, float(demand))
    return {**row, **band_values(seats, band)}


def grade_band_notes(
    records: Sequence[Mapping[str, object]], tables: Sequence[GradeTable], bands: DemandBands, lang: str, *, shown: bool
) -> list[str]:
    """What the bands of grades and of whole stages are, which stages have none by grade, and where those are that are
    not ``shown``."""
    whole = [
        {"year": year, "area": area, "stage": table.stage.name, **ends(bands.band(year, area, table.stage.name))}
        for table in (tables if shown else ())
        for area in table.areas
        for year in table.years
    ]
    told = band_notes(bands, [*records, *whole], lang)
    if any(row["band_source"] for row in (*records, *whole)):
        told.append(say_in_tables("note.band.warning", lang) if shown else say("by.band.elsewhere", lang))
    if not shown:
        return [*told, *_without(records, tables, bands, lang)]
    by_grade = {(row["area"], row["stage"]) for row in records if row["band_source"]}
    bare = dict.fromkeys((str(row["area"]), str(row["stage"])) for row in whole if row["band_source"])
    without = [key for key in bare if key not in by_grade]
    return [*told, *([say("by.band.without", lang, stages=together(without, lang))] if without else [])]


def _without(
    records: Sequence[Mapping[str, object]], tables: Sequence[GradeTable], bands: DemandBands, lang: str
) -> list[str]:
    """Of many areas the stages no grade of which has a band while some whole stage has one."""
    by_grade = {row["stage"] for row in records if row["band_source"]}
    bare = [
        named("stage", table.stage.name, lang)
        for table in tables
        if table.stage.name not in by_grade
        and any(bands.band(year, area, table.stage.name) for area in table.areas for year in table.years)
    ]
    return [say("by.band.without", lang, stages=say("list", lang).join(bare))] if bare else []


def band_of(table: GradeTable, n: int, t: int, g: int | None, demand: int, bands: DemandBands) -> Band | None:
    """The band of a grade, or of the whole stage (``g`` None)."""
    place = table.years[t], table.areas[n], table.stage.name
    return bands.band(*place) if g is None else bands.band(*place, g + 1, float(demand))


def band_cells(seats: int, band: Band | None, lang: str) -> list[Cell]:
    """The ends of demand, of the balance, and the alert."""
    if band is None:
        return ["—", "—", "—", ""]
    values = band_values(seats, band)
    alert = values["band_warning"]
    ends: list[Cell] = [(f"{values[key]:+,}", BAD if values[key] < 0 else "") for key in BAND_KEYS[2:4]]
    return [band_words(band), *ends, (say_in_tables(f"band.{alert}", lang), ALERT_COLOURS[alert])]


def course_bands(table: GradeTable, n: int, bands: DemandBands, lang: str) -> Iterator[Sheet]:
    """The balance of the grades of an area at both ends of their bands, in years that have any; the whole stage
    last."""
    columns: list[tuple[str, Sequence[Cell]]] = []
    for g in (*range(table.stage.grades), None):
        cells: list[Cell] = []
        for t in range(len(table.years)):
            seats, demand = (
                int(each[n, t].sum() if g is None else each[n, t, g]) for each in (table.seats, table.demand)
            )
            _, least, most, alert = band_cells(seats, band_of(table, n, t, g, demand, bands), lang)
            colour = alert[1] if isinstance(alert, tuple) else ""
            both = "—" if least == "—" else say("by.band", lang, least=text_of(least), most=text_of(most))
            cells.append((both, colour))
        columns.append(
            (
                label("total", lang) if g is None else grade_name(table.stage.name, g + 1, table.stage.grades, lang),
                cells,
            )
        )
    kept = [t for t in range(len(table.years)) if any(cells[t][0] != "—" for _, cells in columns)]
    if kept:
        title = say("by.title", lang, area=table.areas[n], stage=named("stage", table.stage.name, lang))
        title = say(
            "by.band.head", lang, title=say_in_tables("band.title", lang, title=title, level=bands.banding.level)
        )
        years = [str(table.years[t]) for t in kept]
        yield from split(
            title, label("year", lang), years, [(name, [cells[t] for t in kept]) for name, cells in columns]
        )
