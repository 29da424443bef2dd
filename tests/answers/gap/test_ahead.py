"""What lies ahead: the message, the cards, the past, what to do; every year and number is one of the rows."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.explain.explanation import explain
from xuewei.answers.gap.ahead import ENOUGH, SHORT, SPARE, TIGHT, UNSURE, Ahead, cards, prospects, worst_of_areas
from xuewei.answers.gap.conclusion import Conclusion, cards_sheet, message, past
from xuewei.answers.gap.conclusion_record import recommended_record
from xuewei.answers.gap.recommended import Recommended, recommended
from xuewei.answers.gap.reliance import NOT_BEGUN, known
from xuewei.formats.project import read_project
from xuewei.language.words import named
from xuewei.model.assessment import Assessment, assess
from xuewei.model.bands import DemandBands, demand_bands
from xuewei.model.calendar import school_year
from xuewei.model.plan import BaseSeats, Conversion, Plan, Progress, School, opening_year
from xuewei.model.rounding import whole
from xuewei.tables.notes import balance_words
from xuewei.tables.view import text_of

from builders import level, population
from inside import run
from program import TOP

DAY = date(2026, 11, 28)
PLANS = {
    "shipped": (None, None),
    "counties": ("examples/counties/plan.yaml", None),
    "small": ("examples/small_city/plan.yaml", None),
    "progress": ("examples/progress/plan.yaml", None),
    "county": ("tests/county/plan.yaml", None),
}


@cache
def project(name: str) -> tuple[Assessment, DemandBands]:
    """A plan with its bands."""
    plan, people = PLANS[name]
    found = assess(*read_project(None if plan is None else str(TOP / plan), (), people))
    return found, demand_bands(found.demand, found.population, found.assumptions, 0.8)


def seen(name: str, day: date = DAY, **kept: object) -> Ahead:
    """What lies ahead of a day."""
    found, bands = project(name)
    return Ahead.of(found, found.rows(**kept), bands, day)  # type: ignore[arg-type]


def of(births: int | list[int], seats: int, *schools: School, last: int = 2027) -> Assessment:
    """One area with so many births a year and so many primary seats in use in 2024."""
    people = population({"甲": level(births) if isinstance(births, int) else births})
    base = BaseSeats(2024, {"甲": {"kindergarten": 9000, "primary": seats, "middle": 9000}})
    return assess(Plan("p", "甲", schools, (2025, last), base_seats=base), people, horizon=2035)


# the message


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("day", [date(2021, 3, 1), DAY, date(2029, 9, 1), date(2080, 1, 1)])
def test_states_years_and_numbers_are_those_of_the_rows(name: str, day: date) -> None:
    """By hand from the rows: which years are short, by how much at most, and the same at high demand."""
    ahead = seen(name, day)
    found, bands = project(name)
    several = len(found.areas) > 1
    for each in prospects(ahead):
        rows = [row for row in ahead.rows if row.stage == each.stage]
        ends = {(row.area, row.year): bands.band(row.year, row.area, row.stage) for row in rows}
        low = {key: band and whole(band.high) for key, band in ends.items()}
        short = [row for row in rows if row.balance < 0]
        unsure = [
            row for row in rows
            if row.balance >= 0 and (low[row.area, row.year] or 0) > row.seats
        ]  # fmt: skip
        if short:
            assert each.state == SHORT
            assert each.balance == min(row.balance for row in short) == each.row.balance
            assert set(each.years) == {row.year for row in short}
            assert set(each.more_areas) == {row.area for row in unsure} - {row.area for row in short}
            assert set(each.areas) == {row.area for row in short}
            if not several:
                assert set(each.more_years) == {row.year for row in unsure}
        elif unsure:
            assert each.state == UNSURE
            assert set(each.years) == {row.year for row in unsure}
            assert each.balance == min(row.seats - (low[row.area, row.year] or 0) for row in unsure)
        elif any(row.warning in ("yellow", "red") for row in rows):
            assert each.state == TIGHT
            assert each.balance == min(row.balance for row in rows if row.warning in ("yellow", "red"))
        else:
            assert each.state == (SPARE if {row.warning for row in rows} == {"surplus"} else ENOUGH)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PLANS)
def test_the_message_says_every_stage_once(name: str, lang: str) -> None:
    """In one sentence that ends once, with no key left in it; spans hold no year that is not ahead."""
    ahead = seen(name)
    told = message(ahead, lang)
    for stage in ahead.stages:
        assert told.count(named("stage", stage, lang)) == 1
    assert told.endswith("。" if lang == "zh" else ".")
    assert "{" not in told
    assert str(ahead.years[0]) in told
    assert {int(year) for year in re.findall(r"\b20\d\d\b", told)} <= set(ahead.years)


def test_years_that_are_not_short_stand_in_no_span() -> None:
    """Short in 2026–2027 and again in 2031: three years, two spans."""
    births = [100] * 14 + [300, 300] + [100] * 3 + [900] + [100] * 40
    ahead = Ahead.of(found := of(births[:60], 700), found.rows(stages=["primary"]), None, date(2024, 12, 1))
    years = [row.year for row in ahead.rows if row.balance < 0]
    (prospect,) = prospects(ahead)
    assert list(prospect.years) == years
    told = message(ahead, "zh").split("：", 1)[1]
    spans = [tuple(map(int, each.split("–"))) for each in re.findall(r"20\d\d(?:–20\d\d)?", told.split(" 年", 1)[0])]
    assert [year for span in spans for year in range(span[0], span[-1] + 1)] == years


def test_a_stage_of_each_kind_by_hand() -> None:
    """The words of one area for each of the five states, Chinese and English."""
    found, bands = project("shipped")
    rows = {stage.name: found.rows([2029, 2030], [stage.name]) for stage in found.stages}

    def told(**balances: int) -> tuple[str, str]:
        made = [
            replace(row, balance=n, seats=row.demand + n, warning="red" if n < 0 else "yellow" if n < 900 else "green")
            for stage, n in balances.items()
            for row in rows[stage]
        ]
        ahead = Ahead.of(found, made, bands, DAY)
        return message(ahead, "zh"), message(ahead, "en")

    assert told(primary=-20) == (
        "今后（2029–2030 学年）：小学 2029–2030 年缺学位，最多 2029 年缺 20 个。",
        "Ahead (2029–2030): primary short in 2029–2030, most in 2029 by 20 seats.",
    )
    assert told(kindergarten=50_000, middle=50_000, primary=50_000)[0] == (
        "今后（2029–2030 学年）：幼儿园、初中、小学够用。"
    )
    (high,) = {whole(band.high) for band in [bands.band(2030, found.areas[0], "middle")] if band}
    demand = rows["middle"][1].demand
    zh, en = told(middle=1000)
    assert zh == f"今后（2029–2030 学年）：初中 2029–2030 年若需求偏高最多缺 {high - demand - 1000:,} 个学位。"
    assert (
        en == f"Ahead (2029–2030): middle short by up to {high - demand - 1000:,} seats in 2029–2030 if demand is high."
    )
    alone = Ahead.of(found, [replace(row, warning="yellow") for row in rows["middle"]], None, DAY)
    least = min(row.balance for row in rows["middle"])
    assert message(alone, "zh") == f"今后（2029–2030 学年）：初中 2030 年只余 {least:,} 个学位（预警黄）。"
    even = [replace(row, balance=0, warning="red") for row in rows["middle"]]
    assert message(Ahead.of(found, even, None, DAY), "en") == (
        "Ahead (2029–2030): middle with no seat to spare in 2029 (alert: red)."
    )
    once = [replace(rows["middle"][0], balance=-1), rows["middle"][1]]
    assert message(Ahead.of(found, once, None, DAY), "zh") == "今后（2029–2030 学年）：初中 2029 年缺 1 个学位。"


def test_a_plan_that_is_over_says_so_and_tells_its_last_year() -> None:
    """All years past: the last known year, which is none of the future; what is not ahead is not recommended."""
    ahead = seen("shipped", date(2080, 1, 1))
    assert (ahead.over, ahead.years) == (True, [2035])
    assert message(ahead, "zh").startswith("所列学年（2020–2035）都已过去，最后的 2035 学年：")
    assert recommended(ahead) is None
    told = Conclusion.of(*project("shipped")[:1], project("shipped")[0].rows(), today=date(2080, 1, 1))
    assert told.to_do("zh") == []
    assert "最后一年" in [column.title for column in cards_sheet(ahead, "zh").columns]
    assert past(ahead, "zh").startswith("此前（2020–2034 学年，按方案）：")


def test_the_year_that_is_running_is_not_past() -> None:
    """Years that end with the present one: that is said, and nothing is recommended for years not shown; a year
    later they are past."""
    for day, words in (
        (DAY, "所列学年（2025–2026）到今年为止，2026 学年："),
        (date(2027, 9, 1), "所列学年（2025–2026）都已过去"),
    ):
        ahead = seen("shipped", day, years=[2025, 2026])
        assert (ahead.over, ahead.years) == (True, [2026])
        assert message(ahead, "zh").startswith(words)
        assert recommended(ahead) is None
    shown = run("gap", "--from", "2025", "--to", "2026", COLUMNS="1000").stdout
    assert "建议" not in shown
    assert "都已过去" not in shown


def test_a_plan_that_begins_after_now_has_no_past() -> None:
    """Nothing is said of years before the first, and no card has a year now."""
    ahead = seen("shipped", date(2010, 1, 1))
    assert past(ahead, "zh") == ""
    assert all(each.now is None for each in cards(ahead))
    assert [column.title for column in cards_sheet(ahead, "zh").columns][:2] == ["学段", "今后最紧"]


def test_the_day_decides_what_is_ahead() -> None:
    """On 31 August September is still ahead, on the next day it is now; without a day the last year known."""
    assert [seen("shipped", day).now for day in (date(2026, 8, 31), date(2026, 9, 1))] == [2025, 2026]
    found, bands = project("shipped")
    assert Ahead.of(found, found.rows(), bands).now == 2023
    with pytest.raises(ValueError, match="without rows"):
        Ahead.of(found, [], bands)


# cards and the past


@pytest.mark.parametrize("name", PLANS)
def test_cards_are_the_rows_of_now_of_the_tightest_and_of_the_last_year(name: str) -> None:
    """Each number is one of `rows`; the tightest year is that of the least balance by the forecast."""
    ahead = seen(name)
    found, _ = project(name)
    for card in cards(ahead):
        row = card.tightest
        assert row == found.row(row.year, row.area, row.stage)
        of_sentence = card.prospect.row
        alone = card.areas == 1
        assert row == (ahead.tightest(row.stage) if alone else of_sentence)
        if alone or card.prospect.state not in ("tight", "short_if_high"):
            assert row.balance == min(each.balance for each in ahead.rows if each.stage == row.stage)
        last = found.rows([ahead.years[-1]], [row.stage])
        if card.areas == 1:
            assert card.now == found.row(ahead.now, row.area, row.stage)
            assert [card.last] == last
        else:
            assert card.together == sum(min(each.balance, 0) for each in last)
            assert card.short == len({each.area for each in ahead.rows if each.stage == row.stage and each.balance < 0})
        assert (card.band is None) == bool(card.lacking)
    for sheet_row, card in zip(cards_sheet(ahead, "zh").rows, cards(ahead), strict=True):
        told = [text_of(cell) for cell in sheet_row]
        assert f"{card.tightest.year} 年{balance_words(card.tightest.balance, 'zh')}" in told


def test_a_card_of_several_areas_tells_the_place_that_the_sentence_names() -> None:
    """乙 has fewer seats to spare, and is small: the alert and the place are those of 甲, which is nearly full."""
    people = population({"甲": level(1000, 45), "乙": level(20, 45)})
    seats = {"kindergarten": 9000, "middle": 9000}
    base = BaseSeats(2020, {"甲": {**seats, "primary": 12200}, "乙": {**seats, "primary": 400}})
    plan = Plan("p", "甲", (), (2021, 2025), areas=("乙",), base_seats=base)
    found = assess(plan, people, horizon=2025)
    ahead = Ahead.of(found, found.rows(stages=["primary"]), None, date(2021, 1, 1))
    (card,) = cards(ahead)
    spare = {area: min(row.balance for row in ahead.rows if row.area == area) for area in ahead.areas}
    assert 0 < spare["乙"] < spare["甲"]
    assert (card.prospect.state, card.tightest.area) == ("tight", "甲")
    (row,) = cards_sheet(ahead, "zh").rows
    told = [text_of(cell) for cell in row]
    assert "甲" in told
    assert named("warning", card.prospect.row.warning, "zh") in told
    assert f"甲，{card.tightest.year} 年只余 {card.tightest.balance:,} 个学位" in message(ahead, "zh")


def test_the_tightest_year_is_not_that_of_the_widest_band() -> None:
    """Enough in 2029 even at high demand, with less to spare than in 2035, short if demand is high: 2029 is the
    tightest, and the message is of 2035."""
    found, bands = project("shipped")
    near, far = found.rows([2029, 2035], ["middle"])
    ends = [bands.band(row.year, row.area, "middle") for row in (near, far)]
    width, wider = (whole(band.high) - row.demand for band, row in zip(ends, (near, far), strict=True) if band)
    assert width + 10 < wider
    made = [replace(row, balance=n, seats=row.demand + n) for row, n in ((near, width + 1), (far, width + 5))]
    ahead = Ahead.of(found, made, bands, DAY)
    (card,) = cards(ahead)
    assert (card.prospect.state, card.prospect.years, card.prospect.row.year) == (UNSURE, (2035,), 2035)
    assert (card.tightest.year, card.tightest.balance) == (2029, width + 1)
    assert f"2029 年余 {width + 1:,}" in [text_of(cell) for cell in cards_sheet(ahead, "zh").rows[0]]


def test_a_stage_without_a_band_says_what_it_takes() -> None:
    """It names the file that would give one, and nothing is said to be enough at high demand."""
    sheet = cards_sheet(seen("county"), "zh")
    assert any("enrolment.csv" in note for note in sheet.notes)
    assert not any("也不缺" in note for note in sheet.notes)


def test_where_no_year_has_a_band_that_is_said_too() -> None:
    """An area with pupils of a single year: nobody knows what high demand would be, and enough is not said of it."""
    found, bands = project("county")
    rows = found.rows(areas=["西片"], stages=["primary"])
    notes = cards_sheet(Ahead.of(found, rows, bands, DAY), "zh").notes
    assert notes[0].startswith("西片小学没有区间：")
    assert notes[1:] == ["这些学段需求偏高时缺不缺，没有算。"]


@pytest.mark.parametrize("name", PLANS)
def test_the_past_is_told_of_years_up_to_now_alone(name: str) -> None:
    """A year is in the past line or ahead, never in both; the shortages are those of the rows."""
    ahead = seen(name)
    years = {row.year for row in ahead.past}
    assert max(years) == ahead.now
    assert not years & set(ahead.years)
    told = past(ahead, "zh")
    for stage in ahead.stages:
        short = [row for row in ahead.past if row.stage == stage and row.balance < 0]
        if short:
            assert f"{-min(row.balance for row in short):,}" in told


def test_the_present_year_is_told_as_now_not_as_past() -> None:
    """Rows that begin with the year of the day are of now; those that end with it, up to now; without a day, or with
    none of the present year, they are of before."""
    found, _ = project("shipped")
    now = school_year(DAY)
    since = [row for row in found.rows() if row.year >= now]
    assert past(Ahead.of(found, since, None, DAY), "zh").startswith(f"本学年（{now}，按方案）：")
    assert past(Ahead.of(found, since, None, DAY), "en").startswith(f"This school year ({now}, as planned): ")
    every = found.rows()
    assert past(Ahead.of(found, every, None, DAY), "zh").startswith(f"到本学年（{every[0].year}–{now}，按方案）：")
    assert past(Ahead.of(found, every), "zh").startswith("此前（")
    gone = [row for row in every if row.year != now]
    assert past(Ahead.of(found, gone, None, DAY), "zh").startswith("此前（")


def test_what_is_delivered_is_not_called_planned() -> None:
    """With what is in use alone the past is as delivered, and there is no second reading and nothing to begin."""
    told = run("gap", "--as-delivered", "--as-of", "2026-11-28", COLUMNS="1000").stdout
    assert "到本学年（2020–2026，按实际投用）：" in told
    assert "按方案与按记录" not in told
    assert "建议" not in told


# the same everywhere


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_screen_and_machines_say_the_same(lang: str) -> None:
    """The first line of `gap` is the message; JSON has its states, years and numbers."""
    told = run("gap", "--lang", lang, COLUMNS="1000").stdout.splitlines()
    assert told[0] == message(seen("shipped"), lang)
    assert past(seen("shipped"), lang) in told
    head = json.loads(run("gap", "--format", "json").stdout)
    assert head["ahead"]["now"] == 2026
    pairs = zip(head["ahead"]["stages"], cards(seen("shipped")), strict=True)
    for stage, card in pairs:
        assert stage["state"] == card.prospect.state
        assert stage["tightest"]["balance"] == card.tightest.balance
        row = next(
            row for row in head["rows"] if (row["year"], row["stage"]) == (stage["tightest"]["year"], stage["stage"])
        )
        assert [row[key] for key in ("balance", "balance_low", "balance_high")] == [
            stage["tightest"][key] for key in ("balance", "balance_low", "balance_high")
        ]
    assert "ahead" not in json.loads(run("gap", "--year", "2030", "--format", "json").stdout)


@pytest.mark.parametrize("words", [[], ["--lang", "en"]])
@pytest.mark.parametrize("name", ["counties", "small", "county"])
def test_no_figure_of_the_opening_is_cut_at_eighty_columns(name: str, words: list[str]) -> None:
    """Every tightest balance stands whole in a window of 80 columns."""
    plan, _ = PLANS[name]
    shown = run("gap", "--plan", str(TOP / str(plan)), *words, COLUMNS="80").stdout
    for card in cards(seen(name)):
        assert balance_words(card.tightest.balance, "en" if words else "zh") in shown


# what to do


@st.composite
def schools(draw: st.DrawFn, name: str) -> School:
    """A project of any kind."""
    stages = draw(st.sampled_from([("primary",), ("middle",), ("primary", "middle"), ("kindergarten",)]))
    opens = draw(st.integers(2024, 2035))
    turns = draw(st.booleans()) and "primary" in stages and (Conversion(opens + 3, "primary", "middle"),)
    status = draw(st.sampled_from(["planned", "approved", "under_construction", "in_use"]))
    dated = draw(st.booleans())
    return School(
        id=name, type=draw(st.sampled_from(["nine_year", "estate_kindergarten"])),
        area=draw(st.sampled_from(["甲", "乙"])), seats={stage: draw(st.integers(1, 30)) * 90 for stage in stages},
        opens=opens, fill=draw(st.sampled_from([None, "by_grade"])), status=status,
        progress=(Progress("2023-05-01", status),) if dated else (), convert=turns or (),
        must=draw(st.sampled_from([None, None, True])), closes=draw(st.sampled_from([None, None, opens + 6])),
        counted=False if opens <= 2024 else None,
    )  # fmt: skip


def plans(data: st.DataObject) -> tuple[Assessment, Ahead, Recommended]:
    """Two areas with some projects, seen in 2026."""
    held = tuple(data.draw(schools(str(n))) for n in range(data.draw(st.integers(1, 7))))
    people = population({"甲": level(data.draw(st.sampled_from([150, 300]))), "乙": [*range(5, 305, 5)]})
    base = BaseSeats(2024, data.draw(st.sampled_from([{}, {"甲": {"primary": 900, "middle": 0}}])))
    found = assess(Plan("p", "甲", held, (2025, 2029), areas=("甲", "乙"), base_seats=base), people, horizon=2036)
    ahead = Ahead.of(found, found.rows(), None, date(2026, 11, 28))
    told = recommended(ahead)
    assert told is not None
    return found, ahead, told


def other(found: Assessment, changed: dict[str, School | None]) -> Assessment:
    """The same people with some projects changed, or gone."""
    left = tuple(
        each for school in found.plan.schools for each in (changed.get(school.id, school),) if each is not None
    )
    return assess(replace(found.plan, schools=left), found.population, horizon=2036)


def added(found: Assessment, world: Assessment, now: int) -> int:
    """Seats that are missing after ``now`` in another world and are not in this."""
    pairs = zip(found.rows(), world.rows(), strict=True)
    return sum(max(min(a.balance, 0) - b.balance, 0) for a, b in pairs if a.year > now)


@settings(max_examples=25)
@given(st.data())
def test_leaving_out_and_putting_off_all_that_is_said_adds_no_shortage(data: st.DataObject) -> None:
    """All of it together, in every year ahead, area and stage."""
    found, ahead, told = plans(data)
    gone: dict[str, School | None] = {each.id: None for each in told.spare.schools}
    assert added(found, other(found, gone), ahead.now) == 0
    late = {each.school.id: replace(each.school, opens=each.until, planned=None) for each in told.later}
    assert added(found, other(found, {**gone, **late}), ahead.now) == 0
    for each in told.later:
        assert each.until is not None
        assert each.opens < each.until
        assert all(each.until <= turn.year for turn in each.school.convert)
        assert each.school.closes is None or each.until < each.school.closes


@settings(max_examples=25)
@given(st.data())
def test_what_is_called_needed_is_missed(data: st.DataObject) -> None:
    """Without one of them (and those left out) some stage is shorter, by just what is said; none is told twice, and
    none that has begun."""
    found, ahead, told = plans(data)
    gone: dict[str, School | None] = {each.id: None for each in told.spare.schools}
    needs = [*told.check, *told.begin, *told.later]
    for each in needs:
        world = other(found, {**gone, each.school.id: None})
        pairs = [
            (row.year, min(row.balance, 0) - then.balance)
            for row, then in zip(found.rows(), world.rows(), strict=True)
            if row.year > ahead.now and (row.stage, row.area) == (each.short.stage, each.school.area)
        ]
        missed = {year: n for year, n in pairs if n > 0}
        assert missed
        assert set(each.short.years) == set(missed)
        assert (each.short.seats, missed[each.short.worst]) == (max(missed.values()),) * 2
    ids = [each.school.id for each in needs] + [each.id for each in told.spare.schools]
    assert len(ids) == len(set(ids))
    assert all(each.school.status in NOT_BEGUN for each in needs)
    for each in told.check:
        assert opening_year(each.school, found.plan) <= ahead.now
        assert not known(each.school)
    assert not [each for each in told.begin if each.opens <= ahead.now and not known(each.school)]
    for needed, short in ((told.check, told.unbuilt), (told.begin, told.unbegun)):
        world = other(found, {**gone, **{each.school.id: None for each in needed}})
        assert sum(each.seats for each in short) <= added(found, world, ahead.now)
        assert bool(short) == bool(needed)


def planned(name: str, seats: int, opens: int, stage: str = "primary", **more: object) -> School:
    """A project not begun."""
    return School(name, stage, "甲", {stage: seats}, opens=opens, name=name, **more)  # type: ignore[arg-type]


def test_a_case_by_hand() -> None:
    """Primary school wants 1,151 to 1,204 seats from 2027 on, 1,000 are in use: of three projects of 110 seats two are
    needed in every year, the last to open is not; without both 204 seats are missing in 2030."""
    wanted = {row.year: row.demand for row in of(100, 1000).rows(range(2027, 2036), ["primary"])}
    assert (min(wanted.values()), max(wanted.values()), wanted[2030]) == (1151, 1204, 1204)
    found = of(100, 1000, planned("一", 110, 2027), planned("二", 110, 2027), planned("三", 110, 2029))
    ahead = Ahead.of(found, found.rows(), None, DAY)
    told = recommended(ahead)
    assert told is not None
    assert [each.name for each in told.spare.schools] == ["三"]
    assert [(each.school.name, each.short.worst, each.short.seats) for each in told.begin] == [
        ("一", 2030, 94),
        ("二", 2030, 94),
    ]
    assert (told.check, told.later, told.turn) == ((), (), ())
    assert Conclusion(ahead, None, told).to_do("zh") == [
        "一是动工：一、二；若都不建（可以不建的也不建），小学 2027–2035 年缺学位，最多 2030 年缺 204 个。",
        "二是可以不建：三，共 110 个学位，2027–2035 年不添缺口（按需求预测，其余如期投用）；都没有进度记录，先查是否已"
        "动工。",
    ]


def test_what_should_be_open_is_looked_for_first() -> None:
    """The same projects, to open in 2026 or before, with nothing that tells of them: see whether they are built; with a
    dated step that says they have not begun: begin."""
    silent = of(100, 1000, planned("一", 180, 2025))
    step = (Progress("2025-01-01", "approved"),)
    late = of(100, 1000, planned("一", 180, 2025, status="approved", progress=step))
    for found, kind in ((silent, "check"), (late, "begin")):
        told = recommended(Ahead.of(found, found.rows(), None, DAY))
        assert told is not None
        assert [each.school.name for each in getattr(told, kind)] == ["一"]
        assert sum(len(getattr(told, each)) for each in ("check", "begin", "later")) == 1


def test_a_school_inside_balanced_seats_is_not_missed() -> None:
    """A plan of 2016–2020 of people known from 2020 on: seats in use are the demand of 2020, and a school that opened
    before is among them, so that nothing is missed without it; one that opens later is missed by just its seats."""
    people = population({"甲": [*([100] * 2), *([400] * 7), *([100] * 40)]})
    inside, later = (School(each, "middle", "甲", {"middle": 300}, opens=n) for each, n in (("内", 2018), ("后", 2021)))
    found = assess(Plan("p", "甲", (inside, later), (2016, 2020)), people, horizon=2036)
    assert found.known.start == 2020
    told = recommended(Ahead.of(found, found.rows(), None, DAY))
    assert told is not None
    assert [each.school.id for each in (*told.check, *told.begin, *told.later)] == ["后"]
    assert added(found, other(found, {"内": None}), 2026) == 0
    assert told.check[0].short.seats == 300
    shown = explain(found, 2030, "甲", "middle")
    assert (shown.base_year, shown.inside) == (2020, 300)


def test_what_is_needed_late_can_open_late() -> None:
    """2,000 seats in use suffice until 2027, and 2,088 pupils come in 2028: a school to open in 2027 is not needed a
    year before that."""
    ages = [200, 200, *([100] * 35)]
    assert [row.demand for row in of(ages, 2000).rows([2027, 2028], ["primary"])] == [1822, 2088]
    found = of(ages, 2000, planned("一", 900, 2027))
    told = recommended(Ahead.of(found, found.rows(), None, DAY))
    assert told is not None
    assert [(each.school.name, each.until) for each in told.later] == [("一", 2028)]
    words = Conclusion(Ahead.of(found, found.rows(), None, DAY), None, told).to_do("zh")
    assert words[0] == "可以晚些投用，也不添缺口：一（最晚 2028 年 9 月）。"


@pytest.mark.parametrize(("seats", "later"), [(1822, [("一", 2028)]), (1821, [])])
def test_one_seat_decides_what_can_wait(seats: int, later: list[tuple[str, int]]) -> None:
    """1,822 pupils in 2027: with a seat for each of them a school can wait a year, with one seat less it cannot."""
    found = of([200, 200, *([100] * 35)], seats, planned("一", 900, 2027))
    told = recommended(Ahead.of(found, found.rows(), None, DAY))
    assert told is not None
    assert [(each.school.name, each.until) for each in told.later] == later


def test_that_what_can_wait_rests_on_leaving_out_is_said() -> None:
    """Where another project of the area could be left out, what can wait is found without it, and that is said; where
    none could, it is not."""
    ages = [200, 200, *([100] * 35)]
    two = (planned("一", 900, 2027), planned("空", 90, 2035, "kindergarten"))
    for held, also in ((two[:1], ""), (two, "（可以不建的也不建）")):
        found = of(ages, 2000, *held)
        ahead = Ahead.of(found, found.rows(), None, DAY)
        told = recommended(ahead)
        assert told is not None
        words = " ".join(Conclusion(ahead, None, told).to_do("zh"))
        assert f"可以晚些投用{also}，也不添缺口：一" in words


def test_what_is_put_off_is_put_off_together() -> None:
    """In 2027 one of two schools suffices, from 2028 on even both are too few: one of them can wait, not both."""
    ages = [200, 200, *([100] * 35)]
    found = of(ages, 1800, planned("一", 30, 2027), planned("二", 30, 2027))
    told = recommended(Ahead.of(found, found.rows(), None, DAY))
    assert told is not None
    assert [(each.school.name, each.until) for each in told.later] == [("一", 2028)]
    assert [each.school.name for each in told.begin] == ["二"]


def test_a_school_that_turns_is_not_put_off_past_that() -> None:
    """2,400 seats suffice until 2029, but a school that turns 90 seats in 2028 cannot open after that."""
    ages = [200, 200, *([100] * 35)]
    for turns, until in (((), 2030), ((Conversion(2028, "primary", "middle", 90),), 2028)):
        found = of(ages, 2400, planned("一", 900, 2027, convert=turns))
        told = recommended(Ahead.of(found, found.rows(), None, DAY))
        assert told is not None
        assert [(each.school.name, each.until) for each in told.later] == [("一", until)]


def test_a_year_that_may_be_short_has_the_alert_of_its_band() -> None:
    """Not green, though the forecast is: may be short."""
    sheet = cards_sheet(seen("small"), "zh")
    (row,) = [row for row in sheet.rows if row[0] == "小学"]
    assert ("可能缺", "yellow") in row


def test_a_school_that_nobody_needs_could_be_one_that_is_lacking() -> None:
    """A primary school too many where middle is short: in whole classes at the smaller class size, no more than is
    missing; none where nothing is missing."""
    people = population({"甲": level(100)})
    base = BaseSeats(2024, {"甲": {"kindergarten": 9000, "primary": 9000, "middle": 200}})
    plan = Plan("p", "甲", (planned("一", 450, 2028),), (2025, 2027), base_seats=base)
    found = assess(plan, people, horizon=2035)
    missing = max(-row.balance for row in found.rows(range(2027, 2036), ["middle"]))
    told = recommended(Ahead.of(found, found.rows(), None, DAY))
    assert told is not None
    (turn,) = told.turn
    assert (turn.school.name, turn.origin, turn.target, turn.year, turn.unsure) == (
        "一",
        "primary",
        "middle",
        2028,
        False,
    )
    assert turn.seats == -(-missing // 45) * 45
    words = Conclusion(Ahead.of(found, found.rows(), None, DAY), None, told).to_do("zh")
    two = replace(plan, schools=(*plan.schools, planned("二", 450, 2028)))
    both = assess(two, people, horizon=2035)
    again = recommended(Ahead.of(both, both.rows(), None, DAY))
    assert again is not None
    assert ([each.school.name for each in again.turn], len(again.spare.schools)) == (["一"], 2)
    lacking = {row.year: -row.balance for row in found.rows(range(2027, 2036), ["middle"]) if row.balance < 0}
    assert turn.years == tuple(year for year in lacking if year >= 2028)
    early = f"；补不满：改了以后，初中 2027 年缺 {lacking[2027]:,} 个学位" if 2027 in lacking else ""
    assert words[1] == (
        f"二是其中可以改建：一（小学改初中，2028 年起 {turn.seats} 个学位），以补初中 2028–2035 年的缺口{early}。"
    )
    sure, unsure = replace(turn, target="kindergarten"), replace(turn, unsure=True)
    mixed = replace(told, turn=(sure, unsure, turn), left=())
    said = [Conclusion(Ahead.of(found, found.rows(), None, DAY), None, mixed).to_do(lang)[1] for lang in ("zh", "en")]
    assert said[0].endswith("以补幼儿园 2028–2035 年、初中 2028–2035 年的缺口，以及需求偏高时初中 2028–2035 年的缺口。")
    assert "short (kindergarten in 2028–2035, middle in 2028–2035; middle in 2028–2035 if demand is high)" in said[1]
    may = Conclusion(Ahead.of(found, found.rows(), None, DAY), None, replace(mixed, turn=(unsure,))).to_do("zh")
    assert may[1].endswith("以补需求偏高时初中 2028–2035 年的缺口。")
    rich = assess(replace(plan, base_seats=BaseSeats(2024, {"甲": dict.fromkeys(base.seats["甲"], 9000)})), people)
    calm = recommended(Ahead.of(rich, rich.rows(), None, DAY))
    assert calm is not None
    assert calm.turn == ()
    assert [each.name for each in calm.spare.schools] == ["一"]


def test_what_turns_is_what_serves_while_seats_are_lacking() -> None:
    """Middle is short until 2030: a small primary that opens in 2027 turns, not a large one that opens in 2032; it has
    three classes of 45, so that what is lacking beyond 135 seats is said."""
    people = population({"甲": [*([100] * 2), *([200] * 7), *([100] * 40)]})
    held = (planned("大", 900, 2032), planned("小", 135, 2027))
    seats = {"kindergarten": 9000, "primary": 9000, "middle": 0}
    plan = Plan("p", "甲", held, (2025, 2027), base_seats=BaseSeats(2024, {"甲": seats}))
    most = max(row.demand for row in assess(plan, people, horizon=2035).rows(range(2027, 2036), ["middle"]))
    base = BaseSeats(2024, {"甲": {**seats, "middle": most - 145}})
    found = assess(replace(plan, base_seats=base), people, horizon=2035)
    lacking = {row.year: -row.balance for row in found.rows(range(2027, 2036), ["middle"]) if row.balance < 0}
    assert (list(lacking), max(lacking.values())) == ([2027, 2028, 2029, 2030], 145)
    told = recommended(Ahead.of(found, found.rows(), None, DAY))
    assert told is not None
    (turn,) = told.turn
    assert (turn.school.name, turn.year, turn.seats, turn.years) == ("小", 2027, 135, (2027, 2028, 2029, 2030))
    assert [(left.stage, left.seats, left.anyway) for left in told.left] == [("middle", 10, False)]


@settings(max_examples=25)
@given(st.data())
def test_turning_fills_what_is_said_and_leaves_what_is_said(data: st.DataObject) -> None:
    """With those left out gone, but for those that turn: the stages of their areas lack what is said to be left, and
    every year that one is said to fill has more seats."""
    found, ahead, told = plans(data)
    gone: dict[str, School | None] = {each.id: None for each in told.spare.schools}
    turned = {
        each.school.id: replace(each.school, type=each.target, seats={each.target: each.seats}, classes={}, removes={})
        for each in told.turn
    }
    before, after = other(found, gone), other(found, {**gone, **turned})
    places = {(each.school.area, each.target) for each in told.turn}
    lacking: dict[str, dict[int, int]] = {}
    for then in after.rows():
        if then.year > ahead.now and (then.area, then.stage) in places and then.balance < 0:
            by_year = lacking.setdefault(then.stage, {})
            by_year[then.year] = by_year.get(then.year, 0) - then.balance
    assert {each.stage: (set(each.years), each.seats) for each in told.left} == {
        stage: (set(by_year), max(by_year.values())) for stage, by_year in lacking.items()
    }
    for each in told.turn:
        assert each.year == each.years[0] >= each.school.opens  # type: ignore[operator]
        for year in each.years:
            row, then = (one.row(year, each.school.area, each.target) for one in (before, after))
            assert row.balance < min(then.balance + 1, 0)


def test_what_leaving_out_does_if_demand_is_high_is_said() -> None:
    """By hand from the band: seats for the forecast and 10 more are enough without the school, and short without it at
    the high end by the band's width less 10; with it they are not."""
    people_of, _ = project("small")
    area = people_of.areas[0]
    rows = people_of.rows(range(2027, 2031), ["primary"], [area])
    most = max(row.demand for row in rows)
    seats = {stage.name: 20_000 for stage in people_of.stages} | {"primary": most + 10}
    school = School("p", "primary", area, {"primary": 900}, opens=2027, name="新小学")
    plan = replace(
        people_of.plan, schools=(school,), areas=(area,), years=(2026, 2028), base_seats=BaseSeats(2026, {area: seats})
    )
    found = assess(plan, people_of.population, horizon=2030)
    bands = demand_bands(found.demand, found.population, found.assumptions, 0.8)
    ahead = Ahead.of(found, found.rows(areas=[area]), bands, DAY)
    told = recommended(ahead)
    assert told is not None
    assert [each.name for each in told.spare.schools] == ["新小学"]
    by_year = {}
    for row in ahead.rows:
        band = bands.band(row.year, area, row.stage)
        if row.stage == "primary" and band and whole(band.high) > most + 10:
            by_year[row.year] = whole(band.high) - most - 10
    (short,) = told.spare_high
    assert (short.stage, short.seats, short.years) == ("primary", max(by_year.values()), tuple(by_year))
    (words,) = Conclusion(ahead, None, told).to_do("zh")
    assert "若需求偏高，则小学" in words


