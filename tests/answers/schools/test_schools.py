"""`schools`: seats, pupils, use, class sizes and the size cap of every school; which year, in which order, of whom."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from openpyxl import load_workbook

from xuewei.answers.schools.standing import standings, whole_pupils
from xuewei.answers.schools.view import schools as view
from xuewei.formats.policy import read_policy
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.by_school import school_pupils

from builders import school
from inside import run

HEAD = "area,year,stage,grade,pupils,basis,source,school,classes\n"
CENSUS = "area,sex,age_from,age_to,persons,date,basis,source\n" + "".join(
    f"东区,{sex},{age},{'' if age == 60 else age},200,2020-11-01,published,普查\n"
    for sex in ("male", "female")
    for age in range(61)
)
PLAN = """\
plan: 试
area: 东区
years: [2025, 2030]
population: people
base_seats: {year: 2023, seats: listed}
schools:
  - {id: a, name: 城东小学, type: primary, area: 东区, status: in_use, zone: 东片, seats: {primary: 270}}
  - {id: b, name: 城西小学, type: primary, area: 东区, status: in_use, zone: 西片, seats: {primary: 540}}
  - {id: c, name: 铁路小学, type: primary, area: 东区, status: in_use, zone: 西片, seats: {primary: 270},
     closes: 2027, merge_into: b}
  - {id: d, name: 新区小学, type: primary, area: 东区, opens: 2026, zone: 东片, seats: {primary: 540}, fill: by_grade}
"""
SIZES = {"a": ([70, 60, 50, 50, 50, 50], 1), "b": ([40] * 6, 1), "c": ([40] * 6, 1)}


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three schools with pupils on record from 2021 to 2024, one of which closes, and one that opens."""
    people = tmp_path / "people"
    people.mkdir()
    lines = [
        f"东区,{year},primary,{grade},{n},published,学籍,{name},{classes}\n"
        for name, (counts, classes) in SIZES.items()
        for year in range(2021, 2025)
        for grade, n in enumerate(counts, start=1)
    ]
    (people / "enrolment.csv").write_text(HEAD + "".join(lines), encoding="utf-8")
    (people / "census.csv").write_text(CENSUS, encoding="utf-8")
    (people / "births.csv").write_text(
        "area,year,births,basis,source\n" + "".join(f"东区,{year},160,published,公报\n" for year in range(2012, 2024)),
        encoding="utf-8",
    )
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rows(*words: str) -> list[dict[str, str]]:
    """The rows of the command in CSV."""
    done = run("schools", "--format", "csv", *words)
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_the_last_year_on_record_is_shown_and_said(city: Path) -> None:
    """What is counted: seats, pupils, classes with 56 and 66 pupils or more by grade."""
    found = {one["school"]: one for one in rows()}
    assert set(found) == {"a", "b", "c"}
    a = found["a"]
    assert {key: a[key] for key in ("year", "seats", "pupils", "classes", "large_classes", "very_large_classes")} == {
        "year": "2024", "seats": "270", "pupils": "330", "classes": "6",
        "large_classes": "2", "very_large_classes": "1",
    }  # fmt: skip
    assert (float(a["utilisation"]), float(a["class_size"]), a["basis"]) == (330 / 270, 55.0, "record")
    text = run("schools").stdout
    assert "2024 学年是有分校在校生的最后一年。" in text
    assert "3 所学校中 1 所使用率超过 100 %，1 所不足 60 %；最满的是城东小学（小学，122 %）。" in "".join(
        text.split("\n")
    )


def test_a_year_ahead_is_forecast(city: Path) -> None:
    """A closed school has nobody and its heir all; one that opens grade by grade has as many grades as years."""
    found = {one["school"]: one for one in rows("--year", "2027")}
    assert (found["c"]["pupils"], found["c"]["change"], found["c"]["seats"]) == ("0", "closes", "0")
    assert found["b"]["basis"] == "forecast"
    assert (found["d"]["seats"], found["d"]["basis"]) == ("180", "share")
    before = {one["school"]: int(one["pupils"]) for one in rows("--year", "2026")}
    assert abs(int(found["b"]["pupils"]) - before["b"] - before["c"]) < 15
    demand = json.loads(run("gap", "--year", "2027", "--stage", "primary", "--format", "json").stdout)["rows"][0][
        "demand"
    ]
    assert sum(int(one["pupils"]) for one in found.values()) == demand


