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
