"""说明, 进度, 转学段 and 参数: the notes, progress, conversions and parameters of a plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from xuewei.answers.gap.answer_view import stage_sentences
from xuewei.answers.gap.summary import over_areas, unsure
from xuewei.formats.provenance import sentences
from xuewei.language.source_titles import titled
from xuewei.model.assessment import Assessment
from xuewei.model.plan import School
from xuewei.model.seats.ledger import Turned, share_within_cap, turned_seats
from xuewei.report.sources import assumptions, sources
from xuewei.tables.notes import notes
from xuewei.tables.words import say as say_in_tables
from xuewei.version import __version__
from xuewei.workbook.columns import CONVERSION_COLUMNS, OF_GRADE, PARAMETER_COLUMNS, PROGRESS_COLUMNS, parts_of
from xuewei.workbook.words import named, say
from xuewei.workbook.write.balance import rest, weight, weights
from xuewei.workbook.write.graded_rows import graded
from xuewei.workbook.write.layout import (
    HEAD_ROWS,
    TURN_KEYS,
    Formula,
    Layout,
    Table,
    grade_numbers,
)
from xuewei.workbook.write.lines import NEVER, LedgerLine, Lines, whole_turn
from xuewei.workbook.write.marks import Marks
from xuewei.workbook.write.page import Page, Value
from xuewei.workbook.write.parameters import FIRST_PARAMETER, REST, Parameter

GUIDE = ("colours", "change", "add", "register", "progress", "demand", "back", "formulas")


def write_notes(page: Page, plan: Layout) -> None:
    """Two columns: what, and the words."""
    found, lang = plan.assessment, plan.lang
    page.sheet.set_column(0, 0, 16)
    page.sheet.set_column(1, 1, 110)
    page.title(found.plan.name, say("note.book", lang), 2, 126)
    row = 4
    for key, lines in (
        ("answer", _answer(plan)),
        ("facts", _facts(found, lang)),
        ("basis", [*notes(found, lang), *sentences(lang)]),
        ("assumed", _assumed(found, lang)),
        ("sources", sources(found, lang)),
        ("guide", [say(f"guide.{name}", lang) for name in GUIDE if name != "register" or plan.register]),
    ):
        for n, line in enumerate(lines):
            page.row(row, [(say(f"notes.{key}", lang) if n == 0 else None, "head"), (line, "text")], (16, 110))
            row += 1
    page.prints(rows=row - 1, columns=2, page=say("print.page", lang), top=2)


def _answer(plan: Layout) -> list[str]:
    """What lies ahead and what was before; then the course of every stage, or of several areas what is short where, and
    what may be."""
    found, lang, rows = plan.assessment, plan.lang, plan.assessment.rows()
    several = len(found.areas) > 1
    sentences = over_areas(found, rows, lang) if several else stage_sentences(found, rows, lang)
    before = plan.conclusion.past(lang)
    told = [plan.conclusion.message(lang), *([before] if before else [])]
    return [*told, *sentences, *unsure(rows, plan.bands, lang)]


def _facts(found: Assessment, lang: str) -> list[str]:
    """Version, scenarios and the days to which the data go; no clock, so that the same plan gives the same file."""
    plan = found.plan
    people = found.population
    days = [row.date.isoformat() for row in people.census]
    census = max(days, default=say("facts.no_census", lang))
    years = [*(row.year for row in people.enrolment), *(row.year for row in people.births)]
    known = max([*(row.date.isoformat() for row in people.totals), *days], default=str(max(years, default="")))
    source = say_in_tables("comma", lang).join(titled(each, lang) for each in plan.source.values())
    return [
        say("facts.version", lang, version=__version__),
        *([say("facts.source", lang, source=source)] if source else []),
        say("facts.scenario", lang, scenario=" + ".join(plan.scenarios) or say("diff.nothing", lang)),
        say("facts.data", lang, census=census, known=known),
        say("facts.years", lang, first=found.years.start, last=found.years.stop - 1),
    ]


def _assumed(found: Assessment, lang: str) -> list[str]:
    """Every assumed figure, with its range and the reason."""
    lines = []
    for row in assumptions(found, lang):
        if row.basis == "assumed":
            reach = f" [{row.range}]" if row.range else ""
            lines.append(f"{row.name}: {row.value}{reach} · {named('basis', row.basis, lang)} · {row.source}")
    return lines


SHARES = ("delivered_share", "scope", "base_crowding")
YEARS = ("years", "base_seats.year", "base_year", "this_year")


def write_parameters(page: Page, plan: Layout) -> None:
    """The whole sheet."""
    titles = [column.titles(plan.lang) for column in PARAMETER_COLUMNS]
    steps = [say(f"column.{key}", plan.lang) for key in ("written", "formula_name")]
    page.title(say("title.parameters", plan.lang), say("note.parameters", plan.lang), len(titles))
    for n, title in enumerate([*(upper for upper, _ in titles), *steps]):
        page.put(FIRST_PARAMETER - 2, n, title, "head")
    row = FIRST_PARAMETER
    for section in plan.sections:
        page.put(row, 0, None, "section")
        page.put(row, 1, section.title, "section")
        row += 1
        for each in section.rows:
            value, kind = _value(plan, each)
            cells: list[tuple[Value, str]] = [(each.key, "computed"), (each.label, "text"), (value, kind)]
            cells += [(text or None, "text") for text in (each.unit, each.basis, each.source)]
            here = f"$C${row}"
            before = Formula(here, value.value) if isinstance(value, Formula) else value
            name = plan.parameters[each.name]
            cells += [(before, "computed"), (name if "!" not in name else None, "computed")]
            page.row(row, cells, [*(column.width for column in PARAMETER_COLUMNS), 200, 200])
            row += 1
        _choices(page, row - len(section.rows), section.rows)
    for n, column in enumerate(PARAMETER_COLUMNS):
        page.sheet.set_column(n, n, column.width)
    for n, width in ((6, 20), (7, 30)):
        page.sheet.set_column(n, n, width, None, {"level": 1, "hidden": True})
    changed = {
        "type": "formula",
        "criteria": f"=$C{FIRST_PARAMETER}<>$G{FIRST_PARAMETER}",
        "format": page.styles.colours["yellow"],
    }
    page.sheet.conditional_format(FIRST_PARAMETER - 1, 2, row - 2, 2, changed)
    page.sheet.freeze_panes(FIRST_PARAMETER - 2, 2)
    page.prints(rows=row - 1, columns=len(titles), page=say("print.page", plan.lang), top=FIRST_PARAMETER - 2)


def _choices(page: Page, first: int, rows: Sequence[Parameter]) -> None:
    """Drop-down lists of the values in the rows of a section, one for all that stand below each other."""
    for (choices, beside), group in groupby(enumerate(rows, start=first), lambda each: (each[1].choices, each[1].open)):
        held = [row for row, _ in group]
        if choices:
            rule = {"validate": "list", "source": [*choices], "error_type": "information" if beside else "stop"}
            page.sheet.data_validation(held[0] - 1, 2, held[-1] - 1, 2, rule)


def _value(plan: Layout, parameter: Parameter) -> tuple[Value, str]:
    name, value = parameter.name, parameter.value
    if name == "base_year":
        written, first = plan.parameters["base_seats.year"], plan.parameters["years[1]"]
        known = plan.assessment.demand.certain  # not every computed year: pupils of an area may begin later
        formula = f'MIN(MAX(IF({written}="",{first}-1,{written}),{known.start}),{known.stop - 1})'
        return Formula(formula, float(value or 0)), "year"
    if name.startswith(f"{REST}."):
        *_, area, stage = parts_of(parameter.key) or ("", "")
        return Formula(rest(plan, str(area), str(stage)), float(value or 0)), "whole"
    if name.startswith(YEARS):
        return value, "input_year"
    if isinstance(value, float):
        return value, "input_share" if name.startswith(SHARES) else "input_plain"
    return value, "input" if isinstance(value, str) else "input_whole"


def write_progress(page: Page, plan: Layout) -> None:
    """A row for every dated step of every school, and empty rows for more."""
    table, lang = plan.progress, plan.lang
    steps = [(school, step) for school in plan.assessment.plan.schools for step in school.progress]
    titles = [column.titles(lang) for column in PROGRESS_COLUMNS]
    page.title(say("title.progress", lang), say("note.progress", lang), len(titles))
    page.head(titles)
    for n, row in enumerate(range(table.first, table.last + 1)):
        school, step = steps[n] if n < len(steps) else (None, None)
        name = _name(plan, table, row, school)
        day = date.fromisoformat(step.date) if step else None
        status = named("status", step.status, lang) if step else None
        cells: list[tuple[Value, str]] = [(school.id if school else None, "input"), (name, "text")]
        page.row(row, [*cells, (day, "input_date"), (status, "input"), (step.note if step else None, "input")])
    for n, column in enumerate(PROGRESS_COLUMNS):
        page.sheet.set_column(n, n, column.width)
    page.choose(table.first, table.last, table.keys.index("status"), plan.words("status"))
    page.sheet.freeze_panes(HEAD_ROWS, 2)
    page.sheet.autofilter(HEAD_ROWS - 1, 0, table.last - 1, len(titles) - 1)
    page.prints(rows=table.last, columns=len(titles), page=say("print.page", lang))


def _name(plan: Layout, table: Table, row: int, school: School | None) -> Formula:
    """The name that the ledger, or else the register, gives an id."""
    here = table.here("id", row)
    names = [
        f'INDEX({each.down("name")},MATCH({plan.sought(here)},{each.down("id")},0))&""'
        for each in (plan.ledger, plan.register)
        if each is not None
    ]
    found = f"IFERROR({','.join(names)})" if len(names) > 1 else names[0]
    return Formula(f'IF({here}="","",{found})', (school.name or "") if school else "")


def write_conversions(page: Page, plan: Layout, table: Table) -> Marks:
    """A row for every conversion, with the seats that turn worked out from the ledger and the rows above it; the marks
    of what people fill in."""
    marks = Marks.of(plan, CONVERSION_COLUMNS)
    titles = [column.titles(plan.lang) for column in CONVERSION_COLUMNS]
    computed = say("column.computed", plan.lang)
    titles += [(computed, say(f"turn.{key}", plan.lang)) for key in TURN_KEYS]
    by_grade = [key for key in table.keys if key.startswith(graded(1)[:-1])]
    titles += [(computed, say("turn.graded", plan.lang, n=n)) for n in range(1, len(by_grade) + 1)]
    page.title(say("title.conversions", plan.lang), say("note.conversions", plan.lang), len(titles))
    page.head(titles)
    for row, (line, turned, stops) in enumerate(_turns(plan), start=table.first):
        turn, school = turned.conversion, line.school
        cells: list[tuple[Value, str]] = [(school.id, "input"), (_name(plan, table, row, school), "text")]
        stages = [named("stage", stage, plan.lang) for stage in (turn.origin, turn.target)]
        cells += [(turn.year, "input_year"), *((stage, "input") for stage in stages)]
        cells.append((turn.seats, "input_whole"))
        marks.add(row, {"year": [turn.year], "from": stages[:1], "to": stages[1:], "seats": [turn.seats]})
        formulas, values = _formulas(plan, table, row, turned), _values(plan, line, turned, stops)
        found = {key: Formula(text, values.get(key, 0)) for key, text in formulas.items()}
        page.row(row, [*cells, *((found.get(key), "computed") for key in (*TURN_KEYS, *by_grade))])
    widths = [column.width for column in CONVERSION_COLUMNS]
    for n, width in enumerate([*widths, *[9.0] * (len(titles) - len(widths))]):
        page.sheet.set_column(n, n, width)
    for key in ("from", "to"):
        page.choose(table.first, table.last, table.keys.index(key), plan.words("stage"))
    page.sheet.freeze_panes(HEAD_ROWS, 2)
    page.prints(rows=table.last, columns=len(titles), page=say("print.page", plan.lang))
    return marks


def _turns(plan: Layout) -> Iterator[tuple[LedgerLine, Turned, int]]:
    """Every conversion with the first row of its school, and the year (or never) in which an earlier one took all."""
    kinds = {stage.name: stage for stage in plan.assessment.stages}
    for line in Lines(plan.assessment, (school for school in plan.lines.schools if school.convert)):
        if line.first:
            before: list[Turned] = []
            for turned in turned_seats(line.school, plan.assessment.plan, kinds):
                yield line, turned, whole_turn(before, turned.conversion.origin)
                before.append(turned)


def _values(plan: Layout, line: LedgerLine, turned: Turned, stops: int) -> dict[str, float | str]:
    caps = {kind: cap.value for kind, cap in plan.assessment.assumptions.caps().items()}
    within, counted = share_within_cap(line.school, caps), line.counted
    off = 0.0 if line.school.cancelled else 1.0
    return {
        "area": line.school.area,
        "held": "" if line.school.counted is None else say(f"held.{line.school.counted}", plan.lang),
        "counted": counted,
        "stops": stops,
        "there": turned.there * off,
        "turned": turned.turned * off,
        "whole": int(turned.whole and stops == NEVER and not line.school.cancelled),
        "ends": line.ends,
        "within": within,
        "turned_within": turned.turned * off * within,
        **{graded(grade): seats * off for grade, seats in turned.graded.items()},
    }


def _formulas(plan: Layout, table: Table, row: int, turned: Turned) -> dict[str, str]:
    at = {key: table.here(key, row) for key in table.keys}
    ledger = plan.ledger

    def of_school(key: str) -> str:
        return f"INDEX({ledger.down(key)},MATCH({plan.sought(at['id'])},{ledger.down('id')},0))"

    def above(key: str, tests: Mapping[str, str]) -> str:
        """The sum of a column over the rows above that are of the same school and pass the tests."""
        parts = [
            f"{table.down(column, above=row)},{value}" for column, value in {"id": plan.same(at["id"]), **tests}.items()
        ]
        return f"SUMIFS({table.down(key, above=row)},{','.join(parts)})"

    stage = plan.assessment.stage(turned.conversion.origin)
    numbers = grade_numbers(stage)
    part = f"{ledger.down('id')},{plan.same(at['id'])},{ledger.down('stage')},{at['from']}"
    until = f"MIN({at['year']},{at['stops']})"
    since = f'"<="&({until}+1-{numbers})'
    filling = f"{ledger.down('all_grades')},0,{ledger.down('opening')}"
    classes = {
        n: f'+SUMIFS({ledger.down(f"{OF_GRADE}{n}")},{part},{filling},"<="&({until}+1-{n}))'
        for n in range(1, stage.grades + 1)
        if f"{OF_GRADE}{n}" in ledger.keys
    }

    def own(n: int) -> str:
        """Seats of a grade of its own that turn."""
        opened = f'{part},{ledger.down("opening")},"<="&'
        found = f"SUMIFS({ledger.down('each_grade')},{opened}({until}+1-{n})){weight(stage, n)}{classes.get(n, '')}"
        if n in classes:
            found += f'+SUMIFS({ledger.down(f"{OF_GRADE}{n}")},{opened}{at["year"]},{ledger.down("all_grades")},">0")'
        before = above(graded(n), {"from": at["from"]})
        return f"IF({at['there']}>0,({found}-{before})*{at['turned']}/{at['there']},0)"

    stops = above("year", {"from": at["from"], "whole": "1"})
    return {
        "area": of_school("place"),
        "held": f'{of_school("held")}&""',
        "counted": of_school("counted"),
        "stops": f"IF({stops}=0,{NEVER},{stops})",
        "there": f'SUMIFS({ledger.down("all_grades")},{part},{ledger.down("opening")},"<="&{at["year"]})'
        f"+SUMPRODUCT(SUMIFS({ledger.down('each_grade')},{part},{ledger.down('opening')},{since}){weights(stage)})"
        f"{''.join(classes.values())}"
        f"+{above('turned', {'to': at['from']})}-{above('turned', {'from': at['from']})}",
        "turned": f'MAX(0,IF({at["seats"]}="",{at["there"]},MIN({at["seats"]}*{at["counted"]},{at["there"]})))',
        "whole": f"IF(AND({at['there']}>0,{at['turned']}={at['there']},{at['stops']}={NEVER}),1,0)",
        "ends": of_school("ends"),
        "within": of_school("within"),
        "turned_within": f"{at['turned']}*{at['within']}",
        **{graded(n): own(n) for n in range(1, stage.grades + 1)},
    }
