"""Whose figure a source is: a folder's own, else the shipped one, which is named as a default and whose it is."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
from docx import Document
from openpyxl import load_workbook

import xuewei as library
from xuewei.formats.policy import policy_of, read_policy
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.model.parameters import flat
from xuewei.report.sources import assumptions
from xuewei.tables.notes import cited

from inside import Run, run

SMALL = Path(__file__).parent.parent.parent / "examples" / "small_city"
LOCAL = "示例默认（运城规划）"
ENGLISH = re.compile(r"\b(?:the|of|as in|not|and|census|published|per)\b")


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A county that is not the shipped one, which is where commands run."""
    shutil.copytree(SMALL, tmp_path / "city")
    monkeypatch.chdir(tmp_path / "city")
    return tmp_path / "city"


def test_targets_of_another_city_are_named_as_such(city: Path, xuewei: Run) -> None:
    """In policy checks, JSON, the forecast and estates; class sizes are the nation's rules and nobody's default."""
    rows = json.loads(xuewei("check", "--policy", "--format", "json")[1])["rows"]
    sources = {row["rule"]: row["source"] for row in rows if row["source"]}
    assert sources["inclusive_share"] == f"{LOCAL}：普惠性幼儿园覆盖率 93 %"
    assert sources["public_share"] == f"{LOCAL}：公办园在园幼儿占比 ≥55 %"
    assert sources["class_size"] == "GB 50099-2011"
    assert f"普惠 93%、公办 55% 是{LOCAL}" in xuewei("forecast", "--to", "2022")[1]
    told = xuewei("estate", "--households", "2000")[1]
    assert "示例默认（运城市）：运城市 2020 年人口普查" in told
    assert f"{LOCAL}：小区配建幼儿园" in told


def test_a_folders_own_figures_are_its_own(city: Path, xuewei: Run) -> None:
    """Written in its assumptions and its policy, one section or a part of one at a time."""
    with open(city / "population" / "assumptions.yaml", "a", encoding="utf-8") as file:
        file.write("targets:\n  public: {value: 0.6, unit: share, basis: published, source: 本县规划}\n")
    (city / "population" / "policy.yaml").write_text(
        "estate:\n  people_per_household: {value: 2.5, basis: published, clause: 表 1, source: 本县普查}\n",
        encoding="utf-8",
    )
    rows = json.loads(xuewei("check", "--policy", "--format", "json")[1])["rows"]
    found = {row["rule"]: (row["limit"], row["source"]) for row in rows if row["rule"].endswith("_share")}
    assert found == {"public_share": (0.6, "本县规划")}
    figures = json.loads(xuewei("estate", "--households", "2000", "--format", "json")[1])["figures"]
    household, area = figures["people_per_household"], figures["area_m2"]
    assert (household["value"], household["basis"], household["source"]) == (2.5, "published", "本县普查")
    assert (area["basis"], area["source"]) == ("assumed", f"{LOCAL}：小区配建幼儿园")
    assert xuewei("check")[0] == 0
    (city / "population" / "policy.yaml").write_text("estate:\n  household: 3\n", encoding="utf-8")
    for words in (["check"], ["check", "--policy"], ["estate", "--households", "2000"]):
        code, _, err = xuewei(*words)
        assert (code, "policy.yaml:2" in err, "estate.household" in err) == (3, True, True), err


def test_the_shipped_folder_has_no_defaults() -> None:
    """There every figure is its own."""
    plan, people = library.read_plan(), library.read_population()
    found = assumptions(library.assess(plan, people), "zh")
    assert not [row for row in found if "默认" in row.source]
    assert not read_policy().estate.area_m2.default


def test_page_document_and_workbook_name_defaults(city: Path, xuewei: Run) -> None:
    """Where assumptions are listed; what the folder writes itself is as it is written there."""
    own = city / "population" / "assumptions.yaml"
    own.write_text("horizon: 2030\n", encoding="utf-8")
    for name in ("a.html", "a.docx"):
        assert xuewei("report", "--output", name)[0] == 0
    assert xuewei("ledger", "--output", "a.xlsx")[0] == 0
    kindergarten = f"{LOCAL}：2020 年全国学前三年毛入园率"
    assert kindergarten in Path("a.html").read_text(encoding="utf-8")
    notes = [str(cell) for row in load_workbook("a.xlsx")["说明"].values for cell in row]
    assert any(kindergarten in each for each in notes)
    values = [str(cell) for row in load_workbook("a.xlsx")["参数"].values for cell in row]
    assert any(each.startswith("示例默认（浙江省）：借自浙教基〔2018〕100号") for each in values)
    parts = b"".join(each.blob for each in Document("a.docx").part.package.iter_parts()).decode("utf-8", "replace")
    assert kindergarten in parts
    own.write_text((SMALL / "population" / "assumptions.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    assert xuewei("report", "--output", "a.html")[0] == 0
    assert kindergarten not in Path("a.html").read_text(encoding="utf-8")


def test_sources_are_in_the_language_of_the_run(city: Path) -> None:
    """Every shipped source is Chinese; in English where it is written in both."""
    assumed = read_assumptions()
    written = {name: str(value) for name, value in flat(assumed, "") if name.endswith(".source")}
    assert not [name for name, source in written.items() if ENGLISH.search(source)]
    inflow = assumed.inflow["middle"]
    assert (cited(inflow, "zh"), cited(inflow, "en")) == ("没有公布", "not published")
    shipped = (SMALL.parent.parent / "data/population/assumptions.yaml").read_text(encoding="utf-8").splitlines()
    told = [line for line in shipped if re.search("basis: (assumed|derived).* source:", line)]
    assert [line for line in told if "source_en:" not in line] == []
    assert cited(assumed.targets["public"], "en") == "at least 55 % of children in public kindergartens"
    words = ("explain", "--year", "2024", "--stage", "primary")
    assert "随附默认：没有公布" in run(*words, cwd=city).stdout
    assert "default: not published" in run(*words, "--lang", "en", cwd=city).stdout


def test_a_default_of_one_place_is_assumed_and_a_rule_of_the_nation_is_not(tmp_path: Path) -> None:
    """A figure that was published for 运城 is an assumption anywhere else."""
    (tmp_path / "assumptions.yaml").write_text("horizon: 2030\n", encoding="utf-8")
    found = read_assumptions(tmp_path / "assumptions.yaml")
    assert (found.targets["public"].basis, read_assumptions().targets["public"].basis) == ("assumed", "published")
    assert (found.size_caps["primary"].basis, found.size_caps["primary"].default) == ("published", True)
    assert cited(found.survival.infant_mortality, "zh").startswith("全国默认：国家卫生健康委")
    rules = policy_of(tmp_path)
    assert (rules.estate.area_m2.basis, rules.class_size["primary"].every.basis) == ("assumed", "published")
    assert rules.government.default
