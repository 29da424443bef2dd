"""One band: every figure of it is the same in JSON, CSV, the page, the document, the workbook and the charts."""

from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64decode
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import openpyxl
import pytest
from docx import Document
from matplotlib.axes import Axes

from letters import lent
from recorded import CITY, long_record
from xuewei.answers.gap.bands_view import gap_band_notes
from xuewei.answers.simulate.tasks import Sampling, Task, answer
from xuewei.charts.demand import demand_chart
from xuewei.charts.fan import Draws, fan_chart
from xuewei.charts.gap import gap_chart
from xuewei.charts.scene import Scene, band_lines, panel_name
from xuewei.cli.asked import bands_asked
from xuewei.formats.project import read_project
from xuewei.language.words import named
from xuewei.language.words import say as label
from xuewei.model.assessment import Assessment, assess
from xuewei.model.bands import DemandBands
from xuewei.model.rounding import whole
from xuewei.tables.notes import balance_words
from xuewei.tables.plain import plain
from xuewei.tables.words import say

from inside import run
from spreadsheet import saved

CASES = ("shipped", "pupils")
ROOM = TemporaryDirectory()
Place = tuple[int, str, str]
Ends = tuple[int, int, int, int, str]
"""Demand and balance at both ends, and the alert."""


@dataclass(frozen=True)
class Case:
    """A plan and its people, as words of a command and as what they come to."""

    project: tuple[str | None, str | None]
    found: Assessment
    bands: DemandBands

    @property
    def words(self) -> list[str]:
        """What a command is asked with."""
        names = zip(("--plan", "--population"), self.project, strict=True)
        return [word for option, value in names if value for word in (option, value)]


@cache
def case(name: str) -> Case:
    """The shipped plan, or one of two areas with pupils on record."""
    project: tuple[str | None, str | None] = None, None
    if name == "pupils":
        project = str(CITY), str(long_record(Path(ROOM.name) / "people"))
    found = assess(*read_project(project[0], (), project[1]))
    return Case(project, found, bands_asked(found))


@cache
def told(name: str) -> dict[Place, Ends]:
    """The bands of `gap` in JSON, of the years that have one."""
    rows = json.loads(run("gap", *case(name).words, "--format", "json").stdout)["rows"]
    return {_place(row): _ends(row) for row in rows if row["demand_low"] is not None}


def _place(row: Any) -> Place:
    return int(row["year"]), row["area"], row["stage"]


def _ends(row: Any) -> Ends:
    low, high, least, most = (int(row[key]) for key in ("demand_low", "demand_high", "balance_low", "balance_high"))
    return low, high, least, most, row["band_warning"]


@pytest.mark.parametrize("name", CASES)
def test_the_lowest_balance_is_that_at_the_highest_demand(name: str) -> None:
    """And the alert follows from the seats and both ends."""
    bands = told(name)
    assert bands
    for place, (low, high, least, most, alert) in bands.items():
        row = case(name).found.row(*place)
        assert low <= row.demand <= high
        assert (least, most) == (row.seats - high, row.seats - low)
        assert alert == ("red" if most < 0 else "yellow" if least < 0 else "green")


@pytest.mark.parametrize("name", CASES)
def test_csv_has_the_bands_of_json(name: str) -> None:
    """Every figure, and nothing where there is no band."""
    rows = csv.DictReader(io.StringIO(run("gap", *case(name).words, "--format", "csv").stdout))
    assert {_place(row): _ends(row) for row in rows if row["demand_low"]} == told(name)


