"""Rules of the plan beyond sizes: counties, shares of all kindergartens, classes on record; each met, broken, open."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from xuewei.answers.policy.class_sizes import recorded
from xuewei.answers.policy.finding import Finding
from xuewei.answers.policy.findings import findings
from xuewei.answers.policy.policy_notes import notes
from xuewei.answers.policy.words import say
from xuewei.formats.policy import policy_of, read_policy
from xuewei.model.assessment import Assessment, assess
from xuewei.model.assumptions import GoingOn, Series
from xuewei.model.plan import BaseSeats, Plan, School
from xuewei.model.population import EnrolmentRow
from xuewei.model.stages import Stage

from builders import assumptions, immortal, level, plan, population, pupils, school
from inside import run

RULES = read_policy()
LISTED = BaseSeats(2021, listed=True)


def held(written: Plan, people: int = 6_000) -> Assessment:
    """A plan whose area 甲 has ``people`` of each sex at each of 60 ages."""
    areas = {area: level(people) for area in written.all_areas()}
    return assess(written, population(areas, assumed=assumptions(survival=immortal())))


def of(rule: str, written: Plan, found: Assessment | None = None, **more: Any) -> list[Finding]:
    """What one rule finds in a plan."""
    assumed = found.assumptions if found else assumptions()
    return [row for row in findings(written, assumed, RULES, found, **more) if row.rule == rule]


def test_new_schools_are_counted_by_area_and_year_of_the_plan() -> None:
    """Of 2021–2023 甲 has 4, none, and one that opens in 2024; 乙 an extension alone. More than three break nothing."""
    schools = [school(f"a{n}", planned=2021) for n in range(4)]
    schools += [school("late", planned=None, opens=2024), school("more", "乙", planned=2022, works="extension")]
    schools += [school("gone", planned=2022, status="cancelled")]
    rows = of("yearly_new", plan(*schools, years=(2021, 2023)))
    assert [(row.area, row.year, row.found, row.verdict) for row in rows] == [
        ("甲", 2021, 4, "meets"),
        ("甲", 2022, 0, "breaks"),
        ("甲", 2023, 1, "meets"),
        ("乙", 2021, 0, "breaks"),
        ("乙", 2022, 0, "breaks"),
        ("乙", 2023, 0, "breaks"),
    ]
    assert rows[0].values == {"most": 3, "more": 1}


def test_a_plan_that_builds_nothing_is_none_of_building(tmp_path: Path) -> None:
    """A register alone leaves the rule open; and so does a limit that is another place's."""
    rows = of("yearly_new", plan(school("a", planned=None, status="in_use"), years=(2021, 2022)))
    assert {(row.verdict, row.missing) for row in rows} == {("unknown", "missing.projects")}
    assert "在 schools 里逐所写出，写 area 与 planned（计划年）" in say("missing.projects", "zh")
    lent = findings(plan(school("a"), years=(2021, 2022)), assumptions(), policy_of(tmp_path))
    rows = [row for row in lent if row.rule == "yearly_new"]
    assert [(row.verdict, row.missing) for row in rows] == [("meets", ""), ("unknown", "missing.borrowed")]


def special(**changes: object) -> School:
    """A special school in use."""
    return replace(
        School("t", "special", "甲", {"primary": 90}, opens=2000),
        **changes,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("schools", "people", "changes", "verdict", "missing"),
    [
        ([special()], 6_000, {}, "meets", ""),
        ([], 6_000, {"base_seats": LISTED}, "breaks", ""),
        ([special(opens=2024)], 6_000, {"base_seats": LISTED}, "breaks", ""),
        ([special(closes=2015)], 6_000, {"base_seats": LISTED}, "breaks", ""),
        ([], 6_000, {}, "unknown", "missing.special"),
        ([], 2_000, {"base_seats": LISTED}, "meets", ""),
    ],
)
def test_a_county_of_300_000_has_a_special_school_by_2022(
    schools: list[School], people: int, changes: dict[str, Any], verdict: str, missing: str
) -> None:
    """720,000 people need one, 240,000 none; that there is none can only be told of a whole register."""
    written = plan(school("p"), *schools, **changes)
    (row,) = of("special_school", written, held(written, people))
    assert (row.verdict, row.missing, row.year) == (verdict, missing, 2022)


def test_without_people_nobody_knows_whether_a_special_school_is_needed() -> None:
    """The rule is open where nobody was counted, and says so."""
    (row,) = of("special_school", plan(school("p"), base_seats=LISTED))
    assert (row.verdict, row.missing) == ("unknown", "missing.residents")


