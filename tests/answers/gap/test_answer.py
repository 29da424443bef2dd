"""The answer first: a sentence a stage, what it rests on, what could be left out, and a table that fits the window."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

import xuewei
from xuewei.answers.convert_options.view import turning
from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.answer_view import SHOWN_AREAS, WORST, answer, in_full
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.answers.gap.reliance import NOT_BEGUN, omission, reliance
from xuewei.answers.gap.view import gap
from xuewei.formats.project import read_project
from xuewei.language.words import named, say
from xuewei.model.assessment import Assessment, assess, with_plan
from xuewei.model.balance import BalanceRow
from xuewei.model.bands import DemandBands, demand_bands
from xuewei.model.plan import BaseSeats, Conversion, Plan, Progress, School, opening_year
from xuewei.model.seats.delivery import as_delivered
from xuewei.model.seats.in_use import base_year, kept
from xuewei.model.seats.ledger import school_seats
from xuewei.model.stages import Stage
from xuewei.tables.screen import show
from xuewei.tables.view import as_csv, as_json, text_of

from builders import level, population
from inside import run
from program import TOP

PLAN = "运城市中心城区学校建设计划 2021–2025（随附案例；自己的方案放在 plan.yaml）"
COUNTIES = str(TOP / "examples/counties/plan.yaml")
PROGRESS = str(TOP / "examples/progress/plan.yaml")


def shipped() -> Assessment:
    """The shipped case."""
    return xuewei.assess(xuewei.read_plan(), xuewei.read_population())


def bands(found: Assessment) -> DemandBands:
    """Its bands of 80 %."""
    return demand_bands(found.demand, found.population, found.assumptions, 0.8)


def screen(found: Assessment, lang: str, monkeypatch: pytest.MonkeyPatch, width: int = 80) -> list[str]:
    """The lines of the first answer in a window of some columns."""
    monkeypatch.setenv("COLUMNS", str(width))
    stream = StringIO()
    show(answer(found, found.rows(), lang), stream, lang, width)
    return [line.rstrip() for line in stream.getvalue().splitlines()]


def test_schools_begun_are_called_by_the_status_that_they_have() -> None:
    """One that is built is not said to be in building: each by its own status, together in one sentence."""
    found = shipped()
    (one,) = (each for each in found.plan.schools if each.status == "under_construction")
    other = next(each for each in found.plan.schools if each.status == "planned" and each.seats.get("primary"))
    schools = tuple(replace(each, status="completed") if each is other else each for each in found.plan.schools)
    changed = with_plan(found, replace(found.plan, schools=schools))
    conclusion = Conclusion.of(changed, changed.rows())
    told = conclusion.delivered("zh")[-1]
    assert told.startswith(f"在建的 1 所（{one.name}）、建成未投用的 1 所（{other.name}）也投用，则 2025 年")
    assert f"and the 1 built and not open ({other.name}) open too" in conclusion.delivered("en")[-1]


def test_the_shipped_answer_in_words() -> None:
    """What lies ahead, a card a stage and the past; both readings as a pair; what to do; then years × stages."""
    found = shipped()
    view = answer(found, found.rows(), "zh", bands(found), date(2026, 11, 28))
    cards, pair, to_do, table = view.sheets
    assert view.heading == "今后（2027–2035 学年）：幼儿园、小学富余；初中够用。"
    assert cards.title == "运城市中心城区学校建设计划 2021–2025（随附案例；自己的方案放在 plan.yaml）"
    middle = ("余 7,277", "2030 年余 5,065", "余 2,916 至 余 7,174", "绿", "余 18,240")
    assert [text_of(each) for each in cards.rows[2]] == ["初中", *middle]
    assert list(cards.notes) == ["需求偏高（取 80% 区间的上限）时也不缺。"]
    assert list(cards.quiet) == [
        "到本学年（2020–2026，按方案）：幼儿园 2021 年缺 1,518；小学 2021–2022 年缺，最多 2021 年缺 2,045；"
        "初中 2021 年缺 83。"
    ]
    assert list(pair.notes) == [
        "方案的 32 所，到 2025 年 9 月 30 日已确认投用 0 所；31 所无进度记录。",
        "2025 年余缺：按方案，幼儿园余 9,714、小学余 13,612、初中余 8,584；按记录，幼儿园余 3,564、小学缺 8,528、"
        "初中缺 6,116。",
        "在建的 1 所（规划十小）也投用，则 2025 年幼儿园余 3,564、小学缺 6,908、初中缺 4,916。",
    ]
    first, second = to_do.notes
    assert first.startswith("一是先查是否已建：2022年拟建九年一贯制学校1（规划未列校名）、")
    assert second.startswith("二是可以不建：")
    assert "等 21 所，共 27,810 个学位，2027–2035 年不添缺口" in second
    assert [row[0] for row in table.rows] == [str(year) for year in found.years]
    assert [row[1] for row in table.rows][:3] == [
        ("     持平 基准", ""), (" 缺 1,518 红", "red"), ("   余 901 黄", "yellow"),
    ]  # fmt: skip


def wide(stages: int) -> Assessment:
    """A plan of two areas with as many stages, some with long names."""
    names = ("幼儿园大班额监测学段", "高中（含中等职业学校综合部）", "senior")
    own = tuple(Stage(name, 15 + n, 1, 50) for n, name in enumerate(names[: stages - 3]))
    people = population({"甲": level(123_456), "很长的区域名称经济技术开发区": level(90)})
    plan = Plan("计划", "甲", (), (2021, 2025), areas=("甲", "很长的区域名称经济技术开发区"), stages=own)
    return assess(plan, people)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("stages", [3, 4, 5, 6])
def test_the_table_fits_eighty_columns_however_many_stages(
    stages: int, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every year × stage stands once in each area, whole, on one line with its colour's word."""
    found = wide(stages)
    lines = screen(found, lang, monkeypatch)
    assert max(map(cell_len, lines)) <= 80
    view = answer(found, found.rows(), lang)
    tables = [sheet for sheet in view.sheets if sheet.columns and sheet.columns[0].title == say("year", lang)]
    titles = [column.title for sheet in tables for column in sheet.columns[1:]]
    assert titles == 2 * [named("stage", stage.name, lang) for stage in found.stages]
    for sheet in tables:
        for row in sheet.rows:
            told = "  ".join(str(cell if isinstance(cell, str) else cell[0]) for cell in row).split()
            assert any(line.split() == told for line in lines)


