"""A choice that holds under chance: seats are asked for where a shortage is too likely, round after round."""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from xuewei.assessment import Assessment
from xuewei.optimising.case import Floats
from xuewei.optimising.chance import SHORT, Chances, Robust, chances, chances_unless
from xuewei.optimising.programme import COST
from xuewei.optimising.running import Stop
from xuewei.optimising.trial import Choose, Nothing, Trial

ROUNDS = 5
"""How often at most seats are asked for anew."""


@dataclass(frozen=True, eq=False, repr=False)
class Compared:
    """A robust answer beside the ``plain`` one: the probability of a shortage ``(area, stage, year)`` before, with the
    plain and with the robust schedule, what is missing of the medium demand with the robust one, and whether Ctrl-C
    ended the rounds."""

    robust: Robust
    plain: Trial
    p_before: Floats
    p_plain: Floats
    p_robust: Floats
    unmet_medium: int
    interrupted: bool = False


def hardened(
    choose: Choose, plain: Trial, before: Assessment, robust: Robust, until: float, stop: Stop
) -> tuple[Trial, Compared]:
    """The choice with the fewest cells in which a shortage is likelier than SHORT, of those the one with the fewest
    missing seats on average, and of those the cheapest.

    The first is for the demand of nine draws of ten, which is all that is needed where seats are certain. Where late
    openings leave a cell likelier to be short, as many seats more are asked for as nine draws of ten would have needed.
    Of the time until the moment ``until`` each round gets its part, less what its draws will take.
    """
    begun = time.perf_counter()
    first = plain.case.years.start
    written, usual = chances(before, robust, first), chances(plain.after, robust, first)
    judging = (time.perf_counter() - begun) / 2
    best, held, wanted = plain, usual, written.high
    stop.judged = True
    for n in range(ROUNDS):
        now = time.perf_counter()
        part = (until - now) / (ROUNDS - n)
        if stop.asked or now + judging >= until:
            break
        trial = choose(wanted, min(until, now + max(part, 2 * judging)) - judging)
        chance = None if isinstance(trial, Nothing) or stop.asked else chances_unless(stop, trial.after, robust, first)
        if isinstance(trial, Nothing) or chance is None:
            break
        if _rank(trial, chance) < _rank(best, held):
            best, held = trial, chance
        more = np.where(chance.p_short > SHORT, trial.worth.seats + chance.wanting, 0)
        if (more <= wanted).all():
            break
        wanted = np.maximum(wanted, more)
    missing = int(best.in_medium.unmet.sum() + best.in_medium.large.sum())
    chance_of = written.p_short, usual.p_short, held.p_short
    return best, Compared(robust, plain, *chance_of, missing, stop.asked)


def _rank(trial: Trial, chance: Chances) -> tuple[int, int, float]:
    """How many cells are too likely to be short, the seats missing on average, and the cost: least is best."""
    return int((chance.p_short > SHORT).sum()), round(float(chance.expected.sum())), trial.worth.values[COST]
