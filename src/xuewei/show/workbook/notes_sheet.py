"""说明: what the workbook is, what its figures rest on, where they come from, and how to use it."""

from __future__ import annotations

from xuewei import __version__
from xuewei.assessment import Assessment
from xuewei.show.answer import Resting, stage_sentences
from xuewei.show.plan_notes import notes
from xuewei.show.report.sources import assumptions, sources
from xuewei.show.report.summary import over_areas
from xuewei.show.workbook.layout import Layout
from xuewei.show.workbook.page import Page
from xuewei.words.book import named, say

GUIDE = ("colours", "change", "add", "progress", "demand", "back", "formulas")


def write_notes(page: Page, plan: Layout) -> None:
    """Two columns: what, and the words."""
    found, lang = plan.assessment, plan.lang
    page.sheet.set_column(0, 0, 16)
    page.sheet.set_column(1, 1, 110)
    page.title(found.plan.name, say("note.book", lang), 2)
    row = 4
    for key, lines in (
        ("answer", _answer(found, lang)),
        ("facts", _facts(found, lang)),
        ("basis", notes(found, lang)),
        ("assumed", _assumed(found, lang)),
        ("sources", sources(found)),
        ("guide", [say(f"guide.{name}", lang) for name in GUIDE]),
    ):
        for n, line in enumerate(lines):
            page.row(row, [(say(f"notes.{key}", lang) if n == 0 else None, "head"), (line, "text")], (16, 110))
            row += 1
    page.prints(rows=row - 1, columns=2, page=say("print.page", lang), top=2)


def _answer(found: Assessment, lang: str) -> list[str]:
    """The course of every stage, or of several areas what is short where, and what that rests on."""
    rows = found.rows()
    several = len(found.areas) > 1
    told = over_areas(found, rows, lang) if several else stage_sentences(found, rows, lang)
    return [*told, *Resting.of(found, rows).sentences(found, lang)]


def _facts(found: Assessment, lang: str) -> list[str]:
    """Version, scenarios and the days to which the data go; no clock, so that the same plan gives the same file."""
    plan = found.plan
    census = max(row.date for row in found.population.census).isoformat()
    known = max([*(row.date.isoformat() for row in found.population.totals), census])
    source = "，".join(plan.source.values())
    return [
        say("facts.version", lang, version=__version__),
        *([say("facts.source", lang, source=source)] if source else []),
        say("facts.scenario", lang, scenario=" + ".join(plan.scenarios) or say("diff.nothing", lang)),
        say("facts.data", lang, census=census, known=known),
        say("facts.years", lang, first=found.years.start, last=found.years.stop - 1),
    ]


def _assumed(found: Assessment, lang: str) -> list[str]:
    """Everything that nobody has published, with its range and why."""
    lines = []
    for row in assumptions(found, lang):
        if row.basis == "assumed":
            reach = f" [{row.range}]" if row.range else ""
            lines.append(f"{row.name}: {row.value}{reach} · {named('basis', row.basis, lang)} · {row.source}")
    return lines
