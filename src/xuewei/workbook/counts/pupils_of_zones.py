"""Pupils that a table has by zone, added up to the area of the schools there: the record of a folder is of areas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from xuewei.errors import Fault
from xuewei.formats.more_rows import NewRow
from xuewei.model.plan import Plan
from xuewei.model.seats.register import served
from xuewei.workbook.counts.home import Home
from xuewei.workbook.counts.rows import persons_of
from xuewei.workbook.lists.table import ListNote


def of_areas(rows: Sequence[NewRow], home: Home) -> tuple[list[NewRow], list[ListNote], list[Fault]]:
    """Rows of pupils with those of zones added up to the area of their schools, the zones named; a fault at the first
    row of a year and stage of which zones are missing that have schools of it. Where an area has rows of its own beside
    its zones, these count, and what its zones come to is held against them."""
    zones = _zones(home.plan) if home.plan else {}
    found: list[NewRow] = []
    parts: dict[tuple[str, str, str], list[NewRow]] = {}
    for row in rows:
        area = zones.get(row.cells["area"], {}).get(row.cells["stage"])
        if area is None:
            found.append(row)
        else:
            parts.setdefault((area, row.cells["year"], row.cells["stage"]), []).append(row)
    own: dict[tuple[str, str, str], list[NewRow]] = {}
    for row in found:
        own.setdefault((row.cells["area"], row.cells["year"], row.cells["stage"]), []).append(row)
    notes, faults = list[ListNote](), list[Fault]()
    told: dict[tuple[str, str], dict[str, None]] = {}
    for (area, year, stage), group in parts.items():
        there = dict.fromkeys(row.cells["area"] for row in group)
        summed = _summed(group, area)
        beside = own.get((area, year, stage), ())
        missing = [zone for zone, of in zones.items() if of.get(stage) == area and zone not in there]
        words = {"area": area, "year": year, "stage": stage}
        if beside:
            notes += _differing(beside, summed, words)
        elif missing:
            of = {**words, "missing": ", ".join(missing)}
            faults.append(Fault(group[0].place, "", "people_zones", of, ", ".join(there)))
        else:
            for grade, row in summed.items():
                lacking = [zone for zone in there if not any(_is_of(each, zone, grade) for each in group)]
                if lacking:
                    notes.append(ListNote("zones_hidden", (), {**words, "grade": grade, "zones": "、".join(lacking)}))
                else:
                    found.append(row)
        told.setdefault(("zones_beside" if beside else "zones_summed", area), {}).update(there)
    notes += [ListNote(kind, (), {"area": area, "zones": "、".join(each)}) for (kind, area), each in told.items()]
    return found, notes, faults


def _is_of(row: NewRow, zone: str, grade: str) -> bool:
    return (row.cells["area"], row.cells.get("grade", "")) == (zone, grade)


def _differing(own: Sequence[NewRow], summed: Mapping[str, NewRow], words: Mapping[str, str]) -> list[ListNote]:
    """What is said where the grades that an area and its zones both have come to different sums."""
    both = [(row, summed[at]) for row in own if (at := row.cells.get("grade", "")) in summed]
    whole, parts = (sum(persons_of(pair[n].cells) for pair in both) for n in (0, 1))
    if whole == parts:
        return []
    return [ListNote("zones_differ", (), {**words, "parts": f"{parts:.15g}", "whole": f"{whole:.15g}"})]


def _summed(rows: Sequence[NewRow], area: str) -> dict[str, NewRow]:
    """Rows of one year and stage added up by grade, as rows of ``area`` at the place of the first."""
    found: dict[str, NewRow] = {}
    for row in rows:
        grade = row.cells.get("grade", "")
        before = persons_of(found[grade].cells) if grade in found else 0
        cells = {**row.cells, "area": area, "pupils": f"{before + persons_of(row.cells):.15g}"}
        found[grade] = NewRow(cells, found[grade].place if grade in found else row.place)
    return found


def _zones(plan: Plan) -> dict[str, dict[str, str]]:
    """The area of the schools of each zone that is no area itself, by stage."""
    areas, found = {*plan.all_areas()}, dict[str, dict[str, str]]()
    for school in plan.schools:
        for each in served(school.zone):
            if each.zone not in areas:
                found.setdefault(each.zone, {}).update(dict.fromkeys({*school.seats, *school.classes}, school.area))
    return found
