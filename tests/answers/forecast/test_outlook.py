"""Forecasts from an earlier year: by grades where pupils are on record, by ages elsewhere."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from inside import run
from program import TOP

CENSUS = "area,sex,age_from,age_to,persons,date,basis,source\n"
PUPILS = "area,year,stage,grade,pupils,basis,source\n"
BAND = ("low", "high", "band_source", "band_tested")
BIRTHS = "area,year,births,basis,source,published_year\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two counted areas; pupils of primary are on record in one of them, births in both."""
    census = [
        f"{area},{sex},{age},{'' if age == 60 else age},{100},2016-09-01,published,普查"
        for area in ("甲", "乙")
        for sex in ("male", "female")
        for age in range(61)
    ]
    pupils = [
        f"甲,{year},primary,{grade},{150 + grade},published,学籍" for year in range(2013, 2022) for grade in range(1, 7)
    ]
    births = [f"{area},{year},200,published,公报,{year + 1}" for area in ("甲", "乙") for year in range(2000, 2022)]
    (tmp_path / "census.csv").write_text(CENSUS + "\n".join(census) + "\n", encoding="utf-8")
    (tmp_path / "enrolment.csv").write_text(PUPILS + "\n".join(pupils) + "\n", encoding="utf-8")
    (tmp_path / "births.csv").write_text(BIRTHS + "\n".join(births) + "\n", encoding="utf-8")
    (tmp_path / "assumptions.yaml").write_text("scope: {}\nhorizon: 2030\n", encoding="utf-8")
    return tmp_path


def rows(*words: str | Path) -> list[dict[str, str]]:
    """The CSV rows of a forecast."""
    done = run("forecast", *words, "--format", "csv")
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout)))


def test_grades_where_pupils_are_on_record_and_ages_elsewhere(folder: Path) -> None:
    """Constant pupils go on as they are; the other area and the other stages come from the census, and it is said."""
    asked = ("--population", folder, "--origin", "2018", "--to", "2021", "--by", "grade")
    found = rows(*asked)
    assert list(found[0]) == ["year", "area", "stage", "grade", "demand", "method", *BAND]
    first = [row for row in found if (row["area"], row["stage"]) == ("甲", "primary")]
    assert {row["method"] for row in first} == {"grades"}
    assert [int(row["demand"]) for row in first] == 3 * [151, 152, 153, 154, 155, 156]
    rest = [row for row in found if (row["area"], row["stage"]) != ("甲", "primary")]
    assert {row["method"] for row in rest} == {"ages"}
    assert {row["area"] for row in rest} == {"甲", "乙"}
    told = run("forecast", *asked, "--lang", "en").stdout
    assert "Grade progression: ratios from pupils of 2013–2018, with nothing that was not known in 2018." in told
    assert "No usable pupils on record for 甲 kindergarten; 甲 middle; 乙 kindergarten" in told


def test_a_method_can_be_forced(folder: Path) -> None:
    """Ages everywhere, or grades alone: then areas without pupils on record are left out and named."""
    asked = ("--population", folder, "--origin", "2018", "--to", "2019", "--stage", "primary")
    assert {row["method"] for row in rows(*asked, "--method", "ages")} == {"ages"}
    assert {row["area"] for row in rows(*asked, "--method", "grades")} == {"甲"}
    told = run("forecast", *asked, "--method", "grades", "--lang", "en").stdout
    assert "乙 primary: too short a record" in told
    shown = json.loads(run("forecast", *asked, "--method", "grades", "--format", "json").stdout)
    assert shown["origin"] == 2018
    assert ["乙", "primary"] in shown["silent"]


def test_what_a_table_for_machines_leaves_out_is_said_beside_it(folder: Path) -> None:
    """CSV has no row for what has no forecast: one line on standard error names it, and none where nothing lacks."""
    asked = (
        "forecast",
        "--population",
        folder,
        "--origin",
        "2018",
        "--to",
        "2019",
        "--stage",
        "primary",
        "--lang",
        "en",
    )
    done = run(*asked, "--method", "grades", "--format", "csv")
    assert done.stderr == "no forecast, left out: 乙 primary\n"
    assert "乙" not in done.stdout
    assert run(*asked, "--format", "csv").stderr == ""
    assert run(*asked, "--method", "grades", "--format", "json").stderr == ""


