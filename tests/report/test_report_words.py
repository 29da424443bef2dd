"""What every form of the report says: three sentences, assumptions with their basis, and sources."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest

from xuewei.answers.compare.standings import BASE, standings
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.answers.gap.summary import summary
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.model.bands import demand_bands
from xuewei.model.plan import BASES
from xuewei.report.contents import Report, unknown
from xuewei.report.sources import assumptions, source_rows, sources
from xuewei.tables.words import TABLES

from builders import level, plan, population, school
from program import TOP

PLANS = {
    "shipped": None,
    "small": TOP / "examples/small_city/plan.yaml",
    "counties": TOP / "examples/counties/plan.yaml",
}
ENDS = {"zh": "。", "en": "."}


@cache
def assessed(name: str) -> Assessment:
    """A plan held against its people."""
    return assess(*read_project(PLANS[name]))


@pytest.mark.parametrize("lang", ENDS)
@pytest.mark.parametrize("name", PLANS)
def test_the_answer_is_three_sentences(name: str, lang: str) -> None:
    """Each ends once, at its end."""
    found = assessed(name)
    for years in (found.years, [2021]):
        told = summary(found, years, lang)
        assert len(told) == 3
        for sentence in told:
            assert sentence.count(ENDS[lang]) == 1, sentence
            assert sentence.endswith(ENDS[lang])


def test_one_area_hears_of_every_stage_when_it_is_short_spare_and_fullest() -> None:
    """Every figure of the three sentences is one of the engine's rows."""
    found = assessed("shipped")
    short, spare, peak = summary(found, found.years, "zh")
    for stage, name in (("kindergarten", "幼儿园"), ("primary", "小学"), ("middle", "初中")):
        rows = found.rows(stages=[stage])
        worst, most = min(rows, key=lambda row: row.balance), max(rows, key=lambda row: row.balance)
        largest = max(rows, key=lambda row: row.demand)
        assert re.search(rf"{name} .*?{worst.year} 年缺 {-worst.balance:,} 个", short)
        assert f"{name} {most.year} 年余 {most.balance:,} 个学位" in spare
        assert f"{name} {largest.year} 年 {largest.demand:,} 人" in peak
    assert "以 2020 年供需平衡为假设" in peak


def test_the_readme_says_it_as_it_is() -> None:
    """The sentences in README.md are those of the shipped plan."""
    found = assessed("shipped")
    text = (TOP / "README.md").read_text(encoding="utf-8")
    for lang in ENDS:
        block = re.search(rf"<!-- answer:{lang} -->\n(.*?)\n<!-- end -->", text, re.DOTALL)
        assert block
        bands = demand_bands(found.demand, found.population, found.assumptions, 0.8)
        told = Conclusion.of(found, found.rows(), bands, date(2026, 11, 28))
        sentences = [told.message(lang), told.past(lang), *told.delivered(lang), *told.to_do(lang)]
        assert block[1].splitlines() == [f"> {sentence}" for sentence in sentences]


def test_stages_that_are_never_short_are_named_so() -> None:
    """With one school too many nothing is short, and with none everything is; nobody is left out."""
    people = population({"甲": level(100)})
    rich = assess(plan(school("s", seats={"primary": 9000, "middle": 9000, "kindergarten": 9000}, opens=2019)), people)
    assert summary(rich, rich.years, "zh")[0].endswith("学年：各学段各年都不缺学位。")
    assert "never short" not in summary(rich, rich.years, "en")[0]
    poor = assess(plan(), people)
    assert summary(poor, poor.years, "zh")[1] == "没有一个学段在哪一年有空余学位。"
    mixed = assess(plan(school("s", seats={"primary": 9000}, opens=2019)), people)
    assert summary(mixed, [2025], "zh")[0].endswith("；小学各年不缺。")


