"""`gap --by grade`, and the sentence on a stage that is not short while one of its grades is."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from rich.cells import cell_len

from xuewei.answers.gap.by_grade import by_grade
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.model.assessment import Assessment, assess
from xuewei.model.grades import COLUMNS, grade_table
from xuewei.model.plan import BaseSeats
from xuewei.tables.grade_notes import grade_note
from xuewei.tables.screen import layout
from xuewei.tables.view import as_csv, as_json, in_pieces

from builders import assumptions, immortal, level, plan, population, school
from inside import run
from program import TOP

BASE = BaseSeats(2020, {"甲": {"kindergarten": 5000, "primary": 0, "middle": 5000}})


def known() -> Assessment:
    """600 children at every age; a primary school of 81 classes and 3,660 seats, too few of them in the first grade."""
    one = school(
        "一校", seats={"primary": 3660}, opens=2021, classes={"primary": (12, 14, 14, 14, 14, 13)}, counted=False
    )
    people = population({"甲": level(300)}, assumed=assumptions(survival=immortal()))
    return assess(plan(one, base_seats=BASE), people)


def test_english_sentences_of_many_areas_stand_apart() -> None:
    """Four areas, of which three are named: a blank stands between each sentence and the next."""
    areas = ("甲", "乙", "丙", "丁")
    classes = {"primary": (12, 14, 14, 14, 14, 13)}
    rows = [school(area, area, seats={"primary": 3660}, opens=2021, classes=classes, counted=False) for area in areas]
    people = population(dict.fromkeys(areas, level(300)), assumed=assumptions(survival=immortal()))
    base = BaseSeats(2020, dict.fromkeys(areas, BASE.seats["甲"]))
    found = assess(plan(*rows, base_seats=base), people)
    (told,) = grade_sentences(found, found.rows([2024], ["primary"]), "en")
    assert told.startswith("4 areas have seats enough")
    assert told.count("In 2024") == 3
    assert not re.search(r"[.;:][A-Z]", told)
    (chinese,) = grade_sentences(found, found.rows([2024], ["primary"]), "zh")
    assert "。 " not in chinese


def test_the_sentence_names_the_entry_grade_first_and_how_it_comes_about() -> None:
    """Of 3,660 seats 12 ÷ 81 are 542 of the first grade, for 600 children; other years are listed."""
    found = known()
    rows = found.rows([2024], ["primary"])
    assert rows[0].balance == 60
    (zh,), (en,) = (grade_sentences(found, rows, lang) for lang in ("zh", "en"))
    assert zh == (
        "小学 2024 年共余 60，但起始年级一年级缺 58、六年级缺 13：按各校分年级班数（classes），"
        "没有写的各年级班数相同，每班人数 45（class_sizes）。"
    )
    assert en.startswith("In 2024 primary: spare 60, but the entry grade grade 1 is short 58, grade 6 is short 13; by ")
    (several,) = grade_sentences(found, found.rows(range(2022, 2026), ["primary"]), "zh")
    assert "；2023–2025 年也有年级缺。" in several


@pytest.mark.parametrize(("last", "stays"), [(2020, False), (2024, True)])
def test_classes_by_grade_are_said_to_stay_where_later_years_lean_on_them(last: int, stays: bool) -> None:
    """A ledger of rooms: seats of a grade do not go up with its pupils."""
    note = grade_note(known(), ["primary"], ["甲"], "zh", last=last)
    assert ("所写的分年级班数（现有学校为 2020 年的）各年不变，不随学生升级" in note) is stays
    assert "不随学生升级" not in grade_note(known(), ["kindergarten"], ["甲"], "zh", last=last)


def test_a_plan_that_says_nothing_of_grades_reads_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped case has a grade that is short in 2022 and says so by grade alone."""
    monkeypatch.setenv("COLUMNS", "80")
    for words in (["gap"], ["gap", "--year", "2022"]):
        assert "小班" not in run(*words).stdout
    assert "起始年级小班 2021–2022 年缺学位，最多 2021 年缺 1,144" in run("gap", "--by", "grade").stdout


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("words", [[], ["--year", "2022"]])
def test_every_table_fits_80_columns_with_all_its_columns(words: list[str], lang: str) -> None:
    """No grade is left out of the window; the grades of the entry year come first."""
    done = run("gap", "--by", "grade", *words, "--lang", lang, COLUMNS="80")
    assert (done.returncode, done.stderr) == (0, "")
    found = assess_shipped()
    years = [2022] if words else list(found.known)
    tables = [grade_table(found, stage.name, years, found.areas) for stage in found.stages]
    shown = by_grade(found, tables, lang, one_year=bool(words))
    for sheet in shown.sheets:
        assert not layout(sheet, 80).left_out
        assert all(cell_len(line) <= 80 for line in sheet.title.splitlines())


