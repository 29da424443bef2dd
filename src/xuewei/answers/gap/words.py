"""Words of the answer: its sentences and its bars, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

ANSWER: dict[str, tuple[str, str]] = {
    # the answer first: the sentences that open an answer
    "heading": ("{plan}", "{plan}"),
    "heading.scenario": ("{plan} · 情景：{scenario}", "{plan} · scenario: {scenario}"),
    # a stage in a sentence
    "course": ("{stage}：{short}；{peak}{last}。", "{stage}: {short}; {peak}{last}."),
    "never": ("各年不缺学位", "never short"),
    "once": ("{years} 年缺 {n:,}", "short by {n:,} in {years}"),
    "span": ("{years} 年缺学位，最多 {worst} 年缺 {n:,}", "short in {years}, most in {worst} by {n:,}"),
    "peak": ("{year} 年需求最高（{n:,} 人）", "demand peaks in {year} at {n:,}"),
    "emptying": ("，此后渐空，{year} 年{balance}", ", then seats empty: {balance} in {year}"),
    "last": ("，{year} 年{balance}", ", {balance} in {year}"),
    # grades: a stage that is not short while one of its grades is
    "grades.short": ("{stage} {year} 年共{balance}，但{lacking}：{why}{more}。", "In {year} {stage}: {balance}, but {lacking}; {why}{more}."),
    "grades.short.even": ("{stage} {year} 年学位刚好，但{lacking}：{why}{more}。", "In {year} {stage}: even, but {lacking}; {why}{more}."),
    "grades.short.area": ("{area}{stage}", "{area}, {stage}"),
    "grades.lacks": ("{grade}缺 {n:,}", "{grade} is short {n:,}"),
    "grades.entry": ("起始年级{grade}", "the entry grade {grade}"),
    "grades.more": ("；{years} 年也有年级缺", "; so are grades in {years}"),
    "grades.areas": (
        "学位总数够、却有年级缺的有 {n:,} 个区域；最多的：{worst}看各年级：--by grade。",
        "{n:,} areas have seats enough at a stage but not in each grade. Most: {worst} By grade: --by grade.",
    ),
    # by grade
    "by.title": ("{area} · {stage}：分年级余缺", "{area} · {stage}: balance by grade"),
    "by.year": ("{year} 学年分年级余缺", "Balance by grade in {year}"),
    "by.entry.never": ("起始年级{grade}各年不缺", "the entry grade, {grade}, is never short"),
    "by.entry.not": ("起始年级{grade} {year} 年不缺", "the entry grade, {grade}, is not short in {year}"),
    "by.entry.once": ("起始年级{grade} {worst} 年缺 {n:,}", "the entry grade, {grade}, is short by {n:,} in {worst}"),
    "by.entry.short": ("起始年级{grade} {years} 年缺学位，最多 {worst} 年缺 {n:,}", "the entry grade, {grade}, is short in {years}, most in {worst} by {n:,}"),
    "by.worst": ("；最缺的是 {year} 年{grade}，缺 {n:,}（全学段{balance}）", "; the shortest is {grade} in {year}, by {n:,} (whole stage: {balance})"),
    "by.tightest": ("；各年级都不缺，最紧的是 {year} 年{grade}，{balance}", "; no grade is short; tightest is {grade} in {year}, {balance}"),
    "by.baseline": ("；{year} 年设为供需平衡，不计", "; {year} is taken as balanced and not counted"),
    "by.stage": ("{stage}：{parts}。", "{stage}: {parts}."),
    "by.worst.title": ("最缺的区域在前：各学段最紧的年级与学年", "Worst areas first: the tightest grade and year of each stage"),
    "by.worst.cell": ("{balance}（{grade} {year}）", "{balance} ({grade}, {year})"),
    "by.areas": ("{areas:,} 个区域中，{n:,} 个区域有年级缺学位（{parts}）。", "Of {areas:,} areas, {n:,} are short in some grade ({parts})."),
    # by provision
    "provision.all": ("全部区域", "All areas"),
    "provision.answer": ("{where} {year} 年{parts}{unknown}。", "{where}, {year}: {parts}{unknown}."),
    "provision.none": ("{where} {year} 年没有学位。", "{where}, {year}: there are no seats."),
    "provision.public": ("公办学位", "public seats"),
    "provision.inclusive": ("普惠学位（公办和普惠性民办）", "public and inclusive seats"),
    "provision.share": ("{name}占 {share}", "{name} {share}"),
    "provision.target": ("{name}占 {share}，目标 {target}，{verdict}", "{name} {share}, target {target}, {verdict}"),
    "provision.meets": ("达标", "met"),
    "provision.breaks": ("还差 {n:,} 个学位", "{n:,} seats wanting"),
    "provision.unknown": ("按已写明的还差 {n:,} 个学位，无法判定", "{n:,} seats wanting of those known, not decidable"),
    "provision.schools": ("；未写办学性质的 {schools:,} 所、{seats:,} 个学位", "; {seats:,} seats (in schools: {schools:,}) do not say what they are"),
    "provision.no_school": ("；{unlisted:,} 个在用学位不属于所列学校，办学性质未知", "; {unlisted:,} seats in use are in no listed school, so that nobody knows what they are"),
    "provision.unlisted": ("；办学性质未知的 {seats:,} 个学位：未写的 {schools:,} 所，另有 {unlisted:,} 个在用学位不属于所列学校", "; nobody knows what {seats:,} seats are: schools that do not say it {schools:,}, seats in use in no listed school {unlisted:,}"),
    "provision.if_all": ("，若全为公办，则公办占 {public_share}、普惠占 {inclusive_share}", "; if all of them were public: public {public_share}, with inclusive {inclusive_share}"),
    "provision.title": ("{area} · {stage}：分办学性质", "{area} · {stage}: by provision"),
    "provision.worst": ("{stage} {year} 年：公办占比低的区域在前", "{stage}, {year}: areas with the lowest public share first"),
    "provision.more": ("另有 {n:,} 个区域：--area 名称 看一个区域，--format csv 列全部。", "{n:,} more areas: --area NAME shows one, --format csv lists all."),
    "provision.kind": ("办学性质", "provision"),
    "provision.kind.unknown": ("未写", "unknown"),
    "provision.both": ("公办和普惠", "public and inclusive"),
    "provision.demand": ("目标需求", "target demand"),
    "provision.most": ("至多{balance}", "at most {balance}"),
    "provision.least": ("至少{balance}", "at least {balance}"),
    "provision.head.share": ("占比", "share"),
    "provision.head.public": ("公办占比", "public"),
    "provision.head.inclusive": ("普惠占比", "with inclusive"),
    "provision.split": (
        "{stage}占比按学位算；目标需求按目标（targets）把学位需求分成公办 {public}、普惠性民办 {inclusive}、民办 {private}，公办多出的学位也算普惠。",
        "{stage}: shares are of seats; target demand is the demand split by the targets (`targets`): public {public}, inclusive private {inclusive}, private {private}; public seats beyond theirs are inclusive too.",
    ),
    "provision.write": ("办学性质写在学校的 provision（public、inclusive、private）。", "What a school's places are is written as its `provision` (public, inclusive, private)."),
    "provision.list": ("不属于所列学校的在用学位：用 register 列出学校名册，base_seats.seats 写 listed。", "Seats in use in no listed school: list the schools in `register`, with `base_seats.seats: listed`."),
    "provision.derived": ("{n:,} 所学校没有写 provision、由政府举办，算公办（推算；policy.yaml 的 government）。", "Schools that a government founds and that do not say their `provision` count as public (derived; `government` in policy.yaml): {n:,}."),
    # what it rests on
    "rests": (
        "以上假定 {n:,} 个项目都按方案投用，{known}有公布的进度{stated}。",
        "This takes it that all {n:,} projects open as planned; progress is published for {known}{stated}.",
    ),
    "rests.one": (
        "以上假定唯一的项目按方案投用，{known}公布的进度{stated}。",
        "This takes it that the only project opens as planned; {known}{stated}.",
    ),
    "rests.one.some": ("有", "its progress is published"),
    "rests.one.none": ("没有", "no progress is published"),
    "rests.one.stated": ("，只写状态、没有日期", ": it has a status without a date"),
    "rests.some": ("其中 {n:,} 个", "{n:,} of them"),
    "rests.none": ("其中没有一个", "none of them"),
    "rests.stated": ("，另有 {n:,} 个只写状态、没有日期", "; {n:,} more projects have a status without a date"),
    "without.none": ("若到 {day} 一个都没有投用", "With none of them open by {day}"),
    "without.some": ("若只有到 {day} 已知投用的 {n:,} 个", "With only the {n:,} known to be open by {day}"),
    "without": ("{condition}，{year} 年{parts}（按方案{planned}）{begun}。", "{condition}, in {year}: {parts} (as planned: {planned}){begun}."),
    "without.enough": ("{condition}，{first}–{last} 年也没有学段因此多缺学位。", "{condition}, no stage is shorter of seats in {first}–{last} for it."),
    "begun": ("；已开工的 {n:,} 个（{names}）也投用，则{parts}", "; with the {n:,} in building ({names}) open too: {parts}"),
    "of": ("{stage}{balance}", "{stage} {balance}"),
    "enough": ("不缺", "enough"),
    # what could be left out
    "omit": (
        "未见开工的 {candidates:,} 个项目中，{n:,} 个不建，到 {last} 年也不添缺口（其余如期投用时）：{names}，共 {seats:,} 个学位{unknown}。",
        "Of {candidates:,} projects not seen to have begun, {n:,} could be left out without adding a shortage up to {last} (if the others open as planned): {names}; {seats:,} seats in all{unknown}.",
    ),
    "omit.unknown": ("；其中 {n:,} 个没有公布进度，先查是否已建", "; {n:,} of these without published progress: see first whether they are built"),
    "more": ("{names}等", "{names} and others"),
    "omit.title": ("不建也不添缺口的项目", "Projects that could be left out"),
    "omit.rule": (
        "选法：只看未开工的，小区配建与写明必须建的（must: yes）不在其列；先拟建后已批，先投用晚的，同年先大的，一个个去掉，只要所在区域各学段到 {last} 年不因此新添或加深缺口；按现在的需求预测与方案其余项目。",
        "How: projects not begun, but none provided by an estate or written as must; planned before approved, latest opening first, then the largest, are left out one by one as long as no stage of their area is short, or shorter, in any year up to {last}; by the demand forecast and the rest of the plan.",
    ),
    # tables
    "years": ("{area}：各年余缺与预警", "{area}: balance and alert by year"),
    "urgent": ("最缺的区域在前：各学段最紧的一年", "Worst areas first: the tightest year of each stage"),
    "urgent.cell": ("{balance}（{year}）", "{balance} ({year})"),
    "urgent.more": (
        "另有 {n:,} 个区域，其中 {short:,} 个有缺学位的学年：--area 名称 看一个区域，--format csv 列全部。",
        "{n:,} more areas, {short:,} of them short in some year: --area NAME shows one, --format csv lists all.",
    ),
    "all": ("各区域缺口相加（一区之余不补另一区）", "Shortages of all areas added up (no area's surplus serves another)"),
    "all.cell": ("缺 {n:,}（{areas:,} 区）", "short {n:,} ({areas:,} areas)"),
    "detail": ("满足率、布点要求、区间，与不建也不添缺口的项目名单：--detail。", "Met, siting rule, bands, and all projects that could be left out: --detail."),
    "list": ("、", ", "),
    "join": ("、", ", "),
    # the answer: one area
    "answer.short": ("{area} {years} 学年：{parts}。", "{area}, {years}: {parts}."),
    "answer.once": ("{stage} {year} 年缺 {n:,} 个学位", "{stage} is short by {n:,} seats in {year}"),
    "answer.span": (
        "{stage} {first}–{last} 年间有 {years} 年缺学位，最多的 {worst} 年缺 {n:,} 个",
        "{stage} is short in {years} years from {first} to {last}, most in {worst} by {n:,} seats",
    ),
    "answer.rest": ("{stages}各年不缺", "{stages} never short"),
    "answer.none": ("各学段各年都不缺学位", "no stage is short in any year"),
    "answer.spare": ("空余最多的是：{parts}。", "Most to spare: {parts}."),
    "answer.most": ("{stage} {year} 年余 {n:,} 个学位", "{stage} with {n:,} seats in {year}"),
    "answer.no_spare": ("没有一个学段在哪一年有空余学位。", "No stage has seats to spare in any year."),
    "answer.peak": ("需求最高的是：{parts}；{base}。", "Demand is highest: {parts}; {base}."),
    "answer.peak.of": ("{stage} {year} 年 {n:,} 人", "{stage} with {n:,} children in {year}"),
    "answer.unsure": ("需求取 {level} 区间的上限，还可能缺学位的：{parts}。", "At the high end of the {level} band of demand these may be short as well: {parts}."),
    "answer.unsure.of": ("{stage} {years} 年，最多 {worst} 年缺 {n:,} 个", "{stage} in {years}, most in {worst} by {n:,} seats"),
    "answer.unsure.areas": (
        "{stage} {areas} 个区域，最多的是{area} {worst} 年缺 {n:,} 个",
        "{stage} in {areas} areas, most in {area} in {worst} by {n:,} seats",
    ),
    # the answer: several areas
    "answer.areas": (
        "{areas} 个区域，{years} 学年：{short} 个区域有缺学位的学年（{parts}）。",
        "{areas} areas, {years}: {short} are short in some year ({parts}).",
    ),
    "answer.areas.of": ("{stage} {n} 个", "{stage}: {n}"),
    "answer.areas.none": (
        "{areas} 个区域，{years} 学年：各区域各学段各年都不缺学位。",
        "{areas} areas, {years}: no area is short at any stage in any year.",
    ),
    "answer.worst": ("缺得最多的是：{parts}。", "Worst are: {parts}."),
    "answer.worst.of": ("{area}{stage} {year} 年缺 {n:,} 个学位", "{area}, {stage}, short by {n:,} seats in {year}"),
    "answer.tightest": ("最紧的是{area}{stage}，{year} 年{balance}。", "Tightest is {area}, {stage}: {balance} in {year}."),
    "answer.tightest.spare": ("余 {n:,} 个学位", "{n:,} seats to spare"),
    "answer.all": (
        "各区域缺口相加（一区之余不补另一区）：{parts}；{base}。",
        "Shortages of all areas together (no area's surplus serves another): {parts}; {base}.",
    ),
    "answer.all.of": ("{stage} {year} 年最多，共缺 {n:,} 个学位", "{stage} at most {n:,} seats, in {year}"),
    "answer.all.none": ("没有缺口", "none"),
    "answer.join": ("；", "; "),
    "answer.list": ("、", ", "),
    # bars
    "quick.key": ("{met} 有学位的需求  {short} 缺口  {spare} 空余", "{met} demand with a seat  {short} shortage  {spare} surplus"),
    "quick.scale": ("一格约 {n:,} 个学位；条长为学位与需求中较大者。", "One cell is about {n:,} seats; a bar is as long as the larger of seats and demand."),
}  # fmt: skip

WORDS = Words(ANSWER)
say, named = WORDS.say, WORDS.named
