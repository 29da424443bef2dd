"""Words of the report as a document, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words
from xuewei.report.words import REPORT
from xuewei.tables.words import TABLES

LETTER: dict[str, tuple[str, str]] = {
    **REPORT,
    **{key: TABLES[key] for key in ("band.green", "band.yellow", "band.red", "band.warning")},
    "title": ("学位余缺报告", "Report on school places"),
    "table": ("表", "Table"),
    "picture": ("图", "Figure"),
    "template.lacking": ("模板缺少这些样式，用了自带的：{names}", "the template lacks these styles, so the shipped ones stand in: {names}"),
    # headings
    "head.answer": ("结论", "The answer"),
    "head.stages": ("各学段余缺", "Balance by stage"),
    "head.schools": ("学校清单", "Schools"),
    "head.compared": ("情景比较", "Scenarios side by side"),
    "head.basis": ("依据与来源", "What it rests on"),
    "head.counting": ("口径", "How it is counted"),
    "head.assumed": ("假设与参数", "Assumptions"),
    "head.sources": ("数据来源", "Sources of data"),
    "head.unknown": ("本报告不知道的", "What this report does not know"),
    # stages
    "picture.gap": ("{area}{stage}：可用学位与学位需求", "{area}, {stage}: seats against demand"),
    "picture.told": ("{area}。{course}", "{area}. {course}"),
    "table.years": ("{area}{stage}逐年余缺", "{area}, {stage}: balance year by year"),
    "table.areas": ("{stage}：各区域余缺", "{stage}: balance by area"),
    "table.totals": ("{stage}：各区域合计", "{stage}: all areas"),
    "course.areas": (
        "{n} 个区域中 {short} 个有缺学位的学年；下面先列全部区域，缺得最多的在前，再逐年说明{shown}。",
        "{short} of {n} areas are short in some year; all areas come first, the worst at the top, then year by year {shown}.",
    ),
    "course.many": (
        "{n} 个区域中 {short} 个有缺学位的学年；下面先列缺得最多的 {listed} 个区域，再逐年说明{shown}；其余区域见 xuewei gap --stage {stage} --format csv。",
        "{short} of {n} areas are short in some year; the {listed} worst come first, then year by year {shown}; for the others see xuewei gap --stage {stage} --format csv.",
    ),
    "column.band": ("需求 {level:.0%} 区间", "{level:.0%} band of demand"),
    "column.least": ("余缺下限", "balance at least"),
    "column.most": ("余缺上限", "balance at most"),
    "column.short": ("缺学位的学年", "short in"),
    "column.worst": ("最紧的一年", "tightest year"),
    "column.end": ("期末余缺", "at the end"),
    "column.peak": ("需求最高", "highest demand"),
    "ends": ("{low:,}–{high:,}", "{low:,}–{high:,}"),
    "in": ("{year} 年{balance}", "{balance} in {year}"),
    "peak": ("{year} 年 {n:,}", "{n:,} in {year}"),
    "never": ("不缺", "never"),
    "unit": ("单位：学位（个）、儿童（人）。", "Unit: seats, children."),
    "close": (
        "补齐 {year} 年的缺口约需 {classes} 个班{schools}。",
        "To close the shortage of {year}: {classes} classes{schools}.",
    ),
    # schools
    "schools.lead": ("方案列有 {n} 所学校，其中取消 {cancelled} 所。", "The plan lists {n} schools, {cancelled} of them cancelled."),
    "schools.lead.none": ("方案列有 {n} 所学校。", "The plan lists {n} schools."),
    "schools.title": ("学校清单", "Schools"),
    "column.number": ("序号", "no."),
    "column.school": ("学校", "school"),
    "column.seats": ("学位", "seats"),
    "seats.of": ("{stage} {n:,}", "{stage} {n:,}"),
    "schools.empty": ("方案没有列出学校。", "The plan lists no schools."),
    "schools.some": ("只列前 {most} 所；全部见 xuewei ledger。", "The first {most} only; for all of them see xuewei ledger."),
    # scenarios
    "compared.lead": ("基准为方案本身，其余各情景与它并列：{names}。", "Base is the plan as it is; beside it: {names}."),
    "compared.apart": ("{name} 与所示学年没有重合，未列。", "{name} has none of the years shown and is left out."),
    # sources
    "basis.lead": (
        "下列 {n} 项决定结果，其中公布 {published} 项、推算 {derived} 项、假设 {assumed} 项；来源见脚注。",
        "These {n} decide the answer: {published} published, {derived} derived, {assumed} assumed; their sources are in the footnotes.",
    ),
    "sources.lead": ("方案与人口数据取自下列来源，见脚注。", "Plan and people come from these sources, named in the footnotes."),
    "sources.some": ("另有 {n} 项来源未列，见人口目录。", "{n} further sources are left out: see the population folder."),
    "table.assumed": ("假设与参数", "Assumptions"),
    "table.sources": ("数据来源", "Sources of data"),
    "column.item": ("项目", "item"),
    "column.value": ("取值", "value"),
    "column.range": ("可能范围", "range"),
    "column.basis": ("依据", "basis"),
    "column.what": ("数据", "data"),
    "column.years": ("年份", "years"),
    "source.of_plan": ("方案：{source}", "Plan: {source}"),
    "source.of_people": ("人口：{sources}", "People: {sources}"),
}  # fmt: skip

WORDS = Words(LETTER)
say, named = WORDS.say, WORDS.named
