"""Words of forecasts from pupils on record, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

BACKTEST: dict[str, tuple[str, str]] = {
    # tables
    "title": ("{stage}预测误差 · {births}", "Errors of forecasts, {stage} · {births}"),
    "births.known": ("出生按当时所知", "births as known at the time"),
    "births.revised": ("出生按修订后", "births as revised"),
    "lead": ("提前年数", "lead"),
    "grades": ("年级推进", "grades"),
    "bias": ("偏差", "bias"),
    "too_high": ("偏高比重", "too high"),
    "points": ("次数", "points"),
    "holds": ("{level:.0%} 区间含", "{level:.0%} band holds"),
    "half": ("区间 ±", "band ±"),
    # notes
    "note.bands": (
        "区间取自过去的误差（分割共形，按区域大小放缩）；“区间含”一列每次都不用年份有重叠的起点，± 为平均半宽。",
        "Bands come from past errors (split conformal, scaled for area size); what a band holds is tested without origins whose years overlap; ± is the mean half-width.",
    ),
    "note.together": (
        "{births}，提前 1–{near} 年合计：{level:.0%} 区间含 {inside:.1%}（{points} 次）；只用起点时已知的误差，含 {then}（{points_then} 次）。",
        "{births}, leads 1 to {near} together: the {level:.0%} band holds {inside:.1%} of {points}; with the errors known at the origin alone, {then} of {points_then}.",
    ),
    "note.errors": (
        "各列为平均绝对百分误差（先在每个起点内对区域平均，再对起点平均）；偏差、偏高比重、次数属“年级推进”。",
        "Columns are mean absolute percentage errors (over areas, then over origins); bias, too high and points are those of grades.",
    ),
    "note.known": (
        "起点 {origins}：只用当时已知的数；把此后的数全部改动再算一遍，预测一字不变。",
        "Origins {origins}: only what was known then; every forecast was made again with all later figures changed, and is the same.",
    ),
    "note.revised": (
        "“修订后”一表用了当时还没有的修订数，只用来看方法，不是当时能做到的。",
        "The table with revised births uses revisions that did not exist then: it judges the method, not what could have been known.",
    ),
    "note.worse": ("{stage}提前 {leads} 年不如沿用末年。", "{stage}: worse than the last value at lead {leads}."),
    "note.gaps": ("缺年（没有补）：{gaps}。", "Years without rows (not put in): {gaps}."),
    "note.broken": (
        "{n} 处比率与前后各年相差太远，已少计：{some}。",
        "Ratios far from those around them, which count less: {n} ({some}).",
    ),
    "note.unborn": (
        "缺出生的年份，对尚未入学的各届取前后直线：{gaps}。",
        "Years without births, for which those yet to enter have a straight line: {gaps}.",
    ),
    "unborn": ("{area} {years}", "{area} {years}"),
    "note.capped": (
        "{areas}：按比率推算会超过该学段历来最大年级的 {times:g} 倍，停在 {times:g} 倍。",
        "{areas}: by its ratios a grade would exceed {times:g} times the largest on record, and is held there.",
    ),
    "note.nothing": (
        "没有可以对照的：没有一个学段既有预测，后来又有在校生（须有全部年级，或有整个学段；全为零的不能算百分误差）。",
        "Nothing can be compared: no stage has both a forecast and pupils that came later (all of its grades, or the whole stage; of nobody there is no percentage).",
    ),
    "gap": ("{area}{stage}{grade} {years}", "{area} {stage}{grade} {years}"),
    "broken": ("{year} {area}{stage}{grade} {ratio:.2f}，常年 {usual:.2f}", "{year} {area} {stage}{grade} {ratio:.2f}, usually {usual:.2f}"),
    "grade.nth": (" {n} 年级", " grade {n}"),
    "grade.all": ("", ""),
    "join": ("；", "; "),
    "more": ("等", "…"),
    # bands
    "band": ("{level:.0%} 区间", "{level:.0%} band"),
    "band.title": ("{title} · {level:.0%} 区间", "{title} · {level:.0%} band"),
    "band.low": ("需求下限", "demand at least"),
    "band.middle": ("需求", "demand"),
    "band.high": ("需求上限", "demand at most"),
    "band.balance.low": ("余缺下限", "balance at least"),
    "band.balance.middle": ("余缺", "balance"),
    "band.balance.high": ("余缺上限", "balance at most"),
    "band.warning": ("区间预警", "alert by band"),
    "band.green": ("够", "enough"),
    "band.yellow": ("可能缺", "may be short"),
    "band.red": ("很可能缺", "short very likely"),
    "note.band.warning": (
        "区间预警：按需求下限也缺为“很可能缺”，按需求上限才缺为“可能缺”；余缺下限 = 可用学位 − 需求上限。",
        "Alert by band: short even at the least demand is short very likely, short at the most demand alone may be short; the least balance is seats − the most demand.",
    ),
    "note.band": (
        "{level:.0%} 区间：同样的预测过去错了多少，就有多宽；只说预测的误差，不说方案会不会变。",
        "{level:.0%} band: as wide as the past errors of such forecasts; it says nothing of changes of plan.",
    ),
    "note.band.record": (
        "年级推进的区间取自本地在校生：自 {first}–{last} 年各年起的预测误差。",
        "Bands of grade progression come from the pupils on record here: errors of forecasts from {first}–{last}.",
    ),
    "note.band.table": (
        "没有本地误差可用的，区间取自全国（{source}）再加小数目的偶然起伏；不含本地迁移，实际更宽。",
        "Where no errors are known here, bands are those of the nation ({source}) with the chance of small numbers; local migration is not in them: the truth is wider.",
    ),
    "note.band.stretched": (
        "{year} 年起没有检验过这么远的预测，区间按年数同比放宽。",
        "From {year} on no forecast so far ahead could be tested: bands widen in proportion to the years.",
    ),
    # picture
    "chart.title": ("各提前年数的预测误差", "Errors of forecasts by lead"),
    "chart.mape": ("平均绝对百分误差（%）", "mean absolute percentage error (%)"),
    "chart.lead": ("提前年数（括号内为次数）", "lead in years (forecasts in brackets)"),
    "chart.source": ("来源：{source}，在校生 {first}–{last} 年。", "Source: {source}, pupils of {first}–{last}."),
    "chart.origins": (
        "起点 {origins} 年，只用当时已知的数（修订的出生除外）；\n误差先在起点内对区域平均，再对起点平均；次数属“年级推进”。",
        "Origins {origins}, with only what was known then (revised births apart);\nmeans over areas within an origin, then over origins; counts are those of grades.",
    ),
    "chart.english": (
        "没有找到含全部所需汉字的字体，图中改用英文。请重新安装 xuewei[charts]（自带 Noto Sans SC），或安装 fonts-noto-cjk。",
        "No font with all the characters that are needed was found: the picture is lettered in plain English. Install xuewei[charts] again (it brings Noto Sans SC), or fonts-noto-cjk.",
    ),
    # forecast
    "forecast.title": ("{area} · 自 {origin} 年起的需求预测", "{area} · Demand forecast from {origin}"),
    "forecast.grade": ("{area} · {stage}分年级需求，自 {origin} 年起", "{area} · Demand of {stage} by grade, forecast from {origin}"),
    "forecast.method": ("方法", "method"),
    "forecast.whole": ("全学段", "whole stage"),
    "method.grades": ("年级推进", "grade progression"),
    "method.ages": ("适龄儿童", "ages"),
    "method.naive": ("沿用末年", "last value"),
    "method.last_ratios": ("末年比率", "last ratios"),
    "method.mean_ratios": ("三年比率", "3-year ratios"),
    "method.scaled": ("按在校生定标", "scaled to pupils"),
    "note.forecast.grades": (
        "年级推进：比率由 {first}–{origin} 年的在校生估计，只用 {origin} 年已知的数。",
        "Grade progression: ratios from pupils of {first}–{origin}, with nothing that was not known in {origin}.",
    ),
    "note.forecast.today": (
        "年级推进：比率由 {first}–{origin} 年的在校生估计，用了目录里的全部数（只用当年已知的数：--origin {origin}）。",
        "Grade progression: ratios from pupils of {first}–{origin}, with all that is on file (--origin {origin}: only what was known then).",
    ),
    "note.forecast.ages": (
        "{areas}没有可用的分年在校生，按适龄儿童预测。",
        "No usable pupils on record for {areas}: forecast by ages.",
    ),
    "note.forecast.held": (
        "{areas}：没有普查，末年以后的出生数按末年计。",
        "{areas}: no census was known, so births after the last known year are as many as in it.",
    ),
    "left_out": ("没有预测、未列出：{areas}", "no forecast, left out: {areas}"),
    "note.forecast.none": (
        "{areas}：在校生历史太短（至少要连续两年）、起点年没有数、缺年级，或只有整个学段而没有出生，又没有普查，不能预测。",
        "{areas}: too short a record (two years in a row are needed), none at the origin, a grade without rows, or a whole stage without births, and no census: no forecast.",
    ),
    # words of demand that follows pupils on record
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

WORDS = Words(BACKTEST)
say, named = WORDS.say, WORDS.named


def method_title(method: str, lang: str) -> str:
    """The name of a method over its column or beside its line, where there is little room.

    >>> method_title("grades", "en"), method_title("naive", "en")
    ('grades', 'last value')
    """
    return say("grades" if method == "grades" else f"method.{method}", lang)