def test_many_areas_are_told_worst_first_with_a_count(tmp_path: Path) -> None:
    """Of more areas than are told one by one: a sentence, the worst areas, how many remain, shortages together."""
    assert run("synth", tmp_path / "land", "--areas", "40").returncode == 0
    found = assess(*read_project(str(tmp_path / "land" / "plan.yaml")))
    rows = found.rows()
    view = answer(found, rows, "zh")
    ahead = Ahead.of(found, rows).rows
    worst = {area: min(row.balance for row in ahead if row.area == area) for area in found.areas}
    listed = [
        row[0] for sheet in view.sheets if sheet.columns and sheet.columns[0].title == "区域" for row in sheet.rows
    ]
    assert listed == sorted(found.areas, key=lambda area: worst[area])[:WORST]
    (more,) = [sheet.title for sheet in view.sheets if sheet.title.startswith("另有")]
    left = [area for area in found.areas if area not in listed]
    assert f"另有 {len(left)} 个区域，其中 {sum(worst[area] < 0 for area in left)} 个" in more
    few = [row for row in rows if row.area in found.areas[:SHOWN_AREAS]]
    told = answer(found, few, "zh")
    assert [each.title for each in told.sheets if not each.columns][-SHOWN_AREAS:] == list(found.areas[:SHOWN_AREAS])
    ahead = [row for row in few if row.year > found.known_to(few[0].area, "primary")]
    assert [row[1] for row in told.sheets[0].rows] == [
        f"{len({row.area for row in ahead if row.stage == stage.name and row.balance < 0})} / 3"
        for stage in found.stages
    ]


