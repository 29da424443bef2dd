"""Figures of the shipped data that are called derived, worked out again from the published ones."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import xuewei
from xuewei.formats.population.folder import read_enrolment, read_population
from xuewei.model.demand import forecast_demand
from xuewei.model.people.births import known_births
from xuewei.model.people.inhabitants import inhabitants, single_ages

CENSUS_DAY = date(2020, 11, 1)


def test_the_path_of_2024_and_2025_is_the_nations_births_per_woman() -> None:
    """Births of the nation over its women of 2020 grown older, each age weighted by the shape of fertility."""
    folk = read_population()
    births = known_births(row for row in folk.births if row.area == "全国")
    women = single_ages((row for row in folk.census if row.area == "全国"), CENSUS_DAY, births)[1]
    shape = folk.assumptions.fertility.shape.values

    def per_woman(year: int) -> float:
        weighted = sum(rate * women[age - (year - 2020)] for age, rate in shape.items())
        return float((births.in_year(year) or 0.0) / weighted * sum(shape.values()))

    assert per_woman(2020) == pytest.approx(1.3, abs=0.05)  # national total fertility, 国务院新闻办公室 2021-05-11
    for path in folk.assumptions.fertility.paths.values():
        assert path.at(2024) == pytest.approx(per_woman(2024) / per_woman(2023), abs=0.005)
        assert path.at(2025) == pytest.approx(per_woman(2025) / per_woman(2023), abs=0.005)


def test_the_scope_is_the_city_proper_over_the_district() -> None:
    """655,620 ÷ 928,334."""
    assert read_population().assumptions.scope["中心城区"].share.value == pytest.approx(655_620 / 928_334, abs=1e-7)


def test_children_move_at_the_rate_of_the_cohort_that_shows_no_boarding() -> None:
    """×1.565 ÷ ×1.129 in ten years below 15; the ×2.318 of boarding pupils enters no age below 15."""
    folk = read_population()
    (area,) = inhabitants(folk, ("盐湖区",), folk.assumptions)
    assert area.moves is not None
    assert area.moves[:15] == pytest.approx((1.565 / 1.129) ** 0.1 - 1, abs=2e-4)
    assert np.abs(area.moves[15:]).max() < 0.06
    boarding = (2.318 / 1.0) ** 0.1 - 1
    assert np.abs(area.moves - boarding).min() > 0.02


def test_modelled_deaths_and_net_migration_are_near_the_published_ones() -> None:
    """盐湖区 2023: 7,117 deaths published; net migration of about +11,500 in 2022 and +20,000 in 2023 derived."""
    found = xuewei.assess(xuewei.read_plan(), xuewei.read_population()).projection
    assert found.deaths[3:5, 0].mean() == pytest.approx(7117, rel=0.1)
    assert found.moves[2:4, 0].mean() == pytest.approx((11_500 + 20_000) / 2, rel=0.05)


def test_the_level_of_demand_is_as_unsure_as_the_nations_and_two_percent_more() -> None:
    """Pupils of the nation on record, 2020 to 2025, over those by its census of 2020: the root mean square of the
    logarithms is the derived part of `uncertainty.level`, which a source names; 2 % for one place are assumed."""
    folk, record = read_population(), read_enrolment("china").rows
    assumed = replace(folk.assumptions, scope={})
    found = forecast_demand(folk, assumed, ["全国"], last=2025, method="ages")
    unsure = folk.assumptions.uncertainty
    assert unsure is not None
    for stage, told in (("kindergarten", 0.045), ("primary", 0.005), ("middle", 0.018)):
        whole = {row.year: row.pupils for row in record.enrolment if (row.stage, row.grade) == (stage, None)}
        apart = [np.log(whole[year] / found.whole[stage][year - 2020, 0]) for year in range(2020, 2026)]
        assert np.sqrt(np.mean(np.square(apart))) == pytest.approx(told, abs=5e-4)
        assert unsure.level[stage].value == pytest.approx(np.hypot(told, 0.02), abs=0.005)
        assert f"{told:.1%}".replace("%", " %") in unsure.level[stage].source


def test_the_plan_within_the_size_caps_is_what_the_caps_leave_of_its_rows() -> None:
    """16 schools: 11 of at most 2,000 and 5 of at most 2,500 pupils; the rows as allocated keep 31,240 of 39,000."""
    plan = xuewei.read_plan()
    caps = {"primary": 2000, "middle": 2000, "nine_year": 2500}
    schools = [school for school in plan.schools if school.type in caps]
    assert sum(caps[school.type] for school in schools) == 34_500
    kept = sum(min(sum(school.seats.values()), caps[school.type]) for school in schools)
    found = xuewei.assess(plan, xuewei.read_population())
    cut = [found.row(2030, "中心城区", stage) for stage in ("primary", "middle")]
    assert sum(row.seats - row.usable_seats for row in cut) == 39_000 - kept == 39_000 - 31_240
