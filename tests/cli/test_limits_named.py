"""Limits and neighbours are named with what changes them: the horizon, the plan that stands here, the areas."""

from __future__ import annotations

from pathlib import Path
from shutil import copy, copytree

import pytest

from inside import run
from program import TOP


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A project of one's own."""
    return copytree(TOP / "examples" / "small_city", tmp_path / "city")


def test_years_beyond_the_horizon_are_told_with_its_key() -> None:
    """In gap and forecast, and nowhere else; a year that no one may ask for, too."""
    said = "2036 年起超出预测末年 2035（assumptions.yaml 的 horizon）"
    assert said in run("gap", "--year", "2099").stdout
    assert said in run("forecast", "--to", "2040").stdout
    assert "超出预测末年" not in run("gap").stdout
    assert "horizon" in run("gap", "--year", "2101").stderr


def test_every_unknown_area_of_a_plan_is_told_once_by_its_own_key(city: Path) -> None:
    """The default area and the others apart."""
    plan = city / "many.yaml"
    head = "plan: 甲\nyears: [2027, 2028]\npopulation: population\nschools: []\n"
    plan.write_text(f"{head}area: 甲甲\nareas: [甲甲, 乙乙, 丙丙]\n", encoding="utf-8")
    told = run("gap", "--plan", plan).stderr
    for key, area in (("area", "甲甲"), ("areas[2]", "乙乙"), ("areas[3]", "丙丙")):
        assert told.count(f"（实为 {area}）") == 1
        assert f"{key}: 人口数据没有这个区域（实为 {area}）" in told


def test_a_list_inside_a_project_is_told_how_it_gets_into_its_plan(city: Path, tmp_path: Path) -> None:
    """Where its area is not known, and where a plan of its own would be written; not outside, nor with --into."""
    for place in (city, tmp_path):
        copy(TOP / "examples" / "county_in_excel" / "学校名单.xlsx", place)
    refused = run("import", "学校名单.xlsx", "--yes", cwd=city)
    assert refused.returncode == 3
    assert "--into plan.yaml" in refused.stderr
    written = run("import", "学校名单.xlsx", "--area", "东区", "--yes", cwd=city)
    assert written.returncode == 0
    assert "这里已有方案 plan.yaml：要把内容并入它，用 --into plan.yaml。" in written.stderr
    assert "--into" not in run("import", "学校名单.xlsx", "--yes", cwd=tmp_path).stderr
