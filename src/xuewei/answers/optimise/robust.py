"""A choice that holds under chance: seats are asked for where a shortage is too likely, round after round."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.optimise.case import Case, Floats, Wholes, counted
from xuewei.answers.optimise.programme import COST
from xuewei.answers.optimise.reasons import Clash
from xuewei.answers.optimise.schedule import Schedule, Worth
from xuewei.answers.optimise.solve import Solved
from xuewei.answers.optimise.solver import Stop
from xuewei.answers.simulate.dice import dice, space
from xuewei.answers.simulate.draws import draw
from xuewei.answers.simulate.tally import cases
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment

SHORT = 0.1
"""The probability of a shortage that is allowed, in each stage and year of each area."""


@dataclass(frozen=True)
class Robust:
    """So many ``draws`` from a ``seed``."""

    draws: int
    seed: int = 1


@dataclass(frozen=True, eq=False, repr=False)
class Chances:
    """By cell ``(area, stage, year)``: ``p_short``, the share of draws in which seats do not suffice; ``expected``, the
    seats missing on average; ``high``, the demand that at most SHORT of the draws exceed; ``wanting``, the seats that
    every draw would need more so that at most SHORT of them are short; ``untold``, forecasts of which no errors
    could be drawn, so that nothing but births, estates and seats is unsure in them."""

    p_short: Floats
    expected: Floats
    high: Wholes
    wanting: Wholes
    untold: NDArray[np.bool_]


def chances(found: Assessment, robust: Robust, first: int | None = None) -> Chances:
    """What becomes of an assessment in the draws of `simulate` with the same seed, of demand as of late openings and
    delivered shares, in the school years from ``first`` on. ValueError without figures
    of uncertainty."""
    drawn = chances_unless(Stop(), found, robust, first)
    assert drawn is not None
    return drawn


def chances_unless(stop: Stop, found: Assessment, robust: Robust, first: int | None = None) -> Chances | None:
    """The same, but None as soon as the end is asked for."""
    unsure = found.assumptions.uncertainty
    if unsure is None:
        raise ValueError("the assumptions say nothing of uncertainty")
    since = counted(found, first).start - found.years.start
    thrown = dice(robust.seed, robust.draws, len(found.years), unsure)
    room = space(len(found.stages), len(found.years), robust.draws)
    p_short, expected, high, wanting, untold = [], [], [], [], []
    for case in cases(found, thrown):
        if stop.asked:
            return None
        drawn = draw(case, thrown, room)
        p_short.append((drawn.missing > 0).mean(axis=-1))
        expected.append(drawn.missing.mean(axis=-1))
        high.append(enough(drawn.demand))
        wanting.append(enough(drawn.missing))
        untold.append(case.untold & ~case.even)
    found_of = (np.stack(each)[:, :, since:] for each in (p_short, expected, high, wanting, untold))
    return Chances(*found_of)


def enough(draws: NDArray[Any]) -> Wholes:
    """The least number that at most SHORT of the draws ``(…, draw)`` exceed: an order statistic.

    >>> enough(np.arange(20.0)[None])
    array([17])
    """
    last = draws.shape[-1] - 1
    return np.sort(draws, axis=-1)[..., last - int(SHORT * draws.shape[-1] + 1e-9)].astype(np.int64)


@dataclass(frozen=True, eq=False, repr=False)
class Trial:
    """``worth`` is in the demand of the ``case``, which the choice was made for, ``in_medium`` in the medium demand."""

    case: Case
    solved: Solved
    worth: Worth
    schedule: Schedule
    after: Assessment
    in_medium: Worth


@dataclass(frozen=True, eq=False, repr=False)
class NoSchedule:
    """No schedule: what ``clash``es, or, with None, no choice found before the search ended as ``solved`` says."""

    clash: Clash | None
    solved: Solved
    case: Case


Choose = Callable[[Wholes, float], Trial | NoSchedule]
"""Chooses for a demand ``(area, stage, year)`` until a moment of ``time.perf_counter``."""


ROUNDS = 5
"""How often at most seats are asked for anew."""


@dataclass(frozen=True, eq=False, repr=False)
class Compared:
    """The ``best`` robust choice and the ``plain`` one: the probability of a shortage ``(area, stage, year)`` before,
    with the plain and with the best schedule, and whether Ctrl-C ended the rounds. ``kept``: the plan as written
    (WRITTEN), or the one below its scenarios of that name, is as good as the best and the answer, with the
    probabilities ``p_kept`` (empty: the best is the answer); ``apart``: those that are no schedule to choose, and were
    not held against the others. ``untold``: areas and stages of which no errors of the forecast could be drawn."""

    robust: Robust
    plain: Trial
    best: Trial
    p_before: Floats
    p_plain: Floats
    p_robust: Floats
    interrupted: bool = False
    kept: str = ""
    p_kept: Floats | None = None
    apart: tuple[str, ...] = ()
    untold: tuple[tuple[str, str], ...] = ()


WRITTEN = "written"
Rival = tuple[str, Assessment, Trial | None]
"""A plan as it is written, by name: its assessment, and its schedule where it is one of those to choose from."""


def hardened(
    choose: Choose, plain: Trial, rivals: Sequence[Rival], robust: Robust, until: float, stop: Stop
) -> tuple[Trial, Compared]:
    """The choice with the fewest cells in which a shortage is likelier than SHORT, of those the one with the fewest
    missing seats on average, and of those the cheapest.

    The first is for the demand of nine draws of ten, which is all that is needed where seats are certain. Where late
    openings leave a cell likelier to be short, as many seats more are asked for as nine draws of ten would have needed.
    Of the time until the moment ``until`` each round gets its part, less what its draws will take. Of the ``rivals``,
    the first of which is the plan as written, one that is as good (:func:`_as_good`) takes the place of the choice.
    """
    begun = time.perf_counter()
    first = plain.case.years.start
    written, usual = chances(rivals[0][1], robust, first), chances(plain.after, robust, first)
    judging = (time.perf_counter() - begun) / 2
    best, held, wanted = plain, usual, written.high
    stop.judged = True
    for n in range(ROUNDS):
        now = time.perf_counter()
        part = (until - now) / (ROUNDS - n)
        if stop.asked or now + judging >= until:
            break
        trial = choose(wanted, min(until, now + max(part, 2 * judging)) - judging)
        chance = (
            None if isinstance(trial, NoSchedule) or stop.asked else chances_unless(stop, trial.after, robust, first)
        )
        if isinstance(trial, NoSchedule) or chance is None:
            break
        if _rank(trial, chance) < _rank(best, held):
            best, held = trial, chance
        more = np.where(chance.p_short > SHORT, trial.worth.seats + chance.wanting, 0)
        if (more <= wanted).all():
            break
        wanted = np.maximum(wanted, more)
    answer, kept, p_kept, rank = best, "", None, _rank(best, held)
    for name, theirs, rival in rivals:
        drawn = written if name == WRITTEN else chances_unless(stop, theirs, robust, first) if rival else None
        if rival is not None and drawn is not None and _as_good(_rank(rival, drawn), rank):
            answer, kept, p_kept, rank = rival, name, drawn.p_short, _rank(rival, drawn)
    chance_of = written.p_short, usual.p_short, held.p_short
    apart = tuple(name for name, _, rival in rivals if rival is None)
    rows = np.argwhere(written.untold.any(axis=2)).tolist()
    asked = rivals[0][1]
    untold = tuple((asked.areas[n], asked.stages[s].name) for n, s in rows)
    return answer, Compared(robust, plain, best, *chance_of, stop.asked, kept, p_kept, apart, untold)


Rank = tuple[int, int, float]


def _rank(trial: Trial, chance: Chances) -> Rank:
    """How many cells are too likely to be short, the seats missing on average, and the cost: least is best."""
    return int((chance.p_short > SHORT).sum()), round(float(chance.expected.sum())), trial.worth.values[COST]


def _as_good(one: Rank, other: Rank) -> bool:
    """Whether the first has fewer cells too likely to be short; or as many, and neither misses nor costs more.

    >>> _as_good((7, 40, 900.0), (8, 30, 500.0)), _as_good((7, 40, 900.0), (7, 40, 900.0))
    (True, True)
    >>> _as_good((7, 40, 900.0), (7, 45, 500.0))
    False
    """
    return one[0] < other[0] or (one[0] == other[0] and one[1] <= other[1] and one[2] <= other[2])