def test_nothing_marks_a_senior_school_of_quality() -> None:
    """Only that no public one is there at all can be told, and of a whole register alone."""
    senior = School("g", "senior", "甲", {"senior": 900}, opens=2000, provision="public")
    (row,) = of("quality_senior", plan(senior))
    assert (row.verdict, row.found, row.highest, row.missing) == ("unknown", 0, 1, "missing.quality")
    private = replace(senior, provision="private")
    assert [row.verdict for row in of("quality_senior", plan(private, base_seats=LISTED))] == ["breaks"]
    assert [row.missing for row in of("quality_senior", plan(private))] == ["missing.senior"]


@pytest.mark.parametrize(
    ("rate", "lent", "verdict"), [(0.96, False, "meets"), (0.94, False, "breaks"), (0.96, True, "unknown")]
)
def test_gross_enrolment_is_held_against_what_is_assumed(rate: float, lent: bool, verdict: str) -> None:
    """A place's own path is met or broken; the nation's decides nothing."""
    assumed = replace(assumptions(), senior=GoingOn(Series({2025: rate}), Series({2025: 0.6})))
    rows = findings(plan(school("a")), assumed, RULES, lent=lent)
    assert [(row.verdict, row.found) for row in rows if row.rule == "gross_rate"] == [(verdict, rate)]


def nursery(name: str, seats: int, **changes: object) -> School:
    """A kindergarten in use since 2000."""
    changed: dict[str, Any] = {"planned": None, "opens": 2000, **changes}
    return school(name, type="kindergarten", seats={"kindergarten": seats}, **changed)


def test_shares_of_all_kindergartens_hold_what_is_in_use_and_planned() -> None:
    """In use 600 public, 400 private; planned 500 private from 2023: public 60 %, then 40 %. Of the plan's own none."""
    written = plan(
        nursery("old", 600, provision="public"),
        nursery("private", 400, provision="private"),
        nursery("new", 500, planned=2022, opens=None, provision="private"),
        base_seats=LISTED,
        years=(2022, 2023),
    )
    found = held(written)
    (row,) = of("public_share_all", written, found, year=2022)
    assert (row.found, row.highest, row.verdict, row.year) == (0.6, 0.6, "meets", 2022)
    (row,) = of("public_share_all", written, found)
    assert (row.found, row.verdict, row.year, row.values["wanted"]) == (0.4, "breaks", 2023, 225)
    (own,) = of("public_share", written, found)
    assert (own.found, own.verdict) == (0, "breaks")


def test_seats_in_no_listed_school_decide_no_share() -> None:
    """600 public of 1,000 written seats: 400 are in no listed school, so 60 to 100 %: 55 % is met, 93 % open."""
    written = plan(
        nursery("old", 600, provision="public", counted=True),
        base_seats=BaseSeats(2021, {"甲": {"kindergarten": 1000, "primary": 0, "middle": 0}}),
        years=(2022, 2023),
    )
    rows = {row.rule: row for row in findings(written, assumptions(), RULES, held(written)) if row.year == 2023}
    public, both = rows["public_share_all"], rows["inclusive_share_all"]
    assert (public.found, public.highest, public.verdict) == (0.6, 1.0, "meets")
    assert (both.verdict, both.missing, both.values["unlisted"]) == ("unknown", "missing.provision", 400)
    assert [row.missing for row in of("public_share_all", written)] == ["missing.people"]


def rows_of_schools(counts: dict[tuple[str, int, int | None], tuple[int, int | None]]) -> tuple[EnrolmentRow, ...]:
    """Pupils and classes on record of primary schools of 甲, by school, year and grade."""
    return tuple(
        replace(row, school=name, classes=classes)
        for (name, year, grade), (count, classes) in counts.items()
        for row in pupils({("甲", year, "primary", grade): count})
    )


def test_classes_on_record_are_held_against_the_norms_school_by_school() -> None:
    """Of the last year: 一 has 44 in a first class and 57 in a second; 二 has 46 and 40; nobody knows of 三."""
    schools = [school(each, planned=None, opens=2000) for each in ("一", "二", "三")]
    written = plan(*schools, base_seats=LISTED)
    record = rows_of_schools(
        {
            ("一", 2023, 1): (400, 4),
            ("一", 2024, 1): (88, 2),
            ("一", 2024, 2): (114, 2),
            ("二", 2024, 1): (92, 2),
            ("二", 2024, 2): (80, 2),
        }
    )
    found = {rule: of(rule, written, pupils=record) for rule in ("entry_class", "classes_in_use", "large_class")}
    told = {rule: [(row.found, row.verdict) for row in rows if row.school] for rule, rows in found.items()}
    assert told["entry_class"] == [(44, "meets"), (46, "breaks"), (None, "unknown")]
    assert told["classes_in_use"] == [(50.5, "breaks"), (43, "meets"), (None, "unknown")]
    large = [row for row in found["large_class"] if row.kind == "primary"]
    assert [(row.found, row.verdict, row.values.get("classes")) for row in large] == [
        (57, "breaks", 2),
        (46, "meets", 0),
        (None, "unknown", None),
    ]
    assert {row.verdict for row in of("very_large_class", written, pupils=record) if row.school} == {"meets", "unknown"}
    estimated = [row.kind for row in found["large_class"] if row.school is None]
    assert estimated == ["middle"], "of stages with a record nothing is estimated"


