"""Words on the seats in use before a plan, the years before them, and seats as delivered, Chinese and English side by side."""

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
}  # fmt: skip

say = Words(BASE_SEATS).say
