"""分年级: seats, demand and balance of every grade by stage, area and year, as formulas that add up to 余缺表."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xuewei.language.words import grade_name
from xuewei.model.balance import WARNINGS
from xuewei.model.grades import Floats, GradeTable, grade_table, known_grades
from xuewei.model.plan import BALANCED
from xuewei.model.rounding import NOISE_DIGITS, exact
from xuewei.model.seats.ledger import grade_shares, seats_by_year
from xuewei.model.stages import Stage
from xuewei.tables.grade_notes import grade_note
from xuewei.workbook.columns import OF_GRADE
from xuewei.workbook.words import named, say
from xuewei.workbook.write.balance import half_even, weight
from xuewei.workbook.write.graded_rows import GRADED, graded
from xuewei.workbook.write.layout import HEAD_ROWS, ROW, Formula, Layout
from xuewei.workbook.write.page import LINE_PIXELS, Page, Titles, Value, lines_of, name_width

GROUPS = ("balance", "seats", "demand")
"""What is shown by grade, and of the whole stage behind the grades."""
EXACT = ("exact_seats", "exact_demand")
STEPS = (*EXACT, "rest_seats", "rest_demand")
WIDTHS = {"stage": 12, "area": 12, "year": 7, "balance": 12, "tightest": 9, "finding": 17, "check": 7}
TIE = "1E11"
"""What a grade's number is divided by before it is taken off a fraction: of equal ones the lower grade goes first."""
SHARE, BASE, HIDDEN = "\1", "\2", "\3"
"""Stand in a formula, as ROW does, for the share of a grade in demand, for the cell of an area's seats in use, and for
the key of what it is called that a grade is short where the stage is not."""


class Course(NamedTuple):
    """What formulas of a stage come to: ``table`` in whole numbers, and by ``(year, area, grade)`` seats of a grade of
    their own, all seats, and demand."""

    stage: Stage
    table: GradeTable
    own: dict[str, Floats]


def write_grades(page: Page, plan: Layout) -> None:
    """The whole sheet."""
    table, lang = plan.grades, plan.lang
    note, first = "\n".join(_notes(plan)), table.keys[: table.keys.index("finding") + 1]
    page.title(say("title.grades", lang), note, len(first))
    page.sheet.set_row_pixels(1, LINE_PIXELS * lines_of(note, sum(_width(plan, key) for key in first)) + 6)
    shown = table.keys.index(STEPS[0])
    page.head([_titles(plan, key) for key in table.keys], folded=range(shown, len(table.keys)))
    for n, key in enumerate(table.keys):
        value: Value = say("grades.check", lang) if n == 0 else None
        if key == "check":
            value = Formula(f"SUM({table.here(key, table.first)}:{table.here(key, table.last)})", 0)
        page.put(HEAD_ROWS + 1, n, value, "total")
    kinds = [_kind(key) for key in table.keys]
    for row, cells in enumerate(_rows(plan), start=table.first):
        page.row(row, [(cells.get(key), kind) for key, kind in zip(table.keys, kinds, strict=True)])
    _finish(page, plan, shown)


def _width(plan: Layout, key: str) -> float:
    if key == "area":
        return name_width(plan.assessment.areas, WIDTHS[key])
    return WIDTHS.get(key.partition("_")[0], 9.5)


def _notes(plan: Layout) -> Iterator[str]:
    """What the columns are, how seats come to the grades, and which areas are left out."""
    found, lang = plan.assessment, plan.lang
    names = say("import.and", lang).join(grade_name(each.name, 1, each.grades, lang) for each in found.stages)
    yield say("note.grades", lang, names=names)
    yield grade_note(found, plan.stages, plan.graded, lang, last=found.years[-1])
    if len(plan.graded) < len(found.areas):
        yield say("note.grades.part", lang, n=len(plan.graded), areas=len(found.areas))


