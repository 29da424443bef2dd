"""One demand, of any folder: whatever is on file of pupils, births, people and areas, whoever asks is told the same."""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xuewei.answers.accuracy.fitted import fitted_at
from xuewei.answers.explain.explanation import explain
from xuewei.answers.forecast.view import forecast as planned_forecast
from xuewei.answers.optimise.answer import Answer, Request, optimise
from xuewei.answers.optimise.solve import Limits
from xuewei.answers.simulate.tasks import Sampling, answer, counted, tasks
from xuewei.cli.commands.forecast import from_origin
from xuewei.errors import InputError
from xuewei.formats.population.blocks import cut
from xuewei.formats.population.folder import read_record
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.model.balance import BalanceRow, DemandRow
from xuewei.model.demand import areas_of, forecast_demand, known_at, start_of
from xuewei.model.population import Population
from xuewei.report.contents import Report
from xuewei.report.page.figures import figures

LAST, CENSUS = 2030, 2020
STAGES = {
    "shipped": {"kindergarten": (3, 3), "primary": (6, 6), "middle": (12, 3)},
    "own": {"小班": (4, 2), "小学": (6, 5), "初中": (11, 4)},
    "beyond": {"小学": (6, 6), "高中": (15, 3)},  # children of 17 are in the open age of a short census
}
HEADS = {
    "census": "area,sex,age_from,age_to,persons,date,basis,source",
    "births": "area,year,births,basis,source,published_year",
    "enrolment": "area,year,stage,grade,pupils,basis,source,published_year,ungraded",
    "areas": "year,from,to,share,basis,source",
}
SOUND = "basis: assumed, source: 虚构"
Row = tuple[object, ...]
Told = dict[tuple[str, str, int], int] | frozenset[tuple[str, str]]
"""Whole demand by area, stage and year, or the faults that were told: their kind, and what they say."""


@dataclass(frozen=True, repr=False)
class Folder:
    """A folder of people and the ``planned`` areas of a plan over it."""

    planned: tuple[str, ...]
    stages: Mapping[str, tuple[int, int]]
    tables: Mapping[str, list[Row]]

    def __repr__(self) -> str:
        """In short: of the census, which is always made alike, the number of rows; of the rest no sources."""
        short = {name: " ".join(",".join(map(str, row[:5])) for row in rows) for name, rows in self.tables.items()}
        rows = short | {"census": len(self.tables["census"])}
        return f"Folder({self.planned}, {self.stages}, {rows})"

    def _repr_pretty_(self, printer: Any, _cycle: bool) -> None:
        """Hypothesis writes the fields of a dataclass unless told how."""
        printer.text(repr(self))

    def written(self, place: Path) -> tuple[Path, Path]:
        """The plan and the folder, on the disk."""
        people = place / "people"
        people.mkdir()
        for name, rows in self.tables.items():
            if rows:
                lines = [",".join(map(str, row)) for row in rows]
                (people / f"{name}.csv").write_text("\n".join([HEADS[name], *lines]) + "\n", encoding="utf-8")
        none = f"{{value: 0, unit: share, {SOUND}}}"
        own = [f"  {name}: {{entry_age: {age}, grades: {grades}, class_size: 40}}"
               for name, (age, grades) in self.stages.items()]  # fmt: skip
        parts = ", ".join(f"{name}: {none}" for name in self.stages)
        text = [
            *(["stages:", *own] if self.stages != STAGES["shipped"] else []),
            "scope:",
            f"  城: {{census_area: 区, share: {{value: 0.7, unit: share, {SOUND}}}}}",
            f"  县: {{census_area: 县, share: {{value: 1, unit: share, {SOUND}}}}}",
            f"horizon: {LAST}",
            "uncertainty:",
            f"  births: {{step: {none}, persistence: {none}, common: {none}}}",
            f"  net_migration: {{step: {none}, persistence: {none}}}",
            f"  participation: {{{parts}}}",
            f"  level: {{{parts}}}",
        ]
        (people / "assumptions.yaml").write_text("\n".join(text) + "\n", encoding="utf-8")
        first = next(iter(self.stages))
        schools = [f"  - {{id: {n}, name: 校{n}, type: {first}, area: {area}, planned: 2026, seats: {{{first}: 90}}}}"
                   for n, area in enumerate(self.planned)]  # fmt: skip
        plan = place / "plan.yaml"
        lines = ["plan: 试", f"area: {self.planned[0]}", "years: [2021, 2025]", "schools:", *schools]
        plan.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return plan, people


