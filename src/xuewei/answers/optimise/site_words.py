"""Words of sites that may be built on, Chinese and English side by side."""

from __future__ import annotations

from xuewei.answers.optimise.words import OPTIMISE
from xuewei.language.words import Words

SITES: dict[str, tuple[str, str]] = {
    # sites
    "title.sites": ("备选点：服务半径内的儿童与所选", "Sites: children within the distance, and what is chosen"),
    "site": ("备选点", "site"),
    "radius": ("半径·米", "distance, m"),
    "near": ("半径内儿童", "children"),
    "left": ("其中缺学位", "unseated"),
    "sizes": ("可选规模", "sizes"),
    "site.taken": (
        "·{name} {year} 年建，{stage} {seats:,} 个学位、{wan:,.0f} 万元：{metres:,.0f} 米内有{stage}儿童 {near:,.0f} 人（最多的一年）。",
        "- {name} opens in {year} with {seats:,} seats ({stage}) for {wan:,.0f} × 10,000 yuan: {near:,.0f} children of that stage live within {metres:,.0f} m, in the year with most.",
    ),
    "site.taken.beside": (
        "·{name} {year} 年建，{stage} {seats:,} 个学位、{wan:,.0f} 万元：{metres:,.0f} 米内有{stage}儿童 {near:,.0f} 人，其中 {left:,.0f} 人附近的学校容不下（最多的一年）。",
        "- {name} opens in {year} with {seats:,} seats ({stage}) for {wan:,.0f} × 10,000 yuan: of {near:,.0f} children of that stage within {metres:,.0f} m, {left:,.0f} have no seat in the schools near them, in the year with most.",
    ),
    "site.spare": ("学位比这多 {n:,} 个，因为学位成班；区域的余缺里照样算。", " Its seats are {n:,} more, as seats come in classes; balances of the area count them."),
    "site.too_few": ("·{name} 不能选：{fits}。", "- {name} cannot be taken: {fits}."),
    "site.late": ("·{name} 没有判断：最早 {earliest} 年才能投用，而只看到 {last} 年。", "- {name} is not judged: it can open in {earliest} at the earliest, and years end with {last}."),
    "fit": (
        "{stage} {metres:,.0f} 米内儿童只有 {near:,} 人，最小的规模 {least:,} 座至少要 {need:,} 人，写不多于 {fits:,} 座才可选",
        "{near:,} children ({stage}) live within {metres:,.0f} m, and its smallest size, {least:,} seats, needs {need:,} ({fits:,} seats or fewer could be taken)",
    ),
    "fit.beside": (
        "{stage} {metres:,.0f} 米内儿童 {near:,} 人，附近的学校容不下的只有 {left:,} 人，最小的规模 {least:,} 座至少要 {need:,} 人，写不多于 {fits:,} 座才可选",
        "of {near:,} children ({stage}) within {metres:,.0f} m, {left:,} have no seat in the schools near them, and its smallest size, {least:,} seats, needs {need:,} ({fits:,} seats or fewer could be taken)",
    ),
    "fit.seated": ("{stage} {metres:,.0f} 米内儿童 {near:,} 人，附近的学校都容得下", "the schools near them have seats for all {near:,} children ({stage}) within {metres:,.0f} m"),
    "fit.none": ("{stage} {metres:,.0f} 米内没有儿童", "no children ({stage}) live within {metres:,.0f} m"),
    "fit.met": ("{stage}够（{metres:,.0f} 米内附近的学校容不下的 {left:,} 人，{least:,} 座至少要 {need:,} 人）", "{stage} has enough ({left:,} within {metres:,.0f} m without a seat in the schools near them, and {least:,} seats need {need:,})"),
    "site.unlike": (
        "xuewei site 可能另有推荐：它只看谁走得到，选了再说空多少；这里备选点每个学段空着的学位都不得超过半轨（每个年级半个班），也不得超过一半。{names}。",
        "xuewei site may say otherwise: it asks who is near enough, and tells what stays empty; here no stage of a site may have more seats empty than half a class a grade, nor than half of its seats. {names}.",
    ),
    "site.enough": (
        "{year} 年起区域合计的学位够，所以{none}；走得到的未必够：{name}服务半径内附近学校容不下的{stage}儿童最多 {left:,} 人。要按走不走得到选，用 xuewei site。",
        "From {year} on seats of the area suffice in all, so {none}; those within reach may not: up to {left:,} children ({stage}) near {name} have no seat in the schools near them. To choose by who can walk there, use xuewei site.",
    ),
    "site.enough.some": (
        "选了这些，{year} 年起区域合计的学位就够，所以{none}；走得到的未必够：{name}服务半径内附近学校容不下的{stage}儿童最多 {left:,} 人。要按走不走得到选，用 xuewei site。",
        "With these, seats of the area suffice in all from {year} on, so {none}; those within reach may not: up to {left:,} children ({stage}) near {name} have no seat in the schools near them. To choose by who can walk there, use xuewei site.",
    ),
    "site.none.all": ("一处也不选", "no site is taken"),
    "site.none.judged": ("能判断的一处也不选", "none of the sites that can be judged is taken"),
    "site.none.one": ("不选{name}", "{name} is not taken"),
    "site.shared": (
        "xuewei site 可能另选{name}；附近的学校容不下的{stage}儿童 {left:,} 人，但已计入{others}，这里不重复计，所以不选。",
        "xuewei site may take {name}: {left:,} children ({stage}) near it have no seat in the schools there, but they are counted for {others}, and no child is counted twice here.",
    ),
    "site.barred": (
        "xuewei site 可能另选{name}，它不看预算和投用年，也不在学校之间比造价；附近的学校容不下的{stage}儿童 {left:,} 人，这里不选，是因为预算或投用年不允许，或别的学校更省。",
        "xuewei site may take {name}, as it knows no budgets or opening years and weighs no costs: {left:,} children ({stage}) near it have no seat in the schools there; it is left out here because budgets or opening years do not allow it, or another school costs less.",
    ),
    "site.over": ("{name}{stage} {least:,} 座至少要 {need:,} 人，附近缺学位的儿童 {left:,} 人（sites.csv 要写不多于 {fits:,} 座）", "{name} ({stage}) needs {need:,} children for {least:,} seats and has {left:,} ({fits:,} seats or fewer in sites.csv would be allowed)"),
    "site.over.more": ("{stage} {least:,} 座至少要 {need:,} 人，附近缺学位的儿童 {left:,} 人（sites.csv 要写不多于 {fits:,} 座）", "for {stage} it needs {need:,} children for {least:,} seats and has {left:,} ({fits:,} seats or fewer in sites.csv would be allowed)"),
    "site.over.others": ("这样的共 {n:,} 处", "{n:,} such sites in all"),
    "site.stages": ("，", ", and "),
    "site.then": ("；", "; "),
    "site.none": ("一个备选点也没有选。", "No site is taken."),
    "site.rule": (
        "备选点的学位以服务半径内附近学校容不下的儿童为限（{limits}，policy.yaml 的 walking.service；{way}），从它能投用起取最多的一年，几个点不重复计同一名儿童；学位成班，每个学段空着的不超过半轨（每个年级半个班，按 stages 的 class_size）、也不超过一半的仍可选；附近的学校指同一区域、同样走得到、不是待选的，学位按方案，撤并与否都算。",
        "A site has no more seats than children within the service distance for whom the schools near them have none ({limits}, walking.service of policy.yaml; {way}), in the year with most of them from when it can open, and several sites count no child twice; as seats come in classes, no more than half a class a grade (class_size of stages) and half of a stage's seats may stay empty; schools near them are those of the area within that distance that are not to be chosen, with the seats of the plan, whether they close or not.",
    ),
    "site.straight": ("步行 = 直线 × {detour:g}", "the way is a straight line × {detour:g}"),
    "site.given": ("步行按 distances.csv", "the way is that of distances.csv"),
    "site.unplaced": ("这些学校没有坐标（名册的 lon、lat），它们的学位没有扣：{names}。", "Schools without coordinates (lon, lat of the register), whose seats are not taken off: {names}."),
    "site.and_more": ("等 {n:,} 所", " and others, {n:,} in all"),
    "site.unlisted": ("{seats}不在有名字的学校里，不知道在哪里，也没有扣；写名册可改。", "Of {seats} no school is named, so nobody knows where they are, and they are not taken off; a register tells."),
    "site.seats": ("{stage} {n:,.0f} 个学位", "{n:,.0f} seats ({stage})"),
    "site.homes": ("儿童住处（与 xuewei site 相同）：{places}；总数是各区域的学位需求。", "Where children live (as xuewei site has it): {places}; in all they are the demand of each area."),
    "site.estate": ("小区 {n:,} 处，住各自的学生", "{n:,} estates with their own pupils"),
    "site.point": ("points 的 {n:,} 个点，按各点的儿童数分", "{n:,} points as written, by the children of each"),
    "site.zone": ("没有点位的按 {n:,} 个学区的中心（假设；写 points.csv 或 --points 可改）", "without points the middles of {n:,} zones (assumed; points.csv or --points changes it)"),
    "site.school": ("点位与学区都没有的按 {n:,} 所学校的位置（假设；写 points.csv 或 --points 可改）", "without points and zones the places of {n:,} schools (assumed; points.csv or --points changes it)"),
    "site.nowhere": ("{area}{stage}最多有 {n:,.0f} 名儿童没有可放的地方，没有计入半径内。", "Of {area} up to {n:,.0f} children ({stage}) have no known place, and are near no site."),
    "site.lost": ("小区没有坐标（estates.csv 的 lon、lat），学生按点位或学区分：{names}。", "Estates without coordinates (lon, lat of estates.csv), whose pupils live with the others: {names}."),
    # in a report
    "choice.title": ("备选点 {n:,} 处，选 {taken:,} 处", "Sites: {n:,}, of which {taken:,} to take"),
    "choice.size": ("规模", "size"),
    "choice.no": ("不选", "no"),
    "choice.place": ("{place} {years} 年少缺 {n:,} 人年", "{place} {years}: {n:,} pupil-years"),
    "choice.advice": (
        "“备选点”部分从原方案另选了一种做法：{what}；补的是同一缺口（{places}）。与以上办法取其一，或合在一起重新测算，不能相加。",
        "The part on candidate sites chooses another way from the same plan: {what}; it fills the same shortage ({places}). Take one of the two, or forecast both together: they do not add up.",
    ),
    "choice.advice.none": (
        "“备选点”部分从原方案另选了一种做法：{what}，不补缺口。与以上办法涉及同一所学校的，取其一。",
        "The part on candidate sites chooses another way from the same plan: {what}; it fills no shortage. Where both speak of one school, take one of them.",
    ),
    "choice.sites": (
        "这里从原方案选起，没有计入“建议”里的办法；补的是同一缺口（{places}），两者取其一，或合在一起重新测算，不能相加。",
        "This is chosen from the plan as it is, without what is advised above; it fills the same shortage ({places}). Take one of the two, or forecast both together: they do not add up.",
    ),
    "choice.sites.none": (
        "这里从原方案选起，没有计入“建议”里的办法；涉及同一所学校的，取其一。",
        "This is chosen from the plan as it is, without what is advised above; where both speak of one school, take one of them.",
    ),
    "choice.how": (
        "按 {day}、不限预算选出，只补缺的学位。要写预算、--count、--close 等，用 xuewei optimise --sites 加 --output 写成情景，再用 report --scenario 并排。",
        "Chosen on {day}, without budgets, for the seats that are short. For budgets, --count, --close and the like let xuewei optimise --sites write a scenario (--output), and set it beside the plan with report --scenario.",
    ),
    # why one stays empty
    "too_few": ("不建：{year} 年共缺 {n:,} 个学位{of}，但{fits}（取最多的一年；walking.service）。", "Not built although seats are short by {n:,} in all in {year}{of}: {fits} (in the year with most; walking.service)."),
}  # fmt: skip

say = Words({**OPTIMISE, **SITES}).say
