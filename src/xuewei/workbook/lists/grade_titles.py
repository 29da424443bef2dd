"""Titles of registers: classes and pupils by grade, births by year, in the words that bureaus use for them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from xuewei.language.words import LANGUAGES, named
from xuewei.late import pattern
from xuewei.workbook.columns import STAGES
from xuewei.workbook.lists.mapping import UNSAID
from xuewei.workbook.read.labels import CLASSES, PERSONS, Unit, normal

Grades = tuple[tuple[str, int], ...]
"""Names of stages and how many grades each has, youngest children first."""
USUAL: Grades = (("kindergarten", 3), ("primary", 6), ("middle", 3))
FIRST, SECOND = "primary", "middle"
"""The stages whose grades are counted on from one to the other: 七年级 is the first of middle school."""
_DIGITS = "一二三四五六七八九"
_OF_KINDERGARTEN = "小中大"
_KEY = pattern(r"(classes|pupils)[._](?:([^\d._][^._]*)[._])?([1-9][0-9]?)")
_BORN = "(?:出生(?:人口|人数|婴儿|登记)?数?|新生儿数?|births?)"
_BORN_IN = pattern(f"({_BORN})?·?((?:19|20)[0-9]{{2}})年?度?·?({_BORN})?")
_PEOPLE = pattern("在校|在读|在园|就读|学生|幼儿数|pupils|students|enrol")
_TOKENS = (
    ("skip", r"(?:19|20)[0-9]{2}(?:[-—–~至/](?:19|20)?[0-9]{2})?(?:学年度?|年度?)?[春秋]?季?"),
    ("grade", rf"初[一二三四]|高[一二三]|[小中大]班|[{_DIGITS}1-9]年级|(?:grade|year|g)[1-9](?![0-9])"),
    ("stage", ""),
    ("classes", "教学班级?数?|班级数?|班数|班|classes"),
    (
        "pupils",
        "(?:在校|在读|在园|就读)?(?:学生|幼儿|儿童)人?数?|(?:在校|在园)(?:人数|生人?数?)|生数"
        "|pupils|students|enroll?ment",
    ),
    ("persons", "(?:在读|就读)?人数|persons"),
    ("total", "合计|小计|总计|共计|总数|总|计|total"),
    ("skip2", r"[·.,:、/()\-_]|其中|情况|设置|分年级|各年级|年级|数量?|规模|学段|现有|现|统计|基本|办学|of|in|by|the"),
)  # fmt: skip


def register_target(texts: Sequence[str], unit: Unit | None, grades: Grades, *, born: bool = False) -> str | None:
    """The target of a column of classes by grade, of pupils or of births by its titles, upper first; None for any
    other. A grade of which no title says whether it counts classes or pupils is one of :data:`UNSAID`; a grade without
    a stage is that of the row's, unless primary school has no such grade. ``born``: the table is one of births.

    >>> [register_target([text], None, USUAL) for text in ("一年级班数", "初二学生数", "小班班数", "七年级")]
    ['classes.1', 'pupils.middle.2', 'classes.kindergarten.1', 'grade.middle.1']
    >>> register_target(["小学", "在校生数", "一年级"], None, USUAL), register_target(["班级数", "合计"], None, USUAL)
    ('pupils.primary.1', 'classes')
    >>> [register_target([text], None, USUAL) for text in ("在校生数", "在校生数·女生", "大班额班数", "出生人数2023年")]
    ['pupils', None, None, 'births.2023']
    """
    text = normal("·".join(texts))
    if key := _KEY.fullmatch(text):
        kind, stage, grade = key.groups()
        return f"{kind}.{stage}.{grade}" if stage else f"{kind}.{grade}"
    if (year := _BORN_IN.fullmatch(text)) and (born or year[1] or year[3]):
        return f"births.{year[2]}"
    found = _parsed(text, grades)
    if found is None:
        return None
    kind = next((each for each in ("classes", "pupils") if each in found), "")
    if "grade" in found:
        kind = kind or ("pupils" if "persons" in found else "") or _counted(unit) or UNSAID
        at = _grade(found["grade"], found.get("stage", ""), dict(grades))
        return at and f"{kind}.{at}"
    if kind == "pupils" or (kind == "classes" and "total" in found):
        return f"{kind}.{found['stage']}" if "stage" in found else kind
    return None


def of_people(text: str) -> bool:
    """Whether a title speaks of pupils who are there: what stands under it are no seats.

    >>> of_people("在校生数"), of_people("招生人数")
    (True, False)
    """
    return bool(_PEOPLE.search(normal(text)))


def says_births(text: str) -> bool:
    """Whether a text speaks of births."""
    return bool(re.search(_BORN, normal(text)))


def _counted(unit: Unit | None) -> str:
    return {CLASSES: "classes", PERSONS: "pupils"}.get(unit.counts, "") if unit else ""


def _parsed(text: str, grades: Grades) -> dict[str, str] | None:
    """The parts of a title by what they are; None where there is more in it, or a part twice."""
    pattern, stages = _pattern(grades)
    found: dict[str, str] = {}
    place = 0
    while place < len(text):
        match = pattern.match(text, place)
        if match is None:
            return None
        kind, word = str(match.lastgroup), match[0]
        word = stages.get(word, word)
        if not kind.startswith("skip") and found.setdefault(kind, word) != word and kind in ("grade", "stage"):
            return None
        place = match.end()
    return found


@cache
def _pattern(grades: Grades) -> tuple[re.Pattern[str], Mapping[str, str]]:
    """What tells the parts of a title apart, and the stages by what they are called."""
    stages: dict[str, str] = {}
    for stage in dict.fromkeys((*(name for name, _ in grades), *STAGES)):
        for name in (stage, *(named("stage", stage, lang) for lang in LANGUAGES)):
            stages |= {normal(name + tail): stage for tail in ("", "部", "段", "学段")}
    names = "|".join(map(re.escape, sorted(stages, key=len, reverse=True)))
    return re.compile("|".join(f"(?P<{kind}>{words or names})" for kind, words in _TOKENS)), stages


def _grade(word: str, stage: str, grades: Mapping[str, int]) -> str | None:
    """A grade as stage and number, without a stage where it is that of the row's; None where no stage has it."""
    if word[0] == "初":
        return f"{SECOND}.{_DIGITS.index(word[1]) + 1}"
    if word[0] == "高":
        return f"senior.{_DIGITS.index(word[1]) + 1}"
    if word[0] in _OF_KINDERGARTEN:
        return f"kindergarten.{_OF_KINDERGARTEN.index(word[0]) + 1}"
    digit = re.search(f"[{_DIGITS}1-9]", word)
    assert digit is not None
    n = _DIGITS.index(digit[0]) + 1 if digit[0] in _DIGITS else int(digit[0])
    first = grades.get(FIRST, 0)
    if stage == SECOND and n > grades.get(SECOND, 0):
        n -= first
    if stage:
        return f"{stage}.{n}" if n > 0 else None
    return f"{n}" if n <= max(first, 1) else f"{SECOND}.{n - first}"
