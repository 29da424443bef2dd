"""Children due to enter, by area and zone: laws, and cases that can be worked out by hand."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import xuewei
from xuewei.answers.explain.explanation import explain
from xuewei.formats.population.folder import read_population
from xuewei.model.assessment import Assessment
from xuewei.model.assumptions import Children, Figure, OptionalStage, Scope, Series
from xuewei.model.plan import School
from xuewei.model.population import ChildrenRow, FlowRow, Population, ZoneRow
from xuewei.model.stages import Stage
from xuewei.model.zones import REST, EntryChildren, entry_children

from builders import assumptions, immortal, level, plan, population, pupils, school
from program import TOP

SEPTEMBER = 2026
"""The school year that the cases are about: who enters primary then was born from September 2019 to August 2020."""


def register(
    area: str, year: int, persons: float, kind: str = "hukou", *, end: str = "08-31", day: str = "2025-12-31"
) -> ChildrenRow:
    """Children of twelve months that end in ``year``."""
    about = date.fromisoformat(day), "published", "公安", date.fromisoformat(f"{year}-{end}")
    return ChildrenRow(area, year, persons, kind, *about)


def zone(name: str, part_of: str = "甲", share: float | None = None) -> ZoneRow:
    """A zone."""
    return ZoneRow(name, part_of, share, "assumed", "划分")


def flow(origin: str, target: str, share: float, stage: str = "primary") -> FlowRow:
    """Pupils who go to school elsewhere."""
    return FlowRow(origin, target, stage, share, "derived", "学籍")


def folk(*areas: str, **tables: object) -> Population:
    """50 boys and 50 girls at every age in every area, nobody dying, and the tables of children."""
    alone = population({area: level(50) for area in areas}, assumed=assumptions(survival=immortal()))
    return replace(alone, **tables)  # type: ignore[arg-type]


def due(people: Population, *schools: School, areas: Sequence[str] = ("甲",)) -> EntryChildren:
    """Children due of a plan of some schools."""
    return entry_children(held(people, *schools, areas=areas))


def held(people: Population, *schools: School, areas: Sequence[str] = ("甲",)) -> Assessment:
    """The plan held against the people."""
    return xuewei.assess(plan(*schools, areas=tuple(areas[1:])), people, horizon=2030)


def at(found: EntryChildren, place: str, stage: str = "primary", year: int = SEPTEMBER) -> float:
    """Children due of one place."""
    return float(found.children[stage][found.years.index(year), found.places.index(place)])


def beside(found: EntryChildren, place: str, stage: str = "primary") -> float:
    """Children outside the count of one place."""
    return float(found.others[stage][found.years.index(SEPTEMBER), found.places.index(place)])


def test_a_register_of_school_years_is_exact_and_one_of_calendar_years_is_shared_by_months() -> None:
    """120 of the year that ends in August 2020; else 4 months of 2019 and 8 of 2020."""
    assert at(due(folk("甲")), "甲") == pytest.approx(100)
    found = due(folk("甲", children=(register("甲", 2020, 120),)))
    assert (at(found, "甲"), found.whence["甲", "primary"]) == (120, "hukou")
    years = tuple(register("甲", year, n, end="12-31") for year, n in ((2019, 120), (2020, 240)))
    assert at(due(folk("甲", children=years)), "甲") == 120 * 4 / 12 + 240 * 8 / 12


def test_the_newest_register_of_a_cohort_counts_and_one_before_its_end_does_not() -> None:
    """A row of twelve months that were not over on its day is not whole."""
    rows = (register("甲", 2020, 120), register("甲", 2020, 90, day="2024-12-31"))
    assert at(due(folk("甲", children=rows)), "甲") == 120
    early = register("甲", 2020, 70, day="2020-06-30")
    assert due(folk("甲", children=(early,))).whence["甲", "primary"] == "forecast"


def test_a_register_that_ends_goes_on_with_the_next_source() -> None:
    """Born up to August 2020: from 2027 on by the demand of the area, and it is said."""
    found = due(folk("甲", children=(register("甲", 2020, 120),)))
    assert [found.source("甲", "primary", year) for year in (2025, 2026, 2027)] == ["forecast", "hukou", "forecast"]
    assert (found.until("甲", "primary"), found.until("甲", "middle")) == (2026, None)
    assert at(found, "甲", year=2027) == pytest.approx(100)


def test_the_first_kind_that_there_is_counts_unless_one_is_chosen() -> None:
    """Household register, residents, births, vaccinations; other kinds stand beside it."""
    rows = (register("甲", 2020, 150, "resident"), register("甲", 2020, 120), register("甲", 2020, 110, "born"))
    people = folk("甲", children=rows)
    found = due(people)
    assert (at(found, "甲"), found.whence["甲", "primary"]) == (120, "hukou")
    t = found.years.index(SEPTEMBER)
    assert {kind: each[t, 0] for kind, each in found.kinds["primary"].items()} == {
        "hukou": 120,
        "resident": 150,
        "born": 110,
    }
    chosen = due(replace(people, assumptions=replace(people.assumptions, children=Children("born"))))
    assert (at(chosen, "甲"), chosen.whence["甲", "primary"]) == (110, "born")
    missing = due(replace(people, assumptions=replace(people.assumptions, children=Children("vaccinated"))))
    assert missing.whence["甲", "primary"] == "forecast"


def test_children_of_migrants_stand_beside_the_household_register_or_are_counted() -> None:
    """As registered, else residents beyond the register; none where the count has them already."""
    rows = (register("甲", 2020, 120), register("甲", 2020, 150, "resident"))
    people = folk("甲", children=rows)
    assert (at(due(people), "甲"), beside(due(people), "甲")) == (120, 30)
    own = replace(people, children=(*rows, register("甲", 2020, 45, "migrant")))
    assert (at(due(own), "甲"), beside(due(own), "甲")) == (120, 45)
    counted = due(replace(own, assumptions=replace(own.assumptions, children=Children(migrants="counted"))))
    assert (at(counted, "甲"), beside(counted, "甲")) == (165, 0)
    residents = replace(own, assumptions=replace(own.assumptions, children=Children("resident", "counted")))
    assert (at(due(residents), "甲"), beside(due(residents), "甲")) == (150, 0)
    assert np.isnan(beside(due(folk("甲", children=rows[:1])), "甲"))
    alone = due(folk("甲", children=(register("甲", 2020, 45, "migrant"),)))
    assert (alone.whence["甲", "primary"], beside(alone, "甲")) == ("forecast", 0)


def test_children_of_migrants_of_an_area_are_those_of_its_zones() -> None:
    """Where all zones know theirs; counted, the area is still their sum, and none is said to have too many."""
    rows = [register(place, 2020, n) for place, n in (("甲", 100), ("东", 60), ("西", 40))]
    rows += [register(place, 2020, n, "migrant") for place, n in (("东", 8), ("西", 2))]
    people = folk("甲", zones=(zone("东"), zone("西")), children=tuple(rows))
    assert [beside(due(people), place) for place in ("甲", "东", "西")] == [10, 8, 2]
    counted = due(replace(people, assumptions=replace(people.assumptions, children=Children(migrants="counted"))))
    assert [at(counted, place) for place in ("甲", "东", "西")] == [110, 68, 42]
    assert not [each for each in counted.over if each[1] == "primary"]


def test_kindergarten_takes_the_share_that_goes_there_and_compulsory_stages_take_all() -> None:
    """A register says who is there, not who comes."""
    share = {stage: Series({2020: 0.9}) for stage in ("kindergarten", "primary")}
    people = folk("甲", children=(register("甲", 2023, 200), register("甲", 2020, 120)))
    people = replace(people, assumptions=replace(people.assumptions, participation=share))
    found = due(people)
    assert (at(found, "甲", "kindergarten"), at(found, "甲")) == (180, 120)


def test_zones_share_what_those_with_a_register_leave() -> None:
    """100 of the area: 40 by register, 60 in the written shares 3 : 2."""
    zones = (zone("东", share=0.5), zone("西", share=0.3), zone("南", share=0.2))
    found = due(folk("甲", zones=zones, children=(register("东", 2020, 40),)))
    assert [at(found, each) for each in ("甲", "东", "西", "南")] == pytest.approx([100, 40, 36, 24])
    assert [found.whence[each, "primary"] for each in ("甲", "东", "西")] == ["forecast", "hukou", "share"]
    assert (found.zones, found.part_of["东"]) == (("东", "西", "南"), "甲")


def test_zones_without_a_share_are_as_large_as_the_places_of_their_schools() -> None:
    """90 places a year, of both zones in equal parts, and 45 of one: 45 and 90; without schools, evenly."""
    schools = [school("a", zone="东;西", opens=2020), school("b", zone="西", seats={"primary": 270}, opens=2020)]
    found = due(folk("甲", zones=(zone("东"), zone("西"))), *schools)
    assert [at(found, each) for each in ("东", "西")] == pytest.approx([100 / 3, 200 / 3])
    written = due(folk("甲", zones=(zone("东", share=0.7), zone("西"))), *schools)
    assert [at(written, each) for each in ("东", "西")] == pytest.approx([70, 30])
    assert [at(found, each, "middle") for each in ("东", "西")] == pytest.approx([50, 50])
    plain = due(folk("甲"), school("a", zone="东:0.25", opens=2020), school("b", zone="西", opens=2020))
    assert plain.zones == ("东", "西")
    assert [at(plain, each) for each in plain.zones] == pytest.approx([20, 80])


def test_what_no_zone_covers_has_a_row_of_its_own() -> None:
    """Shares of 0.6 leave 0.4; and registers of all zones less than the area's own leave the rest."""
    found = due(folk("甲", zones=(zone("东", share=0.6),)))
    assert (found.zones, found.part_of[f"甲{REST}"]) == (("东", f"甲{REST}"), "甲")
    assert [at(found, each) for each in found.zones] == pytest.approx([60, 40])
    rows = (register("东", 2020, 80), register("甲", 2020, 100))
    less = due(folk("甲", zones=(zone("东"),), children=rows))
    assert (at(less, "甲"), at(less, "东"), at(less, f"甲{REST}")) == (100, 80, 20)
    all_of_it = due(folk("甲", zones=(zone("东"),)))
    assert all_of_it.zones == ("东",)


