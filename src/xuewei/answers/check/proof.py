"""Whether the rows of a plan meet the totals that its document prints."""

from __future__ import annotations

from collections import Counter

from xuewei.late import dataclass
from xuewei.model.plan import Plan, School
from xuewei.model.seats.in_use import existing


@dataclass(frozen=True)
class Check:
    """One printed total: ``group`` (all, year, type, founder, or printed: parts against the whole as printed),
    ``name`` within it, ``item`` (schools or a stage).

    ``unknown`` schools name no value of the group, so the rows prove nothing while ``added + unknown`` can still meet
    ``printed``.
    """

    group: str
    name: str
    item: str
    printed: int
    added: int
    unknown: int = 0

    @property
    def agrees(self) -> bool | None:
        """True where the rows meet the total, False where they cannot, None where nothing can be proved."""
        if self.added == self.printed:
            return True
        return None if self.added < self.printed <= self.added + self.unknown else False


def prove(plan: Plan) -> list[Check]:
    """Every printed total of the plan against its rows. Cancelled schools count: a plan prints what it meant to
    build. Rows that only remove seats do not, nor do schools that were there before the plan."""
    schools = [school for school in plan.schools if school.seats and not existing(school, plan)]
    printed = plan.published
    found = []
    if printed.schools is not None:
        found.append(Check("all", "", "schools", printed.schools, len(schools)))
    found += [Check("all", "", stage, seats, _seats(schools, stage)) for stage, seats in printed.seats.items()]
    for year, items in printed.by_year.items():
        rows = [school for school in schools if school.planned == year]
        for item, count in items.items():
            found.append(Check("year", str(year), item, count, len(rows) if item == "schools" else _seats(rows, item)))
    types = Counter(school.type for school in schools)
    found += [Check("type", kind, "schools", count, types[kind]) for kind, count in printed.by_type.items()]
    found += _printed(plan)
    founders = Counter(school.founder for school in schools)
    missing = founders[None]
    found += [
        Check("founder", founder, "schools", count, founders[founder], missing)
        for founder, count in printed.by_founder.items()
    ]
    return found


def _printed(plan: Plan) -> list[Check]:
    """The printed parts against the printed wholes: types, founders and years against all schools and seats."""
    printed = plan.published
    found = []
    if printed.schools is not None:
        for name, parts in (("by_type", printed.by_type), ("by_founder", printed.by_founder)):
            if parts:
                found.append(Check("printed", name, "schools", printed.schools, sum(parts.values())))
    for item in ("schools", *printed.seats) if printed.by_year else ():
        whole = printed.schools if item == "schools" else printed.seats[item]
        if whole is not None:
            found.append(
                Check("printed", "by_year", item, whole, sum(year.get(item, 0) for year in printed.by_year.values()))
            )
    return found


def _seats(schools: list[School], stage: str) -> int:
    return sum(school.seats.get(stage, 0) for school in schools)
