"""Words of reading back what people edited, Chinese and English side by side."""

from __future__ import annotations

from xuewei.words.labels import Words

IMPORTING: dict[str, tuple[str, str]] = {
    # what is said beside the work, on standard error
    "import.macros": ("含有宏：未运行，也不读取。", "holds macros: they are neither run nor read."),
    "import.ignored": ("{sheet}：未读自加的列 {columns}。", "{sheet}: columns of your own are not read: {columns}."),
    "import.unmapped": ("未读的列 {columns}；要读请用 --map 列名=键。", "columns not read: {columns}; map them with --map TITLE=KEY."),
    "import.assumed": (
        "{name} 由 {true} 改为 {shown}，不属于方案，未写入；可写进情景 set: {{{setting}: {shown}}}。",
        "{name} is {shown} where the population has {true}; it is no part of a plan and is not written. A scenario can say set: {{{setting}: {shown}}}.",
    ),
    "import.assumed.fixed": (
        "{name} 由 {true} 改为 {shown}，不属于方案，未写入；应改人口目录的 assumptions.yaml。",
        "{name} is {shown} where the population has {true}; it is no part of a plan and is not written. Change assumptions.yaml of the population.",
    ),
    "import.balance": (
        "工作簿的余缺与读回的方案不同：{area} {stage} {year} 学年表中{shown}，方案为{true}；共 {n} 处。"
        "台账里有公式没有算到的行（缺区域、学段、年份或公式，数字写成文字，同一项目各行不一），或改过人口参数、出自情景；请先核对。",
        "the workbook's balance is not that of the plan read from it: {area} {stage} {year} shows {shown}, the plan has {true}; {n} such cells. "
        "Formulas miss rows (without area, stage, year or formulas, numbers as text, parts of a school that differ), or people's parameters were changed, or it comes from a scenario: look first.",
    ),
    "import.anew": ("无法就地修改：将整份重写，注释不保留。", "cannot be changed in place: the whole file is written anew, without its comments."),
    "import.no_people": ("方案的人口目录 {folder} 不在 {target} 旁：用 --population 指定，或复制过去。", "the plan's population folder {folder} is not beside {target}: name one with --population, or copy it there."),
    "import.same": ("{file} 与 {target} 内容相同，文件未动。", "{file} says the same as {target}; the file is as it was."),
    "import.ask": ("写入 {target}？[y/N] ", "Write {target}? [y/N] "),
    "import.not_written": ("未写入 {target}：确认请加 --yes。", "{target} is not written: say --yes to write it."),
    "import.declined": ("未写入。", "Nothing is written."),
    "import.written": ("已写入 {target}。", "{target} is written."),
    "import.mapping": ("列的对应已存为 {target}。", "The mapping is saved as {target}."),
    "import.comment": ("由 {file} 导入；格式见 docs/formats.md", "Imported from {file}; format: docs/formats.md"),
    "import.more": ("另有 {n:,} 行未列；全部见 xuewei diff。", "{n:,} more rows are not shown; xuewei diff shows them all."),
    # what a list says that is left out, taken otherwise or guessed
    "import.list.sums": ("未计入 {n} 行合计：{cells}。", "rows of sums, left out ({n}): {cells}."),
    "import.list.lines": ("未读 {n} 行文字：{cells}。", "lines of text, not read ({n}): {cells}."),
    "import.list.unequal": ("“{label}”与所列各行之和不符：写 {shown}，各行之和 {true}。", "“{label}” is not the sum of its rows: it says {shown}, they come to {true}."),
    "import.list.count": ("“{label}”与所列校数不符：写 {shown} 所，所列 {true} 所。", "“{label}” says {shown} schools, {true} are listed."),
    "import.list.stages": ("学位总数 {shown} 与各学段之和 {true} 不符；按各学段计。", "{shown} seats in all are not the {true} of the stages; those of the stages count."),
    "import.list.split": ("合并的数已平均分摊：{cells}。", "merged numbers are shared evenly: {cells}."),
    "import.list.from_classes": ("{n} 处学位由班数 × 班额推得：{cells}。", "seats made of classes × class size ({n}): {cells}."),
    "import.list.classes_left": ("班数与学位并列，取学位；{n} 处班数不写入方案：{cells}。", "seats count where classes stand beside them; classes that are not kept ({n}): {cells}."),
    "import.list.classes_differ": ("{n} 处学位与班数 × 班额不同：{cells}。", "seats that are not classes × class size ({n}): {cells}."),
    "import.list.persons": ("学位按“{unit}”换算：{cells}。", "seats are converted from {unit}: {cells}."),
    "import.list.cost_unit": ("投资由{unit}换算为万元：{cells}。", "cost is converted from {unit} to 10,000 yuan: {cells}."),
    "import.list.cost_guessed": ("投资没有写单位，按万元：{cells}。", "cost has no unit and is taken as 10,000 yuan: {cells}."),
    "import.list.sheets_read": ("同样格式的工作表一并读入：{sheets}；只读一张用 --sheet。", "sheets of one form are read together: {sheets}; --sheet reads one alone."),
    "import.list.sheets_form": ("格式不同的工作表未读：{sheets}；要读请用 --sheet {sheet}。", "sheets of another form are not read: {sheets}; --sheet {sheet} reads one."),
    "import.list.sheets_left": ("不是名单的工作表未读：{sheets}。", "sheets that are no list are not read: {sheets}."),
    "import.list.sheets_hidden": ("隐藏的工作表未读：{sheets}；要读请用 --sheet {sheet}。", "hidden sheets are not read: {sheets}; --sheet {sheet} reads one."),
    "import.list.rows_hidden": ("{sheet}：隐藏的行也已读入：{rows}。", "{sheet}: hidden rows are read as well: {rows}."),
    "import.list.columns_hidden": ("{sheet}：隐藏的列也已读入：{columns}。", "{sheet}: hidden columns are read as well: {columns}."),
    "import.list.register": ("没有年份与状态，按在用学校名册读入。", "has neither years nor statuses and is read as a register of schools in use."),
    "import.list.line": ("第 {line} 行{title}", "line {line} {title}"),
    "import.list.more": ("等 {n} 处", "{n} in all"),
    # a new plan
    "import.title": ("{plan} → {target}（新文件）", "{plan} → {target} (new file)"),
    "import.schools": ("学校", "schools"),
    "import.seats": ("新增学位", "seats"),
    "import.removed": ("核减学位", "seats removed"),
    "import.alone": ("没有可比的旧方案。", "There is no earlier plan to hold it against."),
    "import.years": ("规划期 {first}–{last}，区域 {areas}，学校 {n:,} 所。", "Years {first}–{last}, areas {areas}, {n:,} schools."),
}  # fmt: skip

WORDS = Words(IMPORTING)
say, named = WORDS.say, WORDS.named
