"""项目台账: a row for every stage part of a school, inputs on the left, what is computed from them on the right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from xuewei.formats.plan.shapes import SEATS, YEAR
from xuewei.model.plan import ALWAYS, CANCELLED
from xuewei.model.school_fields import INPUTS, FieldKind, Input
from xuewei.workbook.columns import REMOVAL, REMOVALS, VOCABULARY, BookColumn, ledger_columns
from xuewei.workbook.read.schools import AMOUNTS, FACTS
from xuewei.workbook.read.table_rows import kind_of
from xuewei.workbook.words import named, say
from xuewei.workbook.write.layout import HEAD_ROWS, NEVER, Formula, Layout, LedgerLine
from xuewei.workbook.write.page import Page, Value
from xuewei.workbook.write.parameters import types

ROW = "\0"
"""Stands for the number of the row in a formula that is not filled in yet."""


class LedgerFormulas:
    """The formulas of one workbook's ledger. ``seats`` are the keys of its columns of seats."""

    def __init__(self, plan: Layout) -> None:
        self.plan = plan
        self.seats = [f"seats.{stage}" for stage in plan.stages]
        shared = self._shared()
        self._whole = {**shared, "within": self._within(self._design())}
        single = {key: text for key, text in shared.items() if key != "part"}  # a school of one stage has no parts
        self._alone = {**single, "within": self._within(self._sum())}

    def of_row(self, row: int, *, alone: bool) -> dict[str, str]:
        """The formulas of one row by the keys of their columns.

        ``alone``: the row is the whole school, so its formulas look for no other parts.
        """
        number = str(row)
        return {key: text.replace(ROW, number) for key, text in (self._alone if alone else self._whole).items()}

    def _at(self, key: str) -> str:
        return self.plan.ledger.here(key, ROW)

    def _sum(self) -> str:
        """The seats of the row."""
        return f"SUM({self._at(self.seats[0])}:{self._at(self.seats[-1])})"

    def _of_stage(self, attribute: str) -> str:
        """What the parameters say of the row's stage."""
        plan = self.plan
        place = f"MATCH({self._at('stage')},{plan.block('words.stage.{}', plan.stages)},0)"
        return f"INDEX({plan.block(attribute + '.{}', plan.stages)},{place})"

    def _part(self, formula: str) -> str:
        """A row without a stage comes to nothing."""
        return f'IF({self._at("stage")}="","",{formula})'

    def _removal(self) -> str:
        words = (f"{self._at('works')}={self.plan.word('works', word)}" for word in REMOVALS)
        return f"OR({','.join(words)})"

    def _by_grade(self) -> str:
        """Whether the row's seats open one grade a year."""
        fill = self._at("fill")
        own = f"{fill}={self.plan.word('fill', 'by_grade')}"
        return f'AND(NOT({self._removal()}),IF({fill}="",{self.plan.parameters["fill"]}="by_grade",{own}))'

    def _shared(self) -> dict[str, str]:
        at, part, parameters = self._at, self._part, self.plan.parameters
        seats, grades, by_grade = self._sum(), self._of_stage("grades"), self._by_grade()
        lag, lang = parameters["opening_lag"], self.plan.lang
        closes = f'IF({at("closes")}="",{NEVER},{at("closes")})'
        until = f'IF({at("until")}="",{NEVER},{at("until")}+1)'
        return {
            "opening": f'IF({at("opens")}<>"",{at("opens")},'
            f'IF({at("planned")}="",{self._always()},{at("planned")}+{lag}))',
            "place": part(f'IF({at("area")}="",{parameters["area"]},{at("area")})'),
            "part": part(f'IF({self._parts()}>1,{at("stage")}&"{say("part.of", lang)}","")'),
            "classes": part(f"{seats}/{self._of_stage('class_size')}"),
            "streams": part(f"{at('classes')}/{grades}"),
            "sign_off": part(self._sign_off()),
            "counted": part(self._counted()),
            "ends": part(f"MIN({closes},{until})"),
            "grades": part(f"IF({by_grade},{self._coming(grades)},0)"),
            "all_grades": part(f"IF({by_grade},0,{seats}*{at('counted')})"),
            "each_grade": part(f"IF({by_grade},{seats}*{at('counted')}/{grades},0)"),
            "all_within": part(f"{at('all_grades')}*{at('within')}"),
            "each_within": part(f"{at('each_grade')}*{at('within')}"),
        }

    def _opened(self) -> str:
        """The tests that a row's school takes pupils."""
        status, word = self._at("status"), self.plan.word
        return f"{status}={word('status', 'in_use')},{status}={word('status', 'closed_out')}"

    def _always(self) -> str:
        """The opening year of a school without a written one: always open, if it is in use."""
        off = f"{self._at('status')}={self.plan.word('status', CANCELLED)}"
        return f'IF(OR({self._opened()},{off}),{ALWAYS},"")'

    def _counted(self) -> str:
        """The share of the row's seats that counts."""
        status, word = self._at("status"), self.plan.word
        share = self.plan.parameters["delivered_share"]
        return f"IF({status}={word('status', CANCELLED)},0,IF(OR({self._removal()},{self._opened()}),1,{share}))"

    def _sign_off(self) -> str:
        lang, status = self.plan.lang, self._at("status")
        found = f'"{say("sign_off.open", lang)}"'
        for name, mark in ((CANCELLED, "none"), ("in_use", "ready"), ("closed_out", "closed")):
            found = f'IF({status}={self.plan.word("status", name)},"{say(f"sign_off.{mark}", lang)}",{found})'
        return found

    def _coming(self, grades: str) -> str:
        """How many grades open: all, or those that open before all that is there turns to another stage."""
        turns = self.plan.conversions
        if turns is None:
            return grades
        school = f"{turns.down('id')},{self.plan.same(self._at('id'))},{turns.down('from')},{self._at('stage')}"
        stops = f"SUMIFS({turns.down('year')},{school},{turns.down('whole')},1)"
        return f"MAX(0,MIN({grades},IF({stops}=0,{NEVER},{stops})-{self._at('opening')}+1))"

    def _own(self) -> str:
        """The rows of the school, as a condition."""
        return f"{self.plan.ledger.down('id')},{self.plan.same(self._at('id'))}"

    def _parts(self) -> str:
        """How many stages the school builds seats of; those of a school of several are called parts: 小学部, 初中部."""
        counts = (f'COUNTIFS({self._own()},{self.plan.ledger.down(key)},">0")' for key in self.seats)
        return f"SUM({','.join(counts)})"

    def _design(self) -> str:
        """The seats of all parts of the school, without those that it removes."""
        own, down = self._own(), self.plan.ledger.down
        sums = (f'SUMIFS({down(key)},{own},{down(key)},">0")' for key in self.seats)
        return f"SUM({','.join(sums)})"

    def _within(self, design: str) -> str:
        """The share of the school's seats within the size cap of its kind."""
        plan, kinds = self.plan, types(self.plan.assessment)
        place = f"MATCH({self._at('type')},{plan.block('words.type.{}', kinds)},0)"
        cap = f"INDEX({plan.block('size_caps.{}', kinds)},{place})"
        bare = f'OR({self._removal()},{self._at("type")}="")'
        return self._part(f"IF({bare},1,IFERROR(IF(N({cap})=0,1,MIN(1,{cap}/MAX(1,{design}))),1))")


