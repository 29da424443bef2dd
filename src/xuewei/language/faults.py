"""What can be wrong with an input: one row a kind of fault, Chinese and English side by side; and its sentence."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from xuewei.language.counted import filled
from xuewei.language.libraries import reason
from xuewei.language.people_faults import OF_PEOPLE, TABLES_OF_PEOPLE
from xuewei.language.plan_faults import OF_PLANS
from xuewei.language.shown import escaped, visible
from xuewei.language.words import LANGUAGES, named

FAULTS: dict[str, tuple[str, str]] = {
    **OF_PLANS,
    **OF_PEOPLE,
    # files
    "no_provenance": ("没有写明由哪些文件生成：可核对的是本程序写的 .json、.html、.docx、.xlsx（CSV、Parquet 与图片没有地方写）", "does not say what it was made of: .json, .html, .docx and .xlsx of this program do (CSV, Parquet and pictures have no place for it)"),
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
    "in_package": ("是本程序安装目录里的文件，不修改：请用 xuewei new 建一个项目，再用 --plan 指定其方案", "belongs to the installed program and is not changed: start a project with xuewei new, and name its plan with --plan"),
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
    "sizes_length": ("应每个年级一个班额，共 {n} 个", "must give one class size for each grade, {n} in all"),
    "all_zero": ("不能全为 0", "must not all be zero"),
    "order": ("应从小到大", "must be in ascending order"),
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
    "grades_across": ("不能与一级一栏的表同用：不知道是哪个年级的，改为一级一行（年级、在校生两栏）", "cannot stand beside a column a grade, for it is of no grade: write a row a grade (columns grade and pupils)"),
    "ungraded_grade": ("只写在全学段的行（grade 为空）", "belongs to the row of a whole stage (empty grade)"),
    "ungraded_more": ("多于全学段的人数", "is more than the whole stage"),
    "classes_odd": ("班数应为整数，且不多于学生数（{pupils:,.0f}）", "must be a whole number of classes, no more than there are pupils ({pupils:,.0f})"),
    "classes_none": ("有 {pupils:,.0f} 名学生却没有班：不知道班数就留空", "{pupils:,.0f} pupils cannot be in no class: leave it empty where it is not known"),
    "schools_over_area": ("{area} {year} 年全区域的学生比所列各学校之和 {added:,.0f} 少 {n:,.0f} 人", "{area} has {n:,.0f} pupils fewer in {year} than its schools together ({added:,.0f})"),
    "school_areas": ("学校 {school} 在其他年份属于 {area}：一所学校只在一个区域；区域有变动的写在 areas.csv", "the school {school} is in {area} in other years: a school is in one area; changes of areas belong into areas.csv"),
    "school_split": ("{area} 已拆分为 {areas}，学校 {school} 现属哪一个不明：在它的各行写今天的区域", "{area} has become {areas}, and nothing says which of them the school {school} is in: write its area of today in its rows"),
    "school_elsewhere": ("方案中学校 {school} 在 {area}", "the plan has the school {school} in {area}"),
    "far_year": ("与其余各年相隔 {n} 年以上：是否写错年份？", "is more than {n} years from the other years on record: is the year right?"),
    "share_sum": ("{area} 在 {year} 年的份额之和应为 1，现为 {added:.7g}", "the shares of {area} in {year} must add up to 1, not {added:.7g}"),
    "area_cycle": ("同一年里又回到自身（{chain}）：两地互换地块，各写一行自留的份额（{area} 到 {area}）", "leads back to itself within one year ({chain}): where areas exchange parts, give each a row for the share it keeps ({area} to {area})"),
    "no_area": ("在校生与出生里都没有这个区域", "is not an area of the pupils or births"),
    "area_stays": ("{area} 在 {year} 年及以后还有数据（{where}）：若它保留一部分，加一行 {area} 到 {area} 及其份额", "{area} has rows in {year} or later ({where}): if it keeps a part, add a row from {area} to {area} with that share"),
    "year_or_age": ("写 birth_year（出生年）或 age（周岁），二者其一", "write birth_year or age (completed years on the day of the register), one of the two"),
    "year_and_age": ("birth_year（出生年）与 age（周岁）只能写一个", "give birth_year or age, not both"),
    "age_and_period": ("写了 age（周岁）的行由登记日推出生日期，不写 period_end", "belongs to a row with birth_year: those of an age were born in the twelve months that their age and the date give"),
    "period_far": ("出生的十二个月应止于 {year} 或次年", "must be in {year} or the year after: the twelve months of birth end there"),
    "zone_itself": ("学区不能属于自己", "is the zone itself"),
    "zone_two_areas": ("一个学区只能属于一个区域：第 {first} 行写的是 {other}", "puts the zone into a second area: line {first} has {other}"),
    "zone_shares_of_area": ("{area} 各学区的份额之和超过 1（{added:.7g}）", "makes the shares of the zones of {area} more than 1 ({added:.7g})"),
    "zone_planned": ("学区与规划区域同名：{area}", "is a zone of the same name as the planned area {area}"),
    "zone_apart": ("{area} 已有同名学区（学校 {school}）：另起名称，或写 zones.csv", "is a zone of {area} by school {school}: give the zone here a name of its own, or write zones.csv"),
    "no_zone_area": ("没有这个区域（学区属于方案或人口数据里的区域，不属于别的学区）", "is no area that the folder has people, pupils or children of (a zone is part of an area, not of a zone)"),
    "no_zone": ("zones.csv 里没有这个学区", "is not a zone of zones.csv"),
    "no_child_area": ("不是已知的区域或学区：学区写进 zones.csv，或写在学校的 zone", "is no area or zone that anything else knows: a zone stands in zones.csv, or as `zone` of a school"),
    "no_flow_area": ("没有这个区域或学区（方案之外写空）", "is no area or zone of the folder (leave it empty for outside)"),
    "flow_mixed": ("两端须都是区域，或都是学区", "must be of the same kind as the other end: both areas, or both zones"),
    "flow_nowhere": ("from_area 与 to_area 不能都空", "must name an area, or to_area must: both are empty"),
    "flow_itself": ("与 from_area 相同", "is where they come from"),
    "flow_shares": ("{area} 去往各处的份额之和超过 1（{added:.7g}）", "makes the shares that leave {area} more than 1 ({added:.7g})"),
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
    "book_twice": ("同一编号也在 {first}：在用学校留在学校名册，建设项目留在项目台账，只留一处", "is also at {first}: keep a school in use in the register or a project in the ledger, not both"),
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
    "list_no_area": ("没有写区域，而名单有几个区域", "names no area, and there are several"),
    "list_grade": ("{stage} 只有 {grades} 个年级", "{stage} has {grades} grades"),
    "list_grades": ("缺少 {stage} 的年级列：{known}", "columns of grades of {stage} are missing: {known}"),
    "list_grade_twice": ("这个年级已在 {other}", "this grade is already in {other}"),
    "list_whose": ("不知是哪个学段的：加一列学段，或用 --map 列名={target}", "its stage is not known: add a column of stages, or give --map TITLE={target}"),
    "list_no_school": ("方案里没有这所学校", "is no school of the plan"),
    "list_no_year": ("不知学生数是哪一学年：用 --year 指定", "the school year of these pupils is not known: give --year"),
    "list_into": ("只有学生数或出生人数，没有学校的规模：用 --into 指定方案", "holds pupils or births and no sizes of schools: name their plan with --into"),
    "list_differs": ("与同一名单第 {line} 行的 {other} 不同", "is not the {other} that line {line} of the same list has"),
    "people_differs": ("与 {file}:{line} 已有的 {other} 不同：要替换请加 --force", "is not the {other} in {file}:{line}: say --force to replace it"),
    "people_map": ("这张表是地图文件，不能添行：在地图软件里添，或改存为 CSV（带 lon、lat）", "the table is a file of a map and cannot be added to: add rows where the map is made, or save it as CSV with lon and lat"),
    "people_parquet": ("人口表是 Parquet，不能添行：请改存为 CSV", "the table is Parquet and cannot be added to: save it as CSV"),
    "people_folder": ("方案没有写自己的人口目录（population:）：用 --population 指定", "the plan names no population folder of its own: name one with --population"),
    "register_keys": ("不是以键为表头的名册，不能由 import 改写：第一行应有 {known} 中的 id（或 name）与 stage", "is no register with keys as titles and cannot be updated: its first row needs id (or name) and stage of {known}"),
    "register_into": ("方案的名册 {known} 不是这一个", "is not the register that the plan names: {known}"),
    "births_place": ("没有写学区或区域", "names neither a zone nor an area"),
    "births_unknown": ("方案里没有这个区域或学区", "is neither an area of the plan nor a zone of its schools"),
    "births_year": ("不知是哪一年的出生：应为四位年份", "the year of these births is not known: write it in four digits"),
    "list_plan_here": ("这里已有方案 {plan}：要把名单并入它，用 --into {plan}", "there is a plan here: --into {plan} takes the list into it"),
    "list_area": ("不知区域：用 --area 指定，或加一列区域", "the area is not known: give --area, or add a column of areas"),
    "list_ambiguous": ("方案里有几所同名学校（{known}）：加一列编号", "several schools of the plan have this name ({known}): add a column of ids"),
    "list_columns": ("没有一列对得上：列名是 {known}；用 --map 列名=键，人口表用 --kind 说明是哪一种", "no column is recognised: the titles are {known}; map them with --map TITLE=KEY, or name a table of people with --kind"),
    "list_names": ("没有一列是编号或名称：列名是 {known}；用 --map 列名=name", "no column is an id or a name: the titles are {known}; map one with --map TITLE=name"),
    "list_which": ("与“{other}”看来都是 {target}：用 --map 列名={target} 指定一列", "looks like {target}, as does “{other}”: choose one with --map TITLE={target}"),
    "list_beside": ("与 {other} 是同名的列，像是两张表左右并排：请上下接成一张表，或分到两张工作表", "has the same title as {other}, as if two tables stood side by side: put one below the other, or each in a sheet of its own"),
    "list_merged": ("一个数合并到 {last}，横跨几所学校或几个学段（{schools}）：请分开填写；确要平均分摊，在对应文件里写 merged: split", "one number is merged down to {last} over several schools or stages ({schools}): write one for each; to share it evenly, write `merged: split` in the mapping"),
    "list_merged_columns": ("一个数合并在几列上（{titles}）：请分开填写", "one number is merged over several columns ({titles}): write one for each"),
    "list_doubtful": ("看不出是学校还是合计：是学校请写全校名并填学校类型；是合计请写作“合计”或“…小计”，不填编号", "may be a school or a total: give a school its full name and its type; call a total “total” or “… subtotal”, without an id"),
    "list_hidden": ("可见的工作表都是空的，内容在隐藏的工作表 {known}：用 --sheet 指定", "all visible sheets are empty; the hidden ones are {known}: choose one with --sheet"),
    "list_sheet": ("CSV 没有工作表", "CSV has no sheets"),
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
    what = visible(filled(FAULTS[kind][LANGUAGES.index(lang)], lang, words))
    if "rows_alike" in values:  # the same in many rows is told once
        what += ("，这样的共 {:,} 行", "; {:,} rows are so")[LANGUAGES.index(lang)].format(values["rows_alike"])
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
    "table": lambda value, lang: TABLES_OF_PEOPLE[str(value)][LANGUAGES.index(lang)],
    "sex": lambda value, lang: {"male": ("男", "male"), "female": ("女", "female")}[str(value)][LANGUAGES.index(lang)],
}
"""Values that are words themselves, by how they are said."""


def one_line(text: str, most: int = SHOWN) -> str:
    """Text on one line: control characters escaped, long text cut with an ellipsis."""
    shown = "".join(char if char.isprintable() else escaped(char) for char in text)
    return shown if len(shown) <= most else shown[: most - 3] + "..."
