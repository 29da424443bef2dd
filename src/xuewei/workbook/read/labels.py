"""What words in cells mean: titles as they are compared, labels of sums (合计, 小计, 其中), units of money and size."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from xuewei.formats.book.sheet import Typed, number_of, plain_digits
from xuewei.language.shown import folded
from xuewei.late import dataclass, pattern

_CORE = "合计|总计|小计|共计|累计|汇总|总和|总数|小结|合計|總計|小計|共計|小結"
_ENGLISH = r"(?:grand |sub-?)?totals?|sum|overall"
_HINT = pattern(
    "计|計|总|小[结結]|共|全|[0-9０-９] *所|[Σσ∑]|汇总|其中|均|比|average|mean|[tＴｔ][oＯｏ][tＴｔ]|sum|overall|which",
    re.IGNORECASE,
)
"""What a label of a sum cannot be without."""
_SURE = pattern(
    rf"(?:.{{0,30}}(?:{_CORE})|计|总|总共|全部|全[省市县区镇乡]|[σ∑]"
    rf"|(?:.{{1,40}} )?(?:grand |sub-?)?totals?|sum|overall)"
    rf"|(?:{_ENGLISH}) (?:of|for|-) .+|sub-?total .*"
    rf"|(?:.{{0,30}}(?:{_CORE})|总共?|共)[:约]?[0-9][0-9,]*[所个项校].*|(?:{_CORE})[:(-].*|(?:{_ENGLISH}) ?[:(].*"
)
_BARE_SUM = pattern(rf"(?:{_CORE}|计|总|总共|全部|[σ∑])(?:[:(0-9].*)?|(?:{_ENGLISH})(?: ?[:(].*)?")
_PART = pattern("其中(?:$|[:,、].*)|of which\\b.*|平均值?|均值|占比|比例|average|mean")
_LIKE = pattern(rf"(?:{_CORE}|其中)(.+)|(?:{_ENGLISH})\b(.+)")
_COUNTED = pattern("[^0-9]{1,20}[0-9]+所(?:学校)?")
"""A place and a number of schools."""
_SCHOOL = pattern(".*(?:小学|中学|初中|高中|学校|幼儿园|学院|校区|分校|分园|school|academy|kindergarten|college)")
_BARE = pattern(
    " ?(?:小学|中学|初中|高中|学校|幼儿园|九年一贯制|九年制|"
    "(?:primary|middle|high|nursery)? ?(?:schools?|kindergartens?))(?:学校)?"
)
_COUNT = pattern("([0-9][0-9,]*) ?(?:所|个项目|个学校|项|校|个|schools?|projects?)")
ORDINAL = pattern("[(]?[一二三四五六七八九十]{1,3}[)、.]?")
"""A Chinese numeral: where the rows below count in digits, its row stands over them."""
SURE, PART, LIKE = "sure", "part", "like"


def kind_of_label(text: str) -> str | None:
    """Whether a label says that its row is a sum (``sure``), a part of one (``part``), or only looks ``like`` it.

    >>> [kind_of_label(text) for text in ("合 计：", "合计（3所）", "全市合计", "Subtotal", "其中：小学", "合计小学")]
    ['sure', 'sure', 'sure', 'sure', 'part', 'like']
    >>> [kind_of_label(text) for text in ("共2所", "全县", "總計", "2023年合计3所", "小结", "Σ", "城区3所", "全县小学")]
    ['sure', 'sure', 'sure', 'sure', 'sure', 'sure', 'like', None]
    >>> [kind_of_label(text) for text in ("总校", "计算机中学", "汇总路小学", "Summit School")]
    [None, None, None, None]
    """
    if not _HINT.search(text):
        return None
    label = label_of(text)
    bare = re.sub(r"[(\[][^()\[\]]*[)\]]$", "", label).strip(" :.。、-") or label
    if _SURE.fullmatch(label) or _SURE.fullmatch(bare):
        return SURE
    if _PART.fullmatch(label):
        return PART
    if _COUNTED.fullmatch(label):
        return LIKE
    match = _LIKE.fullmatch(label)
    rest = (match[1] or match[2]) if match else None
    return LIKE if rest and (_BARE.fullmatch(rest) or not _SCHOOL.fullmatch(rest)) else None


def is_bare(text: str) -> bool:
    """Whether a text is the word for a sum and no more than that.

    >>> is_bare("合 计："), is_bare("合计（3所）"), is_bare("专项债累计")
    (True, True, False)
    """
    return bool(_BARE_SUM.fullmatch(label_of(text)))


def names_school(text: str) -> bool:
    """Whether a text has a word for a school in it."""
    return bool(_SCHOOL.match(label_of(text)))


def is_part(text: str) -> bool:
    """Whether a row called so is a part of a sum: how far it reaches cannot be known.

    >>> is_part("其中：小学"), is_part("其中小学"), is_part("小计")
    (True, True, False)
    """
    return kind_of_label(text) == PART or label_of(text).startswith("其中")


def count_in(text: str) -> int | None:
    """How many schools a label says that it sums.

    >>> count_in("合计（3所）"), count_in("小计")
    (3, None)
    """
    match = _COUNT.search(label_of(text))
    return int(match[1].replace(",", "")) if match else None


def label_of(text: str) -> str:
    """A label without what is a matter of width, case and blanks; words keep one blank between them."""
    found = plain_digits(text).casefold()
    found = re.sub(r"(?<=[^\x00-\x7f])\s+|\s+(?=[^\x00-\x7f])", "", found)
    return re.sub(r"\s+", " ", found).strip(" :.。、")


def normal(title: object) -> str:
    """A title without blanks, line breaks and differences of width and case.

    >>> normal("投用\\n学年"), normal("Opening Year"), normal("投资(万元)") == normal("投资（万元）")
    ('投用学年', 'openingyear', True)
    """
    return folded(str(title))


_SCALES = {
    "": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "十亿": 10**9,
}  # fmt: skip
_SCALE = "(" + "|".join(sorted(filter(None, _SCALES), key=len, reverse=True)) + ")?"
_YUAN = pattern(_SCALE + "元")
_ENGLISH_MONEY = pattern(r"([0-9][0-9,]*)?\s*(thousand|million|billion)?\s*(?:yuan|rmb|cny)")
_POWERS = {"": 1, "thousand": 1000, "million": 10**6, "billion": 10**9}
_PERSONS = pattern("(百|千|万)?(?:个|人|座|名|席|位|生)")
_CLASSES = pattern("个?教?学?班级?")
_BRACKETS = pattern(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*$")
_NUMBER = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_MONEY_CELL = pattern(rf"({_NUMBER})\s*{_SCALE}元")
_SIZE_CELL = pattern(
    rf"(?:({_NUMBER})\s*个?(?:教学)?班)?[\s/、,;(]*(?:({_NUMBER})\s*(百|千|万)?(?:个|人|座|名|席|位)?(?:学位|学生|生)?)?\)?"
)
WAN = Decimal(10**4)


@dataclass(frozen=True)
class Unit:
    """What a number of a column counts (yuan, persons, classes), ``factor`` of them for 1; ``written`` is its text."""

    counts: str
    factor: Decimal
    written: str


YUAN, PERSONS, CLASSES = "yuan", "persons", "classes"


def normalised(text: str) -> str:
    """A text with plain signs and without the blanks around it."""
    return unicodedata.normalize("NFKC", text).strip()


def unit_of(text: str) -> Unit | None:
    """The unit that a text names; None for any other text.

    >>> unit_of("亿元").factor, unit_of("单位：万元").factor, unit_of("百人"), unit_of("2024年")
    (Decimal('100000000'), Decimal('10000'), Unit(counts='persons', factor=Decimal('100'), written='百人'), None)
    """
    written = re.sub(r"^(计量)?(单位|unit)\s*[:,]?\s*(人民币)?", "", normalised(text).casefold()).strip()
    short = re.fullmatch("十?亿|[十百千]?万", written)
    if short:
        return Unit(YUAN, Decimal(_SCALES[written]), written)
    money = _money(written)
    if money:
        return money
    match = _PERSONS.fullmatch(written)
    if match:
        return Unit(PERSONS, Decimal(_SCALES[match[1] or ""]), written)
    return Unit(CLASSES, Decimal(1), written) if written and _CLASSES.fullmatch(written) else None


def _money(written: str) -> Unit | None:
    match = _YUAN.fullmatch(written)
    if match:
        return Unit(YUAN, Decimal(_SCALES[match[1] or ""]), written)
    match = _ENGLISH_MONEY.fullmatch(written)
    if match and match[0].strip():
        count = Decimal((match[1] or "1").replace(",", ""))
        return Unit(YUAN, count * _POWERS[match[2] or ""], written)
    return None


def stated(text: str) -> tuple[Unit | None, Unit | None]:
    """The units of money and of size in a line above a list, such as （单位：个、万元）; of size where it is but one.

    >>> [unit and unit.written for unit in stated("一览表（单位：百人、亿元）")], stated("2024年中央资金 3 亿元")
    (['亿元', '百人'], (None, None))
    """
    found = re.search(r"(?:单位|unit)s?\s*[:,]?\s*([^()]*)", normalised(text).casefold())
    units = [unit for word in re.split(r"[、,;/\s]+", found[1]) if (unit := unit_of(word))] if found else []
    money = [unit for unit in units if unit.counts == YUAN]
    sizes = [unit for unit in units if unit.counts != YUAN]
    return (money[0] if len(money) == 1 else None), (sizes[0] if len(sizes) == 1 else None)


def without_unit(title: str) -> tuple[str, Unit | None]:
    """A title and the unit in it.

    >>> without_unit("投资（亿元）")[0], without_unit("总投资/万元")[1].written, without_unit("小学（一期）")
    ('投资', '万元', ('小学（一期）', None))
    """
    text = normalised(title)
    brackets = _BRACKETS.search(text)
    if brackets:
        unit = unit_of(brackets[1])
        if unit:
            return text[: brackets.start()].strip(), unit
    for mark in ("/", ":", ",", " "):
        bare, found, tail = text.rpartition(mark)
        unit = unit_of(tail) if found and bare else None
        if unit:
            return re.sub(r"[,:]?\s*单位$", "", bare).strip(), unit
    match = re.search(_SCALE + "元$", text)
    if match and match.start() > 1:
        return text[: match.start()], unit_of(match[0])
    return title.strip(), None


def money(cell: Any, unit: Unit | None) -> tuple[Typed, str]:
    """An amount in 万元, and the unit in the cell itself (empty: it has that of its column; without one, 万元).

    >>> money("1.2亿元", None), money(1.2, unit_of("亿元")), money("3,500", None), money("35000元", unit_of("亿元"))
    ((12000, '亿元'), (12000, ''), (3500, ''), (3.5, '元'))
    """
    match = _MONEY_CELL.fullmatch(normalised(cell)) if isinstance(cell, str) else None
    if match:
        return _scaled(float(match[1].replace(",", "")), Decimal(_SCALES[match[2] or ""]) / WAN), (
            match[2] or ""
        ) + "元"
    value = number_of(cell)
    if unit and unit.counts == YUAN and isinstance(value, int | float) and not isinstance(value, bool):
        return _scaled(value, unit.factor / WAN), ""
    return value, ""


def size(cell: Any, unit: Unit | None) -> tuple[Typed, Typed]:
    """Seats and classes that a cell says, None where it does not say them; what is no number comes back as text.

    >>> size("36班/1,620个学位", None), size("36个班", None), size(16.2, unit_of("百人")), size("约 20", None)
    ((1620, 36), (None, 36), (1620, None), ('约 20', None))
    """
    factor = unit.factor if unit and unit.counts == PERSONS else Decimal(1)
    value = number_of(cell)
    if isinstance(value, str):
        match = _SIZE_CELL.fullmatch(normalised(value))
        if not match or not (match[1] or match[2]):
            return value, None
        classes = number_of(match[1]) if match[1] else None
        if not match[2]:
            return None, classes
        seats = float(match[2].replace(",", ""))
        return _scaled(seats, Decimal(_SCALES[match[3] or ""])), classes
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = _scaled(value, factor)
    return (None, value) if unit and unit.counts == CLASSES else (value, None)


def _scaled(value: float, factor: Decimal) -> int | float:
    """A product without the dust of binary fractions."""
    found = Decimal(repr(value)) * factor
    return int(found) if found == found.to_integral_value() else float(found)
