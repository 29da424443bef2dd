"""What robustness costs: the schedule chosen over draws beside the one for the medium demand."""

from __future__ import annotations

from xuewei.optimising.answer import Answer
from xuewei.optimising.case import Floats
from xuewei.optimising.chance import SHORT
from xuewei.optimising.programme import COST, LARGE, UNMET
from xuewei.optimising.robust import Compared
from xuewei.show.view import Column, Sheet
from xuewei.words.optimise import say

Row = dict[str, object]


def _three(found: Answer, against: Compared) -> list[tuple[str, float, int, Floats]]:
    """Before, plain and robust: cost, what is missing in the medium demand, and the chances of a shortage."""
    before = -sum(min(row.balance, 0) for row in found.rows[0])
    plain = against.plain.worth.values
    return [
        ("before", found.cost_before.wan, before, against.p_before),
        ("plain", plain[COST], round(plain[UNMET] + plain[LARGE]), against.p_plain),
        ("robust", found.worth.values[COST], against.unmet_medium, against.p_robust),
    ]


def robust_head(found: Answer, against: Compared) -> Row:
    """What robustness costs, as machines get it."""
    rows = [
        {"schedule": name, "cost_wan": wan, "unmet_medium": unmet}
        | {"cells_above": int((chance > SHORT).sum()), "p_short_max": float(chance.max(initial=0.0))}
        for name, wan, unmet, chance in _three(found, against)
    ]
    draws = {"draws": against.robust.draws, "seed": against.robust.seed}
    return {**draws, "interrupted": against.interrupted, "schedules": rows}


def robust_sheet(found: Answer, against: Compared, lang: str) -> Sheet:
    """The robust schedule beside the plain one."""
    columns = [
        Column(say("schedule", lang), rank=0),
        Column(say("wan", lang), number=True),
        Column(say("unmet.medium", lang), number=True, rank=3),
        Column(say("unlikely", lang), number=True),
        Column(say("worst", lang), number=True, rank=2),
    ]
    three = _three(found, against)
    rows = [
        [say(name, lang), f"{wan:,.0f}", f"{unmet:,}", f"{(p > SHORT).sum():,}", f"{p.max(initial=0.0):.1%}"]
        for name, wan, unmet, p in three
    ]
    (_, wan, _, p), (_, more, _, less) = three[1:]
    fewer = int((p > SHORT).sum() - (less > SHORT).sum())
    told = "robust.costs" if fewer > 0 else "robust.equal"
    notes = [say(told, lang, wan=more - wan, n=fewer), say("note.robust", lang)]
    notes += [say("robust.interrupted", lang)] if against.interrupted else []
    draws = {"draws": against.robust.draws, "seed": against.robust.seed}
    return Sheet(say("title.robust", lang, **draws), columns, rows, notes)
