"""Kinds of school (学校类型): what people call them and the stages that each usually holds. Data, one row a kind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class SchoolType(NamedTuple):
    """A kind of school: its names in Chinese and English, ``stages`` that it usually holds (empty: any), ``also``,
    other names that mean it, and ``sized_as``, the kind whose size cap it has where none is said for it."""

    zh: str
    en: str
    stages: tuple[str, ...]
    also: tuple[str, ...] = ()
    sized_as: str = ""


ALIKE = 0.75
"""How alike (0 to 1) two names of kinds must be for one to be meant by the other: names of schools end alike, and
`junior` is no slip for `senior`."""
NINE_YEAR, ESTATE_KINDERGARTEN = "nine_year", "estate_kindergarten"

TYPES: Mapping[str, SchoolType] = {
    "primary": SchoolType("小学", "primary", ("primary",), ("完全小学", "完小", "primary school")),
    "teaching_point": SchoolType("教学点", "teaching point", ("primary",), ("小学教学点",), "primary"),
    "middle": SchoolType(
        "初中", "middle", ("middle",), ("初级中学", "初中学校", "middle school", "junior high school")
    ),
    NINE_YEAR: SchoolType(
        "九年一贯制", "nine-year", ("primary", "middle"), ("九年一贯制学校", "九年制", "九年制学校", "nine-year school")
    ),
    "kindergarten": SchoolType("幼儿园", "kindergarten", ("kindergarten",)),
    ESTATE_KINDERGARTEN: SchoolType(
        "小区配建幼儿园", "estate kindergarten", ("kindergarten",), ("配建幼儿园", "小区幼儿园", "配套幼儿园")
    ),
    "affiliated_kindergarten": SchoolType(
        "附属幼儿园",
        "affiliated kindergarten",
        ("kindergarten",),
        ("附设幼儿园", "附设幼儿班", "附属园"),
        "kindergarten",
    ),
    "senior": SchoolType(
        "高中",
        "senior",
        ("senior",),
        ("高级中学", "普通高中", "普高", "高中学校", "senior school", "senior high school"),
    ),
    "complete_secondary": SchoolType(
        "完全中学", "complete secondary", ("middle", "senior"), ("完中", "complete secondary school")
    ),
    "twelve_year": SchoolType(
        "十二年一贯制",
        "twelve-year",
        ("primary", "middle", "senior"),
        ("十二年一贯制学校", "十二年制", "十二年制学校", "twelve-year school"),
    ),
    "fifteen_year": SchoolType(
        "十五年一贯制",
        "fifteen-year",
        ("kindergarten", "primary", "middle", "senior"),
        ("十五年一贯制学校", "十五年制", "十五年制学校", "fifteen-year school"),
    ),
    "vocational": SchoolType(
        "中职", "vocational", ("vocational",), ("中等职业学校", "中职学校", "职业高中", "职高", "vocational school")
    ),
    "special": SchoolType("特教", "special", ("special",), ("特殊教育学校", "特殊教育", "特教学校", "special school")),
}
"""Every kind that we know. A stage's own name is a kind as well, and so is what a plan writes and nobody here knows."""


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


_MEANT = {_plain(name): key for key, row in TYPES.items() for name in (key, row.zh, row.en, *row.also)}


def type_key(name: str) -> str:
    """The kind of school that a name means; the name itself where none is known.

    >>> type_key("九年一贯制学校"), type_key("Nine-year"), type_key("体育学校")
    ('nine_year', 'nine_year', '体育学校')
    """
    return _MEANT.get(_plain(name), name)


def type_names() -> tuple[str, ...]:
    """Every key and name of every kind."""
    return tuple(name for key, row in TYPES.items() for name in (key, row.zh, row.en, *row.also))


def type_of(sizes: Mapping[str, float]) -> str:
    """The kind of school by the size of each of its stages: of the kinds whose stages it holds the one with the most,
    with its largest stage among them where it can be; where no kind fits, that stage.

    >>> type_of({"primary": 540}), type_of({"primary": 540, "middle": 600}), type_of({"special": 90})
    ('primary', 'nine_year', 'special')
    """
    held = set(sizes)
    inside = [(kind, set(row.stages)) for kind, row in TYPES.items() if row.stages and held.issuperset(row.stages)]
    most = max((len(stages) for _, stages in inside), default=0)
    fitting = [(kind, stages) for kind, stages in inside if len(stages) == most]
    largest = max(sizes, key=lambda stage: sizes[stage])
    near = next((kind for kind, stages in fitting if largest in stages), None)
    return near or (fitting[0][0] if most > 1 else largest)