def assess_shipped() -> Assessment:
    """The shipped case."""
    import xuewei

    return xuewei.assess(xuewei.read_plan(), xuewei.read_population())


def test_machines_get_the_same_rows_in_json_and_csv() -> None:
    """The columns of the contract, grades after their stage, that add up to what `gap` prints."""
    rows = json.loads(run("gap", "--by", "grade", "--format", "json").stdout)["rows"]
    text = run("gap", "--by", "grade", "--format", "csv").stdout
    lines = list(csv.DictReader(io.StringIO(text)))
    assert tuple(rows[0]) == tuple(lines[0]) == COLUMNS
    assert [{key: "" if each is None else str(each) for key, each in row.items()} for row in rows] == lines
    stages = json.loads(run("gap", "--format", "json").stdout)["rows"]
    for key in ("seats", "demand", "balance", "usable_seats"):
        sums: dict[tuple[object, ...], int] = {}
        for row in rows:
            place = row["year"], row["area"], row["stage"]
            sums[place] = sums.get(place, 0) + row[key]
        assert sums == {(row["year"], row["area"], row["stage"]): row[key] for row in stages}


@pytest.mark.parametrize("area", ["甲", '甲, "乙"', "=1+1", "甲\u202e乙\n丙"])
def test_rows_that_write_themselves_are_those_of_the_records(area: str) -> None:
    """Line by line in both forms, whatever an area is called; a grade without children has no rate."""
    people = population({area: [*level(300, 8), 0, *level(300, 31)]}, assumed=assumptions(horizon=2022))
    found = assess(plan(school("a", area), area=area), people)
    tables = [grade_table(found, stage.name, found.known, found.areas) for stage in found.stages]
    view = by_grade(found, tables, "zh", one_year=False)
    plain = replace(view, records=list(view.records))
    for form, whole in (("csv", as_csv), ("json", as_json)):
        pieces = in_pieces(view, form)
        assert pieces is not None
        assert "".join(pieces) == whole(plain) + "\n"
        assert in_pieces(plain, form) is None
    assert any(row["rate"] is None for row in view.records)
    assert (view.records[-1], view.records[1:3]) == (plain.records[-1], plain.records[1:3])


def test_strict_asks_for_every_grade_but_not_for_a_year_that_is_even_by_assumption() -> None:
    """2020 is balanced by assumption; in 2022 a grade is short though its stage is not; in 2030 none is."""
    ends = {
        year: run("gap", "--by", "grade", "--stage", "kindergarten", "--year", year, "--strict").returncode
        for year in ("2020", "2022", "2030")
    }
    assert ends == {"2020": 0, "2022": 1, "2030": 0}


def test_bars_are_of_stages_and_other_words_are_told() -> None:
    """Exit 2 with what can be asked."""
    assert run("gap", "--by", "grade", "--format", "chart").returncode == 2
    wrong = run("gap", "--by", "grad", "--lang", "en")
    assert wrong.returncode == 2
    assert "Did you mean grade?" in wrong.stderr


def test_of_many_areas_the_worst_are_listed() -> None:
    """The counties: the shortest grade and its year by stage, the worst area first."""
    text = run("gap", "--by", "grade", "--plan", TOP / "examples/counties/plan.yaml", COLUMNS="80").stdout
    assert "12 个区域中，12 个区域有年级缺学位" in text
    assert "永济市  缺 627（小班 2021）  缺 873（一年级 2023）  缺 1,361（初二 2030）" in text


def test_bands_of_grades_are_those_of_pupils_on_record(tmp_path: Path) -> None:
    """A band that is written adds its columns: filled where a grade follows pupils, empty by ages."""
    done = run("gap", "--by", "grade", "--band", "80", "--year", "2026", "--format", "json")
    (first, *_) = json.loads(done.stdout)["rows"]
    assert (first["demand_low"], first["band_warning"]) == (None, None)


