"""A summary of an imported plan, and the notes of an import."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from xuewei.errors import Place
from xuewei.formats.more_rows import WHENCE, TableChange
from xuewei.formats.plan.shapes import STAGES
from xuewei.language.words import Words, named
from xuewei.model.assessment import Assessment
from xuewei.model.plan import Plan
from xuewei.model.seats.register import with_seats
from xuewei.model.stages import Stage
from xuewei.tables.notes import balance_words, type_notes
from xuewei.tables.view import Column, Sheet, View
from xuewei.workbook.imported import Import
from xuewei.workbook.lists.table import ListNote
from xuewei.workbook.read.parameter_cells import differing
from xuewei.workbook.words import WORDS, say

NAMED = 8
"""Cells of one kind that are named."""
EACH = ("unequal", "count", "stages", "classes_sum", "pupils_sum", "intake_sum")
"""Kinds of notes of which each cell has a line of its own."""
FIGURES = ("seats", "intake", "pupils", "births", "classes")
OF_TABLES = {
    "enrolment": ("school", ("year", "stage")),
    "births": ("area", ("year",)),
    "register": ("id", ("stage",)),
}
"""Of what the rows of a table are, and what they are summed by."""
WHO = ("school", "id", "name", "area", "year", "stage", "grade", "sex", "age_from", "birth_year", "age", "kind", "date")
"""Columns that say of whom a row is."""
LONGEST = 200
"""Rows of a table that are shown before somebody says yes: more scroll past unread."""


def summary(plan: Plan, target: str, lang: str, stages: Sequence[Stage] = (), old: Plan | None = None) -> View:
    """Schools and seats by stage of a plan that there are no people to hold against; seats follow from classes by its
    ``stages``. Of an ``old`` plan that is updated, the schools that change are named."""
    changes = [] if old is None else [*_changes(old, plan, lang)]
    plan = with_seats(plan, stages)
    seats = "all_seats" if plan.base_seats is not None and plan.base_seats.listed else "seats"
    found = dict.fromkeys(stage for school in plan.schools for stage in (*school.seats, *school.removes))
    order = sorted(found, key=_place)
    columns = [
        Column(say("stage", lang), rank=0),
        *(Column(say(f"import.{key}", lang), number=True) for key in ("schools", seats, "removed")),
    ]
    rows = []
    for stage in order:
        counts = (
            sum(stage in school.seats for school in plan.schools),
            sum(school.seats.get(stage, 0) for school in plan.schools),
            sum(school.removes.get(stage, 0) for school in plan.schools),
        )
        rows.append([named("stage", stage, lang), *(f"{count:,}" for count in counts)])
    first, last = plan.years
    about = say("import.years", lang, first=first, last=last, areas=", ".join(plan.all_areas()), n=len(plan.schools))
    if old is not None:
        title = say("import.title.update", lang, plan=plan.name, target=target)
        return View([Sheet(title, columns, rows, [*changes, about])], [], {}, [say("import.uncounted", lang)])
    title = say("import.title", lang, plan=plan.name, target=target)
    return View([Sheet(title, columns, rows, [about])], [], {}, [say("import.alone", lang)])


def _changes(old: Plan, plan: Plan, lang: str) -> Iterator[str]:
    """How many schools are new, changed and gone, with the names of the first."""
    before, after = ({school.id: school for school in each.schools} for each in (old, plan))
    for kind, ids in (
        ("new", [each for each in after if each not in before]),
        ("changed", [each for each in after if each in before and after[each] != before[each]]),
        ("gone", [each for each in before if each not in after]),
    ):
        names = ", ".join({**before, **after}[each].name or each for each in ids[:NAMED])
        if ids:
            more = " …" if len(ids) > NAMED else ""
            yield say(f"import.schools.{kind}", lang, count=len(ids), names=names + more)


def table_view(change: TableChange, lang: str) -> View:
    """The rows that a table of people gets, in sums, and every figure that is replaced."""
    rows = [*change.added, *(new for _, new in change.replaced)]
    counted, kinds = OF_TABLES[change.name]
    figures = [name for name in FIGURES if any(row.get(name) for row in rows)]
    sums: dict[tuple[str, ...], list[float]] = {}
    who: dict[tuple[str, ...], set[str]] = {}
    for row in rows:
        key = tuple(row[kind] for kind in kinds)
        who.setdefault(key, set()).add(row[counted])
        for n, name in enumerate(figures):
            sums.setdefault(key, [0.0] * len(figures))[n] += float(row.get(name) or 0)
    columns = [
        *(Column(say(f"import.people.{change.name}.{kind}", lang), rank=0) for kind in kinds),
        Column(say(f"import.people.{'places' if counted == 'area' else 'schools'}", lang), number=True),
        *(Column(say(f"import.people.{name}_column", lang), number=True) for name in figures),
    ]
    order = sorted(sums, key=lambda each: (each[0] if "year" in kinds else "", _place(each[-1])))
    shown = [
        [*(named("stage", each, lang) for each in key), f"{len(who[key]):,}", *(f"{n:,.12g}" for n in sums[key])]
        for key in order
    ]
    counts = {"added": len(change.added), "replaced": len(change.replaced), "same": change.same}
    notes = [say("import.people.anew", lang)] if change.anew else []
    notes.append(say("import.people.counts", lang, **counts))
    notes += [replaced_line(old, new, lang) for old, new in change.replaced[:LONGEST]]
    if len(change.replaced) > LONGEST:
        notes.append(say("import.list.more", lang, n=len(change.replaced)))
    return View([Sheet(say(f"import.people.{change.name}", lang, path=change.path), columns, shown, notes)], [], {}, [])


def replaced_line(old: Mapping[str, str], new: Mapping[str, str], lang: str) -> str:
    """What of a row is replaced: who it is of, and every cell that changes."""
    who = [new.get(name) or old.get(name, "") for name in WHO]
    cells = [
        f"{name} {old.get(name, '') or '–'} → {each}"
        for name, each in new.items()
        if each and old.get(name, "") != each and name not in (*WHENCE, "id")
    ]
    what = " ".join(named("stage", each, lang) for each in dict.fromkeys(who) if each)
    return say("import.people.replaced", lang, what=what, cells=", ".join(cells))


def _place(stage: str) -> int:
    """Where a stage stands among others."""
    return STAGES.index(stage) if stage in STAGES else len(STAGES)


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
        words = {"stage": named("stage", one.stage, lang), "area": one.area, "year": one.year, "n": len(wrong)}
        words |= {"shown": balance_words(one.balance, lang), "true": balance_words(true, lang)}
        yield f"{file}:{one.place}: {say('import.balance', lang, **words)}"


def remarks(found: Import, file: str, lang: str) -> Iterator[str]:
    """The lines for standard error."""
    there = [stage.name for stage in found.people.assumptions.stages] if found.people else STAGES
    for note in type_notes(found.plan, {*there, *(stage.name for stage in found.plan.stages)}, lang):
        yield f"{file}: {note}"
    if found.macros:
        yield f"{file}: {say('import.macros', lang)}"
    yield from (f"{file}{line}" for note in found.notes for line in noted(note, lang))
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


def noted(note: ListNote, lang: str, words: Words = WORDS, prefix: str = "import.list") -> Iterator[str]:
    """What a list leaves out, takes otherwise or guesses, behind the name of its file, in the ``words`` that begin with
    ``prefix``."""
    sentence = f"{prefix}.{note.kind}"
    if note.kind in EACH:
        yield from (f":{cell}: {words.say(sentence, lang, **note.values)}" for cell, _ in note.cells)
        return
    named = []
    for cell, remark in note.cells[:NAMED]:
        place = _called(cell, lang)
        named.append(f"{place}（{remark}）" if remark and lang == "zh" else f"{place} ({remark})" if remark else place)
    cells, n = ", ".join(named), len(note.cells)
    if n > NAMED:
        cells += (" " if lang == "zh" else " … ") + say("import.list.more", lang, n=n)
    yield f": {words.say(sentence, lang, n=n, cells=cells, **note.values)}"


def _called(cell: Place, lang: str) -> str:
    """What a cell is called: in a sheet by its letters, in a text by its line and title."""
    return cell.cell or say("import.list.line", lang, line=cell.line, title=cell.entry).strip()
