"""Workbooks of the ledger, written after the contract of ``workbook/columns.py``, and what people do to them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from xuewei.formats.plan.write import document
from xuewei.language.words import LANGUAGES
from xuewei.model.plan import BALANCED, LISTED, Plan, School, opening_year
from xuewei.workbook.columns import (
    CONVERSION_COLUMNS,
    KNOWN,
    PARAMETER_COLUMNS,
    PROGRESS_COLUMNS,
    VOCABULARY,
    BookColumn,
    dotted,
    ledger_columns,
    sheet_names,
)
from xuewei.workbook.words import named
from xuewei.workbook.words import say as in_book

Values = Mapping[str, Any]


def book_of(plan: Plan, lang: str = "zh", assumed: Mapping[str, float] | None = None) -> openpyxl.Workbook:
    """The workbook of a plan; ``assumed`` are values of the population."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    book.remove(sheet)
    for key in ("notes", "ledger", "balance", "progress", *(["conversions"] if _converts(plan) else []), "parameters"):
        book.create_sheet(sheet_names(key)[LANGUAGES.index(lang)])
    stages = list(dict.fromkeys(["kindergarten", "primary", "middle", *(s.name for s in plan.stages)]))
    rows = [row for school in plan.schools for row in ledger_rows(school, plan, lang)]
    write(sheet_of(book, "ledger"), ledger_columns(stages), rows, lang, "台账")
    steps = [
        {"id": school.id, "date": step.date, "status": named("status", step.status, lang), "note": step.note}
        for school in plan.schools
        for step in school.progress
    ]
    write(sheet_of(book, "progress"), PROGRESS_COLUMNS, steps, lang, "进度")
    if _converts(plan):
        turns = [
            {
                "id": s.id,
                "year": t.year,
                "from": named("stage", t.origin, lang),
                "to": named("stage", t.target, lang),
                "seats": t.seats,
            }
            for s in plan.schools
            for t in s.convert
        ]
        write(sheet_of(book, "conversions"), CONVERSION_COLUMNS, turns, lang, "转学段")
    write(
        sheet_of(book, "parameters"), PARAMETER_COLUMNS, list(parameter_rows(plan, lang, assumed or {})), lang, "参数"
    )
    return book


def sheet_of(book: openpyxl.Workbook, key: str) -> Worksheet:
    """A sheet by its key."""
    found = book[next(name for name in sheet_names(key) if name in book.sheetnames)]
    assert isinstance(found, Worksheet)
    return found


def _converts(plan: Plan) -> bool:
    return any(school.convert for school in plan.schools)


def ledger_rows(school: School, plan: Plan, lang: str) -> list[dict[str, Any]]:
    """The rows of a school: one for each stage of its seats, then of what it removes."""
    parts = [
        *(("seats", each) for each in school.seats.items()),
        *(("removes", each) for each in school.removes.items()),
    ]
    bases = "; ".join(f"{key}={basis}" for key, basis in school.basis.items() if key != "seats")
    rows = []
    for n, (kind, (stage, seats)) in enumerate(parts):
        works = school.works if kind == "seats" else _removal(school)
        rows.append(
            {
                "id": school.id,
                "name": school.name,
                "area": school.area,
                "stage": named("stage", stage, lang),
                "type": named("type", school.type, lang),
                "works": named("works", works, lang),
                "planned": school.planned,
                "opens": school.opens,
                "opening": f"=2000+{opening_year(school, plan) - 2000}",
                "closes": school.closes,
                "until": school.until,
                "fill": school.fill and named("fill", school.fill, lang),
                f"seats.{stage}": -seats if kind == "removes" else seats,
                "cost_wan": None if n else school.cost_wan,
                "founder": named("founder", school.founder, lang)
                if school.founder in KNOWN["founder"]
                else school.founder,
                "provision": school.provision and named("provision", school.provision, lang),
                "must": None if school.must is None else named("must", "yes" if school.must else "no", lang),
                "unit": school.responsible.get("unit"),
                "person": school.responsible.get("person"),
                "due": school.due,
                "status": named("status", school.status, lang),
                "held": None if school.counted is None else in_book(f"held.{school.counted}", lang),
                "basis": ("seats" in school.basis and named("basis", school.basis["seats"], lang)) or None,
                "bases": bases or None,
                "note": school.note,
            }
        )
    return rows


