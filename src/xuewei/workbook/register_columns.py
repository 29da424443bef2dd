"""The columns of the register in the ledger's workbook: a row for every school in use and stage."""

from __future__ import annotations

from collections.abc import Sequence

from xuewei.model.plan import School
from xuewei.model.school_fields import INPUTS, WHERE_USED, Pair
from xuewei.workbook.columns import CLASSES_OF, MOST_GRADES, BookColumn, computed_columns, grade_columns, where_used


def _title(key: str) -> Pair:
    return next(each.title for each in WHERE_USED if each.key == key)


_REGISTER = (
    BookColumn("number", width=4),
    BookColumn("id", width=18),
    BookColumn("name", width=24, title=("学校名称", "school")),
    BookColumn("area", width=10),
    BookColumn("zone", width=12, title=_title("zone")),
    BookColumn("type", width=11),
    BookColumn("stage", width=7),
    BookColumn("seats", width=8),
    BookColumn("classes", width=6, title=_title("classes")),
    BookColumn("class_size", formula=True, width=6),
    BookColumn("intake", width=8, title=_title("intake")),
    BookColumn("provision", width=10),
    BookColumn("rooms", width=6, title=_title("rooms")),
    BookColumn("address", width=20, title=_title("address")),
    BookColumn("lon", width=9, title=_title("lon")),
    BookColumn("lat", width=9, title=_title("lat")),
    BookColumn("opens", width=6, title=("投用学年", "opens")),
    BookColumn("closes", width=6, title=("撤销学年", "closes")),
    BookColumn("merge_into", width=14, title=_title("merge_into")),
    BookColumn("pupils", formula=True, width=8),
    BookColumn("utilisation", formula=True, width=8),
    BookColumn("per_class", formula=True, width=8),
    BookColumn("note", width=22),
)
"""The columns of the register, apart from classes by grade, pupils where none are on record, and what few use."""
_OF_REGISTER = {column.key for column in _REGISTER}
_ALWAYS = ("status", "basis", "bases", "held")
_SELDOM = tuple(
    BookColumn(each.key, width=each.column.width, title=each.title)
    for each in (*INPUTS, *WHERE_USED)
    if each.key not in _OF_REGISTER and each.key != "works"
)
REGISTER_NEEDED = tuple(column for column in _REGISTER if column.key in ("id", "type", "stage", "seats"))
"""What the sheet of the register cannot be without, to be read."""
REGISTER_KNOWN = (
    *(column for column in _REGISTER if column not in REGISTER_NEEDED),
    *_SELDOM,
    *grade_columns(MOST_GRADES),
)
"""What it may have beside these."""


def register_columns(schools: Sequence[School], *, pupils: bool) -> tuple[BookColumn, ...]:
    """The columns of the register for these schools, left to right; ``pupils``: some are on record by school."""
    grades = [column for column in where_used(schools) if column.key.startswith(CLASSES_OF)]
    seldom = [column for column in _SELDOM if column.key in _ALWAYS or _used(column.key, schools)]
    found: list[BookColumn] = []
    for column in _REGISTER:
        if pupils or column.key not in ("pupils", "utilisation", "per_class"):
            found += [column, *grades] if column.key == "classes" else [column]
    opening = BookColumn("opening", "computed", formula=True, width=9)
    return (*found, *seldom, opening, *computed_columns(grades))


def _used(key: str, schools: Sequence[School]) -> bool:
    """Whether a school says anything in a column."""
    each = next(one for one in (*INPUTS, *WHERE_USED) if one.key == key)
    values = (getattr(school, each.field.name) for school in schools)
    inside = each.column.inside
    return any((value.get(inside) if inside else value) not in (None, {}) for value in values)
