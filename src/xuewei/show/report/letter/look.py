"""How an official document looks: faces, sizes and levels by GB/T 9704-2012 in Chinese, and plainer in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

SONG, FANG, HEI, KAI, PLAIN = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
LATIN = "Times New Roman"
OTHERS: Mapping[str, tuple[str, ...]] = {
    SONG: ("FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "方正小标宋_GB18030", "宋体", "SimSun", "Noto Serif CJK SC"),
    FANG: ("仿宋", "FangSong", "方正仿宋_GBK", "华文仿宋", "STFangsong", "Noto Serif CJK SC"),
    HEI: ("SimHei", "方正黑体_GBK", "华文黑体", "微软雅黑", "Noto Sans CJK SC"),
    KAI: ("楷体", "KaiTi", "方正楷体_GBK", "华文楷体", "STKaiti", "Noto Serif CJK SC"),
    PLAIN: ("SimSun", "方正书宋_GBK", "华文宋体", "Noto Serif CJK SC"),
}
"""What stands in for a Chinese face where it is not installed, the most like it first."""
MM = 1440 / 25.4
"""Twentieths of a point in a millimetre."""
PAGE = {"w": round(210 * MM), "h": round(297 * MM)}
MARGINS = {"top": round(37 * MM), "bottom": round(35 * MM), "left": round(28 * MM), "right": round(26 * MM)}
"""Edges of A4 by GB/T 9704-2012, 5.2.1."""
FOOT = round(25 * MM)
"""From the page's end to its number, which stands 7 mm below the text."""


@dataclass(frozen=True)
class Level:
    """A level of headings: its face, half-points, whether it is bold, and how Word counts it (``%1`` to ``%3``)."""

    face: str
    size: int
    bold: bool
    counting: str
    shown: str


@dataclass(frozen=True)
class Look:
    """Sizes are half-points, distances twentieths of a point. ``line``: exactly so much from line to line; ``indent``:
    hundredths of a character before a paragraph; ``language`` of what is not Chinese."""

    size: int
    line: int
    indent: int
    title: int
    after: int
    levels: tuple[Level, Level, Level]
    language: str


CHINESE = Look(
    size=32,
    line=560,
    indent=200,
    title=44,
    after=0,
    levels=(
        Level(HEI, 32, False, "chineseCountingThousand", "%1、"),
        Level(KAI, 32, False, "chineseCountingThousand", "（%2）"),
        Level(FANG, 32, True, "decimal", "%3."),
    ),
    language="en-US",
)
"""三号 text on 28 points, a title of 二号; levels 一、（一）1."""
ENGLISH = Look(
    size=23,
    line=340,
    indent=0,
    title=40,
    after=120,
    levels=(
        Level(HEI, 30, True, "decimal", "%1"),
        Level(HEI, 26, True, "decimal", "%1.%2"),
        Level(HEI, 24, True, "decimal", "%1.%2.%3"),
    ),
    language="en-GB",
)
LOOKS = {"zh": CHINESE, "en": ENGLISH}
