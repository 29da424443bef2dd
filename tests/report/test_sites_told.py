"""What a report says of candidate sites: which to take, when and how large, why, and what closes."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xuewei.answers.compare.standings import BASE
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.plan import School
from xuewei.report.contents import Report, sites_beside, sites_view
from xuewei.tables.view import Sheet, View

from inside import run
from program import TOP

DISTRICT = TOP / "examples" / "district"
PLAN = ("--plan", DISTRICT / "plan.yaml")
DATA = re.compile(r'<script type="application/json" id="data">(.*?)</script>', re.DOTALL)


def choice(file: Path) -> Any:
    """What the page is given of sites."""
    found = DATA.search(file.read_text(encoding="utf-8"))
    assert found is not None
    return json.loads(found[1])["choice"]


def test_a_page_says_which_sites_to_take_and_why(tmp_path: Path) -> None:
    """As `optimise --sites` chooses on the same day, those to be built first; nothing without sites."""
    file = tmp_path / "r.html"
    assert run("report", *PLAN, "--sites", DISTRICT / "sites.csv", "--output", file).returncode == 0
    told = choice(file)
    asked = run("optimise", *PLAN, "--sites", DISTRICT / "sites.csv", "--format", "json")
    found = json.loads(asked.stdout)
    assert told["lines"][0].startswith("结论：")
    opens = {row["id"]: row["opens"] for row in found["sites"]}
    rows = told["tables"][0]["rows"]
    assert len(rows) == len(opens) == 3
    assert [row[1] for row in rows] == [str(opens["c01"]), "不选", "不选"]
    assert rows[0][4].startswith("没有它")
    assert all(row[4].startswith("不建") for row in rows[1:])
    assert not any("xuewei " in text for text in (*told["lines"], *told["notes"], *(row[4] for row in rows)))
    assert any("不限预算" in text for text in told["notes"])
    assert run("report", *PLAN, "--output", file).returncode == 0
    assert choice(file) is None


def test_advice_and_sites_say_that_they_fill_one_shortage(tmp_path: Path) -> None:
    """Advice turns classes, sites are built: each names the other and what both fill; without sites nothing is said."""
    file = tmp_path / "r.html"
    for lang, words in (("zh", ("初中 2028–2030 年少缺", "不能相加")), ("en", ("middle 2028–2030", "do not add up"))):
        for sites in ((), ("--sites", DISTRICT / "sites.csv")):
            assert run("report", *PLAN, *sites, "--lang", lang, "--output", file, "--force").returncode == 0
            found = DATA.search(file.read_text(encoding="utf-8"))
            assert found is not None
            data = json.loads(found[1])
            told = [each for each in data["resting"]["todo"] if words[1] in each]
            assert len(told) == bool(sites)
            if sites:
                assert all(word in text for word in words for text in (told[0], data["choice"]["lines"][1]))


def test_a_report_that_advises_nothing_speaks_of_no_advice() -> None:
    """With a middle school in use from 2027 on nothing is to be done; the plan as it is has advice beside the sites."""
    written, people = read_project(DISTRICT / "plan.yaml")
    big = School("big", "middle", "合成区", {"middle": 700}, opens=2027, status="in_use")
    for plan, advised in ((written, True), (replace(written, schools=(*written.schools, big)), False)):
        sites = View([Sheet("备选点", (), (), ["结论。"])], [], {"advice": "另一种", "sites": "“建议”里的办法"}, [])
        report = Report([(BASE, assess(plan, people))], range(2027, 2031), sites=sites)
        assert bool(report.told.to_do("zh")) == advised
        view = sites_view(report, "zh")
        assert view is not None
        assert view.sheets[0].notes == ["结论。", *(["“建议”里的办法"] if advised else [])]
        assert sites_beside(report, "zh") == (["另一种"] if advised else [])


def test_a_document_says_everything_once_and_every_note_apart(tmp_path: Path) -> None:
    """Notes below tables of sites are paragraphs; none of them, nor of what staff and estates rest on, comes twice."""
    docx = pytest.importorskip("docx")
    file = tmp_path / "r.docx"
    assert run("report", *PLAN, "--sites", DISTRICT / "sites.csv", "--output", file).returncode == 0
    lines = [each.text for each in docx.Document(str(file)).paragraphs]
    notes = [each for each in lines if each.startswith("·")]
    assert len(notes) == 4
    assert all(each.count("·") == 1 for each in notes)
    cells = {cell.text for table in docx.Document(str(file)).tables for row in table.rows for cell in row.cells}
    (reason,) = [each for each in cells if each.startswith("不建") and "900 座" in each]
    assert reason.endswith("写不多于 148 座才可选（取最多的一年）。")
    for start in ("新小区 8 个", "退休、招聘、不补", "儿童住处", "“备选点”部分", "这里从原方案选起"):
        assert sum(each.startswith(start) for each in lines) == 1, start


def test_a_document_has_them_as_an_annex_with_what_closes(tmp_path: Path) -> None:
    """By the same words; closings where they are let."""
    docx = pytest.importorskip("docx")
    file = tmp_path / "r.docx"
    words = ("--sites", DISTRICT / "sites.csv", "--allow", "close,merge")
    assert run("report", *PLAN, *words, "--output", file).returncode == 0
    written = docx.Document(str(file))
    text = "\n".join(each.text for each in written.paragraphs)
    assert "备选点" in text
    cells = [[cell.text for cell in row.cells] for table in written.tables for row in table.rows]
    assert any("不选" in row for row in cells)
    assert "撤并" in text


def test_closing_needs_sites(tmp_path: Path) -> None:
    """And a word that is no means is told with those that are."""
    file = tmp_path / "r.html"
    alone = run("report", *PLAN, "--allow", "close", "--output", file)
    assert (alone.returncode, file.exists()) == (2, False)
    wrong = run("report", *PLAN, "--sites", DISTRICT / "sites.csv", "--allow", "clos", "--output", file)
    assert (wrong.returncode, file.exists()) == (2, False)
    assert "close" in wrong.stderr


def test_where_nobody_knows_where_children_live_it_is_told(tmp_path: Path) -> None:
    """Sites are drawn, none is chosen, and standard error says why."""
    from placed import county

    plan = county(tmp_path)
    text = plan.read_text(encoding="utf-8")
    plan.write_text(re.sub(r", lon: [0-9.]+, lat: [0-9.]+", "", text), encoding="utf-8")
    (tmp_path / "population" / "estates.csv").unlink()
    head = "id,area,type,primary,lon,lat,basis,source\n"
    (tmp_path / "sites.csv").write_text(head + "x,东镇,primary,270,111.05,35.05,assumed,试\n", encoding="utf-8")
    file = tmp_path / "r.html"
    done = run("report", "--plan", plan, "--sites", tmp_path / "sites.csv", "--output", file)
    assert done.returncode == 0, done.stderr
    assert "没有选" in done.stderr
    assert choice(file) is None
