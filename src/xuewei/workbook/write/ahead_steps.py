"""What the conclusion is made of, by the engine: what every row of 余缺表 is, and each stage ahead and before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property

from xuewei.answers.gap.advice import NAMED
from xuewei.answers.gap.ahead import Ahead, Prospect, prospects, told_row, worst_of_areas
from xuewei.answers.gap.words import say as say_in_gap
from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.balance import RED, SURPLUS, YELLOW, BalanceRow
from xuewei.workbook.write.layout import HEAD_ROWS, Layout
from xuewei.workbook.write.spelled import quoted, runs

CUT = f"$B${HEAD_ROWS - 2}"
"""The cell of the last year that is not ahead."""


def kind_of_row(ahead: Ahead, row: BalanceRow) -> int:
    """What a row is, the worst first: short, short if demand is high, an alert, enough, more than enough."""
    if row.balance < 0:
        return 1
    if ahead.low(row) < 0:
        return 2
    return 3 if row.warning in (YELLOW, RED) else 5 if row.warning == SURPLUS else 4


def kind_formula(plan: Layout, row: int) -> str:
    """The same of a row of 余缺表."""
    at = {key: plan.balance.here(key, row) for key in ("balance", "warning", "balance_low") if key in plan.balance.keys}
    word = {each: quoted(named("warning", each, plan.lang)) for each in (RED, YELLOW, SURPLUS)}
    alert = f"IF(OR({at['warning']}={word[YELLOW]},{at['warning']}={word[RED]}),3"
    calm = f"{alert},IF({at['warning']}={word[SURPLUS]},5,4))"
    calm = f"IF(N({at['balance_low']})<0,2,{calm})" if "balance_low" in at else calm
    return f'IF(ISNUMBER({at["balance"]}),IF({at["balance"]}<0,1,{calm}),"")'


@dataclass(frozen=True, eq=False)
class Steps:
    """The tables of the sheet with what their formulas come to."""

    plan: Layout

    @cached_property
    def ahead(self) -> Ahead:
        """What lies ahead by the engine."""
        return self.plan.conclusion.ahead

    @cached_property
    def cut(self) -> int:
        """The last year that is not ahead; of a plan that is over the one before its last."""
        years = self.plan.assessment.known
        return min(self.ahead.now, years.stop - 2)

    @property
    def cut_cell(self) -> str:
        """The same, for formulas of any sheet."""
        return f"{self.plan.ahead_stages.sheet}!{CUT}"

    @property
    def several(self) -> bool:
        """Whether there are several areas."""
        return len(self.plan.assessment.areas) > 1

    @cached_property
    def kinds(self) -> Mapping[tuple[str, int, str], int]:
        """What every row is, by stage, year and area."""
        return {(row.stage, row.year, row.area): kind_of_row(self.ahead, row) for row in self.plan.assessment.rows()}

    @cached_property
    def prospects(self) -> Mapping[str, Prospect]:
        """What awaits every stage, by the engine."""
        return {each.stage: each for each in prospects(self.ahead)}

    @cached_property
    def tightest(self) -> Mapping[str, BalanceRow]:
        """The row of every stage that its card tells."""
        return {stage: told_row(self.ahead, each) for stage, each in self.prospects.items()}

    @cached_property
    def worst_past(self) -> Mapping[str, Sequence[BalanceRow]]:
        """The largest shortages up to now, each of another area, of every stage that had one."""
        short: dict[str, list[BalanceRow]] = {}
        for row in self.ahead.past:
            if row.balance < 0:
                short.setdefault(row.stage, []).append(row)
        return {stage: worst_of_areas(rows)[:NAMED] for stage, rows in short.items()}

    @cached_property
    def order(self) -> Mapping[tuple[str, str, int], int]:
        """The number of every row of 余缺表, from 1."""
        return {(row.stage, row.area, row.year): n for n, row in enumerate(self.plan.assessment.rows(), start=1)}

    def count(self, stage: str, year: int, kind: int) -> int:
        """Rows of a stage and year that are of a kind."""
        return self._counts[stage, year, kind]

    @cached_property
    def _counts(self) -> Counter[tuple[str, int, int]]:
        return Counter((stage, year, kind) for (stage, year, _), kind in self.kinds.items())

    def rows_of(self, stage: str, *more: str) -> str:
        """Criteria of the rows of a stage in 余缺表, and more of them."""
        return ",".join([f"{self.plan.balance.down('stage')},{self.plan.word('stage', stage)}", *more])

    def when(self, *, past: bool) -> str:
        """The criterion of years ahead, or of past ones."""
        return f'{self.plan.balance.down("year")},"{"<=" if past else ">"}"&{self.cut_cell}'


def flagged(steps: Steps, stage: str, year: int, key: str) -> bool:
    """Whether a year ahead is short, or is if demand is high (``more``), or a past one was."""
    short, unsure = (steps.count(stage, year, kind) > 0 for kind in (1, 2))
    ahead = year > steps.cut
    return {"short": ahead and short, "more": ahead and unsure and not short, "past": short and not ahead}[key]


def span(steps: Steps, stage: str, key: str) -> str:
    """The flagged years of a stage in runs."""
    known = steps.plan.assessment.known
    *_, (_, text) = runs(
        known, [flagged(steps, stage, year, key) for year in known], say_in_gap("list", steps.plan.lang)
    )
    return text
