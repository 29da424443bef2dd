"""Where nothing is known of net migration the answer says so, and offers what can be said."""

from __future__ import annotations

import shutil
from pathlib import Path

import xuewei
from xuewei.show.gap import notes
from xuewei.show.report.page.futures import futures

from program import run

TOP = Path(__file__).parent.parent


def without_totals(at: Path) -> Path:
    """The shipped people without any total."""
    shutil.copytree(TOP / "data" / "population", at / "people")
    (at / "people" / "totals.csv").unlink()
    return at / "people"


def test_no_totals_is_no_medium_path(tmp_path: Path) -> None:
    """No path is named; the parameter that changes it is, and what two censuses would give."""
    people = xuewei.read_population(without_totals(tmp_path))
    found = xuewei.assess(xuewei.read_plan(), people)
    told = "".join(notes(found, "zh"))
    assert "净迁入取中" not in told
    assert "净迁入未知：盐湖区没有普查之后的总人口（totals.csv），按无人迁入迁出计；两次普查推得盐湖区每年约 +" in told
    assert "population.net_migration.YEAR" in told
    assert "净迁入取中" in "".join(notes(xuewei.assess(xuewei.read_plan(), xuewei.read_population()), "zh"))


def test_written_years_count_and_are_named(tmp_path: Path) -> None:
    """A scenario that writes years of net migration moves people, and the note says that only these count."""
    (tmp_path / "moves.yaml").write_text(
        "scenario: 迁\nextends: plan_2021_2025\nset: {population.net_migration.2024: 8000}\n", encoding="utf-8"
    )
    folder = without_totals(tmp_path)
    done = run("gap", "--population", folder, "--scenario", tmp_path / "moves.yaml", "--year", "2026")
    assert "只计写明的 2024 年" in done.stdout.replace("\n", "")


def test_stages_that_follow_grades_are_told_that_moves_do_not_act(tmp_path: Path) -> None:
    """Wherever anybody moves, and not by ages, nor where nobody moves."""
    town, moves = TOP / "examples" / "small_city" / "plan.yaml", tmp_path / "moves.yaml"
    moves.write_text(f"scenario: 迁\nextends: {town}\nset: {{population.net_migration.2024: 8000}}\n", encoding="utf-8")

    def gap(*words: str | Path) -> str:
        return run("gap", "--population", TOP / "examples" / "pupils", *words).stdout.replace("\n", " ")

    said = "净迁入不影响按年级推进的学段"
    moved: tuple[str | Path, ...] = ("--scenario", moves)
    assert said not in gap("--plan", town)
    assert said in gap(*moved)
    assert "Net migration does not act on stages that follow grades" in gap(*moved, "--lang", "en")
    assert said not in gap(*moved, "--method", "ages")


def test_a_page_has_no_control_for_paths_that_move_nobody(tmp_path: Path) -> None:
    """The three paths of net migration give one course, by which the page knows to leave the control out."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population(without_totals(tmp_path)))
    at = futures(found)["at"]
    assert isinstance(at, dict)
    assert all(courses["low"] == courses["high"] for courses in at.values())
