"""The written format of a plan, as data; docs/formats.en.md explains it."""

from __future__ import annotations

from collections.abc import Mapping

from xuewei.formats.records import Key, Record
from xuewei.formats.shapes import (
    Choice,
    Day,
    Either,
    ListOf,
    MapOf,
    MonthDay,
    Number,
    OneOrList,
    Shape,
    Truth,
    Whole,
    WholeOr,
    Words,
)
from xuewei.model.parameters import BY_NAME, OF_PLAN, Amount, Count, OneOf
from xuewei.model.plan import BALANCED, BASES, LISTED, OPTIONAL_STAGES, STATUSES
from xuewei.model.population import ESTATE_KINDS
from xuewei.model.school_fields import SCHOOL_FIELDS, Field, FieldKind

STAGES = ("kindergarten", "primary", "middle")
"""Stages that editors offer; a plan or its assumptions may name others."""

YEAR = Whole(1850, 2100)
"""School years; the oldest schools in use were founded in the nineteenth century."""
SEATS = Whole(0, 20_000, "negative_seats")
AREA_SEATS = Whole(0, 10**8, "negative_seats")
"""Seats of one school and stage, and of a whole area; more is a slip of the pen."""

STAGE = Record(
    {
        "entry_age": Key(Whole(0, 30), True, says="入学年龄（周岁）"),
        "grades": Key(Whole(1, 15), True, says="年级数"),
        "class_size": Key(Whole(1, 100), True, says="班额（人）"),
        "smallest_school": Key(Whole(1, 200), says="布点标准学校的班数"),
        "residents_per_school": Key(ListOf(Whole(1, 10**7), 2), says="每校服务人口 [少, 多]"),
        "class_sizes": Key(ListOf(Whole(1, 100)), says="各年级班额（人），缺省各年级同为 class_size"),
        "after": Key(Words(STAGES), says="由哪个学段的毕业生升入；缺省按年龄"),
        "beside": Key(Truth(), says="true：学生是其他学段同龄儿童中的少数，在那里也计"),
    }
)

CONVERSION = Record(
    {
        "year": Key(YEAR, True, says="从哪一学年起"),
        "from": Key(Words(STAGES), True, says="原学段"),
        "to": Key(Words(STAGES), True, says="新学段"),
        "seats": Key(Whole(1, 100_000, "negative_seats"), says="学位数，缺省为全部"),
    }
)

PROGRESS = Record(
    {
        "date": Key(Day(), True, says="日期"),
        "status": Key(Choice(STATUSES), True, says="自该日起的阶段"),
        "note": Key(Words(), null=True, says="备注"),
    }
)

RESPONSIBLE = Record({"unit": Key(Words(), says="责任单位"), "person": Key(Words(), says="责任人")})

_SHAPES: Mapping[FieldKind, Shape] = {
    FieldKind.YEAR: YEAR,
    FieldKind.DAY: Day(),
    FieldKind.TRUTH: Truth(),
    FieldKind.AMOUNT: Number(),
    FieldKind.COUNT: Whole(0, 10_000),
    FieldKind.DEGREES: Number(-180, 180),
    FieldKind.SEATS: MapOf(SEATS, usual=STAGES),
    FieldKind.CLASSES: MapOf(OneOrList(Whole(0, 500)), usual=STAGES),
    FieldKind.STEPS: ListOf(PROGRESS),
    FieldKind.TURNS: ListOf(CONVERSION),
    FieldKind.RESPONSIBLE: Either(Words(), RESPONSIBLE),
}


def _shape(field: Field) -> Shape:
    """What a field of a school may hold."""
    match field.kind:
        case FieldKind.TEXT | FieldKind.NAME:
            return Words(field.words)
        case FieldKind.CHOICE | FieldKind.YES_NO:
            return Choice(field.words)
        case FieldKind.BASES:
            return MapOf(Choice(field.words))
    return _SHAPES[field.kind]


SCHOOL = Record(
    {each.name: Key(_shape(each), each.required, each.null, each.says or each.title[0]) for each in SCHOOL_FIELDS}
)

BASE_WORDS = (BALANCED, LISTED)
"""What may stand for seats in use before the plan: the demand of that year, or the sum of the listed schools."""
BASE = WholeOr(AREA_SEATS, BASE_WORDS)
COUNTS = MapOf(Whole(0, 10**7))

