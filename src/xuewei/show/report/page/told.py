"""What a page tells beside its figures: assumptions and sources with their basis, notes, and the words of its parts."""

from __future__ import annotations

from xuewei.show.report.contents import Report
from xuewei.show.report.counting import counting
from xuewei.show.report.sources import assumptions, plan_source, source_rows
from xuewei.words.labels import named
from xuewei.words.page import page_words


def told(report: Report, lang: str) -> dict[str, object]:
    """The texts of a page, all of them to be shown as text."""
    found = report.found
    plan = found.plan
    return {
        "lang": lang,
        "title": plan.name,
        "laid": list(plan.scenarios),
        "source": plan_source(plan),
        "assumptions": [
            [row.name, row.value, row.range, row.basis, named("basis", row.basis, lang), row.source]
            for row in assumptions(found, lang)
        ],
        "sources": [
            [row.what, row.years, row.basis, named("basis", row.basis, lang), row.source]
            for row in source_rows(found, lang)
        ],
        "notes": counting(report, lang),
        "words": page_words(lang),
    }
