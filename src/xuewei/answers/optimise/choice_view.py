"""Which sites to take, in a table with why and why not, for a report."""

from __future__ import annotations

from xuewei.answers.optimise.answer import Answer
from xuewei.answers.optimise.beyond_view import too_late
from xuewei.answers.optimise.chosen_view import answer_sheet, doings, listed, name_of, nothing, seats_words
from xuewei.answers.optimise.closing_view import closed_sheet
from xuewei.answers.optimise.robust import NoSchedule
from xuewei.answers.optimise.schedule_view import reason_words
from xuewei.answers.optimise.site_view import sites_sheet
from xuewei.answers.optimise.site_words import say
from xuewei.language.words import named
from xuewei.model.plan import Plan
from xuewei.tables.notes import whence
from xuewei.tables.text import spans
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
    return View(sheets, [], beside_advice(found, lang), [*told, whence(found.plan, lang)])


def beside_advice(found: Answer, lang: str) -> dict[str, str]:
    """That what is chosen and what a report advises are two ways from the same plan, of which shortages: a sentence for
    the ``advice`` and one for the ``sites``; nothing where nothing is done."""
    done = [told for kind, told in doings(found, lang).items() if kind not in ("dropped", "late")]
    if not done:
        return {}
    filled: dict[tuple[str, str], dict[int, int]] = {}
    for was, now in zip(*found.rows, strict=True):
        fewer = min(now.balance, 0) - was.balance
        if was.balance < 0 and fewer > 0:
            filled.setdefault((was.area, was.stage), {})[was.year] = fewer
    names = []
    for (area, stage), years in filled.items():
        place = f"{area} {named('stage', stage, lang)}" if len(found.before.areas) > 1 else named("stage", stage, lang)
        names.append(say("choice.place", lang, place=place, years=spans(sorted(years)), n=sum(years.values())))
    values = {"what": say("answer.and", lang).join(done), "places": listed(names, lang)}
    kind = "" if names else ".none"
    return {key: say(f"choice.{key}{kind}", lang, **values) for key in ("advice", "sites")}


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
