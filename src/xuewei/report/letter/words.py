"""Words of the document alone, Chinese and English side by side; those of both forms of the report beside them."""

from __future__ import annotations

from xuewei.language.words import Words
from xuewei.report.words import REPORT

LETTER: dict[str, tuple[str, str]] = {
    # what an official document has around its text
    "title.before": ("关于", "Report on school places: "),
    "title.after": ("学位余缺情况的报告", ""),
    "addressee": ("{name}：", "To {name}:"),
    "addressee.open": ("（主送机关）", "(whom it goes to)"),
    "sign.open": ("（发文机关）", "(issued by)"),
    "day": ("{year}年{month}月{day}日", "{day} {month_name} {year}"),
    "day.open": ("　　　　年　　月　　日", "(date)"),
    "mark": ("{name}文件", "{name}"),
    "annexes": ("附件：", "Annexes: "),
    "annex.listed": ("{n}. {name}", "{n}. {name}"),
    "annex.mark": ("附件{n}", "Annex {n}"),
    "lead": ("现将学位余缺测算情况报告如下。", "What was found of school places is reported here."),
    # the first page
    "ahead": ("今后（{years} 学年）学位余缺", "Balance of seats ahead ({years})"),
    "dates": ("数据截至：{parts}。{version}", "Data as of: {parts}. {version}"),
    "dates.census": ("人口普查 {day}", "census {day}"),
    "dates.totals": ("总人口 {year} 年", "residents {year}"),
    "dates.births": ("出生 {year} 年", "births {year}"),
    "dates.pupils": ("在校生 {year} 年", "pupils {year}"),
    "dates.pupils.none": ("在校生没有记录", "no pupils on record"),
    "dates.plan": ("方案 {date}", "plan {date}"),
    "dates.plan.none": ("方案未注明日期", "a plan without a date"),
    "dates.join": ("，", ", "),
    "version": ("测算程序 xuewei（{version} 版）。", "Computed by xuewei, version {version}."),
    "made": (
        "本报告由 xuewei（{version} 版）于{day}生成，所依据的 {n:,} 个文件及其校验码记在本文件的属性里{plan}。",
        "This report was made by xuewei, version {version}, on {day}; the {n:,} files that it rests on are in its properties with their digests{plan}.",
    ),
    "made.plan": ("，方案文件的校验码为 {digest}", "; that of the plan begins {digest}"),
    # parts of the text
    "head.to_do": ("建议", "What to do"),
    "head.found": ("测算情况", "What was found"),
    "annex.stages": ("各学段逐年学位余缺", "Balance of seats year by year"),
    "annex.schools": ("学校清单", "Schools"),
    "annex.needs": ("班级、教师与经费", "Classes, teachers and money"),
    "annex.sites": ("备选点", "Candidate sites"),
    "annex.compared": ("情景比较", "Scenarios side by side"),
    "annex.basis": ("测算依据与数据来源", "What the figures rest on"),
}  # fmt: skip

WORDS = Words({**REPORT, **LETTER})
say, named = WORDS.say, WORDS.named
