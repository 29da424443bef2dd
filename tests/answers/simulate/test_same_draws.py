"""The draws of a seed stay what they are: answers of example plans that were written down, and late seats in the plain
way, school by school and draw by draw."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np
import pytest

from xuewei.answers.simulate.openings import Openings, delayed, happening, late_seats, later
from xuewei.answers.simulate.tasks import BLOCK, Sampling, answer, counted, tasks
from xuewei.formats.population.assumptions import read_assumptions
from xuewei.formats.population.blocks import parts
from xuewei.formats.project import read_project
from xuewei.model.assessment import assess
from xuewei.model.assumptions import Chances
from xuewei.model.plan import Conversion
from xuewei.model.seats.ledger import school_seats
from xuewei.model.streams import stream

from builders import level, plan, population, school
from program import TOP

WRITTEN = {
    "data/plan_2021_2025.yaml": "0cd7471ec5a0778d",
    "examples/counties/plan.yaml": "f1a848040b4ac0fe",
    "examples/progress/plan.yaml": "0b4686b0961caf92",
    "examples/chosen/plan_2026_2030.yaml": "a5113a2dd5341b26",
    "examples/district/plan.yaml": "448228ceab4d6d86",
    "examples/small_city/plan.yaml": "fc741f1906755982",
}
"""What the whole persons and seats of 300 draws from seed 1 are in short."""


@pytest.mark.parametrize("plan", WRITTEN)
def test_the_whole_persons_and_seats_of_a_seed_are_those_written_down(plan: str) -> None:
    """Quantiles of every area, stage and year; a change to draws that is meant writes them anew."""
    written, people = read_project(TOP / plan)
    cut = parts(people, counted(written, people.assumptions), BLOCK)
    found = hashlib.blake2b(digest_size=8)
    for task in tasks(written, people.assumptions, cut, Sampling(300, 1, 2035)):
        for one in answer(task).tallies:
            found.update(one.area.encode() + one.quantiles.astype("<i8").tobytes())
    assert found.hexdigest() == WRITTEN[plan]


@pytest.mark.parametrize(("schools", "draws"), [(1, 200), (3, 200), (3, 20), (12, 200)])
def test_late_seats_are_those_of_every_school_in_every_draw(schools: int, draws: int) -> None:
    """As many cases as may happen, fewer draws than cases, and more schools than are looked at together."""
    unsure, chance = read_assumptions().uncertainty, np.random.default_rng(1)
    assert unsure is not None
    chances = Chances({0.0: 0.5, 1.0: 0.3, 3.0: 0.2}), Chances({1.0: 0.6, 0.8: 0.3, 0.5: 0.1})
    unsure = replace(unsure, opening_delay=chances[0], delivered_share=chances[1])
    standing, tables = chance.random((2, 3)) * 900, chance.random((3, 2, 3, schools)) * 900
    names, few = tuple(f"s{n}" for n in range(schools)), 10
    found = late_seats(Openings(standing, names, tables), stream(1, "甲"), "甲", 1, unsure, draws, few)

    share, usual_share = happening(chances[1], stream(1, "甲").random(draws))
    delays = np.array([happening(chances[0], stream(1, f"甲/{name}").random(draws))[0] for name in names])
    plain, punctual, delivered = (np.repeat(standing.ravel()[:, None], draws, axis=1) for _ in range(3))
    for d in range(draws):
        brought = [tables[[0, 1, 3].index(int(delays[k, d])), :, :, k].ravel() for k in range(schools)]
        plain[:, d] += np.sum(brought, axis=0) * share[d]
        punctual[:, d] += tables[0].reshape(6, -1).sum(axis=1) * share[d]
        delivered[:, d] += np.sum(brought, axis=0) * usual_share
    assert len(set(share.tolist())) > 1
    assert found.moving.tolist() == list(range(6))
    np.testing.assert_allclose(found.moved[:, found.which], plain, rtol=1e-6)
    np.testing.assert_allclose(found.punctual, punctual[:, :few], rtol=1e-6)
    np.testing.assert_allclose(found.delivered, delivered[:, :few], rtol=1e-6)


def test_what_a_late_school_brings_is_what_it_brings_when_it_opens_later() -> None:
    """Whether it opens before the years or in them, fills at once or by grade, is converted, closed or temporary."""
    schools = [
        school("early", opens=2012),
        school("at once", opens=2024),
        school("by grade", opens=2023, fill="by_grade"),
        school("at the end", opens=2032, fill="by_grade"),
        school("beside", opens=2024, removes={"primary": 90}),
        school("turned", opens=2023, convert=(Conversion(2024, "primary", "middle"),)),
        school("closed", opens=2023, closes=2028),
        school("for a while", opens=2023, until=2026),
    ]
    found = assess(plan(*schools), population({"甲": level(500)}))
    for each in schools:
        for delay, seats in delayed(each, found, [0, 1, 5]).items():
            known = school_seats(later(each, found.plan, delay), found.plan, found.stages, found.years)
            assert seats.tobytes() == known.tobytes(), (each.id, delay)
            assert delay or seats.any()