@st.composite
def folders(draw: st.DrawFn) -> Folder:
    """Areas, stages and records of every kind: gaps, late beginnings and early ends, areas that were others before."""
    planned = draw(st.sampled_from([("城",), ("县",), ("城", "县"), ("县", "区"), ("城", "县", "区")]))
    stages = draw(st.sampled_from(["shipped", "shipped", "own", "beyond"]))
    people = draw(st.sampled_from([80, 80, 80, 80, 17, 0]))
    pupils, end = list[Row](), draw(st.integers(2021, 2024))
    for area in draw(st.sampled_from(["", "区", "区", "区县", "城", "城县", "城区县"])):
        for stage, (_, grades) in STAGES[stages].items():
            pupils += draw(records(area, stage, grades, end))
    if draw(st.booleans()):  # forecast elsewhere, of some years ahead
        stage, count = draw(st.sampled_from(sorted(STAGES[stages]))), draw(st.integers(0, 900))
        area = draw(st.sampled_from(["城", "县", "区"]))
        coming = range(end + 2, draw(st.sampled_from([end + 4, LAST + 1])))
        pupils += [(area, year, stage, "", count + 7 * (year % 5), "projected", "某院", "", "") for year in coming]
    born = [row for area, size in (("区", 700), ("县", 400)) for row in draw(births(area, size))]
    changes: list[Row] = []
    if draw(st.booleans()):
        shares = {"区": 0.6, "县": 0.4}
        changes = [(2019, "旧", area, share, "derived", "公告") for area, share in shares.items()]
        pupils, born = (
            [("旧", *row[1:]) if row[0] == "区" and int(str(row[1])) < 2019 else row for row in rows
             if (row[0], int(str(row[1])) < 2019) != ("县", True)]
            for rows in (pupils, born)
        )  # fmt: skip
    asked = draw(st.sampled_from(["区县", "区县", "区县", "区", "县"]))
    counted = [
        (
            area,
            sex,
            age,
            "" if age == people else age,
            size - 2 * age + 9 * (age % 5),
            f"{CENSUS}-11-01",
            "published",
            "查",
        )
        for area, size in (("区", 340), ("县", 190))
        if area in asked
        for sex in ("male", "female")
        for age in range(people + 1)
    ]
    tables: dict[str, list[Row]] = {
        "census": [*counted] if people else [],
        "births": born,
        "enrolment": pupils,
        "areas": changes,
    }
    return Folder(planned, STAGES[stages], tables)


@st.composite
def records(draw: st.DrawFn, area: str, stage: str, grades: int, end: int) -> list[Row]:
    """Pupils of a stage of an area: none, by grade, as a whole, or both, of whom some are in no grade; most records end
    in ``end``."""
    kind = draw(st.sampled_from(["grades", "grades", "whole", "both", "none"]))
    if kind == "none":
        return []
    last = end - draw(st.sampled_from([0, 0, 0, 0, 1, 3]))
    first = last - draw(st.sampled_from([5, 4, 3, 1, 0]))
    missing = draw(st.sampled_from([(), (), (last - 2,), (last,)]))
    late = draw(st.sampled_from([0, 0, 0, 2]))
    size, rows = draw(st.integers(20, 300)), list[Row]()
    for year in range(first, last + 1):
        if year in missing:
            continue
        counts = {n: size - 3 * n + 13 * ((year + n) % 4) for n in range(1, grades + 1)}
        shown = [n for n in counts if kind != "whole" and (kind == "both" or year >= first + late * (n % 2))]
        rows += [(area, year, stage, n, counts[n], "published", "学籍", "", "") for n in shown]
        if kind != "grades":
            extra = 4 if kind == "both" and year % 2 else 0
            rows.append((area, year, stage, "", sum(counts.values()) + extra, "published", "公报", "", extra or ""))
    return rows


@st.composite
def births(draw: st.DrawFn, area: str, size: int) -> list[Row]:
    """Births of an area: none, all, some of the first or of the last missing."""
    first, last = draw(st.sampled_from([(2005, 2023), (2005, 2023), (2005, 2018), (2013, 2023), (1, 0)]))
    missing = draw(st.sets(st.integers(2010, 2016), max_size=1))
    years = (year for year in range(first, last + 1) if year not in missing)
    return [(area, year, size - 9 * (year - 2005), "published", "公报", year + 1) for year in years]


def told(asked: Callable[[], Mapping[tuple[str, str, int], int]]) -> Told:
    """What is said of demand, or the faults that are told instead."""
    try:
        return dict(asked())
    except InputError as wrong:
        return frozenset((fault.kind, fault.what("en")) for fault in wrong.faults)