def test_several_areas_hear_how_many_are_short_and_which_is_worst() -> None:
    """The worst of a stage is the smallest balance of all areas and years; shortages are added up, not netted."""
    found = assessed("counties")
    first, second, third = summary(found, found.years, "zh")
    rows = found.rows()
    for stage, name in (("kindergarten", "幼儿园"), ("primary", "小学"), ("middle", "初中")):
        own = [row for row in rows if row.stage == stage]
        assert f"{name} {len({row.area for row in own if row.balance < 0})} 个" in first
        worst = min(own, key=lambda row: row.balance)
        assert f"{worst.area}{name} {worst.year} 年缺 {-worst.balance:,} 个学位" in second
        needs = {year: -sum(min(row.balance, 0) for row in own if row.year == year) for year in found.years}
        year = max(needs, key=lambda year: needs[year])
        assert f"{name} {year} 年最多，共缺 {needs[year]:,} 个学位" in third
    calm = assess(plan(school("s", seats={"primary": 9000, "middle": 9000, "kindergarten": 9000}, opens=2019),
                       school("t", "乙", seats={"primary": 9000, "middle": 9000, "kindergarten": 9000}, opens=2019)),
                  population({"甲": level(100), "乙": level(90)}))  # fmt: skip
    told = summary(calm, calm.years, "zh")
    assert told[0].endswith("各区域各学段各年都不缺学位。")
    assert told[1].startswith("最紧的是甲小学")
    assert "没有缺口" in told[2]


@pytest.mark.parametrize("lang", ENDS)
@pytest.mark.parametrize("name", PLANS)
def test_every_assumption_has_a_name_a_value_and_a_basis(name: str, lang: str) -> None:
    """No cell but range and source may be empty; bases are words of the contract."""
    rows = assumptions(assessed(name), lang)
    assert len({row.name for row in rows}) == len(rows)
    for row in rows:
        assert row.name
        assert row.value
        assert row.basis in BASES
        assert row.source or row.basis == "derived"


def test_a_changed_assumption_is_seen_in_its_row() -> None:
    """What a scenario sets stands there with its own value and source."""
    late = assess(*read_project(None, [TOP / "examples/one_year_late.yaml"]))
    found = {row.name: row for row in assumptions(late, "en")}
    assert found["from the planned year to the first September with pupils"].value == "2 years"
    moved = assess(*read_project(None, [TOP / "examples/fewer_births.yaml"]))
    assert any(row.name.startswith("fertility (low)") for row in assumptions(moved, "en"))
    assert found["participation, kindergarten"].value == "85.2% in 2020, 99.8% in 2025"


def test_sources_are_those_of_the_rows_that_are_used() -> None:
    """Every source of the area and of the nation is there once for what it says, with its years."""
    found = assessed("shipped")
    rows = source_rows(found, "en")
    assert len(set(rows)) == len(rows)
    assert {row.source for row in rows} >= set(sources(found, "en"))
    (births,) = (row for row in rows if row.source == "National Bureau of Statistics, revised series")
    assert (births.what, births.years, births.basis) == ("births", "2004–2010, 2018–2020", "published")


@pytest.mark.parametrize("lang", ENDS)
def test_what_is_not_known_is_said(lang: str) -> None:
    """Seats in use where none are written, founders, openings, net migration without totals, the years ahead: each
    where it holds, and no more."""
    shipped, small = (unknown(assessed(name), lang) for name in ("shipped", "small"))
    assert "2020" in shipped[0]
    assert "28" in shipped[1]
    assert "2023" in shipped[3]
    assert len(shipped) == 6
    assert "totals.csv" in small[2]
    assert len(small) == 6
    nothing = assess(plan(), population({"甲": level(100)}))
    assert len(unknown(nothing, lang)) == 4


def test_scenarios_are_told_over_the_years_that_are_shown() -> None:
    """A report of some years compares those of them that are ahead; a scenario without any of them has no line."""
    base = assessed("shipped")
    late = assess(*read_project(None, [TOP / "examples/one_year_late.yaml"]))
    lines = Report([(BASE, base), ("晚", late)], range(2022, 2026), None, date(2024, 1, 1)).lines()
    stages = [stage.name for stage in base.stages]
    assert [(line.scenario, line.stage) for line in lines] == [(n, s) for n in (BASE, "晚") for s in stages]
    assert lines == [
        line
        for name, world in ((BASE, base), ("晚", late))
        for line in standings(name, world, stages, world.areas, range(2024, 2026))
    ]
    assert {line.last_year for line in lines} == {2025}
    far = range(2040, 2040 + len(late.years))
    elsewhere = replace(late, years=far, demand=replace(late.demand, years=far))
    assert {line.scenario for line in Report([(BASE, base), ("远", elsewhere)], [2022]).lines()} == {BASE}


def test_costs_are_in_yuan_in_english() -> None:
    """No unit of a sentence on costs is left in Chinese."""
    costs = {key: pair[1] for key, pair in TABLES.items() if key.startswith("cost.")}
    assert len(costs) > 3
    assert [key for key, text in costs.items() if "万元" in text] == []
