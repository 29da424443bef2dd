"""Records as they come: holes, zeros, slips and few pupils. What is missing is said, and nothing runs away."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.accuracy.backtest import last_ratios
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.progression import CEILING, forecast
from xuewei.model.pupils.record import EnrolmentHistory, enrolment_history
from xuewei.model.pupils.review import Gap, Unborn, broken, gaps, unborn
from xuewei.model.pupils.sources import bridged
from xuewei.model.stages import Stage

from inside import run

PRIMARY = Stage("primary", 6, 6, 45)
YEARS, GRADES = range(2014, 2024), range(1, 7)
HEAD = "area,year,stage,grade,pupils,basis,source\n"
Count = Callable[[int, int], float]


def rows(
    of: Count, *, area: str = "甲", years: Iterable[int] = YEARS, grades: Iterable[int] = GRADES
) -> list[EnrolmentRow]:
    """Pupils of primary by year and grade."""
    return [EnrolmentRow(area, year, "primary", g, of(year, g), "published", "学籍") for year in years for g in grades]


def history(pupils: list[EnrolmentRow], births: dict[int, float] | None = None) -> EnrolmentHistory:
    """A record of primary, with births of 甲 by year."""
    born = [BirthsRow("甲", year, n, "published", "公报", date(year, 12, 31)) for year, n in (births or {}).items()]
    return enrolment_history(pupils, born, [PRIMARY], (8, 31))


def level(year: int, grade: int) -> float:
    """Always a hundred."""
    return 100


def written(folder: Path, pupils: list[EnrolmentRow], births: str = "") -> Path:
    """A folder with these pupils."""
    lines = [
        f"{row.area},{row.year},{row.stage},{'' if row.grade is None else row.grade},{row.pupils:g},published,学籍"
        for row in pupils
    ]
    (folder / "enrolment.csv").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    if births:
        (folder / "births.csv").write_text("area,year,births,basis,source\n" + births, encoding="utf-8")
    return folder


def screen(command: str, folder: Path, *words: str) -> str:
    """What a command prints in English, on one line."""
    where = [str(folder)] if command == "backtest" else ["--population", str(folder)]
    done = run(command, *where, *words, "--lang", "en", COLUMNS="1000")
    assert done.returncode == 0, done.stderr
    return " ".join(done.stdout.split())


FEW = st.lists(st.lists(st.integers(0, 45), min_size=6, max_size=6), min_size=7, max_size=7)


@settings(max_examples=150)
@given(FEW, FEW, st.lists(st.integers(0, 60), min_size=20, max_size=20), st.booleans())
def test_an_area_of_few_pupils_is_forecast_within_reason(
    one: list[list[int]], other: list[list[int]], born: list[int], with_births: bool
) -> None:
    """However chance has it over seven years, ten years ahead no grade has five times the most ever seen."""
    years = range(2017, 2024)
    pupils = rows(lambda year, grade: one[year - 2017][grade - 1], years=years)
    pupils += rows(lambda year, grade: other[year - 2017][grade - 1], area="乙", years=years)
    record = history(pupils, dict(enumerate(map(float, born), start=2004)) if with_births else None)
    found = forecast(record.known_at(2023), 2033).pupils[:, :, :6]
    most = max(60, max(map(max, one)), max(map(max, other)))
    known = found[np.isfinite(found)]
    assert (known >= 0).all()
    assert (known < 5 * most).all()
    assert np.isfinite(found[0]).all()


@pytest.mark.parametrize("born", [None, dict.fromkeys(range(2004, 2024), 100.0)])
def test_thirty_pupils_a_grade_stay_about_thirty(born: dict[int, float] | None) -> None:
    """Counts that only chance moves are forecast near their mean, not along a trend that is not there."""
    chance = np.random.default_rng(5)
    counts = chance.poisson(30, (10, 6))
    record = history(rows(lambda year, grade: int(counts[year - 2014, grade - 1])), born)
    found = forecast(record.known_at(2023), 2033).pupils[:, 0, :6]
    assert ((found > 10) & (found < 60)).all()


def test_growth_without_end_is_held_and_said(tmp_path: Path) -> None:
    """Threefold every year: the forecast stops at four times the largest grade, and says so; the plain ways do not."""

    def threefold(year: int, grade: int) -> float:
        return 10 * 3.0 ** (year - 2014)

    record = history(rows(threefold))
    found = forecast(record.known_at(2023), 2033)
    assert found.pupils[-1, 0, :6] == pytest.approx(CEILING * threefold(2023, 1))
    assert found.capped == (("甲", "primary"),)
    assert last_ratios(record.known_at(2023), 2033)[-1, 0, 0] > 6 * threefold(2030, 1)
    note = "甲 primary: by its ratios a grade would exceed 4 times the largest on record, and is held there."
    assert note in screen("forecast", written(tmp_path, rows(threefold)))


def test_missing_years_are_said_and_not_put_in(tmp_path: Path) -> None:
    """Two years without rows give no ratio, and are named grade by grade."""
    pupils = rows(level, years=(2014, 2015, 2016, 2019, 2020, 2021, 2022, 2023))
    assert gaps(history(pupils)) == [Gap("甲", "primary", grade, (2017, 2018)) for grade in GRADES]
    assert "Years without rows (not put in): 甲 primary grades 1–6 2017, 2018." in screen(
        "forecast", written(tmp_path, pupils)
    )


def test_a_whole_stage_is_not_missing_where_its_grades_are_there() -> None:
    """A sum beside the grades in one year does not make the next year a gap."""
    whole = [replace(each, grade=None, pupils=600.0) for each in rows(level)[:1]]
    assert gaps(history(rows(level) + whole)) == []


def test_a_grade_of_zero_is_known_and_a_grade_without_rows_is_not(tmp_path: Path) -> None:
    """Nobody in grade 4 year after year is an answer; no row of grade 4 is a gap, and the stage cannot be forecast."""
    zero = rows(lambda year, grade: 0 if grade == 4 else 100)
    assert gaps(history(zero)) == []
    assert forecast(history(zero).known_at(2023), 2025).of_stage(PRIMARY)[:, 0] == pytest.approx(500)
    missing = rows(level, grades=(1, 2, 3, 5, 6))
    assert gaps(history(missing)) == [Gap("甲", "primary", 4, tuple(YEARS))]
    assert np.isnan(forecast(history(missing).known_at(2023), 2025).of_stage(PRIMARY)[1:]).all()
    folder = written(tmp_path, missing)
    done = run("forecast", "--population", folder, "--format", "csv", "--lang", "en")
    assert (done.returncode, list(csv.DictReader(io.StringIO(done.stdout)))) == (0, [])
    assert "甲 primary grade 4 2014–2023" in done.stderr
    assert "a grade without rows" in " ".join(done.stderr.split())
    assert "Nothing can be compared" in screen("backtest", folder)


@pytest.mark.parametrize("grade", [1, 3])
def test_one_grade_alone_is_no_stage(grade: int) -> None:
    """The other grades are named as gaps, and nothing is made up of them."""
    record = history(rows(level, grades=[grade]))
    assert [gap.grade for gap in gaps(record)] == [each for each in GRADES if each != grade]
    assert np.isnan(forecast(record.known_at(2023), 2025).of_stage(PRIMARY)[1:]).all()


def test_a_tenfold_grade_is_flagged_with_year_area_and_grade(tmp_path: Path) -> None:
    """A slip of a digit counts less, in both of its ratios, and the rest is forecast as if it were not there."""
    pupils = rows(lambda year, grade: 1000 if (year, grade) == (2019, 3) else 100)
    found = forecast(history(pupils).known_at(2023), 2033)
    assert [(each.year, each.area, each.grade) for each in broken(found)] == [(2019, "甲", 3), (2020, "甲", 4)]
    assert found.pupils[-1, 0, :6] == pytest.approx(100, rel=0.05)
    assert "2019 甲 primary grade 3 10.00, usually 1.00" in screen("backtest", written(tmp_path, pupils))


def test_repeated_rows_are_refused_with_both_lines(tmp_path: Path) -> None:
    """The same area, year, stage and grade twice is a slip, whatever the pupils."""
    pupils = rows(level)
    folder = written(tmp_path, [*pupils, pupils[7], EnrolmentRow("甲", 2014, "primary", None, 9, "published", "学籍")])
    for words in (["backtest", str(folder)], ["forecast", "--population", str(folder)]):
        done = run(*words, "--lang", "en")
        assert (done.returncode, done.stderr) == (3, f"{folder}/enrolment.csv:62: duplicates line 9\n")


def test_too_short_a_record_says_that_nothing_can_be_forecast(tmp_path: Path) -> None:
    """Years that do not follow each other give no ratio; without a census there is nothing else."""
    shown = screen("forecast", written(tmp_path, rows(level, years=(2020, 2023))))
    assert "甲 primary; 甲 middle: too short a record" in shown


def test_a_single_year_goes_up_the_grades_and_says_so(tmp_path: Path) -> None:
    """One year shows no ratio: grades follow each other at 1.0, which is said; nothing else is forecast from it."""
    shown = screen("forecast", written(tmp_path, rows(level, years=(2023,))))
    assert "One year of pupils only (2023): 甲 primary" in shown
    assert "grades follow each other at 1.0 (assumed)" in shown
    assert "ratios from pupils" not in shown


@pytest.mark.parametrize("alone", [True, False])
def test_an_area_without_pupils_for_years_stays_without(alone: bool) -> None:
    """Nobody comes of nobody, beside others or alone."""
    empty = rows(lambda year, grade: 0, area="空")
    record = history(empty if alone else rows(level) + empty)
    found = forecast(record.known_at(2023), 2033)
    assert (found.pupils[:, record.areas.index("空"), :6] == 0).all()
    assert gaps(record) == []


def test_all_zero_is_an_answer_and_nothing_to_compare(tmp_path: Path) -> None:
    """A forecast of nobody, and a backtest that says why it has no table."""
    folder = written(tmp_path, rows(lambda year, grade: 0))
    found = list(csv.DictReader(io.StringIO(run("forecast", "--population", folder, "--format", "csv").stdout)))
    assert {row["demand"] for row in found} == {"0"}
    assert {row["stage"] for row in found} == {"primary"}
    assert "of nobody there is no percentage" in screen("backtest", folder)


def test_an_area_that_fills_after_years_of_zero_is_forecast_by_what_came(tmp_path: Path) -> None:
    """Zeros before the first school do no harm to what comes after it."""
    record = history(rows(lambda year, grade: 0 if year < 2020 else 100))
    assert forecast(record.known_at(2023), 2030).of_stage(PRIMARY)[:, 0] == pytest.approx(600)


@pytest.mark.parametrize("cell", ["-3", "1,20", "nan", "1e99", "inf", "约 300", ""])
def test_what_is_no_number_of_pupils_is_refused(tmp_path: Path, cell: str) -> None:
    """Negative, with separators, not a number, too many, or nothing at all."""
    folder = written(tmp_path, rows(level))
    with open(folder / "enrolment.csv", "a", encoding="utf-8") as file:
        file.write(f'甲,2024,primary,1,"{cell}",published,学籍\n')
    done = run("backtest", folder, "--lang", "en")
    assert done.returncode == 3
    assert f"{folder}/enrolment.csv:62: pupils: " in done.stderr
    assert f"(found {cell})" in done.stderr or not cell


def test_fractions_of_pupils_are_counted_as_they_are(tmp_path: Path) -> None:
    """Pupils of part time, or of a restated area, need not be whole; what is shown is, and adds up."""
    pupils = rows(lambda year, grade: 100.5)
    assert forecast(history(pupils).known_at(2023), 2024).of_stage(PRIMARY)[1, 0] == pytest.approx(603)
    words = (
        "forecast",
        "--population",
        written(tmp_path, pupils),
        "--year",
        "2024",
        "--by",
        "grade",
        "--format",
        "csv",
    )
    found = list(csv.DictReader(io.StringIO(run(*words).stdout)))
    assert sum(int(row["demand"]) for row in found) == 603


def test_births_missing_in_the_middle_are_said_and_bridged_for_those_yet_to_enter(tmp_path: Path) -> None:
    """Births of 2020 are unknown: entrants of 2026 and 2027 have a straight line, no ratio is learnt from it."""
    births = {year: 100.0 + year - 2000 for year in range(2000, 2024)}
    full = history(rows(level), births)
    holed = history(rows(level), {year: n for year, n in births.items() if year != 2020})
    assert unborn(full) == []
    assert unborn(holed) == [Unborn("甲", (2020,))]
    assert unborn(holed, 2020) == []
    once, again = (forecast(each.known_at(2023), 2033).pupils for each in (full, holed))
    assert np.allclose(once, again, equal_nan=True)
    wrong = history(rows(level), {year: n for year, n in births.items() if year not in (2010, 2011)})
    (entry, *_) = forecast(wrong.known_at(2023), 2033).parts
    known = np.isfinite(entry.sources[:, 0, 0])
    assert [int(year) for year in np.array(YEARS)[~known]] == [2016, 2017, 2018]
    lines = "".join(f"甲,{year},{n:g},published,公报\n" for year, n in births.items() if year != 2020)
    folder = written(tmp_path, rows(level), lines)
    for command in ("forecast", "backtest"):
        assert "Years without births, for which those yet to enter have a straight line: 甲 2020." in screen(
            command, folder
        )


@given(st.lists(st.one_of(st.none(), st.integers(0, 99)), min_size=1, max_size=9))
def test_what_is_put_in_lies_between_what_is_known(values: list[int | None]) -> None:
    """Known values stay; nothing is put in before the first or after the last."""
    given_values = np.array([[np.nan if each is None else each] for each in values], dtype=float)
    found = bridged(given_values)[:, 0]
    known = np.flatnonzero(np.isfinite(given_values[:, 0]))
    assert (found[known] == given_values[known, 0]).all()
    if len(known):
        assert np.isfinite(found[known[0] : known[-1] + 1]).all()
        assert np.isnan(found[: known[0]]).all()
        assert np.isnan(found[known[-1] + 1 :]).all()
    else:
        assert np.isnan(found).all()


@pytest.mark.parametrize(
    ("year", "what"),
    [
        (1900, "is more than 30 years from the other years on record: is the year right? (found 1900)"),
        (2099, "is more than 30 years from the other years on record: is the year right? (found 2099)"),
        (1850, "must be a whole number from 1900 to 2100 (found 1850)"),
    ],
)
@pytest.mark.parametrize("table", ["enrolment.csv", "births.csv"])
def test_a_year_far_from_the_others_is_a_slip(tmp_path: Path, year: int, what: str, table: str) -> None:
    """In pupils and in births: a forecast from 2099, or a century of gaps, is not what anybody meant."""
    folder = written(tmp_path, rows(level), "".join(f"甲,{each},100,published,公报\n" for each in range(1963, 2023)))
    line = f"甲,{year},primary,1,100,published,学籍" if table == "enrolment.csv" else f"甲,{year},100,published,公报"
    with open(folder / table, "a", encoding="utf-8") as file:
        file.write(line + "\n")
    done = run("forecast", "--population", folder, "--lang", "en")
    assert done.returncode == 3
    assert f"{folder}/{table}:62: year: {what}" in done.stderr


ALL = ["forecast", "--population", "F"]


@pytest.mark.parametrize(
    ("words", "code", "what"),
    [
        ([*ALL, "--stage", "primry"], 2, "--stage: must be one of kindergarten, primary, middle (found primry)"),
        ([*ALL, "--stage", "primry"], 2, "Did you mean primary?"),
        ([*ALL, "--area", "甲市区"], 2, "--area: must be one of 甲城区 (found 甲市区). Did you mean 甲城区?"),
        ([*ALL, "--origin", "1999"], 2, "--origin: must be from 2014 to 2023 (found 1999)"),
        ([*ALL, "--origin", "2024"], 2, "--origin: must be from 2014 to 2023 (found 2024)"),
        (["backtest", "F", "--origins", "1990:1995"], 2, "--origins: must be from 2014 to 2022 (found 1990:1995)"),
        (["backtest", "F", "--origins", "2023"], 2, "--origins: must be from 2014 to 2022 (found 2023)"),
        (["backtest", "F", "--leads", "0"], 2, "--leads: must be from 1 to 30 (found 0)"),
        (["backtest", "F", "--leads", "1:99"], 2, "--leads: must be from 1 to 30 (found 1:99)"),
        (["backtest", "F", "--leads=-1"], 2, "--leads: must be 1:7 or 1 (found -1)"),
        (["backtest", "F/none"], 3, "F/none/enrolment.csv: no such file"),
        (["backtest", "F/nowhere"], 3, "F/nowhere: no such file"),
        (["backtest", "F/enrolment.csv"], 3, "F/enrolment.csv: is not a directory"),
        (["forecast", "--population", "F/none", "--method", "grades"], 3, "F/none/census.csv: no such file"),
    ],
)
def test_what_cannot_be_asked_of_a_record_is_refused(tmp_path: Path, words: list[str], code: int, what: str) -> None:
    """A sentence and a hint, never a traceback."""
    folder = written(tmp_path, rows(level, area="甲城区"))
    (folder / "none").mkdir()
    done = run(*(word.replace("F", str(folder), 1) if word[0] == "F" else word for word in words), "--lang", "en")
    assert done.returncode == code
    assert what in " ".join(done.stderr.replace(str(folder), "F").split())