class NoBand:
    """Bands of which too few past errors are known for any."""

    def band(self, *_: object) -> None:
        """None."""

    def lacking(self, *_: object) -> str:
        """Why."""
        return "errors"


def test_high_demand_that_was_not_tried_is_said_of_its_stages() -> None:
    """A stage without a band was not tried at high demand; where no bands are asked for nothing is said of them."""
    spare = School("p", "primary", "甲", {"primary": 90}, opens=2026, name="新小学")
    held = of(45, 900, spare)
    rows = held.rows()
    ahead = Ahead.of(held, rows, None, date(2025, 10, 1))
    told = recommended(ahead)
    assert told is not None
    assert [each.id for each in told.spare.schools] == ["p"]
    assert told.spare_untried == ()
    bare = recommended(replace(ahead, bands=NoBand()))  # type: ignore[arg-type]
    assert bare is not None
    assert bare.spare_untried == ("primary",)
    assert "小学有学年没有需求区间，需求偏高没有试" in Conclusion(ahead, None, bare).to_do("zh")[0]
    assert recommended_record(bare)["high_not_tried_left_out"] == ["primary"]


def test_the_line_on_the_past_names_the_three_worst_areas() -> None:
    """Each with its own worst year, how many areas there are, and no area twice."""
    seen_now = seen("counties")
    short = [row for row in seen_now.past if row.stage == "primary" and row.balance < 0]
    worst = worst_of_areas(short)
    assert [row.balance for row in worst] == sorted(row.balance for row in worst)
    for row in worst:
        assert row.balance == min(one.balance for one in short if one.area == row.area)
    assert len({row.area for row in worst}) == len(worst) == len({row.area for row in short}) > 3
    places = "、".join(f"{row.area}（{row.year} 年缺 {-row.balance:,}）" for row in worst[:3])
    assert f"小学 {len(worst)} 个区域缺，最多的是{places}；" in past(seen_now, "zh")


def test_many_names_are_folded_and_all_stand_in_the_detail() -> None:
    """The sentence has three names and the number; the tables of `--detail` have every one."""
    shown = run("gap", COLUMNS="1000").stdout
    assert "等 6 所" in shown
    assert "等 21 所" in shown
    detail = run("gap", "--detail", COLUMNS="1000").stdout
    told = recommended(seen("shipped"))
    assert told is not None
    for school in [*(each.school for each in told.check), *told.spare.schools]:
        assert f"{school.name}  " in detail
