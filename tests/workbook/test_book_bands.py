"""The bands of the workbook: those of `gap`, and what becomes of them where somebody changes a cell."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xuewei
from xuewei.answers.gap.bands_view import band_values
from xuewei.cli.asked import bands_asked
from xuewei.language.words import named
from xuewei.model.assessment import Assessment, with_plan
from xuewei.model.balance import BAND_KEYS, GREEN
from xuewei.model.bands import DemandBands
from xuewei.tables.words import say
from xuewei.workbook.write.book import write_book

from ledgers import CASES, balances, cell_of, expected, parameter
from spreadsheet import differing, saved

BANDED = ("shipped", "few", "followed", "tangled_3")
Rows = dict[tuple[object, ...], tuple[Any, ...]]


def shown(path: Path) -> Rows:
    """The five columns of the band by stage, area and year, as a spreadsheet has computed them."""
    sheet = openpyxl.load_workbook(path, data_only=True)["余缺表"]
    first = next(cell.column for cell in sheet[4] if cell.value == "需求下限")
    rows = (row for row in sheet.iter_rows(min_row=6, values_only=True) if row[0] is not None)
    return {row[:3]: row[first - 1 : first + 4] for row in rows}


def wanted(found: Assessment, bands: DemandBands) -> Rows:
    """The same from the engine: seats of one plan, bands of demand."""
    held: Rows = {}
    for row in found.rows():
        values = band_values(row.seats, bands.band(row.year, row.area, row.stage))
        *numbers, alert = (values[key] for key in BAND_KEYS[:5])
        place = named("stage", row.stage, "zh"), row.area, row.year
        held[place] = (*numbers, alert and say(f"band.{alert}", "zh"))
    return held


@pytest.mark.parametrize("name", BANDED)
def test_a_spreadsheet_finds_the_bands_of_gap(name: str, tmp_path: Path) -> None:
    """To the child and seat; every other formula as before, and years that are known have none."""
    found = CASES[name]()
    bands, book = bands_asked(found), tmp_path / "book.xlsx"
    write_book(found, book, "zh", bands=bands)
    (path,) = saved([book], tmp_path)
    assert differing(book, path)[1] == []
    assert balances(path) == expected(found)
    assert shown(path) == wanted(found, bands)
    empty = [ends == (None,) * 5 for ends in shown(path).values()]
    assert any(empty)
    assert not all(empty)


def test_a_seat_that_is_changed_moves_the_balance_at_both_ends_and_its_alert(tmp_path: Path) -> None:
    """Seats typed over in the ledger: demand stays with its band, the lowest balance is that at the highest demand."""
    found = CASES["shipped"]()
    bands, book = bands_asked(found), tmp_path / "book.xlsx"
    write_book(found, book, "zh", bands=bands)
    edited = openpyxl.load_workbook(book)
    fewer = ("2022-nine-year-1", "2022-middle-1", "2022-middle-2", "2022-middle-3")
    for school in fewer:
        cell_of(edited, school, "学位", "初中", int(school == fewer[0])).value = 1
    edited.save(book)
    schools = (
        replace(each, seats={**each.seats, "middle": 1}) if each.id in fewer else each for each in found.plan.schools
    )
    after = with_plan(found, replace(found.plan, schools=tuple(schools)))
    now, before = shown(saved([book], tmp_path)[0]), wanted(found, bands)
    assert now == wanted(after, bands)
    changed = [place for place in now if now[place] != before[place]]
    assert {place[0] for place in changed} == {"初中"}
    assert any(now[place][4] != before[place][4] for place in changed)
    assert all(now[place][:2] == before[place][:2] and now[place][2] <= now[place][3] for place in changed)


def test_a_parameter_that_moves_demand_moves_its_band_with_it(tmp_path: Path) -> None:
    """Half of the share of the census area: the ends are the same parts of half the demand."""
    found = CASES["shipped"]()
    bands, book = bands_asked(found), tmp_path / "book.xlsx"
    write_book(found, book, "zh", bands=bands)
    edited = openpyxl.load_workbook(book)
    scope = parameter(edited, "assumptions.scope.中心城区")
    scope.value = float(str(scope.value)) / 2
    edited.save(book)
    now, before = shown(saved([book], tmp_path)[0]), wanted(found, bands)
    for place, ends in now.items():
        for half, whole in zip(ends[:2], before[place][:2], strict=True):
            assert half is whole is None or half == pytest.approx(whole / 2, abs=1)


def test_a_workbook_without_bands_is_what_it_was(tmp_path: Path) -> None:
    """No column more where no year is a forecast, or none is asked for."""
    found = CASES["shipped"]()
    known = xuewei.assess(found.plan, found.population, horizon=2023)
    for assessment, bands in ((known, bands_asked(known)), (found, None)):
        books = tmp_path / "plain.xlsx", tmp_path / "asked.xlsx"
        write_book(assessment, books[0], "zh")
        write_book(assessment, books[1], "zh", bands=bands)
        assert books[0].read_bytes() == books[1].read_bytes()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sheet_says_what_its_bands_are(lang: str, tmp_path: Path) -> None:
    """The notes of `gap` on bands, and what moves them, stand above the figures; every alert has its colour."""
    from xuewei.answers.gap.bands_view import gap_band_notes

    found = CASES["shipped"]()
    bands, book = bands_asked(found), tmp_path / "book.xlsx"
    write_book(found, book, lang, bands=bands)
    sheet = openpyxl.load_workbook(book)["余缺表" if lang == "zh" else "Balance"]
    rows = [(row, bands.band(row.year, row.area, row.stage)) for row in found.rows()]
    notes = gap_band_notes(bands, rows, lang)
    assert len(notes) > 1
    assert [line for line in str(sheet["A2"].value).split("\n") if line in notes] == notes
    rules = " ".join(str(rule.formula) for each in sheet.conditional_formatting for rule in each.rules)
    assert say(f"band.{GREEN}", lang) in rules
