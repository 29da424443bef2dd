"""资源: classes, posts and running cost by stage, area and year, as formulas of demand by grade and of rates."""

from __future__ import annotations

from collections.abc import Iterator

from xuewei.answers.resources.resourcing import AREA, SCHOOL, ResourceRow
from xuewei.answers.resources.words import say as say_of_resources
from xuewei.language.words import named
from xuewei.model.resource_rules import BY_CLASSES, BY_MOST, BY_PUPILS
from xuewei.model.rounding import NOISE_DIGITS
from xuewei.workbook.words import say
from xuewei.workbook.write.balance import half_even
from xuewei.workbook.write.layout import HEAD_ROWS, RESOURCE_STEPS, Formula, Layout
from xuewei.workbook.write.page import LINE_PIXELS, Page, Titles, Value, lines_of, name_width

WIDTHS = {"stage": 12.0, "area": 12.0, "year": 7.0, "running": 15.0, "per_seat": 16.0}
USUAL = 11.0
KINDS = {
    "stage": "word",
    "area": "text",
    "year": "year",
    "staff": "whole",
    "balance": "signed",
    "running": "figure",
    "per_seat": "whole",
}


def write_resources(page: Page, plan: Layout) -> None:
    """The whole sheet."""
    table, lang = plan.resources, plan.lang
    shown = len(table.keys) - len(RESOURCE_STEPS)
    widths = {**WIDTHS, "area": name_width(plan.graded, WIDTHS["area"])}
    note, width = "\n".join(_notes(plan)), sum(widths.get(key, USUAL) for key in table.keys[:shown])
    page.title(say("title.resources", lang), note, shown)
    page.sheet.set_row_pixels(1, LINE_PIXELS * lines_of(note, width) + 6)
    page.head([_titles(plan, key) for key in table.keys], folded=range(shown, len(table.keys)))
    for n, row in enumerate(_rows(plan), start=table.first):
        cells = _cells(plan, n, row)
        page.row(
            n,
            [
                (cells.get(key), KINDS.get(key, "whole" if key not in RESOURCE_STEPS else "computed"))
                for key in table.keys
            ],
        )
    for n, key in enumerate(table.keys):
        folded = {} if n < shown else {"level": 1, "hidden": True}
        page.sheet.set_column(n, n, widths.get(key, USUAL), None, folded)
    page.colour(table, "balance", f"N({table.here('balance', table.first)})<0", "red")
    page.sheet.freeze_panes(HEAD_ROWS, 3)
    page.sheet.autofilter(table.first - 2, 0, table.last - 1, len(table.keys) - 1)
    page.prints(rows=table.last, columns=shown, page=say("print.page", lang))


def _kind(key: str) -> str:
    return KINDS.get(key, "computed" if key in RESOURCE_STEPS else "whole")


def _notes(plan: Layout) -> Iterator[str]:
    """What the columns are, what follows only roughly, and what is missing."""
    lang, held = plan.lang, plan.held
    yield say("note.resources", lang)
    if any(need.by_school.any() for need in held.needs.values()):
        yield say("note.resources.by_school", lang)
    if not held.known:
        yield say("note.resources.no_staff", lang)
    if len(plan.graded) < len(plan.assessment.areas):
        yield say("note.grades.part", lang, n=len(plan.graded), areas=len(plan.assessment.areas))


def _titles(plan: Layout, key: str) -> Titles:
    lang = plan.lang
    if key in RESOURCE_STEPS:
        return say("column.computed", lang), say(f"resources.{key}", lang)
    if key in ("stage", "area", "year"):
        return say(f"balance.{key}", lang), ""
    if key in ("posts", "by_pupils", "by_classes"):
        own = say("resources.count", lang) if key == "posts" else say_of_resources(key, lang)
        return say_of_resources("posts", lang), own
    words = {"running": "running_wan", "per_seat": "per_seat"}
    return say_of_resources(words.get(key, key), lang), ""


def _rows(plan: Layout) -> Iterator[ResourceRow]:
    """The engine's rows, by stage, area and year, of areas that the sheet of grades has."""
    found = plan.assessment
    return iter(plan.held.rows(AREA, found.known, plan.stages, plan.graded))


