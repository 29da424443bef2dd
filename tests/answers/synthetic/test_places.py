"""Estates, points and sites of a made-up district: where they lie, and that no other figure changes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn import made
from xuewei.answers.synthetic.district import COHORTS, STEP, centres
from xuewei.answers.synthetic.district_files import write_district
from xuewei.answers.synthetic.places import FAR, HOMES, NEAR, SHORT, made_estates, made_points, made_sites
from xuewei.formats.place_tables import Around, read_points, read_sites
from xuewei.formats.population.folder import read_population
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.estates import dwellings_of
from xuewei.model.population import ESTATE_KINDS
from xuewei.model.stages import Stage
from xuewei.model.walking import straight_m

MIDDLE = Stage("middle", 12, 3, 50)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**63), st.integers(1, 30), st.integers(5, 90), st.integers(0, 40), st.integers(0, 20))
def test_any_number_of_places_lie_in_the_district(
    seed: int, zones: int, schools: int, estates: int, sites: int
) -> None:
    """As many as are asked for, each in the square of its zone but for sites that are far out; all estates together
    have no more dwellings than fit the district, each some; sites share a zone only where there are more of them."""
    one = made(seed, zones, schools)
    built, points = made_estates(seed, one, estates), made_points(seed, one)
    chosen = made_sites(seed, one, sites, built, MIDDLE)
    assert (len(built), len(chosen)) == (estates, sites)
    middles = centres(zones)
    for each in built:
        assert abs(np.array(each.place) - middles[each.zone]).max() <= STEP / 2
        assert min(each.homes.values()) >= 10
    whole = sum(sum(each.homes.values()) for each in built)
    assert whole <= HOMES * schools + 10 * 2 * estates  # each part is rounded to tens, and is ten at least
    assert abs(points.places - middles[points.zone]).max() <= STEP / 2
    assert set(np.bincount(points.zone, minlength=zones).tolist()) <= {5, 6, 7, 8}
    for site in chosen:
        assert abs(np.array(site.place) - middles[site.zone]).max() <= STEP * (1.01 if site.kind == FAR else 0.5)
    assert len({site.zone for site in chosen}) == min(sites, zones)


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**63), st.integers(1, 30), st.integers(5, 90))
def test_points_hold_the_children_of_their_zone(seed: int, zones: int, schools: int) -> None:
    """Not one more or fewer in any stage; those of kindergarten age are the registered ones of their cohorts."""
    one = made(seed, zones, schools)
    points = made_points(seed, one)
    for stage, children in points.children.items():
        assert children.min() >= 0
        assert np.bincount(points.zone, children, zones).tolist() == one.young[stage].tolist()
    of_age = [COHORTS.index(year) for year in (2021, 2022, 2023)]
    assert one.young["kindergarten"].tolist() == (one.hukou + one.migrant)[:, of_age].sum(axis=1).tolist()


def test_children_of_school_age_are_those_in_school() -> None:
    """Of a large district, to a few in a hundred: who is six is in the first grade."""
    one = made(zones=100, schools=500)
    for stage in ("primary", "middle"):
        assert one.young[stage].sum() == pytest.approx(one.pupils[stage][:, -1].sum(), rel=0.03)


def test_the_estates_of_the_example_are_of_every_sort(tmp_path: Path) -> None:
    """Every kind, completed 2025 to 2029; one in two parts, one by its floor area, some that fill in their own way;
    half of them where people move to. Their pupils come on top, and nothing is a fault."""
    write_district(tmp_path / "d", 12, 3)
    plan, people = read_project(tmp_path / "d" / "plan.yaml")
    rules = people.assumptions.estates
    assert rules is not None
    parts = people.estates
    assert len({part.id for part in parts}) == 8
    assert (len(parts), {part.kind for part in parts}) == (9, set(ESTATE_KINDS))
    assert {part.completes for part in parts} == {2025, 2026, 2027, 2028, 2029}
    assert [part.id for part in parts if part.dwellings is None] == ["e02"]
    assert sum(dwellings_of(rules, part) for part in parts) == 6000
    assert {part.occupancy for part in parts if isinstance(part.occupancy, str)} == {"", "slow", "fast"}
    assert sum(isinstance(part.occupancy, tuple) for part in parts) == 1
    grows = made().growing[:2]
    assert sum(int(part.zone[3:5]) - 1 in grows for part in parts) == 5
    found, alone = assess(plan, people), assess(plan, replace(people, estates=()))
    more = found.demand["middle"][-1].sum() - alone.demand["middle"][-1].sum()
    assert more == pytest.approx(465, abs=1)


@pytest.mark.parametrize("seed", range(3, 13))
def test_the_three_sites_differ_truly(seed: int) -> None:
    """The first lies by a large estate, the second farther from every child than children walk, the third in the zone
    whose middle schools lack most."""
    one = made(seed)
    estates, points = made_estates(seed, one, 8), made_points(seed, one)
    near, far, short = made_sites(seed, one, 3, estates, MIDDLE)
    assert [near.kind, far.kind, short.kind] == [NEAR, FAR, SHORT]
    place = {each.kind: np.array([each.place]) for each in (near, far, short)}
    by_estate = {each.number: straight_m(place[NEAR], np.array([each.place]))[0, 0] for each in estates}
    nearest = min(by_estate, key=lambda number: by_estate[number])
    assert by_estate[nearest] < 300
    assert estates[nearest - 1].zone == near.zone
    assert straight_m(place[FAR], points.places).min() > 500
    assert far.zone not in {each.zone for each in estates}
    seats = np.zeros(12)
    for n, school in enumerate(one.schools):
        if "middle" in school.stages:
            for zone, share in school.zones:
                seats[zone] += one.classes["middle"][n, -1].sum() * 50 * (1 if share is None else share)
    lacks = one.young["primary"] / 2 - seats
    assert lacks[short.zone] >= max(lacks[zone] for zone in range(12) if zone not in (near.zone, far.zone))


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Points and sites by their readers, with nothing wrong: every column of the three sites is there."""
    plan, people = read_project(write_district(tmp_path / "d", 12, 3)[-1])
    around = Around.of(plan, people, [stage.name for stage in people.assumptions.stages])
    points = read_points(tmp_path / "d" / "population" / "points.csv", around)
    assert {point.zone for point in points} == {row.area for row in people.zones}
    sites = read_sites(tmp_path / "d" / "sites.csv", around)
    assert [site.sizes for site in sites] == [
        ({"primary": 540, "middle": 300},),
        ({"primary": 810, "middle": 600},),
        ({"primary": 810, "middle": 900},),
    ]
    assert [(site.wan, site.earliest) for site in sites] == [((4620,), 2028), ((5290,), 2028), ((8550,), 2029)]
    assert all(site.note and site.type == "nine_year" for site in sites)


def test_without_places_every_other_file_is_as_with_them(tmp_path: Path) -> None:
    """No estates: no such file, and no other number. Only the README tells of them."""
    paths = [write_district(tmp_path / name, 4, 7, estates=n, sites=n) for name, n in (("with", 5), ("without", 0))]
    with_, without = ({path.relative_to(each[-1].parent): path.read_bytes() for path in each} for each in paths)
    left = {path.as_posix() for path in with_ if path not in without}
    assert left == {"population/estates.csv", "sites.csv"}
    assert {path.name for path in without if with_[path] != without[path]} == {"README.md"}
    text = without[Path("README.md")].decode()
    assert "estates.csv" not in text
    assert "--estates 0 --sites 0" in text
    assert not read_population(tmp_path / "without" / "population").estates