def test_detail_gives_the_blocks_of_every_stage_and_machines_get_all() -> None:
    """`--detail`, `--band` and Markdown hold the same blocks below the same sentences; JSON names both readings."""
    found = shipped()
    plain = gap(found, found.rows(), "zh", by_stage=True)
    full = in_full(found, found.rows(), "zh", None)
    first = answer(found, found.rows(), "zh")
    assert [sheet.title for sheet in full.sheets[3:6]] == [sheet.title for sheet in plain.sheets]
    assert [(each.notes, each.quiet) for each in full.sheets[:3]] == [
        (each.notes, each.quiet) for each in first.sheets[:3]
    ]
    assert full.heading == first.heading
    assert full.sheets[-1].title == "不建也不添缺口的项目"
    assert len(full.sheets[-1].rows) == 19
    assert list(full.records) == list(plain.records)
    detail, band, short = (run("gap", *words).stdout for words in (["--detail"], ["--band", "80"], []))
    assert detail == band
    assert "初中 · 80% 区间" in detail
    assert "初中 · 80% 区间" not in short
    assert short.split("中心城区")[:1] == detail.split("中心城区")[:1]
    told = json.loads(run("gap", "--format", "json").stdout)
    assert told["rests_on"]["delivered"] == {"kindergarten": 3564, "primary": -8528, "middle": -6116}
    assert told["rests_on"]["begun"] == ["2021-nine-year-1"]
    assert len(told["could_be_left_out"]) == 21
    assert "rests_on" not in json.loads(run("gap", "--year", "2023", "--format", "json").stdout)


def test_parts_that_are_asked_for_are_what_is_told() -> None:
    """Years, a stage, an area: sentences and table are of them alone."""
    told = run("gap", "--from", "2024", "--to", "2026", "--stage", "middle", COLUMNS="80").stdout
    assert told.splitlines()[:2] == ["所列学年（2024–2026）到今年为止，2026 学年：初中富余。", PLAN]
    assert "小学" not in told.split("\n\n")[0]
    english = run("gap", "--area", "永济市", "--plan", COUNTIES, "--lang", "en", COLUMNS="80").stdout
    assert "永济市: balance and alert by year" in english
    assert "areas" not in english.split("\n\n")[0]


# what it rests on


def test_another_plan_for_the_same_people_is_assessed_as_from_the_beginning() -> None:
    """Only seats are counted anew; areas, stages and people are the same."""
    for plan in (None, PROGRESS):
        found = assess(*read_project(plan))
        delivered = as_delivered(found.plan, date(2024, 9, 30))
        assert with_plan(found, delivered).rows() == assess(delivered, found.population).rows()
    with pytest.raises(ValueError, match="same areas"):
        with_plan(found, replace(found.plan, areas=("丙",)))


def test_a_plan_whose_progress_is_known_rests_on_what_is_known() -> None:
    """With a dated step for every project, and for one that holds only what is in use, there is no second reading."""
    found = shipped()
    assert reliance(found) is not None
    step = (Progress("2021-03-01", "approved"),)
    begun = tuple(replace(each, status="approved", progress=step) for each in found.plan.schools)
    assert reliance(with_plan(found, replace(found.plan, schools=begun))) is None
    assert reliance(with_plan(found, as_delivered(found.plan, date(2025, 9, 30)))) is None
    assert reliance(with_plan(found, replace(found.plan, schools=()))) is None


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", "方案的 32 所，到 2025 年 9 月 30 日已确认投用 0 所；0 所无进度记录，另有 32 所只写状态、没有日期。"),
        (
            "en",
            "Projects of the plan: 32. Known to be open by 2025-09-30: 0; without a record of progress: 0; "
            "with a status but no date: 32.",
        ),
    ],
)
def test_a_status_without_a_date_is_no_published_progress(lang: str, said: str) -> None:
    """As `track` counts dates, so does the sentence; a status alone is told beside it."""
    found = shipped()
    bare = tuple(replace(each, status="approved", progress=()) for each in found.plan.schools)
    stated = with_plan(found, replace(found.plan, schools=bare))
    told = reliance(stated)
    assert told is not None
    assert (told.known, told.stated) == (0, 32)
    assert Conclusion.of(stated, stated.rows(), today=date(2026, 11, 28)).delivered(lang)[0] == said
    known = reliance(found)
    assert known is not None
    assert (known.known, known.stated) == (1, 0)


