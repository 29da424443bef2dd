"""Words of what an upgrade changes and of tables around a plan, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

UPGRADE: dict[str, tuple[str, str]] = {
    "none": (
        "{plan}：自 {first} 版以来没有涉及这里的变化。",
        "{plan}: nothing that changed since version {first} touches it.",
    ),
    "some": (
        "{plan}：自 {first} 版以来有 {n} 处变化涉及这里，",
        "{plan}: of what changed since version {first}, {n} touch it, ",
    ),
    "of_numbers": ("其中 {n} 处改变数字。", "{n} of them with figures that change."),
    "no_numbers": ("都不改变数字。", "none of them changing a figure."),
    "list": ("、", ", "),
    "change": ("变化", "change"),
    "touched": ("涉及", "touches"),
    "numbers": ("改变数字", "figures change"),
    "todo": ("可做的", "what to do"),
    "yes": ("是", "yes"),
    "no": ("否", "no"),
    "more": ("{names} 等 {n} 处", "{names} and others: {n}"),
    "always": (
        "init 现名 new（旧名照用）；审阅配置请再执行一次 xuewei git install。",
        "init is now called new (the old name works); where git calls xuewei, run `xuewei git install` once more.",
    ),
    "net_migration": (
        "写明某年净迁入时，该年结果与所写人数分毫不差（原来还受前后年份路径影响）",
        "a written year of net migration is met to the person (its neighbours bent it)",
    ),
    "net_migration.todo": (
        "核对所写人数；不要时删去该年",
        "look at the persons written; take the year out where it is not meant",
    ),
    "moves_of_pupils": (
        "写明某年净迁入、那年在在校生末年之后的，超过在校生各年平均的部分按年龄进入各年级（原来不影响按年级推进的学段）",
        "written net migration of a year after the last with pupils on record, beyond what those years had, enters the grades of its age (it did not act on stages that follow grades)",
    ),
    "moves_of_pupils.todo": (
        "核对所写人数是否净迁入的全部；不要时删去该年",
        "look whether the persons written are all who move; take the year out where it is not meant",
    ),
    "inflow_of_pupils": (
        "有在校生记录的学段，情景改变的 inflow 按“新值 ÷ 记录已含的值”作用于记录以后的年份（原来不影响）",
        "in stages with pupils on record a changed inflow moves the years after the record, by new ÷ what the record holds (it did not act on them)",
    ),
    "inflow_of_pupils.todo": (
        "核对 inflow 与 on_record；记录里已经有的学生不必再乘",
        "look at inflow and on_record: pupils whom the record holds need no factor",
    ),
    "census_groups": (
        "普查的年龄组按本地出生、再按全国出生拆到单岁（原来平均拆分）",
        "age groups of a census are shared out by the area's births, then the nation's (they were split evenly)",
    ),
    "census_groups.todo": (
        "填入本地历年出生（births.csv），或改用单岁普查",
        "write the area's births (births.csv), or single ages of the census",
    ),
    "pupils": (
        "有在校生记录的区域，需求按年级推进（原来按年龄）",
        "where pupils are on record, demand follows them from grade to grade (it was by ages)",
    ),
    "pupils.todo": (
        "与旧结果对照：xuewei gap --method ages",
        "to hold it against the old answer: xuewei gap --method ages",
    ),
    "one_year": (
        "只有一年在校生时，用它校准按年龄的需求（scaled）",
        "pupils of one year set the level of demand by ages (scaled)",
    ),
    "one_year.todo": ("再填一年在校生即可逐年级推进", "a second year of pupils makes demand follow grades"),
    "census_area_pupils": (
        "在校生写在普查区域名下时，各命令都乘以 scope 的占比",
        "pupils named as the census area count × the share of `scope` in every command",
    ),
    "census_area_pupils.todo": (
        "核对 scope 的占比，或按规划区域填在校生",
        "look at the share in `scope`, or write pupils of the plan's area",
    ),
    "people_bands": (
        "没有在校生记录的区域，需求区间由起点的人推出，不再取全国的表（bands.csv 不再读）；simulate 也抽需求水平",
        "in areas without pupils on record, bands of demand follow from the people at the start and no longer from a table of the nation (`bands.csv` is not read); `simulate` draws the level of demand too",
    ),
    "people_bands.todo": (
        "删去 bands.csv；在 assumptions.yaml 写 uncertainty.level",
        "delete `bands.csv`; write `uncertainty.level` in assumptions.yaml",
    ),
    "twelve_months": (
        "不止于 12 月的十二个月出生，情景改写普查年出生时，之前月份保留记录",
        "births of twelve months that do not end in December: where a scenario writes the census year, the months before keep what is on record",
    ),
    "twelve_months.todo": ("核对情景 births.YEAR", "look at births.YEAR of the scenario"),
    "defaults": (
        "没有写的参数用随程序附带的一地数字，标明为假设",
        "figures that are not written are the shipped ones of one city, and count as assumed",
    ),
    "defaults.todo": ("在 assumptions.yaml 写本地数字", "write your own in assumptions.yaml"),
    "no_totals": (
        "普查之后没有常住人口的区域，净迁入不再取路径，按未知提示",
        "where no totals follow the census, no path of net migration acts: it is said to be unknown",
    ),
    "no_totals.todo": (
        "填 totals.csv，或写 population.net_migration.YEAR",
        "write totals.csv, or population.net_migration.YEAR",
    ),
    "class_sizes": (
        "分年级余缺按各年级班额（幼儿园小、中、大班 25、30、35 人）拆分学位，合计不变",
        "balances by grade share seats by the classes of the grades (25, 30, 35 in kindergartens); totals stay",
    ),
    "class_sizes.todo": (
        "班额不同时写 class_sizes，或情景 class_size.STAGE",
        "write class_sizes, or class_size.STAGE in a scenario, where classes differ",
    ),
}

HELD: dict[str, tuple[str, str]] = {
    "held": ("也读了：{parts}。", "Read as well: {parts}."),
    "held.unplanned": (
        "{file} 要同方案一起才能核对：xuewei check 方案所在的目录。",
        "{file} can only be checked beside a plan: xuewei check on the plan's folder.",
    ),
    "held.points": ("点位 {n:,} 处（{file}）", "{n:,} points ({file})"),
    "held.sites": ("备选点 {n:,} 处（{file}）", "{n:,} sites ({file})"),
    "held.distances": ("步行距离 {n:,} 对（{file}）", "{n:,} distances ({file})"),
    "held.staff": ("在编人数 {n:,} 行（{file}）", "{n:,} rows of staff ({file})"),
    "kind.points": ("点位", "points"),
    "kind.sites": ("备选点", "sites"),
    "kind.distances": ("步行距离", "distances"),
    "kind.staff": ("在编人数", "staff"),
}

WORDS = Words({**UPGRADE, **HELD})
say = WORDS.say