def _removal(school: School) -> str:
    """The word of a row that takes seats away."""
    own = school.works if not school.seats and school.works != "new" else ""
    return f"removal_{own}" if own else "removal"


def founder_of(school: School, lang: str) -> str | None:
    """A founder as people say it; one that has no label as it is written."""
    return named("founder", school.founder, lang) if school.founder in KNOWN["founder"] else school.founder


def parameter_rows(plan: Plan, lang: str, assumed: Mapping[str, float]) -> list[dict[str, Any]]:
    """The rows of the parameters: the head of the plan, the population's values, the words."""
    head = document(plan)
    base = plan.base_seats
    if base is not None:
        stages = ("kindergarten", "primary", "middle", "senior")
        head["base_seats"]["seats"] = {
            area: {
                stage: base.seats.get(area, {}).get(stage, LISTED if base.lists(area, stage) else BALANCED)
                for stage in stages
            }
            for area in plan.all_areas()
        }
    rows = [{"key": dotted(path), "parameter": f"名 {path[-1]}", "value": value} for path, value in leaves(head, ())]
    rows += [{"key": f"assumptions.{key}", "parameter": key, "value": value} for key, value in assumed.items()]
    return rows + [
        {"key": f"words.{name}.{key}", "value": named(name, key, lang)} for name in VOCABULARY for key in KNOWN[name]
    ]


def leaves(value: Any, path: tuple[str | int, ...]) -> list[tuple[tuple[str | int, ...], Any]]:
    """Every single value with its path."""
    if isinstance(value, dict):
        return [leaf for key, each in value.items() for leaf in leaves(each, (*path, key))]
    if isinstance(value, list):
        return [leaf for n, each in enumerate(value, start=1) for leaf in leaves(each, (*path, n))]
    return [(path, value)]


def write(sheet: Worksheet, columns: Sequence[BookColumn], rows: Sequence[Values], lang: str, title: str) -> None:
    """A title, the head of two rows, the columns' numbers and a total (in the ledger), the rows, two spare ones."""
    place(sheet, 1, 1, title)
    for n, column in enumerate(columns, start=1):
        upper, lower = column.titles(lang)
        if n == 1 or columns[n - 2].group != column.group or not column.group:
            place(sheet, 3, n, upper)
        place(sheet, 4, n, lower or None)
    first = 5
    if columns[0].key == "number":
        for n in range(1, len(columns) + 1):
            place(sheet, 5, n, n)
        place(sheet, 6, 1, "合计" if lang == "zh" else "Total")
        place(sheet, 6, 17, 12345)
        first = 7
    for row, values in enumerate(rows, start=first):
        for n, column in enumerate(columns, start=1):
            place(sheet, row, n, row - first + 1 if column.key == "number" else values.get(column.key))
    for row in (first + len(rows), first + len(rows) + 1):
        for n, column in enumerate(columns, start=1):
            if column.formula:
                place(sheet, row, n, 0)


def place(sheet: Worksheet, row: int, column: int, value: Any) -> None:
    """A value in a cell; text stays text."""
    cell = sheet.cell(row, column, value)
    if isinstance(value, str) and not value.startswith("=2000+"):
        cell.data_type = "s"


def at(sheet: Worksheet, title: str, row: int) -> Any:
    """The cell in a row under a title (of the lower row of the head, else of the upper one)."""
    for line in (4, 3):
        for cell in sheet[line]:
            if cell.value == title:
                return sheet.cell(row, cell.column)
    raise KeyError(title)


def saved(book: openpyxl.Workbook, folder: Path, name: str = "台账.xlsx") -> Path:
    """The workbook on the disk."""
    path = folder / name
    book.save(path)
    return path


def doctored(path: Path, parts: Mapping[str, bytes]) -> Path:
    """The workbook with some parts of its archive replaced or added."""
    with zipfile.ZipFile(path) as old:
        kept = {name: old.read(name) for name in old.namelist() if name not in parts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, raw in {**kept, **parts}.items():
            new.writestr(name, raw)
    return path
