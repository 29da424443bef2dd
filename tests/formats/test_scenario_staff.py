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
