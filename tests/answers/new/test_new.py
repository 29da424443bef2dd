"""`new`: a project out of what is known, and how much what is missing matters."""

from __future__ import annotations

import csv
import json
import os
import shlex
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from xuewei.answers.new.missing import RANGES, SEATS, effects, trials
from xuewei.answers.new.project_files import Given, county_names
from xuewei.answers.new.view import missing
from xuewei.cli.new_answers import Answers, answered, births_by_year, seats_by_stage, settled, share
from xuewei.cli.new_project import Lists, Made, make_project
from xuewei.errors import InputError
from xuewei.formats.places import counties
from xuewei.model.balance import BalanceRow
from xuewei.tables.screen import layout
from xuewei.tables.view import text_of

from inside import run
from program import TOP, environment

DAY = date(2026, 11, 28)
CENSUS = """area,sex,age_from,age_to,persons,date,basis,source
甲县,male,0,4,3000,2020-11-01,published,普查
甲县,male,5,49,30000,2020-11-01,published,普查
甲县,male,50,,9000,2020-11-01,published,普查
甲县,female,0,4,3000,2020-11-01,published,普查
甲县,female,5,49,30000,2020-11-01,published,普查
甲县,female,50,,9000,2020-11-01,published,普查
"""


@pytest.fixture
def census(tmp_path: Path) -> Path:
    """A census of one county."""
    file = tmp_path / "普查.csv"
    file.write_text(CENSUS, encoding="utf-8")
    return file


def rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with open(file, encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


def made(folder: Path, lists: Lists | None = None, **more: object) -> Made:
    """A project of a county whose seats nobody knows, with ``more`` of what is known."""
    known: dict[str, object] = {"census_area": "夏县", "county": True, **more}
    return make_project(str(folder / "p"), Given("夏县", "夏县", 2025, DAY, **known), lists or Lists(), "zh")  # type: ignore[arg-type]


def tightest(found: Sequence[BalanceRow]) -> int:
    """The least balance."""
    return min(row.balance for row in found)


def test_one_of_the_counties_needs_its_name_alone(tmp_path: Path) -> None:
    """Its people are copied, seats are taken to be balanced, and that is said where the balances are."""
    done = run("new", "夏县", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    plan = yaml.safe_load((tmp_path / "夏县" / "plan.yaml").read_text(encoding="utf-8"))
    assert (plan["area"], plan["base_seats"]["seats"], plan["base_seats"]["basis"]) == ("夏县", "balanced", "assumed")
    assert {each["area"] for each in rows(tmp_path / "夏县" / "population" / "census.csv")} == {"夏县"}
    assert "幼儿园、小学、初中的现有学位不知" in done.stdout
    shown = [shlex.split(line) for line in done.stdout.splitlines() if line.startswith("  xuewei ")]
    assert [words[1] for words in shown] == ["check", "gap", "warn", "report"]
    for words in shown:
        assert run(*words[1:], cwd=tmp_path).returncode == 0


def test_its_answer_ends_as_that_of_gap_begins(tmp_path: Path) -> None:
    """The sentences are those of ``gap``, word by word."""
    said = run("new", "夏县", "--base-year", "2025", cwd=tmp_path).stdout
    asked = run("gap", "--plan", "夏县/plan.yaml", cwd=tmp_path).stdout
    assert asked.partition("\n\n")[0] in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_files_are_sound_and_say_how_each_guess_is_replaced(tmp_path: Path, lang: str) -> None:
    """Every line of comment stands above a key; `check` finds nothing wrong; the share is assumed, and says so."""
    words = ("new", "我县", "--census-area", "夏县", "--base-year", "2025", "--lang", lang)
    assert run(*words, cwd=tmp_path).returncode == 0
    text = (tmp_path / "我县" / "plan.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()
    for key in ("area", "years", "population", "opening_lag", "base_seats", "schools"):
        (at,) = [n for n, line in enumerate(lines) if line.startswith(f"{key}:")]
        assert lines[at - 1].startswith("#")
    assert "--into plan.yaml" in text
    assumed = yaml.safe_load((tmp_path / "我县" / "population" / "assumptions.yaml").read_text(encoding="utf-8"))
    assert assumed["scope"]["我县"]["census_area"] == "夏县"
    assert assumed["scope"]["我县"]["share"]["basis"] == "assumed"
    assert run("check", "我县", "--lang", lang, cwd=tmp_path).returncode == 0


def test_what_is_known_is_written_and_is_missing_no_more(tmp_path: Path, census: Path) -> None:
    """Own census, births and seats: they stand in the files as published, without a range to be tried."""
    options = (
        "--births",
        "2021年＝500，2022=480,2023=460、2024=450,2025=440",
        "--seats",
        "幼儿园=1500,primary=3600,初中=1800",
    )
    done = run("new", "甲县", "--census", census, *options, "--base-year", "2025", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    plan = yaml.safe_load((tmp_path / "甲县" / "plan.yaml").read_text(encoding="utf-8"))
    assert plan["base_seats"]["seats"] == {"kindergarten": 1500, "primary": 3600, "middle": 1800}
    assert plan["base_seats"]["basis"] == "published"
    births = rows(tmp_path / "甲县" / "population" / "births.csv")
    assert [(each["area"], each["year"], each["births"]) for each in births][:2] == [
        ("甲县", "2021", "500"),
        ("甲县", "2022", "480"),
    ]
    table = done.stdout.partition("怎样补")[0]
    assert "现有学位" not in table
    assert "已出生人数" not in table
    assert "在校生" in table
    assert "现有学位不知" not in done.stdout


def test_a_list_in_excel_is_the_register(tmp_path: Path) -> None:
    """Schools of a list become the register of the plan; its seats are known then."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (
        ["学校名称", "学段", "学位"],
        ["第一小学", "小学", 1080],
        ["第一中学", "初中", 900],
        ["一幼", "幼儿园", 270],
    ):
        sheet.append(line)
    book.save(tmp_path / "名单.xlsx")
    done = run("new", "我 县", "--census-area", "夏县", "--schools", "名单.xlsx", "--base-year", "2025", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    register = rows(tmp_path / "我 县" / "schools.csv")
    assert [(each["name"], each["seats"]) for each in register] == [
        ("第一小学", "1080"),
        ("第一中学", "900"),
        ("一幼", "270"),
    ]
    assert "现有学位不知" not in done.stdout
    assert "register: schools.csv" in (tmp_path / "我 县" / "plan.yaml").read_text(encoding="utf-8")


def test_pupils_of_a_table_alone_make_a_project(tmp_path: Path) -> None:
    """Without a census demand follows pupils; the base year is the last with pupils."""
    head = "area,year,stage,grade,pupils,basis,source\n"
    lines = [
        f"甲县,{year},primary,{grade},{100 + year - 2020},published,年报\n"
        for year in (2023, 2024, 2025)
        for grade in range(1, 7)
    ]
    (tmp_path / "p.csv").write_text(head + "".join(lines), encoding="utf-8")
    done = run("new", "甲县", "--pupils", "p.csv", "--births", "2018=100,2019=100,2020=100", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert yaml.safe_load((tmp_path / "甲县" / "plan.yaml").read_text(encoding="utf-8"))["base_seats"]["year"] == 2025
    assert "—" not in done.stdout.partition("怎样补")[0]


def test_nothing_is_asked_and_all_that_is_missing_told_without_a_terminal(tmp_path: Path) -> None:
    """Exit 2 with everything that is missing; nothing hangs, nothing is written."""
    done = run("new", cwd=tmp_path)
    assert done.returncode == 2
    assert "DIR" in done.stderr
    assert "--census-area" in done.stderr
    done = run("new", "我县", cwd=tmp_path)
    assert done.returncode == 2
    assert "DIR：" not in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("options", "code", "said"),
    [
        ("--census-area 临汾县", 2, "是否想写 临猗县？"),
        ("--census-area 夏县 --share 1.2", 2, "0.4、40%"),
        ("--census-area 夏县 --seats 小学=1,primary=2", 2, "每个学段一次"),
        ("--census-area 夏县 --seats 小=1", 2, "kindergarten, primary, middle"),
        ("--census-area 夏县 --births 2021=1,2021=2", 2, "每年一次"),
        ("--census-area 夏县 --births 21=1", 2, "实为 21=1"),
        ("--census-area 夏县 --base-year 二五", 2, "学年"),
        ("--census-area 夏县 --base-year 2035", 2, "2020 至 2034"),
        ("--census-area 夏县 --base-year 2015", 2, "2020 至 2034"),
        ("--census-area 夏县 --seats primary=1 --schools x.csv", 2, "--schools"),
        ("--census none.xlsx", 3, "none.xlsx"),
        ("--census none.csv", 3, "none.csv"),
        ("--census-area 夏县 --schools none.xlsx", 3, "none.xlsx"),
        ("--census 普查.csv --census-area 乙县", 2, "甲县"),
    ],
)
def test_what_cannot_be_meant_is_told_and_nothing_is_written(
    options: str, code: int, said: str, tmp_path: Path, census: Path
) -> None:
    """The option, what it may be, and the nearest."""
    done = run("new", "我县", *options.split(), cwd=tmp_path)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == [census]


def test_births_of_another_place_are_refused(tmp_path: Path) -> None:
    """They would count for nothing, and nobody would know."""
    (tmp_path / "b.csv").write_text("area,year,births,basis,source\n夏鲜,2021,900,published,x\n", encoding="utf-8")
    done = run("new", "我县", "--census-area", "夏县", "--births", "b.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert "夏鲜" in done.stderr
    text = "area,year,births,basis,source\n夏县,2020,2700,published,x\n夏县,2021,900,published,x\n"
    (tmp_path / "b.csv").write_text(text, encoding="utf-8")
    assert run("new", "我县", "--census-area", "夏县", "--births", "b.csv", cwd=tmp_path).returncode == 0
    kept = {each["year"]: each["births"] for each in rows(tmp_path / "我县" / "population" / "births.csv")}
    assert (kept["2020"], kept["2021"]) == ("2700", "900")
    assert "2023" in kept


def test_a_folder_that_is_not_empty_stays_as_it_is(tmp_path: Path) -> None:
    """Exit 3, in the words of its own path."""
    (tmp_path / "夏县").mkdir()
    (tmp_path / "夏县" / "mine").write_text("mine", encoding="utf-8")
    done = run("new", "夏县", "--lang", "en", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (3, "夏县: is not empty; nothing was written\n")
    assert [each.name for each in (tmp_path / "夏县").iterdir()] == ["mine"]


def test_every_missing_figure_is_ranked_by_what_it_does(tmp_path: Path) -> None:
    """The balances told are those of the model with the figure set, and none that matters more stands below."""
    found = made(tmp_path, seats={"primary": 15000})
    assert [each.trial.key for each in found.effects]
    sizes = [(each.tightest, each.most if each.most > 0 else -each.most) for each in found.effects]
    assert [size for size, _ in sizes] == sorted((size for size, _ in sizes), reverse=True)
    for each in found.effects:
        own = [row for row in found.found.rows(list(found.found.known)) if row.stage == each.now.stage]
        if each.now.stage == "primary":
            assert each.now.balance == tightest(own)
    ranged = {each.trial.key for each in found.effects}
    assert {"seats", "moves", "born", "ahead", "pupils", "participation"} == ranged


def test_seats_ten_per_cent_off_move_every_balance_by_a_tenth_of_the_demand(tmp_path: Path) -> None:
    """By hand: nobody knows the seats of any stage, so a tenth of the demand of 2025, to a seat."""
    found = made(tmp_path)
    (seats,) = [each for each in found.effects if each.trial.key == SEATS]
    (base,) = [row for row in found.found.rows([2025]) if row.stage == seats.now.stage]
    assert seats.low is not None
    assert seats.high is not None
    assert abs(seats.now.balance - seats.low.balance - base.demand * 0.1) <= 1
    assert abs(seats.high.balance - seats.now.balance - base.demand * 0.1) <= 1


def test_the_base_year_counts_where_its_seats_are_known(tmp_path: Path) -> None:
    """A year that is balanced by definition is no tightest one; one whose seats are known is."""
    found = made(tmp_path, seats={"primary": 1000})
    assert {each.now.year for each in found.effects if each.now.stage == "primary"} == {2025}
    known = Given("夏县", "夏县", 2026, DAY, census_area="夏县", county=True)
    later = make_project(str(tmp_path / "later"), known, Lists(), "zh")
    assert tightest(later.found.rows([2027, 2028, 2029], ["primary"])) > 0
    assert all(each.now.year > 2026 for each in later.effects)


def test_figures_that_change_nothing_are_told_as_such(tmp_path: Path) -> None:
    """No table of noughts, but one sentence and the names."""
    found = made(tmp_path).found
    same = effects(found, lambda _: found)
    view = missing(found, same, "zh")
    assert [each.most for each in same] == [0] * len(trials(found))
    assert "都不改变余缺" in view.sheets[0].title
    assert not view.sheets[0].rows
    assert "净迁入" in view.sheets[0].notes[0]


def test_ranges_are_figures_with_unit_and_basis_and_hold_what_the_counties_did() -> None:
    """A third of the yearly change of residents in the shipped totals."""
    assert all(each.low < each.high and each.unit and each.basis == "assumed" for each in RANGES.values())
    totals: dict[str, dict[str, int]] = {}
    for row in rows(Path(str(counties())) / "totals.csv"):
        totals.setdefault(row["area"], {})[row["date"]] = int(row["persons"])
    yearly = [(each["2020-11-01"] / each["2010-11-01"]) ** 0.1 - 1 for each in totals.values()]
    assert (round(min(yearly), 3), round(max(yearly), 3)) == (-0.023, 0.032)
    assert len(totals) == len(county_names()) == 13


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_figure_is_cut_in_80_columns(tmp_path: Path, lang: str) -> None:
    """What there is no room for is left out whole, and named."""
    found = made(tmp_path, share=0.4)
    sheet = missing(found.found, found.effects, lang).sheets[0]
    fits = layout(sheet, 80, whole=False)
    assert not fits.blocks
    assert {"最紧一年", "tightest year"} & {sheet.columns[n].title for n in fits.places}
    assert all(text_of(cell) for row in sheet.rows for cell in row)


def test_somebody_at_a_terminal_is_asked_until_an_answer_can_be_used(tmp_path: Path, census: Path) -> None:
    """What cannot be meant is said and asked again; Enter passes over what is not needed."""
    said = iter(
        [
            "",
            str(tmp_path),
            str(tmp_path / "我县"),
            "",
            "临汾县",
            "夏县",
            "2",
            "40%",
            "2021=x",
            "2021=900",
            "nix",
            "小学=4000",
            "",
            "",
        ]
    )
    asked: list[tuple[str, str]] = []

    def ask(key: str, wrong: str, _: Mapping[str, object]) -> str:
        asked.append((key, wrong))
        return next(said)

    found = answered(Answers(), DAY, ask)
    assert next(said, None) is None
    assert found == Answers(str(tmp_path / "我县"), "夏县", share="40%", births="2021=900", seats="小学=4000")
    assert [bool(wrong) for _, wrong in asked] == [
        False,
        True,
        True,
        False,
        True,
        True,
        False,
        True,
        False,
        True,
        False,
        True,
        False,
        False,
    ]
    known, _ = settled(found, DAY)
    assert (known.year, known.share, known.births, known.seats) == (2026, 0.4, {2021: 900.0}, {"primary": 4000})
    assert answered(Answers("我县", census=str(census)), DAY, ask) == Answers("我县", census=str(census))


def test_who_gives_options_is_asked_only_for_what_is_needed() -> None:
    """One question, and none where the name is that of a county."""
    asked: list[str] = []

    def ask(key: str, _: str, __: Mapping[str, object]) -> str:
        asked.append(key)
        return "夏县"

    assert answered(Answers("我县", base_year="2025"), DAY, ask).census_area == "夏县"
    assert asked == ["census_area"]
    answered(Answers("夏县", base_year="2025"), DAY, ask)
    assert asked == ["census_area"]


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
@pytest.mark.parametrize("typed", [b"\x03", b"\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_who_gives_up_at_a_question_gets_nothing_written(typed: bytes, tmp_path: Path) -> None:
    """Exit 130 on a real terminal, after the first of the questions was answered."""
    import pty

    pid, screen = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        os.execve(sys.executable, [sys.executable, "-m", "xuewei", "new"], environment(TERM="xterm"))
    shown = b""
    for question, answer in (("哪个目录", "我县\n".encode()), ("哪个区县", typed)):
        while question.encode() not in shown:
            shown += os.read(screen, 65536)
        os.write(screen, answer)
    while True:
        try:
            if not os.read(screen, 65536):
                break
        except OSError:  # so Linux tells that the other end is closed
            break
    os.close(screen)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 130
    assert not list(tmp_path.iterdir())


NUMBERS = st.dictionaries(st.integers(1990, 2030), st.integers(0, 10**6), min_size=1, max_size=8)


@settings(max_examples=30)
@given(NUMBERS, st.sampled_from([",", "，", "、", "; ", " ", "；"]), st.sampled_from(["=", "＝"]))
def test_pairs_are_read_with_signs_of_either_language(births: dict[int, int], comma: str, equals: str) -> None:
    """What is written is what is read."""
    assert births_by_year(comma.join(f"{year}{equals}{n}" for year, n in births.items())) == births
    assert seats_by_stage(f"小学{equals}1{comma}middle{equals}2") == {"primary": 1, "middle": 2}
    assert share("40%") == share("0.4") == share("４０％") == 0.4


def test_faults_speak_of_the_folder_that_is_to_be(tmp_path: Path) -> None:
    """Not of the unfinished one, which is gone."""
    pupils = [
        {"area": "夏县", "year": 2024, "stage": "none", "grade": 1, "pupils": 5, "basis": "published", "source": "x"}
    ]
    with pytest.raises(InputError) as wrong:
        made(tmp_path, tables={"enrolment": pupils})
    assert ".xuewei-part" not in str(wrong.value)
    assert not list(tmp_path.iterdir())


def test_what_the_plan_advises_makes_its_seats_known(tmp_path: Path) -> None:
    """By hand: either of the two ways above ``base_seats`` gives 1,080 seats of primary, and so the same balances."""
    plan, text = tmp_path / "夏县" / "plan.yaml", "名称,类型,学位\n第一小学,小学,1080\n"
    (tmp_path / "名册.csv").write_text(text, encoding="utf-8")
    assert run("new", "夏县", "--base-year", "2025", cwd=tmp_path).returncode == 0
    begun = plan.read_text(encoding="utf-8")

    def balances() -> list[str]:
        shown = run("gap", "--plan", plan, "--stage", "primary", "--format", "csv")
        assert shown.returncode == 0, shown.stderr
        return [line for line in shown.stdout.splitlines() if ",1080," in line]

    assert not balances()
    plan.write_text(begun.replace("seats: balanced", "seats: {primary: 1080}"), encoding="utf-8")
    in_all = balances()
    plan.write_text(begun, encoding="utf-8")
    assert run("import", "名册.csv", "--into", plan, "--yes", cwd=tmp_path).returncode == 0
    plan.write_text(plan.read_text(encoding="utf-8").replace("seats: balanced", "seats: listed"), encoding="utf-8")
    assert len(balances()) == len(in_all) == 11


def test_a_scenario_with_the_keys_that_are_named_gives_the_balances_that_are_told(tmp_path: Path) -> None:
    """Every figure, both ends: `gap` under a scenario that sets them shows the same tightest year of the stage."""
    found = made(tmp_path, share=0.5, seats={"primary": 8000})
    folder = tmp_path / "p"
    assert len(found.effects) == 7
    for each in found.effects:
        for values, told in ((each.trial.low, each.low), (each.trial.high, each.high)):
            assert told is not None
            document = {"scenario": "tried", "extends": "plan.yaml", "set": dict(values)}
            (folder / "tried.yaml").write_text(yaml.safe_dump(document), encoding="utf-8")
            words = ("gap", "--scenario", folder / "tried.yaml", "--stage", told.stage, "--format", "json")
            shown = json.loads(run(*words, "--from", "2025").stdout)["rows"]
            assert {row["year"]: row["balance"] for row in shown}[told.year] == told.balance


def test_the_column_that_a_window_leaves_out_can_be_asked_for(tmp_path: Path) -> None:
    """`--wide`, of which the table speaks, is an option of `new`."""
    assert run("new", "夏县", "--wide", cwd=tmp_path).returncode == 0


BOOKS = TOP / "examples" / "county_in_excel"
THREE = ("--schools", "学校名单.xlsx", "--pupils", "分年级在校生.xlsx", "--births", "出生人口.xlsx")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with three workbooks of a county."""
    for book in BOOKS.glob("*.xlsx"):
        shutil.copy(book, tmp_path)
    return tmp_path


def test_three_workbooks_make_a_project(desk: Path) -> None:
    """Each is said as it was understood; the files hold its figures, and the base year is the last one with pupils."""
    done = run("new", "东河县", *THREE, cwd=desk, COLUMNS="80")
    assert done.returncode == 0, done.stderr
    assert "分年级在校生.xlsx 是在校生表：24 行 → population/enrolment.csv" in done.stderr
    assert "2025 学年 小学 11,519" in done.stderr.replace("\n", "")
    assert "出生人口.xlsx 是出生人数表：11 行" in done.stderr
    assert "没有可试的数字" in done.stdout
    people = desk / "东河县" / "population"
    pupils = rows(people / "enrolment.csv")
    assert {each["area"] for each in pupils} == {"东河县"}
    assert sum(int(each["pupils"]) for each in pupils if (each["year"], each["stage"]) == ("2025", "primary")) == 11519
    assert {each["year"]: each["births"] for each in rows(people / "births.csv")}["2017"] == "2214"
    rooms = {each["name"]: each["rooms"] for each in rows(desk / "东河县" / "schools.csv")}
    assert rooms["东河县第二中学"] == "30"
    plan = yaml.safe_load((desk / "东河县" / "plan.yaml").read_text(encoding="utf-8"))
    assert (plan["base_seats"]["year"], plan["years"][0]) == (2025, 2026)


def zoned(desk: Path) -> None:
    """The list of schools with two zones in place of towns, and births of these."""
    book = load_workbook(desk / "学校名单.xlsx")
    sheet = book.active
    assert sheet is not None
    sheet["D2"] = "片区"
    for row in sheet.iter_rows(min_row=4, max_row=sheet.max_row - 3):
        row[3].value = "城关片" if row[3].value == "城关镇" else "乡村片"
    book.save(desk / "学校名单.xlsx")
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["分片区出生人口"], ["片区", "2023年", "2024年"], ["城关片", 700, 690], ["乡村片", 380, 360]):
        sheet.append(line)
    book.save(desk / "出生人口.xlsx")


def test_births_by_zone_are_taken_where_the_schools_have_these_zones(desk: Path) -> None:
    """Those of zones that no school has would count for nothing, and are refused."""
    zoned(desk)
    assert run("new", "东河县", *THREE, cwd=desk).returncode == 0
    assert {each["area"] for each in rows(desk / "东河县" / "population" / "births.csv")} == {"城关片", "乡村片"}
    shutil.copy(BOOKS / "学校名单.xlsx", desk)
    done = run("new", "别县", *THREE, cwd=desk)
    assert (done.returncode, "城关片, 乡村片" in done.stderr) == (2, True), done.stderr
    assert not (desk / "别县").exists()


def test_what_is_no_workbook_is_told(desk: Path) -> None:
    """Whatever it is called."""
    (desk / "坏.xlsx").write_bytes(b"x")
    done = run("new", "甲县", "--pupils", "坏.xlsx", cwd=desk)
    assert (done.returncode, "坏.xlsx: 不是工作簿" in done.stderr) == (3, True), done.stderr


def test_a_wide_csv_is_read_as_people_print_it(desk: Path) -> None:
    """Where no column is one of the format; the year that it does not say is the base year, and that is said."""
    (desk / "p.csv").write_text("学段,一年级,二年级,三年级\n初中,100,90,80\n", encoding="utf-8")
    words = ("new", "甲县", "--pupils", "p.csv", "--births", "2012=100,2013=90", "--base-year", "2024年")
    done = run(*words, cwd=desk)
    assert done.returncode == 0, done.stderr
    assert "p.csv: 学生数没有写明学年，设为 2024 学年（假设；--base-year 改）" in done.stderr
    found = [(each["year"], each["stage"], each["pupils"]) for each in rows(desk / "甲县/population/enrolment.csv")]
    assert found == [("2024", "middle", "100"), ("2024", "middle", "90"), ("2024", "middle", "80")]


def test_births_that_nobody_wrote_are_named_as_missing(desk: Path) -> None:
    """Pupils alone say nothing of who comes after them."""
    done = run("new", "东河县", *THREE[:4], cwd=desk)
    assert "缺的是出生数" in done.stdout
    assert "出生都已写明" not in done.stdout


def test_pupils_answer_the_question_for_people(desk: Path) -> None:
    """Somebody at a terminal who has no census names a file of pupils instead."""
    file = str(desk / "分年级在校生.xlsx")
    asked = Answers("东河县", schools="学校名单.xlsx")
    assert answered(asked, DAY, lambda *_: file) == Answers("东河县", schools="学校名单.xlsx", pupils=file)


@pytest.mark.parametrize("option", ["--pupils", "--births", "--census"])
def test_a_workbook_that_is_no_such_table_is_refused(option: str, desk: Path) -> None:
    """With its file, and nothing is written."""
    done = run("new", "甲县", "--pupils", "分年级在校生.xlsx", option, "学校名单.xlsx", cwd=desk)
    assert done.returncode == 3
    assert "学校名单.xlsx" in done.stderr
    assert not (desk / "甲县").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="pseudo-terminals")
def test_a_year_that_the_people_do_not_reach_is_asked_for_again(tmp_path: Path) -> None:
    """On a real terminal: what was answered before is not lost."""
    import pty

    typed = ["夏县", "", "小学=4000", "1999", "", "2025"]
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(tmp_path)
        words = [sys.executable, "-m", "xuewei", "new"]
        os.execve(sys.executable, words, environment(COLUMNS="80"))
    os.write(terminal, "".join(f"{each}\n" for each in typed).encode())
    shown = b""
    try:
        while piece := os.read(terminal, 65536):
            shown += piece
    except OSError:
        pass
    assert os.waitpid(pid, 0)[1] == 0, shown.decode()
    assert "须在 2020 至 2034 之间（实为 1999）" in shown.decode()
    assert yaml.safe_load((tmp_path / "夏县" / "plan.yaml").read_text(encoding="utf-8"))["base_seats"]["year"] == 2025


def test_pupils_are_not_taken_for_births(desk: Path) -> None:
    """A table of pupils named as births, and a list named as pupils, are told for what they are, in words."""
    pupils = "分年级在校生.xlsx"
    done = run("new", "东河县", *THREE[:4], "--births", pupils, cwd=desk)
    assert done.returncode == 3
    assert f"{pupils}: 是在校生表，不是出生人数表" in done.stderr.replace("\n", "")
    done = run("new", "东河县", "--pupils", "学校名单.xlsx", cwd=desk)
    assert (done.returncode, "没有找到在校生表的列名" in done.stderr) == (3, True), done.stderr
    assert not (desk / "东河县").exists()


def zoned_pupils(desk: Path, *zones: str) -> None:
    """Pupils of two years by zone; the second zone has no middle school."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["学年", "片区", "学段", "年级", "在校生数"])
    for year in ("2024—2025学年", "2025—2026学年"):
        for n, zone in enumerate(zones):
            for grade in ("小班", "中班", "大班"):
                sheet.append([year, zone, "幼儿园", grade, 800 - 300 * n])
            for grade in "一二三四五六":
                sheet.append([year, zone, "小学", f"{grade}年级", 1300 - 500 * n])
            for grade in "七八九" if n == 0 else "":
                sheet.append([year, zone, "初中", f"{grade}年级", 1700])
    book.save(desk / "分年级在校生.xlsx")


def test_pupils_by_zone_are_those_of_the_county(desk: Path) -> None:
    """Their sum, 1,300 + 800 in every grade of primary school, is said to be one; a stage that a zone does not have is
    that of the others."""
    zoned(desk)
    zoned_pupils(desk, "城关片", "乡村片")
    done = run("new", "东河县", *THREE, cwd=desk)
    assert done.returncode == 0, done.stderr
    assert "没有东河县自己的在校生，取所属各学区之和：城关片、乡村片" in done.stderr.replace("\n", "")
    found = rows(desk / "东河县" / "population" / "enrolment.csv")
    assert {(each["area"], each["basis"]) for each in found} == {("东河县", "derived")}
    assert {(each["stage"], each["pupils"]) for each in found} == {
        ("kindergarten", "1300"),
        ("primary", "2100"),
        ("middle", "1700"),
    }


@pytest.mark.parametrize(("option", "file"), [("--pupils", "分年级在校生.xlsx"), ("--births", "出生人口.xlsx")])
def test_a_zone_under_another_name_is_told(option: str, file: str, desk: Path) -> None:
    """It would count for nothing."""
    zoned(desk)
    zoned_pupils(desk, "城关片", "乡村片")
    book = load_workbook(desk / file)
    assert book.active is not None
    for (cell,) in [*book.active["A1:A99"], *book.active["B1:B99"]]:
        cell.value = "城北片" if cell.value == "城关片" else cell.value
    book.save(desk / file)
    done = run("new", "东河县", *THREE, cwd=desk)
    assert done.returncode == 2
    told = "名单有、这张表没有的 城关片；这张表有、名单没有的 城北片"
    assert f"{option}：学区与名单不一致：{told}" in done.stderr.replace("\n", ""), done.stderr
    assert not (desk / "东河县").exists()


def test_pupils_of_other_places_are_refused(desk: Path) -> None:
    """As births are."""
    zoned_pupils(desk, "甲片", "乙片")
    done = run("new", "东河县", *THREE, cwd=desk)
    assert (done.returncode, "--pupils：应为 甲片, 乙片 之一（实为 东河县）" in done.stderr) == (2, True), done.stderr


def test_a_column_of_towns_beside_zones_is_left_by_word(desk: Path) -> None:
    """Zones that lie across towns: the list says 乡镇, which would be areas of their own."""
    zoned(desk)
    zoned_pupils(desk, "城关片", "乡村片")
    book = load_workbook(desk / "学校名单.xlsx")
    assert book.active is not None
    book.active["A2"] = "乡镇"
    for n, (cell,) in enumerate(book.active["A4:A35"]):
        cell.value = f"{n % 3}镇"
    book.save(desk / "学校名单.xlsx")
    assert run("new", "东河县", *THREE, cwd=desk).returncode == 3
    done = run("new", "东河县", *THREE, "--map", "乡镇=other", cwd=desk)
    assert done.returncode == 0, done.stderr
    assert {each["area"] for each in rows(desk / "东河县" / "schools.csv")} == {"东河县"}
    assert "未读的列 乡镇" in done.stderr


def test_a_mapping_needs_its_list(desk: Path) -> None:
    """What it says is of the list of schools."""
    done = run("new", "东河县", *THREE[2:], "--map", "乡镇=other", cwd=desk)
    assert (done.returncode, "还要 --schools" in done.stderr) == (2, True), done.stderr


def test_a_school_that_its_note_calls_unfinished_is_named(desk: Path) -> None:
    """Its seats count at once; with a year of opening they count from then on, and nothing is to be said."""
    book = load_workbook(desk / "学校名单.xlsx")
    sheet = book.active
    assert sheet is not None
    sheet["M2"] = "备注"
    sheet["M4"] = "在建，预计2028年投用"
    sheet["M5"] = "2019年扩建"
    book.save(desk / "学校名单.xlsx")
    said = run("new", "东河县", *THREE, cwd=desk).stderr.replace("\n", "")
    assert "1 所的备注像是还没投用，又没有投用年，现在就计其学位：学校名单!B4（在建，预计2028年投用）" in said, said
    sheet["N2"] = "投用年"
    sheet["N4"] = 2028
    book.save(desk / "学校名单.xlsx")
    done = run("new", "别县", "--area", "东河县", *THREE, cwd=desk)
    assert (done.returncode, "备注像是" in done.stderr) == (0, False), done.stderr
    words = ("explain", "--plan", "别县/plan.yaml", "--stage", "kindergarten")
    seats = ["3,690" in run(*words, "--year", year, cwd=desk).stdout for year in ("2027", "2028")]
    assert seats == [False, True]


def test_private_schools_are_read_as_lists_write_them(desk: Path) -> None:
    """Whether they are for profit is not asked; whether they are inclusive is."""
    book = load_workbook(desk / "学校名单.xlsx")
    assert book.active is not None
    book.active["E4"], book.active["E5"] = "民办（营利性）", "民办普惠"
    book.save(desk / "学校名单.xlsx")
    assert run("new", "东河县", *THREE, cwd=desk).returncode == 0
    assert [each["provision"] for each in rows(desk / "东河县" / "schools.csv")][:2] == ["private", "inclusive"]
