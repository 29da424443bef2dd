"""Words of the report as a page, Chinese and English side by side."""

from __future__ import annotations

from xuewei.answers.gap.words import ANSWER
from xuewei.charts.words import CHARTS
from xuewei.language.words import LABELS, LANGUAGES, Words
from xuewei.report.words import REPORT
from xuewei.tables.words import TABLES

SHARED = (
    "seats", "demand", "balance", "rate", "warning", "usable_seats", "year", "stage", "area", "id", "name", "type",
    "planned", "opens", "status", "founder", "basis", "source", "item", "total", "short", "spare", "even",
    "school.cost_wan", "school.note", "note.unit",
    "compare.base", "compare.worst", "compare.need_only", "compare.first", "compare.last", "compare.years",
    "compare.end", "compare.cost", "compare.never",
    "warning.red", "warning.yellow", "warning.green", "warning.surplus", "warning.baseline",
)  # fmt: skip
"""Labels of all rooms that the page's script uses."""
AHEAD = ("ahead", "past")
"""Beginnings of the keys of an answer that the script says."""
JOINING = ("answer.join", "list.last", "enough", "do.title")
DRAWN = ("shortage", "surplus", "peak", "seats.unit", "balance.unit")
"""Words of charts that it uses."""
PAGE: dict[str, tuple[str, str]] = {
    "page.title": ("学位余缺报告 · {plan}", "School places · {plan}"),
    "page.kind": ("学位余缺报告", "Report on school places"),
    "page.noscript": ("此页用浏览器里的脚本计算和绘图；请打开脚本后再看。", "This page computes and draws with script: please allow it."),
    "page.skip": ("跳到结论", "Skip to the answer"),
    "page.source": ("来源：{source}", "Source: {source}"),
    "page.laid": ("情景：{scenario}", "Scenario: {scenario}"),
    "page.made": ("由 xuewei 生成，不连网即可打开；图表用 Apache ECharts（Apache-2.0 许可）。", "Made by xuewei; opens without a network. Charts by Apache ECharts (licence Apache-2.0)."),
    # parts
    "head.answer": ("结论", "The answer"),
    "head.controls": ("假如……", "What if …"),
    "head.stages": ("各学段的学位与需求", "Seats against demand, by stage"),
    "head.places": ("各区域", "Areas side by side"),
    "head.map": ("地图", "Map"),
    "head.table": ("逐年余缺表", "Balance year by year"),
    "head.schools": ("学校清单", "Schools"),
    "head.compare": ("情景比较", "Scenarios side by side"),
    "head.basis": ("假设与来源", "Assumptions and sources"),
    "head.counting": ("口径", "How it is counted"),
    "head.assumed": ("假设与参数", "Assumptions"),
    "head.sources": ("数据来源", "Sources of data"),
    "answer.own": ("以下说的是方案本身（全部区域、学年），不随控件变：", "What follows is of the plan as it is, in all areas and years, whatever the controls say:"),
    "answer.rests": ("{base}。", "{base}."),
    "card.reach": ("{n}% 区间", "{n}% band"),
    "card.together": ("{year} 缺口合计", "all short in {year}"),
    "card.no_band.known": ("不是预测", "no forecast"),
    "card.no_band.errors": ("无：在校生不足 {n} 年（enrolment.csv）", "none: it takes {n} years of pupils (enrolment.csv)"),
    "card.no_band.births": ("无：出生数年份太少（births.csv）", "none: too few years of births (births.csv)"),
    "card.no_band.even": ("无：设为持平（base_seats）", "none: set even (base_seats)"),
    "card.no_band.given": ("无：所给需求没写 low、high", "none: given without low and high"),
    "card.no_band.unsure": ("无：没写 uncertainty", "none: no uncertainty is written"),
    "card.no_band.without": ("无：没有预测可检验，见口径", "none: no forecast to test, see below"),
    # controls
    "set.lag": ("投用：计划年之后", "Opening after the planned year"),
    "set.lag.years": ("{n} 年", "{n} years"),
    "set.lag.one": ("1 年", "1 year"),
    "set.lag.none": ("当年 9 月", "same year"),
    "set.own": ("{text}（方案）", "{text} (plan)"),
    "set.births": ("生育", "Births"),
    "set.migration": ("净迁入", "Net migration"),
    "set.scope": ("范围：占普查区人口的 %", "Scope: % of the census area"),
    "set.scope.own": ("方案：{n}%", "plan: {n}%"),
    "set.scope.mixed": ("方案：各区不同", "plan: by area"),
    "set.scope.bad": ("应为 0.1 至 100 的数；现按方案计算", "must be from 0.1 to 100; the plan's share is used"),
    "set.bands": ("改了范围或小区，区间的相对宽度（占需求的 %）仍按方案，不重新估计；需求和余缺照算。", "With another scope or other estates bands keep the width, in % of demand, that they have in the plan; demand and balance are computed anew."),
    # estates
    "estates.title": ("新小区（{n} 个）", "New estates ({n})"),
    "estates.title.one": ("新小区", "New estate"),
    "estates.all": ("全部计入", "all of them count"),
    "estates.each": ("逐个小区（{n} 个）", "each estate ({n})"),
    "estates.order": ("按套数，大的在前。", "The largest first, by dwellings."),
    "estates.lag": ("竣工", "completed"),
    "estates.lag.none": ("按计划", "as planned"),
    "estates.lag.years": ("晚 {n} 年", "{n} years later"),
    "estates.share": ("建成 %", "% built"),
    "estates.share.bad": ("应为 0 至 100 的数；现按 100 计算", "must be from 0 to 100; 100 is used"),
    "estates.mixed": ("各不相同", "not alike"),
    "estates.year": ("{year} 年竣工", "completed {year}"),
    "estates.years": ("{first}–{last} 年竣工", "completed {first}–{last}"),
    "estates.size": ("{n:,} 套", "dwellings: {n:,}"),
    "estates.more": ("再显示 {n} 个", "show {n} more"),
    "estates.nobody": ("没有这样的小区。", "No estate fits."),
    "estates.lead": ("需求按小区逐年重算，等于改 estates.csv 的 completes 和 dwellings。", "Demand is counted anew, as if completes and dwellings of estates.csv were edited."),
    "estates.within.one": ("在净迁入之内", "within net migration"),
    "estates.within": ("其中 {n} 个小区在净迁入之内：只改变学生住在哪个区域，不增减总数（estates.counted）。", "{n} of them are within net migration: they move pupils between areas and change no total (estates.counted)."),
    "estates.within.all": ("这些小区都在净迁入之内：只改变学生住在哪个区域，不增减总数（estates.counted）。", "All of them are within net migration: they move pupils between areas and change no total (estates.counted)."),
    "estates.done": ("另有 {n} 个小区在有实际数的年份已竣工，不能在此改动。", "Estates completed by the last year that is no forecast ({n}) stay as they are."),
    "set.schools": ("计入 {on} 所，共 {all} 所学校", "{on} of {all} schools counted"),
    "set.schools.go": ("逐校开关", "switch schools"),
    "set.years": ("学年", "School years"),
    "set.from": ("自", "from"),
    "set.to": ("至", "to"),
    "set.area": ("图中区域", "Area in the charts"),
    "set.together": ("各区域合计（余缺相抵）", "All areas, netted"),
    "set.reset": ("恢复方案", "Back to the plan"),
    "set.is_plan": ("现在是方案本身。", "This is the plan as it is."),
    "set.changed": ("与方案不同：{parts}。", "Changed: {parts}."),
    "set.path.low": ("低", "low"),
    "set.path.medium": ("中", "medium"),
    "set.path.high": ("高", "high"),
    "part.lag": ("投用 {text}", "opening {text}"),
    "part.births": ("生育{text}", "births {text}"),
    "part.migration": ("净迁入{text}", "net migration {text}"),
    "part.scope": ("范围 {text}%", "scope {text}%"),
    "part.estates": ("改动 {n} 个小区", "estates changed: {n}"),
    "part.estates.all": ("全部 {n} 个小区", "all {n} estates"),
    "part.estates.some": ("{n} 个小区", "{n} estates"),
    "part.estate": ("{whose}{how}", "{whose} {how}"),
    "part.estate.off": ("去掉{whose}", "{whose} left out"),
    "part.estate.lag": ("晚 {n} 年竣工", "completed {n} years later"),
    "part.estate.share": ("只建成 {n}%", "{n}% built"),
    "part.estate.and": ("、", " and "),
    "part.off": ("去掉 {n} 所学校", "{n} schools off"),
    "part.on": ("加回 {n} 所学校", "{n} schools on"),
    "save.name": ("给这个情景起名", "Name of this scenario"),
    "save.go": ("存为情景，参加比较", "Save for comparison"),
    "save.done": ("已存：{name}", "Saved: {name}"),
    "save.drop": ("去掉“{name}”", "Remove “{name}”"),
    # charts
    "chart.seats": ("可用学位", "seats"),
    "chart.demand": ("学位需求", "demand"),
    "chart.end.seats": ("学位", "seats"),
    "chart.end.demand": ("需求", "demand"),
    "chart.end.planned": ("方案", "planned"),
    "chart.end.held": ("已投用", "open"),
    "chart.seats.planned": ("可用学位（按方案）", "seats as planned"),
    "chart.seats.held": ("可用学位（已确认投用）", "seats on record as open"),
    "chart.balance.planned": ("余缺（按方案）", "balance as planned"),
    "chart.balance.held": ("余缺（已确认投用）", "balance as on record"),
    "chart.held": ("已确认投用 {n:,} 所；{unknown:,} 所无进度记录", "on record as open: {n:,}; without a record of progress: {unknown:,}"),
    "chart.key.held": ("学位，已确认投用", "seats on record as open"),
    "chart.key.planned": ("学位，方案计划（只画与之不同处）", "seats planned (where they differ)"),
    "chart.key.by_plan": ("；缺口、空余按方案", "; shortage and surplus as planned"),
    "chart.key.unsure": ("可能缺：需求偏高时", "may be short, if demand is high"),
    "chart.unsure": ("可能缺 {years}", "may be short {years}"),
    "chart.since": ("{year} 起为预测", "forecast from {year}"),
    "chart.since.all": ("各年都是预测", "every year is a forecast"),
    "chart.since.none": ("各年都不是预测", "no year is a forecast"),
    "chart.opens": ("学校投用", "schools open"),
    "chart.ends": ("撤销、到期、核减", "closed, ended, removed"),
    "chart.converts": ("转学段", "converted"),
    "chart.filled": ("逐年开班，增 {seats:,} 个学位", "further grades open, {seats:,} seats"),
    "chart.ended": ("撤销、到期、核减 {n} 所，减 {seats:,} 个学位", "{n} closed, ended or removed, {seats:,} seats fewer"),
    "chart.turned.in": ("由其他学段转来 {seats:,} 个学位", "{seats:,} seats converted from other stages"),
    "chart.turned.out": ("转为其他学段 {seats:,} 个学位", "{seats:,} seats converted to other stages"),
    "chart.opened": ("投用 {n} 所，{seats:,} 个学位", "{n} open, {seats:,} seats"),
    "chart.more": ("等 {n} 所", "and {n} more"),
    "chart.tight": ("{year} 最紧：{balance}", "tightest {year}: {balance}"),
    "chart.tight.ahead": ("今后 {year} 最紧：{balance}", "tightest ahead {year}: {balance}"),
    "chart.areas.short": ("其中 {n:,} / {areas:,} 个区域缺", "{n:,} of {areas:,} areas short"),
    "chart.areas.none": ("{areas:,} 个区域都不缺", "none of {areas:,} areas short"),
    "chart.table": ("{title}：数据表", "{title}: as a table"),
    "chart.told": ("{title}，{first}–{last} 学年。需求 {peak} 年最高，{n:,} 人；{tightest}。数据见图下的表。", "{title}, {first}–{last}. Demand peaks in {peak} at {n:,}; {tightest}. The table below has the data."),
    "chart.balances": ("{stage}：各情景余缺", "{stage}: balance by scenario"),
    "chart.balances.told": ("{stage}：{n} 个情景的逐年余缺。数据见下表。", "{stage}: balance by year of {n} scenarios. The table below has the data."),
    "legend": ("图例", "Key"),
    "classes": ("缺·班", "classes short"),
    # areas
    "places.lead": ("{stage}，每格一个区域：柱为余缺占需求的比例，红缺灰余，同一比例尺（±{n}%）。", "{stage}, one area each: bars are balance ÷ demand, red short, grey spare, all to one scale (±{n}%)."),
    "places.cut": ("{n:,} 个区域有柱超出此数，截断处留一道缺口。", " Bars of {n:,} areas go beyond that and are cut off, with a gap near their end."),
    "places.ahead": ("格下写今后（{year} 学年起）最紧的一年；已过去各年的柱画得浅。", " Below each stands its tightest year ahead (from {year}); bars of past years are pale."),
    "places.past": ("格下写所示学年最紧的一年，均已过去。", " Below each stands its tightest year of those shown, all of them past."),
    "places.choose": ("点一格，上面的图就换成这个区域。", "Choose one to see it in the charts above."),
    "places.stage": ("学段", "Stage"),
    "places.sort": ("排序", "Order"),
    "places.sort.plan": ("方案次序", "as in the plan"),
    "places.sort.worst": ("最缺在前", "worst first"),
    "places.told": ("{area}：最紧 {year} 年，{balance}", "{area}: tightest in {year}, {balance}"),
    "places.some": ("共 {n} 个区域，显示 {shown} 个。", "{shown} of {n} areas shown."),
    "places.all": ("全部显示", "show all"),
    "map.year": ("学年", "School year"),
    "map.lead": ("颜色为余缺占需求的比例。", "Colour is balance ÷ demand."),
    "map.choose": ("点一个区域，上面的图就换成它。", "Choose an area to see it in the charts above."),
    "map.title": ("{stage} {year} 学年余缺地图", "Map of the balance, {stage}, {year}"),
    "map.told": ("{area}：{balance}（{rate}）", "{area}: {balance} ({rate})"),
    "map.point": ("把指针移到区域上，或用 Tab 键选中。", "Point at an area, or move to it with Tab."),
    "map.below": ("低于 {n}%", "below {n}%"),
    "map.above": ("{n}% 以上", "{n}% and above"),
    "map.between": ("{low}% 至 {high}%", "{low}% to {high}%"),
    # tables
    "table.caption": ("各区域、学段、学年的学位、需求与余缺", "Seats, demand and balance by area, stage and year"),
    "table.filter": ("筛选", "Filter"),
    "table.all": ("全部", "all"),
    "table.alert": ("预警", "Alert"),
    "table.short_only": ("只看缺学位", "short only"),
    "table.find": ("查找", "Find"),
    "table.count": ("{shown:,} 行，共 {n:,} 行", "{shown:,} of {n:,} rows"),
    "table.more": ("再显示 {n:,} 行", "show {n:,} more"),
    "table.sort": ("按{column}排序", "sort by {column}"),
    "table.none": ("没有符合的行。", "No row fits."),
    "schools.caption": ("学校、学位与投用年；开关决定是否计入", "Schools, seats and opening years; switches decide what counts"),
    "schools.on": ("计入", "on"),
    "schools.switch": ("计入 {name}", "count {name}"),
    "schools.off": ("（未计入）", " (not counted)"),
    "schools.all": ("全部计入", "all on"),
    "schools.none": ("全部去掉", "all off"),
    "schools.lead": ("关掉一所学校，上面的结论、图和表随之重算；学位为推算的分配，规划只印总数时如此。", "Switch a school off and answer, charts and tables follow."),
    # comparison
    "compare.scenario": ("情景", "scenario"),
    "compare.past": ("{at}（已过去）", "{at} (past)"),
    "compare.ahead": ("今后 {at}", "ahead: {at}"),
    "compare.now": ("现在的设置", "present setting"),
    "compare.lead": ("最紧的一年把各区域相抵；只计缺口时一区之余不补另一区。", "The tightest year nets areas; need only does not."),
    "compare.years.caption": ("{stage}：各情景逐年余缺", "{stage}: balance by scenario and year"),
    "compare.alone": ("只有方案本身。改动控件或存下情景，就并排显示。", "Only the plan so far. Move the controls, or save a setting."),
    "at": ("{year} 年{balance}", "{balance} in {year}"),
    # basis
    "basis.value": ("取值", "value"),
    "basis.range": ("范围", "range"),
    "basis.what": ("数据", "data"),
    "basis.years": ("年份", "years"),
    "basis.caption": ("每项假设的取值、范围、依据与来源", "Every assumption with value, range, basis and source"),
    "basis.sources": ("每项数据的年份、依据与来源", "Every source with years and basis"),
    "basis.plan_only": ("下表是方案本身的假设；控件的改动不写在这里。", "Assumptions of the plan as it is, whatever the controls say."),
    "print.setting": ("本页数字所用设置：{text}", "Setting of this page: {text}"),
    "print.filtered": ("按筛选（{filters}）只印 {n:,} 行，共 {all:,} 行。", "Filtered ({filters}): {n:,} of {all:,} rows printed. "),
    "print.years": ("各情景逐年的余缺没有印，在页上图下的表里。", "The balance of every scenario year by year is not printed; the tables below the charts of the page have it."),
    "print.left.schools": ("只印前 {n:,} 所，另有 {left:,} 所没有印：用“查找”分几次印。", "The first {n:,} schools are printed, {left:,} more are not: print them by “Find”."),
    "print.left": ("只印前 {n:,} 行，另有 {left:,} 行没有印：用筛选分几次印，或用 xuewei gap --output 余缺.csv 得到全表。", "The first {n:,} rows are printed, {left:,} more are not: print them by filters, or take the whole table by xuewei gap --output balance.csv."),
}  # fmt: skip

