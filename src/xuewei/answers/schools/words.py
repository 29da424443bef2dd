"""Words of how full schools are, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

SCHOOLS: dict[str, tuple[str, str]] = {
    "title": ("各校使用情况 · {plan} · {year} 学年", "Schools · {plan} · school year {year}"),
    "none": ("{year} 学年没有可列的学校：方案里没有在用的学校，人口目录里也没有分校的在校生。", "There is no school to show in {year}: the plan has none in use, and no pupils are on record by school."),
    "none.asked": ("{year} 学年没有符合所问区域、学区、学段的学校。", "No school of the areas, zones and stages asked for is in use in {year}."),
    "year.record": ("{year} 学年是有分校在校生的最后一年。", "{year} is the last school year with pupils on record by school."),
    "year.base": ("没有分校的在校生，列现有学年 {year}。", "No pupils are on record by school: the base year {year} is shown."),
    "year.all": ("没有分校的在校生，现有学年还没有在用的学校：列方案学校全部投用的 {year} 学年。", "No pupils are on record by school, and none of the schools is in use in the base year: shown is {year}, when all schools of the plan are open."),
    "answer.full": ("{all:,} 所学校中 {full:,} 所使用率超过 100 %，{low:,} 所不足 60 %", "Schools: {all:,}, of which {full:,} above 100 % of their seats and {low:,} below 60 %"),
    "answer.worst": ("；最满的是{names}。", "; the fullest are {names}."),
    "answer.one": ("；最满的是{names}。", "; the fullest is {names}."),
    "answer.end": ("。", "."),
    "worst": ("{name}（{stage}，{rate} %）", "{name} ({stage}, {rate} %)"),
    "join": ("、", ", "),
    "classes.some": ("大班额（56 人及以上）{large:,} 班，其中超大班额（66 人及以上）{very:,} 班；班数已知的共 {all:,} 班。", "Large classes (56 pupils or more): {large:,}, of which very large (66 or more): {very:,}, of {all:,} classes that are known."),
    "classes.unknown": ("{n:,} 所学校的班数未知，大班额未计：在 enrolment.csv 的 classes 列、或学校的 classes 写班数。", "Schools whose classes are not known, so that large ones are not counted: {n:,}. Write the column classes of enrolment.csv, or `classes` of the school."),
    "cap": ("超过规模上限的 {n:,} 所：{names}。", "Over the size cap: {n:,} ({names})."),
    "changes": ("当年{names}。", "In this year: {names}."),
    "opens": ("{name}投用", "{name} opens"),
    "closes": ("{name}撤销", "{name} closes"),
    "more": ("等", " and others"),
    "school": ("学校", "school"),
    "stage": ("学段", "stage"),
    "seats": ("学位", "seats"),
    "pupils": ("学生", "pupils"),
    "utilisation": ("使用率", "utilisation"),
    "class_size": ("班额", "class size"),
    "large": ("大班额", "large"),
    "very_large": ("超大班额", "very large"),
    "over_cap": ("超规模", "over cap"),
    "basis": ("学生依据", "pupils by"),
    "zone": ("学区", "zone"),
    "area": ("区域", "area"),
    "unknown": ("未知", "not known"),
    "no_cap": ("无上限", "no cap"),
    "basis.record": ("在校生", "record"),
    "basis.forecast": ("预测", "forecast"),
    "basis.share": ("分摊", "share"),
    "shown": ("共 {n:,} 行，列出前 {shown}；--format csv、json 或 --output 学校.xlsx 给出全部。", "{n:,} rows, of which the first {shown} are shown: --format csv or json, or --output schools.xlsx, has all."),
    "note.record": ("学生：在校生按 enrolment.csv 的分校行；未来各年按各校本年级升入下一年级、各校占起始年级的份额推算，同区各校之和等于区域的学位需求。", "Pupils: on record by the rows of schools of enrolment.csv; in years ahead the grades of each school go on and it takes its share of the entrants, so that schools of an area sum to its demand."),
    "note.share": ("{n:,} 所学校没有在校生记录，学生按学位（起始年级按招生计划）从区域的学位需求中分摊：在 enrolment.csv 用 school 列写各校在校生。", "Schools without pupils on record: {n:,}. Theirs are a share of the demand of their area, by seats and in the first grade by intake. Write pupils by school in enrolment.csv (column school)."),
    "note.rest": ("{area}{stage}另有 {n:,} 名学生不在所列学校。", "{n:,} pupils of {stage} in {area} are in no listed school."),
    "note.classes.last": ("{n:,} 所学校的班数由有记录的最后一年推得：分年级的随学生升级，起始年级为招生计划 ÷ 班额，没有招生计划则同该年；不分年级的照旧。", "Classes of {n:,} of the schools follow from the last year on record: those of a grade go up with it, the entry grade has intake ÷ class size, without intake as many as in that year; classes of a whole stage stay."),
    "note.mergers": ("{n:,} 所学校并入外区的学校，学生仍留在原区域：{names}。", "Schools that merge into one of another area: {n:,}. Their pupils stay in their own ({names})."),
    "merger": ("{name}（{area}→{other}）", "{name} ({area} → {other})"),
    "note.classes.turned": ("{n:,} 处学位转学段或核减后，班数按余下的学位折算。", "Classes in proportion to the seats that still stand after some turned or were removed: in {n:,} places."),
    "gone": ("撤销", "closed"),
    "note.classes": ("大班额按年级的平均班额判定：一个年级平均达到 56 人，该年级各班都计。", "Large classes go by the mean size of a grade: where it has 56 pupils or more in a class, all its classes count."),
}  # fmt: skip

WORDS = Words(SCHOOLS)
say, named = WORDS.say, WORDS.named