def test_an_area_is_the_sum_of_its_zones_where_all_have_a_register() -> None:
    """Also where together they have more than the area says, which is told."""
    zones, rows = (zone("东"), zone("西")), (register("东", 2020, 70), register("西", 2020, 50))
    found = due(folk("甲", zones=zones, children=rows))
    assert (at(found, "甲"), found.whence["甲", "primary"], found.over) == (120, "hukou", ())
    over = due(folk("甲", zones=zones, children=(*rows, register("甲", 2020, 110))))
    assert (at(over, "甲"), over.over[-1]) == (120, ("甲", "primary", SEPTEMBER))
    part = due(folk("甲", zones=zones, children=(register("东", 2020, 130),)))
    assert (at(part, "甲"), at(part, "东"), at(part, "西")) == (130, 130, 0)


def test_middle_school_is_entered_by_leavers_of_primary_school() -> None:
    """Of an area with pupils by grade: the last grade a year before; of its zones, by the pupils of their schools, who
    go up a grade a year."""
    grades: dict[tuple[str, int, str, int | None], int] = {}
    grades |= {("甲", year, "primary", grade): 60 + 10 * grade for year in (2023, 2024, 2025) for grade in range(1, 7)}
    grades |= {("甲", year, "middle", grade): 100 for year in (2023, 2024, 2025) for grade in (1, 2, 3)}
    of_schools = tuple(
        replace(row, school=name, pupils=n)
        for row in pupils({key: n for key, n in grades.items() if key[1:3] == (2025, "primary")})
        for name, n in (("a", (row.grade or 0) * 10), ("b", 60))
    )
    people = folk("甲", enrolment=pupils(grades), of_schools=of_schools)
    found = due(people, school("a", zone="东", opens=2020), school("b", zone="西", opens=2020))
    assert found.whence["甲", "middle"] == found.whence["东", "middle"] == "leavers"
    assert [at(found, each, "middle") for each in ("甲", "东", "西")] == pytest.approx([120, 60, 60])
    area = at(found, "甲", "middle", 2027)
    shares = [at(found, each, "middle", 2027) / area for each in ("东", "西")]
    assert shares == pytest.approx([50 / 110, 60 / 110])
    one_alone = tuple(row for row in of_schools if row.school == "a")
    bare = due(replace(people, of_schools=one_alone), school("a", zone="东"), school("b", zone="西"))
    assert bare.whence["东", "middle"] == bare.whence["西", "middle"] == "share"