def _titles(plan: Layout, key: str) -> Titles:
    lang = plan.lang
    group, _, grade = key.rpartition("_")
    if group in GROUPS or group in GRADED:
        own = say("grades.all", lang) if grade == "all" else say("column.grade", lang, n=grade)
        own = say("grades.entry", lang) if grade == "1" else own
        if group in GROUPS:
            return say(f"balance.{group}", lang), own
        return say("column.computed", lang), f"{say(f'grades.{group}', lang)} · {own}"
    if key in STEPS:
        return say("column.computed", lang), say(f"grades.{key}", lang)
    return say(f"balance.{key}" if key in ("stage", "area", "year") else f"grades.{key}", lang), ""


def _kind(key: str) -> str:
    group, _, grade = key.rpartition("_")
    if group in GROUPS:
        return "signed" if group == "balance" else "whole"
    return {"area": "text", "year": "year"}.get(key, "word") if not grade else "computed"


def _rows(plan: Layout) -> Iterator[dict[str, Value]]:
    """The cells of every row by their keys, by stage, area and year."""
    found, row = plan.assessment, plan.grades.first
    known = known_grades(found)
    with_grade = [each for each in found.ledger if each.grade is not None]
    own = seats_by_year(with_grade, found.years, found.areas, found.stages)
    for stage in found.stages:
        course = Course(stage, grade_table(found, stage.name, found.known, plan.graded), own)
        texts = _formulas(plan, stage)
        for n, area in enumerate(plan.graded):
            base = plan.parameters[f"base.{area}.{stage.name}"]
            hidden = say(f"grades.{'hidden' if (area, stage.name) in known else 'spread'}", plan.lang)
            for t, year in enumerate(found.known):
                values, number = _values(plan, course, n, t, hidden), str(row)
                formulas = {key: text.replace(ROW, number).replace(BASE, base) for key, text in texts.items()}
                formulas["finding"] = formulas["finding"].replace(HIDDEN, hidden)
                for g, share in enumerate(_children(plan, course, n, t), start=1):
                    formulas[f"exact_demand_{g}"] = formulas[f"exact_demand_{g}"].replace(SHARE, repr(share))
                cells: dict[str, Value] = {"stage": named("stage", stage.name, plan.lang), "area": area, "year": year}
                yield {**cells, **{key: Formula(text, values[key]) for key, text in formulas.items()}}
                row += 1


def _formulas(plan: Layout, stage: Stage) -> dict[str, str]:
    """The formulas of the rows of a stage, with marks for what differs between them: what the stage has, what is a
    grade's own, what is left spread over the grades by class sizes, and whole numbers that add up."""
    table = plan.grades
    at = {key: table.here(key, ROW) for key in table.keys}
    place = plan.same(at["area"])
    found = {
        f"exact_{key}": f"SUMIFS({other.down(f'{column}.{stage.name}')},{other.down('area')},{place},"
        f"{other.down('year')},{at['year']})"
        for key, other, column in (("seats", plan.seats, "available"), ("demand", plan.demand, "wanted"))
    }
    found = {key: f"ROUND({text},{NOISE_DIGITS})" for key, text in found.items()}
    span = {key: f"{at[f'{key}_1']}:{at[f'{key}_{stage.grades}']}" for key in ("own", *GROUPS, *EXACT)}
    for g, size in enumerate(grade_shares(stage).tolist(), start=1):
        spread = f"({at['exact_seats']}-SUM({span['own']}))*{size!r}"
        found |= {
            f"own_{g}": _own(plan, stage, g, at["area"], at["year"]),
            f"exact_seats_{g}": f"ROUND({at[f'own_{g}']}+{spread},{NOISE_DIGITS})",
            f"exact_demand_{g}": f"ROUND({at['exact_demand']}*{SHARE},{NOISE_DIGITS})",
            f"balance_{g}": f"{at[f'seats_{g}']}-{at[f'demand_{g}']}",
        }
        found |= {f"{key}_{g}": _whole(at, span[f"exact_{key}"], key, g, stage.grades) for key in ("seats", "demand")}
    for key in ("seats", "demand"):
        found[f"rest_{key}"] = f"{half_even(at[f'exact_{key}'])}-SUMPRODUCT(INT({span[f'exact_{key}']}))"
        found[f"{key}_all"] = f"SUM({span[key]})"
    found |= {"balance_all": f"{at['seats_all']}-{at['demand_all']}", **_told(plan, stage, at, span["balance"])}
    early = f"{at['year']}<{plan.parameters['base_year']}"
    return {key: text if "demand" in key else f'IF({early},"",{text})' for key, text in found.items()}