@pytest.mark.parametrize("status", ["planned", "approved", "under_construction", "in_use"])
@pytest.mark.parametrize("dated", [True, False])
def test_every_project_is_counted_once(status: str, dated: bool) -> None:
    """One of the plan's projects with a status, with and without a date: those in use, without a record, with a status
    alone, and with dated progress that is not in use, add up to all."""
    found = shipped()
    first, *others = found.plan.schools
    others = [replace(each, status="planned", progress=()) for each in others]
    step = (Progress("2022-03-01", status),) if dated else ()
    told = reliance(
        with_plan(found, replace(found.plan, schools=(replace(first, status=status, progress=step), *others)))
    )
    assert told is not None
    begun = int(dated and status != "in_use")
    assert told.counted + told.unknown + told.stated + begun == told.projects
    assert told.counted == int(status == "in_use")


def short(world: Assessment, year: int) -> dict[str, int]:
    """The balance of a year by stage: of one area its own, of several the sum of their shortages."""
    rows, alone = world.rows([year]), len(world.areas) == 1
    return {
        stage.name: sum(row.balance if alone else min(row.balance, 0) for row in rows if row.stage == stage.name)
        for stage in world.stages
    }


def missing(found: Assessment, bare: Assessment, year: int) -> int:
    """Seats that one reading lacks and the other does not."""
    planned, delivered = short(found, year), short(bare, year)
    return sum(max(min(planned[stage], 0) - delivered[stage], 0) for stage in planned)


@pytest.mark.parametrize("plan", [None, str(TOP / "examples/small_city/plan.yaml")])
def test_both_readings_are_those_of_the_plan_and_of_what_is_delivered(plan: str | None) -> None:
    """In the printed year that lacks most seats for it, for any plan: of several areas, shortages added up."""
    found = assess(*read_project(plan))
    told = reliance(found)
    assert told is not None
    bare = assess(as_delivered(found.plan, told.day), found.population)
    assert told.planned == short(found, told.year)
    assert told.delivered == short(bare, told.year)
    first, last = found.plan.years
    most = max(missing(found, bare, year) for year in range(first, last + 1))
    assert missing(found, bare, told.year) == most > 0
    assert told.shorter() == [stage for stage, n in told.delivered.items() if n < min(told.planned[stage], 0)]


def test_projects_that_are_not_missed_are_said_to_be_none() -> None:
    """With seats enough for ten times the children, nothing is shorter for a project that does not come."""
    found = shipped()
    base = BaseSeats(2020, {found.areas[0]: {"kindergarten": 250_000, "primary": 250_000, "middle": 250_000}})
    rich = assess(replace(found.plan, base_seats=base), found.population)
    told = Conclusion.of(rich, rich.rows())
    assert told.delivered("zh")[1:] == ["按记录，2021–2025 年也没有学段因此多缺学位。"]
    assert told.delivered("en")[1:] == ["As on record, no stage is shorter of seats in 2021–2025 for it."]


# what could be left out


@st.composite
def projects(draw: st.DrawFn, name: str) -> School:
    """A project of any kind: filling by grade, taking seats away, turning, closing, begun or not."""
    stages = draw(st.sampled_from([("primary",), ("middle",), ("primary", "middle"), ("kindergarten",)]))
    opens = draw(st.integers(2021, 2037))
    seats = {stage: draw(st.integers(1, 30)) * 90 for stage in stages}
    turns = ("primary" in seats and draw(st.booleans())) and (Conversion(opens + 3, "primary", "middle"),)
    return School(
        id=name, type=draw(st.sampled_from(["nine_year", "estate_kindergarten"])),
        must=draw(st.sampled_from([None, None, True, False])), area=draw(st.sampled_from(["甲", "乙"])),
        seats=seats, opens=opens,
        fill=draw(st.sampled_from([None, "by_grade"])), status=draw(st.sampled_from(["planned", "approved", "in_use"])),
        removes=draw(st.sampled_from([{}, {"kindergarten": 360}])), convert=turns or (),
        closes=draw(st.sampled_from([None, opens + 6])), counted=False if opens == 2020 else None,
    )  # fmt: skip


