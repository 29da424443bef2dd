"""参数: everything that formulas point to, with unit, basis and source, and all of the plan that is no school."""

from __future__ import annotations

from xuewei.files.books.columns import PARAMETER_COLUMNS, parts_of
from xuewei.show.workbook.layout import Formula, Layout
from xuewei.show.workbook.page import Page, Value
from xuewei.show.workbook.parameter_rows import FIRST_PARAMETER, REST, Parameter
from xuewei.show.workbook.stock_formulas import rest
from xuewei.words.book import say

SHARES = ("delivered_share", "scope", "base_crowding")
YEARS = ("years", "base_seats.year", "base_year")


def write_parameters(page: Page, plan: Layout) -> None:
    """The whole sheet."""
    titles = [column.titles(plan.lang) for column in PARAMETER_COLUMNS]
    page.title(say("title.parameters", plan.lang), say("note.parameters", plan.lang), len(titles))
    for n, (upper, _) in enumerate(titles):
        page.put(FIRST_PARAMETER - 2, n, upper, "head")
    row = FIRST_PARAMETER
    for section in plan.sections:
        page.put(row, 0, None, "section")
        page.put(row, 1, section.title, "section")
        row += 1
        for each in section.rows:
            value, kind = _value(plan, each)
            cells: list[tuple[Value, str]] = [(each.key, "computed"), (each.label, "text"), (value, kind)]
            cells += [(text or None, "text") for text in (each.unit, each.basis, each.source)]
            page.row(row, cells, [column.width for column in PARAMETER_COLUMNS])
            if each.choices:
                page.sheet.data_validation(row - 1, 2, row - 1, 2, {"validate": "list", "source": list(each.choices)})
            row += 1
    for n, column in enumerate(PARAMETER_COLUMNS):
        page.sheet.set_column(n, n, column.width)
    page.sheet.freeze_panes(FIRST_PARAMETER - 2, 2)
    page.prints(rows=row - 1, columns=len(titles), page=say("print.page", plan.lang), top=FIRST_PARAMETER - 2)


def _value(plan: Layout, parameter: Parameter) -> tuple[Value, str]:
    name, value = parameter.name, parameter.value
    if name == "base_year":
        written, first = plan.parameters["base_seats.year"], plan.parameters["years[1]"]
        known = plan.assessment.years
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
