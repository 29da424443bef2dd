"""What ages, sexes, grades, years, days and counts are called in Chinese tables, and what each means: text in, value
out; None for a text that says no such thing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import Final, Literal

from xuewei.language.shown import folded
from xuewei.language.words import LANGUAGES, NUMERALS, named
from xuewei.late import dataclass, pattern
from xuewei.model.population import SEXES

ALL: Final = "all"
"""Stands for all ages, or for both sexes: what a row or a column 合计 is of."""
All = Literal["all"]
OLDEST: Final = 120
"""Completed years that an age may have."""
YEARS: Final = range(1900, 2101)
USUAL: Final[Mapping[str, int]] = {"kindergarten": 3, "primary": 6, "middle": 3}
"""How many grades a stage has where nobody says it."""
SENIOR_GRADES: Final = 3
STAGES: Final = ("kindergarten", "primary", "middle", "senior", "vocational", "special")
"""Stages that have a name of their own in :mod:`xuewei.language.words`."""

_ZERO = date(1899, 12, 30)
"""The day that spreadsheets number 0."""
_SERIALS = range(20_000, 80_000)
"""Whole numbers that are days: 1954 to 2119."""
_TO = "[-—–−~～至到_]+"
_YEARS_OLD = "(?:周?岁|yearsold|years?|yrs?|歲)?"
_TOTAL = pattern(
    "(?:.{0,16})(?:合计|小计|总计|共计|累计|总和|总数|合計|小計|總計|總數|共計)(?:数|人数|人口)?:?"
    "|(?:总|总共|计|全部|不分)|(?:grand|sub-?)?totals?|sum|all|overall"
)
_MIDNIGHT = pattern(r"(?:(?<=日)\s*(?:零|0|00)[时点]|[Tt\s]+0{1,2}(?::00){1,2}(?:\.0+)?)$")
_MASKED = pattern(
    r"[*×x#?.·…⋯/\-—–−_]{1,6}|[<≤](?:=)?[0-9]+人?|(?:少于|小于|不足|不到)[0-9]+人?"
    r"|不详|不明|未知|暂无|保密|略|缺|无数据|未公布|未统计|n/?a|null|none|nan"
)
_COUNT = pattern(
    r"(\+?(?:[0-9]{1,3}(?:[,'’]?[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)(十|百|千|万|十万|百万|亿)?(?:个|人|名|位|生|persons?|people)?"
)
_BLANKED = pattern(r"[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?")
_SCALES = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "亿": 10**8}
_MALE, _FEMALE = SEXES
_SEXES = {
    **dict.fromkeys(("男", "男性", "男生", "男童", "男孩", "男婴", "男人", "m", "male", "males", "boy", "boys"), _MALE),
    **dict.fromkeys(("女", "女性", "女生", "女童", "女孩", "女婴", "女人", "f", "female", "females"), _FEMALE),
    **dict.fromkeys(("girl", "girls"), _FEMALE),
    **dict.fromkeys(("男女", "男女合计", "不分性别", "两性", "both", "bothsexes"), ALL),
}
_STAGES = {
    "kindergarten": "学前|学前教育|幼儿|学前阶段|幼儿教育|preschool|kindergartens",
    "primary": "普通小学|小学教育|小学阶段|primaryschool|elementary",
    "middle": "初级中学|普通初中|初中教育|初中阶段|middleschool|junior",
    "senior": "普通高中|高级中学|普高|高中教育|高中阶段|highschool|seniorhigh",
    "vocational": "中等职业|中职学校|中等职业教育|中等职业学校|职业高中|职高|vocationalschool",
    "special": "特殊教育|特校|特殊教育学校|specialeducation",
}


def is_total(text: str) -> bool:
    """Whether a text is the word for a sum, with or without what is summed.

    >>> [is_total(each) for each in ("合 计", "小学合计", "总数", "全县总计：", "Total", "计算机班", "小学")]
    [True, True, True, True, True, False, False]
    """
    return bool(_TOTAL.fullmatch(folded(text)))


def age(text: str) -> tuple[int, int | None] | All | None:
    """The first and the last completed year of an age or a group of ages, the last None where it is open;
    :data:`ALL` for all ages. What is “under 5” holds 0 to 4 (不满、未满); 5岁以下 may hold five or not, and is no age.

    >>> [age(each) for each in ("0岁", "0-4岁", "５～９", "85岁及以上", "100+", "不满1岁", "合计")]
    [(0, 0), (0, 4), (5, 9), (85, None), (100, None), (0, 0), 'all']
    >>> [age(each) for each in ("5岁以下", "9-5岁", "三年级", "2020", "")]
    [None, None, None, None, None]
    """
    found = folded(text)
    if is_total(found) or found in ("各年龄", "全部年龄", "不分年龄", "allages"):
        return ALL
    found = re.sub("^年龄|^aged?", "", found)
    low: int
    high: int | None
    if match := re.fullmatch(f"([0-9]{{1,3}}){_YEARS_OLD}", found):
        low = high = int(match[1])
    elif match := re.fullmatch(f"([0-9]{{1,3}})(?:周?岁)?{_TO}([0-9]{{1,3}}){_YEARS_OLD}", found):
        low, high = int(match[1]), int(match[2])
    elif match := re.fullmatch(
        rf"(?:≥|>=)([0-9]{{1,3}}){_YEARS_OLD}|([0-9]{{1,3}}){_YEARS_OLD}(?:及其?以上|以上|\+|andover|andolder|orolder|plus)",
        found,
    ):
        low, high = int(match[1] or match[2]), None
    elif match := re.fullmatch(f"(?:不满|未满|不足|<|under)([0-9]{{1,3}}){_YEARS_OLD}", found):
        low, high = 0, int(match[1]) - 1
    elif match := re.fullmatch(f"(?:≤|<=)?([0-9]{{1,3}}){_YEARS_OLD}(?:及其?以下|andunder|oryounger)", found):
        low, high = 0, int(match[1])
    else:
        return None
    return (low, high) if low <= (low if high is None else high) <= OLDEST and low <= OLDEST else None


def sex(text: str) -> str | None:
    """``male`` or ``female``, :data:`ALL` for both together.

    >>> [sex(each) for each in ("男", "女生", "Female", "合计", "不分性别", "小学")]
    ['male', 'female', 'female', 'all', 'all', None]
    """
    found = folded(text).removesuffix("人口").removesuffix("数")
    return _SEXES.get(found) or (ALL if is_total(found) else None)


@cache
def _stage_names() -> Mapping[str, str]:
    """Stages by what they are called."""
    found: dict[str, str] = {}
    for stage in STAGES:
        for name in (stage, *(named("stage", stage, lang) for lang in LANGUAGES), *_STAGES[stage].split("|")):
            found |= {folded(name + tail): stage for tail in ("", "部", "段", "学段")}
    return found


def stage(text: str) -> str | None:
    """The stage that a text names, by any of its usual names.

    >>> [stage(each) for each in ("小学", "普通高中", "学前教育", "初中部", "middle", "二年级")]
    ['primary', 'senior', 'kindergarten', 'middle', 'middle', None]
    """
    return _stage_names().get(folded(text))


def grade(text: str, grades: Mapping[str, int] = USUAL, of: str | None = None) -> tuple[str, int | None] | None:
    """The stage and the grade within it (from 1) that a text names, the grade None for a whole stage. ``grades`` are
    those of each stage: 七年级 and a bare 7 are the first grade of middle school where primary school has six; ``of``
    is the stage that another cell names.

    >>> [grade(each) for each in ("小学", "一年级", "小学三年级", "初一", "七年级")]
    [('primary', None), ('primary', 1), ('primary', 3), ('middle', 1), ('middle', 1)]
    >>> [grade(each) for each in ("大班", "高一", "幼儿园中班")]
    [('kindergarten', 3), ('senior', 1), ('kindergarten', 2)]
    >>> grade("8"), grade("12"), grade("2", of="middle"), grade("八年级", of="middle"), grade("0"), grade("托班")
    (('middle', 2), ('senior', 3), ('middle', 2), ('middle', 2), None, None)
    """
    found = re.sub("(?:在校|在读|在园)?(?:学?生|幼儿)?(?:人?数)?$", "", folded(text)).removeprefix("其中:")
    whole = stage(found)
    if whole:
        return (whole, None) if of in (None, whole) else None
    if match := re.fullmatch(f"(.*?)(初|高)中?([{NUMERALS}1-9])(?:年级)?", found):
        own, at = ("middle" if match[2] == "初" else "senior"), _digit(match[3])
        good = match[1] in ("", "普通") and of in (None, own) and at <= grades.get(own, SENIOR_GRADES)
        return (own, at) if good else None
    if match := re.fullmatch("(.*?)([小中大])班", found):
        named_stage = stage(match[1]) if match[1] else of
        return ("kindergarten", "小中大".index(match[2]) + 1) if named_stage in (None, "kindergarten") else None
    match = re.fullmatch(f"(.*?)(?:([{NUMERALS}]|十[一二]?|[0-9]{{1,2}})年级|(?:grade|year|g)?([0-9]{{1,2}}))", found)
    named_stage = of if match is None or not match[1] else stage(match[1])
    if match is None or (match[1] and named_stage is None) or (of and named_stage != of):
        return None
    return _counted_on(_digit(match[2] or match[3]), named_stage, grades)


def _digit(text: str) -> int:
    if text.isascii():
        return int(text)
    ten = text.startswith("十")
    rest = text.removeprefix("十")
    return 10 * ten + (NUMERALS.index(rest) + 1 if rest else 0)


def _counted_on(number: int, own: str | None, grades: Mapping[str, int]) -> tuple[str, int] | None:
    """A grade by its number: within a stage ``own``, or counted on from the first grade of primary school."""
    first = {"primary": 0, "middle": grades.get("primary", 6)}
    first["senior"] = first["middle"] + grades.get("middle", 3)
    lengths = {"primary": first["middle"], "middle": grades.get("middle", 3), "senior": SENIOR_GRADES, **grades}
    if own is not None:
        length = lengths.get(own, number)
        number -= first.get(own, 0) if number > length else 0
        return (own, number) if 1 <= number <= length else None
    for name, before in first.items():
        if before < number <= before + lengths[name]:
            return name, number - before
    return None


def school_year(text: str) -> int | None:
    """The year in which a school year begins, or the calendar year that a text names.

    >>> [school_year(each) for each in ("2024年", "2023—2024学年", "2023/24", "202324", "2023-2024学年度第二学期")]
    [2024, 2023, 2023, 2023, 2023]
    >>> [school_year(each) for each in ("2024年秋季", "2024年春季学期", "２０２４", "2023-2025", "202312", "24")]
    [2024, 2023, 2024, None, None, None]
    """
    found = folded(text)
    match = re.fullmatch(
        r"((?:19|20)[0-9]{2})(?:年?[-—–−~～至/]{1,2}((?:19|20)?[0-9]{2})|([0-9]{2}))?"
        r"(?:学年|年)?度?(?:第?[一二12上下]学?期|([春秋])季?(?:学期)?)?|((?:19|20)[0-9]{2})\.0",
        found,
    )
    if match is None:
        return None
    year = int(match[1] or match[5])
    second = match[2] or match[3]
    if second and second not in (str(year + 1), str(year + 1)[2:]):
        return None
    year -= bool(match[4] == "春" and not second)
    return year if year in YEARS else None


def day(text: str) -> date | None:
    """A day as people write it, the serial number of a spreadsheet among them; the end of a year for 年末 and 年底.

    >>> [str(day(each)) for each in ("2020/11/1", "2020年11月1日零时", "2020.11.01", "44136", "20201101", "2023年末")]
    ['2020-11-01', '2020-11-01', '2020-11-01', '2020-11-01', '2020-11-01', '2023-12-31']
    >>> [day(each) for each in ("11/1/2020", "2020年11月", "2021-02-29", "1620")]
    [None, None, None, None]
    """
    found = folded(_MIDNIGHT.sub("", unicodedata.normalize("NFKC", text).strip()))
    if match := re.fullmatch(r"((?:19|20)[0-9]{2})年?(?:末|底|年末|年底)", found):
        return date(int(match[1]), 12, 31)
    if match := re.fullmatch(r"([0-9]{5})(?:\.0+)?", found):
        serial = int(match[1])
        return _ZERO + timedelta(days=serial) if serial in _SERIALS else None
    match = re.fullmatch(r"([0-9]{4})([-/.年])([0-9]{1,2})([-/.月])([0-9]{1,2})日?", found)
    match = match or re.fullmatch(r"([0-9]{4})()([0-9]{2})()([0-9]{2})", found)
    if match is None or (match[2], match[4]) not in (("年", "月"), ("-", "-"), ("/", "/"), (".", "."), ("", "")):
        return None
    try:
        read = date(int(match[1]), int(match[3]), int(match[5]))
    except ValueError:
        return None
    return read if read.year in YEARS else None


@dataclass(frozen=True)
class Count:
    """A number of persons as a cell says it. ``persons`` is None where the cell is empty or ``masked`` (*, <10, —);
    ``scaled`` where the cell itself says 万 or the like, so that the unit of its column does not count."""

    persons: int | float | None
    masked: bool = False
    scaled: bool = False


def count(text: str) -> Count | None:
    """The count in a cell; None for what is none.

    >>> [count(each).persons for each in ("1,234", "１２３", "1.2万人", "356人", "3 204", "0")]
    [1234, 123, 12000, 356, 3204, 0]
    >>> [count(each).masked for each in ("*", "<10", "—", "…", "不详", "")], count("约20"), count("1,23"), count("-5")
    ([True, True, True, True, True, False], None, None, None)
    """
    written = unicodedata.normalize("NFKC", text).strip().casefold()
    found = folded(text)
    if not found:
        return Count(None)
    if _MASKED.fullmatch(found):
        return Count(None, masked=True)
    if " " in written and written[0].isdigit() and re.search("[0-9] +[0-9]", written):
        head = re.match(r"[0-9 .]+", written)
        if head is None or not _BLANKED.fullmatch(head[0].strip()):
            return None  # two numbers in one cell
    match = _COUNT.fullmatch(found)
    if match is None:
        return None
    value = Decimal(re.sub("[,'’+]", "", match[1])) * _SCALES[match[2] or ""]
    whole = value == value.to_integral_value()
    return Count(int(value) if whole else float(value), scaled=bool(match[2]))
