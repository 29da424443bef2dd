"""Which known word somebody means who writes it in another way: full-width letters, a stage's Chinese name, an area with
or without the city before it."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence

from xuewei.words.labels import LABELS

UNITS = ("街道办事处", "街道", "自治县", "县", "区", "市", "镇", "乡")
"""What ends the name of an area and may be left out."""


def folded(word: str) -> str:
    """A word without what its writing may vary in: width, case, spaces.

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
    """
    return the_one(found, known, lambda word: (word, *LABELS.get(word, ())))


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