def test_pupils_beyond_the_seats_count_towards_the_size_cap() -> None:
    """1,900 seats keep the cap of 2,000 pupils, 2,100 pupils on record do not; of an earlier year they do not count."""
    one = school("一", planned=None, opens=2000, seats={"primary": 1900})
    for year, verdict, size in ((2024, "breaks", 2100), (2022, "meets", 1900)):
        record = rows_of_schools({("一", 2023, None): (1800, None), ("一", year, None): (2100, None)})
        (row,) = of("size_cap", plan(one), pupils=record)
        assert (row.verdict, row.found) == (verdict, size)


def test_classes_that_the_school_writes_stand_in_for_those_of_the_record() -> None:
    """50 first-graders in the one class that the register says; pupils forecast elsewhere are no record."""
    one = school("一", classes={"primary": (1, 1, 1, 1, 1, 1)}, planned=None, opens=2000)
    rows = rows_of_schools({("一", 2024, 1): (50, None), ("一", 2024, 2): (40, None)})
    known = recorded(plan(one), assumptions().stages, rows)["一", "primary"]
    assert (known.entry, known.basis) == (50, "derived")
    guessed = [replace(row, basis="projected") for row in rows]
    assert recorded(plan(one), assumptions().stages, guessed) == {}


def test_kindergartens_are_held_against_the_norm_of_each_grade() -> None:
    """34 in a top class meet 35, 27 in a first class break 25."""
    one = nursery("一", 180)
    record = [
        replace(row, school="一", classes=1)
        for row in pupils({("甲", 2024, "kindergarten", 1): 25, ("甲", 2024, "kindergarten", 3): 34})
    ]
    (row,) = [row for row in of("classes_in_use", plan(one), pupils=record) if row.school]
    assert (row.found, row.verdict) == (25, "meets")
    more = [replace(record[0], pupils=27), record[1]]
    for rule in ("entry_class", "classes_in_use"):
        (row,) = [row for row in of(rule, plan(one), pupils=more) if row.school]
        assert (row.found, row.verdict, row.limit.value if row.limit else 0) == (27, "breaks", 25)  # type: ignore[union-attr]


def test_what_would_decide_a_rule_is_told() -> None:
    """In the sentences with the key, and in every record that is not decidable."""
    text = " ".join(run("check", "--policy", "--lang", "en").stdout.split())
    for key in ("enrolment.csv", "`register`", "no field marks quality", "senior.gross_rate"):
        assert key in text
    rows = json.loads(run("check", "--policy", "--format", "json", "--year", "2026").stdout)["rows"]
    new = [row for row in rows if row["rule"] in ("entry_class", "special_school", "quality_senior", "gross_rate")]
    assert len(new) == 6
    assert all(row["verdict"] == "unknown" and row["missing"] for row in new)
    assert {row["year"] for row in rows if row["rule"].endswith("_all")} == {2026}
    school_pupils = rows_of_schools({("一", 2024, 1): (44, 1)})
    rows_open = findings(plan(school("一")), assumptions(), RULES, pupils=school_pupils)
    (line,) = [line for line in notes(rows_open, assumptions(), RULES, "zh") if "enrolment.csv" in line]
    assert line.startswith("无法判定的起始年级班额（幼儿园、初中）、在用班额（幼儿园、初中）：")
    done = run("check", "--year", "2026")
    assert (done.returncode, "--policy" in done.stderr) == (2, True)


def test_seats_of_a_schools_own_classes_are_whole() -> None:
    """Three classes of 25, two of 30 and two of 35 are 205 seats, which thirties are not."""
    plain = school("a", type="kindergarten", seats={"kindergarten": 205})
    graded = school("b", type="kindergarten", seats={"kindergarten": 205}, classes={"kindergarten": (3, 2, 2)})
    sized = Stage("kindergarten", 3, 3, 30, class_sizes=(25, 30, 35))
    found = of("whole_classes", plan(plain, graded, stages=(sized,)))
    assert [each.verdict for each in found] == ["unknown", "meets"]