@settings(max_examples=25)
@given(st.data())
def test_leaving_out_all_that_is_named_makes_no_shortage(data: st.DataObject) -> None:
    """No stage of an area is short, or shorter, in any year; no further one could go, and none must be built."""
    schools = tuple(data.draw(projects(str(n))) for n in range(data.draw(st.integers(1, 7))))
    births = data.draw(st.sampled_from([150, 300]))
    people = population({"甲": level(births), "乙": [*range(5, 305, 5)]})
    base = BaseSeats(2020, data.draw(st.sampled_from([{}, {"甲": {"primary": 1800, "middle": 0}}])))
    found = assess(Plan("p", "甲", schools, (2021, 2027), areas=("甲", "乙"), base_seats=base), people)
    told = omission(found)
    gone = {each.id for each in told.schools}

    def fits(out: set[str]) -> bool:
        left = replace(found.plan, schools=tuple(each for each in schools if each.id not in out))
        pairs = zip(found.rows(), assess(left, people).rows(), strict=True)
        return all(now.balance >= min(was.balance, 0) for was, now in pairs)

    assert fits(gone)
    late = [
        each for each in schools if each.status in NOT_BEGUN and base_year(found.plan) < opening_year(each, found.plan)
    ]
    bring = {each.id for each in late if school_seats(each, found.plan, found.stages, found.known).any()}
    waiting = {each.id for each in late if opening_year(each, found.plan) <= found.years[-1]} & bring
    stays = {each.id for each in schools if kept(each)}
    assert gone <= waiting - stays
    assert not [each for each in waiting - stays - gone if fits(gone | {each})]


def test_what_is_given_up_first() -> None:
    """Planned before approved, the latest opening before earlier ones, the largest first."""
    found = shipped()
    order = [(NOT_BEGUN.index(each.status), -opening_year(each, found.plan)) for each in omission(found).schools]
    assert order == sorted(order)
    assert all(each.status in NOT_BEGUN for each in omission(found).schools)
    assert omission(with_plan(found, as_delivered(found.plan, date(2025, 9, 30)))).schools == ()


def test_what_must_be_built_is_not_said_to_be_dispensable() -> None:
    """As `optimise` keeps it: what an estate provides and what is written as must; the list says so."""
    found = shipped()
    assert not [each.id for each in omission(found).schools if kept(each)]
    spare = next(each for each in omission(found).schools if each.type == "kindergarten")
    for changed, goes in (
        (replace(spare, must=True), False),
        (replace(spare, type="estate_kindergarten"), False),
        (replace(spare, type="estate_kindergarten", must=False), True),
    ):
        schools = tuple(changed if each.id == spare.id else each for each in found.plan.schools)
        told = omission(with_plan(found, replace(found.plan, schools=schools)))
        assert (spare.id in {each.id for each in told.schools}) is goes
        assert told.candidates == omission(found).candidates
    assert "小区配建与写明必须建的（must: yes）不在其列" in in_full(found, found.rows(), "zh", None).sheets[-1].notes[0]


def test_a_shortage_that_is_there_anyway_is_not_denied() -> None:
    """English says that nothing is added, as Chinese does."""
    found = shipped()
    told = Conclusion.of(found, found.rows(), today=date(2026, 11, 28)).to_do("en")
    said = "can be left out without adding a shortage in 2027–2035, by the demand forecast and if the others open"
    assert said in told[-1]


def test_what_would_close_a_shortage_names_its_area() -> None:
    """Of several areas each line says whose it is; less than a tenth of a school is not told as 0.0 schools."""
    rows = [
        replace(row, area=area, balance=-n, classes_short=2, schools_short=schools)
        for row in shipped().rows([2023])
        if row.stage == "middle"
        for area, n, schools in (("甲", 79, 0.0), ("乙", 132, 0.1))
    ]
    told = {lang: gap(shipped(), rows, lang, by_stage=False).sheets[0].notes for lang in ("zh", "en")}
    assert list(told["zh"]) == [
        "补齐缺口：甲 · 初中 2023 年约 2 个班",
        "补齐缺口：乙 · 初中 2023 年约 2 个班，合 0.1 所标准规模学校",
    ]
    assert list(told["en"]) == [
        "To close it: 甲 · middle 2023, 2 classes",
        "To close it: 乙 · middle 2023, 2 classes, 0.1 schools of standard size",
    ]
    (alone,) = gap(shipped(), rows[:1], "zh", by_stage=False).sheets[0].notes
    assert alone == "补齐缺口：初中 2023 年约 2 个班"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_sentence_is_left_unfilled(lang: str) -> None:
    """No brace and no key in what is shown, in either language, for plans of every kind."""
    for plan in (None, COUNTIES, PROGRESS, str(TOP / "examples/small_city/plan.yaml")):
        found = assess(*read_project(plan))
        for view in (answer(found, found.rows(), lang), in_full(found, found.rows(), lang, None)):
            lines = [note for sheet in view.sheets for note in (sheet.title, *sheet.notes, *sheet.quiet)]
            text = " ".join([view.heading, *lines, *view.notes])
            assert "{" not in text
            assert not re.search(r"\b(?:omit|ahead|past|pair|do)\.[a-z]", text)
    assert named("warning", "surplus", lang) != "surplus" or lang == "en"


