"""What a sum of costs rests on, in a line: who says what a school costs, and what is estimated by which figure."""

from __future__ import annotations

from xuewei.model.assumptions import Costs, Figure
from xuewei.model.costs import PlanCost
from xuewei.words.costs import say as say_shared
from xuewei.words.labels import say as label


def cost_note(found: PlanCost, costs: Costs, lang: str) -> str:
    """How many schools of a plan say what they cost, and how many are estimated, by which key; where it builds
    nothing, how schools would be."""
    if found.nothing:
        return say_shared("cost.unwritten", lang, **_figure(costs.seat, lang))
    values = {"written": found.written, "estimated": found.estimated, "all": found.written + found.estimated}
    told = [
        say_shared("cost.estimated" if found.estimated else "cost.written", lang, **values, **_figure(costs.seat, lang))
    ]
    if found.turned:
        told.append(say_shared("cost.turned", lang, n=found.turned, **_figure(costs.conversion, lang)))
    return say_shared("cost.joined", lang).join(told)


def _figure(figure: Figure, lang: str) -> dict[str, object]:
    low, high = figure.range or (figure.value, figure.value)
    return {"wan": figure.value, "basis": label(f"basis.{figure.basis}", lang), "low": low, "high": high}
