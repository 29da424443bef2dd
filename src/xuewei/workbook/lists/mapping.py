"""How the columns of a list map to the keys of a school: the written format, read and saved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from xuewei.errors import nearest
from xuewei.formats.places import AnyPath, Kind
from xuewei.formats.shapes import Choice, Faults, Key, MapOf, Record, Words
from xuewei.formats.yaml import Node, entry, read_yaml
from xuewei.model.school_fields import INPUTS, FieldKind
from xuewei.workbook.columns import KNOWN
from xuewei.workbook.read.table_rows import kind_of

_PLACED = [
    *((each.column.listed_at or each.column.at, each.target) for each in INPUTS if each.target),
    *((50, "stage"), (175, "classes")),
]
TARGETS = tuple(target for _, target in sorted(_PLACED, key=lambda each: each[0]))
"""What a column may be; ``seats.STAGE`` and ``classes.STAGE`` as well. ``seats`` and ``classes`` are of the row's
stage, classes of the class size of their stage."""
BY_STAGE = ("seats", "classes")
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


def is_target(name: str) -> bool:
    """Whether a column may be this.

    >>> is_target("planned"), is_target("seats.primary"), is_target("seats."), is_target("plannd")
    (True, True, False, False)
    """
    kind, dot, stage = name.partition(".")
    return name in TARGETS or (bool(dot and stage) and kind in BY_STAGE)


def is_amount(target: str) -> bool:
    """Whether a column of this key holds sums of money."""
    return kind_of(target) is FieldKind.AMOUNT


def is_number(target: str) -> bool:
    """Whether a column of this key holds numbers that can be summed.

    >>> is_number("cost_wan"), is_number("seats.primary"), is_number("planned")
    (True, True, False)
    """
    return is_amount(target) or target.partition(".")[0] in BY_STAGE


def near_target(name: str) -> str | None:
    """The target that was probably meant."""
    usual = [f"{kind}.{stage}" for kind in BY_STAGE for stage in ("kindergarten", "primary", "middle")]
    return nearest(name, [*TARGETS, *usual])


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
