"""What sites add, as differences of the whole numbers that are shown."""

from __future__ import annotations

from itertools import pairwise

from xuewei.answers.site.sited import Sited
from xuewei.model.rounding import whole


def more_than(base: float, more: float) -> int:
    """How many more are seated than ``base``, as the difference of the two whole numbers that are shown.

    >>> whole(4347.6 + 361.7) - whole(4347.6), whole(361.7), more_than(4347.6, 361.7)
    (361, 362, 361)
    """
    return whole(base + more) - whole(base)


def gains_of(found: Sited) -> list[int]:
    """What each site adds after those before it, in sum what is shown as before and after."""
    sums = [found.before.seated]
    for pick in found.picks:
        sums.append(sums[-1] + pick.gains)
    return [whole(after) - whole(before) for before, after in pairwise(sums)]
