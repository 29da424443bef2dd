"""Words of demand that follows pupils on record, Chinese and English side by side."""

from __future__ import annotations

from xuewei.words.labels import Words

METHODS: dict[str, tuple[str, str]] = {
    "method.grades": ("年级推进", "grade progression"),
    "method.scaled": ("按在校生定标", "scaled to pupils"),
    "join": ("；", "; "),
    "named": ("{area}{stages}", "{area} {stages}"),
    "stages": ("、", ", "),
    # notes
    "note.grades": (
        "按年级推进：{areas}。需求在有在校生的学年就是在校生（末年 {origin}），以后由其推进；入学率与区外生系数已在其中，不再相乘。",
        "Grade progression: {areas}. Demand is the pupils on record where there are some (last {origin}) and goes on from them; participation and inflow are in them and do not act.",
    ),
    "note.moves.grades": (
        "净迁入不影响按年级推进的学段（--method ages 才计随迁儿童）；迁来的妇女以后所生，计在出生里。",
        "Net migration does not act on stages that follow grades (children who move count by --method ages); children born later to women who moved count among births.",
    ),
    "note.census": (
        "{area}用{census}的在校生 × {share:.1%}（人口目录 assumptions.yaml 的 scope.{area}）。",
        "{area}: pupils of {census} × {share:.1%} (scope.{area} in assumptions.yaml of the population folder).",
    ),
    "note.scaled": (
        "在校生只能定水平：{areas}。有在校生的学年，需求就是在校生；其余学年为适龄儿童需求 × 最近一年的在校生与它之比，不随年份衰减。enrolment.csv 里有连续两年以上的分年级在校生，就按年级推进。",
        "Pupils on record that only set the level: {areas}. Demand is the pupils in years on record, and elsewhere demand by ages × pupils ÷ demand by ages of the nearest such year, which does not fade. With pupils by grade of two years in a row in enrolment.csv it follows grades.",
    ),
    "scaled": ("{area}{stage}（{why}；{years}）", "{area} {stage} ({why}; {years})"),
    "scaled.year": (
        "{year} 年在校生 {pupils:,} ÷ 适龄儿童需求 {ages:,} = {ratio:.3f}",
        "{year}: {pupils:,} pupils ÷ {ages:,} by ages = {ratio:.3f}",
    ),
    "comma": ("，", ", "),
    "note.filled": (
        "没有在校生的学年：{areas}，取适龄儿童需求 × 最近一年的在校生与它之比。",
        "Years without pupils: {areas}: demand by ages × pupils ÷ demand by ages of the nearest year on record.",
    ),
    "note.split": (
        "只知全学段：{areas}，各年级按适龄儿童分。",
        "Known only as a whole: {areas}: grades are split as ages split them.",
    ),
    "note.ungraded": (
        "在校生含不分年级的：{areas}，按各年级人数摊入（enrolment.csv 的 ungraded）。",
        "Pupils without a grade are in their stages: {areas}: shared out in proportion to the grades (ungraded in enrolment.csv).",
    ),
    "note.itself": (
        "{areas}：没有与在校生对得上的出生数或前一学段，新生只随上年新生；出生再多再少都不影响它，历年的增减会一直延续。在 births.csv 写上本地出生数，新生就随出生。",
        "{areas}: no births or stage before on record for those who enter, who therefore follow the entrants of the year before, whatever is born, and go on growing or shrinking as they did. With the area's births in births.csv they follow births.",
    ),
    "note.nation": (
        "新生随出生：{areas}的出生数 births.csv 没有，用{nation}出生 × 本地在最近已知年份所占的份额。",
        "Entrants follow births: those of {areas} are not in births.csv and are those of {nation} × the area's share in the nearest year both know.",
    ),
    "named.years": ("{areas} {years} 年", "{areas} {years}"),
    "note.refused": (
        "按适龄儿童：{areas}。有在校生可写入人口目录的 enrolment.csv。",
        "By ages: {areas}. Pupils on record go into enrolment.csv of the population folder.",
    ),
    "note.forced": ("按适龄儿童（--method ages）：没有用在校生。", "By ages (--method ages): pupils on record are not used."),
    "why": ("{areas}（{why}）", "{areas} ({why})"),
    "why.no_pupils": ("没有在校生", "no pupils on record"),
    "why.short_record": ("在校生只有一年", "one year of pupils only"),
    "why.ended_record": ("{origin} 年没有在校生", "no pupils in {origin}"),
    "why.unreached_record": ("在校生从何而来没有记录", "nothing says where its pupils come from"),
    # explain
    "explain.from": ("起点", "starts from"),
    "explain.start": ("起点人数", "start"),
    "explain.ratios": ("各年比率", "ratio of each year"),
    "explain.whole": ("全学段", "whole stage"),
    "start.record": ("{year} 年{stage}{grade}在校生", "pupils of {stage}{grade} in {year}"),
    "start.births": ("{year} 学年前一年出生", "born in the year before September {year}"),
    "start.entrants": ("{year} 年{stage}一年级（推算）", "grade 1 of {stage} in {year} (derived)"),
    "start.cohorts": ("{last} 年在学各批之和（{source}）", "cohorts in the stage in {last} ({source})"),
    "source.births": ("出生", "births"),
    "source.before": ("前一学段", "the stage before"),
    "source.entrants": ("入学新生", "entrants"),
    "source.itself": ("上年新生", "entrants of the year before"),
    "grade.nth": (" {n} 年级", " grade {n}"),
    "ratio": ("{year}: {ratio:.6f}", "{year}: {ratio:.6f}"),
    "explain.fill": ("{like} 年在校生 ÷ 适龄儿童需求", "pupils ÷ demand by ages in {like}"),
    "explain.product": (
        "起点人数 × 各年比率 = 学位需求（取整）；入学率与区外生系数已在在校生中。",
        "Start × ratios = demand (rounded); participation and inflow are in the pupils.",
    ),
    "explain.product.share": (
        "起点人数 × 各年比率 × 份额 {share:.6f} = 学位需求（取整）；入学率与区外生系数已在在校生中。",
        "Start × ratios × share {share:.6f} = demand (rounded); participation and inflow are in the pupils.",
    ),
    "explain.split": (
        "只知全学段：下列各年级按适龄儿童分。",
        "Known only as a whole: the grades below are split as ages split them.",
    ),
    # workbook
    "book.demand": (
        "“年级推进”的学段：需求为在校生及其推进值（程序的值，非公式），入学（园）率与区外生系数不作用于它。",
        "Stages by grade progression: demand is pupils on record and what follows from them (values, no formulas); participation and inflow do not act on it.",
    ),
    "book.inflow": ("{label}（不作用于按年级推进的需求）", "{label} (does not act on demand by grade progression)"),
}  # fmt: skip

WORDS = Words(METHODS)
say, named = WORDS.say, WORDS.named