@pytest.mark.parametrize(("intake", "classes"), [("", 18), (", intake: {primary: 180}", 20)])
def test_classes_go_up_with_their_pupils(
    intake: str, classes: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """156 in three classes of each young grade, 104 in two of the old: two years later the young are the old, in three
    classes still, and none is large. Who enters since is in as many classes, or in intake ÷ 45."""
    (tmp_path / "people").mkdir()
    counts = enumerate([3, 3, 3, 3, 2, 2], start=1)
    (tmp_path / "people" / "enrolment.csv").write_text(
        HEAD + "".join(f"丙县,2025,primary,{grade},{52 * n},published,学籍,a,{n}\n" for grade, n in counts),
        encoding="utf-8",
    )
    (tmp_path / "plan.yaml").write_text(
        "plan: 试\narea: 丙县\nyears: [2026, 2030]\npopulation: people\nbase_seats: {year: 2025, seats: listed}\n"
        "schools:\n  - {id: a, name: 甲小学, type: primary, area: 丙县, status: in_use, seats: {primary: 720}"
        f"{intake}}}\n",
        encoding="utf-8",
    )
    monkeypatch.chdir(tmp_path)
    (now,), (later,) = rows(), rows("--year", "2027")
    assert (now["classes"], now["large_classes"], now["pupils"]) == ("16", "0", str(52 * 16))
    assert (later["classes"], later["large_classes"], later["pupils"]) == (str(classes), "0", str(52 * 18))
    assert "班数由有记录的最后一年推得" in "".join(run("schools", "--year", "2027").stdout.split())


def test_classes_that_a_school_in_use_writes_go_up_since_the_base_year(city: Path) -> None:
    """Two in each grade but the sixth of 2023, one there: from 2024 on two in every grade."""
    plan = PLAN.replace("西片, seats: {primary: 540}", "西片, classes: {primary: [2, 2, 2, 2, 2, 1]}")
    (city / "plan.yaml").write_text(plan, encoding="utf-8")
    table = city / "people" / "enrolment.csv"
    text = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line.replace(",b,1", ",b,") for line in text), encoding="utf-8")
    found = [{one["school"]: one for one in rows("--year", year)}["b"]["classes"] for year in ("2023", "2024", "2026")]
    assert found == ["11", "12", "12"]
    assert "班数由有记录的最后一年推得" in "".join(run("schools", "--year", "2026").stdout.split())


@pytest.mark.parametrize(
    ("order", "first"),
    [
        ("utilisation", "acb"),
        ("shortage", "acb"),
        ("pupils", "abc"),
        ("seats", "bac"),
        ("name", "abc"),
        ("class_size", "abc"),
    ],
)
def test_schools_come_in_the_order_asked_for(order: str, first: str, city: Path) -> None:
    """Those with most come first; ties as the plan has them."""
    assert "".join(one["school"] for one in rows("--sort", order)) == first


def test_areas_zones_and_stages_are_asked_for(city: Path) -> None:
    """An unknown zone is told with the nearest one, and so is an order."""
    assert [one["school"] for one in rows("--zone", "西片")] == ["c", "b"]
    assert rows("--stage", "middle") == []
    assert "没有符合所问区域、学区、学段的学校" in run("schools", "--stage", "middle").stdout
    bad = run("schools", "--zone", "西", "--lang", "en")
    assert (bad.returncode, "东片, 西片" in bad.stderr) == (2, True)
    assert "utilisation" in run("schools", "--sort", "utilization").stderr


def test_the_keys_are_those_of_the_contract(city: Path) -> None:
    """In JSON and CSV alike; years on record stand beside the rows."""
    found = json.loads(run("schools", "--format", "json").stdout)
    assert list(found["rows"][0]) == [
        "year", "area", "zone", "school", "name", "stage", "seats", "pupils", "utilisation", "class_size", "classes",
        "large_classes", "very_large_classes", "over_cap", "basis", "change",
    ]  # fmt: skip
    assert found["known"] == [{"area": "东区", "stage": "primary", "years": [2021, 2022, 2023, 2024]}]
    assert list(rows()[0]) == list(found["rows"][0])


def test_a_workbook_says_it_in_words(city: Path) -> None:
    """Heads and words in the language asked for; shares as per cent."""
    assert run("schools", "--output", "学校.xlsx").returncode == 0
    sheet = load_workbook("学校.xlsx").worksheets[0]
    lines = list(sheet.iter_rows(values_only=True))
    assert lines[0][:4] == ("学年", "区域", "学区", "学校编号")
    assert lines[1][4:6] == ("城东小学", "小学")
    assert "在校生" in lines[1]


