"""The written format of assumptions, as data; docs/formats.en.md explains it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xuewei.formats.plan.shapes import STAGE, parameter_key, shape_of
from xuewei.formats.records import Key, Record
from xuewei.formats.shapes import (
    Choice,
    ListOf,
    MapOf,
    Number,
    Shape,
    Truth,
    Words,
)
from xuewei.model.assumptions import PATHS, Figure, Series
from xuewei.model.plan import BASES
from xuewei.model.population import ESTATE_KINDS, SEXES
from xuewei.model.resource_rules import POSTS_BY

DEFAULT = "default"
"""In a record that was not written: that it is the shipped one."""


def as_defaults(read: Any) -> Any:
    """Records of shipped figures as those that count where a folder writes none of its own."""
    if not isinstance(read, Mapping):
        return read
    inside = {key: as_defaults(each) for key, each in read.items()}
    return {**inside, DEFAULT: True} if {"basis", "source"} <= set(read) else inside


def figure_of(read: Mapping[str, Any]) -> Figure:
    """A figure from its record."""
    ends = read.get("range")
    return Figure(
        read["value"],
        read.get("unit", ""),
        range=(ends[0], ends[1]) if ends else None,
        clause=read.get("clause", ""),
        on_record=read.get("on_record"),
        **whence_of(read),
    )


def series_of(read: Mapping[str, Any]) -> Series:
    """Numbers by year from their record."""
    return Series(read["values"], read.get("unit", ""), **whence_of(read))


def whence_of(read: Mapping[str, Any]) -> dict[str, Any]:
    """What a record rests on. The figure of one place is assumed where it stands in for another's.

    >>> whence_of({"basis": "published", "source": "运城规划：93 %", "local": "运城规划", "default": True})["basis"]
    'assumed'
    """
    default, local = bool(read.get(DEFAULT)), read.get("local", "")
    return {
        "basis": "assumed" if default and local else read["basis"],
        "source": read["source"],
        "source_en": read.get("source_en", ""),
        "local": local,
        "default": default,
    }


SHARE, FACTOR, RATE = Number(0, 1), Number(0, 100), Number(0, 0.5)


WHENCE = {
    "basis": Key(Choice(BASES), True, says="依据：公布、推算、假设、预测"),
    "source": Key(Words(), True, says="来源"),
    "source_en": Key(Words(), says="来源的英文"),
    "local": Key(Words(), says="是哪一地的数：用于别处时即为假设"),
}
"""What a figure rests on."""


def figure(number: Shape, says: str = "", *, clause: bool = False, more: Mapping[str, Key] | None = None) -> Key:
    """A figure with its unit, basis and source; ``clause``: the place in the source must be written too; ``more`` keys
    that it alone has."""
    return Key(
        Record(
            {
                **(more or {}),
                "value": Key(number, True, says="数值"),
                "unit": Key(Words(), says="单位"),
                **WHENCE,
                "range": Key(ListOf(Number(-1e12, 1e12), 2), says="范围 [低, 高]"),
                "clause": Key(Words(), clause, says="条款：来源中的位置"),
            }
        ),
        says=says,
    )


def _inflow(says: str = "") -> Key:
    """Inflow of a stage, and that which pupils on record hold."""
    held = Key(Number(0.01, 100), says="在校生记录里已有的区外生系数（缺省：与 value 相同）")
    return figure(shape_of("inflow.STAGE"), says, more={"on_record": held})


def _needed(number: Shape, says: str) -> Key:
    """A figure that its section cannot do without."""
    return Key(figure(number).shape, True, says=says)


def _series(number: Shape) -> Record:
    return Record(
        {
            "values": Key(MapOf(number, years=True), True, says="按年（或年龄）的数值，其间取直线"),
            "unit": Key(Words(), says="单位"),
            **WHENCE,
        }
    )


PLACE = Record(
    {
        "census_area": Key(Words(), True, says="所在的普查区"),
        "share": Key(figure(shape_of("population.scope")).shape, True, says="占该区人口的份额"),
    }
)

MIGRATION = Record(
    {
        "path": parameter_key("population.net_migration"),
        "fades_by": figure(Number(2000, 2100), "净迁入归零之年"),
    }
)

WARNING = Record(
    {
        "yellow": figure(shape_of("warning.yellow"), "黄色预警线"),
        "red": figure(shape_of("warning.red"), "红色预警线"),
        "surplus": figure(shape_of("warning.surplus"), "富余线：低于此数为富余"),
        "entry": Key(
            Record(
                {
                    "yellow": figure(shape_of("warning.entry.yellow"), "黄色预警线"),
                    "orange": figure(shape_of("warning.entry.orange"), "橙色预警线：在黄、红之间（0 为不用）"),
                    "red": figure(shape_of("warning.entry.red"), "红色预警线"),
                    "blue": figure(shape_of("warning.entry.blue"), "蓝色（富余）线：低于此数为富余（0 为不用）"),
                }
            ),
            says="起始年级的预警线：儿童 ÷ 招生计划",
        ),
    }
)

MONTHS = Number(0, 120)
TRACKING = Record(
    {
        "building_months": figure(MONTHS, "从开工到投用至少几个月"),
        "soon_months": figure(MONTHS, "离时限几个月而未建成即预警"),
    }
)

WAN = Number(0, 1e6)
COSTS = Record(
    {
        "seat": figure(WAN, "建一个学位（万元）"),
        "temporary_class": figure(WAN, "一个临时班一年（万元）"),
        "conversion": figure(WAN, "一个学位转学段（万元）"),
    }
)

PUPILS = Record({"after_shock": parameter_key("pupils.after_shock")})
CHILDREN = Record({"kind": parameter_key("children.kind"), "migrants": parameter_key("children.migrants")})

CHANCES = Record(
    {
        "values": Key(MapOf(SHARE), True, says="可能的值与概率，合计为 1"),
        "unit": Key(Words(), says="单位"),
        **WHENCE,
    }
)
UNCERTAINTY = Record(
    {
        "births": Key(
            Record(
                {
                    "step": _needed(shape_of("uncertainty.births.step"), "出生数的对数每年的标准差"),
                    "persistence": _needed(shape_of("uncertainty.births.persistence"), "上一年的偏离有多少留到下一年"),
                    "common": _needed(shape_of("uncertainty.births.common"), "各区域共有的方差份额"),
                }
            ),
            says="末个已知年之后的出生",
        ),
        "net_migration": Key(
            Record(
                {
                    "step": _needed(shape_of("uncertainty.net_migration.step"), "净迁入占常住人口每年的标准差"),
                    "persistence": _needed(
                        shape_of("uncertainty.net_migration.persistence"), "上一年的偏离有多少留到下一年"
                    ),
                }
            ),
            says="末个已知总人口之后的净迁入",
        ),
        "participation": Key(
            MapOf(figure(shape_of("uncertainty.participation.STAGE")).shape), says="入学（园）率的相对标准差，按学段"
        ),
        "level": Key(
            MapOf(figure(shape_of("uncertainty.level.STAGE")).shape), says="按年龄算的需求水平的相对标准差，按学段"
        ),
        "opening_delay": Key(CHANCES, says="未完工学校推迟开办的年数"),
        "delivered_share": Key(CHANCES, says="未投用学位实际交付的份额（乘以方案的 delivered_share）"),
    }
)

OPTIONAL = Record(
    {
        **STAGE.keys,
        "general": Key(Truth(), says="义务教育之后的学段：true 普高，false 其余"),
        "participation": Key(
            _series(shape_of("participation.STAGE")), says="入学（园）率；有 after 的为毕业生中升入的份额"
        ),
        "inflow": _inflow("区外生系数"),
        "grade_step": figure(shape_of("grade_step.STAGE"), "升级率"),
        "size_cap": figure(Number(1, 1e5), "一所学校规模上限（人）"),
        "spread": figure(shape_of("uncertainty.participation.STAGE"), "入学（园）率的相对标准差"),
    }
)
"""A stage that a plan may ask for, with what is then assumed of it."""

SENIOR = Record(
    {
        "gross_rate": Key(_series(shape_of("senior.gross_rate")), says="高中阶段毛入学率"),
        "general_share": Key(_series(shape_of("senior.general_share")), says="普高占高中阶段招生的份额"),
    }
)

OWN_STAGE = Record(
    {**STAGE.keys, "class_size": Key(STAGE.keys["class_size"].shape, says="班额（人），缺省用随附的同名学段")}
)
"""A stage of a folder, which may be there for a forecast alone."""

PER_100 = _series(shape_of("estates.yields.STAGE"))
"""Pupils per 100 dwellings by years since completion."""
ESTATES = Record(
    {
        "counted": parameter_key("estates.counted"),
        "occupancy": Key(Words(), says="没有自己写入住率的小区按哪条入住曲线"),
        "curves": Key(MapOf(_series(SHARE)), says="入住曲线：竣工后各年入住的份额"),
        "dwelling_m2": figure(shape_of("estates.dwelling_m2"), "一套住宅的面积（㎡）"),
        "yields": Key(MapOf(PER_100), says="每百户入住住宅的学生，按学段、竣工后的年数"),
        "kinds": Key(MapOf(figure(FACTOR).shape, known=ESTATE_KINDS), says="各类小区的倍数"),
        "yield_spread": figure(SHARE, "一地每百户学生与此相差多远（相对标准差）：fit --estates、simulate 用"),
        "estate_spread": figure(SHARE, "一地的小区彼此相差多远（相对标准差）：fit --estates、simulate 用"),
        "by_kind": Key(MapOf(MapOf(PER_100), known=ESTATE_KINDS), says="某类小区自己的每百户学生，代替前两项"),
    }
)
"""What is assumed of new housing."""

POSTS = Record(
    {
        "by": Key(Choice(POSTS_BY), says="按哪一种计：pupils 学生、classes 班、most 较多的一种"),
        "pupils_per_post": figure(Number(1, 1000), "一名教职工几名学生"),
        "posts_per_class": figure(Number(0, 100), "一班几名教职工"),
    }
)
YUAN = figure(Number(0, 1e6)).shape
RESOURCES = Record(
    {
        "posts": Key(MapOf(POSTS), says="编制，按学段"),
        "running": Key(MapOf(YUAN), says="生均公用经费（元），按学段"),
        "boarder": Key(YUAN, says="一名寄宿生另加（元）"),
        "boarding": Key(MapOf(figure(SHARE).shape), says="寄宿生占学生的份额，按学段；不写不计"),
        "small_school": figure(Number(0, 1e4), "农村学校至少按几名学生核定公用经费"),
        "fixed": figure(Number(0, 1e6), "一所学校一年不随学生变的开支（万元）：撤并时算作所省；没有来源，不写不计"),
        "rural": Key(ListOf(Words()), says="哪些区域是农村：small_school 只在那里计"),
    }
)
"""What classes, teachers and running cost follow from."""

ASSUMPTIONS = Record(
    {
        "nation": Key(Words(), says="参照区域（全国）"),
        "horizon": parameter_key("horizon"),
        "entry_cutoff": parameter_key("entry_cutoff"),
        "scope": Key(
            MapOf(PLACE),
            says="规划区域属于哪个普查区、占多大份额",
        ),
        "stages": Key(MapOf(OWN_STAGE), says="学段：入学年龄、年级数、班额、布点"),
        "optional_stages": Key(MapOf(OPTIONAL), says="可选学段：方案写 use_stages 才用"),
        "senior": Key(SENIOR, says="义务教育之后：初中毕业生有多少升入普高、中职"),
        "size_caps": Key(MapOf(figure(Number(1, 1e5)).shape), says="各类学校规模上限（人）"),
        "survival": Key(
            Record(
                {
                    "infant_mortality": figure(RATE, "婴儿死亡率"),
                    "under_five_mortality": figure(RATE, "五岁以下儿童死亡率"),
                    "life_expectancy": Key(MapOf(figure(Number(30, 100)).shape, known=SEXES), says="预期寿命"),
                    "ageing_rate": figure(Number(0.02, 0.3), "成人死亡率随年龄的增长率"),
                }
            ),
            says="死亡",
        ),
        "fertility": Key(
            Record(
                {
                    "shape": Key(_series(Number(0, 1000)), says="分年龄生育率，只用其形状"),
                    "path": parameter_key("population.births"),
                    "paths": Key(MapOf(_series(FACTOR), known=PATHS), says="各路径：对最近校准生育水平的倍数"),
                }
            ),
            says="生育",
        ),
        "migration": Key(MIGRATION, says="迁移"),
        "participation": Key(MapOf(_series(shape_of("participation.STAGE"))), says="入学（园）率"),
        "inflow": Key(MapOf(_inflow().shape), says="区外生系数"),
        "grade_step": Key(MapOf(figure(shape_of("grade_step.STAGE")).shape), says="升级率：有 after 的学段"),
        "targets": Key(MapOf(figure(SHARE).shape), says="普惠、公办目标"),
        "uncertainty": Key(UNCERTAINTY, says="不确定性：simulate 从中抽取"),
        "base_crowding": figure(shape_of("base_crowding"), "现有班额 ÷ 标准班额"),
        "warning": Key(WARNING, says="预警线：需求 ÷ 学位"),
        "tracking": Key(TRACKING, says="进度预警：几个月"),
        "children": Key(CHILDREN, says="儿童登记：按哪种计，随迁子女是否计入"),
        "pupils": Key(PUPILS, says="在校生：各区域同时少了学生的那年之后，没来的回不回来"),
        "estates": Key(ESTATES, says="新小区：入住曲线、每百户学生（目录里有 estates.csv 才用）"),
        "costs": Key(COSTS, says="造价：optimise 按它花钱"),
        "resources": Key(RESOURCES, says="编制与公用经费：resources 用"),
    }
)