BESIDE: dict[str, tuple[str, str]] = {
    "head.alerts": REPORT["head.alerts"],
    "head.use": ("各校使用情况", "How full schools are"),
    "head.grades": ("分年级余缺", "Balance by grade"),
    "beside.own": ("这一节说的是方案本身，不随控件变。", "This part is of the plan as it is, whatever the controls say."),
    "beside.notes": ("怎么算的", "How it is counted"),
    "beside.more": ("另有 {n:,} 行", "{n:,} more rows"),
    "beside.cut": ("另有 {n:,} 行没有印，在屏幕上展开可看。", "{n:,} more rows are not printed; unfold them on the screen."),
    "alerts.by": ("按", "By"),
    "alerts.by.zone": ("学区", "zone"),
    "alerts.by.area": ("区域", "area"),
    "alerts.key": ("预警等级", "Levels of alerts"),
    "alerts.level.green": ("{level}：无预警", "{level}: no alert"),
    "alerts.level.blue": ("{level}：富余", "{level}: surplus"),
    "alerts.level.yellow": ("{level}：偏紧", "{level}: tight"),
    "alerts.level.orange": ("{level}：很紧", "{level}: very tight"),
    "alerts.level.red": ("{level}：招满或不足", "{level}: full or short"),
    "alerts.level.unknown": ("{level}：儿童数未知", "{level}: children not known"),
    "alerts.table": ("{stage}起始年级：预警与儿童 / 招生计划，最紧的在前", "Entry grade of {stage}: alert and children / intake, the tightest first"),
    "alerts.september": ("{year} 年 9 月", "Sept. {year}"),
    "alerts.count": ("{children} / {intake:,}", "{children} / {intake:,}"),
    "alerts.others": ("计数外 {n}", "not counted: {n}"),
    "alerts.told": ("{year} 年 9 月，{place}，{stage}起始年级：儿童 {children}，招生计划 {intake:,}，{level}", "September {year}, {place}, entry grade of {stage}: children {children}, intake {intake:,}, {level}"),
    "alerts.told.short": ("，缺 {n:,}（{classes:,} 班）", ", short {n:,} (classes: {classes:,})"),
    "alerts.means": REPORT["head.means"],
    "alerts.means.more": ("另有 {n:,} 处缺口", "{n:,} more shortages"),
    "alerts.means.left": ("还有 {n:,} 处没有列出：xuewei warn --detail 全列。", "{n:,} more are not listed: xuewei warn --detail has all."),
    "alerts.withheld": ("不公布", "not published"),
    "alerts.withheld.why": ("“不公布”的儿童数，减去各学区的就得出某个学区不足 {n} 人的数。", "Children “not published”: from them a zone's number below {n} would follow."),
    "alerts.options": ("与 xuewei warn 同一算法；文中的选项（--from 等）是该命令的。", "As `xuewei warn` has it; the options named here (--from and others) are of that command."),
}  # fmt: skip
"""Words of what only some plans have."""

