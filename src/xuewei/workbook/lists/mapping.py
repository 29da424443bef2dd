"""How the columns of a list map to the keys of a school: the written format, read and saved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from xuewei.errors import nearest
from xuewei.formats.kinds import Kind
from xuewei.formats.places import AnyPath
from xuewei.formats.records import Key, Record
from xuewei.formats.shapes import Choice, Faults, MapOf, Words
from xuewei.formats.yaml import Node, entry, read_yaml
from xuewei.late import dataclass
from xuewei.model.school_fields import INPUTS, ONLY_LISTED, FieldKind
from xuewei.workbook.columns import KNOWN
from xuewei.workbook.read.table_rows import kind_of

_PLACED = [
    *((each.column.listed_at or each.column.at, each.target) for each in INPUTS if each.target),
    *((50, "stage"), (175, "classes")),
    *((300 + n, each.name) for n, each in enumerate(ONLY_LISTED)),
    *((400, "pupils"), (401, "births"), (402, "year"), (403, "source")),
]
TARGETS = tuple(target for _, target in sorted(_PLACED, key=lambda each: each[0]))
"""What a column may be; ``seats``, ``classes``, ``intake`` and ``pupils`` also with ``.STAGE``, classes and pupils with
``.STAGE.GRADE`` or ``.GRADE``, births with ``.YEAR``. Without a stage they are of the row's own, ``year`` is that of
its pupils or births."""
BY_STAGE = ("seats", "classes")
BY_GRADE = ("classes", "pupils")
OF_STAGES = (*BY_STAGE, "intake", "pupils")
"""What a row says by stage."""
OF_PEOPLE = ("pupils", "births")
"""What goes to the folder of people."""
UNSAID = "grade"
"""Stands for classes or pupils of a grade where no title says which of them."""
NEW = frozenset({*(each.name for each in ONLY_LISTED), *OF_PEOPLE, UNSAID})
"""What registers hold and lists of projects do not: where there is any of it, classes are kept as they are."""
SPLIT = "split"
"""What a mapping says for numbers that are merged over several schools to be shared evenly."""

MAPPING = Record(
    {
        "sheet": Key(Words(), says="工作表"),
        "columns": Key(MapOf(Words(TARGETS)), says="列名: 键，如 计划年: planned、小学学位: seats.primary"),
        "words": Key(MapOf(MapOf(Words()), known=tuple(KNOWN)), says="写法: 词，如 type: {完小: primary}"),
        "defaults": Key(MapOf(Words()), says="没有这一列时的值"),
        "merged": Key(Choice((SPLIT,)), says="一个数合并在几所学校上时：split 平均分摊；缺省报错"),
    }
)
KIND = Kind("no_mapping_file", tuple(MAPPING.keys))


@dataclass(frozen=True)
class Mapped:
    """Targets by the titles of columns, keys by label in each vocabulary, values by target where no column has them,
    the sheet (None: all visible ones of the form of the first), and what to do with a number that is merged over
    several schools (None: a fault)."""

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    merged: str | None = None

    def over(self, other: Mapped) -> Mapped:
        """This mapping on top of another."""
        words = {
            name: {**other.words.get(name, {}), **self.words.get(name, {})} for name in {**other.words, **self.words}
        }
        return Mapped(
            {**other.columns, **self.columns},
            words,
            {**other.defaults, **self.defaults},
            self.sheet or other.sheet,
            self.merged or other.merged,
        )


UNREAD = "other"
"""What a column is mapped to that is not read, in lists and in tables of people."""
COUNTED = ("age", "sex", "date", "birth_year", "kind", "grade", "persons", "persons.male", "persons.female", UNREAD)
"""What a column of a table of people may be beside :data:`TARGETS`; ``other``: it is not read."""
OF_ESTATES = ("dwellings", "floor_area_m2", "completes", "occupancy", "approved")
"""What a column of a table of estates may be beside :data:`TARGETS`."""
GIVEN = ("table", "unit")
"""What a mapping may say of a table of people as a whole, among its defaults: its kind, and 万 or 人."""


def is_counted(name: str) -> bool:
    """Whether only a table of people or of estates has this: a list of schools does not."""
    return name in (*COUNTED, *OF_ESTATES, *GIVEN) and name not in TARGETS


def is_target(name: str) -> bool:
    """Whether a column may be this.

    >>> is_target("planned"), is_target("seats.primary"), is_target("seats."), is_target("plannd")
    (True, True, False, False)
    >>> is_target("classes.primary.1"), is_target("pupils.2"), is_target("seats.primary.1"), is_target("births.2019")
    (True, True, False, True)
    """
    kind, dot, rest = name.partition(".")
    if kind == "births":
        return name in TARGETS or bool(re.fullmatch("(19|20)[0-9]{2}", rest))
    grade = rest.rpartition(".")[2]
    graded = kind in BY_GRADE and grade.isdecimal()
    return (
        name in TARGETS
        or is_counted(name)
        or (bool(dot and rest) and kind in OF_STAGES and (graded or "." not in rest))
    )


def parts_of(target: str) -> tuple[str, str, int | None]:
    """What a target counts, its stage (empty: that of the row) and its grade (None: the whole stage).

    >>> parts_of("classes.primary.1"), parts_of("pupils.2"), parts_of("seats.高中部"), parts_of("rooms")
    (('classes', 'primary', 1), ('pupils', '', 2), ('seats', '高中部', None), ('rooms', '', None))
    """
    kind, _, rest = target.partition(".")
    stage, _, grade = rest.rpartition(".")
    if kind in (*BY_GRADE, UNSAID) and grade.isdecimal():
        return kind, stage, int(grade)
    return kind, rest, None


def is_graded(target: str) -> bool:
    """Whether a column of this key is of one grade.

    >>> is_graded("classes.primary.1"), is_graded("classes.primary"), is_graded("pupils")
    (True, False, False)
    """
    return parts_of(target)[2] is not None


def is_new(target: str) -> bool:
    """Whether a column of this key is one of a register that lists of projects do not have.

    >>> is_new("zone"), is_new("classes.1"), is_new("classes")
    (True, True, False)
    """
    return target.partition(".")[0] in NEW or is_graded(target)


def is_amount(target: str) -> bool:
    """Whether a column of this key holds sums of money."""
    return kind_of(target) is FieldKind.AMOUNT


def is_number(target: str) -> bool:
    """Whether a column of this key holds numbers that can be summed.

    >>> is_number("cost_wan"), is_number("seats.primary"), is_number("planned")
    (True, True, False)
    """
    kind = target.partition(".")[0]
    return is_amount(target) or kind in (*OF_STAGES, UNSAID, "births") or kind_of(kind) is FieldKind.COUNT


def is_count(target: str) -> bool:
    """Whether a column of this key holds one number a cell: neither money, nor seats or classes of a whole stage, of
    which a cell may say both."""
    return (
        is_number(target) and not is_amount(target) and (is_graded(target) or target.partition(".")[0] not in BY_STAGE)
    )


def near_target(name: str) -> str | None:
    """The target that was probably meant."""
    usual = [f"{kind}.{stage}" for kind in OF_STAGES for stage in ("kindergarten", "primary", "middle")]
    return nearest(name, [*TARGETS, *usual, *(f"{each}.1" for each in usual if each.startswith(BY_GRADE))])


def read_mapping(place: AnyPath) -> Mapped:
    """A mapping from its YAML file. Raises InputError with every fault."""
    node = read_yaml(place, KIND)
    faults = Faults(str(place))
    read = MAPPING.read(node, "", faults) or {}
    for section, inside in (
        ("columns", read.get("columns", {}).items()),
        ("defaults", read.get("defaults", {}).items()),
    ):
        for one, other in inside:
            target = other if section == "columns" else one
            if not is_target(target):
                line = _line(node, section, one)
                faults.note(line, f"{section}.{one}", "list_target", found=target, near=near_target(target))
    faults.stop()
    columns, words, defaults = (read.get(key, {}) for key in ("columns", "words", "defaults"))
    return Mapped(columns, words, defaults, read.get("sheet"), read.get("merged"))


def _line(node: Node, section: str, key: str) -> int:
    inside: Any = node.value
    return int(inside[section].value[key].line)


def mapping_text(mapped: Mapped) -> str:
    """A mapping as a YAML document, a line for each column.

    >>> print(mapping_text(Mapped({"计划年": "planned"}, {"type": {"完小": "primary"}})), end="")
    columns:
      计划年: planned
    words:
      type: {完小: primary}
    """
    found = {"sheet": mapped.sheet, "merged": mapped.merged}
    parts = [entry(key, each, 0) for key, each in found.items() if each]
    for name, section in (("columns", mapped.columns), ("defaults", mapped.defaults)):
        if section:
            parts.append("\n".join([f"{name}:", *("  " + entry(key, each, 2) for key, each in section.items())]))
    if mapped.words:
        parts.append(entry("words", {key: dict(each) for key, each in mapped.words.items()}, 0))
    return "".join(part + "\n" for part in parts)
