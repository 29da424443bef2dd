"""One choice for one demand: what was solved, the schedule that it is, and the plan with it assessed anew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from xuewei.assessment import Assessment
from xuewei.optimising.case import Case, Wholes
from xuewei.optimising.choice import Worth
from xuewei.optimising.clash import Clash
from xuewei.optimising.schedule import Schedule
from xuewei.optimising.solve import Solved


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
class Nothing:
    """No schedule: what ``clash``es, or, with None, no choice found before the search ended as ``solved`` says."""

    clash: Clash | None
    solved: Solved
    case: Case


Choose = Callable[[Wholes, float], Trial | Nothing]
"""Chooses for a demand ``(area, stage, year)`` until a moment of ``time.perf_counter``."""