def _own(plan: Layout, stage: Stage, g: int, area: str, year: str) -> str:
    """Seats of a grade that are its own: of schools that open a grade a year, and of those with classes by grade, less
    those of them that turned into another stage."""
    word, place = plan.word("stage", stage.name), plan.same(area)
    since = f'"<="&({year}-{g - 1})'
    parts = []
    for table in plan.tables:
        lasts = f'{table.down("ends")},">"&{year}'
        which = f"{table.down('stage')},{word},{table.down('place')},{place},{lasts},{table.down('opening')}"
        opened = f'{since},{table.down("grades")},">={g}"'
        parts.append(f"SUMIFS({table.down('each_grade')},{which},{opened}){weight(stage, g)}")
        if f"{OF_GRADE}{g}" in table.keys:
            seats, whole = table.down(f"{OF_GRADE}{g}"), table.down("all_grades")
            parts.append(f'SUMIFS({seats},{which},"<="&{year},{whole},">0")')
            parts.append(f"SUMIFS({seats},{which},{opened},{whole},0)")
    found, turns = "+".join(parts), plan.conversions
    if turns is None:
        return found
    when = f'{turns.down("area")},{place},{turns.down("year")},"<="&{year},{turns.down("ends")},">"&{year}'
    return f"{found}-SUMIFS({turns.down(graded(g))},{turns.down('from')},{word},{when})"


def _children(plan: Layout, course: Course, n: int, t: int) -> list[float]:
    """The share of every grade in the demand of a stage."""
    found = plan.assessment
    place = found.years.index(found.known[t]), found.areas.index(plan.graded[n])
    pupils = found.demand[course.stage.name][place]
    total = float(pupils.sum())
    return [float(each) / total if total else 0.0 for each in pupils]


def _whole(at: dict[str, str], span: str, key: str, g: int, grades: int) -> str:
    """A grade in whole numbers: rounded down, and what is left of the stage goes to the largest fractions."""
    cell, rest = at[f"exact_{key}_{g}"], at[f"rest_{key}"]
    numbers = "{" + ",".join(str(each) for each in range(1, grades + 1)) + "}"
    larger = f"ROUND(MOD({span},1),{NOISE_DIGITS})-{numbers}/{TIE}>ROUND(MOD({cell},1),{NOISE_DIGITS})-{g}/{TIE}"
    return f"INT({cell})+INT({rest}/{grades})+IF(SUMPRODUCT(--({larger}))<MOD({rest},{grades}),1,0)"


def _told(plan: Layout, stage: Stage, at: dict[str, str], span: str) -> dict[str, str]:
    """The grade that is tightest, what that means beside the stage, and whether the sums are those of 余缺表."""
    lang, balance = plan.lang, plan.balance
    names = ",".join(f'"{grade_name(stage.name, g, stage.grades, lang)}"' for g in range(1, stage.grades + 1))
    even = f"{at['balance_all']}=0,{at['year']}={plan.parameters['base_year']},{plan.says(BASE, 'rule', '', BALANCED)}"
    word = {key: f'"{say(f"grades.{key}", lang)}"' for key in ("enough", "short")} | {"hidden": f'"{HIDDEN}"'}
    short = f"IF(MIN({span})>=0,{word['enough']},IF({at['balance_all']}<0,{word['short']},{word['hidden']}))"
    which = f"{balance.down('stage')},{at['stage']},{balance.down('area')},{plan.same(at['area'])}"
    which += f",{balance.down('year')},{at['year']}"
    sums = "+".join(f"ABS({at[f'{key}_all']}-SUMIFS({balance.down(key)},{which}))" for key in ("seats", "demand"))
    return {
        "tightest": f"CHOOSE(MATCH(MIN({span}),{span},0),{names})",
        "finding": f'IF(AND({even}),"{named("warning", "baseline", lang)}",{short})',
        "check": sums,
    }


