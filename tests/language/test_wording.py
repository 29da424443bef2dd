"""Sentences read as they should, whatever fills them: blanks around figures, headers, folds, counts of one."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xuewei
from xuewei.tables.text import lines

from inside import run

ROOT = Path(xuewei.__file__).parent
MODULES = [
    ".".join(("xuewei", *file.relative_to(ROOT).with_suffix("").parts)) for file in sorted(ROOT.rglob("words.py"))
]


def sentences(module: str) -> dict[str, tuple[str, str]]:
    """Every pair of sentences of a module by its key."""
    tables = [value for value in vars(import_module(module)).values() if isinstance(value, dict)]
    pairs = ((str(key), value) for table in tables for key, value in table.items())
    return {key: value for key, value in pairs if isinstance(value, tuple) and len(value) == 2}


@pytest.mark.parametrize("module", MODULES)
def test_a_blank_stands_between_a_figure_and_what_is_counted(module: str) -> None:
    """In Chinese as in all other answers: 28 个学位; a balance in words ends in a figure too."""
    close = re.compile(r"\{(?:n|balance|most|missing|seats|points)(?::[^{}]*)?\}[个所人次项条]")
    assert [key for key, (chinese, _) in sentences(module).items() if close.search(chinese)] == []


@pytest.mark.parametrize("module", MODULES)
def test_what_is_said_to_follow_below_does(module: str) -> None:
    """“下列” is not continued on its own line."""
    assert [
        key for key, (zh, _) in sentences(module).items() if re.search(r"下列[^。]*[：:]?\{(?:parts|names)\}", zh)
    ] == []


NAMES = st.lists(st.text("甲乙丙县区市", min_size=1, max_size=6), min_size=1, max_size=9)


@given(NAMES, st.sampled_from([", ", "; ", ". ", ": ", "), "]), st.integers(14, 60))
def test_no_line_begins_with_a_closing_mark(names: list[str], join: str, columns: int) -> None:
    """Nor does one of English with Chinese names in it."""
    text = f"in the areas of {join.join(names)}{join.strip()}"
    for line in lines(text, columns):
        assert not line.startswith((",", ";", ".", ":", ")"))


def test_the_chance_table_has_no_head_that_breaks_in_a_word() -> None:
    """At 80 columns, in Chinese."""
    told = run("simulate", "--draws", "20", "--to", "2026", COLUMNS="80").stdout
    assert "最要紧的" in told
    assert "最要紧的不确" not in told.split("10–50–90%：")[0]


def test_a_plan_of_one_project_is_not_all_of_them() -> None:
    """In both languages."""
    english = "Projects of the plan: 1. Known to be open: 0; without a record of progress: 1."
    for lang, told in (("en", english), ("zh", "方案的 1 所，已确认投用 0 所；1 所无进度记录。")):
        assert told in run("gap", "--plan", "tests/county/plan.yaml", "--lang", lang).stdout.replace("\n", " ")


def test_the_tightest_year_of_areas_without_shortage_has_its_unit(tmp_path: Path) -> None:
    """And none where seats and children are even."""
    from xuewei.answers.gap.summary import over_areas
    from xuewei.cli.asked import assessed

    found = assessed("examples/counties/plan.yaml", (), None)
    spare = [row for row in found.rows() if row.balance > 0 and row.year > 2030]
    even = [row for row in found.rows() if row.balance == 0]
    assert re.search(r"年余 [\d,]+ 个学位。$", over_areas(found, spare, "zh")[1])
    assert over_areas(found, spare, "en")[1].endswith(
        " seats to spare in " + str(min(spare, key=lambda row: row.balance).year) + "."
    )
    assert over_areas(found, even, "zh")[1].endswith("年持平。")


def test_leads_are_named_one_way() -> None:
    """As a span where several stand in a row, and as many."""
    told = run("backtest", "china", "--leads", "1:5", "--lang", "en").stdout.replace("\n", " ")
    assert "ages (leads 2–3)" in told
    assert not re.search(r"\(lead \d+,", told)
