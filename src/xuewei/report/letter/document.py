"""The document as a whole: its parts in their order, and what its figures rest on."""

from __future__ import annotations

from collections import Counter

from xuewei.answers.compare.standings import BASE
from xuewei.answers.compare.view import compare
from xuewei.answers.gap.answer_view import Resting
from xuewei.answers.gap.summary import summary
from xuewei.formats.provenance import sentences
from xuewei.language.words import named
from xuewei.model.assessment import Assessment
from xuewei.report.contents import Report, counting, unknown
from xuewei.report.letter.alerts import write_alerts
from xuewei.report.letter.draft import NAME, Draft
from xuewei.report.letter.stages import Pictures, write_schools, write_stages
from xuewei.report.letter.tables import cut
from xuewei.report.letter.template import Template, open_template
from xuewei.report.sources import assumptions, source_rows
from xuewei.report.words import say
from xuewei.tables.view import Column, Sheet

MOST_SOURCES = 60
"""Sources that a document names: more would be footnotes without end."""


def write_basis(draft: Draft, report: Report) -> None:
    """How it is counted, every assumption with its basis, and the sources of data."""
    lang, found = draft.lang, report.found
    draft.heading(1, say("head.basis", lang))
    draft.heading(2, say("head.counting", lang))
    for line in counting(report, lang):
        draft.text(line)
    draft.heading(2, say("head.assumed", lang))
    _assumptions(draft, found)
    draft.heading(2, say("head.sources", lang))
    _sources(draft, found)


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
    """What the report does not know."""
    draft.heading(1, say("head.unknown", draft.lang))
    for line in [*unknown(report.found, draft.lang), *sentences(draft.lang)]:
        draft.text(line)


def write_document(report: Report, path: str, lang: str, template: Template | None = None) -> list[str]:
    """Write a report as .docx, with the shipped look or a template's. Returns what its reader should know of styles and
    of the letters in its pictures, mostly nothing."""
    name, title = cut(report.found.plan.name, NAME), say("title", lang)
    draft, pictures = Draft(lang, f"{name} {title}", template or open_template(lang)), Pictures(report, lang)
    draft.title([name, title])
    draft.heading(1, say("head.answer", lang))
    for sentence in summary(report.found, report.years, lang, report.bands):
        draft.text(sentence)
    resting = Resting.of(report.found, report.rows())
    for sentence in resting.sentences(report.found, lang):
        draft.text(sentence)
    write_stages(draft, report, pictures)
    write_alerts(draft, report)
    write_schools(draft, report, resting.spare)
    if report.compared:
        _compared(draft, report)
    write_basis(draft, report)
    write_unknown(draft, report)
    draft.save(path)
    taken = draft.template.taken
    lacking = [say("template.lacking", lang, names=say("list", lang).join(taken))] if taken else []
    return [*lacking, *pictures.remarks()]


def _compared(draft: Draft, report: Report) -> None:
    """The scenarios beside the plan as it is, best and worst marked."""
    lang, lines = draft.lang, report.lines()
    draft.heading(1, say("head.compared", lang))
    names = [name for name, _ in report.worlds if name != BASE]
    draft.text(say("compared.lead", lang, names=say("list", lang).join(names)))
    for name in names:
        if all(line.scenario != name for line in lines):
            draft.text(say("compared.apart", lang, name=name))
    several = any(len(world.areas) > 1 for _, world in report.worlds)
    view = compare(lines, report.found, lang, several=several)
    for sheet in view.sheets:
        if sheet.rows:
            draft.table(Sheet(sheet.title, sheet.columns, sheet.rows, [*sheet.notes, *view.notes]))
        else:
            for sentence in sheet.notes:
                draft.text(sentence)
