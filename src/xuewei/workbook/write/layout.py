"""The places of all tables in the workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import NamedTuple

from xuewei.answers.gap.conclusion import Conclusion
from xuewei.answers.resources.resourcing import AREA, Resources, resources
from xuewei.formats.book.sheet_xml import letters_of
from xuewei.formats.population.resource_table import rules_of
from xuewei.late import dataclass, pattern
from xuewei.model.assessment import Assessment
from xuewei.model.balance import BAND_KEYS
from xuewei.model.bands import Band, DemandBands
from xuewei.model.stages import Stage
from xuewei.workbook.columns import (
    CONVERSION_COLUMNS,
    PROGRESS_COLUMNS,
    ledger_columns,
    where_used,
)
from xuewei.workbook.register_columns import register_columns
from xuewei.workbook.words import named, say
from xuewei.workbook.write.graded_rows import grade_keys, graded, graded_areas
from xuewei.workbook.write.lines import Lines, Pupils, pupils_on_record, stands_in_register
from xuewei.workbook.write.names import names
from xuewei.workbook.write.parameters import FIRST_PARAMETER, Section, sections

MARKS = pattern(r"[*?~]|^[<>=]")
SPARE = 20
"""Empty rows with formulas below the last school, for schools that are added by hand."""
HEAD_ROWS = 5
"""Title, notes, two rows of the head, the row of column numbers."""
COLUMNS_OF_SEATS = ("added", "base", "available", "usable")
COLUMNS_OF_DEMAND = ("children", "participation", "wanted")
BALANCE_KEYS = (
    "stage", "area", "year", "seats", "demand", "balance", "rate", "warning", "classes_short", "norm_low", "norm_high",
    "norm_position", "usable_seats", "usable_balance", "seats_exact", "demand_exact", "usable_exact", "low_exact",
    "high_exact", "order", "kind", "seats_written", "demand_written",
)  # fmt: skip
SUMS = ("seats", "demand", "balance", "need_only")
"""What the sheet of charts adds up over the areas."""
DRAWN = ("under", "surplus", "shortage")
"""What its charts draw on each other: seats that are taken, those to spare, those that lack."""
AHEAD_YEAR = ("short", "unsure", "short_start", "short_years", "more_start", "more_years", "past_start", "past_years")
"""Columns of a stage in the table of years: rows that are short, or are if demand is high, and three runs of years."""
AHEAD_AREA = ("short", "more", "past")
"""Columns of a stage in the table of areas: years ahead that are short, or are if demand is high, and past ones."""
AHEAD_STAGE = (
    *("stage", "state", "value", "order", "area", "year", "alert", "years", "count", "more", "areas", "more_areas"),
    *("tight", "words", "enough", "surplus", "part", "so_far"),
    *("past_value", "past_order", "past_area", "past_year", "past_years", "past_count", "past_areas", "past_words"),
    *("past_enough", "past_so_far", "past_value_2", "past_order_2", "past_value_3", "past_order_3"),
)
"""Columns of the table of stages."""
OF_BAND, BAND_SHARES = BAND_KEYS[:5], ("low_share", "high_share")
"""Columns of a band, and those of its ends as shares of the demand, where any year has one."""


ROW = "\0"
"""Stands in a formula for the number of the row that it is written to."""


class Formula(NamedTuple):
    """A formula with the value that the engine found for it; ROW in its text is the number of its row."""

    text: str
    value: float | str


def grade_numbers(stage: Stage) -> str:
    """The numbers of a stage's grades as a constant list of a formula.

    >>> grade_numbers(Stage("middle", 12, 3, 50))
    '{1,2,3}'
    """
    return "{" + ",".join(str(grade) for grade in range(1, stage.grades + 1)) + "}"


@dataclass(frozen=True)
class Table:
    """A table of one ``sheet``, as formulas call it: its columns by key, left to right from column A, its first and
    last row from 1."""

    sheet: str
    keys: tuple[str, ...]
    first: int
    last: int

    def column(self, key: str) -> str:
        """The letters of a column.

        >>> Table("台账", ("id", "name"), 7, 9).column("name")
        'B'
        """
        return letters_of(self.keys.index(key))

    def here(self, key: str, row: int | str) -> str:
        """A cell for a formula of the same sheet; its column does not move when it is copied.

        >>> Table("台账", ("id", "name"), 7, 9).here("name", 8)
        '$B8'
        """
        return f"${self.column(key)}{row}"

    def down(self, key: str, *, above: int | None = None) -> str:
        """A whole column of the table for a formula of any sheet; ``above``: only the rows over that one.

        >>> Table("台账", ("id", "name"), 7, 9).down("name")
        '台账!$B$7:$B$9'
        """
        letters = self.column(key)
        first, last = (self.first, self.last) if above is None else (self.first - 1, above - 1)
        return f"{self.sheet}!${letters}${first}:${letters}${last}"


@dataclass(frozen=True, eq=False)
class Layout:
    """Every table of the workbook; ``parameters`` are the ``cells`` of values, or names that stand for them, by what
    formulas call them. ``lines`` are the rows of the ledger, ``listed`` those of the ``register`` (None: there is no
    such sheet), ``pupils`` those on record by school and stage; ``graded`` the areas that the sheet of grades has;
    ``held`` what their pupils need; ``bands`` those of demand (None: none is asked for), ``banded`` by year, area and
    stage. ``conclusion`` is what the first sheet says, as of writing."""

    assessment: Assessment
    lang: str
    lines: Lines
    listed: Lines
    pupils: Pupils
    sections: Sequence[Section]
    parameters: Mapping[str, str]
    cells: Mapping[str, str]
    ledger: Table
    register: Table | None
    seats: Table
    demand: Table
    balance: Table
    charts: Table
    ahead_years: Table
    ahead_stages: Table
    ahead_areas: Table | None
    conclusion: Conclusion
    grades: Table
    graded: Sequence[str]
    resources: Table
    held: Resources
    progress: Table
    conversions: Table | None
    bands: DemandBands | None
    banded: Mapping[tuple[int, str, str], Band]

    @property
    def stages(self) -> list[str]:
        """Names of the stages, youngest children first."""
        return [stage.name for stage in self.assessment.stages]

    @property
    def tables(self) -> list[Table]:
        """The tables of schools."""
        return [self.ledger] if self.register is None else [self.ledger, self.register]

    @cached_property
    def marked(self) -> bool:
        """Whether an id or an area holds a mark that spreadsheets read as a wildcard or as a comparison."""
        names = [*self.assessment.areas, *(school.id for school in self.assessment.plan.schools)]
        return any(MARKS.search(name) for name in names)

    def sought(self, cell: str) -> str:
        """The text of a cell for MATCH, which reads * ? ~ as wildcards."""
        if not self.marked:
            return cell
        for mark in "~*?":
            cell = f'SUBSTITUTE({cell},"{mark}","~{mark}")'
        return cell

    def same(self, cell: str) -> str:
        """What SUMIFS is to find: just the text of a cell, whatever it begins with."""
        return f'"="&{self.sought(cell)}' if self.marked else cell

    def word(self, kind: str, name: str) -> str:
        """The cell that says how a word of the contract is written in this workbook."""
        return self.parameters[f"words.{kind}.{name}"]

    @property
    def named(self) -> Mapping[str, str]:
        """The cells of the inputs that have a name, by their names."""
        return {name: self.cells[key] for key, name in self.parameters.items() if name != self.cells[key]}

    def says(self, cell: str, kind: str, *codes: str) -> str:
        """The test whether a cell says one of some codes, in words of the workbook's language or as they are."""
        said = dict.fromkeys(each for code in codes for each in (named(kind, code, self.lang), code))
        tests = [f'{cell}="{each}"' for each in said]
        return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"

    def words(self, kind: str) -> str:
        """The cells of all words of a kind as one range; empty if there are none."""
        cells = [cell for name, cell in self.cells.items() if name.startswith(f"words.{kind}.")]
        return f"{cells[0]}:{cells[-1].rpartition('!')[2]}" if cells else ""

    def said_in_words(self, kind: str) -> list[str]:
        """All words of a kind as they are written."""
        rows = [row for section in self.sections for row in section.rows if row.called.startswith(f"words.{kind}.")]
        return [str(row.value) for row in rows]

    def block(self, kind: str, names: Sequence[str]) -> str:
        """Cells of parameters that stand below each other, as one range; ``kind`` holds ``{}`` for the name."""
        cells = [self.cells[kind.format(name)] for name in (names[0], names[-1])]
        return f"{cells[0]}:{cells[1].rpartition('!')[2]}"


