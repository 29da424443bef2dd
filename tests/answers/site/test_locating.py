"""The sites chosen are the best there are: against every choice tried one by one, and by the laws of covering."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xuewei.answers.site.flows import COVER, GAP, OBJECTIVES, PROVEN, STOPPED, TIME, WALK, Case, Flows
from xuewei.answers.site.locating import choose, merged
from xuewei.answers.site.prices import Market, Node

CASES = 40
"""Random cases of each objective."""


def random_case(seed: int, objective: str) -> Case:
    """A few children, schools and sites of one or two sizes and stages in a town of 3 km."""
    rng = np.random.default_rng(seed)
    children, schools, sites, stages, sizes = (
        int(rng.integers(*span)) for span in ((2, 6), (0, 3), (1, 5), (1, 3), (1, 3))
    )
    homes, places = rng.uniform(0, 3000, (children, 2)), rng.uniform(0, 3000, (schools + sites, 2))
    far = np.abs(homes[:, None] - places[None]).sum(axis=2).round()
    rows, outlets = children * stages, (schools + sites) * stages
    offers = np.zeros((sites * sizes, outlets))
    parts = []
    for stage in range(stages):
        at, to = np.nonzero(far <= (1800 if objective == COVER else np.inf))
        parts.append((at + stage * children, to + stage * len(places), far[at, to]))
        for option in range(sites * sizes):
            offers[option, stage * len(places) + schools + option // sizes] = rng.integers(0, 60)
    seats = np.tile(np.r_[rng.integers(0, 50, schools), np.zeros(sites)], stages).astype(float)
    row, outlet, metres = (np.concatenate([part[n] for part in parts]) for n in range(3))
    group = np.arange(stages)
    return Case(
        rng.integers(1, 40, rows).astype(float),
        np.repeat(group, children),
        row,
        outlet,
        metres,
        seats,
        np.repeat(group, len(places)),
        np.repeat(np.arange(sites), sizes),
        offers,
        objective,
    )


def divided(case: Case, seats: Sequence[float]) -> tuple[float, float]:
    """Children with a seat, as many as can be, and the fewest metres that they walk: by shortest paths, one after the
    other (Ford and Fulkerson), without any solver."""
    rows, outlets = len(case.children), len(seats)
    source, sink = rows + outlets, rows + outlets + 1
    edges: list[list[float]] = []
    for n, count in enumerate(case.children.tolist()):
        edges.append([source, n, count, 0.0])
    for at, to, far in zip(case.arc_row.tolist(), case.arc_outlet.tolist(), case.metres.tolist(), strict=True):
        edges.append([at, rows + to, np.inf, far if case.objective == WALK else 0.0])
    for n, count in enumerate(seats):
        edges.append([rows + n, sink, count, 0.0])
    both = [each for a, b, most, cost in edges for each in ([a, b, most, cost], [b, a, 0.0, -cost])]
    flow = metres = 0.0
    while True:
        best, by = [np.inf] * (sink + 1), [-1] * (sink + 1)
        best[source] = 0.0
        for _ in range(sink + 1):
            for n, (a, b, most, cost) in enumerate(both):
                if most > 1e-9 and best[int(a)] + cost < best[int(b)] - 1e-9:
                    best[int(b)], by[int(b)] = best[int(a)] + cost, n
        if not np.isfinite(best[sink]):
            return flow, metres
        path, at = [], sink
        while at != source:
            path.append(by[at])
            at = int(both[by[at]][0])
        most = min(both[n][2] for n in path)
        for n in path:
            both[n][2] -= most
            both[n ^ 1][2] += most
        flow, metres = flow + most, metres + most * best[sink]


def choices(case: Case, count: int) -> Iterator[tuple[int, ...]]:
    """Every choice of at most so many sites, each of one size."""
    for n in range(count + 1):
        for options in combinations(range(len(case.site)), n):
            if len({int(case.site[each]) for each in options}) == n:
                yield options


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_the_choice_is_that_of_trying_every_one(objective: str) -> None:
    """Forty random cases of each objective, with the seats of schools and sites; and it says that it is proven."""
    for seed in range(CASES):
        case, count = random_case(seed, objective), 1 + seed % 2
        every = [divided(case, case.seats_with(options).tolist()) for options in choices(case, count)]
        best = max((round(seated, 4), -round(metres, 2)) for seated, metres in every)
        found = choose(case, count)
        assert found.proven, seed
        assert len({int(case.site[n]) for n in found.options}) == len(found.options) <= count
        assert found.value.seated == pytest.approx(best[0], abs=1e-3), seed
        assert found.value.metres == pytest.approx(-best[1], rel=1e-6, abs=0.5), seed


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_one_more_site_never_covers_fewer(seed: int) -> None:
    """By flows with one more option open, and by choices of one more."""
    case = random_case(seed, COVER)
    flows = Flows(case)
    before = flows.of([])[0].seated
    for option in range(len(case.site)):
        assert flows.of([option])[0].seated >= before - 1e-6
    one, two = choose(case, 1).value.seated, choose(case, 2).value.seated
    assert before - 1e-6 <= one <= two + 1e-6


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(OBJECTIVES))
def test_nobody_is_seated_twice_and_no_school_is_over_its_seats(seed: int, objective: str) -> None:
    """The flow of a choice keeps to children, seats and distances."""
    case = random_case(seed, objective)
    found = choose(case, 2)
    assert (np.bincount(case.arc_row, found.flow, len(case.children)) <= case.children + 1e-4).all()
    seats = case.seats_with(found.options)
    assert (np.bincount(case.arc_outlet, found.flow, len(seats)) <= seats + 1e-4).all()
    assert found.flow.min(initial=0) >= -1e-6


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_rows_that_reach_the_same_are_one(seed: int) -> None:
    """Merging changes neither the children nor what any choice seats."""
    case = random_case(seed, COVER)
    doubled = replace(
        case,
        children=np.tile(case.children / 2, 2),
        group=np.tile(case.group, 2),
        arc_row=np.r_[case.arc_row, case.arc_row + len(case.children)],
        arc_outlet=np.tile(case.arc_outlet, 2),
        metres=np.tile(case.metres, 2),
    )
    lean = merged(doubled)
    assert lean.children.sum() == pytest.approx(case.children.sum())
    assert len(lean.children) <= len(case.children)
    for options in choices(case, 1):
        assert Flows(lean).of(options)[0].seated == pytest.approx(Flows(case).of(options)[0].seated, abs=1e-4)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(OBJECTIVES))
def test_a_site_adds_no_more_when_others_are_there(seed: int, objective: str) -> None:
    """What the bound of the search rests on, of children with a seat: outlets are substitutes."""
    case = random_case(seed, objective)
    flows, options = Flows(case), range(len(case.site))
    alone = {n: flows.of([n])[0].seated - flows.of([])[0].seated for n in options}
    for n, m in combinations(options, 2):
        assert flows.of([n, m])[0].seated - flows.of([n])[0].seated <= alone[m] + 1e-4


def test_time_that_runs_out_is_said() -> None:
    """Without time little is proven, and the answer holds: its bound is true, and it says that time is over."""
    open_ = 0
    for seed in range(16):
        case = random_case(seed, WALK)
        found, best = choose(case, 2, seconds=0.0), choose(case, 2)
        assert best.proven
        assert best.ended == PROVEN
        assert best.gap(WALK) == 0
        assert found.value.key() <= best.value.key()
        assert found.bound <= best.value.metres * (1 + 1e-6) + 0.01
        if not found.proven:
            open_ += 1
            assert found.ended == TIME
            assert found.gap(WALK) > 0
    assert open_ > 1


def town(seed: int, share: float) -> Case:
    """Forty places, five schools with seats for a ``share`` of all children, and ten sites of two sizes in two areas of
    a town, in two stages: enough that bounds leave out most choices."""
    rng = np.random.default_rng(seed)
    homes, schools, sites, stages = 40, 5, 10, 2
    places = rng.uniform(0, 3000, (schools + sites, 2))
    far = np.abs(rng.uniform(0, 3000, (homes, 1, 2)) - places[None]).sum(axis=2).round()
    home_area, area = np.arange(homes) % 2, np.arange(schools + sites) % 2
    at, to = np.nonzero(home_area[:, None] == area[None])
    children = rng.integers(5, 40, homes * stages).astype(float)
    offers = np.zeros((2 * sites, len(places) * stages))
    for option in range(2 * sites):
        for stage in range(stages):
            offers[option, stage * len(places) + schools + option // 2] = rng.integers(30, 200)
    return Case(
        children,
        np.concatenate([home_area + 2 * stage for stage in range(stages)]),
        np.concatenate([at + homes * stage for stage in range(stages)]),
        np.concatenate([to + len(places) * stage for stage in range(stages)]),
        np.tile(far[at, to], stages),
        np.tile(np.r_[np.full(schools, share * children.sum() / stages / schools), np.zeros(sites)], stages).round(),
        np.concatenate([area + 2 * stage for stage in range(stages)]),
        np.repeat(np.arange(sites), 2),
        offers,
        WALK,
    )


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("share", [0.6, 0.9, 1.3])
def test_the_shortest_walks_are_those_of_trying_every_choice(seed: int, share: float) -> None:
    """With too few seats whatever is chosen, with enough by some choices alone, and with more than enough."""
    case = town(seed, share)
    flows = Flows(case)
    values = [flows.of(options)[0] for options in choices(case, 2)]
    best = max(round(value.seated, 4) for value in values)
    least = min(value.metres for value in values if round(value.seated, 4) == best)
    found = choose(case, 2)
    assert found.proven
    assert found.value.seated == pytest.approx(best, abs=1e-3)
    assert found.value.metres == pytest.approx(least, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 60), st.integers(0, 2))
def test_no_prices_bound_more_than_what_is_possible(seed: int, rounds: int, taken: int) -> None:
    """At every number of rounds, from prices at random, the bound is below the metres of each choice in the node that
    leaves as few children without a seat."""
    case = random_case(seed, WALK)
    flows = Flows(case)
    every = {options: flows.of(options)[0] for options in choices(case, 2)}
    unseated = min(case.unseated(case.seats_with(options)) for options in every)
    node = Node((0,)[:taken], case.site != 0 if taken else np.ones(len(case.site), dtype=bool), 2 - min(taken, 1))
    market = Market(case, unseated)
    begin = market.first()
    rng = np.random.default_rng(seed)
    begin = replace(begin, row=np.minimum(begin.row * rng.uniform(0, 3, len(begin.row)), begin.most))
    found = market.climb(begin, node, np.inf, rounds, np.inf)
    for options, value in every.items():
        if set(node.taken) <= set(options) and case.unseated(case.seats_with(options)) <= unseated + 1e-6:
            assert found.at.bound <= value.metres + 1e-6 * (1 + value.metres)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_search_that_is_stopped_keeps_the_best_so_far(monkeypatch: pytest.MonkeyPatch, objective: str) -> None:
    """Ctrl-C in the midst: the best so far, a bound that is true, and that it was stopped."""
    case = replace(town(1, 0.9), objective=objective)
    best, left = choose(case, 3), 12 if objective == COVER else 3

    def once_more(under: Callable[..., object]) -> Callable[..., object]:
        def asked(*given: object, **named: object) -> object:
            nonlocal left
            left -= 1
            if left == 0:
                raise KeyboardInterrupt
            return under(*given, **named)

        return asked

    whose, name = (Flows, "of") if objective == COVER else (Market, "climb")
    monkeypatch.setattr(whose, name, once_more(getattr(whose, name)))
    found = choose(case, 3)
    assert left <= 0
    assert (found.ended, found.proven) == (STOPPED, False)
    assert found.value.key() <= best.value.key()
    assert found.gap(objective) > 0
    if objective == COVER:
        assert found.bound >= best.value.seated - 1e-4
    else:
        assert found.bound <= best.value.metres + 0.1


def test_a_gap_that_is_allowed_is_told_and_still_chooses() -> None:
    """Within three tenths of the best: sites all the same, never none at all, and that it is near enough."""
    case = town(0, 1.3)
    best, found = choose(case, 3), choose(case, 3, gap=0.3)
    assert len(found.options) == 3
    assert found.value.metres <= best.value.metres / 0.7
    assert found.ended in (GAP, PROVEN)
    assert found.gap(WALK) <= 0.3
    wide = choose(replace(case, children=case.children * 3, seats=case.seats * 3), 1, gap=0.9)
    assert (len(wide.options), wide.ended) == (1, GAP)
