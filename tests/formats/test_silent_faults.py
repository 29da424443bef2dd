"""Slips that would otherwise change an answer in silence."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.errors import InputError
from xuewei.formats.places import shipped
from xuewei.formats.plan.read import read_plan
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.formats.population.folder import read_population

PLAN = """\
plan: 试
area: 甲
years: [2021, 2025]
schools: [{id: s1, type: primary, planned: 2021, seats: {primary: 540}}]
"""
CENSUS = """\
area,sex,age_from,age_to,persons,date,basis,source
甲,male,0,4,100,2020-11-01,published,普查
甲,male,5,,900,2020-11-01,published,普查
甲,female,0,4,90,2020-11-01,published,普查
甲,female,5,,910,2020-11-01,published,普查
"""


def population(folder: Path, census: str = CENSUS, assumptions: str = "horizon: 2030\n") -> list[str]:
    """The English lines of every fault of a folder with these files; none where it is good."""
    (folder / "census.csv").write_text(census, encoding="utf-8")
    (folder / "assumptions.yaml").write_text(assumptions, encoding="utf-8")
    try:
        read_population(folder)
    except InputError as wrong:
        return [fault.text("en").removeprefix(f"{folder}/") for fault in wrong.faults]
    return []


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("base_seats: {year: 2020, seats: {甲: {primary: 5}}}", None),
        ("base_seats: {year: 2020, seats: {primary: balanced, middle: 5}}", None),
        ("base_seats: {year: 2020, seats: {甲区: {primary: 5}}}", "p:5: base_seats.seats.甲区: is not an area of the plan. Did you mean 甲?"),
        ("base_seats: {year: 2020, seats: {primary: 5, 甲: {middle: 6}}}", "p:5: base_seats.seats: must be all by stage or all by area"),
        ("published: {by_year: {2021: {schools: 1}}}", None),
        ("published: {by_year: {21: {schools: 1}}}", "p:5: published.by_year.21: must be a whole number from 1850 to 2100 (found 21)"),
    ],
)  # fmt: skip
def test_seats_and_totals_that_nobody_would_find_are_told(tmp_path: Path, text: str, line: str | None) -> None:
    """An area the plan does not have would leave the real one balanced."""
    path = tmp_path / "p"
    path.write_text(PLAN + text + "\n", encoding="utf-8")
    if line is None:
        assert read_plan(path).schools
        return
    with pytest.raises(InputError) as wrong:
        read_plan(path)
    assert [fault.text("en") for fault in wrong.value.faults] == [f"{tmp_path}/{line}"]


@pytest.mark.parametrize("written", ['"1,100"', '"1，100"', "1 100", "1'100"])
def test_thousands_separators_are_read(tmp_path: Path, written: str) -> None:
    """As they stand in printed tables: groups of three digits."""
    assert population(tmp_path, CENSUS.replace("4,100,", f"4,{written},")) == []


@pytest.mark.parametrize("written", ['"1,10"', "1 10", '"1,1000"'])
def test_what_is_no_group_of_three_is_refused(tmp_path: Path, written: str) -> None:
    """Which of the digits was meant is not guessed at."""
    found = population(tmp_path, CENSUS.replace("4,100,", f"4,{written},"))
    assert found[0].startswith("census.csv:2: persons: must be a whole number")


def test_a_fault_in_the_assumptions_does_not_hide_a_gap_in_the_census(tmp_path: Path) -> None:
    """Both files are checked to their end, the census first."""
    found = population(tmp_path, CENSUS.replace("甲,male,5", "甲,male,6"), "horizn: 1\n")
    assert [line.split(":")[0] for line in found] == ["census.csv", "assumptions.yaml"]


def test_a_warning_is_ordered_against_the_shipped_one(tmp_path: Path) -> None:
    """A file that sets only yellow is held against the red it will be used with."""
    figure = "{value: %s, basis: assumed, source: x}"
    assert population(tmp_path, assumptions=f"warning: {{yellow: {figure % 0.8}}}\n") == []
    found = population(tmp_path, assumptions=f"warning: {{yellow: {figure % 1.2}}}\n")
    assert found == ["assumptions.yaml:1: warning: yellow must not be greater than red (found 1.2)"]
    found = population(tmp_path, assumptions=f"warning: {{surplus: {figure % 0.95}}}\n")
    assert found == ["assumptions.yaml:1: warning: surplus must not be greater than yellow (found 0.95)"]


def test_a_range_the_wrong_way_round_is_told(tmp_path: Path) -> None:
    """The ends of a range are low, then high."""
    found = population(tmp_path, assumptions="base_crowding: {value: 1, range: [2, 1], basis: assumed, source: x}\n")
    assert found == ["assumptions.yaml:1: base_crowding.range: must be in ascending order (found [2, 1])"]


@pytest.mark.parametrize("name", ["x" * 5000, "a\0b"])
def test_a_folder_with_an_impossible_name_is_not_there(name: str) -> None:
    """What the system refuses to look up is a fault, not a traceback."""
    with pytest.raises(InputError):
        read_population(name)


@settings(max_examples=150)
@given(st.binary(max_size=120) | st.text('甲,male0159-"\n\r', max_size=80).map(str.encode))
def test_no_bytes_in_a_census_give_anything_but_faults(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    """Whatever follows a good head, the folder is read or refused."""
    folder = tmp_path_factory.mktemp("any")
    (folder / "assumptions.yaml").write_text("horizon: 2030\n")
    (folder / "census.csv").write_bytes(CENSUS.splitlines(keepends=True)[0].encode() + raw)
    with pytest.raises(InputError):
        read_population(folder)


@pytest.mark.parametrize("key", ["soon_months", "red"])
def test_a_key_missing_from_a_section_is_as_shipped(tmp_path: Path, key: str) -> None:
    """Even where every section is written; a section may also be missing as a whole. It is known as a default."""
    whole = shipped("population", "assumptions.yaml").read_text(encoding="utf-8")
    lines = [line for line in whole.splitlines() if not line.startswith(f"  {key}:")]
    (tmp_path / "a.yaml").write_text("\n".join(lines), encoding="utf-8")
    (tmp_path / "b.yaml").write_text("horizon: 2030\n", encoding="utf-8")
    for name in ("a.yaml", "b.yaml"):
        found, ours = getattr(read_assumptions(tmp_path / name), key), getattr(read_assumptions(), key)
        assert (found.value, found.source, found.default) == (ours.value, ours.source, True)
