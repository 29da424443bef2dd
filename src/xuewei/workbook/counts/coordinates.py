"""What titles and labels of tables of people say: of which age, sex, stage and grade, year, day, register or area."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from xuewei.formats import codes
from xuewei.formats.codes import ALL
from xuewei.formats.population.zone_tables import CHINESE
from xuewei.language.shown import folded
from xuewei.late import pattern
from xuewei.model.population import CHILDREN_KINDS
from xuewei.workbook.lists.grade_titles import USUAL, Grades

Coordinates = dict[str, Any]
"""What a title or label says, by dimension; ``total`` for a sum that does not say of what, ``measure`` what is counted,
and of a column of labels its ``label``: the dimension they are of."""
DIMENSIONS: Final = ("area", "year", "date", "stage", "grade", "sex", "age", "kind")
"""What labels may be of."""
MEASURE: Final = "measure"
"""What is counted: a column may hold the names of figures, a row each."""
BIRTH_YEAR: Final = "birth_year"
OTHER: Final = "other"
"""A column of something else: numbering, remarks, sources."""
SCHOOL: Final = "school"
_TITLES: Mapping[str, str] = {
    "age": "年龄|年龄组|年龄段|周岁|岁数|实足年龄|age|agegroup|ages",
    "sex": "性别|sex|gender",
    "area": "地区|区域|区县|县区|县市区|区市县|市县|市|县|区|乡镇|镇|镇街|街镇|街道|乡镇街道|街道乡镇|乡镇(?:和|、)街道"
    "|学区|片区|学片|行政区划|行政区"
    "|行政区域|社区|村居|所在地|所属区域|area|zone|district|region",
    "year": "年份|年度|学年|学年度|时间|year|schoolyear",
    BIRTH_YEAR: "出生年|出生年份|出生年度|birthyear|birth_year|yearofbirth",
    "date": "日期|统计日期|时点|截止日期|统计时点|普查时点|date|day",
    "stage": "学段|办学层次|教育阶段|教育层次|层次|stage",
    "grade": "年级|班别|grade",
    "kind": "登记类别|户籍类别|人口类别|口径|儿童类别|kind",
    SCHOOL: "学校|学校名称|校名|学校\\(园\\)|学校\\(机构\\)名称|园所|幼儿园名称|school|schoolname",
    OTHER: "序号|编号|代码|行政区划代码|备注|说明|数据来源|来源|no\\.?|note|notes|source|basis|code",
}
_LABEL = {name: pattern(f"(?:按|分)?(?:{titles})(?:别|分|名称)?") for name, titles in _TITLES.items()}
_BRACKETS = pattern(r"[(\[【](?:单位:?)?(?:十|百|千|万|十万)?(?:人|名|个|岁|周岁|年|persons?)?[)\]】]|(?:单位:.*)$")
_LOOSE = pattern(
    "死亡|迁入|迁出|户数|家庭户|集体户|率|比重|比例|性别比|占|%|‰|密度|班级|班数|教学班|教师|教职工|毕业|招生|招收|面积|增长|增加"
    "|学校数|园数|校数|平均|同比|增减|自然|人口抚养|deaths|ratio|rate|share|classes|teachers"
)
"""Of columns that count no persons of ours."""
_PEOPLE = "(?:全[县市区]|本县|年末|常住|户籍|流动|在校|在园|在读|就读|在籍|出生|新生|登记|适龄|学龄|随迁|预防|接种)*"
_WHO = "(?:总人口|人口|学生|幼儿|儿童|婴儿|子女|新生儿|生)"
_COUNTED = "(?:总人数|人数|总数|数量|数|人)?"
_ENGLISH = "persons|people|pupils|students|births|population|enroll?ment|children"
_MEASURE = pattern(f"(?:{_PEOPLE}{_WHO}?{_COUNTED}(?:\\(人\\))?|(?:numberof)?(?:{_ENGLISH}))")
_TAIL = pattern(f"(.+?)(?:{_PEOPLE}{_WHO}(?:数|人数|总数)?|人数|{_ENGLISH})")
_HEAD = pattern(f"(?:{_PEOPLE}(?:人口|学生|幼儿|儿童|新生儿|生)(?:人数|数)?|人数|{_ENGLISH})[_.]?(.+)")
_A_YEAR = r"(?:19|20)[0-9]{2}(?:年?[-—–−~～至/](?:19|20)?[0-9]{2})?(?:学年度?|年度?)?"
_YEAR_FIRST = pattern(rf"({_A_YEAR}(?:[春秋]季?)?)(.+)")
_SEX_LAST = pattern(r"(.*?)[·(_]?(男|女)(?:性|生|童|孩|婴)?(?:人口|人数|数)?\)?")
_SUM_LAST = pattern("(.+?)(?:合计|小计|总计|共计|总数|合計|小計)(?:数|人数)?:?")
_AREA = pattern("(?![全本各]).{1,11}(?:镇|乡|街道|办事处|区|县|市|片|村):?")
_YEARS = pattern("(?:19|20)[0-9]{2}")
_PART = pattern("^(?:其中|其中的|[:：])+[:：]?")


def bare(text: str) -> str:
    """A title without its unit and what says nothing."""
    return _PART.sub("", _BRACKETS.sub("", folded(text))).strip("·:")


def label(text: str) -> str | None:
    """Of what dimension a column of labels is by its title; None for any other.

    >>> [label(each) for each in ("年龄（岁）", "乡镇（街道）", "学年", "出生年份", "学校名称", "序号", "合计")]
    ['age', 'area', 'year', 'birth_year', 'school', 'other', None]
    """
    found = bare(text)
    found = re.sub(r"\((.*?)\)", r"\1", found)
    return next((name for name, title in _LABEL.items() if title.fullmatch(found)), None)


def is_area(text: str) -> bool:
    """Whether a text is the name of a town, a street or a zone by its ending.

    >>> is_area("城关镇"), is_area("东片："), is_area("（续表）"), is_area("全县")
    (True, True, False, False)
    """
    return bool(_AREA.fullmatch(folded(text)))


def is_other(text: str) -> bool:
    """Whether a title is of something that is no number of persons: deaths, rates, classes."""
    return bool(_LOOSE.search(bare(text)))


def two_years(text: str) -> bool:
    """Whether a title names more years than one and is no school year.

    >>> two_years("2020年、2021年"), two_years("2023—2024学年"), two_years("2020年")
    (True, False, False)
    """
    found = folded(text)
    rest = re.sub(r"((?:19|20)[0-9]{2})年?[-—–−~～至/]((?:19|20)?[0-9]{2})(?:学年度?|年度?)?", _one_year, found)
    return len(set(_YEARS.findall(rest))) > 1


def _one_year(match: re.Match[str]) -> str:
    return str(year) if (year := codes.school_year(match[0])) else match[0]


def said(
    text: str, grades: Grades = USUAL, of: str | None = None, digits: str | None = None, deep: int = 4
) -> Coordinates | None:
    """What a text says; None for what says nothing we know. ``of`` is the stage that a title above names; bare numbers
    that are no years are of the dimension ``digits``.

    >>> said("2023年小学在校生数"), said("女生"), said("0-4岁男性"), said("合计")
    ({'year': 2023, 'grade': ('primary', None)}, {'sex': 'female'}, {'age': (0, 4), 'sex': 'male'}, {'total': True})
    >>> said("一年级男生"), said("小学合计"), said("学生人数")
    ({'grade': ('primary', 1), 'sex': 'male'}, {'grade': ('primary', None), 'total': True}, {'measure': '学生人数'})
    >>> said("7", digits="grade"), said("7"), said("死亡人数")
    ({'grade': ('middle', 1)}, None, None)
    """
    found = bare(text)
    if not found or deep == 0 or is_other(found):
        return None
    if codes.is_total(found):
        rest = _SUM_LAST.fullmatch(found)
        inner = said(rest[1], grades, of, digits, deep - 1) if rest else None
        return {**(inner or {}), "total": True}
    if _MEASURE.fullmatch(found):
        kind = register(found)
        return {"measure": found, **({"kind": kind} if kind else {})}
    one = _code(found, grades, of, digits)
    if one is not None:
        return one
    return _split(found, grades, of, digits, deep - 1)


def _code(found: str, grades: Grades, of: str | None, digits: str | None) -> Coordinates | None:
    """What one code says."""
    if found.isdecimal() and codes.school_year(found) is None:
        if digits == "age" and (age := codes.age(found)) not in (None, ALL):
            return {"age": age}
        at = codes.grade(found, dict(grades), of) if digits == "grade" else None
        return {"grade": at} if at else None
    if (sex := codes.sex(found)) is not None:
        return {"sex": sex}
    if (year := codes.school_year(found)) is not None:
        return {"year": year}
    if (at := codes.grade(found, dict(grades), of)) is not None:
        return {"grade": at}
    if (age := codes.age(found)) is not None and age != ALL:
        return {"age": age}
    return {"kind": kind} if (kind := register(found)) else None


def register(text: str) -> str | None:
    """The kind of a register of children that a label names.

    >>> register("户籍儿童"), register("随迁子女"), register("born"), register("小学")
    ('hukou', 'migrant', 'born', None)
    """
    found = re.sub("(?:适龄)?(?:儿童|子女|人口|登记|人数)*$", "", folded(text))
    named = {**CHINESE, "出生": CHINESE["出生登记"], "接种": CHINESE["预防接种"], "户口": CHINESE["户籍"]}
    known = {each: each for each in CHILDREN_KINDS}
    return known.get(folded(text)) or named.get(folded(text)) or named.get(found)


def _split(found: str, grades: Grades, of: str | None, digits: str | None, deep: int) -> Coordinates | None:
    """What a text of several parts says, a year before it, a sex or what is counted behind it."""

    def rest(text: str) -> Coordinates | None:
        return said(text, grades, of, digits, deep)

    match = _YEAR_FIRST.fullmatch(found)
    if match and (year := codes.school_year(match[1])) and (inner := rest(match[2])):
        return None if inner.get("year", year) != year else {"year": year, **inner}
    match = _SEX_LAST.fullmatch(found)
    if match and match[1] and (inner := rest(match[1])):
        return {**inner, "sex": codes.sex(match[2])}
    for shape in (_TAIL, _HEAD):
        match = shape.fullmatch(found)
        if match and match[1] and (inner := rest(match[1].strip("_.:·-()"))):
            return inner
    return None


def together(
    texts: Sequence[str], grades: Grades = USUAL, digits: str | None = None
) -> tuple[Coordinates, frozenset[int]] | None:
    """What the titles of a column, upper first, say together, and which of them say it; None where the lowest says
    nothing, or where one contradicts another.

    >>> together(["2020年", "男"]), together(["初中", "一年级"])
    (({'year': 2020, 'sex': 'male'}, frozenset({0, 1})), ({'grade': ('middle', 1)}, frozenset({0, 1})))
    """
    if any(is_other(text) for text in texts):
        return None
    found: Coordinates = {}
    used = set[int]()
    for n, text in enumerate(texts):
        above = found.get("grade")
        one = said(text, grades, above[0] if above else None, digits)
        if one is None:
            if n == len(texts) - 1 and not (digits is None and label(text)):
                return None
            used |= {n} if digits is not None and label(text) == digits else set()
            continue
        for name, each in one.items():
            old = found.get(name)
            if name == "grade" and old is not None and old[0] == each[0] and old[1] is None:
                old = None
            if old is not None and old != each and name != "measure":
                return None
            found[name] = each
        used.add(n)
    return (found, frozenset(used)) if found else None