@pytest.mark.parametrize("name", CASES)
def test_the_page_has_the_bands_of_gap(name: str, tmp_path: Path) -> None:
    """Its factors on the series of demand that it carries, rounded as its script rounds."""
    path = tmp_path / "page.html"
    assert run("report", *case(name).words, "--output", str(path)).returncode == 0
    match = re.search(r'id="data">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)
    assert match
    data = json.loads(match[1])
    series = np.frombuffer(b64decode(data["demand"]["pool"]), "<f8").reshape(-1, len(data["years"]))
    numbers, rows = (data[of]["at"][data["plan"]["births"]][data["plan"]["migration"]] for of in ("demand", "bands"))
    shown: dict[Place, tuple[int, int]] = {}
    for s, stage in enumerate(data["stages"]):
        for a, area in enumerate(data["areas"]):
            at = s * len(data["areas"]) + a
            for t, ends in enumerate(data["bands"]["kinds"][rows[at]]):
                if ends:
                    pupils = float(series[numbers[at]][t])
                    low, high = (whole(pupils * end) for end in ends)
                    shown[data["years"][t], area, stage["name"]] = low, high
    assert shown == {place: ends[:2] for place, ends in told(name).items()}


@pytest.mark.parametrize("name", CASES)
def test_the_document_has_the_bands_of_gap(name: str, tmp_path: Path) -> None:
    """The tables by year of every stage and area, in the order of the tightest."""
    path, found = tmp_path / "letter.docx", case(name).found
    with lent():
        assert run("report", *case(name).words, "--output", str(path)).returncode == 0
    head = say("band.warning", "zh")
    heads = ((each, [cell.text for cell in each.rows[0].cells]) for each in Document(str(path)).tables)
    years = [each for each, own in heads if own[-1] == head and label("need_only", "zh") not in own]
    order = [
        (course.area, stage.name)
        for stage in found.stages
        for course in sorted(found.peaks(found.rows(stages=[stage.name])), key=lambda one: one.worst_balance)
    ]
    shown: dict[Place, tuple[str, ...]] = {}
    for (area, stage), table in zip(order, years, strict=True):
        for row in table.rows[1:]:
            year, *_, ends, least, most, alert = (cell.text for cell in row.cells)
            if alert != "—":
                shown[int(year), area, stage] = ends, least, most, alert
    assert shown == {
        place: (f"{low:,}–{high:,}", balance_words(least, "zh"), balance_words(most, "zh"), say(f"band.{alert}", "zh"))
        for place, (low, high, least, most, alert) in told(name).items()
    }


def test_all_areas_together_have_one_band_in_json_the_tables_and_the_page(tmp_path: Path) -> None:
    """The totals of two areas: the balance at the ends follows from the seats, Markdown and the page show the same, and
    the ends lie within those of the areas added up."""
    path, words = tmp_path / "page.html", case("pupils").words
    totals = json.loads(run("gap", *words, "--format", "json").stdout)["totals"]
    banded = {(int(each["year"]), each["stage"]): each for each in totals if each["demand_low"] is not None}
    assert banded
    written = run("gap", *words, "--format", "md").stdout
    assert run("report", *words, "--output", str(path)).returncode == 0
    page = json.loads(re.findall(r'id="data">(.*?)</script>', path.read_text(encoding="utf-8"), re.DOTALL)[0])
    rows = page["bands"]["all"][page["plan"]["births"]][page["plan"]["migration"]]
    shown = {
        (page["years"][t], stage["name"]): ends
        for stage, row in zip(page["stages"], rows, strict=True)
        for t, ends in enumerate(page["bands"]["kinds"][row])
        if ends
    }
    assert shown.keys() == banded.keys()
    found = case("pupils").found
    for (year, stage), total in banded.items():
        low, high, seats = int(total["demand_low"]), int(total["demand_high"]), int(total["seats"])
        assert (total["balance_low"], total["balance_high"]) == (seats - high, seats - low)
        assert (total["band_source"], total["band_warning"] == "red") == ("record", seats < low)
        cells = "|".join(f" {each} " for each in (year, f"{low:,}", f"{total['demand']:,}", f"{high:,}"))
        assert f"| {named('stage', stage, 'zh')} |{cells}|" in written
        assert 0 <= total["areas_short_low"] <= total["areas_short_high"] <= len(found.areas)
        assert total["need_only_low"] <= total["need_only_high"] <= 0
        assert (total["need_only_low"] < 0) == (total["areas_short_high"] > 0)
        pupils = float(found.demand.whole[stage][found.years.index(year)].sum())
        assert [whole(pupils * end) for end in shown[year, stage]] == [low, high]
        ends = [told("pupils")[year, area, stage] for area in found.areas]
        assert sum(each[0] for each in ends) - 1 <= low <= total["demand"] <= high <= sum(each[1] for each in ends) + 1


def _in_book(path: Path, name: str) -> tuple[dict[Place, tuple[Any, ...]], dict[Place, int]]:
    """The bands and the seats of a workbook that a spreadsheet has computed."""
    sheet = openpyxl.load_workbook(path, data_only=True)["余缺表"]
    first = next(cell.column for cell in sheet[4] if cell.value == "需求下限")
    keys = {named("stage", stage.name, "zh"): stage.name for stage in case(name).found.stages}
    bands, seats = {}, {}
    for row in sheet.iter_rows(min_row=6, values_only=True):
        if row[0] is not None:
            place = int(str(row[2])), str(row[1]), keys[str(row[0])]
            seats[place] = int(str(row[3]))
            if row[first - 1] is not None:
                bands[place] = row[first - 1 : first + 4]
    return bands, seats


@pytest.mark.parametrize("name", CASES)
def test_the_workbook_has_the_bands_of_gap_also_after_an_edit(name: str, tmp_path: Path) -> None:
    """As LibreOffice computes it; with the seats of a school doubled, demand stays, and the balance at both ends and
    its alert follow."""
    book, edited = tmp_path / "book.xlsx", tmp_path / "edited.xlsx"
    assert run("ledger", *case(name).words, "--output", str(book)).returncode == 0
    copy = openpyxl.load_workbook(book)
    sheet = copy["项目台账"]
    first = next(each.column for each in sheet[3] if each.value == "学位")
    rows = (row for row in sheet.iter_rows(min_row=7, min_col=first, max_col=first + len(case(name).found.stages) - 1))
    cell = next(each for row in rows for each in row if isinstance(each.value, int))
    cell.value = int(str(cell.value)) * 2
    copy.save(edited)
    plain, after = saved([book, edited], tmp_path)
    bands, before = _in_book(plain, name)
    in_words = {place: (*ends[:4], say(f"band.{ends[4]}", "zh")) for place, ends in told(name).items()}
    assert bands == in_words
    moved, seats = _in_book(after, name)
    assert moved.keys() == bands.keys()
    assert any(seats[place] != before[place] for place in moved)
    for place, (low, high, least, most, alert) in moved.items():
        assert (low, high) == bands[place][:2]
        assert (least, most) == (seats[place] - high, seats[place] - low)
        assert alert == say(f"band.{'red' if most < 0 else 'yellow' if least < 0 else 'green'}", "zh")


def _filled(axes: Axes) -> set[tuple[int, int]]:
    """The corners of all surfaces of a panel, in whole children."""
    paths = (path for each in axes.collections for path in each.get_paths())
    return {(round(float(x)), whole(float(y))) for path in paths for x, y in np.asarray(path.vertices)}


@pytest.mark.parametrize("name", CASES)
def test_charts_have_the_bands_of_gap(name: str) -> None:
    """The surfaces of `gap` and `demand` by area and stage, and the dashed lines of `fan`."""
    found, bands = case(name).found, case(name).bands
    stages = [stage.name for stage in found.stages]
    scene = Scene(found, found.areas, stages, list(found.known), bands)
    by_title = {axes.get_title(loc="left"): axes for axes in gap_chart(scene, "en").axes}
    by_area = {axes.get_title(loc="left"): axes for axes in demand_chart(scene, "en").axes}
    (plan, people), years = read_project(case(name).project[0], (), case(name).project[1]), list(found.known)
    sampling = Sampling(8, 1, found.years[-1])
    block = answer(Task(0, plan, people, sampling))
    fan = fan_chart(Draws(plan, sampling, block, stages, years, found, bands), "en")
    fans = {title.replace("\n", " · "): axes for axes in fan.axes if (title := axes.get_title(loc="left"))}
    for (year, area, stage), (low, high, least, most, _) in told(name).items():
        panel = panel_name(area, stage, "en")
        assert {(year, low), (year, high)} <= _filled(by_title[panel])
        assert {(year, low), (year, high)} <= _filled(by_area[area])
        dashed = [each for each in fans[panel].get_lines() if each.is_dashed()]
        xs = np.asarray(dashed[0].get_xdata()).tolist()
        assert [float(np.asarray(each.get_ydata())[xs.index(year)]) for each in dashed] == [least, most]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_surface_says_the_same_of_its_bands(lang: str, tmp_path: Path) -> None:
    """The notes of `gap` on its bands, once each: under the page and in the document, on the sheet, below charts."""
    words, found, bands = case("shipped").words, case("shipped").found, case("shipped").bands
    notes = gap_band_notes(bands, [(row, bands.band(row.year, row.area, row.stage)) for row in found.rows()], lang)
    assert notes
    files = [tmp_path / name for name in ("page.html", "letter.docx", "book.xlsx")]
    for path in files:
        command = "ledger" if path.suffix == ".xlsx" else "report"
        with lent():
            assert run(command, *words, "--output", str(path), "--lang", lang).returncode == 0
    page = json.loads(re.findall(r'id="data">(.*?)</script>', files[0].read_text(encoding="utf-8"), re.DOTALL)[0])
    letter = [each.text for each in Document(str(files[1])).paragraphs]
    sheet = openpyxl.load_workbook(files[2])["余缺表" if lang == "zh" else "Balance"]
    for told_by in (page["notes"], str(sheet["A2"].value).split("\n")):
        assert [line for line in told_by if line in notes] == notes
    without_keys = [each for each in (plain(note, lang) for note in notes) if each]
    assert [line for line in letter if line in without_keys] == without_keys
    scene = Scene(found, found.areas, [each.name for each in found.stages], list(found.known), bands)
    assert set(band_lines(scene, lang)) <= {*notes}
