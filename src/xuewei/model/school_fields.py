"""What is written of one school: every field once, with what files, sheets, lists and tables need to know of it.

A new optional field is a row of :data:`SCHOOL_FIELDS` and a line in :class:`xuewei.model.plan.School`; one whose words
are a choice needs the labels of these words as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import NamedTuple

from xuewei.language.school_types import TYPES
from xuewei.late import dataclass
from xuewei.model.plan import BASES, FILLS, PROVISIONS, STATUSES, WORKS

Pair = tuple[str, str]
"""Words in Chinese and in English."""
LAST = 1000
"""The place of a column behind all others that people fill in."""


FieldKind = Enum(
    "FieldKind",
    "TEXT NAME CHOICE YES_NO TRUTH YEAR DAY AMOUNT COUNT DEGREES SEATS CLASSES STEPS TURNS RESPONSIBLE BASES",
    module=__name__,
)
"""What a field holds, which says how files, sheets and lists read and write it.

``NAME`` is one of a few words or one of people's own, ``CHOICE`` one of a few words alone; ``YES_NO`` and ``TRUTH`` are
true or false, written as yes and no or as true and false. ``AMOUNT`` is a sum for the whole school, ``COUNT`` a whole
number of it, ``DEGREES`` a longitude or latitude, ``SEATS`` are seats by stage, ``CLASSES`` classes by stage, or by
stage and grade, ``STEPS`` dated statuses, ``TURNS`` conversions, ``BASES`` what figures rest on by field.
"""


@dataclass(frozen=True, eq=False, repr=False)
class Ledger:
    """A column of the ledger that people fill in.

    ``width`` is in characters, ``at`` its place: columns stand from low to high. ``key`` is the column's own where it
    is not the field's name, ``title`` its head where that is not the field's title, ``group`` the key of the title over
    it and its neighbours. ``kind`` is that of its cells where it is not the field's; ``inside`` the key in the field's
    map that it fills. ``folded``: it is folded away where no school uses it.
    ``listed``: a column of people's lists can be this, offered at the place ``listed_at`` (0: that of the ledger).
    """

    width: float
    at: int = LAST
    key: str = ""
    title: Pair | None = None
    group: str = ""
    kind: FieldKind | None = None
    inside: str = ""
    folded: bool = False
    listed: bool = True
    listed_at: int = 0


@dataclass(frozen=True, eq=False, repr=False)
class Field:
    """A field of a school: its key in files, which is its name in :class:`xuewei.model.plan.School` too.

    ``title`` is what tables call it; ``says`` the hint that editors show (empty: its Chinese title). ``words`` are
    those that it may, or usually does, hold. ``required``: it must be written; ``null``: it may be written as null;
    ``default``: the value that is not written. ``ledger`` are its columns in the workbook, ``book`` the one that it has
    only where a school uses it; ``also`` are further titles that mean it in people's lists, ``parts`` what the keys of
    its map are called.
    """

    name: str
    kind: FieldKind
    title: Pair
    says: str = ""
    words: tuple[str, ...] = ()
    required: bool = False
    null: bool = True
    default: object = None
    ledger: Ledger | tuple[Ledger, ...] = ()
    book: Ledger | None = None
    also: tuple[str, ...] = ()
    parts: Mapping[str, Pair] | None = None

    @property
    def columns(self) -> tuple[Ledger, ...]:
        """Its columns in the workbook."""
        return self.ledger if isinstance(self.ledger, tuple) else (self.ledger,)


# fmt: off
SCHOOL_FIELDS = (
    Field("id", FieldKind.TEXT, ("编号", "id"), "编号，不重复", required=True, null=False, ledger=Ledger(20, 20),
          also=("学校编号", "学校代码", "学校标识码")),
    Field("name", FieldKind.TEXT, ("名称", "name"), "校名", ledger=Ledger(34, 30, title=("项目名称", "project")),
          also=("学校名称", "学校", "校名", "建设项目名称", "school")),
    Field("type", FieldKind.NAME, ("类型", "type"), "学校类型", words=tuple(TYPES), required=True, null=False,
          ledger=Ledger(11, 60, title=("学校类型", "type")), also=("学校类别", "办学类型")),
    Field("area", FieldKind.TEXT, ("区域", "area"), "区域，缺省为方案的 area", null=False, ledger=Ledger(10, 40),
          also=("所在区域", "所属区域", "乡镇", "县区")),
    Field("zone", FieldKind.TEXT, ("学区", "zone"),
          "所在学区；服务多个学区的以 ; 分隔，份额写在冒号后，如 东片:0.6;西片:0.4", book=Ledger(12),
          also=("施教区", "学位共享区", "片区", "学片", "所属学区", "所在学区", "所属片区", "school zone")),
    Field("planned", FieldKind.YEAR, ("计划年", "planned"), ledger=Ledger(6, 90, title=("计划年度", "planned")),
          also=("计划年份", "建设年度", "建设年份", "年度", "实施年度")),
    Field("opens", FieldKind.YEAR, ("投用年", "opens"),
          "投用学年，优先于 planned + opening_lag；status 为 in_use 的可不写，视为一直在用",
          ledger=Ledger(6, 100, title=("写明", "written"), group="opening_year"),
          also=("投用年份", "投用年度", "投用时间", "拟投用年份", "拟投用年度", "拟投用时间",
                "计划投用", "计划投用年", "计划投用年份", "计划投用年度", "计划投用时间", "预计投用", "预计投用时间",
                "建校年", "建校年份", "建成年份", "建成年度", "建成投用年份", "建成投用年度", "建成投用时间")),
    Field("closes", FieldKind.YEAR, ("撤销年", "closes"), "撤销：首个没有它的学年",
          ledger=Ledger(6, 120, title=("撤销学年", "closes"), group="end", folded=True),
          also=("撤销年", "撤销年份", "撤并年份", "停办年份")),
    Field("merge_into", FieldKind.TEXT, ("并入", "merged into"), "撤并：学生转入哪所学校（编号）", book=Ledger(14),
          also=("并入学校", "撤并到", "merge into")),
    Field("until", FieldKind.YEAR, ("临时学位用到", "until"), "临时学位的最后学年",
          ledger=Ledger(6, 130, title=("临时末年", "until"), group="end", folded=True)),
    Field("seats", FieldKind.SEATS, ("学位", "seats"), "各学段学位", null=False, ledger=Ledger(8, 170, group="seats"),
          also=("学位数", "学位规模", "新增学位", "新增学位数", "规模", "办学规模")),
    Field("classes", FieldKind.CLASSES, ("班数", "classes"), "各学段班数，或各学段各年级班数的列表", null=False,
          book=Ledger(6),
          also=("班级数", "班", "办班规模")),
    Field("intake", FieldKind.SEATS, ("招生计划", "intake"), "各学段起始年级一年招生计划（人）", null=False,
          book=Ledger(8),
          also=("招生计划数", "计划招生", "计划招生数", "计划招生人数")),
    Field("removes", FieldKind.SEATS, ("核减学位", "seats removed"), "自 opens 起核减的学位", null=False),
    Field("fill", FieldKind.CHOICE, ("招生方式", "fill"), "招生：一次招满或逐年招生", words=FILLS,
          ledger=Ledger(9, 140, folded=True)),
    Field("founder", FieldKind.NAME, ("举办者", "founder"), "举办者，null 为未公布", ledger=Ledger(9, 190)),
    Field("works", FieldKind.CHOICE, ("建设性质", "works"), "建设性质：新建、改扩建、迁建", words=WORKS,
          null=False, default="new", ledger=Ledger(7, 80)),
    Field("provision", FieldKind.CHOICE, ("办学性质", "provision"), "办学性质：公办、普惠性民办、民办，null 为未公布",
          words=PROVISIONS, ledger=Ledger(10, 200, folded=True)),
    Field("status", FieldKind.CHOICE, ("阶段", "status"), "当前阶段；缺省为 progress 的最后一项", words=STATUSES,
          null=False, ledger=Ledger(7, 250, title=("当前阶段", "status"))),
    Field("progress", FieldKind.STEPS, ("进度", "progress"), "进度：各阶段的日期，由早到晚"),
    Field("convert", FieldKind.TURNS, ("转学段", "conversion")),
    Field("cost_wan", FieldKind.AMOUNT, ("投资（万元）", "cost (10,000 yuan)"), ledger=Ledger(10, 180),
          also=("投资", "总投资", "投资额", "总投资额", "投资估算", "估算投资", "估算总投资", "计划投资", "cost",
                "investment")),
    Field("responsible", FieldKind.RESPONSIBLE, ("责任", "responsible"), "责任单位、责任人",
          ledger=(Ledger(10, 220, "unit", ("责任单位", "responsible unit"), kind=FieldKind.TEXT, inside="unit"),
                  Ledger(7, 230, "person", ("责任人", "responsible person"), kind=FieldKind.TEXT, inside="person")),
          parts={"unit": ("单位", "unit"), "person": ("人", "person")}),
    Field("due", FieldKind.DAY, ("完成时限", "due"), ledger=Ledger(11, 240)),
    Field("must", FieldKind.YES_NO, ("必须建", "must be built"),
          "yes：必须建，optimise 照建；no：可以不建；缺省按规定，配建园照建",
          words=("yes", "no"), ledger=Ledger(8, 210, folded=True)),
    Field("counted", FieldKind.TRUTH, ("已计入现有学位", "counted in seats in use"),
          "现有学年已投用的学校：true 为已计入 base_seats，不另加；false 为未计入，另加；listed 下不需要",
          ledger=Ledger(7, 300, "held", ("计入现有", "in seats in use"), folded=True, listed_at=255)),
    Field("basis", FieldKind.BASES, ("依据", "basis"), "各数字的依据", words=BASES, null=False,
          ledger=(Ledger(5, 270, kind=FieldKind.CHOICE, inside="seats"),
                  Ledger(14, 280, "bases", ("其他依据", "other bases"), listed=False))),
    Field("rooms", FieldKind.COUNT, ("教室数", "classrooms"), "可用作班级教室的间数", book=Ledger(6),
          also=("教室", "普通教室", "普通教室数", "教室间数", "rooms")),
    Field("address", FieldKind.TEXT, ("地址", "address"), book=Ledger(20), also=("学校地址", "详细地址", "校址")),
    Field("lon", FieldKind.DEGREES, ("经度", "longitude"), "经度（东经，度）", book=Ledger(9), also=("东经", "lng")),
    Field("lat", FieldKind.DEGREES, ("纬度", "latitude"), "纬度（北纬，度）", book=Ledger(9), also=("北纬",)),
    Field("source", FieldKind.TEXT, ("来源", "source"), "各数字的来源", book=Ledger(18)),
    Field("note", FieldKind.TEXT, ("备注", "note"), ledger=Ledger(22, 290)),
)
# fmt: on
"""The fields of a school in the order in which a plan's file has them."""


