"""Pupils by school and births by zone of a list, as rows of a population folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from xuewei.errors import Fault, InputError, Place, nearest
from xuewei.formats.more_rows import NewRow
from xuewei.formats.yaml import Node
from xuewei.model.plan import School
from xuewei.model.seats.register import served
from xuewei.workbook.lists.list_rows import Listed
from xuewei.workbook.lists.read_list import ListFile, value_of
from xuewei.workbook.lists.table import ListNote, place_in_list

BASIS = "published"
"""What figures of a bureau's own list rest on, where its mapping says nothing else."""


def school_of(one: Listed, by_id: Mapping[str, School], by_name: Mapping[str, Sequence[School]]) -> School | None:
    """The school that a row of a list is of: by its id, else by its name where one alone has it."""
    if "id" in one.facts:
        return by_id.get(str(one.facts["id"].value))
    same = by_name.get(value_of(one.facts.get("name")) or "", ())
    return same[0] if len(same) == 1 else None


def enrolment_rows(found: ListFile, schools: Sequence[School], year: int | None) -> list[NewRow]:
    """The pupils of a list as rows of ``enrolment.csv``; ``year`` is that of rows which name none.

    Classes of no pupils, and pupils in no class, are noted and left out. Raises InputError with every school that is
    not among ``schools``, every year that is not known and classes of which there are more than pupils.
    """
    by_id = {school.id: school for school in schools}
    by_name: dict[str, list[School]] = {}
    for school in schools:
        by_name.setdefault(school.name or "", []).append(school)
    wrong: list[Fault] = []
    rows: list[NewRow] = []
    dateless = False
    for one in found.listed:
        if not one.graded.pupils:
            continue
        own = school_of(one, by_id, by_name)
        if own is None:
            wrong.append(_unknown(one, by_id, by_name))
            continue
        dateless |= year is None and any(each is None for each, _, _ in one.graded.pupils)
        rows += _rows_of(one, own, year, found, wrong)
    if dateless:
        wrong.append(Fault(Place(found.file), "", "list_no_year"))
    if wrong:
        raise InputError(wrong)
    return rows


def _unknown(one: Listed, by_id: Mapping[str, School], by_name: Mapping[str, Sequence[School]]) -> Fault:
    own = one.facts.get("id") or one.facts.get("name")
    assert own is not None
    name = str(own.value)
    same = by_name.get(name, ())
    if "id" not in one.facts and len(same) > 1:
        known = ", ".join(school.id for school in same)
        return Fault(place_in_list(own), "", "list_ambiguous", {"known": known}, name)
    near = nearest(name, by_id if "id" in one.facts else by_name)
    return Fault(place_in_list(own), "", "list_no_school", {}, name, near)


def _rows_of(one: Listed, school: School, year: int | None, found: ListFile, wrong: list[Fault]) -> Iterator[NewRow]:
    basis = found.used.defaults.get("basis", BASIS)
    source = value_of(one.facts.get("source")) or PurePath(found.file).name
    for (own, stage, grade), node in one.graded.pupils.items():
        count = _classes(one.graded.classes.get(stage), grade)
        classes, pupils = count or 0, int(str(node.value))
        if count is not None and bool(classes) != bool(pupils):
            said = ((place_in_list(node), f"{pupils:,} / {classes:,}"),)
            found.reading.notes.append(ListNote("classes_none", said))
            count = None
        elif classes > pupils:
            wrong.append(Fault(place_in_list(node), "", "classes_odd", {"pupils": pupils}, f"{classes:,}"))
        cells = {
            "area": school.area,
            "year": str(own or year or ""),
            "stage": stage,
            "grade": "" if grade is None else str(grade),
            "pupils": str(node.value),
            "basis": basis,
            "source": source,
            "school": school.id,
            "classes": "" if count is None else str(count),
        }
        yield NewRow(cells, place_in_list(node))


def _classes(node: Node | None, grade: int | None) -> int | None:
    """The classes of a grade, or of a whole stage; None where a list does not say them."""
    if node is None or (grade is not None and not isinstance(node.value, list)):
        return None
    if not isinstance(node.value, list):
        return int(str(node.value))
    counts = [each.value for each in node.value if isinstance(each.value, int)]
    return sum(counts) if grade is None else counts[grade - 1]


def births_rows(found: ListFile, areas: Sequence[str], schools: Sequence[School]) -> list[NewRow]:
    """The births of a list as rows of ``births.csv``; places that are neither one of the ``areas`` nor a
    zone of the ``schools`` are noted. Raises InputError with every row that lacks its place or its year, or whose place
    is a slip for one of these."""
    known = {*areas, *(each.zone for school in schools for each in served(school.zone))}
    strange: dict[str, None] = {}
    basis = found.used.defaults.get("basis", BASIS)
    wrong: list[Fault] = []
    rows: list[NewRow] = []
    for cells in found.reading.births:
        place = cells.get("zone") or cells.get("area")
        for target, node in cells.items():
            kind, _, year = target.partition(".")
            if kind != "births":
                continue
            year = year or value_of(cells.get("year")) or ""
            at = place_in_list(node)
            if place is None:
                wrong.append(Fault(at, "", "births_place"))
            elif not (year.isdecimal() and 1900 <= int(year) <= 2100):
                wrong.append(Fault(at, "", "births_year", {}, year or None))
            elif not isinstance(node.value, int | float) or isinstance(node.value, bool) or node.value < 0:
                wrong.append(Fault(at, "", "whole", {"low": 0, "high": 10**10}, str(node.value)))
            else:
                source = value_of(cells.get("source")) or PurePath(found.file).name
                row = {"area": str(place.value), "year": year, "births": str(node.value)}
                rows.append(NewRow({**row, "basis": basis, "source": source}, at))
        if place is not None and place.value not in known and str(place.value) not in strange:
            near = nearest(str(place.value), known)
            strange[str(place.value)] = None
            if near:
                wrong.append(Fault(place_in_list(place), "", "births_unknown", {}, str(place.value), near))
    if strange:
        found.reading.notes.append(ListNote("births_elsewhere", (), {"places": ", ".join(strange)}))
    if wrong:
        raise InputError(wrong)
    return rows
