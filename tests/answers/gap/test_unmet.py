"""What stays short whatever is done with the projects is said with its place, and which spare seats could serve."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.gap.closings import put_off
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.answers.gap.unmet import Unmet
from xuewei.formats.project import read_project
from xuewei.language.words import named
from xuewei.model.assessment import Assessment, assess, with_plan
from xuewei.model.balance import BalanceRow
from xuewei.model.plan import BaseSeats, Plan, School

from builders import level, population
from inside import run
from program import TOP

DAY = date(2026, 11, 28)
PLANS = ("counties/plan.yaml", "district/plan.yaml", "small_city/plan.yaml", "progress/plan.yaml")


def seen(name: str) -> tuple[Assessment, Conclusion]:
    """An example on a day, without bands."""
    found = assess(*read_project(str(TOP / "examples" / name), (), None))
    return found, Conclusion.of(found, found.rows(), None, DAY)


def alone(primary: int, middle: int, *schools: School) -> tuple[Assessment, Conclusion]:
    """One area with 90 births a year (so 540 pupils at primary, 270 at middle school) and so many seats in use."""
    base = BaseSeats(2020, {"甲": {"kindergarten": 270, "primary": primary, "middle": middle}})
    found = assess(Plan("p", "甲", schools, (2021, 2025), base_seats=base), population({"甲": level(45)}), horizon=2025)
    return found, Conclusion.of(found, found.rows(), None, date(2022, 1, 1))


@pytest.mark.parametrize("name", PLANS)
def test_all_that_is_short_ahead_is_told_or_turned(name: str) -> None:
    """Every area and stage that is short by the rows stands in it, with its largest shortage, unless a project that
    turns serves it."""
    _, told = seen(name)
    short = {(row.area, row.stage) for row in told.ahead.rows if row.balance < 0}
    served = {(each.school.area, each.target) for each in (told.todo.turn if told.todo else ())}
    assert {(one.area, one.stage) for one in told.unmet} >= short - served
    for one in told.unmet:
        if (one.area, one.stage) not in served:
            own = [row for row in told.ahead.rows if (row.area, row.stage) == (one.area, one.stage)]
            assert one.seats == -min(row.balance for row in own)
            assert one.years == tuple(row.year for row in own if row.balance < 0)


@pytest.mark.parametrize("name", PLANS)
def test_seats_that_serve_are_missed_nowhere_and_counted_once(name: str) -> None:
    """All rooms together leave their stages with seats enough in every year in which they are used."""
    found, told = seen(name)
    sizes = {stage.name: stage.class_size for stage in found.stages}
    used: dict[tuple[str, str, int], int] = {}
    for one in told.unmet:
        for each in one.turned:
            assert each.origin != one.stage
            assert each.seats == each.classes * min(sizes[each.origin], sizes[one.stage])
            for year in range(one.years[0], one.years[-1] + 1):
                key = one.area, each.origin, year
                used[key] = used.get(key, 0) + each.classes * sizes[each.origin]
    for (area, stage, year), seats in used.items():
        assert seats <= found.row(year, area, stage).balance


def test_a_case_by_hand() -> None:
    """55 seats lack at middle school, 93 are spare at primary: two rooms of 45, not one of 50 and a bit, hold them."""
    found, told = alone(633, 215)
    assert [found.row(2024, "甲", stage).balance for stage in ("primary", "middle")] == [93, -55]
    (one,) = told.unmet
    assert isinstance(one, Unmet)
    assert (one.seats, one.left, [(each.origin, each.classes, each.seats) for each in one.turned]) == (
        55, 0, [("primary", 2, 90)],
    )  # fmt: skip
    assert told.to_do("zh") == [
        "方案里没有可动工、推迟、不建或改建的项目，今后缺学位：初中；别的学段的余位可以改用，须另行测算："
        "小学改初中 2 班（2022–2025 年），照此改后不缺。"
    ]
    _, told = alone(600, 215)
    assert "照此改后仍缺：初中 10 个" in told.to_do("zh")[0]
    _, told = alone(541, 215)
    assert "别的学段没有整班的余位可以改用" in told.to_do("zh")[0]


def test_what_is_left_out_serves_nobody() -> None:
    """Seats of a project that is not to be built cannot be converted too."""
    spare = School(id="s", type="primary", area="甲", seats={"primary": 90}, planned=2021, status="planned")
    _, told = alone(541, 270, spare)
    assert told.todo
    assert [each.id for each in told.todo.spare.schools] == ["s"]
    assert not told.unmet
    _, told = alone(541, 215, spare)
    assert told.todo
    turned = {each.school.id for each in told.todo.turn}
    assert turned == {"s"}
    assert all(each.origin != "primary" for one in told.unmet for each in one.turned)


def high_school(areas: Sequence[str] = ("甲",)) -> tuple[Assessment, list[BalanceRow]]:
    """Kindergartens stand half empty and primary schools and senior schools lack seats."""
    people = population({area: level(45) for area in areas})
    people = replace(people, assumptions=people.assumptions.asked_for(["senior"]))
    seats = {"kindergarten": 600, "primary": 500, "middle": 270, "senior": 0}
    base = BaseSeats(2020, dict.fromkeys(areas, seats))
    written = Plan("p", areas[0], (), (2021, 2025), areas=tuple(areas[1:]), base_seats=base, use_stages=("senior",))
    found = assess(written, people, horizon=2025)
    return found, found.rows()


def test_rooms_of_small_children_hold_no_senior_pupils() -> None:
    """Spare kindergarten seats serve primary school, and no senior school; what primary school takes of them does not
    depend on the stages that are shown."""
    found, rows = high_school()
    told = Conclusion.of(found, rows, None, date(2022, 1, 1))
    turned = {(one.stage, each.origin): each.classes for one in told.unmet for each in one.turned}
    assert turned == {("primary", "kindergarten"): 2}
    for stage in ("primary", "senior"):
        alone = Conclusion.of(found, [row for row in rows if row.stage == stage], None, date(2022, 1, 1))
        assert alone.unmet == [one for one in told.unmet if one.stage == stage]
        assert alone.unmet


def test_nothing_is_said_where_nothing_is_short() -> None:
    """Seats enough: no such sentence."""
    _, told = alone(540, 270)
    assert not told.unmet
    assert told.to_do("zh") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_only_the_screen_names_a_command(lang: str, tmp_path: Path) -> None:
    """Sentences of page and document name the stages and no command; `gap` says how to see the years."""
    _, told = seen("counties/plan.yaml")
    (sentence,) = told.to_do(lang)
    assert "convert-options" not in sentence
    for stage in ("primary", "middle"):
        assert named("stage", stage, lang) in sentence
    plan = ("--plan", str(TOP / "examples/counties/plan.yaml"))
    shown = run("gap", *plan, "--lang", lang).stdout
    assert "xuewei convert-options" in shown
    file = tmp_path / "p.html"
    assert run("report", *plan, "--lang", lang, "--output", str(file)).returncode == 0
    page = file.read_text(encoding="utf-8")
    assert json.dumps(sentence, ensure_ascii=False)[1:-1] in page


@pytest.mark.parametrize("name", PLANS)
def test_machines_are_told_what_the_sentence_says(name: str) -> None:
    """The record has every area and stage of the sentence with its seats; nothing is recommended, nothing is unmet."""
    _, told = seen(name)
    records = told.record()["unmet"]
    if told.todo is None:
        assert records is None
        return
    assert isinstance(records, list)
    assert [(each["area"], each["stage"], each["seats"], each["left"]) for each in records] == [
        (one.area, one.stage, one.seats, one.left) for one in told.unmet
    ]
    assert all(each["left"] == max(each["seats"] - sum(t["seats"] for t in each["turned"]), 0) for each in records)
    assert json.loads(json.dumps(records)) == records


def followed(found: Assessment, told: Conclusion) -> Conclusion:
    """The same once projects are left out or put off and seats are kept as it says."""
    assert told.todo
    plan, todo = found.plan, told.todo
    gone = {each.id for each in todo.spare.schools}
    new = {each.school.id: replace(each.school, opens=each.until, planned=None) for each in todo.later}
    for each in told.taken:
        if each.later:
            until = found.known.stop if each.until is None else each.until
            new[each.school.id] = put_off(each.school, each.kind, until)
    schools = tuple(new.get(each.id, each) for each in plan.schools if each.id not in gone)
    after = with_plan(found, replace(plan, schools=schools))
    return Conclusion.of(after, after.rows(), None, date(2022, 1, 1))


def closing(gone: int | None, seats: int = 180, stage: str = "primary") -> School:
    """A school among the seats in use that closes."""
    return School("old", stage, "甲", {stage: seats}, opens=2010, status="in_use", counted=True, closes=gone)


def test_seats_that_are_kept_can_serve_another_stage() -> None:
    """633 seats less 180 leave primary school 87 short; kept, 93 are spare: two rooms for middle school, as when the
    plan says so."""
    found, told = alone(633, 215, closing(2024))
    assert [each.until for each in told.taken] == [None]
    (one,) = told.unmet
    assert (one.stage, one.left, [(each.origin, each.classes) for each in one.turned]) == (
        "middle",
        0,
        [("primary", 2)],
    )
    assert "照此改后不缺" in told.to_do("zh")[-1]
    assert followed(found, told).unmet == told.unmet


@given(
    gone=st.integers(2022, 2026),
    seats=st.integers(1, 300),
    primary=st.integers(480, 800),
    middle=st.integers(150, 330),
    project=st.integers(0, 200),
    opens=st.integers(2022, 2025),
    taken=st.integers(0, 200),
)
@settings(max_examples=40, deadline=None)
def test_what_stays_short_is_what_the_plan_lacks_that_follows(
    *, gone: int, seats: int, primary: int, middle: int, project: int, opens: int, taken: int
) -> None:
    """Read again once all is done but turning, the same is short, and the same could turn."""
    removes = {"middle": taken} if taken else {}
    new = School("new", "middle", "甲", {"middle": project}, opens=opens, status="planned", removes=removes)
    found, told = alone(primary, middle, closing(gone, seats), *([new] if project else []))
    if told.todo and not told.todo.turn_all:
        assert told.unmet == followed(found, told).unmet


def test_leaving_out_what_takes_more_than_it_brings_helps() -> None:
    """A relocation of 100 seats for 150 makes middle school 30 short; left out, 20 are spare and nothing is short."""
    moved = School(
        "m", "middle", "甲", {"middle": 100}, opens=2023, status="approved", removes={"middle": 150}, name="迁建"
    )
    found, told = alone(540, 290, moved)
    assert found.row(2024, "甲", "middle").balance == -30
    assert told.todo
    assert [each.id for each in told.todo.spare.schools] == ["m"]
    assert told.unmet == followed(found, told).unmet == []
    assert told.record()["unmet"] == []
    assert told.to_do("zh")[-1] == "以上都照办，今后不缺学位。"
    assert told.to_do("en")[-1] == "With all that, no stage is short ahead."