def test_births_of_a_zone_come_to_school_as_those_of_its_area_do() -> None:
    """The area has 100 to 200 births: a zone with 80 has 40, and without births of the area as many as were born."""
    people = population({"甲": level(50)}, births={("东", 2020): 80, ("东", 2019): 80}, assumed=folk("甲").assumptions)
    people = replace(people, zones=(zone("东"), zone("西")))
    found = due(people)
    assert found.whence["东", "primary"] == "births"
    assert [at(found, each) for each in found.zones] == pytest.approx([80, 20])
    born = population(
        {"甲": level(50)},
        births={(place, year): n for place, n in (("甲", 200), ("东", 80)) for year in (2019, 2020)},
        assumed=people.assumptions,
    )
    known = due(replace(born, zones=people.zones))
    assert at(known, "东") == pytest.approx(80 * at(known, "甲") / 200)
    later = population(
        {"甲": level(50)},
        births={**{("东", year): 80 for year in (2019, 2020, 2021)}, ("甲", 2019): 200, ("甲", 2020): 200},
        assumed=people.assumptions,
    )
    after = due(replace(later, zones=people.zones))
    assert at(after, "东", year=2027) == pytest.approx(80 * at(after, "甲") / 200)
    scoped = replace(people.assumptions, scope={"城": Scope("甲", Figure(0.5))})
    lent = replace(born, zones=(zone("东", "城"), zone("西", "城")), assumptions=scoped)
    part = entry_children(xuewei.assess(plan(area="城"), lent, horizon=2030))
    assert at(part, "东") == pytest.approx(80 * at(part, "城") / 100)


