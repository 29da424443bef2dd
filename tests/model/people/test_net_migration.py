"""Where nothing is known of net migration the answer says so, and offers what can be said."""

from __future__ import annotations

import shutil
from pathlib import Path

import xuewei
from xuewei.answers.explain.explanation import explain
from xuewei.formats.project import read_project
from xuewei.report.contents import unknown
from xuewei.report.page.futures import futures
from xuewei.tables.notes import notes

from inside import run

TOP = Path(__file__).parent.parent.parent.parent


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
    """Wherever anybody moves, and not by ages, nor where nobody moves, nor in years after the record, which act."""
    town, moves = TOP / "examples" / "small_city" / "plan.yaml", tmp_path / "moves.yaml"
    moves.write_text(f"scenario: 迁\nextends: {town}\nset: {{population.net_migration.2021: 8000}}\n", encoding="utf-8")

    def gap(*words: str | Path) -> str:
        return run("gap", "--population", TOP / "examples" / "pupils", *words).stdout.replace("\n", " ")

    said = "净迁入不影响由在校生推算的学段"
    moved: tuple[str | Path, ...] = ("--scenario", moves)
    assert said not in gap("--plan", town)
    assert said in gap(*moved)
    assert "Net migration does not act on stages that follow pupils on record" in gap(*moved, "--lang", "en")
    assert said not in gap(*moved, "--method", "ages")
    moves.write_text(moves.read_text(encoding="utf-8").replace("2021", "2024"), encoding="utf-8")
    assert said not in gap(*moved)
    assert "写明的净迁入（2024 年）按年龄进入各年级" in gap(*moved)
    assert "enters the grades of its age" in gap(*moved, "--lang", "en")


def test_a_page_has_no_control_for_paths_that_move_nobody(tmp_path: Path) -> None:
    """The three paths of net migration give one course, by which the page knows to leave the control out."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population(without_totals(tmp_path)))
    at = futures(found, None).demand["at"]
    assert isinstance(at, dict)
    assert all(courses["low"] == courses["high"] for courses in at.values())


def scenario(at: Path, settings: str) -> Path:
    """A scenario of the shipped plan that sets ``settings``."""
    (at / "s.yaml").write_text(f"scenario: 试\nextends: plan_2021_2025\nset: {{{settings}}}\n", encoding="utf-8")
    return at / "s.yaml"


def bare(text: str) -> str:
    """A text without spaces and line breaks: a window may break a sentence at any of its spaces."""
    return "".join(text.split())


def told(*words: str | Path, status: int = 0) -> str:
    """What a command prints, without spaces and line breaks."""
    done = run(*words)
    assert done.returncode == status, done.stderr
    return bare(done.stdout)


def test_births_and_moves_are_assumed_after_their_own_last_years(tmp_path: Path) -> None:
    """Births of 2023 are on record though no total is; with totals up to 2021 two years are told."""
    folder = without_totals(tmp_path)
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population(folder))
    assert "生育取中（2023 年后为假设）" in "".join(notes(found, "zh"))
    assert "2023 年以后的出生、2020 年以后的在校生都是预测" in "".join(unknown(found, "zh"))
    rows = (TOP / "data" / "population" / "totals.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [row for row in rows if not row.startswith(("盐湖区,2022", "盐湖区,2023"))]
    (folder / "totals.csv").write_text("".join(kept), encoding="utf-8")
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population(folder))
    assert "生育取中（2023 年后为假设）、净迁入取中（2021 年后为假设）" in "".join(notes(found, "zh"))
    assert "Births after 2023, and moves and pupils after 2021 are forecast" in "".join(unknown(found, "en"))
    shipped = xuewei.assess(xuewei.read_plan(), xuewei.read_population())
    assert "2023 年以后的出生、迁移与在校生都是预测" in "".join(unknown(shipped, "zh"))


def test_every_answer_by_ages_says_that_net_migration_is_not_known(tmp_path: Path) -> None:
    """Not `gap` alone; and `forecast` derives nothing from totals that there are not."""
    folder, path = without_totals(tmp_path), scenario(tmp_path, "population.net_migration: high")
    people = ("--population", folder)
    answers = (
        told("forecast", *people, "--year", "2027"),
        told("explain", *people, "--year", "2027", "--stage", "primary"),
        told("simulate", *people, "--year", "2027", "--draws", "20"),
        told("compare", *people, path),
        told("diff", *people, "plan_2021_2025", path, status=1),
    )
    for answer in answers:
        assert "净迁入未知：盐湖区没有普查之后的总人口（totals.csv）" in answer
        assert bare("可在情景的 set 里写 population.net_migration.YEAR") in answer
    assert "总人口倒推" not in answers[0]
    assert "净迁入取高、中、低都一样：盐湖区没有普查之后的总人口" in answers[-1]
    assert "净迁入未知" not in told("simulate", "--year", "2027", "--draws", "20")
    assert "路径不起作用" not in told("diff", "plan_2021_2025", path, status=1)


def test_what_a_scenario_writes_of_people_is_named_and_cited(tmp_path: Path) -> None:
    """Years, persons and the scenario in `gap`; `explain` cites the scenario; a written past year is not derived."""
    path = scenario(tmp_path, "population.births.2024: 5200, population.net_migration.2022: 0")
    over = ("--scenario", path)
    said = bare("情景所写（各区域合计，假设）：出生 2024 年 5,200 人（试）；净迁入 2022 年 +0 人（试）")
    assert said in told("gap", *over, "--year", "2027")
    said = bare("2023 年以前净迁入由公布的总人口倒推（2022 年按情景所写）")
    assert said in told("forecast", *over, "--year", "2027")
    lines = explain(xuewei.assess(*read_project(scenarios=[str(path)])), 2027, "中心城区", "kindergarten").ages
    assert (lines[0].basis, lines[0].source) == ("assumed", "试")
    assert lines[1].source != "试"


def test_forecast_of_shipped_people_says_how_totals_were_used() -> None:
    """Nothing is written, so nothing is left out of what totals decide."""
    assert bare("2023 年以前净迁入由公布的总人口倒推，以后为假设") in told("forecast", "--year", "2027")
