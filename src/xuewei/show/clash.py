"""No schedule: what clashes, or that the search ended too soon."""

from __future__ import annotations

from xuewei.model.plan import Plan
from xuewei.optimising.clash import Clash
from xuewei.optimising.trial import Nothing
from xuewei.show.plan_notes import plan_head
from xuewei.show.view import Sheet, View
from xuewei.show.whence import plan_title, whence
from xuewei.words.optimise import say

Row = dict[str, object]


def nothing(found: Nothing, lang: str, plan: Plan) -> View:
    """The view where there is no schedule: what clashes, or that the search ended too soon."""
    if found.clash is None:
        ended = [{"objective": level.name, "bound": level.bound, "ended": level.ended} for level in found.solved.levels]
        return View(
            [Sheet(say("nothing", lang), [], [])],
            [],
            {**plan_head(plan), "proven": False, "objectives": ended},
            [whence(plan, lang)],
            heading=plan_title(plan, lang),
        )
    lines = clash_lines(found.clash, found.case.years, lang)
    records: list[Row] = [{"clash": line} for line in lines]
    sheet, told = Sheet(say("title.clash", lang), [], [], [f"- {line}" for line in lines]), [whence(plan, lang)]
    return View([sheet], records, plan_head(plan), told, heading=plan_title(plan, lang))


def clash_lines(found: Clash, years: range, lang: str) -> list[str]:
    """Every clashing constraint in words; ``years`` are those of the choice."""
    lines = []
    for each in found.must:
        one = each.school
        if not each.sizes:
            key = "clash.size"
        elif each.latest < each.earliest:
            key = "clash.window"
        else:
            key = "clash.must" if each.within(years) else "clash.outside"
        values = {"name": one.name or one.id, "id": one.id, "earliest": each.earliest, "latest": each.latest}
        lines.append(say(key, lang, **values, wan=min(each.wan, default=0.0)))
    return [*lines, *(say("clash.budget", lang, year=year, wan=most) for year, most in sorted(found.budget.items()))]
