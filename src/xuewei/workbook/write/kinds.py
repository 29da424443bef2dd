"""What a row of 余缺表 is, for the conclusion: by the engine, and by a formula."""

from __future__ import annotations

from xuewei.answers.gap.ahead import Ahead
from xuewei.language.words import named
from xuewei.model.balance import RED, SURPLUS, YELLOW, BalanceRow
from xuewei.workbook.write.layout import Layout
from xuewei.workbook.write.spelled import quoted


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