MANY = 2_000
"""Rows from which sums over the whole school look at their own row only, where a school has but one stage."""
CELLS = {
    FieldKind.YEAR: "input_year",
    FieldKind.AMOUNT: "input_number",
    FieldKind.DAY: "input_date",
    FieldKind.SEATS: "input_whole",
}
OF_ROWS = {
    "number": "year", "opening": "opening", "classes": "plain", "streams": "plain", "part": "word", "sign_off": "word",
}  # fmt: skip
"""Kinds of cells that are not text: of columns that people fill in, and of the others."""


def write_ledger(page: Page, plan: Layout) -> None:
    """The whole sheet."""
    columns = ledger_columns(plan.stages)
    lang, table = plan.lang, plan.ledger
    titles = [column.titles(lang) for column in columns]
    note = say("note.ledger", lang, plan=plan.assessment.plan.name)
    page.title(say("title.ledger", lang), note, len(columns))
    folded = _folded(plan, columns)
    page.head(titles, folded=[n for n, column in enumerate(columns) if column.key in folded])
    _total(page, plan, columns)
    kinds = [_kind(column) for column in columns]
    widths = [_width(plan, column) for column in columns]
    high = widths if len(plan.lines) <= MANY else []
    formulas = LedgerFormulas(plan)
    page.sheet.freeze_panes(HEAD_ROWS + 1, 3)
    for n, line in enumerate(plan.lines):
        row = table.first + n
        cells = {**_written(line, n + 1, lang), **_computed(plan, formulas, row, line)}
        page.row(row, [(cells.get(column.key), kind) for column, kind in zip(columns, kinds, strict=True)], high)
    for row in range(table.first + len(plan.lines), table.last + 1):
        spare = _computed(plan, formulas, row, None)
        page.row(row, [(spare.get(column.key), kind) for column, kind in zip(columns, kinds, strict=True)])
    for n, column in enumerate(columns):
        options = {"level": 1, "hidden": True} if column.key in folded else {}
        page.sheet.set_column(n, n, widths[n], None, options)
    _finish(page, plan, columns)


