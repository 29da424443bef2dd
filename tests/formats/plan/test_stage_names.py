"""No stage is called as a column that stands beside its own: its figures would take that column's place."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from xuewei.model.stages import TAKEN

from inside import run

STAGE = "stages: {{{name}: {{entry_age: 15, grades: 3, class_size: 50, class_sizes: [50, 50, 50]}}}}"
SCHOOL = """  - id: a
    name: 甲校
    type: 完全中学
    provision: public
    zone: 东片
    rooms: 20
    address: 东街 1 号
    lon: 111.0
    lat: 35.0
    closes: 2040
    merge_into: b
    responsible: {{unit: 教育局, person: 张某}}
    due: '2024-08-31'
    planned: 2023
    seats: {{{name}: 150}}
    classes: {{{name}: [1, 1, 1]}}
    intake: {{{name}: 50}}
  - {{id: b, type: 完全中学, planned: 2023, seats: {{{name}: 150}}}}
"""
FORMS = (["ledger"], ["track", "--as-of", "2025-01-01"])


def plan(folder: Path, name: str) -> Path:
    """A plan with a stage of its own that is called ``name``, and every field of a school."""
    path = folder / "plan.yaml"
    head = "plan: 名\narea: 甲区\nyears: [2023, 2025]\n"
    path.write_text(head + STAGE.format(name=name) + "\nschools:\n" + SCHOOL.format(name=name), encoding="utf-8")
    return path


def people(folder: Path, name: str) -> Path:
    """Pupils of that stage alone."""
    made = folder / "people"
    made.mkdir()
    rows = "".join(f"甲区,{name},2023,{grade},100,published,册\n" for grade in (1, 2, 3))
    head = "area,stage,year,grade,pupils,basis,source\n"
    (made / "enrolment.csv").write_text(head + rows, encoding="utf-8")
    return made


@pytest.mark.parametrize("words", FORMS, ids=str)
def test_every_column_beside_those_of_stages_is_taken(words: list[str], tmp_path: Path) -> None:
    """So that a column that is added is refused as a name of stages too."""
    written, made = plan(tmp_path, "upper_2"), people(tmp_path, "upper_2")
    done = run(*words, "--plan", written, "--population", made, "--format", "csv")
    assert done.returncode == 0, done.stderr
    columns = next(csv.reader(io.StringIO(done.stdout)))
    assert len({*columns}) == len(columns)
    mine = [each for each in columns if "upper_2" in each]
    assert {*columns} - {*mine} <= TAKEN
    if words == ["ledger"]:  # a name with a line under it keeps its classes and its intake
        assert mine == ["upper_2", "classes_upper_2", *(f"classes_upper_2_{n}" for n in (1, 2, 3)), "intake_upper_2"]


@pytest.mark.parametrize("name", sorted(TAKEN))
def test_a_stage_called_as_such_a_column_is_a_fault(name: str, tmp_path: Path) -> None:
    """At its line."""
    done = run("check", plan(tmp_path, name))
    assert done.returncode == 3
    assert f"plan.yaml:4: stages.{name}: 表格里已有这样一栏" in done.stderr + done.stdout


@pytest.mark.parametrize("key", ["stages", "optional_stages"])
def test_so_is_a_stage_of_assumptions(key: str, tmp_path: Path) -> None:
    """Of those that plans may ask for too."""
    made = people(tmp_path, "primary")
    text = f"{key}:\n  id: {{entry_age: 25, grades: 3, class_size: 50}}\n"
    (made / "assumptions.yaml").write_text(text, encoding="utf-8")
    done = run("check", made)
    assert f"assumptions.yaml:2: {key}.id: 表格里已有这样一栏" in done.stderr + done.stdout
