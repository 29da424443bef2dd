"""What a page tells beside its figures: assumptions and sources with their basis, notes, and the words of its parts."""

from __future__ import annotations

from xuewei.show.answer import Resting, omission_sheet
from xuewei.show.report.contents import Report
from xuewei.show.report.counting import counting
from xuewei.show.report.sources import assumptions, plan_source, source_rows
from xuewei.show.view import text_of
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
        "resting": _resting(report, lang),
        "notes": counting(report, lang),
        "words": page_words(lang),
    }


def _resting(report: Report, lang: str) -> dict[str, object]:
    """What the answer to the plan as it is rests on, and the table of projects that could be left out."""
    found = report.found
    resting = Resting.of(found, report.rows())
    sheet = omission_sheet(resting.spare, found, lang)
    table = {
        "title": sheet.title,
        "heads": [[column.title, column.number] for column in sheet.columns],
        "rows": [[text_of(cell) for cell in row] for row in sheet.rows],
        "rule": sheet.notes[0],
    }
    return {"sentences": resting.sentences(found, lang), "spare": table if sheet.rows else None}