ESTATE = Record(
    {
        "id": Key(Words(), True, says="编号，不可重复"),
        "name": Key(Words(), null=True, says="名称"),
        "area": Key(Words(), null=True, says="区域；方案只有一个区域的可以不写"),
        "zone": Key(Words(), null=True, says="学区"),
        "dwellings": Key(Number(0, 1e10), null=True, says="套数"),
        "floor_area_m2": Key(Number(0, 1e10), null=True, says="建筑面积（㎡），没有套数的用它折算"),
        "kind": Key(Words(ESTATE_KINDS), null=True, says="住房类型：商品房、保障房、安置房、人才房"),
        "completes": Key(Either(Words(), MapOf(Number(0, 1e10), years=True)), True, says="竣工年份，或各年竣工的套数"),
        "occupancy": Key(
            Either(OneOrList(Words()), MapOf(Number(0, 1), years=True)),
            null=True,
            says="入住曲线的名称，或竣工后各年入住的份额",
        ),
        "approved": Key(Whole(1900, 2100), null=True, says="批准年份"),
        "lon": Key(Number(-180, 180), null=True, says="经度"),
        "lat": Key(Number(-180, 180), null=True, says="纬度"),
        "basis": Key(Choice(BASES), null=True, says="依据"),
        "source": Key(Words(), null=True, says="来源"),
    }
)
"""An estate, by the columns of ``estates.csv``, whose reader reads its values."""


MUST_KEEP = Either(
    ListOf(Words()),
    Record(
        {
            "schools": Key(ListOf(Words()), says="照旧不动的学校（id）"),
            "seats": Key(MapOf(MapOf(Whole(0, 10**7), usual=STAGES)), says="各区域各学段至少保留的学位"),
        }
    ),
)
"""What `optimise` may not take away: ids of schools, or schools and seats."""


def shape_of(name: str) -> Shape:
    """The shape of a parameter's value."""
    match BY_NAME[name].kind:
        case Amount(low, high):
            return Number(low, high)
        case Count(low, high):
            return Whole(low, high)
        case OneOf(known):
            return Choice(known)
        case "month_day":
            return MonthDay()
    return BASE


def parameter_key(name: str) -> Key:
    """A parameter as a key of a file."""
    return Key(shape_of(name), says=BY_NAME[name].hint)


PLAN = Record(
    {
        "plan": Key(Words(), True, says="方案名称"),
        "source": Key(MapOf(Words()), says="来源：title、date、section"),
        "area": Key(Words(), True, says="学校缺省的区域"),
        "areas": Key(ListOf(Words()), says="方案涉及的其他区域"),
        "years": Key(ListOf(YEAR, 2), True, says="规划期 [首年, 末年]"),
        "population": Key(Words(), null=True, says="人口目录，相对本文件；缺省为随附数据"),
        **{each.name: parameter_key(each.name) for each in OF_PLAN},
        "base_seats": Key(
            Record(
                {
                    "year": Key(YEAR, True, says="现有学位的学年"),
                    "seats": Key(
                        Either(Choice(BASE_WORDS), MapOf(Either(BASE, MapOf(BASE)))),
                        True,
                        says="balanced（等于当年需求），或 listed（当年在用的已列学校之和，别无其他），"
                        "或各学段学位，或各区域的各学段学位；各学段也可写 balanced、listed",
                    ),
                    "basis": Key(Choice(BASES), says="依据"),
                    "source": Key(Words(), says="来源"),
                }
            ),
            says="规划前的现有学位",
        ),
        "published": Key(
            Record(
                {
                    "schools": Key(Whole(0, 10**6), says="学校总数"),
                    "seats": Key(COUNTS, says="各学段学位"),
                    "by_type": Key(COUNTS, says="各类型学校数"),
                    "by_founder": Key(COUNTS, says="各举办者学校数"),
                    "by_year": Key(MapOf(COUNTS, years=True), says="各年学校数与学位"),
                }
            ),
            says="文件印出的总数",
        ),
        "stages": Key(MapOf(STAGE), says="方案增加的学段"),
        "use_stages": Key(ListOf(Words(OPTIONAL_STAGES)), says="要用的可选学段：senior、vocational、special"),
        "register": Key(Words(), null=True, says="学校名册，相对本文件：已有学校，一行一校一学段"),
        "must_keep": Key(MUST_KEEP, says="optimise 不得动的：学校（id）的列表，或 schools、seats"),
        "estates": Key(ListOf(ESTATE), null=True, says="新小区，不写在人口目录的 estates.csv 时写在这里"),
        "schools": Key(ListOf(SCHOOL), True, says="学校"),
    },
    elsewhere=dict.fromkeys(("set", "change", "add", "remove", "extends"), "key_of_scenario"),
)