def _values(plan: Layout, course: Course, n: int, t: int, hidden: str) -> dict[str, float | str]:
    """What the formulas of one row come to; ``hidden`` is what it is called that a grade alone is short."""
    found, stage, table, lang = plan.assessment, course.stage, course.table, plan.lang
    place = found.years.index(found.known[t]), found.areas.index(plan.graded[n])
    own = course.own[stage.name][place]
    exacts = {key: getattr(found, key)[stage.name][place] for key in ("seats", "demand")}
    whole = {key: getattr(table, key)[n, t] for key in GROUPS}
    low = int(whole["balance"].argmin())
    finding = "" if table.baseline[n, t].all() else _finding(table, n, t, hidden, lang)
    values: dict[str, float | str] = {
        "tightest": grade_name(stage.name, low + 1, stage.grades, lang),
        "finding": finding or named("warning", "baseline", lang),
        "check": 0,
    }
    for key, each in exacts.items():
        values[f"exact_{key}"] = exact(float(each.sum()))
        values[f"rest_{key}"] = int(whole[key].sum()) - sum(int(exact(part) // 1) for part in each.tolist())
        values |= {f"exact_{key}_{g}": exact(part) for g, part in enumerate(each.tolist(), start=1)}
    values |= {f"own_{g}": part for g, part in enumerate(own.tolist(), start=1)}
    for key, each in whole.items():
        values |= {f"{key}_{g}": part for g, part in enumerate(each.tolist(), start=1)}
        values[f"{key}_all"] = int(each.sum())
    return values


def _finding(table: GradeTable, n: int, t: int, hidden: str, lang: str) -> str:
    balance = table.balance[n, t]
    if balance.min() < 0 <= balance.sum():
        return hidden
    return say(f"grades.{'enough' if balance.min() >= 0 else 'short'}", lang)


def _finish(page: Page, plan: Layout, shown: int) -> None:
    table, sheet = plan.grades, page.sheet
    for n, key in enumerate(table.keys):
        sheet.set_column(n, n, _width(plan, key), None, {} if n < shown else {"level": 1, "hidden": True})
    finding = table.here("finding", table.first)
    baseline, spread = f'"{named("warning", "baseline", plan.lang)}"', f'"{say("grades.spread", plan.lang)}"'
    for key in table.keys[:shown]:
        if key.startswith("balance_"):
            cell = table.here(key, table.first)
            page.colour(table, key, f"AND(ISNUMBER({cell}),{cell}<0,{finding}<>{baseline},{finding}<>{spread})", "red")
    words = {"hidden": "yellow", "short": "red", "enough": "green"}
    for key, colour in words.items():
        page.colour(table, "finding", f'{finding}="{say(f"grades.{key}", plan.lang)}"', colour)
    page.colour(table, "finding", f"{finding}={baseline}", WARNINGS[-1])
    page.colour(table, "check", f"N({table.here('check', table.first)})<>0", "red")
    sheet.freeze_panes(HEAD_ROWS + 1, 3)
    sheet.autofilter(table.first - 2, 0, table.last - 1, len(table.keys) - 1)
    page.prints(rows=table.last, columns=shown, page=say("print.page", plan.lang))
    sheet.repeat_columns(0, 2)
    sheet.fit_to_pages(2, 0)
