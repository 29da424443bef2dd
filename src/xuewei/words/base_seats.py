"""Words on the seats in use before a plan and on the years before them, Chinese and English side by side."""

from __future__ import annotations

from xuewei.words.labels import Words

BASE_SEATS: dict[str, tuple[str, str]] = {
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
    "comma": ("、", ", "),
    "True": ("是", "yes"),
    "False": ("否", "no"),
    "always": ("一直在用", "long open"),
    "rest": ("其余现有学位（{year} 年）", "other seats in use ({year})"),
    "less": (" − 所列学校 {n:,}", " - listed schools {n:,}"),
}

say = Words(BASE_SEATS).say
