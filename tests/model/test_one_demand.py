"""One demand: whatever a folder knows of pupils, every command says the same of an area, stage and year."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from xuewei.cli.app import main

GRADES = {"kindergarten": 3, "primary": 6, "middle": 3}
RECORD, BORN = range(2018, 2024), range(2008, 2024)
HEADS = {
    "census": "area,sex,age_from,age_to,persons,date,basis,source",
    "births": "area,year,births,basis,source,published_year",
    "enrolment": "area,year,stage,grade,pupils,basis,source,published_year",
}
NONE = "{value: 0, unit: share, basis: assumed, source: 虚构}"
EXPLAINED = 2020, 2023, 2027
"""Before the record or in it, its last year, and a forecast: one of them of every stage, another of the next, and of
other stages in the next shape."""
Row = tuple[object, ...]
Demand = dict[tuple[str, str, int], int]
Asked = Callable[..., Any]


def graded(area: str, years: Iterable[int] = RECORD, stages: Iterable[str] = GRADES, size: int = 300) -> list[Row]:
    """Pupils of every grade, uneven from year to year and from grade to grade."""
    return [
        (area, year, stage, grade, size - 7 * grade + 13 * (year % 4) - 5 * (year - 2018), "published", "学籍", "")
        for year in years
        for stage in stages
        for grade in range(1, GRADES[stage] + 1)
    ]


def whole(area: str, years: Iterable[int], stages: Iterable[str] = GRADES, size: int = 300) -> list[Row]:
    """Pupils of whole stages."""
    return [
        (area, year, stage, "", size * GRADES[stage] - 11 * (year % 3), "published", "公报", "")
        for year in years
        for stage in stages
    ]


def births(area: str, years: Iterable[int] = BORN, size: int = 700) -> list[Row]:
    """Births, falling, each published a year later."""
    return [(area, year, size - 9 * (year - 2008), "published", "公报", year + 1) for year in years]


ALL_BORN = [*births("区"), *births("县", size=400)]
SHAPES: dict[str, tuple[list[Row], list[Row]]] = {
    "no pupils": ([], ALL_BORN),
    "by grade for the area of the plan": (graded("城"), ALL_BORN),
    "by grade for the census area": (graded("区"), ALL_BORN),
    "one year": (graded("城", [2023]), ALL_BORN),
    "one year of the census area": (graded("区", [2022]), ALL_BORN),
    "whole stages of one year": (whole("区", [2023], size=250), ALL_BORN),
    "whole stages of some years": (whole("城", RECORD, size=200), ALL_BORN),
    "some by grade and others whole": (
        [*graded("区", stages=["primary"]), *whole("区", [2021], ["kindergarten"]), *whole("区", RECORD, ["middle"])],
        ALL_BORN,
    ),
    "a stage that ends before another": (
        [*graded("区", stages=["primary"]), *graded("区", range(2018, 2022), ["middle"])],
        ALL_BORN,
    ),
    "no births": (graded("城"), []),
    "births that end early": (graded("区"), births("区", range(2008, 2019))),
    "births published and born later": (
        graded("区", range(2018, 2022)),
        [*births("区", range(2008, 2025)), *births("县")],
    ),
    "births of areas with gaps": (
        [*graded("区"), *graded("县", size=180)],
        [
            *births("区", [*range(2008, 2014), *range(2016, 2022)]),
            *births("县", [2008, 2009, 2011, 2012, 2015], size=400),
        ],
    ),
    "one area of several": (graded("县", size=180), ALL_BORN),
    "areas whose records end in different years": (
        [*graded("区"), *graded("县", range(2018, 2026), size=180)],
        ALL_BORN,
    ),
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Asked:
    """A command in this process: its JSON."""

    def call(*words: str | Path, good: int = 0) -> Any:
        monkeypatch.setattr(sys, "argv", ["xuewei", *map(str, words), "--format", "json"])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        shown = capsys.readouterr()
        assert int(end.value.code or 0) == good, shown.err
        return json.loads(shown.out)

    return call


def table(folder: Path, name: str, rows: Iterable[Row]) -> None:
    """A CSV table of a folder, if it has rows."""
    lines = [",".join(map(str, row)) for row in rows]
    if lines:
        (folder / f"{name}.csv").write_text("\n".join([HEADS[name], *lines]) + "\n", encoding="utf-8")


def folder_of(folder: Path, pupils: Iterable[Row], born: Iterable[Row], *, census: bool = True) -> Path:
    """A population of 区, of which 城 is seven tenths, and 县."""
    counted = [
        (area, sex, age, "" if age == 80 else age, size - 2 * age + 9 * (age % 5), "2020-11-01", "published", "普查")
        for area, size in (("区", 340), ("县", 190))
        for sex in ("male", "female")
        for age in range(81)
    ]
    folder.mkdir(exist_ok=True)
    table(folder, "census", counted if census else [])
    table(folder, "births", born)
    table(folder, "enrolment", pupils)
    (folder / "assumptions.yaml").write_text(
        "scope:\n  城: {census_area: 区, share: {value: 0.7, unit: share, basis: assumed, source: 虚构}}\n"
        "  县: {census_area: 县, share: {value: 1.0, unit: share, basis: assumed, source: 虚构}}\n"
        "participation:\n  kindergarten: {values: {2020: 0.8, 2025: 1.0}, unit: share, basis: assumed, source: 虚构}\n"
        "inflow:\n  primary: {value: 1.1, unit: factor, basis: assumed, source: 虚构}\nhorizon: 2034\n"
        f"uncertainty:\n  births: {{step: {NONE}, persistence: {NONE}, common: {NONE}}}\n"
        f"  net_migration: {{step: {NONE}, persistence: {NONE}}}\n"
        f"  participation: {{kindergarten: {NONE}, primary: {NONE}, middle: {NONE}}}\n"
        f"  level: {{kindergarten: {NONE}, primary: {NONE}, middle: {NONE}}}\n",
        encoding="utf-8",
    )
    return folder


def plan_of(folder: Path, *areas: str) -> Path:
    """A plan with a school in each of ``areas``."""
    schools = [f"  - {{id: {n}, name: {n}, type: primary, area: {area}, planned: 2022, seats: {{primary: 540}}}}"
               for n, area in enumerate(areas)]  # fmt: skip
    path = folder / "plan.yaml"
    lines = ["plan: 试", f"area: {areas[0]}", "years: [2021, 2025]", "schools:", *schools]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def demand(rows: Iterable[dict[str, Any]]) -> Demand:
    """Demand by area, stage and year, grades added up."""
    found: Demand = {}
    for row in rows:
        key = row["area"], row["stage"], row["year"]
        found[key] = found.get(key, 0) + row["demand"]
    return found


def on_record(pupils: Iterable[Row], areas: Iterable[str]) -> dict[tuple[str, str, int], float]:
    """Pupils of whole stages by area, stage and year: those of the area, else seven tenths of those of 区 for 城."""
    rows = list(pupils)
    found: dict[tuple[str, str, int], float] = {}
    for area in areas:
        for stage in GRADES:
            names = {row[0] for row in rows if row[2] == stage}
            record, share = (area, 1.0) if area in names or area != "城" else ("区", 0.7)
            for _, year, _, _, count, *_ in (row for row in rows if (row[0], row[2]) == (record, stage)):
                key = area, stage, int(str(year))
                found[key] = found.get(key, 0.0) + share * int(str(count))
    return found


@pytest.mark.parametrize("plan_areas", [("城",), ("城", "县")], ids=["one area", "both areas"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_command_says_the_same_demand(
    shape: str, plan_areas: tuple[str, ...], tmp_path: Path, asked: Asked
) -> None:
    """Year by year, in every command that tells demand, by stage and by grade, with a plan and by the folder alone."""
    pupils, born = SHAPES[shape]
    people = folder_of(tmp_path / "people", pupils, born)
    project = ("--plan", plan_of(tmp_path, *plan_areas), "--population", people)
    rows = asked("gap", *project)["rows"]
    told = demand(rows)
    recorded = {key: count for key, count in on_record(pupils, plan_areas).items() if key in told}
    assert bool(recorded) == (
        bool(pupils) and {"城", "区", plan_areas[-1]}.intersection(str(row[0]) for row in pupils) != set()
    )
    assert {key: told[key] for key in recorded} == {key: round(round(count, 6)) for key, count in recorded.items()}
    bands = {(r["area"], r["stage"], r["year"]): (r["demand_low"], r["demand_high"]) for r in rows}
    assert demand(asked("forecast", *project)["rows"]) == told
    assert demand(asked("forecast", *project, "--by", "grade")["rows"]) == told
    if pupils:
        alone = [row for row in asked("forecast", "--population", people)["rows"] if row["area"] in plan_areas]
        assert demand(alone).items() <= told.items()
        assert {(row["area"], row["stage"]) for row in alone} == {key[:2] for key in told}
        methods = {(row["area"], row["stage"]): row["method"] for row in rows}
        for row in alone:
            key = row["area"], row["stage"], row["year"]
            assert row["method"] == methods[key[:2]]
            assert (row["low"], row["high"]) == bands[key], key
        by_grade = asked("forecast", "--population", people, "--by", "grade")["rows"]
        assert demand(row for row in by_grade if row["area"] in plan_areas).items() <= told.items()
    for n, ((area, stage, year), count) in enumerate(sorted(cell for cell in told.items() if cell[0][2] in EXPLAINED)):
        if (n + list(SHAPES).index(shape)) % 3 == n // 3 % 3:
            found = asked("explain", *project, "--year", str(year), "--stage", stage, "--area", area)
            assert found["row"]["demand"] == count
            assert sum(line["amount"] for line in found["rows"] if line["kind"] == "demand") == count
    drawn = asked("simulate", *project, "--draws", "2", "--workers", "1")["rows"]
    middle = {
        (r["area"], r["stage"], r["year"]): r["p50"] for r in drawn if r["quantity"] == "demand" and r["area"] != "*"
    }
    erring = {(row["area"], row["stage"], row["year"]) for row in rows if row["band_source"] == "record"}
    assert {key: count for key, count in middle.items() if key not in erring} == {
        key: count for key, count in told.items() if key not in erring
    }
    assert middle.keys() == told.keys()
    last = {(row["area"], row["stage"]): row["balance"] for row in rows if row["year"] == 2034}
    for row in asked("compare", plan_of(tmp_path, *plan_areas), *project)["rows"]:
        if row.get("area", plan_areas[0]) in plan_areas and len(plan_areas) == 1:
            assert row["last_balance"] == last[plan_areas[0], row["stage"]]


@pytest.mark.parametrize("shape", [name for name, (pupils, _) in SHAPES.items() if pupils])
def test_fit_shows_the_ratios_that_the_demand_rests_on(shape: str, tmp_path: Path, asked: Asked) -> None:
    """Each grade of the first year ahead is the grade below times its ratio, and entrants are those of the same source;
    of a stage whose pupils only set a level there is no ratio."""
    pupils, born = SHAPES[shape]
    people = folder_of(tmp_path / "people", pupils, born)
    if len({row[1] for row in pupils}) == 1:
        return
    fitted = asked("fit", people)
    ratios = {(r["area"], r["stage"], r["grade"]): r["ratio"] for r in fitted["rows"] if r["part"] == "grades"}
    origin = fitted["origin"]
    counts = {row[:4]: int(str(row[4])) for row in pupils}
    rows = asked("forecast", "--population", people, "--by", "grade")["rows"]
    shown = {(r["area"], r["year"], r["stage"], r["grade"]): r for r in rows}
    for (area, stage, grade), ratio in ratios.items():
        if area is not None:
            assert shown[area, origin + 1, stage, grade]["method"] == "grades"
            expected = counts[area, origin, stage, grade - 1] * ratio
            assert shown[area, origin + 1, stage, grade]["demand"] == pytest.approx(expected, abs=1)
    followed = {
        (r["area"], r["stage"]) for r in rows if r["method"] == "grades" and r["area"] in {x[0] for x in pupils}
    }
    latest = {key for key in followed if any(row[:3] == (key[0], origin, key[1]) for row in pupils)}
    assert {(r["area"], r["stage"]) for r in fitted["rows"] if r["area"]} == latest


def test_without_a_census_forecast_and_fit_follow_the_pupils_alone(tmp_path: Path, asked: Asked) -> None:
    """The grades of the first year ahead are the same as with one; a single year goes up the grades, and where there
    are no pupils births tell."""
    pupils = [*graded("城", stages=["primary", "middle"]), *graded("城", [2023], ["kindergarten"])]
    counted = folder_of(tmp_path / "counted", pupils, ALL_BORN)
    alone = folder_of(tmp_path / "alone", pupils, ALL_BORN, census=False)
    assert asked("fit", alone)["rows"] == asked("fit", counted)["rows"]
    one, other = (asked("forecast", "--population", each)["rows"] for each in (alone, counted))
    by_ratios = demand(row for row in one if row["area"] == "城" and row["stage"] != "kindergarten")
    near = {key: count for key, count in by_ratios.items() if key[2] < 2026}
    assert near
    assert near.items() <= demand(other).items()
    methods = {(row["area"], row["stage"]): row["method"] for row in one}
    assert {methods["城", stage] for stage in ("kindergarten", "primary", "middle")} == {"grades"}
    assert {methods["县", stage] for stage in ("kindergarten", "primary", "middle")} == {"births"}
    assert {row["method"] for row in other if (row["area"], row["stage"]) == ("城", "kindergarten")} == {"scaled"}


def test_a_forecast_from_an_earlier_year_and_by_another_method_go_on_working(tmp_path: Path, asked: Asked) -> None:
    """From an origin only what was known then counts; ages leave pupils aside, in every command alike."""
    pupils, born = SHAPES["by grade for the census area"]
    people = folder_of(tmp_path / "people", pupils, born)
    project = ("--plan", plan_of(tmp_path, "城"), "--population", people)
    early = asked("forecast", "--population", people, "--origin", "2021")["rows"]
    cut = folder_of(
        tmp_path / "cut",
        [row for row in pupils if int(str(row[1])) <= 2021],
        [row for row in born if int(str(row[1])) <= 2020],
    )
    assert early == asked("forecast", "--population", cut)["rows"]
    ages = demand(asked("gap", *project, "--method", "ages")["rows"])
    assert demand(asked("forecast", *project, "--method", "ages")["rows"]) == ages
    explained = asked("explain", *project, "--method", "ages", "--year", "2023", "--stage", "primary")
    assert explained["row"]["demand"] == ages["城", "primary", 2023]
    old = asked("forecast", "--population", people, "--origin", "2023", "--method", "ages")["rows"]
    assert {row["method"] for row in old} == {"ages"}
    plain = folder_of(tmp_path / "plain", [], born)
    assert demand(asked("gap", "--plan", plan_of(tmp_path, "城"), "--population", plain)["rows"]) == ages
