"""Words that several answers share: areas, seats in use, delivery, costs, kinds of school; Chinese and English."""

from __future__ import annotations

from xuewei.language.words import Words

SHARED: dict[str, tuple[str, str]] = {
    # words of areas that changed
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
    # words on the seats in use before a plan
    "note.listed": (
        "现有学位：{year} 年在用的所列学校之和（{n} 所；{seats}），别无其他。",
        "Seats in use: the sum of the listed schools that are open in {year} ({n}; {seats}), and nothing else.",
    ),
    "answer.listed": (
        "现有学位为 {year} 年在用的所列学校之和",
        "seats in use are the sum of the listed schools that are open in {year}",
    ),
    "inside": (
        "所列学校中 {year} 年已投用的 {n} 所在其中，不另加。",
        " Of the listed schools {n} are open in {year}: they are among those seats and not added.",
    ),
    "where": ("{areas}（{stages}）", "{areas} ({stages})"),
    "of": ("{stages}：{words}", "{stages}: {words}"),
    "before": (
        "{first} 年之前没有已知的现有学位，所以没有余缺；需求：",
        "Before {first} no seats in use are known, so there is no balance; demand:",
    ),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "always": ("一直在用", "long open"),
    "rest": ("其余现有学位（{year} 年）", "other seats in use ({year})"),
    "less": (" − 所列学校 {n:,}", " - listed schools {n:,}"),
    "answer.balanced": (
        "现有学位没有公布，以 {year} 年供需平衡为假设，所以余缺是相对 {year} 年的变化",
        "seats in use are not published and {year} is taken as balanced (assumed), so every balance is a change since {year}",
    ),
    "answer.written": ("现有学位按方案所写（{basis}）", "seats in use are as the plan writes them ({basis})"),
    # only what is in use counts
    "delivery.note": (
        "按实际投用：只计截至 {day}（--as-of，缺省为今天）已投用的 {counted} 个项目{undated}，自其投用学年起；未投用的 {left_out} 个一概不计。",
        "As delivered: of the plan's projects only those in use on {day} (--as-of, by default today) count ({counted}{undated}), from the school year in which they came into use; those not in use count nothing ({left_out}).",
    ),
    "delivery.title": ("{title}（截至 {day} 已投用）", "{title} (in use on {day})"),
    "delivery.undated": ("（{n} 个未写投用日期，按应投用年）", ", {n} of them without a date, from their opening year"),
    # words of what a plan costs
    "cost.written": ("投资：{written} 所都写明。", "Cost: all {written} schools give theirs."),
    "cost.estimated": (
        "投资：{all} 所中写明 {written} 所，其余 {estimated} 所按每学位 {wan:g} 万元估（assumptions.yaml 的 costs.seat，{basis}，{low:g}–{high:g}）。",
        "Cost: of {all} schools {written} give theirs, {estimated} are estimated at {wan:g} 万元 a seat (costs.seat in assumptions.yaml, {basis}, {low:g}–{high:g}).",
    ),
    "cost.unwritten": (
        "投资：没有写明的学校按每学位 {wan:g} 万元估（assumptions.yaml 的 costs.seat，{basis}，{low:g}–{high:g}）。",
        "Cost: schools that do not give theirs are estimated at {wan:g} 万元 a seat (costs.seat in assumptions.yaml, {basis}, {low:g}–{high:g}).",
    ),
    "cost.turned": (
        "{n:,} 个转学段的学位另按每位 {wan:g} 万元计（costs.conversion，{basis}，{low:g}–{high:g}）。",
        "{n:,} seats that turn to another stage are counted at {wan:g} 万元 each (costs.conversion, {basis}, {low:g}–{high:g}).",
    ),
    "cost.joined": ("", " "),
    # words of the kinds of school and their stages
    "mix.note": (
        "学校类型与学段不常见（学位照所写的学段计）：{found}。",
        "Stages that are unusual for the type of school (seats count as they are written): {found}.",
    ),
    "mix.one": ("{school}为{type}而有{held}（常为{usual}）", "{school}: {type} with {held} (usually {usual})"),
    "type.note": ("不认识的学校类型，照所写：{found}。", "Types of school that are not known, taken as written: {found}."),
    "type.one": ("{type}（{school}）", "{type} ({school})"),
    "type.near": ("{type}（{school}；是否想写 {near}？）", "{type} ({school}; did you mean {near}?)"),
    "mix.more": (" 等 {n} 所", " and {n} more"),
    "mix.join": ("；", "; "),
    "mix.and": ("、", ", "),
}  # fmt: skip

WORDS = Words(SHARED)
say, named = WORDS.say, WORDS.named