def test_of_a_stage_that_leavers_enter_demand_says_who_comes() -> None:
    """A register of its age would count everybody: those who leave for it are in its demand already; its zones share
    them by the pupils of their schools who leave."""
    rows = pupils({("甲", 2025, "middle", 3): 90})
    of_schools = tuple(replace(row, school=name, pupils=n) for row in rows for name, n in (("a", 60), ("b", 30)))
    senior = Stage("senior", 15, 3, 50, after="middle")
    some = folk("甲", children=(register("甲", 2011, 120),), of_schools=of_schools)
    assumed = replace(some.assumptions, optional=(OptionalStage(senior),))
    one = plan(school("a", zone="东"), school("b", zone="西"), use_stages=("senior",))
    answer = xuewei.assess(one, replace(some, assumptions=assumed), horizon=2030)
    found = entry_children(answer)
    t = found.years.index(SEPTEMBER)
    assert at(found, "甲", "senior") == pytest.approx(answer.demand["senior"][t, 0, 0])
    assert [at(found, each, "senior") / at(found, "甲", "senior") for each in found.zones] == pytest.approx(
        [2 / 3, 1 / 3]
    )


def test_flows_carry_registers_of_areas_and_of_their_zones() -> None:
    """5 % of 甲 go to 乙: its zones lose in proportion, and 乙 gains as many."""
    rows = (register("甲", 2020, 100), register("乙", 2020, 60), register("东", 2020, 40))
    zones = (zone("东"), zone("西"))
    people = folk("甲", "乙", zones=zones, children=rows, flows=(flow("甲", "乙", 0.05),))
    found = due(people, areas=("甲", "乙"))
    assert [at(found, each) for each in found.places] == pytest.approx([95, 65, 38, 57])
    within = due(replace(people, flows=(flow("东", "西", 0.25),)), areas=("甲", "乙"))
    assert [at(within, each) for each in within.places] == pytest.approx([100, 60, 30, 70])
    out = due(replace(people, flows=(flow("东", "", 0.25),)), areas=("甲", "乙"))
    assert [at(out, each) for each in out.places] == pytest.approx([90, 60, 30, 60])


