"""What the titles and the words of a register mean, in either language."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache

from xuewei.formats.plan.shapes import STAGES
from xuewei.language.school_types import type_key
from xuewei.language.shown import folded
from xuewei.language.words import LABELS
from xuewei.late import pattern
from xuewei.model.plan import OPTIONAL_STAGES
from xuewei.model.school_fields import SCHOOL_FIELDS, FieldKind

FIGURES = ("seats", "classes", "intake")
"""What a row says of its stage: at least one of them."""
STAFF = "staff"
"""Posts of its stage that are filled, which a row may say beside these."""
OF_ROW = ("stage", *FIGURES, STAFF, "basis")
JOINED = ("source", "note")
"""What the rows of a school may say differently: all of it is kept."""
FIELDS = {each.name: each for each in SCHOOL_FIELDS}
COLUMNS = {
    "stage": FieldKind.NAME,
    STAFF: FieldKind.COUNT,
    **{
        each.name: each.kind
        for each in SCHOOL_FIELDS
        if each.kind not in (FieldKind.STEPS, FieldKind.TURNS, FieldKind.RESPONSIBLE, FieldKind.YES_NO, FieldKind.DAY)
        and each.name not in ("removes", "fill", "works")
    },
}
"""The columns of a register with what they hold; classes of a grade stand in ``classes_1``, ``classes_2`` …"""
CRS = "crs"
"""The system of coordinates of ``lon`` and ``lat``, which is of the whole file."""
CRS_TITLES = ("crs", "坐标系", "坐标系统")
STAFF_TITLES = ("在编", "在编人数", "在编教职工", "教职工", "教职工数", "教职工人数", "保教人员", "保教人员数")
_GRADE = pattern(r"classes_([1-9][0-9]?)|(?:([1-9][0-9]?)|([一二三四五六七八九]))年级班级?数?")
_DIGITS = "一二三四五六七八九"


@cache
def titles() -> Mapping[str, str]:
    """The column that a title means: keys, titles of tables, and those of people's lists.

    >>> [titles()[each] for each in ("校名", "学段", "招生计划", "lon", "建校年")]
    ['name', 'stage', 'intake', 'lon', 'opens']
    """
    found = {folded(word): "stage" for word in ("stage", *LABELS["stage"])}
    found |= {folded(word): STAFF for word in (STAFF, *STAFF_TITLES)}
    found |= {folded(word): CRS for word in CRS_TITLES}
    for each in SCHOOL_FIELDS:
        if each.name in COLUMNS:
            plain = (column.title or () for column in each.columns if not (column.group or column.key or column.inside))
            words = (each.name, *each.title, *each.also, *(word for pair in plain for word in pair))
            found |= {folded(word): each.name for word in words}
    return found


def column_of(title: str) -> str:
    """The column that a title means, empty for none.

    >>> column_of("学校名称"), column_of("classes_3"), column_of("三年级班数"), column_of("电话")
    ('name', 'classes_3', 'classes_3', '')
    """
    word = folded(title)
    grade = _GRADE.fullmatch(word)
    if grade:
        return f"classes_{grade[1] or grade[2] or _DIGITS.index(grade[3]) + 1}"
    return titles().get(word, "")


@cache
def _words(column: str) -> Mapping[str, str]:
    """The word that a label of it in either language means."""
    names = [(key.partition(".")[2], pair) for key, pair in LABELS.items() if key.startswith(f"{column}.")]
    found = {folded(label): word for word, pair in names for label in (word, *pair)}
    if column == "stage":
        kinds = {folded(label): type_key(label) for label in ("普高", "普通高中", "中职", "职高", "特教", "特殊教育")}
        found |= {folded(each): each for each in (*STAGES, *OPTIONAL_STAGES)} | kinds
        found |= {f"{label}部": word for label, word in found.items() if not label.isascii()}
    return found


@lru_cache(4096)
def meant(column: str, text: str, own: tuple[str, ...] = ()) -> str:
    """The word of the contract that a cell means; the cell as it is where that is none, or a stage of the plan's
    ``own``.

    >>> meant("stage", "小学部"), meant("provision", "公办"), meant("type", "九年制"), meant("stage", "高中", ("高中",))
    ('primary', 'public', 'nine_year', '高中')
    """
    if text in own:
        return text
    return type_key(text) if column == "type" else _words(column).get(folded(text), text)
