"""What rows that sum others are called: 合计, 小计, 全市合计, 合计（3所）, Grand total, 其中."""

from __future__ import annotations

import re

from xuewei.files.books.typed import plain_digits

_CORE = "合计|总计|小计|共计|累计|汇总|总和|总数"
_ENGLISH = r"(?:grand |sub-?)?totals?|sum|overall"
_HINT = re.compile("计|总|汇总|其中|均|比|average|mean|[tＴｔ][oＯｏ][tＴｔ]|sum|overall|which", re.IGNORECASE)
"""What a label of a sum cannot be without."""
_SURE = re.compile(
    rf"(?:.{{0,30}}(?:{_CORE})|计|总|(?:.{{1,40}} )?(?:grand |sub-?)?totals?|sum|overall)"
    rf"|(?:{_ENGLISH}) (?:of|for|-) .+|sub-?total .*"
    rf"|(?:{_CORE}|总)[:约]?[0-9][0-9,]*[所个项校].*|(?:{_CORE})[:(-].*|(?:{_ENGLISH}) ?[:(].*"
)
_PART = re.compile("其中(?:$|[:,、].*)|of which\\b.*|平均值?|均值|占比|比例|average|mean")
_LIKE = re.compile(rf"(?:{_CORE}|其中)(.+)|(?:{_ENGLISH})\b(.+)")
_SCHOOL = re.compile(".*(?:小学|中学|初中|高中|学校|幼儿园|学院|校区|分校|分园|school|academy|kindergarten|college)")
_BARE = re.compile(
    " ?(?:小学|中学|初中|高中|学校|幼儿园|九年一贯制|九年制|"
    "(?:primary|middle|high|nursery)? ?(?:schools?|kindergartens?))(?:学校)?"
)
_COUNT = re.compile("([0-9][0-9,]*) ?(?:所|个项目|个学校|项|校|个|schools?|projects?)")
ORDINAL = re.compile("[(]?[一二三四五六七八九十]{1,3}[)、.]?")
"""A Chinese numeral: where the rows below count in digits, its row stands over them."""
SURE, PART, LIKE = "sure", "part", "like"


def kind_of_label(text: str) -> str | None:
    """Whether a label says that its row is a sum (``sure``), a part of one (``part``), or only looks ``like`` it.

    >>> [kind_of_label(text) for text in ("合 计：", "合计（3所）", "全市合计", "Subtotal", "其中：小学", "合计小学")]
    ['sure', 'sure', 'sure', 'sure', 'part', 'like']
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
    match = _LIKE.fullmatch(label)
    rest = (match[1] or match[2]) if match else None
    return LIKE if rest and (_BARE.fullmatch(rest) or not _SCHOOL.fullmatch(rest)) else None


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
