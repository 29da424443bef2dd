"""Words of areas that changed, Chinese and English side by side."""

from __future__ import annotations

from xuewei.words.labels import Words

AREAS: dict[str, tuple[str, str]] = {
    "note.restated": ("此前的在校生与出生已按今日区域重述：{changes}。", "Earlier pupils and births are restated in the areas of today: {changes}."),
    "note.lacking": (
        "合不成而没有补的（缺其中一地的数）：{figures}。",
        "Not put together, for want of one of the parts (and not put in): {figures}.",
    ),
    "note.turnover": (
        "像是拆分、合并或改名：{turnovers}。若是，在人口目录里写 areas.csv，前后的数才接得上。",
        "This looks like a split, a merge or a new name: {turnovers}. If so, an areas.csv in the population folder joins the figures before and after.",
    ),
    "change": ("{year} 年 {origin} → {parts}（{source}）", "{year} {origin} → {parts} ({source})"),
    "part": ("{target} {share}", "{target} {share}"),
    "lacking": ("{area} {what} {years}（缺 {without}）", "{area} {what} {years} (without {without})"),
    "turnover": ("{year} 年起没有 {ended}，而有了 {begun}", "from {year} on there is no {ended}, but {begun}"),
    "comma": ("、", ", "),
    "join": ("；", "; "),
    "more": ("等", "…"),
}  # fmt: skip

say = Words(AREAS).say
