"""Balances of areas where nobody was counted, from pupils and births alone, and demand that was forecast elsewhere."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from xuewei.answers.explain.explanation import explain
from xuewei.errors import InputError
from xuewei.formats.population.folder import read_population
from xuewei.formats.project import read_project
from xuewei.model.assessment import Assessment, assess
from xuewei.model.bands import demand_bands
from xuewei.model.people.mortality import life_table
from xuewei.model.population import SEXES

from inside import run

Row = tuple[object, ...]
PRIMARY, MIDDLE = (120, 110, 100, 90, 80, 70), (60, 50, 40)
BORN = {year: 150 if year < 2019 else 90 for year in range(2013, 2026)}


def pupils(year: int, area: str = "甲") -> list[Row]:
    """A year of pupils by grade in primary and middle schools."""
    stages = {"primary": PRIMARY, "middle": MIDDLE}
    return [
        (area, year, stage, grade, count, "published", "学籍", "", "")
        for stage, counts in stages.items()
        for grade, count in enumerate(counts, start=1)
    ]


def given(year: int, stage: str, count: int, low: object = "", high: object = "", grade: object = "") -> Row:
    """A row that was forecast elsewhere."""
    return "甲", year, stage, grade, count, "projected", "某院预测", low, high


def project(place: Path, enrolment: Iterable[Row], born: dict[int, int], *, areas: str = "甲") -> Path:
    """A plan of areas without a census, and its people."""
    people = place / "people"
    people.mkdir(parents=True)
    heads = {
        "enrolment": "area,year,stage,grade,pupils,basis,source,low,high",
        "births": "area,year,births,basis,source",
    }
    tables: dict[str, list[Row]] = {
        "enrolment": list(enrolment),
        "births": [(area, year, count, "published", "公报") for area in areas for year, count in born.items()],
    }
    for name, rows in tables.items():
        if rows:
            lines = [",".join(map(str, row)) for row in rows]
            (people / f"{name}.csv").write_text("\n".join([heads[name], *lines]) + "\n", encoding="utf-8")
    (people / "assumptions.yaml").write_text(
        "participation: {kindergarten: {values: {2020: 0.5}, unit: share, basis: assumed, source: 虚构}}\n"
        "horizon: 2032\n",
        encoding="utf-8",
    )
    plan = place / "plan.yaml"
    plan.write_text(
        f"plan: 无普查\narea: {areas[0]}\nareas: [{', '.join(areas[1:])}]\nyears: [2026, 2030]\npopulation: people\n"
        f"schools:\n- {{id: p, name: 新校, type: primary, area: {areas[0]}, planned: 2026, seats: {{primary: 90}}}}\n",
        encoding="utf-8",
    )
    return plan


def found(place: Path, enrolment: Iterable[Row], born: dict[int, int]) -> Assessment:
    """The plan held against its people."""
    return assess(*read_project(str(project(place, enrolment, born))))


def refused(place: Path, enrolment: Iterable[Row], born: dict[int, int]) -> list[str]:
    """What is said instead of an answer."""
    with pytest.raises(InputError) as wrong:
        found(place, enrolment, born)
    return [fault.what("en") for fault in wrong.value.faults]


def test_one_year_of_pupils_and_births_give_a_balance_by_hand(tmp_path: Path) -> None:
    """120 entered in 2025, born from September 2018 to August 2019: 4/12 × 150 + 8/12 × 90 = 110. Of the 90 of the year
    after, 90 × 120 ÷ 110 = 98.18 enter in 2026; the others go up: 98.18 + 120 + 110 + 100 + 90 + 80 = 598. All 70 of
    grade 6 go on: middle 70 + 60 + 50 = 180, then 80 + 70 + 60 = 210. Seats: pupils of 2025, from 2027 90 more."""
    answer = found(tmp_path, pupils(2025), BORN)
    demand = {(row.stage, row.year): row.demand for row in answer.rows()}
    assert [demand["primary", year] for year in (2025, 2026, 2027)] == [570, 598, 98 + 98 + 120 + 110 + 100 + 90]
    assert [demand["middle", year] for year in (2025, 2026, 2027)] == [150, 180, 210]
    row = answer.row(2027, "甲", "primary")
    assert (row.seats, row.balance, row.method) == (660, 660 - 616, "grades")
    assert (row.norm_low, row.norm_high, row.norm_position) == (None, None, None)
    assert answer.known.start == 2025
    assert not answer.projection.areas
    assert answer.grounds("甲", "primary").single


def test_without_pupils_births_make_the_children_of_a_stage(tmp_path: Path) -> None:
    """Kindergarten in 2030 has the children born in three years at 90 each, those who live, half of whom go."""
    answer = found(tmp_path, pupils(2025), BORN)
    people = read_population(tmp_path / "people").assumptions.survival
    tables = [life_table(people, sex, 7) for sex in SEXES]
    alive = sum(np.mean([table.birth * table.ages[:age].prod() for table in tables]) for age in (3, 4, 5))
    row = answer.row(2030, "甲", "kindergarten")
    assert row.demand == round(90 * 0.5 * float(alive))
    assert 130 < row.demand < 135
    assert row.method == "births"
    lines = explain(answer, 2030, "甲", "kindergarten")
    assert lines.traced
    assert [line.chain.start for line in lines.traced.lines] == [90, 90, 90]
    assert sum(line.pupils for line in lines.traced.lines) == row.demand


def test_without_births_as_many_enter_as_in_the_one_year(tmp_path: Path) -> None:
    """Nothing tells how many children there will be."""
    rows = [*pupils(2025), *(("甲", 2025, "kindergarten", n, 100, "published", "学籍", "", "") for n in (1, 2, 3))]
    answer = found(tmp_path, rows, {})
    assert [answer.row(year, "甲", "kindergarten").demand for year in (2025, 2032)] == [300, 300]
    assert answer.row(2031, "甲", "primary").demand == 6 * 120  # not the hundred who leave kindergarten
    assert answer.row(2032, "甲", "middle").demand == 110 + 120 + 120  # grade 2 of 2025, grade 1, and the next


def test_not_all_who_leave_middle_school_enter_senior_after_one_year_on_record(tmp_path: Path) -> None:
    """School is no longer compulsory then: as many enter as in that year, which is what is said."""
    rows = [*pupils(2025), *(("甲", 2025, "senior", n, 20, "published", "学籍", "", "") for n in (1, 2, 3))]
    place = project(tmp_path, rows, {})
    place.write_text(place.read_text(encoding="utf-8") + "use_stages: [senior]\n", encoding="utf-8")
    answer = assess(*read_project(str(place)))
    assert [answer.row(year, "甲", "senior").demand for year in (2025, 2026, 2030)] == [60, 60, 60]
    assert answer.row(2026, "甲", "middle").demand == 60 + 50 + 70


def test_two_years_show_ratios_and_nothing_is_taken_to_be_one(tmp_path: Path) -> None:
    """A second year on record replaces the assumption."""
    half = [(*row[:4], int(str(row[4])) * 2, *row[5:]) for row in pupils(2024)]
    answer = found(tmp_path, [*half, *pupils(2025)], BORN)
    assert not answer.grounds("甲", "primary").single
    assert answer.row(2026, "甲", "primary").demand < 570


def test_a_stage_of_which_nothing_is_known_is_left_out_and_told(tmp_path: Path) -> None:
    """Kindergarten has no pupils, and births begin too late for it; the other stages answer as if it were not there."""
    answer = found(tmp_path / "short", pupils(2025), {2024: 90, 2025: 90})
    assert [stage.name for stage in answer.stages] == [*answer.demand] == [*answer.seats] == ["primary", "middle"]
    ((told,),) = answer.unheard.values()
    assert told.what("en").startswith("甲.kindergarten: has neither a census nor pupils on record")
    assert "its births since 2020" in told.what("en")
    assert (
        answer.row(2027, "甲", "middle").demand
        == found(tmp_path / "whole", pupils(2025), BORN).row(2027, "甲", "middle").demand
    )


def test_a_stage_with_one_number_of_all_its_pupils_follows_births_or_is_left_out(tmp_path: Path) -> None:
    """Births at 90 a year keep 300 at 300; nothing tells how many leave primary school for middle school."""
    one = [("甲", 2025, stage, "", 300, "published", "学籍", "", "") for stage in ("primary", "middle")]
    answer = found(tmp_path, one, dict.fromkeys(range(2012, 2026), 90))
    assert [stage.name for stage in answer.stages] == ["kindergarten", "primary"]
    assert [answer.row(year, "甲", "primary").demand for year in (2025, 2026, 2032)] == [300, 300, 300]
    assert [fault.kind for fault in answer.unheard["middle"]] == ["unheard_short_record"]
    plan = str(tmp_path / "plan.yaml")
    text = "".join(run("gap", "--plan", plan).stdout.split("\n"))
    assert "初中没有预测，以后各年的需求未知：在校生没有分年级写全，出生数也不够。" in text
    assert json.loads(run("gap", "--plan", plan, "--format", "json").stdout)["left_out"] == ["middle"]
    for words in (["convert-options"], ["simulate", "--draws", "50"], ["optimise"]):
        done = run(*words, "--plan", plan)
        assert (done.returncode, done.stderr.count("未列")) == (0, 0), done.stderr
        assert ("初中未列" if words[0] == "simulate" else "初中没有预测") in "".join(done.stdout.split("\n"))
    alone = run("gap", "--plan", plan, "--stage", "middle")
    assert (alone.returncode, "只有一年在校生" in alone.stderr) == (3, True)


def test_a_stage_with_rows_that_do_not_suffice_is_a_fault(tmp_path: Path) -> None:
    """Somebody wrote of it: it is not left out without a word. Nor is one that is known in another area."""
    half = ("甲", 2025, "kindergarten", 1, 100, "published", "学籍", "", "")
    assert [each.partition(":")[0] for each in refused(tmp_path / "half", [*pupils(2025), half], {})] == [
        "甲.kindergarten"
    ]
    other = [("乙", 2025, "kindergarten", n, 100, "published", "学籍", "", "") for n in (1, 2, 3)]
    with pytest.raises(InputError) as wrong:
        assess(
            *read_project(
                str(project(tmp_path / "one", [*pupils(2025), *pupils(2025, "乙"), *other], {}, areas="甲乙"))
            )
        )
    assert [fault.path for fault in wrong.value.faults] == ["甲.kindergarten"]


def test_a_stage_whose_record_ends_before_that_of_another_is_told_with_the_year_that_it_lacks(tmp_path: Path) -> None:
    """Pupils of one stage alone in the newest year."""
    newer = [("甲", 2026, "kindergarten", n, 100, "published", "学籍", "", "") for n in (1, 2, 3)]
    said = refused(tmp_path, [*pupils(2025), *newer], {})
    assert [each.partition(": write")[0] for each in said] == [
        f"甲.{stage}: has no census and no pupils in 2026" for stage in ("primary", "middle")
    ]


def test_given_demand_goes_before_our_own_and_teaches_nothing(tmp_path: Path) -> None:
    """In its years alone, with its own band; the other years are as without it."""
    rows = [given(2027, "primary", 700, 650, 760), given(2028, "primary", 720)]
    plain = found(tmp_path / "plain", pupils(2025), BORN)
    answer = found(tmp_path / "given", [*pupils(2025), *rows], BORN)
    shown = {row.year: (row.demand, row.method) for row in answer.rows(stages=["primary"])}
    assert (shown[2027], shown[2028]) == ((700, "given"), (720, "given"))
    for row in plain.rows():
        if (row.stage, row.year) not in (("primary", 2027), ("primary", 2028)):
            assert answer.row(row.year, "甲", row.stage) == row
    bands = demand_bands(answer.demand, answer.population, answer.assumptions, 0.8)
    band = bands.band(2027, "甲", "primary")
    assert band
    assert (band.low, band.high, band.source) == (650, 760, "given")
    assert bands.band(2028, "甲", "primary") is None
    own = plain.demand["primary"][2, 0]
    assert answer.demand["primary"][2, 0] == pytest.approx(700 * own / own.sum())


def test_given_demand_alone_is_a_balance_where_it_covers_every_year(tmp_path: Path) -> None:
    """A folder of what somebody else has forecast, no more."""
    stages = ("kindergarten", "primary", "middle")
    rows = [given(year, stage, 300) for year in range(2026, 2033) for stage in stages]
    answer = found(tmp_path / "whole", rows, {})
    assert {row.demand for row in answer.rows()} == {300}
    assert answer.known.start == 2026
    told = refused(tmp_path / "short", [row for row in rows if row[1] != 2030], {})
    assert [each.partition(":")[0] for each in told] == [f"甲.{stage}" for stage in stages]
    assert "no demand in 2030" in told[0]


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (given(2025, "primary", 570), "has pupils of 2025 on record (line 2)"),
        (given(2027, "primary", 700, 750, 800), "the band must hold the pupils"),
        (given(2027, "primary", 700, 650), "are both written, or neither"),
        (given(2027, "primary", 100, grade=1), "grade 2, 3, 4, 5, 6 is missing"),
        (("甲", 2024, "kindergarten", "", 9, "published", "学籍", 8, 10), "a band belongs to rows of basis projected"),
    ],
)
def test_bad_rows_that_are_given_are_faults_at_their_line(tmp_path: Path, row: Row, said: str) -> None:
    """Counted years, bands that do not hold, single grades."""
    plan = project(tmp_path, [*pupils(2025), row], BORN)
    done = run("gap", "--plan", plan, "--lang", "en")
    assert done.returncode == 3
    assert "enrolment.csv:11: " in done.stderr
    assert said in done.stderr


def test_years_begin_when_every_area_is_known(tmp_path: Path) -> None:
    """乙 has pupils since 2026 alone, so that the balance of 甲 begins with it too, and that is said."""
    plan = project(tmp_path, [*pupils(2025), *pupils(2026), *pupils(2026, "乙")], BORN, areas="甲乙")
    answer = assess(*read_project(str(plan)))
    assert (answer.years.start, answer.known.start) == (2025, 2026)
    assert {row.area for row in answer.earlier()} >= {"甲"}
    assert ("乙", "primary") not in {(row.area, row.stage) for row in answer.earlier()}
    shown = run("gap", "--plan", plan, "--lang", "en").stdout
    assert "balances begin in 2026" in " ".join(shown.split())


@pytest.mark.parametrize(
    "command",
    [
        ("gap", "--detail"),
        ("ledger",),
        ("explain", "--year", "2028", "--stage", "primary"),
        ("simulate", "--draws", "20", "--year", "2028"),
        ("optimise", "--time-limit", "5"),
        ("forecast",),
        ("track",),
        ("convert-options",),
        ("sweep", "--set", "opening_lag=0,1"),
        ("ledger", "--output", "ledger.xlsx"),
        ("report", "--output", "report.html"),
        ("report", "--output", "report.docx"),
        ("chart", "gap", "--output", "gap.png"),
        ("chart", "demand", "--output", "demand.png"),
    ],
)
def test_every_command_answers_without_a_census(tmp_path: Path, command: tuple[str, ...]) -> None:
    """And what needs people says that there are none."""
    plan = project(tmp_path, [*pupils(2025), given(2027, "primary", 700)], BORN)
    words = [str(tmp_path / word) if word.endswith((".xlsx", ".html", ".docx", ".png")) else word for word in command]
    done = run(*words, "--plan", plan)
    assert done.returncode == 0, done.stderr


def test_what_needs_people_says_that_nobody_was_counted(tmp_path: Path) -> None:
    """A pyramid, and people by age."""
    plan = project(tmp_path, pupils(2025), BORN)
    for words in (("chart", "pyramid", "--output", str(tmp_path / "p.png")), ("forecast", "--by", "age")):
        done = run(*words, "--plan", plan, "--lang", "en")
        assert (done.returncode, "甲 has no census" in done.stderr) == (3, True)


def test_births_to_come_are_not_said_to_be_of_a_model_where_nobody_was_counted(tmp_path: Path) -> None:
    """They are as many as in the last twelve months known; those of a counted area are the model's."""
    alone = project(tmp_path / "births", (), {year: 100 for year in range(2013, 2026) if year != 2020})
    told = run("explain", "--plan", alone, "--year", "2032", "--stage", "kindergarten").stdout
    assert "生育模型" not in told
    assert "照最后已知的 12 个月出生" in told.replace("\n", "")
    followed = project(tmp_path / "pupils", [row for year in (2023, 2024, 2025) for row in pupils(year)], BORN)
    of_pupils = run("explain", "--plan", followed, "--year", "2032", "--stage", "primary")
    assert of_pupils.returncode == 0, of_pupils.stderr
    assert "生育模型" not in of_pupils.stdout
    assert "照最后已知的 12 个月出生" in of_pupils.stdout.replace("\n", "")
    lines = json.loads(
        run("explain", "--plan", alone, "--year", "2027", "--stage", "primary", "--format", "json").stdout
    )["grades"]
    assert [line["births"] for line in lines] == ["", "between", "", "", "", ""]
    counted = run("explain", "--year", "2032", "--stage", "kindergarten").stdout
    assert "生育模型" in counted
