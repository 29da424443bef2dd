"""Whole answers of the shipped case, kept in tests/golden and reviewed as diffs.

``XUEWEI_GOLDEN=write pytest tests/test_golden.py`` writes them anew, and the tables of the README.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from accuracy_page import PAGES, with_blocks

from inside import run

HERE = Path(__file__).parent
TOP = HERE.parent
PROGRESS = ("--as-of", "2023-09-01", "--plan", "examples/progress/plan.yaml")
COUNTY = ("--plan", "tests/county/plan.yaml")
"""Two areas without a census: years of pupils in one, a single year in the other, births, and a forecast of others."""
ANSWERS = {
    "gap_2023.txt": ["gap", "--year", "2023"],
    "gap_2023_en.txt": ["gap", "--year", "2023", "--lang", "en"],
    "gap.txt": ["gap"],
    "gap_counties_en.txt": ["gap", "--plan", "examples/counties/plan.yaml", "--lang", "en"],
    "gap.md": ["gap", "--format", "md"],
    "gap.json": ["gap", "--from", "2022", "--to", "2024", "--format", "json"],
    "gap.csv": ["gap", "--format", "csv"],
    "resources.txt": ["resources"],
    "resources_district_en.txt": [
        *("resources", "--by", "school", "--stage", "primary", "--year", "2028", "--lang", "en"),
        *("--plan", "examples/district/plan.yaml"),
    ],
    "resources_district.csv": ["resources", "--format", "csv", "--to", "2028", "--plan", "examples/district/plan.yaml"],
    "ledger.txt": ["ledger"],
    "ledger.csv": ["ledger", "--by", "year", "--format", "csv", "--to", "2027"],
    "forecast.txt": ["forecast"],
    "forecast_grade.csv": ["forecast", "--by", "grade", "--format", "csv", "--to", "2026"],
    "forecast_age.txt": ["forecast", "--by", "age"],
    "forecast_china.csv": [
        *("forecast", "--population", "china", "--origin", "2018", "--to", "2021", "--by", "grade", "--format", "csv"),
    ],
    "forecast_china_en.txt": ["forecast", "--population", "china", "--origin", "2018", "--to", "2021", "--lang", "en"],
    "backtest_china.txt": ["backtest", "china", "--origins", "2014:2021", "--leads", "1:3"],
    "fit_china.txt": ["fit", "china"],
    "fit_china_en.txt": ["fit", "china", "--origin", "2018", "--stage", "primary", "--lang", "en"],
    "simulate.txt": ["simulate", "--from", "2022", "--to", "2032", "--draws", "500"],
    "simulate_counties_en.txt": [
        *("simulate", "--plan", "examples/counties/plan.yaml", "--year", "2026", "--draws", "200", "--lang", "en"),
    ],
    "explain_2023_primary.txt": ["explain", "--year", "2023", "--stage", "primary"],
    "explain_2030_kindergarten_en.txt": ["explain", "--year", "2030", "--stage", "kindergarten", "--lang", "en"],
    "check_policy.txt": ["check", "--policy"],
    "estate_en.txt": ["estate", "--area-m2", "150000", "--residents", "12000", "--lang", "en"],
    "diff.txt": ["diff", "plan_2021_2025", "examples/one_year_late.yaml"],
    "diff_en.md": [
        "diff",
        "examples/one_year_late.yaml",
        "examples/without_2025.yaml",
        "--format",
        "md",
        "--lang",
        "en",
    ],
    "diff.json": ["diff", "plan_2021_2025", "examples/primary_to_middle.yaml", "--format", "json"],
    "compare.txt": ["compare", "examples/one_year_late.yaml", "examples/grade_by_grade.yaml"],
    "compare_counties_en.txt": [
        *("compare", "examples/counties/scenarios/one_a_year.yaml", "examples/counties/scenarios/three_a_year.yaml"),
        *("--lang", "en"),
    ],
    "sweep.csv": [
        *("sweep", "--set", "opening_lag=0,1,2", "--set", "population.births=low,medium,high"),
        *("--stage", "middle", "--format", "csv"),
    ],
    "track.txt": ["track", *PROGRESS],
    "track.csv": ["track", *PROGRESS, "--format", "csv"],
    "track_en.md": ["track", *PROGRESS, "--format", "md", "--lang", "en"],
    "gap_county_zh.txt": ["gap", *COUNTY],
    "gap_county_en.txt": ["gap", *COUNTY, "--year", "2028", "--lang", "en"],
    "forecast_county_en.txt": ["forecast", "--population", "tests/county/people", "--lang", "en"],
    "diff_county_zh.txt": ["diff", "tests/county_before", "tests/county"],
    "diff_county_en.txt": ["diff", "tests/county_before", "tests/county", "--year", "2028", "--lang", "en"],
    "explain_county_zh.txt": ["explain", *COUNTY, "--year", "2028", "--area", "东片", "--stage", "primary"],
    "gap_as_delivered.txt": ["gap", "--as-delivered", *PROGRESS, "--year", "2023"],
}
ALL_STAGES = ("--plan", "examples/counties/all_stages.yaml")
NARROW = {
    "gap_all_stages.txt": ["gap", *ALL_STAGES, "--year", "2030", "--stage", "senior", "--stage", "special"],
    "gap_all_stages_en.txt": ["gap", *ALL_STAGES, "--area", "盐湖区", "--stage", "senior", "--lang", "en"],
    "explain_2022_senior.txt": ["explain", *ALL_STAGES, "--area", "盐湖区", "--year", "2022", "--stage", "senior"],
    "explain_2030_special_en.txt": [
        *("explain", *ALL_STAGES, "--area", "盐湖区", "--year", "2030", "--stage", "special", "--lang", "en"),
    ],
}
"""Answers of a plan that asks for stages, in a window of 80 columns."""
PROVENANCE = re.compile(r'(\n  "provenance": \{).*?(\n  \},\n)', re.DOTALL)
"""The day and the digests of the inputs, which change with every word of them."""
WRITE = os.environ.get("XUEWEI_GOLDEN") == "write"


def answer(words: list[str], **variables: str) -> str:
    """What the program prints for these words."""
    done = run(*words, cwd=HERE.parent, **variables)
    assert done.stderr == ""
    told = PROVENANCE.sub(r"\1…\2", done.stdout)
    return "".join(line.rstrip() + "\n" for line in told.splitlines())


@pytest.mark.parametrize("name", [*ANSWERS, *NARROW])
def test_the_answer_is_the_reviewed_one(name: str) -> None:
    """Every printed character of the answer is the one that was reviewed."""
    path = HERE / "golden" / name
    narrow = name in NARROW or "county_" in name
    found = answer({**ANSWERS, **NARROW}[name], **({"COLUMNS": "80"} if narrow else {}))
    if WRITE:
        path.write_text(found, encoding="utf-8")
    assert found == path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("page", "mark"), [("README.md", "zh"), ("README.md", "en"), ("docs/index.md", "zh"), ("docs/index.en.md", "en")]
)
def test_the_readme_shows_the_real_table(page: str, mark: str) -> None:
    """The table of the README and of the site's first page is what the command prints in a window of 80 columns."""
    found = answer(["gap", "--year", "2023", "--lang", mark], COLUMNS="80").strip()
    block, path = re.compile(rf"(<!-- gap:{mark} -->\n```\n).*?(```\n<!-- end -->)", re.S), TOP / page
    text = path.read_text(encoding="utf-8")
    wanted = block.sub(lambda match: f"{match[1]}{found}\n{match[2]}", text)
    if WRITE:
        path.write_text(wanted, encoding="utf-8")
    assert block.search(text)
    assert path.read_text(encoding="utf-8") == wanted


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_pages_on_accuracy_show_the_real_figures(page: Path) -> None:
    """Every figure of docs/accuracy.md and docs/accuracy.en.md is what the program reaches today; those of records that
    are no part of the project where these are present."""
    text = page.read_text(encoding="utf-8")
    wanted = with_blocks(text, PAGES[page])
    if WRITE:
        page.write_text(wanted, encoding="utf-8")
    assert page.read_text(encoding="utf-8") == wanted
    around = re.sub(r"(?s)<!-- (\w+) -->.*?<!-- end -->", "", text)
    assert re.findall(r"\d+(?:\.\d+)?%", around) == ["80%"] * around.count("80%"), "a figure typed by hand"
