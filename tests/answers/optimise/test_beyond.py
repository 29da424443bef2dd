"""What cannot be open by the last year: what was planned so, what is late, what may never be, what is not judged."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from xuewei.answers.optimise.answer import Answer, Request, optimise
from xuewei.answers.optimise.beyond_view import beyond_lines, dropped, too_late
from xuewei.answers.optimise.candidates import Candidate, candidate
from xuewei.answers.optimise.chosen_view import conclusion
from xuewei.answers.optimise.files import read_candidates
from xuewei.answers.optimise.schedule_view import reason_words
from xuewei.model.assumptions import Costs
from xuewei.model.plan import School
from xuewei.model.stages import Stage

from builders import assumptions, plan, population, school

LAST = 2026


def chosen(schools: list[School], *found: Candidate, day: date, last: int = LAST) -> Answer:
    """The answer for an area that is short of primary seats in every year."""
    people = population({"甲": [30] * 60}, assumed=assumptions(horizon=last))
    candidates = found or None
    given = optimise(plan(*schools), people, Request(now=day, candidates=candidates))
    assert isinstance(given, Answer)
    return given


def named(name: str, opens: int) -> School:
    """A school with a name."""
    return replace(school(name, planned=opens - 1, opens=opens), name=name)


def asked(one: School, earliest: int, latest: int = LAST, written: int | None = None) -> Candidate:
    """A candidate that can open as early as its file says."""
    found = candidate(one, earliest, latest, [dict(one.seats)], Costs(), added=True, latest_written=written)
    return replace(found, earliest_written=True)


def test_what_the_schedule_moves_is_not_said_to_stay_as_planned() -> None:
    """The plan has two schools after the last year; of one the candidates say that it may open sooner."""
    moved, stays = named("提前校", LAST + 3), named("后建校", LAST + 2)
    given = chosen([moved, stays], asked(moved, 2023), day=date(2021, 6, 1))
    assert [each.opens for each in given.schedule.outcomes] == [2023]
    (told,) = beyond_lines(given, "zh")
    assert f"照原计划，学位不在这些年里：后建校（{LAST + 2}）。" in told
    assert "提前校" not in told
    assert [each.id for each in given.beyond] == ["后建校"]


def test_what_is_late_for_the_last_year_does_not_stay_as_planned() -> None:
    """It is said for when it was planned, and from when on it can be open; what was planned so late stands apart."""
    late, stays = named("拖期校", LAST - 1), named("后建校", LAST + 2)
    given = chosen([late, stays], day=date(LAST, 2, 1))
    (soonest,) = [each.opens for each in given.before.plan.schools if each.id == "拖期校"]
    assert soonest is not None
    assert soonest > LAST
    overdue, planned = beyond_lines(given, "zh")
    assert f"没有判断，学位不在这些年里：拖期校（原写 {LAST - 1} 年，最早 {soonest} 年）。" in overdue
    assert "照原计划" not in overdue
    assert "照原计划，学位不在这些年里：后建校" in planned
    assert "拖期校" not in planned + conclusion(given, "zh")
    english = beyond_lines(given, "en")[0]
    assert f"拖期校 (planned for {LAST - 1}, {soonest} at the earliest)" in english


def test_what_may_not_open_as_late_as_it_could_is_not_built_whatever_the_last_year() -> None:
    """With more years the reason is the same; where its file names no last year, or it turns later, nothing is
    judged."""
    one = named("甲校", 2022)
    for last in (LAST, LAST + 4):
        given = chosen([], asked(one, LAST + 1, min(LAST, last), LAST), day=date(2021, 6, 1), last=last)
        (why,) = given.reasons
        assert (why.kind, dropped(given), too_late(given)) == ("no_use", list(given.schedule.outcomes), [])
        assert reason_words(why, "zh") == f"不建：最晚 {LAST} 年投用，而最早也要 {LAST + 1} 年。"
        assert beyond_lines(given, "zh") == []
        assert "没有判断" not in conclusion(given, "zh")
    for closes, kind in ((None, "beyond"), (LAST + 3, "beyond"), (LAST + 1, "no_use")):
        given = chosen([], asked(replace(one, closes=closes), LAST + 1), day=date(2021, 6, 1))
        assert [why.kind for why in given.reasons] == [kind]


def test_a_file_of_candidates_says_which_last_year_is_its_own(tmp_path: Path) -> None:
    """The last year that is looked at is none of its own."""
    row = "{{id: {id}, type: primary, area: 甲, opens: 2024, seats: {{primary: 270}}{more}}}"
    rows = [row.format(id="a", more=f", latest: {LAST}"), row.format(id="b", more="")]
    file = tmp_path / "c.yaml"
    file.write_text("candidates:\n" + "".join(f"  - {each}\n" for each in rows), encoding="utf-8")
    found = read_candidates(file, plan(), [Stage("primary", 6, 6, 45, 4)], LAST, Costs()).candidates
    assert [(each.latest, each.latest_written) for each in found] == [(LAST, LAST), (LAST, None)]


def test_every_candidate_that_is_not_judged_is_told_with_its_year() -> None:
    """Two of one name are two, and where they differ, from when on the first and all of them are a choice."""
    twins = [named(each, 2022) for each in ("a", "b")]
    first, second = (replace(each, name="同名校") for each in twins)
    given = chosen([], asked(first, LAST + 1), asked(second, LAST + 2), day=date(2021, 6, 1))
    (told,) = beyond_lines(given, "zh")
    assert f"同名校（最早 {LAST + 1}）、同名校（最早 {LAST + 2}）" in told
    assert told.endswith(f"看到 {LAST + 1} 年才有可选的，看到 {LAST + 2} 年才能全选。")
    assert (
        f"to {LAST + 1} for the first of them to be a choice, and to {LAST + 2} for all" in beyond_lines(given, "en")[0]
    )
    alike = chosen([], asked(first, LAST + 1), asked(second, LAST + 1), day=date(2021, 6, 1))
    assert beyond_lines(alike, "zh")[0].endswith(f"看到 {LAST + 1} 年才能选。")
