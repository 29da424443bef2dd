"""Policy checks and the estate rule: laws that hold for every plan and estate, and cases worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from xuewei.answers.policy.finding import Finding
from xuewei.answers.policy.findings import Estate, estate, findings, residents_of, share
from xuewei.formats.policy import read_policy
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.model.assumptions import Figure
from xuewei.model.plan import School
from xuewei.model.provision import provision_of

from builders import plan, school

RULES = read_policy()
ASSUMED = read_assumptions()
PROVISIONS = ("public", "inclusive", "private")
FOUNDERS = st.sampled_from([None, "city", "donor", "developer"])
RANK = {"meets": 0, "unknown": 1, "breaks": 2}


def found(*schools: School, **changes: object) -> list[Finding]:
    """What the shipped rules find in a plan of some schools, under assumptions with ``changes``."""
    return findings(plan(*schools), replace(ASSUMED, **changes), RULES)  # type: ignore[arg-type]


def one(rows: Sequence[Finding], rule: str, kind: str = "") -> Finding:
    """The only finding of a rule (and kind)."""
    (row,) = (row for row in rows if row.rule == rule and kind in ("", row.kind))
    return row


def kindergarten(name: str, seats: int = 180, **changes: object) -> School:
    """A kindergarten of 180 seats, with ``changes``."""
    return replace(
        school(name, type="kindergarten"),
        seats={"kindergarten": seats},
        **changes,  # type: ignore[arg-type]
    )


@st.composite
def kindergartens(draw: st.DrawFn) -> list[School]:
    """Some kindergartens, of which some say what they are and some who founds them."""
    rows = draw(
        st.lists(st.tuples(st.integers(1, 600), st.sampled_from([None, *PROVISIONS]), FOUNDERS), min_size=1, max_size=8)
    )
    return [
        kindergarten(f"k{n}", seats, provision=provision, founder=founder)
        for n, (seats, provision, founder) in enumerate(rows)
    ]


@settings(max_examples=60)
@given(st.sampled_from(["primary", "middle", "kindergarten"]), st.integers(1, 5000), st.integers(0, 2000))
def test_more_seats_never_turn_a_broken_cap_into_a_met_one(kind: str, seats: int, more: int) -> None:
    """The verdict of a size cap only gets worse with seats, and what is over grows by at most what was added."""
    small, large = (
        one(found(replace(school("a"), type=kind, seats={kind: count})), "size_cap") for count in (seats, seats + more)
    )
    assert RANK[small.verdict] <= RANK[large.verdict]
    assert 0 <= large.values["over"] - small.values["over"] <= more


@settings(max_examples=60)
@given(kindergartens(), st.sampled_from(["inclusive", "public"]))
def test_bounds_of_a_share_are_in_order(rows: list[School], name: str) -> None:
    """Lower ≤ upper, both between 0 and 1; the public share is never above the inclusive one."""
    bounds = share(rows, name, RULES.government)
    assert 0 <= bounds.lowest <= bounds.highest <= 1
    public, inclusive = (share(rows, each, RULES.government) for each in ("public", "inclusive"))
    assert public.lowest <= inclusive.lowest
    assert public.highest <= inclusive.highest


@settings(max_examples=100)
@given(kindergartens(), st.data())
def test_writing_one_more_provision_never_widens_the_bounds(rows: list[School], data: st.DataObject) -> None:
    """What was unknown and is written now narrows the bounds into themselves, and turns no verdict upside down."""
    unknown = [n for n, row in enumerate(rows) if provision_of(row, RULES.government)[0] is None]
    if not unknown:
        return
    n, provision = data.draw(st.sampled_from(unknown)), data.draw(st.sampled_from(PROVISIONS))
    told = [*rows[:n], replace(rows[n], provision=provision), *rows[n + 1 :]]
    for name in ("inclusive", "public"):
        before, after = (share(each, name, RULES.government) for each in (rows, told))
        assert before.lowest <= after.lowest <= after.highest <= before.highest
        verdicts = [one(found(*each), f"{name}_share").verdict for each in (rows, told)]
        assert verdicts[0] in ("unknown", verdicts[1])


def held(area: float | None = None, residents: float | None = None) -> Estate:
    """An estate held against the shipped rule."""
    return estate(RULES.estate, area_m2=area, residents=residents)


@settings(max_examples=100)
@given(st.integers(1, 10**6), st.integers(1, 10**5), st.integers(0, 10**5), st.integers(0, 10**4))
def test_estate_seats_grow_with_area_and_residents_in_whole_classes(
    area: int, residents: int, more_area: int, more_residents: int
) -> None:
    """More never yields less; whole classes hold the seats with less than a class to spare; the parts do not touch."""
    small, large = held(area, residents), held(area + more_area, residents + more_residents)
    assert small.required <= large.required
    assert small.deciding.class_seats <= large.deciding.class_seats
    for limb in (*small.limbs, *large.limbs):
        assert limb.class_seats % 30 == 0
        assert 0 <= limb.class_seats - limb.seats < 30
        assert limb.kindergartens * 360 >= limb.class_seats > (limb.kindergartens - 1) * 360
    assert small.limbs == (*held(area).limbs, *held(residents=residents).limbs)


@pytest.mark.parametrize(
    ("area", "residents", "bites", "seats", "classes", "kindergartens"),
    [
        (150_000, None, [True], 180, 6, 1),
        (None, 5_000, [True], 180, 6, 1),
        (149_999, 4_999, [False, False], 179.9988, 6, 1),
        (None, 12_000, [True], 432, 15, 2),
        (150_000, 4_000, [True, False], 180, 6, 1),
        (100_000, 5_000, [False, True], 180, 6, 1),
        (300_000, 5_000, [True, True], 360, 12, 1),
    ],
)
def test_estates_worked_out_by_hand(
    area: float | None, residents: float | None, bites: list[bool], seats: float, classes: int, kindergartens: int
) -> None:
    """36 seats for 1,000 residents or 30,000 m²; the larger limb decides."""
    case = held(area, residents)
    assert [limb.bites for limb in case.limbs] == bites
    assert case.deciding.seats == pytest.approx(seats)
    assert (case.deciding.classes, case.deciding.kindergartens) == (classes, kindergartens)


def test_an_estate_of_nothing_is_refused() -> None:
    """Neither area nor residents: there is no estate."""
    with pytest.raises(ValueError, match="area"):
        held()


def test_derived_figures_of_the_rules_follow_from_the_published_ones() -> None:
    """30 m² and 36 seats from the two limbs; the norm of mixed ages is the mean of the three grades."""
    rule = RULES.estate
    assert rule.m2_per_resident.value == rule.area_m2.value / rule.residents.value
    smallest = next(stage for stage in ASSUMED.stages if stage.name == "kindergarten").school_seats
    assert smallest is not None
    assert rule.seats_per_1000.value == smallest / rule.residents.value * 1000
    norm = RULES.class_size["kindergarten"]
    assert norm.every.value == sum(each.value for each in norm.grades.values()) / len(norm.grades)
    assert residents_of(100, rule) == 284
    printed = xuewei.read_plan().published.by_founder
    assert sum(printed[founder] for founder in RULES.government.words) == 23


def test_the_shipped_plan_within_the_rules_by_hand() -> None:
    """4 of 6 primary, all 5 nine-year schools and all 16 kindergartens are over their cap; nothing says what a
    kindergarten is."""
    rows = findings(xuewei.read_plan(), ASSUMED, RULES)
    over = [row for row in rows if row.verdict == "breaks"]
    assert {row.rule for row in over} == {"size_cap"}
    kinds = [row.kind for row in over]
    assert [kinds.count(kind) for kind in ("primary", "middle", "nine_year", "kindergarten")] == [4, 0, 5, 12]
    assert kinds.count("estate_kindergarten") == 4
    first = next(row for row in over if row.kind == "nine_year")
    assert first.values == {"over": 320, "classes": 7}  # 2,820 in 60 classes of 47: 320 are 6.8 of them
    inclusive = one(rows, "inclusive_share")
    assert (inclusive.found, inclusive.highest, inclusive.verdict) == (0, 1, "unknown")
    assert inclusive.values == {"schools": 16, "seats": 7590, "wanted": 7059}


def test_what_does_not_count() -> None:
    """Cancelled schools and rows that take seats away break no rule and stand in no share."""
    gone = kindergarten("a", 900, status="cancelled", provision="private")
    taken = replace(school("b"), seats={}, removes={"primary": 4000}, opens=2023)
    rules = {row.rule for row in found(gone, taken) if row.verdict != "unknown" or row.found is not None}
    assert rules == {"class_size", "large_class", "very_large_class", "yearly_new", "special_school", "gross_rate"}
    assert {row.found for row in found(gone, taken) if row.rule == "yearly_new"} == {0}


def test_public_counts_as_inclusive_and_a_government_makes_public() -> None:
    """Three of four seats are inclusive, two public: one written, one derived from its founder."""
    rows = [
        kindergarten("a", provision="public"),
        kindergarten("b", founder="yanhu"),
        kindergarten("c", provision="inclusive"),
        kindergarten("d", provision="private"),
    ]
    inclusive, public = (one(found(*rows), f"{name}_share") for name in ("inclusive", "public"))
    assert (inclusive.found, inclusive.highest, inclusive.verdict) == (0.75, 0.75, "breaks")
    assert (public.found, public.highest, public.verdict) == (0.5, 0.5, "breaks")
    assert (inclusive.basis, public.basis) == ("derived", "derived")
    assert one(found(*rows[:3]), "public_share").verdict == "meets"


def test_a_share_that_just_meets_its_target_meets_it() -> None:
    """93 of 100 seats are 93 %, 92 are not."""
    for seats, verdict in ((93, "meets"), (92, "breaks")):
        rows = [kindergarten("a", seats, provision="inclusive"), kindergarten("b", 100 - seats, provision="private")]
        assert one(found(*rows), "inclusive_share").verdict == verdict


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({}, "unknown"),
        ({"provision": "public"}, "meets"),
        ({"provision": "inclusive"}, "meets"),
        ({"provision": "private"}, "breaks"),
        ({"founder": "city"}, "meets"),
        ({"founder": "developer"}, "unknown"),
        ({"founder": "city", "provision": "private"}, "breaks"),
    ],
)
def test_an_estate_kindergarten_is_public_or_inclusive(changes: dict[str, Any], verdict: str) -> None:
    """What is written counts before what the founder says."""
    row = one(found(kindergarten("a", type="estate_kindergarten", **changes)), "estate_provision")
    assert row.verdict == verdict


def test_seats_that_are_no_whole_classes_cannot_be_decided() -> None:
    """100 seats are 3 classes of 30 and 10 pupils: a small class, or 3 classes over the norm."""
    row = one(found(kindergarten("a", 100)), "whole_classes")
    assert (row.verdict, row.values) == ("unknown", {"classes": 3, "last": 10})
    assert one(found(kindergarten("a", 90)), "whole_classes").verdict == "meets"


def test_the_class_size_of_a_stage_is_held_against_its_norm() -> None:
    """46 in a primary class break 45; a stage without a norm cannot be decided."""
    primary = next(stage for stage in ASSUMED.stages if stage.name == "primary")
    others = tuple(stage for stage in ASSUMED.stages if stage.name != "primary")
    rows = found(stages=(*others, replace(primary, class_size=46)))
    assert one(rows, "class_size", "primary").verdict == "breaks"
    assert one(rows, "class_size", "middle").verdict == "meets"
    rows = found(
        replace(school("a"), type="vocational", seats={"vocational": 500}),
        stages=(*ASSUMED.stages, replace(primary, name="vocational", entry_age=15)),
    )
    assert one(rows, "class_size", "vocational").verdict == "unknown"
    assert one(rows, "size_cap", "vocational").limit is None


@pytest.mark.parametrize(
    ("crowding", "verdicts"),
    [
        (Figure(1.0, "factor", "assumed", "", (1.0, 1.33)), ["unknown", "unknown", "meets", "unknown"]),
        (Figure(1.0, "factor", "published"), ["meets", "meets", "meets", "meets"]),
        (Figure(1.12, "factor", "published"), ["meets", "breaks", "meets", "meets"]),
        (Figure(1.33, "factor", "assumed", "", (1.0, 1.33)), ["breaks", "breaks", "meets", "breaks"]),
    ],
)
def test_classes_in_use_against_56_and_66(crowding: Figure, verdicts: list[str]) -> None:
    """45 and 50 times the crowding; a range that reaches the limit leaves it open. 50 × 1.12 = 56 is large."""
    rows = [row for row in found(base_crowding=crowding) if row.rule.endswith("large_class")]
    assert [row.verdict for row in rows] == verdicts
