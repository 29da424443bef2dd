"""Notes as an official reads them: without the names of files, keys and commands that a planner would change."""

from __future__ import annotations

import re
from collections.abc import Iterable

from xuewei.language.source_titles import FILES, OTHER
from xuewei.late import pattern

KEYS = {
    "opens": ("投用年", "an opening year"),
    "inflow": ("区外生系数", "pupils from outside"),
    "base_seats": ("现有学位", "seats in use"),
    "source（来源）": ("来源", ""),
    "basis（依据）": ("依据", ""),
}
"""Keys that a sentence needs, as words."""
_FILE = pattern(r"(?:\b(an?|no|the) )?(?:[\w./-]*/)?([\w-]+)\.(?:csv|yaml|yml|parquet|xlsx|json|geojson)\b", re.ASCII)
_COMMAND = pattern(
    r"\bxuewei [a-z]|--[a-z]|写 ?[a-z]|[a-z] 列|\bwrite (?:area|it in the column)\b"
    r"|\b[a-z]+_[a-z_]+\b|\b(?:costs|scope|children|participation|population|resources)\.\w"
)
_KEY_LAST = pattern(r"[；;] ?(?:[a-z_]+\.)+[a-z_]+(?=[)）])")
_PER_CENT = pattern("(?<=[0-9]) (?=[%‰])")
_MINUS = pattern(r"(?<![\w.–-])-(?=[0-9])")
_GOING = "closes|until|removes|convert"
_NAMES = (
    r"classes|intake|fill|must|ungraded|low|high|nation|basis|source|provision|targets|register|zone|rooms|horizon"
    rf"|{_GOING}"
)
_ASIDE = {"zh": pattern(r"（[^（）]*）"), "en": pattern(r" ?\([^()]*\)")}
_KEY_IN_ASIDE = {
    "zh": pattern(rf"\b(?:{_NAMES})\b", re.ASCII),
    "en": pattern(r"\b(?:fill|must|basis|closes|until|removes|convert): ?\w|\bhorizon in "),
}
_CLAUSE = {
    "zh": (pattern("(?<=[。；])"), pattern("(?<=[。；：])")),
    "en": (pattern("(?<=[.;]) "), pattern("(?<=[.;:]) ")),
}
"""Where a sentence is parted: at its stops, and where nothing would be left, at its colons too."""


def plain_lines(sentences: Iterable[str], lang: str) -> list[str]:
    """Sentences as :func:`plain` has them, without those of which nothing stays.

    >>> plain_lines(["缺 3 个。", "见 xuewei explain。"], "zh")
    ['缺 3 个。']
    """
    return [text for text in (plain(each, lang) for each in sentences) if text]


def plain(sentence: str, lang: str) -> str:
    """A sentence without files, keys and commands: files are called by what they hold, asides that name a key are left
    out, and so are clauses that name a command; empty where nothing else is in it.

    >>> plain("投用：一次招满（fill: all）；入园率等系数见 xuewei explain。", "zh")
    '投用：一次招满。'
    >>> plain("年龄组按全国出生数分到各岁（births.csv 没有本地出生）。", "zh")
    '年龄组按全国出生数分到各岁（出生表没有本地出生）。'
    >>> plain("Shares are in xuewei explain. Births are in births.csv.", "en")
    'Births are in the table of births.'
    >>> plain("编制：19 名学生一名（公布：小学（全部）；resources.posts.primary）", "zh")
    '编制：19 名学生一名（公布：小学（全部））'
    """
    text = _KEY_LAST.sub("", typeset(sentence, lang))
    text = _ASIDE[lang].sub(lambda found: "" if _is_key(found[0], lang) else found[0], text)
    for key, words in KEYS.items():
        if key in text:
            text = re.sub(rf"`?(?<![\w.{{]){key}(?![\w.}}])`?", words[lang == "en"], text, flags=re.ASCII)
    for clause in _CLAUSE[lang]:
        clauses = clause.split(text)
        kept = [each for each in clauses if not _COMMAND.search(each)]
        if len(kept) == len(clauses):
            return text
        if any(kept):
            break
    joined = ("" if lang == "zh" else " ").join(kept)
    return re.sub("[；：]$", "。", joined) if lang == "zh" else re.sub("[;:]$", ".", joined)


def typeset(text: str, lang: str) -> str:
    """Text with files called by what they hold, and signs of minus that stay with their figures; in Chinese no blank
    before a sign of per cent.

    >>> typeset("people/enrolment.csv 再有一年，85.2 %", "zh")
    '在校生表再有一年，85.2%'
    """
    text = _MINUS.sub("−", text)
    if lang == "zh":
        text = _PER_CENT.sub("", text)
    named = _FILE.sub(lambda found: _what(found, lang), text)
    if named == text or lang == "en":
        return named
    names = "|".join({each[0] for each in (*FILES.values(), OTHER)})
    return re.sub(rf" ?({names}) ?", r"\1", named)


def _what(found: re.Match[str], lang: str) -> str:
    """What a file holds; in English with its article."""
    words = FILES.get(found[2], OTHER)
    if lang == "zh":
        return words[0]
    article = found[1] or "the"
    return f"{'a' if article == 'an' else article} {words[1]}"


def _is_key(aside: str, lang: str) -> bool:
    bare = aside.strip(" （）()").removeprefix("the ")
    known = bare in {words[lang == "en"] for words in FILES.values()}
    return known or bool(_COMMAND.search(aside) or _KEY_IN_ASIDE[lang].search(aside))
