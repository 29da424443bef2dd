"""Units in the titles and cells of lists: 亿元, 万元 and 元 of money; 个, 人, 百人 and 班 of size."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from xuewei.workbook.read.sheet import Typed, number_of

_SCALES = {
    "": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7, "亿": 10**8,
    "十亿": 10**9,
}  # fmt: skip
_SCALE = "(" + "|".join(sorted(filter(None, _SCALES), key=len, reverse=True)) + ")?"
_YUAN = re.compile(_SCALE + "元")
_ENGLISH = re.compile(r"([0-9][0-9,]*)?\s*(thousand|million|billion)?\s*(?:yuan|rmb|cny)")
_POWERS = {"": 1, "thousand": 1000, "million": 10**6, "billion": 10**9}
_PERSONS = re.compile("(百|千|万)?(?:个|人|座|名|席|位|生)")
_CLASSES = re.compile("个?教?学?班级?")
_BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]\s*$")
_NUMBER = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_MONEY_CELL = re.compile(rf"({_NUMBER})\s*{_SCALE}元")
_SIZE_CELL = re.compile(
    rf"(?:({_NUMBER})\s*个?(?:教学)?班)?[\s/、,;(]*(?:({_NUMBER})\s*(百|千|万)?(?:个|人|座|名|席|位)?(?:学位|学生|生)?)?\)?"
)
WAN = Decimal(10**4)


@dataclass(frozen=True)
class Unit:
    """What a number of a column counts: yuan, persons, or classes; ``factor`` of them for 1, ``said`` as written."""

    counts: str
    factor: Decimal
    said: str


YUAN, PERSONS, CLASSES = "yuan", "persons", "classes"


def plain(text: str) -> str:
    """A text with plain signs and without the blanks around it."""
    return unicodedata.normalize("NFKC", text).strip()


def unit_of(text: str) -> Unit | None:
    """The unit that a text is; None where it is none.

    >>> unit_of("亿元").factor, unit_of("单位：万元").factor, unit_of("百人"), unit_of("2024年")
    (Decimal('100000000'), Decimal('10000'), Unit(counts='persons', factor=Decimal('100'), said='百人'), None)
    """
    said = re.sub(r"^(计量)?(单位|unit)\s*[:,]?\s*(人民币)?", "", plain(text).casefold()).strip()
    short = re.fullmatch("十?亿|[十百千]?万", said)
    if short:
        return Unit(YUAN, Decimal(_SCALES[said]), said)
    money = _money(said)
    if money:
        return money
    match = _PERSONS.fullmatch(said)
    if match:
        return Unit(PERSONS, Decimal(_SCALES[match[1] or ""]), said)
    return Unit(CLASSES, Decimal(1), said) if said and _CLASSES.fullmatch(said) else None


def _money(said: str) -> Unit | None:
    match = _YUAN.fullmatch(said)
    if match:
        return Unit(YUAN, Decimal(_SCALES[match[1] or ""]), said)
    match = _ENGLISH.fullmatch(said)
    if match and match[0].strip():
        count = Decimal((match[1] or "1").replace(",", ""))
        return Unit(YUAN, count * _POWERS[match[2] or ""], said)
    return None


def stated(text: str) -> tuple[Unit | None, Unit | None]:
    """The units of money and of size in a line above a list, such as （单位：个、万元）; of size where it is but one.

    >>> [unit and unit.said for unit in stated("拟建学校一览表（单位：百人、亿元）")], stated("2024年中央资金 3 亿元")
    (['亿元', '百人'], (None, None))
    """
    found = re.search(r"(?:单位|unit)s?\s*[:,]?\s*([^()]*)", plain(text).casefold())
    units = [unit for word in re.split(r"[、,;/\s]+", found[1]) if (unit := unit_of(word))] if found else []
    money = [unit for unit in units if unit.counts == YUAN]
    sizes = [unit for unit in units if unit.counts != YUAN]
    return (money[0] if len(money) == 1 else None), (sizes[0] if len(sizes) == 1 else None)


def without_unit(title: str) -> tuple[str, Unit | None]:
    """A title and the unit in it.

    >>> without_unit("投资（亿元）")[0], without_unit("总投资/万元")[1].said, without_unit("小学（一期）")
    ('投资', '万元', ('小学（一期）', None))
    """
    text = plain(title)
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
    match = _MONEY_CELL.fullmatch(plain(cell)) if isinstance(cell, str) else None
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
        match = _SIZE_CELL.fullmatch(plain(value))
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
