"""Small choices, and every way to make them, one by one."""

from __future__ import annotations

import random

import numpy as np

from xuewei.answers.optimise.candidates import Candidate, candidate
from xuewei.answers.optimise.case import Case, case_of, without_candidates
from xuewei.model.assessment import assess
from xuewei.model.assumptions import Costs
from xuewei.model.plan import Plan, School
from xuewei.model.population import Population

from builders import assumptions, level, plan, population, school

KINDS = {
    "primary": ("primary",),
    "middle": ("middle",),
    "kindergarten": ("kindergarten",),
    "nine_year": ("primary", "middle"),
}
TRACK = {"primary": 270, "middle": 150, "kindergarten": 90}


def some_school(dice: random.Random, number: int) -> School:
    """A school of any kind, of one to four 轨, in one of two areas."""
    kind = dice.choice(sorted(KINDS))
    tracks = dice.randint(1, 4)
    return school(
        f"s{number}",
        area=dice.choice("甲乙"),
        type=kind,
        seats={stage: tracks * TRACK[stage] + dice.choice((0, 0, 7)) for stage in KINDS[kind]},
        planned=None,
        opens=dice.randint(2021, 2026),
        fill=dice.choice((None, "by_grade")),
        cost_wan=dice.choice((None, float(dice.randint(5, 30) * 100))),
    )


def some_candidates(seed: int, most: int = 4096) -> tuple[Plan, Population, list[Candidate], dict[int, float]]:
    """A plan of up to eight schools, its people, the candidates (with at most so many choices in all) and a budget."""
    dice = random.Random(seed)
    schools = [some_school(dice, n) for n in range(dice.randint(1, 8))]
    if len(schools) > 2 and dice.random() < 0.5:
        schools[1] = School(**{name: getattr(schools[0], name) for name in School.__slots__} | {"id": "s1"})
    found, choices = [], 1
    for each in schools:
        first = each.opens or 2021
        years = dice.randint(1, 3)
        smaller = {stage: max(1, seats // 2) for stage, seats in each.seats.items()}
        smallest = {stage: max(1, seats // 4) for stage, seats in each.seats.items()}
        sizes = [each.seats, smaller, smallest][: dice.randint(1, 3)]
        must = dice.random() < 0.1
        while choices * (years * len(sizes) + 1) > most and (years > 1 or len(sizes) > 1):
            years, sizes = max(1, years - 1), sizes[:-1] or sizes
        if choices * (years * len(sizes) + 1) > most:
            break
        choices *= years * len(sizes) + 1
        found.append(candidate(each, first, first + years - 1, sizes, Costs(), must=must))
    budget = {year: float(dice.randint(0, 9) * 700) for year in range(2020, 2027) if dice.random() < 0.4}
    written = plan(
        *schools,
        areas=("甲", "乙"),
        fill=dice.choice(("all", "by_grade")),
        delivered_share=dice.choice((1.0, 1.0, 0.9)),
    )
    people = population(
        {area: [dice.randint(10, 90) for _ in range(60)] for area in "甲乙"}, assumed=assumptions(horizon=2028)
    )
    return written, people, found, budget


def case(seed: int) -> tuple[Plan, Population, Case]:
    """A plan, its people and the choice to be made."""
    written, people, found, budget = some_candidates(seed)
    return written, people, case_of(assess(without_candidates(written, found), people), found, budget)


def best_of_all(given: Case) -> tuple[float, float, float] | None:
    """What is missing, the cost and what is idle in the best of all choices; None where budgets allow none."""
    seats = given.standing.reshape(1, -1)
    paid = sorted(given.budget)
    spent = np.zeros((1, len(paid) + 1))
    for group in given.groups:
        for _ in group.members:
            options = [] if group.must else [(np.zeros(seats.shape[1]), np.zeros(len(paid) + 1))]
            for s, wan in enumerate(group.wan):
                for k, year in enumerate(group.years):
                    brought = np.zeros(given.standing.shape)
                    brought[group.area] = group.tables[s, k]
                    costs = [wan if year - 1 == each else 0.0 for each in paid]
                    options.append((brought.ravel(), np.array([*costs, wan])))
            if not options:
                return None
            seats = np.concatenate([seats + brought for brought, _ in options])
            spent = np.concatenate([spent + costs for _, costs in options])
    limits = np.array([given.budget[year] for year in paid])
    good = (spent[:, :-1] <= limits + 1e-6).all(axis=1)
    if not good.any():
        return None
    balance = np.rint(seats[good].round(9)) - given.demand.ravel()
    missing, idle = np.maximum(-balance, 0).sum(axis=1), np.maximum(balance, 0).sum(axis=1)
    best = np.lexsort((idle, spent[good][:, -1].round(2), missing))[0]
    return float(missing[best]), float(spent[good][best, -1].round(2)), float(idle[best])


__all__ = ["Case", "best_of_all", "case", "level", "some_candidates"]
