"""What can be wrong with an input: one row a kind of fault, Chinese and English side by side; and its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xuewei.language.libraries import reason
from xuewei.language.shown import escaped, visible
from xuewei.language.words import LANGUAGES, named

FAULTS: dict[str, tuple[str, str]] = {
    # files
    "missing_file": ("没有这个文件", "no such file"),
    "directory": ("是目录，不是文件", "is a directory, not a file"),
    "not_directory": ("不是目录", "is not a directory"),
    "not_regular": ("是管道、设备或套接字，不是文件：请先存成文件", "is a pipe, a device or a socket, not a file: save it as a file first"),
    "no_name": ("没有写文件名", "has no file name"),
    "no_permission": ("没有读取权限", "permission denied"),
    "unreadable": ("无法读取：{why}", "cannot be read: {why}"),
    "unwritable": ("无法写入：{why}", "cannot be written: {why}"),
    "held": ("不能替换，原文件未动：可能正在 Excel 或 WPS 中打开，请关闭后再试", "cannot be replaced and was left unchanged: it may be open in Excel or WPS; close it and try again"),
    "too_large": ("文件过大：上限 {limit:,} 字节", "is too large: the limit is {limit:,} bytes"),
    "is_input": ("是本次运行读取的文件，不覆盖；确要覆盖请加 --force", "was read in this run and is not overwritten: give --force to overwrite it"),
    "twice": ("在命令行上被指定写入两次：请用不同的文件名", "is named for two outputs: give each a file of its own"),
    "other_kind": ("已有另一种内容（{there}），不以 {kind} 覆盖；确要覆盖请加 --force", "holds something else ({there}) and is not overwritten with {kind}: give --force to overwrite it"),
    "busy": ("另一次运行正在写它：请等它结束", "is being written by another run: wait until it has ended"),
    "is_there": ("已存在，不覆盖", "already exists and is not overwritten"),
    "not_empty": ("目录不是空的，什么也没有写", "is not empty; nothing was written"),
    "import_is_there": ("已存在：要更新它请用 --into", "already exists: update it with --into"),
    "binary": ("不是文本文件", "is not a text file"),
    "encoding": ("既不是 UTF-8 也不是 GB18030", "is neither UTF-8 nor GB18030"),
    "unknown_file": ("不是方案、情景、参数或人口文件", "is not a plan, scenario, assumptions or population file"),
    "no_plan_file": ("不是方案，也不是情景", "is neither a plan nor a scenario"),
    "found_other": ("在本文件夹或其上找到，但不是本程序的方案：请用 --plan 指定方案", "was found here or in a folder above, but is not a plan of this program: name the plan with --plan"),
    "found_outside": ("在项目之外（或是通向那里的链接），不自动采用：确要读它，请用 --plan 指定方案", "is outside the project, or a link that leads outside, and is not used unasked: name the plan with --plan to use it"),
    "found_others": ("属于别的用户，不自动采用：确要读它，请用 --plan 指定", "belongs to another user and is not used unasked: name it with --plan to use it"),
    "no_assumptions_file": ("不是人口参数文件", "is not an assumptions file"),
    "no_candidates_file": ("不是备选学校文件：缺少 candidates", "is not a candidates file: `candidates` is missing"),
    "no_policy_file": ("不是政策口径文件", "is not a file of policy rules"),
    "no_list": ("不是清单：应为 csv 或工作簿", "is not a list: it should be CSV or a workbook"),
    "no_mapping_file": ("不是列名对应文件：应有 columns、words、defaults 或 sheet", "is not a mapping file: it should have `columns`, `words`, `defaults` or `sheet`"),
    # YAML
    "empty": ("文件是空的", "is empty"),
    "syntax": ("YAML 写法有误：{why}", "is not valid YAML: {why}"),
    "anchor": ("不接受 YAML 锚点与引用（& *）", "anchors and aliases (& *) are not accepted"),
    "tag": ("不接受 YAML 标签（!）", "tags (!) are not accepted"),
    "documents": ("只能有一个 YAML 文档", "must contain a single YAML document"),
    "nodes": ("超过 {limit:,} 个值", "holds more than {limit:,} values"),
    "depth": ("嵌套超过 {limit} 层", "is nested deeper than {limit} levels"),
    "key_text": ("键必须是文字", "a key must be text"),
    "repeated_key": ("键重复（首次在第 {first} 行）", "duplicate key (first in line {first})"),
    "unknown_key": ("未知的键", "unknown key"),
    "key_of_scenario": ("这是情景的键：写进情景文件（scenario: 名称，extends: 本方案），用 --scenario 读入", "is a key of scenarios: write it in a file with `scenario: NAME` and `extends: THIS PLAN`, read with --scenario"),
    "required": ("缺少必填项", "is required"),
    # values
    "whole": ("应为 {low:.15g} 至 {high:.15g} 的整数", "must be a whole number from {low:.15g} to {high:.15g}"),
    "number": ("应为 {low:.15g} 至 {high:.15g} 的数", "must be a number from {low:.15g} to {high:.15g}"),
    "negative_seats": ("学位不能为负；撤校用 closes，核减用 removes", "seats cannot be negative; write `closes` or `removes` to take seats away"),
    "text": ("应为文字", "must be text"),
    "text_empty": ("不能为空", "must not be empty"),
    "date": ("应为日期，如 2021-09-01", "must be a date such as 2021-09-01"),
    "far_date": ("应为 {low} 至 {high} 年间的日期", "must be a date from {low} to {high}"),
    "month_day": ("应为月-日，如 08-31", "must be month-day, such as 08-31"),
    "choice": ("应为 {known} 之一", "must be one of {known}"),
    "list": ("应为列表", "must be a list"),
    "map": ("应为键值表", "must be a map of keys and values"),
    "length": ("应有 {n} 项", "must have {n} items"),
    "all_zero": ("不能全为 0", "must not all be zero"),
    "order": ("应从小到大", "must be in ascending order"),
    # plan
    "same_id": ("编号重复（首次在第 {first} 行）", "duplicate id (first in line {first})"),
    "no_opening": ("planned 与 opens 至少写一个；一直在用的学校写 status: in_use", "needs `planned` or `opens`, or `status: in_use` if it has long been open"),
    "counted_unsaid": ("{year} 学年已投用，而 base_seats 写了该学年的学位，不知是否重复：写 counted: true（已在其中，不另加）或 counted: false（不在其中，另加），或把 base_seats.seats 写成 listed（所列学校之和）", "is open in {year}, a year whose seats base_seats gives, so it may count twice: write `counted: true` (already included, nothing is added) or `counted: false` (not included, added), or `base_seats.seats: listed` (the sum of the listed schools)"),
    "counted_later": ("{opens} 年才投用，不会已计入 {year} 年的现有学位", "opens in {opens} and cannot be included in the seats of {year}"),
    "counted_over": ("写明的 {seats} 个学位少于其中已计入的学校之和 {inside}", "gives {seats} seats, fewer than the schools counted in it have ({inside})"),
    "listed_set": ("现有学位由所列学校合计（listed），不能另设；请改 schools，或按学段写 base_seats.seats", "is the sum of the listed schools and cannot be set: change the schools, or write base_seats.seats by stage"),
    "type": ("没有这个学校类型", "is not a known school type"),
    "stage_of_school": ("这所学校没有这个学段，只有 {known}", "is not a stage of this school, which has only {known}"),
    "no_seats": ("没有学位：写 seats 或 removes", "has no seats: write `seats` or `removes`"),
    "before_opening": ("早于投用年 {opens}", "is before its opening year {opens}"),
    "size_no_seats": ("这个规模没有学位", "has no seats"),
    "too_many_converted": ("转出的学位多于该学段所有（{there}）", "converts more seats than the stage has ({there})"),
    "progress_order": ("早于前一项的日期 {before}", "is earlier than the step above it ({before})"),
    "progress_back": ("阶段不能倒退：前一项是 {before}", "a status cannot go back: the step above it is {before}"),
    "status_differs": ("与 progress 的最后一项 {last} 不一致", "differs from the last step of `progress` ({last})"),
    "not_in_use": ("{day} 尚未投用，不能销号", "is not in use on {day} and cannot be closed out"),
    "closed_out": ("已销号", "is already closed out"),
    "closed_on": ("已于 {date} 销号", "was closed out on {date}"),
    "founder": ("published.by_founder 没有这个举办者", "is not a founder in published.by_founder"),
    "no_people": ("人口数据没有这个区域", "is not an area of the population data"),
    "no_stage": ("没有这个学段", "is not a known stage"),
    "model": ("无法计算：{why}", "cannot be computed: {why}"),
    "fertility": ("{area} {year} 年的出生相当于每名妇女生育 {children:,.1f} 个孩子，最多 {most:g} 个才可信：请核对出生数与女性人口", "in {area} the births of {year} mean {children:,.1f} children per woman; at most {most:g} is credible: check the births and the number of women"),
    "no_women": ("{area} 在 {year} 年有出生，却没有育龄妇女", "{area} has births in {year} but no women of childbearing age"),
    # remarks: what can be read and looks wrong
    "odd_cost": ("每学位 {each:,.2f} 万元，一般在 {low:g}–{high:g} 万元：单位是万元吗？", "is {each:,.2f} 万元 per seat, where {low:g} to {high:g} is usual: is the unit 万元?"),
    "odd_size": ("一所学校这么多学位（超过 {most:,.0f}）：是否多写了一个 0？", "is more than one school usually has (over {most:,.0f}): is there a zero too many?"),
    "odd_planned": ("计划年在方案年份 {first}–{last} 之外", "is outside the plan's years, {first} to {last}"),
    "odd_in_use": ("投用晚于方案的投用年：方案自 {opens} 学年计，按日期应自 {came} 学年计；是则改写 opens: {came}", "is later than its opening year: the plan counts it from {opens}, but by this date it is in use from {came}; if so, write opens: {came}"),
    "odd_opens": ("投用早于计划年 {planned}", "is before its planned year {planned}"),
    "odd_stage": ("不是已知的学段，这个印数没有核对", "is not a known stage: this total is not checked"),
    "odd_births": ("{area} {year} 年与相邻年份（{beside:,.0f}）相差 5 倍以上：是否漏写“万”或多写了 0？", "in {area}, {year}, is over five times more or less than in neighbouring years ({beside:,.0f}): are zeros missing or too many?"),
    "odd_fertility": ("{area} {year} 年相当于每名妇女生育 {children:,.2f} 个孩子，一般在 {low:g}–{high:g}：是否漏写“万”，或不是同一范围？", "in {area}, {year}, means {children:,.2f} children per woman, where {low:g} to {high:g} is usual: are zeros missing, or is it another area?"),
    "odd_total": ("{area} {date} 的常住人口与普查 {counted:,.0f} 人相差 5 倍以上", "in {area} on {date}, is over five times more or less than the census count ({counted:,.0f})"),
    "odd_pupils": ("{area} {year} 年{pupils_of}与相邻年份（{beside:,.0f}）相差 5 倍以上", "in {area}, {year}, {pupils_of}, is over five times more or less than in neighbouring years ({beside:,.0f})"),
    "odd_share": ("{area} {year} 年{pupils_of}与普查（{date}）同龄的 {children:,.0f} 人相差 4 倍以上（全区 {people:,.0f} 人）：是否漏写“万”，或多写了 0？", "in {area}, {year}, {pupils_of}, is over four times more or less than the children of these ages ({children:,.0f} of {people:,.0f} people, census of {date}): are zeros missing or too many?"),
    "odd_base": ("{area} {year} 年{pupils_of}的学位需求是 {demand:,.0f}，与已有学位相差 4 倍以上", "is over four times more or less than the demand of {area} for {pupils_of} in {year}, {demand:,.0f}"),
    "odd_age": ("{area} {date} 普查{sex}性 {ages} 岁与相邻年龄（{beside:,.0f}）相差 5 倍以上", "in {area}, {sex}, age {ages}, is over five times more or less than at neighbouring ages ({beside:,.0f}; census of {date})"),
    "odd_attendance": ("{pupils_of}的入学（园）率，一般在 {low:g}–{high:g}：单位是比率吗（1 即 100 %）？", "is the attendance rate of {pupils_of}, where {low:g} to {high:g} is usual: is it a ratio (1 is 100 %)?"),
    "odd_years": ("方案跨 {most} 年以上：年份写对了吗？", "spans more than {most} years: are the years right?"),
    "odd_area": ("别的文件都没有这个区域", "is an area that no other file mentions"),
    "odd_people": ("没有这个区域的人口，算不出余缺：方案里写 population:，或一并给出人口目录", "has no population, so its balance cannot be computed: write `population:` in the plan, or name the folder too"),
    # the calculation
    "no_census": ("{area} 没有人口普查", "{area} has no census"),
    "census_years": ("各区域最近一次普查不在同一年：{years}", "the latest censuses of the areas are from different years: {years}"),
    "no_fertility": ("生育路径在 {year} 年为 0，以后的出生无从算起", "the fertility path is 0 in {year}, so later births cannot follow from it"),
    "no_life_table": ("没有哪种成人死亡率能使 {sex} 的预期寿命为 {expected} 岁", "no adult mortality gives a life expectancy of {expected} years for {sex}"),
    "last_ages": ("各区域的最高年龄不同：{ages}", "areas have different last ages: {ages}"),
    "early_end": ("预测末年 {horizon} 早于基年 {base}", "the last year, {horizon}, is before the base year {base}"),
    "emptied": ("{year} 年的净迁入使 {area} 某个年龄的人数成为负数：请核对 population.net_migration 与 totals.csv", "net migration takes more people from {area} in {year} than there are at some age: check population.net_migration and totals.csv"),
    "far_cutoff": ("{day} 的普查与入学截止日 {moment} 相差一年以上", "the census of {day} is more than a year from the cut-off {moment}"),
    "open_age": ("{stage} 到 {last} 岁，而人口的单岁只到 {single} 岁", "{stage} ends at age {last}, but single ages end at {single}"),
    "birth_months": ("各行出生的十二个月止于不同的月份：{months}", "births cover twelve months that end in different months: {months}"),
    "ages_overlap": ("与 {other} 的年龄重叠", "its ages overlap those of {other}"),
    "reserved_area": ("这个名称留给各区域合计", "this name is reserved for all areas together"),
    "chances_sum": ("各项概率合计应为 1", "the probabilities must add up to 1"),
    "warning_order": ("yellow 不能大于 red", "yellow must not be greater than red"),
    "surplus_order": ("surplus 不能大于 yellow", "surplus must not be greater than yellow"),
    "mixed_seats": ("要么都按学段写，要么都按区域写", "must be all by stage or all by area"),
    "before_earliest": ("早于最早投用年 {earliest}", "is before the earliest opening year {earliest}"),
    "plan_area": ("方案没有这个区域", "is not an area of the plan"),
    # boundaries
    "json": ("JSON 写法有误：{why}", "is not valid JSON: {why}"),
    "geojson": ("不是 GeoJSON：应为含 features 列表的 FeatureCollection", "is not GeoJSON: it should be a FeatureCollection with a list of features"),
    "no_polygon": ("应为 Polygon 或 MultiPolygon，坐标为数", "must be a Polygon or MultiPolygon with numeric coordinates"),
    "no_shape": ("方案的这个区域没有边界：没有一个 feature 的属性是这个名称", "has no boundary: no feature has this name among its properties"),
    "shape_twice": ("这个区域已有边界", "already has a boundary"),
    "too_long": ("文字过长：一格最多 {limit:,} 字", "is too long for a cell: the limit is {limit:,} characters"),
    "too_many_rows": ("行数过多：一张表最多 {limit:,} 行", "has too many rows for a sheet: the limit is {limit:,}"),
    # tables
    "thousands": ("数字不能带千位分隔符", "numbers must not have thousands separators"),
    "renamed_column": ("缺少列 {column}，像是在这里改了名", "column {column} is missing: it seems to have been renamed here"),
    "missing_column": ("缺少列 {column}", "column {column} is missing"),
    "unknown_column": ("未知的列", "unknown column"),
    "columns": ("超过 {limit:,} 列", "has more than {limit:,} columns"),
    "repeated_column": ("列重复", "duplicate column"),
    "cells": ("有 {cells} 格，表头有 {wanted} 格", "has {cells} cells, but the header has {wanted}"),
    "csv": ("CSV 写法有误：{why}", "is not valid CSV: {why}"),
    "two_tables": ("同一张表既有 CSV 又有 Parquet：留一个", "exists both as CSV and as Parquet: keep one of them"),
    "no_pyarrow": ("Parquet 需要 pyarrow：pip install 'xuewei[parquet]'，或改用 CSV", "needs pyarrow for Parquet: pip install 'xuewei[parquet]', or use CSV"),
    # runs over many processes and machines
    "worker_died": ("计算这些区域的进程死了 {n} 次，不再试（内存不够？）：{areas}", "the process that computes these areas died {n} times and is not tried again (out of memory?): {areas}"),
    "no_scheduler": ("连不上 Dask 调度器：{why}", "cannot reach the Dask scheduler: {why}"),
    "lost_scheduler": ("与 Dask 调度器的连接断了", "the connection to the Dask scheduler was lost"),
    "no_workers": ("Dask 调度器没有工作进程，等了 {seconds:g} 秒：用 dask worker 地址 启动", "the Dask scheduler has no workers after {seconds:g} seconds: start some with `dask worker ADDRESS`"),
    "other_version": ("{where} 的 {package} 是 {theirs}，这里是 {ours}：各台机器要装同样的版本", "{package} on {where} is {theirs}, but here it is {ours}: all machines need the same versions"),
    "not_installed": ("{where} 上没有 {package}：{why}", "{package} is not installed on {where}: {why}"),
    "parts_there": ("有一次未完成的计算，已算好 {n} 块：用 --resume 接着算，或删去这个目录重算", "holds {n} finished blocks of an interrupted run: continue with --resume, or delete the folder to start again"),
    "parts_differ": ("是另一次计算的结果，不能接着算；不同之处：{what}。删去这个目录重算", "belongs to another run and cannot be continued; what differs: {what}. Delete the folder to start again"),
    "not_parts": ("不是存放已算好各块的目录", "is not a folder of finished blocks"),
    "parquet": ("不是 Parquet 文件，或已损坏：{why}", "is not a Parquet file, or is damaged: {why}"),
    "parquet_rows": ("行数过多：上限 {limit:,} 行", "has too many rows: the limit is {limit:,}"),
    "column_text": ("应为文字列", "must be a column of text"),
    "column_whole": ("应为整数列", "must be a column of whole numbers"),
    "column_number": ("应为数值列", "must be a column of numbers"),
    "column_date": ("应为日期列", "must be a column of dates"),
    "area_apart": ("{area} 的行没有连在一起：第 {first} 行之后隔了别的区域", "rows of {area} are not together: other areas come after row {first}"),
    "repeated_row": ("与第 {first} 行重复", "duplicates line {first}"),
    "no_rows": ("没有数据行", "has no rows"),
    "first_age": ("{area} {sex} {day} 的年龄应从 0 开始", "ages of {area} {sex} {day} must begin at 0"),
    "age_gap": ("{area} {sex} {day} 缺 {low}–{high} 岁", "ages {low}–{high} of {area} {sex} {day} are missing"),
    "age_overlap": ("{area} {sex} {day} 与第 {first} 行年龄重叠", "ages of {area} {sex} {day} overlap line {first}"),
    "open_end": ("{area} {sex} {day} 的最后一组应不写 age_to", "the last group of {area} {sex} {day} must leave age_to empty"),
    "open_middle": ("只有最后一组可不写 age_to", "only the last group may leave age_to empty"),
    "age_order": ("age_to 小于 age_from", "age_to is below age_from"),
    "missing_sex": ("{area} {day} 缺 {sex}", "{sex} of {area} {day} is missing"),
    "census_total": ("{area} 普查各组之和 {added:,} 不等于总人口 {printed:,}（差 {n:+,}）", "the census groups of {area} add up to {added:,}, not to the total of {printed:,} ({n:+,})"),
    "whole_over_grades": ("{area} {year} 年全学段比各年级之和 {added:,.0f} 多 {n:,.0f} 人：不分年级的人数写在这一行的 ungraded 列", "the whole stage of {area} in {year} has {n:,.0f} pupils more than its grades ({added:,.0f}): write pupils without a grade in the column ungraded of this row"),
    "whole_under_grades": ("{area} {year} 年全学段比各年级（及 ungraded）之和 {added:,.0f} 少 {n:,.0f} 人", "the whole stage of {area} in {year} has {n:,.0f} pupils fewer than its grades and ungraded together ({added:,.0f})"),
    "ungraded_grade": ("只写在全学段的行（grade 为空）", "belongs to the row of a whole stage (empty grade)"),
    "ungraded_more": ("多于全学段的人数", "is more than the whole stage"),
    "far_year": ("与其余各年相隔 {n} 年以上：是否写错年份？", "is more than {n} years from the other years on record: is the year right?"),
    "share_sum": ("{area} 在 {year} 年的份额之和应为 1，现为 {added:.7g}", "the shares of {area} in {year} must add up to 1, not {added:.7g}"),
    "area_cycle": ("同一年里又回到自身（{chain}）：两地互换地块，各写一行自留的份额（{area} 到 {area}）", "leads back to itself within one year ({chain}): where areas exchange parts, give each a row for the share it keeps ({area} to {area})"),
    "no_area": ("在校生与出生里都没有这个区域", "is not an area of the pupils or births"),
    "area_stays": ("{area} 在 {year} 年及以后还有数据（{where}）：若它保留一部分，加一行 {area} 到 {area} 及其份额", "{area} has rows in {year} or later ({where}): if it keeps a part, add a row from {area} to {area} with that share"),
    "no_template": ("不是 Word 文档（可用 .docx、.dotx）", "is not a Word document (.docx and .dotx are read)"),
    "template_broken": ("Word 文档已损坏，无法读取", "is a damaged Word document and cannot be read"),
    "template_encrypted": ("文档已加密：请先另存为不带密码的文件", "is encrypted: save it without a password first"),
    "template_macros": ("含有宏：请另存为不含宏的 .docx 或 .dotx", "holds macros: save it as a .docx or .dotx without them"),
    "template_linked": ("链接了别处的文件：请把图片等嵌入文档", "links to a file elsewhere: embed pictures and the like"),
    "template_page": ("没有可用的页面设置：纸张与页边距之间至少要有 {least} 厘米宽", "has no page that can be used: there must be at least {least} cm between its margins"),
    # git
    "no_git": ("找不到 git", "git not found"),
    "link": ("是链接，不写入", "is a link and is not written to"),
    "not_isolated": ("只有经环境变量 PYTHONPATH 才能找到：请用 pip install 安装后再设置", "can be found only through the variable PYTHONPATH: install it with `pip install` first"),
    "no_repository": ("不在 git 仓库里", "is not in a git repository"),
    "no_revision": ("没有这个版本", "revision not found"),
    "outside_repository": ("在仓库 {top} 之外", "is outside the repository {top}"),
    "which_folder": ("可能是仓库中同名文件之一，git 未说明是哪一个，故以文本显示：请改用 `xuewei diff REV:path REV:path`", "may be one of several files, and git does not say which; it is shown as text: use `xuewei diff REV:path REV:path`"),
    "not_in_revision": ("版本 {rev} 里没有这个文件", "not found in revision {rev}"),
    # workbooks
    "no_book": ("不是工作簿（可读 xlsx、xlsm、xls、ods）", "is not a workbook (xlsx, xlsm, xls and ods can be read)"),
    "book_broken": ("工作簿已损坏，无法读取", "is a damaged workbook and cannot be read"),
    "book_encrypted": ("工作簿已加密：请先另存为不带密码的文件", "is encrypted: save it without a password first"),
    "book_unfolds": ("解压后超过 {limit:,} MiB，不予读取", "expands to more than {limit:,} MiB and is not read"),
    "book_parts": ("压缩包内的文件过多：上限 {limit:,} 个", "contains too many files: the limit is {limit:,}"),
    "book_sheets": ("工作表过多：上限 {limit:,} 张", "has too many sheets: the limit is {limit:,}"),
    "book_cells": ("工作表“{sheet}”用到 {rows:,} 行 × {columns:,} 列，与文件大小不成比例：上限共 {limit:,} 格；请删去远处的单元格", "the sheet “{sheet}” reaches to {rows:,} rows × {columns:,} columns, out of proportion to its file: the limit is {limit:,} cells in all; delete the far ones"),
    "book_beyond": ("工作表“{sheet}”的 {cell} 超出了工作表的末格 XFD1048576", "in the sheet “{sheet}” {cell} is beyond XFD1048576, the last cell of a sheet"),
    "book_merges": ("工作表“{sheet}”的合并区域互相重叠", "the sheet “{sheet}” has merged ranges that overlap"),
    "book_proportion": ("内容与文件大小不成比例，不予读取", "expands out of proportion to its size and is not read"),
    "book_memory": ("无法读取：所需内存超过 {limit:,} MiB", "cannot be read: it needs more than {limit:,} MiB of memory"),
    "book_time": ("无法读取：超过 {limit:,} 秒仍未读完", "cannot be read: it takes more than {limit:,} s"),
    "no_sheet": ("没有这个工作表，只有 {known}", "is not a sheet of this workbook, which has only {known}"),
    "missing_sheet": ("缺少工作表 {sheet}", "sheet {sheet} is missing"),
    "no_head": ("工作表 {sheet} 里找不到表头（{known} …）", "sheet {sheet} has no header ({known} …)"),
    "book_merged": ("合并的单元格不能用于学位与投资", "merged cells cannot hold seats or cost"),
    "book_error": ("单元格是错误值", "the cell holds an error"),
    "book_uncomputed": ("公式没有算出的值：请用 Excel、WPS 或 LibreOffice 打开并保存一次，或直接填数", "the formula has no computed value: open and save the file once in Excel, WPS or LibreOffice, or write the value"),
    "book_differs": ("与同一项目的 {other} 不一致", "differs from {other} of the same project"),
    "book_stage": ("学位填在了别的学段：本行的{title}是 {stage}", "seats in the wrong stage: the {title} of this row is {stage}"),
    "book_repeated": ("同一项目的这个学段已在 {first}", "this stage of the project is already at {first}"),
    "book_no_seats": ("没有填学位", "has no seats"),
    "book_removal": ("核减行的学位应为负数", "seats must be negative in a row that removes them"),
    "book_negative": ("学位不能为负；核减请把建设性质写作“核减”", "seats cannot be negative; to remove seats, write `removal` as the works"),
    "book_no_stage": ("表头没有这个学段的学位列，只有 {known}", "the header has no column of seats for this stage, only {known}"),
    "book_no_year": ("{planned}与{opens}至少填一个", "{planned} or {opens} is required"),
    "book_bases": ("应写作 {known}，多项用分号隔开", "must be written as {known}, separated by semicolons if there are several"),
    "book_key": ("键重复，或与别的键冲突", "duplicate key, or in conflict with another one"),
    "book_no_school": ("项目台账里没有这个编号", "is not an id of the ledger"),
    # lists
    "list_target": ("没有这个键", "is not a key that a column can have"),
    "list_twice": ("已有别的列对应 {target}", "another column is already {target}"),
    "list_nameless": ("这一行没有编号也没有名称", "the row has neither an id nor a name"),
    "list_stage": ("不知是哪个学段的学位：加一列学段，或用 --map 列名=seats.primary", "the stage of these seats is not known: add a column of stages, or give --map TITLE=seats.primary"),
    "list_type": ("不知学校类型，也无法由学段推出", "has no type, and its stages do not determine one"),
    "list_year": ("没有计划年也没有投用学年，当前阶段也不是投用", "has neither a planned nor an opening year and is not in use"),
    "list_years": ("这一列像是年份，却不知是哪一年：用 --map {column}=opens（投用）或 --map {column}=planned（计划）；是在用学校名册，请加一列“当前阶段”", "looks like years, but it is not clear which: give --map {column}=opens or --map {column}=planned; in a register of schools in use, add a column `status`"),
    "list_no_sizes": ("各行都没有读到学位：未读的列是 {columns}；用 --map 列名=seats.primary 等指定", "no row gives its seats: columns not read are {columns}; map one with --map TITLE=seats.primary or the like"),
    "list_area": ("不知区域：用 --area 指定，或加一列区域", "the area is not known: give --area, or add a column of areas"),
    "list_ambiguous": ("方案里有几所同名学校（{known}）：加一列编号", "several schools of the plan have this name ({known}): add a column of ids"),
    "list_columns": ("没有一列对得上：列名是 {known}；用 --map 列名=键", "no column is recognised: the titles are {known}; map them with --map TITLE=KEY"),
    "list_names": ("没有一列是编号或名称：列名是 {known}；用 --map 列名=name", "no column is an id or a name: the titles are {known}; map one with --map TITLE=name"),
    "list_which": ("与“{other}”看来都是 {target}：用 --map 列名={target} 指定一列", "looks like {target}, as does “{other}”: choose one with --map TITLE={target}"),
    "list_beside": ("与 {other} 是同名的列，像是两张表左右并排：请上下接成一张表，或分到两张工作表", "has the same title as {other}, as if two tables stood side by side: put one below the other, or each in a sheet of its own"),
    "list_merged": ("一个数合并到 {last}，横跨几所学校或几个学段（{schools}）：请分开填写；确要平均分摊，在对应文件里写 merged: split", "one number is merged down to {last} over several schools or stages ({schools}): write one for each; to share it evenly, write `merged: split` in the mapping"),
    "list_merged_columns": ("一个数合并在几列上（{titles}）：请分开填写", "one number is merged over several columns ({titles}): write one for each"),
    "list_doubtful": ("看不出是学校还是合计：是学校请写全校名并填学校类型；是合计请写作“合计”或“…小计”，不填编号", "may be a school or a total: give a school its full name and its type; call a total “total” or “… subtotal”, without an id"),
    "list_hidden": ("可见的工作表都是空的，内容在隐藏的工作表 {known}：用 --sheet 指定", "all visible sheets are empty; the hidden ones are {known}: choose one with --sheet"),
    "list_sheet": ("CSV 没有工作表", "CSV has no sheets"),
    # scenarios
    "parameter": ("没有这个参数", "is not a parameter"),
    "combinations": ("组合 {n:,} 个，最多 {limit:,} 个", "{n:,} combinations; at most {limit:,} are computed"),
    "scenario_as_plan": ("是情景，不是方案：请用 --scenario", "is a scenario, not a plan: use --scenario"),
    "plan_as_scenario": ("不是情景：缺少 scenario", "is not a scenario: `scenario` is missing"),
    "extends_missing": ("没有这个文件，也没有这个随附方案", "is neither a file nor a shipped plan"),
    "extends_long": ("层层相依的情景超过 {limit:,} 个", "is one of more than {limit:,} scenarios that extend one another"),
    "extends_cycle": ("循环引用：{chain}", "extends itself: {chain}"),
    "other_plan": ("与前一情景所依据的方案 {first} 不同；可用 --plan 指定", "extends a different plan from the scenario before it ({first}); name one with --plan"),
    "schools_of_name": ("几所学校都叫这个名称，请写编号：{ids}", "is the name of several schools; give the id: {ids}"),
    "no_school": ("方案里没有这所学校", "school not found in the plan"),
    "removed_before": ("已在 {where} 删去", "was already removed at {where}"),
    "changed_before": ("本文件第 {first} 行已写过这所学校", "this school is already in line {first} of this file"),
    "added_again": ("方案里已有这个编号", "this id already exists in the plan"),
    "early_horizon": ("早于普查年 {base}", "is before the census year {base}"),
    # pupils on record
    "no_pupils": ("没有在校生，不能按年级推进", "no pupils on record: cannot be forecast by grades"),
    "short_record": ("在校生只有一年，不能按年级推进（至少两年）", "one year of pupils on record: forecasts by grades need two"),
    "ended_record": ("{origin} 年没有在校生，不能按年级推进", "no pupils on record in {origin}: cannot be forecast by grades"),
    "unreached_record": ("在校生从何而来没有记录，不能按年级推进", "nothing on record shows where its pupils come from: cannot be forecast by grades"),
    "unheard_no_pupils": ("没有普查，也没有在校生：在 enrolment.csv 写分年级的在校生（一年即可），或在 births.csv 写 {born} 年以来的出生数；不问这个学段，就在 assumptions.yaml 的 stages 里不列它", "has neither a census nor pupils on record: write its pupils by grade (one year will do) in enrolment.csv, or its births since {born} in births.csv; a stage that is not asked for is left out of stages in assumptions.yaml"),
    "unheard_short_record": ("没有普查，只有一年在校生且不是各年级都有：写全各年级，或在 births.csv 写 {born} 年以来的出生数", "has no census and one year of pupils, not in every grade: write all grades, or its births since {born} in births.csv"),
    "unheard_ended_record": ("没有普查，{origin} 年没有在校生：在 enrolment.csv 补上，或在 births.csv 写 {born} 年以来的出生数", "has no census and no pupils in {origin}: write them in enrolment.csv, or its births since {born} in births.csv"),
    "unheard_unreached_record": ("没有普查，在校生从何而来没有记录：在 enrolment.csv 写分年级的在校生，或在 births.csv 写 {born} 年以来的出生数", "has no census, and nothing shows where its pupils come from: write pupils by grade in enrolment.csv, or its births since {born} in births.csv"),
    "unheard_ages": ("没有普查，按适龄儿童预测要在 births.csv 写 {born} 年以来的出生数（不写 --method ages 则按在校生）", "has no census: by ages it needs its births since {born} in births.csv (without --method ages pupils on record count)"),
    "unheard_year": ("{area}没有普查，{year} 年的需求未知", "{area} has no census: its demand of {year} is not known"),
    "unheard_given": ("没有普查，{missing} 年没有需求：在 enrolment.csv 写到这些年（basis: projected），或写分年级的在校生", "has no census, and no demand in {missing}: write these years in enrolment.csv too (basis: projected), or its pupils by grade"),
    "given_counted": ("{area}{year} 年已有在校生（第 {first} 行）：预测（projected）只能写在校生之后的年份", "{area} has pupils of {year} on record (line {first}): what is projected can only be of later years"),
    "given_school": ("预测（projected）的行是整个区域的，不能写 school", "rows that are projected are of the whole area: no school"),
    "given_grades": ("{year} 年缺 {missing} 年级：预测（projected）要写全各年级，或只写整个学段", "of {year}, grade {missing} is missing: what is projected has all grades, or the whole stage alone"),
    "band_half": ("low 与 high 要么都写，要么都不写", "low and high are both written, or neither"),
    "band_order": ("区间要含在校生：low ≤ pupils ≤ high", "the band must hold the pupils: low ≤ pupils ≤ high"),
    "band_counted": ("区间只用于预测（basis: projected）的行", "a band belongs to rows of basis projected alone"),
    "no_effect": ("{base} 年以前的人口已由普查决定", "the census determines the people before {base}"),
}  # fmt: skip

SHOWN = 60
"""Characters of a found value that are shown."""


def fault_words(
    kind: str, values: Mapping[str, object], lang: str, *, found: str | None = None, suggestion: str | None = None
) -> str:
    """What is wrong, what was found and what was probably meant, on one line whatever the file holds.

    >>> fault_words("unknown_key", {}, "en", suggestion="primary")
    'unknown key. Did you mean primary?'
    >>> fault_words("text", {}, "zh", found="yes")
    '应为文字（实为 yes）'
    """
    words = {key: _SPOKEN[key](value, lang) if key in _SPOKEN else value for key, value in values.items()}
    what = visible(FAULTS[kind][LANGUAGES.index(lang)].format(**words))
    shown, near = ("（实为 {}）", "。是否想写 {}？") if lang == "zh" else (" (found {})", ". Did you mean {}?")
    if found is not None:
        what += shown.format(one_line(found))
    if suggestion is not None:
        what += near.format(one_line(suggestion))
    return what


def _pupils(value: object, lang: str) -> str:
    """A stage and its grade, or the whole of it (None), as people say them."""
    stage, grade = value if isinstance(value, tuple) else (value, None)
    number = LANGUAGES.index(lang)
    return named("stage", str(stage), lang) + ("" if grade is None else (f" {grade} 年级", f" grade {grade}")[number])


_SPOKEN: Mapping[str, Callable[[object, str], str]] = {
    "why": lambda value, lang: reason(str(value), lang),
    "pupils_of": _pupils,
    "sex": lambda value, lang: {"male": ("男", "male"), "female": ("女", "female")}[str(value)][LANGUAGES.index(lang)],
}
"""Values that are words themselves, by how they are said."""


def one_line(text: str, most: int = SHOWN) -> str:
    """Text on one line: control characters escaped, long text cut with an ellipsis."""
    shown = "".join(char if char.isprintable() else escaped(char) for char in text)
    return shown if len(shown) <= most else shown[: most - 3] + "..."