def test_years_before_the_base_year_have_the_demand_of_the_stage(tmp_path: Path) -> None:
    """No seats are known then, so there is a row for the stage with an empty grade."""
    written = tmp_path / "plan.yaml"
    text = (TOP / "data/plan_2021_2025.yaml").read_text("utf-8").replace("  year: 2020", "  year: 2022", 1)
    written.write_text(text, "utf-8")
    done = run("gap", "--by", "grade", "--plan", written, "--from", "2021", "--to", "2022", "--format", "json")
    rows = [row for row in json.loads(done.stdout)["rows"] if row["stage"] == "middle"]
    assert [(row["year"], row["grade"], row["seats"] is None) for row in rows] == [
        (2021, None, True), (2022, 1, False), (2022, 2, False), (2022, 3, False),
    ]  # fmt: skip


def test_explain_takes_one_grade_apart() -> None:
    """The children of its age, seats by school with what they are of the stage, and how seats come to grades."""
    words = ["explain", "--year", "2022", "--stage", "kindergarten"]
    told = run(*words, "--grade", "1").stdout
    for each in ("中心城区 · 幼儿园小班 · 2022", "全学段 480 的 27.7%", "缺 388", "每班人数 25/30/35"):
        assert each in told
    row = json.loads(run(*words, "--grade", "3", "--format", "json").stdout)["row"]
    assert (row["grade"], row["balance"]) == (3, 854)
    wrong = run(*words, "--grade", "4", "--lang", "en")
    assert (wrong.returncode, "from 1 to 3" in wrong.stderr) == (2, True)


def test_a_scenario_sets_the_class_size_and_says_what_follows(tmp_path: Path) -> None:
    """Seats from classes change, written seats do not; of a stage of the plan's own too."""
    written, over = tmp_path / "plan.yaml", tmp_path / "s.yaml"
    school_rows = (
        "  - {id: a, type: primary, opens: 2021, classes: {primary: 12}}\n"
        "  - {id: b, type: primary, opens: 2021, seats: {primary: 540}}\n"
        "  - {id: c, type: 高中, opens: 2021, classes: {高中: [4, 4, 4]}}\n"
    )
    written.write_text(
        "plan: 试\narea: 中心城区\nyears: [2021, 2025]\nstages:\n"
        "  高中: {entry_age: 15, grades: 3, class_size: 50, class_sizes: [45, 50, 55]}\n"
        f"base_seats: {{year: 2020, seats: {{primary: 0, 高中: 0}}}}\nschools:\n{school_rows}",
        "utf-8",
    )
    over.write_text(
        "scenario: 小班化\nextends: plan.yaml\nset: {class_size.primary: 40, class_size.高中: 40}\n", "utf-8"
    )

    def seats(*words: str | Path) -> dict[str, int]:
        rows = json.loads(run("gap", "--year", "2025", "--format", "json", *words).stdout)["rows"]
        return {row["stage"]: row["seats"] for row in rows if row["stage"] in ("primary", "高中")}

    assert seats("--plan", written) == {"primary": 540 + 540, "高中": 600}
    assert seats("--scenario", over) == {"primary": 480 + 540, "高中": 480}
    grades = json.loads(
        run("gap", "--by", "grade", "--scenario", over, "--stage", "高中", "--year", "2025", "--format", "json").stdout
    )["rows"]
    assert [row["seats"] for row in grades] == [144, 160, 176]
    said = run("gap", "--year", "2025", "--scenario", over).stdout
    assert (
        "班额按情景：小学 40（小班化）、高中 40（小班化）。由班数、招生数（classes、intake）推出的学位随之改变" in said
    )


def test_of_one_year_nothing_is_said_of_every_year() -> None:
    """Neither in Chinese nor in English."""
    words = ("gap", "--plan", "examples/district/plan.yaml", "--by", "grade", "--year", "2028")
    for lang, one, never in (("zh", " 2028 年不缺", "各年不缺"), ("en", "is not short in 2028", "is never short")):
        said = run(*words, "--lang", lang, cwd=TOP).stdout
        assert (one in " ".join(said.split()), never in said) == (True, False)


def test_many_areas_say_which_stages_have_no_band_by_grade() -> None:
    """Of twelve counties that follow their people no grade has a band: said, and that the whole stage has one."""
    asked = ("gap", "--plan", str(TOP / "examples/counties/plan.yaml"), "--by", "grade", "--band", "50")
    shown = run(*asked, "--stage", "middle", "--year", "2033", COLUMNS="1000").stdout
    assert "初中：各年级没有区间" in shown
