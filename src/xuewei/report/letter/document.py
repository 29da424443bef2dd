"""The document as a whole: its parts in their order, and what its figures rest on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from itertools import combinations, pairwise

from xuewei.answers.compare.standings import BASE
from xuewei.answers.compare.view import compare, name_of
from xuewei.answers.gap.conclusion import Conclusion
from xuewei.answers.gap.summary import summary
from xuewei.language.words import named
from xuewei.late import dataclass
from xuewei.model.assessment import Assessment
from xuewei.report.contents import Report, counting, needs_view, sites_beside, sites_view, unknown
from xuewei.report.letter.alerts import write_alerts
from xuewei.report.letter.draft import WHOLE, Draft, columns
from xuewei.report.letter.opening import day_words, made, write_opening
from xuewei.report.letter.stages import Pictures, write_schools, write_stages
from xuewei.report.letter.tables import cut
from xuewei.report.letter.template import Template, open_template
from xuewei.report.letter.words import say
from xuewei.report.sources import assumptions, source_rows
from xuewei.tables.beyond import side_told
from xuewei.tables.notes import balance_words, whence
from xuewei.tables.text import spans
from xuewei.tables.view import Column, Sheet, View

COLONS = "：: "
"""What an addressee may end with: the document puts its own."""
MOST_SOURCES = 60
"""Sources that a document names: more would be footnotes without end."""
TITLE, MOST_LINES, MOST_WORDS = 40, 3, 40
"""Columns of a line of a title (20 characters of size 2), lines, and words of which lines are tried."""


def write_basis(draft: Draft, report: Report) -> None:
    """How it is counted, every assumption with its basis, and the sources of data."""
    lang, found = draft.lang, report.found
    draft.heading(1, say("head.counting", lang))
    files = whence(found.plan, lang)
    draft.noted(line for line in counting(report, lang) if line != files)
    draft.heading(1, say("head.assumed", lang))
    _assumptions(draft, found)
    draft.heading(1, say("head.sources", lang))
    _sources(draft, found)
    draft.noted(made(found, lang))


def _assumptions(draft: Draft, found: Assessment) -> None:
    lang, rows = draft.lang, assumptions(found, draft.lang)
    counts = Counter(row.basis for row in rows)
    draft.text(
        say("basis.lead", lang, n=len(rows), **{each: counts[each] for each in ("published", "derived", "assumed")})
    )
    cells = [[row.name, row.value, row.range, named("basis", row.basis, lang)] for row in rows]
    heads = ("item", "value", "range", "basis")
    draft.table(
        Sheet(say("table.assumed", lang), [Column(say(f"column.{head}", lang)) for head in heads], cells),
        marks={(n, 3): row.source for n, row in enumerate(rows) if row.source},
        shades={(n, 3): row.basis for n, row in enumerate(rows)},
    )


def _sources(draft: Draft, found: Assessment) -> None:
    lang, rows = draft.lang, source_rows(found, draft.lang)
    draft.text(say("sources.lead", lang))
    shown, rest = rows[:MOST_SOURCES], rows[MOST_SOURCES:]
    cells = [[row.what, row.years, named("basis", row.basis, lang)] for row in shown]
    left_out = [say("sources.some", lang, n=len(rest))] if rest else []
    columns = [Column(say(f"column.{head}", lang)) for head in ("what", "years", "basis")]
    draft.table(
        Sheet(say("table.sources", lang), columns, cells, left_out),
        marks={(n, 2): row.source for n, row in enumerate(shown) if row.source},
        shades={(n, 2): row.basis for n, row in enumerate(shown)},
    )


def write_unknown(draft: Draft, report: Report) -> None:
    """What the report does not know; its last words stand on the page of what follows."""
    draft.heading(1, say("head.unknown", draft.lang))
    draft.noted(unknown(report.found, draft.lang, means=report.needs is not None), kept=True)


@dataclass(frozen=True)
class Form:
    """What stands around the text of an official document: its ``title``, to whom it goes, who signs it on which
    ``day``, and its ``number`` (发文字号). What is empty gets a place to write it; without a number there is none."""

    title: str = ""
    addressee: str = ""
    sign: str = ""
    day: date | None = None
    number: str = ""


def write_document(
    report: Report, path: str, lang: str, template: Template | None = None, form: Form | None = None
) -> list[str]:
    """Write a report as .docx, with the shipped look or a template's. Returns what its reader should know of styles and
    of the letters in its pictures, mostly nothing."""
    form, pictures = form or Form(), Pictures(report, lang)
    name = report.found.plan.name
    parts = [form.title] if form.title else [say("title.before", lang) + name, say("title.after", lang)]
    draft = Draft(lang, cut("".join(parts), WHOLE), template or open_template(lang))
    if form.number:
        draft.headed(say("mark", lang, name=form.sign or say("sign.open", lang)), form.number)
    # where an office's own letters end a line is not known: a break of ours would come on top of theirs
    draft.title(["".join(parts)] if draft.template.ids else title_lines(parts))
    addressee = form.addressee.rstrip(COLONS) or say("addressee.open", lang)
    draft.flush(say("addressee", lang, name=cut(addressee, WHOLE)))
    told = report.told
    _text(draft, report, told, pictures)
    annexes: dict[str, Callable[[], None]] = {
        "stages": lambda: write_stages(draft, report, pictures),
        "schools": lambda: write_schools(draft, report, told),
        **({"needs": lambda: _told(draft, report, needs_view(report, lang))} if report.needs else {}),
        **({"sites": lambda: _told(draft, report, sites_view(report, lang))} if report.sites else {}),
        **({"compared": lambda: _compared(draft, report)} if report.compared else {}),
        "basis": lambda: write_basis(draft, report),
    }
    draft.listed([say(f"annex.{each}", lang) for each in annexes])
    day = day_words(form.day, lang) if form.day else say("day.open", lang)
    draft.signed(cut(form.sign or say("sign.open", lang), WHOLE), day)
    for each, write in annexes.items():
        draft.annex(say(f"annex.{each}", lang))
        write()
    draft.save(path)
    taken = draft.template.taken
    lacking = [say("template.lacking", lang, names=say("list", lang).join(taken))] if taken else []
    return [*lacking, *pictures.remarks()]


def _text(draft: Draft, report: Report, told: Conclusion, pictures: Pictures) -> None:
    """What is signed: the conclusion, what was found in all years, alerts, and what is not known."""
    lang = draft.lang
    draft.text(say("lead", lang))
    draft.heading(1, say("head.answer", lang))
    write_opening(draft, told, pictures, sites_beside(report, lang))
    draft.heading(1, say("head.found", lang))
    for sentence in summary(report.found, report.years, lang, report.bands):
        draft.text(sentence)
    write_alerts(draft, report)
    write_unknown(draft, report)


def title_lines(parts: Sequence[str]) -> list[str]:
    """The parts of a title in as few lines as they need and of about the same length; a line ends at a blank or where a
    part does.

    >>> title_lines(["关于某某县学校建设计划 2026–2030", "学位余缺情况的报告"])
    ['关于某某县学校建设计划', '2026–2030学位余缺情况的报告']
    """
    split = [re.split("(?<= )", cut(each, WHOLE)) for each in parts if each]
    words = [word for part in split for word in part]
    if len(words) > MOST_WORDS:
        return ["".join(words)]
    best = words
    for most in range(1, min(MOST_LINES, len(words)) + 1):
        cuts = combinations(range(1, len(words)), most - 1)
        ways = [["".join(words[a:b]).strip() for a, b in pairwise((0, *each, len(words)))] for each in cuts]
        best = min(ways, key=lambda lines: max(map(columns, lines)))
        if max(map(columns, best)) <= TITLE:
            break
    return best


def _told(draft: Draft, report: Report, view: View | None) -> None:
    """What another question answers: the answer in sentences, its tables, and what they rest on."""
    assert view is not None
    opening, *sheets = view.sheets
    for sentence in opening.notes or [opening.title]:
        draft.text(sentence)
    for sheet in sheets:
        if sheet.rows:
            draft.table(sheet, apart=True)
    draft.noted(note for note in view.notes if note != whence(report.found.plan, draft.lang))


def _compared(draft: Draft, report: Report) -> None:
    """The scenarios beside the plan as it is, best and worst marked."""
    lang, lines = draft.lang, report.lines()
    names = [name for name, _ in report.worlds if name != BASE]
    draft.text(say("compared.lead", lang, names=say("list", lang).join(names)))
    for name in names:
        if all(line.scenario != name for line in lines):
            draft.text(say("compared.apart", lang, name=name))
    ahead = report.ahead
    values = {"years": say("list", lang).join(spans(ahead.years).split(", "))}
    draft.text(say("compared.over" if ahead.over else "compared.ahead", lang, **values))
    several = any(len(world.areas) > 1 for _, world in report.worlds)
    estates = {name: side_told(world, lang) for name, world in report.worlds}
    view = compare(lines, report.found, lang, several=several, told=estates)
    told = [each for each in view.notes if each != whence(report.found.plan, lang)]
    for sheet in view.sheets:
        if sheet.rows:
            draft.table(Sheet(sheet.title, sheet.columns, sheet.rows, [*sheet.notes, *told]))
        else:
            for sentence in sheet.notes:
                draft.text(sentence)
    past = past_words(report, lang)
    if past:
        draft.text(past)


def past_words(report: Report, lang: str) -> str:
    """The tightest of the years that are past in every scenario, those alike together; empty without such years."""
    lines = report.lines(report.past) if report.past else []
    parts = []
    for stage in dict.fromkeys(line.stage for line in lines):
        found: dict[tuple[int, int], list[str]] = {}
        for line in lines:
            if line.stage == stage:
                name = name_of(line.scenario, lang)
                found.setdefault((line.worst_year, line.worst_balance), []).append(name)
        alike = len(found) == 1
        told = [
            say(
                "compared.past.alike" if alike else "compared.past.of",
                lang,
                names=say("list", lang).join(names),
                year=year,
                balance=balance_words(balance, lang),
            )
            for (year, balance), names in found.items()
        ]
        parts.append(
            say("compared.past.stage", lang, stage=named("stage", stage, lang), parts=say("list", lang).join(told))
        )
    if not parts:
        return ""
    years = say("list", lang).join(spans(report.past).split(", "))
    return say("compared.past", lang, years=years, parts=say("join", lang).join(parts))
