"""What the column ``warning`` says: five words by demand ÷ seats, the same wherever they are shown."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import xuewei
from xuewei.answers.gap.view import gap
from xuewei.errors import InputError
from xuewei.formats.project import read_project
from xuewei.language.words import named
from xuewei.model.assessment import Assessment, assess
from xuewei.model.balance import WARNINGS, warning
from xuewei.model.parameters import with_parameter
from xuewei.model.plan import BaseSeats
from xuewei.report.page.words import page_words

from inside import run


def shipped(**changes: object) -> Assessment:
    """The shipped case, its assumptions changed by dotted name."""
    people = xuewei.read_population()
    assumptions = people.assumptions
    for name, value in changes.items():
        assumptions = with_parameter(assumptions, name.replace("__", "."), value, areas=[], source="test")
    return assess(xuewei.read_plan(), replace(people, assumptions=assumptions))


def warned(found: Assessment, year: int) -> list[str]:
    """The warnings of a year, youngest children first."""
    return [row.warning for row in found.rows([year])]


def test_a_base_year_that_is_even_by_assumption_is_no_alarm() -> None:
    """It is the year that balances are measured from; what somebody wrote, or took to be crowded, is judged as ever."""
    found = shipped()
    assert warned(found, 2020) == ["baseline"] * 3
    assert "baseline" not in {row.warning for row in found.rows(range(2021, 2036))}
    assert warned(shipped(base_crowding=1.2), 2020) == ["red"] * 3
    demand = {row.stage: row.demand for row in found.rows([2020])}
    base = BaseSeats(2020, {found.areas[0]: {"primary": demand["primary"], "middle": 10 * demand["middle"]}})
    written = assess(replace(found.plan, base_seats=base), found.population)
    assert warned(written, 2020) == ["baseline", "red", "surplus"]


def test_seats_that_stand_empty_are_not_plain_green() -> None:
    """By the shipped limit kindergartens of 2035 are a surplus; another limit, set by name, says otherwise."""
    assert warned(shipped(), 2023) == ["surplus", "yellow", "surplus"]
    assert set(warned(shipped(), 2035)) == {"surplus"}
    assert set(warned(shipped(warning__surplus=0.1), 2035)) == {"green"}


@given(st.integers(0, 500), st.integers(0, 500), st.floats(0.1, 0.9))
def test_warnings_go_one_way(seats: int, demand: int, surplus: float) -> None:
    """One child more never makes a warning milder, and a shortage is red whatever the limit of a surplus."""
    order = ["surplus", "green", "yellow", "red"]
    now, more = (warning(seats, children, 0.9, 1.0, surplus) for children in (demand, demand + 1))
    assert order.index(now) <= order.index(more)
    assert demand <= seats or now == "red"


def test_a_surplus_beyond_the_yellow_line_is_refused(tmp_path: Path) -> None:
    """In a scenario, and in a folder's file; a yellow line below the shipped surplus is not the file's fault."""
    scenario = tmp_path / "s.yaml"
    scenario.write_text("scenario: s\nextends: plan_2021_2025\nset: {warning.surplus: 0.95}\n", encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_project(None, [str(scenario)])
    (fault,) = told.value.faults
    assert (fault.place.line, fault.field, fault.kind) == (3, "set.warning.surplus", "surplus_order")
    low = tmp_path / "low.yaml"
    low.write_text("scenario: s\nextends: plan_2021_2025\nset: {warning.yellow: 0.8}\n", encoding="utf-8")
    plan, people = read_project(None, [str(low)])
    assert warned(assess(plan, people), 2023) == ["yellow", "yellow", "surplus"]


def test_strict_is_about_shortages_alone() -> None:
    """Neither the baseline nor a surplus is unwelcome; a shortage is."""
    codes = {year: run("gap", "--year", str(year), "--strict").returncode for year in (2020, 2021, 2035)}
    assert codes == {2020: 0, 2021: 1, 2035: 0}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_warning_has_a_word_and_the_note_says_that_its_limits_are_assumed(lang: str) -> None:
    """On the screen and on the page, and no word is a key."""
    found = shipped()
    (table,) = gap(found, found.rows([2020]), lang, by_stage=False).sheets
    assert {cell[0] for row in table.rows for cell in row if isinstance(cell, tuple)} >= {
        named("warning", "baseline", lang)
    }
    words = page_words(lang)
    told = [words[f"warning.{each}"] for each in WARNINGS]
    assert len(set(told)) == 5
    assert not any("." in each for each in told)
    notes = " ".join(gap(found, found.rows([2020]), lang, by_stage=False).notes)
    assert {"zh": "< 0.85 富余（假设）", "en": "surplus below 0.85 (assumed)"}[lang] in notes
    rules = (found.assumptions.yellow, found.assumptions.red, found.assumptions.surplus)
    assert {each.basis for each in rules} == {"assumed"}
