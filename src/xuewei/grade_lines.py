"""Where a demand by grade progression comes from: each grade followed back to a row of the files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from xuewei.assessment import Assessment
from xuewei.model.balance import BalanceRow, DemandRow
from xuewei.model.calendar import MONTHS
from xuewei.model.feeders import BIRTHS
from xuewei.model.grade_steps import RECORD, Chain, grade_chain, whole_chain
from xuewei.model.grounds import Fill, Grounds
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.rounding import whole_parts

PROJECTED, DERIVED = "projected", "derived"


@dataclass(frozen=True)
class GradeLine:
    """Whole ``pupils`` of one grade (None: the whole stage), which ``chain`` comes to, times the share of the record.
    ``basis`` and ``source`` are those of what the chain starts from."""

    grade: int | None
    pupils: int
    chain: Chain
    basis: str
    source: str


@dataclass(frozen=True)
class Traced:
    """A demand by grades taken apart. ``record``: the area whose pupils are followed, times ``share``. ``lines`` are
    its grades, or one of the whole stage that ``split`` shares out to whole pupils by grade. ``fill``: the year has no
    pupils, and the demand by ages is multiplied by its ratio; then there are no lines."""

    record: str
    share: float
    lines: tuple[GradeLine, ...]
    split: tuple[int, ...] = ()
    fill: Fill | None = None


def traced(assessment: Assessment, row: BalanceRow | DemandRow) -> Traced:
    """One row of the answer whose demand follows pupils on record."""
    how = assessment.grounds(row.area, row.stage)
    found, stage = assessment.demand.forecasts[how.origin], assessment.stage(row.stage)
    if row.year in how.filled:
        return Traced(how.record, how.share, (), fill=how.filled[row.year])
    t, n = assessment.years.index(row.year), assessment.areas.index(row.area)
    parts = whole_parts(assessment.demand[row.stage][t, n], row.demand)
    if row.year in how.split:
        chain = whole_chain(found, how.record, stage, row.year)
        line = _line(assessment, how, None, row.demand, chain)
        return Traced(how.record, how.share, (line,), split=tuple(parts))
    return Traced(
        how.record,
        how.share,
        tuple(
            _line(assessment, how, grade, count, grade_chain(found, how.record, stage, grade, row.year))
            for grade, count in enumerate(parts, start=1)
        ),
    )


def _line(assessment: Assessment, how: Grounds, grade: int | None, count: int, chain: Chain) -> GradeLine:
    """A line with the row of the files that its chain starts from."""
    if chain.kind == RECORD:
        wanted = how.record, chain.year, chain.stage, chain.grade
        rows = [x for x in assessment.population.enrolment if (x.area, x.year, x.stage, x.grade) == wanted]
        basis, source = _said(rows) or (DERIVED, "")
        return GradeLine(grade, count, chain, basis, source)
    if chain.kind == BIRTHS:
        back = (assessment.demand.forecasts[how.origin].history.end - 1) // MONTHS
        ends = how.record, chain.year + back
        born = [x for x in assessment.demand.births if (x.area, x.period_end.year) == ends]
        written = {chain.year, chain.year - 1} & set(assessment.assumptions.fertility.births)
        basis, source = (None if written else _said(born)) or (PROJECTED, "")
        return GradeLine(grade, count, chain, basis, source)
    return GradeLine(grade, count, chain, DERIVED, "")


def _said(rows: Sequence[EnrolmentRow | BirthsRow]) -> tuple[str, str] | None:
    """Basis and source of the newest of some rows; None without any."""
    row = max(rows, key=lambda each: each.published_year or 0, default=None)
    return (row.basis, row.source) if row else None
