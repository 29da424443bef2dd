"""A school that goes is named beside the shortage that comes of it, and put off no longer than that needs."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import docx
import numpy as np
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.closing_words import closing_sentences, closings_sheet
from xuewei.answers.gap.closings import Closing, closings, put_off
from xuewei.answers.gap.closings_kept import kept_grades, kept_if_high
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.answers.gap.conclusion_record import closings_record
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.model.assessment import Assessment, assess, with_plan
from xuewei.model.balance import BalanceRow
from xuewei.model.bands import demand_bands
from xuewei.model.plan import BaseSeats, Conversion, Plan, School
from xuewei.model.rounding import whole
from xuewei.tables.plain import plain

from builders import level, population, pupils
from inside import run

DAY = date(2022, 1, 1)
SEATS = {"kindergarten": 270, "primary": 700, "middle": 500}


def old(name: str = "old", gone: int | None = 2024, seats: int = 270, **changes: object) -> School:
    """A primary school that stood before the plan, among the seats in use then, and closes."""
    plain = School(name, "primary", "甲", {"primary": seats}, opens=2010, status="in_use", counted=True, closes=gone)
    return replace(plain, **changes)  # type: ignore[arg-type]


def found(*schools: School, last: int = 2030, primary: int = 700, births: int = 40) -> Assessment:
    """One area with 540 primary pupils, fewer once those born from 2022 on (so many a year) come to school."""
    base = BaseSeats(2020, {"甲": {**SEATS, "primary": primary}})
    counted = {("甲", year): 90.0 if year < 2022 else float(births) for year in range(2018, 2030)}
    people = population({"甲": level(45)}, births=counted)
    return assess(Plan("p", "甲", schools, (2021, last), base_seats=base), people, horizon=last)


def concluded(held: Assessment) -> Conclusion:
    """What is said of it in 2022, without bands."""
    return Conclusion.of(held, held.rows(), None, DAY)


def short(held: Assessment) -> dict[tuple[str, int], int]:
    """Seats that lack by stage and year, of the years ahead."""
    return {(row.stage, row.year): max(-row.balance, 0) for row in held.rows() if row.year > DAY.year - 1}


def without(held: Assessment, gone: list[tuple[School, School]]) -> Assessment:
    """The same with some schools in place of others."""
    new = {a.id: b for a, b in gone}
    return with_plan(held, replace(held.plan, schools=tuple(new.get(each.id, each) for each in held.plan.schools)))


def test_a_case_by_hand() -> None:
    """540 pupils on 700 seats less 270: 110 lack, until 430 seats are enough for fewer children in 2030."""
    held = found(replace(old(), name="老小学"))
    told = concluded(held)
    (one,) = told.taken
    assert [held.row(year, "甲", "primary").balance for year in (2023, 2024, 2029, 2030)][:2] == [160, -110]
    assert held.row(2029, "甲", "primary").balance < 0 <= held.row(2030, "甲", "primary").balance
    assert (one.gone, one.years, one.worst, one.seats, one.of, one.until) == (
        2024, (2024, 2025, 2026, 2027, 2028, 2029), 2024, 110, 110, 2030,
    )  # fmt: skip
    assert told.closings("zh") == [
        "老小学 2024 年撤销，小学 2024–2029 年因此多缺，最多 2024 年缺的 110 个学位里占 110 个。"
    ]
    assert told.to_do("zh") == [
        "其余照方案，可以推迟：老小学到 2030 年再撤（closes: 2030）；小学 2024–2029 年少缺，最多 2024 年少缺 110 个。"
    ]
    assert plain(told.to_do("zh")[0], "zh").startswith("其余照方案，可以推迟：老小学到 2030 年再撤；")
    assert plain(told.to_do("en")[0], "en") == (
        "All else as planned, seats could be kept longer: 老小学 to close in 2030. "
        "Then primary is short by less in 2024–2029, by up to 110 seats (2024)."
    )
    (record,) = closings_record(told.taken)
    assert (record["id"], record["until"], record["seats"]) == ("old", 2030, 110)
    assert not told.unmet


def test_it_accounts_for_no_more_than_its_own() -> None:
    """150 lack without it already: its part of what lacks then is its own 270."""
    told = concluded(found(old(), primary=390 + 270, births=90))
    (one,) = told.taken
    assert (one.seats, one.of, one.until) == (150, 150, None)
    told = concluded(found(old(), primary=390, births=90))
    (one,) = told.taken
    assert (one.seats, one.of) == (270, 420)
    assert "仍需要" in told.to_do("zh")[0]
    assert [each.seats for each in told.unmet if each.stage == "primary"] == [150]


@pytest.mark.parametrize("gone", [2022, 2031])
def test_nothing_is_said_of_what_has_gone_or_is_missed_by_nobody(gone: int) -> None:
    """A school that was closed by the year now, one that closes after the last year, one whose seats are spare."""
    held = found(old(gone=gone if gone == 2031 else 2021))
    assert concluded(held).taken == []
    assert concluded(found(old(seats=100, gone=2024))).taken == []
    assert concluded(found(old(), old("b"))).taken != []


def test_two_of_which_one_is_enough() -> None:
    """Both close, 30 lack: each alone is part of it, one alone is put off."""
    told = concluded(found(old("a", seats=100), old("b", seats=90), primary=700))
    assert {each.school.id for each in told.taken} == {"a", "b"}
    assert [each.school.id for each in told.taken if each.later] == ["a"]
    assert told.closings("zh")[0].startswith("学位减少带来的缺口（各校单独算）：")


def test_seats_for_some_years_end_and_seats_are_taken_away() -> None:
    """The key that changes it is that of each kind."""
    ends = old(gone=None, until=2023)
    assert "（until: 2029）" in concluded(found(ends)).to_do("zh")[0]
    removes = School("r", "primary", "甲", removes={"primary": 270}, opens=2024)
    (one,) = concluded(found(removes)).taken
    assert (one.kind, one.until, one.seats) == ("removes", 2030, 110)


def test_a_conversion_is_named_and_not_put_off_where_its_new_stage_would_lack() -> None:
    """Primary lacks what turns into middle school, which lacks it too."""
    turns = old(gone=None, convert=(Conversion(2024, "primary", "middle"),))
    (one,) = concluded(found(turns)).taken
    assert (one.kind, one.later, one.until) == ("converts", True, 2030)
    assert "再改（convert 里 2024 年小学改初中那次：year 改为 2030）" in concluded(found(turns)).to_do("zh")[0]
    held = found(turns)
    scarce = replace(held.plan, base_seats=BaseSeats(2020, {"甲": {**SEATS, "middle": 100}}))
    short_of_both = assess(scarce, held.population, horizon=2030)
    (one,) = concluded(short_of_both).taken
    assert not one.later
    assert concluded(short_of_both).closings("zh")[0].startswith("old 2024 年改办别的学段，小学")


def test_a_conversion_back_and_a_closing_after_one_are_named_each() -> None:
    """What turns to primary in 2024 turns back in 2026, and closes in 2028: each is named at the stage that loses it,
    and the first of the two that take primary seats is put off no longer than the school has them."""
    there, back = Conversion(2024, "middle", "primary", 270), Conversion(2026, "primary", "middle", 270)
    school = replace(old(gone=2028), type="middle", seats={"middle": 270}, convert=(there, back), name="校")
    base = BaseSeats(2020, {"甲": {**SEATS, "primary": 430, "middle": 500}})
    held = assess(Plan("p", "甲", (school,), (2021, 2030), base_seats=base), found().population, horizon=2030)
    taken = concluded(held).taken
    assert {(each.kind, each.gone, each.stage) for each in taken} >= {("converts", 2026, "primary")}
    (turned_back,) = (each for each in taken if (each.kind, each.gone) == ("converts", 2026))
    assert (turned_back.taking.turn, turned_back.last) == (1, 2027)
    assert turned_back.years[0] == 2026
    assert max(turned_back.years) < 2028, "it would have been closed by then"
    said = concluded(held).closings("zh")[0]
    assert "校 2026 年改办别的学段，小学" in said
    offered = [each for each in taken if each.later]
    assert len({each.school.id for each in offered}) == len(offered), "of one school the first alone"
    planned, end = short(held), held.known.stop
    late = [(each.school, each.put_off(each.school, end)) for each in offered]
    given = sum(int(each.gives.sum()) for each in taken)
    assert given == sum(planned.values()) - sum(short(without(held, late)).values()) > 0


def test_a_school_that_turns_and_closes_is_named_for_both() -> None:
    """Primary loses it in 2024, middle school, where it is needed too, in 2027."""
    turns = old(gone=2027, convert=(Conversion(2024, "primary", "middle"),))
    base = BaseSeats(2020, {"甲": {**SEATS, "middle": 150}})
    held = assess(Plan("p", "甲", (turns,), (2021, 2030), base_seats=base), found().population, horizon=2030)
    taken = concluded(held).taken
    assert {(each.kind, each.gone, each.stage) for each in taken} == {
        ("converts", 2024, "primary"), ("closes", 2027, "middle"),
    }  # fmt: skip
    said = concluded(held).closings("zh")[0]
    assert "old 2024 年改办别的学段，小学" in said
    assert "old 2027 年撤销，初中" in said


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_stays_short_if_demand_is_high_is_said_as_of_other_advice(lang: str) -> None:
    """The high end of the band less the seats with the school kept, by hand; nothing where bands are not asked for."""
    held = found(old(seats=270), primary=560, births=70)
    bands = demand_bands(held.demand, held.population, held.assumptions, 0.95)
    told = Conclusion.of(held, held.rows(), bands, DAY)
    (one,) = told.taken
    kept = without(held, [(one.school, one.put_off(one.school, held.known.stop))])
    lacking = {}
    for year in range(2022, 2031):
        band = bands.band(year, "甲", "primary")
        assert band is not None
        lacking[year] = max(whole(band.high) - kept.row(year, "甲", "primary").seats, 0)
    found_high = kept_if_high(told.ahead, told.taken)
    (high_short,) = (each for each in found_high.short if each.stage == "primary")
    assert (high_short.worst, high_short.seats) == max(lacking.items(), key=lambda each: each[1])
    assert high_short.years == tuple(year for year, n in lacking.items() if n)
    said = next(each for each in told.to_do(lang) if "closes" in each)
    assert f"{high_short.seats:,}" in said
    assert ("；若需求偏高，则小学" if lang == "zh" else "; if demand is high, primary") in said
    assert kept_if_high(concluded(held).ahead, told.taken).short == ()


class NoBand:
    """Bands of which too few past errors are known for any."""

    def band(self, *_: object) -> None:
        """None."""

    def lacking(self, *_: object) -> str:
        """Why."""
        return "errors"


def test_high_demand_that_was_not_tried_is_said_of_seats_that_are_only_taken_away() -> None:
    """A row that removes seats has none of its own, and touches its stage all the same."""
    held = found(School("r", "primary", "甲", removes={"primary": 270}, opens=2024))
    told = concluded(held)
    bare = replace(told.ahead, bands=NoBand())  # type: ignore[arg-type]
    assert kept_if_high(bare, told.taken).untried == ("primary",)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_grades_that_stay_short_are_among_the_advice(lang: str) -> None:
    """Kept, the school makes the whole enough, and a grade with many pupils is short all the same: those of `grades`
    of the plan with it kept."""
    held = found(old(seats=270), primary=560 + 130)
    people = replace(
        held.population,
        enrolment=pupils(
            {
                ("甲", year, "primary", g): 150 if year - g == 2018 else 88
                for year in range(2018, 2022)
                for g in range(1, 7)
            }
        ),
    )
    graded = assess(held.plan, people, horizon=2030)
    told = concluded(graded)
    assert any(each.later for each in told.taken)
    grades = kept_grades(told.ahead, told.taken, lang)
    kept = without(graded, [(each.school, each.put_off(each.school, 2031)) for each in told.taken if each.later])
    short_rows = [row for row in told.ahead.rows if row.balance < 0 and row.stage == "primary"]
    enough = [kept.row(row.year, "甲", "primary") for row in short_rows]
    assert grades == grade_sentences(kept, enough, lang)
    assert grades
    assert any(grades[0] in each for each in told.to_do(lang))
    assert kept_grades(told.ahead, [], lang) == []


@pytest.mark.parametrize("shown", [range(2027, 2029), range(2022, 2026)])
def test_years_that_are_not_shown_are_not_told(shown: range) -> None:
    """Of the shortage in 2024 to 2029 the part in the years asked for; until when to stay rests on all of them."""
    held = found(old())
    told = Conclusion.of(held, held.rows(shown), None, DAY)
    (one,) = told.taken
    wanted = tuple(year for year in shown if year >= 2024)
    assert one.years == wanted
    assert one.worst in wanted
    assert one.of == -held.row(one.worst, "甲", "primary").balance
    assert one.until == 2030
    years = f"{wanted[0]}–{wanted[-1]}"
    assert f"小学 {years} 年少缺" in told.to_do("zh")[0]
    assert f"小学 {years} 年因此多缺" in told.closings("zh")[0]
    assert Conclusion.of(held, held.rows(range(2030, 2031)), None, DAY).taken == []


SCHOOLS = st.lists(st.tuples(st.integers(2023, 2031), st.integers(1, 400)), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(SCHOOLS, st.integers(600, 1500), st.integers(10, 120))
def test_kept_so_long_and_no_longer(schools: list[tuple[int, int]], primary: int, births: int) -> None:
    """What is offered leaves as much short as if none closed, and a year less leaves more."""
    rows = [old(f"s{n}", gone, min(seats, primary // 4)) for n, (gone, seats) in enumerate(schools)]
    held = found(*rows, primary=primary, births=births)
    told = concluded(held).taken
    end = held.known.stop
    planned = short(held)
    for one in told:
        open_still = short(without(held, [(one.school, put_off(one.school, one.kind, end))]))
        less = {key: planned[key] - open_still[key] for key in planned if planned[key] > open_still[key]}
        assert {year for _, year in less} == set(one.years)
        assert one.seats == max(less.values()) == less["primary", one.worst]
        assert one.of == planned["primary", one.worst]
    all_open = short(without(held, [(each, put_off(each, "closes", end)) for each in rows]))
    late = [(each.school, put_off(each.school, each.kind, each.until or end)) for each in told]
    assert short(without(held, late)) == all_open
    given_back = sum((each.gives for each in told), np.zeros((3, 1), dtype=np.int64))
    assert int(np.sum(given_back)) == sum(planned.values()) - sum(all_open.values())
    for n, each in enumerate(told):
        if each.later:
            sooner = put_off(each.school, each.kind, (each.until or end) - 1)
            others = [pair for m, pair in enumerate(late) if m != n]
            assert short(without(held, [*others, (each.school, sooner)])) != all_open
    assert len({each.school.id for each in told}) == len(told)
    assert all(isinstance(each, Closing) for each in told)


class High(Ahead):
    """Where high demand is 50 more."""

    def low(self, row: BalanceRow) -> int:
        """50 less."""
        return row.balance - 50


def high(held: Assessment) -> Ahead:
    """What lies ahead with high demand 50 above the forecast."""
    ahead = Ahead.of(held, held.rows(), None, DAY)
    return High(**{each.name: getattr(ahead, each.name) for each in fields(Ahead)})


def test_high_demand_alone_is_said_as_such() -> None:
    """Seats are enough by the forecast and not if demand is high."""
    held = found(old(seats=130))
    assert closings(Ahead.of(held, held.rows(), None, DAY)) == []
    (one,) = closings(high(held))
    assert one.unsure
    assert (one.seats, one.of) == (20, 20)


def test_detail_names_every_closing_those_short_by_the_forecast_first() -> None:
    """Five areas, one of them short by the forecast, by less than the others are if demand is high: it comes first, and
    where the sentence names three the table has a row for each."""
    names = ["甲", "乙", "丙", "丁", "戊"]
    schools = tuple(old(area, seats=165 if area == "戊" else 160, area=area) for area in names)
    base = BaseSeats(2020, dict.fromkeys(names, SEATS))
    births = {(area, year): 90.0 if year < 2022 else 40.0 for area in names for year in range(2018, 2030)}
    people = population({area: level(45) for area in names}, births=births)
    held = assess(Plan("p", "甲", schools, (2021, 2030), areas=tuple(names[1:]), base_seats=base), people, horizon=2030)
    ahead = high(held)
    told = closings(ahead)
    assert [(each.school.area, each.unsure, each.seats) for each in told] == [
        ("戊", False, 5), *((area, True, 50) for area in names[:4]),
    ]  # fmt: skip
    (sentence,) = closing_sentences(told, "zh", several=True)
    assert "等 5 处" in sentence
    for lang, words in (("zh", "若需求偏高，小学 2024–2028 年，最多 50 个"), ("en", "up to 50 seats")):
        (sheet,) = closings_sheet(told, ahead, lang)
        assert [row[0] for row in sheet.rows] == [each.school.id for each in told]
        assert [row[4] for row in sheet.rows] == [str(each.until) for each in told]
        assert words in sheet.rows[1][-1]
    assert closings_sheet([], ahead, "zh") == []


def test_all_who_conclude_say_it(tmp_path: Path) -> None:
    """Terminal, page, document, workbook: the closing beside the shortage, and the offer among what to do."""
    assert run("init", tmp_path / "a").returncode == 0
    plan = tmp_path / "a/plan.yaml"
    gone = """
  - {id: late, name: 河东小学, type: primary, opens: 2010, counted: true, seats: {primary: 900}, closes: 2028}
