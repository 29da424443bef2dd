"""Words as people see and mean them: harmful characters as escapes, near forms of a known word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from xuewei.language.school_types import type_key
from xuewei.language.words import LABELS
from xuewei.late import pattern

UNITS = ("街道办事处", "街道", "自治县", "县", "区", "市", "镇", "乡")
"""What ends the name of an area and may be left out."""


def folded(word: str) -> str:
    """A word without differences of width, case and spaces.

    >>> folded(" Ｋ ５ "), folded("Primary")
    ('k5', 'primary')
    """
    return "".join(unicodedata.normalize("NFKC", word).casefold().split())


def the_one(found: str, known: Sequence[str], names: Callable[[str], Iterable[str]]) -> str | None:
    """The one known word of which ``found`` is a name, None where there is none or are several."""
    wanted = folded(found)
    same = [word for word in known if wanted and wanted in map(folded, names(word))]
    return same[0] if len(same) == 1 else None


def word_meant(found: str, known: Sequence[str]) -> str | None:
    """The one known word that ``found`` is, or whose name in either language it is.

    >>> word_meant("小学", ["primary", "middle"]), word_meant("高中 ", ["高中"]), word_meant("小", ["primary"])
    ('primary', '高中', None)
    >>> word_meant("普高", ["primary", "senior"])
    'senior'
    """
    same = the_one(found, known, lambda word: (word, *LABELS.get(word, ()), *LABELS.get(f"stage.{word}", ())))
    return same or (meant if (meant := type_key(found)) in known else None)


def area_meant(found: str, known: Sequence[str]) -> str | None:
    """The one known area that ``found`` is, with or without what kind of area it is and what it lies in.

    >>> area_meant("盐湖", ["盐湖区", "临猗县"]), area_meant("运城市盐湖区", ["盐湖区", "中心城区"])
    ('盐湖区', '盐湖区')
    >>> area_meant("城区", ["中心城区", "老城区"])  # either could be meant
    """
    same = the_one(found, known, lambda word: (word,)) or the_one(_bare(found), known, lambda word: (_bare(word),))
    if same is None and len(wanted := folded(found)) > 2:
        ends = [
            word for word in known if len(word) > 1 and (wanted.endswith(folded(word)) or folded(word).endswith(wanted))
        ]
        same = ends[0] if len(ends) == 1 else None
    return same


def _bare(area: str) -> str:
    """The name of an area without what kind it is."""
    unit = next((unit for unit in UNITS if area.endswith(unit) and len(area) > len(unit) + 1), "")
    return area.removesuffix(unit)


_ACTING = pattern(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
"""Controls (C0, DEL, C1), ends of lines, marks that turn the direction of reading, marks that nobody sees (two names
would look the same), halves of surrogate pairs (bytes of a file name that are no text) and what is no character."""


def visible(text: str, keep: str = "") -> str:
    r"""Text with an escape for every character that acts; those in ``keep`` stay.

    >>> print(visible("第一\x1b[31m小学\n"), visible("a\nb\u202e", keep="\n"))
    第一\x1b[31m小学\n a
    b\u202e
    """
    if text.isprintable():
        return text
    return _ACTING.sub(lambda found: found[0] if found[0] in keep else escaped(found[0]), text)


def escaped(char: str) -> str:
    r"""One character as an escape.

    >>> print(*map(escaped, "\x1b\n\x9b\u2028"))
    \x1b \n \x9b \u2028
    """
    return repr(char)[1:-1]


def in_json(text: str) -> str:
    r"""JSON text whose strings hold escapes for characters that act: the same values.

    >>> in_json('{"name": "\x9b31m\u202e"}')
    '{"name": "\\u009b31m\\u202e"}'
    """
    return text if text.replace("\n", "").isprintable() else _ACTING.sub(_in_json, text)


def visible_in_json(text: str) -> str:
    r"""JSON text without line ends whose strings, once read, show an escape for every character that acts.

    >>> in_json('{"name": "\x9b31m"}'), visible_in_json('{"name": "\x9b31m"}')
    ('{"name": "\\u009b31m"}', '{"name": "\\\\x9b31m"}')
    """
    return text if text.isprintable() else _ACTING.sub(lambda found: "\\" + escaped(found[0]), text)


def _in_json(found: re.Match[str]) -> str:
    if found[0] == "\n":  # the line ends of the JSON itself: those of a string are escaped already
        return "\n"
    units = found[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n : n + 2].hex()}" for n in range(0, len(units), 2))


FORMULA_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r")
"""What a formula begins with; some spreadsheets take the wide signs of Chinese and Japanese for the narrow ones."""
_BEGINS = r"(?:^|(?<=[;\r\n]))"
"""Where a cell begins: at the front, and where other separators or a line's end would begin another."""
_FORMULA = r"(?=[\s\"']*[=+\-@＝＋－＠]|'*[\t\r])"
_RISKY = pattern(_BEGINS + _FORMULA)
_DISARMED = pattern(f"{_BEGINS}'{_FORMULA}")


def inert(text: str) -> str:
    r"""Text that a spreadsheet takes as text: an apostrophe before what would be a formula, in whichever line.

    >>> inert("=A1"), inert("盐湖区"), inert("甲\r=1+1"), inert("甲;=1+1")
    ("'=A1", '盐湖区', "甲\r'=1+1", "甲;'=1+1")
    """
    return _RISKY.sub("'", text)


def armed(text: str) -> str:
    """Text as it was before :func:`inert`.

    >>> armed("'=A1"), armed("'盐湖区"), armed(inert("'=A1"))
    ('=A1', "'盐湖区", "'=A1")
    """
    return _DISARMED.sub("", text)
