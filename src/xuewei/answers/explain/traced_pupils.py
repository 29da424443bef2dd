"""Demand by grades taken apart: what the pupils of every grade come from, and by which ratios."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow, DemandRow
from xuewei.model.calendar import MONTHS
from xuewei.model.population import BirthsRow, EnrolmentRow
from xuewei.model.pupils.births_after import births_known_to, known_women
from xuewei.model.pupils.born import ahead, births_in, born_in, children_of
from xuewei.model.pupils.chains import GIVEN, RECORD, Chain, Step, grade_chain, whole_chains
from xuewei.model.pupils.grounds import BORN, Fill, Grounds
from xuewei.model.pupils.sources import BIRTHS
from xuewei.model.rounding import whole_parts

PROJECTED, DERIVED, REGISTER = "projected", "derived", "register"
MODEL, HELD, BETWEEN = "model", "held", "between"


@dataclass(frozen=True)
class GradeLine:
    """Whole ``pupils`` of one grade (None: the whole stage), which ``chain`` comes to, times the share of the record.
    ``basis`` and ``source`` are those of what the chain starts from; ``births`` says of births without a row what they
    are: those of the ``model`` of fertility, ``held`` as in the last twelve months where nobody was counted, or put in
    ``between`` known years."""

    grade: int | None
    pupils: int
    chain: Chain
    basis: str
    source: str
    births: str = ""


@dataclass(frozen=True)
class Traced:
    """A demand by grades taken apart. ``record``: the area whose pupils are followed, times ``share``. ``lines`` are
    its grades, or those of the whole stage (one for each of the cohorts that it is forecast from, which add up) that
    ``split`` shares out to whole pupils by grade, as ``apart`` says: as ages are, as our own forecast is (of what is
    given), or even. ``by``: what the lines come to demand by: pupils, births, or what is given. ``fill``: the year has
    no pupils, and the demand by ages is multiplied by its ratio; then there are no lines."""

    record: str
    share: float
    lines: tuple[GradeLine, ...]
    split: tuple[int, ...] = ()
    fill: Fill | None = None
    apart: str = "ages"
    by: str = "pupils"


def traced(assessment: Assessment, row: BalanceRow | DemandRow) -> Traced:
    """One row of the answer whose demand follows pupils on record."""
    how = assessment.grounds(row.area, row.stage)
    if row.year in how.given:
        return _given(assessment, row)
    if how.method == BORN:
        return _born(assessment, row)
    found, stage = assessment.demand.forecasts[how.origin], assessment.stage(row.stage)
    if row.year in how.filled:
        return Traced(how.record, how.share, (), fill=how.filled[row.year])
    t, n = assessment.years.index(row.year), assessment.areas.index(row.area)
    parts = whole_parts(assessment.demand[row.stage][t, n], row.demand)
    if row.year in how.split:
        chains = whole_chains(found, how.record, stage, row.year)
        counts = whole_parts(np.array([chain.pupils for chain in chains]), row.demand)
        lines = (_line(assessment, how, None, *each) for each in zip(counts, chains, strict=True))
        apart = "even" if assessment.counted(row.area) is None else "ages"
        return Traced(how.record, how.share, tuple(lines), split=tuple(parts), apart=apart)
    return Traced(
        how.record,
        how.share,
        tuple(
            _line(assessment, how, grade, count, grade_chain(found, how.record, stage, grade, row.year))
            for grade, count in enumerate(parts, start=1)
        ),
    )


def _given(assessment: Assessment, row: BalanceRow | DemandRow) -> Traced:
    """A row whose demand was forecast elsewhere: what is on file, of the area or its census area."""
    given = assessment.grounds(row.area, row.stage).given[row.year]
    pupils = assessment.demand[row.stage][assessment.years.index(row.year), assessment.areas.index(row.area)]
    parts, source = whole_parts(pupils, row.demand), "；".join(given.sources)

    def line(grade: int | None, count: int, start: float) -> GradeLine:
        chain = Chain(GIVEN, row.year, row.stage, grade, start / given.share)
        return GradeLine(grade, count, chain, PROJECTED, source)

    if given.split:
        whole_stage = (line(None, row.demand, float(pupils.sum())),)
        return Traced(given.area, given.share, whole_stage, split=tuple(parts), apart=GIVEN, by=GIVEN)
    lines = (line(grade, count, float(pupils[grade - 1])) for grade, count in enumerate(parts, start=1))
    return Traced(given.area, given.share, tuple(lines), by=GIVEN)


def _born(assessment: Assessment, row: BalanceRow | DemandRow) -> Traced:
    """A row whose demand follows births or registers of children: those of the twelve months that made each grade, and
    how many pupils each of them makes."""
    people, assumptions, stage = assessment.population, assessment.assumptions, assessment.stage(row.stage)
    registered = bool(assessment.grounds(row.area, row.stage).registers)
    births = births_in(row.area, people.births, assumptions)
    if registered:
        written = sorted((each for each in people.children if each.area == row.area), key=lambda each: each.day)
        children, _ = children_of(row.area, people, assumptions, range(row.year, row.year + 1), stage.ages)
        starts, facts = children[0].tolist(), [(each.year, each.basis, each.source) for each in written]
    else:
        born = ahead(births, people, assumptions, assessment.years[-1])
        starts = [born_in(born, row.year, age, assumptions.entry_cutoff) for age in stage.ages]
        known = sorted(births, key=lambda each: each.published_year or 0)
        facts = [(each.year, each.basis, each.source) for each in known]
    pupils = assessment.demand[row.stage][assessment.years.index(row.year), assessment.areas.index(row.area)]
    lines = []
    for grade, count in enumerate(whole_parts(pupils, row.demand), start=1):
        start, year = starts[grade - 1], row.year - stage.ages[grade - 1]
        step = Step(row.year, row.stage, grade, float(pupils[grade - 1]) / start if start else 0.0)
        said = [fact[1:] for fact in facts if fact[0] == year]
        basis, source = said[-1] if said else (PROJECTED, "")
        chain = Chain(REGISTER if registered else BIRTHS, year, row.stage, None, start, (step,))
        unsaid = "" if said or registered else HELD if year > max(fact[0] for fact in facts) else BETWEEN
        lines.append(GradeLine(grade, count, chain, basis, source, unsaid))
    return Traced(row.area, 1.0, tuple(lines), by=BORN)


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
        unsaid = _births(assessment, how, ends[1])
        written = unsaid == MODEL and {chain.year, chain.year - 1} & set(assessment.assumptions.fertility.births)
        said = None if written else _said(born)
        basis, source = said or (PROJECTED, "")
        return GradeLine(grade, count, chain, basis, source, "" if said else unsaid)
    return GradeLine(grade, count, chain, DERIVED, "")


def _births(assessment: Assessment, how: Grounds, year: int) -> str:
    """What births of a calendar year without a row are in the area whose pupils are followed."""
    found = assessment.demand.forecasts[how.origin]
    counted = {one.area for one in assessment.projection.areas} | known_women(found)
    if counted & {how.record, assessment.assumptions.census_area(how.record)}:
        return MODEL
    return HELD if year > births_known_to(found, how.record) else BETWEEN


def _said(rows: Sequence[EnrolmentRow | BirthsRow]) -> tuple[str, str] | None:
    """Basis and source of the newest of some rows; None without any."""
    row = max(rows, key=lambda each: each.published_year or 0, default=None)
    return (row.basis, row.source) if row else None