def test_years_that_a_school_lacks_are_said(city: Path) -> None:
    """Under the table, where the sum of the area is shown."""
    table = city / "people" / "enrolment.csv"
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    table.write_text("".join(line for line in lines if not ("2022" in line and ",c," in line)), encoding="utf-8")
    for words in (["schools"], ["gap"]):
        text = "".join(run(*words).stdout.split())
        assert "东区小学：铁路小学缺2022学年的在校生" in text
        assert "东区小学的在校生是所列学校之和（3所）" in text
    assert "none from c: the sum of the area is too small by them" in run("check", "people", "--lang", "en").stdout


def test_many_schools_are_shown_in_part(city: Path) -> None:
    """The first 20 rows on a screen, with how to see all; files have all."""
    more = "".join(
        f"  - {{id: e{n}, name: 校{n}, type: primary, area: 东区, status: in_use, seats: {{primary: 45}}}}\n"
        for n in range(30)
    )
    (city / "plan.yaml").write_text(PLAN + more, encoding="utf-8")
    text = "".join(run("schools").stdout.split())
    assert "共33行，列出前20" in text
    assert len(rows()) == 33


def test_a_plan_of_projects_alone_has_an_answer() -> None:
    """The shipped plan: no school by its base year, so the year in which all are open, shared by seats."""
    done = run("schools", "--lang", "en")
    assert "when all schools of the plan are open" in " ".join(done.stdout.split())
    found = json.loads(run("schools", "--format", "json").stdout)
    assert (found["year"], len({one["school"] for one in found["rows"]})) == (2026, 32)
    assert {one["basis"] for one in found["rows"]} == {"share"}
    assert "there is no school to show" in run("schools", "--year", "2020", "--lang", "en").stdout.lower()


def test_one_grade_of_a_school_is_explained(city: Path) -> None:
    """Which children of the area, which share of them, which places; the zone adds up; other schools are told."""
    text = "".join(run("explain", "--year", "2027", "--stage", "primary", "--school", "城西小学").stdout.split())
    one = json.loads(run("explain", "--year", "2027", "--stage", "primary", "--school", "b", "--format", "json").stdout)
    last = one["rows"][-1]
    assert last["year"] == 2027
    assert last["share"] == pytest.approx(last["pupils"] / last["area_pupils"], abs=0.01)
    assert (
        f"2027学年{last['pupils']}人（逐校预测），是东区该年级{last['area_pupils']}人的{100 * last['share']:.1f}%"
        in text
    )
    assert "东区该年级：2021学年前一年出生160人×" in text
    assert f"学区西片（本校100%的学位）：该年级共{last['pupils']}人——城西小学{last['pupils']}" in text
    (whole,) = {
        each["area_pupils"]
        for name in "abd"
        for each in json.loads(
            run("explain", "--year", "2027", "--stage", "primary", "--school", name, "--format", "json").stdout
        )["rows"][-1:]
    }
    assert whole == last["area_pupils"]
    bad = run("explain", "--year", "2027", "--stage", "primary", "--school", "城西小", "--lang", "en")
    assert (bad.returncode, "城西小学" in bad.stderr) == (2, True)
    words = ("--year", "2027", "--stage", "primary")
    assert run("explain", *words, "--school", "b", "--grade", "7").returncode == 2
    assert (
        json.loads(run("explain", *words, "--school", "d", "--grade", "3", "--format", "json").stdout)["rows"][-1][
            "pupils"
        ]
        == 0
    )


def test_a_year_before_the_demand_of_a_stage_is_answered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pupils of primary schools in 2025, kindergarten from births, whose demand begins later: no number is made up."""
    people = tmp_path / "people"
    people.mkdir()
    pupils = "".join(f"东区,2025,primary,{grade},40,published,学籍,a,1\n" for grade in range(1, 7))
    (people / "enrolment.csv").write_text(HEAD + pupils, encoding="utf-8")
    births = "".join(f"东区,{year},100,published,公报\n" for year in range(2010, 2026))
    (people / "births.csv").write_text("area,year,births,basis,source\n" + births, encoding="utf-8")
    schools = "  - {id: a, type: primary, status: in_use, seats: {primary: 270}}\n"
    schools += "  - {id: k, type: kindergarten, status: in_use, seats: {kindergarten: 300}}\n"
    head = "plan: 试\narea: 东区\nyears: [2026, 2030]\npopulation: people\nbase_seats: {year: 2025, seats: listed}\n"
    (tmp_path / "plan.yaml").write_text(f"{head}schools:\n{schools}", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for words in ((), ("--year", "2025"), ("--stage", "kindergarten"), ("--format", "json")):
        assert run("schools", *words).returncode == 0


WHOLE = """\
plan: 试
area: 丙县
years: [2026, 2030]
population: people
base_seats: {year: 2025, seats: listed}
schools:
  - {id: a, name: 甲小学, type: primary, area: 丙县, status: in_use, seats: {primary: 540}, classes: {primary: 12}}
  - {id: m, name: 丁中学, type: middle, area: 丙县, status: in_use, seats: {middle: 600}, classes: {middle: 12}}
