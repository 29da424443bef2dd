"""Years without births, in words."""

from __future__ import annotations

from xuewei.language.words import Words

BIRTHS: dict[str, tuple[str, str]] = {
    "nation": ("births.csv 缺年：{areas}；补入的是全国当年出生 × 本地所占的份额（份额在前后已知的两年之间取直线），写上当年的出生数就用它。", "Years missing in births.csv: {areas}. What stands in is the nation's births of the year times the area's share of them (on a straight line between those of the known years around); write the births of the year and they count."),
    "line": ("births.csv 缺年：{areas}；补入的在前后已知的两年之间取直线，写上当年的出生数就用它。", "Years missing in births.csv: {areas}. What stands in lies on a straight line between the known years around; write the births of the year and they count."),
    "of": ("{areas} {years}", "{areas} {years}"),
}  # fmt: skip

say = Words(BIRTHS).say
