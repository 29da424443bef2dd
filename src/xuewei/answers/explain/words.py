"""Words of where the pupils of a school come from, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import LABELS, Words

OF_SCHOOL: dict[str, tuple[str, str]] = {
    "title": ("{school} · {stage}{grade}", "{school} · {stage}{grade}"),
    "answer": ("{year} 学年 {pupils:,} 人（{basis}），是{area}该年级 {every:,} 人的 {share}；{offered}。", "School year {year}: {pupils:,} pupils ({basis}), {share} of the {every:,} of this grade in {area}; {offered}."),
    "intake": ("招生计划 {n:,} 人，{balance}", "intake {n:,}, {balance}"),
    "seats": ("该年级学位 {n:,} 个，{balance}", "seats of this grade {n:,}, {balance}"),
    "short": ("缺 {n:,}", "short {n:,}"),
    "left": ("余 {n:,}", "{n:,} left"),
    "chain": ("{area}该年级：{start} {n} 人{ratios}。", "This grade of {area}: {start}, {n}{ratios}."),
    "beyond": ("{area}该年级另有预测之外的 {n} 人（新小区、写明的净迁入、改变的区外生系数）：xuewei explain --stage 列出。", "This grade of {area} has {n} beyond the forecast (new estates, written net migration, another inflow): xuewei explain --stage lists them."),
    "times": (" × {ratio:.4f}（{year}）", " × {ratio:.4f} ({year})"),
    "ages": ("{area}该年级按适龄儿童推算：xuewei explain --year {year} --stage {stage} --area {area} 逐龄列出。", "This grade of {area} is forecast from the children of its age: xuewei explain --year {year} --stage {stage} --area {area} lists them."),
    "zone": ("学区{zone}（本校 {part} 的学位）：该年级共 {n:,} 人——{schools}。", "Zone {zone} ({part} of the places of this school): {n:,} pupils of this grade: {schools}."),
    "of_zone": ("{school} {n:,}", "{school} {n:,}"),
    "more": ("等", " and others"),
    "births.model": LABELS["explain.modelled"],
    "births.held": ("没有普查，照最后已知的 12 个月出生", "no census: as many as in the last twelve months known"),
    "births.between": ("没有该年的出生，按前后各年补", "no births of that year: put in between known years"),
    "join": ("、", ", "),
    "no_share": ("（区域无人）", "(nobody in the area)"),
    "column.pupils": ("学生", "pupils"),
    "column.area": ("区域该年级", "grade in the area"),
    "column.share": ("份额", "share"),
    "column.intake": ("招生计划", "intake"),
    "column.seats": ("学位", "seats"),
    "note.share": ("份额：在校生所示的份额（起始年级）或由上一年本校低一年级升上来的学生，缩放到区域之和；各学区有自己的登记、出生数或对口毕业生的，起始年级按学区的儿童分到学区的学校；没有在校生记录的按学位、起始年级按招生计划分摊。见 docs/method.md 第 9 节。", "Share: as pupils on record have it in the first grade, else those who come up from the grade below at this school, scaled to the sum of the area; where every zone has a register, births or leavers of its own, the first grade goes to the schools of a zone by its children; without a record by seats, and in the first grade by intake. See docs/method.en.md, section 9."),
    "beyond.title": ("预测之外的学生 · {area} · {stage} · {year}", "Beyond the forecast · {area} · {stage} · {year}"),
    "beyond.item": ("小区", "estate"),
    "beyond.completes": ("竣工", "completed"),
    "beyond.dwellings": ("套数", "dwellings"),
    "beyond.filled": ("新入住", "filled"),
    "beyond.each": ("每百户学生", "per 100"),
    "beyond.pupils": ("学生", "pupils"),
    "beyond.basis": ("依据", "basis"),
    "beyond.source": ("来源", "source"),
    "beyond.inflow": ("区外生系数改为记录所含的 {times:.4g} 倍（{name}）", "inflow {times:.4g} times that on record ({name})"),
    "beyond.arrived": ("写明的净迁入", "written net migration"),
    "beyond.moved": ("改到别处小区的迁入", "arrivals who move to estates elsewhere"),
    "beyond.forecast": ("预测（上表）", "forecast (above)"),
    "beyond.demand": ("学位需求", "demand"),
    "beyond.product": ("套数 × 新入住 × 每百户学生 ÷ 100 = 学生（取整）；新入住是 {since} 年以后入住的份额，此前入住的已在预测里。套数的依据见上，入住与每百户学生的依据见 xuewei gap 表下。", "dwellings × filled × per 100 ÷ 100 = pupils (rounded); filled is the share moved into after {since}, and who lived there before is in the forecast. The basis above is that of the dwellings; that of filled and of per 100 stands under xuewei gap."),
    "beyond.forced": ("各行凑成整数，使合计正好是需求：{lines}。", "Rows are made whole so that they add up to the demand: {lines}."),
    "beyond.forced.line": ("{name} 按上式是 {exact:.1f}", "{name} is {exact:.1f} by this formula"),
    "beyond.part": ("算作迁入（within_migration）的小区，迁入的人只够 {part:.1%}：学生乘以此数。", "Of estates within net migration, arrivals suffice for {part:.1%}: pupils are times this."),
}  # fmt: skip

WORDS = Words(OF_SCHOOL)
say, named = WORDS.say, WORDS.named