"""


@pytest.mark.parametrize("born", [False, True])
def test_pupils_on_record_need_no_forecast(born: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One number of a stage and school, with births that reach primary school or none at all: the year on record is
    told of every school, and a year ahead only where there is a forecast."""
    people = tmp_path / "people"
    people.mkdir()
    (people / "enrolment.csv").write_text(
        HEAD + "丙县,2025,primary,,520,published,学籍,a,12\n丙县,2025,middle,,580,published,学籍,m,12\n"
        "丙县,2025,middle,,600,published,学籍,,\n",
        encoding="utf-8",
    )
    if born:
        lines = (f"丙县,{year},90,published,公报\n" for year in range(2013, 2026))
        (people / "births.csv").write_text("area,year,births,basis,source\n" + "".join(lines), encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(WHOLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    found = {one["school"]: one for one in rows()}
    assert {name: (one["year"], one["pupils"], one["seats"], one["basis"]) for name, one in found.items()} == {
        "a": ("2025", "520", "540", "record"),
        "m": ("2025", "580", "600", "record"),
    }
    assert [one["class_size"] for one in rows("--stage", "middle")] == [str(580 / 12)]
    assert "丙县初中另有 20 名学生不在所列学校。" in run("schools").stdout
    assert run("schools", "--stage", "middle", "--year", "2027").returncode == 3
    ahead = run("schools", "--year", "2027", "--format", "csv")
    assert (ahead.returncode, ahead.stdout.count("\n")) == ((0, 2) if born else (3, 0))


def test_classes_follow_the_seats_that_stand_after_a_turn(city: Path) -> None:
    """In proportion: on record or written, of a stage that gives seats and of one that takes them, from its year on."""
    turn = "convert: [{year: 2027, from: primary, to: middle, seats: 180}]"
    more = "  - {id: e, name: 九年, type: nine_year, area: 东区, status: in_use, seats: {primary: 540, middle: 150},\n"
    more += "     classes: {primary: [2, 2, 2, 2, 2, 2], middle: 3}, " + turn + "}\n"
    b = "zone: 西片, seats: {primary: 540}"
    (city / "plan.yaml").write_text(PLAN.replace(b, f"{b}, {turn}") + more, encoding="utf-8")

    def classes(year: int) -> dict[tuple[str, str], str]:
        return {(one["school"], one["stage"]): one["classes"] for one in rows("--year", str(year))}

    before, after = classes(2026), classes(2027)
    assert (before["b", "primary"], after["b", "primary"], after["b", "middle"]) == ("6", "4", "")
    assert (before["e", "primary"], after["e", "primary"]) == ("12", "8")
    assert (before["e", "middle"], after["e", "middle"]) == ("3", "7")
    assert "班数按余下的学位折算" in run("schools", "--year", "2027").stdout
    assert "班数按余下的学位折算" not in run("schools", "--year", "2026").stdout
    for one in rows("--year", "2027"):
        if one["classes"]:
            assert float(one["class_size"]) == pytest.approx(int(one["pupils"]) / int(one["classes"]))


@pytest.mark.parametrize("listed", [True, False])
def test_schools_and_the_rest_add_up_to_their_area(listed: bool, city: Path) -> None:
    """In whole pupils, in every year, whether some are in no listed school or not."""
    table = city / "people" / "enrolment.csv"
    lines = table.read_text(encoding="utf-8").replace(",70,", ",67,").replace(",40,", ",41,").splitlines(keepends=True)
    if not listed:
        lines += [f"东区,{year},primary,{g},163,published,学籍,,\n" for year in range(2021, 2025) for g in range(1, 7)]
    table.write_text("".join(lines), encoding="utf-8")
    for year in range(2024, 2031):
        answer = json.loads(run("schools", "--year", str(year), "--format", "json").stdout)
        gap = json.loads(run("gap", "--year", str(year), "--stage", "primary", "--format", "json").stdout)["rows"][0]
        rest = re.search(
            r"东区小学另有 ([\d,]+) 名学生", "".join(run("schools", "--year", str(year)).stdout.split("\n"))
        )
        outside = int(rest[1].replace(",", "")) if rest else 0
        assert sum(one["pupils"] for one in answer["rows"]) + outside == gap["demand"]
        assert (outside > 0) == (not listed)


def test_a_closed_school_is_not_among_those_counted(city: Path) -> None:
    """In the year of its closing it is named, with nobody in it; the first sentence counts those that stand."""
    text = "".join(run("schools", "--year", "2027").stdout.split("\n"))
    assert "3 所学校中" in text
    assert "铁路小学撤销" in text


def test_parts_of_pupils_go_where_most_of_them_are() -> None:
    """Three schools with 10.4 each and 0.2 in none are 31 in all, and not three times 10."""
    schools = tuple(school(name) for name in "abc")
    found: Any = SimpleNamespace(areas=("甲",), plan=SimpleNamespace(schools=schools))
    parts = {"primary": np.full((1, 3, 1), 10.4)}, {"primary": np.full((1, 1, 1), 0.2)}
    pupils: Any = SimpleNamespace(schools=("a", "b", "c"), pupils=parts[0], rest=parts[1])
    assert whole_pupils(found, pupils, "primary", 0) == ([11, 10, 10], [0])


def test_a_school_that_nobody_has_seen_open_is_not_said_to_be(city: Path) -> None:
    """Once its year has come it is due without a record, before that it is to open as planned; one on record as open
    opens, and one in building is late."""
    plan = city / "plan.yaml"
    written = plan.read_text(encoding="utf-8")

    def told(day: date, status: str = "", lang: str = "zh") -> str:
        plan.write_text(written.replace("opens: 2026,", f"opens: 2026, {status}"), encoding="utf-8")
        found = assess(*read_project(str(plan)))
        pupils = school_pupils(found)
        rows = standings(found, pupils, 2026, read_policy().crowding)
        lines = view(found, pupils, rows, 2026, lang, today=day).sheets[0].notes
        return next(each for each in lines if "新区小学" in each)

    begun = "progress: [{date: 2025-03-01, status: under_construction}],"
    assert told(date(2026, 11, 28)) == "当年新区小学应投用、无进度记录。"
    assert told(date(2026, 3, 1)) == "当年新区小学按方案投用。"
    assert told(date(2026, 11, 28), "status: in_use,") == "当年新区小学投用。"
    assert told(date(2026, 11, 28), begun) == "当年新区小学应投用、记录为在建。"
    assert "nothing tells of it" in told(date(2026, 11, 28), lang="en")


def test_all_that_were_due_before_are_named_or_counted(city: Path) -> None:
    """Three by name, those due first before the others, and how many more; none that is open or not due by then."""
    plan = city / "plan.yaml"
    written = plan.read_text(encoding="utf-8")

    def told(late: int, year: int = 2027, lang: str = "zh", day: date = date(2026, 11, 28)) -> list[str]:
        rows_of = [
            f"  - {{id: n{n}, name: 新{n}, type: primary, area: 东区, opens: {2025 if n == 2 else 2026}, "
            f"seats: {{primary: 270}}}}\n"
            for n in range(1, late)
        ]
        plan.write_text(written + "".join(rows_of), encoding="utf-8")
        found = assess(*read_project(str(plan)))
        pupils = school_pupils(found)
        rows = standings(found, pupils, year, read_policy().crowding)
        return [each for each in view(found, pupils, rows, year, lang, today=day).sheets[0].notes if "track" in each]

    assert told(1)[0].startswith("此前应投用、没有投用记录的 1 所：新区小学（2026 年，拟建）。学位仍计入 100%")
    assert "的 3 所：新2（2025 年，拟建）、新区小学（2026 年，拟建）、新1（2026 年，拟建）。" in told(3)[0]
    assert "的 5 所：新2（2025 年，拟建）、" in told(5)[0]
    assert "、新1（2026 年，拟建）等，另有 2 所。" in told(5)[0]
    english = told(5, lang="en")[0]
    assert english.startswith("Due before, and not on record as open, 5: 新2 (2025, planned), ")
    assert " and 2 more." in english
    assert told(1, year=2026) == told(1, day=date(2026, 3, 1)) == []
