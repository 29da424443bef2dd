"""What stays short once seats are kept longer: if demand is high, and in single grades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.gap.ahead import Ahead
from xuewei.answers.gap.closings import Closing
from xuewei.answers.gap.recommended import Shortage, shortage_of, touched, untried
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.late import dataclass
from xuewei.model.assessment import with_plan
from xuewei.model.rounding import whole
from xuewei.model.seats.ledger import seats_gained


@dataclass(frozen=True)
class Kept:
    """What is ``short`` if demand is high, though seats are kept longer, of the stages and areas that have them, and
    the stages of which that was not tried, for some year has no band."""

    short: tuple[Shortage, ...] = ()
    untried: tuple[str, ...] = ()


def kept_if_high(ahead: Ahead, taken: Sequence[Closing]) -> Kept:
    """The same of all that is put off of what is ``taken`` away; nothing where nothing is, or bands were not asked
    for."""
    late = [each for each in taken if each.later]
    if not late or ahead.bands is None:
        return Kept()
    found, years = ahead.found, ahead.assessed
    order = {stage.name: n for n, stage in enumerate(found.stages)}
    more, places = _more(ahead, late, years), _touched(late)
    total = np.zeros((len(order), len(years)), dtype=np.int64)
    for row in ahead.rows:
        if (row.area, row.stage) in places and row.year in years and ahead.band(row) is not None:
            at = order[row.stage], row.year - years.start
            t, n = found.years.index(row.year), found.areas.index(row.area)
            seats = whole(float(found.seats[row.stage][t, n].sum() + more[row.area][at]))
            total[at] += max(-(ahead.low(row) - row.seats + seats), 0)
    none = np.zeros(len(years), dtype=bool)
    short = (shortage_of(stage, total[n], none, years) for stage, n in order.items() if total[n].any())
    return Kept(tuple(short), untried(ahead, [each.school for each in late]))


def kept_grades(ahead: Ahead, taken: Sequence[Closing], lang: str) -> list[str]:
    """The grades that are short once seats are kept longer, of the stages and years whose shortage that takes off;
    nothing where none is, or nothing is known of grades."""
    late = [each for each in taken if each.later]
    if not late:
        return []
    found, ends = ahead.found, ahead.assessed.stop
    changed = {each.school.id: each.put_off(each.school, ends) for each in late}
    schools = tuple(changed.get(each.id, each) for each in found.plan.schools)
    then = with_plan(found, replace(found.plan, schools=schools))
    places = _touched(late)
    short = [row for row in ahead.rows if row.balance < 0 and (row.area, row.stage) in places]
    rows = [then.row(row.year, row.area, row.stage) for row in short]
    return grade_sentences(then, rows, lang, several=len(ahead.areas) > 1) if rows else []


def _touched(late: Sequence[Closing]) -> set[tuple[str, str]]:
    """The areas and stages of seats that are kept longer, and of those that come later for it."""
    found = set[tuple[str, str]]()
    for each in late:
        found |= {(each.school.area, stage) for stage in (each.stage, *touched(each.school))}
    return found


def _more(ahead: Ahead, late: Sequence[Closing], years: range) -> Mapping[str, NDArray[np.float64]]:
    """Seats ``(stage, year)`` that areas have more."""
    found, more = ahead.found, dict[str, NDArray[np.float64]]()
    for each in late:
        area, late_too = each.school.area, each.put_off(each.school, years.stop)
        gained = seats_gained(found.plan, found.stages, years, each.school, late_too)
        more[area] = more.get(area, np.zeros_like(gained)) + gained
    return more