def added(rows: Iterable[Mapping[str, object]]) -> dict[tuple[str, str, int], int]:
    """Demand of records: of the whole stage where a row has it, else of its grades, added up."""
    found: dict[tuple[str, str, int], int] = {}
    whole: dict[tuple[str, str, int], int] = {}
    for row in rows:
        key = str(row["area"]), str(row["stage"]), int(str(row["year"]))
        if "grade" in row and row["grade"] is None:
            whole[key] = int(str(row["demand"]))
        else:
            found[key] = found.get(key, 0) + int(str(row["demand"]))
    return found | whole


def of_gap(plan: Path, people: Path, method: str | None = None) -> dict[tuple[str, str, int], int]:
    """Demand as ``gap`` prints it."""
    found = assess(*read_project(str(plan), (), str(people)), method=method)
    rows: list[BalanceRow | DemandRow] = [*found.earlier(), *found.rows()]
    return {(row.area, row.stage, row.year): row.demand for row in rows}


def of_forecast(plan: Path, people: Path, by: str, method: str | None = None) -> dict[tuple[str, str, int], int]:
    """Demand as ``forecast --plan`` prints it."""
    found = assess(*read_project(str(plan), (), str(people)), method=method)
    names = [stage.name for stage in found.stages]
    return added(planned_forecast(found, "zh", years=found.years, stages=names, areas=found.areas, by=by).records)


def of_folder(people: Path, by: str, method: str | None = None) -> dict[tuple[str, str, int], int]:
    """Demand as ``forecast`` prints it of a folder with pupils."""
    asked = (None, None, None)
    return added(from_origin(str(people), None, method, asked, None, None, by, 0.8, "zh").records)


def of_explain(
    found: Assessment, year: int, said: Mapping[tuple[str, str, int], int]
) -> dict[tuple[str, str, int], int]:
    """Demand of a year as ``explain`` adds it up, where it is known."""
    told: dict[tuple[str, str, int], int] = {}
    for area in found.areas:
        for stage in found.stages:
            if (area, stage.name, year) not in said:
                continue
            lines = explain(found, year, area, stage.name)
            of_grades = lines.traced.lines if lines.traced and lines.traced.lines else lines.ages
            told[area, stage.name, year] = sum(line.pupils for line in of_grades)
    return told


def of_report(plan: Path, people: Path) -> dict[tuple[str, str, int], int]:
    """Demand that the page of ``report`` holds for the paths of the plan as it is."""
    found = assess(*read_project(str(plan), (), str(people)))
    page = figures(Report([("base", found)], found.years), "zh")
    demand, years = page["demand"], page["years"]
    assert isinstance(demand, dict)
    assert isinstance(years, list)
    series = np.frombuffer(base64.b64decode(demand["pool"]), dtype="<f8").reshape(-1, len(years))
    numbers = demand["at"]["medium"]["medium"]
    keys = [(area, stage.name) for stage in found.stages for area in found.areas]
    return {
        (*key, year): round(round(float(count), 6))
        for key, number in zip(keys, numbers, strict=True)
        for year, count in zip(years, series[number], strict=True)
    }


def of_simulate(plan: Path, people: Path) -> dict[tuple[str, str, int], int]:
    """The medium demand of ``simulate``, whose population comes in blocks of one area, of years with a balance."""
    written, folk = read_project(str(plan), (), str(people))
    blocks = cut(folk, counted(written, folk.assumptions), 1)
    found: dict[tuple[str, str, int], int] = {}
    for task in tasks(written, folk.assumptions, blocks, Sampling(2, 1, LAST)):
        block = answer(task)
        keys = [(stage, year) for stage in block.stages for year in block.years]
        for one in block.tallies:
            cells = zip(keys, one.quantiles[0, 1], strict=True)
            found |= {(one.area, *key): int(n) for key, n in cells if key[1] >= block.since}
    return found


def of_optimise(plan: Path, people: Path) -> dict[tuple[str, str, int], int]:
    """The demand that ``optimise`` chooses for."""
    found = optimise(*read_project(str(plan), (), str(people)), Request(now=date(2022, 1, 1), limits=Limits(seconds=5)))
    assert isinstance(found, Answer)
    case = found.case
    cells = np.ndenumerate(case.demand)
    return {(case.areas[a], case.stages[s].name, case.years[t]): int(count) for (a, s, t), count in cells}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(folders(), st.sampled_from([None, None, "ages", "grades"]))