def test_flows_of_areas_by_ages_are_those_of_their_demand() -> None:
    """Once, not twice; a register that receives takes from people who are projected, and one of nobody from others."""
    people = folk("甲", "乙", zones=(zone("东"), zone("西")), flows=(flow("甲", "乙", 0.1),))
    answer = held(people, areas=("甲", "乙"))
    found = entry_children(answer)
    assert found.children["primary"][:, :2] == pytest.approx(answer.demand["primary"][:, :, 0])
    assert [at(found, each) for each in found.places] == pytest.approx([90, 110, 45, 45])
    known = due(replace(people, children=(register("乙", 2020, 60),)), areas=("甲", "乙"))
    assert at(known, "乙") == pytest.approx(70)
    nobody = replace(people, zones=(zone("北", "乙"),), children=(register("乙", 2020, 0), register("北", 2020, 0)))
    empty = due(nobody, areas=("甲", "乙"))
    assert [at(empty, each) for each in ("乙", "北", f"乙{REST}")] == pytest.approx([10, 0, 10])


def test_flows_do_not_carry_pupils_who_are_at_school_there_already() -> None:
    """Of an area with pupils on record its number stays; the register of a zone in it is without those who leave."""
    grades: dict[tuple[str, int, str, int | None], int] = {}
    grades |= {("甲", year, "primary", grade): 100 for year in (2023, 2024, 2025) for grade in range(1, 7)}
    people = folk("甲", enrolment=pupils(grades), flows=(flow("甲", "", 0.1),), zones=(zone("东"), zone("西")))
    before, found = due(replace(people, flows=())), due(people)
    assert at(found, "甲") == at(before, "甲")
    own = due(replace(people, children=(register("东", 2020, 50),)))
    assert (at(own, "甲"), at(own, "东")) == (at(before, "甲"), 45)


def test_zones_outside_the_plan_are_left_out() -> None:
    """A folder may have more areas than a plan."""
    found = due(folk("甲", "乙", zones=(zone("东"), zone("北", "乙"))))
    assert found.places == ("甲", "东")


REGISTERS = st.dictionaries(
    st.tuples(st.sampled_from(["甲", "东", "西", "南", "乙", "北"]), st.integers(2017, 2023)),
    st.integers(0, 300).map(float),
    max_size=12,
)
SHARES = st.none() | st.sampled_from([0.1, 0.25, 1 / 3])
FLOWS = st.lists(
    st.tuples(
        st.sampled_from([("甲", "乙"), ("乙", "甲"), ("甲", ""), ("", "乙"), ("东", "西"), ("西", "北"), ("", "东")]),
        st.sampled_from(["kindergarten", "primary", "middle"]),
        st.floats(0, 0.5),
    ),
    max_size=4,
    unique_by=lambda each: each[:2],
)


@st.composite
def folks(draw: st.DrawFn) -> Population:
    """Two areas with zones that have registers, shares, neither, or both."""
    zones = [zone(name, area, draw(SHARES)) for name, area in (("东", "甲"), ("西", "甲"), ("南", "甲"), ("北", "乙"))]
    rows = [register(*key, n) for key, n in draw(REGISTERS).items()]
    flows = [flow(*ends, share, stage) for ends, stage, share in draw(FLOWS)]
    return folk("甲", "乙", zones=tuple(zones), children=tuple(rows), flows=tuple(flows))


SCHOOLS = (school("a", zone="东;西", opens=2021), school("b", zone="西:0.4", opens=2023), school("c", "乙", zone="北"))


