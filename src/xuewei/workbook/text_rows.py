"""The rows of a table in text, whatever its encoding and its separator."""

from __future__ import annotations

import csv

from xuewei.errors import Fault, InputError, Place
from xuewei.formats.csv import SEPARATORS, narrow_lines
from xuewei.formats.places import CSV_LIMIT, AnyPath, read_text
from xuewei.language.shown import armed
from xuewei.language.words import LABELS
from xuewei.workbook.read.heads import LOOKED_AT


def csv_rows(place: AnyPath) -> list[tuple[int, list[str]]]:
    """The rows of a text that are not blank, each with its line: UTF-8, UTF-16 or GB18030, with commas, semicolons
    or tabs. Raises InputError where it cannot be read, and where it is empty."""
    text = read_text(place, CSV_LIMIT, _expected())
    lines = [line for line in text.split("\n") if line.strip()]
    first = next((line for line in lines[:LOOKED_AT] if any(each in line for each in SEPARATORS)), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(narrow_lines(text, place, separator), delimiter=separator, strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, [armed(cell) for cell in cells]))
    except csv.Error as broken:
        raise InputError([Fault(Place(str(place), reader.line_num), "", "csv", {"why": str(broken)})]) from None
    if not rows:
        raise InputError([Fault(Place(str(place)), "", "empty")])
    return rows


def _expected() -> tuple[str, ...]:
    """Words of which one stands in the head of most lists: they tell UTF-8 from GB18030."""
    usual = ("学校", "学位", "项目", "年", "小学", "初中", "幼儿园")
    return (*usual, *(label for key in ("id", "name", "type", "stage", "planned") for label in LABELS[key]))
