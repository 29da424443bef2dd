"""Commands that decide something say the answer in words first, with the figures of their machine output."""

from __future__ import annotations

import json
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from xuewei.language.words import named

from inside import run
from program import TOP

COUNTIES = ("--plan", "examples/counties/plan.yaml")
SMALL_CITY = ("track", "--plan", "examples/progress/plan.yaml", "--as-of", "2023-09-01")


def opening(*words: str, lang: str = "zh") -> str:
    """The first lines of an answer, up to its first empty one, as one line."""
    done = run(*words, "--lang", lang, cwd=TOP, COLUMNS="1000")
    assert done.returncode == 0, done.stderr
    return "\n".join(takewhile(str.strip, done.stdout.splitlines()))


def told(*words: str) -> Any:
    """The same answer as JSON."""
    return json.loads(run(*words, "--format", "json", cwd=TOP).stdout)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_simulate_says_which_stage_is_likely_short_when_and_what_matters(lang: str) -> None:
    """The likeliest stage first, each with the worst year, its chance and its mean shortage."""
    words = ("simulate", "--draws", "60", "--from", "2021", "--to", "2024")
    _, part, *lines = opening(*words, lang=lang).split("\n")
    assert "2021–2024" in part
    rows = [row for row in told(*words)["rows"] if row["quantity"] == "balance"]
    worst: dict[str, tuple[tuple[float, float], Any]] = {}
    for row in rows:
        key = row["p_short"], row["expected_shortage"]
        if key > worst.get(row["stage"], ((0.0, 0.0), None))[0]:
            worst[row["stage"]] = key, row
    order = sorted(worst.values(), key=lambda pair: pair[0], reverse=True)
    assert len(order) == 3
    for line, (_, row) in zip(lines, order, strict=True):
        assert line.startswith(named("stage", row["stage"], lang))
        assert str(row["year"]) in line
        assert f"{row['expected_shortage']:,.0f}" in line
    assert ("最要紧的是" if lang == "zh" else "what matters most") in lines[0]


def test_simulate_says_where_a_shortage_is_likeliest() -> None:
    """Over several areas the chance is that of any, and the likeliest areas are named with theirs."""
    words = ("simulate", *COUNTIES, "--year", "2026", "--stage", "middle", "--draws", "40")
    line = opening(*words).split("\n")[2]
    rows = [row for row in told(*words)["rows"] if row["quantity"] == "balance" and row["area"] != "*"]
    first = max(rows, key=lambda row: (row["p_short"], row["expected_shortage"]))
    assert line.startswith("初中：2026 年最可能有区域缺学位")
    assert f"最可能的是{first['area']}（{first['p_short']:.0%}）" in line


def test_simulate_says_that_nothing_is_short() -> None:
    """Where no draw is short there is nothing to name."""
    assert "60 次抽样中没有一次缺" in opening("simulate", "--draws", "60", "--year", "2032", "--stage", "primary")


def test_compare_says_which_scenario_is_best_and_worst_and_by_how_many_seats() -> None:
    """By stage, in the tightest year; what is the same in all is said so; then the cost."""
    words = ("compare", "examples/one_year_late.yaml", "examples/grade_by_grade.yaml")
    text = opening(*words)
    assert "幼儿园最紧的一年，各情景一样（2021 年缺 1,518）。" in text
    assert (
        "小学最紧的一年，最好：基准（2021 年缺 2,045）；最差：延期一年（2022 年缺 5,128）；相差 3,083 个学位。" in text
    )
    assert "初中最紧的一年，最好：基准（2021 年缺 83）；最差：延期一年（2023 年缺 689）；相差 606 个学位。" in text
    assert "投资各情景都是 229,850 万元。" in text
    english = opening(*words, lang="en")
    assert "primary, in the tightest year: best base (2021, short 2,045), worst 延期一年" in english


def test_compare_says_what_costs_less(tmp_path: Path) -> None:
    """The cheapest and the dearest scenario, and how far they are apart."""
    scenario = tmp_path / "cheap.yaml"
    scenario.write_text(
        "scenario: 便宜\nextends: plan_2021_2025\nchange:\n  - id: 2021-nine-year-1\n    cost_wan: 9000\n",
        encoding="utf-8",
    )
    text = opening("compare", str(scenario), "--stage", "primary")
    assert "投资最省：便宜（227,850 万元）；最多：基准（229,850 万元）；相差 2,000 万元" in text


def test_compare_adds_up_shortages_of_several_areas() -> None:
    """A surplus in one county does not make up for a shortage in another."""
    words = ("compare", "examples/counties/scenarios/three_a_year.yaml", "--stage", "middle")
    rows = told(*words)["rows"]
    best, worst = (end(row["worst_need_only"] for row in rows) for end in (max, min))
    text = opening(*words)
    assert f"（缺 {-best:,}）" in text
    assert f"（缺 {-worst:,}）；相差 {best - worst:,} 个学位" in text


def test_a_grid_names_few_scenarios() -> None:
    """Of many that are alike the first are named, and how many there are."""
    grid = ("--set", "opening_lag=1,2", "--set", "population.births=low,medium,high")
    text = opening("sweep", *grid, "--stage", "primary")
    assert text.count("opening_lag=") < 6
    assert "等 3 个情景（2022 年缺 5,128）" in text


def test_track_says_what_is_late_whose_it_is_and_what_is_missing() -> None:
    """Names, not ids; the units with most late projects; then the seats by stage; then all projects."""
    lines = opening(*SMALL_CITY).split("\n")
    assert lines[1:] == [
        "逾期 2 个项目、900 个学位：城市建设公司 1 个（东区小区配建幼儿园逾期 428 天）；"
        + "西区教育局 1 个（西区九年一贯制学校逾期 397 天）。",
        "2023 学年应投用 2,025 个学位，到位 945，缺 1,080（幼儿园 360、小学 270、初中 450）。",
        "共 8 个项目：已投用 3（其中已销号 1），红 2、黄 2、绿 4；另取消 1 个。",
    ]
    head = told(*SMALL_CITY)
    assert sum(line["missing"] for line in head["stages"]) == 1080
    assert sum(line["red"] for line in head["units"]) == 2


def test_track_says_that_nothing_is_late() -> None:
    """Before any date has passed."""
    assert opening("track", "--as-of", "2021-01-01").split("\n")[1] == "没有逾期的项目。"


def test_track_names_the_longest_late_of_many() -> None:
    """Of one unit's many late projects two are named."""
    text = opening("track", "--as-of", "2025-09-30")
    assert "逾期 26 个项目、40,380 个学位：没有写明责任单位的 26 个（规划十小逾期 1,096 天" in text
    assert text.count("1,096 天") == 2