@settings(max_examples=20)
@given(folks())
def test_zones_sum_to_their_area(people: Population) -> None:
    """In every stage and year, with and without flows; nobody is negative."""
    found = due(people, *SCHOOLS, areas=("甲", "乙"))
    for children in found.children.values():
        assert (children >= -1e-9).all()
        for n, area in enumerate(found.areas):
            inside = [found.places.index(each) for each in found.zones if found.part_of[each] == area]
            assert children[:, inside].sum(axis=1) == pytest.approx(children[:, n])


@settings(max_examples=20)
@given(folks(), st.sampled_from(["东", "西", "南", "北"]), st.integers(2017, 2023), st.integers(1, 500))
def test_more_children_in_a_zone_never_lower_its_children_due(
    people: Population, name: str, year: int, more: int
) -> None:
    """By a register that is there, in any year; flows take their share of them."""
    rows = [row for row in people.children if (row.area, row.year) == (name, year)]
    old = rows[0] if rows else register(name, year, 100)
    others = tuple(row for row in people.children if row is not old)
    one, other = (
        due(replace(people, children=(*others, replace(old, persons=n))), *SCHOOLS, areas=("甲", "乙"))
        for n in (old.persons, old.persons + more)
    )
    for stage in one.children:
        before, after = (each.children[stage][:, each.places.index(name)] for each in (one, other))
        assert (after >= before - 1e-9).all()


@settings(max_examples=20)
@given(REGISTERS, st.sampled_from([None, 1.0]))
def test_one_zone_that_is_the_whole_area_equals_the_area(
    rows: dict[tuple[str, int], float], share: float | None
) -> None:
    """Whatever the area rests on, and whatever the zone does."""
    children = tuple(register(area, year, n) for (area, year), n in rows.items() if area == "东")
    found = due(folk("甲", zones=(zone("东", share=share),), children=children))
    for each in found.children.values():
        assert each[:, 0] == pytest.approx(each[:, 1:].sum(axis=1))
    plain = due(folk("甲", zones=(zone("东", share=share),)))
    for each in plain.children.values():
        assert each[:, 0] == pytest.approx(each[:, 1])
    assert plain.zones == ("东",)


SHARED = st.lists(st.floats(0, 0.5), min_size=4, max_size=4)


@settings(max_examples=30)
@given(SHARED, st.sampled_from(["kindergarten", "primary", "middle"]))
def test_flows_conserve_people(shares: list[float], stage: str) -> None:
    """What leaves an area arrives in another, or outside; others' pupils come in addition."""
    people = folk("甲", "乙")
    ends = (("甲", "乙"), ("乙", "甲"), ("甲", ""), ("", "乙"))
    flows = tuple(flow(*each, share, stage) for each, share in zip(ends, shares, strict=True))
    one = held(people, areas=("甲", "乙")).demand[stage]
    other = held(replace(people, flows=flows), areas=("甲", "乙")).demand[stage]
    gone, came = one[:, 0] * shares[2], one[:, 1] * shares[3]
    assert other.sum(axis=1) == pytest.approx(one.sum(axis=1) - gone + came)
    assert other[:, 0] == pytest.approx(one[:, 0] * (1 - shares[0] - shares[2]) + one[:, 1] * shares[1])


def test_flows_replace_inflow_where_they_act_alone() -> None:
    """Nobody counts twice; an area that nobody leaves or comes to keeps its inflow, and so do other stages."""
    people = folk("甲", "乙", "丙", flows=(flow("甲", "乙", 0.1, "middle"),))
    inflow = {stage: replace(assumptions().yellow, value=1.5) for stage in ("primary", "middle")}
    people = replace(people, assumptions=replace(people.assumptions, inflow=inflow))
    found = held(people, areas=("甲", "乙", "丙"))
    assert found.demand["middle"][0].sum(axis=1) == pytest.approx([270, 330, 450])
    assert found.demand["primary"][0].sum(axis=1) == pytest.approx([900, 900, 900])
    assert found.demand.inflow("middle", 2020, "乙") == pytest.approx(1.1)
    assert found.demand.inflow("middle", 2020, "丙") is None
    assert found.demand.inflow("primary", 2020, "乙") is None


