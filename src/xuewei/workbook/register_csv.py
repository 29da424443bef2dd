"""A list of schools as a register (学校名册) in CSV: a row for each school and stage, laid over what is there."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.book.sheets import is_workbook
from xuewei.formats.more_rows import Form, NewRow, TableChange, put_into
from xuewei.formats.places import CSV_LIMIT, decoded, exists, read_bytes
from xuewei.formats.yaml import Node
from xuewei.model.plan import IN_USE, School
from xuewei.workbook.lists.list_rows import Listed
from xuewei.workbook.lists.read_list import value_of

PLAIN = ("type", "provision", "founder", "opens", "closes", "address", "lon", "lat", "rooms", "note")
MORE = ("merge_into", "planned", "until", "status", "cost_wan")
"""What a register of a bureau seldom has: its columns are there only where a school says it."""
OF_STAGE = ("seats", "classes", "intake")
COLUMNS = (
    *("id", "name", "area", "zone", "type", "stage", "seats", "classes", "intake", "provision", "founder", "opens"),
    *("closes", "address", "lon", "lat", "rooms", "basis", "source", "note"),
)
"""The columns of a register in the order of docs/formats.en.md; then classes by grade, ``classes_1`` and so on."""


def form_of(grades: int) -> Form:
    """A register whose stages have at most so many grades."""
    columns = (*COLUMNS, *(f"classes_{n}" for n in range(1, grades + 1)))
    return Form(columns, ("id|name", "stage"), (), updated=True, more=MORE)


def is_keyed(place: str) -> bool:
    """Whether a file is a register in CSV with keys as titles, or there is none yet: one that can be updated."""
    if not exists(place):
        return True
    raw = read_bytes(place, CSV_LIMIT)
    if is_workbook(raw):
        return False
    text, _ = decoded(raw, place, COLUMNS)
    head = {cell.strip() for cell in next(csv.reader(io.StringIO(text.partition("\n")[0], newline="")), [])}
    return bool({"id", "name"} & head) and "stage" in head


def registered(place: str, area: str) -> dict[str, School]:
    """The schools in a register by id, in name, area and zone alone, each of ``area`` where it says none; none where
    there is no such file. Raises InputError for a file that is no register in CSV with keys as titles."""
    if not exists(place):
        return {}
    text, _ = decoded(read_bytes(place, CSV_LIMIT), place, COLUMNS)
    try:
        rows = [*csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as broken:
        raise InputError([Fault(Place(place), "", "csv", {"why": str(broken)})]) from None
    head = [cell.strip() for cell in rows[0]] if rows else []
    if not {"id", "name"} & set(head) or "stage" not in head:
        raise InputError([Fault(Place(place), "", "register_keys", {"known": ", ".join(COLUMNS)})])
    found: dict[str, School] = {}
    for cells in rows[1:]:
        row = dict(zip(head, (cell.strip() for cell in cells), strict=False))
        own = row.get("id") or row.get("name", "")
        if own:
            school = School(own, "", row.get("area") or area, name=row.get("name") or own, zone=row.get("zone"))
            found.setdefault(own, school)
    return found


def with_ids(listed: Sequence[Listed], there: Mapping[str, School]) -> None:
    """Give every school of a list without an id that of the one school of its name in a register. Raises InputError
    with those whose name several have."""
    wrong = []
    by_name: dict[str, list[str]] = {}
    for school in there.values():
        by_name.setdefault(school.name or "", []).append(school.id)
    for one in listed:
        name = one.facts.get("name")
        if "id" in one.facts or name is None:
            continue
        ids = by_name.get(str(name.value), [])
        if len(ids) > 1:
            wrong.append(Fault(one.place, "", "list_ambiguous", {"known": ", ".join(ids)}, str(name.value)))
        elif ids:
            one.facts["id"] = Node(ids[0], name.line)
    if wrong:
        raise InputError(wrong)


def register(
    place: str, listed: Sequence[Listed], schools: Sequence[School], file: str, there: Mapping[str, School]
) -> TableChange:
    """The register at ``place`` with the ``schools`` of a list: those that are ``there`` change in what the list says,
    others are added, none goes."""
    rows = []
    for one, school in zip(listed, schools, strict=True):
        source = value_of(one.facts.get("source")) or PurePath(file).name
        said = None if school.id not in there else {*one.facts, "id", "name"}
        rows += [NewRow(cells, one.place) for cells in _rows(school, source, said)]
    grades = max(
        (len(each) for school in schools for each in school.classes.values() if isinstance(each, tuple)), default=0
    )
    return put_into(place, "register", form_of(grades), rows)


def _rows(school: School, source: str, said: set[str] | None) -> Iterator[dict[str, str]]:
    """The rows of a school, one a stage; of one that is there already only what the list ``said`` of it."""
    facts = {each: getattr(school, each) for each in ("name", "area", "zone", *PLAIN, *MORE)}
    if school.status == IN_USE and school.planned is None:
        facts["status"] = None
    plain = {key: _text(value) for key, value in facts.items() if value is not None and (said is None or key in said)}
    for stage in dict.fromkeys((*school.seats, *school.classes, *school.intake)):
        row = {"id": school.id, **plain, "stage": stage, "source": source}
        classes = school.classes.get(stage)
        if isinstance(classes, tuple):
            row |= {f"classes_{n}": str(each) for n, each in enumerate(classes, start=1)}
            classes = sum(classes)
        figures = {"seats": school.seats.get(stage), "classes": classes, "intake": school.intake.get(stage)}
        row |= {key: str(value) for key, value in figures.items() if value is not None}
        if "seats" in school.basis:
            row["basis"] = school.basis["seats"]
        yield row


def _text(value: object) -> str:
    return f"{value:.12g}" if isinstance(value, float) else str(value)
