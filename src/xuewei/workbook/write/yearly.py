"""年度学位 and 需求预测: a row for every area and year."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import numpy as np

from xuewei.language.words import named
from xuewei.model.demand import factors
from xuewei.model.people.flows import flowing
from xuewei.model.pupils.grounds import LEAVERS
from xuewei.model.stages import Stage
from xuewei.tables.words import say as say_in_tables
from xuewei.workbook.words import say
from xuewei.workbook.write.balance import added
from xuewei.workbook.write.estate_sheet import Estates, estates_of
from xuewei.workbook.write.layout import COLUMNS_OF_DEMAND, COLUMNS_OF_SEATS, HEAD_ROWS, Formula, Layout, Table
from xuewei.workbook.write.page import Page, Titles, Value, name_width
from xuewei.workbook.write.parameters import REST

USUAL = 10.5
"""Characters of a column."""
SLIGHT = 1e-9
"""Pupils who are but the noise of sums."""
Cells = list[tuple[Value, str]]


def write_seats(page: Page, plan: Layout) -> None:
    """Seats of the ledger and seats in use before it; unrounded, shown in whole seats."""
    titles: list[Titles] = [(say("area", plan.lang), ""), (say("year", plan.lang), "")]
    for stage in plan.stages:
        titles += [(named("stage", stage, plan.lang), say(f"column.{key}", plan.lang)) for key in COLUMNS_OF_SEATS]
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


def write_demand(page: Page, plan: Layout) -> float:
    """Children as the engine forecasts them, and the demand that follows by the factors of the parameters; the sum of
    all numbers behind the years that no formula finds."""
    lang = plan.lang
    titles: list[Titles] = [(say("area", lang), ""), (say("year", lang), "")]
    titles += [(say("column.people", lang), ""), (say("residents", lang), "")]
    for stage in plan.stages:
        titles += [(named("stage", stage, lang), say(f"column.{key}", lang)) for key in COLUMNS_OF_DEMAND]
    titles.append((say("column.all_demand", lang), ""))
    page.title(say("title.demand", lang), "\n".join(_demand_notes(plan)), len(titles))
    page.head(titles)
    total = 0.0
    estates = estates_of(plan.assessment, lang)
    said = dict[int, str]()
    for row, n, t in _rows(plan, plan.demand):
        cells = _demand_cells(plan, row, n, t, estates)
        page.row(row, cells)
        total += sum(each for each, _ in cells[2:] if isinstance(each, (int, float)))
        words = {place: value for place, (value, kind) in enumerate(cells) if kind == "word" and isinstance(value, str)}
        said |= {place: max(said.get(place, ""), value, key=len) for place, value in words.items()}
    _finish(page, plan, plan.demand, {place: name_width([word], USUAL) for place, word in said.items()})
    return total


def _demand_notes(plan: Layout) -> list[str]:
    """What the columns are; where some demand is by grades, what it is there."""
    found, lang = plan.assessment, plan.lang
    by_pupils = [say_in_tables("book.demand", lang)] if found.demand.followed else []
    methods = {each.method for each in found.demand.grounds.values()}
    by_leavers = [say_in_tables("book.leavers", lang)] if LEAVERS in methods else []
    values = found.uncounted or any(how.given for how in found.demand.grounds.values())
    by_values = [say_in_tables("book.values", lang)] if values else []
    beyond = [say_in_tables("book.beyond", lang)] if found.demand.beyond is not None else []
    return [say("note.demand", lang), *by_pupils, *by_leavers, *by_values, *beyond]


def _as_value(plan: Layout, n: int, t: int, stage: str, pupils: float, more: tuple[float, str] | None) -> Cells:
    """Method and demand of a stage that no factor of ages sets: a value, which grows with the share of a census area
    where it follows the pupils of one, and after the record with inflow; ``more`` are pupils of estates in it, and
    their formula."""
    found = plan.assessment
    area, year = found.areas[n], found.years[t]
    how = found.grounds(area, stage)
    method = (say_in_tables(f"method.{how.way_in(year)}", plan.lang), "word")
    extra, tail = (more[0], f"+{more[1]}") if more else (0.0, "")
    beyond = found.demand.beyond
    own = pupils if beyond is None else float(beyond.without_estates.whole[stage][t, n])
    cells, worth = [], 1.0
    if year not in how.given and how.record and np.isfinite(pupils):
        if how.record != area and how.share > 0:
            cells, worth = [plan.parameters[f"scope.{area}"]], how.share
        inflow = found.assumptions.inflow.get(stage)
        value = inflow.value if inflow else 1.0
        if year > how.known_to and value > 0 and not flowing(found.population.flows, stage, [area]):
            cells.append(plan.parameters[f"inflow.{stage}"])
            worth *= value
    if not cells:
        return [method, (Formula(f"{pupils - extra!r}{tail}", pupils) if more else pupils, "whole")]
    rest = pupils - own - extra
    tail += f"+({rest!r})" if abs(rest) > SLIGHT else ""
    return [method, (Formula(f"{own / worth!r}*{'*'.join(cells)}{tail}", pupils), "whole")]


def _of_estates(
    plan: Layout, estates: Estates | None, row: int, stage: str, place: tuple[int, int]
) -> tuple[float, str] | None:
    """The pupils whom estates add to the forecast of a stage in a year and area (``place``: their indices), and their
    formula; None where none can."""
    t, n = place
    more = estates.added(stage, n, t) if estates else None
    if more is None or estates is None:
        return None
    area = plan.same(plan.demand.here("area", row))
    return more, estates.sum_of(stage, area, plan.assessment.years[t])


def _by_leavers(plan: Layout, n: int, stage: Stage, pupils: float) -> Cells:
    """Method and demand of a stage that follows leavers: a value that grows with all factors that act on them."""
    method = (say_in_tables(f"method.{LEAVERS}", plan.lang), "word")
    acting = dict(_acting(plan, n, stage))
    worth = math.prod(acting.values())
    if worth <= 0:
        return [method, (pupils, "whole")]
    cells = "*".join(plan.parameters[name] for name in acting)
    return [method, (Formula(f"{pupils / worth!r}*{cells}", pupils), "whole")]


def _acting(plan: Layout, n: int, stage: Stage) -> Iterator[tuple[str, float]]:
    """The parameters that the demand of a stage of an area grows with, and their values."""
    found = plan.assessment
    area = found.areas[n]
    how, inflow = found.grounds(area, stage.name), found.assumptions.inflow.get(stage.name)
    if how.record:
        if how.record != area:
            yield f"scope.{area}", how.share
        return
    yield f"inflow.{stage.name}", inflow.value if inflow else 1.0
    if stage.after is None:
        yield f"scope.{area}", float(found.scopes[n])
    else:
        yield from _acting(plan, n, found.stage(stage.after))


def _demand_cells(plan: Layout, row: int, n: int, t: int, estates: Estates | None) -> Cells:
    found, table = plan.assessment, plan.demand
    area, year, census = found.areas[n], found.years[t], int(found.census[n])
    scope = plan.parameters[f"scope.{area}"]
    cells: Cells = [(area, "text"), (year, "year")]
    people = None
    if census >= 0:
        people = found.projection.people[t, census]
        residents = Formula(f"{table.here('people', row)}*{scope}", float(found.residents[t, n]))
        cells += [(float(people.sum()), "whole"), (residents, "whole")]
    else:
        cells += [("", "whole"), ("", "whole")]
    for stage in found.stages:
        name = stage.name
        children = "" if people is None else float(people[:, stage.ages.start : stage.ages.stop].sum())
        pupils = float(found.demand[name][t, n].sum())
        how = found.grounds(area, name)
        added_by = _of_estates(plan, estates, row, name, (t, n))
        if people is None and np.isnan(pupils):
            cells += [(children, "whole"), ("", "word"), ("", "whole")]
            continue
        if how.record or people is None or year in how.given:
            cells += [(children, "whole"), *_as_value(plan, n, t, name, pupils, added_by)]
            continue
        if how.method == LEAVERS:
            cells += [(children, "whole"), *_by_leavers(plan, n, stage, pupils)]
            continue
        share = factors(found.assumptions, name, 1.0, year).participation
        here = {key: table.here(f"{key}.{name}", row) for key in COLUMNS_OF_DEMAND}
        ratio = found.demand.inflow(name, year, area)
        inflow = plan.parameters[f"inflow.{name}"] if ratio is None else repr(ratio)
        wanted = f"{here['children']}*{scope}*{here['participation']}*{inflow}"
        if found.demand.beyond is not None:
            more = pupils - float(found.demand.beyond.before[name][t, n].sum())
            if added_by:
                more, wanted = more - added_by[0], f"{wanted}+{added_by[1]}"
            wanted += f"+({more!r})" if abs(more) > SLIGHT else ""  # who moves, whom no input of the workbook moves
        cells += [(children, "whole"), (share, "share"), (Formula(wanted, pupils), "whole")]
    every = "+".join(table.here(f"wanted.{name}", row) for name in plan.stages)
    total = float(np.nansum([each[t, n].sum() for each in found.demand.values()]))
    cells.append((Formula(every, total), "whole"))
    return cells


def _finish(page: Page, plan: Layout, table: Table, wider: Mapping[int, float] | None = None) -> None:
    """Widths, of which some columns have ``wider`` ones, what stays in sight, filter and print."""
    widths = (name_width(plan.assessment.areas, 12), 7, *[USUAL] * (len(table.keys) - 2))
    for n, width in enumerate(widths):
        page.sheet.set_column(n, n, (wider or {}).get(n, width))
    page.sheet.freeze_panes(HEAD_ROWS, 2)
    page.sheet.autofilter(HEAD_ROWS - 1, 0, table.last - 1, len(table.keys) - 1)
    page.prints(rows=table.last, columns=len(table.keys), page=say("print.page", plan.lang))
