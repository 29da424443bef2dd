"""What the page says of the plan as it is, whatever its controls: grades that are short, planned and delivered, what to
do, the projects."""

from __future__ import annotations

from xuewei.answers.compare.view import name_of
from xuewei.answers.gap.advice import projects_sheet
from xuewei.answers.gap.answer_view import omission_sheet
from xuewei.answers.gap.short_grades import grade_sentences
from xuewei.report.contents import Report, sites_beside, sites_view
from xuewei.tables.beyond import side_cautions
from xuewei.tables.plain import plain
from xuewei.tables.view import Sheet, text_of


def advice(report: Report, lang: str) -> dict[str, object]:
    """Sentences as :mod:`xuewei.answers.gap.conclusion` has them, and tables of the projects that they name."""
    told = report.told
    sheets = projects_sheet(told.todo, lang) if told.todo else []
    if told.spare.schools:
        sheets = [*sheets, omission_sheet(told.spare, report.found, lang)]
    return {
        "grades": [
            plain(each, lang) for each in (*told.closings(lang), *grade_sentences(report.found, told.rows, lang))
        ],
        "pair": told.delivered(lang),
        "todo": [
            *(plain(each, lang) for each in told.to_do(lang)),
            *sites_beside(report, lang),
            *_sides(report, lang),
        ],
        "projects": [_table(sheet) for sheet in sheets],
    }


def choice(report: Report, lang: str) -> dict[str, object] | None:
    """Which candidate sites to take, in sentences and tables; None where there are none."""
    view = sites_view(report, lang)
    if view is None:
        return None
    opening, *sheets = view.sheets
    return {
        "lines": list(opening.notes) or [opening.title],
        "tables": [{**_table(sheet), "notes": list(sheet.notes)} for sheet in sheets if sheet.rows],
        "notes": list(view.notes),
    }


def _sides(report: Report, lang: str) -> list[str]:
    """Where the scenarios beside the plan count pupils of estates differently, or leave some out."""
    worlds = [(name_of(name, lang), world) for name, world in report.worlds]
    return side_cautions(worlds, lang) if report.compared else []


def _table(sheet: Sheet) -> dict[str, object]:
    return {
        "title": sheet.title,
        "heads": [[column.title, column.number] for column in sheet.columns],
        "rows": [[text_of(cell) for cell in row] for row in sheet.rows],
        "rule": sheet.notes[0] if sheet.notes else "",
    }
