"""Words of the report for a meeting, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

REPORT: dict[str, tuple[str, str]] = {
    "join": ("；", "; "),
    "list": ("、", ", "),
    # assumptions
    "assumed.base": ("现有学位", "seats in use before the plan"),
    "assumed.base.balanced": ("等于 {year} 年学位需求", "demand of {year}"),
    "assumed.base.written": ("{year} 年，按方案所写", "{year}, as the plan writes them"),
    "assumed.lag": ("投用滞后：计划年到首个开学 9 月", "from the planned year to the first September with pupils"),
    "assumed.fill": ("招生方式", "how new schools fill"),
    "assumed.delivered": ("未投用学位计入份额", "share of seats not yet open that is counted"),
    "assumed.crowding": ("现有学校的班额系数（在校生 ÷ 班额标准）", "crowding of schools in use (pupils ÷ norm)"),
    "assumed.scope": ("{area}占{census}人口的份额", "{area} as a share of the people of {census}"),
    "assumed.scope.many": ("{area}等 {n} 个区域占其普查区人口的份额", "{area} and others, {n} areas, as shares of their census areas"),
    "assumed.births": ("生育（{path}）：相对已知末年的倍数", "fertility ({path}): times that of the last known year"),
    "assumed.births.written": ("写明的出生", "births that are written"),
    "assumed.migration": ("净迁入（{path}）", "net migration ({path})"),
    "assumed.migration.low": ("已知末年以后为零", "none after the last known year"),
    "assumed.migration.medium": ("由已知各年的均值渐减，{year} 年为零", "from the mean of the known years down to none in {year}"),
    "assumed.migration.high": ("保持已知各年的均值", "stays at the mean of the known years"),
    "assumed.migration.written": ("写明的净迁入", "net migration that is written"),
    "assumed.participation": ("{stage}入学（园）率", "participation, {stage}"),
    "assumed.inflow": ("{stage}区外生系数", "pupils from outside, {stage}"),
    "assumed.not_acting": ("{name}（不作用于按年级推进的需求）", "{name} (does not act on demand by grade progression)"),
    "assumed.shape": ("分年龄生育的形状", "fertility by age, its shape"),
    "assumed.shape.value": ("{first}–{last} 岁，最高 {age} 岁", "ages {first}–{last}, highest at {age}"),
    "assumed.infant": ("婴儿死亡率", "infant mortality"),
    "assumed.under_five": ("五岁以下死亡率", "mortality under five"),
    "assumed.life": ("预期寿命（{sex}）", "life expectancy ({sex})"),
    "assumed.ageing": ("成人死亡率随年龄的增长", "growth of adult mortality with age"),
    "assumed.cap": ("规模上限：{type}", "size cap: {type}"),
    "assumed.cutoff": ("入学年龄截止日", "day on which ages count"),
    "assumed.cutoff.value": ("{month} 月 {day} 日", "{month}-{day}"),
    "assumed.cutoff.source": ("义务教育法第十一条", "Compulsory Education Law, art. 11"),
    "assumed.range": ("{low}–{high}", "{low}–{high}"),
    "assumed.plan": ("按方案所写", "as the plan writes it"),
    "male": ("男", "male"),
    "female": ("女", "female"),
    # values with their units
    "unit.share": ("{n}", "{n}"),
    "unit.factor": ("{n} 倍", "× {n}"),
    "unit.ratio": ("{n}", "{n}"),
    "unit.years": ("{n} 年", "{n} years"),
    "value.one_year": ("1 年", "1 year"),
    "unit.life": ("{n} 岁", "{n} years"),
    "unit.year": ("{n} 年", "{n}"),
    "unit.pupils": ("{n} 人", "{n} pupils"),
    "unit.persons": ("{n} 人", "{n} persons"),
    "unit.deaths per birth": ("{n}（每例出生）", "{n} deaths per birth"),
    "unit.per year of age": ("每岁 {n}", "{n} per year of age"),
    "value.other": ("{n} {unit}", "{n} {unit}"),
    "value.at": ("{year} 年 {value}", "{value} in {year}"),
    # sources
    "source.plan": ("方案", "plan"),
    "source.base": ("现有学位", "seats in use"),
    "source.census": ("人口普查", "census"),
    "source.births": ("出生", "births"),
    "source.totals": ("总人口", "total population"),
    "source.enrolment": ("在校生", "pupils on record"),
    "source.areas": ("区域变动", "changes of areas"),
    "source.bands": ("需求的区间", "bands of demand"),
    # what is not known
    "unknown.base": (
        "现有学位没有公布。这里设 {year} 学年供需平衡，所以余缺只是相对 {year} 年的变化，不是空位数；知道现有学位，写进方案即可替换。",
        "Seats in use are not published. {year} is taken as balanced, so a balance is a change since {year} and no number of empty seats; written into the plan, real seats take its place.",
    ),
    "unknown.schools": ("{n} 所学校中：{parts}。", "Of {n} schools: {parts}."),
    "unknown.names": ("{n} 所没有校名", "{n} have no name"),
    "unknown.founders": ("{n} 所没有写明举办者", "{n} have no founder"),
    "unknown.seats": ("{n} 所的学位是推算或假设", "the seats of {n} are derived or assumed"),
    "unknown.opening": (
        "学校何时真正开学。未写明的按计划年加 {lag} 年；晚一年，就缺一年的学位。",
        "When schools really open. Where it is not written, it is the planned year plus {lag}; a year late is a year without the seats.",
    ),
    "unknown.ahead": (
        "{parts}都是预测，越远越不准；方案会不会变也不知道。",
        "{parts} are forecast, the farther the less surely; nor is it known whether the plan will change.",
    ),
    "unknown.ahead.part": ("{last} 年以后的{what}", "{what} after {last}"),
    "unknown.ahead.and": ("{before}与{last}", "{before} and {last}"),
    "unknown.ahead.join": ("、", ", "),
    "unknown.ahead.parts": ("、", ", and "),
    "unknown.ahead.births": ("出生", "births"),
    "unknown.ahead.moves": ("迁移", "moves"),
    "unknown.ahead.pupils": ("在校生", "pupils"),
    "unknown.inside": (
        "学位在区域内的哪一处、孩子住在哪一处：区域合计不缺，仍可能有片区就近缺学位。",
        "Where in an area seats are and children live: an area that is not short may have quarters that are.",
    ),
    "unknown.means": ("教师、用地与经费是否跟得上，不在计算之内。", "Whether teachers, land and money keep pace: they are not counted here."),
}  # fmt: skip

WORDS = Words(REPORT)
say, named = WORDS.say, WORDS.named
