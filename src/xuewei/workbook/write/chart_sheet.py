"""图表: sums over the areas by year, and charts of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from xlsxwriter import Workbook

from xuewei.language.words import named
from xuewei.tables.palette import DEMAND, EDGE, GRID, SEATS, SHORT, SPARE, colour_of, paler
from xuewei.tables.words import say as say_in_tables
from xuewei.workbook.words import say
from xuewei.workbook.write.layout import DRAWN, HEAD_ROWS, SUMS, Formula, Layout, Table
from xuewei.workbook.write.page import HEAD_FONT, TEXT_FONT, Page, Titles, Value

COLOURS = {"surplus": paler(SPARE, 0.76), "shortage": paler(SHORT, 0.58), "seats": SEATS, "demand": DEMAND}
WIDTH, HEIGHT = 444, 280
"""Pixels of a chart: two stand side by side under the table of three stages."""
ROW_PIXELS = 20
STEP = {"type": "long_dash", "fill": {"color": SEATS}, "border": {"color": SEATS}}
"""The mark of seats in a year."""
STEP_POINTS, ROOM = (2, 72), 272
"""Widths that a mark may have, and the width that the marks of all years have together."""


def write_charts(page: Page, plan: Layout, workbook: Workbook) -> None:
    """A table of sums over the areas, and the charts that it feeds."""
    lang, found = plan.lang, plan.assessment
    table, keys = plan.charts, plan.charts.keys
    titles: list[Titles] = [(say("year", lang), "")]
    titles += [(named("stage", stage, lang), say(f"charts.{key}", lang)) for stage in plan.stages for key in SUMS]
    shown = len(titles)
    drawn = [(named("stage", stage, lang), f"charts.{key}") for stage in plan.stages for key in DRAWN]
    titles += [(say("column.computed", lang), f"{stage} · {say(key, lang)}") for stage, key in drawn]
    areas = found.areas[0] if len(found.areas) == 1 else say("charts.areas", lang, n=len(found.areas))
    bare = say_in_tables("note.band.total.book", lang) if len(found.areas) > 1 and plan.banded else ""
    page.title(say("title.charts", lang, area=areas), say("note.charts", lang) + bare, shown)
    page.head(titles, folded=range(shown, len(titles)))
    for row, year in enumerate(found.known, start=table.first):
        page.row(row, [(year, "year"), *_sums(plan, table, row, year)])
    page.sheet.set_column(0, 0, 7)
    page.sheet.set_column(1, shown - 1, 9.5)
    page.sheet.set_column(shown, len(keys) - 1, 9.5, None, {"level": 1, "hidden": True})
    charts = [_against(workbook, plan, table, stage) for stage in plan.stages]
    for n, chart in enumerate([*charts, _balances(workbook, plan, table)]):
        place = {"x_offset": (WIDTH + 8) * (n % 2), "y_offset": 12 + (HEIGHT + 8) * (n // 2), "object_position": 1}
        page.sheet.insert_chart(table.last, 0, chart, place)
    rows = table.last + -(-(HEIGHT + 8) * (len(charts) // 2 + 1) // ROW_PIXELS) + 2
    page.sheet.freeze_panes(HEAD_ROWS, 1)
    page.prints(rows=rows, columns=shown, page=say("print.page", lang), pages=1)


def _sums(plan: Layout, table: Table, row: int, year: int) -> list[tuple[Value, str]]:
    """Sums over the areas of one year: seats, demand, balance, and the shortages alone; then what is drawn of them."""
    cells, drawn = list[tuple[Value, str]](), list[tuple[Value, str]]()
    balance = plan.balance
    for stage in plan.stages:
        (total,) = plan.assessment.totals_of(stage, [year])
        which = f"{balance.down('stage')},{plan.word('stage', stage)},{balance.down('year')},{table.here('year', row)}"
        seats, demand, short = (
            f"SUMIFS({balance.down(key)},{which}{more})"
            for key, more in (("seats", ""), ("demand", ""), ("balance", f',{balance.down("balance")},"<0"'))
        )
        netted = f"{table.here(f'seats.{stage}', row)}-{table.here(f'demand.{stage}', row)}"
        cells += [(Formula(seats, total.seats), "whole"), (Formula(demand, total.demand), "whole")]
        cells += [(Formula(netted, total.netted), "signed"), (Formula(short, total.need_only), "missing")]
        held, wanted = (table.here(f"{key}.{stage}", row) for key in ("seats", "demand"))
        drawn += [
            (Formula(f"MIN({held},{wanted})", min(total.seats, total.demand)), "computed"),
            (Formula(f"MAX({held}-{wanted},0)", max(total.netted, 0)), "computed"),
            (Formula(f"MAX({wanted}-{held},0)", max(-total.netted, 0)), "computed"),
        ]
    return [*cells, *drawn]


def _against(workbook: Workbook, plan: Layout, table: Table, stage: str) -> Any:
    """Seats as a step of each year and demand as a line, what is to spare and what lacks as surfaces between them."""
    chart, line = workbook.add_chart({"type": "column", "subtype": "stacked"}), workbook.add_chart({"type": "line"})
    looks: dict[str, dict[str, Any]] = {
        "under": {"fill": {"none": True}, "line": {"none": True}},
        **{key: {"fill": {"color": COLOURS[key]}, "line": {"none": True}} for key in ("surplus", "shortage")},
        "seats": {"line": {"none": True}, "marker": {**STEP, "size": _step_size(len(plan.assessment.known))}},
        "demand": {"line": {"color": COLOURS["demand"], "width": 2.5}},
    }
    for key, look in looks.items():
        (chart if key in DRAWN else line).add_series(
            {
                "name": say(f"charts.{key}", plan.lang),
                "categories": f"={table.down('year')}",
                "values": f"={table.down(f'{key}.{stage}')}",
                "gap": 0,
                **look,
            }
        )
    chart.combine(line)
    chart.show_hidden_data()
    _dress(chart, f"{named('stage', stage, plan.lang)} · {say('charts.against', plan.lang)}", plan.lang, unnamed=[0])
    return chart


def _step_size(years: int) -> int:
    """The width of the mark of a year.

    >>> _step_size(16), _step_size(2)
    (17, 72)
    """
    low, high = STEP_POINTS
    return min(max(ROOM // years, low), high)


def _balances(workbook: Workbook, plan: Layout, table: Table) -> Any:
    """The balance of every stage side by side."""
    chart = workbook.add_chart({"type": "column"})
    every = [each.name for each in plan.assessment.stages]
    for stage in plan.stages:
        chart.add_series(
            {
                "name": named("stage", stage, plan.lang),
                "categories": f"={table.down('year')}",
                "values": f"={table.down(f'balance.{stage}')}",
                "fill": {"color": colour_of(every.index(stage))},
                "gap": 60,
            }
        )
    _dress(chart, say("charts.balances", plan.lang), plan.lang)
    return chart


def _dress(chart: Any, title: str, lang: str, *, unnamed: Sequence[int] = ()) -> None:
    """Title, axes, legend and size; series that are ``unnamed`` are not in the legend."""
    small = {"name": TEXT_FONT, "size": 9}
    title = f"{title}{say('charts.unit', lang)}"
    chart.set_title({"name": title, "name_font": {"name": HEAD_FONT, "size": 12, "bold": False}, "overlay": False})
    chart.set_x_axis({"num_font": {**small, "rotation": -45}, "label_position": "low", "line": {"color": EDGE}})
    lines = {"visible": True, "line": {"color": GRID}}
    chart.set_y_axis({"num_font": small, "num_format": "#,##0", "major_gridlines": lines, "line": {"none": True}})
    chart.set_legend({"position": "bottom", "font": small, "delete_series": [*unnamed]})
    chart.set_size({"width": WIDTH, "height": HEIGHT})