def test_a_backtest_that_meets_no_pupils_says_so(folder: Path) -> None:
    """A gap before the last year: no forecast can be held against pupils that came, and there is nothing to draw."""
    path = folder / "enrolment.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines[1:] if line.split(",")[1] in ("2013", "2021")]
    path.write_text("\n".join([lines[0], *kept]) + "\n", encoding="utf-8")
    done = run("backtest", folder, "--leads", "1:2", "--lang", "en")
    assert done.returncode == 0
    assert done.stdout.startswith("Nothing ")
    assert "2014–2020" in done.stdout
    picture = run("backtest", folder, "--leads", "1:2", "--lang", "en", "--output", folder / "errors.png")
    assert picture.returncode == 2
    assert "no stage can be tested" in " ".join(picture.stderr.split())
    assert not (folder / "errors.png").exists()


def test_later_rows_change_nothing(folder: Path) -> None:
    """A forecast from 2016 is the same whatever was counted, born and published later."""
    asked = ("--population", folder, "--origin", "2016", "--to", "2020", "--by", "grade")
    before = rows(*asked)
    for name in ("enrolment.csv", "births.csv"):
        path = folder / name
        lines = path.read_text(encoding="utf-8").splitlines()
        later = [line.replace("published", "assumed") for line in lines[1:]]
        for n, cells in enumerate(line.split(",") for line in lines[1:]):
            if int(cells[1]) > 2016:
                cells[4 if name == "enrolment.csv" else 2] = str(7000 + n)
                later[n] = ",".join(cells)
        path.write_text("\n".join([lines[0], *later]) + "\n", encoding="utf-8")
    with open(folder / "census.csv", "a", encoding="utf-8") as file:
        for sex in ("male", "female"):
            file.write(f"甲,{sex},0,,99999,2019-09-01,published,普查\n")
    assert rows(*asked) == before


def test_a_folder_of_pupils_forecasts_from_its_last_year(folder: Path) -> None:
    """Without an origin a folder with pupils on record is forecast from their last year, and to its horizon."""
    found = rows("--population", folder, "--area", "甲", "--stage", "primary")
    assert [int(row["year"]) for row in found] == list(range(2022, 2031))


def test_too_short_a_record_sets_the_level_of_ages_and_says_so(folder: Path) -> None:
    """One year of pupils gives no ratio; stages without any are by ages."""
    path = folder / "enrolment.csv"
    kept = [
        line for line in path.read_text(encoding="utf-8").splitlines() if ",2021," in line or line.startswith("area")
    ]
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    methods = {(row["area"], row["stage"]): row["method"] for row in rows("--population", folder)}
    assert methods.pop(("甲", "primary")) == "scaled"
    assert {*methods.values()} == {"ages"}
    assert "No usable pupils on record for 甲" in run("forecast", "--population", folder, "--lang", "en").stdout
    done = run("backtest", folder, "--lang", "en")
    assert done.returncode == 3
    told = f"{path}: pupils are on record for 2021 only; a backtest needs five years"
    assert " ".join(done.stderr.split()) == told


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--origin", "2018", "--plan", "x.yaml"], "a forecast from pupils on record with --origin takes no plan"),
        (["--method", "grades"], "--method: the shipped data hold no pupils"),
        (["--method", "grade"], "must be one of grades, ages (found grade). Did you mean grades?"),
        (["--origin", "1990"], "must be from 2010 to 2100 (found 1990)"),
        (["--origin", "2021", "--to", "2020"], "a school year lies between 2022 and 2100 (found 2020)"),
        (["--origin", "2021", "--by", "age"], "grade progression has no people by age"),
        (["--population", "china", "--origin", "2030"], "must be from 2011 to 2025 (found 2030)"),
    ],
)
def test_what_cannot_be_asked_is_refused(words: list[str], told: str) -> None:
    """Exit 2 and a sentence, never a traceback."""
    done = run("forecast", *words, "--lang", "en")
    assert done.returncode == 2
    assert told in " ".join(done.stderr.split())


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (
            "甲,2014,primary,7,50,published,学籍",
            "enrolment.csv:56: grade: must be a whole number from 1 to 6 (found 7)",
        ),
        (
            "甲,2014,primry,1,50,published,学籍",
            "enrolment.csv:56: stage: is not a known stage (found primry). Did you mean primary?",
        ),
        ("甲,2014,primary,1,50,published,学籍", "enrolment.csv:56: duplicates line 8"),
        ("甲,2014,primary,1,,published,学籍", "enrolment.csv:56: pupils: must be a number"),
        ("甲,2014,primary,1,-5,published,学籍", "enrolment.csv:56: pupils: must be a number"),
    ],
)
def test_faults_of_a_record_are_told_with_their_line(folder: Path, line: str, told: str) -> None:
    """What cannot be read stops the forecast and the backtest alike."""
    with open(folder / "enrolment.csv", "a", encoding="utf-8") as file:
        file.write(line + "\n")
    for command in (["forecast", "--population", str(folder)], ["backtest", str(folder)]):
        done = run(*command, "--lang", "en")
        assert done.returncode == 3
        assert told in done.stderr


