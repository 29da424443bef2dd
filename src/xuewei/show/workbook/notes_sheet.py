"""说明: what the workbook is, what its figures rest on, where they come from, and how to use it."""

from __future__ import annotations

from xuewei import __version__
from xuewei.assessment import Assessment
from xuewei.model.assumptions import Figure
from xuewei.show.gap import course_words, notes
from xuewei.show.workbook.layout import Layout
from xuewei.show.workbook.page import Page
from xuewei.words.book import say
from xuewei.words.labels import named

GUIDE = ("colours", "change", "add", "progress", "demand", "back", "formulas")


def write_notes(page: Page, plan: Layout) -> None:
    """Two columns: what, and the words."""
    found, lang = plan.assessment, plan.lang
    page.sheet.set_column(0, 0, 16)
    page.sheet.set_column(1, 1, 110)
    page.title(found.plan.name, say("note.book", lang), 2)
    row = 4
    for key, lines in (
        ("answer", [course_words(peak, lang) for peak in found.peaks(found.rows())] if len(found.areas) == 1 else []),
        ("facts", _facts(found, lang)),
        ("basis", notes(found, lang)),
        ("assumed", _assumed(found, lang)),
        ("sources", _sources(found)),
        ("guide", [say(f"guide.{name}", lang) for name in GUIDE]),
    ):
        for n, line in enumerate(lines):
            page.row(row, [(say(f"notes.{key}", lang) if n == 0 else None, "head"), (line, "text")], (16, 110))
            row += 1
    page.prints(rows=row - 1, columns=2, page=say("print.page", lang), top=2)


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
    """Every figure that formulas use and nobody has published, with why."""
    lines = []
    for name, figure in (("base_crowding", found.assumptions.base_crowding), *_inflows(found)):
        if figure.basis == "assumed":
            reach = f" [{figure.range[0]:g}, {figure.range[1]:g}]" if figure.range else ""
            lines.append(f"{name} = {figure.value:g}{reach} · {named('basis', figure.basis, lang)} · {figure.source}")
    for stage, series in found.assumptions.participation.items():
        if found.only_grades(stage):
            continue
        ends = ", ".join(f"{year}: {share:.1%}" for year, share in sorted(series.values.items()))
        lines.append(f"{say(stage, lang)} · {say('explain.participation', lang)} {ends} · {series.source}")
    return lines


def _inflows(found: Assessment) -> list[tuple[str, Figure]]:
    return [
        (f"inflow.{stage}", figure)
        for stage, figure in found.assumptions.inflow.items()
        if not found.only_grades(stage)
    ]


def _sources(found: Assessment) -> list[str]:
    """Every source of the population, once."""
    people = found.population
    tables = (people.census, people.births, people.totals, people.enrolment)
    return list(dict.fromkeys(row.source for table in tables for row in table))
