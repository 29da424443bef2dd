"""Schools that stay over-full though their area has seats enough: what is chosen moves no pupils between schools."""

from __future__ import annotations

import numpy as np

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.by_school import school_pupils

NEAR = 0.5
"""Pupils by which a school may be over its seats unsaid: nobody is half a pupil."""


@dataclass(frozen=True)
class Overfull:
    """The school of this id has ``use`` pupils a seat of a stage in ``year``, its worst in which its area is not
    short."""

    id: str
    name: str
    stage: str
    year: int
    use: float


def overfull(found: Assessment, years: range) -> list[Overfull]:
    """Schools of an assessment with more pupils than seats of a stage in a year in which their area has seats enough,
    the fullest first."""
    told, first = school_pupils(found), years.start - found.years.start
    areas = np.array([found.areas.index(school.area) for school in found.plan.schools], dtype=np.int64)
    rows = []
    for stage in found.stages:
        pupils, seats = (np.nan_to_num(each[stage.name][first:]).sum(axis=2) for each in (told.pupils, told.seats))
        balance = np.nan_to_num((found.seats[stage.name] - found.demand[stage.name])[first:].sum(axis=2))
        over = (pupils > seats + NEAR) & (seats > NEAR) & (balance[:, areas] > -NEAR)
        use = np.where(over, pupils / np.maximum(seats, 1.0), 0.0)
        for n in np.flatnonzero(over.any(axis=0)):
            t, school = int(use[:, n].argmax()), found.plan.schools[int(n)]
            rows.append(
                Overfull(school.id, school.name or school.id, stage.name, found.years[first + t], float(use[t, n]))
            )
    return sorted(rows, key=lambda each: -each.use)
