"""What people call the columns of tables of people and write in their cells, instead of the keys of the contract."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from xuewei.formats import codes
from xuewei.formats.csv import BadCellError, Cell, Head, OneOf, Turn, UpTo, Whole, day
from xuewei.language.shown import folded
from xuewei.language.words import LANGUAGES, named
from xuewei.late import pattern
from xuewei.model.plan import BASES
from xuewei.model.population import SEXES

PLACES = "区域 地区 区县 县区 县市区 市县 县 区 行政区 行政区划 乡镇 镇街 街道"
ZONES = "学区 片区 施教区 招生片区"
TITLES: Mapping[str, str] = {
    "area": f"{PLACES} {ZONES}",
    "id": "编号 小区编号 项目编号 点位编号 地块编号",
    "name": "名称 小区 小区名称 项目 项目名称 楼盘 楼盘名称 点位 点位名称 地块 地块名称",
    "zone": ZONES,
    "dwellings": "套数 户数 住宅套数 住宅户数 总套数 总户数 规划套数 规划户数",
    "floor_area_m2": "建筑面积 住宅面积 面积 建筑面积㎡ 面积㎡ 总建筑面积 住宅建筑面积",
    "completes": "竣工年份 竣工 竣工年 交付年份 交付 竣工时间 竣工日期 交付时间 交房时间 交房年份 交房",
    "approved": "批准年份 批准年 立项年份",
    "occupancy": "入住率 入住曲线",
    "lon": "经度",
    "lat": "纬度",
    "crs": "坐标系 坐标系统",
    "children": "儿童 儿童数 适龄儿童",
    "kindergarten": "幼儿园 幼儿园学位",
    "primary": "小学 小学学位",
    "middle": "初中 初中学位",
    "senior": "高中 普高 高中学位",
    "type": "学校类型 办学类型 类型",
    "cost_wan": "造价 造价(万元) 投资(万元) 费用(万元)",
    "earliest": "最早投用 最早投用年份 最早投用学年",
    "note": "备注 说明",
    "metres": "米 距离 距离(米) 路程 路程(米) 步行距离",
    "sex": "性别",
    "age_from": "起始年龄 最小年龄 年龄下限 年龄起",
    "age_to": "终止年龄 结束年龄 最大年龄 年龄上限 年龄止",
    "persons": "人数 人口 人口数 总人口 常住人口 年末常住人口 户籍人口 总人数 儿童数 儿童人数",
    "date": "日期 普查日期 普查日 普查时点 普查时间 时点 统计日期 登记日期",
    "births": "出生数 出生人数 出生人口 出生人口数 出生 新生儿数 活产数 活产婴儿数 人数",
    "period_end": "截至日期 截至日 截止日期 期末日期 统计期末",
    "year": "年份 年度 年 学年 学年度 起始学年",
    "published_year": "公布年份 公布年 发布年份",
    "birth_year": "出生年份 出生年 出生年度",
    "age": "年龄 周岁",
    "kind": "种类 类别 类型 口径 登记种类 登记类别 住房类型 住宅类型",
    "stage": "学段 教育阶段",
    "grade": "年级",
    "pupils": "在校生 在校生数 在校学生 在校学生数 在园幼儿数 学生数 学生人数 人数",
    "ungraded": "不分年级 不分年级人数 未分年级人数",
    "school": "学校编号 学校代码 学校 学校名称 校名",
    "classes": "班数 班级数",
    "low": "下限 区间下限",
    "high": "上限 区间上限",
    "from": "起点 起点编号 原区域 原区划 调整前 调整前区域",
    "to": "终点 终点编号 现区域 现区划 新区域 调整后 调整后区域",
    "part_of": f"所属区域 所在区域 所属县区 {PLACES}",
    "from_area": "来源区域 流出地 流出区域 户籍区域 户籍地 来源地",
    "to_area": "去向区域 流入地 流入区域 就读区域 就读地 去向",
    "share": "份额 比例 占比",
    "basis": "依据",
    "source": "来源 数据来源 资料来源 出处",
}
"""What each column is called in Chinese, by table the column that has one of these."""
AGES = ("年龄", "年龄组", "年龄段", "岁")
"""Titles of both ages at once, of tables that have ages from and to."""
_UNIT = pattern(r"\((万?)(?:人|名|个|套|户|周?岁|年|班|m2|平方米|平米)\)$")
_OWN_UNIT = pattern("[^0-9]$")


@cache
def _meanings(names: tuple[str, ...]) -> Mapping[str, str]:
    """The column that a title of a table with these columns means, as titles are compared."""
    found = {name: name for name in names}
    for name in names:
        area_of_zones = name == "area" and "part_of" in names
        titles = PLACES if name == "area" and "zone" in names else TITLES.get(name, "")
        for title in (ZONES if area_of_zones else titles).split():
            found.setdefault(title, name)
    return found


def titles_of(columns: Mapping[str, Cell]) -> Mapping[str, str]:
    """The column that each title in Chinese means in a table with these columns.

    >>> from xuewei.formats.population.tables import BIRTHS, ENROLMENT
    >>> titles_of(BIRTHS)["人数"], titles_of(ENROLMENT)["人数"]
    ('births', 'pupils')
    """
    return {title: name for title, name in _meanings(tuple(columns)).items() if title not in columns}


def understood(cells: list[str], columns: Mapping[str, Cell]) -> Head:
    """The head of a table with these columns, whose titles may be keys of the contract or Chinese; a title that means
    none of them stays as it is.

    >>> from xuewei.formats.population.tables import CENSUS
    >>> understood(["区域", "性别", "年龄组", "persons"], CENSUS).names
    ['area', 'sex', 'age_from', 'age_to', 'persons']

    A table of pupils may have a column a grade instead of ``grade`` and ``pupils``:

    >>> from xuewei.formats.population.tables import ENROLMENT
    >>> understood(["区域", "学年", "一年级", "二年级"], ENROLMENT).names
    ['area', 'year', 'stage', 'grade', 'pupils']
    """
    meanings = _meanings(tuple(columns))
    found: list[str] = []
    titles: list[str] = []
    turns: dict[int, Turn] = {}
    meant_by = {_plain(cell): meanings.get(_plain(cell)) for cell in cells}
    across, more = _across(cells, columns, meant_by.values())
    for n, cell in enumerate(cells):
        if n in across:
            continue
        names: tuple[str, ...] = (meant_by[_plain(cell)] or cell,)
        if names == ("grade",) and "stage" in columns and "stage" not in meant_by.values():
            names, turns[n] = ("stage", "grade"), _twice
        elif _plain(cell) in AGES and "age_from" in columns:
            names, turns[n] = ("age_from", "age_to"), _ages
        elif _UNIT.search(folded(cell)) and "万" in folded(cell):
            turns[n] = _ten_thousands
        found += names
        titles += [cell] * len(names)
    return Head([*found, *more], [*titles, *more], len(cells), turns, titles_of(columns), across)


GRADES_ACROSS = ("grade", "pupils")
"""Columns of a table of pupils that may be a column a grade instead."""


def _across(
    cells: Sequence[str], columns: Mapping[str, Cell], meant: Collection[str | None]
) -> tuple[dict[int, tuple[str, ...]], tuple[str, ...]]:
    """Columns of a head that are each a grade or a stage, by their places, with what their rows have before the pupils;
    and the columns of ours that they are instead of. A sum stands for the whole stage. None where grades or pupils have
    a column."""
    if not columns.keys() >= set(GRADES_ACROSS) or any(name in meant for name in GRADES_ACROSS):
        return {}, ()
    grades = {n: codes.grade(_plain(cell)) for n, cell in enumerate(cells) if _plain(cell) and not _strange(cell)}
    stages = {of[0] for of in grades.values() if of}
    if not stages:
        return {}, ()
    alone = "stage" not in meant
    across: dict[int, tuple[str, ...]] = {}
    for n, of in grades.items():
        title = _plain(cells[n])
        if of:
            across[n] = (cells[n], *([title] * (1 + alone)))
        elif codes.is_total(title) and (not alone or len(stages) == 1):
            across[n] = (cells[n], *(stages if alone else ()), "")
    return across, (*(["stage"] if alone else []), *GRADES_ACROSS)


def _plain(title: str) -> str:
    """A title as it is compared: without a unit, which makes it no other."""
    return _UNIT.sub("", folded(title))


def _strange(text: str) -> bool:
    """Whether a text has digits of another kind (10², ①), which are not what they look like."""
    return any(letter.isdigit() and not (letter.isascii() or "０" <= letter <= "９") for letter in text)


def _twice(text: str) -> tuple[str, str]:
    return text, text


def _ages(text: str) -> tuple[str, str]:
    """The first and the last age of a group, the last empty where it is open; the text itself where it is none."""
    found = None if _strange(text) else codes.age(text)
    if found is None or found == codes.ALL:
        return text, ""
    return str(found[0]), "" if found[1] is None else str(found[1])


def _ten_thousands(text: str) -> tuple[str]:
    """A number of a column in 万, written out, unless its cell says another unit."""
    found = None if _strange(text) else codes.count(text)
    if found is None or found.persons is None or found.scaled or _OWN_UNIT.search(folded(text)):
        return (text,)
    return (f"{found.persons * 10**4:.10g}",)


def of_sums(row: Mapping[str, Any]) -> bool:
    """Whether a row is of all areas together."""
    return isinstance(row.get("area"), str) and codes.is_total(row["area"])


class Word(str):
    """What a cell calls a grade: which one it is depends on its stage."""

    __slots__ = ()


def meant(name: str, text: str, columns: Mapping[str, Cell]) -> Any:
    """What a cell of the column ``name`` means that the contract does not know; None for nothing.

    Raises BadCellError where it is clear what it means and that it is no row of its own.
    """
    of_schools = name == "year" and ("stage" in columns or "from" in columns)
    return _meant("school_year" if of_schools else name, text, columns[name])


@lru_cache(2**16)
def _meant(name: str, text: str, cell: Cell) -> Any:
    if _strange(text):
        return None
    if name == "grade":
        return Word(text) if text and (codes.is_total(text) or codes.grade(text) or codes.stage(text)) else None
    if name == "basis":
        return _bases().get(folded(text))
    if cell.read is day:
        return codes.day(text)
    if isinstance(cell.read, OneOf):
        found = codes.sex(text) if cell.read.known == SEXES else None
        if found == codes.ALL:
            raise BadCellError("total_row")
        return found
    if not isinstance(cell.read, Whole | UpTo):
        return None
    return _number(name, text, cell.read)


def _number(name: str, text: str, read: Callable[[str], Any]) -> Any:
    """A number as people write it, within the limits of its column."""
    found: float | None
    if name in ("age", "age_from", "age_to"):
        found = _age(text)
    elif name == "school_year":
        found = codes.school_year(text)
    elif name.endswith("year"):
        match = re.fullmatch("([0-9]{4})年?度?", folded(text))
        found = int(match[1]) if match else None
    elif name == "share":
        found = None  # 60% and 60 differ by too much to be guessed
    else:
        count = codes.count(text)
        if count is not None and count.masked:
            raise BadCellError("distance_masked" if name == "metres" else "masked")
        found = count.persons if count else None
    return None if found is None else _within(f"{found:.15g}", read)


def _within(digits: str, read: Callable[[str], Any]) -> Any:
    try:
        return read(digits)
    except BadCellError:
        return None


def _age(text: str) -> int | None:
    """A single age."""
    found = codes.age(text)
    if found == codes.ALL:
        raise BadCellError("total_row")
    return found[0] if found is not None and found[0] == found[1] else None


@cache
def _bases() -> Mapping[str, str]:
    """Bases by what they are called."""
    return {folded(named("basis", basis, lang)): basis for basis in BASES for lang in LANGUAGES}
