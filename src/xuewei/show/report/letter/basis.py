"""The last parts of a document: what its figures rest on, where they come from, and what nobody knows."""

from __future__ import annotations

from collections import Counter

from xuewei.assessment import Assessment
from xuewei.show.report.contents import Report
from xuewei.show.report.counting import counting
from xuewei.show.report.letter.draft import Draft
from xuewei.show.report.sources import assumptions, source_rows
from xuewei.show.report.unknown import unknown
from xuewei.show.view import Column, Sheet
from xuewei.words.labels import named
from xuewei.words.letter import say

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
    for line in unknown(report.found, draft.lang):
        draft.text(line)
