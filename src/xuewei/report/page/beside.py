"""What a page shows beside the balance where its plan knows more, as plain values: alerts, schools in use, grades,
classes and teachers."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from xuewei.answers.schools.view import use_table
from xuewei.answers.warn.entries import LEVELS, UNKNOWN
from xuewei.answers.warn.offers import summed
from xuewei.answers.warn.resting import resting
from xuewei.answers.warn.sentences import answer_sentences, place_title
from xuewei.answers.warn.view import Warnings
from xuewei.answers.warn.words import named as level_named
from xuewei.answers.warn.words import say as say_in_warnings
from xuewei.language.words import named
from xuewei.report.contents import Report, needs_view
from xuewei.report.early import graded, is_ahead, tightest, used, warned
from xuewei.report.notice.notice_file import FEWEST, means
from xuewei.report.notice.words import say as say_in_notice
from xuewei.report.page.words import beside_words, say
from xuewei.tables.palette import BAD
from xuewei.tables.view import Sheet, View, text_of

MASKED, WITHHELD = -1, -2
"""Stand for a number of children that is small, and for one from which a small one would follow."""
MOST_MEANS = 200
"""Shortages whose remedy a page tells."""
SHOWN_LEVELS = (*LEVELS, "unknown", "unlisted")
Values = dict[str, Any]
Cell = str | tuple[str, str]
Floats = NDArray[np.float64]


def beside(report: Report, lang: str, told: Collection[str] = ()) -> Values | None:
    """All of it; None where the plan knows nothing of it, so that its page is what it would be otherwise. Notes that
    the page has ``told`` elsewhere are not repeated."""
    kinds = warned(report)
    alerts = [_alerts(held, kinds[0], report, lang) for held in kinds]
    use, grades, needs = _use(report, lang), _sheets(graded(report, lang)), _sheets(needs_view(report, lang))
    for part in (*alerts, use, grades, needs):
        if part is not None:
            part["notes"] = [note for note in part["notes"] if note not in told]
    if not alerts and use is None and grades is None and needs is None:
        return None
    return {"alerts": alerts, "use": use, "grades": grades, "needs": needs, "words": beside_words(lang)}


def _alerts(held: Warnings, first: Warnings, report: Report, lang: str) -> Values:
    """Warnings by zone or by area: sentences, a table a stage, what closes the shortages, what it rests on. ``first``
    are those that the page shows first."""
    found = held.found
    stages = [stage.name for stage in found.stages if held.kept.get(stage.name)]
    tables = [_stage(held, first, stage, lang) for stage in stages]
    told = means(held, lang)
    numbers = [np.array([table["children"], table.get("others", table["children"])], dtype=float) for table in tables]
    masked, withheld = (any((each == code).any() for each in numbers) for code in (MASKED, WITHHELD))
    notes = [
        *([say_in_notice("count.masked", lang, n=FEWEST)] if masked else []),
        *([say("alerts.withheld.why", lang, n=FEWEST)] if withheld else []),
        *resting(found, held.kept, lang, report.today if is_ahead(report, found) else None),
    ]
    return {
        "by": found.by,
        "label": say(f"alerts.by.{found.by}", lang),
        "title": place_title(found, lang),
        "years": list(found.years),
        "sentences": answer_sentences(found, held.kept, lang),
        "names": [spot.name for spot in found.spots],
        "tables": tables,
        "means": told[:MOST_MEANS],
        "meansLeft": max(len(told) - MOST_MEANS, 0),
        "notes": notes,
        "levels": [[each, level_named("level", each, lang)] for each in SHOWN_LEVELS],
        "few": say_in_notice("masked", lang, n=FEWEST),
        "unknown": say_in_warnings("unknown", lang),
    }


def _stage(held: Warnings, first: Warnings, stage: str, lang: str) -> Values:
    """One stage: places, the tightest first, with children, intake and levels by year."""
    found = held.found
    spots = tightest(found, stage, held.kept[stage])
    levels, others = found.levels[stage][:, spots], found.others[stage][:, spots]
    told = {
        "stage": named("stage", stage, lang),
        "size": found.found.stage(stage).sizes[0],
        "places": spots,
        "children": _told(
            found.children[stage][:, spots], _would_tell(held, first, spots, first.found.children[stage])
        ),
        "intake": found.intake[stage][:, spots].tolist(),
        "levels": np.where(levels < 0, len(LEVELS) + UNKNOWN - levels, levels).tolist(),
    }
    if (others > 0).any():
        told["others"] = _told(others, _would_tell(held, first, spots, first.found.others[stage]))
    return told


def _told(children: Floats, withheld: NDArray[np.bool_]) -> list[list[int | None]]:
    """Numbers of children as a page has them: None where unknown, and what stands for those that are not told."""
    numbers = np.where(withheld, WITHHELD, np.nan_to_num(children)).astype(np.int64)
    numbers[children < FEWEST] = MASKED
    return [
        [None if unknown else n for n, unknown in zip(*line, strict=True)]
        for line in zip(numbers.tolist(), np.isnan(children).tolist(), strict=True)
    ]


def _would_tell(held: Warnings, first: Warnings, spots: Sequence[int], zones: Floats) -> NDArray[np.bool_]:
    """Years and spots, other than those that the page shows ``first`` with these children, of which one zone alone has
    too few to be told: the number of the whole would tell them."""
    areas = len(held.found.found.areas)
    few = summed((zones < FEWEST).astype(float), first.found.at_area, areas)[:, held.found.at_area[spots]]
    alone: NDArray[np.bool_] = (few == 1) & (held is not first)
    return alone


def _use(report: Report, lang: str) -> Values | None:
    """Every school in use with how full it is."""
    use = used(report.found, lang, report.today)
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


def _sheets(view: View | None) -> Values | None:
    """The sentences of a view's first sheet and the tables of the others."""
    if view is None:
        return None
    opening, *sheets = view.sheets
    tables = [{**_table(sheet), "heads": _numbered(sheet)} for sheet in _whole(sheets)]
    return {
        "sentences": list(opening.notes),
        "tables": tables,
        "notes": list(view.notes),
    }


def _numbered(sheet: Sheet) -> list[list[object]]:
    """Its heads, numbers in all columns but the first."""
    return [[column.title, n > 0] for n, column in enumerate(sheet.columns)]


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
        "bad": [[n for n, cell in enumerate(row) if _red(cell)] for row in sheet.rows],
        "notes": list(sheet.notes),
    }


def _red(cell: Cell) -> bool:
    return not isinstance(cell, str) and cell[1] == BAD
