"""Words of answers under chance, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

SIMULATION: dict[str, tuple[str, str]] = {
    "title": ("{area} · {stage}：缺学位的可能", "{area} · {stage}: how likely is a shortage"),
    "title.all": ("全部 {n} 个区域 · {stage}", "All {n} areas · {stage}"),
    "title.year": ("{year} 年{stage}：缺学位的可能（{n} 个区域）", "{stage} in {year}: how likely is a shortage ({n} areas)"),
    "everywhere": ("全部", "all areas"),
    "title.worst": ("只列最可能缺学位的 {shown} 个区域（共 {n} 个）；全部区域见 --format csv。", "Shown are the {shown} areas most likely to be short, of {n}."),
    "demand": ("需求 10–50–90%", "demand 10–50–90%"),
    "seats": ("学位 10–50–90%", "seats 10–50–90%"),
    "balance": ("余缺 10–50–90%", "balance 10–50–90%"),
    "p_short": ("缺的可能", "chance of shortage"),
    "expected": ("平均缺", "mean shortage"),
    "matters": ("最要紧的", "what matters most"),
    "births": ("出生", "births"),
    "net_migration": ("净迁入", "net migration"),
    "participation": ("入学率", "participation"),
    "level": ("需求水平", "level of demand"),
    "forecast": ("预测误差", "error of the forecast"),
    "opening_delay": ("开办推迟", "late openings"),
    "delivered_share": ("交付份额", "delivered share"),
    "estate_yields": ("小区学生数", "pupils of estates"),
    "estate_occupancy": ("小区入住快慢", "how fast estates fill"),
    "estate_delay": ("小区推迟竣工", "late completion of estates"),
    "note.estates": (
        "新小区也抽：每百户学生乘以均值为 1 的对数正态倍数，各小区共有的相对标准差 {common:.0%}（{common_basis}；estates.yield_spread），各自的 {own:.0%}（{own_basis}；estates.estate_spread）；入住在曲线慢、快两条之间均匀地抽（estates.curves），自己写了逐年入住率的不抽；竣工与学校同样可能推迟（uncertainty.opening_delay）。算作迁入的小区（within_migration）只在区域之间移动学生，合计不变。gap 的区间不含这些。",
        "Estates are drawn too: pupils per 100 dwellings are times log-normal factors with a mean of 1, of a relative standard deviation of {common:.0%} that all have in common ({common_basis}; estates.yield_spread) and of {own:.0%} for each ({own_basis}; estates.estate_spread); occupancy lies evenly between the slow and the fast course (estates.curves), but where an estate writes its own shares by year; completion may be late as schools open late (uncertainty.opening_delay). Estates within net migration only move pupils between areas, and the total stays. Bands of gap have none of this.",
    ),
    "by": ("{source}（{part:.0%}）", "{source} ({part:.0%})"),
    "first": ("{stage}：{year} 年最可能缺（{chance}，平均缺 {missing:,.0f}）。", "{stage}: a shortage is most likely in {year} ({chance}, {missing:,.0f} seats on average)."),
    "answer.title": ("{plan}：缺学位有多大可能", "{plan}: how likely is a shortage of places"),
    "answer.one": (
        "{stage}：{year} 年最可能缺学位，可能 {chance}，平均缺 {missing:,.0f} 个{more}。",
        "{stage}: a shortage is most likely in {year}: chance {chance}, {missing:,.0f} seats short on average{more}.",
    ),
    "answer.all": (
        "{stage}：{year} 年最可能有区域缺学位，可能 {chance}，各区平均共缺 {missing:,.0f} 个{more}。",
        "{stage}: some area is most likely to be short in {year}: chance {chance}, {missing:,.0f} seats in all areas on average{more}.",
    ),
    "answer.years": ("；{years} 年的可能达一成或以上", "; the chance is one in ten or more in {years}"),
    "answer.areas": ("；最可能的是{areas}", "; most likely in {areas}"),
    "answer.area": ("{area}（{chance}）", "{area} ({chance})"),
    "answer.matters": ("；最要紧的是{source}", "; what matters most: {source}"),
    "answer.join": ("、", ", "),
    "never": ("{stage}：{draws:,} 次抽样中没有一次缺。", "{stage}: no shortage in any of {draws:,} draws."),
    "between": ("", " "),
    "untold": (
        "{stage}：{years} 年缺学位的可能不知道，在校生记录太短，没有预测误差可抽。",
        "{stage}: how likely a shortage is in {years} is not known: the record of pupils is too short for errors of the forecast to be drawn.",
    ),
    "note.untold": (
        "“—”：{areas}没有抽预测误差（同 gap 没有区间），只抽得到出生，三个数比实际窄；在校生连续 {needed} 年（enrolment.csv）才有误差可抽。",
        "“—”: {areas}: no errors of the forecast are drawn (as gap has no band), births at most, and the three figures are closer together than the truth. It takes {needed} years of pupils in a row (enrolment.csv).",
    ),
    "note.draws": (
        "{draws:,} 次抽样，种子 {seed}：出生、净迁入、入学率、需求水平、开办推迟、交付份额各按 assumptions.yaml 的分布；其余照中方案。",
        "{draws:,} draws, seed {seed}: births, net migration, participation, the level of demand, late openings and delivered shares as assumptions.yaml says; the rest is the medium answer.",
    ),
    "note.read": (
        "10–50–90%：十次里有一次低于前数、一半低于中数、一次高于后数；可能 = 缺学位的抽样所占份额；平均缺按全部抽样平均。",
        "10–50–90%: one draw in ten is below the first figure, half are below the second, one in ten is above the third; the mean shortage is over all draws.",
    ),
    "note.matters": (
        "最要紧的（不确定）：把它固定在中位数，余缺的离散（标准差）就少括号里那么多（取前 {ranked} 次抽样）。",
        "What matters most: frozen at its median, it takes that part of the balance's spread (standard deviation, first {ranked} draws) away.",
    ),
    "note.basis": (
        "分布多为假设（依据与来源见 assumptions.yaml 的 uncertainty）；学位确定、没有新小区时，10–90% 就是 gap 的 80% 区间。方案会不会改、规划前的学位准不准，不在其中。",
        "Most distributions are assumed (basis and source in assumptions.yaml, uncertainty). Where seats are sure and there are no estates, 10 to 90 % are the 80 % band of gap. Changes of plan and errors of the seats before it are not in them.",
    ),
    "note.record": (
        "有在校生记录的学段由其推算：记录的年份没有不确定，此后抽预测误差（过去错了多少，同 gap 的区间），不抽入学率。哪些学段，见 gap。",
        "Stages with pupils on record follow them: recorded years are certain; after them the error of the forecast is drawn (what past ones were off by, as in the bands of gap), and participation is not. Gap names these stages.",
    ),
    "note.totals": (
        "合计：余缺相抵（一区之余可补另一区）；可能 = 至少一区缺；平均缺为各区缺额之和。",
        "All areas: the balance is netted; the chance is that of any area being short; the mean shortage adds up those of the areas.",
    ),
    "progress": ("模拟", "simulating"),
}  # fmt: skip

WORDS = Words(SIMULATION)
say, named = WORDS.say, WORDS.named
