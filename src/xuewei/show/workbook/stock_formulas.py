"""Seats that the ledger has brought by a year, and the seats in use that no school of it brings, as formulas."""

from __future__ import annotations

from xuewei.model.stages import Stage
from xuewei.show.workbook.layout import Layout, grade_numbers
from xuewei.words.book import say


def added(plan: Layout, stage: Stage, area: str, year: str, *, within: bool, held: str = "") -> str:
    """Seats of one stage of an area that stand in a year by the ledger, all or those within the caps; ``held``: only
    rows of schools whose word on the seats in use meets this criterion."""
    ledger = plan.ledger
    which = f"{ledger.down('stage')},{plan.word('stage', stage.name)},{ledger.down('place')},{area}"
    which += f",{ledger.down('held')},{held}" if held else ""
    lasts = f'{ledger.down("ends")},">"&{year}'
    numbers = grade_numbers(stage)
    opening = ledger.down("opening")
    whole, each = ("all_within", "each_within") if within else ("all_grades", "each_grade")
    at_once = f'SUMIFS({ledger.down(whole)},{which},{opening},"<="&{year},{lasts})'
    graded = f'{opening},"<="&({year}+1-{numbers}),{ledger.down("grades")},">="&{numbers}'
    graded = f"SUMPRODUCT(SUMIFS({ledger.down(each)},{which},{lasts},{graded}))"
    return f"{at_once}+{graded}{_turned(plan, stage.name, area, year, within=within, held=held)}"


def _turned(plan: Layout, stage: str, area: str, year: str, *, within: bool, held: str) -> str:
    """Seats that turned into the stage, less those that turned into another."""
    turns = plan.conversions
    if turns is None:
        return ""
    when = f'{turns.down("area")},{area},{turns.down("year")},"<="&{year},{turns.down("ends")},">"&{year}'
    when += f",{turns.down('held')},{held}" if held else ""
    amounts = turns.down("turned_within" if within else "turned")
    return "".join(
        f"{sign}SUMIFS({amounts},{turns.down(side)},{plan.word('stage', stage)},{when})"
        for sign, side in (("+", "to"), ("-", "from"))
    )


def rest(plan: Layout, area: str, stage: str) -> str:
    """Seats in use before the plan that no listed school brings: written ones less the schools counted in them, or the
    demand of the base year ÷ crowding less all schools open by then; nothing where schools are listed."""
    cell, demand, parameters = plan.parameters[f"base.{area}.{stage}"], plan.demand, plan.parameters
    kind, year, written = plan.assessment.stage(stage), parameters["base_year"], parameters["base_seats.year"]
    # the name of the area where it stands already: in a formula it could act, or be no character of a workbook
    row = demand.first + plan.assessment.areas.index(area) * len(plan.assessment.years)
    here = plan.same(f"{demand.sheet}!${demand.column('area')}${row}")
    where = f"{demand.down('area')},{here},{demand.down('year')},{year}"
    wanted = f"SUMIFS({demand.down(f'wanted.{stage}')},{where})/{parameters['base_crowding']}"
    yes, no = (f'"{sign}{say(f"held.{word}", plan.lang)}"' for sign, word in (("", True), ("<>", False)))
    inside = added(plan, kind, here, year, within=False, held=no)
    counted = added(plan, kind, here, f"MIN({year},{written})", within=False, held=yes)
    balanced = f'OR({cell}="",{cell}="balanced")'
    return f'IF({cell}="listed",0,IF({balanced},{wanted}-({inside}),VALUE({cell})-({counted})))'
