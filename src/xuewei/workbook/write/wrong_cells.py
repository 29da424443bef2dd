"""Cells that hold what no formula can count with: how many there are, and which is the first, as formulas."""

from __future__ import annotations

from collections.abc import Iterator

from xuewei.workbook.words import say
from xuewei.workbook.write.estate_sheet import Estates, estates_of
from xuewei.workbook.write.layout import Formula, Layout
from xuewei.workbook.write.spelled import quoted, spelled

ROWS = 1_048_577
"""One more than the rows of a sheet."""


def errors_of(plan: Layout) -> str:
    """The formula that counts the cells of the sheet of balances that are errors."""
    return f"SUMPRODUCT(--ISERROR({_balances(plan)}))"


def no_numbers(sheet: Estates) -> str:
    """The formula that counts the cells of estates that should hold numbers and do not."""
    return "+".join(f"SUMPRODUCT(--NOT(ISNUMBER({cells})))" for cells, _ in _figures(sheet))


def negative(sheet: Estates) -> str:
    """The formula that counts the cells of estates whose numbers are negative."""
    return "+".join(f'COUNTIF({cells},"<0")' for cells, _ in _figures(sheet))


def unknown_rows(plan: Layout, sheet: Estates) -> str:
    """The formula that counts the rows of estates whose area, kind or course there is not."""
    table, demand = sheet.table, plan.demand
    areas = f"{demand.sheet}!${demand.column('area')}${demand.first}:${demand.column('area')}${demand.last}"
    lost = "+".join(f"ISERROR({table.down(key)})" for key in ("course_row", "kind_row"))
    return f"SUMPRODUCT(--(ISNA(MATCH({table.down('area')},{areas},0))+{lost}>0))"


def or_wrong(plan: Layout, told: Formula) -> Formula:
    """A conclusion, or that there can be none: with the first cell from which the balances are errors, where it is
    known, else with their first row."""
    return Formula(f"IF({errors_of(plan)}>0,{_no_conclusion(plan)},{told.text})", told.value)


def or_empty(plan: Layout, told: Formula) -> Formula:
    """A line that says nothing where the balances are errors."""
    return Formula(f'IF({errors_of(plan)}>0,"",{told.text})', told.value)


def _no_conclusion(plan: Layout) -> str:
    sheet = estates_of(plan.assessment, plan.lang)
    cells = _balances(plan)
    where = _row_of(plan, plan.balance.sheet, f"ISERROR({cells})", cells)
    causes = [*_causes(plan, sheet)] if sheet else []
    for test, place in reversed(causes):
        where = f"IF({test},{place},{where})"
    return spelled(say("front.wrong", plan.lang), plan.lang, {"where": where})


def _causes(plan: Layout, sheet: Estates) -> Iterator[tuple[str, str]]:
    """What of the estates makes balances errors, each with the words for its first place."""
    name, table = f"{sheet.sheet}!", sheet.table
    for key, of in (
        ("dwellings", "dwellings"),
        ("completes", "completes"),
        ("kind_row", "kind"),
        ("course_row", "course"),
    ):
        test = f"NOT(ISNUMBER({table.down(key)}))"
        letter = table.column(of)
        yield f"SUMPRODUCT(--{test})>0", f"{quoted(name + letter)}&{_first(test, table.down(key))}"
    for cells, _ in _figures(sheet)[2:]:
        test = f"NOT(ISNUMBER({cells}))"
        yield f"SUMPRODUCT(--{test})>0", _row_of(plan, sheet.sheet, test, cells)


def _row_of(plan: Layout, name: str, test: str, cells: str) -> str:
    values = {"sheet": quoted(name.strip("'")), "row": _first(test, cells)}
    return spelled(say("front.wrong.row", plan.lang), plan.lang, values)


def _first(test: str, cells: str) -> str:
    """The number of the first row of which a test holds; without IF, that a spreadsheet takes for one cell."""
    return f"({ROWS}-SUMPRODUCT(MAX({test}*({ROWS}-ROW({cells})))))"


def _balances(plan: Layout) -> str:
    table = plan.balance
    return f"{table.sheet}!$A${table.first}:${table.column(table.keys[-1])}${table.last}"


def _figures(sheet: Estates) -> list[tuple[str, int]]:
    """The ranges of the numbers that are typed into the sheet of estates, each with its first row."""
    table = sheet.table
    found = [(table.down(key), table.first) for key in ("dwellings", "completes")]
    return found + [(f"{sheet.sheet}!{sheet.block(first, len(held))}", first) for first, held in sheet.written()]
