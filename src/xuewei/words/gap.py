"""Words of the answer in three sentences and in bars, Chinese and English side by side."""

from __future__ import annotations

from xuewei.words.labels import Words

GAP: dict[str, tuple[str, str]] = {
    # the answer: one area
    "answer.short": ("{area} {years} 学年：{parts}。", "{area}, {years}: {parts}."),
    "answer.once": ("{stage} {year} 年缺 {n:,} 个学位", "{stage} is short by {n:,} seats in {year}"),
    "answer.span": (
        "{stage} {first}–{last} 年间有 {years} 年缺学位，最多的 {worst} 年缺 {n:,} 个",
        "{stage} is short in {years} years from {first} to {last}, most in {worst} by {n:,} seats",
    ),
    "answer.rest": ("{stages}各年不缺", "{stages} never short"),
    "answer.none": ("各学段各年都不缺学位", "no stage is short in any year"),
    "answer.spare": ("空余最多的是：{parts}。", "Most to spare: {parts}."),
    "answer.most": ("{stage} {year} 年余 {n:,} 个学位", "{stage} with {n:,} seats in {year}"),
    "answer.no_spare": ("没有一个学段在哪一年有空余学位。", "No stage has seats to spare in any year."),
    "answer.peak": ("需求最高的是：{parts}；{base}。", "Demand is highest: {parts}; {base}."),
    "answer.peak.of": ("{stage} {year} 年 {n:,} 人", "{stage} with {n:,} children in {year}"),
    # the answer: several areas
    "answer.areas": (
        "{areas} 个区域，{years} 学年：{short} 个区域有缺学位的学年（{parts}）。",
        "{areas} areas, {years}: {short} are short in some year ({parts}).",
    ),
    "answer.areas.of": ("{stage} {n} 个", "{stage}: {n}"),
    "answer.areas.none": (
        "{areas} 个区域，{years} 学年：各区域各学段各年都不缺学位。",
        "{areas} areas, {years}: no area is short at any stage in any year.",
    ),
    "answer.worst": ("缺得最多的是：{parts}。", "Worst are: {parts}."),
    "answer.worst.of": ("{area}{stage} {year} 年缺 {n:,} 个学位", "{area}, {stage}, short by {n:,} seats in {year}"),
    "answer.tightest": ("最紧的是{area}{stage}，{year} 年{balance}个学位。", "Tightest is {area}, {stage}: {balance} seats in {year}."),
    "answer.all": (
        "各区域缺口相加（一区之余不补另一区）：{parts}；{base}。",
        "Shortages of all areas together (no area's surplus serves another): {parts}; {base}.",
    ),
    "answer.all.of": ("{stage} {year} 年最多，共缺 {n:,} 个学位", "{stage} at most {n:,} seats, in {year}"),
    "answer.all.none": ("没有缺口", "none"),
    "answer.join": ("；", "; "),
    "answer.list": ("、", ", "),
    # bars
    "quick.key": ("{met} 有学位的需求  {short} 缺口  {spare} 空余", "{met} demand with a seat  {short} shortage  {spare} surplus"),
    "quick.scale": ("一格约 {n:,} 个学位；条长为学位与需求中较大者。", "One cell is about {n:,} seats; a bar is as long as the larger of seats and demand."),
}  # fmt: skip

say = Words(GAP).say
