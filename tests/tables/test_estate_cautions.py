"""Answers that leave pupils of estates out, or count them differently side by side, say so first, with the key."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest

from xuewei.answers.compare.standings import BASE
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.formats.project import read_project
from xuewei.language.words import say as label
from xuewei.model.assessment import Assessment, assess
from xuewei.report.contents import Report
from xuewei.report.page.advice import advice
from xuewei.tables.beyond import dropped_cautions, side_cautions

from inside import run
from program import TOP

YEARS = range(2027, 2031)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """A small city with one estate, a scenario in which nobody arrives and one that writes how estates count."""
    shutil.copytree(TOP / "examples" / "small_city", tmp_path, dirs_exist_ok=True)
    head = "id,name,area,dwellings,kind,completes,basis,source\n"
    area = read_project(str(tmp_path / "plan.yaml"))[0].all_areas()[0]
    (tmp_path / "population" / "estates.csv").write_text(
        f"{head}e1,东湖,{area},800,commodity,2026,published,x\n", encoding="utf-8"
    )
    moves = {f"population.net_migration.{year}": 0 for year in YEARS}
    for name, more in (("none", {}), ("alike", {"estates.counted": "extra"})):
        text = json.dumps({"scenario": name, "extends": "plan.yaml", "set": moves | more})
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def sides(city: Path) -> dict[str, Assessment]:
    """The plan as it is and both scenarios."""
    found = {"plan": assess(*read_project(str(city / "plan.yaml")))}
    for name in ("none", "alike"):
        found[name] = assess(*read_project(str(city / "plan.yaml"), (str(city / f"{name}.yaml"),)))
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_sides_that_count_estates_differently_say_so(city: Path, lang: str) -> None:
    """Named by side, with the key; sides alike say nothing, and those that drop pupils say how many: all that the
    estate has where nobody arrives."""
    found = sides(city)
    assert side_cautions([("plan", found["plan"]), ("alike", found["alike"])], lang) == []
    counted, dropped = side_cautions([("plan", found["plan"]), ("none", found["none"])], lang)
    assert "estates.counted" in counted
    assert "plan" in counted
    assert "none" in counted
    beyond = found["alike"].demand.beyond
    assert beyond is not None
    assert beyond.estates is not None
    for name in beyond.estates.filled:
        assert f" {beyond.estates.pupils(name)[:, -1].sum():,.0f}" in dropped


def test_the_advice_begins_its_cautions_with_who_is_left_out(city: Path) -> None:
    """In gap, and in whatever shows its advice, also where there is nothing to decide."""
    found = sides(city)
    (told,) = dropped_cautions(found["none"].demand, "zh")
    said = Conclusion.of(found["none"], found["none"].rows()).to_do("zh")
    assert told in said
    bare = Conclusion.of(replace(found["plan"]), found["plan"].rows()).to_do("zh")
    assert not any("estates.counted: extra" in each for each in bare)
    assert dropped_cautions(found["plan"].demand, "zh") == []


def test_diff_and_compare_say_it_above_their_answers(city: Path) -> None:
    """First in either; notes of compare name the scenarios they are true of."""
    told = run("diff", "plan.yaml", "none.yaml", "--wide", cwd=city).stdout
    assert told.index("estates.counted") < told.index("改了什么")
    assert "算法不同" not in run("diff", "plan.yaml", "alike.yaml", "--wide", cwd=city).stdout
    told = run("compare", "none.yaml", "--wide", cwd=city).stdout
    assert told.index("算法不同") < told.index("最紧的一年")
    notes = told[told.index("方案：") :].replace("\n", "")
    assert "基准：其中 1 个的学生加在预测之外" in notes
    assert "none：其中 1 个的学生算作迁入的人" in notes


def test_a_sweep_says_of_its_combinations_what_is_so_of_each(city: Path) -> None:
    """By the parameters alone that make what is said another: not by the lag of openings, and not of the base alone."""
    grid = ("--set", "estates.counted=extra,within_migration", "--set", "opening_lag=0,1")
    told = run("sweep", *grid, "--wide", "--plan", "plan.yaml", cwd=city).stdout
    assert told.index("算法不同") < told.index("最紧的一年")
    notes = told[told.index("方案：") :].replace("\n", "")
    assert "estates.counted=extra：其中 1 个的学生加在预测之外" in notes
    assert "estates.counted=within_migration：其中 1 个的学生算作迁入的人" in notes
    assert "opening_lag=" not in notes
    told = run("sweep", "--set", "opening_lag=0,1", "--wide", "--plan", "plan.yaml", cwd=city).stdout
    assert "算法不同" not in told
    assert "基准：" not in told[told.index("方案：") :]
    many = ",".join(str(n) for n in range(1, 21))
    yields = ("--set", f"estates.yields.primary={many}", "--stage", "primary")
    told = run("sweep", *yields, "--plan", "plan.yaml", cwd=city).stdout
    assert "另有 15 条只对其中几方成立" in told.replace("\n", "")


def test_the_page_and_the_document_say_it_beside_their_scenarios(city: Path) -> None:
    """The page in its advice, the document above its comparison; neither without a scenario that counts otherwise."""
    found = sides(city)
    for lang in ("zh", "en"):
        apart = Report([(BASE, found["plan"]), ("none", found["none"])], found["plan"].years)
        alike = replace(apart, worlds=[(BASE, found["plan"]), ("alike", found["alike"])])
        cautions = side_cautions([(label("compare.base", lang), found["plan"]), ("none", found["none"])], lang)
        todo = advice(apart, lang)["todo"]
        assert isinstance(todo, list)
        assert todo[-2:] == cautions
        assert not any(each in str(advice(alike, lang)["todo"]) for each in cautions)
    run("report", "--scenario", "none.yaml", "--output", "compared.docx", cwd=city)
    with ZipFile(city / "compared.docx") as book:
        assert "算法不同" in book.read("word/document.xml").decode()
