"""What ``--help`` says, Chinese and English side by side."""

from __future__ import annotations

from xuewei.words.labels import LANGUAGES

HELPS: dict[str, tuple[str, str]] = {
    "xuewei": (
        "学位余缺：方案新增的学位，够不够以后的孩子用？",
        "School places: are the seats of a plan enough for the children who will need them?",
    ),
    "gap": ("各学段、学年的学位余缺", "Seats, demand and balance by stage and year"),
    "ledger": ("学校清单与历年新增学位累计", "The schools, and the running sum of seats by stage and year"),
    "forecast": ("按学年预测学位需求或分年龄人口", "Demand by stage and grade, or people by age, year by year"),
    "check": ("核对方案、情景与人口文件，并证明逐校数与规划印数相符", "Check plan, scenario and population files, and prove the printed totals"),
    "explain": ("一个数字从哪里来：逐校、逐龄、逐项系数", "Where one number comes from: each school, each age, each factor"),
    "diff": ("两个方案或情景差在哪里：改了什么，各学段各年余缺怎样变", "What two plans or scenarios differ in, and what that does to every stage and year"),
    "side": ("方案、情景，或 REV:路径（git 某一版）", "a plan, a scenario, or REV:path of a git repository"),
    "compare": ("多个情景并排：最紧的一年、缺学位的首末年、期末余缺、投资", "Scenarios side by side: tightest year, first and last year of shortage, the end, cost"),
    "sweep": ("参数的全部组合，逐一计算", "Every combination of some parameters' values"),
    "sides": ("情景或方案，可多个", "scenarios or plans"),
    "set": ("参数与取值，可重复，如 opening_lag=0,1,2", "a parameter and its values, may be repeated: opening_lag=0,1,2"),
    "bad.set": ("应写作 NAME=V1,V2，每个参数一次（实为 {found}）", "must be NAME=V1,V2, once for each parameter (found {found})"),
    "group.git": ("让 git 以规划的语言显示方案与情景的差别", "Let git show plans and scenarios in planners' terms"),
    "git.install": ("设置当前仓库：git diff、git show 与 pre-commit", "Set up the current repository: git diff, git show and pre-commit"),
    "git.driver": ("git diff 所调用", "what git diff calls"),
    "git.text": ("git show 所调用", "what git show calls"),
    "git.done": ("已设置：git diff 与 git show 以规划的语言显示方案与情景。", "Set up: git diff and git show speak of plans and scenarios in planners' terms."),
    "git.undone": ("已撤除。", "Taken out."),
    "undo": ("撤除设置", "take the set-up out again"),
    "schema": ("方案、情景或参数文件的 JSON Schema（供编辑器补全与校验）", "JSON Schema of plan, scenario or assumptions files, for editors"),
    "schema.kind": ("plan、scenario、assumptions", "plan, scenario, assumptions"),
    "group.plan": ("编辑方案文件", "Edit a plan's file"),
    "plan.set": ("就地修改一所学校，注释、次序、引号照旧", "Change one school in place; comments, order and quoting stay"),
    "plan.id": ("学校编号", "the school's id"),
    "plan.values": ("键=值，可多个，如 opens=2025 seats.primary=1080", "KEY=VALUE, several at once: opens=2025 seats.primary=1080"),
    "plan.edited": ("要修改的方案 YAML", "the plan YAML to edit"),
    "plan.same": ("值没有变化，文件未动。", "Nothing changes; the file is as it was."),
    "bad.part": ("工作簿总是整本：筛选请在表格软件里做", "a workbook always holds the whole ledger: filter it in the spreadsheet"),
    "bad.value": ("应写作 KEY=VALUE，每个键一次（实为 {found}）", "must be KEY=VALUE, once for each key (found {found})"),
    "bad.shipped": ("随附方案在安装目录里，不宜修改：请用 xuewei init 另建，或用 --plan 指定", "the shipped plan lies in the installed package: start your own with xuewei init, or name one with --plan"),
    "init": ("新建一个小项目：方案、人口、两个情景、说明", "Start a small project: plan, population, two scenarios, README"),
    "init.folder": ("目录；已有的文件不会被覆盖", "folder; no file in it is written over"),
    "init.done": ("已写入 {n} 个文件。接下来：", "{n} files written. Next:"),
    "example": ("示例：", "Example:"),
    "year": ("学年（当年 9 月 1 日起）", "school year (from 1 September)"),
    "from": ("起始学年", "first school year"),
    "to": ("终止学年（默认到预测末年 2035）", "last school year (default: the horizon, 2035)"),
    "stage": ("学段，可重复：kindergarten、primary、middle", "stage, may be repeated: kindergarten, primary, middle"),
    "area": ("区域，可重复", "area, may be repeated"),
    "plan": ("方案 YAML（默认：情景所依据的，或随附方案）", "plan YAML (default: what the scenarios extend, or the shipped plan)"),
    "scenario": ("情景 YAML，可重复，后者在上", "scenario YAML, may be repeated; later ones on top"),
    "population": ("人口目录（默认：方案写明的，或随附数据）", "population folder (default: the plan's own, or the shipped data)"),
    "format": ("输出格式：table、json、csv、md", "output format: table, json, csv, md"),
    "output": ("写入文件而不是屏幕（CSV 可直接用 Excel 打开）", "write to a file instead of the screen (CSV opens in Excel)"),
    "output.ledger": ("写入文件而不是屏幕；.xlsx 为带公式的台账", "write to a file instead of the screen; .xlsx is a ledger with live formulas"),
    "lang": ("语言：zh、en", "language: zh, en"),
    "strict": ("有缺口时退出码为 1", "exit 1 where any shown row is short"),
    "by.ledger": ("机读记录：school 逐校，year 逐年累计", "records for machines: school or year"),
    "by.forecast": ("stage 学段、grade 年级、age 年龄", "stage, grade or age"),
    "files": ("方案、情景、参数文件或人口目录（默认：随附的全部）", "plan, scenario or assumptions files, or population folders (default: all that is shipped)"),
    "skip_others": ("跳过不是方案、情景或人口的文件", "pass over files that are no plan, scenario or population"),
    "version": ("显示版本", "show the version"),
    "bad.stage": ("没有学段 {found}", "there is no stage {found}"),
    "bad.area": ("没有区域 {found}", "there is no area {found}"),
    "bad.year": ("学年须在 {first}–{last} 之间（实为 {found}）", "a school year lies between {first} and {last} (found {found})"),
    "bad.late": ("学年不能晚于 {last}（实为 {found}）", "no school year after {last} (found {found})"),
    "bad.span": ("--from {first} 晚于 --to {last}", "--from {first} is later than --to {last}"),
    "bad.both": ("--year 不与 --from、--to 同用", "--year does not go with --from and --to"),
    "bad.choice": ("应为 {known} 之一（实为 {found}）", "must be one of {known} (found {found})"),
    "did_you_mean": ("。是否想写 {near}？", ". Did you mean {near}?"),
}  # fmt: skip


def help_text(key: str, lang: str, **values: object) -> str:
    """The sentence ``key`` in ``lang``."""
    text = HELPS[key][LANGUAGES.index(lang)]
    return text.format(**values) if values else text