def test_the_backtest_as_a_command(folder: Path) -> None:
    """JSON holds every score, what is missing, and what was believed less; ages need births, and both are there."""
    path = folder / "enrolment.csv"
    text = path.read_text(encoding="utf-8").replace("甲,2015,primary,3,153,", "甲,2015,primary,3,1530,")
    text = text.replace("甲,2017,primary,5,155,published,学籍\n", "")
    path.write_text(text, encoding="utf-8")
    done = run("backtest", folder, "--origins", "2018:2019", "--leads", "1:2", "--format", "json")
    shown: dict[str, Any] = json.loads(done.stdout)
    assert shown["origins"] == [2018, 2019]
    assert shown["gaps"] == [{"area": "甲", "stage": "primary", "grade": 5, "years": [2017]}]
    assert {(each["year"], each["grade"]) for each in shown["broken"]} == {(2015, 3), (2016, 4)}
    assert {row["method"] for row in shown["rows"]} == {"grades", "naive", "ages", "last_ratios", "mean_ratios"}
    keys = ["births", "stage", "lead", "method", "mape", "bias", "too_high", "points"]
    assert list(shown["rows"][0]) == [
        *keys,
        *(f"{name}_{n}" for n in (50, 80, 95) for name in ("holds", "holds_then", "half")),
    ]
    english = run("backtest", folder, "--lang", "en").stdout
    assert "Years without rows (not put in): 甲 primary grade 5 2017." in english
    assert "Ratios far from those around them, which count less: 2 (2015 甲 primary grade 3 10.07" in english
    for bad in (["--origins", "2018:2016"], ["--origins", "1900"], ["--leads", "0:3"], ["--leads", "x"]):
        assert run("backtest", folder, *bad).returncode == 2


def test_a_folder_of_pupils_can_be_checked(folder: Path) -> None:
    """Without a census it is held against its own columns, stages and grades."""
    (folder / "census.csv").unlink()
    assert "pupils on record" in run("check", folder, "--lang", "en").stdout
    with open(folder / "enrolment.csv", "a", encoding="utf-8") as file:
        file.write("甲,2014,primary,7,50,published,学籍\n")
    for name in (folder, folder / "enrolment.csv"):
        done = run("check", name, "--lang", "en")
        assert done.returncode == 3
        assert "enrolment.csv:56: grade: must be a whole number from 1 to 6 (found 7)" in done.stderr


