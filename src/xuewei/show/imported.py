"""A new plan in short, and what an import has to say beside its work."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xuewei.assessment import Assessment
from xuewei.files.books.shown_balance import differing
from xuewei.files.imported import Import
from xuewei.files.plans.plan_shapes import STAGES
from xuewei.model.plan import Plan
from xuewei.show.gap import balance_words
from xuewei.show.view import Column, Sheet, View
from xuewei.words.importing import say

LONGEST = 200
"""Rows of a table that are shown before somebody says yes: more scroll past unread."""


def summary(plan: Plan, target: str, lang: str) -> View:
    """Schools and seats by stage of a plan that there is nothing to hold against."""
    found = dict.fromkeys(stage for school in plan.schools for stage in (*school.seats, *school.removes))
    stages = sorted(found, key=lambda stage: STAGES.index(stage) if stage in STAGES else len(STAGES))
    columns = [
        Column(say("stage", lang), rank=0),
        *(Column(say(f"import.{key}", lang), number=True) for key in ("schools", "seats", "removed")),
    ]
    rows = []
    for stage in stages:
        counts = (
            sum(stage in school.seats for school in plan.schools),
            sum(school.seats.get(stage, 0) for school in plan.schools),
            sum(school.removes.get(stage, 0) for school in plan.schools),
        )
        rows.append([say(stage, lang), *(f"{count:,}" for count in counts)])
    first, last = plan.years
    about = say("import.years", lang, first=first, last=last, areas=", ".join(plan.all_areas()), n=len(plan.schools))
    title = say("import.title", lang, plan=plan.name, target=target)
    return View([Sheet(title, columns, rows, [about])], [], {}, [say("import.alone", lang)])


def shortened(view: View, lang: str) -> View:
    """The view with at most ``LONGEST`` rows in a table, and how many more there are."""
    sheets = []
    for sheet in view.sheets:
        more = len(sheet.rows) - LONGEST
        notes = [say("import.more", lang, n=more), *sheet.notes] if more > 0 else sheet.notes
        sheets.append(replace(sheet, rows=sheet.rows[:LONGEST], notes=notes))
    return replace(view, sheets=sheets)


def doubts(found: Import, file: str, after: Assessment, lang: str) -> Iterator[str]:
    """Where the workbook shows another balance than the plan read from it has: the first place, and how many."""
    wrong = differing(found.shown, after)
    if wrong:
        one, true = wrong[0]
        words = {"stage": say(one.stage, lang), "area": one.area, "year": one.year, "n": len(wrong)}
        words |= {"shown": balance_words(one.balance, lang), "true": balance_words(true, lang)}
        yield f"{file}:{one.place}: {say('import.balance', lang, **words)}"


def remarks(found: Import, file: str, lang: str) -> Iterator[str]:
    """What is to be said on standard error, a line each."""
    if found.macros:
        yield f"{file}: {say('import.macros', lang)}"
    for sheet, columns in found.ignored.items():
        key = "import.ignored" if sheet else "import.unmapped"
        yield f"{file}: {say(key, lang, sheet=sheet, columns=', '.join(columns))}"
    for each in found.assumed:
        key = "import.assumed" if each.setting else "import.assumed.fixed"
        values = {"name": each.key, "shown": each.shown, "true": f"{each.true:.12g}", "setting": each.setting}
        yield f"{file}:{each.place}: {say(key, lang, **values)}"
    if found.folder is not None:
        yield f"{file}: {say('import.no_people', lang, folder=found.folder, target=found.target)}"
    if found.anew:
        yield f"{found.target}: {say('import.anew', lang)}"