RESOURCE_STEPS = ("pupils_exact", "class_factor", "posts_more", "paid_factor", "staff_written")
"""Columns of the sheet of resources that only compute."""
RESOURCE_KEYS = (
    *("stage", "area", "year", "seats", "pupils", "classes", "held", "posts", "by_pupils", "by_classes", "staff"),
    *("balance", "running", "per_seat", *RESOURCE_STEPS),
)


def layout(
    assessment: Assessment,
    lang: str,
    bands: DemandBands | None = None,
    today: date | None = None,
    held: Resources | None = None,
) -> Layout:
    """The places of everything in the workbook of an assessment, seen on a day (None: in the last year that is no
    forecast), with what its pupils need (None: by the rates of its assumptions, without staff on record)."""
    held = held or resources(assessment, rules_of(assessment.assumptions))
    conclusion = Conclusion.of(assessment, assessment.rows(), bands, today)
    banded = _banded(assessment, bands)
    pupils = pupils_on_record(assessment)
    in_use = {school.id for school in assessment.plan.schools if stands_in_register(school, assessment.plan)}
    lines = Lines(assessment, (school for school in assessment.plan.schools if school.id not in in_use))
    listed = Lines(assessment, (school for school in assessment.plan.schools if school.id in in_use))
    stages = [stage.name for stage in assessment.stages]
    parts = sections(assessment, lang, conclusion.ahead.now, held.rules)
    cells, row = {}, FIRST_PARAMETER
    for section in parts:
        row += 1
        for each in section.rows:
            cells[each.name] = f"{say('sheet.parameters', lang)}!$C${row}"
            row += 1
    years, known = (len(each) * len(assessment.areas) for each in (assessment.years, assessment.known))
    turns = sum(len(school.convert) for school in assessment.plan.schools)
    steps = sum(len(school.progress) for school in assessment.plan.schools)
    by_stage = [f"{key}.{stage}" for stage in stages for key in COLUMNS_OF_SEATS]
    wanted = [f"{key}.{stage}" for stage in stages for key in COLUMNS_OF_DEMAND]
    used = where_used(lines.schools)
    ledger_keys = [column.key for column in ledger_columns(stages, used)]

    def table(key: str, keys: Sequence[str], rows: int, *, above: int = HEAD_ROWS) -> Table:
        name = say(f"sheet.{key}", lang)
        return Table(f"'{name}'" if " " in name else name, tuple(keys), above + 1, above + rows)

    register = None
    if len(listed) or assessment.plan.register or used:
        keys = [column.key for column in register_columns(listed.schools, pupils=bool(pupils.counts))]
        register = table("register", keys, len(listed) + SPARE, above=HEAD_ROWS + 1)
    ahead = _ahead_tables(assessment, say("sheet.ahead", lang))
    areas, most = graded_areas(assessment, len(lines) + len(listed)), max(stage.grades for stage in assessment.stages)
    turn_keys = [*(column.key for column in CONVERSION_COLUMNS), *TURN_KEYS, *map(graded, range(1, most + 1))]
    return Layout(
        assessment=assessment,
        lang=lang,
        lines=lines,
        listed=listed,
        pupils=pupils,
        sections=parts,
        parameters={**cells, **names(list(cells), assessment.areas)},
        cells=cells,
        ledger=table("ledger", ledger_keys, len(lines) + SPARE, above=HEAD_ROWS + 1),
        register=register,
        seats=table("seats", ["area", "year", *by_stage, "everything"], known),
        demand=table("demand", ["area", "year", "people", "residents", *wanted, "everything"], years),
        balance=table("balance", _balance_keys(banded=bool(banded)), known * len(stages)),
        charts=table(
            "charts",
            ["year", *(f"{key}.{stage}" for keys in (SUMS, DRAWN) for stage in stages for key in keys)],
            len(assessment.known),
        ),
        conclusion=conclusion,
        ahead_years=ahead[0],
        ahead_stages=ahead[1],
        ahead_areas=ahead[2] if len(assessment.areas) > 1 else None,
        grades=table("grades", grade_keys(most), len(assessment.known) * len(areas) * len(stages), above=HEAD_ROWS + 1),
        graded=areas,
        resources=table("resources", RESOURCE_KEYS, sum(1 for _ in held.rows(AREA, assessment.known, stages, areas))),
        held=held,
        progress=table("progress", [column.key for column in PROGRESS_COLUMNS], steps + SPARE),
        conversions=table("conversions", turn_keys, turns) if turns else None,
        bands=bands,
        banded=banded,
    )


