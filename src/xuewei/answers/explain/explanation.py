"""Where one number comes from: each school, age or grade and factor, adding up to what ``gap`` prints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from xuewei.answers.explain.beyond import BeyondForecast, beyond_forecast
from xuewei.answers.explain.traced_pupils import Traced, traced
from xuewei.errors import InputError, ModelError, not_computed
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow, DemandRow
from xuewei.model.demand import Factors, factors
from xuewei.model.grades import grade_table
from xuewei.model.plan import BALANCED, LISTED, School
from xuewei.model.pupils.grounds import BORN
from xuewei.model.pupils.leavers import DEMAND, entering, grade_step, leavers
from xuewei.model.pupils.leavers import RECORD as ON_RECORD
from xuewei.model.rounding import whole, whole_parts
from xuewei.model.seats.in_use import base_year, rule
from xuewei.model.seats.ledger import grade_shares
from xuewei.model.seats.register import seats_by_school

PROJECTED, DERIVED, REGISTER = "projected", "derived", "register"


@dataclass(frozen=True)
class SeatLine:
    """Whole seats of one school (None: seats in use before the plan) in the year asked for, in the stage or one grade
    of it; ``whole`` are then those of its whole stage."""

    school: School | None
    reasons: tuple[str, ...]
    seats: int
    basis: str
    source: str
    whole: int | None = None


@dataclass(frozen=True)
class AgeLine:
    """Whole pupils of one grade and the children behind them.

    ``people`` children of ``age`` live in the census area, whole numbers that add up as pupils do; they were ``start``
    persons aged ``start_age`` at the base year (None: born later), and ``change`` is what moves and deaths have done
    since. ``basis`` and ``source`` are those of ``start``: the census, a births row, what a scenario wrote, or the
    model of fertility (source empty).
    """

    grade: int
    age: int
    people: int
    start: int
    start_age: int | None
    change: int
    pupils: int
    basis: str
    source: str


@dataclass(frozen=True)
class LeaverLine:
    """Whole ``pupils`` of one grade: the ``leavers`` (unrounded) of the stage ``before`` in ``year``, of whom ``rate``
    (participation × inflow, or what flows say) entered a year later, and ``steps`` of whom came up to this grade.
    ``whence``: demand, record, nation or alike (:class:`xuewei.model.pupils.leavers.Leavers`)."""

    grade: int
    year: int
    before: str
    leavers: float
    rate: float
    steps: float
    pupils: int
    whence: str

    @property
    def basis(self) -> str:
        """What the leavers rest on."""
        return {DEMAND: "projected", ON_RECORD: "published"}.get(self.whence, "assumed")


@dataclass(frozen=True)
class Explanation:
    """The lines behind one row of the answer; seats and pupils add up to ``row`` exactly.

    A year before the base year has demand alone: no seats are known. ``rule`` says what the seats in use are (written,
    listed, balanced), ``inside`` how many of them listed schools bring.
    ``traced``: where the demand is by grades, what its pupils come from; ``ages`` are then empty, unless the year has
    no pupils on record and is filled by ages. Of a stage after another ``leavers`` stand in the place of ``ages``.
    ``grade``: the one grade that is explained, a row as machines get it (of a year before the base year without its
    seats); lines are then of that grade alone, and add up to it. The stage has ``grades`` of them.
    """

    row: BalanceRow | DemandRow
    census_area: str
    seats: tuple[SeatLine, ...]
    ages: tuple[AgeLine, ...]
    factors: Factors
    base_year: int
    rule: str
    inside: int
    traced: Traced | None = None
    grade: Mapping[str, object] | None = None
    grades: int = 0
    leavers: tuple[LeaverLine, ...] = ()
    beyond: BeyondForecast | None = None

    @property
    def forecast(self) -> int:
        """The whole pupils that the lines of ages or grades add up to."""
        return self.row.demand if self.beyond is None else self.beyond.forecast


def explain(assessment: Assessment, year: int, area: str, stage: str) -> Explanation:
    """Take one row of the answer apart. Raises ValueError or KeyError for what was not assessed,
    InputError for a year of which demand is not known either."""
    n, earlier = assessment.areas.index(area), assessment.earlier([year], [stage], [area])
    if not earlier and year in assessment.years and year < assessment.known.start:
        unknown = ModelError("unheard_year", area=area, year=year)
        raise InputError([not_computed(assessment.population.folder, unknown)])
    row = earlier[0] if earlier else assessment.row(year, area, stage)
    kind = rule(assessment.plan.base_seats, area, stage)
    how, one = assessment.grounds(area, stage), assessment.counted(area)
    beyond = beyond_forecast(assessment, row, row.demand)
    plain, forecast = _before(assessment, row, beyond)
    grades = traced(plain, forecast) if how.record or year in how.given or how.method == BORN else None
    after, followed = assessment.stage(stage).after is not None, bool(grades and grades.lines)
    return Explanation(
        row=row,
        census_area=one.area if one else "",
        seats=() if isinstance(row, DemandRow) else _seat_lines(assessment, row, n, kind),
        ages=() if followed or after else _age_lines(plain, forecast, n),
        factors=factors(
            assessment.assumptions,
            stage,
            float(assessment.scopes[n]),
            year,
            flowed=assessment.demand.inflow(stage, year, area),
        ),
        base_year=assessment.known.start if kind == BALANCED else base_year(assessment.plan),
        rule=kind,
        inside=whole(float(assessment.stock.inside[stage][n])),
        traced=grades,
        leavers=_leaver_lines(assessment, row, n) if after and not followed else (),
        beyond=beyond,
    )


def _before(
    assessment: Assessment, row: BalanceRow | DemandRow, beyond: BeyondForecast | None
) -> tuple[Assessment, BalanceRow | DemandRow]:
    """The forecast of a row before what is beyond it."""
    if beyond is None or assessment.demand.beyond is None:
        return assessment, row
    return replace(assessment, demand=assessment.demand.beyond.before), replace(row, demand=beyond.forecast)


def of_grade(assessment: Assessment, whole_stage: Explanation, grade: int) -> Explanation:
    """What an explanation of a stage says of one of its grades, from 1: its seats by school, its children or pupils."""
    row, traced = whole_stage.row, whole_stage.traced
    pupils = whole_parts(
        assessment.demand[row.stage][assessment.years.index(row.year), assessment.areas.index(row.area)], row.demand
    )
    found: Mapping[str, object] = {**row.record(), "grade": grade, "demand": pupils[grade - 1]}
    if not isinstance(row, DemandRow):
        found = list(grade_table(assessment, row.stage, [row.year], [row.area]).records())[grade - 1]
    demand = int(str(found["demand"]))
    beyond = beyond_forecast(assessment, row, demand, grade)
    ages = tuple(line for line in whole_stage.ages if line.grade == grade)
    if beyond is not None:
        ages = tuple(replace(line, pupils=beyond.forecast) for line in ages)
    if traced is not None and not traced.split:
        lines = tuple(line for line in traced.lines if line.grade == grade)
        if beyond is not None:
            lines = tuple(replace(line, pupils=beyond.forecast) for line in lines)
        traced = replace(traced, lines=lines)
    return replace(
        whole_stage,
        grade=found,
        grades=assessment.stage(row.stage).grades,
        seats=_seats_of_grade(assessment, whole_stage, grade, int(str(found["seats"]))) if whole_stage.seats else (),
        ages=ages,
        traced=traced,
        beyond=beyond if traced is None or not traced.split else whole_stage.beyond,
    )


def _seats_of_grade(assessment: Assessment, whole_stage: Explanation, grade: int, seats: int) -> tuple[SeatLine, ...]:
    """The lines of seats with those of one grade, in whole numbers that add up to ``seats``."""
    row, stage = whole_stage.row, assessment.stage(whole_stage.row.stage)
    names = [line.school.id for line in whole_stage.seats if line.school]
    rows = [each for each in assessment.ledger if each.stage == stage.name]
    own = seats_by_school(rows, assessment.years, names, [stage])[stage.name]
    here = dict(zip(names, own[assessment.years.index(row.year), :, grade - 1].tolist(), strict=True))
    base = float(assessment.base[stage.name][assessment.areas.index(row.area)] * grade_shares(stage)[grade - 1])
    parts = [here[line.school.id] if line.school else base for line in whole_stage.seats]
    return tuple(
        replace(line, seats=count, whole=line.seats)
        for line, count in zip(whole_stage.seats, whole_parts(parts, seats), strict=True)
    )


def _seat_lines(assessment: Assessment, row: BalanceRow, n: int, kind: str) -> tuple[SeatLine, ...]:
    """Seats in use before that no listed school brings, then every school with ledger rows up to this year, in order of
    the plan."""
    written = assessment.plan.base_seats
    amounts: dict[str, float] = {}
    reasons: dict[str, list[str]] = {}
    for each in assessment.ledger:
        if each.year <= row.year and (each.area, each.stage) == (row.area, row.stage):
            amounts[each.school] = amounts.get(each.school, 0.0) + each.seats
            if each.reason not in reasons.setdefault(each.school, []):
                reasons[each.school].append(each.reason)
    schools = [school for school in assessment.plan.schools if school.id in amounts]
    parts = [float(assessment.base[row.stage][n]), *(amounts[school.id] for school in schools)]
    seats = whole_parts(parts, row.seats)
    basis = "assumed" if kind == BALANCED or written is None else written.basis
    source = (written.source if written else None) or (BALANCED if kind == BALANCED else assessment.plan.file)
    lines = [] if kind == LISTED else [SeatLine(None, (), seats[0], basis, source)]
    printed = assessment.plan.source.get("title", assessment.plan.name)
    for school, count in zip(schools, seats[1:], strict=True):
        basis = school.basis.get("seats", "assumed")
        lines.append(SeatLine(school, tuple(reasons[school.id]), count, basis, school.source or printed))
    return tuple(lines)


def _age_lines(assessment: Assessment, row: BalanceRow | DemandRow, n: int) -> tuple[AgeLine, ...]:
    """One line a grade: the children of its age, where they came from, and the pupils they make."""
    stage, t, census = assessment.stage(row.stage), assessment.years.index(row.year), int(assessment.census[n])
    people = assessment.projection.people[:, census].sum(axis=1)
    living = whole_parts(people[t, stage.ages.start : stage.ages.stop])
    pupils = whole_parts(assessment.demand[row.stage][t, n], row.demand)
    lines = []
    for grade, age in enumerate(stage.ages, start=1):
        known = t <= age
        start = float(people[0, age - t]) if known else float(assessment.projection.births[t - age, census])
        here, began = living[grade - 1], whole(start)
        basis, source = _start(assessment, census, None if known else row.year - age)
        start_age = age - t if known else None
        lines.append(AgeLine(grade, age, here, began, start_age, here - began, pupils[grade - 1], basis, source))
    return tuple(lines)


def _start(assessment: Assessment, census: int, born: int | None) -> tuple[str, str]:
    """Basis and source of a cohort's start: the census in single ages, or births of the year before September."""
    one = assessment.projection.areas[census]
    if born is None:
        rows = [row for row in assessment.population.census if (row.area, row.date) == (one.area, one.census_day)]
        return "derived", rows[0].source
    fertility = assessment.assumptions.fertility
    if born in fertility.births:
        return "assumed", fertility.sources.get(born, "")
    known = {row.year: row for row in assessment.population.births if row.area == one.area}
    if born in known:
        return known[born].basis, known[born].source
    if born in one.births.filled:
        return "derived", one.area if born in one.births.straight else assessment.assumptions.nation
    return "projected", ""


def _leaver_lines(assessment: Assessment, row: BalanceRow | DemandRow, n: int) -> tuple[LeaverLine, ...]:
    """One line a grade of a stage after another."""
    stage, t = assessment.stage(row.stage), assessment.years.index(row.year)
    came = leavers(assessment.demand, stage, assessment.population, assessment.assumptions)
    rates = entering(assessment.assumptions, stage.name, came.years)
    step = grade_step(assessment.assumptions, stage.name)
    here = assessment.demand[row.stage][t, n]
    flowing = assessment.demand.inflow(row.stage, row.year, row.area) is not None
    lines = []
    for grade, count in enumerate(whole_parts(here, row.demand), start=1):
        entered = came.years.index(row.year - grade + 1)
        left = float(came.pupils[entered - 1, n])
        whence = str(came.whence[entered - 1, n])
        steps = step ** (grade - 1)
        known = flowing and left * steps > 0
        rate = float(here[grade - 1]) / (left * steps) if known else float(rates[entered])
        lines.append(LeaverLine(grade, row.year - grade, came.before.name, left, rate, steps, count, whence))
    return tuple(lines)
