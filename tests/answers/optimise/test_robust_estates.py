"""What a choice is made for has the pupils of estates, and what of it is taken as certain is told."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

import xuewei
from xuewei.answers.optimise.case import case_of
from xuewei.answers.optimise.robust import Robust, chances
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.model.assessment import Assessment
from xuewei.model.population import EstateRow

from builders import assumptions, estate, estate_rules, level, plan, population, pupils, school


def assessed(*rows: EstateRow, record: range = range(2021, 2023)) -> Assessment:
    """An area with few years of pupils on record."""
    unsure, rules = read_assumptions().uncertainty, estate_rules("extra", None, {"primary": 30})
    assumed = replace(assumptions(horizon=2030), uncertainty=unsure, estates=rules)
    births = {("甲", year): 200.0 for year in range(2000, 2024)}
    counts: dict[tuple[str, int, str, int | None], int] = {
        ("甲", year, "primary", grade): 200 for year in record for grade in range(1, 7)
    }
    folk = population({"甲": level(100)}, births=births, assumed=assumed)
    return xuewei.assess(plan(school("s", planned=2024)), replace(folk, enrolment=pupils(counts), estates=rows))


def test_demand_of_a_choice_has_the_pupils_of_estates() -> None:
    """The medium demand to choose for, and that of nine draws of ten."""
    none, some = assessed(), assessed(estate(dwellings=1000.0, completes=2023))
    more = some.demand.whole["primary"][-1, 0] - none.demand.whole["primary"][-1, 0]
    assert more == pytest.approx(300)
    place = [stage.name for stage in some.stages].index("primary")
    wanted = [case_of(found, ()).demand[0, place, -1] for found in (none, some)]
    assert wanted[1] - wanted[0] == pytest.approx(300, abs=1)
    high = [chances(found, Robust(400)).high[0, place, -1] for found in (none, some)]
    assert high[1] - high[0] > 300  # yields are drawn


def test_stages_taken_as_certain_are_told() -> None:
    """Two years on record have no past errors."""
    found = assessed()
    names = [stage.name for stage in found.stages]
    untold = chances(found, Robust(50)).untold
    assert untold[0, names.index("primary")].any()
    assert not untold[0, names.index("middle")].any()
    assert not np.any(chances(assessed(record=range(2000, 2023)), Robust(50)).untold)
