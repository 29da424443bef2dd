"""Words of charts of a plan, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words
from xuewei.tables.words import TABLES

CHARTS: dict[str, tuple[str, str]] = {
    "gap.title": ("学位与需求", "Seats against demand"),
    "demand.title": ("学位需求", "Demand for seats"),
    "ledger.title": ("历年新增学位", "Seats added year by year"),
    "pyramid.title": ("{year} 学年分性别、年龄人口", "People by sex and age, school year {year}"),
    "fan.title": ("学位余缺的可能范围", "What the balance may be"),
    "titled": ("{title} · {plan}", "{title} · {plan}"),
    # legends
    "seats": ("可用学位", "seats"),
    "demand": ("学位需求", "demand"),
    "band": TABLES["band.demand"],
    "band.balance": TABLES["band.balance"],
    "shortage": ("缺口", "shortage"),
    "surplus": ("空余", "surplus"),
    "opening": ("学校投用", "schools open"),
    "closing": ("撤销、到期、核减", "closed, ended, removed"),
    "conversion": ("转学段", "converted"),
    "opening.n": ("{n} 所", "{n} open"),
    "closing.n": ("{n} 所撤", "{n} close"),
    "conversion.n": ("{n} 所转", "{n} turn"),
    "seats.planned": ("可用学位（按方案）", "seats as planned"),
    "seats.held": ("可用学位（已确认投用）", "seats on record as open"),
    "end.seats": ("学位", "seats"),
    "end.demand": ("需求", "demand"),
    "end.planned": ("方案", "planned"),
    "end.held": ("已投用", "open"),
    "held": ("学位：实线为已确认投用 {n:,} 所，{unknown:,} 所无进度记录；虚线为方案计划，缺口、空余按方案。", "Seats: solid as on record, {n:,} open, {unknown:,} without a record of progress; dashed as planned, of which shortage and surplus are."),
    "unsure": ("可能缺 {years}", "may be short {years}"),
    "unsure.key": ("可能缺：需求偏高时", "may be short, if demand is high"),
    "since": ("{year} 起为预测", "forecast from {year}"),
    "since.key": ("此后为预测", "forecast from here"),
    "worst.past": ("此前最多缺 {n:,}（{year}）", "before: short by {n:,} ({year})"),
    "peak": ("需求最高 {n:,}（{year}）", "demand peaks at {n:,} ({year})"),
    "key.short": ("{year} 年最紧：缺 {n:,}", "tightest {year}: short {n:,}"),
    "key.spare": ("{year} 年最紧：余 {n:,}", "tightest {year}: spare {n:,}"),
    "worst": ("最多缺 {n:,}（{year}）", "short by {n:,} at most ({year})"),
    "recorded": ("在校生记录", "pupils on record"),
    "added": ("当年增减（学位）", "added in the year (seats)"),
    "nothing": ("没有新增学位", "no seats are added"),
    "sum": ("累计（学位）", "running sum (seats)"),
    "male": ("男", "male"),
    "female": ("女", "female"),
    "age": ("年龄（周岁）", "age (completed years)"),
    "school_age": ("{stage}（{first}–{last} 岁）", "{stage} (aged {first}–{last})"),
    "persons": ("人", "persons"),
    "seats.unit": ("学位（个）、儿童（人）", "seats, children"),
    "children.unit": ("儿童（人）", "children"),
    "balance.unit": ("余缺（学位）", "balance (seats)"),
    "short.chance": ("缺的可能（%）", "chance of shortage (%)"),
    "never": ("各年都不缺：可能为 0%", "no shortage in any year: 0% throughout"),
    "median": ("中位", "median"),
    "spread": ("10–90% 的抽取", "10–90% of draws"),
    # captions
    "by.source": ("来源：{source}。", "Source: {source}."),
    "by.ledger": ("单位：学位；投用年 = 计划年 + {lag}，除非方案写明。现有学位不在其中；减为撤销、到期、核减、转学段。", "Unit: seats, by opening year (planned + {lag} unless written). Seats in use before are left out; below nought: closed, ended, removed, converted."),
    "by.pyramid": ("单位：人，{year} 年 8 月 31 日周岁；{area}占{census} {share:.1%}（{basis}）；末一年龄为 {last} 岁及以上。", "Unit: persons by completed years on 31 August {year}; {area} is {share:.1%} of {census} ({basis}); the last age is {last} and over."),
    "by.fan": ("{draws:,} 次抽取，种子 {seed}；{sources}各按写明来源的分布。余缺 = 可用学位 − 学位需求。", "{draws:,} draws, seed {seed}: {sources}, each as its source has it. Balance = seats - demand."),
    "by.fan.list": ("、", ", "),
    "by.band": ("虚线：学位照方案、需求取区间两端时的余缺，即 gap 的余缺下限、上限；阴影另抽学位的推迟与交付。", "Dashed: the balance with seats as planned and demand at either end of its band, as gap tells it; the shade also draws late openings and delivered seats."),
    # faults
    "lacking": ("所用字体没有 {found}，图中以 ? 代替。", "The font has no {found}: the picture shows ? instead."),
    "english": TABLES["chart.english"],
}  # fmt: skip

say = Words(CHARTS).say
