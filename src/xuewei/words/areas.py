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
    "split.both": (
        "{areas}普查的年龄组按出生数分到各岁：{own} 年用本地出生，{lent} 年用{nation}出生（births.csv 没有这些年的本地出生）。",
        "Census age groups of {areas} are shared out by births: its own of {own}, those of {nation} for {lent}, of which births.csv has none.",
    ),
    "split.nation": (
        "{areas}普查的年龄组按{nation} {lent} 年出生数分到各岁（births.csv 没有这些年的本地出生）。",
        "Census age groups of {areas} are shared out by births of {nation} in {lent}, of which births.csv has none.",
    ),
    "note.defaults": (
        "参数全用随附的默认：人口目录里没有 assumptions.yaml，或其中什么也没写。",
        "All assumptions are the shipped defaults: the folder of people has no assumptions.yaml, or nothing is in it.",
    ),
    "split.even": (
        "{areas}普查的 {ages} 岁组平均分到各岁：本地与参照区域（assumptions.yaml 的 nation：{nation}）都没有这些年的出生数。",
        "Census age groups {ages} of {areas} are split evenly: neither it nor the reference area (nation in assumptions.yaml: {nation}) has births of those years.",
    ),
    "comma": ("、", ", "),
    "join": ("；", "; "),
    "more": ("等", "…"),
}  # fmt: skip

say = Words(AREAS).say
