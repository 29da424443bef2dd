"""What new estates add to demand, in words."""

from __future__ import annotations

ESTATES: dict[str, tuple[str, str]] = {
    "note.estates": ("新小区 {n} 个、{dwellings:,} 套（{file}，{done} 年竣工）：{since} 年以后入住的，{year} 年{parts}。", "New estates ({n}, {dwellings:,} dwellings, completed {done}; {file}): of families who move in after {since}, {parts} in {year}."),
    "estates.stage": ("{stage} {n:+,}", "{stage} {n:+,}"),
    "estates.left": ("{stage} {n:,} 人", "{stage} {n:,}"),
    "note.estates.late": ("其中 {n} 个到 {year} 年还没有人入住，学生不在内（completes）：{names}。", "In {n} of them nobody lives by {year}, so that they add no pupils yet (completes): {names}."),
    "note.estates.spread": ("小区的学生在其区域的各校之间按份额分，不按小区的 zone：{n} 个写了学区（{names}）；各学区的缺口见 xuewei warn。", "Pupils of estates go to all schools of their area by its shares, not by zone of the estate: {n} name one ({names}). For zones see xuewei warn."),
    "note.estates.extra.set": ("其中 {n} 个的学生加在预测之外（estates.counted: extra）。", "Pupils of {n} of them come on top of the forecast (estates.counted: extra)."),
    "note.estates.extra.unset": ("其中 {n} 个的学生加在预测之外：population.net_migration 没有写到它们入住的各年。若迁入的假设已含这些家庭，写 estates.counted: within_migration，就只移动迁入的人。", "Pupils of {n} of them come on top of the forecast: population.net_migration is not written for all the years in which they fill. Where what is assumed of moves has these families already, estates.counted: within_migration only moves who arrives."),
    "note.estates.within.set": ("其中 {n} 个的学生算作迁入的人（estates.counted: within_migration）：只在区域、学区之间移动，合计不变。", "Pupils of {n} of them are those who move in (estates.counted: within_migration): they only move between areas and zones, and the total stays."),
    "note.estates.within.unset": ("其中 {n} 个的学生算作迁入的人，因为 population.net_migration 写到了它们入住的各年：只在区域、学区之间移动，合计不变（要加在预测之外，写 estates.counted: extra）。", "Pupils of {n} of them are those who move in, for population.net_migration is written for all the years in which they fill: they only move between areas and zones, and the total stays (estates.counted: extra adds them)."),
    "note.estates.few": ("迁入的人不够这些小区住：{year} 年另有{parts}没有计入。", "Fewer arrive than these estates hold: more pupils ({parts}) are not counted in {year}."),
    "note.estates.beside": ("小区 {n} 个不在所问的区域里，没有计入：{names}。", "Estates in none of the areas asked for are not counted ({n}): {names}."),
    "note.estates.census": ("小区 {n} 个写的是普查区{census}，方案的区域（{areas}）只是其中一部分，没有计入：{names}。在{areas}里的，把 {file} 的 area 写成{first}（两者由 scope.{first}.census_area 相连）。", "Estates of the census area {census}, of which the plan has parts alone ({areas}), are not counted ({n}): {names}. Of those that lie in a part, area of {file} is that part, such as {first} (scope.{first}.census_area joins the two)."),
    "note.estates.silent": ("{stages}没有每百户学生数，不计小区的学生：写 estates.yields.{first}。", "{stages}: no pupils per 100 dwellings are assumed, so none of estates count: write estates.yields.{first}."),
    "note.estates.given": ("{years} 年的需求取自来源，其中不另加小区。", "Demand that is given ({years}) has no estates added."),
    "note.estates.yields": ("每百户入住住宅的学生：{yields}（estates.yields.STAGE）。", "Pupils per 100 dwellings that are lived in: {yields} (estates.yields.STAGE)."),
    "note.estates.yields.lent": ("每百户入住住宅的学生：{yields}（estates.yields.STAGE；随附的是盐湖区 2020 年全部家庭的，不只新小区）。", "Pupils per 100 dwellings that are lived in: {yields} (estates.yields.STAGE; what is shipped is of all households of 盐湖区 in 2020, not of new ones alone)."),
    "estates.yield": ("{stage} {values}（{basis}）", "{stage} {values} ({basis})"),
    "note.estates.kinds": ("各类小区的倍数：{kinds}（estates.kinds）。", "By kind of estate yields are times: {kinds} (estates.kinds)."),
    "estates.factor": ("{kind} {value:g}（{basis}）", "{kind} {value:g} ({basis})"),
    "estates.kind.commodity": ("商品房", "commodity housing"), "estates.kind.affordable": ("保障房", "affordable housing"),
    "estates.kind.resettlement": ("安置房", "resettlement housing"), "estates.kind.talent": ("人才房", "housing for talent"),
    "note.estates.courses": ("入住曲线：{courses}（estates.occupancy，或小区的 occupancy）。", "Courses by which they fill: {courses} (estates.occupancy, or occupancy of an estate)."),
    "estates.course": ("{name}，竣工后第 {first} 年起 {shares} %（{basis}）", "{name}, {shares} % from year {first} after completion on ({basis})"),
    "note.estates.sized": ("{n} 个小区只写了面积，按一套 {m2:g} ㎡ 算（{basis}；estates.dwelling_m2）。", "Estates with floor area alone ({n}) count a dwelling for each {m2:g} m² ({basis}; estates.dwelling_m2)."),
}  # fmt: skip