class Input(NamedTuple):
    """A column of the ledger that people fill in, with the field that it is of: ``key`` is its own, ``target`` what a
    list calls it (empty: lists have no such column)."""

    key: str
    target: str
    field: Field
    kind: FieldKind
    title: Pair
    column: Ledger


def _input(field: Field, column: Ledger) -> Input:
    key = column.key or field.name
    target = (key if column.inside else field.name) if column.listed else ""
    return Input(key, target, field, column.kind or field.kind, column.title or field.title, column)


INPUTS = tuple(
    sorted((_input(field, each) for field in SCHOOL_FIELDS for each in field.columns), key=lambda one: one.column.at)
)
"""Every column of the ledger that people fill in, left to right."""
WHERE_USED = tuple(_input(field, field.book) for field in SCHOOL_FIELDS if field.book)
"""Columns of the workbook that are there only where a school uses them, in the order of the fields."""
ONLY_LISTED = tuple(
    each for each in SCHOOL_FIELDS if each.also and not each.ledger and each.kind is not FieldKind.CLASSES
)
"""Fields without a column of the ledger that a column of people's lists can be, by the field's own name; classes, which
lists of projects have too, are apart."""


def fields_of(*kinds: FieldKind) -> tuple[str, ...]:
    """The names of the fields of some kinds.

    >>> fields_of(FieldKind.YEAR)
    ('planned', 'opens', 'closes', 'until')
    """
    return tuple(each.name for each in SCHOOL_FIELDS if each.kind in kinds)


_TITLES = {
    **{name: pair for each in SCHOOL_FIELDS for name, pair in (each.parts or {}).items()},
    **{each.name: each.title for each in SCHOOL_FIELDS},
}


def field_title(name: str) -> Pair | None:
    """What tables call a field, or a part of one; None where there is none of that name.

    >>> field_title("opens"), field_title("unit"), field_title("primary")
    (('投用年', 'opens'), ('单位', 'unit'), None)
    """
    return _TITLES.get(name)
