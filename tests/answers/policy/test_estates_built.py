"""The kindergarten that an estate must provide: in the plan or not, and open when its families come or later."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xuewei.answers.policy.estates_built import estate_findings
from xuewei.answers.policy.finding import BREAKS, ESTATE_BUILT, ESTATE_TIMELY, MEETS, UNKNOWN, Finding
from xuewei.formats.policy import read_policy
from xuewei.model.plan import School
from xuewei.model.population import EstateRow

from builders import assumptions, estate, estate_rules, plan

LARGE = estate("e1", name="东湖", dwellings=2000.0, completes=2025, zone="东片")
KINDERGARTEN = School("k", "estate_kindergarten", "甲", {"kindergarten": 180}, opens=2026)


def found(*schools: School, rows: tuple[EstateRow, ...] = (LARGE,)) -> list[Finding]:
    """What the rules find; everybody lives there a year after completion."""
    assumed = replace(assumptions(), estates=estate_rules())
    return list(estate_findings(plan(*schools), assumed, read_policy(), rows))


def verdicts(*schools: School, rows: tuple[EstateRow, ...] = (LARGE,)) -> list[tuple[str, str]]:
    """Rule and verdict of each finding."""
    return [(each.rule, each.verdict) for each in found(*schools, rows=rows)]


@pytest.mark.parametrize(
    ("school", "verdict"),
    [
        (None, BREAKS),
        (replace(KINDERGARTEN, name="东湖配建幼儿园"), MEETS),
        (replace(KINDERGARTEN, note="e1 配建"), MEETS),
        (replace(KINDERGARTEN, zone="东片"), MEETS),
        (replace(KINDERGARTEN, name="配建幼儿园"), UNKNOWN),
        (replace(KINDERGARTEN, note="e10 配建"), UNKNOWN),
        (replace(KINDERGARTEN, area="乙"), BREAKS),
        (replace(KINDERGARTEN, name="东湖配建幼儿园", status="cancelled"), BREAKS),
        (School("p", "primary", "甲", {"primary": 540}, name="东湖小学", opens=2026), BREAKS),
    ],
)
def test_an_estate_that_must_provide_has_a_row_of_its_own(school: School | None, verdict: str) -> None:
    """2,000 dwellings × 2.84 are 5,680 residents, and the rule begins with 5,000."""
    (one, *_) = found(*([school] if school else []))
    assert (one.rule, one.verdict, one.found, one.estate) == (ESTATE_BUILT, verdict, 5680, "东湖")


def test_small_estates_need_none_and_floor_area_is_a_limb_of_its_own() -> None:
    """1,700 dwellings are 4,828 residents; 150,000 m² are enough by themselves, over all parts of an estate."""
    small = replace(LARGE, dwellings=1700.0)
    assert verdicts(rows=(small,)) == []
    parts = (
        replace(small, floor_area_m2=90_000.0, line=2),
        replace(small, floor_area_m2=60_000.0, completes=2027, line=3),
    )
    assert [(each.verdict, each.found) for each in found(rows=parts)] == [(BREAKS, 150_000)]


@pytest.mark.parametrize(("opens", "verdict", "late"), [(2025, MEETS, 0), (2026, MEETS, 0), (2028, BREAKS, 2)])
def test_a_school_that_opens_too_late_is_named_with_the_years(opens: int, verdict: str, late: int) -> None:
    """Families live there from September 2026 on."""
    one = found(replace(KINDERGARTEN, name="东湖园", opens=opens))[1]
    assert (one.rule, one.verdict, one.values["fills"], one.values["late"]) == (ESTATE_TIMELY, verdict, 2026, late)


def test_of_an_estate_that_stays_empty_the_last_year_of_its_course_counts() -> None:
    """Where nobody ever comes there is no first family to be in time for; nothing breaks, and nothing is late."""
    empty = replace(LARGE, occupancy=((1, 0.0), (3, 0.0)))
    school = replace(KINDERGARTEN, name="东湖配建幼儿园", opens=2028)
    assert verdicts(school, rows=(empty,)) == [(ESTATE_BUILT, MEETS), (ESTATE_TIMELY, MEETS)]


def test_a_school_of_an_estate_is_none_of_another_whose_name_that_of_the_first_holds() -> None:
    """东湖一期幼儿园 is not what 东湖 must provide."""
    first = estate("e2", name="东湖一期", dwellings=2000.0, completes=2025)
    school = replace(KINDERGARTEN, name="东湖一期幼儿园")
    built = {each.estate: each.verdict for each in found(school, rows=(LARGE, first)) if each.rule == ESTATE_BUILT}
    assert built == {"东湖": BREAKS, "东湖一期": MEETS}


def test_estates_of_other_places_are_not_held_against_the_plan() -> None:
    """Another county provides for its own."""
    assert verdicts(rows=(replace(LARGE, area="乙", zone=""),)) == []
