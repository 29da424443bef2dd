"""图表: all areas together by year, and what that looks like: seats against demand, and the balance."""

from __future__ import annotations

from typing import Any

from xlsxwriter import Workbook

from xuewei.show.colours import colour_of
from xuewei.show.workbook.layout import HEAD_ROWS, Formula, Layout, Table
from xuewei.show.workbook.page import Page, Titles, Value
from xuewei.show.workbook.styles import HEAD_FONT, TEXT_FONT
from xuewei.words.book import say

SUMS = ("seats", "demand", "balance", "need_only")
COLOURS = {"seats": "#9DB7D5", "demand": "#C0392B"}
WIDTH, HEIGHT = 444, 280
"""Pixels of a chart: two stand side by side under the table of three stages."""
ROW_PIXELS = 20


def write_charts(page: Page, plan: Layout, workbook: Workbook) -> None:
    """A table of sums over the areas, and the charts that it feeds."""
    lang, found = plan.lang, plan.assessment
    keys = ["year", *(f"{key}.{stage}" for stage in plan.stages for key in SUMS)]
    table = Table(say("sheet.charts", lang), tuple(keys), HEAD_ROWS + 1, HEAD_ROWS + len(found.known))
    titles: list[Titles] = [(say("year", lang), "")]
    titles += [(say(stage, lang), say(f"charts.{key}", lang)) for stage in plan.stages for key in SUMS]
    areas = found.areas[0] if len(found.areas) == 1 else say("charts.areas", lang, n=len(found.areas))
    page.title(say("title.charts", lang, area=areas), say("note.charts", lang), len(titles))
    page.head(titles)
    for row, year in enumerate(found.known, start=table.first):
        page.row(row, [(year, "year"), *_sums(plan, table, row, year)])
    page.sheet.set_column(0, 0, 7)
    page.sheet.set_column(1, len(keys) - 1, 9.5)
    charts = [_against(workbook, plan, table, stage) for stage in plan.stages]
    for n, chart in enumerate([*charts, _balances(workbook, plan, table)]):
        place = {"x_offset": (WIDTH + 8) * (n % 2), "y_offset": 12 + (HEIGHT + 8) * (n // 2), "object_position": 1}
        page.sheet.insert_chart(table.last, 0, chart, place)
    rows = table.last + -(-(HEIGHT + 8) * (len(charts) // 2 + 1) // ROW_PIXELS) + 2
    page.sheet.freeze_panes(HEAD_ROWS, 1)
    page.prints(rows=rows, columns=len(keys), page=say("print.page", lang), pages=1)


def _sums(plan: Layout, table: Table, row: int, year: int) -> list[tuple[Value, str]]:
    """Sums over the areas of one year: seats, demand, balance, and the shortages alone."""
    cells: list[tuple[Value, str]] = []
    balance = plan.balance
    for stage in plan.stages:
        (total,) = plan.assessment.totals(plan.assessment.rows([year], [stage]))
        which = f"{balance.down('stage')},{plan.word('stage', stage)},{balance.down('year')},{table.here('year', row)}"
        seats, demand, short = (
            f"SUMIFS({balance.down(key)},{which}{more})"
            for key, more in (("seats", ""), ("demand", ""), ("balance", f',{balance.down("balance")},"<0"'))
        )
        netted = f"{table.here(f'seats.{stage}', row)}-{table.here(f'demand.{stage}', row)}"
        cells += [(Formula(seats, total.seats), "whole"), (Formula(demand, total.demand), "whole")]
        cells += [(Formula(netted, total.netted), "signed"), (Formula(short, total.need_only), "signed")]
    return cells


def _against(workbook: Workbook, plan: Layout, table: Table, stage: str) -> Any:
    """Seats as columns, demand as a line."""
    chart, line = workbook.add_chart({"type": "column"}), workbook.add_chart({"type": "line"})
    for key, each in (("seats", chart), ("demand", line)):
        each.add_series(
            {
                "name": say(f"charts.{key}", plan.lang),
                "categories": f"={table.down('year')}",
                "values": f"={table.down(f'{key}.{stage}')}",
                "fill": {"color": COLOURS[key]},
                "line": {"color": COLOURS[key], "width": 2.5} if key == "demand" else {"none": True},
                "gap": 40,
            }
        )
    chart.combine(line)
    _dress(chart, f"{say(stage, plan.lang)} · {say('charts.against', plan.lang)}", plan.lang)
    return chart


def _balances(workbook: Workbook, plan: Layout, table: Table) -> Any:
    """The balance of every stage side by side."""
    chart = workbook.add_chart({"type": "column"})
    every = [each.name for each in plan.assessment.stages]
    for stage in plan.stages:
        chart.add_series(
            {
                "name": say(stage, plan.lang),
                "categories": f"={table.down('year')}",
                "values": f"={table.down(f'balance.{stage}')}",
                "fill": {"color": colour_of(every.index(stage))},
                "gap": 60,
            }
        )
    _dress(chart, say("charts.balances", plan.lang), plan.lang)
    return chart


def _dress(chart: Any, title: str, lang: str) -> None:
    small = {"name": TEXT_FONT, "size": 9}
    title = f"{title}{say('charts.unit', lang)}"
    chart.set_title({"name": title, "name_font": {"name": HEAD_FONT, "size": 12, "bold": False}, "overlay": False})
    chart.set_x_axis({"num_font": {**small, "rotation": -45}, "label_position": "low", "line": {"color": "#7B8794"}})
    lines = {"visible": True, "line": {"color": "#E4E7EB"}}
    chart.set_y_axis({"num_font": small, "num_format": "#,##0", "major_gridlines": lines, "line": {"none": True}})
    chart.set_legend({"position": "bottom", "font": small})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
