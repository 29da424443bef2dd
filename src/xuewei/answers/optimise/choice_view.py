"""Which sites to take, in a table with why and why not, for a report."""

from __future__ import annotations

from xuewei.answers.optimise.answer import Answer
from xuewei.answers.optimise.beyond_view import too_late
from xuewei.answers.optimise.chosen_view import answer_sheet, name_of, nothing, seats_words
from xuewei.answers.optimise.closing_view import closed_sheet
from xuewei.answers.optimise.robust import NoSchedule
from xuewei.answers.optimise.schedule_view import reason_words
from xuewei.answers.optimise.site_view import sites_sheet
from xuewei.answers.optimise.site_words import say
from xuewei.model.plan import Plan
from xuewei.tables.notes import whence
from xuewei.tables.view import Column, Sheet, View


def chosen_sites(found: Answer | NoSchedule, plan: Plan, lang: str) -> View:
    """The answer in sentences; every site with its year, seats, cost and reason, those to be built first; the children
    near them; and what closes, where that was let."""
    if isinstance(found, NoSchedule):
        return nothing(found, lang, plan)
    sheets = [answer_sheet(found, lang), _sites(found, lang), sites_sheet(found, lang)]
    if found.closing is not None:
        sheets.append(closed_sheet(found, found.closing, lang))
    told = [say("choice.how", lang, day=found.present.day)]
    return View(sheets, [], notes=[*told, whence(found.plan, lang)])


def _sites(found: Answer, lang: str) -> Sheet:
    columns = [
        Column(say("site", lang), rank=0),
        Column(say("opening", lang), number=True),
        Column(say("choice.size", lang)),
        Column(say("cost", lang), number=True),
        Column(say("why", lang)),
    ]
    pairs = [
        (each, why) for each, why in zip(found.schedule.outcomes, found.reasons, strict=True) if each.candidate.site
    ]
    pairs.sort(key=lambda pair: (pair[0].opens is None, pair[0].opens or 0))
    late = too_late(found)
    rows = [
        [
            name_of(each.candidate.school),
            (say("unjudged" if each in late else "choice.no", lang) if each.opens is None else str(each.opens)),
            "" if each.opens is None else seats_words(each.seats),
            "" if each.opens is None else f"{each.wan:,.0f}",
            reason_words(why, lang),
        ]
        for each, why in pairs
    ]
    taken = sum(each.opens is not None for each, _ in pairs)
    return Sheet(say("choice.title", lang, n=len(pairs), taken=taken), columns, rows)
