"""Formulas of a row of schools, and seats that follow from classes or intake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xuewei.model.plan import ALWAYS, CANCELLED, School
from xuewei.model.seats.register import seats_of
from xuewei.model.stages import Stage
from xuewei.workbook.columns import CLASSES_OF, OF_GRADE, OF_GRADE_WITHIN, REMOVALS
from xuewei.workbook.words import say
from xuewei.workbook.write.balance import half_even
from xuewei.workbook.write.layout import ROW, SPARE, Formula, Layout, Table
from xuewei.workbook.write.lines import NEVER, LedgerLine
from xuewei.workbook.write.page import Cells, Value
from xuewei.workbook.write.parameters import types

MANY = 2_000
"""Rows from which sums over the whole school look at their own row only, where a school has but one stage."""


class RowFormulas:
    """The formulas of the rows of one table of schools: the ledger, or the register. ``seats`` are the keys of its
    columns of seats, ``more`` the formulas of further columns; in the register a row without a status is of a school
    in use."""

    def __init__(self, plan: Layout, table: Table, more: Mapping[str, str] | None = None) -> None:
        self.plan, self.table = plan, table
        self._long = table.last - table.first >= MANY + SPARE
        self.seats = [key for key in table.keys if key.partition(".")[0] == "seats"]
        shared = {**self._shared(), **(more or {})}
        self._whole = {**shared, "within": self._within(self._design())}
        single = {key: text for key, text in shared.items() if key != "part"}  # a school of one stage has no parts
        self._alone = {**single, "within": self._within(self._sum())}

    def of_rows(self, lines: Sequence[LedgerLine], values: Mapping[str, Sequence[float | str]]) -> Cells:
        """The formulas of some rows by column with what they come to, 0 where ``values`` say nothing. In a long table
        those of a row that is its whole school look for no other parts."""
        alone = [self._long and len(line.school.seats) < 2 for line in lines]
        nothing, found = [0] * len(lines), Cells()
        for key, text in self._whole.items():
            held, short = values.get(key, nothing), self._alone.get(key)
            if short == text:
                found[key] = [Formula(text, each) for each in held]
            else:
                texts = [short if each else text for each in alone]
                found[key] = [each and Formula(each, value) for each, value in zip(texts, held, strict=True)]
        return found

    def spare(self, rows: int, own: Mapping[str, str] | None = None) -> Cells:
        """The formulas of empty rows, with those of its ``own`` that such a row has: they come to nothing."""
        return {key: [Formula(text, "")] * rows for key, text in {**self._whole, **(own or {})}.items()}

    def _at(self, key: str) -> str:
        return self.table.here(key, ROW) if key in self.table.keys else '""'

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
        if "works" not in self.table.keys:
            return "FALSE"
        words = (f"{self._at('works')}={self.plan.word('works', word)}" for word in REMOVALS)
        return f"OR({','.join(words)})"

    def _by_grade(self) -> str:
        """Whether the row's seats open one grade a year."""
        fill = self._at("fill")
        usual = self.plan.says(self.plan.parameters["fill"], "fill", "by_grade")
        own = f"{fill}={self.plan.word('fill', 'by_grade')}"
        return f'AND(NOT({self._removal()}),IF({fill}="",{usual},{own}))'

    def _shared(self) -> dict[str, str]:
        at, part, parameters = self._at, self._part, self.plan.parameters
        seats, grades, by_grade = self._sum(), self._of_stage("grades"), self._by_grade()
        lag, lang = parameters["opening_lag"], self.plan.lang
        closes = f'IF({at("closes")}="",{NEVER},{at("closes")})'
        until = f'IF({at("until")}="",{NEVER},{at("until")}+1)'
        found = {
            "opening": f'IF({at("opens")}<>"",{at("opens")},'
            f'IF({at("planned")}="",{self._always()},{at("planned")}+{lag}))',
            "place": part(f'IF({at("area")}="",{parameters["area"]},{at("area")})'),
            "part": part(f'IF({self._parts()}>1,{at("stage")}&"{say("part.of", lang)}","")'),
            "class_count": part(f"{seats}/{self._of_stage('class_size')}"),
            "class_size": part(self._of_stage("class_size")),
            "streams": part(f"{at('class_count')}/{grades}"),
            "sign_off": part(self._sign_off()),
            "counted": part(self._counted()),
            "ends": part(f"MIN({closes},{until})"),
            "grades": part(f"IF({by_grade},{self._coming(grades)},0)"),
            "all_grades": part(f"IF({by_grade},0,{seats}*{at('counted')})"),
            "each_grade": part(f"IF({self._evenly(by_grade)},{seats}*{at('counted')}/{grades},0)"),
            "all_within": part(f"{at('all_grades')}*{at('within')}"),
            "each_within": part(f"{at('each_grade')}*{at('within')}"),
            **self._by_class(),
        }
        if self.table is not self.plan.ledger:  # where an empty row is of a school in use
            found["opening"] = part(found["opening"])
        return {key: text for key, text in found.items() if key in self.table.keys}

    def _classes(self) -> list[str]:
        """The cells of the row's classes by grade."""
        return [self._at(key) for key in self.table.keys if key.startswith(CLASSES_OF)]

    def _evenly(self, by_grade: str) -> str:
        """Whether the row's grades open one a year, all with as many seats."""
        cells = self._classes()
        return f"AND({by_grade},SUM({cells[0]}:{cells[-1]})=0)" if cells else by_grade

    def _by_class(self) -> dict[str, str]:
        """Seats that count of each grade, as the row's classes by grade have it; 0 without these."""
        cells = self._classes()
        span, counted = f"{cells[0]}:{cells[-1]}" if cells else "", f"{self._sum()}*{self._at('counted')}"
        found = {}
        for n, cell in enumerate(cells):
            share = f"N({cell})/SUM({span})"
            for stage in self.plan.assessment.stages:
                if len({*stage.sizes}) > 1:
                    sizes = [*stage.sizes, *[0] * len(cells)][: len(cells)]
                    own = f"N({cell})*{sizes[n]}/SUMPRODUCT({span}*{{{','.join(map(str, sizes))}}})"
                    share = f"IF({self._at('stage')}={self.plan.word('stage', stage.name)},{own},{share})"
            found[f"{OF_GRADE}{n + 1}"] = self._part(f"IF(SUM({span})=0,0,{counted}*{share})")
            within = f"{self._at(f'{OF_GRADE}{n + 1}')}*{self._at('within')}"
            found[f"{OF_GRADE_WITHIN}{n + 1}"] = self._part(within)
        return found

    def _opened(self) -> str:
        """The tests that a row's school takes pupils."""
        status, word = self._at("status"), self.plan.word
        found = f"{status}={word('status', 'in_use')},{status}={word('status', 'closed_out')}"
        return found if self.table is self.plan.ledger else f'{found},{status}=""'

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
        return f"{self.table.down('id')},{self.plan.same(self._at('id'))}"

    def _parts(self) -> str:
        """How many stages the school builds seats of; those of a school of several are called parts: 小学部, 初中部."""
        counts = (f'COUNTIFS({self._own()},{self.table.down(key)},">0")' for key in self.seats)
        return f"SUM({','.join(counts)})"

    def _design(self) -> str:
        """The seats of all parts of the school, without those that it removes."""
        own, down = self._own(), self.table.down
        sums = (f'SUMIFS({down(key)},{own},{down(key)},">0")' for key in self.seats)
        return f"SUM({','.join(sums)})"

    def _within(self, design: str) -> str:
        """The share of the school's seats within the size cap of its kind."""
        plan, kinds = self.plan, types(self.plan.assessment)
        place = f"MATCH({self._at('type')},{plan.block('words.type.{}', kinds)},0)"
        cap = f"INDEX({plan.block('size_caps.{}', kinds)},{place})"
        bare = f'OR({self._removal()},{self._at("type")}="")'
        return self._part(f"IF({bare},1,IFERROR(IF(N({cap})=0,1,MIN(1,{cap}/MAX(1,{design}))),1))")