def _ahead_tables(found: Assessment, sheet: str) -> tuple[Table, Table, Table]:
    """The tables behind the conclusion: of years, of stages, and of areas."""
    stages, first = [stage.name for stage in found.stages], HEAD_ROWS + 1
    of_year, of_area = ([f"{key}.{stage}" for stage in stages for key in keys] for keys in (AHEAD_YEAR, AHEAD_AREA))
    years = Table(sheet, ("year", *of_year), first, first - 1 + len(found.known))
    by_stage = Table(sheet, AHEAD_STAGE, years.last + 3, years.last + 2 + len(stages))
    areas = Table(sheet, ("area", *of_area), by_stage.last + 3, by_stage.last + 2 + len(found.areas))
    return years, by_stage, areas


def _banded(found: Assessment, bands: DemandBands | None) -> dict[tuple[int, str, str], Band]:
    """The bands of all rows that have one."""
    if bands is None:
        return {}
    places = ((year, area, stage.name) for stage in found.stages for area in found.areas for year in found.known)
    return {place: band for place in places if (band := bands.band(*place)) is not None}


def _balance_keys(*, banded: bool) -> tuple[str, ...]:
    """The columns of the balance; those of bands stand before those that only compute."""
    steps = BALANCE_KEYS.index("seats_exact")
    more = (OF_BAND, BAND_SHARES) if banded else ((), ())
    return (*BALANCE_KEYS[:steps], *more[0], *BALANCE_KEYS[steps:], *more[1])


TURN_KEYS = ("area", "held", "counted", "stops", "there", "turned", "whole", "ends", "within", "turned_within")
"""Columns of the conversions that compute."""
