"""Which table of people a printed one is, by its titles."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from xuewei.formats import codes
from xuewei.formats.codes import ALL
from xuewei.language.shown import folded
from xuewei.late import pattern
from xuewei.workbook.counts.coordinates import MEASURE, is_other, register
from xuewei.workbook.counts.printed import Printed

KINDS: Final[Mapping[str, str]] = {
    "census": "census",
    "births": "births",
    "pupils": "enrolment",
    "children": "children",
    "totals": "totals",
}
"""Kinds of tables, each with the table of a population folder that it goes to."""
GROWN = 30
"""A table of ages from this on is no register of children."""
_BIRTHS = pattern("出生(?!年|日|地)|新生儿|births?(?!_?year)|newborn")
_CHILDREN = pattern("儿童|户籍|随迁|接种|幼儿|适龄|学龄|children|hukou|born|vaccinated")
_PEOPLE = pattern("人口|普查|居民|census|population")
_PUPILS = pattern("在校|在园|在读|在籍|学生|pupils|students|enrol")
_WHOLE = pattern("常住|总人口|年末|户籍人口|人口总数|人口数|人口|population|totals?")


def kinds_of(table: Printed) -> list[str]:
    """The kinds that a table may be of by its titles; none where they speak of none."""
    dims = {*table.labels.values(), *(name for of in table.values.values() for name in of)}
    text = folded(table.said())
    if MEASURE in table.labels.values():
        rows = _measures(table)
        wanted = (("births", _BIRTHS), ("totals", _WANTED["totals"][0]), ("pupils", _PUPILS))
        return [kind for kind, pattern in wanted if any(pattern.search(row) for row in rows)]
    if "age" in dims:
        first, opened = _ages(table)
        if first >= GROWN or opened:
            return ["census"]
        if _CHILDREN.search(text):
            return ["children"]
        return ["census"] if "sex" in dims and _PEOPLE.search(text) else ["census", "children"]
    if dims & {"grade", "stage"}:
        return ["pupils"]
    found = []
    born = _BIRTHS.search(text)
    if born and not (table.born and _CHILDREN.search(re.sub("出生登记", "儿童", text))):
        found.append("births")
    if table.born and (_CHILDREN.search(text) or not born):
        found = ["children"] if not born or _CHILDREN.search(text) else found
    if not found and _PUPILS.search(text):
        found.append("pupils")
    if not found and _WHOLE.search(text):
        found.append("totals")
    measured = [of.get("measure", "") for of in table.values.values()]
    if "births" in found and any(re.search("常住人口|总人口|年末", each) for each in measured):
        found.append("totals")
    return found


_WANTED = {"births": (_BIRTHS,), "totals": (pattern("常住|总人口|年末"), _WHOLE), "pupils": (_PUPILS,)}


def _measures(table: Printed) -> list[str]:
    """What the rows of a table are of, where a column names it."""
    column = next((column for column, name in table.labels.items() if name == MEASURE), None)
    return [] if column is None else [folded(text) for text in table.texts(column) if not is_other(text)]


def rows_wanted(table: Printed, kind: str) -> re.Pattern[str] | None:
    """What rows of a kind are called, where a column names what each row counts; None where it does not matter."""
    rows = _measures(table)
    return next((one for one in _WANTED.get(kind, ()) if any(one.search(row) for row in rows)), None)


def of_kind(table: Printed, kind: str) -> Printed:
    """A table with those of its columns that a kind counts; registers of children matter to these alone."""
    values = {
        column: {name: each for name, each in of.items() if name != "kind" or kind == "children"}
        for column, of in table.values.items()
    }
    left = list(table.left)
    measured = {column: folded(str(of["measure"])) for column, of in values.items() if "measure" in of}
    for wanted in _WANTED.get(kind, ()):
        if any(wanted.search(each) for each in measured.values()):
            others = [column for column, each in measured.items() if len(each) > 2 and not wanted.search(each)]
            left += [table.titles[column] for column in others]
            values = {column: of for column, of in values.items() if column not in others}
            break
    return replace(table, values=values, left=tuple(left))


def _ages(table: Printed) -> tuple[int, bool]:
    """The first year of the oldest group of a table, and whether that is open."""
    column = next((column for column, name in table.labels.items() if name == "age"), None)
    labels = [codes.age(text) for text in table.texts(column)] if column is not None else []
    groups = [each for each in (*labels, *(of.get("age") for of in table.values.values())) if each not in (None, ALL)]
    ages = [each for each in groups if isinstance(each, tuple)]
    return max((first for first, _ in ages), default=0), any(last is None for _, last in ages)


def register_in(text: str) -> str | None:
    """The one register that a title names; None where it names none, or several."""
    words = ("户籍", "常住", "出生登记", "预防接种", "接种", "随迁")
    found = {register(word) for word in words if word in text}
    return found.pop() if len(found) == 1 else None
