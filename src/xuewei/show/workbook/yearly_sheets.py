"""年度学位 and 需求预测: a row for every area and year, a group of columns for every stage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xuewei.model.demand import factors
from xuewei.show.workbook.layout import (
    COLUMNS_OF_DEMAND,
    COLUMNS_OF_SEATS,
    HEAD_ROWS,
    Formula,
    Layout,
    Table,
)
from xuewei.show.workbook.page import Page, Titles, Value
from xuewei.show.workbook.parameter_rows import REST
from xuewei.show.workbook.stock_formulas import added
from xuewei.words import methods
from xuewei.words.book import say

if TYPE_CHECKING:
    from xuewei.model.grounds import Grounds

Cells = list[tuple[Value, str]]


def write_seats(page: Page, plan: Layout) -> None:
    """Seats of the ledger and seats in use before it; unrounded, shown in whole seats."""
    titles: list[Titles] = [(say("area", plan.lang), ""), (say("year", plan.lang), "")]
    for stage in plan.stages:
        titles += [(say(stage, plan.lang), say(f"column.{key}", plan.lang)) for key in COLUMNS_OF_SEATS]
    titles.append((say("column.all", plan.lang), ""))
    page.title(say("title.seats", plan.lang), say("note.seats", plan.lang), len(titles))
    page.head(titles)
    for row, n, t in _rows(plan, plan.seats):
        page.row(row, _seat_cells(plan, row, n, t))
    _finish(page, plan, plan.seats)


def _rows(plan: Layout, table: Table) -> Iterator[tuple[int, int, int]]:
    """Row of the sheet, place of the area, place of the year; seats are known from the base year on."""
    found = plan.assessment
    years = found.known if table is plan.seats else found.years
    for row in range(table.first, table.last + 1):
        n, t = divmod(row - table.first, len(years))
        yield row, n, found.years.index(years[t])


def _seat_cells(plan: Layout, row: int, n: int, t: int) -> Cells:
    found, table = plan.assessment, plan.seats
    area, year = found.areas[n], found.years[t]
    cells: Cells = [(area, "text"), (year, "year")]
    place, when = plan.same(table.here("area", row)), table.here("year", row)
    for stage in found.stages:
        name = stage.name
        base = float(found.base[name][n])
        seats, usable = (float(each[name][t, n].sum()) for each in (found.seats, found.usable))
        here = {key: table.here(f"{key}.{name}", row) for key in COLUMNS_OF_SEATS}
        for formula, value in (
            (added(plan, stage, place, when, within=False), seats - base),
            (plan.parameters[f"{REST}.{area}.{name}"], base),
            (f"{here['added']}+{here['base']}", seats),
            (f"{added(plan, stage, place, when, within=True)}+{here['base']}", usable),
        ):
            cells.append((Formula(formula, value), "whole"))
    available = "+".join(table.here(f"available.{name}", row) for name in plan.stages)
    cells.append((Formula(available, sum(float(each[t, n].sum()) for each in found.seats.values())), "whole"))
    return cells


def write_demand(page: Page, plan: Layout) -> None:
    """Children as the engine forecasts them, and the demand that follows by the factors of the parameters."""
    lang = plan.lang
    titles: list[Titles] = [(say("area", lang), ""), (say("year", lang), "")]
    titles += [(say("column.people", lang), ""), (say("residents", lang), "")]
    for stage in plan.stages:
        titles += [(say(stage, lang), say(f"column.{key}", lang)) for key in COLUMNS_OF_DEMAND]
    titles.append((say("column.all_demand", lang), ""))
    page.title(say("title.demand", lang), "\n".join(_demand_notes(plan)), len(titles))
    page.head(titles)
    for row, n, t in _rows(plan, plan.demand):
        page.row(row, _demand_cells(plan, row, n, t))
    _finish(page, plan, plan.demand)


def _demand_notes(plan: Layout) -> list[str]:
    """What the columns are; where some demand is by grades, what it is there."""
    by_pupils = [methods.say("book.demand", plan.lang)] if plan.assessment.demand.followed else []
    return [say("note.demand", plan.lang), *by_pupils]


def _by_pupils(plan: Layout, area: str, how: Grounds, pupils: float) -> Cells:
    """Method and demand of a stage whose demand follows pupils: a value that grows with the share of a census area."""
    method = (methods.say(f"method.{how.method}", plan.lang), "word")
    if how.record == area or how.share == 0:
        return [method, (pupils, "whole")]
    return [method, (Formula(f"{pupils / how.share!r}*{plan.parameters[f'scope.{area}']}", pupils), "whole")]


def _demand_cells(plan: Layout, row: int, n: int, t: int) -> Cells:
    found, table = plan.assessment, plan.demand
    area, year, census = found.areas[n], found.years[t], int(found.census[n])
    people = found.projection.people[t, census]
    scope = plan.parameters[f"scope.{area}"]
    residents = Formula(f"{table.here('people', row)}*{scope}", float(found.residents[t, n]))
    cells: Cells = [(area, "text"), (year, "year"), (float(people.sum()), "whole"), (residents, "whole")]
    for stage in found.stages:
        name = stage.name
        children = float(people[:, stage.ages.start : stage.ages.stop].sum())
        pupils = float(found.demand[name][t, n].sum())
        how = found.grounds(area, name)
        if how.record:
            cells += [(children, "whole"), *_by_pupils(plan, area, how, pupils)]
            continue
        share = factors(found.assumptions, name, 1.0, year).participation
        here = {key: table.here(f"{key}.{name}", row) for key in COLUMNS_OF_DEMAND}
        wanted = f"{here['children']}*{scope}*{here['participation']}*{plan.parameters[f'inflow.{name}']}"
        cells += [(children, "whole"), (share, "share"), (Formula(wanted, pupils), "whole")]
    every = "+".join(table.here(f"wanted.{name}", row) for name in plan.stages)
    cells.append((Formula(every, sum(float(each[t, n].sum()) for each in found.demand.values())), "whole"))
    return cells


def _finish(page: Page, plan: Layout, table: Table) -> None:
    widths: Sequence[float] = (12, 7, *[10.5] * (len(table.keys) - 2))
    for n, width in enumerate(widths):
        page.sheet.set_column(n, n, width)
    page.sheet.freeze_panes(HEAD_ROWS, 2)
    page.sheet.autofilter(HEAD_ROWS - 1, 0, table.last - 1, len(table.keys) - 1)
    page.prints(rows=table.last, columns=len(table.keys), page=say("print.page", plan.lang))
