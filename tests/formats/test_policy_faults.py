"""What is wrong with a file of rules is told all at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from xuewei.errors import InputError
from xuewei.formats.policy import read_policy

from program import TOP

SHIPPED = (TOP / "data" / "policy.yaml").read_text(encoding="utf-8")


def faults_of(path: Path, text: str) -> list[str]:
    """The English lines of every fault, without the file."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as wrong:
        read_policy(path)
    return [fault.text("en").removeprefix(f"{path}:") for fault in wrong.value.faults]


def test_every_figure_has_unit_basis_clause_and_source() -> None:
    """No rule of the shipped file is without its place in a document."""
    rules = read_policy()
    parts = (rules.estate, rules.yearly_new, rules.special_school, rules.quality_senior, rules.gross_rate)
    figures = [each for part in parts for each in part.__dict__.values()]
    figures += [rules.crowding.large, rules.crowding.very_large]
    walking = rules.walking
    figures += [walking.detour, *walking.service.values(), *walking.rings, *walking.farthest.values()]
    figures += [rules.closing.use, rules.closing.years]
    for norm in rules.class_size.values():
        figures += [norm.every, *norm.grades.values()]
    assert all(each.unit and each.basis and each.clause and each.source for each in figures)


@pytest.mark.parametrize(
    ("was", "now", "line"),
    [
        ("clause: 3.0.1, ", "", "class_size.primary.every.clause: is required"),
        ("large: {value: 56", "large: {value: 70", "crowding.very_large: must be in ascending order (found 66)"),
        ("estate_provision:", "estate_provison:", "estate_provison: unknown key. Did you mean estate_provision?"),
        ("[public, inclusive]", "[public, inclusiv]", "estate_provision.provisions[2]: must be one of public, inclusive, private (found inclusiv). Did you mean inclusive?"),
        ("area_m2: {value: 150000", "area_m2: {value: 0", "estate.area_m2.value: must be a number from 1 to 1000000000 (found 0)"),
        ("value: 2.84", "value: many", "estate.people_per_household.value: must be a number from 1 to 20 (found many)"),
        ("      1: {value: 25", "      一: {value: 25", "class_size.kindergarten.grades.一: must be a whole number from 0 to 9999 (found 一)"),
        ("basis: derived", "basis: guessed", "must be one of published, derived, assumed, projected (found guessed)"),
        ("  founders: [city, yanhu, development_zone]\n", "", "government.founders: is required"),
        ("least: {value: 1, unit: schools per year", "least: {value: 4, unit: schools per year", "yearly_new.most: must be in ascending order (found 3)"),
        ("share: {value: 0.95", "share: {value: 95", "gross_rate.share.value: must be a number from 0 to 1 (found 95)"),
        ("persons, basis: published, clause: 设校人口, ", "persons, basis: published, ", "special_school.residents.clause: is required"),
        ("values: [500, 1000]", "values: [1000, 500]", "walking.rings.values: must be in ascending order (found […])"),
        ("detour: {value: 1.3", "detour: {value: 0.8", "walking.detour.value: must be a number from 1 to 5 (found 0.8)"),
        ("stages: [primary, middle]", "stages: primary", "crowding.stages: must be a list (found primary)"),
    ],
)  # fmt: skip
def test_a_slip_is_told_with_its_line(tmp_path: Path, was: str, now: str, line: str) -> None:
    """Each slip in an otherwise good file gives its own fault."""
    assert was in SHIPPED
    found = faults_of(tmp_path / "policy.yaml", SHIPPED.replace(was, now))
    assert any(line in fault for fault in found)
    assert all(fault.split(":")[0].isdigit() for fault in found)


def test_slips_are_told_together(tmp_path: Path) -> None:
    """One fault hides no other."""
    text = SHIPPED.replace("value: 56", "value: yes").replace("clause: 3.0.1, ", "")
    assert len(faults_of(tmp_path / "policy.yaml", text)) == 4