def test_who_comes_from_an_area_that_is_not_planned_is_counted() -> None:
    """Where its people are known; else it is named."""
    people = folk("甲", "乙", flows=(flow("乙", "甲", 0.1), flow("丁", "甲", 0.2)))
    found = held(people)
    assert found.demand["primary"][0].sum() == pytest.approx(600 + 60)
    assert found.demand.flowed["primary"].silent == ("丁",)


def registered(*areas: str, **tables: object) -> Population:
    """Nobody counted: 100 children in the register of every area for every year of entry."""
    rows = tuple(register(area, year, 100) for area in areas for year in range(2005, 2026))
    alone = population({}, assumed=assumptions(survival=immortal()))
    return replace(alone, children=rows, **tables)  # type: ignore[arg-type]


BORN_ENDS = (("甲", "乙"), ("乙", "甲"), ("甲", ""), ("", "乙"))


@settings(max_examples=30)
@given(SHARED, st.sampled_from(["kindergarten", "primary", "middle"]))
def test_flows_conserve_children_of_whom_registers_alone_know(shares: list[float], stage: str) -> None:
    """Also where nobody was counted, in an area of births and one that was counted; entrants are then those due."""
    flows = tuple(flow(*each, share, stage) for each, share in zip(BORN_ENDS, shares, strict=True))
    half = replace(folk("甲"), children=registered("乙").children)
    for people in (registered("甲", "乙"), half):
        one, other = (held(replace(people, flows=each), areas=("甲", "乙")) for each in ((), flows))
        before, after = one.demand[stage], other.demand[stage]
        gone, came = before[:, 0] * shares[2], before[:, 1] * shares[3]
        assert after.sum(axis=1) == pytest.approx(before.sum(axis=1) - gone + came)
        assert after[:, 0] == pytest.approx(before[:, 0] * (1 - shares[0] - shares[2]) + before[:, 1] * shares[1])
        assert other.demand.whole[stage] == pytest.approx(after.sum(axis=2))
        assert entry_children(other).children[stage][:, :2] == pytest.approx(after[:, :, 0])


def test_flows_replace_inflow_of_children_of_whom_registers_alone_know() -> None:
    """An area that nobody leaves or comes to keeps its inflow; who comes from an unknown area is named."""
    people = registered("甲", "乙", "丙", flows=(flow("乙", "甲", 0.2), flow("丁", "甲", 0.2)))
    rule = replace(people.assumptions, inflow={"primary": Figure(1.5)})
    found = held(replace(people, assumptions=rule), areas=("甲", "乙", "丙"))
    assert found.method("甲", "primary") == "births"
    assert found.demand["primary"][-1, :, 0] == pytest.approx([120, 80, 150])
    assert found.demand.inflow("primary", 2026, "甲") == pytest.approx(1.2)
    assert found.demand.flowed["primary"].silent == ("丁",)


@settings(max_examples=20)
@given(SHARED)
def test_flows_conserve_those_who_left_the_stage_before(shares: list[float]) -> None:
    """Of senior school, whoever its leavers are known from; inflow acts no more."""
    flows = tuple(flow(*each, share, "senior") for each, share in zip(BORN_ENDS, shares, strict=True))
    asking = replace(plan(areas=("乙",)), use_stages=("senior",))
    for people in (folk("甲", "乙"), registered("甲", "乙")):
        doubled = {**people.assumptions.inflow, "senior": Figure(2.0)}
        with_inflow = replace(people, flows=flows, assumptions=replace(people.assumptions, inflow=doubled))
        one, other = (xuewei.assess(asking, each, horizon=2030) for each in (people, with_inflow))
        before, after = one.demand["senior"], other.demand["senior"]
        assert other.method("甲", "senior") == "leavers"
        gone, came = before[:, 0] * shares[2], before[:, 1] * shares[3]
        assert after.sum(axis=1) == pytest.approx(before.sum(axis=1) - gone + came)
        assert after[:, 0] == pytest.approx(before[:, 0] * (1 - shares[0] - shares[2]) + before[:, 1] * shares[1])
        assert other.demand["middle"] == pytest.approx(one.demand["middle"])
        assert entry_children(other).children["senior"][:, :2] == pytest.approx(after[:, :, 0])
        lines = explain(other, 2028, "甲", "senior").leavers
        made = [line.leavers * line.rate * line.steps for line in lines]
        assert made == pytest.approx(after[other.years.index(2028), 0])


