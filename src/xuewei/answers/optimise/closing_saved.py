"""What a closing saves each year: posts that go by classes, and money that small schools get beyond their pupils.

Running cost goes with the pupils, wherever they are taught; so do posts by pupils. Only what differs counts: classes
that two schools fill together, rural schools of fewer pupils than they are funded as of, and what a school costs
whatever its pupils, where an office says it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xuewei.answers.optimise.closing_town import Floats, Town, Wholes
from xuewei.late import dataclass
from xuewei.model.resource_rules import BY_PUPILS, ResourceRules
from xuewei.model.resources import funded, posts_needed, running_wan, whole_classes
from xuewei.model.rounding import wholes
from xuewei.model.stages import Stage

RUNNING, POSTS = "running", "posts"
COUNTS = (RUNNING, POSTS)
"""What may be counted beside what is built."""


@dataclass(frozen=True, eq=False, repr=False)
class Saved:
    """What a closing saves in each year ``(year,)``: 万元 to run schools, and posts; negative where it costs more."""

    wan: Floats
    posts: Wholes

    @property
    def anything(self) -> bool:
        """Whether it saves money or posts in some year."""
        return bool((self.wan > 0).any() or (self.posts > 0).any())


def nothing_saved(years: range) -> Saved:
    """Nothing."""
    return Saved(np.zeros(len(years)), np.zeros(len(years), dtype=np.int64))


def saved(town: Town, n: int, takers: Sequence[tuple[int, Wholes]], rules: ResourceRules, t: int) -> Saved:
    """What it saves that the ``n``-th school closes in the ``t``-th year, and its pupils ``(stage, year)`` go to
    others (by index), each taken alone."""
    wan, posts = np.zeros(len(town.years)), np.zeros(len(town.years), dtype=np.int64)
    rural = town.schools[n].area in (rules.rural or ())
    for k, stage in enumerate(town.kinds):
        mine = town.grades[k][0][:, n]
        if not mine[t:].any():
            continue
        before, after = _bill(mine, stage, rules, rural=rural), np.zeros((2, len(town.years)))
        every = sum((pupils[k] for _, pupils in takers), np.zeros(len(town.years)))
        for m, pupils in takers:
            share = np.divide(pupils[k], every, out=np.full(len(every), 1.0 / len(takers)), where=every > 0)
            theirs = town.grades[k][0][:, m]
            before = before + _bill(theirs, stage, rules, rural=rural)
            after = after + _bill(theirs + mine * share[:, None], stage, rules, rural=rural)
        wan += before[0] - after[0]
        posts += wholes(before[1] - after[1])
    wan += rules.fixed.value if rules.fixed is not None else 0.0
    wan[:t], posts[:t] = 0.0, 0
    return Saved(wan.round(2), posts)


def _bill(pupils: Floats, stage: Stage, rules: ResourceRules, *, rural: bool) -> Floats:
    """万元 a year, and posts that go by classes, ``(2, year)`` of a stage of a school with pupils ``(year, grade)``."""
    every = pupils.sum(axis=1)
    small = rural and stage.compulsory and not stage.beside
    yuan, rule = rules.yuan(stage.name) or 0.0, rules.posts.get(stage.name)
    money = running_wan(funded(every, rules.small_school.value, small=small), yuan)
    classes = whole_classes(pupils, stage.sizes).sum(axis=1)
    found = None if rule is None or rule.by == BY_PUPILS else posts_needed(rule, wholes(every), classes).posts
    return np.stack([money, np.zeros(len(every)) if found is None else found.astype(np.float64)])