def test_whoever_asks_is_told_the_same_demand(folder: Folder, method: str | None) -> None:
    """Of every area, stage and year, or the same faults; by each method."""
    with tempfile.TemporaryDirectory() as place:
        plan, people = folder.written(Path(place))
        if not (folder.tables["census"] or folder.tables["enrolment"]):
            return
        said = told(lambda: of_gap(plan, people, method))
        assert told(lambda: of_forecast(plan, people, "stage", method)) == said
        assert told(lambda: of_forecast(plan, people, "grade", method)) == said
        if method is None:
            drawn = told(lambda: of_simulate(plan, people))
            shown = told(lambda: of_report(plan, people))
            chosen = told(lambda: of_optimise(plan, people))
            for part in (drawn, shown, chosen):
                assert isinstance(part, frozenset) == isinstance(said, frozenset)
                assert part == said if isinstance(part, frozenset) else part.items() <= said.items()  # type: ignore[union-attr]
        if isinstance(said, dict):
            found = assess(*read_project(str(plan), (), str(people)), method=method)
            for year in (CENSUS, 2024, LAST):
                assert of_explain(found, year, said).items() <= said.items()
        if any(row[5] != "projected" for row in folder.tables["enrolment"]):
            _alone(folder, people, method, said)


def _alone(folder: Folder, people: Path, method: str | None, said: Told) -> None:
    """What the folder says without a plan: the same of the planned areas, and ratios that its first year rests on."""
    alone = told(lambda: of_folder(people, "stage", method))
    by_grade = told(lambda: of_folder(people, "grade", method))
    if isinstance(alone, frozenset) or isinstance(by_grade, frozenset):
        assert by_grade == alone
        assert not folder.tables["census"] or alone == said
        return
    assert by_grade == alone
    record = read_record(people)
    start = start_of(record.rows)
    places = set(folder.planned).intersection(areas_of(record.rows, record.assumptions))
    mine = {key: count for key, count in alone.items() if key[0] in places}
    if isinstance(said, dict):
        assert mine == {key: count for key, count in said.items() if key[2] > start and key[0] in places}
    if method is None and record.history and len(record.history.years) > 1:
        _ratios(people)


def _ratios(people: Path) -> None:
    """Each grade of the first year ahead is the grade below times the ratio that ``fit`` prints."""
    rows = read_record(people).rows
    origin = max(row.year for row in rows.enrolment)
    areas = tuple(dict.fromkeys(row.area for row in rows.enrolment))
    found = forecast_demand(rows, rows.assumptions, areas, last=LAST)
    counts = {(row.area, row.year, row.stage, row.grade): row.pupils for row in rows.enrolment}
    capped = {key for each in found.forecasts.values() for key in each.capped}
    t = found.years.index(origin + 1)
    for ratio in fitted_at(rows, origin, today=True).ratios:
        if ratio.area is not None and ratio.part == "grades" and ratio.grade:
            key = ratio.area, ratio.stage
            below = counts.get((ratio.area, origin, ratio.stage, ratio.grade - 1))
            how = found.grounds[key]
            if how.method == "grades" and origin + 1 not in how.split and below is not None and key not in capped:
                shown = found[ratio.stage][t, areas.index(ratio.area), ratio.grade - 1]
                assert shown == pytest.approx(below * ratio.ratio)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(folders(), st.integers(2018, 2023))
def test_what_was_known_is_all_that_an_origin_asks_for(folder: Folder, origin: int) -> None:
    """A forecast from an earlier year is that of a folder which holds what was known then."""
    with tempfile.TemporaryDirectory() as place:
        _, people = folder.written(Path(place))
        if not folder.tables["enrolment"]:
            return
        try:
            rows = read_record(people).rows
        except InputError:
            return
        counted = [row.year for row in rows.enrolment]
        origin = min([origin, max(counted, default=origin)])  # later ones begin where the record ends
        then, areas = known_at(rows, origin), ("城", "县", "区")
        if not (then.enrolment and {row.area for row in then.census} >= {row.area for row in rows.census}):
            return
        asked, plain = (told(partial(_whole, each, areas, since)) for each, since in ((rows, origin), (then, None)))
        assert asked == plain


def _whole(rows: Population, areas: Sequence[str], origin: int | None) -> dict[tuple[str, str, int], int]:
    """Demand of whole stages, where it is known."""
    found = forecast_demand(rows, rows.assumptions, areas, last=LAST, origin=origin)
    return {
        (area, stage.name, year): round(float(found.whole[stage.name][t, n]))
        for n, area in enumerate(found.areas)
        for stage in found.stages
        for t, year in enumerate(found.years)
        if np.isfinite(found.whole[stage.name][t, n])
    }
