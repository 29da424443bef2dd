"""The last parts of a document: what its figures rest on, where they come from, and what nobody knows."""

from __future__ import annotations

from collections import Counter

from xuewei.assessment import Assessment, base_year
from xuewei.show.bands import band_notes, ends
from xuewei.show.gap import notes
from xuewei.show.report.contents import Report
from xuewei.show.report.letter.draft import Draft
from xuewei.show.report.sources import assumptions, source_rows
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
    for line in [*notes(found, lang), *_bands(report, lang)]:
        draft.text(line)
    draft.heading(2, say("head.assumed", lang))
    _assumptions(draft, found)
    draft.heading(2, say("head.sources", lang))
    _sources(draft, found)


def _bands(report: Report, lang: str) -> list[str]:
    if report.bands is None:
        return []
    records = [{"year": row.year, **ends(report.bands.band(row.year, row.area, row.stage))} for row in report.rows()]
    return band_notes(report.bands.banding, records, lang)


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
    lang, plan, found = draft.lang, report.found.plan, report.found
    draft.heading(1, say("head.unknown", lang))
    told = []
    if not (plan.base_seats and plan.base_seats.seats):
        told.append(say("unknown.base", lang, year=base_year(plan)))
    schools = [school for school in plan.schools if not school.cancelled]
    if schools:
        counts = {
            "names": sum(not school.name for school in schools),
            "founders": sum(not school.founder for school in schools),
            "seats": sum(school.basis.get("seats") in ("derived", "assumed") for school in schools),
        }
        parts = [say(f"unknown.{what}", lang, n=n) for what, n in counts.items() if n]
        if parts:
            told.append(say("unknown.schools", lang, n=len(schools), parts=say("join", lang).join(parts)))
        told.append(say("unknown.opening", lang, lag=plan.opening_lag))
    last = min(found.known_to(area, stage.name) for area in found.areas for stage in found.stages)
    told += [say("unknown.ahead", lang, last=last), say("unknown.inside", lang), say("unknown.means", lang)]
    for line in told:
        draft.text(line)