def _folded(plan: Layout, columns: Sequence[BookColumn]) -> set[str]:
    """Columns that are folded away: steps of the computation, and what no school uses."""
    empty = {
        each.key
        for each in INPUTS
        if each.column.folded and all(getattr(line.school, each.field.name) is None for line in plan.lines)
    }
    alone = {"area"} if len(plan.assessment.areas) == 1 else set()
    return {column.key for column in columns if column.group == "computed"} | empty | alone | {"bases"}


def _width(plan: Layout, column: BookColumn) -> float:
    """The width of a column: Chinese breaks anywhere, English only between words."""
    if plan.lang == "zh":
        return column.width
    titles = [*column.titles(plan.lang), *(plan.said_in_words(column.key) if column.key in VOCABULARY else ())]
    return max(column.width, *(len(word) + 2 for title in titles for word in title.split()))


def _kind(column: BookColumn) -> str:
    if column.group == "computed":
        return "computed"
    return OF_ROWS.get(column.key) or CELLS.get(kind_of(column.key), "input")


def _written(line: LedgerLine, number: int, lang: str) -> dict[str, Value]:
    """What people fill in, apart from seats."""
    cells: dict[str, Value] = {each.key: _cell(line, each, lang) for each in FACTS}
    cells |= {key: getattr(line.school, key) if line.first else None for key in AMOUNTS}
    return cells | {
        "number": number,
        "id": line.school.id,
        "stage": named("stage", line.stage.name, lang),
        "works": named("works", _works(line), lang),
    }


def _cell(line: LedgerLine, each: Input, lang: str) -> Value:
    """A fact of the school as people write it."""
    value: Any = getattr(line.school, each.field.name)
    if each.column.inside:
        value = value.get(each.column.inside)
    if value is None:
        return None
    match each.kind:
        case FieldKind.NAME | FieldKind.CHOICE:
            return named(each.key, value, lang)
        case FieldKind.YES_NO:
            return named(each.key, "yes" if value else "no", lang)
        case FieldKind.TRUTH:
            return say(f"held.{value}", lang)
        case FieldKind.DAY:
            return date.fromisoformat(value)
        case FieldKind.BASES:
            return "; ".join(f"{key}={basis}" for key, basis in value.items() if key != "seats") or None
    found: Value = value
    return found


def _works(line: LedgerLine) -> str:
    """The word for the works of a row; a school that only takes seats away says its own works in that word."""
    if not line.removes:
        return line.school.works
    words = {of_school: word for word, of_school in REMOVALS.items() if not line.school.seats}
    return words.get(line.school.works, REMOVAL)


