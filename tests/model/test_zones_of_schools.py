"""Schools of a zone sum to it, zones to their area: in pupils and in warnings, over random plans."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.warn.entries import AREA, SCHOOL, ZONE, entries
from xuewei.cli.commands.warn import _going
from xuewei.model.assessment import Assessment, assess
from xuewei.model.by_school import school_pupils
from xuewei.model.plan import BaseSeats, School
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.school_sums import with_sums
from xuewei.model.zones import entry_children

from builders import assumptions, immortal, plan, population, school

ZONES = {"东": "甲", "西": "甲", "城": "乙", "乡": "乙"}
BIRTH_YEARS = range(2012, 2026)
YEARS = (2027, 2028, 2029)


@st.composite
def projects(draw: st.DrawFn) -> Assessment:
    """Primary schools that serve one zone each, one year of their pupils (of some areas none), births by zone; in every
    zone a school stays open, others open and close."""
    schools: list[School] = []
    rows: list[EnrolmentRow] = []
    for zone, area in ZONES.items():
        for n in range(draw(st.integers(1, 3))):
            written: dict[str, object] = {"zone": zone, "seats": {}, "classes": {"primary": draw(st.integers(6, 30))}}
            written |= {"status": "in_use", "planned": None, "opens": None, "counted": True}
            if n and draw(st.booleans()):
                written["closes"] = draw(st.integers(2026, 2029))
            if n and draw(st.booleans()):
                written |= {"opens": draw(st.integers(2026, 2027)), "status": "planned"}
            schools.append(school(f"{zone}{n}", area, **written))
            if written["opens"] is None:
                counts = draw(st.lists(st.integers(1, 120), min_size=6, max_size=6))
                about = "published", "学籍"
                rows += [
                    EnrolmentRow(area, 2025, "primary", grade, count, *about, school=f"{zone}{n}")
                    for grade, count in enumerate(counts, start=1)
                ]
    births = tuple(
        BirthsRow(zone, year, draw(st.integers(10, 400)), "published", "公报", date(year, 12, 31))
        for zone in ZONES
        for year in BIRTH_YEARS
    )
    bare = population({}, assumed=assumptions(horizon=2030, survival=immortal()))
    stages = bare.assumptions.stages
    silent = draw(st.sampled_from(["", "甲"]))
    kept = [row for row in rows if row.area != silent]
    people = replace(bare, births=births, enrolment=with_sums((), kept, stages), of_schools=tuple(kept))
    return assess(replace(plan(*schools, areas=("乙",)), base_seats=BaseSeats(2025, listed=True)), people)


@settings(max_examples=8, deadline=None)
@given(projects())
def test_schools_of_a_zone_sum_to_it_and_zones_to_their_area(found: Assessment) -> None:
    """Who enters the schools of a zone are the children of the zone, whatever opens and closes, with and without pupils
    of schools on record; all of an area's are its demand of the grade."""
    due, pupils = entry_children(found), school_pupils(found)
    children, entrants = due.children["primary"], pupils.pupils["primary"][:, :, 0]
    for year in YEARS:
        t = found.years.index(year)
        for area, n in (("甲", 0), ("乙", 1)):
            zones = [due.places.index(zone) for zone, whole in ZONES.items() if whole == area]
            assert np.isclose(children[t, zones].sum(), children[t, n])
            assert np.isclose(children[t, n], found.demand["primary"][t, n, 0])
        for zone in ZONES:
            members = [n for n, each in enumerate(found.plan.schools) if each.zone == zone]
            assert np.isclose(entrants[t, members].sum(), children[t, due.places.index(zone)])


@settings(max_examples=8, deadline=None)
@given(projects())
def test_warnings_sum_in_whole_children(found: Assessment) -> None:
    """By school to those by zone within the rounding of each, by zone to those by area without any."""
    going = _going(found)
    by_school = entries(found, YEARS, SCHOOL, going=going)
    by_zone, by_area = entries(found, YEARS, ZONE), entries(found, YEARS, AREA)
    for n, spot in enumerate(by_zone.spots):
        members = [at for at, each in enumerate(by_school.spots) if each.zone == spot.zone]
        added = by_school.children["primary"][:, members].sum(axis=1)
        assert (np.abs(added - by_zone.children["primary"][:, n]) <= len(members)).all()
    for n, spot in enumerate(by_area.spots):
        inside = [at for at, each in enumerate(by_zone.spots) if each.area == spot.area]
        for table, whole in ((by_zone.children, by_area.children), (by_zone.intake, by_area.intake)):
            assert (np.asarray(table["primary"])[:, inside].sum(axis=1) == np.asarray(whole["primary"])[:, n]).all()
