"""How titles and labels are compared, and what rows that sum others are called: 合计, 小计, 合计（3所）, 其中."""

from __future__ import annotations

import re
import unicodedata

from xuewei.workbook.read.sheet import plain_digits

_CORE = "合计|总计|小计|共计|累计|汇总|总和|总数|小结|合計|總計|小計|共計|小結"
_ENGLISH = r"(?:grand |sub-?)?totals?|sum|overall"
_HINT = re.compile(
    "计|計|总|小[结結]|共|全|[0-9０-９] *所|[Σσ∑]|汇总|其中|均|比|average|mean|[tＴｔ][oＯｏ][tＴｔ]|sum|overall|which",
    re.IGNORECASE,
)
"""What a label of a sum cannot be without."""
_SURE = re.compile(
    rf"(?:.{{0,30}}(?:{_CORE})|计|总|总共|全部|全[省市县区镇乡]|[σ∑]"
    rf"|(?:.{{1,40}} )?(?:grand |sub-?)?totals?|sum|overall)"
    rf"|(?:{_ENGLISH}) (?:of|for|-) .+|sub-?total .*"
    rf"|(?:.{{0,30}}(?:{_CORE})|总共?|共)[:约]?[0-9][0-9,]*[所个项校].*|(?:{_CORE})[:(-].*|(?:{_ENGLISH}) ?[:(].*"
)
_BARE_SUM = re.compile(rf"(?:{_CORE}|计|总|总共|全部|[σ∑])(?:[:(0-9].*)?|(?:{_ENGLISH})(?: ?[:(].*)?")
_PART = re.compile("其中(?:$|[:,、].*)|of which\\b.*|平均值?|均值|占比|比例|average|mean")
_LIKE = re.compile(rf"(?:{_CORE}|其中)(.+)|(?:{_ENGLISH})\b(.+)")
_COUNTED = re.compile("[^0-9]{1,20}[0-9]+所(?:学校)?")
"""A place and a number of schools."""
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
    return "".join(unicodedata.normalize("NFKC", str(title)).casefold().split())