def follows(school: School, stage: Stage) -> bool:
    """Whether the seats of a stage are those of its classes or its intake."""
    if stage.name not in school.classes and stage.name not in school.intake:
        return False
    own = seats_of(stage, school.classes.get(stage.name), school.intake.get(stage.name))
    return own == school.seats.get(stage.name)


def seats_that_follow(plan: Layout, table: Table, line: LedgerLine) -> Value:
    """The seats of a row, as a formula where they follow from its classes or its intake."""
    if line.removes or not follows(line.school, line.stage):
        return line.seats
    return Formula(_seats(plan, table, line.school, line.stage), line.seats)


def _seats(plan: Layout, table: Table, school: School, stage: Stage) -> str:
    """The formula of seats that follow from the classes, else the intake of their row."""
    classes, sizes = school.classes.get(stage.name), stage.sizes
    even, size = {*sizes} == {stage.class_size}, plan.parameters[f"class_size.{stage.name}"]
    if isinstance(classes, tuple):
        cells = [table.here(f"{CLASSES_OF}{n}", ROW) for n in range(1, len(sizes) + 1)]
        if even:
            return f"SUM({cells[0]}:{cells[-1]})*{size}"
        return "+".join(f"{cell}*{each}" for cell, each in zip(cells, sizes, strict=True))
    if classes is not None:
        cell = table.here("classes", ROW)
        return f"{cell}*{size}" if even else half_even(f"({cell}*{sum(sizes)}/{len(sizes)})")
    cell = table.here("intake", ROW)
    grades = plan.parameters[f"grades.{stage.name}"]
    return f"{cell}*{grades}" if even else half_even(f"({cell}*{sum(sizes)}/{sizes[0]})")