def test_flows_leave_pupils_of_senior_on_record_where_they_are() -> None:
    """甲 has pupils of senior on record; a tenth of those who left its middle schools come to 乙 besides."""
    grades: dict[tuple[str, int, str, int | None], int] = {}
    grades |= {("甲", year, "senior", grade): 70 for year in (2023, 2024, 2025) for grade in (1, 2, 3)}
    people = replace(folk("甲", "乙"), enrolment=pupils(grades))
    asking = replace(plan(areas=("乙",)), use_stages=("senior",))
    one, other = (
        xuewei.assess(asking, replace(people, flows=each), horizon=2030).demand["senior"]
        for each in ((), (flow("甲", "乙", 0.1, "senior"),))
    )
    assert other[:, 0] == pytest.approx(one[:, 0], nan_ok=True)
    assert other[:, 1] == pytest.approx(one[:, 1] * 1.1)


def tables_of(text: str) -> dict[str, str]:
    """The tables that a text shows, by the file that is named above each."""
    found: dict[str, str] = {}
    for block in re.findall(r"(?:^    .*\n)+", text, re.MULTILINE):
        name, _, rows = textwrap.dedent(block).partition("\n")
        found[name] = rows
    return found


@pytest.mark.parametrize(("name", "above"), [("method.en.md", "**A case by hand.**"), ("method.md", "**手算一例。**")])
def test_the_case_of_the_method_is_what_it_works_out(name: str, above: str, tmp_path: Path) -> None:
    """Its tables, read as files, give its numbers, step by step, in either language."""
    text = (TOP / "docs" / name).read_text(encoding="utf-8").partition(f"{above} 甲县")[2]
    tables = tables_of(text)
    for file, rows in tables.items():
        (tmp_path / file).write_text(rows, encoding="utf-8")
    counted = [
        f"{area},{sex},{age},{age if age < 40 else ''},9,2020-11-01,published,普查"
        for area in ("甲县", "乙县")
        for sex in ("male", "female")
        for age in range(41)
    ]
    (tmp_path / "census.csv").write_text(
        "\n".join(["area,sex,age_from,age_to,persons,date,basis,source", *counted]) + "\n", encoding="utf-8"
    )
    written = read_population(tmp_path)
    one = plan(area="甲县", areas=("乙县",))
    found = entry_children(xuewei.assess(one, written))
    before = entry_children(xuewei.assess(one, replace(written, flows=())))
    places = ("甲县", "东片", "西片", "南片", "乙县")
    assert [at(before, each) for each in places] == [1120, 430, 414, 276, 600]
    assert [at(found, each) for each in places] == [1064, 408.5, 393.3, 262.2, 656]
    assert beside(found, "东片") == 60
    rule = replace(written.assumptions, children=Children(migrants="counted"))
    assert at(entry_children(xuewei.assess(one, replace(written, assumptions=rule, flows=()))), "东片") == 490
    for number in ("1,120", "430", "690", "414", "276", "1,064", "408.5", "393.3", "262.2", "656", "490"):
        assert number in text


def test_zones_beyond_their_births_have_what_their_area_has() -> None:
    """Nobody is left over once no zone's births are known: the demand of the area is theirs, as they were born."""
    written = {("东", 2019): 30, ("西", 2019): 60, ("东", 2020): 30, ("西", 2020): 60}
    people = population({"甲": level(50)}, births=written, assumed=assumptions(survival=immortal()))
    answer = held(replace(people, zones=(zone("东"), zone("西"))))
    found, wanted = entry_children(answer), answer.demand["primary"][-1, 0, 0]
    east, west, whole = (at(found, each, year=found.years[-1]) for each in ("东", "西", "甲"))
    assert (east + west, east * 2, whole) == pytest.approx((whole, west, wanted))
