"""How far a search for a schedule is, in a line."""

from __future__ import annotations

from xuewei.answers.optimise.programme import COST, WALK
from xuewei.answers.optimise.solver import Course
from xuewei.answers.optimise.words import say

NAMES = {COST: "wan", WALK: "walk.sum"}
"""Words of objectives that are not those of their names."""


def course_line(course: Course, lang: str) -> str:
    """The objective, the best value and the bound so far, and the round.

    >>> course_line(Course("unmet", 200.0, 150.0, 3), "en")
    'solving: unmet pupil-years, best so far 200, bound 150 (gap 25.00%), round 3; Ctrl-C takes the best so far'
    >>> course_line(Course("unmet"), "en")
    'solving: unmet pupil-years, no schedule yet'
    """
    name = say(NAMES.get(course.name, course.name), lang)
    if course.best is None:
        return say("course.begin", lang, name=name)
    more = say("course.rounds", lang, n=course.rounds) if course.rounds else say("course.stop", lang)
    if course.bound is None:
        return say("course.best", lang, name=name, best=course.best) + more
    gap = max(0.0, course.best - course.bound) / max(abs(course.best), 1.0)
    return say("course.bound", lang, name=name, best=course.best, bound=course.bound, gap=gap) + more
