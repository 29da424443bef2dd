"""Schools that a plan counts as open, and years of births that are missing, in words."""

from __future__ import annotations

from xuewei.language.words import Words

FILES: dict[str, tuple[str, str]] = {
    "inside.planned": ("所列学校中按方案 {year} 年已投用的 {n} 所在其中，不另加。", " Of the listed schools {n} are open in {year} as planned: they are among those seats and not added."),
    "inside.not_open": ("其中 {n:,} 所写的阶段不是投用：{names}；若没有投用，改 opens。", " Of these {n:,} have another status than in use: {names}; if they are not open, change opens."),
    "inside.of": ("{name}（{status}）", "{name} ({status})"),
    "inside.more": ("{names}等", "{names} and others"),
    "births.nation": ("births.csv 缺年：{areas}；补入的是全国当年出生 × 本地所占的份额（份额在前后已知的两年之间取直线），写上当年的出生数就用它。", "Years missing in births.csv: {areas}. What stands in is the nation's births of the year times the area's share of them (on a straight line between those of the known years around); write the births of the year and they count."),
    "births.line": ("births.csv 缺年：{areas}；补入的在前后已知的两年之间取直线，写上当年的出生数就用它。", "Years missing in births.csv: {areas}. What stands in lies on a straight line between the known years around; write the births of the year and they count."),
    "births.of": ("{areas} {years}", "{areas} {years}"),
}  # fmt: skip

say = Words(FILES).say
