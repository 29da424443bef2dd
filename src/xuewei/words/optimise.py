"""Words of the choice of a schedule, Chinese and English side by side."""

from __future__ import annotations

from xuewei.words.labels import Words

OPTIMISE: dict[str, tuple[str, str]] = {
    "scenario": ("排程优选", "chosen schedule"),
    "comment": ("xuewei optimise 选出的排程；未写的学校照原方案。", "The schedule that xuewei optimise chose; schools not named stay as planned."),
    "title.schools": ("学校：原计划与优选", "Schools: as planned and as chosen"),
    "title.stage": ("{area} · {stage}：前后对照", "{area} · {stage}: before and after"),
    "title.cost": ("投资（万元，开学前一年支出）", "Cost (万元, in the year before opening)"),
    "title.proof": ("目标与最优性证明", "Objectives and proof of optimality"),
    "title.binding": ("起约束作用的预算", "Budgets that bind"),
    "title.clash": ("没有可行的排程：下列约束互相冲突，去掉任何一条即不再冲突", "No schedule is possible: these constraints clash, and without any one of them they would not"),
    "written": ("原计划", "planned"),
    "chosen": ("优选", "chosen"),
    "why": ("理由", "why"),
    "cost": ("万元", "万元"),
    "year": ("年", "year"),
    "budget": ("预算", "budget"),
    "before": ("原方案", "before"),
    "after": ("优选后", "after"),
    "seats.before": ("学位·前", "seats before"),
    "seats.after": ("学位·后", "seats after"),
    "balance.before": ("余缺·前", "balance before"),
    "balance.after": ("余缺·后", "balance after"),
    "squeezed": ("其中扩班容纳", "held in larger classes"),
    "objective": ("目标", "objective"),
    "bound": ("下界", "bound"),
    "gap": ("差距", "gap"),
    "proof": ("证明", "proof"),
    "unmet": ("缺学位·人年", "unmet pupil-years"),
    "large": ("扩班容纳·人年", "pupil-years in larger classes"),
    "wan": ("投资·万元", "cost, 万元"),
    "idle": ("空余·学位年", "idle seat-years"),
    "weighted": ("加权和", "weighted sum"),
    "optimal": ("已证最优", "proven optimal"),
    "gap.ended": ("在允许差距内", "within the gap allowed"),
    "time": ("到时限，为当前最好", "time limit: best so far"),
    "interrupted": ("已中断，为当前最好", "interrupted: best so far"),
    "unbounded": ("未知", "not known"),
    "opens": ("{year} 年投用", "opens {year}"),
    "cancelled": ("不建", "not built"),
    "none": ("—", "—"),
    # reasons
    "serves": ("{year} 年没有它要缺 {n:,} 个学位。", "Without it {n:,} pupils are short of a seat in {year}."),
    "no_shortage": ("{year} 年没有它要缺 {n:,} 个学位；在此之前不缺，故推迟。", "Without it {n:,} pupils are short in {year}; delayed because nobody is short before."),
    "waits": ("{year} 年没有它要缺 {n:,} 个学位；{then} 年已缺 {short:,} 个，但预算或别的学校更省，排在后面。", "Without it {n:,} pupils are short in {year}; {short:,} are short in {then}, but budgets, or a school that costs less, put it later."),
    "must": ("必须建：没有一年靠它补缺。", "Must open; it fills no shortage."),
    "no_need": ("没有一年靠它补缺。", "It fills no shortage."),
    "surplus": ("不建：{year} 年起不建它学位也够。", "Not built: from {year} on seats are enough without it."),
    "unbuilt": ("不建：{year} 年缺 {n:,} 个学位，但预算或投用年不允许，或别的学校更省。", "Not built although {n:,} pupils are short in {year}: budgets or opening years do not allow it, or another school costs less."),
    "no_use": ("不建：没有可选的规模或投用年（{earliest}–{latest}）。", "Not built: there is no size, or no year ({earliest}–{latest}), to choose."),
    # binding
    "price.unmet": ("{year} 年预算每多 100 万元，约少缺 {saved:,.1f} 人年。", "100 万元 more in {year} would save about {saved:,.1f} unmet pupil-years."),
    "price.large": ("{year} 年预算每多 100 万元，约少扩班 {saved:,.1f} 人年。", "100 万元 more in {year} would save about {saved:,.1f} pupil-years in larger classes."),
    "price.cost": ("{year} 年预算每多 100 万元，总投资约省 {saved:,.1f} 万元。", "100 万元 more in {year} would save about {saved:,.1f} 万元 in all."),
    "price.idle": ("{year} 年预算每多 100 万元，约少空余 {saved:,.1f} 学位年。", "100 万元 more in {year} would save about {saved:,.1f} idle seat-years."),
    "note.price": ("按线性松弛的对偶值：学校可以拆开建时的边际，供参考，不是承诺。", "By the duals of the relaxed programme: the margin if parts of schools could be built, a guide and no promise."),
    "note.slack": ("没有一年的预算起约束作用。", "No budget binds."),
    # clash
    "clash.must": ("{name}（{id}）必须在 {earliest}–{latest} 年投用，最少 {wan:,.0f} 万元", "{name} ({id}) must open in {earliest}–{latest}, for {wan:,.0f} 万元 at least"),
    "clash.size": ("{name}（{id}）必须建，但没有一个规模在规模上限之内", "{name} ({id}) must open, but no size of it is within the size cap"),
    "clash.window": ("{name}（{id}）必须建，但最晚 {latest} 年早于最早 {earliest} 年", "{name} ({id}) must open, but its latest year {latest} is before its earliest {earliest}"),
    "clash.budget": ("{year} 年预算 {wan:,.0f} 万元", "the budget of {year}: {wan:,.0f} 万元"),
    "nothing": ("时限内没有找到可行的排程。", "No schedule was found before the search ended."),
    # notes
    "note.order": ("依次最小：缺学位、（扩班、）投资、空余；每一项都不因后一项变坏。", "Least in turn: unmet, (larger classes,) cost, idle; none is given up for a later one."),
    "note.weights": ("最小的是加权和：{weights}。", "Least is the weighted sum: {weights}."),
    "note.checked": ("这个排程已用 assess 重算，各学段各年余缺一个不差。", "The schedule was run through assess; every balance agrees to the seat."),
    "note.cost": ("造价：学校写明的投资，否则每学位 {seat:g} 万元（{basis}，{low:g}–{high:g}）；规模变则按学位折算。", "Cost: what a school says, else {seat:g} 万元 a seat ({basis}, {low:g}–{high:g}), in proportion to its seats."),
    "note.choices": ("可选：未完工学校的投用年、整轨规模、不建；在建的不缩不撤。", "To choose: opening year, size in whole 轨 and whether to build, of unfinished schools; what is under construction is neither resized nor cancelled."),
    "note.output": ("已写入 {file}：xuewei gap --scenario {file}", "Written to {file}: xuewei gap --scenario {file}"),
    "internal": ("内部错误：排程与 assess 重算不符（{what}）。请不要使用这个结果，并报告给我们。", "Internal error: the schedule and assess disagree ({what}). Do not use this answer, and report it."),
}  # fmt: skip

WORDS = Words(OPTIMISE)
say, named = WORDS.say, WORDS.named
