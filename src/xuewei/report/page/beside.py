"""What a page shows beside the balance where its plan knows more, as plain values: alerts, schools in use, grades."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.answers.schools.view import use_table
from xuewei.answers.warn.entries import LEVELS, UNKNOWN
from xuewei.answers.warn.sentences import answer_sentences, place_title, resting
from xuewei.answers.warn.view import Warnings
from xuewei.answers.warn.words import named as level_named
from xuewei.answers.warn.words import say as say_in_warnings
from xuewei.language.words import named
from xuewei.report.contents import Report
from xuewei.report.early import graded, tightest, used, warned
from xuewei.report.notice.notice_file import FEWEST, means
from xuewei.report.notice.words import say as say_in_notice
from xuewei.report.page.words import beside_words, say
from xuewei.tables.view import Sheet, text_of

MASKED = -1
"""Stands for a number of children that is not told, being small."""
Values = dict[str, object]
Cell = str | tuple[str, str]


def beside(report: Report, lang: str) -> Values | None:
    """All of it; None where the plan knows nothing of it, so that its page is what it would be otherwise."""
    parts = {
        "alerts": [_alerts(held, report, lang) for held in warned(report)],
        "use": _use(report, lang),
        "grades": _grades(report, lang),
    }
    return {**parts, "words": beside_words(lang)} if any(parts.values()) else None


def _alerts(held: Warnings, report: Report, lang: str) -> Values:
    """Warnings by zone or by area: sentences, a table a stage, what closes the shortages, what it rests on."""
    found = held.found
    stages = [stage.name for stage in found.stages if held.kept.get(stage.name)]
    masked, tables = False, []
    for stage in stages:
        spots = tightest(found, stage, held.kept[stage])
        children, few = found.children[stage][:, spots], found.children[stage][:, spots] < FEWEST
        masked |= bool(few.any())
        cells = [
            [None if code == UNKNOWN else MASKED if low else int(n) for n, low, code in zip(*line, strict=True)]
            for line in zip(children.tolist(), few.tolist(), found.levels[stage][:, spots].tolist(), strict=True)
        ]
        tables.append(
            {
                "stage": named("stage", stage, lang),
                "size": found.found.stage(stage).sizes[0],
                "places": spots,
                "children": cells,
                "intake": found.intake[stage][:, spots].tolist(),
                "levels": [[_level(code) for code in line] for line in found.levels[stage][:, spots].tolist()],
            }
        )
    notes = resting(found, held.kept, lang, report.today)
    return {
        "by": found.by,
        "label": say(f"alerts.by.{found.by}", lang),
        "title": place_title(found, lang),
        "years": list(found.years),
        "sentences": answer_sentences(found, held.kept, lang),
        "names": [spot.name for spot in found.spots],
        "tables": tables,
        "means": means(held, lang),
        "notes": [*([say_in_notice("count.masked", lang, n=FEWEST)] if masked else []), *notes],
        "levels": {each: level_named("level", each, lang) for each in (*LEVELS, "unknown")},
        "few": say_in_notice("masked", lang, n=FEWEST),
        "unknown": say_in_warnings("unknown", lang),
    }


def _level(code: int) -> str:
    return "unknown" if code == UNKNOWN else LEVELS[code]


def _use(report: Report, lang: str) -> Values | None:
    """Every school in use with how full it is."""
    use = used(report.found, lang)
    if use is None:
        return None
    opening, notes = use.view.sheets[0], use.view.notes
    table = use_table(use.rows, lang, len(use.rows))
    return {
        "title": opening.title,
        "sentences": list(opening.notes),
        "table": _table(table),
        "notes": list(notes),
    }


def _grades(report: Report, lang: str) -> Values | None:
    """The balance by grade of the stages of whose grades something is known."""
    view = graded(report, lang)
    if view is None:
        return None
    opening, *sheets = view.sheets
    return {
        "sentences": list(opening.notes),
        "tables": [_table(sheet) for sheet in _whole(sheets)],
        "notes": list(view.notes),
    }


def _whole(sheets: Sequence[Sheet]) -> list[Sheet]:
    """Tables that were cut for a screen, as one again; a page scrolls."""
    found: list[Sheet] = []
    for sheet in sheets:
        before = found[-1] if found else None
        if before is None or not sheet.rows or before.title != sheet.title:
            found.append(sheet)
            continue
        rows = [[*one, *other[1:]] for one, other in zip(before.rows, sheet.rows, strict=True)]
        found[-1] = Sheet(sheet.title, [*before.columns, *sheet.columns[1:]], rows, sheet.notes)
    return found


def _table(sheet: Sheet) -> Values:
    """A table as texts; a cell that is set in red says so."""
    return {
        "title": sheet.title,
        "heads": [[column.title, column.number] for column in sheet.columns],
        "rows": [[text_of(cell).strip() for cell in row] for row in sheet.rows],
        "bad": [
            [n for n, cell in enumerate(row) if not isinstance(cell, str) and cell[1] == "red"] for row in sheet.rows
        ],
        "notes": list(sheet.notes),
    }


def _red(cell: Cell) -> bool:
    return not isinstance(cell, str) and cell[1] == "red"
