"""Staff under scenarios: rows in the place of those on record, and in the difference between two sides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from inside import run
from program import TOP

DISTRICT = TOP / "examples/district"
SCHOOL = "pri-001"


def scenario(folder: Path, rows: str) -> Path:
    """A scenario of the made-up district with these rows of staff."""
    path = folder / "s.yaml"
    path.write_text(f"scenario: 编制\nextends: {DISTRICT / 'plan.yaml'}\nstaff:\n{rows}", encoding="utf-8")
    return path


def held(*words: str | Path) -> dict[str, object]:
    """Staff of primary schools of the district in 2026."""
    done = run("resources", "--year", "2026", "--stage", "primary", "--format", "json", *words)
    assert done.returncode in (0, 1), done.stderr
    row: dict[str, object] = json.loads(done.stdout)["rows"][0]
    return row


def test_a_scenario_changes_staff_and_diff_says_so(tmp_path: Path) -> None:
    """What a row leaves out stays as it is on record; the difference names place, year and stage."""
    before = held("--plan", DISTRICT / "plan.yaml")
    path = scenario(tmp_path, "- {area: 合成区, stage: primary, year: 2026, staff: 5000}\n")
    after = held("--scenario", path)
    assert before["staff"] != 5000
    assert after["staff"] == 5000
    done = run("diff", DISTRICT / "plan.yaml", path, "--format", "json")
    assert done.returncode == 1, done.stderr
    assert "staff.合成区.2026.primary" in done.stdout
    shown = run("diff", DISTRICT / "plan.yaml", path, "--lang", "en")
    assert "5,000" in shown.stdout
    assert "balance of teachers: see xuewei resources" in shown.stdout
    assert run("diff", DISTRICT / "plan.yaml", DISTRICT / "plan.yaml").returncode == 0


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("- {area: 别区, stage: primary, year: 2026, staff: 9}\n", "staff[1].area"),
        ("- {school: nobody, stage: primary, year: 2026, staff: 9}\n", "staff[1].school"),
        ("- {area: 合成区, stage: prmary, year: 2026, staff: 9}\n", "primary"),
        ("- {area: 合成区, stage: primary, year: 2026}\n", "staff[1].staff"),
        ("- {stage: primary, year: 2026, staff: 9}\n", "staff[1].area"),
        ("- {area: 合成区, stage: primary, year: 2026, staff: 9, retires: 10}\n", "staff[1].retires"),
        ("- {area: 合成区, stage: primary, year: 2026, staff: -1}\n", "staff"),
        ("- {area: 合成区, stage: primary, year: 2026, staff: 9}\n" * 2, "staff[2]"),
        ("- {stage: primary, year: 2026, staff: x}\n- {stage: primary, year: 2026, staff: 9}\n", "staff[2].area"),
    ],
)
def test_what_is_wrong_with_staff_is_told(rows: str, said: str, tmp_path: Path) -> None:
    """With its file and line, before anything is reckoned."""
    done = run("gap", "--scenario", scenario(tmp_path, rows))
    assert done.returncode == 3
    assert "s.yaml:" in done.stderr
    assert said in done.stderr


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("- {school: s01, stage: primary, year: 2027, retires: 20}\n- {school: s01, stage: primary, year: 2028, retires: 13}\n", "s.yaml:5: staff[2]: makes 33 who retire since 2026, more than the 32 on record then"),
        ("- {school: s01, stage: primary, year: 2026, staff: 1}\n- {school: s01, stage: primary, year: 2027, retires: 2}\n", "s.yaml:5: staff[2]: makes 2 who retire since 2026, more than the 1 on record then"),
        ("- {area: 合成区, stage: primary, year: 2026, staff: 900}\n", "s.yaml:4: staff[1]: is less than the 932 of the schools of 合成区 in 2026"),
        ("- {area: 合成区, stage: primary, year: 2026, staff: 932}\n- {school: s01, stage: primary, year: 2026, staff: 33}\n", "s.yaml:4: staff[1]: is less than the 933 of the schools"),
    ],
)  # fmt: skip
def test_staff_of_a_scenario_and_that_on_record_are_held_to_one_another(rows: str, said: str, tmp_path: Path) -> None:
    """No more retire over the years than there are, and no area has fewer than its schools; told at the scenario."""
    done = run("gap", "--scenario", scenario(tmp_path, rows), "--lang", "en")
    assert done.returncode == 3
    assert said in done.stderr
    assert "staff.csv" not in done.stderr


def test_a_scenario_within_the_sums_is_none_of_these_faults(tmp_path: Path) -> None:
    """As many as there are may retire, and an area may have just what its schools have."""
    rows = "- {school: s01, stage: primary, year: 2026, staff: 40}\n- {area: 合成区, stage: primary, year: 2026, staff: 940}\n"
    assert run("gap", "--scenario", scenario(tmp_path, rows)).returncode in (0, 1)


def test_no_more_retire_of_an_area_than_its_schools_have_under_a_scenario(tmp_path: Path) -> None:
    """Told at the row of the scenario by which they do, or that makes it so of a row of the table."""
    rows = "- {area: 合成区, stage: primary, year: 2026, retires: 932}\n"
    done = run("resources", "--lang", "en", "--scenario", scenario(tmp_path, rows))
    assert done.returncode == 3
    told = "s.yaml:4: staff[1]: makes 963 who retire since 2026, more than the 932 of 合成区 on record by then"
    assert told in done.stderr
    rows += "- {area: 合成区, stage: primary, year: 2027, retires: 500}\n"
    done = run("resources", "--lang", "en", "--scenario", scenario(tmp_path, rows))
    assert done.returncode == 3
    assert "s.yaml:5: staff[2]: makes 1,432 who retire since 2026, more than the 932" in done.stderr