"""
    text = plan.read_text(encoding="utf-8").replace("years: [2021, 2024]", "years: [2021, 2034]")
    published = text[text.index("published:") : text.index("\nschools:")]
    plan.write_text(text.replace(published, "").rstrip() + gone, encoding="utf-8")
    asked = ("gap", "--plan", plan)
    told = run(*asked, COLUMNS="80").stdout
    assert "河东小学 2028 年撤销" in told.replace("\n", "")
    (record,) = [
        each for each in json.loads(run(*asked, "--format", "json").stdout)["closings"] if each["id"] == "late"
    ]
    assert record["gone"] == 2028
    book, page, letter = tmp_path / "a.xlsx", tmp_path / "a.html", tmp_path / "a.docx"
    assert run("ledger", "--plan", plan, "--output", book).returncode == 0
    assert run("report", "--plan", plan, "--output", page).returncode == 0
    assert run("report", "--plan", plan, "--output", letter).returncode == 0
    front = [str(cell.value) for row in openpyxl.load_workbook(book).worksheets[0].iter_rows() for cell in row]
    paragraphs = [each.text for each in docx.Document(str(letter)).paragraphs]
    for said in (front, paragraphs, [page.read_text(encoding="utf-8")]):
        assert any("河东小学 2028 年撤销" in each for each in said)
        assert any("可以推迟：河东小学" in each for each in said)
        assert not any("closes: " in each for each in said if "可以推迟" in each and len(each) < 1000)


@pytest.mark.parametrize("row", ["opens: 2010, status: in_use, counted: true, closes: 2028", "planned: 2027"])
def test_a_school_of_a_stage_without_demand_is_no_error(row: str, tmp_path: Path) -> None:
    """Births since 2015 alone tell of kindergartens: primary schools that close, or are to be built, are there all the
    same."""
    (tmp_path / "population").mkdir()
    births = "".join(f"甲县,{year},1000,assumed,x\n" for year in range(2015, 2026))
    (tmp_path / "population" / "births.csv").write_text(f"area,year,births,basis,source\n{births}", encoding="utf-8")
    plan = tmp_path / "plan.yaml"
    plan.write_text(
        "plan: p\narea: 甲县\nyears: [2026, 2030]\npopulation: population\n"
        "base_seats: {year: 2025, seats: {kindergarten: 2600, primary: 6200}, basis: assumed}\nschools:\n"
        f"  - {{id: p1, type: primary, seats: {{primary: 540}}, {row}}}\n"
        "  - {id: k1, type: kindergarten, opens: 2010, seats: {kindergarten: 540}, status: in_use, counted: true}\n",
        encoding="utf-8",
    )
    told = run("gap", "--plan", str(plan), "--format", "json")
    assert told.returncode == 0, told.stderr
    assert {row["stage"] for row in json.loads(told.stdout)["rows"]} == {"kindergarten"}
