"""Words of several scenarios side by side, Chinese and English."""

from __future__ import annotations

from xuewei.language.words import Words

COMPARING: dict[str, tuple[str, str]] = {
    "table": ("各情景、各学段", "Every scenario, stage by stage"),
    "apart": (
        "{stage}最紧的一年，最好：{best}（{good}）；最差：{worst}（{poor}）；相差 {n:,} 个学位。",
        "{stage}, in the tightest year: best {best} ({good}), worst {worst} ({poor}), {n:,} seats apart.",
    ),
    "alike": ("{stage}最紧的一年，各情景一样（{good}）。", "{stage}: the tightest year is the same in all ({good})."),
    "one": ("{stage}最紧的一年：{good}。", "{stage}: the tightest year is {good}."),
    "year": ("{year} 年{words}", "{year}, {words}"),
    "cost.apart": (
        "投资最省：{best}（{low:,.0f} 万元）；最多：{worst}（{high:,.0f} 万元）；相差 {n:,.0f} 万元。",
        "Cost in 10,000 yuan: least {best}, {low:,.0f}; most {worst}, {high:,.0f}; {n:,.0f} apart.",
    ),
    "cost.alike": (
        "投资各情景都是 {low:,.0f} 万元。",
        "Cost in 10,000 yuan: {low:,.0f} in all.",
    ),
    "more": ("等 {n} 个情景", " and others ({n} scenarios)"),
    "join": ("、", ", "),
}  # fmt: skip

WORDS = Words(COMPARING)
say, named = WORDS.say, WORDS.named