PART = ("以下只说 2028–2030 学年。", "What follows speaks of 2028–2030 alone.")


@pytest.mark.parametrize("line", ["gap --by grade", "simulate --draws 10 --stage primary"])
@pytest.mark.parametrize(("lang", "told"), [("zh", PART[0]), ("en", PART[1])])
def test_sentences_on_some_years_say_so(line: str, lang: str, told: str) -> None:
    """“Never short” of the years shown is not said of all; with all years shown nothing is said of years."""
    words = [*line.split(), "--lang", lang]
    assert told in run(*words, "--from", "2028", "--to", "2030").stdout.splitlines()
    assert told.split("2028")[0] not in run(*words).stdout


def test_a_year_with_nothing_to_turn_is_not_said_of_all() -> None:
    """Of some years, nothing that could turn is no more than that."""
    found = shipped()
    notes = [turning(found, [], years, "zh").notes for years in (range(2028, 2031), found.known)]
    assert [each[1:] for each in notes] == [[PART[0], notes[1][1]], [notes[1][1]]]


def test_a_day_to_come_is_not_named() -> None:
    """Before the last September of a plan it is what is known to be open now; later, by that September."""
    found = assess(*read_project(str(TOP / "tests/county/plan.yaml")))
    last = found.plan.years[1]
    told = [
        Conclusion.of(found, found.rows(), today=date(year, 11, 28)).delivered("zh")[0] for year in (2026, last + 1)
    ]
    assert told == [
        "方案的 1 所，已确认投用 0 所；1 所无进度记录。",
        f"方案的 1 所，到 {last} 年 9 月 30 日已确认投用 0 所；1 所无进度记录。",
    ]


@pytest.mark.parametrize("words", [[], ["--detail"]], ids=["short", "detail"])
def test_every_sentence_names_the_years_that_it_is_of(words: list[str]) -> None:
    """Whichever years are shown: what lies ahead is of them, what could be left out of all that are ahead."""
    text = run("gap", "--from", "2028", "--to", "2030", *words, COLUMNS="1000").stdout
    assert text.startswith("今后（2028–2030 学年）：")
    assert "2027–2035 年不添缺口" in text
    assert "2025 年余缺：按方案" in text
    assert "此前" not in text


def test_records_are_written_without_tables_and_tables_without_records() -> None:
    """A form makes what it shows: those of many areas would make thousands of tables that nobody sees."""
    found = shipped()
    rows = found.rows(years=range(2023, 2026))

    def refused(*_: object) -> None:
        raise AssertionError("made")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("xuewei.answers.gap.view._blocks", refused)
        view = gap(found, rows, "zh", by_stage=True)
        assert len(as_csv(view).splitlines()) == len(rows) + 1
        assert len(json.loads(as_json(view))["rows"]) == len(rows)
        with pytest.raises(AssertionError, match="made"):
            list(view.sheets)
    made: list[BalanceRow] = []
    record = BalanceRow.record

    def noted(row: BalanceRow) -> dict[str, object]:
        made.append(row)
        return record(row)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(BalanceRow, "record", noted)
        view = gap(found, rows, "zh", by_stage=True)
        assert len(list(view.sheets)) == len(found.stages)
        assert len(made) == 1  # for the names of its columns
        assert len(list(view.records)) == len(made) - 1 == len(rows)