say = Words({**REPORT, **PAGE, **BESIDE}).say


def beside_words(lang: str) -> dict[str, str]:
    """The sentences of what stands beside the balance, by key, unfilled."""
    return {key: pair[LANGUAGES.index(lang)] for key, pair in BESIDE.items()}


def _band_words() -> dict[str, tuple[str, str]]:
    """Words of bands, their level as a whole number of per cent, which the page's script fills in."""
    keys = ("demand", "balance.low", "balance.high", "warning", "green", "yellow", "red")
    return {f"band.{key}": _percent(*TABLES[f"band.{key}"]) for key in keys}


def _percent(zh: str, en: str) -> tuple[str, str]:
    """Words with a level as a whole number of per cent."""
    return zh.replace("{level:.0%}", "{n}%"), en.replace("{level:.0%}", "{n}%")


def page_words(lang: str) -> dict[str, str]:
    """Every sentence of the page by its key, unfilled: the page's script fills them.

    >>> page_words("en")["short"], page_words("zh")["head.answer"]
    ('short {n:,}', '结论')
    """
    chosen = {
        **{key: LABELS[key] for key in SHARED},
        **{key: CHARTS[key] for key in DRAWN},
        **{key: _percent(*ANSWER[key]) for key in ANSWER if key.startswith(AHEAD) or key in JOINING},
        **{key: TABLES[key] for key in ("answer.balanced", "answer.written")},
        **{key: REPORT[key] for key in ("join", "list")},
        **_band_words(),
        **PAGE,
    }
    return {key: pair[LANGUAGES.index(lang)] for key, pair in chosen.items()}
