"""What estates may bring in place of what demand has of them: completed later, or filling more slowly or faster."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from xuewei.late import dataclass
from xuewei.model.estate_rules import EstateRules
from xuewei.model.estates import Course, EstatePupils, curve_of, stage_of_rows
from xuewei.model.parameters import FAST, SLOW, USUAL
from xuewei.model.population import EstateRow
from xuewei.model.pupils.grounds import Demand

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Outcomes:
    """Pupils of the parts of estates of a demand: ``usual (part, stage, year)``, as it has them, and how many ``more
    (outcome, part, stage, year)`` come in each outcome: of every delay in its order the slow course, the part's own and
    the fast one."""

    usual: Floats
    more: Floats


def courses_of(rules: EstateRules, row: EstateRow) -> tuple[Course, Course, Course]:
    """The slow, the own and the fast course of a part: its own less what the shipped slow one is below the usual, and
    with what the fast one is above it, each between none and all. All are its own where shares are written for it, or
    one of the three is not known."""
    own = curve_of(rules, row)
    if isinstance(row.occupancy, tuple) or not {SLOW, USUAL, FAST} <= rules.curves.keys():
        return own, own, own
    slow, usual, fast = (rules.curves[name] for name in (SLOW, USUAL, FAST))
    years = sorted({*own, *slow.values, *usual.values, *fast.values})
    shares = np.interp(years, sorted(own), [own[year] for year in sorted(own)])
    found = []
    for other in (slow, fast):
        apart = [other.at(year) - usual.at(year) for year in years]
        moved = np.maximum.accumulate(np.clip(shares + apart, 0.0, 1.0))
        found.append({year: float(n) for year, n in zip(years, moved, strict=True) if year >= min(own)})
    return found[0], own, found[1]


def outcomes(found: Demand, estates: EstatePupils, rules: EstateRules, delays: Sequence[int]) -> Outcomes:
    """What each part brings in each outcome. Parts completed by the last year that is no forecast are not late: they
    are there. Families who lived there by then stay what they are. Stages that follow others are taken to stay."""
    parts, stages, years = len(estates.rows), len(found.stages), len(found.years)
    usual, more = np.zeros((parts, stages, years)), np.zeros((len(delays), 3, parts, stages, years))
    shared = {row.occupancy: courses_of(rules, row) for row in {row.occupancy: row for row in estates.rows}.values()}
    courses = [shared[row.occupancy] for row in estates.rows]
    known = np.zeros(parts)
    for stage in estates.filled:
        known = np.maximum(known, [found.grounds[found.areas[n], stage].known_to for n in estates.at])
    waiting = np.array([row.completes for row in estates.rows]) > known
    for s, stage in enumerate(each.name for each in found.stages):
        if stage not in estates.filled:
            continue
        usual[:, s] = estates.pupils(stage)
        of_stage = stage_of_rows(found, rules, estates.rows, estates.at, stage)
        for d, delay in enumerate(delays):
            done = of_stage.done + np.where(waiting, delay, 0)[:, None]
            each = estates.dwellings[:, None] * of_stage.each(done)
            for c in range(3):
                filled = of_stage.filled([own[c] for own in courses], done)
                more[d, c, :, s] = filled * each - usual[:, s]
    return Outcomes(usual, more.reshape(-1, parts, stages, years))