def _computed(plan: Layout, formulas: LedgerFormulas, row: int, line: LedgerLine | None) -> dict[str, Value]:
    """What follows from a row, as formulas; ``line`` None: an empty row, in which they come to nothing."""
    alone = line is not None and len(line.school.seats) < 2 and len(plan.lines) > MANY
    texts = formulas.of_row(row, alone=alone)
    values: Mapping[str, float | str] = dict.fromkeys(texts, "") if line is None else _values(plan, line)
    cells: dict[str, Value] = {key: Formula(text, values[key]) for key, text in texts.items()}
    if line is not None:
        cells.update(dict.fromkeys(formulas.seats))
        cells[f"seats.{line.stage.name}"] = line.seats
    return cells


def _values(plan: Layout, line: LedgerLine) -> dict[str, float | str]:
    school = line.school
    sign_off = {CANCELLED: "none", "closed_out": "closed", "in_use": "ready"}.get(school.status, "open")
    classes = line.seats / line.stage.class_size
    return {
        "part": named("stage", line.stage.name, plan.lang) + say("part.of", plan.lang)
        if sum(n > 0 for n in school.seats.values()) > 1
        else "",
        "opening": line.opening,
        "place": school.area,
        "classes": classes,
        "streams": classes / line.stage.grades,
        "sign_off": say(f"sign_off.{sign_off}", plan.lang),
        "counted": line.counted,
        "ends": line.ends,
        "grades": line.grades or 0,
        "all_grades": line.all_grades,
        "each_grade": line.each_grade,
        "within": line.within,
        "all_within": line.all_grades * line.within,
        "each_within": line.each_grade * line.within,
    }


def _total(page: Page, plan: Layout, columns: Sequence[BookColumn]) -> None:
    """Seats and cost of all that is not cancelled, above the rows so that rows can be added below."""
    table, row = plan.ledger, HEAD_ROWS + 1
    counted = f'{table.down("status")},"<>"&{plan.word("status", CANCELLED)}'
    lines = [line for line in plan.lines if not line.school.cancelled]
    for n, column in enumerate(columns):
        value: Value = say("total", plan.lang) if n == 0 else None
        kind = kind_of(column.key)
        if kind in (FieldKind.AMOUNT, FieldKind.SEATS):
            stage = column.key.removeprefix("seats.")
            found: float = sum(line.seats for line in lines if line.stage.name == stage)
            if kind is FieldKind.AMOUNT:
                found = sum(getattr(line.school, column.key) or 0 for line in lines if line.first)
            value = Formula(f"SUMIFS({table.down(column.key)},{counted})", found)
        page.put(row, n, value, "total")


def _finish(page: Page, plan: Layout, columns: Sequence[BookColumn]) -> None:
    """Widths, columns that are not needed folded away, drop-down lists, colours, filter and print."""
    table, sheet = plan.ledger, page.sheet
    for n, column in enumerate(columns):
        if column.key in VOCABULARY:
            strict = kind_of(column.key) is not FieldKind.NAME
            page.choose(table.first, table.last, n, plan.words(column.key), strict=strict)
    for n, column in enumerate(columns):
        kind = kind_of(column.key) if column.group != "computed" else FieldKind.TEXT
        if kind is FieldKind.TRUTH:
            words = [say(f"held.{each}", plan.lang) for each in (True, False)]
            sheet.data_validation(table.first - 1, n, table.last - 1, n, {"validate": "list", "source": words})
        if kind is FieldKind.YEAR:
            page.numbers(table.first, table.last, n, YEAR.low, YEAR.high, say("error.year", plan.lang))
        elif kind is FieldKind.SEATS:
            page.numbers(table.first, table.last, n, -SEATS.high, SEATS.high, say("error.seats", plan.lang))
    sheet.autofilter(table.first - 2, 0, table.last - 1, len(columns) - 1)
    for key, word, colour in (
        ("basis", plan.word("basis", "assumed"), "yellow"),
        ("status", plan.word("status", CANCELLED), "red"),
        ("sign_off", f'"{say("sign_off.closed", plan.lang)}"', "green"),
    ):
        page.colour(table, key, f"{table.here(key, table.first)}={word}", colour)
    printed = next(n for n, column in enumerate(columns) if column.group == "computed")
    page.prints(rows=table.last, columns=printed, page=say("print.page", plan.lang), top=HEAD_ROWS)
