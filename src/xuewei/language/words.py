"""Labels and sentences of every table, Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Mapping

from xuewei.language.school_types import TYPES

LANGUAGES = ("zh", "en")

LABELS: dict[str, tuple[str, str]] = {
    # columns
    "stage": ("学段", "stage"),
    "year": ("学年", "year"),
    "area": ("区域", "area"),
    "seats": ("可用学位", "seats"),
    "demand": ("学位需求", "demand"),
    "balance": ("余缺", "balance"),
    "rate": ("满足率", "met"),
    "warning": ("预警", "alert"),
    "norm": ("布点要求·学位", "siting rule, seats"),
    "norm_schools": ("布点·所", "schools"),
    "usable_seats": ("合规学位", "within caps"),
    "netted": ("合计（余缺相抵）", "netted"),
    "need_only": ("合计（只计缺口）", "need only"),
    "grade": ("年级", "grade"),
    "age": ("年龄", "age"),
    "total": ("合计", "total"),
    "id": ("编号", "id"),
    "name": ("名称", "name"),
    "type": ("类型", "type"),
    "planned": ("计划年", "planned"),
    "opens": ("投用年", "opens"),
    "status": ("阶段", "status"),
    "founder": ("举办者", "founder"),
    "basis": ("依据", "basis"),
    "source": ("来源", "source"),
    "item": ("项目", "item"),
    "printed": ("规划印数", "printed"),
    "added": ("逐校相加", "rows add up to"),
    "verdict": ("核对", "verdict"),
    "figure": ("数值", "figure"),
    "amount": ("数量", "amount"),
    "residents": ("常住人口", "residents"),
    "births": ("出生", "births"),
    "net_migration": ("净迁入", "net migration"),
    "inclusive": ("其中普惠", "inclusive"),
    "public": ("其中公办", "public"),
    "file": ("文件", "file"),
    "kind": ("种类", "kind"),
    "schools": ("学校数", "schools"),
    # stages, types, words of the contract
    "stage.kindergarten": ("幼儿园", "kindergarten"),
    "stage.primary": ("小学", "primary"),
    "stage.middle": ("初中", "middle"),
    "stage.senior": ("高中", "senior"),
    # grades, first to last; a stage with other grades has numbers
    "grades.kindergarten": ("小班、中班、大班", "K1, K2, K3"),
    "grades.primary": ("{n}年级", "grade {n}"),
    "grades.middle": ("初{n}", "junior {n}"),
    "grades.senior": ("高{n}", "senior {n}"),
    "grades.other": ("{n} 年级", "grade {n}"),
    **{f"type.{key}": (row.zh, row.en) for key, row in TYPES.items()},
    "founder.city": ("市本级", "city"),
    "founder.yanhu": ("盐湖区", "Yanhu district"),
    "founder.development_zone": ("开发区", "development zone"),
    "founder.yuncheng_university": ("运城学院", "Yuncheng University"),
    "founder.donor": ("企业捐建", "donor"),
    "founder.developer": ("开发企业", "developer"),
    "status.planned": ("拟建", "planned"),
    "status.approved": ("已批", "approved"),
    "status.under_construction": ("在建", "under construction"),
    "status.completed": ("建成", "completed"),
    "status.in_use": ("投用", "in use"),
    "status.closed_out": ("销号", "closed out"),
    "status.cancelled": ("取消", "cancelled"),
    "works.new": ("新建", "new"),
    "works.extension": ("改扩建", "extension"),
    "works.relocation": ("迁建", "relocation"),
    "provision.public": ("公办", "public"),
    "provision.inclusive": ("普惠性民办", "inclusive private"),
    "provision.private": ("民办", "private"),
    "must.yes": ("必须建", "must be built"),
    "must.no": ("可以不建", "may be left out"),
    "basis.published": ("公布", "published"),
    "basis.derived": ("推算", "derived"),
    "basis.assumed": ("假设", "assumed"),
    "basis.projected": ("预测", "projected"),
    "basis.record": ("在校生", "on record"),
    "basis.forecast": ("逐校预测", "forecast"),
    "basis.share": ("按学位分摊", "shared by seats"),
    "warning.green": ("绿", "green"),
    "warning.yellow": ("黄", "yellow"),
    "warning.red": ("红", "red"),
    "warning.surplus": ("富余", "surplus"),
    "warning.baseline": ("基准", "baseline"),
    "norm_position.below": ("低于", "below"),
    "norm_position.inside": ("之内", "inside"),
    "norm_position.above": ("高于", "above"),
    "short": ("缺 {n:,}", "short {n:,}"),
    "spare": ("余 {n:,}", "spare {n:,}"),
    "even": ("持平", "even"),
    "opens.reason": ("投用", "opens"),
    "closes.reason": ("撤销", "closes"),
    "ends.reason": ("到期", "ends"),
    "converts.reason": ("转学段", "converts"),
    "removes.reason": ("核减", "removes"),
    # gap
    "gap.year": ("{year} 学年学位余缺", "School places in {year}"),
    "gap.stage": ("{area} · {stage}", "{area} · {stage}"),
    "gap.totals": ("各区域合计", "All areas"),
    "gap.course": ("{stage}：需求 {peak_year} 年最高（{peak:,} 人）；{short}；{last_year} 年{last}。", "{stage}: demand peaks in {peak_year} ({peak:,} children); {short}; in {last_year} {last}."),
    "gap.never": ("各年均不缺学位", "no year is short"),
    "gap.once": ("{first} 年缺学位", "short in {first}"),
    "gap.span": ("{first}–{last} 年间有 {years} 年缺学位，{worst} 年最多，缺 {n:,} 个", "short in {years} years from {first} to {last}, most in {worst} ({n:,} seats)"),
    "gap.close": ("补齐缺口：{stage} {year} 年约 {classes} 个班{schools}", "To close it: {stage} {year}, {classes} classes{schools}"),
    "gap.close.schools": ("，合 {schools} 所标准规模学校", ", {schools} schools of standard size"),
    "sheet.table": ("数据", "data"),
    "sheet.notes": ("说明", "notes"),
    "cited.local": ("示例默认（{place}）：{source}", "default, as in the example ({place}): {source}"),
    "cited.nation": ("全国默认：{source}", "default, the nation's: {source}"),
    "cited.assumed": ("随附默认：{source}", "default: {source}"),
    "title.shipped": ("{plan}（随附案例；自己的方案放在 plan.yaml）", "{plan} (shipped example; put yours in plan.yaml)"),
    "note.whence": ("方案：{plan}；人口：{people}。", "Plan: {plan}; people: {people}."),
    "note.whence.people": ("人口与参数：{people}。", "People and figures: {people}."),
    "note.whence.instead": ("参数：随附案例（本项目的读不了：{file}）。", "Figures: the shipped example (those of this project cannot be used: {file})."),
    "note.whence.plan": ("方案：{plan}。", "Plan: {plan}."),
    "whence.shipped": ("随附案例", "the shipped example"),
    "note.scenario": ("情景：{scenario}。", "Scenario: {scenario}."),
    "note.unit": ("单位：学位（个）、儿童（人）；学年自 9 月 1 日起。余缺 = 可用学位 − 学位需求。", "Unit: seats and children; a school year starts on 1 September. Balance = seats - demand."),
    "note.base_balanced": ("现有学位未公布：设 {year} 年供需平衡（假设），故余缺是相对 {year} 年的变化。", "Seats in use are not published: {year} is taken as balanced (assumed), so the balance is a change since {year}."),
    "note.warning": ("预警：需求 ÷ 学位 ≥ {red:g} 红（{red_basis}）、≥ {yellow:g} 黄（{yellow_basis}）、< {surplus:g} 富余（{surplus_basis}）；基准：设为供需平衡的一年。", "Alert by demand ÷ seats: red from {red:g} ({red_basis}), yellow from {yellow:g} ({yellow_basis}), surplus below {surplus:g} ({surplus_basis}); baseline: the year taken as balanced."),
    "note.base_written": ("现有学位：按方案所写（{basis}）。", "Seats in use: as the plan writes them ({basis})."),
    "note.lag": ("投用：计划年 + {lag} 年（假设），{fill}；人口：{people}。", "Opening: planned year + {lag} (assumed), fill {fill}; people: {people}."),
    "note.lag_delivered": ("{fill}；人口：{people}。", "Fill {fill}; people: {people}."),
    "note.share": ("{area}占{census} {share:.1%}（{basis}）", "{area} is {share:.1%} of {census} ({basis})"),
    "note.own.several": ("{area}各有自己的普查", "{area} have a census of their own each"),
    "note.own": ("{area}有自己的普查", "{area} has a census of its own"),
    "note.paths": ("生育取{births}、净迁入取{migration}（{last} 年后为假设）；入园率等系数见 xuewei explain。", "Births path {births}, net migration {migration} (assumed after {last}); factors: xuewei explain."),
    "note.paths.apart": ("生育取{births}（{born} 年后为假设）、净迁入取{migration}（{last} 年后为假设）；入园率等系数见 xuewei explain。", "Births path {births} (assumed after {born}), net migration {migration} (assumed after {last}); factors: xuewei explain."),
    "note.births": ("生育取{births}（{last} 年后为假设）；入园率等系数见 xuewei explain。", "Births path {births} (assumed after {last}); factors: xuewei explain."),
    "note.moves": ("净迁入未知：{areas}没有普查之后的总人口（totals.csv），{counted}{hints}；每年的净迁入可在情景的 set 里写 population.net_migration.YEAR。", "Net migration is not known: {areas} has no totals after the census (totals.csv); {counted}{hints}. A year's figure can be written in a scenario's `set` as population.net_migration.YEAR."),
    "note.moves.none": ("按无人迁入迁出计", "nobody is taken to move"),
    "note.moves.written": ("只计写明的 {years} 年", "only what is written for {years} counts"),
    "note.moves.sides": ("除情景写明的年份外按无人迁入迁出计", "nobody is taken to move but in years that a scenario writes"),
    "note.written": ("情景所写（各区域合计，假设）：{figures}。", "Written by scenarios (all areas together, assumed): {figures}."),
    "note.written.each": ("各", " each"),
    "note.written.births": ("出生 {years} 年{each} {n:,} 人（{source}）", "births in {years}: {n:,}{each} ({source})"),
    "note.written.net_migration": ("净迁入 {years} 年{each} {n:+,} 人（{source}）", "net migration in {years}: {n:+,}{each} ({source})"),
    "note.moves.census": ("；两次普查推得{area}每年约 {n:+,} 人", "; two censuses give about {n:+,} a year for {area}"),
    "note.participation": ("{stages}没有写入学率，按全部适龄人口计；可写 {name}。", "No participation is written for {stages}: everybody of its ages counts; {name} changes that."),
    "note.ages": ("{one}与{other}都收 {ages} 岁：这些儿童在两个学段都计入。", "{one} and {other} both take ages {ages}: these children count in both."),
    "left_out": ("另有 {columns}，见 --wide 或加宽窗口。", "Also {columns}: see --wide, or widen the window."),
    "listed": ("、", "; "),
    "note.usable": ("合规学位：各校按优质均衡规模上限折减后的学位；现有学位无分校数据，未折减。", "Within caps: each planned school cut to the size cap; seats in use have no data by school and are not cut."),
    "note.totals": ("相抵：甲区有余可补乙区之缺；只计缺口：不可互补。", "Netted: one area's surplus serves another's shortage; need only: it does not."),
    "fill.all": ("一次招满", "all grades at once"),
    "fill.by_grade": ("逐年招生", "grade by grade"),
    "children.hukou": ("户籍", "household register"),
    "children.resident": ("常住", "residents"),
    "children.born": ("出生登记", "birth register"),
    "children.vaccinated": ("预防接种", "vaccination register"),
    "children.migrant": ("随迁", "children of migrants"),
    "migrants.beside": ("另列", "shown beside"),
    "migrants.counted": ("计入", "counted"),
    "path.low": ("低", "low"),
    "path.medium": ("中", "medium"),
    "path.high": ("高", "high"),
    # ledger
    "ledger.title": ("学位台账 · {plan}", "Seat ledger · {plan}"),
    "ledger.sums": ("新增学位累计（按投用年）", "Seats added, running sum by opening year"),
    "ledger.rule": ("投用年 = 计划年 + {lag}，除非方案写明 opens。", "Opening year = planned year + {lag}, unless the plan writes `opens`."),
    # forecast
    "forecast.stage": ("学位需求预测 · {area}", "Forecast of demand · {area}"),
    "forecast.grade": ("分年级学位需求 · {area} · {stage}", "Demand by grade · {area} · {stage}"),
    "forecast.age": ("分年龄人口 · {area}", "People by age · {area}"),
    "forecast.targets.default": ("普惠 {inclusive:.0%}、公办 {public:.0%} 是示例默认（{place}）：本地的目标写在 assumptions.yaml 的 targets。", "Inclusive {inclusive:.0%} and public {public:.0%} are defaults, as in the example ({place}): targets of your own go into `targets` of assumptions.yaml."),
    "forecast.targets": ("普惠 {inclusive:.0%}、公办 {public:.0%} 为规划目标。", "Inclusive {inclusive:.0%} and public {public:.0%} are the plan's targets."),
    "forecast.flows": ("出生、净迁入为上年 9 月至当年 8 月；{last} 年以前净迁入由公布的总人口倒推{written}，以后为假设。", "Births and net migration from last September to this August; net migration is what published totals leave up to {last}{written}, assumed afterwards."),
    "forecast.flows.written": ("（{years} 年按情景所写）", " (but what a scenario writes in {years})"),
    "forecast.flows.alone": ("出生、净迁入为上年 9 月至当年 8 月。", "Births and net migration from last September to this August."),
    # check
    "check.totals": ("规划印数与逐校相加", "Printed totals against the rows"),
    "check.basis": ("数字的依据", "What the figures rest on"),
    "check.files": ("已核文件", "Files checked"),
    "check.remarks": ("{n} 处值得再看一眼（都能读，不影响核对；--strict 时退出码为 1）", "{n} to look at again (all can be read; exit 1 with --strict)"),
    "check.remarks.more": ("另有 {n} 处，见 --format json", "and {n} more: see --format json"),
    "check.ok": ("相符", "agrees"),
    "check.bad": ("不符（差 {n:+,}）", "differs ({n:+,})"),
    "check.unknown": ("{n} 校未列，无法逐校核对", "{n} schools name none: cannot be proved"),
    "check.all": ("全部", "all"),
    "check.group": ("范围", "of"),
    "printed.by_type": ("印数：各类型之和", "printed: types add up"),
    "printed.by_founder": ("印数：各举办者之和", "printed: founders add up"),
    "printed.by_year": ("印数：各年之和", "printed: years add up"),
    "check.done": ("{agree} 项相符，{differ} 项不符，{open} 项因未公布而无法核对。", "{agree} agree, {differ} differ, {open} cannot be proved because nothing is published."),
    "check.register": ("学校名册 {file}：{n:,} 所；{stages}。", "Register {file}: {n:,} schools; {stages}."),
    "check.register.stage": ("{stage} {schools:,} 所 {seats:,} 个学位", "{stage} {schools:,} with {seats:,} seats"),
    "check.register.derived": ("其中 {ways}。", " Of these, {ways}."),
    "check.register.classes": ("{n:,} 处学位由班数推算", "the seats of {n:,} follow from classes"),
    "check.register.intake": ("{n:,} 处由招生计划推算", "those of {n:,} from intake"),
    "check.missing": ("未公布：{parts}。", "Not published: {parts}."),
    "check.missing.base": ("现有学位", "seats in use"),
    "check.missing.founders": ("{of} 所学校中 {n} 所的举办者", "founders of {n} of {of} schools"),
    "check.missing.names": ("{of} 所学校中 {n} 所的校名", "names of {n} of {of} schools"),
    "fertility.note": ("出生与妇女不大相称（通常每名妇女 {low:g}–{high:g} 个孩子）：{found}。请核对出生数与女性人口。", "Births do not match the number of women (usual: {low:g} to {high:g} children per woman): {found}. Check the births and the number of women."),
    "fertility.one": ("{area} {year} 年 {births:,.0f} 人，每名妇女 {children:.2f}", "{area} {year}: {births:,.0f}, {children:.2f} per woman"),
    "fertility.more": (" 等 {n} 处", " and {n} more"),
    "check.missing.pupils": ("分年级在校生", "enrolment by grade"),
    "check.missing.births": ("{area} {years} 年出生（按全国推插）", "births of {area} in {years} (filled in along the nation's)"),
    "check.group.schools": ("逐校学位", "seats of schools"),
    "check.group.census": ("人口普查", "census"),
    "check.group.births": ("出生", "births"),
    "check.group.totals": ("总人口", "totals"),
    "check.group.enrolment": ("在校生", "enrolment"),
    "check.group.children": ("儿童登记", "registers of children"),
    "check.group.zones": ("学区", "zones"),
    "check.group.flows": ("跨区就学", "flows across areas"),
    "check.group.areas": ("区域变动", "changes of areas"),
    "check.group.assumptions": ("参数", "assumptions"),
    "kind.plan": ("方案", "plan"),
    "kind.scenario": ("情景", "scenario"),
    "kind.population": ("人口目录", "population folder"),
    "kind.enrolment": ("在校生目录", "pupils on record"),
    "kind.register": ("学校名册", "register"),
    "kind.assumptions": ("参数", "assumptions"),
    # explain
    "explain.seats": ("可用学位的来历 · {area} · {stage} · {year}", "Where the seats come from · {area} · {stage} · {year}"),
    "explain.demand": ("学位需求的来历 · {area} · {stage} · {year}", "Where the demand comes from · {area} · {stage} · {year}"),
    "explain.factors": ("各项系数", "Factors"),
    "explain.base": ("现有学位（{year} 年）", "seats in use ({year})"),
    "explain.base.balanced": ("等于 {year} 年学位需求 ÷ 班额系数 {crowding:g}", "demand of {year} ÷ crowding {crowding:g}"),
    "explain.base.written": ("方案 base_seats", "base_seats of the plan"),
    "explain.school": ("{planned}，{opens} 年起{fill}", "{planned}, from {opens}{fill}"),
    "explain.planned": ("计划 {year}", "planned {year}"),
    "explain.by_grade": ("，逐年招生", ", grade by grade"),
    "explain.from_census": ("普查基数 {start:,}（{year} 年 {age} 岁）", "census: {start:,} aged {age} in {year}"),
    "explain.from_births": ("{year} 学年前一年出生 {start:,}", "{start:,} born in the year before September {year}"),
    "explain.course": ("{start}，其后净迁入与死亡 {change:+,}", "{start}; moves and deaths since {change:+,}"),
    "explain.modelled": ("生育模型：校准的生育水平 × 育龄妇女", "model: calibrated fertility × women"),
    "explain.people": ("{census} 人数", "people of {census}"),
    "explain.pupils": ("学位需求", "demand"),
    "explain.origin": ("由何而来", "origin"),
    "explain.detail": ("说明", "detail"),
    "explain.scope": ("区域占比", "scope"),
    "explain.participation": ("入学（园）率", "participation"),
    "explain.flows": ("跨区就学：在此就读 ÷ 居住于此", "flows: at school here ÷ living here"),
    "explain.inflow": ("区外生系数", "inflow"),
    "explain.warning": ("此处为{word}。", "Here: {word}. "),
    "explain.ends": ("余缺 = {seats:,} − {demand:,} = {balance:+,}（{words}）", "balance = {seats:,} - {demand:,} = {balance:+,} ({words})"),
    # compare
    "compare.base": ("基准", "base"),
    "compare.title": ("情景比较 · {plan}", "Scenarios side by side · {plan}"),
    "compare.worst": ("最紧的一年", "tightest year"),
    "compare.need_only": ("最大缺口（只计缺口）", "worst, need only"),
    "compare.first": ("首个缺学位年", "first short"),
    "compare.last": ("末个缺学位年", "last short"),
    "compare.years": ("缺学位年数", "years short"),
    "compare.end": ("期末余缺", "at the end"),
    "compare.cost": ("投资（万元）", "cost (10,000 yuan)"),
    "compare.best": ("{text} 最好", "{text} best"),
    "compare.poor": ("{text} 最差", "{text} worst"),
    "compare.never": ("不缺", "never"),
    "compare.marks": ("最好、最差在同一学段内比较；期末余缺以最接近持平为最好：空余与短缺同样是浪费。", "Best and worst within a stage; at the end, nearest to even is best: seats left empty cost as much as seats that lack."),
    "diff.nothing": ("无", "none"),
    "diff.from": ("{year} 年起", "from {year}"),
    "school.name": ("名称", "name"),
    "school.type": ("类型", "type"),
    "school.area": ("区域", "area"),
    "school.planned": ("计划年", "planned"),
    "school.founder": ("举办者", "founder"),
    "school.status": ("阶段", "status"),
    "school.basis": ("依据", "basis"),
    "school.seats": ("学位", "seats"),
    "school.removes": ("核减学位", "seats removed"),
    "school.opens": ("投用年", "opens"),
    "school.closes": ("撤销年", "closes"),
    "school.until": ("临时学位用到", "until"),
    "school.fill": ("招生方式", "fill"),
    "school.convert": ("转学段", "conversion"),
    "diff.following": ("{n} 所学校的投用年随投用滞后而移动。", "{n} schools open in another year because the opening lag changes."),
    "note.diff": ("没有学位的孩子 = 缺口；负号表示减少。", "Without a seat: the shortage; minus is fewer."),
    "school.cost_wan": ("投资（万元）", "cost (10,000 yuan)"),
    "school.note": ("备注", "note"),
    "panel": ("{area} · {stage}", "{area} · {stage}"),
    "people.births": ("出生", "births"),
    "people.census": ("普查人口", "census"),
    "people.totals": ("总人口", "total"),
    "people.enrolment": ("在校生", "enrolment"),
    "people.children": ("儿童登记", "register of children"),
    "people.zones": ("学区", "zone"),
    "people.flows": ("跨区就学", "flow across areas"),
}  # fmt: skip


class Words:
    """The words of one room, and those that all rooms share.

    >>> words = Words({"late": ("迟", "late")})
    >>> words.say("late", "zh"), words.say("short", "zh", n=1500)
    ('迟', '缺 1,500')
    >>> words.named("status", "in_use", "zh"), words.named("stage", "primary", "zh"), words.named("stage", "预科", "en")
    ('投用', '小学', '预科')
    """

    def __init__(self, own: Mapping[str, tuple[str, str]]) -> None:
        self.table = {**LABELS, **own}

    def say(self, key: str, lang: str, **values: object) -> str:
        """The label or sentence ``key`` in ``lang``, filled with ``values``. Raises KeyError for an unknown key."""
        words = self.table[key][LANGUAGES.index(lang)]
        return words.format(**values) if values else words

    def named(self, prefix: str, word: str, lang: str) -> str:
        """The label of a word of the file, such as a status: ``prefix.word``; without a label, the word as it is."""
        pair = self.table.get(f"{prefix}.{word}")
        return word if pair is None else pair[LANGUAGES.index(lang)]


_SHARED = Words({})
say, named = _SHARED.say, _SHARED.named
NUMERALS = "一二三四五六七八九"


def grade_name(stage: str, grade: int, grades: int, lang: str) -> str:
    """What people call a grade, from 1, of a stage of so many ``grades``.

    >>> [grade_name("kindergarten", 1, 3, "zh"), grade_name("primary", 6, 6, "zh"), grade_name("middle", 1, 3, "zh")]
    ['小班', '六年级', '初一']
    >>> [grade_name("kindergarten", 2, 4, "zh"), grade_name("K_5", 2, 6, "zh"), grade_name("senior", 3, 3, "en")]
    ['2 年级', '2 年级', 'senior 3']
    """
    label = f"grades.{stage}"
    one_by_one = LABELS[label][0].split("、") if label in LABELS else []
    if not one_by_one or len(one_by_one) not in (1, grades) or grade > len(NUMERALS):
        return say("grades.other", lang, n=grade)
    if len(one_by_one) > 1:
        return say(label, lang).replace("、", ", ").split(", ")[grade - 1]
    return say(label, lang, n=NUMERALS[grade - 1] if lang == "zh" else grade)
