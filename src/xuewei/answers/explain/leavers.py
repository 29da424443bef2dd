"""Demand of a stage after another taken apart: by grade the leavers, how many of them entered, and the steps since."""

from __future__ import annotations

from dataclasses import dataclass

from xuewei.language.words import named, say
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BalanceRow, DemandRow
from xuewei.model.pupils.leavers import DEMAND, RECORD, entering, grade_step, leavers
from xuewei.model.rounding import whole_parts
from xuewei.tables.view import Column, Sheet
from xuewei.tables.words import say as say_in_tables


@dataclass(frozen=True)
class LeaverLine:
    """Whole ``pupils`` of one grade: the ``leavers`` (unrounded) of the stage ``before`` in ``year``, of whom ``rate``
    (participation × inflow) entered a year later, and ``steps`` of whom came up to this grade. ``whence``: demand,
    record, nation or alike (:class:`xuewei.model.pupils.leavers.Leavers`)."""

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
        return {DEMAND: "projected", RECORD: "published"}.get(self.whence, "assumed")


def leaver_lines(assessment: Assessment, row: BalanceRow | DemandRow, n: int) -> tuple[LeaverLine, ...]:
    """One line a grade of a stage after another."""
    stage, t = assessment.stage(row.stage), assessment.years.index(row.year)
    came = leavers(assessment.demand, stage, assessment.population, assessment.assumptions)
    rates = entering(assessment.assumptions, stage.name, came.years)
    step = grade_step(assessment.assumptions, stage.name)
    pupils = whole_parts(assessment.demand[row.stage][t, n], row.demand)
    lines = []
    for grade, count in enumerate(pupils, start=1):
        entered = came.years.index(row.year - grade + 1)
        left = float(came.pupils[entered - 1, n])
        whence = str(came.whence[entered - 1, n])
        rate = float(rates[entered])
        lines.append(
            LeaverLine(grade, row.year - grade, came.before.name, left, rate, step ** (grade - 1), count, whence)
        )
    return tuple(lines)


def leavers_sheet(title: str, lines: tuple[LeaverLine, ...], total: int, lang: str) -> Sheet:
    """The table of the grades."""
    before = named("stage", lines[0].before, lang)
    columns = [
        Column(say("grade", lang), number=True, rank=0),
        Column(say("explain.pupils", lang), number=True, rank=1),
        Column(say_in_tables("explain.leavers", lang, before=before), number=True, rank=2),
        Column(say_in_tables("explain.entering", lang), number=True, rank=2),
        Column(say_in_tables("explain.steps", lang), number=True, rank=3),
        Column(say("explain.origin", lang), rank=4),
    ]
    rows = [
        [
            str(line.grade),
            f"{line.pupils:,}",
            f"{line.leavers:,.1f}",
            f"{line.rate:.4f}",
            f"{line.steps:.4f}",
            say_in_tables(f"explain.leavers.{line.whence}", lang, year=line.year, before=before),
        ]
        for line in lines
    ]
    rows.append([say("total", lang), f"{total:,}", *[""] * 4])
    words = {"before": before, "stage": lines[0].before, "year": lines[0].year}
    return Sheet(title, columns, rows, [say_in_tables("explain.leavers.product", lang, **words)])