def test_the_shipped_folder_is_found_by_its_name(tmp_path: Path) -> None:
    """``china`` is the shipped folder wherever the program runs, unless a folder of that name is there."""
    words = ("backtest", "china", "--origins", "2020", "--leads", "1", "--format", "csv")
    assert run(*words, cwd=tmp_path).stdout == run("backtest", TOP / "data" / "china", *words[2:]).stdout
    (tmp_path / "china").mkdir()
    assert run(*words, cwd=tmp_path).returncode == 3


def test_births_after_the_last_known_year_are_those_of_the_people_that_were_known(folder: Path) -> None:
    """The engine raises births in 2024, so entrants of 2030; without a census they stay, and it is said."""
    asked = ("--population", folder, "--area", "甲", "--stage", "primary", "--by", "grade")
    held = "甲: no census was known, so births after the last known year are as many as in it."
    first = {int(row["year"]): int(row["demand"]) for row in rows(*asked) if row["grade"] == "1"}
    assert {first[year] for year in range(2022, 2028)} == {151}
    assert first[2030] > 155
    assert held not in run("forecast", *asked, "--lang", "en").stdout
    early = ("--origin", "2015", "--to", "2024")
    assert held in run("forecast", *asked, *early, "--lang", "en").stdout
    assert held not in run("forecast", *asked, "--origin", "2015", "--to", "2020", "--lang", "en").stdout
    (folder / "census.csv").unlink()
    assert {int(row["demand"]) for row in rows(*asked) if row["grade"] == "1"} == {151}
    assert held in run("forecast", *asked, "--lang", "en").stdout


def test_an_area_without_births_takes_its_share_of_those_of_its_census_area(folder: Path) -> None:
    """Pupils of 区, which is a quarter of 甲, are held against a quarter of its births."""
    path = folder / "enrolment.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("甲,", "区,"), encoding="utf-8")
    scope = "scope:\n  区: {census_area: 甲, share: {value: 0.25, unit: share, basis: assumed, source: 虚构}}\n"
    (folder / "assumptions.yaml").write_text(f"{scope}horizon: 2030\n", encoding="utf-8")
    asked = ("--population", folder, "--area", "区", "--stage", "primary", "--by", "grade", "--to", "2028")
    births = folder / "births.csv"
    plain = [row["demand"] for row in rows(*asked) if row["grade"] == "1"]
    assert set(plain) == {"151"}
    lines = births.read_text(encoding="utf-8").splitlines()
    more = [line.replace(",200,", ",400,") if line.startswith("甲,202") else line for line in lines]
    births.write_text("\n".join(more) + "\n", encoding="utf-8")
    found = [int(row["demand"]) for row in rows(*asked) if row["grade"] == "1"]
    assert found[:4] == [151, 151, 151, 151]
    assert found[5] == 302


def test_births_that_end_in_different_months_are_taken_by_calendar_years(folder: Path) -> None:
    """As the shipped district's are: forecast, gap and backtest read them alike."""
    births = folder / "births.csv"
    lines = births.read_text(encoding="utf-8").splitlines()
    ended = [f"{line},{'2020-10-31' if line.startswith('甲,2020') else ''}" for line in lines[1:]]
    births.write_text("\n".join([f"{lines[0]},period_end", *ended]) + "\n", encoding="utf-8")
    asked = ("--population", folder, "--area", "甲", "--stage", "primary", "--by", "grade", "--to", "2028")
    assert {row["demand"] for row in rows(*asked) if row["grade"] == "1"} == {"151"}
    assert run("backtest", folder, "--origins", "2018", "--leads", "1").returncode == 0


def test_a_table_by_grade_shows_the_band_that_its_notes_speak_of(folder: Path) -> None:
    """That of the whole stage, as the table by stage has it."""
    words = ("forecast", "--population", folder, "--stage", "primary", "--area", "甲", "--lang", "en")
    whole, grades = (run(*words, "--by", by).stdout for by in ("stage", "grade"))
    year = next(line.split() for line in whole.splitlines() if line.startswith("20"))
    assert "–" in year[2]
    found = next(line.split() for line in grades.splitlines() if line.startswith(year[0]))
    assert found[-2:] == year[1:3]