def _cells(plan: Layout, n: int, row: ResourceRow) -> dict[str, Value]:
    assert row.area is not None
    table, grades = plan.resources, plan.grades
    at = {key: table.here(key, n) for key in table.keys}
    stage, rule = plan.assessment.stage(row.stage), plan.held.rules.posts.get(row.stage)
    which = f"{grades.down('stage')},{at['stage']},{grades.down('area')},{plan.same(at['area'])}"
    which += f",{grades.down('year')},{at['year']}"
    t, a = plan.assessment.years.index(row.year), plan.assessment.areas.index(row.area)
    exact = float(plan.assessment.demand[row.stage][t, a].sum())
    cells: dict[str, Value] = {
        "stage": named("stage", row.stage, plan.lang),
        "area": row.area,
        "year": row.year,
        "pupils_exact": Formula(f"SUMIFS({grades.down('exact_demand')},{which})", exact),
        "pupils": Formula(half_even(at["pupils_exact"]), row.pupils),
        "held": Formula(_held(plan, row.stage, which), row.classes_held),
    }
    if row.classes_by == SCHOOL:
        cells["class_factor"] = row.classes / row.pupils if row.pupils else 0.0
        classes = half_even(f"ROUND({at['pupils']}*{at['class_factor']},{NOISE_DIGITS})")
    else:
        of_grade = (f"SUMIFS({grades.down(f'exact_demand_{g}')},{which})" for g in range(1, stage.grades + 1))
        every = (_up(f"{half_even(pupils)}/{_size(plan, row.stage, g)}") for g, pupils in enumerate(of_grade, start=1))
        classes = f"MAX({'+'.join(every)},IF({at['pupils']}>0,1,0))"
    cells["classes"] = Formula(classes, row.classes)
    if rule is not None:
        cells |= _posts(plan, at, row, rule.by)
    if row.staff is not None:
        cells["staff"] = cells["staff_written"] = row.staff
        cells["balance"] = Formula(f"{at['staff']}-{at['posts']}", row.balance or 0)
    if row.running_wan is not None:
        yuan = plan.parameters[f"running.{row.stage}"]
        plain = exact * (plan.held.rules.yuan(row.stage) or 0.0) / 10_000
        cells["paid_factor"] = row.running_wan / plain if abs(row.running_wan - plain) > 0.0001 else 1.0
        cost = f"ROUND({at['pupils_exact']}*{yuan}/10000*{at['paid_factor']},4)"
        cells["running"] = Formula(cost, row.running_wan)
        per_seat = f'IF({at["seats"]}>0,{at["running"]}*10000/{at["seats"]},"")'
        known = row.running_wan * 10_000 / row.seats if row.seats > 0 else ""
        cells["per_seat"] = Formula(per_seat, known)
    cells["seats"] = Formula(f"SUMIFS({grades.down('seats_all')},{which})", row.seats)
    return cells


def _size(plan: Layout, stage: str, grade: int) -> str:
    """The size of a class of a grade: the parameter where all grades have the same."""
    sizes = plan.assessment.stage(stage).sizes
    return str(sizes[grade - 1]) if len({*sizes}) > 1 else plan.parameters[f"class_size.{stage}"]


def _up(text: str) -> str:
    """The next whole number that is not below ``text``.

    >>> _up("A1/45")
    '-INT(-ROUND(A1/45,9))'
    """
    return f"-INT(-ROUND({text},{NOISE_DIGITS}))"


def _held(plan: Layout, stage: str, which: str) -> str:
    """Whole classes that the seats of all grades hold."""
    grades = plan.grades
    every = (
        f"MAX(SUMIFS({grades.down(f'exact_seats_{g}')},{which}),0)/{_size(plan, stage, g)}"
        for g in range(1, plan.assessment.stage(stage).grades + 1)
    )
    return f"INT(ROUND({'+'.join(every)},6))"


def _posts(plan: Layout, at: dict[str, str], row: ResourceRow, by: str) -> dict[str, Value]:
    """Posts by pupils, by classes, and those that count, of which those of schools one by one may be more."""
    cells: dict[str, Value] = {}
    parameters = plan.parameters
    if row.posts_by_pupils is not None:
        text = _up(f"{at['pupils']}/{parameters[f'pupils_per_post.{row.stage}']}")
        cells["by_pupils"] = Formula(text, row.posts_by_pupils)
    if row.posts_by_classes is not None:
        text = _up(f"{at['classes']}*{parameters[f'posts_per_class.{row.stage}']}")
        cells["by_classes"] = Formula(text, row.posts_by_classes)
    if row.posts is None:
        return cells
    most = max(each for each in (row.posts_by_pupils, row.posts_by_classes) if each is not None)
    which = {BY_PUPILS: at["by_pupils"], BY_CLASSES: at["by_classes"]}.get(by)
    if which is None:
        assert by == BY_MOST
        cells["posts_more"] = row.posts - most
        which = f"MAX({at['by_pupils']},{at['by_classes']})+{at['posts_more']}"
    cells["posts"] = Formula(which, row.posts)
    return cells
