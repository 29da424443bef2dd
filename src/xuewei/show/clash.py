"""No schedule: what clashes, or that the search ended too soon."""

from __future__ import annotations

from xuewei.model.plan import Plan
from xuewei.optimising.clash import Clash
from xuewei.optimising.trial import Nothing
from xuewei.show.gap import plan_head
from xuewei.show.view import Sheet, View
from xuewei.words.optimise import say

Row = dict[str, object]


def nothing(found: Nothing, lang: str, plan: Plan) -> View:
    """The view where there is no schedule: what clashes, or that the search ended too soon."""
    if found.clash is None:
        return View([Sheet(say("nothing", lang), [], [])], [], plan_head(plan))
    lines = clash_lines(found.clash, lang)
    records: list[Row] = [{"clash": line} for line in lines]
    return View([Sheet(say("title.clash", lang), [], [], [f"- {line}" for line in lines])], records, plan_head(plan))


def clash_lines(found: Clash, lang: str) -> list[str]:
    """Every clashing constraint in words."""
    lines = []
    for each in found.must:
        one = each.school
        key = "clash.size" if not each.sizes else "clash.window" if each.latest < each.earliest else "clash.must"
        values = {"name": one.name or one.id, "id": one.id, "earliest": each.earliest, "latest": each.latest}
        lines.append(say(key, lang, **values, wan=min(each.wan, default=0.0)))
    return [*lines, *(say("clash.budget", lang, year=year, wan=most) for year, most in sorted(found.budget.items()))]
