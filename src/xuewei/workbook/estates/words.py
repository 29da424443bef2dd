"""Words of importing tables of estates, Chinese and English side by side."""

from __future__ import annotations

from xuewei.language.words import Words

ESTATES: dict[str, tuple[str, str]] = {
    "estates.understood": ("{file} 是小区表：{rows:,} 行、{dwellings:,} 套 → {path}", "{file} holds estates: {rows:,} rows, {dwellings:,} dwellings → {path}"),
    "estates.taken": ("各列当作：{taken}（不对的用 --map 列名=键）。", "Columns were taken for: {taken} (mend with --map TITLE=KEY)."),
    "estates.one": ("{title} → {name}", "{title} → {name}"),
    "estates.between": ("，", ", "),
    "estates.first": ("前 {n} 行如下，其余 {more:,} 行从略。", "The first {n} rows; {more:,} more are not shown."),
    "estates.whence": ("basis：{basis}；source：{source}。", "basis: {basis}; source: {source}."),
    "estates.floors": ("{n} 行只有面积，套数由面积折算（estates.dwelling_m2）。", "rows with floor area alone, which dwellings follow from (estates.dwelling_m2): {n}."),
    "estates.column.id": ("编号", "id"), "estates.column.name": ("小区", "name"), "estates.column.place": ("区域或学区", "area or zone"),
    "estates.column.size": ("套数", "dwellings"), "estates.column.kind": ("类型", "kind"),
    "estates.column.completes": ("竣工", "completed"),
    "staff.edited": ("“班级教师经费”一表的在编改了 {n} 格，不读回：{cells}；要留下，改 staff.csv 或名册的 staff 列。", "{n} cells of staff in the sheet of resources were edited, which is not read back: {cells}; to keep this, change staff.csv or the column staff of the register."),
    "estates.edited": ("小区一表改了 {n} 格，不读回：{cells}；要留下，改 {file}。", "{n} cells of the sheet of estates were edited, which is not read back: {cells}; to keep this, change {file}."),
    # what is left out or taken
    "estates.sheets_left": ("未读的工作表：{sheets}；要读请用 --sheet。", "sheets that are not read: {sheets}; --sheet reads one."),
    "estates.columns_left": ("未读的列：{columns}；要读请用 --map 列名=键。", "columns that are not read: {columns}; map them with --map TITLE=KEY."),
    "estates.estate_sums": ("合计行不写入（{n} 行）：{cells}。", "rows of sums, left out ({n}): {cells}."),
    "estates.estate_empty": ("套数是 0 的行照写，不带来学生（{n} 行）：{cells}；取消了的，从表里删去。", "rows of 0 dwellings are written and bring no pupils ({n}): {cells}; delete those of what is cancelled."),
    "estates.estate_shares": ("入住率只有一个数（{n} 格），当作竣工后第一年起就是如此：{cells}；要写各年，用 0.3; 0.5; 0.8。", "occupancy that is one share ({n}) is taken for that of every year after completion: {cells}; of each year it is 0.3; 0.5; 0.8."),
    "estates.estate_same_name": ("同名的小区各算一个，按区域、学区、位置、竣工年份排，后一个的编号加 -2、-3（{n} 行）：{cells}；其实是一个小区的几期，给它们同一个编号（id）。", "estates of one name are one each, in the order of area, zone, place and year of completion, the later with -2, -3 behind their ids ({n}): {cells}; give parts of one estate the same id."),
    "estates.estate_stays": ("{file} 里原有的 {count} 行照旧留着，名单里的同一小区是别的竣工年份：{rows}；若是改期，删去原来的行，否则算两遍。", "rows of {file} that stay though the list completes their estates in other years ({count}): {rows}; where completion was moved delete them, or they count twice."),
    "estates.estate_ids": ("没有编号一列，用小区的名称作编号（id）。", "there is no column of ids: names are ids."),
}  # fmt: skip

WORDS = Words(ESTATES)
say = WORDS.say
