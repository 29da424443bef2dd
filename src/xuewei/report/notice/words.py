"""Words of the notice of warnings, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

NOTICE: dict[str, tuple[str, str]] = {
    "list": ("、", ", "),
    "title": ("关于 {years} 学年{stages}", "Notice of alerts for school places"),
    "title.second": ("起始年级学位预警的通告", "Entry grade of {stages}, school years {years}"),
    "lead": (
        "为使适龄儿童、少年的家长和其他监护人及早了解入学形势，现将{areas} {years} 学年{stages}起始年级学位预警情况通告如下。",
        "So that parents and guardians know in good time how many places there will be, alerts for the entry grade of {stages} of {areas} in the school years {years} are given here.",
    ),
    "areas.more": ("{names}等 {n:,} 个区域", "{names} and others, {n:,} areas,"),
    "head.count": ("统计口径", "How it is counted"),
    "head.state": ("预警情况", "Alerts"),
    "head.means": ("应对措施", "Measures"),
    "count.flows": ("{stage}的儿童已计入跨区就学：{flows}。", "Children of {stage} are counted where they go to school: {flows}."),
    "count.register": ("儿童数：{stages}为{source}（截至 {day}）。", "Children: {stages} from {source} (as of {day})."),
    "count.other": ("儿童数：{stages}为{source}。", "Children: {stages} from {source}."),
    "count.intake": ("招生计划：各校起始年级的招生计划数，未定的按起始年级班数乘以班额（{sizes}）。", "Places: what schools offer in the entry grade, else its classes times the size of a class ({sizes})."),
    "count.stock": ("没有列出学校的现有学位，按年级分出起始年级。{base}", "Seats in use of schools that are not listed are split by grade. {base}"),
    "count.size": ("{stage} {n} 人", "{stage} {n}"),
    "count.levels": ("预警等级：儿童数与招生计划之比，{limits}。", "Alert by children ÷ places: {limits}."),
    "count.level": ("满 {value:.0%} 为{level}色", "{level} from {value:.0%}"),
    "count.surplus": ("低于 {value:.0%} 为{level}色（富余）", "{level} (surplus) below {value:.0%}"),
    "count.band": ("预测的儿童数有上下限（{level} 区间）；取上限才有或才更重的预警，写作“可能”。", "Forecast numbers of children have a high and a low end (their {level} band); an alert that stands, or is worse, at the high end alone is told as one that “may” come."),
    "count.masked": ("不足 {n} 人的儿童数不公布，记为“少于 {n} 人”。", "Numbers of children below {n} are not published: “fewer than {n}”."),
    "masked": ("少于 {n} 人", "fewer than {n}"),
    "table": ("{stage}起始年级学位预警", "Alerts of the entry grade of {stage}"),
    "cell": ("{children}/{intake} {level}色", "{children}/{intake} {level}"),
    "cell.green": ("{children}/{intake} —", "{children}/{intake} –"),
    "table.note": ("每格为儿童数/招生计划和预警等级，“—”为没有预警。", "Each cell: children/places and alert; “–” is none."),
    "cell.others": ("{cell}（另 {n}）", "{cell} (and {n})"),
    "count.others": ("随迁子女等计数外的儿童不在比值内，在表中另列（“另”后）。", "Children outside the count (of migrants) are not in the ratio; in the table they stand beside it (“and”)."),
    "others": ("{stage}的其余 {n:,} {unit}没有预警。", "{stage}: no alert for the other {n:,} {unit}."),
    "others.unlisted": ("{stage}有 {n:,} {unit}没有列出学校，不作预警。", "{stage}: no school is listed in {n:,} {unit}, so no alert is given there."),
    "more": ("{stage}另有 {n:,} {unit}有预警或儿童数未知，没有列出。", "{stage}: {n:,} more {unit} with an alert, or with children who are not known, are not listed."),
    "more.others": ("{stage}另有 {n:,} {unit}有预警、儿童数未知或另有计数外的儿童，没有列出。", "{stage}: {n:,} more {unit} with an alert, with children who are not known or with some outside the count, are not listed."),
    "unlisted": ("{stages}没有列出学校，不作预警。", "No school of {stages} is listed, so no alert is given for them."),
    "means.line": ("{year} 学年{stage}，{place}：{remedy}。", "{year}, {stage}, {place}: {remedy}."),
    "means.others": ("招生计划够计数内的儿童；计数外的儿童（随迁子女）不在其内，也算上则学位不够或偏紧。", "Places suffice for the children who are counted; with those outside the count (of migrants) they are short or tight."),
    "means.none": ("招生计划都够，不需要另外的措施。", "Places suffice: no measure is needed."),
    "caution": ("以上按现有数据测算，实际入学以当年公布的招生办法为准。", "This rests on what is known now; admissions follow the rules published for each year."),
    "end": ("特此通告。", "This is hereby made known."),
    "sign": ("（发布单位）", "(issued by)"),
    "day": ("{year} 年 {month} 月 {day} 日", "{day} {month_name} {year}"),
    "day.open": ("　　　　年　　月　　日", "(date)"),
}  # fmt: skip

WORDS = Words(NOTICE)
say, named = WORDS.say, WORDS.named
