"""Schools that a plan counts as open, and years of births that are missing, in words."""

from __future__ import annotations

from xuewei.language.words import Words

FILES: dict[str, tuple[str, str]] = {
    "inside.planned": ("所列学校中按方案 {year} 年已投用的 {n} 所在其中，不另加。", " Of the listed schools {n} are open in {year} as planned: they are among those seats and not added."),
    "inside.not_open": ("其中 {n:,} 所写的阶段不是投用：{names}；若没有投用，改 opens。", " Of these {n:,} have another status than in use: {names}; if they are not open, change opens."),
    "inside.of": ("{name}（{status}）", "{name} ({status})"),
    "inside.more": ("{names}等", "{names} and others"),
    "births.nation": ("出生缺年：{areas}，用全国出生 × 本地份额补（births.csv）。", "Births missing: {areas}; the nation's × the area's share stand in (births.csv)."),
    "births.line": ("出生缺年：{areas}，用前后两年间的直线补（births.csv）。", "Births missing: {areas}; a straight line between the years around stands in (births.csv)."),
    "births.of": ("{areas} {years}", "{areas} {years}"),
}  # fmt: skip

say = Words(FILES).say
