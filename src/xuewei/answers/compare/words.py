"""Words of several scenarios side by side and of the difference between two plans, Chinese and English."""

from __future__ import annotations

from xuewei.language.words import Words

COMPARING: dict[str, tuple[str, str]] = {
    # words of several scenarios side by side
    "table": ("各情景、各学段", "Every scenario, stage by stage"),
    "apart": (
        "{stage}最紧的一年，最好：{best}（{good}）；最差：{worst}（{poor}）；相差 {n:,} 个学位。",
        "{stage}, in the tightest year: best {best} ({good}), worst {worst} ({poor}), {n:,} seats apart.",
    ),
    "alike": ("{stage}最紧的一年，各情景一样（{good}）。", "{stage}: the tightest year is the same in all ({good})."),
    "one": ("{stage}最紧的一年：{good}。", "{stage}: the tightest year is {good}."),
    "worst_year": ("{year} 年{words}", "{year}, {words}"),
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
    # words of the difference between two plans
    "diff.title": ("{before} → {after}", "{before} → {after}"),
    "diff.equal": ("内容相同。", "The same content."),
    "diff.no_effect": ("写法有变，各学段各年的学位与需求不变。", "Something is written differently; no seat and no child changes."),
    "diff.no_totals": (
        "净迁入取高、中、低都一样：{areas}没有普查之后的总人口（totals.csv），路径不起作用。",
        "The path of net migration makes no difference: {areas} has no totals after the census (totals.csv).",
    ),
    "diff.worse": (
        "{who}：{years} 学年更多孩子没有学位，{worst} 年最多：{before:,} → {after:,} 人（多 {n:,}，约 {classes:,} 个班），{first} 至 {last} 出生。",
        "{who}: more children without a seat in {years}; most in {worst}: {before:,} → {after:,} ({n:,} more, {classes:,} classes), born {first} to {last}.",
    ),
    "diff.better": (
        "{who}：{years} 学年没有学位的孩子减少，{worst} 年减得最多：{before:,} → {after:,} 人（少 {n:,}，约 {classes:,} 个班），{first} 至 {last} 出生。",
        "{who}: fewer children without a seat in {years}; by most in {worst}: {before:,} → {after:,} ({n:,} fewer, {classes:,} classes), born {first} to {last}.",
    ),
    "diff.steady": ("{who}：没有学位的孩子不增不减，只是余位有变。", "{who}: nobody gains or loses a seat; only the spare seats change."),
    "diff.gained": ("新增缺学位的学年 {years}", "new years of shortage {years}"),
    "diff.lost": ("不再缺学位的学年 {years}", "no longer short in {years}"),
    "diff.peak": ("需求高峰 {before} → {after}", "demand peaks {before} → {after}"),
    "diff.worst": ("最紧的一年 {change}", "tightest year {change}"),
    "diff.join": ("；", "; "),
    "diff.changes": ("改了什么", "What changes"),
    "diff.effects": ("各学段各年的学位、需求与余缺（前 → 后）", "Seats, demand and balance by stage and year (before → after)"),
    "diff.kind": ("变化", "change"),
    "diff.subject": ("学校或参数", "school or parameter"),
    "diff.field": ("项目", "field"),
    "diff.before": ("前", "before"),
    "diff.after": ("后", "after"),
    "diff.without": ("没有学位的孩子", "without a seat"),
    "diff.added": ("新增", "added"),
    "diff.removed": ("删去", "removed"),
    "diff.moved": ("改期", "moved"),
    "diff.changed": ("改动", "changed"),
    "diff.parameter": ("参数", "parameter"),
    "diff.people": ("人口", "people"),
    "diff.following": ("{n} 所学校的投用年随投用滞后而移动。", "{n} schools open in another year because the opening lag changes."),
    "note.diff": ("没有学位的孩子 = 缺口；负号表示减少。", "Without a seat: the shortage; minus is fewer."),
}  # fmt: skip

WORDS = Words(COMPARING)
say, named = WORDS.say, WORDS.named
